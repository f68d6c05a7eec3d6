/* SPDX-License-Identifier: MIT */
#include "dialect/postgres_lower.h"

#include <stdio.h>
#include <string.h>

void t2s__lower_expressions(const struct t2s__lower *lower, size_t count, PgQuery__Node *const *nodes, t2s_node *parent, int slot)
{
    for (size_t i = 0; i < count; i++)
        t2s_node_append(parent, slot, t2s__lower_expression(lower, nodes[i]));
}

/* An expression, or the members of a List. */
static void append_list(const struct t2s__lower *lower, const PgQuery__Node *node, t2s_node *parent, int slot)
{
    if (node != NULL && node->node_case == PG_QUERY__NODE__NODE_LIST)
        t2s__lower_expressions(lower, node->list->n_items, node->list->items, parent, slot);
    else
        t2s_node_append(parent, slot, t2s__lower_expression(lower, node));
}

static t2s_node *lower_column_ref(const struct t2s__lower *lower, const PgQuery__ColumnRef *column)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_COLUMN_REF, column->location);

    t2s__lower_identifiers(lower, column->n_fields, column->fields, column->location, node, 0);
    if (column->n_fields != 0 && column->fields[column->n_fields - 1]->node_case == PG_QUERY__NODE__NODE_A_STAR)
        t2s_node_add_flags(node, T2S_NODE_F_STAR);
    return node;
}

static t2s_node *lower_constant(const struct t2s__lower *lower, const PgQuery__AConst *constant)
{
    t2s_node *node;
    const char *text = NULL;
    char number[16];
    uint32_t flag = T2S_NODE_F_NUMBER;

    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        snprintf(number, sizeof(number), "%d", (int)constant->ival->ival);
        text = number;
        break;
    case PG_QUERY__A__CONST__VAL_FVAL:
        text = constant->fval->fval;
        break;
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        text = constant->boolval->boolval ? "true" : "false";
        flag = T2S_NODE_F_BOOLEAN;
        break;
    case PG_QUERY__A__CONST__VAL_SVAL:
        text = constant->sval->sval;
        flag = T2S_NODE_F_STRING;
        break;
    case PG_QUERY__A__CONST__VAL_BSVAL:
        text = constant->bsval->bsval;
        flag = T2S_NODE_F_BITS;
        break;
    default:
        flag = T2S_NODE_F_NULL;
        break;
    }
    node = t2s__lower_leaf(lower, T2S_NODE_LITERAL, constant->location, text);
    t2s_node_add_flags(node, flag);
    return node;
}

static t2s_node *lower_sort(const struct t2s__lower *lower, const PgQuery__SortBy *sort)
{
    const char *word = sort->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_ASC    ? "ASC"
                       : sort->sortby_dir == PG_QUERY__SORT_BY_DIR__SORTBY_DESC ? "DESC"
                                                                                : NULL;
    t2s_node *node = t2s__lower_leaf(lower, T2S_NODE_SORT, sort->location, word);

    t2s_node_append(node, 0, t2s__lower_expression(lower, sort->node));
    t2s__lower_identifiers(lower, sort->n_use_op, sort->use_op, -1, node, 1);
    if (sort->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_FIRST)
        t2s_node_add_flags(node, T2S_NODE_F_NULLS_FIRST);
    if (sort->sortby_nulls == PG_QUERY__SORT_BY_NULLS__SORTBY_NULLS_LAST)
        t2s_node_add_flags(node, T2S_NODE_F_NULLS_LAST);
    return node;
}

/* Bits of the parser's frame options. */
enum { FRAME_WRITTEN = 0x1, FRAME_ROWS = 0x4, FRAME_GROUPS = 0x8 };

t2s_node *t2s__lower_window(const struct t2s__lower *lower, const PgQuery__WindowDef *window)
{
    t2s_node *node;

    if (window == NULL)
        return NULL;
    node = t2s__lower_leaf(lower, T2S_NODE_WINDOW, window->location,
                           window->name != NULL && window->name[0] != '\0' ? window->name : NULL);
    t2s__lower_expressions(lower, window->n_partition_clause, window->partition_clause, node, T2S_SLOT_WINDOW_PARTITION);
    t2s__lower_expressions(lower, window->n_order_clause, window->order_clause, node, T2S_SLOT_WINDOW_ORDER);
    t2s_node_append(node, T2S_SLOT_WINDOW_FRAME, t2s__lower_expression(lower, window->start_offset));
    t2s_node_append(node, T2S_SLOT_WINDOW_FRAME, t2s__lower_expression(lower, window->end_offset));
    if (window->refname != NULL && window->refname[0] != '\0')
        t2s_node_append(node, T2S_SLOT_WINDOW_COPIED,
                        t2s__lower_leaf(lower, T2S_NODE_IDENTIFIER, window->location, window->refname));
    if ((window->frame_options & FRAME_WRITTEN) != 0)
        t2s_node_append(node, T2S_SLOT_WINDOW_MODE,
                        t2s__lower_leaf(lower, T2S_NODE_IDENTIFIER, window->location,
                                        (window->frame_options & FRAME_ROWS) != 0     ? "ROWS"
                                        : (window->frame_options & FRAME_GROUPS) != 0 ? "GROUPS"
                                                                                      : "RANGE"));
    return node;
}

static int is_name(size_t count, PgQuery__Node *const *names, const char *name)
{
    const char *last = count != 0 ? t2s__lower_string(names[count - 1]) : NULL;

    return last != NULL && strcmp(last, name) == 0;
}

static t2s_node *lower_call(const struct t2s__lower *lower, const PgQuery__FuncCall *call)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_CALL, call->location);
    t2s_node *over = t2s__lower_window(lower, call->over);

    t2s__lower_identifiers(lower, call->n_funcname, call->funcname, call->location, node, T2S_SLOT_CALL_NAME);
    t2s__lower_expressions(lower, call->n_args, call->args, node, T2S_SLOT_CALL_ARGUMENTS);
    t2s__lower_expressions(lower, call->n_agg_order, call->agg_order, node,
                           call->agg_within_group ? T2S_SLOT_CALL_WITHIN : T2S_SLOT_CALL_ORDER);
    t2s_node_append(node, T2S_SLOT_CALL_FILTER, t2s__lower_expression(lower, call->agg_filter));
    if (over != NULL && call->over->name != NULL && call->over->name[0] != '\0')
        t2s_node_add_flags(over, T2S_NODE_F_REFERENCE);
    t2s_node_append(node, T2S_SLOT_CALL_OVER, over);
    t2s_node_add_flags(node, (call->agg_distinct ? T2S_NODE_F_DISTINCT : 0U) | (call->agg_star ? T2S_NODE_F_STAR : 0U) |
                                 (call->func_variadic ? T2S_NODE_F_VARIADIC : 0U) |
                                 /* EXTRACT(...) and its like become pg_catalog.extract(...), which nobody wrote. */
                                 (call->funcformat == PG_QUERY__COERCION_FORM__COERCE_SQL_SYNTAX ? T2S_NODE_F_SYNTAX : 0U));
    return node;
}

static t2s_node *lower_operator(const struct t2s__lower *lower, const PgQuery__AExpr *expression, uint32_t flags)
{
    const char *word = expression->n_name != 0 ? t2s__lower_string(expression->name[expression->n_name - 1]) : NULL;
    t2s_node *node = t2s__lower_leaf(lower, T2S_NODE_OPERATOR, expression->location, word != NULL ? word : "");

    t2s_node_append(node, 0, t2s__lower_expression(lower, expression->lexpr));
    t2s_node_append(node, 1, t2s__lower_expression(lower, expression->rexpr));
    if (expression->n_name > 1)
        t2s__lower_identifiers(lower, expression->n_name - 1, expression->name, -1, node, 2);
    t2s_node_add_flags(node, flags);
    return node;
}

static t2s_node *lower_two(const struct t2s__lower *lower, const PgQuery__AExpr *expression, int kind, const char *text)
{
    t2s_node *node = t2s__lower_leaf(lower, kind, expression->location, text);

    t2s_node_append(node, 0, t2s__lower_expression(lower, expression->lexpr));
    append_list(lower, expression->rexpr, node, kind == T2S_NODE_SPECIAL ? 0 : 1);
    return node;
}

/* "!~~" and "<>" are how the parser writes NOT LIKE and NOT IN. */
static uint32_t negation(const PgQuery__AExpr *expression)
{
    const char *word = expression->n_name != 0 ? t2s__lower_string(expression->name[0]) : NULL;

    return word != NULL && (word[0] == '!' || strcmp(word, "<>") == 0) ? T2S_NODE_F_NOT : 0U;
}

/* ESCAPE and SIMILAR TO hide the pattern in a call of like_escape() or similar_to_escape(). */
static t2s_node *lower_like(const struct t2s__lower *lower, const PgQuery__AExpr *expression, const char *text)
{
    t2s_node *node = t2s__lower_leaf(lower, T2S_NODE_LIKE, expression->location, text);
    const PgQuery__Node *pattern = expression->rexpr;

    t2s_node_append(node, 0, t2s__lower_expression(lower, expression->lexpr));
    if (pattern != NULL && pattern->node_case == PG_QUERY__NODE__NODE_FUNC_CALL && pattern->func_call->n_args != 0 &&
        pattern->func_call->n_funcname == 2 &&
        (is_name(2, pattern->func_call->funcname, "like_escape") ||
         is_name(2, pattern->func_call->funcname, "similar_to_escape"))) {
        t2s_node_append(node, 1, t2s__lower_expression(lower, pattern->func_call->args[0]));
        if (pattern->func_call->n_args > 1)
            t2s_node_append(node, 2, t2s__lower_expression(lower, pattern->func_call->args[1]));
    } else
        t2s_node_append(node, 1, t2s__lower_expression(lower, pattern));
    t2s_node_add_flags(node, negation(expression));
    return node;
}

static t2s_node *lower_between(const struct t2s__lower *lower, const PgQuery__AExpr *expression)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_BETWEEN, expression->location);
    PgQuery__AExprKind kind = expression->kind;

    t2s_node_append(node, 0, t2s__lower_expression(lower, expression->lexpr));
    if (expression->rexpr != NULL && expression->rexpr->node_case == PG_QUERY__NODE__NODE_LIST &&
        expression->rexpr->list->n_items == 2) {
        t2s_node_append(node, 1, t2s__lower_expression(lower, expression->rexpr->list->items[0]));
        t2s_node_append(node, 2, t2s__lower_expression(lower, expression->rexpr->list->items[1]));
    }
    if (kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN || kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM)
        t2s_node_add_flags(node, T2S_NODE_F_NOT);
    if (kind == PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM || kind == PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM)
        t2s_node_add_flags(node, T2S_NODE_F_SYMMETRIC);
    return node;
}

static t2s_node *lower_a_expr(const struct t2s__lower *lower, const PgQuery__AExpr *expression)
{
    t2s_node *node;

    switch (expression->kind) {
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP:
        return lower_operator(lower, expression, 0);
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ANY:
        return lower_operator(lower, expression, T2S_NODE_F_ANY);
    case PG_QUERY__A__EXPR__KIND__AEXPR_OP_ALL:
        return lower_operator(lower, expression, T2S_NODE_F_ALL);
    case PG_QUERY__A__EXPR__KIND__AEXPR_DISTINCT:
        return lower_two(lower, expression, T2S_NODE_TEST, "IS DISTINCT FROM");
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_DISTINCT:
        return lower_two(lower, expression, T2S_NODE_TEST, "IS NOT DISTINCT FROM");
    case PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF:
        return lower_two(lower, expression, T2S_NODE_SPECIAL, "NULLIF");
    case PG_QUERY__A__EXPR__KIND__AEXPR_IN:
        node = lower_two(lower, expression, T2S_NODE_IN, NULL);
        t2s_node_add_flags(node, negation(expression));
        return node;
    case PG_QUERY__A__EXPR__KIND__AEXPR_LIKE:
        return lower_like(lower, expression, "LIKE");
    case PG_QUERY__A__EXPR__KIND__AEXPR_ILIKE:
        return lower_like(lower, expression, "ILIKE");
    case PG_QUERY__A__EXPR__KIND__AEXPR_SIMILAR:
        return lower_like(lower, expression, "SIMILAR TO");
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN:
    case PG_QUERY__A__EXPR__KIND__AEXPR_BETWEEN_SYM:
    case PG_QUERY__A__EXPR__KIND__AEXPR_NOT_BETWEEN_SYM:
        return lower_between(lower, expression);
    default:
        return lower_two(lower, expression, T2S_NODE_UNKNOWN, "operator");
    }
}

static t2s_node *lower_boolean(const struct t2s__lower *lower, const PgQuery__BoolExpr *boolean)
{
    const char *word = boolean->boolop == PG_QUERY__BOOL_EXPR_TYPE__AND_EXPR  ? "AND"
                       : boolean->boolop == PG_QUERY__BOOL_EXPR_TYPE__OR_EXPR ? "OR"
                                                                              : "NOT";
    t2s_node *node = t2s__lower_leaf(lower, T2S_NODE_BOOLEAN, boolean->location, word);

    t2s__lower_expressions(lower, boolean->n_args, boolean->args, node, 0);
    return node;
}

static t2s_node *lower_subquery(const struct t2s__lower *lower, const PgQuery__SubLink *link)
{
    const char *word = link->n_oper_name != 0 ? t2s__lower_string(link->oper_name[link->n_oper_name - 1]) : NULL;
    char text[80];
    t2s_node *node;

    switch (link->sub_link_type) {
    case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK:
        snprintf(text, sizeof(text), "EXISTS");
        break;
    case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK:
        snprintf(text, sizeof(text), "ARRAY");
        break;
    case PG_QUERY__SUB_LINK_TYPE__ANY_SUBLINK:
        snprintf(text, sizeof(text), word != NULL ? "ANY %s" : "IN", word != NULL ? word : "");
        break;
    case PG_QUERY__SUB_LINK_TYPE__ALL_SUBLINK:
        snprintf(text, sizeof(text), "ALL %s", word != NULL ? word : "");
        break;
    case PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK:
        snprintf(text, sizeof(text), "SCALAR");
        break;
    default:
        return t2s__lower_leaf(lower, T2S_NODE_UNKNOWN, link->location, "subquery");
    }
    node = t2s__lower_leaf(lower, T2S_NODE_SUBQUERY, link->location, text);
    if (link->subselect != NULL && link->subselect->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
        t2s_node_append(node, T2S_SLOT_SUBQUERY_QUERY, t2s__lower_query(lower, link->subselect->select_stmt));
    else
        t2s_node_append(node, T2S_SLOT_SUBQUERY_QUERY, t2s__lower_leaf(lower, T2S_NODE_UNKNOWN, link->location, "subquery"));
    t2s_node_append(node, T2S_SLOT_SUBQUERY_LEFT, t2s__lower_expression(lower, link->testexpr));
    if (link->n_oper_name > 1)
        t2s__lower_identifiers(lower, link->n_oper_name - 1, link->oper_name, -1, node, T2S_SLOT_SUBQUERY_OPERATOR_SCHEMA);
    return node;
}

static t2s_node *lower_case(const struct t2s__lower *lower, const PgQuery__CaseExpr *expression)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_CASE, expression->location);

    t2s_node_append(node, 0, t2s__lower_expression(lower, expression->arg));
    for (size_t i = 0; i < expression->n_args; i++) {
        const PgQuery__Node *arm = expression->args[i];
        t2s_node *when;

        if (arm->node_case != PG_QUERY__NODE__NODE_CASE_WHEN)
            continue;
        when = t2s_tree_node(lower->tree, T2S_NODE_WHEN, arm->case_when->location);
        t2s_node_append(when, 0, t2s__lower_expression(lower, arm->case_when->expr));
        t2s_node_append(when, 1, t2s__lower_expression(lower, arm->case_when->result));
        t2s_node_append(node, 1, when);
    }
    t2s_node_append(node, 2, t2s__lower_expression(lower, expression->defresult));
    return node;
}

static t2s_node *lower_index(const struct t2s__lower *lower, const PgQuery__AIndices *indices, t2s_node *array)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_SUBSCRIPT, -1);

    t2s_node_append(node, 0, array);
    if (indices->is_slice) {
        t2s_node_add_flags(node, T2S_NODE_F_SLICE);
        t2s_node_append(node, 1, t2s__lower_expression(lower, indices->lidx));
        t2s_node_append(node, 2, t2s__lower_expression(lower, indices->uidx));
    } else
        t2s_node_append(node, 1, t2s__lower_expression(lower, indices->uidx));
    return node;
}

static t2s_node *lower_indirection(const struct t2s__lower *lower, const PgQuery__AIndirection *indirection)
{
    t2s_node *node = t2s__lower_expression(lower, indirection->arg);

    for (size_t i = 0; i < indirection->n_indirection; i++) {
        const PgQuery__Node *step = indirection->indirection[i];
        t2s_node *field;

        if (step->node_case == PG_QUERY__NODE__NODE_A_INDICES) {
            node = lower_index(lower, step->a_indices, node);
            continue;
        }
        field = t2s__lower_leaf(lower, T2S_NODE_FIELD, -1, t2s__lower_string(step));
        if (step->node_case == PG_QUERY__NODE__NODE_A_STAR)
            t2s_node_add_flags(field, T2S_NODE_F_STAR);
        t2s_node_append(field, 0, node);
        node = field;
    }
    return node;
}

static t2s_node *lower_special(const struct t2s__lower *lower, const char *text, int position, size_t count,
                               PgQuery__Node *const *nodes)
{
    t2s_node *node = t2s__lower_leaf(lower, T2S_NODE_SPECIAL, position, text);

    t2s__lower_expressions(lower, count, nodes, node, 0);
    return node;
}

static t2s_node *lower_value_function(const struct t2s__lower *lower, const PgQuery__SQLValueFunction *function)
{
    static const char *const words[] = {
        "",          "CURRENT_DATE", "CURRENT_TIME",    "CURRENT_TIME",   "CURRENT_TIMESTAMP", "CURRENT_TIMESTAMP",
        "LOCALTIME", "LOCALTIME",    "LOCALTIMESTAMP",  "LOCALTIMESTAMP", "CURRENT_ROLE",      "CURRENT_USER",
        "USER",      "SESSION_USER", "CURRENT_CATALOG", "CURRENT_SCHEMA"};
    size_t op = (size_t)function->op;

    if (op == 0 || op >= sizeof(words) / sizeof(words[0]))
        return t2s__lower_leaf(lower, T2S_NODE_UNKNOWN, function->location, "value function");
    return t2s__lower_leaf(lower, T2S_NODE_CURRENT, function->location, words[op]);
}

static t2s_node *lower_xml(const struct t2s__lower *lower, const PgQuery__XmlExpr *xml)
{
    static const char *const words[] = {"",      "XMLCONCAT", "XMLELEMENT",   "XMLFOREST",  "XMLPARSE",
                                        "XMLPI", "XMLROOT",   "XMLSERIALIZE", "IS DOCUMENT"};
    size_t op = (size_t)xml->op;
    t2s_node *node;

    if (op == 0 || op >= sizeof(words) / sizeof(words[0]))
        return t2s__lower_leaf(lower, T2S_NODE_UNKNOWN, xml->location, "XML expression");
    node = t2s__lower_leaf(lower, xml->op == PG_QUERY__XML_EXPR_OP__IS_DOCUMENT ? T2S_NODE_TEST : T2S_NODE_SPECIAL, xml->location,
                           words[op]);
    for (size_t i = 0; i < xml->n_named_args; i++)
        if (xml->named_args[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET)
            t2s_node_append(node, 0, t2s__lower_expression(lower, xml->named_args[i]->res_target->val));
    t2s__lower_expressions(lower, xml->n_args, xml->args, node, 0);
    return node;
}

static t2s_node *lower_xml_serialize(const struct t2s__lower *lower, const PgQuery__XmlSerialize *xml)
{
    t2s_node *node = lower_special(lower, "XMLSERIALIZE", xml->location, 1, &xml->expr);

    t2s_node_append(node, 0, t2s__lower_type(lower, xml->type_name));
    return node;
}

static t2s_node *lower_test(const struct t2s__lower *lower, const PgQuery__Node *argument, int position, const char *text)
{
    t2s_node *node = t2s__lower_leaf(lower, T2S_NODE_TEST, position, text);

    t2s_node_append(node, 0, t2s__lower_expression(lower, argument));
    return node;
}

static const char *boolean_test_word(PgQuery__BoolTestType type)
{
    static const char *const words[] = {"", "IS TRUE", "IS NOT TRUE", "IS FALSE", "IS NOT FALSE", "IS UNKNOWN", "IS NOT UNKNOWN"};
    size_t index = (size_t)type;

    return words[index < sizeof(words) / sizeof(words[0]) ? index : 0];
}

static t2s_node *lower_grouping_set(const struct t2s__lower *lower, const PgQuery__GroupingSet *set)
{
    const char *word = set->kind == PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_ROLLUP ? "ROLLUP"
                       : set->kind == PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_CUBE ? "CUBE"
                       : set->kind == PG_QUERY__GROUPING_SET_KIND__GROUPING_SET_SETS ? "SETS"
                                                                                     : "EMPTY";
    t2s_node *node = t2s__lower_leaf(lower, T2S_NODE_GROUPING, set->location, word);

    t2s__lower_expressions(lower, set->n_content, set->content, node, 0);
    return node;
}

static t2s_node *lower_row(const struct t2s__lower *lower, const PgQuery__RowExpr *row)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_ROW, row->location);

    t2s__lower_expressions(lower, row->n_args, row->args, node, 0);
    if (row->row_format == PG_QUERY__COERCION_FORM__COERCE_EXPLICIT_CALL)
        t2s_node_add_flags(node, T2S_NODE_F_EXPLICIT);
    return node;
}

static t2s_node *lower_cast(const struct t2s__lower *lower, const PgQuery__Node *argument, const PgQuery__TypeName *type,
                            int position)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_CAST, position);

    t2s_node_append(node, 0, t2s__lower_expression(lower, argument));
    t2s_node_append(node, 1, t2s__lower_type(lower, type));
    return node;
}

static t2s_node *lower_collate(const struct t2s__lower *lower, const PgQuery__CollateClause *collate)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_COLLATE, collate->location);

    t2s_node_append(node, 0, t2s__lower_expression(lower, collate->arg));
    t2s__lower_identifiers(lower, collate->n_collname, collate->collname, -1, node, 1);
    return node;
}

static t2s_node *lower_named_argument(const struct t2s__lower *lower, const PgQuery__NamedArgExpr *argument)
{
    t2s_node *node = t2s__lower_leaf(lower, T2S_NODE_NAMED_ARGUMENT, argument->location, argument->name);

    t2s_node_append(node, 0, t2s__lower_expression(lower, argument->arg));
    return node;
}

static t2s_node *lower_array(const struct t2s__lower *lower, const PgQuery__AArrayExpr *array)
{
    t2s_node *node = t2s_tree_node(lower->tree, T2S_NODE_ARRAY, array->location);

    t2s__lower_expressions(lower, array->n_elements, array->elements, node, 0);
    return node;
}

static t2s_node *lower_parameter(const struct t2s__lower *lower, const PgQuery__ParamRef *parameter)
{
    char number[16];

    snprintf(number, sizeof(number), "%d", (int)parameter->number);
    return t2s__lower_leaf(lower, T2S_NODE_PARAMETER, parameter->location, number);
}

t2s_node *t2s__lower_expression(const struct t2s__lower *lower, const PgQuery__Node *node)
{
    if (node == NULL)
        return NULL;
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE__NOT_SET: /* a NULL in a list, as in DISTINCT without ON */
        return NULL;
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return lower_column_ref(lower, node->column_ref);
    case PG_QUERY__NODE__NODE_A_CONST:
        return lower_constant(lower, node->a_const);
    case PG_QUERY__NODE__NODE_A_EXPR:
        return lower_a_expr(lower, node->a_expr);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return lower_call(lower, node->func_call);
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
        return lower_boolean(lower, node->bool_expr);
    case PG_QUERY__NODE__NODE_SUB_LINK:
        return lower_subquery(lower, node->sub_link);
    case PG_QUERY__NODE__NODE_CASE_EXPR:
        return lower_case(lower, node->case_expr);
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        return lower_cast(lower, node->type_cast->arg, node->type_cast->type_name, node->type_cast->location);
    case PG_QUERY__NODE__NODE_NULL_TEST:
        return lower_test(lower, node->null_test->arg, node->null_test->location,
                          node->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NULL ? "IS NULL" : "IS NOT NULL");
    case PG_QUERY__NODE__NODE_BOOLEAN_TEST:
        return lower_test(lower, node->boolean_test->arg, node->boolean_test->location,
                          boolean_test_word(node->boolean_test->booltesttype));
    case PG_QUERY__NODE__NODE_SORT_BY:
        return lower_sort(lower, node->sort_by);
    case PG_QUERY__NODE__NODE_PARAM_REF:
        return lower_parameter(lower, node->param_ref);
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
        return lower_collate(lower, node->collate_clause);
    case PG_QUERY__NODE__NODE_A_INDIRECTION:
        return lower_indirection(lower, node->a_indirection);
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
        return lower_array(lower, node->a_array_expr);
    case PG_QUERY__NODE__NODE_ROW_EXPR:
        return lower_row(lower, node->row_expr);
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
        return lower_special(lower, "COALESCE", node->coalesce_expr->location, node->coalesce_expr->n_args,
                             node->coalesce_expr->args);
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
        return lower_special(lower, node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? "GREATEST" : "LEAST",
                             node->min_max_expr->location, node->min_max_expr->n_args, node->min_max_expr->args);
    case PG_QUERY__NODE__NODE_GROUPING_FUNC:
        return lower_special(lower, "GROUPING", node->grouping_func->location, node->grouping_func->n_args,
                             node->grouping_func->args);
    case PG_QUERY__NODE__NODE_GROUPING_SET:
        return lower_grouping_set(lower, node->grouping_set);
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
        return lower_value_function(lower, node->sqlvalue_function);
    case PG_QUERY__NODE__NODE_XML_EXPR:
        return lower_xml(lower, node->xml_expr);
    case PG_QUERY__NODE__NODE_XML_SERIALIZE:
        return lower_xml_serialize(lower, node->xml_serialize);
    case PG_QUERY__NODE__NODE_NAMED_ARG_EXPR:
        return lower_named_argument(lower, node->named_arg_expr);
    case PG_QUERY__NODE__NODE_SET_TO_DEFAULT:
        return t2s__lower_leaf(lower, T2S_NODE_SPECIAL, node->set_to_default->location, "DEFAULT");
    case PG_QUERY__NODE__NODE_RES_TARGET:
        return t2s__lower_expression(lower, node->res_target->val);
    default: {
        t2s_node *unknown = t2s__lower_leaf(lower, T2S_NODE_UNKNOWN, -1, "expression");

        if (node->node_case == PG_QUERY__NODE__NODE_LIST)
            append_list(lower, node, unknown, 0);
        return unknown;
    }
    }
}
