/* SPDX-License-Identifier: MIT */
/*
 * Many questions in flight on one thread: from t2s_ask() to the callback, over a local server that answers after a second. The
 * schema is a file, nothing is run on a database, every question is another one. Then: an answer out of the cache, and a hundred
 * identical questions at once. Nothing is asserted but that every question was answered.
 *
 *   bench_flight [name=value ...]     options of the provider, e.g. http_version=2-prior-knowledge
 *
 * FLIGHT is the largest number in flight (default 10000), DELAY_MS how long the server waits (default 1000). With TLS=1 the server
 * speaks TLS, and HTTP/2 with it.
 */
#include <malloc.h>
#include <poll.h>
#include <string.h>
#include <sys/resource.h>
#include <text2sql.h>
#include <text2sql/sys/loop.h>

#include "support/llm_server.h"

static const char sql[] = "SELECT status, count(*) FROM shop.orders GROUP BY status ORDER BY 2 DESC";

static int option_count;
static char **options_given;
static long delay_ms = 1000;
static int with_tls;
static char certificate[128];
static char key[128];

struct server {
    pid_t pid;
    int input;
    int port;
};

/* What came back of the questions of one flight. */
struct flight {
    size_t asked;
    size_t ended;
    size_t answered;
    uint64_t prompt_bytes;
    uint64_t last_at;
    int outcome;
    int code;
    char message[200];
};

struct usage {
    uint64_t at;
    double processor; /* seconds */
};

static long from_environment(const char *name, long otherwise)
{
    const char *text = getenv(name);

    return text != NULL ? strtol(text, NULL, 10) : otherwise;
}

static void open_files(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
}

/* The server. */

static void server_start(struct server *server)
{
    char delay[32];
    int input[2];
    int output[2];
    FILE *out;

    snprintf(delay, sizeof(delay), "%ld", delay_ms);
    must(pipe(input) == 0 && pipe(output) == 0);
    server->pid = fork();
    must(server->pid >= 0);
    if (server->pid == 0) {
        dup2(input[0], 0);
        dup2(output[1], 1);
        for (int fd = 3; fd < 64; fd++)
            close(fd);
        if (with_tls)
            execl(T2S_LOAD_SERVER, "llm_load_server", "--delay-ms", delay, "--sql", sql, "--certificate", certificate, "--key", key,
                  (char *)NULL);
        else
            execl(T2S_LOAD_SERVER, "llm_load_server", "--delay-ms", delay, "--sql", sql, (char *)NULL);
        _exit(127);
    }
    close(input[0]);
    close(output[1]);
    server->input = input[1];
    out = fdopen(output[0], "r");
    must(out != NULL && fscanf(out, "%d", &server->port) == 1);
    fclose(out);
}

static void server_stop(struct server *server)
{
    close(server->input);
    waitpid(server->pid, NULL, 0);
}

static void server_stats(const struct server *server, unsigned long long *ret_connections, unsigned long long *ret_requests)
{
    char command[128];
    FILE *pipe;

    snprintf(command, sizeof(command), "curl -sk --http1.1 http%s://127.0.0.1:%d/stats", with_tls ? "s" : "", server->port);
    pipe = popen(command, "r");
    must(pipe != NULL);
    must(fscanf(pipe, "{\"connections\":%llu,\"requests\":%llu}", ret_connections, ret_requests) == 2);
    pclose(pipe);
}

static void make_certificate(const char *directory)
{
    char command[600];

    snprintf(certificate, sizeof(certificate), "%s/cert.pem", directory);
    snprintf(key, sizeof(key), "%s/key.pem", directory);
    snprintf(command, sizeof(command),
             "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext "
             "subjectAltName=IP:127.0.0.1 -out %s -keyout %s >/dev/null 2>&1",
             certificate, key);
    must(system(command) == 0);
}

/* Measuring. */

static struct usage usage_now(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (struct usage){.at = t2s_loop_now(),
                          .processor = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                                       (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6};
}

/* A figure of /proc/self/status, in bytes. */
static double memory_of(const char *name)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    double bytes = 0;

    while (file != NULL && fgets(line, sizeof(line), file) != NULL)
        if (strncmp(line, name, strlen(name)) == 0)
            bytes = strtod(line + strlen(name), NULL) * 1024;
    if (file != NULL)
        fclose(file);
    return bytes;
}

/* Let the kernel's record of the peak begin anew. */
static void forget_peak(void)
{
    FILE *file = fopen("/proc/self/clear_refs", "w");

    if (file != NULL) {
        fputs("5", file);
        fclose(file);
    }
}

static double allocated(void)
{
    struct mallinfo2 info = mallinfo2();

    return (double)(info.uordblks + info.hblkhd);
}

/* The library. */

static t2s_context *open_context(int port, int with_cache)
{
    static char schema[512];
    const char *const paths[] = {schema};
    char base_url[64];
    t2s_options *options = NULL;
    t2s_provider *provider = NULL;
    t2s_metadata_source *source = NULL;
    t2s_dialect *dialect = NULL;
    t2s_cache *cache = NULL;
    t2s_context *context = NULL;

    must(t2s_options_new(&options) == 0);
    snprintf(base_url, sizeof(base_url), "http%s://127.0.0.1:%d/v1", with_tls ? "s" : "", port);
    must(t2s_options_set(options, "base_url", base_url) == 0);
    if (with_tls)
        must(t2s_options_set(options, "ca_file", certificate) == 0);
    for (int i = 0; i < option_count; i++) {
        char *equals = strchr(options_given[i], '=');

        must(equals != NULL);
        *equals = '\0';
        must(t2s_options_set(options, options_given[i], equals + 1) == 0);
        *equals = '=';
    }
    must(t2s_openai_provider_new(options, &provider, NULL) == 0);
    t2s_options_free(options);
    must(t2s_options_new(&options) == 0);
    must(t2s_options_set(options, "execute", "0") == 0);
    must(t2s_context_new(options, &context, NULL) == 0);
    t2s_options_free(options);
    source_path(schema, sizeof(schema), "examples/shop/schema.sql");
    must(t2s_ddl_metadata_source_new(paths, 1, &source, NULL) == 0);
    must(t2s_postgres_dialect_new(&dialect) == 0);
    must(t2s_context_set_provider(context, provider) == 0);
    must(t2s_context_set_metadata_source(context, source) == 0);
    must(t2s_context_set_dialect(context, dialect) == 0);
    if (with_cache) {
        must(t2s_memory_cache_new(NULL, &cache, NULL) == 0);
        must(t2s_context_set_cache(context, cache) == 0);
    }
    t2s_provider_unref(provider);
    t2s_metadata_source_unref(source);
    t2s_dialect_unref(dialect);
    t2s_cache_unref(cache);
    return context;
}

static void on_answer(t2s_request *request, int status, t2s_answer *answer, void *user_data)
{
    struct flight *flight = user_data;

    (void)request;
    flight->ended++;
    flight->last_at = t2s_loop_now();
    if (status == 0 && t2s_answer_sql(answer) != NULL) {
        flight->answered++;
        flight->prompt_bytes = t2s_answer_counter(answer, T2S_COUNTER_PROMPT_BYTES);
    } else if (flight->message[0] == '\0') {
        snprintf(flight->message, sizeof(flight->message), "%s: %s", t2s_error_name(status),
                 t2s_error_message(t2s_answer_error(answer)));
    }
}

static void ask(t2s_context *context, const char *question, struct flight *flight)
{
    must(t2s_ask(context, question, NULL, on_answer, flight, NULL, NULL) == 0);
    flight->asked++;
}

static void turn(t2s_context *context)
{
    struct pollfd descriptor = {.fd = t2s_context_fd(context), .events = (short)t2s_context_events(context)};
    int timeout = t2s_context_timeout(context);

    poll(&descriptor, 1, timeout < 0 || timeout > 1000 ? 1000 : timeout);
    must(t2s_context_dispatch(context) == 0);
}

/* Until all are answered. The most that was allocated meanwhile, looked at now and then. */
static double fly(t2s_context *context, const struct flight *flight)
{
    uint64_t next = 0;
    double most = 0;

    while (flight->ended < flight->asked) {
        turn(context);
        if (t2s_loop_now() >= next) {
            double now = allocated();

            most = now > most ? now : most;
            next = t2s_loop_now() + 100000000;
        }
    }
    return most;
}

static int report(const struct flight *flight, const char *what)
{
    if (flight->answered == flight->asked)
        return 0;
    printf("%s: %zu of %zu were not answered: %s\n", what, flight->asked - flight->answered, flight->asked, flight->message);
    return 1;
}

static int measure_flight(const struct server *server, size_t count)
{
    t2s_context *context = open_context(server->port, 0);
    struct flight warm = {.asked = 0};
    struct flight flight = {.asked = 0};
    struct usage before, after;
    unsigned long long connections[2], requests[2];
    double resident, peak, allocated_before, allocated_most, wall;
    char what[32];

    ask(context, "How many customers are there?", &warm); /* the schema is read, and a connection made */
    fly(context, &warm);
    server_stats(server, &connections[0], &requests[0]);
    malloc_trim(0);
    forget_peak();
    resident = memory_of("VmRSS:");
    allocated_before = allocated();
    before = usage_now();
    for (size_t i = 0; i < count; i++) {
        char question[96];

        snprintf(question, sizeof(question), "How many orders of customer %zu were placed per status?", i);
        ask(context, question, &flight);
    }
    allocated_most = fly(context, &flight);
    after = usage_now();
    peak = memory_of("VmHWM:");
    server_stats(server, &connections[1], &requests[1]);
    wall = (double)(flight.last_at - before.at) / 1e6;
    printf("%9zu %10.1f %8.3f %14.1f %14.1f %14.1f %12llu %12llu %10llu\n", count, wall, wall / (double)delay_ms,
           (after.processor - before.processor) * 1e6 / (double)count, (peak - resident) / 1024 / (double)count,
           (allocated_most - allocated_before) / 1024 / (double)count, (unsigned long long)flight.prompt_bytes,
           connections[1] - connections[0], requests[1] - requests[0]);
    fflush(stdout);
    t2s_context_free(context);
    snprintf(what, sizeof(what), "%zu in flight", count);
    return report(&warm, "the first question") | report(&flight, what);
}

static int compare(const void *left, const void *right)
{
    uint64_t a = *(const uint64_t *)left;
    uint64_t b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

static int measure_cached(const struct server *server)
{
    enum { TIMES = 2000 };
    static uint64_t samples[TIMES];
    t2s_context *context = open_context(server->port, 1);
    struct flight warm = {.asked = 0};
    struct flight flight = {.asked = 0};
    struct usage before, after;
    unsigned long long connections, requests[2];

    ask(context, "How many orders were placed per status?", &warm);
    fly(context, &warm);
    server_stats(server, &connections, &requests[0]);
    before = usage_now();
    for (size_t i = 0; i < TIMES; i++) {
        uint64_t began = t2s_loop_now();

        ask(context, "How many orders were placed per status?", &flight);
        while (flight.ended < flight.asked)
            turn(context);
        samples[i] = flight.last_at - began;
    }
    after = usage_now();
    server_stats(server, &connections, &requests[1]);
    qsort(samples, TIMES, sizeof(*samples), compare);
    printf("an answer out of the cache: median %.1f us, p90 %.1f us, processor %.1f us; %llu calls for %d questions\n",
           (double)samples[TIMES / 2] / 1000, (double)samples[TIMES * 9 / 10] / 1000,
           (after.processor - before.processor) * 1e6 / TIMES, requests[1] - requests[0], TIMES);
    t2s_context_free(context);
    return report(&warm, "the question to cache") | report(&flight, "cached");
}

static int measure_coalesced(const struct server *server)
{
    enum { TIMES = 100 };
    t2s_context *context = open_context(server->port, 0);
    struct flight warm = {.asked = 0};
    struct flight flight = {.asked = 0};
    unsigned long long connections, requests[2];
    uint64_t began;

    ask(context, "How many customers are there?", &warm);
    fly(context, &warm);
    server_stats(server, &connections, &requests[0]);
    began = t2s_loop_now();
    for (size_t i = 0; i < TIMES; i++)
        ask(context, "How many orders were placed per status?", &flight);
    fly(context, &flight);
    server_stats(server, &connections, &requests[1]);
    printf("%d identical questions at once: %llu call(s), %.1f ms\n", TIMES, requests[1] - requests[0],
           (double)(flight.last_at - began) / 1e6);
    t2s_context_free(context);
    return report(&warm, "the first question") | report(&flight, "identical");
}

int main(int argc, char **argv)
{
    const size_t largest = (size_t)from_environment("FLIGHT", 10000);
    struct server server;
    char directory[64];
    int failed = 0;

    delay_ms = from_environment("DELAY_MS", delay_ms);
    option_count = argc - 1;
    options_given = argv + 1;
    clean_environment();
    open_files();
    make_directory(directory);
    with_tls = from_environment("TLS", 0) != 0;
    if (with_tls)
        make_certificate(directory);
    server_start(&server);
    printf("the server answers after %ld ms; memory is kB a question, prompt included\n", delay_ms);
    printf("%9s %10s %8s %14s %14s %14s %12s %12s %10s\n", "questions", "wall ms", "ratio", "processor us", "resident kB",
           "allocated kB", "prompt B", "connections", "requests");
    for (size_t count = 1; count <= largest; count *= count == 1 ? 100 : 10)
        failed |= measure_flight(&server, count);
    failed |= measure_cached(&server);
    failed |= measure_coalesced(&server);
    server_stop(&server);
    remove_directory(directory);
    return failed;
}
