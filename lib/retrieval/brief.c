/* SPDX-License-Identifier: MIT */
#include "retrieval/brief.h"

#include <string.h>

#include "sql/quote.h"

static int is_member(const t2s__renderer *renderer, const t2s_relation *relation)
{
    return renderer->members == NULL || renderer->members[relation->index] != 0;
}

static int is_hidden(const t2s_relation *relation, uint32_t column)
{
    return (relation->columns[column].flags & T2S_COLUMN_HIDDEN) != 0;
}

/* Where a column leads. In the same schema, and to a column of the same name, the table says all. */
static void render_arrow(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s_relation *relation, uint32_t column,
                         const t2s_key *key, uint32_t foreign_column)
{
    const char *name = key->foreign->columns[foreign_column].name;

    t2s__buffer_text(buffer, key->kind == T2S_KEY_INFERRED ? " ~> " : " -> ");
    if (strcmp(key->foreign->schema, relation->schema) == 0)
        t2s__quote_identifier(buffer, renderer->style, key->foreign->name);
    else
        t2s__render_relation_name(buffer, renderer, key->foreign);
    if (strcmp(name, relation->columns[column].name) == 0)
        return;
    t2s__buffer_char(buffer, '.');
    t2s__quote_identifier(buffer, renderer->style, name);
}

static void render_arrows(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s_relation *relation, uint32_t column)
{
    for (size_t k = 0; k < relation->key_count; k++) {
        const t2s_key *key = &relation->keys[k];

        if (!t2s__key_joins(key) || !is_member(renderer, key->foreign))
            continue;
        for (size_t i = 0; i < key->count; i++)
            if (key->columns[i] == column && !is_hidden(key->foreign, key->foreign_columns[i]))
                render_arrow(buffer, renderer, relation, column, key, key->foreign_columns[i]);
    }
}

void t2s__render_brief(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown, uint32_t *ret_costs)
{
    const t2s_relation *relation = shown->relation;
    size_t count = shown->columns != NULL ? shown->column_count : relation->column_count;
    size_t visible = 0;
    size_t written = 0;

    t2s__render_relation_name(buffer, renderer, relation);
    t2s__buffer_char(buffer, '(');
    for (size_t i = 0; i < count; i++) {
        uint32_t column = shown->columns != NULL ? shown->columns[i] : (uint32_t)i;
        size_t start = buffer->length;

        if (ret_costs != NULL)
            ret_costs[i] = 0;
        if (is_hidden(relation, column))
            continue;
        if (written++ != 0)
            t2s__buffer_text(buffer, ", ");
        t2s__quote_identifier(buffer, renderer->style, relation->columns[column].name);
        render_arrows(buffer, renderer, relation, column);
        if (ret_costs != NULL && !buffer->failed)
            ret_costs[i] = (uint32_t)t2s__characters(buffer->data + start, buffer->length - start);
    }
    for (size_t i = 0; i < relation->column_count; i++)
        visible += !is_hidden(relation, (uint32_t)i);
    if (written < visible)
        t2s__buffer_printf(buffer, "%s%zu more", written != 0 ? ", " : "", visible - written);
    t2s__buffer_text(buffer, ")\n");
}
