/* SPDX-License-Identifier: MIT */
/* PostgreSQL's own functions, operators, casts and types, for schemas that no server is asked about. */
#ifndef T2S_METADATA_POSTGRES_BUILTINS_H
#define T2S_METADATA_POSTGRES_BUILTINS_H

#include <text2sql/sys/catalog.h>

#include "util/arena.h"

/* postgres_builtins_add.c: add the functions, operators, casts and types of pg_catalog, but for the rows of its tables. 0; T2S_E_NOMEM. */
int t2s__postgres_builtins_add(t2s_catalog_builder *builder);

/* Is it the name of a type in pg_catalog, such as "int4" or "jsonb"? */
int t2s__postgres_builtin_type(const char *name);

/*
 * The result type of a built-in function, by the types of its arguments ("unknown" where one is not known): that of the overload
 * that takes just these, or of all that take so many. In `arena`; NULL when it depends on more, there is none, or memory is short.
 */
const char *t2s__postgres_builtin_result(t2s__arena *arena, const char *name, const char *const *argument_types, size_t count);

/*
 * The columns of a built-in function that gives several, or one with a name of its own. In `arena`. *ret_count is 0 for others.
 * 0; T2S_E_NOMEM.
 */
int t2s__postgres_builtin_columns(t2s__arena *arena, const char *name, const char *const **ret_names, const char *const **ret_types,
                                  size_t *ret_count);

/* The generated lists. Lines end with \n; every text holds some hundred bytes to some thousand. */
extern const char *const t2s__postgres_function_lines[];
extern const size_t t2s__postgres_function_line_count;
extern const char *const t2s__postgres_operator_lines[];
extern const size_t t2s__postgres_operator_line_count;
extern const char *const t2s__postgres_cast_lines[];
extern const size_t t2s__postgres_cast_line_count;
extern const char *const t2s__postgres_types[]; /* sorted by name; each is kind, name, | and more */
extern const size_t t2s__postgres_type_count;

#endif
