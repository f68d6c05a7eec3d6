/* SPDX-License-Identifier: MIT */
/* Clauses that other dialects write in another form, and those that models put at the wrong place. */
#include "mend/foreign.h"

#include <string.h>

#include "mend/making.h"
#include "mend/tokens.h"

typedef void clause_fn(const t2s__patient *patient, t2s__fixes *fixes);

static const t2s__token *token_at(const t2s__patient *patient, size_t index)
{
    return t2s__patient_token(patient, index);
}

static size_t start_of(const t2s__patient *patient, size_t index)
{
    return token_at(patient, index)->start;
}

/* The end of the token before one: a piece of text that ends there has no blanks behind it. */
static size_t end_before(const t2s__patient *patient, size_t index)
{
    return index > 0 ? t2s__token_end(token_at(patient, index - 1)) : 0;
}

static int is_count(const t2s__patient *patient, size_t index)
{
    return token_at(patient, index)->kind == T2S__TOKEN_NUMBER || token_at(patient, index)->kind == T2S__TOKEN_PARAMETER;
}

/* LIMIT skip, count (MySQL, SQLite) is LIMIT count OFFSET skip. */
static void limits(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "limit_offset", "LIMIT a, b is LIMIT b OFFSET a.", NULL};

    if (patient->is_presto) /* OFFSET comes first there: presto_syntax.c */
        return;
    for (size_t i = 0; i + 3 < patient->token_count; i++) {
        const t2s__token *skip = token_at(patient, i + 1), *count = token_at(patient, i + 3);

        if (!t2s__is_word(patient, i, "limit") || !is_count(patient, i + 1) || !t2s__is_char(patient, i + 2, ',') ||
            !is_count(patient, i + 3) || t2s__is_word(patient, i + 4, "offset"))
            continue;
        t2s__make_edit(&making, skip->start, skip->length, patient->sql + count->start, count->length);
        t2s__make_replace(&making, t2s__token_end(skip), count->start - t2s__token_end(skip), " OFFSET ");
        t2s__make_edit(&making, count->start, count->length, patient->sql + skip->start, skip->length);
    }
}

/*
 * Where the query ends whose token this is: the closing parenthesis around it, a semicolon, or END. *ret_is_compound: there is UNION, INTERSECT or
 * EXCEPT behind the token. O(1) a token when called once.
 */
static size_t query_end(const t2s__patient *patient, size_t index, int *ret_is_compound)
{
    size_t depth = 0;

    *ret_is_compound = 0;
    for (; index < patient->token_count; index++) {
        if (t2s__is_char(patient, index, '('))
            depth++;
        else if (t2s__is_char(patient, index, ')') && depth-- == 0)
            return index;
        else if (t2s__is_char(patient, index, ';') && depth == 0)
            return index;
        else if (depth == 0 && t2s__is_one_of(patient, index, "union intersect except minus"))
            *ret_is_compound = 1;
    }
    return patient->token_count;
}

/* Where the query begins at the token's depth that is open there: its SELECT; token_count when there is none. */
static size_t select_before(const t2s__patient *patient, size_t index)
{
    size_t depth = 0;

    while (index-- > 0) {
        if (t2s__is_char(patient, index, ')'))
            depth++;
        else if (t2s__is_char(patient, index, '(') && depth-- == 0)
            return patient->token_count;
        else if (depth == 0 && t2s__is_word(patient, index, "select"))
            return index;
    }
    return patient->token_count;
}

/* SELECT TOP n (SQL Server): a LIMIT at the end of the query, each a fix. With PERCENT or WITH TIES it is something else. */
void t2s__gather_tops(const t2s__patient *patient, t2s__fixes *fixes)
{
    for (size_t i = 0; i < patient->token_count; i++) {
        t2s__making making = {fixes, T2S__FIX_SAME, "top", "TOP is LIMIT, at the end of the query.", NULL};
        size_t top = i + (t2s__is_one_of(patient, i + 1, "distinct all") ? 2 : 1);
        size_t in_parentheses = t2s__is_char(patient, top + 1, '(') && t2s__is_char(patient, top + 3, ')');
        size_t count = top + 1 + in_parentheses, behind = count + 1 + in_parentheses, end;
        int is_compound;
        char limit[32];

        if (!t2s__is_word(patient, i, "select") || !t2s__is_word(patient, top, "top") || !is_count(patient, count) ||
            token_at(patient, count)->length > 12 || t2s__is_one_of(patient, behind, "percent with") || behind >= patient->token_count)
            continue;
        end = query_end(patient, behind, &is_compound);
        if (is_compound)
            continue;
        memcpy(limit, " LIMIT ", 7);
        memcpy(limit + 7, patient->sql + start_of(patient, count), token_at(patient, count)->length);
        t2s__make_replace(&making, start_of(patient, top), start_of(patient, behind) - start_of(patient, top), "");
        t2s__make_edit(&making, end_before(patient, end), 0, limit, 7 + token_at(patient, count)->length);
    }
}

/* GROUP BY a, b WITH ROLLUP (MySQL, T-SQL) is GROUP BY ROLLUP (a, b). */
static void rollups(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "rollup", "WITH ROLLUP stands before what is grouped by.", NULL};
    size_t group = patient->token_count;

    for (size_t i = 0; i < patient->token_count; i++) {
        if (t2s__is_word(patient, i, "by") && t2s__is_word(patient, i - (i > 0), "group"))
            group = i + 1;
        if (!t2s__is_word(patient, i, "with") || !t2s__is_one_of(patient, i + 1, "rollup cube") || group >= i)
            continue;
        t2s__make_replace(&making, start_of(patient, group), 0, t2s__is_word(patient, i + 1, "cube") ? "CUBE (" : "ROLLUP (");
        t2s__make_replace(&making, end_before(patient, i), t2s__token_end(token_at(patient, i + 1)) - end_before(patient, i), ")");
        group = patient->token_count;
    }
}

static int is_used(const t2s__patient *patient, const char *name)
{
    for (size_t i = 0; i < patient->token_count; i++)
        if (t2s__is_word(patient, i, name))
            return 1;
    return 0;
}

/* A subquery in FROM must have an alias; which one does not matter when nobody uses it. */
static void aliases(const t2s__patient *patient, t2s__fixes *fixes)
{
    static const char *const names[] = {"subquery", "subquery2", "subquery3", "subquery4", "subquery5", "subquery6"};
    t2s__making making = {fixes, T2S__FIX_SAME, "subquery_alias", "A subquery in FROM has a name.", NULL};
    size_t close;
    char text[16] = " AS ";

    if (strstr(t2s_diagnostic_message(patient->finding), "in FROM must have an alias") == NULL || !t2s__is_char(patient, patient->at, '('))
        return;
    close = t2s__closing(patient, patient->at);
    for (size_t i = 0; close < patient->token_count && i < sizeof(names) / sizeof(*names); i++)
        if (!is_used(patient, names[i])) {
            strcat(text, names[i]);
            t2s__make_replace(&making, t2s__token_end(token_at(patient, close)), 0, text);
            return;
        }
}

/* SUM(x WHERE y): what no dialect has, and FILTER says. */
static void filters(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "filter", "A condition on what is aggregated is FILTER (WHERE ...).", NULL};

    for (size_t i = 1; i < patient->token_count; i++) {
        size_t open;

        if (!t2s__is_word(patient, i, "where") || !t2s__ends_value(patient, i - 1))
            continue;
        open = t2s__enclosing(patient, i);
        if (open >= patient->token_count || open == 0 || !t2s__is_one_of(patient, open - 1, "count sum avg min max") ||
            t2s__is_one_of(patient, open + 1, "select with"))
            continue;
        t2s__make_replace(&making, end_before(patient, i), start_of(patient, i) - end_before(patient, i), ") FILTER (");
    }
}

/* A closing parenthesis that closes nothing: it is the one too many. Before a comma it may as well be at a wrong place: round(a) * b), 2). */
static void parentheses(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "parenthesis", "A closing parenthesis too many was left out.", NULL};
    size_t at = patient->at, depth = 0;

    if (at == 0 || !t2s__is_char(patient, at, ')') || t2s__enclosing(patient, at) < patient->token_count)
        return;
    for (size_t i = 0; i < patient->token_count; i++) {
        if (t2s__is_char(patient, i, '('))
            depth++;
        else if (t2s__is_char(patient, i, ')') && i != at && depth-- == 0)
            return; /* there are more */
        else if (depth == 0 && t2s__is_char(patient, i, ',') && at + 1 < patient->token_count)
            return;
    }
    t2s__make_replace(&making, end_before(patient, at), t2s__token_end(token_at(patient, at)) - end_before(patient, at), "");
}

/* A clause of the query that the token is in, from there on: the index of the first such word at its depth, or of the query's end. */
static size_t next_clause(const t2s__patient *patient, size_t index, const char *words)
{
    size_t depth = 0;

    for (; index < patient->token_count; index++) {
        if (t2s__is_char(patient, index, '('))
            depth++;
        else if (t2s__is_char(patient, index, ')') && depth-- == 0)
            return index;
        else if (depth == 0 && (t2s__is_char(patient, index, ';') || t2s__is_one_of(patient, index, words)))
            return index;
    }
    return patient->token_count;
}

static int has_or(const t2s__patient *patient, size_t first, size_t last)
{
    return next_clause(patient, first, "or") < last;
}

/* FROM a WHERE x JOIN b ON y: an inner join may come first, and gives the same. */
static void late_joins(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "late_join", "The joins stand before WHERE.", NULL};
    size_t select = select_before(patient, patient->at), join = patient->at, where, end;
    int is_second; /* there is another WHERE behind the joins */

    if (!t2s__is_word(patient, join, "join") && !(t2s__is_word(patient, join, "inner") && t2s__is_word(patient, join + 1, "join")))
        return;
    if (select == patient->token_count)
        return;
    where = next_clause(patient, select, "where group having order limit union");
    if (where >= join || !t2s__is_word(patient, where, "where") || next_clause(patient, where + 1, "group having order limit union") < join)
        return;
    end = next_clause(patient, join, "where group having order limit offset fetch union intersect except");
    if (next_clause(patient, join, "left right full outer") < end)
        return;
    is_second = t2s__is_word(patient, end, "where");
    if (is_second && (has_or(patient, where + 1, join) ||
                      has_or(patient, end + 1, next_clause(patient, end + 1, "group having order limit offset fetch union"))))
        return; /* it would want parentheses */
    t2s__make_edit(&making, start_of(patient, where), 0, patient->sql + start_of(patient, join),
                   end_before(patient, end) - start_of(patient, join));
    t2s__make_replace(&making, start_of(patient, where), 0, "\n");
    if (is_second) {
        t2s__make_replace(&making, end_before(patient, join), start_of(patient, end) - end_before(patient, join), "\n");
        t2s__make_replace(&making, start_of(patient, end), token_at(patient, end)->length, "AND");
    } else
        t2s__make_replace(&making, end_before(patient, join), end_before(patient, end) - end_before(patient, join), "");
}

/* A UNION of queries with a LIMIT each: each stands in parentheses. */
static void limited_unions(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "limited_union", "Each query of a UNION that has a LIMIT of its own stands in parentheses.", NULL};
    size_t at = patient->at, first = select_before(patient, at), second = at + 1 + (size_t)t2s__is_one_of(patient, at + 1, "all distinct"), end;
    int is_compound;

    if (!t2s__is_one_of(patient, at, "union intersect except") || first == patient->token_count || !t2s__is_word(patient, second, "select"))
        return;
    end = query_end(patient, second, &is_compound);
    if (is_compound || next_clause(patient, first, "limit fetch") >= at)
        return;
    if (next_clause(patient, second, "limit fetch") < end) {
        t2s__make_replace(&making, start_of(patient, second), 0, "(");
        t2s__make_replace(&making, end_before(patient, end), 0, ")");
    } else if (next_clause(patient, second, "order") < end)
        return; /* of all or of the last query: who knows */
    t2s__make_replace(&making, start_of(patient, first), 0, "(");
    t2s__make_replace(&making, end_before(patient, at), 0, ")");
}

void t2s__gather_clauses(const t2s__patient *patient, t2s__fixes *fixes)
{
    static clause_fn *const clauses[] = {limits, t2s__gather_tops, rollups, aliases, filters, parentheses, late_joins, limited_unions};

    for (size_t i = 0; i < sizeof(clauses) / sizeof(*clauses); i++)
        clauses[i](patient, fixes);
}
