/* SPDX-License-Identifier: MIT */
/* Building a catalog: everything goes straight into the arena of the catalog to be; finish sorts, links and indexes it. */
#include <stdlib.h>
#include <string.h>

#include "catalog/builder.h"
#include "catalog/infer.h"
#include "catalog/names.h"
#include "util/memory.h"

static void discard_catalog(t2s_catalog *catalog)
{
    if (catalog != NULL)
        t2s__arena_dispose(&catalog->arena);
    t2s__free(catalog);
}

int t2s_catalog_builder_new(t2s_catalog_builder **ret_builder)
{
    t2s_catalog_builder *builder = t2s__calloc(1, sizeof(*builder));
    t2s_catalog *catalog = t2s__calloc(1, sizeof(*catalog));

    if (builder == NULL || catalog == NULL) {
        t2s__free(builder);
        t2s__free(catalog);
        return T2S_E_NOMEM;
    }
    atomic_init(&catalog->references, 1);
    t2s__arena_init(&catalog->arena, 8192);
    t2s__map_init(&catalog->schemas_by_name, &catalog->arena);
    t2s__map_init(&catalog->relations_by_name, &catalog->arena);
    t2s__map_init(&catalog->relations_folded, &catalog->arena);
    t2s__map_init(&catalog->types_by_name, &catalog->arena);
    t2s__map_init(&catalog->types_by_text, &catalog->arena);
    t2s__map_init(&catalog->functions_by_name, &catalog->arena);
    t2s__map_init(&catalog->operators_by_name, &catalog->arena);
    t2s__map_init(&catalog->operators_by_types, &catalog->arena);
    t2s__map_init(&catalog->casts, &catalog->arena);
    catalog->database = "";
    builder->catalog = catalog;
    builder->last_operator = &builder->operators;
    builder->last_cast = &builder->casts;
    builder->inference = 1;
    *ret_builder = builder;
    return 0;
}

void t2s_catalog_builder_free(t2s_catalog_builder *builder)
{
    if (builder == NULL)
        return;
    discard_catalog(builder->catalog);
    t2s__free(builder->rooms);
    t2s__free(builder->relations);
    t2s__free(builder->schemas);
    t2s__free(builder->types);
    t2s__free(builder->functions);
    t2s__free(builder);
}

/* Copy a text that may be NULL into the arena. */
int t2s__builder_text(t2s_catalog_builder *builder, const char *text, const char **ret)
{
    *ret = t2s__arena_strdup(&builder->catalog->arena, text);
    return *ret != NULL || text == NULL ? 0 : T2S_E_NOMEM;
}

int t2s__builder_list(t2s_catalog_builder *builder, const char *const *texts, size_t count, const char *const **ret)
{
    const char **copy = t2s__arena_alloc(&builder->catalog->arena, (count != 0 ? count : 1) * sizeof(*copy));

    if (copy == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        if (t2s__builder_text(builder, texts[i], &copy[i]) != 0)
            return T2S_E_NOMEM;
    *ret = copy;
    return 0;
}

/* Room for one item more in an arena array. */
static int arena_grow(t2s_catalog_builder *builder, void **items, size_t count, size_t *capacity, size_t size)
{
    size_t larger = *capacity != 0 ? *capacity * 2 : 4;
    void *moved;

    if (count < *capacity)
        return 0;
    moved = t2s__arena_alloc(&builder->catalog->arena, larger * size);
    if (moved == NULL)
        return T2S_E_NOMEM;
    if (count != 0)
        memcpy(moved, *items, count * size);
    *items = moved;
    *capacity = larger;
    return 0;
}

int t2s_catalog_builder_set_database(t2s_catalog_builder *builder, const char *name)
{
    const char *copy;

    if (name == NULL || t2s__builder_text(builder, name, &copy) != 0)
        return name == NULL ? T2S_E_INVALID : T2S_E_NOMEM;
    builder->catalog->database = copy;
    return 0;
}

void t2s_catalog_builder_set_server_version(t2s_catalog_builder *builder, int version)
{
    builder->catalog->server_version = version;
}

void t2s_catalog_builder_set_open(t2s_catalog_builder *builder, int on)
{
    builder->catalog->is_open = on != 0;
}

int t2s_catalog_builder_add_problem(t2s_catalog_builder *builder, const char *text)
{
    t2s_catalog *catalog = builder->catalog;
    const char **problems = catalog->problems;
    size_t count = catalog->problem_count;
    const char *copy;

    if (text == NULL || text[0] == '\0')
        return T2S_E_INVALID;
    if (t2s__builder_text(builder, text, &copy) != 0)
        return T2S_E_NOMEM;
    if ((count & (count - 1)) == 0) {
        problems = t2s__arena_alloc(&catalog->arena, (count != 0 ? count * 2 : 1) * sizeof(*problems));
        if (problems == NULL)
            return T2S_E_NOMEM;
        if (count != 0)
            memcpy(problems, catalog->problems, count * sizeof(*problems));
        catalog->problems = problems;
    }
    problems[count] = copy;
    catalog->problem_count++;
    return 0;
}

int t2s_catalog_builder_set_search_path(t2s_catalog_builder *builder, const char *const *schemas, size_t count)
{
    const char *const *copy;

    if (t2s__builder_list(builder, schemas, count, &copy) != 0)
        return T2S_E_NOMEM;
    builder->catalog->search_path = copy;
    builder->catalog->search_path_count = count;
    return 0;
}

t2s__schema *t2s__builder_schema(t2s_catalog_builder *builder, const char *name)
{
    t2s_catalog *catalog = builder->catalog;
    t2s__schema *schema = t2s__map_get(&catalog->schemas_by_name, name, strlen(name));

    if (schema != NULL)
        return schema;
    schema = t2s__arena_zalloc(&catalog->arena, sizeof(*schema));
    if (schema == NULL || t2s__builder_text(builder, name, &schema->name) != 0 ||
        t2s__grow((void **)&builder->schemas, &builder->schemas_capacity, catalog->schema_count + 1, sizeof(*builder->schemas)) != 0 ||
        t2s__map_put(&catalog->schemas_by_name, schema->name, strlen(name), schema) != 0)
        return NULL;
    builder->schemas[catalog->schema_count++] = schema;
    return schema;
}

int t2s_catalog_builder_add_schema(t2s_catalog_builder *builder, const char *name, const char *comment)
{
    t2s__schema *schema;

    if (name == NULL || name[0] == '\0')
        return T2S_E_INVALID;
    schema = t2s__builder_schema(builder, name);
    if (schema == NULL)
        return T2S_E_NOMEM;
    return comment != NULL ? t2s__builder_text(builder, comment, &schema->comment) : 0;
}

int64_t t2s_catalog_builder_find_relation(const t2s_catalog_builder *builder, const char *schema, const char *name)
{
    const t2s_relation *relation = t2s__catalog_relation(builder->catalog, schema, strlen(schema), name, strlen(name));

    return relation != NULL ? (int64_t)relation->index : -1;
}

int t2s_catalog_builder_add_relation(t2s_catalog_builder *builder, const char *schema, const char *name, int kind,
                                     size_t *ret_relation)
{
    t2s_catalog *catalog = builder->catalog;
    const t2s__schema *owner;
    t2s_relation *relation;
    size_t count = catalog->relation_count;

    if (schema == NULL || schema[0] == '\0' || name == NULL || name[0] == '\0' || kind < T2S_RELATION_TABLE ||
        kind > T2S_RELATION_FOREIGN || t2s_catalog_builder_find_relation(builder, schema, name) >= 0)
        return T2S_E_INVALID;
    owner = t2s__builder_schema(builder, schema);
    relation = t2s__arena_zalloc(&catalog->arena, sizeof(*relation));
    if (owner == NULL || relation == NULL || t2s__builder_text(builder, name, &relation->name) != 0 ||
        t2s__grow((void **)&builder->relations, &builder->relations_capacity, count + 1, sizeof(*builder->relations)) != 0 ||
        t2s__grow((void **)&builder->rooms, &builder->rooms_capacity, count + 1, sizeof(*builder->rooms)) != 0)
        return T2S_E_NOMEM;
    relation->schema = owner->name;
    relation->kind = kind;
    relation->row_estimate = -1;
    relation->index = count;
    if (t2s__catalog_index_relation(catalog, relation) != 0)
        return T2S_E_NOMEM;
    builder->relations[count] = relation;
    builder->rooms[count] = (t2s__room){0};
    catalog->relation_count++;
    *ret_relation = count;
    return 0;
}

static t2s_relation *relation_at(const t2s_catalog_builder *builder, size_t relation)
{
    return relation < builder->catalog->relation_count ? builder->relations[relation] : NULL;
}

int t2s_catalog_builder_set_relation_comment(t2s_catalog_builder *builder, size_t relation, const char *comment)
{
    t2s_relation *target = relation_at(builder, relation);

    return target != NULL ? t2s__builder_text(builder, comment, &target->comment) : T2S_E_INVALID;
}

int t2s_catalog_builder_set_row_estimate(t2s_catalog_builder *builder, size_t relation, int64_t rows)
{
    t2s_relation *target = relation_at(builder, relation);

    if (target == NULL)
        return T2S_E_INVALID;
    target->row_estimate = rows >= 0 ? rows : -1;
    return 0;
}

int t2s_catalog_builder_set_definition(t2s_catalog_builder *builder, size_t relation, const char *sql)
{
    t2s_relation *target = relation_at(builder, relation);

    return target != NULL ? t2s__builder_text(builder, sql, &target->definition) : T2S_E_INVALID;
}

static int add_reference(t2s_catalog_builder *builder, t2s_relation *relation, size_t key, const char *schema, const char *name,
                         const char *const *columns, size_t count)
{
    t2s__reference *reference = t2s__arena_zalloc(&builder->catalog->arena, sizeof(*reference));

    if (reference == NULL || t2s__builder_text(builder, schema, &reference->schema) != 0 ||
        t2s__builder_text(builder, name, &reference->name) != 0 ||
        (columns != NULL && t2s__builder_list(builder, columns, count, &reference->columns) != 0))
        return T2S_E_NOMEM;
    reference->relation = relation;
    reference->key = key;
    reference->next = builder->references;
    builder->references = reference;
    return 0;
}

int t2s_catalog_builder_set_parent(t2s_catalog_builder *builder, size_t relation, const char *schema, const char *name)
{
    t2s_relation *target = relation_at(builder, relation);

    if (target == NULL || schema == NULL || name == NULL)
        return T2S_E_INVALID;
    return add_reference(builder, target, T2S__NO_KEY, schema, name, NULL, 0);
}

int t2s_catalog_builder_add_column(t2s_catalog_builder *builder, size_t relation, const char *name, const char *type,
                                   uint32_t flags, const char *default_value, const char *comment)
{
    t2s_relation *target = relation_at(builder, relation);
    t2s_column column = {.flags = flags};

    if (target == NULL || name == NULL || name[0] == '\0' || type == NULL ||
        t2s__relation_column(target, name, strlen(name)) != NULL)
        return T2S_E_INVALID;
    column.index = (uint32_t)target->column_count;
    if (t2s__builder_text(builder, name, &column.name) != 0 || t2s__builder_type_text(builder, type, &column.type) != 0 ||
        t2s__builder_text(builder, default_value, &column.default_value) != 0 || t2s__builder_text(builder, comment, &column.comment) != 0 ||
        arena_grow(builder, (void **)&target->columns, target->column_count, &builder->rooms[relation].columns,
                   sizeof(*target->columns)) != 0)
        return T2S_E_NOMEM;
    target->columns[target->column_count++] = column;
    return 0;
}

static t2s_column *column_of(const t2s_catalog_builder *builder, size_t relation, const char *column)
{
    t2s_relation *target = relation_at(builder, relation);
    const t2s_column *found = target != NULL && column != NULL ? t2s__relation_column(target, column, strlen(column)) : NULL;

    return found != NULL ? &target->columns[found->index] : NULL;
}

int t2s_catalog_builder_set_column_comment(t2s_catalog_builder *builder, size_t relation, const char *column, const char *comment)
{
    t2s_column *target = column_of(builder, relation, column);

    return target != NULL ? t2s__builder_text(builder, comment, &target->comment) : T2S_E_NOTFOUND;
}

int t2s_catalog_builder_set_column_flags(t2s_catalog_builder *builder, size_t relation, const char *column, uint32_t flags)
{
    t2s_column *target = column_of(builder, relation, column);

    if (target == NULL)
        return T2S_E_NOTFOUND;
    target->flags = flags;
    return 0;
}

/* NULL when there is no such column, or no memory: *ret_code says which. */
static t2s__statistics *statistics_of(t2s_catalog_builder *builder, size_t relation, const char *column, int *ret_code)
{
    t2s_column *target = column_of(builder, relation, column);

    *ret_code = T2S_E_NOTFOUND;
    if (target == NULL)
        return NULL;
    *ret_code = T2S_E_NOMEM;
    if (target->statistics == NULL) {
        target->statistics = t2s__arena_zalloc(&builder->catalog->arena, sizeof(*target->statistics));
        if (target->statistics != NULL)
            target->statistics->null_fraction = target->statistics->distinct = -1;
    }
    return target->statistics;
}

int t2s_catalog_builder_set_column_statistics(t2s_catalog_builder *builder, size_t relation, const char *column,
                                              double null_fraction, double distinct)
{
    int code;
    t2s__statistics *statistics = statistics_of(builder, relation, column, &code);

    if (statistics == NULL)
        return code;
    statistics->null_fraction = null_fraction >= 0 && null_fraction <= 1 ? null_fraction : -1;
    statistics->distinct = distinct >= 0 ? distinct : -1;
    return 0;
}

int t2s_catalog_builder_add_column_value(t2s_catalog_builder *builder, size_t relation, const char *column, const char *value,
                                         double frequency)
{
    int code;
    t2s__statistics *statistics = statistics_of(builder, relation, column, &code);
    t2s__value added = {.frequency = frequency >= 0 && frequency <= 1 ? frequency : -1};

    if (statistics == NULL)
        return code;
    if (value == NULL)
        return T2S_E_INVALID;
    if (t2s__builder_text(builder, value, &added.text) != 0 ||
        arena_grow(builder, (void **)&statistics->values, statistics->value_count, &statistics->value_capacity,
                   sizeof(*statistics->values)) != 0)
        return T2S_E_NOMEM;
    statistics->values[statistics->value_count++] = added;
    return 0;
}

int t2s_catalog_builder_set_column_values_complete(t2s_catalog_builder *builder, size_t relation, const char *column)
{
    int code;
    t2s__statistics *statistics = statistics_of(builder, relation, column, &code);

    if (statistics == NULL)
        return code;
    statistics->complete = 1;
    return 0;
}

int t2s_catalog_builder_add_check(t2s_catalog_builder *builder, size_t relation, const char *expression)
{
    t2s_relation *target = relation_at(builder, relation);
    const char *copy;

    if (target == NULL || expression == NULL)
        return T2S_E_INVALID;
    if (t2s__builder_text(builder, expression, &copy) != 0 ||
        arena_grow(builder, (void **)&target->checks, target->check_count, &builder->rooms[relation].checks,
                   sizeof(*target->checks)) != 0)
        return T2S_E_NOMEM;
    target->checks[target->check_count++] = copy;
    return 0;
}

void t2s_catalog_builder_set_inference(t2s_catalog_builder *builder, int on)
{
    builder->inference = on != 0;
}

/* The places of named columns in a relation. */
static int find_columns(t2s_catalog_builder *builder, const t2s_relation *relation, const char *const *names, size_t count,
                        const uint32_t **ret)
{
    uint32_t *places = t2s__arena_alloc(&builder->catalog->arena, count * sizeof(*places));

    if (places == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++) {
        const t2s_column *column = names[i] != NULL ? t2s__relation_column(relation, names[i], strlen(names[i])) : NULL;

        if (column == NULL)
            return T2S_E_NOTFOUND;
        places[i] = column->index;
    }
    *ret = places;
    return 0;
}

static int add_any_key(t2s_catalog_builder *builder, size_t relation, int kind, const char *name, const char *const *columns,
                       size_t count, t2s_relation **ret_relation)
{
    t2s_relation *target = relation_at(builder, relation);
    t2s_key key = {.kind = kind, .relation = target, .count = count};
    int code;

    if (target == NULL || columns == NULL || count == 0)
        return T2S_E_INVALID;
    code = find_columns(builder, target, columns, count, &key.columns);
    if (code != 0)
        return code;
    if (t2s__builder_text(builder, name, &key.name) != 0 ||
        arena_grow(builder, (void **)&target->keys, target->key_count, &builder->rooms[relation].keys, sizeof(*target->keys)) != 0)
        return T2S_E_NOMEM;
    target->keys[target->key_count++] = key;
    *ret_relation = target;
    return 0;
}

int t2s_catalog_builder_add_key(t2s_catalog_builder *builder, size_t relation, int kind, const char *name,
                                const char *const *columns, size_t count)
{
    t2s_relation *target;
    int code;

    if (kind != T2S_KEY_PRIMARY && kind != T2S_KEY_UNIQUE)
        return T2S_E_INVALID;
    code = add_any_key(builder, relation, kind, name, columns, count, &target);
    if (code == 0 && kind == T2S_KEY_PRIMARY)
        for (size_t i = 0; i < count; i++)
            target->columns[target->keys[target->key_count - 1].columns[i]].flags |= T2S_COLUMN_NOT_NULL;
    return code;
}

int t2s_catalog_builder_add_index(t2s_catalog_builder *builder, size_t relation, const char *name, const char *const *columns,
                                  size_t count)
{
    t2s_relation *target;

    return add_any_key(builder, relation, T2S_KEY_INDEX, name, columns, count, &target);
}

int t2s_catalog_builder_add_foreign_key(t2s_catalog_builder *builder, size_t relation, const char *name,
                                        const char *const *columns, size_t count, const char *foreign_schema,
                                        const char *foreign_name, const char *const *foreign_columns)
{
    t2s_relation *target;
    int code;

    if (foreign_schema == NULL || foreign_name == NULL)
        return T2S_E_INVALID;
    code = add_any_key(builder, relation, T2S_KEY_FOREIGN, name, columns, count, &target);
    if (code != 0)
        return code;
    code = add_reference(builder, target, target->key_count - 1, foreign_schema, foreign_name, foreign_columns, count);
    if (code != 0)
        target->key_count--;
    return code;
}

static int compare_relations(const void *left, const void *right)
{
    const t2s_relation *a = *(t2s_relation *const *)left;
    const t2s_relation *b = *(t2s_relation *const *)right;
    int order = strcmp(a->schema, b->schema);

    return order != 0 ? order : strcmp(a->name, b->name);
}

static int compare_schemas(const void *left, const void *right)
{
    return strcmp((*(t2s__schema *const *)left)->name, (*(t2s__schema *const *)right)->name);
}

static int sort_into_place(t2s_catalog_builder *builder)
{
    t2s_catalog *catalog = builder->catalog;
    size_t relations_size = catalog->relation_count * sizeof(*catalog->relations);
    size_t schemas_size = catalog->schema_count * sizeof(*catalog->schemas);

    catalog->relations = t2s__arena_alloc(&catalog->arena, relations_size);
    catalog->schemas = t2s__arena_alloc(&catalog->arena, schemas_size);
    if (catalog->relations == NULL || catalog->schemas == NULL)
        return T2S_E_NOMEM;
    if (relations_size != 0)
        memcpy(catalog->relations, builder->relations, relations_size);
    if (schemas_size != 0)
        memcpy(catalog->schemas, builder->schemas, schemas_size);
    qsort(catalog->relations, catalog->relation_count, sizeof(*catalog->relations), compare_relations);
    qsort(catalog->schemas, catalog->schema_count, sizeof(*catalog->schemas), compare_schemas);
    for (size_t i = 0; i < catalog->relation_count; i++)
        catalog->relations[i]->index = i;
    return 0;
}

static const t2s_key *primary_key(const t2s_relation *relation)
{
    for (size_t i = 0; i < relation->key_count; i++)
        if (relation->keys[i].kind == T2S_KEY_PRIMARY)
            return &relation->keys[i];
    return NULL;
}

/* 0; T2S_E_NOTFOUND when what it refers to does not exist; T2S_E_NOMEM. */
static int link_reference(t2s_catalog_builder *builder, const t2s__reference *reference)
{
    const t2s_relation *foreign = t2s__catalog_relation(builder->catalog, reference->schema, strlen(reference->schema),
                                                        reference->name, strlen(reference->name));
    const t2s_key *primary;
    t2s_key *key;
    int code;

    if (foreign == NULL)
        return T2S_E_NOTFOUND;
    if (reference->key == T2S__NO_KEY) {
        reference->relation->parent = foreign;
        return 0;
    }
    key = &reference->relation->keys[reference->key];
    if (reference->columns != NULL) {
        code = find_columns(builder, foreign, reference->columns, key->count, &key->foreign_columns);
        if (code != 0)
            return code;
    } else {
        primary = primary_key(foreign);
        if (primary == NULL || primary->count != key->count)
            return T2S_E_NOTFOUND;
        key->foreign_columns = primary->columns;
    }
    key->foreign = foreign;
    return 0;
}

/* Foreign keys whose target is not in the catalog are no keys here. */
static void drop_dangling_keys(t2s_relation *relation)
{
    size_t kept = 0;

    for (size_t i = 0; i < relation->key_count; i++)
        if (relation->keys[i].kind != T2S_KEY_FOREIGN || relation->keys[i].foreign != NULL)
            relation->keys[kept++] = relation->keys[i];
    relation->key_count = kept;
}

static uint64_t mix(uint64_t hash, const char *text)
{
    return (hash ^ (text != NULL ? t2s__hash(text, strlen(text) + 1) : 1)) * 1099511628211U;
}

/* Of what decides about answers: names, types, keys, comments; not of estimates. */
static uint64_t fingerprint(const t2s_catalog *catalog)
{
    uint64_t hash = 14695981039346656037U;

    for (size_t i = 0; i < catalog->search_path_count; i++)
        hash = mix(hash, catalog->search_path[i]);
    for (size_t i = 0; i < catalog->relation_count; i++) {
        const t2s_relation *relation = catalog->relations[i];

        hash = mix(mix(mix(hash, relation->schema), relation->name), relation->comment);
        for (size_t c = 0; c < relation->column_count; c++)
            hash = mix(mix(mix(hash, relation->columns[c].name), relation->columns[c].type), relation->columns[c].comment) +
                   relation->columns[c].flags;
        for (size_t k = 0; k < relation->key_count; k++) {
            const t2s_key *key = &relation->keys[k];

            hash = mix(hash + (uint64_t)key->kind, key->foreign != NULL ? key->foreign->name : NULL);
            for (size_t c = 0; c < key->count; c++)
                hash = (hash + key->columns[c]) * 1099511628211U;
        }
    }
    return hash;
}

static int set_default_search_path(t2s_catalog_builder *builder)
{
    const char *const schemas[] = {"public"};

    return builder->catalog->search_path != NULL ? 0 : t2s_catalog_builder_set_search_path(builder, schemas, 1);
}

int t2s_catalog_builder_finish(t2s_catalog_builder *builder, t2s_catalog **ret_catalog)
{
    t2s_catalog *catalog = builder->catalog;

    if (set_default_search_path(builder) != 0 || sort_into_place(builder) != 0)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < catalog->relation_count; i++)
        if (t2s__catalog_index_columns(catalog, catalog->relations[i]) != 0)
            return T2S_E_NOMEM;
    for (const t2s__reference *reference = builder->references; reference != NULL; reference = reference->next)
        if (link_reference(builder, reference) == T2S_E_NOMEM)
            return T2S_E_NOMEM;
    for (size_t i = 0; i < catalog->relation_count; i++)
        drop_dangling_keys(catalog->relations[i]);
    if (t2s__resolve_types(builder) != 0)
        return T2S_E_NOMEM;
    catalog->fingerprint = fingerprint(catalog);
    if (builder->inference && t2s__infer_keys(catalog) != 0)
        return T2S_E_NOMEM;
    builder->catalog = NULL;
    *ret_catalog = catalog;
    return 0;
}
