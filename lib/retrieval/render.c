/* SPDX-License-Identifier: MIT */
#include "retrieval/render.h"

#include <inttypes.h>
#include <string.h>

#include "catalog/check_values.h"
#include "retrieval/type_name.h"
#include "sql/quote.h"

enum { TYPE_NAME_MAX = 256 };

void t2s__render_relation_name(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s_relation *relation)
{
    if (t2s_catalog_find_relation(renderer->catalog, NULL, relation->name) != relation) {
        t2s__quote_schema(buffer, renderer->style, relation->schema);
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

enum { GENERATION_MAX = 60 /* characters; a longer expression is left out */ };

/* Is it worth it, and free of the names of hidden columns, to show what a column is computed by? */
static int generation_is_shown(const t2s_relation *relation, const t2s_column *column)
{
    if (column->default_value == NULL || strlen(column->default_value) > GENERATION_MAX)
        return 0;
    for (size_t i = 0; i < relation->column_count; i++)
        if ((relation->columns[i].flags & T2S_COLUMN_HIDDEN) != 0 && strstr(column->default_value, relation->columns[i].name) != NULL)
            return 0;
    return 1;
}

/* Checks that list the values of a column. */
enum { CHECKS_MAX = 64 /* of a relation that are looked at */ };

struct allowed {
    const char *checks[CHECKS_MAX];
    uint32_t columns[CHECKS_MAX];
    size_t count;
};

static void find_allowed(const t2s_relation *relation, struct allowed *ret_allowed)
{
    ret_allowed->count = 0;
    for (size_t i = 0; i < relation->check_count && i < CHECKS_MAX; i++)
        if (t2s__check_lists_values(relation, relation->checks[i], &ret_allowed->columns[ret_allowed->count]))
            ret_allowed->checks[ret_allowed->count++] = relation->checks[i];
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
    if (key->kind == T2S_KEY_INDEX)
        return 0; /* nobody needs it to write a query */
    for (size_t i = 0; i < key->count; i++)
        if (place_of(shown, key->columns[i]) == SIZE_MAX)
            return 0;
    if (!t2s__key_joins(key))
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

static void render_reference(t2s__buffer *buffer, const t2s__renderer *renderer, const char *word, const t2s_key *key)
{
    t2s__buffer_text(buffer, word);
    t2s__render_relation_name(buffer, renderer, key->foreign);
    render_columns_of(buffer, renderer, key->foreign, key->foreign_columns, key->count);
}

static int is_inline(const t2s_key *key, uint32_t column)
{
    return key->count == 1 && key->columns[0] == column;
}

static void render_column(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown, uint32_t index)
{
    const t2s_relation *relation = shown->relation;
    const t2s_column *column = &relation->columns[index];
    int primary = 0;

    t2s__quote_identifier(buffer, renderer->style, column->name);
    t2s__buffer_char(buffer, ' ');
    t2s__render_type(buffer, renderer->catalog, renderer->style, column->type);
    for (size_t i = 0; i < relation->key_count; i++)
        if (relation->keys[i].kind == T2S_KEY_PRIMARY && is_inline(&relation->keys[i], index))
            primary = 1;
    if (primary)
        t2s__buffer_text(buffer, " PRIMARY KEY");
    for (size_t i = 0; i < relation->key_count; i++) {
        const t2s_key *key = &relation->keys[i];

        if (!is_inline(key, index) || !key_is_shown(renderer, shown, key))
            continue;
        if (key->kind == T2S_KEY_UNIQUE && !primary)
            t2s__buffer_text(buffer, " UNIQUE");
        else if (key->kind == T2S_KEY_FOREIGN)
            render_reference(buffer, renderer, " REFERENCES ", key);
    }
}

/* Remarks on one line have a full stop between them. */
static void begin_remark(t2s__buffer *buffer, int *remarked)
{
    t2s__buffer_text(buffer, *remarked ? ". " : " -- ");
    *remarked = 1;
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

/* The values that a check allows, like labels. */
static void render_allowed(t2s__buffer *buffer, const char *check)
{
    t2s__check_value value;
    size_t count = 0;

    for (; t2s__check_next_value(&check, &value); count++) {
        t2s__buffer text = T2S__BUFFER_INIT;

        if (count >= T2S__RENDER_LABELS_MAX)
            continue;
        t2s__check_value_append(&text, &value);
        t2s__buffer_text(buffer, count != 0 ? ", " : "");
        t2s__buffer_text(buffer, value.quoted ? "'" : "");
        t2s__render_untrusted(buffer, t2s__buffer_string(&text), T2S__RENDER_LABEL_MAX);
        t2s__buffer_text(buffer, value.quoted ? "'" : "");
        buffer->failed |= text.failed;
        t2s__buffer_dispose(&text);
    }
    if (count > T2S__RENDER_LABELS_MAX)
        t2s__buffer_printf(buffer, " and %zu more", count - T2S__RENDER_LABELS_MAX);
}

static size_t comment_max(const t2s__renderer *renderer)
{
    return renderer->brief_comments ? T2S__RENDER_COMMENT_SHORT : T2S__RENDER_COMMENT_MAX;
}

/* The comment at the end of a column's line. */
static void render_remarks(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown,
                           const struct allowed *allowed, uint32_t index)
{
    const t2s_relation *relation = shown->relation;
    const t2s_column *column = &relation->columns[index];
    const t2s__type *type = t2s__render_enum(renderer->catalog, column->type);
    int remarked = 0;

    for (size_t i = 0; i < relation->key_count; i++)
        if (relation->keys[i].kind == T2S_KEY_INFERRED && is_inline(&relation->keys[i], index) &&
            key_is_shown(renderer, shown, &relation->keys[i])) {
            begin_remark(buffer, &remarked);
            render_reference(buffer, renderer, "likely joins ", &relation->keys[i]);
        }
    if (type != NULL) {
        begin_remark(buffer, &remarked);
        render_labels(buffer, type);
    }
    for (size_t i = 0; i < allowed->count; i++)
        if (allowed->columns[i] == index) {
            begin_remark(buffer, &remarked);
            render_allowed(buffer, allowed->checks[i]);
        }
    if ((column->flags & T2S_COLUMN_GENERATED) != 0 && generation_is_shown(relation, column)) {
        begin_remark(buffer, &remarked);
        t2s__buffer_text(buffer, "= ");
        t2s__render_untrusted(buffer, column->default_value, GENERATION_MAX);
    }
    if (t2s__render_says_more(column->comment, column->name, relation->name)) {
        begin_remark(buffer, &remarked);
        t2s__render_untrusted(buffer, column->comment, comment_max(renderer));
    }
}

/* A key of several columns has a line of its own; one that nobody declared is no more than a remark there. */
static void render_key(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s_relation *relation, const t2s_key *key)
{
    static const char *const words[] = {
        [T2S_KEY_PRIMARY] = "PRIMARY KEY ", [T2S_KEY_UNIQUE] = "UNIQUE ", [T2S_KEY_FOREIGN] = "FOREIGN KEY ", [T2S_KEY_INFERRED] = "-- "};

    t2s__buffer_text(buffer, words[key->kind]);
    render_columns_of(buffer, renderer, relation, key->columns, key->count);
    if (key->kind == T2S_KEY_FOREIGN)
        render_reference(buffer, renderer, " REFERENCES ", key);
    else if (key->kind == T2S_KEY_INFERRED)
        render_reference(buffer, renderer, " likely joins ", key);
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
    if (t2s__render_says_more(relation->comment, relation->name, relation->schema)) {
        t2s__buffer_text(buffer, separator);
        t2s__render_untrusted(buffer, relation->comment, comment_max(renderer));
    }
}

static size_t visible_columns(const t2s_relation *relation)
{
    size_t count = 0;

    for (size_t i = 0; i < relation->column_count; i++)
        count += (relation->columns[i].flags & T2S_COLUMN_HIDDEN) == 0;
    return count;
}

/* How many things of the body have a comma between them: columns, and declared keys of several columns. */
static size_t count_items(const t2s__renderer *renderer, const t2s__shown *shown, size_t *ret_columns)
{
    const t2s_relation *relation = shown->relation;
    size_t count = shown->columns != NULL ? shown->column_count : relation->column_count;
    size_t columns = 0;
    size_t keys = 0;

    for (size_t i = 0; i < count; i++)
        columns += place_of(shown, shown->columns != NULL ? shown->columns[i] : (uint32_t)i) != SIZE_MAX;
    for (size_t i = 0; i < relation->key_count; i++)
        keys += relation->keys[i].count > 1 && relation->keys[i].kind != T2S_KEY_INFERRED &&
                key_is_shown(renderer, shown, &relation->keys[i]);
    *ret_columns = columns;
    return columns + keys;
}

#define NEXT_LINE "\n "

static void render_keys(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown, size_t items)
{
    const t2s_relation *relation = shown->relation;

    for (size_t i = 0; i < relation->key_count; i++) {
        const t2s_key *key = &relation->keys[i];

        if (key->count < 2 || !key_is_shown(renderer, shown, key))
            continue;
        t2s__buffer_text(buffer, NEXT_LINE);
        render_key(buffer, renderer, relation, key);
        if (key->kind != T2S_KEY_INFERRED && --items != 0)
            t2s__buffer_char(buffer, ',');
    }
}

static void render_names(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown)
{
    for (size_t i = 0; i < shown->name_count; i++) {
        t2s__buffer_text(buffer, i != 0 ? ", " : T2S__RENDER_ALSO);
        t2s__quote_identifier(buffer, renderer->style, shown->relation->columns[shown->names[i]].name);
    }
}

void t2s__render_relation(t2s__buffer *buffer, const t2s__renderer *renderer, const t2s__shown *shown, uint32_t *ret_costs)
{
    const t2s_relation *relation = shown->relation;
    size_t count = shown->columns != NULL ? shown->column_count : relation->column_count;
    struct allowed allowed;
    size_t columns;
    size_t items = count_items(renderer, shown, &columns);

    find_allowed(relation, &allowed);
    render_head(buffer, renderer, shown, visible_columns(relation) - columns - shown->name_count);
    for (size_t i = 0; i < count; i++) {
        uint32_t index = shown->columns != NULL ? shown->columns[i] : (uint32_t)i;
        size_t start = buffer->length;

        if (ret_costs != NULL)
            ret_costs[i] = 0;
        if (place_of(shown, index) == SIZE_MAX)
            continue;
        t2s__buffer_text(buffer, NEXT_LINE);
        render_column(buffer, renderer, shown, index);
        if (--items != 0)
            t2s__buffer_char(buffer, ',');
        render_remarks(buffer, renderer, shown, &allowed, index);
        if (ret_costs != NULL && !buffer->failed)
            ret_costs[i] = (uint32_t)t2s__characters(buffer->data + start, buffer->length - start);
    }
    render_keys(buffer, renderer, shown, items);
    render_names(buffer, renderer, shown);
    t2s__buffer_text(buffer, "\n);\n");
}
