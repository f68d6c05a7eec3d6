/* SPDX-License-Identifier: MIT */
/*
 * The parser of Trino's and PrestoDB's SQL against the engines' own, which Maven brings: verdicts and places of errors over texts
 * derived from their grammars and over changed ones; then how long both parsers take, in one run.
 *
 *   bench_differential [texts [seed [examples [flavour]]]]     default 20000, 1, 15, both
 *
 * Half of the texts are derived, half are changed ones: of the sample, of those derived, and of the given statements where T2S_DATA has
 * them. The same for the same seed and the same parser. With T2S_PLACES set the places of errors in changed ones are compared, too, which
 * takes the engines' parsers long.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <text2sql/statement.h>

#include "presto/differential.h"
#include "util/memory.h"

static void add_given_line(struct texts *texts, const char *line)
{
    struct json_object *row = json_tokener_parse(line), *sql, *kind;
    size_t room;
    char *text;

    if (row == NULL || !json_object_object_get_ex(row, "sql", &sql) || !json_object_object_get_ex(row, "kind", &kind)) {
        json_object_put(row);
        return;
    }
    room = strlen(json_object_get_string(sql)) + 16;
    text = malloc(room);
    if (text != NULL) {
        snprintf(text, room, "%s%s", strcmp(json_object_get_string(kind), "expression") == 0 ? "SELECT " : "", json_object_get_string(sql));
        texts_add(texts, text);
    }
    json_object_put(row);
}

static void add_given(struct texts *texts)
{
    const char *folder = getenv("T2S_DATA");
    char path[1024], *line = NULL;
    size_t room = 0;
    FILE *file;

    if (folder == NULL)
        return;
    snprintf(path, sizeof(path), "%s/presto/statements.jsonl", folder);
    file = fopen(path, "r");
    if (file == NULL)
        return;
    while (getline(&line, &room, file) > 0)
        add_given_line(texts, line);
    free(line);
    fclose(file);
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static size_t allocations;

static int count_allocation(void)
{
    allocations++;
    return 0;
}

static t2s_statement *check(t2s_dialect *dialect, const char *text)
{
    t2s_statement *statement = NULL;

    if (t2s_statement_check(dialect, NULL, text, strlen(text), NULL, 0, &statement, NULL) != 0)
        abort();
    return statement;
}

/* Statements that both take, parsed there and parsed and analysed here, in turns. */
static void measure(struct differential *differential, const struct texts *all)
{
    enum { ROUNDS = 30, TURNS = 3 };
    oracle_verdict *there = calloc(all->count + 1, sizeof(*there));
    const char **taken = calloc(all->count + 1, sizeof(*taken));
    size_t count = 0, bytes = 0;
    double theirs = 1e9, ours = 1e9;

    if (there == NULL || taken == NULL)
        abort();
    oracle_judge(differential->oracle, 0, (const char *const *)all->items, all->count, there);
    for (size_t i = 0; i < all->count; i++)
        if (there[i].accepts && strcmp(there[i].said, "Query") == 0) {
            taken[count++] = all->items[i];
            bytes += strlen(all->items[i]);
        }
    for (int turn = 0; turn < TURNS; turn++) {
        double there_took = oracle_time(differential->oracle, taken, count, ROUNDS);

        theirs = there_took < theirs ? there_took : theirs;
        for (int round = 0; round < ROUNDS; round++) {
            double start = now(), took;

            for (size_t i = 0; i < count; i++)
                t2s_statement_free(check(differential->dialect, taken[i]));
            took = now() - start;
            ours = took < ours ? took : ours;
        }
    }
    allocations = 0;
    t2s__memory_fail = count_allocation;
    for (size_t i = 0; i < count; i++)
        t2s_statement_free(check(differential->dialect, taken[i]));
    t2s__memory_fail = NULL;
    printf("%zu queries of %.0f bytes: there %.1f us to parse, here %.1f us to parse and analyse, %.1f times; %.1f MB a second, %.1f allocations each\n",
           count, (double)bytes / (double)(count + !count), theirs * 1e6 / (double)count, ours * 1e6 / (double)count, theirs / ours,
           (double)bytes / ours / 1e6, (double)allocations / (double)(count + !count));
    free(there);
    free(taken);
}

static void run(const char *flavour, size_t count, uint64_t seed, size_t examples)
{
    int with_places = getenv("T2S_PLACES") != NULL;
    struct differential differential;
    struct texts given = {0}, derived = {0}, changed = {0};
    uint64_t state = seed * 0x9E3779B97F4A7C15u + 1;

    if (differential_start(&differential, flavour, NULL) != 0) {
        printf("%s: there is no Java here\n", flavour);
        return;
    }
    texts_read_sql(&given, T2S_TESTS_PRESTO "/sample.sql");
    add_given(&given);
    printf("\n%zu statements as they are\n", given.count);
    differential_judge(&differential, 1, &given);
    differential_report(&differential, stdout, examples);

    if (count != 0) {
        double start = now();
        struct texts all = {0};

        differential_generate(&differential, seed, count / 2, &derived);
        differential_judge(&differential, 0, &derived);
        for (size_t i = 0; i < given.count; i++)
            texts_add(&all, strdup(given.items[i]));
        for (size_t i = 0; i < derived.count && i < given.count; i++)
            texts_add(&all, strdup(derived.items[i]));
        while (changed.count < count / 2)
            texts_add(&changed, texts_mutate(&all, &state));
        differential_judge(&differential, with_places, &changed);
        printf("\nderived and changed, seed %llu, %.1f s\n", (unsigned long long)seed, now() - start);
        differential_report(&differential, stdout, examples);
        texts_free(&all);
    }
    printf("\nthe statements as they are: ");
    measure(&differential, &given);
    if (derived.count != 0) {
        printf("derived: ");
        measure(&differential, &derived);
    }
    texts_free(&given);
    texts_free(&derived);
    texts_free(&changed);
    differential_end(&differential);
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? (size_t)atol(argv[1]) : 20000, examples = argc > 3 ? (size_t)atol(argv[3]) : 15;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;

    if (argc <= 4 || strcmp(argv[4], "trino") == 0)
        run("trino", count, seed, examples);
    if (argc <= 4 || strcmp(argv[4], "presto") == 0)
        run("presto", count, seed, examples);
    return 0;
}
