/* SPDX-License-Identifier: MIT */
/* What PostgreSQL's functions and relations may do or tell, for policies. */
#ifndef T2S_DIALECT_POSTGRES_FUNCTION_CLASS_H
#define T2S_DIALECT_POSTGRES_FUNCTION_CLASS_H

/* T2S_FUNCTION_CLASS_*. `schema` may be NULL: not known; `volatility` is T2S_VOLATILITY_* or -1. */
int t2s__postgres_function_class(const char *schema, const char *name, int volatility);

/* T2S_RELATION_CLASS_*. `schema` may be "": not known. */
int t2s__postgres_relation_class(const char *schema, const char *name);

#endif
