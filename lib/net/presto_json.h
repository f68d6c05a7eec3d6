/* SPDX-License-Identifier: MIT */
/*
 * Reading JSON where it stands: values are places in a text that was checked once. Pages of a result are long, and of numbers every
 * digit counts; a tree of objects would be many times as large, and slower to build than the rows are to read.
 */
#ifndef T2S_NET_PRESTO_JSON_H
#define T2S_NET_PRESTO_JSON_H

#include <stddef.h>
#include <stdint.h>

#include "util/buffer.h"

/* A value: from its first to behind its last byte. NULL: there is none. */
typedef struct t2s__json {
    const char *text;
    size_t length;
} t2s__json;

/* One whole value, in well-formed UTF-8, not nested too deep; blanks around it are left out of *ret. 0; T2S_E_SYNTAX. */
int t2s__json_check(const char *text, size_t length, t2s__json *ret);

/* '{', '[', '"', 't', 'f', 'n', or '0' for any number; 0 where there is no value. What follows is for values that were checked. */
char t2s__json_kind(t2s__json value);

/* Where in an array or object one stands. */
typedef struct t2s__json_items {
    const char *at;
    const char *end;
} t2s__json_items;

/* Its items; none for what is neither array nor object. */
t2s__json_items t2s__json_begin(t2s__json value);

/* The next of an array. 0: there is none. */
int t2s__json_next(t2s__json_items *items, t2s__json *ret_value);

/* The next of an object; the name is a string with its quotes. */
int t2s__json_next_member(t2s__json_items *items, t2s__json *ret_name, t2s__json *ret_value);

/* Is it a string, written without escapes, and this one? */
int t2s__json_is(t2s__json string, const char *text);

/* A member by its name; no value where it is missing, or is null. */
t2s__json t2s__json_get(t2s__json object, const char *name);

/* Append a string without its quotes and escapes. A surrogate alone becomes U+FFFD. */
void t2s__json_decode(t2s__buffer *buffer, t2s__json string);

/* A number that is a count; 0 for anything else. */
uint64_t t2s__json_number(t2s__json value);

#endif
