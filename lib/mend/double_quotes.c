/* SPDX-License-Identifier: MIT */
/* A text in double quotes, as MySQL and SQLite take it: no column is called so, and it is compared with a column. */
#include <string.h>

#include "mend/outline.h"
#include "mend/tokens.h"
#include "sql/diagnostic.h"

static int is_column(const t2s_node *node)
{
    return node != NULL && node->kind == T2S_NODE_COLUMN_REF && node->meaning != NULL;
}

/* Does it stand where a value is compared with a column? */
static int is_compared(const t2s__outline *outline, size_t index)
{
    const t2s__outline_entry *entry = &outline->entries[index];
    const t2s_node *parent = entry->parent != T2S__OUTLINE_NONE ? outline->entries[entry->parent].node : NULL;
    const t2s_node *left = parent != NULL && parent->slots != 0 ? t2s__node_first(parent, 0) : NULL;

    if (parent == NULL || left == NULL)
        return 0;
    if (parent->kind == T2S_NODE_OPERATOR)
        return is_column(left) || is_column(t2s__node_first(parent, 1));
    return (parent->kind == T2S_NODE_IN || parent->kind == T2S_NODE_LIKE || parent->kind == T2S_NODE_BETWEEN) && is_column(left);
}

static void requote(const t2s__patient *patient, t2s__fixes *fixes, t2s_fix *fix, const t2s__token *token)
{
    size_t end = t2s__token_end(token) - 1;

    t2s__fix_replace(fixes, fix, token->start, 1, "'");
    for (size_t i = token->start + 1; i < end; i++) {
        if (patient->sql[i] == '\'')
            t2s__fix_replace(fixes, fix, i, 0, "'");
        else if (patient->sql[i] == '"') /* two of them */
            t2s__fix_replace(fixes, fix, i++, 1, "");
    }
    t2s__fix_replace(fixes, fix, end, 1, "'");
}

void t2s__gather_double_quotes(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s_fix *fix = NULL;
    t2s__outline outline;

    if (patient->ailment != T2S__AILS_COLUMN || t2s__patient_token(patient, patient->at)->kind != T2S__TOKEN_NAME)
        return;
    if (t2s__outline_init(&outline, patient->statement, fixes->arena) != 0) {
        fixes->failed = 1;
        return;
    }
    for (size_t i = 0; i < outline.count; i++) {
        const t2s_node *node = outline.entries[i].node;
        const t2s__token *token;

        if (node->kind != T2S_NODE_COLUMN_REF || node->meaning != NULL || (node->flags & T2S_NODE_F_STAR) != 0 ||
            t2s__node_count(node, 0) != 1 || node->position < 0)
            continue;
        token = t2s__patient_token(patient, t2s__patient_at(patient, node->position));
        if (token->kind != T2S__TOKEN_NAME || token->length < 3 || patient->sql[token->start] != '"' || !is_compared(&outline, i)) {
            if (node->position == patient->finding->position)
                return;
            continue;
        }
        if (fix == NULL)
            fix = t2s__fixes_add(fixes, T2S__FIX_NEAR, "text_quotes", "a text stands in single quotes");
        requote(patient, fixes, fix, token);
    }
}
