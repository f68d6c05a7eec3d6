/* SPDX-License-Identifier: MIT */
/* PostgreSQL's types: their names and how their values are to be read. The built-in ones are known; others are looked up. */
#ifndef T2S_EXECUTOR_POSTGRES_TYPES_H
#define T2S_EXECUTOR_POSTGRES_TYPES_H

#include <stddef.h>

typedef struct t2s__pg_types t2s__pg_types;

/* What has been looked up. NULL when memory is short. */
t2s__pg_types *t2s__pg_types_new(void);
void t2s__pg_types_free(t2s__pg_types *types);

enum { T2S__PG_TYPE_NAME_MAX = 64 /* of those that are known, with the NUL */ };

/*
 * The name of a type as format_type() writes it, and its T2S_VALUE_*.
 *
 * buffer  T2S__PG_TYPE_NAME_MAX bytes, where the name may be put together
 * NULL: it must be looked up
 */
const char *t2s__pg_type(const t2s__pg_types *types, unsigned oid, int modifier, char *buffer, int *ret_kind);

/* Remember what was looked up, for a while; where memory is short it is looked up again. `type` and `category` are those of
 * pg_type. */
void t2s__pg_types_add(t2s__pg_types *types, unsigned oid, int modifier, const char *name, char type, char category);

/* The T2S_VALUE_* of a type that is not built in. */
int t2s__pg_type_kind(char type, char category);

#endif
