/* SPDX-License-Identifier: MIT */
/*
 * Aggregates that join texts, where other dialects have a syntax of their own: GROUP_CONCAT(x ORDER BY y SEPARATOR s) of MySQL, and
 * LISTAGG(x, s) WITHIN GROUP (ORDER BY y) of Oracle, Snowflake and, as STRING_AGG, SQL Server.
 */
#include "mend/foreign.h"

#include "mend/making.h"
#include "mend/tokens.h"

/* The first of these words, or commas, at the outermost level between two tokens; `last` where there is none. */
static size_t find(const t2s__patient *patient, size_t first, size_t last, const char *words, int comma)
{
    size_t depth = 0;

    for (size_t i = first; i < last; i++) {
        if (t2s__is_char(patient, i, '('))
            depth++;
        else if (t2s__is_char(patient, i, ')') && depth > 0)
            depth--;
        else if (depth == 0 && (t2s__is_one_of(patient, i, words) || (comma && t2s__is_char(patient, i, ','))))
            return i;
    }
    return last;
}

static size_t start_of(const t2s__patient *patient, size_t index)
{
    return t2s__patient_token(patient, index)->start;
}

static size_t end_of(const t2s__patient *patient, size_t index)
{
    return t2s__token_end(t2s__patient_token(patient, index));
}

/* What is joined is cast to text, which it is there without saying so. */
static void cast(const t2s__patient *patient, size_t first, size_t behind, t2s__making *making)
{
    t2s__make_replace(making, start_of(patient, first), 0, "(");
    t2s__make_replace(making, end_of(patient, behind - 1), 0, ")::text");
}

static void group_concat(const t2s__patient *patient, size_t name, t2s__making *making)
{
    size_t close = t2s__closing(patient, name + 1), first = name + 2, order, separator, behind;
    int is_distinct = t2s__is_word(patient, first, "distinct");
    t2s__making *const to = making;

    first += (size_t)is_distinct;
    if (close >= patient->token_count)
        return;
    order = find(patient, first, close, "order", 0);
    separator = find(patient, first, close, "separator", 0);
    behind = order < separator ? order : separator;
    if (behind == close || behind == first || find(patient, first, behind, "", 1) != behind || (is_distinct && order != close) ||
        (separator != close && (separator + 2 != close || t2s__patient_token(patient, separator + 1)->kind != T2S__TOKEN_STRING)))
        return;
    t2s__make_replace(to, start_of(patient, name), end_of(patient, name) - start_of(patient, name), "string_agg");
    cast(patient, first, behind, to);
    t2s__make_replace(to, end_of(patient, behind - 1), 0, ", ");
    if (separator == close) {
        t2s__make_replace(to, end_of(patient, behind - 1), 0, "','");
        return;
    }
    t2s__make_edit(to, end_of(patient, behind - 1), 0, patient->sql + start_of(patient, separator + 1),
                   t2s__patient_token(patient, separator + 1)->length);
    t2s__make_replace(to, end_of(patient, separator - 1), end_of(patient, separator + 1) - end_of(patient, separator - 1), "");
}

static void within_group(const t2s__patient *patient, size_t name, t2s__making *making)
{
    size_t close = t2s__closing(patient, name + 1), comma = find(patient, name + 2, close, "", 1);

    if (close >= patient->token_count || comma == close || comma == name + 2 || find(patient, comma + 1, close, "", 1) != close ||
        t2s__is_word(patient, name + 2, "distinct") || !t2s__is_word(patient, close + 1, "within") ||
        !t2s__is_word(patient, close + 2, "group") || !t2s__is_char(patient, close + 3, '('))
        return;
    t2s__make_replace(making, start_of(patient, name), end_of(patient, name) - start_of(patient, name), "string_agg");
    cast(patient, name + 2, comma, making);
    t2s__make_replace(making, start_of(patient, close), end_of(patient, close + 3) - start_of(patient, close), " ");
}

void t2s__gather_aggregates(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making concat = {fixes, T2S__FIX_SAME, "function_idiom", "GROUP_CONCAT of MySQL is string_agg.", NULL};
    t2s__making within = {fixes, T2S__FIX_SAME, "function_idiom", "What is joined in an order is string_agg(... ORDER BY ...).", NULL};

    for (size_t i = 0; i < patient->token_count; i++) {
        if (!t2s__is_char(patient, i + 1, '('))
            continue;
        if (t2s__is_word(patient, i, "group_concat"))
            group_concat(patient, i, &concat);
        else if (t2s__is_one_of(patient, i, "listagg string_agg"))
            within_group(patient, i, &within);
    }
}
