/* SPDX-License-Identifier: MIT */
/* For tests in C: start tests/support/llm_server.py, and run a loop until something has happened. */
#ifndef T2S_TESTS_LLM_SERVER_H
#define T2S_TESTS_LLM_SERVER_H

#include <poll.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "loop/loop.h"

/* Not Check's own assertions, since benchmarks use this too. */
#define must(condition)                                                                                                          \
    do {                                                                                                                         \
        if (!(condition)) {                                                                                                      \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition);                                              \
            abort();                                                                                                             \
        }                                                                                                                        \
    } while (0)

struct llm_server {
    pid_t pid;
    int input; /* the server ends when this is closed */
    int port;
    char directory[64];
    char log[128];
};

/* Where the sources are: automake says so. */
static inline const char *source_path(char *ret, size_t size, const char *path)
{
    const char *top = getenv("srcdir");

    snprintf(ret, size, "%s/%s", top != NULL ? top : ".", path);
    return ret;
}

static inline void write_whole_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    must(file != NULL);
    must(fwrite(text, 1, strlen(text), file) == strlen(text));
    must(fclose(file) == 0);
}

/* To be freed. "" when there is no such file. */
static inline char *read_whole_file(const char *path)
{
    FILE *file = fopen(path, "r");
    size_t length = 0;
    size_t capacity = 1 << 20;
    char *text = malloc(capacity);

    must(text != NULL);
    while (file != NULL && !feof(file) && length + 1 < capacity)
        length += fread(text + length, 1, capacity - length - 1, file);
    if (file != NULL)
        fclose(file);
    text[length] = '\0';
    return text;
}

/* No proxy and no key of whoever runs the tests may get in. */
static inline void clean_environment(void)
{
    static const char *const names[] = {
        "http_proxy",     "https_proxy",     "all_proxy",    "HTTP_PROXY",    "HTTPS_PROXY",       "ALL_PROXY",
        "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_ORG_ID", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN",
        "ANTHROPIC_BASE_URL", "ANTHROPIC_MODEL"};

    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        unsetenv(names[i]);
}

static inline void make_directory(char ret[64])
{
    snprintf(ret, 64, "/tmp/t2s-test-XXXXXX");
    must(mkdtemp(ret) != NULL);
}

static inline void remove_directory(const char *directory)
{
    char command[128];

    snprintf(command, sizeof(command), "rm -rf '%s'", directory);
    must(system(command) == 0);
}

/* Where a Python waits to be copied; "": nowhere. Of the program. */
static char llm_server_spawner[108];

/* Start llm_server.py, its standard input and output being pipes. `words` ends with NULL. */
static inline pid_t llm_server_run(const char *const *words, int *ret_input, FILE **ret_output)
{
    int input[2];
    int output[2];
    pid_t pid;

    must(pipe(input) == 0);
    must(pipe(output) == 0);
    pid = fork();
    must(pid >= 0);
    if (pid == 0) {
        dup2(input[0], 0);
        dup2(output[1], 1);
        for (int fd = 3; fd < 256; fd++)
            close(fd);
        execvp("python3", (char **)(uintptr_t)words); /* which changes nothing */
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    *ret_input = input[1];
    *ret_output = fdopen(output[0], "r");
    must(*ret_output != NULL);
    return pid;
}

/*
 * For a program that starts many servers, at its beginning: starting Python takes longer than most tests, so it is started once, and
 * each server is a copy. It ends with the program.
 */
static inline void llm_server_prepare(void)
{
    char program[256];
    char word[16];
    const char *const words[] = {"python3", program, "--spawn", llm_server_spawner, NULL};
    int input;
    FILE *output;

    clean_environment();
    snprintf(llm_server_spawner, sizeof(llm_server_spawner), "/tmp/t2s-test-%ld.socket", (long)getpid());
    unlink(llm_server_spawner);
    source_path(program, sizeof(program), "tests/support/llm_server.py");
    llm_server_run(words, &input, &output); /* the pipe stays open until the program ends */
    must(fscanf(output, "%15s", word) == 1 && strcmp(word, "ready") == 0);
    fclose(output);
}

static inline void llm_server_spawn(struct llm_server *server, const char *const *arguments)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    char line[2048] = "[";
    FILE *out;

    for (int i = 0; arguments[i] != NULL; i++)
        snprintf(line + strlen(line), sizeof(line) - strlen(line), "%s\"%s\"", i != 0 ? ", " : "", arguments[i]);
    strcat(line, "]\n");
    strcpy(address.sun_path, llm_server_spawner);
    server->pid = 0;
    server->input = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(connect(server->input, (struct sockaddr *)&address, sizeof(address)) == 0);
    must(write(server->input, line, strlen(line)) == (ssize_t)strlen(line));
    out = fdopen(dup(server->input), "r");
    must(out != NULL && fscanf(out, "%d", &server->port) == 1);
    fclose(out);
}

/* `script` as llm_server.py wants it; `certificate` and `key` are NULL for plain HTTP. */
static inline void llm_server_start_tls(struct llm_server *server, const char *script, const char *certificate, const char *key)
{
    char program[256];
    char path[128];
    const char *words[] = {"python3", program, "--script", path, "--log", server->log, NULL, NULL, NULL, NULL};
    FILE *out;

    clean_environment();
    make_directory(server->directory);
    snprintf(path, sizeof(path), "%s/script.json", server->directory);
    snprintf(server->log, sizeof(server->log), "%s/log", server->directory);
    write_whole_file(path, script);
    if (certificate != NULL) {
        words[6] = "--tls";
        words[7] = certificate;
        words[8] = key;
    }
    if (llm_server_spawner[0] != '\0') {
        llm_server_spawn(server, words + 2);
        return;
    }
    source_path(program, sizeof(program), "tests/support/llm_server.py");
    server->pid = llm_server_run(words, &server->input, &out);
    must(fscanf(out, "%d", &server->port) == 1);
    fclose(out);
}

static inline void llm_server_start(struct llm_server *server, const char *script)
{
    llm_server_start_tls(server, script, NULL, NULL);
}

static inline void llm_server_stop(struct llm_server *server)
{
    char byte;

    if (server->pid == 0) { /* it was spawned: what it holds of the connection ends with it */
        shutdown(server->input, SHUT_WR);
        while (read(server->input, &byte, 1) > 0) {
        }
    }
    close(server->input);
    if (server->pid != 0)
        waitpid(server->pid, NULL, 0);
    remove_directory(server->directory);
}

/* How long something that must happen is waited for: what a machine can take that does a hundred other things. */
enum { RUN_PATIENCE_MS = 240000 };

#ifdef T2S_TESTS_CLOCK_H
static inline void run_while_below(t2s_loop *loop, const int *flag, int value, uint64_t milliseconds, int passes)
{
    clock_run(loop, flag, value, t2s_loop_now() + milliseconds * 1000000, passes);
}
#else
/* Drive the loop, as a host with a loop of its own would, until *flag is at least `value`. */
static inline void run_while_below(t2s_loop *loop, const int *flag, int value, uint64_t milliseconds, int passes)
{
    const uint64_t deadline = t2s_loop_now() + milliseconds * 1000000;

    (void)passes;
    while (*flag < value && t2s_loop_now() < deadline) {
        struct pollfd descriptor = {.fd = t2s__loop_fd(loop), .events = POLLIN};
        int timeout = t2s__loop_timeout(loop);

        poll(&descriptor, 1, timeout < 0 || timeout > 10 ? 10 : timeout);
        t2s__loop_run(loop, 0);
    }
}
#endif

/* Wait for what must happen: 1. 0: it has not, in `milliseconds` or RUN_PATIENCE_MS, whichever is more. */
static inline int run_until(t2s_loop *loop, const int *flag, int value, uint64_t milliseconds)
{
    run_while_below(loop, flag, value, milliseconds > RUN_PATIENCE_MS ? milliseconds : RUN_PATIENCE_MS, 0);
    return *flag >= value;
}

/* Run the loop for a while, to see that nothing happens. */
static inline void run_for(t2s_loop *loop, uint64_t milliseconds)
{
    const int never = 0;

    run_while_below(loop, &never, 1, milliseconds, 1);
}

#ifdef T2S_TESTS_SKIP_H
/* Run the loop for a moment, when nothing more will come, and then past a limit of so many seconds. */
static inline void run_past(t2s_loop *loop, int seconds)
{
    run_for(loop, 200);
    skip_seconds(seconds);
}
#endif

static inline void close_loop(t2s_loop *loop)
{
    t2s__loop_close(loop);
    t2s__loop_unref(loop);
}

#endif
