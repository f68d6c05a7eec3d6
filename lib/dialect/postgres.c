/* SPDX-License-Identifier: MIT */
/* The dialect of PostgreSQL: its parser is the server's own. */
#include <string.h>

#include <text2sql/sys/dialect.h>

#include "dialect/postgres_function_class.h"
#include "dialect/postgres_functions.h"
#include "dialect/postgres_literal.h"
#include "dialect/postgres_lower.h"
#include "dialect/postgres_parse.h"
#include "dialect/postgres_scan.h"

/* RawStmt says where white space and comments before the statement begin; what is wanted is its first token. */
static size_t first_token(const struct t2s__lower *lower, size_t start)
{
    t2s__scanner scanner;

    t2s__scanner_init(&scanner, lower->sql, lower->length);
    scanner.at = start;
    return t2s__scanner_next(&scanner).start;
}

static int lower_all(const PgQuery__ParseResult *parsed, void *user_data)
{
    const struct t2s__lower *lower = user_data;
    int code = 0;

    for (size_t i = 0; i < parsed->n_stmts && code == 0; i++) {
        const PgQuery__RawStmt *raw = parsed->stmts[i];
        size_t start = raw->stmt_location > 0 ? (size_t)raw->stmt_location : 0;
        size_t end = raw->stmt_len > 0 ? start + (size_t)raw->stmt_len : lower->length;

        start = first_token(lower, start);
        code = t2s_tree_add_statement(lower->tree, t2s__lower_statement(lower, raw->stmt, (int)start), start,
                                      end > start ? end - start : 0);
    }
    return code;
}

static int parse(void *user_data, const char *sql, size_t length, t2s_tree *tree)
{
    struct t2s__lower lower = {tree, sql, length};
    t2s__postgres_fault fault;
    t2s__arena arena;
    int code;

    (void)user_data;
    /* What protobuf makes of a text was found to take some forty times its length, and is not needed any longer than this. */
    t2s__arena_init(&arena, length * 40 < 65536 ? 4096 + length * 40 : 65536);
    code = t2s__postgres_parse(&arena, sql, length, lower_all, &lower, &fault);
    if (code == T2S_E_SYNTAX)
        code = t2s_tree_fail(tree, fault.sqlstate, fault.message, fault.hint, fault.position);
    t2s__arena_dispose(&arena);
    return code;
}

static unsigned function(void *user_data, const char *name, const char *const **ret_columns)
{
    (void)user_data;
    return t2s__postgres_function(name, ret_columns);
}

/* Every relation of pg_catalog has a name that begins so. One of the user's own that does is in the catalog, and found there first.
 */
static int has_relation(void *user_data, const char *schema, const char *name, const char **ret_schema)
{
    static const char *const own[] = {"pg_catalog", "information_schema"};

    (void)user_data;
    for (size_t i = 0; schema != NULL && i < sizeof(own) / sizeof(own[0]); i++)
        if (strcmp(schema, own[i]) == 0) {
            *ret_schema = own[i];
            return 1;
        }
    if (schema != NULL || strncmp(name, "pg_", 3) != 0)
        return 0;
    *ret_schema = own[0];
    return 1;
}

static int literal(void *user_data, const char *type, const char *text, size_t length, const char **ret_code, char *message,
                   size_t size)
{
    (void)user_data;
    return t2s__postgres_literal(type, text, length, ret_code, message, size);
}

static int function_class(void *user_data, const char *schema, const char *name, int volatility)
{
    (void)user_data;
    return t2s__postgres_function_class(schema, name, volatility);
}

static int relation_class(void *user_data, const char *schema, const char *name)
{
    (void)user_data;
    return t2s__postgres_relation_class(schema, name);
}

int t2s_postgres_dialect_new(t2s_dialect **ret_dialect)
{
    static const t2s_dialect_ops ops = {
        .struct_size = sizeof(ops),
        .flags = T2S_DIALECT_F_FOLD_LOWER | T2S_DIALECT_F_WHOLE_ROW | T2S_DIALECT_F_SYSTEM_COLUMNS |
                 T2S_DIALECT_F_IMPLICIT_LATERAL | T2S_DIALECT_F_GROUP_BY_ALIAS | T2S_DIALECT_F_NAME_OUTPUTS |
                 T2S_DIALECT_F_POSTGRES_TYPES,
        .parse = parse,
        .function = function,
        .has_relation = has_relation,
        .literal = literal,
        .function_class = function_class,
        .relation_class = relation_class,
    };

    return t2s_dialect_new("postgres", &ops, NULL, ret_dialect);
}
