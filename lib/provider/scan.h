/* SPDX-License-Identifier: MIT */
/* Following a completion as it grows: is it whole, or can it never be? One pass, whatever the pieces. */
#ifndef T2S_PROVIDER_SCAN_H
#define T2S_PROVIDER_SCAN_H

#include <stddef.h>

typedef struct t2s__scan {
    size_t length; /* bytes seen */
    int state;     /* T2S_REPLY_* */
    int kind;      /* what the text is so far */
    int depth;     /* of braces and brackets */
    int in_string;
    int escaped;
    size_t blanks; /* in a row, outside of strings */
    size_t same;   /* the last byte, in a row */
    char last;
} t2s__scan;

/* Go on with the bytes that follow. A zeroed scan has seen none. Returns T2S_REPLY_*. */
int t2s__scan_add(t2s__scan *scan, const char *text, size_t length);

#endif
