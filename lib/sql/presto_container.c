/* SPDX-License-Identifier: MIT */
/* Arrays, maps, rows and queries as values, in Presto and Trino. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sql/expression.h"
#include "sql/presto.h"

void t2s__pr_array(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    size_t count = t2s__node_count(node, 0), at = 0;
    const t2s_node **nodes = t2s__analysis_alloc(analysis, (count + 1) * sizeof(const t2s_node *));

    t2s__expressions(analysis, scope, node, 0);
    if (nodes == NULL)
        return;
    T2S__FOR_SLOT (element, node, 0)
        nodes[at++] = element;
    if (count == 0)
        t2s__ptype_set(node, t2s__ptype_array(analysis, t2s__ptype_plain(T2S__PTYPE_UNKNOWN)));
    else
        t2s__ptype_set(node, t2s__ptype_array(analysis, t2s__pr_alike(analysis, nodes, count, "All ARRAY elements must be the same type: %s")));
}

void t2s__pr_row(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    size_t count = t2s__node_count(node, 0), at = 0;
    const t2s__ptype **parts = t2s__analysis_alloc(analysis, (count + 1) * sizeof(const t2s__ptype *));

    t2s__expressions(analysis, scope, node, 0);
    if (parts == NULL)
        return;
    T2S__FOR_SLOT (field, node, 0)
        parts[at++] = t2s__ptype_at(field);
    t2s__ptype_set(node, t2s__ptype_compound(analysis, T2S__PTYPE_ROW, parts, NULL, count));
}

/* row[2] */
static const t2s__ptype *member(t2s__analysis *analysis, const t2s_node *index, const t2s__ptype *row)
{
    long number;

    if (index->kind != T2S_NODE_LITERAL || (index->flags & T2S_NODE_F_NUMBER) == 0 || index->text == NULL) {
        t2s__analysis_find(analysis, "EXPRESSION_NOT_CONSTANT", index->position, NULL,
                           "Subscript expression on ROW requires a constant index");
        return NULL;
    }
    if (!t2s__ptype_is(t2s__ptype_at(index), T2S__PTYPE_INTEGER)) {
        t2s__analysis_find(analysis, "TYPE_MISMATCH", index->position, NULL,
                           "Subscript expression on ROW requires integer index, found %s", t2s__ptype_text(analysis, t2s__ptype_at(index)));
        return NULL;
    }
    number = strtol(index->text, NULL, 10);
    if (number >= 1 && (unsigned long)number <= row->count)
        return row->parts[number - 1];
    if (row->parts == NULL)
        return NULL;
    if (number < 1)
        t2s__analysis_find(analysis, "INVALID_FUNCTION_ARGUMENT", index->position, NULL,
                           "Invalid subscript index: %ld. ROW indices start at 1", number);
    else
        t2s__analysis_find(analysis, "INVALID_FUNCTION_ARGUMENT", index->position, NULL,
                           "Subscript index out of bounds: %ld, max value is %u", number, (unsigned)row->count);
    return NULL;
}

void t2s__pr_subscript(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *base = t2s__node_first(node, 0), *index = t2s__node_first(node, 1);
    const t2s__ptype *type, *index_type;

    t2s__expressions(analysis, scope, node, 0);
    t2s__expressions(analysis, scope, node, 1);
    type = t2s__ptype_at(base);
    index_type = t2s__ptype_at(index);
    if (type == NULL || index == NULL || type->base == T2S__PTYPE_OTHER || type->base == T2S__PTYPE_UNKNOWN)
        return;
    if (type->base == T2S__PTYPE_ROW) {
        t2s__ptype_set(node, member(analysis, index, type));
        return;
    }
    if (type->base == T2S__PTYPE_ARRAY && t2s__ptype_can_coerce(analysis, index_type, t2s__ptype_plain(T2S__PTYPE_BIGINT)))
        t2s__ptype_set(node, type->count == 1 ? type->parts[0] : NULL);
    else if (type->base == T2S__PTYPE_MAP && (type->count != 2 || t2s__ptype_can_coerce(analysis, index_type, type->parts[0])))
        t2s__ptype_set(node, type->count == 2 ? type->parts[1] : NULL);
    else if (!t2s__is_trino(analysis) && type->base == T2S__PTYPE_JSON)
        return;
    else
        t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL,
                           type->base == T2S__PTYPE_MAP || type->base == T2S__PTYPE_ARRAY ? "Cannot apply operator: %s[%s]"
                                                                                          : "Cannot use %s for subscript of %s",
                           t2s__ptype_text(analysis, type->base == T2S__PTYPE_MAP || type->base == T2S__PTYPE_ARRAY ? type : index_type),
                           t2s__ptype_text(analysis, type->base == T2S__PTYPE_MAP || type->base == T2S__PTYPE_ARRAY ? index_type : type));
}

const t2s__ptype *t2s__pr_field_of(t2s__analysis *analysis, const t2s__ptype *row, const char *name, int position, int *ret_found)
{
    const t2s__ptype *type = NULL;

    *ret_found = 0;
    for (uint32_t i = 0; i < row->count && row->names != NULL; i++) {
        if (row->names[i] == NULL || strcasecmp(row->names[i], name) != 0)
            continue;
        if (*ret_found) {
            t2s__analysis_find(analysis, "42702", position, NULL, "Ambiguous row field reference: %s", name);
            return NULL;
        }
        type = row->parts[i];
        *ret_found = 1;
    }
    return type;
}

/* (value).name, where the value is no name. */
void t2s__pr_field(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *base = t2s__node_first(node, 0);
    const t2s__ptype *type;
    int found;

    if (base == NULL)
        return;
    t2s__expression(analysis, scope, base);
    type = t2s__ptype_at(base);
    if (type == NULL || node->text == NULL || (node->flags & T2S_NODE_F_QUOTED) != 0 || type->base == T2S__PTYPE_OTHER ||
        type->base == T2S__PTYPE_JSON)
        return;
    if (type->base != T2S__PTYPE_ROW) {
        t2s__analysis_find(analysis, "TYPE_MISMATCH", base->position, NULL, "Expression %s is not of type ROW",
                           t2s__pr_source(analysis, base));
        return;
    }
    t2s__ptype_set(node, t2s__pr_field_of(analysis, type, node->text, node->position, &found));
    if (!found && type->names != NULL)
        t2s__analysis_find(analysis, "42703", node->position, NULL, "Column '%s' cannot be resolved", node->text);
}

/* What a query gives as one value: that of its column, or a row of several. */
static const t2s__ptype *outputs_type(t2s__analysis *analysis, const t2s__outputs *outputs)
{
    const t2s__ptype **parts;
    const char **names;

    if (outputs->is_open || outputs->count == 0)
        return NULL;
    if (outputs->count == 1)
        return t2s__ptype_of(outputs->vars[0].type);
    parts = t2s__analysis_alloc(analysis, outputs->count * sizeof(const t2s__ptype *));
    names = t2s__analysis_alloc(analysis, outputs->count * sizeof(const char *));
    if (parts == NULL || names == NULL)
        return NULL;
    for (size_t i = 0; i < outputs->count; i++) {
        parts[i] = t2s__ptype_of(outputs->vars[i].type);
        names[i] = outputs->vars[i].name;
    }
    return t2s__ptype_compound(analysis, T2S__PTYPE_ROW, parts, names, outputs->count);
}

static const t2s__outputs *run(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
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

void t2s__pr_subquery(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left = t2s__node_first(node, T2S_SLOT_SUBQUERY_LEFT);
    const char *word = node->text != NULL ? node->text : "";
    int is_scalar = strcmp(word, "SCALAR") == 0;
    const t2s__outputs *outputs;
    const t2s__ptype *type, *value, *super;
    int coercible;

    t2s__expressions(analysis, scope, node, T2S_SLOT_SUBQUERY_LEFT);
    outputs = run(analysis, scope, node);
    if (!is_scalar)
        t2s__ptype_set(node, t2s__ptype_plain(T2S__PTYPE_BOOLEAN));
    if (outputs == NULL || strcmp(word, "EXISTS") == 0)
        return;
    if (!t2s__is_trino(analysis) && !outputs->is_open && outputs->count > 1) {
        t2s__analysis_find(analysis, "MULTIPLE_FIELDS_FROM_SUBQUERY", node->position, NULL,
                           "Multiple columns returned by subquery are not yet supported. Found %zu", outputs->count);
        return;
    }
    type = outputs_type(analysis, outputs);
    if (is_scalar) {
        t2s__ptype_set(node, type);
        return;
    }
    value = t2s__ptype_at(left);
    if (type == NULL || value == NULL)
        return;
    if (strcmp(word, "IN") == 0) {
        /* A value that is no row stands for a row of one. */
        if (!t2s__ptype_common(analysis, value, type, &super, &coercible) || !t2s__ptype_is_comparable(super))
            t2s__analysis_find(analysis, "TYPE_MISMATCH", node->position, NULL,
                               "Value expression and result of subquery must be of the same type: %s vs %s",
                               t2s__ptype_text(analysis, value), t2s__ptype_text(analysis, type));
        return;
    }
    if (strlen(word) > 4)
        t2s__pr_compare(analysis, node->position, word + 4, value, type);
}
