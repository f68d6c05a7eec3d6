/* SPDX-License-Identifier: MIT */
/*
 * Values and questions, whatever they hold: every mention lies inside the question, the same comes out twice, and no value leaves its
 * line in a prompt. The first lines are values, the last one is the question.
 */
#include <string.h>

#include <text2sql/sys/catalog.h>

#include "fuzz/corpus.h"
#include "retrieval/subset.h"
#include "retrieval/values_text.h"

enum { BUDGET = 100 };

/* Every other line is a value of the one or the other column. */
static t2s_catalog *make_catalog(char *text, const char **ret_question)
{
    static const char *const columns[] = {"city", "kind"};
    t2s_catalog_builder *builder = NULL;
    t2s_catalog *catalog = NULL;
    size_t relation = 0;
    char *end;
    int code = t2s_catalog_builder_new(&builder);

    if (code == 0)
        code = t2s_catalog_builder_add_relation(builder, "public", "places", T2S_RELATION_TABLE, &relation);
    for (size_t i = 0; code == 0 && i < 2; i++)
        code = t2s_catalog_builder_add_column(builder, relation, columns[i], "text", 0, NULL, NULL);
    for (size_t i = 0; code == 0 && (end = strchr(text, '\n')) != NULL; i++) {
        *end = '\0';
        code = t2s_catalog_builder_add_column_value(builder, relation, columns[i % 2], text, -1);
        text = end + 1;
    }
    *ret_question = text;
    if (code == 0)
        code = t2s_catalog_builder_finish(builder, &catalog);
    t2s_catalog_builder_free(builder);
    return code == 0 ? catalog : NULL;
}

static void check_mentions(const t2s_subset *subset, const char *question)
{
    size_t length = strlen(question);

    for (size_t i = 0; i < subset->mentions.count; i++) {
        const t2s__mention *mention = &subset->mentions.items[i];

        if (mention->start > length || mention->length == 0 || mention->length > length - mention->start || mention->strength == 0 ||
            mention->strength > 256 || (i != 0 && subset->mentions.items[i - 1].strength < mention->strength))
            abort();
    }
}

static void check_text(const char *text, size_t length)
{
    if (length != 0 && text[length - 1] != '\n')
        abort();
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] < 0x20 && text[i] != '\n') || (text[i] == '\n' && i + 1 < length && strncmp(text + i + 1, "places.", 7) != 0) ||
            (text[i] == '<' && text[i + 1] == '/'))
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);
    const char *question;
    t2s_catalog *catalog;
    t2s_index *index = NULL;
    t2s_subset *first = NULL;
    t2s_subset *second = NULL;
    t2s__buffer buffer = T2S__BUFFER_INIT;
    size_t tokens = 0;

    memcpy(text, data, size);
    text[size] = '\0';
    catalog = make_catalog(text, &question);
    if (catalog == NULL || t2s_index_new(catalog, NULL, &index) != 0 || t2s_subset_new(index, question, BUDGET, &first) != 0 ||
        t2s_subset_new(index, question, BUDGET, &second) != 0 || t2s__samples_text(first, BUDGET, &buffer, &tokens) != 0)
        abort();
    check_mentions(first, question);
    check_text(t2s_subset_mentions_text(first), strlen(t2s_subset_mentions_text(first)));
    check_text(t2s__buffer_string(&buffer), buffer.length);
    if (tokens > BUDGET || strcmp(t2s_subset_mentions_text(first), t2s_subset_mentions_text(second)) != 0)
        abort();
    t2s__buffer_dispose(&buffer);
    t2s_subset_free(first);
    t2s_subset_free(second);
    t2s_index_unref(index);
    t2s_catalog_unref(catalog);
    free(text);
    return 0;
}

static void end_of_corpus(void)
{
}

CORPUS_MAIN("values", end_of_corpus)
