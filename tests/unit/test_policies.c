/* SPDX-License-Identifier: MIT */
#include "policy_catalog.h"

#include <text2sql/context.h>
#include <text2sql/mend.h>

#define FUNCTIONS(options, sql, expected) expect(shop, "functions", options, sql, expected)
#define ACCESS(options, sql, expected)    expect(shop, "access", options, sql, expected)
#define LIMITS(options, sql, expected)    expect(shop, "limits", options, sql, expected)
#define NOT_ALLOWED                       "function_not_allowed"

START_TEST(functions_that_only_compute_are_allowed)
{
    FUNCTIONS("", "SELECT lower('A'), now(), random(), count(*), sum(total), gen_random_uuid() FROM orders", "");
    FUNCTIONS("", "SELECT to_char(now(), 'YYYY'), extract(year FROM now()), md5('x'), version(), current_user", "");
    FUNCTIONS("", "SELECT ts_rewrite('a'::tsquery, 'b'::tsquery, 'c'::tsquery), generate_series(1, 2)", "");
    FUNCTIONS("", "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total), row_number() OVER () FROM orders GROUP BY id", "");
}
END_TEST

START_TEST(functions_that_do_more_are_refused_however_they_are_spelled_and_wherever_they_stand)
{
    static const char *const sqls[] = {"SELECT pg_sleep(1)",
                                       "SELECT pg_catalog.pg_sleep(1)",
                                       "SELECT \"pg_catalog\".\"pg_sleep\"(1)",
                                       "SELECT U&\"pg\\005Fsleep\"(1)",
                                       "SELECT PG_SLEEP(1)",
                                       "SELECT 1 FROM orders ORDER BY nextval('x')",
                                       "SELECT count(*) FILTER (WHERE pg_try_advisory_lock(1)) FROM orders",
                                       "SELECT sum(id) OVER (PARTITION BY setval('x', 1)) FROM orders",
                                       "SELECT 1 LIMIT (SELECT currval('x'))",
                                       "SELECT * FROM pg_ls_dir('.')",
                                       "SELECT 1 FROM orders TABLESAMPLE SYSTEM (lastval())",
                                       "SELECT x.pg_sleep FROM generate_series(1, 2) AS x",
                                       "SELECT (x).pg_sleep FROM generate_series(1, 2) AS x",
                                       "SELECT (1.0).pg_sleep",
                                       "SELECT query_to_xml('SELECT 1', true, true, '')",
                                       "SELECT ts_rewrite('a'::tsquery, 'SELECT 1')",
                                       "SELECT dblink('', '')",
                                       "SELECT crm.dblink_exec('', '')",
                                       "SELECT pg_of_a_newer_server(1)"};

    for (size_t i = 0; i < sizeof(sqls) / sizeof(sqls[0]); i++) {
        FUNCTIONS("", sqls[i], NOT_ALLOWED);
        expect(NULL, "functions", "", sqls[i], NOT_ALLOWED);
    }
}
END_TEST

START_TEST(functions_of_users_are_allowed_by_what_they_are_declared)
{
    FUNCTIONS("", "SELECT im(1), st(1)", "");
    FUNCTIONS("", "SELECT vol(1)", NOT_ALLOWED);
    FUNCTIONS("", "SELECT public.vol(1)", NOT_ALLOWED);
    FUNCTIONS("", "SELECT crm.vol(1)", NOT_ALLOWED);
    FUNCTIONS("", "SELECT def(1)", NOT_ALLOWED);
    FUNCTIONS("security_definer=1", "SELECT def(1)", "");
    FUNCTIONS("user_functions=immutable", "SELECT im(1)", "");
    FUNCTIONS("user_functions=immutable", "SELECT st(1)", NOT_ALLOWED);
    FUNCTIONS("user_functions=none", "SELECT im(1)", NOT_ALLOWED);
    FUNCTIONS("user_functions=all", "SELECT vol(1)", "");
    FUNCTIONS("user_functions=all", "SELECT pg_sleep(1)", NOT_ALLOWED);
    FUNCTIONS("", "SELECT o.rowed FROM orders o", NOT_ALLOWED);
    FUNCTIONS("", "SELECT (o).rowed FROM orders o", NOT_ALLOWED);
    FUNCTIONS("", "SELECT o.total, (o).total FROM orders o", "");
}
END_TEST

START_TEST(an_aggregate_does_what_its_functions_do)
{
    FUNCTIONS("", "SELECT good_sum(id) FROM orders", "");
    FUNCTIONS("", "SELECT bad_sum(id) FROM orders", NOT_ALLOWED);
    FUNCTIONS("", "SELECT bad_sum(id) OVER () FROM orders", NOT_ALLOWED);
}
END_TEST

START_TEST(names_go_before_kinds_and_denied_names_before_allowed_ones)
{
    FUNCTIONS("allow=nextval", "SELECT nextval('x'::text)", "");
    FUNCTIONS("allow=pg_catalog.nextval", "SELECT pg_catalog.nextval('x'::text)", "");
    FUNCTIONS("allow=vol", "SELECT vol(1), crm.vol(1)", "");
    FUNCTIONS("allow=crm.vol", "SELECT crm.vol(1)", "");
    FUNCTIONS("allow=crm.vol", "SELECT vol(1)", NOT_ALLOWED);
    FUNCTIONS("allow=v*", "SELECT vol(1)", "");
    FUNCTIONS("allow=*.nothing, next*", "SELECT nextval('x'::text)", "");
    FUNCTIONS("deny=lower", "SELECT lower('x')", NOT_ALLOWED);
    FUNCTIONS("deny=lower;allow=lower", "SELECT lower('x')", NOT_ALLOWED);
    FUNCTIONS("allow_classes=sleep, sequence", "SELECT pg_sleep(1), nextval('x'::text)", "");
    FUNCTIONS("allow_classes=sleep", "SELECT nextval('x'::text)", NOT_ALLOWED);
    FUNCTIONS("deny_classes=computes", "SELECT lower('x')", NOT_ALLOWED);
}
END_TEST

START_TEST(what_tells_of_the_server_is_allowed_where_no_schema_says_what_may_be_read)
{
    static const char *const sqls[] = {"SELECT pg_get_viewdef('paid')", "SELECT 'orders'::regclass", "SELECT '{orders}'::regclass[]",
                                       "SELECT current_setting('x.y')", "SELECT to_regclass('orders')", "SELECT regclass('orders')"};

    for (size_t i = 0; i < sizeof(sqls) / sizeof(sqls[0]); i++) {
        FUNCTIONS("", sqls[i], NOT_ALLOWED);
        FUNCTIONS("allow_classes=inspects", sqls[i], "");
        expect(NULL, "functions", "", sqls[i], "");
        expect(NULL, "functions", "deny_classes=inspects", sqls[i], NOT_ALLOWED);
    }
    FUNCTIONS("", "SELECT tableoid::regclass, 'english'::regconfig, 'integer'::regtype FROM orders", "");
}
END_TEST

START_TEST(functions_behind_views_are_judged_too)
{
    FUNCTIONS("", "SELECT v FROM calling", NOT_ALLOWED);
    FUNCTIONS("", "SELECT count(*) FROM (SELECT 1 FROM calling) x", NOT_ALLOWED);
    FUNCTIONS("views=0", "SELECT v FROM calling", "");
    FUNCTIONS("allow=vol", "SELECT v FROM calling", "");
    FUNCTIONS("", "SELECT v FROM settings", ""); /* what a view tells is for its owner to decide */
    FUNCTIONS("", "SELECT name FROM nested", "");
}
END_TEST

START_TEST(functions_that_nobody_knows_are_left_to_the_database_unless_asked_otherwise)
{
    expect(NULL, "functions", "", "SELECT hypothetical(1)", "");
    expect(NULL, "functions", "unknown=0", "SELECT hypothetical(1)", NOT_ALLOWED);
}
END_TEST

START_TEST(the_servers_own_tables_are_refused_by_level)
{
    static const char *const levels[] = {"level=none", "level=information_schema", "level=schema", "level=all"};
    static const struct {
        const char *sql;
        int needs; /* level */
    } cases[] = {{"SELECT * FROM orders", 0},
                 {"SELECT * FROM information_schema.tables", 1},
                 {"SELECT * FROM pg_class", 2},
                 {"SELECT * FROM pg_catalog.pg_tables", 2},
                 {"SELECT 1 FROM orders, LATERAL (SELECT * FROM pg_class) x", 2},
                 {"SELECT * FROM pg_shadow", 3},
                 {"SELECT * FROM \"pg_authid\"", 3},
                 {"SELECT * FROM pg_catalog.pg_stat_activity", 3},
                 {"TABLE pg_of_a_newer_server", 3}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        for (int level = 0; level < 4; level++)
            expect(shop, "catalogs", levels[level], cases[i].sql, level >= cases[i].needs ? "" : "system_catalog");
    expect(shop, "catalogs", "", "SELECT * FROM pg_class", "system_catalog");
    expect(NULL, "catalogs", "", "SELECT * FROM pg_class", "");
    expect(NULL, "catalogs", "", "SELECT * FROM pg_shadow", "system_catalog");
    expect(shop, "catalogs", "tables=pg_class, pg_catalog.pg_stat*", "SELECT 1 FROM pg_class, pg_stat_activity", "");
}
END_TEST

START_TEST(tables_are_allowed_and_denied_wherever_they_stand)
{
    ACCESS("", "SELECT * FROM salaries", "");
    ACCESS("deny_tables=salaries", "SELECT 1 FROM orders", "");
    ACCESS("deny_tables=salaries", "SELECT 1 FROM orders WHERE EXISTS (SELECT 1 FROM salaries)", "table_not_allowed");
    ACCESS("deny_tables=salaries", "WITH x AS (SELECT * FROM salaries) SELECT 1 FROM x", "table_not_allowed");
    ACCESS("deny_tables=salaries", "WITH salaries AS (SELECT 1) SELECT * FROM salaries", "");
    ACCESS("deny_tables=crm.*", "SELECT id FROM orders", "");
    ACCESS("deny_tables=crm.*", "SELECT 1 FROM orders JOIN crm.customers c ON true", "table_not_allowed");
    ACCESS("deny_tables=SALARIES", "SELECT 1 FROM salaries", ""); /* names as they are stored */
    ACCESS("allow_tables=orders, crm.*", "SELECT 1 FROM orders JOIN crm.customers c ON c.id = customer_id", "");
    ACCESS("allow_tables=orders", "SELECT 1 FROM salaries", "table_not_allowed");
    ACCESS("allow_tables=orders", "SELECT 1 FROM pg_class", "table_not_allowed");
    ACCESS("allow_tables=*;deny_tables=salaries", "SELECT 1 FROM salaries", "table_not_allowed");
    ACCESS("deny_tables=events", "SELECT 1 FROM events", "table_not_allowed");
    expect(NULL, "access", "deny_tables=salaries", "SELECT 1 FROM salaries", "table_not_allowed");
    expect(NULL, "access", "allow_tables=orders", "SELECT 1 FROM public.orders", "");
}
END_TEST

START_TEST(columns_are_denied_by_whatever_reads_them)
{
    static const char deny[] = "deny_columns=customers.email";
    static const char *const reading[] = {"SELECT email FROM crm.customers",
                                          "SELECT * FROM crm.customers",
                                          "SELECT c FROM crm.customers c",
                                          "SELECT row_to_json(c) FROM crm.customers c",
                                          "SELECT (c).email FROM crm.customers c",
                                          "SELECT (c).* FROM crm.customers c",
                                          "SELECT c::text FROM crm.customers c",
                                          "SELECT c.* FROM crm.customers c",
                                          "SELECT id FROM crm.customers WHERE email = 'x'",
                                          "SELECT id FROM crm.customers ORDER BY email",
                                          "SELECT count(*) FROM crm.customers GROUP BY email",
                                          "SELECT a.id FROM crm.customers a JOIN crm.customers b USING (email)",
                                          "SELECT a.id FROM crm.customers a NATURAL JOIN crm.customers b",
                                          "SELECT id FROM (SELECT * FROM crm.customers) x",
                                          "WITH x AS (TABLE crm.customers) SELECT 1 FROM x",
                                          "SELECT 1 FROM crm.customers c WHERE c IS NULL",
                                          "SELECT 1 FROM crm.customers AS c(a, b, d) WHERE d = 'x'",
                                          "SELECT count(c) FROM crm.customers c",
                                          "SELECT 1 FROM orders WHERE (SELECT max(email) FROM crm.customers) > ''"};

    for (size_t i = 0; i < sizeof(reading) / sizeof(reading[0]); i++)
        ACCESS(deny, reading[i], "column_not_allowed");
    ACCESS(deny, "SELECT id, name FROM crm.customers", "");
    ACCESS(deny, "SELECT count(*) FROM crm.customers", "");
    ACCESS("allow_columns=orders.id, total", "SELECT id, total FROM orders", "");
    ACCESS("allow_columns=orders.id, total", "SELECT tenant_id FROM orders", "column_not_allowed");
    ACCESS("deny_columns=events.secret", "SELECT secret FROM events", "column_not_allowed");
    expect(NULL, "access", deny, "SELECT 1", "schema_not_known");
}
END_TEST

START_TEST(a_partition_is_under_the_rules_of_its_table)
{
    const t2s_relation *old = t2s_catalog_find_relation(shop, NULL, "events_old");

    ck_assert_ptr_nonnull(old);
    ck_assert_str_eq(t2s_relation_name(t2s_relation_parent(old)), "events");
    ACCESS("deny_tables=events", "SELECT 1 FROM events_old", "table_not_allowed");
    ACCESS("deny_columns=events.secret", "SELECT secret FROM events_old", "column_not_allowed");
    ACCESS("rows=events.id = 1", "SELECT at FROM events_old", "rows_not_allowed");
    ACCESS("rows=events.id = 1", "SELECT at FROM events_old WHERE id = 1", "");
}
END_TEST

START_TEST(views_are_looked_through_for_what_is_denied)
{
    ACCESS("deny_tables=salaries", "SELECT name FROM paid", "table_not_allowed");
    ACCESS("deny_tables=salaries", "SELECT name FROM nested", "table_not_allowed");
    ACCESS("deny_columns=salaries.amount", "SELECT name FROM nested", "column_not_allowed");
    ACCESS("deny_tables=salaries;views=0", "SELECT name FROM nested", "");
    ACCESS("deny_tables=paid", "SELECT name FROM nested", "table_not_allowed");
    ACCESS("allow_tables=nested", "SELECT name FROM nested", "");
    ACCESS("deny_tables=salaries", "SELECT id FROM own_orders", "");
}
END_TEST

START_TEST(rows_are_proved_by_a_condition_of_the_very_query)
{
    static const char rule[] = "rows=orders.tenant_id = 7";
    static const char *const proved[] = {"SELECT id FROM orders WHERE tenant_id = 7",
                                         "SELECT id FROM orders o WHERE total > 1 AND (id = 1 AND 7 = o.tenant_id)",
                                         "SELECT id FROM orders WHERE tenant_id = '7'",
                                         "SELECT id FROM orders WHERE tenant_id = 7::bigint",
                                         "SELECT 1 FROM crm.customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.tenant_id = 7",
                                         "WITH x AS (SELECT * FROM orders WHERE tenant_id = 7) SELECT * FROM x",
                                         "SELECT 1 FROM orders a JOIN orders b USING (id) WHERE a.tenant_id = 7 AND b.tenant_id = 7",
                                         "SELECT id FROM own_orders",
                                         "SELECT 1 FROM salaries"};
    static const char *const open[] = {"SELECT id FROM orders",
                                       "SELECT id FROM orders WHERE tenant_id = 8",
                                       "SELECT id FROM orders WHERE tenant_id = 7 OR true",
                                       "SELECT id FROM orders WHERE NOT (tenant_id = 7)",
                                       "SELECT id FROM orders WHERE tenant_id IN (7, 8)",
                                       "SELECT id FROM orders WHERE tenant_id = 7 + 0",
                                       "SELECT id FROM orders WHERE tenant_id >= 7",
                                       "SELECT id FROM orders WHERE tenant_id = $1",
                                       "SELECT id FROM orders WHERE (tenant_id = 7) IS NOT TRUE",
                                       "SELECT id FROM orders HAVING max(tenant_id) = 7",
                                       "SELECT o.id FROM orders o JOIN crm.customers c ON o.tenant_id = 7",
                                       "SELECT id FROM orders o, crm.customers c WHERE c.tenant_id = 7",
                                       "SELECT 1 FROM orders a JOIN orders b USING (id) WHERE a.tenant_id = 7",
                                       "SELECT * FROM (SELECT * FROM orders) x WHERE x.tenant_id = 7",
                                       "WITH x AS (SELECT * FROM orders) SELECT * FROM x WHERE tenant_id = 7",
                                       "SELECT id FROM orders WHERE tenant_id = 7 UNION SELECT id FROM orders",
                                       "SELECT (SELECT max(id) FROM orders) FROM orders WHERE tenant_id = 7",
                                       "SELECT 1 FROM orders o WHERE EXISTS (SELECT 1 FROM crm.customers WHERE o.tenant_id = 7)",
                                       "SELECT v FROM settings"};

    for (size_t i = 0; i < sizeof(proved) / sizeof(proved[0]); i++)
        ACCESS(rule, proved[i], "");
    for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++)
        ACCESS(rule, open[i], "rows_not_allowed");
    ACCESS("rows=orders.tenant_id = 7, orders.tenant_id = 8", "SELECT id FROM orders WHERE tenant_id = 8", "");
}
END_TEST

START_TEST(rules_for_rows_take_any_value)
{
    ACCESS("rows=crm.customers.name = 'it''s, me' , orders.tenant_id=7", "SELECT id FROM crm.customers WHERE name = 'it''s, me'", "");
    ACCESS("rows=customers.name = 'a'", "SELECT id FROM crm.customers WHERE name = 'b'", "rows_not_allowed");
}
END_TEST

START_TEST(what_is_too_much_is_refused)
{
    LIMITS("", "SELECT o.id FROM orders o JOIN crm.customers c ON c.id = o.customer_id", "");
    LIMITS("joins=1", "SELECT 1 FROM orders a JOIN orders b USING (id) JOIN orders c USING (id)", "too_complex");
    LIMITS("relations=2", "SELECT 1 FROM orders a JOIN orders b USING (id) JOIN orders c USING (id)", "too_complex");
    LIMITS("depth=2", "SELECT (SELECT (SELECT 1))", "too_complex");
    LIMITS("depth=3", "SELECT (SELECT (SELECT 1))", "");
    LIMITS("ctes=1", "WITH a AS (SELECT 1), b AS (SELECT 1) SELECT 1", "too_complex");
    LIMITS("set_operations=1", "SELECT 1 UNION SELECT 2 UNION SELECT 3", "too_complex");
    LIMITS("queries=2", "SELECT 1 UNION SELECT 2 UNION SELECT 3", "too_complex");
    LIMITS("bytes=5", "SELECT 1", "too_complex");
    LIMITS("calls=1", "SELECT lower('a'), lower('b')", "too_complex");
    LIMITS("nodes=3", "SELECT 1 + 2 + 3", "too_complex");
    LIMITS("nodes=0;calls=0", "SELECT 1 + 2 + 3", "");
}
END_TEST

START_TEST(tables_that_nothing_ties_together_are_told)
{
    static const char *const apart[] = {"SELECT 1 FROM orders, salaries",
                                        "SELECT 1 FROM orders CROSS JOIN salaries",
                                        "SELECT 1 FROM orders JOIN salaries ON true",
                                        "SELECT 1 FROM orders JOIN salaries ON orders.id = 1",
                                        "SELECT (SELECT 1 FROM orders a, orders b WHERE a.id = 1 AND b.id = 1)"};
    static const char *const tied[] = {"SELECT 1 FROM orders o, salaries s WHERE o.id = s.id",
                                       "SELECT 1 FROM orders JOIN salaries USING (id)",
                                       "SELECT 1 FROM orders NATURAL JOIN salaries",
                                       "SELECT 1 FROM orders o, LATERAL (SELECT * FROM salaries s WHERE s.id = o.id) x",
                                       "SELECT 1 FROM orders CROSS JOIN (SELECT max(id) FROM salaries) x",
                                       "SELECT 1 FROM orders o CROSS JOIN generate_series(1, 2)",
                                       "SELECT 1 FROM orders o, salaries s, crm.customers c WHERE o.id = s.id AND abs(c.id) = s.id + 1",
                                       "SELECT 1 FROM orders o, salaries s WHERE EXISTS (SELECT 1 FROM crm.customers WHERE o.id = s.id)",
                                       "SELECT 1 FROM orders"};

    for (size_t i = 0; i < sizeof(apart) / sizeof(apart[0]); i++) {
        LIMITS("cartesian=deny", apart[i], "cartesian_product");
        LIMITS("", apart[i], "cartesian_product");
        LIMITS("cartesian=allow", apart[i], "");
    }
    for (size_t i = 0; i < sizeof(tied) / sizeof(tied[0]); i++)
        LIMITS("cartesian=deny", tied[i], "");
}
END_TEST

START_TEST(a_limit_is_asked_for_where_one_is_wanted)
{
    LIMITS("rows=10", "SELECT 1 LIMIT 10", "");
    LIMITS("rows=10", "SELECT 1 FETCH FIRST 10 ROWS ONLY", "");
    LIMITS("rows=10", "SELECT 1 LIMIT 11", "limit");
    LIMITS("rows=10", "SELECT 1", "limit");
    LIMITS("rows=10", "SELECT 1 LIMIT ALL", "limit");
    LIMITS("rows=10", "SELECT 1 LIMIT 5 + 5", "limit");
    LIMITS("rows=10", "SELECT * FROM (SELECT 1 LIMIT 5) x", "limit");
}
END_TEST

static void mended_is(const char *sql, const char *expected)
{
    t2s_validator *validator = policy("limits", "rows=10");
    t2s_statement *statement = NULL;

    ck_assert_int_eq(t2s_statement_mend(postgres, shop, sql, strlen(sql), &validator, 1, &statement, NULL), 0);
    ck_assert_str_eq(t2s_statement_sql(statement), expected);
    ck_assert(t2s_statement_valid(statement));
    t2s_statement_free(statement);
    t2s_validator_unref(validator);
}

START_TEST(a_limit_is_put_in_or_lowered_where_one_mends)
{
    mended_is("SELECT id FROM orders", "SELECT id FROM orders\nLIMIT 10");
    mended_is("SELECT id FROM orders -- all\n;", "SELECT id FROM orders -- all\nLIMIT 10\n;");
    mended_is("SELECT id FROM orders LIMIT 500 OFFSET 3", "SELECT id FROM orders LIMIT 10 OFFSET 3");
    mended_is("SELECT id FROM orders LIMIT ALL", "SELECT id FROM orders LIMIT 10");
    mended_is("SELECT id FROM orders LIMIT 5", "SELECT id FROM orders LIMIT 5");
}
END_TEST

START_TEST(options_that_are_none_are_told)
{
    static const char *const wrong[][3] = {{"functions", "allow_classes", "sleeps"}, {"functions", "user_functions", "some"},
                                           {"functions", "colour", "red"},          {"catalogs", "level", "most"},
                                           {"access", "rows", "tenant_id"},         {"access", "rows", "a.b = 'x"},
                                           {"access", "views", "2"},                {"limits", "cartesian", "perhaps"},
                                           {"limits", "joins", "-1"}};
    t2s_validator *validator = NULL;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        t2s_options *options;
        t2s_error *error = NULL;

        ck_assert_int_eq(t2s_options_new(&options), 0);
        t2s_options_set(options, wrong[i][1], wrong[i][2]);
        ck_assert_int_eq(t2s_policy_validator_new(wrong[i][0], options, &validator, &error), T2S_E_INVALID);
        ck_assert_ptr_nonnull(strstr(t2s_error_message(error), wrong[i][1]));
        t2s_error_unref(error);
        t2s_options_free(options);
    }
    ck_assert_int_eq(t2s_policy_validator_new("nothing", NULL, &validator, NULL), T2S_E_INVALID);
}
END_TEST

START_TEST(a_context_has_the_policies_and_takes_others)
{
    static const char sql[] = "SELECT pg_sleep(1)";
    t2s_context *context;
    t2s_options *options;
    t2s_statement *statement;

    ck_assert_int_eq(t2s_context_new(NULL, &context, NULL), 0);
    ck_assert_int_eq(t2s_context_check_sync(context, sql, strlen(sql), &statement, NULL), 0);
    ck_assert(!t2s_statement_valid(statement));
    ck_assert_str_eq(t2s_diagnostic_rule(t2s_statement_diagnostic(statement, 0)), "functions");
    t2s_statement_free(statement);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "allow", "pg_sleep");
    ck_assert_int_eq(t2s_context_set_policy(context, "functions", options, NULL), 0);
    ck_assert_int_eq(t2s_context_check_sync(context, sql, strlen(sql), &statement, NULL), 0);
    ck_assert(t2s_statement_valid(statement));
    t2s_statement_free(statement);
    ck_assert_int_eq(t2s_context_set_policy(context, "names", NULL, NULL), T2S_E_INVALID);
    t2s_options_free(options);
    t2s_context_free(context);
}
END_TEST

START_TEST(memory_that_runs_out_is_an_error_and_no_leave)
{
    static const char sql[] = "SELECT o.rowed, pg_sleep(1) FROM nested, orders o WHERE o.tenant_id = 7";
    static const char *const names[] = {"functions", "access", "catalogs", "limits"};
    t2s_options *options;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "allow", "a, b, c.d");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        OOM_LOOP (n) {
            t2s_validator *validator = NULL;
            t2s_statement *statement = NULL;
            int code = t2s_policy_validator_new(names[i], i == 0 ? options : NULL, &validator, NULL);

            if (code == 0)
                code = t2s_statement_check(postgres, shop, sql, strlen(sql), &validator, 1, &statement, NULL);
            ck_assert(code == 0 || code == T2S_E_NOMEM);
            if (code == 0 && i == 0)
                ck_assert(!t2s_statement_valid(statement));
            t2s_statement_free(statement);
            t2s_validator_unref(validator);
        }
    t2s_options_free(options);
}
END_TEST

SUITE("policies", policy_setup, policy_teardown, functions_that_only_compute_are_allowed,
      functions_that_do_more_are_refused_however_they_are_spelled_and_wherever_they_stand,
      functions_of_users_are_allowed_by_what_they_are_declared, an_aggregate_does_what_its_functions_do,
      names_go_before_kinds_and_denied_names_before_allowed_ones, what_tells_of_the_server_is_allowed_where_no_schema_says_what_may_be_read,
      functions_behind_views_are_judged_too, functions_that_nobody_knows_are_left_to_the_database_unless_asked_otherwise,
      the_servers_own_tables_are_refused_by_level, tables_are_allowed_and_denied_wherever_they_stand,
      columns_are_denied_by_whatever_reads_them, a_partition_is_under_the_rules_of_its_table, views_are_looked_through_for_what_is_denied,
      rows_are_proved_by_a_condition_of_the_very_query, rules_for_rows_take_any_value, what_is_too_much_is_refused,
      tables_that_nothing_ties_together_are_told, a_limit_is_asked_for_where_one_is_wanted,
      a_limit_is_put_in_or_lowered_where_one_mends, options_that_are_none_are_told,
      a_context_has_the_policies_and_takes_others, memory_that_runs_out_is_an_error_and_no_leave)
