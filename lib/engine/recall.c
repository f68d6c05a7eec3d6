/* SPDX-License-Identifier: MIT */
#include "engine/recall.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <text2sql/sys/cache.h>
#include <text2sql/sys/dialect.h>
#include <text2sql/sys/provider.h>

#include "catalog/fingerprint.h"
#include "engine/request.h"
#include "knowledge/knowledge.h"
#include "util/memory.h"

/* The question without the space around it. */
static const char *trimmed(const char *question, size_t *ret_length)
{
    static const char blanks[] = " \t\r\n\v\f";
    size_t length;

    question += strspn(question, blanks);
    length = strlen(question);
    while (length > 0 && strchr(blanks, question[length - 1]) != NULL)
        length--;
    *ret_length = length;
    return question;
}

/* Each field with its length, so that none can run into another. */
static void add_field(t2s__buffer *key, const char *text, size_t length)
{
    t2s__buffer_printf(key, "%zu:", length);
    t2s__buffer_append(key, text, length);
}

static void add_text(t2s__buffer *key, const char *text)
{
    add_field(key, text, strlen(text));
}

void t2s__recall_key(const t2s_request *request, t2s__buffer *key)
{
    size_t length;
    const char *question = trimmed(request->question, &length);

    add_text(key, "t2s1");
    add_field(key, question, length);
    add_text(key, t2s__request_caller(request));
    add_text(key, t2s_provider_identity(request->parts.provider));
    add_text(key, t2s_dialect_name(request->parts.dialect));
    add_text(key, t2s__snapshot_catalog(request->snapshot)->database);
    add_text(key, request->settings.search_path != NULL ? request->settings.search_path : "");
    t2s__buffer_printf(key, "%016" PRIx64 " ", t2s__knowledge_fingerprint(request->parts.knowledge));
    add_text(key, request->parts.prompt_template != NULL ? t2s_prompt_template_text(request->parts.prompt_template) : "");
    t2s__buffer_printf(key, "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %d %d", request->settings.prompt_budget,
                       request->settings.repair_limit, request->settings.knowledge_share, request->settings.example_limit,
                       request->settings.data_in_prompt, (int)request->settings.mend);
}

void t2s__recall_key_of_flight(const t2s_request *request, t2s__buffer *key)
{
    t2s__buffer_printf(key, "%p %" PRIu64 " ", (const void *)request->snapshot, request->parts.generation);
    t2s__buffer_append(key, request->key.data, request->key.length);
}

/*
 * A value: "t2s1 COUNT\n"; for each table that is used "FINGERPRINT SCHEMA-LENGTH NAME-LENGTH SCHEMA NAME\n", without a space
 * between the two names; then the reply as it came.
 */

static void write_value(const t2s_catalog *catalog, const t2s__verdict *verdict, t2s__buffer *value)
{
    size_t count = t2s_statement_relation_count(verdict->statement);

    t2s__buffer_printf(value, "t2s1 %zu\n", count);
    for (size_t i = 0; i < count; i++) {
        const t2s_relation *relation = t2s_statement_relation(verdict->statement, i);

        t2s__buffer_printf(value, "%016" PRIx64 " %zu %zu ", t2s__relation_fingerprint(catalog, relation), strlen(relation->schema),
                           strlen(relation->name));
        t2s__buffer_text(value, relation->schema);
        t2s__buffer_text(value, relation->name);
        t2s__buffer_char(value, '\n');
    }
    t2s__buffer_append(value, verdict->text, verdict->length);
}

/* Is the table as it was? Moves `*text` behind its line. */
static int is_unchanged(const t2s_catalog *catalog, const char **text, const char *end)
{
    uint64_t fingerprint;
    size_t schema_length;
    size_t name_length;
    const t2s_relation *relation;
    const char *names;
    int width = 0;

    if (sscanf(*text, "%16" SCNx64 " %zu %zu%n", &fingerprint, &schema_length, &name_length, &width) != 3 || width == 0)
        return 0;
    names = *text + width + 1;
    if (names > end || schema_length > (size_t)(end - names) || name_length >= (size_t)(end - names) - schema_length)
        return 0;
    *text = names + schema_length + name_length + 1;
    relation = t2s__catalog_relation(catalog, names, schema_length, names + schema_length, name_length);
    return relation != NULL && t2s__relation_fingerprint(catalog, relation) == fingerprint;
}

/* Where the reply begins; NULL: the value is none, or a table has changed. `value` is NUL-terminated. */
static const char *find_reply(const t2s_catalog *catalog, const char *value, const char *end)
{
    size_t count;
    int width = 0;

    if (sscanf(value, "t2s1 %zu%n", &count, &width) != 1 || width == 0 || value[width] != '\n')
        return NULL;
    value += width + 1;
    for (size_t i = 0; i < count; i++)
        if (!is_unchanged(catalog, &value, end))
            return NULL;
    return value;
}

char *t2s__recall_get(const t2s_request *request, const t2s__buffer *key, size_t *ret_length)
{
    const char *reply;
    char *value;
    size_t length;

    if (t2s_cache_get(request->parts.cache, key->data, key->length, &value, &length) != 0)
        return NULL;
    reply = find_reply(t2s__snapshot_catalog(request->snapshot), value, value + length);
    if (reply == NULL) {
        t2s__free(value);
        return NULL;
    }
    *ret_length = (size_t)(value + length - reply);
    memmove(value, reply, *ret_length + 1);
    return value;
}

int t2s__recall_put(const t2s_request *request, const t2s__buffer *key, const t2s__verdict *verdict)
{
    t2s__buffer value = T2S__BUFFER_INIT;
    int code = T2S_E_NOMEM;

    write_value(t2s__snapshot_catalog(request->snapshot), verdict, &value);
    if (!value.failed)
        code = t2s_cache_put(request->parts.cache, key->data, key->length, value.data, value.length);
    t2s__buffer_dispose(&value);
    return code;
}
