/* SPDX-License-Identifier: MIT */
#include "mend/join_text.h"

#include <string.h>
#include <strings.h>

#include "mend/tokens.h"
#include "sql/quote.h"
#include "util/buffer.h"

static void edit(t2s__joining *joining, size_t start, size_t length, const char *text)
{
    t2s__join_edit *one = t2s__arena_alloc(joining->fixes->arena, sizeof(*one));

    if (one != NULL)
        *one = (t2s__join_edit){start, length, t2s__arena_strdup(joining->fixes->arena, text), joining->edits};
    if (one == NULL || one->text == NULL)
        joining->fixes->failed = 1;
    else
        joining->edits = one;
}

/* The steps of the route, from where it begins. */
static size_t steps_of(const t2s__joining *joining, const t2s__route **steps)
{
    size_t count = joining->route->steps;
    const t2s__route *route = joining->route;

    for (size_t i = count; i-- > 0;) {
        steps[i] = route;
        route = route->previous != T2S__ROUTE_START ? &joining->routes->items[route->previous] : NULL;
    }
    return count;
}

static const char *name_of(const t2s__joining *joining, const t2s__route *step)
{
    return step == joining->route && joining->alias != NULL ? joining->alias : step->relation->name;
}

static int is_same_name(const t2s__joining *joining, const char *a, const char *b)
{
    int any_case = (t2s_dialect_flags(joining->patient->dialect) & T2S_DIALECT_F_CASE_INSENSITIVE) != 0;

    return (any_case ? strcasecmp(a, b) : strcmp(a, b)) == 0;
}

/* Is something else in sight of the SELECT, or of what is in it, called like a table that comes in? */
static int is_taken(const t2s__joining *joining, const char *name)
{
    const t2s__outline *outline = &joining->outline;

    for (size_t select = joining->select; select != T2S__OUTLINE_NONE; select = outline->entries[select].select)
        if (t2s__outline_named(outline, select, name) != T2S__OUTLINE_NONE)
            return 1;
    for (size_t i = 0; i < outline->count; i++)
        if (outline->entries[i].node->kind == T2S_NODE_CTE && outline->entries[i].node->text != NULL &&
            is_same_name(joining, outline->entries[i].node->text, name))
            return 1;
    return 0;
}

static int has_column(const t2s_relation *relation, const char *name)
{
    return t2s__relation_column(relation, name, strlen(name)) != NULL;
}

static int brings(const t2s__joining *joining, const char *name)
{
    const t2s__route *steps[T2S__ROUTE_STEPS_MAX];
    size_t count = steps_of(joining, steps);

    for (size_t i = 0; i < count; i++)
        if (has_column(steps[i]->relation, name))
            return 1;
    return 0;
}

/* Columns that are named in FROM without a table. */
static int is_used_by_join(const t2s__joining *joining, const t2s_node *join)
{
    if ((join->flags & T2S_NODE_F_NATURAL) != 0)
        return 1;
    T2S__FOR_SLOT (name, join, T2S_SLOT_JOIN_USING)
        if (brings(joining, name->text))
            return 1;
    return 0;
}

/* The end of the table's name and alias in FROM; 0: it is written in a route that is not known here. */
static size_t end_of_item(const t2s__joining *joining)
{
    const t2s__patient *patient = joining->patient;
    const t2s_node *node = joining->outline.entries[joining->start].node;
    const t2s__item *item = node->meaning;
    size_t at = t2s__patient_at(patient, node->position);

    if (at >= patient->token_count || t2s__patient_token(patient, at)->start != (size_t)node->position)
        return 0;
    while (t2s__is_char(patient, at + 1, '.'))
        at += 2;
    if (item->has_alias) {
        at += 1 + (size_t)t2s__is_word(patient, at + 1, "as");
        if (t2s__patient_token(patient, at)->kind != T2S__TOKEN_WORD && t2s__patient_token(patient, at)->kind != T2S__TOKEN_NAME)
            return 0;
    }
    return t2s__is_char(patient, at + 1, '*') || t2s__is_char(patient, at + 1, '(') ? 0 : t2s__token_end(t2s__patient_token(patient, at));
}

static void write_table(const t2s__joining *joining, const t2s__route *step, t2s__buffer *text)
{
    const t2s_relation *relation = step->relation;
    int style = t2s__quote_style(joining->patient->dialect);

    if (t2s_catalog_find_relation(joining->patient->catalog, NULL, relation->name) != relation) {
        t2s__quote_identifier(text, style, relation->schema);
        t2s__buffer_char(text, '.');
    }
    t2s__quote_identifier(text, style, relation->name);
    if (step == joining->route && joining->alias != NULL) {
        t2s__buffer_text(text, " AS ");
        t2s__quote_identifier(text, style, joining->alias);
    }
}

static void write_join(const t2s__joining *joining, const t2s__route *step, const char *before, const t2s_relation *relation_before,
                       t2s__buffer *text)
{
    int style = t2s__quote_style(joining->patient->dialect);

    t2s__buffer_text(text, " LEFT JOIN ");
    write_table(joining, step, text);
    for (size_t i = 0; i < step->count; i++) {
        t2s__buffer_text(text, i == 0 ? " ON " : " AND ");
        t2s__quote_identifier(text, style, before);
        t2s__buffer_char(text, '.');
        t2s__quote_identifier(text, style, relation_before->columns[step->from[i]].name);
        t2s__buffer_text(text, " = ");
        t2s__quote_identifier(text, style, name_of(joining, step));
        t2s__buffer_char(text, '.');
        t2s__quote_identifier(text, style, step->relation->columns[step->to[i]].name);
    }
}

static int write_joins(t2s__joining *joining)
{
    const t2s__outline_entry *entry = &joining->outline.entries[joining->start];
    const t2s_node *parent = joining->outline.entries[entry->parent].node;
    int is_right = parent->kind == T2S_NODE_JOIN && t2s__node_first(parent, T2S_SLOT_JOIN_RIGHT) == entry->node;
    const t2s__item *item = entry->node->meaning;
    const char *before = item->name;
    const t2s_relation *relation = item->relation;
    const t2s__route *steps[T2S__ROUTE_STEPS_MAX];
    size_t count = steps_of(joining, steps), end = end_of_item(joining);
    t2s__buffer text = T2S__BUFFER_INIT;

    if (end == 0)
        return 0;
    for (size_t i = 0; i < count; i++) {
        write_join(joining, steps[i], before, relation, &text);
        before = name_of(joining, steps[i]);
        relation = steps[i]->relation;
    }
    if (is_right) {
        edit(joining, (size_t)entry->node->position, 0, "(");
        t2s__buffer_char(&text, ')');
    }
    if (text.failed)
        joining->fixes->failed = 1;
    else
        edit(joining, end, 0, t2s__buffer_string(&text));
    t2s__buffer_dispose(&text);
    return 1;
}

int t2s__join_begin(t2s__joining *joining, const t2s__routes *routes, const t2s__route *route, size_t select, size_t start, const char *alias)
{
    const t2s__outline *outline = &joining->outline;
    const t2s__route *steps[T2S__ROUTE_STEPS_MAX];
    size_t count;

    joining->routes = routes;
    joining->route = route;
    joining->select = select;
    joining->start = start;
    joining->alias = alias;
    joining->last = route->relation;
    count = steps_of(joining, steps);
    for (size_t i = 0; i < count; i++)
        if (is_taken(joining, name_of(joining, steps[i])))
            return 0;
    for (size_t i = select + 1; i < outline->entries[select].end; i++)
        if (outline->entries[i].from == select && outline->entries[i].node->kind == T2S_NODE_JOIN &&
            is_used_by_join(joining, outline->entries[i].node))
            return 0;
    return write_joins(joining);
}

int t2s__join_reference(t2s__joining *joining, size_t index)
{
    const t2s__outline *outline = &joining->outline;
    const char *name = name_of(joining, joining->route);
    size_t length = joining->qualifier != NULL ? strlen(joining->qualifier) : 0;
    const t2s_node *node = outline->entries[index].node;
    const t2s__token *token = t2s__patient_token(joining->patient, t2s__patient_at(joining->patient, node->position));
    t2s__buffer text = T2S__BUFFER_INIT;

    for (size_t select = outline->entries[index].select; select != joining->select; select = outline->entries[select].select)
        if (t2s__outline_named(outline, select, name) != T2S__OUTLINE_NONE)
            return 0;
    if (length == 0 || joining->is_table)
        return 1;
    t2s__quote_identifier(&text, t2s__quote_style(joining->patient->dialect), name);
    if (text.failed)
        joining->fixes->failed = 1;
    else if (token->start == (size_t)node->position)
        edit(joining, token->start, token->length, t2s__buffer_string(&text));
    t2s__buffer_dispose(&text);
    return token->start == (size_t)node->position;
}

/* Is it a name of an output, as ORDER BY takes it before any column? */
static int is_of_output(const t2s__outline *outline, size_t index)
{
    size_t sort = outline->entries[index].parent, query = sort != T2S__OUTLINE_NONE ? outline->entries[sort].parent : sort;

    return query != T2S__OUTLINE_NONE && outline->entries[sort].node->kind == T2S_NODE_SORT &&
           outline->entries[query].node->kind == T2S_NODE_QUERY && outline->entries[index].node->meaning == NULL;
}

/* A name without a table that is a column of what comes in, too. 0: it would mean something else. */
static int keep_meaning(t2s__joining *joining, size_t index)
{
    const t2s__outline *outline = &joining->outline;
    const t2s_node *node = outline->entries[index].node;
    const t2s__var *var = node->meaning;
    t2s__buffer text = T2S__BUFFER_INIT;

    if (var == NULL || var->item == NULL)
        return is_of_output(outline, index);
    for (size_t select = outline->entries[index].select; select != joining->select; select = outline->entries[select].select)
        if (t2s__outline_has(outline, select, var->item))
            return 1;
    if (!t2s__outline_has(outline, joining->select, var->item) || var->item->name == NULL || var->item->kind == T2S__ITEM_JOIN)
        return 0;
    t2s__quote_identifier(&text, t2s__quote_style(joining->patient->dialect), var->item->name);
    t2s__buffer_char(&text, '.');
    if (text.failed)
        joining->fixes->failed = 1;
    else
        edit(joining, (size_t)node->position, 0, t2s__buffer_string(&text));
    t2s__buffer_dispose(&text);
    return 1;
}

static int is_in_sight(const t2s__joining *joining, size_t index)
{
    size_t select = joining->outline.entries[index].select;

    while (select != T2S__OUTLINE_NONE && select != joining->select)
        select = joining->outline.entries[select].select;
    return select != T2S__OUTLINE_NONE;
}

int t2s__join_end(t2s__joining *joining)
{
    const t2s__outline *outline = &joining->outline;

    for (size_t i = 0; i < outline->count; i++) {
        const t2s_node *node = outline->entries[i].node;
        const t2s_node *name = node->kind == T2S_NODE_COLUMN_REF ? t2s__node_first(node, 0) : NULL;

        if (node->kind != T2S_NODE_COLUMN_REF || !is_in_sight(joining, i))
            continue;
        if (name == NULL) { /* an asterisk: there would be more columns */
            if (outline->entries[i].select == joining->select)
                return 0;
            continue;
        }
        if (!name->is_last || (node->flags & T2S_NODE_F_STAR) != 0 || !brings(joining, name->text))
            continue;
        if (joining->qualifier == NULL && strcmp(name->text, joining->name) == 0 && node->meaning == NULL)
            continue;
        if (!keep_meaning(joining, i))
            return 0;
    }
    return 1;
}

void t2s__join_offer(t2s__joining *joining)
{
    t2s_fix *fix = NULL;

    if (joining->edits == NULL || joining->fixes->failed)
        return;
    if (joining->is_table)
        fix = t2s__fixes_add(joining->fixes, T2S__FIX_NEAR, "table_joined", "\"%s\" is joined by its key", joining->last->name);
    else
        fix = t2s__fixes_add(joining->fixes, T2S__FIX_NEAR, "column_joined", "\"%s\" is a column of \"%s\", which is joined by its key",
                             joining->name, joining->last->name);
    for (const t2s__join_edit *one = joining->edits; one != NULL; one = one->next)
        t2s__fix_replace(joining->fixes, fix, one->start, one->length, one->text);
}
