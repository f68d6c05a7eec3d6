/* SPDX-License-Identifier: MIT */
#include "net/http_request.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <text2sql/version.h>

#include "net/http_curl.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"

/* Of each call under way, with libcurl before 8.8. Replies are small; one that is not takes some more turns. */
enum { BUFFER_SIZE = 2048, UPLOAD_BUFFER_SIZE = 16384 /* the least that curl takes; it has one with HTTP/2 */ };

static int is_https(const char *url)
{
    return strncasecmp(url, "https:", 6) == 0;
}

int t2s__http_url_check(const char *url, t2s_error **reterr_error)
{
    CURLU *parsed = NULL;
    char *scheme = NULL;
    char *part = NULL;
    CURLUcode result;
    int code = T2S_E_INVALID;

    for (const unsigned char *byte = (const unsigned char *)url; *byte != '\0'; byte++)
        if (*byte <= 0x20 || *byte == 0x7F)
            return t2s__fail(reterr_error, T2S_E_INVALID, "the URL holds a space or a control character");
    parsed = curl_url();
    if (parsed == NULL)
        return t2s__fail_nomem(reterr_error);
    result = curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME);
    if (result == CURLUE_OUT_OF_MEMORY) {
        code = t2s__fail_nomem(reterr_error);
        goto out;
    }
    if (result != CURLUE_OK || curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)) {
        t2s__fail(reterr_error, T2S_E_INVALID, "the URL is not of the form https://host/path or http://host/path");
        goto out;
    }
    if (curl_url_get(parsed, CURLUPART_USER, &part, 0) == CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_PASSWORD, &part, 0) == CURLUE_OK) {
        t2s__fail(reterr_error, T2S_E_INVALID, "the URL holds a user name or a password");
        goto out;
    }
    if (curl_url_get(parsed, CURLUPART_FRAGMENT, &part, 0) == CURLUE_OK) {
        t2s__fail(reterr_error, T2S_E_INVALID, "the URL holds a fragment (\"#\")");
        goto out;
    }
    code = 0;
out:
    curl_free(part);
    curl_free(scheme);
    curl_url_cleanup(parsed);
    return code;
}

static int is_proxy_scheme(const char *scheme)
{
    static const char *const schemes[] = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};

    for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
        if (strcmp(scheme, schemes[i]) == 0)
            return 1;
    return 0;
}

/* To leave this to curl would put the URL, and a password in it, into error texts. */
int t2s__http_proxy_check(const char *proxy, t2s_error **reterr_error)
{
    CURLU *parsed = curl_url();
    char *scheme = NULL;
    CURLUcode result;
    int code = 0;

    if (parsed == NULL)
        return t2s__fail_nomem(reterr_error);
    result = curl_url_set(parsed, CURLUPART_URL, proxy, CURLU_NON_SUPPORT_SCHEME);
    if (result == CURLUE_OK)
        result = curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0);
    if (result == CURLUE_OUT_OF_MEMORY)
        code = t2s__fail_nomem(reterr_error);
    else if (result != CURLUE_OK || !is_proxy_scheme(scheme))
        code = t2s__fail(reterr_error, T2S_E_INVALID,
                         "the proxy is not of the form scheme://host:port, where scheme is http, https, socks4, socks4a, socks5 or "
                         "socks5h");
    curl_free(scheme);
    curl_url_cleanup(parsed);
    return code;
}

static int header_is_fit(const t2s__http_header *header)
{
    if (header->name[0] == '\0' || strpbrk(header->name, " \t\r\n:;") != NULL)
        return 0;
    for (const unsigned char *byte = (const unsigned char *)header->value; *byte != '\0'; byte++)
        if ((*byte < 0x20 && *byte != '\t') || *byte == 0x7F)
            return 0;
    return 1;
}

static int header_add(struct curl_slist **headers, const char *line)
{
    struct curl_slist *longer = curl_slist_append(*headers, line);

    if (longer == NULL)
        return T2S_E_NOMEM;
    *headers = longer;
    return 0;
}

/* The lines may hold keys, so the copies that are made here are wiped. */
int t2s__http_request_headers(const t2s__http_request *request, struct curl_slist **ret_headers, t2s_error **reterr_error)
{
    t2s__buffer line = T2S__BUFFER_INIT;

    /* To wait for "100 Continue" costs a round trip, or a second with servers that do not know it. */
    if (header_add(ret_headers, "Expect:") != 0)
        return t2s__fail_nomem(reterr_error);
    for (size_t i = 0; i < request->header_count; i++) {
        const t2s__http_header *header = &request->headers[i];
        int code;

        if (!header_is_fit(header))
            return t2s__fail(reterr_error, T2S_E_INVALID, "the header \"%.64s\" holds a character that cannot be sent",
                             header->name);
        /* curl takes "Name:" for "leave it out" and "Name;" for "send it empty". */
        t2s__buffer_printf(&line, header->value[0] != '\0' ? "%s: %s" : "%s;", header->name, header->value);
        code = line.failed ? T2S_E_NOMEM : header_add(ret_headers, line.data);
        if (line.data != NULL)
            t2s__wipe(line.data, line.length);
        t2s__buffer_dispose(&line);
        if (code != 0)
            return t2s__fail_nomem(reterr_error);
    }
    return 0;
}

static CURLcode set_protocols(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075500
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

/* Without this, removing a call waits until its name resolver's thread has ended. */
static CURLcode set_quick_exit(CURL *easy)
{
#if LIBCURL_VERSION_NUM >= 0x075700
    return curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
    (void)easy;
    return CURLE_OK;
#endif
}

static CURLcode set_body(CURL *easy, const t2s__http_request *request, const char *body)
{
    CURLcode result = CURLE_OK;

    if (body != NULL) {
        result = curl_easy_setopt(easy, CURLOPT_POST, 1L);
        if (result == CURLE_OK)
            result = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body_length);
        if (result == CURLE_OK)
            result = curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body);
    }
    if (result == CURLE_OK)
        result = curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
    if (result == CURLE_OK && strcmp(request->method, "HEAD") == 0)
        result = curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return result;
}

static CURLcode set_proxy(CURL *easy, const char *proxy)
{
    CURLcode result = curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);

    if (result == CURLE_OK && proxy != NULL)
        result = curl_easy_setopt(easy, CURLOPT_PROXY, proxy);
    if (result == CURLE_OK && proxy != NULL)
        result = curl_easy_setopt(easy, CURLOPT_NOPROXY, ""); /* what was set counts, not the environment's no_proxy */
    return result;
}

static long http_version(const t2s__http_request *request)
{
    if (request->version == T2S__HTTP_1_1)
        return CURL_HTTP_VERSION_1_1;
    if (request->version == T2S__HTTP_2_PRIOR_KNOWLEDGE)
        return CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE;
    /* Without TLS nothing is negotiated; a call that hoped for it would wait until the first response shows that there is none. */
    return is_https(request->url) ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1;
}

/* Where such connections cannot be used twice, each call has its own. */
static CURLcode set_reuse(CURL *easy, const t2s__http_request *request)
{
    CURLcode result;

    if (request->version != T2S__HTTP_2_PRIOR_KNOWLEDGE || !t2s__http_curl()->breaks_prior_knowledge)
        return CURLE_OK;
    result = curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    return result == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L) : result;
}

/*
 * With a directory of certificates to look into as well, curl reads the whole file anew for each connection, which takes longer
 * than all the rest of it; and a file that was set would not be the only one to be trusted.
 */
static CURLcode set_trust(CURL *easy, const char *ca_file)
{
    CURLcode result = CURLE_OK;

    if (ca_file != NULL)
        result = curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
    if (result == CURLE_OK && (ca_file != NULL || t2s__http_curl()->has_ca_file))
        result = curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    return result;
}

CURLcode t2s__http_request_apply(const t2s__http_request *request, const struct curl_slist *headers, const char *body, CURL *easy)
{
    CURLcode result = set_protocols(easy);
    char user_agent[48];

    snprintf(user_agent, sizeof(user_agent), "libtext2sql/%s", t2s_version());
#define SET(option, value)                                                                                                         \
    do {                                                                                                                           \
        if (result == CURLE_OK)                                                                                                    \
            result = curl_easy_setopt(easy, option, value);                                                                        \
    } while (0)
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_URL, request->url);
    SET(CURLOPT_HTTP_VERSION, http_version(request));
    SET(CURLOPT_BUFFERSIZE, (long)BUFFER_SIZE);
    SET(CURLOPT_UPLOAD_BUFFERSIZE, (long)UPLOAD_BUFFER_SIZE);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_USERAGENT, user_agent);
    SET(CURLOPT_HTTPHEADER, headers);
    SET(CURLOPT_ACCEPT_ENCODING, request->compressed ? "" : NULL); /* "": all that curl knows */
    SET(CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)request->max_body);
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)request->connect_timeout_ms);
    SET(CURLOPT_TIMEOUT_MS, (long)request->timeout_ms);
#undef SET
    if (result == CURLE_OK)
        result = set_trust(easy, request->ca_file);
    if (result == CURLE_OK)
        result = set_reuse(easy, request);
    if (result == CURLE_OK)
        result = set_quick_exit(easy);
    if (result == CURLE_OK)
        result = set_proxy(easy, request->proxy);
    return result == CURLE_OK ? set_body(easy, request, body) : result;
}

int t2s__http_request_check(const t2s__http_request *request, t2s_error **reterr_error)
{
    const long longest = INT_MAX; /* curl counts in long, and refuses what overflows on its way to microseconds */

    if (request->method == NULL || request->url == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "an HTTP request needs a method and a URL");
    if (request->timeout_ms <= 0 || request->timeout_ms > longest || request->connect_timeout_ms <= 0 ||
        request->connect_timeout_ms > longest)
        return t2s__fail(reterr_error, T2S_E_INVALID, "an HTTP request needs time limits of 1 to %ld milliseconds", longest);
    if (request->first_byte_timeout_ms < 0 || request->idle_timeout_ms < 0)
        return t2s__fail(reterr_error, T2S_E_INVALID, "an HTTP request's time limits must not be negative");
    if (request->proxy != NULL && request->proxy[0] != '\0') {
        int code = t2s__http_proxy_check(request->proxy, reterr_error);

        if (code != 0)
            return code;
    }
    return t2s__http_url_check(request->url, reterr_error);
}
