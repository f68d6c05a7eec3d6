/* SPDX-License-Identifier: MIT */
/* Characters by what a reader sees of them, for texts that nobody vouches for. By Unicode 15.1. */
#ifndef T2S_UTIL_CHARACTER_H
#define T2S_UTIL_CHARACTER_H

#include <stddef.h>
#include <stdint.h>

enum {
    T2S__CHARACTER_VISIBLE,
    /* Shows nothing, or changes how others are shown: Cc but tab and line feed; Zl, Zp; Cf (directions, zero width, tags,
     * annotations) but the few that have a shape; fillers and other letters and marks that are ignored by default; noncharacters.
     */
    T2S__CHARACTER_HIDDEN,
    T2S__CHARACTER_JOINER,   /* U+200C, U+200D: words of Persian and of India's scripts and emoji are spelled with them */
    T2S__CHARACTER_VARIATION /* variation selectors: the shape of the character before, as in emoji and Japanese names */
};

/* The character at `text`, which is well-formed there and has `size` bytes, as t2s__utf8_size() says. */
uint32_t t2s__character(const char *text, size_t size);

/* T2S__CHARACTER_*. */
int t2s__character_kind(uint32_t character);

/*
 * What a tag looks to be spelled with: '<', '/', a small letter, or ' ' for what can stand between them without being seen (spaces,
 * hidden characters, combining marks). Full-width, mathematical and enclosed forms and the letters of other scripts that look the
 * same count. 0: something else.
 */
char t2s__character_skeleton(uint32_t character);

#endif
