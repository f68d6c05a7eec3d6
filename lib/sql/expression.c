/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "sql/clauses.h"

void t2s__expressions(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *parent, int slot)
{
    T2S__FOR_SLOT (child, parent, slot)
        t2s__expression(analysis, scope, child);
}

static void all_slots(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    for (int slot = 0; slot < node->slots; slot++)
        t2s__expressions(analysis, scope, node, slot);
}

/* How many values stand to the left of IN (SELECT ...). */
static size_t left_width(const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, T2S_SLOT_SUBQUERY_LEFT);

    return left != NULL && left->kind == T2S_NODE_ROW ? t2s__node_count(left, 0) : 1;
}

static void check_width(t2s__analysis *analysis, const t2s_node *node, const t2s__outputs *outputs, size_t wanted)
{

    if (outputs->is_open || node->text == NULL || strcmp(node->text, "EXISTS") == 0)
        return;
    if (wanted == 1 && (strcmp(node->text, "SCALAR") == 0 || strcmp(node->text, "ARRAY") == 0)) {
        if (outputs->count != 1)
            t2s__analysis_find(analysis, "42601", node->position, NULL, "subquery must return only one column");
    } else if (outputs->count > wanted)
        t2s__analysis_find(analysis, "42601", node->position, NULL, "subquery has too many columns");
    else if (outputs->count < wanted)
        t2s__analysis_find(analysis, "42601", node->position, NULL, "subquery has too few columns");
}

/* (SELECT ...) = (SELECT a, b ...) has a row of several values on its left that cannot be counted here. */
static int left_is_subquery(const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, T2S_SLOT_SUBQUERY_LEFT);

    return left != NULL && left->kind == T2S_NODE_SUBQUERY;
}

static void subquery(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, size_t width)
{
    t2s__outputs *outputs = t2s__analysis_alloc(analysis, sizeof(*outputs));

    if (outputs == NULL)
        return;
    *outputs = (t2s__outputs){0};
    outputs->first_reference = analysis->reference_count;
    T2S__FOR_SLOT (query, node, T2S_SLOT_SUBQUERY_QUERY) {
        if (query->kind == T2S_NODE_QUERY)
            t2s__query(analysis, scope, query, NULL, outputs);
        else {
            t2s__expression(analysis, scope, query);
            outputs->is_open = 1;
        }
    }
    outputs->end_reference = analysis->reference_count;
    t2s__node_set_meaning(node, outputs);
    t2s__expressions(analysis, scope, node, T2S_SLOT_SUBQUERY_LEFT);
    if (!left_is_subquery(node))
        check_width(analysis, node, outputs, width);
}

/* (a, b) = (SELECT c, d ...): the subquery gives a row as wide as that on the left. */
static void operation(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, 0);
    const t2s_node *right = t2s__node_first(node, 1);

    if (left == NULL || right == NULL || left->kind != T2S_NODE_ROW || right->kind != T2S_NODE_SUBQUERY) {
        all_slots(analysis, scope, node);
        return;
    }
    t2s__expression(analysis, scope, left);
    subquery(analysis, scope, right, t2s__node_text_is(right, "SCALAR") ? t2s__node_count(left, 0) : left_width(right));
}

/* In the order in which PostgreSQL looks at its parts. */
static void call_of(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__call call;

    t2s__use_function(analysis, node);
    t2s__call_begin(analysis, scope, node, &call);
    t2s__expressions(analysis, scope, node, T2S_SLOT_CALL_ARGUMENTS);
    t2s__expressions(analysis, scope, node, T2S_SLOT_CALL_WITHIN);
    t2s__in_clause(analysis, scope, node, T2S_SLOT_CALL_FILTER, T2S__CLAUSE_FILTER);
    t2s__in_clause(analysis, scope, node, T2S_SLOT_CALL_ORDER, T2S__CLAUSE_ORDER);
    t2s__call_end(analysis, scope, &call);
    t2s__expressions(analysis, scope, node, T2S_SLOT_CALL_OVER);
}

/* What has a syntax of its own. */
static void special(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    int is_grouping = t2s__node_text_is(node, "GROUPING");
    const t2s_node *set = scope->level.set;
    t2s__call call;

    if (is_grouping)
        t2s__call_begin(analysis, scope, node, &call);
    all_slots(analysis, scope, node);
    if (is_grouping)
        t2s__call_end(analysis, scope, &call);
    if (t2s__node_text_is(node, "COALESCE"))
        t2s__check_no_set(analysis, scope, set, "COALESCE");
}

static void case_of(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *set = scope->level.set;

    all_slots(analysis, scope, node);
    t2s__check_no_set(analysis, scope, set, "CASE");
}

/* Its parameters hide what has the same names outside. */
static void lambda(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__scope inner = {.parent = scope, .depth = scope->depth + 1};
    t2s__item *item = t2s__item_new(analysis, &inner, T2S__ITEM_DERIVED);
    size_t count = t2s__node_count(node, 0);
    t2s__var *vars = t2s__analysis_alloc(analysis, (count + 1) * sizeof(*vars));

    if (item == NULL || vars == NULL)
        return;
    T2S__FOR_SLOT (parameter, node, 0) {
        vars[item->var_count] = (t2s__var){.name = parameter->text, .item = item, .identity = &vars[item->var_count]};
        item->var_count++;
    }
    item->vars = vars;
    if (t2s__scope_add(analysis, &inner, item) != NULL)
        t2s__expressions(analysis, &inner, node, 1);
}

void t2s__expression(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    switch (node->kind) {
    case T2S_NODE_COLUMN_REF:
        t2s__column_ref(analysis, scope, node);
        break;
    case T2S_NODE_FIELD:
        t2s__field(analysis, scope, node);
        break;
    case T2S_NODE_SUBQUERY:
        subquery(analysis, scope, node, left_width(node));
        break;
    case T2S_NODE_OPERATOR:
        operation(analysis, scope, node);
        break;
    case T2S_NODE_WINDOW:
        t2s__over(analysis, scope, node);
        break;
    case T2S_NODE_LAMBDA:
        lambda(analysis, scope, node);
        break;
    case T2S_NODE_QUERY: {
        t2s__outputs outputs = {0};

        t2s__query(analysis, scope, node, NULL, &outputs);
        break;
    }
    case T2S_NODE_COMMAND:
        t2s__command(analysis, scope, node);
        break;
    case T2S_NODE_LITERAL:
    case T2S_NODE_IDENTIFIER:
    case T2S_NODE_TYPE:
    case T2S_NODE_PARAMETER:
        break;
    case T2S_NODE_UNKNOWN:
        t2s__use_unknown(analysis, node);
        all_slots(analysis, scope, node);
        break;
    case T2S_NODE_SPECIAL:
        special(analysis, scope, node);
        break;
    case T2S_NODE_CASE:
        case_of(analysis, scope, node);
        break;
    case T2S_NODE_CALL:
        call_of(analysis, scope, node);
        break;
    default:
        all_slots(analysis, scope, node);
        break;
    }
}
