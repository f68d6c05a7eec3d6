/* SPDX-License-Identifier: MIT */
#ifndef CLI_KNOWLEDGE_H
#define CLI_KNOWLEDGE_H

#include <text2sql/context.h>

#include "options.h"

/** "text2sql knowledge". @return the exit status */
int command_knowledge(const struct settings *settings);

/** Give a context the knowledge of --knowledge, if it was given. @return STATUS_DONE, or another status after errors that were
 * printed */
int use_knowledge(const struct settings *settings, t2s_context *context);

#endif
