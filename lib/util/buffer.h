/* SPDX-License-Identifier: MIT */
/* A growing byte string. After a failed allocation it ignores what is added; ask once, at the end. */
#ifndef T2S_UTIL_BUFFER_H
#define T2S_UTIL_BUFFER_H

#include <stddef.h>

typedef struct t2s__buffer {
    char *data; /* NUL-terminated, or NULL while empty */
    size_t length;
    size_t capacity;
    int failed;
} t2s__buffer;

#define T2S__BUFFER_INIT {NULL, 0, 0, 0}

void t2s__buffer_append(t2s__buffer *buffer, const char *data, size_t length);
void t2s__buffer_text(t2s__buffer *buffer, const char *text);
void t2s__buffer_char(t2s__buffer *buffer, char character);
void t2s__buffer_printf(t2s__buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A text as a JSON string, quotes included. Bytes that are no UTF-8 become U+FFFD. */
void t2s__buffer_json(t2s__buffer *buffer, const char *text, size_t length);

/* "" while empty. Valid until the buffer changes. */
const char *t2s__buffer_string(const t2s__buffer *buffer);

/* Hand the bytes over, NUL-terminated, to be freed with t2s__free(); the buffer is empty then. NULL if anything failed. */
char *t2s__buffer_steal(t2s__buffer *buffer, size_t *ret_length);

void t2s__buffer_dispose(t2s__buffer *buffer);

#endif
