/* SPDX-License-Identifier: MIT */
/*
 * What it costs to know that a schema is still true. A throw-away PostgreSQL with so many tables of ten columns, on one kept
 * connection: SELECT 1 as the floor, by libpq alone; a check while nothing is committed; a check after another session has
 * committed something that is none of the schema's business; and a load. Medians, from the call to the callback. Nothing is
 * asserted.
 *
 *   bench_probe [rounds [tables ...]]     default 50 and 100, 1000, 10000
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <text2sql/sys/metadata.h>

#include "loop/loop.h"
#include "support/postgres.h"

struct fetch {
    int done;
    t2s_catalog *catalog;
};

static t2s_loop *loop;
static t2s_metadata_source *source;
static t2s_catalog *latest;
static PGconn *other; /* who commits */

static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

static double median_us(uint64_t *samples, size_t count)
{
    qsort(samples, count, sizeof(*samples), compare);
    return (double)samples[count / 2] / 1000;
}

static void on_fetched(t2s_fetch *fetch, void *user_data)
{
    struct fetch *self = user_data;

    self->done = 1;
    self->catalog = t2s_catalog_ref(t2s_fetch_catalog(fetch));
}

/* How long a fetch takes. A check that comes back with another schema has failed to be one. */
static uint64_t fetch_once(int anew)
{
    struct fetch self = {0};
    t2s_fetch *fetch;
    uint64_t began = t2s_loop_now();
    uint64_t took;

    if (t2s_metadata_source_refresh(source, loop, anew ? NULL : latest, 0, on_fetched, &self, &fetch) != 0)
        exit(1);
    while (!self.done)
        t2s__loop_run(loop, 1);
    took = t2s_loop_now() - began;
    if (self.catalog == NULL || (!anew && self.catalog != latest)) {
        fprintf(stderr, "%s\n", self.catalog == NULL ? t2s_error_message(t2s_fetch_error(fetch)) : "the schema was read anew");
        exit(1);
    }
    t2s_fetch_unref(fetch);
    t2s_catalog_unref(latest);
    latest = self.catalog;
    return took;
}

static double measure(size_t rounds, uint64_t *samples, int busy)
{
    for (size_t i = 0; i < rounds; i++) {
        if (busy)
            PQclear(PQexec(other, "UPDATE bench_counter SET n = n + 1"));
        samples[i] = fetch_once(0);
    }
    return median_us(samples, rounds);
}

static double measure_floor(size_t rounds, uint64_t *samples)
{
    for (size_t i = 0; i < rounds; i++) {
        uint64_t began = t2s_loop_now();

        PQclear(PQexec(other, "SELECT 1"));
        samples[i] = t2s_loop_now() - began;
    }
    return median_us(samples, rounds);
}

static void make_tables(const char *uri, long count)
{
    static long made;
    char sql[512];

    while (made < count) {
        long end = made + 500 < count ? made + 500 : count;

        snprintf(
            sql, sizeof(sql),
            "DO $$ BEGIN FOR i IN %ld..%ld LOOP EXECUTE format('CREATE TABLE bench_%%s (id int PRIMARY KEY, a text, b text, c int, "
            "d date, e numeric, f text, g text, h int, k timestamptz DEFAULT now())', i); END LOOP; END $$",
            made + 1, end);
        free(t2s_test_postgres_sql(uri, sql));
        made = end;
    }
    free(t2s_test_postgres_sql(uri, "VACUUM"));
    free(t2s_test_postgres_sql(uri, "ANALYZE"));
}

static void run(long tables, size_t rounds, uint64_t *samples)
{
    double floor_us;
    double idle_us;
    double busy_us;
    double load_us;

    fetch_once(1);
    load_us = (double)fetch_once(1) / 1000;
    fetch_once(0);
    floor_us = measure_floor(rounds, samples);
    idle_us = measure(rounds, samples, 0);
    busy_us = measure(rounds, samples, 1);
    printf("%8ld %14.1f %14.1f %14.1f %14.1f\n", tables, floor_us, idle_us, busy_us, load_us);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    static const long sizes[] = {100, 1000, 10000};
    size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 50;
    uint64_t *samples = calloc(rounds, sizeof(*samples));
    const char *uri = t2s_test_postgres_start();
    t2s_options *options;

    if (uri == NULL || samples == NULL || rounds == 0)
        return 77;
    free(t2s_test_postgres_sql(uri, "CREATE TABLE bench_counter (n int); INSERT INTO bench_counter VALUES (0)"));
    other = PQconnectdb(uri);
    if (t2s__loop_new(1, &loop) != 0 || t2s_options_new(&options) != 0 || t2s_options_set(options, "uri", uri) != 0 ||
        t2s_postgres_metadata_source_new(options, &source, NULL) != 0 || t2s_metadata_source_attach(source, loop) != 0)
        return 1;
    t2s_options_free(options);
    printf("%8s %14s %14s %14s %14s\n", "tables", "SELECT 1, us", "check idle, us", "check busy, us", "load, us");
    for (int i = 0; i < (argc > 2 ? argc - 2 : 3); i++) {
        long tables = argc > 2 ? strtol(argv[i + 2], NULL, 10) : sizes[i];

        make_tables(uri, tables);
        run(tables, rounds, samples);
    }
    t2s_metadata_source_detach(source, loop);
    t2s_metadata_source_unref(source);
    t2s_catalog_unref(latest);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
    PQfinish(other);
    free(samples);
    return 0;
}
