/* SPDX-License-Identifier: MIT */
#include "dialect/postgres_lower.h"

#include <stdio.h>
#include <string.h>

t2s_node *t2s__lower_leaf(const struct t2s__lower *lower, int kind, int position, const char *text)
{
    t2s_node *node = t2s_tree_node(lower->tree, kind, position);

    if (text != NULL)
        t2s_node_set_text(lower->tree, node, text, strlen(text));
    return node;
}

const char *t2s__lower_string(const PgQuery__Node *node)
{
    return node != NULL && node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval : NULL;
}

/* Only the first of them has a place that is known. */
void t2s__lower_identifiers(const struct t2s__lower *lower, size_t count, PgQuery__Node *const *nodes, int position,
                            t2s_node *parent, int slot)
{
    for (size_t i = 0; i < count; i++) {
        const char *name = t2s__lower_string(nodes[i]);
        t2s_node *identifier;

        if (name == NULL)
            continue;
        identifier = t2s__lower_leaf(lower, T2S_NODE_IDENTIFIER, i == 0 ? position : -1, name);
        if (i == 0 && position >= 0 && (size_t)position < lower->length && lower->sql[position] == '"')
            t2s_node_add_flags(identifier, T2S_NODE_F_QUOTED);
        t2s_node_append(parent, slot, identifier);
    }
}

/* As a person writes it: without pg_catalog, with a bracket for an array. What does not fit is left out. */
static void write_type(const PgQuery__TypeName *type, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < type->n_names && used < size; i++) {
        const char *name = t2s__lower_string(type->names[i]);

        if (name != NULL && (i + 1 == type->n_names || strcmp(name, "pg_catalog") != 0))
            used += (size_t)snprintf(text + used, size - used, "%s%s", used != 0 ? "." : "", name);
    }
    if (type->n_array_bounds != 0 && used < size)
        snprintf(text + used, size - used, "[]");
}

t2s_node *t2s__lower_type(const struct t2s__lower *lower, const PgQuery__TypeName *type)
{
    char text[160];
    t2s_node *node;

    if (type == NULL)
        return NULL;
    write_type(type, text, sizeof(text));
    node = t2s__lower_leaf(lower, T2S_NODE_TYPE, type->location, text);
    t2s__lower_identifiers(lower, type->n_names, type->names, type->location, node, 0);
    t2s__lower_expressions(lower, type->n_typmods, type->typmods, node, 1);
    if (type->n_array_bounds != 0)
        t2s_node_add_flags(node, T2S_NODE_F_ARRAY);
    if (type->setof)
        t2s_node_add_flags(node, T2S_NODE_F_SETOF);
    return node;
}
