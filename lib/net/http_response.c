/* SPDX-License-Identifier: MIT */
/* What the server answers: bounded, and collected or handed on piece by piece. */
#include <string.h>

#include "net/http_internal.h"

enum { TAKEN = 0, COLLECT = 1, ENOUGH = 2 }; /* what t2s__http_data_fn returns */

void t2s__http_read_head(t2s__http_call *call)
{
    t2s__http_response *response = &call->response;
    long status = 0;
    char *content_type = NULL;
    curl_off_t retry_after = 0;

    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(call->easy, CURLINFO_CONTENT_TYPE, &content_type);
    curl_easy_getinfo(call->easy, CURLINFO_RETRY_AFTER, &retry_after);
    response->status = (int)status;
    response->content_type = content_type != NULL ? content_type : "";
    response->retry_after_ms = retry_after > 0 && retry_after <= INT64_MAX / 1000 ? retry_after * 1000 : 0;
    response->body = t2s__buffer_string(&call->reply);
    response->length = call->reply.length;
}

/* Curl takes less than `length` for an error, which is the way to stop it. */
static size_t hand_on(t2s__http_call *call, const char *data, size_t length)
{
    switch (call->data(&call->response, data, length, call->user_data)) {
    case TAKEN:
        return length;
    case ENOUGH:
        call->is_enough = 1;
        return 0;
    default:
        call->data = NULL;
        t2s__buffer_append(&call->reply, data, length);
        return length;
    }
}

static size_t take_body(char *data, size_t size, size_t count, void *user_data)
{
    t2s__http_call *call = user_data;
    size_t length = size * count;
    size_t taken = length;

    if (length == 0 || call->verdict != 0)
        return 0;
    t2s__http_limit_byte(call);
    if (length > call->max_body - call->received) {
        call->verdict = T2S_E_TOO_LARGE;
        return 0;
    }
    if (call->received == 0 && call->data != NULL) {
        t2s__http_read_head(call);
        if (call->response.status < 200 || call->response.status > 299)
            call->data = NULL; /* an error's words are short, and wanted in one piece */
    }
    call->received += length;
    if (call->data != NULL)
        taken = hand_on(call, data, length);
    else
        t2s__buffer_append(&call->reply, data, length);
    if (call->reply.failed) {
        call->verdict = T2S_E_NOMEM;
        return 0;
    }
    return call->verdict == 0 ? taken : 0; /* `data` may have cancelled */
}

static size_t take_header(char *data, size_t size, size_t count, void *user_data)
{
    t2s__http_call *call = user_data;
    size_t length = size * count;

    if (length > 0 && (data[0] == '\r' || data[0] == '\n'))
        call->header_ended = 1;
    else if (length > 5 && memcmp(data, "HTTP/", 5) == 0)
        call->header_ended = 0; /* another one, after "100 Continue", say; a trailer has no such line */
    if (call->header_bytes == 0)
        call->response.first_byte_at = t2s_loop_now();
    t2s__http_limit_byte(call);
    call->header_bytes += length; /* curl hands over one line of bounded length at a time */
    if (call->header_bytes <= T2S__HTTP_HEADER_MAX)
        return length;
    call->verdict = T2S_E_TOO_LARGE;
    return 0;
}

CURLcode t2s__http_receive(t2s__http_call *call)
{
    CURLcode result = curl_easy_setopt(call->easy, CURLOPT_WRITEFUNCTION, take_body);

    if (result == CURLE_OK)
        result = curl_easy_setopt(call->easy, CURLOPT_WRITEDATA, call);
    if (result == CURLE_OK)
        result = curl_easy_setopt(call->easy, CURLOPT_HEADERFUNCTION, take_header);
    if (result == CURLE_OK)
        result = curl_easy_setopt(call->easy, CURLOPT_HEADERDATA, call);
    return result;
}
