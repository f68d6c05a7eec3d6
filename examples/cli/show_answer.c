/* SPDX-License-Identifier: MIT */
#include "show_answer.h"

#include <stdio.h>
#include <string.h>

#include <text2sql/memory.h>

#include "calls.h"
#include "json.h"
#include "message.h"
#include "options.h"

static int status_of(const t2s_answer *answer)
{
    switch (t2s_answer_outcome(answer)) {
    case T2S_OUTCOME_ANSWERED:
        return STATUS_DONE;
    case T2S_OUTCOME_FAILED:
        return report_error(T2S_E_INTERNAL, t2s_answer_error(answer));
    default:
        return STATUS_REJECTED;
    }
}

/* A paragraph with its title; nothing for a text that is empty. */
static void print_part(FILE *stream, const char *title, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    fprintf(stream, "%s: ", title);
    put_text(stream, text, 2);
    fputc('\n', stream);
}

static void print_diagnostics(FILE *stream, const t2s_statement *statement)
{
    for (size_t i = 0; statement != NULL && i < t2s_statement_diagnostic_count(statement); i++) {
        const t2s_diagnostic *diagnostic = t2s_statement_diagnostic(statement, i);

        fputs(severity_name(t2s_diagnostic_severity(diagnostic)), stream);
        if (t2s_diagnostic_line(diagnostic) > 0)
            fprintf(stream, " at line %d, column %d of the SQL", t2s_diagnostic_line(diagnostic),
                    t2s_diagnostic_column(diagnostic));
        fputs(": ", stream);
        put_text(stream, t2s_diagnostic_message(diagnostic), 2);
        fprintf(stream, " [%s]\n", t2s_diagnostic_code(diagnostic));
        print_part(stream, "  hint", t2s_diagnostic_hint(diagnostic));
    }
}

/* All that is said about an answer beside its SQL and its rows. */
static void print_words(FILE *stream, const t2s_answer *answer)
{
    switch (t2s_answer_outcome(answer)) {
    case T2S_OUTCOME_ANSWERED:
        print_part(stream, "Explanation", t2s_answer_explanation(answer));
        break;
    case T2S_OUTCOME_CLARIFY:
        print_part(stream, "The question needs to be clearer", t2s_answer_clarification(answer));
        print_part(stream, "Explanation", t2s_answer_explanation(answer));
        break;
    case T2S_OUTCOME_UNANSWERABLE:
        print_part(stream, "This cannot be answered from the schema", t2s_answer_explanation(answer));
        break;
    case T2S_OUTCOME_REFUSED:
        print_part(stream, "Refused by the rule", t2s_answer_refused_by(answer));
        if (t2s_answer_plan_cost(answer) >= 0) /* what validators and models say is shown below */
            print_part(stream, "Because", t2s_answer_refusal(answer));
        print_part(stream, "Explanation", t2s_answer_explanation(answer));
        break;
    default:
        break;
    }
    for (size_t i = 0; i < t2s_answer_assumption_count(answer); i++)
        print_part(stream, "Assumed", t2s_answer_assumption(answer, i));
    for (size_t i = 0; i < t2s_answer_fix_count(answer); i++)
        print_part(stream, "Mended", t2s_fix_message(t2s_answer_fix(answer, i)));
    print_diagnostics(stream, t2s_answer_statement(answer));
}

static int print_rows(const t2s_result *result, int format)
{
    char *text = NULL;
    size_t length = 0;
    int code = t2s_result_format(result, format, &text, &length);

    if (code != 0)
        return report_error(code, NULL);
    fwrite(text, 1, length, stdout);
    t2s_free(text);
    return STATUS_DONE;
}

static int show_table(const t2s_answer *answer)
{
    const t2s_result *result = t2s_answer_result(answer);
    int status = STATUS_DONE;

    if (t2s_answer_sql(answer) != NULL) {
        put_text(stdout, t2s_answer_sql(answer), 0);
        fputs("\n\n", stdout);
    }
    print_words(stdout, answer);
    if (result != NULL) {
        putchar('\n');
        status = print_rows(result, T2S_FORMAT_TABLE);
        if (t2s_result_truncated(result))
            puts("More rows: --set row_limit=N");
    }
    return status;
}

/* Rows are for programs here; what is said goes where it is not in the way. */
static int show_csv(const t2s_answer *answer)
{
    const t2s_result *result = t2s_answer_result(answer);

    if (result == NULL) {
        print_words(stderr, answer);
        return STATUS_DONE;
    }
    if (t2s_result_truncated(result))
        fputs("text2sql: there are more rows: see --set row_limit=N\n", stderr);
    return print_rows(result, T2S_FORMAT_CSV);
}

static json_object *timings_of(const t2s_answer *answer)
{
    json_object *timings = json_new_object();

    json_add_int(timings, "total_us", (int64_t)(t2s_answer_duration(answer, T2S_STAGE_NONE) / 1000));
    for (int stage = T2S_STAGE_NONE + 1; stage < T2S_STAGE_COUNT; stage++) {
        char name[32];

        snprintf(name, sizeof(name), "%s_us", t2s_stage_name(stage));
        json_add_int(timings, name, (int64_t)(t2s_answer_duration(answer, stage) / 1000));
    }
    return timings;
}

static json_object *counters_of(const t2s_answer *answer)
{
    json_object *counters = json_new_object();

    for (int counter = 0; counter < T2S_COUNTER_COUNT; counter++)
        json_add_int(counters, t2s_counter_name(counter), (int64_t)t2s_answer_counter(answer, counter));
    return counters;
}

static json_object *words_of(const t2s_answer *answer, const char *question)
{
    json_object *object = json_new_object();
    json_object *assumptions = json_new_array();
    json_object *diagnostics = json_new_array();
    const t2s_statement *statement = t2s_answer_statement(answer);

    for (size_t i = 0; i < t2s_answer_assumption_count(answer); i++)
        json_append(assumptions, json_text(t2s_answer_assumption(answer, i)));
    for (size_t i = 0; statement != NULL && i < t2s_statement_diagnostic_count(statement); i++)
        json_append(diagnostics, json_diagnostic(t2s_statement_diagnostic(statement, i)));
    json_add_text(object, "question", question);
    json_add_text(object, "outcome", t2s_outcome_name(t2s_answer_outcome(answer)));
    json_add_text(object, "sql", t2s_answer_sql(answer));
    json_add_text(object, "explanation", t2s_answer_explanation(answer));
    json_add(object, "assumptions", assumptions);
    json_add_text(object, "clarification", t2s_answer_clarification(answer));
    json_add_text(object, "refused_by", t2s_answer_refused_by(answer));
    json_add_text(object, "refusal", t2s_answer_refusal(answer));
    json_add(object, "diagnostics", diagnostics);
    json_add_text(object, "original_sql", t2s_answer_original_sql(answer));
    json_add(object, "mends", json_fixes(statement));
    json_add(object, "error", json_error(t2s_answer_error(answer)));
    json_add_text(object, "model", t2s_answer_model(answer));
    json_add(object, "timings", timings_of(answer));
    json_add(object, "counters", counters_of(answer));
    json_add(object, "calls", json_calls(answer));
    return object;
}

/* The library writes the rows; reading them into json-c's numbers only to print them again would cost digits. Both texts are
 * objects, so that one goes on where the other leaves off. */
static int show_json(const t2s_answer *answer, const char *question)
{
    const t2s_result *result = t2s_answer_result(answer);
    json_object *words = words_of(answer, question);
    const char *line = json_line(words);
    char *rows = NULL;
    size_t length = 0;
    int status = STATUS_DONE;
    int code = 0;

    if (result != NULL)
        code = t2s_result_format(result, T2S_FORMAT_JSON, &rows, &length);
    if (code != 0) {
        status = report_error(code, NULL);
    } else {
        fwrite(line, 1, strlen(line) - 1, stdout);
        putchar(',');
        if (rows != NULL)
            fputs(rows + 1, stdout);
        else
            fputs("\"columns\":null,\"rows\":null,\"truncated\":false}", stdout);
        if (rows == NULL || rows[length - 1] != '\n')
            putchar('\n');
    }
    t2s_free(rows);
    json_object_put(words);
    return status;
}

int show_answer(const t2s_answer *answer, const char *question, int format)
{
    int status;

    if (format == FORMAT_JSON)
        status = show_json(answer, question);
    else if (format == FORMAT_CSV)
        status = show_csv(answer);
    else
        status = show_table(answer);
    fflush(stdout);
    return status != STATUS_DONE ? status : status_of(answer);
}
