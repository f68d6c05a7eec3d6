/* SPDX-License-Identifier: MIT */
/*
 * What tries to do more than read, against a real PostgreSQL and as its superuser: tests/security/attacks.sql, in groups. A group's head
 * says whether its statements are refused by the checks of a context, and whether a read-only transaction alone holds them off. Nothing
 * that can be seen of the server may be another after them: data, objects, roles, settings, locks, files, sessions.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql.h>
#include <text2sql/sys/executor.h>

#include "../support/postgres.h"
#include "../support/query.h"
#include "../support/suite.h"
#include "loop/loop.h"

struct group {
    int is_refused;
    int leaks; /* without the checks it may get by */
    const char *title;
    char *const *attacks;
    size_t count;
};

typedef void (*group_fn)(const struct group *group);

static const char *uri;
static t2s_loop *loop;
static t2s_executor *executor;
static t2s_context *context;
static t2s_dialect *dialect;

static char *read_all(const char *name)
{
    const char *directory = getenv("srcdir");
    char path[1000];
    char *text = calloc(1, 256 * 1024);
    FILE *file;

    snprintf(path, sizeof(path), "%s/tests/security/%s", directory != NULL ? directory : ".", name);
    file = fopen(path, "r");
    if (file == NULL || text == NULL || fread(text, 1, 256 * 1024 - 1, file) == 0) {
        perror(path);
        exit(1);
    }
    fclose(file);
    return text;
}

/* With $FILE as a file that the server may write. */
static char *attack_of(const char *line, size_t length)
{
    char *attack = calloc(1, length + 1000);
    const char *place;

    memcpy(attack, line, length);
    place = strstr(attack, "$FILE");
    if (place != NULL)
        snprintf(attack + (place - attack), length + 1000 - (size_t)(place - attack), "%s/stolen%.*s", t2s_test_postgres_directory(),
                 (int)(length - (size_t)(place - attack) - 5), line + (place - attack) + 5);
    return attack;
}

/* The body of a group: a statement a line, or one as a whole. */
static size_t cut(const char *body, size_t length, int is_lines, char **attacks, size_t most)
{
    size_t count = 0;

    if (!is_lines) {
        attacks[0] = attack_of(body, length);
        return 1;
    }
    for (const char *end = body + length; body < end;) {
        const char *stop = memchr(body, '\n', (size_t)(end - body));

        ck_assert_uint_lt(count, most);
        if (stop > body)
            attacks[count++] = attack_of(body, (size_t)(stop - body));
        body = stop + 1;
    }
    return count;
}

static size_t each_group(group_fn run)
{
    char *text = read_all("attacks.sql");
    size_t total = 0;

    for (char *at = strstr(text, "--! "); at != NULL;) {
        char *line = strchr(at, '\n');
        char *next = strstr(line, "\n--! ");
        char *attacks[300];
        char verdict[16], holds[16], form[16];
        struct group group = {.attacks = attacks};

        *line = '\0';
        ck_assert_int_eq(sscanf(at, "--! %15s %15s %15[a-z]:", verdict, holds, form), 3);
        group.is_refused = strcmp(verdict, "refused") == 0;
        group.leaks = strcmp(holds, "leaks") == 0;
        group.title = at + 4;
        group.count = cut(line + 1, next != NULL ? (size_t)(next - line) : strlen(line + 1), strcmp(form, "lines") == 0, attacks, 300);
        ck_assert_uint_gt(group.count, 0);
        run(&group);
        total += group.count;
        for (size_t i = 0; i < group.count; i++)
            free(attacks[i]);
        at = next != NULL ? next + 1 : NULL;
    }
    free(text);
    return total;
}

static void setup(void)
{
    t2s_options *options;

    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "uri", uri);
    t2s_options_set(options, "pool_size", "1");
    ck_assert_int_eq(t2s_postgres_executor_new(options, &executor, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_executor_attach(executor, loop), 0);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "schema_freshness", "manual");
    ck_assert_int_eq(t2s_context_new(options, &context, NULL), 0);
    t2s_options_free(options);
    ck_assert_int_eq(t2s_context_use_database(context, uri, NULL), 0);
    ck_assert_int_eq(t2s_postgres_dialect_new(&dialect), 0);
}

static void teardown(void)
{
    t2s_dialect_unref(dialect);
    t2s_context_free(context);
    t2s_executor_detach(executor, loop);
    t2s_executor_unref(executor);
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}

/* What can be seen of the server from another session. */
static char *state_of_server(void)
{
    static const char *const sql =
        "SELECT concat_ws(' ', (SELECT md5(string_agg(a::text, ',' ORDER BY id)) FROM accounts a),"
        " (SELECT md5(string_agg(s::text, ',' ORDER BY id)) FROM secrets s), (SELECT count(*) FROM journal), (SELECT count(*) FROM ruled),"
        " (SELECT last_value || is_called::text FROM numbers), (SELECT md5(string_agg(l::text, ',' ORDER BY loid, pageno)) FROM pg_largeobject l),"
        " (SELECT md5(string_agg(concat(oid, relname, relacl, reloptions, relkind, relfilenode, relhasrules, relrowsecurity), ',' ORDER BY oid))"
        "  FROM pg_class), (SELECT md5(string_agg(p::text, ',' ORDER BY oid)) FROM pg_proc p), (SELECT md5(string_agg(n::text, ',' ORDER BY oid))"
        " FROM pg_namespace n), (SELECT md5(string_agg(a::text, ',' ORDER BY oid)) FROM pg_authid a), (SELECT count(*) FROM pg_auth_members),"
        " (SELECT md5(string_agg(r::text, ',' ORDER BY oid)) FROM pg_rewrite r), (SELECT count(*) FROM pg_trigger), (SELECT count(*) FROM pg_policy),"
        " (SELECT count(*) FROM pg_extension), (SELECT count(*) FROM pg_description), (SELECT string_agg(datname, ',') FROM pg_database),"
        " (SELECT count(*) FROM pg_db_role_setting), (SELECT md5(string_agg(concat(name, setting, source), ',' ORDER BY name)) FROM pg_settings),"
        " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' OR mode LIKE '%Exclusive%' AND relation IS NOT NULL),"
        " (SELECT count(*) FROM pg_replication_slots), (SELECT count(*) FROM pg_replication_origin), (SELECT count(*) FROM pg_prepared_xacts),"
        " (SELECT count(*) FROM pg_default_acl), (SELECT count(*) FROM pg_tablespace), (SELECT stats_reset FROM pg_stat_bgwriter),"
        " (SELECT string_agg(f, ',' ORDER BY f) FROM pg_ls_dir('..') AS f), (SELECT string_agg(f, ',' ORDER BY f) FROM pg_ls_dir('.') AS f),"
        " pg_conf_load_time(), (SELECT count(*) FROM pg_ls_dir('pg_snapshots')))";

    return t2s_test_postgres_sql(uri, sql);
}

/* What is left in the session that ran them. */
static char *state_of_session(void)
{
    char *state;
    query one;

    query_run(&one, executor, loop,
              "SELECT concat_ws(' ', pg_backend_pid(), (SELECT md5(string_agg(concat(name, setting), ',' ORDER BY name)) FROM pg_settings"
              " WHERE name NOT IN ('statement_timeout', 'application_name') AND name NOT LIKE 'plpgsql.%'),"
              " (SELECT count(*) FROM pg_prepared_statements), (SELECT count(*) FROM pg_cursors), (SELECT count(*) FROM pg_listening_channels()),"
              " (SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'), session_user, current_user)",
              0, 20000);
    ck_assert_msg(one.error == NULL, "%s", one.error != NULL ? t2s_error_message(one.error) : "");
    state = strdup(t2s_result_value(one.result, 0, 0, NULL));
    query_free(&one);
    return state;
}

static size_t wrong;

static void check_one(const struct group *group, const char *attack)
{
    t2s_statement *statement = NULL;
    const t2s_diagnostic *first;

    ck_assert_int_eq(t2s_context_check_sync(context, attack, strlen(attack), &statement, NULL), 0);
    first = t2s_statement_diagnostic(statement, 0);
    if (t2s_statement_valid(statement) == group->is_refused) {
        fprintf(stderr, "%s\n  of: %s\n  %s\n", attack, group->title,
                first != NULL ? t2s_diagnostic_message(first) : "nothing was found");
        wrong++;
    }
    t2s_statement_free(statement);
}

static void check_group(const struct group *group)
{
    for (size_t i = 0; i < group->count; i++)
        check_one(group, group->attacks[i]);
}

START_TEST(all_attacks_are_refused_and_what_only_looks_like_one_is_not)
{
    wrong = 0;
    ck_assert_uint_gt(each_group(check_group), 300);
    ck_assert_uint_eq(wrong, 0);
}
END_TEST

/* The server takes the refused ones for correct SQL, or else they prove nothing: most of them. */
static size_t taken;
static size_t slow;

static char *server;
static char *session;

/* What one group changes is seen behind the next group of several. */
static void expect_same_state(const struct group *group)
{
    char *server_now = state_of_server();
    char *session_now = state_of_session();

    ck_assert_msg(strcmp(server, server_now) == 0, "%s\n  before: %s\n  after:  %s", group->title, server, server_now);
    ck_assert_msg(strcmp(session, session_now) == 0, "%s\n  before: %s\n  after:  %s", group->title, session, session_now);
    free(server_now);
    free(session_now);
}

static void run_group(const struct group *group)
{
    for (size_t i = 0; i < group->count && !group->leaks; i++) {
        int is_slow = strstr(group->attacks[i], "sleep") != NULL || strstr(group->attacks[i], "SLEEP") != NULL;
        query one;

        if (is_slow && group->is_refused && slow++ >= 2)
            continue; /* they wait until their time is up, and that is all */
        query_run(&one, executor, loop, group->attacks[i], 10, is_slow && group->is_refused ? 10 : 200000);
        taken += one.error == NULL;
        ck_assert_msg(group->is_refused || one.error == NULL, "%s: %s", group->attacks[i],
                      one.error != NULL ? t2s_error_message(one.error) : "");
        query_free(&one);
    }
    if (group->count > 1 && !group->leaks)
        expect_same_state(group);
}

START_TEST(a_read_only_transaction_that_is_rolled_back_holds_most_of_them_off_without_any_check)
{
    server = state_of_server();
    session = state_of_session();
    each_group(run_group);
    ck_assert_uint_gt(taken, 100);
    free(server);
    free(session);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = {all_attacks_are_refused_and_what_only_looks_like_one_is_not,
                                  a_read_only_transaction_that_is_rolled_back_holds_most_of_them_off_without_any_check};
    char *schema;

    uri = t2s_test_postgres_start();
    if (uri == NULL)
        return 77;
    schema = read_all("schema.sql");
    free(t2s_test_postgres_sql(uri, schema));
    free(schema);
    return suite_run("attacks", tests, sizeof(tests) / sizeof(tests[0]), setup, teardown);
}
