/* SPDX-License-Identifier: MIT */
#include <check.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/error.h>

#include "prompt/prompt.h"
#include "util/memory.h"

START_TEST(a_prompt_keeps_what_it_was_made_of)
{
    t2s_prompt *prompt;

    ck_assert_int_eq(t2s__prompt_new(7, "How many?", 0, &prompt), 0);
    ck_assert_int_eq(t2s__prompt_add(prompt, T2S_ROLE_SYSTEM, "rules and more", 5), 0);
    ck_assert_int_eq(t2s__prompt_add(prompt, T2S_ROLE_USER, "How many?", 9), 0);
    ck_assert_uint_eq(t2s_prompt_message_count(prompt), 2);
    ck_assert_int_eq(t2s_prompt_message_role(prompt, 1), T2S_ROLE_USER);
    ck_assert_str_eq(t2s_prompt_message_text(prompt, 0), "rules");
    ck_assert_ptr_null(t2s_prompt_message_text(prompt, 2));
    ck_assert_str_eq(t2s_prompt_question(prompt), "How many?");
    ck_assert_int_eq(t2s_prompt_attempt(prompt), 0);
    ck_assert_uint_eq(t2s_prompt_request_id(prompt), 7);
    t2s_prompt_unref(prompt);
}
END_TEST

START_TEST(a_derived_prompt_shares_the_messages_and_outlives_the_first)
{
    t2s_prompt *first;
    t2s_prompt *second;

    ck_assert_int_eq(t2s__prompt_new(7, "How many?", 0, &first), 0);
    ck_assert_int_eq(t2s__prompt_add(first, T2S_ROLE_SYSTEM, "rules", 5), 0);
    ck_assert_int_eq(t2s__prompt_derive(first, &second), 0);
    ck_assert_ptr_eq(t2s_prompt_message_text(first, 0), t2s_prompt_message_text(second, 0));
    ck_assert_int_eq(t2s__prompt_add(second, T2S_ROLE_ASSISTANT, "SELECT", 6), 0);
    ck_assert_uint_eq(t2s_prompt_message_count(first), 1);
    t2s_prompt_unref(first);
    ck_assert_str_eq(t2s_prompt_message_text(second, 0), "rules");
    ck_assert_int_eq(t2s_prompt_attempt(second), 1);
    ck_assert_uint_eq(t2s_prompt_request_id(second), 7);
    ck_assert_ptr_eq(t2s_prompt_ref(second), second);
    t2s_prompt_unref(second);
    t2s_prompt_unref(second);
}
END_TEST

START_TEST(null_is_no_prompt_and_no_crash)
{
    t2s_prompt_unref(NULL);
    ck_assert_ptr_null(t2s_prompt_ref(NULL));
    ck_assert_uint_eq(t2s_prompt_message_count(NULL), 0);
    ck_assert_ptr_null(t2s_prompt_message_text(NULL, 0));
    ck_assert_ptr_null(t2s_prompt_schema(NULL));
    ck_assert_ptr_null(t2s_prompt_question(NULL));
}
END_TEST

/* OpenAI's rules for strict mode: objects closed, every property required, no types left open. */
START_TEST(the_schema_follows_the_rules_of_strict_mode)
{
    json_object *schema = json_tokener_parse(t2s__prompt_reply_schema);
    json_object *properties;
    json_object *required;
    json_object *additional;

    ck_assert_ptr_nonnull(schema);
    ck_assert(json_object_object_get_ex(schema, "properties", &properties));
    ck_assert(json_object_object_get_ex(schema, "required", &required));
    ck_assert(json_object_object_get_ex(schema, "additionalProperties", &additional));
    ck_assert(!json_object_get_boolean(additional));
    ck_assert_int_eq(json_object_object_length(properties), (int)json_object_array_length(required));
    for (size_t i = 0; i < json_object_array_length(required); i++) {
        json_object *property;
        json_object *type;

        ck_assert(json_object_object_get_ex(properties, json_object_get_string(json_object_array_get_idx(required, i)), &property));
        ck_assert(json_object_object_get_ex(property, "type", &type));
    }
    json_object_put(schema);
}
END_TEST

static int allocations;

static int fail_at_last(void)
{
    return allocations-- == 0;
}

START_TEST(each_failing_allocation_is_an_error_and_leaks_nothing)
{
    int code = T2S_E_NOMEM;

    for (int n = 0; code != 0; n++) {
        t2s_prompt *prompt = NULL;
        t2s_prompt *derived = NULL;

        allocations = n;
        t2s__memory_fail = fail_at_last;
        code = t2s__prompt_new(1, "q", 0, &prompt);
        if (code == 0)
            code = t2s__prompt_add(prompt, T2S_ROLE_SYSTEM, "s", 1);
        if (code == 0)
            code = t2s__prompt_derive(prompt, &derived);
        if (code == 0)
            code = t2s__prompt_add(derived, T2S_ROLE_USER, "u", 1);
        t2s__memory_fail = NULL;
        ck_assert(code == 0 || code == T2S_E_NOMEM);
        t2s_prompt_unref(prompt);
        t2s_prompt_unref(derived);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("prompt");
    TCase *tests = tcase_create("prompt");
    SRunner *runner;
    int failed;

    tcase_add_test(tests, a_prompt_keeps_what_it_was_made_of);
    tcase_add_test(tests, a_derived_prompt_shares_the_messages_and_outlives_the_first);
    tcase_add_test(tests, null_is_no_prompt_and_no_crash);
    tcase_add_test(tests, the_schema_follows_the_rules_of_strict_mode);
    tcase_add_test(tests, each_failing_allocation_is_an_error_and_leaks_nothing);
    suite_add_tcase(suite, tests);
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
