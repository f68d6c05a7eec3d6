/* SPDX-License-Identifier: MIT */
/* For the tests of the HTTP client: a client on a loop, with a server to call, and how calls end. */
#ifndef T2S_TESTS_HTTP_CLIENT_H
#define T2S_TESTS_HTTP_CLIENT_H

#include <arpa/inet.h>
#include <sys/socket.h>

#include "llm_server.h"
#include "net/http_internal.h"
#include "suite.h"

/* How a call ended. */
struct result {
    int count;
    int status;
    int code;
    int retryable;
    int64_t retry_after_ms;
    uint64_t first_byte_at;
    char type[64];
    char body[4096];
    char message[512];
    t2s__http_client *free_client; /* freed in the callback */
    t2s__http_call *cancel_call;   /* cancelled in the callback */
};

static struct llm_server server;
static t2s_loop *loop;
static t2s__http_client *client;

static inline void on_result(const t2s__http_response *response, t2s_error *error, void *user_data)
{
    struct result *result = user_data;

    ck_assert((response == NULL) != (error == NULL));
    result->count++;
    result->code = t2s_error_code(error);
    result->retryable = t2s_error_retryable(error);
    snprintf(result->message, sizeof(result->message), "%s", t2s_error_message(error));
    if (response != NULL) {
        result->status = response->status;
        result->retry_after_ms = response->retry_after_ms;
        result->first_byte_at = response->first_byte_at;
        snprintf(result->type, sizeof(result->type), "%s", response->content_type);
        snprintf(result->body, sizeof(result->body), "%s", response->body);
        ck_assert_uint_eq(strlen(response->body), response->length);
    }
    t2s_error_unref(error);
    if (result->cancel_call != NULL)
        t2s__http_cancel(result->cancel_call);
    if (result->free_client != NULL)
        t2s__http_client_free(result->free_client);
}

static inline void open_client(const char *script)
{
    llm_server_start(&server, script);
    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    ck_assert_int_eq(t2s__http_client_new(loop, &client), 0);
}

static inline void close_client(void)
{
    t2s__http_client_free(client);
    close_loop(loop);
    llm_server_stop(&server);
}

static inline t2s__http_request request_to(char *url, size_t size, int port)
{
    snprintf(url, size, "http://127.0.0.1:%d/v1/chat/completions", port);
    return (t2s__http_request){.method = "POST",
                               .url = url,
                               .body = "{}",
                               .body_length = 2,
                               .connect_timeout_ms = 60000,
                               .timeout_ms = 200000,
                               .max_body = 100000};
}

static inline t2s__http_call *post(struct result *result, int64_t timeout_ms)
{
    char url[128];
    t2s__http_request request = request_to(url, sizeof(url), server.port);
    t2s__http_call *call;

    request.timeout_ms = timeout_ms;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, result, &call, NULL), 0);
    ck_assert_int_eq(result->count, 0);
    return call;
}

static inline void wait_for(const struct result *result)
{
    ck_assert_msg(run_until(loop, &result->count, 1, 15000), "no completion");
    ck_assert_int_eq(result->count, 1);
}

/* A port on which nobody listens. */
static inline int closed_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    ck_assert_int_eq(bind(fd, (struct sockaddr *)&address, length), 0);
    ck_assert_int_eq(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    close(fd);
    return ntohs(address.sin_port);
}

/* What a data callback does with each piece, and what came to it. */
struct stream {
    struct result result; /* first: on_result() has the same user_data */
    int pieces;
    int collect_from; /* the piece that is answered with 1; 0: none */
    int stop_at;      /* ... with 2 */
    int cancel_at;    /* the piece inside which the call is cancelled */
    int start_at;     /* ... inside which another call is started */
    struct result *other;
    t2s__http_call *call;
    int status;
    uint64_t first_byte_at;
    char type[64];
    char text[8192];
};

static inline int on_data(const t2s__http_response *response, const char *data, size_t length, void *user_data)
{
    struct stream *stream = user_data;

    ck_assert_int_eq(stream->result.count, 0);
    ck_assert_uint_gt(length, 0);
    stream->pieces++;
    stream->status = response->status;
    stream->first_byte_at = response->first_byte_at;
    snprintf(stream->type, sizeof(stream->type), "%s", response->content_type);
    if (stream->pieces == stream->cancel_at)
        t2s__http_cancel(stream->call);
    if (stream->pieces == stream->start_at)
        post(stream->other, 200000);
    if (stream->pieces == stream->collect_from)
        return 1;
    if (strlen(stream->text) + length < sizeof(stream->text))
        strncat(stream->text, data, length);
    return stream->pieces == stream->stop_at ? 2 : 0;
}

static inline void start_stream(struct stream *stream, const char *body, size_t max_body)
{
    char url[128];
    t2s__http_request request = request_to(url, sizeof(url), server.port);

    request.body = body;
    request.body_length = strlen(body);
    request.data = on_data;
    request.max_body = max_body;
    ck_assert_int_eq(t2s__http_start(client, &request, on_result, stream, &stream->call, NULL), 0);
}

static inline int make_certificate(char *certificate, char *key, size_t size, const char *directory)
{
    char command[600];

    snprintf(certificate, size, "%s/cert.pem", directory);
    snprintf(key, size, "%s/key.pem", directory);
    snprintf(command, sizeof(command),
             "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
             "subjectAltName=DNS:localhost,IP:127.0.0.1 -out %s -keyout %s >/dev/null 2>&1",
             certificate, key);
    return system(command) == 0;
}

#endif
