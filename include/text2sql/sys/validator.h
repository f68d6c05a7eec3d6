/* SPDX-License-Identifier: MIT */
/* Writing a validator: fill in a t2s_validator_ops. */
#ifndef TEXT2SQL_SYS_VALIDATOR_H
#define TEXT2SQL_SYS_VALIDATOR_H

#include <text2sql/statement.h>
#include <text2sql/sys/error.h>

T2S_BEGIN_DECLS

/** What a validator writes its findings to. @since 1.0 */
typedef struct t2s_report t2s_report;

enum {
    /** The statement is refused on principle; the model is not asked again. With T2S_SEVERITY_ERROR. */
    T2S_REPORT_REFUSAL = 1 << 0
};

/** What a validator can do. Set struct_size to sizeof(t2s_validator_ops). @since 1.0 */
typedef struct t2s_validator_ops {
    size_t struct_size;
    uint64_t flags; /* 0: none are defined yet */

    /* Required. Look at a statement and report what is wrong. Must not block; runs on any thread, several at once. A nonzero
     * return means that the check could not be made: the statement is then not run. Statements that did not parse are not shown. */
    int (*validate)(void *user_data, const t2s_statement *statement, t2s_report *report);

    /* Optional. The last call; runs exactly once, also when registration fails. */
    void (*destroy)(void *user_data);
} t2s_validator_ops;

/** Register a validator. `name` is the rule in its diagnostics, e.g. "read_only". As t2s_provider_new(). @since 1.0 */
T2S_EXTERN int t2s_validator_new(const char *name, const t2s_validator_ops *ops, void *user_data, t2s_validator **ret_validator);

/** The name given at registration. @since 1.0 */
T2S_EXTERN const char *t2s_validator_name(const t2s_validator *validator);

/** For who calls a validator. @return what its validate returned @since 1.0 */
T2S_EXTERN int t2s_validator_run(t2s_validator *validator, const t2s_statement *statement, t2s_report *report);

/**
 * Report a finding.
 *
 * @param severity  T2S_SEVERITY_*
 * @param flags     T2S_REPORT_*
 * @param code      SQLSTATE, or a name of the validator's own; copied
 * @param message   copied
 * @param hint      NULL is fine; copied
 * @param position  byte offset in t2s_statement_sql(); -1: no place
 * @return 0; T2S_E_INVALID, T2S_E_NOMEM: return it from validate
 * @since 1.0
 */
T2S_EXTERN int t2s_report_add(t2s_report *report, int severity, unsigned flags, const char *code, const char *message,
                              const char *hint, int position);

/**
 * Report a finding of the analysis, t2s_statement_finding(), as it is, with the fixes that belong to it.
 *
 * @return 0; T2S_E_INVALID: there is no such finding; T2S_E_NOMEM
 * @since 1.0
 */
T2S_EXTERN int t2s_report_finding(t2s_report *report, size_t index);

/**
 * Say how what was reported last with t2s_report_add() is put right: one change of the text, for t2s_statement_mend(). It is made only if
 * nothing is wrong afterwards.
 *
 * @param name      of the kind of fix, e.g. "limit"; copied
 * @param message   a sentence that says what is done; copied
 * @param position  byte offset in t2s_statement_sql()
 * @param length    of what is replaced, in bytes; 0: something is put in
 * @param text      what stands there then; copied
 * @return 0; T2S_E_INVALID (nothing was reported, it has a fix already, the place is outside the text); T2S_E_NOMEM: return it from validate
 * @since 1.0
 */
T2S_EXTERN int t2s_report_fix(t2s_report *report, const char *name, const char *message, int position, int length, const char *text);

T2S_END_DECLS

#endif
