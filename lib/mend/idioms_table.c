/* SPDX-License-Identifier: MIT */
/*
 * The facts: each line is a function as the manual of its dialect describes it, and an expression of PostgreSQL with the same value for every value
 * of the arguments, NULL too. What is only nearly the same is not here.
 */
#include "mend/idiom.h"

#define AGGREGATE T2S__IDIOM_F_AGGREGATE
#define UNIT T2S__IDIOM_F_UNIT

static const t2s__idiom idioms[] = {
    /* What takes the place of NULL, and conditions. */
    {"ifnull", 2, "coalesce(#1, #2)", NULL, "MySQL, SQLite, BigQuery", 0},
    {"nvl", 2, "coalesce(#1, #2)", NULL, "Oracle, Snowflake, Spark", 0},
    {"isnull", 2, "coalesce(#1, #2)", NULL, "SQL Server", 0},
    {"isnull", 1, "(@1 IS NULL)", NULL, "MySQL", 0},
    {"nvl2", 3, "CASE WHEN @1 IS NOT NULL THEN #2 ELSE #3 END", NULL, "Oracle, Snowflake", 0},
    {"zeroifnull", 1, "coalesce(#1, 0)", NULL, "Snowflake, Teradata", 0},
    {"nullifzero", 1, "nullif(#1, 0)", NULL, "Snowflake, Teradata", 0},
    {"if", 3, "CASE WHEN #1 THEN #2 ELSE #3 END", NULL, "MySQL, Presto, BigQuery", 0},
    {"if", 2, "CASE WHEN #1 THEN #2 END", NULL, "Presto", 0},
    {"iif", 3, "CASE WHEN #1 THEN #2 ELSE #3 END", NULL, "SQL Server, SQLite", 0},
    {"iff", 3, "CASE WHEN #1 THEN #2 ELSE #3 END", NULL, "Snowflake", 0},

    /* Arithmetic. A division of BigQuery is not one of whole numbers. */
    {"safe_divide", 2, "(@1 * 1.0 / nullif(#2, 0))", NULL, "BigQuery", 0},
    {"divide", 2, "(@1 * 1.0 / @2)", NULL, "formulas", 0},
    {"multiply", 2, "(@1 * @2)", NULL, "formulas", 0},
    {"subtract", 2, "(@1 - @2)", NULL, "formulas", 0},
    {"add", 2, "(@1 + @2)", NULL, "formulas", 0},
    {"rand", 0, "random()", NULL, "MySQL, SQL Server, BigQuery", 0},
    {"truncate", 2, "trunc(@1::numeric, #2)", NULL, "MySQL", 0},
    {"log2", 1, "log(2, @1::numeric)", NULL, "MySQL, Presto, SQLite", 0},
    {"atn2", 2, "atan2(#1, #2)", NULL, "SQL Server", 0},
    {"to_number", 1, "@1::numeric", NULL, "Oracle, Snowflake", 0},

    /* Texts. */
    {"len", 1, "length(#1)", NULL, "SQL Server, Snowflake", 0},
    {"lcase", 1, "lower(#1)", NULL, "MySQL", 0},
    {"ucase", 1, "upper(#1)", NULL, "MySQL", 0},
    {"mid", 3, NULL, t2s__idiom_middle, "MySQL", 0},
    {"charindex", 2, "strpos(#2, #1)", NULL, "SQL Server, Snowflake", 0},
    {"locate", 2, "strpos(#2, #1)", NULL, "MySQL", 0},
    {"instr", 2, "strpos(#1, #2)", NULL, "MySQL, SQLite, Oracle", 0},
    {"substring_index", 3, NULL, t2s__idiom_split, "MySQL", 0},
    {"space", 1, "repeat(' ', #1)", NULL, "MySQL, SQL Server", 0},
    {"replicate", 2, "repeat(#1, #2)", NULL, "SQL Server", 0},
    {"startswith", 2, "starts_with(#1, #2)", NULL, "Snowflake", 0},
    {"regexp_contains", 2, "(@1 ~ @2)", NULL, "BigQuery", 0},
    {"regexp_extract", 2, NULL, t2s__idiom_extract, "Presto, BigQuery", 0},
    {"json_value", 2, NULL, t2s__idiom_json, "MySQL, SQL Server, BigQuery", 0},
    {"json_extract_scalar", 2, NULL, t2s__idiom_json, "Presto, BigQuery", 0},
    {"convert", 2, NULL, t2s__idiom_convert, "MySQL, SQL Server", UNIT},
    {"uuid", 0, "gen_random_uuid()", NULL, "MySQL", 0},
    {"newid", 0, "gen_random_uuid()", NULL, "SQL Server", 0},
    {"array_length", 1, "cardinality(#1)", NULL, "BigQuery", 0},
    {"array_size", 1, "cardinality(#1)", NULL, "Snowflake", 0},

    /* Aggregates. An arbitrary value may be the least. */
    {"group_concat", 1, "string_agg(@1::text, ',')", NULL, "MySQL, SQLite", AGGREGATE},
    {"group_concat", 2, "string_agg(@1::text, #2)", NULL, "SQLite", AGGREGATE},
    {"listagg", 2, "string_agg(@1::text, #2)", NULL, "Oracle, Snowflake", AGGREGATE},
    {"string_agg", 2, "string_agg(@1::text, #2)", NULL, "SQL Server, BigQuery", AGGREGATE},
    {"total", 1, "coalesce(sum(#1), 0.0)", NULL, "SQLite", 0},
    {"count_if", 1, "count(*) FILTER (WHERE #1)", NULL, "Presto, Snowflake", 0},
    {"countif", 1, "count(*) FILTER (WHERE #1)", NULL, "BigQuery", 0},
    {"count", 2, NULL, t2s__idiom_distinct, "MySQL", AGGREGATE},
    {"count", 3, NULL, t2s__idiom_distinct, "MySQL", AGGREGATE},
    {"any_value", 1, "min(#1)", NULL, "MySQL, BigQuery, Snowflake", AGGREGATE},
    {"arbitrary", 1, "min(#1)", NULL, "Presto", AGGREGATE},
    {"std", 1, "stddev_pop(#1)", NULL, "MySQL", AGGREGATE},
    {"stdev", 1, "stddev_samp(#1)", NULL, "SQL Server", AGGREGATE},
    {"stdevp", 1, "stddev_pop(#1)", NULL, "SQL Server", AGGREGATE},
    {"var", 1, "var_samp(#1)", NULL, "SQL Server", AGGREGATE},
    {"varp", 1, "var_pop(#1)", NULL, "SQL Server", AGGREGATE},
    {"median", 1, "percentile_cont(0.5) WITHIN GROUP (ORDER BY #1)", NULL, "Oracle, Snowflake", 0},
    {"logical_or", 1, "bool_or(#1)", NULL, "BigQuery", AGGREGATE},
    {"logical_and", 1, "bool_and(#1)", NULL, "BigQuery", AGGREGATE},
    {"boolor_agg", 1, "bool_or(#1)", NULL, "Snowflake", AGGREGATE},
    {"booland_agg", 1, "bool_and(#1)", NULL, "Snowflake", AGGREGATE},

    /* The time now. */
    {"curdate", 0, "CURRENT_DATE", NULL, "MySQL", 0},
    {"curtime", 0, "LOCALTIME", NULL, "MySQL", 0},
    {"getdate", 0, "LOCALTIMESTAMP", NULL, "SQL Server, Snowflake", 0},
    {"sysdatetime", 0, "LOCALTIMESTAMP", NULL, "SQL Server", 0},
    {"sysdate", 0, "LOCALTIMESTAMP", NULL, "MySQL", 0},
    {"current_datetime", 0, "LOCALTIMESTAMP", NULL, "BigQuery", 0},
    {"getutcdate", 0, "(now() AT TIME ZONE 'UTC')", NULL, "SQL Server", 0},
    {"utc_timestamp", 0, "(now() AT TIME ZONE 'UTC')", NULL, "MySQL", 0},
    {"unix_timestamp", 0, "EXTRACT(EPOCH FROM now())::bigint", NULL, "MySQL", 0},

    /* Parts of dates. */
    {"year", 1, "EXTRACT(YEAR FROM ~1)", NULL, "MySQL, SQL Server, Presto", 0},
    {"quarter", 1, "EXTRACT(QUARTER FROM ~1)", NULL, "MySQL, Presto", 0},
    {"month", 1, "EXTRACT(MONTH FROM ~1)", NULL, "MySQL, SQL Server, Presto", 0},
    {"day", 1, "EXTRACT(DAY FROM ~1)", NULL, "MySQL, SQL Server, Presto", 0},
    {"hour", 1, "EXTRACT(HOUR FROM ~1)", NULL, "MySQL, Presto", 0},
    {"minute", 1, "EXTRACT(MINUTE FROM ~1)", NULL, "MySQL, Presto", 0},
    {"second", 1, "floor(EXTRACT(SECOND FROM ~1))", NULL, "MySQL, Presto", 0},
    {"dayofmonth", 1, "EXTRACT(DAY FROM ~1)", NULL, "MySQL", 0},
    {"dayofyear", 1, "EXTRACT(DOY FROM ~1)", NULL, "MySQL", 0},
    {"weekofyear", 1, "EXTRACT(WEEK FROM ~1)", NULL, "MySQL", 0},
    {"weekday", 1, "(EXTRACT(ISODOW FROM ~1) - 1)", NULL, "MySQL", 0},
    {"day_of_month", 1, "EXTRACT(DAY FROM ~1)", NULL, "Presto", 0},
    {"day_of_week", 1, "EXTRACT(ISODOW FROM ~1)", NULL, "Presto", 0},
    {"day_of_year", 1, "EXTRACT(DOY FROM ~1)", NULL, "Presto", 0},
    {"week_of_year", 1, "EXTRACT(WEEK FROM ~1)", NULL, "Presto", 0},
    {"last_day", 1, "(date_trunc('month', ~1) + INTERVAL '1 month - 1 day')::date", NULL, "MySQL, Oracle, Snowflake", 0},
    {"eomonth", 1, "(date_trunc('month', ~1) + INTERVAL '1 month - 1 day')::date", NULL, "SQL Server", 0},
    {"julianday", 1, "(EXTRACT(EPOCH FROM ^1::timestamp) / 86400 + 2440587.5)", NULL, "SQLite", 0},
    {"unix_timestamp", 1, "EXTRACT(EPOCH FROM ^1::timestamptz)::bigint", NULL, "MySQL", 0},
    {"unixepoch", 1, "EXTRACT(EPOCH FROM ^1::timestamp)::bigint", NULL, "SQLite", 0},
    {"from_unixtime", 1, "to_timestamp(#1)::timestamp", NULL, "MySQL", 0},
    {"datepart", 2, NULL, t2s__idiom_part, "SQL Server", UNIT},
    {"datename", 2, NULL, t2s__idiom_name, "SQL Server", UNIT},

    /* Reckoning with dates. */
    {"datediff", 2, "(@1::date - @2::date)", NULL, "MySQL", 0},
    {"datediff", 3, NULL, t2s__idiom_boundaries, "SQL Server, Snowflake, Redshift", UNIT},
    {"timestampdiff", 3, NULL, t2s__idiom_elapsed, "MySQL", UNIT},
    {"dateadd", 3, NULL, t2s__idiom_add, "SQL Server, Snowflake, Redshift", UNIT},
    {"timestampadd", 3, NULL, t2s__idiom_add, "MySQL", UNIT},
    {"date_add", 3, NULL, t2s__idiom_add, "Presto", UNIT},
    {"date_add", 2, NULL, t2s__idiom_interval, "MySQL, BigQuery", 0},
    {"date_sub", 2, NULL, t2s__idiom_interval, "MySQL, BigQuery", 0},
    {"adddate", 2, NULL, t2s__idiom_interval, "MySQL", 0},
    {"subdate", 2, NULL, t2s__idiom_interval, "MySQL", 0},
    {"date_trunc", 2, NULL, t2s__idiom_truncate, "BigQuery", UNIT},

    /* Dates and texts. */
    {"datetime", 1, "^1::timestamp", NULL, "SQLite", 0},
    {"date", 2, NULL, t2s__idiom_shift, "SQLite", 0},
    {"datetime", 2, NULL, t2s__idiom_shift, "SQLite", 0},
    {"strftime", 2, NULL, t2s__idiom_strftime, "SQLite", 0},
    {"date_format", 2, NULL, t2s__idiom_format, "MySQL, Presto", 0},
    {"str_to_date", 2, NULL, t2s__idiom_parse, "MySQL", 0},
};

const t2s__idiom *t2s__idioms(size_t *ret_count)
{
    *ret_count = sizeof(idioms) / sizeof(*idioms);
    return idioms;
}
