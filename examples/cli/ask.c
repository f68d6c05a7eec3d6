/* SPDX-License-Identifier: MIT */
/*
 * text2sql ask: a question, and its answer. The program drives the context by the host's way, with poll(), rather than by
 * t2s_ask_sync(), so that an interrupt gives the question up properly: at the provider and in the database too.
 */
#include "ask.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <text2sql/log.h>
#include <text2sql/loop.h>
#include <text2sql/request.h>

#include "calls.h"
#include "message.h"
#include "progress.h"
#include "provider.h"
#include "show_answer.h"
#include "source.h"

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

/* From here on an interrupt is seen only inside ppoll(), by this thread, since those of the library inherit the mask; a second one
 * ends the program at once. */
static void catch_interrupts(sigset_t *ret_waiting_mask)
{
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = (int)SA_RESETHAND};
    sigset_t blocked;

    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGINT);
    sigprocmask(SIG_BLOCK, &blocked, ret_waiting_mask);
    sigdelset(ret_waiting_mask, SIGINT);
}

static void print_record(const t2s_log_record *record, void *user_data)
{
    progress_end(user_data);
    fprintf(stderr, "text2sql: %s: %s", t2s_log_level_name(t2s_log_record_level(record)), t2s_log_record_message(record));
    for (size_t i = 0; i < t2s_log_record_field_count(record); i++) {
        fprintf(stderr, "%s%s=", i == 0 ? ": " : " ", t2s_log_record_field_name(record, i));
        put_text(stderr, t2s_log_record_field_value(record, i), 4);
    }
    fputc('\n', stderr);
}

static void keep_answer(t2s_request *request, int code, t2s_answer *answer, void *user_data)
{
    (void)request;
    (void)code;
    *(t2s_answer **)user_data = t2s_answer_ref(answer);
}

static void wait_for(t2s_context *context, t2s_request *request, const sigset_t *waiting_mask, t2s_answer **answer)
{
    while (*answer == NULL) {
        struct pollfd poll_fd = {.fd = t2s_context_fd(context), .events = (short)t2s_context_events(context)};
        int timeout = t2s_context_timeout(context);
        struct timespec time = {.tv_sec = timeout / 1000, .tv_nsec = timeout % 1000 * 1000000L};

        ppoll(&poll_fd, 1, timeout < 0 ? NULL : &time, waiting_mask);
        if (interrupted == 1) {
            interrupted = 2;
            t2s_request_cancel(request);
        }
        t2s_context_dispatch(context);
    }
}

/* The options of this one question. */
static int question_options(const struct settings *settings, t2s_options **ret_options)
{
    int code = t2s_options_new(ret_options);

    if (code == 0)
        code = t2s_options_set(*ret_options, "execute", settings->execute && settings->database != NULL ? "1" : "0");
    if (code == 0 && settings->caller != NULL)
        code = t2s_options_set(*ret_options, "caller", settings->caller);
    return code;
}

static int ask(const struct settings *settings, t2s_context *context, const sigset_t *waiting_mask, struct progress *progress)
{
    const char *question = settings->arguments[0];
    t2s_options *options = NULL;
    t2s_request *request = NULL;
    t2s_answer *answer = NULL;
    t2s_error *error = NULL;
    int status;
    int code;

    code = question_options(settings, &options);
    if (code == 0)
        code = t2s_ask(context, question, options, keep_answer, &answer, &request, &error);
    if (code != 0) {
        status = report_error(code, error);
    } else {
        wait_for(context, request, waiting_mask, &answer);
        progress_end(progress);
        if (settings->verbose)
            print_calls(answer);
        status = show_answer(answer, question, settings->format);
    }
    t2s_error_unref(error);
    t2s_answer_unref(answer);
    t2s_request_unref(request);
    t2s_options_free(options);
    return status;
}

static int usage_problem(const struct settings *settings)
{
    if (settings->argument_count == 0)
        return usage_error("text2sql ask --database URI \"How many orders were placed in May 2024?\"", "no question was given");
    if (settings->argument_count > 1)
        return usage_error("put the question into quotes", "more than one QUESTION");
    if (settings->database == NULL && settings->schema_count == 0)
        return usage_error("add --database URI, or --schema FILE.sql", "neither a database nor a schema was given");
    if (settings->format == FORMAT_CSV && (!settings->execute || settings->database == NULL))
        return usage_error("add --database, leave out --no-execute, or choose another format",
                           "--format csv writes rows, and there will be none");
    return STATUS_DONE;
}

int command_ask(const struct settings *settings)
{
    t2s_context *context = NULL;
    struct progress progress;
    sigset_t waiting_mask;
    int status = usage_problem(settings);

    catch_interrupts(&waiting_mask);
    if (status == STATUS_DONE)
        status = open_context(settings, &context);
    if (status == STATUS_DONE)
        status = use_provider(settings, context);
    if (status == STATUS_DONE)
        status = progress_begin(&progress, settings, context);
    if (status == STATUS_DONE && settings->verbose)
        t2s_context_set_log(context, T2S_LOG_DEBUG, print_record, &progress);
    if (status == STATUS_DONE)
        status = ask(settings, context, &waiting_mask, &progress);
    t2s_context_free(context);
    return status;
}
