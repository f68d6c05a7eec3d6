/* SPDX-License-Identifier: MIT */
#include "sql/diagnostic.h"

#include <string.h>

#include <text2sql/error.h>

#include "util/utf8.h"

int t2s_diagnostic_severity(const t2s_diagnostic *diagnostic)
{
    return diagnostic != NULL ? diagnostic->severity : T2S_SEVERITY_NOTE;
}

const char *t2s_diagnostic_code(const t2s_diagnostic *diagnostic)
{
    return diagnostic != NULL ? diagnostic->code : NULL;
}

const char *t2s_diagnostic_message(const t2s_diagnostic *diagnostic)
{
    return diagnostic != NULL ? diagnostic->message : NULL;
}

const char *t2s_diagnostic_hint(const t2s_diagnostic *diagnostic)
{
    return diagnostic != NULL ? diagnostic->hint : NULL;
}

const char *t2s_diagnostic_rule(const t2s_diagnostic *diagnostic)
{
    return diagnostic != NULL ? diagnostic->rule : NULL;
}

int t2s_diagnostic_line(const t2s_diagnostic *diagnostic)
{
    return diagnostic != NULL ? diagnostic->line : 0;
}

int t2s_diagnostic_column(const t2s_diagnostic *diagnostic)
{
    return diagnostic != NULL ? diagnostic->column : 0;
}

int t2s_diagnostic_position(const t2s_diagnostic *diagnostic)
{
    return diagnostic != NULL ? diagnostic->position : -1;
}

int t2s_diagnostic_is_refusal(const t2s_diagnostic *diagnostic)
{
    return diagnostic != NULL && diagnostic->is_refusal;
}

size_t t2s_diagnostic_fix_count(const t2s_diagnostic *diagnostic)
{
    size_t count = 0;

    for (const t2s_fix *fix = diagnostic != NULL ? diagnostic->fixes : NULL; fix != NULL; fix = fix->next)
        count++;
    return count;
}

const t2s_fix *t2s_diagnostic_fix(const t2s_diagnostic *diagnostic, size_t index)
{
    const t2s_fix *fix = diagnostic != NULL ? diagnostic->fixes : NULL;

    while (fix != NULL && index-- > 0)
        fix = fix->next;
    return fix;
}

int t2s__diagnostics_add(t2s__diagnostics *diagnostics, t2s__arena *arena, const char *sql, size_t length,
                         t2s_diagnostic diagnostic)
{
    t2s_diagnostic *copy = t2s__arena_alloc(arena, sizeof(*copy));

    if (copy == NULL)
        return T2S_E_NOMEM;
    if (diagnostics->count == diagnostics->capacity) {
        size_t capacity = diagnostics->capacity != 0 ? diagnostics->capacity * 2 : 4;
        t2s_diagnostic **items = t2s__arena_alloc(arena, capacity * sizeof(*items));

        if (items == NULL)
            return T2S_E_NOMEM;
        if (diagnostics->count != 0)
            memcpy(items, diagnostics->items, diagnostics->count * sizeof(*items));
        diagnostics->items = items;
        diagnostics->capacity = capacity;
    }
    *copy = diagnostic;
    if (copy->position < 0 || (size_t)copy->position > length)
        copy->position = -1;
    else
        t2s__utf8_position(sql, length, (size_t)copy->position, &copy->line, &copy->column);
    diagnostics->items[diagnostics->count++] = copy;
    return 0;
}
