/* SPDX-License-Identifier: MIT */
/* What a catalog knows of types, and finds by their names. */
#include <string.h>

#include "catalog/catalog.h"
#include "catalog/derive.h"
#include "metadata/postgres_builtins.h"
#include "support/suite.h"

#define TRY(call)                                                                                                                \
    do {                                                                                                                         \
        int code_ = (call);                                                                                                      \
        if (code_ != 0)                                                                                                          \
            return code_;                                                                                                        \
    } while (0)

/* A schema with types of every kind, some of which name what is added only later, or never. */
static int fill(t2s_catalog_builder *builder)
{
    const char *const path[] = {"public", "extra"};
    const char *const labels[] = {"sad", "glad"};
    const char *const attributes[] = {"street", "mood", "lost"};
    const char *const attribute_types[] = {"character varying(30)", "mood", "nowhere.type"};
    const char *const arguments[] = {"mood", "\"Odd Name\"[]"};
    const char *const names[] = {"m", NULL};
    size_t relation;
    size_t other;
    size_t number;

    TRY(t2s_catalog_builder_set_search_path(builder, path, 2));
    TRY(t2s_catalog_builder_add_relation(builder, "public", "people", T2S_RELATION_TABLE, &relation));
    TRY(t2s_catalog_builder_add_column(builder, relation, "id", "integer", 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_column(builder, relation, "moods", "mood[]", 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_column(builder, relation, "friends", "people[]", 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_column(builder, relation, "share", "percentage", 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_column(builder, relation, "mystery", "geometry(Point,4326)", 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_column(builder, relation, "since", "timestamp(3) without time zone", 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_relation(builder, "far", "away", T2S_RELATION_TABLE, &other));
    TRY(t2s_catalog_builder_add_type(builder, "public", "percentage", T2S_TYPE_DOMAIN, "share", NULL, 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_type(builder, "public", "share", T2S_TYPE_DOMAIN, "numeric(5,2)", NULL, 0, NULL, NULL));
    TRY(t2s_catalog_builder_add_type(builder, "public", "address", T2S_TYPE_COMPOSITE, NULL, attributes, 3, NULL, &number));
    TRY(t2s_catalog_builder_set_attribute_types(builder, number, attribute_types));
    TRY(t2s_catalog_builder_add_type(builder, "extra", "mood", T2S_TYPE_ENUM, NULL, labels, 2, NULL, NULL));
    TRY(t2s_catalog_builder_add_type(builder, "public", "mood", T2S_TYPE_ENUM, NULL, labels, 2, NULL, NULL));
    TRY(t2s_catalog_builder_add_type(builder, "public", "Odd Name", T2S_TYPE_BASE, NULL, NULL, 0, NULL, &number));
    TRY(t2s_catalog_builder_set_type_category(builder, number, 'N', 1));
    TRY(t2s_catalog_builder_add_type(builder, "public", "moods", T2S_TYPE_RANGE, NULL, NULL, 0, NULL, &number));
    TRY(t2s_catalog_builder_set_type_subtype(builder, number, "mood"));
    TRY(t2s_catalog_builder_add_type(builder, "public", "many_moods", T2S_TYPE_MULTIRANGE, NULL, NULL, 0, NULL, &number));
    TRY(t2s_catalog_builder_set_type_subtype(builder, number, "public.moods"));
    TRY(t2s_catalog_builder_add_function(builder, "public", "cheer", T2S_FUNCTION_PLAIN, 0, T2S_VOLATILITY_STABLE, arguments, 2, 0,
                                         "people", NULL, NULL, 0, NULL, &number));
    TRY(t2s_catalog_builder_set_argument_names(builder, number, names));
    TRY(t2s_catalog_builder_add_operator(builder, "public", "+", "mood", "mood", "mood", "public", "cheer", T2S_VOLATILITY_STABLE));
    TRY(t2s_catalog_builder_add_operator(builder, "public", "+", "mood", "nowhere.type", "mood", NULL, NULL, 0));
    TRY(t2s_catalog_builder_add_cast(builder, "mood", "integer", T2S_CAST_ASSIGNMENT, T2S_CAST_BY_FUNCTION, "public", "rank"));
    TRY(t2s_catalog_builder_add_cast(builder, "mood", "nowhere.type", T2S_CAST_IMPLICIT, T2S_CAST_BINARY, NULL, NULL));
    return t2s__postgres_builtins_add(builder);
}

static int build(t2s_catalog **ret_catalog)
{
    t2s_catalog_builder *builder;
    int code = t2s_catalog_builder_new(&builder);

    if (code != 0)
        return code;
    code = fill(builder);
    if (code == 0)
        code = t2s_catalog_builder_finish(builder, ret_catalog);
    t2s_catalog_builder_free(builder);
    return code;
}

static t2s_catalog *catalog;

static void set_up(void)
{
    ck_assert_int_eq(build(&catalog), 0);
}

static void tear_down(void)
{
    t2s_catalog_unref(catalog);
}

static const t2s__type *known(t2s__known_type which)
{
    return t2s__catalog_known_type(catalog, which);
}

static const t2s__type *written(const char *text)
{
    return t2s__catalog_written_type(catalog, text);
}

static const t2s__type *find(const char *schema, const char *name)
{
    return t2s__catalog_find_type(catalog, schema, name);
}

START_TEST(every_type_that_the_rules_name_is_there)
{
    for (int i = T2S__TYPE_OTHER + 1; i < T2S__TYPE_END_; i++) {
        ck_assert_ptr_nonnull(known((t2s__known_type)i));
        ck_assert_int_eq(known((t2s__known_type)i)->known, i);
        ck_assert_int_ne(known((t2s__known_type)i)->category, '\0');
    }
    ck_assert_ptr_null(known(T2S__TYPE_OTHER));
    ck_assert_str_eq(known(T2S__TYPE_FLOAT8)->name, "float8");
    ck_assert_int_eq(known(T2S__TYPE_FLOAT8)->is_preferred, 1);
    ck_assert_int_eq(known(T2S__TYPE_NUMERIC)->is_preferred, 0);
    ck_assert_int_eq(known(T2S__TYPE_UNKNOWN)->category, 'X');
    ck_assert_int_eq(t2s__catalog_has_conversions(catalog), 1);
}
END_TEST

START_TEST(a_catalog_without_operators_and_casts_says_so)
{
    t2s_catalog_builder *builder;
    t2s_catalog *bare;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_type(builder, "pg_catalog", "int4", T2S_TYPE_BASE, NULL, NULL, 0, NULL, NULL), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &bare), 0);
    t2s_catalog_builder_free(builder);
    ck_assert_int_eq(t2s__catalog_has_conversions(bare), 0);
    ck_assert_ptr_nonnull(t2s__catalog_known_type(bare, T2S__TYPE_INT4));
    ck_assert_ptr_null(t2s__catalog_known_type(bare, T2S__TYPE_TEXT));
    t2s_catalog_unref(bare);
}
END_TEST

/* Text, and what it is stored under; with its schema where it is not the server's own. */
static const struct {
    const char *text;
    const char *schema;
    const char *name;
} spellings[] = {
    {"integer", "pg_catalog", "int4"},
    {"INTEGER", "pg_catalog", "int4"},
    {"int4", "pg_catalog", "int4"},
    {"pg_catalog.int4", "pg_catalog", "int4"},
    {"numeric(10,2)", "pg_catalog", "numeric"},
    {"numeric(10,2)[]", "pg_catalog", "_numeric"},
    {"integer[][]", "pg_catalog", "_int4"},
    {"integer[3]", "pg_catalog", "_int4"},
    {"_int4", "pg_catalog", "_int4"},
    {"timestamp(3) without time zone", "pg_catalog", "timestamp"},
    {"timestamp with time zone", "pg_catalog", "timestamptz"},
    {"timestamp(0) with time zone[]", "pg_catalog", "_timestamptz"},
    {"time(6) with time zone", "pg_catalog", "timetz"},
    {"character varying(20)", "pg_catalog", "varchar"},
    {"character varying", "pg_catalog", "varchar"},
    {"character(3)", "pg_catalog", "bpchar"},
    {"char", "pg_catalog", "bpchar"},
    {"bpchar", "pg_catalog", "bpchar"},
    {"\"char\"", "pg_catalog", "char"},
    {"\"any\"", "pg_catalog", "any"},
    {"bit varying(8)", "pg_catalog", "varbit"},
    {"\"bit\"", "pg_catalog", "bit"},
    {"interval", "pg_catalog", "interval"},
    {"interval day to second(3)", "pg_catalog", "interval"},
    {"interval(3)", "pg_catalog", "interval"},
    {"double precision[]", "pg_catalog", "_float8"},
    {"int2vector", "pg_catalog", "int2vector"},
    {"record[]", "pg_catalog", "_record"},
    {"mood", "public", "mood"},
    {"extra.mood", "extra", "mood"},
    {"extra.mood[]", "extra", "_mood"},
    {"\"Odd Name\"", "public", "Odd Name"},
    {"public.\"Odd Name\"[]", "public", "_Odd Name"},
    {"people", "public", "people"},
    {"people[]", "public", "_people"},
    {"far.away", "far", "away"},
};

START_TEST(a_type_is_found_as_it_is_written)
{
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
        const t2s__type *type = written(spellings[i].text);

        ck_assert_msg(type != NULL, "%s", spellings[i].text);
        ck_assert_str_eq(type->schema, spellings[i].schema);
        ck_assert_str_eq(type->name, spellings[i].name);
        ck_assert_ptr_eq(find(spellings[i].schema, spellings[i].name), type);
    }
}
END_TEST

static const char *const no_types[] = {
    "", " ", "away", "nowhere.type", "integer[", "integer]", "integer[x]", "numeric(10", "\"char", "\"\"", "public.", ".mood", "int eger", "odd name", "anyelement[]", "__int4", "_",
};

START_TEST(what_is_no_type_is_not_found)
{
    for (size_t i = 0; i < sizeof(no_types) / sizeof(no_types[0]); i++)
        ck_assert_msg(written(no_types[i]) == NULL, "%s", no_types[i]);
}
END_TEST

START_TEST(a_type_is_written_as_the_server_writes_it)
{
    ck_assert_str_eq(written("int4[]")->written, "integer[]");
    ck_assert_str_eq(written("timestamptz")->written, "timestamp with time zone");
    ck_assert_str_eq(written("\"char\"")->written, "\"char\"");
    ck_assert_str_eq(written("numeric")->written, "numeric");
    ck_assert_str_eq(written("bpchar")->written, "character");
    ck_assert_str_eq(written("public.mood")->written, "mood");
    ck_assert_str_eq(written("extra.mood")->written, "extra.mood");
    ck_assert_str_eq(written("extra.mood[]")->written, "extra.mood[]");
    ck_assert_str_eq(written("\"Odd Name\"")->written, "\"Odd Name\"");
    ck_assert_str_eq(written("people")->written, "people");
    ck_assert_str_eq(written("far.away")->written, "far.away");
}
END_TEST

START_TEST(types_lead_to_each_other)
{
    const t2s__type *address = find(NULL, "address");
    const t2s__type *range = find(NULL, "moods");

    ck_assert_ptr_eq(find(NULL, "percentage")->base, find(NULL, "share"));
    ck_assert_ptr_eq(find(NULL, "share")->base, known(T2S__TYPE_NUMERIC));
    ck_assert_int_eq(find(NULL, "percentage")->category, 'N');
    ck_assert_uint_eq(address->label_count, 3);
    ck_assert_ptr_eq(address->attributes[0], known(T2S__TYPE_VARCHAR));
    ck_assert_ptr_eq(address->attributes[1], find("public", "mood"));
    ck_assert_ptr_null(address->attributes[2]);
    ck_assert_ptr_eq(range->subtype, find("public", "mood"));
    ck_assert_ptr_eq(range->multirange, find(NULL, "many_moods"));
    ck_assert_ptr_eq(range->multirange->subtype, range);
    ck_assert_ptr_null(range->multirange->multirange);
    ck_assert_ptr_eq(find(NULL, "int4range")->multirange, find(NULL, "int4multirange"));
    ck_assert_ptr_eq(known(T2S__TYPE_INT4)->array->element, known(T2S__TYPE_INT4));
    ck_assert_int_eq(known(T2S__TYPE_INT4)->array->is_array, 1);
    ck_assert_int_eq(known(T2S__TYPE_INT4)->array->category, 'A');
    ck_assert_ptr_eq(known(T2S__TYPE_INT2VECTOR)->element, known(T2S__TYPE_INT2));
    ck_assert_int_eq(known(T2S__TYPE_INT2VECTOR)->is_array, 0);
    ck_assert_ptr_null(known(T2S__TYPE_ANYELEMENT)->array);
    ck_assert_int_eq(find(NULL, "Odd Name")->is_preferred, 1);
    ck_assert_int_eq(find(NULL, "mood")->category, 'E');
}
END_TEST

START_TEST(columns_and_functions_have_types)
{
    const t2s_relation *people = t2s_catalog_find_relation(catalog, NULL, "people");
    const t2s__type *row = t2s__catalog_row_type(catalog, people);
    const t2s__function *cheer = t2s__catalog_functions(catalog, "cheer", 5);

    ck_assert_ptr_eq(people->columns[0].data_type, known(T2S__TYPE_INT4));
    ck_assert_ptr_eq(people->columns[1].data_type, find("public", "mood")->array);
    ck_assert_ptr_eq(people->columns[2].data_type->element, row);
    ck_assert_ptr_eq(people->columns[3].data_type, find(NULL, "percentage"));
    ck_assert_ptr_null(people->columns[4].data_type);
    ck_assert_ptr_eq(people->columns[5].data_type, known(T2S__TYPE_TIMESTAMP));
    ck_assert_ptr_eq(row->relation, people);
    ck_assert_int_eq(row->kind, T2S_TYPE_COMPOSITE);
    ck_assert_int_eq(row->category, 'C');
    ck_assert_ptr_eq(t2s__catalog_type_relation(catalog, row), people);
    ck_assert_ptr_eq(cheer->arguments[0], find("public", "mood"));
    ck_assert_ptr_eq(cheer->arguments[1], find("public", "Odd Name")->array);
    ck_assert_str_eq(cheer->argument_names[0], "m");
    ck_assert_ptr_null(cheer->argument_names[1]);
    ck_assert_ptr_eq(cheer->result, row);
    ck_assert_int_eq(cheer->aggregate_kind, '\0');
}
END_TEST

START_TEST(operators_and_casts_of_unknown_types_are_left_out)
{
    const t2s__type *mood = find("public", "mood");
    const t2s__cast *cast = t2s__catalog_cast(catalog, mood, known(T2S__TYPE_INT4));
    size_t count = 0;

    for (const t2s__operator *one = t2s__catalog_operators(catalog, "+", 1); one != NULL; one = one->next) {
        ck_assert_ptr_nonnull(one->right);
        ck_assert_ptr_nonnull(one->result);
        count += one->left == mood;
        if (one->left == mood) {
            ck_assert_str_eq(one->function_name, "cheer");
            ck_assert_int_eq(one->volatility, T2S_VOLATILITY_STABLE);
        }
    }
    ck_assert_uint_eq(count, 1);
    ck_assert_ptr_nonnull(cast);
    ck_assert_int_eq(cast->context, T2S_CAST_ASSIGNMENT);
    ck_assert_str_eq(cast->function_name, "rank");
    ck_assert_ptr_null(t2s__catalog_cast(catalog, known(T2S__TYPE_INT4), mood));
    ck_assert_int_eq(t2s__catalog_cast(catalog, known(T2S__TYPE_INT4), known(T2S__TYPE_INT8))->context, T2S_CAST_IMPLICIT);
}
END_TEST

static const t2s__function *overload(const char *name, size_t argument_count, const t2s__type *first)
{
    for (const t2s__function *one = t2s__catalog_functions(catalog, name, strlen(name)); one != NULL; one = one->next)
        if (one->argument_count == argument_count && (argument_count == 0 || one->arguments[0] == first))
            return one;
    return NULL;
}

START_TEST(the_servers_own_functions_tell_what_calls_need)
{
    const t2s__function *interval = overload("make_interval", 7, known(T2S__TYPE_INT4));
    const t2s__function *percentile = overload("percentile_cont", 2, known(T2S__TYPE_FLOAT8));
    const t2s__function *rank = overload("rank", 1, known(T2S__TYPE_ANY));
    const t2s__function *each = overload("json_each", 1, known(T2S__TYPE_JSON));
    const t2s__function *sum = overload("sum", 1, known(T2S__TYPE_INT4));

    ck_assert_uint_eq(interval->default_count, 7);
    ck_assert_str_eq(interval->argument_names[0], "years");
    ck_assert_str_eq(interval->argument_names[6], "secs");
    ck_assert_ptr_eq(interval->arguments[6], known(T2S__TYPE_FLOAT8));
    ck_assert_int_eq(percentile->aggregate_kind, T2S_AGGREGATE_ORDERED_SET);
    ck_assert_uint_eq(percentile->direct_count, 1);
    ck_assert_int_eq(rank->aggregate_kind, T2S_AGGREGATE_HYPOTHETICAL_SET);
    ck_assert_int_eq(sum->aggregate_kind, T2S_AGGREGATE_NORMAL);
    ck_assert_ptr_eq(sum->result, known(T2S__TYPE_INT8));
    ck_assert_ptr_null(sum->argument_names);
    ck_assert_str_eq(each->column_names[0], "key");
    ck_assert_ptr_eq(each->columns[1], known(T2S__TYPE_JSON));
}
END_TEST

/* Nothing in the generated lists names a type that is not in them. */
START_TEST(all_that_the_server_brings_is_known)
{
    const char *const names[] = {"abs", "unnest", "array_agg", "generate_series", "now", "jsonb_path_query", "pg_sleep"};
    size_t seen = 0;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        for (const t2s__function *one = t2s__catalog_functions(catalog, names[i], strlen(names[i])); one != NULL; one = one->next) {
            ck_assert_ptr_nonnull(one->result);
            for (size_t a = 0; a < one->argument_count; a++, seen++)
                ck_assert_ptr_nonnull(one->arguments[a]);
        }
    ck_assert_uint_gt(seen, 20);
    ck_assert_ptr_nonnull(t2s__catalog_operators(catalog, "||/", 3));
    ck_assert_ptr_null(t2s__catalog_operators(catalog, "||/", 3)->left);
    ck_assert_ptr_nonnull(t2s__catalog_operators(catalog, "|", 1));
}
END_TEST

START_TEST(the_rows_of_a_relation_follow_what_a_derived_catalog_shows)
{
    const t2s_relation *people = t2s_catalog_find_relation(catalog, NULL, "people");
    t2s__column_edit columns[6] = {{.hidden = 1}};
    t2s__relation_edit edit = {.columns = columns};
    t2s__relation_edit gone = {.hidden = 1};
    const t2s__relation_edit *relations[2] = {NULL, NULL};
    t2s__catalog_edits edits = {.relations = relations};
    const t2s__type *row = t2s__catalog_row_type(catalog, people);
    const t2s_relation *shown;
    t2s_catalog *derived;

    relations[people->index] = &edit;
    relations[1 - people->index] = &gone;
    ck_assert_int_eq(t2s__catalog_derive(catalog, &edits, &derived), 0);
    shown = t2s_catalog_find_relation(derived, NULL, "people");
    ck_assert_int_eq(t2s_column_is_hidden(&shown->columns[0]), 1);
    ck_assert_ptr_eq(t2s__catalog_row_type(derived, shown)->relation, shown);
    ck_assert_ptr_eq(t2s__catalog_find_type(derived, NULL, "people")->relation, shown);
    ck_assert_ptr_eq(t2s__catalog_type_relation(derived, row), shown);
    ck_assert_ptr_null(t2s__catalog_type_relation(derived, find("far", "away")));
    ck_assert_ptr_eq(t2s__catalog_known_type(derived, T2S__TYPE_TEXT), known(T2S__TYPE_TEXT));
    ck_assert_ptr_nonnull(t2s__catalog_operators(derived, "+", 1));
    ck_assert_ptr_nonnull(t2s__catalog_cast(derived, known(T2S__TYPE_INT4), known(T2S__TYPE_INT8)));
    ck_assert_int_eq(t2s__catalog_has_conversions(derived), 1);
    t2s_catalog_unref(derived);
}
END_TEST

START_TEST(what_makes_no_sense_is_refused)
{
    t2s_catalog_builder *builder;
    const char *const types[] = {"integer"};
    size_t type;
    size_t function;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_type(builder, "public", "t", T2S_TYPE_BASE, NULL, NULL, 0, NULL, &type), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_type(builder, "public", "u", T2S_TYPE_MULTIRANGE + 1, NULL, NULL, 0, NULL, NULL),
                     T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_set_type_category(builder, type + 1, 'U', 0), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_set_type_category(builder, type, 0, 0), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_set_type_element(builder, type + 1, "integer"), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_set_type_subtype(builder, type, "integer"), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_set_attribute_types(builder, type, types), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_add_function(builder, "public", "f", T2S_FUNCTION_PLAIN, 0, 0, types, 1, 0, "integer", NULL,
                                                      NULL, 0, NULL, &function),
                     0);
    ck_assert_int_eq(t2s_catalog_builder_set_aggregate(builder, function, T2S_AGGREGATE_NORMAL, 0), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_set_argument_names(builder, function + 1, types), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_add_operator(builder, "public", "+", "integer", NULL, "integer", NULL, NULL, 0), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_add_cast(builder, "integer", "text", 'x', T2S_CAST_BINARY, NULL, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_catalog_builder_add_cast(builder, "integer", NULL, T2S_CAST_IMPLICIT, T2S_CAST_BINARY, NULL, NULL),
                     T2S_E_INVALID);
    t2s_catalog_builder_free(builder);
}
END_TEST

START_TEST(every_failed_allocation_is_an_error_and_no_leak)
{
    OOM_LOOP(n) {
        t2s_catalog *made = NULL;
        int code = build(&made);

        ck_assert(code == 0 || code == T2S_E_NOMEM);
        ck_assert_int_eq(code == 0, !oom_failed);
        t2s_catalog_unref(made);
    }
}
END_TEST

SUITE("catalog types", set_up, tear_down, every_type_that_the_rules_name_is_there, a_catalog_without_operators_and_casts_says_so,
      a_type_is_found_as_it_is_written, what_is_no_type_is_not_found, a_type_is_written_as_the_server_writes_it,
      types_lead_to_each_other, columns_and_functions_have_types, operators_and_casts_of_unknown_types_are_left_out,
      the_servers_own_functions_tell_what_calls_need, all_that_the_server_brings_is_known,
      the_rows_of_a_relation_follow_what_a_derived_catalog_shows, what_makes_no_sense_is_refused,
      every_failed_allocation_is_an_error_and_no_leak)
