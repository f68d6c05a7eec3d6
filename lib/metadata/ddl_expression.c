/* SPDX-License-Identifier: MIT */
/* Names and types of the expressions in a view's SELECT list. */
#include <string.h>

#include "metadata/ddl_query.h"
#include "metadata/postgres_builtins.h"

static const char *last_name(PgQuery__Node *const *names, size_t count)
{
    return count != 0 ? t2s__ddl_string(names[count - 1]) : "";
}

static const char *value_function_name(int op)
{
    static const char *const names[] = {
        "",          "current_date", "current_time",    "current_time",   "current_timestamp", "current_timestamp",
        "localtime", "localtime",    "localtimestamp",  "localtimestamp", "current_role",      "current_user",
        "user",      "session_user", "current_catalog", "current_schema"};

    return op > 0 && (size_t)op < sizeof(names) / sizeof(*names) ? names[op] : "";
}

static const char *xml_name(int op)
{
    static const char *const names[] = {"", "xmlconcat", "xmlelement", "xmlforest", "xmlparse", "xmlpi", "xmlroot", "", ""};

    return op > 0 && (size_t)op < sizeof(names) / sizeof(*names) ? names[op] : "";
}

/* PostgreSQL's FigureColname(): how good a name is, 0 (none) to 2. */
static int figure_name(const PgQuery__Node *node, const char **ret_name);

static int figure_indirection(const PgQuery__AIndirection *node, const char **ret_name)
{
    for (size_t i = node->n_indirection; i > 0; i--)
        if (node->indirection[i - 1]->node_case == PG_QUERY__NODE__NODE_STRING) {
            *ret_name = node->indirection[i - 1]->string->sval;
            return 2;
        }
    return figure_name(node->arg, ret_name);
}

static int figure_subquery(const PgQuery__SubLink *node, const char **ret_name)
{
    const PgQuery__SelectStmt *query = node->subselect != NULL && node->subselect->node_case == PG_QUERY__NODE__NODE_SELECT_STMT
                                           ? node->subselect->select_stmt
                                           : NULL;

    switch (node->sub_link_type) {
    case PG_QUERY__SUB_LINK_TYPE__EXISTS_SUBLINK:
        *ret_name = "exists";
        return 2;
    case PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK:
        *ret_name = "array";
        return 2;
    case PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK:
        while (query != NULL && query->larg != NULL)
            query = query->larg;
        if (query == NULL || query->n_target_list == 0 || query->target_list[0]->node_case != PG_QUERY__NODE__NODE_RES_TARGET)
            return 0;
        if (query->target_list[0]->res_target->name[0] != '\0') {
            *ret_name = query->target_list[0]->res_target->name;
            return 2;
        }
        return figure_name(query->target_list[0]->res_target->val, ret_name);
    default:
        return 0;
    }
}

static int figure_cast(const PgQuery__TypeCast *node, const char **ret_name)
{
    int strength = figure_name(node->arg, ret_name);

    if (strength > 1 || node->type_name == NULL)
        return strength;
    *ret_name = last_name(node->type_name->names, node->type_name->n_names);
    return 1;
}

static int figure_case(const PgQuery__CaseExpr *node, const char **ret_name)
{
    int strength = node->defresult != NULL ? figure_name(node->defresult, ret_name) : 0;

    if (strength > 1)
        return strength;
    *ret_name = "case";
    return 1;
}

static int named(const char *name, const char **ret_name)
{
    *ret_name = name;
    return name[0] != '\0' ? 2 : 0;
}

static int figure_name(const PgQuery__Node *node, const char **ret_name)
{
    if (node == NULL)
        return 0;
    switch (node->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return named(last_name(node->column_ref->fields, node->column_ref->n_fields), ret_name);
    case PG_QUERY__NODE__NODE_A_INDIRECTION:
        return figure_indirection(node->a_indirection, ret_name);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return named(last_name(node->func_call->funcname, node->func_call->n_funcname), ret_name);
    case PG_QUERY__NODE__NODE_A_EXPR:
        return node->a_expr->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF ? named("nullif", ret_name) : 0;
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        return figure_cast(node->type_cast, ret_name);
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
        return figure_name(node->collate_clause->arg, ret_name);
    case PG_QUERY__NODE__NODE_GROUPING_FUNC:
        return named("grouping", ret_name);
    case PG_QUERY__NODE__NODE_SUB_LINK:
        return figure_subquery(node->sub_link, ret_name);
    case PG_QUERY__NODE__NODE_CASE_EXPR:
        return figure_case(node->case_expr, ret_name);
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
        return named("array", ret_name);
    case PG_QUERY__NODE__NODE_ROW_EXPR:
        return named("row", ret_name);
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
        return named("coalesce", ret_name);
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
        return named(node->min_max_expr->op == PG_QUERY__MIN_MAX_OP__IS_GREATEST ? "greatest" : "least", ret_name);
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
        return named(value_function_name((int)node->sqlvalue_function->op), ret_name);
    case PG_QUERY__NODE__NODE_XML_EXPR:
        return named(xml_name((int)node->xml_expr->op), ret_name);
    case PG_QUERY__NODE__NODE_XML_SERIALIZE:
        return named("xmlserialize", ret_name);
    default:
        return 0;
    }
}

const char *t2s__ddl_expression_name(const PgQuery__Node *expression)
{
    const char *name = "?column?";

    return figure_name(expression, &name) != 0 ? name : "?column?";
}

static const char unknown[] = "unknown";

static int is_known(const char *type)
{
    return strcmp(type, unknown) != 0;
}

const t2s__ddl_output *t2s__ddl_find_output(const t2s__ddl_scope *scope, const char *relation, const char *name)
{
    for (; scope != NULL; scope = scope->outer)
        for (const t2s__ddl_source *source = scope->sources; source != NULL; source = source->next) {
            if (relation != NULL && strcmp(source->name, relation) != 0)
                continue;
            for (const t2s__ddl_output *output = source->columns.first; output != NULL; output = output->next)
                if (strcmp(output->name, name) == 0)
                    return output;
        }
    return NULL;
}

static const char *column_type(const t2s__ddl_scope *scope, const PgQuery__ColumnRef *reference)
{
    size_t count = reference->n_fields;
    const char *relation = count > 1 ? t2s__ddl_string(reference->fields[count - 2]) : NULL;
    const t2s__ddl_output *output =
        count != 0 ? t2s__ddl_find_output(scope, relation, t2s__ddl_string(reference->fields[count - 1])) : NULL;

    return output != NULL ? output->type : unknown;
}

static const char *constant_type(const PgQuery__AConst *constant)
{
    switch (constant->val_case) {
    case PG_QUERY__A__CONST__VAL_IVAL:
        return "integer";
    case PG_QUERY__A__CONST__VAL_FVAL: /* what is too big for integer comes here too */
        return strpbrk(constant->fval->fval, ".eE") != NULL ? "numeric" : "bigint";
    case PG_QUERY__A__CONST__VAL_BOOLVAL:
        return "boolean";
    case PG_QUERY__A__CONST__VAL_SVAL:
        return "text";
    default:
        return constant->isnull ? "text" : "bit";
    }
}

/* The first known type of several expressions; a bare NULL or string follows the others. */
static const char *common_type(t2s__ddl *ddl, const t2s__ddl_scope *scope, PgQuery__Node *const *nodes, size_t count)
{
    const char *fallback = unknown;

    for (size_t i = 0; i < count; i++) {
        const PgQuery__Node *node = nodes[i]->node_case == PG_QUERY__NODE__NODE_CASE_WHEN ? nodes[i]->case_when->result : nodes[i];
        const char *type = t2s__ddl_expression_type(ddl, scope, node);

        if (type == NULL)
            return NULL;
        if (!is_known(type))
            continue;
        if (node->node_case != PG_QUERY__NODE__NODE_A_CONST)
            return type;
        if (fallback == unknown)
            fallback = type;
    }
    return fallback;
}

static const char *case_type(t2s__ddl *ddl, const t2s__ddl_scope *scope, const PgQuery__CaseExpr *node)
{
    const char *type = common_type(ddl, scope, node->args, node->n_args);

    if (type == NULL || node->defresult == NULL || (is_known(type) && strcmp(type, "text") != 0))
        return type;
    type = t2s__ddl_expression_type(ddl, scope, node->defresult);
    return type == NULL || is_known(type) ? type : common_type(ddl, scope, node->args, node->n_args);
}

static int is_comparison(const char *name)
{
    static const char *const operators[] = {"=",   "<>", "!=",  "<",   ">",    "<=", ">=", "~",  "!~", "~*",
                                            "!~*", "~~", "!~~", "~~*", "!~~*", "@>", "<@", "&&", "?",  "@@"};

    for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
        if (strcmp(operators[i], name) == 0)
            return 1;
    return 0;
}

/* What two numbers give; NULL when they are not both numbers. */
static const char *wider_number(const char *left, const char *right)
{
    static const char *const numbers[] = {"smallint", "integer", "bigint", "numeric", "real", "double precision"};
    size_t best = 0;
    size_t found = 0;

    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
        size_t length = strlen(numbers[i]);

        if (strncmp(left, numbers[i], length) == 0) {
            best = i;
            found++;
        }
        if (strncmp(right, numbers[i], length) == 0) {
            best = i;
            found++;
        }
    }
    return found == 2 ? numbers[best] : NULL;
}

const char *t2s__ddl_merged_type(const char *left, const char *right)
{
    const char *number = wider_number(left, right);

    if (number != NULL && strcmp(left, right) != 0)
        return number;
    return is_known(left) ? left : right;
}

static const char *operator_type(t2s__ddl *ddl, const t2s__ddl_scope *scope, const PgQuery__AExpr *node)
{
    const char *name = last_name(node->name, node->n_name);
    const char *left;
    const char *right;
    const char *number;

    if (node->kind == PG_QUERY__A__EXPR__KIND__AEXPR_NULLIF)
        return t2s__ddl_expression_type(ddl, scope, node->lexpr);
    if (node->kind != PG_QUERY__A__EXPR__KIND__AEXPR_OP || is_comparison(name))
        return "boolean";
    right = t2s__ddl_expression_type(ddl, scope, node->rexpr);
    left = node->lexpr != NULL ? t2s__ddl_expression_type(ddl, scope, node->lexpr) : right;
    if (left == NULL || right == NULL)
        return NULL;
    number = wider_number(left, right);
    if (strcmp(name, "||") == 0)
        return strcmp(left, "text") == 0 || strcmp(right, "text") == 0 ? "text" : unknown;
    if (strcmp(name, "->>") == 0 || strcmp(name, "#>>") == 0)
        return "text";
    if (strcmp(name, "->") == 0 || strcmp(name, "#>") == 0)
        return left;
    return number != NULL && strchr("+-*/%", name[0]) != NULL && name[1] == '\0' ? number : unknown;
}

static const char *user_function_type(t2s__ddl *ddl, const char *schema, const char *name)
{
    const char *type = NULL;

    for (const t2s__ddl_function *function = ddl->model.functions; function != NULL; function = function->next)
        if (!function->dropped && strcmp(function->name, name) == 0 && (schema == NULL || strcmp(schema, function->schema) == 0)) {
            if (type != NULL && strcmp(type, function->result_type) != 0)
                return unknown;
            type = function->result_type;
        }
    return type;
}

enum { ARGUMENTS_MAX = 8 /* of a built-in function whose type is looked for */ };

static const char *call_type(t2s__ddl *ddl, const t2s__ddl_scope *scope, const PgQuery__FuncCall *call)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(call->funcname, call->n_funcname);
    const char *arguments[ARGUMENTS_MAX];
    const char *type = user_function_type(ddl, name.schema, name.name);
    size_t count = 0;

    if (type != NULL)
        return type;
    for (size_t i = 0; i < call->n_args && count < ARGUMENTS_MAX; i++) {
        arguments[count] = t2s__ddl_expression_type(ddl, scope, call->args[i]);
        if (arguments[count++] == NULL)
            return NULL;
    }
    type = t2s__postgres_builtin_result(&ddl->scratch, name.name, arguments, count);
    return type != NULL ? type : unknown;
}

static const char *value_function_type(int op)
{
    static const char *const types[] = {"unknown",
                                        "date",
                                        "time with time zone",
                                        "time with time zone",
                                        "timestamp with time zone",
                                        "timestamp with time zone",
                                        "time without time zone",
                                        "time without time zone",
                                        "timestamp without time zone",
                                        "timestamp without time zone"};

    return op >= 0 && (size_t)op < sizeof(types) / sizeof(*types) ? types[op] : "name";
}

static const char *array_of(t2s__ddl *ddl, const char *element)
{
    if (element == NULL || !is_known(element))
        return element;
    return t2s__arena_printf(&ddl->scratch, "%s[]", element);
}

static const char *subquery_type(t2s__ddl *ddl, const t2s__ddl_scope *scope, const PgQuery__SubLink *node)
{
    t2s__ddl_outputs outputs;
    const char *type;

    if (node->sub_link_type != PG_QUERY__SUB_LINK_TYPE__EXPR_SUBLINK &&
        node->sub_link_type != PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK)
        return "boolean";
    if (node->subselect == NULL || node->subselect->node_case != PG_QUERY__NODE__NODE_SELECT_STMT)
        return unknown;
    if (t2s__ddl_query_outputs(ddl, node->subselect->select_stmt, scope, &outputs) != 0)
        return NULL;
    type = outputs.first != NULL ? outputs.first->type : unknown;
    return node->sub_link_type == PG_QUERY__SUB_LINK_TYPE__ARRAY_SUBLINK ? array_of(ddl, type) : type;
}

static const char *cast_type(t2s__ddl *ddl, const PgQuery__TypeCast *node)
{
    const char *type;

    return t2s__ddl_type_name(ddl, node->type_name, &type, NULL) == 0 ? type : NULL;
}

const char *t2s__ddl_expression_type(t2s__ddl *ddl, const t2s__ddl_scope *scope, const PgQuery__Node *expression)
{
    if (expression == NULL)
        return unknown;
    switch (expression->node_case) {
    case PG_QUERY__NODE__NODE_COLUMN_REF:
        return column_type(scope, expression->column_ref);
    case PG_QUERY__NODE__NODE_A_CONST:
        return constant_type(expression->a_const);
    case PG_QUERY__NODE__NODE_TYPE_CAST:
        return cast_type(ddl, expression->type_cast);
    case PG_QUERY__NODE__NODE_FUNC_CALL:
        return call_type(ddl, scope, expression->func_call);
    case PG_QUERY__NODE__NODE_A_EXPR:
        return operator_type(ddl, scope, expression->a_expr);
    case PG_QUERY__NODE__NODE_BOOL_EXPR:
    case PG_QUERY__NODE__NODE_NULL_TEST:
    case PG_QUERY__NODE__NODE_BOOLEAN_TEST:
        return "boolean";
    case PG_QUERY__NODE__NODE_CASE_EXPR:
        return case_type(ddl, scope, expression->case_expr);
    case PG_QUERY__NODE__NODE_COALESCE_EXPR:
        return common_type(ddl, scope, expression->coalesce_expr->args, expression->coalesce_expr->n_args);
    case PG_QUERY__NODE__NODE_MIN_MAX_EXPR:
        return common_type(ddl, scope, expression->min_max_expr->args, expression->min_max_expr->n_args);
    case PG_QUERY__NODE__NODE_SUB_LINK:
        return subquery_type(ddl, scope, expression->sub_link);
    case PG_QUERY__NODE__NODE_A_ARRAY_EXPR:
        return array_of(ddl, common_type(ddl, scope, expression->a_array_expr->elements, expression->a_array_expr->n_elements));
    case PG_QUERY__NODE__NODE_COLLATE_CLAUSE:
        return t2s__ddl_expression_type(ddl, scope, expression->collate_clause->arg);
    case PG_QUERY__NODE__NODE_SQLVALUE_FUNCTION:
        return value_function_type((int)expression->sqlvalue_function->op);
    case PG_QUERY__NODE__NODE_GROUPING_FUNC:
        return "integer";
    default:
        return unknown;
    }
}
