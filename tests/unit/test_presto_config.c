/* SPDX-License-Identifier: MIT */
/* How to reach Trino and Presto: URIs, options, headers, and which address of the server's is followed. */
#include <stdlib.h>
#include <string.h>

#include "../support/suite.h"
#include "net/presto_internal.h"
#include "util/memory.h"

static t2s__presto_config *config;
static t2s_error *error;

struct settings {
    t2s__presto_settings server;
};

static const t2s__option known[] = {T2S__PRESTO_OPTIONS(struct settings, server)};

/* `pairs` are options, names and values in turn, and end with NULL. */
static int make(int flavour, const char *uri, const char *const *pairs)
{
    struct settings settings = {.server = {0}};
    t2s_options *options;
    int code;

    t2s__presto_config_unref(config);
    t2s_error_unref(error);
    config = NULL;
    error = NULL;
    ck_assert_int_eq(t2s_options_new(&options), 0);
    ck_assert_int_eq(t2s_options_set(options, "uri", uri), 0);
    for (size_t i = 0; pairs != NULL && pairs[i] != NULL; i += 2)
        ck_assert_int_eq(t2s_options_set(options, pairs[i], pairs[i + 1]), 0);
    t2s__presto_settings_init(&settings.server);
    code = t2s__options_read(options, known, sizeof(known) / sizeof(*known), &settings, &error);
    if (code == 0)
        code = t2s__presto_config_new(flavour, &settings.server, &config, &error);
    t2s__presto_settings_dispose(&settings.server);
    t2s_options_free(options);
    return code;
}

static int trino(const char *uri)
{
    return make(T2S__PRESTO_TRINO, uri, NULL);
}

static const char *value_of(const t2s__presto_headers *headers, const char *name)
{
    for (size_t i = 0; i < headers->count; i++)
        if (strcmp(headers->items[i].name, name) == 0)
            return headers->items[i].value;
    return NULL;
}

static void teardown(void)
{
    t2s__presto_config_unref(config);
    t2s_error_unref(error);
    config = NULL;
    error = NULL;
}

START_TEST(a_uri_says_where_who_and_what)
{
    ck_assert_int_eq(trino("trino://ann@Example.COM:8443/hive/web%20logs?ssl=true&source=reports&session.join_distribution_type=BROADCAST"), 0);
    ck_assert_str_eq(t2s__presto_config_origin(config), "https://example.com:8443");
    ck_assert_str_eq(t2s__presto_config_user(config), "ann");
    ck_assert_str_eq(t2s__presto_config_catalog(config), "hive");
    ck_assert_str_eq(t2s__presto_config_schema(config), "web logs");
    ck_assert_str_eq(config->source, "reports");
    ck_assert_str_eq(t2s_options_get(config->session, "join_distribution_type"), "BROADCAST");
}
END_TEST

START_TEST(ports_and_tls_follow_from_each_other)
{
    static const char *const uris[][2] = {
        {"trino://host", "http://host:8080"},           {"trino://host:443", "https://host:443"},
        {"trino://host?ssl=true", "https://host:443"},  {"trino://host?SSL=true", "https://host:443"},
        {"trino://host:443?ssl=false", "http://host:443"}, {"https://host", "https://host:443"},
        {"http://host", "http://host:80"},              {"http://host:8080/c", "http://host:8080"},
        {"trino://[::1]:9", "http://[::1]:9"},          {"trino://host:8080/", "http://host:8080"},
    };

    for (size_t i = 0; i < sizeof(uris) / sizeof(*uris); i++) {
        ck_assert_int_eq(trino(uris[i][0]), 0);
        ck_assert_str_eq(t2s__presto_config_origin(config), uris[i][1]);
        ck_assert_str_eq(t2s__presto_config_user(config), "libtext2sql");
    }
}
END_TEST

START_TEST(what_cannot_be_read_is_refused_without_being_quoted)
{
    static const char *const uris[] = {
        "", "host", "presto://host", "trino://", "trino:///catalog", "postgres://host", "trino://a:s3cret@ho st", "trino://host/a/b/c",
        "trino://host#f", "trino://host?s3cret", "trino://host?ssl=maybe", "https://host?ssl=false", "trino://a:s3cret%zz@host?ssl=true",
        "trino://a:s3cret%00@host?ssl=true", "trino://host?uri=trino://other", "trino://host:99999", "trino://host?next_uri=s3cret",
        "trino://a%0d%0aX:b@host?ssl=true", "trino://a:s3cret@host?ssl=true&token=s3cret", "trino://host?page_bytes=1",
    };

    for (size_t i = 0; i < sizeof(uris) / sizeof(*uris); i++) {
        ck_assert_msg(trino(uris[i]) == T2S_E_INVALID, "%s", uris[i]);
        ck_assert_ptr_null(strstr(t2s_error_message(error), "s3cret"));
    }
    ck_assert_int_eq(make(T2S__PRESTO_PRESTODB, "presto://host", NULL), 0);
    ck_assert_int_eq(make(T2S__PRESTO_PRESTODB, "trino://host", NULL), T2S_E_INVALID);
}
END_TEST

START_TEST(a_number_in_the_uri_counts_unless_an_option_says_otherwise)
{
    static const char *const option[] = {"retry_ms", "7", NULL};

    ck_assert_int_eq(trino("trino://host?retry_ms=5&connect_timeout_ms=6"), 0);
    ck_assert_int_eq(config->retry_ms, 5);
    ck_assert_int_eq(config->connect_timeout_ms, 6);
    ck_assert_int_eq(make(T2S__PRESTO_TRINO, "trino://host?retry_ms=5", option), 0);
    ck_assert_int_eq(config->retry_ms, 7);
}
END_TEST

START_TEST(credentials_do_not_go_out_without_tls)
{
    static const char *const password[] = {"user", "ann", "password", "pw", NULL};
    static const char *const token[] = {"token", "abc", NULL};
    static const char *const extra[] = {"credential.key", "abc", NULL};
    static const char *const *const all[] = {password, token, extra};
    static const char *const told[] = {"user", "ann", "password", "pw", "plain_credentials", "true", NULL};

    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        ck_assert_int_eq(make(T2S__PRESTO_TRINO, "trino://host:8080", all[i]), T2S_E_INVALID);
        ck_assert_int_eq(make(T2S__PRESTO_TRINO, "trino://host:8080?ssl=true", all[i]), 0);
    }
    ck_assert_int_eq(trino("trino://ann:pw@host:8080"), T2S_E_INVALID);
    ck_assert_int_eq(make(T2S__PRESTO_TRINO, "trino://host:8080", told), 0);
    ck_assert_str_eq(config->authorization, "Basic YW5uOnB3");
}
END_TEST

START_TEST(a_token_says_who_it_is_to_trino_but_not_to_presto)
{
    static const char *const token[] = {"token", "abc", NULL};
    static const char *const bad[] = {"token", "a\nb", NULL};

    ck_assert_int_eq(make(T2S__PRESTO_TRINO, "https://host", token), 0);
    ck_assert_ptr_null(t2s__presto_config_user(config));
    ck_assert_str_eq(config->authorization, "Bearer abc");
    ck_assert_int_eq(make(T2S__PRESTO_PRESTODB, "https://host", token), T2S_E_INVALID);
    ck_assert_int_eq(make(T2S__PRESTO_TRINO, "https://host", bad), T2S_E_INVALID);
}
END_TEST

START_TEST(headers_are_of_the_family_and_encoded)
{
    static const char *const pairs[] = {"session.hive.a", "x=1, ü", "roles", "system=admin,hive=ALL", "credential.k", "v w", NULL};
    t2s_options *session;
    t2s__presto_headers headers = {0};

    ck_assert_int_eq(make(T2S__PRESTO_TRINO, "https://ann@host/c/s", pairs), 0);
    ck_assert_int_eq(t2s_options_new(&session), 0);
    t2s_options_set(session, "b", "2");
    t2s_options_set(session, "hive.a", "3");
    {
        const t2s__presto_statement statement = {.sql = "SELECT 1", .user = "bob", .time_zone = "Asia/Tokyo", .session = session};

        ck_assert_int_eq(t2s__presto_headers_statement(&headers, config, &statement, "Basic x", NULL), 0);
    }
    ck_assert_str_eq(value_of(&headers, "X-Trino-User"), "bob");
    ck_assert_str_eq(value_of(&headers, "X-Trino-Catalog"), "c");
    ck_assert_str_eq(value_of(&headers, "X-Trino-Schema"), "s");
    ck_assert_str_eq(value_of(&headers, "X-Trino-Time-Zone"), "Asia/Tokyo");
    ck_assert_str_eq(value_of(&headers, "X-Trino-Source"), "libtext2sql");
    ck_assert_str_eq(value_of(&headers, "X-Trino-Role"), "system=ROLE%7Badmin%7D,hive=ALL");
    ck_assert_str_eq(value_of(&headers, "X-Trino-Extra-Credential"), "k=v%20w");
    ck_assert_str_eq(value_of(&headers, "X-Trino-Client-Capabilities"), "PARAMETRIC_DATETIME");
    ck_assert_str_eq(value_of(&headers, "Authorization"), "Basic x");
    ck_assert_ptr_null(value_of(&headers, "X-Trino-Transaction-Id"));
    for (size_t i = 0, seen = 0; i < headers.count; i++)
        if (strcmp(headers.items[i].name, "X-Trino-Session") == 0)
            ck_assert_str_eq(headers.items[i].value, seen++ == 0 ? "b=2" : "hive.a=3");
    t2s__presto_headers_dispose(&headers);
    t2s_options_free(session);
    ck_assert_int_eq(make(T2S__PRESTO_PRESTODB, "https://ann@host/c/s", pairs), 0);
    {
        const t2s__presto_statement statement = {.sql = "SELECT 1", .catalog = "other"};

        ck_assert_int_eq(t2s__presto_headers_statement(&headers, config, &statement, NULL, NULL), 0);
    }
    ck_assert_str_eq(value_of(&headers, "X-Presto-User"), "ann");
    ck_assert_str_eq(value_of(&headers, "X-Presto-Catalog"), "other");
    ck_assert_ptr_null(value_of(&headers, "X-Presto-Schema")); /* it was that of another catalog */
    ck_assert_str_eq(value_of(&headers, "X-Presto-Session"), "hive.a=x%3D1%2C%20%C3%BC");
    ck_assert_ptr_null(value_of(&headers, "X-Presto-Client-Capabilities"));
    t2s__presto_headers_dispose(&headers);
}
END_TEST

START_TEST(nobody_smuggles_a_header_in)
{
    static const char *const users[] = {"", " ann", "ann ", "a\r\nX-Trino-User: root", "\xc3\xbc", "a\tb"};
    static const char *const bad_name[] = {"session.a=b,c", "1", NULL};
    t2s__presto_headers headers = {0};

    ck_assert_int_eq(trino("trino://ann@host"), 0);
    for (size_t i = 0; i < sizeof(users) / sizeof(*users); i++) {
        const t2s__presto_statement statement = {.sql = "SELECT 1", .user = users[i]};

        ck_assert_int_eq(t2s__presto_headers_statement(&headers, config, &statement, NULL, NULL), T2S_E_INVALID);
        t2s__presto_headers_dispose(&headers);
    }
    ck_assert_int_eq(make(T2S__PRESTO_TRINO, "trino://ann@host", bad_name), T2S_E_INVALID);
}
END_TEST

START_TEST(only_the_own_origin_is_followed)
{
    static const char *const good[] = {"https://host:443/v1/x?y=1", "https://HOST/v1/x?y=1"};
    static const char *const bad[] = {
        "http://host/v1/x", "https://host:444/v1/x", "https://host.evil.example/v1/x", "https://other/v1/x", "https://host@evil/v1/x",
        "https://ann:pw@host/v1/x", "/v1/x", "ftp://host/v1", "", "https://host\n/x", "file:///etc/passwd", "https://host/x#y",
    };
    char *url = NULL;

    ck_assert_int_eq(trino("https://ann@host"), 0);
    for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
        ck_assert_int_eq(t2s__presto_follow(config, good[i], &url, NULL), 0);
        ck_assert_str_eq(url, "https://host:443/v1/x?y=1");
        t2s__free(url);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
        ck_assert_msg(t2s__presto_follow(config, bad[i], &url, NULL) == T2S_E_PROTOCOL, "%s", bad[i]);
    ck_assert_int_eq(trino("https://ann@host?next_uri=rewrite"), 0);
    ck_assert_int_eq(t2s__presto_follow(config, "http://10.0.0.1:8080/v1/x?y=1", &url, NULL), 0);
    ck_assert_str_eq(url, "https://host:443/v1/x?y=1");
    t2s__free(url);
}
END_TEST

START_TEST(causes_of_errors_are_told_by_their_names)
{
    ck_assert_int_eq(t2s__presto_cause("COLUMN_NOT_FOUND", "USER_ERROR", ""), T2S_CAUSE_NAME);
    ck_assert_int_eq(t2s__presto_cause("SYNTAX_ERROR", "USER_ERROR", "Table a.b.c does not exist"), T2S_CAUSE_NAME);
    ck_assert_int_eq(t2s__presto_cause("SYNTAX_ERROR", "USER_ERROR", "mismatched input"), T2S_CAUSE_QUERY);
    ck_assert_int_eq(t2s__presto_cause("TYPE_MISMATCH", "USER_ERROR", ""), T2S_CAUSE_QUERY);
    ck_assert_int_eq(t2s__presto_cause("DIVISION_BY_ZERO", "USER_ERROR", ""), T2S_CAUSE_DATA);
    ck_assert_int_eq(t2s__presto_cause("SOMETHING_NEW", "USER_ERROR", ""), T2S_CAUSE_DATA);
    ck_assert_int_eq(t2s__presto_cause("PERMISSION_DENIED", "USER_ERROR", ""), T2S_CAUSE_OTHER);
    ck_assert_int_eq(t2s__presto_cause("EXCEEDED_MEMORY_LIMIT", "INSUFFICIENT_RESOURCES", ""), T2S_CAUSE_OTHER);
    ck_assert_int_eq(t2s__presto_cause("HIVE_METASTORE_ERROR", "EXTERNAL", ""), T2S_CAUSE_OTHER);
    ck_assert_int_eq(t2s__presto_cause("GENERIC_INTERNAL_ERROR", "INTERNAL_ERROR", ""), T2S_CAUSE_OTHER);
    ck_assert_int_eq(t2s__presto_cause("TYPE_MISMATCH", NULL, ""), T2S_CAUSE_OTHER);
}
END_TEST

START_TEST(want_of_memory_is_an_error_everywhere)
{
    static const char *const pairs[] = {"session.a", "x y", "roles", "system=admin", "password", "pw", NULL};

    OOM_LOOP(n)
    {
        t2s__presto_headers headers = {0};
        const t2s__presto_statement statement = {.sql = "SELECT 1", .user = "bob"};
        struct settings settings = {.server = {0}};
        t2s_options *options = NULL;
        t2s__presto_config *made = NULL;
        int code = t2s_options_new(&options);

        if (code == 0)
            code = t2s_options_set(options, "uri", "https://ann@host/c/s?source=x");
        for (size_t i = 0; code == 0 && pairs[i] != NULL; i += 2)
            code = t2s_options_set(options, pairs[i], pairs[i + 1]);
        if (code == 0)
            code = t2s__options_read(options, known, sizeof(known) / sizeof(*known), &settings, NULL);
        if (code == 0)
            code = t2s__presto_config_new(T2S__PRESTO_TRINO, &settings.server, &made, NULL);
        if (code == 0)
            code = t2s__presto_headers_statement(&headers, made, &statement, NULL, NULL);
        ck_assert_int_eq(code, oom_failed ? T2S_E_NOMEM : 0);
        t2s__presto_headers_dispose(&headers);
        t2s__presto_config_unref(made);
        t2s__presto_settings_dispose(&settings.server);
        t2s_options_free(options);
    }
}
END_TEST

SUITE("presto_config", NULL, teardown, a_uri_says_where_who_and_what, ports_and_tls_follow_from_each_other,
      what_cannot_be_read_is_refused_without_being_quoted, a_number_in_the_uri_counts_unless_an_option_says_otherwise,
      credentials_do_not_go_out_without_tls, a_token_says_who_it_is_to_trino_but_not_to_presto, headers_are_of_the_family_and_encoded,
      nobody_smuggles_a_header_in, only_the_own_origin_is_followed, causes_of_errors_are_told_by_their_names,
      want_of_memory_is_an_error_everywhere)
