/* SPDX-License-Identifier: MIT */
#include "util/memory.h"

#include <stdlib.h>
#include <string.h>

#include <text2sql/error.h>
#include <text2sql/memory.h>

int (*t2s__memory_fail)(void);

static int must_fail(void)
{
    return t2s__memory_fail != NULL && t2s__memory_fail();
}

void *t2s__malloc(size_t size)
{
    return must_fail() ? NULL : malloc(size != 0 ? size : 1);
}

void *t2s__calloc(size_t count, size_t size)
{
    return must_fail() ? NULL : calloc(count != 0 ? count : 1, size != 0 ? size : 1);
}

void *t2s__realloc(void *memory, size_t size)
{
    return must_fail() ? NULL : realloc(memory, size != 0 ? size : 1);
}

void t2s__free(void *memory)
{
    free(memory);
}

void t2s_free(void *memory)
{
    t2s__free(memory);
}

char *t2s__strndup(const char *text, size_t length)
{
    char *copy;

    if (text == NULL)
        return NULL;
    copy = t2s__malloc(length + 1);
    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

char *t2s__strdup(const char *text)
{
    return text != NULL ? t2s__strndup(text, strlen(text)) : NULL;
}

int t2s__strset(char **ret, const char *text)
{
    char *copy = t2s__strdup(text);

    if (copy == NULL && text != NULL)
        return T2S_E_NOMEM;
    t2s__free(*ret);
    *ret = copy;
    return 0;
}

int t2s__grow(void **items, size_t *capacity, size_t needed, size_t size)
{
    size_t larger = *capacity != 0 ? *capacity : 8;
    void *moved;

    if (needed <= *capacity)
        return 0;
    while (larger < needed) {
        if (larger > SIZE_MAX / 2)
            return T2S_E_NOMEM;
        larger *= 2;
    }
    if (larger > SIZE_MAX / size)
        return T2S_E_NOMEM;
    moved = t2s__realloc(*items, larger * size);
    if (moved == NULL)
        return T2S_E_NOMEM;
    *items = moved;
    *capacity = larger;
    return 0;
}

void t2s__wipe(void *memory, size_t size)
{
    volatile unsigned char *byte = memory;

    while (size-- > 0)
        *byte++ = 0;
}
