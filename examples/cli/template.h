/* SPDX-License-Identifier: MIT */
#ifndef CLI_TEMPLATE_H
#define CLI_TEMPLATE_H

#include <text2sql/context.h>

#include "options.h"

/** "text2sql template". @return the exit status */
int command_template(const struct settings *settings);

/** Give a context the template of --template, if one was given. @return STATUS_DONE, or another status after an error that was
 * printed */
int use_template(const struct settings *settings, t2s_context *context);

#endif
