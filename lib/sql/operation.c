/* SPDX-License-Identifier: MIT */
/* What is written with an operator between two values, or stands for one. After PostgreSQL's parse_expr.c. */
#include <stdio.h>
#include <string.h>

#include "sql/expression.h"

const char *t2s__written_schema(const t2s_node *node, int slot)
{
    return node->last[slot] != NULL ? node->last[slot]->text : NULL;
}

const t2s__type *t2s__compare(t2s__analysis *analysis, int position, const char *schema, const char *name, const t2s_node *left,
                              const t2s_node *right, const t2s__operator **ret_operator)
{
    t2s_node result = t2s__stand_in(T2S_NODE_OPERATOR, NULL, position);
    const t2s__operator *found = t2s__resolve_operator(analysis, &result, schema, name, left, right);

    if (ret_operator != NULL)
        *ret_operator = found;
    return result.type;
}

void t2s__operation(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, 0);
    const t2s_node *right = t2s__node_first(node, 1);
    const char *schema = t2s__written_schema(node, 2);

    if (left != NULL && right != NULL && left->kind == T2S_NODE_ROW && right->kind == T2S_NODE_SUBQUERY &&
        t2s__node_text_is(right, "SCALAR")) {
        t2s__row_subquery(analysis, scope, node);
        return;
    }
    if (left != NULL)
        t2s__expression(analysis, scope, left);
    if (right != NULL)
        t2s__expression(analysis, scope, right);
    if (!analysis->has_types || right == NULL || node->text == NULL)
        return;
    if ((node->flags & (T2S_NODE_F_ANY | T2S_NODE_F_ALL)) != 0)
        t2s__resolve_array_operator(analysis, node, schema, node->text, left, right);
    else
        t2s__resolve_operator(analysis, node, schema, node->text, left, right);
}

void t2s__boolean(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__conditions(analysis, scope, node, 0, node->text != NULL ? node->text : "AND");
    t2s__set_known(analysis, node, T2S__TYPE_BOOL);
}

static int is_null(const t2s_node *node)
{
    return node->kind == T2S_NODE_LITERAL && (node->flags & T2S_NODE_F_NULL) != 0;
}

/* IS DISTINCT FROM NULL, NULLIF: the operator is "=", and has to tell yes or no. */
static const t2s__operator *require_equal(t2s__analysis *analysis, const t2s_node *node, const t2s_node *left,
                                          const t2s_node *right, const char *what)
{
    const t2s__operator *operator;
    const t2s__type *type = t2s__compare(analysis, node->position, NULL, "=", left, right, &operator);

    if (type != NULL && !t2s__type_is(type, T2S__TYPE_BOOL))
        t2s__analysis_find(analysis, "42804", node->position, NULL, "%s requires = operator to yield boolean", what);
    return operator;
}

void t2s__test(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, 0);
    const t2s_node *right = t2s__node_first(node, 1);
    const char *word = node->text != NULL ? node->text : "";

    t2s__expressions(analysis, scope, node, 0);
    t2s__expressions(analysis, scope, node, 1);
    t2s__set_known(analysis, node, T2S__TYPE_BOOL);
    if (!analysis->has_types || left == NULL)
        return;
    if (right != NULL && (strcmp(word, "IS DISTINCT FROM") == 0 || strcmp(word, "IS NOT DISTINCT FROM") == 0)) {
        if (!is_null(left) && !is_null(right))
            require_equal(analysis, node, left, right, "IS DISTINCT FROM");
    } else if (strcmp(word, "IS DOCUMENT") == 0)
        t2s__coerce_specific(analysis, left, T2S__TYPE_XML, word);
    else if (strcmp(word, "IS NULL") != 0 && strcmp(word, "IS NOT NULL") != 0 && right == NULL &&
             (strstr(word, "TRUE") != NULL || strstr(word, "FALSE") != NULL || strstr(word, "UNKNOWN") != NULL))
        t2s__coerce_boolean(analysis, left, word);
}

/* Its type is that of its left side as the operator takes it. */
void t2s__nullif(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, 0);
    const t2s_node *right = left != NULL ? t2s__node_next(left) : NULL;
    const t2s__operator *operator;

    t2s__expressions(analysis, scope, node, 0);
    if (!analysis->has_types || right == NULL)
        return;
    operator = require_equal(analysis, node, left, right, "NULLIF");
    if (operator != NULL && operator->left != NULL)
        t2s__node_set_type(node, operator->left->kind == T2S_TYPE_PSEUDO ? left->type : operator->left);
}

/* PostgreSQL reads x BETWEEN a AND b as x >= a AND x <= b, with an x for each. */
void t2s__between(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *value = t2s__node_first(node, 0), *lower = t2s__node_first(node, 1), *upper = t2s__node_first(node, 2);
    int is_not = (node->flags & T2S_NODE_F_NOT) != 0;
    const t2s__type *type;

    t2s__set_known(analysis, node, T2S__TYPE_BOOL);
    if (value == NULL || lower == NULL || upper == NULL)
        return;
    t2s__expression(analysis, scope, value);
    type = value->type;
    t2s__expression(analysis, scope, lower);
    if (analysis->has_types)
        t2s__compare(analysis, node->position, NULL, is_not ? "<" : ">=", value, lower, NULL);
    t2s__expression(analysis, scope, upper);
    if (!analysis->has_types)
        return;
    t2s__node_set_type(value, type);
    t2s__compare(analysis, node->position, NULL, is_not ? ">" : "<=", value, upper, NULL);
}

/* The pattern goes through a function where it has an escape, and always for SIMILAR TO. 0: there is none for it. */
static int escape(t2s__analysis *analysis, const t2s_node *node, const t2s_node *pattern, const t2s_node *escape_node, int is_similar)
{
    static const t2s__known_type takes[] = {T2S__TYPE_TEXT, T2S__TYPE_BYTEA};
    const char *name = is_similar ? "similar_to_escape" : "like_escape";

    for (size_t i = 0; i < (is_similar ? 1U : 2U); i++) {
        const t2s__type *to = t2s__known(analysis, takes[i]);

        if (!t2s__can_coerce(analysis, pattern->type, to, T2S__COERCE_IMPLICIT) ||
            (escape_node != NULL && !t2s__can_coerce(analysis, escape_node->type, to, T2S__COERCE_IMPLICIT)))
            continue;
        t2s__coerce(analysis, pattern, to, T2S__COERCE_IMPLICIT);
        if (escape_node != NULL)
            t2s__coerce(analysis, escape_node, to, T2S__COERCE_IMPLICIT);
        return 1;
    }
    t2s__analysis_find(analysis, "42883", node->position,
                       "No function matches the given name and argument types. You might need to add explicit type casts.",
                       "function pg_catalog.%s(%s%s%s) does not exist", name, t2s__type_text(pattern->type),
                       escape_node != NULL ? ", " : "", escape_node != NULL ? t2s__type_text(escape_node->type) : "");
    return 0;
}

void t2s__like(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *value = t2s__node_first(node, 0), *pattern = t2s__node_first(node, 1), *escape_node = t2s__node_first(node, 2);
    int is_similar = t2s__node_text_is(node, "SIMILAR TO");
    int is_insensitive = t2s__node_text_is(node, "ILIKE");
    char name[8];

    for (int slot = 0; slot < 3; slot++)
        t2s__expressions(analysis, scope, node, slot);
    t2s__set_known(analysis, node, T2S__TYPE_BOOL);
    if (!analysis->has_types || value == NULL || pattern == NULL)
        return;
    if ((is_similar || escape_node != NULL) && !escape(analysis, node, pattern, escape_node, is_similar))
        return;
    snprintf(name, sizeof(name), "%s%s%s", (node->flags & T2S_NODE_F_NOT) != 0 ? "!" : "", is_similar ? "~" : "~~",
             is_insensitive ? "*" : "");
    t2s__compare(analysis, node->position, NULL, name, value, pattern, NULL);
}
