/* SPDX-License-Identifier: MIT */
/* ORDER BY, GROUP BY and DISTINCT ON, which may name output columns, or their numbers. After PostgreSQL's parse_clause.c. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "sql/analysis.h"

static int same_text(const t2s_node *a, const t2s_node *b)
{
    return a->text_length == b->text_length && (a->text_length == 0 || memcmp(a->text, b->text, a->text_length) == 0);
}

/* Whether two expressions say the same. */
static int same_tree(const t2s_node *a, const t2s_node *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (a->kind != b->kind || (a->flags & ~(uint32_t)T2S_NODE_F_QUOTED) != (b->flags & ~(uint32_t)T2S_NODE_F_QUOTED) ||
        !same_text(a, b))
        return 0;
    if (a->kind == T2S_NODE_COLUMN_REF && a->meaning != NULL && b->meaning != NULL) {
        const t2s__var *one = a->meaning, *other = b->meaning;

        return one->item == other->item && one->identity == other->identity;
    }
    for (int slot = 0; slot < a->slots; slot++) {
        const t2s_node *x = t2s__node_first(a, slot), *y = t2s__node_first(b, slot);

        while (x != NULL && y != NULL && same_tree(x, y)) {
            x = t2s__node_next(x);
            y = t2s__node_next(y);
        }
        if (x != NULL || y != NULL)
            return 0;
    }
    return 1;
}

static int same_output(const t2s__outputs *outputs, size_t a, size_t b)
{
    const t2s__var *one = &outputs->vars[a], *other = &outputs->vars[b];

    if (one->item != NULL || other->item != NULL)
        return one->item == other->item && one->identity == other->identity;
    return outputs->expressions[a] != NULL && outputs->expressions[b] != NULL &&
           same_tree(outputs->expressions[a], outputs->expressions[b]);
}

/* 1 when the name is that of an output, also when it is that of several, which is then said. */
static int names_output(t2s__analysis *analysis, const t2s__outputs *outputs, const t2s_node *node, const char *clause)
{
    const char *name = t2s__node_first(node, 0)->text;
    size_t found = SIZE_MAX;

    for (size_t i = 0; i < outputs->count; i++) {
        if (outputs->vars[i].name == NULL || !t2s__same_name(analysis, outputs->vars[i].name, name))
            continue;
        if (found == SIZE_MAX)
            found = i;
        else if (!same_output(outputs, found, i)) {
            t2s__analysis_find(analysis, "42702", node->position, NULL, "%s \"%s\" is ambiguous", clause, name);
            return 1;
        }
    }
    return found != SIZE_MAX;
}

static void check_number(t2s__analysis *analysis, const t2s__outputs *outputs, const t2s_node *node, const char *clause)
{
    const char *text = node->text != NULL ? node->text : "";
    char *end;
    long number;

    errno = 0;
    number = strtol(text, &end, 10);
    if ((node->flags & T2S_NODE_F_NUMBER) == 0 || *end != '\0' || end == text || errno != 0 || number > INT_MAX || number < INT_MIN)
        t2s__analysis_find(analysis, "42601", node->position, NULL, "non-integer constant in %s", clause);
    else if (!outputs->is_open && (number < 1 || (unsigned long)number > outputs->count))
        t2s__analysis_find(analysis, "42P10", node->position, NULL, "%s position %ld is not in select list", clause, number);
}

static int is_name_alone(const t2s_node *node)
{
    return node->kind == T2S_NODE_COLUMN_REF && (node->flags & T2S_NODE_F_STAR) == 0 && node->last[0] != NULL &&
           node->last[0]->next == node->last[0];
}

static void by_output(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__outputs *outputs,
                      const char *clause)
{
    if (is_name_alone(node) && names_output(analysis, outputs, node, clause))
        return;
    if (node->kind == T2S_NODE_LITERAL)
        check_number(analysis, outputs, node, clause);
    else
        t2s__expression(analysis, scope, node);
}

/* A set operation's ORDER BY sees its result and nothing else, and may not compute. */
static void by_result(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__outputs *outputs)
{
    size_t before = analysis->findings.count;

    if (is_name_alone(node) && names_output(analysis, outputs, node, "ORDER BY"))
        return;
    if (node->kind == T2S_NODE_LITERAL) {
        check_number(analysis, outputs, node, "ORDER BY");
        return;
    }
    t2s__expression(analysis, scope, node);
    if (analysis->findings.count == before && !outputs->is_open)
        t2s__analysis_find(analysis, "0A000", node->position,
                           "Add the expression/function to every SELECT, or move the UNION into a FROM clause.",
                           "invalid UNION/INTERSECT/EXCEPT ORDER BY clause");
}

void t2s__order_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *query, const t2s__outputs *outputs,
                   int is_set_operation)
{
    T2S__FOR_SLOT (sort, query, T2S_SLOT_QUERY_ORDER) {
        const t2s_node *node = sort->kind == T2S_NODE_SORT ? t2s__node_first(sort, 0) : sort;

        if (node == NULL)
            continue;
        if (is_set_operation)
            by_result(analysis, scope, node, outputs);
        else
            by_output(analysis, scope, node, outputs, "ORDER BY");
    }
}

/* A column of the input goes before one of the output. */
static void group_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__outputs *outputs)
{
    t2s__var var;

    if (node->kind == T2S_NODE_GROUPING || (node->kind == T2S_NODE_ROW && (node->flags & T2S_NODE_F_EXPLICIT) == 0)) {
        T2S__FOR_SLOT (child, node, 0)
            group_by(analysis, scope, child, outputs);
        return;
    }
    if (is_name_alone(node)) {
        int found = t2s__find_column(analysis, scope, t2s__node_first(node, 0)->text, 1, node->position, &var);

        if (found == T2S__NAME_WRONG)
            return;
        if (found == T2S__NAME_COLUMN || (analysis->flags & T2S_DIALECT_F_GROUP_BY_ALIAS) == 0) {
            t2s__expression(analysis, scope, node);
            return;
        }
    }
    by_output(analysis, scope, node, outputs, "GROUP BY");
}

void t2s__group_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s__outputs *outputs)
{
    T2S__FOR_SLOT (node, select, T2S_SLOT_SELECT_GROUP)
        group_by(analysis, scope, node, outputs);
}

void t2s__distinct_on(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s__outputs *outputs)
{
    T2S__FOR_SLOT (node, select, T2S_SLOT_SELECT_DISTINCT_ON)
        by_output(analysis, scope, node, outputs, "DISTINCT ON");
}
