/* SPDX-License-Identifier: MIT */
/* Nodes that have types already, for the tests of the rules of conversion. The catalog is a schema file's. */
#ifndef T2S_TESTS_RESOLUTION_H
#define T2S_TESTS_RESOLUTION_H

#include <stdarg.h>
#include <string.h>

#include <text2sql/sys/dialect.h>

#include "metadata/ddl.h"
#include "sql/type_rules.h"
#include "sql/types.h"
#include "support/suite.h"

static t2s_catalog *catalog;
static t2s_dialect *dialect;
static t2s__arena arena;
static t2s_tree tree;
static t2s__analysis analysis;

static inline t2s_catalog *resolution_catalog(const char *schema)
{
    const char *name = "schema.sql";
    size_t length = strlen(schema);
    t2s_catalog *made = NULL;

    ck_assert_int_eq(t2s__ddl_read(&name, &schema, &length, 1, &made, NULL), 0);
    return made;
}

/* Forget what was found and made; the catalog stays. */
static inline void resolution_reset(void)
{
    t2s__arena_dispose(&arena);
    t2s__tree_init(&tree, &arena);
    analysis = (t2s__analysis){.dialect = dialect, .catalog = catalog, .sql = "", .arena = &arena, .rules = &t2s__postgres_rules};
    analysis.flags = t2s_dialect_flags(dialect);
}

static inline void resolution_setup(const char *schema)
{
    ck_assert_int_eq(t2s_postgres_dialect_new(&dialect), 0);
    catalog = resolution_catalog(schema);
    t2s__arena_init(&arena, 4096);
    resolution_reset();
}

static inline void resolution_teardown(void)
{
    t2s__arena_dispose(&arena);
    t2s_catalog_unref(catalog);
    t2s_dialect_unref(dialect);
}

/* NULL is no type, as where nothing is known. */
static inline const t2s__type *type_of(const char *written)
{
    const t2s__type *type = t2s__catalog_written_type(catalog, written);

    if (type == NULL)
        type = t2s__catalog_find_type(catalog, "pg_catalog", written);
    ck_assert_msg(type != NULL, "no type %s", written);
    return type;
}

static inline t2s_node *node_of(int kind, const char *text)
{
    t2s_node *node = t2s_tree_node(&tree, kind, 0);

    ck_assert_ptr_nonnull(node);
    if (text != NULL)
        t2s_node_set_text(&tree, node, text, strlen(text));
    return node;
}

/*
 * A value: "integer" is a column of that type, "'x'" a literal that has no type yet, "NULL" one without a text, "?" something of which
 * nothing is known, "a => integer" a named argument.
 */
static inline t2s_node *value_of(const char *what)
{
    const char *arrow = strstr(what, " => ");
    t2s_node *node;

    if (arrow != NULL) {
        node = node_of(T2S_NODE_NAMED_ARGUMENT, NULL);
        t2s_node_set_text(&tree, node, what, (size_t)(arrow - what));
        t2s_node_append(node, 0, value_of(arrow + 4));
        return node;
    }
    if (what[0] == '\'') {
        node = node_of(T2S_NODE_LITERAL, NULL);
        t2s_node_set_text(&tree, node, what + 1, strlen(what) - 2);
        t2s_node_add_flags(node, T2S_NODE_F_STRING);
        node->type = t2s__known(&analysis, T2S__TYPE_UNKNOWN);
        return node;
    }
    if (strcmp(what, "NULL") == 0) {
        node = node_of(T2S_NODE_LITERAL, NULL);
        t2s_node_add_flags(node, T2S_NODE_F_NULL);
        node->type = t2s__known(&analysis, T2S__TYPE_UNKNOWN);
        return node;
    }
    node = node_of(T2S_NODE_COLUMN_REF, NULL);
    if (what[0] != '?')
        node->type = type_of(what);
    return node;
}

/* A list of values, comma-separated, as the children of a node. */
static inline void add_values(t2s_node *node, int slot, const char *list)
{
    char text[400];
    char *at = text;

    snprintf(text, sizeof(text), "%s", list);
    while (at != NULL && at[0] != '\0') {
        char *comma = strstr(at, ", ");

        if (comma != NULL)
            *comma = '\0';
        t2s_node_append(node, slot, value_of(at));
        at = comma != NULL ? comma + 2 : NULL;
    }
}

static inline t2s_node *list_of(int kind, const char *list)
{
    t2s_node *node = node_of(kind, NULL);

    add_values(node, 0, list);
    if (kind == T2S_NODE_ROW)
        node->type = t2s__known(&analysis, T2S__TYPE_RECORD);
    return node;
}

/* "code message" of what was found first, otherwise the type as a message writes it, "?" where it is not known. */
static inline const char *verdict(const t2s__type *type)
{
    static char text[600];

    if (analysis.findings.count != 0)
        snprintf(text, sizeof(text), "%s %s", analysis.findings.items[0]->code, analysis.findings.items[0]->message);
    else
        snprintf(text, sizeof(text), "%s", type != NULL ? t2s__type_text(type) : "?");
    return text;
}

static inline const char *first_hint(void)
{
    return analysis.findings.count != 0 && analysis.findings.items[0]->hint != NULL ? analysis.findings.items[0]->hint : "";
}

#define SAYS(verdict_, expected)                                                                                                   \
    do {                                                                                                                           \
        const char *says_ = (verdict_);                                                                                            \
        ck_assert_msg(strcmp(says_, expected) == 0, "gives %s, not %s", says_, expected);                                          \
    } while (0)

#endif
