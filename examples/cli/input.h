/* SPDX-License-Identifier: MIT */
/* Reading: a whole file, or JSON lines. */
#ifndef CLI_INPUT_H
#define CLI_INPUT_H

#include <stdbool.h>
#include <stddef.h>

#include <json-c/json.h>

/** The most that is read of a file or of one line, in bytes. The library has a lower limit of its own, with a better message. */
#define INPUT_MAX (64 * 1024 * 1024)

/**
 * Read a whole file; "-" or NULL is standard input.
 * @param ret_text  NUL-terminated; release with free()
 * @return STATUS_DONE, or another status after an error that was printed
 */
int read_file(const char *path, char **ret_text, size_t *ret_length);

/** One line that is a JSON object with the text that was asked for. */
typedef struct input_line {
    size_t number;   /* from 1 */
    json_object *id; /* borrowed; NULL when the line has none */
    const char *text;
    size_t length;
} input_line;

/**
 * What to do with a line. `line->text` is NULL when the line is malformed; `problem` then says how.
 * @return STATUS_DONE or STATUS_REJECTED to go on; anything else ends the reading
 */
typedef int (*line_fn)(const input_line *line, const char *problem, void *user_data);

/**
 * Read JSON lines, and call back for each of them in order. Blank lines are passed over.
 * @param path   "-" or NULL is standard input
 * @param field  the member that holds the text, e.g. "sql"
 * @return the highest status that `callback` returned, or STATUS_USAGE when the file could not be read
 */
int read_lines(const char *path, const char *field, line_fn callback, void *user_data);

#endif
