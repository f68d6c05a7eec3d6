/* SPDX-License-Identifier: MIT */
/*
 * What the writer of a wrong name may have meant: names that differ by little, and for a column also where else it is, first where
 * it can be joined from what is in FROM.
 */
#include <stdio.h>
#include <string.h>

#include "sql/analysis.h"
#include "sql/quote.h"
#include "util/buffer.h"
#include "util/distance.h"

enum { SUGGESTIONS = 3, RELATIONS_LOOKED_AT = 20000 };

/* The best few, in order. */
struct best {
    struct {
        size_t rank;
        const t2s_relation *relation;
        const char *qualifier;
        const char *name;
    } items[SUGGESTIONS];
    size_t count;
};

static int same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void offer(struct best *best, size_t rank, const t2s_relation *relation, const char *qualifier, const char *name)
{
    size_t at = best->count;

    for (size_t i = 0; i < best->count; i++)
        if (same_text(best->items[i].name, name) && best->items[i].relation == relation &&
            same_text(best->items[i].qualifier, qualifier))
            return;
    while (at > 0 && best->items[at - 1].rank > rank)
        at--;
    if (at >= SUGGESTIONS)
        return;
    if (best->count < SUGGESTIONS)
        best->count++;
    memmove(&best->items[at + 1], &best->items[at], (best->count - at - 1) * sizeof(best->items[0]));
    best->items[at].rank = rank;
    best->items[at].relation = relation;
    best->items[at].qualifier = qualifier;
    best->items[at].name = name;
}

/* As it must be written. */
void t2s__write_name(const t2s__analysis *analysis, t2s__buffer *buffer, const char *name)
{
    t2s__quote_identifier(buffer, t2s__quote_style(analysis->dialect), name);
}

static const char *take(t2s__analysis *analysis, t2s__buffer *buffer)
{
    const char *text = NULL;

    if (buffer->failed ||
        (buffer->length != 0 && (text = t2s__arena_strndup(analysis->arena, buffer->data, buffer->length)) == NULL))
        analysis->code = T2S_E_NOMEM;
    t2s__buffer_dispose(buffer);
    return text;
}

static int is_in_search_path(const t2s_catalog *catalog, const char *schema)
{
    for (size_t i = 0; i < catalog->search_path_count; i++)
        if (strcmp(catalog->search_path[i], schema) == 0)
            return 1;
    return 0;
}

const char *t2s__suggest_relation(t2s__analysis *analysis, const char *schema, const char *name)
{
    const t2s_catalog *catalog = analysis->catalog;
    t2s__buffer buffer = T2S__BUFFER_INIT;
    struct best best = {.count = 0};
    size_t limit = t2s__distance_limit(name);

    if (catalog == NULL || analysis->quiet)
        return NULL;
    for (size_t i = 0; i < catalog->relation_count && i < RELATIONS_LOOKED_AT; i++) {
        const t2s_relation *relation = catalog->relations[i];
        size_t changes = t2s__distance(name, relation->name, limit);
        int elsewhere = schema != NULL ? strcmp(schema, relation->schema) != 0 : !is_in_search_path(catalog, relation->schema);

        if (changes <= limit)
            offer(&best, changes * 2 + (size_t)elsewhere, relation, NULL, relation->name);
    }
    for (size_t i = 0; i < best.count; i++) {
        t2s__buffer_text(&buffer, i == 0 ? "Perhaps you meant " : i + 1 == best.count ? " or " : ", ");
        if (schema != NULL || !is_in_search_path(catalog, best.items[i].relation->schema)) {
            t2s__quote_schema(&buffer, t2s__quote_style(analysis->dialect), best.items[i].relation->schema);
            t2s__buffer_char(&buffer, '.');
        }
        t2s__write_name(analysis, &buffer, best.items[i].name);
    }
    if (best.count != 0)
        t2s__buffer_char(&buffer, '.');
    return take(analysis, &buffer);
}

static void offer_vars(t2s__analysis *analysis, struct best *best, t2s__item *item, const char *name, size_t penalty)
{
    size_t count, limit = t2s__distance_limit(name);
    const t2s__var *vars = t2s__item_vars(analysis, item, &count);

    for (size_t i = 0; i < count && vars != NULL; i++) {
        size_t changes = vars[i].name != NULL ? t2s__distance(name, vars[i].name, limit) : limit + 1;

        if (changes <= limit && (vars[i].column == NULL || (vars[i].column->flags & T2S_COLUMN_HIDDEN) == 0))
            offer(best, changes * 2 + penalty, NULL, item->name, vars[i].name);
    }
}

/* Whether a foreign key goes from one to the other, and then along which columns. */
static const t2s_key *joining_key(const t2s_relation *from, const t2s_relation *to)
{
    for (size_t i = 0; i < from->key_count; i++)
        if (t2s__key_joins(&from->keys[i]) && from->keys[i].foreign == to)
            return &from->keys[i];
    return NULL;
}

static int is_joinable(const t2s__scope *scope, const t2s_relation *relation)
{
    for (; scope != NULL; scope = scope->parent)
        for (const t2s__item *item = scope->items; item != NULL; item = item->next)
            if (item->relation != NULL &&
                (joining_key(item->relation, relation) != NULL || joining_key(relation, item->relation) != NULL))
                return 1;
    return 0;
}

static int is_in_scope(const t2s__scope *scope, const t2s_relation *relation)
{
    for (; scope != NULL; scope = scope->parent)
        for (const t2s__item *item = scope->items; item != NULL; item = item->next)
            if (item->relation == relation)
                return 1;
    return 0;
}

static const t2s_column *column_like(const t2s_relation *relation, const char *name)
{
    const t2s_column *column = t2s__relation_column(relation, name, strlen(name));

    for (size_t i = 0; column == NULL && i < relation->column_count; i++)
        if (t2s__distance(name, relation->columns[i].name, 0) == 0)
            column = &relation->columns[i];
    return column != NULL && (column->flags & T2S_COLUMN_HIDDEN) == 0 ? column : NULL;
}

/* Relations outside of FROM that have it. */
static void offer_elsewhere(const t2s__analysis *analysis, struct best *best, const t2s__scope *scope, const char *name)
{
    const t2s_catalog *catalog = analysis->catalog;

    for (size_t i = 0; i < catalog->relation_count && i < RELATIONS_LOOKED_AT; i++) {
        const t2s_relation *relation = catalog->relations[i];
        const t2s_column *column = column_like(relation, name);

        if (column != NULL && !is_in_scope(scope, relation))
            offer(best, is_joinable(scope, relation) ? 0 : 1, relation, NULL, column->name);
    }
}

static void write_join(const t2s__analysis *analysis, t2s__buffer *buffer, const t2s__scope *scope, const t2s_relation *relation)
{
    for (; scope != NULL; scope = scope->parent)
        for (const t2s__item *item = scope->items; item != NULL; item = item->next) {
            const t2s_key *out = item->relation != NULL ? joining_key(item->relation, relation) : NULL;
            const t2s_key *in = item->relation != NULL ? joining_key(relation, item->relation) : NULL;

            if (out == NULL && in == NULL)
                continue;
            t2s__buffer_text(buffer, ", joined on ");
            t2s__write_name(analysis, buffer, relation->name);
            t2s__buffer_char(buffer, '.');
            t2s__write_name(analysis, buffer, relation->columns[out != NULL ? out->foreign_columns[0] : in->columns[0]].name);
            t2s__buffer_text(buffer, " = ");
            t2s__write_name(analysis, buffer, item->name != NULL ? item->name : item->relation->name);
            t2s__buffer_char(buffer, '.');
            t2s__write_name(analysis, buffer, item->relation->columns[out != NULL ? out->columns[0] : in->foreign_columns[0]].name);
            return;
        }
}

static void write_near(const t2s__analysis *analysis, t2s__buffer *buffer, const struct best *best)
{
    for (size_t i = 0; i < best->count; i++) {
        t2s__buffer_text(buffer, i == 0 ? "Perhaps you meant " : i + 1 == best->count ? " or " : ", ");
        if (best->items[i].qualifier != NULL) {
            t2s__write_name(analysis, buffer, best->items[i].qualifier);
            t2s__buffer_char(buffer, '.');
        }
        t2s__write_name(analysis, buffer, best->items[i].name);
    }
    if (best->count != 0)
        t2s__buffer_char(buffer, '.');
}

static void write_elsewhere(const t2s__analysis *analysis, t2s__buffer *buffer, const struct best *best, const t2s__scope *scope)
{
    for (size_t i = 0; i < best->count; i++) {
        if (i == 0)
            t2s__buffer_text(buffer, buffer->length != 0 ? " There is also " : "There is ");
        else
            t2s__buffer_text(buffer, i + 1 == best->count ? " and " : ", ");
        t2s__write_name(analysis, buffer, best->items[i].relation->name);
        t2s__buffer_char(buffer, '.');
        t2s__write_name(analysis, buffer, best->items[i].name);
        write_join(analysis, buffer, scope, best->items[i].relation);
    }
    if (best->count != 0)
        t2s__buffer_char(buffer, '.');
}

/* `item` where the name was qualified, otherwise NULL; `scope` NULL: only the item. */
const char *t2s__suggest_column(t2s__analysis *analysis, t2s__scope *scope, const t2s__item *item, const char *name)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    struct best near = {.count = 0}, elsewhere = {.count = 0};

    if (analysis->catalog == NULL || analysis->quiet)
        return NULL;
    if (item != NULL)
        offer_vars(analysis, &near, (t2s__item *)(uintptr_t)item, name, 0);
    for (t2s__scope *at = scope; at != NULL; at = at->parent)
        for (size_t i = at->first; i < at->count; i++)
            if (at->entries[i].item != item && at->entries[i].relation_visible)
                offer_vars(analysis, &near, at->entries[i].item, name, item != NULL ? 3 : 1);
    if (scope != NULL && (near.count == 0 || near.items[0].rank > 1))
        offer_elsewhere(analysis, &elsewhere, scope, name);
    write_near(analysis, &buffer, &near);
    write_elsewhere(analysis, &buffer, &elsewhere, scope);
    return take(analysis, &buffer);
}
