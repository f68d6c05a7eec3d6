/* SPDX-License-Identifier: MIT */
/* text2sql knowledge: is this knowledge right? And the option --knowledge of other commands. */
#include "knowledge.h"

#include <stdio.h>
#include <string.h>

#include <text2sql/knowledge.h>

#include "json.h"
#include "message.h"
#include "source.h"

enum { VALIDATOR_COUNT = 3 };

static void print_problems(FILE *stream, const char *path, const t2s_knowledge_report *report)
{
    size_t shown = t2s_knowledge_report_count(report);

    for (size_t i = 0; i < shown; i++) {
        const t2s_diagnostic *problem = t2s_knowledge_report_problem(report, i);

        fprintf(stream, "%s:%d:%d: error: ", path, t2s_diagnostic_line(problem), t2s_diagnostic_column(problem));
        put_text(stream, t2s_diagnostic_message(problem), 4);
        fprintf(stream, " [%s]\n", t2s_diagnostic_code(problem));
        if (t2s_diagnostic_hint(problem) != NULL) {
            fputs("  hint: ", stream);
            put_text(stream, t2s_diagnostic_hint(problem), 8);
            fputc('\n', stream);
        }
    }
    if (shown < t2s_knowledge_report_total(report))
        fprintf(stream, "%s: %zu more\n", path, t2s_knowledge_report_total(report) - shown);
}

static void print_json(const t2s_knowledge_report *report)
{
    json_object *output = json_new_object();
    json_object *problems = json_new_array();

    for (size_t i = 0; i < t2s_knowledge_report_count(report); i++)
        json_append(problems, json_diagnostic(t2s_knowledge_report_problem(report, i)));
    json_add_bool(output, "valid", report == NULL);
    json_add(output, "diagnostics", problems);
    json_add_int(output, "problems", (int64_t)t2s_knowledge_report_total(report));
    json_print_line(output);
}

int use_knowledge(const struct settings *settings, t2s_context *context)
{
    t2s_knowledge *knowledge = NULL;
    t2s_knowledge_report *report = NULL;
    t2s_error *error = NULL;
    int status = STATUS_DONE;
    int code;

    if (settings->knowledge_path == NULL)
        return STATUS_DONE;
    code = t2s_knowledge_new_from_file(settings->knowledge_path, &knowledge, &report, &error);
    if (code == 0)
        code = t2s_context_set_knowledge(context, knowledge);
    if (report != NULL) {
        print_problems(stderr, settings->knowledge_path, report);
        status = STATUS_USAGE;
    } else if (code != 0)
        status = report_error(code, error);
    t2s_knowledge_unref(knowledge);
    t2s_knowledge_report_free(report);
    t2s_error_unref(error);
    return status;
}

/* Read the knowledge and hold it against the schema. *ret_report: NULL when nothing is wrong. */
static int check(const struct settings *settings, const char *path, t2s_catalog *catalog, t2s_knowledge_report **ret_report, t2s_error **reterr_error)
{
    t2s_knowledge *knowledge = NULL;
    t2s_dialect *dialect = NULL;
    t2s_validator *validators[VALIDATOR_COUNT] = {NULL};
    int code = t2s_knowledge_new_from_file(path, &knowledge, ret_report, reterr_error);

    if (code == 0) {
        if (t2s_dialect_by_name(settings->dialect, &dialect) != 0 || t2s_names_validator_new(&validators[0]) != 0 ||
            t2s_read_only_validator_new(&validators[1]) != 0 || t2s_single_statement_validator_new(&validators[2]) != 0)
            out_of_memory();
        code = t2s_knowledge_check(knowledge, catalog, dialect, validators, VALIDATOR_COUNT, ret_report, reterr_error);
    }
    for (size_t i = 0; i < VALIDATOR_COUNT; i++)
        t2s_validator_unref(validators[i]);
    t2s_dialect_unref(dialect);
    t2s_knowledge_unref(knowledge);
    return code;
}

static int check_file(const struct settings *settings, const char *path)
{
    t2s_catalog *catalog = NULL;
    t2s_knowledge_report *report = NULL;
    t2s_error *error = NULL;
    int status = open_catalog(settings, &catalog);
    int code;

    if (status != STATUS_DONE)
        return status;
    code = check(settings, path, catalog, &report, &error);
    if (code != 0 && report == NULL)
        status = report_error(code, error);
    else if (code != 0)
        status = STATUS_REJECTED;
    if (settings->format == FORMAT_JSON && (code == 0 || report != NULL))
        print_json(report);
    else if (report != NULL)
        print_problems(stdout, path, report);
    else if (code == 0)
        printf("%s: valid\n", path);
    t2s_error_unref(error);
    t2s_knowledge_report_free(report);
    t2s_catalog_unref(catalog);
    return status;
}

static int usage_problem(const struct settings *settings)
{
    static const char example[] = "text2sql knowledge check --schema FILE.sql FILE.json";

    if (settings->argument_count == 0 || strcmp(settings->arguments[0], "check") != 0)
        return usage_error(example, "what is to be done with the knowledge: check?");
    if (settings->argument_count != 2)
        return usage_error(example, settings->argument_count < 2 ? "no FILE was given" : "more than one FILE");
    if (settings->database == NULL && settings->schema_count == 0)
        return usage_error("add --schema FILE.sql or --database URI", "no schema was given");
    return one_source(settings);
}

int command_knowledge(const struct settings *settings)
{
    int status = usage_problem(settings);

    return status == STATUS_DONE ? check_file(settings, settings->arguments[1]) : status;
}
