/* SPDX-License-Identifier: MIT */
/*
 * Options: names and values for whatever takes settings (a context, a provider, a database). An object that is built with
 * options copies them, refuses a name it does not know, and says which names it does.
 */
#ifndef TEXT2SQL_OPTIONS_H
#define TEXT2SQL_OPTIONS_H

#include <text2sql/error.h>

T2S_BEGIN_DECLS

/** A set of name-value pairs. One thread at a time. Values are wiped when it is freed, since they may be secrets. @since 1.0 */
typedef struct t2s_options t2s_options;

/** @param ret_options  owned; release with t2s_options_free() @return 0; T2S_E_INVALID, T2S_E_NOMEM. @since 1.0 */
T2S_EXTERN int t2s_options_new(t2s_options **ret_options);

/** NULL is fine. @since 1.0 */
T2S_EXTERN void t2s_options_free(t2s_options *options);

/**
 * Set one option, replacing an earlier value.
 *
 * @param name   as documented where the options are used, e.g. "model"; copied
 * @param value  as text, e.g. "30000"; copied. NULL takes the option out.
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_options_set(t2s_options *options, const char *name, const char *value);

/** The same for a number. @since 1.0 */
T2S_EXTERN int t2s_options_set_int(t2s_options *options, const char *name, int64_t value);

/** The value as it was set, or NULL. Valid until the options change. @since 1.0 */
T2S_EXTERN const char *t2s_options_get(const t2s_options *options, const char *name);

T2S_END_DECLS

#endif
