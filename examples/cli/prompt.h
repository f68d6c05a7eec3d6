/* SPDX-License-Identifier: MIT */
#ifndef CLI_PROMPT_H
#define CLI_PROMPT_H

#include "options.h"

/** "text2sql prompt". @return the exit status */
int command_prompt(const struct settings *settings);

#endif
