/* SPDX-License-Identifier: MIT */
#include "provider/json.h"

#include <limits.h>

#include <text2sql/error.h>

enum { MAX_DEPTH = 64 };

static int is_space(char character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

int t2s__json_parse(const char *text, size_t length, json_object **ret_object, const char **ret_what, size_t *ret_offset)
{
    json_tokener *tokener;
    json_object *object;
    enum json_tokener_error result;
    size_t begin = 0;

    *ret_offset = 0;
    if (length > INT_MAX) {
        *ret_what = "the text is too long";
        return T2S_E_SYNTAX;
    }
    while (length > 0 && is_space(text[length - 1]))
        length--;
    while (begin < length && is_space(text[begin]))
        begin++;
    if (begin == length || text[begin] != '{') {
        *ret_what = "it is not a JSON object";
        return T2S_E_SYNTAX;
    }
    tokener = json_tokener_new_ex(MAX_DEPTH);
    if (tokener == NULL)
        return T2S_E_NOMEM;
    /* Not JSON_TOKENER_STRICT, with which json-c 0.18 takes every byte above 0x7F for a control character. */
    json_tokener_set_flags(tokener, JSON_TOKENER_VALIDATE_UTF8);
    object = json_tokener_parse_ex(tokener, text, (int)length);
    result = json_tokener_get_error(tokener);
    *ret_offset = json_tokener_get_parse_end(tokener);
    json_tokener_free(tokener);
    if (result == json_tokener_success && *ret_offset == length) {
        *ret_object = object;
        return 0;
    }
    json_object_put(object);
    if (result == json_tokener_continue)
        *ret_what = "it ends too early";
    else
        *ret_what = result != json_tokener_success ? json_tokener_error_desc(result) : "something follows the JSON object";
    return T2S_E_SYNTAX;
}

json_object *t2s__json_member(json_object *object, const char *name, json_type type)
{
    json_object *member;

    if (!json_object_is_type(object, json_type_object) || !json_object_object_get_ex(object, name, &member) ||
        !json_object_is_type(member, type) || type == json_type_null)
        return NULL;
    return member;
}

const char *t2s__json_string(json_object *object, const char *name, size_t *ret_length)
{
    json_object *member = t2s__json_member(object, name, json_type_string);

    if (member == NULL)
        return NULL;
    if (ret_length != NULL)
        *ret_length = (size_t)json_object_get_string_len(member);
    return json_object_get_string(member);
}

uint64_t t2s__json_count(json_object *object, const char *name)
{
    json_object *member = t2s__json_member(object, name, json_type_int);
    int64_t number = member != NULL ? json_object_get_int64(member) : 0;

    return number > 0 ? (uint64_t)number : 0;
}
