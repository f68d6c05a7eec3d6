/* SPDX-License-Identifier: MIT */
/* Knowledge bound to a catalog: names found, SQL checked, what does not fit left out; and what of it a question calls for. */
#include <stdlib.h>

#include <text2sql/statement.h>

#include "knowledge/bind.h"
#include "sample_catalog.h"
#include "util/memory.h"

static t2s_catalog *catalog;
static t2s_dialect *dialect;
static t2s_validator *validators[3];
static t2s_knowledge *knowledge;
static t2s_knowledge_report *report;
static t2s__bound *bound;

static void set_up(void)
{
    catalog = sample_shop();
    ck_assert_int_eq(t2s_postgres_dialect_new(&dialect), 0);
    ck_assert_int_eq(t2s_names_validator_new(&validators[0]), 0);
    ck_assert_int_eq(t2s_read_only_validator_new(&validators[1]), 0);
    ck_assert_int_eq(t2s_single_statement_validator_new(&validators[2]), 0);
}

static void forget(void)
{
    t2s_knowledge_report_free(report);
    report = NULL;
    t2s__bound_free(bound);
    bound = NULL;
    t2s_knowledge_unref(knowledge);
    knowledge = NULL;
}

static void tear_down(void)
{
    forget();
    for (int i = 0; i < 3; i++)
        t2s_validator_unref(validators[i]);
    t2s_dialect_unref(dialect);
    t2s_catalog_unref(catalog);
}

static void know(const char *text)
{
    t2s_error *error = NULL;

    forget();
    ck_assert_msg(t2s_knowledge_new_from_text(text, strlen(text), &knowledge, NULL, &error) == 0, "%s", t2s_error_message(error));
}

static int check(void)
{
    return t2s_knowledge_check(knowledge, catalog, dialect, validators, 3, &report, NULL);
}

static void bind(const char *text)
{
    const t2s__bind_checks checks = {dialect, validators, 3};

    know(text);
    ck_assert_int_eq(t2s__knowledge_bind(knowledge, catalog, &checks, &bound, NULL), 0);
}

static const struct {
    const char *text;
    int line;
    int column;
    const char *code;
    const char *message; /* a part of it */
    const char *hint;    /* a part of it; NULL: any, or none */
} cases[] = {
    {"{\"tables\": {\"order\": {}}}", 1, 13, "unknown_table", "there is no table \"order\"", "did you mean \"public.orders\"?"},
    {"{\"tables\": {\"log\": {}}}", 1, 13, "unknown_table", "search path", "did you mean \"audit.log\"?"},
    {"{\"tables\": {\"public.log\": {}}}", 1, 13, "unknown_table", "\"public.log\"", "did you mean \"audit.log\"?"},
    {"{\"tables\": {\"a.b.c\": {}}}", 1, 13, "name", "no name of a table", NULL},
    {"{\"tables\": {\"a..c\": {}}}", 1, 13, "name", "no name of a table", NULL},
    {"{\"tables\": {\"\\\"a\": {}}}", 1, 13, "name", "no name of a table", NULL},
    {"{\"tables\": {\"orders\": {},\n\"public.orders\": {}}}", 2, 1, "duplicate", "public.orders for the second time", NULL},
    {"{\"tables\": {\"orders\": {\"columns\": {\"status\": {}}}}}", 1, 36, "unknown_column", "no column \"status\"", "\"state\""},
    {"{\"joins\": [{\"from\": \"products.id\", \"to\": \"suppliers\"}]}", 1, 42, "name", "no name of a column", NULL},
    {"{\"joins\": [{\"from\": \"products.ido\", \"to\": \"suppliers.id\"}]}", 1, 21, "unknown_column", "\"ido\"", "\"id\""},
    {"{\"joins\": [{\"from\": [\"orders.id\", \"products.id\"], \"to\": [\"order_items.order_id\", \"order_items.product_id\"]}]}",
     1, 35, "join", "of one table", NULL},
    {"{\"joins\": [{\"from\": \"products.id\", \"to\": \"suppliers.id\"},\n {\"from\": \"public.products.id\", \"to\": "
     "\"suppliers.id\"}]}",
     2, 2, "duplicate", "join", NULL},
    {"{\"metrics\": [{\"name\": \"m\", \"sql\": \"sum(prise)\", \"tables\": \"products\"}]}", 1, 35, "sql",
     "column \"prise\" does not exist", "price"},
    {"{\"metrics\": [{\"name\": \"m\", \"sql\": \"sum(price\", \"tables\": \"products\"}]}", 1, 35, "sql", "syntax error", NULL},
    {"{\"metrics\": [{\"name\": \"m\", \"sql\": \"1\", \"tables\": [\"products\", \"prodacts\"]}]}", 1, 63, "unknown_table",
     "prodacts", "public.products"},
    {"{\"metrics\": [{\"name\": \"m\", \"sql\": \"1; SELECT 2\", \"tables\": \"products\"}]}", 1, 35, "sql", "rejected", NULL},
    {"{\"examples\": [{\"question\": \"q\", \"sql\": \"SELECT nothing FROM orders\"}]}", 1, 40, "sql", "column \"nothing\"", NULL},
    {"{\"examples\": [{\"question\": \"q\", \"sql\": \"SELECT 1;\\n\\nSELECT x FROM orders\"}]}", 1, 40, "sql", "(line 3 of it)",
     NULL},
    {"{\"examples\": [{\"question\": \"q\", \"sql\": \"DELETE FROM orders\"}]}", 1, 40, "sql", "DELETE", NULL},
    {"{\"examples\": [{\"question\": \"q\", \"sql\": \"SELECT password_hash FROM customers\"}]}", 1, 40, "sql", "permission denied",
     NULL},
    {"{\"tables\": {\"products\": {\"hidden\": true}},\n\"examples\": [{\"question\": \"q\", \"sql\": \"SELECT id FROM "
     "products\"}]}",
     2, 39, "sql", "relation \"products\" does not exist", NULL},
    {"{\"tables\": {\"products\": {\"hidden\": true}},\n\"metrics\": [{\"name\": \"m\", \"sql\": \"1\", \"tables\": "
     "\"products\"}]}",
     2, 49, "unknown_table", "products", NULL},
};

START_TEST(what_does_not_fit_is_told_with_its_place)
{
    const t2s_diagnostic *problem;

    know(cases[_i].text);
    ck_assert_int_eq(check(), T2S_E_REJECTED);
    ck_assert_uint_eq(t2s_knowledge_report_total(report), 1);
    problem = t2s_knowledge_report_problem(report, 0);
    ck_assert_str_eq(t2s_diagnostic_code(problem), cases[_i].code);
    ck_assert_msg(strstr(t2s_diagnostic_message(problem), cases[_i].message) != NULL, "%s", t2s_diagnostic_message(problem));
    ck_assert_int_eq(t2s_diagnostic_line(problem), cases[_i].line);
    ck_assert_int_eq(t2s_diagnostic_column(problem), cases[_i].column);
    if (cases[_i].hint != NULL)
        ck_assert_msg(strstr(t2s_diagnostic_hint(problem), cases[_i].hint) != NULL, "%s", t2s_diagnostic_hint(problem));
}
END_TEST

static const char whole[] =
    "{\"tables\": {\n"
    "  \"customers\": {\"synonyms\": [\"client\", \"account holder\"], \"description\": \"Who buys\\nfrom us\",\n"
    "    \"columns\": {\"Country\": {\"synonyms\": [\"home market\"]}, \"email\": {\"hidden\": true, \"synonyms\": [\"mail\"]}}},\n"
    "  \"audit.log\": {\"hidden\": true, \"synonyms\": [\"journal\"]}},\n"
    " \"metrics\": [{\"name\": \"Net Revenue\", \"synonyms\": [\"turnover\"], \"sql\": \"sum(order_items.quantity * "
    "products.price)\",\n"
    "    \"tables\": [\"order_items\", \"public.products\"], \"description\": \"Without tax.\"}],\n"
    " \"joins\": [{\"from\": \"products.id\", \"to\": \"suppliers.id\"}],\n"
    " \"examples\": [\n"
    "  {\"question\": \"How many customers are there?\", \"sql\": \"SELECT count(*) FROM customers\"},\n"
    "  {\"question\": \"Which suppliers deliver the product Kettle?\",\n"
    "   \"sql\": \"SELECT s.firm FROM suppliers s JOIN product_suppliers ps ON ps.supplier_id = s.id\"},\n"
    "  {\"question\": \"How many orders were shipped?\", \"sql\": \"SELECT count(*) FROM orders WHERE state = 'shipped'\"},\n"
    "  {\"question\": \"What does the product Kettle cost?\", \"sql\": \"SELECT price FROM products WHERE title = 'Kettle'\"}]}";

START_TEST(what_fits_is_bound)
{
    const t2s_relation *customers;

    bind(whole);
    ck_assert_uint_eq(bound->report->count, 0);
    ck_assert_ptr_null(t2s_catalog_find_relation(bound->catalog, "audit", "log"));
    customers = t2s_catalog_find_relation(bound->catalog, NULL, "customers");
    ck_assert_str_eq(t2s_relation_comment(customers), "Who buys\nfrom us");
    ck_assert_uint_eq(bound->examples.count, 4);
    ck_assert_uint_eq(bound->examples.items[1].relation_count, 2);
    ck_assert_int_eq(check(), 0);
    ck_assert_ptr_null(report);
}
END_TEST

static int is_phrase(const char *text, const char *table, const char *column)
{
    for (size_t i = 0; i < bound->phrases.count; i++) {
        const t2s__phrase *phrase = &bound->phrases.items[i];
        const t2s_relation *relation = t2s_catalog_relation(bound->catalog, phrase->relation);

        if (strcmp(phrase->text, text) != 0 || strcmp(relation->name, table) != 0)
            continue;
        if (column == NULL
                ? phrase->column == T2S__PHRASE_WHOLE_RELATION
                : phrase->column != T2S__PHRASE_WHOLE_RELATION && strcmp(relation->columns[phrase->column].name, column) == 0)
            return 1;
    }
    return 0;
}

START_TEST(synonyms_and_metrics_become_phrases_but_not_those_of_what_is_hidden)
{
    bind(whole);
    ck_assert_int_eq(is_phrase("client", "customers", NULL), 1);
    ck_assert_int_eq(is_phrase("account holder", "customers", NULL), 1);
    ck_assert_int_eq(is_phrase("home market", "customers", "Country"), 1);
    ck_assert_int_eq(is_phrase("turnover", "order_items", NULL), 1);
    ck_assert_int_eq(is_phrase("turnover", "order_items", "quantity"), 1);
    ck_assert_int_eq(is_phrase("Net Revenue", "products", "price"), 1);
    ck_assert_int_eq(is_phrase("mail", "customers", "email"), 0);
    ck_assert_uint_eq(bound->phrases.count, 2 + 1 + 2 * 4);
}
END_TEST

static char *define(const char *question, size_t budget)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    size_t tokens;

    ck_assert_int_eq(t2s__definitions_write(&bound->definitions, question, budget, &buffer, &tokens), 0);
    ck_assert_uint_le(tokens, budget);
    return buffer.data != NULL ? t2s__buffer_steal(&buffer, NULL) : t2s__strdup("");
}

static void assert_defined(const char *question, size_t budget, const char *expected)
{
    char *text = define(question, budget);

    ck_assert_str_eq(text, expected);
    t2s__free(text);
}

#define REVENUE                                                                                                                    \
    "\"Net Revenue\", \"turnover\": sum(order_items.quantity * products.price) over public.order_items, public.products. "         \
    "Without tax.\n"
#define CLIENT "\"client\", \"account holder\": the table public.customers. Who buys from us\n"

START_TEST(a_question_calls_for_what_its_words_mean)
{
    bind(whole);
    assert_defined("What was the net-revenue of our clients?", 1000, REVENUE CLIENT);
    assert_defined("Turnovers by ACCOUNT HOLDERS, and net revenue by client", 1000, REVENUE CLIENT);
    assert_defined("How many holders of an account are there?", 1000, "");
    assert_defined("", 1000, "");
    assert_defined("turnover of clients", 20, CLIENT);
    assert_defined("turnover of clients", 0, "");
}
END_TEST

static int shows_no_products(const t2s_relation *relation, const void *user_data)
{
    (void)user_data;
    return strcmp(relation->name, "products") != 0;
}

static void assert_examples(const char *question, size_t limit, size_t budget, const char *expected)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    size_t tokens;

    ck_assert_int_eq(t2s__examples_write(&bound->examples, question, limit, budget, NULL, NULL, &buffer, &tokens), 0);
    ck_assert_uint_le(tokens, budget);
    ck_assert_uint_ge(tokens, (buffer.length + 3) / 4);
    ck_assert_str_eq(t2s__buffer_string(&buffer), expected);
    t2s__buffer_dispose(&buffer);
}

#define CUSTOMERS "Question: How many customers are there?\nSQL: SELECT count(*) FROM customers\n"
#define SHIPPED   "Question: How many orders were shipped?\nSQL: SELECT count(*) FROM orders WHERE state = 'shipped'\n"
#define SUPPLIERS                                                                                                                  \
    "Question: Which suppliers deliver the product Kettle?\n"                                                                      \
    "SQL: SELECT s.firm FROM suppliers s JOIN product_suppliers ps ON ps.supplier_id = s.id\n"
#define COST "Question: What does the product Kettle cost?\nSQL: SELECT price FROM products WHERE title = 'Kettle'\n"

START_TEST(the_nearest_examples_are_chosen_the_nearest_last)
{
    bind(whole);
    assert_examples("How many orders did we ship in May?", 1, 1000, SHIPPED);
    assert_examples("Which supplier delivers the product Mug?", 2, 1000, COST "\n" SUPPLIERS);
    assert_examples("Which supplier delivers the product Mug?", 2, 40, SUPPLIERS);
    assert_examples("customers", 3, 1000, CUSTOMERS);
    assert_examples("show me how many of them", 3, 1000, ""); /* stop words alone */
    assert_examples("unrelated", 3, 1000, "");
    assert_examples("customers", 0, 1000, "");
    assert_examples("customers", 3, 5, "");
}
END_TEST

START_TEST(examples_whose_tables_are_shown_come_before_others)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    size_t tokens;

    bind(whole);
    ck_assert_int_eq(t2s__examples_write(&bound->examples, "product Kettle cost of suppliers", 1, 1000, shows_no_products, NULL,
                                         &buffer, &tokens),
                     0);
    ck_assert_str_eq(t2s__buffer_string(&buffer), SUPPLIERS);
    t2s__buffer_dispose(&buffer);
}
END_TEST

static void assert_rejected(const char *sql, const char *unwanted)
{
    t2s_statement *statement;

    ck_assert_int_eq(t2s_statement_check(dialect, bound->catalog, sql, strlen(sql), validators, 3, &statement, NULL), 0);
    ck_assert_msg(!t2s_statement_valid(statement), "%s", sql);
    for (size_t i = 0; i < t2s_statement_diagnostic_count(statement); i++) {
        const char *hint = t2s_diagnostic_hint(t2s_statement_diagnostic(statement, i));

        ck_assert_msg(hint == NULL || strstr(hint, unwanted) == NULL, "%s", hint);
        if (strstr(sql, unwanted) == NULL)
            ck_assert_msg(strstr(t2s_diagnostic_message(t2s_statement_diagnostic(statement, i)), unwanted) == NULL, "%s",
                          t2s_diagnostic_message(t2s_statement_diagnostic(statement, i)));
    }
    t2s_statement_free(statement);
}

START_TEST(sql_that_names_what_is_hidden_is_rejected_and_nothing_suggests_it)
{
    bind(whole);
    assert_rejected("SELECT email FROM customers", "Perhaps");
    assert_rejected("SELECT c.email FROM (SELECT * FROM customers) c", "Perhaps");
    assert_rejected("SELECT what FROM audit.log", "Perhaps");
    assert_rejected("SELECT what FROM audit.logs", "log ");
    assert_rejected("SELECT emails FROM customers", "\"email\"");
    assert_rejected("SELECT * FROM customers", "email");
    assert_rejected("SELECT c.name FROM customers c NATURAL JOIN customers d", "email");
}
END_TEST

START_TEST(what_does_not_fit_is_left_out_and_the_rest_works)
{
    bind("{\"tables\": {\"clients\": {\"synonyms\": [\"buyer\"]}, \"products\": {\"synonyms\": [\"goods\"], \"columns\": "
         "{\"nope\": {}}}},\n"
         "\"examples\": [{\"question\": \"old one\", \"sql\": \"SELECT 1 FROM gone\"}, {\"question\": \"new one\", \"sql\": "
         "\"SELECT 1 FROM "
         "products\"}]}");
    ck_assert_uint_eq(bound->report->count, 3);
    ck_assert_int_eq(is_phrase("goods", "products", NULL), 1);
    ck_assert_uint_eq(bound->phrases.count, 1);
    ck_assert_uint_eq(bound->examples.count, 1);
    ck_assert_str_eq(bound->examples.items[0].question, "new one");
}
END_TEST

START_TEST(without_a_dialect_sql_is_taken_as_it_is)
{
    know("{\"examples\": [{\"question\": \"q\", \"sql\": \"whatever\"}]}");
    ck_assert_int_eq(t2s_knowledge_check(knowledge, catalog, NULL, NULL, 0, &report, NULL), 0);
    ck_assert_int_eq(t2s_knowledge_check(NULL, catalog, NULL, NULL, 0, &report, NULL), T2S_E_INVALID);
    ck_assert_int_eq(t2s_knowledge_check(knowledge, NULL, NULL, NULL, 0, &report, NULL), T2S_E_INVALID);
}
END_TEST

/* Ten thousand examples: nothing in it may be quadratic, or this takes minutes. */
START_TEST(many_examples_and_synonyms_are_no_trouble)
{
    const size_t count = 10000;
    t2s__buffer text = T2S__BUFFER_INIT;
    const t2s__bind_checks unchecked = {NULL, NULL, 0};

    t2s__buffer_text(&text, "{\"tables\": {\"products\": {\"synonyms\": [\"p\"");
    for (size_t i = 0; i < count; i++)
        t2s__buffer_printf(&text, ", \"word%zu thing\"", i);
    t2s__buffer_text(&text, "]}}, \"examples\": [");
    for (size_t i = 0; i < count; i++)
        t2s__buffer_printf(&text, "%s{\"question\": \"What is thing %zu worth?\", \"sql\": \"SELECT %zu\"}", i != 0 ? "," : "", i,
                           i);
    t2s__buffer_text(&text, "]}");
    know(text.data);
    t2s__buffer_dispose(&text);
    ck_assert_int_eq(t2s__knowledge_bind(knowledge, catalog, &unchecked, &bound, NULL), 0);
    ck_assert_uint_eq(bound->phrases.count, count + 1);
    assert_examples("What is thing 7777 worth?", 1, 1000, "Question: What is thing 7777 worth?\nSQL: SELECT 7777\n");
}
END_TEST

static int left;

static int fail_in_turn(void)
{
    return left-- == 0;
}

START_TEST(memory_that_runs_out_is_an_error_wherever_it_happens)
{
    const t2s__bind_checks checks = {dialect, validators, 3};
    int code = T2S_E_NOMEM;
    int nth = 0;

    know(whole);
    for (; code == T2S_E_NOMEM; nth++) {
        left = nth;
        t2s__memory_fail = fail_in_turn;
        code = t2s__knowledge_bind(knowledge, catalog, &checks, &bound, NULL);
        t2s__memory_fail = NULL;
    }
    ck_assert_int_eq(code, 0);
    ck_assert_int_gt(nth, 20);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("knowledge bound");

    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, what_does_not_fit_is_told_with_its_place, 0, sizeof(cases) / sizeof(cases[0]));
    tcase_add_test(tests, what_fits_is_bound);
    tcase_add_test(tests, synonyms_and_metrics_become_phrases_but_not_those_of_what_is_hidden);
    tcase_add_test(tests, a_question_calls_for_what_its_words_mean);
    tcase_add_test(tests, the_nearest_examples_are_chosen_the_nearest_last);
    tcase_add_test(tests, examples_whose_tables_are_shown_come_before_others);
    tcase_add_test(tests, sql_that_names_what_is_hidden_is_rejected_and_nothing_suggests_it);
    tcase_add_test(tests, what_does_not_fit_is_left_out_and_the_rest_works);
    tcase_add_test(tests, without_a_dialect_sql_is_taken_as_it_is);
    tcase_add_test(tests, many_examples_and_synonyms_are_no_trouble);
    tcase_add_test(tests, memory_that_runs_out_is_an_error_wherever_it_happens);
    return sample_main("knowledge bound", tests);
}
