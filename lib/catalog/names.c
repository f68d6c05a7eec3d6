/* SPDX-License-Identifier: MIT */
#include "catalog/names.h"

#include <string.h>

#include "util/memory.h"

enum { WIDE_RELATION = 12 /* columns, from which a hash beats looking through them */, SMALL_KEY = 256 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static int has_capitals(const char *text)
{
    for (; *text != '\0'; text++)
        if (*text >= 'A' && *text <= 'Z')
            return 1;
    return 0;
}

static void fold(char *to, const char *from, size_t length)
{
    for (size_t i = 0; i < length; i++)
        to[i] = lower(from[i]);
}

int t2s__same_in_any_case(const char *a, const char *b)
{
    for (; lower(*a) == lower(*b); a++, b++)
        if (*a == '\0')
            return 1;
    return 0;
}

int t2s__catalog_index_relation(t2s_catalog *catalog, t2s_relation *relation)
{
    size_t schema_length = strlen(relation->schema);
    size_t length = schema_length + 1 + strlen(relation->name);
    char *key = t2s__arena_alloc(&catalog->arena, length + 1);
    char *folded;

    if (key == NULL)
        return T2S_E_NOMEM;
    memcpy(key, relation->schema, schema_length + 1);
    memcpy(key + schema_length + 1, relation->name, length - schema_length);
    if (t2s__map_put(&catalog->relations_by_name, key, length, relation) != 0)
        return T2S_E_NOMEM;
    if (!has_capitals(relation->schema) && !has_capitals(relation->name))
        return 0;
    folded = t2s__arena_alloc(&catalog->arena, length + 1);
    if (folded == NULL)
        return T2S_E_NOMEM;
    fold(folded, key, length + 1);
    return t2s__map_put(&catalog->relations_folded, folded, length, relation);
}

int t2s__catalog_index_columns(t2s_catalog *catalog, t2s_relation *relation)
{
    if (relation->column_count < WIDE_RELATION)
        return 0;
    t2s__map_init(&relation->columns_by_name, &catalog->arena);
    t2s__map_init(&relation->columns_folded, &catalog->arena);
    for (size_t i = 0; i < relation->column_count; i++) {
        t2s_column *column = &relation->columns[i];
        size_t length = strlen(column->name);
        char *folded;

        if (t2s__map_put(&relation->columns_by_name, column->name, length, column) != 0)
            return T2S_E_NOMEM;
        if (!has_capitals(column->name))
            continue;
        folded = t2s__arena_alloc(&catalog->arena, length + 1);
        if (folded == NULL)
            return T2S_E_NOMEM;
        fold(folded, column->name, length + 1);
        if (t2s__map_put(&relation->columns_folded, folded, length, column) != 0)
            return T2S_E_NOMEM;
    }
    return 0;
}

static const t2s_relation *look_up(const t2s_catalog *catalog, const char *key, size_t length)
{
    const t2s_relation *relation = t2s__map_get(&catalog->relations_by_name, key, length);

    return relation != NULL ? relation : t2s__map_get(&catalog->relations_folded, key, length);
}

const t2s_relation *t2s__catalog_relation_any_case(const t2s_catalog *catalog, const char *schema, size_t schema_length,
                                                   const char *name, size_t name_length)
{
    char small[SMALL_KEY];
    size_t length = schema_length + 1 + name_length;
    char *key = length <= sizeof(small) ? small : t2s__malloc(length);
    const t2s_relation *relation;

    if (key == NULL)
        return NULL;
    fold(key, schema, schema_length);
    key[schema_length] = '\0';
    fold(key + schema_length + 1, name, name_length);
    relation = look_up(catalog, key, length);
    if (key != small)
        t2s__free(key);
    return relation;
}

const t2s_column *t2s__relation_column_any_case(const t2s_relation *relation, const char *name, size_t length)
{
    char small[SMALL_KEY];
    const t2s_column *column;

    if (relation->columns_by_name.count != 0 && length <= sizeof(small)) {
        fold(small, name, length);
        column = t2s__map_get(&relation->columns_by_name, small, length);
        return column != NULL ? column : t2s__map_get(&relation->columns_folded, small, length);
    }
    for (size_t i = 0; i < relation->column_count; i++)
        if (t2s__same_in_any_case(relation->columns[i].name, name))
            return &relation->columns[i];
    return NULL;
}

const char *t2s__catalog_part_end(const char *schema)
{
    const char *dot = strchr(schema, '.');

    return dot != NULL && dot != schema ? dot : NULL;
}

int t2s__catalog_has_catalogs(const t2s_catalog *catalog)
{
    for (size_t i = 0; i < catalog->search_path_count; i++)
        if (t2s__catalog_part_end(catalog->search_path[i]) == NULL)
            return 0;
    if (catalog->search_path_count != 0)
        return 1;
    return catalog->relation_count != 0 && t2s__catalog_part_end(catalog->relations[0]->schema) != NULL;
}
