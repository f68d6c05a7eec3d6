/* SPDX-License-Identifier: MIT */
/* The functions of Trino and PrestoDB, for schemas that no server is asked about. */
#ifndef T2S_METADATA_PRESTO_BUILTINS_H
#define T2S_METADATA_PRESTO_BUILTINS_H

#include <text2sql/sys/catalog.h>

/* Where they are in a catalog. */
#define T2S__PRESTO_BUILTIN_SCHEMA "system.builtin"

/* Add those of Trino, or of PrestoDB. 0; T2S_E_NOMEM. */
int t2s__presto_builtins_add(t2s_catalog_builder *builder, int is_trino);

/* Add those of lines of this form, each with an end. 0; T2S_E_NOMEM. */
int t2s__presto_builtins_add_text(t2s_catalog_builder *builder, const char *text);

/* Cut a list of types at its commas, but for those inside of parentheses, and in quotes. The rest, or NULL at its end. Changes the text. */
char *t2s__presto_next_type(char *list);

/* The generated lists. Lines end with \n; every text holds some thousand bytes. */
extern const char *const t2s__trino_function_lines[];
extern const size_t t2s__trino_function_line_count;
extern const char *const t2s__presto_function_lines[];
extern const size_t t2s__presto_function_line_count;

#endif
