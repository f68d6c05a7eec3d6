/* SPDX-License-Identifier: MIT */
/*
 * Knowledge of 100 to 100,000 tables: reading it, binding it to a catalog (one description and one hidden column a table, a synonym
 * for every second one, one example and one join for every tenth), and what it adds to a question.
 *
 *   bench_knowledge [tables ...]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <text2sql.h>
#include <text2sql/sys/catalog.h>

#include "knowledge/bind.h"
#include "util/buffer.h"

enum { COLUMNS = 10, QUESTIONS = 1000 };

#define MUST(condition)                                                                                                            \
    do {                                                                                                                           \
        if (!(condition)) {                                                                                                        \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                                                \
            exit(1);                                                                                                               \
        }                                                                                                                          \
    } while (0)

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static t2s_catalog *make_catalog(size_t tables)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    char name[64];

    MUST(t2s_catalog_builder_new(&builder) == 0);
    t2s_catalog_builder_set_inference(builder, 0);
    for (size_t i = 0; i < tables; i++) {
        size_t relation;

        snprintf(name, sizeof(name), "table_%zu", i);
        MUST(t2s_catalog_builder_add_relation(builder, "public", name, T2S_RELATION_TABLE, &relation) == 0);
        for (int c = 0; c < COLUMNS; c++) {
            snprintf(name, sizeof(name), "column_%d", c);
            MUST(t2s_catalog_builder_add_column(builder, relation, name, "integer", 0, NULL, NULL) == 0);
        }
    }
    MUST(t2s_catalog_builder_finish(builder, &catalog) == 0);
    t2s_catalog_builder_free(builder);
    return catalog;
}

static void write_knowledge(t2s__buffer *text, size_t tables)
{
    t2s__buffer_text(text, "{\"tables\": {");
    for (size_t i = 0; i < tables; i++) {
        t2s__buffer_printf(text, "%s\"table_%zu\": {\"description\": \"What is known of the table number %zu\", ",
                           i != 0 ? ",\n" : "", i, i);
        if (i % 2 == 0)
            t2s__buffer_printf(text, "\"synonyms\": [\"thing of kind %zu\"], ", i);
        t2s__buffer_text(text, "\"columns\": {\"column_9\": {\"hidden\": true}}}");
    }
    t2s__buffer_text(text, "},\n\"joins\": [");
    for (size_t i = 10; i < tables; i += 10)
        t2s__buffer_printf(text, "%s{\"from\": \"table_%zu.column_1\", \"to\": \"table_%zu.column_0\"}", i != 10 ? ",\n" : "", i,
                           i - 10);
    t2s__buffer_text(text, "],\n\"examples\": [");
    for (size_t i = 10; i < tables; i += 10)
        t2s__buffer_printf(
            text,
            "%s{\"question\": \"How many things of kind %zu are there in each group of %zu?\", \"sql\": \"SELECT a.column_2, "
            "count(*) FROM table_%zu a JOIN table_%zu b ON a.column_1 = b.column_0 GROUP BY a.column_2\"}",
            i != 10 ? ",\n" : "", i, i - 10, i, i - 10);
    t2s__buffer_text(text, "]}");
    MUST(!text->failed);
}

/* Microseconds a question. */
static double ask_all(const t2s__bound *bound, size_t tables)
{
    double began = now();

    for (size_t i = 0; i < QUESTIONS; i++) {
        t2s__buffer buffer = T2S__BUFFER_INIT;
        char question[128];
        size_t tokens;

        snprintf(question, sizeof(question), "How many things of kind %zu were there in May?", i * 10 % tables);
        MUST(t2s__definitions_write(&bound->definitions, question, 4000, &buffer, &tokens) == 0);
        MUST(t2s__examples_write(&bound->examples, question, 3, 4000, NULL, NULL, &buffer, &tokens) == 0);
        MUST(buffer.length != 0);
        t2s__buffer_dispose(&buffer);
    }
    return (now() - began) / QUESTIONS * 1e6;
}

static void measure(size_t tables)
{
    t2s_catalog *catalog = make_catalog(tables);
    t2s_dialect *dialect;
    t2s_validator *names;
    t2s__bind_checks checks = {.validator_count = 1};
    t2s__buffer text = T2S__BUFFER_INIT;
    t2s_knowledge *knowledge;
    t2s__bound *bound;
    double begin;
    double read;
    double bind;

    MUST(t2s_postgres_dialect_new(&dialect) == 0 && t2s_names_validator_new(&names) == 0);
    checks.dialect = dialect;
    checks.validators = &names;
    write_knowledge(&text, tables);
    begin = now();
    MUST(t2s_knowledge_new_from_text(text.data, text.length, &knowledge, NULL, NULL) == 0);
    read = now() - begin;
    begin = now();
    MUST(t2s__knowledge_bind(knowledge, catalog, &checks, &bound, NULL) == 0);
    bind = now() - begin;
    MUST(bound->report->count == 0);
    printf("%8zu %8zu %9.1f %9.1f %9.1f %10.1f %11.1f\n", tables, bound->examples.count, (double)text.length / 1e6, read * 1e3,
           bind * 1e3, (double)(bound->arena.total + bound->catalog->arena.total) / 1e6, ask_all(bound, tables));
    t2s__bound_free(bound);
    t2s_knowledge_unref(knowledge);
    t2s__buffer_dispose(&text);
    t2s_validator_unref(names);
    t2s_dialect_unref(dialect);
    t2s_catalog_unref(catalog);
}

int main(int argc, char **argv)
{
    puts("  tables examples        MB   read ms   bind ms  memory MB  question us");
    if (argc > 1)
        for (int i = 1; i < argc; i++)
            measure(strtoul(argv[i], NULL, 10));
    else
        for (size_t tables = 100; tables <= 100000; tables *= 10)
            measure(tables);
    return 0;
}
