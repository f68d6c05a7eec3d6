/* SPDX-License-Identifier: MIT */
#ifndef CLI_SCHEMA_H
#define CLI_SCHEMA_H

#include "options.h"

/** "text2sql schema". @return the exit status */
int command_schema(const struct settings *settings);

#endif
