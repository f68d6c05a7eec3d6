/* SPDX-License-Identifier: MIT */
/*
 * Grammar that is newer than libpg_query's, as later pg_dumps write it, in words that it knows: PostgreSQL 18's virtual generated
 * columns, whose difference from stored ones means nothing to a query.
 */
#include <string.h>

#include "dialect/postgres_scan.h"
#include "metadata/ddl.h"
#include "util/buffer.h"

/* Behind GENERATED ALWAYS AS: the parenthesis that closes the expression; END when this is no generated column. */
static t2s__token skip_expression(t2s__scanner *scanner)
{
    t2s__token token = t2s__scanner_next(scanner);
    int depth = 0;

    if (!t2s__token_is_word(scanner->sql, token, "always") || !t2s__token_is_word(scanner->sql, t2s__scanner_next(scanner), "as"))
        return (t2s__token){T2S__TOKEN_END, 0, 0};
    do {
        token = t2s__scanner_next(scanner);
        if (t2s__token_is_char(scanner->sql, token, '('))
            depth++;
        else if (t2s__token_is_char(scanner->sql, token, ')'))
            depth--;
        else if (depth == 0 || token.kind == T2S__TOKEN_END || token.kind == T2S__TOKEN_ERROR)
            return (t2s__token){T2S__TOKEN_END, 0, 0}; /* AS IDENTITY */
    } while (depth != 0);
    return token;
}

int t2s__ddl_in_older_words(t2s__ddl *ddl, const char **ret_sql)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    t2s__scanner scanner;
    t2s__token token;
    size_t copied = 0;
    size_t length = strlen(ddl->sql);

    *ret_sql = NULL;
    t2s__scanner_init(&scanner, ddl->sql, length);
    for (token = t2s__scanner_next(&scanner); token.kind != T2S__TOKEN_END && token.kind != T2S__TOKEN_ERROR;
         token = t2s__scanner_next(&scanner)) {
        t2s__scanner ahead = scanner;
        t2s__token close;
        t2s__token next;

        if (!t2s__token_is_word(ddl->sql, token, "generated"))
            continue;
        close = skip_expression(&ahead);
        if (close.kind == T2S__TOKEN_END)
            continue;
        next = t2s__scanner_next(&ahead);
        if (t2s__token_is_word(ddl->sql, next, "stored"))
            continue;
        t2s__buffer_append(&buffer, ddl->sql + copied, close.start + close.length - copied);
        t2s__buffer_text(&buffer, " STORED");
        copied = t2s__token_is_word(ddl->sql, next, "virtual") ? next.start + next.length : close.start + close.length;
        scanner = ahead;
        scanner.at = copied;
    }
    if (copied != 0) {
        t2s__buffer_append(&buffer, ddl->sql + copied, length - copied);
        *ret_sql = buffer.failed ? NULL : t2s__arena_strdup(&ddl->scratch, buffer.data);
        if (*ret_sql == NULL) {
            t2s__buffer_dispose(&buffer);
            return T2S_E_NOMEM;
        }
    }
    t2s__buffer_dispose(&buffer);
    return 0;
}
