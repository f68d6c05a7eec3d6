/* SPDX-License-Identifier: MIT */
/*
 * Loading a large schema from a PostgreSQL of its own, against psql, which reads the answers of the same statements and throws them
 * away. Nothing is asserted.
 *
 *   bench_load [tables]     default 10000, with 10 columns each, keys, an index, comments and statistics
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/sys/metadata.h>

#include "catalog/catalog.h"
#include "loop/loop.h"
#include "metadata/postgres_queries.h"
#include "support/postgres.h"

enum { ROUNDS = 5, TABLES_AT_ONCE = 500 };

#define MUST(condition)                                                                                                            \
    do                                                                                                                             \
        if (!(condition)) {                                                                                                        \
            fprintf(stderr, "%s failed\n", #condition);                                                                            \
            exit(1);                                                                                                               \
        }                                                                                                                          \
    while (0)

struct outcome {
    int calls;
    t2s_catalog *catalog;
};

static void make_tables(const char *where, int count)
{
    for (int first = 1; first <= count; first += TABLES_AT_ONCE) {
        int last = first + TABLES_AT_ONCE - 1 < count ? first + TABLES_AT_ONCE - 1 : count;
        char text[1200];

        snprintf(
            text, sizeof(text),
            "DO $$BEGIN FOR i IN %d..%d LOOP EXECUTE format('CREATE TABLE t%%s (id int PRIMARY KEY, a text NOT NULL, b "
            "numeric(10,2) DEFAULT 0, c timestamptz, d varchar(20), e date, f bigint CHECK (f > 0), g boolean, h jsonb, p int "
            "REFERENCES t%%s); CREATE INDEX ON t%%s (p); COMMENT ON TABLE t%%s IS ''the table with the number %%s''; COMMENT ON "
            "COLUMN t%%s.a IS ''what it is called''; INSERT INTO t%%s SELECT n, ''name '' || n, 1, now(), ''kind '' || n %%%% 4, "
            "now(), n, true, ''{}'', NULL FROM generate_series(1, 20) n', i, greatest(i - 1, 1), i, i, i, i, i); END LOOP; END$$",
            first, last);
        free(t2s_test_postgres_sql(where, text));
    }
    free(t2s_test_postgres_sql(where, "ANALYZE"));
}

/* What a load asks, in a file for psql. */
static void write_script(const char *path)
{
    FILE *file = fopen(path, "w");

    MUST(file != NULL);
    fputs("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\nSET LOCAL jit = off;\nSET LOCAL work_mem = '32MB';\nSET LOCAL "
          "enable_nestloop = off;\n",
          file);
    for (int section = 0; section < T2S__PG_SECTIONS; section++) {
        fprintf(file, "%s;\n", t2s__pg_queries[section]);
        if (section == T2S__PG_PATH)
            fprintf(file, "%s;\n", t2s__pg_hide_path);
    }
    fclose(file);
}

static double psql(const char *where, const char *path)
{
    char command[1200];
    uint64_t began;

    snprintf(command, sizeof(command), "psql -X -qAt -f '%s' '%s' >/dev/null", path, where);
    began = t2s_loop_now();
    MUST(system(command) == 0);
    return (double)(t2s_loop_now() - began) / 1e6;
}

static void on_fetched(t2s_fetch *fetch, void *user_data)
{
    struct outcome *outcome = user_data;

    outcome->calls++;
    outcome->catalog = t2s_catalog_ref(t2s_fetch_catalog(fetch));
    if (outcome->catalog == NULL)
        fprintf(stderr, "%s\n", t2s_error_message(t2s_fetch_error(fetch)));
}

static double load(t2s_loop *loop, const char *where, const char *values, t2s_catalog **ret_catalog)
{
    struct outcome outcome = {0, NULL};
    t2s_metadata_source *source;
    t2s_options *options;
    t2s_fetch *fetch;
    uint64_t began = t2s_loop_now();
    uint64_t ended;

    MUST(t2s_options_new(&options) == 0);
    t2s_options_set(options, "uri", where);
    t2s_options_set(options, "values", values);
    MUST(t2s_postgres_metadata_source_new(options, &source, NULL) == 0);
    t2s_options_free(options);
    MUST(t2s_metadata_source_attach(source, loop) == 0);
    MUST(t2s_metadata_source_call(source, loop, on_fetched, &outcome, &fetch) == 0);
    while (outcome.calls == 0)
        t2s__loop_run(loop, 1);
    ended = t2s_loop_now();
    MUST(outcome.catalog != NULL);
    *ret_catalog = outcome.catalog;
    t2s_fetch_unref(fetch);
    t2s_metadata_source_detach(source, loop);
    t2s_metadata_source_unref(source);
    return (double)(ended - began) / 1e6;
}

static double shorter(double one, double other)
{
    return one < other ? one : other;
}

static size_t count_values(const t2s_catalog *catalog)
{
    size_t count = 0;

    for (size_t i = 0; i < catalog->relation_count; i++)
        for (size_t c = 0; c < catalog->relations[i]->column_count; c++)
            count += t2s_column_value_count(&catalog->relations[i]->columns[c]);
    return count;
}

int main(int argc, char **argv)
{
    int tables = argc > 1 ? atoi(argv[1]) : 10000;
    const char *uri = t2s_test_postgres_start();
    double theirs = 1e9;
    double ours = 1e9;
    double whole = 1e9;
    t2s_catalog *catalog = NULL;
    t2s_loop *loop;
    char where[600];
    char path[300];

    if (uri == NULL)
        return 77;
    MUST(tables > 0 && t2s__loop_new(2, &loop) == 0);
    free(t2s_test_postgres_sql(uri, "CREATE DATABASE big"));
    snprintf(where, sizeof(where), "postgresql:///big?host=%s&user=postgres", t2s_test_postgres_directory());
    snprintf(path, sizeof(path), "%s.sql", t2s_test_postgres_directory());
    make_tables(where, tables);
    write_script(path);
    for (int round = 0; round < ROUNDS; round++) {
        theirs = shorter(theirs, psql(where, path));
        t2s_catalog_unref(catalog);
        ours = shorter(ours, load(loop, where, "statistics", &catalog));
    }
    printf("%zu tables, best of %d: psql %.0f ms, a load %.0f ms, %.2f times as long; the catalog: %zu KiB, %zu values\n",
           t2s_catalog_relation_count(catalog), ROUNDS, theirs, ours, ours / theirs, catalog->arena.total / 1024,
           count_values(catalog));
    t2s_catalog_unref(catalog);
    whole = load(loop, where, "sample", &catalog);
    printf("with values out of rows: %.0f ms, %zu KiB, %zu values\n", whole, catalog->arena.total / 1024, count_values(catalog));
    t2s_catalog_unref(catalog);
    remove(path);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
    return 0;
}
