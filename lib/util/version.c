/* SPDX-License-Identifier: MIT */
#include <text2sql/version.h>

#define TEXT_(x) #x
#define TEXT(x) TEXT_(x)

const char *t2s_version(void)
{
    return TEXT(T2S_VERSION_MAJOR) "." TEXT(T2S_VERSION_MINOR) "." TEXT(T2S_VERSION_PATCH);
}

int t2s_version_number(void)
{
    return T2S_VERSION_NUMBER;
}
