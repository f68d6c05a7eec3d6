/* SPDX-License-Identifier: MIT */
/* From texts to a catalog: cutting files into statements, passing over what does not matter, parsing what does. */
#include <string.h>

#include "dialect/postgres_parse.h"
#include "dialect/postgres_scan.h"
#include "metadata/ddl.h"
#include "metadata/postgres_builtins.h"
#include "util/error.h"
#include "util/utf8.h"

enum { STATEMENT_MAX = 16 * 1024 * 1024 /* bytes of a statement that is parsed */ };

static int is_one_of(const char *sql, t2s__token token, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (t2s__token_is_word(sql, token, words[i]))
            return 1;
    return 0;
}

#define IS_ONE_OF(sql, token, words) is_one_of(sql, token, words, sizeof(words) / sizeof(*(words)))

/* CREATE what? Adjectives are passed over. */
static int create_matters(t2s__scanner *scanner)
{
    static const char *const adjectives[] = {"or",       "replace",   "global", "local",   "temp",        "temporary",
                                             "unlogged", "recursive", "unique", "foreign", "materialized"};
    static const char *const kinds[] = {"schema",    "table",     "view",  "type",     "domain", "function",
                                        "procedure", "aggregate", "index", "operator", "cast",   "extension"};
    t2s__token token = t2s__scanner_next(scanner);

    while (IS_ONE_OF(scanner->sql, token, adjectives))
        token = t2s__scanner_next(scanner);
    return IS_ONE_OF(scanner->sql, token, kinds);
}

static int alter_matters(t2s__scanner *scanner)
{
    static const char *const kinds[] = {"table", "view", "materialized", "foreign", "type", "domain", "schema"};
    static const char *const wrapper[] = {"data"};
    t2s__token token = t2s__scanner_next(scanner);
    int foreign = t2s__token_is_word(scanner->sql, token, "foreign");

    return IS_ONE_OF(scanner->sql, token, kinds) && !(foreign && IS_ONE_OF(scanner->sql, t2s__scanner_next(scanner), wrapper));
}

static int drop_matters(t2s__scanner *scanner)
{
    static const char *const kinds[] = {"table",  "view",     "materialized", "foreign",   "type",    "domain",
                                        "schema", "function", "procedure",    "aggregate", "routine", "index",
                                        "cast",   "operator"};

    return IS_ONE_OF(scanner->sql, t2s__scanner_next(scanner), kinds);
}

static int comment_matters(t2s__scanner *scanner)
{
    static const char *const kinds[] = {"table",  "column", "view",     "materialized", "foreign",  "type",
                                        "domain", "schema", "function", "aggregate",    "procedure"};

    t2s__scanner_next(scanner); /* ON */
    return IS_ONE_OF(scanner->sql, t2s__scanner_next(scanner), kinds);
}

/* SET [SESSION | LOCAL] search_path */
static int set_matters(t2s__scanner *scanner)
{
    t2s__token token = t2s__scanner_next(scanner);

    if (t2s__token_is_word(scanner->sql, token, "session") || t2s__token_is_word(scanner->sql, token, "local"))
        token = t2s__scanner_next(scanner);
    return t2s__token_is_word(scanner->sql, token, "search_path");
}

/* RESET search_path, RESET ALL */
static int reset_matters(t2s__scanner *scanner)
{
    static const char *const names[] = {"search_path", "all"};

    return IS_ONE_OF(scanner->sql, t2s__scanner_next(scanner), names);
}

/* SELECT [pg_catalog.] set_config */
static int select_matters(t2s__scanner *scanner)
{
    t2s__token token = t2s__scanner_next(scanner);

    if (t2s__token_is_word(scanner->sql, token, "pg_catalog")) {
        t2s__scanner_next(scanner);
        token = t2s__scanner_next(scanner);
    }
    return t2s__token_is_word(scanner->sql, token, "set_config");
}

/* Whether a statement is worth parsing, by its first words. */
static int matters(const char *sql, size_t length)
{
    static const struct {
        const char *word;
        int (*matters)(t2s__scanner *scanner);
    } commands[] = {{"create", create_matters}, {"alter", alter_matters}, {"drop", drop_matters},    {"comment", comment_matters},
                    {"set", set_matters},       {"reset", reset_matters}, {"select", select_matters}};
    t2s__scanner scanner;
    t2s__token token;

    t2s__scanner_init(&scanner, sql, length);
    token = t2s__scanner_next(&scanner);
    for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
        if (t2s__token_is_word(sql, token, commands[i].word))
            return commands[i].matters(&scanner);
    return 0;
}

/* COPY ... FROM STDIN: data follow, up to a line that holds only a backslash and a point. */
static int is_copy_from_stdin(const char *sql, size_t length)
{
    t2s__scanner scanner;
    t2s__token token;
    t2s__token before;

    t2s__scanner_init(&scanner, sql, length);
    token = t2s__scanner_next(&scanner);
    if (!t2s__token_is_word(sql, token, "copy"))
        return 0;
    do {
        before = token;
        token = t2s__scanner_next(&scanner);
        if (t2s__token_is_word(sql, token, "stdin") && t2s__token_is_word(sql, before, "from"))
            return 1;
    } while (token.kind != T2S__TOKEN_END && token.kind != T2S__TOKEN_ERROR);
    return 0;
}

static size_t line_end(const char *text, size_t length, size_t at)
{
    const char *end = at < length ? memchr(text + at, '\n', length - at) : NULL;

    return end != NULL ? (size_t)(end - text) + 1 : length;
}

static size_t skip_data(const char *text, size_t length, size_t at)
{
    at = line_end(text, length, at);
    while (at < length) {
        size_t next = line_end(text, length, at);
        size_t size = next - at;

        while (size != 0 && (text[at + size - 1] == '\n' || text[at + size - 1] == '\r'))
            size--;
        if (size == 2 && memcmp(text + at, "\\.", 2) == 0)
            return next;
        at = next;
    }
    return length;
}

/* Commands of psql stand alone on their line: \connect, \restrict, \echo. */
static void skip_meta_commands(t2s__scanner *scanner)
{
    for (;;) {
        t2s__scanner ahead = *scanner;
        t2s__token token = t2s__scanner_next(&ahead);

        if (token.kind != T2S__TOKEN_ERROR || scanner->sql[token.start] != '\\')
            return;
        scanner->at = line_end(scanner->sql, scanner->length, token.start);
    }
}

static int read_parsed(const PgQuery__ParseResult *parsed, void *user_data)
{
    t2s__ddl *ddl = user_data;
    int code = 0;

    for (size_t i = 0; code == 0 && i < parsed->n_stmts; i++)
        if (parsed->stmts[i]->stmt != NULL)
            code = t2s__ddl_read_tree(ddl, parsed->stmts[i]->stmt);
    return code;
}

static int parse_statement(t2s__ddl *ddl, const char *sql)
{
    t2s__postgres_fault fault = {.position = -1};
    t2s__postgres_fault second = {.position = -1};
    const char *older;
    int code;

    ddl->sql = sql;
    code = t2s__postgres_parse(&ddl->scratch, sql, strlen(sql), read_parsed, ddl, &fault);
    if (code != T2S_E_SYNTAX || ddl->error != NULL)
        return code;
    if (t2s__ddl_in_older_words(ddl, &older) != 0)
        return T2S_E_NOMEM;
    if (older != NULL) {
        ddl->sql = older;
        code = t2s__postgres_parse(&ddl->scratch, older, strlen(older), read_parsed, ddl, &second);
        if (code != T2S_E_SYNTAX || ddl->error != NULL)
            return code;
    }
    return t2s__ddl_fail(ddl, code, fault.position,
                         "write it as PostgreSQL accepts it, or take it out if it does not concern queries", "%s", fault.message);
}

static int read_statement(t2s__ddl *ddl, size_t start, size_t length)
{
    const char *copy;
    int code;

    ddl->start = start;
    if (!matters(ddl->text + start, length))
        return 0;
    if (length > STATEMENT_MAX)
        return t2s__ddl_fail(ddl, T2S_E_TOO_LARGE, -1, "a string or a comment without its end may have swallowed what follows",
                             "the statement has %zu bytes; %d are allowed", length, STATEMENT_MAX);
    copy = t2s__arena_strndup(&ddl->scratch, ddl->text + start, length);
    if (copy == NULL)
        return T2S_E_NOMEM;
    code = parse_statement(ddl, copy);
    t2s__arena_dispose(&ddl->scratch);
    return code;
}

static int check_text(t2s__ddl *ddl)
{
    size_t good = t2s__utf8_check(ddl->text, ddl->length);
    const char *zero = memchr(ddl->text, '\0', good);

    if (zero != NULL)
        good = (size_t)(zero - ddl->text);
    ddl->start = good;
    if (good == ddl->length)
        return 0;
    if (zero != NULL || ddl->text[0] == '\x1F')
        return t2s__ddl_fail(ddl, T2S_E_SYNTAX, -1, "give plain SQL: pg_dump --schema-only writes it (without -Fc, -Ft, -Fd)",
                             "this is not a text file");
    return t2s__ddl_fail(ddl, T2S_E_SYNTAX, -1, "convert the file, or dump with --encoding=UTF8",
                         "the file is not UTF-8 from here on");
}

static int read_text(t2s__ddl *ddl, const char *name, const char *text, size_t length)
{
    t2s__scanner scanner;
    size_t start;
    size_t size;
    int code;

    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* a byte order mark, as editors under Windows leave it */
        text += 3;
        length -= 3;
    }
    ddl->file = name;
    ddl->text = text;
    ddl->length = length;
    code = check_text(ddl);
    t2s__scanner_init(&scanner, text, length);
    while (code == 0) {
        skip_meta_commands(&scanner);
        if (!t2s__postgres_next_statement(&scanner, &start, &size))
            break;
        code = read_statement(ddl, start, size);
        if (is_copy_from_stdin(text + start, size))
            scanner.at = skip_data(text, length, scanner.at);
    }
    return code;
}

static int make_catalog(t2s__ddl *ddl, const t2s__filter *filter, t2s__ddl_builtins_fn *add_builtins, t2s_catalog **ret_catalog)
{
    t2s_catalog_builder *builder;
    int code = t2s_catalog_builder_new(&builder);

    if (code != 0)
        return code;
    t2s_catalog_builder_set_open(builder, ddl->model.has_extensions);
    code = t2s__ddl_model_emit(&ddl->model, builder, filter);
    if (code == 0)
        code = add_builtins(builder);
    if (code == 0)
        code = t2s_catalog_builder_finish(builder, ret_catalog);
    t2s_catalog_builder_free(builder);
    return code;
}

int t2s__ddl_read(const char *const *names, const char *const *texts, const size_t *lengths, size_t count,
                  t2s_catalog **ret_catalog, t2s_error **reterr_error)
{
    return t2s__ddl_read_part(NULL, t2s__postgres_builtins_add, names, texts, lengths, count, ret_catalog, reterr_error);
}

int t2s__ddl_read_part(const t2s__filter *filter, t2s__ddl_builtins_fn *add_builtins, const char *const *names,
                       const char *const *texts, const size_t *lengths, size_t count, t2s_catalog **ret_catalog,
                       t2s_error **reterr_error)
{
    t2s__ddl ddl = {.text = ""};
    int code = 0;

    t2s__ddl_model_init(&ddl.model);
    t2s__arena_init(&ddl.scratch, 16384);
    if (t2s__ddl_add_schema(&ddl.model, "public") == NULL)
        code = T2S_E_NOMEM;
    for (size_t i = 0; code == 0 && i < count; i++) {
        ddl.path_count = 0; /* each file is a session of its own */
        code = read_text(&ddl, names[i], texts[i], lengths[i]);
    }
    if (code == 0)
        code = make_catalog(&ddl, filter, add_builtins, ret_catalog);
    t2s__ddl_model_dispose(&ddl.model);
    t2s__arena_dispose(&ddl.scratch);
    if (code == 0)
        return 0;
    return t2s__error_return(reterr_error, ddl.error != NULL ? ddl.error : t2s_error_new(code, NULL));
}
