/* SPDX-License-Identifier: MIT */
/* (value).name: parts of values that are rows. After PostgreSQL's ParseComplexProjection(). */
#include <stdio.h>
#include <string.h>

#include "sql/expression.h"

/* (column).name, where the type of the column is known by its name alone, and there are not several of that name. */
void t2s__check_attribute(t2s__analysis *analysis, const char *type, const char *name, int position)
{
    const char *dot = strrchr(type, '.');
    const char *plain = dot != NULL ? dot + 1 : type;
    const t2s__type *found = analysis->catalog != NULL ? t2s__catalog_types(analysis->catalog, plain, strlen(plain)) : NULL;

    if (found == NULL || found->next != NULL || found->kind != T2S_TYPE_COMPOSITE || found->label_count == 0)
        return;
    for (size_t i = 0; i < found->label_count; i++)
        if (t2s__same_name(analysis, found->labels[i], name))
            return;
    if (t2s__catalog_functions(analysis->catalog, name, strlen(name)) == NULL)
        t2s__analysis_find(analysis, "42703", position, NULL, "column \"%s\" not found in data type %s", name, plain);
}

int t2s__attribute(const t2s__analysis *analysis, const t2s__type *type, const char *name, const t2s__type **ret_type)
{
    const t2s__type *bare = t2s__bare_type(type);

    *ret_type = NULL;
    if (bare->relation != NULL) {
        const t2s_relation *relation = t2s__catalog_type_relation(analysis->catalog, bare);
        const t2s_column *column = relation != NULL ? t2s__relation_column(relation, name, strlen(name)) : NULL;

        if (column != NULL)
            *ret_type = t2s__sound_type(column->data_type);
        return column != NULL;
    }
    if (bare->kind != T2S_TYPE_COMPOSITE || bare->label_count == 0)
        return -1;
    for (size_t i = 0; i < bare->label_count; i++)
        if (t2s__same_name(analysis, bare->labels[i], name)) {
            *ret_type = bare->attributes != NULL ? t2s__sound_type(bare->attributes[i]) : NULL;
            return 1;
        }
    return 0;
}

/* ROW(1, 2).f1 */
static void take_member(t2s__analysis *analysis, const t2s_node *node, const t2s_node *row)
{
    size_t at = 0;
    char text[24];

    T2S__FOR_SLOT (member, row, 0) {
        snprintf(text, sizeof(text), "f%zu", ++at);
        if ((member->flags & T2S_NODE_F_STAR) != 0)
            return;
        if (strcmp(text, node->text) == 0) {
            t2s__node_set_type(node, member->type);
            return;
        }
    }
    t2s__analysis_find(analysis, "42703", t2s__expression_position(row), NULL, "could not identify column \"%s\" in record data type",
                       node->text);
}

/* A column of what a function with several OUT parameters gives. */
static const t2s__type *column_type(const t2s__analysis *analysis, const t2s__function *function, const char *name)
{
    for (size_t i = 0; i < function->column_count; i++)
        if (function->column_names[i] != NULL && t2s__same_name(analysis, function->column_names[i], name))
            return t2s__function_column(function, i);
    return NULL;
}

/* (value).name is an attribute, or a call: name(value). */
void t2s__take_attribute(t2s__analysis *analysis, const t2s_node *node, const t2s_node *value)
{
    int position = t2s__expression_position(value), found;
    const t2s__type *type;

    if (value->type == NULL)
        return;
    if (t2s__type_is(value->type, T2S__TYPE_RECORD)) {
        if (value->kind == T2S_NODE_ROW)
            take_member(analysis, node, value);
        else if (value->kind == T2S_NODE_CALL && value->meaning != NULL)
            t2s__node_set_type(node, column_type(analysis, value->meaning, node->text));
        return;
    }
    found = t2s__attribute(analysis, value->type, node->text, &type);
    if (found != 1 && t2s__call_on(analysis, node->text, value, &type))
        found = 1;
    t2s__node_set_type(node, type);
    if (found == 0)
        t2s__analysis_find(analysis, "42703", position, NULL, "column \"%s\" not found in data type %s", node->text,
                           t2s__type_text(value->type));
    else if (found < 0 && t2s__bare_type(value->type)->kind != T2S_TYPE_COMPOSITE)
        t2s__analysis_find(analysis, "42809", position, NULL,
                           "column notation .%s applied to type %s, which is not a composite type", node->text,
                           t2s__type_text(value->type));
}
