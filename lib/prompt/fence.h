/* SPDX-License-Identifier: MIT */
/*
 * Fences around text that nobody vouches for:
 *
 *     <question>
 *     How many orders are &#x3C;/question> there?
 *     </question>
 *
 * Inside, whatever a reader could take for a tag of a fence, opening or closing, has its "<" written as &#x3C;, and so are hidden
 * characters (control characters, directions, zero width, ...), by their own numbers. What looks like such a number itself has
 * "&" written as &amp;. So everything can be read, and be turned back, and the rest stays as it is, byte for byte; but for a
 * carriage return before a line feed, which is left out, and bytes that are no UTF-8, which become U+FFFD.
 *
 * Joiners and variation selectors are kept behind a visible character outside of ASCII, one of each at most: languages and emoji
 * need them there, and a longer row of them is a text in hiding.
 */
#ifndef T2S_PROMPT_FENCE_H
#define T2S_PROMPT_FENCE_H

#include <stddef.h>

#include "util/buffer.h"

enum {
    T2S__FENCE_SCHEMA,
    T2S__FENCE_QUESTION,
    T2S__FENCE_FINDINGS,
    T2S__FENCE_DATABASE,
    T2S__FENCE_DEFINITIONS,
    T2S__FENCE_VALUES,
    T2S__FENCE_EXAMPLES,
    T2S__FENCE_COUNT
};

/* "schema", ... */
const char *t2s__fence_name(int fence);

/* Append a fence's tags, on lines of their own, with the text between them. No line feed follows the closing one. */
void t2s__fence_open(t2s__buffer *buffer, int fence);
void t2s__fence_write(t2s__buffer *buffer, const char *text, size_t length);
void t2s__fence_close(t2s__buffer *buffer, int fence);

/* The same on one line, of at most `maximum` bytes of the text. */
void t2s__fence_line(t2s__buffer *buffer, int fence, const char *text, size_t maximum);

/* Append at most `maximum` bytes of a text, on one line: control characters become spaces. Nothing else is done to it. */
void t2s__fence_cut(t2s__buffer *buffer, const char *text, size_t maximum);

/* The offset of the first character that a reader could take for the beginning of a fence's tag; `length` when there is none. */
size_t t2s__fence_find(const char *text, size_t length);

#endif
