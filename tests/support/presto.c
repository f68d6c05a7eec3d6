/* SPDX-License-Identifier: MIT */
#include "presto.h"

#include <check.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "llm_server.h"

static const char *address(void)
{
    const char *given = getenv("T2S_TEST_SERVER");

    return given != NULL ? given : "";
}

int test_presto_there(void)
{
    return strncmp(address(), "http://", 7) == 0 && getenv("T2S_TEST_SERVER_KIND") != NULL;
}

const char *test_presto_kind(void)
{
    return getenv("T2S_TEST_SERVER_KIND");
}

int test_presto_is_trino(void)
{
    return strcmp(test_presto_kind(), "trino") == 0;
}

const char *test_presto_uri(const char *user, const char *path, char ret[256])
{
    snprintf(ret, 256, "%s://%s@%s/%s", test_presto_kind(), user, address() + 7, path);
    return ret;
}

const char *test_presto_uri_by(int port, const char *user, const char *path, char ret[256])
{
    snprintf(ret, 256, "%s://%s@127.0.0.1:%d/%s", test_presto_kind(), user, port, path);
    return ret;
}

/* A page as it comes. */
struct body {
    char *text;
    size_t length;
};

static size_t on_body(char *data, size_t size, size_t count, void *user_data)
{
    struct body *body = user_data;

    body->text = realloc(body->text, body->length + size * count + 1);
    memcpy(body->text + body->length, data, size * count);
    body->length += size * count;
    body->text[body->length] = '\0';
    return size * count;
}

static struct json_object *call(const char *url, const char *sql)
{
    CURL *curl = curl_easy_init();
    struct curl_slist *headers = NULL;
    struct body body = {0};
    struct json_object *page;
    CURLcode code;

    headers = curl_slist_append(headers, test_presto_is_trino() ? "X-Trino-User: test" : "X-Presto-User: test");
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
    if (sql != NULL)
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, sql);
    code = curl_easy_perform(curl);
    ck_assert_msg(code == CURLE_OK, "%s: %s", url, curl_easy_strerror(code));
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    page = json_tokener_parse(body.text != NULL ? body.text : "");
    ck_assert_msg(page != NULL, "%s: %s", url, body.text);
    free(body.text);
    return page;
}

struct json_object *test_presto_rows(const char *sql)
{
    struct json_object *rows = json_object_new_array();
    struct json_object *page;
    struct json_object *part;
    char url[256];

    snprintf(url, sizeof(url), "%s/v1/statement", address());
    page = call(url, sql);
    for (;;) {
        struct json_object *next;

        if (json_object_object_get_ex(page, "error", &part))
            ck_abort_msg("%s: %s", sql, json_object_to_json_string(part));
        if (json_object_object_get_ex(page, "data", &part))
            for (size_t i = 0; i < json_object_array_length(part); i++)
                json_object_array_add(rows, json_object_get(json_object_array_get_idx(part, i)));
        if (!json_object_object_get_ex(page, "nextUri", &part))
            break;
        next = call(json_object_get_string(part), NULL);
        json_object_put(page);
        page = next;
    }
    json_object_put(page);
    return rows;
}

void test_presto_run(const char *sql)
{
    json_object_put(test_presto_rows(sql));
}

long test_presto_number(const char *sql)
{
    struct json_object *rows = test_presto_rows(sql);
    long number;

    ck_assert_uint_eq(json_object_array_length(rows), 1);
    number = (long)json_object_get_int64(json_object_array_get_idx(json_object_array_get_idx(rows, 0), 0));
    json_object_put(rows);
    return number;
}

void test_pages_start(struct test_pages *pages)
{
    char program[256];
    char host[64];
    const char *const words[] = {"python3", program, host, NULL};
    FILE *output;

    source_path(program, sizeof(program), "tests/support/presto_pages.py");
    snprintf(host, sizeof(host), "%s", address() + 7);
    pages->pid = llm_server_run(words, &pages->input, &output);
    must(fscanf(output, "%d", &pages->port) == 1);
    fclose(output);
}

void test_pages_stop(struct test_pages *pages)
{
    close(pages->input);
    waitpid(pages->pid, NULL, 0);
}
