/* SPDX-License-Identifier: MIT */
#include "mend/spelling.h"

#include <string.h>

#include "catalog/catalog.h"
#include "mend/pieces.h"

enum { NAME_MAX_BYTES = 128 };

/* A name in lower case, NUL-terminated; 0 when it is too long. */
static int fold(const char *name, size_t length, char *ret)
{
    if (length >= NAME_MAX_BYTES)
        return 0;
    for (size_t i = 0; i < length; i++)
        ret[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] | 0x20) : name[i];
    ret[length] = '\0';
    return 1;
}

static void add(t2s__spelling *spelling, const t2s_relation *relation)
{
    if (relation == NULL || spelling->count == T2S__SPELLING_RELATIONS_MAX)
        return;
    for (size_t i = 0; i < spelling->count; i++)
        if (spelling->relations[i] == relation)
            return;
    spelling->relations[spelling->count++] = relation;
}

void t2s__spelling_init(t2s__spelling *spelling, const t2s__patient *patient)
{
    t2s__pieces pieces = t2s__pieces_of(patient->sql, patient->length);
    t2s__piece piece;

    spelling->count = 0;
    if (patient->catalog == NULL)
        return;
    while ((piece = t2s__pieces_next(&pieces)).kind != T2S__PIECE_END) {
        size_t quote = piece.kind == T2S__PIECE_NAME || piece.kind == T2S__PIECE_TICKS;
        char exact[NAME_MAX_BYTES], folded[NAME_MAX_BYTES];
        const char *name = patient->sql + piece.start + quote;
        size_t length = piece.length - 2 * quote;

        if ((piece.kind != T2S__PIECE_WORD && quote == 0) || length == 0 || !fold(name, length, folded))
            continue;
        memcpy(exact, name, length);
        exact[length] = '\0';
        add(spelling, t2s_catalog_find_relation(patient->catalog, NULL, folded));
        if (strcmp(exact, folded) != 0)
            add(spelling, t2s_catalog_find_relation(patient->catalog, NULL, exact));
    }
}

int t2s__spelling_has(const t2s__spelling *spelling, const char *name, size_t length)
{
    for (size_t i = 0; i < spelling->count; i++) {
        const t2s_relation *relation = spelling->relations[i];

        if ((strlen(relation->name) == length && memcmp(relation->name, name, length) == 0) ||
            t2s__relation_column(relation, name, length) != NULL)
            return 1;
    }
    return 0;
}

int t2s__is_plain_name(const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!((name[i] >= 'a' && name[i] <= 'z') || name[i] == '_' || (i > 0 && name[i] >= '0' && name[i] <= '9')))
            return 0;
    return length != 0;
}

int t2s__spelling_quotes(const t2s__spelling *spelling, const char *name, size_t length)
{
    char folded[NAME_MAX_BYTES];

    if (!fold(name, length, folded) || !t2s__is_plain_name(folded, length) || memcmp(folded, name, length) == 0)
        return 1;
    return t2s__spelling_has(spelling, name, length) || !t2s__spelling_has(spelling, folded, length);
}
