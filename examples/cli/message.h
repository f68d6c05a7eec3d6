/* SPDX-License-Identifier: MIT */
/* What the program tells people: errors on standard error, and texts that are safe for a terminal. */
#ifndef CLI_MESSAGE_H
#define CLI_MESSAGE_H

#include <stdio.h>

#include <text2sql/error.h>

/* Exit statuses; part of the program's interface. */
enum {
    STATUS_DONE = 0,
    STATUS_REJECTED = 1, /* the SQL was rejected, or the question has no answer here */
    STATUS_USAGE = 2,    /* the command line, or a file that it names, is wrong */
    STATUS_FAILED = 3    /* a server, a provider or the system failed */
};

/** Print "text2sql: ..." and, when it is not NULL, the hint. @return STATUS_USAGE, for the caller to return */
int usage_error(const char *hint, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** The same for what is nobody's fault here. @return STATUS_FAILED */
int failure(const char *hint, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** Print an error of the library: stage, message, place, hint. @param code  used when `error` is NULL @return the exit status for
 * it */
int report_error(int code, const t2s_error *error);

/** The same for what is wrong with a file. @param path  NULL: no file's name is printed */
int report_file_error(const char *path, int code, const t2s_error *error);

/** Print a text that others wrote: control characters come out as \xNN, and every line but the first is indented. */
void put_text(FILE *stream, const char *text, int indent);

/** Of `count` words, the one that was probably meant; NULL when none is near. */
const char *nearest_word(const char *word, const char *const *words, size_t count);

/** Flush standard output. @return `status`, or STATUS_FAILED after an error that was printed */
int finish_output(int status);

/** There is no way on without memory for a small program: print it and exit with STATUS_FAILED. */
_Noreturn void out_of_memory(void);

#endif
