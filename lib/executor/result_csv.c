/* SPDX-License-Identifier: MIT */
/* A result as RFC 4180 describes it: lines end with CR LF. NULL is nothing at all, an empty text a pair of quotes. */
#include <string.h>

#include "executor/result.h"

static void write_field(t2s__buffer *text, const char *value, size_t length)
{
    if (length != 0 && memchr(value, '"', length) == NULL && memchr(value, ',', length) == NULL &&
        memchr(value, '\n', length) == NULL && memchr(value, '\r', length) == NULL) {
        t2s__buffer_append(text, value, length);
        return;
    }
    t2s__buffer_char(text, '"');
    for (size_t i = 0; i < length; i++) {
        if (value[i] == '"')
            t2s__buffer_char(text, '"');
        t2s__buffer_char(text, value[i]);
    }
    t2s__buffer_char(text, '"');
}

static void write_value(const t2s_result *result, size_t row, size_t column, t2s__buffer *text)
{
    size_t length;
    const char *value = t2s_result_value(result, row, column, &length);

    if (value == NULL)
        return;
    if (t2s_result_column_kind(result, column) == T2S_VALUE_BYTES)
        t2s__result_write_hex(text, value, length);
    else
        write_field(text, value, length);
}

void t2s__result_write_csv(const t2s_result *result, t2s__buffer *text)
{
    size_t columns = t2s_result_column_count(result);

    for (size_t column = 0; column < columns; column++) {
        const char *name = t2s_result_column_name(result, column);

        t2s__buffer_text(text, column != 0 ? "," : "");
        write_field(text, name, strlen(name));
    }
    t2s__buffer_text(text, "\r\n");
    for (size_t row = 0; row < t2s_result_row_count(result) && !text->failed; row++) {
        for (size_t column = 0; column < columns; column++) {
            t2s__buffer_text(text, column != 0 ? "," : "");
            write_value(result, row, column, text);
        }
        t2s__buffer_text(text, "\r\n");
    }
}
