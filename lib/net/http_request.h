/* SPDX-License-Identifier: MIT */
/* A request, checked and put into curl's words. */
#ifndef T2S_NET_HTTP_REQUEST_H
#define T2S_NET_HTTP_REQUEST_H

#include <curl/curl.h>

#include "net/http.h"

/* 0; T2S_E_INVALID, T2S_E_NOMEM. */
int t2s__http_request_check(const t2s__http_request *request, t2s_error **reterr_error);

/* The header lines, among them keys: wipe what is freed. *ret_headers begins as NULL, and is to be freed after an error, too. */
int t2s__http_request_headers(const t2s__http_request *request, struct curl_slist **ret_headers, t2s_error **reterr_error);

/* Every option of `easy` that follows from the request. The headers and the body must outlive the transfer. */
CURLcode t2s__http_request_apply(const t2s__http_request *request, const struct curl_slist *headers, const char *body, CURL *easy);

#endif
