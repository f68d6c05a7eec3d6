/* SPDX-License-Identifier: MIT */
/* Which operator is meant; the verdicts are PostgreSQL 15's own. */
#include "resolution.h"

static const char schema[] = "CREATE TYPE mood AS ENUM ('sad', 'happy');"
                             "CREATE DOMAIN age AS integer CHECK (VALUE > 0);"
                             "CREATE DOMAIN label AS varchar(9);"
                             "CREATE TYPE place AS (x integer, y text);"
                             "CREATE TABLE item (id integer, name text);";

static void setup(void)
{
    resolution_setup(schema);
}

/* left NULL: it stands before its operand. */
static const char *operate(const char *left, const char *name, const char *right)
{
    t2s_node *node;
    t2s_node *a, *b;

    resolution_reset();
    node = node_of(T2S_NODE_OPERATOR, name);
    a = left != NULL ? value_of(left) : NULL;
    b = value_of(right);
    t2s__resolve_operator(&analysis, node, NULL, name, a, b);
    return verdict(node->type);
}

START_TEST(numbers_go_to_the_larger_type)
{
    SAYS(operate("integer", "+", "integer"), "integer");
    SAYS(operate("smallint", "+", "bigint"), "bigint");
    SAYS(operate("integer", "*", "numeric"), "numeric");
    SAYS(operate("numeric", "/", "double precision"), "double precision");
    SAYS(operate("real", "=", "numeric"), "boolean");
    SAYS(operate(NULL, "-", "numeric"), "numeric");
    SAYS(operate(NULL, "@", "smallint"), "smallint");
    SAYS(operate("money", "*", "integer"), "money");
    SAYS(operate("money", "/", "money"), "double precision");
}
END_TEST

START_TEST(a_literal_is_what_the_other_side_is)
{
    SAYS(operate("integer", "+", "'1'"), "integer");
    SAYS(operate("date", ">", "'2020-01-01'"), "boolean");
    SAYS(operate("character varying", "=", "'x'"), "boolean");
    SAYS(operate("character varying", "=", "NULL"), "boolean");
    SAYS(operate("mood", "=", "'sad'"), "boolean");
}
END_TEST

START_TEST(two_literals_are_strings_where_there_is_an_operator_for_strings)
{
    SAYS(operate("'a'", "||", "'b'"), "text");
    SAYS(operate("'a'", "=", "'b'"), "boolean");
    SAYS(operate("'1'", "+", "'2'"), "42725 operator is not unique: unknown + unknown");
    SAYS(operate(NULL, "-", "'1'"), "42725 operator is not unique: - unknown");
}
END_TEST

START_TEST(domains_are_what_is_under_them)
{
    SAYS(operate("age", "+", "integer"), "integer");
    SAYS(operate("age", "=", "'5'"), "boolean");
    SAYS(operate("label", "||", "label"), "text");
    SAYS(operate("label", "~~", "'a%'"), "boolean");
}
END_TEST

START_TEST(what_does_not_fit_is_said_as_the_server_says_it)
{
    SAYS(operate("text", "=", "integer"), "42883 operator does not exist: text = integer");
    ck_assert_ptr_nonnull(strstr(first_hint(), "You might need to add explicit type casts. Cast one side"));
    SAYS(operate("date", "~~", "'1993-%'"), "42883 operator does not exist: date ~~ unknown");
    SAYS(operate("date", "-", "text"), "42883 operator does not exist: date - text");
    SAYS(operate("json", "=", "json"), "42883 operator does not exist: json = json");
    SAYS(operate("boolean", "+", "boolean"), "42883 operator does not exist: boolean + boolean");
    SAYS(operate("mood", "=", "text"), "42883 operator does not exist: mood = text");
    SAYS(operate(NULL, "-", "text"), "42883 operator does not exist: - text");
    SAYS(operate("integer", "=~", "integer"), "42883 operator does not exist: integer =~ integer");
}
END_TEST

START_TEST(arrays_ranges_enums_and_rows_have_polymorphic_operators)
{
    SAYS(operate("integer[]", "=", "integer[]"), "boolean");
    SAYS(operate("integer[]", "=", "text[]"), "42883 operator does not exist: integer[] = text[]");
    SAYS(operate("integer[]", "||", "integer"), "integer[]");
    SAYS(operate("integer[]", "||", "bigint"), "bigint[]");
    SAYS(operate("text[]", "@>", "'{a}'"), "boolean");
    SAYS(operate("int4range", "@>", "integer"), "boolean");
    SAYS(operate("int4range", "*", "int4range"), "int4range");
    SAYS(operate("int4range", "@>", "text"), "42883 operator does not exist: int4range @> text");
    SAYS(operate("mood", "<", "mood"), "boolean");
    SAYS(operate("place", "=", "place"), "boolean");
    SAYS(operate("item", "=", "item"), "boolean");
    SAYS(operate("text", "||", "integer"), "text");
}
END_TEST

START_TEST(a_literal_takes_the_type_and_is_read_as_it)
{
    t2s_node *node, *literal;

    resolution_reset();
    node = node_of(T2S_NODE_OPERATOR, "=");
    literal = value_of("'7'");
    ck_assert_ptr_nonnull(t2s__resolve_operator(&analysis, node, NULL, "=", value_of("bigint"), literal));
    ck_assert_ptr_eq(literal->type, t2s__known(&analysis, T2S__TYPE_INT8));
    SAYS(operate("integer", "=", "'seven'"), "22P02 invalid input syntax for type integer: \"seven\"");
    SAYS(operate("mood", "=", "'glad'"), "22P02 invalid input value for enum mood: \"glad\"");
}
END_TEST

START_TEST(of_what_is_not_known_nothing_is_said)
{
    SAYS(operate("?", "=", "integer"), "boolean");
    SAYS(operate("?", "+", "integer"), "?");
    SAYS(operate("text", "-", "?"), "?");
    SAYS(operate("?", "=", "?"), "boolean");
}
END_TEST

static const char *operate_any(const char *left, const char *name, const char *right)
{
    t2s_node *node;

    resolution_reset();
    node = node_of(T2S_NODE_OPERATOR, name);
    t2s__resolve_array_operator(&analysis, node, NULL, name, value_of(left), value_of(right));
    return verdict(node->type);
}

START_TEST(any_and_all_take_arrays)
{
    SAYS(operate_any("integer", "=", "integer[]"), "boolean");
    SAYS(operate_any("integer", "=", "bigint[]"), "boolean");
    SAYS(operate_any("smallint", "=", "int2vector"), "boolean");
    SAYS(operate_any("'x'", "=", "text[]"), "boolean");
    SAYS(operate_any("character varying", "=", "text[]"), "boolean");
    SAYS(operate_any("integer", "=", "'{1,2}'"), "boolean");
    SAYS(operate_any("text", "=", "integer[]"), "42883 operator does not exist: text = integer");
    SAYS(operate_any("integer", "=", "integer"), "42809 op ANY/ALL (array) requires array on right side");
    SAYS(operate_any("integer", "+", "integer[]"), "42809 op ANY/ALL (array) requires operator to yield boolean");
    SAYS(operate_any("integer", "=", "?"), "boolean");
}
END_TEST

static const char *compare_rows(const char *left, const char *name, const char *right)
{
    t2s_node *node;

    resolution_reset();
    node = node_of(T2S_NODE_OPERATOR, name);
    t2s__resolve_operator(&analysis, node, NULL, name, list_of(T2S_NODE_ROW, left), list_of(T2S_NODE_ROW, right));
    return verdict(node->type);
}

START_TEST(rows_are_compared_member_by_member)
{
    SAYS(compare_rows("integer, text", "=", "bigint, 'x'"), "boolean");
    SAYS(compare_rows("integer, text", "<", "integer, integer"), "42883 operator does not exist: text < integer");
    SAYS(compare_rows("integer, text", "=", "integer"), "42601 unequal number of entries in row expressions");
    SAYS(compare_rows("integer", "+", "integer"), "42804 row comparison operator must yield type boolean, not type integer");
}
END_TEST

START_TEST(a_schema_may_be_written_before_the_operator)
{
    t2s_node *node;

    resolution_reset();
    node = node_of(T2S_NODE_OPERATOR, "+");
    ck_assert_ptr_nonnull(t2s__resolve_operator(&analysis, node, "pg_catalog", "+", value_of("integer"), value_of("integer")));
    resolution_reset();
    node = node_of(T2S_NODE_OPERATOR, "+");
    ck_assert_ptr_null(t2s__resolve_operator(&analysis, node, "public", "+", value_of("integer"), value_of("integer")));
    SAYS(verdict(node->type), "42883 operator does not exist: integer public.+ integer");
    resolution_reset();
    node = node_of(T2S_NODE_OPERATOR, "+");
    t2s__resolve_operator(&analysis, node, "nosuch", "+", value_of("integer"), value_of("integer"));
    SAYS(verdict(node->type), "3F000 schema \"nosuch\" does not exist");
}
END_TEST

START_TEST(types_alone_can_be_asked_about)
{
    const t2s__type *result = NULL;

    resolution_reset();
    ck_assert_int_eq(t2s__has_operator(&analysis, 0, NULL, "<", type_of("date"), type_of("timestamp without time zone"), 1, &result), 1);
    ck_assert_int_eq(t2s__type_is(result, T2S__TYPE_BOOL), 1);
    ck_assert_int_eq(t2s__has_operator(&analysis, 0, NULL, "<", type_of("json"), type_of("json"), 1, NULL), 0);
    ck_assert_uint_eq(analysis.findings.count, 0);
    ck_assert_int_eq(t2s__has_operator(&analysis, 0, NULL, "<", type_of("json"), type_of("json"), 0, NULL), 0);
    SAYS(verdict(NULL), "42883 operator does not exist: json < json");
    ck_assert_int_eq(t2s__has_operator(&analysis, 0, NULL, "<", NULL, type_of("json"), 0, NULL), 1);
}
END_TEST

START_TEST(short_memory_is_noticed)
{
    resolution_reset();
    OOM_LOOP (n) {
        t2s_node *node;

        oom_arm(-1);
        resolution_reset();
        node = node_of(T2S_NODE_OPERATOR, "=");
        t2s_node *a = value_of("text"), *b = value_of("integer");
        oom_arm(n);
        t2s__resolve_operator(&analysis, node, NULL, "=", a, b);
        ck_assert(oom_failed == 0 || analysis.code == T2S_E_NOMEM || analysis.findings.count != 0);
    }
}
END_TEST

SUITE("operator_resolution", setup, resolution_teardown, numbers_go_to_the_larger_type, a_literal_is_what_the_other_side_is,
      two_literals_are_strings_where_there_is_an_operator_for_strings, domains_are_what_is_under_them,
      what_does_not_fit_is_said_as_the_server_says_it, arrays_ranges_enums_and_rows_have_polymorphic_operators,
      a_literal_takes_the_type_and_is_read_as_it, of_what_is_not_known_nothing_is_said, any_and_all_take_arrays,
      rows_are_compared_member_by_member, a_schema_may_be_written_before_the_operator, types_alone_can_be_asked_about,
      short_memory_is_noticed)
