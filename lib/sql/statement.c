/* SPDX-License-Identifier: MIT */
/* A statement: a text, parsed, analysed and validated, and all that is known of it. */
#include <text2sql/statement.h>

#include <stdlib.h>
#include <string.h>

#include <text2sql/sys/dialect.h>
#include <text2sql/sys/validator.h>

#include "sql/analysis.h"
#include "sql/deep.h"
#include "sql/statement.h"
#include "sql/types.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/utf8.h"

/* Measured: one node of depth takes the analysis at most about 700 bytes of stack; under sanitizers five times that. */
enum { STACK_BASE = 128 * 1024, STACK_LEVEL = 4 * 1024, TREE_DEPTH_MAX = 4 * T2S_SQL_DEPTH_MAX };

struct column_use {
    const t2s_relation *relation;
    const t2s_column *column;
};

struct t2s_statement {
    t2s__arena arena;
    const char *sql;
    size_t length;
    const char *dialect_name;
    t2s_dialect *dialect; /* referred to by the analysis while it runs, and by name afterwards */
    t2s_catalog *catalog;
    t2s_tree tree;
    t2s__analysis analysis;
    const t2s_relation **relations;
    size_t relation_count;
    struct column_use *columns;
    size_t column_count;
    t2s__diagnostics diagnostics;
    const char *original; /* NULL: the text itself */
    t2s__fixes fixes;
    t2s__survey survey;
    t2s__views views;
};

struct t2s_report {
    t2s_statement *statement;
    const char *rule;
};

static int add_diagnostic(t2s_statement *statement, t2s_diagnostic diagnostic)
{
    return t2s__diagnostics_add(&statement->diagnostics, &statement->arena, statement->sql, statement->length, diagnostic);
}

int t2s_report_add(t2s_report *report, int severity, unsigned flags, const char *code, const char *message, const char *hint,
                   int position)
{
    t2s__arena *arena;
    t2s_diagnostic diagnostic = {.severity = severity, .position = position};

    if (report == NULL || code == NULL || message == NULL || severity < T2S_SEVERITY_NOTE || severity > T2S_SEVERITY_ERROR ||
        (flags & ~(unsigned)T2S_REPORT_REFUSAL) != 0 || ((flags & T2S_REPORT_REFUSAL) != 0 && severity != T2S_SEVERITY_ERROR))
        return T2S_E_INVALID;
    arena = &report->statement->arena;
    diagnostic.is_refusal = (flags & T2S_REPORT_REFUSAL) != 0;
    diagnostic.code = t2s__arena_strdup(arena, code);
    diagnostic.message = t2s__arena_strdup(arena, message);
    diagnostic.hint = t2s__arena_strdup(arena, hint);
    diagnostic.rule = report->rule;
    if (diagnostic.code == NULL || diagnostic.message == NULL || (hint != NULL && diagnostic.hint == NULL))
        return T2S_E_NOMEM;
    return add_diagnostic(report->statement, diagnostic);
}

int t2s_report_finding(t2s_report *report, size_t index)
{
    const t2s_diagnostic *finding = report != NULL ? t2s_statement_finding(report->statement, index) : NULL;
    t2s_diagnostic diagnostic;

    if (finding == NULL)
        return T2S_E_INVALID;
    diagnostic = *finding;
    diagnostic.rule = report->rule;
    return add_diagnostic(report->statement, diagnostic);
}

int t2s_report_fix(t2s_report *report, const char *name, const char *message, int position, int length, const char *text)
{
    t2s__diagnostics *diagnostics = report != NULL ? &report->statement->diagnostics : NULL;
    t2s_diagnostic *last = diagnostics != NULL && diagnostics->count != 0 ? diagnostics->items[diagnostics->count - 1] : NULL;
    t2s__fixes fixes;
    t2s_fix *fix;

    if (last == NULL || last->rule != report->rule || last->fixes != NULL || name == NULL || message == NULL || text == NULL ||
        position < 0 || length < 0 || (size_t)position + (size_t)length > report->statement->length)
        return T2S_E_INVALID;
    t2s__fixes_init(&fixes, &report->statement->arena);
    name = t2s__arena_strdup(&report->statement->arena, name);
    fix = t2s__fixes_add(&fixes, T2S__FIX_SAME, name, "%s", message);
    t2s__fix_replace(&fixes, fix, (size_t)position, (size_t)length, text);
    if (name == NULL || fixes.failed)
        return T2S_E_NOMEM;
    fix->code = last->code;
    last->fixes = fix;
    return 0;
}

static int add_fault(t2s_statement *statement, const char *code, const char *message, const char *hint, int position)
{
    return add_diagnostic(statement, (t2s_diagnostic){.severity = T2S_SEVERITY_ERROR,
                                                      .position = position,
                                                      .code = code,
                                                      .message = message,
                                                      .hint = hint,
                                                      .rule = "syntax"});
}

/* What need not be parsed to be known as wrong. `is_wrong` is set when it is. */
static int check_text(t2s_statement *statement, int *is_wrong)
{
    const char *sql = statement->sql;
    size_t length = statement->length;
    const char *zero = memchr(sql, '\0', length);
    size_t bad = t2s__utf8_check(sql, length);
    const char *message;

    *is_wrong = 1;
    if (zero != NULL && (size_t)(zero - sql) < bad)
        return add_fault(statement, "22021", "the text has a NUL byte in it", NULL, (int)(zero - sql));
    if (bad < length) {
        message = t2s__arena_printf(&statement->arena, "invalid byte sequence for encoding \"UTF8\": 0x%02x at byte %zu",
                                    (unsigned)(unsigned char)sql[bad], bad);
        return message != NULL ? add_fault(statement, "22021", message, NULL, (int)bad) : T2S_E_NOMEM;
    }
    *is_wrong = 0;
    return 0;
}

static int parse(t2s_statement *statement)
{
    t2s_tree *tree = &statement->tree;
    int code = t2s_dialect_parse(statement->dialect, statement->sql, statement->length, tree);

    if (code == 0)
        code = tree->code;
    if (code != 0)
        return code;
    if (tree->is_wrong)
        return add_fault(statement, tree->wrong_code, tree->wrong_message, tree->wrong_hint, tree->wrong_position);
    if (tree->count == 0)
        return add_fault(statement, "empty", "the text holds no statement", "Answer with one SQL query.", -1);
    return 0;
}

static int run_analysis(void *argument)
{
    t2s_statement *statement = argument;
    int code = t2s__analyze(&statement->analysis);

    return code != 0 ? code : t2s__survey_tree(&statement->analysis, &statement->survey);
}

static int analyze(t2s_statement *statement)
{
    t2s__analysis *analysis = &statement->analysis;
    size_t depth;
    int code = t2s__tree_depth(&statement->tree, &depth);

    if (code != 0)
        return code;
    if (depth > TREE_DEPTH_MAX)
        return add_fault(statement, "54001", "the statement is too complex: it is nested too deeply", NULL, -1);
    *analysis = (t2s__analysis){.dialect = statement->dialect,
                                .catalog = statement->catalog,
                                .tree = &statement->tree,
                                .sql = statement->sql,
                                .length = statement->length,
                                .arena = &statement->arena};
    return t2s__run_deep(run_analysis, statement, STACK_BASE + depth * STACK_LEVEL);
}

static int by_relation(const void *a, const void *b)
{
    const t2s_relation *one = *(const t2s_relation *const *)a, *other = *(const t2s_relation *const *)b;
    int order = strcmp(one->schema, other->schema);

    return order != 0 ? order : strcmp(one->name, other->name);
}

static int by_column(const void *a, const void *b)
{
    const struct column_use *one = a, *other = b;
    int order = by_relation(&one->relation, &other->relation);

    return order != 0 ? order : strcmp(one->column->name, other->column->name);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int is_read(const t2s__use *use, size_t column)
{
    return use->columns != NULL && (use->columns[column / 64] >> (column % 64) & 1) != 0;
}

static int collect_facts(t2s_statement *statement)
{
    const t2s__analysis *analysis = &statement->analysis;
    size_t columns = 0;

    for (const t2s__use *use = analysis->uses; use != NULL; use = use->next)
        columns += use->relation->column_count;
    statement->relations = t2s__arena_alloc(&statement->arena, (analysis->use_count + 1) * sizeof(*statement->relations));
    statement->columns = t2s__arena_alloc(&statement->arena, (columns + 1) * sizeof(*statement->columns));
    if (statement->relations == NULL || statement->columns == NULL)
        return T2S_E_NOMEM;
    for (const t2s__use *use = analysis->uses; use != NULL; use = use->next) {
        statement->relations[statement->relation_count++] = use->relation;
        for (size_t i = 0; i < use->relation->column_count; i++)
            if (analysis->catalog == NULL || is_read(use, i))
                statement->columns[statement->column_count++] = (struct column_use){use->relation, &use->relation->columns[i]};
    }
    qsort(statement->relations, statement->relation_count, sizeof(*statement->relations), by_relation);
    qsort(statement->columns, statement->column_count, sizeof(*statement->columns), by_column);
    if (analysis->function_count != 0)
        qsort(analysis->function_names, analysis->function_count, sizeof(*analysis->function_names), by_text);
    return 0;
}

static int validate(t2s_statement *statement, t2s_validator *const *validators, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        t2s_report report = {statement, t2s__arena_strdup(&statement->arena, t2s_validator_name(validators[i]))};
        int code = report.rule != NULL ? t2s_validator_run(validators[i], statement, &report) : T2S_E_NOMEM;

        if (code != 0)
            return code;
    }
    return 0;
}

/* Nonzero also for a text that is wrong, which is then said. */
static int read(t2s_statement *statement, int *is_wrong)
{
    int code = check_text(statement, is_wrong);

    if (code != 0 || *is_wrong)
        return code;
    *is_wrong = 1;
    code = parse(statement);
    if (code != 0 || statement->diagnostics.count != 0)
        return code;
    code = analyze(statement);
    if (code != 0 || statement->diagnostics.count != 0)
        return code;
    *is_wrong = 0;
    return collect_facts(statement);
}

static int check(t2s_statement *statement, t2s_validator *const *validators, size_t validator_count)
{
    int is_wrong;
    int code = read(statement, &is_wrong);

    if (code != 0 || is_wrong)
        return code;
    code = t2s__views_read(statement, &statement->views);
    return code != 0 ? code : validate(statement, validators, validator_count);
}

/* A text that is too long is not copied. */
static t2s_statement *new_statement(t2s_dialect *dialect, t2s_catalog *catalog, const char *sql, size_t length)
{
    t2s_statement *statement = t2s__calloc(1, sizeof(*statement));

    if (statement == NULL)
        return NULL;
    t2s__arena_init(&statement->arena, 2048 + (length < 16384 ? length * 12 : 16384 * 12));
    statement->dialect = t2s_dialect_ref(dialect);
    statement->catalog = t2s_catalog_ref(catalog);
    statement->dialect_name = t2s_dialect_name(dialect);
    statement->analysis.kind = "";
    statement->analysis.write_position = -1;
    statement->analysis.unknown_position = -1;
    statement->survey.limit_position = -1;
    t2s__tree_init(&statement->tree, &statement->arena);
    statement->length = length <= T2S_SQL_MAX ? length : 0;
    statement->sql = t2s__arena_strndup(&statement->arena, sql, statement->length);
    if (statement->sql != NULL)
        return statement;
    t2s_statement_free(statement);
    return NULL;
}

int t2s_statement_check(t2s_dialect *dialect, t2s_catalog *catalog, const char *sql, size_t length,
                        t2s_validator *const *validators, size_t validator_count, t2s_statement **ret_statement,
                        t2s_error **reterr_error)
{
    t2s_statement *statement;
    int code;

    if (dialect == NULL || sql == NULL || ret_statement == NULL || (validators == NULL && validator_count != 0))
        return t2s__fail(reterr_error, T2S_E_INVALID,
                         "t2s_statement_check() needs a dialect, a text and a place for the statement");
    for (size_t i = 0; i < validator_count; i++)
        if (validators[i] == NULL)
            return t2s__fail(reterr_error, T2S_E_INVALID, "t2s_statement_check() was given a validator that is NULL");
    statement = new_statement(dialect, catalog, sql, length);
    if (statement == NULL)
        return t2s__fail_nomem(reterr_error);
    if (length > T2S_SQL_MAX)
        code = add_fault(statement, "54000", "the text is longer than 1 MiB", NULL, -1);
    else
        code = check(statement, validators, validator_count);
    if (code != 0) {
        t2s_statement_free(statement);
        if (code == T2S_E_NOMEM)
            return t2s__fail_nomem(reterr_error);
        return t2s__fail(reterr_error, code, "the statement could not be checked: %s", t2s_strerror(code));
    }
    *ret_statement = statement;
    return 0;
}

void t2s_statement_free(t2s_statement *statement)
{
    if (statement == NULL)
        return;
    t2s__views_dispose(&statement->views);
    t2s__arena_dispose(&statement->arena);
    t2s_dialect_unref(statement->dialect);
    t2s_catalog_unref(statement->catalog);
    t2s__free(statement);
}

int t2s_statement_valid(const t2s_statement *statement)
{
    if (statement == NULL)
        return 0;
    for (size_t i = 0; i < statement->diagnostics.count; i++)
        if (statement->diagnostics.items[i]->severity == T2S_SEVERITY_ERROR)
            return 0;
    return 1;
}

const char *t2s_statement_sql(const t2s_statement *statement)
{
    return statement != NULL ? statement->sql : NULL;
}

const char *t2s_statement_original_sql(const t2s_statement *statement)
{
    if (statement == NULL)
        return NULL;
    return statement->original != NULL ? statement->original : statement->sql;
}

size_t t2s_statement_fix_count(const t2s_statement *statement)
{
    return statement != NULL ? statement->fixes.count : 0;
}

const t2s_fix *t2s_statement_fix(const t2s_statement *statement, size_t index)
{
    const t2s_fix *fix = statement != NULL ? statement->fixes.first : NULL;

    while (fix != NULL && index-- > 0)
        fix = fix->next;
    return fix;
}

const t2s_tree *t2s__statement_tree(const t2s_statement *statement)
{
    return &statement->tree;
}

t2s__arena *t2s__statement_arena(t2s_statement *statement)
{
    return &statement->arena;
}

const t2s__survey *t2s__statement_survey(const t2s_statement *statement)
{
    return &statement->survey;
}

const t2s__views *t2s__statement_views(const t2s_statement *statement)
{
    return &statement->views;
}

int t2s__statement_read(const t2s_statement *like, const char *sql, t2s_statement **ret_statement)
{
    t2s_statement *statement = new_statement(like->dialect, like->catalog, sql, strlen(sql));
    int is_wrong;
    int code;

    if (statement == NULL)
        return T2S_E_NOMEM;
    code = read(statement, &is_wrong);
    if (code == 0)
        *ret_statement = statement;
    else
        t2s_statement_free(statement);
    return code;
}

/* A relation of the catalog is the user's, whatever it is called; what stands in its place was made of the text. */
int t2s__statement_relation_class(const t2s_statement *statement, const t2s_relation *relation)
{
    if (statement->catalog != NULL &&
        t2s_catalog_find_relation(statement->catalog, relation->schema, relation->name) == relation &&
        strcmp(relation->schema, "pg_catalog") != 0 && strcmp(relation->schema, "information_schema") != 0)
        return T2S_RELATION_CLASS_USER;
    return t2s_dialect_relation_class(statement->dialect, relation->schema, relation->name);
}

int t2s_statement_has_catalog(const t2s_statement *statement)
{
    return statement != NULL && statement->catalog != NULL;
}

int t2s__statement_set_fixes(t2s_statement *statement, const char *original, size_t length, const t2s_fix *fixes)
{
    statement->original = t2s__arena_strndup(&statement->arena, original, length);
    t2s__fixes_init(&statement->fixes, &statement->arena);
    for (; fixes != NULL; fixes = fixes->next) {
        t2s_fix *copy = t2s__fixes_add(&statement->fixes, fixes->rank, fixes->name, "%s", fixes->message);

        if (copy != NULL && (copy->code = t2s__arena_strdup(&statement->arena, fixes->code)) == NULL)
            statement->fixes.failed = 1;
        for (const t2s__edit *edit = fixes->first; edit != NULL; edit = edit->next)
            t2s__fix_replace(&statement->fixes, copy, edit->start, edit->length, edit->text);
    }
    return statement->original == NULL || statement->fixes.failed ? T2S_E_NOMEM : 0;
}

const char *t2s_statement_dialect(const t2s_statement *statement)
{
    return statement != NULL ? statement->dialect_name : NULL;
}

const char *t2s_statement_kind(const t2s_statement *statement)
{
    return statement != NULL ? statement->analysis.kind : NULL;
}

size_t t2s_statement_count(const t2s_statement *statement)
{
    return statement != NULL ? statement->tree.count : 0;
}

int t2s_statement_has_limit(const t2s_statement *statement)
{
    return statement != NULL && statement->analysis.has_limit;
}

int t2s_statement_has_order(const t2s_statement *statement)
{
    return statement != NULL && statement->analysis.has_order;
}

static int tell(const char *word, int position, const char **ret_word, int *ret_position)
{
    if (ret_word != NULL)
        *ret_word = word;
    if (ret_position != NULL)
        *ret_position = word != NULL ? position : -1;
    return word != NULL;
}

int t2s_statement_writes(const t2s_statement *statement, const char **ret_word, int *ret_position)
{
    return tell(statement != NULL ? statement->analysis.write_word : NULL,
                statement != NULL ? statement->analysis.write_position : -1, ret_word, ret_position);
}

int t2s_statement_unknown(const t2s_statement *statement, const char **ret_word, int *ret_position)
{
    return tell(statement != NULL ? statement->analysis.unknown_word : NULL,
                statement != NULL ? statement->analysis.unknown_position : -1, ret_word, ret_position);
}

size_t t2s_statement_relation_count(const t2s_statement *statement)
{
    return statement != NULL ? statement->relation_count : 0;
}

const t2s_relation *t2s_statement_relation(const t2s_statement *statement, size_t index)
{
    return statement != NULL && index < statement->relation_count ? statement->relations[index] : NULL;
}

size_t t2s_statement_column_count(const t2s_statement *statement)
{
    return statement != NULL ? statement->column_count : 0;
}

const t2s_column *t2s_statement_column(const t2s_statement *statement, size_t index, const t2s_relation **ret_relation)
{
    int exists = statement != NULL && index < statement->column_count;

    if (ret_relation != NULL)
        *ret_relation = exists ? statement->columns[index].relation : NULL;
    return exists ? statement->columns[index].column : NULL;
}

size_t t2s_statement_function_count(const t2s_statement *statement)
{
    return statement != NULL ? statement->analysis.function_count : 0;
}

const char *t2s_statement_function(const t2s_statement *statement, size_t index)
{
    return statement != NULL && index < statement->analysis.function_count ? statement->analysis.function_names[index] : NULL;
}

size_t t2s_statement_output_count(const t2s_statement *statement)
{
    return statement != NULL ? statement->analysis.output_count : 0;
}

const char *t2s_statement_output(const t2s_statement *statement, size_t index)
{
    return statement != NULL && index < statement->analysis.output_count ? statement->analysis.outputs[index] : NULL;
}

const char *t2s_statement_output_type(const t2s_statement *statement, size_t index)
{
    const t2s__type *type = statement != NULL && index < statement->analysis.output_count ? statement->analysis.output_types[index]
                                                                                          : NULL;

    return type != NULL ? t2s__type_text(type) : NULL;
}

size_t t2s_statement_finding_count(const t2s_statement *statement)
{
    return statement != NULL ? statement->analysis.findings.count : 0;
}

const t2s_diagnostic *t2s_statement_finding(const t2s_statement *statement, size_t index)
{
    return statement != NULL && index < statement->analysis.findings.count ? statement->analysis.findings.items[index] : NULL;
}

size_t t2s_statement_diagnostic_count(const t2s_statement *statement)
{
    return statement != NULL ? statement->diagnostics.count : 0;
}

const t2s_diagnostic *t2s_statement_diagnostic(const t2s_statement *statement, size_t index)
{
    return statement != NULL && index < statement->diagnostics.count ? statement->diagnostics.items[index] : NULL;
}
