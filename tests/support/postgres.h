/* SPDX-License-Identifier: MIT */
/*
 * A throw-away PostgreSQL for a test program. It is gone when the program is, however that ends. Needs T2S_TEST_SUPPORT, the path
 * of tests/support, when postgres.c is compiled.
 */
#ifndef T2S_TESTS_SUPPORT_POSTGRES_H
#define T2S_TESTS_SUPPORT_POSTGRES_H

/* Start it, once a program, before it has threads. Its superuser's URI; NULL when there is no PostgreSQL here: exit with 77 then.
 */
const char *t2s_test_postgres_start(void);

/* The directory of its socket. */
const char *t2s_test_postgres_directory(void);

/* Stop it, and start it again. */
void t2s_test_postgres_restart(void);

/* Run SQL, any number of statements; what fails ends the program. The first value of the last result, to be freed; NULL: none. */
char *t2s_test_postgres_sql(const char *uri, const char *sql);

/*
 * A way to the server through 127.0.0.1 that can fall silent or break. One at a time; the port.
 */
int t2s_test_proxy_start(void);
void t2s_test_proxy_freeze(int frozen); /* new connections are accepted all the same */
void t2s_test_proxy_cut(void);          /* end all that go through it */
void t2s_test_proxy_stop(void);

#endif
