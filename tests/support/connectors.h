/* SPDX-License-Identifier: MIT */
/* For tests that hold for every connector: each API, whole and streamed. */
#ifndef T2S_TESTS_CONNECTORS_H
#define T2S_TESTS_CONNECTORS_H

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

#include "ask.h"

static const struct connector {
    const char *name;
    int (*make)(const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error);
    const char *api; /* the option, or NULL */
    const char *stream;
    const char *path; /* how the path of its requests ends */
} connectors[] = {
    {"chat", t2s_openai_provider_new, "chat", "off", "/chat/completions"},
    {"chat streamed", t2s_openai_provider_new, "chat", "on", "/chat/completions"},
    {"responses", t2s_openai_provider_new, "responses", "off", "/responses"},
    {"responses streamed", t2s_openai_provider_new, "responses", "on", "/responses"},
    {"anthropic", t2s_anthropic_provider_new, NULL, "off", "/messages"},
    {"anthropic streamed", t2s_anthropic_provider_new, NULL, "on", "/messages"},
};

enum { CONNECTORS = sizeof(connectors) / sizeof(*connectors) };

static inline void set_pairs(t2s_options *options, const char *const *pairs)
{
    for (; pairs != NULL && *pairs != NULL; pairs += 2)
        ck_assert_int_eq(t2s_options_set(options, pairs[0], pairs[1]), 0);
}

/* A connector that asks the server at `port`; `pairs` are more options, name and value, ended by NULL. */
static inline t2s_provider *make_connector(int which, int port, const char *const *pairs)
{
    const struct connector *connector = &connectors[which];
    t2s_provider *provider = NULL;
    t2s_error *error = NULL;
    t2s_options *options;
    char base_url[64];

    snprintf(base_url, sizeof(base_url), "http://127.0.0.1:%d/v1", port);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_options_set(options, "base_url", base_url), 0);
    ck_assert_int_eq(t2s_options_set(options, "stream", connector->stream), 0);
    if (connector->api != NULL)
        ck_assert_int_eq(t2s_options_set(options, "api", connector->api), 0);
    set_pairs(options, pairs);
    ck_assert_msg(connector->make(options, &provider, &error) == 0, "%s: %s", connector->name, t2s_error_message(error));
    t2s_options_free(options);
    return provider;
}

/* A self-signed certificate for a host, made by openssl. 1; 0: there is no openssl. */
static inline int make_certificate(char *certificate, char *key, size_t size, const char *directory, const char *host)
{
    char command[512];

    snprintf(certificate, size, "%s/%s.pem", directory, host);
    snprintf(key, size, "%s/%s-key.pem", directory, host);
    snprintf(command, sizeof(command),
             "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=%s -addext subjectAltName=%s:%s -out %s -keyout %s "
             "2>/dev/null",
             host, strspn(host, "0123456789.") == strlen(host) ? "IP" : "DNS", host, certificate, key);
    return system(command) == 0;
}

/* A port on which nobody listens. */
static inline int free_port(void)
{
    struct llm_server server;
    int port;

    llm_server_start(&server, "{}");
    port = server.port;
    llm_server_stop(&server);
    return port;
}

/* A port on which connections stay under way: its queue is full. Held until the process ends. */
static inline int full_port(void)
{
    static int port;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int listener;

    if (port != 0)
        return port;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    must(listener >= 0 && bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 0) == 0);
    must(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
    for (int i = 0; i < 4; i++) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

        must(fd >= 0);
        (void)!connect(fd, (struct sockaddr *)&address, size);
    }
    port = ntohs(address.sin_port);
    return port;
}

/* Descriptors that are open, after those that libuv opens once for a process. */
static inline int count_descriptors(void)
{
    t2s_loop *loop;
    DIR *directory;
    int count = -1; /* the directory's own */

    ck_assert_int_eq(t2s__loop_new(1, &loop), 0);
    close_loop(loop);
    directory = opendir("/proc/self/fd");
    must(directory != NULL);
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}

#endif
