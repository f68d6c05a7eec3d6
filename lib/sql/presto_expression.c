/* SPDX-License-Identifier: MIT */
/* Expressions by the rules of Presto and Trino. */
#include "sql/expression.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "sql/presto.h"

enum { SOURCE_MAX = 60 };

const char *t2s__pr_source(t2s__analysis *analysis, const t2s_node *node)
{
    int start = t2s__expression_position(node);
    const char *text = NULL;
    size_t length = 0;

    if (node->kind == T2S_NODE_COLUMN_REF && node->last[0] != NULL && node->last[0]->text != NULL) {
        text = "";
        T2S__FOR_SLOT (part, node, 0)
            if (text != NULL)
                text = t2s__arena_printf(analysis->arena, "%s%s%s", text, part == t2s__node_first(node, 0) ? "" : ".", part->text);
    } else if (start >= 0 && (size_t)start < analysis->length) {
        while (length < SOURCE_MAX && (size_t)start + length < analysis->length && analysis->sql[(size_t)start + length] != '\n')
            length++;
        text = t2s__arena_strndup(analysis->arena, analysis->sql + start, length);
    } else
        return "";
    if (text == NULL)
        analysis->code = T2S_E_NOMEM;
    return text != NULL ? text : "";
}

static void set_plain(const t2s_node *node, t2s__ptype_base base)
{
    t2s__ptype_set(node, t2s__ptype_plain(base));
}

/* "12.50": as many digits as are written. */
static const t2s__ptype *decimal_of(t2s__analysis *analysis, const char *text, size_t length)
{
    int32_t before = 0, behind = 0;
    int is_behind = 0;

    for (size_t i = 0; i < length; i++) {
        if (text[i] == '.')
            is_behind = 1;
        else if (isdigit((unsigned char)text[i])) {
            if (is_behind)
                behind++;
            else if (before != 0 || text[i] != '0')
                before++;
        }
    }
    if (before + behind == 0)
        before = 1;
    return t2s__ptype_sized(analysis, T2S__PTYPE_DECIMAL, before + behind, behind);
}

static const t2s__ptype *number_of(t2s__analysis *analysis, const char *text, size_t length)
{
    size_t digits = 0, at = length != 0 && text[0] == '-' ? 1 : 0;
    uint64_t value = 0, limit = (uint64_t)INT64_MAX + at;

    if (memchr(text, 'e', length) != NULL || memchr(text, 'E', length) != NULL)
        return length > 1 && text[at] == '0' && (text[at + 1] | 0x20) == 'x' ? NULL : t2s__ptype_plain(T2S__PTYPE_DOUBLE);
    if (memchr(text, '.', length) != NULL)
        return decimal_of(analysis, text, length);
    for (size_t i = at; i < length; i++) {
        unsigned digit = (unsigned)(unsigned char)text[i] - '0';

        if (text[i] == '_')
            continue;
        if (digit > 9) /* 0xFF, 0b11 */
            return NULL;
        if (value > (limit - digit) / 10)
            return decimal_of(analysis, text, length);
        value = value * 10 + digit;
        digits++;
    }
    return digits == 0 ? NULL : t2s__ptype_plain(value <= (uint64_t)INT32_MAX + at ? T2S__PTYPE_INTEGER : T2S__PTYPE_BIGINT);
}

static int32_t characters(const char *text, size_t length)
{
    int32_t count = 0;

    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

static void literal(t2s__analysis *analysis, const t2s_node *node)
{
    if ((node->flags & T2S_NODE_F_NUMBER) != 0)
        t2s__ptype_set(node, node->text != NULL ? number_of(analysis, node->text, node->text_length) : NULL);
    else if ((node->flags & T2S_NODE_F_BOOLEAN) != 0)
        set_plain(node, T2S__PTYPE_BOOLEAN);
    else if ((node->flags & T2S_NODE_F_BITS) != 0)
        set_plain(node, T2S__PTYPE_VARBINARY);
    else if ((node->flags & T2S_NODE_F_NULL) != 0)
        set_plain(node, T2S__PTYPE_UNKNOWN);
    else if ((node->flags & T2S_NODE_F_STRING) != 0)
        t2s__ptype_set(node, t2s__ptype_sized(analysis, T2S__PTYPE_VARCHAR, characters(node->text != NULL ? node->text : "", node->text_length), -1));
}

void t2s__pr_condition(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const char *format)
{
    const t2s__ptype *type;

    t2s__expression(analysis, scope, node);
    type = t2s__ptype_at(node);
    if (type != NULL && type->base != T2S__PTYPE_BOOLEAN && type->base != T2S__PTYPE_UNKNOWN)
        t2s__analysis_find(analysis, "TYPE_MISMATCH", t2s__expression_position(node), NULL, format, t2s__ptype_text(analysis, type));
}

const t2s__ptype *t2s__pr_alike(t2s__analysis *analysis, const t2s_node *const *nodes, size_t count, const char *format)
{
    const t2s__ptype *common = t2s__ptype_plain(T2S__PTYPE_UNKNOWN), *super;
    int coercible, is_open = 0;

    for (size_t i = 0; i < count; i++) {
        const t2s__ptype *type = t2s__ptype_at(nodes[i]);

        if (type == NULL) {
            is_open = 1;
            continue;
        }
        if (!t2s__ptype_common(analysis, common, type, &super, &coercible)) {
            t2s__analysis_find(analysis, "TYPE_MISMATCH", t2s__expression_position(nodes[i]), NULL, format, t2s__ptype_text(analysis, common));
            return NULL;
        }
        if (super == NULL) {
            is_open = 1;
            super = type;
        }
        common = super;
    }
    return is_open ? NULL : common;
}

static void boolean(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    int is_not = t2s__node_text_is(node, "NOT");

    T2S__FOR_SLOT (child, node, 0)
        t2s__pr_condition(analysis, scope, child,
                              is_not ? "Value of logical NOT expression must evaluate to a boolean (actual: %s)"
                                     : "Logical expression term must evaluate to a boolean (actual: %s)");
    set_plain(node, T2S__PTYPE_BOOLEAN);
}

static void test(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, 0), *right = t2s__node_first(node, 1);
    const char *word = node->text != NULL ? node->text : "";

    if (left != NULL && (strstr(word, "TRUE") != NULL || strstr(word, "FALSE") != NULL || strstr(word, "UNKNOWN") != NULL))
        t2s__pr_condition(analysis, scope, left, "Value of boolean test must evaluate to a boolean (actual: %s)");
    else
        t2s__expressions(analysis, scope, node, 0);
    t2s__expressions(analysis, scope, node, 1);
    set_plain(node, T2S__PTYPE_BOOLEAN);
    if (left != NULL && right != NULL)
        t2s__pr_compare(analysis, node->position, "=", t2s__ptype_at(left), t2s__ptype_at(right));
}

static void in(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, 0);
    const t2s__ptype *common, *super;
    int coercible;

    t2s__expressions(analysis, scope, node, 0);
    t2s__expressions(analysis, scope, node, 1);
    set_plain(node, T2S__PTYPE_BOOLEAN);
    common = t2s__ptype_at(left);
    T2S__FOR_SLOT (value, node, 1) {
        const t2s__ptype *type = t2s__ptype_at(value);

        if (common == NULL || type == NULL)
            return;
        if (!t2s__ptype_common(analysis, common, type, &super, &coercible)) {
            t2s__analysis_find(analysis, "TYPE_MISMATCH", t2s__expression_position(value), NULL,
                               "IN value and list items must be the same type: %s", t2s__ptype_text(analysis, common));
            return;
        }
        common = super;
    }
    if (!t2s__ptype_is_comparable(common))
        t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL, "IN value must be comparable: %s",
                           t2s__ptype_text(analysis, common));
}

static void between(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s__ptype *value, *low, *high, *super;
    int coercible, is_fine;

    for (int slot = 0; slot < 3; slot++)
        t2s__expressions(analysis, scope, node, slot);
    set_plain(node, T2S__PTYPE_BOOLEAN);
    value = t2s__ptype_at(t2s__node_first(node, 0));
    low = t2s__ptype_at(t2s__node_first(node, 1));
    high = t2s__ptype_at(t2s__node_first(node, 2));
    is_fine = t2s__ptype_common(analysis, value, low, &super, &coercible) && t2s__ptype_common(analysis, super, high, &super, &coercible);
    if (value == NULL || low == NULL || high == NULL)
        return;
    if (!is_fine || !t2s__ptype_is_orderable(super))
        t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL, "Cannot check if %s is BETWEEN %s and %s",
                           t2s__ptype_text(analysis, value), t2s__ptype_text(analysis, low), t2s__ptype_text(analysis, high));
}

static void like(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    static const char *const words[] = {"Left side of LIKE expression must evaluate to a varchar (actual: %s)",
                                        "Pattern for LIKE expression must evaluate to a varchar (actual: %s)",
                                        "Escape for LIKE expression must evaluate to a varchar (actual: %s)"};

    set_plain(node, T2S__PTYPE_BOOLEAN);
    for (int slot = 0; slot < 3; slot++)
        T2S__FOR_SLOT (part, node, slot) {
            const t2s__ptype *type;

            t2s__expression(analysis, scope, part);
            type = t2s__ptype_at(part);
            if (type == NULL || type->base == T2S__PTYPE_VARCHAR || type->base == T2S__PTYPE_CHAR || type->base == T2S__PTYPE_UNKNOWN ||
                type->base == T2S__PTYPE_OTHER)
                continue;
            t2s__analysis_find(analysis, "TYPE_MISMATCH", t2s__expression_position(part), NULL, words[slot],
                               t2s__ptype_text(analysis, type));
        }
}

/* CASE x WHEN y; a WHEN that is a predicate without its left side is looked at as it is. */
static void simple_case(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s_node *operand)
{
    const t2s__ptype *common, *super;
    int coercible;

    t2s__expression(analysis, scope, operand);
    common = t2s__ptype_at(operand);
    T2S__FOR_SLOT (when, node, 1) {
        const t2s_node *tested = when->kind == T2S_NODE_WHEN ? t2s__node_first(when, 0) : NULL;

        if (tested == NULL)
            continue;
        t2s__expression(analysis, scope, tested);
        if (common == NULL || t2s__ptype_at(tested) == NULL)
            continue;
        if (tested->slots > 0 && tested->last[0] == NULL && tested->kind != T2S_NODE_LITERAL && tested->kind != T2S_NODE_CALL)
            continue;
        if (!t2s__ptype_common(analysis, common, t2s__ptype_at(tested), &super, &coercible)) {
            t2s__analysis_find(analysis, "TYPE_MISMATCH", t2s__expression_position(tested), NULL,
                               "CASE operand type does not match WHEN clause operand type: %s vs %s", t2s__ptype_text(analysis, common),
                               t2s__ptype_text(analysis, t2s__ptype_at(tested)));
            return;
        }
        common = super;
    }
}

static void case_of(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *operand = t2s__node_first(node, 0), *otherwise = t2s__node_first(node, 2);
    const t2s_node **nodes = t2s__analysis_alloc(analysis, (t2s__node_count(node, 1) + 1) * sizeof(const t2s_node *));
    size_t count = 0;

    if (operand != NULL)
        simple_case(analysis, scope, node, operand);
    T2S__FOR_SLOT (when, node, 1) {
        if (when->kind != T2S_NODE_WHEN) {
            t2s__expression(analysis, scope, when);
            continue;
        }
        if (operand == NULL)
            T2S__FOR_SLOT (condition, when, 0)
                t2s__pr_condition(analysis, scope, condition, "CASE WHEN clause must evaluate to a boolean (actual: %s)");
    }
    T2S__FOR_SLOT (when, node, 1)
        if (when->kind == T2S_NODE_WHEN)
            T2S__FOR_SLOT (result, when, 1) {
                t2s__expression(analysis, scope, result);
                if (nodes != NULL)
                    nodes[count++] = result;
            }
    if (otherwise != NULL) {
        t2s__expression(analysis, scope, otherwise);
        if (nodes != NULL)
            nodes[count++] = otherwise;
    }
    if (nodes != NULL)
        t2s__ptype_set(node, t2s__pr_alike(analysis, nodes, count, "All CASE results must be the same type: %s"));
}

/* An interval's node has its name; of others the text says all. */
static const t2s__ptype *written_type(t2s__analysis *analysis, const t2s_node *node)
{
    const t2s_node *name = node->last[0];

    if (name != NULL && name->text != NULL && strncmp(name->text, "interval ", 9) == 0)
        return t2s__ptype_read_type(analysis, name->text, name->text_length, T2S__PTYPE_AS_WRITTEN);
    return node->text != NULL ? t2s__ptype_read_type(analysis, node->text, node->text_length, T2S__PTYPE_AS_WRITTEN) : NULL;
}

/* A moment as it is written has a zone where its text has one, and the precision that its text has. */
static const t2s__ptype *moment_of(const t2s_node *value, const t2s__ptype *type)
{
    size_t plain = value->text != NULL ? strspn(value->text, type->base == T2S__PTYPE_TIME ? "0123456789:. " : "0123456789:. -") : 0;

    if (value->text == NULL || plain != value->text_length)
        return t2s__ptype_plain(type->base == T2S__PTYPE_TIME ? T2S__PTYPE_TIMETZ : T2S__PTYPE_TIMESTAMPTZ);
    if (type->base == T2S__PTYPE_TIMESTAMP && strchr(value->text, ' ') != NULL && strchr(strrchr(value->text, ' '), '-') != NULL)
        return t2s__ptype_plain(T2S__PTYPE_TIMESTAMPTZ);
    return type;
}

static void cast_to(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *value = t2s__node_first(node, 0), *written = t2s__node_first(node, 1);
    int is_literal = value != NULL && written != NULL && (node->flags & T2S_NODE_F_WRITTEN) != 0;
    const t2s__ptype *to = NULL, *from;

    t2s__expressions(analysis, scope, node, 0);
    if (written != NULL && written->text != NULL && t2s__presto_has_no_type(written->text)) {
        t2s__analysis_find(analysis, !t2s__is_trino(analysis) ? "SYNTAX_ERROR" : is_literal ? "TYPE_NOT_FOUND" : "TYPE_MISMATCH", node->position,
                           NULL, is_literal && t2s__is_trino(analysis) ? "Unknown resolvedType: %s" : "Unknown type: %s", written->text);
        return;
    }
    if (written != NULL)
        to = written_type(analysis, written);
    if (t2s__ptype_is_foreign(to))
        t2s__analysis_find(analysis, is_literal ? "TYPE_NOT_FOUND" : "TYPE_MISMATCH", written->position,
                           "Types are called boolean, integer, bigint, real, double, decimal(p, s), varchar, varbinary, date, timestamp.",
                           "Unknown type: %s", to->name);
    if (is_literal && to != NULL && (to->base == T2S__PTYPE_TIME || to->base == T2S__PTYPE_TIMESTAMP))
        to = moment_of(value, to);
    if (is_literal) {
        if (to != NULL && to->base == T2S__PTYPE_OTHER)
            to = NULL;
        t2s__ptype_set(node, to);
        return;
    }
    if (to != NULL && to->base == T2S__PTYPE_OTHER)
        to = to->count == 0 && to->name != NULL ? to : NULL;
    t2s__ptype_set(node, to);
    from = t2s__ptype_at(value);
    if (from != NULL && to != NULL && !t2s__ptype_can_cast(analysis, from, to))
        t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL, "Cannot cast %s to %s", t2s__ptype_text(analysis, from),
                           t2s__ptype_text(analysis, to));
}

static void alike(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const char *format)
{
    size_t count = t2s__node_count(node, 0), at = 0;
    const t2s_node **nodes = t2s__analysis_alloc(analysis, (count + 1) * sizeof(const t2s_node *));

    t2s__expressions(analysis, scope, node, 0);
    if (nodes == NULL)
        return;
    T2S__FOR_SLOT (child, node, 0)
        nodes[at++] = child;
    t2s__ptype_set(node, t2s__pr_alike(analysis, nodes, count, format));
}

/* IF(condition, then, else) */
static void if_of(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *condition = t2s__node_first(node, 0), *results[2];
    size_t count = 0;

    if (condition == NULL)
        return;
    t2s__pr_condition(analysis, scope, condition, "IF condition must evaluate to a boolean (actual: %s)");
    for (const t2s_node *result = t2s__node_next(condition); result != NULL; result = t2s__node_next(result)) {
        t2s__expression(analysis, scope, result);
        if (count < 2)
            results[count++] = result;
    }
    t2s__ptype_set(node, t2s__pr_alike(analysis, results, count, "Result types for IF must be the same: %s"));
}

static void nullif(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *first = t2s__node_first(node, 0), *second = first != NULL ? t2s__node_next(first) : NULL;
    const t2s__ptype *super;
    int coercible;

    t2s__expressions(analysis, scope, node, 0);
    t2s__ptype_set(node, t2s__ptype_at(first));
    if (t2s__ptype_at(first) != NULL && t2s__ptype_at(second) != NULL &&
        !t2s__ptype_common(analysis, t2s__ptype_at(first), t2s__ptype_at(second), &super, &coercible))
        t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL, "Types are not comparable with NULLIF: %s vs %s",
                           t2s__ptype_text(analysis, t2s__ptype_at(first)), t2s__ptype_text(analysis, t2s__ptype_at(second)));
}

static void at_time_zone(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *value = t2s__node_first(node, 0);
    const t2s__ptype *type;

    t2s__expressions(analysis, scope, node, 0);
    t2s__expressions(analysis, scope, node, 1);
    type = t2s__ptype_at(value);
    if (type == NULL)
        return;
    if (type->base == T2S__PTYPE_TIMESTAMP || type->base == T2S__PTYPE_TIMESTAMPTZ)
        t2s__ptype_set(node, t2s__ptype_sized(analysis, T2S__PTYPE_TIMESTAMPTZ, type->precision, -1));
    else if (type->base == T2S__PTYPE_TIME || type->base == T2S__PTYPE_TIMETZ)
        t2s__ptype_set(node, t2s__ptype_sized(analysis, T2S__PTYPE_TIMETZ, type->precision, -1));
    else if (type->base != T2S__PTYPE_OTHER && type->base != T2S__PTYPE_UNKNOWN)
        t2s__analysis_find(analysis, "TYPE_MISMATCH", t2s__expression_position(value), NULL,
                           "Type of value must be a time or timestamp with or without time zone (actual %s)", t2s__ptype_text(analysis, type));
}

/* EXTRACT(field FROM value): the field is a word, or not there. */
static void extract(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *value = node->last[0];
    const t2s__ptype *type;

    t2s__expressions(analysis, scope, node, 0);
    set_plain(node, T2S__PTYPE_BIGINT);
    type = t2s__ptype_at(value);
    if (type == NULL || type->base == T2S__PTYPE_OTHER || type->base == T2S__PTYPE_UNKNOWN ||
        (type->base >= T2S__PTYPE_DATE && type->base <= T2S__PTYPE_INTERVAL_YEAR))
        return;
    t2s__analysis_find(analysis, "TYPE_MISMATCH", t2s__expression_position(value), NULL,
                       "Type of argument to extract must be DATE, TIME, TIMESTAMP, or INTERVAL (actual %s)", t2s__ptype_text(analysis, type));
}

static void special(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const char *word = node->text != NULL ? node->text : "";
    const t2s_node *first = t2s__node_first(node, 0);

    if (strcmp(word, "COALESCE") == 0)
        alike(analysis, scope, node, "All COALESCE operands must be the same type: %s");
    else if (strcmp(word, "IF") == 0)
        if_of(analysis, scope, node);
    else if (strcmp(word, "NULLIF") == 0)
        nullif(analysis, scope, node);
    else if (strncmp(word, "AT ", 3) == 0)
        at_time_zone(analysis, scope, node);
    else if (strcmp(word, "EXTRACT") == 0)
        extract(analysis, scope, node);
    else {
        t2s__expressions(analysis, scope, node, 0);
        if (strcmp(word, "TRY") == 0)
            t2s__ptype_set(node, t2s__ptype_at(first));
        else if (strcmp(word, "GROUPING") == 0)
            set_plain(node, t2s__node_count(node, 0) < 32 ? T2S__PTYPE_INTEGER : T2S__PTYPE_BIGINT);
    }
    t2s__expressions(analysis, scope, node, 1);
}

static void current(t2s__analysis *analysis, const t2s_node *node)
{
    static const struct {
        const char *word;
        t2s__ptype_base base;
    } words[] = {
        {"CURRENT_DATE", T2S__PTYPE_DATE},          {"CURRENT_TIMESTAMP", T2S__PTYPE_TIMESTAMPTZ}, {"CURRENT_TIME", T2S__PTYPE_TIMETZ},
        {"LOCALTIMESTAMP", T2S__PTYPE_TIMESTAMP},   {"LOCALTIME", T2S__PTYPE_TIME},                {"CURRENT_USER", T2S__PTYPE_VARCHAR},
        {"CURRENT_CATALOG", T2S__PTYPE_VARCHAR},    {"CURRENT_SCHEMA", T2S__PTYPE_VARCHAR},        {"CURRENT_PATH", T2S__PTYPE_VARCHAR},
    };

    (void)analysis;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && node->text != NULL; i++)
        if (strncasecmp(node->text, words[i].word, strlen(words[i].word)) == 0) {
            set_plain(node, words[i].base);
            return;
        }
}

static void query(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__outputs outputs = {0};

    t2s__query(analysis, scope, node, NULL, &outputs);
}

void t2s__pr_expression(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    switch (node->kind) {
    case T2S_NODE_COLUMN_REF:
        t2s__pr_column_ref(analysis, scope, node);
        break;
    case T2S_NODE_LITERAL:
        literal(analysis, node);
        break;
    case T2S_NODE_OPERATOR:
        t2s__pr_operation(analysis, scope, node);
        break;
    case T2S_NODE_CALL:
        t2s__pr_call(analysis, scope, node);
        break;
    case T2S_NODE_CAST:
        cast_to(analysis, scope, node);
        break;
    case T2S_NODE_BOOLEAN:
        boolean(analysis, scope, node);
        break;
    case T2S_NODE_TEST:
        test(analysis, scope, node);
        break;
    case T2S_NODE_IN:
        in(analysis, scope, node);
        break;
    case T2S_NODE_BETWEEN:
        between(analysis, scope, node);
        break;
    case T2S_NODE_LIKE:
        like(analysis, scope, node);
        break;
    case T2S_NODE_CASE:
        case_of(analysis, scope, node);
        break;
    case T2S_NODE_SUBQUERY:
        t2s__pr_subquery(analysis, scope, node);
        break;
    case T2S_NODE_SPECIAL:
        special(analysis, scope, node);
        break;
    case T2S_NODE_CURRENT:
        current(analysis, node);
        break;
    case T2S_NODE_FIELD:
        t2s__pr_field(analysis, scope, node);
        break;
    case T2S_NODE_SUBSCRIPT:
        t2s__pr_subscript(analysis, scope, node);
        break;
    case T2S_NODE_ARRAY:
        t2s__pr_array(analysis, scope, node);
        break;
    case T2S_NODE_ROW:
        t2s__pr_row(analysis, scope, node);
        break;
    case T2S_NODE_LAMBDA:
        t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL, "Lambda expression should always be used inside a function");
        t2s__pr_lambda(analysis, scope, node, NULL, 0);
        break;
    case T2S_NODE_QUERY:
        query(analysis, scope, node);
        break;
    default:
        t2s__postgres_expression(analysis, scope, node);
        break;
    }
}
