/* SPDX-License-Identifier: MIT */
/*
 * The verdict of t2s_statement_check(), from schema files alone, against PostgreSQL's own, per SQLSTATE: over the sample beside this
 * file; over a folder of real schemas, questions and model output (T2S_DATA, as for check_corpus; it may be missing), the accepted
 * statements and what models wrote; and over all of them changed mechanically by the thousands, where a throw-away PostgreSQL with
 * the schemas loaded is the judge, by EXPLAIN. Then what a check costs. The changes are the same for the same seed.
 *
 *   bench_verdicts [mutants [seed [examples]]]     default 20000, 1, 15
 *
 * What differs is listed by what was said about it, the most frequent first, each with its shortest example, and the places of the two
 * errors in characters. With T2S_PLACES set, errors of the same SQLSTATE at other places are listed, too.
 */
#include <json-c/json.h>
#include <libpq-fe.h>
#include <pg_query.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <text2sql/statement.h>

#include "dialect/postgres_scan.h"
#include "metadata/ddl.h"
#include "mutate.h"
#include "support/postgres.h"
#include "util/memory.h"

enum { DATABASES = 64, BASES = 8192, CODES = 128, GROUPS = 4096 };

static struct database {
    char *name;
    char *schema; /* its text */
    t2s_catalog *catalog;
    PGconn *connection;
} databases[DATABASES];

static struct base {
    struct database *database;
    char *sql;
} bases[BASES];
static size_t base_count, sample_count;

static const char *folder, *server_uri;
static t2s_dialect *dialect;
static t2s_validator *validators[2];

static char *read_file(const char *path, size_t *ret_length)
{
    FILE *file = fopen(path, "rb");
    char *text = malloc(16 << 20);

    if (file == NULL || text == NULL) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    *ret_length = fread(text, 1, (16 << 20) - 1, file);
    text[*ret_length] = '\0';
    fclose(file);
    return text;
}

static void must(PGconn *connection, const char *sql)
{
    PGresult *result = PQexec(connection, sql);

    if (PQresultStatus(result) != PGRES_COMMAND_OK && PQresultStatus(result) != PGRES_TUPLES_OK) {
        fprintf(stderr, "%s", PQerrorMessage(connection));
        exit(1);
    }
    PQclear(result);
}

static void connect_to(struct database *database)
{
    PGconn *first = PQconnectdb(server_uri);
    char text[1024];

    snprintf(text, sizeof(text), "CREATE DATABASE \"%s\"", database->name);
    must(first, text);
    snprintf(text, sizeof(text), "dbname=%s host=%s user=postgres", database->name, PQhost(first));
    database->connection = PQconnectdb(text);
    PQfinish(first);
    must(database->connection, "SET client_min_messages = error");
    must(database->connection, database->schema);
    must(database->connection, "RESET search_path; SET client_min_messages = error; SET statement_timeout = '10s'; "
                               "SET default_transaction_read_only = on");
}

static struct database *load_database(const char *name, const char *path)
{
    size_t length;
    const char *texts[1], *names[1] = {path};
    t2s_error *error = NULL;
    struct database *database = databases;

    while (database->name != NULL && strcmp(database->name, name) != 0)
        database++;
    if (database->name != NULL)
        return database;
    database->schema = read_file(path, &length);
    texts[0] = database->schema;
    if (t2s__ddl_read(names, texts, &length, 1, &database->catalog, &error) != 0) {
        fprintf(stderr, "%s: %s\n", path, error != NULL ? t2s_error_message(error) : "cannot be read");
        exit(1);
    }
    database->name = strdup(name);
    if (server_uri != NULL)
        connect_to(database);
    return database;
}

static struct database *database_of(const char *name)
{
    char path[1024];

    snprintf(path, sizeof(path), "%s/postgres/%s/schema.sql", folder, name);
    return load_database(name, path);
}

/* What one side says; an empty code: it takes it. */
struct verdict {
    char code[6];
    char message[300];
    int place; /* in characters from 0; -1: none */
};

enum { EXPLAIN_LENGTH = 8 };

static void judge_there(const struct database *database, const char *sql, struct verdict *ret)
{
    size_t room = strlen(sql) + 16;
    char *text = malloc(room);
    PGresult *result;

    snprintf(text, room, "EXPLAIN %s", sql);
    result = PQexecParams(database->connection, text, 0, NULL, NULL, NULL, NULL, 0);
    memset(ret, 0, sizeof(*ret));
    if (PQresultStatus(result) == PGRES_FATAL_ERROR) {
        const char *code = PQresultErrorField(result, PG_DIAG_SQLSTATE), *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
        const char *place = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);

        ret->place = place != NULL ? atoi(place) - 1 - EXPLAIN_LENGTH : -1;
        snprintf(ret->code, sizeof(ret->code), "%s", code != NULL ? code : "?????");
        snprintf(ret->message, sizeof(ret->message), "%s", message != NULL ? message : "");
    }
    PQclear(result);
    free(text);
}

static t2s_statement *check(const struct database *database, const char *sql)
{
    t2s_statement *statement;

    if (t2s_statement_check(dialect, database->catalog, sql, strlen(sql), validators, 2, &statement, NULL) != 0)
        abort();
    return statement;
}

static int characters(const char *text, int bytes)
{
    int count = 0;

    for (int i = 0; i < bytes; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return bytes < 0 ? -1 : count;
}

static void judge_here(const struct database *database, const char *sql, struct verdict *ret)
{
    t2s_statement *statement = check(database, sql);

    memset(ret, 0, sizeof(*ret));
    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement) && ret->code[0] == '\0'; i++) {
        const t2s_diagnostic *diagnostic = t2s_statement_diagnostic(statement, i);

        if (t2s_diagnostic_severity(diagnostic) == T2S_SEVERITY_ERROR) {
            snprintf(ret->code, sizeof(ret->code), "%s", t2s_diagnostic_code(diagnostic) != NULL ? t2s_diagnostic_code(diagnostic) : "-----");
            snprintf(ret->message, sizeof(ret->message), "%s", t2s_diagnostic_message(diagnostic));
            ret->place = characters(sql, t2s_diagnostic_position(diagnostic));
        }
    }
    t2s_statement_free(statement);
}

/* Cases that are alike: what was said, without names and numbers. */
struct group {
    char key[340];
    size_t count;
    char *shortest;
    const char *change;
    struct verdict there, here;
};

struct tally {
    const char *name;
    size_t texts, accepted, refused_both, same_code, only_there, only_here;
    size_t placed, same_place, same_message;
    struct {
        char code[6];
        size_t there, both, same, only_here;
    } codes[CODES];
    size_t code_count;
    struct group groups[GROUPS];
    size_t group_count;
};

static size_t code_index(struct tally *tally, const char *code)
{
    size_t i = 0;

    while (i < tally->code_count && strcmp(tally->codes[i].code, code) != 0)
        i++;
    if (i == CODES)
        exit(1);
    if (i == tally->code_count) {
        memcpy(tally->codes[i].code, code, 6);
        tally->code_count++;
    }
    return i;
}

static void make_key(char *key, size_t size, const char *kind, const struct verdict *verdict)
{
    size_t used = (size_t)snprintf(key, size, "%s %s ", kind, verdict->code);
    int quoted = 0;

    for (const char *c = verdict->message; *c != '\0' && used + 2 < size; c++) {
        quoted ^= *c == '"';
        if ((!quoted || *c == '"') && (*c < '0' || *c > '9'))
            key[used++] = *c;
    }
    key[used] = '\0';
}

static void remember(struct tally *tally, const char *kind, const struct verdict *by, const char *sql, const char *change,
                     const struct verdict *there, const struct verdict *here)
{
    char key[340];
    size_t i = 0;

    make_key(key, sizeof(key), kind, by);
    while (i < tally->group_count && strcmp(tally->groups[i].key, key) != 0)
        i++;
    if (i == GROUPS)
        return;
    tally->group_count += i == tally->group_count;
    memcpy(tally->groups[i].key, key, sizeof(key));
    if (tally->groups[i].count++ != 0 && strlen(tally->groups[i].shortest) <= strlen(sql))
        return;
    free(tally->groups[i].shortest);
    tally->groups[i].shortest = strdup(sql);
    tally->groups[i].change = change;
    tally->groups[i].there = *there;
    tally->groups[i].here = *here;
}

static void compare(struct tally *tally, const char *sql, const char *change, const struct verdict *there, const struct verdict *here)
{
    int is_refused_there = there->code[0] != '\0', is_refused_here = here->code[0] != '\0';

    tally->texts++;
    if (is_refused_there) {
        size_t i = code_index(tally, there->code);

        tally->codes[i].there++;
        tally->codes[i].both += (size_t)is_refused_here;
        tally->codes[i].same += strcmp(there->code, here->code) == 0;
        tally->refused_both += (size_t)is_refused_here;
        tally->same_code += strcmp(there->code, here->code) == 0;
        tally->only_there += !is_refused_here;
        if (strcmp(there->code, here->code) == 0) {
            tally->placed += there->place >= 0;
            tally->same_place += there->place >= 0 && there->place == here->place;
            tally->same_message += strcmp(there->message, here->message) == 0;
            if (there->place >= 0 && there->place != here->place && getenv("T2S_PLACES") != NULL)
                remember(tally, "OTHER PLACE", there, sql, change, there, here);
        }
        if (!is_refused_here)
            remember(tally, "MISSED", there, sql, change, there, here);
        else if (strcmp(there->code, here->code) != 0)
            remember(tally, "OTHER CODE", there, sql, change, there, here);
        return;
    }
    tally->accepted++;
    if (is_refused_here) {
        tally->only_here++;
        tally->codes[code_index(tally, here->code)].only_here++;
        remember(tally, "FALSE", here, sql, change, there, here);
    }
}

static int by_count(const void *a, const void *b)
{
    const struct group *left = a, *right = b;
    int falseness = (right->key[0] == 'F') - (left->key[0] == 'F'), missing = (right->key[0] == 'M') - (left->key[0] == 'M');

    if (falseness != 0 || missing != 0)
        return falseness != 0 ? falseness : missing;
    return left->count != right->count ? (left->count < right->count ? 1 : -1) : strcmp(left->key, right->key);
}

static void print_groups(struct tally *tally, size_t examples)
{
    size_t listed[3] = {0};

    qsort(tally->groups, tally->group_count, sizeof(tally->groups[0]), by_count);
    for (size_t i = 0; i < tally->group_count; i++) {
        const struct group *group = &tally->groups[i];
        size_t kind = group->key[0] == 'F' ? 0 : group->key[0] == 'M' ? 1 : 2;

        if (listed[kind]++ >= (kind == 0 ? examples * 2 : examples))
            continue;
        printf("\n%s: %zu times%s%s\n", kind == 0 ? "FALSE REJECTION" : kind == 1 ? "MISSED" : strncmp(group->key, "OTHER P", 7) == 0 ? "OTHER PLACE" : "OTHER CODE", group->count,
               group->change != NULL ? ", by: " : "", group->change != NULL ? group->change : "");
        printf("    server: %s %s (%d)\n    here:   %s %s (%d)\n    %s\n", group->there.code[0] != '\0' ? group->there.code : "accepted",
               group->there.message, group->there.place, group->here.code[0] != '\0' ? group->here.code : "accepted", group->here.message,
               group->here.place, group->shortest);
    }
}

static double percent(size_t part, size_t whole)
{
    return whole != 0 ? 100.0 * (double)part / (double)whole : 100.0;
}

static void print_tally(struct tally *tally, size_t examples)
{
    size_t refused = tally->refused_both + tally->only_there;

    printf("\n%s: %zu, accepted by the server %zu, of these rejected here %zu; rejected by the server %zu, of these here %zu (%.2f%%), with the "
           "same SQLSTATE first %zu (%.2f%%)\n",
           tally->name, tally->texts, tally->accepted, tally->only_here, refused, tally->refused_both, percent(tally->refused_both, refused),
           tally->same_code, percent(tally->same_code, refused));
    printf("  of those with the same SQLSTATE: at the same place %zu of %zu, in the same words %zu\n", tally->same_place, tally->placed,
           tally->same_message);
    printf("  SQLSTATE  server    both  same first  only server  only here\n");
    for (size_t i = 0; i < tally->code_count; i++)
        printf("  %s    %8zu%8zu%12zu%13zu%11zu\n", tally->codes[i].code, tally->codes[i].there, tally->codes[i].both, tally->codes[i].same,
               tally->codes[i].there - tally->codes[i].both, tally->codes[i].only_here);
    print_groups(tally, examples);
    fflush(stdout);
}

static struct tally sample = {.name = "sample"};
static struct tally gold = {.name = "accepted statements"}, answers = {.name = "model output"}, mutants = {.name = "changed statements"};

static const char *string(struct json_object *object, const char *key)
{
    struct json_object *value;

    return json_object_object_get_ex(object, key, &value) ? json_object_get_string(value) : NULL;
}

/* The protocol takes one. */
static int is_one_statement(const char *sql)
{
    t2s__scanner scanner;
    size_t start, length;

    t2s__scanner_init(&scanner, sql, strlen(sql));
    return t2s__postgres_next_statement(&scanner, &start, &length) && !t2s__postgres_next_statement(&scanner, &start, &length);
}

static void add_base(struct database *database, const char *sql)
{
    if (!is_one_statement(sql))
        return;
    for (size_t i = 0; i < base_count; i++)
        if (bases[i].database == database && strcmp(bases[i].sql, sql) == 0)
            return;
    if (base_count == BASES)
        exit(1);
    bases[base_count].database = database;
    bases[base_count++].sql = strdup(sql);
}

static void judge_gold(struct json_object *question)
{
    struct json_object *list;
    struct database *database = database_of(string(question, "database"));

    if (!json_object_object_get_ex(question, "gold", &list))
        return;
    for (size_t i = 0; i < json_object_array_length(list); i++) {
        const char *sql = json_object_get_string(json_object_array_get_idx(list, i));
        struct verdict there = {.place = -1}, here;

        judge_here(database, sql, &here);
        compare(&gold, sql, NULL, &there, &here);
        add_base(database, sql);
    }
}

static void judge_answer(struct json_object *answer)
{
    const char *sql = string(answer, "sql"), *sqlstate = string(answer, "sqlstate"), *message = string(answer, "message");
    struct database *database = database_of(string(answer, "database"));
    struct verdict there = {.place = -1}, here;

    if (sqlstate != NULL)
        snprintf(there.code, sizeof(there.code), "%s", sqlstate);
    if (message != NULL)
        snprintf(there.message, sizeof(there.message), "%s", message);
    judge_here(database, sql, &here);
    compare(&answers, sql, NULL, &there, &here);
    if (sqlstate == NULL)
        add_base(database, sql);
}

static void each_line(const char *name, void (*fn)(struct json_object *))
{
    char path[1024];
    size_t length;
    char *text, *rest = NULL;

    snprintf(path, sizeof(path), "%s/postgres/%s", folder, name);
    text = read_file(path, &length);
    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        struct json_object *object = json_tokener_parse(line);

        if (object != NULL)
            fn(object);
        json_object_put(object);
    }
    free(text);
}

/* The statements of the sample, one a line, which the server is asked about, too. */
static void judge_sample(void)
{
    struct database *database = load_database("sample", T2S_BENCH_SAMPLE "/schema.sql");
    size_t length;
    char *text = read_file(T2S_BENCH_SAMPLE "/statements.sql", &length), *rest = NULL;

    for (char *line = strtok_r(text, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
        struct verdict there = {.place = -1}, here;

        if (server_uri != NULL)
            judge_there(database, line, &there);
        judge_here(database, line, &here);
        compare(&sample, line, NULL, &there, &here);
        add_base(database, line);
    }
    free(text);
}

/* One change, and of every fourth text two. */
static const char *change(struct mutator *mutator, const char *sql, char text[MUTANT_MAX])
{
    static char once[MUTANT_MAX];
    const char *name = mutate(mutator, sql, text);

    if (name == NULL || mutator->state % 4 != 0)
        return name;
    memcpy(once, text, strlen(text) + 1);
    if (mutate(mutator, once, text) == NULL)
        memcpy(text, once, strlen(once) + 1);
    return name;
}

static void judge_mutants(size_t count, uint64_t seed)
{
    static char text[MUTANT_MAX];
    struct mutator mutator = {.state = seed * 0x9E3779B97F4A7C15u + 1};

    for (size_t i = 0; i < count && base_count != 0;) {
        const struct base *base = &bases[i % 3 == 0 ? (i * 7919) % base_count : i % sample_count];
        struct verdict there, here;
        const char *name;

        if (strlen(base->sql) > MUTANT_MAX / 2)
            continue;
        mutator.catalog = base->database->catalog;
        name = change(&mutator, base->sql, text);
        if (name == NULL)
            continue;
        i++;
        if (getenv("T2S_TRACE") != NULL)
            fprintf(stderr, "%s\n", text);
        judge_there(base->database, text, &there);
        judge_here(base->database, text, &here);
        compare(&mutants, text, name, &there, &here);
    }
}

static size_t allocations;

static int count_allocation(void)
{
    allocations++;
    return 0;
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* A parse by the parser's own library, and a whole check, of every statement, in turns. */
static void measure(void)
{
    enum { ROUNDS = 9 };
    double parsing = 1e9, checking = 1e9;

    for (int round = 0; round < ROUNDS; round++) {
        double start = now(), middle;

        for (size_t i = 0; i < base_count; i++)
            pg_query_free_protobuf_parse_result(pg_query_parse_protobuf(bases[i].sql));
        middle = now();
        for (size_t i = 0; i < base_count; i++)
            t2s_statement_free(check(bases[i].database, bases[i].sql));
        parsing = middle - start < parsing ? middle - start : parsing;
        checking = now() - middle < checking ? now() - middle : checking;
    }
    t2s__memory_fail = count_allocation;
    for (size_t i = 0; i < base_count; i++)
        t2s_statement_free(check(bases[i].database, bases[i].sql));
    t2s__memory_fail = NULL;
    printf("\n%zu statements: libpg_query's parse %.1f us, whole check %.1f us (%.2f times), %.0f statements a second, %.1f allocations each\n",
           base_count, parsing * 1e6 / (double)base_count, checking * 1e6 / (double)base_count, checking / parsing,
           (double)base_count / checking, (double)allocations / (double)base_count);
}

static void forget(struct tally *tally)
{
    for (size_t i = 0; i < tally->group_count; i++)
        free(tally->groups[i].shortest);
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? (size_t)atol(argv[1]) : 20000, examples = argc > 3 ? (size_t)atol(argv[3]) : 15;
    uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;

    folder = getenv("T2S_DATA");
    if (count != 0)
        server_uri = t2s_test_postgres_start();
    if (t2s_postgres_dialect_new(&dialect) != 0 || t2s_read_only_validator_new(&validators[0]) != 0 ||
        t2s_names_validator_new(&validators[1]) != 0)
        return 1;
    judge_sample();
    sample_count = base_count;
    print_tally(&sample, examples);
    if (folder != NULL) {
        each_line("questions.jsonl", judge_gold);
        print_tally(&gold, examples);
        each_line("model_answers.jsonl", judge_answer);
        print_tally(&answers, examples);
    }
    if (server_uri != NULL) {
        printf("\nseed %llu\n", (unsigned long long)seed);
        judge_mutants(count, seed);
        print_tally(&mutants, examples);
    }
    measure();
    forget(&sample);
    forget(&gold);
    forget(&answers);
    forget(&mutants);
    for (size_t i = 0; i < base_count; i++)
        free(bases[i].sql);
    for (struct database *database = databases; database->name != NULL; database++) {
        t2s_catalog_unref(database->catalog);
        PQfinish(database->connection);
        free(database->schema);
        free(database->name);
    }
    for (int i = 0; i < 2; i++)
        t2s_validator_unref(validators[i]);
    t2s_dialect_unref(dialect);
    return sample.only_here != 0 || gold.only_here != 0 || answers.only_here != 0;
}
