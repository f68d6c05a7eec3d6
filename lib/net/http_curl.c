/* SPDX-License-Identifier: MIT */
#include "net/http_curl.h"

#include <pthread.h>

#include <curl/curl.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct t2s__http_curl traits;

static void init(void)
{
    const curl_version_info_data *info = curl_version_info(CURLVERSION_NOW);

    traits.is_ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    traits.has_ca_file = info->cainfo != NULL;
    traits.may_raise_sigpipe = info->version_num < 0x075700;
    traits.breaks_prior_knowledge = info->version_num >= 0x075700 && info->version_num < 0x080000;
}

const struct t2s__http_curl *t2s__http_curl(void)
{
    pthread_once(&once, init);
    return &traits;
}
