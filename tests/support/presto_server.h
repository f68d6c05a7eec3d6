/* SPDX-License-Identifier: MIT */
/* For tests in C: start tests/support/presto_server.py. */
#ifndef T2S_TESTS_PRESTO_SERVER_H
#define T2S_TESTS_PRESTO_SERVER_H

#include "llm_server.h"

struct presto_server {
    pid_t pid;
    int input; /* the server ends when this is closed */
    int port;
    char uri[64]; /* without a path */
};

static inline void presto_server_start(struct presto_server *server, const char *scheme)
{
    char program[256];
    const char *const words[] = {"python3", program, NULL};
    FILE *out;

    clean_environment();
    source_path(program, sizeof(program), "tests/support/presto_server.py");
    server->pid = llm_server_run(words, &server->input, &out);
    must(fscanf(out, "%d", &server->port) == 1);
    fclose(out);
    snprintf(server->uri, sizeof(server->uri), "%s://127.0.0.1:%d", scheme, server->port);
}

static inline void presto_server_stop(struct presto_server *server)
{
    close(server->input);
    waitpid(server->pid, NULL, 0);
}

#endif
