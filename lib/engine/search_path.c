/* SPDX-License-Identifier: MIT */
#include "engine/search_path.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/memory.h"

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

/* "One, ""two""": to `to`, without its quotes. Gives what stands behind it; NULL: it does not end. */
static const char *read_quoted(const char *text, char *to)
{
    while (*++text != '\0') {
        if (*text == '"' && *++text != '"') {
            *to = '\0';
            return text;
        }
        *to++ = *text;
    }
    return NULL;
}

static const char *read_plain(const char *text, char *to)
{
    size_t length = strcspn(text, " \t\r\n,.\"");

    for (size_t i = 0; i < length; i++)
        *to++ = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] | 0x20) : text[i];
    *to = '\0';
    return text + length;
}

/* One name, or "catalog"."schema". Gives what stands behind it; NULL: there is none, or it does not end. */
static const char *read_name(const char *text, char *to)
{
    for (;;) {
        text = *text == '"' ? read_quoted(text, to) : read_plain(text, to);
        if (text == NULL || *to == '\0')
            return NULL;
        if (*text != '.')
            return text;
        to += strlen(to);
        *to++ = *text++;
    }
}

/* The names go into path->text one after the other; none is longer than it is written. */
static int read_names(const char *text, t2s__search_path *path)
{
    char *to = path->text;

    for (;;) {
        path->schemas[path->count++] = to;
        text = read_name(skip_blanks(text), to);
        if (text == NULL)
            return T2S_E_INVALID;
        to += strlen(to) + 1;
        text = skip_blanks(text);
        if (*text == '\0')
            return 0;
        if (*text++ != ',')
            return T2S_E_INVALID;
    }
}

int t2s__search_path_read(const char *text, t2s__search_path *ret_path)
{
    size_t length = strlen(text);
    int code;

    /* A name takes a character at least, and its end the place of the comma behind it. */
    *ret_path = (t2s__search_path){t2s__malloc(length + 1), t2s__calloc(length / 2 + 1, sizeof(char *)), 0};
    code = ret_path->text != NULL && ret_path->schemas != NULL ? read_names(text, ret_path) : T2S_E_NOMEM;
    if (code != 0)
        t2s__search_path_dispose(ret_path);
    return code;
}

void t2s__search_path_dispose(t2s__search_path *path)
{
    t2s__free(path->text);
    t2s__free((void *)path->schemas);
    *path = (t2s__search_path){0};
}
