/* SPDX-License-Identifier: MIT */
/* Headers of a request. Their values may be secrets, and are wiped. */
#include <string.h>
#include <strings.h>

#include "provider/connector.h"
#include "util/error.h"
#include "util/memory.h"

static void free_secret(const char *text)
{
    if (text != NULL)
        t2s__wipe((char *)text, strlen(text));
    t2s__free((char *)text);
}

void t2s__headers_add(t2s__header_list *list, const char *name, size_t name_length, const char *prefix, const char *value,
                      size_t value_length)
{
    size_t prefix_length = strlen(prefix);
    char *name_copy = t2s__strndup(name, name_length);
    char *value_copy = t2s__malloc(prefix_length + value_length + 1);

    if (name_copy == NULL || value_copy == NULL ||
        t2s__grow((void **)&list->items, &list->capacity, list->count + 1, sizeof(*list->items)) != 0) {
        t2s__free(name_copy);
        t2s__free(value_copy);
        list->failed = 1;
        return;
    }
    memcpy(value_copy, prefix, prefix_length);
    memcpy(value_copy + prefix_length, value, value_length);
    value_copy[prefix_length + value_length] = '\0';
    list->items[list->count++] = (t2s__http_header){name_copy, value_copy};
}

int t2s__headers_have(const t2s__header_list *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcasecmp(list->items[i].name, name) == 0)
            return 1;
    return 0;
}

void t2s__headers_dispose(t2s__header_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        t2s__free((char *)list->items[i].name);
        free_secret(list->items[i].value);
    }
    t2s__free(list->items);
    *list = (t2s__header_list){0};
}

/* The characters of a token (RFC 9110, 5.6.2). */
static int is_name(const char *text, size_t length)
{
    static const char others[] = "!#$%&'*+-.^_`|~";

    for (size_t i = 0; i < length; i++) {
        char byte = text[i];

        if (!((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
              (byte != '\0' && strchr(others, byte) != NULL)))
            return 0;
    }
    return length != 0;
}

static int is_value(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (((unsigned char)text[i] < 0x20 && text[i] != '\t') || text[i] == 0x7F)
            return 0;
    return 1;
}

/* What is the transport's own: a second one would make a request that means two things. */
static int is_taken(const char *name, size_t length)
{
    static const char *const taken[] = {"Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Expect"};

    for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++)
        if (strlen(taken[i]) == length && strncasecmp(taken[i], name, length) == 0)
            return 1;
    return 0;
}

static int parse_line(t2s__header_list *list, const char *line, size_t length, t2s_error **reterr_error)
{
    const char *colon = memchr(line, ':', length);
    size_t name_length = colon != NULL ? (size_t)(colon - line) : 0;
    const char *value = line + name_length + 1;
    const char *end = line + length;

    if (!is_name(line, name_length))
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"headers\" takes one \"Name: value\" a line; line %zu is none",
                         list->count + 1);
    if (is_taken(line, name_length))
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"headers\": \"%.*s\" cannot be set", (int)name_length, line);
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    if (!is_value(value, (size_t)(end - value)))
        return t2s__fail(reterr_error, T2S_E_INVALID, "option \"headers\": the value of \"%.*s\" holds a control character",
                         (int)name_length, line);
    t2s__headers_add(list, line, name_length, "", value, (size_t)(end - value));
    return list->failed ? t2s__fail_nomem(reterr_error) : 0;
}

int t2s__headers_parse(t2s__header_list *list, const char *lines, t2s_error **reterr_error)
{
    while (*lines != '\0') {
        size_t length = strcspn(lines, "\n");
        size_t trimmed = length > 0 && lines[length - 1] == '\r' ? length - 1 : length;
        int code = trimmed != 0 ? parse_line(list, lines, trimmed, reterr_error) : 0;

        if (code != 0)
            return code;
        lines += length + (lines[length] == '\n');
    }
    return 0;
}
