/* SPDX-License-Identifier: MIT */
/* Reading JSON that strangers wrote. */
#ifndef T2S_PROVIDER_JSON_H
#define T2S_PROVIDER_JSON_H

#include <stddef.h>
#include <stdint.h>

#include <json-c/json.h>

/*
 * Parse a text that is one JSON object and nothing else, in UTF-8, of bounded depth.
 *
 * ret_object  a new reference, release with json_object_put()
 * ret_what    after T2S_E_SYNTAX: a few static words on what is wrong
 * ret_offset  after T2S_E_SYNTAX: where
 * 0; T2S_E_SYNTAX, T2S_E_NOMEM.
 */
int t2s__json_parse(const char *text, size_t length, json_object **ret_object, const char **ret_what, size_t *ret_offset);

/* A member of an object, NULL when it is missing, null or of another type. `object` may be NULL or no object. */
json_object *t2s__json_member(json_object *object, const char *name, json_type type);

/* The same for a string; borrowed from the object, NUL-terminated. */
const char *t2s__json_string(json_object *object, const char *name, size_t *ret_length);

/* The same for a count; 0 when it is missing or negative. */
uint64_t t2s__json_count(json_object *object, const char *name);

#endif
