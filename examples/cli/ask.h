/* SPDX-License-Identifier: MIT */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "options.h"

/** "text2sql ask". @return the exit status */
int command_ask(const struct settings *settings);

#endif
