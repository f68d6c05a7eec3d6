/* SPDX-License-Identifier: MIT */
/* Expressions with a syntax of their own, told apart by their words. */
#include <string.h>

#include "sql/clauses.h"
#include "sql/expression.h"

/* An XML expression takes these, in this order, the last of them for all that follow; END: anything. */
struct xml {
    const char *word;
    t2s__known_type takes[3];
    t2s__known_type gives;
};

static const struct xml xml_expressions[] = {
    {"XMLCONCAT", {T2S__TYPE_XML, T2S__TYPE_XML, T2S__TYPE_XML}, T2S__TYPE_XML},
    {"XMLELEMENT", {T2S__TYPE_END_, T2S__TYPE_END_, T2S__TYPE_END_}, T2S__TYPE_XML},
    {"XMLFOREST", {T2S__TYPE_END_, T2S__TYPE_END_, T2S__TYPE_END_}, T2S__TYPE_XML},
    {"XMLPARSE", {T2S__TYPE_TEXT, T2S__TYPE_BOOL, T2S__TYPE_BOOL}, T2S__TYPE_XML},
    {"XMLPI", {T2S__TYPE_TEXT, T2S__TYPE_TEXT, T2S__TYPE_TEXT}, T2S__TYPE_XML},
    {"XMLROOT", {T2S__TYPE_XML, T2S__TYPE_TEXT, T2S__TYPE_INT4}, T2S__TYPE_XML},
};

static int xml(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    for (size_t i = 0; i < sizeof(xml_expressions) / sizeof(xml_expressions[0]); i++) {
        const struct xml *known = &xml_expressions[i];
        size_t at = 0;

        if (strcmp(node->text, known->word) != 0)
            continue;
        T2S__FOR_SLOT (argument, node, 0) {
            t2s__expression(analysis, scope, argument);
            if (known->takes[at] != T2S__TYPE_END_)
                t2s__coerce_specific(analysis, argument, known->takes[at], known->word);
            at += at < 2;
        }
        t2s__set_known(analysis, node, known->gives);
        return 1;
    }
    return 0;
}

/* XMLSERIALIZE(CONTENT x AS type): the type is its second child. */
static void xml_serialize(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *value = t2s__node_first(node, 0);
    const t2s_node *written = value != NULL ? t2s__node_next(value) : NULL;
    const t2s__type *text, *to;

    t2s__expressions(analysis, scope, node, 0);
    if (!analysis->has_types || value == NULL)
        return;
    t2s__coerce_specific(analysis, value, T2S__TYPE_XML, "XMLSERIALIZE");
    to = written != NULL && written->kind == T2S_NODE_TYPE ? t2s__resolve_type(analysis, written) : NULL;
    text = t2s__known(analysis, T2S__TYPE_TEXT);
    if (to == NULL || text == NULL)
        return;
    t2s__node_set_type(node, to);
    if (!t2s__can_coerce(analysis, text, to, T2S__COERCE_IMPLICIT))
        t2s__analysis_find(analysis, "42846", node->position, NULL, "cannot cast XMLSERIALIZE result to %s", t2s__type_text(to));
}

static void default_word(t2s__analysis *analysis, const t2s__scope *scope, const t2s_node *node)
{
    for (; scope != NULL; scope = scope->parent)
        if (scope->is_lenient)
            return;
    t2s__analysis_find(analysis, "42601", node->position, NULL, "DEFAULT is not allowed in this context");
}

static void grouping(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    t2s__call call;

    t2s__call_begin(analysis, scope, node, &call);
    t2s__expressions(analysis, scope, node, 0);
    t2s__call_end(analysis, scope, &call);
    t2s__set_known(analysis, node, T2S__TYPE_INT4);
}

static void coalesce(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const t2s_node *set = scope->level.set;

    t2s__alike(analysis, scope, node, 0, node->text);
    t2s__check_no_set(analysis, scope, set, node->text);
}

void t2s__special(t2s__analysis *analysis, t2s__scope *scope, const t2s_node *node)
{
    const char *word = node->text != NULL ? node->text : "";

    if (strcmp(word, "COALESCE") == 0)
        coalesce(analysis, scope, node);
    else if (strcmp(word, "GREATEST") == 0 || strcmp(word, "LEAST") == 0)
        t2s__alike(analysis, scope, node, 0, word);
    else if (strcmp(word, "NULLIF") == 0)
        t2s__nullif(analysis, scope, node);
    else if (strcmp(word, "GROUPING") == 0)
        grouping(analysis, scope, node);
    else if (strcmp(word, "DEFAULT") == 0)
        default_word(analysis, scope, node);
    else if (strcmp(word, "XMLSERIALIZE") == 0)
        xml_serialize(analysis, scope, node);
    else if (strncmp(word, "XML", 3) != 0 || !xml(analysis, scope, node))
        t2s__expressions(analysis, scope, node, 0);
    t2s__expressions(analysis, scope, node, 1);
}

void t2s__current(t2s__analysis *analysis, const t2s_node *node)
{
    static const struct {
        const char *word;
        t2s__known_type type;
    } words[] = {
        {"CURRENT_DATE", T2S__TYPE_DATE},      {"CURRENT_TIMESTAMP", T2S__TYPE_TIMESTAMPTZ}, {"CURRENT_TIME", T2S__TYPE_TIMETZ},
        {"LOCALTIME", T2S__TYPE_TIME},         {"LOCALTIMESTAMP", T2S__TYPE_TIMESTAMP},      {"CURRENT_ROLE", T2S__TYPE_NAME},
        {"CURRENT_USER", T2S__TYPE_NAME},      {"USER", T2S__TYPE_NAME},                     {"SESSION_USER", T2S__TYPE_NAME},
        {"CURRENT_CATALOG", T2S__TYPE_NAME},   {"CURRENT_SCHEMA", T2S__TYPE_NAME},
    };

    for (size_t i = 0; analysis->has_types && i < sizeof(words) / sizeof(words[0]); i++)
        if (t2s__node_text_is(node, words[i].word)) {
            t2s__set_known(analysis, node, words[i].type);
            return;
        }
}
