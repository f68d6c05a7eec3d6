/* SPDX-License-Identifier: MIT */
/* CHECK constraints: kept as text, in parentheses, as the server would write them. */
#include <string.h>

#include "dialect/postgres_scan.h"
#include "metadata/ddl.h"
#include "util/buffer.h"

static size_t find_word(const char *sql, size_t from, const char *word)
{
    t2s__scanner scanner;
    t2s__token token;

    t2s__scanner_init(&scanner, sql, strlen(sql));
    scanner.at = from < scanner.length ? from : scanner.length;
    do
        token = t2s__scanner_next(&scanner);
    while (token.kind != T2S__TOKEN_END && token.kind != T2S__TOKEN_ERROR && !t2s__token_is_word(sql, token, word));
    return token.start + (t2s__token_is_word(sql, token, word) ? token.length : 0);
}

/* The parenthesis that begins at or behind a place, with its end; *ret_length is 0 when there is none. */
static size_t find_parenthesis(const char *sql, size_t from, size_t *ret_length)
{
    t2s__scanner scanner;
    t2s__token token;
    size_t start;
    int depth = 0;

    *ret_length = 0;
    t2s__scanner_init(&scanner, sql, strlen(sql));
    scanner.at = from;
    token = t2s__scanner_next(&scanner);
    start = token.start;
    if (!t2s__token_is_char(sql, token, '('))
        return start;
    for (; token.kind != T2S__TOKEN_END && token.kind != T2S__TOKEN_ERROR; token = t2s__scanner_next(&scanner)) {
        if (t2s__token_is_char(sql, token, '('))
            depth++;
        else if (t2s__token_is_char(sql, token, ')') && --depth == 0) {
            *ret_length = token.start + 1 - start;
            break;
        }
    }
    return start;
}

/* The server writes the expression's own parentheses into those of CHECK; people write one pair. */
static const char *expression_text(t2s__ddl *ddl, const PgQuery__Constraint *constraint)
{
    size_t keyword = find_word(ddl->sql, (size_t)(constraint->location > 0 ? constraint->location : 0), "check");
    size_t length;
    size_t inner_length;
    size_t start = find_parenthesis(ddl->sql, keyword, &length);
    size_t inner = find_parenthesis(ddl->sql, start + 1, &inner_length);
    size_t end = inner + inner_length;

    if (length != 0 && inner_length != 0 && ddl->sql[end + strspn(ddl->sql + end, " \t\r\n")] == ')' && end < start + length)
        return t2s__arena_strndup(&ddl->model.arena, ddl->sql + inner, inner_length);
    return t2s__arena_strndup(&ddl->model.arena, ddl->sql + start, length);
}

static const char *default_name(t2s__ddl *ddl, const t2s__ddl_relation *relation, const t2s__ddl_column *column)
{
    if (column != NULL)
        return t2s__arena_printf(&ddl->model.arena, "%s_%s_check", relation->name, column->name);
    return t2s__arena_printf(&ddl->model.arena, "%s_check", relation->name);
}

static int add(t2s__ddl *ddl, t2s__ddl_relation *relation, const char *name, const char *expression)
{
    t2s__ddl_check *check = t2s__arena_zalloc(&ddl->model.arena, sizeof(*check));
    t2s__ddl_check **last = &relation->checks;

    if (check == NULL)
        return T2S_E_NOMEM;
    while (*last != NULL)
        last = &(*last)->next;
    check->name = name;
    check->expression = expression;
    *last = check;
    return 0;
}

static int is_only_not_null(const PgQuery__Node *expression)
{
    return expression != NULL && expression->node_case == PG_QUERY__NODE__NODE_NULL_TEST &&
           expression->null_test->nulltesttype == PG_QUERY__NULL_TEST_TYPE__IS_NOT_NULL &&
           expression->null_test->arg->node_case == PG_QUERY__NODE__NODE_COLUMN_REF;
}

int t2s__ddl_add_check(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__Constraint *constraint,
                       const t2s__ddl_column *column)
{
    const char *expression;
    const char *name;

    if (constraint->skip_validation || is_only_not_null(constraint->raw_expr))
        return 0; /* rows that were there may not fulfil it; the column's own flag says as much */
    expression = expression_text(ddl, constraint);
    name = constraint->conname[0] != '\0' ? t2s__arena_strdup(&ddl->model.arena, constraint->conname)
                                          : default_name(ddl, relation, column);
    if (expression == NULL || name == NULL)
        return T2S_E_NOMEM;
    return expression[0] != '\0' ? add(ddl, relation, name, expression) : 0;
}

int t2s__ddl_copy_checks(t2s__ddl *ddl, t2s__ddl_relation *relation, const t2s__ddl_relation *from)
{
    int code = 0;

    for (const t2s__ddl_check *check = from->checks; code == 0 && check != NULL; check = check->next)
        code = add(ddl, relation, check->name, check->expression);
    return code;
}

void t2s__ddl_drop_check(t2s__ddl_relation *relation, const char *name)
{
    t2s__ddl_check **link = &relation->checks;

    while (*link != NULL && strcmp((*link)->name, name) != 0)
        link = &(*link)->next;
    if (*link != NULL)
        *link = (*link)->next;
}

/* Whether a token is a column's name, as far as one can tell without parsing. */
static int is_name(const char *sql, t2s__token token, const char *name)
{
    size_t length = strlen(name);

    if (token.kind == T2S__TOKEN_NAME)
        return token.length == length + 2 && memcmp(sql + token.start + 1, name, length) == 0;
    return t2s__token_is_word(sql, token, name);
}

int t2s__ddl_check_names(const char *expression, const char *column)
{
    t2s__scanner scanner;
    t2s__token token;

    t2s__scanner_init(&scanner, expression, strlen(expression));
    do {
        token = t2s__scanner_next(&scanner);
        if (is_name(expression, token, column))
            return 1;
    } while (token.kind != T2S__TOKEN_END && token.kind != T2S__TOKEN_ERROR);
    return 0;
}

void t2s__ddl_drop_checks_of(t2s__ddl_relation *relation, const char *column)
{
    t2s__ddl_check **link = &relation->checks;

    while (*link != NULL)
        if (t2s__ddl_check_names((*link)->expression, column))
            *link = (*link)->next;
        else
            link = &(*link)->next;
}

static int rename_in(t2s__ddl *ddl, t2s__ddl_check *check, const char *before, const char *after)
{
    const char *quoted = t2s__ddl_quote(ddl, after);
    t2s__buffer text = T2S__BUFFER_INIT;
    t2s__scanner scanner;
    t2s__token token;
    size_t copied = 0;

    if (quoted == NULL)
        return T2S_E_NOMEM;
    t2s__scanner_init(&scanner, check->expression, strlen(check->expression));
    for (token = t2s__scanner_next(&scanner); token.kind != T2S__TOKEN_END && token.kind != T2S__TOKEN_ERROR;
         token = t2s__scanner_next(&scanner))
        if (is_name(check->expression, token, before)) {
            t2s__buffer_append(&text, check->expression + copied, token.start - copied);
            t2s__buffer_text(&text, quoted);
            copied = token.start + token.length;
        }
    t2s__buffer_text(&text, check->expression + copied);
    check->expression = text.failed ? NULL : t2s__arena_strdup(&ddl->model.arena, t2s__buffer_string(&text));
    t2s__buffer_dispose(&text);
    return check->expression != NULL ? 0 : T2S_E_NOMEM;
}

int t2s__ddl_rename_in_checks(t2s__ddl *ddl, t2s__ddl_relation *relation, const char *before, const char *after)
{
    int code = 0;

    for (t2s__ddl_check *check = relation->checks; code == 0 && check != NULL; check = check->next)
        code = rename_in(ddl, check, before, after);
    return code;
}
