/* SPDX-License-Identifier: MIT */
/* Errors, as the library itself makes them. */
#ifndef T2S_UTIL_ERROR_H
#define T2S_UTIL_ERROR_H

#include <text2sql/sys/error.h>

/* A new error with a formatted message; never NULL. */
t2s_error *t2s__error(int code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The end of a public function that failed: give the error to the caller if he wants it. Returns the error's code. */
int t2s__error_return(t2s_error **reterr_error, t2s_error *error);

/* Both in one. */
int t2s__fail(t2s_error **reterr_error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* T2S_E_NOMEM without allocating. */
int t2s__fail_nomem(t2s_error **reterr_error);

/* The same error, in a stage, if it has none yet. Takes and returns the reference; may be a new object. */
t2s_error *t2s__error_in_stage(t2s_error *error, int stage);

#endif
