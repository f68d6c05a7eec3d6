/* SPDX-License-Identifier: MIT */
/* Arithmetic, concatenation and comparisons of Presto and Trino. Their operators are few, and made of types alone. */
#include <string.h>

#include "sql/presto.h"

static int is_day(const t2s__ptype *type)
{
    return type->base == T2S__PTYPE_INTERVAL_DAY;
}

static int is_year(const t2s__ptype *type)
{
    return type->base == T2S__PTYPE_INTERVAL_YEAR;
}

static int is_time(const t2s__ptype *type)
{
    return type->base == T2S__PTYPE_TIME || type->base == T2S__PTYPE_TIMETZ;
}

static int is_timestamp(const t2s__ptype *type)
{
    return type->base == T2S__PTYPE_TIMESTAMP || type->base == T2S__PTYPE_TIMESTAMPTZ;
}

/* A moment and what is added to it; NULL: they do not go together. */
static const t2s__ptype *shifted(const t2s__ptype *moment, const t2s__ptype *by)
{
    if (moment->base == T2S__PTYPE_DATE || is_timestamp(moment))
        return is_day(by) || is_year(by) ? moment : NULL;
    if (is_time(moment))
        return is_day(by) ? moment : NULL;
    return NULL;
}

static const t2s__ptype *number_of_both(t2s__analysis *analysis, const t2s__ptype *left, const t2s__ptype *right)
{
    const t2s__ptype *super = NULL;
    int coercible;

    t2s__ptype_common(analysis, left, right, &super, &coercible);
    return super == NULL || super->base == T2S__PTYPE_DECIMAL ? t2s__ptype_plain(T2S__PTYPE_DECIMAL) : super;
}

/* The type of left <sign> right, both of which are known and not NULL. NULL: there is no such operator. */
static const t2s__ptype *arithmetic(t2s__analysis *analysis, char sign, const t2s__ptype *left, const t2s__ptype *right)
{
    const t2s__ptype *found = NULL;

    if (t2s__ptype_is_number(left) && t2s__ptype_is_number(right))
        return number_of_both(analysis, left, right);
    switch (sign) {
    case '+':
        if ((is_day(left) && is_day(right)) || (is_year(left) && is_year(right)))
            return left;
        found = shifted(left, right);
        return found != NULL ? found : shifted(right, left);
    case '-':
        if ((is_day(left) && is_day(right)) || (is_year(left) && is_year(right)))
            return left;
        found = shifted(left, right);
        if (found == NULL && ((is_time(left) && is_time(right)) || ((left->base == T2S__PTYPE_DATE || is_timestamp(left)) &&
                                                                     (right->base == T2S__PTYPE_DATE || is_timestamp(right)))))
            found = t2s__ptype_plain(T2S__PTYPE_INTERVAL_DAY);
        return found;
    case '*':
        if ((is_day(left) || is_year(left)) && t2s__ptype_is_number(right))
            return left;
        return (is_day(right) || is_year(right)) && t2s__ptype_is_number(left) ? right : NULL;
    case '/':
        return (is_day(left) || is_year(left)) && t2s__ptype_is_number(right) ? left : NULL;
    default:
        return NULL;
    }
}

static int is_null(const t2s__ptype *type)
{
    return type->base == T2S__PTYPE_UNKNOWN;
}

static int is_text(const t2s__ptype *type)
{
    return type->base == T2S__PTYPE_VARCHAR || type->base == T2S__PTYPE_CHAR;
}

/* a || b; 0: they do not go together. */
static int concatenate(t2s__analysis *analysis, const t2s__ptype *left, const t2s__ptype *right, const t2s__ptype **ret_type)
{
    const t2s__ptype *super;
    int coercible;

    *ret_type = NULL;
    if (is_null(left) || is_null(right)) {
        const t2s__ptype *other = is_null(left) ? right : left;

        return is_null(other) || is_text(other) || other->base == T2S__PTYPE_VARBINARY || other->base == T2S__PTYPE_ARRAY;
    }
    if (left->base == T2S__PTYPE_ARRAY || right->base == T2S__PTYPE_ARRAY) {
        if (left->base == T2S__PTYPE_ARRAY && t2s__ptype_common(analysis, left, right, ret_type, &coercible))
            return 1;
        if (left->base == T2S__PTYPE_ARRAY && left->count == 1 && t2s__ptype_common(analysis, left->parts[0], right, &super, &coercible)) {
            *ret_type = t2s__ptype_array(analysis, super);
            return 1;
        }
        if (right->base == T2S__PTYPE_ARRAY && right->count == 1 && t2s__ptype_common(analysis, right->parts[0], left, &super, &coercible)) {
            *ret_type = t2s__ptype_array(analysis, super);
            return 1;
        }
        return 0;
    }
    if (is_text(left) && is_text(right)) {
        *ret_type = left->base == right->base ? t2s__ptype_plain(left->base) : NULL;
        return 1;
    }
    *ret_type = left;
    return (left->base == T2S__PTYPE_VARBINARY && right->base == T2S__PTYPE_VARBINARY) || left->base == T2S__PTYPE_OTHER ||
           right->base == T2S__PTYPE_OTHER;
}

static void say(t2s__analysis *analysis, int position, const char *name, const t2s__ptype *left, const t2s__ptype *right)
{
    t2s__analysis_find(analysis, "TYPE_MISMATCH", position, NULL, "Cannot apply operator: %s %s %s", t2s__ptype_text(analysis, left), name,
                       t2s__ptype_text(analysis, right));
}

int t2s__pr_compare(t2s__analysis *analysis, int position, const char *name, const t2s__ptype *left, const t2s__ptype *right)
{
    int needs_order = name[0] == '<' || name[0] == '>';
    const t2s__ptype *super;
    int coercible;

    if (strcmp(name, "<>") == 0 || strcmp(name, "!=") == 0)
        needs_order = 0;
    if (left == NULL || right == NULL)
        return 1;
    if (t2s__ptype_common(analysis, left, right, &super, &coercible) &&
        (needs_order ? t2s__ptype_is_orderable(super) : t2s__ptype_is_comparable(super)))
        return 1;
    say(analysis, position, name, left, right);
    return 0;
}

static void concatenation(t2s__analysis *analysis, const t2s_node *node, const t2s__ptype *left, const t2s__ptype *right)
{
    const t2s__ptype *type;

    if (left == NULL || right == NULL)
        return;
    if (!concatenate(analysis, left, right, &type))
        t2s__analysis_find(analysis, "42883", node->position,
                           is_text(left) || is_text(right) ? "Write CAST(... AS varchar): nothing becomes a text by itself." : NULL,
                           "Unexpected parameters (%s, %s) for function concat", t2s__ptype_text(analysis, left),
                           t2s__ptype_text(analysis, right));
    t2s__ptype_set(node, type);
}

static void binary(t2s__analysis *analysis, const t2s_node *node, const t2s__ptype *left, const t2s__ptype *right)
{
    char sign = node->text[0];
    const t2s__ptype *type;

    if (left == NULL || right == NULL || left->base == T2S__PTYPE_OTHER || right->base == T2S__PTYPE_OTHER)
        return;
    if (is_null(left) || is_null(right)) { /* several would do */
        const t2s__ptype *other = is_null(left) ? right : left;

        t2s__ptype_set(node, t2s__ptype_is_number(other) ? other : NULL);
        if (!is_null(other) && !t2s__ptype_is_number(other) && (other->base < T2S__PTYPE_DATE || other->base > T2S__PTYPE_INTERVAL_YEAR))
            say(analysis, node->position, node->text, left, right);
        return;
    }
    type = arithmetic(analysis, sign, left, right);
    if (type == NULL)
        say(analysis, node->position, node->text, left, right);
    t2s__ptype_set(node, type);
}

static void unary(t2s__analysis *analysis, const t2s_node *node, const t2s__ptype *operand)
{
    if (operand == NULL)
        return;
    if (t2s__ptype_is_number(operand) || operand->base == T2S__PTYPE_OTHER ||
        (node->text[0] == '-' && (is_null(operand) || is_day(operand) || is_year(operand)))) {
        t2s__ptype_set(node, operand);
        return;
    }
    if (node->text[0] == '-')
        t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL, "Cannot negate %s", t2s__ptype_text(analysis, operand));
    else
        t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL, "Unary '+' operator cannot by applied to %s type",
                           t2s__ptype_text(analysis, operand));
}

void t2s__pr_operation(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, 0), *right = t2s__node_first(node, 1);

    if (left != NULL)
        t2s__expression(analysis, scope, left);
    if (right != NULL)
        t2s__expression(analysis, scope, right);
    if (node->text == NULL || right == NULL)
        return;
    if (strcmp(node->text, "||") == 0) {
        concatenation(analysis, node, t2s__ptype_at(left), t2s__ptype_at(right));
        return;
    }
    if (strchr("+-*/%", node->text[0]) != NULL) {
        if (left == NULL)
            unary(analysis, node, t2s__ptype_at(right));
        else
            binary(analysis, node, t2s__ptype_at(left), t2s__ptype_at(right));
        return;
    }
    t2s__ptype_set(node, t2s__ptype_plain(T2S__PTYPE_BOOLEAN));
    if (left != NULL)
        t2s__pr_compare(analysis, node->position, node->text, t2s__ptype_at(left), t2s__ptype_at(right));
}
