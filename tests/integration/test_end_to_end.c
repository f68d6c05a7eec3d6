/* SPDX-License-Identifier: MIT */
/*
 * Questions through all of it: HTTP to a server that speaks OpenAI's protocol, SQL, a real PostgreSQL, rows; and the rows held
 * against what libpq gives for the same SQL. With the sample shop always; with the public databases where T2S_DATA, or
 * ../shared/data beside the sources, has them.
 */
#include <json-c/json.h>
#include <libpq-fe.h>
#include <string.h>
#include <text2sql.h>
#include <text2sql/sys/loop.h>

#include "support/llm_server.h"
#include "support/postgres.h"
#include "support/suite.h"

static const char *server_uri;

static const char *data_directory(void)
{
    static char path[512];
    const char *given = getenv("T2S_DATA");

    if (given != NULL)
        snprintf(path, sizeof(path), "%s", given);
    else
        source_path(path, sizeof(path), "../shared/data");
    return access(path, R_OK) == 0 ? path : NULL;
}

static void uri_of(const char *database, char ret[512])
{
    snprintf(ret, 512, "postgresql:///%s?host=%s", database, t2s_test_postgres_directory());
    if (strstr(server_uri, "user=") != NULL)
        snprintf(ret + strlen(ret), 512 - strlen(ret), "&user=%s", strstr(server_uri, "user=") + 5);
}

static void load_file(const char *uri, const char *path)
{
    char command[2048];

    snprintf(command, sizeof(command), "psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -f '%s' '%s' >&2", path, uri);
    ck_assert_msg(system(command) == 0, "%s cannot be loaded", path);
}

static void create_database(const char *database, char uri[512])
{
    char sql[256];

    snprintf(sql, sizeof(sql), "CREATE DATABASE \"%s\"", database);
    free(t2s_test_postgres_sql(server_uri, sql));
    uri_of(database, uri);
}

/* A context; a call of the model may take so long. */
static t2s_context *open_context(const char *uri, int port, const char *timeout_ms)
{
    char base_url[64];
    t2s_options *options;
    t2s_provider *provider;
    t2s_context *context;

    snprintf(base_url, sizeof(base_url), "http://127.0.0.1:%d/v1", port);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "base_url", base_url);
    t2s_options_set(options, "timeout_ms", timeout_ms);
    ck_assert_int_eq(t2s_openai_provider_new(options, &provider, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "row_limit", "0");
    t2s_options_set(options, "timeout_ms", "600000");
    ck_assert_int_eq(t2s_context_new(options, &context, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_context_set_provider(context, provider), 0);
    t2s_provider_unref(provider);
    ck_assert_int_eq(t2s_context_use_database(context, uri, NULL), 0);
    return context;
}

/* One row as one text; the order of rows is the server's to choose unless the SQL says so. */
static char *row_text(const char *const *values, int columns)
{
    size_t length = 1;
    char *text;

    for (int i = 0; i < columns; i++)
        length += (values[i] != NULL ? strlen(values[i]) : 4) + 1;
    text = calloc(1, length);
    for (int i = 0; i < columns; i++) {
        strcat(text, values[i] != NULL ? values[i] : "\x01");
        strcat(text, "\x02");
    }
    return text;
}

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* What psql would show, in a form to compare. */
static const char *shown(const t2s_result *result, size_t row, size_t column)
{
    const char *value = t2s_result_value(result, row, column, NULL);

    if (value != NULL && t2s_result_column_kind(result, column) == T2S_VALUE_BOOL)
        return strcmp(value, "true") == 0 ? "t" : "f";
    return value;
}

static void expect_same_rows(const t2s_result *result, const char *uri, const char *sql)
{
    PGconn *connection = PQconnectdb(uri);
    PGresult *expected = PQexec(connection, sql);
    int rows = PQntuples(expected);
    int columns = PQnfields(expected);
    char **ours = calloc((size_t)rows + 1, sizeof(*ours));
    char **theirs = calloc((size_t)rows + 1, sizeof(*theirs));
    const char *values[256];

    ck_assert_msg(PQresultStatus(expected) == PGRES_TUPLES_OK, "%s: %s", PQerrorMessage(connection), sql);
    ck_assert_int_eq((int)t2s_result_row_count(result), rows);
    ck_assert_int_eq((int)t2s_result_column_count(result), columns);
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < columns; c++)
            values[c] = PQgetisnull(expected, r, c) ? NULL : PQgetvalue(expected, r, c);
        theirs[r] = row_text(values, columns);
        for (int c = 0; c < columns; c++)
            values[c] = shown(result, (size_t)r, (size_t)c);
        ours[r] = row_text(values, columns);
    }
    for (int c = 0; c < columns; c++)
        ck_assert_str_eq(t2s_result_column_name(result, (size_t)c), PQfname(expected, c));
    qsort(ours, (size_t)rows, sizeof(*ours), compare_texts);
    qsort(theirs, (size_t)rows, sizeof(*theirs), compare_texts);
    for (int r = 0; r < rows; r++) {
        ck_assert_msg(strcmp(ours[r], theirs[r]) == 0, "row %d differs: %s\nours:   %s\ntheirs: %s", r, sql, ours[r], theirs[r]);
        free(ours[r]);
        free(theirs[r]);
    }
    free(ours);
    free(theirs);
    PQclear(expected);
    PQfinish(connection);
}

static void expect_answer(t2s_context *context, const char *uri, const char *question, const char *sql)
{
    t2s_answer *answer;
    t2s_error *error = NULL;
    int code = t2s_ask_sync(context, question, NULL, &answer, &error);

    ck_assert_msg(code == 0, "%s\n%s\n%s: %s", question, sql, t2s_error_name(code), t2s_error_message(error));
    ck_assert_msg(t2s_answer_outcome(answer) == T2S_OUTCOME_ANSWERED, "%s\n%s\nrefused by %s", question, sql,
                  t2s_answer_refused_by(answer));
    ck_assert_uint_eq(t2s_answer_counter(answer, T2S_COUNTER_PROVIDER_CALLS), 1);
    expect_same_rows(t2s_answer_result(answer), uri, sql);
    t2s_answer_unref(answer);
}

static const char *text_of(struct json_object *object, const char *name)
{
    struct json_object *value;

    return json_object_object_get_ex(object, name, &value) ? json_object_get_string(value) : NULL;
}

START_TEST(the_questions_of_the_shop_get_the_rows_of_the_server)
{
    char path[512];
    char uri[512];
    struct llm_server server;
    struct json_object *script;
    struct json_object *replies;
    t2s_context *context;
    int answered = 0;

    create_database("shop", uri);
    load_file(uri, source_path(path, sizeof(path), "examples/shop/schema.sql"));
    load_file(uri, source_path(path, sizeof(path), "examples/shop/data.sql"));
    script = json_object_from_file(source_path(path, sizeof(path), "examples/shop/replies.json"));
    ck_assert(json_object_object_get_ex(script, "replies", &replies));
    llm_server_start(&server, json_object_to_json_string(script));
    context = open_context(uri, server.port, "200000");
    json_object_object_foreach(replies, question, step)
    {
        struct json_object *reply;

        if (!json_object_object_get_ex(step, "reply", &reply) || strcmp(text_of(reply, "outcome"), "answer") != 0)
            continue;
        if (strncmp(text_of(reply, "sql"), "SELECT", 6) != 0 && strncmp(text_of(reply, "sql"), "WITH", 4) != 0)
            continue; /* the one that is to be refused */
        expect_answer(context, uri, question, text_of(reply, "sql"));
        answered++;
    }
    ck_assert_int_ge(answered, 5);
    t2s_context_free(context);
    llm_server_stop(&server);
    json_object_put(script);
}
END_TEST

/* Every fault of the endpoint is one completion, typed, in time. */
START_TEST(faults_of_the_endpoint_end_the_question_once_and_typed)
{
    static const struct {
        const char *step;
        int code;
    } faults[] = {
        {"{\"status\": 500, \"error\": {\"message\": \"overloaded\"}}", T2S_E_SERVER},
        {"{\"status\": 503, \"headers\": {\"Content-Type\": \"text/html\"}, \"body\": \"<h1>down</h1>\"}", T2S_E_SERVER},
        {"{\"fault\": \"garbage\"}", T2S_E_PROTOCOL},
        {"{\"fault\": \"cut_body\"}", T2S_E_CONNECT},
        {"{\"fault\": \"reset\"}", T2S_E_CONNECT},
        {"{\"fault\": \"silence\"}", T2S_E_TIMEOUT},
        {"{\"fault\": \"silence_body\"}", T2S_E_TIMEOUT},
        {"{\"fault\": \"slow\"}", T2S_E_TIMEOUT},
        {"{\"body\": \"not json\"}", T2S_E_PROTOCOL},
        {"{\"choices\": []}", T2S_E_PROTOCOL},
        {"{\"fault\": \"refused\"}", T2S_E_CONNECT},
    };
    char uri[512];

    create_database("faults", uri);
    free(t2s_test_postgres_sql(uri, "CREATE TABLE t (a integer)"));
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        char script[512];
        struct llm_server server;
        t2s_context *context;
        t2s_answer *answer;
        int code;

        snprintf(script, sizeof(script), "{\"default\": %s}", faults[i].step);
        llm_server_start(&server, script);
        context = open_context(uri, server.port, faults[i].code == T2S_E_TIMEOUT ? "1500" : "200000");
        code = t2s_ask_sync(context, "How many?", NULL, &answer, NULL);
        ck_assert_msg(code == faults[i].code, "%s: %s, %s", faults[i].step, t2s_error_name(code),
                      t2s_error_message(t2s_answer_error(answer)));
        ck_assert_int_eq(t2s_error_stage(t2s_answer_error(answer)), T2S_STAGE_PROVIDER);
        t2s_answer_unref(answer);
        t2s_context_free(context);
        llm_server_stop(&server);
    }
}
END_TEST

/* The public databases. */

struct corpus {
    char database[64];
    char uri[512];
    t2s_context *context;
    struct llm_server server;
    int asked;
};

static struct json_object *first_gold(struct json_object *question)
{
    struct json_object *gold;

    if (!json_object_get_boolean(json_object_object_get(question, "answerable")) ||
        !json_object_object_get_ex(question, "gold", &gold) || json_object_array_length(gold) == 0)
        return NULL;
    return json_object_array_get_idx(gold, 0);
}

/* A script with the gold SQL of every question of a database. */
static struct json_object *script_of(struct json_object *const *questions, size_t count, const char *database)
{
    struct json_object *script = json_object_new_object();
    struct json_object *replies = json_object_new_object();

    json_object_object_add(script, "replies", replies);
    for (size_t i = 0; i < count; i++)
        if (strcmp(text_of(questions[i], "database"), database) == 0 && first_gold(questions[i]) != NULL) {
            struct json_object *step = json_object_new_object();

            json_object_object_add(step, "sql", json_object_get(first_gold(questions[i])));
            json_object_object_add(replies, text_of(questions[i], "question"), step);
        }
    return script;
}

static void open_corpus(struct corpus *corpus, const char *data, const char *database, struct json_object *script)
{
    char path[1024];

    memset(corpus, 0, sizeof(*corpus));
    snprintf(corpus->database, sizeof(corpus->database), "%s", database);
    create_database(database, corpus->uri);
    snprintf(path, sizeof(path), "%s/postgres/%s/schema.sql", data, database);
    load_file(corpus->uri, path);
    snprintf(path, sizeof(path), "%s/postgres/%s/comments.sql", data, database);
    load_file(corpus->uri, path);
    llm_server_start(&corpus->server, json_object_to_json_string(script));
    corpus->context = open_context(corpus->uri, corpus->server.port, "200000");
}

static void close_corpus(struct corpus *corpus)
{
    printf("%s: %d questions\n", corpus->database, corpus->asked);
    t2s_context_free(corpus->context);
    llm_server_stop(&corpus->server);
}

static size_t read_questions(const char *data, struct json_object **questions, size_t most)
{
    char path[1024];
    char *line = NULL;
    size_t size = 0;
    size_t count = 0;
    FILE *file;

    snprintf(path, sizeof(path), "%s/postgres/questions.jsonl", data);
    file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    while (count < most && getline(&line, &size, file) > 0)
        if ((questions[count] = json_tokener_parse(line)) != NULL)
            count++;
    free(line);
    fclose(file);
    return count;
}

START_TEST(the_questions_of_the_public_databases_get_the_rows_of_the_server)
{
    static const char *const databases[] = {"defog_academic", "defog_advising",  "defog_broker",
                                            "defog_car_dealership", "defog_geography", "defog_restaurants"};
    const char *data = data_directory();
    struct json_object *questions[2000];
    size_t count;

    count = read_questions(data, questions, sizeof(questions) / sizeof(questions[0]));
    for (size_t d = 0; d < sizeof(databases) / sizeof(databases[0]); d++) {
        struct json_object *script = script_of(questions, count, databases[d]);
        struct corpus corpus;

        open_corpus(&corpus, data, databases[d], script);
        for (size_t i = 0; i < count; i++)
            if (strcmp(text_of(questions[i], "database"), databases[d]) == 0 && first_gold(questions[i]) != NULL) {
                expect_answer(corpus.context, corpus.uri, text_of(questions[i], "question"),
                              json_object_get_string(first_gold(questions[i])));
                corpus.asked++;
            }
        ck_assert_int_gt(corpus.asked, 20);
        close_corpus(&corpus);
        json_object_put(script);
    }
    for (size_t i = 0; i < count; i++)
        json_object_put(questions[i]);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_questions_of_the_shop_get_the_rows_of_the_server,
                                  faults_of_the_endpoint_end_the_question_once_and_typed,
                                  the_questions_of_the_public_databases_get_the_rows_of_the_server};

    size_t count = sizeof(tests) / sizeof(tests[0]);

    server_uri = t2s_test_postgres_start();
    if (server_uri == NULL)
        return 77;
    if (data_directory() == NULL) { /* the last test is then not run, and not counted as passed */
        printf("the public databases are not here: set T2S_DATA to test with them\n");
        count--;
    }
    llm_server_prepare();
    return suite_run("end to end", tests, count, NULL, NULL);
}
