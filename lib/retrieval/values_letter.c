/* SPDX-License-Identifier: MIT */
#include "retrieval/values_letter.h"

#include <string.h>

#include "util/utf8.h"

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
uint32_t t2s__letter_lower(uint32_t point)
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
size_t t2s__letter_plain(uint32_t point, char out[4])
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

static enum t2s__letter_kind kind_of_ascii(uint32_t point)
{
    if (point >= 'a' && point <= 'z')
        return T2S__LETTER_SMALL;
    if (point >= 'A' && point <= 'Z')
        return T2S__LETTER_CAPITAL;
    if (point >= '0' && point <= '9')
        return T2S__LETTER_DIGIT;
    return point == '\'' ? T2S__LETTER_APOSTROPHE : point == '&' ? T2S__LETTER_AMPERSAND : T2S__LETTER_SEPARATOR;
}

static enum t2s__letter_kind kind_of(uint32_t point)
{
    if (point < 0x80)
        return kind_of_ascii(point);
    if (point == 0x2019)
        return T2S__LETTER_APOSTROPHE;
    if ((point >= 0x300 && point <= 0x36F) || (point >= 0xFE00 && point <= 0xFE0F) || point >= 0xE0000 || point == 0xAD ||
        (point >= 0x200B && point <= 0x200D) || point == 0xFEFF)
        return T2S__LETTER_IGNORED; /* combining marks, and what is not seen */
    if (point < 0xAA || point == 0xD7 || point == 0xF7 || (point >= 0x2000 && point <= 0x2BFF) || (point >= 0x3000 && point <= 0x303F) ||
        (point >= 0xE000 && point <= 0xF8FF) || (point >= 0x1F000 && point <= 0x1FAFF))
        return T2S__LETTER_SEPARATOR; /* punctuation, signs, arrows, private ones, pictures */
    if ((point >= 0x2E80 && point <= 0x9FFF) || (point >= 0xF900 && point <= 0xFAFF) || (point >= 0x20000 && point <= 0x3FFFF))
        return T2S__LETTER_IDEOGRAPH;
    return t2s__letter_lower(point) != point ? T2S__LETTER_CAPITAL : T2S__LETTER_SMALL;
}

t2s__letter t2s__letter_at(const char *text, size_t length)
{
    t2s__letter character = {.kind = T2S__LETTER_SEPARATOR, .size = 1};
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
