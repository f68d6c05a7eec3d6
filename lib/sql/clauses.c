/* SPDX-License-Identifier: MIT */
/* ORDER BY, GROUP BY and DISTINCT, which may name output columns, or their numbers. After PostgreSQL's parse_clause.c. */
#include "sql/clauses.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "sql/expression.h"

/* What one of their expressions stands for. */
struct key {
    const t2s_node *written;
    const t2s_node *expression; /* itself, or that of the output; NULL: a column that `*` gave, or nothing that is known */
    const t2s__var *var;        /* of such a column */
    int is_output;
    size_t index; /* of the output */
};

static int same_output(const t2s__analysis *analysis, const t2s__outputs *outputs, size_t a, size_t b)
{
    const t2s__var *one = &outputs->vars[a], *other = &outputs->vars[b];

    if (one->item != NULL || other->item != NULL)
        return t2s__same_var(one, other);
    return outputs->expressions[a] != NULL && outputs->expressions[b] != NULL &&
           t2s__same_expression(analysis, outputs->expressions[a], outputs->expressions[b]);
}

static void take_output(struct key *key, const t2s__outputs *outputs, size_t index)
{
    key->is_output = 1;
    key->index = index;
    key->expression = outputs->expressions[index];
    key->var = key->expression == NULL ? &outputs->vars[index] : NULL;
}

/* 1 when the name is that of an output, also when it is that of several, which is then said. */
static int names_output(t2s__analysis *analysis, const t2s__outputs *outputs, const t2s_node *node, const char *clause,
                        struct key *key)
{
    const char *name = t2s__node_first(node, 0)->text;
    size_t found = SIZE_MAX;

    for (size_t i = 0; i < outputs->count; i++) {
        if (outputs->vars[i].name == NULL || !t2s__same_name(analysis, outputs->vars[i].name, name))
            continue;
        if (found == SIZE_MAX)
            found = i;
        else if (!same_output(analysis, outputs, found, i)) {
            t2s__analysis_find(analysis, "42702", node->position, NULL, "%s \"%s\" is ambiguous", clause, name);
            return 1;
        }
    }
    if (found == SIZE_MAX)
        return 0;
    take_output(key, outputs, found);
    return 1;
}

static void check_number(t2s__analysis *analysis, const t2s__outputs *outputs, const t2s_node *node, const char *clause,
                         struct key *key)
{
    const char *text = node->text != NULL ? node->text : "";
    char *end;
    long number;

    errno = 0;
    number = strtol(text, &end, 10);
    if ((node->flags & T2S_NODE_F_NUMBER) == 0 || *end != '\0' || end == text || errno != 0 || number > INT_MAX || number < INT_MIN)
        t2s__analysis_find(analysis, "42601", node->position, NULL, "non-integer constant in %s", clause);
    else if (number >= 1 && (unsigned long)number <= outputs->count)
        take_output(key, outputs, (size_t)number - 1);
    else if (!outputs->is_open)
        t2s__analysis_find(analysis, "42P10", node->position, NULL, "%s position %ld is not in select list", clause, number);
}

static int is_name_alone(const t2s_node *node)
{
    return node->kind == T2S_NODE_COLUMN_REF && (node->flags & T2S_NODE_F_STAR) == 0 && node->last[0] != NULL &&
           node->last[0]->next == node->last[0];
}

static void by_output(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, const t2s__outputs *outputs,
                      const char *clause, struct key *key)
{
    *key = (struct key){.written = node};
    if (is_name_alone(node) && names_output(analysis, outputs, node, clause, key))
        return;
    if (node->kind == T2S_NODE_LITERAL) {
        check_number(analysis, outputs, node, clause, key);
        return;
    }
    key->expression = node;
    t2s__expression(analysis, scope, node);
}

/* What it is sorted by needs an order; `sort` NULL: it need only be told equal from unequal. 0: it was said that it has none. */
static int check_type(t2s__analysis *analysis, t2s__outputs *outputs, const struct key *key, const t2s_node *sort)
{
    const t2s__type *type = NULL;
    int position = t2s__expression_position(key->written);

    if (!analysis->has_types || (key->is_output && outputs->is_open && key->written->kind == T2S_NODE_LITERAL))
        return 1;
    if (key->is_output)
        type = t2s__output_type(analysis, outputs, key->index);
    else if (key->expression != NULL) {
        t2s__settle(analysis, key->expression);
        type = key->expression->type;
    }
    return sort != NULL ? t2s__check_sort(analysis, sort, type, position) : t2s__check_equality(analysis, type, position);
}

/* A set operation's ORDER BY sees its result and nothing else, and may not compute. 0: it does neither. */
static int by_result(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__outputs *outputs, const t2s_node *sort)
{
    size_t before = analysis->findings.count;
    struct key key = {.written = node};

    if (is_name_alone(node) && names_output(analysis, outputs, node, "ORDER BY", &key)) {
        check_type(analysis, outputs, &key, sort);
        return 0;
    }
    if (node->kind == T2S_NODE_LITERAL) {
        check_number(analysis, outputs, node, "ORDER BY", &key);
        check_type(analysis, outputs, &key, sort);
        return 0;
    }
    t2s__expression(analysis, scope, node);
    return analysis->findings.count == before && !outputs->is_open;
}

/* An expression that is an output's is that output. */
static void find_output(const t2s__analysis *analysis, const t2s__outputs *outputs, struct key *key)
{
    const t2s__var *var = key->expression != NULL ? t2s__node_var(key->expression) : NULL;

    for (size_t i = 0; i < outputs->count && !key->is_output && key->expression != NULL; i++)
        if (outputs->expressions[i] != NULL ? t2s__same_expression(analysis, key->expression, outputs->expressions[i])
                                            : var != NULL && t2s__same_var(var, &outputs->vars[i]))
            take_output(key, outputs, i);
}

static int is_output(const t2s__analysis *analysis, const t2s__outputs *outputs, struct key key)
{
    find_output(analysis, outputs, &key);
    return key.is_output || outputs->is_open;
}

static int is_plain_distinct(const t2s_node *select)
{
    return select != NULL && (select->flags & T2S_NODE_F_DISTINCT) != 0 && select->last[T2S_SLOT_SELECT_DISTINCT_ON] == NULL;
}

/* A name, in casts to the type that it has: they are nothing to the server. */
static int is_cast_name(const t2s_node *node)
{
    while (node->kind == T2S_NODE_CAST && node->type != NULL && t2s__node_first(node, 0)->type == node->type &&
           t2s__node_first(node, 1)->last[1] == NULL)
        node = t2s__node_first(node, 0);
    return is_name_alone(node);
}

void t2s__order_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *query, t2s__outputs *outputs, int is_set_operation)
{
    t2s__level *level = &scope->level;
    const t2s_node *computed = NULL;
    struct key key;

    level->clause = T2S__CLAUSE_ORDER;
    T2S__FOR_SLOT (sort, query, T2S_SLOT_QUERY_ORDER) {
        const t2s_node *node = sort->kind == T2S_NODE_SORT ? t2s__node_first(sort, 0) : sort;
        size_t before = analysis->findings.count;

        if (node == NULL)
            continue;
        if (is_set_operation) {
            if (by_result(analysis, scope, node, outputs, sort) && computed == NULL && !is_cast_name(node))
                computed = node;
            continue;
        }
        by_output(analysis, scope, node, outputs, "ORDER BY", &key);
        check_type(analysis, outputs, &key, sort);
        if (is_plain_distinct(scope->select) && level->unmatched_sort == NULL && key.expression == node &&
            analysis->findings.count == before && !is_output(analysis, outputs, key))
            level->unmatched_sort = node;
    }
    if (computed != NULL)
        t2s__analysis_find(analysis, "0A000", t2s__expression_position(computed),
                           "Add the expression/function to every SELECT, or move the UNION into a FROM clause.",
                           "invalid UNION/INTERSECT/EXCEPT ORDER BY clause");
    level->clause = T2S__CLAUSE_NONE;
}

/* The first call with one of these flags. */
static const t2s_node *find_call(const t2s_node *node, uint32_t flags)
{
    const t2s_node *found = (node->flags & flags) != 0 ? node : NULL;

    for (int slot = 0; slot < node->slots && found == NULL; slot++)
        T2S__FOR_SLOT (child, node, slot)
            if (found == NULL)
                found = find_call(child, flags);
    return found;
}

/* GROUP BY an output that is itself computed for each group. */
static int check_grouped_output(t2s__analysis *analysis, const struct key *key)
{
    uint32_t flags = key->is_output && key->expression != NULL ? key->expression->flags : 0;
    const t2s_node *found = NULL;

    if ((flags & T2S__NODE_F_TARGET_AGGREGATE) != 0)
        found = find_call(key->expression, T2S__NODE_F_AGGREGATE | T2S__NODE_F_OUTER_AGGREGATE);
    else if ((flags & T2S__NODE_F_TARGET_WINDOW) != 0)
        found = find_call(key->expression, T2S__NODE_F_WINDOW);
    if ((flags & T2S__NODE_F_TARGET_AGGREGATE) != 0)
        t2s__analysis_find(analysis, "42803", found != NULL ? found->position : key->written->position,
                           "Group by the columns that are no aggregates; an aggregate is computed for each group.",
                           "aggregate functions are not allowed in GROUP BY");
    else if ((flags & T2S__NODE_F_TARGET_WINDOW) != 0)
        t2s__analysis_find(analysis, "42P20", found != NULL ? found->position : key->written->position,
                           "Compute it in a subquery or a WITH query, and group by its result outside of that.",
                           "window functions are not allowed in GROUP BY");
    else
        return 0;
    return -1;
}

static void group_by_key(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__outputs *outputs)
{
    size_t before = analysis->findings.count;
    struct key key = {.written = node};
    t2s__var var;

    if (is_name_alone(node)) {
        int found = t2s__find_column(analysis, scope, t2s__node_first(node, 0)->text, 1, node->position, &var);

        if (found == T2S__NAME_COLUMN || (found != T2S__NAME_WRONG && (analysis->flags & T2S_DIALECT_F_GROUP_BY_ALIAS) == 0)) {
            t2s__expression(analysis, scope, node);
            key.expression = node;
        } else if (found != T2S__NAME_WRONG)
            by_output(analysis, scope, node, outputs, "GROUP BY", &key);
    } else
        by_output(analysis, scope, node, outputs, "GROUP BY", &key);
    check_type(analysis, outputs, &key, NULL);
    if (check_grouped_output(analysis, &key) != 0 || analysis->findings.count != before ||
        (key.expression == NULL && key.var == NULL))
        scope->level.is_unsure = 1;
    else
        t2s__group_add(analysis, scope, key.expression, key.var);
}

/* A column of the input goes before one of the output. */
static void group_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__outputs *outputs)
{
    if (node->kind == T2S_NODE_GROUPING || (node->kind == T2S_NODE_ROW && (node->flags & T2S_NODE_F_EXPLICIT) == 0)) {
        const t2s__level *level = &scope->level;
        size_t start = level->grouped_count, end = SIZE_MAX;

        T2S__FOR_SLOT (child, node, 0) {
            size_t at = level->grouped_count;

            group_by(analysis, scope, child, outputs);
            if (end == SIZE_MAX)
                end = level->grouped_count;
            else if (t2s__node_text_is(node, "SETS"))
                t2s__group_intersect(scope, start, end, at);
        }
        if (node->kind == T2S_NODE_GROUPING && !t2s__node_text_is(node, "SETS"))
            t2s__group_intersect(scope, start, level->grouped_count, level->grouped_count);
        return;
    }
    group_by_key(analysis, scope, node, outputs);
}

void t2s__group_by(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, t2s__outputs *outputs)
{
    scope->level.clause = T2S__CLAUSE_GROUP;
    T2S__FOR_SLOT (node, select, T2S_SLOT_SELECT_GROUP)
        group_by(analysis, scope, node, outputs);
    t2s__check_grouping_sets(analysis, select);
    scope->level.clause = T2S__CLAUSE_NONE;
}

static int same_key(const t2s__analysis *analysis, const struct key *a, const struct key *b)
{
    if (a->is_output && b->is_output)
        return a->index == b->index;
    return a->is_output == b->is_output && t2s__same_expression(analysis, a->expression, b->expression);
}

/* The keys of ORDER BY again, which were looked at before. */
static void find_key(t2s__analysis *analysis, const t2s__outputs *outputs, const t2s_node *node, struct key *key)
{
    size_t quiet = (size_t)analysis->quiet;

    *key = (struct key){.written = node, .expression = node};
    analysis->quiet = 1;
    if (is_name_alone(node))
        names_output(analysis, outputs, node, "", key);
    else if (node->kind == T2S_NODE_LITERAL)
        check_number(analysis, outputs, node, "", key);
    analysis->quiet = (int)quiet;
    find_output(analysis, outputs, key);
}

static const struct key *find_same(const t2s__analysis *analysis, const struct key *keys, size_t count, const struct key *key)
{
    for (size_t i = 0; i < count; i++)
        if (same_key(analysis, &keys[i], key))
            return &keys[i];
    return NULL;
}

static void miss_sort(t2s__analysis *analysis, const struct key *key)
{
    t2s__analysis_find(analysis, "42P10", t2s__expression_position(key->written),
                       "Begin ORDER BY with the expressions of DISTINCT ON.",
                       "SELECT DISTINCT ON expressions must match initial ORDER BY expressions");
}

/* What DISTINCT ON names must be what ORDER BY begins with. */
static void check_distinct_on(t2s__analysis *analysis, const t2s_node *query, const t2s__outputs *outputs, const struct key *keys,
                              size_t count)
{
    size_t sort_count = t2s__node_count(query, T2S_SLOT_QUERY_ORDER), at = 0;
    struct key *sorts = t2s__analysis_alloc(analysis, (sort_count + 1) * sizeof(*sorts));
    int has_skipped = 0;

    if (sorts == NULL)
        return;
    T2S__FOR_SLOT (sort, query, T2S_SLOT_QUERY_ORDER) {
        const t2s_node *node = sort->kind == T2S_NODE_SORT ? t2s__node_first(sort, 0) : sort;
        const struct key *found;

        if (node == NULL)
            return;
        find_key(analysis, outputs, node, &sorts[at]);
        if (find_same(analysis, sorts, at, &sorts[at]) != NULL) /* what comes again sorts nothing */
            continue;
        found = find_same(analysis, keys, count, &sorts[at++]);
        if (found == NULL)
            has_skipped = 1;
        else if (has_skipped) {
            miss_sort(analysis, found);
            return;
        }
    }
    for (size_t i = 0; has_skipped && i < count; i++)
        if (find_same(analysis, sorts, at, &keys[i]) == NULL) {
            miss_sort(analysis, &keys[i]);
            return;
        }
}

/* SELECT DISTINCT tells each of its outputs equal from unequal. */
static void check_distinct(t2s__analysis *analysis, t2s__outputs *outputs)
{
    for (size_t i = 0; analysis->has_types && i < outputs->count; i++) {
        const t2s_node *expression = outputs->expressions[i];
        const t2s__type *type = t2s__output_type(analysis, outputs, i);

        if (!t2s__check_equality(analysis, type, expression != NULL ? t2s__expression_position(expression) : -1))
            return;
    }
}

void t2s__distinct(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select, const t2s_node *query, t2s__outputs *outputs)
{
    size_t before = analysis->findings.count, count = 0;
    struct key *keys;

    if (scope->level.unmatched_sort != NULL)
        t2s__analysis_find(analysis, "42P10", t2s__expression_position(scope->level.unmatched_sort),
                           "Add the expression to the select list, or sort by one that is there.",
                           "for SELECT DISTINCT, ORDER BY expressions must appear in select list");
    if (is_plain_distinct(select))
        check_distinct(analysis, outputs);
    if (select->last[T2S_SLOT_SELECT_DISTINCT_ON] == NULL)
        return;
    keys = t2s__analysis_alloc(analysis, t2s__node_count(select, T2S_SLOT_SELECT_DISTINCT_ON) * sizeof(*keys));
    if (keys == NULL)
        return;
    scope->level.clause = T2S__CLAUSE_DISTINCT_ON;
    T2S__FOR_SLOT (node, select, T2S_SLOT_SELECT_DISTINCT_ON) {
        by_output(analysis, scope, node, outputs, "DISTINCT ON", &keys[count]);
        check_type(analysis, outputs, &keys[count], NULL);
        find_output(analysis, outputs, &keys[count++]);
    }
    scope->level.clause = T2S__CLAUSE_NONE;
    if (query != NULL && analysis->findings.count == before && !outputs->is_open)
        check_distinct_on(analysis, query, outputs, keys, count);
}
