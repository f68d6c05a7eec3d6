/* SPDX-License-Identifier: MIT */
/* Names of types, as PostgreSQL's format_type() writes them. */
#include <stdlib.h>
#include <string.h>

#include "metadata/ddl.h"
#include "metadata/postgres_builtins.h"
#include "util/buffer.h"

/* How the types with a syntax of their own are called. */
static const struct {
    const char *name;
    const char *written;
    const char *behind; /* the modifiers */
} spellings[] = {
    {"bool", "boolean", ""},
    {"bpchar", "character", ""},
    {"char", "\"char\"", ""},
    {"float4", "real", ""},
    {"float8", "double precision", ""},
    {"int2", "smallint", ""},
    {"int4", "integer", ""},
    {"int8", "bigint", ""},
    {"time", "time", " without time zone"},
    {"timestamp", "timestamp", " without time zone"},
    {"timestamptz", "timestamp", " with time zone"},
    {"timetz", "time", " with time zone"},
    {"varbit", "bit varying", ""},
    {"varchar", "character varying", ""},
};

/* The fields of an interval, by the mask that the grammar makes of them. */
static const struct {
    int mask;
    const char *written;
} interval_fields[] = {
    {1 << 2, " year"},
    {1 << 1, " month"},
    {1 << 3, " day"},
    {1 << 10, " hour"},
    {1 << 11, " minute"},
    {1 << 12, " second"},
    {1 << 2 | 1 << 1, " year to month"},
    {1 << 3 | 1 << 10, " day to hour"},
    {1 << 3 | 1 << 10 | 1 << 11, " day to minute"},
    {1 << 3 | 1 << 10 | 1 << 11 | 1 << 12, " day to second"},
    {1 << 10 | 1 << 11, " hour to minute"},
    {1 << 10 | 1 << 11 | 1 << 12, " hour to second"},
    {1 << 11 | 1 << 12, " minute to second"},
};

static void write_modifier(t2s__buffer *buffer, const PgQuery__Node *node)
{
    if (node->node_case == PG_QUERY__NODE__NODE_A_CONST) {
        switch (node->a_const->val_case) {
        case PG_QUERY__A__CONST__VAL_IVAL:
            t2s__buffer_printf(buffer, "%d", node->a_const->ival->ival);
            return;
        case PG_QUERY__A__CONST__VAL_FVAL:
            t2s__buffer_text(buffer, node->a_const->fval->fval);
            return;
        case PG_QUERY__A__CONST__VAL_SVAL:
            t2s__buffer_text(buffer, node->a_const->sval->sval);
            return;
        default:
            return;
        }
    }
    if (node->node_case == PG_QUERY__NODE__NODE_COLUMN_REF && node->column_ref->n_fields == 1)
        t2s__buffer_text(buffer, t2s__ddl_string(node->column_ref->fields[0]));
}

static int integer_of(const PgQuery__Node *node)
{
    return node->node_case == PG_QUERY__NODE__NODE_A_CONST && node->a_const->val_case == PG_QUERY__A__CONST__VAL_IVAL
               ? node->a_const->ival->ival
               : 0;
}

static void write_modifiers(t2s__buffer *buffer, const PgQuery__TypeName *type, size_t first)
{
    if (type->n_typmods <= first)
        return;
    t2s__buffer_char(buffer, '(');
    for (size_t i = first; i < type->n_typmods; i++) {
        if (i != first)
            t2s__buffer_char(buffer, ',');
        write_modifier(buffer, type->typmods[i]);
    }
    t2s__buffer_char(buffer, ')');
}

static void write_interval(t2s__buffer *buffer, const PgQuery__TypeName *type)
{
    t2s__buffer_text(buffer, "interval");
    for (size_t i = 0; type->n_typmods != 0 && i < sizeof(interval_fields) / sizeof(*interval_fields); i++)
        if (interval_fields[i].mask == integer_of(type->typmods[0]))
            t2s__buffer_text(buffer, interval_fields[i].written);
    write_modifiers(buffer, type, 1);
}

static void write_builtin(t2s__buffer *buffer, const PgQuery__TypeName *type, const char *name)
{
    const char *written = name;
    const char *behind = "";

    if (strcmp(name, "interval") == 0) {
        write_interval(buffer, type);
        return;
    }
    for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
        if (strcmp(spellings[i].name, name) == 0) {
            written = spellings[i].written;
            behind = spellings[i].behind;
        }
    /* format_type() keeps "bpchar" for the one that has no length: "character" alone would be character(1). */
    if (strcmp(name, "bpchar") == 0 && type->n_typmods == 0)
        written = "bpchar";
    t2s__buffer_text(buffer, written);
    if (strcmp(name, "numeric") == 0 && type->n_typmods == 1) {
        t2s__buffer_char(buffer, '(');
        write_modifier(buffer, type->typmods[0]);
        t2s__buffer_text(buffer, ",0)");
    } else
        write_modifiers(buffer, type, 0);
    t2s__buffer_text(buffer, behind);
}

static const char *serial_of(const char *name)
{
    static const char *const serials[][2] = {{"serial", "int4"},  {"serial4", "int4"},     {"bigserial", "int8"},
                                             {"serial8", "int8"}, {"smallserial", "int2"}, {"serial2", "int2"}};

    for (size_t i = 0; i < sizeof(serials) / sizeof(*serials); i++)
        if (strcmp(serials[i][0], name) == 0)
            return serials[i][1];
    return NULL;
}

/* A type that somebody made: always qualified. What no statement made comes from an extension, and those are mostly in "public". */
static int write_other(t2s__ddl *ddl, t2s__buffer *buffer, const PgQuery__TypeName *type, const t2s__ddl_qualified *name)
{
    const t2s__ddl_type *known = t2s__ddl_look_up_type(ddl, name);
    const t2s__ddl_relation *row = known == NULL ? t2s__ddl_look_up_relation(ddl, name) : NULL;
    const char *schema = t2s__ddl_schema_of(ddl, name);
    const char *quoted;

    if (known != NULL)
        schema = known->schema;
    else if (row != NULL)
        schema = row->schema;
    quoted = t2s__ddl_quote(ddl, schema);
    if (quoted == NULL)
        return T2S_E_NOMEM;
    t2s__buffer_text(buffer, quoted);
    t2s__buffer_char(buffer, '.');
    quoted = t2s__ddl_quote(ddl, name->name);
    if (quoted == NULL)
        return T2S_E_NOMEM;
    t2s__buffer_text(buffer, quoted);
    write_modifiers(buffer, type, 0);
    return 0;
}

/* "t.c%TYPE" in a function's signature. */
static const char *type_of_column(t2s__ddl *ddl, const PgQuery__TypeName *type)
{
    t2s__ddl_qualified name =
        type->n_names > 1 ? t2s__ddl_read_names(type->names, type->n_names - 1) : (t2s__ddl_qualified){NULL, ""};
    const t2s__ddl_relation *relation = t2s__ddl_look_up_relation(ddl, &name);
    const t2s__ddl_column *column =
        relation != NULL ? t2s__ddl_find_column(relation, t2s__ddl_string(type->names[type->n_names - 1])) : NULL;

    return column != NULL ? column->type : "unknown";
}

static int write_type(t2s__ddl *ddl, t2s__buffer *buffer, const PgQuery__TypeName *type, int *ret_serial)
{
    t2s__ddl_qualified name = t2s__ddl_read_names(type->names, type->n_names);
    const char *serial = name.schema == NULL ? serial_of(name.name) : NULL;

    *ret_serial = serial != NULL;
    if (type->pct_type)
        t2s__buffer_text(buffer, type_of_column(ddl, type));
    else if (serial != NULL)
        write_builtin(buffer, type, serial);
    else if ((name.schema == NULL || strcmp(name.schema, "pg_catalog") == 0) && t2s__postgres_builtin_type(name.name))
        write_builtin(buffer, type, name.name);
    else if (write_other(ddl, buffer, type, &name) != 0)
        return T2S_E_NOMEM;
    if (type->n_array_bounds != 0) /* however many dimensions were written */
        t2s__buffer_text(buffer, "[]");
    return 0;
}

int t2s__ddl_type_name(t2s__ddl *ddl, const PgQuery__TypeName *type, const char **ret_name, int *ret_serial)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    int serial = 0;
    int code = 0;

    *ret_name = "unknown";
    if (type != NULL && type->n_names != 0) {
        code = write_type(ddl, &buffer, type, &serial);
        if (code == 0)
            *ret_name = t2s__arena_strdup(&ddl->scratch, t2s__buffer_string(&buffer));
        if (buffer.failed || *ret_name == NULL)
            code = T2S_E_NOMEM;
    }
    t2s__buffer_dispose(&buffer);
    if (ret_serial != NULL)
        *ret_serial = serial;
    return code;
}
