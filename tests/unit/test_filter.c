/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "../support/suite.h"
#include "metadata/filter.h"

static t2s__filter *filter_of(t2s__filter_lists lists)
{
    t2s__filter *filter = NULL;
    t2s_error *error = NULL;

    ck_assert_msg(t2s__filter_new(&lists, &filter, &error) == 0, "%s", t2s_error_message(error));
    return filter;
}

static int takes(const char *tables, const char *schema, const char *name)
{
    char text[200];
    t2s__filter *filter;
    int taken;

    snprintf(text, sizeof(text), "%s", tables);
    filter = filter_of((t2s__filter_lists){.tables = text});
    taken = t2s__filter_takes_relation(filter, schema, name);
    t2s__filter_free(filter);
    return taken;
}

START_TEST(without_lists_everything_is_taken_and_nothing_hidden)
{
    char blank[] = "  ";
    t2s__filter *filter = filter_of((t2s__filter_lists){.schemas = blank});

    ck_assert(t2s__filter_takes_schema(filter, "any"));
    ck_assert(t2s__filter_takes_relation(filter, "any", "thing"));
    ck_assert(!t2s__filter_hides(filter, "any", "thing", "column"));
    ck_assert(t2s__filter_takes_relation(NULL, "any", "thing"));
    ck_assert(!t2s__filter_hides(NULL, "any", "thing", "column"));
    t2s__filter_free(filter);
}
END_TEST

START_TEST(globs_match_whole_names)
{
    ck_assert(takes("orders", "s", "orders"));
    ck_assert(!takes("orders", "s", "orders_old"));
    ck_assert(!takes("orders", "s", "Orders"));
    ck_assert(takes("ord*", "s", "ord"));
    ck_assert(takes("*_log", "s", "audit_log"));
    ck_assert(!takes("*_log", "s", "audit_logs"));
    ck_assert(takes("a*b*c", "s", "axxbyybc"));
    ck_assert(!takes("a*b*c", "s", "axxbyyb"));
    ck_assert(takes("t?", "s", "t\xC3\xA9"));
    ck_assert(!takes("t?", "s", "t"));
    ck_assert(!takes("*?", "s", ""));
    ck_assert(takes("*", "s", ""));
    ck_assert(takes("***a", "s", "bca"));
}
END_TEST

START_TEST(a_glob_of_two_names_is_of_a_schema_and_a_table)
{
    ck_assert(takes("sales.orders", "sales", "orders"));
    ck_assert(!takes("sales.orders", "hr", "orders"));
    ck_assert(takes("hr.*, sales . ord* ", "sales", "orders"));
    ck_assert(takes("nothing, order items", "s", "order items"));
    ck_assert(takes("\"odd.na\"\"me, *\"", "s", "odd.na\"me, *"));
    ck_assert(!takes("\"a*\"", "s", "ab"));
    ck_assert(takes("a\\b", "s", "a\\b"));
}
END_TEST

START_TEST(what_is_excluded_is_out_although_it_is_in)
{
    char schemas[] = "sales,hr*";
    char exclude_schemas[] = "hr_old";
    char exclude_tables[] = "*_tmp,hr_new.secret";
    t2s__filter *filter =
        filter_of((t2s__filter_lists){.schemas = schemas, .exclude_schemas = exclude_schemas, .exclude_tables = exclude_tables});

    ck_assert(t2s__filter_takes_schema(filter, "hr_new"));
    ck_assert(!t2s__filter_takes_schema(filter, "hr_old"));
    ck_assert(!t2s__filter_takes_schema(filter, "public"));
    ck_assert(!t2s__filter_takes_relation(filter, "public", "orders"));
    ck_assert(t2s__filter_takes_relation(filter, "sales", "secret"));
    ck_assert(!t2s__filter_takes_relation(filter, "hr_new", "secret"));
    ck_assert(!t2s__filter_takes_relation(filter, "sales", "a_tmp"));
    t2s__filter_free(filter);
}
END_TEST

START_TEST(columns_are_hidden_by_table_or_by_schema_and_table)
{
    char hidden[] = "customer.ssn, *.password*, hr.staff.*";
    t2s__filter *filter = filter_of((t2s__filter_lists){.hide_columns = hidden});

    ck_assert(t2s__filter_hides(filter, "any", "customer", "ssn"));
    ck_assert(!t2s__filter_hides(filter, "any", "vendor", "ssn"));
    ck_assert(t2s__filter_hides(filter, "any", "vendor", "password_hash"));
    ck_assert(t2s__filter_hides(filter, "hr", "staff", "name"));
    ck_assert(!t2s__filter_hides(filter, "sales", "staff", "name"));
    t2s__filter_free(filter);
}
END_TEST

static void refuse(t2s__filter_lists lists, const char *message)
{
    t2s__filter *filter = NULL;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s__filter_new(&lists, &filter, &error), T2S_E_INVALID);
    ck_assert_ptr_null(filter);
    ck_assert_msg(strstr(t2s_error_message(error), message) != NULL, "\"%s\" is not in \"%s\"", message, t2s_error_message(error));
    ck_assert_ptr_nonnull(t2s_error_hint(error));
    t2s_error_unref(error);
}

START_TEST(a_list_that_cannot_be_read_is_an_error_that_says_where)
{
    char comma[] = "a,,b";
    char last[] = "a, ";
    char quote[] = "x,\"y";
    char points[] = "a.b.c";
    char two[] = "a.b";
    char column[] = "t.c,ssn";
    char empty[] = "a.";
    char nothing[] = "\"\"";

    refuse((t2s__filter_lists){.schemas = comma}, "\"schemas\", at byte 3: there is no name here");
    refuse((t2s__filter_lists){.exclude_schemas = last}, "\"exclude_schemas\", at byte 4: there is no name");
    refuse((t2s__filter_lists){.tables = quote}, "\"tables\", at byte 3: this quote has no end");
    refuse((t2s__filter_lists){.exclude_tables = points}, "\"exclude_tables\", at byte 5: there are too many points");
    refuse((t2s__filter_lists){.schemas = two}, "at byte 3: there are too many points");
    refuse((t2s__filter_lists){.hide_columns = column}, "at byte 5: a column needs its table");
    refuse((t2s__filter_lists){.tables = empty}, "at byte 3: there is no name");
    refuse((t2s__filter_lists){.tables = nothing}, "at byte 1: there is no name");
}
END_TEST

START_TEST(schemas_are_written_as_regular_expressions)
{
    char schemas[] = "sales,hr_*,\"a.b*\",x?";
    t2s__buffer buffer = T2S__BUFFER_INIT;
    t2s__filter *filter = filter_of((t2s__filter_lists){.schemas = schemas});

    t2s__filter_write_schemas(filter, &buffer);
    ck_assert_str_eq(t2s__buffer_string(&buffer), "^(?:sales|hr\\_.*|a\\.b\\*|x.)$");
    t2s__buffer_dispose(&buffer);
    t2s__filter_write_excluded_schemas(filter, &buffer);
    ck_assert_str_eq(t2s__buffer_string(&buffer), "^$");
    t2s__buffer_dispose(&buffer);
    t2s__filter_write_schemas(NULL, &buffer);
    ck_assert_str_eq(t2s__buffer_string(&buffer), "");
    t2s__buffer_dispose(&buffer);
    t2s__filter_free(filter);
}
END_TEST

START_TEST(want_of_memory_is_an_error_everywhere)
{
    char tables[] = "a.b,\"c\".d,e";
    t2s__filter_lists lists = {.tables = tables};

    OOM_LOOP (n) {
        t2s__filter *filter = NULL;
        t2s_error *error = NULL;
        int code = t2s__filter_new(&lists, &filter, &error);

        ck_assert(code == 0 || (code == T2S_E_NOMEM && oom_failed));
        ck_assert_int_eq(code == 0, filter != NULL);
        t2s_error_unref(error);
        t2s__filter_free(filter);
    }
}
END_TEST

SUITE("filter", NULL, NULL, without_lists_everything_is_taken_and_nothing_hidden, globs_match_whole_names,
      a_glob_of_two_names_is_of_a_schema_and_a_table, what_is_excluded_is_out_although_it_is_in,
      columns_are_hidden_by_table_or_by_schema_and_table, a_list_that_cannot_be_read_is_an_error_that_says_where,
      schemas_are_written_as_regular_expressions, want_of_memory_is_an_error_everywhere)
