/* SPDX-License-Identifier: MIT */
#include "sql/fix_name.h"

#include <string.h>

#include "sql/quote.h"
#include "util/distance.h"

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static int is_start(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* The end of the name that begins here; `at` itself where none does. */
static size_t name_end(const char *sql, size_t length, size_t at)
{
    size_t end = at;

    if (at < length && sql[at] == '"') {
        for (end = at + 1; end < length; end++)
            if (sql[end] == '"') {
                if (end + 1 < length && sql[end + 1] == '"')
                    end++;
                else
                    return end + 1;
            }
        return at;
    }
    if (at >= length || !is_start(sql[at]))
        return at;
    while (end < length && (is_start(sql[end]) || is_digit(sql[end]) || sql[end] == '$'))
        end++;
    return end < length && sql[end] == '&' && lower(sql[at]) == 'u' && end == at + 1 ? at : end; /* U&"name" */
}

t2s__path t2s__path_at(const char *sql, size_t length, int position)
{
    t2s__path path = {.count = 0};
    size_t at = position >= 0 ? (size_t)position : length;

    for (;;) {
        size_t end = name_end(sql, length, at);

        if (end == at)
            break;
        if (path.count == T2S__PATH_MAX)
            return (t2s__path){.count = 0};
        path.start[path.count] = at;
        path.end[path.count++] = end;
        while (end < length && is_space(sql[end]))
            end++;
        if (end >= length || sql[end] != '.')
            break;
        at = end + 1;
        while (at < length && is_space(sql[at]))
            at++;
    }
    return path;
}

int t2s__path_is(const t2s__analysis *analysis, const t2s__path *path, size_t part, const char *name)
{
    const char *sql = analysis->sql;
    size_t at, end;
    int quoted, exact;

    if (part >= path->count)
        return 0;
    at = path->start[part];
    end = path->end[part];
    quoted = sql[at] == '"';
    exact = quoted && (analysis->flags & T2S_DIALECT_F_CASE_INSENSITIVE) == 0;
    at += (size_t)quoted;
    end -= (size_t)quoted;
    for (; at < end && *name != '\0'; at++, name++) {
        if (exact ? sql[at] != *name : lower(sql[at]) != lower(*name))
            return 0;
        at += (size_t)(quoted && sql[at] == '"');
    }
    return at == end && *name == '\0';
}

static int is_word(char c)
{
    return is_start(c) ? c != '_' : is_digit(c);
}

/* On to the next letter or digit. */
static const char *next_word(const char *c)
{
    while (*c != '\0' && !is_word(*c))
        c++;
    return c;
}

/* The rest of a name when only a plural's s is left. */
static int is_plural_end(const char *c)
{
    return lower(*c) == 's' && *next_word(c + 1) == '\0';
}

static int is_same_spelling(const char *a, const char *b)
{
    size_t same = 0;

    for (;; same++) {
        a = next_word(a);
        b = next_word(b);
        if (*a == '\0' || *b == '\0' || lower(*a) != lower(*b))
            break;
        a++;
        b++;
    }
    if (*a == '\0' && *b == '\0')
        return same > 0;
    return same > 2 && ((*a == '\0' && is_plural_end(b)) || (*b == '\0' && is_plural_end(a)));
}

/* Numbers are not misspelled: line1 is not line2. */
static int have_same_digits(const char *a, const char *b)
{
    for (;; a++, b++) {
        while (*a != '\0' && !is_digit(*a))
            a++;
        while (*b != '\0' && !is_digit(*b))
            b++;
        if (*a != *b)
            return 0;
        if (*a == '\0')
            return 1;
    }
}

/* Less than what is good enough for a hint. */
static size_t changes_allowed(const char *name)
{
    size_t length = strlen(name);

    return length < 4 ? 0 : length < 9 ? 1 : length < 16 ? 2 : 3;
}

t2s__likeness t2s__likeness_of(const char *a, const char *b)
{
    size_t allowed;

    if (t2s__distance(a, b, 0) == 0)
        return T2S__ALIKE_CASE;
    if (is_same_spelling(a, b))
        return T2S__ALIKE_SPELLING;
    allowed = changes_allowed(strlen(a) < strlen(b) ? a : b);
    if (allowed != 0 && t2s__distance(a, b, allowed) <= allowed && have_same_digits(a, b))
        return T2S__ALIKE_NEAR;
    return T2S__ALIKE_NOT;
}

int t2s__is_composed(const char *whole, const char *front, const char *back)
{
    whole = next_word(whole);
    for (front = next_word(front); *front != '\0' && lower(*front) == lower(*whole); front = next_word(front + 1))
        whole = next_word(whole + 1);
    if (*front != '\0' && !is_plural_end(front))
        return 0;
    return *whole != '\0' && is_same_spelling(whole, back);
}

void t2s__fix_path(const t2s__analysis *analysis, t2s__fixes *fixes, t2s_fix *fix, const t2s__path *path, size_t first, size_t last,
                   const char *qualifier, const char *name)
{
    int style = t2s__quote_style(analysis->dialect);
    t2s__buffer text = T2S__BUFFER_INIT;

    if (qualifier != NULL) {
        t2s__quote_schema(&text, style, qualifier);
        t2s__buffer_char(&text, '.');
    }
    t2s__quote_identifier(&text, style, name);
    if (text.failed)
        fixes->failed = 1;
    else
        t2s__fix_edit(fixes, fix, path->start[first], path->end[last] - path->start[first], text.data, text.length);
    t2s__buffer_dispose(&text);
}

/* By rank; within a rank as they were offered. */
static void insert(t2s_fix **list, t2s_fix *fix)
{
    while (*list != NULL && (*list)->rank <= fix->rank)
        list = &(*list)->next;
    fix->next = *list;
    *list = fix;
}

void t2s__fixes_attach(t2s__analysis *analysis, t2s__fixes *fixes, size_t before)
{
    t2s_diagnostic *finding;

    if (fixes->failed)
        analysis->code = T2S_E_NOMEM;
    if (analysis->code != 0 || analysis->findings.count == before)
        return;
    finding = analysis->findings.items[analysis->findings.count - 1];
    for (t2s_fix *fix = fixes->first, *next; fix != NULL; fix = next) {
        next = fix->next;
        fix->code = finding->code;
        insert(&finding->fixes, fix);
    }
}
