/* SPDX-License-Identifier: MIT */
/* Types with what comes with them, and functions, into a builder. */
#include <string.h>

#include "catalog/type_text.h"
#include "metadata/ddl_emit.h"

/* The labels of an enum, or the names and types of a composite type's attributes. */
struct members {
    const char **labels;
    const char **types;
    size_t count;
};

static int gather_members(t2s__ddl_model *model, const t2s__ddl_type *type, struct members *members)
{
    size_t count = 0;

    for (const t2s__ddl_label *label = type->labels; label != NULL; label = label->next)
        count++;
    for (const t2s__ddl_column *column = type->columns; column != NULL; column = column->next)
        count++;
    members->labels = t2s__arena_alloc(&model->arena, (count + 1) * sizeof(*members->labels));
    members->types = t2s__arena_zalloc(&model->arena, (count + 1) * sizeof(*members->types));
    if (members->labels == NULL || members->types == NULL)
        return T2S_E_NOMEM;
    for (const t2s__ddl_label *label = type->labels; label != NULL; label = label->next)
        members->labels[members->count++] = label->text;
    for (const t2s__ddl_column *column = type->columns; column != NULL; column = column->next) {
        members->types[members->count] = column->type;
        members->labels[members->count++] = column->name;
    }
    return 0;
}

/* What makes ranges and multiranges of their parts, for which there is no statement. */
static int emit_constructors(t2s__ddl_model *model, t2s_catalog_builder *builder, const t2s__ddl_type *range, const char *type,
                             const char *multirange)
{
    const char *const bounds[] = {range->subtype, range->subtype, "text"};
    const char *const one[] = {type};
    const char *const several[] = {t2s__arena_printf(&model->arena, "%s[]", type)};
    int code = 0;

    if (several[0] == NULL)
        return T2S_E_NOMEM;
    for (size_t count = 2; code == 0 && count <= 3; count++)
        code = t2s_catalog_builder_add_function(builder, range->schema, range->name, T2S_FUNCTION_PLAIN, 0,
                                                T2S_VOLATILITY_IMMUTABLE, bounds, count, 0, type, NULL, NULL, 0, NULL, NULL);
    for (size_t count = 0; code == 0 && count <= 1; count++)
        code = t2s_catalog_builder_add_function(builder, range->multirange_schema, range->multirange_name, T2S_FUNCTION_PLAIN,
                                                T2S_FUNCTION_STRICT, T2S_VOLATILITY_IMMUTABLE, one, count, 0, multirange, NULL,
                                                NULL, 0, NULL, NULL);
    if (code == 0)
        code = t2s_catalog_builder_add_function(builder, range->multirange_schema, range->multirange_name, T2S_FUNCTION_PLAIN,
                                                T2S_FUNCTION_STRICT | T2S_FUNCTION_VARIADIC, T2S_VOLATILITY_IMMUTABLE, several, 1,
                                                0, multirange, NULL, NULL, 0, NULL, NULL);
    return code;
}

static int emit_multirange(t2s__ddl_model *model, t2s_catalog_builder *builder, const t2s__ddl_type *range)
{
    const char *type = t2s__type_text_write(&model->arena, range->schema, range->name);
    const char *multirange = t2s__type_text_write(&model->arena, range->multirange_schema, range->multirange_name);
    size_t number;
    int code;

    if (type == NULL || multirange == NULL)
        return T2S_E_NOMEM;
    code = t2s_catalog_builder_add_type(builder, range->multirange_schema, range->multirange_name, T2S_TYPE_MULTIRANGE, NULL, NULL, 0,
                                        NULL, &number);
    if (code == T2S_E_INVALID) /* the name is taken */
        return 0;
    if (code == 0)
        code = t2s_catalog_builder_set_type_subtype(builder, number, type);
    return code == 0 ? emit_constructors(model, builder, range, type, multirange) : code;
}

static int emit_type(t2s__ddl_model *model, t2s_catalog_builder *builder, const t2s__ddl_type *type)
{
    struct members members = {.count = 0};
    size_t number;
    int code = gather_members(model, type, &members);

    if (code == 0)
        code = t2s_catalog_builder_add_type(builder, type->schema, type->name, type->kind, type->base_type, members.labels,
                                            members.count, type->comment, &number);
    if (code == 0 && type->kind == T2S_TYPE_COMPOSITE)
        code = t2s_catalog_builder_set_attribute_types(builder, number, members.types);
    if (code == 0 && type->category != '\0')
        code = t2s_catalog_builder_set_type_category(builder, number, type->category, type->preferred);
    if (code == 0 && type->element != NULL)
        code = t2s_catalog_builder_set_type_element(builder, number, type->element);
    if (code == 0 && type->subtype != NULL)
        code = t2s_catalog_builder_set_type_subtype(builder, number, type->subtype);
    return code == 0 && type->multirange_name != NULL ? emit_multirange(model, builder, type) : code;
}

static int emit_function(t2s_catalog_builder *builder, const t2s__ddl_function *function)
{
    size_t number;
    int code;

    code = t2s_catalog_builder_add_function(builder, function->schema, function->name, function->kind, function->flags,
                                            function->volatility, function->argument_types, function->argument_count,
                                            function->default_count, function->result_type,
                                            function->column_count != 0 ? function->column_names : NULL, function->column_types,
                                            function->column_count, function->comment, &number);
    if (code == 0 && function->argument_names != NULL)
        code = t2s_catalog_builder_set_argument_names(builder, number, function->argument_names);
    if (code == 0 && function->aggregate_kind != 0)
        code = t2s_catalog_builder_set_aggregate(builder, number, function->aggregate_kind, function->direct_count);
    return code;
}

int t2s__ddl_emit_types(t2s__ddl_model *model, t2s_catalog_builder *builder)
{
    int code = 0;

    for (const t2s__ddl_type *type = model->types; code == 0 && type != NULL; type = type->next)
        if (!type->dropped)
            code = emit_type(model, builder, type);
    for (const t2s__ddl_function *function = model->functions; code == 0 && function != NULL; function = function->next)
        if (!function->dropped)
            code = emit_function(builder, function);
    return code;
}
