/* SPDX-License-Identifier: MIT */
/* What functions and relations of Trino and PrestoDB may do or tell, for policies. */
#ifndef T2S_DIALECT_PRESTO_CLASS_H
#define T2S_DIALECT_PRESTO_CLASS_H

/* T2S_FUNCTION_CLASS_*. `schema` may be NULL: not known, or the last part alone of what was written. */
int t2s__presto_function_class(const char *schema, const char *name);

/* T2S_RELATION_CLASS_*. `schema` is "catalog.schema", or a schema alone. */
int t2s__presto_relation_class(const char *schema);

/* 1: the server has such relations by itself, whatever a snapshot has. */
int t2s__presto_is_system(const char *schema);

#endif
