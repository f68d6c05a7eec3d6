/* SPDX-License-Identifier: MIT */
/* A result as JSON. Numbers keep their digits: what is no JSON number, as NaN, is a string. */
#include <string.h>

#include "executor/json_check.h"
#include "executor/result.h"

static void write_bytes(t2s__buffer *text, const char *value, size_t length)
{
    t2s__buffer_text(text, "\"\\"); /* the backslash of \x is itself escaped */
    t2s__result_write_hex(text, value, length);
    t2s__buffer_char(text, '"');
}

/* May the text stand in the document as it is? */
static int is_literal(int kind, const char *value, size_t length)
{
    switch (kind) {
    case T2S_VALUE_INT:
    case T2S_VALUE_FLOAT:
    case T2S_VALUE_DECIMAL:
        return t2s__is_json_number(value, length);
    case T2S_VALUE_BOOL:
        return strcmp(value, "true") == 0 || strcmp(value, "false") == 0;
    case T2S_VALUE_JSON:
        return t2s__is_json(value, length);
    default:
        return 0;
    }
}

static void write_value(const t2s_result *result, size_t row, size_t column, t2s__buffer *text)
{
    size_t length;
    const char *value = t2s_result_value(result, row, column, &length);
    int kind = t2s_result_column_kind(result, column);

    if (value == NULL)
        t2s__buffer_text(text, "null");
    else if (kind == T2S_VALUE_BYTES)
        write_bytes(text, value, length);
    else if (is_literal(kind, value, length))
        t2s__buffer_append(text, value, length);
    else
        t2s__buffer_json(text, value, length);
}

static void write_column(const t2s_result *result, size_t column, t2s__buffer *text)
{
    const char *name = t2s_result_column_name(result, column);
    const char *type = t2s_result_column_type(result, column);

    t2s__buffer_text(text, "{\"name\":");
    t2s__buffer_json(text, name, strlen(name));
    t2s__buffer_text(text, ",\"type\":");
    t2s__buffer_json(text, type, strlen(type));
    t2s__buffer_char(text, '}');
}

void t2s__result_write_json(const t2s_result *result, t2s__buffer *text)
{
    size_t columns = t2s_result_column_count(result);

    t2s__buffer_text(text, "{\"columns\":[");
    for (size_t column = 0; column < columns; column++) {
        t2s__buffer_text(text, column != 0 ? "," : "");
        write_column(result, column, text);
    }
    t2s__buffer_text(text, "],\"rows\":[");
    for (size_t row = 0; row < t2s_result_row_count(result) && !text->failed; row++) {
        t2s__buffer_text(text, row != 0 ? ",[" : "[");
        for (size_t column = 0; column < columns; column++) {
            t2s__buffer_text(text, column != 0 ? "," : "");
            write_value(result, row, column, text);
        }
        t2s__buffer_char(text, ']');
    }
    t2s__buffer_printf(text, "],\"truncated\":%s}", t2s_result_truncated(result) ? "true" : "false");
}
