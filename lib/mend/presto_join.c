/* SPDX-License-Identifier: MIT */
/*
 * Aggregates that join texts: array_join() of array_agg(), which has an order and DISTINCT as they have. It leaves out NULL as they do;
 * so that nothing at all stays NULL, the array has none.
 */
#include "mend/making.h"
#include "mend/presto_operand.h"
#include "mend/tokens.h"
#include "util/buffer.h"

struct parts {
    size_t close;
    size_t first;     /* of what is joined, behind DISTINCT */
    size_t last;
    size_t separator; /* a string, or 0: a comma */
    size_t order;     /* ORDER, or 0 */
    size_t order_last;
    int is_distinct;
};

/* x [, 'separator'] [ORDER BY ...] [SEPARATOR 'separator'], and behind it [WITHIN GROUP (ORDER BY ...)]. */
static int read(const t2s__patient *patient, size_t name, struct parts *parts)
{
    size_t close = t2s__closing(patient, name + 1), depth = 0, behind = 0;

    *parts = (struct parts){.close = close, .first = name + 2};
    if (close >= patient->token_count)
        return 0;
    if (t2s__is_word(patient, parts->first, "distinct")) {
        parts->is_distinct = 1;
        parts->first++;
    }
    for (size_t i = parts->first; i < close; i++) {
        if (t2s__is_char(patient, i, '('))
            depth++;
        else if (t2s__is_char(patient, i, ')'))
            depth--;
        else if (depth == 0 && (t2s__is_char(patient, i, ',') || t2s__is_word(patient, i, "separator")) && parts->order == 0 && behind == 0) {
            behind = i;
            parts->separator = i + 1;
        } else if (depth == 0 && t2s__is_word(patient, i, "separator")) {
            parts->order_last = i - 1;
            parts->separator = i + 1;
        } else if (depth == 0 && t2s__is_word(patient, i, "order") && t2s__is_word(patient, i + 1, "by")) {
            parts->order = i;
            if (behind == 0)
                behind = i;
        }
    }
    parts->last = (behind != 0 ? behind : close) - 1;
    if (parts->order != 0 && parts->order_last == 0)
        parts->order_last = close - 1;
    if (t2s__is_word(patient, close + 1, "within") && t2s__is_word(patient, close + 2, "group") && t2s__is_char(patient, close + 3, '(') &&
        t2s__closing(patient, close + 3) < patient->token_count && parts->order == 0) {
        parts->order = close + 4;
        parts->close = t2s__closing(patient, close + 3);
        parts->order_last = parts->close - 1;
    }
    return parts->last >= parts->first && parts->last < close &&
           (parts->separator == 0 || t2s__patient_token(patient, parts->separator)->kind == T2S__TOKEN_STRING);
}

static void append(const t2s__patient *patient, t2s__buffer *text, size_t first, size_t last)
{
    size_t start = t2s__patient_token(patient, first)->start;

    t2s__buffer_append(text, patient->sql + start, t2s__token_end(t2s__patient_token(patient, last)) - start);
}

static void write(const t2s__patient *patient, size_t name, const struct parts *parts, t2s__making *making)
{
    size_t start = t2s__patient_token(patient, name)->start;
    int is_text = parts->first == parts->last && t2s__patient_token(patient, parts->first)->kind == T2S__TOKEN_STRING;
    t2s__buffer text = T2S__BUFFER_INIT;

    t2s__buffer_text(&text, parts->is_distinct ? "array_join(array_agg(DISTINCT " : "array_join(array_agg(");
    t2s__buffer_text(&text, is_text ? "" : "CAST(");
    append(patient, &text, parts->first, parts->last);
    t2s__buffer_text(&text, is_text ? "" : " AS varchar)");
    if (parts->order != 0) {
        t2s__buffer_char(&text, ' ');
        append(patient, &text, parts->order, parts->order_last);
    }
    t2s__buffer_text(&text, ") FILTER (WHERE ");
    append(patient, &text, parts->first, parts->last);
    t2s__buffer_text(&text, " IS NOT NULL), ");
    if (parts->separator != 0)
        append(patient, &text, parts->separator, parts->separator);
    else
        t2s__buffer_text(&text, "','");
    t2s__buffer_char(&text, ')');
    if (text.failed)
        making->fixes->failed = 1;
    else
        t2s__make_replace(making, start, t2s__token_end(t2s__patient_token(patient, parts->close)) - start, t2s__buffer_string(&text));
    t2s__buffer_dispose(&text);
}

void t2s__presto_gather_joined_texts(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "function_idiom", "Texts are joined by array_join(array_agg(...)).", NULL};

    for (size_t i = 0; i + 1 < patient->token_count; i++) {
        struct parts parts;

        if (!t2s__is_one_of(patient, i, "group_concat string_agg listagg") || !t2s__is_char(patient, i + 1, '('))
            continue;
        if (!read(patient, i, &parts) || t2s__is_one_of(patient, parts.close + 1, "over filter within"))
            return;
        write(patient, i, &parts, &making);
        i = parts.close;
    }
}
