/* SPDX-License-Identifier: MIT */
/* Why a transfer failed, in the library's words. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "net/http_internal.h"
#include "util/error.h"

/* What curl says went wrong, in our codes. */
static int code_of(CURLcode result)
{
    switch (result) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_PROXY:
    case CURLE_INTERFACE_FAILED:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return T2S_E_CONNECT;
    case CURLE_OPERATION_TIMEDOUT:
        return T2S_E_TIMEOUT;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_USE_SSL_FAILED:
        return T2S_E_TLS;
    case CURLE_FILESIZE_EXCEEDED:
        return T2S_E_TOO_LARGE;
    case CURLE_OUT_OF_MEMORY:
        return T2S_E_NOMEM;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_UNSUPPORTED_PROTOCOL: /* what came back is no HTTP; the URL's scheme was checked */
        return T2S_E_PROTOCOL;
    default:
        return T2S_E_INTERNAL;
    }
}

/* "https://host:port", for messages: a path or a query might hold what is nobody's business. */
static void origin_of(CURL *easy, char *ret, size_t size)
{
    char *url = NULL;
    const char *end;

    ret[0] = '\0';
    if (curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url) != CURLE_OK || url == NULL)
        return;
    end = strstr(url, "://");
    end = end != NULL ? end + 3 + strcspn(end + 3, "/?#") : url;
    if ((size_t)(end - url) < size) {
        memcpy(ret, url, (size_t)(end - url));
        ret[end - url] = '\0';
    }
}

/* curl's words may quote the peer: a certificate's names, a status line. */
static void replace_control_characters(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || (unsigned char)*text == 0x7F)
            *text = ' ';
}

/* Would the same have a chance a little later? */
static int is_retryable(const t2s__http_call *call, int code, CURLcode result)
{
    long status = 0;

    switch (code) {
    case T2S_E_CONNECT:
        curl_easy_getinfo(call->easy, CURLINFO_HTTP_CONNECTCODE, &status);
        return status < 400 || status > 499; /* a proxy that refuses will refuse again */
    case T2S_E_TIMEOUT:
    case T2S_E_IO:
        return 1;
    case T2S_E_TLS:
        return result == CURLE_SSL_CONNECT_ERROR; /* cut off in the middle, maybe; a certificate stays what it is */
    default:
        return 0;
    }
}

/* Which of the time limits it was. */
static t2s_error *timeout(const t2s__http_call *call, const char *origin)
{
    int64_t passed = (int64_t)((t2s_loop_now() - call->began_at) / 1000000);
    curl_off_t connected = 0;

    if (call->verdict == T2S_E_TIMEOUT && call->last_byte_at == 0)
        return t2s__error(T2S_E_TIMEOUT, "%s: no byte of the response came within %lld ms", origin,
                          (long long)call->first_byte_timeout_ms);
    if (call->verdict == T2S_E_TIMEOUT)
        return t2s__error(T2S_E_TIMEOUT, "%s: the response stood still for %lld ms, after %zu bytes", origin,
                          (long long)call->idle_timeout_ms, call->received);
    if (passed >= call->timeout_ms)
        return t2s__error(T2S_E_TIMEOUT, "%s: the response was not complete within %lld ms; %zu bytes had come", origin,
                          (long long)call->timeout_ms, call->received);
    curl_easy_getinfo(call->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
    if (connected == 0 && passed >= call->connect_timeout_ms)
        return t2s__error(T2S_E_TIMEOUT, "%s: no connection within %lld ms", origin, (long long)call->connect_timeout_ms);
    return t2s__error(T2S_E_TIMEOUT, "%s: the connection timed out", origin); /* the system's limit */
}

static t2s_error *too_large(const t2s__http_call *call, const char *origin)
{
    if (call->header_bytes > T2S__HTTP_HEADER_MAX)
        return t2s__error(T2S_E_TOO_LARGE, "%s: the response's header is larger than %d bytes", origin, T2S__HTTP_HEADER_MAX);
    return t2s__error(T2S_E_TOO_LARGE, "%s: the response is larger than %zu bytes", origin, call->max_body);
}

/* errno of a socket that could not be had because there are too many. */
static t2s_error *no_socket(const t2s__http_call *call, const char *origin)
{
    int is_limit = call->no_socket == EMFILE || call->no_socket == ENFILE;
    t2s_error *error = t2s__error(T2S_E_IO, "%s: no socket for a connection: %s", origin,
                                  is_limit ? "too many files are open" : "the system has no room for it");

    if (is_limit)
        t2s_error_set_hint(error, "raise the limit of open files (RLIMIT_NOFILE), or let fewer calls run at once");
    return error;
}

static int lacks_socket(const t2s__http_call *call)
{
    return call->no_socket == EMFILE || call->no_socket == ENFILE || call->no_socket == ENOBUFS || call->no_socket == ENOMEM;
}

static t2s_error *describe(t2s__http_call *call, int code, CURLcode result)
{
    char origin[256];

    origin_of(call->easy, origin, sizeof(origin));
    if (code == T2S_E_TIMEOUT)
        return timeout(call, origin);
    if (code == T2S_E_TOO_LARGE)
        return too_large(call, origin);
    if (code == T2S_E_IO && lacks_socket(call))
        return no_socket(call, origin);
    if (code == T2S_E_IO)
        return t2s__error(code, "%s: the connection cannot be watched", origin);
    replace_control_characters(call->detail);
    if (strncmp(call->detail, "Unsupported proxy", 17) == 0) /* its URL follows, with a password maybe */
        return t2s__error(code, "%s: the proxy's URL cannot be used", origin);
    return t2s__error(code, "%s: %s", origin, call->detail[0] != '\0' ? call->detail : curl_easy_strerror(result));
}

t2s_error *t2s__http_error(t2s__http_call *call, CURLcode result)
{
    int code = call->verdict != 0 ? call->verdict : code_of(result);
    t2s_error *error;

    if (code == T2S_E_CONNECT && lacks_socket(call))
        code = T2S_E_IO;
    if (code == T2S_E_NOMEM || code == T2S_E_CANCELLED)
        return t2s_error_new(code, NULL);
    error = describe(call, code, result);
    t2s_error_set_retryable(error, is_retryable(call, code, result));
    return error;
}
