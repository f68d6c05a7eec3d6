/* SPDX-License-Identifier: MIT */
/* A database by its URI: which dialect, metadata source and executor its scheme stands for. */
#include <string.h>

#include <text2sql/sys/dialect.h>

#include "engine/context.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"

/* A kind of server. */
struct kind {
    const char *dialect;
    const char *schemes[2]; /* the second may be NULL */
    int (*dialect_new)(t2s_dialect **ret_dialect);
    int (*source_new)(const t2s_options *options, t2s_metadata_source **ret_source, t2s_error **reterr_error);
    int (*executor_new)(const t2s_options *options, t2s_executor **ret_executor, t2s_error **reterr_error);
    int has_source_options; /* among the parameters of its URI */
};

static const struct kind kinds[] = {
    {"postgres", {"postgresql", "postgres"}, t2s_postgres_dialect_new, t2s_postgres_metadata_source_new, t2s_postgres_executor_new, 0},
    {"trino", {"trino", NULL}, t2s_trino_dialect_new, t2s_trino_metadata_source_new, t2s_trino_executor_new, 1},
    {"presto", {"presto", NULL}, t2s_presto_dialect_new, t2s_presto_metadata_source_new, t2s_presto_executor_new, 1},
};

enum { KIND_COUNT = sizeof(kinds) / sizeof(kinds[0]) };

/* Parameters of a URI that are about what is read of the schema; all others are about the connection. */
static const char *const source_options[] = {
    "catalogs",     "exclude_catalogs", "schemas",           "exclude_schemas",       "tables",   "exclude_tables",
    "hide_columns", "parallel",         "statistics_tables", "statistics_timeout_ms", "functions"};

static int is_scheme(const char *uri, const char *scheme)
{
    size_t length = strlen(scheme);

    for (size_t i = 0; i < length; i++)
        if ((uri[i] >= 'A' && uri[i] <= 'Z' ? uri[i] | 0x20 : uri[i]) != scheme[i])
            return 0;
    return strncmp(uri + length, "://", 3) == 0;
}

static const struct kind *kind_of(const char *uri)
{
    for (size_t i = 0; uri != NULL && i < KIND_COUNT; i++)
        for (size_t j = 0; j < 2 && kinds[i].schemes[j] != NULL; j++)
            if (is_scheme(uri, kinds[i].schemes[j]))
                return &kinds[i];
    return NULL;
}

const char *t2s_database_dialect(const char *uri)
{
    const struct kind *kind = kind_of(uri);

    return kind != NULL ? kind->dialect : NULL;
}

int t2s_dialect_by_name(const char *name, t2s_dialect **ret_dialect)
{
    if (ret_dialect == NULL)
        return T2S_E_INVALID;
    for (size_t i = 0; name != NULL && i < KIND_COUNT; i++)
        if (strcmp(kinds[i].dialect, name) == 0)
            return kinds[i].dialect_new(ret_dialect);
    return T2S_E_NOTFOUND;
}

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

/* What %2C and its like stand for, in place. */
static void decode(char *text)
{
    char *to = text;

    for (; *text != '\0'; text++) {
        int high = *text == '%' ? hex(text[1]) : -1, low = high >= 0 ? hex(text[2]) : -1;

        if (low > 0 || (low == 0 && high > 0)) {
            *to++ = (char)(high * 16 + low);
            text += 2;
        } else
            *to++ = *text;
    }
    *to = '\0';
}

/* One parameter, NUL-terminated. 1: it is the source's, and among `options` now; 0: it is not; T2S_E_NOMEM. */
static int take_parameter(char *parameter, t2s_options *options)
{
    char *value = strchr(parameter, '=');
    int code;

    for (size_t i = 0; value != NULL && i < sizeof(source_options) / sizeof(*source_options); i++)
        if (strlen(source_options[i]) == (size_t)(value - parameter) &&
            strncmp(parameter, source_options[i], (size_t)(value - parameter)) == 0) {
            decode(value + 1);
            code = t2s_options_set(options, source_options[i], value + 1);
            return code == 0 ? 1 : code;
        }
    return 0;
}

/* The URI without the source's own parameters, which go among the options. 0; T2S_E_NOMEM. */
static int split_parameters(char *uri, t2s_options *options, t2s__buffer *ret_rest)
{
    char *at = uri + strcspn(uri, "?");
    char mark = '?';

    t2s__buffer_append(ret_rest, uri, (size_t)(at - uri));
    while (*at != '\0') {
        char *parameter = at + 1;
        size_t length = strcspn(parameter, "&");
        char end = parameter[length];
        int taken;

        parameter[length] = '\0';
        taken = take_parameter(parameter, options);
        if (taken < 0)
            return taken;
        if (taken == 0) {
            t2s__buffer_char(ret_rest, mark);
            t2s__buffer_append(ret_rest, parameter, length);
            mark = '&';
        }
        at = parameter + length;
        *at = end;
    }
    return 0;
}

/* The options of both parts, and those that are the source's alone. */
static int make_options(const struct kind *kind, const char *uri, t2s_options **ret_shared, t2s_options **ret_source)
{
    t2s__buffer rest = T2S__BUFFER_INIT;
    char *copy = t2s__strdup(uri);
    int code = copy != NULL ? t2s_options_new(ret_shared) : T2S_E_NOMEM;

    if (code == 0)
        code = t2s_options_new(ret_source);
    if (code == 0 && kind->has_source_options)
        code = split_parameters(copy, *ret_source, &rest);
    else if (code == 0)
        t2s__buffer_text(&rest, uri);
    if (code == 0 && rest.failed)
        code = T2S_E_NOMEM;
    if (code == 0)
        code = t2s_options_set(*ret_shared, "uri", t2s__buffer_string(&rest));
    if (code == 0)
        code = t2s_options_set(*ret_source, "uri", t2s__buffer_string(&rest));
    if (copy != NULL)
        t2s__wipe(copy, strlen(uri)); /* it may hold a password */
    if (rest.data != NULL)
        t2s__wipe(rest.data, rest.length);
    t2s__free(copy);
    t2s__buffer_dispose(&rest);
    return code;
}

static int use(t2s_context *context, const struct kind *kind, const t2s_options *shared, const t2s_options *for_source,
               t2s_error **reterr_error)
{
    t2s_dialect *dialect = NULL;
    t2s_metadata_source *source = NULL;
    t2s_executor *executor = NULL;
    int code = kind->source_new(for_source, &source, reterr_error);

    if (code == 0)
        code = kind->executor_new(shared, &executor, reterr_error);
    if (code == 0) {
        code = kind->dialect_new(&dialect);
        if (code == 0)
            code = t2s_context_set_metadata_source(context, source);
        if (code == 0)
            code = t2s_context_set_executor(context, executor);
        if (code == 0)
            code = t2s_context_set_dialect(context, dialect);
        if (code != 0)
            t2s__fail(reterr_error, code, "the database cannot be used: %s", t2s_strerror(code));
    }
    t2s_dialect_unref(dialect);
    t2s_metadata_source_unref(source);
    t2s_executor_unref(executor);
    return code;
}

int t2s_context_use_database(t2s_context *context, const char *uri, t2s_error **reterr_error)
{
    const struct kind *kind = kind_of(uri);
    t2s_options *shared = NULL, *for_source = NULL;
    int code;

    if (context == NULL || uri == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a context and a database URI are needed");
    if (kind == NULL) {
        t2s_error *error = t2s_error_new(T2S_E_INVALID, "the database URI has no scheme that is known here");

        t2s_error_set_hint(error, "use postgresql://user@host:port/database, postgresql:///database?host=/socket/directory, "
                                  "trino://user@host:port/catalog/schema or presto://user@host:port/catalog/schema");
        return t2s__error_return(reterr_error, error);
    }
    code = make_options(kind, uri, &shared, &for_source);
    code = code == 0 ? use(context, kind, shared, for_source, reterr_error) : t2s__fail_nomem(reterr_error);
    t2s_options_free(shared);
    t2s_options_free(for_source);
    return code;
}
