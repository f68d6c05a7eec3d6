/* SPDX-License-Identifier: MIT */
/* What a name in an expression means. After PostgreSQL's parse_relation.c and transformColumnRef(), with their messages. */
#include <string.h>

#include "sql/clauses.h"
#include "sql/expression.h"
#include "sql/fix_column.h"

static int can_be_seen(const t2s__scope *scope, const t2s__entry *entry)
{
    return !entry->lateral_only || scope->lateral_active;
}

/* A function of FROM must not look at what an outer join may not have yet. */
static int check_lateral(t2s__analysis *analysis, const t2s__entry *entry, int position)
{
    if (!entry->lateral_only || entry->lateral_ok)
        return 0;
    t2s__analysis_find(analysis, "42P10", position, "The combining JOIN type must be INNER or LEFT for a LATERAL reference.",
                       "invalid reference to FROM-clause entry for table \"%s\"",
                       entry->item->name != NULL ? entry->item->name : "unnamed_join");
    return -1;
}

/* Whoever looks at the clause says it, when all that is wrong inside has been said. */
static void note_variable(t2s__scope *scope, int position)
{
    if (scope->no_variables && scope->variable_position < 0)
        scope->variable_position = position;
}

static int find_in_scope(t2s__analysis *analysis, t2s__scope *scope, const char *name, int position, t2s__var *ret_var,
                         int *is_open)
{
    int count = 0;

    for (size_t i = scope->first; i < scope->count; i++) {
        const t2s__entry *entry = &scope->entries[i];
        int found;

        if (!entry->columns_visible || !can_be_seen(scope, entry))
            continue;
        found = t2s__item_find(analysis, entry->item, name, 1, ret_var);
        if (found == 0)
            *is_open |= entry->item->is_open;
        count += found;
        if (count > 1) {
            size_t before = analysis->findings.count;

            t2s__analysis_find(analysis, "42702", position, "Write the table's name or alias before it.",
                               (analysis->flags & T2S_DIALECT_F_CATALOGS) != 0 ? "Column '%s' is ambiguous"
                                                                               : "column reference \"%s\" is ambiguous",
                               name);
            t2s__fix_ambiguous_column(analysis, scope, name, position, before);
            return T2S__NAME_WRONG;
        }
        if (found != 0 && check_lateral(analysis, entry, position) != 0)
            return T2S__NAME_WRONG;
    }
    return count != 0 ? T2S__NAME_COLUMN : T2S__NAME_MISSING;
}

/* A name alone, as a column. */
int t2s__find_column(t2s__analysis *analysis, t2s__scope *scope, const char *name, int local_only, int position, t2s__var *ret_var)
{
    int is_open = 0;

    for (t2s__scope *at = scope; at != NULL; at = at->parent) {
        int found = find_in_scope(analysis, at, name, position, ret_var, &is_open);

        if (found != T2S__NAME_MISSING) {
            if (found == T2S__NAME_COLUMN)
                note_variable(at, position);
            return found;
        }
        is_open |= at->is_lenient;
        if (local_only)
            break;
    }
    return is_open ? T2S__NAME_OPEN : T2S__NAME_MISSING;
}

static int is_named(const t2s__analysis *analysis, const t2s__item *item, const char *schema, const char *name)
{
    if (schema == NULL)
        return item->name != NULL && t2s__same_name(analysis, item->name, name);
    return item->kind == T2S__ITEM_RELATION && !item->has_alias && t2s__same_name(analysis, item->original, name) &&
           (item->schema == NULL || t2s__same_name(analysis, item->schema, schema));
}

/* The last of `count` names is the relation's. Says nothing where there is none. */
int t2s__find_relation(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *names, size_t count, int position,
                       t2s__item **ret_item)
{
    const t2s_node *first = t2s__node_first(names, 0);
    int has_catalogs = (analysis->flags & T2S_DIALECT_F_CATALOGS) != 0;
    const char *schema = NULL;
    const char *name;

    if (count == 3 && !has_catalogs) {
        const char *database = analysis->catalog != NULL ? analysis->catalog->database : "";

        if (database[0] != '\0' && !t2s__same_name(analysis, database, first->text)) {
            const char *written = "";

            for (const t2s_node *part = first; part != NULL && written != NULL; part = t2s__node_next(part))
                written = t2s__arena_printf(analysis->arena, "%s%s%s", written, part == first ? "" : ".", part->text);
            if (written == NULL)
                analysis->code = T2S_E_NOMEM;
            else
                t2s__analysis_find(analysis, "0A000", position, NULL, "cross-database references are not implemented: %s", written);
            return T2S__NAME_WRONG;
        }
        first = first->next;
    }
    if (count > 1 && !has_catalogs) {
        schema = first->text;
        first = first->next;
    }
    name = first->text;
    for (t2s__scope *at = scope; at != NULL; at = at->parent) {
        const t2s__entry *found = NULL;

        for (size_t i = at->first; i < at->count; i++) {
            const t2s__entry *entry = &at->entries[i];

            if (!entry->relation_visible || !can_be_seen(at, entry) ||
                (has_catalogs ? !t2s__item_is_called(analysis, entry->item, first, count)
                              : !is_named(analysis, entry->item, schema, name)))
                continue;
            if (found != NULL) {
                t2s__analysis_find(analysis, "42P09", position, NULL, "table reference \"%s\" is ambiguous", name);
                return T2S__NAME_WRONG;
            }
            if (check_lateral(analysis, entry, position) != 0)
                return T2S__NAME_WRONG;
            found = entry;
        }
        if (found != NULL) {
            note_variable(at, position);
            *ret_item = found->item;
            return T2S__NAME_ROW;
        }
        if (at->is_lenient)
            return T2S__NAME_OPEN;
    }
    return T2S__NAME_MISSING;
}

/* The item that the writer had in mind, though it cannot be seen from here or has another name here. */
static const t2s__item *find_unseen(const t2s__analysis *analysis, const t2s__scope *scope, const char *schema, const char *name)
{
    const t2s_relation *meant = analysis->catalog != NULL ? t2s_catalog_find_relation(analysis->catalog, schema, name) : NULL;

    for (; scope != NULL; scope = scope->parent)
        for (const t2s__item *item = scope->items; item != NULL; item = item->next) {
            if (item->name != NULL && t2s__same_name(analysis, item->name, name))
                return item;
            if (item->kind == T2S__ITEM_RELATION && item->relation != NULL && item->relation == meant)
                return item;
            if (item->kind == T2S__ITEM_CTE && schema == NULL && t2s__same_name(analysis, item->original, name))
                return item;
        }
    return NULL;
}

static int is_seen(const t2s__scope *scope, const t2s__item *item)
{
    for (; scope != NULL; scope = scope->parent)
        for (size_t i = scope->first; i < scope->count; i++)
            if (scope->entries[i].item == item && scope->entries[i].relation_visible && can_be_seen(scope, &scope->entries[i]))
                return 1;
    return 0;
}

static void miss_relation(t2s__analysis *analysis, t2s__scope *scope, const char *schema, const char *name, int position)
{
    const t2s__item *item = find_unseen(analysis, scope, schema, name);
    size_t before = analysis->findings.count;
    const char *hint;

    if (item == NULL) {
        hint = analysis->quiet ? NULL : t2s__suggest_relation(analysis, schema, name);
        t2s__analysis_find(analysis, "42P01", position, hint, "missing FROM-clause entry for table \"%s\"", name);
        t2s__fix_missing_item(analysis, scope, NULL, name, position, before);
        return;
    }
    if (item->name != NULL && item->has_alias && !t2s__same_name(analysis, item->name, name) && is_seen(scope, item))
        hint = t2s__arena_printf(analysis->arena, "Perhaps you meant to reference the table alias \"%s\".", item->name);
    else
        hint = t2s__arena_printf(analysis->arena,
                                 "There is an entry for table \"%s\", but it cannot be referenced from this part of the query.",
                                 item->name != NULL ? item->name : name);
    if (hint == NULL)
        analysis->code = T2S_E_NOMEM;
    t2s__analysis_find(analysis, "42P01", position, hint, "invalid reference to FROM-clause entry for table \"%s\"", name);
    t2s__fix_missing_item(analysis, scope, item, name, position, before);
}

static void miss_column(t2s__analysis *analysis, t2s__scope *scope, const t2s__item *item, const char *name, int position)
{
    const char *hint = analysis->quiet ? NULL : t2s__suggest_column(analysis, scope, item, name);
    size_t before = analysis->findings.count;

    if ((analysis->flags & T2S_DIALECT_F_CATALOGS) != 0)
        t2s__analysis_find(analysis, "42703", position, hint, "Column '%s' cannot be resolved", name);
    else if (item != NULL && item->name != NULL)
        t2s__analysis_find(analysis, "42703", position, hint, "column %s.%s does not exist", item->name, name);
    else
        t2s__analysis_find(analysis, "42703", position, hint, "column \"%s\" does not exist", name);
    t2s__fix_missing_column(analysis, scope, item, name, position, before);
}

/* Whether a row of an item can be given for a parameter of this type. */
static int takes_row(const t2s__item *item, const char *type)
{
    const char *dot = strrchr(type, '.');

    if (strcmp(type, "record") == 0 || strncmp(type, "any", 3) == 0 || strncmp(type, "\"any", 4) == 0)
        return 1;
    if (item->relation == NULL)
        return 0;
    if (dot != NULL)
        type = dot + 1;
    return strcmp(type, item->relation->name) == 0 ||
           (type[0] == '"' && strncmp(type + 1, item->relation->name, strlen(type) - 2) == 0);
}

static int takes_one_argument(const t2s__function *function)
{
    return function->argument_count >= 1 && function->argument_count - function->default_count <= 1;
}

/* The "row" of a function that gives plain values is such a value: value.name may be any call, or a cast. */
static int may_be_function_of_value(const t2s__analysis *analysis, const t2s__item *item, const char *name)
{
    if (item->kind != T2S__ITEM_FUNCTION || item->var_count != 1 || analysis->catalog == NULL)
        return 0;
    for (const t2s__function *function = t2s__catalog_functions(analysis->catalog, name, strlen(name)); function != NULL;
         function = function->next)
        if (takes_one_argument(function))
            return 1;
    return t2s__catalog_types(analysis->catalog, name, strlen(name)) != NULL;
}

/* row.name may be a call: name(row). */
static int is_function_of_row(t2s__analysis *analysis, const t2s__item *item, const char *name)
{
    const char *const *columns;

    if ((analysis->flags & T2S_DIALECT_F_WHOLE_ROW) == 0)
        return 0;
    if (may_be_function_of_value(analysis, item, name))
        return 1;
    if ((t2s_dialect_function(analysis->dialect, name, &columns) & T2S_DIALECT_FUNCTION_TAKES_ROW) != 0)
        return 1;
    if (analysis->catalog != NULL)
        for (const t2s__function *function = t2s__catalog_functions(analysis->catalog, name, strlen(name)); function != NULL;
             function = function->next)
            if (takes_one_argument(function) && takes_row(item, function->argument_types[0]))
                return 1;
    return 0;
}

/* A column of an item that was named. */
static int find_in_item(t2s__analysis *analysis, t2s__scope *scope, t2s__item *item, const char *name, int position,
                        t2s__var *ret_var)
{
    int count = t2s__item_find(analysis, item, name, 1, ret_var);

    if (count == 1)
        return T2S__NAME_COLUMN;
    if (count > 1) {
        t2s__analysis_find(analysis, "42702", position, NULL, "column reference \"%s\" is ambiguous", name);
        return T2S__NAME_WRONG;
    }
    if (item->is_open) {
        if (analysis->catalog == NULL && item->kind == T2S__ITEM_RELATION && item->relation != NULL)
            t2s__written_column(analysis, item->relation, name);
        return T2S__NAME_OPEN;
    }
    if (is_function_of_row(analysis, item, name))
        return T2S__NAME_FUNCTION;
    miss_column(analysis, scope, item, name, position);
    return T2S__NAME_WRONG;
}

/* Without a catalog: the one relation that a name alone can belong to, if there is only one. */
static const t2s_relation *only_relation(const t2s__scope *scope)
{
    const t2s__item *only = NULL;

    for (; scope != NULL; scope = scope->parent)
        for (size_t i = scope->first; i < scope->count; i++) {
            const t2s__item *item = scope->entries[i].item;

            if (!item->is_open || item->kind == T2S__ITEM_JOIN)
                continue;
            if (only != NULL || item->kind != T2S__ITEM_RELATION)
                return NULL;
            only = item;
        }
    return only != NULL ? only->relation : NULL;
}

static int resolve_alone(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__var *ret_var, t2s__item **ret_item)
{
    const char *name = t2s__node_first(node, 0)->text;
    int found = t2s__find_column(analysis, scope, name, 0, node->position, ret_var);

    if (found != T2S__NAME_MISSING && found != T2S__NAME_OPEN)
        return found;
    if ((analysis->flags & T2S_DIALECT_F_WHOLE_ROW) != 0) {
        int row = t2s__find_relation(analysis, scope, node, 1, node->position, ret_item);

        if (row != T2S__NAME_MISSING && row != T2S__NAME_OPEN)
            return row;
    }
    if (found == T2S__NAME_OPEN) {
        const t2s_relation *only = analysis->catalog == NULL ? only_relation(scope) : NULL;

        if (only != NULL)
            t2s__written_column(analysis, only, name);
        return found;
    }
    miss_column(analysis, scope, NULL, name, node->position);
    return T2S__NAME_WRONG;
}

/* The names of a COLUMN_REF that name a relation: all, or all but the last. */
static int resolve_relation(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, size_t count, t2s__item **ret_item)
{
    const t2s_node *names[3] = {NULL, NULL, NULL};
    const t2s_node *name = t2s__node_first(node, 0);
    int found;

    if (count > 3) {
        t2s__analysis_find(analysis, "42601", node->position, NULL, "improper qualified name (too many dotted names)");
        return T2S__NAME_WRONG;
    }
    found = t2s__find_relation(analysis, scope, node, count, node->position, ret_item);
    if (found != T2S__NAME_MISSING)
        return found;
    for (size_t i = 0; i < count; i++, name = name->next)
        names[i] = name;
    miss_relation(analysis, scope, count > 1 ? names[count - 2]->text : NULL, names[count - 1]->text, node->position);
    return T2S__NAME_WRONG;
}

static int resolve_chain(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__var *ret_var)
{
    t2s__scope *owner;
    int found = t2s__chain(analysis, scope, node, ret_var, &owner);

    if (found == T2S__NAME_COLUMN)
        note_variable(owner, node->position);
    return found;
}

/* table.*, or column.* where a column is a row. */
static int resolve_star(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, size_t count, t2s__var *ret_var,
                        t2s__item **ret_item)
{
    int found = t2s__find_relation(analysis, scope, node, count, node->position, ret_item);

    if (found != T2S__NAME_MISSING)
        return found;
    if (count > 1)
        return resolve_chain(analysis, scope, node, ret_var);
    t2s__analysis_find(analysis, "42P01", node->position, NULL, "Unable to resolve reference %s", node->last[0]->text);
    return T2S__NAME_WRONG;
}

static int resolve(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__var *ret_var, t2s__item **ret_item)
{
    int has_catalogs = (analysis->flags & T2S_DIALECT_F_CATALOGS) != 0;
    size_t count = t2s__node_count(node, 0);
    int found;

    if (count == 0)
        return T2S__NAME_OPEN;
    if ((node->flags & T2S_NODE_F_STAR) != 0)
        return has_catalogs ? resolve_star(analysis, scope, node, count, ret_var, ret_item)
                            : resolve_relation(analysis, scope, node, count, ret_item);
    if (count == 1)
        return resolve_alone(analysis, scope, node, ret_var, ret_item);
    if (has_catalogs)
        return resolve_chain(analysis, scope, node, ret_var);
    found = resolve_relation(analysis, scope, node, count - 1, ret_item);
    if (found != T2S__NAME_ROW)
        return found;
    return find_in_item(analysis, scope, *ret_item, node->last[0]->text, node->position, ret_var);
}

/* The type of an item's whole row: what has no name of its own is a record. */
static const t2s__type *row_type(const t2s__analysis *analysis, const t2s__item *item)
{
    if (item->kind == T2S__ITEM_FUNCTION)
        return item->row_type;
    if (item->kind != T2S__ITEM_RELATION)
        return t2s__known(analysis, T2S__TYPE_RECORD);
    return item->relation != NULL && !item->is_open ? t2s__catalog_row_type(analysis->catalog, item->relation) : NULL;
}

/* What row.name gives where it is a call: name(row). */
static const t2s__type *function_type(t2s__analysis *analysis, const t2s__item *item, const char *name)
{
    t2s_node row = t2s__stand_in(T2S_NODE_PARAMETER, row_type(analysis, item), -1);
    const t2s__type *type = NULL;

    if (row.type != NULL)
        t2s__call_on(analysis, name, &row, &type);
    return type;
}

/* `name` is the last of those that were resolved. */
static void use(t2s__analysis *analysis, const t2s_node *node, int found, const t2s__var *var, t2s__item *item, const char *name)
{
    t2s__var *copy;

    if (found == T2S__NAME_ROW || found == T2S__NAME_FUNCTION)
        t2s__item_read_all(analysis, item, node->position);
    if (analysis->has_types && item != NULL && found == T2S__NAME_ROW)
        t2s__node_set_type(node, row_type(analysis, item));
    if (analysis->has_types && item != NULL && found == T2S__NAME_FUNCTION)
        t2s__node_set_type(node, function_type(analysis, item, name));
    if (found != T2S__NAME_COLUMN)
        return;
    if (var->column != NULL)
        t2s__use_column(analysis, var->relation, var->column, node->position);
    copy = t2s__analysis_alloc(analysis, sizeof(*copy));
    if (copy == NULL)
        return;
    *copy = *var;
    t2s__node_set_meaning(node, copy);
    if (analysis->has_types)
        t2s__node_set_type(node, var->type);
}

/* A row is a variable, too. */
static void mean_row(t2s__analysis *analysis, const t2s_node *node, const t2s__item *item)
{
    t2s__var *row = t2s__analysis_alloc(analysis, sizeof(*row));

    if (row == NULL)
        return;
    *row = (t2s__var){.name = item->name, .item = item, .identity = item, .type = node->type};
    if (item->kind == T2S__ITEM_RELATION)
        row->base = item;
    t2s__node_set_meaning(node, row);
}

void t2s__column_ref(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__var var;
    t2s__item *item = NULL;
    int found = resolve(analysis, scope, node, &var, &item);

    if (node->kind == T2S_NODE_FIELD) { /* the column is only the beginning */
        t2s__field(analysis, scope, node);
        return;
    }
    use(analysis, node, found, &var, item, node->last[0] != NULL ? node->last[0]->text : NULL);
    if (found == T2S__NAME_ROW)
        mean_row(analysis, node, item);
    t2s__refer(analysis, scope, node, found == T2S__NAME_COLUMN ? var.item : found == T2S__NAME_FUNCTION ? NULL : item);
}

/* (row).name reads one column of the row, and not all. */
void t2s__field(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *inner = t2s__node_first(node, 0);
    t2s__var var;
    t2s__item *item = NULL;
    int found;

    if (inner == NULL)
        return;
    if (inner->kind != T2S_NODE_COLUMN_REF || node->text == NULL) {
        t2s__expression(analysis, scope, inner);
        if (analysis->has_types && node->text != NULL)
            t2s__take_attribute(analysis, node, inner);
        return;
    }
    found = resolve(analysis, scope, inner, &var, &item);
    if (found == T2S__NAME_ROW && item != NULL) {
        found = find_in_item(analysis, scope, item, node->text, inner->position, &var);
        use(analysis, inner, found, &var, item, node->text);
        t2s__node_set_type(node, inner->type);
        t2s__refer(analysis, scope, inner, found == T2S__NAME_COLUMN ? var.item : found == T2S__NAME_FUNCTION ? NULL : item);
        return;
    }
    use(analysis, inner, found, &var, item, node->text);
    t2s__refer(analysis, scope, inner, found == T2S__NAME_COLUMN ? var.item : found == T2S__NAME_ROW ? NULL : item);
    if (analysis->has_types)
        t2s__take_attribute(analysis, node, inner);
    else if (found == T2S__NAME_COLUMN && var.column != NULL)
        t2s__check_attribute(analysis, var.column->type, node->text, inner->position);
}

/* What x.* or (x).* stands for. */
int t2s__star_item(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node, t2s__item **ret_item)
{
    t2s__var var;
    int found = resolve(analysis, scope, node, &var, ret_item);

    if (found == T2S__NAME_COLUMN) {
        use(analysis, node, found, &var, NULL, NULL);
        return T2S__NAME_OPEN;
    }
    return found;
}
