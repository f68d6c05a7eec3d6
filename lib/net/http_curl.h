/* SPDX-License-Identifier: MIT */
/* The libcurl that is there: made ready once for the process, and what differs from one version to the next. */
#ifndef T2S_NET_HTTP_CURL_H
#define T2S_NET_HTTP_CURL_H

struct t2s__http_curl {
    int is_ready;
    int has_ca_file;            /* it trusts a file of certificates, and does not need the directory with the same ones */
    int may_raise_sigpipe;      /* before 7.87 a TLS library may write to a socket on its own; curl's own writes raise no signal */
    int breaks_prior_knowledge; /* 7.87 and 7.88 break a connection of HTTP/2 without TLS on its second use (curl's issue 10634) */
};

/* Any thread. */
const struct t2s__http_curl *t2s__http_curl(void);

#endif
