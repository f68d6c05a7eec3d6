/* SPDX-License-Identifier: MIT */
#include "prompt/reply.h"

#include <string.h>

#include "dialect/excerpt.h"
#include "prompt/reply_json.h"
#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/utf8.h"

enum { EXCERPT_MAX = 120 /* bytes of the reply in a message */ };

/* A part of the reply's text. */
struct span {
    const char *text;
    size_t length;
};

void t2s__reply_dispose(t2s__reply *reply)
{
    t2s__free(reply->sql);
    t2s__free(reply->explanation);
    for (size_t i = 0; i < reply->assumption_count; i++)
        t2s__free(reply->assumptions[i]);
    t2s__free(reply->assumptions);
    t2s__free(reply->clarification);
    memset(reply, 0, sizeof(*reply));
}

static int fail_protocol(t2s_error **reterr_error, const char *message)
{
    t2s_error *error = t2s_error_new(T2S_E_PROTOCOL, message);

    t2s_error_set_hint(error,
                       "reply with one JSON object with the fields outcome, sql, explanation, assumptions and clarification");
    return t2s__error_return(reterr_error, error);
}

/* A message that ends with the beginning of what was found. */
static int fail_with_excerpt(t2s_error **reterr_error, const char *message, struct span found)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    size_t length = found.length < EXCERPT_MAX ? found.length : EXCERPT_MAX;
    int code;

    while (length < found.length && length > 0 && ((unsigned char)found.text[length] & 0xC0) == 0x80)
        length--;
    t2s__buffer_text(&buffer, message);
    t2s__buffer_text(&buffer, ": ");
    t2s__buffer_json(&buffer, found.text, length);
    if (length < found.length)
        t2s__buffer_text(&buffer, "...");
    code = buffer.failed ? t2s__fail_nomem(reterr_error) : fail_protocol(reterr_error, buffer.data);
    t2s__buffer_dispose(&buffer);
    return code;
}

static int is_space(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

static struct span trim(struct span span)
{
    while (span.length != 0 && is_space(span.text[0])) {
        span.text++;
        span.length--;
    }
    while (span.length != 0 && is_space(span.text[span.length - 1]))
        span.length--;
    return span;
}

/* A final semicolon is not part of a query; what runs it may put something behind it. */
static struct span trim_sql(struct span span)
{
    span = trim(span);
    while (span.length != 0 && (span.text[span.length - 1] == ';' || is_space(span.text[span.length - 1])))
        span.length--;
    return span;
}

/* The one query in a text that is to be SQL, and may have a fence or an explanation with it; else the text as it is. */
static struct span find_sql(struct span span)
{
    t2s__excerpt found;

    t2s__excerpt_find(span.text, span.length, &found);
    return found.count == 1 ? (struct span){found.text, found.length} : trim_sql(span);
}

static int take_sql(struct span span, t2s__reply *reply, t2s_error **reterr_error)
{
    span = find_sql(span);
    if (span.length == 0)
        return fail_protocol(reterr_error, "the outcome is answer, but sql is empty");
    if (span.length > T2S_SQL_MAX)
        return t2s__fail(reterr_error, T2S_E_TOO_LARGE, "the reply's SQL has %zu bytes; %d are allowed", span.length, T2S_SQL_MAX);
    if (memchr(span.text, '\0', span.length) != NULL)
        return fail_protocol(reterr_error, "sql holds a NUL character");
    reply->sql = t2s__strndup(span.text, span.length);
    return reply->sql != NULL ? 0 : t2s__fail_nomem(reterr_error);
}

static int read_sql_alone(struct span span, t2s__reply *reply, t2s_error **reterr_error)
{
    reply->outcome = T2S_OUTCOME_ANSWERED;
    reply->explanation = t2s__strdup("");
    if (reply->explanation == NULL)
        return t2s__fail_nomem(reterr_error);
    return take_sql(span, reply, reterr_error);
}

/* A field that is a string; missing and null are the same. T2S_E_PROTOCOL when it is something else. */
static int read_field(json_object *object, const char *name, struct span *ret_text, t2s_error **reterr_error)
{
    json_object *value;
    char message[96] = "the field \"";

    *ret_text = (struct span){NULL, 0};
    if (!json_object_object_get_ex(object, name, &value) || value == NULL)
        return 0;
    if (!json_object_is_type(value, json_type_string)) {
        strcat(strcat(message, name), "\" is not a string");
        return fail_protocol(reterr_error, message);
    }
    *ret_text = (struct span){json_object_get_string(value), (size_t)json_object_get_string_len(value)};
    return 0;
}

/* A field for people: it ends at a NUL character, if there is one. */
static int copy_field(json_object *object, const char *name, char **ret, t2s_error **reterr_error)
{
    struct span text;
    int code = read_field(object, name, &text, reterr_error);

    if (code != 0)
        return code;
    *ret = t2s__strdup(text.text != NULL ? text.text : "");
    return *ret != NULL ? 0 : t2s__fail_nomem(reterr_error);
}

static int read_assumptions(json_object *object, t2s__reply *reply, t2s_error **reterr_error)
{
    json_object *list;
    size_t count;

    if (!json_object_object_get_ex(object, "assumptions", &list) || list == NULL)
        return 0;
    if (!json_object_is_type(list, json_type_array))
        return fail_protocol(reterr_error, "the field \"assumptions\" is not an array of strings");
    count = json_object_array_length(list);
    if (count > T2S__REPLY_ASSUMPTIONS_MAX)
        count = T2S__REPLY_ASSUMPTIONS_MAX;
    reply->assumptions = t2s__calloc(count, sizeof(*reply->assumptions));
    if (reply->assumptions == NULL)
        return t2s__fail_nomem(reterr_error);
    for (size_t i = 0; i < count; i++) {
        json_object *item = json_object_array_get_idx(list, i);

        if (!json_object_is_type(item, json_type_string))
            return fail_protocol(reterr_error, "the field \"assumptions\" is not an array of strings");
        reply->assumptions[i] = t2s__strdup(json_object_get_string(item));
        if (reply->assumptions[i] == NULL)
            return t2s__fail_nomem(reterr_error);
        reply->assumption_count++;
    }
    return 0;
}

static int read_outcome(json_object *object, int *ret_outcome, t2s_error **reterr_error)
{
    static const struct {
        const char *name;
        int outcome;
    } outcomes[] = {{"answer", T2S_OUTCOME_ANSWERED}, {"clarify", T2S_OUTCOME_CLARIFY}, {"unanswerable", T2S_OUTCOME_UNANSWERABLE}};
    struct span text, sql;
    int code = read_field(object, "outcome", &text, reterr_error);

    if (code == 0)
        code = read_field(object, "sql", &sql, reterr_error);
    if (code != 0)
        return code;
    if (text.text == NULL && trim_sql(sql).length != 0) { /* there is nothing else that it could be */
        *ret_outcome = T2S_OUTCOME_ANSWERED;
        return 0;
    }
    if (text.text == NULL)
        return fail_protocol(reterr_error, "the field \"outcome\" is missing");
    for (size_t i = 0; i < sizeof(outcomes) / sizeof(*outcomes); i++)
        if (strcmp(text.text, outcomes[i].name) == 0) {
            *ret_outcome = outcomes[i].outcome;
            return 0;
        }
    return fail_with_excerpt(reterr_error, "the field \"outcome\" is not answer, clarify or unanswerable", text);
}

static int read_object(json_object *object, t2s__reply *reply, t2s_error **reterr_error)
{
    struct span sql;
    int code = read_outcome(object, &reply->outcome, reterr_error);

    if (code == 0)
        code = read_field(object, "sql", &sql, reterr_error);
    if (code == 0)
        code = copy_field(object, "explanation", &reply->explanation, reterr_error);
    if (code == 0)
        code = read_assumptions(object, reply, reterr_error);
    if (code == 0 && reply->outcome == T2S_OUTCOME_ANSWERED)
        code = take_sql(sql, reply, reterr_error);
    if (code == 0 && reply->outcome == T2S_OUTCOME_CLARIFY) {
        code = copy_field(object, "clarification", &reply->clarification, reterr_error);
        if (code == 0 && trim((struct span){reply->clarification, strlen(reply->clarification)}).length == 0)
            code = fail_protocol(reterr_error, "the outcome is clarify, but clarification holds no question");
    }
    return code;
}

static int read_text(struct span whole, t2s__reply *reply, t2s_error **reterr_error)
{
    t2s__excerpt found;

    t2s__excerpt_find(whole.text, whole.length, &found);
    if (found.count == 1)
        return read_sql_alone((struct span){found.text, found.length}, reply, reterr_error);
    if (found.count > 1)
        return fail_with_excerpt(reterr_error, "the reply holds several blocks of SQL, where one JSON object was asked for", whole);
    return fail_with_excerpt(reterr_error, "the reply holds neither a JSON object nor SQL", whole);
}

static int read_reply(struct span whole, t2s__reply *reply, t2s_error **reterr_error)
{
    json_object *object;
    int is_cut, code;
    size_t objects = t2s__reply_json_find(whole.text, whole.length, &object, &is_cut);

    if (objects == 1)
        code = read_object(object, reply, reterr_error);
    else if (objects > 1)
        code = fail_with_excerpt(reterr_error, "the reply holds several JSON objects, where one was asked for", whole);
    else if (whole.length == 0)
        code = fail_protocol(reterr_error, "the reply is empty");
    else if (whole.text[0] == '{' && is_cut)
        code = fail_with_excerpt(reterr_error, "the reply is no complete JSON object, its end is missing; write a shorter one", whole);
    else if (whole.text[0] == '{')
        code = fail_with_excerpt(reterr_error, "the reply is no complete JSON object", whole);
    else
        code = read_text(whole, reply, reterr_error);
    json_object_put(object);
    return code;
}

int t2s__reply_parse(const char *text, size_t length, t2s__reply *ret_reply, t2s_error **reterr_error)
{
    size_t good;
    int is_thought, code;

    memset(ret_reply, 0, sizeof(*ret_reply));
    if (text == NULL)
        text = "";
    if (length > T2S__REPLY_MAX)
        return t2s__fail(reterr_error, T2S_E_TOO_LARGE, "the model's reply has %zu bytes; %d are allowed", length, T2S__REPLY_MAX);
    good = t2s__utf8_check(text, length);
    if (good != length || memchr(text, '\0', length) != NULL)
        return fail_with_excerpt(reterr_error, "the reply is not UTF-8 text", (struct span){text, good});
    t2s__excerpt_skip_thought(&text, &length, &is_thought);
    code = is_thought ? fail_protocol(reterr_error, "the reply ends in the midst of thinking: there is no answer in it")
                      : read_reply((struct span){text, length}, ret_reply, reterr_error);
    if (code != 0)
        t2s__reply_dispose(ret_reply);
    return code;
}
