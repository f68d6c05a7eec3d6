/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "catalog/fingerprint.h"
#include "metadata/ddl.h"
#include "support/suite.h"

static uint64_t fingerprint(const char *ddl, const char *table)
{
    const char *const name = "schema.sql";
    const size_t length = strlen(ddl);
    t2s_catalog *catalog = NULL;
    const t2s_relation *relation;
    uint64_t value;

    ck_assert_int_eq(t2s__ddl_read(&name, &ddl, &length, 1, &catalog, NULL), 0);
    relation = t2s_catalog_find_relation(catalog, "public", table);
    ck_assert_ptr_nonnull(relation);
    value = t2s__relation_fingerprint(catalog, relation);
    t2s_catalog_unref(catalog);
    return value;
}

#define BASE                                                                                                                     \
    "CREATE TYPE mood AS ENUM ('sad', 'ok');"                                                                                    \
    "CREATE TABLE other (id int PRIMARY KEY);"                                                                                   \
    "CREATE TABLE t (id int PRIMARY KEY, name text, now mood, moods mood[], other_id int REFERENCES other);"                     \
    "CREATE VIEW v AS SELECT id FROM t;"

START_TEST(equal_content_gives_equal_numbers)
{
    ck_assert_uint_eq(fingerprint(BASE, "t"), fingerprint(BASE, "t"));
    ck_assert_uint_eq(fingerprint(BASE, "t"), fingerprint(BASE "CREATE TABLE more (x int);", "t"));
    ck_assert_uint_eq(fingerprint(BASE, "t"), fingerprint(BASE "ALTER TABLE other ADD COLUMN y int;", "t"));
    ck_assert_uint_ne(fingerprint(BASE, "t"), fingerprint(BASE, "other"));
}
END_TEST

START_TEST(whatever_a_query_can_see_changes_it)
{
    static const char *const changes[] = {
        BASE "ALTER TABLE t ADD COLUMN more int;",
        BASE "ALTER TABLE t DROP COLUMN name;",
        BASE "ALTER TABLE t RENAME COLUMN name TO title;",
        BASE "ALTER TABLE t ALTER COLUMN name TYPE varchar(10);",
        BASE "ALTER TABLE t ALTER COLUMN name SET NOT NULL;",
        BASE "ALTER TYPE mood ADD VALUE 'happy';",
        BASE "COMMENT ON COLUMN t.name IS 'full';",
        BASE "COMMENT ON TABLE t IS 'things';",
        BASE "ALTER TABLE t ADD UNIQUE (name);",
    };
    uint64_t before = fingerprint(BASE, "t");

    for (size_t i = 0; i < sizeof(changes) / sizeof(*changes); i++)
        ck_assert_msg(fingerprint(changes[i], "t") != before, "%s", changes[i]);
}
END_TEST

SUITE("fingerprint", NULL, NULL, equal_content_gives_equal_numbers, whatever_a_query_can_see_changes_it)
