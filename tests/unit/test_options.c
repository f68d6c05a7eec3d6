/* SPDX-License-Identifier: MIT */
#include "util/options.h"

#include <string.h>

#include "support/suite.h"

struct settings {
    char *name;
    int64_t size;
};

static const t2s__option table[] = {
    {"name", T2S__OPTION_STRING, offsetof(struct settings, name), 0, 0},
    {"size", T2S__OPTION_INT, offsetof(struct settings, size), 1, 100},
};

static int read_options(const t2s_options *options, struct settings *settings, t2s_error **reterr_error)
{
    return t2s__options_read(options, table, 2, settings, reterr_error);
}

static void expect_refusal(const char *name, const char *value, const char *message)
{
    struct settings settings = {0};
    t2s_error *error = NULL;
    t2s_options *options;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_options_set(options, name, value), 0);
    ck_assert_int_eq(read_options(options, &settings, &error), T2S_E_INVALID);
    ck_assert_str_eq(t2s_error_message(error), message);
    t2s_error_unref(error);
    t2s_options_free(options);
    t2s__free(settings.name);
}

START_TEST(values_are_set_replaced_and_taken_out)
{
    t2s_options *options;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "a", "1");
    t2s_options_set_int(options, "b", -5);
    t2s_options_set(options, "a", "2");
    ck_assert_str_eq(t2s_options_get(options, "a"), "2");
    ck_assert_str_eq(t2s_options_get(options, "b"), "-5");
    t2s_options_set(options, "a", NULL);
    ck_assert_ptr_null(t2s_options_get(options, "a"));
    ck_assert_str_eq(t2s_options_get(options, "b"), "-5");
    ck_assert_int_eq(t2s_options_set(options, "", "x"), T2S_E_INVALID);
    t2s_options_free(options);
    t2s_options_free(NULL);
}
END_TEST

START_TEST(options_are_read_over_the_defaults)
{
    struct settings settings = {.size = 7};
    t2s_options *options;

    ck_assert_int_eq(read_options(NULL, &settings, NULL), 0);
    ck_assert_int_eq(settings.size, 7);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "size", "100");
    t2s_options_set(options, "name", "n");
    ck_assert_int_eq(read_options(options, &settings, NULL), 0);
    ck_assert_int_eq(settings.size, 100);
    ck_assert_str_eq(settings.name, "n");
    t2s__free(settings.name);
    t2s_options_free(options);
}
END_TEST

START_TEST(unknown_names_and_unfit_values_are_refused_with_what_is_known)
{
    expect_refusal("sise", "1", "unknown option \"sise\"; known are: name, size");
    expect_refusal("size", "0", "option \"size\" takes a whole number from 1 to 100, not \"0\"");
    expect_refusal("size", "ten", "option \"size\" takes a whole number from 1 to 100, not \"ten\"");
    expect_refusal("size", "sk-a-key-that-got-here", "option \"size\" takes a whole number from 1 to 100");
    expect_refusal("size", "1e1", "option \"size\" takes a whole number from 1 to 100, not \"1e1\"");
    expect_refusal("size", "99999999999999999999", "option \"size\" takes a whole number from 1 to 100, not \"99999999999999999999\"");
}
END_TEST

START_TEST(every_failed_allocation_is_an_error_and_no_leak)
{
    OOM_LOOP(n) {
        t2s_options *options = NULL;
        struct settings settings = {0};

        if (t2s_options_new(&options) == 0 && t2s_options_set(options, "name", "secret") == 0 &&
            t2s_options_set(options, "name", "other") == 0)
            read_options(options, &settings, NULL);
        t2s__free(settings.name);
        t2s_options_free(options);
    }
}
END_TEST

SUITE("options", NULL, NULL, values_are_set_replaced_and_taken_out, options_are_read_over_the_defaults,
      unknown_names_and_unfit_values_are_refused_with_what_is_known, every_failed_allocation_is_an_error_and_no_leak)
