/* SPDX-License-Identifier: MIT */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include "options.h"

/** "text2sql check". @return the exit status */
int command_check(const struct settings *settings);

#endif
