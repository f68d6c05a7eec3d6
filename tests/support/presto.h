/* SPDX-License-Identifier: MIT */
/*
 * The Trino or PrestoDB that a program is run beside: tests/integration/test_presto.sh starts one of each, and runs the programs with
 * T2S_TEST_SERVER_KIND ("trino" or "presto") and T2S_TEST_SERVER (http://127.0.0.1:PORT). What is said to it here goes over plain HTTP,
 * by nothing of the library.
 */
#ifndef T2S_TESTS_SUPPORT_PRESTO_H
#define T2S_TESTS_SUPPORT_PRESTO_H

#include <json-c/json.h>

/* Is there one? A program that is run without is skipped: exit with 77. */
int test_presto_there(void);

/* "trino" or "presto". */
const char *test_presto_kind(void);

int test_presto_is_trino(void);

/* KIND://user@127.0.0.1:PORT/path, for the library. */
const char *test_presto_uri(const char *user, const char *path, char ret[256]);

/* ... by way of the port of something in between. */
const char *test_presto_uri_by(int port, const char *user, const char *path, char ret[256]);

/* The rows of SQL, an array of arrays, to be put. What fails ends the test. */
struct json_object *test_presto_rows(const char *sql);

/* Run SQL for what it does. */
void test_presto_run(const char *sql);

/* The first value, as a number. */
long test_presto_number(const char *sql);

/* Something between: it asks the server for pages that are as small as they come. */
struct test_pages {
    int input;
    int port;
    int pid;
};

void test_pages_start(struct test_pages *pages);
void test_pages_stop(struct test_pages *pages);

#endif
