/* SPDX-License-Identifier: MIT */
/*
 * The whole way of a text in Trino's and in PrestoDB's dialect (whole_way.h), against a catalog of theirs. With --with-fuzzer it is a
 * libFuzzer target; without, its corpus is run in `make check`, each text also with a few changes.
 */
#include "fuzz/corpus.h"
#include "fuzz/whole_way.h"

#include <text2sql/sys/catalog.h>

enum { TRINO, PRESTO, FLAVOURS };

static t2s_dialect *dialects[FLAVOURS];
static t2s_catalog *catalog;
static t2s_validator *validators[VALIDATORS];

static void add_table(t2s_catalog_builder *builder, const char *schema, const char *name, int kind, const char *const *columns)
{
    size_t relation;

    must(t2s_catalog_builder_add_relation(builder, schema, name, kind, &relation));
    for (; *columns != NULL; columns += 2)
        must(t2s_catalog_builder_add_column(builder, relation, columns[0], columns[1], 0, NULL, NULL));
    if (kind == T2S_RELATION_VIEW)
        must(t2s_catalog_builder_set_definition(builder, relation, "SELECT id, title FROM lake.shop.book WHERE price < 10"));
}

static void set_up(void)
{
    static const char *const author[] = {"id", "bigint", "name", "varchar(50)", "born", "date", "likes", "array(varchar)", "home",
                                         "row(street varchar, zip char(5))", NULL};
    static const char *const book[] = {"id", "bigint", "author_id", "bigint", "title", "varchar", "price", "decimal(8,2)", "sold", "boolean",
                                       "added", "timestamp(3) with time zone", "weight", "double", "prices", "map(varchar, decimal(8,2))",
                                       "data", "json", "Full Title", "varchar", NULL};
    static const char *const loan[] = {"book_id", "integer", "reader_id", "smallint", "lent", "timestamp(3)", "back", "date", "opens", "time(3)",
                                       "key", "varbinary", "score", "real", NULL};
    static const char *const cheap[] = {"id", "bigint", "title", "varchar", NULL};
    static const char *const path[] = {"lake.shop"};
    t2s_catalog_builder *builder;

    must(t2s_trino_dialect_new(&dialects[TRINO]));
    must(t2s_presto_dialect_new(&dialects[PRESTO]));
    make_validators(validators);
    must(t2s_catalog_builder_new(&builder));
    must(t2s_catalog_builder_set_search_path(builder, path, 1));
    add_table(builder, "lake.shop", "author", T2S_RELATION_TABLE, author);
    add_table(builder, "lake.shop", "book", T2S_RELATION_TABLE, book);
    add_table(builder, "lake.old.shop", "loan", T2S_RELATION_TABLE, loan);
    add_table(builder, "sea.shop", "loan", T2S_RELATION_TABLE, loan);
    add_table(builder, "lake.shop", "cheap", T2S_RELATION_VIEW, cheap);
    must(t2s_catalog_builder_finish(builder, &catalog));
    t2s_catalog_builder_free(builder);
}

static void end_of_corpus(void)
{
    for (size_t i = 0; i < VALIDATORS; i++)
        t2s_validator_unref(validators[i]);
    t2s_catalog_unref(catalog);
    for (int i = 0; i < FLAVOURS; i++)
        t2s_dialect_unref(dialects[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (catalog == NULL)
        set_up();
    for (int i = 0; i < FLAVOURS; i++)
        run_data(&(struct way){dialects[i], catalog, validators, VALIDATORS}, data, size);
    return 0;
}

CORPUS_MAIN("presto", end_of_corpus)
