/* SPDX-License-Identifier: MIT */
#include "mend/outline.h"

#include <string.h>

#include <text2sql/error.h>

#include "sql/statement.h"

enum { FIRST_CAPACITY = 128 };

struct writing {
    t2s__outline *outline;
    t2s__arena *arena;
};

static int is_from(const t2s_node *node)
{
    return node->kind == T2S_NODE_RELATION || node->kind == T2S_NODE_DERIVED || node->kind == T2S_NODE_FUNCTION_TABLE ||
           node->kind == T2S_NODE_JOIN;
}

/* What stands behind the body of a query sees the FROM of the body. */
static size_t select_of(const t2s__outline *outline, size_t parent)
{
    const t2s__outline_entry *entry = &outline->entries[parent];

    if (entry->node->kind == T2S_NODE_SELECT)
        return parent;
    if (entry->node->kind != T2S_NODE_QUERY)
        return entry->select;
    for (size_t body = parent + 1; body < outline->count; body = outline->entries[body].end)
        if (outline->entries[body].node->kind == T2S_NODE_SELECT)
            return body;
    return entry->select;
}

static int grow(struct writing *writing)
{
    t2s__outline *outline = writing->outline;
    size_t capacity = outline->capacity != 0 ? outline->capacity * 2 : FIRST_CAPACITY;
    t2s__outline_entry *larger;

    if (outline->count < outline->capacity)
        return 0;
    larger = t2s__arena_alloc(writing->arena, capacity * sizeof(*larger));
    if (larger == NULL)
        return T2S_E_NOMEM;
    if (outline->count != 0)
        memcpy(larger, outline->entries, outline->count * sizeof(*larger));
    outline->entries = larger;
    outline->capacity = capacity;
    return 0;
}

static int look(const t2s_node *node, const t2s_node *parent, void *user_data)
{
    struct writing *writing = user_data;
    t2s__outline *outline = writing->outline;
    t2s__outline_entry entry = {node, T2S__OUTLINE_NONE, T2S__OUTLINE_NONE, T2S__OUTLINE_NONE, outline->count + 1};
    size_t at = outline->count;

    /* The last entry is in whatever is not finished yet, so the parent is it or around it. */
    while (at > 0 && outline->entries[at - 1].node != parent) {
        size_t around = outline->entries[at - 1].parent;

        outline->entries[at - 1].end = outline->count;
        at = around != T2S__OUTLINE_NONE ? around + 1 : 0;
    }
    if (parent != NULL && at > 0) {
        entry.parent = at - 1;
        entry.select = select_of(outline, entry.parent);
        if (is_from(node) && parent->kind == T2S_NODE_SELECT)
            entry.from = entry.parent;
        else if (is_from(node) && parent->kind == T2S_NODE_JOIN)
            entry.from = outline->entries[entry.parent].from;
    }
    if (grow(writing) != 0)
        return T2S_E_NOMEM;
    outline->entries[outline->count++] = entry;
    return 0;
}

int t2s__outline_init(t2s__outline *outline, const t2s_statement *statement, t2s__arena *arena)
{
    struct writing writing = {outline, arena};
    const t2s_tree *tree = t2s__statement_tree(statement);
    int code;

    *outline = (t2s__outline){0};
    if (tree == NULL)
        return 0;
    code = t2s__tree_visit(tree, look, &writing);
    for (size_t at = outline->count; code == 0 && at > 0;) {
        size_t around = outline->entries[at - 1].parent;

        outline->entries[at - 1].end = outline->count;
        at = around != T2S__OUTLINE_NONE ? around + 1 : 0;
    }
    return code;
}

size_t t2s__outline_named(const t2s__outline *outline, size_t select, const char *name)
{
    for (size_t i = select + 1; i < outline->entries[select].end; i++) {
        const t2s__item *item = outline->entries[i].from == select ? t2s__outline_item(outline, i) : NULL;

        if (item != NULL && item->name != NULL && strcmp(item->name, name) == 0)
            return i;
    }
    return T2S__OUTLINE_NONE;
}

int t2s__outline_has(const t2s__outline *outline, size_t select, const t2s__item *item)
{
    for (size_t i = select + 1; i < outline->entries[select].end; i++)
        if (outline->entries[i].from == select && outline->entries[i].node->meaning == item)
            return 1;
    return 0;
}

int t2s__outline_must_be_true(const t2s__outline *outline, size_t index, size_t select)
{
    size_t parent = outline->entries[index].parent;

    while (parent != T2S__OUTLINE_NONE && outline->entries[parent].node->kind == T2S_NODE_BOOLEAN &&
           t2s__node_text_is(outline->entries[parent].node, "AND")) {
        index = parent;
        parent = outline->entries[parent].parent;
    }
    if (parent == select)
        return t2s__node_first(outline->entries[select].node, T2S_SLOT_SELECT_WHERE) == outline->entries[index].node;
    for (; parent != T2S__OUTLINE_NONE && outline->entries[parent].node->kind == T2S_NODE_JOIN; parent = outline->entries[parent].parent)
        if (!t2s__node_text_is(outline->entries[parent].node, "INNER") || outline->entries[parent].from != select)
            return 0;
    return parent == select;
}
