/* SPDX-License-Identifier: MIT */
#include "retrieval/values_fold.h"

#include <string.h>

#include "retrieval/values_letter.h"

/* What stands between two numbers in a key: "1 23" is not "12 3". */
enum { BETWEEN_NUMBERS = 0x1F };

/* The text under way. */
struct folding {
    t2s__folded *folded;
    t2s__folded_word *word; /* NULL: between words */
    uint32_t letters;       /* of the word */
    uint32_t capitals;
};

static int ends_with(const char *word, size_t length, const char *ending)
{
    size_t size = strlen(ending);

    return length >= size && memcmp(word + length - size, ending, size) == 0;
}

/* "joints" and "joint" are the same. Both sides are treated alike, so it does no harm that "texas" loses a letter. */
static void make_singular(t2s__folded *folded, t2s__folded_word *word)
{
    char *key = folded->key + word->key_start;
    size_t length = word->key_end - word->key_start;

    if (length < 4 || key[length - 1] != 's' || (unsigned char)key[length - 2] < 'a')
        return;
    if (ends_with(key, length, "ss") || ends_with(key, length, "us") || ends_with(key, length, "is"))
        return;
    if (ends_with(key, length, "ies") && length > 4) {
        key[length - 3] = 'y';
        length -= 2;
    } else if (ends_with(key, length, "sses") || ends_with(key, length, "xes") || ends_with(key, length, "ches") ||
               ends_with(key, length, "shes"))
        length -= 2;
    else
        length--;
    word->key_end = word->key_start + (uint32_t)length;
    folded->key_length = word->key_end;
}

static void end_word(struct folding *folding, size_t at)
{
    t2s__folded_word *word = folding->word;

    if (word == NULL)
        return;
    folding->word = NULL;
    word->end = (uint32_t)at;
    word->key_end = (uint32_t)folding->folded->key_length;
    if (folding->letters > 1 && folding->capitals == folding->letters)
        word->flags |= T2S__FOLD_SHOUTED;
    if (folding->letters != 0) {
        word->flags &= ~(uint32_t)T2S__FOLD_DIGITS;
        make_singular(folding->folded, word);
    }
}

static void add_bytes(struct folding *folding, const char *bytes, size_t count)
{
    t2s__folded *folded = folding->folded;

    if (count > folded->key_room - folded->key_length) {
        folded->cut = 1;
        return;
    }
    memcpy(folded->key + folded->key_length, bytes, count);
    folded->key_length += count;
}

static void begin_word(struct folding *folding, const t2s__letter *character, size_t at)
{
    t2s__folded *folded = folding->folded;
    t2s__folded_word *word;

    if (folded->word_count == folded->word_room) {
        folded->cut = 1;
        return;
    }
    if (character->kind == T2S__LETTER_DIGIT && folded->word_count != 0 && folded->key_length != 0) {
        char last = folded->key[folded->key_length - 1];

        if (last >= '0' && last <= '9')
            add_bytes(folding, &(char){BETWEEN_NUMBERS}, 1);
    }
    word = &folded->words[folded->word_count++];
    *word = (t2s__folded_word){.start = (uint32_t)at, .key_start = (uint32_t)folded->key_length, .flags = T2S__FOLD_DIGITS};
    if (character->kind == T2S__LETTER_CAPITAL)
        word->flags |= T2S__FOLD_CAPITAL;
    folding->word = word;
    folding->letters = 0;
    folding->capitals = 0;
}

static void add_character(struct folding *folding, const t2s__letter *character, size_t at)
{
    char bytes[4];
    size_t count;

    if (folding->word == NULL)
        begin_word(folding, character, at);
    if (folding->word == NULL)
        return;
    folding->letters += character->kind != T2S__LETTER_DIGIT;
    folding->capitals += character->kind == T2S__LETTER_CAPITAL;
    if (character->point < 0x80) {
        bytes[0] = (char)t2s__letter_lower(character->point);
        count = 1;
    } else
        count = t2s__letter_plain(t2s__letter_lower(character->point), bytes);
    add_bytes(folding, bytes, count);
}

static int is_word_part(enum t2s__letter_kind kind)
{
    return kind == T2S__LETTER_SMALL || kind == T2S__LETTER_CAPITAL || kind == T2S__LETTER_DIGIT;
}

/* "Levi's" is "levi", "O'Brien" is "obrien". Returns how many bytes are passed over. */
static size_t pass_apostrophe(struct folding *folding, const char *text, size_t length, size_t at, size_t size)
{
    t2s__letter next = t2s__letter_at(text + at + size, length - at - size);

    if (folding->word == NULL || !is_word_part(next.kind)) {
        end_word(folding, at);
        return size;
    }
    if ((next.point == 's' || next.point == 'S') &&
        !is_word_part(t2s__letter_at(text + at + size + next.size, length - at - size - next.size).kind)) {
        end_word(folding, at);
        return size + next.size;
    }
    return size;
}

static int digits_at(const char *text, size_t length, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (i >= length || text[i] < '0' || text[i] > '9')
            return 0;
    return length == count || text[count] < '0' || text[count] > '9';
}

/* Is it part of a word all the same: the point of "3.5", the comma of "1,000", the signs of "C++" and "C#"? 2: and is left out. */
static int sign_in_word(const struct folding *folding, const char *text, size_t length, size_t at)
{
    char sign = text[at];
    int number = folding->word != NULL && folding->letters == 0;

    if (folding->word == NULL)
        return 0;
    if (sign == '.' && number && at + 1 < length && text[at + 1] >= '0' && text[at + 1] <= '9')
        return 1;
    if (sign == ',' && number && digits_at(text + at + 1, length - at - 1, 3))
        return 2;
    return (sign == '+' || sign == '#') && !number &&
           !is_word_part(t2s__letter_at(text + at + 1, length - at - 1).kind);
}

static void add_sign(struct folding *folding, const char *text, size_t length, size_t at)
{
    int kind = sign_in_word(folding, text, length, at);

    if (kind == 1)
        add_bytes(folding, text + at, 1);
    else if (kind == 0)
        end_word(folding, at);
}

/* "&" is the word "and". */
static void add_ampersand(struct folding *folding, size_t at, size_t size)
{
    static const t2s__letter letter = {.kind = T2S__LETTER_SMALL, .size = 1, .point = 'a'};

    end_word(folding, at);
    begin_word(folding, &letter, at);
    if (folding->word == NULL)
        return;
    add_bytes(folding, "and", 3);
    folding->letters = 3;
    end_word(folding, at + size);
}

void t2s__fold(const char *text, size_t length, t2s__folded *folded)
{
    struct folding folding = {.folded = folded};
    size_t at = 0;

    folded->key_length = 0;
    folded->word_count = 0;
    folded->cut = 0;
    while (at < length && !folded->cut) {
        t2s__letter character = t2s__letter_at(text + at, length - at);
        size_t step = character.size;

        switch (character.kind) {
        case T2S__LETTER_IDEOGRAPH:
            end_word(&folding, at);
            add_character(&folding, &character, at);
            end_word(&folding, at + step);
            break;
        case T2S__LETTER_SMALL:
        case T2S__LETTER_CAPITAL:
        case T2S__LETTER_DIGIT:
            add_character(&folding, &character, at);
            break;
        case T2S__LETTER_APOSTROPHE:
            step = pass_apostrophe(&folding, text, length, at, step);
            break;
        case T2S__LETTER_AMPERSAND:
            add_ampersand(&folding, at, step);
            break;
        case T2S__LETTER_IGNORED:
            break;
        case T2S__LETTER_SEPARATOR:
            add_sign(&folding, text, length, at);
            break;
        }
        at += step;
    }
    end_word(&folding, at);
}

uint64_t t2s__fold_hash(uint64_t hash, const char *key, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)key[i]) * UINT64_C(1099511628211);
    return hash;
}

/* Tables take the upper bits, which the last bytes hardly reach by themselves. */
uint32_t t2s__fold_hash_finish(uint64_t hash)
{
    hash ^= hash >> 32;
    hash *= UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(hash >> 32);
}

int t2s__fold_same_letters(const char *a, size_t a_length, const char *b, size_t b_length)
{
    while (a_length != 0 && b_length != 0) {
        t2s__letter of_a = t2s__letter_at(a, a_length);
        t2s__letter of_b = t2s__letter_at(b, b_length);

        if (t2s__letter_lower(of_a.point) != t2s__letter_lower(of_b.point))
            return 0;
        a += of_a.size;
        a_length -= of_a.size;
        b += of_b.size;
        b_length -= of_b.size;
    }
    return a_length == b_length;
}
