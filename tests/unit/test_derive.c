/* SPDX-License-Identifier: MIT */
/* A catalog made from another one: comments, what is hidden, joins. */
#include "catalog/derive.h"
#include "sample_catalog.h"
#include "util/memory.h"

static t2s_catalog *base;
static t2s__relation_edit *edits[16];
static t2s__relation_edit all[16];

static void set_up(void)
{
    base = sample_shop();
    memset(edits, 0, sizeof(edits));
    memset(all, 0, sizeof(all));
}

static void tear_down(void)
{
    t2s_catalog_unref(base);
}

static const t2s_relation *table(const t2s_catalog *catalog, const char *name)
{
    return t2s_catalog_find_relation(catalog, NULL, name);
}

static t2s__relation_edit *edit(const char *name)
{
    size_t index = table(base, name)->index;

    edits[index] = &all[index];
    return edits[index];
}

static t2s_catalog *derive(const t2s__join_edit *joins, size_t count)
{
    const t2s__catalog_edits given = {(const t2s__relation_edit *const *)edits, joins, count, 42};
    t2s_catalog *made = NULL;

    ck_assert_int_eq(t2s__catalog_derive(base, &given, &made), 0);
    return made;
}

static const t2s_key *join_of(const t2s_catalog *catalog, const char *from, const char *to)
{
    const t2s_relation *relation = table(catalog, from);

    for (size_t i = 0; i < relation->key_count; i++)
        if (t2s__key_joins(&relation->keys[i]) && strcmp(relation->keys[i].foreign->name, to) == 0)
            return &relation->keys[i];
    return NULL;
}

static uint32_t place(const char *name, const char *column)
{
    return t2s__relation_column(table(base, name), column, strlen(column))->index;
}

START_TEST(without_edits_all_is_as_it_was)
{
    t2s_catalog *made = derive(NULL, 0);

    ck_assert_uint_eq(t2s_catalog_relation_count(made), t2s_catalog_relation_count(base));
    for (size_t i = 0; i < made->relation_count; i++) {
        const t2s_relation *now = made->relations[i];
        const t2s_relation *then = base->relations[i];

        ck_assert_uint_eq(now->index, i);
        ck_assert_str_eq(now->name, then->name);
        ck_assert_ptr_eq(now->columns, then->columns);
        ck_assert_uint_eq(now->key_count, then->key_count);
        for (size_t k = 0; k < now->key_count; k++) {
            ck_assert_ptr_eq(now->keys[k].relation, now);
            if (then->keys[k].foreign != NULL)
                ck_assert_ptr_eq(now->keys[k].foreign, made->relations[then->keys[k].foreign->index]);
        }
        ck_assert_ptr_eq(t2s_catalog_find_relation(made, now->schema, now->name), now);
    }
    ck_assert_ptr_nonnull(t2s__catalog_types(made, "order_state", 11));
    ck_assert_uint_ne(made->fingerprint, base->fingerprint);
    t2s_catalog_unref(made);
}
END_TEST

START_TEST(what_was_made_outlives_what_it_was_made_from)
{
    t2s_catalog *made = derive(NULL, 0);

    t2s_catalog_unref(base);
    base = NULL;
    ck_assert_str_eq(t2s_relation_comment(table(made, "customers")), "People and firms that buy");
    t2s_catalog_unref(made);
}
END_TEST

START_TEST(comments_take_the_place_of_others)
{
    t2s__column_edit columns[8] = {{0}};
    t2s_catalog *made;

    columns[place("products", "price")].comment = "without tax";
    columns[place("products", "title")].comment = "as on the label";
    edit("products")->columns = columns;
    edit("customers")->comment = "buyers";
    made = derive(NULL, 0);
    ck_assert_str_eq(t2s_relation_comment(table(made, "customers")), "buyers");
    ck_assert_str_eq(table(made, "products")->columns[place("products", "price")].comment, "without tax");
    ck_assert_str_eq(table(made, "products")->columns[place("products", "title")].comment, "as on the label");
    ck_assert_str_eq(table(base, "products")->columns[place("products", "price")].comment, "in euro");
    ck_assert_str_eq(t2s_relation_comment(table(base, "customers")), "People and firms that buy");
    t2s_catalog_unref(made);
}
END_TEST

START_TEST(a_hidden_table_is_gone_and_so_are_keys_to_it)
{
    t2s_catalog *made;

    edit("orders")->hidden = 1;
    made = derive(NULL, 0);
    ck_assert_ptr_null(table(made, "orders"));
    ck_assert_uint_eq(t2s_catalog_relation_count(made), t2s_catalog_relation_count(base) - 1);
    ck_assert_ptr_null(join_of(made, "order_items", "orders"));
    ck_assert_ptr_nonnull(join_of(made, "order_items", "products"));
    ck_assert_ptr_nonnull(join_of(base, "order_items", "orders"));
    t2s_catalog_unref(made);
}
END_TEST

START_TEST(a_hidden_column_loses_comment_values_and_keys)
{
    t2s__column_edit columns[8] = {{0}};
    t2s_catalog *made;

    columns[place("orders", "customer_id")].hidden = 1;
    edit("orders")->columns = columns;
    made = derive(NULL, 0);
    ck_assert_uint_ne(table(made, "orders")->columns[place("orders", "customer_id")].flags & T2S_COLUMN_HIDDEN, 0);
    ck_assert_uint_eq(table(base, "orders")->columns[place("orders", "customer_id")].flags & T2S_COLUMN_HIDDEN, 0);
    ck_assert_ptr_null(join_of(made, "orders", "customers"));
    ck_assert_ptr_nonnull(join_of(made, "order_items", "orders"));
    t2s_catalog_unref(made);
}
END_TEST

/* A partitioned table with one partition; a condition and a default that name a column. */
static t2s_catalog *partitioned(void)
{
    t2s_catalog_builder *builder;
    t2s_catalog *catalog;
    size_t part;

    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
    sample_column(builder, sample_table(builder, "public", "events"), "secret", "text", 0, NULL);
    part = sample_table(builder, "public", "events_2024");
    sample_column(builder, part, "id", "integer", 0, NULL);
    sample_column(builder, part, "secret", "text", 0, "key of all");
    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, part, "code", "text", T2S_COLUMN_GENERATED, "upper(secret)", NULL), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_check(builder, part, "(secret <> '')"), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_check(builder, part, "(secretary > 0)"), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_column_value(builder, part, "secret", "xyzzy", 1), 0);
    ck_assert_int_eq(t2s_catalog_builder_set_parent(builder, part, "public", "events"), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    t2s_catalog_builder_free(builder);
    return catalog;
}

START_TEST(partitions_hide_what_their_table_hides)
{
    t2s__column_edit columns[1] = {{.hidden = 1}};
    const t2s_relation *part;
    t2s_catalog *made;

    t2s_catalog_unref(base);
    base = partitioned();
    edit("events")->columns = columns;
    made = derive(NULL, 0);
    part = table(made, "events_2024");
    ck_assert_ptr_eq(part->parent, table(made, "events"));
    ck_assert_uint_ne(part->columns[1].flags & T2S_COLUMN_HIDDEN, 0);
    ck_assert_ptr_null(part->columns[1].comment);
    ck_assert_uint_eq(t2s_column_value_count(&part->columns[1]), 0);
    ck_assert_ptr_null(part->columns[2].default_value);
    ck_assert_uint_eq(part->check_count, 1);
    ck_assert_str_eq(part->checks[0], "(secretary > 0)");
    t2s_catalog_unref(made);
    edit("events")->hidden = 1;
    made = derive(NULL, 0);
    ck_assert_uint_eq(t2s_catalog_relation_count(made), 0);
    t2s_catalog_unref(made);
}
END_TEST

START_TEST(a_join_that_somebody_knows_of_is_added_once)
{
    const uint32_t from = place("products", "id");
    const uint32_t to = place("suppliers", "id");
    const uint32_t customer = place("orders", "customer_id");
    const uint32_t id = place("customers", "id");
    const t2s__join_edit joins[] = {
        {table(base, "products")->index, table(base, "suppliers")->index, &from, &to, 1, 0},
        {table(base, "orders")->index, table(base, "customers")->index, &customer, &id, 1, 0}, /* which is declared */
    };
    size_t before = table(base, "orders")->key_count;
    t2s_catalog *made = derive(joins, 2);
    const t2s_key *key = join_of(made, "products", "suppliers");

    ck_assert_ptr_nonnull(key);
    ck_assert_int_eq(key->kind, T2S_KEY_INFERRED);
    ck_assert_str_eq(t2s_column_name(t2s_key_foreign_column(key, 0)), "id");
    ck_assert_uint_eq(table(made, "orders")->key_count, before);
    ck_assert_int_eq(join_of(made, "orders", "customers")->kind, T2S_KEY_FOREIGN);
    t2s_catalog_unref(made);
}
END_TEST

START_TEST(columns_that_never_join_are_taken_apart_from_either_side)
{
    const uint32_t customer = place("orders", "customer_id");
    const uint32_t id = place("customers", "id");
    const t2s__join_edit forward = {table(base, "orders")->index, table(base, "customers")->index, &customer, &id, 1, 1};
    const t2s__join_edit backward = {table(base, "customers")->index, table(base, "orders")->index, &id, &customer, 1, 1};
    t2s_catalog *made = derive(&forward, 1);

    ck_assert_ptr_null(join_of(made, "orders", "customers"));
    ck_assert_ptr_nonnull(join_of(made, "order_items", "orders"));
    t2s_catalog_unref(made);
    made = derive(&backward, 1);
    ck_assert_ptr_null(join_of(made, "orders", "customers"));
    t2s_catalog_unref(made);
}
END_TEST

START_TEST(what_somebody_knows_wins_over_what_was_guessed)
{
    const uint32_t from = place("products", "id");
    const uint32_t to = place("suppliers", "id");
    const uint32_t other = place("customers", "id");
    const t2s__join_edit guess = {table(base, "products")->index, table(base, "suppliers")->index, &from, &to, 1, 0};
    const t2s__join_edit known = {table(base, "products")->index, table(base, "customers")->index, &from, &other, 1, 0};
    t2s_catalog *guessed = derive(&guess, 1);
    t2s_catalog *made;

    t2s_catalog_unref(base);
    base = guessed;
    made = derive(&known, 1);
    ck_assert_ptr_null(join_of(made, "products", "suppliers"));
    ck_assert_ptr_nonnull(join_of(made, "products", "customers"));
    t2s_catalog_unref(made);
}
END_TEST

static int left;

static int fail_in_turn(void)
{
    return left-- == 0;
}

START_TEST(memory_that_runs_out_is_an_error_wherever_it_happens)
{
    const uint32_t from = place("products", "id");
    const uint32_t to = place("suppliers", "id");
    const t2s__join_edit join = {table(base, "products")->index, table(base, "suppliers")->index, &from, &to, 1, 0};
    const t2s__catalog_edits given = {(const t2s__relation_edit *const *)edits, &join, 1, 42};
    t2s__column_edit columns[8] = {{.comment = "known"}, {.hidden = 1}};
    t2s_catalog *made = NULL;
    int code = T2S_E_NOMEM;
    int nth = 0;

    edit("orders")->columns = columns;
    for (; code == T2S_E_NOMEM; nth++) {
        left = nth;
        t2s__memory_fail = fail_in_turn;
        code = t2s__catalog_derive(base, &given, &made);
        t2s__memory_fail = NULL;
    }
    ck_assert_int_eq(code, 0);
    ck_assert_int_gt(nth, 4);
    t2s_catalog_unref(made);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("derive");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, without_edits_all_is_as_it_was);
    tcase_add_test(tests, what_was_made_outlives_what_it_was_made_from);
    tcase_add_test(tests, comments_take_the_place_of_others);
    tcase_add_test(tests, a_hidden_table_is_gone_and_so_are_keys_to_it);
    tcase_add_test(tests, a_hidden_column_loses_comment_values_and_keys);
    tcase_add_test(tests, partitions_hide_what_their_table_hides);
    tcase_add_test(tests, a_join_that_somebody_knows_of_is_added_once);
    tcase_add_test(tests, columns_that_never_join_are_taken_apart_from_either_side);
    tcase_add_test(tests, what_somebody_knows_wins_over_what_was_guessed);
    tcase_add_test(tests, memory_that_runs_out_is_an_error_wherever_it_happens);
    return sample_main("derive", tests);
}
