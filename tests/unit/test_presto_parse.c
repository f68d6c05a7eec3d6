/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include <text2sql/error.h>
#include <text2sql/statement.h>

#include "dialect/presto_parser.h"
#include "support/suite.h"
#include "util/utf8.h"

static t2s__arena arena;
static t2s_tree tree;
static char shown[4096];

static void setup(void)
{
    t2s__arena_init(&arena, 0);
    t2s__tree_init(&tree, &arena);
}

static void teardown(void)
{
    t2s__arena_dispose(&arena);
}

static int parse(t2s__presto_flavour flavour, const char *sql)
{
    t2s__tree_init(&tree, &arena);
    return t2s__presto_parse(flavour, sql, strlen(sql), &tree);
}

static const char *kind_name(int kind)
{
#define NAME_(name, number, slots, text)                                                                                           \
    if (kind == (number))                                                                                                          \
        return #name;
    T2S_NODE_MAP(NAME_)
#undef NAME_
    return "?";
}

/* KIND'text'(slot slot ...), a slot's nodes with commas between; what has an IDENTIFIER or LITERAL is short. */
static void show(const t2s_node *node)
{
    size_t used = strlen(shown);
    int any = 0;

    if (node->kind == T2S_NODE_IDENTIFIER || node->kind == T2S_NODE_LITERAL)
        snprintf(shown + used, sizeof(shown) - used, "%s", node->text != NULL ? node->text : "null");
    else
        snprintf(shown + used, sizeof(shown) - used, "%s%s%s", kind_name(node->kind), node->text != NULL ? ":" : "",
                 node->text != NULL ? node->text : "");
    if (node->kind == T2S_NODE_COLUMN_REF && (node->flags & T2S_NODE_F_STAR) != 0)
        strcat(shown, "*");
    for (int slot = 0; slot < node->slots; slot++) {
        const char *comma = "";

        if (node->last[slot] == NULL)
            continue;
        strcat(shown, any++ ? " " : "(");
        T2S__FOR_SLOT (child, node, slot) {
            strcat(shown, comma);
            comma = ",";
            show(child);
        }
    }
    if (any)
        strcat(shown, ")");
}

static void expect_tree(t2s__presto_flavour flavour, const char *sql, const char *expected)
{
    ck_assert_int_eq(parse(flavour, sql), 0);
    ck_assert_msg(!tree.is_wrong, "%s: %s", sql, tree.wrong_message);
    shown[0] = '\0';
    show(tree.first->node);
    ck_assert_msg(strcmp(shown, expected) == 0, "%s\n%s\nis not\n%s", sql, shown, expected);
}

static void expect_fault(t2s__presto_flavour flavour, const char *sql, int line, int column, const char *message)
{
    int at_line, at_column;

    ck_assert_int_eq(parse(flavour, sql), 0);
    ck_assert_msg(tree.is_wrong, "%s is taken", sql);
    ck_assert_str_eq(tree.wrong_code, "SYNTAX_ERROR");
    t2s__utf8_position(sql, strlen(sql), (size_t)tree.wrong_position, &at_line, &at_column);
    ck_assert_msg(at_line == line && at_column == column, "%s: at %d:%d", sql, at_line, at_column);
    ck_assert_msg(strncmp(tree.wrong_message, message, strlen(message)) == 0, "%s: %s", sql, tree.wrong_message);
}

#define TRINO T2S__PRESTO_TRINO
#define PRESTO T2S__PRESTO_PRESTODB
#define ONE(what) "QUERY(SELECT(TARGET(" what ")))"

START_TEST(operators_bind_as_the_grammar_says)
{
    expect_tree(TRINO, "SELECT a OR b AND NOT c = 1 + 2 * 3",
                ONE("BOOLEAN:OR(COLUMN_REF(a),BOOLEAN:AND(COLUMN_REF(b),BOOLEAN:NOT(OPERATOR:=(COLUMN_REF(c) "
                    "OPERATOR:+(1 OPERATOR:*(2 3))))))"));
    expect_tree(TRINO, "SELECT a || b - c - d", ONE("OPERATOR:||(COLUMN_REF(a) OPERATOR:-(OPERATOR:-(COLUMN_REF(b) COLUMN_REF(c)) COLUMN_REF(d)))"));
    expect_tree(TRINO, "SELECT -x AT TIME ZONE 'UTC'", ONE("OPERATOR:-(SPECIAL:AT TIME ZONE(COLUMN_REF(x),UTC))"));
    expect_tree(TRINO, "SELECT 1 -1", ONE("OPERATOR:-(1 1)"));
    expect_tree(TRINO, "SELECT 1 * -1", ONE("OPERATOR:*(1 -1)"));
    expect_tree(PRESTO, "SELECT a BETWEEN 1 AND 2 AND b", ONE("BOOLEAN:AND(BETWEEN(COLUMN_REF(a) 1 2),COLUMN_REF(b))"));
    expect_tree(PRESTO, "SELECT x IS NOT DISTINCT FROM y", ONE("TEST:IS NOT DISTINCT FROM(COLUMN_REF(x) COLUMN_REF(y))"));
}
END_TEST

START_TEST(parentheses_are_what_they_hold)
{
    expect_tree(TRINO, "SELECT ((1))", ONE("1"));
    expect_tree(TRINO, "SELECT ((SELECT 1) + 1)", ONE("OPERATOR:+(SUBQUERY:SCALAR(QUERY(SELECT(TARGET(1)))) 1)"));
    expect_tree(TRINO, "SELECT ((SELECT 1) UNION (SELECT 2))",
                ONE("SUBQUERY:SCALAR(QUERY(SETOP:UNION(QUERY(SELECT(TARGET(1))) QUERY(SELECT(TARGET(2))))))"));
    expect_tree(TRINO, "SELECT ((SELECT 1), 2)", ONE("ROW(SUBQUERY:SCALAR(QUERY(SELECT(TARGET(1)))),2)"));
    expect_tree(TRINO, "SELECT x IN ((SELECT 1))", ONE("IN(COLUMN_REF(x) SUBQUERY:SCALAR(QUERY(SELECT(TARGET(1)))))"));
    expect_tree(TRINO, "SELECT x NOT IN (SELECT 1)", ONE("BOOLEAN:NOT(SUBQUERY:IN(QUERY(SELECT(TARGET(1))) COLUMN_REF(x)))"));
    expect_tree(TRINO, "SELECT (x, y) -> x + y", ONE("LAMBDA(x,y OPERATOR:+(COLUMN_REF(x) COLUMN_REF(y)))"));
    expect_tree(TRINO, "SELECT * FROM ((SELECT 1) LIMIT 2)",
                "QUERY(SELECT(TARGET(COLUMN_REF*) DERIVED(QUERY(QUERY(SELECT(TARGET(1))) 2))))");
    expect_tree(TRINO, "SELECT * FROM ((SELECT 1) a CROSS JOIN (b))",
                "QUERY(SELECT(TARGET(COLUMN_REF*) JOIN:CROSS(DERIVED(QUERY(SELECT(TARGET(1))) ALIAS:a) RELATION(b))))");
}
END_TEST

START_TEST(set_operations_have_their_precedence)
{
    expect_tree(TRINO, "VALUES 1 UNION ALL VALUES 2 INTERSECT VALUES (3)",
                "QUERY(SETOP:UNION(VALUES(ROW(1)) SETOP:INTERSECT(VALUES(ROW(2)) VALUES(ROW(3)))))");
    expect_tree(TRINO, "TABLE t EXCEPT TABLE u EXCEPT TABLE v",
                "QUERY(SETOP:EXCEPT(SETOP:EXCEPT(SELECT(TARGET(COLUMN_REF*) RELATION(t)) SELECT(TARGET(COLUMN_REF*) RELATION(u))) "
                "SELECT(TARGET(COLUMN_REF*) RELATION(v))))");
}
END_TEST

START_TEST(words_are_names_where_the_grammar_lets_them)
{
    expect_tree(TRINO, "SELECT 1 limit FROM t offset LIMIT 2", "QUERY(SELECT(TARGET:limit(1) RELATION(t ALIAS:offset)) 2)");
    expect_tree(TRINO, "SELECT f() over, filter FROM t", "QUERY(SELECT(TARGET:over(CALL(f)),TARGET(COLUMN_REF(filter)) RELATION(t)))");
    expect_tree(TRINO, "SELECT date, interval FROM \"Date\"", "QUERY(SELECT(TARGET(COLUMN_REF(date)),TARGET(COLUMN_REF(interval)) RELATION(Date)))");
    expect_tree(PRESTO, "SELECT trim(x), \"select\" FROM listagg",
                "QUERY(SELECT(TARGET(CALL(trim COLUMN_REF(x))),TARGET(COLUMN_REF(select)) RELATION(listagg)))");
    expect_tree(TRINO, "SELECT match FROM t match", "QUERY(SELECT(TARGET(COLUMN_REF(match)) RELATION(t ALIAS:match)))");
}
END_TEST

START_TEST(literals_and_types_mean_what_they_say)
{
    expect_tree(TRINO, "SELECT DATE '2020-01-01'", ONE("CAST(2020-01-01 TYPE:date(date))"));
    expect_tree(TRINO, "SELECT INTERVAL - '3' DAY", ONE("CAST(-3 TYPE:DAY(interval day to second))"));
    expect_tree(TRINO, "SELECT X'0aFF', 1.5, .5e3, 'it''s', U&'d\\0061t\\+000061'",
                "QUERY(SELECT(TARGET(0aff),TARGET(1.5),TARGET(.5e3),TARGET(it's),TARGET(data)))");
    expect_tree(PRESTO, "SELECT TRY_CAST(a AS MAP(varchar(3), ARRAY<timestamp with time zone>))",
                ONE("CAST(COLUMN_REF(a) TYPE:MAP(varchar(3), ARRAY<timestamp with time zone>)(map TYPE:varchar(3)(varchar 3),"
                    "TYPE:ARRAY<timestamp with time zone>(array TYPE:timestamp with time zone(timestamp with time zone))))"));
    expect_tree(TRINO, "SELECT CAST(a AS ROW(x bigint, varchar))",
                ONE("CAST(COLUMN_REF(a) TYPE:ROW(x bigint, varchar)(row COLUMN_DEFINITION:x(TYPE:bigint(bigint)),TYPE:varchar(varchar)))"));
}
END_TEST

START_TEST(functions_with_a_syntax_become_what_the_engine_calls)
{
    expect_tree(TRINO, "SELECT POSITION('a' IN b)", ONE("CALL(strpos COLUMN_REF(b),a)"));
    expect_tree(TRINO, "SELECT substring(a, 1)", ONE("CALL(substring COLUMN_REF(a),1)"));
    expect_tree(TRINO, "SELECT SUBSTRING(a FROM 1 FOR 2)", ONE("CALL(substr COLUMN_REF(a),1,2)"));
    expect_tree(TRINO, "SELECT TRIM(LEADING 'x' FROM y)", ONE("CALL(ltrim COLUMN_REF(y),x)"));
    expect_tree(TRINO, "SELECT IF(a, 1)", ONE("CASE:IF(WHEN(COLUMN_REF(a) 1))"));
    expect_tree(TRINO, "SELECT EXTRACT(YEAR FROM d)", ONE("SPECIAL:EXTRACT(year,COLUMN_REF(d))"));
    expect_tree(TRINO, "SELECT JSON_VALUE(j, 'lax $.a' RETURNING bigint DEFAULT 0 ON EMPTY)",
                ONE("CAST(SPECIAL:JSON_VALUE(COLUMN_REF(j),lax $.a,0) TYPE:bigint(bigint))"));
    expect_tree(TRINO, "SELECT sum(x) FILTER (WHERE y) OVER (PARTITION BY z ORDER BY w DESC NULLS LAST ROWS 2 PRECEDING)",
                ONE("CALL(sum COLUMN_REF(x) COLUMN_REF(y) WINDOW(COLUMN_REF(z) SORT:DESC(COLUMN_REF(w)) 2 ROWS))"));
    expect_tree(TRINO, "SELECT a = ANY (SELECT 1)", ONE("SUBQUERY:ANY =(QUERY(SELECT(TARGET(1))) COLUMN_REF(a))"));
}
END_TEST

START_TEST(from_holds_more_than_tables)
{
    expect_tree(TRINO, "SELECT * FROM t CROSS JOIN UNNEST(a, b) WITH ORDINALITY AS u (x, y, n)",
                "QUERY(SELECT(TARGET(COLUMN_REF*) JOIN:CROSS(RELATION(t) FUNCTION_TABLE(CALL(unnest COLUMN_REF(a),COLUMN_REF(b)) ALIAS:u(x,y,n)))))");
    expect_tree(TRINO, "SELECT * FROM a JOIN b JOIN c ON x ON y",
                "QUERY(SELECT(TARGET(COLUMN_REF*) JOIN:INNER(RELATION(a) JOIN:INNER(RELATION(b) RELATION(c) COLUMN_REF(x)) COLUMN_REF(y))))");
    expect_tree(TRINO, "SELECT * FROM c.s.t FOR VERSION AS OF 3 x TABLESAMPLE BERNOULLI (10)",
                "QUERY(SELECT(TARGET(COLUMN_REF*) RELATION(c,s,t ALIAS:x SPECIAL:TABLESAMPLE(bernoulli,10) 3)))");
    expect_tree(TRINO, "SELECT * FROM TABLE(f(input => TABLE(t) PARTITION BY a KEEP WHEN EMPTY, d => DESCRIPTOR(x bigint)))",
                "QUERY(SELECT(TARGET(COLUMN_REF*) FUNCTION_TABLE:table function(CALL(f NAMED_ARGUMENT:input(TABLE_ARGUMENT:KEEP(RELATION(t) COLUMN_REF(a))),"
                "NAMED_ARGUMENT:d(DESCRIPTOR(COLUMN_DEFINITION:x(TYPE:bigint(bigint))))))))");
    expect_tree(TRINO,
                "SELECT * FROM t MATCH_RECOGNIZE (PARTITION BY a MEASURES LAST(B.x) AS m ONE ROW PER MATCH PATTERN (A B+ | {- C -}) "
                "DEFINE B AS x > PREV(x)) p",
                "QUERY(SELECT(TARGET(COLUMN_REF*) MATCH_RECOGNIZE:ONE ROW PER MATCH(DERIVED(QUERY(SELECT(TARGET(COLUMN_REF*) RELATION(t))) ALIAS:t) "
                "ALIAS:p COLUMN_REF(a) TARGET:m(SPECIAL:PATTERN(COLUMN_REF(b,x))) "
                "TARGET:b(OPERATOR:>(COLUMN_REF(x) SPECIAL:PATTERN(COLUMN_REF(x)))) a,b,c)))");
    expect_tree(TRINO, "SELECT * FROM JSON_TABLE(j, 'lax $' COLUMNS (a bigint PATH 'lax $.a', NESTED 'lax $[*]' COLUMNS (n FOR ORDINALITY)))",
                "QUERY(SELECT(TARGET(COLUMN_REF*) FUNCTION_TABLE(CALL(json_table COLUMN_REF(j),lax $) "
                "COLUMN_DEFINITION:a(TYPE:bigint(bigint)),COLUMN_DEFINITION:n(TYPE:bigint(bigint)))))");
}
END_TEST

START_TEST(statements_that_are_no_queries_are_known_for_what_they_are)
{
    static const struct {
        t2s__presto_flavour flavour;
        const char *sql, *tree;
    } rows[] = {
        {TRINO, "INSERT INTO t (a) SELECT 1", "COMMAND:INSERT(QUERY(SELECT(TARGET(1))) RELATION(t))"},
        {TRINO, "CREATE OR REPLACE TABLE c.s.t AS (SELECT 1) WITH NO DATA", "COMMAND:CREATE TABLE(QUERY(QUERY(SELECT(TARGET(1)))) RELATION(c,s,t))"},
        {TRINO, "CREATE TABLE t (a bigint NOT NULL COMMENT 'x', LIKE u) WITH (p = ARRAY['a'])", "COMMAND:CREATE TABLE(RELATION(t),RELATION(u))"},
        {TRINO, "EXPLAIN (TYPE IO, FORMAT JSON) DELETE FROM t WHERE a IN (SELECT b FROM u)",
         "COMMAND:EXPLAIN(QUERY(SELECT(TARGET(COLUMN_REF(b)) RELATION(u))) RELATION(t))"},
        {TRINO, "DROP MATERIALIZED VIEW IF EXISTS v", "COMMAND:DROP MATERIALIZED VIEW(RELATION(v))"},
        {TRINO, "SET SESSION a.b = 1 + 1", "COMMAND:SET"},
        {TRINO, "WITH SESSION a.b = 1 SELECT 1", "COMMAND:WITH SESSION(QUERY(SELECT(TARGET(1))))"},
        {TRINO, "CALL system.f(1, b => 'x')", "COMMAND:CALL"},
        {TRINO, "GRANT SELECT, INSERT ON TABLE t TO ROLE r WITH GRANT OPTION", "COMMAND:GRANT(RELATION(t))"},
        {TRINO, "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (1)",
         "COMMAND:MERGE(RELATION(t),RELATION(u))"},
        {PRESTO, "CREATE TEMPORARY FUNCTION f() RETURNS boolean RETURN true", "COMMAND:CREATE FUNCTION"},
        {PRESTO, "ALTER TABLE t ADD CONSTRAINT c PRIMARY KEY (a) NOT ENFORCED", "COMMAND:ALTER TABLE(RELATION(t))"},
        {PRESTO, "START TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY", "COMMAND:START"},
        {PRESTO, "SHOW STATS FOR (SELECT * FROM t)", "COMMAND:SHOW(QUERY(SELECT(TARGET(COLUMN_REF*) RELATION(t))))"},
        {PRESTO, "PREPARE p FROM UPDATE t SET a = ?", "COMMAND:PREPARE(RELATION(t))"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        expect_tree(rows[i].flavour, rows[i].sql, rows[i].tree);
}
END_TEST

START_TEST(faults_have_the_engines_words_and_places)
{
    expect_fault(TRINO, "SELECT a FROM", 1, 14, "mismatched input '<EOF>'. Expecting: '('");
    expect_fault(TRINO, "SELECT a\nFROM t\nWHERE b = 1 +", 3, 14, "mismatched input '<EOF>'. Expecting: <expression>");
    expect_fault(PRESTO, "SELECT a FROM `t`", 1, 15, "backquoted identifiers are not supported; use double quotes to quote identifiers");
    expect_fault(PRESTO, "SELECT 1st FROM t", 1, 8, "identifiers must not start with a digit; surround the identifier with double quotes");
    expect_fault(PRESTO, "SELECT a@b", 1, 8, "identifiers must not contain '@'");
    expect_fault(TRINO, "SELECT x::bigint", 1, 17, "mismatched input '<EOF>'. Expecting: '('");
    expect_fault(TRINO, "SELECT a ILIKE 'x'", 1, 16, "mismatched input ''x''");
    expect_fault(TRINO, "SELECT * FROM t LIMIT 1 OFFSET 2", 1, 25, "mismatched input 'OFFSET'. Expecting: <EOF>");
    expect_fault(TRINO, "SELECT 'oops", 1, 8, "mismatched input '''. Expecting: ");
    expect_fault(TRINO, "SELECT CAST(a AS )", 1, 18, "mismatched input ')'. Expecting: <type>");
    expect_fault(TRINO, "SELECT coalesce(1)", 1, 8, "The 'coalesce' function must have at least two arguments");
    expect_fault(TRINO, "SELECT coalesce(1) FROM", 1, 24, "mismatched input '<EOF>'"); /* which is worse */
    expect_fault(TRINO, "SELECT EXTRACT(eon FROM a)", 1, 8, "Invalid EXTRACT field: eon");
    expect_fault(PRESTO, "SELECT f() OVER (ROWS UNBOUNDED)", 1, 32, "mismatched input ')'. Expecting: 'FOLLOWING', 'PRECEDING'");
    expect_fault(PRESTO, "SELECT f() OVER (ROWS SELECT)", 1, 17, "mismatched input '('");
    expect_fault(PRESTO, "SELECT 99999999999999999999", 1, 1, "Invalid numeric literal: 99999999999999999999");
    expect_fault(TRINO, "", 1, 1, "mismatched input '<EOF>'. Expecting: ");
    expect_fault(TRINO, "DROP TABLE", 1, 11, "mismatched input '<EOF>'");
    expect_fault(TRINO, "INSERT t SELECT 1", 1, 8, "mismatched input 't'. Expecting: 'INTO'");
    expect_fault(TRINO, "SELECT U&'\\00'", 1, 8, "Incomplete escape sequence: 00");
}
END_TEST

START_TEST(flavours_differ_where_their_grammars_do)
{
    ck_assert_int_eq(parse(TRINO, "SELECT * FROM t WINDOW w AS (ORDER BY a)"), 0);
    ck_assert(!tree.is_wrong);
    ck_assert_int_eq(parse(PRESTO, "SELECT sum(a) OVER w FROM t WINDOW w AS (ORDER BY a)"), 0);
    ck_assert(tree.is_wrong);
    ck_assert_int_eq(parse(TRINO, "SELECT 1_000, 0xFF, a IS TRUE FROM t FETCH FIRST ROW WITH TIES"), 0);
    ck_assert(!tree.is_wrong);
    ck_assert_int_eq(parse(PRESTO, "SELECT a IS TRUE"), 0);
    ck_assert(tree.is_wrong);
    ck_assert_int_eq(parse(PRESTO, "SELECT * FROM t FOR SYSTEM_TIME BEFORE x"), 0);
    ck_assert(!tree.is_wrong);
    ck_assert_int_eq(parse(TRINO, "SELECT * FROM t FOR SYSTEM_TIME BEFORE x"), 0);
    ck_assert(tree.is_wrong);
}
END_TEST

START_TEST(statements_are_parted_by_semicolons_but_not_within_functions)
{
    ck_assert_int_eq(parse(TRINO, "SELECT 1; SELECT 2;"), 0);
    ck_assert(!tree.is_wrong);
    ck_assert_uint_eq(tree.count, 2);
    ck_assert_int_eq(parse(TRINO, "WITH FUNCTION f(a bigint) RETURNS bigint BEGIN DECLARE b bigint DEFAULT 1; SET b = a; RETURN b; END SELECT f(1)"), 0);
    ck_assert_msg(!tree.is_wrong, "%s", tree.wrong_message);
    ck_assert_uint_eq(tree.count, 1);
    ck_assert_ptr_nonnull(tree.first->node->last[T2S_SLOT_QUERY_FUNCTIONS]);
}
END_TEST

/* `open` so many times, then `middle`, then `close` as often. */
static char *nested(const char *begin, const char *open, const char *middle, const char *close, size_t times)
{
    size_t size = strlen(begin) + strlen(middle) + times * (strlen(open) + strlen(close)) + 1;
    char *text = t2s__arena_alloc(&arena, size), *end = text;

    ck_assert_ptr_nonnull(text);
    end = stpcpy(end, begin);
    for (size_t i = 0; i < times; i++)
        end = stpcpy(end, open);
    end = stpcpy(end, middle);
    for (size_t i = 0; i < times; i++)
        end = stpcpy(end, close);
    return text;
}

START_TEST(depth_is_bounded_whatever_is_nested)
{
    static const struct {
        const char *begin, *open, *middle, *close;
    } rows[] = {
        {"SELECT ", "(", "1", ")"},        {"SELECT ", "((1) + ", "1", ")"},  {"SELECT * FROM ", "(", "t", ")"},
        {"SELECT ", "NOT ", "a", ""},      {"SELECT ", "- ", "a", ""},        {"SELECT ", "x -> ", "a", ""},
        {"SELECT ", "CASE WHEN a THEN ", "b", " END"}, {"SELECT CAST(a AS ", "array(", "bigint", ")"},
        {"", "(", "SELECT 1", ")"},        {"SELECT * FROM t ", "JOIN t ", "ON a", " ON a"}, {"", "EXPLAIN ", "SELECT 1", ""},
        {"SELECT ", "f(", "1", ")"},       {"SELECT ", "a[", "1", "]"},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ck_assert_int_eq(parse(TRINO, nested(rows[i].begin, rows[i].open, rows[i].middle, rows[i].close, 20000)), 0);
        ck_assert(tree.is_wrong);
        t2s__arena_dispose(&arena);
        t2s__arena_init(&arena, 0);
    }
    ck_assert_int_eq(parse(TRINO, nested("SELECT ", "(", "1", ")", 300)), 0);
    ck_assert_msg(!tree.is_wrong, "%s", tree.wrong_message);
}
END_TEST

START_TEST(every_word_of_the_grammars_is_found)
{
#define WORD_(name, trino, presto) {#name, T2S__PRESTO_W_##name},
    static const struct {
        const char *text;
        unsigned kind;
    } words[] = {T2S__PRESTO_WORDS(WORD_)};
#undef WORD_
    size_t known = 0;

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        for (int flavour = TRINO; flavour <= PRESTO; flavour++) {
            unsigned kind = t2s__presto_word((t2s__presto_flavour)flavour, words[i].text, strlen(words[i].text));

            ck_assert(kind == words[i].kind || kind == T2S__PRESTO_IDENTIFIER);
            known += kind == words[i].kind;
        }
    ck_assert_uint_gt(known, 500);
    ck_assert_int_eq(t2s__presto_word(TRINO, "selec", 5), T2S__PRESTO_IDENTIFIER);
    ck_assert_int_eq(t2s__presto_word(TRINO, "sElEcT", 6), T2S__PRESTO_W_SELECT);
}
END_TEST

START_TEST(short_memory_is_told_and_nothing_else)
{
    OOM_LOOP (n) {
        t2s_dialect *dialect = NULL;
        t2s_statement *statement = NULL;
        const char *sql = "WITH a AS (SELECT U&'\\0061' x) SELECT x, -1, coalesce(1, 2) FROM a JOIN b USING (c) WHERE x IN ((SELECT 1))";

        if (t2s_trino_dialect_new(&dialect) == 0 && t2s_statement_check(dialect, NULL, sql, strlen(sql), NULL, 0, &statement, NULL) == 0)
            ck_assert(t2s_statement_valid(statement));
        t2s_statement_free(statement);
        t2s_dialect_unref(dialect);
    }
    OOM_LOOP (n) {
        t2s__arena own;
        t2s_tree broken;

        t2s__arena_init(&own, 64);
        t2s__tree_init(&broken, &own);
        if (t2s__presto_parse(TRINO, "SELECT a FROM t WHERE", 21, &broken) == 0)
            ck_assert(broken.is_wrong);
        t2s__arena_dispose(&own);
    }
}
END_TEST

START_TEST(queries_over_made_tables_are_valid_and_their_tables_known)
{
    static const char *const texts[] = {
        "SELECT p.m, a FROM t MATCH_RECOGNIZE (PARTITION BY a ORDER BY b MEASURES LAST(B.x) AS m PATTERN (A B) DEFINE B AS B.x > PREV(x)) p",
        "SELECT * FROM t PIVOT (sum(x) FOR y IN (1 AS one, 2)) WHERE one > 1",
        "SELECT a FROM TABLE(exclude_columns(input => TABLE(t), columns => DESCRIPTOR(b)))",
        "SELECT * FROM (SELECT a FROM t) TABLESAMPLE SYSTEM (10)",
        "SELECT transform(xs, x -> x + 1) FROM t",
    };
    t2s_dialect *dialect;

    ck_assert_int_eq(t2s_trino_dialect_new(&dialect), 0);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        t2s_statement *statement;

        ck_assert_int_eq(t2s_statement_check(dialect, NULL, texts[i], strlen(texts[i]), NULL, 0, &statement, NULL), 0);
        ck_assert_msg(t2s_statement_valid(statement), "%s", texts[i]);
        t2s_statement_free(statement);
    }
    t2s_dialect_unref(dialect);
}
END_TEST

SUITE("presto_parse", setup, teardown, operators_bind_as_the_grammar_says, parentheses_are_what_they_hold,
      set_operations_have_their_precedence, words_are_names_where_the_grammar_lets_them, literals_and_types_mean_what_they_say,
      functions_with_a_syntax_become_what_the_engine_calls, from_holds_more_than_tables,
      statements_that_are_no_queries_are_known_for_what_they_are, faults_have_the_engines_words_and_places,
      flavours_differ_where_their_grammars_do, statements_are_parted_by_semicolons_but_not_within_functions,
      depth_is_bounded_whatever_is_nested, every_word_of_the_grammars_is_found, short_memory_is_told_and_nothing_else,
      queries_over_made_tables_are_valid_and_their_tables_known)
