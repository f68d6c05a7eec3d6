/* SPDX-License-Identifier: MIT */
#include "mutate.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "dialect/postgres_scan.h"

enum { TOKENS = 4000 };

struct text {
    struct mutator *mutator;
    const char *sql;
    t2s__token tokens[TOKENS];
    size_t count;
    char *to;
};

static unsigned draw(struct mutator *mutator, size_t below)
{
    mutator->state ^= mutator->state << 13;
    mutator->state ^= mutator->state >> 7;
    mutator->state ^= mutator->state << 17;
    return below != 0 ? (unsigned)((mutator->state >> 24) % below) : 0;
}

#define PICK(text, list) (list)[draw((text)->mutator, sizeof(list) / sizeof((list)[0]))]

static int is_word(const struct text *text, size_t i, const char *word)
{
    return i < text->count && t2s__token_is_word(text->sql, text->tokens[i], word);
}

static int is_char(const struct text *text, size_t i, char c)
{
    return i < text->count && t2s__token_is_char(text->sql, text->tokens[i], c);
}

static int is_any_word(const struct text *text, size_t i, const char *const *words)
{
    for (; *words != NULL; words++)
        if (is_word(text, i, *words))
            return 1;
    return 0;
}

static const char *const keywords[] = {
    "select", "from", "where", "group", "order", "by", "having", "limit", "offset", "join", "left", "right", "inner", "outer", "full",
    "cross", "on", "as", "and", "or", "not", "in", "is", "null", "like", "ilike", "between", "case", "when", "then", "else", "end",
    "distinct", "union", "all", "except", "intersect", "with", "recursive", "exists", "asc", "desc", "cast", "over", "partition",
    "using", "natural", "true", "false", "any", "some", "array", "interval", "filter", "within", "nulls", "first", "last", "values",
    "lateral", "date", "timestamp", "extract", "rows", "range", "current_date", NULL};

/* A name that is no keyword and no function. */
static int is_name(const struct text *text, size_t i)
{
    if (i >= text->count || is_char(text, i + 1, '('))
        return 0;
    return text->tokens[i].kind == T2S__TOKEN_NAME || (text->tokens[i].kind == T2S__TOKEN_WORD && !is_any_word(text, i, keywords));
}

static int is_dot(const struct text *text, size_t i)
{
    return is_char(text, i, '.');
}

/* The first token from `from` on, at a place of chance and then around, that is one. */
static size_t find_any(const struct text *text, int (*is)(const struct text *, size_t))
{
    size_t start = draw(text->mutator, text->count);

    for (size_t i = 0; i < text->count; i++)
        if (is(text, (start + i) % text->count))
            return (start + i) % text->count;
    return text->count;
}

static size_t find_word(const struct text *text, const char *word)
{
    size_t start = draw(text->mutator, text->count);

    for (size_t i = 0; i < text->count; i++)
        if (is_word(text, (start + i) % text->count, word))
            return (start + i) % text->count;
    return text->count;
}

/* The whole of a qualified column name that the token is a part of: its last token, and the first in *ret_first. */
static size_t whole_name(const struct text *text, size_t i, size_t *ret_first)
{
    size_t first = i, last = i;

    while (first >= 2 && is_dot(text, first - 1) && is_name(text, first - 2))
        first -= 2;
    while (is_dot(text, last + 1) && is_name(text, last + 2))
        last += 2;
    *ret_first = first;
    return last;
}

/* A column where an expression stands: not behind FROM, JOIN and AS. */
static size_t find_column(const struct text *text, size_t *ret_first)
{
    static const char *const before[] = {"from", "join", "as", "on", "update", "into", NULL};

    for (int tries = 0; tries < 12; tries++) {
        size_t last, i = find_any(text, is_name);

        if (i == text->count)
            return i;
        last = whole_name(text, i, ret_first);
        if (*ret_first != last || (*ret_first != 0 && !is_any_word(text, *ret_first - 1, before) && !is_name(text, *ret_first - 1)))
            return last;
    }
    return text->count;
}

static size_t start_of(const struct text *text, size_t i)
{
    return text->tokens[i].start;
}

static size_t end_of(const struct text *text, size_t i)
{
    return text->tokens[i].start + text->tokens[i].length;
}

/* The text with what is between two offsets replaced. */
static int replace(struct text *text, size_t start, size_t end, const char *format, ...) __attribute__((format(printf, 4, 5)));
static int replace(struct text *text, size_t start, size_t end, const char *format, ...)
{
    size_t length = strlen(text->sql);
    va_list args;
    int wrote;

    memcpy(text->to, text->sql, start);
    va_start(args, format);
    wrote = vsnprintf(text->to + start, MUTANT_MAX - start, format, args);
    va_end(args);
    if (wrote < 0 || start + (size_t)wrote + (length - end) + 1 > MUTANT_MAX)
        return 0;
    memcpy(text->to + start + (size_t)wrote, text->sql + end, length - end + 1);
    return 1;
}

static const char *quoted(const char *name, char space[140])
{
    snprintf(space, 140, "\"%s\"", name);
    return space;
}

static const char *some_relation(struct text *text, char space[140])
{
    size_t count = t2s_catalog_relation_count(text->mutator->catalog);

    return quoted(t2s_relation_name(t2s_catalog_relation(text->mutator->catalog, draw(text->mutator, count))), space);
}

static const char *some_column(struct text *text, char space[140])
{
    size_t count = t2s_catalog_relation_count(text->mutator->catalog);
    const t2s_relation *relation = t2s_catalog_relation(text->mutator->catalog, draw(text->mutator, count));

    return quoted(t2s_column_name(t2s_relation_column(relation, draw(text->mutator, t2s_relation_column_count(relation)))), space);
}

static int misspell(struct text *text)
{
    size_t i = find_any(text, is_name), at;

    if (i == text->count || text->tokens[i].length < 4)
        return 0;
    at = start_of(text, i) + 1 + draw(text->mutator, text->tokens[i].length - 3);
    if (text->sql[at] < 'A' || text->sql[at + 1] < 'A')
        return 0;
    switch (draw(text->mutator, 3)) {
    case 0:
        return replace(text, at, at + 1, "%s", "");
    case 1:
        return replace(text, at, at + 2, "%c%c", text->sql[at + 1], text->sql[at]);
    default:
        return replace(text, at, at, "%c", 'a' + (int)draw(text->mutator, 26));
    }
}

static int other_column(struct text *text)
{
    char space[140];
    size_t first, last = find_column(text, &first);

    return last != text->count && replace(text, start_of(text, last), end_of(text, last), "%s", some_column(text, space));
}

static int other_table(struct text *text)
{
    char space[140];
    size_t i = find_word(text, draw(text->mutator, 2) ? "from" : "join");

    return i != text->count && is_name(text, i + 1) &&
           replace(text, start_of(text, i + 1), end_of(text, i + 1), "%s", some_relation(text, space));
}

static int drop_qualifier(struct text *text)
{
    size_t i = find_any(text, is_dot);

    return i != text->count && i != 0 && replace(text, start_of(text, i - 1), end_of(text, i), "%s", "");
}

static int other_qualifier(struct text *text)
{
    size_t i = find_any(text, is_dot), other = find_any(text, is_dot);

    return i != text->count && i != 0 && other != 0 &&
           replace(text, start_of(text, i - 1), end_of(text, i - 1), "%.*s", (int)text->tokens[other - 1].length,
                   text->sql + start_of(text, other - 1));
}

static int other_alias(struct text *text)
{
    size_t i = find_word(text, "as");

    if (i == text->count || !is_name(text, i + 1))
        return 0;
    if (draw(text->mutator, 2))
        return replace(text, start_of(text, i), end_of(text, i + 1), "%s", "");
    return replace(text, start_of(text, i + 1), end_of(text, i + 1), "%s", draw(text->mutator, 2) ? "zz" : "t1");
}

static int is_number(const struct text *text, size_t i)
{
    return text->tokens[i].kind == T2S__TOKEN_NUMBER;
}

static int is_string(const struct text *text, size_t i)
{
    return text->tokens[i].kind == T2S__TOKEN_STRING;
}

static int other_number(struct text *text)
{
    static const char *const others[] = {"'abc'", "'12'", "'1.5'", "1.5", "'2023-01-01'", "NULL", "TRUE", "99999999999", "-1", "''",
                                         "current_date", "'1 day'", "ARRAY[1]", "(1, 2)", "DATE '2020-01-01'", "INTERVAL '1 day'"};
    size_t i = find_any(text, is_number);

    return i != text->count && replace(text, start_of(text, i), end_of(text, i), "%s", PICK(text, others));
}

static int other_string(struct text *text)
{
    static const char *const others[] = {"12", "1.5", "'2023-13-45'", "'abc'", "NULL", "TRUE", "DATE '2023-01-01'", "ARRAY['a']",
                                         "'{}'", "now()", "'t'", "''", "\"abc\"", "current_date", "INTERVAL '1 day'", "'2023-02-30'",
                                         "'1'::int", "('a', 'b')", "'yesterday'", "DATE 'soon'", "INTERVAL '3 fortnights'"};
    size_t i = find_any(text, is_string);

    return i != text->count && replace(text, start_of(text, i), end_of(text, i), "%s", PICK(text, others));
}

static const char *const types[] = {"int", "text", "date", "numeric", "numeric(10,2)", "boolean", "timestamp", "timestamptz", "time",
                                    "interval", "float8", "real", "bigint", "smallint", "varchar(10)", "char(3)", "json", "jsonb",
                                    "uuid", "int[]", "text[]", "bytea", "inet", "money", "xml", "nosuchtype", "int4range", "oid",
                                    "regclass", "bit(3)", "point", "tsvector", "name"};

static int add_cast(struct text *text)
{
    size_t first, last = find_column(text, &first);

    return last != text->count && replace(text, end_of(text, last), end_of(text, last), "::%s", PICK(text, types));
}

static int wrap(struct text *text)
{
    static const char *const forms[][2] = {
        {"sum(", ")"}, {"count(", ")"}, {"avg(", ")"}, {"max(", ")"}, {"min(", ")"}, {"lower(", ")"}, {"upper(", ")"}, {"length(", ")"},
        {"abs(", ")"}, {"round(", ")"}, {"round(", ", 2)"}, {"round(avg(", ")::float8, 2)"}, {"to_char(", ", 'YYYY')"}, {"date_trunc('month', ", ")"},
        {"extract(year FROM ", ")"}, {"date_part('year', ", ")"}, {"coalesce(", ", 0)"}, {"coalesce(", ", 'none')"}, {"nullif(", ", '')"},
        {"string_agg(", ", ',')"}, {"array_agg(", ")"}, {"substring(", ", 1, 2)"}, {"substr(", ", 1, 4)"}, {"trim(", ")"}, {"concat(", ", 'x')"},
        {"cast(", " AS int)"}, {"cast(", " AS date)"}, {"age(", ")"}, {"sqrt(", ")"}, {"power(", ", 2)"}, {"mod(", ", 2)"}, {"ceil(", ")"},
        {"greatest(", ", 1)"}, {"least(", ", 'a')"}, {"to_date(", ", 'YYYY')"}, {"strftime('%Y', ", ")"}, {"ifnull(", ", 0)"}, {"year(", ")"},
        {"(", " || 'x')"}, {"(", " + 1)"}, {"(", " - interval '1 day')"}, {"(-", ")"}, {"(NOT ", ")"}, {"bool_or(", ")"}, {"unnest(", ")"},
        {"row_number() OVER (ORDER BY ", ")"}, {"sum(", ") OVER ()"}, {"percentile_cont(0.5) WITHIN GROUP (ORDER BY ", ")"},
        {"sum(count(", "))"}, {"count(DISTINCT ", ")"}, {"split_part(", ", '-', 1)"}, {"position('a' IN ", ")"}, {"left(", ", 2)"},
        {"(SELECT ", ")"}, {"ARRAY[", "]"}, {"ROW(", ", 1)"}, {"jsonb_build_object('a', ", ")"}, {"generate_series(1, ", ")"},
        {"(", ").x"}, {"(", ")[1]"}, {"EXISTS (SELECT ", ")"}, {"CASE WHEN ", " THEN 1 ELSE 0 END"}, {"CASE WHEN 1 = 1 THEN ", " ELSE 'a' END"},
        {"CASE ", " WHEN 1 THEN 'one' WHEN 'b' THEN 'two' END"}, {"lag(", ") OVER (ORDER BY 1)"}, {"lag(", ")"}, {"stddev(", ")"},
        {"to_timestamp(", ")"}, {"make_date(", ", 1, 1)"}, {"regexp_replace(", ", 'a', 'b')"}, {"date(", ")"}, {"lpad(", ", 5, '0')"},
        {"sum(", ") FILTER (WHERE 1)"}, {"max(", ") FILTER (WHERE true)"}, {"json_agg(", ")"}, {"upper(", ", 2)"}, {"now(", ")"}};
    size_t first, last = find_column(text, &first), length;
    const char *const *form = forms[draw(text->mutator, sizeof(forms) / sizeof(forms[0]))];

    if (last == text->count)
        return 0;
    length = end_of(text, last) - start_of(text, first);
    return replace(text, start_of(text, first), end_of(text, last), "%s%.*s%s", form[0], (int)length, text->sql + start_of(text, first),
                   form[1]);
}

static int is_call(const struct text *text, size_t i)
{
    return text->tokens[i].kind == T2S__TOKEN_WORD && is_char(text, i + 1, '(') && !is_any_word(text, i, keywords);
}

static int unwrap(struct text *text)
{
    size_t i = find_any(text, is_call);

    return i != text->count && replace(text, start_of(text, i), end_of(text, i), "%s", "");
}

static int other_function(struct text *text)
{
    static const char *const others[] = {"sum", "count", "avg", "max", "min", "lower", "length", "round", "abs", "coalesce", "date_trunc",
                                         "string_agg", "array_agg", "to_char", "substring", "concat", "nosuchfunction", "row_number", "rank",
                                         "date_part", "extract", "lead", "sqrt", "pg_catalog.upper", "now", "nullif", "greatest"};
    size_t i = find_any(text, is_call);

    return i != text->count && replace(text, start_of(text, i), end_of(text, i), "%s", PICK(text, others));
}

/* Behind the parenthesis that the token opens. */
static size_t closing(const struct text *text, size_t i)
{
    int depth = 0;

    for (; i < text->count; i++) {
        depth += is_char(text, i, '(') - is_char(text, i, ')');
        if (depth == 0)
            return i;
    }
    return text->count;
}

/* The end of a clause: the next keyword of the same level that begins another. */
static size_t clause_end(const struct text *text, size_t i)
{
    static const char *const next[] = {"from", "where", "group", "having", "order", "limit", "offset", "union", "except", "intersect",
                                       "join", "left", "right", "inner", "full", "cross", "natural", "window", NULL};

    for (; i < text->count; i++) {
        if (is_char(text, i, '(')) {
            i = closing(text, i);
            if (i == text->count)
                return i;
        } else if (is_char(text, i, ')') || is_char(text, i, ';') || (is_any_word(text, i, next) && !is_char(text, i + 1, '('))) {
            return i;
        }
    }
    return i;
}

static size_t comma_between(const struct text *text, size_t i, size_t end)
{
    for (; i < end; i++) {
        if (is_char(text, i, '('))
            i = closing(text, i);
        else if (is_char(text, i, ','))
            return i;
    }
    return end;
}

static int swap_arguments(struct text *text)
{
    size_t i = find_any(text, is_call), end, comma, more;

    if (i == text->count || (end = closing(text, i + 1)) == text->count)
        return 0;
    comma = comma_between(text, i + 2, end);
    if (comma == end)
        return 0;
    more = comma_between(text, comma + 1, end);
    return replace(text, start_of(text, i + 2), end_of(text, more - 1), "%.*s, %.*s", (int)(end_of(text, more - 1) - start_of(text, comma + 1)),
                   text->sql + start_of(text, comma + 1), (int)(end_of(text, comma - 1) - start_of(text, i + 2)),
                   text->sql + start_of(text, i + 2));
}

static int fewer_arguments(struct text *text)
{
    size_t i = find_any(text, is_call), end, comma;

    if (i == text->count || (end = closing(text, i + 1)) == text->count)
        return 0;
    comma = comma_between(text, i + 2, end);
    return comma != end && replace(text, start_of(text, comma), start_of(text, end), "%s", "");
}

static int more_arguments(struct text *text)
{
    static const char *const more[] = {", 1)", ", 'x')", ", NULL)", ", now())", " ORDER BY 1)", ", DISTINCT 1)"};
    size_t i = find_any(text, is_call), end;

    if (i == text->count || (end = closing(text, i + 1)) == text->count)
        return 0;
    return replace(text, start_of(text, end), end_of(text, end), "%s", PICK(text, more));
}

/* A clause that begins with two words: its first token behind them. */
static size_t find_clause(const struct text *text, const char *word)
{
    size_t i = find_word(text, word);

    return i != text->count && is_word(text, i + 1, "by") ? i + 2 : text->count;
}

static int change_group(struct text *text)
{
    char space[140];
    size_t i = find_clause(text, "group"), end, comma;

    if (i >= text->count)
        return 0;
    end = clause_end(text, i);
    if (end <= i)
        return 0;
    comma = comma_between(text, i, end);
    switch (draw(text->mutator, 5)) {
    case 0:
        return replace(text, start_of(text, i - 2), end_of(text, end - 1), "%s", "");
    case 1:
        return comma != end && replace(text, start_of(text, i), end_of(text, comma), "%s", "");
    case 2:
        return comma != end && replace(text, start_of(text, comma), end_of(text, end - 1), "%s", "");
    case 3:
        return replace(text, end_of(text, end - 1), end_of(text, end - 1), ", %s", some_column(text, space));
    default:
        return replace(text, start_of(text, i), end_of(text, end - 1), "%s", draw(text->mutator, 2) ? "1" : "99");
    }
}

static int add_group(struct text *text)
{
    char space[140];
    size_t i = find_word(text, "where");

    if (i == text->count || (i = clause_end(text, i + 1)) == 0 || is_word(text, i, "group"))
        return 0;
    return replace(text, end_of(text, i - 1), end_of(text, i - 1), " GROUP BY %s", some_column(text, space));
}

static int add_condition(struct text *text)
{
    static const char *const conditions[] = {"sum(%s) > 1 AND ", "count(*) > 1 AND ", "rank() OVER () = 1 AND ", "%s = 1 AND ", "%s = 'abc' AND ",
                                             "%s > '2023-01-01' AND ", "%s LIKE '%%a%%' AND ", "%s AND ", "%s IS TRUE AND ", "%s IN (1, 'a') AND ",
                                             "%s BETWEEN 1 AND 'b' AND ", "%s > INTERVAL '1 day' AND ", "%s = ANY (ARRAY[1, 2]) AND ",
                                             "%s = (SELECT 1, 2) AND ", "%s IN (SELECT 'a') AND ", "1 AND ", "'x' AND ", "NULL AND ",
                                             "generate_series(1, 2) = 1 AND ", "(%s, 1) = (1, 'a') AND ", "%s ->> 'a' = 'b' AND ",
                                             "%s ~ 'a' AND ", "%s + 1 > 2 AND ", "%s || 'a' = 'b' AND ", "%s > now() - 7 AND ",
                                             "%s = TRUE AND ", "%s = DATE '2023-02-30' AND ", "current_date - %s > 30 AND "};
    char space[140], condition[400];
    size_t i = find_word(text, draw(text->mutator, 4) ? "where" : "having");

    if (i == text->count)
        return 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(condition, sizeof(condition), PICK(text, conditions), some_column(text, space));
#pragma GCC diagnostic pop
    return replace(text, end_of(text, i), end_of(text, i), " %s", condition);
}

static int drop_on(struct text *text)
{
    size_t i = find_word(text, "on");

    if (i == text->count)
        return 0;
    if (draw(text->mutator, 3) == 0) {
        size_t first, last = find_column(text, &first);

        return last != text->count && replace(text, start_of(text, i), end_of(text, clause_end(text, i + 1) - 1), "USING (%.*s)",
                                              (int)text->tokens[last].length, text->sql + start_of(text, last));
    }
    return replace(text, start_of(text, i), end_of(text, clause_end(text, i + 1) - 1), "%s", "");
}

/* A joined relation goes, and what refers to it stays. */
static int drop_join(struct text *text)
{
    size_t i = find_word(text, "join"), end;

    if (i == text->count || i == 0)
        return 0;
    end = clause_end(text, i + 1);
    return replace(text, start_of(text, i), end_of(text, end - 1), "%s", is_any_word(text, i - 1, keywords) ? "JOIN (SELECT 1) AS q ON true" : "");
}

static int is_operator(const struct text *text, size_t i)
{
    return text->tokens[i].kind == T2S__TOKEN_OPERATOR;
}

static int other_operator(struct text *text)
{
    static const char *const others[] = {"=", "<", ">", "<>", "<=", "||", "+", "-", "*", "/", "%", "@>", "&&", "->>", "->", "~", "~*", "LIKE",
                                         "ILIKE", "AND", "OR", "IN", "IS", "^", "@@", "==", "!", "<->", "IS DISTINCT FROM", "SIMILAR TO", "|"};
    size_t i = find_any(text, is_operator);

    return i != text->count && replace(text, start_of(text, i), end_of(text, i), "%s", PICK(text, others));
}

static int change_distinct(struct text *text)
{
    char space[140];
    size_t i = find_word(text, "select");

    if (i == text->count)
        return 0;
    if (is_word(text, i + 1, "distinct"))
        return replace(text, start_of(text, i + 1), end_of(text, i + 1), "%s", "");
    if (draw(text->mutator, 3) == 0)
        return replace(text, end_of(text, i), end_of(text, i), " DISTINCT ON (%s)", some_column(text, space));
    return replace(text, end_of(text, i), end_of(text, i), " DISTINCT");
}

static int change_order(struct text *text)
{
    char space[140];
    size_t i = find_clause(text, "order"), end, first, last;

    if (i >= text->count)
        return 0;
    end = clause_end(text, i);
    last = find_column(text, &first);
    switch (draw(text->mutator, 5)) {
    case 0:
        return replace(text, start_of(text, i), start_of(text, i), "%s, ", some_column(text, space));
    case 1:
        return end > i && replace(text, start_of(text, i - 2), end_of(text, end - 1), "%s", "");
    case 2:
        return replace(text, start_of(text, i), start_of(text, i), "%u, ", draw(text->mutator, 5));
    case 3:
        return last != text->count && replace(text, start_of(text, i), start_of(text, i), "%.*s, ", (int)(end_of(text, last) - start_of(text, first)),
                                              text->sql + start_of(text, first));
    default:
        return replace(text, start_of(text, i), start_of(text, i), "count(*), ");
    }
}

static int add_target(struct text *text)
{
    static const char *const targets[] = {"count(*), ", "1 AS a, ", "*, ", "'x', ", "sum(1), ", "row_number() OVER (), ", "max(current_date), "};
    char space[140];
    size_t i = find_word(text, "select"), first, last;

    if (i == text->count)
        return 0;
    i += is_word(text, i + 1, "distinct");
    last = find_column(text, &first);
    if (draw(text->mutator, 3) == 0)
        return replace(text, end_of(text, i), end_of(text, i), " %s", PICK(text, targets));
    if (last == text->count || draw(text->mutator, 2))
        return replace(text, end_of(text, i), end_of(text, i), " %s,", some_column(text, space));
    return replace(text, end_of(text, i), end_of(text, i), " %.*s,", (int)(end_of(text, last) - start_of(text, first)),
                   text->sql + start_of(text, first));
}

static int drop_target(struct text *text)
{
    size_t i = find_word(text, "select"), end, comma;

    if (i == text->count)
        return 0;
    i += is_word(text, i + 1, "distinct") ? 2 : 1;
    end = clause_end(text, i);
    comma = comma_between(text, i, end);
    return comma != end && replace(text, start_of(text, i), end_of(text, comma), "%s", "");
}

static size_t text_end(const struct text *text)
{
    size_t i = text->count;

    while (i != 0 && is_char(text, i - 1, ';'))
        i--;
    return i != 0 ? end_of(text, i - 1) : 0;
}

static int add_set_operation(struct text *text)
{
    static const char *const others[] = {"SELECT 1", "SELECT 'a'", "SELECT NULL", "SELECT 1, 2", "SELECT 'a', 1, NULL", "VALUES (1)", "VALUES ('x', 2)",
                                         "VALUES (1), ('a')", "VALUES (1, 2), (3)", "SELECT current_date", "SELECT 1.5, 'x'", "SELECT * FROM nowhere"};
    static const char *const words[] = {"UNION", "UNION ALL", "EXCEPT", "INTERSECT"};
    const char *word = PICK(text, words);
    size_t at = text_end(text);

    if (draw(text->mutator, 3) != 0)
        return replace(text, at, at, " %s %s", word, PICK(text, others));
    if (strlen(text->sql) > MUTANT_MAX / 4)
        return 0;
    return replace(text, at, at, " %s %.*s", word, (int)at, text->sql);
}

static int change_limit(struct text *text)
{
    static const char *const limits[] = {"'x'", "1.5", "NULL", "-1", "'5'", "(SELECT 1)", "id", "count(*)", "1, 2", "ALL", "1 + 1", "'1'::text", "true"};
    static const char *const words[] = {" LIMIT", " OFFSET", " FETCH FIRST 1 ROW ONLY LIMIT"};
    size_t i = find_word(text, "limit"), at = text_end(text);

    if (i != text->count && i + 1 < text->count)
        return replace(text, start_of(text, i + 1), end_of(text, i + 1), "%s", PICK(text, limits));
    return replace(text, at, at, "%s %s", PICK(text, words), PICK(text, limits));
}

static int nest(struct text *text)
{
    static const char *const forms[][2] = {
        {"SELECT * FROM (", ") AS q"}, {"SELECT * FROM (", ")"}, {"SELECT count(*) FROM (", ") AS q WHERE q.nothing = 1"},
        {"WITH q AS (", ") SELECT * FROM q"}, {"WITH q (a) AS (", ") SELECT a FROM q"}, {"WITH q (a, b, c, d, e, f, g, h) AS (", ") SELECT a FROM q"},
        {"SELECT (", ")"}, {"SELECT 1 IN (", ")"}, {"SELECT 'a' = ANY (", ")"}, {"SELECT ARRAY(", ")"}, {"SELECT sum((", "))"},
        {"SELECT q.* , q FROM (", ") AS q (x)"}, {"WITH q AS (", ") SELECT * FROM q JOIN q AS r USING (x)"}, {"SELECT q FROM (", ") AS q GROUP BY 1"},
        {"WITH RECURSIVE q AS (", " UNION ALL SELECT * FROM q) SELECT * FROM q"}, {"SELECT max(q) FROM (", ") AS q"},
        {"SELECT * FROM (", ") AS q, q"}, {"SELECT EXISTS (", ")"}, {"SELECT (", ") + 1"}, {"SELECT * FROM generate_series(1, 2) AS g WHERE g IN (", ")"},
        {"WITH q AS (", "), q AS (SELECT 1) SELECT * FROM q"}, {"SELECT x FROM (", ") AS q (x) ORDER BY y"}};
    const char *const *form = forms[draw(text->mutator, sizeof(forms) / sizeof(forms[0]))];
    size_t end = text_end(text);

    return replace(text, 0, strlen(text->sql), "%s%.*s%s", form[0], (int)end, text->sql, form[1]);
}

static int add_having(struct text *text)
{
    static const char *const conditions[] = {"count(*)", "count(*) > 'a'", "sum(1) > 1", "%s > 1", "%s IS NOT NULL", "max(%s) > 1", "avg(%s) > 0", "1 = 1", "1"};
    char space[140], condition[300];
    size_t i = find_clause(text, "group"), end;

    if (i >= text->count)
        return 0;
    end = clause_end(text, i);
    if (end <= i || is_word(text, end, "having"))
        return 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(condition, sizeof(condition), PICK(text, conditions), some_column(text, space));
#pragma GCC diagnostic pop
    return replace(text, end_of(text, end - 1), end_of(text, end - 1), " HAVING %s", condition);
}

static int drop_token(struct text *text)
{
    size_t i = draw(text->mutator, text->count);

    return replace(text, start_of(text, i), end_of(text, i), "%s", "");
}

static int double_token(struct text *text)
{
    size_t i = draw(text->mutator, text->count);

    return replace(text, end_of(text, i), end_of(text, i), " %.*s", (int)text->tokens[i].length, text->sql + start_of(text, i));
}

static int swap_tokens(struct text *text)
{
    size_t i = draw(text->mutator, text->count);

    return i + 1 < text->count && replace(text, start_of(text, i), end_of(text, i + 1), "%.*s %.*s", (int)text->tokens[i + 1].length,
                                          text->sql + start_of(text, i + 1), (int)text->tokens[i].length, text->sql + start_of(text, i));
}

static int add_from(struct text *text)
{
    char space[140];
    size_t i = find_word(text, "from");

    if (i == text->count || !is_name(text, i + 1))
        return 0;
    return replace(text, end_of(text, i), end_of(text, i), " %s%s", some_relation(text, space), draw(text->mutator, 2) ? "," : " NATURAL JOIN");
}

/* What is done most often stands more than once. */
static const struct change {
    const char *name;
    int (*apply)(struct text *text);
} changes[] = {
    {"misspell", misspell}, {"misspell", misspell}, {"other column", other_column}, {"other column", other_column},
    {"other table", other_table}, {"drop qualifier", drop_qualifier}, {"drop qualifier", drop_qualifier},
    {"other qualifier", other_qualifier}, {"other alias", other_alias}, {"other number", other_number},
    {"other string", other_string}, {"other string", other_string}, {"cast", add_cast}, {"cast", add_cast}, {"wrap", wrap},
    {"wrap", wrap}, {"wrap", wrap}, {"wrap", wrap}, {"unwrap", unwrap}, {"unwrap", unwrap}, {"other function", other_function},
    {"other function", other_function}, {"swap arguments", swap_arguments}, {"fewer arguments", fewer_arguments},
    {"more arguments", more_arguments}, {"change GROUP BY", change_group}, {"change GROUP BY", change_group},
    {"change GROUP BY", change_group}, {"add GROUP BY", add_group}, {"condition", add_condition}, {"condition", add_condition},
    {"drop ON", drop_on}, {"drop join", drop_join}, {"other operator", other_operator}, {"other operator", other_operator},
    {"DISTINCT", change_distinct}, {"ORDER BY", change_order}, {"ORDER BY", change_order}, {"add target", add_target},
    {"add target", add_target}, {"drop target", drop_target}, {"set operation", add_set_operation}, {"LIMIT", change_limit},
    {"nest", nest}, {"HAVING", add_having}, {"drop token", drop_token}, {"double token", double_token},
    {"swap tokens", swap_tokens}, {"add FROM", add_from},
};

const char *mutate(struct mutator *mutator, const char *sql, char ret[MUTANT_MAX])
{
    static struct text text;
    const struct change *change = &changes[draw(mutator, sizeof(changes) / sizeof(changes[0]))];
    t2s__scanner scanner;

    text.mutator = mutator;
    text.sql = sql;
    text.to = ret;
    text.count = 0;
    t2s__scanner_init(&scanner, sql, strlen(sql));
    for (t2s__token token = t2s__scanner_next(&scanner); token.kind != T2S__TOKEN_END && text.count < TOKENS; token = t2s__scanner_next(&scanner))
        text.tokens[text.count++] = token;
    return text.count != 0 && change->apply(&text) ? change->name : NULL;
}
