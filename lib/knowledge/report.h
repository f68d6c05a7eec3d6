/* SPDX-License-Identifier: MIT */
/* What is wrong with a knowledge file, collected: all of it at once, up to a bound. */
#ifndef T2S_KNOWLEDGE_REPORT_H
#define T2S_KNOWLEDGE_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include <text2sql/knowledge.h>

#include "sql/diagnostic.h"
#include "util/arena.h"

enum { T2S__REPORT_MAX = 100 /* problems; more are only counted */ };

/* A place in the file; columns count characters. Both from 1. */
typedef struct t2s__place {
    uint32_t line;
    uint32_t column;
} t2s__place;

struct t2s_knowledge_report {
    t2s__arena arena;
    t2s__diagnostics diagnostics;
    size_t count; /* with those that were only counted */
    int failed;   /* memory was short */
};

/* NULL when memory is short. */
t2s_knowledge_report *t2s__report_new(void);

/* hint: NULL is fine; copied */
void t2s__report_add(t2s_knowledge_report *report, t2s__place place, const char *code, const char *hint, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Is it still worth while to look for a hint? */
int t2s__report_has_room(const t2s_knowledge_report *report);

/* How many bytes of a text a message shows, for "%.*s"; whole characters. */
int t2s__report_excerpt(const char *text);

/* The first problem as an error of this code, that says how many there are. */
int t2s__report_fail(const t2s_knowledge_report *report, int code, t2s_error **reterr_error);

#endif
