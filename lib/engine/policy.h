/* SPDX-License-Identifier: MIT */
#ifndef T2S_ENGINE_POLICY_H
#define T2S_ENGINE_POLICY_H

#include <text2sql/context.h>

/* Where the policies stand among a context's validators: behind names, read_only and single_statement. */
enum { T2S__POLICY_FIRST = 3, T2S__POLICY_COUNT = 4 };

/* Each with its defaults. 0; T2S_E_NOMEM. */
int t2s__context_add_policies(t2s_context *context);

#endif
