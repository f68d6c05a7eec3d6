/* SPDX-License-Identifier: MIT */
/* What is looked up in the types of a catalog. */
#include "catalog/type.h"

#include <string.h>

#include "catalog/builder.h"
#include "catalog/type_text.h"

#define SYSTEM_SCHEMA "pg_catalog"

int t2s__catalog_has_conversions(const t2s_catalog *catalog)
{
    static const uint8_t needed[] = {T2S__TYPE_UNKNOWN, T2S__TYPE_BOOL, T2S__TYPE_INT4, T2S__TYPE_TEXT};

    for (size_t i = 0; i < sizeof(needed); i++)
        if (catalog->known_types[needed[i]] == NULL || catalog->known_types[needed[i]]->category == '\0')
            return 0;
    return catalog->operators_by_name.count != 0 && catalog->casts.count != 0;
}

const t2s__type *t2s__catalog_known_type(const t2s_catalog *catalog, t2s__known_type which)
{
    return which < T2S__TYPE_END_ ? catalog->known_types[which] : NULL;
}

const t2s_relation *t2s__catalog_type_relation(const t2s_catalog *catalog, const t2s__type *type)
{
    if (type->relation == NULL || catalog->base == NULL)
        return type->relation;
    return t2s__catalog_relation(catalog, type->schema, strlen(type->schema), type->name, strlen(type->name));
}

const t2s__type *t2s__catalog_row_type(const t2s_catalog *catalog, const t2s_relation *relation)
{
    (void)catalog;
    return relation != NULL ? &relation->row_type : NULL;
}

const t2s__type *t2s__catalog_types(const t2s_catalog *catalog, const char *name, size_t length)
{
    return t2s__map_get(&catalog->types_by_name, name, length);
}

const t2s__function *t2s__catalog_functions(const t2s_catalog *catalog, const char *name, size_t length)
{
    return t2s__map_get(&catalog->functions_by_name, name, length);
}

const t2s__operator *t2s__catalog_operators(const t2s_catalog *catalog, const char *name, size_t length)
{
    return t2s__map_get(&catalog->operators_by_name, name, length);
}

const t2s__operator *t2s__catalog_operator(const t2s_catalog *catalog, const t2s__operator *namesake, const t2s__type *left,
                                           const t2s__type *right)
{
    const void *key[] = {namesake->name, left, right};

    return t2s__map_get(&catalog->operators_by_types, (const char *)key, sizeof(key));
}

const t2s__cast *t2s__catalog_cast(const t2s_catalog *catalog, const t2s__type *source, const t2s__type *target)
{
    const t2s__type *key[] = {source, target};

    return t2s__map_get(&catalog->casts, (const char *)key, sizeof(key));
}

/* A type that was added, or the rows of a relation. */
static const t2s__type *find_own(const t2s_catalog *catalog, const t2s__type *types, const char *schema, const char *name)
{
    const t2s_relation *relation;

    for (; types != NULL; types = types->next)
        if (strcmp(types->schema, schema) == 0)
            return types;
    relation = t2s__catalog_relation(catalog, schema, strlen(schema), name, strlen(name));
    return relation != NULL ? &relation->row_type : NULL;
}

/* Arrays have a name, too, which is that of what they are made of behind an underscore. */
static const t2s__type *find_in(const t2s_catalog *catalog, const t2s__type *types, const t2s__type *elements, const char *schema,
                                const char *name)
{
    const t2s__type *type = find_own(catalog, types, schema, name);

    if (type != NULL || name[0] != '_' || name[1] == '\0')
        return type;
    type = find_own(catalog, elements, schema, name + 1);
    return type != NULL ? type->array : NULL;
}

static int is_system_in_path(const t2s_catalog *catalog)
{
    for (size_t i = 0; i < catalog->search_path_count; i++)
        if (strcmp(catalog->search_path[i], SYSTEM_SCHEMA) == 0)
            return 1;
    return 0;
}

const t2s__type *t2s__catalog_find_type(const t2s_catalog *catalog, const char *schema, const char *name)
{
    size_t length = strlen(name);
    const t2s__type *types = t2s__catalog_types(catalog, name, length);
    const t2s__type *elements = name[0] == '_' ? t2s__catalog_types(catalog, name + 1, length - 1) : NULL;
    const t2s__type *type = NULL;

    if (schema != NULL)
        return find_in(catalog, types, elements, schema, name);
    if (!is_system_in_path(catalog))
        type = find_in(catalog, types, elements, SYSTEM_SCHEMA, name);
    for (size_t i = 0; type == NULL && i < catalog->search_path_count; i++)
        type = find_in(catalog, types, elements, catalog->search_path[i], name);
    return type;
}

const t2s__type *t2s__catalog_bare_written_type(const t2s_catalog *catalog, const char *written, int *ret_is_array)
{
    const t2s__type *type = NULL;
    t2s__type_text text;

    *ret_is_array = 0;
    if (!t2s__type_text_read(written, &text))
        return NULL;
    *ret_is_array = text.is_array;
    if (text.stored != NULL)
        type = find_in(catalog, t2s__catalog_types(catalog, text.stored, strlen(text.stored)), NULL, SYSTEM_SCHEMA, text.stored);
    return type != NULL ? type : t2s__catalog_find_type(catalog, text.qualified ? text.schema : NULL, text.name);
}

const t2s__type *t2s__catalog_written_type(const t2s_catalog *catalog, const char *written)
{
    const t2s__written *known = t2s__map_get(&catalog->types_by_text, written, strlen(written));
    const t2s__type *type;
    int is_array;

    if (known != NULL && known->type != NULL)
        return known->type;
    type = t2s__catalog_bare_written_type(catalog, written, &is_array);
    return type != NULL && is_array && !type->is_array ? type->array : type;
}
