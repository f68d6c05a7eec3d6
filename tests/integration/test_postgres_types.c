/* SPDX-License-Identifier: MIT */
/*
 * Types, functions, operators and casts as a real server tells them; and whether the lists that schema files are read with tell the
 * same. The lists are of one version, so this needs a server of just that.
 */
#include <stdio.h>
#include <string.h>

#include <text2sql/sys/metadata.h>

#include "../support/postgres.h"
#include "../support/suite.h"
#include "catalog/catalog.h"
#include "loop/loop.h"
#include "metadata/ddl.h"

enum { LIST_VERSION = 15, LINE_MAX_BYTES = 2048 };

static const char *uri;
static t2s_loop *loop;

static void on_fetched(t2s_fetch *fetch, void *user_data)
{
    ck_assert_msg(t2s_fetch_error(fetch) == NULL, "%s", t2s_error_message(t2s_fetch_error(fetch)));
    *(t2s_catalog **)user_data = t2s_catalog_ref(t2s_fetch_catalog(fetch));
}

static t2s_catalog *read_server(void)
{
    t2s_options *options;
    t2s_metadata_source *source;
    t2s_fetch *fetch;
    t2s_catalog *catalog = NULL;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "uri", uri);
    ck_assert_int_eq(t2s_postgres_metadata_source_new(options, &source, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_metadata_source_attach(source, loop), 0);
    ck_assert_int_eq(t2s_metadata_source_call(source, loop, on_fetched, &catalog, &fetch), 0);
    while (catalog == NULL)
        t2s__loop_run(loop, 1);
    t2s_fetch_unref(fetch);
    t2s_metadata_source_detach(source, loop);
    t2s_metadata_source_unref(source);
    return catalog;
}

static t2s_catalog *read_file(const char *text)
{
    const char *name = "schema.sql";
    size_t length = strlen(text);
    t2s_catalog *catalog = NULL;

    ck_assert_int_eq(t2s__ddl_read(&name, &text, &length, 1, &catalog, NULL), 0);
    return catalog;
}

static void setup(void)
{
    ck_assert_int_eq(t2s__loop_new(2, &loop), 0);
}

static void teardown(void)
{
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}

static void sql(const char *text)
{
    free(t2s_test_postgres_sql(uri, text));
}

/* What there is, as lines in no order; whose text is the whole of an object. */
typedef struct lines {
    char **items;
    size_t count;
    size_t capacity;
} lines;

static void add_line(lines *list, const char *line)
{
    ck_assert_int_eq(t2s__grow((void **)&list->items, &list->capacity, list->count + 1, sizeof(*list->items)), 0);
    list->items[list->count] = t2s__strdup(line);
    ck_assert_ptr_nonnull(list->items[list->count++]);
}

static int compare_lines(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void release(lines *list)
{
    for (size_t i = 0; i < list->count; i++)
        t2s__free(list->items[i]);
    t2s__free(list->items);
}

static void check_equal(lines *a, lines *b, size_t least)
{
    qsort(a->items, a->count, sizeof(*a->items), compare_lines);
    qsort(b->items, b->count, sizeof(*b->items), compare_lines);
    for (size_t i = 0; i < a->count && i < b->count; i++)
        ck_assert_str_eq(a->items[i], b->items[i]);
    ck_assert_uint_eq(a->count, b->count);
    ck_assert_uint_ge(a->count, least);
    release(a);
    release(b);
}

static const char *text_of(const t2s__type *type)
{
    return type != NULL ? type->written : "-";
}

static void append(char *line, const char *text)
{
    ck_assert_uint_lt(strlen(line) + strlen(text) + 2, LINE_MAX_BYTES);
    strcat(strcat(line, " "), text);
}

static void add_type(lines *list, const t2s__type *type)
{
    char line[LINE_MAX_BYTES];

    snprintf(line, sizeof(line), "%s.%s '%s' kind %d category %c%s base %s element %s array %s subtype %s multirange %s", type->schema,
             type->name, type->written, type->kind, type->category, type->is_preferred ? "*" : "", text_of(type->base),
             text_of(type->element), text_of(type->array), text_of(type->subtype), text_of(type->multirange));
    for (size_t i = 0; i < type->label_count; i++) {
        append(line, type->labels[i]);
        append(line, type->attributes != NULL ? text_of(type->attributes[i]) : "-");
    }
    add_line(list, line);
}

static void add_function(lines *list, const t2s__function *function)
{
    char line[LINE_MAX_BYTES];

    snprintf(line, sizeof(line), "%s.%s kind %d flags %u volatility %d defaults %zu aggregate %d %d result %s", function->schema,
             function->name, function->kind, function->flags, function->volatility, function->default_count,
             function->aggregate_kind, function->direct_count, text_of(function->result));
    for (size_t i = 0; i < function->argument_count; i++) {
        append(line, function->argument_names != NULL && function->argument_names[i] != NULL ? function->argument_names[i] : "-");
        append(line, text_of(function->arguments[i]));
    }
    append(line, "gives");
    for (size_t i = 0; i < function->column_count; i++) {
        append(line, function->column_names[i]);
        append(line, text_of(function->columns[i]));
    }
    add_line(list, line);
}

static void add_operator(lines *list, const t2s__operator *one)
{
    char line[LINE_MAX_BYTES];

    snprintf(line, sizeof(line), "%s.%s left %s right %s result %s calls %s.%s volatility %d", one->schema, one->name,
             text_of(one->left), text_of(one->right), text_of(one->result), one->function_schema, one->function_name,
             one->volatility);
    add_line(list, line);
}

static void add_cast(lines *list, const t2s__cast *cast)
{
    char line[LINE_MAX_BYTES];

    snprintf(line, sizeof(line), "%s -> %s %c%c %s.%s", text_of(cast->source), text_of(cast->target), cast->context, cast->method,
             cast->function_schema != NULL ? cast->function_schema : "", cast->function_name != NULL ? cast->function_name : "");
    add_line(list, line);
}

/* The names come from the server: neither side says what there is to compare. */
static lines names_of(const char *query)
{
    char *all = t2s_test_postgres_sql(uri, query);
    lines list = {0};

    ck_assert_ptr_nonnull(all);
    for (char *name = strtok(all, "\n"); name != NULL; name = strtok(NULL, "\n"))
        add_line(&list, name);
    free(all);
    return list;
}

typedef void gather_fn(const t2s_catalog *catalog, const char *name, lines *list);

static void gather_types(const t2s_catalog *catalog, const char *name, lines *list)
{
    for (const t2s__type *type = t2s__catalog_types(catalog, name, strlen(name)); type != NULL; type = type->next)
        if (strcmp(type->schema, "pg_catalog") == 0)
            add_type(list, type);
}

static void gather_functions(const t2s_catalog *catalog, const char *name, lines *list)
{
    for (const t2s__function *one = t2s__catalog_functions(catalog, name, strlen(name)); one != NULL; one = one->next)
        if (strcmp(one->schema, "pg_catalog") == 0)
            add_function(list, one);
}

static void gather_operators(const t2s_catalog *catalog, const char *name, lines *list)
{
    for (const t2s__operator *one = t2s__catalog_operators(catalog, name, strlen(name)); one != NULL; one = one->next)
        if (strcmp(one->schema, "pg_catalog") == 0)
            add_operator(list, one);
}

/* The name is that of a source; what it leads to is looked for among all types. */
static void gather_casts(const t2s_catalog *catalog, const char *name, lines *list)
{
    static lines targets;
    const t2s__type *source = t2s__catalog_written_type(catalog, name);

    if (targets.count == 0)
        targets = names_of("SELECT string_agg(DISTINCT format_type(casttarget, NULL), E'\\n') FROM pg_cast");
    ck_assert_msg(source != NULL, "%s", name);
    for (size_t i = 0; i < targets.count; i++) {
        const t2s__type *target = t2s__catalog_written_type(catalog, targets.items[i]);
        const t2s__cast *cast = target != NULL ? t2s__catalog_cast(catalog, source, target) : NULL;

        if (cast != NULL)
            add_cast(list, cast);
    }
}

static void compare(const char *query, gather_fn *gather, size_t least)
{
    t2s_catalog *live = read_server();
    t2s_catalog *list = read_file("");
    lines names = names_of(query);
    lines a = {0};
    lines b = {0};

    for (size_t i = 0; i < names.count; i++) {
        gather(live, names.items[i], &a);
        gather(list, names.items[i], &b);
    }
    release(&names);
    check_equal(&a, &b, least);
    t2s_catalog_unref(live);
    t2s_catalog_unref(list);
}

static int is_listed_version(void)
{
    t2s_catalog *live = read_server();
    int version = live->server_version / 10000;

    t2s_catalog_unref(live);
    return version == LIST_VERSION;
}

START_TEST(the_list_of_types_is_the_servers)
{
    if (is_listed_version())
        compare("SELECT string_agg(DISTINCT typname, E'\\n') FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace", gather_types,
                95);
}
END_TEST

START_TEST(the_list_of_functions_is_the_servers)
{
    if (is_listed_version())
        compare("SELECT string_agg(DISTINCT proname, E'\\n') FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace",
                gather_functions, 2500);
}
END_TEST

START_TEST(the_list_of_operators_is_the_servers)
{
    if (is_listed_version())
        compare("SELECT string_agg(DISTINCT oprname, E'\\n') FROM pg_operator", gather_operators, 799);
}
END_TEST

START_TEST(the_list_of_casts_is_the_servers)
{
    if (is_listed_version())
        compare("SELECT string_agg(DISTINCT format_type(castsource, NULL), E'\\n') FROM pg_cast", gather_casts, 229);
}
END_TEST

static const char *const own_objects =
    "CREATE TYPE mood AS ENUM ('sad', 'glad');"
    "CREATE TYPE pair AS (a mood, b numeric(5,2)[]);"
    "CREATE TYPE span AS RANGE (subtype = float8);"
    "CREATE DOMAIN share AS numeric(5,2) CHECK (value <= 1);"
    "CREATE DOMAIN shares AS share[];"
    "CREATE TABLE people (id int PRIMARY KEY, feels mood[], part share, parts shares, twin pair, s span);"
    "CREATE TABLE team (boss people, friends people[]);"
    "CREATE FUNCTION rank_of(m mood) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';"
    "CREATE FUNCTION everybody(VARIADIC wanted int[] DEFAULT '{}', OUT person people, OUT how mood) RETURNS SETOF record LANGUAGE sql"
    " AS 'SELECT p, ''sad''::mood FROM people p';"
    "CREATE FUNCTION add(a mood, b mood) RETURNS mood LANGUAGE sql AS 'SELECT a';"
    "CREATE OPERATOR + (leftarg = mood, rightarg = mood, function = add);"
    "CREATE OPERATOR !! (rightarg = mood, function = rank_of);"
    "CREATE CAST (mood AS int) WITH FUNCTION rank_of(mood) AS ASSIGNMENT;"
    "CREATE CAST (pair AS text) WITH INOUT AS IMPLICIT;"
    "CREATE AGGREGATE worst(mood) (sfunc = add, stype = mood);"
    "CREATE AGGREGATE nth(float8 ORDER BY mood) (sfunc = add, stype = mood);"
    "CREATE TYPE intrange AS RANGE (subtype = int, multirange_type_name = many_ints);"
    "CREATE TYPE textrange AS RANGE (subtype = text);";

static void gather_own(const t2s_catalog *catalog, lines *list)
{
    static const char *const types[] = {"mood", "pair", "span", "span_multirange", "share", "shares", "intrange", "many_ints", "textrange", "textmultirange"};
    static const char *const functions[] = {"rank_of", "everybody", "add", "worst", "nth", "span", "span_multirange", "many_ints", "textmultirange"};
    static const char *const casts[][2] = {{"mood", "integer"}, {"pair", "text"}};
    static const char *const tables[] = {"people", "team"};

    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        const t2s__type *type = t2s__catalog_find_type(catalog, NULL, types[i]);

        ck_assert_msg(type != NULL, "%s", types[i]);
        add_type(list, type);
    }
    for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
        const t2s__function *one = t2s__catalog_functions(catalog, functions[i], strlen(functions[i]));

        ck_assert_msg(one != NULL, "%s", functions[i]);
        for (; one != NULL; one = one->next)
            add_function(list, one);
    }
    for (size_t i = 0; i < sizeof(casts) / sizeof(casts[0]); i++) {
        const t2s__cast *cast = t2s__catalog_cast(catalog, t2s__catalog_written_type(catalog, casts[i][0]),
                                                  t2s__catalog_written_type(catalog, casts[i][1]));

        ck_assert_msg(cast != NULL, "%s", casts[i][0]);
        add_cast(list, cast);
    }
    for (const t2s__operator *one = t2s__catalog_operators(catalog, "+", 1); one != NULL; one = one->next)
        if (strcmp(one->schema, "public") == 0)
            add_operator(list, one);
    for (const t2s__operator *one = t2s__catalog_operators(catalog, "!!", 2); one != NULL; one = one->next)
        if (strcmp(one->schema, "public") == 0)
            add_operator(list, one);
    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
        const t2s_relation *table = t2s_catalog_find_relation(catalog, NULL, tables[i]);

        for (size_t c = 0; c < t2s_relation_column_count(table); c++) {
            ck_assert_ptr_nonnull(table->columns[c].data_type);
            add_line(list, text_of(table->columns[c].data_type));
        }
    }
}

START_TEST(a_schema_file_tells_the_same_of_its_own_types_as_the_server)
{
    t2s_catalog *live;
    t2s_catalog *file;
    lines a = {0};
    lines b = {0};

    sql(own_objects);
    live = read_server();
    file = read_file(own_objects);
    gather_own(live, &a);
    gather_own(file, &b);
    check_equal(&a, &b, 23);
    t2s_catalog_unref(live);
    t2s_catalog_unref(file);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {the_list_of_types_is_the_servers, the_list_of_functions_is_the_servers,
                                  the_list_of_operators_is_the_servers, the_list_of_casts_is_the_servers,
                                  a_schema_file_tells_the_same_of_its_own_types_as_the_server};

    uri = t2s_test_postgres_start();
    if (uri == NULL)
        return 77;
    return suite_run("postgres types", tests, sizeof(tests) / sizeof(tests[0]), setup, teardown);
}
