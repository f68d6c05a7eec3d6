/* SPDX-License-Identifier: MIT */
/* Operators and casts into a builder: what they give is what the functions give that they call. */
#include <string.h>

#include "metadata/ddl_emit.h"
#include "metadata/postgres_builtins.h"

/* What is known of the function that an operator calls. */
struct called {
    const char *schema;
    const char *result; /* NULL: not known */
    int volatility;
};

static int same_types(const t2s__ddl_function *function, const char *const *types, size_t count)
{
    if (function->argument_count != count)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (strcmp(function->argument_types[i], types[i]) != 0)
            return 0;
    return 1;
}

/* One that the files make, or one of the server's own; an extension's is not known, and is taken for one that may do anything. */
static struct called find_called(t2s__ddl_model *model, const char *schema, const char *name, const char *const *types, size_t count)
{
    struct called called = {.schema = schema, .volatility = T2S_VOLATILITY_VOLATILE};

    for (const t2s__ddl_function *one = t2s__map_get(&model->functions_by_name, name, strlen(name)); one != NULL; one = one->older)
        if (!one->dropped && (schema == NULL || strcmp(one->schema, schema) == 0) && same_types(one, types, count))
            return (struct called){.schema = one->schema, .result = one->result_type, .volatility = one->volatility};
    if (schema != NULL && strcmp(schema, "pg_catalog") != 0)
        return called;
    called.result = t2s__postgres_builtin_result(&model->arena, name, types, count);
    if (called.result != NULL)
        called.schema = "pg_catalog";
    return called;
}

static int emit_operator(t2s__ddl_model *model, t2s_catalog_builder *builder, const t2s__ddl_operator *one)
{
    const char *types[] = {one->left, one->right};
    int unary = one->left == NULL;
    struct called called = find_called(model, one->function_schema, one->function_name, types + unary, unary ? 1 : 2);

    return t2s_catalog_builder_add_operator(builder, one->schema, one->name, one->left, one->right, called.result, called.schema,
                                            one->function_name, called.volatility);
}

static int emit_cast(t2s__ddl_model *model, t2s_catalog_builder *builder, const t2s__ddl_cast *cast)
{
    const char *schema = cast->function_schema;

    if (cast->function_name != NULL && schema == NULL)
        schema = find_called(model, NULL, cast->function_name, &cast->source, 1).schema;
    return t2s_catalog_builder_add_cast(builder, cast->source, cast->target, cast->context, cast->method, schema,
                                        cast->function_name);
}

int t2s__ddl_emit_operators(t2s__ddl_model *model, t2s_catalog_builder *builder)
{
    int code = 0;

    for (const t2s__ddl_operator *one = model->operators; code == 0 && one != NULL; one = one->next)
        if (!one->dropped)
            code = emit_operator(model, builder, one);
    for (const t2s__ddl_cast *cast = model->casts; code == 0 && cast != NULL; cast = cast->next)
        if (!cast->dropped)
            code = emit_cast(model, builder, cast);
    return code;
}
