/* SPDX-License-Identifier: MIT */
/* What an engine's own parser says of texts: a process of Oracle.java, asked in batches. Whatever goes wrong ends the program. */
#ifndef T2S_TESTS_PRESTO_ORACLE_H
#define T2S_TESTS_PRESTO_ORACLE_H

#include <stddef.h>
#include <stdint.h>

struct oracle;

typedef struct oracle_verdict {
    int accepts;
    int line, column;  /* of the error, counted from 1; 0: it names none */
    char said[200];    /* the statement's class ("Query", "Insert", ...), or the error */
} oracle_verdict;

/* `flavour`: "trino" or "presto". `option`: one of Java's, or NULL. NULL: there is no Java here that could. */
struct oracle *oracle_start(const char *flavour, const char *option);
void oracle_stop(struct oracle *oracle);

/* The parser and its version: "trino-parser-484". */
const char *oracle_version(const struct oracle *oracle);

/* Without the places of errors it is several times as quick. */
void oracle_judge(struct oracle *oracle, int with_places, const char *const *texts, size_t count, oracle_verdict *ret_verdicts);

/* Texts derived at random from a rule of the engine's grammar, with about `tokens` tokens each; the same for the same seed. Freed by the caller. */
void oracle_generate(struct oracle *oracle, uint64_t seed, int tokens, const char *rule, size_t count, char **ret_texts);

/* How long the parser takes for all texts, in seconds: the quickest of so many rounds. */
double oracle_time(struct oracle *oracle, const char *const *texts, size_t count, int rounds);

#endif
