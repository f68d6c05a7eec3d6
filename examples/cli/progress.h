/* SPDX-License-Identifier: MIT */
/*
 * How far a question is, on standard error. On a terminal it is one line that is drawn over again and is gone in the end;
 * elsewhere, and beside --verbose, a line for each step, and the reply's text as it grows.
 */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

#include <text2sql/context.h>

#include "options.h"

enum { PROGRESS_TAIL = 1024 };

struct progress {
    bool drawn;     /* one line, drawn over again */
    bool open;      /* something stands in the line where the cursor is */
    size_t columns; /* of the terminal */
    int stage;
    char tail[PROGRESS_TAIL + 1]; /* the end of the reply's text so far */
    size_t length;
};

/** Show a context's progress, if that is wanted. @param progress  lives as long as the context @return STATUS_DONE, STATUS_FAILED
 */
int progress_begin(struct progress *progress, const struct settings *settings, t2s_context *context);

/** Make room for something else: leave the cursor at the beginning of an empty line. */
void progress_end(struct progress *progress);

#endif
