/* SPDX-License-Identifier: MIT */
#include "message.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void print_message(const char *hint, const char *format, va_list arguments)
{
    fputs("text2sql: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    if (hint != NULL)
        fprintf(stderr, "  hint: %s\n", hint);
}

int usage_error(const char *hint, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_message(hint, format, arguments);
    va_end(arguments);
    return STATUS_USAGE;
}

int failure(const char *hint, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_message(hint, format, arguments);
    va_end(arguments);
    return STATUS_FAILED;
}

/* Whose fault an error is: the caller's when a text or a file that he gave is wrong, else that of what the stage talks to. */
static int status_of(int code, int stage)
{
    if (code == T2S_E_REJECTED)
        return STATUS_REJECTED;
    if (stage == T2S_STAGE_PROVIDER || stage == T2S_STAGE_REPLY || stage == T2S_STAGE_EXECUTOR)
        return STATUS_FAILED;
    switch (code) {
    case T2S_E_INVALID:
    case T2S_E_SYNTAX:
    case T2S_E_IO:
    case T2S_E_TOO_LARGE:
    case T2S_E_UNSUPPORTED:
        return STATUS_USAGE;
    default:
        return STATUS_FAILED;
    }
}

int report_error(int code, const t2s_error *error)
{
    return report_file_error(NULL, code, error);
}

int report_file_error(const char *path, int code, const t2s_error *error)
{
    int stage = T2S_STAGE_NONE;

    if (error != NULL) {
        code = t2s_error_code(error);
        stage = t2s_error_stage(error);
    }
    fputs("text2sql: ", stderr);
    if (path != NULL)
        fprintf(stderr, "%s: ", path);
    if (stage != T2S_STAGE_NONE)
        fprintf(stderr, "%s: ", t2s_stage_name(stage));
    put_text(stderr, error != NULL ? t2s_error_message(error) : t2s_strerror(code), 2);
    if (error != NULL && t2s_error_line(error) > 0)
        fprintf(stderr, " (line %d, column %d)", t2s_error_line(error), t2s_error_column(error));
    if (error != NULL && t2s_error_sqlstate(error) != NULL)
        fprintf(stderr, " [%s, SQLSTATE %s]\n", t2s_error_name(code), t2s_error_sqlstate(error));
    else
        fprintf(stderr, " [%s]\n", t2s_error_name(code));
    if (error != NULL && t2s_error_hint(error) != NULL) {
        fputs("  hint: ", stderr);
        put_text(stderr, t2s_error_hint(error), 8);
        fputc('\n', stderr);
    }
    return status_of(code, stage);
}

void put_text(FILE *stream, const char *text, int indent)
{
    for (const unsigned char *c = (const unsigned char *)text; *c != '\0'; c++) {
        if (*c == '\n')
            fprintf(stream, "\n%*s", indent, "");
        else if ((*c < 0x20 && *c != '\t') || *c == 0x7f)
            fprintf(stream, "\\x%02x", *c);
        else if (*c == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0) /* U+0080 to U+009F, which terminals obey too */
            fprintf(stream, "\\x%02x", *++c);
        else
            fputc(*c, stream);
    }
}

/* Edits between two words: insertions, deletions, replacements. Words are short; longer ones are told apart by their beginnings. */
static size_t distance(const char *a, const char *b)
{
    enum { LONGEST = 63 };
    size_t row[LONGEST + 1];
    size_t a_length = strnlen(a, LONGEST);
    size_t b_length = strnlen(b, LONGEST);

    for (size_t j = 0; j <= b_length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = diagonal + (a[i - 1] != b[j - 1]);
            size_t shorter = row[j] < row[j - 1] ? row[j] : row[j - 1];

            diagonal = row[j];
            row[j] = replaced < shorter + 1 ? replaced : shorter + 1;
        }
    }
    return row[b_length];
}

const char *nearest_word(const char *word, const char *const *words, size_t count)
{
    const char *nearest = NULL;
    size_t least = 2 + strlen(word) / 4;

    for (size_t i = 0; i < count; i++) {
        size_t edits = distance(word, words[i]);

        if (edits < least) {
            least = edits;
            nearest = words[i];
        }
    }
    return nearest;
}

int finish_output(int status)
{
    if (fflush(stdout) != 0)
        return failure(NULL, "standard output could not be written: %s", strerror(errno));
    if (ferror(stdout))
        return failure(NULL, "standard output could not be written");
    return status;
}

_Noreturn void out_of_memory(void)
{
    fputs("text2sql: out of memory\n", stderr);
    exit(STATUS_FAILED);
}
