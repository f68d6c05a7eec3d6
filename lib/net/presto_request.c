/* SPDX-License-Identifier: MIT */
/* The headers of requests: who asks, and what his session is. */
#include <string.h>
#include <strings.h>

#include "net/presto_internal.h"
#include "util/error.h"
#include "util/memory.h"

/* Names as the two families have them. The server's answers to them (X-Trino-Set-Session and the like) are ignored: every statement
 * has a session of its own, and nothing that a server says may change the next one's. */
struct names {
    const char *user, *source, *catalog, *schema, *time_zone, *client_tags, *client_info, *session, *role, *credential;
};

#define NAMES(family)                                                                                                              \
    {                                                                                                                              \
        "X-" family "-User", "X-" family "-Source", "X-" family "-Catalog", "X-" family "-Schema", "X-" family "-Time-Zone",       \
            "X-" family "-Client-Tags", "X-" family "-Client-Info", "X-" family "-Session", "X-" family "-Role",                   \
            "X-" family "-Extra-Credential"                                                        \
    }

static const struct names families[] = {[T2S__PRESTO_TRINO] = NAMES("Trino"), [T2S__PRESTO_PRESTODB] = NAMES("Presto")};

int t2s__presto_value_check(const char *what, const char *value, t2s_error **reterr_error)
{
    size_t length = strlen(value);

    if (length == 0 || value[0] == ' ' || value[length - 1] == ' ')
        return t2s__fail(reterr_error, T2S_E_INVALID, "%s must not be empty, or begin or end with a blank", what);
    for (size_t i = 0; i < length; i++)
        if (value[i] < 0x20 || value[i] > 0x7E)
            return t2s__fail(reterr_error, T2S_E_INVALID, "%s can only have visible ASCII characters: the protocol has no way to send others",
                             what);
    return 0;
}

int t2s__presto_name_check(const char *what, const char *name, t2s_error **reterr_error)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-";

    if (name[0] == '\0' || name[strspn(name, allowed)] != '\0')
        return t2s__fail(reterr_error, T2S_E_INVALID, "%s cannot have the name \"%.64s\"", what, name);
    return 0;
}

static int add_owned(t2s__presto_headers *headers, const char *name, char *value)
{
    if (value == NULL ||
        t2s__grow((void **)&headers->items, &headers->capacity, headers->count + 1, sizeof(*headers->items)) != 0) {
        t2s__presto_free_secret(value);
        return T2S_E_NOMEM;
    }
    headers->items[headers->count++] = (t2s__http_header){name, value};
    return 0;
}

int t2s__presto_headers_add(t2s__presto_headers *headers, const char *name, const char *value)
{
    return add_owned(headers, name, t2s__strdup(value));
}

static int add(t2s__presto_headers *headers, const char *name, const char *value)
{
    return value == NULL ? 0 : t2s__presto_headers_add(headers, name, value);
}

void t2s__presto_headers_dispose(t2s__presto_headers *headers)
{
    for (size_t i = 0; i < headers->count; i++)
        t2s__presto_free_secret((char *)(uintptr_t)headers->items[i].value);
    t2s__free(headers->items);
    *headers = (t2s__presto_headers){0};
}

/* As forms do it, but that a blank is %20: both are read. */
static void encode(t2s__buffer *text, const char *value)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.*";

    while (*value != '\0') {
        size_t length = strspn(value, plain);

        t2s__buffer_append(text, value, length);
        value += length;
        if (*value != '\0')
            t2s__buffer_printf(text, "%%%02X", (unsigned char)*value++);
    }
}

/* "name=value". */
static int add_pair(t2s__presto_headers *headers, const char *header, const char *name, const char *value)
{
    t2s__buffer text = T2S__BUFFER_INIT;

    t2s__buffer_printf(&text, "%s=", name);
    encode(&text, value);
    return add_owned(headers, header, t2s__buffer_steal(&text, NULL));
}

/* Those of `under`, but for the ones that `over` has too; and those of `over`. */
static int add_session(t2s__presto_headers *headers, const char *header, const t2s_options *under, const t2s_options *over)
{
    int code = 0;

    for (size_t i = 0; i < t2s__options_count(under) && code == 0; i++)
        if (t2s_options_get(over, t2s__options_name(under, i)) == NULL)
            code = add_pair(headers, header, t2s__options_name(under, i), t2s__options_value(under, i));
    for (size_t i = 0; i < t2s__options_count(over) && code == 0; i++)
        code = add_pair(headers, header, t2s__options_name(over, i), t2s__options_value(over, i));
    return code;
}

/* One "catalog=role". ALL and NONE are the server's own words for all roles that one has, and none. */
static int write_role(t2s__buffer *value, const char *text, size_t length, t2s_error **reterr_error)
{
    char *copy = t2s__strndup(text, length);
    char *role = copy != NULL ? strchr(copy, '=') : NULL;
    t2s__buffer written = T2S__BUFFER_INIT;
    int code = 0;

    if (copy == NULL) {
        code = t2s__fail_nomem(reterr_error);
    } else if (role == NULL || role[1] == '\0') {
        code = t2s__fail(reterr_error, T2S_E_INVALID, "option \"roles\" takes catalog=role,...");
    } else {
        *role++ = '\0';
        code = t2s__presto_name_check("a role's catalog", copy, reterr_error);
        t2s__buffer_printf(&written, strcmp(role, "ALL") == 0 || strcmp(role, "NONE") == 0 ? "%s" : "ROLE{%s}", role);
        t2s__buffer_printf(value, "%s%s=", value->length != 0 ? "," : "", copy);
        encode(value, t2s__buffer_string(&written));
        value->failed |= written.failed;
    }
    t2s__buffer_dispose(&written);
    t2s__free(copy);
    return code;
}

int t2s__presto_roles(const char *roles, char **ret_value, t2s_error **reterr_error)
{
    t2s__buffer value = T2S__BUFFER_INIT;
    int code = 0;

    if (roles == NULL || roles[0] == '\0')
        return 0;
    while (code == 0 && *roles != '\0') {
        size_t length = strcspn(roles, ",");

        code = write_role(&value, roles, length, reterr_error);
        roles += length;
        roles += *roles == ',';
    }
    if (code == 0) {
        *ret_value = t2s__buffer_steal(&value, NULL);
        if (*ret_value == NULL)
            code = t2s__fail_nomem(reterr_error);
    }
    t2s__buffer_dispose(&value);
    return code;
}

int t2s__presto_headers_base(t2s__presto_headers *headers, const t2s__presto_config *config, const char *user,
                             const char *authorization, t2s_error **reterr_error)
{
    int code;

    if (user == NULL)
        user = config->user;
    if (user != NULL && (code = t2s__presto_value_check("the user", user, reterr_error)) != 0)
        return code;
    if (add(headers, families[config->flavour].user, user) != 0 || add(headers, "Authorization", authorization) != 0 ||
        add(headers, "Accept", "application/json") != 0)
        return t2s__fail_nomem(reterr_error);
    return 0;
}

static const char *either(const char *wanted, const char *usual)
{
    return wanted != NULL ? wanted : usual;
}

static int check(const char *what, const char *value, t2s_error **reterr_error)
{
    return value == NULL ? 0 : t2s__presto_value_check(what, value, reterr_error);
}

static int check_statement(const t2s__presto_statement *statement, t2s_error **reterr_error)
{
    int code = check("the catalog", statement->catalog, reterr_error);

    if (code == 0)
        code = check("the schema", statement->schema, reterr_error);
    if (code == 0)
        code = check("the time zone", statement->time_zone, reterr_error);
    for (size_t i = 0; i < t2s__options_count(statement->session) && code == 0; i++)
        code = t2s__presto_name_check("a property of the session", t2s__options_name(statement->session, i), reterr_error);
    return code;
}

int t2s__presto_headers_statement(t2s__presto_headers *headers, const t2s__presto_config *config,
                                  const t2s__presto_statement *statement, const char *authorization, t2s_error **reterr_error)
{
    const struct names *names = &families[config->flavour];
    int code = check_statement(statement, reterr_error);

    if (code == 0)
        code = t2s__presto_headers_base(headers, config, statement->user, authorization, reterr_error);
    if (code != 0)
        return code;
    if (add(headers, "Content-Type", "text/plain; charset=utf-8") != 0 || add(headers, names->source, config->source) != 0 ||
        add(headers, names->catalog, either(statement->catalog, config->catalog)) != 0 ||
        add(headers, names->schema, either(statement->schema, statement->catalog == NULL ? config->schema : NULL)) != 0 ||
        add(headers, names->time_zone, either(statement->time_zone, config->time_zone)) != 0 ||
        add(headers, names->client_tags, config->client_tags) != 0 || add(headers, names->client_info, config->client_info) != 0 ||
        add(headers, names->role, config->roles) != 0 ||
        add_session(headers, names->session, config->session, statement->session) != 0 ||
        add_session(headers, names->credential, NULL, config->credentials) != 0)
        return t2s__fail_nomem(reterr_error);
    /* There is no header that says that the client can have transactions: the server refuses to begin one.
     * Without this one, times have three digits of a second whatever they are. */
    if (config->flavour == T2S__PRESTO_TRINO && add(headers, "X-Trino-Client-Capabilities", "PARAMETRIC_DATETIME") != 0)
        return t2s__fail_nomem(reterr_error);
    return 0;
}
