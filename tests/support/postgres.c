/* SPDX-License-Identifier: MIT */
#include "postgres.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define SCRIPT T2S_TEST_SUPPORT "/postgres.sh"

static char directory[256];
static char uri[512];

static void die(const char *what)
{
    perror(what);
    exit(99);
}

/* The supervisor lives in its own session and stops the server when the pipe's other end, which only this program holds, closes. */
static pid_t supervise(int *ret_output)
{
    int input[2];
    int output[2];
    pid_t pid;

    if (pipe(input) != 0 || pipe(output) != 0)
        die("pipe");
    pid = fork();
    if (pid < 0)
        die("fork");
    if (pid == 0) {
        setsid();
        dup2(input[0], 0);
        dup2(output[1], 1);
        close(input[0]);
        close(input[1]);
        close(output[0]);
        close(output[1]);
        execl("/bin/sh", "sh", SCRIPT, "supervise", directory, (char *)NULL);
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    fcntl(input[1], F_SETFD, FD_CLOEXEC);
    *ret_output = output[0];
    return pid;
}

const char *t2s_test_postgres_start(void)
{
    size_t length = 0;
    ssize_t count;
    pid_t pid;
    int status;
    int output;

    if (uri[0] != '\0')
        return uri;
    snprintf(directory, sizeof(directory), "%s/t2s-postgres-XXXXXX", getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp");
    if (mkdtemp(directory) == NULL)
        die("mkdtemp");
    pid = supervise(&output);
    while (length < sizeof(uri) - 1 && (count = read(output, uri + length, sizeof(uri) - 1 - length)) > 0)
        length += (size_t)count;
    close(output);
    uri[length] = '\0';
    uri[strcspn(uri, "\n")] = '\0';
    if (uri[0] != '\0')
        return uri;
    waitpid(pid, &status, 0);
    rmdir(directory);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
        return NULL;
    fprintf(stderr, "the throw-away PostgreSQL did not start\n");
    exit(99);
}

const char *t2s_test_postgres_directory(void)
{
    return directory;
}

void t2s_test_postgres_restart(void)
{
    char command[512];

    snprintf(command, sizeof(command), "sh '%s' restart '%s'", SCRIPT, directory);
    if (system(command) != 0) {
        fprintf(stderr, "the throw-away PostgreSQL did not restart\n");
        exit(99);
    }
}

static void ignore_notice(void *data, const char *message)
{
    (void)data;
    (void)message;
}

char *t2s_test_postgres_sql(const char *where, const char *sql)
{
    PGconn *connection = PQconnectdb(where);
    PGresult *result;
    ExecStatusType status;
    char *value = NULL;

    PQsetNoticeProcessor(connection, ignore_notice, NULL);
    result = PQexec(connection, sql);
    status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY) {
        fprintf(stderr, "%.200s: %s\n", sql, PQerrorMessage(connection));
        exit(99);
    }
    if (PQntuples(result) > 0 && PQnfields(result) > 0 && !PQgetisnull(result, 0, 0))
        value = strdup(PQgetvalue(result, 0, 0));
    PQclear(result);
    PQfinish(connection);
    return value;
}

/* The proxy: one thread that moves bytes between pairs of descriptors. */

enum { PAIRS_MAX = 32 };

static struct {
    pthread_t thread;
    pthread_mutex_t mutex;
    int listener;
    int wake[2];
    int frozen;
    int cut;
    int stop;
    int pairs[PAIRS_MAX][2];
    int count;
} proxy = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void drop_pair(int index)
{
    close(proxy.pairs[index][0]);
    close(proxy.pairs[index][1]);
    proxy.count--;
    memcpy(proxy.pairs[index], proxy.pairs[proxy.count], sizeof(proxy.pairs[0]));
}

static void accept_pair(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int client = accept(proxy.listener, NULL, NULL);
    int server = socket(AF_UNIX, SOCK_STREAM, 0);

    snprintf(address.sun_path, sizeof(address.sun_path), "%.90s/.s.PGSQL.5432", directory);
    if (client < 0 || proxy.count == PAIRS_MAX || connect(server, (struct sockaddr *)&address, sizeof(address)) != 0) {
        close(client);
        close(server);
        return;
    }
    proxy.pairs[proxy.count][0] = client;
    proxy.pairs[proxy.count][1] = server;
    proxy.count++;
}

/* 0: one side has ended. */
static int move_bytes(int from, int to)
{
    char bytes[65536];
    ssize_t count = read(from, bytes, sizeof(bytes));
    ssize_t at = 0;

    while (at < count) {
        ssize_t sent = send(to, bytes + at, (size_t)(count - at), MSG_NOSIGNAL);

        if (sent <= 0)
            return 0;
        at += sent;
    }
    return count > 0;
}

static void *proxy_main(void *argument)
{
    struct pollfd polled[2 + 2 * PAIRS_MAX];
    char byte;

    (void)argument;
    for (;;) {
        int frozen;
        int pairs = proxy.count;

        pthread_mutex_lock(&proxy.mutex);
        frozen = proxy.frozen;
        if (proxy.cut || proxy.stop)
            while (proxy.count > 0)
                drop_pair(0);
        proxy.cut = 0;
        pairs = frozen ? 0 : proxy.count;
        if (proxy.stop) {
            pthread_mutex_unlock(&proxy.mutex);
            return NULL;
        }
        pthread_mutex_unlock(&proxy.mutex);
        polled[0] = (struct pollfd){.fd = proxy.wake[0], .events = POLLIN};
        polled[1] = (struct pollfd){.fd = proxy.listener, .events = POLLIN};
        for (int i = 0; i < 2 * pairs; i++)
            polled[2 + i] = (struct pollfd){.fd = proxy.pairs[i / 2][i % 2], .events = POLLIN};
        if (poll(polled, 2 + 2 * (nfds_t)pairs, -1) < 0 && errno != EINTR)
            return NULL;
        for (int i = pairs - 1; i >= 0; i--) {
            int open = 1;

            if (polled[2 + 2 * i].revents != 0)
                open = move_bytes(proxy.pairs[i][0], proxy.pairs[i][1]);
            if (open && polled[3 + 2 * i].revents != 0)
                open = move_bytes(proxy.pairs[i][1], proxy.pairs[i][0]);
            if (!open)
                drop_pair(i);
        }
        if (polled[1].revents != 0)
            accept_pair();
        if (polled[0].revents != 0 && read(proxy.wake[0], &byte, 1) != 1)
            return NULL;
    }
}

static void proxy_set(int *what, int value)
{
    pthread_mutex_lock(&proxy.mutex);
    *what = value;
    pthread_mutex_unlock(&proxy.mutex);
    if (write(proxy.wake[1], "", 1) != 1)
        die("write");
}

int t2s_test_proxy_start(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);

    proxy.frozen = proxy.cut = proxy.stop = proxy.count = 0;
    proxy.listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(proxy.listener, (struct sockaddr *)&address, size) != 0 || listen(proxy.listener, 16) != 0 ||
        getsockname(proxy.listener, (struct sockaddr *)&address, &size) != 0 || pipe(proxy.wake) != 0 ||
        pthread_create(&proxy.thread, NULL, proxy_main, NULL) != 0)
        die("proxy");
    return ntohs(address.sin_port);
}

void t2s_test_proxy_freeze(int frozen)
{
    proxy_set(&proxy.frozen, frozen);
}

void t2s_test_proxy_cut(void)
{
    proxy_set(&proxy.cut, 1);
}

void t2s_test_proxy_stop(void)
{
    proxy_set(&proxy.stop, 1);
    pthread_join(proxy.thread, NULL);
    close(proxy.listener);
    close(proxy.wake[0]);
    close(proxy.wake[1]);
}
