/* SPDX-License-Identifier: MIT */
/*
 * The parser of Trino's and PrestoDB's SQL against PrestoDB's own tests of its parser (T2S_DATA, a folder with presto/statements.jsonl; it may be
 * missing): what it takes, what it refuses and where, queries apart from other statements; then what a parse costs.
 *
 *   bench_presto [-v]     -v: lists what differs
 */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "dialect/presto_parser.h"
#include "util/memory.h"
#include "util/utf8.h"

enum { STATEMENTS = 65536, ROUNDS = 20 };

struct statement {
    char *sql;
    size_t length;
    int parses, is_expression, is_command;
    int line, column; /* of the fault; 0: not told */
};

static struct statement statements[STATEMENTS];
static size_t count;
static int is_verbose;
static size_t allocations;

static int count_allocation(void)
{
    allocations++;
    return 0;
}

static int64_t number(struct json_object *row, const char *key)
{
    struct json_object *value;

    return json_object_object_get_ex(row, key, &value) && value != NULL ? json_object_get_int64(value) : 0;
}

static int begins_with(const char *sql, const char *word)
{
    while (*sql == ' ' || *sql == '\n' || *sql == '\t' || *sql == '(')
        sql++;
    return strncasecmp(sql, word, strlen(word)) == 0;
}

static void add(struct json_object *row)
{
    static const char *const queries[] = {"select", "with", "values", "table", "from"};
    struct statement *statement = &statements[count++];
    struct json_object *value;
    const char *sql = json_object_object_get_ex(row, "sql", &value) ? json_object_get_string(value) : "";

    statement->is_expression = json_object_object_get_ex(row, "kind", &value) && strcmp(json_object_get_string(value), "expression") == 0;
    statement->length = strlen(sql) + 16;
    statement->sql = malloc(statement->length + 1);
    snprintf(statement->sql, statement->length, "%s%s%s", statement->is_expression ? "SELECT (" : "", sql, statement->is_expression ? ")" : "");
    statement->length = strlen(statement->sql);
    statement->parses = json_object_object_get_ex(row, "parses", &value) && json_object_get_boolean(value);
    statement->line = statement->parses ? 0 : (int)number(row, "error_line");
    statement->column = statement->parses ? 0 : (int)number(row, "error_column");
    if (statement->line == 1 && statement->is_expression)
        statement->column += 8;
    statement->is_command = 1;
    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
        if (begins_with(statement->sql, queries[i]))
            statement->is_command = 0;
}

static void load(const char *folder)
{
    char path[1024], line[65536];
    FILE *file;

    snprintf(path, sizeof(path), "%s/presto/statements.jsonl", folder);
    file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof(line), file) != NULL && count < STATEMENTS) {
        struct json_object *row = json_tokener_parse(line);

        if (row != NULL)
            add(row);
        json_object_put(row);
    }
    if (file != NULL)
        fclose(file);
}

struct tally {
    int parse, parsed, fail, failed, placed, right;
};

static void print(const char *what, const struct statement *statement, const t2s_tree *tree, int line, int column)
{
    if (is_verbose)
        printf("%s: %s\n    %d:%d %s\n", what, statement->sql, line, column, tree->is_wrong ? tree->wrong_message : "");
}

static void judge(t2s__presto_flavour flavour, const struct statement *statement, struct tally *tally)
{
    t2s__arena arena;
    t2s_tree tree;
    int line = 0, column = 0;

    t2s__arena_init(&arena, 4096);
    t2s__tree_init(&tree, &arena);
    if (t2s__presto_parse(flavour, statement->sql, statement->length, &tree) != 0)
        abort();
    if (tree.is_wrong && tree.wrong_position >= 0)
        t2s__utf8_position(statement->sql, statement->length, (size_t)tree.wrong_position, &line, &column);
    if (statement->parses) {
        tally->parse++;
        tally->parsed += !tree.is_wrong;
        if (tree.is_wrong)
            print("refused, but right", statement, &tree, line, column);
    } else {
        tally->fail++;
        tally->failed += tree.is_wrong;
        if (!tree.is_wrong)
            print("taken, but wrong", statement, &tree, 0, 0);
        else if (statement->line != 0) {
            tally->placed++;
            tally->right += line == statement->line && column == statement->column;
            if (line != statement->line || column != statement->column)
                print("elsewhere", statement, &tree, line, column);
        }
    }
    t2s__arena_dispose(&arena);
}

static void measure(t2s__presto_flavour flavour)
{
    struct timespec begin, end;
    size_t bytes = 0, parsed = 0;
    double seconds;

    allocations = 0;
    t2s__memory_fail = count_allocation;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < count; i++) {
            t2s__arena arena;
            t2s_tree tree;

            if (!statements[i].parses || statements[i].is_command)
                continue;
            t2s__arena_init(&arena, 4096);
            t2s__tree_init(&tree, &arena);
            if (t2s__presto_parse(flavour, statements[i].sql, statements[i].length, &tree) != 0)
                abort();
            bytes += statements[i].length;
            parsed++;
            t2s__arena_dispose(&arena);
        }
    clock_gettime(CLOCK_MONOTONIC, &end);
    seconds = (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9;
    if (parsed != 0)
        printf("%s: %.2f us a query of %.0f bytes, %.1f MB/s, %.2f allocations\n", flavour == T2S__PRESTO_TRINO ? "trino" : "presto",
               seconds / (double)parsed * 1e6, (double)bytes / (double)parsed, (double)bytes / seconds / 1e6,
               (double)allocations / (double)parsed);
}

static void judge_all(t2s__presto_flavour flavour)
{
    struct tally tallies[2] = {{0}};

    for (size_t i = 0; i < count; i++)
        judge(flavour, &statements[i], &tallies[statements[i].is_command]);
    for (int i = 0; i < 2; i++)
        printf("%s, %s: %d of %d taken that are right, %d of %d refused that are wrong, %d of %d at the right place\n",
               flavour == T2S__PRESTO_TRINO ? "trino" : "presto", i == 0 ? "queries" : "others", tallies[i].parsed, tallies[i].parse,
               tallies[i].failed, tallies[i].fail, tallies[i].right, tallies[i].placed);
}

int main(int argc, char **argv)
{
    const char *folder = getenv("T2S_DATA");

    is_verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
    if (folder != NULL)
        load(folder);
    if (count == 0) {
        printf("no statements: T2S_DATA is not set, or has no presto/statements.jsonl\n");
        return 0;
    }
    judge_all(T2S__PRESTO_PRESTODB);
    is_verbose = 0;
    judge_all(T2S__PRESTO_TRINO);
    measure(T2S__PRESTO_PRESTODB);
    measure(T2S__PRESTO_TRINO);
    return 0;
}
