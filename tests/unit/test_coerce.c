/* SPDX-License-Identifier: MIT */
/* What can become what; the verdicts are PostgreSQL 15's own. */
#include "resolution.h"

static const char schema[] = "CREATE TYPE mood AS ENUM ('sad', 'happy');"
                             "CREATE DOMAIN age AS integer;"
                             "CREATE DOMAIN old_age AS age;"
                             "CREATE DOMAIN tags AS text[];"
                             "CREATE TYPE place AS (x integer, y text);"
                             "CREATE TABLE item (id integer, name text);"
                             "CREATE TABLE book (pages integer) INHERITS (item);";

static void setup(void)
{
    resolution_setup(schema);
}

/* "i", "a" or "e": by itself, when it is stored, when it is asked for; "-": never. */
static const char *how(const char *from, const char *to)
{
    static const char *const ways[] = {"i", "a", "e"};

    for (int way = 0; way < 3; way++)
        if (t2s__can_coerce(&analysis, type_of(from), type_of(to), (t2s__coercion)way))
            return ways[way];
    return "-";
}

START_TEST(casts_of_the_catalog)
{
    SAYS(how("integer", "bigint"), "i");
    SAYS(how("bigint", "integer"), "a");
    SAYS(how("integer", "boolean"), "e");
    SAYS(how("numeric", "double precision"), "i");
    SAYS(how("character varying", "text"), "i");
    SAYS(how("date", "timestamp with time zone"), "i");
    SAYS(how("date", "integer"), "-");
    SAYS(how("boolean", "numeric"), "-");
}
END_TEST

START_TEST(strings_and_texts)
{
    SAYS(how("integer", "text"), "a");
    SAYS(how("mood", "text"), "a");
    SAYS(how("text", "integer"), "e");
    SAYS(how("text", "mood"), "e");
    SAYS(how("json", "text"), "a");
    SAYS(how("unknown", "integer"), "i");
    SAYS(how("integer[]", "text"), "a");
}
END_TEST

START_TEST(domains_arrays_and_rows)
{
    SAYS(how("old_age", "bigint"), "i");
    SAYS(how("integer", "old_age"), "i");
    SAYS(how("text", "age"), "e");
    SAYS(how("integer[]", "bigint[]"), "i");
    SAYS(how("bigint[]", "integer[]"), "a");
    SAYS(how("text[]", "integer[]"), "e");
    SAYS(how("date[]", "integer[]"), "-");
    SAYS(how("int2vector", "integer[]"), "i");
    SAYS(how("tags", "text[]"), "i");
    SAYS(how("record", "place"), "i");
    SAYS(how("item", "record"), "i");
    SAYS(how("book", "item"), "i");
    SAYS(how("item", "book"), "-");
    SAYS(how("item", "place"), "-");
    SAYS(how("integer", "\"any\""), "i");
    SAYS(how("integer", "anyarray"), "-");
    SAYS(how("integer", "anyelement"), "i");
}
END_TEST

static const char *coerce(t2s_node *node, const char *to, t2s__coercion coercion)
{
    int done = t2s__coerce(&analysis, node, type_of(to), coercion);

    if (analysis.findings.count != 0)
        return verdict(NULL);
    return done != 0 ? t2s__type_text(node->type) : "no";
}

START_TEST(literals_become_the_type_and_are_read)
{
    SAYS(coerce(value_of("'7'"), "integer", T2S__COERCE_IMPLICIT), "integer");
    SAYS(coerce(value_of("NULL"), "date", T2S__COERCE_IMPLICIT), "date");
    SAYS(coerce(value_of("integer"), "text", T2S__COERCE_IMPLICIT), "no");
    SAYS(coerce(value_of("'x'"), "age", T2S__COERCE_EXPLICIT), "22P02 invalid input syntax for type integer: \"x\"");
}
END_TEST

START_TEST(rows_become_composite_member_by_member)
{
    SAYS(coerce(list_of(T2S_NODE_ROW, "integer, 'a'"), "item", T2S__COERCE_EXPLICIT), "item");
    SAYS(coerce(list_of(T2S_NODE_ROW, "bigint, date"), "item", T2S__COERCE_EXPLICIT), "item");
    SAYS(coerce(list_of(T2S_NODE_ROW, "integer"), "item", T2S__COERCE_EXPLICIT), "42846 cannot cast type record to item");
    ck_assert_str_eq(first_hint(), "Input has too few columns.");
    resolution_reset();
    SAYS(coerce(list_of(T2S_NODE_ROW, "date, text"), "item", T2S__COERCE_EXPLICIT), "42846 cannot cast type record to item");
    ck_assert_str_eq(first_hint(), "Cannot cast type date to integer in column 1.");
}
END_TEST

START_TEST(elements_of_an_array_are_cast)
{
    t2s_node *array = list_of(T2S_NODE_ARRAY, "'1', bigint, text");

    SAYS(coerce(array, "integer[]", T2S__COERCE_EXPLICIT), "integer[]");
    ck_assert_int_eq(t2s__type_is(t2s__node_first(array, 0)->type, T2S__TYPE_INT4), 1);
    SAYS(coerce(list_of(T2S_NODE_ARRAY, "integer, date"), "integer[]", T2S__COERCE_EXPLICIT), "42846 cannot cast type date to integer");
}
END_TEST

/* The nodes' common type, to which they are then made. */
static const char *common(const char *list, const char *what)
{
    const t2s_node *nodes[8];
    const t2s__type *type;
    size_t count = 0;
    t2s_node *parent;

    resolution_reset();
    parent = list_of(T2S_NODE_ARRAY, list);
    T2S__FOR_SLOT (node, parent, 0)
        nodes[count++] = node;
    type = t2s__common_type(&analysis, nodes, count, what);
    for (size_t i = 0; i < count && type != NULL && analysis.findings.count == 0; i++)
        t2s__coerce_common(&analysis, nodes[i], type, what);
    return verdict(type);
}

START_TEST(several_values_have_one_type)
{
    SAYS(common("integer, numeric, bigint", "CASE"), "numeric");
    SAYS(common("'a', 'b'", "CASE"), "text");
    SAYS(common("'1', integer", "CASE"), "integer");
    SAYS(common("'x', integer", "CASE"), "22P02 invalid input syntax for type integer: \"x\"");
    SAYS(common("character varying, text", "UNION"), "character varying");
    SAYS(common("text, character varying", "UNION"), "text");
    SAYS(common("character varying, character varying", "UNION"), "character varying");
    SAYS(common("age, age", "CASE"), "age");
    SAYS(common("age, integer", "CASE"), "integer");
    SAYS(common("date, timestamp with time zone", "COALESCE"), "timestamp with time zone");
    SAYS(common("integer, text", "CASE"), "42804 CASE types integer and text cannot be matched");
    SAYS(common("text, date", "UNION"), "42804 UNION types text and date cannot be matched");
    SAYS(common("date, time without time zone", "COALESCE"), "42846 COALESCE could not convert type time without time zone to date");
    SAYS(common("integer, ?", "CASE"), "?");
    SAYS(common("integer, text", NULL), "?");
}
END_TEST

START_TEST(conditions_are_boolean)
{
    resolution_reset();
    t2s__coerce_boolean(&analysis, value_of("boolean"), "WHERE");
    t2s__coerce_boolean(&analysis, value_of("'t'"), "WHERE");
    t2s__coerce_boolean(&analysis, value_of("?"), "WHERE");
    ck_assert_uint_eq(analysis.findings.count, 0);
    t2s__coerce_boolean(&analysis, value_of("integer"), "WHERE");
    SAYS(verdict(NULL), "42804 argument of WHERE must be type boolean, not type integer");
}
END_TEST

SUITE("coerce", setup, resolution_teardown, casts_of_the_catalog, strings_and_texts, domains_arrays_and_rows,
      literals_become_the_type_and_are_read, rows_become_composite_member_by_member, elements_of_an_array_are_cast,
      several_values_have_one_type, conditions_are_boolean)
