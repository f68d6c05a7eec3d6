/* SPDX-License-Identifier: MIT */
/*
 * Comparisons that Trino and PrestoDB refuse and other databases make: of dates and numbers with texts, of truth with 1 and 0. Only literals
 * and columns that stand alone at a side, and only where there is one value that can be meant.
 */
#include <stdio.h>
#include <string.h>

#include "mend/outline.h"
#include "mend/tokens.h"
#include "sql/diagnostic.h"

typedef enum kind { OTHER, TEXT, INTEGER, NUMBER, DATE, TIMESTAMP, TRUTH } kind;

static int begins(const char *text, const char *begin)
{
    return strncmp(text, begin, strlen(begin)) == 0;
}

/* As catalogs write it: varchar(25), timestamp(3), decimal(12,2). */
static kind kind_of_type(const char *type)
{
    if (begins(type, "varchar") || begins(type, "char"))
        return TEXT;
    if (strcmp(type, "bigint") == 0 || strcmp(type, "integer") == 0 || strcmp(type, "smallint") == 0 || strcmp(type, "tinyint") == 0)
        return INTEGER;
    if (strcmp(type, "double") == 0 || strcmp(type, "real") == 0 || begins(type, "decimal"))
        return NUMBER;
    if (strcmp(type, "date") == 0)
        return DATE;
    if (begins(type, "timestamp") && strstr(type, "time zone") == NULL)
        return TIMESTAMP;
    return strcmp(type, "boolean") == 0 ? TRUTH : OTHER;
}

static kind kind_of(const t2s_node *node)
{
    const t2s__var *var = node->kind == T2S_NODE_COLUMN_REF ? node->meaning : NULL;

    return var != NULL && var->column != NULL ? kind_of_type(var->column->type) : OTHER;
}

/* Does a text have this form: 9 a digit, anything else itself? */
static int has_form(const char *text, size_t length, const char *form)
{
    for (; *form != '\0'; form++, text++, length--)
        if (length == 0 || (*form == '9' ? *text < '0' || *text > '9' : *text != *form))
            return 0;
    return length == 0;
}

static int is_date(const char *text, size_t length)
{
    return has_form(text, length, "9999-99-99");
}

static int is_moment(const char *text, size_t length)
{
    return has_form(text, length, "9999-99-99 99:99") || has_form(text, length, "9999-99-99 99:99:99") ||
           has_form(text, length, "9999-99-99 99:99:99.999");
}

static int is_number(const char *text, size_t length, int with_fraction)
{
    size_t digits = 0, points = 0;

    if (length != 0 && text[0] == '-') {
        text++;
        length--;
    }
    for (size_t i = 0; i < length; i++) {
        points += text[i] == '.';
        if (text[i] != '.' && (text[i] < '0' || text[i] > '9'))
            return 0;
        digits += text[i] != '.';
    }
    return digits != 0 && digits <= 18 && points <= (size_t)with_fraction;
}

struct offering {
    const t2s__patient *patient;
    t2s__fixes *fixes;
    t2s_fix *fix; /* all literals of one comparison */
    int is_equality;
};

static t2s_fix *begin(struct offering *offering, const char *name, const char *message)
{
    if (offering->fix == NULL)
        offering->fix = t2s__fixes_add(offering->fixes, T2S__FIX_SAME, name, "%s", message);
    return offering->fix;
}

static void put(struct offering *offering, t2s_fix *fix, const t2s__token *token, const char *before, const char *behind)
{
    t2s__fix_replace(offering->fixes, fix, token->start, 0, before);
    if (behind[0] != '\0')
        t2s__fix_replace(offering->fixes, fix, t2s__token_end(token), 0, behind);
}

/* '...' beside a column. */
static void with_text(struct offering *offering, kind column, const t2s__token *token)
{
    const char *text = offering->patient->sql + token->start + 1;
    size_t length = token->length - 2;

    if (token->length < 2 || offering->patient->sql[token->start] != '\'')
        return;
    if ((column == DATE || column == TIMESTAMP) && is_moment(text, length))
        put(offering, begin(offering, "typed_literal", "a text that is compared with a date is written as one"), token, "TIMESTAMP ", "");
    else if ((column == DATE || column == TIMESTAMP) && is_date(text, length))
        put(offering, begin(offering, "typed_literal", "a text that is compared with a date is written as one"), token,
            column == DATE ? "DATE " : "TIMESTAMP ", "");
    else if ((column == INTEGER || column == NUMBER) && is_number(text, length, column == NUMBER))
        t2s__fix_edit(offering->fixes, begin(offering, "number_unquoted", "a number that is compared with numbers has no quotes"), token->start,
                      token->length, text, length);
    else if (column == TRUTH && (has_form(text, length, "true") || has_form(text, length, "false")))
        t2s__fix_edit(offering->fixes, begin(offering, "truth", "true and false are no texts"), token->start, token->length, text, length);
}

static void with_number(struct offering *offering, kind column, const t2s__token *token)
{
    const char *text = offering->patient->sql + token->start;
    size_t length = token->length;

    if (column == TEXT && is_number(text, length, 0) && (offering->is_equality || length == 4 || length == 6 || length == 8))
        put(offering, begin(offering, "number_quoted", "a number that is compared with a text is a text"), token, "'", "'");
    else if (column == TRUTH && length == 1 && (text[0] == '0' || text[0] == '1'))
        t2s__fix_replace(offering->fixes, begin(offering, "truth", "1 and 0 are true and false in a column of truth values"), token->start,
                         length, text[0] == '1' ? "TRUE" : "FALSE");
}

static void with_literal(struct offering *offering, kind column, const t2s_node *literal)
{
    size_t at = t2s__patient_at(offering->patient, literal->position);
    const t2s__token *token = t2s__patient_token(offering->patient, at);

    if (literal->position < 0 || token->start != (size_t)literal->position)
        return;
    if (token->kind == T2S__TOKEN_STRING)
        with_text(offering, column, token);
    else if (token->kind == T2S__TOKEN_NUMBER)
        with_number(offering, column, token);
    else if (column == INTEGER && t2s__is_one_of(offering->patient, at, "true false"))
        t2s__fix_replace(offering->fixes, begin(offering, "truth", "true and false are 1 and 0 in a column of numbers"), token->start,
                         token->length, t2s__is_word(offering->patient, at, "true") ? "1" : "0");
}

static void cast(struct offering *offering, const t2s_node *column, const char *message)
{
    size_t first = t2s__patient_at(offering->patient, column->position), last = first;
    t2s_fix *fix = t2s__fixes_add(offering->fixes, T2S__FIX_SAME, "cast", "%s", message);

    while (t2s__is_char(offering->patient, last + 1, '.'))
        last += 2;
    t2s__fix_replace(offering->fixes, fix, t2s__patient_token(offering->patient, first)->start, 0, "CAST(");
    t2s__fix_replace(offering->fixes, fix, t2s__token_end(t2s__patient_token(offering->patient, last)), 0, " AS varchar)");
}

/* A number of days, beside a date that it is added to: "Cannot apply operator: date - integer". */
static void days(struct offering *offering, const t2s_node *node)
{
    const char *message = t2s_diagnostic_message(offering->patient->finding);
    const t2s_node *right = t2s__node_first(node, 1);
    const t2s__token *token;
    char text[48];

    if (right == NULL || right->kind != T2S_NODE_LITERAL || right->position < 0 ||
        (strstr(message, ": date - integer") == NULL && strstr(message, ": date + integer") == NULL))
        return;
    token = t2s__patient_token(offering->patient, t2s__patient_at(offering->patient, right->position));
    if (token->kind != T2S__TOKEN_NUMBER || token->length > 9 || !is_number(offering->patient->sql + token->start, token->length, 0))
        return;
    snprintf(text, sizeof(text), "INTERVAL '%.*s' DAY", (int)token->length, offering->patient->sql + token->start);
    t2s__fix_replace(offering->fixes, begin(offering, "intervals", "a number that is added to a date is one of days"), token->start, token->length,
                     text);
}

static void compare(struct offering *offering, const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, 0), *right = t2s__node_first(node, 1);

    if (left == NULL || right == NULL)
        return;
    offering->is_equality = node->kind == T2S_NODE_IN || t2s__node_text_is(node, "=") || t2s__node_text_is(node, "<>") || t2s__node_text_is(node, "!=");
    if (node->kind == T2S_NODE_OPERATOR && (t2s__node_text_is(node, "-") || t2s__node_text_is(node, "+")))
        days(offering, node);
    else if (kind_of(left) == OTHER && kind_of(right) != OTHER && node->kind == T2S_NODE_OPERATOR)
        with_literal(offering, kind_of(right), left);
    else if (kind_of(left) == TEXT && kind_of(right) == INTEGER && t2s__node_text_is(node, "="))
        cast(offering, right, "a number is compared with a text when it is cast to one");
    else if (kind_of(left) == INTEGER && kind_of(right) == TEXT && t2s__node_text_is(node, "="))
        cast(offering, left, "a number is compared with a text when it is cast to one");
    else if (kind_of(left) != OTHER)
        for (int slot = 1; slot < node->slots; slot++)
            T2S__FOR_SLOT (value, node, slot)
                if (value->kind == T2S_NODE_LITERAL)
                    with_literal(offering, kind_of(left), value);
}

/* Is the finding about this node? It may be said of its operands, too. */
static int is_at(const t2s_node *node, int position)
{
    if (node->position == position)
        return 1;
    for (int slot = 0; slot < node->slots; slot++)
        T2S__FOR_SLOT (child, node, slot)
            if (child->position == position)
                return 1;
    return 0;
}

static int is_pattern_of_date(const t2s__patient *patient, const t2s_node *pattern)
{
    const t2s__token *token = pattern != NULL && pattern->position >= 0
                                  ? t2s__patient_token(patient, t2s__patient_at(patient, pattern->position))
                                  : NULL;
    int dashes = 0;

    if (token == NULL || token->kind != T2S__TOKEN_STRING)
        return 0;
    for (size_t i = token->start + 1; i + 1 < t2s__token_end(token); i++) {
        if (strchr("0123456789-%_", patient->sql[i]) == NULL)
            return 0;
        dashes += patient->sql[i] == '-';
    }
    return dashes != 0 || token->length == 7; /* '2020%' */
}

void t2s__gather_presto_types(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__outline outline;

    if ((patient->ailment != T2S__AILS_TYPES && patient->ailment != T2S__AILS_FUNCTION) || patient->finding->position < 0)
        return;
    if (t2s__outline_init(&outline, patient->statement, fixes->arena) != 0) {
        fixes->failed = 1;
        return;
    }
    for (size_t i = 0; i < outline.count; i++) {
        const t2s_node *node = outline.entries[i].node;
        struct offering offering = {.patient = patient, .fixes = fixes};

        if (!is_at(node, patient->finding->position))
            continue;
        if (node->kind == T2S_NODE_OPERATOR || node->kind == T2S_NODE_IN || node->kind == T2S_NODE_BETWEEN)
            compare(&offering, node);
        else if (node->kind == T2S_NODE_LIKE && t2s__node_first(node, 0) != NULL) {
            const t2s_node *left = t2s__node_first(node, 0);

            if (kind_of(left) == INTEGER || (kind_of(left) == DATE && is_pattern_of_date(patient, t2s__node_first(node, 1))))
                cast(&offering, left, "LIKE takes texts: what is matched is cast to one");
        }
    }
}
