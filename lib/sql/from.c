/* SPDX-License-Identifier: MIT */
/* FROM: what each of its parts brings into the scope, and who sees whom. After PostgreSQL's parse_clause.c. */
#include <string.h>

#include "sql/analysis.h"

static t2s__item *from_item(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node);

static void set_lateral(t2s__scope *scope, size_t first, size_t end, int only, int ok)
{
    for (size_t i = first; i < end; i++) {
        scope->entries[i].lateral_only = (uint8_t)only;
        scope->entries[i].lateral_ok = (uint8_t)ok;
    }
}

/* Two tables of one name are fine when they are different tables, both without an alias: their schemas tell them apart. */
static int are_different_tables(const t2s__item *a, const t2s__item *b)
{
    return a->kind == T2S__ITEM_RELATION && b->kind == T2S__ITEM_RELATION && !a->has_alias && !b->has_alias &&
           a->relation != NULL && b->relation != NULL && a->relation != b->relation;
}

/* The second of two that clash is not to be seen by its name, so that the references to it are not wrong in their turn. */
static void check_conflicts(t2s__analysis *analysis, t2s__scope *scope, size_t first, size_t middle)
{
    for (size_t b = middle; b < scope->count; b++)
        for (size_t a = first; a < middle; a++) {
            const t2s__entry *one = &scope->entries[a];
            t2s__entry *other = &scope->entries[b];

            if (!one->relation_visible || !other->relation_visible || one->item->name == NULL || other->item->name == NULL ||
                !t2s__same_name(analysis, one->item->name, other->item->name) || are_different_tables(one->item, other->item))
                continue;
            t2s__analysis_find(analysis, "42712", other->item->position, "Give one of them another alias.",
                               "table name \"%s\" specified more than once", one->item->name);
            other->relation_visible = 0;
            one->item->is_open = 1;
            other->item->is_open = 1;
            break;
        }
}

/* Variables of an item's own, so that two uses of one CTE are not the same. */
static void take_vars(t2s__analysis *analysis, t2s__item *item, const t2s__var *vars, size_t count)
{
    item->var_count = 0;
    item->vars = t2s__analysis_alloc(analysis, (count + 1) * sizeof(*item->vars));
    if (item->vars == NULL || vars == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        item->vars[i] = vars[i];
        item->vars[i].item = item;
        item->vars[i].identity = &item->vars[i];
    }
    item->var_count = count;
}

static void too_many_names(t2s__analysis *analysis, const t2s__item *item, size_t available, size_t named)
{
    if (item->kind == T2S__ITEM_JOIN)
        t2s__analysis_find(analysis, "42601", item->position, NULL, "column alias list for \"%s\" has too many entries",
                           item->name != NULL ? item->name : "");
    else
        t2s__analysis_find(analysis, "42P10", item->position, NULL,
                           "table \"%s\" has %zu columns available but %zu columns specified", item->name != NULL ? item->name : "",
                           available, named);
}

static void rename_relation(t2s__analysis *analysis, t2s__item *item, const t2s_node *alias, size_t named)
{
    size_t available = item->relation != NULL && !item->is_open ? item->relation->column_count : named;

    if (named > available) {
        too_many_names(analysis, item, available, named);
        named = available;
    }
    item->renames = t2s__analysis_alloc(analysis, named * sizeof(*item->renames));
    if (item->renames == NULL || item->relation == NULL || item->is_open)
        return;
    T2S__FOR_SLOT (name, alias, 0)
        if (item->rename_count < named)
            item->renames[item->rename_count++] = name->text;
}

static void rename_vars(t2s__analysis *analysis, t2s__item *item, const t2s_node *alias, size_t named)
{
    size_t at = 0;

    if (named > item->var_count) {
        t2s__var *vars;

        if (!item->is_open) {
            too_many_names(analysis, item, item->var_count, named);
            return;
        }
        vars = t2s__analysis_alloc(analysis, named * sizeof(*vars));
        if (vars == NULL)
            return;
        if (item->var_count != 0)
            memcpy(vars, item->vars, item->var_count * sizeof(*vars));
        for (size_t i = item->var_count; i < named; i++)
            vars[i] = (t2s__var){.item = item, .identity = &vars[i]};
        item->vars = vars;
        item->var_count = named;
    }
    T2S__FOR_SLOT (name, alias, 0)
        item->vars[at++].name = name->text;
}

/* Give an item its alias, and its columns theirs. */
static void name_item(t2s__analysis *analysis, t2s__item *item, const t2s_node *alias)
{
    size_t named, count;

    if (item == NULL || alias == NULL)
        return;
    if (alias->text != NULL) {
        item->name = alias->text;
        item->has_alias = 1;
    }
    named = t2s__node_count(alias, 0);
    if (named == 0)
        return;
    if (item->kind == T2S__ITEM_RELATION)
        rename_relation(analysis, item, alias, named);
    else {
        t2s__item_vars(analysis, item, &count);
        rename_vars(analysis, item, alias, named);
    }
}

const t2s_relation *t2s__find_catalog_relation(t2s__analysis *analysis, const t2s_node *node)
{
    const t2s_node *last = node->last[T2S_SLOT_RELATION_NAME];
    const t2s_catalog *catalog = analysis->catalog;
    size_t count = t2s__node_count(node, T2S_SLOT_RELATION_NAME);
    const t2s_relation *relation;
    const char *schema = NULL;

    if (last == NULL)
        return NULL;
    if (count > 1) {
        const t2s_node *first = last->next;

        schema = count > 2 ? first->next->text : first->text;
    }
    if ((analysis->flags & T2S_DIALECT_F_CASE_INSENSITIVE) != 0) {
        for (size_t i = 0; i < catalog->relation_count; i++)
            if (t2s__same_name(analysis, catalog->relations[i]->name, last->text) &&
                (schema == NULL || t2s__same_name(analysis, catalog->relations[i]->schema, schema)))
                return catalog->relations[i];
        return NULL;
    }
    if (schema != NULL)
        return t2s__catalog_relation(catalog, schema, strlen(schema), last->text, last->text_length);
    relation = t2s_catalog_find_relation(catalog, NULL, last->text);
    return relation != NULL ? relation : t2s_catalog_find_relation(catalog, "pg_catalog", last->text);
}

static int is_later_cte(const t2s__analysis *analysis, const t2s__scope *scope, const char *name)
{
    for (; scope != NULL; scope = scope->parent)
        for (const t2s_node *cte = scope->later_ctes; cte != NULL; cte = t2s__node_next(cte))
            if (cte->text != NULL && t2s__same_name(analysis, cte->text, name))
                return 1;
    return 0;
}

static void miss_relation(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *node, const char *database,
                          const char *schema, const char *name)
{
    const char *known = analysis->catalog->database;

    if (database != NULL && known[0] != '\0' && !t2s__same_name(analysis, known, database))
        t2s__analysis_find(analysis, "0A000", node->position, NULL, "cross-database references are not implemented: \"%s.%s.%s\"",
                           database, schema, name);
    else if (schema != NULL)
        t2s__analysis_find(analysis, "42P01", node->position, t2s__suggest_relation(analysis, schema, name),
                           "relation \"%s.%s\" does not exist", schema, name);
    else if (is_later_cte(analysis, scope, name))
        t2s__analysis_find(analysis, "42P01", node->position,
                           "Use WITH RECURSIVE, or re-order the WITH items to remove forward references.",
                           "relation \"%s\" does not exist", name);
    else
        t2s__analysis_find(analysis, "42P01", node->position, t2s__suggest_relation(analysis, NULL, name),
                           "relation \"%s\" does not exist", name);
}

static void cte_item(t2s__analysis *analysis, t2s__item *item, t2s__cte *cte, int position)
{
    item->kind = T2S__ITEM_CTE;
    if (cte->state == T2S__CTE_NEW)
        t2s__cte_run(analysis, cte);
    if (cte->state == T2S__CTE_RUNNING) {
        if (cte->in_first_term)
            t2s__analysis_find(analysis, "42P19", position, NULL,
                               "recursive reference to query \"%s\" must not appear within its non-recursive term", cte->name);
        else if (cte->vars == NULL)
            t2s__analysis_find(analysis, "42P19", position, NULL,
                               "recursive query \"%s\" does not have the form non-recursive-term UNION [ALL] recursive-term",
                               cte->name);
        item->is_open = cte->vars == NULL;
    }
    item->is_open |= (uint8_t)cte->is_open;
    take_vars(analysis, item, cte->vars, cte->var_count);
}

static void catalog_item(t2s__analysis *analysis, t2s__scope *scope, t2s__item *item, const t2s_node *node)
{
    const t2s_node *last = node->last[T2S_SLOT_RELATION_NAME];
    size_t count = t2s__node_count(node, T2S_SLOT_RELATION_NAME);
    const char *schema = count > 1 ? (count > 2 ? last->next->next->text : last->next->text) : NULL;
    const char *database = count > 2 ? last->next->text : NULL;

    item->schema = schema;
    if (analysis->catalog == NULL) {
        item->relation = t2s__written_relation(analysis, schema, last->text);
        item->is_open = 1;
    } else {
        item->relation = t2s__find_catalog_relation(analysis, node);
        if (item->relation != NULL && database != NULL && analysis->catalog->database[0] != '\0' &&
            !t2s__same_name(analysis, analysis->catalog->database, database))
            item->relation = NULL;
    }
    if (item->relation == NULL) {
        const char *owner = schema;

        item->is_open = 1;
        if (analysis->catalog != NULL && t2s_dialect_has_relation(analysis->dialect, schema, last->text, &owner)) {
            /* The server's own: nothing is known of its columns, but that it is read is a fact. */
            item->schema = owner;
            item->relation = t2s__written_relation(analysis, owner, last->text);
            if (item->relation != NULL)
                t2s__use_relation(analysis, item->relation);
        } else if (analysis->catalog != NULL)
            miss_relation(analysis, scope, node, database, schema, last->text);
        return;
    }
    if (analysis->catalog != NULL)
        item->schema = item->relation->schema;
    t2s__use_relation(analysis, item->relation);
}

static t2s__item *relation(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *last = node->last[T2S_SLOT_RELATION_NAME];
    t2s__item *item = t2s__item_new(analysis, scope, T2S__ITEM_RELATION);
    t2s__cte *cte;

    if (item == NULL || last == NULL || last->text == NULL)
        return NULL;
    item->name = item->original = last->text;
    item->position = node->position;
    cte = last->next == last ? t2s__find_cte(analysis, scope, last->text) : NULL;
    if (cte != NULL)
        cte_item(analysis, item, cte, node->position);
    else
        catalog_item(analysis, scope, item, node);
    name_item(analysis, item, t2s__node_first(node, T2S_SLOT_RELATION_ALIAS));
    if (node->last[T2S_SLOT_RELATION_SAMPLE] != NULL) {
        scope->lateral_active = 1;
        t2s__expressions(analysis, scope, node, T2S_SLOT_RELATION_SAMPLE);
        scope->lateral_active = 0;
    }
    t2s__scope_add(analysis, scope, item);
    return item;
}

static t2s__item *derived(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *query = t2s__node_first(node, T2S_SLOT_DERIVED_QUERY);
    const t2s_node *alias = t2s__node_first(node, T2S_SLOT_DERIVED_ALIAS);
    t2s__outputs outputs = {0};
    t2s__item *item;

    scope->lateral_active = (node->flags & T2S_NODE_F_LATERAL) != 0;
    if (query != NULL && query->kind == T2S_NODE_QUERY)
        t2s__query(analysis, scope, query, NULL, &outputs);
    else {
        outputs.is_open = 1;
        if (query != NULL)
            t2s__expression(analysis, scope, query);
    }
    scope->lateral_active = 0;
    item = t2s__item_new(analysis, scope, T2S__ITEM_DERIVED);
    if (item == NULL)
        return NULL;
    item->position = alias != NULL ? alias->position : node->position;
    item->is_open = (uint8_t)outputs.is_open;
    take_vars(analysis, item, outputs.vars, outputs.count);
    name_item(analysis, item, alias);
    t2s__scope_add(analysis, scope, item);
    return item;
}

/* The columns that a function gives in FROM, while they are gathered. */
struct columns {
    t2s__var *vars;
    size_t count;
    size_t capacity;
    int is_open;
};

static void add_column(t2s__analysis *analysis, struct columns *columns, const char *name)
{
    if (t2s__analysis_grow(analysis, (void **)&columns->vars, columns->count, &columns->capacity, sizeof(*columns->vars)) == 0)
        columns->vars[columns->count++] = (t2s__var){.name = name};
}

/* The columns of a composite type, or of the rows of a relation. 0 when it is neither. */
static int add_type_columns(t2s__analysis *analysis, struct columns *columns, const char *type)
{
    const char *dot = strrchr(type, '.');
    const char *name = dot != NULL ? dot + 1 : type;
    size_t length = strlen(name);
    const t2s__type *found = t2s__catalog_types(analysis->catalog, name, length);
    const t2s_relation *relation_type = dot != NULL
                                            ? t2s__catalog_relation(analysis->catalog, type, (size_t)(dot - type), name, length)
                                            : t2s_catalog_find_relation(analysis->catalog, NULL, name);

    if (relation_type != NULL) {
        for (size_t i = 0; i < relation_type->column_count; i++)
            add_column(analysis, columns, relation_type->columns[i].name);
        return 1;
    }
    if (found == NULL || found->kind != T2S_TYPE_COMPOSITE)
        return 0;
    for (size_t i = 0; i < found->label_count; i++)
        add_column(analysis, columns, found->labels[i]);
    return 1;
}

static int fits(const t2s__function *function, const char *schema, size_t arguments)
{
    if (function->kind == T2S_FUNCTION_PROCEDURE || (schema != NULL && strcmp(function->schema, schema) != 0))
        return 0;
    if ((function->flags & T2S_FUNCTION_VARIADIC) != 0)
        return arguments + function->default_count + 1 >= function->argument_count;
    return arguments <= function->argument_count && arguments + function->default_count >= function->argument_count;
}

/* 0 when its columns depend on the call. */
static int add_function_columns(t2s__analysis *analysis, struct columns *columns, const t2s__function *function,
                                const char *scalar_name)
{
    const char *type = function->result_type != NULL ? function->result_type : "record";

    for (size_t i = 0; i < function->column_count; i++)
        add_column(analysis, columns, function->column_names[i]);
    if (function->column_count != 0)
        return 1;
    if (strncmp(type, "SETOF ", 6) == 0 || strncmp(type, "setof ", 6) == 0)
        type += 6;
    if (strcmp(type, "record") == 0 || strncmp(type, "any", 3) == 0)
        return 0;
    if (!add_type_columns(analysis, columns, type))
        add_column(analysis, columns, scalar_name);
    return 1;
}

static int are_same_columns(const struct columns *a, const struct columns *b)
{
    if (a->count != b->count)
        return 0;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->vars[i].name, b->vars[i].name) != 0)
            return 0;
    return 1;
}

/* 0 when the catalog has no such function, or several that differ. */
static int add_catalog_columns(t2s__analysis *analysis, struct columns *columns, const char *schema, const char *name,
                               size_t arguments, const char *scalar_name)
{
    struct columns first = {0};
    size_t found = 0;

    if (analysis->catalog == NULL)
        return 0;
    for (const t2s__function *function = t2s__catalog_functions(analysis->catalog, name, strlen(name)); function != NULL;
         function = function->next) {
        struct columns other = {0};

        if (!fits(function, schema, arguments))
            continue;
        if (!add_function_columns(analysis, found == 0 ? &first : &other, function, scalar_name) ||
            (found++ != 0 && !are_same_columns(&first, &other)))
            return 0;
    }
    for (size_t i = 0; i < first.count; i++)
        add_column(analysis, columns, first.vars[i].name);
    return found != 0;
}

static int is_scalar_type(const t2s__analysis *analysis, const char *type, size_t length)
{
    const char *dot = memchr(type, '.', length);
    const char *name = dot != NULL ? dot + 1 : type;
    size_t name_length = length - (size_t)(name - type);

    for (const t2s__type *found = t2s__catalog_types(analysis->catalog, name, name_length); found != NULL; found = found->next)
        if (found->kind == T2S_TYPE_COMPOSITE || found->kind == T2S_TYPE_DOMAIN)
            return 0;
    for (size_t i = 0; i < analysis->catalog->relation_count; i++)
        if (strncmp(analysis->catalog->relations[i]->name, name, name_length) == 0 &&
            analysis->catalog->relations[i]->name[name_length] == '\0')
            return 0;
    return 1;
}

/* Whether unnest() of this gives plain values, for sure. */
static int has_scalar_elements(const t2s__analysis *analysis, const t2s_node *array)
{
    if (analysis->catalog == NULL)
        return 0;
    if (array->kind == T2S_NODE_COLUMN_REF && array->meaning != NULL) {
        const t2s__var *var = array->meaning;
        size_t length = var->column != NULL ? strlen(var->column->type) : 0;

        return length > 2 && strcmp(var->column->type + length - 2, "[]") == 0 &&
               is_scalar_type(analysis, var->column->type, length - 2);
    }
    if (array->kind == T2S_NODE_CAST) {
        const t2s_node *type = t2s__node_first(array, 1);

        return type != NULL && type->last[0] != NULL && (type->flags & T2S_NODE_F_ARRAY) != 0 &&
               is_scalar_type(analysis, type->last[0]->text, type->last[0]->text_length);
    }
    if (array->kind == T2S_NODE_ARRAY) {
        T2S__FOR_SLOT (element, array, 0)
            if (element->kind != T2S_NODE_LITERAL)
                return 0;
        return 1;
    }
    if (array->kind == T2S_NODE_CALL && array->last[T2S_SLOT_CALL_NAME] != NULL) {
        const char *name = array->last[T2S_SLOT_CALL_NAME]->text;

        return strcmp(name, "string_to_array") == 0 || strcmp(name, "regexp_split_to_array") == 0 ||
               strcmp(name, "regexp_match") == 0;
    }
    return 0;
}

static void add_unnest_columns(t2s__analysis *analysis, struct columns *columns, const t2s_node *call, const char *scalar_name)
{
    const t2s_node *first = t2s__node_first(call, T2S_SLOT_CALL_ARGUMENTS);

    if (first != NULL && t2s__node_next(first) == NULL) {
        if (has_scalar_elements(analysis, first))
            add_column(analysis, columns, scalar_name);
        else
            columns->is_open = 1;
        return;
    }
    T2S__FOR_SLOT (argument, call, T2S_SLOT_CALL_ARGUMENTS) {
        if (!has_scalar_elements(analysis, argument))
            columns->is_open = 1;
        add_column(analysis, columns, "unnest");
    }
}

/* `alias` names the column of a function that gives one plain value; NULL: its own name does. */
static void add_call_columns(t2s__analysis *analysis, struct columns *columns, const t2s_node *call, const char *alias)
{
    const t2s_node *last = call->kind == T2S_NODE_CALL ? call->last[T2S_SLOT_CALL_NAME] : NULL;
    const char *schema, *const *known = NULL;
    const char *scalar_name;
    unsigned facts = 0;

    if (last == NULL || last->text == NULL) {
        columns->is_open = 1;
        return;
    }
    schema = last->next != last ? last->next->text : NULL;
    scalar_name = alias != NULL ? alias : last->text;
    if (schema == NULL || strcmp(schema, "pg_catalog") == 0)
        facts = t2s_dialect_function(analysis->dialect, last->text, &known);
    if ((facts & T2S_DIALECT_FUNCTION_COLUMNS) != 0 && known != NULL)
        while (*known != NULL)
            add_column(analysis, columns, *known++);
    else if ((facts & T2S_DIALECT_FUNCTION_UNNEST) != 0)
        add_unnest_columns(analysis, columns, call, scalar_name);
    else if ((facts & T2S_DIALECT_FUNCTION_SCALAR) != 0)
        add_column(analysis, columns, scalar_name);
    else if (!add_catalog_columns(analysis, columns, schema, last->text, t2s__node_count(call, T2S_SLOT_CALL_ARGUMENTS),
                                  scalar_name))
        columns->is_open = 1;
}

static const char *call_name(const t2s_node *call)
{
    if (call == NULL)
        return "";
    if (call->kind == T2S_NODE_CALL && call->last[T2S_SLOT_CALL_NAME] != NULL)
        return call->last[T2S_SLOT_CALL_NAME]->text;
    return call->text != NULL ? call->text : "";
}

static t2s__item *function_table(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *first = t2s__node_first(node, T2S_SLOT_FUNCTION_TABLE_CALLS);
    const t2s_node *alias = t2s__node_first(node, T2S_SLOT_FUNCTION_TABLE_ALIAS);
    int is_single = first != NULL && t2s__node_next(first) == NULL;
    struct columns columns = {0};
    t2s__item *item;

    scope->lateral_active = (analysis->flags & T2S_DIALECT_F_IMPLICIT_LATERAL) != 0 || (node->flags & T2S_NODE_F_LATERAL) != 0;
    t2s__expressions(analysis, scope, node, T2S_SLOT_FUNCTION_TABLE_CALLS);
    scope->lateral_active = 0;
    item = t2s__item_new(analysis, scope, T2S__ITEM_FUNCTION);
    if (item == NULL)
        return NULL;
    T2S__FOR_SLOT (column, node, T2S_SLOT_FUNCTION_TABLE_COLUMNS)
        add_column(analysis, &columns, column->text);
    if (columns.count != 0)
        columns.is_open = !is_single; /* the other functions' columns stand between them */
    else
        T2S__FOR_SLOT (call, node, T2S_SLOT_FUNCTION_TABLE_CALLS)
            add_call_columns(analysis, &columns, call, is_single && alias != NULL ? alias->text : NULL);
    if ((node->flags & T2S_NODE_F_ORDINALITY) != 0)
        add_column(analysis, &columns, "ordinality");
    item->name = call_name(first);
    item->position = first != NULL ? first->position : node->position;
    item->is_open = (uint8_t)columns.is_open;
    take_vars(analysis, item, columns.vars, columns.count);
    name_item(analysis, item, alias);
    t2s__scope_add(analysis, scope, item);
    return item;
}

static void read_var(t2s__analysis *analysis, const t2s__var *var, int position)
{
    if (var->column != NULL)
        t2s__use_column(analysis, var->relation, var->column, position);
}

/* The column of USING in one side. 0 when it is not there for sure. */
static int using_side(t2s__analysis *analysis, t2s__item *side, const char *which, const t2s_node *name, t2s__var *ret_var)
{
    int count = t2s__item_find(analysis, side, name->text, 0, ret_var);

    if (count > 1)
        t2s__analysis_find(analysis, "42702", name->position, NULL, "common column name \"%s\" appears more than once in %s table",
                           name->text, which);
    else if (count == 0 && side != NULL && !side->is_open)
        t2s__analysis_find(analysis, "42703", name->position, t2s__suggest_column(analysis, NULL, side, name->text),
                           "column \"%s\" specified in USING clause does not exist in %s table", name->text, which);
    else {
        if (count == 0) {
            *ret_var = (t2s__var){.name = name->text, .item = side, .identity = name};
            if (analysis->catalog == NULL && side != NULL && side->kind == T2S__ITEM_RELATION && side->relation != NULL)
                t2s__written_column(analysis, side->relation, name->text);
        }
        read_var(analysis, ret_var, name->position);
        return 1;
    }
    return 0;
}

/* What the column of both is: PostgreSQL takes that of the side that is never missing. */
static void merge(t2s__item *join, const t2s_node *node, const t2s__var *left, const t2s__var *right)
{
    t2s__var *merged = &join->merged[join->merged_count++];

    if (t2s__node_text_is(node, "FULL"))
        *merged = (t2s__var){.name = left->name, .item = join, .identity = merged};
    else
        *merged = t2s__node_text_is(node, "RIGHT") ? *right : *left;
}

static void join_using(t2s__analysis *analysis, t2s__item *join, const t2s_node *node, t2s__item *left, t2s__item *right)
{
    join->merged = t2s__analysis_alloc(analysis, (t2s__node_count(node, T2S_SLOT_JOIN_USING) + 1) * sizeof(*join->merged));
    if (join->merged == NULL)
        return;
    T2S__FOR_SLOT (name, node, T2S_SLOT_JOIN_USING) {
        t2s__var left_var, right_var;
        int in_left, in_right;

        for (size_t i = 0; i < join->merged_count; i++)
            if (t2s__same_name(analysis, join->merged[i].name, name->text))
                t2s__analysis_find(analysis, "42701", name->position, NULL,
                                   "column name \"%s\" appears more than once in USING clause", name->text);
        in_left = using_side(analysis, left, "left", name, &left_var);
        in_right = using_side(analysis, right, "right", name, &right_var);
        if (in_left && in_right)
            merge(join, node, &left_var, &right_var);
        else
            join->is_open = 1;
    }
}

static void join_natural(t2s__analysis *analysis, t2s__item *join, const t2s_node *node, t2s__item *left, t2s__item *right)
{
    size_t count;
    const t2s__var *vars = t2s__item_vars(analysis, left, &count);

    join->merged = t2s__analysis_alloc(analysis, (count + 1) * sizeof(*join->merged));
    if (join->merged == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        t2s__var left_var, right_var;
        int in_right = vars[i].name != NULL ? t2s__item_find(analysis, right, vars[i].name, 0, &right_var) : 0;
        int in_left;

        if (in_right == 0)
            continue;
        in_left = t2s__item_find(analysis, left, vars[i].name, 0, &left_var);
        if (in_left > 1 || in_right > 1) {
            t2s__analysis_find(analysis, "42702", join->position, NULL,
                               "common column name \"%s\" appears more than once in %s table", vars[i].name,
                               in_left > 1 ? "left" : "right");
            continue;
        }
        t2s__use_columns(analysis, &left_var, 1, -1);
        t2s__use_columns(analysis, &right_var, 1, -1);
        merge(join, node, &left_var, &right_var);
    }
}

/* ON sees the two sides, and the outer queries; not what else is in FROM. */
static void join_on(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, size_t start)
{
    size_t first = scope->first;

    if (node->last[T2S_SLOT_JOIN_ON] == NULL)
        return;
    set_lateral(scope, start, scope->count, 0, 1);
    scope->first = start;
    t2s__expressions(analysis, scope, node, T2S_SLOT_JOIN_ON);
    scope->first = first;
}

/* JOIN ... USING (...) AS name: a name for the columns of USING alone. */
static void add_using_alias(t2s__analysis *analysis, t2s__scope *scope, t2s__item *join, const t2s_node *alias, size_t start)
{
    size_t middle = scope->count;
    t2s__item *item;
    t2s__entry *entry;

    if (alias == NULL)
        return;
    item = t2s__item_new(analysis, scope, T2S__ITEM_DERIVED);
    if (item == NULL)
        return;
    item->name = alias->text;
    item->has_alias = 1;
    item->position = alias->position;
    item->vars = join->merged;
    item->var_count = join->merged_count;
    entry = t2s__scope_add(analysis, scope, item);
    if (entry == NULL)
        return;
    entry->columns_visible = 0;
    check_conflicts(analysis, scope, start, middle);
}

static t2s__item *join(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *left_node = t2s__node_first(node, T2S_SLOT_JOIN_LEFT);
    const t2s_node *right_node = t2s__node_first(node, T2S_SLOT_JOIN_RIGHT);
    const t2s_node *alias = t2s__node_first(node, T2S_SLOT_JOIN_ALIAS);
    int lateral_ok = !t2s__node_text_is(node, "RIGHT") && !t2s__node_text_is(node, "FULL");
    size_t start = scope->count, middle;
    t2s__item *left, *right, *item;
    t2s__entry *entry;

    if (left_node == NULL || right_node == NULL)
        return NULL;
    left = from_item(analysis, scope, left_node);
    middle = scope->count;
    set_lateral(scope, start, middle, 1, lateral_ok);
    right = from_item(analysis, scope, right_node);
    check_conflicts(analysis, scope, start, middle);
    item = t2s__item_new(analysis, scope, T2S__ITEM_JOIN);
    if (item == NULL || left == NULL || right == NULL)
        return NULL;
    item->position = right->position;
    item->left = left;
    item->right = right;
    item->is_open = left->is_open | right->is_open;
    if ((node->flags & T2S_NODE_F_NATURAL) != 0)
        join_natural(analysis, item, node, left, right);
    else if (node->last[T2S_SLOT_JOIN_USING] != NULL)
        join_using(analysis, item, node, left, right);
    join_on(analysis, scope, node, start);
    middle = scope->count;
    add_using_alias(analysis, scope, item, t2s__node_first(node, T2S_SLOT_JOIN_USING_ALIAS), start);
    if (alias != NULL) {
        size_t count;

        t2s__item_vars(analysis, item, &count);
        take_vars(analysis, item, item->vars, item->var_count);
        name_item(analysis, item, alias);
        scope->count = start;
    } else {
        for (size_t i = start; i < middle; i++)
            scope->entries[i].columns_visible = 0;
    }
    entry = t2s__scope_add(analysis, scope, item);
    if (entry != NULL)
        entry->relation_visible = alias != NULL;
    return item;
}

static t2s__item *from_item(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__item *item;

    switch (node->kind) {
    case T2S_NODE_RELATION:
        return relation(analysis, scope, node);
    case T2S_NODE_DERIVED:
        return derived(analysis, scope, node);
    case T2S_NODE_FUNCTION_TABLE:
        return function_table(analysis, scope, node);
    case T2S_NODE_JOIN:
        return join(analysis, scope, node);
    default:
        t2s__expression(analysis, scope, node);
        item = t2s__item_new(analysis, scope, T2S__ITEM_DERIVED);
        if (item == NULL)
            return NULL;
        item->is_open = 1;
        t2s__scope_add(analysis, scope, item);
        return item;
    }
}

void t2s__from(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select)
{
    T2S__FOR_SLOT (node, select, T2S_SLOT_SELECT_FROM) {
        size_t middle = scope->count;

        from_item(analysis, scope, node);
        check_conflicts(analysis, scope, 0, middle);
        set_lateral(scope, middle, scope->count, 1, 1);
    }
    set_lateral(scope, 0, scope->count, 0, 1);
}
