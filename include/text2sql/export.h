/* SPDX-License-Identifier: MIT */
#ifndef TEXT2SQL_EXPORT_H
#define TEXT2SQL_EXPORT_H

#include <stddef.h>
#include <stdint.h>

/** Marks what the shared library exports. Everything else is hidden. */
#if defined(__GNUC__)
#define T2S_EXTERN __attribute__((visibility("default")))
#else
#define T2S_EXTERN
#endif

#ifdef __cplusplus
#define T2S_BEGIN_DECLS extern "C" {
#define T2S_END_DECLS }
#else
#define T2S_BEGIN_DECLS
#define T2S_END_DECLS
#endif

#endif
