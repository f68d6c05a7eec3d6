/* SPDX-License-Identifier: MIT */
/* The options of a connector: read, given defaults, checked. */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "provider/connector.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/options.h"

#define TEXT(name) {#name, T2S__OPTION_STRING, offsetof(t2s_connector, name), 0, 0}
#define NUMBER(name, minimum, maximum) {#name, T2S__OPTION_INT, offsetof(t2s_connector, name), minimum, maximum}

static const t2s__option common[] = {
    TEXT(api_key),
    TEXT(api_key_env),
    TEXT(api_key_file),
    TEXT(auth),
    TEXT(base_url),
    TEXT(headers),
    TEXT(proxy),
    TEXT(ca_file),
    TEXT(http_version),
    TEXT(name),
    TEXT(model),
    TEXT(temperature),
    TEXT(seed),
    TEXT(max_output_tokens),
    TEXT(reasoning_effort),
    TEXT(output),
    TEXT(stream),
    NUMBER(connect_timeout_ms, 1, 3600000),
    NUMBER(first_byte_timeout_ms, 0, 3600000),
    NUMBER(idle_timeout_ms, 0, 3600000),
    NUMBER(timeout_ms, 1, 3600000),
    NUMBER(max_reply_bytes, 1, T2S_REPLY_MAX),
};

enum { COMMON = sizeof(common) / sizeof(*common) };

static char **text_at(t2s_connector *connector, const t2s__option *option)
{
    return (char **)(void *)((char *)connector + option->offset);
}

static size_t own_count(const t2s_connector *connector)
{
    size_t count = 0;

    while (connector->ops.options != NULL && connector->ops.options[count] != NULL)
        count++;
    return count;
}

static void free_secret(char **text)
{
    if (*text != NULL)
        t2s__wipe(*text, strlen(*text));
    t2s__free(*text);
    *text = NULL;
}

void t2s__connector_dispose_options(t2s_connector *connector)
{
    free_secret(&connector->api_key);
    free_secret(&connector->headers);
    free_secret(&connector->proxy);
    free_secret(&connector->ignored);
    for (size_t i = 0; i < COMMON; i++)
        if (common[i].type == T2S__OPTION_STRING)
            t2s__free(*text_at(connector, &common[i]));
    for (size_t i = 0; connector->own != NULL && i < own_count(connector); i++)
        t2s__free(connector->own[i]);
    t2s__free(connector->own);
    t2s__headers_dispose(&connector->extra);
    t2s__keys_dispose(&connector->keys);
}

/* Reading. */

static int read_own(t2s_connector *connector, const t2s_options *options, t2s_error **reterr_error)
{
    for (size_t i = 0; i < own_count(connector); i++)
        if (t2s__strset(&connector->own[i], t2s_options_get(options, connector->ops.options[i])) != 0)
            return t2s__fail_nomem(reterr_error);
    return 0;
}

/* All names, so that an unknown one is answered with all that are known. Own ones are read into a place that nobody looks at. */
static int read_all(t2s_connector *connector, const t2s_options *options, t2s_error **reterr_error)
{
    size_t own = own_count(connector);
    t2s__option *table = t2s__calloc(COMMON + own, sizeof(*table));
    int code;

    connector->own = t2s__calloc(own + 1, sizeof(char *));
    if (table == NULL || connector->own == NULL) {
        t2s__free(table);
        return t2s__fail_nomem(reterr_error);
    }
    memcpy(table, common, sizeof(common));
    for (size_t i = 0; i < own; i++)
        table[COMMON + i] = (t2s__option){connector->ops.options[i], T2S__OPTION_STRING, offsetof(t2s_connector, ignored), 0, 0};
    code = t2s__options_read(options, table, COMMON + own, connector, reterr_error);
    t2s__free(table);
    return code == 0 ? read_own(connector, options, reterr_error) : code;
}

static void drop_empty(char **text)
{
    if (*text != NULL && (*text)[0] == '\0') {
        t2s__free(*text);
        *text = NULL;
    }
}

static void drop_all_empty(t2s_connector *connector)
{
    for (size_t i = 0; i < COMMON; i++)
        if (common[i].type == T2S__OPTION_STRING)
            drop_empty(text_at(connector, &common[i]));
    for (size_t i = 0; i < own_count(connector); i++)
        drop_empty(&connector->own[i]);
    free_secret(&connector->ignored);
}

/* Defaults. */

static const char *environment(const char *name)
{
    const char *value = name != NULL ? getenv(name) : NULL;

    return value != NULL && value[0] != '\0' ? value : NULL;
}

static int set_default(char **text, const char *value)
{
    return *text == NULL ? t2s__strset(text, value) : 0;
}

/* But for the API's own endpoint: whether that is asked decides whether a key is needed. */
static int set_defaults(t2s_connector *connector, t2s_error **reterr_error)
{
    const t2s_connector_ops *ops = &connector->ops;

    if (set_default(&connector->base_url, environment(ops->base_url_variable)) != 0 ||
        set_default(&connector->model, environment(ops->model_variable)) != 0 || set_default(&connector->model, ops->model) != 0 ||
        set_default(&connector->name, ops->name) != 0 || set_default(&connector->auth, "key") != 0 ||
        set_default(&connector->output, "auto") != 0 || set_default(&connector->stream, "auto") != 0 ||
        set_default(&connector->http_version, "auto") != 0)
        return t2s__fail_nomem(reterr_error);
    return 0;
}

/* Checks. */

struct words {
    size_t offset;
    const char *name;
    const char *words[5];
};

#define WORDS(name, ...) {offsetof(t2s_connector, name), #name, {__VA_ARGS__, NULL}}

static const struct words allowed[] = {
    WORDS(auth, "key", "callback", "none"),
    WORDS(http_version, "auto", "1.1", "2-prior-knowledge"),
    WORDS(output, "auto", "json_schema", "json_object", "text"),
    WORDS(stream, "auto", "on", "off"),
};

static int is_allowed(const struct words *words, const char *value)
{
    for (const char *const *word = words->words; *word != NULL; word++)
        if (strcmp(*word, value) == 0)
            return 1;
    return 0;
}

static int check_word(const t2s_connector *connector, const struct words *words, t2s_error **reterr_error)
{
    const char *value = *(char *const *)(const void *)((const char *)connector + words->offset);
    t2s__buffer known = T2S__BUFFER_INIT;
    int code;

    if (is_allowed(words, value))
        return 0;
    for (const char *const *word = words->words; *word != NULL; word++)
        t2s__buffer_printf(&known, "%s\"%s\"", word != words->words ? ", " : "", *word);
    code = t2s__fail(reterr_error, T2S_E_INVALID, "option \"%s\" takes one of %s", words->name, t2s__buffer_string(&known));
    t2s__buffer_dispose(&known);
    return code;
}

static int is_temperature(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    if (digits != 1 || text[0] > '2')
        return 0;
    text += digits;
    if (*text == '.') {
        int is_two = text[-1] == '2';

        digits = strspn(text + 1, is_two ? "0" : "0123456789");
        if (digits == 0)
            return 0;
        text += 1 + digits;
    }
    return *text == '\0';
}

/* As JSON writes whole numbers. */
static int is_whole_number(const char *text, long long minimum, long long maximum)
{
    const char *digits = text + (text[0] == '-');
    long long number;

    if (digits[0] == '\0' || strspn(digits, "0123456789") != strlen(digits) || (digits[0] == '0' && text[1] != '\0'))
        return 0;
    errno = 0;
    number = strtoll(text, NULL, 10);
    return errno == 0 && number >= minimum && number <= maximum;
}

static int check_numbers(t2s_connector *connector, t2s_error **reterr_error)
{
    if (connector->temperature != NULL && !is_temperature(connector->temperature))
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"temperature\" takes a number from 0 to 2, e.g. \"0.2\"");
    if (connector->seed != NULL && !is_whole_number(connector->seed, INT64_MIN, INT64_MAX))
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"seed\" takes a whole number");
    if (connector->max_output_tokens != NULL && !is_whole_number(connector->max_output_tokens, 0, 10000000))
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"max_output_tokens\" takes a whole number from 0 to 10000000");
    if (connector->max_output_tokens != NULL && strcmp(connector->max_output_tokens, "0") == 0) {
        t2s__free(connector->max_output_tokens);
        connector->max_output_tokens = NULL;
    }
    return 0;
}

static int check_features(t2s_connector *connector, t2s_error **reterr_error)
{
    const struct {
        const char *name;
        int is_set;
        uint64_t feature;
    } options[] = {
        {"temperature", connector->temperature != NULL, T2S_CONNECTOR_TEMPERATURE},
        {"seed", connector->seed != NULL, T2S_CONNECTOR_SEED},
        {"reasoning_effort", connector->reasoning_effort != NULL, T2S_CONNECTOR_REASONING_EFFORT},
        {"max_output_tokens", connector->max_output_tokens != NULL, T2S_CONNECTOR_MAX_OUTPUT_TOKENS},
        {"output=json_schema", strcmp(connector->output, "json_schema") == 0, T2S_CONNECTOR_JSON_SCHEMA},
        {"output=json_object", strcmp(connector->output, "json_object") == 0, T2S_CONNECTOR_JSON_OBJECT},
        {"stream=on", strcmp(connector->stream, "on") == 0, T2S_CONNECTOR_STREAM},
    };

    for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
        if (options[i].is_set && (connector->ops.features & options[i].feature) == 0)
            return t2s__fail(reterr_error, T2S_E_INVALID, "this API does not have the option \"%s\"", options[i].name);
        if (options[i].is_set)
            connector->set |= options[i].feature;
    }
    return 0;
}

/* The URL without slashes at its end; what write_path says follows. */
static int check_url(t2s_connector *connector, t2s_error **reterr_error)
{
    t2s_error *error = NULL;
    int code;

    if (connector->base_url == NULL && connector->ops.base_url == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"base_url\" is not set");
    if (set_default(&connector->base_url, connector->ops.base_url) != 0)
        return t2s__fail_nomem(reterr_error);
    code = t2s__http_url_check(connector->base_url, &error);
    if (code == T2S_E_NOMEM)
        t2s__fail_nomem(reterr_error);
    else if (code != 0)
        t2s__fail(reterr_error, code, "option \"base_url\": %s", t2s_error_message(error));
    t2s_error_unref(error);
    if (code != 0)
        return code;
    if (strchr(connector->base_url, '?') != NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"base_url\": the URL holds a query (\"?\")");
    connector->base_length = strlen(connector->base_url);
    while (connector->base_length > 0 && connector->base_url[connector->base_length - 1] == '/')
        connector->base_length--;
    return 0;
}

static int check_proxy(t2s_connector *connector, t2s_error **reterr_error)
{
    t2s_error *error = NULL;
    int code;

    if (connector->proxy == NULL)
        return 0;
    if (strcmp(connector->proxy, "none") == 0) {
        connector->proxy[0] = '\0'; /* as the HTTP client has it */
        return 0;
    }
    code = t2s__http_proxy_check(connector->proxy, &error);
    if (code == T2S_E_NOMEM)
        t2s__fail_nomem(reterr_error);
    else if (code != 0)
        t2s__fail(reterr_error, code, "option \"proxy\": %s", t2s_error_message(error));
    t2s_error_unref(error);
    return code;
}

/* Keys. */

static int missing_key(const t2s_connector *connector, const char *what, t2s_error **reterr_error)
{
    t2s_error *error = t2s__error(T2S_E_INVALID, "%s needs an API key, and %s",
                                  connector->base_url != NULL ? "the server" : "the API's own endpoint", what);
    t2s__buffer hint = T2S__BUFFER_INIT;

    t2s__buffer_printf(&hint, "set the option api_key, api_key_file or api_key_env%s%s; for a server that needs none, set base_url",
                       connector->ops.key_variable != NULL ? ", or the environment variable " : "",
                       connector->ops.key_variable != NULL ? connector->ops.key_variable : "");
    t2s_error_set_hint(error, t2s__buffer_string(&hint));
    t2s__buffer_dispose(&hint);
    return t2s__error_return(reterr_error, error);
}

static int find_key(t2s_connector *connector, t2s_error **reterr_error)
{
    t2s__key_source *keys = &connector->keys;
    const char *found;

    if (strcmp(connector->auth, "key") != 0)
        return 0;
    if (connector->api_key != NULL)
        return t2s__keys_set(keys, connector->api_key, reterr_error);
    if (connector->api_key_file != NULL)
        return t2s__keys_set_file(keys, connector->api_key_file, reterr_error);
    found = environment(connector->api_key_env);
    if (found == NULL && connector->api_key_env != NULL)
        return missing_key(connector, "the environment variable that api_key_env names is not set", reterr_error);
    if (found == NULL)
        found = environment(connector->ops.key_variable);
    if (found != NULL)
        return t2s__keys_set(keys, found, reterr_error);
    return connector->base_url == NULL ? missing_key(connector, "none is set", reterr_error) : 0;
}

static int check(t2s_connector *connector, t2s_error **reterr_error)
{
    int code = 0;

    for (size_t i = 0; code == 0 && i < sizeof(allowed) / sizeof(*allowed); i++)
        code = check_word(connector, &allowed[i], reterr_error);
    if (code == 0 && connector->model == NULL)
        code = t2s__fail(reterr_error, T2S_E_INVALID, "option \"model\" is not set");
    if (code == 0)
        code = check_numbers(connector, reterr_error);
    if (code == 0)
        code = check_features(connector, reterr_error);
    if (code == 0 && connector->headers != NULL)
        code = t2s__headers_parse(&connector->extra, connector->headers, reterr_error);
    if (code == 0)
        code = check_proxy(connector, reterr_error);
    if (code == 0)
        code = find_key(connector, reterr_error); /* before base_url gets its default */
    return code == 0 ? check_url(connector, reterr_error) : code;
}

int t2s__connector_configure(t2s_connector *connector, const t2s_options *options, t2s_error **reterr_error)
{
    int code;

    connector->connect_timeout_ms = 10000;
    connector->timeout_ms = 60000;
    connector->max_reply_bytes = 4194304;
    connector->key_header = "Authorization";
    connector->key_prefix = "Bearer ";
    code = read_all(connector, options, reterr_error);
    if (code != 0)
        return code;
    drop_all_empty(connector);
    code = set_defaults(connector, reterr_error);
    if (code == 0)
        code = check(connector, reterr_error);
    free_secret(&connector->api_key); /* the key source has it, and the list has the headers */
    free_secret(&connector->headers);
    return code;
}

/* Looking them up. */

const char *t2s_connector_option(const t2s_connector *connector, const char *name)
{
    const struct {
        const char *name;
        const char *value;
    } readable[] = {
        {"model", connector->model},
        {"temperature", connector->temperature},
        {"seed", connector->seed},
        {"max_output_tokens", connector->max_output_tokens},
        {"reasoning_effort", connector->reasoning_effort},
        {"base_url", connector->base_url},
    };

    for (size_t i = 0; i < sizeof(readable) / sizeof(*readable); i++)
        if (strcmp(readable[i].name, name) == 0)
            return readable[i].value;
    for (size_t i = 0; i < own_count(connector); i++)
        if (strcmp(connector->ops.options[i], name) == 0)
            return connector->own[i];
    return NULL;
}

int t2s_connector_has_token_callback(const t2s_connector *connector)
{
    return strcmp(connector->auth, "callback") == 0;
}

void t2s_connector_set_key_header(t2s_connector *connector, const char *name, const char *prefix)
{
    connector->key_header = name;
    connector->key_prefix = prefix;
}
