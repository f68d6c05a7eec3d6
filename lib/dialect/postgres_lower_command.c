/* SPDX-License-Identifier: MIT */
/* Statements that are no queries: their word, and every query and relation in them, wherever it is. */
#include <stdio.h>
#include <string.h>

#include "dialect/postgres_lower.h"
#include "dialect/postgres_scan.h"

static void append_parts(const struct t2s__lower *lower, const ProtobufCMessage *message, t2s_node *command);

static void append_part(const struct t2s__lower *lower, const ProtobufCMessage *message, t2s_node *command)
{
    if (message == NULL)
        return;
    if (message->descriptor == &pg_query__select_stmt__descriptor)
        t2s_node_append(command, T2S_SLOT_COMMAND_QUERY,
                        t2s__lower_query(lower, (const PgQuery__SelectStmt *)(const void *)message));
    else if (message->descriptor == &pg_query__range_var__descriptor)
        t2s_node_append(command, T2S_SLOT_COMMAND_RELATIONS,
                        t2s__lower_relation(lower, (const PgQuery__RangeVar *)(const void *)message));
    else if (message->descriptor == &pg_query__with_clause__descriptor)
        t2s__lower_with(lower, (const PgQuery__WithClause *)(const void *)message, command, T2S_SLOT_COMMAND_WITH);
    else
        append_parts(lower, message, command);
}

/* There are more than a hundred kinds of commands, so their fields are read off protobuf's own description of them. */
static void append_parts(const struct t2s__lower *lower, const ProtobufCMessage *message, t2s_node *command)
{
    const ProtobufCMessageDescriptor *descriptor = message->descriptor;
    const char *base = (const char *)message;

    for (unsigned i = 0; i < descriptor->n_fields; i++) {
        const ProtobufCFieldDescriptor *field = &descriptor->fields[i];
        const void *value = base + field->offset;
        const void *quantifier = base + field->quantifier_offset;

        if (field->type != PROTOBUF_C_TYPE_MESSAGE)
            continue;
        if (field->label == PROTOBUF_C_LABEL_REPEATED) {
            ProtobufCMessage *const *children = *(ProtobufCMessage *const *const *)value;

            for (size_t c = 0; c < *(const size_t *)quantifier; c++)
                append_part(lower, children[c], command);
        } else if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0 || *(const uint32_t *)quantifier == field->id)
            append_part(lower, *(const ProtobufCMessage *const *)value, command);
    }
}

/* Words that may stand between CREATE, ALTER or DROP and what is created. */
static int is_adjective(const char *sql, t2s__token token)
{
    static const char *const words[] = {"or", "replace", "temp", "temporary", "unlogged", "global", "local", "unique", "recursive"};

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (t2s__token_is_word(sql, token, words[i]))
            return 1;
    return 0;
}

static size_t append_word(char *text, size_t size, size_t used, const char *sql, t2s__token token)
{
    if (used + token.length + 2 > size)
        return used;
    if (used != 0)
        text[used++] = ' ';
    for (size_t i = 0; i < token.length; i++) {
        char c = sql[token.start + i];

        text[used++] = c >= 'a' && c <= 'z' ? (char)(c & ~0x20) : c;
    }
    text[used] = '\0';
    return used;
}

/* The first word of the text, and for CREATE and its like what it is about: "CREATE TABLE", "DROP MATERIALIZED VIEW". */
static void command_word(const struct t2s__lower *lower, int position, char *text, size_t size)
{
    t2s__scanner scanner;
    t2s__token token;
    size_t used;

    t2s__scanner_init(&scanner, lower->sql, lower->length);
    scanner.at = position > 0 ? (size_t)position : 0;
    token = t2s__scanner_next(&scanner);
    used = append_word(text, size, 0, lower->sql, token);
    if (!t2s__token_is_word(lower->sql, token, "create") && !t2s__token_is_word(lower->sql, token, "alter") &&
        !t2s__token_is_word(lower->sql, token, "drop"))
        return;
    do
        token = t2s__scanner_next(&scanner);
    while (is_adjective(lower->sql, token));
    if (token.kind == T2S__TOKEN_WORD)
        used = append_word(text, size, used, lower->sql, token);
    if (t2s__token_is_word(lower->sql, token, "materialized") || t2s__token_is_word(lower->sql, token, "foreign") ||
        t2s__token_is_word(lower->sql, token, "event") || t2s__token_is_word(lower->sql, token, "default"))
        append_word(text, size, used, lower->sql, t2s__scanner_next(&scanner));
}

t2s_node *t2s__lower_statement(const struct t2s__lower *lower, const PgQuery__Node *node, int position)
{
    t2s_node *command;
    char word[64] = "";

    switch (node != NULL ? node->node_case : PG_QUERY__NODE__NODE__NOT_SET) {
    case PG_QUERY__NODE__NODE_SELECT_STMT:
        return t2s__lower_query(lower, node->select_stmt);
    case PG_QUERY__NODE__NODE_INSERT_STMT:
        snprintf(word, sizeof(word), "INSERT");
        break;
    case PG_QUERY__NODE__NODE_UPDATE_STMT:
        snprintf(word, sizeof(word), "UPDATE");
        break;
    case PG_QUERY__NODE__NODE_DELETE_STMT:
        snprintf(word, sizeof(word), "DELETE");
        break;
    case PG_QUERY__NODE__NODE_MERGE_STMT:
        snprintf(word, sizeof(word), "MERGE");
        break;
    default:
        command_word(lower, position, word, sizeof(word));
        break;
    }
    command = t2s__lower_leaf(lower, T2S_NODE_COMMAND, position, word);
    if (node != NULL)
        append_parts(lower, &node->base, command);
    return command;
}
