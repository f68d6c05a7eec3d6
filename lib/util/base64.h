/* SPDX-License-Identifier: MIT */
/* Base64 (RFC 4648, section 4). */
#ifndef T2S_UTIL_BASE64_H
#define T2S_UTIL_BASE64_H

#include <stddef.h>

#include "util/buffer.h"

/* Append the bytes, encoded and padded. */
void t2s__base64_encode(t2s__buffer *text, const char *bytes, size_t length);

/*
 * Decode a padded text without blanks.
 *
 * bytes  room for length / 4 * 3
 * The number of bytes; -1: it is not base64.
 */
long t2s__base64_decode(const char *text, size_t length, char *bytes);

#endif
