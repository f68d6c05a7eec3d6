/* SPDX-License-Identifier: MIT */
/* Connection strings and addresses. libpq looks names up by blocking, so they are looked up here and handed to it as hostaddr. */
#include <netdb.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/socket.h>

#include "net/pq_internal.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"

enum { OVERRIDES = 6, ENDPOINTS_MAX = 64 };

struct t2s__pq_config {
    atomic_uint references;
    PQconninfoOption *options; /* as they were given */
    char *host;                /* comma-separated lists, as libpq takes them; "" where nothing is set */
    char *address;
    char *port;
};

static const char *option_value(const PQconninfoOption *options, const char *keyword)
{
    for (const PQconninfoOption *option = options; option != NULL && option->keyword != NULL; option++)
        if (strcmp(option->keyword, keyword) == 0)
            return option->val != NULL && option->val[0] != '\0' ? option->val : NULL;
    return NULL;
}

/* libpq's words without what it quotes: that is part of the string, and maybe of the password. */
static t2s_error *unreadable(const char *reason)
{
    t2s__buffer text = T2S__BUFFER_INIT;
    t2s_error *error;
    int quoted = 0;

    for (const char *at = reason != NULL ? reason : ""; *at != '\0'; at++) {
        if (*at == '"') {
            quoted = !quoted;
            t2s__buffer_text(&text, quoted ? "\"..." : "\"");
        } else if (!quoted && *at != '\n')
            t2s__buffer_char(&text, *at);
    }
    error = t2s__error(T2S_E_INVALID, "the PostgreSQL connection string cannot be read: %s", t2s__buffer_string(&text));
    t2s_error_set_hint(error, "write postgresql://user:password@host:5432/database, special characters percent-encoded, or "
                              "\"host=... dbname=... user=...\"");
    t2s__buffer_dispose(&text);
    return error;
}

/* Where the string leaves the place open, libpq takes it from the environment. */
static int set_place(t2s__pq_config *config)
{
    PQconninfoOption *defaults = NULL;
    const PQconninfoOption *from = config->options;
    int set = option_value(from, "host") != NULL || option_value(from, "hostaddr") != NULL;
    int code = 0;

    if (!set && option_value(from, "service") == NULL)
        from = defaults = PQconndefaults();
    if (t2s__strset(&config->host, option_value(from, "host")) != 0 ||
        t2s__strset(&config->address, option_value(from, "hostaddr")) != 0 ||
        t2s__strset(&config->port, option_value(config->options, "port")) != 0)
        code = T2S_E_NOMEM;
    PQconninfoFree(defaults);
    return code;
}

int t2s__pq_config_new(const char *uri, t2s__pq_config **ret_config, t2s_error **reterr_error)
{
    t2s__pq_config *config = t2s__calloc(1, sizeof(*config));
    char *reason = NULL;
    int code;

    if (config == NULL)
        return t2s__fail_nomem(reterr_error);
    atomic_init(&config->references, 1);
    config->options = PQconninfoParse(uri, &reason);
    if (config->options == NULL) {
        code = reason != NULL ? t2s__error_return(reterr_error, unreadable(reason)) : t2s__fail_nomem(reterr_error);
        goto fail;
    }
    if (set_place(config) != 0) {
        code = t2s__fail_nomem(reterr_error);
        goto fail;
    }
    *ret_config = config;
    return 0;

fail:
    PQfreemem(reason);
    t2s__pq_config_unref(config);
    return code;
}

t2s__pq_config *t2s__pq_config_ref(t2s__pq_config *config)
{
    atomic_fetch_add_explicit(&config->references, 1, memory_order_relaxed);
    return config;
}

void t2s__pq_config_unref(t2s__pq_config *config)
{
    if (config == NULL || atomic_fetch_sub_explicit(&config->references, 1, memory_order_acq_rel) != 1)
        return;
    for (PQconninfoOption *option = config->options; option != NULL && option->keyword != NULL; option++)
        if (option->val != NULL)
            t2s__wipe(option->val, strlen(option->val));
    PQconninfoFree(config->options);
    t2s__free(config->host);
    t2s__free(config->address);
    t2s__free(config->port);
    t2s__free(config);
}

void t2s__pq_endpoints_dispose(t2s__pq_endpoints *endpoints)
{
    for (size_t i = 0; i < endpoints->count; i++) {
        t2s__free(endpoints->items[i].host);
        t2s__free(endpoints->items[i].address);
        t2s__free(endpoints->items[i].port);
    }
    t2s__free(endpoints->items);
    *endpoints = (t2s__pq_endpoints){0};
}

static int add_endpoint(t2s__pq_endpoints *endpoints, const char *host, const char *address, const char *port)
{
    t2s__pq_endpoint endpoint;

    if (t2s__grow((void **)&endpoints->items, &endpoints->capacity, endpoints->count + 1, sizeof(*endpoints->items)) != 0)
        return T2S_E_NOMEM;
    endpoint.host = t2s__strdup(host);
    endpoint.address = t2s__strdup(address);
    endpoint.port = t2s__strdup(port);
    if (endpoint.host == NULL || endpoint.address == NULL || endpoint.port == NULL) {
        t2s__free(endpoint.host);
        t2s__free(endpoint.address);
        t2s__free(endpoint.port);
        return T2S_E_NOMEM;
    }
    endpoints->items[endpoints->count++] = endpoint;
    return 0;
}

static size_t list_count(const char *list)
{
    size_t count = 1;

    for (const char *at = list; at != NULL && *at != '\0'; at++)
        count += *at == ',';
    return count;
}

/* A copy of the nth item of a comma-separated list; "" past its end. NULL when memory is short. */
static char *list_item(const char *list, size_t index)
{
    const char *at = list != NULL ? list : "";

    while (index > 0 && *at != '\0')
        index -= *at++ == ',';
    return t2s__strndup(at, strcspn(at, ","));
}

static int is_name(const char *host, const char *address)
{
    return address[0] == '\0' && host[0] != '\0' && host[0] != '/' && host[0] != '@';
}

int t2s__pq_config_has_names(const t2s__pq_config *config)
{
    size_t hosts = list_count(config->host);
    int found = 0;

    for (size_t i = 0; i < hosts && !found; i++) {
        char *host = list_item(config->host, i);
        char *address = list_item(config->address, i);

        found = host == NULL || address == NULL || is_name(host, address);
        t2s__free(host);
        t2s__free(address);
    }
    return found;
}

static t2s_error *look_up(t2s__pq_endpoints *endpoints, const char *host, const char *port)
{
    const struct addrinfo wanted = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG};
    struct addrinfo *found = NULL;
    t2s_error *error = NULL;
    int code = getaddrinfo(host, NULL, &wanted, &found);

    if (code != 0) {
        error = t2s__error(T2S_E_CONNECT, "cannot look up the PostgreSQL host \"%.200s\": %s", host, gai_strerror(code));
        t2s_error_set_retryable(error, code == EAI_AGAIN);
        return error;
    }
    for (const struct addrinfo *one = found; one != NULL && error == NULL && endpoints->count < ENDPOINTS_MAX; one = one->ai_next) {
        char address[INET6_ADDRSTRLEN + 32];

        if (getnameinfo(one->ai_addr, one->ai_addrlen, address, sizeof(address), NULL, 0, NI_NUMERICHOST) == 0 &&
            add_endpoint(endpoints, host, address, port) != 0)
            error = t2s_error_new(T2S_E_NOMEM, NULL);
    }
    freeaddrinfo(found);
    return error;
}

static t2s_error *resolve_one(const t2s__pq_config *config, size_t index, t2s__pq_endpoints *endpoints)
{
    char *host = list_item(config->host, index);
    char *address = list_item(config->address, index);
    char *port = list_item(config->port, list_count(config->port) > 1 ? index : 0); /* one port is for all hosts */
    t2s_error *error = NULL;

    if (host == NULL || address == NULL || port == NULL)
        error = t2s_error_new(T2S_E_NOMEM, NULL);
    else if (is_name(host, address))
        error = look_up(endpoints, host, port);
    else if (add_endpoint(endpoints, host, address, port) != 0)
        error = t2s_error_new(T2S_E_NOMEM, NULL);
    t2s__free(host);
    t2s__free(address);
    t2s__free(port);
    return error;
}

t2s_error *t2s__pq_config_resolve(const t2s__pq_config *config, t2s__pq_endpoints *endpoints)
{
    size_t hosts = list_count(config->host);
    size_t addresses = list_count(config->address);
    size_t ports = list_count(config->port);
    t2s_error *error = NULL;

    if (hosts < addresses)
        hosts = addresses;
    if ((config->host != NULL && config->address != NULL && list_count(config->host) != addresses) ||
        (ports != 1 && ports != hosts))
        return t2s_error_new(T2S_E_INVALID, "the PostgreSQL connection string names different numbers of hosts and ports");
    for (size_t i = 0; i < hosts; i++) {
        t2s_error *one = resolve_one(config, i, endpoints);

        /* One name of several may be unknown; that none is known is the error. */
        if (error == NULL)
            error = one;
        else
            t2s_error_unref(one);
    }
    if (endpoints->count != 0 && t2s_error_code(error) != T2S_E_NOMEM) {
        t2s_error_unref(error);
        error = NULL;
    } else if (error == NULL && endpoints->count == 0)
        error = t2s_error_new(T2S_E_CONNECT, "the PostgreSQL host has no address");
    return error;
}

/* One member of the endpoints from `first` on, as the comma-separated list that libpq takes. */
static void join(t2s__buffer *list, const t2s__pq_endpoints *endpoints, size_t first, size_t offset)
{
    for (size_t i = first; i < endpoints->count; i++) {
        const char *member = *(char *const *)(const void *)((const char *)&endpoints->items[i] + offset);

        t2s__buffer_text(list, i != first ? "," : "");
        t2s__buffer_text(list, member);
    }
}

static int is_empty_list(const t2s__buffer *list)
{
    const char *text = t2s__buffer_string(list);

    return text[strspn(text, ",")] == '\0';
}

static int is_overridden(const char *keyword)
{
    static const char *const keywords[] = {"host", "hostaddr", "port", "client_encoding", "fallback_application_name"};

    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
        if (strcmp(keyword, keywords[i]) == 0)
            return 1;
    return 0;
}

PGconn *t2s__pq_config_start(const t2s__pq_config *config, const t2s__pq_endpoints *endpoints, size_t first)
{
    t2s__buffer host = T2S__BUFFER_INIT;
    t2s__buffer address = T2S__BUFFER_INIT;
    t2s__buffer port = T2S__BUFFER_INIT;
    const char **keywords = NULL;
    const char **values = NULL;
    PGconn *connection = NULL;
    size_t count = 0;
    size_t at = 0;

    while (config->options[count].keyword != NULL)
        count++;
    keywords = t2s__calloc(count + OVERRIDES, sizeof(*keywords));
    values = t2s__calloc(count + OVERRIDES, sizeof(*values));
    join(&host, endpoints, first, offsetof(t2s__pq_endpoint, host));
    join(&address, endpoints, first, offsetof(t2s__pq_endpoint, address));
    join(&port, endpoints, first, offsetof(t2s__pq_endpoint, port));
    if (keywords == NULL || values == NULL || host.failed || address.failed || port.failed)
        goto out;

#define OVERRIDE(keyword, value) (keywords[at] = (keyword), values[at++] = (value))
    /* An empty list is left out, for libpq's default, which may be its environment's. */
    if (!is_empty_list(&host))
        OVERRIDE("host", t2s__buffer_string(&host));
    if (!is_empty_list(&address))
        OVERRIDE("hostaddr", t2s__buffer_string(&address));
    if (!is_empty_list(&port))
        OVERRIDE("port", t2s__buffer_string(&port));
    OVERRIDE("client_encoding", "UTF8");
    OVERRIDE("fallback_application_name", "libtext2sql");
#undef OVERRIDE
    for (size_t i = 0; i < count; i++) {
        if (config->options[i].val == NULL || is_overridden(config->options[i].keyword))
            continue;
        keywords[at] = config->options[i].keyword;
        values[at++] = config->options[i].val;
    }
    connection = PQconnectStartParams(keywords, values, 0);

out:
    t2s__free(keywords);
    t2s__free(values);
    t2s__buffer_dispose(&host);
    t2s__buffer_dispose(&address);
    t2s__buffer_dispose(&port);
    return connection;
}
