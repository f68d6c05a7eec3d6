/* SPDX-License-Identifier: MIT */
#include "retrieval/index.h"

#include <stdlib.h>
#include <string.h>

#include "retrieval/acronym.h"
#include "retrieval/render.h"
#include "sql/quote.h"
#include "util/memory.h"
#include "util/words.h"

/* How much a word counts by where it stands. */
enum {
    WEIGHT_RELATION_NAME = 768,
    WEIGHT_SCHEMA_NAME = 192,
    WEIGHT_RELATION_COMMENT = 192,
    WEIGHT_COLUMN_NAME = 256,
    WEIGHT_COLUMN_COMMENT = 128,
    WEIGHT_LABEL = 128,
    WEIGHT_RELATION_PHRASE = 768, /* as good as the name itself */
    WEIGHT_COLUMN_PHRASE = 384    /* better than a name: somebody took the trouble to say so */
};

enum {
    COMMENT_BYTES_MAX = 1024, /* of a comment: what comes later is not searched */
    SUFFIX_LENGTH_MIN = 3,    /* letters; shorter strings are in too many words */
    TERM_LENGTH_MIN = 4       /* of words that are searched for parts */
};

/* The list as it grows. */
struct builder {
    t2s_index *index;
    t2s__posting *postings;
    size_t postings_capacity;
    uint32_t relation; /* whose words are being added */
    uint32_t column;
    uint32_t weight;
    t2s__initials initials; /* of the name that is being added */
    const t2s__phrase **phrases; /* by relation */
    size_t phrase_count;
    size_t next_phrase;
};

/* Never NULL for an empty list. */
static void *array_of(t2s_index *index, size_t count, size_t size)
{
    return count < SIZE_MAX / size ? t2s__arena_zalloc(&index->arena, (count + 1) * size) : NULL;
}

static int add_posting(struct builder *builder, uint32_t term)
{
    t2s_index *index = builder->index;

    if (index->posting_count >= UINT32_MAX - 1 ||
        t2s__grow((void **)&builder->postings, &builder->postings_capacity, index->posting_count + 1, sizeof(*builder->postings)) !=
            0)
        return T2S_E_NOMEM;
    builder->postings[index->posting_count++] =
        (t2s__posting){.term = term, .relation = builder->relation, .column = builder->column, .weight = builder->weight};
    index->vocabulary.terms[term].count++;
    index->lengths[builder->relation] += builder->weight;
    return 0;
}

static int add_word(const char *word, size_t length, void *user_data)
{
    struct builder *builder = user_data;
    uint32_t term;

    t2s__initials_add(&builder->initials, word, length);
    return t2s__vocabulary_add(&builder->index->vocabulary, word, length, &term) == 0 ? add_posting(builder, term) : T2S_E_NOMEM;
}

static int add_words(struct builder *builder, const char *text, uint32_t weight)
{
    size_t length = text != NULL ? strlen(text) : 0;

    builder->weight = weight;
    return t2s__words(text, length < COMMENT_BYTES_MAX ? length : COMMENT_BYTES_MAX, add_word, builder);
}

/* A name, and its acronym. */
static int add_name(struct builder *builder, const char *name, uint32_t weight)
{
    char acronym[T2S__ACRONYM_MAX + 1];
    uint32_t term;

    builder->initials.count = 0;
    if (add_words(builder, name, weight) != 0)
        return T2S_E_NOMEM;
    if (!t2s__initials_last(&builder->initials, builder->initials.count, acronym))
        return 0;
    builder->weight = weight / 2;
    return t2s__vocabulary_add_acronym(&builder->index->vocabulary, acronym, &term) == 0 ? add_posting(builder, term) : T2S_E_NOMEM;
}

static int add_column_words(struct builder *builder, const t2s_column *column)
{
    const t2s__type *type = t2s__render_enum(builder->index->catalog, column->type);

    if (add_name(builder, column->name, WEIGHT_COLUMN_NAME) != 0 ||
        add_words(builder, column->comment, WEIGHT_COLUMN_COMMENT) != 0)
        return T2S_E_NOMEM;
    for (size_t i = 0; type != NULL && i < type->label_count; i++)
        if (add_words(builder, type->labels[i], WEIGHT_LABEL) != 0)
            return T2S_E_NOMEM;
    return 0;
}

static int compare_phrases(const void *left, const void *right)
{
    const t2s__phrase *a = *(const t2s__phrase *const *)left;
    const t2s__phrase *b = *(const t2s__phrase *const *)right;

    if (a->relation != b->relation)
        return a->relation < b->relation ? -1 : 1;
    return a->column != b->column ? (a->column > b->column) - (a->column < b->column) : (a > b) - (a < b);
}

/* Phrases in the order in which relations are indexed. */
static int sort_phrases(struct builder *builder, const t2s__phrases *phrases)
{
    size_t count = phrases != NULL ? phrases->count : 0;

    if (count == 0)
        return 0;
    builder->phrases = t2s__calloc(count, sizeof(*builder->phrases));
    if (builder->phrases == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < count; i++)
        builder->phrases[i] = &phrases->items[i];
    builder->phrase_count = count;
    qsort(builder->phrases, count, sizeof(*builder->phrases), compare_phrases);
    return 0;
}

static int add_phrases(struct builder *builder, const t2s_relation *relation)
{
    while (builder->next_phrase < builder->phrase_count) {
        const t2s__phrase *phrase = builder->phrases[builder->next_phrase];
        int whole = phrase->column == T2S__PHRASE_WHOLE_RELATION;

        if (phrase->relation > relation->index)
            return 0;
        builder->next_phrase++;
        if (phrase->relation != relation->index || (!whole && phrase->column >= relation->column_count))
            continue; /* of one that is no candidate, or of none */
        builder->column = whole ? T2S__WHOLE_RELATION : phrase->column;
        if (add_words(builder, phrase->text, whole ? WEIGHT_RELATION_PHRASE : WEIGHT_COLUMN_PHRASE) != 0)
            return T2S_E_NOMEM;
    }
    return 0;
}

static int add_relation_words(struct builder *builder, const t2s_relation *relation)
{
    builder->relation = (uint32_t)relation->index;
    builder->column = T2S__WHOLE_RELATION;
    if (add_name(builder, relation->name, WEIGHT_RELATION_NAME) != 0 ||
        add_words(builder, relation->schema, WEIGHT_SCHEMA_NAME) != 0 ||
        add_words(builder, relation->comment, WEIGHT_RELATION_COMMENT) != 0)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < relation->column_count; i++) {
        builder->column = (uint32_t)i;
        if ((relation->columns[i].flags & T2S_COLUMN_HIDDEN) == 0 && add_column_words(builder, &relation->columns[i]) != 0)
            return T2S_E_NOMEM;
    }
    return add_phrases(builder, relation);
}

/* Sort the postings by term; those of one term keep their order. */
static int place_postings(struct builder *builder)
{
    t2s_index *index = builder->index;
    uint32_t first = 0;

    index->postings = array_of(index, index->posting_count, sizeof(*index->postings));
    if (index->postings == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < index->vocabulary.count; i++) {
        t2s__term *term = &index->vocabulary.terms[i];

        term->first = first;
        first += term->count;
        term->count = 0;
    }
    for (size_t i = 0; i < index->posting_count; i++) {
        t2s__term *term = &index->vocabulary.terms[builder->postings[i].term];

        index->postings[term->first + term->count++] = builder->postings[i];
    }
    return 0;
}

static int index_words(t2s_index *index, const t2s__phrases *phrases)
{
    const t2s_catalog *catalog = index->catalog;
    struct builder builder = {.index = index};
    uint64_t total = 0;
    int code = sort_phrases(&builder, phrases);

    index->lengths = array_of(index, catalog->relation_count, sizeof(*index->lengths));
    if (index->lengths == NULL)
        code = T2S_E_NOMEM;
    for (size_t i = 0; code == 0 && i < catalog->relation_count; i++) {
        code = index->candidate[i] ? add_relation_words(&builder, catalog->relations[i]) : 0;
        total += index->lengths[i];
    }
    for (size_t i = 0; code == 0 && i < catalog->relation_count; i++)
        index->schema_lengths[index->schema_of[i]] += index->lengths[i];
    index->average_schema_length = index->schema_count != 0 ? total / index->schema_count + 1 : 1;
    index->average_length = catalog->relation_count != 0 ? (uint32_t)(total / catalog->relation_count) + 1 : 1;
    if (code == 0)
        code = place_postings(&builder);
    if (code == 0)
        code = t2s__vocabulary_complete(&index->vocabulary);
    t2s__free(builder.phrases);
    t2s__free(builder.postings);
    return code;
}

/* A partition adds nothing to the table that it is a part of, nor one of a family to another. */
static int mark_candidates(t2s_index *index)
{
    const t2s_catalog *catalog = index->catalog;

    index->candidate = array_of(index, catalog->relation_count, 1);
    if (index->candidate == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < catalog->relation_count; i++)
        index->candidate[i] = !t2s__is_part(catalog->relations[i]);
    if (t2s__families_find(catalog, index->candidate, &index->arena, &index->families) != 0)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < catalog->relation_count; i++)
        index->candidate_count += index->candidate[i] != 0;
    return 0;
}

/* Relations stand in the order of their schemas. */
static int number_schemas(t2s_index *index)
{
    const t2s_catalog *catalog = index->catalog;

    index->schema_of = array_of(index, catalog->relation_count, sizeof(*index->schema_of));
    if (index->schema_of == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < catalog->relation_count; i++) {
        if (i == 0 || strcmp(catalog->relations[i]->schema, catalog->relations[i - 1]->schema) != 0)
            index->schema_count++;
        index->schema_of[i] = index->schema_count - 1;
    }
    index->schema_lengths = array_of(index, index->schema_count, sizeof(*index->schema_lengths));
    index->first_of_schema = array_of(index, index->schema_count, sizeof(*index->first_of_schema));
    if (index->schema_lengths == NULL || index->first_of_schema == NULL)
        return T2S_E_NOMEM;
    for (size_t i = catalog->relation_count; i-- != 0;)
        index->first_of_schema[index->schema_of[i]] = (uint32_t)i;
    index->first_of_schema[index->schema_count] = (uint32_t)catalog->relation_count;
    return 0;
}

/* The edges of the join graph, once to count them and once to write them down. */
static void visit_edges(const t2s_index *index, uint32_t *counts, uint32_t *neighbours)
{
    const t2s_catalog *catalog = index->catalog;

    for (size_t i = 0; i < catalog->relation_count; i++) {
        const t2s_relation *relation = catalog->relations[i];

        for (size_t k = 0; k < relation->key_count; k++) {
            const t2s_relation *foreign = relation->keys[k].foreign;

            if (!t2s__key_joins(&relation->keys[k]) || foreign == relation || !index->candidate[i] ||
                !index->candidate[foreign->index])
                continue;
            if (neighbours != NULL) {
                neighbours[counts[i]] = (uint32_t)foreign->index;
                neighbours[counts[foreign->index]] = (uint32_t)i;
            }
            counts[i]++;
            counts[foreign->index]++;
        }
    }
}

static int build_joins(t2s_index *index)
{
    size_t count = index->catalog->relation_count;
    uint32_t *next = t2s__calloc(count, sizeof(*next));
    uint32_t total = 0;
    int code = T2S_E_NOMEM;

    index->first_neighbours = array_of(index, count, sizeof(*index->first_neighbours));
    if (next == NULL || index->first_neighbours == NULL)
        goto done;
    visit_edges(index, next, NULL);
    for (size_t i = 0; i < count; i++) {
        index->first_neighbours[i] = total;
        total += next[i];
        next[i] = index->first_neighbours[i];
    }
    index->first_neighbours[count] = total;
    index->neighbours = array_of(index, total, sizeof(*index->neighbours));
    if (index->neighbours == NULL)
        goto done;
    visit_edges(index, next, index->neighbours);
    code = 0;
done:
    t2s__free(next);
    return code;
}

static int measure(t2s_index *index)
{
    const t2s_catalog *catalog = index->catalog;
    const t2s__renderer renderer = {.catalog = catalog, .style = index->style, .families = &index->families};
    uint32_t columns = 0;

    index->first_columns = array_of(index, catalog->relation_count, sizeof(*index->first_columns));
    if (index->first_columns == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < catalog->relation_count; i++) {
        index->first_columns[i] = columns;
        columns += (uint32_t)catalog->relations[i]->column_count;
    }
    index->first_columns[catalog->relation_count] = columns;
    if (t2s__costs_measure(&renderer, index->first_columns, index->candidate, &index->arena, index->costs) != 0)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < catalog->relation_count; i++)
        index->catalog_cost += index->costs[T2S__FORM_DDL].wholes[i];
    return 0;
}

int t2s__index_new(t2s_catalog *catalog, int style, const t2s__phrases *phrases, t2s_index **ret_index)
{
    t2s_index *index = t2s__calloc(1, sizeof(*index));

    if (index == NULL)
        return T2S_E_NOMEM;
    atomic_init(&index->references, 1);
    index->catalog = t2s_catalog_ref(catalog);
    index->style = style;
    t2s__arena_init(&index->arena, 16384);
    t2s__vocabulary_init(&index->vocabulary, &index->arena);
    if (mark_candidates(index) != 0 || number_schemas(index) != 0 || index_words(index, phrases) != 0 || build_joins(index) != 0 ||
        measure(index) != 0 || t2s__value_index_new(catalog, index->candidate, &index->arena, &index->values) != 0) {
        t2s_index_unref(index);
        return T2S_E_NOMEM;
    }
    *ret_index = index;
    return 0;
}

int t2s_index_new(t2s_catalog *catalog, const t2s_dialect *dialect, t2s_index **ret_index)
{
    if (catalog == NULL || ret_index == NULL)
        return T2S_E_INVALID;
    return t2s__index_new(catalog, t2s__quote_style(dialect), NULL, ret_index);
}

t2s_index *t2s_index_ref(t2s_index *index)
{
    if (index != NULL)
        atomic_fetch_add_explicit(&index->references, 1, memory_order_relaxed);
    return index;
}

void t2s_index_unref(t2s_index *index)
{
    if (index == NULL || atomic_fetch_sub_explicit(&index->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s_catalog_unref(index->catalog);
    t2s__vocabulary_dispose(&index->vocabulary);
    t2s__arena_dispose(&index->arena);
    t2s__free(index);
}
