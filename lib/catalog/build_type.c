/* SPDX-License-Identifier: MIT */
/* Adding types, and what leads from one to another. What they name is found at the end: resolve_types.c. */
#include <string.h>

#include "catalog/builder.h"
#include "util/memory.h"

int t2s__builder_type_text(t2s_catalog_builder *builder, const char *text, const char **ret)
{
    t2s_catalog *catalog = builder->catalog;
    size_t length = text != NULL ? strlen(text) : 0;
    t2s__written *written = text != NULL ? t2s__map_get(&catalog->types_by_text, text, length) : NULL;

    *ret = NULL;
    if (text == NULL)
        return 0;
    if (written == NULL) {
        written = t2s__arena_alloc(&catalog->arena, sizeof(*written) + length + 1);
        if (written == NULL)
            return T2S_E_NOMEM;
        written->type = NULL;
        memcpy(written->text, text, length + 1);
        if (t2s__map_put(&catalog->types_by_text, written->text, length, written) != 0)
            return T2S_E_NOMEM;
        written->next = builder->written;
        builder->written = written;
    }
    *ret = written->text;
    return 0;
}

static int type_texts(t2s_catalog_builder *builder, const char *const *texts, size_t count, const char ***ret)
{
    const char **list = t2s__arena_alloc(&builder->catalog->arena, (count != 0 ? count : 1) * sizeof(*list));

    if (list == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        if (t2s__builder_type_text(builder, texts[i], &list[i]) != 0)
            return T2S_E_NOMEM;
    *ret = list;
    return 0;
}

/* What a kind says of a type by itself. */
static char usual_category(int kind)
{
    switch (kind) {
    case T2S_TYPE_ENUM:
        return 'E';
    case T2S_TYPE_COMPOSITE:
        return 'C';
    case T2S_TYPE_RANGE:
    case T2S_TYPE_MULTIRANGE:
        return 'R';
    case T2S_TYPE_PSEUDO:
        return 'P';
    default:
        return '\0';
    }
}

int t2s_catalog_builder_add_type(t2s_catalog_builder *builder, const char *schema, const char *name, int kind,
                                 const char *base_type, const char *const *labels, size_t count, const char *comment,
                                 size_t *ret_type)
{
    t2s_catalog *catalog = builder->catalog;
    const t2s__schema *owner;
    t2s__type *type;

    if (schema == NULL || schema[0] == '\0' || name == NULL || name[0] == '\0' || kind < T2S_TYPE_BASE || kind > T2S_TYPE_MULTIRANGE)
        return T2S_E_INVALID;
    for (const t2s__type *other = t2s__catalog_types(catalog, name, strlen(name)); other != NULL; other = other->next)
        if (strcmp(other->schema, schema) == 0)
            return T2S_E_INVALID;
    owner = t2s__builder_schema(builder, schema);
    type = t2s__arena_zalloc(&catalog->arena, sizeof(*type));
    if (owner == NULL || type == NULL || t2s__builder_text(builder, name, &type->name) != 0 ||
        t2s__builder_type_text(builder, base_type, &type->base_type) != 0 ||
        t2s__builder_list(builder, labels, count, &type->labels) != 0 ||
        t2s__builder_text(builder, comment, &type->comment) != 0 ||
        t2s__grow((void **)&builder->types, &builder->types_capacity, catalog->type_count + 1, sizeof(*builder->types)) != 0)
        return T2S_E_NOMEM;
    type->schema = owner->name;
    type->kind = kind;
    type->category = usual_category(kind);
    type->label_count = count;
    type->next = t2s__catalog_types(catalog, name, strlen(name));
    if (t2s__map_put(&catalog->types_by_name, type->name, strlen(name), type) != 0)
        return T2S_E_NOMEM;
    builder->types[catalog->type_count] = (t2s__type_draft){.type = type};
    if (ret_type != NULL)
        *ret_type = catalog->type_count;
    catalog->type_count++;
    return 0;
}

static t2s__type_draft *type_at(const t2s_catalog_builder *builder, size_t type)
{
    return type < builder->catalog->type_count ? &builder->types[type] : NULL;
}

int t2s_catalog_builder_set_type_category(t2s_catalog_builder *builder, size_t type, int category, int preferred)
{
    const t2s__type_draft *draft = type_at(builder, type);

    if (draft == NULL || category <= 0 || category > 127)
        return T2S_E_INVALID;
    draft->type->category = (char)category;
    draft->type->is_preferred = preferred != 0;
    return 0;
}

int t2s_catalog_builder_set_type_element(t2s_catalog_builder *builder, size_t type, const char *element)
{
    t2s__type_draft *draft = type_at(builder, type);

    return draft != NULL ? t2s__builder_type_text(builder, element, &draft->element) : T2S_E_INVALID;
}

int t2s_catalog_builder_set_type_subtype(t2s_catalog_builder *builder, size_t type, const char *subtype)
{
    t2s__type_draft *draft = type_at(builder, type);

    if (draft == NULL || (draft->type->kind != T2S_TYPE_RANGE && draft->type->kind != T2S_TYPE_MULTIRANGE))
        return T2S_E_INVALID;
    return t2s__builder_type_text(builder, subtype, &draft->subtype);
}

int t2s_catalog_builder_set_attribute_types(t2s_catalog_builder *builder, size_t type, const char *const *types)
{
    t2s__type_draft *draft = type_at(builder, type);

    if (draft == NULL || draft->type->kind != T2S_TYPE_COMPOSITE || types == NULL)
        return T2S_E_INVALID;
    return type_texts(builder, types, draft->type->label_count, &draft->attributes);
}

int t2s_catalog_builder_add_function(t2s_catalog_builder *builder, const char *schema, const char *name, int kind,
                                     uint32_t flags, int volatility, const char *const *argument_types, size_t argument_count,
                                     size_t default_count, const char *result_type, const char *const *column_names,
                                     const char *const *column_types, size_t column_count, const char *comment,
                                     size_t *ret_function)
{
    t2s_catalog *catalog = builder->catalog;
    const t2s__schema *owner;
    t2s__function *function;
    const char **arguments;
    const char **columns;

    if (schema == NULL || schema[0] == '\0' || name == NULL || name[0] == '\0')
        return T2S_E_INVALID;
    owner = t2s__builder_schema(builder, schema);
    function = t2s__arena_zalloc(&catalog->arena, sizeof(*function));
    if (owner == NULL || function == NULL || t2s__builder_text(builder, name, &function->name) != 0 ||
        type_texts(builder, argument_types, argument_count, &arguments) != 0 ||
        t2s__builder_type_text(builder, result_type, &function->result_type) != 0 ||
        t2s__builder_list(builder, column_names, column_count, &function->column_names) != 0 ||
        type_texts(builder, column_types, column_count, &columns) != 0 ||
        t2s__builder_text(builder, comment, &function->comment) != 0 ||
        t2s__grow((void **)&builder->functions, &builder->functions_capacity, catalog->function_count + 1,
                  sizeof(*builder->functions)) != 0)
        return T2S_E_NOMEM;
    function->schema = owner->name;
    function->kind = kind;
    function->flags = flags;
    function->volatility = volatility;
    function->argument_types = arguments;
    function->argument_count = argument_count;
    function->default_count = default_count;
    function->aggregate_kind = kind == T2S_FUNCTION_AGGREGATE ? T2S_AGGREGATE_NORMAL : '\0';
    function->column_types = columns;
    function->column_count = column_count;
    function->next = t2s__catalog_functions(catalog, name, strlen(name));
    if (t2s__map_put(&catalog->functions_by_name, function->name, strlen(name), function) != 0)
        return T2S_E_NOMEM;
    builder->functions[catalog->function_count] = function;
    if (ret_function != NULL)
        *ret_function = catalog->function_count;
    catalog->function_count++;
    return 0;
}

static t2s__function *function_at(const t2s_catalog_builder *builder, size_t function)
{
    return function < builder->catalog->function_count ? builder->functions[function] : NULL;
}

int t2s_catalog_builder_set_argument_names(t2s_catalog_builder *builder, size_t function, const char *const *names)
{
    t2s__function *target = function_at(builder, function);

    if (target == NULL || names == NULL)
        return T2S_E_INVALID;
    return t2s__builder_list(builder, names, target->argument_count, &target->argument_names);
}

int t2s_catalog_builder_set_aggregate(t2s_catalog_builder *builder, size_t function, int kind, size_t direct_count)
{
    t2s__function *target = function_at(builder, function);

    if (target == NULL || target->kind != T2S_FUNCTION_AGGREGATE || direct_count > target->argument_count ||
        direct_count > UINT16_MAX ||
        (kind != T2S_AGGREGATE_NORMAL && kind != T2S_AGGREGATE_ORDERED_SET && kind != T2S_AGGREGATE_HYPOTHETICAL_SET))
        return T2S_E_INVALID;
    target->aggregate_kind = (char)kind;
    target->direct_count = (uint16_t)direct_count;
    return 0;
}

int t2s_catalog_builder_add_operator(t2s_catalog_builder *builder, const char *schema, const char *name, const char *left,
                                     const char *right, const char *result, const char *function_schema, const char *function_name,
                                     int volatility)
{
    t2s_catalog *catalog = builder->catalog;
    const t2s__schema *owner;
    t2s__operator_draft *draft;

    if (schema == NULL || schema[0] == '\0' || name == NULL || name[0] == '\0' || right == NULL)
        return T2S_E_INVALID;
    owner = t2s__builder_schema(builder, schema);
    draft = t2s__arena_zalloc(&catalog->arena, sizeof(*draft));
    if (owner == NULL || draft == NULL)
        return T2S_E_NOMEM;
    draft->made = t2s__arena_zalloc(&catalog->arena, sizeof(*draft->made));
    if (draft->made == NULL || t2s__builder_text(builder, name, &draft->made->name) != 0 ||
        t2s__builder_text(builder, function_schema, &draft->made->function_schema) != 0 ||
        t2s__builder_text(builder, function_name, &draft->made->function_name) != 0 ||
        t2s__builder_type_text(builder, left, &draft->left) != 0 || t2s__builder_type_text(builder, right, &draft->right) != 0 ||
        t2s__builder_type_text(builder, result, &draft->result) != 0)
        return T2S_E_NOMEM;
    draft->made->schema = owner->name;
    draft->made->volatility = volatility;
    *builder->last_operator = draft;
    builder->last_operator = &draft->next;
    return 0;
}

int t2s_catalog_builder_add_cast(t2s_catalog_builder *builder, const char *source, const char *target, int context, int method,
                                 const char *function_schema, const char *function_name)
{
    t2s_catalog *catalog = builder->catalog;
    t2s__cast_draft *draft;

    if (source == NULL || target == NULL ||
        (context != T2S_CAST_IMPLICIT && context != T2S_CAST_ASSIGNMENT && context != T2S_CAST_EXPLICIT) ||
        (method != T2S_CAST_BY_FUNCTION && method != T2S_CAST_BINARY && method != T2S_CAST_BY_TEXT))
        return T2S_E_INVALID;
    draft = t2s__arena_zalloc(&catalog->arena, sizeof(*draft));
    if (draft == NULL)
        return T2S_E_NOMEM;
    draft->made = t2s__arena_zalloc(&catalog->arena, sizeof(*draft->made));
    if (draft->made == NULL || t2s__builder_text(builder, function_schema, &draft->made->function_schema) != 0 ||
        t2s__builder_text(builder, function_name, &draft->made->function_name) != 0 ||
        t2s__builder_type_text(builder, source, &draft->source) != 0 ||
        t2s__builder_type_text(builder, target, &draft->target) != 0)
        return T2S_E_NOMEM;
    draft->made->context = (char)context;
    draft->made->method = (char)method;
    *builder->last_cast = draft;
    builder->last_cast = &draft->next;
    return 0;
}
