/* SPDX-License-Identifier: MIT */
#include "metadata/ddl_query.h"

#include <string.h>

#include "metadata/postgres_builtins.h"

void t2s__ddl_outputs_init(t2s__ddl_outputs *outputs)
{
    outputs->first = NULL;
    outputs->last = &outputs->first;
    outputs->incomplete = 0;
}

int t2s__ddl_add_output(t2s__ddl *ddl, t2s__ddl_outputs *outputs, const char *name, const char *type)
{
    t2s__ddl_output *output = type != NULL ? t2s__arena_zalloc(&ddl->scratch, sizeof(*output)) : NULL;

    if (output == NULL)
        return T2S_E_NOMEM;
    output->name = name;
    output->type = type;
    *outputs->last = output;
    outputs->last = &output->next;
    return 0;
}

static int append(t2s__ddl *ddl, t2s__ddl_outputs *outputs, const t2s__ddl_outputs *more)
{
    int code = 0;

    outputs->incomplete |= more->incomplete;
    for (const t2s__ddl_output *output = more->first; code == 0 && output != NULL; output = output->next)
        code = t2s__ddl_add_output(ddl, outputs, output->name, output->type);
    return code;
}

static const t2s__ddl_output *find_in(const t2s__ddl_outputs *outputs, const char *name)
{
    const t2s__ddl_output *output = outputs->first;

    while (output != NULL && strcmp(output->name, name) != 0)
        output = output->next;
    return output;
}

/* The names in a list of aliases replace the first columns' own. */
static void rename_outputs(t2s__ddl_outputs *outputs, PgQuery__Node *const *names, size_t count)
{
    t2s__ddl_output *output = outputs->first;

    for (size_t i = 0; i < count && output != NULL; i++, output = output->next)
        output->name = t2s__ddl_string(names[i]);
}

static int add_source(t2s__ddl *ddl, t2s__ddl_scope *scope, const char *schema, const char *name, const t2s__ddl_outputs *columns)
{
    t2s__ddl_source *source = t2s__arena_zalloc(&ddl->scratch, sizeof(*source));
    t2s__ddl_source **last = &scope->sources;

    if (source == NULL)
        return T2S_E_NOMEM;
    source->schema = schema;
    source->name = name;
    source->columns = *columns;
    while (*last != NULL)
        last = &(*last)->next;
    *last = source;
    return 0;
}

/* An aliased thing in FROM becomes a source; its columns are what `*` shows of it. */
static int finish_item(t2s__ddl *ddl, t2s__ddl_scope *scope, const PgQuery__Alias *alias, const char *schema, const char *name,
                       t2s__ddl_outputs *columns)
{
    if (alias != NULL) {
        rename_outputs(columns, alias->colnames, alias->n_colnames);
        return add_source(ddl, scope, NULL, alias->aliasname, columns);
    }
    return add_source(ddl, scope, schema, name, columns);
}

static int add_columns(t2s__ddl *ddl, const t2s__ddl_column *column, t2s__ddl_outputs *columns)
{
    int code = 0;

    for (; code == 0 && column != NULL; column = column->next)
        code = t2s__ddl_add_output(ddl, columns, column->name, column->type);
    return code;
}

static const t2s__ddl_source *find_with(const t2s__ddl_scope *scope, const char *name)
{
    for (; scope != NULL; scope = scope->outer)
        for (const t2s__ddl_source *source = scope->with; source != NULL; source = source->next)
            if (strcmp(source->name, name) == 0)
                return source;
    return NULL;
}

static int from_relation(t2s__ddl *ddl, t2s__ddl_scope *scope, const PgQuery__RangeVar *range, t2s__ddl_outputs *columns)
{
    t2s__ddl_qualified name = t2s__ddl_read_range(range);
    const t2s__ddl_source *with = name.schema == NULL ? find_with(scope, name.name) : NULL;
    const t2s__ddl_relation *relation = with == NULL ? t2s__ddl_look_up_relation(ddl, &name) : NULL;
    int code = 0;

    if (with != NULL)
        code = append(ddl, columns, &with->columns);
    else if (relation != NULL)
        code = add_columns(ddl, relation->columns, columns);
    else
        columns->incomplete = 1;
    return code == 0 ? finish_item(ddl, scope, range->alias, name.schema, name.name, columns) : code;
}

static int from_subquery(t2s__ddl *ddl, t2s__ddl_scope *scope, const PgQuery__RangeSubselect *item, t2s__ddl_outputs *columns)
{
    int code = 0;

    if (item->subquery != NULL && item->subquery->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
        code = t2s__ddl_query_outputs(ddl, item->subquery->select_stmt, scope, columns);
    return code == 0 ? finish_item(ddl, scope, item->alias, NULL, "", columns) : code;
}

static int definition_columns(t2s__ddl *ddl, PgQuery__Node *const *definitions, size_t count, t2s__ddl_outputs *columns)
{
    int code = 0;

    for (size_t i = 0; code == 0 && i < count; i++) {
        const char *type;

        if (definitions[i]->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF)
            continue;
        code = t2s__ddl_type_name(ddl, definitions[i]->column_def->type_name, &type, NULL);
        if (code == 0)
            code = t2s__ddl_add_output(ddl, columns, definitions[i]->column_def->colname, type);
    }
    return code;
}

/* The columns of a function that the file made: its OUT arguments, or those of the table or type whose rows it gives. */
static int user_function_columns(t2s__ddl *ddl, const t2s__ddl_function *function, t2s__ddl_outputs *columns)
{
    int code = 0;

    for (size_t i = 0; code == 0 && i < function->column_count; i++)
        code = t2s__ddl_add_output(ddl, columns, function->column_names[i], function->column_types[i]);
    if (code == 0 && function->column_count == 0 && function->result_relation != NULL)
        code = add_columns(ddl, function->result_relation->columns, columns);
    if (code == 0 && function->column_count == 0 && function->result_composite != NULL)
        code = add_columns(ddl, function->result_composite->columns, columns);
    return code;
}

static int call_columns(t2s__ddl *ddl, const t2s__ddl_scope *scope, const PgQuery__RangeFunction *item,
                        const PgQuery__FuncCall *call, const PgQuery__Node *expression, t2s__ddl_outputs *columns)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(call->funcname, call->n_funcname);
    const char *const *names = NULL;
    const char *const *types = NULL;
    const char *alone = item->alias != NULL ? item->alias->aliasname : name.name;
    const char *type;
    size_t count;
    int code = 0;

    for (const t2s__ddl_function *function = ddl->model.functions; function != NULL && columns->first == NULL;
         function = function->next)
        if (!function->dropped && strcmp(function->name, name.name) == 0 &&
            (name.schema == NULL || strcmp(name.schema, function->schema) == 0) &&
            user_function_columns(ddl, function, columns) != 0)
            return T2S_E_NOMEM;
    if (columns->first != NULL)
        return 0;
    code = t2s__postgres_builtin_columns(&ddl->scratch, name.name, &names, &types, &count);
    for (size_t i = 0; code == 0 && i < count; i++)
        code = t2s__ddl_add_output(ddl, columns, names[i], types[i]);
    if (code != 0 || columns->first != NULL)
        return code;
    type = t2s__ddl_expression_type(ddl, scope, expression);
    if (type != NULL && strcmp(name.name, "unnest") == 0)
        type = "unknown";
    return t2s__ddl_add_output(ddl, columns, alone, type);
}

static int from_function(t2s__ddl *ddl, t2s__ddl_scope *scope, const PgQuery__RangeFunction *item, t2s__ddl_outputs *columns)
{
    const char *name = "";
    int code = 0;

    for (size_t i = 0; code == 0 && i < item->n_functions; i++) {
        const PgQuery__Node *pair = item->functions[i]; /* the call and its column definitions */
        const PgQuery__Node *expression =
            pair->node_case == PG_QUERY__NODE__NODE_LIST && pair->list->n_items != 0 ? pair->list->items[0] : pair;

        if (expression->node_case == PG_QUERY__NODE__NODE_FUNC_CALL) {
            name = t2s__ddl_read_names(expression->func_call->funcname, expression->func_call->n_funcname).name;
            if (item->n_coldeflist == 0)
                code = call_columns(ddl, scope, item, expression->func_call, expression, columns);
        } else {
            name = t2s__ddl_expression_name(expression);
            code = t2s__ddl_add_output(ddl, columns, name, t2s__ddl_expression_type(ddl, scope, expression));
        }
    }
    if (code == 0)
        code = definition_columns(ddl, item->coldeflist, item->n_coldeflist, columns);
    if (code == 0 && item->ordinality)
        code = t2s__ddl_add_output(ddl, columns, "ordinality", "bigint");
    return code == 0 ? finish_item(ddl, scope, item->alias, NULL, name, columns) : code;
}

static int from_table_function(t2s__ddl *ddl, t2s__ddl_scope *scope, const PgQuery__RangeTableFunc *item, t2s__ddl_outputs *columns)
{
    int code = 0;

    for (size_t i = 0; code == 0 && i < item->n_columns; i++) {
        const PgQuery__RangeTableFuncCol *column = item->columns[i]->range_table_func_col;
        const char *type = "integer";

        if (item->columns[i]->node_case != PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC_COL)
            continue;
        if (!column->for_ordinality)
            code = t2s__ddl_type_name(ddl, column->type_name, &type, NULL);
        if (code == 0)
            code = t2s__ddl_add_output(ddl, columns, column->colname, type);
    }
    return code == 0 ? finish_item(ddl, scope, item->alias, NULL, "xmltable", columns) : code;
}

static int from_item(t2s__ddl *ddl, t2s__ddl_scope *scope, const PgQuery__Node *item, t2s__ddl_outputs *columns);

static int is_merged(const PgQuery__JoinExpr *join, const t2s__ddl_outputs *other, const char *name)
{
    for (size_t i = 0; i < join->n_using_clause; i++)
        if (strcmp(t2s__ddl_string(join->using_clause[i]), name) == 0)
            return 1;
    return join->is_natural && find_in(other, name) != NULL;
}

static int append_join(t2s__ddl *ddl, const PgQuery__JoinExpr *join, const t2s__ddl_outputs *side, const t2s__ddl_outputs *other,
                       int merged, t2s__ddl_outputs *columns)
{
    int code = 0;

    columns->incomplete |= side->incomplete;
    for (const t2s__ddl_output *output = side->first; code == 0 && output != NULL; output = output->next)
        if (is_merged(join, other, output->name) == merged)
            code = t2s__ddl_add_output(ddl, columns, output->name, output->type);
    return code;
}

/* The columns of USING, in its order, then the rest of each side; NATURAL takes the left side's order. */
static int join_columns(t2s__ddl *ddl, const PgQuery__JoinExpr *join, const t2s__ddl_outputs *left, const t2s__ddl_outputs *right,
                        t2s__ddl_outputs *columns)
{
    int code = 0;

    for (size_t i = 0; code == 0 && i < join->n_using_clause; i++) {
        const char *name = t2s__ddl_string(join->using_clause[i]);
        const t2s__ddl_output *one = find_in(left, name);
        const t2s__ddl_output *other = find_in(right, name);

        code = t2s__ddl_add_output(
            ddl, columns, name, t2s__ddl_merged_type(one != NULL ? one->type : "unknown", other != NULL ? other->type : "unknown"));
    }
    if (code == 0 && join->is_natural)
        code = append_join(ddl, join, left, right, 1, columns);
    if (code == 0)
        code = append_join(ddl, join, left, right, 0, columns);
    return code == 0 ? append_join(ddl, join, right, left, 0, columns) : code;
}

static int from_join(t2s__ddl *ddl, t2s__ddl_scope *scope, const PgQuery__JoinExpr *join, t2s__ddl_outputs *columns)
{
    t2s__ddl_outputs left;
    t2s__ddl_outputs right;
    int code;

    t2s__ddl_outputs_init(&left);
    t2s__ddl_outputs_init(&right);
    code = from_item(ddl, scope, join->larg, &left);
    if (code == 0)
        code = from_item(ddl, scope, join->rarg, &right);
    if (code == 0)
        code = join_columns(ddl, join, &left, &right, columns);
    if (code == 0 && join->alias != NULL)
        code = finish_item(ddl, scope, join->alias, NULL, "", columns);
    return code;
}

static int from_item(t2s__ddl *ddl, t2s__ddl_scope *scope, const PgQuery__Node *item, t2s__ddl_outputs *columns)
{
    t2s__ddl_outputs_init(columns);
    switch (item->node_case) {
    case PG_QUERY__NODE__NODE_RANGE_VAR:
        return from_relation(ddl, scope, item->range_var, columns);
    case PG_QUERY__NODE__NODE_RANGE_SUBSELECT:
        return from_subquery(ddl, scope, item->range_subselect, columns);
    case PG_QUERY__NODE__NODE_RANGE_FUNCTION:
        return from_function(ddl, scope, item->range_function, columns);
    case PG_QUERY__NODE__NODE_RANGE_TABLE_FUNC:
        return from_table_function(ddl, scope, item->range_table_func, columns);
    case PG_QUERY__NODE__NODE_RANGE_TABLE_SAMPLE:
        return from_item(ddl, scope, item->range_table_sample->relation, columns);
    case PG_QUERY__NODE__NODE_JOIN_EXPR:
        return from_join(ddl, scope, item->join_expr, columns);
    default:
        columns->incomplete = 1;
        return 0;
    }
}

static int cannot_expand(t2s__ddl *ddl, int location)
{
    return t2s__ddl_fail(ddl, T2S_E_INVALID, location, "give the file that creates it before this one, or list the columns",
                         "`*` cannot be expanded: something in FROM is not known at this point");
}

/* "*", "t.*" and "s.t.*". */
static int expand_star(t2s__ddl *ddl, const t2s__ddl_scope *scope, const t2s__ddl_outputs *all, const PgQuery__ColumnRef *reference,
                       t2s__ddl_outputs *outputs)
{
    size_t count = reference->n_fields;
    const char *name = count > 1 ? t2s__ddl_string(reference->fields[count - 2]) : NULL;

    if (name == NULL)
        return all->incomplete ? cannot_expand(ddl, reference->location) : append(ddl, outputs, all);
    for (; scope != NULL; scope = scope->outer)
        for (const t2s__ddl_source *source = scope->sources; source != NULL; source = source->next)
            if (strcmp(source->name, name) == 0)
                return source->columns.incomplete ? cannot_expand(ddl, reference->location)
                                                  : append(ddl, outputs, &source->columns);
    return cannot_expand(ddl, reference->location);
}

static int is_star(const PgQuery__ColumnRef *reference)
{
    return reference->n_fields != 0 && reference->fields[reference->n_fields - 1]->node_case == PG_QUERY__NODE__NODE_A_STAR;
}

static int add_target(t2s__ddl *ddl, const t2s__ddl_scope *scope, const t2s__ddl_outputs *all, const PgQuery__ResTarget *target,
                      t2s__ddl_outputs *outputs)
{
    if (target->val != NULL && target->val->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && is_star(target->val->column_ref))
        return expand_star(ddl, scope, all, target->val->column_ref, outputs);
    return t2s__ddl_add_output(ddl, outputs, target->name[0] != '\0' ? target->name : t2s__ddl_expression_name(target->val),
                               t2s__ddl_expression_type(ddl, scope, target->val));
}

static int select_outputs(t2s__ddl *ddl, const PgQuery__SelectStmt *query, t2s__ddl_scope *scope, t2s__ddl_outputs *outputs)
{
    t2s__ddl_outputs all;
    int code = 0;

    t2s__ddl_outputs_init(&all);
    for (size_t i = 0; code == 0 && i < query->n_from_clause; i++) {
        t2s__ddl_outputs columns;

        code = from_item(ddl, scope, query->from_clause[i], &columns);
        if (code == 0)
            code = append(ddl, &all, &columns);
    }
    for (size_t i = 0; code == 0 && i < query->n_target_list; i++)
        if (query->target_list[i]->node_case == PG_QUERY__NODE__NODE_RES_TARGET)
            code = add_target(ddl, scope, &all, query->target_list[i]->res_target, outputs);
    return code;
}

static int values_outputs(t2s__ddl *ddl, const PgQuery__SelectStmt *query, const t2s__ddl_scope *scope, t2s__ddl_outputs *outputs)
{
    const PgQuery__Node *row = query->values_lists[0];
    int code = 0;

    for (size_t i = 0; code == 0 && row->node_case == PG_QUERY__NODE__NODE_LIST && i < row->list->n_items; i++) {
        const char *name = t2s__arena_printf(&ddl->scratch, "column%zu", i + 1);

        code = name != NULL ? t2s__ddl_add_output(ddl, outputs, name, t2s__ddl_expression_type(ddl, scope, row->list->items[i]))
                            : T2S_E_NOMEM;
    }
    return code;
}

/* A WITH query; a recursive one is known to itself by what its first arm gives, which is all that is looked at. */
static int add_with(t2s__ddl *ddl, t2s__ddl_scope *scope, const PgQuery__CommonTableExpr *with)
{
    t2s__ddl_source *source = t2s__arena_zalloc(&ddl->scratch, sizeof(*source));
    int code = 0;

    if (source == NULL)
        return T2S_E_NOMEM;
    t2s__ddl_outputs_init(&source->columns);
    source->name = with->ctename;
    if (with->ctequery != NULL && with->ctequery->node_case == PG_QUERY__NODE__NODE_SELECT_STMT)
        code = t2s__ddl_query_outputs(ddl, with->ctequery->select_stmt, scope, &source->columns);
    else
        source->columns.incomplete = 1;
    rename_outputs(&source->columns, with->aliascolnames, with->n_aliascolnames);
    source->next = scope->with;
    scope->with = source;
    return code;
}

int t2s__ddl_query_outputs(t2s__ddl *ddl, const PgQuery__SelectStmt *query, const t2s__ddl_scope *outer,
                           t2s__ddl_outputs *ret_outputs)
{
    t2s__ddl_scope scope = {.outer = outer};
    int code = 0;

    t2s__ddl_outputs_init(ret_outputs);
    for (size_t i = 0; code == 0 && query->with_clause != NULL && i < query->with_clause->n_ctes; i++)
        if (query->with_clause->ctes[i]->node_case == PG_QUERY__NODE__NODE_COMMON_TABLE_EXPR)
            code = add_with(ddl, &scope, query->with_clause->ctes[i]->common_table_expr);
    if (code != 0)
        return code;
    if (query->op != PG_QUERY__SET_OPERATION__SETOP_NONE && query->larg != NULL)
        return t2s__ddl_query_outputs(ddl, query->larg, &scope, ret_outputs);
    if (query->n_values_lists != 0)
        return values_outputs(ddl, query, &scope, ret_outputs);
    return select_outputs(ddl, query, &scope, ret_outputs);
}
