/* SPDX-License-Identifier: MIT */
/* The lines of the generated lists, cut to pieces in place. */
#ifndef T2S_METADATA_POSTGRES_BUILTINS_LINE_H
#define T2S_METADATA_POSTGRES_BUILTINS_LINE_H

#include <stddef.h>

enum {
    T2S__BUILTIN_LINE_MAX = 4096, /* bytes of one text of the lists */
    T2S__BUILTIN_ITEMS_MAX = 64   /* arguments or columns of one function */
};

/* A function's line. */
typedef struct t2s__builtin_line {
    char *name;
    char *kind;
    char *volatility;
    char *flags;
    char *defaults;
    char *arguments;
    char *result;
    char *columns;
    char *names; /* of the arguments; empty when none has one */
} t2s__builtin_line;

/* Cut at the separator; returns what stands before it and moves on. */
char *t2s__builtin_cut(char **at, char separator);

/* Both return how many there are, at most T2S__BUILTIN_ITEMS_MAX. */
size_t t2s__builtin_cut_list(char *list, const char **items);
size_t t2s__builtin_cut_columns(char *list, const char **names, const char **types);

t2s__builtin_line t2s__builtin_cut_line(char *text);

#endif
