/* SPDX-License-Identifier: MIT */
/* ALTER TABLE, renaming, moving to another schema, DROP. */
#include <string.h>

#include "dialect/postgres_scan.h"
#include "metadata/ddl.h"

static int need_column(t2s__ddl *ddl, t2s__ddl_relation *relation, const char *name, t2s__ddl_column **ret_column)
{
    *ret_column = t2s__ddl_find_column(relation, name);
    if (*ret_column != NULL)
        return 0;
    return t2s__ddl_fail(ddl, T2S_E_INVALID, -1, "mend the name, or give the file that adds the column before this one",
                         "the relation \"%s\" has no column \"%s\"", relation->name, name);
}

static int drop_column(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__AlterTableCmd *command)
{
    t2s__ddl_column *column = t2s__ddl_find_column(relation, command->name);

    if (column != NULL) {
        t2s__ddl_drop_checks_of(relation, column->name);
        t2s__ddl_drop_column(&ddl->model, relation, column);
    }
    return column != NULL || command->missing_ok ? 0 : need_column(ddl, relation, command->name, &column);
}

static int set_flag(t2s__ddl *ddl, t2s__ddl_relation *relation, const char *name, uint32_t flag, int on)
{
    t2s__ddl_column *column;
    int code = need_column(ddl, relation, name, &column);

    if (code == 0)
        column->flags = on ? column->flags | flag : column->flags & ~flag;
    return code;
}

static int set_type(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__AlterTableCmd *command)
{
    t2s__ddl_column *column;
    const char *type;
    int code = need_column(ddl, relation, command->name, &column);

    if (code != 0 || command->def == NULL || command->def->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF)
        return code;
    code = t2s__ddl_type_name(ddl, command->def->column_def->type_name, &type, NULL);
    return code == 0 ? t2s__ddl_keep(ddl, type, &column->type) : code;
}

/* Where the DEFAULT of "column SET DEFAULT expression" stands: the tree says only what the expression is. SIZE_MAX: nowhere. */
static size_t find_default(const t2s__ddl *ddl, const char *name)
{
    size_t length = strlen(name);
    t2s__scanner scanner;
    t2s__token before[2] = {{T2S__TOKEN_END, 0, 0}, {T2S__TOKEN_END, 0, 0}};
    t2s__token token;

    t2s__scanner_init(&scanner, ddl->sql, strlen(ddl->sql));
    for (token = t2s__scanner_next(&scanner); token.kind != T2S__TOKEN_END && token.kind != T2S__TOKEN_ERROR;
         token = t2s__scanner_next(&scanner)) {
        if (t2s__token_is_word(ddl->sql, token, "default") && t2s__token_is_word(ddl->sql, before[1], "set") &&
            (t2s__token_is_word(ddl->sql, before[0], name) ||
             (before[0].length == length + 2 && memcmp(ddl->sql + before[0].start + 1, name, length) == 0)))
            return token.start;
        before[0] = before[1];
        before[1] = token;
    }
    return SIZE_MAX;
}

static int set_default(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__AlterTableCmd *command)
{
    t2s__ddl_column *column;
    size_t keyword = find_default(ddl, command->name);
    int code = need_column(ddl, relation, command->name, &column);

    if (code != 0)
        return code;
    column->default_value = command->def != NULL && keyword != SIZE_MAX ? t2s__ddl_expression_after(ddl, keyword) : NULL;
    return command->def == NULL || keyword == SIZE_MAX || column->default_value != NULL ? 0 : T2S_E_NOMEM;
}

/* What is added to a partitioned table is added to its partitions, unless the statement says ONLY. */
static int add_constraint(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__RangeVar *range,
                          const PgQuery__Constraint *constraint)
{
    int code = t2s__ddl_add_constraint(ddl, relation, constraint, NULL);

    if (relation->kind != T2S_RELATION_PARTITIONED || !range->inh)
        return code;
    for (t2s__ddl_relation *part = ddl->model.relations; code == 0 && part != NULL; part = part->next)
        if (part->parent == relation && !part->dropped && part != relation)
            code = add_constraint(ddl, part, range, constraint);
    return code;
}

static int drop_constraint(t2s__ddl_relation *relation, const char *name)
{
    const t2s__ddl_key *key = t2s__ddl_find_key(relation, name);

    if (key != NULL)
        t2s__ddl_drop_key(relation, key);
    else /* if it is none of these, it is of a kind that is not kept here */
        t2s__ddl_drop_check(relation, name);
    return 0;
}

static int attach(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__AlterTableCmd *command, int on)
{
    t2s__ddl_relation *part;
    int code;

    if (command->def == NULL || command->def->node_case != PG_QUERY__NODE__NODE_PARTITION_CMD)
        return 0;
    code = t2s__ddl_need_relation(ddl, command->def->partition_cmd->name, &part);
    if (code == 0)
        part->parent = on ? relation : NULL;
    return code;
}

static int inherit(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__AlterTableCmd *command, int on)
{
    t2s__ddl_relation *parent;
    int code;

    if (command->def == NULL || command->def->node_case != PG_QUERY__NODE__NODE_RANGE_VAR)
        return 0;
    code = t2s__ddl_need_relation(ddl, command->def->range_var, &parent);
    if (code == 0)
        relation->parent = on ? parent : NULL;
    return code;
}

static int add_column(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__AlterTableCmd *command)
{
    if (command->def == NULL || command->def->node_case != PG_QUERY__NODE__NODE_COLUMN_DEF ||
        (command->missing_ok && t2s__ddl_find_column(relation, command->def->column_def->colname) != NULL))
        return 0;
    return t2s__ddl_add_table_column(ddl, relation, command->def->column_def);
}

static int alter(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__RangeVar *range, const PgQuery__AlterTableCmd *command)
{
    switch (command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn:
        return add_column(ddl, relation, command);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn:
        return drop_column(ddl, relation, command);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetNotNull:
        return set_flag(ddl, relation, command->name, T2S_COLUMN_NOT_NULL, 1);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropNotNull:
        return set_flag(ddl, relation, command->name, T2S_COLUMN_NOT_NULL, 0);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddIdentity:
        return set_flag(ddl, relation, command->name, T2S_COLUMN_IDENTITY | T2S_COLUMN_NOT_NULL, 1);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropIdentity:
        return set_flag(ddl, relation, command->name, T2S_COLUMN_IDENTITY, 0);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropExpression:
        return set_flag(ddl, relation, command->name, T2S_COLUMN_GENERATED, 0);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType:
        return set_type(ddl, relation, command);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ColumnDefault:
        return set_default(ddl, relation, command);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint:
        return command->def != NULL && command->def->node_case == PG_QUERY__NODE__NODE_CONSTRAINT
                   ? add_constraint(ddl, relation, range, command->def->constraint)
                   : 0;
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropConstraint:
        return drop_constraint(relation, command->name);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition:
        return attach(ddl, relation, command, 1);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartition:
        return attach(ddl, relation, command, 0);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddInherit:
        return inherit(ddl, relation, command, 1);
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropInherit:
        return inherit(ddl, relation, command, 0);
    default:
        return 0;
    }
}

/* Does the command change what a catalog holds? Owners, storage, triggers and row security do not, on whatever relation. */
static int is_of_interest(const PgQuery__AlterTableCmd *command)
{
    switch (command->subtype) {
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddColumn:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropColumn:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_SetNotNull:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropNotNull:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddIdentity:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropIdentity:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropExpression:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AlterColumnType:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_ColumnDefault:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddConstraint:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropConstraint:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AttachPartition:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DetachPartition:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_AddInherit:
    case PG_QUERY__ALTER_TABLE_TYPE__AT_DropInherit:
        return 1;
    default:
        return 0;
    }
}

/* ALTER TYPE ... ADD, DROP, ALTER ATTRIBUTE. */
static int alter_composite(t2s__ddl *ddl, const PgQuery__AlterTableStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_range(statement->relation);
    t2s__ddl_type *type = t2s__ddl_look_up_type(ddl, &name);
    t2s__ddl_relation attributes = {.schema = "", .name = name.name};
    int code = 0;

    if (type == NULL)
        return t2s__ddl_fail(ddl, T2S_E_INVALID, statement->relation->location, NULL, "there is no type \"%s\" at this point",
                             name.name);
    attributes.columns = type->columns;
    attributes.last_column = &attributes.columns;
    while (*attributes.last_column != NULL)
        attributes.last_column = &(*attributes.last_column)->next;
    for (size_t i = 0; code == 0 && i < statement->n_cmds; i++)
        if (statement->cmds[i]->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD)
            code = alter(ddl, &attributes, statement->relation, statement->cmds[i]->alter_table_cmd);
    type->columns = attributes.columns;
    return code;
}

/* pg_dump --clean takes defaults and constraints away before it makes anything. */
static int only_takes_away(const PgQuery__AlterTableStmt *statement)
{
    for (size_t i = 0; i < statement->n_cmds; i++) {
        const PgQuery__AlterTableCmd *command = statement->cmds[i]->alter_table_cmd;

        if (statement->cmds[i]->node_case == PG_QUERY__NODE__NODE_ALTER_TABLE_CMD && is_of_interest(command) &&
            command->subtype != PG_QUERY__ALTER_TABLE_TYPE__AT_DropConstraint &&
            !(command->subtype == PG_QUERY__ALTER_TABLE_TYPE__AT_ColumnDefault && command->def == NULL))
            return 0;
    }
    return 1;
}

static int need_not_exist(t2s__ddl *ddl, const PgQuery__AlterTableStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_range(statement->relation);

    return t2s__ddl_look_up_relation(ddl, &name) == NULL && (statement->missing_ok || only_takes_away(statement));
}

int t2s__ddl_alter_table(t2s__ddl *ddl, const PgQuery__AlterTableStmt *statement)
{
    t2s__ddl_relation *relation = NULL;
    int code = 0;

    if (statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_TYPE)
        return alter_composite(ddl, statement);
    if (statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX || statement->objtype == PG_QUERY__OBJECT_TYPE__OBJECT_SEQUENCE ||
        need_not_exist(ddl, statement))
        return 0;
    for (size_t i = 0; code == 0 && i < statement->n_cmds; i++) {
        const PgQuery__AlterTableCmd *command = statement->cmds[i]->alter_table_cmd;

        if (statement->cmds[i]->node_case != PG_QUERY__NODE__NODE_ALTER_TABLE_CMD || !is_of_interest(command))
            continue;
        if (relation == NULL)
            code = t2s__ddl_need_relation(ddl, statement->relation, &relation);
        if (code == 0)
            code = alter(ddl, relation, statement->relation, command);
    }
    return code;
}

static int rename_relation(t2s__ddl *ddl, const PgQuery__RenameStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_range(statement->relation);
    t2s__ddl_relation *relation = t2s__ddl_look_up_relation(ddl, &name);
    int code = 0;

    if (relation == NULL && statement->missing_ok)
        return 0;
    if (relation == NULL)
        code = t2s__ddl_need_relation(ddl, statement->relation, &relation);
    if (code == 0 && t2s__ddl_find_relation(&ddl->model, relation->schema, statement->newname) != NULL)
        code = t2s__ddl_fail(ddl, T2S_E_INVALID, statement->relation->location, NULL, "there is a relation \"%s.%s\" already",
                             relation->schema, statement->newname);
    return code == 0 ? t2s__ddl_move_relation(&ddl->model, relation, relation->schema, statement->newname) : code;
}

static int rename_column(t2s__ddl *ddl, const PgQuery__RenameStmt *statement)
{
    t2s__ddl_relation *relation;
    t2s__ddl_column *column;
    t2s__ddl_qualified name = t2s__ddl_read_range(statement->relation);
    int code;

    if (statement->relation_type == PG_QUERY__OBJECT_TYPE__OBJECT_INDEX ||
        (statement->missing_ok && t2s__ddl_look_up_relation(ddl, &name) == NULL))
        return 0;
    code = t2s__ddl_need_relation(ddl, statement->relation, &relation);
    if (code == 0)
        code = need_column(ddl, relation, statement->subname, &column);
    if (code == 0 && t2s__ddl_find_column(relation, statement->newname) != NULL)
        code = t2s__ddl_fail(ddl, T2S_E_INVALID, -1, NULL, "the relation \"%s\" has a column \"%s\" already", relation->name,
                             statement->newname);
    if (code == 0)
        code = t2s__ddl_rename_in_checks(ddl, relation, column->name, statement->newname);
    return code == 0 ? t2s__ddl_keep(ddl, statement->newname, &column->name) : code;
}

static int rename_constraint(t2s__ddl *ddl, const PgQuery__RenameStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_range(statement->relation);
    const t2s__ddl_relation *relation = t2s__ddl_look_up_relation(ddl, &name);
    t2s__ddl_key *key = relation != NULL ? t2s__ddl_find_key(relation, statement->subname) : NULL;

    return key != NULL ? t2s__ddl_keep(ddl, statement->newname, &key->name) : 0;
}

/* The name of the object in a statement about a type or a domain. */
static t2s__ddl_qualified object_name(const PgQuery__Node *object)
{
    t2s__ddl_qualified none = {NULL, ""};

    if (object == NULL)
        return none;
    switch (object->node_case) {
    case PG_QUERY__NODE__NODE_LIST:
        return t2s__ddl_read_names(object->list->items, object->list->n_items);
    case PG_QUERY__NODE__NODE_TYPE_NAME:
        return t2s__ddl_read_names(object->type_name->names, object->type_name->n_names);
    case PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS:
        return t2s__ddl_read_names(object->object_with_args->objname, object->object_with_args->n_objname);
    case PG_QUERY__NODE__NODE_STRING:
        none.name = object->string->sval;
        return none;
    default:
        return none;
    }
}

/* A type that has another name now, and a text that may be of it. */
struct retyping {
    t2s__arena *arena;
    const char *before;
    const char *after;
    int failed;
};

static void retype(struct retyping *retyping, const char **text)
{
    size_t length = strlen(retyping->before);

    if (*text == NULL || strncmp(*text, retyping->before, length) != 0 || ((*text)[length] != '\0' && (*text)[length] != '['))
        return;
    *text = t2s__arena_printf(retyping->arena, "%s%s", retyping->after, *text + length);
    retyping->failed |= *text == NULL;
}

static void retype_list(struct retyping *retyping, const char **texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        retype(retyping, &texts[i]);
}

/* Types are kept as text, so everything that names the type changes with it. */
static int retype_all(t2s__ddl *ddl, const char *before, const char *after)
{
    struct retyping retyping = {.arena = &ddl->model.arena, .before = before, .after = after};

    for (t2s__ddl_relation *relation = ddl->model.relations; relation != NULL; relation = relation->next)
        for (t2s__ddl_column *column = relation->columns; column != NULL; column = column->next)
            retype(&retyping, &column->type);
    for (t2s__ddl_type *type = ddl->model.types; type != NULL; type = type->next) {
        for (t2s__ddl_column *column = type->columns; column != NULL; column = column->next)
            retype(&retyping, &column->type);
        retype(&retyping, &type->base_type);
        retype(&retyping, &type->element);
        retype(&retyping, &type->subtype);
    }
    for (t2s__ddl_function *function = ddl->model.functions; function != NULL; function = function->next) {
        retype_list(&retyping, function->argument_types, function->argument_count);
        retype_list(&retyping, function->column_types, function->column_count);
        retype(&retyping, &function->result_type);
    }
    for (t2s__ddl_operator *one = ddl->model.operators; one != NULL; one = one->next) {
        retype(&retyping, &one->left);
        retype(&retyping, &one->right);
    }
    for (t2s__ddl_cast *cast = ddl->model.casts; cast != NULL; cast = cast->next) {
        retype(&retyping, &cast->source);
        retype(&retyping, &cast->target);
    }
    return retyping.failed ? T2S_E_NOMEM : 0;
}

static const char *written_type(t2s__ddl *ddl, const t2s__ddl_type *type)
{
    const char *schema = t2s__ddl_quote(ddl, type->schema);
    const char *name = t2s__ddl_quote(ddl, type->name);

    if (schema == NULL || name == NULL)
        return NULL;
    return t2s__arena_printf(&ddl->scratch, "%s.%s", schema, name);
}

static int move_type(t2s__ddl *ddl, const PgQuery__Node *object, const char *schema, const char *new_name)
{
    t2s__ddl_qualified name = object_name(object);
    t2s__ddl_type *type = t2s__ddl_look_up_type(ddl, &name);
    const char *before;
    const char *after;

    if (type == NULL)
        return t2s__ddl_fail(ddl, T2S_E_INVALID, -1, NULL, "there is no type \"%s\" at this point", name.name);
    before = written_type(ddl, type);
    if (before == NULL || t2s__ddl_move_type(&ddl->model, type, schema != NULL ? schema : type->schema,
                                             new_name != NULL ? new_name : type->name) != 0)
        return T2S_E_NOMEM;
    after = written_type(ddl, type);
    return after != NULL ? retype_all(ddl, before, after) : T2S_E_NOMEM;
}

static int rename_schema(t2s__ddl *ddl, const char *before, const char *after)
{
    t2s__ddl_schema *schema = t2s__ddl_find_schema(&ddl->model, before);
    int code = 0;

    if (schema == NULL)
        return t2s__ddl_fail(ddl, T2S_E_INVALID, -1, NULL, "there is no schema \"%s\" at this point", before);
    schema->dropped = 1;
    if (t2s__ddl_find_schema(&ddl->model, after) == NULL && t2s__ddl_add_schema(&ddl->model, after) == NULL)
        return T2S_E_NOMEM;
    for (t2s__ddl_relation *relation = ddl->model.relations; code == 0 && relation != NULL; relation = relation->next)
        if (!relation->dropped && strcmp(relation->schema, before) == 0)
            code = t2s__ddl_move_relation(&ddl->model, relation, after, relation->name);
    for (t2s__ddl_type *type = ddl->model.types; code == 0 && type != NULL; type = type->next)
        if (!type->dropped && strcmp(type->schema, before) == 0)
            code = t2s__ddl_move_type(&ddl->model, type, after, type->name);
    for (t2s__ddl_function *function = ddl->model.functions; code == 0 && function != NULL; function = function->next)
        if (strcmp(function->schema, before) == 0)
            code = t2s__ddl_keep(ddl, after, &function->schema);
    for (t2s__ddl_operator *one = ddl->model.operators; code == 0 && one != NULL; one = one->next)
        if (strcmp(one->schema, before) == 0)
            code = t2s__ddl_keep(ddl, after, &one->schema);
    return code;
}

/* Renames an attribute, or a label's type's name: what stands in `relation` for a composite type. */
static int rename_attribute(t2s__ddl *ddl, const PgQuery__RenameStmt *statement)
{
    t2s__ddl_qualified name = t2s__ddl_read_range(statement->relation);
    const t2s__ddl_type *type = t2s__ddl_look_up_type(ddl, &name);
    t2s__ddl_column *column = type != NULL ? type->columns : NULL;

    while (column != NULL && strcmp(column->name, statement->subname) != 0)
        column = column->next;
    return column != NULL ? t2s__ddl_keep(ddl, statement->newname, &column->name) : 0;
}

int t2s__ddl_rename(t2s__ddl *ddl, const PgQuery__RenameStmt *statement)
{
    switch (statement->rename_type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE:
        return rename_relation(ddl, statement);
    case PG_QUERY__OBJECT_TYPE__OBJECT_COLUMN:
        return rename_column(ddl, statement);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABCONSTRAINT:
        return rename_constraint(ddl, statement);
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN:
        return move_type(ddl, statement->object, NULL, statement->newname);
    case PG_QUERY__OBJECT_TYPE__OBJECT_ATTRIBUTE:
        return rename_attribute(ddl, statement);
    case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA:
        return rename_schema(ddl, statement->subname, statement->newname);
    default:
        return 0;
    }
}

int t2s__ddl_alter_schema(t2s__ddl *ddl, const PgQuery__AlterObjectSchemaStmt *statement)
{
    t2s__ddl_relation *relation;
    t2s__ddl_qualified name;
    int code;

    switch (statement->object_type) {
    case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
    case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE:
        name = t2s__ddl_read_range(statement->relation);
        if (statement->missing_ok && t2s__ddl_look_up_relation(ddl, &name) == NULL)
            return 0;
        code = t2s__ddl_need_relation(ddl, statement->relation, &relation);
        return code == 0 ? t2s__ddl_move_relation(&ddl->model, relation, statement->newschema, relation->name) : code;
    case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
    case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN:
        return move_type(ddl, statement->object, statement->newschema, NULL);
    default:
        return 0;
    }
}

/* pg_dump --clean drops everything before it makes anything: what is not there need not be dropped. */
static void drop_relation(t2s__ddl *ddl, const t2s__ddl_qualified *name)
{
    t2s__ddl_relation *relation = t2s__ddl_look_up_relation(ddl, name);

    if (relation != NULL)
        t2s__ddl_drop_relation(&ddl->model, relation);
}

static void drop_type(t2s__ddl *ddl, const t2s__ddl_qualified *name)
{
    t2s__ddl_type *type = t2s__ddl_look_up_type(ddl, name);

    if (type != NULL)
        type->dropped = 1;
}

static void drop_schema(t2s__ddl *ddl, const char *name)
{
    t2s__ddl_schema *schema = t2s__ddl_find_schema(&ddl->model, name);

    if (schema != NULL)
        schema->dropped = 1;
    for (t2s__ddl_relation *relation = ddl->model.relations; relation != NULL; relation = relation->next)
        if (!relation->dropped && strcmp(relation->schema, name) == 0)
            t2s__ddl_drop_relation(&ddl->model, relation);
    for (t2s__ddl_type *type = ddl->model.types; type != NULL; type = type->next)
        if (strcmp(type->schema, name) == 0)
            type->dropped = 1;
    for (t2s__ddl_function *function = ddl->model.functions; function != NULL; function = function->next)
        if (strcmp(function->schema, name) == 0)
            function->dropped = 1;
    for (t2s__ddl_operator *one = ddl->model.operators; one != NULL; one = one->next)
        if (strcmp(one->schema, name) == 0)
            one->dropped = 1;
}

/* Indexes are among the keys here. */
static void drop_index(t2s__ddl *ddl, const t2s__ddl_qualified *name)
{
    for (t2s__ddl_relation *relation = ddl->model.relations; relation != NULL; relation = relation->next) {
        const t2s__ddl_key *key = t2s__ddl_find_key(relation, name->name);

        if (key != NULL && (key->kind == T2S_KEY_UNIQUE || key->kind == T2S_KEY_INDEX) &&
            (name->schema == NULL || strcmp(name->schema, relation->schema) == 0)) {
            t2s__ddl_drop_key(relation, key);
            return;
        }
    }
}

static int same_arguments(t2s__ddl *ddl, const t2s__ddl_function *function, const PgQuery__ObjectWithArgs *object)
{
    if (object->args_unspecified)
        return 1;
    if (function->argument_count != object->n_objargs)
        return 0;
    for (size_t i = 0; i < object->n_objargs; i++) {
        const char *type;

        if (object->objargs[i]->node_case != PG_QUERY__NODE__NODE_TYPE_NAME ||
            t2s__ddl_type_name(ddl, object->objargs[i]->type_name, &type, NULL) != 0 ||
            strcmp(type, function->argument_types[i]) != 0)
            return 0;
    }
    return 1;
}

static void drop_function(t2s__ddl *ddl, const PgQuery__Node *object)
{
    t2s__ddl_qualified name = object_name(object);

    if (object->node_case != PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS)
        return;
    for (t2s__ddl_function *function = ddl->model.functions; function != NULL; function = function->next)
        if (!function->dropped && strcmp(function->name, name.name) == 0 &&
            (name.schema == NULL || strcmp(name.schema, function->schema) == 0) &&
            same_arguments(ddl, function, object->object_with_args))
            function->dropped = 1;
}

int t2s__ddl_drop(t2s__ddl *ddl, const PgQuery__DropStmt *statement)
{
    for (size_t i = 0; i < statement->n_objects; i++) {
        t2s__ddl_qualified name = object_name(statement->objects[i]);

        switch (statement->remove_type) {
        case PG_QUERY__OBJECT_TYPE__OBJECT_TABLE:
        case PG_QUERY__OBJECT_TYPE__OBJECT_VIEW:
        case PG_QUERY__OBJECT_TYPE__OBJECT_MATVIEW:
        case PG_QUERY__OBJECT_TYPE__OBJECT_FOREIGN_TABLE:
            drop_relation(ddl, &name);
            break;
        case PG_QUERY__OBJECT_TYPE__OBJECT_TYPE:
        case PG_QUERY__OBJECT_TYPE__OBJECT_DOMAIN:
            drop_type(ddl, &name);
            break;
        case PG_QUERY__OBJECT_TYPE__OBJECT_SCHEMA:
            drop_schema(ddl, name.name);
            break;
        case PG_QUERY__OBJECT_TYPE__OBJECT_INDEX:
            drop_index(ddl, &name);
            break;
        case PG_QUERY__OBJECT_TYPE__OBJECT_FUNCTION:
        case PG_QUERY__OBJECT_TYPE__OBJECT_PROCEDURE:
        case PG_QUERY__OBJECT_TYPE__OBJECT_AGGREGATE:
        case PG_QUERY__OBJECT_TYPE__OBJECT_ROUTINE:
            drop_function(ddl, statement->objects[i]);
            break;
        case PG_QUERY__OBJECT_TYPE__OBJECT_OPERATOR:
            if (statement->objects[i]->node_case == PG_QUERY__NODE__NODE_OBJECT_WITH_ARGS)
                t2s__ddl_drop_operator(ddl, statement->objects[i]->object_with_args);
            break;
        case PG_QUERY__OBJECT_TYPE__OBJECT_CAST:
            if (statement->objects[i]->node_case == PG_QUERY__NODE__NODE_LIST)
                t2s__ddl_drop_cast(ddl, statement->objects[i]->list);
            break;
        default:
            break;
        }
    }
    return 0;
}
