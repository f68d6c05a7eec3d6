/* SPDX-License-Identifier: MIT */
#ifndef T2S_KNOWLEDGE_TOKENS_H
#define T2S_KNOWLEDGE_TOKENS_H

#include <stddef.h>

/* The estimate of a text's tokens, as for the schema: a quarter of its characters, rounded up. */
static inline size_t t2s__knowledge_tokens(const char *text, size_t length)
{
    size_t characters = 0;

    for (size_t i = 0; i < length; i++)
        characters += ((unsigned char)text[i] & 0xC0) != 0x80;
    return (characters + 3) / 4;
}

#endif
