/* SPDX-License-Identifier: MIT */
#ifndef TEXT2SQL_VERSION_H
#define TEXT2SQL_VERSION_H

#include <text2sql/export.h>

T2S_BEGIN_DECLS

/** The version of these headers. The number is major * 10000 + minor * 100 + patch. @since 1.0 */
#define T2S_VERSION_MAJOR 0
#define T2S_VERSION_MINOR 1
#define T2S_VERSION_PATCH 0
#define T2S_VERSION_NUMBER (T2S_VERSION_MAJOR * 10000 + T2S_VERSION_MINOR * 100 + T2S_VERSION_PATCH)

/**
 * The version of the library that is running, which may be newer than the headers.
 *
 * @return a static string such as "0.1.0"
 * @since 1.0
 */
T2S_EXTERN const char *t2s_version(void);

/** The same as a number; compare it with T2S_VERSION_NUMBER. @since 1.0 */
T2S_EXTERN int t2s_version_number(void);

T2S_END_DECLS

#endif
