/* SPDX-License-Identifier: MIT */
/* Why a transfer failed, in the library's words. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "net/http_call.h"
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

t2s_error *t2s__http_error(t2s__http_call *call, CURLcode result)
{
    int code = call->verdict != 0 ? call->verdict : code_of(result);
    char origin[256];

    if (code == T2S_E_NOMEM || code == T2S_E_CANCELLED)
        return t2s_error_new(code, NULL);
    origin_of(call->easy, origin, sizeof(origin));
    if (code == T2S_E_TOO_LARGE && call->header_bytes > T2S__HTTP_HEADER_MAX)
        return t2s__error(code, "%s: the response's header is larger than %d bytes", origin, T2S__HTTP_HEADER_MAX);
    if (code == T2S_E_TOO_LARGE)
        return t2s__error(code, "%s: the response is larger than %zu bytes", origin, call->max_body);
    if (code == T2S_E_IO)
        return t2s__error(code, "%s: the connection cannot be watched", origin);
    replace_control_characters(call->detail);
    if (strncmp(call->detail, "Unsupported proxy", 17) == 0) /* its URL follows, with a password maybe */
        return t2s__error(code, "%s: the proxy's URL cannot be used", origin);
    return t2s__error(code, "%s: %s", origin, call->detail[0] != '\0' ? call->detail : curl_easy_strerror(result));
}

