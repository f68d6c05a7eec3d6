/* SPDX-License-Identifier: MIT */
/* Binding: the SQL of metrics and examples, checked against the catalog with what is known of it. */
#ifndef T2S_KNOWLEDGE_BIND_SQL_H
#define T2S_KNOWLEDGE_BIND_SQL_H

#include "knowledge/bind_schema.h"

/* Both: 0; T2S_E_NOMEM; what a validator that could not do its work returned. */
int t2s__bind_metrics(t2s__binder *binder, t2s_error **reterr_error);
int t2s__bind_examples(t2s__binder *binder, t2s_error **reterr_error);

#endif
