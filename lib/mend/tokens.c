/* SPDX-License-Identifier: MIT */
#include "mend/tokens.h"

#include <string.h>

int t2s__is_one_of(const t2s__patient *patient, size_t index, const char *words)
{
    const t2s__token *token = t2s__patient_token(patient, index);

    if (token->kind != T2S__TOKEN_WORD)
        return 0;
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        size_t i = 0;

        while (i < length && length == token->length) {
            char c = patient->sql[token->start + i];

            if ((c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c) != words[i])
                break;
            i++;
        }
        if (i == length)
            return 1;
        words += length + (words[length] == ' ');
    }
    return 0;
}

int t2s__is_sign(const t2s__patient *patient, size_t index, const char *sign)
{
    const t2s__token *token = t2s__patient_token(patient, index);

    return (token->kind == T2S__TOKEN_OPERATOR || token->kind == T2S__TOKEN_PUNCTUATION) && strlen(sign) == token->length &&
           memcmp(patient->sql + token->start, sign, token->length) == 0;
}

size_t t2s__closing(const t2s__patient *patient, size_t open)
{
    size_t depth = 0;

    for (size_t i = open; i < patient->token_count; i++) {
        if (t2s__is_char(patient, i, '('))
            depth++;
        else if (t2s__is_char(patient, i, ')') && --depth == 0)
            return i;
    }
    return patient->token_count;
}

size_t t2s__enclosing(const t2s__patient *patient, size_t index)
{
    size_t depth = 0;

    for (size_t i = index < patient->token_count ? index : patient->token_count; i-- > 0;) {
        if (t2s__is_char(patient, i, ')'))
            depth++;
        else if (t2s__is_char(patient, i, '(') && depth-- == 0)
            return i;
    }
    return patient->token_count;
}

int t2s__begins_clause(const t2s__patient *patient, size_t index)
{
    return t2s__is_one_of(patient, index,
                          "from where group having order limit offset fetch union intersect except window for join inner left right "
                          "full cross natural on using");
}

int t2s__ends_value(const t2s__patient *patient, size_t index)
{
    const t2s__token *token = t2s__patient_token(patient, index);

    switch (token->kind) {
    case T2S__TOKEN_WORD:
        return !t2s__begins_clause(patient, index) &&
               !t2s__is_one_of(patient, index, "select distinct and or not by as when then else case like ilike in is between all any");
    case T2S__TOKEN_NAME:
    case T2S__TOKEN_STRING:
    case T2S__TOKEN_BITS:
    case T2S__TOKEN_NUMBER:
    case T2S__TOKEN_PARAMETER:
        return 1;
    case T2S__TOKEN_PUNCTUATION:
        return t2s__is_char(patient, index, ')') || t2s__is_char(patient, index, ']');
    default:
        return 0;
    }
}
