/* SPDX-License-Identifier: MIT */
/*
 * The name of an output where only columns may stand: in WHERE, HAVING and ON, and for Trino and PrestoDB in GROUP BY. There is no column of that
 * name, so that it can only be what the output is: which is written there, or in GROUP BY its number.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mend/outline.h"
#include "mend/tokens.h"
#include "sql/diagnostic.h"

/* The output of that name, from 1 on, if there is only one; 0. */
static size_t output_named(const t2s_node *select, const char *name, const t2s_node **ret_target)
{
    size_t at = 0, found = 0;

    T2S__FOR_SLOT (target, select, T2S_SLOT_SELECT_TARGETS) {
        const t2s_node *expression = t2s__node_first(target, 0);

        at++;
        if (expression != NULL && expression->kind == T2S_NODE_COLUMN_REF && (expression->flags & T2S_NODE_F_STAR) != 0)
            return 0;
        if (target->text == NULL || strcmp(target->text, name) != 0)
            continue;
        if (found != 0)
            return 0;
        found = at;
        *ret_target = target;
    }
    return found;
}

static int is_named(const t2s__patient *patient, size_t index, const char *name)
{
    const t2s__token *token = t2s__patient_token(patient, index);
    size_t quoted = token->kind == T2S__TOKEN_NAME, length = strlen(name);

    return (token->kind == T2S__TOKEN_WORD || quoted) && token->length == length + 2 * quoted &&
           strncasecmp(patient->sql + token->start + quoted, name, length) == 0;
}

/* The tokens of the nth output of the query whose list begins at `first`: its alias and the AS before that are not counted in. */
static int find_output(const t2s__patient *patient, const char *name, size_t first, size_t number, size_t *ret_first, size_t *ret_last)
{
    size_t begin = first;

    for (size_t i = first; i <= patient->token_count; i++) {
        int is_comma = t2s__is_char(patient, i, ',');

        if (t2s__is_char(patient, i, '(') || t2s__is_char(patient, i, '[')) {
            if (t2s__is_char(patient, i, '('))
                i = t2s__closing(patient, i);
            continue;
        }
        if (!is_comma && i < patient->token_count && !t2s__begins_clause(patient, i) && !t2s__is_char(patient, i, ')') &&
            !t2s__is_char(patient, i, ';'))
            continue;
        if (--number == 0) {
            if (i < begin + 2 || !is_named(patient, i - 1, name))
                return 0;
            *ret_first = begin;
            *ret_last = i - 2 - (size_t)t2s__is_word(patient, i - 2, "as");
            return *ret_last >= begin && *ret_last < i;
        }
        if (!is_comma)
            return 0;
        begin = i + 1;
    }
    return 0;
}

/* What has another value each time it is asked. */
static int is_stable(const t2s__patient *patient, size_t first, size_t last)
{
    for (size_t i = first; i <= last; i++)
        if (t2s__is_one_of(patient, i, "random rand uuid gen_random_uuid nextval clock_timestamp shuffle"))
            return 0;
    return 1;
}

/* The token behind SELECT and DISTINCT of the query around a target. */
static size_t list_begin(const t2s__patient *patient, const t2s_node *target)
{
    const t2s_node *expression = t2s__node_first(target, 0);
    size_t at = t2s__patient_at(patient, target->position >= 0 ? target->position : expression->position), depth = 0;

    while (at-- > 0) {
        if (t2s__is_char(patient, at, ')'))
            depth++;
        else if (t2s__is_char(patient, at, '('))
            depth -= depth != 0; /* it may be inside of the expression */
        else if (depth == 0 && t2s__is_word(patient, at, "select"))
            return at + 1 + (size_t)t2s__is_one_of(patient, at + 1, "distinct all");
    }
    return patient->token_count;
}

static void write(const t2s__patient *patient, t2s__fixes *fixes, t2s_fix *fix, const t2s__token *token, size_t first, size_t last)
{
    size_t start = t2s__patient_token(patient, first)->start, end = t2s__token_end(t2s__patient_token(patient, last));
    int is_single = first == last;

    if (!is_single)
        t2s__fix_replace(fixes, fix, token->start, 0, "(");
    t2s__fix_edit(fixes, fix, token->start, token->length, patient->sql + start, end - start);
    if (!is_single)
        t2s__fix_replace(fixes, fix, t2s__token_end(token), 0, ")");
}

struct alias {
    const t2s__patient *patient;
    t2s__fixes *fixes;
    const t2s__outline *outline;
    size_t select;
    const char *name;
    size_t number; /* of the output */
    size_t first;  /* its tokens */
    size_t last;
};

static int is_reference(const struct alias *alias, size_t index)
{
    const t2s__outline_entry *entry = &alias->outline->entries[index];
    const t2s_node *name = entry->node->kind == T2S_NODE_COLUMN_REF ? t2s__node_first(entry->node, 0) : NULL;

    return name != NULL && name->is_last && (entry->node->flags & T2S_NODE_F_STAR) == 0 && entry->select == alias->select &&
           entry->node->meaning == NULL && entry->node->position >= 0 && strcmp(name->text, alias->name) == 0;
}

/* All of the places where it is missing are one fix; ORDER BY has names of outputs by itself, where it is no part of an expression. */
static void replace_all(const struct alias *alias)
{
    t2s_fix *fix = t2s__fixes_add(alias->fixes, T2S__FIX_SAME, "output_alias", "\"%s\" is an output: what that is stands in its place", alias->name);
    char number[24];

    snprintf(number, sizeof(number), "%zu", alias->number);
    for (size_t i = 0; i < alias->outline->count; i++) {
        const t2s__outline_entry *entry = &alias->outline->entries[i];
        const t2s_node *parent = entry->parent != T2S__OUTLINE_NONE ? alias->outline->entries[entry->parent].node : NULL;
        const t2s__token *token;

        if (!is_reference(alias, i) || parent == NULL || parent->kind == T2S_NODE_SORT)
            continue;
        token = t2s__patient_token(alias->patient, t2s__patient_at(alias->patient, entry->node->position));
        if (token->start != (size_t)entry->node->position)
            continue;
        if (parent->kind == T2S_NODE_SELECT && t2s__is_char(alias->patient, t2s__patient_at(alias->patient, entry->node->position) + 1, '.') == 0 &&
            t2s__node_first(parent, T2S_SLOT_SELECT_WHERE) != entry->node && t2s__node_first(parent, T2S_SLOT_SELECT_HAVING) != entry->node)
            t2s__fix_replace(alias->fixes, fix, token->start, token->length, number);
        else
            write(alias->patient, alias->fixes, fix, token, alias->first, alias->last);
    }
}

void t2s__gather_aliases(const t2s__patient *patient, t2s__fixes *fixes)
{
    t2s__outline outline;

    if (patient->ailment != T2S__AILS_COLUMN || patient->finding->position < 0)
        return;
    if (t2s__outline_init(&outline, patient->statement, fixes->arena) != 0) {
        fixes->failed = 1;
        return;
    }
    for (size_t i = 0; i < outline.count; i++) {
        struct alias alias = {.patient = patient, .fixes = fixes, .outline = &outline, .select = outline.entries[i].select};
        const t2s_node *node = outline.entries[i].node, *target = NULL;

        if (node->position != patient->finding->position || node->kind != T2S_NODE_COLUMN_REF || alias.select == T2S__OUTLINE_NONE)
            continue;
        alias.name = node->last[0] != NULL ? node->last[0]->text : NULL;
        if (alias.name == NULL || !is_reference(&alias, i))
            return;
        alias.number = output_named(outline.entries[alias.select].node, alias.name, &target);
        if (alias.number != 0 && find_output(patient, alias.name, list_begin(patient, target), alias.number, &alias.first, &alias.last) &&
            is_stable(patient, alias.first, alias.last) &&
            (patient->at < alias.first || patient->at > alias.last)) /* an output is not made of itself */
            replace_all(&alias);
        return;
    }
}
