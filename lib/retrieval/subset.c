/* SPDX-License-Identifier: MIT */
#include "retrieval/subset.h"

#include "util/memory.h"

void t2s_subset_free(t2s_subset *subset)
{
    if (subset == NULL)
        return;
    t2s_catalog_unref(subset->catalog);
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
