/* SPDX-License-Identifier: MIT */
/*
 * The queries of TPC-H as the model's replies: each of them is planned by the server, held against what the analysis saw in it, run,
 * and its rows are those that the benchmark has for data of this size.
 */
#include "support/presto_ask.h"

static char *file_of(int number, const char *ending)
{
    char name[64];
    char path[512];
    char *text;

    snprintf(name, sizeof(name), "tests/integration/tpch/%02d.%s", number, ending);
    text = read_whole_file(source_path(path, sizeof(path), name));
    ck_assert_msg(text[0] != '\0', "%s cannot be read", path);
    return text;
}

/* One array a line. */
static struct json_object *rows_of(int number)
{
    char *text = file_of(number, "rows");
    struct json_object *rows = json_object_new_array();

    for (char *line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n"))
        json_object_array_add(rows, json_tokener_parse(line));
    free(text);
    return rows;
}

static void expect_queries(int first, int last)
{
    char uri[256];
    char *sql[23] = {NULL};
    struct llm_server server;
    t2s_context *context;

    for (int i = first; i <= last; i++)
        sql[i - first] = file_of(i, "sql");
    model_start(&server, (const char *const *)sql);
    context = context_open(&server, test_presto_uri("tester", "tpch/tiny?statistics_tables=0&functions=0", uri), NULL);
    for (int i = first; i <= last; i++) {
        char question[256];
        struct json_object *rows = rows_of(i);
        t2s_answer *answer;

        snprintf(question, sizeof(question), "%.*s", (int)strcspn(sql[i - first] + 3, "\n"), sql[i - first] + 3);
        answer = ask_for_rows(context, question, (const char *const[]){"dry_run", "1", NULL});
        ck_assert_msg(t2s_answer_counter(answer, T2S_COUNTER_PROVIDER_CALLS) == 1, "%d was sent back: %s", i, sql[i - first]);
        expect_rows(t2s_answer_result(answer), rows, question);
        t2s_answer_unref(answer);
        json_object_put(rows);
        free(sql[i - first]);
    }
    t2s_context_free(context);
    llm_server_stop(&server);
}

START_TEST(the_queries_from_1_to_8_have_their_rows)
{
    expect_queries(1, 8);
}
END_TEST

START_TEST(the_queries_from_9_to_15_have_their_rows)
{
    expect_queries(9, 15);
}
END_TEST

START_TEST(the_queries_from_16_to_22_have_their_rows)
{
    expect_queries(16, 22);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_queries_from_1_to_8_have_their_rows, the_queries_from_9_to_15_have_their_rows,
                                  the_queries_from_16_to_22_have_their_rows};

    if (!test_presto_there())
        return 77;
    return suite_run("presto_tpch", tests, sizeof(tests) / sizeof(tests[0]), NULL, NULL);
}
