/* SPDX-License-Identifier: MIT */
#include "mend/call.h"

#include <string.h>

#include "mend/tokens.h"

/* Words at the outermost level of an argument that are no part of an expression. */
static int is_clause(const t2s__patient *patient, size_t index)
{
    return t2s__is_one_of(patient, index, "order separator from as using where select with on null_treatment respect ignore limit");
}

static int add_argument(t2s__call *call, size_t first, size_t behind)
{
    t2s__argument *argument;

    if (first >= behind || call->count == T2S__CALL_ARGUMENTS_MAX)
        return 0;
    argument = &call->arguments[call->count++];
    argument->first = first;
    argument->last = behind - 1;
    argument->start = t2s__patient_token(call->patient, first)->start;
    argument->end = t2s__token_end(t2s__patient_token(call->patient, behind - 1));
    return 1;
}

int t2s__call_at(const t2s__patient *patient, size_t index, t2s__call *ret)
{
    size_t depth = 0, first = index + 2;

    *ret = (t2s__call){.patient = patient, .name = index, .open = index + 1};
    if (t2s__patient_token(patient, index)->kind != T2S__TOKEN_WORD || !t2s__is_char(patient, index + 1, '(') ||
        (index > 0 && t2s__is_char(patient, index - 1, '.')))
        return 0;
    if (t2s__is_one_of(patient, first, "distinct all")) {
        ret->is_distinct = t2s__is_word(patient, first, "distinct");
        first++;
    }
    for (size_t i = first; i < patient->token_count; i++) {
        if (t2s__is_char(patient, i, '(') || t2s__is_char(patient, i, '['))
            depth++;
        else if (depth == 0 && t2s__is_char(patient, i, ')')) {
            ret->close = i;
            return i == first ? ret->count == 0 : add_argument(ret, first, i);
        } else if (depth == 0 && t2s__is_char(patient, i, ',')) {
            if (!add_argument(ret, first, i))
                return 0;
            first = i + 1;
        } else if (t2s__is_char(patient, i, ')') || t2s__is_char(patient, i, ']'))
            depth--;
        else if (depth == 0 && (is_clause(patient, i) || t2s__is_char(patient, i, ';')))
            return 0;
    }
    return 0;
}

int t2s__argument_is(const t2s__call *call, size_t argument, t2s__token_kind kind)
{
    const t2s__argument *it = &call->arguments[argument];

    return argument < call->count && it->first == it->last && t2s__patient_token(call->patient, it->first)->kind == kind;
}

int t2s__argument_is_atomic(const t2s__call *call, size_t argument)
{
    const t2s__patient *patient = call->patient;
    size_t at = call->arguments[argument].first, last = call->arguments[argument].last;
    const t2s__token *token = t2s__patient_token(patient, at);

    if (at == last)
        return token->kind != T2S__TOKEN_OPERATOR;
    if (t2s__is_char(patient, at, '('))
        return t2s__closing(patient, at) == last;
    if (token->kind != T2S__TOKEN_WORD && token->kind != T2S__TOKEN_NAME)
        return 0;
    while (at + 2 <= last && t2s__is_char(patient, at + 1, '.'))
        at += 2;
    return at == last || (t2s__is_char(patient, at + 1, '(') && t2s__closing(patient, at + 1) == last);
}

int t2s__argument_plain(const t2s__call *call, size_t argument, char *ret_text, size_t size)
{
    size_t length;
    const char *text;
    int is_string = t2s__argument_is(call, argument, T2S__TOKEN_STRING);

    if (argument >= call->count || (!is_string && !t2s__argument_is(call, argument, T2S__TOKEN_WORD)))
        return 0;
    text = t2s__argument_text(call, argument, &length);
    if (is_string && (text[0] != '\'' || length < 2 || memchr(text + 1, '\'', length - 2) != NULL))
        return 0;
    text += is_string;
    length -= is_string ? 2 : 0;
    if (length >= size)
        return 0;
    for (size_t i = 0; i < length; i++)
        ret_text[i] = !is_string && text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] | 0x20) : text[i];
    ret_text[length] = '\0';
    return 1;
}
