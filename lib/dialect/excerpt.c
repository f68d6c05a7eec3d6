/* SPDX-License-Identifier: MIT */
#include "dialect/excerpt.h"

#include <string.h>

#include "dialect/postgres_scan.h"

enum {
    QUERIES_MAX = 64, /* that are looked for in one text */
    LABEL_MAX = 80    /* bytes */
};

struct span {
    const char *text;
    size_t length;
};

static struct span from(struct span span, size_t at)
{
    return (struct span){span.text + at, span.length - at};
}

static int is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Bytes of what is as good as white space at the beginning of a text: also a byte order mark, NBSP and a space of no width. */
static size_t blank_size(struct span span)
{
    if (span.length != 0 && is_space(span.text[0]))
        return 1;
    if (span.length >= 2 && memcmp(span.text, "\xC2\xA0", 2) == 0)
        return 2;
    if (span.length >= 3 && (memcmp(span.text, "\xEF\xBB\xBF", 3) == 0 || memcmp(span.text, "\xE2\x80\x8B", 3) == 0))
        return 3;
    return 0;
}

static struct span trim(struct span span)
{
    size_t size;

    while ((size = blank_size(span)) != 0)
        span = from(span, size);
    while (span.length != 0 && is_space(span.text[span.length - 1]))
        span.length--;
    return span;
}

/* A final semicolon is not part of a query; what runs it may put something behind it. */
static struct span trim_query(struct span span)
{
    span = trim(span);
    while (span.length != 0 && (span.text[span.length - 1] == ';' || is_space(span.text[span.length - 1])))
        span.length--;
    return span;
}

static int starts_with_word(struct span span, const char *word)
{
    size_t length = strlen(word);

    if (span.length <= length)
        return 0;
    for (size_t i = 0; i < length; i++)
        if ((span.text[i] | 0x20) != word[i])
            return 0;
    return !is_letter(span.text[length]) && strchr("_$", span.text[length]) == NULL &&
           !(span.text[length] >= '0' && span.text[length] <= '9');
}

static struct span skip_word(struct span span)
{
    while (span.length != 0 && !is_space(span.text[0]) && span.text[0] != '(')
        span = from(span, 1);
    return trim(span);
}

/* Comments and a few opening parentheses may stand before a query's first word. */
static struct span skip_comments(struct span span)
{
    enum { PARENTHESES_MAX = 16 };
    t2s__scanner scanner;
    t2s__token token;
    int parentheses = 0;

    t2s__scanner_init(&scanner, span.text, span.length);
    do
        token = t2s__scanner_next(&scanner);
    while (t2s__token_is_char(span.text, token, '(') && parentheses++ < PARENTHESES_MAX);
    return token.kind == T2S__TOKEN_WORD ? from(span, token.start) : (struct span){span.text, 0};
}

static int is_query(struct span span)
{
    span = skip_comments(span);
    if (starts_with_word(span, "select"))
        return 1;
    if (!starts_with_word(span, "with"))
        return 0;
    /* A query has AS or a parenthesis behind the name. */
    span = skip_word(span);
    if (starts_with_word(span, "recursive"))
        span = skip_word(span);
    span = skip_word(span);
    return starts_with_word(span, "as") || (span.length != 0 && span.text[0] == '(');
}

int t2s__excerpt_is_query(const char *text, size_t length)
{
    return is_query((struct span){text, length});
}

/* The offset of `part` at or behind `at`; the length when there is none. */
static size_t find(struct span span, size_t at, const char *part)
{
    size_t length = strlen(part);

    for (; at + length <= span.length; at++) {
        const char *found = memchr(span.text + at, part[0], span.length - at - length + 1);

        if (found == NULL)
            break;
        at = (size_t)(found - span.text);
        if (memcmp(found, part, length) == 0)
            return at;
    }
    return span.length;
}

void t2s__excerpt_skip_thought(const char **text, size_t *length, int *ret_is_thought)
{
    static const char *const tags[][2] = {
        {"<think>", "</think>"}, {"<thinking>", "</thinking>"}, {"<reasoning>", "</reasoning>"}, {"<thought>", "</thought>"}};
    struct span span = trim((struct span){*text, *length});

    *ret_is_thought = 0;
    for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++) {
        size_t open = strlen(tags[i][0]), size = strlen(tags[i][1]), end = find(span, 0, tags[i][1]);

        if (span.length >= open && memcmp(span.text, tags[i][0], open) == 0 && end == span.length)
            *ret_is_thought = 1;
        /* Only the beginning may be missing; a query that has such a tag in a string is before it. */
        if (end < span.length && (memcmp(span.text, tags[i][0], open) == 0 || !is_query(span)) && span.text[0] != '{')
            span = trim(from(span, end + size));
    }
    *text = span.text;
    *length = span.length;
}

/* The next ```, or ~~~ at the beginning of a line; the text's length when there is none. */
static size_t find_fence(struct span span, size_t at)
{
    for (; at + 3 <= span.length; at++) {
        if (span.text[at] == '`' && span.text[at + 1] == '`' && span.text[at + 2] == '`')
            return at;
        if (span.text[at] == '~' && (at == 0 || span.text[at - 1] == '\n') && memcmp(span.text + at, "~~~", 3) == 0)
            return at;
    }
    return span.length;
}

static int is_sql_tag(struct span tag)
{
    static const char *const tags[] = {"", "sql", "SQL", "postgres", "postgresql", "pgsql", "presto", "trino"};

    for (size_t i = 0; i < sizeof(tags) / sizeof(*tags); i++)
        if (strlen(tags[i]) == tag.length && memcmp(tags[i], tag.text, tag.length) == 0)
            return 1;
    return 0;
}

/* Two texts that differ in blanks and in the case of words alone. */
static int is_same(struct span a, struct span b)
{
    t2s__scanner one, other;
    t2s__token x, y;

    t2s__scanner_init(&one, a.text, a.length);
    t2s__scanner_init(&other, b.text, b.length);
    do {
        x = t2s__scanner_next(&one);
        y = t2s__scanner_next(&other);
        if (x.kind != y.kind || x.length != y.length)
            return 0;
        for (size_t i = 0; i < x.length; i++) {
            char c = a.text[x.start + i], d = b.text[y.start + i];

            if (c != d && (x.kind != T2S__TOKEN_WORD || (c | 0x20) != (d | 0x20)))
                return 0;
        }
    } while (x.kind != T2S__TOKEN_END);
    return 1;
}

static void add(t2s__excerpt *found, struct span query)
{
    query = trim_query(query);
    if (query.length == 0 || (found->count != 0 && is_same((struct span){found->text, found->length}, query)))
        return;
    if (found->count++ != 0)
        return;
    found->text = query.text;
    found->length = query.length;
}

/* The queries in fenced blocks. A block whose end is missing counts: the model ran out of words. With `any_tag` not only blocks that
 * say that they are SQL. */
static void find_blocks(struct span span, int any_tag, t2s__excerpt *found)
{
    size_t at = find_fence(span, 0);

    while (at < span.length && found->count < QUERIES_MAX) {
        size_t start = at + 3;
        size_t end = find_fence(span, start);
        size_t line = start;
        struct span block;

        while (line < end && span.text[line] != '\n')
            line++;
        block = trim((struct span){span.text + line, end - line});
        if ((any_tag || is_sql_tag(trim((struct span){span.text + start, line - start}))) && is_query(block))
            add(found, block);
        at = find_fence(span, end + 3 < span.length ? end + 3 : span.length);
    }
}

/* Words that a line of SQL begins with, or has as its second word, and a sentence seldom has. */
static int is_keyword(struct span word)
{
    static const char *const keywords[] = {"select", "from",  "where",  "group",  "having", "order", "limit", "offset", "fetch",
                                           "union",  "join",  "inner",  "left",   "right",  "full",  "cross", "natural", "outer",
                                           "and",    "or",    "on",     "using",  "as",     "when",  "then",  "else",   "end",
                                           "case",   "except", "intersect", "not", "in",    "is",    "like",  "ilike",  "between",
                                           "exists", "window", "over",  "with",   "asc",    "desc",  "by",    "for",    "lateral",
                                           "values", "partition", "null", "qualify", "minus",
                                           "at",     "time",  "zone",   "rows",   "range",  "collate", "similar", "interval"};

    for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
        if (starts_with_word(word, keywords[i]))
            return 1;
    return 0;
}

/* Does a line read as a sentence or a heading does: "This query joins ...", "Explanation:", "### Notes", "**Note**"? */
static int is_prose(struct span line)
{
    struct span rest = line;

    if (line.length != 0 && (line.text[0] == '#' || (line.length > 1 && memcmp(line.text, "**", 2) == 0)))
        return 1;
    for (int words = 0; words < 3; words++) {
        size_t length = 0;

        while (length < rest.length && (is_letter(rest.text[length]) || rest.text[length] == '\''))
            length++;
        if (length == 0 || is_keyword(rest))
            return 0;
        if (length < rest.length && rest.text[length] == ':' && (length + 1 == rest.length || is_space(rest.text[length + 1])))
            return 1;
        if (length < rest.length && rest.text[length] != ' ' && rest.text[length] != '`')
            return words == 2;
        rest = from(rest, length);
        while (rest.length != 0 && (rest.text[0] == ' ' || rest.text[0] == '`'))
            rest = from(rest, 1);
    }
    return 1;
}

static struct span line_at(struct span span, size_t at)
{
    size_t end = at;

    while (end < span.length && span.text[end] != '\n')
        end++;
    return trim((struct span){span.text + at, end - at});
}

/* Two line ends, or one before "Explanation:", between the tokens. */
static int is_paragraph(struct span gap, struct span line)
{
    size_t lines = 0;

    for (size_t i = 0; i < gap.length; i++)
        lines += gap.text[i] == '\n';
    return lines >= 2 || (lines == 1 && line.length != 0 && memchr(line.text, ':', line.length) == line.text + line.length - 1);
}

/* Where a query that begins a text ends: at its semicolon, at a fence, or before a paragraph of prose. */
static size_t query_length(struct span span)
{
    t2s__scanner scanner;
    size_t end = 0, depth = 0;
    int is_whole = 0; /* it could end with the token before */

    t2s__scanner_init(&scanner, span.text, span.length);
    for (;;) {
        t2s__token token = t2s__scanner_next(&scanner);
        struct span piece = {span.text + token.start, token.length}, gap = {span.text + end, token.start - end};

        if (token.kind == T2S__TOKEN_END || (t2s__token_is_char(span.text, token, ';') && depth == 0))
            return end;
        if (token.kind == T2S__TOKEN_OPERATOR && find_fence(piece, 0) < piece.length)
            return end;
        if (is_whole && depth == 0 && is_paragraph(gap, line_at(span, token.start)) && is_prose(line_at(span, token.start)))
            return end;
        if (t2s__token_is_char(span.text, token, '('))
            depth++;
        else if (t2s__token_is_char(span.text, token, ')') && depth > 0)
            depth--;
        end = token.start + token.length;
        is_whole = (token.kind == T2S__TOKEN_WORD && !is_keyword((struct span){piece.text, span.length - token.start})) ||
                   (token.kind != T2S__TOKEN_WORD && token.kind < T2S__TOKEN_OPERATOR) || t2s__token_is_char(span.text, token, ')');
    }
}

/* "SQL: SELECT ...": a label of a few words before a query. Returns where the query begins, 0 when there is no label. */
static size_t label_length(struct span line)
{
    size_t at = 0;

    while (at < line.length && at < LABEL_MAX && (is_letter(line.text[at]) || strchr(" *_`!',.-", line.text[at]) != NULL))
        at++;
    if (at == 0 || at >= line.length || line.text[at] != ':')
        return 0;
    for (at++; at < line.length && (line.text[at] == '*' || line.text[at] == ' '); at++)
        continue;
    return at < line.length && is_query(from(line, at)) ? at : 0;
}

/* A line of prose may begin with "Select the ...": in the midst of other text only SELECT or select begins a query that has a FROM. */
static int is_query_in_prose(struct span span)
{
    t2s__scanner scanner;
    t2s__token token;
    size_t length;

    if (!is_query(span) || (span.length > 1 && (span.text[0] == 'S' || span.text[0] == 'W') && (span.text[1] & 0x20) != 0))
        return 0;
    length = query_length(span);
    if (length < span.length && span.text[length] == ';')
        return 1;
    t2s__scanner_init(&scanner, span.text, length);
    do
        token = t2s__scanner_next(&scanner);
    while (token.kind != T2S__TOKEN_END && !t2s__token_is_word(span.text, token, "from"));
    return token.kind != T2S__TOKEN_END;
}

/* Queries at the beginning of lines, between lines of other text. */
static void find_lines(struct span span, t2s__excerpt *found)
{
    size_t at = 0, tried = 0;

    while (at < span.length && tried < QUERIES_MAX) {
        size_t indent = at;

        while (indent < span.length && (span.text[indent] == ' ' || span.text[indent] == '\t'))
            indent++;
        indent += label_length(line_at(span, indent));
        if (indent < span.length && strchr("sSwW(", span.text[indent]) != NULL && ++tried != 0 &&
            is_query_in_prose(from(span, indent))) {
            size_t length = query_length(from(span, indent));

            add(found, (struct span){span.text + indent, length});
            at = indent + length;
        }
        while (at < span.length && span.text[at] != '\n')
            at++;
        at++;
    }
}

/* What stands behind the first query: nothing that matters, the same again, or something that must not be left out. */
static int may_drop(struct span query, struct span rest)
{
    t2s__excerpt more = {NULL, 0, 0, 0};
    size_t skip = 0;

    while (skip < rest.length && (rest.text[skip] == ';' || is_space(rest.text[skip])))
        skip++;
    rest = trim(from(rest, skip));
    if (rest.length == 0)
        return 1;
    add(&more, query);
    find_blocks(rest, 1, &more);
    find_lines(rest, &more);
    if (more.count > 1)
        return 0;
    /* A statement that is no query, or the rest of this one behind a semicolon too many, is no prose. */
    return find_fence(rest, 0) == 0 || !is_letter(rest.text[0]) || is_same(query, trim_query(rest)) || is_prose(line_at(rest, 0));
}

/* Comments behind a query are left with it. */
static int has_tokens(struct span span)
{
    t2s__scanner scanner;

    t2s__scanner_init(&scanner, span.text, span.length);
    return t2s__scanner_next(&scanner).kind != T2S__TOKEN_END;
}

static void find_at_start(struct span span, t2s__excerpt *found)
{
    size_t length = query_length(span);
    size_t behind = length < span.length && span.text[length] == ';' ? length + 1 : length;

    if (has_tokens(from(span, behind)) && may_drop((struct span){span.text, length}, from(span, length)))
        span.length = length;
    add(found, span);
}

/* A text that is one string or one piece of code as a whole. */
static struct span unwrap(struct span span)
{
    if (span.length > 2 && (span.text[0] == '"' || span.text[0] == '`') && span.text[span.length - 1] == span.text[0] &&
        is_query((struct span){span.text + 1, span.length - 2}) &&
        memchr(span.text + 1, span.text[0], span.length - 2) == NULL)
        return (struct span){span.text + 1, span.length - 2};
    return span;
}

void t2s__excerpt_find(const char *text, size_t length, t2s__excerpt *ret)
{
    struct span span = {text, length};

    *ret = (t2s__excerpt){text, 0, 0, 0};
    t2s__excerpt_skip_thought(&span.text, &span.length, &ret->is_thought);
    if (ret->is_thought)
        return;
    span = unwrap(span);
    if (is_query(span)) {
        find_at_start(span, ret);
        return;
    }
    find_blocks(span, 0, ret);
    if (ret->count == 0)
        find_blocks(span, 1, ret);
    if (ret->count == 0)
        find_lines(span, ret);
}
