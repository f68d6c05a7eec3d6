/* SPDX-License-Identifier: MIT */
/* Values of the protocol as a result has them. */
#ifndef T2S_EXECUTOR_PRESTO_VALUE_H
#define T2S_EXECUTOR_PRESTO_VALUE_H

#include "executor/presto_type.h"
#include "net/presto.h"
#include "util/buffer.h"

/*
 * Append a value that is not NULL.
 *
 * 0; T2S_E_PROTOCOL: it is no value of this type; T2S_E_NOMEM.
 */
int t2s__presto_value_write(t2s__buffer *text, const t2s__presto_type *type, const t2s__presto_value *value);

#endif
