/* SPDX-License-Identifier: MIT */
/* A table that does not exist, joined by a key that leads to one that does: JOIN author w ON w.id = book.author_id. */
#include <string.h>

#include "mend/outline.h"
#include "mend/tokens.h"
#include "sql/diagnostic.h"
#include "sql/quote.h"

static int is_column_of(const t2s_node *node, const char *table)
{
    return node != NULL && node->kind == T2S_NODE_COLUMN_REF && (node->flags & T2S_NODE_F_STAR) == 0 && t2s__node_count(node, 0) == 2 &&
           strcmp(t2s__node_first(node, 0)->text, table) == 0;
}

/* What a column leads to by the only key of it alone, if that is a column of this name. */
static const t2s_relation *leads_to(const t2s_node *node, const char *name)
{
    const t2s__var *var = node != NULL && node->kind == T2S_NODE_COLUMN_REF ? node->meaning : NULL;
    const t2s_key *found = NULL;

    if (var == NULL || var->relation == NULL || var->column == NULL)
        return NULL;
    for (size_t i = 0; i < var->relation->key_count; i++) {
        const t2s_key *key = &var->relation->keys[i];

        if (!t2s__key_joins(key) || key->foreign == NULL || key->count != 1 || key->columns[0] != var->column->index)
            continue;
        if (found != NULL)
            return NULL;
        found = key;
    }
    if (found == NULL || strcmp(found->foreign->columns[found->foreign_columns[0]].name, name) != 0)
        return NULL;
    return found->foreign;
}

/* The table that all conditions mean which equate a column of `table` with one that has a key. */
static const t2s_relation *meant(const t2s__outline *outline, size_t select, const char *table)
{
    const t2s_relation *found = NULL;

    for (size_t i = select + 1; i < outline->entries[select].end; i++) {
        const t2s_node *node = outline->entries[i].node, *left, *right;
        const t2s_relation *relation;

        if (node->kind != T2S_NODE_OPERATOR || !t2s__node_text_is(node, "=") || outline->entries[i].select != select)
            continue;
        left = t2s__node_first(node, 0);
        right = t2s__node_first(node, 1);
        if (!is_column_of(left, table)) {
            const t2s_node *other = left;

            left = right;
            right = other;
        }
        if (!is_column_of(left, table))
            continue;
        relation = leads_to(right, left->last[0]->text);
        if (relation == NULL)
            continue;
        if (found != NULL && found != relation)
            return NULL;
        found = relation;
    }
    return found;
}

static void offer(const t2s__patient *patient, t2s__fixes *fixes, const t2s_node *node, const t2s_relation *relation)
{
    const t2s_node *alias = t2s__node_first(node, T2S_SLOT_RELATION_ALIAS);
    const char *name = node->last[T2S_SLOT_RELATION_NAME]->text;
    int style = t2s__quote_style(patient->dialect);
    size_t first = patient->at, last = first;
    t2s__buffer text = T2S__BUFFER_INIT;

    while (t2s__is_char(patient, last + 1, '.'))
        last += 2;
    if (t2s_catalog_find_relation(patient->catalog, NULL, relation->name) != relation) {
        t2s__quote_identifier(&text, style, relation->schema);
        t2s__buffer_char(&text, '.');
    }
    t2s__quote_identifier(&text, style, relation->name);
    if (alias == NULL) {
        t2s__buffer_text(&text, " AS ");
        t2s__quote_identifier(&text, style, name);
    }
    if (text.failed)
        fixes->failed = 1;
    else
        t2s__fix_replace(fixes,
                         t2s__fixes_add(fixes, T2S__FIX_NEAR, "table_by_key", "\"%s\" is the table \"%s\", to which the key leads by which it is joined",
                                        name, relation->name),
                         t2s__patient_token(patient, first)->start,
                         t2s__token_end(t2s__patient_token(patient, last)) - t2s__patient_token(patient, first)->start, t2s__buffer_string(&text));
    t2s__buffer_dispose(&text);
}

void t2s__gather_keyed_table(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__outline outline;

    if (patient->catalog == NULL || patient->ailment != T2S__AILS_TABLE || patient->at >= patient->token_count)
        return;
    if (t2s__outline_init(&outline, patient->statement, fixes->arena) != 0) {
        fixes->failed = 1;
        return;
    }
    for (size_t i = 0; i < outline.count; i++) {
        const t2s_node *node = outline.entries[i].node;
        const t2s_node *alias;
        const t2s_relation *relation;

        if (node->kind != T2S_NODE_RELATION || node->position != patient->finding->position || outline.entries[i].from == T2S__OUTLINE_NONE ||
            node->last[T2S_SLOT_RELATION_NAME] == NULL)
            continue;
        alias = t2s__node_first(node, T2S_SLOT_RELATION_ALIAS);
        relation = meant(&outline, outline.entries[i].from,
                         alias != NULL && alias->text != NULL ? alias->text : node->last[T2S_SLOT_RELATION_NAME]->text);
        if (relation != NULL)
            offer(patient, fixes, node, relation);
        return;
    }
}
