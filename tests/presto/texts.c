/* SPDX-License-Identifier: MIT */
#include "texts.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *must_have(void *memory)
{
    if (memory == NULL) {
        fprintf(stderr, "no memory\n");
        exit(1);
    }
    return memory;
}

void texts_add(struct texts *texts, char *text)
{
    must_have(text);
    if (texts->count == texts->capacity) {
        texts->capacity = texts->capacity != 0 ? texts->capacity * 2 : 256;
        texts->items = must_have(realloc(texts->items, texts->capacity * sizeof(*texts->items)));
    }
    texts->items[texts->count++] = text;
}

void texts_free(struct texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->items[i]);
    free(texts->items);
    memset(texts, 0, sizeof(*texts));
}

void texts_read_sql(struct texts *texts, const char *path)
{
    enum { LIMIT = 1 << 20 };
    FILE *file = fopen(path, "rb");
    char *all = must_have(malloc(LIMIT)), *at = all, *end;

    if (file == NULL) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    all[fread(all, 1, LIMIT - 1, file)] = '\0';
    fclose(file);
    for (; (end = strstr(at, "\n;\n")) != NULL; at = end + 3)
        texts_add(texts, strndup(at, (size_t)(end - at)));
    free(all);
}

static int is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static size_t end_of_quoted(const char *text, size_t at)
{
    char quote = text[at++];

    while (text[at] != '\0' && text[at] != quote)
        at++;
    return text[at] != '\0' ? at + 1 : at;
}

static size_t end_of_comment(const char *text, size_t at)
{
    const char *end = text[at] == '-' ? strchr(text + at, '\n') : strstr(text + at + 2, "*/");

    if (end == NULL)
        return strlen(text);
    return (size_t)(end - text) + (text[at] == '-' ? 1 : 2);
}

int text_next_token(const char *text, size_t from, span *ret_token)
{
    static const char *const pairs[] = {"<>", "!=", "<=", ">=", "||", "->", "=>", "::", "{-", "-}", NULL};
    size_t at = from;

    while (isspace((unsigned char)text[at]))
        at++;
    ret_token->start = at;
    if (text[at] == '\0')
        return 0;
    if (text[at] == '\'' || text[at] == '"' || text[at] == '`') {
        at = end_of_quoted(text, at);
    } else if (strncmp(text + at, "--", 2) == 0 || strncmp(text + at, "/*", 2) == 0) {
        at = end_of_comment(text, at);
    } else if (is_word(text[at])) {
        while (is_word(text[at]) || (text[at] == '.' && isdigit((unsigned char)text[ret_token->start]) && isdigit((unsigned char)text[at + 1])))
            at++;
        if (text[at] == '\'' && at - ret_token->start == 1)
            at = end_of_quoted(text, at);
    } else {
        size_t length = 1;

        for (const char *const *pair = pairs; *pair != NULL; pair++)
            if (strncmp(text + at, *pair, 2) == 0)
                length = 2;
        at += length;
    }
    ret_token->length = at - ret_token->start;
    return 1;
}

span *text_tokens(const char *text, size_t *ret_count)
{
    span *tokens = must_have(malloc((strlen(text) + 1) * sizeof(*tokens)));
    size_t count = 0, at = 0;

    for (; text_next_token(text, at, &tokens[count]); count++)
        at = tokens[count].start + tokens[count].length;
    *ret_count = count;
    return tokens;
}

static size_t draw(uint64_t *state, size_t below)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return below != 0 ? (size_t)(*state >> 24) % below : 0;
}

/* The text with what is between two offsets replaced; frees the text. */
static char *replace(char *text, size_t start, size_t end, const char *with, size_t with_length)
{
    size_t length = strlen(text);
    char *to = must_have(malloc(length + with_length + 3));

    sprintf(to, "%.*s%.*s%s", (int)start, text, (int)with_length, with, text + end);
    free(text);
    return to;
}

static char *replace_token(char *text, span token, const char *with, size_t with_length)
{
    char *spaced = must_have(malloc(with_length + 3));
    int glued = token.length != 0;

    sprintf(spaced, "%s%.*s ", glued ? "" : " ", (int)with_length, with);
    text = replace(text, token.start, token.start + token.length, spaced, strlen(spaced) - (size_t)glued);
    free(spaced);
    return text;
}

/* A token of some other text. */
static char *borrow(const struct texts *texts, uint64_t *state, char *text, span at)
{
    const char *other = texts->items[draw(state, texts->count)];
    size_t count;
    span *tokens = text_tokens(other, &count);

    if (count != 0) {
        span token = tokens[draw(state, count)];

        if (other[token.start] != ';')
            text = replace_token(text, at, other + token.start, token.length);
    }
    free(tokens);
    return text;
}

static char *put_word(uint64_t *state, char *text, span at)
{
    static const char *const words[] = {
        "select", "from", "where", "group by", "order by", "having", "limit 1", "offset 1", "as", "on", "using (a)", "join", "cross join", "natural",
        "left", "union all", "intersect", "except", "with", "null", "not", "is", "in", "between", "like", "escape", "case", "when", "then", "else",
        "end", "cast", "try_cast", "array", "map", "row", "date", "timestamp", "interval", "'1'", "day", "year", "at time zone", "over", "()",
        "partition by", "filter", "(where true)", "within group", "rows", "range", "groups", "preceding", "current row", "unnest", "lateral",
        "with ordinality", "tablesample", "values", "table", "distinct", "all", "any", "some", "exists", "recursive", "only", "first", "last",
        "nulls", "ignore nulls", "grouping sets", "cube", "rollup", "auto", "window", "match_recognize", "define", "measures", "pattern", "for",
        "version", "as of", "json_table", "columns", "true", "double precision", "time with time zone", "current_date", "listagg", "trim", "both",
        "extract", "?", "*", ",", "(", ")", "[", "]", "->", "=>", ".", "||", "::", "%", "=", "<>", "-", "+", "/", "1e5", "1.5", "1_0", "0x1f", "x'00'",
        "U&'a'", "\"q\"", "`b`", "1a", "a", "t", "@", "$", "#", "!", ":", "{", "}", "|", "^", "&", "~", "\\", "/*", "--", "'", "\"", "\xC3\xA9"};
    const char *word = words[draw(state, sizeof(words) / sizeof(words[0]))];

    return replace_token(text, at, word, strlen(word));
}

static char *swap_next(char *text, const span *tokens, size_t i)
{
    span a = tokens[i], b = tokens[i + 1];
    char *moved = must_have(malloc(a.length + b.length + 2));

    sprintf(moved, "%.*s %.*s", (int)b.length, text + b.start, (int)a.length, text + a.start);
    text = replace(text, a.start, b.start + b.length, moved, strlen(moved));
    free(moved);
    return text;
}

static char *change_letter(uint64_t *state, char *text)
{
    static const char letters[] = "'\"();,.:*=<>-+/|$_ \n1aeExU&\\[]{}@!?#`%";
    size_t at = draw(state, strlen(text) + 1), end = at < strlen(text) ? at + draw(state, 2) : at;
    const char *letter = letters + draw(state, sizeof(letters) - 1);

    while (((unsigned char)text[at] & 0xC0) == 0x80)
        at--;
    while (((unsigned char)text[end] & 0xC0) == 0x80)
        end++;
    return replace(text, at, end, letter, *letter != ';' && draw(state, 3) != 0);
}

static char *change(const struct texts *texts, uint64_t *state, char *text)
{
    size_t count;
    span *tokens = text_tokens(text, &count);
    size_t i = draw(state, count);
    span here = count != 0 ? tokens[i] : (span){0, 0}, before = {here.start, 0};

    switch (draw(state, 9)) {
    case 0:
        text = replace_token(text, here, "", 0);
        break;
    case 1:
        text = replace_token(text, before, text + here.start, here.length);
        break;
    case 2:
        if (i + 1 < count)
            text = swap_next(text, tokens, i);
        break;
    case 3:
    case 4:
        text = put_word(state, text, draw(state, 2) ? here : before);
        break;
    case 5:
    case 6:
        text = borrow(texts, state, text, draw(state, 2) ? here : before);
        break;
    case 7:
        text = change_letter(state, text);
        break;
    default: {
        size_t last = i + draw(state, 6);

        if (last < count)
            text = replace(text, here.start, tokens[last].start + tokens[last].length, " ", 1);
    }
    }
    free(tokens);
    return text;
}

char *texts_mutate(const struct texts *texts, uint64_t *state)
{
    char *text = must_have(strdup(texts->items[draw(state, texts->count)]));

    for (size_t times = 1 + (draw(state, 3) == 0) + (draw(state, 9) == 0); times > 0; times--)
        text = change(texts, state, text);
    return text;
}
