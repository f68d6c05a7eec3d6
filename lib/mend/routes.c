/* SPDX-License-Identifier: MIT */
#include "mend/routes.h"

#include <string.h>

enum { RELATIONS_LOOKED_AT = 20000 };

static int is_start(const t2s__routes *routes, const t2s_relation *relation)
{
    for (size_t i = 0; i < routes->start_count; i++)
        if (routes->starts[i] == relation)
            return 1;
    return 0;
}

/* Do both lead to the same row? */
static int is_same(const t2s__routes *routes, const t2s__route *a, const t2s__route *b)
{
    if (a->steps != 1 || b->steps != 1 || a->start == b->start || a->count != b->count)
        return 0;
    for (size_t i = 0; i < a->count; i++)
        if (a->to[i] != b->to[i] || !routes->are_equal(routes->user_data, a->start, a->from[i], b->start, b->from[i]))
            return 0;
    return 1;
}

static void add(t2s__routes *routes, t2s__route route)
{
    if (is_start(routes, route.relation))
        return;
    for (size_t i = 0; i < routes->count; i++)
        if (routes->items[i].relation == route.relation) {
            routes->items[i].is_one_of_many |= !is_same(routes, &routes->items[i], &route);
            return;
        }
    if (routes->count == T2S__ROUTES_MAX)
        routes->is_cut = 1;
    else
        routes->items[routes->count++] = route;
}

static int has(const uint32_t *columns, size_t count, uint32_t column)
{
    for (size_t i = 0; i < count; i++)
        if (columns[i] == column)
            return 1;
    return 0;
}

/* Is there one row at most for each value of these columns? */
static int are_unique(const t2s_relation *relation, const uint32_t *columns, size_t count)
{
    for (size_t i = 0; i < relation->key_count; i++) {
        const t2s_key *other = &relation->keys[i];
        size_t same = 0;

        if (other->kind != T2S_KEY_PRIMARY && other->kind != T2S_KEY_UNIQUE)
            continue;
        while (same < other->count && has(columns, count, other->columns[same]))
            same++;
        if (same == other->count && same != 0)
            return 1;
    }
    return 0;
}

static int is_unique(const t2s_relation *relation, const t2s_key *key)
{
    return are_unique(relation, key->columns, key->count);
}

/* Does the key lead to one row at most? A declared one always does. */
static int leads(const t2s_key *key)
{
    return key->foreign != NULL && (key->kind == T2S_KEY_FOREIGN || (key->kind == T2S_KEY_INFERRED &&
                                                                    are_unique(key->foreign, key->foreign_columns, key->count)));
}

static void follow(t2s__routes *routes, const t2s_relation *relation, t2s__route route)
{
    for (size_t i = 0; i < relation->key_count; i++) {
        const t2s_key *key = &relation->keys[i];

        if (!leads(key))
            continue;
        route.relation = key->foreign;
        route.from = key->columns;
        route.to = key->foreign_columns;
        route.count = key->count;
        add(routes, route);
    }
}

/* Keys of others that lead to one of the relations that it begins with, from one row at most. */
static void follow_back(t2s__routes *routes, const t2s_relation *relation)
{
    for (size_t i = 0; i < relation->key_count; i++) {
        const t2s_key *key = &relation->keys[i];

        if (!leads(key) || !is_start(routes, key->foreign) || !is_unique(relation, key))
            continue;
        for (size_t k = 0; k < routes->start_count; k++)
            if (routes->starts[k] == key->foreign)
                add(routes, (t2s__route){relation, k, T2S__ROUTE_START, 1, 0, key->foreign_columns, key->columns, key->count});
    }
}

void t2s__routes_find(t2s__routes *routes, const t2s_catalog *catalog, const t2s_relation *const *starts, size_t start_count,
                      t2s__routes_equal_fn *are_equal, void *user_data)
{
    *routes = (t2s__routes){.are_equal = are_equal, .user_data = user_data};
    for (size_t i = 0; i < start_count && i < T2S__ROUTE_STARTS_MAX; i++)
        routes->starts[routes->start_count++] = starts[i];
    for (size_t i = 0; i < routes->start_count; i++)
        follow(routes, routes->starts[i], (t2s__route){.start = i, .previous = T2S__ROUTE_START, .steps = 1});
    for (size_t i = 0; i < catalog->relation_count && i < RELATIONS_LOOKED_AT; i++)
        follow_back(routes, catalog->relations[i]);
    for (size_t i = 0; i < routes->count; i++)
        if (routes->items[i].steps < T2S__ROUTE_STEPS_MAX)
            follow(routes, routes->items[i].relation,
                   (t2s__route){.start = routes->items[i].start, .previous = i, .steps = routes->items[i].steps + 1});
}

static const t2s_column *column_of(const t2s_relation *relation, const char *name)
{
    const t2s_column *column = t2s__relation_column(relation, name, strlen(name));

    return column != NULL && (column->flags & T2S_COLUMN_HIDDEN) == 0 ? column : NULL;
}

/* Is the column what a key of the relation before it has as well? Then it is in that one, too, by another name or the same. */
static int is_key_of_last_step(const t2s__route *route, const t2s_column *column)
{
    return has(route->to, route->count, column->index);
}

/* Rows that have a key to where it begins, and the column. */
static int is_in_many(const t2s__routes *routes, const t2s_catalog *catalog, const char *name)
{
    for (size_t i = 0; i < catalog->relation_count && i < RELATIONS_LOOKED_AT; i++) {
        const t2s_relation *relation = catalog->relations[i];

        for (size_t k = 0; k < relation->key_count; k++)
            if (t2s__key_joins(&relation->keys[k]) && relation->keys[k].foreign != NULL && is_start(routes, relation->keys[k].foreign) &&
                !is_start(routes, relation) && !is_unique(relation, &relation->keys[k]) && column_of(relation, name) != NULL)
                return 1;
    }
    return 0;
}

/* A name that is far away must be no other's anywhere. */
static size_t count_owners(const t2s_catalog *catalog, const char *name)
{
    size_t count = 0;

    for (size_t i = 0; i < catalog->relation_count && i < RELATIONS_LOOKED_AT; i++)
        count += column_of(catalog->relations[i], name) != NULL;
    return count;
}

/* Is there one route to every relation on it? */
static int is_sure(const t2s__routes *routes, const t2s__route *route)
{
    while (!route->is_one_of_many && route->previous != T2S__ROUTE_START)
        route = &routes->items[route->previous];
    return !route->is_one_of_many && !routes->is_cut;
}

const t2s__route *t2s__routes_to_column(const t2s__routes *routes, const t2s_catalog *catalog, const char *name)
{
    const t2s__route *found = NULL;

    for (size_t i = 0; i < routes->count; i++) {
        const t2s__route *route = &routes->items[i];
        const t2s_column *column = column_of(route->relation, name);

        if (column == NULL || (found != NULL && route->previous != T2S__ROUTE_START && is_key_of_last_step(route, column)))
            continue;
        if (found != NULL)
            return NULL;
        found = route;
    }
    if (found == NULL || !is_sure(routes, found) || is_in_many(routes, catalog, name) ||
        (found->steps > 1 && count_owners(catalog, name) != 1))
        return NULL;
    return found;
}

const t2s__route *t2s__routes_to(const t2s__routes *routes, const t2s_relation *relation)
{
    for (size_t i = 0; i < routes->count; i++)
        if (routes->items[i].relation == relation)
            return is_sure(routes, &routes->items[i]) ? &routes->items[i] : NULL;
    return NULL;
}
