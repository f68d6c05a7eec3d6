/* SPDX-License-Identifier: MIT */
#include "util/character.h"

struct range {
    uint32_t first;
    uint32_t last;
};

/* Ascending. What has a shape is not among them: U+0600 to U+0605, U+06DD, U+070F, U+0890, U+0891, U+08E2, U+110BD, U+110CD. */
static const struct range hidden[] = {
    {0x00, 0x08},       {0x0B, 0x1F},       {0x7F, 0x9F},         {0xAD, 0xAD},       {0x034F, 0x034F},   {0x061C, 0x061C},
    {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180E, 0x180E},     {0x200B, 0x200B},   {0x200E, 0x200F},   {0x2028, 0x202E},
    {0x2060, 0x206F},   {0x3164, 0x3164},   {0xFDD0, 0xFDEF},     {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},
    {0xFFFE, 0xFFFF},   {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3},   {0x1D173, 0x1D17A}, {0x1FFFE, 0x1FFFF}, {0x2FFFE, 0x2FFFF},
    {0x3FFFE, 0x3FFFF}, {0x4FFFE, 0x4FFFF}, {0x5FFFE, 0x5FFFF},   {0x6FFFE, 0x6FFFF}, {0x7FFFE, 0x7FFFF}, {0x8FFFE, 0x8FFFF},
    {0x9FFFE, 0x9FFFF}, {0xAFFFE, 0xAFFFF}, {0xBFFFE, 0xBFFFF},   {0xCFFFE, 0xCFFFF}, {0xDFFFE, 0xE00FF}, {0xE01F0, 0xE0FFF},
    {0xEFFFE, 0xEFFFF}, {0xFFFFE, 0xFFFFF}, {0x10FFFE, 0x10FFFF},
};

static const struct range variations[] = {{0x180B, 0x180D}, {0x180F, 0x180F}, {0xFE00, 0xFE0F}, {0xE0100, 0xE01EF}};

/* Spaces, and marks that are drawn onto their neighbours. */
static const struct range between[] = {
    {0x09, 0x0A},     {0x20, 0x20},     {0xA0, 0xA0},     {0x0300, 0x036F}, {0x1680, 0x1680}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
    {0x2000, 0x200A}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x20D0, 0x20FF}, {0x2800, 0x2800}, {0x3000, 0x3000}, {0xFE20, 0xFE2F},
};

/* A run of look-alikes of consecutive letters, beginning with `letter`; of one character when it ends where it begins. */
struct alphabet {
    uint32_t first;
    uint32_t last;
    char letter;
};

static const struct alphabet alphabets[] = {
    {'A', 'Z', 'a'},         {'a', 'z', 'a'},         {0xFF21, 0xFF3A, 'a'},   {0xFF41, 0xFF5A, 'a'},   {0x249C, 0x24B5, 'a'},
    {0x24B6, 0x24CF, 'a'},   {0x24D0, 0x24E9, 'a'},   {0x1F110, 0x1F129, 'a'}, {0x1F130, 0x1F149, 'a'}, {0x1F150, 0x1F169, 'a'},
    {0x1F170, 0x1F189, 'a'}, {0x1D6A4, 0x1D6A4, 'i'}, {0x0130, 0x0130, 'i'},   {0x0131, 0x0131, 'i'},   {0x017F, 0x017F, 's'},
    {0x0251, 0x0251, 'a'},   {0x0261, 0x0261, 'g'},   {0x0391, 0x0391, 'a'},   {0x0392, 0x0392, 'b'},   {0x0395, 0x0395, 'e'},
    {0x0397, 0x0397, 'h'},   {0x0399, 0x0399, 'i'},   {0x039C, 0x039C, 'm'},   {0x039D, 0x039D, 'n'},   {0x039F, 0x039F, 'o'},
    {0x03A4, 0x03A4, 't'},   {0x03B1, 0x03B1, 'a'},   {0x03B7, 0x03B7, 'n'},   {0x03B9, 0x03B9, 'i'},   {0x03BF, 0x03BF, 'o'},
    {0x03C5, 0x03C5, 'u'},   {0x03F2, 0x03F2, 'c'},   {0x0405, 0x0405, 's'},   {0x0406, 0x0406, 'i'},   {0x0410, 0x0410, 'a'},
    {0x0412, 0x0412, 'b'},   {0x0415, 0x0415, 'e'},   {0x041C, 0x041C, 'm'},   {0x041D, 0x041D, 'h'},   {0x041E, 0x041E, 'o'},
    {0x0421, 0x0421, 'c'},   {0x0422, 0x0422, 't'},   {0x0430, 0x0430, 'a'},   {0x0435, 0x0435, 'e'},   {0x043C, 0x043C, 'm'},
    {0x043E, 0x043E, 'o'},   {0x0441, 0x0441, 'c'},   {0x0442, 0x0442, 't'},   {0x0455, 0x0455, 's'},   {0x0456, 0x0456, 'i'},
    {0x04BB, 0x04BB, 'h'},   {0x0501, 0x0501, 'd'},   {0x051B, 0x051B, 'q'},   {0x054D, 0x054D, 'u'},   {0x0555, 0x0555, 'o'},
    {0x0570, 0x0570, 'h'},   {0x0578, 0x0578, 'n'},   {0x057D, 0x057D, 'u'},   {0x0585, 0x0585, 'o'},   {0x2102, 0x2102, 'c'},
    {0x210A, 0x210A, 'g'},   {0x210B, 0x210B, 'h'},   {0x210C, 0x210C, 'h'},   {0x210D, 0x210D, 'h'},   {0x210E, 0x210E, 'h'},
    {0x2110, 0x2110, 'i'},   {0x2111, 0x2111, 'i'},   {0x2115, 0x2115, 'n'},   {0x211A, 0x211A, 'q'},   {0x212C, 0x212C, 'b'},
    {0x212D, 0x212D, 'c'},   {0x212F, 0x212F, 'e'},   {0x2130, 0x2130, 'e'},   {0x2131, 0x2131, 'f'},   {0x2133, 0x2133, 'm'},
    {0x2134, 0x2134, 'o'},   {0x2139, 0x2139, 'i'},   {0x2145, 0x2145, 'd'},   {0x2146, 0x2146, 'd'},   {0x2147, 0x2147, 'e'},
    {0x2148, 0x2148, 'i'},
};

static const uint32_t less_thans[] = {'<',    0x02C2, 0x1438, 0x2039, 0x226E, 0x2329, 0x276C, 0x276E,
                                      0x2770, 0x27E8, 0x29FC, 0x3008, 0xFE3F, 0xFE64, 0xFF1C};

static const uint32_t slashes[] = {'/',    '\\',   0x2044, 0x2215, 0x2216, 0x2571, 0x27CB,
                                   0x29F5, 0x29F8, 0x29F9, 0x3033, 0xFE68, 0xFF0F, 0xFF3C};

static int is_in(const struct range *ranges, size_t count, uint32_t character)
{
    for (size_t i = 0; i < count && ranges[i].first <= character; i++)
        if (character <= ranges[i].last)
            return 1;
    return 0;
}

static int is_one_of(const uint32_t *characters, size_t count, uint32_t character)
{
    for (size_t i = 0; i < count; i++)
        if (characters[i] == character)
            return 1;
    return 0;
}

#define IS_IN(table, character)     is_in(table, sizeof(table) / sizeof(table[0]), character)
#define IS_ONE_OF(table, character) is_one_of(table, sizeof(table) / sizeof(table[0]), character)

uint32_t t2s__character(const char *text, size_t size)
{
    const unsigned char *byte = (const unsigned char *)text;
    uint32_t character = size == 1 ? byte[0] : byte[0] & (0xFFU >> (size + 1));

    for (size_t i = 1; i < size; i++)
        character = character << 6 | (byte[i] & 0x3FU);
    return character;
}

int t2s__character_kind(uint32_t character)
{
    if (character >= 0x20 && character < 0x7F)
        return T2S__CHARACTER_VISIBLE;
    if (character == 0x200C || character == 0x200D)
        return T2S__CHARACTER_JOINER;
    if (IS_IN(variations, character))
        return T2S__CHARACTER_VARIATION;
    return IS_IN(hidden, character) ? T2S__CHARACTER_HIDDEN : T2S__CHARACTER_VISIBLE;
}

/* Mathematical letters are thirteen alphabets in a row, large and small, with holes that are elsewhere. */
static char mathematical(uint32_t character)
{
    return character >= 0x1D400 && character < 0x1D6A4 ? (char)('a' + (character - 0x1D400) % 26) : 0;
}

char t2s__character_skeleton(uint32_t character)
{
    if (IS_ONE_OF(less_thans, character))
        return '<';
    if (IS_ONE_OF(slashes, character))
        return '/';
    for (size_t i = 0; i < sizeof(alphabets) / sizeof(alphabets[0]); i++)
        if (character >= alphabets[i].first && character <= alphabets[i].last)
            return (char)(alphabets[i].letter + (char)(character - alphabets[i].first));
    if (mathematical(character) != 0)
        return mathematical(character);
    return IS_IN(between, character) || t2s__character_kind(character) != T2S__CHARACTER_VISIBLE ? ' ' : 0;
}
