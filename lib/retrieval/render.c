/* SPDX-License-Identifier: MIT */
#include "retrieval/render.h"

#include <inttypes.h>
#include <string.h>

#include "retrieval/quote.h"
#include "util/utf8.h"

enum { TYPE_NAME_MAX = 256 };

size_t t2s__characters(const char *text, size_t length)
{
    size_t count = 0;

    for (size_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    return count;
}

size_t t2s__token_estimate(size_t characters)
{
    return characters / 4 + (characters % 4 != 0);
}

/* Characters that show nothing, or change how the rest is shown; and those that break lines. `text` is well-formed. */
static int is_invisible(const char *text, size_t size)
{
    const unsigned char *byte = (const unsigned char *)text;

    switch (size) {
    case 1:
        return byte[0] <= 0x20 || byte[0] == 0x7F;
    case 2: /* C1 controls, soft hyphen */
        return byte[0] == 0xC2 && (byte[1] < 0xA1 || byte[1] == 0xAD);
    case 3: /* zero width, line and paragraph separators, directions, byte order mark */
        return (byte[0] == 0xE2 && byte[1] == 0x80 && (byte[2] <= 0x8F || (byte[2] >= 0xA8 && byte[2] <= 0xAE))) ||
               (byte[0] == 0xE2 && byte[1] == 0x81 && byte[2] >= 0xA0 && byte[2] <= 0xAF) ||
               (byte[0] == 0xEF && byte[1] == 0xBB && byte[2] == 0xBF);
    default: /* tags */
        return byte[0] == 0xF3 && byte[1] == 0xA0;
    }
}

void t2s__render_untrusted(t2s__buffer *buffer, const char *text, size_t maximum)
{
    size_t length = strlen(text);
    size_t shown = 0;
    int blank = 0;

    while (length != 0) {
        size_t size = t2s__utf8_size(text, length);
        size_t step = size != 0 ? size : 1;

        if (size != 0 && is_invisible(text, size))
            blank = shown != 0;
        else {
            if (shown + (size_t)blank >= maximum) {
                t2s__buffer_text(buffer, "\xE2\x80\xA6"); /* … */
                return;
            }
            if (blank) {
                t2s__buffer_char(buffer, ' ');
                shown++;
                blank = 0;
            }
            if (size == 0)
                t2s__buffer_text(buffer, "\xEF\xBF\xBD"); /* U+FFFD */
            else if (text[0] == '`')
                t2s__buffer_char(buffer, '\'');
            else
                t2s__buffer_append(buffer, text, size);
            shown++;
            if (text[0] == '<' && length > 1 && text[1] == '/')
                blank = 1;
        }
        text += step;
        length -= step;
    }
}

void t2s__render_relation_name(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s_relation *relation)
{
    if (t2s_catalog_find_relation(renderer->catalog, NULL, relation->name) != relation) {
        t2s__quote_identifier(buffer, renderer->style, relation->schema);
        t2s__buffer_char(buffer, '.');
    }
    t2s__quote_identifier(buffer, renderer->style, relation->name);
}

/* One part of a possibly quoted, possibly qualified name. Returns where it ends. */
static const char *read_name(const char *at, char name[TYPE_NAME_MAX])
{
    size_t length = 0;
    int quoted = *at == '"';

    if (quoted)
        at++;
    while (*at != '\0' && (quoted || (*at != '.' && *at != '[' && *at != '('))) {
        if (quoted && at[0] == '"' && *++at != '"')
            break;
        if (length < TYPE_NAME_MAX - 1)
            name[length++] = *at;
        at++;
    }
    name[length] = '\0';
    return at;
}

const t2s__type *t2s__render_enum(const t2s_catalog *catalog, const char *type)
{
    char first[TYPE_NAME_MAX];
    char second[TYPE_NAME_MAX];
    const char *end = read_name(type, first);
    int qualified = *end == '.';
    const t2s__type *found = NULL;

    if (qualified)
        read_name(end + 1, second);
    found = t2s__catalog_types(catalog, qualified ? second : first, strlen(qualified ? second : first));
    while (found != NULL && (found->kind != T2S_TYPE_ENUM || (qualified && strcmp(found->schema, first) != 0)))
        found = found->next;
    return found;
}

static void render_labels(t2s__buffer *buffer, const t2s__type *type)
{
    size_t shown = type->label_count < T2S__RENDER_LABELS_MAX ? type->label_count : T2S__RENDER_LABELS_MAX;

    for (size_t i = 0; i < shown; i++) {
        t2s__buffer_text(buffer, i != 0 ? ", '" : "'");
        t2s__render_untrusted(buffer, type->labels[i], T2S__RENDER_LABEL_MAX);
        t2s__buffer_char(buffer, '\'');
    }
    if (shown < type->label_count)
        t2s__buffer_printf(buffer, " and %zu more", type->label_count - shown);
}

/* The comment at the end of a column's line. */
static void render_remarks(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s_column *column)
{
    const t2s__type *type = t2s__render_enum(renderer->catalog, column->type);
    int comment = column->comment != NULL && column->comment[0] != '\0';

    if (type == NULL && !comment)
        return;
    t2s__buffer_text(buffer, " -- ");
    if (type != NULL)
        render_labels(buffer, type);
    if (type != NULL && comment)
        t2s__buffer_text(buffer, ". ");
    if (comment)
        t2s__render_untrusted(buffer, column->comment, T2S__RENDER_COMMENT_MAX);
}

/* The place of a column among those shown; SIZE_MAX when it is not shown. */
static size_t place_of(const t2s__shown *shown, uint32_t column)
{
    size_t low = 0;
    size_t high = shown->column_count;

    if (column >= shown->relation->column_count || (shown->relation->columns[column].flags & T2S_COLUMN_HIDDEN) != 0)
        return SIZE_MAX;
    if (shown->columns == NULL)
        return column;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (shown->columns[middle] < column)
            low = middle + 1;
        else
            high = middle;
    }
    return low < shown->column_count && shown->columns[low] == column ? low : SIZE_MAX;
}

static int key_is_shown(const t2s__renderer *renderer, const t2s__shown *shown, const t2s_key *key)
{
    for (size_t i = 0; i < key->count; i++)
        if (place_of(shown, key->columns[i]) == SIZE_MAX)
            return 0;
    if (key->kind != T2S_KEY_FOREIGN)
        return 1;
    for (size_t i = 0; i < key->count; i++)
        if ((key->foreign->columns[key->foreign_columns[i]].flags & T2S_COLUMN_HIDDEN) != 0)
            return 0;
    return renderer->members == NULL || renderer->members[key->foreign->index];
}

static void render_columns_of(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s_relation *relation,
                              const uint32_t *columns, size_t count)
{
    t2s__buffer_char(buffer, '(');
    for (size_t i = 0; i < count; i++) {
        if (i != 0)
            t2s__buffer_text(buffer, ", ");
        t2s__quote_identifier(buffer, renderer->style, relation->columns[columns[i]].name);
    }
    t2s__buffer_char(buffer, ')');
}

static void render_reference(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s_key *key)
{
    t2s__buffer_text(buffer, " REFERENCES ");
    t2s__render_relation_name(buffer, renderer, key->foreign);
    render_columns_of(buffer, renderer, key->foreign, key->foreign_columns, key->count);
}

static int is_inline(const t2s_key *key, uint32_t column)
{
    return key->count == 1 && key->columns[0] == column;
}

/* Types are written in full in a catalog; a schema on the search path says nothing here. */
static const char *short_type(const t2s_catalog *catalog, const char *type)
{
    for (size_t i = 0; i < catalog->search_path_count; i++) {
        size_t length = strlen(catalog->search_path[i]);

        if (strncmp(type, catalog->search_path[i], length) == 0 && type[length] == '.')
            return type + length + 1;
    }
    return type;
}

static void render_column(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown, uint32_t index)
{
    const t2s_relation *relation = shown->relation;
    const t2s_column *column = &relation->columns[index];
    int primary = 0;

    t2s__quote_identifier(buffer, renderer->style, column->name);
    t2s__buffer_char(buffer, ' ');
    t2s__render_untrusted(buffer, short_type(renderer->catalog, column->type), TYPE_NAME_MAX);
    for (size_t i = 0; i < relation->key_count; i++)
        if (relation->keys[i].kind == T2S_KEY_PRIMARY && is_inline(&relation->keys[i], index))
            primary = 1;
    if (primary)
        t2s__buffer_text(buffer, " PRIMARY KEY");
    else if ((column->flags & T2S_COLUMN_NOT_NULL) != 0)
        t2s__buffer_text(buffer, " NOT NULL");
    for (size_t i = 0; i < relation->key_count; i++) {
        const t2s_key *key = &relation->keys[i];

        if (!is_inline(key, index) || !key_is_shown(renderer, shown, key))
            continue;
        if (key->kind == T2S_KEY_UNIQUE && !primary)
            t2s__buffer_text(buffer, " UNIQUE");
        else if (key->kind == T2S_KEY_FOREIGN)
            render_reference(buffer, renderer, key);
    }
}

/* A key of several columns has a line of its own. */
static void render_key(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s_relation *relation, const t2s_key *key)
{
    static const char *const words[] = {"PRIMARY KEY ", "UNIQUE ", "FOREIGN KEY "};

    t2s__buffer_text(buffer, words[key->kind]);
    render_columns_of(buffer, renderer, relation, key->columns, key->count);
    if (key->kind == T2S_KEY_FOREIGN)
        render_reference(buffer, renderer, key);
}

/* The order of magnitude is all that a query's writer needs, and keeps the text the same while the rows change. */
static int64_t round_rows(int64_t rows)
{
    int64_t power = 1;

    while (power <= INT64_MAX / 10 && power * 10 <= rows)
        power *= 10;
    return power;
}

enum { FAMILY_LISTED_MAX = 6 /* of more, only the first and the last are named */ };

static void render_family(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__family *family)
{
    const t2s_relation *const *relations = (const t2s_relation *const *)renderer->catalog->relations;

    if (family->count > FAMILY_LISTED_MAX) {
        t2s__buffer_printf(buffer, "one of %u tables with these columns, ", (unsigned)family->count);
        t2s__quote_identifier(buffer, renderer->style, relations[family->members[0]]->name);
        t2s__buffer_text(buffer, " to ");
        t2s__quote_identifier(buffer, renderer->style, relations[t2s__family_head(family)]->name);
        return;
    }
    t2s__buffer_text(buffer, "the same columns have ");
    for (uint32_t i = 0; i + 1 < family->count; i++) {
        t2s__buffer_text(buffer, i != 0 ? ", " : "");
        t2s__quote_identifier(buffer, renderer->style, relations[family->members[i]]->name);
    }
}

static void render_head(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown, size_t left_out)
{
    static const char *const words[] = {"TABLE", "TABLE", "VIEW", "MATERIALIZED VIEW", "FOREIGN TABLE"};
    const t2s_relation *relation = shown->relation;
    const t2s__family *family = renderer->families != NULL ? renderer->families->of[relation->index] : NULL;
    int comment = relation->comment != NULL && relation->comment[0] != '\0';
    const char *separator = " -- ";

    t2s__buffer_printf(buffer, "CREATE %s ", words[relation->kind]);
    t2s__render_relation_name(buffer, renderer, relation);
    t2s__buffer_text(buffer, " (");
    if (relation->row_estimate > 0) {
        t2s__buffer_printf(buffer, "%s~%" PRId64 " rows", separator, round_rows(relation->row_estimate));
        separator = ". ";
    }
    if (family != NULL) {
        t2s__buffer_text(buffer, separator);
        render_family(buffer, renderer, family);
        separator = ". ";
    }
    if (left_out != 0) {
        t2s__buffer_printf(buffer, "%s%zu more columns not shown", separator, left_out);
        separator = ". ";
    }
    if (comment) {
        t2s__buffer_text(buffer, separator);
        t2s__render_untrusted(buffer, relation->comment, T2S__RENDER_COMMENT_MAX);
    }
}

static size_t visible_columns(const t2s_relation *relation)
{
    size_t count = 0;

    for (size_t i = 0; i < relation->column_count; i++)
        count += (relation->columns[i].flags & T2S_COLUMN_HIDDEN) == 0;
    return count;
}

/* How many lines the body has: columns, and keys of several columns. */
static size_t count_lines(const t2s__renderer *renderer, const t2s__shown *shown, size_t *ret_columns)
{
    const t2s_relation *relation = shown->relation;
    size_t count = shown->columns != NULL ? shown->column_count : relation->column_count;
    size_t columns = 0;
    size_t keys = 0;

    for (size_t i = 0; i < count; i++)
        columns += place_of(shown, shown->columns != NULL ? shown->columns[i] : (uint32_t)i) != SIZE_MAX;
    for (size_t i = 0; i < relation->key_count; i++)
        keys += relation->keys[i].count > 1 && key_is_shown(renderer, shown, &relation->keys[i]);
    *ret_columns = columns;
    return columns + keys;
}

void t2s__render_relation(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown, uint32_t *ret_costs)
{
    const t2s_relation *relation = shown->relation;
    size_t count = shown->columns != NULL ? shown->column_count : relation->column_count;
    size_t columns;
    size_t lines = count_lines(renderer, shown, &columns);

    render_head(buffer, renderer, shown, visible_columns(relation) - columns);
    for (size_t i = 0; i < count; i++) {
        uint32_t index = shown->columns != NULL ? shown->columns[i] : (uint32_t)i;
        size_t start = buffer->length;

        if (ret_costs != NULL)
            ret_costs[i] = 0;
        if (place_of(shown, index) == SIZE_MAX)
            continue;
        t2s__buffer_text(buffer, "\n  ");
        render_column(buffer, renderer, shown, index);
        if (--lines != 0)
            t2s__buffer_char(buffer, ',');
        render_remarks(buffer, renderer, &relation->columns[index]);
        if (ret_costs != NULL && !buffer->failed)
            ret_costs[i] = (uint32_t)t2s__characters(buffer->data + start, buffer->length - start);
    }
    for (size_t i = 0; i < relation->key_count; i++) {
        const t2s_key *key = &relation->keys[i];

        if (key->count < 2 || !key_is_shown(renderer, shown, key))
            continue;
        t2s__buffer_text(buffer, "\n  ");
        render_key(buffer, renderer, relation, key);
        if (--lines != 0)
            t2s__buffer_char(buffer, ',');
    }
    t2s__buffer_text(buffer, "\n);\n");
}
