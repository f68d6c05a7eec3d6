/* SPDX-License-Identifier: MIT */
/* CREATE VIEW, CREATE MATERIALIZED VIEW, CREATE TABLE AS. */
#include <string.h>

#include "dialect/postgres_scan.h"
#include "metadata/ddl_query.h"

/* The query as it stands in the statement: behind the first AS that is in no parentheses. */
static int keep_definition(t2s__ddl *ddl, const char **ret)
{
    t2s__scanner scanner;
    t2s__token token;
    size_t length = strlen(ddl->sql);
    int depth = 0;

    t2s__scanner_init(&scanner, ddl->sql, length);
    do {
        token = t2s__scanner_next(&scanner);
        if (t2s__token_is_char(ddl->sql, token, '('))
            depth++;
        else if (t2s__token_is_char(ddl->sql, token, ')'))
            depth--;
    } while (token.kind != T2S__TOKEN_END && token.kind != T2S__TOKEN_ERROR &&
             !(depth == 0 && t2s__token_is_word(ddl->sql, token, "as")));
    token = t2s__scanner_next(&scanner);
    return t2s__ddl_keep(ddl, ddl->sql + (token.start < length ? token.start : length), ret);
}

static const t2s__ddl_column *find_old(const t2s__ddl_column *column, const char *name)
{
    while (column != NULL && strcmp(column->name, name) != 0)
        column = column->next;
    return column;
}

/* CREATE OR REPLACE VIEW keeps the comments. */
static int set_columns(t2s__ddl *ddl, t2s__ddl_relation *relation, const t2s__ddl_outputs *outputs, PgQuery__Node *const *names,
                       size_t name_count)
{
    const t2s__ddl_column *old = relation->columns;
    size_t at = 0;

    relation->columns = NULL;
    relation->last_column = &relation->columns;
    for (const t2s__ddl_output *output = outputs->first; output != NULL; output = output->next, at++) {
        const char *name = at < name_count ? t2s__ddl_string(names[at]) : output->name;
        t2s__ddl_column *column;

        if (t2s__ddl_find_column(relation, name) != NULL)
            return t2s__ddl_fail(ddl, T2S_E_INVALID, -1, "give one of them an alias", "the view \"%s\" has two columns \"%s\"",
                                 relation->name, name);
        column = t2s__ddl_add_column(&ddl->model, relation, name, output->type);
        if (column == NULL)
            return T2S_E_NOMEM;
        column->comment = find_old(old, name) != NULL ? find_old(old, name)->comment : NULL;
    }
    return 0;
}

static int fill(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__Node *query, PgQuery__Node *const *names,
                size_t name_count)
{
    t2s__ddl_outputs outputs;
    int code = 0;

    t2s__ddl_outputs_init(&outputs);
    if (query != NULL && query->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
        code = t2s__ddl_query_outputs(ddl, query->select_stmt, NULL, &outputs);
    return code == 0 ? set_columns(ddl, relation, &outputs, names, name_count) : code;
}

static int new_relation(t2s__ddl *ddl, const PgQuery__RangeVar *range, int kind, int replace, t2s__ddl_relation **ret_relation)
{
    t2s__ddl_qualified name = t2s__ddl_read_range(range);
    const char *schema = strcmp(range->relpersistence, "t") == 0 ? T2S__DDL_TEMPORARY : t2s__ddl_schema_of(ddl, &name);

    *ret_relation = t2s__ddl_find_relation(&ddl->model, schema, name.name);
    if (*ret_relation == NULL) {
        *ret_relation = t2s__ddl_add_relation(&ddl->model, schema, name.name, kind);
        return *ret_relation != NULL ? 0 : T2S_E_NOMEM;
    }
    if (replace && (*ret_relation)->kind == kind)
        return 0;
    return t2s__ddl_fail(ddl, T2S_E_INVALID, range->location, "take one of them out", "there is a relation \"%s.%s\" already",
                         schema, name.name);
}

int t2s__ddl_create_view(t2s__ddl *ddl, const PgQuery__ViewStmt *statement)
{
    t2s__ddl_relation *relation;
    int code = new_relation(ddl, statement->view, T2S_RELATION_VIEW, statement->replace, &relation);

    if (code == 0)
        code = keep_definition(ddl, &relation->definition);
    return code == 0 ? fill(ddl, relation, statement->query, statement->aliases, statement->n_aliases) : code;
}

int t2s__ddl_create_table_as(t2s__ddl *ddl, const PgQuery__CreateTableAsStmt *statement)
{
    int view = statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW;
    t2s__ddl_qualified name = t2s__ddl_read_range(statement->into->rel);
    t2s__ddl_relation *relation;
    int code;

    if (statement->if_not_exists && t2s__ddl_find_relation(&ddl->model, t2s__ddl_schema_of(ddl, &name), name.name) != NULL)
        return 0;
    code = new_relation(ddl, statement->into->rel, view ? T2S_RELATION_MATERIALIZED_VIEW : T2S_RELATION_TABLE, 0, &relation);
    if (code == 0 && view)
        code = keep_definition(ddl, &relation->definition);
    return code == 0 ? fill(ddl, relation, statement->query, statement->into->col_names, statement->into->n_col_names) : code;
}
