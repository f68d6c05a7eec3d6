/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "dialect/postgres_scan.h"
#include "support/suite.h"

/* Each token as a letter of its kind and its text, parted by blanks. */
static void expect_tokens(const char *sql, const char *expected)
{
    static const char letters[] = "$!wnsb#p+.";
    t2s__scanner scanner;
    char text[400] = "";
    size_t used = 0;

    t2s__scanner_init(&scanner, sql, strlen(sql));
    for (;;) {
        t2s__token token = t2s__scanner_next(&scanner);

        if (token.kind == T2S__TOKEN_END)
            break;
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%c<%.*s>", used != 0 ? " " : "", letters[token.kind],
                                 (int)token.length, sql + token.start);
    }
    ck_assert_str_eq(text, expected);
}

START_TEST(names_and_keywords_are_words)
{
    expect_tokens("SELECT a_1$, _x é", "w<SELECT> w<a_1$> .<,> w<_x> w<é>");
}
END_TEST

START_TEST(quoted_names_take_doubled_quotes)
{
    expect_tokens("\"a\"\"b\".U&\"\\0041\"", "n<\"a\"\"b\"> .<.> n<U&\"\\0041\">");
}
END_TEST

START_TEST(strings_of_every_form_are_one_token)
{
    expect_tokens("'a''b' '\\' E'\\'' U&'x' N'y'", "s<'a''b'> s<'\\'> s<E'\\''> s<U&'x'> s<N'y'>");
    expect_tokens("B'01' x'F'", "b<B'01'> b<x'F'>");
    expect_tokens("$$a'b$$ $t$ $$ $x$ $t$", "s<$$a'b$$> s<$t$ $$ $x$ $t$>");
}
END_TEST

START_TEST(strings_go_on_after_a_line_end_only)
{
    expect_tokens("'a'\n  'b'", "s<'a'\n  'b'>");
    expect_tokens("'a' -- c\n 'b'", "s<'a' -- c\n 'b'>");
    expect_tokens("'a' 'b'", "s<'a'> s<'b'>");
}
END_TEST

START_TEST(comments_are_passed_over_and_nest)
{
    expect_tokens("a -- b\nc /* d /* e */ f */ g", "w<a> w<c> w<g>");
}
END_TEST

START_TEST(operators_end_before_comments)
{
    expect_tokens("1+--x\n2", "#<1> +<+> #<2>");
    expect_tokens("1*/*x*/2", "#<1> +<*> #<2>");
}
END_TEST

START_TEST(a_sign_at_the_end_is_the_operand_s_unless_the_operator_is_unusual)
{
    expect_tokens("a=-1", "w<a> +<=> +<-> #<1>");
    expect_tokens("a@-1", "w<a> +<@-> #<1>");
    expect_tokens("a->>'b'", "w<a> +<->>> s<'b'>");
}
END_TEST

START_TEST(numbers_stop_at_two_dots)
{
    expect_tokens("1..2 1.5e-3 .5 1e x", "#<1> .<..> #<2> #<1.5e-3> #<.5> #<1> w<e> w<x>");
}
END_TEST

START_TEST(parameters_casts_and_brackets)
{
    expect_tokens("$1::int[2:3]", "p<$1> .<::> w<int> .<[> #<2> .<:> #<3> .<]>");
}
END_TEST

START_TEST(what_has_no_end_is_an_error_to_the_end_of_the_text)
{
    expect_tokens("a 'b c", "w<a> !<'b c>");
    expect_tokens("a /* /* */ b", "w<a> !</* /* */ b>");
    expect_tokens("$x$ a", "!<$x$ a>");
    expect_tokens("\"a", "!<\"a>");
    expect_tokens("E'\\", "!<E'\\>");
}
END_TEST

static void expect_statements(const char *sql, const char *expected)
{
    t2s__scanner scanner;
    char text[400] = "";
    size_t used = 0, start, length;

    t2s__scanner_init(&scanner, sql, strlen(sql));
    while (t2s__postgres_next_statement(&scanner, &start, &length))
        used += (size_t)snprintf(text + used, sizeof(text) - used, "<%.*s>", (int)length, sql + start);
    ck_assert_str_eq(text, expected);
}

START_TEST(statements_are_parted_by_semicolons_outside_of_strings_and_brackets)
{
    expect_statements("", "");
    expect_statements(" ; ;; -- x;\n", "");
    expect_statements("a;b c ;d", "<a><b c><d>");
    expect_statements("a ';' $$;$$ \";\" /*;*/ b;c", "<a ';' $$;$$ \";\" /*;*/ b><c>");
    expect_statements("create rule r as on insert to t do (select 1; select 2); d",
                      "<create rule r as on insert to t do (select 1; select 2)><d>");
}
END_TEST

START_TEST(the_body_of_a_function_is_one_statement)
{
    expect_statements("CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; x",
                      "<CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END><x>");
    expect_statements("BEGIN; a; END;", "<BEGIN><a><END>");
}
END_TEST

SUITE("postgres_scan", NULL, NULL, names_and_keywords_are_words, quoted_names_take_doubled_quotes,
      strings_of_every_form_are_one_token, strings_go_on_after_a_line_end_only, comments_are_passed_over_and_nest,
      operators_end_before_comments, a_sign_at_the_end_is_the_operand_s_unless_the_operator_is_unusual, numbers_stop_at_two_dots,
      parameters_casts_and_brackets, what_has_no_end_is_an_error_to_the_end_of_the_text,
      statements_are_parted_by_semicolons_outside_of_strings_and_brackets, the_body_of_a_function_is_one_statement)
