/* SPDX-License-Identifier: MIT */
/* Types, operators and casts out of schema files, while statements change and drop them. */
#include <string.h>

#include "catalog/catalog.h"
#include "metadata/ddl.h"
#include "support/suite.h"

/* NULL when memory was short. */
static t2s_catalog *read_file(const char *text)
{
    const char *name = "schema.sql";
    size_t length = strlen(text);
    t2s_catalog *catalog = NULL;
    int code = t2s__ddl_read(&name, &text, &length, 1, &catalog, NULL);

    ck_assert(code == 0 || code == T2S_E_NOMEM);
    return catalog;
}

static const t2s__type *find(const t2s_catalog *catalog, const char *name)
{
    return t2s__catalog_find_type(catalog, NULL, name);
}

#define BASE                                                                                                                       \
    "CREATE SCHEMA app; CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TYPE pair AS (a mood, b mood[]);"                         \
    "CREATE DOMAIN feeling AS mood; CREATE TYPE moods AS RANGE (subtype = mood);"                                                  \
    "CREATE TABLE t (a mood, b pair); CREATE FUNCTION add(x mood, int DEFAULT 1) RETURNS mood IMMUTABLE LANGUAGE sql AS '';"       \
    "CREATE FUNCTION of_row(t) RETURNS int LANGUAGE sql AS '';"                                                                    \
    "CREATE OPERATOR + (leftarg = mood, rightarg = int, function = add);"                                                          \
    "CREATE OPERATOR app.- (rightarg = mood, procedure = somewhere.else);"                                                         \
    "CREATE CAST (mood AS int) WITH FUNCTION of_row(t) AS IMPLICIT; CREATE CAST (pair AS text) WITHOUT FUNCTION;"

static const t2s__operator *own_operator(const t2s_catalog *catalog, const char *name)
{
    const t2s__operator *one = t2s__catalog_operators(catalog, name, strlen(name));

    while (one != NULL && strcmp(one->schema, "pg_catalog") == 0)
        one = one->next;
    return one;
}

START_TEST(operators_give_what_their_functions_give)
{
    t2s_catalog *catalog = read_file(BASE "CREATE OPERATOR @@ (leftarg = int, rightarg = int, function = int4pl);");
    const t2s__operator *plus = own_operator(catalog, "+");
    const t2s__operator *minus = own_operator(catalog, "-");
    const t2s__operator *at = own_operator(catalog, "@@");

    ck_assert_ptr_eq(plus->left, find(catalog, "mood"));
    ck_assert_ptr_eq(plus->result, find(catalog, "mood"));
    ck_assert_str_eq(plus->function_schema, "public");
    ck_assert_int_eq(plus->volatility, T2S_VOLATILITY_IMMUTABLE);
    ck_assert_ptr_null(minus->left);
    ck_assert_ptr_null(minus->result);
    ck_assert_str_eq(minus->schema, "app");
    ck_assert_str_eq(minus->function_name, "else");
    ck_assert_int_eq(minus->volatility, T2S_VOLATILITY_VOLATILE);
    ck_assert_ptr_eq(at->result, t2s__catalog_known_type(catalog, T2S__TYPE_INT4));
    ck_assert_str_eq(at->function_schema, "pg_catalog");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(what_is_dropped_is_gone)
{
    t2s_catalog *catalog = read_file(BASE "DROP OPERATOR + (mood, int); DROP OPERATOR app.- (NONE, mood); DROP CAST (mood AS int);");

    ck_assert_ptr_null(own_operator(catalog, "+"));
    ck_assert_ptr_null(own_operator(catalog, "-"));
    ck_assert_ptr_null(t2s__catalog_cast(catalog, find(catalog, "mood"), t2s__catalog_known_type(catalog, T2S__TYPE_INT4)));
    ck_assert_ptr_nonnull(t2s__catalog_cast(catalog, find(catalog, "pair"), t2s__catalog_known_type(catalog, T2S__TYPE_TEXT)));
    t2s_catalog_unref(catalog);
    catalog = read_file(BASE "DROP SCHEMA app CASCADE; DROP OPERATOR + (mood, bigint);");
    ck_assert_ptr_null(own_operator(catalog, "-"));
    ck_assert_ptr_nonnull(own_operator(catalog, "+"));
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(a_type_takes_what_names_it_along_when_it_is_renamed)
{
    t2s_catalog *catalog = read_file(BASE "ALTER TYPE mood RENAME TO humour; ALTER TYPE humour SET SCHEMA app;");
    const t2s__type *type = t2s__catalog_find_type(catalog, "app", "humour");
    const t2s_relation *table = t2s_catalog_find_relation(catalog, "public", "t");
    const t2s__function *add = t2s__catalog_functions(catalog, "add", 3);

    ck_assert_ptr_nonnull(type);
    ck_assert_ptr_null(find(catalog, "mood"));
    ck_assert_ptr_eq(table->columns[0].data_type, type);
    ck_assert_ptr_eq(find(catalog, "pair")->attributes[0], type);
    ck_assert_ptr_eq(find(catalog, "pair")->attributes[1], type->array);
    ck_assert_ptr_eq(find(catalog, "feeling")->base, type);
    ck_assert_ptr_eq(find(catalog, "moods")->subtype, type);
    ck_assert_ptr_eq(add->arguments[0], type);
    ck_assert_ptr_eq(add->result, type);
    ck_assert_str_eq(add->argument_names[0], "x");
    ck_assert_ptr_eq(own_operator(catalog, "+")->left, type);
    ck_assert_ptr_nonnull(t2s__catalog_cast(catalog, type, t2s__catalog_known_type(catalog, T2S__TYPE_INT4)));
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(what_only_extensions_know_is_of_no_type)
{
    t2s_catalog *catalog = read_file("CREATE EXTENSION citext; CREATE TABLE t (a citext, b public.citext[], c int); "
                                     "CREATE AGGREGATE middle(int) (sfunc = int4pl, stype = int, finalfunc = numeric_avg);");
    const t2s_relation *table = t2s_catalog_find_relation(catalog, NULL, "t");

    ck_assert_int_eq(catalog->is_open, 1);
    ck_assert_ptr_null(table->columns[0].data_type);
    ck_assert_ptr_null(table->columns[1].data_type);
    ck_assert_ptr_nonnull(table->columns[2].data_type);
    ck_assert_ptr_null(t2s__catalog_functions(catalog, "middle", 6)->result); /* and not the type that is called "unknown" */
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(a_type_can_say_what_it_competes_with)
{
    t2s_catalog *catalog = read_file("CREATE TYPE big; CREATE TYPE big (input = big_in, output = big_out, category = 'N', "
                                     "preferred = true, element = int); CREATE TYPE plain (input = i, output = o);");

    ck_assert_int_eq(find(catalog, "big")->category, 'N');
    ck_assert_int_eq(find(catalog, "big")->is_preferred, 1);
    ck_assert_ptr_eq(find(catalog, "big")->element, t2s__catalog_known_type(catalog, T2S__TYPE_INT4));
    ck_assert_int_eq(find(catalog, "plain")->category, 'U');
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(want_of_memory_is_an_error_everywhere)
{
    OOM_LOOP(n) {
        t2s_catalog *catalog = read_file(BASE "ALTER TYPE mood RENAME TO humour;");

        ck_assert(catalog != NULL || oom_failed);
        t2s_catalog_unref(catalog);
    }
}
END_TEST

SUITE("ddl types", NULL, NULL, operators_give_what_their_functions_give, what_is_dropped_is_gone,
      a_type_takes_what_names_it_along_when_it_is_renamed, what_only_extensions_know_is_of_no_type,
      a_type_can_say_what_it_competes_with, want_of_memory_is_an_error_everywhere)
