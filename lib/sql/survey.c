/* SPDX-License-Identifier: MIT */
/* How much of everything a text has, where its rows come from, and which conditions tie that together. */
#include "sql/survey.h"

#include <string.h>

#include "sql/types.h"

struct frame;

/* A place in FROM. Those that a condition mentions together are tied: a forest, each pointing to another one of its tree. */
struct place {
    size_t tied_to;
    struct frame *frame; /* the SELECT that it stands in; NULL once that is done with */
    size_t source;       /* of a relation: which source it is, from 1 on */
};

/* One SELECT. */
struct frame {
    size_t first; /* place */
    size_t end;
    size_t condition; /* the first place that was met in the condition that is looked at now; 0: none yet */
    int in_condition;
};

struct walk {
    t2s__analysis *analysis;
    t2s__survey *survey;
    struct place *places; /* the first is not used */
    size_t place_count;
    size_t place_capacity;
    int64_t depth; /* of queries */
};

static void visit(struct walk *walk, const t2s_node *node);

static void visit_slot(struct walk *walk, const t2s_node *node, int slot)
{
    T2S__FOR_SLOT (child, node, slot)
        visit(walk, child);
}

static size_t root_of(struct walk *walk, size_t place)
{
    struct place *places = walk->places;

    while (places[place].tied_to != place) {
        places[place].tied_to = places[places[place].tied_to].tied_to;
        place = places[place].tied_to;
    }
    return place;
}

static void tie(struct walk *walk, size_t a, size_t b)
{
    if (a != 0 && b != 0)
        walk->places[root_of(walk, a)].tied_to = root_of(walk, b);
}

static size_t add_source(struct walk *walk, const t2s_relation *relation, int position)
{
    t2s__survey *survey = walk->survey;
    void *items = survey->sources;

    if (t2s__analysis_grow(walk->analysis, &items, survey->source_count, &survey->source_capacity, sizeof(*survey->sources)) != 0)
        return 0;
    survey->sources = items;
    survey->sources[survey->source_count++] = (t2s__source){.relation = relation, .position = position};
    return survey->source_count;
}

static void add_place(struct walk *walk, struct frame *frame, const t2s_node *node)
{
    t2s__item *item = (t2s__item *)(uintptr_t)node->meaning;
    void *items = walk->places;
    struct place place = {walk->place_count, frame, 0};

    if (item != NULL && item->kind == T2S__ITEM_RELATION && item->relation != NULL)
        place.source = add_source(walk, item->relation, node->position);
    if (t2s__analysis_grow(walk->analysis, &items, walk->place_count, &walk->place_capacity, sizeof(place)) != 0)
        return;
    walk->places = items;
    if (item != NULL)
        item->place = walk->place_count;
    walk->places[walk->place_count++] = place;
}

/* The first place that is given away by these From nodes. USING and NATURAL are conditions on both sides. */
static size_t add_places(struct walk *walk, struct frame *frame, const t2s_node *node)
{
    size_t first = walk->place_count;

    if (node->kind == T2S_NODE_JOIN) {
        size_t left = 0, right = 0;

        T2S__FOR_SLOT (child, node, T2S_SLOT_JOIN_LEFT)
            left = add_places(walk, frame, child);
        T2S__FOR_SLOT (child, node, T2S_SLOT_JOIN_RIGHT)
            right = add_places(walk, frame, child);
        walk->survey->measures[T2S_MEASURE_JOINS]++;
        if ((node->flags & T2S_NODE_F_NATURAL) != 0 || node->last[T2S_SLOT_JOIN_USING] != NULL)
            tie(walk, left, right);
        if (node->meaning != NULL)
            ((t2s__item *)(uintptr_t)node->meaning)->place = left;
    } else
        add_place(walk, frame, node);
    return first < walk->place_count ? first : 0;
}

/* A name that means a column of a place ties the place to the others of the condition. */
static void meet(struct walk *walk, const t2s_node *node)
{
    const t2s__var *var = node->meaning;
    size_t place = var != NULL && var->item != NULL ? var->item->place : 0;
    struct frame *frame = place != 0 ? walk->places[place].frame : NULL;

    if (frame == NULL || !frame->in_condition)
        return;
    if (frame->condition == 0)
        frame->condition = place;
    else
        tie(walk, frame->condition, place);
}

/* Casts to these do not change what a constant says, so that it can be compared as text. */
static int keeps_text(const t2s_node *type)
{
    static const char *const names[] = {"int2", "int4", "int8", "text", "varchar", "uuid"};
    const t2s_node *last = type != NULL && type->kind == T2S_NODE_TYPE ? type->last[0] : NULL;

    if (last == NULL || last->text == NULL || type->last[1] != NULL || (type->flags & T2S_NODE_F_ARRAY) != 0)
        return 0;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(last->text, names[i]) == 0)
            return 1;
    return 0;
}

static const t2s_node *constant(const t2s_node *node)
{
    if (node != NULL && node->kind == T2S_NODE_CAST && keeps_text(t2s__node_first(node, 1)))
        node = t2s__node_first(node, 0);
    if (node == NULL || node->kind != T2S_NODE_LITERAL || node->text == NULL ||
        (node->flags & (T2S_NODE_F_NUMBER | T2S_NODE_F_STRING)) == 0)
        return NULL;
    return node;
}

static void add_filter(struct walk *walk, struct frame *frame, const t2s_node *column, const t2s_node *value)
{
    const t2s__var *var = column != NULL && column->kind == T2S_NODE_COLUMN_REF ? column->meaning : NULL;
    size_t place = var != NULL && var->column != NULL && var->item != NULL ? var->item->place : 0;
    t2s__source *source;
    void *items;

    if (place == 0 || walk->places[place].frame != frame || walk->places[place].source == 0 ||
        var->item->kind != T2S__ITEM_RELATION)
        return;
    source = &walk->survey->sources[walk->places[place].source - 1];
    items = source->filters;
    if (t2s__analysis_grow(walk->analysis, &items, source->filter_count, &source->filter_capacity, sizeof(*source->filters)) != 0)
        return;
    source->filters = items;
    source->filters[source->filter_count++] = (t2s__filter){var->column, value->text};
}

/* column = constant, by the server's own operator. */
static void filter(struct walk *walk, struct frame *frame, const t2s_node *node)
{
    const t2s_node *left = node->kind == T2S_NODE_OPERATOR ? t2s__node_first(node, 0) : NULL;
    const t2s_node *right = left != NULL ? t2s__node_first(node, 1) : NULL;
    const t2s__operator *meant = node->meaning;

    if (right == NULL || !t2s__node_text_is(node, "=") || (node->flags & (T2S_NODE_F_ANY | T2S_NODE_F_ALL)) != 0 ||
        node->last[2] != NULL || (meant != NULL && strcmp(meant->schema, "pg_catalog") != 0))
        return;
    if (constant(right) != NULL)
        add_filter(walk, frame, left, constant(right));
    else if (constant(left) != NULL)
        add_filter(walk, frame, right, constant(left));
}

static void condition(struct walk *walk, struct frame *frame, const t2s_node *node, int is_where)
{
    if (node->kind == T2S_NODE_BOOLEAN && t2s__node_text_is(node, "AND")) {
        walk->survey->measures[T2S_MEASURE_NODES]++;
        T2S__FOR_SLOT (part, node, 0)
            condition(walk, frame, part, is_where);
        return;
    }
    frame->in_condition = 1;
    frame->condition = 0;
    visit(walk, node);
    frame->in_condition = 0;
    if (is_where)
        filter(walk, frame, node);
}

/* What stands in FROM. A subquery or a function that mentions what stands beside it is tied to that. */
static void visit_from(struct walk *walk, struct frame *frame, const t2s_node *node)
{
    const t2s__item *item = node->meaning;

    if (node->kind != T2S_NODE_JOIN) {
        frame->in_condition = 1;
        frame->condition = item != NULL ? item->place : 0;
        visit(walk, node);
        frame->in_condition = 0;
        return;
    }
    walk->survey->measures[T2S_MEASURE_NODES]++;
    T2S__FOR_SLOT (child, node, T2S_SLOT_JOIN_LEFT)
        visit_from(walk, frame, child);
    T2S__FOR_SLOT (child, node, T2S_SLOT_JOIN_RIGHT)
        visit_from(walk, frame, child);
    T2S__FOR_SLOT (on, node, T2S_SLOT_JOIN_ON)
        condition(walk, frame, on, 0);
}

/* Groups of places that nothing ties together, as far as they hold relations. */
static int64_t count_cartesian(struct walk *walk, const struct frame *frame)
{
    int64_t groups = 0;

    for (size_t i = frame->first; i < frame->end; i++) {
        size_t root = root_of(walk, i);

        if (walk->places[i].source == 0 || walk->places[root].source == SIZE_MAX)
            continue;
        walk->places[root].source = SIZE_MAX;
        groups++;
    }
    return groups > 1 ? groups - 1 : 0;
}

static void select(struct walk *walk, const t2s_node *node)
{
    struct frame frame = {.first = walk->place_count};
    int64_t items = 0;

    T2S__FOR_SLOT (from, node, T2S_SLOT_SELECT_FROM) {
        add_places(walk, &frame, from);
        items++;
    }
    frame.end = walk->place_count;
    if (items > 1)
        walk->survey->measures[T2S_MEASURE_JOINS] += items - 1;
    T2S__FOR_SLOT (from, node, T2S_SLOT_SELECT_FROM)
        visit_from(walk, &frame, from);
    T2S__FOR_SLOT (where, node, T2S_SLOT_SELECT_WHERE)
        condition(walk, &frame, where, 1);
    for (int slot = 0; slot < node->slots; slot++)
        if (slot != T2S_SLOT_SELECT_FROM && slot != T2S_SLOT_SELECT_WHERE)
            visit_slot(walk, node, slot);
    if (walk->analysis->catalog != NULL)
        walk->survey->measures[T2S_MEASURE_CARTESIAN] += count_cartesian(walk, &frame);
    for (size_t i = frame.first; i < frame.end; i++)
        walk->places[i].frame = NULL;
}

static void count(struct walk *walk, const t2s_node *node)
{
    int64_t *measures = walk->survey->measures;

    measures[T2S_MEASURE_NODES]++;
    switch (node->kind) {
    case T2S_NODE_RELATION:
    case T2S_NODE_FUNCTION_TABLE:
        measures[T2S_MEASURE_RELATIONS]++;
        break;
    case T2S_NODE_SELECT:
    case T2S_NODE_VALUES:
        measures[T2S_MEASURE_QUERIES]++;
        break;
    case T2S_NODE_CTE:
        measures[T2S_MEASURE_CTES]++;
        break;
    case T2S_NODE_SETOP:
        measures[T2S_MEASURE_SET_OPERATIONS]++;
        break;
    case T2S_NODE_CALL:
        measures[T2S_MEASURE_CALLS]++;
        break;
    case T2S_NODE_QUERY:
        measures[T2S_MEASURE_RECURSIVE_CTES] += (node->flags & T2S_NODE_F_RECURSIVE) != 0;
        break;
    default:
        break;
    }
}

static void visit(struct walk *walk, const t2s_node *node)
{
    if (walk->analysis->code != 0)
        return;
    count(walk, node);
    t2s__reach(walk->analysis, walk->survey, node);
    if (node->kind == T2S_NODE_COLUMN_REF)
        meet(walk, node);
    if (node->kind == T2S_NODE_QUERY && ++walk->depth > walk->survey->measures[T2S_MEASURE_DEPTH])
        walk->survey->measures[T2S_MEASURE_DEPTH] = walk->depth;
    if (node->kind == T2S_NODE_SELECT)
        select(walk, node);
    else
        for (int slot = 0; slot < node->slots; slot++)
            visit_slot(walk, node, slot);
    if (node->kind == T2S_NODE_QUERY)
        walk->depth--;
}

int t2s__survey_tree(t2s__analysis *analysis, t2s__survey *survey)
{
    struct walk walk = {.analysis = analysis, .survey = survey, .place_count = 1, .place_capacity = 8};

    walk.places = t2s__analysis_alloc(analysis, walk.place_capacity * sizeof(*walk.places));
    if (walk.places == NULL)
        return analysis->code;
    walk.places[0] = (struct place){0};
    survey->measures[T2S_MEASURE_BYTES] = (int64_t)analysis->length;
    for (const t2s__tree_statement *statement = analysis->tree->first; statement != NULL; statement = statement->next)
        visit(&walk, statement->node);
    t2s__survey_limit(analysis, survey);
    return analysis->code;
}
