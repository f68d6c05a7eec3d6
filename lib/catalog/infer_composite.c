/* SPDX-License-Identifier: MIT */
/*
 * A relation that has columns of the same names and types as another one's primary key of several columns refers to it:
 * returns(order_id, line_no) to order_items. But not by columns that both only have from elsewhere, as bridges do, nor by names that
 * everybody has.
 */
#include "catalog/infer_composite.h"

#include <string.h>

#include "catalog/infer_name.h"
#include "catalog/infer_target.h"

enum { SHARING_MAX = 16 /* keys that begin with a column of one name */ };

/* Primary keys that begin with a column of one name. */
struct sharing {
    const t2s_key *keys[SHARING_MAX];
    size_t count;
};

static int is_foreign(const t2s_relation *relation, uint32_t column)
{
    for (size_t k = 0; k < relation->key_count; k++)
        for (size_t c = 0; t2s__key_joins(&relation->keys[k]) && c < relation->keys[k].count; c++)
            if (relation->keys[k].columns[c] == column)
                return 1;
    return 0;
}

static int is_generic(const t2s_column *column)
{
    t2s__name name;

    t2s__name_split(column->name, strlen(column->name), &name);
    return t2s__name_is_generic(name.text, name.length);
}

/* Has the key columns that are its own, and do these have names of their own? */
static int is_distinctive(const t2s_key *key)
{
    size_t own = 0;

    for (size_t i = 0; i < key->count; i++) {
        const t2s_column *column = &key->relation->columns[key->columns[i]];

        if ((column->flags & T2S_COLUMN_HIDDEN) != 0 || !t2s__types_join(column->type, column->type))
            return 0;
        if (is_foreign(key->relation, key->columns[i]))
            continue;
        if (is_generic(column))
            return 0;
        own++;
    }
    return own != 0;
}

static const t2s_key *composite_of(const t2s_relation *relation)
{
    for (size_t i = 0; i < relation->key_count; i++)
        if (relation->keys[i].kind == T2S_KEY_PRIMARY)
            return relation->keys[i].count > 1 ? &relation->keys[i] : NULL;
    return NULL;
}

static int offer(t2s__map *by_name, t2s__arena *arena, const t2s_key *key)
{
    const char *name = key->relation->columns[key->columns[0]].name;
    struct sharing *sharing = t2s__map_get(by_name, name, strlen(name));

    if (sharing == NULL) {
        sharing = t2s__arena_zalloc(arena, sizeof(*sharing));
        if (sharing == NULL || t2s__map_put(by_name, name, strlen(name), sharing) != 0)
            return T2S_E_NOMEM;
    }
    if (sharing->count < SHARING_MAX)
        sharing->keys[sharing->count++] = key;
    return 0;
}

static const t2s_column *partner_of(const t2s_relation *relation, const t2s_column *column)
{
    const t2s_column *partner = t2s__relation_column(relation, column->name, strlen(column->name));

    return partner != NULL && (partner->flags & T2S_COLUMN_HIDDEN) == 0 && t2s__types_join(partner->type, column->type) ? partner
                                                                                                                        : NULL;
}

/* Has the relation all of a key's columns, and is that neither its own key nor a part of a declared foreign key? */
static int matches(const t2s_relation *relation, const t2s_key *key)
{
    const t2s_key *own = composite_of(relation);
    size_t in_own = 0;

    if (key->relation == relation)
        return 0;
    for (size_t i = 0; i < key->count; i++) {
        const t2s_column *partner = partner_of(relation, &key->relation->columns[key->columns[i]]);

        if (partner == NULL)
            return 0;
        for (size_t c = 0; own != NULL && c < own->count; c++)
            in_own += own->columns[c] == partner->index;
        for (size_t k = 0; k < relation->key_count; k++)
            if (relation->keys[k].kind == T2S_KEY_FOREIGN && relation->keys[k].foreign == key->relation)
                return 0;
    }
    return own == NULL || in_own < own->count || own->count > key->count;
}

/* The longest key that a relation refers to; NULL: none, or this one or that. */
static const t2s_key *find_key(const t2s__map *by_name, const t2s_relation *relation)
{
    const t2s_key *found = NULL;
    int ambiguous = 0;

    for (size_t c = 0; c < relation->column_count; c++) {
        const char *name = relation->columns[c].name;
        const struct sharing *sharing = t2s__map_get(by_name, name, strlen(name));

        for (size_t i = 0; sharing != NULL && i < sharing->count; i++) {
            const t2s_key *key = sharing->keys[i];

            if ((found != NULL && key->count < found->count) || !matches(relation, key))
                continue;
            ambiguous = found != NULL && key->count == found->count;
            found = key;
        }
    }
    return ambiguous ? NULL : found;
}

static int add_key(t2s_catalog *catalog, t2s_relation *relation, const t2s_key *target)
{
    t2s_key *keys = t2s__arena_alloc(&catalog->arena, (relation->key_count + 1) * sizeof(*keys));
    uint32_t *columns = t2s__arena_alloc(&catalog->arena, target->count * sizeof(*columns));

    if (keys == NULL || columns == NULL)
        return T2S_E_NOMEM;
    if (relation->key_count != 0)
        memcpy(keys, relation->keys, relation->key_count * sizeof(*keys));
    for (size_t i = 0; i < target->count; i++)
        columns[i] = partner_of(relation, &target->relation->columns[target->columns[i]])->index;
    keys[relation->key_count++] = (t2s_key){.kind = T2S_KEY_INFERRED,
                                            .relation = relation,
                                            .columns = columns,
                                            .count = target->count,
                                            .foreign = target->relation,
                                            .foreign_columns = target->columns};
    relation->keys = keys;
    return 0;
}

int t2s__infer_composites(t2s_catalog *catalog, size_t first, size_t last)
{
    t2s__arena arena;
    t2s__map by_name;
    int code = 0;

    t2s__arena_init(&arena, 4096);
    t2s__map_init(&by_name, &arena);
    for (size_t i = first; i < last && code == 0; i++) {
        const t2s_key *key = catalog->relations[i]->parent == NULL ? composite_of(catalog->relations[i]) : NULL;

        if (key != NULL && is_distinctive(key))
            code = offer(&by_name, &arena, key);
    }
    for (size_t i = first; i < last && code == 0 && by_name.count != 0; i++) {
        const t2s_key *key = catalog->relations[i]->parent == NULL ? find_key(&by_name, catalog->relations[i]) : NULL;

        if (key != NULL)
            code = add_key(catalog, catalog->relations[i], key);
    }
    t2s__arena_dispose(&arena);
    return code;
}
