/* SPDX-License-Identifier: MIT */
#include "sql/quote.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/sys/dialect.h>

#include "util/utf8.h"

/*
 * Words that cannot stand as names everywhere without quotes: PostgreSQL 16's keywords that are not "non-reserved", and Presto's
 * reserved words. One list for both, since a needless pair of quotes is harmless. Sorted.
 */
static const char *const reserved[] = {"all",
                                       "alter",
                                       "analyse",
                                       "analyze",
                                       "and",
                                       "any",
                                       "array",
                                       "as",
                                       "asc",
                                       "asymmetric",
                                       "authorization",
                                       "auto",
                                       "between",
                                       "bigint",
                                       "binary",
                                       "bit",
                                       "boolean",
                                       "both",
                                       "by",
                                       "case",
                                       "cast",
                                       "char",
                                       "character",
                                       "check",
                                       "coalesce",
                                       "collate",
                                       "collation",
                                       "column",
                                       "concurrently",
                                       "constraint",
                                       "create",
                                       "cross",
                                       "cube",
                                       "current_catalog",
                                       "current_date",
                                       "current_path",
                                       "current_role",
                                       "current_schema",
                                       "current_time",
                                       "current_timestamp",
                                       "current_user",
                                       "deallocate",
                                       "dec",
                                       "decimal",
                                       "default",
                                       "deferrable",
                                       "delete",
                                       "desc",
                                       "describe",
                                       "distinct",
                                       "do",
                                       "drop",
                                       "else",
                                       "end",
                                       "escape",
                                       "except",
                                       "execute",
                                       "exists",
                                       "extract",
                                       "false",
                                       "fetch",
                                       "float",
                                       "for",
                                       "foreign",
                                       "freeze",
                                       "from",
                                       "full",
                                       "grant",
                                       "greatest",
                                       "group",
                                       "grouping",
                                       "having",
                                       "ilike",
                                       "in",
                                       "initially",
                                       "inner",
                                       "inout",
                                       "insert",
                                       "int",
                                       "integer",
                                       "intersect",
                                       "interval",
                                       "into",
                                       "is",
                                       "isnull",
                                       "join",
                                       "json_array",
                                       "json_arrayagg",
                                       "json_exists",
                                       "json_object",
                                       "json_objectagg",
                                       "json_query",
                                       "json_serialize",
                                       "json_table",
                                       "json_value",
                                       "lateral",
                                       "leading",
                                       "least",
                                       "left",
                                       "like",
                                       "limit",
                                       "listagg",
                                       "localtime",
                                       "localtimestamp",
                                       "national",
                                       "natural",
                                       "nchar",
                                       "none",
                                       "normalize",
                                       "not",
                                       "notnull",
                                       "null",
                                       "nullif",
                                       "numeric",
                                       "offset",
                                       "on",
                                       "only",
                                       "or",
                                       "order",
                                       "out",
                                       "outer",
                                       "overlaps",
                                       "overlay",
                                       "placing",
                                       "position",
                                       "precision",
                                       "prepare",
                                       "primary",
                                       "real",
                                       "recursive",
                                       "references",
                                       "returning",
                                       "right",
                                       "rollup",
                                       "row",
                                       "select",
                                       "session_user",
                                       "setof",
                                       "similar",
                                       "skip",
                                       "smallint",
                                       "some",
                                       "substring",
                                       "symmetric",
                                       "system_user",
                                       "table",
                                       "tablesample",
                                       "then",
                                       "time",
                                       "timestamp",
                                       "to",
                                       "trailing",
                                       "treat",
                                       "trim",
                                       "true",
                                       "uescape",
                                       "union",
                                       "unique",
                                       "unnest",
                                       "user",
                                       "using",
                                       "values",
                                       "varchar",
                                       "variadic",
                                       "verbose",
                                       "when",
                                       "where",
                                       "window",
                                       "with",
                                       "xmlattributes",
                                       "xmlconcat",
                                       "xmlelement",
                                       "xmlexists",
                                       "xmlforest",
                                       "xmlnamespaces",
                                       "xmlparse",
                                       "xmlpi",
                                       "xmlroot",
                                       "xmlserialize",
                                       "xmltable"};

int t2s__quote_style(const t2s_dialect *dialect)
{
    return dialect == NULL || strcmp(t2s_dialect_name(dialect), "postgres") == 0 ? T2S__QUOTE_POSTGRES : T2S__QUOTE_PRESTO;
}

static int compare_word(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

static int is_plain(int style, const char *name)
{
    char lower[32];
    size_t length = 0;

    for (; name[length] != '\0'; length++) {
        char character = name[length];
        int upper = character >= 'A' && character <= 'Z';
        int letter = (character >= 'a' && character <= 'z') || character == '_' || (upper && style == T2S__QUOTE_PRESTO);

        if (!letter && (length == 0 || character < '0' || character > '9'))
            return 0;
        if (length < sizeof(lower) - 1)
            lower[length] = upper ? (char)(character - 'A' + 'a') : character;
    }
    if (length == 0)
        return 0;
    if (length >= sizeof(lower))
        return 1; /* longer than any reserved word */
    lower[length] = '\0';
    return bsearch(lower, reserved, sizeof(reserved) / sizeof(*reserved), sizeof(*reserved), compare_word) == NULL;
}

/* Control characters, what could end a fence, and what is no UTF-8. */
static int needs_escapes(const char *name)
{
    for (const char *at = name; *at != '\0'; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F || (at[0] == '<' && at[1] == '/') || (at[0] == '`' && at[1] == '`'))
            return 1;
    return t2s__utf8_check(name, strlen(name)) != strlen(name);
}

/* Between quotes of a kind, which are doubled inside; with Unicode escapes where the text has what must not be seen as it is. */
static void write_quoted(t2s__buffer *buffer, const char *text, char quote)
{
    int escapes = needs_escapes(text);

    t2s__buffer_text(buffer, escapes ? "U&" : "");
    t2s__buffer_char(buffer, quote);
    for (size_t left = strlen(text); left != 0;) {
        size_t size = t2s__utf8_size(text, left);
        unsigned char byte = (unsigned char)*text;

        if (size == 0) {
            t2s__buffer_text(buffer, "\\FFFD");
            size = 1;
        } else if (escapes && (byte < 0x20 || byte == 0x7F || byte == '<' || byte == '`'))
            t2s__buffer_printf(buffer, "\\%04X", byte);
        else if (*text == quote || (escapes && byte == '\\')) {
            t2s__buffer_append(buffer, text, 1);
            t2s__buffer_append(buffer, text, 1);
        } else
            t2s__buffer_append(buffer, text, size);
        text += size;
        left -= size;
    }
    t2s__buffer_char(buffer, quote);
}

/* Presto has no escapes in names: what must not be seen as it is cannot be called by its name. */
static void write_without_escapes(t2s__buffer *buffer, const char *name)
{
    t2s__buffer_char(buffer, '"');
    for (size_t left = strlen(name); left != 0;) {
        size_t size = t2s__utf8_size(name, left);
        unsigned char byte = (unsigned char)*name;

        if (size == 0 || byte < 0x20 || byte == 0x7F || byte == '<' || byte == '`') {
            t2s__buffer_text(buffer, "\xEF\xBF\xBD");
            size = size != 0 ? size : 1;
        } else {
            t2s__buffer_text(buffer, byte == '"' ? "\"" : "");
            t2s__buffer_append(buffer, name, size);
        }
        name += size;
        left -= size;
    }
    t2s__buffer_char(buffer, '"');
}

void t2s__quote_identifier(t2s__buffer *buffer, int style, const char *name)
{
    if (is_plain(style, name))
        t2s__buffer_text(buffer, name);
    else if (style == T2S__QUOTE_PRESTO && needs_escapes(name))
        write_without_escapes(buffer, name);
    else
        write_quoted(buffer, name, '"');
}

void t2s__quote_schema(t2s__buffer *buffer, int style, const char *schema)
{
    const char *dot = style == T2S__QUOTE_PRESTO ? strchr(schema, '.') : NULL;
    t2s__buffer catalog = T2S__BUFFER_INIT;

    if (dot != NULL && dot != schema) {
        t2s__buffer_append(&catalog, schema, (size_t)(dot - schema));
        if (catalog.failed)
            buffer->failed = 1;
        else
            t2s__quote_identifier(buffer, style, t2s__buffer_string(&catalog));
        t2s__buffer_char(buffer, '.');
        t2s__buffer_dispose(&catalog);
        schema = dot + 1;
    }
    t2s__quote_identifier(buffer, style, schema);
}

void t2s__quote_literal(t2s__buffer *buffer, const char *text)
{
    write_quoted(buffer, text, '\'');
}
