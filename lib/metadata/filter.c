/* SPDX-License-Identifier: MIT */
#include "metadata/filter.h"

#include <string.h>

#include "util/arena.h"
#include "util/error.h"
#include "util/memory.h"

enum { PARTS_MAX = 4 };

/* In a part, * and ? are wildcards; what follows a backslash means itself. */
struct glob {
    const char *parts[PARTS_MAX];
    size_t count;
};

struct list {
    struct glob *globs;
    size_t count;
    size_t capacity;
};

struct t2s__filter {
    t2s__arena arena;
    struct list catalogs;
    struct list exclude_catalogs;
    struct list schemas;
    struct list exclude_schemas;
    struct list tables;
    struct list exclude_tables;
    struct list hide_columns;
};

/* A list while it is read. */
struct reader {
    t2s__filter *filter;
    const char *option;
    const char *text;
    const char *at;
    size_t parts_min;
    size_t parts_max;
    t2s_error *error;
};

void t2s__filter_lists_dispose(t2s__filter_lists *lists)
{
    t2s__free(lists->catalogs);
    t2s__free(lists->exclude_catalogs);
    t2s__free(lists->schemas);
    t2s__free(lists->exclude_schemas);
    t2s__free(lists->tables);
    t2s__free(lists->exclude_tables);
    t2s__free(lists->hide_columns);
    *lists = (t2s__filter_lists){0};
}

static int fail(struct reader *reader, const char *at, const char *what)
{
    reader->error =
        t2s__error(T2S_E_INVALID, "option \"%s\", at byte %zu: %s", reader->option, (size_t)(at - reader->text) + 1, what);
    t2s_error_set_hint(reader->error, reader->parts_max == 1   ? "write names of schemas between commas, e.g. sales,hr_*"
                                      : reader->parts_min == 1 ? "write table or schema.table between commas, e.g. orders,audit.*"
                                                               : "write table.column or schema.table.column between commas");
    return T2S_E_INVALID;
}

static void skip_space(struct reader *reader)
{
    reader->at += strspn(reader->at, " \t\r\n");
}

static void put(t2s__buffer *part, char character)
{
    if (strchr("*?\\", character) != NULL)
        t2s__buffer_char(part, '\\');
    t2s__buffer_char(part, character);
}

/* What is between two double quotes means itself. */
static int read_quoted(struct reader *reader, t2s__buffer *part)
{
    const char *start = reader->at++;

    for (;; reader->at++) {
        if (*reader->at == '\0')
            return fail(reader, start, "this quote has no end");
        if (*reader->at == '"' && *++reader->at != '"')
            return 0;
        put(part, *reader->at);
    }
}

/* One name of a glob, up to the point or comma behind it. */
static int read_part(struct reader *reader, struct glob *glob)
{
    t2s__buffer part = T2S__BUFFER_INIT;
    const char *start = reader->at;
    size_t kept = 0; /* without the blanks at the end */
    int code = 0;

    while (code == 0 && *reader->at != '\0' && *reader->at != ',' && *reader->at != '.') {
        int blank = strchr(" \t\r\n", *reader->at) != NULL;

        if (*reader->at == '"')
            code = read_quoted(reader, &part);
        else if (*reader->at == '*' || *reader->at == '?')
            t2s__buffer_char(&part, *reader->at++);
        else
            put(&part, *reader->at++);
        if (!blank)
            kept = part.length;
    }
    if (code == 0 && kept == 0 && !part.failed)
        code = fail(reader, start, "there is no name here");
    if (code == 0 && glob->count == reader->parts_max)
        code = fail(reader, start, "there are too many points before this");
    if (code == 0) {
        glob->parts[glob->count] = part.failed ? NULL : t2s__arena_strndup(&reader->filter->arena, part.data, kept);
        code = glob->parts[glob->count++] != NULL ? 0 : T2S_E_NOMEM;
    }
    t2s__buffer_dispose(&part);
    return code;
}

static int read_glob(struct reader *reader, struct list *list)
{
    struct glob glob = {.count = 0};
    const char *start;
    int code;

    skip_space(reader);
    start = reader->at;
    code = read_part(reader, &glob);
    while (code == 0 && *reader->at == '.') {
        reader->at++;
        skip_space(reader);
        code = read_part(reader, &glob);
    }
    if (code == 0 && glob.count < reader->parts_min)
        code = fail(reader, start, "a column needs its table before it");
    if (code == 0)
        code = t2s__grow((void **)&list->globs, &list->capacity, list->count + 1, sizeof(*list->globs));
    if (code == 0)
        list->globs[list->count++] = glob;
    return code;
}

static int read_list(t2s__filter *filter, const char *option, const char *text, size_t parts_min, size_t parts_max,
                     struct list *list, t2s_error **reterr_error)
{
    struct reader reader = {filter, option, text, text, parts_min, parts_max, NULL};
    int code;

    if (text == NULL || text[strspn(text, " \t\r\n")] == '\0')
        return 0;
    code = read_glob(&reader, list);
    while (code == 0 && *reader.at == ',') {
        reader.at++;
        code = read_glob(&reader, list);
    }
    if (code == 0)
        return 0;
    return t2s__error_return(reterr_error, reader.error != NULL ? reader.error : t2s_error_new(code, NULL));
}

/* `more`: how many parts a name may have before its schema. */
static int filter_new(const t2s__filter_lists *lists, size_t more, t2s__filter **ret_filter, t2s_error **reterr_error)
{
    t2s__filter *filter = t2s__calloc(1, sizeof(*filter));
    int code;

    if (filter == NULL)
        return t2s__fail_nomem(reterr_error);
    t2s__arena_init(&filter->arena, 0);
    code = read_list(filter, "catalogs", lists->catalogs, 1, 1, &filter->catalogs, reterr_error);
    if (code == 0)
        code = read_list(filter, "exclude_catalogs", lists->exclude_catalogs, 1, 1, &filter->exclude_catalogs, reterr_error);
    if (code == 0)
        code = read_list(filter, "schemas", lists->schemas, 1, 1 + more, &filter->schemas, reterr_error);
    if (code == 0)
        code = read_list(filter, "exclude_schemas", lists->exclude_schemas, 1, 1 + more, &filter->exclude_schemas, reterr_error);
    if (code == 0)
        code = read_list(filter, "tables", lists->tables, 1, 2 + more, &filter->tables, reterr_error);
    if (code == 0)
        code = read_list(filter, "exclude_tables", lists->exclude_tables, 1, 2 + more, &filter->exclude_tables, reterr_error);
    if (code == 0)
        code = read_list(filter, "hide_columns", lists->hide_columns, 2, 3 + more, &filter->hide_columns, reterr_error);
    if (code != 0) {
        t2s__filter_free(filter);
        return code;
    }
    *ret_filter = filter;
    return 0;
}

int t2s__filter_new(const t2s__filter_lists *lists, t2s__filter **ret_filter, t2s_error **reterr_error)
{
    return filter_new(lists, 0, ret_filter, reterr_error);
}

int t2s__filter_new_with_catalogs(const t2s__filter_lists *lists, t2s__filter **ret_filter, t2s_error **reterr_error)
{
    return filter_new(lists, 1, ret_filter, reterr_error);
}

void t2s__filter_free(t2s__filter *filter)
{
    if (filter == NULL)
        return;
    t2s__free(filter->catalogs.globs);
    t2s__free(filter->exclude_catalogs.globs);
    t2s__free(filter->schemas.globs);
    t2s__free(filter->exclude_schemas.globs);
    t2s__free(filter->tables.globs);
    t2s__free(filter->exclude_tables.globs);
    t2s__free(filter->hide_columns.globs);
    t2s__arena_dispose(&filter->arena);
    t2s__free(filter);
}

/* The next character of UTF-8, whose rest are bytes of the form 10xxxxxx. */
static const char *next_character(const char *text)
{
    do
        text++;
    while (((unsigned char)*text & 0xC0) == 0x80);
    return text;
}

/* Only the last * is ever tried anew, so the time is bounded by the product of the lengths. */
static int matches(const char *glob, const char *text)
{
    const char *star = NULL;
    const char *from = NULL; /* what that * has not yet taken */

    for (;;) {
        if (*glob == '*') {
            star = ++glob;
            from = text;
        } else if (*glob == '?' && *text != '\0') {
            glob++;
            text = next_character(text);
        } else {
            const char *literal = *glob == '\\' ? glob + 1 : glob;

            if (*literal == *text) {
                if (*text == '\0')
                    return 1;
                glob = literal + 1;
                text++;
            } else if (star != NULL && *from != '\0') {
                glob = star;
                text = from = next_character(from);
            } else
                return 0;
        }
    }
}

/* The last names of a glob must match; those that it does not give are any. */
static int list_has(const struct list *list, const char *const *names, size_t count)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct glob *glob = &list->globs[i];
        size_t part = glob->count;

        while (part != 0 && matches(glob->parts[part - 1], names[count - glob->count + part - 1]))
            part--;
        if (part == 0)
            return 1;
    }
    return 0;
}

int t2s__filter_takes_schema(const t2s__filter *filter, const char *schema)
{
    if (filter == NULL)
        return 1;
    return (filter->schemas.count == 0 || list_has(&filter->schemas, &schema, 1)) &&
           !list_has(&filter->exclude_schemas, &schema, 1);
}

int t2s__filter_takes_relation(const t2s__filter *filter, const char *schema, const char *name)
{
    const char *const names[] = {schema, name};

    if (filter == NULL)
        return 1;
    return t2s__filter_takes_schema(filter, schema) && (filter->tables.count == 0 || list_has(&filter->tables, names, 2)) &&
           !list_has(&filter->exclude_tables, names, 2);
}

int t2s__filter_hides(const t2s__filter *filter, const char *schema, const char *table, const char *column)
{
    const char *const names[] = {schema, table, column};

    return filter != NULL && list_has(&filter->hide_columns, names, 3);
}

int t2s__filter_takes_catalog(const t2s__filter *filter, const char *catalog)
{
    return filter == NULL || ((filter->catalogs.count == 0 || list_has(&filter->catalogs, &catalog, 1)) &&
                              !list_has(&filter->exclude_catalogs, &catalog, 1));
}

int t2s__filter_takes_schema_of(const t2s__filter *filter, const char *catalog, const char *schema)
{
    const char *const names[] = {catalog, schema};

    return filter == NULL ||
           ((filter->schemas.count == 0 || list_has(&filter->schemas, names, 2)) && !list_has(&filter->exclude_schemas, names, 2));
}

int t2s__filter_takes_relation_of(const t2s__filter *filter, const char *catalog, const char *schema, const char *name)
{
    const char *const names[] = {catalog, schema, name};

    return filter == NULL || (t2s__filter_takes_schema_of(filter, catalog, schema) &&
                              (filter->tables.count == 0 || list_has(&filter->tables, names, 3)) &&
                              !list_has(&filter->exclude_tables, names, 3));
}

int t2s__filter_hides_of(const t2s__filter *filter, const char *catalog, const char *schema, const char *table, const char *column)
{
    const char *const names[] = {catalog, schema, table, column};

    return filter != NULL && list_has(&filter->hide_columns, names, 4);
}

/* Letters, digits and what is not ASCII mean themselves in a regular expression; everything else does behind a backslash. */
static int is_plain(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || ((unsigned char)character & 0x80) != 0;
}

static void write_expression(t2s__buffer *buffer, const struct list *list, const char *none)
{
    if (list->count == 0) {
        t2s__buffer_text(buffer, none);
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        t2s__buffer_text(buffer, i == 0 ? "^(?:" : "|");
        for (const char *at = list->globs[i].parts[0]; *at != '\0'; at++) {
            if (*at == '*')
                t2s__buffer_text(buffer, ".*");
            else if (*at == '?')
                t2s__buffer_char(buffer, '.');
            else {
                if (*at == '\\')
                    at++;
                if (!is_plain(*at))
                    t2s__buffer_char(buffer, '\\');
                t2s__buffer_char(buffer, *at);
            }
        }
    }
    t2s__buffer_text(buffer, ")$");
}

void t2s__filter_write_schemas(const t2s__filter *filter, t2s__buffer *buffer)
{
    static const struct list none;

    write_expression(buffer, filter != NULL ? &filter->schemas : &none, ""); /* matches every name */
}

void t2s__filter_write_excluded_schemas(const t2s__filter *filter, t2s__buffer *buffer)
{
    static const struct list none;

    write_expression(buffer, filter != NULL ? &filter->exclude_schemas : &none, "^$"); /* matches no name */
}
