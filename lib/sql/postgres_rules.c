/* SPDX-License-Identifier: MIT */
/* PostgreSQL's rules, which are those of every dialect that names no others. */
#include "sql/clauses.h"
#include "sql/expression.h"
#include "sql/type_rules.h"

static const t2s__type *column_type(t2s__analysis *analysis, const t2s_column *column)
{
    (void)analysis;
    return t2s__sound_type(column->data_type);
}

static void set_operation(t2s__analysis *analysis, const t2s_node *node, const t2s__cte *cte, t2s__outputs *left, t2s__outputs *right)
{
    if (left->count != right->count && !left->is_open && !right->is_open)
        t2s__analysis_find(analysis, "42601", t2s__first_position(t2s__node_first(node, T2S_SLOT_SETOP_RIGHT)), NULL,
                           "each %s query must have the same number of columns", node->text != NULL ? node->text : "UNION");
    if (cte != NULL)
        t2s__union_modifiers(analysis, cte, left, right);
    t2s__union_types(analysis, node, left, right);
}

static void join_on(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__in_clause(analysis, scope, node, T2S_SLOT_JOIN_ON, T2S__CLAUSE_JOIN);
}

static const t2s__type *written_type(t2s__analysis *analysis, const t2s__type *type)
{
    (void)analysis;
    return type;
}

const t2s__type_rules t2s__postgres_rules = {
    .builtin_schema = "pg_catalog",
    .expression = t2s__postgres_expression,
    .column_type = column_type,
    .select = t2s__postgres_select,
    .values = t2s__postgres_values,
    .order_by = t2s__order_by,
    .set_operation = set_operation,
    .merged = t2s__postgres_merged,
    .join_on = join_on,
    .from_function = t2s__postgres_from_function,
    .check_names = t2s__postgres_check_names,
    .written_type = written_type,
};

const t2s__type_rules *t2s__rules_of(uint64_t flags)
{
    if ((flags & T2S_DIALECT_F_TRINO_TYPES) != 0)
        return &t2s__trino_rules;
    if ((flags & T2S_DIALECT_F_PRESTO_TYPES) != 0)
        return &t2s__presto_rules;
    return &t2s__postgres_rules;
}
