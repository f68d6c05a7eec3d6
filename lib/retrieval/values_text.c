/* SPDX-License-Identifier: MIT */
#include "retrieval/values_text.h"

#include <string.h>

#include <text2sql/error.h>

#include "retrieval/render.h"
#include "retrieval/subset.h"
#include "sql/quote.h"

enum { SAMPLES_MAX = 3, SAMPLE_BYTES_MAX = 40 };

static void write_column(const t2s_index *index, const t2s_relation *relation, const t2s_column *column, t2s__buffer *buffer)
{
    const t2s__renderer renderer = {.catalog = index->catalog, .style = index->style};

    t2s__render_relation_name(buffer, &renderer, relation);
    t2s__buffer_char(buffer, '.');
    t2s__quote_identifier(buffer, index->style, column->name);
}

/* Take back what was written since `length`, when it is too much. */
static int fits(t2s__buffer *buffer, size_t start, size_t length, size_t budget)
{
    if (buffer->failed || t2s__token_estimate(t2s__characters(buffer->data + start, buffer->length - start)) <= budget)
        return 1;
    buffer->length = length;
    buffer->data[length] = '\0';
    return 0;
}

static size_t tokens_since(const t2s__buffer *buffer, size_t start)
{
    return buffer->length > start ? t2s__token_estimate(t2s__characters(buffer->data + start, buffer->length - start)) : 0;
}

size_t t2s__mentions_write(const t2s_index *index, const t2s__mentions *mentions, size_t budget, t2s__buffer *buffer)
{
    size_t start = buffer->length;

    if (budget > T2S__MENTION_TOKENS_MAX)
        budget = T2S__MENTION_TOKENS_MAX;
    for (size_t i = 0, lines = 0; i < mentions->count && lines < T2S__MENTION_LINES_MAX; i++) {
        const t2s_relation *relation = index->catalog->relations[mentions->items[i].relation];
        size_t before = buffer->length;

        write_column(index, relation, &relation->columns[mentions->items[i].column], buffer);
        t2s__buffer_text(buffer, " = ");
        t2s__quote_literal(buffer, mentions->items[i].value);
        t2s__buffer_char(buffer, '\n');
        lines += (size_t)fits(buffer, start, before, budget);
    }
    return tokens_since(buffer, start);
}

int t2s__mentions_text(const t2s_index *index, const char *question, size_t budget, t2s__buffer *buffer, size_t *ret_tokens)
{
    t2s__mentions mentions;
    t2s__arena arena;
    int code;

    *ret_tokens = 0;
    t2s__arena_init(&arena, 16384);
    code = t2s__value_index_match(index->values, question, &arena, &mentions);
    if (code == 0) {
        *ret_tokens = t2s__mentions_write(index, &mentions, budget, buffer);
        code = buffer->failed ? T2S_E_NOMEM : 0;
    }
    t2s__arena_dispose(&arena);
    return code;
}

/* The first few that are short enough to be shown whole: a part of a value is none. Returns how many there were. */
static size_t write_samples(const t2s_column *column, size_t maximum, t2s__buffer *buffer)
{
    size_t count = 0;

    for (size_t i = 0; i < t2s_column_value_count(column) && count < maximum; i++) {
        const char *value = t2s_column_value(column, i);

        if (strlen(value) > SAMPLE_BYTES_MAX)
            continue;
        t2s__buffer_text(buffer, count == 0 ? ": " : ", ");
        t2s__quote_literal(buffer, value);
        count++;
    }
    return count;
}

/* `maximum` values a column. Returns 0 when they did not all fit. */
static int write_all_samples(const t2s_subset *subset, size_t maximum, size_t budget, t2s__buffer *buffer)
{
    size_t start = buffer->length;

    for (size_t i = 0; i < t2s_subset_relation_count(subset); i++)
        for (size_t c = 0; c < t2s_subset_column_count(subset, i); c++) {
            const t2s_column *column = t2s_subset_column(subset, i, c);
            size_t before = buffer->length;

            if (t2s_column_value_count(column) == 0)
                continue;
            write_column(subset->index, t2s_subset_relation(subset, i), column, buffer);
            if (write_samples(column, maximum, buffer) == 0 && !buffer->failed) {
                buffer->length = before;
                buffer->data[before] = '\0';
                continue;
            }
            t2s__buffer_char(buffer, '\n');
            if (!fits(buffer, start, before, budget))
                return 0;
        }
    return 1;
}

int t2s__samples_text(const t2s_subset *subset, size_t budget, t2s__buffer *buffer, size_t *ret_tokens)
{
    size_t start = buffer->length;

    for (size_t maximum = SAMPLES_MAX; maximum > 0; maximum--) {
        if (write_all_samples(subset, maximum, budget, buffer) || maximum == 1)
            break;
        buffer->length = start;
        if (buffer->data != NULL)
            buffer->data[start] = '\0';
    }
    *ret_tokens = buffer->failed ? 0 : tokens_since(buffer, start);
    return buffer->failed ? T2S_E_NOMEM : 0;
}
