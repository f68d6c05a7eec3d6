/* SPDX-License-Identifier: MIT */
#include "sql/tree.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/memory.h"

#define SLOTS_(name, number, slots, text) [number] = (slots),
static const uint8_t slots_of_kind[T2S_NODE_END_] = {T2S_NODE_MAP(SLOTS_)};
#undef SLOTS_

void t2s__tree_init(t2s_tree *tree, t2s__arena *arena)
{
    *tree = (t2s_tree){.arena = arena, .wrong_position = -1};
}

t2s_node *t2s_tree_node(t2s_tree *tree, int kind, int position)
{
    t2s_node *node;
    size_t slots;

    if (tree == NULL || kind <= 0 || kind >= T2S_NODE_END_) {
        if (tree != NULL && tree->code == 0)
            tree->code = T2S_E_INTERNAL;
        return NULL;
    }
    slots = slots_of_kind[kind];
    node = t2s__arena_zalloc(tree->arena, sizeof(*node) + slots * sizeof(node->last[0]));
    if (node == NULL) {
        tree->code = T2S_E_NOMEM;
        return NULL;
    }
    node->kind = (uint8_t)kind;
    node->slots = (uint8_t)slots;
    node->position = position >= 0 ? position : -1;
    return node;
}

void t2s_node_append(t2s_node *parent, int slot, t2s_node *child)
{
    t2s_node **last;

    if (parent == NULL || child == NULL || slot < 0 || slot >= parent->slots || child->is_child || child == parent)
        return;
    last = &parent->last[slot];
    child->is_child = 1;
    child->is_last = 1;
    if (*last == NULL)
        child->next = child;
    else {
        child->next = (*last)->next;
        (*last)->next = child;
        (*last)->is_last = 0;
    }
    *last = child;
}

void t2s_node_set_text(t2s_tree *tree, t2s_node *node, const char *text, size_t length)
{
    if (tree == NULL || node == NULL || text == NULL)
        return;
    node->text = t2s__arena_strndup(tree->arena, text, length);
    node->text_length = (uint32_t)length;
    if (node->text == NULL) {
        node->text_length = 0;
        tree->code = T2S_E_NOMEM;
    }
}

void t2s_node_add_flags(t2s_node *node, uint32_t flags)
{
    if (node != NULL)
        node->flags |= flags & T2S__NODE_F_PUBLIC;
}

int t2s_tree_add_statement(t2s_tree *tree, t2s_node *node, size_t start, size_t length)
{
    t2s__tree_statement *statement;

    if (tree == NULL)
        return T2S_E_INVALID;
    if (node == NULL)
        return tree->code != 0 ? tree->code : T2S_E_INVALID;
    if (node->kind != T2S_NODE_QUERY && node->kind != T2S_NODE_COMMAND) {
        tree->code = T2S_E_INTERNAL;
        return T2S_E_INVALID;
    }
    statement = t2s__arena_alloc(tree->arena, sizeof(*statement));
    if (statement == NULL) {
        tree->code = T2S_E_NOMEM;
        return T2S_E_NOMEM;
    }
    *statement = (t2s__tree_statement){node, start, length, NULL};
    if (tree->last != NULL)
        tree->last->next = statement;
    else
        tree->first = statement;
    tree->last = statement;
    tree->count++;
    return 0;
}

int t2s_tree_fail(t2s_tree *tree, const char *code, const char *message, const char *hint, int position)
{
    if (tree == NULL || code == NULL || message == NULL)
        return T2S_E_INVALID;
    if (tree->is_wrong)
        return 0;
    tree->is_wrong = 1;
    tree->wrong_code = t2s__arena_strdup(tree->arena, code);
    tree->wrong_message = t2s__arena_strdup(tree->arena, message);
    tree->wrong_hint = t2s__arena_strdup(tree->arena, hint);
    tree->wrong_position = position >= 0 ? position : -1;
    if (tree->wrong_code == NULL || tree->wrong_message == NULL || (hint != NULL && tree->wrong_hint == NULL))
        tree->code = T2S_E_NOMEM;
    return tree->code;
}

/* One step of the way down: a node, and which of its children comes next. */
struct step {
    const t2s_node *node;
    const t2s_node *next;
    int slot;
};

static const t2s_node *next_child(struct step *step)
{
    const t2s_node *child = step->next;

    if (child != NULL)
        child = t2s__node_next(child);
    while (child == NULL && ++step->slot < step->node->slots)
        child = t2s__node_first(step->node, step->slot);
    step->next = child;
    return child;
}

static int statement_depth(const t2s_node *root, struct step **steps, size_t *capacity, size_t *depth)
{
    size_t count = 0;
    const t2s_node *node = root;

    for (;;) {
        if (node != NULL) {
            if (t2s__grow((void **)steps, capacity, count + 1, sizeof(**steps)) != 0)
                return T2S_E_NOMEM;
            (*steps)[count++] = (struct step){node, NULL, -1};
            if (count > *depth)
                *depth = count;
        } else
            count--;
        if (count == 0)
            return 0;
        node = next_child(&(*steps)[count - 1]);
    }
}

int t2s__tree_depth(const t2s_tree *tree, size_t *ret_depth)
{
    struct step *steps = NULL;
    size_t capacity = 0;
    int code = 0;

    *ret_depth = 0;
    for (const t2s__tree_statement *statement = tree->first; statement != NULL && code == 0; statement = statement->next)
        code = statement_depth(statement->node, &steps, &capacity, ret_depth);
    t2s__free(steps);
    return code;
}

static int visit_statement(const t2s_node *root, struct step **steps, size_t *capacity, t2s__visit_fn *visit, void *user_data)
{
    size_t count = 0;
    const t2s_node *node = root;

    for (;;) {
        if (node != NULL) {
            int code = visit(node, count != 0 ? (*steps)[count - 1].node : NULL, user_data);

            if (code != 0)
                return code;
            if (t2s__grow((void **)steps, capacity, count + 1, sizeof(**steps)) != 0)
                return T2S_E_NOMEM;
            (*steps)[count++] = (struct step){node, NULL, -1};
        } else
            count--;
        if (count == 0)
            return 0;
        node = next_child(&(*steps)[count - 1]);
    }
}

int t2s__tree_visit(const t2s_tree *tree, t2s__visit_fn *visit, void *user_data)
{
    struct step *steps = NULL;
    size_t capacity = 0;
    int code = 0;

    for (const t2s__tree_statement *statement = tree->first; statement != NULL && code == 0; statement = statement->next)
        code = visit_statement(statement->node, &steps, &capacity, visit, user_data);
    t2s__free(steps);
    return code;
}

size_t t2s__node_count(const t2s_node *node, int slot)
{
    size_t count = 0;

    T2S__FOR_SLOT (child, node, slot)
        count++;
    return count;
}

int t2s__node_text_is(const t2s_node *node, const char *text)
{
    return node != NULL && node->text != NULL && strcmp(node->text, text) == 0;
}
