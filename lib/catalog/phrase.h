/* SPDX-License-Identifier: MIT */
/* Words by which people mean a part of a catalog, though its names and comments do not say them: synonyms, names of metrics. */
#ifndef T2S_CATALOG_PHRASE_H
#define T2S_CATALOG_PHRASE_H

#include <stddef.h>
#include <stdint.h>

#define T2S__PHRASE_WHOLE_RELATION UINT32_MAX

typedef struct t2s__phrase {
    const char *text;  /* one word or several */
    uint32_t relation; /* its number in the catalog */
    uint32_t column;   /* in its relation, or T2S__PHRASE_WHOLE_RELATION */
} t2s__phrase;

/* Borrowed by whoever is given them, unless it says otherwise. */
typedef struct t2s__phrases {
    const t2s__phrase *items;
    size_t count;
} t2s__phrases;

#endif
