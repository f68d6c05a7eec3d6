/* SPDX-License-Identifier: MIT */
/*
 * The functions that a text reaches, however it does: calls, x.f and (x).f for f(x), operators and casts that users made, and texts that
 * are read as names of objects. Where it is not certain which function that is, all that it may be are told.
 */
#include <string.h>

#include <text2sql/sys/dialect.h>

#include "sql/survey.h"
#include "sql/types.h"

static void add(t2s__analysis *analysis, t2s__survey *survey, t2s_function_use use)
{
    void *items = survey->functions;

    if (t2s__analysis_grow(analysis, &items, survey->function_count, &survey->function_capacity, sizeof(use)) != 0)
        return;
    survey->functions = items;
    survey->functions[survey->function_count++] = use;
}

/* The same was told of this place: overloads differ in what does not matter here. */
static int is_told(const t2s__survey *survey, size_t first, const t2s_function_use *use)
{
    for (size_t i = first; i < survey->function_count; i++) {
        const t2s_function_use *other = &survey->functions[i];

        if (other->class == use->class && other->volatility == use->volatility && other->is_definer == use->is_definer &&
            strcmp(other->schema, use->schema) == 0)
            return 1;
    }
    return 0;
}

static t2s_function_use use_of(const t2s__analysis *analysis, const t2s__function *function, int form, int position)
{
    return (t2s_function_use){.schema = function->schema,
                              .name = function->name,
                              .form = form,
                              .position = position,
                              .class = t2s_dialect_function_class(analysis->dialect, function->schema, function->name,
                                                                  function->volatility),
                              .volatility = function->volatility,
                              .is_definer = (function->flags & T2S_FUNCTION_SECURITY_DEFINER) != 0};
}

static int is_in_search_path(const t2s_catalog *catalog, const char *schema)
{
    if (strcmp(schema, "pg_catalog") == 0)
        return 1;
    for (size_t i = 0; i < catalog->search_path_count; i++)
        if (strcmp(catalog->search_path[i], schema) == 0)
            return 1;
    return 0;
}

/* What is looked for: a function by its name, and how many arguments there are; ANY_NUMBER where that says nothing. */
struct wanted {
    const char *schema; /* or NULL */
    const char *name;
    size_t arguments;
    int form;
    int position;
};

#define ANY_NUMBER ((size_t)-1)

static int takes(const t2s__function *function, size_t arguments)
{
    if (arguments == ANY_NUMBER)
        return 1;
    if (arguments + function->default_count < function->argument_count)
        return arguments + 1 == function->argument_count && (function->flags & T2S_FUNCTION_VARIADIC) != 0;
    return arguments <= function->argument_count || (function->flags & T2S_FUNCTION_VARIADIC) != 0;
}

/* All functions of a name. 0 when the catalog has none. */
static int reach_candidates(t2s__analysis *analysis, t2s__survey *survey, const struct wanted *wanted)
{
    size_t first = survey->function_count;
    int found = 0;

    if (analysis->catalog == NULL)
        return 0;
    for (const t2s__function *function = t2s__catalog_functions(analysis->catalog, wanted->name, strlen(wanted->name));
         function != NULL; function = function->next) {
        t2s_function_use use;

        if (!takes(function, wanted->arguments) ||
            (wanted->schema != NULL ? strcmp(function->schema, wanted->schema) != 0
                                    : !is_in_search_path(analysis->catalog, function->schema)))
            continue;
        use = use_of(analysis, function, wanted->form, wanted->position);
        if (!is_told(survey, first, &use))
            add(analysis, survey, use);
        found = 1;
    }
    return found;
}

/* One that takes so many arguments, or, where there is none, any of the name. */
static void reach_wanted(t2s__analysis *analysis, t2s__survey *survey, struct wanted wanted)
{
    t2s_function_use use = {
        .schema = wanted.schema, .name = wanted.name, .form = wanted.form, .position = wanted.position, .volatility = -1};

    if (reach_candidates(analysis, survey, &wanted))
        return;
    if (wanted.arguments != ANY_NUMBER) {
        wanted.arguments = ANY_NUMBER;
        if (reach_candidates(analysis, survey, &wanted))
            return;
    }
    use.class = t2s_dialect_function_class(analysis->dialect, wanted.schema, wanted.name, -1);
    add(analysis, survey, use);
}

static void reach_name(t2s__analysis *analysis, t2s__survey *survey, const char *schema, const char *name, int form, int position)
{
    reach_wanted(analysis, survey, (struct wanted){schema, name, ANY_NUMBER, form, position});
}

/* The last of several names, and the one before it. */
static const char *last_name(const t2s_node *node, int slot, const char **ret_schema)
{
    *ret_schema = NULL;
    T2S__FOR_SLOT (part, node, slot) {
        if (part->is_last)
            return part->text;
        *ret_schema = part->text;
    }
    return NULL;
}

static size_t argument_count(const t2s_node *call)
{
    if ((call->flags & (T2S_NODE_F_VARIADIC | T2S_NODE_F_STAR)) != 0 || call->last[T2S_SLOT_CALL_WITHIN] != NULL)
        return ANY_NUMBER;
    return t2s__node_count(call, T2S_SLOT_CALL_ARGUMENTS);
}

static void call(t2s__analysis *analysis, t2s__survey *survey, const t2s_node *node)
{
    const char *schema;
    const char *name = last_name(node, T2S_SLOT_CALL_NAME, &schema);

    if (node->meaning != NULL)
        add(analysis, survey, use_of(analysis, node->meaning, T2S_FUNCTION_FORM_CALL, node->position));
    else if (name != NULL)
        reach_wanted(analysis, survey,
                     (struct wanted){schema, name, argument_count(node), T2S_FUNCTION_FORM_CALL, node->position});
}

/* What is written as a column may be a call; it surely is none of a function that only computes, as far as a policy goes. */
static void field(t2s__analysis *analysis, t2s__survey *survey, const char *name, int position)
{
    int class;

    if (reach_candidates(analysis, survey, &(struct wanted){NULL, name, 1, T2S_FUNCTION_FORM_FIELD, position}))
        return;
    class = t2s_dialect_function_class(analysis->dialect, NULL, name, -1);
    if (class != T2S_FUNCTION_CLASS_UNKNOWN && class != T2S_FUNCTION_CLASS_COMPUTES)
        add(analysis, survey, (t2s_function_use){.name = name,
                                                 .form = T2S_FUNCTION_FORM_FIELD,
                                                 .position = position,
                                                 .class = class,
                                                 .volatility = -1});
}

static void column_ref(t2s__analysis *analysis, t2s__survey *survey, const t2s_node *node)
{
    const char *schema;
    const char *name = last_name(node, 0, &schema);

    if (node->meaning == NULL && schema != NULL && name != NULL && (node->flags & T2S_NODE_F_STAR) == 0 &&
        (analysis->flags & T2S_DIALECT_F_WHOLE_ROW) != 0)
        field(analysis, survey, name, node->position);
}

/* (row).name was found as the row's column when the analysis made that the meaning of `row`. */
static int is_column(const t2s_node *node)
{
    const t2s_node *inner = t2s__node_first(node, 0);
    const t2s__var *var = inner != NULL && inner->kind == T2S_NODE_COLUMN_REF ? inner->meaning : NULL;
    const char *schema;
    const char *name;

    if (var == NULL || var->name == NULL || strcmp(var->name, node->text) != 0)
        return 0;
    name = last_name(inner, 0, &schema);
    return name != NULL && strcmp(name, node->text) != 0;
}

static int is_servers(const char *schema)
{
    return strcmp(schema, "pg_catalog") == 0;
}

static void reach_operator(t2s__analysis *analysis, t2s__survey *survey, const t2s__operator *operator, int position)
{
    if (!is_servers(operator->schema) && operator->function_name != NULL)
        reach_name(analysis, survey, operator->function_schema, operator->function_name, T2S_FUNCTION_FORM_OPERATOR, position);
}

/* Any operator of a name that users made. */
static void reach_operators(t2s__analysis *analysis, t2s__survey *survey, const char *schema, const char *name, int position)
{
    if (analysis->catalog == NULL)
        return;
    for (const t2s__operator *operator = t2s__catalog_operators(analysis->catalog, name, strlen(name)); operator != NULL;
         operator = operator->next)
        if (!is_servers(operator->schema) &&
            (schema != NULL ? strcmp(operator->schema, schema) == 0 : is_in_search_path(analysis->catalog, operator->schema)))
            reach_operator(analysis, survey, operator, position);
}

static void operation(t2s__analysis *analysis, t2s__survey *survey, const t2s_node *node)
{
    const char *unused;

    if (node->meaning != NULL)
        reach_operator(analysis, survey, node->meaning, node->position);
    else if (node->text != NULL)
        reach_operators(analysis, survey, last_name(node, 2, &unused), node->text, node->position);
}

/* The operators that words stand for. */
static void implied(t2s__analysis *analysis, t2s__survey *survey, const t2s_node *node)
{
    const char *unused;
    const char *word;

    switch (node->kind) {
    case T2S_NODE_IN:
        reach_operators(analysis, survey, NULL, (node->flags & T2S_NODE_F_NOT) != 0 ? "<>" : "=", node->position);
        break;
    case T2S_NODE_BETWEEN:
        reach_operators(analysis, survey, NULL, ">=", node->position);
        reach_operators(analysis, survey, NULL, "<=", node->position);
        break;
    case T2S_NODE_LIKE:
        word = t2s__node_text_is(node, "ILIKE") ? "!~~*" : t2s__node_text_is(node, "LIKE") ? "!~~" : "!~";
        reach_operators(analysis, survey, NULL, (node->flags & T2S_NODE_F_NOT) != 0 ? word : word + 1, node->position);
        break;
    case T2S_NODE_SUBQUERY:
        word = node->text != NULL ? strchr(node->text, ' ') : NULL;
        reach_operators(analysis, survey, last_name(node, T2S_SLOT_SUBQUERY_OPERATOR_SCHEMA, &unused), word != NULL ? word + 1 : "=",
                        node->position);
        break;
    case T2S_NODE_SORT:
        word = last_name(node, 1, &unused);
        if (word != NULL)
            reach_operators(analysis, survey, unused, word, node->position);
        break;
    default:
        break;
    }
}

/* A text that becomes such a type is read as the name of an object: a function that does the same has the type's name. */
static void type_name(t2s__analysis *analysis, t2s__survey *survey, const t2s_node *node)
{
    const t2s__type *type = node->type;
    const char *schema;
    const char *name = last_name(node, 0, &schema);
    int class;

    while (type != NULL && (type->base != NULL || type->is_array))
        type = type->base != NULL ? type->base : type->element;
    if (type != NULL) {
        schema = type->schema;
        name = type->name;
    }
    if (name == NULL || (schema != NULL && !is_servers(schema)))
        return;
    class = t2s_dialect_function_class(analysis->dialect, "pg_catalog", name[0] == '_' ? name + 1 : name, T2S_VOLATILITY_STABLE);
    if (class != T2S_FUNCTION_CLASS_UNKNOWN && class != T2S_FUNCTION_CLASS_COMPUTES)
        add(analysis, survey, (t2s_function_use){.schema = "pg_catalog",
                                                 .name = name,
                                                 .form = T2S_FUNCTION_FORM_CAST,
                                                 .position = node->position,
                                                 .class = class,
                                                 .volatility = T2S_VOLATILITY_STABLE});
}

/* Where it is not known what is converted: all conversions into a type of that name that users made. */
static void reach_casts(t2s__analysis *analysis, t2s__survey *survey, const t2s_node *type, int position)
{
    const char *schema;
    const char *name = last_name(type, 0, &schema);
    const t2s__cast *found;
    size_t at = 0;

    if (name == NULL || analysis->catalog == NULL || (schema != NULL && is_servers(schema)))
        return;
    while ((found = t2s__map_next(&analysis->catalog->casts, &at)) != NULL)
        if (found->function_name != NULL && !is_servers(found->function_schema) && strcmp(found->target->name, name) == 0)
            reach_name(analysis, survey, found->function_schema, found->function_name, T2S_FUNCTION_FORM_CAST, position);
}

static int is_tableoid(const t2s_node *node)
{
    const char *schema;
    const char *name = node != NULL && node->kind == T2S_NODE_COLUMN_REF ? last_name(node, 0, &schema) : NULL;

    return name != NULL && strcmp(name, "tableoid") == 0;
}

static void cast(t2s__analysis *analysis, t2s__survey *survey, const t2s_node *node)
{
    const t2s_node *inner = t2s__node_first(node, 0);
    const t2s__cast *found = inner != NULL && inner->type != NULL && node->type != NULL && analysis->catalog != NULL
                                 ? t2s__catalog_cast(analysis->catalog, inner->type, node->type)
                                 : NULL;

    if (found != NULL && found->function_name != NULL && !is_servers(found->function_schema))
        reach_name(analysis, survey, found->function_schema, found->function_name, T2S_FUNCTION_FORM_CAST, node->position);
    T2S__FOR_SLOT (type, node, 1) {
        if (!is_tableoid(inner))
            type_name(analysis, survey, type);
        if (inner == NULL || inner->type == NULL || node->type == NULL)
            reach_casts(analysis, survey, type, node->position);
    }
}

void t2s__reach(t2s__analysis *analysis, t2s__survey *survey, const t2s_node *node)
{
    switch (node->kind) {
    case T2S_NODE_CALL:
        call(analysis, survey, node);
        break;
    case T2S_NODE_COLUMN_REF:
        column_ref(analysis, survey, node);
        break;
    case T2S_NODE_FIELD:
        if (node->text != NULL && !is_column(node) && (analysis->flags & T2S_DIALECT_F_WHOLE_ROW) != 0)
            field(analysis, survey, node->text, node->position);
        break;
    case T2S_NODE_OPERATOR:
        operation(analysis, survey, node);
        break;
    case T2S_NODE_CAST:
        cast(analysis, survey, node);
        break;
    case T2S_NODE_COLUMN_DEFINITION:
        T2S__FOR_SLOT (type, node, 0)
            type_name(analysis, survey, type);
        break;
    default:
        implied(analysis, survey, node);
        break;
    }
}
