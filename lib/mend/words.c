/* SPDX-License-Identifier: MIT */
/* Keywords, operators and small things that other dialects have and PostgreSQL has another word for, or none and needs none. */
#include "mend/foreign.h"

#include <string.h>

#include "mend/making.h"
#include "mend/spelling.h"
#include "mend/tokens.h"

/* A rule looks at one token, and the tokens around it, and edits or does not. */
typedef void rule_fn(const t2s__patient *patient, size_t index, t2s__making *making);

static const t2s__token *token_at(const t2s__patient *patient, size_t index)
{
    return t2s__patient_token(patient, index);
}

static void replace_token(const t2s__patient *patient, size_t index, t2s__making *making, const char *text)
{
    t2s__make_replace(making, token_at(patient, index)->start, token_at(patient, index)->length, text);
}

/* From one token to the end of another, and the blanks behind; there are blanks before, too. */
static void remove_tokens(const t2s__patient *patient, size_t first, size_t last, t2s__making *making)
{
    size_t start = token_at(patient, first)->start;
    size_t end = t2s__token_end(token_at(patient, last));

    while (end < patient->length && patient->sql[end] == ' ')
        end++;
    t2s__make_replace(making, start, end - start, "");
}

/* MySQL, MariaDB: the 8.0 manual's "Operators". */
static void operators(const t2s__patient *patient, size_t index, t2s__making *making)
{
    if (t2s__is_sign(patient, index, "=="))
        replace_token(patient, index, making, "=");
    else if (t2s__is_sign(patient, index, "<=>") && index > 0 && t2s__ends_value(patient, index - 1))
        replace_token(patient, index, making, "IS NOT DISTINCT FROM");
    else if (t2s__is_sign(patient, index, "=<"))
        replace_token(patient, index, making, "<=");
    else if (t2s__is_sign(patient, index, "&&"))
        replace_token(patient, index, making, "AND");
    else if (t2s__is_word(patient, index, "mod") && index > 0 && t2s__ends_value(patient, index - 1) && !t2s__is_char(patient, index - 1, '.') &&
             !t2s__is_char(patient, index + 1, ')') && !t2s__is_char(patient, index + 1, ',') && !t2s__begins_clause(patient, index + 1))
        replace_token(patient, index, making, "%");
}

/* "> =" and "< >" are one operator. */
static void split_operators(const t2s__patient *patient, size_t index, t2s__making *making)
{
    size_t end = t2s__token_end(token_at(patient, index));
    int is_first = t2s__is_sign(patient, index, ">") || t2s__is_sign(patient, index, "<") || t2s__is_sign(patient, index, "!");
    int is_second = t2s__is_sign(patient, index + 1, "=") || (t2s__is_sign(patient, index, "<") && t2s__is_sign(patient, index + 1, ">"));

    if (is_first && is_second && token_at(patient, index + 1)->start > end)
        t2s__make_replace(making, end, token_at(patient, index + 1)->start - end, "");
}

/* INTERVAL 1 DAY (MySQL, BigQuery). INTERVAL '1' DAY is standard SQL; other units than these go into the quotes. */
static void intervals(const t2s__patient *patient, size_t index, t2s__making *making)
{
    const t2s__token *number = token_at(patient, index + 1), *unit = token_at(patient, index + 2);

    if (!t2s__is_word(patient, index, "interval") || number->kind != T2S__TOKEN_NUMBER ||
        memchr(patient->sql + number->start, '.', number->length) != NULL)
        return;
    if (t2s__is_one_of(patient, index + 2, "year month day hour minute second")) {
        t2s__make_edit(making, number->start, 0, "'", 1);
        t2s__make_edit(making, t2s__token_end(number), 0, "'", 1);
    } else if (t2s__is_one_of(patient, index + 2, "years months days hours minutes seconds week weeks")) {
        t2s__make_edit(making, number->start, 0, "'", 1);
        t2s__make_edit(making, t2s__token_end(unit), 0, "'", 1);
    }
}

/* Hints to an optimizer, and to a lock manager: they change nothing in what is read. */
static void hints(const t2s__patient *patient, size_t index, t2s__making *making)
{
    if (t2s__is_word(patient, index, "straight_join"))
        replace_token(patient, index, making, "JOIN");
    else if (t2s__is_word(patient, index, "distinctrow") && t2s__is_word(patient, index - (index > 0), "select"))
        replace_token(patient, index, making, "DISTINCT");
    else if (index > 0 && t2s__is_word(patient, index - 1, "select") &&
             t2s__is_one_of(patient, index, "sql_calc_found_rows sql_no_cache sql_cache high_priority sql_small_result sql_big_result "
                                            "sql_buffer_result"))
        remove_tokens(patient, index, index, making);
    else if (t2s__is_one_of(patient, index, "use force ignore") && t2s__is_one_of(patient, index + 1, "index key") &&
             t2s__is_char(patient, index + 2, '(') && t2s__closing(patient, index + 2) < patient->token_count)
        remove_tokens(patient, index, t2s__closing(patient, index + 2), making);
    else if (t2s__is_word(patient, index, "with") && t2s__is_char(patient, index + 1, '(') &&
             t2s__is_one_of(patient, index + 2, "nolock readuncommitted readpast") && t2s__is_char(patient, index + 3, ')'))
        remove_tokens(patient, index, index + 3, making);
}

/* Types that have another name elsewhere, where a type stands: CAST(x AS SIGNED), x::DATETIME. */
static void types(const t2s__patient *patient, size_t index, t2s__making *making)
{
    static const char *const names[][2] = {
        {"signed", "bigint"},           {"unsigned", "bigint"},   {"datetime", "timestamp"}, {"datetime2", "timestamp"},
        {"smalldatetime", "timestamp"}, {"string", "text"},       {"double", "double precision"},
        {"int64", "bigint"},            {"float64", "double precision"}, {"bignumeric", "numeric"}, {"number", "numeric"},
        {"nvarchar", "varchar"},        {"varchar2", "varchar"},  {"nvarchar2", "varchar"},  {"tinyint", "smallint"},
        {"mediumint", "integer"},       {"longtext", "text"},     {"mediumtext", "text"},    {"tinytext", "text"},
        {"ntext", "text"},              {"clob", "text"},         {"byteint", "smallint"},   {"uniqueidentifier", "uuid"}};
    int is_type = (index > 0 && t2s__is_sign(patient, index - 1, "::")) ||
                  (index > 0 && t2s__is_word(patient, index - 1, "as") &&
                   (t2s__is_char(patient, index + 1, ')') || t2s__is_char(patient, index + 1, '(') ||
                    t2s__is_one_of(patient, index + 1, "integer int precision")));

    if (!is_type || t2s__is_word(patient, index + 1, "precision"))
        return;
    if (t2s__is_word(patient, index - 1, "as")) { /* of a cast, and not of an output column */
        size_t open = t2s__enclosing(patient, index);

        if (open == 0 || !t2s__is_one_of(patient, open - 1, "cast try_cast safe_cast"))
            return;
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (t2s__is_word(patient, index, names[i][0])) {
            size_t end = t2s__token_end(token_at(patient, index));

            if (t2s__is_one_of(patient, index + 1, "integer int"))
                t2s__make_replace(making, end, t2s__token_end(token_at(patient, index + 1)) - end, "");
            replace_token(patient, index, making, names[i][1]);
        }
}

/* Oracle's MINUS, between queries. */
static void minus(const t2s__patient *patient, size_t index, t2s__making *making)
{
    size_t next = index + 1;

    while (t2s__is_char(patient, next, '('))
        next++;
    if (t2s__is_word(patient, index, "minus") && t2s__is_word(patient, next, "select"))
        replace_token(patient, index, making, "EXCEPT");
}

/* SELECT 1 FROM DUAL (Oracle, MySQL). */
static void dual(const t2s__patient *patient, size_t index, t2s__making *making)
{
    size_t start = index > 0 ? t2s__token_end(token_at(patient, index - 1)) : 0;

    if (t2s__is_word(patient, index, "from") && t2s__is_word(patient, index + 1, "dual") && !t2s__is_char(patient, index + 2, '.') &&
        !t2s__is_char(patient, index + 2, ',') && index > 0)
        t2s__make_replace(making, start, t2s__token_end(token_at(patient, index + 1)) - start, "");
}

/* LIKE BINARY (MySQL): PostgreSQL's LIKE minds case by itself. */
static void like_binary(const t2s__patient *patient, size_t index, t2s__making *making)
{
    if (t2s__is_word(patient, index, "like") && t2s__is_word(patient, index + 1, "binary") &&
        token_at(patient, index + 2)->kind == T2S__TOKEN_STRING)
        remove_tokens(patient, index + 1, index + 1, making);
}

/* Inside of a plain string: a name can be made of it. */
static int is_plain_string(const t2s__patient *patient, const t2s__token *token)
{
    return token->kind == T2S__TOKEN_STRING && token->length > 2 && patient->sql[token->start] == '\'' &&
           memchr(patient->sql + token->start + 1, '\'', token->length - 2) == NULL &&
           memchr(patient->sql + token->start, '"', token->length) == NULL;
}

static void requote(const t2s__token *token, t2s__making *making)
{
    t2s__make_edit(making, token->start, 1, "\"", 1);
    t2s__make_edit(making, t2s__token_end(token) - 1, 1, "\"", 1);
}

/* Is a string the alias of an output column? AS 'Total', or behind a closing parenthesis: SUM(x) 'Total'. */
static int is_alias(const t2s__patient *patient, size_t index)
{
    return index > 0 && is_plain_string(patient, token_at(patient, index)) &&
           (t2s__is_word(patient, index - 1, "as") || t2s__is_char(patient, index - 1, ')')) &&
           (t2s__is_char(patient, index + 1, ',') || t2s__is_word(patient, index + 1, "from") || index + 1 >= patient->token_count ||
            t2s__is_char(patient, index + 1, ';'));
}

static int is_same_token(const t2s__patient *patient, const t2s__token *a, const t2s__token *b)
{
    return a->length == b->length && memcmp(patient->sql + a->start, patient->sql + b->start, a->length) == 0;
}

/* Aliases in single quotes (MySQL, T-SQL), and where ORDER BY names them so. */
enum { ORDER_TOKENS_MAX = 200 };

static void string_aliases(const t2s__patient *patient, size_t index, t2s__making *making)
{
    const t2s__token *alias = token_at(patient, index);

    if (!is_alias(patient, index))
        return;
    requote(alias, making);
    /* Near the end as a rule; where there are many aliases, most of them are not named again. */
    for (size_t i = patient->token_count; i-- > index + 1 && patient->token_count - i < ORDER_TOKENS_MAX;)
        if (t2s__is_word(patient, i - 1, "by") && is_same_token(patient, alias, token_at(patient, i)))
            requote(token_at(patient, i), making);
}

/* SELECT a, b, FROM t */
static void trailing_commas(const t2s__patient *patient, size_t index, t2s__making *making)
{
    if (t2s__is_char(patient, index, ',') && index > 0 && t2s__ends_value(patient, index - 1) &&
        (t2s__is_one_of(patient, index + 1, "from where having limit offset union intersect except") ||
         (t2s__is_one_of(patient, index + 1, "group order") && t2s__is_word(patient, index + 2, "by")) ||
         t2s__is_char(patient, index + 1, ')') || t2s__is_char(patient, index + 1, ';')))
        replace_token(patient, index, making, "");
}

/* A semicolon before a clause ends nothing. */
static void semicolons(const t2s__patient *patient, size_t index, t2s__making *making)
{
    if (t2s__is_char(patient, index, ';') && index > 0 && t2s__ends_value(patient, index - 1) &&
        (t2s__is_one_of(patient, index + 1, "from where having limit") ||
         (t2s__is_one_of(patient, index + 1, "group order") && t2s__is_word(patient, index + 2, "by"))))
        replace_token(patient, index, making, "");
}

/* A client's commands between statements: GO (T-SQL). */
static void batches(const t2s__patient *patient, size_t index, t2s__making *making)
{
    if (t2s__is_word(patient, index, "go") && index + 1 >= patient->token_count && index > 0)
        remove_tokens(patient, index, index, making);
}

/* datepart(month FROM x) is EXTRACT by another name. */
static void date_parts(const t2s__patient *patient, size_t index, t2s__making *making)
{
    if (t2s__is_one_of(patient, index, "datepart date_part") && t2s__is_char(patient, index + 1, '(') &&
        t2s__is_one_of(patient, index + 2, "year month day hour minute second quarter week dow doy epoch century decade") &&
        t2s__is_word(patient, index + 3, "from"))
        replace_token(patient, index, making, "EXTRACT");
}

/* The parser stopped at a keyword that is the name of something: it stands in quotes. */
static void keywords(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__making making = {fixes, T2S__FIX_SAME, "reserved_word", "A name that is a keyword, too, stands in quotes.", NULL};
    t2s__spelling spelling;
    size_t first = patient->at > 0 ? patient->at - 1 : 0;

    t2s__spelling_init(&spelling, patient);
    for (size_t i = first; i <= patient->at && i < patient->token_count; i++) {
        const t2s__token *token = token_at(patient, i);

        if (token->kind != T2S__TOKEN_WORD || !t2s__spelling_has(&spelling, patient->sql + token->start, token->length) ||
            !t2s__is_plain_name(patient->sql + token->start, token->length))
            continue;
        making.fix = NULL;
        t2s__make_edit(&making, token->start, 0, "\"", 1);
        t2s__make_edit(&making, t2s__token_end(token), 0, "\"", 1);
    }
}

/* CURRENT_DATE() (MySQL, BigQuery), SYSDATE (Oracle). */
static void current_time(const t2s__patient *patient, size_t index, t2s__making *making)
{
    int is_call = t2s__is_char(patient, index + 1, '(') && t2s__is_char(patient, index + 2, ')');
    size_t end = t2s__token_end(token_at(patient, index));

    if (is_call && t2s__is_one_of(patient, index, "current_date current_time current_timestamp localtime localtimestamp"))
        t2s__make_replace(making, end, t2s__token_end(token_at(patient, index + 2)) - end, "");
    else if (!t2s__is_char(patient, index + 1, '(') && (index == 0 || (!t2s__is_char(patient, index - 1, '.') && !t2s__is_word(patient, index - 1, "as")))) {
        if (t2s__is_word(patient, index, "sysdate"))
            replace_token(patient, index, making, "LOCALTIMESTAMP");
        else if (t2s__is_word(patient, index, "systimestamp"))
            replace_token(patient, index, making, "CURRENT_TIMESTAMP");
    }
}

/* INTERVAL n DAY, where n is a column (MySQL, BigQuery): a multiple. */
static void interval_columns(const t2s__patient *patient, size_t index, t2s__making *making)
{
    size_t last = index + 1;

    if (!t2s__is_word(patient, index, "interval") ||
        (token_at(patient, last)->kind != T2S__TOKEN_WORD && token_at(patient, last)->kind != T2S__TOKEN_NAME))
        return;
    while (t2s__is_char(patient, last + 1, '.'))
        last += 2;
    if (!t2s__is_one_of(patient, last + 1, "year month day hour minute second") || t2s__is_char(patient, last + 2, '('))
        return;
    t2s__make_replace(making, token_at(patient, index)->start, token_at(patient, index + 1)->start - token_at(patient, index)->start, "(");
    t2s__make_replace(making, token_at(patient, last + 1)->start, 0, "* INTERVAL '1' ");
    t2s__make_replace(making, t2s__token_end(token_at(patient, last + 1)), 0, ")");
}

struct rule {
    rule_fn *look;
    const char *name;
    const char *message;
    int only_postgres;
};

static const struct rule rules[] = {
    {operators, "operators", "This operator is written another way.", 0},
    {split_operators, "operators", "An operator has no blanks in it.", 0},
    {intervals, "intervals", "The number of an interval stands in quotes.", 1},
    {interval_columns, "intervals", "An interval of a column's value is a multiple.", 0},
    {current_time, "current_time", "The time now is written another way.", 0},
    {hints, "hints", "Hints to another database's optimizer were left out.", 0},
    {types, "types", "This type has another name.", 1},
    {minus, "minus", "MINUS is EXCEPT.", 0},
    {dual, "dual", "No table is needed to select from, and there is no DUAL.", 0},
    {like_binary, "like_binary", "LIKE minds case without BINARY.", 0},
    {string_aliases, "alias_quotes", "The name of an output column stands in double quotes.", 0},
    {trailing_commas, "trailing_comma", "A comma with nothing behind it was left out.", 0},
    {semicolons, "semicolon", "A semicolon in the midst of the statement was left out.", 0},
    {batches, "batches", "GO is for another database's client.", 0},
    {date_parts, "date_parts", "EXTRACT gives the part of a date.", 0},
};

void t2s__gather_words(const t2s__patient *patient, t2s__fixes *fixes)
{
    for (size_t rule = 0; rule < sizeof(rules) / sizeof(*rules); rule++) {
        t2s__making making = {fixes, T2S__FIX_SAME, rules[rule].name, rules[rule].message, NULL};

        if (rules[rule].only_postgres && patient->is_presto)
            continue;
        for (size_t i = 0; i < patient->token_count; i++)
            rules[rule].look(patient, i, &making);
    }
    if (patient->ailment == T2S__AILS_SYNTAX)
        keywords(patient, fixes);
}
