/* SPDX-License-Identifier: MIT */
/* What becomes of PostgreSQL's text: its errors, and the tree. */
#include <string.h>

#include "sql/tree.h"
#include "sql_catalog.h"
#include "util/buffer.h"
#include "util/utf8.h"

static const char *kind_name(int kind)
{
#define NAME_(name, number, slots, text) [number] = #name,
    static const char *const names[] = {T2S_NODE_MAP(NAME_)};
#undef NAME_

    return names[kind];
}

/* KIND"text"{slot: nodes; ...} */
static void write_node(t2s__buffer *buffer, const t2s_node *node)
{
    int any = 0;

    t2s__buffer_text(buffer, kind_name(node->kind));
    if (node->text != NULL)
        t2s__buffer_printf(buffer, "'%s'", node->text);
    for (int slot = 0; slot < node->slots; slot++) {
        if (node->last[slot] == NULL)
            continue;
        t2s__buffer_printf(buffer, "%s%d:", any++ ? " " : "{", slot);
        T2S__FOR_SLOT (child, node, slot) {
            if (child != t2s__node_first(node, slot))
                t2s__buffer_char(buffer, ',');
            write_node(buffer, child);
        }
    }
    if (any)
        t2s__buffer_char(buffer, '}');
}

static void expect_tree(const char *sql, const char *expected)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    t2s__arena arena;
    t2s_tree tree;

    t2s__arena_init(&arena, 0);
    t2s__tree_init(&tree, &arena);
    ck_assert_int_eq(t2s_dialect_parse(postgres, sql, strlen(sql), &tree), 0);
    ck_assert_msg(!tree.is_wrong, "%s", tree.wrong_message);
    ck_assert_ptr_nonnull(tree.first);
    write_node(&buffer, tree.first->node);
    ck_assert_msg(strcmp(t2s__buffer_string(&buffer), expected) == 0, "%s\n  gives:    %s\n  expected: %s", sql,
                  t2s__buffer_string(&buffer), expected);
    t2s__buffer_dispose(&buffer);
    t2s__arena_dispose(&arena);
}

/* Only an expression: SELECT is put before it. */
static void expect_expression(const char *sql, const char *expected)
{
    char text[300], tree[1000];

    snprintf(text, sizeof(text), "SELECT %s", sql);
    snprintf(tree, sizeof(tree), "QUERY{1:SELECT{1:TARGET{0:%s}}}", expected);
    expect_tree(text, tree);
}

START_TEST(queries_and_their_clauses)
{
    expect_tree("SELECT a x FROM s.t AS u (k) WHERE b GROUP BY c HAVING d ORDER BY e DESC LIMIT 1 OFFSET 2",
                "QUERY{1:SELECT{1:TARGET'x'{0:COLUMN_REF{0:IDENTIFIER'a'}} "
                "2:RELATION{0:IDENTIFIER's',IDENTIFIER't' 1:ALIAS'u'{0:IDENTIFIER'k'}} 3:COLUMN_REF{0:IDENTIFIER'b'} "
                "4:COLUMN_REF{0:IDENTIFIER'c'} 5:COLUMN_REF{0:IDENTIFIER'd'}} 2:SORT'DESC'{0:COLUMN_REF{0:IDENTIFIER'e'}} "
                "3:LITERAL'1' 4:LITERAL'2'}");
    expect_tree("WITH q AS (SELECT 1) SELECT 2 UNION ALL (SELECT 3 LIMIT 4)",
                "QUERY{0:CTE'q'{1:QUERY{1:SELECT{1:TARGET{0:LITERAL'1'}}}} "
                "1:SETOP'UNION'{0:SELECT{1:TARGET{0:LITERAL'2'}} 1:QUERY{1:SELECT{1:TARGET{0:LITERAL'3'}} 3:LITERAL'4'}}}");
    expect_tree("VALUES (1), (2)", "QUERY{1:VALUES{0:ROW{0:LITERAL'1'},ROW{0:LITERAL'2'}}}");
}
END_TEST

START_TEST(everything_in_from)
{
    expect_tree("SELECT FROM a NATURAL LEFT JOIN b CROSS JOIN LATERAL (SELECT) c JOIN d USING (x) AS y",
                "QUERY{1:SELECT{2:JOIN'INNER'{0:JOIN'CROSS'{0:JOIN'LEFT'{0:RELATION{0:IDENTIFIER'a'} 1:RELATION{0:IDENTIFIER'b'}} "
                "1:DERIVED{0:QUERY{1:SELECT} 1:ALIAS'c'}} 1:RELATION{0:IDENTIFIER'd'} 3:IDENTIFIER'x' 5:ALIAS'y'}}}");
    expect_tree("SELECT FROM f(1) WITH ORDINALITY AS g(a), jsonb_to_record(x) AS r(k int)",
                "QUERY{1:SELECT{2:FUNCTION_TABLE{0:CALL{0:IDENTIFIER'f' 1:LITERAL'1'} 1:ALIAS'g'{0:IDENTIFIER'a'}},"
                "FUNCTION_TABLE{0:CALL{0:IDENTIFIER'jsonb_to_record' 1:COLUMN_REF{0:IDENTIFIER'x'}} 1:ALIAS'r' "
                "2:COLUMN_DEFINITION'k'{0:TYPE'int4'{0:IDENTIFIER'pg_catalog',IDENTIFIER'int4'}}}}}");
    expect_tree("SELECT FROM t TABLESAMPLE SYSTEM (x), ROWS FROM (f(), g()) h",
                "QUERY{1:SELECT{2:RELATION{0:IDENTIFIER't' 2:SPECIAL'TABLESAMPLE'{0:IDENTIFIER'system',COLUMN_REF{0:IDENTIFIER'x'}}},"
                "FUNCTION_TABLE{0:CALL{0:IDENTIFIER'f'},CALL{0:IDENTIFIER'g'} 1:ALIAS'h'}}}");
}
END_TEST

START_TEST(expressions_of_every_kind)
{
    expect_expression("$1", "PARAMETER'1'");
    expect_expression("t.*", "COLUMN_REF{0:IDENTIFIER't'}");
    expect_expression("- 1.50", "LITERAL'-1.50'");
    expect_expression("B'01'", "LITERAL'b01'");
    expect_expression("NULL", "LITERAL");
    expect_expression("1 + 2", "OPERATOR'+'{0:LITERAL'1' 1:LITERAL'2'}");
    expect_expression("1 OPERATOR(s.@) 2", "OPERATOR'@'{0:LITERAL'1' 1:LITERAL'2' 2:IDENTIFIER's'}");
    expect_expression("1 = ANY ('{}')", "OPERATOR'='{0:LITERAL'1' 1:LITERAL'{}'}");
    expect_expression("NOT 1 AND 2", "BOOLEAN'AND'{0:BOOLEAN'NOT'{0:LITERAL'1'},LITERAL'2'}");
    expect_expression("1 IS NOT NULL", "TEST'IS NOT NULL'{0:LITERAL'1'}");
    expect_expression("1 IS UNKNOWN", "TEST'IS UNKNOWN'{0:LITERAL'1'}");
    expect_expression("1 IS DISTINCT FROM 2", "TEST'IS DISTINCT FROM'{0:LITERAL'1' 1:LITERAL'2'}");
    expect_expression("1 NOT IN (2, 3)", "IN{0:LITERAL'1' 1:LITERAL'2',LITERAL'3'}");
    expect_expression("1 BETWEEN SYMMETRIC 2 AND 3", "BETWEEN{0:LITERAL'1' 1:LITERAL'2' 2:LITERAL'3'}");
    expect_expression("'a' NOT ILIKE 'b' ESCAPE 'c'", "LIKE'ILIKE'{0:LITERAL'a' 1:LITERAL'b' 2:LITERAL'c'}");
    expect_expression("'a' SIMILAR TO 'b'", "LIKE'SIMILAR TO'{0:LITERAL'a' 1:LITERAL'b'}");
    expect_expression("'1'::s.t(2)[]", "CAST{0:LITERAL'1' 1:TYPE's.t[]'{0:IDENTIFIER's',IDENTIFIER't' 1:LITERAL'2'}}");
    expect_expression("CASE 1 WHEN 2 THEN 3 ELSE 4 END", "CASE{0:LITERAL'1' 1:WHEN{0:LITERAL'2' 1:LITERAL'3'} 2:LITERAL'4'}");
    expect_expression("EXISTS (SELECT)", "SUBQUERY'EXISTS'{0:QUERY{1:SELECT}}");
    expect_expression("1 IN (SELECT)", "SUBQUERY'IN'{0:QUERY{1:SELECT} 1:LITERAL'1'}");
    expect_expression("1 > ALL (SELECT)", "SUBQUERY'ALL >'{0:QUERY{1:SELECT} 1:LITERAL'1'}");
    expect_expression("ARRAY[1]", "ARRAY{0:LITERAL'1'}");
    expect_expression("(1, 2)", "ROW{0:LITERAL'1',LITERAL'2'}");
    expect_expression("a[1][2:3]", "SUBSCRIPT{0:SUBSCRIPT{0:COLUMN_REF{0:IDENTIFIER'a'} 1:LITERAL'1'} 1:LITERAL'2' 2:LITERAL'3'}");
    expect_expression("(a).b", "FIELD'b'{0:COLUMN_REF{0:IDENTIFIER'a'}}");
    expect_expression("'a' COLLATE s.c", "COLLATE{0:LITERAL'a' 1:IDENTIFIER's',IDENTIFIER'c'}");
    expect_expression("CURRENT_DATE", "CURRENT'CURRENT_DATE'");
    expect_expression("coalesce(1, 2)", "SPECIAL'COALESCE'{0:LITERAL'1',LITERAL'2'}");
    expect_expression("nullif(1, 2)", "SPECIAL'NULLIF'{0:LITERAL'1',LITERAL'2'}");
    expect_expression("greatest(1)", "SPECIAL'GREATEST'{0:LITERAL'1'}");
    expect_expression("f(a => 1)", "CALL{0:IDENTIFIER'f' 1:NAMED_ARGUMENT'a'{0:LITERAL'1'}}");
    expect_expression("f(DISTINCT 1 ORDER BY 2) FILTER (WHERE 3)",
                      "CALL{0:IDENTIFIER'f' 1:LITERAL'1' 2:SORT{0:LITERAL'2'} 3:LITERAL'3'}");
    expect_expression("f() WITHIN GROUP (ORDER BY 1)", "CALL{0:IDENTIFIER'f' 5:SORT{0:LITERAL'1'}}");
    expect_expression("f() OVER (w PARTITION BY 1 ROWS 2 PRECEDING)",
                      "CALL{0:IDENTIFIER'f' 4:WINDOW{0:LITERAL'1' 2:LITERAL'2' 3:IDENTIFIER'w' 4:IDENTIFIER'ROWS'}}");
    expect_expression("extract(day FROM 1)", "CALL{0:IDENTIFIER'pg_catalog',IDENTIFIER'extract' 1:LITERAL'day',LITERAL'1'}");
    expect_expression("xmlelement(name a, 1)", "SPECIAL'XMLELEMENT'{0:LITERAL'1'}");
}
END_TEST

START_TEST(commands_keep_the_queries_and_relations_in_them)
{
    expect_tree("INSERT INTO t SELECT 1", "COMMAND'INSERT'{1:QUERY{1:SELECT{1:TARGET{0:LITERAL'1'}}} 2:RELATION{0:IDENTIFIER't'}}");
    expect_tree("DELETE FROM t USING u WHERE EXISTS (SELECT)",
                "COMMAND'DELETE'{1:QUERY{1:SELECT} 2:RELATION{0:IDENTIFIER't'},RELATION{0:IDENTIFIER'u'}}");
    expect_tree("  -- so\n explain select", "COMMAND'EXPLAIN'{1:QUERY{1:SELECT}}");
    expect_tree("CREATE TEMP TABLE x AS SELECT", "COMMAND'CREATE TABLE'{1:QUERY{1:SELECT} 2:RELATION{0:IDENTIFIER'x'}}");
    expect_tree("DROP MATERIALIZED VIEW v", "COMMAND'DROP MATERIALIZED VIEW'");
    expect_tree("SET x = 1", "COMMAND'SET'");
    expect_tree("SELECT 1 INTO x FOR UPDATE OF y", "QUERY{1:SELECT{1:TARGET{0:LITERAL'1'} 7:INTO{0:RELATION{0:IDENTIFIER'x'}}} "
                                                   "5:LOCKING'FOR UPDATE'{0:RELATION{0:IDENTIFIER'y'}}}");
}
END_TEST

static void expect_fault(const char *sql, const char *code, int line, int column)
{
    t2s_statement *statement = sql_check(library, sql);
    const t2s_diagnostic *first = t2s_statement_diagnostic(statement, 0);
    const char *message = t2s_diagnostic_message(first);

    ck_assert_msg(first != NULL, "%s", sql);
    ck_assert_uint_eq(t2s__utf8_check(message, strlen(message)), strlen(message));
    ck_assert_msg(strcmp(t2s_diagnostic_code(first), code) == 0, "%s: %s", sql, sql_first(statement));
    ck_assert_str_eq(t2s_diagnostic_rule(first), "syntax");
    ck_assert_int_eq(t2s_diagnostic_line(first), line);
    ck_assert_int_eq(t2s_diagnostic_column(first), column);
    ck_assert_str_eq(t2s_statement_kind(statement), "");
    t2s_statement_free(statement);
}

START_TEST(errors_have_a_code_and_a_place_in_characters)
{
    expect_fault("SELECT FROM FROM t", "42601", 1, 13);
    expect_fault("SELECT 'é',\n  'ü' x y", "42601", 2, 9);
    expect_fault("SELECT 'a", "42601", 1, 8);
    expect_fault("SELECT U&'\\00zz'", "22025", 1, 11);
    expect_fault("SELECT 1 LIMIT 1, 2", "42601", 1, 10);
    expect_fault("Here is your query: SELECT 1", "42601", 1, 1);
    expect_fault("SELECT 1‘", "42601", 1, 8);
    expect_fault("SELECT sum(x) OVER (ROWS UNBOUNDED FOLLOWING)", "42P20", 1, 26);
}
END_TEST

SUITE("postgres_dialect", sql_setup, sql_teardown, queries_and_their_clauses, everything_in_from, expressions_of_every_kind,
      commands_keep_the_queries_and_relations_in_them, errors_have_a_code_and_a_place_in_characters)
