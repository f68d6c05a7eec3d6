/* SPDX-License-Identifier: MIT */
/* What is written otherwise than it is said: other forms of a word, and codes. */
#include <string.h>

#include "retrieval/values_match.h"

enum {
    OTHER_FORM = 128, /* strengths */
    CODE = 160,
    FORMS_MAX = 8,
    SEXES_MAX = 6, /* values of a column */
    SEX_COLUMNS_MAX = 3,
    LOOKED_AT_MAX = 64
};

/* Other forms: "successful" of "success". */

void t2s__asking_find_forms(t2s__asking *asking, uint32_t asked)
{
    const t2s__folded_word *word = &asking->folded.words[asked];
    const char *key = asking->folded.key + word->key_start;
    uint32_t hash = t2s__value_root_hash(key, word->key_end - word->key_start);
    size_t count;
    const t2s__hash_slot *slots = t2s__hash_table_find(&asking->index->by_root, hash, &count);

    if (hash == 0 || (word->flags & (T2S__ASKED_COVERED | T2S__ASKED_STOP | T2S__ASKED_NAME)) != 0)
        return;
    for (size_t i = 0; i < count && i < FORMS_MAX; i++)
        t2s__asking_mention_number(asking, (t2s__stretch){.first = asked, .count = 1}, slots[i].number, OTHER_FORM);
}

/* Codes of sex or gender: 'F' is written so in most databases, and hardly ever in a question. */

static const struct {
    const char *word;
    char code;
} sexes[] = {{"female", 'f'}, {"woman", 'f'}, {"women", 'f'}, {"girl", 'f'}, {"male", 'm'}, {"man", 'm'}, {"men", 'm'}, {"boy", 'm'}};

static int is_word(const t2s__asking *asking, const t2s__folded_word *word, const char *text)
{
    size_t length = word->key_end - word->key_start;

    return strlen(text) == length && memcmp(asking->folded.key + word->key_start, text, length) == 0;
}

/* Only of a column that has both, and little else. */
static int has_both_sexes(const t2s__asking *asking, const t2s__value_column *column)
{
    int found = 0;

    for (uint32_t i = 0; i < column->count && column->count <= SEXES_MAX; i++) {
        const t2s__value_column *same;
        const char *value = t2s__value_text(asking->index, column->first + i, &same);

        if (value[0] != '\0' && value[1] == '\0')
            found |= (value[0] | 0x20) == 'f' ? 1 : (value[0] | 0x20) == 'm' ? 2 : 0;
    }
    return found == 3;
}

void t2s__asking_find_sex(t2s__asking *asking, uint32_t asked)
{
    const t2s__folded_word *word = &asking->folded.words[asked];
    size_t at = 0;
    size_t count;
    const t2s__hash_slot *slots;

    while (at < sizeof(sexes) / sizeof(*sexes) && !is_word(asking, word, sexes[at].word))
        at++;
    if (at == sizeof(sexes) / sizeof(*sexes) || (word->flags & T2S__ASKED_COVERED) != 0)
        return;
    slots = t2s__hash_table_find(&asking->index->by_key, t2s__value_key_hash(&sexes[at].code, 1), &count);
    for (size_t i = 0, found = 0; i < count && i < LOOKED_AT_MAX && found < SEX_COLUMNS_MAX; i++) {
        const t2s__value_column *column;
        const char *value = t2s__value_text(asking->index, slots[i].number, &column);

        if ((value[0] | 0x20) != sexes[at].code || !has_both_sexes(asking, column))
            continue;
        t2s__asking_add(asking, (t2s__stretch){.first = asked, .count = 1}, column, value, CODE);
        found++;
    }
}
