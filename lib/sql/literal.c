/* SPDX-License-Identifier: MIT */
/*
 * Texts as values of types: domains by what is under them, enums by their labels, arrays and ranges by what is in them, and all else
 * as the dialect reads it.
 */
#include <stdio.h>
#include <string.h>

#include "sql/types.h"
#include "util/distance.h"

/* Types lead to others: arrays of domains over arrays, and so on. A catalog could do so for ever. */
enum { TYPES_DEEP = 16, MESSAGE_MAX = 400 };

struct check {
    t2s__analysis *analysis;
    int position;
    char *space; /* for the texts inside of the text; as long as that is */
};

static int check_text(const struct check *check, const char *text, size_t length, const t2s__type *type, int depth);

static int is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static const char *skip_space(const char *at)
{
    while (is_space(*at))
        at++;
    return at;
}

static int malformed(const struct check *check, const char *what, const char *text)
{
    t2s__analysis_find(check->analysis, "22P02", check->position, NULL, "malformed %s literal: \"%s\"", what, text);
    return 0;
}

static const char *suggest_label(t2s__analysis *analysis, const char *text, const t2s__type *type)
{
    size_t limit = t2s__distance_limit(text), best = limit + 1;
    const char *found = NULL;
    char hint[300];

    for (size_t i = 0; i < type->label_count; i++) {
        size_t distance = t2s__distance(text, type->labels[i], limit);

        if (distance < best) {
            best = distance;
            found = type->labels[i];
        }
    }
    if (found == NULL)
        return NULL;
    snprintf(hint, sizeof(hint), "Perhaps you meant the value \"%s\".", found);
    return t2s__arena_strndup(analysis->arena, hint, strlen(hint));
}

static int check_enum(const struct check *check, const char *text, const t2s__type *type)
{
    for (size_t i = 0; i < type->label_count; i++)
        if (strcmp(type->labels[i], text) == 0)
            return 1;
    t2s__analysis_find(check->analysis, "22P02", check->position, suggest_label(check->analysis, text, type),
                       "invalid input value for enum %s: \"%s\"", type->written != NULL ? type->written : type->name, text);
    return 0;
}

/* A part of an array or a range, without its quotes and backslashes, in check->space. */
struct part {
    const char *end;
    size_t length;
    int is_quoted;
};

/* Read up to a character of `ends`. 0: the text ends before. */
static int read_part(const struct check *check, const char *at, const char *ends, struct part *part)
{
    int in_quotes = 0;

    part->length = 0;
    part->is_quoted = 0;
    for (; *at != '\0' && (in_quotes || strchr(ends, *at) == NULL); at++) {
        if (*at == '"') {
            in_quotes = !in_quotes;
            part->is_quoted = 1;
            continue;
        }
        if (*at == '\\') {
            part->is_quoted = 1;
            if (*++at == '\0')
                return 0;
        }
        check->space[part->length++] = *at;
    }
    check->space[part->length] = '\0';
    part->end = at;
    return *at != '\0';
}

static int check_part(const struct check *check, const struct part *part, const t2s__type *type, int depth)
{
    return check_text(check, check->space, part->length, type, depth + 1);
}

static int is_null_word(const struct check *check, const struct part *part)
{
    static const char word[] = "null";

    if (part->is_quoted || part->length != 4)
        return 0;
    for (size_t i = 0; i < 4; i++)
        if ((check->space[i] | 0x20) != word[i])
            return 0;
    return 1;
}

/* An element that is no array, and what white space follows. 0: the text ends before it does. */
static int read_element(const struct check *check, const char *at, struct part *part)
{
    part->length = 0;
    part->is_quoted = *at == '"';
    at += part->is_quoted;
    for (; *at != '\0' && strchr(part->is_quoted ? "\"" : "\",{}", *at) == NULL; at++) {
        if (*at == '\\' && *++at == '\0')
            return 0;
        check->space[part->length++] = *at;
    }
    while (!part->is_quoted && part->length != 0 && is_space(check->space[part->length - 1]))
        part->length--;
    check->space[part->length] = '\0';
    part->end = part->is_quoted && *at == '"' ? skip_space(at + 1) : at;
    return *at != '\0';
}

/* Where it ends, at the comma or brace behind it; NULL: it was refused. */
static const char *check_element(const struct check *check, const char *at, const t2s__type *type, const char *text, int depth)
{
    struct part part;

    if (!read_element(check, skip_space(at), &part) || (*part.end != ',' && *part.end != '}') ||
        (part.length == 0 && !part.is_quoted)) {
        malformed(check, "array", text);
        return NULL;
    }
    return is_null_word(check, &part) || check_part(check, &part, type, depth) ? part.end : NULL;
}

/* Braces, commas and elements. That all rows are of one length is left to the server. */
static int check_array(const struct check *check, const char *text, const t2s__type *type, int depth)
{
    const char *at = skip_space(text);
    int open = 0, wants_item = 0;

    if (*at == '[')
        return 1; /* with its bounds */
    if (*at != '{')
        return malformed(check, "array", text);
    do {
        at = skip_space(at);
        if (*at == '{' && (wants_item || open == 0)) {
            open++;
            at = skip_space(at + 1);
            wants_item = *at != '}';
        } else if (wants_item) {
            if (*at == '}' || (at = check_element(check, at, type, text, depth)) == NULL)
                return at != NULL ? malformed(check, "array", text) : 0;
            wants_item = 0;
        } else if (*at == ',') {
            wants_item = 1;
            at++;
        } else if (*at == '}') {
            open--;
            at++;
        } else {
            return malformed(check, "array", text);
        }
    } while (open != 0);
    return *skip_space(at) == '\0' ? 1 : malformed(check, "array", text);
}

static int begins_empty(const char *at)
{
    static const char word[] = "empty";

    for (size_t i = 0; i < 5; i++)
        if ((at[i] | 0x20) != word[i])
            return 0;
    return 1;
}

static int check_range(const struct check *check, const char *text, const t2s__type *type, int depth)
{
    const char *at = skip_space(text);
    struct part part;

    if (begins_empty(at))
        return *skip_space(at + 5) == '\0' ? 1 : malformed(check, "range", text);
    if (*at != '[' && *at != '(')
        return malformed(check, "range", text);
    for (int i = 0; i < 2; i++) {
        if (!read_part(check, at + 1, ",)]", &part) || (*part.end == ',') != (i == 0))
            return malformed(check, "range", text);
        if ((part.length != 0 || part.is_quoted) && !check_part(check, &part, type, depth))
            return 0;
        at = part.end;
    }
    return *skip_space(at + 1) == '\0' ? 1 : malformed(check, "range", text);
}

/* Parentheses around members. How many there are to be is not looked at: a catalog may not have all of them. */
static int check_row(const struct check *check, const char *text)
{
    const char *at = skip_space(text);
    struct part part = {.end = at};

    if (*at != '(')
        return malformed(check, "record", text);
    do {
        if (!read_part(check, part.end + 1, ",)", &part))
            return malformed(check, "record", text);
    } while (*part.end == ',');
    return *skip_space(part.end + 1) == '\0' ? 1 : malformed(check, "record", text);
}

/* A row of which nothing is known has no text. */
static int refuse_record(const struct check *check)
{
    t2s__analysis_find(check->analysis, "0A000", check->position, NULL, "input of anonymous composite types is not implemented");
    return 0;
}

static int is_of_server(const t2s__type *type)
{
    return type->schema == NULL || strcmp(type->schema, "pg_catalog") == 0;
}

static int ask_dialect(const struct check *check, const char *text, size_t length, const t2s__type *type)
{
    char message[MESSAGE_MAX];
    const char *code;

    if (t2s_dialect_literal(check->analysis->dialect, type->name, text, length, &code, message, sizeof(message)))
        return 1;
    t2s__analysis_find(check->analysis, code, check->position, NULL, "%s", message);
    return 0;
}

/* What is under a domain; NULL: not known. */
static const t2s__type *bare(const t2s__type *type)
{
    for (int i = 0; type != NULL && type->kind == T2S_TYPE_DOMAIN; i++)
        type = i < TYPES_DEEP ? type->base : NULL;
    return type;
}

/* Each level has its own space for the texts inside of its text. */
static int check_inside(const struct check *outer, const char *text, size_t length, const t2s__type *type, int depth)
{
    struct check check = *outer;

    check.space = t2s__analysis_alloc(check.analysis, length + 1);
    if (check.space == NULL)
        return 1;
    if (type->is_array)
        return check_array(&check, text, type->element, depth);
    return type->kind == T2S_TYPE_COMPOSITE ? check_row(&check, text) : check_range(&check, text, type->subtype, depth);
}

static int check_text(const struct check *check, const char *text, size_t length, const t2s__type *type, int depth)
{
    type = bare(type);
    if (type == NULL || depth > TYPES_DEEP)
        return 1;
    if (type->kind == T2S_TYPE_ENUM)
        return type->label_count == 0 || check_enum(check, text, type);
    if (type->is_array)
        return type->element == NULL || check_inside(check, text, length, type, depth);
    if (type->kind == T2S_TYPE_RANGE) /* or a multirange, whose subtype is its range */
        return type->subtype == NULL || type->subtype->kind == T2S_TYPE_RANGE || check_inside(check, text, length, type, depth);
    if (type->kind == T2S_TYPE_COMPOSITE)
        return check_inside(check, text, length, type, depth);
    if (type->known == T2S__TYPE_RECORD)
        return refuse_record(check);
    return !is_of_server(type) || ask_dialect(check, text, length, type);
}

int t2s__check_literal(t2s__analysis *analysis, const char *text, size_t length, const t2s__type *type, int position)
{
    struct check check = {.analysis = analysis, .position = position};

    return check_text(&check, text, length, type, 0);
}
