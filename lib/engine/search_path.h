/* SPDX-License-Identifier: MIT */
/* A search path as it is written in SQL: names of schemas between commas, folded unless they are quoted. */
#ifndef T2S_ENGINE_SEARCH_PATH_H
#define T2S_ENGINE_SEARCH_PATH_H

#include <stddef.h>

typedef struct t2s__search_path {
    char *text; /* that the names stand in */
    const char **schemas;
    size_t count;
} t2s__search_path;

/* To be disposed of after 0. T2S_E_INVALID: it is none, or names nothing; T2S_E_NOMEM. */
int t2s__search_path_read(const char *text, t2s__search_path *ret_path);
void t2s__search_path_dispose(t2s__search_path *path);

#endif
