/* SPDX-License-Identifier: MIT */
/* What cgo cannot say: a handle as user_data, and tables of functions. */
#ifndef TEXT2SQL_GO_BRIDGE_H
#define TEXT2SQL_GO_BRIDGE_H

#include <stdint.h>

#include <text2sql.h>
#include <text2sql/sys/provider.h>

int t2s_go_provider_new(const char *name, uintptr_t handle, t2s_provider **ret_provider);
/** Events go to the Go function of that number; 0: to none. */
int t2s_go_listen(t2s_context *context, uintptr_t number);

/** Tokens come from the Go function of that handle. */
int t2s_go_set_token_callback(t2s_provider *provider, uintptr_t handle);

/** The providers around one other. */
enum { T2S_GO_RETRY, T2S_GO_BREAKER, T2S_GO_LIMIT };
int t2s_go_around(int kind, t2s_provider *inner, const t2s_options *options, t2s_provider **ret_provider, t2s_error **reterr_error);

int t2s_go_ask(t2s_context *context, const char *question, const t2s_options *options, uintptr_t handle, t2s_request **ret_request,
               t2s_error **reterr_error);

#endif
