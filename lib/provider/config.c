/* SPDX-License-Identifier: MIT */
/* A tree of providers from JSON. Whatever it is made of is made by the public functions. */
#include <text2sql/provider.h>

#include <stdio.h>
#include <string.h>

#include "provider/json.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/options.h"

enum {
    DEPTH_MAX = 16, /* of providers */
    HELD_MAX = 16,  /* by one */
    PATH_MAX_LENGTH = 512
};

/* Where in the tree it is, and what all of it shares. */
struct place {
    char path[PATH_MAX_LENGTH];
    int depth;
    t2s_price_list *prices;
};

/* What a kind is made from. */
struct parts {
    t2s_provider *held[HELD_MAX];
    size_t count;
    t2s_options *options;
    t2s_price_list *prices;
};

struct kind {
    const char *name;
    size_t least; /* providers that it holds */
    size_t most;
    int (*make)(const struct parts *parts, t2s_provider **ret_provider, t2s_error **reterr_error);
};

/* Kinds. */

static int make_openai(const struct parts *parts, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    return t2s_openai_provider_new(parts->options, ret_provider, reterr_error);
}

static int make_anthropic(const struct parts *parts, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    return t2s_anthropic_provider_new(parts->options, ret_provider, reterr_error);
}

/* The one option of those who read or write a file. */
static int get_path(const struct parts *parts, const char **ret_path, t2s_error **reterr_error)
{
    static const t2s__option table[] = {{"path", T2S__OPTION_STRING, 0, 0, 0}};
    char *copy = NULL;
    int code = t2s__options_read(parts->options, table, 1, &copy, reterr_error);

    t2s__free(copy);
    *ret_path = t2s_options_get(parts->options, "path");
    if (code == 0 && *ret_path == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"path\" is missing");
    return code;
}

static int make_recording(const struct parts *parts, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    const char *path;
    int code = get_path(parts, &path, reterr_error);

    return code != 0 ? code : t2s_recording_provider_new(parts->held[0], path, ret_provider, reterr_error);
}

static int make_replay(const struct parts *parts, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    const char *path;
    int code = get_path(parts, &path, reterr_error);

    return code != 0 ? code : t2s_replay_provider_new(path, ret_provider, reterr_error);
}

static int make_retry(const struct parts *parts, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    return t2s_retry_provider_new(parts->held[0], parts->options, ret_provider, reterr_error);
}

static int make_chain(const struct parts *parts, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    return t2s_chain_provider_new(parts->held, parts->count, parts->options, ret_provider, reterr_error);
}

static int make_breaker(const struct parts *parts, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    return t2s_breaker_provider_new(parts->held[0], parts->options, ret_provider, reterr_error);
}

static int make_hedge(const struct parts *parts, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    return t2s_hedge_provider_new(parts->held[0], parts->held[1], parts->options, ret_provider, reterr_error);
}

static int make_limit(const struct parts *parts, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    return t2s_limit_provider_new(parts->held[0], parts->options, ret_provider, reterr_error);
}

static int make_budget(const struct parts *parts, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    return t2s_budget_provider_new(parts->held[0], parts->prices, parts->options, ret_provider, reterr_error);
}

static const struct kind kinds[] = {
    {"anthropic", 0, 0, make_anthropic}, {"breaker", 1, 1, make_breaker},     {"budget", 1, 1, make_budget},
    {"chain", 1, HELD_MAX, make_chain},  {"hedge", 2, 2, make_hedge},         {"limit", 1, 1, make_limit},
    {"openai", 0, 0, make_openai},       {"recording", 1, 1, make_recording}, {"replay", 0, 0, make_replay},
    {"retry", 1, 1, make_retry},
};

static const struct kind *find_kind(const char *name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    return NULL;
}

/* Places. */

/* One step down. A path that is too long for its room ends early. */
static struct place step_to(const struct place *from, const char *name)
{
    struct place place = {.depth = from->depth, .prices = from->prices};

    snprintf(place.path, sizeof(place.path), "%.400s%s%.64s", from->path, from->path[0] != '\0' ? "." : "", name);
    return place;
}

static struct place item_of(const struct place *from, size_t index)
{
    struct place place = {.depth = from->depth, .prices = from->prices};

    snprintf(place.path, sizeof(place.path), "%.460s[%zu]", from->path, index);
    return place;
}

static int fail_at(const struct place *place, t2s_error **reterr_error, const char *what)
{
    return t2s__fail(reterr_error, T2S_E_INVALID, "%s%s%s", place->path, place->path[0] != '\0' ? ": " : "", what);
}

/* What is said of one option says it of that option's place: `option "attempts" takes ...`. */
static t2s_error *place_message(const struct place *place, int code, const char *message)
{
    static const char option[] = "option \"";
    const char *name = message + sizeof(option) - 1;
    size_t length = strncmp(message, option, sizeof(option) - 1) == 0 ? strcspn(name, "\"") : 0;

    if (length == 0 || length > 64 || strncmp(name + length, "\" ", 2) != 0)
        return t2s__error(code, "%s: %s", place->path, message);
    return t2s__error(code, "%s.%.*s: %s", place->path, (int)length, name, name + length + 2);
}

/* The error of a function that knows nothing of places. Takes it over. */
static int fail_with(const struct place *place, int code, t2s_error *error, t2s_error **reterr_error)
{
    t2s_error *placed;

    if (code == T2S_E_NOMEM) {
        t2s_error_unref(error);
        return t2s__fail_nomem(reterr_error);
    }
    placed = place_message(place, code, error != NULL ? t2s_error_message(error) : t2s_strerror(code));
    t2s_error_set_hint(placed, t2s_error_hint(error));
    t2s_error_unref(error);
    return t2s__error_return(reterr_error, placed);
}

/* Reading. */

static int read_provider(const struct place *place, json_object *object, t2s_provider **ret_provider, t2s_error **reterr_error);

static int hold(const struct place *place, json_object *object, struct parts *parts, t2s_error **reterr_error)
{
    int code = read_provider(place, object, &parts->held[parts->count], reterr_error);

    parts->count += code == 0;
    return code;
}

static int hold_all(const struct place *place, json_object *array, struct parts *parts, t2s_error **reterr_error)
{
    int code = 0;

    for (size_t i = 0; code == 0 && i < json_object_array_length(array); i++) {
        struct place item = item_of(place, i);

        code = hold(&item, json_object_array_get_idx(array, i), parts, reterr_error);
    }
    return code;
}

/* "of": an object where one is held, else an array. */
static int read_of(const struct place *place, const struct kind *kind, json_object *value, struct parts *parts,
                   t2s_error **reterr_error)
{
    struct place of = step_to(place, "of");
    size_t count;

    if (kind->most == 0)
        return fail_at(&of, reterr_error, "this kind of provider holds no others");
    if (kind->most == 1) {
        if (!json_object_is_type(value, json_type_object))
            return fail_at(&of, reterr_error, "one provider is needed, an object");
        return hold(&of, value, parts, reterr_error);
    }
    count = json_object_is_type(value, json_type_array) ? json_object_array_length(value) : 0;
    if (count < kind->least || count > kind->most)
        return fail_at(&of, reterr_error,
                       kind->most == 2 ? "two providers are needed, an array" : "1 to 16 providers are needed, an array");
    return hold_all(&of, value, parts, reterr_error);
}

static int read_option(const struct place *place, const char *name, json_object *value, t2s_options *options,
                       t2s_error **reterr_error)
{
    struct place option = step_to(place, name);
    const char *text;
    int code;

    switch (json_object_get_type(value)) {
    case json_type_null:
        return 0;
    case json_type_boolean:
        text = json_object_get_boolean(value) ? "1" : "0";
        break;
    case json_type_string:
        if (strlen(json_object_get_string(value)) != (size_t)json_object_get_string_len(value))
            return fail_at(&option, reterr_error, "the text holds a zero byte");
        text = json_object_get_string(value);
        break;
    case json_type_int:
    case json_type_double:
        text = json_object_get_string(value);
        break;
    default:
        return fail_at(&option, reterr_error, "a string, a number, true or false is needed");
    }
    if (text == NULL)
        return t2s__fail_nomem(reterr_error);
    code = t2s_options_set(options, name, text);
    if (code == T2S_E_INVALID)
        return fail_at(&option, reterr_error, "an option needs a name");
    return code != 0 ? t2s__fail_nomem(reterr_error) : 0;
}

static int read_members(const struct place *place, const struct kind *kind, json_object *members, struct parts *parts,
                        t2s_error **reterr_error)
{
    struct json_object_iterator at = json_object_iter_begin(members);
    struct json_object_iterator end = json_object_iter_end(members);
    int code = 0;

    for (; code == 0 && !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
        const char *name = json_object_iter_peek_name(&at);
        json_object *value = json_object_iter_peek_value(&at);

        if (strcmp(name, "of") == 0)
            code = read_of(place, kind, value, parts, reterr_error);
        else
            code = read_option(place, name, value, parts->options, reterr_error);
    }
    if (code == 0 && parts->count < kind->least)
        return fail_at(place, reterr_error, "\"of\" is missing: what it holds");
    return code;
}

static int make(const struct place *place, const struct kind *kind, const struct parts *parts, t2s_provider **ret_provider,
                t2s_error **reterr_error)
{
    t2s_error *error = NULL;
    int code = kind->make(parts, ret_provider, &error);

    return code != 0 ? fail_with(place, code, error, reterr_error) : 0;
}

static int read_kind(const struct place *place, const struct kind *kind, json_object *members, t2s_provider **ret_provider,
                     t2s_error **reterr_error)
{
    struct parts parts = {.prices = place->prices};
    int code;

    if (!json_object_is_type(members, json_type_object))
        return fail_at(place, reterr_error, "its options are needed, an object");
    if (t2s_options_new(&parts.options) != 0)
        return t2s__fail_nomem(reterr_error);
    code = read_members(place, kind, members, &parts, reterr_error);
    if (code == 0)
        code = make(place, kind, &parts, ret_provider, reterr_error);
    while (parts.count > 0)
        t2s_provider_unref(parts.held[--parts.count]);
    t2s_options_free(parts.options);
    return code;
}

static int unknown_kind(const struct place *place, const char *name, t2s_error **reterr_error)
{
    char message[256];

    snprintf(message, sizeof(message),
             "\"%.64s\" is no kind of provider; known are: openai, anthropic, recording, replay, retry, chain, breaker, hedge, "
             "limit, budget",
             name);
    return fail_at(place, reterr_error, message);
}

static int read_provider(const struct place *place, json_object *object, t2s_provider **ret_provider, t2s_error **reterr_error)
{
    struct json_object_iterator at;
    struct place below;
    const struct kind *kind;

    if (!json_object_is_type(object, json_type_object) || json_object_object_length(object) != 1)
        return fail_at(place, reterr_error, "a provider is an object with one member, its kind");
    at = json_object_iter_begin(object);
    kind = find_kind(json_object_iter_peek_name(&at));
    if (kind == NULL)
        return unknown_kind(place, json_object_iter_peek_name(&at), reterr_error);
    below = step_to(place, kind->name);
    if (++below.depth > DEPTH_MAX)
        return fail_at(&below, reterr_error, "the tree is too deep: at most 16 providers inside each other");
    return read_kind(&below, kind, json_object_iter_peek_value(&at), ret_provider, reterr_error);
}

/* Some of the texts are keys. */
static void wipe(json_object *value)
{
    if (json_object_is_type(value, json_type_string)) {
        t2s__wipe((char *)json_object_get_string(value), (size_t)json_object_get_string_len(value));
    } else if (json_object_is_type(value, json_type_array)) {
        for (size_t i = 0; i < json_object_array_length(value); i++)
            wipe(json_object_array_get_idx(value, i));
    } else if (json_object_is_type(value, json_type_object)) {
        struct json_object_iterator at = json_object_iter_begin(value);
        struct json_object_iterator end = json_object_iter_end(value);

        for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
            wipe(json_object_iter_peek_value(&at));
    }
}

int t2s_provider_from_json(const char *json, size_t length, t2s_price_list *prices, t2s_provider **ret_provider,
                           t2s_error **reterr_error)
{
    const struct place top = {.prices = prices};
    json_object *root = NULL;
    const char *what = NULL;
    size_t offset = 0;
    int code;

    if (json == NULL || ret_provider == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a text and ret_provider are needed");
    code = t2s__json_parse(json, length, &root, &what, &offset);
    if (code == T2S_E_SYNTAX)
        return t2s__fail(reterr_error, code, "the providers' JSON: %s, at byte %zu", what, offset);
    if (code != 0)
        return t2s__fail_nomem(reterr_error);
    code = read_provider(&top, root, ret_provider, reterr_error);
    wipe(root);
    json_object_put(root);
    return code;
}
