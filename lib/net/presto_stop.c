/* SPDX-License-Identifier: MIT */
/*
 * Stopping statements when the loop goes away: a server that is not told goes on for minutes. The requests are sent on a detached thread,
 * which holds what it needs; nobody waits for it longer than a moment.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include <curl/curl.h>

#include "net/http_curl.h"
#include "net/http_request.h"
#include "net/presto_internal.h"
#include "util/memory.h"

enum { WHOLE_MS = 5000, MOMENT_MS = 300, REQUESTS_MAX = 64, STACK_SIZE = 512 * 1024 };

/* What the thread and the one who started it share; the last of the two frees it. */
struct farewell {
    atomic_uint references;
    t2s__presto_config *config;
    t2s__presto_stop_request *requests;
    pthread_mutex_t mutex;
    pthread_cond_t sent;
    int is_sent;
};

static atomic_uint under_way;

t2s__presto_stop_request *t2s__presto_stop_new(const t2s__presto_config *config, const char *url, const char *user,
                                               const char *authorization)
{
    t2s__presto_stop_request *request = t2s__calloc(1, sizeof(*request));

    if (request == NULL)
        return NULL;
    request->url = t2s__strdup(url);
    if (request->url == NULL || t2s__presto_headers_base(&request->headers, config, user, authorization, NULL) != 0) {
        t2s__presto_stop_free(request);
        return NULL;
    }
    return request;
}

void t2s__presto_stop_free(t2s__presto_stop_request *request)
{
    t2s__presto_headers_dispose(&request->headers);
    t2s__free(request->url);
    t2s__free(request);
}

static void farewell_unref(struct farewell *farewell)
{
    if (atomic_fetch_sub_explicit(&farewell->references, 1, memory_order_acq_rel) != 1)
        return;
    while (farewell->requests != NULL) {
        t2s__presto_stop_request *request = farewell->requests;

        farewell->requests = request->next;
        t2s__presto_stop_free(request);
    }
    pthread_cond_destroy(&farewell->sent);
    pthread_mutex_destroy(&farewell->mutex);
    t2s__presto_config_unref(farewell->config);
    t2s__free(farewell);
}

static size_t ignore(char *data, size_t size, size_t count, void *user_data)
{
    (void)data;
    (void)user_data;
    return size * count;
}

/* One request, waiting for its end. */
static void send_one(CURL *easy, const t2s__presto_config *config, const t2s__presto_stop_request *request)
{
    const t2s__http_request http = {
        .method = "DELETE",
        .url = request->url,
        .headers = request->headers.items,
        .header_count = request->headers.count,
        .ca_file = config->ca_file,
        .proxy = config->proxy,
        .connect_timeout_ms = WHOLE_MS,
        .timeout_ms = WHOLE_MS,
        .max_body = 65536,
    };
    struct curl_slist *headers = NULL;

    if (t2s__http_request_headers(&http, &headers, NULL) == 0 && t2s__http_request_apply(&http, headers, NULL, easy) == CURLE_OK &&
        curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, ignore) == CURLE_OK)
        (void)curl_easy_perform(easy);
    curl_slist_free_all(headers);
}

static void *run(void *argument)
{
    struct farewell *farewell = argument;
    CURL *easy = curl_easy_init();

    for (const t2s__presto_stop_request *one = farewell->requests; easy != NULL && one != NULL; one = one->next)
        send_one(easy, farewell->config, one);
    curl_easy_cleanup(easy);
    pthread_mutex_lock(&farewell->mutex);
    farewell->is_sent = 1;
    pthread_cond_signal(&farewell->sent);
    pthread_mutex_unlock(&farewell->mutex);
    farewell_unref(farewell);
    atomic_fetch_sub(&under_way, 1);
    return NULL;
}

/* Signals are the host's: none is to be handled on this thread, nor to be raised by it. */
static int start_thread(struct farewell *farewell)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t all;
    sigset_t before;
    int code;

    if (pthread_attr_init(&attributes) != 0)
        return -1;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, STACK_SIZE);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    code = pthread_create(&thread, &attributes, run, farewell);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    return code == 0 ? 0 : -1;
}

static void wait_a_moment(struct farewell *farewell)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += (long)MOMENT_MS * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&farewell->mutex);
    while (!farewell->is_sent && pthread_cond_timedwait(&farewell->sent, &farewell->mutex, &until) != ETIMEDOUT)
        ;
    pthread_mutex_unlock(&farewell->mutex);
}

void t2s__presto_stop_all(t2s__presto_config *config, t2s__presto_stop_request *requests)
{
    struct farewell *farewell;

    if (requests == NULL)
        return;
    farewell = t2s__calloc(1, sizeof(*farewell));
    if (farewell == NULL) {
        while (requests != NULL) {
            t2s__presto_stop_request *request = requests;

            requests = request->next;
            t2s__presto_stop_free(request);
        }
        return;
    }
    atomic_init(&farewell->references, 2);
    farewell->config = t2s__presto_config_ref(config);
    farewell->requests = requests;
    pthread_mutex_init(&farewell->mutex, NULL);
    pthread_cond_init(&farewell->sent, NULL);
    if (atomic_fetch_add(&under_way, 1) < REQUESTS_MAX && start_thread(farewell) == 0) {
        wait_a_moment(farewell);
    } else {
        atomic_fetch_sub(&under_way, 1);
        farewell_unref(farewell);
    }
    farewell_unref(farewell);
}
