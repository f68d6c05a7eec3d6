/* SPDX-License-Identifier: MIT */
/* How to connect: options by name and what the URI says, put together and checked. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "net/presto_internal.h"
#include "util/base64.h"
#include "util/error.h"
#include "util/memory.h"

enum { CONNECT_MS = 10000, RETRY_MS = 30000, PAGE_BYTES = 64 * 1024 * 1024, PLAIN_PORT = 8080, TLS_PORT = 443, HTTP_PORT = 80 };

void t2s__presto_settings_init(t2s__presto_settings *settings)
{
    settings->connect_timeout_ms = CONNECT_MS;
    settings->retry_ms = RETRY_MS;
    settings->page_bytes = PAGE_BYTES;
}

void t2s__presto_settings_dispose(t2s__presto_settings *settings)
{
    t2s__presto_free_secret(settings->uri); /* a password may be in it */
    t2s__free(settings->user);
    t2s__presto_free_secret(settings->password);
    t2s__presto_free_secret(settings->token);
    t2s__free(settings->token_file);
    t2s__free(settings->catalog);
    t2s__free(settings->schema);
    t2s__free(settings->ssl);
    t2s__free(settings->ca_file);
    t2s__presto_free_secret(settings->proxy);
    t2s__free(settings->plain_credentials);
    t2s__free(settings->next_uri);
    t2s__free(settings->source);
    t2s__free(settings->client_tags);
    t2s__free(settings->client_info);
    t2s__free(settings->time_zone);
    t2s__free(settings->roles);
    t2s_options_free(settings->session);
    t2s_options_free(settings->credentials);
    *settings = (t2s__presto_settings){0};
}

/* The settings of the URI under those of the options. */

struct wrapped {
    t2s__presto_settings settings;
};

static const t2s__option uri_options[] = {T2S__PRESTO_OPTIONS(struct wrapped, settings)};

static const char *first_of(const char *option, const char *parameter, const char *part)
{
    if (option != NULL)
        return option;
    return parameter != NULL ? parameter : part;
}

static int64_t number_of(int64_t option, int64_t parameter, int64_t usual)
{
    return option != usual && option != 0 ? option : parameter;
}

/* Everything there is to know, from where it goes first. Borrowed. */
struct sources {
    const t2s__presto_settings *options;
    struct wrapped parameters;
    t2s__presto_uri uri;
};

#define PICK(sources, name) first_of((sources)->options->name, (sources)->parameters.settings.name, NULL)

static int read_uri(struct sources *sources, int flavour, t2s_error **reterr_error)
{
    int code = t2s__presto_uri_read(flavour, sources->options->uri, &sources->uri, reterr_error);

    t2s__presto_settings_init(&sources->parameters.settings);
    if (code == 0 && t2s_options_get(sources->uri.parameters, "uri") != NULL)
        code = t2s__fail(reterr_error, T2S_E_INVALID, "the connection URI holds another one");
    if (code == 0)
        code = t2s__options_read(sources->uri.parameters, uri_options, sizeof(uri_options) / sizeof(*uri_options), &sources->parameters,
                                 reterr_error);
    return code;
}

static int copy(char **to, const char *text)
{
    return t2s__strset(to, text != NULL && text[0] != '\0' ? text : NULL);
}

/* The texts that need no thought. */
static int copy_texts(t2s__presto_config *config, const struct sources *sources, t2s_error **reterr_error)
{
    const char *source = PICK(sources, source);
    const char *proxy = PICK(sources, proxy);
    const struct {
        char **to;
        const char *text;
        const char *what; /* NULL: it is no header */
    } texts[] = {
        {&config->user, first_of(sources->options->user, sources->parameters.settings.user, sources->uri.user), "user"},
        {&config->catalog, first_of(sources->options->catalog, sources->parameters.settings.catalog, sources->uri.catalog), "catalog"},
        {&config->schema, first_of(sources->options->schema, sources->parameters.settings.schema, sources->uri.schema), "schema"},
        {&config->client_tags, PICK(sources, client_tags), "client_tags"},
        {&config->client_info, PICK(sources, client_info), "client_info"},
        {&config->time_zone, PICK(sources, time_zone), "time_zone"},
        {&config->source, source != NULL ? source : "libtext2sql", "source"},
        {&config->ca_file, PICK(sources, ca_file), NULL},
        {&config->token_file, PICK(sources, token_file), NULL},
    };
    int code = proxy != NULL ? t2s__strset(&config->proxy, proxy) : 0; /* an empty one is not none */

    if (code == 0 && proxy != NULL && proxy[0] != '\0' && (code = t2s__http_proxy_check(proxy, reterr_error)) != 0)
        return code;
    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts) && code == 0; i++) {
        code = copy(texts[i].to, texts[i].text);
        if (code == 0 && *texts[i].to != NULL && texts[i].what != NULL &&
            (code = t2s__presto_value_check(texts[i].what, *texts[i].to, reterr_error)) != 0)
            return code;
    }
    if (code != 0)
        return t2s__fail_nomem(reterr_error);
    if (config->schema != NULL && config->catalog == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a schema is set, but no catalog");
    return 0;
}

static int read_flag(const char *name, const char *text, int usual, int *ret, t2s_error **reterr_error)
{
    if (text == NULL)
        *ret = usual;
    else if (strcasecmp(text, "true") == 0 || strcmp(text, "1") == 0)
        *ret = 1;
    else if (strcasecmp(text, "false") == 0 || strcmp(text, "0") == 0)
        *ret = 0;
    else
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"%s\" takes true or false", name);
    return 0;
}

/* https:// says that TLS is wanted, and nothing else may take that back. */
static int read_tls(const struct sources *sources, int *ret, t2s_error **reterr_error)
{
    const t2s__presto_uri *uri = &sources->uri;
    int usual = uri->tls >= 0 ? uri->tls : uri->port == TLS_PORT;
    int code = read_flag("ssl", PICK(sources, ssl), usual, ret, reterr_error);

    if (code == 0 && uri->tls >= 0 && *ret != uri->tls)
        code = t2s__fail(reterr_error, T2S_E_INVALID, "the option \"ssl\" contradicts the scheme of the connection URI");
    return code;
}

static int set_origin(t2s__presto_config *config, const t2s__presto_uri *uri, int tls, t2s_error **reterr_error)
{
    t2s__buffer url = T2S__BUFFER_INIT;
    int port = uri->port;
    int code;

    if (port == 0)
        port = tls ? TLS_PORT : uri->tls == 0 ? HTTP_PORT : PLAIN_PORT;
    t2s__buffer_printf(&url, "%s://%s:%d", tls ? "https" : "http", uri->host, port);
    for (size_t i = 0; i < url.length; i++)
        if (url.data[i] >= 'A' && url.data[i] <= 'Z')
            url.data[i] = (char)(url.data[i] | 0x20);
    config->origin = t2s__buffer_steal(&url, NULL);
    if (config->origin == NULL)
        return t2s__fail_nomem(reterr_error);
    code = t2s__http_url_check(config->origin, NULL);
    if (code == T2S_E_INVALID || strpbrk(uri->host, "/?#@ ") != NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "the host in the connection URI is none");
    return code == 0 ? 0 : t2s__fail_nomem(reterr_error);
}

static int set_basic(t2s__presto_config *config, const char *password, t2s_error **reterr_error)
{
    t2s__buffer pair = T2S__BUFFER_INIT;
    t2s__buffer value = T2S__BUFFER_INIT;
    int failed;

    if (config->user == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a password is set, but no user");
    if (strchr(config->user, ':') != NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a user with a password must not have a colon in his name");
    t2s__buffer_printf(&pair, "%s:%s", config->user, password);
    t2s__buffer_text(&value, "Basic ");
    if (!pair.failed)
        t2s__base64_encode(&value, pair.data, pair.length);
    failed = pair.failed || value.failed;
    if (pair.data != NULL)
        t2s__wipe(pair.data, pair.length);
    t2s__buffer_dispose(&pair);
    config->authorization = failed ? NULL : t2s__buffer_steal(&value, NULL);
    t2s__buffer_dispose(&value);
    return config->authorization != NULL ? 0 : t2s__fail_nomem(reterr_error);
}

static int set_bearer(t2s__presto_config *config, const char *token, t2s_error **reterr_error)
{
    t2s__buffer value = T2S__BUFFER_INIT;
    int code = t2s__presto_value_check("token", token, reterr_error);

    if (code != 0)
        return code;
    t2s__buffer_printf(&value, "Bearer %s", token);
    config->authorization = t2s__buffer_steal(&value, NULL);
    return config->authorization != NULL ? 0 : t2s__fail_nomem(reterr_error);
}

/* What proves who we are; never in the clear, unless that was asked for. */
static int set_credentials(t2s__presto_config *config, const struct sources *sources, int tls, t2s_error **reterr_error)
{
    const char *password = first_of(sources->options->password, sources->parameters.settings.password, sources->uri.password);
    const char *token = PICK(sources, token);
    int ways = (password != NULL) + (token != NULL) + (config->token_file != NULL);
    int plain;
    int code = read_flag("plain_credentials", PICK(sources, plain_credentials), 0, &plain, reterr_error);

    if (code != 0)
        return code;
    if (ways > 1)
        return t2s__fail(reterr_error, T2S_E_INVALID, "only one of password, token and token_file can be set");
    if ((ways != 0 || t2s__options_count(config->credentials) != 0) && !tls && !plain) {
        t2s_error *error = t2s_error_new(T2S_E_INVALID, "credentials would go over the network without TLS");

        t2s_error_set_hint(error, "set ssl=true; or plain_credentials=true where nobody can listen");
        return t2s__error_return(reterr_error, error);
    }
    if (password != NULL)
        return set_basic(config, password, reterr_error);
    return token != NULL ? set_bearer(config, token, reterr_error) : 0;
}

static int check_names(const char *what, const t2s_options *pairs, t2s_error **reterr_error)
{
    for (size_t i = 0; i < t2s__options_count(pairs); i++) {
        int code = t2s__presto_name_check(what, t2s__options_name(pairs, i), reterr_error);

        if (code != 0)
            return code;
    }
    return 0;
}

static int copy_pairs(t2s__presto_config *config, const struct sources *sources, t2s_error **reterr_error)
{
    const t2s__presto_settings *parameters = &sources->parameters.settings;
    int code;

    if (t2s__options_merge(&config->session, parameters->session) != 0 ||
        t2s__options_merge(&config->session, sources->options->session) != 0 ||
        t2s__options_merge(&config->credentials, parameters->credentials) != 0 ||
        t2s__options_merge(&config->credentials, sources->options->credentials) != 0)
        return t2s__fail_nomem(reterr_error);
    code = check_names("a property of the session", config->session, reterr_error);
    return code == 0 ? check_names("an extra credential", config->credentials, reterr_error) : code;
}

static int read_next_uri(t2s__presto_config *config, const char *text, t2s_error **reterr_error)
{
    config->rewrites = text != NULL && strcmp(text, "rewrite") == 0;
    if (text == NULL || config->rewrites || strcmp(text, "same") == 0)
        return 0;
    return t2s__fail(reterr_error, T2S_E_INVALID, "option \"next_uri\" takes same or rewrite");
}

/* Who does not say who he is, is nobody in particular; but a token says it. */
static int set_usual_user(t2s__presto_config *config, t2s_error **reterr_error)
{
    int is_said = config->authorization != NULL || config->token_file != NULL;

    if (config->user != NULL || (is_said && config->flavour == T2S__PRESTO_TRINO))
        return 0;
    if (is_said)
        return t2s__fail(reterr_error, T2S_E_INVALID, "Presto wants a user, also with a token");
    config->user = t2s__strdup("libtext2sql");
    return config->user != NULL ? 0 : t2s__fail_nomem(reterr_error);
}

static int fill(t2s__presto_config *config, struct sources *sources, t2s_error **reterr_error)
{
    const t2s__presto_settings *parameters = &sources->parameters.settings;
    int tls = 0;
    int code = read_uri(sources, config->flavour, reterr_error);

    if (code == 0)
        code = read_tls(sources, &tls, reterr_error);
    if (code == 0)
        code = set_origin(config, &sources->uri, tls, reterr_error);
    if (code == 0)
        code = copy_texts(config, sources, reterr_error);
    if (code == 0)
        code = copy_pairs(config, sources, reterr_error);
    if (code == 0)
        code = t2s__presto_roles(PICK(sources, roles), &config->roles, reterr_error);
    if (code == 0)
        code = read_next_uri(config, PICK(sources, next_uri), reterr_error);
    if (code == 0)
        code = set_credentials(config, sources, tls, reterr_error);
    if (code == 0)
        code = set_usual_user(config, reterr_error);
    config->connect_timeout_ms = number_of(sources->options->connect_timeout_ms, parameters->connect_timeout_ms, CONNECT_MS);
    config->retry_ms = number_of(sources->options->retry_ms, parameters->retry_ms, RETRY_MS);
    config->page_bytes = number_of(sources->options->page_bytes, parameters->page_bytes, PAGE_BYTES);
    return code;
}

int t2s__presto_config_new(int flavour, const t2s__presto_settings *settings, t2s__presto_config **ret_config,
                           t2s_error **reterr_error)
{
    struct sources sources = {.options = settings};
    t2s__presto_config *config;
    int code;

    if (settings->uri == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "the option \"uri\" is needed: where the server is");
    config = t2s__calloc(1, sizeof(*config));
    if (config == NULL)
        return t2s__fail_nomem(reterr_error);
    atomic_init(&config->references, 1);
    config->flavour = flavour;
    code = fill(config, &sources, reterr_error);
    t2s__presto_uri_dispose(&sources.uri);
    t2s__presto_settings_dispose(&sources.parameters.settings);
    if (code != 0) {
        t2s__presto_config_unref(config);
        return code;
    }
    *ret_config = config;
    return 0;
}

t2s__presto_config *t2s__presto_config_ref(t2s__presto_config *config)
{
    atomic_fetch_add_explicit(&config->references, 1, memory_order_relaxed);
    return config;
}

void t2s__presto_config_unref(t2s__presto_config *config)
{
    if (config == NULL || atomic_fetch_sub_explicit(&config->references, 1, memory_order_acq_rel) != 1)
        return;
    t2s__free(config->origin);
    t2s__free(config->user);
    t2s__presto_free_secret(config->authorization);
    t2s__free(config->token_file);
    t2s__free(config->catalog);
    t2s__free(config->schema);
    t2s__free(config->ca_file);
    t2s__presto_free_secret(config->proxy);
    t2s__free(config->source);
    t2s__free(config->client_tags);
    t2s__free(config->client_info);
    t2s__free(config->time_zone);
    t2s__free(config->roles);
    t2s_options_free(config->session);
    t2s_options_free(config->credentials);
    t2s__free(config);
}

int t2s__presto_config_flavour(const t2s__presto_config *config)
{
    return config->flavour;
}

const char *t2s__presto_config_catalog(const t2s__presto_config *config)
{
    return config->catalog;
}

const char *t2s__presto_config_schema(const t2s__presto_config *config)
{
    return config->schema;
}

const char *t2s__presto_config_user(const t2s__presto_config *config)
{
    return config->user;
}

const char *t2s__presto_config_origin(const t2s__presto_config *config)
{
    return config->origin;
}

const char *t2s__presto_product(const t2s__presto_config *config)
{
    return config->flavour == T2S__PRESTO_PRESTODB ? "Presto" : "Trino";
}
