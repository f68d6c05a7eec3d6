/* SPDX-License-Identifier: MIT */
/*
 * The analysis against a folder of real schemas, questions and model output (T2S_DATA): every accepted gold statement must be
 * accepted and read what PostgreSQL found it to read; of what models wrote, nothing that PostgreSQL accepts may be rejected for its
 * names, and what it rejects for names or syntax should be rejected with the same SQLSTATE. Without the folder it says so and skips
 * (77).
 *
 * The folder: postgres/<database>/schema.sql, postgres/questions.jsonl, postgres/model_answers.jsonl, one JSON object a line.
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <text2sql/statement.h>

#include "metadata/ddl.h"

enum { DATABASES = 64 };

static struct {
    char *name;
    t2s_catalog *catalog;
} databases[DATABASES];

static const char *folder;
static t2s_dialect *dialect;
static t2s_validator *validators[2];
static double seconds;
static size_t checked;

static char *read_file(const char *path, size_t *ret_length)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(16 << 20);

    if (file == NULL || text == NULL) {
        free(text);
        return NULL;
    }
    *ret_length = fread(text, 1, (16 << 20) - 1, file);
    text[*ret_length] = '\0';
    fclose(file);
    return text;
}

static t2s_catalog *catalog_of(const char *name)
{
    char path[1024];
    size_t length, at = 0;
    const char *texts[1], *names[1];
    t2s_error *error = NULL;

    while (at < DATABASES && databases[at].name != NULL && strcmp(databases[at].name, name) != 0)
        at++;
    if (at == DATABASES)
        abort();
    if (databases[at].name != NULL)
        return databases[at].catalog;
    snprintf(path, sizeof(path), "%s/postgres/%s/schema.sql", folder, name);
    texts[0] = read_file(path, &length);
    names[0] = path;
    if (texts[0] == NULL || t2s__ddl_read(names, texts, &length, 1, &databases[at].catalog, &error) != 0) {
        fprintf(stderr, "%s: %s\n", path, error != NULL ? t2s_error_message(error) : "cannot be read");
        exit(1);
    }
    databases[at].name = strdup(name);
    free((void *)(size_t)texts[0]);
    return databases[at].catalog;
}

static t2s_statement *check(const char *database, const char *sql)
{
    t2s_catalog *catalog = catalog_of(database);
    t2s_statement *statement;
    struct timespec before, after;

    clock_gettime(CLOCK_MONOTONIC, &before);
    if (t2s_statement_check(dialect, catalog, sql, strlen(sql), validators, 2, &statement, NULL) != 0)
        abort();
    clock_gettime(CLOCK_MONOTONIC, &after);
    seconds += (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
    checked++;
    return statement;
}

static const char *string(struct json_object *object, const char *key)
{
    struct json_object *value;

    return json_object_object_get_ex(object, key, &value) ? json_object_get_string(value) : NULL;
}

static int has(struct json_object *list, const char *text)
{
    for (size_t i = 0; i < json_object_array_length(list); i++)
        if (strcmp(json_object_get_string(json_object_array_get_idx(list, i)), text) == 0)
            return 1;
    return 0;
}

static int same_columns(const t2s_statement *statement, struct json_object *columns)
{
    if (t2s_statement_column_count(statement) != json_object_array_length(columns))
        return 0;
    for (size_t i = 0; i < t2s_statement_column_count(statement); i++) {
        const t2s_relation *relation;
        const t2s_column *column = t2s_statement_column(statement, i, &relation);
        char name[300];

        snprintf(name, sizeof(name), "%s.%s", t2s_relation_name(relation), t2s_column_name(column));
        if (!has(columns, name))
            return 0;
    }
    return 1;
}

static int same_relations(const t2s_statement *statement, struct json_object *relations)
{
    if (t2s_statement_relation_count(statement) != json_object_array_length(relations))
        return 0;
    for (size_t i = 0; i < t2s_statement_relation_count(statement); i++)
        if (!has(relations, t2s_relation_name(t2s_statement_relation(statement, i))))
            return 0;
    return 1;
}

static const char *first_code(const t2s_statement *statement)
{
    const char *code = t2s_diagnostic_code(t2s_statement_diagnostic(statement, 0));

    return code != NULL ? code : "";
}

static int has_code(const t2s_statement *statement, const char *code)
{
    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement); i++)
        if (strcmp(t2s_diagnostic_code(t2s_statement_diagnostic(statement, i)), code) == 0)
            return 1;
    return 0;
}

static size_t gold_total, gold_accepted, gold_same, gold_bad;

static void check_gold(struct json_object *question)
{
    struct json_object *gold, *relations, *columns;

    if (!json_object_object_get_ex(question, "gold", &gold) || !json_object_object_get_ex(question, "gold_tables", &relations) ||
        !json_object_object_get_ex(question, "gold_columns", &columns))
        return;
    for (size_t i = 0; i < json_object_array_length(gold); i++) {
        const char *sql = json_object_get_string(json_object_array_get_idx(gold, i));
        t2s_statement *statement = check(string(question, "database"), sql);
        int same = same_relations(statement, json_object_array_get_idx(relations, i)) &&
                   same_columns(statement, json_object_array_get_idx(columns, i));

        gold_total++;
        gold_accepted += (size_t)t2s_statement_valid(statement);
        gold_same += (size_t)same;
        if (!t2s_statement_valid(statement) || !same) {
            gold_bad++;
            printf("gold %s: %s %s\n", t2s_statement_valid(statement) ? "reads something else" : "rejected", first_code(statement),
                   sql);
        }
        t2s_statement_free(statement);
    }
}

static size_t answers_accepted, answers_false, answers_names, answers_same, answers_among;

static int is_about_names(const char *sqlstate)
{
    static const char *const codes[] = {"42703", "42P01", "42702", "42712", "42601"};

    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (strcmp(sqlstate, codes[i]) == 0)
            return 1;
    return 0;
}

static void check_answer(struct json_object *answer)
{
    struct json_object *accepted;
    const char *sql = string(answer, "sql"), *sqlstate = string(answer, "sqlstate");
    t2s_statement *statement = check(string(answer, "database"), sql);

    if (json_object_object_get_ex(answer, "accepted", &accepted) && json_object_get_boolean(accepted)) {
        answers_accepted++;
        if (!t2s_statement_valid(statement)) {
            answers_false++;
            printf("rejected though PostgreSQL accepts it: %s %s\n", first_code(statement), sql);
        }
    } else if (sqlstate != NULL && is_about_names(sqlstate)) {
        answers_names++;
        answers_same += strcmp(first_code(statement), sqlstate) == 0;
        answers_among += (size_t)has_code(statement, sqlstate);
        if (!has_code(statement, sqlstate))
            printf("PostgreSQL says %s, we say \"%s\": %s\n", sqlstate, first_code(statement), sql);
    }
    t2s_statement_free(statement);
}

static void each_line(const char *name, void (*fn)(struct json_object *))
{
    char path[1024];
    size_t length;
    char *text, *rest = NULL;

    snprintf(path, sizeof(path), "%s/postgres/%s", folder, name);
    text = read_file(path, &length);
    if (text == NULL) {
        printf("%s is not there\n", path);
        return;
    }
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        struct json_object *object = json_tokener_parse(line);

        if (object != NULL)
            fn(object);
        json_object_put(object);
    }
    free(text);
}

int main(void)
{
    folder = getenv("T2S_DATA");
    if (folder == NULL) {
        puts("T2S_DATA is not set: it names the folder with the material to check against");
        return 77;
    }
    /* Two statements where one is wanted are no matter of names. */
    if (t2s_postgres_dialect_new(&dialect) != 0 || t2s_read_only_validator_new(&validators[0]) != 0 ||
        t2s_names_validator_new(&validators[1]) != 0)
        return 1;
    each_line("questions.jsonl", check_gold);
    each_line("model_answers.jsonl", check_answer);
    printf("gold: %zu, accepted %zu, facts as PostgreSQL has them %zu\n", gold_total, gold_accepted, gold_same);
    printf("model output: accepted by PostgreSQL %zu, rejected here %zu; wrong in names or syntax %zu, same SQLSTATE first %zu, "
           "among ours %zu\n",
           answers_accepted, answers_false, answers_names, answers_same, answers_among);
    printf("%zu statements, %.1f microseconds each\n", checked, checked != 0 ? seconds * 1e6 / (double)checked : 0);
    for (size_t i = 0; i < DATABASES; i++) {
        t2s_catalog_unref(databases[i].catalog);
        free(databases[i].name);
    }
    for (int i = 0; i < 2; i++)
        t2s_validator_unref(validators[i]);
    t2s_dialect_unref(dialect);
    return gold_bad != 0 || answers_false != 0;
}
