/* SPDX-License-Identifier: MIT */
/*
 * Keys are nowhere but in the request: questions are asked over servers that fail in every way and repeat the key wherever they
 * can, and all that comes out of the library is searched for it: logs at level debug, events, errors and their hints, records of
 * calls, answers, names, identities, recordings. And once a provider is freed, this process's memory is searched as well.
 */
#include <fcntl.h>
#include <malloc.h>

#include <text2sql.h>

#include "../support/connectors.h"

/* The key stands here with its bytes turned over, so that this program holds it only where the library was given it. */
enum { TURN = 0x15 };
static const char turned_key[] = "f~8adpt8Dx\"CeB%Gf&]|!^y'\\{,X`#@t$Z";

enum {
    KEY_LENGTH = sizeof(turned_key) - 1,
    PART = 8, /* so many bytes of it in a row are not chance */
    ARRAY_SIZE = 128
};

static void write_key(char ret[ARRAY_SIZE], const char *before, const char *after)
{
    size_t length = strlen(before);

    must(length + KEY_LENGTH + strlen(after) < ARRAY_SIZE);
    memcpy(ret, before, length);
    for (size_t i = 0; i < KEY_LENGTH; i++)
        ret[length + i] = (char)(turned_key[i] ^ TURN);
    memcpy(ret + length + KEY_LENGTH, after, strlen(after) + 1);
}

static void wipe(void *memory, size_t size)
{
    volatile char *bytes = memory;

    while (size > 0)
        bytes[--size] = 0;
}

static int is_key_part(const char *text, size_t from, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (text[i] != (turned_key[from + i] ^ TURN))
            return 0;
    return 1;
}

/* Where some `part` bytes of the key stand in a text; NULL: nowhere. */
static const char *find_key(const char *text, size_t length, size_t part)
{
    for (size_t at = 0; at + part <= length; at++)
        for (size_t from = 0; from + part <= KEY_LENGTH; from++)
            if (is_key_part(text + at, from, part))
                return text + at;
    return NULL;
}

/* All that comes out. */

static char *heard;
static size_t heard_length;

static void hear_bytes(const char *text, size_t length)
{
    heard = realloc(heard, heard_length + length + 1);
    must(heard != NULL);
    memcpy(heard + heard_length, text, length);
    heard[heard_length + length] = '\n';
    heard_length += length + 1;
}

static void hear(const char *text)
{
    if (text != NULL)
        hear_bytes(text, strlen(text));
}

static void hear_error(const t2s_error *error)
{
    if (error == NULL)
        return;
    hear(t2s_error_message(error));
    hear(t2s_error_hint(error));
    hear(t2s_error_sqlstate(error));
}

static void hear_call(const t2s_call *call)
{
    hear(t2s_call_provider(call));
    hear(t2s_call_model(call));
    hear_error(t2s_call_error(call));
}

static void on_log(const t2s_log_record *record, void *user_data)
{
    (void)user_data;
    hear(t2s_log_record_message(record));
    for (size_t i = 0; i < t2s_log_record_field_count(record); i++) {
        hear(t2s_log_record_field_name(record, i));
        hear(t2s_log_record_field_value(record, i));
    }
}

static void on_event(const t2s_event *event, void *user_data)
{
    size_t length;
    const char *text = t2s_event_text(event, &length, NULL);

    (void)user_data;
    if (text != NULL)
        hear_bytes(text, length);
    if (t2s_event_call(event) != NULL)
        hear_call(t2s_event_call(event));
}

static void hear_answer(t2s_answer *answer)
{
    hear(t2s_answer_sql(answer));
    hear(t2s_answer_explanation(answer));
    hear(t2s_answer_clarification(answer));
    hear(t2s_answer_refused_by(answer));
    hear(t2s_answer_model(answer));
    hear_error(t2s_answer_error(answer));
    for (size_t i = 0; i < t2s_answer_call_count(answer); i++)
        hear_call(t2s_answer_call(answer, i));
}

/* Servers. Each says the key again in another place. */
static const char *const scripts[] = {
    "{\"default\":{\"sql\":\"SELECT id FROM t\"}}",
    "{\"connection\":\"hang_up\"}",
    "{\"default\":{\"fault\":\"reset_body\"}}",
    "{\"default\":{\"fault\":\"garbage\"}}",
    "{\"auth\":{\"keys\":[],\"echo\":true}}",
    "{\"default\":{\"status\":400,\"echo\":true,\"error\":{\"message\":\"bad "
    "{key}\",\"type\":\"{key}\",\"code\":\"{key}\",\"param\":\"{key}\"}}}",
    "{\"default\":{\"status\":403,\"echo\":true,\"body\":\"{key}\"}}",
    "{\"default\":{\"status\":429,\"echo\":true,\"body\":\"<html>{key}</html>\",\"headers\":{\"Content-Type\":\"text/html\"}}}",
    "{\"default\":{\"status\":500,\"echo\":true,\"body\":\"{\\\"message\\\":\\\"a {key} b {key}\\\"}\"}}",
    "{\"default\":{\"status\":422,\"echo\":true,\"body\":\"{\\\"detail\\\":[{\\\"msg\\\":\\\"{key}\\\",\\\"loc\\\":[\\\"{key}\\\"]}"
    "]}\"}}",
    "{\"default\":{\"echo\":true,\"body\":\"{\\\"error\\\":{\\\"message\\\":\\\"x{key}\\\",\\\"code\\\":\\\"{key}\\\"}}\"}}",
    "{\"default\":{\"echo\":true,\"body\":\"{\\\"type\\\":\\\"error\\\",\\\"error\\\":{\\\"message\\\":\\\"x{key}\\\",\\\"type\\\":"
    "\\\"{key}\\\"}}\"}}",
    "{\"default\":{\"echo\":true,\"body\":\"no JSON but {key}\"}}",
    ("{\"default\":{\"echo\":true,\"body\":\"data: {key}\\n\\ndata: {\\\"error\\\":{\\\"message\\\":\\\"{key}\\\"}}\\n\\n\","
     "\"headers\":{\"Content-Type\":\"text/event-stream\"}}}"),
};

enum { SCRIPTS = sizeof(scripts) / sizeof(*scripts) };

/* Where the key is given. */
enum { AS_OPTION, FROM_FILE, FROM_ENVIRONMENT, BY_CALLBACK, IN_HEADERS, IN_PROXY, SOURCES };

static struct llm_server server;

static void on_token(t2s_token_request *request, int rejected, void *user_data)
{
    char token[ARRAY_SIZE];

    (void)rejected;
    (void)user_data;
    write_key(token, "", "");
    t2s_token_request_finish(request, token, UINT64_MAX, NULL);
    wipe(token, sizeof(token));
}

static void write_bytes(const char *path, const char *text)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    must(file >= 0);
    must(write(file, text, strlen(text)) == (ssize_t)strlen(text));
    close(file);
}

static void set_key(t2s_options *options, int source)
{
    char value[ARRAY_SIZE];
    char path[128];
    char proxy[ARRAY_SIZE];

    write_key(value, "", "");
    switch (source) {
    case AS_OPTION:
        t2s_options_set(options, "api_key", value);
        break;
    case FROM_FILE:
        snprintf(path, sizeof(path), "%s/key", server.directory);
        write_key(value, "", "\n");
        write_bytes(path, value); /* not by stdio, whose buffers keep it */
        t2s_options_set(options, "api_key_file", path);
        break;
    case FROM_ENVIRONMENT:
        setenv("KEY_OF_THE_TEST", value, 1);
        t2s_options_set(options, "api_key_env", "KEY_OF_THE_TEST");
        break;
    case BY_CALLBACK:
        t2s_options_set(options, "auth", "callback");
        break;
    case IN_HEADERS:
        write_key(value, "Authorization: Bearer ", "\nX-Other: y");
        t2s_options_set(options, "headers", value);
        break;
    case IN_PROXY:
        snprintf(path, sizeof(path), "@127.0.0.1:%d", server.port);
        write_key(proxy, "http://user:", path);
        t2s_options_set(options, "proxy", proxy);
        wipe(proxy, sizeof(proxy));
        break;
    }
    wipe(value, sizeof(value));
}

static t2s_provider *make_with_key(int which, int source)
{
    const struct connector *connector = &connectors[which];
    t2s_provider *provider = NULL;
    t2s_options *options;
    t2s_error *error = NULL;
    char base_url[64];

    snprintf(base_url, sizeof(base_url), "http://127.0.0.1:%d/v1", server.port);
    ck_assert_int_eq(t2s_options_new(&options), 0);
    t2s_options_set(options, "base_url", base_url);
    t2s_options_set(options, "stream", connector->stream);
    t2s_options_set(options, "timeout_ms", "200000");
    if (connector->api != NULL)
        t2s_options_set(options, "api", connector->api);
    set_key(options, source);
    ck_assert_msg(connector->make(options, &provider, &error) == 0, "%s", t2s_error_message(error));
    t2s_options_free(options);
    if (source == BY_CALLBACK)
        ck_assert_int_eq(t2s_provider_set_token_callback(provider, on_token, NULL, NULL), 0);
    if (source == FROM_ENVIRONMENT) {
        wipe(getenv("KEY_OF_THE_TEST"), KEY_LENGTH); /* the environment is not the library's */
        unsetenv("KEY_OF_THE_TEST");
    }
    return provider;
}

/* As it is used: recorded, tried again, in a chain. */
static t2s_provider *make_recorded(int which, int source, const char *path)
{
    t2s_provider *both[2] = {make_with_key(which, source), make_with_key((which + 2) % CONNECTORS, source)};
    t2s_provider *chain = NULL;
    t2s_provider *retry = NULL;
    t2s_provider *recording = NULL;
    t2s_options *options;

    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_options_set(options, "attempts", "2"), 0);
    ck_assert_int_eq(t2s_options_set(options, "base_delay_ms", "1"), 0);
    ck_assert_int_eq(t2s_chain_provider_new(both, 2, NULL, &chain, NULL), 0);
    ck_assert_int_eq(t2s_retry_provider_new(chain, options, &retry, NULL), 0);
    ck_assert_int_eq(t2s_recording_provider_new(retry, path, &recording, NULL), 0);
    for (int i = 0; i < 2; i++) {
        hear(t2s_provider_name(both[i]));
        hear(t2s_provider_identity(both[i]));
        t2s_provider_unref(both[i]);
    }
    hear(t2s_provider_identity(chain));
    hear(t2s_provider_identity(recording));
    t2s_provider_unref(chain);
    t2s_provider_unref(retry);
    t2s_options_free(options);
    return recording;
}

static t2s_context *open_context(t2s_provider *provider)
{
    t2s_options *options;
    t2s_metadata_source *source = NULL;
    t2s_dialect *dialect = NULL;
    t2s_context *context = NULL;
    char path[128];
    const char *paths[] = {path};

    snprintf(path, sizeof(path), "%s/schema.sql", server.directory);
    write_whole_file(path, "CREATE TABLE t (id int);");
    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_options_set(options, "execute", "0"), 0);
    ck_assert_int_eq(t2s_context_new(options, &context, NULL), 0);
    ck_assert_int_eq(t2s_ddl_metadata_source_new(paths, 1, &source, NULL), 0);
    ck_assert_int_eq(t2s_postgres_dialect_new(&dialect), 0);
    ck_assert_int_eq(t2s_context_set_metadata_source(context, source), 0);
    ck_assert_int_eq(t2s_context_set_dialect(context, dialect), 0);
    ck_assert_int_eq(t2s_context_set_provider(context, provider), 0);
    ck_assert_int_eq(t2s_context_set_log(context, T2S_LOG_DEBUG, on_log, NULL), 0);
    ck_assert_int_eq(t2s_context_set_event_callback(context, on_event, NULL), 0);
    t2s_metadata_source_unref(source);
    t2s_dialect_unref(dialect);
    t2s_options_free(options);
    return context;
}

static void ask_once(int which, int source, const char *path)
{
    t2s_provider *provider = make_recorded(which, source, path);
    t2s_context *context = open_context(provider);
    t2s_answer *answer = NULL;
    t2s_error *error = NULL;

    t2s_provider_unref(provider);
    t2s_ask_sync(context, "How many?", NULL, &answer, &error);
    ck_assert_ptr_nonnull(answer);
    ck_assert_uint_gt(t2s_answer_call_count(answer), 0);
    hear_answer(answer);
    hear_error(error);
    t2s_error_unref(error);
    t2s_answer_unref(answer);
    t2s_context_free(context);
}

static void hear_file(const char *path)
{
    char *text = read_whole_file(path);

    hear(text);
    free(text);
}

static void assert_unheard(void)
{
    const char *found = find_key(heard, heard_length, PART);
    char line[256];

    if (found == NULL)
        return;
    snprintf(line, sizeof(line), "%.200s", found > heard + 100 ? found - 100 : heard);
    ck_abort_msg("the key was heard: %s", line);
}

START_TEST(the_key_comes_out_nowhere)
{
    char path[128];
    char *log;

    llm_server_start(&server, scripts[_i]);
    snprintf(path, sizeof(path), "%s/replies.jsonl", server.directory);
    for (int source = 0; source < SOURCES; source++)
        for (int which = 0; which < CONNECTORS; which++)
            ask_once(which, source, path);
    hear_file(path);
    hear_file("/proc/self/cmdline"); /* what a core dump's notes hold */
    hear_file("/proc/self/environ");
    ck_assert_uint_gt(heard_length, 1000);
    assert_unheard();
    log = read_whole_file(server.log); /* and yet it was sent */
    if (strstr(scripts[_i], "hang_up") == NULL)
        ck_assert_ptr_nonnull(find_key(log, strlen(log), KEY_LENGTH));
    free(log);
    llm_server_stop(&server);
}
END_TEST

/* What is refused at construction. */
START_TEST(errors_of_construction_do_not_repeat_it)
{
    static const char *const before[] = {"api_key=",
                                         "api_key= ",
                                         "headers=",
                                         "headers=X: \x01",
                                         "proxy=http://user:",
                                         "proxy=ftp://user:",
                                         "base_url=http://user:",
                                         "base_url=http://host/?key=",
                                         "ca_file=/no/such/",
                                         "temperature=",
                                         "output=",
                                         "stream=",
                                         "http_version=",
                                         "auth="};
    static const char *const after[] = {"", "\n", "\xff", "@host:1", "@host:port", "\r\nX: y"};
    char text[ARRAY_SIZE];

    clean_environment();
    for (size_t b = 0; b < sizeof(before) / sizeof(*before); b++) {
        for (size_t a = 0; a < sizeof(after) / sizeof(*after); a++) {
            size_t name_length = strcspn(before[b], "=");
            t2s_options *options;
            t2s_provider *provider = NULL;
            t2s_error *error = NULL;
            char name[32];

            snprintf(name, sizeof(name), "%.*s", (int)name_length, before[b]);
            write_key(text, before[b] + name_length + 1, after[a]);
            ck_assert_int_eq(t2s_options_new(&options), 0);
            t2s_options_set(options, "base_url", "http://127.0.0.1:1/v1");
            t2s_options_set(options, name, text);
            connectors[_i].make(options, &provider, &error);
            hear_error(error);
            hear(t2s_provider_identity(provider));
            t2s_error_unref(error);
            t2s_provider_unref(provider);
            t2s_options_free(options);
        }
    }
    assert_unheard();
}
END_TEST

/* This process's memory. */

/* Is the key in these bytes? `skip` is this function's own buffer. */
static int key_is_in_memory(int memory, uintptr_t from, uintptr_t to)
{
    static char piece[65536];
    const uintptr_t step = sizeof(piece) - KEY_LENGTH;

    for (uintptr_t at = from; at < to; at += step) {
        size_t size = to - at < sizeof(piece) ? to - at : sizeof(piece);
        ssize_t got;

        if (at + size > (uintptr_t)piece && at < (uintptr_t)piece + sizeof(piece))
            continue;
        got = pread(memory, piece, size, (off_t)at);
        if (got > 0 && find_key(piece, (size_t)got, KEY_LENGTH) != NULL)
            return 1;
    }
    return 0;
}

/* Writable mappings but for stacks: this test's own hands are there. */
static int key_is_in_process(void)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY);
    int found = 0;
    char line[512];

    must(maps != NULL && memory >= 0);
    while (!found && fgets(line, sizeof(line), maps) != NULL) {
        unsigned long from = 0;
        unsigned long to = 0;
        char rights[8] = "";

        must(sscanf(line, "%lx-%lx %7s", &from, &to, rights) == 3);
        if (strncmp(rights, "rw", 2) == 0 && strstr(line, "[stack") == NULL && to - from < (1UL << 30))
            found = key_is_in_memory(memory, from, to);
    }
    fclose(maps);
    close(memory);
    return found;
}

START_TEST(the_search_finds_what_is_there)
{
    char *there = malloc(ARRAY_SIZE);

    write_key(there, "", "");
    ck_assert(key_is_in_process());
    wipe(there, ARRAY_SIZE);
    ck_assert(!key_is_in_process());
    free(there);
}
END_TEST

/* The library wipes what it held. Without a call: what libcurl frees it does not wipe. */
START_TEST(a_freed_provider_leaves_no_key_in_memory)
{
    llm_server_start(&server, "{}");
    for (int source = 0; source < SOURCES; source++) {
        t2s_provider *provider = make_with_key(_i, source);

        if (source != BY_CALLBACK)
            ck_assert_msg(key_is_in_process(), "source %d: it is not there to begin with", source);
        t2s_provider_unref(provider);
        ck_assert_msg(!key_is_in_process(), "source %d", source);
    }
    llm_server_stop(&server);
}
END_TEST

/* With calls: nothing that is not freed holds it. The allocator overwrites what is freed. */
START_TEST(after_calls_nothing_holds_the_key)
{
    char path[128];

    mallopt(M_PERTURB, 0x5A);
    llm_server_start(
        &server, "{\"cycle\":true,\"steps\":[{\"status\":500,\"echo\":true,\"body\":\"{key}\"},{\"sql\":\"SELECT id FROM t\"}]}");
    snprintf(path, sizeof(path), "%s/replies.jsonl", server.directory);
    for (int source = 0; source < SOURCES; source++) {
        ask_once(_i, source, path);
        ck_assert_msg(!key_is_in_process(), "source %d", source);
    }
    llm_server_stop(&server);
}
END_TEST

/* Sanitizers and valgrind keep what was freed. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static int freed_memory_is_kept(void)
{
    const char *preloaded = getenv("LD_PRELOAD");

    return SANITIZED || (preloaded != NULL && strstr(preloaded, "vgpreload") != NULL);
}

/* The allocator's caches for a thread are not overwritten; they can be turned off only from outside. */
static void begin_without_caches(char **arguments)
{
    if (getenv("GLIBC_TUNABLES") != NULL)
        return;
    setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0", 1);
    execv("/proc/self/exe", arguments);
    abort();
}

int main(int count, char **arguments)
{
    Suite *suite = suite_create("keys");
    TCase *tests = tcase_create("keys");
    SRunner *runner;
    int failed;

    (void)count;
    if (!freed_memory_is_kept())
        begin_without_caches(arguments);
    tcase_set_timeout(tests, 600);
    tcase_add_loop_test(tests, the_key_comes_out_nowhere, 0, SCRIPTS);
    tcase_add_loop_test(tests, errors_of_construction_do_not_repeat_it, 0, CONNECTORS);
    if (!freed_memory_is_kept()) {
        tcase_add_test(tests, the_search_finds_what_is_there);
        tcase_add_loop_test(tests, a_freed_provider_leaves_no_key_in_memory, 0, CONNECTORS);
        tcase_add_loop_test(tests, after_calls_nothing_holds_the_key, 0, CONNECTORS);
    }
    suite_add_tcase(suite, tests);
    llm_server_prepare();
    runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
