/* SPDX-License-Identifier: MIT */
#include "metadata/ddl_model.h"

#include <string.h>

#include "util/memory.h"

void t2s__ddl_model_init(t2s__ddl_model *model)
{
    memset(model, 0, sizeof(*model));
    t2s__arena_init(&model->arena, 16384);
    model->last_relation = &model->relations;
    model->last_type = &model->types;
    model->last_function = &model->functions;
    model->last_schema = &model->schemas;
    model->last_operator = &model->operators;
    model->last_cast = &model->casts;
    t2s__map_init(&model->relations_by_name, &model->arena);
    t2s__map_init(&model->types_by_name, &model->arena);
    t2s__map_init(&model->schemas_by_name, &model->arena);
    t2s__map_init(&model->functions_by_name, &model->arena);
}

void t2s__ddl_model_dispose(t2s__ddl_model *model)
{
    t2s__arena_dispose(&model->arena);
}

/* Names have at most 63 bytes here, so two of them and a NUL fit. */
enum { KEY_MAX = 160 };

static size_t bounded_length(const char *name)
{
    size_t length = strlen(name);

    return length < KEY_MAX / 2 ? length : KEY_MAX / 2 - 1;
}

static size_t make_key(char key[KEY_MAX], const char *schema, const char *name)
{
    size_t schema_length = bounded_length(schema);
    size_t name_length = bounded_length(name);

    memcpy(key, schema, schema_length);
    key[schema_length] = '\0';
    memcpy(key + schema_length + 1, name, name_length);
    return schema_length + 1 + name_length;
}

static void *find_named(const t2s__map *map, const char *schema, const char *name)
{
    char key[KEY_MAX];

    return t2s__map_get(map, key, make_key(key, schema, name));
}

static int put_named(t2s__ddl_model *model, t2s__map *map, const char *schema, const char *name, void *value)
{
    char key[KEY_MAX];
    size_t length = make_key(key, schema, name);
    char *copy = t2s__arena_alloc(&model->arena, length);

    if (copy == NULL)
        return T2S_E_NOMEM;
    memcpy(copy, key, length);
    return t2s__map_put(map, copy, length, value);
}

t2s__ddl_relation *t2s__ddl_find_relation(const t2s__ddl_model *model, const char *schema, const char *name)
{
    t2s__ddl_relation *relation = find_named(&model->relations_by_name, schema, name);

    return relation != NULL && !relation->dropped && strcmp(relation->name, name) == 0 && strcmp(relation->schema, schema) == 0
               ? relation
               : NULL;
}

t2s__ddl_type *t2s__ddl_find_type(const t2s__ddl_model *model, const char *schema, const char *name)
{
    t2s__ddl_type *type = find_named(&model->types_by_name, schema, name);

    return type != NULL && !type->dropped && strcmp(type->name, name) == 0 && strcmp(type->schema, schema) == 0 ? type : NULL;
}

t2s__ddl_schema *t2s__ddl_find_schema(const t2s__ddl_model *model, const char *name)
{
    t2s__ddl_schema *schema = t2s__map_get(&model->schemas_by_name, name, strlen(name));

    return schema != NULL && !schema->dropped && strcmp(schema->name, name) == 0 ? schema : NULL;
}

t2s__ddl_column *t2s__ddl_find_column(const t2s__ddl_relation *relation, const char *name)
{
    t2s__ddl_column *column = relation->columns;

    while (column != NULL && strcmp(column->name, name) != 0)
        column = column->next;
    return column;
}

t2s__ddl_key *t2s__ddl_find_key(const t2s__ddl_relation *relation, const char *name)
{
    t2s__ddl_key *key = relation->keys;

    while (key != NULL && strcmp(key->name, name) != 0)
        key = key->next;
    return key;
}

t2s__ddl_key *t2s__ddl_primary_key(const t2s__ddl_relation *relation)
{
    t2s__ddl_key *key = relation->keys;

    while (key != NULL && key->kind != T2S_KEY_PRIMARY)
        key = key->next;
    return key;
}

size_t t2s__ddl_column_count(const t2s__ddl_relation *relation)
{
    size_t count = 0;

    for (const t2s__ddl_column *column = relation->columns; column != NULL; column = column->next)
        count++;
    return count;
}

t2s__ddl_relation *t2s__ddl_add_relation(t2s__ddl_model *model, const char *schema, const char *name, int kind)
{
    t2s__ddl_relation *relation = t2s__arena_zalloc(&model->arena, sizeof(*relation));

    if (relation == NULL || t2s__ddl_move_relation(model, relation, schema, name) != 0)
        return NULL;
    relation->kind = kind;
    relation->last_column = &relation->columns;
    relation->last_key = &relation->keys;
    *model->last_relation = relation;
    model->last_relation = &relation->next;
    return relation;
}

t2s__ddl_type *t2s__ddl_add_type(t2s__ddl_model *model, const char *schema, const char *name, int kind)
{
    t2s__ddl_type *type = t2s__arena_zalloc(&model->arena, sizeof(*type));

    if (type == NULL || t2s__ddl_move_type(model, type, schema, name) != 0)
        return NULL;
    type->kind = kind;
    *model->last_type = type;
    model->last_type = &type->next;
    return type;
}

t2s__ddl_schema *t2s__ddl_add_schema(t2s__ddl_model *model, const char *name)
{
    t2s__ddl_schema *schema = t2s__arena_zalloc(&model->arena, sizeof(*schema));

    if (schema == NULL)
        return NULL;
    schema->name = t2s__arena_strdup(&model->arena, name);
    if (schema->name == NULL || t2s__map_put(&model->schemas_by_name, schema->name, strlen(name), schema) != 0)
        return NULL;
    *model->last_schema = schema;
    model->last_schema = &schema->next;
    return schema;
}

t2s__ddl_function *t2s__ddl_add_function(t2s__ddl_model *model, const char *schema, const char *name)
{
    t2s__ddl_function *function = t2s__arena_zalloc(&model->arena, sizeof(*function));

    if (function == NULL)
        return NULL;
    function->schema = t2s__arena_strdup(&model->arena, schema);
    function->name = t2s__arena_strdup(&model->arena, name);
    function->older = t2s__map_get(&model->functions_by_name, name, strlen(name));
    if (function->schema == NULL || function->name == NULL ||
        t2s__map_put(&model->functions_by_name, function->name, strlen(name), function) != 0)
        return NULL;
    *model->last_function = function;
    model->last_function = &function->next;
    return function;
}

t2s__ddl_operator *t2s__ddl_add_operator(t2s__ddl_model *model, const char *schema, const char *name)
{
    t2s__ddl_operator *made = t2s__arena_zalloc(&model->arena, sizeof(*made));

    if (made == NULL)
        return NULL;
    made->schema = t2s__arena_strdup(&model->arena, schema);
    made->name = t2s__arena_strdup(&model->arena, name);
    if (made->schema == NULL || made->name == NULL)
        return NULL;
    *model->last_operator = made;
    model->last_operator = &made->next;
    return made;
}

t2s__ddl_cast *t2s__ddl_add_cast(t2s__ddl_model *model)
{
    t2s__ddl_cast *cast = t2s__arena_zalloc(&model->arena, sizeof(*cast));

    if (cast == NULL)
        return NULL;
    *model->last_cast = cast;
    model->last_cast = &cast->next;
    return cast;
}

t2s__ddl_column *t2s__ddl_add_column(t2s__ddl_model *model, t2s__ddl_relation *relation, const char *name, const char *type)
{
    t2s__ddl_column *column = t2s__arena_zalloc(&model->arena, sizeof(*column));

    if (column == NULL)
        return NULL;
    column->name = t2s__arena_strdup(&model->arena, name);
    column->type = t2s__arena_strdup(&model->arena, type);
    if (column->name == NULL || column->type == NULL)
        return NULL;
    *relation->last_column = column;
    relation->last_column = &column->next;
    return column;
}

t2s__ddl_key *t2s__ddl_add_key(t2s__ddl_model *model, t2s__ddl_relation *relation, int kind, size_t count)
{
    t2s__ddl_key *key = t2s__arena_zalloc(&model->arena, sizeof(*key));

    if (key == NULL)
        return NULL;
    key->parts = t2s__arena_zalloc(&model->arena, (count + 1) * sizeof(*key->parts));
    if (key->parts == NULL)
        return NULL;
    key->kind = kind;
    key->name = "";
    key->count = count;
    *relation->last_key = key;
    relation->last_key = &key->next;
    return key;
}

int t2s__ddl_move_relation(t2s__ddl_model *model, t2s__ddl_relation *relation, const char *schema, const char *name)
{
    relation->schema = t2s__arena_strdup(&model->arena, schema);
    relation->name = t2s__arena_strdup(&model->arena, name);
    if (relation->schema == NULL || relation->name == NULL)
        return T2S_E_NOMEM;
    return put_named(model, &model->relations_by_name, schema, name, relation);
}

int t2s__ddl_move_type(t2s__ddl_model *model, t2s__ddl_type *type, const char *schema, const char *name)
{
    type->schema = t2s__arena_strdup(&model->arena, schema);
    type->name = t2s__arena_strdup(&model->arena, name);
    if (type->schema == NULL || type->name == NULL)
        return T2S_E_NOMEM;
    return put_named(model, &model->types_by_name, schema, name, type);
}

void t2s__ddl_drop_key(t2s__ddl_relation *relation, const t2s__ddl_key *key)
{
    t2s__ddl_key **link = &relation->keys;

    while (*link != NULL && *link != key)
        link = &(*link)->next;
    if (*link != NULL)
        *link = key->next;
    relation->last_key = &relation->keys;
    while (*relation->last_key != NULL)
        relation->last_key = &(*relation->last_key)->next;
}

static int key_has(const t2s__ddl_key *key, const t2s__ddl_column *column)
{
    for (size_t i = 0; i < key->count; i++)
        if (key->parts[i].column == column || key->parts[i].foreign == column)
            return 1;
    return 0;
}

void t2s__ddl_drop_column(t2s__ddl_model *model, t2s__ddl_relation *relation, t2s__ddl_column *column)
{
    t2s__ddl_column **link = &relation->columns;

    for (t2s__ddl_relation *other = model->relations; other != NULL; other = other->next)
        for (t2s__ddl_key *key = other->keys, *next; key != NULL; key = next) {
            next = key->next;
            if (key_has(key, column))
                t2s__ddl_drop_key(other, key);
        }
    while (*link != NULL && *link != column)
        link = &(*link)->next;
    if (*link != NULL)
        *link = column->next;
    relation->last_column = &relation->columns;
    while (*relation->last_column != NULL)
        relation->last_column = &(*relation->last_column)->next;
}

void t2s__ddl_drop_relation(t2s__ddl_model *model, t2s__ddl_relation *relation)
{
    relation->dropped = 1;
    for (t2s__ddl_relation *other = model->relations; other != NULL; other = other->next) {
        if (other->parent == relation)
            other->parent = NULL;
        for (t2s__ddl_key *key = other->keys, *next; key != NULL; key = next) {
            next = key->next;
            if (key->foreign == relation)
                t2s__ddl_drop_key(other, key);
        }
    }
}
