/* SPDX-License-Identifier: MIT */
/* Where the LIMIT of a text is, and where one can be put in. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sql/survey.h"

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static int is_word(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_' || c == '.' || (unsigned char)c >= 0x80;
}

/* The end of a statement's text. What is put in there stands on a line of its own, since a comment may be the last thing. */
static int end_of(const t2s__analysis *analysis, const t2s__tree_statement *statement)
{
    size_t end = statement->start + statement->length;

    if (end > analysis->length || statement->length == 0)
        end = analysis->length;
    while (end > statement->start && is_blank(analysis->sql[end - 1]))
        end--;
    return (int)end;
}

/* The word at a position is what is replaced; that of a number has to be the number. */
static void take_place(const t2s__analysis *analysis, t2s__survey *survey, const t2s_node *node)
{
    size_t at = (size_t)node->position;
    size_t length = 0;

    if (node->position < 0 || at >= analysis->length)
        return;
    while (at + length < analysis->length && is_word(analysis->sql[at + length]))
        length++;
    if ((node->flags & T2S_NODE_F_NUMBER) != 0 &&
        (length != node->text_length || memcmp(analysis->sql + at, node->text, length) != 0))
        return;
    survey->limit_position = node->position;
    survey->limit_length = (int)length;
}

static void read_limit(const t2s__analysis *analysis, t2s__survey *survey, const t2s_node *node)
{
    char *end;
    long long value;

    survey->limit_kind = T2S_LIMIT_COMPUTED;
    survey->limit_position = node->position;
    if (node->kind != T2S_NODE_LITERAL)
        return;
    if ((node->flags & T2S_NODE_F_NULL) != 0) {
        survey->limit_kind = T2S_LIMIT_ALL;
        survey->limit_position = -1;
        take_place(analysis, survey, node);
        return;
    }
    if ((node->flags & T2S_NODE_F_NUMBER) == 0 || node->text == NULL)
        return;
    errno = 0;
    value = strtoll(node->text, &end, 10);
    if (errno != 0 || *end != '\0' || end == node->text || value < 0)
        return;
    survey->limit_kind = T2S_LIMIT_LITERAL;
    survey->limit_value = value;
    survey->limit_position = -1;
    take_place(analysis, survey, node);
}

void t2s__survey_limit(t2s__analysis *analysis, t2s__survey *survey)
{
    const t2s__tree_statement *statement = analysis->tree->first;
    const t2s_node *limit;

    survey->limit_kind = T2S_LIMIT_NONE;
    survey->limit_position = -1;
    if (statement == NULL || statement->node->kind != T2S_NODE_QUERY)
        return;
    limit = t2s__node_first(statement->node, T2S_SLOT_QUERY_LIMIT);
    if (limit != NULL)
        read_limit(analysis, survey, limit);
    else
        survey->limit_position = end_of(analysis, statement);
}
