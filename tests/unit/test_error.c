/* SPDX-License-Identifier: MIT */
#include "util/error.h"

#include <string.h>

#include "support/suite.h"

START_TEST(numbers_of_codes_never_change)
{
    ck_assert_int_eq(T2S_E_INVALID, -1);
    ck_assert_int_eq(T2S_E_NOMEM, -2);
    ck_assert_int_eq(T2S_E_CANCELLED, -6);
    ck_assert_int_eq(T2S_E_SHUTDOWN, -7);
    ck_assert_int_eq(T2S_E_INTERNAL, -24);
    ck_assert_str_eq(t2s_error_name(T2S_E_RATE_LIMIT), "T2S_E_RATE_LIMIT");
    ck_assert_str_eq(t2s_error_name(12345), "T2S_E_UNKNOWN");
    ck_assert_str_eq(t2s_strerror(T2S_E_TIMEOUT), "the time limit was reached");
    ck_assert_str_eq(t2s_stage_name(T2S_STAGE_PROVIDER), "provider");
    ck_assert_str_eq(t2s_stage_name(99), "none");
}
END_TEST

START_TEST(details_are_kept)
{
    t2s_error *error = t2s__error(T2S_E_DATABASE, "column %s", "x");

    t2s_error_set_hint(error, "use y");
    t2s_error_set_position(error, 2, 7);
    t2s_error_set_sqlstate(error, "42703");
    t2s_error_set_sqlstate(error, "bad");
    t2s_error_set_http_status(error, 503);
    t2s_error_set_retryable(error, 9);
    ck_assert_int_eq(t2s_error_code(error), T2S_E_DATABASE);
    ck_assert_str_eq(t2s_error_message(error), "column x");
    ck_assert_str_eq(t2s_error_hint(error), "use y");
    ck_assert_int_eq(t2s_error_line(error), 2);
    ck_assert_int_eq(t2s_error_column(error), 7);
    ck_assert_str_eq(t2s_error_sqlstate(error), "42703");
    ck_assert_int_eq(t2s_error_http_status(error), 503);
    ck_assert_int_eq(t2s_error_retryable(error), 1);
    t2s_error_unref(error);
}
END_TEST

START_TEST(a_shared_error_is_copied_before_its_stage_is_set)
{
    t2s_error *error = t2s__error(T2S_E_IO, "disk");
    t2s_error *shared = t2s_error_ref(error);
    t2s_error *placed;

    t2s_error_set_hint(error, "free some");
    placed = t2s__error_in_stage(error, T2S_STAGE_METADATA);
    ck_assert_ptr_ne(placed, shared);
    ck_assert_int_eq(t2s_error_stage(placed), T2S_STAGE_METADATA);
    ck_assert_str_eq(t2s_error_hint(placed), "free some");
    ck_assert_int_eq(t2s_error_stage(shared), T2S_STAGE_NONE);
    t2s_error_unref(placed);
    t2s_error_unref(shared);
}
END_TEST

START_TEST(without_memory_there_is_still_an_error)
{
    t2s_error *error;

    OOM_LOOP(n) {
        error = t2s__error(T2S_E_IO, "disk");
        t2s_error_set_hint(error, "free some");
        ck_assert(t2s_error_code(error) == T2S_E_IO || t2s_error_code(error) == T2S_E_NOMEM);
        t2s_error_unref(error);
    }
    error = t2s_error_new(T2S_E_NOMEM, NULL);
    t2s_error_set_stage(error, T2S_STAGE_PROMPT);
    ck_assert_int_eq(t2s_error_stage(error), T2S_STAGE_NONE);
    t2s_error_unref(error);
    t2s_error_unref(error);
}
END_TEST

START_TEST(who_wants_no_detail_gets_the_code_alone)
{
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s__fail(NULL, T2S_E_IO, "x"), T2S_E_IO);
    ck_assert_int_eq(t2s__fail(&error, T2S_E_IO, "at %d", 3), T2S_E_IO);
    ck_assert_str_eq(t2s_error_message(error), "at 3");
    t2s_error_unref(error);
}
END_TEST

SUITE("error", NULL, NULL, numbers_of_codes_never_change, details_are_kept, a_shared_error_is_copied_before_its_stage_is_set,
      without_memory_there_is_still_an_error, who_wants_no_detail_gets_the_code_alone)
