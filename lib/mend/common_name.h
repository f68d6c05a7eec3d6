/* SPDX-License-Identifier: MIT */
/* Names of columns that any table could have. */
#ifndef T2S_MEND_COMMON_NAME_H
#define T2S_MEND_COMMON_NAME_H

/* Such a name says nothing of which table is meant: the name of a book may be its title. */
int t2s__is_common_name(const char *name);

#endif
