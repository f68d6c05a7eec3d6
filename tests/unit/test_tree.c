/* SPDX-License-Identifier: MIT */
#include <string.h>

#include <text2sql/error.h>

#include "sql/tree.h"
#include "support/suite.h"

static t2s__arena arena;
static t2s_tree tree;

static void setup(void)
{
    t2s__arena_init(&arena, 0);
    t2s__tree_init(&tree, &arena);
}

static void teardown(void)
{
    t2s__arena_dispose(&arena);
}

START_TEST(children_keep_their_order)
{
    t2s_node *parent = t2s_tree_node(&tree, T2S_NODE_ARRAY, 5);
    char text[10] = "";

    for (int i = 0; i < 4; i++) {
        t2s_node *child = t2s_tree_node(&tree, T2S_NODE_LITERAL, i);
        char digit = (char)('0' + i);

        t2s_node_set_text(&tree, child, &digit, 1);
        t2s_node_append(parent, 0, child);
    }
    T2S__FOR_SLOT (child, parent, 0)
        strcat(text, child->text);
    ck_assert_str_eq(text, "0123");
    ck_assert_uint_eq(t2s__node_count(parent, 0), 4);
}
END_TEST

START_TEST(what_does_not_fit_is_left_out)
{
    t2s_node *parent = t2s_tree_node(&tree, T2S_NODE_ARRAY, -1);
    t2s_node *child = t2s_tree_node(&tree, T2S_NODE_LITERAL, -1);

    t2s_node_append(parent, 1, child);
    t2s_node_append(parent, -1, child);
    t2s_node_append(parent, 0, NULL);
    t2s_node_append(NULL, 0, child);
    t2s_node_append(parent, 0, parent);
    ck_assert_ptr_null(t2s__node_first(parent, 0));
    t2s_node_append(parent, 0, child);
    t2s_node_append(parent, 0, child); /* a node has one parent */
    ck_assert_uint_eq(t2s__node_count(parent, 0), 1);
}
END_TEST

START_TEST(a_kind_that_there_is_not_spoils_the_tree)
{
    ck_assert_ptr_null(t2s_tree_node(&tree, T2S_NODE_END_, 0));
    ck_assert_int_eq(tree.code, T2S_E_INTERNAL);
}
END_TEST

START_TEST(statements_are_queries_or_commands)
{
    ck_assert_int_eq(t2s_tree_add_statement(&tree, t2s_tree_node(&tree, T2S_NODE_QUERY, 0), 0, 3), 0);
    ck_assert_int_eq(t2s_tree_add_statement(&tree, t2s_tree_node(&tree, T2S_NODE_COMMAND, 4), 4, 3), 0);
    ck_assert_uint_eq(tree.count, 2);
    ck_assert_int_eq(t2s_tree_add_statement(&tree, t2s_tree_node(&tree, T2S_NODE_LITERAL, 0), 0, 1), T2S_E_INVALID);
}
END_TEST

START_TEST(the_first_fault_stays)
{
    ck_assert_int_eq(t2s_tree_fail(&tree, "42601", "one", NULL, 3), 0);
    ck_assert_int_eq(t2s_tree_fail(&tree, "42601", "two", NULL, 4), 0);
    ck_assert_str_eq(tree.wrong_message, "one");
    ck_assert_int_eq(t2s_tree_fail(&tree, NULL, "x", NULL, 0), T2S_E_INVALID);
}
END_TEST

START_TEST(the_depth_is_that_of_the_deepest_branch)
{
    t2s_node *root = t2s_tree_node(&tree, T2S_NODE_QUERY, 0);
    t2s_node *at = t2s_tree_node(&tree, T2S_NODE_BOOLEAN, 0);
    size_t depth;

    t2s_node_append(root, T2S_SLOT_QUERY_LIMIT, t2s_tree_node(&tree, T2S_NODE_LITERAL, 0));
    t2s_node_append(root, T2S_SLOT_QUERY_ORDER, at);
    t2s_node_append(root, T2S_SLOT_QUERY_OFFSET, t2s_tree_node(&tree, T2S_NODE_LITERAL, 0));
    for (int i = 0; i < 100000; i++) {
        t2s_node *child = t2s_tree_node(&tree, T2S_NODE_BOOLEAN, 0);

        t2s_node_append(at, 0, child);
        at = child;
    }
    ck_assert_int_eq(t2s_tree_add_statement(&tree, root, 0, 1), 0);
    ck_assert_int_eq(t2s__tree_depth(&tree, &depth), 0);
    ck_assert_uint_eq(depth, 100002);
}
END_TEST

SUITE("tree", setup, teardown, children_keep_their_order, what_does_not_fit_is_left_out, a_kind_that_there_is_not_spoils_the_tree,
      statements_are_queries_or_commands, the_first_fault_stays, the_depth_is_that_of_the_deepest_branch)
