/* SPDX-License-Identifier: MIT */
/* Which function a call means; the verdicts are PostgreSQL 15's own. */
#include "resolution.h"

static const char schema[] =
    "CREATE TYPE mood AS ENUM ('sad', 'happy');"
    "CREATE TYPE place AS (x integer, y text);"
    "CREATE TABLE item (id integer, name text);"
    "CREATE DOMAIN age AS integer;"
    "CREATE FUNCTION named(a integer, b text DEFAULT 'x', c numeric DEFAULT 1) RETURNS text LANGUAGE sql AS 'SELECT b';"
    "CREATE FUNCTION spread(a integer, VARIADIC b numeric[]) RETURNS numeric LANGUAGE sql AS 'SELECT b[1]';"
    "CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';"
    "CREATE FUNCTION twice(a integer, b integer DEFAULT 1) RETURNS text LANGUAGE sql AS 'SELECT 1::text';"
    "CREATE FUNCTION of_alike(a anycompatible, b anycompatible) RETURNS anycompatiblearray LANGUAGE sql AS 'SELECT ARRAY[a, b]';"
    "CREATE FUNCTION of_item(i item) RETURNS text LANGUAGE sql AS 'SELECT 1::text';"
    "CREATE PROCEDURE does(a integer) LANGUAGE sql AS 'SELECT 1';";

static void setup(void)
{
    resolution_setup(schema);
}

static t2s_node *call_of(const char *name, const char *arguments)
{
    t2s_node *call = node_of(T2S_NODE_CALL, NULL);
    const char *dot = strchr(name, '.');

    if (dot != NULL) {
        t2s_node *part = node_of(T2S_NODE_IDENTIFIER, NULL);

        t2s_node_set_text(&tree, part, name, (size_t)(dot - name));
        t2s_node_append(call, T2S_SLOT_CALL_NAME, part);
        name = dot + 1;
    }
    t2s_node_append(call, T2S_SLOT_CALL_NAME, node_of(T2S_NODE_IDENTIFIER, name));
    add_values(call, T2S_SLOT_CALL_ARGUMENTS, arguments);
    return call;
}

static const char *call_with(const char *name, const char *arguments, uint32_t flags)
{
    t2s_node *call;

    resolution_reset();
    call = call_of(name, arguments);
    t2s_node_add_flags(call, flags);
    t2s__resolve_function(&analysis, call);
    return verdict(call->type);
}

static const char *call(const char *name, const char *arguments)
{
    return call_with(name, arguments, 0);
}

START_TEST(the_overload_that_fits_best_is_meant)
{
    SAYS(call("abs", "integer"), "integer");
    SAYS(call("round", "numeric, integer"), "numeric");
    SAYS(call("round", "integer"), "double precision");
    SAYS(call("sum", "integer"), "bigint");
    SAYS(call("sum", "bigint"), "numeric");
    SAYS(call("avg", "real"), "double precision");
    SAYS(call("length", "character varying"), "integer");
    SAYS(call("upper", "'x'"), "text");
    SAYS(call("date_trunc", "'month', date"), "timestamp with time zone");
    SAYS(call("date_trunc", "'month', timestamp without time zone"), "timestamp without time zone");
    SAYS(call("now", ""), "timestamp with time zone");
    SAYS(call("count", "text"), "bigint");
    SAYS(call("pg_catalog.length", "text"), "integer");
    SAYS(call("substr", "text, integer"), "text");
    SAYS(call("max", "age"), "integer");
}
END_TEST

START_TEST(what_does_not_fit_is_said_as_the_server_says_it)
{
    SAYS(call("round", "double precision, integer"), "42883 function round(double precision, integer) does not exist");
    ck_assert_str_eq(first_hint(), "No function matches the given name and argument types. You might need to add explicit type casts. "
                                   "There is round(numeric, integer): cast argument 1 to numeric.");
    SAYS(call("sum", "boolean"), "42883 function sum(boolean) does not exist");
    SAYS(call("ifnull", "integer, 'x'"), "42883 function ifnull(integer, unknown) does not exist");
    SAYS(call("upper", "text, text"), "42883 function upper(text, text) does not exist");
    ck_assert_ptr_nonnull(strstr(first_hint(), "There is: upper("));
    SAYS(call("nosuch.f", "text"), "3F000 schema \"nosuch\" does not exist");
    SAYS(call("public.abs", "integer"), "42883 function public.abs(integer) does not exist");
    SAYS(call("extract", "'hour', text"), "42883 function extract(unknown, text) does not exist");
    SAYS(call("generate_series", "'1', '2'"), "42725 function generate_series(unknown, unknown) is not unique");
    SAYS(call("does", "integer"), "42809 does(integer) is a procedure");
}
END_TEST

START_TEST(names_defaults_and_variadic_arguments_find_their_parameters)
{
    SAYS(call("named", "integer"), "text");
    SAYS(call("named", "integer, c => numeric"), "text");
    SAYS(call("named", "c => '1', a => integer"), "text");
    SAYS(call("named", "c => numeric"), "42883 function named(c => numeric) does not exist");
    SAYS(call("named", "integer, a => integer"), "42883 function named(integer, a => integer) does not exist");
    SAYS(call("make_interval", "integer, days => integer"), "interval");
    SAYS(call("make_interval", "hours => '1', years => integer"), "interval");
    SAYS(call("make_interval", "integer, years => integer"), "42883 function make_interval(integer, years => integer) does not exist");
    SAYS(call("make_date", "year => integer"), "42883 function make_date(year => integer) does not exist");
    SAYS(call("named", "a => integer, a => integer"), "42601 argument name \"a\" used more than once");
    SAYS(call("named", "a => integer, text"), "42601 positional argument cannot follow named argument");
    SAYS(call("spread", "integer, integer, numeric"), "numeric");
    SAYS(call("spread", "integer"), "42883 function spread(integer) does not exist");
    SAYS(call("spread", "integer, text"), "42883 function spread(integer, text) does not exist");
    SAYS(call_with("spread", "integer, numeric[]", T2S_NODE_F_VARIADIC), "numeric");
    SAYS(call_with("concat", "text[]", T2S_NODE_F_VARIADIC), "text");
    SAYS(call_with("concat", "integer", T2S_NODE_F_VARIADIC), "42804 VARIADIC argument must be an array");
    SAYS(call("concat", "text, integer, date"), "text");
    SAYS(call("make_interval", "days => integer"), "interval");
    SAYS(call("twice", "integer"), "42725 function twice(integer) is not unique");
    SAYS(call("twice", "integer, integer"), "text");
}
END_TEST

START_TEST(polymorphic_functions_give_what_they_take)
{
    SAYS(call("array_agg", "text"), "text[]");
    SAYS(call("array_agg", "integer[]"), "integer[]");
    SAYS(call("unnest", "mood[]"), "mood");
    SAYS(call("array_append", "integer[], numeric"), "numeric[]");
    SAYS(call("array_append", "integer[], text"), "42883 function array_append(integer[], text) does not exist");
    SAYS(call("lower", "int4range"), "integer");
    SAYS(call("range_agg", "int4range"), "int4multirange");
    SAYS(call("enum_first", "mood"), "mood");
    SAYS(call("enum_first", "integer"), "42883 function enum_first(integer) does not exist");
    SAYS(call("unnest", "'{1,2}'"), "42725 function unnest(unknown) is not unique");
    SAYS(call("array_length", "'{1,2}', integer"), "42804 could not determine polymorphic type because input has type unknown");
    SAYS(call("of_alike", "integer, numeric"), "numeric[]");
    SAYS(call("of_alike", "'1', '2'"), "text[]");
    SAYS(call("of_alike", "integer, text"), "42883 function of_alike(integer, text) does not exist");
    SAYS(call("to_jsonb", "integer"), "jsonb");
    SAYS(call("to_jsonb", "'x'"), "42804 could not determine polymorphic type because input has type unknown");
}
END_TEST

START_TEST(a_call_of_one_argument_may_be_a_cast_or_a_field)
{
    SAYS(call("int4", "'3'"), "integer");
    SAYS(call("int4", "'x'"), "22P02 invalid input syntax for type integer: \"x\"");
    SAYS(call("text", "integer"), "text");
    SAYS(call("varchar", "integer"), "character varying");
    SAYS(call("date", "timestamp without time zone"), "date");
    SAYS(call("date", "text"), "date");
    SAYS(call("mood", "text"), "mood");
    SAYS(call("int4", "boolean"), "integer");
    SAYS(call("date", "integer"), "42883 function date(integer) does not exist");
    SAYS(call("y", "place"), "text");
    SAYS(call("name", "item"), "text");
    SAYS(call("of_item", "item"), "text");
    SAYS(call("nosuch", "item"), "42883 function nosuch(item) does not exist");
    SAYS(call_with("int4", "'3'", T2S_NODE_F_DISTINCT), "42809 DISTINCT specified, but int4 is not an aggregate function");
}
END_TEST

/* One value in a slot beside the arguments. */
static const char *call_and(const char *name, const char *arguments, int slot, const char *values)
{
    t2s_node *node;

    resolution_reset();
    node = call_of(name, arguments);
    if (slot == T2S_SLOT_CALL_OVER)
        t2s_node_append(node, slot, node_of(T2S_NODE_WINDOW, NULL));
    else if (slot == T2S_SLOT_CALL_FILTER)
        add_values(node, slot, values);
    else {
        t2s_node *sort = node_of(T2S_NODE_SORT, NULL);

        add_values(sort, 0, values);
        t2s_node_append(node, slot, sort);
    }
    t2s__resolve_function(&analysis, node);
    return verdict(node->type);
}

START_TEST(aggregates_and_windows_are_called_as_such)
{
    SAYS(call_with("count", "", T2S_NODE_F_STAR), "bigint");
    SAYS(call("count", ""), "42809 count(*) must be used to call a parameterless aggregate function");
    SAYS(call_with("upper", "", T2S_NODE_F_STAR), "42883 function upper() does not exist");
    SAYS(call_with("upper", "text", T2S_NODE_F_DISTINCT), "42809 DISTINCT specified, but upper is not an aggregate function");
    SAYS(call_and("upper", "text", T2S_SLOT_CALL_FILTER, "boolean"), "42809 FILTER specified, but upper is not an aggregate function");
    SAYS(call_and("upper", "text", T2S_SLOT_CALL_ORDER, "text"), "42809 ORDER BY specified, but upper is not an aggregate function");
    SAYS(call_and("upper", "text", T2S_SLOT_CALL_OVER, NULL),
         "42809 OVER specified, but upper is not a window function nor an aggregate function");
    SAYS(call_and("sum", "integer", T2S_SLOT_CALL_OVER, NULL), "bigint");
    SAYS(call("rank", ""), "42809 window function rank requires an OVER clause");
    SAYS(call("lag", "text"), "42809 window function lag requires an OVER clause");
    SAYS(call_and("lag", "text", T2S_SLOT_CALL_OVER, NULL), "text");
}
END_TEST

START_TEST(ordered_set_aggregates_divide_their_arguments)
{
    SAYS(call_and("percentile_cont", "double precision", T2S_SLOT_CALL_WITHIN, "integer"), "double precision");
    SAYS(call_and("percentile_cont", "double precision", T2S_SLOT_CALL_WITHIN, "interval"), "interval");
    SAYS(call_and("percentile_cont", "'0.5'", T2S_SLOT_CALL_WITHIN, "interval"),
         "42725 function percentile_cont(unknown, interval) is not unique");
    SAYS(call_and("percentile_disc", "double precision", T2S_SLOT_CALL_WITHIN, "date"), "date");
    SAYS(call_and("mode", "", T2S_SLOT_CALL_WITHIN, "text"), "text");
    SAYS(call_and("rank", "integer", T2S_SLOT_CALL_WITHIN, "numeric"), "bigint");
    SAYS(call_and("rank", "integer", T2S_SLOT_CALL_WITHIN, "text"), "42804 WITHIN GROUP types text and integer cannot be matched");
    SAYS(call_and("rank", "integer, integer", T2S_SLOT_CALL_WITHIN, "integer"),
         "42883 function rank(integer, integer, integer) does not exist");
    SAYS(call("percentile_cont", "double precision, double precision"),
         "42809 WITHIN GROUP is required for ordered-set aggregate percentile_cont");
    SAYS(call_and("percentile_cont", "", T2S_SLOT_CALL_WITHIN, "integer"), "42883 function percentile_cont(integer) does not exist");
    SAYS(call_and("sum", "", T2S_SLOT_CALL_WITHIN, "integer"), "42809 sum is not an ordered-set aggregate, so it cannot have WITHIN GROUP");
}
END_TEST

START_TEST(of_what_is_not_known_nothing_is_said)
{
    SAYS(call("char_length", "?"), "integer");
    SAYS(call("abs", "?"), "?");
    SAYS(call("upper", "?"), "?");
    SAYS(call("round", "?, integer"), "numeric");
    SAYS(call("nosuch", "?"), "?");
}
END_TEST

START_TEST(what_extensions_bring_is_not_wrong)
{
    t2s_catalog *whole = catalog;

    catalog = resolution_catalog("CREATE EXTENSION pg_trgm;");
    SAYS(call("similarity", "text, 'x'"), "?");
    SAYS(call("round", "double precision, integer"), "42883 function round(double precision, integer) does not exist");
    t2s_catalog_unref(catalog);
    catalog = resolution_catalog("CREATE EXTENSION plpgsql;");
    SAYS(call("similarity", "text, 'x'"), "42883 function similarity(text, unknown) does not exist");
    t2s_catalog_unref(catalog);
    catalog = whole;
}
END_TEST

static const char *name_type(const char *first, const char *second, uint32_t flags, const char *modifier)
{
    t2s_node *node;

    resolution_reset();
    node = node_of(T2S_NODE_TYPE, NULL);
    t2s_node_append(node, 0, node_of(T2S_NODE_IDENTIFIER, first));
    if (second != NULL)
        t2s_node_append(node, 0, node_of(T2S_NODE_IDENTIFIER, second));
    if (modifier != NULL)
        add_values(node, 1, modifier);
    t2s_node_add_flags(node, flags);
    return verdict(t2s__resolve_type(&analysis, node));
}

START_TEST(type_names_are_found)
{
    SAYS(name_type("pg_catalog", "int4", 0, NULL), "integer");
    SAYS(name_type("pg_catalog", "numeric", 0, "'8'"), "numeric");
    SAYS(name_type("mood", NULL, T2S_NODE_F_ARRAY, NULL), "mood[]");
    SAYS(name_type("public", "mood", 0, NULL), "mood");
    SAYS(name_type("item", NULL, 0, NULL), "item");
    SAYS(name_type("age", NULL, T2S_NODE_F_ARRAY, NULL), "age[]");
    SAYS(name_type("_int4", NULL, 0, NULL), "integer[]");
    SAYS(name_type("datetime", NULL, 0, NULL), "42704 type \"datetime\" does not exist");
    ck_assert_str_eq(first_hint(), "The type is called timestamp here.");
    SAYS(name_type("pg_catalog", "mood", T2S_NODE_F_ARRAY, NULL), "42704 type \"pg_catalog.mood[]\" does not exist");
    SAYS(name_type("nosuch", "mood", 0, NULL), "3F000 schema \"nosuch\" does not exist");
    SAYS(name_type("pg_catalog", "int4", 0, "'8'"), "42601 type modifier is not allowed for type \"int4\"");
}
END_TEST

SUITE("function_resolution", setup, resolution_teardown, the_overload_that_fits_best_is_meant,
      what_does_not_fit_is_said_as_the_server_says_it, names_defaults_and_variadic_arguments_find_their_parameters,
      polymorphic_functions_give_what_they_take, a_call_of_one_argument_may_be_a_cast_or_a_field,
      aggregates_and_windows_are_called_as_such, ordered_set_aggregates_divide_their_arguments, of_what_is_not_known_nothing_is_said,
      what_extensions_bring_is_not_wrong, type_names_are_found)
