/* SPDX-License-Identifier: MIT */
#include "retrieval/subset.h"

#include <text2sql/error.h>

#include "retrieval/index.h"
#include "retrieval/values_text.h"
#include "util/memory.h"

void t2s_subset_free(t2s_subset *subset)
{
    if (subset == NULL)
        return;
    t2s_index_unref(subset->index);
    t2s_token_counter_unref(subset->counter);
    t2s__arena_dispose(&subset->arena);
    t2s__free(subset->text);
    t2s__free(subset);
}

size_t t2s_subset_relation_count(const t2s_subset *subset)
{
    return subset != NULL ? subset->count : 0;
}

const t2s_relation *t2s_subset_relation(const t2s_subset *subset, size_t index)
{
    return subset != NULL && index < subset->count ? subset->shown[index].relation : NULL;
}

/* The one that stands for a relation: the table that it is a partition of, the head of its family, or itself. */
static const t2s_relation *shown_for(const t2s_index *index, const t2s_relation *relation)
{
    const t2s__family *family;

    /* A catalog may claim that two are parts of each other. */
    for (size_t steps = 0; steps < index->catalog->relation_count && t2s__is_part(relation); steps++)
        relation = relation->parent;
    family = index->families.of[relation->index];
    return family != NULL ? index->catalog->relations[t2s__family_head(family)] : relation;
}

int t2s_subset_find(const t2s_subset *subset, const t2s_relation *relation, size_t *ret_index)
{
    if (subset == NULL || relation == NULL || t2s_catalog_relation(subset->index->catalog, relation->index) != relation)
        return 0;
    relation = shown_for(subset->index, relation);
    for (size_t i = 0; i < subset->count; i++)
        if (subset->shown[i].relation == relation) {
            if (ret_index != NULL)
                *ret_index = i;
            return 1;
        }
    return 0;
}

size_t t2s_subset_column_count(const t2s_subset *subset, size_t index)
{
    return subset != NULL && index < subset->count ? subset->shown[index].column_count : 0;
}

const t2s_column *t2s_subset_column(const t2s_subset *subset, size_t index, size_t column)
{
    if (subset == NULL || index >= subset->count || column >= subset->shown[index].column_count)
        return NULL;
    return t2s_relation_column(subset->shown[index].relation, subset->shown[index].columns[column]);
}

uint64_t t2s_subset_score(const t2s_subset *subset, size_t index)
{
    return subset != NULL && index < subset->count ? subset->scores[index] : 0;
}

int t2s_subset_is_complete(const t2s_subset *subset)
{
    return subset != NULL && subset->complete;
}

const char *t2s_subset_text(const t2s_subset *subset)
{
    return subset != NULL ? subset->text : NULL;
}

size_t t2s_subset_tokens(const t2s_subset *subset)
{
    return subset != NULL ? subset->tokens : 0;
}

int t2s__subset_find_mentions(t2s_subset *subset, const char *question)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    int code = t2s__value_index_match(subset->index->values, question, &subset->arena, &subset->mentions);

    if (code != 0)
        return code;
    t2s__mentions_write(subset->index, &subset->mentions, SIZE_MAX, &buffer);
    subset->mentions_text = t2s__arena_strdup(&subset->arena, t2s__buffer_string(&buffer));
    code = buffer.failed || subset->mentions_text == NULL ? T2S_E_NOMEM : 0;
    t2s__buffer_dispose(&buffer);
    return code;
}

size_t t2s_subset_mention_count(const t2s_subset *subset)
{
    return subset != NULL ? subset->mentions.count : 0;
}

static const t2s__mention *mention_at(const t2s_subset *subset, size_t index)
{
    return index < t2s_subset_mention_count(subset) ? &subset->mentions.items[index] : NULL;
}

const t2s_relation *t2s_subset_mention_relation(const t2s_subset *subset, size_t index)
{
    const t2s__mention *mention = mention_at(subset, index);

    return mention != NULL ? subset->index->catalog->relations[mention->relation] : NULL;
}

const t2s_column *t2s_subset_mention_column(const t2s_subset *subset, size_t index)
{
    const t2s__mention *mention = mention_at(subset, index);

    return mention != NULL ? &subset->index->catalog->relations[mention->relation]->columns[mention->column] : NULL;
}

const char *t2s_subset_mention_value(const t2s_subset *subset, size_t index)
{
    const t2s__mention *mention = mention_at(subset, index);

    return mention != NULL ? mention->value : NULL;
}

int t2s_subset_mention_strength(const t2s_subset *subset, size_t index)
{
    const t2s__mention *mention = mention_at(subset, index);

    return mention != NULL ? (int)mention->strength : 0;
}

const char *t2s_subset_mentions_text(const t2s_subset *subset)
{
    return subset != NULL ? subset->mentions_text : NULL;
}
