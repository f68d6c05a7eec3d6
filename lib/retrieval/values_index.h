/* SPDX-License-Identifier: MIT */
/* What a value index is made of: for the files that build and search it. */
#ifndef T2S_RETRIEVAL_VALUES_INDEX_H
#define T2S_RETRIEVAL_VALUES_INDEX_H

#include "retrieval/values.h"
#include "retrieval/values_fold.h"
#include "retrieval/values_table.h"

enum {
    T2S__VALUE_BYTES_MAX = 200, /* longer values are texts, which nobody writes down in a question */
    T2S__VALUE_WORDS_MAX = 16,
    T2S__VALUE_KEY_MAX = 256 /* bytes */
};

/*
 * How much is kept, so that the index of any database stays around 32 MiB: 8 bytes for each value and its share of the directory,
 * 8 more for each piece of its spelling and each of its rare words. What is beyond is left out of each column alike, the rarest first.
 */
enum {
    T2S__VALUES_MAX = 1500000,     /* that are found when all of one stands in the question */
    T2S__VALUES_NEAR_MAX = 300000, /* that are found when only a part does, or in another spelling */
    T2S__VALUES_KINDS_MAX = 200,   /* of a column: if it has more, its values are no kinds of things, and have no other forms */
    T2S__VALUE_PIECES_MAX = 3,
    T2S__VALUE_WORD_VALUES_MAX = 16 /* a word that is in more of them does not tell which is meant */
};

/* A set of hashes that now and then holds one that was not put in. */
typedef struct t2s__hash_set {
    uint32_t *bits;
    unsigned shift;
} t2s__hash_set;

/* A column of which values are known. Values are numbered through all columns. */
typedef struct t2s__value_column {
    uint32_t relation; /* in the catalog */
    uint32_t column;   /* in its relation */
    uint32_t first;    /* the number of its first value */
    uint32_t count;
    const char *const *labels; /* of an enum or a check; NULL: the column's statistics have the values */
    uint64_t relation_words;   /* t2s__value_name_bits() */
    uint64_t column_words;
} t2s__value_column;

struct t2s__value_index {
    const t2s_catalog *catalog;
    t2s__value_column *columns;
    size_t column_count;
    size_t value_count; /* that can be found */
    size_t bytes;       /* of memory */
    uint32_t longest;   /* words of a value */

    t2s__hash_table by_key;   /* all values */
    t2s__hash_table by_piece; /* one value of each key, by the pieces of the key, see t2s__value_pieces() */
    t2s__hash_table by_word;  /* one value of each key that has several words, by those of its words that are rare */
    t2s__hash_table by_root;  /* values of one word, in columns of a few, by its root */
    t2s__hash_set value_words;
    t2s__hash_set name_words; /* of relations and columns, as t2s__words() gives them */
};

/* `count`: about how many there will be. 0; T2S_E_NOMEM. */
int t2s__hash_set_init(t2s__hash_set *set, size_t count, t2s__arena *arena);

static inline void t2s__hash_set_add(t2s__hash_set *set, uint32_t hash)
{
    uint32_t bit = hash >> set->shift;

    set->bits[bit / 32] |= (uint32_t)1 << (bit % 32);
}

static inline int t2s__hash_set_has(const t2s__hash_set *set, uint32_t hash)
{
    uint32_t bit = hash >> set->shift;

    return (set->bits[bit / 32] >> (bit % 32) & 1) != 0;
}

/* Room for a folded value. */
typedef struct t2s__value_room {
    char key[T2S__VALUE_KEY_MAX];
    t2s__folded_word words[T2S__VALUE_WORDS_MAX];
    t2s__folded folded;
} t2s__value_room;

/* The value of a number, and its column. */
const char *t2s__value_text(const t2s__value_index *index, uint32_t number, const t2s__value_column **ret_column);

/* Fold a value. 0: it is too long, or nothing is left of it. */
int t2s__value_fold(const char *text, t2s__value_room *room);

uint32_t t2s__value_key_hash(const char *key, size_t length);

/*
 * The pieces that a key is cut into: two, or three from a length on, so that a key with as many changes as are allowed has one piece
 * unchanged. Each hash stands for the piece, its place, and the length of the key. Returns how many; 0: it is too short.
 */
size_t t2s__value_pieces(const char *key, size_t length, uint32_t hashes[T2S__VALUE_PIECES_MAX]);

/* How many changes of a key still leave one that was probably meant: 0, 1 or 2. */
size_t t2s__value_changes(size_t length);

/* The piece `number` of a key of `length` bytes: where it begins and ends. */
void t2s__value_piece(size_t length, size_t number, size_t *ret_start, size_t *ret_end);

/* The hash of what could be that piece. */
uint32_t t2s__value_piece_hash(const char *piece, size_t size, size_t length, size_t number);

/* The number of a value that is indexed for more than equality, see T2S__VALUES_NEAR_MAX, is below this in its column. */
uint32_t t2s__value_share(const t2s__value_index *index, size_t maximum);

/* A bit for each word of a name: two names that share a word share a bit. */
uint64_t t2s__value_name_bits(const char *name);

/* The hash of what a word shares with its other forms; 0: it has none. */
uint32_t t2s__value_root_hash(const char *key, size_t length);

/* The tables for what is not the same. 0; T2S_E_NOMEM. */
int t2s__value_index_build_near(t2s__value_index *index, t2s__arena *arena);

#endif
