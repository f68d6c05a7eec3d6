/* SPDX-License-Identifier: MIT */
#include "dialect/postgres_parse.h"

#include <string.h>

#include <pg_query.h>
#include <text2sql/statement.h>

#include "dialect/postgres_scan.h"
#include "sql/deep.h"
#include "util/utf8.h"

/* Measured with libpg_query 15-4.0.0 on x86-64: at most 2 KiB for a level as t2s__postgres_depth() counts them, times three. */
enum { STACK_BASE = 256 * 1024, STACK_LEVEL = 6 * 1024 };

struct parse {
    t2s__arena *arena;
    const char *sql;
    size_t length;
    t2s__postgres_parsed_fn fn;
    void *user_data;
    t2s__postgres_fault *fault;
    int out_of_memory;
};

static void *allocate(void *data, size_t size)
{
    struct parse *parse = data;
    void *memory = t2s__arena_alloc(parse->arena, size);

    if (memory == NULL)
        parse->out_of_memory = 1;
    return memory;
}

static void free_nothing(void *data, void *memory)
{
    (void)data;
    (void)memory;
}

/* libpg_query gives the message and not the SQLSTATE. What is not here is a syntax error. */
static const char *sqlstate_of(const char *message)
{
    static const struct {
        const char *part;
        const char *sqlstate;
    } known[] = {
        {"LIMIT #,# syntax", "42601"},  {"memory exhausted", "54001"},
        {"stack depth limit", "54001"}, {"out of memory", "53200"},
        {"not implemented", "0A000"},   {"not yet implemented", "0A000"},
        {"not supported", "0A000"},     {"invalid Unicode escape", "22025"},
        {"unsafe use of \\'", "22P06"}, {"invalid byte sequence", "22021"},
        {"frame start", "42P20"},       {"frame end", "42P20"},
        {"frame starting", "42P20"},    {"precision for type", "22023"},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strstr(message, known[i].part) != NULL)
            return known[i].sqlstate;
    return "42601";
}

/* PostgreSQL's hints for what people and models write most. */
static const char *hint_for(const char *message)
{
    if (strstr(message, "LIMIT #,#") != NULL)
        return "Use separate LIMIT and OFFSET clauses.";
    if (strstr(message, "in FROM must have an alias") != NULL)
        return "For example, FROM (SELECT ...) [AS] foo.";
    return NULL;
}

/* The byte offset of the nth character, from 1. */
static int byte_offset(const char *sql, size_t length, int character)
{
    size_t at = 0;

    for (int i = 1; i < character && at < length; i++) {
        size_t size = t2s__utf8_size(sql + at, length - at);

        at += size != 0 ? size : 1;
    }
    return (int)at;
}

/* Of a letter of several bytes behind a number the scanner quotes the first byte alone. */
static void drop_parts_of_characters(char *message)
{
    size_t length = strlen(message);
    size_t at;

    while ((at = t2s__utf8_check(message, length)) < length) {
        memmove(message + at, message + at + 1, length - at); /* with the NUL */
        length--;
    }
}

static int fault(struct parse *parse, const char *sqlstate, const char *message, int position)
{
    char *copy = t2s__arena_strdup(parse->arena, message);

    if (copy != NULL)
        drop_parts_of_characters(copy);
    memcpy(parse->fault->sqlstate, sqlstate, 6);
    parse->fault->message = copy;
    parse->fault->hint = hint_for(message);
    parse->fault->position = position;
    return parse->fault->message != NULL ? T2S_E_SYNTAX : T2S_E_NOMEM;
}

static int parse_here(void *argument)
{
    struct parse *parse = argument;
    ProtobufCAllocator allocator = {allocate, free_nothing, parse};
    PgQueryProtobufParseResult packed = pg_query_parse_protobuf(parse->sql);
    PgQuery__ParseResult *parsed;
    int code;

    if (packed.error != NULL) {
        const char *message = packed.error->message != NULL ? packed.error->message : "syntax error";
        int position = packed.error->cursorpos > 0 ? byte_offset(parse->sql, parse->length, packed.error->cursorpos) : -1;

        code = fault(parse, sqlstate_of(message), message, position);
        pg_query_free_protobuf_parse_result(packed);
        return code;
    }
    parsed = pg_query__parse_result__unpack(&allocator, packed.parse_tree.len, (const uint8_t *)packed.parse_tree.data);
    pg_query_free_protobuf_parse_result(packed);
    if (parsed == NULL)
        return parse->out_of_memory ? T2S_E_NOMEM : T2S_E_INTERNAL;
    return parse->fn(parsed, parse->user_data);
}

/*
 * PostgreSQL's scanner takes a row of operator characters as a whole wherever a comment begins in it, and gives all but two back: a row of many
 * such beginnings, which nobody writes, takes it a time that grows with the square of its length. Gives where one begins, or the length.
 */
static size_t comments_in_a_row(const char *sql, size_t length)
{
    enum { COMMENTS_MAX = 256 };
    size_t start = 0, count = 0;

    for (size_t at = 0; at < length; at++) {
        if (strchr("~!@#^&|`?+-*/%<>=", sql[at]) == NULL) {
            start = at + 1;
            count = 0;
        } else if (sql[at] == '*' && at > start && sql[at - 1] == '/' && ++count > COMMENTS_MAX)
            return start;
    }
    return length;
}

int t2s__postgres_parse(t2s__arena *arena, const char *sql, size_t length, t2s__postgres_parsed_fn fn, void *user_data,
                        t2s__postgres_fault *ret_fault)
{
    struct parse parse = {arena, sql, length, fn, user_data, ret_fault, 0};
    size_t excess;
    size_t depth = t2s__postgres_depth(sql, length, &excess);
    size_t comments = comments_in_a_row(sql, length);

    if (comments != length)
        return fault(&parse, "54001", "the statement is too complex: too many comments are nested in each other", (int)comments);
    if (depth > T2S_SQL_DEPTH_MAX)
        return fault(
            &parse, "54001",
            "the statement is too complex: it is nested too deeply, or has too long a chain of operators, joins or set operations",
            (int)excess);
    return t2s__run_deep(parse_here, &parse, STACK_BASE + depth * STACK_LEVEL);
}
