/* SPDX-License-Identifier: MIT */
/*
 * ask_async DATABASE-URI [RECORDING]: reads questions from standard input, one a line, asks them all at once, and prints each
 * answer when it comes. The line "cancel" gives up what is under way. With a recording it answers from that, else by OpenAI's
 * interface.
 *
 * It shows the third way of driving a context, the host's own loop: here poll() over two descriptors, the library's and the
 * terminal's. An event loop of another make does the same four calls: fd, events, timeout, dispatch.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <text2sql.h>

enum { MOST_QUESTIONS = 32, LONGEST_LINE = 4096 };

typedef struct host {
    t2s_context *context;
    t2s_request *requests[MOST_QUESTIONS]; /* those under way; NULL is a free place */
    char line[LONGEST_LINE];
    size_t length;
    int reading; /* until the end of standard input */
} host;

/* Runs inside t2s_context_dispatch(), exactly once for each question that was taken. */
static void on_answer(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    host *self = user_data;

    printf("[%d] %s", (int)t2s_request_id(request), t2s_outcome_name(t2s_answer_outcome(answer)));
    if (t2s_answer_sql(answer) != NULL)
        printf(": %s", t2s_answer_sql(answer));
    if (t2s_answer_result(answer) != NULL)
        printf(" (%zu rows)", t2s_result_row_count(t2s_answer_result(answer)));
    if (status != 0)
        printf(": %s", t2s_error_message(t2s_answer_error(answer)));
    printf("\n");
    for (size_t i = 0; i < MOST_QUESTIONS; i++)
        if (self->requests[i] == request) {
            t2s_request_unref(request);
            self->requests[i] = NULL;
        }
}

static void cancel_all(host *self)
{
    for (size_t i = 0; i < MOST_QUESTIONS; i++)
        if (self->requests[i] != NULL)
            t2s_request_cancel(self->requests[i]); /* on_answer() still runs, with T2S_E_CANCELLED, from a later dispatch */
}

static int under_way(const host *self)
{
    for (size_t i = 0; i < MOST_QUESTIONS; i++)
        if (self->requests[i] != NULL)
            return 1;
    return 0;
}

static void ask(host *self, const char *question)
{
    t2s_error *error = NULL;
    size_t place = 0;

    while (place < MOST_QUESTIONS && self->requests[place] != NULL)
        place++;
    if (place == MOST_QUESTIONS) {
        printf("not asked, too many at once: %s\n", question);
        return;
    }
    if (t2s_ask(self->context, question, NULL, on_answer, self, &self->requests[place], &error) != 0)
        printf("not asked: %s\n", t2s_error_message(error));
    else
        printf("[%d] asked: %s\n", (int)t2s_request_id(self->requests[place]), question);
    t2s_error_unref(error);
}

static void take_line(host *self, const char *line)
{
    if (strcmp(line, "cancel") == 0)
        cancel_all(self);
    else if (line[0] != '\0')
        ask(self, line);
}

/* Take what standard input has, line by line. */
static void read_input(host *self)
{
    ssize_t count = read(STDIN_FILENO, self->line + self->length, sizeof(self->line) - 1 - self->length);
    char *end;

    if (count <= 0) {
        self->reading = 0;
        return;
    }
    self->length += (size_t)count;
    self->line[self->length] = '\0';
    while ((end = strchr(self->line, '\n')) != NULL) {
        *end = '\0';
        take_line(self, self->line);
        self->length -= (size_t)(end + 1 - self->line);
        memmove(self->line, end + 1, self->length + 1);
    }
    if (self->length == sizeof(self->line) - 1) {
        printf("not asked, the line is too long\n");
        self->length = 0;
    }
}

static void run(host *self)
{
    self->reading = 1;
    while (self->reading || under_way(self)) {
        struct pollfd fds[2] = {
            {.fd = t2s_context_fd(self->context), .events = (short)t2s_context_events(self->context)},
            {.fd = self->reading ? STDIN_FILENO : -1, .events = POLLIN},
        };

        if (poll(fds, 2, t2s_context_timeout(self->context)) < 0)
            break;
        if (fds[1].revents != 0)
            read_input(self);
        t2s_context_dispatch(self->context);
        fflush(stdout);
    }
}

static int set_up(host *self, const char *uri, const char *recording, t2s_error **reterr_error)
{
    t2s_provider *provider = NULL;
    int code = t2s_context_new(NULL, &self->context, reterr_error);

    if (code == 0)
        code = t2s_context_use_database(self->context, uri, reterr_error);
    if (code == 0 && recording != NULL)
        code = t2s_replay_provider_new(recording, &provider, reterr_error);
    else if (code == 0)
        code = t2s_openai_provider_new(NULL, &provider, reterr_error);
    if (code == 0)
        code = t2s_context_set_provider(self->context, provider);
    t2s_provider_unref(provider);
    return code;
}

int main(int argc, char **argv)
{
    host *self = calloc(1, sizeof(*self));
    t2s_error *error = NULL;
    int code = T2S_E_NOMEM;

    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: %s DATABASE-URI [RECORDING]\n", argv[0]);
        free(self);
        return 2;
    }
    if (self != NULL)
        code = set_up(self, argv[1], argc > 2 ? argv[2] : NULL, &error);
    if (code == 0)
        run(self);
    else
        fprintf(stderr, "%s: %s\n", argv[0], error != NULL ? t2s_error_message(error) : t2s_strerror(code));
    t2s_error_unref(error);
    if (self != NULL)
        t2s_context_free(self->context);
    free(self);
    return code != 0;
}
