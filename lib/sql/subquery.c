/* SPDX-License-Identifier: MIT */
/* Queries in expressions. After PostgreSQL's transformSubLink(). */
#include <string.h>

#include "sql/expression.h"

/* The columns of a query that stands in an expression; NULL where memory is short. */
static t2s__outputs *run(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__outputs *outputs = t2s__analysis_alloc(analysis, sizeof(*outputs));

    if (outputs == NULL)
        return NULL;
    *outputs = (t2s__outputs){.first_reference = analysis->reference_count};
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
    return outputs;
}

static int has_star(const t2s_node *row)
{
    T2S__FOR_SLOT (member, row, 0)
        if ((member->flags & T2S_NODE_F_STAR) != 0)
            return 1;
    return 0;
}

static int is_as_wide(t2s__analysis *analysis, const t2s_node *node, const t2s__outputs *outputs, size_t wanted)
{
    if (outputs->count == wanted)
        return 1;
    t2s__analysis_find(analysis, "42601", node->position, NULL,
                       outputs->count > wanted ? "subquery has too many columns" : "subquery has too few columns");
    return 0;
}

static void compare(t2s__analysis *analysis, int position, const char *schema, const char *name, const t2s_node *left,
                    const t2s__type *right)
{
    t2s_node column = t2s__stand_in(T2S_NODE_PARAMETER, right, position);
    const t2s__type *type = t2s__compare(analysis, position, schema, name, left, &column, NULL);

    if (type != NULL && !t2s__type_is(type, T2S__TYPE_BOOL))
        t2s__analysis_find(analysis, "42804", position, NULL, "row comparison operator must yield type boolean, not type %s",
                           t2s__type_text(type));
}

/* What stands to the left, one value or a row of them, beside the columns of the query. */
static void compare_columns(t2s__analysis *analysis, const t2s_node *node, const t2s_node *left, const t2s__outputs *outputs,
                            const char *schema, const char *name)
{
    const t2s__var *var = outputs->vars;

    if (outputs->is_open || (left->kind == T2S_NODE_ROW && has_star(left)))
        return;
    if (!is_as_wide(analysis, node, outputs, left->kind == T2S_NODE_ROW ? t2s__node_count(left, 0) : 1))
        return;
    if (!analysis->has_types)
        return;
    if (left->kind != T2S_NODE_ROW) {
        compare(analysis, node->position, schema, name, left, var->type);
        return;
    }
    T2S__FOR_SLOT (member, left, 0)
        compare(analysis, node->position, schema, name, member, var++->type);
}

/* (a, b) = (SELECT c, d ...): the query gives a row as wide as that on the left. */
void t2s__row_subquery(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *operation)
{
    const t2s_node *left = t2s__node_first(operation, 0);
    const t2s_node *right = t2s__node_first(operation, 1);
    const t2s__outputs *outputs = run(analysis, scope, right);

    t2s__expression(analysis, scope, left);
    if (outputs == NULL)
        return;
    compare_columns(analysis, right, left, outputs, t2s__written_schema(operation, 2), operation->text);
    t2s__set_known(analysis, operation, T2S__TYPE_BOOL);
}

/* (SELECT ...) as a value, and ARRAY(SELECT ...). */
static void value(t2s__analysis *analysis, const t2s_node *node, const t2s__outputs *outputs, int is_array)
{
    const t2s__type *type;

    if (outputs->is_open)
        return;
    if (outputs->count != 1) {
        t2s__analysis_find(analysis, "42601", node->position, NULL, "subquery must return only one column");
        return;
    }
    if (!analysis->has_types)
        return;
    type = outputs->vars[0].type;
    if (is_array && type != NULL && !type->is_array) /* arrays of arrays are arrays with more dimensions */
        type = t2s__array_of(analysis, type);
    t2s__node_set_type(node, type);
}

void t2s__subquery(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, T2S_SLOT_SUBQUERY_LEFT);
    const t2s__outputs *outputs = run(analysis, scope, node);
    const char *word = node->text != NULL ? node->text : "";

    t2s__expressions(analysis, scope, node, T2S_SLOT_SUBQUERY_LEFT);
    if (outputs == NULL)
        return;
    if (strcmp(word, "SCALAR") == 0 || strcmp(word, "ARRAY") == 0) {
        value(analysis, node, outputs, word[0] == 'A');
        return;
    }
    t2s__set_known(analysis, node, T2S__TYPE_BOOL);
    if (strcmp(word, "EXISTS") == 0 || left == NULL)
        return;
    compare_columns(analysis, node, left, outputs, t2s__written_schema(node, T2S_SLOT_SUBQUERY_OPERATOR_SCHEMA),
                    strncmp(word, "ANY ", 4) == 0 || strncmp(word, "ALL ", 4) == 0 ? word + 4 : "=");
}
