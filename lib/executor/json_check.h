/* SPDX-License-Identifier: MIT */
/* Is a text JSON? (RFC 8259.) */
#ifndef T2S_EXECUTOR_JSON_CHECK_H
#define T2S_EXECUTOR_JSON_CHECK_H

#include <stddef.h>

/* One whole JSON value, not nested too deep, in well-formed UTF-8. */
int t2s__is_json(const char *text, size_t length);

/* A JSON number. */
int t2s__is_json_number(const char *text, size_t length);

#endif
