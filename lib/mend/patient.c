/* SPDX-License-Identifier: MIT */
/* What the gatherers see, and who they are. */
#include "mend/patient.h"

#include <string.h>

#include <text2sql/error.h>

#include "dialect/presto_scan.h"
#include "mend/foreign.h"
#include "sql/quote.h"
#include "sql/statement.h"

t2s__ailment t2s__ailment_of(const t2s_diagnostic *finding)
{
    static const struct {
        const char *code; /* an SQLSTATE, or a name that Trino or PrestoDB gives it */
        t2s__ailment ailment;
    } codes[] = {
        {"42601", T2S__AILS_SYNTAX},
        {"SYNTAX_ERROR", T2S__AILS_SYNTAX},
        {"42703", T2S__AILS_COLUMN},
        {"COLUMN_NOT_FOUND", T2S__AILS_COLUMN},
        {"MISSING_ATTRIBUTE", T2S__AILS_COLUMN},
        {"42P01", T2S__AILS_TABLE},
        {"TABLE_NOT_FOUND", T2S__AILS_TABLE},
        {"MISSING_TABLE", T2S__AILS_TABLE},
        {"42883", T2S__AILS_FUNCTION},
        {"FUNCTION_NOT_FOUND", T2S__AILS_FUNCTION},
        {"42804", T2S__AILS_TYPES},
        {"TYPE_MISMATCH", T2S__AILS_TYPES},
        {"42704", T2S__AILS_TYPE},
        {"TYPE_NOT_FOUND", T2S__AILS_TYPE},
        {"42803", T2S__AILS_GROUPING},
        {"EXPRESSION_NOT_AGGREGATE", T2S__AILS_GROUPING},
        {"MUST_BE_AGGREGATE_OR_GROUP_BY", T2S__AILS_GROUPING},
    };

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (strcmp(codes[i].code, finding->code) == 0)
            return codes[i].ailment;
    return T2S__AILS_OTHERWISE;
}

/* A token takes at least a byte, and tokens of one byte are rare. */
static t2s__token *scan_postgres(t2s__patient *patient, t2s__arena *arena)
{
    size_t capacity = 32 + patient->length / 3;
    t2s__token *tokens = t2s__arena_alloc(arena, capacity * sizeof(*tokens));
    t2s__scanner scanner;
    t2s__token token;

    t2s__scanner_init(&scanner, patient->sql, patient->length);
    do {
        token = t2s__scanner_next(&scanner);
        if (tokens != NULL && patient->token_count == capacity) {
            t2s__token *larger = t2s__arena_alloc(arena, capacity * 2 * sizeof(*tokens));

            if (larger != NULL)
                memcpy(larger, tokens, capacity * sizeof(*tokens));
            tokens = larger;
            capacity *= 2;
        }
        if (tokens != NULL)
            tokens[patient->token_count++] = token;
    } while (token.kind != T2S__TOKEN_END && tokens != NULL);
    patient->token_count -= tokens != NULL;
    return tokens;
}

static t2s__token_kind kind_of(unsigned kind)
{
    switch (kind) {
    case T2S__PRESTO_END:
        return T2S__TOKEN_END;
    case T2S__PRESTO_QUOTED:
        return T2S__TOKEN_NAME;
    case T2S__PRESTO_IDENTIFIER:
    case T2S__PRESTO_DIGIT_NAME:
        return T2S__TOKEN_WORD;
    case T2S__PRESTO_STRING:
    case T2S__PRESTO_UNICODE:
    case T2S__PRESTO_DOLLARS:
        return T2S__TOKEN_STRING;
    case T2S__PRESTO_BINARY:
        return T2S__TOKEN_BITS;
    case T2S__PRESTO_INTEGER:
    case T2S__PRESTO_DECIMAL:
    case T2S__PRESTO_DOUBLE:
        return T2S__TOKEN_NUMBER;
    case T2S__PRESTO_QUESTION_MARK:
        return T2S__TOKEN_PARAMETER;
    case T2S__PRESTO_DOT:
    case T2S__PRESTO_LEFT_PAREN:
    case T2S__PRESTO_RIGHT_PAREN:
    case T2S__PRESTO_LEFT_BRACKET:
    case T2S__PRESTO_RIGHT_BRACKET:
    case T2S__PRESTO_COMMA:
    case T2S__PRESTO_SEMICOLON:
    case T2S__PRESTO_COLON:
    case T2S__PRESTO_DOUBLE_COLON:
        return T2S__TOKEN_PUNCTUATION;
    default:
        return kind >= T2S__PRESTO_FIRST_WORD ? T2S__TOKEN_WORD : T2S__TOKEN_OPERATOR;
    }
}

/* Operators that Presto has not are several tokens to it: what stands together is one here, as who wrote it meant. */
static int joins_operator(const t2s__patient *patient, const t2s__token *before, const t2s__presto_token *token)
{
    static const char *const operators[] = {"==", "&&", "<=>", "=<", "->>", "!~", "~*", "!~*", "!~~", "~~", "~~*"};
    size_t length = before->length + token->length;

    if (before->kind != T2S__TOKEN_OPERATOR || kind_of(token->kind) != T2S__TOKEN_OPERATOR || before->start + before->length != token->start)
        return 0;
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
        if (strlen(operators[i]) == length && memcmp(operators[i], patient->sql + before->start, length) == 0)
            return 1;
    return 0;
}

static int joins_colons(const t2s__patient *patient, const t2s__token *before, const t2s__presto_token *token)
{
    return before->length == 1 && token->length == 1 && before->start + 1 == token->start && patient->sql[before->start] == ':' &&
           patient->sql[token->start] == ':';
}

/* x::type is one name to PrestoDB, and then a wrong one: here it is three tokens. */
static void add_word(t2s__patient *patient, t2s__token *tokens, t2s__token word)
{
    size_t end = word.start + word.length;

    for (size_t at = word.start; at + 1 < end; at++)
        if (patient->sql[at] == ':' && patient->sql[at + 1] == ':') {
            if (at > word.start)
                tokens[patient->token_count++] = (t2s__token){T2S__TOKEN_WORD, word.start, at - word.start};
            tokens[patient->token_count++] = (t2s__token){T2S__TOKEN_PUNCTUATION, at, 2};
            word.start = at + 2;
            at++;
        }
    if (end > word.start)
        tokens[patient->token_count++] = (t2s__token){T2S__TOKEN_WORD, word.start, end - word.start};
}

static size_t count_colons(const t2s__patient *patient)
{
    size_t count = 0;

    for (size_t i = 0; i < patient->length; i++)
        count += patient->sql[i] == ':';
    return count;
}

static t2s__token *scan_presto(t2s__patient *patient, t2s__arena *arena)
{
    t2s__presto_flavour flavour =
        strcmp(t2s_dialect_name(patient->dialect), "presto") == 0 ? T2S__PRESTO_PRESTODB : T2S__PRESTO_TRINO;
    size_t count;
    const t2s__presto_token *found = t2s__presto_scan(arena, flavour, patient->sql, patient->length, &count);
    t2s__token *tokens = found != NULL ? t2s__arena_alloc(arena, (count + 1 + count_colons(patient)) * sizeof(*tokens)) : NULL;

    for (size_t i = 0; tokens != NULL && i < count && found[i].kind != T2S__PRESTO_END; i++) {
        if (patient->token_count != 0 && joins_colons(patient, &tokens[patient->token_count - 1], &found[i])) {
            tokens[patient->token_count - 1].kind = T2S__TOKEN_PUNCTUATION;
            tokens[patient->token_count - 1].length++;
        } else if (patient->token_count != 0 && joins_operator(patient, &tokens[patient->token_count - 1], &found[i]))
            tokens[patient->token_count - 1].length += found[i].length;
        else if (found[i].kind == T2S__PRESTO_IDENTIFIER || found[i].kind == T2S__PRESTO_DIGIT_NAME)
            add_word(patient, tokens, (t2s__token){T2S__TOKEN_WORD, found[i].start, found[i].length});
        else
            tokens[patient->token_count++] = (t2s__token){kind_of(found[i].kind), found[i].start, found[i].length};
    }
    if (tokens != NULL)
        tokens[patient->token_count] = (t2s__token){T2S__TOKEN_END, patient->length, 0};
    return tokens;
}

size_t t2s__patient_at(const t2s__patient *patient, int position)
{
    size_t low = 0, high = patient->token_count;

    if (position < 0)
        return patient->token_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (patient->tokens[middle].start + patient->tokens[middle].length <= (size_t)position)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int t2s__patient_init(t2s__patient *patient, t2s_dialect *dialect, t2s_catalog *catalog, t2s_statement *statement,
                      const t2s_diagnostic *finding)
{
    *patient = (t2s__patient){.dialect = dialect, .catalog = catalog, .statement = statement, .finding = finding};
    patient->sql = t2s_statement_sql(statement);
    patient->length = strlen(patient->sql);
    patient->ailment = t2s__ailment_of(finding);
    patient->is_presto = t2s__quote_style(dialect) == T2S__QUOTE_PRESTO;
    patient->tokens = (patient->is_presto ? scan_presto : scan_postgres)(patient, t2s__statement_arena(statement));
    if (patient->tokens == NULL)
        return T2S_E_NOMEM;
    patient->at = t2s__patient_at(patient, finding->position);
    return 0;
}

/* By rank; within a rank as they were offered. */
static void insert(t2s_fix **list, t2s_fix *fix)
{
    while (*list != NULL && (*list)->rank <= fix->rank)
        list = &(*list)->next;
    fix->next = *list;
    *list = fix;
}

int t2s__patient_gather(const t2s__patient *patient, t2s_diagnostic *finding)
{
    static t2s__gather_fn *const postgres[] = {
        t2s__gather_casts,
        t2s__gather_comparisons,
        t2s__gather_grouping,
        t2s__gather_grouping_closed,
        t2s__gather_double_quotes,
        t2s__gather_syntax,
        t2s__gather_idioms,
        t2s__gather_aliases,
        t2s__gather_joins,
        t2s__gather_no_from,
        t2s__gather_keyed_table,
        NULL,
    };
    static t2s__gather_fn *const presto[] = {
        t2s__gather_presto_types,
        t2s__gather_grouping,
        t2s__gather_grouping_closed,
        t2s__gather_double_quotes,
        t2s__gather_syntax,
        t2s__gather_presto_syntax,
        t2s__gather_idioms,
        t2s__gather_aliases,
        t2s__gather_joins,
        t2s__gather_no_from,
        t2s__gather_keyed_table,
        NULL,
    };
    t2s__gather_fn *const *gatherers = patient->is_presto ? presto : postgres;
    t2s__fixes fixes;
    t2s_fix *list = NULL;
    const char *hint;

    t2s__fixes_init(&fixes, t2s__statement_arena((t2s_statement *)(uintptr_t)patient->statement));
    for (size_t i = 0; gatherers[i] != NULL; i++)
        gatherers[i](patient, &fixes);
    if (fixes.failed)
        return T2S_E_NOMEM;
    for (t2s_fix *fix = finding->fixes, *next; fix != NULL; fix = next) {
        next = fix->next;
        insert(&list, fix);
    }
    for (t2s_fix *fix = fixes.first, *next; fix != NULL; fix = next) {
        next = fix->next;
        fix->code = finding->code;
        insert(&list, fix);
    }
    finding->fixes = list;
    hint = t2s__foreign_hint(patient);
    if (hint != NULL)
        finding->hint = hint;
    return 0;
}
