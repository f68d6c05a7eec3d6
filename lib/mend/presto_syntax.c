/* SPDX-License-Identifier: MIT */
/* What PostgreSQL and others can parse, or read as something else, and Trino and PrestoDB cannot. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mend/foreign.h"
#include "mend/making.h"
#include "mend/presto_operand.h"
#include "mend/tokens.h"
#include "sql/diagnostic.h"

static const t2s__token *token_at(const t2s__patient *patient, size_t index)
{
    return t2s__patient_token(patient, index);
}

static size_t start_of(const t2s__patient *patient, size_t index)
{
    return token_at(patient, index)->start;
}

static size_t end_of(const t2s__patient *patient, size_t index)
{
    return t2s__token_end(token_at(patient, index));
}

static void put_before(const t2s__patient *patient, t2s__making *making, size_t index, const char *text)
{
    t2s__make_replace(making, start_of(patient, index), 0, text);
}

static void put_behind(const t2s__patient *patient, t2s__making *making, size_t index, const char *text)
{
    t2s__make_replace(making, end_of(patient, index), 0, text);
}

static void replace(const t2s__patient *patient, t2s__making *making, size_t first, size_t last, const char *text)
{
    t2s__make_replace(making, start_of(patient, first), end_of(patient, last) - start_of(patient, first), text);
}

/* x::type is CAST(x AS type). */
static void casts(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "cast_operator", "A cast is written with CAST.", NULL};
    size_t last = patient->token_count, first = 0; /* the cast before: the token that it ends with, and where its operand begins */

    for (size_t i = 1; i < patient->token_count; i++) {
        char type[T2S__PRESTO_TYPE_MAX];
        size_t operand, end;

        if (!t2s__is_sign(patient, i, "::"))
            continue;
        operand = i - 1 == last ? first : t2s__presto_operand(patient, i - 1);
        end = t2s__presto_written_type(patient, i + 1, 1, type);
        if (operand == patient->token_count || end == patient->token_count)
            return;
        put_before(patient, &making, operand, "CAST(");
        t2s__make_replace(&making, end_of(patient, i - 1), start_of(patient, i + 1) - end_of(patient, i - 1), " AS ");
        replace(patient, &making, i + 1, end, type);
        put_behind(patient, &making, end, ")");
        last = end;
        first = operand;
    }
}

/* CAST(x AS text): types by the names of others. */
static void types(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "types", "This type has another name.", NULL};

    for (size_t i = 1; i < patient->token_count; i++) {
        size_t open = t2s__is_word(patient, i, "as") ? t2s__enclosing(patient, i) : 0;
        char type[T2S__PRESTO_TYPE_MAX];
        size_t end;

        if (open == 0 || open >= patient->token_count || !t2s__is_one_of(patient, open - 1, "cast try_cast safe_cast"))
            continue;
        end = t2s__presto_written_type(patient, i + 1, 0, type);
        if (end != patient->token_count && type[0] != '\0')
            replace(patient, &making, i + 1, end, type);
        if (t2s__is_word(patient, open - 1, "safe_cast"))
            replace(patient, &making, open - 1, open - 1, "TRY_CAST");
    }
}

/* INTERVAL '3 days' is INTERVAL '3' DAY. */
static void intervals(const t2s__patient *patient, t2s__fixes *fixes)
{
    static const char *const units[] = {"year", "month", "day", "hour", "minute", "second", "week"};
    t2s__making making = {fixes, T2S__FIX_SAME, "intervals", "The unit of an interval stands behind its number.", NULL};

    for (size_t i = 0; i + 1 < patient->token_count; i++) {
        const t2s__token *token = token_at(patient, i + 1);
        char number[16], unit[16], extra[2], text[64];

        if (!t2s__is_word(patient, i, "interval"))
            continue;
        if (token->kind == T2S__TOKEN_NUMBER && token->length < 10)
            snprintf(text, sizeof(text), "'%.*s'", (int)token->length, patient->sql + token->start);
        else if (token->kind == T2S__TOKEN_STRING && token->length < 40)
            snprintf(text, sizeof(text), "%.*s", (int)token->length, patient->sql + token->start);
        else
            continue;
        if (sscanf(text, "'%9[0-9] %9[a-zA-Z]%1[^'\n]", number, unit, extra) == 2) {
            size_t length = strlen(unit);

            for (char *c = unit; *c != '\0'; c++)
                *c = *c >= 'A' && *c <= 'Z' ? (char)(*c | 0x20) : *c;
            if (length > 1 && unit[length - 1] == 's')
                unit[length - 1] = '\0';
            for (size_t k = 0; k < sizeof(units) / sizeof(units[0]); k++)
                if (strcmp(units[k], unit) == 0) {
                    long count = strtol(number, NULL, 10) * (k == 6 ? 7 : 1);

                    for (char *c = unit; *c != '\0'; c++)
                        *c = (char)(*c & ~0x20);
                    snprintf(text, sizeof(text), "'%ld' %s", count, k == 6 ? "DAY" : unit);
                    replace(patient, &making, i + 1, i + 1, text);
                }
        } else if (sscanf(text, "'%9[0-9]%1[^\n]", number, extra) == 2 && extra[0] == '\'' &&
                   t2s__is_one_of(patient, i + 2, "years months days hours minutes seconds week weeks year month day hour minute second")) {
            int is_week = t2s__is_one_of(patient, i + 2, "week weeks");
            char name[16];

            snprintf(name, sizeof(name), "%.*s", (int)token_at(patient, i + 2)->length, patient->sql + start_of(patient, i + 2));
            if (!is_week && (name[strlen(name) - 1] | 0x20) == 's')
                name[strlen(name) - 1] = '\0';
            else if (!is_week && token->kind == T2S__TOKEN_STRING)
                continue;
            snprintf(text, sizeof(text), "'%ld' %s", strtol(number, NULL, 10) * (is_week ? 7 : 1), is_week ? "DAY" : name);
            replace(patient, &making, i + 1, i + 2, text);
        }
    }
}

/* LIMIT n OFFSET m is OFFSET m LIMIT n; LIMIT m, n is the same. */
static void limits(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "limit_offset", "OFFSET stands before LIMIT.", NULL};

    for (size_t i = 0; i + 3 < patient->token_count; i++) {
        const t2s__token *a = token_at(patient, i + 1), *b = token_at(patient, i + 3);
        int is_comma = t2s__is_char(patient, i + 2, ',');
        char text[64];

        if (!t2s__is_word(patient, i, "limit") || !(is_comma || t2s__is_word(patient, i + 2, "offset")) || a->length > 20 || b->length > 20 ||
            (a->kind != T2S__TOKEN_NUMBER && a->kind != T2S__TOKEN_PARAMETER) || b->kind != a->kind)
            continue;
        if (a->kind == T2S__TOKEN_PARAMETER && !is_comma)
            continue; /* values are bound in their order */
        snprintf(text, sizeof(text), "OFFSET %.*s LIMIT %.*s", (int)(is_comma ? a : b)->length, patient->sql + (is_comma ? a : b)->start,
                 (int)(is_comma ? b : a)->length, patient->sql + (is_comma ? b : a)->start);
        replace(patient, &making, i, i + 3, text);
    }
}

/* x ILIKE y is lower(x) LIKE lower(y). */
static void ilikes(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "ilike", "Where case does not matter, both sides of LIKE are in lower case.", NULL};

    for (size_t i = 1; i + 1 < patient->token_count; i++) {
        size_t is_not = (size_t)t2s__is_word(patient, i - 1, "not"), first, last;

        if (!t2s__is_word(patient, i, "ilike") || i < 1 + is_not)
            continue;
        first = t2s__presto_operand(patient, i - 1 - is_not);
        last = t2s__presto_operand_end(patient, i + 1);
        if (first == patient->token_count || last == patient->token_count || t2s__presto_is_bound(patient, first) ||
            t2s__is_word(patient, last + 1, "escape"))
            return;
        put_before(patient, &making, first, "lower(");
        put_behind(patient, &making, i - 1 - is_not, ")");
        replace(patient, &making, i, i, "LIKE");
        put_before(patient, &making, i + 1, "lower(");
        put_behind(patient, &making, last, ")");
    }
}

/* x ~ 'pattern', x REGEXP 'pattern'. */
static void patterns(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "operators", "A regular expression is matched by regexp_like().", NULL};

    for (size_t i = 1; i + 1 < patient->token_count; i++) {
        int any_case = t2s__is_sign(patient, i, "~*") || t2s__is_sign(patient, i, "!~*");
        int is_word = t2s__is_one_of(patient, i, "regexp rlike");
        size_t is_not = is_word && t2s__is_word(patient, i - 1, "not"), first;

        if (!any_case && !is_word && !t2s__is_sign(patient, i, "~") && !t2s__is_sign(patient, i, "!~"))
            continue;
        if (token_at(patient, i + 1)->kind != T2S__TOKEN_STRING || i < 1 + is_not || t2s__is_sign(patient, i + 2, "||"))
            return;
        first = t2s__presto_operand(patient, i - 1 - is_not);
        if (first == patient->token_count || t2s__presto_is_bound(patient, first))
            return;
        put_before(patient, &making, first, is_not || patient->sql[start_of(patient, i)] == '!' ? "NOT regexp_like(" : "regexp_like(");
        t2s__make_replace(&making, end_of(patient, i - 1 - is_not), start_of(patient, i + 1) - end_of(patient, i - 1 - is_not), ", ");
        if (any_case)
            t2s__make_replace(&making, start_of(patient, i + 1) + 1, 0, "(?i)");
        put_behind(patient, &making, i + 1, ")");
    }
}

/* EXTRACT(EPOCH FROM x) */
static void epochs(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "function_idiom", "Seconds since 1970 are to_unixtime().", NULL};

    for (size_t i = 0; i + 4 < patient->token_count; i++) {
        size_t close;

        if (!t2s__is_word(patient, i, "extract") || !t2s__is_char(patient, i + 1, '(') || !t2s__is_word(patient, i + 2, "epoch") ||
            !t2s__is_word(patient, i + 3, "from"))
            continue;
        close = t2s__closing(patient, i + 1);
        if (close >= patient->token_count)
            return;
        t2s__make_replace(&making, start_of(patient, i), start_of(patient, i + 4) - start_of(patient, i), "to_unixtime(CAST(");
        put_before(patient, &making, close, " AS timestamp)");
    }
}

/* FROM generate_series(a, b) AS n: rows of a sequence. */
static void series(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "function_idiom", "Rows of numbers or dates are UNNEST(sequence(...)).", NULL};

    for (size_t i = 1; i + 1 < patient->token_count; i++) {
        size_t close, alias;

        if (!t2s__is_word(patient, i, "generate_series") || !t2s__is_char(patient, i + 1, '(') ||
            !(t2s__is_one_of(patient, i - 1, "from join lateral") || t2s__is_char(patient, i - 1, ',')))
            continue;
        close = t2s__closing(patient, i + 1);
        if (close >= patient->token_count)
            return;
        alias = close + 1 + (size_t)t2s__is_word(patient, close + 1, "as");
        replace(patient, &making, i, i, "UNNEST(sequence");
        put_behind(patient, &making, close, ")");
        if ((token_at(patient, alias)->kind == T2S__TOKEN_WORD && !t2s__begins_clause(patient, alias)) ||
            token_at(patient, alias)->kind == T2S__TOKEN_NAME) {
            if (!t2s__is_char(patient, alias + 1, '(')) {
                put_behind(patient, &making, alias, "(");
                t2s__make_edit(&making, end_of(patient, alias), 0, patient->sql + start_of(patient, alias), token_at(patient, alias)->length);
                put_behind(patient, &making, alias, ")");
            }
        } else
            put_behind(patient, &making, close, " AS generate_series(generate_series)");
    }
}

typedef void offer_fn(const t2s__patient *patient, t2s__fixes *fixes);

void t2s__gather_presto_syntax(const t2s__patient *patient, t2s__fixes *fixes)
{
    static offer_fn *const of_syntax[] = {casts, limits, ilikes, patterns, t2s__presto_gather_joined_texts};

    if (patient->ailment == T2S__AILS_SYNTAX) {
        for (size_t i = 0; i < sizeof(of_syntax) / sizeof(of_syntax[0]); i++)
            of_syntax[i](patient, fixes);
        epochs(patient, fixes);
    }
    if (patient->ailment != T2S__AILS_TABLE && patient->ailment != T2S__AILS_COLUMN) {
        types(patient, fixes);
        series(patient, fixes);
    }
    if (patient->ailment != T2S__AILS_COLUMN && patient->ailment != T2S__AILS_TABLE)
        intervals(patient, fixes); /* INTERVAL '1 day' is a value of a type that is not there */
    if (patient->ailment == T2S__AILS_OTHERWISE)
        epochs(patient, fixes);
    if (patient->ailment == T2S__AILS_FUNCTION || patient->ailment == T2S__AILS_GROUPING) /* what is not known is no aggregate */
        t2s__presto_gather_joined_texts(patient, fixes);
}

const char *t2s__presto_hint(const t2s__patient *patient)
{
    const char *message = t2s_diagnostic_message(patient->finding);

    if (patient->ailment != T2S__AILS_SYNTAX)
        return NULL;
    if (strstr(message, "<EOF>") != NULL)
        return "The statement is cut off, or a quote or parenthesis is not closed: write the whole statement again.";
    if (t2s__is_word(patient, patient->at, "on") && patient->at > 0 && t2s__is_word(patient, patient->at - 1, "distinct"))
        return "There is no DISTINCT ON: number the rows with row_number() OVER (PARTITION BY ... ORDER BY ...) in a subquery and keep the first.";
    if (t2s__is_word(patient, patient->at, "qualify"))
        return "There is no QUALIFY: compute the window function in a subquery and filter it outside.";
    return NULL;
}
