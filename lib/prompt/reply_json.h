/* SPDX-License-Identifier: MIT */
/* The JSON object in what a model wrote: among other text, and as carelessly written as models write JSON. */
#ifndef T2S_PROMPT_REPLY_JSON_H
#define T2S_PROMPT_REPLY_JSON_H

#include <stddef.h>

#include <json-c/json.h>

/*
 * How many objects there are that look like a reply; *ret_object is the first, to be released with json_object_put(), or NULL. Where
 * there is none but one that is broken (escapes that JSON does not know, strings in three quotes, the end missing behind a whole "sql"),
 * that one. *ret_is_cut: there is one whose end is missing, and "sql" with it.
 */
size_t t2s__reply_json_find(const char *text, size_t length, json_object **ret_object, int *ret_is_cut);

#endif
