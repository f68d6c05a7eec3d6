/* SPDX-License-Identifier: MIT */
#include "catalog/catalog.h"

#include <string.h>

#include "util/memory.h"

t2s_catalog *t2s_catalog_ref(t2s_catalog *catalog)
{
    if (catalog != NULL)
        atomic_fetch_add_explicit(&catalog->references, 1, memory_order_relaxed);
    return catalog;
}

void t2s_catalog_unref(t2s_catalog *catalog)
{
    if (catalog == NULL || atomic_fetch_sub_explicit(&catalog->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__arena_dispose(&catalog->arena);
    t2s_catalog_unref(catalog->base);
    t2s__free(catalog);
}

const t2s__schema *t2s__catalog_schema(const t2s_catalog *catalog, const char *name, size_t length)
{
    return t2s__map_get(&catalog->schemas_by_name, name, length);
}

const t2s_relation *t2s__catalog_relation(const t2s_catalog *catalog, const char *schema, size_t schema_length, const char *name,
                                          size_t name_length)
{
    char small[256];
    size_t length = schema_length + 1 + name_length;
    char *key = length <= sizeof(small) ? small : t2s__malloc(length); /* servers have names of 63 or 128 bytes at most */
    const t2s_relation *relation;

    if (key == NULL)
        return NULL;
    memcpy(key, schema, schema_length);
    key[schema_length] = '\0';
    memcpy(key + schema_length + 1, name, name_length);
    relation = t2s__map_get(&catalog->relations_by_name, key, length);
    if (key != small)
        t2s__free(key);
    return relation;
}

const t2s_column *t2s__relation_column(const t2s_relation *relation, const char *name, size_t length)
{
    if (relation->columns_by_name.count != 0)
        return t2s__map_get(&relation->columns_by_name, name, length);
    for (size_t i = 0; i < relation->column_count; i++)
        if (strncmp(relation->columns[i].name, name, length) == 0 && relation->columns[i].name[length] == '\0')
            return &relation->columns[i];
    return NULL;
}

size_t t2s_catalog_problem_count(const t2s_catalog *catalog)
{
    return catalog != NULL ? catalog->problem_count : 0;
}

const char *t2s_catalog_problem(const t2s_catalog *catalog, size_t index)
{
    return catalog != NULL && index < catalog->problem_count ? catalog->problems[index] : NULL;
}

size_t t2s_catalog_relation_count(const t2s_catalog *catalog)
{
    return catalog != NULL ? catalog->relation_count : 0;
}

const t2s_relation *t2s_catalog_relation(const t2s_catalog *catalog, size_t index)
{
    return catalog != NULL && index < catalog->relation_count ? catalog->relations[index] : NULL;
}

const t2s_relation *t2s_catalog_find_relation(const t2s_catalog *catalog, const char *schema, const char *name)
{
    const t2s_relation *relation = NULL;

    if (catalog == NULL || name == NULL)
        return NULL;
    if (schema != NULL)
        return t2s__catalog_relation(catalog, schema, strlen(schema), name, strlen(name));
    for (size_t i = 0; i < catalog->search_path_count && relation == NULL; i++)
        relation = t2s__catalog_relation(catalog, catalog->search_path[i], strlen(catalog->search_path[i]), name, strlen(name));
    return relation;
}

const char *t2s_relation_schema(const t2s_relation *relation)
{
    return relation != NULL ? relation->schema : NULL;
}

const char *t2s_relation_name(const t2s_relation *relation)
{
    return relation != NULL ? relation->name : NULL;
}

int t2s_relation_kind(const t2s_relation *relation)
{
    return relation != NULL ? relation->kind : T2S_RELATION_TABLE;
}

const char *t2s_relation_comment(const t2s_relation *relation)
{
    return relation != NULL ? relation->comment : NULL;
}

int64_t t2s_relation_row_estimate(const t2s_relation *relation)
{
    return relation != NULL ? relation->row_estimate : -1;
}

size_t t2s_relation_column_count(const t2s_relation *relation)
{
    return relation != NULL ? relation->column_count : 0;
}

const t2s_column *t2s_relation_column(const t2s_relation *relation, size_t index)
{
    return relation != NULL && index < relation->column_count ? &relation->columns[index] : NULL;
}

const char *t2s_column_name(const t2s_column *column)
{
    return column != NULL ? column->name : NULL;
}

const char *t2s_column_type(const t2s_column *column)
{
    return column != NULL ? column->type : NULL;
}

const char *t2s_column_comment(const t2s_column *column)
{
    return column != NULL ? column->comment : NULL;
}

int t2s_column_not_null(const t2s_column *column)
{
    return column != NULL && (column->flags & T2S_COLUMN_NOT_NULL) != 0;
}

const char *t2s_column_default(const t2s_column *column)
{
    return column != NULL ? column->default_value : NULL;
}

int t2s_column_is_generated(const t2s_column *column)
{
    return column != NULL && (column->flags & T2S_COLUMN_GENERATED) != 0;
}

int t2s_column_is_hidden(const t2s_column *column)
{
    return column != NULL && (column->flags & T2S_COLUMN_HIDDEN) != 0;
}

int t2s_column_is_identity(const t2s_column *column)
{
    return column != NULL && (column->flags & T2S_COLUMN_IDENTITY) != 0;
}

double t2s_column_null_fraction(const t2s_column *column)
{
    return column != NULL && column->statistics != NULL ? column->statistics->null_fraction : -1;
}

double t2s_column_distinct(const t2s_column *column)
{
    return column != NULL && column->statistics != NULL ? column->statistics->distinct : -1;
}

size_t t2s_column_value_count(const t2s_column *column)
{
    return column != NULL && column->statistics != NULL ? column->statistics->value_count : 0;
}

const char *t2s_column_value(const t2s_column *column, size_t index)
{
    return index < t2s_column_value_count(column) ? column->statistics->values[index].text : NULL;
}

double t2s_column_value_frequency(const t2s_column *column, size_t index)
{
    return index < t2s_column_value_count(column) ? column->statistics->values[index].frequency : -1;
}

int t2s_column_values_are_complete(const t2s_column *column)
{
    return column != NULL && column->statistics != NULL && column->statistics->complete;
}

size_t t2s_relation_check_count(const t2s_relation *relation)
{
    return relation != NULL ? relation->check_count : 0;
}

const char *t2s_relation_check(const t2s_relation *relation, size_t index)
{
    return relation != NULL && index < relation->check_count ? relation->checks[index] : NULL;
}

size_t t2s_relation_key_count(const t2s_relation *relation)
{
    return relation != NULL ? relation->key_count : 0;
}

const t2s_key *t2s_relation_key(const t2s_relation *relation, size_t index)
{
    return relation != NULL && index < relation->key_count ? &relation->keys[index] : NULL;
}

int t2s_key_kind(const t2s_key *key)
{
    return key != NULL ? key->kind : T2S_KEY_UNIQUE;
}

size_t t2s_key_column_count(const t2s_key *key)
{
    return key != NULL ? key->count : 0;
}

const t2s_column *t2s_key_column(const t2s_key *key, size_t index)
{
    return key != NULL && index < key->count ? &key->relation->columns[key->columns[index]] : NULL;
}

const t2s_relation *t2s_key_foreign_relation(const t2s_key *key)
{
    return key != NULL ? key->foreign : NULL;
}

const t2s_column *t2s_key_foreign_column(const t2s_key *key, size_t index)
{
    return key != NULL && key->foreign != NULL && index < key->count ? &key->foreign->columns[key->foreign_columns[index]] : NULL;
}
