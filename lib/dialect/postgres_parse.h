/* SPDX-License-Identifier: MIT */
/* libpg_query, made safe: no text is too deep for the stack, nothing is left to be freed, errors have a place and a SQLSTATE. */
#ifndef T2S_DIALECT_POSTGRES_PARSE_H
#define T2S_DIALECT_POSTGRES_PARSE_H

#include <stddef.h>

#include <pg_query/pg_query.pb-c.h>

#include "util/arena.h"

/* Why a text is no SQL. */
typedef struct t2s__postgres_fault {
    char sqlstate[6];
    const char *message; /* in the arena */
    const char *hint;    /* static, or NULL */
    int position;        /* byte offset; -1: no place */
} t2s__postgres_fault;

/*
 * What to do with a parse tree. It runs on the stack that was found to be deep enough for the text, so it may recurse as deep as
 * the tree is; the tree lives as long as the arena.
 */
typedef int (*t2s__postgres_parsed_fn)(const PgQuery__ParseResult *parsed, void *user_data);

/*
 * Parse a text and call fn with its tree.
 *
 * sql, length  NUL-terminated, with no NUL inside
 * ret_fault    when the text is no SQL, or is too deeply nested
 * 0 and what fn returned; T2S_E_SYNTAX with *ret_fault, and fn is not called; T2S_E_NOMEM.
 */
int t2s__postgres_parse(t2s__arena *arena, const char *sql, size_t length, t2s__postgres_parsed_fn fn, void *user_data,
                        t2s__postgres_fault *ret_fault);

#endif
