/* SPDX-License-Identifier: MIT */
#include "util/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "util/utf8.h"

enum class { OTHER, LOWER, UPPER, DIGIT, IDEOGRAPH };

struct character {
    enum class class;
    size_t size; /* in the text */
    char lower[4];
};

static uint32_t decode(const char *text, size_t size)
{
    const unsigned char *byte = (const unsigned char *)text;

    switch (size) {
    case 2:
        return (uint32_t)(byte[0] & 0x1F) << 6 | (byte[1] & 0x3F);
    case 3:
        return (uint32_t)(byte[0] & 0x0F) << 12 | (uint32_t)(byte[1] & 0x3F) << 6 | (byte[2] & 0x3F);
    case 4:
        return (uint32_t)(byte[0] & 0x07) << 18 | (uint32_t)(byte[1] & 0x3F) << 12 | (uint32_t)(byte[2] & 0x3F) << 6 |
               (byte[3] & 0x3F);
    default:
        return byte[0];
    }
}

/* Latin-1, Greek and Cyrillic capitals, whose small letters lie 32 further; all of them stay two bytes long. */
static int is_capital(uint32_t point)
{
    return (point >= 0xC0 && point <= 0xDE && point != 0xD7) || (point >= 0x391 && point <= 0x3A9) ||
           (point >= 0x410 && point <= 0x42F);
}

static int is_ideograph(uint32_t point)
{
    return (point >= 0x2E80 && point <= 0x9FFF) || (point >= 0xAC00 && point <= 0xD7AF) || (point >= 0xF900 && point <= 0xFAFF) ||
           (point >= 0x20000 && point <= 0x3FFFF);
}

static void classify(const char *text, size_t length, struct character *ret)
{
    uint32_t point;

    if ((unsigned char)text[0] < 0x80) { /* most of what there is */
        int upper = text[0] >= 'A' && text[0] <= 'Z';

        ret->size = 1;
        ret->lower[0] = upper ? (char)(text[0] - 'A' + 'a') : text[0];
        if (upper)
            ret->class = UPPER;
        else if (text[0] >= 'a' && text[0] <= 'z')
            ret->class = LOWER;
        else
            ret->class = text[0] >= '0' && text[0] <= '9' ? DIGIT : OTHER;
        return;
    }
    ret->size = t2s__utf8_size(text, length);
    if (ret->size == 0) {
        *ret = (struct character){.class = OTHER, .size = 1};
        return;
    }
    memcpy(ret->lower, text, ret->size);
    point = decode(text, ret->size);
    if (point < 0xAA || (point >= 0x2000 && point <= 0x206F))
        ret->class = OTHER;
    else if (is_ideograph(point))
        ret->class = IDEOGRAPH;
    else if (is_capital(point)) {
        ret->class = UPPER;
        point += 32;
        ret->lower[0] = (char)(0xC0 | point >> 6);
        ret->lower[1] = (char)(0x80 | (point & 0x3F));
    } else
        ret->class = LOWER;
}

static int ends_with(const char *word, size_t length, const char *ending)
{
    size_t size = strlen(ending);

    return length >= size && memcmp(word + length - size, ending, size) == 0;
}

static int is_vowel(char character)
{
    return memchr("aeiouy", character, 6) != NULL;
}

static int has_vowel(const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (is_vowel(word[i]))
            return 1;
    return 0;
}

/* "running" and "runs" meet at "run", "cities" and "city" at "city"; what is shorter than four letters stays. */
static size_t stem(char *word, size_t length)
{
    if (length < 4)
        return length;
    if (ends_with(word, length, "ies") && length > 4) {
        word[length - 3] = 'y';
        return length - 2;
    }
    if (ends_with(word, length, "sses") || ends_with(word, length, "xes") || ends_with(word, length, "ches") ||
        ends_with(word, length, "shes"))
        return length - 2;
    if (word[length - 1] == 's' && !ends_with(word, length, "ss") && !ends_with(word, length, "us") &&
        !ends_with(word, length, "is"))
        length--;
    else if (ends_with(word, length, "ing") && length > 5 && has_vowel(word, length - 3))
        length -= 3;
    else if (ends_with(word, length, "ed") && length > 4 && has_vowel(word, length - 2))
        length -= 2;
    else if (word[length - 1] != 'e')
        return length;
    if (length > 3 && word[length - 1] == word[length - 2] && !is_vowel(word[length - 1]) &&
        memchr("lsz", word[length - 1], 3) == NULL)
        length--;
    if (length > 3 && word[length - 1] == 'e')
        length--;
    return length;
}

/* A word under way. */
struct word {
    char text[T2S__WORD_MAX];
    size_t length;
};

static void extend(struct word *word, const struct character *character)
{
    if (word->length + character->size > sizeof(word->text))
        return;
    memcpy(word->text + word->length, character->lower, character->size);
    word->length += character->size;
}

/* Single letters say nothing, where they are not all there is. */
static int emit(struct word *word, int alone, t2s__word_fn found, void *user_data)
{
    size_t length = stem(word->text, word->length);
    int code = 0;

    if (length > 1 || (length == 1 && (alone || (word->text[0] >= '0' && word->text[0] <= '9'))))
        code = found(word->text, length, user_data);
    word->length = 0;
    return code;
}

int t2s__words(const char *text, size_t length, t2s__word_fn found, void *user_data)
{
    struct word word = {.length = 0};
    struct word whole = {.length = 0};
    struct character next = {.class = OTHER, .size = 1};
    enum class before = OTHER;
    int mixed = 0;
    int code = 0;

    if (length != 0)
        classify(text, length, &next);
    for (size_t at = 0; code == 0 && at <= length;) {
        struct character character = next;
        int hump;

        next = (struct character){.class = OTHER, .size = 1}; /* what stands behind the end */
        if (at + character.size < length)
            classify(text + at + character.size, length - at - character.size, &next);
        hump = character.class == UPPER && (before == LOWER || (before == UPPER && next.class == LOWER));
        if (hump || character.class == OTHER || character.class == IDEOGRAPH || before == IDEOGRAPH ||
            (before != OTHER && (character.class == DIGIT) != (before == DIGIT))) {
            if (word.length != 0 && character.class != OTHER && (character.class == DIGIT || before == DIGIT))
                mixed = 1;
            code = emit(&word, before == IDEOGRAPH || whole.length == length, found, user_data);
        }
        if (character.class == OTHER || character.class == IDEOGRAPH) {
            if (mixed && code == 0)
                code = emit(&whole, 0, found, user_data);
            whole.length = 0;
            mixed = 0;
        }
        if (character.class != OTHER) {
            extend(&word, &character);
            extend(&whole, &character);
        }
        before = character.class;
        at += character.size;
    }
    return code;
}

int t2s__word_is_stop(const char *word, size_t length)
{
    /* Stemmed. Words that often name columns (name, number, date, year, total) are not among them. */
    static const char *const stops[] = {
        "about", "all",    "along",  "also", "am",   "an",   "and",  "any",   "are",   "as",   "at",   "be",    "been", "but",
        "by",    "can",    "could",  "did",  "do",   "doe",  "does", "each",  "every", "find", "for",  "from",  "get",  "give",
        "given", "had",    "has",    "hav",  "have", "her",  "his",  "how",   "if",    "in",   "into", "is",    "it",   "its",
        "list",  "many",   "me",     "more", "most", "much", "my",   "not",   "of",    "on",   "only", "or",    "our",  "out",
        "pleas", "return", "should", "show", "tell", "than", "that", "the",   "their", "them", "then", "there", "thes", "they",
        "thi",   "this",   "those",  "to",   "use",  "used", "want", "was",   "we",    "were", "wer",  "what",  "when", "wher",
        "where", "which",  "whil",   "who",  "whos", "will", "with", "would", "you",   "your"};
    static const size_t count = sizeof(stops) / sizeof(*stops);

    for (size_t i = 0; i < count; i++)
        if (strlen(stops[i]) == length && memcmp(stops[i], word, length) == 0)
            return 1;
    return 0;
}
