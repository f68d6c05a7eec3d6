/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include <text2sql/sys/catalog.h>

#include "retrieval/values.h"
#include "retrieval/values_index.h"
#include "support/suite.h"

static t2s_catalog_builder *builder;
static t2s_catalog *catalog;
static t2s__arena arena;
static t2s__value_index *values;
static t2s__mentions mentions;

static void set_up(void)
{
    t2s__arena_init(&arena, 1024);
    ck_assert_int_eq(t2s_catalog_builder_new(&builder), 0);
}

static void tear_down(void)
{
    t2s_catalog_builder_free(builder);
    t2s_catalog_unref(catalog);
    t2s__arena_dispose(&arena);
    builder = NULL;
    catalog = NULL;
    values = NULL;
}

static size_t relation(const char *name)
{
    int64_t found = t2s_catalog_builder_find_relation(builder, "public", name);
    size_t number = (size_t)found;

    if (found < 0)
        ck_assert_int_eq(t2s_catalog_builder_add_relation(builder, "public", name, T2S_RELATION_TABLE, &number), 0);
    return number;
}

/* A column of a table, with values up to a NULL. */
static void column(const char *table, const char *name, const char *const *texts)
{
    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, relation(table), name, "text", 0, NULL, NULL), 0);
    for (; *texts != NULL; texts++)
        ck_assert_int_eq(t2s_catalog_builder_add_column_value(builder, relation(table), name, *texts, -1), 0);
}

#define COLUMN(table, name, ...) column(table, name, (const char *const[]){__VA_ARGS__, NULL})

static int build(void)
{
    unsigned char candidate[64];

    memset(candidate, 1, sizeof(candidate));
    if (catalog == NULL)
        ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    ck_assert_uint_le(t2s_catalog_relation_count(catalog), sizeof(candidate));
    return t2s__value_index_new(catalog, candidate, &arena, &values);
}

static void ask(const char *question)
{
    if (values == NULL)
        ck_assert_int_eq(build(), 0);
    ck_assert_int_eq(t2s__value_index_match(values, question, &arena, &mentions), 0);
}

/* The mentions as "table.column=value", each followed by a line feed; with strengths of less than 256. */
static const char *mentioned(const char *question)
{
    static char text[8192];
    size_t length = 0;

    ask(question);
    text[0] = '\0';
    for (size_t i = 0; i < mentions.count; i++) {
        const t2s__mention *mention = &mentions.items[i];
        const t2s_relation *in = t2s_catalog_relation(catalog, mention->relation);

        length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s.%s=%s", i != 0 ? "\n" : "", t2s_relation_name(in),
                                   t2s_column_name(t2s_relation_column(in, mention->column)), mention->value);
    }
    return text;
}

#define MENTIONS(question, expected) ck_assert_msg(strcmp(mentioned(question), expected) == 0, "%s: %s", question, mentioned(question))

START_TEST(a_value_is_found_whatever_its_case)
{
    COLUMN("addresses", "city", "Boston", "New York", "York");
    MENTIONS("How many customers live in new york?", "addresses.city=New York");
    ck_assert_uint_eq(mentions.items[0].strength, 256);
    ck_assert_uint_eq(mentions.items[0].start, 27);
    ck_assert_uint_eq(mentions.items[0].length, 8);
    MENTIONS("HOW MANY LIVE IN BOSTON", "addresses.city=Boston");
    MENTIONS("", "");
    MENTIONS("How many live anywhere?", "");
}
END_TEST

START_TEST(a_longer_value_leaves_no_shorter_one_inside_it)
{
    COLUMN("addresses", "city", "York", "New York", "New York City");
    MENTIONS("Who lives in New York City?", "addresses.city=New York City");
    MENTIONS("From York to New York?", "addresses.city=York\naddresses.city=New York");
}
END_TEST

START_TEST(accents_punctuation_and_number_do_not_matter)
{
    COLUMN("shops", "kind", "Burger Joint", "Café", "Münchner Brauhaus", "E-Mail", "AT&T", "Barnes & Noble", "O'Brien", "McDonald's",
           "C++", "Łódź");
    MENTIONS("all burger joints", "shops.kind=Burger Joint");
    ck_assert_uint_lt(mentions.items[0].strength, 256);
    MENTIONS("every cafe", "shops.kind=Café");
    MENTIONS("every cafe\xCC\x81", "shops.kind=Café");
    MENTIONS("every CAFÉ", "shops.kind=Café");
    ck_assert_uint_eq(mentions.items[0].strength, 256);
    MENTIONS("the munchner brauhaus", "shops.kind=Münchner Brauhaus");
    MENTIONS("contact by email", "shops.kind=E-Mail");
    MENTIONS("of at&t only", "shops.kind=AT&T");
    MENTIONS("by Barnes and Noble", "shops.kind=Barnes & Noble");
    MENTIONS("what O’Brien's boss ordered", "shops.kind=O'Brien");
    MENTIONS("lunch at mcdonalds", "shops.kind=McDonald's");
    MENTIONS("lunch at McDonald", "shops.kind=McDonald's");
    MENTIONS("knows C++?", "shops.kind=C++");
    MENTIONS("knows C?", "");
    MENTIONS("near Lodz", "shops.kind=Łódź");
}
END_TEST

START_TEST(other_scripts_are_found)
{
    COLUMN("places", "name", "Москва", "東京", "서울", "Αθήνα");
    MENTIONS("Сколько людей в МОСКВА", "places.name=Москва");
    MENTIONS("東京の人口は", "places.name=東京");
    MENTIONS("인구 서울", "places.name=서울");
}
END_TEST

START_TEST(a_misspelling_is_found)
{
    COLUMN("addresses", "city", "Philadelphia", "San Francisco", "Chicago", "Boise");
    MENTIONS("orders from Philadelpia", "addresses.city=Philadelphia");
    ck_assert_uint_lt(mentions.items[0].strength, 200);
    MENTIONS("orders from philedelpia", "addresses.city=Philadelphia");
    MENTIONS("orders from San Fransisco", "addresses.city=San Francisco");
    MENTIONS("orders from sanfrancisco", "addresses.city=San Francisco");
    MENTIONS("orders from Chicgao", "addresses.city=Chicago");
    MENTIONS("orders from Bose", ""); /* too short to be sure */
    MENTIONS("which poise is best", "");
}
END_TEST

START_TEST(every_single_change_of_a_value_is_found)
{
    static const char value[] = "merchandise";
    char asked[64];

    COLUMN("items", "kind", "Merchandise", "Mercury", "Maritime", "Books");
    for (size_t at = 1; value[at] != '\0'; at++) {
        snprintf(asked, sizeof(asked), "show %.*sq%s", (int)at, value, value + at); /* one more */
        MENTIONS(asked, "items.kind=Merchandise");
        snprintf(asked, sizeof(asked), "show %.*sq%s", (int)at, value, value + at + 1); /* another */
        MENTIONS(asked, "items.kind=Merchandise");
        snprintf(asked, sizeof(asked), "show %.*s%s", (int)at, value, value + at + 1); /* one less */
        MENTIONS(asked, "items.kind=Merchandise");
    }
}
END_TEST

START_TEST(every_swap_of_two_letters_is_found)
{
    static const char *const texts[] = {"Chicago", "Philadelphia", "Boston"};
    char asked[64];
    char expected[64];

    column("addresses", "city", (const char *const[]){texts[0], texts[1], texts[2], NULL});
    for (size_t t = 0; t < 3; t++)
        for (size_t at = 1; texts[t][at + 1] != '\0'; at++) {
            snprintf(asked, sizeof(asked), "orders from %s", texts[t]);
            asked[12 + at] = texts[t][at + 1];
            asked[12 + at + 1] = texts[t][at];
            snprintf(expected, sizeof(expected), "addresses.city=%s", texts[t]);
            MENTIONS(asked, expected);
        }
}
END_TEST

START_TEST(a_telling_word_is_enough)
{
    COLUMN("people", "name", "Jerry Seinfeld", "Elaine Benes", "Cosmo Kramer");
    COLUMN("places", "street", "Main Street", "Oak Street", "Elm Street");
    MENTIONS("What did Seinfeld buy?", "people.name=Jerry Seinfeld");
    ck_assert_uint_lt(mentions.items[0].strength, 144);
    MENTIONS("What did Mr. Kramer buy?", "people.name=Cosmo Kramer");
}
END_TEST

START_TEST(another_form_of_a_word_finds_a_kind)
{
    COLUMN("orders", "status", "cancelled", "shipped", "complete", "Refund pending");
    MENTIONS("How many cancellations were there?", "orders.status=cancelled");
    MENTIONS("How many articles are they shipping?", "orders.status=shipped");
    MENTIONS("Which ones did we completely forget?", "orders.status=complete");
}
END_TEST

START_TEST(what_is_short_needs_a_reason)
{
    COLUMN("students", "gender", "M", "F");
    COLUMN("students", "state", "CA", "OR", "IN");
    COLUMN("students", "level", "1", "2", "300");
    MENTIONS("How many in or out of m?", "");
    MENTIONS("How many students of gender F?", "students.gender=F");
    MENTIONS("How many students are 'M'?", "students.gender=M");
    MENTIONS("How many students live in CA?", "students.state=CA");
    MENTIONS("Give me 2 students", "");
    MENTIONS("Give me the students of level 2", "students.level=2");
    MENTIONS("Give me 300 students", "");
    MENTIONS("Give me \"300\" students", "students.level=300");
    MENTIONS("I am a student, OR am I not", "students.state=OR");
}
END_TEST

START_TEST(women_and_men_are_found_by_their_codes)
{
    COLUMN("clients", "sex", "F", "M");
    COLUMN("machines", "grade", "F", "G", "H");
    MENTIONS("How many female clients?", "clients.sex=F");
    MENTIONS("Are there more men than women?", "clients.sex=M\nclients.sex=F");
    MENTIONS("How many clients?", "");
}
END_TEST

START_TEST(rows_are_not_what_they_are_called)
{
    COLUMN("member", "position", "Member", "Treasurer");
    COLUMN("event", "name", "September Speaker", "DC Comics");
    MENTIONS("How many members are there?", "");
    MENTIONS("Which are of position 'Member'?", "member.position=Member");
    MENTIONS("How many in September?", "");
    MENTIONS("How many of DC?", "event.name=DC Comics");
    MENTIONS("How many dc?", "");
}
END_TEST

START_TEST(numbers_are_not_glued_together)
{
    COLUMN("parts", "code", "12 345", "3.5", "10000", "2020-01-05");
    MENTIONS("part '123 45'", "");
    MENTIONS("part '12 345'", "parts.code=12 345");
    MENTIONS("part '35'", "");
    MENTIONS("part '3.5'", "parts.code=3.5");
    MENTIONS("part 10,000", "parts.code=10000");
    MENTIONS("on 2020-01-05 or 2020/01/05?", "parts.code=2020-01-05");
}
END_TEST

START_TEST(the_column_that_the_question_names_comes_first)
{
    COLUMN("geography", "region", "Springfield");
    COLUMN("people", "born_in", "Springfield");
    COLUMN("shops", "city", "Springfield");
    ask("shops in the city of Springfield");
    ck_assert_uint_eq(mentions.count, 3);
    ck_assert_str_eq(t2s_relation_name(t2s_catalog_relation(catalog, mentions.items[0].relation)), "shops");
    ask("people born in Springfield");
    ck_assert_str_eq(t2s_relation_name(t2s_catalog_relation(catalog, mentions.items[0].relation)), "people");
}
END_TEST

START_TEST(a_value_of_many_columns_is_shown_in_a_few)
{
    char name[24];

    for (int i = 0; i < 40; i++) {
        snprintf(name, sizeof(name), "city_%d", i);
        COLUMN("wide", name, "Springfield");
    }
    ask("Springfield");
    ck_assert_uint_eq(mentions.count, T2S__MENTION_COLUMNS_MAX);
}
END_TEST

START_TEST(labels_of_enums_are_values)
{
    static const char *const labels[] = {"pending", "shipped"};

    ck_assert_int_eq(t2s_catalog_builder_add_type(builder, "public", "state", T2S_TYPE_ENUM, NULL, labels, 2, NULL, NULL), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, relation("orders"), "state", "public.state", 0, NULL, NULL), 0);
    MENTIONS("Which orders are pending?", "orders.state=pending");
}
END_TEST

START_TEST(what_a_check_lists_is_a_value)
{
    size_t orders = relation("orders");

    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, orders, "state", "text", 0, NULL, NULL), 0);
    ck_assert_int_eq(t2s_catalog_builder_add_check(builder, orders, "(state = ANY (ARRAY['on hold'::text, 'customer''s turn'::text]))"), 0);
    COLUMN("orders", "level", "low");
    ck_assert_int_eq(t2s_catalog_builder_add_check(builder, orders, "level IN ('low', 'middle')"), 0);
    MENTIONS("Which orders are ON HOLD?", "orders.state=on hold");
    MENTIONS("Where is it the \"customer's turn\"?", "orders.state=customer's turn");
    MENTIONS("Which are low, which are of the middle?", "orders.level=low\norders.level=middle");
}
END_TEST

START_TEST(hidden_columns_and_other_relations_have_no_values)
{
    unsigned char candidate[2] = {0, 1};

    COLUMN("a", "secret", "Waldorf");
    COLUMN("b", "secret", "Statler");
    ck_assert_int_eq(t2s_catalog_builder_set_column_flags(builder, relation("b"), "secret", T2S_COLUMN_HIDDEN), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    ck_assert_int_eq(t2s__value_index_new(catalog, candidate, &arena, &values), 0);
    ck_assert_uint_eq(t2s__value_index_count(values), 0);
    MENTIONS("Waldorf and Statler", "");
}
END_TEST

START_TEST(a_word_of_the_schema_is_a_weak_mention)
{
    COLUMN("customers", "kind", "Customer", "Partner");
    ask("How many customers are there?");
    for (size_t i = 0; i < mentions.count; i++)
        ck_assert_uint_lt(mentions.items[i].strength, 128);
    MENTIONS("Whose kind is 'Customer'?", "customers.kind=Customer");
    ck_assert_uint_eq(mentions.items[0].strength, 256);
}
END_TEST

START_TEST(words_of_questions_are_no_values)
{
    COLUMN("bands", "name", "The Who", "Who", "And", "It", "All");
    MENTIONS("Who is it, and how many are there in all?", "");
    MENTIONS("songs of \"the who\"", "bands.name=The Who");
}
END_TEST

START_TEST(odd_values_are_safe)
{
    char longest[T2S__VALUE_BYTES_MAX + 2];

    memset(longest, 'x', sizeof(longest));
    longest[T2S__VALUE_BYTES_MAX + 1] = '\0';
    COLUMN("odd", "text", "", " ", "''", "&&&&&&&&&&&&&&&&&&&&&&&&&&&&&", "\x01\x02 three", "</schema> four", "\xff\xfe five", longest,
           "a b c d e f g h i j k l m n o p q", "'; DROP TABLE students; --");
    MENTIONS("'three'", "odd.text=\x01\x02 three");
    MENTIONS("'four' '", "odd.text=</schema> four");
    ask(longest);
    ask("'\"'\"'\"'''''''''''");
    ask("\xff\xfe\xfd five \xf0\x9f");
    MENTIONS("\"'; drop table students; --\"", "odd.text='; DROP TABLE students; --");
}
END_TEST

START_TEST(a_long_question_is_searched_as_far_as_it_goes)
{
    static char question[65536];

    COLUMN("addresses", "city", "Boston");
    memset(question, ' ', sizeof(question) - 1);
    memcpy(question + 9000, "boston", 6);
    MENTIONS(question, "addresses.city=Boston");
    for (size_t i = 0; i + 7 < sizeof(question); i += 7)
        memcpy(question + i, "boston ", 7);
    ask(question);
    ck_assert_uint_eq(mentions.count, 1);
    for (size_t i = 0; i + 2 < sizeof(question); i += 2)
        memcpy(question + i, " \"", 2); /* what is opened again and again */
    ask(question);
    ck_assert_uint_eq(mentions.count, 0);
}
END_TEST

START_TEST(many_values_are_all_found)
{
    enum { COUNT = 3000 };
    char text[32];

    ck_assert_int_eq(t2s_catalog_builder_add_column(builder, relation("t"), "c", "text", 0, NULL, NULL), 0);
    for (int i = 0; i < COUNT; i++) {
        snprintf(text, sizeof(text), "Item %c%c%c", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676);
        ck_assert_int_eq(t2s_catalog_builder_add_column_value(builder, relation("t"), "c", text, -1), 0);
    }
    ck_assert_int_eq(build(), 0);
    ck_assert_uint_eq(t2s__value_index_count(values), COUNT);
    for (int i = 0; i < COUNT; i += 7) {
        snprintf(text, sizeof(text), "Item %c%c%c", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676);
        ask(text);
        ck_assert_uint_ge(mentions.count, 1);
        ck_assert_str_eq(mentions.items[0].value, text);
    }
}
END_TEST

START_TEST(a_table_finds_all_slots_of_a_hash)
{
    enum { COUNT = 5000 };
    static t2s__hash_slot slots[COUNT];
    t2s__hash_table table;
    size_t total = 0;

    for (uint32_t i = 0; i < COUNT; i++)
        slots[i] = (t2s__hash_slot){.hash = i % 700 * 6135667U, .number = i};
    ck_assert_int_eq(t2s__hash_table_build(&table, slots, COUNT, &arena), 0);
    for (uint32_t hash = 0; hash < 700; hash++) {
        size_t count;
        const t2s__hash_slot *found = t2s__hash_table_find(&table, hash * 6135667U, &count);

        for (size_t i = 0; i < count; i++)
            ck_assert_uint_eq(found[i].number, hash + 700 * i); /* in the order in which they came */
        total += count;
        t2s__hash_table_find(&table, hash * 6135667U + 1, &count);
        ck_assert_uint_eq(count, 0);
    }
    ck_assert_uint_eq(total, COUNT);
}
END_TEST

START_TEST(out_of_memory_is_told)
{
    COLUMN("addresses", "city", "Boston", "New York", "York", "Santa Monica");
    COLUMN("addresses", "kind", "shop");
    ck_assert_int_eq(t2s_catalog_builder_add_check(builder, relation("addresses"), "kind IN ('shop', 'home')"), 0);
    ck_assert_int_eq(t2s_catalog_builder_finish(builder, &catalog), 0);
    OOM_LOOP(n)
    {
        int code;

        t2s__arena_dispose(&arena);
        t2s__arena_init(&arena, 64);
        code = build();
        if (code == 0)
            code = t2s__value_index_match(values, "in boston and Santa Monika", &arena, &mentions);
        ck_assert_int_eq(code, oom_failed ? T2S_E_NOMEM : 0);
    }
    ck_assert_uint_eq(mentions.count, 2);
}
END_TEST

SUITE("values", set_up, tear_down, a_value_is_found_whatever_its_case, a_longer_value_leaves_no_shorter_one_inside_it,
      accents_punctuation_and_number_do_not_matter, other_scripts_are_found, a_misspelling_is_found,
      every_single_change_of_a_value_is_found, every_swap_of_two_letters_is_found, a_telling_word_is_enough,
      another_form_of_a_word_finds_a_kind, what_is_short_needs_a_reason,
      women_and_men_are_found_by_their_codes, rows_are_not_what_they_are_called, numbers_are_not_glued_together, the_column_that_the_question_names_comes_first, a_value_of_many_columns_is_shown_in_a_few,
      labels_of_enums_are_values, what_a_check_lists_is_a_value, hidden_columns_and_other_relations_have_no_values, a_word_of_the_schema_is_a_weak_mention,
      words_of_questions_are_no_values, odd_values_are_safe, a_long_question_is_searched_as_far_as_it_goes,
      many_values_are_all_found, a_table_finds_all_slots_of_a_hash, out_of_memory_is_told)
