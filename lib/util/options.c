/* SPDX-License-Identifier: MIT */
#include "util/options.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/buffer.h"
#include "util/error.h"
#include "util/memory.h"

struct pair {
    char *name;
    char *value;
};

struct t2s_options {
    struct pair *pairs;
    size_t count;
    size_t capacity;
};

int t2s_options_new(t2s_options **ret_options)
{
    if (ret_options == NULL)
        return T2S_E_INVALID;
    *ret_options = t2s__calloc(1, sizeof(**ret_options));
    return *ret_options != NULL ? 0 : T2S_E_NOMEM;
}

static void free_secret(char *text)
{
    if (text != NULL)
        t2s__wipe(text, strlen(text));
    t2s__free(text);
}

static void take_out(t2s_options *options, struct pair *pair)
{
    t2s__free(pair->name);
    free_secret(pair->value);
    *pair = options->pairs[--options->count];
}

void t2s_options_free(t2s_options *options)
{
    if (options == NULL)
        return;
    while (options->count > 0)
        take_out(options, &options->pairs[0]);
    t2s__free(options->pairs);
    t2s__free(options);
}

static struct pair *find(const t2s_options *options, const char *name)
{
    for (size_t i = 0; i < options->count; i++)
        if (strcmp(options->pairs[i].name, name) == 0)
            return &options->pairs[i];
    return NULL;
}

static int add(t2s_options *options, const char *name, const char *value)
{
    struct pair pair;

    if (t2s__grow((void **)&options->pairs, &options->capacity, options->count + 1, sizeof(*options->pairs)) != 0)
        return T2S_E_NOMEM;
    pair.name = t2s__strdup(name);
    pair.value = t2s__strdup(value);
    if (pair.name == NULL || pair.value == NULL) {
        t2s__free(pair.name);
        free_secret(pair.value);
        return T2S_E_NOMEM;
    }
    options->pairs[options->count++] = pair;
    return 0;
}

int t2s_options_set(t2s_options *options, const char *name, const char *value)
{
    struct pair *pair;
    char *copy;

    if (options == NULL || name == NULL || name[0] == '\0')
        return T2S_E_INVALID;
    pair = find(options, name);
    if (value == NULL) {
        if (pair != NULL)
            take_out(options, pair);
        return 0;
    }
    if (pair == NULL)
        return add(options, name, value);
    copy = t2s__strdup(value);
    if (copy == NULL)
        return T2S_E_NOMEM;
    free_secret(pair->value);
    pair->value = copy;
    return 0;
}

int t2s_options_set_int(t2s_options *options, const char *name, int64_t value)
{
    char text[24];

    snprintf(text, sizeof(text), "%" PRId64, value);
    return t2s_options_set(options, name, text);
}

const char *t2s_options_get(const t2s_options *options, const char *name)
{
    struct pair *pair = options != NULL && name != NULL ? find(options, name) : NULL;

    return pair != NULL ? pair->value : NULL;
}

static int unknown_option(const char *name, const t2s__option *table, size_t count, t2s_error **reterr_error)
{
    t2s__buffer known = T2S__BUFFER_INIT;
    int code;

    for (size_t i = 0; i < count; i++)
        t2s__buffer_printf(&known, "%s%s%s", i != 0 ? ", " : "", table[i].name, table[i].type == T2S__OPTION_PAIRS ? "..." : "");
    code = t2s__fail(reterr_error, T2S_E_INVALID, "unknown option \"%.64s\"; known are: %s", name, t2s__buffer_string(&known));
    t2s__buffer_dispose(&known);
    return code;
}

/* What is too long to be a number may be something else that got here by mistake, a key perhaps: it is not repeated. */
static int fail_number(const t2s__option *option, const char *value, t2s_error **reterr_error)
{
    enum { QUOTED_MAX = 20 };
    int quoted = strlen(value) <= QUOTED_MAX;

    return t2s__fail(reterr_error, T2S_E_INVALID, "option \"%s\" takes a whole number from %" PRId64 " to %" PRId64 "%s%s%s",
                     option->name, option->minimum, option->maximum, quoted ? ", not \"" : "", quoted ? value : "",
                     quoted ? "\"" : "");
}

static int read_int(const t2s__option *option, const char *value, int64_t *ret, t2s_error **reterr_error)
{
    char *end;
    long long number;

    errno = 0;
    number = strtoll(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || number < option->minimum || number > option->maximum)
        return fail_number(option, value, reterr_error);
    *ret = number;
    return 0;
}

size_t t2s__options_count(const t2s_options *options)
{
    return options != NULL ? options->count : 0;
}

const char *t2s__options_name(const t2s_options *options, size_t index)
{
    return options->pairs[index].name;
}

const char *t2s__options_value(const t2s_options *options, size_t index)
{
    return options->pairs[index].value;
}

static int put(t2s_options **to, const char *name, const char *value)
{
    int code = *to == NULL ? t2s_options_new(to) : 0;

    return code == 0 ? t2s_options_set(*to, name, value) : code;
}

int t2s__options_merge(t2s_options **to, const t2s_options *from)
{
    for (size_t i = 0; from != NULL && i < from->count; i++)
        if (put(to, from->pairs[i].name, from->pairs[i].value) != 0)
            return T2S_E_NOMEM;
    return 0;
}

/* Is it one of many that begin alike? */
static int begins(const t2s__option *option, const char *name)
{
    size_t length = strlen(option->name);

    return option->type == T2S__OPTION_PAIRS && strncmp(option->name, name, length) == 0 && name[length] != '\0';
}

static int read_pair(const struct pair *pair, const t2s__option *table, size_t count, char *settings, t2s_error **reterr_error)
{
    for (size_t i = 0; i < count; i++) {
        if (begins(&table[i], pair->name))
            return put((t2s_options **)(void *)(settings + table[i].offset), pair->name + strlen(table[i].name), pair->value) == 0
                       ? 0
                       : t2s__fail_nomem(reterr_error);
        if (table[i].type == T2S__OPTION_PAIRS || strcmp(table[i].name, pair->name) != 0)
            continue;
        if (table[i].type == T2S__OPTION_INT)
            return read_int(&table[i], pair->value, (int64_t *)(void *)(settings + table[i].offset), reterr_error);
        if (t2s__strset((char **)(void *)(settings + table[i].offset), pair->value) != 0)
            return t2s__fail_nomem(reterr_error);
        return 0;
    }
    return unknown_option(pair->name, table, count, reterr_error);
}

int t2s__options_read(const t2s_options *options, const t2s__option *table, size_t count, void *settings,
                      t2s_error **reterr_error)
{
    for (size_t i = 0; options != NULL && i < options->count; i++) {
        int code = read_pair(&options->pairs[i], table, count, settings, reterr_error);

        if (code != 0)
            return code;
    }
    return 0;
}
