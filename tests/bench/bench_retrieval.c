/* SPDX-License-Identifier: MIT */
/*
 * Retrieval over schemas of 100 to 100,000 tables: how long the index takes to build, its memory, and how long a question takes.
 * The schemas are made up: words by a skewed law, as people use them, ten columns a table, keys to earlier tables of which some are
 * hubs, fifty tables a schema, comments on some.
 *
 *   bench_retrieval [tables ...]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <text2sql/retrieval.h>
#include <text2sql/sys/catalog.h>

#include "retrieval/index.h"

enum { WORDS = 6000, COLUMNS = 10, TABLES_A_SCHEMA = 50, QUESTIONS = 500, BUDGET = 2000, NAME_MAX_LENGTH = 128 };

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

static unsigned long long state = 88172645463325252ULL;

static unsigned random_below(unsigned limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)((state >> 11) % limit);
}

/* The most frequent words are those that schemas are full of; the rest is made of syllables. */
static const char *const common[] = {"id",     "name",    "date",    "type",    "status", "code",        "number",  "created",
                                     "amount", "value",   "user",    "order",   "time",   "customer",    "account", "address",
                                     "price",  "product", "total",   "count",   "start",  "end",         "city",    "country",
                                     "email",  "phone",   "level",   "group",   "year",   "description", "updated", "state",
                                     "region", "company", "payment", "invoice", "item",   "category",    "weight",  "rate"};
static char words[WORDS][24];

static void make_words(void)
{
    static const char *const heads[] = {"b", "c", "d", "f", "g", "h",  "l",  "m",  "n",
                                        "p", "r", "s", "t", "v", "st", "tr", "pl", "ch"};
    static const char *const tails[] = {"a", "e", "i", "o", "u", "an", "er", "in", "or", "ent", "al", "is"};

    for (size_t i = 0; i < WORDS; i++) {
        unsigned syllables = 2 + random_below(3);

        if (i < sizeof(common) / sizeof(*common)) {
            strcpy(words[i], common[i]);
            continue;
        }
        words[i][0] = '\0';
        while (syllables-- != 0) {
            strcat(words[i], heads[random_below(sizeof(heads) / sizeof(*heads))]);
            strcat(words[i], tails[random_below(sizeof(tails) / sizeof(*tails))]);
        }
    }
}

/* Some words are frequent and most are rare. */
static const char *random_word(void)
{
    unsigned limit = 1;

    while (limit < WORDS && random_below(100) < 82)
        limit *= 2;
    return words[random_below(limit < WORDS ? limit * 20 % WORDS + 1 : WORDS)];
}

static void random_name(char *name, size_t parts, size_t number)
{
    size_t length = 0;

    for (size_t i = 0; i < parts; i++)
        length += (size_t)snprintf(name + length, NAME_MAX_LENGTH - length, "%s%s", i != 0 ? "_" : "", random_word());
    if (number != 0)
        snprintf(name + length, NAME_MAX_LENGTH - length, "_%c%c", (char)('a' + number % 26), (char)('a' + number / 26 % 26));
}

static char (*table_names)[NAME_MAX_LENGTH];

static void add_table(t2s_catalog_builder *builder, size_t number)
{
    char schema[32];
    char name[NAME_MAX_LENGTH];
    size_t table;

    snprintf(schema, sizeof(schema), "s%zu", number / TABLES_A_SCHEMA);
    random_name(table_names[number], 1 + random_below(3), number % TABLES_A_SCHEMA + 1);
    MUST(t2s_catalog_builder_add_relation(builder, schema, table_names[number], T2S_RELATION_TABLE, &table) == 0);
    MUST(t2s_catalog_builder_add_column(builder, table, "id", "bigint", T2S_COLUMN_NOT_NULL, NULL, NULL) == 0);
    MUST(t2s_catalog_builder_add_key(builder, table, T2S_KEY_PRIMARY, NULL, (const char *const[]){"id"}, 1) == 0);
    for (size_t i = 1; i < COLUMNS; i++) {
        const char *comment = random_below(4) == 0 ? "what was noted when it came in, as the form has it" : NULL;

        random_name(name, 1 + random_below(2), i);
        MUST(t2s_catalog_builder_add_column(builder, table, name, "text", 0, NULL, comment) == 0);
        if (i <= 2 && number != 0) { /* low numbers are hubs */
            size_t target = random_below((unsigned)number);
            char target_schema[32];
            const char *column = name;

            if (random_below(3) == 0)
                target = random_below((unsigned)target + 1);
            snprintf(target_schema, sizeof(target_schema), "s%zu", target / TABLES_A_SCHEMA);
            MUST(t2s_catalog_builder_add_foreign_key(builder, table, NULL, &column, 1, target_schema, table_names[target], NULL) ==
                 0);
        }
    }
}

static t2s_catalog *make_catalog(size_t tables)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;

    table_names = calloc(tables, sizeof(*table_names));
    MUST(table_names != NULL && t2s_catalog_builder_new(&builder) == 0);
    for (size_t i = 0; i < tables; i++)
        add_table(builder, i);
    MUST(t2s_catalog_builder_finish(builder, &catalog) == 0);
    t2s_catalog_builder_free(builder);
    return catalog;
}

/* About a table, in words of its own and of others. */
static void make_question(char *question, size_t size, size_t tables)
{
    char name[NAME_MAX_LENGTH];

    strcpy(name, table_names[random_below((unsigned)tables)]);
    for (char *at = name; *at != '\0'; at++)
        if (*at == '_')
            *at = ' ';
    snprintf(question, size, "How many %ss with the %s of each %s had a %s above 100 in %s and what was their average %s?", name,
             random_word(), random_word(), random_word(), random_word(), random_word());
}

static int compare_doubles(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;

    return (a > b) - (a < b);
}

static void measure(size_t tables)
{
    static double times[QUESTIONS];
    t2s_catalog *catalog = make_catalog(tables);
    t2s_index *index;
    double began = now();
    double built;
    size_t tokens = 0;
    size_t shown = 0;

    MUST(t2s_index_new(catalog, NULL, &index) == 0);
    built = now() - began;
    for (size_t i = 0; i < QUESTIONS; i++) {
        char question[1024];
        t2s_subset *subset;

        make_question(question, sizeof(question), tables);
        began = now();
        MUST(t2s_subset_new(index, question, BUDGET, &subset) == 0);
        times[i] = now() - began;
        MUST(t2s_subset_tokens(subset) <= BUDGET);
        tokens += t2s_subset_tokens(subset);
        shown += t2s_subset_relation_count(subset);
        t2s_subset_free(subset);
    }
    qsort(times, QUESTIONS, sizeof(*times), compare_doubles);
    printf("%7zu %10.1f %10.1f %10.2f %10.2f %10zu %8zu\n", tables, built * 1e3,
           (double)(index->arena.total + index->vocabulary.capacity * sizeof(t2s__term)) / 1e6, times[QUESTIONS / 2] * 1e3,
           times[QUESTIONS * 99 / 100] * 1e3, tokens / QUESTIONS, shown / QUESTIONS);
    fflush(stdout);
    t2s_index_unref(index);
    t2s_catalog_unref(catalog);
    free(table_names);
}

int main(int argc, char **argv)
{
    make_words();
    printf(" tables   build ms  memory MB  median ms     p99 ms     tokens   tables\n");
    if (argc > 1) {
        for (int i = 1; i < argc; i++)
            measure((size_t)strtoul(argv[i], NULL, 10));
        return 0;
    }
    for (size_t tables = 100; tables <= 100000; tables *= 10)
        measure(tables);
    return 0;
}
