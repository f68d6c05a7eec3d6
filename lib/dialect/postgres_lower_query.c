/* SPDX-License-Identifier: MIT */
#include "dialect/postgres_lower.h"

static t2s_node *lower_from(const struct t2s__lower *lower, const PgQuery__Node *node);

static t2s_node *lower_alias(const struct t2s__lower *lower, const PgQuery__Alias *alias)
{
    t2s_node *node;

    if (alias == NULL)
        return NULL;
    node = t2s__lower_leaf(lower, T2S_NODE_ALIAS, -1, alias->aliasname);
    t2s__lower_identifiers(lower, alias->n_colnames, alias->colnames, -1, node, 0);
    return node;
}

static void append_name(const struct t2s__lower *lower, t2s_node *parent, int slot, int position, const char *name)
{
    if (name != NULL && name[0] != '\0')
        t2s_node_append(parent, slot, t2s__lower_leaf(lower, T2S_NODE_IDENTIFIER, position, name));
}

t2s_node *t2s__lower_relation(const struct t2s__lower *lower, const PgQuery__RangeVar *relation)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_RELATION, relation->location);

    append_name(lower, node, T2S_SLOT_RELATION_NAME, -1, relation->catalogname);
    append_name(lower, node, T2S_SLOT_RELATION_NAME, -1, relation->schemaname);
    append_name(lower, node, T2S_SLOT_RELATION_NAME, relation->location, relation->relname);
    t2s_node_append(node, T2S_SLOT_RELATION_ALIAS, lower_alias(lower, relation->alias));
    return node;
}

static t2s_node *lower_derived(const struct t2s__lower *lower, const PgQuery__RangeSubselect *subselect)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_DERIVED, -1);

    if (subselect->lateral)
        t2s_node_add_flags(node, T2S_NODE_F_LATERAL);
    if (subselect->subquery != NULL && subselect->subquery->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
        t2s_node_append(node, T2S_SLOT_DERIVED_QUERY, t2s__lower_query(lower, subselect->subquery->select_stmt));
    else
        t2s_node_append(node, T2S_SLOT_DERIVED_QUERY, t2s__lower_leaf(lower, T2S_NODE_UNKNOWN, -1, "subquery"));
    t2s_node_append(node, T2S_SLOT_DERIVED_ALIAS, lower_alias(lower, subselect->alias));
    return node;
}

static void lower_column_definitions(const struct t2s__lower *lower, size_t count, PgQuery__Node *const *nodes, t2s_node *parent)
{
    for (size_t i = 0; i < count; i++) {
        const PgQuery__ColumnDef *column;
        t2s_node *node;

        if (nodes[i]->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF)
            continue;
        column = nodes[i]->column_def;
        node = t2s__lower_leaf(lower, T2S_NODE_COLUMN_DEFINITION, column->location, column->colname);
        t2s_node_append(node, 0, t2s__lower_type(lower, column->type_name));
        t2s_node_append(parent, T2S_SLOT_FUNCTION_TABLE_COLUMNS, node);
    }
}

/* Each function is a List of the call and of its own column definitions. */
static t2s_node *lower_function_table(const struct t2s__lower *lower, const PgQuery__RangeFunction *function)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_FUNCTION_TABLE, -1);

    if (function->lateral)
        t2s_node_add_flags(node, T2S_NODE_F_LATERAL);
    if (function->ordinality)
        t2s_node_add_flags(node, T2S_NODE_F_ORDINALITY);
    for (size_t i = 0; i < function->n_functions; i++) {
        const PgQuery__Node *pair = function->functions[i];

        if (pair->node_case != PG_QUERY__NODE__NODE_LIST || pair->list->n_items == 0)
            continue;
        t2s_node_append(node, T2S_SLOT_FUNCTION_TABLE_CALLS, t2s__lower_expression(lower, pair->list->items[0]));
        if (pair->list->n_items > 1 && pair->list->items[1]->node_case == PG_QUERY__NODE__NODE_LIST)
            lower_column_definitions(lower, pair->list->items[1]->list->n_items, pair->list->items[1]->list->items, node);
    }
    lower_column_definitions(lower, function->n_coldeflist, function->coldeflist, node);
    t2s_node_append(node, T2S_SLOT_FUNCTION_TABLE_ALIAS, lower_alias(lower, function->alias));
    return node;
}

/* XMLTABLE: a call with all of its expressions as arguments, and the columns that it defines. */
static t2s_node *lower_xml_table(const struct t2s__lower *lower, const PgQuery__RangeTableFunc *table)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_FUNCTION_TABLE, table->location);
    t2s_node *call = t2s_tree_node(lower->tree, T2S_NODE_CALL, table->location);

    append_name(lower, call, T2S_SLOT_CALL_NAME, table->location, "xmltable");
    t2s_node_add_flags(call, T2S_NODE_F_SYNTAX);
    if (table->lateral)
        t2s_node_add_flags(node, T2S_NODE_F_LATERAL);
    t2s_node_append(call, T2S_SLOT_CALL_ARGUMENTS, t2s__lower_expression(lower, table->rowexpr));
    t2s_node_append(call, T2S_SLOT_CALL_ARGUMENTS, t2s__lower_expression(lower, table->docexpr));
    t2s_node_append(node, T2S_SLOT_FUNCTION_TABLE_CALLS, call);
    for (size_t i = 0; i < table->n_columns; i++) {
        const PgQuery__RangeTableFuncCol *column;
        t2s_node *definition;

        if (table->columns[i]->node_case != PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC_COL)
            continue;
        column = table->columns[i]->range_table_func_col;
        definition = t2s__lower_leaf(lower, T2S_NODE_COLUMN_DEFINITION, column->location, column->colname);
        t2s_node_append(definition, 0, t2s__lower_type(lower, column->type_name));
        t2s_node_append(node, T2S_SLOT_FUNCTION_TABLE_COLUMNS, definition);
        t2s_node_append(call, T2S_SLOT_CALL_ARGUMENTS, t2s__lower_expression(lower, column->colexpr));
        t2s_node_append(call, T2S_SLOT_CALL_ARGUMENTS, t2s__lower_expression(lower, column->coldefexpr));
    }
    for (size_t i = 0; i < table->n_namespaces; i++)
        if (table->namespaces[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET)
            t2s_node_append(call, T2S_SLOT_CALL_ARGUMENTS, t2s__lower_expression(lower, table->namespaces[i]->res_target->val));
    t2s_node_append(node, T2S_SLOT_FUNCTION_TABLE_ALIAS, lower_alias(lower, table->alias));
    return node;
}

/* Its method is the first name among the arguments; what REPEATABLE takes has a node of its own. */
static t2s_node *lower_sample(const struct t2s__lower *lower, const PgQuery__RangeTableSample *sample)
{
    t2s_node *node = lower_from(lower, sample->relation);
    t2s_node *method = t2s_tree_node(lower->tree, T2S_NODE_SPECIAL, sample->location);
    t2s_node *repeatable;

    t2s_node_set_text(lower->tree, method, "TABLESAMPLE", 11);
    t2s__lower_identifiers(lower, sample->n_method, sample->method, sample->location, method, 0);
    t2s__lower_expressions(lower, sample->n_args, sample->args, method, 0);
    t2s_node_append(node, T2S_SLOT_RELATION_SAMPLE, method);
    if (sample->repeatable == NULL)
        return node;
    repeatable = t2s__lower_leaf(lower, T2S_NODE_SPECIAL, -1, "REPEATABLE");
    t2s_node_append(repeatable, 0, t2s__lower_expression(lower, sample->repeatable));
    t2s_node_append(node, T2S_SLOT_RELATION_SAMPLE, repeatable);
    return node;
}

static const char *join_word(const PgQuery__JoinExpr *join)
{
    switch (join->jointype) {
    case PG_QUERY__JOIN_TYPE__JOIN_LEFT:
        return "LEFT";
    case PG_QUERY__JOIN_TYPE__JOIN_RIGHT:
        return "RIGHT";
    case PG_QUERY__JOIN_TYPE__JOIN_FULL:
        return "FULL";
    default:
        return join->quals == NULL && join->n_using_clause == 0 && !join->is_natural ? "CROSS" : "INNER";
    }
}

static t2s_node *lower_join(const struct t2s__lower *lower, const PgQuery__JoinExpr *join)
{
    t2s_node *node = t2s__lower_leaf(lower, T2S_NODE_JOIN, -1, join_word(join));

    if (join->is_natural)
        t2s_node_add_flags(node, T2S_NODE_F_NATURAL);
    t2s_node_append(node, T2S_SLOT_JOIN_LEFT, lower_from(lower, join->larg));
    t2s_node_append(node, T2S_SLOT_JOIN_RIGHT, lower_from(lower, join->rarg));
    t2s_node_append(node, T2S_SLOT_JOIN_ON, t2s__lower_expression(lower, join->quals));
    t2s__lower_identifiers(lower, join->n_using_clause, join->using_clause, -1, node, T2S_SLOT_JOIN_USING);
    t2s_node_append(node, T2S_SLOT_JOIN_ALIAS, lower_alias(lower, join->alias));
    t2s_node_append(node, T2S_SLOT_JOIN_USING_ALIAS, lower_alias(lower, join->join_using_alias));
    return node;
}

static t2s_node *lower_from(const struct t2s__lower *lower, const PgQuery__Node *node)
{
    switch (node != NULL ? node->node_case : PG_QUERY__NODE__NODE__NOT_SET) {
    case PG_QUERY__NODE__NODE_RANGE_VAR:
        return t2s__lower_relation(lower, node->range_var);
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT:
        return lower_derived(lower, node->range_subselect);
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION:
        return lower_function_table(lower, node->range_function);
    case PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC:
        return lower_xml_table(lower, node->range_table_func);
    case PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE:
        return lower_sample(lower, node->range_table_sample);
    case PG_QUERY__NODE__NODE_JOIN_EXPR:
        return lower_join(lower, node->join_expr);
    default:
        return t2s__lower_leaf(lower, T2S_NODE_UNKNOWN, -1, "FROM");
    }
}

static t2s_node *lower_target(const struct t2s__lower *lower, const PgQuery__Node *node)
{
    const PgQuery__ResTarget *target;
    t2s_node *lowered;

    if (node->node_case != PG_QUERY__NODE__NODE_RES_TARGET)
        return t2s__lower_leaf(lower, T2S_NODE_UNKNOWN, -1, "target");
    target = node->res_target;
    lowered = t2s__lower_leaf(lower, T2S_NODE_TARGET, target->location,
                              target->name != NULL && target->name[0] != '\0' ? target->name : NULL);
    t2s_node_append(lowered, 0, t2s__lower_expression(lower, target->val));
    return lowered;
}

static t2s_node *lower_values(const struct t2s__lower *lower, const PgQuery__SelectStmt *select)
{
    t2s_node *values = t2s_tree_node(lower->tree, T2S_NODE_VALUES, -1);

    for (size_t i = 0; i < select->n_values_lists; i++) {
        t2s_node *row = t2s_tree_node(lower->tree, T2S_NODE_ROW, -1);

        if (select->values_lists[i]->node_case == PG_QUERY__NODE__NODE_LIST)
            t2s__lower_expressions(lower, select->values_lists[i]->list->n_items, select->values_lists[i]->list->items, row, 0);
        t2s_node_append(values, 0, row);
    }
    return values;
}

static t2s_node *lower_into(const struct t2s__lower *lower, const PgQuery__IntoClause *into)
{
    t2s_node *node;

    if (into == NULL)
        return NULL;
    node = t2s_tree_node(lower->tree, T2S_NODE_INTO, into->rel != NULL ? into->rel->location : -1);
    if (into->rel != NULL)
        t2s_node_append(node, 0, t2s__lower_relation(lower, into->rel));
    return node;
}

static t2s_node *lower_select(const struct t2s__lower *lower, const PgQuery__SelectStmt *select)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_SELECT, -1);

    if (select->n_distinct_clause != 0)
        t2s_node_add_flags(node, T2S_NODE_F_DISTINCT);
    t2s__lower_expressions(lower, select->n_distinct_clause, select->distinct_clause, node, T2S_SLOT_SELECT_DISTINCT_ON);
    for (size_t i = 0; i < select->n_target_list; i++)
        t2s_node_append(node, T2S_SLOT_SELECT_TARGETS, lower_target(lower, select->target_list[i]));
    for (size_t i = 0; i < select->n_from_clause; i++)
        t2s_node_append(node, T2S_SLOT_SELECT_FROM, lower_from(lower, select->from_clause[i]));
    t2s_node_append(node, T2S_SLOT_SELECT_WHERE, t2s__lower_expression(lower, select->where_clause));
    t2s__lower_expressions(lower, select->n_group_clause, select->group_clause, node, T2S_SLOT_SELECT_GROUP);
    t2s_node_append(node, T2S_SLOT_SELECT_HAVING, t2s__lower_expression(lower, select->having_clause));
    for (size_t i = 0; i < select->n_window_clause; i++)
        if (select->window_clause[i]->node_case == PG_QUERY__NODE__NODE_WINDOW_DEF)
            t2s_node_append(node, T2S_SLOT_SELECT_WINDOWS, t2s__lower_window(lower, select->window_clause[i]->window_def));
    t2s_node_append(node, T2S_SLOT_SELECT_INTO, lower_into(lower, select->into_clause));
    return node;
}

static int has_parts_of_a_query(const PgQuery__SelectStmt *select)
{
    return select->with_clause != NULL || select->n_sort_clause != 0 || select->limit_count != NULL ||
           select->limit_offset != NULL || select->n_locking_clause != 0;
}

static t2s_node *lower_body(const struct t2s__lower *lower, const PgQuery__SelectStmt *select);

static t2s_node *lower_branch(const struct t2s__lower *lower, const PgQuery__SelectStmt *select)
{
    if (select == NULL)
        return t2s__lower_leaf(lower, T2S_NODE_UNKNOWN, -1, "set operation");
    return has_parts_of_a_query(select) ? t2s__lower_query(lower, select) : lower_body(lower, select);
}

static t2s_node *lower_set_operation(const struct t2s__lower *lower, const PgQuery__SelectStmt *select)
{
    const char *word = select->op == PG_QUERY__SET_OPERATION__SETOP_UNION       ? "UNION"
                       : select->op == PG_QUERY__SET_OPERATION__SETOP_INTERSECT ? "INTERSECT"
                                                                                : "EXCEPT";
    t2s_node *node = t2s__lower_leaf(lower, T2S_NODE_SETOP, -1, word);

    if (select->all)
        t2s_node_add_flags(node, T2S_NODE_F_ALL);
    t2s_node_append(node, T2S_SLOT_SETOP_LEFT, lower_branch(lower, select->larg));
    t2s_node_append(node, T2S_SLOT_SETOP_RIGHT, lower_branch(lower, select->rarg));
    return node;
}

static t2s_node *lower_body(const struct t2s__lower *lower, const PgQuery__SelectStmt *select)
{
    if (select->op > PG_QUERY__SET_OPERATION__SETOP_NONE)
        return lower_set_operation(lower, select);
    return select->n_values_lists != 0 ? lower_values(lower, select) : lower_select(lower, select);
}

static t2s_node *lower_locking(const struct t2s__lower *lower, const PgQuery__Node *node)
{
    static const char *const words[] = {"", "", "FOR KEY SHARE", "FOR SHARE", "FOR NO KEY UPDATE", "FOR UPDATE"};
    const PgQuery__LockingClause *locking;
    t2s_node *lowered;
    size_t strength;

    if (node->node_case != PG_QUERY__NODE__NODE_LOCKING_CLAUSE)
        return t2s__lower_leaf(lower, T2S_NODE_UNKNOWN, -1, "locking clause");
    locking = node->locking_clause;
    strength = (size_t)locking->strength;
    lowered = t2s__lower_leaf(lower, T2S_NODE_LOCKING, -1, strength < sizeof(words) / sizeof(words[0]) ? words[strength] : "FOR");
    for (size_t i = 0; i < locking->n_locked_rels; i++)
        if (locking->locked_rels[i]->node_case == PG_QUERY__NODE__NODE_RANGE_VAR)
            t2s_node_append(lowered, 0, t2s__lower_relation(lower, locking->locked_rels[i]->range_var));
    return lowered;
}

static t2s_node *lower_cte(const struct t2s__lower *lower, const PgQuery__Node *node)
{
    const PgQuery__CommonTableExpr *cte;
    t2s_node *lowered;

    if (node->node_case != PG_QUERY__NODE__NODE_COMMON_TABLE_EXPR)
        return t2s__lower_leaf(lower, T2S_NODE_UNKNOWN, -1, "WITH");
    cte = node->common_table_expr;
    lowered = t2s__lower_leaf(lower, T2S_NODE_CTE, cte->location, cte->ctename);
    t2s__lower_identifiers(lower, cte->n_aliascolnames, cte->aliascolnames, -1, lowered, T2S_SLOT_CTE_COLUMNS);
    t2s_node_append(lowered, T2S_SLOT_CTE_STATEMENT, t2s__lower_statement(lower, cte->ctequery, cte->location));
    if (cte->search_clause != NULL)
        append_name(lower, lowered, T2S_SLOT_CTE_ADDED, cte->search_clause->location, cte->search_clause->search_seq_column);
    if (cte->cycle_clause != NULL) {
        append_name(lower, lowered, T2S_SLOT_CTE_ADDED, cte->cycle_clause->location, cte->cycle_clause->cycle_mark_column);
        append_name(lower, lowered, T2S_SLOT_CTE_ADDED, cte->cycle_clause->location, cte->cycle_clause->cycle_path_column);
    }
    return lowered;
}

void t2s__lower_with(const struct t2s__lower *lower, const PgQuery__WithClause *with, t2s_node *parent, int slot)
{
    if (with == NULL)
        return;
    if (with->recursive)
        t2s_node_add_flags(parent, T2S_NODE_F_RECURSIVE);
    for (size_t i = 0; i < with->n_ctes; i++)
        t2s_node_append(parent, slot, lower_cte(lower, with->ctes[i]));
}

t2s_node *t2s__lower_query(const struct t2s__lower *lower, const PgQuery__SelectStmt *select)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_QUERY, -1);

    t2s__lower_with(lower, select->with_clause, node, T2S_SLOT_QUERY_WITH);
    t2s_node_append(node, T2S_SLOT_QUERY_BODY, lower_body(lower, select));
    t2s__lower_expressions(lower, select->n_sort_clause, select->sort_clause, node, T2S_SLOT_QUERY_ORDER);
    t2s_node_append(node, T2S_SLOT_QUERY_LIMIT, t2s__lower_expression(lower, select->limit_count));
    t2s_node_append(node, T2S_SLOT_QUERY_OFFSET, t2s__lower_expression(lower, select->limit_offset));
    for (size_t i = 0; i < select->n_locking_clause; i++)
        t2s_node_append(node, T2S_SLOT_QUERY_LOCKING, lower_locking(lower, select->locking_clause[i]));
    return node;
}
