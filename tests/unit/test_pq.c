/* SPDX-License-Identifier: MIT */
/* What the connection does without a server. With one: tests/integration/test_postgres_*.c. */
#include <string.h>
#include <sys/socket.h>

#include "../support/suite.h"
#include "loop/loop.h"
#include "net/pq_internal.h"

static t2s_loop *loop;
static t2s_error *ended;
static int calls;

static void on_connected(void *user_data, t2s_error *error)
{
    (void)user_data;
    ended = error;
    calls++;
    t2s__loop_wake(loop); /* which may have nothing else to wait for */
}

static void on_lost(void *user_data, t2s_error *error)
{
    (void)user_data;
    t2s_error_unref(error);
    ck_abort();
}

static void setup(void)
{
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ended = NULL;
    calls = 0;
}

static void teardown(void)
{
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}

static void resolve(const char *uri, size_t count, const char *const (*expected)[3])
{
    t2s__pq_config *config;
    t2s__pq_endpoints endpoints = {0};
    t2s_error *error;

    ck_assert_int_eq(t2s__pq_config_new(uri, &config, NULL), 0);
    error = t2s__pq_config_resolve(config, &endpoints);
    if (count == 0)
        ck_assert_int_eq(t2s_error_code(error), T2S_E_INVALID);
    else
        ck_assert_msg(error == NULL, "%s", t2s_error_message(error));
    ck_assert_uint_eq(endpoints.count, count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_str_eq(endpoints.items[i].host, expected[i][0]);
        ck_assert_str_eq(endpoints.items[i].address, expected[i][1]);
        ck_assert_str_eq(endpoints.items[i].port, expected[i][2]);
    }
    t2s_error_unref(error);
    t2s__pq_endpoints_dispose(&endpoints);
    t2s__pq_config_unref(config);
}

START_TEST(hosts_addresses_and_ports_are_paired)
{
    static const char *const socket_only[][3] = {{"/tmp", "", ""}};
    static const char *const several[][3] = {{"/a", "", "1"}, {"127.0.0.1", "127.0.0.1", "2"}, {"x", "10.0.0.1", "3"}};
    static const char *const one_port[][3] = {{"/a", "", "7"}, {"/b", "", "7"}};
    static const char *const address[][3] = {{"", "10.0.0.1", ""}};

    resolve("host=/tmp", 1, socket_only);
    resolve("host=/a,127.0.0.1,x hostaddr=,,10.0.0.1 port=1,2,3", 3, several);
    resolve("host=/a,/b port=7", 2, one_port);
    resolve("hostaddr=10.0.0.1", 1, address);
    resolve("host=/a,/b port=1,2,3", 0, NULL);
    resolve("host=/a,/b hostaddr=10.0.0.1", 0, NULL);
}
END_TEST

START_TEST(a_string_that_cannot_be_read_is_not_repeated)
{
    t2s__pq_config *config = NULL;
    t2s_error *error = NULL;

    ck_assert_int_eq(t2s__pq_config_new("postgresql://me:s3cret@[::1/db", &config, &error), T2S_E_INVALID);
    ck_assert_ptr_null(strstr(t2s_error_message(error), "s3cret"));
    ck_assert_ptr_nonnull(t2s_error_hint(error));
    t2s_error_unref(error);
    ck_assert_int_eq(t2s__pq_config_new("not a connection string", &config, NULL), T2S_E_INVALID);
}
END_TEST

static t2s__pq *open_to(const char *uri, uint64_t timeout_ms)
{
    t2s__pq_config *config;
    t2s__pq *pq;

    ck_assert_int_eq(t2s__pq_config_new(uri, &config, NULL), 0);
    ck_assert_int_eq(t2s__pq_open(config, loop, timeout_ms, on_connected, on_lost, NULL, &pq), 0);
    t2s__pq_config_unref(config);
    ck_assert_int_eq(calls, 0);
    return pq;
}

START_TEST(a_refused_connection_is_told_later_and_once)
{
    t2s__pq *pq = open_to("host=/nowhere/at/all user=u password=s3cret", 5000);

    while (calls == 0)
        t2s__loop_run(loop, 1);
    ck_assert_int_eq(calls, 1);
    ck_assert_int_eq(t2s_error_code(ended), T2S_E_CONNECT);
    ck_assert_ptr_null(strstr(t2s_error_message(ended), "s3cret"));
    ck_assert(!t2s__pq_alive(pq));
    t2s_error_unref(ended);
    t2s__pq_close(pq);
}
END_TEST

START_TEST(closing_at_any_time_is_silent)
{
    t2s__pq_close(NULL);
    t2s__pq_close(open_to("host=/nowhere", 5000));
    for (int turns = 0; turns < 4; turns++) {
        t2s__pq *pq = open_to("host=no-such-host.invalid", 5000);

        for (int i = 0; i < turns; i++)
            t2s__loop_run(loop, 0);
        if (calls != 0)
            t2s_error_unref(ended);
        calls = 0;
        t2s__pq_close(pq);
    }
}
END_TEST

START_TEST(want_of_memory_is_an_error_everywhere)
{
    OOM_LOOP(n)
    {
        t2s__pq_config *config = NULL;
        t2s__pq *pq = NULL;
        int code = t2s__pq_config_new("host=/nowhere/at/all user=u", &config, NULL);

        calls = 0;
        if (code == 0)
            code = t2s__pq_open(config, loop, 5000, on_connected, on_lost, NULL, &pq);
        ck_assert(code == 0 || code == T2S_E_NOMEM);
        while (code == 0 && calls == 0)
            t2s__loop_run(loop, 1);
        if (code == 0) {
            ck_assert(t2s_error_code(ended) == T2S_E_CONNECT || oom_failed);
            t2s_error_unref(ended);
        }
        t2s__pq_close(pq);
        t2s__pq_config_unref(config);
    }
}
END_TEST

SUITE("pq", setup, teardown, hosts_addresses_and_ports_are_paired, a_string_that_cannot_be_read_is_not_repeated,
      a_refused_connection_is_told_later_and_once, closing_at_any_time_is_silent, want_of_memory_is_an_error_everywhere)
