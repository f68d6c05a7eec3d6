/* SPDX-License-Identifier: MIT */
/*
 * Retrieval against a folder of real schemas and questions (T2S_DATA): of how many questions are all gold tables, and all gold
 * columns, in the part of the schema that is chosen, at 1,000 to 16,000 tokens of rendered text (characters / 4)? Strict: one that
 * is missing counts as all. Where a question has several gold statements, one that is covered is enough. All databases of a suite
 * are one catalog, each a schema in it; spider2 is measured database by database, too. Without the folder it says so and skips
 * (77).
 *
 *   bench_recall [-v] [-0 | -1] [suite]     -v: what is missing at 2,000 tokens; -0, -1: one half of the databases, or the other
 *
 * The folder: postgres/<database>/schema.sql and comments.sql, postgres/questions.jsonl, large/spider1_*, large/spider2_*; the
 * tables of spider2 unpacked, or gzip at hand.
 */
#include <ctype.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <text2sql/retrieval.h>
#include <text2sql/sys/catalog.h>

#include "catalog/catalog.h"
#include "metadata/ddl.h"

enum { BUDGETS = 5, TEXT_MAX = 64 << 20, QUESTIONS_MAX = 8192 };

static const size_t budgets[BUDGETS] = {1000, 2000, 4000, 8000, 16000};
static const char *folder;
static int verbose;
static int half = -1;       /* of the databases: 0 or 1; -1: all of them */
static t2s_catalog *scored; /* whose questions are at hand */

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

/* NULL: there is no such file. */
static char *read_file(const char *name)
{
    char path[1024];
    char *text = malloc(TEXT_MAX);
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "rb");
    if (file == NULL || text == NULL) {
        free(text);
        return NULL;
    }
    text[fread(text, 1, TEXT_MAX - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* Call `each` with every line of JSON. */
static void read_lines(char *text, void (*each)(json_object *line, void *user_data), void *user_data)
{
    char *rest = NULL;

    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        json_object *object = json_tokener_parse(line);

        MUST(object != NULL);
        each(object, user_data);
        json_object_put(object);
    }
}

static const char *string_of(json_object *object, const char *name)
{
    json_object *value;

    return json_object_object_get_ex(object, name, &value) ? json_object_get_string(value) : NULL;
}

static int begins_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Catalogs. */

static t2s_catalog *read_ddl(const char *schema, const char *comments)
{
    const char *const names[] = {"schema.sql", "comments.sql"};
    const char *const texts[] = {schema, comments != NULL ? comments : ""};
    const size_t lengths[] = {strlen(texts[0]), strlen(texts[1])};
    t2s_catalog *catalog = NULL;

    MUST(t2s__ddl_read(names, texts, lengths, 2, &catalog, NULL) == 0);
    return catalog;
}

static void copy_key(t2s_catalog_builder *builder, size_t number, const char *schema, const t2s_key *key)
{
    const char *columns[64];
    const char *foreign_columns[64];

    MUST(key->count <= 64);
    for (size_t i = 0; i < key->count; i++) {
        columns[i] = key->relation->columns[key->columns[i]].name;
        if (key->foreign != NULL)
            foreign_columns[i] = key->foreign->columns[key->foreign_columns[i]].name;
    }
    if (key->foreign != NULL)
        MUST(t2s_catalog_builder_add_foreign_key(builder, number, NULL, columns, key->count, schema, key->foreign->name,
                                                 foreign_columns) == 0);
    else
        MUST(t2s_catalog_builder_add_key(builder, number, key->kind, NULL, columns, key->count) == 0);
}

static void copy_relation(t2s_catalog_builder *builder, const char *schema, const t2s_relation *relation)
{
    size_t number;

    MUST(t2s_catalog_builder_add_relation(builder, schema, relation->name, relation->kind, &number) == 0);
    MUST(relation->comment == NULL || t2s_catalog_builder_set_relation_comment(builder, number, relation->comment) == 0);
    for (size_t i = 0; i < relation->column_count; i++) {
        const t2s_column *column = &relation->columns[i];

        MUST(t2s_catalog_builder_add_column(builder, number, column->name, column->type, column->flags, column->default_value,
                                            column->comment) == 0);
    }
    for (size_t i = 0; i < relation->key_count; i++)
        copy_key(builder, number, schema, &relation->keys[i]);
}

/* All relations of a database, in a schema of its name. */
static void add_database(t2s_catalog_builder *builder, const char *name)
{
    char path[512];
    char *schema;
    char *comments;
    t2s_catalog *catalog;

    snprintf(path, sizeof(path), "postgres/%s/schema.sql", name);
    schema = read_file(path);
    snprintf(path, sizeof(path), "postgres/%s/comments.sql", name);
    comments = read_file(path);
    MUST(schema != NULL);
    catalog = read_ddl(schema, comments);
    for (size_t i = 0; i < catalog->relation_count; i++)
        copy_relation(builder, name, catalog->relations[i]);
    t2s_catalog_unref(catalog);
    free(schema);
    free(comments);
}

static t2s_catalog *finish(t2s_catalog_builder *builder)
{
    t2s_catalog *catalog = NULL;

    MUST(t2s_catalog_builder_finish(builder, &catalog) == 0);
    t2s_catalog_builder_free(builder);
    return catalog;
}

/* A suite: its catalog, its questions, and what was counted. */

struct question {
    char *database;
    char *text;
    json_object *gold_tables; /* [[name, ...], ...] */
    json_object *gold_columns;
};

static struct question questions[QUESTIONS_MAX];
static size_t question_count;

static void forget_questions(void)
{
    for (size_t i = 0; i < question_count; i++) {
        free(questions[i].database);
        free(questions[i].text);
        json_object_put(questions[i].gold_tables);
        json_object_put(questions[i].gold_columns);
    }
    question_count = 0;
}

static json_object *keep(json_object *line, const char *name)
{
    json_object *value = NULL;

    json_object_object_get_ex(line, name, &value);
    return json_object_get(value);
}

/* What is tuned on one half of the databases is looked at on the other; by their names, so that it stays the same. */
static int is_in_half(const char *database)
{
    unsigned sum = 0;

    while (*database != '\0')
        sum = sum * 31 + (unsigned char)*database++;
    return half < 0 || (int)(sum / 7 % 2) == half;
}

static void add_question(json_object *line, const char *evidence)
{
    struct question *question = &questions[question_count];
    const char *text = string_of(line, "question");
    size_t size = strlen(text) + strlen(evidence) + 2;

    if (!is_in_half(string_of(line, "database")))
        return;
    MUST(++question_count <= QUESTIONS_MAX);
    question->database = strdup(string_of(line, "database"));
    question->text = malloc(size);
    snprintf(question->text, size, "%s %s", text, evidence);
    question->gold_tables = keep(line, "gold_tables");
    question->gold_columns = keep(line, "gold_columns");
}

/* Names of the catalog are compared without regard to case and quotes. */
static int is_same(const char *one, const char *other, size_t length)
{
    return strncasecmp(one, other, length) == 0 && one[length] == '\0';
}

/* Is "schema.table" of the subset the gold "table" of `database`, or the gold "database.table"? */
static int is_relation(const t2s_relation *relation, const char *database, const char *gold, size_t length)
{
    size_t schema_length = strlen(t2s_relation_schema(relation));

    if (is_same(t2s_relation_name(relation), gold, length))
        return strcasecmp(t2s_relation_schema(relation), database) == 0;
    return length > schema_length + 1 && gold[schema_length] == '.' &&
           strncasecmp(gold, t2s_relation_schema(relation), schema_length) == 0 &&
           is_same(t2s_relation_name(relation), gold + schema_length + 1, length - schema_length - 1);
}

/* In by itself, or with its family. */
static int has_table(const t2s_subset *subset, const char *database, const char *gold, size_t length, size_t *ret_index)
{
    for (size_t i = 0; i < t2s_subset_relation_count(subset); i++)
        if (is_relation(t2s_subset_relation(subset, i), database, gold, length)) {
            *ret_index = i;
            return 1;
        }
    for (size_t i = 0; i < t2s_catalog_relation_count(scored); i++)
        if (is_relation(t2s_catalog_relation(scored, i), database, gold, length))
            return t2s_subset_find(subset, t2s_catalog_relation(scored, i), ret_index);
    return 0;
}

static int has_column(const t2s_subset *subset, const char *database, const char *gold)
{
    const char *dot = strrchr(gold, '.');
    size_t at;

    if (dot == NULL || !has_table(subset, database, gold, (size_t)(dot - gold), &at))
        return 0;
    for (size_t i = 0; i < t2s_subset_column_count(subset, at); i++)
        if (strcasecmp(t2s_column_name(t2s_subset_column(subset, at, i)), dot + 1) == 0)
            return 1;
    return 0;
}

static int has_one(const t2s_subset *subset, const char *database, const char *gold, int columns)
{
    size_t at;

    return columns ? has_column(subset, database, gold) : has_table(subset, database, gold, strlen(gold), &at);
}

static int covers_list(const t2s_subset *subset, const char *database, json_object *list, int columns)
{
    for (size_t i = 0; i < json_object_array_length(list); i++)
        if (!has_one(subset, database, json_object_get_string(json_object_array_get_idx(list, i)), columns))
            return 0;
    return 1;
}

/* `gold` is one list, or a list of lists of which one is enough. */
static int covers(const t2s_subset *subset, const char *database, json_object *gold, int columns)
{
    if (json_object_array_length(gold) == 0 || json_object_is_type(json_object_array_get_idx(gold, 0), json_type_string))
        return covers_list(subset, database, gold, columns);
    for (size_t i = 0; i < json_object_array_length(gold); i++)
        if (covers_list(subset, database, json_object_array_get_idx(gold, i), columns))
            return 1;
    return 0;
}

struct score {
    size_t questions;
    size_t tables[BUDGETS];
    size_t columns[BUDGETS];
    size_t too_large;
    double seconds;
};

/* The first list of gold names, and which of them are not there. */
static void complain(const struct question *question, const t2s_subset *subset, json_object *gold, int columns)
{
    json_object *list = json_object_array_get_idx(gold, 0);

    if (list == NULL || json_object_is_type(list, json_type_string))
        list = gold;
    printf("  missed in %s (%zu tables shown): %s\n   ", question->database, t2s_subset_relation_count(subset), question->text);
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        const char *name = json_object_get_string(json_object_array_get_idx(list, i));

        printf(has_one(subset, question->database, name, columns) ? " %s" : " [%s]", name);
    }
    printf("\n");
}

static void score_question(const t2s_index *index, const struct question *question, struct score *score)
{
    score->questions++;
    for (int i = 0; i < BUDGETS; i++) {
        double began = now();
        t2s_subset *subset;
        int good;
        int good_columns = 1;

        MUST(t2s_subset_new(index, question->text, budgets[i], &subset) == 0);
        score->seconds += now() - began;
        score->too_large += t2s_subset_tokens(subset) > budgets[i];
        good = covers(subset, question->database, question->gold_tables, 0);
        score->tables[i] += (size_t)good;
        if (question->gold_columns != NULL)
            good_columns = covers(subset, question->database, question->gold_columns, 1);
        score->columns[i] += (size_t)good_columns;
        if (verbose && budgets[i] == 2000 && !(good && good_columns))
            complain(question, subset, good ? question->gold_columns : question->gold_tables, good);
        t2s_subset_free(subset);
    }
}

static void print_score(const char *suite, const struct score *score, int has_columns)
{
    double all = (double)score->questions;

    printf("%-22s %5zu", suite, score->questions);
    for (int i = 0; i < BUDGETS; i++)
        printf("  %.3f", (double)score->tables[i] / all);
    if (has_columns) {
        printf("   |");
        for (int i = 0; i < BUDGETS; i++)
            printf("  %.3f", (double)score->columns[i] / all);
    }
    printf("   %.0f us%s\n", score->seconds / all / BUDGETS * 1e6, score->too_large != 0 ? "   OVER THE BUDGET" : "");
}

/* Those whose database is `database`, or all; the catalog is given up. */
static void score_all(t2s_catalog *catalog, const char *database, struct score *score)
{
    t2s_index *index = NULL;

    MUST(t2s_index_new(catalog, NULL, &index) == 0);
    scored = catalog;
    for (size_t i = 0; i < question_count; i++)
        if (database == NULL || strcmp(questions[i].database, database) == 0)
            score_question(index, &questions[i], score);
    t2s_index_unref(index);
    t2s_catalog_unref(catalog);
}

/* The suites of small databases. */

struct filter {
    const char *prefix;
    int with_evidence;
};

static void filter_question(json_object *line, void *user_data)
{
    const struct filter *filter = user_data;
    const char *evidence = string_of(line, "evidence");
    json_object *answerable;

    if (begins_with(string_of(line, "database"), filter->prefix) && json_object_object_get_ex(line, "answerable", &answerable) &&
        json_object_get_boolean(answerable))
        add_question(line, filter->with_evidence && evidence != NULL ? evidence : "");
}

static void run_postgres(const char *suite, const struct filter *filter)
{
    char *text = read_file("postgres/questions.jsonl");
    t2s_catalog_builder *builder = NULL;
    struct score score = {0};
    const char *last = "";

    MUST(text != NULL && t2s_catalog_builder_new(&builder) == 0);
    read_lines(text, filter_question, (void *)filter);
    free(text);
    for (size_t i = 0; i < question_count; i++) {
        int known = 0;

        for (size_t k = 0; k < i && !known; k++)
            known = strcmp(questions[k].database, questions[i].database) == 0;
        if (!known)
            add_database(builder, questions[i].database);
        last = questions[i].database;
    }
    MUST(last[0] != '\0');
    score_all(finish(builder), NULL, &score);
    print_score(suite, &score, 1);
    forget_questions();
}

static void any_question(json_object *line, void *user_data)
{
    const char *name = user_data;
    const char *other = name != NULL ? string_of(line, name) : NULL;

    if (other != NULL)
        json_object_object_add(line, "question", json_object_new_string(other));
    add_question(line, "");
}

static void run_spider1(const char *suite, const char *question_name)
{
    char *schema = read_file("large/spider1_schema.sql");
    char *text = read_file("large/spider1_questions.jsonl");
    struct score score = {0};

    MUST(schema != NULL && text != NULL);
    read_lines(text, any_question, (void *)question_name);
    score_all(read_ddl(schema, NULL), NULL, &score);
    print_score(suite, &score, 1);
    forget_questions();
    free(schema);
    free(text);
}

/* Warehouses. */

struct warehouse {
    t2s_catalog_builder *builder;
    const char *database; /* NULL: all of them */
};

static void add_table(json_object *line, void *user_data)
{
    const struct warehouse *warehouse = user_data;
    char *schema = strdup(string_of(line, "table"));
    char *dot = strrchr(schema, '.');
    const char *description = string_of(line, "description");
    json_object *columns;
    size_t number;

    if (warehouse->database == NULL || strcmp(string_of(line, "database"), warehouse->database) == 0) {
        MUST(dot != NULL);
        *dot = '\0';
        MUST(t2s_catalog_builder_add_relation(warehouse->builder, schema, dot + 1, T2S_RELATION_TABLE, &number) == 0);
        MUST(description == NULL || t2s_catalog_builder_set_relation_comment(warehouse->builder, number, description) == 0);
        json_object_object_get_ex(line, "columns", &columns);
        for (size_t i = 0; i < json_object_array_length(columns); i++) {
            json_object *column = json_object_array_get_idx(columns, i);

            t2s_catalog_builder_add_column(warehouse->builder, number, string_of(column, "name"), string_of(column, "type"), 0,
                                           NULL, string_of(column, "description")); /* some stand twice */
        }
    }
    free(schema);
}

static char *spider2_tables(void)
{
    char command[1100];
    char *text = read_file("large/spider2_tables.jsonl");
    FILE *pipe;

    if (text != NULL)
        return text;
    snprintf(command, sizeof(command), "gzip -dc '%s/large/spider2_tables.jsonl.gz'", folder);
    pipe = popen(command, "r");
    text = malloc(TEXT_MAX);
    MUST(pipe != NULL && text != NULL);
    text[fread(text, 1, TEXT_MAX - 1, pipe)] = '\0';
    MUST(pclose(pipe) == 0);
    return text;
}

static t2s_catalog *read_warehouse(const char *tables, const char *database)
{
    struct warehouse warehouse = {.database = database};
    char *text = strdup(tables);

    MUST(text != NULL && t2s_catalog_builder_new(&warehouse.builder) == 0);
    read_lines(text, add_table, &warehouse);
    free(text);
    return finish(warehouse.builder);
}

static void run_spider2(void)
{
    char *tables = spider2_tables();
    char *text = read_file("large/spider2_questions.jsonl");
    struct score together = {0};
    struct score apart = {0};

    MUST(text != NULL);
    read_lines(text, any_question, NULL);
    for (size_t i = 0; i < question_count; i++) {
        int known = 0;

        for (size_t k = 0; k < i && !known; k++)
            known = strcmp(questions[k].database, questions[i].database) == 0;
        if (!known)
            score_all(read_warehouse(tables, questions[i].database), questions[i].database, &apart);
    }
    print_score("spider2, each alone", &apart, 0);
    verbose = 0;
    score_all(read_warehouse(tables, NULL), NULL, &together);
    print_score("spider2, all as one", &together, 0);
    forget_questions();
    free(tables);
    free(text);
}

int main(int argc, char **argv)
{
    const char *only = NULL;
    const struct filter defog = {"defog_", 0};
    const struct filter bird = {"bird_", 0};
    const struct filter bird_with_evidence = {"bird_", 1};

    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "-v") == 0)
            verbose = 1;
        else if (strcmp(argv[i], "-0") == 0 || strcmp(argv[i], "-1") == 0)
            half = argv[i][1] - '0';
        else
            only = argv[i];
    folder = getenv("T2S_DATA");
    if (folder == NULL) {
        puts("T2S_DATA names no folder of schemas and questions");
        return 77;
    }
    printf("all gold tables in, and all gold columns, at 1000, 2000, 4000, 8000, 16000 tokens\n");
    if (only == NULL || strcmp(only, "bird") == 0)
        run_postgres("bird", &bird);
    if (only == NULL || strcmp(only, "bird_evidence") == 0)
        run_postgres("bird, with evidence", &bird_with_evidence);
    if (only == NULL || strcmp(only, "defog") == 0)
        run_postgres("defog", &defog);
    if (only == NULL || strcmp(only, "spider1") == 0)
        run_spider1("spider1", NULL);
    if (only == NULL || strcmp(only, "spider1_synonyms") == 0)
        run_spider1("spider1, synonyms", "question_synonyms");
    if (only == NULL || strcmp(only, "spider2") == 0)
        run_spider2();
    return 0;
}
