/* SPDX-License-Identifier: MIT */
/* What a type's name means, as it stands in a cast or a column definition list. */
#include <string.h>

#include "sql/coerce.h"
#include "sql/resolution_hint.h"

/* What other databases call the types that PostgreSQL has under another name. */
static const char *other_name(const char *name)
{
    static const char *const names[][2] = {
        {"bigserial", "bigint"},
        {"blob", "bytea"},
        {"clob", "text"},
        {"datetime", "timestamp"},
        {"datetime2", "timestamp"},
        {"datetimeoffset", "timestamptz"},
        {"double", "double precision"},
        {"float32", "real"},
        {"float64", "double precision"},
        {"hugeint", "numeric"},
        {"int16", "smallint"},
        {"int32", "integer"},
        {"int64", "bigint"},
        {"long", "bigint"},
        {"longblob", "bytea"},
        {"longtext", "text"},
        {"mediumint", "integer"},
        {"mediumtext", "text"},
        {"number", "numeric"},
        {"nvarchar", "varchar"},
        {"serial", "integer"},
        {"signed", "bigint"},
        {"smalldatetime", "timestamp"},
        {"smallserial", "smallint"},
        {"string", "text"},
        {"tinyint", "smallint"},
        {"tinytext", "text"},
        {"uint", "bigint"},
        {"uniqueidentifier", "uuid"},
        {"unsigned", "bigint"},
        {"varbinary", "bytea"},
        {"varchar2", "varchar"},
    };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i][0], name) == 0)
            return names[i][1];
    return NULL;
}

/* The names with dots between, and brackets, as PostgreSQL's messages have them. */
static const char *written_name(t2s__analysis *analysis, const t2s_node *type)
{
    const char *text = "";

    T2S__FOR_SLOT (name, type, 0) {
        text = t2s__arena_printf(analysis->arena, "%s%s%s", text, text[0] != '\0' ? "." : "", name->text);
        if (text == NULL)
            break;
    }
    if (text != NULL && (type->flags & T2S_NODE_F_ARRAY) != 0)
        text = t2s__arena_printf(analysis->arena, "%s[]", text);
    if (text == NULL)
        analysis->code = T2S_E_NOMEM;
    return text != NULL ? text : "";
}

static void miss(t2s__analysis *analysis, const t2s_node *type, const char *schema, const char *name)
{
    const char *other = other_name(name);
    const char *hint = NULL;

    if (analysis->quiet || analysis->catalog->is_open)
        return;
    if (schema != NULL && !t2s__schema_exists(analysis, schema)) {
        t2s__analysis_find(analysis, "3F000", type->position, NULL, "schema \"%s\" does not exist", schema);
        return;
    }
    if (other != NULL && schema == NULL) {
        hint = t2s__arena_printf(analysis->arena, "The type is called %s here.", other);
        if (hint == NULL)
            analysis->code = T2S_E_NOMEM;
    }
    t2s__analysis_find(analysis, "42704", type->position, hint, "type \"%s\" does not exist", written_name(analysis, type));
}

/* (n) may stand behind these alone; of types that are not the server's own it is not known. */
static int takes_modifiers(const t2s__type *type)
{
    switch (type->known) {
    case T2S__TYPE_NUMERIC:
    case T2S__TYPE_VARCHAR:
    case T2S__TYPE_BPCHAR:
    case T2S__TYPE_BIT:
    case T2S__TYPE_VARBIT:
    case T2S__TYPE_TIME:
    case T2S__TYPE_TIMETZ:
    case T2S__TYPE_TIMESTAMP:
    case T2S__TYPE_TIMESTAMPTZ:
    case T2S__TYPE_INTERVAL:
        return 1;
    default:
        return type->known == T2S__TYPE_OTHER;
    }
}

/* "database.schema.type", of which the database can be only this one. */
static int check_database(t2s__analysis *analysis, const t2s_node *type, const char *database)
{
    const char *own = analysis->catalog->database;

    if (own == NULL || own[0] == '\0' || strcmp(own, database) == 0)
        return 1;
    t2s__analysis_find(analysis, "0A000", type->position, NULL, "cross-database references are not implemented: %s",
                       written_name(analysis, type));
    return 0;
}

const t2s__type *t2s__resolve_type(t2s__analysis *analysis, const t2s_node *type)
{
    const t2s_node *first = type != NULL && type->kind == T2S_NODE_TYPE ? t2s__node_first(type, 0) : NULL;
    size_t count = first != NULL ? t2s__node_count(type, 0) : 0;
    const char *name, *schema;
    const t2s__type *found;

    if (count == 0 || type->last[2] != NULL || analysis->catalog == NULL || !t2s__catalog_has_conversions(analysis->catalog))
        return NULL;
    if (count > 3) {
        t2s__analysis_find(analysis, "42601", type->position, NULL, "improper qualified name (too many dotted names): %s",
                           written_name(analysis, type));
        return NULL;
    }
    if (count == 3 && !check_database(analysis, type, first->text))
        return NULL;
    name = type->last[0]->text;
    schema = count == 1 ? NULL : count == 2 ? first->text : first->next->text;
    found = t2s__catalog_find_type(analysis->catalog, schema, name);
    if (found != NULL && (type->flags & T2S_NODE_F_ARRAY) != 0 && (found->is_array || found->kind == T2S_TYPE_PSEUDO) &&
        found->array == NULL)
        found = NULL;
    if (found == NULL) {
        miss(analysis, type, schema, name);
        return NULL;
    }
    if (type->last[1] != NULL && !takes_modifiers(found)) {
        t2s__analysis_find(analysis, "42601", type->position, NULL, "type modifier is not allowed for type \"%s\"", name);
        return NULL;
    }
    return (type->flags & T2S_NODE_F_ARRAY) != 0 ? t2s__array_of(analysis, found) : t2s__sound_type(found);
}
