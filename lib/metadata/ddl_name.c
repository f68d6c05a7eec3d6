/* SPDX-License-Identifier: MIT */
/* Names, places and pieces of text of a DDL statement. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "catalog/type_text.h"
#include "dialect/postgres_scan.h"
#include "metadata/ddl.h"
#include "util/error.h"
#include "util/utf8.h"

int t2s__ddl_fail(t2s__ddl *ddl, int code, int location, const char *hint, const char *format, ...)
{
    char message[512];
    size_t offset = ddl->start + (location > 0 ? (size_t)location : 0);
    int line;
    int column;
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    t2s__utf8_position(ddl->text, ddl->length, offset, &line, &column);
    t2s_error_unref(ddl->error);
    ddl->error = t2s__error(code, "%s:%d:%d: %s", ddl->file, line, column, message);
    t2s_error_set_hint(ddl->error, hint);
    t2s_error_set_position(ddl->error, line, column);
    t2s_error_set_stage(ddl->error, T2S_STAGE_METADATA);
    return code;
}

const char *t2s__ddl_string(const PgQuery__Node *node)
{
    return node != NULL && node->node_case == PG_QUERY__NODE__NODE_STRING ? node->string->sval : "";
}

const char *t2s__ddl_optional(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : NULL;
}

t2s__ddl_qualified t2s__ddl_read_names(PgQuery__Node *const *names, size_t count)
{
    t2s__ddl_qualified name = {NULL, ""};

    if (count != 0)
        name.name = t2s__ddl_string(names[count - 1]);
    if (count > 1)
        name.schema = t2s__ddl_string(names[count - 2]);
    return name;
}

t2s__ddl_qualified t2s__ddl_read_range(const PgQuery__RangeVar *range)
{
    t2s__ddl_qualified name = {t2s__ddl_optional(range->schemaname), range->relname};

    return name;
}

const char *t2s__ddl_schema_of(const t2s__ddl *ddl, const t2s__ddl_qualified *name)
{
    if (name->schema != NULL)
        return name->schema;
    if (ddl->inner_schema != NULL)
        return ddl->inner_schema;
    return ddl->path_count != 0 ? ddl->path[0] : "public";
}

t2s__ddl_relation *t2s__ddl_look_up_relation(const t2s__ddl *ddl, const t2s__ddl_qualified *name)
{
    t2s__ddl_relation *relation;

    if (name->schema != NULL)
        return t2s__ddl_find_relation(&ddl->model, name->schema, name->name);
    relation = t2s__ddl_find_relation(&ddl->model, T2S__DDL_TEMPORARY, name->name);
    if (relation == NULL && ddl->inner_schema != NULL)
        relation = t2s__ddl_find_relation(&ddl->model, ddl->inner_schema, name->name);
    for (size_t i = 0; relation == NULL && i < ddl->path_count; i++)
        relation = t2s__ddl_find_relation(&ddl->model, ddl->path[i], name->name);
    return relation != NULL ? relation : t2s__ddl_find_relation(&ddl->model, "public", name->name);
}

t2s__ddl_type *t2s__ddl_look_up_type(const t2s__ddl *ddl, const t2s__ddl_qualified *name)
{
    t2s__ddl_type *type = NULL;

    if (name->schema != NULL)
        return t2s__ddl_find_type(&ddl->model, name->schema, name->name);
    if (ddl->inner_schema != NULL)
        type = t2s__ddl_find_type(&ddl->model, ddl->inner_schema, name->name);
    for (size_t i = 0; type == NULL && i < ddl->path_count; i++)
        type = t2s__ddl_find_type(&ddl->model, ddl->path[i], name->name);
    return type != NULL ? type : t2s__ddl_find_type(&ddl->model, "public", name->name);
}

int t2s__ddl_need_relation(t2s__ddl *ddl, const PgQuery__RangeVar *range, t2s__ddl_relation **ret_relation)
{
    t2s__ddl_qualified name = t2s__ddl_read_range(range);

    *ret_relation = t2s__ddl_look_up_relation(ddl, &name);
    if (*ret_relation != NULL)
        return 0;
    return t2s__ddl_fail(ddl, T2S_E_INVALID, range->location, "give the file that creates it before this one, or write its schema",
                         "there is no relation \"%s%s%s\" at this point", name.schema != NULL ? name.schema : "",
                         name.schema != NULL ? "." : "", name.name);
}

int t2s__ddl_keep(t2s__ddl *ddl, const char *text, const char **ret)
{
    *ret = t2s__arena_strdup(&ddl->model.arena, text);
    return *ret != NULL || text == NULL ? 0 : T2S_E_NOMEM;
}

const char *t2s__ddl_quote(t2s__ddl *ddl, const char *name)
{
    return t2s__type_text_write(&ddl->scratch, NULL, name);
}

/* The words that can follow the expression of a column's default. */
static int ends_expression(const char *sql, t2s__token token)
{
    static const char *const words[] = {"not",        "null",      "constraint", "primary",   "unique", "check",
                                        "references", "generated", "deferrable", "initially", "collate"};

    for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
        if (t2s__token_is_word(sql, token, words[i]))
            return 1;
    return 0;
}

const char *t2s__ddl_expression_after(t2s__ddl *ddl, size_t keyword)
{
    size_t length = strlen(ddl->sql);
    t2s__scanner scanner;
    t2s__token token;
    size_t start;
    size_t end;
    int depth = 0;

    t2s__scanner_init(&scanner, ddl->sql, length);
    scanner.at = keyword < length ? keyword : length;
    t2s__scanner_next(&scanner);
    token = t2s__scanner_next(&scanner);
    start = token.start;
    end = start;
    while (token.kind != T2S__TOKEN_END && token.kind != T2S__TOKEN_ERROR) {
        if (t2s__token_is_char(ddl->sql, token, '(') || t2s__token_is_char(ddl->sql, token, '['))
            depth++;
        else if ((t2s__token_is_char(ddl->sql, token, ')') || t2s__token_is_char(ddl->sql, token, ']')) && depth-- == 0)
            break;
        else if (depth == 0 &&
                 (t2s__token_is_char(ddl->sql, token, ',') || (token.start != start && ends_expression(ddl->sql, token))))
            break;
        end = token.start + token.length;
        token = t2s__scanner_next(&scanner);
    }
    return t2s__arena_strndup(&ddl->model.arena, ddl->sql + start, end - start);
}
