/* SPDX-License-Identifier: MIT */
/* Has a schema file changed? What the file system says of it tells, most of the time. */
#ifndef T2S_METADATA_DDL_STAMP_H
#define T2S_METADATA_DDL_STAMP_H

#include <stddef.h>
#include <stdint.h>

typedef struct t2s__ddl_stamp {
    uint64_t hash; /* of what was said of all files */
    int settled;   /* none of them was written just now: one that is written again has another time */
} t2s__ddl_stamp;

/* To be taken before the files are read, so that what is written meanwhile shows. Blocks like any access to a file. */
t2s__ddl_stamp t2s__ddl_stamp_of(char *const *paths, size_t count);

/* Are they the files that they were? 0 also when that cannot be told. */
int t2s__ddl_stamp_same(const t2s__ddl_stamp *before, const t2s__ddl_stamp *now);

#endif
