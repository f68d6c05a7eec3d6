/* SPDX-License-Identifier: MIT */
/*
 * Inferred keys against those that a folder of real schemas (T2S_DATA) declares: the schemas are built without their foreign keys, and
 * once without any keys. Precision: how many of the inferred ones are declared. Recall: how many of the declared ones are inferred.
 * Where nobody declares any, the truth is what the gold SQL of the questions joins. The truth is not complete: real schemas leave out
 * foreign keys. Then how long it takes for large schemas. Without the folder it says so and skips (77).
 *
 *   bench_infer [-v]     -v: what is wrong, and what is missing
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
#include "catalog/infer_target.h"
#include "metadata/ddl.h"

enum { TEXT_MAX = 64 << 20, TRUTH_MAX = 4096, NAME_SIZE = 256 };

#define MUST(condition)                                                                                                          \
    do {                                                                                                                         \
        if (!(condition)) {                                                                                                      \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                                              \
            exit(1);                                                                                                             \
        }                                                                                                                        \
    } while (0)

static const char *folder;
static int verbose;

/* One column joins another: "schema.table.column", both. */
struct pair {
    char from[NAME_SIZE];
    char to[NAME_SIZE];
};

static struct pair truth[TRUTH_MAX];
static size_t truth_count;

struct score {
    size_t truth;
    size_t inferred;
    size_t right; /* inferred ones that are true */
    size_t found; /* true ones that are inferred */
};

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

static void add_truth(const char *schema, const char *from, const char *to)
{
    struct pair *pair = &truth[truth_count];

    MUST(truth_count < TRUTH_MAX);
    MUST(snprintf(pair->from, NAME_SIZE, "%s.%s", schema, from) < NAME_SIZE && snprintf(pair->to, NAME_SIZE, "%s.%s", schema, to) < NAME_SIZE);
    for (size_t i = 0; i < truth_count; i++)
        if (strcmp(truth[i].from, pair->from) == 0 && strcmp(truth[i].to, pair->to) == 0)
            return;
    truth_count++;
}

static void name_of(char name[NAME_SIZE], const t2s_relation *relation, uint32_t column)
{
    MUST(snprintf(name, NAME_SIZE, "%s.%s", relation->name, relation->columns[column].name) < NAME_SIZE);
}

/* Catalogs. */

static t2s_catalog *read_ddl(const char *schema)
{
    const char *const name = "schema.sql";
    const size_t length = strlen(schema);
    t2s_catalog *catalog = NULL;

    MUST(t2s__ddl_read(&name, &schema, &length, 1, &catalog, NULL) == 0);
    return catalog;
}

/* The same without foreign keys, or without any; inferred ones take their place. */
static t2s_catalog *without_keys(const t2s_catalog *catalog, int with_primary)
{
    t2s_catalog_builder *builder = NULL;
    t2s_catalog *copy = NULL;

    MUST(t2s_catalog_builder_new(&builder) == 0);
    for (size_t i = 0; i < catalog->relation_count; i++) {
        const t2s_relation *relation = catalog->relations[i];
        size_t number;

        MUST(t2s_catalog_builder_add_relation(builder, relation->schema, relation->name, relation->kind, &number) == 0);
        for (size_t c = 0; c < relation->column_count; c++)
            MUST(t2s_catalog_builder_add_column(builder, number, relation->columns[c].name, relation->columns[c].type, 0, NULL, NULL) == 0);
        for (size_t k = 0; k < relation->key_count && with_primary; k++) {
            const t2s_key *key = &relation->keys[k];
            const char *columns[64];

            for (size_t c = 0; c < key->count; c++)
                columns[c] = relation->columns[key->columns[c]].name;
            if (key->kind == T2S_KEY_PRIMARY || key->kind == T2S_KEY_UNIQUE)
                MUST(t2s_catalog_builder_add_key(builder, number, key->kind, NULL, columns, key->count) == 0);
        }
    }
    MUST(t2s_catalog_builder_finish(builder, &copy) == 0);
    t2s_catalog_builder_free(builder);
    return copy;
}

/* Scores. */

static int is_true(const struct pair *pair)
{
    for (size_t i = 0; i < truth_count; i++)
        if (strcmp(truth[i].from, pair->from) == 0 && strcmp(truth[i].to, pair->to) == 0)
            return 1;
    return 0;
}

static void mark(const struct pair *pair, unsigned char *found)
{
    for (size_t i = 0; i < truth_count; i++)
        if (strcmp(truth[i].from, pair->from) == 0 && strcmp(truth[i].to, pair->to) == 0)
            found[i] = 1;
}

static void score_key(const t2s_key *key, struct score *score, unsigned char *found)
{
    for (size_t i = 0; i < key->count; i++) {
        struct pair pair;
        char from[NAME_SIZE];
        char to[NAME_SIZE];

        name_of(from, key->relation, key->columns[i]);
        name_of(to, key->foreign, key->foreign_columns[i]);
        MUST(snprintf(pair.from, NAME_SIZE, "%s.%s", key->relation->schema, from) < NAME_SIZE);
        MUST(snprintf(pair.to, NAME_SIZE, "%s.%s", key->foreign->schema, to) < NAME_SIZE);
        score->inferred++;
        score->right += (size_t)is_true(&pair);
        mark(&pair, found);
        if (verbose && !is_true(&pair))
            printf("  not declared: %s -> %s\n", pair.from, pair.to);
    }
}

static void score_catalog(const t2s_catalog *catalog, struct score *score)
{
    unsigned char found[TRUTH_MAX] = {0};

    for (size_t i = 0; i < catalog->relation_count; i++)
        for (size_t k = 0; k < catalog->relations[i]->key_count; k++)
            if (catalog->relations[i]->keys[k].kind == T2S_KEY_INFERRED)
                score_key(&catalog->relations[i]->keys[k], score, found);
    for (size_t i = 0; i < truth_count; i++) {
        score->found += found[i];
        if (verbose && !found[i])
            printf("  missing: %s -> %s\n", truth[i].from, truth[i].to);
    }
    score->truth += truth_count;
}

static void print_score(const char *suite, const struct score *score)
{
    printf("%-34s %5zu declared %5zu inferred   precision %.3f   recall %.3f\n", suite, score->truth, score->inferred,
           score->inferred != 0 ? (double)score->right / (double)score->inferred : 1.0,
           score->truth != 0 ? (double)score->found / (double)score->truth : 1.0);
}

static void add_score(struct score *sum, const struct score *score)
{
    sum->truth += score->truth;
    sum->inferred += score->inferred;
    sum->right += score->right;
    sum->found += score->found;
}

/* The suites. */

static const char *const declaring[] = {"bird_california_schools", "bird_debit_card_specializing", "bird_financial",
                                        "bird_student_club",       "bird_superhero",               "defog_car_dealership"};

static void declared_truth(const t2s_catalog *catalog)
{
    for (size_t i = 0; i < catalog->relation_count; i++)
        for (size_t k = 0; k < catalog->relations[i]->key_count; k++) {
            const t2s_key *key = &catalog->relations[i]->keys[k];

            for (size_t c = 0; key->kind == T2S_KEY_FOREIGN && c < key->count; c++) {
                char from[NAME_SIZE];
                char to[NAME_SIZE];

                name_of(from, key->relation, key->columns[c]);
                name_of(to, key->foreign, key->foreign_columns[c]);
                add_truth(key->relation->schema, from, to);
            }
        }
}

static void run_declaring(int with_primary, struct score *total)
{
    struct score sum = {0};

    for (size_t i = 0; i < sizeof(declaring) / sizeof(*declaring); i++) {
        char path[512];
        char *text;
        t2s_catalog *declared;
        t2s_catalog *bare;
        struct score score = {0};

        snprintf(path, sizeof(path), "postgres/%s/schema.sql", declaring[i]);
        text = read_file(path);
        MUST(text != NULL);
        declared = read_ddl(text);
        bare = without_keys(declared, with_primary);
        truth_count = 0;
        declared_truth(declared);
        score_catalog(bare, &score);
        if (verbose)
            print_score(declaring[i], &score);
        add_score(&sum, &score);
        t2s_catalog_unref(declared);
        t2s_catalog_unref(bare);
        free(text);
    }
    print_score(with_primary ? "bird and defog, keys known" : "bird and defog, no keys known", &sum);
    add_score(total, &sum);
}

/* "schema.table.column" */
static const t2s_column *column_named(const t2s_catalog *catalog, const char *name)
{
    const char *table = strchr(name, '.') + 1;
    const char *column = strchr(table, '.') + 1;
    const t2s_relation *relation =
        t2s__catalog_relation(catalog, name, (size_t)(table - name - 1), table, (size_t)(column - table - 1));

    return relation != NULL ? t2s__relation_column(relation, column, strlen(column)) : NULL;
}

/* Its foreign keys stand in comments: -- FK table.column -> table.column */
static void spider1_truth(char *text)
{
    char schema[NAME_SIZE] = "";
    char *rest = NULL;

    truth_count = 0;
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        char *arrow = strstr(line, " -> ");

        if (sscanf(line, "CREATE SCHEMA %255[^; ]", schema) == 1 || strncmp(line, "-- FK ", 6) != 0 || arrow == NULL)
            continue;
        *arrow = '\0';
        for (char *quote = line; *quote != '\0'; quote++)
            *quote = (char)tolower((unsigned char)*quote);
        add_truth(schema, line + 6, arrow + 4);
    }
}

/* Types are guessed there: what could not be joined as it stands is no truth. */
static void drop_unlike(const t2s_catalog *catalog)
{
    size_t kept = 0;

    for (size_t i = 0; i < truth_count; i++) {
        const t2s_column *from = column_named(catalog, truth[i].from);
        const t2s_column *to = column_named(catalog, truth[i].to);

        if (from != NULL && to != NULL && t2s__types_join(from->type, to->type))
            truth[kept++] = truth[i];
    }
    printf("%zu of %zu foreign keys of spider1 join columns of types that go together\n", kept, truth_count);
    truth_count = kept;
}

static void run_spider1(int with_primary, struct score *total)
{
    char *text = read_file("large/spider1_schema.sql");
    struct score score = {0};
    t2s_catalog *declared;
    t2s_catalog *bare;

    MUST(text != NULL);
    declared = read_ddl(text);
    bare = without_keys(declared, with_primary);
    spider1_truth(text);
    drop_unlike(bare);
    score_catalog(bare, &score);
    print_score(with_primary ? "spider1, keys known" : "spider1, no keys known", &score);
    add_score(total, &score);
    t2s_catalog_unref(declared);
    t2s_catalog_unref(bare);
    free(text);
}

/* What gold SQL joins: "a.x = b.y", where a and b are tables, or names that were given to them. */

struct alias {
    char name[64];
    char table[64];
};

static const char *next_word(const char *at, char word[64])
{
    size_t length = 0;

    while (*at != '\0' && !isalnum((unsigned char)*at) && *at != '_' && *at != '.' && *at != '=' && *at != '(' && *at != ')' && *at != ',')
        at++;
    if (*at == '\0')
        return NULL;
    if (!isalnum((unsigned char)*at) && *at != '_' && *at != '.') {
        word[0] = *at;
        word[1] = '\0';
        return at + 1;
    }
    for (; isalnum((unsigned char)*at) || *at == '_' || *at == '.'; at++)
        if (length < 63)
            word[length++] = (char)tolower((unsigned char)*at);
    word[length] = '\0';
    return at;
}

static const t2s_column *resolve(const t2s_catalog *catalog, const struct alias *aliases, size_t count, const char *name,
                                 const t2s_relation **ret_relation)
{
    const char *dot = strrchr(name, '.');

    if (dot == NULL)
        return NULL;
    for (size_t i = count; i-- > 0;)
        if (strlen(aliases[i].name) == (size_t)(dot - name) && strncmp(aliases[i].name, name, (size_t)(dot - name)) == 0) {
            *ret_relation = t2s_catalog_find_relation(catalog, NULL, aliases[i].table);
            return *ret_relation != NULL ? t2s__relation_column(*ret_relation, dot + 1, strlen(dot + 1)) : NULL;
        }
    return NULL;
}

static size_t find_aliases(const char *sql, struct alias aliases[64])
{
    static const char *const reserved[] = {"on", "where", "join", "inner", "left", "right", "full", "cross", "group", "order",
                                           "limit", "union", "using", "having", "natural", "intersect", "except"};
    char word[64];
    size_t count = 0;

    while (count < 64 && (sql = next_word(sql, word)) != NULL) {
        const char *behind;
        int is_alias = 1;

        if (strcmp(word, "from") != 0 && strcmp(word, "join") != 0)
            continue;
        sql = next_word(sql, word);
        if (sql == NULL || word[0] == '(')
            return count;
        snprintf(aliases[count].table, 64, "%s", word);
        snprintf(aliases[count].name, 64, "%s", word);
        behind = next_word(sql, word);
        if (behind != NULL && strcmp(word, "as") == 0)
            behind = next_word(behind, word);
        for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++)
            is_alias &= strcmp(word, reserved[i]) != 0;
        if (behind != NULL && is_alias && (isalpha((unsigned char)word[0]) || word[0] == '_'))
            snprintf(aliases[count].name, 64, "%s", word);
        count++;
    }
    return count;
}

struct joins {
    const t2s_catalog *catalog;
    size_t count;
    size_t covered;
};

static int is_covered(const t2s_relation *one, const t2s_column *column, const t2s_relation *other, const t2s_column *target)
{
    for (size_t k = 0; k < one->key_count; k++)
        for (size_t c = 0; t2s__key_joins(&one->keys[k]) && c < one->keys[k].count; c++)
            if (one->keys[k].foreign == other && one->keys[k].columns[c] == column->index && one->keys[k].foreign_columns[c] == target->index)
                return 1;
    return 0;
}

/* Both lead to the same third column. */
static int meet(const t2s_relation *one, const t2s_column *column, const t2s_relation *other, const t2s_column *target)
{
    for (size_t k = 0; k < one->key_count; k++)
        if (t2s__key_joins(&one->keys[k]) && one->keys[k].count == 1 && one->keys[k].columns[0] == column->index &&
            is_covered(other, target, one->keys[k].foreign, &one->keys[k].foreign->columns[one->keys[k].foreign_columns[0]]))
            return 1;
    return 0;
}

static void count_joins(const char *sql, struct joins *joins)
{
    struct alias aliases[64];
    size_t count = find_aliases(sql, aliases);
    char before[64] = "";
    char word[64];

    while ((sql = next_word(sql, word)) != NULL) {
        char behind[64];
        const t2s_relation *one;
        const t2s_relation *other;
        const t2s_column *column;
        const t2s_column *target;

        if (strcmp(word, "=") != 0) {
            snprintf(before, sizeof(before), "%s", word);
            continue;
        }
        if (next_word(sql, behind) == NULL)
            break;
        column = resolve(joins->catalog, aliases, count, before, &one);
        target = resolve(joins->catalog, aliases, count, behind, &other);
        if (column == NULL || target == NULL || (one == other && column == target))
            continue;
        joins->count++;
        if (is_covered(one, column, other, target) || is_covered(other, target, one, column) || meet(one, column, other, target))
            joins->covered++;
        else if (verbose)
            printf("  joined, and not known: %s.%s = %s.%s\n", one->name, column->name, other->name, target->name);
    }
}

static void run_gold(const char *database)
{
    char path[512];
    char *text;
    char *questions = read_file("postgres/questions.jsonl");
    struct joins joins = {0};
    t2s_catalog *catalog;
    char *rest = NULL;

    snprintf(path, sizeof(path), "postgres/%s/schema.sql", database);
    text = read_file(path);
    MUST(text != NULL && questions != NULL);
    catalog = read_ddl(text);
    joins.catalog = catalog;
    for (char *line = strtok_r(questions, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        json_object *object = json_tokener_parse(line);
        json_object *gold = NULL;
        json_object *name = NULL;

        MUST(object != NULL);
        json_object_object_get_ex(object, "database", &name);
        if (strcmp(json_object_get_string(name), database) == 0 && json_object_object_get_ex(object, "gold", &gold) &&
            json_object_is_type(gold, json_type_array))
            for (size_t i = 0; i < json_object_array_length(gold); i++)
                count_joins(json_object_get_string(json_object_array_get_idx(gold, i)), &joins);
        json_object_put(object);
    }
    printf("%-34s %5zu joins of gold SQL, %.3f of them along a key, declared or inferred\n", database, joins.count,
           joins.count != 0 ? (double)joins.covered / (double)joins.count : 1.0);
    t2s_catalog_unref(catalog);
    free(questions);
    free(text);
}

/* Large schemas: each table refers to some before it. */

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time); /* one thread, on machines that are busy */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static t2s_catalog_builder *large(size_t tables, int inference)
{
    t2s_catalog_builder *builder = NULL;

    MUST(t2s_catalog_builder_new(&builder) == 0);
    t2s_catalog_builder_set_inference(builder, inference);
    for (size_t i = 0; i < tables; i++) {
        char name[64];
        const char *key = "id";
        size_t number;

        snprintf(name, sizeof(name), "thing_%zu_parts", i);
        MUST(t2s_catalog_builder_add_relation(builder, "public", name, T2S_RELATION_TABLE, &number) == 0);
        MUST(t2s_catalog_builder_add_column(builder, number, "id", "bigint", 0, NULL, NULL) == 0);
        for (size_t c = 1; c < 10; c++) {
            if (c < 4)
                snprintf(name, sizeof(name), "thing_%zu_part_id", i * c / 4);
            else
                snprintf(name, sizeof(name), "some_measure_%zu", c);
            MUST(t2s_catalog_builder_add_column(builder, number, name, c < 4 ? "bigint" : "text", 0, NULL, NULL) == 0 || c < 4);
        }
        MUST(t2s_catalog_builder_add_key(builder, number, T2S_KEY_PRIMARY, NULL, &key, 1) == 0);
    }
    return builder;
}

static void run_large(size_t tables)
{
    double seconds[2];
    size_t inferred = 0;

    for (int inference = 0; inference < 2; inference++) {
        t2s_catalog_builder *builder = large(tables, inference);
        t2s_catalog *catalog = NULL;

        seconds[inference] = now();
        MUST(t2s_catalog_builder_finish(builder, &catalog) == 0);
        seconds[inference] = now() - seconds[inference];
        for (size_t i = 0; i < catalog->relation_count; i++)
            inferred += catalog->relations[i]->key_count - 1;
        t2s_catalog_builder_free(builder);
        t2s_catalog_unref(catalog);
    }
    printf("%zu tables of 10 columns: %zu keys inferred in %.1f ms\n", tables, inferred, (seconds[1] - seconds[0]) * 1e3);
}

int main(int argc, char **argv)
{
    static const char *const undeclared[] = {"defog_academic", "defog_advising", "defog_broker", "defog_geography", "defog_restaurants"};

    verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    for (size_t tables = 100; tables <= 100000; tables *= 10)
        run_large(tables);
    folder = getenv("T2S_DATA");
    if (folder == NULL) {
        puts("T2S_DATA names no folder of schemas and questions");
        return 77;
    }
    for (int with_primary = 1; with_primary >= 0; with_primary--) {
        struct score total = {0};

        run_declaring(with_primary, &total);
        run_spider1(with_primary, &total);
        print_score(with_primary ? "in total, keys known" : "in total, no keys known", &total);
    }
    for (size_t i = 0; i < sizeof(undeclared) / sizeof(*undeclared); i++)
        run_gold(undeclared[i]);
    return 0;
}
