/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "catalog/catalog.h"
#include "metadata/ddl.h"
#include "metadata/postgres_builtins.h"
#include "sample_catalog.h"
#include "util/memory.h"

static t2s_catalog *read_two(const char *first, const char *second)
{
    const char *const names[] = {"one.sql", "two.sql"};
    const char *const texts[] = {first, second};
    const size_t lengths[] = {strlen(first), strlen(second)};
    t2s_catalog *catalog = NULL;
    t2s_error *error = NULL;
    int code = t2s__ddl_read(names, texts, lengths, 2, &catalog, &error);

    ck_assert_msg(code == 0, "%s", t2s_error_message(error));
    return catalog;
}

static t2s_catalog *read_text(const char *text)
{
    return read_two(text, "");
}

static void refuse(const char *text, int expected, const char *message)
{
    const char *const name = "some.sql";
    const size_t length = strlen(text);
    t2s_catalog *catalog = NULL;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s__ddl_read(&name, &text, &length, 1, &catalog, &error), expected);
    ck_assert_msg(strstr(t2s_error_message(error), message) != NULL, "\"%s\" is not in \"%s\"", message, t2s_error_message(error));
    ck_assert_int_eq(strncmp(t2s_error_message(error), "some.sql:", 9), 0);
    ck_assert_int_ge(t2s_error_line(error), 1);
    ck_assert_int_ge(t2s_error_column(error), 1);
    t2s_error_unref(error);
}

/* "name type!," for each column; ! marks NOT NULL, * generated, # identity. */
static void columns_are(t2s_catalog *catalog, const char *schema, const char *name, const char *expected)
{
    const t2s_relation *relation = t2s_catalog_find_relation(catalog, schema, name);
    char text[4096] = "";

    ck_assert_msg(relation != NULL, "there is no %s", name);
    for (size_t i = 0; i < relation->column_count; i++) {
        const t2s_column *column = &relation->columns[i];

        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s %s%s%s%s", i != 0 ? ", " : "", column->name, column->type,
                 (column->flags & T2S_COLUMN_NOT_NULL) != 0 ? "!" : "", (column->flags & T2S_COLUMN_GENERATED) != 0 ? "*" : "",
                 (column->flags & T2S_COLUMN_IDENTITY) != 0 ? "#" : "");
    }
    ck_assert_str_eq(text, expected);
}

/* "p:name(a,b), u:..., f:name(a)>table(b)". */
static void keys_are(t2s_catalog *catalog, const char *schema, const char *name, const char *expected)
{
    const t2s_relation *relation = t2s_catalog_find_relation(catalog, schema, name);
    char text[4096] = "";

    ck_assert_msg(relation != NULL, "there is no %s", name);
    for (size_t i = 0; i < relation->key_count; i++) {
        const t2s_key *key = &relation->keys[i];

        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%c:%s(", i != 0 ? ", " : "", "pufni"[key->kind], key -> name);
        for (size_t c = 0; c < key->count; c++)
            snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", c != 0 ? "," : "",
                     relation->columns[key->columns[c]].name);
        strcat(text, ")");
        if (key->foreign != NULL) {
            snprintf(text + strlen(text), sizeof(text) - strlen(text), ">%s(", key->foreign->name);
            for (size_t c = 0; c < key->count; c++)
                snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", c != 0 ? "," : "",
                         key->foreign->columns[key->foreign_columns[c]].name);
            strcat(text, ")");
        }
    }
    ck_assert_str_eq(text, expected);
}

START_TEST(types_are_written_as_the_server_writes_them)
{
    t2s_catalog *catalog = read_text(
        "CREATE TYPE mood AS ENUM ('sad');\n"
        "CREATE TABLE t (a int4, b varchar(20), c timestamptz(3), d int[][], e numeric(5), f numeric(10,2), g char, h \"char\","
        " i bit varying(3), j interval year to month, k float(10), l mood[], m bpchar, n dec, o time, p citext, q \"My Type\", r "
        "geometry(Point,4326));");

    columns_are(
        catalog, NULL, "t",
        "a integer, b character varying(20), c timestamp(3) with time zone, d integer[], e numeric(5,0), f numeric(10,2), "
        "g character(1), h \"char\", i bit varying(3), j interval year to month, k real, l public.mood[], m bpchar, n numeric, "
        "o time without time zone, p public.citext, q public.\"My Type\", r public.geometry(point,4326)");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(columns_have_their_flags_and_defaults)
{
    t2s_catalog *catalog =
        read_text("CREATE TABLE t (a serial, b int NOT NULL DEFAULT (1 + 2) UNIQUE, c int GENERATED ALWAYS AS IDENTITY,"
                  " d int GENERATED ALWAYS AS (b * 2) STORED, e text DEFAULT 'x, y' NOT NULL, f int PRIMARY KEY);");
    const t2s_relation *relation = t2s_catalog_find_relation(catalog, NULL, "t");

    columns_are(catalog, NULL, "t", "a integer!, b integer!, c integer!#, d integer*, e text!, f integer!");
    ck_assert_str_eq(relation->columns[0].default_value, "nextval('public.t_a_seq'::regclass)");
    ck_assert_str_eq(relation->columns[1].default_value, "(1 + 2)");
    ck_assert_str_eq(relation->columns[3].default_value, "b * 2");
    ck_assert_str_eq(relation->columns[4].default_value, "'x, y'");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(keys_are_found_wherever_they_are_written)
{
    t2s_catalog *catalog = read_text("CREATE TABLE b (id int PRIMARY KEY, x int, y int, UNIQUE (x, y));\n"
                                     "CREATE TABLE a (id int, bid int REFERENCES b, bx int, by int, later int REFERENCES c(id),"
                                     " CONSTRAINT own PRIMARY KEY (id), FOREIGN KEY (bx, by) REFERENCES b (x, y));\n"
                                     "CREATE TABLE c (id int);\n"
                                     "ALTER TABLE ONLY c ADD CONSTRAINT c_pk PRIMARY KEY (id);\n"
                                     "CREATE UNIQUE INDEX c_u ON c USING btree (id);\n"
                                     "CREATE UNIQUE INDEX ON c (id) WHERE id > 0;\n"
                                     "CREATE UNIQUE INDEX ON c (abs(id));\n"
                                     "CREATE TABLE d (c int REFERENCES c);\n"
                                     "CREATE UNIQUE INDEX d_i ON d (c);\n"
                                     "ALTER TABLE d ADD CONSTRAINT d_p PRIMARY KEY USING INDEX d_i;\n");

    keys_are(catalog, NULL, "a", "f:a_bid_fkey(bid)>b(id), f:a_later_fkey(later)>c(id), p:own(id), f:a_bx_by_fkey(bx,by)>b(x,y)");
    keys_are(catalog, NULL, "b", "p:b_pkey(id), u:b_x_y_key(x,y)");
    keys_are(catalog, NULL, "c", "p:c_pk(id), u:c_u(id)");
    keys_are(catalog, NULL, "d", "f:d_c_fkey(c)>c(id), p:d_p(c)");
    t2s_catalog_unref(catalog);
}
END_TEST

/* The conditions with a bar between them. */
static void checks_are(t2s_catalog *catalog, const char *name, const char *expected)
{
    const t2s_relation *relation = t2s_catalog_find_relation(catalog, NULL, name);
    char text[1024] = "";

    ck_assert_msg(relation != NULL, "there is no %s", name);
    for (size_t i = 0; i < t2s_relation_check_count(relation); i++)
        snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", i != 0 ? " | " : "", t2s_relation_check(relation, i));
    ck_assert_str_eq(text, expected);
}

START_TEST(conditions_of_rows_are_kept_as_the_server_writes_them)
{
    t2s_catalog *catalog =
        read_text("CREATE TABLE t (a int CHECK (a > 0) NO INHERIT, b text CONSTRAINT b_known CHECK ((b = ANY (ARRAY['x',"
                  " ')']))), c int CHECK (c IS NOT NULL), CHECK ((a > 1) AND (c > 2)), CONSTRAINT odd CHECK (c < 9));\n"
                  "ALTER TABLE t ADD CONSTRAINT later CHECK (a < 7) NOT VALID, ADD CONSTRAINT sure CHECK (c <> 5);\n"
                  "CREATE TABLE u (LIKE t INCLUDING CONSTRAINTS);\n"
                  "ALTER TABLE u DROP CONSTRAINT odd, DROP CONSTRAINT u_none, DROP COLUMN b;\n"
                  "ALTER TABLE u RENAME COLUMN c TO \"C c\";\n"
                  "CREATE TABLE child () INHERITS (u);\n");

    checks_are(catalog, "t", "(a > 0) | (b = ANY (ARRAY['x', ')'])) | ((a > 1) AND (c > 2)) | (c < 9) | (c <> 5)");
    checks_are(catalog, "u", "(a > 0) | ((a > 1) AND (\"C c\" > 2)) | (\"C c\" <> 5)");
    checks_are(catalog, "child", "(a > 0) | ((a > 1) AND (\"C c\" > 2)) | (\"C c\" <> 5)");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(indexes_that_are_not_unique_say_by_what_a_table_is_searched)
{
    t2s_catalog *catalog = read_text("CREATE TABLE t (a int, b int, c text);\n"
                                     "CREATE INDEX t_ab ON t USING btree (a, b DESC) INCLUDE (c); CREATE INDEX ON t (c);\n"
                                     "CREATE INDEX gone ON t (b); DROP INDEX gone;\n"
                                     "CREATE INDEX ON t (lower(c)); CREATE INDEX ON t (b) WHERE a > 1;\n");

    keys_are(catalog, NULL, "t", "i:t_ab(a,b), i:t_c_idx(c)");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(tables_take_columns_from_other_tables)
{
    t2s_catalog *catalog = read_text("CREATE TABLE base (id int PRIMARY KEY, note text DEFAULT 'n');\n"
                                     "CREATE TABLE child (extra int, note text NOT NULL) INHERITS (base);\n"
                                     "CREATE TABLE likes (first int, LIKE base, last int);\n"
                                     "CREATE TABLE all_of (LIKE base INCLUDING ALL);\n"
                                     "CREATE TABLE parts (id int, at date, PRIMARY KEY (id)) PARTITION BY LIST (id);\n"
                                     "CREATE TABLE part PARTITION OF parts FOR VALUES IN (1);\n"
                                     "CREATE TABLE loose (id int, at date);\n"
                                     "ALTER TABLE parts ATTACH PARTITION loose DEFAULT;\n"
                                     "ALTER TABLE parts ADD FOREIGN KEY (id) REFERENCES base;\n"
                                     "CREATE TYPE pair AS (a int, b text);\n"
                                     "CREATE TABLE typed OF pair (PRIMARY KEY (a));\n");

    columns_are(catalog, NULL, "child", "id integer!, note text!, extra integer");
    columns_are(catalog, NULL, "likes", "first integer, id integer!, note text, last integer");
    keys_are(catalog, NULL, "likes", "");
    keys_are(catalog, NULL, "all_of", "p:all_of_pkey(id)");
    columns_are(catalog, NULL, "part", "id integer!, at date");
    keys_are(catalog, NULL, "part", "p:part_pkey(id), f:part_id_fkey(id)>base(id)");
    ck_assert_int_eq(t2s_catalog_find_relation(catalog, NULL, "parts")->kind, T2S_RELATION_PARTITIONED);
    ck_assert_str_eq(t2s_catalog_find_relation(catalog, NULL, "loose")->parent->name, "parts");
    columns_are(catalog, NULL, "typed", "a integer!, b text");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(later_statements_change_what_earlier_ones_made)
{
    t2s_catalog *catalog =
        read_text("CREATE TABLE t (a int, b int, c int UNIQUE, d text);\n"
                  "CREATE TABLE r (c int REFERENCES t (c));\n"
                  "ALTER TABLE t ADD e date, ADD COLUMN IF NOT EXISTS a text, DROP COLUMN d;\n"
                  "ALTER TABLE t RENAME COLUMN c TO cc;\n"
                  "ALTER TABLE t RENAME TO t2;\n"
                  "ALTER TABLE t2 ALTER a SET NOT NULL, ALTER b TYPE bigint, ALTER b SET DEFAULT 7;\n"
                  "ALTER TABLE t2 SET SCHEMA other;\n"
                  "ALTER TABLE IF EXISTS nowhere ADD x int;\n"
                  "ALTER TABLE other.t2 OWNER TO nobody;\n"
                  "CREATE TABLE gone (x int REFERENCES r); DROP TABLE gone; DROP TABLE IF EXISTS gone;\n"
                  "CREATE TYPE e AS ENUM ('a', 'c'); ALTER TYPE e ADD VALUE 'b' BEFORE 'c'; ALTER TYPE e ADD VALUE 'd';\n"
                  "CREATE TABLE u (e e); ALTER TYPE e RENAME TO f;\n"
                  "CREATE TABLE drops (a int PRIMARY KEY, b int); CREATE TABLE refs (a int REFERENCES drops);\n"
                  "ALTER TABLE drops DROP COLUMN a;\n");
    const t2s__type *type;

    columns_are(catalog, "other", "t2", "a integer!, b bigint, cc integer, e date");
    keys_are(catalog, NULL, "r", "f:r_c_fkey(c)>t2(cc)");
    ck_assert_ptr_null(t2s_catalog_find_relation(catalog, NULL, "gone"));
    columns_are(catalog, NULL, "u", "e public.f");
    type = t2s__catalog_types(catalog, "f", 1);
    ck_assert_ptr_nonnull(type);
    ck_assert_uint_eq(type->label_count, 4);
    ck_assert_str_eq(type->labels[1], "b");
    keys_are(catalog, NULL, "drops", "");
    keys_are(catalog, NULL, "refs", "");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(views_have_the_columns_of_their_queries)
{
    t2s_catalog *catalog = read_text(
        "CREATE TABLE a (id int, x text); CREATE TABLE b (id bigint, y date);\n"
        "CREATE VIEW v1 AS SELECT * FROM a;\n"
        "CREATE VIEW v2 (p, q) AS SELECT id, count(*) FROM a GROUP BY id;\n"
        "CREATE VIEW v3 AS SELECT a.*, b.y AS day, lower(x), x || '!', CASE WHEN true THEN 1 END, now()::date FROM a, b;\n"
        "CREATE VIEW v4 AS SELECT * FROM a JOIN b USING (id);\n"
        "CREATE VIEW v5 AS WITH w(n) AS (SELECT 1 UNION SELECT 2) SELECT n, (SELECT max(y) FROM b) FROM w;\n"
        "CREATE VIEW v6 AS SELECT * FROM (VALUES (1, 'x')) t(num, txt);\n"
        "CREATE VIEW v7 AS SELECT * FROM v4 f(one), generate_series(1, 2) g;\n"
        "CREATE MATERIALIZED VIEW m AS SELECT id FROM a WITH NO DATA;\n"
        "CREATE TABLE t AS SELECT id AS key, x FROM a;\n"
        "CREATE OR REPLACE VIEW v1 AS SELECT id, x, 1 AS more FROM a;\n"
        "CREATE FUNCTION f() RETURNS SETOF a LANGUAGE sql AS 'SELECT * FROM a';\n"
        "CREATE VIEW v8 AS SELECT * FROM f();\n");

    columns_are(catalog, NULL, "v1", "id integer, x text, more integer");
    columns_are(catalog, NULL, "v2", "p integer, q bigint");
    columns_are(catalog, NULL, "v3", "id integer, x text, day date, lower text, ?column? text, case integer, now date");
    columns_are(catalog, NULL, "v4", "id bigint, x text, y date");
    columns_are(catalog, NULL, "v5", "n integer, max date");
    columns_are(catalog, NULL, "v6", "num integer, txt text");
    columns_are(catalog, NULL, "v7", "one bigint, x text, y date, g integer");
    columns_are(catalog, NULL, "m", "id integer");
    columns_are(catalog, NULL, "t", "key integer, x text");
    columns_are(catalog, NULL, "v8", "id integer, x text");
    ck_assert_int_eq(t2s_catalog_find_relation(catalog, NULL, "m")->kind, T2S_RELATION_MATERIALIZED_VIEW);
    ck_assert_str_eq(t2s_catalog_find_relation(catalog, NULL, "v2")->definition, "SELECT id, count(*) FROM a GROUP BY id");
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(what_does_not_concern_queries_is_passed_over)
{
    t2s_catalog *catalog = read_text("\\restrict abc\n"
                                     "-- PostgreSQL database dump\n"
                                     "SET statement_timeout = 0;\n"
                                     "SELECT pg_catalog.set_config('search_path', '', false);\n"
                                     "CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;\n"
                                     "CREATE TABLE public.t (id integer NOT NULL, s text);\n"
                                     "ALTER TABLE public.t OWNER TO someone;\n"
                                     "CREATE SEQUENCE public.t_id_seq START WITH 1;\n"
                                     "COPY public.t (id, s) FROM stdin;\n"
                                     "1\tCREATE TABLE nonsense; ' \" $$\n"
                                     "2\t\\\\.\n"
                                     "\\.\n"
                                     "\n"
                                     "INSERT INTO public.t VALUES (1, ';');\n"
                                     "GRANT ALL ON TABLE public.t TO PUBLIC;\n"
                                     "CREATE TRIGGER x BEFORE INSERT ON public.t EXECUTE FUNCTION f();\n"
                                     "CREATE POLICY p ON public.t USING (true);\n"
                                     "DO $$ BEGIN CREATE TABLE inner_one (); END $$;\n"
                                     "CREATE TEMP TABLE temporary (a int); ALTER TABLE temporary ADD b int;\n"
                                     "COMMENT ON EXTENSION citext IS 'x'; COMMENT ON INDEX nowhere IS 'y';\n"
                                     "\\connect other\n"
                                     "\\unrestrict abc\n");

    ck_assert_uint_eq(t2s_catalog_relation_count(catalog), 1);
    columns_are(catalog, NULL, "t", "id integer!, s text"); /* found by its name alone: the search path is the usual one */
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(several_files_are_one_schema)
{
    t2s_catalog *catalog =
        read_two("\xEF\xBB\xBFSET search_path TO app; CREATE TABLE t (a int);\n",
                 "COMMENT ON COLUMN app.t.a IS 'the \"a\"'; COMMENT ON TABLE app.t IS E'two\\nlines'; CREATE TABLE u (b int);");
    const t2s_relation *relation = t2s_catalog_find_relation(catalog, "app", "t");

    ck_assert_str_eq(relation->columns[0].comment, "the \"a\"");
    ck_assert_str_eq(relation->comment, "two\nlines");
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(catalog, "public", "u"));
    t2s_catalog_unref(catalog);
    catalog = read_two("", "");
    ck_assert_uint_eq(t2s_catalog_relation_count(catalog), 0);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(names_are_cut_as_the_server_cuts_them)
{
    t2s_catalog *catalog = read_text(
        "CREATE TABLE \"T\xC3\xA9st\" (a_name_that_is_much_longer_than_the_sixty_three_bytes_that_there_are int, \"x;y\" int);\n"
        "CREATE TABLE another_table_that_has_quite_a_long_name (and_a_column_with_quite_a_long_name int UNIQUE);\n"
        "CREATE TABLE \"\"\"; DROP TABLE x; --\" (a int);\n");

    columns_are(catalog, NULL, "T\xC3\xA9st",
                "a_name_that_is_much_longer_than_the_sixty_three_bytes_that_ther integer, x;y integer");
    keys_are(catalog, NULL, "another_table_that_has_quite_a_long_name",
             "u:another_table_that_has_quite__and_a_column_with_quite_a_lon_key(and_a_column_with_quite_a_long_name)");
    ck_assert_ptr_nonnull(t2s_catalog_find_relation(catalog, NULL, "\"; DROP TABLE x; --"));
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(functions_keep_their_signatures)
{
    t2s_catalog *catalog =
        read_text("CREATE FUNCTION add(a int, b int DEFAULT 2) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT 1';\n"
                  "CREATE FUNCTION rows(n int) RETURNS TABLE (i int, t text) LANGUAGE plpgsql STABLE AS $$ BEGIN; END $$;\n"
                  "CREATE FUNCTION outs(IN a int, OUT b text, OUT c date) LANGUAGE sql AS '';\n"
                  "CREATE FUNCTION many(VARIADIC v text[]) RETURNS SETOF text SECURITY DEFINER LANGUAGE sql AS '';\n"
                  "CREATE FUNCTION fires() RETURNS trigger LANGUAGE plpgsql AS '';\n"
                  "CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);\n"
                  "CREATE OR REPLACE FUNCTION add(a int, b int) RETURNS bigint LANGUAGE sql AS '';\n");
    const t2s__function *function = t2s__catalog_functions(catalog, "add", 3);

    ck_assert_ptr_nonnull(function);
    ck_assert_ptr_null(function->next);
    ck_assert_str_eq(function->result_type, "bigint");
    ck_assert_uint_eq(function->argument_count, 2);
    function = t2s__catalog_functions(catalog, "rows", 4);
    ck_assert_uint_eq(function->column_count, 2);
    ck_assert_str_eq(function->column_types[1], "text");
    ck_assert_uint_eq(function->flags, T2S_FUNCTION_RETURNS_SET);
    ck_assert_int_eq(function->volatility, T2S_VOLATILITY_STABLE);
    function = t2s__catalog_functions(catalog, "outs", 4);
    ck_assert_str_eq(function->result_type, "record");
    ck_assert_uint_eq(function->argument_count, 1);
    function = t2s__catalog_functions(catalog, "many", 4);
    ck_assert_uint_eq(function->flags, T2S_FUNCTION_VARIADIC | T2S_FUNCTION_RETURNS_SET | T2S_FUNCTION_SECURITY_DEFINER);
    ck_assert_ptr_null(t2s__catalog_functions(catalog, "fires", 5));
    ck_assert_int_eq(t2s__catalog_functions(catalog, "total", 5)->kind, T2S_FUNCTION_AGGREGATE);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(the_server_s_own_functions_and_types_are_known)
{
    t2s_catalog *catalog = read_text("");
    const t2s__function *function = t2s__catalog_functions(catalog, "count", 5);

    ck_assert_ptr_nonnull(function);
    ck_assert_int_eq(function->kind, T2S_FUNCTION_AGGREGATE);
    ck_assert_str_eq(function->schema, "pg_catalog");
    ck_assert_int_eq(t2s__catalog_functions(catalog, "row_number", 10)->kind, T2S_FUNCTION_WINDOW);
    ck_assert_uint_eq(t2s__catalog_functions(catalog, "json_each", 9)->column_count, 2);
    ck_assert_ptr_null(t2s__catalog_functions(catalog, "int4in", 6));
    ck_assert_ptr_nonnull(t2s__catalog_types(catalog, "jsonb", 5));
    ck_assert(t2s__postgres_builtin_type("timestamptz"));
    ck_assert(!t2s__postgres_builtin_type("citext"));
    ck_assert_uint_gt(catalog->function_count, 2000);
    t2s_catalog_unref(catalog);
}
END_TEST

START_TEST(errors_say_where_and_how_to_mend)
{
    refuse("CREATE TABLE t (\n  a int,\n  b intt eger\n);", T2S_E_SYNTAX, "some.sql:3:10: syntax error at or near \"eger\"");
    refuse("CREATE TABLE t (a int, a text);", T2S_E_INVALID, "some.sql:1:24: the table \"t\" has a column \"a\" already");
    refuse("\n\nCREATE TABLE t (a int);\nCREATE TABLE t (b int);", T2S_E_INVALID,
           "some.sql:4:14: there is a relation \"public.t\" already");
    refuse("ALTER TABLE nowhere ADD a int;", T2S_E_INVALID, "there is no relation \"nowhere\"");
    refuse("COMMENT ON TABLE nowhere IS 'x';", T2S_E_INVALID, "no relation \"nowhere\" to comment on");
    refuse("CREATE TABLE t (a int); COMMENT ON COLUMN t.b IS 'x';", T2S_E_INVALID, "no column \"t.b\" to comment on");
    refuse("CREATE TABLE t (a int, PRIMARY KEY (b));", T2S_E_INVALID, "the table \"t\" has no column \"b\"");
    refuse("CREATE TABLE t (a int PRIMARY KEY, b int PRIMARY KEY);", T2S_E_INVALID, "primary key already");
    refuse("CREATE TABLE t (a int); CREATE TABLE u (b int REFERENCES t (nope));", T2S_E_INVALID, "no column \"nope\" to refer to");
    refuse("CREATE VIEW v AS SELECT * FROM nowhere;", T2S_E_INVALID, "`*` cannot be expanded");
    refuse("CREATE TABLE `t` (a int);", T2S_E_SYNTAX, "some.sql:1:14: syntax error");
    refuse("CREATE TABLE t (a text DEFAULT 'no end);", T2S_E_SYNTAX, "unterminated quoted string");
    refuse("CREATE TYPE e AS ENUM ('a'); CREATE TYPE e AS ENUM ('b');", T2S_E_INVALID, "there is a type \"public.e\" already");
    refuse("-- caf\xE9\nCREATE TABLE t (a int);", T2S_E_SYNTAX, "some.sql:1:7: the file is not UTF-8");
}
END_TEST

START_TEST(binary_garbage_is_told_from_text)
{
    const char *const name = "some.dump";
    const char text[] = "PGDMP\x01\x0E\x00\x04\x08";
    const char *const texts[] = {text};
    const size_t length = sizeof(text) - 1;
    t2s_catalog *catalog = NULL;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s__ddl_read(&name, texts, &length, 1, &catalog, &error), T2S_E_SYNTAX);
    ck_assert_ptr_nonnull(strstr(t2s_error_message(error), "this is not a text file"));
    ck_assert_ptr_nonnull(strstr(t2s_error_hint(error), "pg_dump --schema-only"));
    t2s_error_unref(error);
}
END_TEST

START_TEST(nesting_and_size_are_bounded)
{
    size_t size = 4 * 1024 * 1024;
    char *text = malloc(size + 1);
    t2s_catalog *catalog;

    memset(text, '(', size);
    text[size] = '\0';
    memcpy(text, "CREATE VIEW v AS SELECT ", 24);
    refuse(text, T2S_E_SYNTAX, "some.sql:1:2020: the statement is too complex");
    memset(text, 'x', size);
    memcpy(text, "CREATE TABLE t (a int); COMMENT ON TABLE t IS '", 47);
    memcpy(text + size - 2, "';", 2);
    catalog = read_text(text);
    ck_assert_uint_eq(strlen(t2s_catalog_find_relation(catalog, NULL, "t")->comment), size - 49);
    t2s_catalog_unref(catalog);
    free(text);
}
END_TEST

START_TEST(newer_grammar_is_read_in_older_words)
{
    t2s_catalog *catalog =
        read_text("CREATE TABLE t (a int, b int GENERATED ALWAYS AS ((a + 1)) VIRTUAL, c int GENERATED ALWAYS AS (a * 2),"
                  " d int GENERATED ALWAYS AS IDENTITY, e int GENERATED ALWAYS AS (a) STORED NOT NULL);");

    columns_are(catalog, NULL, "t", "a integer, b integer*, c integer*, d integer!#, e integer!*");
    t2s_catalog_unref(catalog);
}
END_TEST

static int allocations;

static int fail_at_last(void)
{
    return allocations-- == 0;
}

/* Without the built-in functions, whose thousands of allocations are all of one kind: they fail at the end, a step at a time. */
START_TEST(each_failing_allocation_is_an_error_and_leaks_nothing)
{
    const char *const name = "some.sql";
    const char *const text =
        "CREATE TYPE e AS ENUM ('a'); CREATE SCHEMA s; CREATE TABLE t (a serial PRIMARY KEY CHECK (a > 0), b e DEFAULT 'a');"
        "ALTER TABLE t RENAME a TO aa; ALTER TABLE t RENAME aa TO a; CREATE INDEX ON t (b);"
        "CREATE TABLE s.u (a int REFERENCES t, UNIQUE (a)); ALTER TABLE t RENAME TO v; COMMENT ON TABLE v IS 'x';"
        "CREATE VIEW w AS WITH q AS (SELECT 1 AS n) SELECT v.*, n, lower(b::text) FROM v, q; DROP VIEW w;"
        "CREATE FUNCTION f(a int, OUT b int) LANGUAGE sql AS ''; SET search_path = s;"
        "CREATE TABLE g (a int GENERATED ALWAYS AS (1) VIRTUAL);";
    const size_t length = strlen(text);
    int code = T2S_E_NOMEM;

    for (int n = 0; code != 0; n += n < 400 ? 1 : 997) {
        t2s_catalog *catalog = NULL;
        t2s_error *error = NULL;

        allocations = n;
        t2s__memory_fail = fail_at_last;
        code = t2s__ddl_read(&name, &text, &length, 1, &catalog, &error);
        t2s__memory_fail = NULL;
        ck_assert_msg(code == 0 || code == T2S_E_NOMEM, "%d: %s", n, t2s_error_message(error));
        t2s_catalog_unref(catalog);
        t2s_error_unref(error);
    }
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("ddl");

    tcase_add_test(tests, types_are_written_as_the_server_writes_them);
    tcase_add_test(tests, columns_have_their_flags_and_defaults);
    tcase_add_test(tests, keys_are_found_wherever_they_are_written);
    tcase_add_test(tests, conditions_of_rows_are_kept_as_the_server_writes_them);
    tcase_add_test(tests, indexes_that_are_not_unique_say_by_what_a_table_is_searched);
    tcase_add_test(tests, tables_take_columns_from_other_tables);
    tcase_add_test(tests, later_statements_change_what_earlier_ones_made);
    tcase_add_test(tests, views_have_the_columns_of_their_queries);
    tcase_add_test(tests, what_does_not_concern_queries_is_passed_over);
    tcase_add_test(tests, several_files_are_one_schema);
    tcase_add_test(tests, names_are_cut_as_the_server_cuts_them);
    tcase_add_test(tests, functions_keep_their_signatures);
    tcase_add_test(tests, the_server_s_own_functions_and_types_are_known);
    tcase_add_test(tests, errors_say_where_and_how_to_mend);
    tcase_add_test(tests, binary_garbage_is_told_from_text);
    tcase_add_test(tests, nesting_and_size_are_bounded);
    tcase_add_test(tests, newer_grammar_is_read_in_older_words);
    tcase_add_test(tests, each_failing_allocation_is_an_error_and_leaks_nothing);
    return sample_main("ddl", tests);
}
