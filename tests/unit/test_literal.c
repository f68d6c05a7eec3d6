#include <string.h>

#include "sql/type_rules.h"
#include "sql/types.h"
#include "support/suite.h"

static t2s_dialect *postgres;
static t2s__arena arena;
static t2s__analysis analysis;
static t2s_catalog empty; /* without one nothing is found */

static const char *const moods[] = {"sad", "ok", "happy"};
static const t2s__type integer = {.schema = "pg_catalog", .name = "int4", .written = "integer"};
static const t2s__type text = {.schema = "pg_catalog", .name = "text", .written = "text"};
static const t2s__type mood = {.schema = "public", .name = "mood", .written = "mood", .kind = T2S_TYPE_ENUM, .labels = moods, .label_count = 3};
static const t2s__type posint = {.schema = "public", .name = "posint", .written = "posint", .kind = T2S_TYPE_DOMAIN, .base = &integer};
static const t2s__type integers = {.schema = "pg_catalog", .name = "_int4", .written = "integer[]", .is_array = 1, .element = &posint};
static const t2s__type texts = {.schema = "pg_catalog", .name = "_text", .written = "text[]", .is_array = 1, .element = &text};
static const t2s__type int_list = {.schema = "public", .name = "int_list", .kind = T2S_TYPE_DOMAIN, .base = &integers};
static const t2s__type lists = {.schema = "public", .name = "_int_list", .is_array = 1, .element = &int_list};
static const t2s__type range = {.schema = "pg_catalog", .name = "int4range", .kind = T2S_TYPE_RANGE, .subtype = &integer};
static const t2s__type multirange = {.schema = "pg_catalog", .name = "int4multirange", .kind = T2S_TYPE_RANGE, .subtype = &range};
static const t2s__type theirs = {.schema = "public", .name = "int4", .written = "public.int4"};

static const t2s__type address = {.schema = "public", .name = "address", .kind = T2S_TYPE_COMPOSITE};
static const t2s__type record = {.schema = "pg_catalog", .name = "record", .kind = T2S_TYPE_PSEUDO, .known = T2S__TYPE_RECORD};

static void setup(void)
{
    ck_assert_int_eq(t2s_postgres_dialect_new(&postgres), 0);
    t2s__arena_init(&arena, 4096);
    memset(&analysis, 0, sizeof(analysis));
    analysis.dialect = postgres;
    analysis.rules = &t2s__postgres_rules;
    analysis.catalog = &empty;
    analysis.arena = &arena;
    analysis.sql = "SELECT 1";
    analysis.length = 8;
}

static void teardown(void)
{
    t2s__arena_dispose(&arena);
    t2s_dialect_unref(postgres);
}

static void expect_taken(const t2s__type *type, const char *literal)
{
    size_t before = analysis.findings.count;

    if (!t2s__check_literal(&analysis, literal, strlen(literal), type, 7) || analysis.findings.count != before)
        ck_abort_msg("%s is refused", literal);
}

static const t2s_diagnostic *expect_refused(const t2s__type *type, const char *literal, const char *code)
{
    const t2s_diagnostic *diagnostic;

    if (t2s__check_literal(&analysis, literal, strlen(literal), type, 7))
        ck_abort_msg("%s is taken", literal);
    diagnostic = analysis.findings.items[analysis.findings.count - 1];
    ck_assert_str_eq(t2s_diagnostic_code(diagnostic), code);
    ck_assert_int_eq(t2s_diagnostic_position(diagnostic), 7);
    return diagnostic;
}

START_TEST(a_literal_is_read_as_its_type)
{
    expect_taken(&integer, "42");
    ck_assert_str_eq(t2s_diagnostic_message(expect_refused(&integer, "x", "22P02")), "invalid input syntax for type integer: \"x\"");
    expect_taken(&text, "x");
    expect_taken(NULL, "x");
}
END_TEST

START_TEST(a_domain_is_read_as_what_is_under_it)
{
    expect_taken(&posint, "1");
    expect_refused(&posint, "one", "22P02");
}
END_TEST

START_TEST(a_type_of_the_same_name_in_another_schema_is_not_the_servers)
{
    expect_taken(&theirs, "x");
}
END_TEST

START_TEST(an_enum_takes_its_labels_and_a_near_one_is_suggested)
{
    const t2s_diagnostic *diagnostic;

    expect_taken(&mood, "happy");
    diagnostic = expect_refused(&mood, "hapy", "22P02");
    ck_assert_str_eq(t2s_diagnostic_message(diagnostic), "invalid input value for enum mood: \"hapy\"");
    ck_assert_ptr_nonnull(strstr(t2s_diagnostic_hint(diagnostic), "\"happy\""));
    ck_assert_ptr_null(t2s_diagnostic_hint(expect_refused(&mood, "something else", "22P02")));
    expect_refused(&mood, "Happy", "22P02");
}
END_TEST

START_TEST(arrays_are_read_by_their_elements)
{
    expect_taken(&integers, "{}");
    expect_taken(&integers, " { 1 , 2,\"3\" , NULL} ");
    expect_taken(&integers, "{{1,2},{3,4}}");
    expect_taken(&integers, "[1:2]={1,2}");
    expect_taken(&texts, "{a,\"b,}{\",\"\\\"\",c d}");
    expect_refused(&integers, "{1,x}", "22P02");
    expect_refused(&integers, "{{1},{\"y\"}}", "22P02");
    expect_refused(&integers, "1,2", "22P02");
    expect_refused(&integers, "", "22P02");
    expect_refused(&integers, "{1,,2}", "22P02");
    expect_refused(&integers, "{1,2", "22P02");
    expect_refused(&integers, "{1,}", "22P02");
    expect_refused(&integers, "{1}}", "22P02");
    expect_refused(&texts, "{a}{b}", "22P02");
    expect_refused(&texts, "{\"a\": true}", "22P02");
    expect_refused(&texts, "{a\"b\"}", "22P02");
    ck_assert_str_eq(t2s_diagnostic_message(expect_refused(&integers, "1", "22P02")), "malformed array literal: \"1\"");
}
END_TEST

START_TEST(arrays_of_arrays_under_domains_are_read)
{
    expect_taken(&lists, "{\"{1,2}\",\"{3}\"}");
    expect_refused(&lists, "{\"{1,2}\",\"{x}\"}", "22P02");
    expect_refused(&lists, "{\"1\"}", "22P02");
}
END_TEST

START_TEST(ranges_are_read_by_their_bounds)
{
    expect_taken(&range, "[1,5)");
    expect_taken(&range, "(,)");
    expect_taken(&range, " empty ");
    expect_taken(&range, "[\"1\",2]");
    expect_refused(&range, "[1,x)", "22P02");
    expect_refused(&range, "1,5", "22P02");
    expect_refused(&range, "[1,2,3)", "22P02");
    expect_refused(&range, "[1,5", "22P02");
    expect_refused(&range, "[1)", "22P02");
    expect_taken(&multirange, "{[1,5)}");
}
END_TEST

START_TEST(rows_stand_in_parentheses)
{
    expect_taken(&address, " (a,\"b)\",) ");
    expect_taken(&address, "()");
    expect_refused(&address, "a,b", "22P02");
    expect_refused(&address, "(a,b", "22P02");
    expect_refused(&address, "(a) b", "22P02");
    expect_refused(&record, "(1,2)", "0A000");
}
END_TEST

START_TEST(without_memory_nothing_is_refused_wrongly)
{
    OOM_LOOP (n) {
        t2s__arena small;

        t2s__arena_init(&small, 4096);
        analysis.arena = &small;
        analysis.code = 0;
        memset(&analysis.findings, 0, sizeof(analysis.findings));
        (void)t2s__check_literal(&analysis, "{1,2}", 5, &integers, 7);
        ck_assert_uint_eq(analysis.findings.count, 0);
        t2s__arena_dispose(&small);
    }
    analysis.arena = &arena;
}
END_TEST

SUITE("literal", setup, teardown, a_literal_is_read_as_its_type, a_domain_is_read_as_what_is_under_it,
      a_type_of_the_same_name_in_another_schema_is_not_the_servers, an_enum_takes_its_labels_and_a_near_one_is_suggested,
      arrays_are_read_by_their_elements, arrays_of_arrays_under_domains_are_read, ranges_are_read_by_their_bounds, rows_stand_in_parentheses,
      without_memory_nothing_is_refused_wrongly)
