/* SPDX-License-Identifier: MIT */
/* Our parser's verdicts against an engine's own: what differs, made as short as it can be. */
#ifndef T2S_TESTS_PRESTO_DIFFERENTIAL_H
#define T2S_TESTS_PRESTO_DIFFERENTIAL_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <text2sql/dialect.h>

#include "presto/oracle.h"
#include "presto/texts.h"

/* How two verdicts can differ. */
enum difference {
    SAME,
    REJECTED_HERE,  /* the engine takes it */
    ACCEPTED_HERE,  /* the engine does not */
    OTHER_KIND,     /* a query for one, another statement for the other */
    OTHER_PLACE,    /* an error for both, at another place */
    DIFFERENCES
};

enum { FINDINGS = 400 };

struct differential {
    t2s_dialect *dialect;
    struct oracle *oracle;
    size_t judged, queries, others, rejected; /* by the engine */
    size_t found[DIFFERENCES];
    struct finding {
        char *text;
        enum difference difference;
        size_t times;
    } findings[FINDINGS];
    size_t finding_count;
    size_t shrunk;     /* differences made short so far */
    size_t shrink_max; /* no more than that; 0: none is */
};

/* `flavour`: "trino" or "presto". 0; 1: there is no Java here that could. */
int differential_start(struct differential *ret_differential, const char *flavour, const char *java_option);
void differential_end(struct differential *differential);

/* Without the places of errors it is several times as quick. */
void differential_judge(struct differential *differential, int with_places, const struct texts *texts);

/* Texts derived from the engine's grammar, queries mostly: added to `ret_texts`. */
void differential_generate(struct differential *differential, uint64_t seed, size_t count, struct texts *ret_texts);

/* The sums, and of each kind of difference so many examples: the shortest of what has the same cause. */
void differential_report(struct differential *differential, FILE *to, size_t examples);

#endif
