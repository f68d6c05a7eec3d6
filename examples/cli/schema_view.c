/* SPDX-License-Identifier: MIT */
#include "schema_view.h"

#include <string.h>

const char *schema_kind_name(const t2s_relation *relation)
{
    switch (t2s_relation_kind(relation)) {
    case T2S_RELATION_TABLE:
        return "table";
    case T2S_RELATION_PARTITIONED:
        return "partitioned table";
    case T2S_RELATION_VIEW:
        return "view";
    case T2S_RELATION_MATERIALIZED_VIEW:
        return "materialized view";
    case T2S_RELATION_FOREIGN:
        return "foreign table";
    default:
        return "relation";
    }
}

const char *schema_key_name(const t2s_key *key)
{
    static const char *const names[] = {[T2S_KEY_PRIMARY] = "primary",
                                        [T2S_KEY_UNIQUE] = "unique",
                                        [T2S_KEY_FOREIGN] = "foreign",
                                        [T2S_KEY_INFERRED] = "inferred",
                                        [T2S_KEY_INDEX] = "index"};

    return names[t2s_key_kind(key)];
}

bool schema_shows_key(const t2s_key *key)
{
    for (size_t i = 0; i < t2s_key_column_count(key); i++)
        if (t2s_column_is_hidden(t2s_key_column(key, i)) ||
            (t2s_key_foreign_relation(key) != NULL && t2s_column_is_hidden(t2s_key_foreign_column(key, i))))
            return false;
    return true;
}

/* Rather too careful: a name counts wherever its letters stand. */
bool schema_shows_sql(const t2s_relation *relation, const char *sql)
{
    if (sql == NULL)
        return false;
    for (size_t i = 0; i < t2s_relation_column_count(relation); i++) {
        const t2s_column *column = t2s_relation_column(relation, i);

        if (t2s_column_is_hidden(column) && strstr(sql, t2s_column_name(column)) != NULL)
            return false;
    }
    return true;
}
