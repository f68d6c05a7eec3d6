/* SPDX-License-Identifier: MIT */
/* Who writes the SQL: --provider, --record; and what that costs: --prices. */
#ifndef CLI_PROVIDER_H
#define CLI_PROVIDER_H

#include <text2sql/context.h>

#include "options.h"

/**
 * Give a context the provider and the prices that were chosen.
 * @return STATUS_DONE, or another status after an error that was printed
 */
int use_provider(const struct settings *settings, t2s_context *context);

#endif
