/* SPDX-License-Identifier: MIT */
/*
 * The last step of a catalog's making: what is named becomes what is meant. First every type gets what every type has, then each text
 * is looked up once, then all that has a text gets the type that the text has. What a text names that is not there stays NULL.
 */
#include <string.h>

#include "catalog/builder.h"
#include "catalog/type_text.h"

enum { DOMAIN_LEVELS_MAX = 64 /* of domains over domains */ };

#define SYSTEM_SCHEMA "pg_catalog"

/* The type of a text that t2s__builder_type_text() gave. */
static const t2s__type *type_of(const char *text)
{
    return text != NULL ? ((const t2s__written *)(const void *)(text - offsetof(t2s__written, text)))->type : NULL;
}

/* Arrays. */

static t2s__type *make_array(t2s_catalog *catalog, t2s__type *element)
{
    t2s__type *array = t2s__arena_zalloc(&catalog->arena, sizeof(*array));

    if (array == NULL)
        return NULL;
    array->name = t2s__arena_printf(&catalog->arena, "_%s", element->name);
    array->written = t2s__arena_printf(&catalog->arena, "%s[]", element->written);
    if (array->name == NULL || array->written == NULL)
        return NULL;
    array->schema = element->schema;
    array->kind = element->kind == T2S_TYPE_PSEUDO && strcmp(element->name, "record") == 0 ? T2S_TYPE_PSEUDO : T2S_TYPE_BASE;
    array->is_array = 1;
    array->category = array->kind == T2S_TYPE_PSEUDO ? 'P' : 'A';
    array->element = element;
    element->array = array;
    return array;
}

/* There are no arrays of what no value has, but for two. */
static int has_array(const t2s__type *type)
{
    return type->kind != T2S_TYPE_PSEUDO || strcmp(type->name, "record") == 0 || strcmp(type->name, "cstring") == 0;
}

/* What the types are called in messages. */

static int is_system(const t2s__type *type)
{
    return strcmp(type->schema, SYSTEM_SCHEMA) == 0;
}

static int write_type(t2s_catalog *catalog, t2s__type *type)
{
    const char *words = is_system(type) ? t2s__type_text_words(type->name) : NULL;
    int visible;

    if (words != NULL) {
        type->written = words;
        return 0;
    }
    visible = t2s__catalog_find_type(catalog, NULL, type->name) == type;
    type->written = t2s__type_text_write(&catalog->arena, visible ? NULL : type->schema, type->name);
    return type->written != NULL ? 0 : T2S_E_NOMEM;
}

static int is_in_path(const t2s_catalog *catalog, const char *schema)
{
    for (size_t i = 0; i < catalog->search_path_count; i++)
        if (strcmp(catalog->search_path[i], schema) == 0)
            return 1;
    return 0;
}

/* Does the name alone lead to the rows of this relation? What most have in common is looked at first. */
static int leads_to_rows(const t2s_catalog *catalog, const t2s_relation *relation)
{
    if (!is_in_path(catalog, relation->schema))
        return 0;
    if (catalog->search_path_count == 1 && t2s__catalog_types(catalog, relation->name, strlen(relation->name)) == NULL)
        return 1;
    return t2s__catalog_find_type(catalog, NULL, relation->name) == &relation->row_type;
}

static int make_row_type(t2s_catalog *catalog, t2s_relation *relation)
{
    t2s__type *type = &relation->row_type;

    type->schema = relation->schema;
    type->name = relation->name;
    type->kind = T2S_TYPE_COMPOSITE;
    type->category = 'C';
    type->relation = relation;
    type->comment = relation->comment;
    type->written =
        t2s__type_text_write(&catalog->arena, leads_to_rows(catalog, relation) ? NULL : relation->schema, relation->name);
    return type->written != NULL ? 0 : T2S_E_NOMEM;
}

static int complete_types(t2s_catalog_builder *builder)
{
    t2s_catalog *catalog = builder->catalog;

    for (size_t i = 0; i < catalog->relation_count; i++)
        if (make_row_type(catalog, catalog->relations[i]) != 0)
            return T2S_E_NOMEM;
    for (size_t i = 0; i < catalog->type_count; i++) {
        t2s__type *type = builder->types[i].type;

        if (write_type(catalog, type) != 0 || (has_array(type) && make_array(catalog, type) == NULL))
            return T2S_E_NOMEM;
    }
    return 0;
}

/* Texts. */

static int find_written(t2s_catalog *catalog, t2s__written *written)
{
    int is_array = 0;
    const t2s__type *type = NULL;

    if (strcmp(written->text, "unknown") != 0) /* the name of a type, too, of which nothing is declared but to say so */
        type = t2s__catalog_bare_written_type(catalog, written->text, &is_array);
    if (type == NULL || !is_array || type->is_array) {
        written->type = type;
        return 0;
    }
    if (type->array == NULL && type->relation != NULL) { /* not made before it is needed: there are many relations */
        written->type = make_array(catalog, &catalog->relations[type->relation->index]->row_type);
        return written->type != NULL ? 0 : T2S_E_NOMEM;
    }
    written->type = type->array;
    return 0;
}

/* 0; T2S_E_NOMEM. *ret: NULL where `texts` is. */
static int find_list(t2s_catalog *catalog, const char *const *texts, size_t count, const t2s__type *const **ret)
{
    const t2s__type **types;

    if (texts == NULL || count == 0)
        return 0;
    types = t2s__arena_alloc(&catalog->arena, count * sizeof(*types));
    if (types == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        types[i] = type_of(texts[i]);
    *ret = types;
    return 0;
}

static int link_types(t2s_catalog_builder *builder)
{
    t2s_catalog *catalog = builder->catalog;

    for (size_t i = 0; i < catalog->type_count; i++) {
        const t2s__type_draft *draft = &builder->types[i];
        t2s__type *type = draft->type;

        type->base = type_of(type->base_type);
        type->element = type_of(draft->element);
        type->subtype = type_of(draft->subtype);
        if (draft->attributes != NULL && find_list(catalog, draft->attributes, type->label_count, &type->attributes) != 0)
            return T2S_E_NOMEM;
    }
    return 0;
}

/* A multirange names its range; the way back. All multiranges are among the types that were added, and so are their ranges. */
static void link_multirange(t2s_catalog_builder *builder, const t2s__type *multirange)
{
    for (t2s__type *range = t2s__map_get(&builder->catalog->types_by_name, multirange->subtype->name,
                                         strlen(multirange->subtype->name));
         range != NULL; range = (t2s__type *)range->next)
        if (range == multirange->subtype)
            range->multirange = multirange;
}

/* A domain is of its base's category. */
static void take_category(t2s__type *domain)
{
    const t2s__type *base = domain->base;

    for (int level = 0; base != NULL && base->kind == T2S_TYPE_DOMAIN && level < DOMAIN_LEVELS_MAX; level++)
        base = base->base;
    if (domain->category == '\0' && base != NULL)
        domain->category = base->category;
}

static void relate_types(t2s_catalog_builder *builder)
{
    for (size_t i = 0; i < builder->catalog->type_count; i++) {
        t2s__type *type = builder->types[i].type;

        if (type->kind == T2S_TYPE_DOMAIN)
            take_category(type);
        if (type->kind == T2S_TYPE_MULTIRANGE && type->subtype != NULL)
            link_multirange(builder, type);
    }
}

static void name_known_types(t2s_catalog *catalog)
{
#define T2S__NAME_(name, text) [T2S__TYPE_##name] = text,
    static const char *const names[] = {T2S__KNOWN_TYPE_MAP(T2S__NAME_)};
#undef T2S__NAME_

    for (int i = T2S__TYPE_OTHER + 1; i < T2S__TYPE_END_; i++)
        for (t2s__type *type = t2s__map_get(&catalog->types_by_name, names[i], strlen(names[i])); type != NULL;
             type = (t2s__type *)type->next)
            if (is_system(type)) {
                type->known = (uint8_t)i;
                catalog->known_types[i] = type;
            }
}

static int link_functions(t2s_catalog_builder *builder)
{
    t2s_catalog *catalog = builder->catalog;

    for (size_t i = 0; i < catalog->function_count; i++) {
        t2s__function *function = builder->functions[i];

        function->result = type_of(function->result_type);
        if (find_list(catalog, function->argument_types, function->argument_count, &function->arguments) != 0 ||
            find_list(catalog, function->column_types, function->column_count, &function->columns) != 0)
            return T2S_E_NOMEM;
    }
    return 0;
}

_Static_assert(offsetof(t2s__operator, left) == offsetof(t2s__operator, name) + sizeof(char *) &&
                   offsetof(t2s__operator, right) == offsetof(t2s__operator, left) + sizeof(t2s__type *),
               "the key of an operator stands in it");

/* The first for just these types; others differ in their schemas. */
static int add_by_types(t2s_catalog *catalog, const t2s__operator *made)
{
    if (t2s__catalog_operator(catalog, made, made->left, made->right) != NULL)
        return 0;
    return t2s__map_put(&catalog->operators_by_types, (const char *)&made->name, 3 * sizeof(made->name), (void *)(uintptr_t)made);
}

static int link_operators(t2s_catalog_builder *builder)
{
    t2s_catalog *catalog = builder->catalog;

    for (const t2s__operator_draft *draft = builder->operators; draft != NULL; draft = draft->next) {
        t2s__operator *made = draft->made;

        made->left = type_of(draft->left);
        made->right = type_of(draft->right);
        made->result = type_of(draft->result);
        if (made->right == NULL || (made->left == NULL && draft->left != NULL))
            continue;
        made->next = t2s__catalog_operators(catalog, made->name, strlen(made->name));
        if (made->next != NULL)
            made->name = made->next->name;
        if (t2s__map_put(&catalog->operators_by_name, made->name, strlen(made->name), made) != 0 || add_by_types(catalog, made) != 0)
            return T2S_E_NOMEM;
    }
    return 0;
}

_Static_assert(offsetof(t2s__cast, source) == 0 && offsetof(t2s__cast, target) == sizeof(t2s__type *), "a cast begins with its key");

/* Behind those of its source that happen by themselves, or in front of all. */
static void link_to_source(t2s__cast *made)
{
    const t2s__cast **at = &((t2s__type *)(uintptr_t)made->source)->casts;

    while (made->context != 'i' && *at != NULL && (*at)->context == 'i')
        at = &((t2s__cast *)(uintptr_t)*at)->next;
    made->next = *at;
    *at = made;
}

static int link_casts(t2s_catalog_builder *builder)
{
    for (const t2s__cast_draft *draft = builder->casts; draft != NULL; draft = draft->next) {
        t2s__cast *made = draft->made;

        made->source = type_of(draft->source);
        made->target = type_of(draft->target);
        if (made->source == NULL || made->target == NULL)
            continue;
        if (t2s__map_put(&builder->catalog->casts, (const char *)made, 2 * sizeof(made->source), made) != 0)
            return T2S_E_NOMEM;
        link_to_source(made);
    }
    return 0;
}

static void link_columns(t2s_catalog *catalog)
{
    for (size_t i = 0; i < catalog->relation_count; i++)
        for (size_t c = 0; c < catalog->relations[i]->column_count; c++)
            catalog->relations[i]->columns[c].data_type = type_of(catalog->relations[i]->columns[c].type);
}

int t2s__resolve_types(t2s_catalog_builder *builder)
{
    if (complete_types(builder) != 0)
        return T2S_E_NOMEM;
    for (t2s__written *written = builder->written; written != NULL; written = written->next)
        if (find_written(builder->catalog, written) != 0)
            return T2S_E_NOMEM;
    if (link_types(builder) != 0 || link_functions(builder) != 0 || link_operators(builder) != 0 || link_casts(builder) != 0)
        return T2S_E_NOMEM;
    relate_types(builder);
    name_known_types(builder->catalog);
    link_columns(builder->catalog);
    return 0;
}
