/* SPDX-License-Identifier: MIT */
/* The words of the grammars, and what each is in which of them. */
#include <string.h>

#include "dialect/presto_scan.h"

enum status { NONE, FREE, RESERVED };

struct word {
    const char *text;
    uint8_t length;
    uint8_t status[2]; /* by flavour */
};

#define WORD_(name, trino, presto) {#name, sizeof(#name) - 1, {(trino), (presto)}},
static const struct word words[] = {T2S__PRESTO_WORDS(WORD_)};
#undef WORD_

enum { WORDS = sizeof(words) / sizeof(words[0]), LONGEST = 20 };

t2s__presto_kind t2s__presto_word(t2s__presto_flavour flavour, const char *text, size_t length)
{
    char upper[LONGEST];
    unsigned low = 0, high = WORDS;

    if (length < 2 || length > LONGEST)
        return T2S__PRESTO_IDENTIFIER;
    for (size_t i = 0; i < length; i++)
        upper[i] = (char)(text[i] >= 'a' && text[i] <= 'z' ? text[i] & ~0x20 : text[i]);
    while (low < high) {
        unsigned middle = (low + high) / 2;
        const struct word *word = &words[middle];
        int order = memcmp(word->text, upper, word->length < length ? word->length : length);

        if (order == 0)
            order = (int)word->length - (int)length;
        if (order == 0)
            return word->status[flavour] != NONE ? (t2s__presto_kind)(T2S__PRESTO_FIRST_WORD + (int)middle) : T2S__PRESTO_IDENTIFIER;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return T2S__PRESTO_IDENTIFIER;
}

int t2s__presto_is_name(t2s__presto_flavour flavour, unsigned kind)
{
    if (kind >= T2S__PRESTO_FIRST_WORD && kind < T2S__PRESTO_KINDS)
        return words[kind - T2S__PRESTO_FIRST_WORD].status[flavour] == FREE;
    return kind >= T2S__PRESTO_IDENTIFIER && kind <= T2S__PRESTO_DIGIT_NAME;
}

const char *t2s__presto_kind_name(unsigned kind)
{
#define MARK_(name, spelling) "'" spelling "'",
#define NAME_(name, trino, presto) "'" #name "'",
    static const char *const names[] = {"<EOF>", "IDENTIFIER", "QUOTED_IDENTIFIER", "BACKQUOTED_IDENTIFIER", "DIGIT_IDENTIFIER",
                                        "<string>", "UNICODE_STRING", "BINARY_LITERAL", "DOLLAR_STRING", "<integer>",
                                        "DECIMAL_VALUE", "DOUBLE_VALUE", "UNRECOGNIZED", "TIME_WITH_TIME_ZONE",
                                        "TIMESTAMP_WITH_TIME_ZONE", "DOUBLE_PRECISION", T2S__PRESTO_MARKS(MARK_)
                                            T2S__PRESTO_WORDS(NAME_)};
#undef MARK_
#undef NAME_

    return kind < T2S__PRESTO_KINDS ? names[kind] : "?";
}
