/* SPDX-License-Identifier: MIT */
/* The characters of values and questions: what each is, and how it is compared. */
#ifndef T2S_RETRIEVAL_VALUES_LETTER_H
#define T2S_RETRIEVAL_VALUES_LETTER_H

#include <stddef.h>
#include <stdint.h>

enum t2s__letter_kind {
    T2S__LETTER_SEPARATOR,
    T2S__LETTER_SMALL, /* or of a script that has no capitals */
    T2S__LETTER_CAPITAL,
    T2S__LETTER_DIGIT,
    T2S__LETTER_IDEOGRAPH, /* a word of its own */
    T2S__LETTER_APOSTROPHE,
    T2S__LETTER_AMPERSAND,
    T2S__LETTER_IGNORED /* combining marks, and what is not seen */
};

typedef struct t2s__letter {
    enum t2s__letter_kind kind;
    size_t size; /* in the text */
    uint32_t point;
} t2s__letter;

/* The first character of a text; a separator at its end, and where it is not well-formed. */
t2s__letter t2s__letter_at(const char *text, size_t length);

/* The small letter of a capital. Latin, Greek, Cyrillic; other scripts with capitals are rare in databases. */
uint32_t t2s__letter_lower(uint32_t point);

/* A small letter without its accent, one or two letters; returns the bytes. */
size_t t2s__letter_plain(uint32_t point, char out[4]);

#endif
