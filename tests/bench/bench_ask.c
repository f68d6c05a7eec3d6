/* SPDX-License-Identifier: MIT */
/*
 * From question to answer, per stage, less what the two servers take themselves. The LLM is a local HTTP server that answers at once, the
 * database a throw-away PostgreSQL with the sample shop. In the same run the same requests are made with libcurl and libpq alone;
 * what the provider and executor stages take beyond that is the library's own. Nothing is asserted.
 *
 *   bench_ask [questions]     default 300
 */
#include <curl/curl.h>
#include <libpq-fe.h>
#include <string.h>
#include <text2sql.h>
#include <text2sql/sys/loop.h>

#include "support/llm_server.h"
#include "support/postgres.h"

static const char question[] = "How many orders were placed per status?";
static const char sql[] = "SELECT status, count(*) FROM shop.orders GROUP BY status ORDER BY 2 DESC";

static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

static double at(uint64_t *samples, size_t count, double part)
{
    qsort(samples, count, sizeof(*samples), compare);
    return (double)samples[(size_t)(part * (double)(count - 1))] / 1000;
}

static size_t discard(char *data, size_t size, size_t count, void *user_data)
{
    (void)data;
    (void)user_data;
    return size * count;
}

/* The same exchange with libcurl alone, on one connection. */
static double raw_http(int port, size_t prompt_bytes, size_t count, uint64_t *samples)
{
    CURL *curl = curl_easy_init();
    char url[96];
    char *body = malloc(prompt_bytes + 256);
    int start = snprintf(body, 256, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s ", question);

    memset(body + start, 'x', prompt_bytes);
    strcpy(body + start + prompt_bytes, "\"}]}");
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/v1/chat/completions", port);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, discard);
    for (size_t i = 0; i < count; i++) {
        uint64_t began = t2s_loop_now();

        curl_easy_perform(curl);
        samples[i] = t2s_loop_now() - began;
    }
    curl_easy_cleanup(curl);
    free(body);
    return at(samples, count, 0.5);
}

/* The same query with libpq alone, in the same transaction block, one round trip a statement. */
static double raw_postgres(const char *uri, size_t count, uint64_t *samples)
{
    PGconn *connection = PQconnectdb(uri);

    for (size_t i = 0; i < count; i++) {
        uint64_t began = t2s_loop_now();

        PQclear(PQexec(connection, sql));
        samples[i] = t2s_loop_now() - began;
    }
    PQfinish(connection);
    return at(samples, count, 0.5);
}

static t2s_context *open_context(const char *uri, int port)
{
    char base_url[64];
    t2s_options *options = NULL;
    t2s_provider *provider = NULL;
    t2s_context *context = NULL;

    snprintf(base_url, sizeof(base_url), "http://127.0.0.1:%d/v1", port);
    t2s_options_new(&options);
    t2s_options_set(options, "base_url", base_url);
    t2s_openai_provider_new(options, &provider, NULL);
    t2s_options_free(options);
    t2s_context_new(NULL, &context, NULL);
    t2s_context_set_provider(context, provider);
    t2s_provider_unref(provider);
    t2s_context_use_database(context, uri, NULL);
    return context;
}

static void print_stages(uint64_t *samples[T2S_STAGE_COUNT], size_t count, double http, double postgres)
{
    double own = 0;

    printf("%-12s %12s %12s %12s %12s\n", "stage", "median us", "p90 us", "server us", "own us");
    for (int stage = 1; stage <= T2S_STAGE_COUNT; stage++) {
        int index = stage % T2S_STAGE_COUNT; /* the total last */
        double median = at(samples[index], count, 0.5);
        double server = index == T2S_STAGE_PROVIDER ? http : index == T2S_STAGE_EXECUTOR ? postgres : 0;

        if (median == 0) /* counted with its neighbour */
            continue;
        if (index == T2S_STAGE_NONE)
            server = http + postgres;
        else
            own += median - server;
        printf("%-12s %12.1f %12.1f %12.1f %12.1f\n", index == T2S_STAGE_NONE ? "total" : t2s_stage_name(index), median,
               at(samples[index], count, 0.9), server, median - server);
    }
    printf("the library's own, summed over the stages: %.1f us a question\n", own);
}

int main(int argc, char **argv)
{
    size_t count = argc > 1 ? strtoul(argv[1], NULL, 10) : 300;
    const char *uri = t2s_test_postgres_start();
    uint64_t *samples[T2S_STAGE_COUNT];
    uint64_t *raw = calloc(count + 1, sizeof(*raw));
    char script[512];
    char path[512];
    char command[2048];
    struct llm_server server;
    t2s_context *context;
    uint64_t prompt_bytes = 0;
    size_t answered = 0;
    double http;

    if (uri == NULL || count == 0) {
        fprintf(stderr, "bench_ask: there is no PostgreSQL to measure with\n");
        return 77;
    }
    for (int i = 0; i < T2S_STAGE_COUNT; i++)
        samples[i] = calloc(count, sizeof(**samples));
    source_path(path, sizeof(path), "examples/shop");
    snprintf(command, sizeof(command), "psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -f '%s/schema.sql' -f '%s/data.sql' '%s'", path, path, uri);
    if (system(command) != 0)
        return 1;
    snprintf(script, sizeof(script), "{\"default\": {\"sql\": \"%s\"}}", sql);
    llm_server_start(&server, script);
    context = open_context(uri, server.port);
    for (size_t i = 0; i < count + 10; i++) {
        t2s_answer *answer = NULL;

        if (t2s_ask_sync(context, question, NULL, &answer, NULL) == 0 && i >= 10) { /* connections and caches are warm then */
            for (int s = 0; s < T2S_STAGE_COUNT; s++)
                samples[s][answered] = t2s_answer_duration(answer, s);
            prompt_bytes = t2s_answer_counter(answer, T2S_COUNTER_PROMPT_BYTES);
            answered++;
        }
        t2s_answer_unref(answer);
    }
    http = raw_http(server.port, prompt_bytes, count, raw);
    printf("%zu questions, %zu answered; prompt of %llu bytes\n", count, answered, (unsigned long long)prompt_bytes);
    if (answered > 0)
        print_stages(samples, answered, http, raw_postgres(uri, count, raw));
    t2s_context_free(context);
    llm_server_stop(&server);
    for (int i = 0; i < T2S_STAGE_COUNT; i++)
        free(samples[i]);
    free(raw);
    return answered == count ? 0 : 1;
}
