/* SPDX-License-Identifier: MIT */
#include "oracle.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef T2S_TESTS_PRESTO
#error "where oracle.sh is"
#endif

/* So many requests are written before their answers are read: those fit a pipe's buffer, so neither side waits for the other for ever. */
enum { BATCH = 150, NO_JAVA = 77 };

struct oracle {
    pid_t process;
    FILE *to, *from;
    char version[64];
};

static void die(const char *what)
{
    fprintf(stderr, "the oracle: %s\n", what);
    exit(1);
}

static void read_line(struct oracle *oracle, char *line, int size)
{
    if (fgets(line, size, oracle->from) == NULL)
        die("it has gone");
    line[strcspn(line, "\n")] = '\0';
}

static void run(const char *flavour, const char *option, const int in[2], const int out[2])
{
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    close(in[0]);
    close(in[1]);
    close(out[0]);
    close(out[1]);
    execl(T2S_TESTS_PRESTO "/oracle.sh", "oracle.sh", flavour, option, (char *)NULL);
    _exit(127);
}

struct oracle *oracle_start(const char *flavour, const char *option)
{
    struct oracle *oracle = calloc(1, sizeof(*oracle));
    int in[2], out[2], status = 0;
    char line[128];

    if (oracle == NULL || pipe(in) != 0 || pipe(out) != 0)
        die("no memory, no pipes");
    signal(SIGPIPE, SIG_IGN);
    oracle->process = fork();
    if (oracle->process == 0)
        run(flavour, option, in, out);
    close(in[0]);
    close(out[1]);
    oracle->to = fdopen(in[1], "w");
    oracle->from = fdopen(out[0], "r");
    if (fgets(line, sizeof(line), oracle->from) != NULL && sscanf(line, "ready %63s", oracle->version) == 1)
        return oracle;
    fclose(oracle->to);
    fclose(oracle->from);
    waitpid(oracle->process, &status, 0);
    free(oracle);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != NO_JAVA)
        die("it does not start");
    return NULL;
}

void oracle_stop(struct oracle *oracle)
{
    if (oracle == NULL)
        return;
    fclose(oracle->to);
    fclose(oracle->from);
    waitpid(oracle->process, NULL, 0);
    free(oracle);
}

const char *oracle_version(const struct oracle *oracle)
{
    return oracle->version;
}

static void read_verdict(struct oracle *oracle, oracle_verdict *ret)
{
    char line[1024];
    int used = 0;

    memset(ret, 0, sizeof(*ret));
    read_line(oracle, line, sizeof(line));
    if (strncmp(line, "ok ", 3) == 0) {
        ret->accepts = 1;
        used = 3;
    } else if (sscanf(line, "error %d %d %n", &ret->line, &ret->column, &used) < 2) {
        die(line);
    }
    snprintf(ret->said, sizeof(ret->said), "%.*s", (int)sizeof(ret->said) - 1, line + used);
}

void oracle_judge(struct oracle *oracle, int with_places, const char *const *texts, size_t count, oracle_verdict *ret_verdicts)
{
    for (size_t done = 0; done < count;) {
        size_t end = done + BATCH < count ? done + BATCH : count;

        for (size_t i = done; i < end; i++)
            fprintf(oracle->to, "%s %zu\n%s", with_places ? "parse" : "judge", strlen(texts[i]), texts[i]);
        fflush(oracle->to);
        for (; done < end; done++)
            read_verdict(oracle, &ret_verdicts[done]);
    }
}

static char *read_text(struct oracle *oracle)
{
    char line[64], *text;
    size_t length;

    read_line(oracle, line, sizeof(line));
    if (sscanf(line, "text %zu", &length) != 1 || (text = malloc(length + 1)) == NULL)
        die(line);
    if (fread(text, 1, length, oracle->from) != length)
        die("it has gone");
    text[length] = '\0';
    return text;
}

void oracle_generate(struct oracle *oracle, uint64_t seed, int tokens, const char *rule, size_t count, char **ret_texts)
{
    for (size_t done = 0; done < count;) {
        size_t end = done + BATCH < count ? done + BATCH : count;

        for (size_t i = done; i < end; i++)
            fprintf(oracle->to, "generate %llu %d %s\n", (unsigned long long)(seed * 1000003 + i), tokens, rule);
        fflush(oracle->to);
        for (; done < end; done++)
            ret_texts[done] = read_text(oracle);
    }
}

double oracle_time(struct oracle *oracle, const char *const *texts, size_t count, int rounds)
{
    char line[64];
    double nanoseconds;

    fprintf(oracle->to, "time %zu %d\n", count, rounds);
    for (size_t i = 0; i < count; i++)
        fprintf(oracle->to, "%zu\n%s", strlen(texts[i]), texts[i]);
    fflush(oracle->to);
    read_line(oracle, line, sizeof(line));
    if (sscanf(line, "time %lf", &nanoseconds) != 1)
        die(line);
    return nanoseconds / 1e9;
}
