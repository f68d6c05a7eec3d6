/* SPDX-License-Identifier: MIT */
/* What a statement uses: relations, columns, functions; what in it writes, and what is not understood. */
#include <string.h>

#include "sql/analysis.h"
#include "util/memory.h"

t2s__use *t2s__use_relation(t2s__analysis *analysis, const t2s_relation *relation)
{
    t2s__use *use = analysis->uses;

    while (use != NULL && use->relation != relation)
        use = use->next;
    if (use != NULL)
        return use;
    use = t2s__analysis_alloc(analysis, sizeof(*use));
    if (use == NULL)
        return NULL;
    *use = (t2s__use){relation, NULL, analysis->uses};
    analysis->uses = use;
    analysis->use_count++;
    return use;
}

static void mark_column(t2s__analysis *analysis, const t2s_relation *relation, const t2s_column *column)
{
    t2s__use *use = t2s__use_relation(analysis, relation);
    size_t words = (relation->column_count + 63) / 64;

    if (use == NULL)
        return;
    if (use->columns == NULL) {
        use->columns = t2s__analysis_alloc(analysis, words * sizeof(*use->columns));
        if (use->columns == NULL)
            return;
        memset(use->columns, 0, words * sizeof(*use->columns));
    }
    use->columns[column->index / 64] |= (uint64_t)1 << (column->index % 64);
}

void t2s__use_column(t2s__analysis *analysis, const t2s_relation *relation, const t2s_column *column, int position)
{
    if ((column->flags & T2S_COLUMN_HIDDEN) != 0)
        t2s__analysis_find(analysis, "42501", position, "Name the columns that are needed, without this one.",
                           "permission denied for column \"%s\" of relation \"%s\"", column->name, relation->name);
    mark_column(analysis, relation, column);
}

void t2s__use_columns(t2s__analysis *analysis, const t2s__var *vars, size_t count, int position)
{
    const t2s_relation *told = NULL;

    for (size_t i = 0; i < count; i++) {
        const t2s_column *column = vars[i].column;

        if (column == NULL)
            continue;
        if ((column->flags & T2S_COLUMN_HIDDEN) != 0 && vars[i].relation != told) {
            told = vars[i].relation;
            t2s__analysis_find(analysis, "42501", position, "Name the columns that are needed instead of reading them all.",
                               "permission denied for relation \"%s\": not all of its columns may be read", told->name);
        }
        mark_column(analysis, vars[i].relation, column);
    }
}

void t2s__use_function(t2s__analysis *analysis, const t2s_node *call)
{
    const t2s_node *last = call->last[T2S_SLOT_CALL_NAME];
    const char *name;

    if (last == NULL)
        return;
    if (last->next == last || (call->flags & T2S_NODE_F_SYNTAX) != 0)
        name = last->text;
    else {
        name = "";
        T2S__FOR_SLOT (part, call, T2S_SLOT_CALL_NAME) {
            name = t2s__arena_printf(analysis->arena, "%s%s%s", name, name[0] != '\0' ? "." : "", part->text);
            if (name == NULL) {
                analysis->code = T2S_E_NOMEM;
                return;
            }
        }
    }
    if (name == NULL || t2s__map_get(&analysis->functions, name, strlen(name)) != NULL)
        return;
    if (t2s__map_put(&analysis->functions, name, strlen(name), (void *)(uintptr_t)name) != 0 ||
        t2s__analysis_grow(analysis, (void **)(void *)&analysis->function_names, analysis->function_count,
                           &analysis->function_capacity, sizeof(*analysis->function_names)) != 0) {
        analysis->code = T2S_E_NOMEM;
        return;
    }
    analysis->function_names[analysis->function_count++] = name;
}

void t2s__use_write(t2s__analysis *analysis, const char *word, int position)
{
    if (analysis->write_word != NULL && (position < 0 || analysis->write_position < 0 || position >= analysis->write_position))
        return;
    analysis->write_word = word != NULL ? word : "";
    analysis->write_position = position;
}

void t2s__use_unknown(t2s__analysis *analysis, const t2s_node *node)
{
    if (analysis->unknown_word != NULL)
        return;
    analysis->unknown_word = node->text != NULL ? node->text : "";
    analysis->unknown_position = node->position;
}

/* Without a catalog a relation is what the text says it is. */
t2s_relation *t2s__written_relation(t2s__analysis *analysis, const char *schema, const char *name)
{
    char *key = t2s__arena_printf(analysis->arena, "%s.%s", schema != NULL ? schema : "", name);
    t2s_relation *relation;

    if (key == NULL) {
        analysis->code = T2S_E_NOMEM;
        return NULL;
    }
    relation = t2s__map_get(&analysis->written, key, strlen(key));
    if (relation != NULL)
        return relation;
    relation = t2s__analysis_alloc(analysis, sizeof(*relation));
    if (relation == NULL)
        return NULL;
    memset(relation, 0, sizeof(*relation));
    relation->schema = schema != NULL ? schema : "";
    relation->name = name;
    relation->row_estimate = -1;
    if (t2s__map_put(&analysis->written, key, strlen(key), relation) != 0) {
        analysis->code = T2S_E_NOMEM;
        return NULL;
    }
    return relation;
}

/* Its bits are not kept: a column that is there was read. */
void t2s__written_column(t2s__analysis *analysis, const t2s_relation *relation, const char *name)
{
    t2s_relation *written = (t2s_relation *)(uintptr_t)relation;
    t2s_column *columns = written->columns;
    size_t count = written->column_count;

    if (t2s__relation_column(relation, name, strlen(name)) != NULL)
        return;
    if ((count & (count - 1)) == 0) {
        columns = t2s__analysis_alloc(analysis, (count != 0 ? count * 2 : 1) * sizeof(*columns));
        if (columns == NULL)
            return;
        if (count != 0)
            memcpy(columns, written->columns, count * sizeof(*columns));
        written->columns = columns;
    }
    columns[count] = (t2s_column){.name = name, .type = "", .index = (uint32_t)count};
    written->column_count++;
}
