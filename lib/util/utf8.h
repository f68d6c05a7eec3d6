/* SPDX-License-Identifier: MIT */
#ifndef T2S_UTIL_UTF8_H
#define T2S_UTIL_UTF8_H

#include <stddef.h>

/* Bytes of the first character of `text`, 1 to 4; 0 when it is not well-formed UTF-8 (Unicode 15, table 3-7). */
size_t t2s__utf8_size(const char *text, size_t length);

/* The offset of the first byte that is not well-formed, or `length` when all is. */
size_t t2s__utf8_check(const char *text, size_t length);

/* Line and column, from 1, of a byte offset; columns count characters. */
void t2s__utf8_position(const char *text, size_t length, size_t offset, int *ret_line, int *ret_column);

#endif
