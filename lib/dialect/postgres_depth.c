/* SPDX-License-Identifier: MIT */
/*
 * How deep can the tree of this text become? Every level of a parse tree takes at least one token of the text, and tokens that are
 * parted by a comma, say, are in branches beside each other. So: in each pair of brackets the tokens since the last such parting
 * are counted, and the counts of all brackets that are open are summed up. Where it is not sure that something parts branches, it
 * is taken not to.
 */
#include "dialect/postgres_scan.h"

#include <stdint.h>
#include <string.h>

#include <text2sql/statement.h>

enum {
    WEIGHT_CASE = 2, /* CASE and SELECT put more levels on the stack than an operator does */
    WEIGHT_SELECT = 3,
    WEIGHT_SETOP = 3,
    WEIGHT_JOIN = 2
};

/* A level is packed, so that a text of nothing but opening brackets costs little: what is beyond MAX_LEVELS is only counted. */
enum { MAX_LEVELS = 4096 };

struct level {
    uint32_t count;    /* since the last parting */
    uint16_t betweens; /* BETWEENs whose AND has not come yet */
    uint8_t is_case;
    uint8_t base; /* of a query: what it weighs, in whichever of its branches one is */
};

struct depth {
    const char *sql;
    struct level levels[MAX_LEVELS];
    size_t top;     /* the index of the innermost level */
    size_t beyond;  /* levels that did not fit */
    size_t sum;     /* of the counts of the levels */
    size_t chained; /* joins and set operations: left-deep chains that no bracket shows */
    size_t max;
    size_t at;     /* the token that is being counted */
    size_t excess; /* the first one that goes beyond T2S_SQL_DEPTH_MAX */
};

static void count(struct depth *depth, uint32_t weight)
{
    size_t total;

    depth->levels[depth->top].count += weight;
    depth->sum += weight;
    total = depth->sum + depth->chained + depth->beyond;
    if (total > depth->max) {
        if (total > T2S_SQL_DEPTH_MAX && depth->max <= T2S_SQL_DEPTH_MAX)
            depth->excess = depth->at;
        depth->max = total;
    }
}

/* What follows is in another branch than what came before in this level. */
static void part(struct depth *depth)
{
    struct level *level = &depth->levels[depth->top];

    if (depth->beyond != 0)
        return;
    depth->sum -= level->count;
    level->count = 0;
    level->betweens = 0;
}

static void count_query(struct depth *depth)
{
    struct level *level = &depth->levels[depth->top];

    if (level->base == 0) {
        level->base = WEIGHT_SELECT;
        depth->sum += WEIGHT_SELECT;
    }
    count(depth, 1);
}

static void open_level(struct depth *depth, int is_case)
{
    if (depth->top + 1 == MAX_LEVELS) {
        depth->beyond++;
        return;
    }
    depth->levels[++depth->top] = (struct level){.is_case = (uint8_t)is_case};
}

static void close_level(struct depth *depth)
{
    if (depth->top == 0)
        return;
    depth->sum -= depth->levels[depth->top].count + depth->levels[depth->top].base;
    depth->top--;
}

/* A closing bracket closes the CASEs in it too: those were names and not CASEs, or the text is wrong. */
static void close_bracket(struct depth *depth)
{
    while (depth->top > 0 && depth->levels[depth->top].is_case)
        close_level(depth);
    close_level(depth);
}

static void reset(struct depth *depth)
{
    depth->top = 0;
    depth->sum = 0;
    depth->chained = 0;
    depth->levels[0] = (struct level){0};
}

static int is_query_start(const char *sql, t2s__token token)
{
    return t2s__token_is_word(sql, token, "select") || t2s__token_is_word(sql, token, "values") ||
           t2s__token_is_word(sql, token, "with");
}

/* JOIN is also a name that a function or type may have: then a bracket or a string follows, or nothing that could be a table. */
static int is_join(const char *sql, t2s__token before, t2s__scanner after)
{
    t2s__token next = t2s__scanner_next(&after);

    if (before.kind == T2S__TOKEN_PUNCTUATION && before.length == 2)
        return 0;
    if (t2s__token_is_char(sql, next, '('))
        return is_query_start(sql, t2s__scanner_next(&after));
    return next.kind == T2S__TOKEN_WORD || next.kind == T2S__TOKEN_NAME;
}

static void count_word(struct depth *depth, t2s__token token, t2s__token before, t2s__scanner after)
{
    const char *sql = depth->sql;
    struct level *level = &depth->levels[depth->top];

    switch (sql[token.start] | 0x20) {
    case 'a':
        if (t2s__token_is_word(sql, token, "and")) {
            if (level->betweens > 0)
                level->betweens--;
            else
                part(depth);
        }
        break;
    case 'b':
        if (t2s__token_is_word(sql, token, "between") && level->betweens < UINT16_MAX)
            level->betweens++;
        break;
    case 'c':
        if (t2s__token_is_word(sql, token, "case")) {
            count(depth, WEIGHT_CASE);
            open_level(depth, 1);
            return;
        }
        break;
    case 'e':
        if (t2s__token_is_word(sql, token, "else"))
            part(depth);
        else if (t2s__token_is_word(sql, token, "end") && level->is_case && depth->beyond == 0)
            close_level(depth);
        else if (t2s__token_is_word(sql, token, "except")) {
            part(depth);
            depth->chained += WEIGHT_SETOP;
        }
        break;
    case 'i':
        if (t2s__token_is_word(sql, token, "intersect")) {
            part(depth);
            depth->chained += WEIGHT_SETOP;
        }
        break;
    case 'j':
        if (t2s__token_is_word(sql, token, "join")) {
            depth->chained += WEIGHT_JOIN;
            if (is_join(sql, before, after))
                part(depth);
        }
        break;
    case 'o':
        if (t2s__token_is_word(sql, token, "or"))
            part(depth);
        break;
    case 's':
        if (t2s__token_is_word(sql, token, "select")) {
            count_query(depth);
            return;
        }
        break;
    case 't':
        if (t2s__token_is_word(sql, token, "then"))
            part(depth);
        break;
    case 'u':
        if (t2s__token_is_word(sql, token, "union")) {
            part(depth);
            depth->chained += WEIGHT_SETOP;
        }
        break;
    case 'w':
        if (t2s__token_is_word(sql, token, "when"))
            part(depth);
        break;
    default:
        break;
    }
    count(depth, 1);
}

static void count_punctuation(struct depth *depth, t2s__token token)
{
    char c = depth->sql[token.start];

    if (c == ',')
        part(depth);
    else if (c == ';' && depth->top == 0)
        reset(depth);
    else if (c == ')' || c == ']')
        close_bracket(depth);
    else
        count(depth, 1);
    if (c == '(' || c == '[')
        open_level(depth, 0);
}

size_t t2s__postgres_depth(const char *sql, size_t length, size_t *ret_excess)
{
    struct depth depth;
    t2s__scanner scanner;
    t2s__token before = {T2S__TOKEN_END, 0, 0};

    /* Not the whole of it: the levels are written when they are opened. */
    depth.sql = sql;
    depth.beyond = 0;
    depth.max = 0;
    depth.excess = 0;
    reset(&depth);
    t2s__scanner_init(&scanner, sql, length);
    for (;;) {
        t2s__token token = t2s__scanner_next(&scanner);
        int is_name = t2s__token_is_char(sql, before, '.') || t2s__token_is_word(sql, before, "as");

        if (token.kind == T2S__TOKEN_END)
            break;
        depth.at = token.start;
        if (token.kind == T2S__TOKEN_WORD && !is_name)
            count_word(&depth, token, before, scanner);
        else if (token.kind == T2S__TOKEN_PUNCTUATION)
            count_punctuation(&depth, token);
        else
            count(&depth, 1);
        before = token;
    }
    *ret_excess = depth.excess;
    return depth.max;
}
