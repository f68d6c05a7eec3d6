/* SPDX-License-Identifier: MIT */
/* Keys: of columns, of tables, added later, and those that unique indexes are. */
#include <stdio.h>
#include <string.h>

#include "metadata/ddl.h"

/* A name as PostgreSQL's makeObjectName() builds it: the longer of the first two is cut until all fits. */
static const char *make_object_name(t2s__ddl *ddl, const char *first, const char *second, const char *label, unsigned pass)
{
    char number[16] = "";
    size_t first_length = strlen(first);
    size_t second_length = strlen(second);
    size_t overhead = strlen(label) + 1 + (second_length != 0);
    char *name;

    if (pass != 0)
        snprintf(number, sizeof(number), "%u", pass);
    overhead += strlen(number);
    while (first_length + second_length + overhead > T2S__DDL_NAME_MAX)
        if (first_length > second_length)
            first_length--;
        else
            second_length--;
    while (first_length > 0 && ((unsigned char)first[first_length] & 0xC0) == 0x80)
        first_length--;
    while (second_length > 0 && ((unsigned char)second[second_length] & 0xC0) == 0x80)
        second_length--;
    name = t2s__arena_printf(&ddl->scratch, "%.*s%s%.*s_%s%s", (int)first_length, first, second[0] != '\0' ? "_" : "",
                             (int)second_length, second, label, number);
    return name;
}

/* The columns' names with underscores between them, as far as a name can be long; those that an index includes come last. */
static char *join_columns(t2s__ddl *ddl, const t2s__ddl_key *key, PgQuery__Node *const *included, size_t included_count)
{
    char joined[2 * T2S__DDL_NAME_MAX + 2] = "";
    size_t length = 0;

    for (size_t i = 0; i < key->count + included_count && length < T2S__DDL_NAME_MAX; i++) {
        const char *name = i < key->count ? key->parts[i].column->name : "";
        size_t size;

        if (i >= key->count && included[i - key->count]->node_case == PG_QUERY__NODE__NODE_INDEX_ELEM)
            name = included[i - key->count]->index_elem->name;
        size = strlen(name);
        if (i != 0)
            joined[length++] = '_';
        if (size > T2S__DDL_NAME_MAX)
            size = T2S__DDL_NAME_MAX;
        memcpy(joined + length, name, size);
        length += size;
    }
    return t2s__arena_strndup(&ddl->scratch, joined, length < T2S__DDL_NAME_MAX ? length : T2S__DDL_NAME_MAX);
}

/* The name that PostgreSQL gives a constraint that was given none. */
static int set_default_name(t2s__ddl *ddl, const t2s__ddl_relation *relation, t2s__ddl_key *key, const char *label,
                            PgQuery__Node *const *included, size_t included_count)
{
    const char *columns = key->kind == T2S_KEY_PRIMARY ? "" : join_columns(ddl, key, included, included_count);
    const char *name = NULL;

    for (unsigned pass = 0; columns != NULL && (pass == 0 || (name != NULL && t2s__ddl_find_key(relation, name) != NULL)); pass++)
        name = make_object_name(ddl, relation->name, columns, label, pass);
    return name != NULL ? t2s__ddl_keep(ddl, name, &key->name) : T2S_E_NOMEM;
}

static const char *label_of(int kind)
{
    switch (kind) {
    case T2S_KEY_PRIMARY:
        return "pkey";
    case T2S_KEY_UNIQUE:
        return "key";
    case T2S_KEY_INDEX:
        return "idx";
    default:
        return "fkey";
    }
}

static int name_key(t2s__ddl *ddl, const t2s__ddl_relation *relation, t2s__ddl_key *key, const char *name)
{
    return name[0] != '\0' ? t2s__ddl_keep(ddl, name, &key->name)
                           : set_default_name(ddl, relation, key, label_of(key->kind), NULL, 0);
}

/* The key's own columns: those in the list, or the one that the constraint stands at. */
static int set_columns(t2s__ddl *ddl, t2s__ddl_relation *relation, t2s__ddl_key *key, PgQuery__Node *const *names,
                       t2s__ddl_column *column, int location)
{
    if (column != NULL) {
        key->parts[0].column = column;
        return 0;
    }
    for (size_t i = 0; i < key->count; i++) {
        key->parts[i].column = t2s__ddl_find_column(relation, t2s__ddl_string(names[i]));
        if (key->parts[i].column == NULL)
            return t2s__ddl_fail(ddl, T2S_E_INVALID, location, "mend the name in the constraint",
                                 "the table \"%s\" has no column \"%s\"", relation->name, t2s__ddl_string(names[i]));
    }
    return 0;
}

static void require_values(t2s__ddl_relation *relation, const t2s__ddl_key *key)
{
    for (size_t i = 0; i < key->count; i++)
        for (t2s__ddl_column *column = relation->columns; column != NULL; column = column->next)
            if (column == key->parts[i].column)
                column->flags |= T2S_COLUMN_NOT_NULL;
}

/* ADD CONSTRAINT ... USING INDEX: the index's key becomes the constraint's. */
static int use_index(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__Constraint *constraint, int kind)
{
    t2s__ddl_key *key = t2s__ddl_find_key(relation, constraint->indexname);

    if (key == NULL || key->kind == T2S_KEY_INDEX)
        return t2s__ddl_fail(ddl, T2S_E_INVALID, constraint->location, NULL, "the table \"%s\" has no unique index \"%s\"",
                             relation->name, constraint->indexname);
    key->kind = kind;
    if (kind == T2S_KEY_PRIMARY)
        require_values(relation, key);
    return constraint->conname[0] != '\0' ? t2s__ddl_keep(ddl, constraint->conname, &key->name) : 0;
}

static int add_unique(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__Constraint *constraint, t2s__ddl_column *column,
                      int kind)
{
    t2s__ddl_key *key;
    int code;

    if (constraint->indexname[0] != '\0')
        return use_index(ddl, relation, constraint, kind);
    if (kind == T2S_KEY_PRIMARY && t2s__ddl_primary_key(relation) != NULL) {
        if (relation->parent != NULL) /* a partition's own copy of its table's key */
            return 0;
        return t2s__ddl_fail(ddl, T2S_E_INVALID, constraint->location, "take one of them out",
                             "the table \"%s\" has a primary key already", relation->name);
    }
    key = t2s__ddl_add_key(&ddl->model, relation, kind, column != NULL ? 1 : constraint->n_keys);
    if (key == NULL)
        return T2S_E_NOMEM;
    code = set_columns(ddl, relation, key, constraint->keys, column, constraint->location);
    if (code == 0)
        code = name_key(ddl, relation, key, constraint->conname);
    if (code == 0 && kind == T2S_KEY_PRIMARY)
        require_values(relation, key);
    return code;
}

/* The columns that it refers to. A table that comes later in the file is known by its name until then. */
static int set_foreign_columns(t2s__ddl *ddl, t2s__ddl_key *key, const PgQuery__Constraint *constraint)
{
    if (constraint->n_pk_attrs != 0 && constraint->n_pk_attrs != key->count)
        return t2s__ddl_fail(ddl, T2S_E_INVALID, constraint->location, "name as many columns on both sides",
                             "a foreign key of %zu columns refers to %zu", key->count, constraint->n_pk_attrs);
    for (size_t i = 0; i < constraint->n_pk_attrs; i++) {
        const char *name = t2s__ddl_string(constraint->pk_attrs[i]);

        if (t2s__ddl_keep(ddl, name, &key->parts[i].foreign_name) != 0)
            return T2S_E_NOMEM;
        if (key->foreign == NULL)
            continue;
        key->parts[i].foreign = t2s__ddl_find_column(key->foreign, name);
        if (key->parts[i].foreign == NULL)
            return t2s__ddl_fail(ddl, T2S_E_INVALID, constraint->location, "mend the name in the foreign key",
                                 "the table \"%s\" has no column \"%s\" to refer to", key->foreign->name, name);
    }
    if (constraint->n_pk_attrs == 0 && key->foreign != NULL) {
        const t2s__ddl_key *primary = t2s__ddl_primary_key(key->foreign);

        for (size_t i = 0; primary != NULL && primary->count == key->count && i < key->count; i++)
            key->parts[i].foreign = primary->parts[i].column;
    }
    return 0;
}

static int add_foreign(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__Constraint *constraint, t2s__ddl_column *column)
{
    t2s__ddl_qualified foreign = t2s__ddl_read_range(constraint->pktable);
    t2s__ddl_key *key = t2s__ddl_add_key(&ddl->model, relation, T2S_KEY_FOREIGN, column != NULL ? 1 : constraint->n_fk_attrs);
    int code;

    if (key == NULL || t2s__ddl_keep(ddl, t2s__ddl_schema_of(ddl, &foreign), &key->foreign_schema) != 0 ||
        t2s__ddl_keep(ddl, foreign.name, &key->foreign_name) != 0)
        return T2S_E_NOMEM;
    code = set_columns(ddl, relation, key, constraint->fk_attrs, column, constraint->location);
    if (code == 0)
        code = name_key(ddl, relation, key, constraint->conname);
    if (code != 0)
        return code;
    key->foreign = t2s__ddl_look_up_relation(ddl, &foreign);
    return set_foreign_columns(ddl, key, constraint);
}

int t2s__ddl_add_constraint(t2s__ddl *ddl, t2s__ddl_relation *relation, const PgQuery__Constraint *constraint,
                            t2s__ddl_column *column)
{
    switch (constraint->contype) {
    case PG_QUERY__CONSTR_TYPE__CONSTR_PRIMARY:
        return add_unique(ddl, relation, constraint, column, T2S_KEY_PRIMARY);
    case PG_QUERY__CONSTR_TYPE__CONSTR_UNIQUE:
        return add_unique(ddl, relation, constraint, column, T2S_KEY_UNIQUE);
    case PG_QUERY__CONSTR_TYPE__CONSTR_FOREIGN:
        return add_foreign(ddl, relation, constraint, column);
    case PG_QUERY__CONSTR_TYPE__CONSTR_CHECK:
        return t2s__ddl_add_check(ddl, relation, constraint, column);
    default:
        return 0;
    }
}

/* Only plain columns, and all rows: then a unique index says as much as a constraint, and any other by what the table is searched.
 */
static int is_plain(const PgQuery__IndexStmt *statement)
{
    if (statement->where_clause != NULL)
        return 0;
    for (size_t i = 0; i < statement->n_index_params; i++)
        if (statement->index_params[i]->node_case != PG_QUERY__NODE__NODE_INDEX_ELEM ||
            statement->index_params[i]->index_elem->expr != NULL)
            return 0;
    return statement->n_index_params != 0;
}

int t2s__ddl_create_index(t2s__ddl *ddl, const PgQuery__IndexStmt *statement)
{
    t2s__ddl_relation *relation;
    t2s__ddl_key *key;
    int code;

    if (!is_plain(statement))
        return 0;
    code = t2s__ddl_need_relation(ddl, statement->relation, &relation);
    if (code != 0)
        return code;
    if (statement->idxname[0] != '\0' && t2s__ddl_find_key(relation, statement->idxname) != NULL)
        return 0; /* IF NOT EXISTS; otherwise another kind of index may have lost its name to ours: nothing is lost */
    key = t2s__ddl_add_key(&ddl->model, relation, statement->unique ? T2S_KEY_UNIQUE : T2S_KEY_INDEX, statement->n_index_params);
    if (key == NULL)
        return T2S_E_NOMEM;
    for (size_t i = 0; i < key->count; i++) {
        const char *name = statement->index_params[i]->index_elem->name;

        key->parts[i].column = t2s__ddl_find_column(relation, name);
        if (key->parts[i].column == NULL)
            return t2s__ddl_fail(ddl, T2S_E_INVALID, statement->relation->location, "mend the name in the index",
                                 "the table \"%s\" has no column \"%s\"", relation->name, name);
    }
    return statement->idxname[0] != '\0' ? t2s__ddl_keep(ddl, statement->idxname, &key->name)
                                         : set_default_name(ddl, relation, key, "idx", statement->index_including_params,
                                                            statement->n_index_including_params);
}

int t2s__ddl_copy_keys(t2s__ddl *ddl, t2s__ddl_relation *relation, const t2s__ddl_relation *from, int foreign)
{
    int code = 0;

    for (const t2s__ddl_key *key = from->keys; code == 0 && key != NULL; key = key->next) {
        t2s__ddl_key *copy;

        if ((key->kind == T2S_KEY_FOREIGN && !foreign) || (key->kind == T2S_KEY_PRIMARY && t2s__ddl_primary_key(relation) != NULL))
            continue;
        copy = t2s__ddl_add_key(&ddl->model, relation, key->kind, key->count);
        if (copy == NULL)
            return T2S_E_NOMEM;
        for (size_t i = 0; i < key->count; i++) {
            copy->parts[i] = key->parts[i];
            copy->parts[i].column = t2s__ddl_find_column(relation, key->parts[i].column->name);
            if (copy->parts[i].column == NULL)
                return t2s__ddl_fail(ddl, T2S_E_INVALID, -1, NULL, "the table \"%s\" has no column \"%s\"", relation->name,
                                     key->parts[i].column->name);
        }
        copy->foreign = key->foreign;
        copy->foreign_schema = key->foreign_schema;
        copy->foreign_name = key->foreign_name;
        if (key->kind == T2S_KEY_PRIMARY)
            require_values(relation, copy);
        code = key->kind == T2S_KEY_FOREIGN ? t2s__ddl_keep(ddl, key->name, &copy->name) : name_key(ddl, relation, copy, "");
    }
    return code;
}
