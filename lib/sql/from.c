/* SPDX-License-Identifier: MIT */
/* FROM: what each of its parts brings into the scope, and who sees whom. After PostgreSQL's parse_clause.c. */
#include <string.h>

#include "sql/clauses.h"
#include "sql/expression.h"
#include "sql/fix_column.h"
#include "sql/from.h"
#include "sql/table_name.h"
#include "sql/type_rules.h"

void t2s__from_set_lateral(t2s__scope *scope, size_t first, size_t end, int only, int ok)
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
void t2s__from_check_conflicts(t2s__analysis *analysis, t2s__scope *scope, size_t first, size_t middle)
{
    if ((analysis->flags & T2S_DIALECT_F_CATALOGS) != 0)
        return; /* only what names a column of both is wrong there */
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
void t2s__item_take_vars(t2s__analysis *analysis, t2s__item *item, const t2s__var *vars, size_t count)
{
    item->var_count = 0;
    item->vars = t2s__analysis_alloc(analysis, (count + 1) * sizeof(*item->vars));
    if (item->vars == NULL || vars == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        item->vars[i] = vars[i];
        item->vars[i].item = item;
        item->vars[i].identity = &item->vars[i];
        if (item->kind != T2S__ITEM_JOIN)
            item->vars[i].base = NULL;
    }
    item->var_count = count;
}

int t2s__postgres_check_names(t2s__analysis *analysis, const t2s__item *item, const t2s__cte *cte, size_t available, size_t named)
{
    if (named <= available)
        return 0;
    if (cte != NULL)
        t2s__analysis_find(analysis, "42P10", cte->node->position, NULL,
                           "WITH query \"%s\" has %zu columns available but %zu columns specified", cte->name, available, named);
    else if (item->kind == T2S__ITEM_JOIN)
        t2s__analysis_find(analysis, "42P10", item->position, NULL,
                           "join expression \"%s\" has %zu columns available but %zu columns specified",
                           item->name != NULL ? item->name : "", available, named);
    else
        t2s__analysis_find(analysis, "42P10", item->position, NULL,
                           "table \"%s\" has %zu columns available but %zu columns specified", item->name != NULL ? item->name : "",
                           available, named);
    return -1;
}

static void rename_relation(t2s__analysis *analysis, t2s__item *item, const t2s_node *alias, size_t named)
{
    size_t available = item->relation != NULL && !item->is_open ? item->relation->column_count : named;

    if (analysis->rules->check_names(analysis, item, NULL, available, named) != 0 && named > available)
        named = available;
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
            analysis->rules->check_names(analysis, item, NULL, item->var_count, named);
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
    } else if (!item->is_open)
        analysis->rules->check_names(analysis, item, NULL, item->var_count, named);
    T2S__FOR_SLOT (name, alias, 0)
        item->vars[at++].name = name->text;
}

/* Give an item its alias, and its columns theirs. */
void t2s__item_name(t2s__analysis *analysis, t2s__item *item, const t2s_node *alias)
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

static int is_later_cte(const t2s__analysis *analysis, const t2s__scope *scope, const char *name)
{
    for (; scope != NULL; scope = scope->parent)
        for (const t2s_node *cte = scope->later_ctes; cte != NULL; cte = t2s__node_next(cte))
            if (cte->text != NULL && t2s__same_name(analysis, cte->text, name))
                return 1;
    return 0;
}

static void miss_relation(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *node, const t2s__table_name *name)
{
    const char *known = analysis->catalog->database;
    size_t before = analysis->findings.count;

    if ((analysis->flags & T2S_DIALECT_F_CATALOGS) != 0)
        t2s__table_miss(analysis, node, name);
    else if (name->database != NULL && known[0] != '\0' && !t2s__same_name(analysis, known, name->database))
        t2s__analysis_find(analysis, "0A000", node->position, NULL, "cross-database references are not implemented: \"%s.%s.%s\"",
                           name->database, name->schema, name->name);
    else if (name->schema != NULL)
        t2s__analysis_find(analysis, "42P01", node->position, t2s__suggest_relation(analysis, name->schema, name->name),
                           "relation \"%s.%s\" does not exist", name->schema, name->name);
    else if (is_later_cte(analysis, scope, name->name))
        t2s__analysis_find(analysis, "42P01", node->position,
                           "Use WITH RECURSIVE, or re-order the WITH items to remove forward references.",
                           "relation \"%s\" does not exist", name->name);
    else
        t2s__analysis_find(analysis, "42P01", node->position, t2s__suggest_relation(analysis, NULL, name->name),
                           "relation \"%s\" does not exist", name->name);
    t2s__fix_missing_table(analysis, scope, name, node->position, before);
}

static void cte_item(t2s__analysis *analysis, t2s__scope *scope, t2s__item *item, t2s__cte *cte)
{
    item->kind = T2S__ITEM_CTE;
    if (cte->state == T2S__CTE_NEW)
        t2s__cte_run(analysis, cte);
    if (cte->state == T2S__CTE_RUNNING) {
        if (cte->scope->running != cte)
            t2s__analysis_find(analysis, "0A000", cte->node->position, NULL, "mutual recursion between WITH items is not implemented");
        scope->level.has_own_recursion = !cte->is_malformed;
        item->is_open = cte->vars == NULL;
        cte->refers_to_itself = 1;
    }
    item->is_open |= (uint8_t)cte->is_open;
    t2s__item_take_vars(analysis, item, cte->vars, cte->var_count);
}

static void catalog_item(t2s__analysis *analysis, t2s__scope *scope, t2s__item *item, const t2s_node *node)
{
    t2s__table_name name = t2s__table_name_of(analysis, node);
    const char *owner = name.schema;

    item->schema = name.schema;
    item->written = node;
    item->relation = t2s__table_find(analysis, &name);
    if (item->relation != NULL) {
        item->is_open = analysis->catalog == NULL;
        if (analysis->catalog != NULL)
            item->schema = item->relation->schema;
        t2s__use_relation(analysis, item->relation);
        return;
    }
    item->is_open = 1;
    if (analysis->catalog == NULL)
        return;
    if (t2s_dialect_has_relation(analysis->dialect, name.schema, name.name, &owner)) {
        /* The server's own: nothing is known of its columns, but that it is read is a fact. */
        item->schema = owner;
        item->relation = t2s__written_relation(analysis, owner, name.name);
        if (item->relation != NULL)
            t2s__use_relation(analysis, item->relation);
    } else
        miss_relation(analysis, scope, node, &name);
}

/* What the methods of every server take; others are an extension's. */
static void sample(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *part)
{
    const t2s_node *method = t2s__node_first(part, 0), *share;
    size_t given;

    t2s__in_clause(analysis, scope, part, 0, T2S__CLAUSE_FROM_FUNCTION);
    if (method == NULL || !analysis->has_types)
        return;
    if (t2s__node_text_is(part, "REPEATABLE")) {
        t2s__coerce_specific(analysis, method, T2S__TYPE_FLOAT8, "REPEATABLE");
        return;
    }
    if (!t2s__node_text_is(method, "system") && !t2s__node_text_is(method, "bernoulli"))
        return;
    share = t2s__node_next(method);
    given = t2s__node_count(part, 0) - 1;
    if (given != 1)
        t2s__analysis_find(analysis, "2202H", part->position, NULL, "tablesample method %s requires 1 argument, not %zu",
                           method->text, given);
    else
        t2s__coerce_specific(analysis, share, T2S__TYPE_FLOAT4, "TABLESAMPLE");
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
        cte_item(analysis, scope, item, cte);
    else
        catalog_item(analysis, scope, item, node);
    t2s__item_name(analysis, item, t2s__node_first(node, T2S_SLOT_RELATION_ALIAS));
    if (node->last[T2S_SLOT_RELATION_SAMPLE] != NULL) {
        scope->lateral_active = 1;
        T2S__FOR_SLOT (part, node, T2S_SLOT_RELATION_SAMPLE)
            sample(analysis, scope, part);
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

    scope->level.clause = T2S__CLAUSE_FROM_SUBQUERY;
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
    t2s__item_take_vars(analysis, item, outputs.vars, outputs.count);
    t2s__item_name(analysis, item, alias);
    t2s__scope_add(analysis, scope, item);
    return item;
}

t2s__item *t2s__from_item(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__item *item;

    t2s__from_samples(analysis, scope, node);
    if (t2s__from_made(analysis, scope, node, &item)) {
        t2s__node_set_meaning(node, item);
        return item;
    }
    switch (node->kind) {
    case T2S_NODE_RELATION:
        item = relation(analysis, scope, node);
        break;
    case T2S_NODE_DERIVED:
        item = derived(analysis, scope, node);
        break;
    case T2S_NODE_FUNCTION_TABLE:
        item = t2s__from_function(analysis, scope, node);
        break;
    case T2S_NODE_JOIN:
        item = t2s__from_join(analysis, scope, node);
        break;
    default:
        t2s__expression(analysis, scope, node);
        item = t2s__item_new(analysis, scope, T2S__ITEM_DERIVED);
        if (item == NULL)
            return NULL;
        item->is_open = 1;
        t2s__scope_add(analysis, scope, item);
        break;
    }
    t2s__node_set_meaning(node, item);
    return item;
}

void t2s__from(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *select)
{
    T2S__FOR_SLOT (node, select, T2S_SLOT_SELECT_FROM) {
        size_t middle = scope->count;

        t2s__from_item(analysis, scope, node);
        t2s__from_check_conflicts(analysis, scope, 0, middle);
        t2s__from_set_lateral(scope, middle, scope->count, 1, 1);
    }
    t2s__from_set_lateral(scope, 0, scope->count, 0, 1);
}
