/* SPDX-License-Identifier: MIT */
/* Reading knowledge: whatever is wrong is said with its line and column, all of it at once. */
#include <stdlib.h>
#include <unistd.h>

#include <text2sql/knowledge.h>

#include "knowledge/knowledge.h"
#include "sample_catalog.h"
#include "util/memory.h"

static t2s_knowledge_report *report;

static void tear_down(void)
{
    t2s_knowledge_report_free(report);
    report = NULL;
}

static int read_text(const char *text, t2s_knowledge **ret_knowledge)
{
    tear_down();
    return t2s_knowledge_new_from_text(text, strlen(text), ret_knowledge, &report, NULL);
}

static t2s_knowledge *good(const char *text)
{
    t2s_knowledge *knowledge = NULL;

    ck_assert_int_eq(read_text(text, &knowledge), 0);
    ck_assert_ptr_null(report);
    return knowledge;
}

static const struct {
    const char *text;
    int line;
    int column;
    const char *code;
    const char *message; /* a part of it */
    const char *hint;    /* a part of it; NULL: there is none */
} cases[] = {
    /* JSON */
    {"", 1, 1, "syntax", "the text ends here", NULL},
    {"{\"tables\": {}", 1, 14, "syntax", "\",\" or \"}\" is missing", NULL},
    {"{\n  'tables': {}}", 2, 3, "syntax", "before a single quote", "double quotes"},
    {"{\n  // none\n}", 2, 3, "syntax", "before \"/\"", "no comments"},
    {"{\"tables\": {},}", 1, 15, "syntax", "a member's name in double quotes", NULL},
    {"{\"joins\": [,]}", 1, 12, "syntax", "a value is missing before \",\"", NULL},
    {"{\"joins\" []}", 1, 10, "syntax", "\":\" is missing", NULL},
    {"{} {}", 1, 4, "syntax", "goes on behind its end", NULL},
    {"{\"a\": \"x\n\"}", 1, 9, "syntax", "a control character", "\\n"},
    {"{\"a\": \"\\q\"}", 1, 8, "syntax", "an escape", "\\\\"},
    {"{\"a\": \"\\u12x4\"}", 1, 8, "syntax", "four hexadecimal digits", NULL},
    {"{\"a\": \"\\ud800\"}", 1, 8, "syntax", "surrogate", NULL},
    {"{\"a\": \"\\u0000\"}", 1, 8, "syntax", "NUL", NULL},
    {"{\"a\":\n \"never ends}", 2, 2, "syntax", "does not end", NULL},
    {"{\"a\": tru}", 1, 7, "syntax", "a value is missing", NULL},
    {"{\"a\": -}", 1, 7, "syntax", "no number", NULL},
    {"{\"\xC3\xA4\xC3\xB6\": \"\xFF\"}", 1, 9, "syntax", "not UTF-8", "UTF-8"},
    {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", 1, 33, "syntax", "too deeply", NULL},
    /* members */
    {"[]", 1, 1, "type", "an object is expected here, not an array", NULL},
    {"{\"tabels\": {}}", 1, 2, "unknown_member", "\"tabels\" is not known", "did you mean \"tables\"?"},
    {"{\"glossary\": {}}", 1, 2, "unknown_member", "\"glossary\" is not known", "known here: tables, metrics, joins, examples"},
    {"{\"tables\": {},\n \"tables\": {}}", 2, 2, "duplicate", "for the second time", NULL},
    {"{\"tables\": []}", 1, 12, "type", "an object with a member for each table is expected here, not an array", NULL},
    {"{\"tables\": {\"t\": null}}", 1, 18, "type", "an object is expected here, not null", NULL},
    {"{\"tables\": {\"t\": {\"hidden\": \"yes\"}}}", 1, 29, "type", "true or false is expected here, not a string", NULL},
    {"{\"tables\": {\"t\": {\"synonym\": []}}}", 1, 19, "unknown_member", "\"synonym\"", "did you mean \"synonyms\"?"},
    {"{\"tables\": {\"t\": {\"synonyms\": \"x\"}}}", 1, 31, "type", "an array of strings", NULL},
    {"{\"tables\": {\"t\": {\"synonyms\": [\"x\", 1]}}}", 1, 37, "type", "a string is expected here, not a number", NULL},
    {"{\"tables\": {\"t\": {\"synonyms\": [\"?!\"]}}}", 1, 32, "empty", "has no words", NULL},
    {"{\"tables\": {\"t\": {\"description\": \" \"}}}", 1, 34, "empty", "says nothing", NULL},
    {"{\"tables\": {\"t\": {\"columns\": {\"c\": {\"typ\": 1}}}}}", 1, 37, "unknown_member", "\"typ\"",
     "known here: description, synonyms"},
    {"{\"metrics\": {}}", 1, 13, "type", "an array of metrics", NULL},
    {"{\"metrics\": [{\"name\": \"m\", \"sql\": \"1\"}]}", 1, 14, "missing", "\"tables\" is missing", NULL},
    {"{\"metrics\": [{\"name\": \"m\", \"tables\": \"t\"}]}", 1, 14, "missing", "\"sql\" is missing", NULL},
    {"{\"joins\": [{\"from\": \"a.b\"}]}", 1, 12, "missing", "\"to\" is missing", NULL},
    {"{\"joins\": [{\"from\": [\"a.b\", \"a.c\"], \"to\": \"d.e\"}]}", 1, 12, "join", "2 columns on one side and 1", NULL},
    {"{\"joins\": [{\"from\": \"a.b\", \"to\": \"c.d\", \"nevr\": true}]}", 1, 41, "unknown_member", "\"nevr\"",
     "did you mean \"never\"?"},
    {"{\"examples\": [{\"question\": \"q\"}]}", 1, 15, "missing", "\"sql\" is missing", NULL},
    {"{\"examples\": [\"q\"]}", 1, 15, "type", "an object is expected here, not a string", NULL},
};

START_TEST(every_mistake_is_told_with_its_place)
{
    t2s_knowledge *knowledge = NULL;
    const t2s_diagnostic *problem;

    ck_assert_int_eq(read_text(cases[_i].text, &knowledge), T2S_E_SYNTAX);
    ck_assert_ptr_null(knowledge);
    ck_assert_uint_eq(t2s_knowledge_report_total(report), 1);
    problem = t2s_knowledge_report_problem(report, 0);
    ck_assert_str_eq(t2s_diagnostic_code(problem), cases[_i].code);
    ck_assert_msg(strstr(t2s_diagnostic_message(problem), cases[_i].message) != NULL, "%s", t2s_diagnostic_message(problem));
    ck_assert_int_eq(t2s_diagnostic_line(problem), cases[_i].line);
    ck_assert_int_eq(t2s_diagnostic_column(problem), cases[_i].column);
    ck_assert_int_eq(t2s_diagnostic_severity(problem), T2S_SEVERITY_ERROR);
    if (cases[_i].hint == NULL)
        ck_assert_ptr_null(t2s_diagnostic_hint(problem));
    else
        ck_assert_msg(strstr(t2s_diagnostic_hint(problem), cases[_i].hint) != NULL, "%s", t2s_diagnostic_hint(problem));
}
END_TEST

START_TEST(all_mistakes_are_told_at_once)
{
    static const char text[] = "{\n"
                               "  \"tables\": {\"t\": {\"hiden\": true}},\n"
                               "  \"joins\": 7,\n"
                               "  \"examples\": [{\"question\": \"q\"}, {\"question\": \"q\", \"sql\": \"\"}]\n"
                               "}\n";
    t2s_knowledge *knowledge;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_knowledge_new_from_text(text, strlen(text), &knowledge, &report, &error), T2S_E_SYNTAX);
    ck_assert_uint_eq(t2s_knowledge_report_count(report), 4);
    ck_assert_int_eq(t2s_diagnostic_line(t2s_knowledge_report_problem(report, 0)), 2);
    ck_assert_int_eq(t2s_diagnostic_line(t2s_knowledge_report_problem(report, 1)), 3);
    ck_assert_int_eq(t2s_diagnostic_line(t2s_knowledge_report_problem(report, 2)), 4);
    ck_assert_int_eq(t2s_diagnostic_column(t2s_knowledge_report_problem(report, 3)), 60);
    ck_assert_ptr_null(t2s_knowledge_report_problem(report, 4));
    ck_assert_int_eq(t2s_error_line(error), 2);
    ck_assert_int_eq(t2s_error_column(error), 20);
    ck_assert_msg(strstr(t2s_error_message(error), "and 3 more problems") != NULL, "%s", t2s_error_message(error));
    t2s_error_unref(error);
}
END_TEST

START_TEST(endless_mistakes_are_counted_and_the_first_hundred_kept)
{
    size_t count = 1000;
    char *text = malloc(count * 8 + 64);
    t2s_knowledge *knowledge;
    size_t length = 0;

    length += (size_t)sprintf(text, "{\"examples\": [");
    for (size_t i = 0; i < count; i++)
        length += (size_t)sprintf(text + length, "%s7\n", i != 0 ? "," : "");
    sprintf(text + length, "]}");
    ck_assert_int_eq(read_text(text, &knowledge), T2S_E_SYNTAX);
    ck_assert_uint_eq(t2s_knowledge_report_total(report), count);
    ck_assert_uint_eq(t2s_knowledge_report_count(report), 100);
    free(text);
}
END_TEST

START_TEST(what_a_file_says_is_read)
{
    t2s_knowledge *knowledge =
        good("\xEF\xBB\xBF{\n"
             "\"tables\": {\"orders\": {\"description\": \"d\\u00e4\\n\\ud83d\\ude00\", \"synonyms\": [\"sales\", \"deals\"],\n"
             "  \"columns\": {\"state\": {\"hidden\": true}}}, \"x\": {}},\n"
             "\"metrics\": [{\"name\": \"revenue\", \"sql\": \"sum(price)\", \"tables\": [\"products\"]}],\n"
             "\"joins\": [{\"from\": \"a.b\", \"to\": [\"c.d\"], \"never\": true}],\n"
             "\"examples\": [{\"question\": \"How many?\", \"sql\": \"SELECT 1\"}]}");

    ck_assert_uint_eq(knowledge->table_count, 2);
    ck_assert_str_eq(knowledge->tables[0].name.text, "orders");
    ck_assert_uint_eq(knowledge->tables[0].name.place.line, 2);
    ck_assert_uint_eq(knowledge->tables[0].name.place.column, 12);
    ck_assert_str_eq(knowledge->tables[0].description.text, "d\xC3\xA4\n\xF0\x9F\x98\x80");
    ck_assert_uint_eq(knowledge->tables[0].synonyms.count, 2);
    ck_assert_str_eq(knowledge->tables[0].synonyms.items[1].text, "deals");
    ck_assert_uint_eq(knowledge->tables[0].column_count, 1);
    ck_assert_int_eq(knowledge->tables[0].columns[0].hidden, 1);
    ck_assert_uint_eq(knowledge->metric_count, 1);
    ck_assert_str_eq(knowledge->metrics[0].tables.items[0].text, "products");
    ck_assert_uint_eq(knowledge->join_count, 1);
    ck_assert_int_eq(knowledge->joins[0].never, 1);
    ck_assert_uint_eq(knowledge->example_count, 1);
    ck_assert_str_eq(knowledge->examples[0].sql.text, "SELECT 1");
    t2s_knowledge_unref(knowledge);
}
END_TEST

START_TEST(knowledge_may_be_empty)
{
    t2s_knowledge_unref(good("{}"));
    t2s_knowledge_unref(good(" {\"tables\": {}, \"metrics\": [], \"joins\": [], \"examples\": []} \n"));
}
END_TEST

START_TEST(a_file_that_is_not_there_is_an_input_error)
{
    t2s_knowledge *knowledge;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s_knowledge_new_from_file("/nonexistent/knowledge.json", &knowledge, &report, &error), T2S_E_IO);
    ck_assert_ptr_null(report);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "/nonexistent/knowledge.json"));
    t2s_error_unref(error);
    ck_assert_int_eq(t2s_knowledge_new_from_file("/", &knowledge, NULL, NULL), T2S_E_IO);
    ck_assert_int_eq(t2s_knowledge_new_from_file(NULL, &knowledge, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_knowledge_new_from_text(NULL, 0, &knowledge, NULL, NULL), T2S_E_INVALID);
}
END_TEST

START_TEST(a_file_of_ten_megabytes_is_read)
{
    const size_t count = 60000;
    char path[] = "/tmp/t2s_knowledge_XXXXXX";
    int descriptor = mkstemp(path);
    FILE *file = fdopen(descriptor, "w");
    t2s_knowledge *knowledge;

    ck_assert_ptr_nonnull(file);
    fputs("{\"examples\": [", file);
    for (size_t i = 0; i < count; i++)
        fprintf(file,
                "%s\n{\"question\": \"What is the number %zu of all the things that somebody might want to know about?\", \"sql\": "
                "\"SELECT name\\nFROM public.customers\\nWHERE id = %zu AND email IS NOT NULL\"}",
                i != 0 ? "," : "", i, i);
    fputs("\n]}\n", file);
    ck_assert_int_gt(ftell(file), 10000000);
    fclose(file);
    ck_assert_int_eq(t2s_knowledge_new_from_file(path, &knowledge, NULL, NULL), 0);
    ck_assert_uint_eq(knowledge->example_count, count);
    ck_assert_uint_eq(knowledge->examples[count - 1].sql.place.line, count + 1);
    t2s_knowledge_unref(knowledge);
    unlink(path);
}
END_TEST

START_TEST(what_is_too_large_is_refused)
{
    t2s_knowledge *knowledge;

    ck_assert_int_eq(t2s_knowledge_new_from_text("{}", (size_t)T2S_KNOWLEDGE_MAX + 1, &knowledge, &report, NULL), T2S_E_TOO_LARGE);
    ck_assert_ptr_null(report);
}
END_TEST

static int left;

static int fail_in_turn(void)
{
    return left-- == 0;
}

static int read_failing(const char *text, int nth)
{
    t2s_knowledge *knowledge = NULL;
    int code;

    tear_down();
    left = nth;
    t2s__memory_fail = fail_in_turn;
    code = t2s_knowledge_new_from_text(text, strlen(text), &knowledge, &report, NULL);
    t2s__memory_fail = NULL;
    if (code != 0)
        ck_assert_ptr_null(knowledge);
    t2s_knowledge_unref(knowledge);
    return code;
}

START_TEST(memory_that_runs_out_is_an_error_wherever_it_happens)
{
    static const char *const texts[] = {
        "{\"tables\": {\"t\": {\"synonyms\": [\"a\"], \"columns\": {\"c\": {}}}}, \"metrics\": [{\"name\": \"m\", \"sql\": \"1\", "
        "\"tables\": "
        "\"t\"}], \"joins\": [{\"from\": \"a.b\", \"to\": \"c.d\"}], \"examples\": [{\"question\": \"q\", \"sql\": \"s\"}]}",
        "{\"tabels\": {}}",
    };
    const int expected = _i == 0 ? 0 : T2S_E_SYNTAX;
    int code = T2S_E_NOMEM;
    int nth = 0;

    for (; code == T2S_E_NOMEM; nth++)
        code = read_failing(texts[_i], nth);
    ck_assert_int_eq(code, expected);
    ck_assert_int_gt(nth, 4);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("knowledge");

    tcase_add_checked_fixture(tests, NULL, tear_down);
    tcase_add_loop_test(tests, every_mistake_is_told_with_its_place, 0, sizeof(cases) / sizeof(cases[0]));
    tcase_add_test(tests, all_mistakes_are_told_at_once);
    tcase_add_test(tests, endless_mistakes_are_counted_and_the_first_hundred_kept);
    tcase_add_test(tests, what_a_file_says_is_read);
    tcase_add_test(tests, knowledge_may_be_empty);
    tcase_add_test(tests, a_file_that_is_not_there_is_an_input_error);
    tcase_add_test(tests, a_file_of_ten_megabytes_is_read);
    tcase_add_test(tests, what_is_too_large_is_refused);
    tcase_add_loop_test(tests, memory_that_runs_out_is_an_error_wherever_it_happens, 0, 2);
    return sample_main("knowledge", tests);
}
