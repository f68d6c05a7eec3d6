/* SPDX-License-Identifier: MIT */
/*
 * Reading DDL: what the readers of the single statements share. Each ddl_<family>.c reads one family of statements from
 * libpg_query's tree into the model. A reader returns 0; T2S_E_NOMEM; or what t2s__ddl_fail() returned.
 */
#ifndef T2S_METADATA_DDL_H
#define T2S_METADATA_DDL_H

#include <stddef.h>

#include <pg_query/pg_query.pb-c.h>
#include <text2sql/metadata.h>

#include "metadata/ddl_model.h"

enum { T2S__DDL_NAME_MAX = 63 /* bytes: PostgreSQL, and with it libpg_query, cuts what is longer */ };

typedef struct t2s__ddl {
    t2s__ddl_model model;
    t2s__arena scratch; /* of the statement at hand */
    const char *file;   /* its name, for messages */
    const char *text;   /* the whole file */
    size_t length;
    const char *sql;          /* the statement at hand, NUL-terminated: a copy */
    size_t start;             /* where it begins in the text */
    const char **path;        /* SET search_path; in the model's arena */
    size_t path_count;        /* 0: names should be qualified, and "public" helps out */
    const char *inner_schema; /* of CREATE SCHEMA with statements inside; otherwise NULL */
    t2s_error *error;         /* what t2s__ddl_fail() made */
} t2s__ddl;

/*
 * The statement cannot be read.
 *
 * location  byte offset in the statement, as the tree's nodes have it; -1: the statement's beginning
 * hint      or NULL
 * Returns the code.
 */
int t2s__ddl_fail(t2s__ddl *ddl, int code, int location, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* A possibly qualified name, out of a list of String nodes. `schema` is NULL where none is given. */
typedef struct t2s__ddl_qualified {
    const char *schema;
    const char *name;
} t2s__ddl_qualified;

t2s__ddl_qualified t2s__ddl_read_names(PgQuery__Node *const *names, size_t count);
t2s__ddl_qualified t2s__ddl_read_range(const PgQuery__RangeVar *range);

/* The schema that something new goes into. */
const char *t2s__ddl_schema_of(const t2s__ddl *ddl, const t2s__ddl_qualified *name);

/* A relation or type that exists, along the search path; NULL when there is none. */
t2s__ddl_relation *t2s__ddl_look_up_relation(const t2s__ddl *ddl, const t2s__ddl_qualified *name);
t2s__ddl_type *t2s__ddl_look_up_type(const t2s__ddl *ddl, const t2s__ddl_qualified *name);

/* The same for a table that a statement needs: T2S_E_INVALID, with the place, when there is none. */
int t2s__ddl_need_relation(t2s__ddl *ddl, const PgQuery__RangeVar *range, t2s__ddl_relation **ret_relation);

/* The text of a String node; "" for others. */
const char *t2s__ddl_string(const PgQuery__Node *node);

/* NULL for "", which is what the tree has for no text. */
const char *t2s__ddl_optional(const char *text);

/* The text of the expression that stands behind a keyword in the statement, up to what ends it. In the model's arena; NULL: no
 * memory. */
const char *t2s__ddl_expression_after(t2s__ddl *ddl, size_t keyword);

/* Text into the model's arena. NULL is fine; 0 or T2S_E_NOMEM. */
int t2s__ddl_keep(t2s__ddl *ddl, const char *text, const char **ret);

/* A name as SQL text, quoted where its form needs it. In the scratch arena. */
const char *t2s__ddl_quote(t2s__ddl *ddl, const char *name);

/* ddl_type.c: a type as format_type() writes it, in the scratch arena. *ret_serial: 1 for serial, bigserial and smallserial. */
int t2s__ddl_type_name(t2s__ddl *ddl, const PgQuery__TypeName *type, const char **ret_name, int *ret_serial);

/* ddl_table.c */
int t2s__ddl_create_table(t2s__ddl *ddl, const PgQuery__CreateStmt *statement, int kind);
int t2s__ddl_add_table_column(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__ColumnDef *definition);

/* ddl_key.c */
int t2s__ddl_add_constraint(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__Constraint *constraint,
                            t2s__ddl_column *column);
int t2s__ddl_create_index(t2s__ddl *ddl, const PgQuery__IndexStmt *statement);
int t2s__ddl_copy_keys(t2s__ddl *ddl, t2s__ddl_relation *relation, const t2s__ddl_relation *from, int foreign);

/* ddl_check.c */
int t2s__ddl_add_check(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__Constraint *constraint,
                       const t2s__ddl_column *column);
int t2s__ddl_copy_checks(t2s__ddl *ddl, t2s__ddl_relation *relation, const t2s__ddl_relation *from);
void t2s__ddl_drop_check(t2s__ddl_relation *relation, const char *name);
void t2s__ddl_drop_checks_of(t2s__ddl_relation *relation, const char *column);
int t2s__ddl_rename_in_checks(t2s__ddl *ddl, t2s__ddl_relation *relation, const char *before, const char *after);

/* ddl_alter.c */
int t2s__ddl_alter_table(t2s__ddl *ddl, const PgQuery__AlterTableStmt *statement);
int t2s__ddl_rename(t2s__ddl *ddl, const PgQuery__RenameStmt *statement);
int t2s__ddl_alter_schema(t2s__ddl *ddl, const PgQuery__AlterObjectSchemaStmt *statement);
int t2s__ddl_drop(t2s__ddl *ddl, const PgQuery__DropStmt *statement);

/* ddl_object.c */
int t2s__ddl_create_schema(t2s__ddl *ddl, const PgQuery__CreateSchemaStmt *statement);
int t2s__ddl_create_enum(t2s__ddl *ddl, const PgQuery__CreateEnumStmt *statement);
int t2s__ddl_alter_enum(t2s__ddl *ddl, const PgQuery__AlterEnumStmt *statement);
int t2s__ddl_create_composite(t2s__ddl *ddl, const PgQuery__CompositeTypeStmt *statement);
int t2s__ddl_create_domain(t2s__ddl *ddl, const PgQuery__CreateDomainStmt *statement);
int t2s__ddl_comment(t2s__ddl *ddl, const PgQuery__CommentStmt *statement);

/* A type whose name must be free. */
int t2s__ddl_new_type(t2s__ddl *ddl, const t2s__ddl_qualified *name, int kind, t2s__ddl_type **ret_type);

/* ddl_range.c: ranges, and types that functions in C make up. */
int t2s__ddl_create_range(t2s__ddl *ddl, const PgQuery__CreateRangeStmt *statement);
int t2s__ddl_create_base_type(t2s__ddl *ddl, const PgQuery__DefineStmt *statement);

/* ddl_function.c */
int t2s__ddl_create_function(t2s__ddl *ddl, const PgQuery__CreateFunctionStmt *statement);
int t2s__ddl_define(t2s__ddl *ddl, const PgQuery__DefineStmt *statement);

int t2s__ddl_is_true(const PgQuery__DefElem *option);
const PgQuery__DefElem *t2s__ddl_find_definition(PgQuery__Node *const *definitions, size_t count, const char *name);
/* The type that a definition is of; NULL: it is missing, or none. */
const PgQuery__TypeName *t2s__ddl_definition_type(const PgQuery__DefineStmt *statement, const char *name);

/* ddl_operator.c */
int t2s__ddl_create_operator(t2s__ddl *ddl, const PgQuery__DefineStmt *statement);
int t2s__ddl_create_cast(t2s__ddl *ddl, const PgQuery__CreateCastStmt *statement);
void t2s__ddl_drop_operator(t2s__ddl *ddl, const PgQuery__ObjectWithArgs *object);
void t2s__ddl_drop_cast(t2s__ddl *ddl, const PgQuery__List *types);

/* ddl_view.c */
int t2s__ddl_create_view(t2s__ddl *ddl, const PgQuery__ViewStmt *statement);
int t2s__ddl_create_table_as(t2s__ddl *ddl, const PgQuery__CreateTableAsStmt *statement);

/*
 * ddl_newer.c: the statement at hand, which did not parse, without what is newer than the parser. In the scratch arena; *ret_sql is
 * NULL when there is no such thing in it. 0; T2S_E_NOMEM.
 */
int t2s__ddl_in_older_words(t2s__ddl *ddl, const char **ret_sql);

/* ddl_statement.c: one statement of interest. */
int t2s__ddl_read_tree(t2s__ddl *ddl, const PgQuery__Node *statement);

/* What a kind of server brings along: t2s__postgres_builtins_add() or its like. */
typedef int t2s__ddl_builtins_fn(t2s_catalog_builder *builder);

/* As t2s__ddl_read(), of what a filter lets through, NULL: all, for the server that has these. */
int t2s__ddl_read_part(const t2s__filter *filter, t2s__ddl_builtins_fn *add_builtins, const char *const *names,
                       const char *const *texts, const size_t *lengths, size_t count, t2s_catalog **ret_catalog,
                       t2s_error **reterr_error);

/*
 * Read texts, in this order, into a catalog. Synchronous; for the source below and for tests.
 *
 * names   of the files, for messages
 * texts   need not be NUL-terminated
 * 0; T2S_E_SYNTAX, T2S_E_INVALID (with file, line and column), T2S_E_NOMEM.
 */
int t2s__ddl_read(const char *const *names, const char *const *texts, const size_t *lengths, size_t count,
                  t2s_catalog **ret_catalog, t2s_error **reterr_error);

#endif
