/* SPDX-License-Identifier: MIT */
/*
 * Arrays, maps and rows become JSON: arrays and objects, the fields of rows by their names, decimals as numbers with all their digits,
 * bytes as "\\x" and hex digits. PrestoDB sends what is nested as texts that hold JSON, which hold such texts again.
 */
#include "executor/presto_value.h"

#include <string.h>

#include <text2sql/error.h>
#include <text2sql/result.h>

#include "executor/json_check.h"
#include "executor/result.h"
#include "net/presto_json.h"
#include "util/base64.h"
#include "util/memory.h"

static int write_item(t2s__buffer *text, const t2s__presto_type *type, t2s__json value);

/* The bytes of a base64 text; owned. 0; T2S_E_PROTOCOL, T2S_E_NOMEM. */
static int decode_bytes(const char *encoded, size_t length, char **ret_bytes, size_t *ret_length)
{
    char *bytes = t2s__malloc(length / 4 * 3 + 1);
    long count;

    if (bytes == NULL)
        return T2S_E_NOMEM;
    count = t2s__base64_decode(encoded, length, bytes);
    if (count < 0) {
        t2s__free(bytes);
        return T2S_E_PROTOCOL;
    }
    *ret_bytes = bytes;
    *ret_length = (size_t)count;
    return 0;
}

static int write_bytes(t2s__buffer *text, const char *encoded, size_t length)
{
    char *bytes;
    size_t count;
    int code = decode_bytes(encoded, length, &bytes, &count);

    if (code != 0)
        return code;
    t2s__buffer_append(text, bytes, count);
    t2s__free(bytes);
    return 0;
}

static int write_hex(t2s__buffer *text, const char *encoded, size_t length)
{
    char *bytes;
    size_t count;
    int code = decode_bytes(encoded, length, &bytes, &count);

    if (code != 0)
        return code;
    t2s__buffer_text(text, "\"\\"); /* the backslash of \x is one that JSON escapes */
    t2s__result_write_hex(text, bytes, count);
    t2s__buffer_char(text, '"');
    t2s__free(bytes);
    return 0;
}

/* Items one after the other. */
static int write_array(t2s__buffer *text, const t2s__presto_type *type, t2s__json value)
{
    t2s__json_items items = t2s__json_begin(value);
    t2s__json item;
    int code = t2s__json_kind(value) == '[' ? 0 : T2S_E_PROTOCOL;
    const char *separator = "[";

    while (code == 0 && t2s__json_next(&items, &item)) {
        t2s__buffer_text(text, separator);
        code = write_item(text, &type->items[0], item);
        separator = ",";
    }
    t2s__buffer_text(text, separator[0] == '[' ? "[]" : "]");
    return code;
}

static int write_map(t2s__buffer *text, const t2s__presto_type *type, t2s__json value)
{
    t2s__json_items items = t2s__json_begin(value);
    t2s__json name, item;
    int code = t2s__json_kind(value) == '{' ? 0 : T2S_E_PROTOCOL;
    const char *separator = "{";

    while (code == 0 && t2s__json_next_member(&items, &name, &item)) {
        t2s__buffer_text(text, separator);
        t2s__buffer_append(text, name.text, name.length);
        t2s__buffer_char(text, ':');
        code = write_item(text, &type->items[1], item);
        separator = ",";
    }
    t2s__buffer_text(text, separator[0] == '{' ? "{}" : "}");
    return code;
}

/* An object could not have two members of one name, or one of none. */
static int has_names(const t2s__presto_type *row)
{
    for (size_t i = 0; i < row->item_count; i++)
        if (row->items[i].name == NULL)
            return 0;
    return 1;
}

static int write_row(t2s__buffer *text, const t2s__presto_type *type, t2s__json value)
{
    t2s__json_items items = t2s__json_begin(value);
    int named = has_names(type);
    int code = t2s__json_kind(value) == '[' ? 0 : T2S_E_PROTOCOL;
    t2s__json item;
    size_t count = 0;

    t2s__buffer_char(text, named ? '{' : '[');
    while (code == 0 && t2s__json_next(&items, &item)) {
        const t2s__presto_type *field = &type->items[count];

        if (count == type->item_count)
            return T2S_E_PROTOCOL;
        if (count++ != 0)
            t2s__buffer_char(text, ',');
        if (named) {
            t2s__buffer_json(text, field->name, strlen(field->name));
            t2s__buffer_char(text, ':');
        }
        code = write_item(text, field, item);
    }
    t2s__buffer_char(text, named ? '}' : ']');
    return code == 0 && count != type->item_count ? T2S_E_PROTOCOL : code;
}

static int write_nested(t2s__buffer *text, const t2s__presto_type *type, t2s__json value)
{
    if (type->form == T2S__PRESTO_ARRAY)
        return write_array(text, type, value);
    return type->form == T2S__PRESTO_MAP ? write_map(text, type, value) : write_row(text, type, value);
}

/* A text that holds JSON. */
static int write_held(t2s__buffer *text, const t2s__presto_type *type, const char *held, size_t length)
{
    t2s__json value;

    if (t2s__json_check(held, length, &value) != 0)
        return T2S_E_PROTOCOL;
    if (t2s__json_kind(value) == 'n') {
        t2s__buffer_text(text, "null");
        return 0;
    }
    return write_nested(text, type, value);
}

/* A string inside of something. */
static int write_string(t2s__buffer *text, const t2s__presto_type *type, t2s__json string)
{
    t2s__buffer decoded = T2S__BUFFER_INIT;
    const char *content;
    int code = 0;

    t2s__json_decode(&decoded, string);
    content = t2s__buffer_string(&decoded);
    if (decoded.failed)
        code = T2S_E_NOMEM;
    else if (type->form >= T2S__PRESTO_ARRAY)
        code = write_held(text, type, content, decoded.length);
    else if (type->form == T2S__PRESTO_BINARY)
        code = write_hex(text, content, decoded.length);
    else if ((type->form == T2S__PRESTO_DECIMAL && t2s__is_json_number(content, decoded.length)) ||
             (type->form == T2S__PRESTO_JSON && t2s__is_json(content, decoded.length)))
        t2s__buffer_append(text, content, decoded.length);
    else
        t2s__buffer_append(text, string.text, string.length);
    t2s__buffer_dispose(&decoded);
    return code;
}

/* The recursion is as deep as the type. */
static int write_item(t2s__buffer *text, const t2s__presto_type *type, t2s__json value)
{
    char kind = t2s__json_kind(value);

    if (kind == '"')
        return write_string(text, type, value);
    if ((kind == '[' || kind == '{') && type->form >= T2S__PRESTO_ARRAY)
        return write_nested(text, type, value);
    t2s__buffer_append(text, value.text, value.length);
    return 0;
}

int t2s__presto_value_write(t2s__buffer *text, const t2s__presto_type *type, const t2s__presto_value *value)
{
    int code = 0;

    if (type->form >= T2S__PRESTO_ARRAY && value->kind == T2S__PRESTO_NESTED)
        code = write_nested(text, type, (t2s__json){value->text, value->length});
    else if (type->form >= T2S__PRESTO_ARRAY && value->kind == T2S__PRESTO_STRING)
        code = write_held(text, type, value->text, value->length);
    else if (type->form >= T2S__PRESTO_ARRAY)
        code = T2S_E_PROTOCOL;
    else if (type->form == T2S__PRESTO_BINARY && value->kind == T2S__PRESTO_STRING)
        code = write_bytes(text, value->text, value->length);
    else if (type->kind == T2S_VALUE_BOOL && value->kind != T2S__PRESTO_BOOL)
        code = T2S_E_PROTOCOL;
    else
        t2s__buffer_append(text, value->text, value->length);
    return code == 0 && text->failed ? T2S_E_NOMEM : code;
}
