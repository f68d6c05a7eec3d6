/* SPDX-License-Identifier: MIT */
/*
 * text2sql schema --format details:
 *
 *     shop.orders  table, about 10000 rows
 *       What was ordered
 *       id           bigint       not null, primary key
 *       customer_id  integer      not null, references shop.customers(id)
 *       clerk_id     integer      likely joins shop.employees(id)
 *       state        order_state  4 values, 3% null -- where it stands
 *       index (customer_id)
 *       check (total > 0)
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "message.h"
#include "schema_view.h"

enum { WIDTH_MAX = 40, INDENT = 2 };

static size_t characters(const char *text)
{
    size_t count = 0;

    for (; *text != '\0'; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

/* The widest of a relation's names, or types. */
static int width_of(const t2s_subset *subset, size_t index, const char *(*text)(const t2s_column *))
{
    size_t width = 0;

    for (size_t i = 0; i < t2s_subset_column_count(subset, index); i++) {
        size_t own = characters(text(t2s_subset_column(subset, index, i)));

        if (own > width)
            width = own;
    }
    return width < WIDTH_MAX ? (int)width : WIDTH_MAX;
}

/* Returns the blanks that are missing to the width. */
static int put_short(const char *text, int width)
{
    size_t length = characters(text);

    put_text(stdout, text, 4 * INDENT);
    return length < (size_t)width ? width - (int)length : 0;
}

static void put_name(const t2s_relation *relation)
{
    put_text(stdout, t2s_relation_schema(relation), 4 * INDENT);
    putchar('.');
    put_text(stdout, t2s_relation_name(relation), 4 * INDENT);
}

static void put_columns(const t2s_key *key, const t2s_column *(*column)(const t2s_key *, size_t))
{
    putchar('(');
    for (size_t i = 0; i < t2s_key_column_count(key); i++) {
        fputs(i != 0 ? ", " : "", stdout);
        put_text(stdout, t2s_column_name(column(key, i)), 4 * INDENT);
    }
    putchar(')');
}

static void put_reference(const t2s_key *key)
{
    fputs(t2s_key_kind(key) == T2S_KEY_INFERRED ? "likely joins " : "references ", stdout);
    put_name(t2s_key_foreign_relation(key));
    put_columns(key, t2s_key_foreign_column);
}

/* What is behind a column's type; nothing ends in blanks. */
struct notes {
    int blanks; /* before the first one */
    int count;
};

static void begin_note(struct notes *notes, const char *separator)
{
    if (notes->count++ != 0)
        fputs(separator, stdout);
    else
        printf("%*s  ", notes->blanks, "");
}

static bool is_of_column(const t2s_key *key, const t2s_column *column)
{
    return t2s_key_column_count(key) == 1 && t2s_key_column(key, 0) == column;
}

static void put_keys_of_column(const t2s_relation *relation, const t2s_column *column, struct notes *notes)
{
    for (size_t i = 0; i < t2s_relation_key_count(relation); i++) {
        const t2s_key *key = t2s_relation_key(relation, i);

        if (!is_of_column(key, column) || !schema_shows_key(key))
            continue;
        begin_note(notes, ", ");
        if (t2s_key_foreign_relation(key) != NULL)
            put_reference(key);
        else
            fputs(t2s_key_kind(key) == T2S_KEY_PRIMARY ? "primary key" : t2s_key_kind(key) == T2S_KEY_UNIQUE ? "unique" : "index",
                  stdout);
    }
}

static void put_statistics(const t2s_column *column, struct notes *notes)
{
    if (t2s_column_distinct(column) >= 0) {
        begin_note(notes, ", ");
        printf("%.0f %s", t2s_column_distinct(column), t2s_column_distinct(column) == 1 ? "value" : "values");
    }
    if (t2s_column_null_fraction(column) > 0) {
        begin_note(notes, ", ");
        printf("%.0f%% null", 100 * t2s_column_null_fraction(column));
    }
}

static void put_values(const t2s_column *column)
{
    size_t count = t2s_column_value_count(column);

    if (count == 0)
        return;
    printf("\n%*s", 2 * INDENT, "");
    for (size_t i = 0; i < count; i++) {
        fputs(i != 0 ? ", '" : "'", stdout);
        put_text(stdout, t2s_column_value(column, i), 4 * INDENT);
        putchar('\'');
        if (t2s_column_value_frequency(column, i) >= 0)
            printf(" %.3g%%", 100 * t2s_column_value_frequency(column, i));
    }
    fputs(t2s_column_values_are_complete(column) ? " and no others" : ", ...", stdout);
}

static void put_column(const t2s_relation *relation, const t2s_column *column, int name_width, int type_width, bool values)
{
    const char *default_value = t2s_column_default(column);
    struct notes notes = {0};

    printf("%*s", INDENT, "");
    printf("%*s  ", put_short(t2s_column_name(column), name_width), "");
    notes.blanks = put_short(t2s_column_type(column), type_width);
    if (t2s_column_not_null(column)) {
        begin_note(&notes, ", ");
        fputs("not null", stdout);
    }
    put_keys_of_column(relation, column, &notes);
    if (t2s_column_is_identity(column)) {
        begin_note(&notes, ", ");
        fputs("identity", stdout);
    }
    if (schema_shows_sql(relation, default_value)) {
        begin_note(&notes, ", ");
        fputs(t2s_column_is_generated(column) ? "generated as " : "default ", stdout);
        put_text(stdout, default_value, 4 * INDENT);
    }
    put_statistics(column, &notes);
    if (t2s_column_comment(column) != NULL) {
        begin_note(&notes, " ");
        fputs("-- ", stdout);
        put_text(stdout, t2s_column_comment(column), 4 * INDENT);
    }
    if (values)
        put_values(column);
    putchar('\n');
}

static void put_long_keys(const t2s_relation *relation)
{
    for (size_t i = 0; i < t2s_relation_key_count(relation); i++) {
        const t2s_key *key = t2s_relation_key(relation, i);

        if (t2s_key_column_count(key) < 2 || !schema_shows_key(key))
            continue;
        printf("%*s%s ", INDENT, "", t2s_key_kind(key) == T2S_KEY_PRIMARY ? "primary key" : schema_key_name(key));
        put_columns(key, t2s_key_column);
        if (t2s_key_foreign_relation(key) != NULL) {
            putchar(' ');
            put_reference(key);
        }
        putchar('\n');
    }
}

static void put_checks(const t2s_relation *relation)
{
    for (size_t i = 0; i < t2s_relation_check_count(relation); i++)
        if (schema_shows_sql(relation, t2s_relation_check(relation, i))) {
            printf("%*scheck ", INDENT, "");
            put_text(stdout, t2s_relation_check(relation, i), 2 * INDENT);
            putchar('\n');
        }
}

static void put_relation(const t2s_subset *subset, size_t index, bool with_score, bool values)
{
    const t2s_relation *relation = t2s_subset_relation(subset, index);
    int name_width = width_of(subset, index, t2s_column_name);
    int type_width = width_of(subset, index, t2s_column_type);

    put_name(relation);
    printf("  %s", schema_kind_name(relation));
    if (t2s_relation_row_estimate(relation) >= 0)
        printf(", about %" PRId64 " rows", t2s_relation_row_estimate(relation));
    if (with_score)
        printf(", score %" PRIu64, t2s_subset_score(subset, index));
    putchar('\n');
    if (t2s_relation_comment(relation) != NULL) {
        printf("%*s", INDENT, "");
        put_text(stdout, t2s_relation_comment(relation), INDENT);
        putchar('\n');
    }
    for (size_t i = 0; i < t2s_subset_column_count(subset, index); i++)
        put_column(relation, t2s_subset_column(subset, index, i), name_width, type_width, values);
    put_long_keys(relation);
    put_checks(relation);
}

void schema_print_details(const t2s_subset *subset, const char *question, bool values)
{
    for (size_t i = 0; i < t2s_subset_relation_count(subset); i++) {
        if (i != 0)
            putchar('\n');
        put_relation(subset, i, question != NULL, values);
    }
}
