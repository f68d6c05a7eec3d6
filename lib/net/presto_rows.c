/* SPDX-License-Identifier: MIT */
/* From a page's JSON to columns and rows. */
#include <string.h>

#include "net/presto_run.h"
#include "util/arena.h"
#include "util/error.h"
#include "util/memory.h"

enum { COLUMNS_MAX = 100000 };

void t2s__presto_rows_dispose(t2s__presto_rows *rows)
{
    t2s__free(rows->values);
    t2s__free(rows->offsets);
    t2s__buffer_dispose(&rows->texts);
    *rows = (t2s__presto_rows){0};
}

static size_t count_items(t2s__json array)
{
    t2s__json_items items = t2s__json_begin(array);
    t2s__json item;
    size_t count = 0;

    while (t2s__json_next(&items, &item))
        count++;
    return count;
}

/* A member's text, in the arena. 0; T2S_E_PROTOCOL, T2S_E_NOMEM. */
static int column_text(t2s__arena *arena, t2s__json column, const char *name, const char **ret)
{
    t2s__json value = t2s__json_get(column, name);
    char *text;

    if (t2s__json_kind(value) != '"')
        return T2S_E_PROTOCOL;
    text = t2s__presto_page_text(value);
    if (text == NULL)
        return T2S_E_PROTOCOL;
    *ret = t2s__arena_strdup(arena, text);
    t2s__free(text);
    return *ret != NULL ? 0 : T2S_E_NOMEM;
}

static int read_columns(t2s__arena *arena, t2s__json array, size_t count, t2s__presto_column **ret_columns)
{
    t2s__presto_column *columns = t2s__arena_zalloc(arena, (count + 1) * sizeof(*columns));
    t2s__json_items items = t2s__json_begin(array);
    t2s__json item;

    if (columns == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count && t2s__json_next(&items, &item); i++) {
        int code = column_text(arena, item, "name", &columns[i].name);

        if (code == 0)
            code = column_text(arena, item, "type", &columns[i].type);
        if (code != 0)
            return code;
    }
    *ret_columns = columns;
    return 0;
}

static int allocate(t2s__presto_rows *rows, size_t count)
{
    rows->values = t2s__calloc(count + 1, sizeof(*rows->values));
    rows->offsets = t2s__calloc(count + 1, sizeof(*rows->offsets));
    rows->count = count;
    rows->has_columns = 1;
    return rows->values != NULL && rows->offsets != NULL ? 0 : T2S_E_NOMEM;
}

static int take_columns(t2s__presto_rows *rows, t2s__json array, const t2s__presto_handler *handler, void *user_data,
                        t2s_error **ret_error)
{
    size_t count = count_items(array);
    t2s__presto_column *columns = NULL;
    t2s__arena arena;
    int code = T2S_E_PROTOCOL;

    t2s__arena_init(&arena, 0);
    if (t2s__json_kind(array) == '[' && count <= COLUMNS_MAX)
        code = allocate(rows, count);
    if (code == 0)
        code = read_columns(&arena, array, count, &columns);
    if (code == T2S_E_PROTOCOL)
        t2s__fail(ret_error, code, "the server describes the columns in a way that the protocol does not have");
    else if (code != 0)
        t2s__fail_nomem(ret_error);
    else if (handler->columns != NULL)
        code = handler->columns(user_data, columns, count);
    t2s__arena_dispose(&arena);
    return code;
}

/* A value; strings are put behind each other, and may still move. */
static void take_value(t2s__presto_rows *rows, size_t column, t2s__json value)
{
    t2s__presto_value *to = &rows->values[column];

    *to = (t2s__presto_value){T2S__PRESTO_NULL, NULL, 0};
    switch (t2s__json_kind(value)) {
    case 'n':
        return;
    case '"':
        to->kind = T2S__PRESTO_STRING;
        rows->offsets[column] = rows->texts.length;
        t2s__json_decode(&rows->texts, value);
        to->length = rows->texts.length - rows->offsets[column];
        t2s__buffer_append(&rows->texts, "", 1);
        return;
    case '0':
        to->kind = T2S__PRESTO_NUMBER;
        break;
    case '[':
    case '{':
        to->kind = T2S__PRESTO_NESTED;
        break;
    default:
        to->kind = T2S__PRESTO_BOOL;
        to->text = *value.text == 't' ? "true" : "false";
        to->length = value.length;
        return;
    }
    to->text = value.text;
    to->length = value.length;
}

static int read_row(t2s__presto_rows *rows, t2s__json row)
{
    t2s__json_items items = t2s__json_begin(row);
    t2s__json value;
    size_t column = 0;

    if (t2s__json_kind(row) != '[')
        return T2S_E_PROTOCOL;
    rows->texts.length = 0;
    while (t2s__json_next(&items, &value)) {
        if (column == rows->count)
            return T2S_E_PROTOCOL;
        take_value(rows, column++, value);
    }
    if (column != rows->count)
        return T2S_E_PROTOCOL;
    if (rows->texts.failed)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->values[i].kind == T2S__PRESTO_STRING)
            rows->values[i].text = rows->texts.data + rows->offsets[i];
    return 0;
}

static int take_rows(t2s__presto_rows *rows, t2s__json data, const t2s__presto_handler *handler, void *user_data, const int *stopped,
                     t2s_error **ret_error)
{
    t2s__json_items items = t2s__json_begin(data);
    t2s__json row;
    int code = 0;

    while (code == 0 && !*stopped && t2s__json_next(&items, &row)) {
        code = read_row(rows, row);
        if (code == T2S_E_PROTOCOL)
            return t2s__fail(ret_error, code, "the server sends a row that does not have the columns that it described");
        if (code != 0)
            return t2s__fail_nomem(ret_error);
        if (handler->row != NULL)
            code = handler->row(user_data, rows->values, rows->count);
    }
    return code;
}

int t2s__presto_rows_take(t2s__presto_rows *rows, const t2s__presto_page *page, const t2s__presto_handler *handler, void *user_data,
                          const int *stopped, t2s_error **ret_error)
{
    int code = 0;

    if (!rows->has_columns && page->columns.text != NULL)
        code = take_columns(rows, page->columns, handler, user_data, ret_error);
    if (code != 0 || *stopped || page->data.text == NULL)
        return code;
    if (!rows->has_columns || t2s__json_kind(page->data) != '[')
        return t2s__fail(ret_error, T2S_E_PROTOCOL, "the server sends rows in a way that was not asked for");
    return take_rows(rows, page->data, handler, user_data, stopped, ret_error);
}
