/* SPDX-License-Identifier: MIT */
#include "util/ops.h"

#include <string.h>

#include <text2sql/error.h>

#include "support/suite.h"

/* Three ages of one table. */
struct old_ops {
    size_t struct_size;
    uint64_t flags;
    void *first;
};

struct ops {
    size_t struct_size;
    uint64_t flags;
    void *first;
    void *second;
};

struct new_ops {
    size_t struct_size;
    uint64_t flags;
    void *first;
    void *second;
    void *third;
};

static int here;

static int copy(struct ops *to, const void *from)
{
    return t2s__ops_copy(to, from, sizeof(*to), sizeof(struct old_ops), 1);
}

START_TEST(an_older_table_leaves_holes)
{
    const struct old_ops from = {sizeof(from), 1, &here};
    struct ops to;

    memset(&to, 0xFF, sizeof(to));
    ck_assert_int_eq(copy(&to, &from), 0);
    ck_assert_ptr_eq(to.first, &here);
    ck_assert_ptr_null(to.second);
}
END_TEST

START_TEST(a_newer_table_must_not_use_what_is_unknown_here)
{
    struct new_ops from = {sizeof(from), 0, &here, &here, NULL};
    struct ops to;

    ck_assert_int_eq(copy(&to, &from), 0);
    ck_assert_ptr_eq(to.second, &here);
    from.third = &here;
    ck_assert_int_eq(copy(&to, &from), T2S_E_ABI);
}
END_TEST

START_TEST(short_tables_and_unknown_flags_are_refused)
{
    struct ops from = {sizeof(struct old_ops) - 1, 0, &here, NULL};
    struct ops to;

    ck_assert_int_eq(copy(&to, &from), T2S_E_ABI);
    ck_assert_ptr_null(to.first); /* cut through */
    from.struct_size = 0;
    ck_assert_int_eq(copy(&to, &from), T2S_E_ABI);
    from.struct_size = sizeof(from);
    from.flags = 2;
    ck_assert_int_eq(copy(&to, &from), T2S_E_ABI);
    ck_assert_ptr_eq(to.first, &here); /* for the sake of destroy */
    ck_assert_int_eq(copy(&to, NULL), T2S_E_INVALID);
    ck_assert_ptr_null(to.first);
}
END_TEST

SUITE("ops", NULL, NULL, an_older_table_leaves_holes, a_newer_table_must_not_use_what_is_unknown_here,
      short_tables_and_unknown_flags_are_refused)
