/* SPDX-License-Identifier: MIT */
#include "retrieval/values_fold.h"

#include <string.h>

#include "util/utf8.h"

enum kind { SEPARATOR, LETTER, CAPITAL, DIGIT, IDEOGRAPH, APOSTROPHE, AMPERSAND, IGNORED };

/* What stands between two numbers in a key: "1 23" is not "12 3". */
enum { BETWEEN_NUMBERS = 0x1F };

struct character {
    enum kind kind;
    size_t size; /* in the text */
    uint32_t point;
};

static uint32_t decode(const char *text, size_t size)
{
    const unsigned char *byte = (const unsigned char *)text;

    switch (size) {
    case 1:
        return byte[0];
    case 2:
        return (uint32_t)(byte[0] & 0x1F) << 6 | (byte[1] & 0x3F);
    case 3:
        return (uint32_t)(byte[0] & 0x0F) << 12 | (uint32_t)(byte[1] & 0x3F) << 6 | (byte[2] & 0x3F);
    default:
        return (uint32_t)(byte[0] & 0x07) << 18 | (uint32_t)(byte[1] & 0x3F) << 12 | (uint32_t)(byte[2] & 0x3F) << 6 |
               (byte[3] & 0x3F);
    }
}

static size_t encode(uint32_t point, char out[4])
{
    if (point < 0x80) {
        out[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (char)(0xC0 | point >> 6);
        out[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (char)(0xE0 | point >> 12);
        out[1] = (char)(0x80 | (point >> 6 & 0x3F));
        out[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | point >> 18);
    out[1] = (char)(0x80 | (point >> 12 & 0x3F));
    out[2] = (char)(0x80 | (point >> 6 & 0x3F));
    out[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

/* The small letter of a capital. Latin, Greek, Cyrillic; other scripts with capitals are rare in databases. */
static uint32_t to_lower(uint32_t point)
{
    if (point < 0x80)
        return point >= 'A' && point <= 'Z' ? point + 32 : point;
    if ((point >= 0xC0 && point <= 0xDE && point != 0xD7) || (point >= 0x391 && point <= 0x3A9) ||
        (point >= 0x410 && point <= 0x42F))
        return point + 32;
    if (point >= 0x400 && point <= 0x40F)
        return point + 80;
    if ((point >= 0x139 && point <= 0x148) || (point >= 0x179 && point <= 0x17E)) /* here the odd ones are the capitals */
        return point % 2 != 0 ? point + 1 : point;
    if (point == 0x130 || point == 0x178)
        return point == 0x130 ? 'i' : 0xFF;
    if ((point >= 0x100 && point <= 0x177) || (point >= 0x1E00 && point <= 0x1EFF))
        return point | 1;
    return point;
}

/* A small letter without its accent, one or two letters. */
static size_t without_accent(uint32_t point, char out[4])
{
    static const char latin_1[] = "aaaaaaaceeeeiiiidnooooo ouuuuyty"; /* from U+00E0 */
    static const char extended[] = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrsssssss"
                                   "sttttttuuuuuuuuuuuuwwyyyzzzzzzs"; /* from U+0100 */

    _Static_assert(sizeof(extended) == 0x80 + 1, "a letter for each of Latin Extended-A");
    out[1] = 'e';
    switch (point) {
    case 0xDF: /* sharp s */
        out[0] = out[1] = 's';
        return 2;
    case 0xE6: /* ae */
        out[0] = 'a';
        return 2;
    case 0x153: /* oe */
        out[0] = 'o';
        return 2;
    case 0xFE: /* thorn */
        out[0] = 't';
        out[1] = 'h';
        return 2;
    default:
        break;
    }
    if (point >= 0xE0 && point <= 0xFF)
        out[0] = latin_1[point - 0xE0];
    else if (point >= 0x100 && point <= 0x17F)
        out[0] = extended[point - 0x100];
    else
        return encode(point, out);
    return 1;
}

static enum kind kind_of_ascii(uint32_t point)
{
    if (point >= 'a' && point <= 'z')
        return LETTER;
    if (point >= 'A' && point <= 'Z')
        return CAPITAL;
    if (point >= '0' && point <= '9')
        return DIGIT;
    return point == '\'' ? APOSTROPHE : point == '&' ? AMPERSAND : SEPARATOR;
}

static enum kind kind_of(uint32_t point)
{
    if (point < 0x80)
        return kind_of_ascii(point);
    if (point == 0x2019)
        return APOSTROPHE;
    if ((point >= 0x300 && point <= 0x36F) || (point >= 0xFE00 && point <= 0xFE0F) || point >= 0xE0000 || point == 0xAD ||
        (point >= 0x200B && point <= 0x200D) || point == 0xFEFF)
        return IGNORED; /* combining marks, and what is not seen */
    if (point < 0xAA || point == 0xD7 || point == 0xF7 || (point >= 0x2000 && point <= 0x2BFF) || (point >= 0x3000 && point <= 0x303F) ||
        (point >= 0xE000 && point <= 0xF8FF) || (point >= 0x1F000 && point <= 0x1FAFF))
        return SEPARATOR; /* punctuation, signs, arrows, private ones, pictures */
    if ((point >= 0x2E80 && point <= 0x9FFF) || (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x3FFFF))
        return IDEOGRAPH;
    return to_lower(point) != point ? CAPITAL : LETTER;
}

static struct character character_at(const char *text, size_t length)
{
    struct character character = {.kind = SEPARATOR, .size = 1};
    size_t size;

    if (length == 0)
        return character;
    if ((unsigned char)text[0] < 0x80) { /* most of what there is */
        character.point = (unsigned char)text[0];
        character.kind = kind_of_ascii(character.point);
        return character;
    }
    size = t2s__utf8_size(text, length);
    if (size == 0)
        return character;
    character.size = size;
    character.point = decode(text, size);
    if (character.point >= 0xFF01 && character.point <= 0xFF5E) /* full width */
        character.point -= 0xFEE0;
    character.kind = kind_of(character.point);
    return character;
}

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

static void begin_word(struct folding *folding, const struct character *character, size_t at)
{
    t2s__folded *folded = folding->folded;
    t2s__folded_word *word;

    if (folded->word_count == folded->word_room) {
        folded->cut = 1;
        return;
    }
    if (character->kind == DIGIT && folded->word_count != 0 && folded->key_length != 0) {
        char last = folded->key[folded->key_length - 1];

        if (last >= '0' && last <= '9')
            add_bytes(folding, &(char){BETWEEN_NUMBERS}, 1);
    }
    word = &folded->words[folded->word_count++];
    *word = (t2s__folded_word){.start = (uint32_t)at, .key_start = (uint32_t)folded->key_length, .flags = T2S__FOLD_DIGITS};
    if (character->kind == CAPITAL)
        word->flags |= T2S__FOLD_CAPITAL;
    folding->word = word;
    folding->letters = 0;
    folding->capitals = 0;
}

static void add_character(struct folding *folding, const struct character *character, size_t at)
{
    char bytes[4];
    size_t count;

    if (folding->word == NULL)
        begin_word(folding, character, at);
    if (folding->word == NULL)
        return;
    folding->letters += character->kind != DIGIT;
    folding->capitals += character->kind == CAPITAL;
    if (character->point < 0x80) {
        bytes[0] = (char)to_lower(character->point);
        count = 1;
    } else
        count = without_accent(to_lower(character->point), bytes);
    add_bytes(folding, bytes, count);
}

static int is_word_part(enum kind kind)
{
    return kind == LETTER || kind == CAPITAL || kind == DIGIT;
}

/* "Levi's" is "levi", "O'Brien" is "obrien". Returns how many bytes are passed over. */
static size_t pass_apostrophe(struct folding *folding, const char *text, size_t length, size_t at, size_t size)
{
    struct character next = character_at(text + at + size, length - at - size);

    if (folding->word == NULL || !is_word_part(next.kind)) {
        end_word(folding, at);
        return size;
    }
    if ((next.point == 's' || next.point == 'S') &&
        !is_word_part(character_at(text + at + size + next.size, length - at - size - next.size).kind)) {
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
           !is_word_part(character_at(text + at + 1, length - at - 1).kind);
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
    static const struct character letter = {.kind = LETTER, .size = 1, .point = 'a'};

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
        struct character character = character_at(text + at, length - at);
        size_t step = character.size;

        switch (character.kind) {
        case IDEOGRAPH:
            end_word(&folding, at);
            add_character(&folding, &character, at);
            end_word(&folding, at + step);
            break;
        case LETTER:
        case CAPITAL:
        case DIGIT:
            add_character(&folding, &character, at);
            break;
        case APOSTROPHE:
            step = pass_apostrophe(&folding, text, length, at, step);
            break;
        case AMPERSAND:
            add_ampersand(&folding, at, step);
            break;
        case IGNORED:
            break;
        case SEPARATOR:
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
        size_t a_size = t2s__utf8_size(a, a_length);
        size_t b_size = t2s__utf8_size(b, b_length);

        if (a_size == 0 || b_size == 0 || to_lower(decode(a, a_size)) != to_lower(decode(b, b_size)))
            return 0;
        a += a_size;
        a_length -= a_size;
        b += b_size;
        b_length -= b_size;
    }
    return a_length == b_length;
}
