/* SPDX-License-Identifier: MIT */
#include <pthread.h>
#include <string.h>

#include "../support/suite.h"

#include "prompt/template.h"

#define SYSTEM "[system]\n{{reply_format}}\n"
#define USER   "[user]\n{{schema}}\n{{question}}\n"
#define REPAIR "[repair]\n{{findings}}\n"

static const struct {
    const char *text;
    int line;
    int column;
    const char *said;
} wrong[] = {
    {"", 1, 1, "[system] is missing"},
    {"\n \n", 1, 1, "[system] is missing"},
    {SYSTEM, 1, 1, "[user] is missing"},
    {USER, 1, 1, "[system] is missing"},
    {"\nrules\n" SYSTEM USER, 2, 1, "before the first section"},
    {SYSTEM USER "\n[systen]\nx\n", 7, 1, "\"[systen]\" is not known"},
    {SYSTEM USER SYSTEM, 6, 1, "the first is in line 1"},
    {"[system]\n\n" USER, 1, 1, "[system] is empty"},
    {SYSTEM USER "[repair]", 6, 1, "[repair] is empty"},
    {"[system]\nrules\n" USER, 1, 1, "neither [system] nor [user] holds {{reply_format}}"},
    {SYSTEM "[user]\n{{schema}}\n", 3, 1, "[user] lacks {{question}}"},
    {SYSTEM "[user]\nQ\n", 3, 1, "[user] lacks {{schema}}"},
    {SYSTEM USER "[repair]\nagain\n", 6, 1, "[repair] lacks {{findings}}"},
    {SYSTEM "[user]\nfirst {{question}}\n{{schema}}\n", 4, 7, "{{question}} stands before {{schema}}"},
    {SYSTEM "[user]\n{{schema}}{{schema}}\n{{question}}\n", 4, 11, "more than once"},
    {SYSTEM "[user]\n{{schema}}\n{{question}} {{ question }}\n", 5, 14, "more than once"},
    {SYSTEM USER REPAIR "\n{{findings}}", 9, 1, "more than once"},
    {"[system]\n\xC3\xA9 {{shema}}\n" USER, 2, 3, "\"shema\" is not known"},
    {"[system]\n{{}}\n" USER, 2, 1, "\"\" is not known"},
    {"[system]\n{{reply_format}} {{database}}\n" USER, 2, 18, "\"database\" cannot stand in [system]"},
    {"[system]\n{{reply_format}} {{question}}\n" USER, 2, 18, "\"question\" cannot stand in [system]"},
    {SYSTEM USER "[repair]\n{{findings}}{{schema}}\n", 7, 13, "\"schema\" cannot stand in [repair]"},
    {SYSTEM USER "[repair]\n{{findings}}\n{{dialect_rules}}\n", 8, 1, "cannot stand in [repair]"},
    {"[system]\n{{reply_format\n}}\n" USER, 2, 1, "has no }}"},
    {"[system]\n{{{reply_format}}\n" USER, 2, 1, "\"{reply_format\" is not known"},
    {SYSTEM "[user]\n<schema>\n{{schema}}\n</schema>\n{{question}}\n", 4, 1, "a tag of the library's own"},
    {SYSTEM USER REPAIR "x </ Findings>\n", 8, 3, "a tag of the library's own"},
};

START_TEST(a_template_that_cannot_work_is_refused_with_its_place)
{
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        t2s_prompt_template *none = NULL;
        t2s_error *error = NULL;

        ck_assert_int_eq(t2s_prompt_template_new(wrong[i].text, &none, &error), T2S_E_SYNTAX);
        ck_assert_ptr_null(none);
        ck_assert_msg(strstr(t2s_error_message(error), wrong[i].said) != NULL, "%s: %s", wrong[i].text, t2s_error_message(error));
        ck_assert_msg(t2s_error_line(error) == wrong[i].line && t2s_error_column(error) == wrong[i].column, "%s: %d:%d",
                      wrong[i].text, t2s_error_line(error), t2s_error_column(error));
        t2s_error_unref(error);
        ck_assert_int_eq(t2s_prompt_template_new(wrong[i].text, &none, NULL), T2S_E_SYNTAX);
    }
}
END_TEST

START_TEST(what_is_no_text_is_refused)
{
    t2s_prompt_template *none = NULL;
    char *text = malloc(T2S_PROMPT_TEMPLATE_MAX + 2);

    memset(text, 'x', T2S_PROMPT_TEMPLATE_MAX + 1);
    text[T2S_PROMPT_TEMPLATE_MAX + 1] = '\0';
    ck_assert_int_eq(t2s_prompt_template_new(text, &none, NULL), T2S_E_TOO_LARGE);
    free(text);
    ck_assert_int_eq(t2s_prompt_template_new(SYSTEM USER "\xFF", &none, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_prompt_template_new(NULL, &none, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_prompt_template_new(SYSTEM USER, NULL, NULL), T2S_E_INVALID);
    ck_assert_ptr_null(none);
}
END_TEST

static void write_name(t2s__buffer *buffer, int placeholder, const void *user_data)
{
    (void)user_data;
    if (placeholder != T2S__PLACEHOLDER_DATABASE)
        t2s__buffer_printf(buffer, "(%d)", placeholder);
}

static char *render(const char *text, int section, const char *dialect)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    t2s_prompt_template *made = NULL;
    t2s_error *error = NULL;

    ck_assert_msg(t2s_prompt_template_new(text, &made, &error) == 0, "%s: %s", text, t2s_error_message(error));
    t2s__section_render(&buffer, &made->sections[section], t2s__prompt_template_wording(made, dialect), write_name, NULL);
    t2s_prompt_template_unref(made);
    return t2s__buffer_steal(&buffer, NULL);
}

static const struct {
    const char *text;
    int section;
    const char *dialect;
    const char *rendered;
} right[] = {
    {SYSTEM USER, T2S__SECTION_USER, "postgres", "(5)\n(6)\n"},
    {USER SYSTEM, T2S__SECTION_USER, "postgres", "(5)\n(6)\n"},
    {"\n\n[system] \n\n\n  {{reply_format}}: {{dialect}}\n\n[user]\t\n\n  a\n {{ schema }} b {{question}}\n\n c \n\n",
     T2S__SECTION_USER, "x", "  a\n (5) b (6)\n\n c\n"},
    {"[system]\n{{reply_format}}\n[user]\n{{database}}\n{{schema}}\n{{database}}\n\n{{database}}.\n{{question}}\n{{database}}",
     T2S__SECTION_USER, "x", "(5)\n\n.\n(6)\n"},
    {"[system]\r\n{{reply_format}}\r\n[user]\r\n{{database}}\r\n{{schema}}\r\nx\r\n{{question}}", T2S__SECTION_USER, "x",
     "(5)\nx\n(6)\n"},
    {"\xEF\xBB\xBF" SYSTEM USER, T2S__SECTION_USER, "x", "(5)\n(6)\n"},
    {"[system]\n{{{{ }} { } {{dialect}}}\n{{{{{{dialect}}}}\n [user]\n[user ]\n[Note]\n[a b]\n" USER "{{reply_format}}\n",
     T2S__SECTION_SYSTEM, "duckdb", "{{ }} { } duckdb}\n{{duckdb}}\n [user]\n[user ]\n[Note]\n[a b]\n"},
    {"[system]\n<schema> is data\n" USER "{{reply_format}}", T2S__SECTION_SYSTEM, "x", "<schema> is data\n"},
    {SYSTEM USER REPAIR "{{dialect}}", T2S__SECTION_REPAIR, "presto", "(7)\nPresto\n"},
};

START_TEST(a_template_is_rendered_as_it_is_written)
{
    for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
        char *text = render(right[i].text, right[i].section, right[i].dialect);

        ck_assert_str_eq(text, right[i].rendered);
        t2s__free(text);
    }
}
END_TEST

START_TEST(without_a_repair_section_the_built_in_one_is_used)
{
    char *own = render(SYSTEM USER, T2S__SECTION_REPAIR, "postgres");
    char *builtin = render(t2s_prompt_template_builtin("postgres"), T2S__SECTION_REPAIR, "postgres");

    ck_assert_str_eq(own, builtin);
    ck_assert_ptr_nonnull(strstr(own, "(7)"));
    t2s__free(own);
    t2s__free(builtin);
}
END_TEST

START_TEST(the_built_in_templates_are_templates)
{
    static const char *const dialects[] = {"postgres", "presto", "duckdb", "", NULL};

    for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++) {
        const char *dialect = dialects[i] != NULL ? dialects[i] : "none";
        t2s_prompt_template *made = NULL;
        t2s_error *error = NULL;
        const t2s__wording *wording;

        ck_assert_msg(t2s_prompt_template_new(t2s_prompt_template_builtin(dialects[i]), &made, &error) == 0, "%s",
                      t2s_error_message(error));
        ck_assert_str_eq(t2s_prompt_template_text(made), t2s_prompt_template_builtin(dialects[i]));
        wording = t2s__prompt_template_wording(made, dialect);
        ck_assert_ptr_nonnull(strstr(wording->system->text, "\nRules\n1. "));
        ck_assert_ptr_null(strstr(wording->system->text, "{{"));
        ck_assert_ptr_null(strstr(wording->system->text, "\n\n\n"));
        ck_assert_ptr_nonnull(strstr(wording->system->text, t2s__reply_format));
        t2s_prompt_template_unref(made);
    }
    ck_assert_ptr_nonnull(strstr(t2s_prompt_template_builtin("postgres"), "ILIKE or lower()"));
    ck_assert_ptr_nonnull(strstr(t2s_prompt_template_builtin("presto"), "TRY_CAST"));
    ck_assert_ptr_nonnull(strstr(t2s_prompt_template_builtin("duckdb"), "{{dialect_rules}}"));
}
END_TEST

/* The one for all dialects says of a known one what that one's own says. */
START_TEST(the_general_template_knows_the_dialects_too)
{
    t2s_prompt_template *general;
    t2s_prompt_template *own;

    ck_assert_int_eq(t2s__prompt_template_builtin_new("other", &general), 0);
    ck_assert_int_eq(t2s__prompt_template_builtin_new("postgres", &own), 0);
    ck_assert_str_eq(t2s__prompt_template_wording(general, "postgres")->system->text,
                     t2s__prompt_template_wording(own, "postgres")->system->text);
    t2s_prompt_template_unref(general);
    t2s_prompt_template_unref(own);
}
END_TEST

START_TEST(null_is_no_template_and_no_crash)
{
    t2s_prompt_template_unref(NULL);
    ck_assert_ptr_null(t2s_prompt_template_ref(NULL));
    ck_assert_ptr_null(t2s_prompt_template_text(NULL));
}
END_TEST

static void *ask_for_wordings(void *user_data)
{
    static const char *const dialects[] = {"postgres", "presto", "a", "b"};
    const t2s__wording *first[4] = {NULL};

    for (int i = 0; i < 4000; i++) {
        const t2s__wording *wording = t2s__prompt_template_wording(user_data, dialects[i % 4]);

        if (wording == NULL || strcmp(wording->dialect, dialects[i % 4]) != 0 || (first[i % 4] != NULL && first[i % 4] != wording))
            return NULL;
        first[i % 4] = wording;
    }
    return (void *)(uintptr_t)first[3];
}

START_TEST(threads_share_one_wording_a_dialect)
{
    for (int round = 0; round < 20; round++) {
        t2s_prompt_template *made;
        pthread_t threads[4];
        void *results[4];

        ck_assert_int_eq(t2s__prompt_template_builtin_new("postgres", &made), 0);
        for (int i = 0; i < 4; i++)
            ck_assert_int_eq(pthread_create(&threads[i], NULL, ask_for_wordings, made), 0);
        for (int i = 0; i < 4; i++)
            pthread_join(threads[i], &results[i]);
        for (int i = 0; i < 4; i++)
            ck_assert(results[i] != NULL && results[i] == results[0]);
        t2s_prompt_template_unref(made);
    }
}
END_TEST

START_TEST(each_failing_allocation_is_an_error_and_leaks_nothing)
{
    OOM_LOOP (n) {
        t2s_prompt_template *made = NULL;
        t2s_error *error = NULL;
        int code = t2s_prompt_template_new(SYSTEM USER, &made, &error);

        ck_assert(code == (oom_failed ? T2S_E_NOMEM : 0));
        if (code != 0)
            ck_assert_int_eq(t2s_error_code(error), T2S_E_NOMEM);
        else if (t2s__prompt_template_wording(made, "postgres") == NULL)
            ck_assert(oom_failed);
        t2s_error_unref(error);
        t2s_prompt_template_unref(made);
    }
    OOM_LOOP (n) {
        t2s_prompt_template *none = NULL;
        t2s_error *error = NULL;
        int code = t2s_prompt_template_new("[system]\n{{x}}", &none, &error);

        ck_assert(code == T2S_E_SYNTAX || (code == T2S_E_NOMEM && oom_failed));
        t2s_error_unref(error);
    }
}
END_TEST

SUITE("prompt_template", NULL, NULL, a_template_that_cannot_work_is_refused_with_its_place, what_is_no_text_is_refused,
      a_template_is_rendered_as_it_is_written, without_a_repair_section_the_built_in_one_is_used,
      the_built_in_templates_are_templates, the_general_template_knows_the_dialects_too, null_is_no_template_and_no_crash,
      threads_share_one_wording_a_dialect, each_failing_allocation_is_an_error_and_leaks_nothing)
