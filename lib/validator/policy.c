/* SPDX-License-Identifier: MIT */
#include "validator/policy.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <text2sql/facts.h>

#include "util/memory.h"

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char *trim(char *text)
{
    char *end;

    while (is_blank(*text))
        text++;
    end = text + strlen(text);
    while (end > text && is_blank(end[-1]))
        end--;
    *end = '\0';
    return text;
}

int t2s__patterns_read(char *text, t2s__patterns *patterns)
{
    size_t capacity = 0;

    *patterns = (t2s__patterns){.text = text};
    while (text != NULL) {
        char *comma = strchr(text, ',');
        char *item;

        if (comma != NULL)
            *comma = '\0';
        item = trim(text);
        text = comma != NULL ? comma + 1 : NULL;
        if (item[0] == '\0')
            continue;
        if (t2s__grow((void **)(void *)&patterns->items, &capacity, patterns->count + 1, sizeof(*patterns->items)) != 0) {
            t2s__patterns_dispose(patterns);
            return T2S_E_NOMEM;
        }
        patterns->items[patterns->count++] = item;
    }
    return 0;
}

void t2s__patterns_dispose(t2s__patterns *patterns)
{
    t2s__free(patterns->text);
    t2s__free(patterns->items);
    *patterns = (t2s__patterns){0};
}

/* `*` is any characters. Goes back to the last star only, which is enough. */
static int part_fits(const char *pattern, size_t length, const char *name)
{
    const char *end = pattern + length;
    const char *star = NULL;
    const char *resume = NULL;

    while (*name != '\0') {
        if (pattern < end && *pattern == '*') {
            star = pattern++;
            resume = name;
        } else if (pattern < end && *pattern == *name) {
            pattern++;
            name++;
        } else if (star != NULL) {
            pattern = star + 1;
            name = ++resume;
        } else
            return 0;
    }
    while (pattern < end && *pattern == '*')
        pattern++;
    return pattern == end;
}

/* From the last part to the first. */
static int fits(const char *pattern, const char *const *parts, size_t count)
{
    const char *end = pattern + strlen(pattern);

    while (count > 0) {
        const char *start = end;
        const char *name = parts[--count];

        while (start > pattern && start[-1] != '.')
            start--;
        if (!part_fits(start, (size_t)(end - start), name != NULL ? name : ""))
            return 0;
        if (start == pattern)
            return 1;
        end = start - 1;
    }
    return 0;
}

int t2s__patterns_fit(const t2s__patterns *patterns, const char *const *parts, size_t count)
{
    for (size_t i = 0; i < patterns->count; i++)
        if (fits(patterns->items[i], parts, count))
            return 1;
    return 0;
}

int t2s__word_number(const char *const *words, const char *word)
{
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    return -1;
}

int t2s__policy_refuse(t2s_report *report, const char *code, int position, const char *hint, const char *format, ...)
{
    char message[400];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    return t2s_report_add(report, T2S_SEVERITY_ERROR, T2S_REPORT_REFUSAL, code, message, hint, position);
}

int t2s__relation_position(const t2s_statement *statement, const t2s_relation *relation)
{
    for (size_t i = 0; i < t2s_statement_source_count(statement); i++) {
        int position;

        if (t2s_statement_source(statement, i, &position) == relation)
            return position;
    }
    return -1;
}
