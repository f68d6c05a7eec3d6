/* SPDX-License-Identifier: MIT */
/* A result while it grows, and what the ways of writing it share. */
#ifndef T2S_EXECUTOR_RESULT_H
#define T2S_EXECUTOR_RESULT_H

#include <text2sql/result.h>

#include "util/buffer.h"

/* Empty: no columns, no rows. NULL when memory is short. */
t2s_result *t2s__result_new(void);

/* 0; T2S_E_INVALID (there are rows already, a kind that does not exist), T2S_E_NOMEM. */
int t2s__result_add_column(t2s_result *result, const char *name, const char *type, int kind);

/* Name a column's type, once it is known. 0; T2S_E_INVALID, T2S_E_NOMEM. */
int t2s__result_set_type(t2s_result *result, size_t column, const char *type, int kind);

/* 0; T2S_E_NOMEM; T2S_E_TOO_LARGE: the row has 4 GiB or more. Values may hold any bytes. */
int t2s__result_add_row(t2s_result *result, const char *const *values, const size_t *lengths);

void t2s__result_set_truncated(t2s_result *result);

/* Each appends the whole result. */
void t2s__result_write_table(const t2s_result *result, t2s__buffer *text);
void t2s__result_write_json(const t2s_result *result, t2s__buffer *text);
void t2s__result_write_csv(const t2s_result *result, t2s__buffer *text);

/* "\x" and two digits a byte. */
void t2s__result_write_hex(t2s__buffer *text, const char *bytes, size_t length);

/* The columns that a character takes on a terminal: 0, 1 or 2. */
int t2s__character_width(uint32_t character);

#endif
