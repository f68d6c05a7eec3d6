/* SPDX-License-Identifier: MIT */
#include "util/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "util/memory.h"

enum { ALIGNMENT = 16, BLOCK_SIZE_MIN = 512, BLOCK_SIZE_MAX = 256 * 1024 };

struct t2s__arena_block {
    struct t2s__arena_block *older;
};

_Static_assert(sizeof(struct t2s__arena_block) <= ALIGNMENT, "the head of a block must leave what follows aligned");

void t2s__arena_init(t2s__arena *arena, size_t first)
{
    *arena = (t2s__arena){.block_size = first > BLOCK_SIZE_MIN ? first : BLOCK_SIZE_MIN};
}

static int add_block(t2s__arena *arena, size_t needed)
{
    size_t size = arena->block_size > needed ? arena->block_size : needed;
    struct t2s__arena_block *block;

    if (size > SIZE_MAX - ALIGNMENT)
        return -1;
    block = t2s__malloc(ALIGNMENT + size);
    if (block == NULL)
        return -1;
    block->older = arena->blocks;
    arena->blocks = block;
    arena->next = (char *)block + ALIGNMENT;
    arena->end = arena->next + size;
    arena->total += ALIGNMENT + size;
    if (arena->block_size < BLOCK_SIZE_MAX)
        arena->block_size *= 2;
    return 0;
}

void *t2s__arena_alloc(t2s__arena *arena, size_t size)
{
    void *memory;

    if (size > SIZE_MAX - ALIGNMENT)
        return NULL;
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (size > (size_t)(arena->end - arena->next) && add_block(arena, size) != 0)
        return NULL;
    memory = arena->next;
    arena->next += size;
    return memory;
}

void *t2s__arena_zalloc(t2s__arena *arena, size_t size)
{
    void *memory = t2s__arena_alloc(arena, size);

    return memory != NULL ? memset(memory, 0, size) : NULL;
}

char *t2s__arena_strndup(t2s__arena *arena, const char *text, size_t length)
{
    char *copy;

    if (text == NULL || length == SIZE_MAX)
        return NULL;
    copy = t2s__arena_alloc(arena, length + 1);
    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

char *t2s__arena_strdup(t2s__arena *arena, const char *text)
{
    return text != NULL ? t2s__arena_strndup(arena, text, strlen(text)) : NULL;
}

char *t2s__arena_printf(t2s__arena *arena, const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length >= 0)
        text = t2s__arena_alloc(arena, (size_t)length + 1);
    if (text != NULL) {
        va_start(arguments, format);
        vsnprintf(text, (size_t)length + 1, format, arguments);
        va_end(arguments);
    }
    return text;
}

void t2s__arena_dispose(t2s__arena *arena)
{
    while (arena->blocks != NULL) {
        struct t2s__arena_block *older = arena->blocks->older;

        t2s__free(arena->blocks);
        arena->blocks = older;
    }
    arena->next = NULL;
    arena->end = NULL;
    arena->total = 0;
}
