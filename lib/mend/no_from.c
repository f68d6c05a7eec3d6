/* SPDX-License-Identifier: MIT */
/* A query of columns that says nothing of a table: it is from the only one that has all of them. */
#include <string.h>

#include "mend/common_name.h"
#include "mend/outline.h"
#include "mend/tokens.h"
#include "sql/quote.h"
#include "sql/statement.h"

enum { RELATIONS_LOOKED_AT = 20000, NAMES_MAX = 32 };

struct missing {
    const char *names[NAMES_MAX];
    size_t count;
    size_t telling; /* those that not every table could have */
};

static int add(struct missing *missing, const char *name)
{
    for (size_t i = 0; i < missing->count; i++)
        if (strcmp(missing->names[i], name) == 0)
            return 1;
    if (missing->count == NAMES_MAX)
        return 0;
    missing->names[missing->count++] = name;
    missing->telling += !t2s__is_common_name(name);
    return 1;
}

/* The names of columns in the one SELECT of the text, which has no FROM. 0: it is another kind of text. */
static int find_names(const t2s__outline *outline, int position, struct missing *missing)
{
    size_t select = T2S__OUTLINE_NONE;

    for (size_t i = 0; i < outline->count && select == T2S__OUTLINE_NONE; i++)
        if (outline->entries[i].node->kind == T2S_NODE_SELECT)
            select = i;
    if (select == T2S__OUTLINE_NONE || outline->entries[select].parent != 0 || outline->entries[0].node->kind != T2S_NODE_QUERY ||
        outline->entries[0].end != outline->count || outline->entries[select].node->last[T2S_SLOT_SELECT_FROM] != NULL)
        return 0;
    for (size_t i = select + 1; i < outline->count; i++) {
        const t2s_node *node = outline->entries[i].node;
        const t2s_node *name = node->kind == T2S_NODE_COLUMN_REF ? t2s__node_first(node, 0) : NULL;

        if (node->kind != T2S_NODE_COLUMN_REF || outline->entries[i].select != select)
            continue;
        if (name == NULL || !name->is_last || (node->flags & T2S_NODE_F_STAR) != 0 || node->position < 0)
            return 0;
        if (outline->entries[outline->entries[i].parent].node->kind == T2S_NODE_SORT && node->position != position)
            continue; /* of an output, it may be */
        if (!add(missing, name->text))
            return 0;
    }
    return missing->telling != 0;
}

static int has_all(const t2s_relation *relation, const struct missing *missing)
{
    for (size_t i = 0; i < missing->count; i++) {
        const t2s_column *column = t2s__relation_column(relation, missing->names[i], strlen(missing->names[i]));

        if (column == NULL || (column->flags & T2S_COLUMN_HIDDEN) != 0)
            return 0;
    }
    return 1;
}

static const t2s_relation *only_relation(const t2s_catalog *catalog, const struct missing *missing)
{
    const t2s_relation *found = NULL;

    if (catalog->relation_count > RELATIONS_LOOKED_AT)
        return NULL;
    for (size_t i = 0; i < catalog->relation_count; i++)
        if (has_all(catalog->relations[i], missing)) {
            if (found != NULL)
                return NULL;
            found = catalog->relations[i];
        }
    return found;
}

/* Where a FROM would stand: before the first clause behind the outputs, or at the end. */
static size_t place(const t2s__patient *patient)
{
    for (size_t i = 0; i < patient->token_count; i++) {
        if (t2s__is_char(patient, i, '('))
            i = t2s__closing(patient, i);
        else if (i > 0 && (t2s__is_char(patient, i, ';') || t2s__begins_clause(patient, i)))
            return t2s__token_end(t2s__patient_token(patient, i - 1));
    }
    return patient->token_count != 0 ? t2s__token_end(t2s__patient_token(patient, patient->token_count - 1)) : 0;
}

void t2s__gather_no_from(const t2s__patient *patient, t2s__fixes *fixes)
{
    int style = t2s__quote_style(patient->dialect);
    struct missing missing = {.count = 0};
    t2s__buffer text = T2S__BUFFER_INIT;
    const t2s_relation *relation;
    t2s__outline outline;

    if (patient->catalog == NULL || patient->ailment != T2S__AILS_COLUMN)
        return;
    if (t2s__outline_init(&outline, patient->statement, fixes->arena) != 0) {
        fixes->failed = 1;
        return;
    }
    if (outline.count == 0 || !find_names(&outline, patient->finding->position, &missing))
        return;
    relation = only_relation(patient->catalog, &missing);
    if (relation == NULL)
        return;
    t2s__buffer_text(&text, " FROM ");
    if (t2s_catalog_find_relation(patient->catalog, NULL, relation->name) != relation) {
        t2s__quote_identifier(&text, style, relation->schema);
        t2s__buffer_char(&text, '.');
    }
    t2s__quote_identifier(&text, style, relation->name);
    if (text.failed)
        fixes->failed = 1;
    else
        t2s__fix_replace(fixes,
                         t2s__fixes_add(fixes, T2S__FIX_NEAR, "from_added", "\"%s\" is the only table that has these columns", relation->name),
                         place(patient), 0, t2s__buffer_string(&text));
    t2s__buffer_dispose(&text);
}
