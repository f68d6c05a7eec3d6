/* SPDX-License-Identifier: MIT */
/* CREATE FUNCTION, PROCEDURE and AGGREGATE; types that functions make up. */
#include <string.h>

#include "metadata/ddl.h"

int t2s__ddl_is_true(const PgQuery__DefElem *option)
{
    return option->arg != NULL && option->arg->node_case == PG_QUERY__NODE__NODE_BOOLEAN && option->arg->boolean->boolval;
}

static void read_options(t2s__ddl_function *function, const PgQuery__CreateFunctionStmt *statement)
{
    function->volatility = T2S_VOLATILITY_VOLATILE;
    for (size_t i = 0; i < statement->n_options; i++) {
        const PgQuery__DefElem *option = statement->options[i]->def_elem;

        if (statement->options[i]->node_case != PG_QUERY__NODE__NODE_DEF_ELEM)
            continue;
        if (strcmp(option->defname, "volatility") == 0) {
            const char *word = t2s__ddl_string(option->arg);

            if (strcmp(word, "immutable") == 0)
                function->volatility = T2S_VOLATILITY_IMMUTABLE;
            else if (strcmp(word, "stable") == 0)
                function->volatility = T2S_VOLATILITY_STABLE;
        } else if (strcmp(option->defname, "strict") == 0 && t2s__ddl_is_true(option))
            function->flags |= T2S_FUNCTION_STRICT;
        else if (strcmp(option->defname, "security") == 0 && t2s__ddl_is_true(option))
            function->flags |= T2S_FUNCTION_SECURITY_DEFINER;
        else if (strcmp(option->defname, "window") == 0 && t2s__ddl_is_true(option))
            function->kind = T2S_FUNCTION_WINDOW;
    }
}

static int keep_type(t2s__ddl *ddl, const PgQuery__TypeName *type, const char **ret)
{
    const char *name;
    int code = t2s__ddl_type_name(ddl, type, &name, NULL);

    return code == 0 ? t2s__ddl_keep(ddl, name, ret) : code;
}

static int is_input(const PgQuery__FunctionParameter *parameter)
{
    return parameter->mode != PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_OUT &&
           parameter->mode != PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_TABLE;
}

static int is_output(const PgQuery__FunctionParameter *parameter)
{
    return parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_INOUT || !is_input(parameter);
}

static int add_parameter(t2s__ddl *ddl, t2s__ddl_function *function, const PgQuery__FunctionParameter *parameter)
{
    const char *type;

    if (keep_type(ddl, parameter->arg_type, &type) != 0)
        return T2S_E_NOMEM;
    if (is_input(parameter)) {
        if (t2s__ddl_keep(ddl, t2s__ddl_optional(parameter->name), &function->argument_names[function->argument_count]) != 0)
            return T2S_E_NOMEM;
        function->argument_types[function->argument_count++] = type;
        function->default_count += parameter->defexpr != NULL;
        if (parameter->mode == PG_QUERY__FUNCTION_PARAMETER_MODE__FUNC_PARAM_VARIADIC)
            function->flags |= T2S_FUNCTION_VARIADIC;
    }
    if (is_output(parameter)) {
        const char *name = parameter->name;

        if (name[0] == '\0')
            name = t2s__arena_printf(&ddl->scratch, "column%zu", function->column_count + 1);
        if (name == NULL || t2s__ddl_keep(ddl, name, &function->column_names[function->column_count]) != 0)
            return T2S_E_NOMEM;
        function->column_types[function->column_count++] = type;
    }
    return 0;
}

static int add_parameters(t2s__ddl *ddl, t2s__ddl_function *function, PgQuery__Node *const *parameters, size_t count)
{
    int code = 0;

    function->argument_types = t2s__arena_alloc(&ddl->model.arena, (count + 1) * sizeof(*function->argument_types));
    function->argument_names = t2s__arena_zalloc(&ddl->model.arena, (count + 1) * sizeof(*function->argument_names));
    function->column_names = t2s__arena_alloc(&ddl->model.arena, (count + 1) * sizeof(*function->column_names));
    function->column_types = t2s__arena_alloc(&ddl->model.arena, (count + 1) * sizeof(*function->column_types));
    if (function->argument_types == NULL || function->argument_names == NULL || function->column_names == NULL || function->column_types == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; code == 0 && i < count; i++)
        if (parameters[i]->node_case == PG_QUERY__NODE__NODE_FUNCTION_PARAMETER)
            code = add_parameter(ddl, function, parameters[i]->function_parameter);
    return code;
}

/* CREATE OR REPLACE: the one with the same arguments goes. */
static void replace_function(t2s__ddl *ddl, const t2s__ddl_function *with)
{
    for (t2s__ddl_function *function = ddl->model.functions; function != NULL; function = function->next) {
        size_t i = 0;

        if (function == with || strcmp(function->name, with->name) != 0 || strcmp(function->schema, with->schema) != 0 ||
            function->argument_count != with->argument_count)
            continue;
        while (i < with->argument_count && strcmp(function->argument_types[i], with->argument_types[i]) == 0)
            i++;
        if (i == with->argument_count)
            function->dropped = 1;
    }
}

static int set_result(t2s__ddl *ddl, t2s__ddl_function *function, const PgQuery__TypeName *type)
{
    if (type != NULL && type->setof)
        function->flags |= T2S_FUNCTION_RETURNS_SET;
    if (type != NULL) {
        t2s__ddl_qualified name = t2s__ddl_read_names(type->names, type->n_names);

        function->result_composite = t2s__ddl_look_up_type(ddl, &name);
        function->result_relation = function->result_composite == NULL ? t2s__ddl_look_up_relation(ddl, &name) : NULL;
        return keep_type(ddl, type, &function->result_type);
    }
    if (function->kind == T2S_FUNCTION_PROCEDURE && function->column_count == 0)
        function->result_type = "void";
    else
        function->result_type =
            function->column_count == 1 && function->kind != T2S_FUNCTION_PROCEDURE ? function->column_types[0] : "record";
    return 0;
}

int t2s__ddl_create_function(t2s__ddl *ddl, const PgQuery__CreateFunctionStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(statement->funcname, statement->n_funcname);
    t2s__ddl_function *function = t2s__ddl_add_function(&ddl->model, t2s__ddl_schema_of(ddl, &name), name.name);
    int code;

    if (function == NULL)
        return T2S_E_NOMEM;
    function->kind = statement->is_procedure ? T2S_FUNCTION_PROCEDURE : T2S_FUNCTION_PLAIN;
    read_options(function, statement);
    code = add_parameters(ddl, function, statement->parameters, statement->n_parameters);
    if (code == 0)
        code = set_result(ddl, function, statement->return_type);
    if (code != 0)
        return code;
    if (strcmp(function->result_type, "trigger") == 0 || strcmp(function->result_type, "event_trigger") == 0)
        function->dropped = 1; /* no query can call it */
    replace_function(ddl, function);
    return 0;
}

const PgQuery__DefElem *t2s__ddl_find_definition(PgQuery__Node *const *definitions, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (definitions[i]->node_case == PG_QUERY__NODE__NODE_DEF_ELEM && strcmp(definitions[i]->def_elem->defname, name) == 0)
            return definitions[i]->def_elem;
    return NULL;
}

const PgQuery__TypeName *t2s__ddl_definition_type(const PgQuery__DefineStmt *statement, const char *name)
{
    const PgQuery__DefElem *definition = t2s__ddl_find_definition(statement->definition, statement->n_definition, name);

    return definition != NULL && definition->arg != NULL && definition->arg->node_case == PG_QUERY__NODE__NODE_TYPE_NAME
               ? definition->arg->type_name
               : NULL;
}

/* An aggregate gives its state, or what its last function makes of it; such a one of the server's own is not looked up. */
static int set_aggregate_result(t2s__ddl *ddl, t2s__ddl_function *function, const PgQuery__DefineStmt *statement)
{
    const PgQuery__TypeName *final = t2s__ddl_definition_type(statement, "finalfunc");

    if (final == NULL)
        return keep_type(ddl, t2s__ddl_definition_type(statement, "stype"), &function->result_type);
    function->result_type = "unknown";
    for (const t2s__ddl_function *other = ddl->model.functions; other != NULL; other = other->next)
        if (other != function && final->n_names != 0 && strcmp(other->name, t2s__ddl_string(final->names[final->n_names - 1])) == 0)
            function->result_type = other->result_type;
    return 0;
}

/* What an aggregate does is what its functions do, though it is always declared IMMUTABLE. */
static void set_aggregate_volatility(const t2s__ddl *ddl, t2s__ddl_function *function, const PgQuery__DefineStmt *statement)
{
    static const char *const parts[] = {"sfunc", "finalfunc", "combinefunc", "msfunc", "minvfunc", "mfinalfunc"};

    function->volatility = T2S_VOLATILITY_IMMUTABLE;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        const PgQuery__TypeName *part = t2s__ddl_definition_type(statement, parts[i]);
        const char *name = part != NULL && part->n_names != 0 ? t2s__ddl_string(part->names[part->n_names - 1]) : NULL;

        for (const t2s__ddl_function *other = ddl->model.functions; other != NULL && name != NULL; other = other->next) {
            if (other == function || strcmp(other->name, name) != 0)
                continue;
            if (other->volatility > function->volatility)
                function->volatility = other->volatility;
            function->flags |= other->flags & T2S_FUNCTION_SECURITY_DEFINER;
        }
    }
}

/* Behind the arguments stands how many of them are direct ones, and -1 for an aggregate that has no ORDER BY among them. */
static void set_aggregate_kind(t2s__ddl_function *function, const PgQuery__DefineStmt *statement)
{
    const PgQuery__Node *count = !statement->oldstyle && statement->n_args > 1 ? statement->args[1] : NULL;
    int direct = count != NULL && count->node_case == PG_QUERY__NODE__NODE_INTEGER ? count->integer->ival : -1;

    function->aggregate_kind = T2S_AGGREGATE_NORMAL;
    if (direct < 0 || (size_t)direct > function->argument_count)
        return;
    function->aggregate_kind = t2s__ddl_find_definition(statement->definition, statement->n_definition, "hypothetical") != NULL
                                   ? T2S_AGGREGATE_HYPOTHETICAL_SET
                                   : T2S_AGGREGATE_ORDERED_SET;
    function->direct_count = (size_t)direct;
}

static int create_aggregate(t2s__ddl *ddl, const PgQuery__DefineStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(statement->defnames, statement->n_defnames);
    t2s__ddl_function *function = t2s__ddl_add_function(&ddl->model, t2s__ddl_schema_of(ddl, &name), name.name);
    const PgQuery__TypeName *base = t2s__ddl_definition_type(statement, "basetype");
    PgQuery__Node *const *parameters = NULL;
    size_t count = 0;
    int code;

    if (function == NULL)
        return T2S_E_NOMEM;
    function->kind = T2S_FUNCTION_AGGREGATE;
    set_aggregate_volatility(ddl, function, statement);
    if (!statement->oldstyle && statement->n_args != 0 && statement->args[0]->node_case == PG_QUERY__NODE__NODE_LIST) {
        parameters = statement->args[0]->list->items;
        count = statement->args[0]->list->n_items;
    }
    code = add_parameters(ddl, function, parameters, count);
    if (code == 0 && statement->oldstyle && base != NULL)
        code = keep_type(ddl, base, &function->argument_types[function->argument_count++]);
    set_aggregate_kind(function, statement);
    if (code == 0)
        code = set_aggregate_result(ddl, function, statement);
    if (code == 0)
        replace_function(ddl, function);
    return code;
}

int t2s__ddl_define(t2s__ddl *ddl, const PgQuery__DefineStmt *statement)
{
    switch (statement->kind) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE:
        return create_aggregate(ddl, statement);
    case PG_QUERY__OBJECT_TYPE__OBJECT_OPERATOR:
        return t2s__ddl_create_operator(ddl, statement);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
        return t2s__ddl_create_base_type(ddl, statement);
    default:
        return 0;
    }
}
