/* SPDX-License-Identifier: MIT */
#include "knowledge/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "util/error.h"
#include "util/memory.h"

enum { MESSAGE_MAX = 1024, EXCERPT_MAX = 80 };

t2s_knowledge_report *t2s__report_new(void)
{
    t2s_knowledge_report *report = t2s__calloc(1, sizeof(*report));

    if (report != NULL)
        t2s__arena_init(&report->arena, 1024);
    return report;
}

void t2s_knowledge_report_free(t2s_knowledge_report *report)
{
    if (report == NULL)
        return;
    t2s__arena_dispose(&report->arena);
    t2s__free(report);
}

void t2s__report_add(t2s_knowledge_report *report, t2s__place place, const char *code, const char *hint, const char *format, ...)
{
    t2s_diagnostic found = {.severity = T2S_SEVERITY_ERROR, .position = -1, .code = code, .rule = "knowledge"};
    char message[MESSAGE_MAX];
    va_list arguments;

    report->count++;
    if (!t2s__report_has_room(report))
        return;
    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    found.line = (int)place.line;
    found.column = (int)place.column;
    found.message = t2s__arena_strdup(&report->arena, message);
    found.hint = t2s__arena_strdup(&report->arena, hint);
    if (found.message == NULL || (hint != NULL && found.hint == NULL) ||
        t2s__diagnostics_add(&report->diagnostics, &report->arena, "", 0, found) != 0)
        report->failed = 1;
}

int t2s__report_has_room(const t2s_knowledge_report *report)
{
    return !report->failed && report->diagnostics.count < T2S__REPORT_MAX;
}

int t2s__report_excerpt(const char *text)
{
    size_t length = strnlen(text, EXCERPT_MAX + 1);

    if (length > EXCERPT_MAX)
        for (length = EXCERPT_MAX; length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80;)
            length--;
    return (int)length;
}

int t2s__report_fail(const t2s_knowledge_report *report, int code, t2s_error **reterr_error)
{
    const t2s_diagnostic *first = t2s_knowledge_report_problem(report, 0);
    t2s_error *error;

    if (report->failed || first == NULL)
        return t2s__fail_nomem(reterr_error);
    if (report->count == 1)
        error = t2s__error(code, "the knowledge: %s", first->message);
    else
        error = t2s__error(code, "the knowledge: %s (and %zu more problems)", first->message, report->count - 1);
    t2s_error_set_position(error, first->line, first->column);
    if (first->hint != NULL)
        t2s_error_set_hint(error, first->hint);
    return t2s__error_return(reterr_error, error);
}

size_t t2s_knowledge_report_count(const t2s_knowledge_report *report)
{
    return report != NULL ? report->diagnostics.count : 0;
}

size_t t2s_knowledge_report_total(const t2s_knowledge_report *report)
{
    return report != NULL ? report->count : 0;
}

const t2s_diagnostic *t2s_knowledge_report_problem(const t2s_knowledge_report *report, size_t index)
{
    return report != NULL && index < report->diagnostics.count ? report->diagnostics.items[index] : NULL;
}
