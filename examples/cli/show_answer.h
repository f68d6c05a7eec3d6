/* SPDX-License-Identifier: MIT */
/* An answer in the formats of "text2sql ask". */
#ifndef CLI_SHOW_ANSWER_H
#define CLI_SHOW_ANSWER_H

#include <text2sql/answer.h>

/** Print an answer to standard output, as FORMAT_TABLE, FORMAT_JSON or FORMAT_CSV. @return the exit status */
int show_answer(const t2s_answer *answer, const char *question, int format);

#endif
