/* SPDX-License-Identifier: MIT */
/* Rows that may be read: those with a value in a column, as "public.orders.tenant_id = 42, notes.owner = 'it''s me'". */
#ifndef T2S_VALIDATOR_ACCESS_ROWS_H
#define T2S_VALIDATOR_ACCESS_ROWS_H

#include <text2sql/sys/validator.h>

typedef struct t2s__row_rule {
    const char *table; /* a pattern, as of t2s__patterns */
    const char *column;
    const char *value;
} t2s__row_rule;

typedef struct t2s__row_rules {
    char *text; /* owned; cut to pieces */
    t2s__row_rule *items;
    size_t count;
} t2s__row_rules;

/* `text` is copied; NULL: no rules. 0; T2S_E_INVALID, T2S_E_NOMEM. */
int t2s__row_rules_read(const char *text, t2s__row_rules *rules, t2s_error **reterr_error);
void t2s__row_rules_dispose(t2s__row_rules *rules);

/* Refuse what reads a table that has rules without asking for these rows alone. `view`: what the statement is the definition of, or NULL. */
int t2s__row_rules_check(const t2s__row_rules *rules, const t2s_statement *statement, t2s_report *report, const t2s_relation *view);

#endif
