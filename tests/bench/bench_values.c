/* SPDX-License-Identifier: MIT */
/*
 * Figures of the value index. First its size: 10,000 to 1,000,000 values of made-up names in 100 columns; how long building takes,
 * how much memory, and how long a question does. Then, with a folder of real databases (T2S_DATA), how well it works: of the texts
 * that gold SQL compares columns with and that the data has, how many are among the mentions, in a column that the SQL uses; and how
 * many of the mentions the SQL uses.
 *
 *   bench_values [-v]     -v: what is missed, and what is mentioned needlessly
 */
#include <ctype.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include <text2sql/sys/catalog.h>

#include "catalog/catalog.h"
#include "metadata/ddl.h"
#include "retrieval/values.h"

static const char *folder;
static int verbose;

#define MUST(condition)                                                                                                          \
    do {                                                                                                                         \
        if (!(condition)) {                                                                                                      \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                                              \
            exit(1);                                                                                                             \
        }                                                                                                                        \
    } while (0)

/* Of the processor, so that what else runs on the machine counts less. */
static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static t2s_catalog *finish(t2s_catalog_builder *builder)
{
    t2s_catalog *catalog = NULL;

    t2s_catalog_builder_set_inference(builder, 0);
    MUST(t2s_catalog_builder_finish(builder, &catalog) == 0);
    t2s_catalog_builder_free(builder);
    return catalog;
}

/* Size. */

static uint64_t state;

static uint32_t draw(uint32_t below)
{
    state = state * 6364136223846793005U + 1442695040888963407U;
    return (uint32_t)(state >> 33) % below;
}

/* A word of a few syllables; the same number gives the same word. */
static size_t make_word(char *out, uint32_t number)
{
    static const char consonants[] = "bcdfghjklmnprstvwz";
    static const char vowels[] = "aeiou";
    size_t length = 0;

    number = number * 2654435761U % 3000017U + 90;
    while (number != 0) {
        out[length++] = consonants[number % 18];
        out[length++] = vowels[number / 18 % 5];
        number /= 90;
    }
    out[0] = (char)toupper((unsigned char)out[0]);
    out[length] = '\0';
    return length;
}

/* One to three words; common words are common, as in street names. */
static void make_value(char *out)
{
    uint32_t words = 1 + draw(3);

    for (uint32_t i = 0; i < words; i++) {
        if (i != 0)
            *out++ = ' ';
        out += make_word(out, draw(4) == 0 ? draw(50) : draw(300000));
    }
}

enum { COLUMNS = 100, QUESTIONS = 500 };

static t2s_catalog *make_catalog(size_t count)
{
    t2s_catalog_builder *builder;
    size_t relation = 0;
    char name[32];
    char value[128];

    state = 1;
    MUST(t2s_catalog_builder_new(&builder) == 0);
    for (size_t i = 0; i < COLUMNS; i++) {
        if (i % 5 == 0) {
            snprintf(name, sizeof(name), "table_%zu", i / 5);
            MUST(t2s_catalog_builder_add_relation(builder, "public", name, T2S_RELATION_TABLE, &relation) == 0);
        }
        snprintf(name, sizeof(name), "column_%zu", i % 5);
        MUST(t2s_catalog_builder_add_column(builder, relation, name, "text", 0, NULL, NULL) == 0);
        for (size_t v = 0; v < count / COLUMNS; v++) {
            make_value(value);
            MUST(t2s_catalog_builder_add_column_value(builder, relation, name, value, -1) == 0);
        }
    }
    return finish(builder);
}

static void make_question(char *out, size_t size, const t2s_catalog *catalog)
{
    const t2s_relation *relation = catalog->relations[draw((uint32_t)catalog->relation_count)];
    const t2s__statistics *statistics = relation->columns[draw(5)].statistics;
    char value[128];

    snprintf(value, sizeof(value), "%s", statistics->values[draw((uint32_t)statistics->value_count)].text);
    if (draw(3) == 0 && strlen(value) > 6) /* misspelt */
        value[3 + draw((uint32_t)strlen(value) - 4)] = 'x';
    snprintf(out, size, "How many orders did the customers from %s place in the last three months, and what was the average %s of them?",
             value, draw(2) != 0 ? "amount" : "discount per article");
}

static int compare_times(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;

    return (a > b) - (a < b);
}

static void measure_size(size_t count)
{
    t2s_catalog *catalog = make_catalog(count);
    unsigned char candidate[COLUMNS];
    double times[QUESTIONS];
    t2s__arena arena;
    t2s__value_index *index;
    char question[512];
    size_t mentioned = 0;
    double began;
    double built;

    memset(candidate, 1, sizeof(candidate));
    t2s__arena_init(&arena, 65536);
    began = now();
    MUST(t2s__value_index_new(catalog, candidate, &arena, &index) == 0);
    built = now() - began;
    for (size_t i = 0; i < QUESTIONS; i++) {
        t2s__mentions mentions;
        t2s__arena scratch;

        make_question(question, sizeof(question), catalog);
        t2s__arena_init(&scratch, 32768);
        began = now();
        MUST(t2s__value_index_match(index, question, &scratch, &mentions) == 0);
        times[i] = now() - began;
        mentioned += mentions.count != 0;
        t2s__arena_dispose(&scratch);
    }
    qsort(times, QUESTIONS, sizeof(*times), compare_times);
    printf("%8zu values: built in %7.1f ms, %5.1f MiB; a question %5.1f us (99%%: %6.1f us), %.3f of them mention some\n",
           t2s__value_index_count(index), built * 1e3, (double)t2s__value_index_bytes(index) / 1048576, times[QUESTIONS / 2] * 1e6,
           times[QUESTIONS * 99 / 100] * 1e6, (double)mentioned / QUESTIONS);
    t2s__arena_dispose(&arena);
    t2s_catalog_unref(catalog);
}

/* Real databases. */

enum { TEXT_MAX = 16 << 20, DATABASES_MAX = 64 };

struct database {
    char name[128];
    t2s_catalog *catalog;
    t2s__arena arena;
    t2s__value_index *index;
    size_t questions, expected, found, mentions, useful;
};

static struct database databases[DATABASES_MAX];
static size_t database_count;

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

/* A string of SQL, which begins at the quote; returns what is behind it. */
static const char *read_string(const char *at, char *out, size_t size)
{
    size_t length = 0;

    for (at++; *at != '\0'; at++) {
        if (*at == '\'' && *++at != '\'')
            break;
        if (length + 1 < size)
            out[length++] = *at;
    }
    out[length] = '\0';
    return at;
}

static void fold(char *name)
{
    for (; *name != '\0'; name++)
        *name = (char)tolower((unsigned char)*name);
}

/* The values of one "INSERT INTO public.t (a, b) VALUES (...), ...;" */
static const char *read_insert(t2s_catalog_builder *builder, const char *at)
{
    char table[128];
    char columns[64][128];
    size_t count = 0;
    size_t place = 0;
    int64_t relation;
    int depth = 1; /* in the list of columns */
    int width = 0;

    at += strlen("INSERT INTO");
    at += strspn(at, " ");
    at += strncmp(at, "public.", 7) == 0 ? 7 : 0;
    if (sscanf(at, "%127[^ (] (%n", table, &width) != 1 || width == 0)
        return at + 1;
    at += width;
    fold(table);
    while (*at != ')' && count < 64) {
        size_t length = strcspn(at, ",)");

        while (isspace((unsigned char)*at) || *at == '"') {
            at++;
            length--;
        }
        snprintf(columns[count++], 128, "%.*s", (int)length, at);
        columns[count - 1][strcspn(columns[count - 1], "\" ")] = '\0';
        fold(columns[count - 1]);
        at += length;
        at += *at == ',';
    }
    relation = t2s_catalog_builder_find_relation(builder, "public", table);
    MUST(relation >= 0);
    while (*at != ';' && *at != '\0') {
        char value[4096];

        if (*at == '\'') {
            const char *before = at - 1;
            int plain;

            while (isspace((unsigned char)*before))
                before--;
            plain = *before == '(' || *before == ','; /* no INTERVAL '1 day' */
            at = read_string(at, value, sizeof(value));
            if (depth == 1 && plain && place < count)
                MUST(t2s_catalog_builder_add_column_value(builder, (size_t)relation, columns[place], value, -1) == 0);
            continue;
        }
        depth += (*at == '(') - (*at == ')');
        if (*at == '(' && depth == 1)
            place = 0;
        place += *at == ',' && depth == 1;
        at++;
    }
    return at;
}

static int is_text(const t2s_column *column)
{
    return strstr(column->type, "char") != NULL || strcmp(column->type, "text") == 0;
}

static int is_repeated(const t2s__statistics *statistics, size_t place)
{
    for (size_t i = 0; i < place; i++)
        if (strcmp(statistics->values[i].text, statistics->values[place].text) == 0)
            return 1;
    return 0;
}

/* The catalog once more, with the values that the INSERTs have; of columns of text, each once. */
static t2s_catalog *with_values(const t2s_catalog *plain, const char *sql)
{
    t2s_catalog_builder *all;
    t2s_catalog_builder *builder;
    t2s_catalog *filled;
    size_t number;

    MUST(t2s_catalog_builder_new(&all) == 0 && t2s_catalog_builder_new(&builder) == 0);
    for (size_t i = 0; i < plain->relation_count; i++) {
        const t2s_relation *relation = plain->relations[i];

        MUST(t2s_catalog_builder_add_relation(all, relation->schema, relation->name, relation->kind, &number) == 0);
        for (size_t c = 0; c < relation->column_count; c++)
            MUST(t2s_catalog_builder_add_column(all, number, relation->columns[c].name, relation->columns[c].type, 0, NULL, NULL) == 0);
    }
    for (const char *at = strstr(sql, "INSERT INTO"); at != NULL; at = strstr(at, "INSERT INTO"))
        at = read_insert(all, at);
    filled = finish(all);
    for (size_t i = 0; i < filled->relation_count; i++) {
        const t2s_relation *relation = filled->relations[i];

        MUST(t2s_catalog_builder_add_relation(builder, relation->schema, relation->name, relation->kind, &number) == 0);
        for (size_t c = 0; c < relation->column_count; c++) {
            const t2s_column *column = &relation->columns[c];

            MUST(t2s_catalog_builder_add_column(builder, number, column->name, column->type, 0, NULL, NULL) == 0);
            for (size_t v = 0; column->statistics != NULL && is_text(column) && v < column->statistics->value_count; v++)
                if (!is_repeated(column->statistics, v))
                    MUST(t2s_catalog_builder_add_column_value(builder, number, column->name, column->statistics->values[v].text, -1) ==
                         0);
        }
    }
    t2s_catalog_unref(filled);
    return finish(builder);
}

/* NULL: it has no data. */
static struct database *find_database(const char *name)
{
    struct database *database = databases;
    const char *const file = "schema.sql";
    unsigned char candidate[1024];
    char path[512];
    char *sql;
    size_t length;
    t2s_catalog *plain = NULL;

    for (; database < databases + database_count; database++)
        if (strcmp(database->name, name) == 0)
            return database->catalog != NULL ? database : NULL;
    MUST(database_count++ < DATABASES_MAX);
    snprintf(database->name, sizeof(database->name), "%s", name);
    snprintf(path, sizeof(path), "postgres/%s/schema.sql", name);
    sql = read_file(path);
    MUST(sql != NULL);
    if (strstr(sql, "INSERT INTO") == NULL) {
        free(sql);
        return NULL;
    }
    length = strlen(sql);
    MUST(t2s__ddl_read(&file, (const char *const *)&sql, &length, 1, &plain, NULL) == 0);
    database->catalog = with_values(plain, sql);
    memset(candidate, 1, sizeof(candidate));
    t2s__arena_init(&database->arena, 65536);
    MUST(database->catalog->relation_count <= sizeof(candidate));
    MUST(t2s__value_index_new(database->catalog, candidate, &database->arena, &database->index) == 0);
    t2s_catalog_unref(plain);
    free(sql);
    return database;
}

/* Is it "table.column" of one of the lists of gold columns? */
static int is_gold_column(const struct database *database, const t2s__mention *mention, json_object *gold_columns)
{
    const t2s_relation *relation = database->catalog->relations[mention->relation];
    char name[256];

    snprintf(name, sizeof(name), "%s.%s", relation->name, relation->columns[mention->column].name);
    for (size_t i = 0; i < json_object_array_length(gold_columns); i++) {
        json_object *list = json_object_array_get_idx(gold_columns, i);

        for (size_t k = 0; k < json_object_array_length(list); k++)
            if (strcmp(json_object_get_string(json_object_array_get_idx(list, k)), name) == 0)
                return 1;
    }
    return 0;
}

/* Without the signs of a pattern. 0: it was none. */
static int strip_pattern(char *literal)
{
    size_t length = strlen(literal);
    int pattern = 0;

    while (length != 0 && literal[length - 1] == '%') {
        literal[--length] = '\0';
        pattern = 1;
    }
    while (literal[0] == '%') {
        memmove(literal, literal + 1, length--);
        pattern = 1;
    }
    return pattern;
}

static int is_meant(const char *value, const char *literal, int pattern)
{
    return pattern ? strcasestr(value, literal) != NULL : strcasecmp(value, literal) == 0;
}

/* Does any column that the SQL uses have it? */
static int is_in_data(const struct database *database, const char *literal, int pattern, json_object *gold_columns)
{
    for (size_t i = 0; i < database->catalog->relation_count; i++) {
        const t2s_relation *relation = database->catalog->relations[i];

        for (size_t c = 0; c < relation->column_count; c++) {
            const t2s__statistics *statistics = relation->columns[c].statistics;
            const t2s__mention place = {.relation = (uint32_t)i, .column = (uint32_t)c};

            for (size_t v = 0; statistics != NULL && v < statistics->value_count; v++)
                if (is_meant(statistics->values[v].text, literal, pattern) && is_gold_column(database, &place, gold_columns))
                    return 1;
        }
    }
    return 0;
}

/* The texts of the SQL that the data has: were they mentioned? Marks the mentions that are of use. */
static void judge_sql(struct database *database, const char *question, const char *sql, json_object *gold_columns,
                      const t2s__mentions *mentions, unsigned char *useful, size_t *expected, size_t *found)
{
    char literal[4096];

    for (const char *at = strchr(sql, '\''); at != NULL; at = strchr(at, '\'')) {
        int pattern;
        int seen = 0;

        at = read_string(at, literal, sizeof(literal));
        pattern = strip_pattern(literal);
        if (literal[0] == '\0' || !is_in_data(database, literal, pattern, gold_columns))
            continue;
        for (size_t m = 0; m < mentions->count; m++)
            if (is_meant(mentions->items[m].value, literal, pattern) && is_gold_column(database, &mentions->items[m], gold_columns)) {
                useful[m] = 1;
                seen = 1;
            }
        ++*expected;
        *found += (size_t)seen;
        if (verbose && !seen)
            printf("  missed '%s' in: %s\n", literal, question);
    }
}

static void judge(json_object *line)
{
    struct database *database = find_database(json_object_get_string(json_object_object_get(line, "database")));
    const char *question = json_object_get_string(json_object_object_get(line, "question"));
    json_object *gold = json_object_object_get(line, "gold");
    json_object *gold_columns = json_object_object_get(line, "gold_columns");
    unsigned char useful[T2S__MENTIONS_MAX] = {0};
    t2s__mentions mentions;
    t2s__arena scratch;
    size_t expected = 0;
    size_t found = 0;

    if (database == NULL || json_object_array_length(gold) == 0)
        return;
    t2s__arena_init(&scratch, 32768);
    MUST(t2s__value_index_match(database->index, question, &scratch, &mentions) == 0);
    judge_sql(database, question, json_object_get_string(json_object_array_get_idx(gold, 0)), gold_columns, &mentions, useful, &expected,
              &found);
    for (size_t m = 0; m < mentions.count; m++) {
        const t2s_relation *relation = database->catalog->relations[mentions.items[m].relation];

        database->useful += useful[m];
        if (verbose && !useful[m])
            printf("  needless %s.%s = '%s' (%u) in: %s\n", relation->name, relation->columns[mentions.items[m].column].name,
                   mentions.items[m].value, mentions.items[m].strength, question);
    }
    database->questions++;
    database->expected += expected;
    database->found += found;
    database->mentions += mentions.count;
    t2s__arena_dispose(&scratch);
}

static void print_row(const struct database *row)
{
    printf("%-24s %4zu questions, %4zu values of gold SQL, %.3f mentioned; %.2f mentions a question, %.3f of them of use\n", row->name,
           row->questions, row->expected, row->expected != 0 ? (double)row->found / (double)row->expected : 1,
           (double)row->mentions / (double)row->questions, row->mentions != 0 ? (double)row->useful / (double)row->mentions : 1);
}

static void measure_quality(void)
{
    char *text = read_file("postgres/questions.jsonl");
    struct database all = {.name = "all"};
    char *rest = NULL;

    MUST(text != NULL);
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        json_object *object = json_tokener_parse(line);

        MUST(object != NULL);
        judge(object);
        json_object_put(object);
    }
    free(text);
    for (size_t i = 0; i < database_count; i++)
        if (databases[i].catalog != NULL) {
            print_row(&databases[i]);
            all.questions += databases[i].questions;
            all.expected += databases[i].expected;
            all.found += databases[i].found;
            all.mentions += databases[i].mentions;
            all.useful += databases[i].useful;
            t2s__arena_dispose(&databases[i].arena);
            t2s_catalog_unref(databases[i].catalog);
        }
    if (all.questions != 0)
        print_row(&all);
}

int main(int argc, char **argv)
{
    folder = getenv("T2S_DATA");
    verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    for (size_t count = 10000; count <= 1000000; count *= 10)
        measure_size(count);
    if (folder != NULL)
        measure_quality();
    else
        puts("T2S_DATA is not set: nothing of real databases");
    return 0;
}
