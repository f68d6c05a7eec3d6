/* SPDX-License-Identifier: MIT */
#include "prompt/reply_json.h"

#include <string.h>

#include "util/buffer.h"

enum {
    DEPTH_MAX = 16,      /* levels of JSON */
    CANDIDATES_MAX = 64, /* opening braces that are tried: each costs a look at the rest of the text */
    KEY_MAX = 16         /* bytes of a key that matter */
};

/* A part of the reply's text. */
struct span {
    const char *text;
    size_t length;
};

/* A text as exactly one JSON object; NULL when it is none. */
static json_object *parse_object(struct span span)
{
    json_tokener *tokener = json_tokener_new_ex(DEPTH_MAX);
    json_object *object = NULL;

    if (tokener == NULL)
        return NULL;
    /* Not JSON_TOKENER_STRICT, with which json-c 0.18 takes every byte above 0x7F for a control character. */
    json_tokener_set_flags(tokener, JSON_TOKENER_VALIDATE_UTF8);
    object = json_tokener_parse_ex(tokener, span.text, (int)span.length);
    if (object != NULL && (json_tokener_get_error(tokener) != json_tokener_success ||
                           json_tokener_get_parse_end(tokener) != span.length || !json_object_is_type(object, json_type_object))) {
        json_object_put(object);
        object = NULL;
    }
    json_tokener_free(tokener);
    return object;
}

/* The length of what begins with a brace and ends with its partner, strings passed over; 0 when it has none. */
static size_t balanced_length(struct span span)
{
    size_t depth = 0;
    int in_string = 0;

    for (size_t i = 0; i < span.length; i++) {
        char character = span.text[i];

        if (in_string) {
            if (character == '\\')
                i++;
            else if (character == '"')
                in_string = 0;
        } else if (character == '"')
            in_string = 1;
        else if (character == '{')
            depth++;
        else if (character == '}' && --depth == 0)
            return i + 1;
    }
    return 0;
}

static int looks_like_reply(json_object *object)
{
    return json_object_object_get_ex(object, "outcome", NULL) || json_object_object_get_ex(object, "sql", NULL);
}

/* The object in the midst of other text. Returns how many there are; *ret_object is the first. */
static size_t find_objects(struct span span, json_object **ret_object)
{
    size_t found = 0;
    size_t at = 0;

    for (int candidates = 0; candidates < CANDIDATES_MAX && at < span.length; candidates++) {
        const char *brace = memchr(span.text + at, '{', span.length - at);
        struct span rest;
        json_object *object = NULL;

        if (brace == NULL)
            break;
        rest = (struct span){brace, span.length - (size_t)(brace - span.text)};
        rest.length = balanced_length(rest);
        if (rest.length != 0)
            object = parse_object(rest);
        at = (size_t)(brace - span.text) + (object != NULL ? rest.length : 1);
        if (object != NULL && looks_like_reply(object) && found++ == 0)
            *ret_object = object;
        else
            json_object_put(object);
    }
    return found;
}

/* An object as it is written again. */
struct copy {
    t2s__buffer *out;
    struct span in;
    size_t at;
    char closers[DEPTH_MAX]; /* that are still missing, the outermost first */
    size_t depth;
    char key[KEY_MAX]; /* the last one of the object itself, as far as it fits */
    int is_value;      /* its colon was read */
};

/* Is a value of the object itself being read that is worth nothing without its end? */
static int is_precious(const struct copy *copy)
{
    return !copy->is_value || strcmp(copy->key, "sql") == 0 || strcmp(copy->key, "outcome") == 0;
}

/* `at` is behind the opening quotes. Returns 0 at the end of the text. */
static int copy_string(struct copy *copy, int quotes)
{
    size_t start = copy->out->length + 1;

    t2s__buffer_char(copy->out, '"');
    for (; copy->at < copy->in.length; copy->at++) {
        char c = copy->in.text[copy->at];
        char next = copy->at + 1 < copy->in.length ? copy->in.text[copy->at + 1] : '\0';

        if (c == '"' && quotes == 1)
            break;
        if (c == '"' && copy->at + 2 < copy->in.length && next == '"' && copy->in.text[copy->at + 2] == '"')
            break;
        if (c == '\\' && next != '\0' && strchr("\"\\/bfnrtu", next) == NULL)
            continue; /* no escape that JSON knows: the character stands for itself */
        if (c == '\\' && next != '\0') {
            t2s__buffer_char(copy->out, c);
            t2s__buffer_char(copy->out, next);
            copy->at++;
        } else if (c == '\n')
            t2s__buffer_text(copy->out, "\\n");
        else if (c == '"')
            t2s__buffer_text(copy->out, "\\\"");
        else
            t2s__buffer_char(copy->out, c);
    }
    if (copy->depth == 1 && !copy->is_value && !copy->out->failed) {
        size_t length = copy->out->length - start;

        memset(copy->key, 0, sizeof(copy->key));
        memcpy(copy->key, copy->out->data + start, length < KEY_MAX ? length : KEY_MAX - 1);
    }
    t2s__buffer_char(copy->out, '"');
    if (copy->at == copy->in.length)
        return 0;
    copy->at += (size_t)quotes;
    return 1;
}

/* Returns 0 when the object is over. */
static int copy_structure(struct copy *copy, char c)
{
    if ((c == '{' || c == '[') && copy->depth < DEPTH_MAX)
        copy->closers[copy->depth++] = c == '{' ? '}' : ']';
    else if ((c == '}' || c == ']') && copy->depth > 0)
        copy->depth--;
    else if (copy->depth == 1 && (c == ':' || c == ','))
        copy->is_value = c == ':';
    t2s__buffer_char(copy->out, c);
    copy->at++;
    return copy->depth != 0;
}

/* Write the object at the beginning of a text as good JSON. Returns 0 when it cannot be told what belongs into it. */
static int write_object(struct span in, t2s__buffer *out, int *ret_is_cut)
{
    struct copy copy = {.out = out, .in = in};
    int in_string = 0;

    *ret_is_cut = 0;
    while (copy.at < in.length && !in_string) {
        char c = in.text[copy.at];

        if (c == '"') {
            int quotes = in.length - copy.at > 3 && memcmp(in.text + copy.at, "\"\"\"", 3) == 0 ? 3 : 1;

            copy.at += (size_t)quotes;
            in_string = !copy_string(&copy, quotes);
        } else if (!copy_structure(&copy, c))
            return 1;
    }
    *ret_is_cut = 1;
    if (in_string && is_precious(&copy))
        return 0;
    while (!in_string && out->length != 0 && strchr(", \n\r\t", out->data[out->length - 1]) != NULL)
        out->length--;
    while (copy.depth > 0)
        t2s__buffer_char(out, copy.closers[--copy.depth]);
    return 1;
}

/* The first object that looks like a reply, if it can be mended. */
static json_object *mend_object(struct span span, int *ret_is_cut)
{
    json_object *object = NULL;
    t2s__buffer text = T2S__BUFFER_INIT;
    const char *brace = memchr(span.text, '{', span.length);

    *ret_is_cut = 0;
    if (brace == NULL)
        return NULL;
    span = (struct span){brace, span.length - (size_t)(brace - span.text)};
    if (write_object(span, &text, ret_is_cut) && !text.failed)
        object = parse_object((struct span){t2s__buffer_string(&text), text.length});
    t2s__buffer_dispose(&text);
    if (object != NULL && !(json_object_object_get_ex(object, "sql", NULL) || (!*ret_is_cut && looks_like_reply(object)))) {
        json_object_put(object);
        object = NULL;
    }
    *ret_is_cut = *ret_is_cut && object == NULL;
    return object;
}

size_t t2s__reply_json_find(const char *text, size_t length, json_object **ret_object, int *ret_is_cut)
{
    struct span whole = {text, length};
    size_t count;

    *ret_is_cut = 0;
    *ret_object = length != 0 && text[0] == '{' ? parse_object(whole) : NULL;
    if (*ret_object != NULL)
        return 1;
    count = find_objects(whole, ret_object);
    if (count != 0)
        return count;
    *ret_object = mend_object(whole, ret_is_cut);
    return *ret_object != NULL;
}
