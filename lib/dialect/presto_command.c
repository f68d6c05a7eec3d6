/* SPDX-License-Identifier: MIT */
/*
 * Statements that are no queries: each is a line of the tables below, in a small language that is read as the statement is:
 *
 *   WORD         that word                         [ ... ]     or nothing
 *   ( ) = , . @  that mark                         < a | b >   one of these
 *   { ... }      one or more, with commas between
 *
 * and a small or capital letter for a construct, as take() has them. What may or may not be there, or is one of several, is told by the
 * words that it begins with. Of what a statement holds, its queries and relations are kept.
 */
#include <string.h>

#include "dialect/presto_parser.h"

#define T(name) T2S__PRESTO_##name
#define W(name) T2S__PRESTO_W_##name

/* "FIRST WORDS", then the rest. The first line whose words are there is the statement. */
struct line {
    const char *words;
    const char *rest;
};

#define LIKE "[LIKE s [ESCAPE s]]"

static const struct line both[] = {
    {"USE", "i [. i]"},
    {"CREATE SCHEMA", "[IF NOT EXISTS] n [AUTHORIZATION g] [WITH p]"},
    {"DROP SCHEMA", "[IF EXISTS] n [<CASCADE|RESTRICT>]"},
    {"ALTER SCHEMA", "n <RENAME TO i|SET AUTHORIZATION g>"},
    {"DROP TABLE", "[IF EXISTS] r"},
    {"TRUNCATE", "TABLE r"},
    {"DROP VIEW", "[IF EXISTS] r"},
    {"DROP MATERIALIZED", "VIEW [IF EXISTS] r"},
    {"CALL", "n ( [{A}] )"},
    {"ANALYZE", "r [WITH p]"},
    {"CREATE ROLE", "i [WITH ADMIN h] [IN i]"},
    {"DROP ROLE", "[IF EXISTS] i [IN i]"},
    {"SET ROLE", "<ALL|NONE|i> [IN i]"},
    {"SHOW CREATE", "<TABLE r|SCHEMA n|VIEW r|MATERIALIZED VIEW r>"},
    {"SHOW TABLES", "[<FROM|IN> n] " LIKE},
    {"SHOW SCHEMAS", "[<FROM|IN> i] " LIKE},
    {"SHOW CATALOGS", LIKE},
    {"SHOW COLUMNS", "<FROM|IN> r " LIKE},
    {"SHOW STATS", "FOR <( q )|r>"},
    {"SHOW CURRENT", "ROLES [<FROM|IN> i]"},
    {"SHOW ROLES", "[<FROM|IN> i]"},
    {"SHOW ROLE", "GRANTS [<FROM|IN> i]"},
    {"SHOW SESSION", LIKE},
    {"DESCRIBE INPUT", "!i"},
    {"DESCRIBE OUTPUT", "!<( q )|i>"},
    {"DESCRIBE", "r"},
    {"DESC", "r"},
    {"SET SESSION", "n = e"},
    {"RESET SESSION", "n"},
    {"START", "TRANSACTION [{<ISOLATION LEVEL <READ UNCOMMITTED|READ COMMITTED|REPEATABLE READ|SERIALIZABLE>|READ <ONLY|WRITE>>}]"},
    {"COMMIT", "[WORK]"},
    {"ROLLBACK", "[WORK]"},
    {"PREPARE", "i FROM S"},
    {"DEALLOCATE", "PREPARE i"},
    {NULL, NULL},
};

static const struct line trino[] = {
    {"REFRESH", "MATERIALIZED VIEW r"},
    {"SHOW CREATE FUNCTION", "n"},
    {"CREATE CATALOG", "[IF NOT EXISTS] i USING i [COMMENT s] [AUTHORIZATION g] [WITH p]"},
    {"DROP CATALOG", "[IF EXISTS] i [<CASCADE|RESTRICT>]"},
    {"CREATE OR REPLACE TABLE", "[IF NOT EXISTS] r C"},
    {"CREATE TABLE", "[IF NOT EXISTS] r C"},
    {"CREATE OR REPLACE MATERIALIZED", "VIEW V"},
    {"CREATE MATERIALIZED", "VIEW V"},
    {"CREATE OR REPLACE VIEW", "[IF NOT EXISTS] r [COMMENT s] [SECURITY <DEFINER|INVOKER>] [WITH p] AS q"},
    {"CREATE VIEW", "[IF NOT EXISTS] r [COMMENT s] [SECURITY <DEFINER|INVOKER>] [WITH p] AS q"},
    {"CREATE OR REPLACE FUNCTION", "f"},
    {"CREATE FUNCTION", "f"},
    {"CREATE OR REPLACE BRANCH", "[IF NOT EXISTS] i [WITH p] IN TABLE r [FROM i]"},
    {"CREATE BRANCH", "[IF NOT EXISTS] i [WITH p] IN TABLE r [FROM i]"},
    {"DROP BRANCH", "[IF EXISTS] i IN TABLE r"},
    {"ALTER BRANCH", "!i IN TABLE r FAST FORWARD TO i"},
    {"SHOW BRANCHES", "<FROM|IN> TABLE r"},
    {"INSERT", "INTO r [@ i] [a] q"},
    {"DELETE", "FROM r [@ i] [WHERE e]"},
    {"UPDATE", "r [@ i] SET {i = e} [WHERE e]"},
    {"MERGE", "INTO r [@ i] [m] USING R ON e M"},
    {"COMMENT", "ON <TABLE|VIEW|MATERIALIZED VIEW|COLUMN> n IS <s|NULL>"},
    {"ALTER TABLE IF", "EXISTS r <RENAME TO n|RENAME COLUMN [IF EXISTS] n TO i|ADD COLUMN [IF NOT EXISTS] d [<FIRST|LAST|AFTER i>]|"
                       "DROP COLUMN [IF EXISTS] n|ALTER COLUMN n <SET DEFAULT l|SET DATA TYPE t|DROP DEFAULT|DROP NOT NULL>>"},
    {"ALTER TABLE", "r <RENAME TO n|RENAME COLUMN [IF EXISTS] n TO i|ADD COLUMN [IF NOT EXISTS] d [<FIRST|LAST|AFTER i>]|"
                    "DROP COLUMN [IF EXISTS] n|ALTER COLUMN n <SET DEFAULT l|SET DATA TYPE t|DROP DEFAULT|DROP NOT NULL>|"
                    "SET PROPERTIES P|SET AUTHORIZATION g|EXECUTE i [( [{A}] )] [WHERE e]>"},
    {"ALTER MATERIALIZED", "VIEW [IF EXISTS] r <RENAME TO n|SET PROPERTIES P|SET AUTHORIZATION g|EXECUTE i [( [{A}] )] [WHERE e]>"},
    {"ALTER VIEW", "r <RENAME TO n|REFRESH|SET AUTHORIZATION g>"},
    {"ALTER", "i n SET AUTHORIZATION g"},
    {"DROP FUNCTION", "[IF EXISTS] F"},
    {"GRANT", "<ALL PRIVILEGES|{k}> <ON G TO g [WITH GRANT OPTION]|TO w{g} [WITH ADMIN OPTION] [GRANTED BY h] [IN i]>"},
    {"REVOKE", "[<ADMIN OPTION FOR|GRANT OPTION FOR>] <ALL PRIVILEGES|{k}> <ON G FROM g|FROM w{g} [GRANTED BY h] [IN i]>"},
    {"DENY", "<ALL PRIVILEGES|{k}> ON G TO g"},
    {"SHOW GRANTS", "[ON G]"},
    {"SHOW FUNCTIONS", "[<FROM|IN> n] " LIKE},
    {"EXPLAIN ANALYZE VERBOSE", "S"},
    {"EXPLAIN ANALYZE", "y"},
    {"EXPLAIN", "[( {<FORMAT <TEXT|GRAPHVIZ|JSON>|TYPE <LOGICAL|DISTRIBUTED|VALIDATE|IO>>} )] S"},
    {"SET SESSION AUTHORIZATION", "!<s|i>"},
    {"RESET SESSION AUTHORIZATION", "!"},
    {"EXECUTE IMMEDIATE", "!s [USING {e}]"},
    {"EXECUTE", "i [USING {e}]"},
    {"SET PATH", "{i [. i]}"},
    {"SET TIME", "ZONE <LOCAL|e>"},
    {NULL, NULL},
};

#define CONSTRAINT "[CONSTRAINT i] <UNIQUE|PRIMARY KEY> a K"
#define VERSION "[FOR <SYSTEM_VERSION|SYSTEM_TIME> AS OF v] [RETAIN N DAYS]"

static const struct line prestodb[] = {
    {"REFRESH", "MATERIALIZED VIEW r [WHERE e]"},
    {"SHOW CREATE FUNCTION", "n [x]"},
    {"CREATE TABLE", "[IF NOT EXISTS] r C"},
    {"CREATE OR REPLACE VIEW", "r [SECURITY <DEFINER|INVOKER>] AS q"},
    {"CREATE VIEW", "r [SECURITY <DEFINER|INVOKER>] AS q"},
    {"CREATE MATERIALIZED", "VIEW [IF NOT EXISTS] r [COMMENT s] [SECURITY <DEFINER|INVOKER>] [WITH p] AS Q"},
    {"CREATE TYPE", "n AS <( {i t} )|t>"},
    {"CREATE VECTOR", "INDEX n ON r ( {i} ) [WITH p] [UPDATING FOR e]"},
    {"CREATE OR REPLACE TEMPORARY FUNCTION", "B"},
    {"CREATE OR REPLACE FUNCTION", "B"},
    {"CREATE TEMPORARY", "FUNCTION B"},
    {"CREATE FUNCTION", "B"},
    {"INSERT", "INTO r [a] q"},
    {"DELETE", "FROM r [WHERE e]"},
    {"UPDATE", "r SET {i = e} [WHERE e]"},
    {"MERGE", "INTO r [m] USING R ON e M"},
    {"ALTER TABLE", "[IF EXISTS] r <RENAME TO n|RENAME COLUMN [IF EXISTS] i TO i|DROP COLUMN [IF EXISTS] n|"
                    "DROP CONSTRAINT [IF EXISTS] i|DROP BRANCH [IF EXISTS] s|DROP TAG [IF EXISTS] s|"
                    "ADD COLUMN [IF NOT EXISTS] d|ADD " CONSTRAINT "|"
                    "CREATE [OR REPLACE] <BRANCH|TAG> [IF NOT EXISTS] s " VERSION " [WITH SNAPSHOT RETENTION N SNAPSHOTS [N DAYS]]|"
                    "ALTER [COLUMN] i <SET NOT NULL|SET DATA TYPE t|SET DEFAULT l|DROP NOT NULL|DROP DEFAULT>|SET PROPERTIES p>"},
    {"ALTER VIEW", "[IF EXISTS] r RENAME TO n"},
    {"ALTER MATERIALIZED", "VIEW [IF EXISTS] r SET PROPERTIES p"},
    {"ALTER FUNCTION", "n [x] D"},
    {"DROP TEMPORARY", "FUNCTION [IF EXISTS] n [x]"},
    {"DROP FUNCTION", "[IF EXISTS] n [x]"},
    {"DROP VECTOR", "INDEX [IF EXISTS] n"},
    {"GRANT", "<ALL PRIVILEGES|{k}> <ON [TABLE] r TO g [WITH GRANT OPTION]|TO {g} [WITH ADMIN OPTION] [GRANTED BY h]>"},
    {"REVOKE", "[<ADMIN OPTION FOR|GRANT OPTION FOR>] <ALL PRIVILEGES|{k}> <ON [TABLE] r FROM g|FROM {g} [GRANTED BY h]>"},
    {"SHOW GRANTS", "[ON [TABLE] r]"},
    {"SHOW FUNCTIONS", LIKE},
    {"EXPLAIN ANALYZE VERBOSE", "O S"},
    {"EXPLAIN ANALYZE", "Y"},
    {"EXPLAIN VERBOSE", "O S"},
    {"EXPLAIN", "O S"},
    {"EXECUTE", "i [USING {e}]"},
    {NULL, NULL},
};

static void run(t2s__presto *presto, t2s_node *command, const char **rule);
static void statement_into(t2s__presto *presto, t2s_node *command);

static void run_rule(t2s__presto *presto, t2s_node *command, const char *rule)
{
    run(presto, command, &rule);
}

static int is_capital(char c)
{
    return (c >= 'A' && c <= 'Z') || c == '_';
}

static size_t word_length(const char *rule)
{
    size_t length = 0;

    while (is_capital(rule[length]))
        length++;
    return length;
}

static int token_is(const t2s__presto *presto, uint32_t ahead, const char *word, size_t length)
{
    uint32_t at = presto->at + ahead < presto->count ? presto->at + ahead : presto->count - 1;
    const t2s__presto_token *token = &presto->tokens[at];

    if (token->length != length || (token->kind < T2S__PRESTO_FIRST_WORD && token->kind != T(IDENTIFIER)))
        return 0;
    for (size_t i = 0; i < length; i++) {
        char c = presto->sql[token->start + i];

        if ((c >= 'a' && c <= 'z' ? c & ~0x20 : c) != word[i])
            return 0;
    }
    return 1;
}

static void note_word(t2s__presto *presto, const char *word, size_t length)
{
    t2s__presto_kind kind = t2s__presto_word(presto->flavour, word, length);

    if (presto->at == presto->watched && kind != T(IDENTIFIER))
        t2s__presto_expect_note(presto, kind);
}

static const char *past_blanks(const char *rule)
{
    while (*rule == ' ')
        rule++;
    return rule;
}

/* Can what the rule says begin here? Its first words must all be there, or else the construct that it begins with. */
static int begins(t2s__presto *presto, const char *rule)
{
    uint32_t ahead = 0;

    for (rule = past_blanks(rule); is_capital(*rule) && word_length(rule) > 1; rule = past_blanks(rule + word_length(rule))) {
        if (!token_is(presto, ahead, rule, word_length(rule))) {
            if (ahead == 0)
                note_word(presto, rule, word_length(rule));
            return 0;
        }
        ahead++;
    }
    if (ahead != 0)
        return 1;
    switch (*rule) {
    case '(':
    case 'a':
    case 'x':
        return t2s__presto_is(presto, T(LEFT_PAREN));
    case '.':
        return t2s__presto_is(presto, T(DOT));
    case '@':
        return t2s__presto_is(presto, T(AT_SIGN));
    case 's':
        return t2s__presto_at_string(presto);
    case 'N':
        return t2s__presto_is(presto, T(INTEGER));
    case '<':
    case '{':
    case '[':
        for (int depth = 0; *rule != '\0'; rule++) {
            if (*rule == '<' || *rule == '{' || *rule == '[' || (*rule == '|' && depth == 1)) {
                depth += *rule != '|';
                if (depth <= 2 && begins(presto, rule + 1))
                    return 1;
            } else if (*rule == '>' || *rule == '}' || *rule == ']') {
                if (--depth == 0)
                    break;
            }
        }
        return 0;
    case 'A':
    case 'e':
        return t2s__presto_begins_expression(presto, 0);
    case 'm':
        return presto->kind != W(USING);
    case 'i':
    case 'n':
    case 'r':
        return t2s__presto_at_name(presto);
    case 't':
        return presto->kind != T(RIGHT_PAREN);
    default:
        return 1;
    }
}

/* To the '|' or the end of the group that the rule is in. */
static const char *skip(const char *rule, int to_bar)
{
    for (int depth = 0; *rule != '\0'; rule++) {
        if (depth == 0 && (*rule == ']' || *rule == '>' || *rule == '}' || (to_bar && *rule == '|')))
            return rule;
        if (*rule == '[' || *rule == '<' || *rule == '{')
            depth++;
        else if (*rule == ']' || *rule == '>' || *rule == '}')
            depth--;
    }
    return rule;
}

static void one_of(t2s__presto *presto, t2s_node *command, const char **rule)
{
    const char *end = skip(*rule, 0);

    for (;;) {
        if (begins(presto, *rule)) {
            run(presto, command, rule);
            break;
        }
        *rule = skip(*rule, 1);
        if (**rule != '|') {
            t2s__presto_mismatch(presto);
            break;
        }
        (*rule)++;
    }
    *rule = end;
}

/* a [NOT NULL] [DEFAULT x] [COMMENT '...'] [WITH (...)], where Trino names a field of a column too. */
static void column_definition(t2s__presto *presto, t2s_node *command)
{
    if (t2s__presto_is_trino(presto)) {
        run_rule(presto, command, "n t [DEFAULT l] [NOT NULL] [COMMENT s] [WITH p]");
        return;
    }
    run_rule(presto, command, "i t [DEFAULT l] [NOT NULL] [DEFAULT l] [COMMENT s] [WITH p]");
}

static void table_element(t2s__presto *presto, t2s_node *command)
{
    uint32_t next = t2s__presto_peek(presto, 1);

    if (presto->kind == W(LIKE))
        run_rule(presto, command, "LIKE r [<INCLUDING|EXCLUDING> PROPERTIES]");
    else if (!t2s__presto_is_trino(presto) && ((presto->kind == W(CONSTRAINT)) || (presto->kind == W(UNIQUE) && next == T(LEFT_PAREN)) ||
                                               (presto->kind == W(PRIMARY) && next == W(KEY) && t2s__presto_peek(presto, 2) == T(LEFT_PAREN))))
        run_rule(presto, command, CONSTRAINT);
    else
        column_definition(presto, command);
}

/* Behind the name of a table that is created: its columns, or a query that gives them. */
static void created_table(t2s__presto *presto, t2s_node *command)
{
    int has_list = presto->kind == T(LEFT_PAREN), has_names = 0;

    if (has_list && t2s__presto_peek_name(presto, 1) &&
        (t2s__presto_peek(presto, 2) == T(COMMA) || t2s__presto_peek(presto, 2) == T(RIGHT_PAREN)) &&
        !(presto->kind == W(UNIQUE) && !t2s__presto_is_trino(presto)))
        has_names = 1;
    if (has_names)
        run_rule(presto, command, "a");
    else if (has_list) {
        t2s__presto_next(presto);
        do
            table_element(presto, command);
        while (t2s__presto_accept(presto, T(COMMA)));
        t2s__presto_expect(presto, T(RIGHT_PAREN));
        run_rule(presto, command, "[COMMENT s] [WITH p]");
        return;
    }
    run_rule(presto, command, "[COMMENT s] [WITH p] AS Q [WITH [NO] DATA]");
}

/* AS query, or AS (query): its own parentheses begin nothing else. */
static void query_in_parentheses(t2s__presto *presto, t2s_node *command)
{
    if (presto->kind == T(LEFT_PAREN) && t2s__presto_peek(presto, 1) == W(WITH)) {
        t2s__presto_next(presto);
        t2s_node_append(command, T2S_SLOT_COMMAND_QUERY, t2s__presto_root_query(presto));
        t2s__presto_expect(presto, T(RIGHT_PAREN));
    } else
        t2s_node_append(command, T2S_SLOT_COMMAND_QUERY, t2s__presto_root_query(presto));
}

static void merge_cases(t2s__presto *presto, t2s_node *command)
{
    do
        run_rule(presto, command,
                 "WHEN <MATCHED [AND e] THEN <UPDATE SET {i = e}|DELETE>|NOT MATCHED [AND e] THEN INSERT [a] VALUES ( {e} )>");
    while (presto->kind == W(WHEN));
}

static void principal(t2s__presto *presto, t2s_node *command, int is_grantor)
{
    if (is_grantor && (t2s__presto_accept(presto, W(CURRENT_USER)) || t2s__presto_accept(presto, W(CURRENT_ROLE))))
        return;
    if ((presto->kind == W(USER) || presto->kind == W(ROLE)) && t2s__presto_peek_name(presto, 1) &&
        t2s__presto_peek(presto, 1) != W(GRANTED))
        t2s__presto_next(presto);
    run_rule(presto, command, "i");
}

static void privilege(t2s__presto *presto)
{
    int is_privilege = presto->kind == W(CREATE) || presto->kind == W(SELECT) || presto->kind == W(DELETE) ||
                       presto->kind == W(INSERT) || presto->kind == W(UPDATE);

    if (is_privilege && presto->privilege == 0)
        presto->privilege = presto->at + 1;
    switch (presto->kind) {
    case W(CREATE):
        t2s__presto_next(presto);
        t2s__presto_accept(presto, W(BRANCH));
        return;
    case W(SELECT):
    case W(DELETE):
    case W(INSERT):
    case W(UPDATE):
        t2s__presto_next(presto);
        return;
    default:
        t2s__presto_identifier(presto);
    }
}

/* [BRANCH i IN] [kind] name */
static void grant_object(t2s__presto *presto, t2s_node *command)
{
    if (presto->kind == W(BRANCH) && t2s__presto_peek_name(presto, 1) && t2s__presto_peek(presto, 2) == W(IN))
        run_rule(presto, command, "BRANCH i IN");
    if (presto->kind == W(TABLE) || presto->kind == W(SCHEMA))
        t2s__presto_next(presto);
    else if (t2s__presto_peek_name(presto, 0) && t2s__presto_peek_name(presto, 1) &&
             (t2s__presto_peek(presto, 1) != W(TO) || t2s__presto_peek(presto, 2) == W(TO) || t2s__presto_peek(presto, 2) == T(DOT)))
        t2s__presto_next(presto);
    t2s_node_append(command, T2S_SLOT_COMMAND_RELATIONS, t2s__presto_relation_name(presto));
}

/* Each of three kinds of qualifiers at most once. */
static void constraint_qualifiers(t2s__presto *presto, uint32_t begin)
{
    static const char *const names[] = {"ENABLED", "RELY", "ENFORCED"};
    int counts[3] = {0, 0, 0};
    int is_unique = 0;

    while (begin > 0 && presto->tokens[begin].kind != W(UNIQUE) && presto->tokens[begin].kind != W(PRIMARY))
        begin--;
    is_unique = presto->tokens[begin].kind == W(UNIQUE);
    for (;;) {
        if (t2s__presto_accept(presto, W(ENABLED)) || t2s__presto_accept(presto, W(DISABLED)))
            counts[0]++;
        else if (t2s__presto_accept(presto, W(RELY)) || t2s__presto_accept_two(presto, W(NOT), W(RELY)))
            counts[1]++;
        else if (t2s__presto_accept(presto, W(ENFORCED)) || t2s__presto_accept_two(presto, W(NOT), W(ENFORCED)))
            counts[2]++;
        else
            break;
    }
    for (int i = 0; i < 3; i++)
        if (counts[i] > 1)
            t2s__presto_faultf(presto, begin, "Invalid %s constraint specification %s", is_unique ? "UNIQUE" : "PRIMARY KEY", names[i]);
}

enum { NULL_CALL = 1, LANGUAGE = 2, DETERMINISM = 4 };

/* Of PrestoDB's functions: each of the three kinds at most once. */
static void characteristics(t2s__presto *presto, t2s_node *command, int kinds)
{
    int seen = 0;

    for (;;) {
        uint32_t at = presto->at;
        int kind;
        const char *text;

        if ((kinds & LANGUAGE) != 0 && presto->kind == W(LANGUAGE)) {
            run_rule(presto, command, "LANGUAGE i");
            kind = LANGUAGE;
            text = "Duplicate language clause: ";
            at++;
        } else if ((kinds & DETERMINISM) != 0 && (presto->kind == W(DETERMINISTIC) || presto->kind == W(NOT))) {
            run_rule(presto, command, "[NOT] DETERMINISTIC");
            kind = DETERMINISM;
            text = "Duplicate determinism characteristics: ";
        } else if (presto->kind == W(RETURNS) || presto->kind == W(CALLED)) {
            run_rule(presto, command, "<RETURNS NULL ON NULL INPUT|CALLED ON NULL INPUT>");
            kind = NULL_CALL;
            text = "Duplicate null-call clause: ";
        } else
            break;
        if ((seen & kind) != 0)
            t2s__presto_faultf(presto, at, "%s%.*s", text, (int)presto->tokens[at].length, presto->sql + presto->tokens[at].start);
        seen |= kind;
    }
    if (seen == 0 && kinds == NULL_CALL)
        t2s__presto_fault(presto, presto->count, "No alter routine characteristics specified");
}

static void function_body(t2s__presto *presto, t2s_node *command)
{
    run_rule(presto, command, "n ( [{i t}] ) RETURNS t [COMMENT s]");
    characteristics(presto, command, LANGUAGE | DETERMINISM | NULL_CALL);
    run_rule(presto, command, "<RETURN e|EXTERNAL [NAME i]>");
}

/* (FORMAT TEXT, TYPE IO), unless it is a query that is in parentheses. */
static void explain_options(t2s__presto *presto, t2s_node *command)
{
    if (presto->kind == T(LEFT_PAREN) && (t2s__presto_peek(presto, 1) == W(FORMAT) || t2s__presto_peek(presto, 1) == W(TYPE)))
        run_rule(presto, command, "( {<FORMAT <TEXT|GRAPHVIZ|JSON>|TYPE <LOGICAL|DISTRIBUTED|VALIDATE|IO>>} )");
}

/* EXPLAIN ANALYZE t: of ANALYZE t, where a name and the end, or WITH, follow. */
static void explain_analyze(t2s__presto *presto, t2s_node *command)
{
    uint32_t ahead = 0;

    while (t2s__presto_peek_name(presto, ahead) && t2s__presto_peek(presto, ahead + 1) == T(DOT))
        ahead += 2;
    if (t2s__presto_peek_name(presto, ahead) &&
        (t2s__presto_peek(presto, ahead + 1) == T(END) || t2s__presto_peek(presto, ahead + 1) == T(SEMICOLON) ||
         t2s__presto_peek(presto, ahead + 1) == W(WITH)) &&
        !(ahead == 0 && (presto->kind == W(COMMIT) || presto->kind == W(ROLLBACK)))) {
        run_rule(presto, command, "r [WITH p]");
        return;
    }
    if (!t2s__presto_is_trino(presto))
        explain_options(presto, command);
    run_rule(presto, command, "S");
}

/* Of MERGE: [AS] a */
static void merge_alias(t2s__presto *presto)
{
    t2s__presto_accept(presto, W(AS));
    t2s__presto_identifier(presto);
}

static void literal(t2s__presto *presto)
{
    if (presto->kind == T(MINUS))
        t2s__presto_next(presto);
    t2s__presto_primary(presto);
}

/* What a letter stands for. */
static void take(t2s__presto *presto, t2s_node *command, char letter)
{
    t2s_node *unkept;

    switch (letter) {
    case 'i': /* a name */
        t2s__presto_identifier(presto);
        break;
    case 'n': /* one with dots */
        unkept = t2s__presto_node(presto, T2S_NODE_COLUMN_REF, presto->at, NULL);
        t2s__presto_qualified_name(presto, unkept, 0);
        break;
    case 'r': /* one of a relation */
        t2s_node_append(command, T2S_SLOT_COMMAND_RELATIONS, t2s__presto_relation_name(presto));
        break;
    case 's':
        t2s__presto_string(presto);
        break;
    case 'N':
        t2s__presto_expect(presto, T(INTEGER));
        break;
    case 'e':
        t2s__presto_expression(presto);
        break;
    case 'v':
        t2s__presto_value_expression(presto);
        break;
    case 'l':
        literal(presto);
        break;
    case 't':
        t2s__presto_type(presto);
        break;
    case 'a': /* (a, b) */
        unkept = t2s__presto_node(presto, T2S_NODE_ALIAS, presto->at, NULL);
        t2s__presto_column_aliases(presto, unkept, 0);
        break;
    case 'x': /* (bigint, varchar) */
        t2s__presto_next(presto);
        if (!t2s__presto_accept(presto, T(RIGHT_PAREN)))
            run_rule(presto, command, "{t} )");
        break;
    case 'p':
        t2s__presto_properties(presto, NULL, 0);
        break;
    case 'P':
        t2s__presto_property_list(presto, NULL, 0);
        break;
    case 'q':
        t2s_node_append(command, T2S_SLOT_COMMAND_QUERY, t2s__presto_root_query(presto));
        break;
    case 'Q':
        query_in_parentheses(presto, command);
        break;
    case 'R':
        t2s__presto_relation(presto);
        break;
    case 'S':
        statement_into(presto, command);
        break;
    case 'A': /* a => 1, or 1 */
        if (t2s__presto_is_name(presto->flavour, presto->kind) && t2s__presto_peek(presto, 1) == T(DOUBLE_ARROW)) {
            t2s__presto_identifier(presto);
            t2s__presto_next(presto);
        }
        t2s__presto_expression(presto);
        break;
    case 'f':
        t2s__presto_function_specification(presto);
        break;
    case 'F':
        t2s__presto_function_declaration(presto, NULL);
        break;
    case 'B':
        function_body(presto, command);
        break;
    case 'D':
        characteristics(presto, command, NULL_CALL);
        break;
    case 'C':
        created_table(presto, command);
        break;
    case 'd':
        column_definition(presto, command);
        break;
    case 'K':
        constraint_qualifiers(presto, presto->at);
        break;
    case 'V':
        run_rule(presto, command, "[IF NOT EXISTS] r [GRACE PERIOD v] [WHEN STALE <FAIL|INLINE>] [COMMENT s] [WITH p] AS q");
        break;
    case 'M':
        merge_cases(presto, command);
        break;
    case 'm':
        merge_alias(presto);
        break;
    case 'g':
        principal(presto, command, 0);
        break;
    case 'h':
        principal(presto, command, 1);
        break;
    case 'G':
        grant_object(presto, command);
        break;
    case 'k':
        privilege(presto);
        break;
    case 'w': /* what was granted are roles */
        if (presto->privilege != 0)
            t2s__presto_fault(presto, presto->privilege - 1, "May not use a privilege name as a role name");
        break;
    case 'O':
        explain_options(presto, command);
        break;
    default: /* y, Y */
        explain_analyze(presto, command);
        break;
    }
}

static unsigned mark_kind(char mark)
{
    switch (mark) {
    case '(':
        return T(LEFT_PAREN);
    case ')':
        return T(RIGHT_PAREN);
    case '=':
        return T(EQ);
    case '.':
        return T(DOT);
    default:
        return T(AT_SIGN);
    }
}

/* A list: the rule is gone through again for each comma. */
static void list(t2s__presto *presto, t2s_node *command, const char **rule)
{
    const char *begin = *rule;

    do {
        *rule = begin;
        run(presto, command, rule);
    } while (t2s__presto_accept(presto, T(COMMA)));
}

/* Up to the end of the rule, or of the group that it is in. */
static void run(t2s__presto *presto, t2s_node *command, const char **rule)
{
    while (**rule != '\0' && **rule != ']' && **rule != '>' && **rule != '}' && **rule != '|' && !presto->failed) {
        char c = *(*rule)++;
        size_t length;

        switch (c) {
        case ' ':
        case '!':
            continue;
        case '[':
            if (begins(presto, *rule))
                run(presto, command, rule);
            *rule = skip(*rule, 0) + 1;
            continue;
        case '<':
            one_of(presto, command, rule);
            (*rule)++;
            continue;
        case '{':
            list(presto, command, rule);
            *rule = skip(*rule, 0) + 1;
            continue;
        case '(':
        case ')':
        case '=':
        case '.':
        case '@':
            t2s__presto_expect(presto, mark_kind(c));
            continue;
        default:
            break;
        }
        length = word_length(*rule - 1);
        if (length < 2) {
            take(presto, command, c);
            continue;
        }
        if (!token_is(presto, 0, *rule - 1, length)) {
            note_word(presto, *rule - 1, length);
            t2s__presto_mismatch(presto);
        }
        t2s__presto_next(presto);
        *rule += length - 1;
    }
}

/* The words of the line, all of them; how many, or 0. One that is marked wants a name or more behind it, or else its last word is that name. */
static uint32_t line_follows(const t2s__presto *presto, const struct line *line)
{
    uint32_t ahead = 0;

    for (const char *word = line->words; *word != '\0'; word = past_blanks(word + word_length(word))) {
        if (!token_is(presto, ahead, word, word_length(word)))
            return 0;
        ahead++;
    }
    if (line->rest[0] == '!' && strcmp(line->rest, "!") != 0) {
        uint32_t next = t2s__presto_peek(presto, ahead);

        if (next == T(DOT) || next == T(END) || next == T(SEMICOLON) || next == T(EQ) || next == W(USING))
            return 0;
    }
    if (strcmp(line->rest, "!") == 0 && t2s__presto_peek(presto, ahead) == T(DOT))
        return 0;
    return ahead;
}

static const struct line *find_line(const t2s__presto *presto, const struct line *lines, uint32_t *words)
{
    const struct line *found = NULL;

    *words = 0;
    for (; lines->words != NULL; lines++) {
        uint32_t follows = line_follows(presto, lines);

        if (follows > *words) {
            *words = follows;
            found = lines;
        }
    }
    return found;
}

/* How far a beginning of some line goes, for where a statement that is none begins to be none. */
static uint32_t longest_beginning(t2s__presto *presto, const struct line *lines)
{
    uint32_t longest = 0;

    for (; lines->words != NULL; lines++) {
        uint32_t ahead = 0;

        for (const char *word = lines->words; *word != '\0' && token_is(presto, ahead, word, word_length(word));
             word = past_blanks(word + word_length(word)))
            ahead++;
        if (ahead > longest)
            longest = ahead;
    }
    return longest;
}

static void expect_beginnings(t2s__presto *presto, const struct line *lines, uint32_t skipped)
{
    for (; lines->words != NULL; lines++) {
        uint32_t ahead = 0;
        const char *word = lines->words;

        for (; ahead < skipped && *word != '\0' && t2s__presto_peek(presto, 0) != T(END); ahead++)
            word = past_blanks(word + word_length(word));
        if (ahead == skipped && *word != '\0' && (skipped == 0 || token_is(presto, (uint32_t)-1, lines->words, word_length(lines->words))))
            note_word(presto, word, word_length(word));
    }
}

static void no_statement(t2s__presto *presto)
{
    const struct line *own = t2s__presto_is_trino(presto) ? trino : prestodb;
    uint32_t first = longest_beginning(presto, both), second = longest_beginning(presto, own);
    uint32_t skipped = first > second ? first : second;

    for (uint32_t i = 0; i < skipped; i++)
        t2s__presto_next(presto);
    if (presto->at == presto->watched && skipped == 0)
        t2s__presto_expect_note(presto, T2S__PRESTO_R_QUERY);
    if (skipped <= 1) {
        expect_beginnings(presto, both, skipped);
        expect_beginnings(presto, own, skipped);
    }
    t2s__presto_mismatch(presto);
}

static void statement_into(t2s__presto *presto, t2s_node *command)
{
    const struct line *line, *own;
    uint32_t words, own_words;

    if (t2s__presto_enter(presto)) {
        if (t2s__presto_begins_query(presto, 0) || presto->kind == T(LEFT_PAREN))
            t2s_node_append(command, T2S_SLOT_COMMAND_QUERY, t2s__presto_root_query(presto));
        else {
            line = find_line(presto, both, &words);
            own = find_line(presto, t2s__presto_is_trino(presto) ? trino : prestodb, &own_words);
            if (own_words > words || line == NULL) {
                line = own;
                words = own_words;
            }
            if (line == NULL)
                no_statement(presto);
            else {
                for (uint32_t i = 0; i < words; i++)
                    t2s__presto_next(presto);
                run_rule(presto, command, line->rest);
            }
        }
    }
    t2s__presto_leave(presto);
}

/* "INSERT", and for CREATE and its like what it is about: "CREATE TABLE", "DROP MATERIALIZED VIEW". */
static void set_word(t2s__presto *presto, t2s_node *command)
{
    char text[64];
    size_t used = 0;

    for (uint32_t ahead = 0, taken = 0; taken < 3; ahead++) {
        const t2s__presto_token *token = &presto->tokens[presto->at + ahead < presto->count ? presto->at + ahead : presto->count - 1];

        if (token->kind == W(OR) || token->kind == W(REPLACE) || token->kind == W(TEMPORARY))
            continue;
        if ((token->kind < T2S__PRESTO_FIRST_WORD && token->kind != T(IDENTIFIER)) || used + token->length + 2 > sizeof(text))
            break;
        if (used != 0)
            text[used++] = ' ';
        for (uint32_t i = 0; i < token->length; i++) {
            char c = presto->sql[token->start + i];

            text[used++] = (char)(c >= 'a' && c <= 'z' ? c & ~0x20 : c);
        }
        taken++;
        if (taken == 1 && token->kind != W(CREATE) && token->kind != W(ALTER) && token->kind != W(DROP))
            break;
        if (taken == 2 && token->kind != W(MATERIALIZED) && !(token->kind == T(IDENTIFIER) && used > 6 && memcmp(text + used - 6, "VECTOR", 6) == 0))
            break;
    }
    t2s_node_set_text(presto->tree, command, text, used);
}

/* WITH SESSION a.b = 1 ...: it sets something, and so it is none that only reads. */
static t2s_node *with_session(t2s__presto *presto)
{
    t2s_node *command = t2s__presto_node(presto, T2S_NODE_COMMAND, presto->at, "WITH SESSION");

    presto->command = command;
    t2s__presto_next(presto);
    run_rule(presto, command, "SESSION {n = e} q");
    presto->command = NULL;
    return command;
}

t2s_node *t2s__presto_statement(t2s__presto *presto)
{
    t2s_node *command;

    presto->command = NULL;
    presto->functions = NULL;
    if (t2s__presto_is_trino(presto) && presto->kind == W(WITH) && t2s__presto_peek(presto, 1) == W(SESSION) &&
        t2s__presto_peek_name(presto, 2))
        return with_session(presto);
    if (t2s__presto_begins_query(presto, 0) || presto->kind == T(LEFT_PAREN))
        return t2s__presto_root_query(presto);
    presto->privilege = 0;
    command = t2s__presto_node(presto, T2S_NODE_COMMAND, presto->at, NULL);
    set_word(presto, command);
    presto->command = command;
    statement_into(presto, command);
    presto->command = NULL;
    return command;
}
