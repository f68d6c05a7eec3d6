/* SPDX-License-Identifier: MIT */
/*
 * The rules of conversion beside a real server: which operators and functions take which types, what they give, what can be cast, and
 * what is said of the rest. The server only plans nothing: it is asked to parse and to describe. T2S_RESOLUTION=all asks for all of
 * several hundred thousand; otherwise a sample of some thousands.
 */
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metadata/ddl.h"
#include "sql/type_rules.h"
#include "sql/types.h"
#include "support/postgres.h"

enum { BATCH = 400, SHOWN = 400, NAMES = 4000, OIDS = 20000 };

static const char schema[] =
    "CREATE TYPE mood AS ENUM ('sad', 'happy');\n"
    "CREATE DOMAIN count AS integer;\n"
    "CREATE DOMAIN title AS varchar(20);\n"
    "CREATE DOMAIN tags AS text[];\n"
    "CREATE TYPE place AS (x integer, y text);\n"
    "CREATE TABLE other (x integer, z text);\n"
    "CREATE FUNCTION named(a integer, b text DEFAULT 'x', c numeric DEFAULT 1) RETURNS text LANGUAGE sql AS 'SELECT b';\n"
    "CREATE FUNCTION spread(a integer, VARIADIC b numeric[]) RETURNS numeric LANGUAGE sql AS 'SELECT b[1]';\n"
    "CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';\n"
    "CREATE FUNCTION twice(a integer, b integer DEFAULT 1) RETURNS text LANGUAGE sql AS 'SELECT 1::text';\n"
    "CREATE FUNCTION of_place(p place) RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
    "CREATE FUNCTION of_count(c count) RETURNS integer LANGUAGE sql AS 'SELECT 1';\n"
    "CREATE FUNCTION of_any(a anyelement, b anyelement) RETURNS anyarray LANGUAGE sql AS 'SELECT ARRAY[a, b]';\n"
    "CREATE FUNCTION of_alike(a anycompatible, b anycompatible) RETURNS anycompatiblearray LANGUAGE sql AS 'SELECT ARRAY[a, b]';\n"
    "CREATE FUNCTION of_array(a anyarray, b anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT b';\n"
    "CREATE FUNCTION of_mood(a anyenum) RETURNS anyenum LANGUAGE sql AS 'SELECT a';\n"
    "CREATE FUNCTION lower(m mood) RETURNS mood LANGUAGE sql AS 'SELECT m';\n"
    "CREATE PROCEDURE does(a integer) LANGUAGE sql AS 'SELECT 1';\n";

static const char *const column_types[] = {
    "boolean", "smallint", "integer", "bigint", "numeric(8,2)", "real", "double precision", "money", "oid", "text", "varchar(9)",
    "char(3)", "\"char\"", "name", "bytea", "bit(3)", "varbit", "date", "time", "timetz", "timestamp", "timestamptz", "interval",
    "uuid", "json", "jsonb", "xml", "inet", "cidr", "macaddr", "point", "box", "polygon", "tsvector", "tsquery", "regclass", "xid",
    "integer[]", "text[]", "varchar(5)[]", "numeric[]", "int4range", "numrange", "tstzrange", "int4multirange", "int2vector",
    "oidvector", "mood", "mood[]", "count", "title", "tags", "count[]", "place", "place[]", "other", "jsonpath", "pg_lsn"};

enum { COLUMNS = sizeof(column_types) / sizeof(column_types[0]), VALUES = COLUMNS + 2 };

/* One expression: how it is written, and its node. */
static struct {
    char text[32];
    const t2s__type *type;
} values[VALUES];

static PGconn *connection;
static t2s_catalog *catalog;
static t2s_dialect *dialect;
static t2s__arena arena;
static t2s__analysis analysis;
static struct {
    Oid oid;
    char *text;
} oids[OIDS];
static size_t oid_count;

/* A question, and what we said. */
static struct question {
    char sql[400];
    char code[6];
    char message[300];
    char type[80]; /* "?": not known; a domain is described as what is under it */
} questions[BATCH];
static size_t question_count;

static struct {
    size_t asked, agreed, both, falsely_rejected, missed, other_code, other_type, other_message, unknown, shown;
} tally, total;

static void must(int ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "%s: %s\n", what, connection != NULL ? PQerrorMessage(connection) : "");
        exit(99);
    }
}

static void run(const char *sql)
{
    PGresult *result = PQexec(connection, sql);

    must(PQresultStatus(result) == PGRES_COMMAND_OK || PQresultStatus(result) == PGRES_TUPLES_OK, sql);
    PQclear(result);
}

static const char *oid_text(Oid oid)
{
    for (size_t i = 0; i < oid_count; i++)
        if (oids[i].oid == oid)
            return oids[i].text;
    return "??";
}

static void read_oids(void)
{
    PGresult *result = PQexec(connection, "SELECT oid, format_type(oid, NULL) FROM pg_type");

    must(PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) < OIDS, "pg_type");
    for (int i = 0; i < PQntuples(result); i++) {
        oids[oid_count].oid = (Oid)strtoul(PQgetvalue(result, i, 0), NULL, 10);
        oids[oid_count++].text = strdup(PQgetvalue(result, i, 1));
    }
    PQclear(result);
}

static void show(const char *what, const struct question *question, const char *code, const char *text)
{
    const char *limit = getenv("T2S_RESOLUTION_SHOWN");

    if (tally.shown++ < (limit != NULL ? (size_t)atoi(limit) : 40))
        printf("  %s: %s\n      we: %s %s %s\n      it: %s %s\n", what, question->sql, question->code, question->message, question->type,
               code, text);
}

static void judge(const struct question *question, const PGresult *prepared, const PGresult *described)
{
    const char *code = PQresultErrorField(prepared, PG_DIAG_SQLSTATE);
    const char *message = PQresultErrorField(prepared, PG_DIAG_MESSAGE_PRIMARY);
    const char *type = code == NULL && PQnfields(described) == 1 ? oid_text(PQftype(described, 0)) : "";

    tally.asked++;
    if (code == NULL && question->code[0] != '\0') {
        tally.falsely_rejected++;
        show("falsely rejected", question, "", type);
    } else if (code != NULL && question->code[0] == '\0') {
        tally.missed++;
        show("missed", question, code, message);
    } else if (code != NULL && strcmp(code, question->code) != 0) {
        tally.other_code++;
        show("another code", question, code, message);
    } else if (code != NULL && strcmp(message, question->message) != 0) {
        tally.other_message++;
        show("another message", question, code, message);
    } else if (code == NULL && strcmp(question->type, "?") == 0) {
        tally.unknown++;
        show("type not known", question, "", type);
    } else if (code == NULL && question->type[0] != '\0' && strcmp(type, question->type) != 0) {
        tally.other_type++;
        show("another type", question, "", type);
    } else {
        tally.agreed++;
        tally.both += code != NULL;
    }
}

static PGresult *next_result(void)
{
    PGresult *result = PQgetResult(connection);

    while (result == NULL && (result = PQgetResult(connection)) == NULL)
        must(PQstatus(connection) == CONNECTION_OK, "connection");
    return result;
}

static void ask(void)
{
    for (size_t i = 0; i < question_count; i++) {
        must(PQsendPrepare(connection, "", questions[i].sql, 0, NULL) == 1, "prepare");
        must(PQsendDescribePrepared(connection, "") == 1, "describe");
        must(PQpipelineSync(connection) == 1, "sync");
    }
    for (size_t i = 0; i < question_count; i++) {
        PGresult *prepared = next_result();
        PGresult *described = next_result();
        PGresult *sync = next_result();

        must(PQresultStatus(sync) == PGRES_PIPELINE_SYNC, "pipeline");
        judge(&questions[i], prepared, described);
        PQclear(prepared);
        PQclear(described);
        PQclear(sync);
    }
    question_count = 0;
}

/* What we said goes with the text of the question. */
static void put(const t2s__type *type, int has_type, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void put(const t2s__type *type, int has_type, const char *format, ...)
{
    struct question *question = &questions[question_count++];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(question->sql, sizeof(question->sql), format, arguments);
    va_end(arguments);
    question->code[0] = question->message[0] = '\0';
    snprintf(question->type, sizeof(question->type), "%s", !has_type ? "" : type != NULL ? t2s__type_text(t2s__bare_type(type)) : "?");
    if (analysis.findings.count != 0) {
        snprintf(question->code, sizeof(question->code), "%s", analysis.findings.items[0]->code);
        snprintf(question->message, sizeof(question->message), "%s", analysis.findings.items[0]->message);
    }
    if (question_count == BATCH)
        ask();
}

static void start(void)
{
    t2s__arena_dispose(&arena);
    analysis = (t2s__analysis){.dialect = dialect, .catalog = catalog, .sql = "", .arena = &arena, .rules = &t2s__postgres_rules};
    analysis.flags = t2s_dialect_flags(dialect);
}

static t2s_node *node_of(int kind)
{
    static t2s_tree tree;
    t2s_node *node;

    t2s__tree_init(&tree, &arena);
    node = t2s_tree_node(&tree, kind, 0);
    must(node != NULL, "node");
    return node;
}

static t2s_node *text_node(int kind, const char *text)
{
    t2s_node *node = node_of(kind);

    node->text = text;
    node->text_length = (uint32_t)strlen(text);
    return node;
}

static t2s_node *value_node(size_t index)
{
    t2s_node *node;

    if (index < COLUMNS) {
        node = node_of(T2S_NODE_COLUMN_REF);
        node->type = values[index].type;
    } else if (index == COLUMNS) {
        node = node_of(T2S_NODE_LITERAL);
        node->flags = T2S_NODE_F_NULL;
        node->type = values[index].type;
    } else {
        node = node_of(T2S_NODE_ROW);
        for (int i = 0; i < 2; i++) {
            t2s_node *member = node_of(T2S_NODE_COLUMN_REF);

            member->type = t2s__known(&analysis, i == 0 ? T2S__TYPE_INT4 : T2S__TYPE_TEXT);
            t2s_node_append(node, 0, member);
        }
        node->type = values[index].type;
    }
    return node;
}

static int in_sample(size_t number, size_t stride)
{
    return getenv("T2S_RESOLUTION") != NULL || number % stride == 0;
}

static PGresult *names_of(const char *sql)
{
    PGresult *result = PQexec(connection, sql);

    must(PQresultStatus(result) == PGRES_TUPLES_OK, sql);
    return result;
}

static void finish(const char *what)
{
    ask();
    fflush(stdout);
    printf("%s: %zu asked, %zu agreed (%zu of them rejected), %zu falsely rejected, %zu missed, %zu another code, %zu another type, %zu "
           "another message, %zu type not known\n",
           what, tally.asked, tally.agreed, tally.both, tally.falsely_rejected, tally.missed, tally.other_code, tally.other_type,
           tally.other_message, tally.unknown);
    total.asked += tally.asked;
    total.falsely_rejected += tally.falsely_rejected;
    total.missed += tally.missed;
    total.other_code += tally.other_code;
    total.other_type += tally.other_type;
    memset(&tally, 0, sizeof(tally));
}

static void operators(void)
{
    PGresult *names = names_of("SELECT DISTINCT oprname COLLATE \"C\" FROM pg_operator ORDER BY 1");
    size_t number = 0;

    PQexitPipelineMode(connection);
    must(PQenterPipelineMode(connection) == 1, "pipeline mode");
    for (int i = 0; i < PQntuples(names); i++) {
        const char *name = PQgetvalue(names, i, 0);

        for (size_t left = 0; left <= VALUES; left++)
            for (size_t right = 0; right < VALUES; right++) {
                t2s_node *node, *a, *b;

                if (!in_sample(number++, 97))
                    continue;
                start();
                node = text_node(T2S_NODE_OPERATOR, name);
                a = left < VALUES ? value_node(left) : NULL;
                b = value_node(right);
                t2s__resolve_operator(&analysis, node, a != NULL ? NULL : "pg_catalog", name, a, b);
                if (a != NULL)
                    put(node->type, 1, "SELECT %s %s %s FROM t", values[left].text, name, values[right].text);
                else
                    put(node->type, 1, "SELECT OPERATOR(pg_catalog.%s) %s FROM t", name, values[right].text);
            }
    }
    finish("operators");
    PQclear(names);
    PQexitPipelineMode(connection);
}

static t2s_node *call_of(const char *name)
{
    t2s_node *call = node_of(T2S_NODE_CALL);

    t2s_node_append(call, T2S_SLOT_CALL_NAME, text_node(T2S_NODE_IDENTIFIER, name));
    return call;
}

/* What the server has for itself alone the catalog leaves out. */
#define NOT_INTERNAL                                                                                                               \
    " proname NOT LIKE 'binary_upgrade%' AND proname NOT IN (SELECT proname FROM pg_proc WHERE prorettype IN ('internal'::regtype, "  \
    "'cstring'::regtype) OR proargtypes::oid[] && CAST('{internal,cstring,unknown}'::regtype[] AS oid[])) "

static void functions(void)
{
    PGresult *names = names_of("SELECT DISTINCT proname COLLATE \"C\", quote_ident(proname) COLLATE \"C\" FROM pg_proc WHERE (pronargs <= 3 "
                               "OR provariadic <> 0 OR pronargdefaults > 0) AND" NOT_INTERNAL "ORDER BY 1");
    PGresult *pairs = names_of("SELECT DISTINCT proname COLLATE \"C\", quote_ident(proname) COLLATE \"C\" FROM pg_proc WHERE (pronargs "
                               "BETWEEN 2 AND 4 OR provariadic <> 0 OR pronargdefaults > 0) AND" NOT_INTERNAL "ORDER BY 1");
    size_t number = 0;

    must(PQenterPipelineMode(connection) == 1, "pipeline mode");
    for (int i = 0; i < PQntuples(names); i++)
        for (size_t at = 0; at < VALUES; at++) {
            t2s_node *call;

            if (!in_sample(number++, 41))
                continue;
            start();
            call = call_of(PQgetvalue(names, i, 0));
            t2s_node_append(call, T2S_SLOT_CALL_ARGUMENTS, value_node(at));
            t2s__resolve_function(&analysis, call);
            put(call->type, 1, "SELECT %s(%s) FROM t", PQgetvalue(names, i, 1), values[at].text);
        }
    finish("functions of one argument");
    for (int i = 0; i < PQntuples(pairs); i++)
        for (size_t at = 0; at < VALUES * VALUES; at++) {
            t2s_node *call;

            if ((number++ * 2654435761u >> 7) % (getenv("T2S_RESOLUTION") != NULL ? 61 : 701) != 0)
                continue;
            start();
            call = call_of(PQgetvalue(pairs, i, 0));
            t2s_node_append(call, T2S_SLOT_CALL_ARGUMENTS, value_node(at / VALUES));
            t2s_node_append(call, T2S_SLOT_CALL_ARGUMENTS, value_node(at % VALUES));
            t2s__resolve_function(&analysis, call);
            put(call->type, 1, "SELECT %s(%s, %s) FROM t", PQgetvalue(pairs, i, 1), values[at / VALUES].text, values[at % VALUES].text);
        }
    finish("functions of two arguments");
    PQclear(names);
    PQclear(pairs);
    PQexitPipelineMode(connection);
}

static void casts(void)
{
    static const char *const ways[] = {"implicit", "assignment", "explicit"};

    must(PQenterPipelineMode(connection) == 1, "pipeline mode");
    for (int way = 0; way < 3; way++) {
        for (size_t from = 0; from < VALUES; from++)
            for (size_t to = 0; to < COLUMNS; to++) {
                t2s_node *node;
                const t2s__type *had;
                int done;

                start();
                node = value_node(from);
                had = node->type;
                done = t2s__coerce(&analysis, node, values[to].type, (t2s__coercion)way);
                if (done == 0 && way == 0)
                    t2s__analysis_find(&analysis, "42883", 0, NULL, "function takes_%zu(%s) does not exist", to, t2s__type_text(had));
                if (done == 0 && way == 1)
                    t2s__analysis_find(&analysis, "42804", 0, NULL, "column \"c%zu\" is of type %s but expression is of type %s", to,
                                       t2s__type_text(values[to].type), t2s__type_text(had));
                if (done == 0 && way == 2)
                    t2s__analysis_find(&analysis, "42846", 0, NULL, "cannot cast type %s to %s", t2s__type_text(had),
                                       t2s__type_text(values[to].type));
                if (way == 0)
                    put(NULL, 0, "SELECT takes_%zu(%s) FROM t", to, values[from].text);
                else if (way == 1)
                    put(NULL, 0, "UPDATE t SET c%zu = %s", to, values[from].text);
                else
                    put(values[to].type, 1, "SELECT CAST(%s AS %s) FROM t", values[from].text, column_types[to]);
            }
        finish(ways[way]);
    }
    PQexitPipelineMode(connection);
}

static void common_types(void)
{
    size_t number = 0;

    must(PQenterPipelineMode(connection) == 1, "pipeline mode");
    for (size_t a = 0; a < VALUES; a++)
        for (size_t b = 0; b < VALUES; b++) {
            const t2s_node *pair[2];
            const t2s__type *common;

            if (!in_sample(number++, 3))
                continue;
            start();
            pair[0] = value_node(a);
            pair[1] = value_node(b);
            common = t2s__common_type(&analysis, pair, 2, "COALESCE");
            for (int i = 0; i < 2 && common != NULL && analysis.findings.count == 0; i++)
                t2s__coerce_common(&analysis, pair[i], common, "COALESCE");
            put(common, 1, "SELECT COALESCE(%s, %s) FROM t", values[a].text, values[b].text);
        }
    finish("common types");
    PQexitPipelineMode(connection);
}

/* A table with a column of each type, and a function that takes each. */
static void make_table(char *ddl, size_t size)
{
    size_t used = (size_t)snprintf(ddl, size, "%sCREATE TABLE t (", schema);

    for (size_t i = 0; i < COLUMNS; i++)
        used += (size_t)snprintf(ddl + used, size - used, "%sc%zu %s", i != 0 ? ", " : "", i, column_types[i]);
    used += (size_t)snprintf(ddl + used, size - used, ");\n");
    for (size_t i = 0; i < COLUMNS; i++)
        used += (size_t)snprintf(ddl + used, size - used,
                                 "CREATE FUNCTION takes_%zu(a %s) RETURNS integer LANGUAGE sql AS 'SELECT 1';\n", i, column_types[i]);
    must(used < size, "schema");
}

static void read_table(const char *ddl)
{
    const char *names[] = {"schema.sql"};
    size_t lengths[] = {strlen(ddl)};
    t2s_error *error = NULL;
    const t2s_relation *relation;

    if (t2s__ddl_read(names, &ddl, lengths, 1, &catalog, &error) != 0) {
        fprintf(stderr, "%s\n", t2s_error_message(error));
        exit(99);
    }
    relation = t2s_catalog_find_relation(catalog, "public", "t");
    must(relation != NULL && relation->column_count == COLUMNS, "columns");
    start();
    for (size_t i = 0; i < COLUMNS; i++) {
        snprintf(values[i].text, sizeof(values[i].text), "c%zu", i);
        values[i].type = relation->columns[i].data_type;
        if (values[i].type == NULL)
            printf("no type: %s\n", column_types[i]);
    }
    snprintf(values[COLUMNS].text, sizeof(values[0].text), "NULL");
    values[COLUMNS].type = t2s__known(&analysis, T2S__TYPE_UNKNOWN);
    snprintf(values[COLUMNS + 1].text, sizeof(values[0].text), "ROW(c2, c9)");
    values[COLUMNS + 1].type = t2s__known(&analysis, T2S__TYPE_RECORD);
}

int main(void)
{
    const char *uri = getenv("T2S_RESOLUTION_SERVER");
    static char ddl[32768];

    if (uri == NULL && (uri = t2s_test_postgres_start()) == NULL)
        return 77;
    connection = PQconnectdb(uri);
    must(PQstatus(connection) == CONNECTION_OK, "connection");
    must(t2s_postgres_dialect_new(&dialect) == 0, "dialect");
    t2s__arena_init(&arena, 4096);
    make_table(ddl, sizeof(ddl));
    run("SET client_min_messages = error; SET log_min_messages = panic; DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public");
    run(ddl);
    read_oids();
    read_table(ddl);
    casts();
    common_types();
    operators();
    functions();
    t2s__arena_dispose(&arena);
    t2s_catalog_unref(catalog);
    t2s_dialect_unref(dialect);
    PQfinish(connection);
    printf("%zu asked, %zu falsely rejected, %zu missed, %zu another code, %zu another type\n", total.asked, total.falsely_rejected,
           total.missed, total.other_code, total.other_type);
    return total.falsely_rejected + total.missed + total.other_code + total.other_type != 0;
}
