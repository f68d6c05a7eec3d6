/* SPDX-License-Identifier: MIT */
/* How surely a value is meant that has the same key as a stretch of the question, and in which column. */
#include <string.h>

#include "retrieval/values_match.h"
#include "util/words.h"

enum {
    SAME = 256,
    SIMILAR = 208,      /* other accents or punctuation, or one and many */
    ONLY_BY_NAME = 192, /* too short to be meant, did the column's name not stand in the question */
    ONE_OF_MANY = 160,  /* a word that need not be anybody's name, in a column of many values */
    ONE_LETTER = 128,
    NAME_OF_SCHEMA = 96, /* more likely to mean a relation or a column */
    NUMBER_MIN = 5,      /* digits: shorter ones count something, as a rule */
    MANY_VALUES = 200
};

static void bytes_of(const t2s__asking *asking, t2s__stretch stretch, const char **ret_text, size_t *ret_length)
{
    const t2s__folded_word *first = &asking->folded.words[stretch.first];

    *ret_text = asking->question + first->start;
    *ret_length = first[stretch.count - 1].end - first->start;
}

struct naming {
    const t2s__asking *asking;
    uint32_t count;
};

static int count_word(const char *word, size_t length, void *user_data)
{
    struct naming *naming = user_data;
    uint32_t hash = t2s__value_key_hash(word, length);
    size_t at = 0;

    while (at < naming->asking->word_count && naming->asking->words[at] != hash)
        at++;
    naming->count += at < naming->asking->word_count;
    return 0;
}

/* How many words of a name stand in the question. The bits tell at once that there are none. */
static uint32_t words_shared(const t2s__asking *asking, const char *name, uint64_t bits)
{
    struct naming naming = {.asking = asking};

    if ((bits & asking->word_bits) != 0)
        t2s__words(name, strlen(name), count_word, &naming);
    return naming.count;
}

static uint32_t words_of_column(const t2s__asking *asking, const t2s__value_column *column)
{
    const t2s_relation *relation = asking->index->catalog->relations[column->relation];

    return words_shared(asking, relation->columns[column->column].name, column->column_words);
}

static uint32_t words_of_relation(const t2s__asking *asking, const t2s__value_column *column)
{
    return words_shared(asking, asking->index->catalog->relations[column->relation]->name, column->relation_words);
}

int t2s__asking_names(const t2s__asking *asking, const t2s__value_column *column)
{
    return words_of_column(asking, column) != 0;
}

static int is_written_so(const t2s__asking *asking, t2s__stretch stretch, const char *value)
{
    const char *text;
    size_t length;

    bytes_of(asking, stretch, &text, &length);
    return strlen(value) == length && memcmp(text, value, length) == 0;
}

static int has_same_letters(const t2s__asking *asking, t2s__stretch stretch, const char *value)
{
    const char *text;
    size_t length;

    bytes_of(asking, stretch, &text, &length);
    return t2s__fold_same_letters(text, length, value, strlen(value));
}

/* "M", "CA", "12": shorter than what stands in a question by chance. */
static uint32_t strength_of_short(const t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column, const char *value,
                                  size_t length)
{
    const char *key = asking->folded.key + asking->folded.words[stretch.first].key_start;
    uint32_t any;
    uint32_t all = t2s__stretch_flags(asking, stretch, &any);
    int named = t2s__asking_names(asking, column);

    if ((all & T2S__FOLD_DIGITS) != 0)
        return named ? ONLY_BY_NAME : 0;
    if (length > 1)
        return named || ((all & T2S__FOLD_SHOUTED) != 0 && is_written_so(asking, stretch, value)) ? ONLY_BY_NAME : 0;
    if (!is_written_so(asking, stretch, value) || (all & T2S__FOLD_CAPITAL) == 0)
        return 0;
    return named || ((all & T2S__ASKED_PROPER) != 0 && *key != 'i' && *key != 'a') ? ONE_LETTER : 0;
}

struct naming_word {
    uint32_t hash;
    int found;
};

static int compare_to_name(const char *word, size_t length, void *user_data)
{
    struct naming_word *naming = user_data;

    naming->found |= t2s__value_key_hash(word, length) == naming->hash;
    return 0;
}

static int compare_words(const char *word, size_t length, void *user_data)
{
    const t2s_relation *relation = ((const t2s_relation **)user_data)[0];
    struct naming_word naming = {.hash = t2s__value_key_hash(word, length)};

    t2s__words(relation->name, strlen(relation->name), compare_to_name, &naming);
    return naming.found;
}

/* Is it a word of the relation's own name? "members" are the rows of member, not those whose position is 'Member'. */
static int names_relation(const t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column)
{
    const t2s_relation *relation = asking->index->catalog->relations[column->relation];
    const char *text;
    size_t length;

    bytes_of(asking, stretch, &text, &length);
    return t2s__words(text, length, compare_words, &relation);
}

uint32_t t2s__asking_strength(const t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column, const char *value)
{
    uint32_t any;
    uint32_t all = t2s__stretch_flags(asking, stretch, &any);
    uint32_t strength = has_same_letters(asking, stretch, value) ? SAME : SIMILAR;
    size_t length;

    t2s__stretch_key(asking, stretch, &length);
    if ((all & T2S__ASKED_QUOTED) != 0)
        return strength;
    if (length <= 2 || ((all & T2S__FOLD_DIGITS) != 0 && length < NUMBER_MIN))
        return strength_of_short(asking, stretch, column, value, length);
    if ((all & T2S__ASKED_STOP) != 0)
        return (all & T2S__FOLD_SHOUTED) != 0 && (all & T2S__ASKED_PROPER) != 0 && is_written_so(asking, stretch, value) ? ONE_OF_MANY
                                                                                                                          : 0;
    if (stretch.count > 1 || (all & T2S__ASKED_PROPER) != 0)
        return strength;
    if ((all & T2S__ASKED_NAME) != 0)
        return names_relation(asking, stretch, column) ? 0 : NAME_OF_SCHEMA;
    return column->count > MANY_VALUES && !t2s__asking_names(asking, column) ? ONE_OF_MANY : strength;
}

int t2s__asking_rank(const t2s__asking *asking, t2s__stretch stretch, const t2s__value_column *column, const char *value)
{
    uint32_t names = 2 * words_of_column(asking, column) + words_of_relation(asking, column);

    return 4 * (int)names + 2 * is_written_so(asking, stretch, value) + has_same_letters(asking, stretch, value);
}
