/* SPDX-License-Identifier: MIT */
#include "sql/fix.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *t2s_fix_name(const t2s_fix *fix)
{
    return fix != NULL ? fix->name : NULL;
}

const char *t2s_fix_code(const t2s_fix *fix)
{
    return fix != NULL ? fix->code : NULL;
}

const char *t2s_fix_message(const t2s_fix *fix)
{
    return fix != NULL ? fix->message : NULL;
}

size_t t2s_fix_edit_count(const t2s_fix *fix)
{
    return fix != NULL ? fix->count : 0;
}

const char *t2s_fix_edit(const t2s_fix *fix, size_t index, size_t *ret_start, size_t *ret_length)
{
    const t2s__edit *edit = fix != NULL ? fix->first : NULL;

    while (edit != NULL && index-- > 0)
        edit = edit->next;
    if (ret_start != NULL)
        *ret_start = edit != NULL ? edit->start : 0;
    if (ret_length != NULL)
        *ret_length = edit != NULL ? edit->length : 0;
    return edit != NULL ? edit->text : NULL;
}

void t2s__fixes_init(t2s__fixes *fixes, t2s__arena *arena)
{
    *fixes = (t2s__fixes){.arena = arena};
}

t2s_fix *t2s__fixes_add(t2s__fixes *fixes, t2s__fix_rank rank, const char *name, const char *format, ...)
{
    t2s_fix *fix = t2s__arena_alloc(fixes->arena, sizeof(*fix));
    char message[512];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    if (fix != NULL)
        *fix = (t2s_fix){.rank = rank, .name = name, .code = "", .message = t2s__arena_strdup(fixes->arena, message)};
    if (fix == NULL || fix->message == NULL) {
        fixes->failed = 1;
        return NULL;
    }
    if (fixes->last != NULL)
        fixes->last->next = fix;
    else
        fixes->first = fix;
    fixes->last = fix;
    fixes->count++;
    return fix;
}

void t2s__fix_edit(t2s__fixes *fixes, t2s_fix *fix, size_t start, size_t length, const char *text, size_t text_length)
{
    t2s__edit *edit = fix != NULL ? t2s__arena_alloc(fixes->arena, sizeof(*edit)) : NULL;
    t2s__edit **at;

    if (edit != NULL)
        *edit = (t2s__edit){.start = start, .length = length, .text = t2s__arena_strndup(fixes->arena, text, text_length)};
    if (edit == NULL || edit->text == NULL) {
        fixes->failed |= fix != NULL;
        return;
    }
    at = fix->last != NULL && fix->last->start <= start ? &fix->last->next : &fix->first;
    while (*at != NULL && (*at)->start <= start)
        at = &(*at)->next;
    edit->next = *at;
    *at = edit;
    if (edit->next == NULL)
        fix->last = edit;
    fix->count++;
}

void t2s__fix_replace(t2s__fixes *fixes, t2s_fix *fix, size_t start, size_t length, const char *text)
{
    t2s__fix_edit(fixes, fix, start, length, text, strlen(text));
}
