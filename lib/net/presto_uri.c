/* SPDX-License-Identifier: MIT */
/* Addresses: what a connection URI says, and whether the server's next one may be followed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "net/presto_internal.h"
#include "util/error.h"
#include "util/memory.h"

static const char *scheme_of(int flavour)
{
    return flavour == T2S__PRESTO_PRESTODB ? "presto" : "trino";
}

void t2s__presto_free_secret(char *text)
{
    if (text != NULL)
        t2s__wipe(text, strlen(text));
    t2s__free(text);
}

void t2s__presto_uri_dispose(t2s__presto_uri *uri)
{
    t2s__free(uri->host);
    t2s__free(uri->user);
    t2s__presto_free_secret(uri->password);
    t2s__free(uri->catalog);
    t2s__free(uri->schema);
    t2s_options_free(uri->parameters);
}

/* Percent-decoded; T2S_E_INVALID for a zero byte or other control characters. NULL in gives NULL out. */
static int decode(const char *text, size_t length, char **ret)
{
    char *copy = t2s__strndup(text, length);
    char *to = copy;

    if (copy == NULL)
        return T2S_E_NOMEM;
    for (const char *at = copy; *at != '\0'; at++) {
        unsigned value;

        if (*at != '%') {
            *to++ = *at;
            continue;
        }
        if (sscanf(at + 1, "%2x", &value) != 1 || strspn(at + 1, "0123456789abcdefABCDEF") < 2 || value < 0x20) {
            t2s__presto_free_secret(copy);
            return T2S_E_INVALID;
        }
        *to++ = (char)value;
        at += 2;
    }
    *to = '\0';
    *ret = copy;
    return 0;
}

/* A part of a parsed URL, decoded into *ret, which stays NULL where there is none. */
static int get_part(CURLU *parsed, CURLUPart part, char **ret)
{
    char *text = NULL;
    CURLUcode result = curl_url_get(parsed, part, &text, 0);
    int code = 0;

    if (result == CURLUE_OUT_OF_MEMORY)
        return T2S_E_NOMEM;
    if (result == CURLUE_OK && text[0] != '\0')
        code = decode(text, strlen(text), ret);
    if (text != NULL)
        t2s__wipe(text, strlen(text));
    curl_free(text);
    return code;
}

/* "/catalog/schema". */
static int read_path(const char *path, t2s__presto_uri *uri)
{
    size_t length;
    int code = 0;

    path += *path == '/';
    length = strcspn(path, "/");
    if (length != 0)
        code = decode(path, length, &uri->catalog);
    path += length;
    path += *path == '/';
    length = strcspn(path, "/");
    if (code == 0 && length != 0)
        code = decode(path, length, &uri->schema);
    path += length;
    path += *path == '/';
    return code != 0 ? code : *path == '\0' ? 0 : T2S_E_INVALID;
}

/* One "name=value"; a form's '+' is not taken for a blank, so that nothing has two meanings. */
static int read_parameter(const char *text, size_t length, t2s__presto_uri *uri)
{
    size_t name_length = 0;
    char *name = NULL;
    char *value = NULL;
    int code;

    while (name_length < length && text[name_length] != '=')
        name_length++;
    if (name_length == length)
        return T2S_E_INVALID;
    code = decode(text, name_length, &name);
    if (code == 0)
        code = decode(text + name_length + 1, length - name_length - 1, &value);
    if (code == 0)
        code = t2s_options_set(uri->parameters, strcasecmp(name, "ssl") == 0 ? "ssl" : name, value);
    t2s__free(name);
    t2s__presto_free_secret(value);
    return code;
}

static int read_query(const char *query, t2s__presto_uri *uri)
{
    int code = t2s_options_new(&uri->parameters);

    while (code == 0 && *query != '\0') {
        size_t length = strcspn(query, "&");

        if (length != 0)
            code = read_parameter(query, length, uri);
        query += length;
        query += *query == '&';
    }
    return code;
}

static int get_raw(CURLU *parsed, CURLUPart part, char **ret)
{
    return curl_url_get(parsed, part, ret, 0) == CURLUE_OUT_OF_MEMORY ? T2S_E_NOMEM : 0;
}

static int read_scheme(int flavour, CURLU *parsed, t2s__presto_uri *uri)
{
    char *scheme = NULL;
    int code = get_raw(parsed, CURLUPART_SCHEME, &scheme);

    uri->tls = -1;
    if (code == 0 && scheme == NULL)
        code = T2S_E_INVALID;
    if (code == 0 && strcmp(scheme, "https") == 0)
        uri->tls = 1;
    else if (code == 0 && strcmp(scheme, "http") == 0)
        uri->tls = 0;
    else if (code == 0 && strcmp(scheme, scheme_of(flavour)) != 0)
        code = T2S_E_INVALID;
    curl_free(scheme);
    return code;
}

/* A default port is only that of http and https: curl knows no other. */
static int read_port(CURLU *parsed, t2s__presto_uri *uri)
{
    char *port = NULL;
    int code = get_raw(parsed, CURLUPART_PORT, &port);

    if (port != NULL)
        uri->port = atoi(port);
    curl_free(port);
    return code;
}

static int read_parts(int flavour, CURLU *parsed, t2s__presto_uri *uri)
{
    char *path = NULL;
    char *query = NULL;
    char *fragment = NULL;
    int code = read_scheme(flavour, parsed, uri);

    if (code == 0)
        code = read_port(parsed, uri);
    if (code == 0)
        code = get_part(parsed, CURLUPART_HOST, &uri->host);
    if (code == 0)
        code = get_part(parsed, CURLUPART_USER, &uri->user);
    if (code == 0)
        code = get_part(parsed, CURLUPART_PASSWORD, &uri->password);
    if (code == 0)
        code = get_raw(parsed, CURLUPART_PATH, &path);
    if (code == 0 && path != NULL)
        code = read_path(path, uri);
    if (code == 0)
        code = get_raw(parsed, CURLUPART_QUERY, &query);
    if (code == 0)
        code = read_query(query != NULL ? query : "", uri);
    if (code == 0)
        code = get_raw(parsed, CURLUPART_FRAGMENT, &fragment);
    if (code == 0 && (uri->host == NULL || fragment != NULL))
        code = T2S_E_INVALID;
    if (query != NULL)
        t2s__wipe(query, strlen(query)); /* a token may be among the parameters */
    curl_free(path);
    curl_free(query);
    curl_free(fragment);
    return code;
}

int t2s__presto_uri_read(int flavour, const char *text, t2s__presto_uri *uri, t2s_error **reterr_error)
{
    CURLU *parsed = curl_url();
    CURLUcode result;
    int code = T2S_E_INVALID;

    if (parsed == NULL)
        return t2s__fail_nomem(reterr_error);
    for (const unsigned char *byte = (const unsigned char *)text; *byte != '\0'; byte++)
        if (*byte <= 0x20 || *byte == 0x7F)
            goto out;
    if (strstr(text, ":///") != NULL) /* curl takes the path's first part for the host */
        goto out;
    result = curl_url_set(parsed, CURLUPART_URL, text, CURLU_NON_SUPPORT_SCHEME);
    if (result == CURLUE_OUT_OF_MEMORY)
        code = T2S_E_NOMEM;
    else if (result == CURLUE_OK)
        code = read_parts(flavour, parsed, uri);
out:
    curl_url_cleanup(parsed);
    if (code == T2S_E_NOMEM)
        return t2s__fail_nomem(reterr_error);
    if (code != 0)
        return t2s__fail(reterr_error, T2S_E_INVALID,
                         "the connection URI is not of the form %s://user@host:port/catalog/schema?name=value (characters that have a "
                         "meaning there are written as %%40 and the like)",
                         scheme_of(flavour));
    return 0;
}

/* Where the server leads. */

/* "https://host:port" in lower case, and the rest; both owned. 0; T2S_E_PROTOCOL, T2S_E_NOMEM. */
static int split_url(const char *text, char **ret_origin, char **ret_rest)
{
    CURLU *parsed = curl_url();
    t2s__buffer origin = T2S__BUFFER_INIT;
    t2s__buffer rest = T2S__BUFFER_INIT;
    char *parts[5] = {NULL, NULL, NULL, NULL, NULL};
    int code = parsed != NULL ? T2S_E_PROTOCOL : T2S_E_NOMEM;

    if (parsed == NULL || curl_url_set(parsed, CURLUPART_URL, text, 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_SCHEME, &parts[0], 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_HOST, &parts[1], 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_PORT, &parts[2], CURLU_DEFAULT_PORT) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_PATH, &parts[3], 0) != CURLUE_OK)
        goto out;
    (void)curl_url_get(parsed, CURLUPART_QUERY, &parts[4], 0);
    if (strcmp(parts[0], "http") != 0 && strcmp(parts[0], "https") != 0)
        goto out;
    for (char *at = parts[1]; *at != '\0'; at++)
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at | 0x20);
    t2s__buffer_printf(&origin, "%s://%s:%s", parts[0], parts[1], parts[2]);
    t2s__buffer_printf(&rest, "%s%s%s", parts[3], parts[4] != NULL ? "?" : "", parts[4] != NULL ? parts[4] : "");
    *ret_origin = t2s__buffer_steal(&origin, NULL);
    *ret_rest = t2s__buffer_steal(&rest, NULL);
    code = *ret_origin != NULL && *ret_rest != NULL ? 0 : T2S_E_NOMEM;
out:
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
        curl_free(parts[i]);
    curl_url_cleanup(parsed);
    t2s__buffer_dispose(&origin);
    t2s__buffer_dispose(&rest);
    return code;
}

static int is_elsewhere(const t2s__presto_config *config, t2s_error **reterr_error)
{
    t2s_error *error = t2s__error(T2S_E_PROTOCOL, "%s: the server leads to another address, which is not followed: it would get the "
                                                  "credentials",
                                  config->origin);

    t2s_error_set_hint(error, "behind a proxy, have the server see X-Forwarded headers, or set next_uri=rewrite, which takes the path alone");
    return t2s__error_return(reterr_error, error);
}

int t2s__presto_follow(const t2s__presto_config *config, const char *uri, char **ret_url, t2s_error **reterr_error)
{
    t2s__buffer url = T2S__BUFFER_INIT;
    char *origin = NULL;
    char *rest = NULL;
    int code = t2s__http_url_check(uri, NULL);

    if (code == T2S_E_INVALID)
        code = t2s__fail(reterr_error, T2S_E_PROTOCOL, "%s: what the server names as its next address is none", config->origin);
    else if (code == 0) {
        code = split_url(uri, &origin, &rest);
        if (code != 0)
            t2s__fail(reterr_error, code, "%s: the server's next address cannot be read", config->origin);
        else if (!config->rewrites && strcmp(origin, config->origin) != 0)
            code = is_elsewhere(config, reterr_error);
    } else
        t2s__fail_nomem(reterr_error);
    if (code == 0) {
        t2s__buffer_printf(&url, "%s%s", config->origin, rest);
        *ret_url = t2s__buffer_steal(&url, NULL);
        if (*ret_url == NULL)
            code = t2s__fail_nomem(reterr_error);
    }
    t2s__free(origin);
    t2s__free(rest);
    return code;
}
