/* SPDX-License-Identifier: MIT */
/*
 * Functions of other dialects for Trino and PrestoDB: each line has the same value for every value of the arguments that the server takes, NULL too. Texts
 * become dates only by a cast, which fails where the text is none.
 */
#include <string.h>

#include "mend/idiom.h"
#include "mend/tokens.h"

enum { UNIT_MAX = 16, FORMAT_MAX = 64 };

/* What is called a unit here; NULL: it is none. The abbreviations are SQL Server's. */
static const char *unit_of(const t2s__call *call, size_t argument)
{
    static const char *const units[][2] = {
        {"year", "year"},     {"yy", "year"},     {"yyyy", "year"},   {"years", "year"},   {"quarter", "quarter"}, {"qq", "quarter"},
        {"q", "quarter"},     {"month", "month"}, {"mm", "month"},    {"m", "month"},      {"months", "month"},    {"week", "week"},
        {"wk", "week"},       {"ww", "week"},     {"weeks", "week"},  {"day", "day"},      {"dd", "day"},          {"d", "day"},
        {"days", "day"},      {"hour", "hour"},   {"hh", "hour"},     {"hours", "hour"},   {"minute", "minute"},   {"mi", "minute"},
        {"n", "minute"},      {"minutes", "minute"}, {"second", "second"}, {"ss", "second"}, {"s", "second"},      {"seconds", "second"},
    };
    char name[UNIT_MAX];

    if (!t2s__argument_plain(call, argument, name, sizeof(name)))
        return NULL;
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (strcmp(units[i][0], name) == 0)
            return units[i][1];
    return NULL;
}

static int with_unit(const t2s__call *call, size_t argument, const char *format, t2s__buffer *ret_template)
{
    const char *unit = unit_of(call, argument);

    if (unit == NULL)
        return 0;
    for (; *format != '\0'; format++)
        if (*format == '$')
            t2s__buffer_text(ret_template, unit);
        else
            t2s__buffer_char(ret_template, *format);
    return 1;
}

static int add(const t2s__call *call, t2s__buffer *ret_template)
{
    return with_unit(call, 0, "date_add('$', #2, #3)", ret_template);
}

/* How often the unit changed. Weeks begin on Monday here, elsewhere as a rule on Sunday. */
static int boundaries(const t2s__call *call, t2s__buffer *ret_template)
{
    const char *unit = unit_of(call, 0);

    return unit != NULL && strcmp(unit, "week") != 0 &&
           with_unit(call, 0, "date_diff('$', date_trunc('$', #2), date_trunc('$', #3))", ret_template);
}

static int elapsed(const t2s__call *call, t2s__buffer *ret_template)
{
    return with_unit(call, 0, "date_diff('$', #2, #3)", ret_template);
}

static int part(const t2s__call *call, t2s__buffer *ret_template)
{
    const char *unit = unit_of(call, 0);

    return unit != NULL && strcmp(unit, "week") != 0 && with_unit(call, 0, "EXTRACT($ FROM #2)", ret_template);
}

static int truncated(const t2s__call *call, t2s__buffer *ret_template)
{
    return with_unit(call, 1, "date_trunc('$', #1)", ret_template);
}

/* DATE_ADD(date, INTERVAL n unit) of MySQL and BigQuery. */
static int shifted(const t2s__call *call, t2s__buffer *ret_template)
{
    const t2s__patient *patient = call->patient;
    int subtracts = t2s__is_one_of(patient, call->name, "date_sub subdate");
    int is_interval = t2s__is_word(patient, call->arguments[1].first, "interval");

    if (!is_interval && !t2s__is_one_of(patient, call->name, "adddate subdate"))
        return 0;
    t2s__buffer_printf(ret_template, is_interval ? "(@1 %c #2)" : "(@1 %c @2 * INTERVAL '1' DAY)", subtracts ? '-' : '+');
    return 1;
}

/* Letters behind a percent sign that mean the same here, of SQLite's strftime(). */
static int strftime_format(const t2s__call *call, t2s__buffer *ret_template)
{
    static const char from[] = "YmdHMSj", to[] = "YmdHisj";
    char format[FORMAT_MAX];
    t2s__buffer text = T2S__BUFFER_INIT;
    int is_known = t2s__argument_is(call, 0, T2S__TOKEN_STRING) && t2s__argument_plain(call, 0, format, sizeof(format));

    for (const char *c = format; is_known && *c != '\0'; c++) {
        const char *letter = *c == '%' && c[1] != '\0' ? strchr(from, c[1]) : NULL;

        is_known = *c != '%' || letter != NULL;
        t2s__buffer_char(&text, *c);
        if (letter != NULL) {
            t2s__buffer_char(&text, to[letter - from]);
            c++;
        }
    }
    if (is_known && !text.failed)
        t2s__buffer_printf(ret_template, "date_format(CAST(#2 AS timestamp), '%s')", t2s__buffer_string(&text));
    ret_template->failed |= text.failed;
    t2s__buffer_dispose(&text);
    return is_known;
}

/* PostgreSQL's and Oracle's patterns, the longest first, and the letters here. */
static int write_patterns(const char *format, t2s__buffer *out)
{
    static const char *const patterns[][2] = {{"FMMonth", "%M"}, {"Month", NULL}, {"FMDay", "%W"}, {"HH24", "%H"}, {"YYYY", "%Y"}, {"HH12", "%h"},
                                              {"Mon", "%b"},     {"DDD", "%j"},   {"MM", "%m"},    {"DD", "%d"},   {"MI", "%i"},   {"SS", "%s"},
                                              {"YY", "%y"},      {"Dy", "%a"}};

    while (*format != '\0') {
        size_t i = 0;

        while (i < sizeof(patterns) / sizeof(patterns[0]) && strncmp(patterns[i][0], format, strlen(patterns[i][0])) != 0)
            i++;
        if (i < sizeof(patterns) / sizeof(patterns[0])) {
            if (patterns[i][1] == NULL)
                return 0;
            t2s__buffer_text(out, patterns[i][1]);
            format += strlen(patterns[i][0]);
        } else if (strchr("-/:. ,", *format) != NULL)
            t2s__buffer_char(out, *format++);
        else
            return 0;
    }
    return 1;
}

static int with_patterns(const t2s__call *call, const char *before, const char *behind, t2s__buffer *ret_template)
{
    char format[FORMAT_MAX];
    t2s__buffer text = T2S__BUFFER_INIT;
    int is_known = t2s__argument_is(call, 1, T2S__TOKEN_STRING) && t2s__argument_plain(call, 1, format, sizeof(format)) && format[0] != '\0' &&
                   write_patterns(format, &text);

    if (is_known && !text.failed)
        t2s__buffer_printf(ret_template, "%s'%s'%s", before, t2s__buffer_string(&text), behind);
    ret_template->failed |= text.failed;
    t2s__buffer_dispose(&text);
    return is_known;
}

static int to_char(const t2s__call *call, t2s__buffer *ret_template)
{
    return with_patterns(call, "date_format(#1, ", ")", ret_template);
}

static int to_date(const t2s__call *call, t2s__buffer *ret_template)
{
    return with_patterns(call, "CAST(date_parse(#1, ", ") AS date)", ret_template);
}

static int split(const t2s__call *call, t2s__buffer *ret_template)
{
    char count[4];

    if (!t2s__argument_is(call, 2, T2S__TOKEN_NUMBER))
        return 0;
    memcpy(count, call->patient->sql + call->arguments[2].start, 1);
    if (call->arguments[2].end != call->arguments[2].start + 1 || count[0] != '1')
        return 0;
    t2s__buffer_text(ret_template, "split_part(#1, #2, 1)");
    return 1;
}

#define AGGREGATE T2S__IDIOM_F_AGGREGATE
#define UNIT T2S__IDIOM_F_UNIT

static const t2s__idiom idioms[] = {
    {"ifnull", 2, "coalesce(#1, #2)", NULL, "MySQL, SQLite, BigQuery", 0},
    {"nvl", 2, "coalesce(#1, #2)", NULL, "Oracle, Snowflake, Spark", 0},
    {"isnull", 2, "coalesce(#1, #2)", NULL, "SQL Server", 0},
    {"isnull", 1, "(@1 IS NULL)", NULL, "MySQL", 0},
    {"nvl2", 3, "CASE WHEN @1 IS NOT NULL THEN #2 ELSE #3 END", NULL, "Oracle, Snowflake", 0},
    {"zeroifnull", 1, "coalesce(#1, 0)", NULL, "Snowflake, Teradata", 0},
    {"nullifzero", 1, "nullif(#1, 0)", NULL, "Snowflake, Teradata", 0},
    {"iif", 3, "if(#1, #2, #3)", NULL, "SQL Server, SQLite", 0},
    {"iff", 3, "if(#1, #2, #3)", NULL, "Snowflake", 0},

    {"divide", 2, "(CAST(#1 AS double) / @2)", NULL, "formulas", 0},
    {"multiply", 2, "(@1 * @2)", NULL, "formulas", 0},
    {"subtract", 2, "(@1 - @2)", NULL, "formulas", 0},
    {"add", 2, "(@1 + @2)", NULL, "formulas", 0},
    {"safe_divide", 2, "(CAST(#1 AS double) / nullif(#2, 0))", NULL, "BigQuery", 0},
    {"trunc", 1, "truncate(#1)", NULL, "PostgreSQL, Oracle", 0},

    {"len", 1, "length(#1)", NULL, "SQL Server, Snowflake", 0},
    {"char_length", 1, "length(#1)", NULL, "PostgreSQL, MySQL", 0},
    {"character_length", 1, "length(#1)", NULL, "PostgreSQL, MySQL", 0},
    {"lcase", 1, "lower(#1)", NULL, "MySQL", 0},
    {"ucase", 1, "upper(#1)", NULL, "MySQL", 0},
    {"left", 2, "substr(#1, 1, #2)", NULL, "PostgreSQL, MySQL, SQL Server", 0},
    {"mid", 3, "substr(#1, #2, #3)", NULL, "MySQL", 0},
    {"btrim", 1, "trim(#1)", NULL, "PostgreSQL", 0},
    {"charindex", 2, "strpos(#2, #1)", NULL, "SQL Server, Snowflake", 0},
    {"locate", 2, "strpos(#2, #1)", NULL, "MySQL", 0},
    {"instr", 2, "strpos(#1, #2)", NULL, "MySQL, SQLite, Oracle", 0},
    {"substring_index", 3, NULL, split, "MySQL", 0},
    {"startswith", 2, "starts_with(#1, #2)", NULL, "Snowflake", 0},
    {"regexp_contains", 2, "regexp_like(#1, #2)", NULL, "BigQuery", 0},
    {"json_extract_path_text", 2, "json_extract_scalar(#1, '$.' || #2)", NULL, "PostgreSQL", 0},
    {"array_length", 1, "cardinality(#1)", NULL, "BigQuery", 0},
    {"array_size", 1, "cardinality(#1)", NULL, "Snowflake", 0},
    {"array_length", 2, "nullif(cardinality(#1), 0)", NULL, "PostgreSQL", 0},
    {"gen_random_uuid", 0, "uuid()", NULL, "PostgreSQL", 0},
    {"newid", 0, "uuid()", NULL, "SQL Server", 0},

    {"total", 1, "coalesce(sum(CAST(#1 AS double)), 0e0)", NULL, "SQLite", 0},
    {"countif", 1, "count_if(#1)", NULL, "BigQuery", AGGREGATE},
    {"any_value", 1, "arbitrary(#1)", NULL, "MySQL, BigQuery, Snowflake", AGGREGATE},
    {"std", 1, "stddev_pop(#1)", NULL, "MySQL", AGGREGATE},
    {"stdev", 1, "stddev_samp(#1)", NULL, "SQL Server", AGGREGATE},
    {"stdevp", 1, "stddev_pop(#1)", NULL, "SQL Server", AGGREGATE},
    {"var", 1, "var_samp(#1)", NULL, "SQL Server", AGGREGATE},
    {"varp", 1, "var_pop(#1)", NULL, "SQL Server", AGGREGATE},
    {"logical_or", 1, "bool_or(#1)", NULL, "BigQuery", AGGREGATE},
    {"logical_and", 1, "bool_and(#1)", NULL, "BigQuery", AGGREGATE},
    {"boolor_agg", 1, "bool_or(#1)", NULL, "Snowflake", AGGREGATE},
    {"booland_agg", 1, "bool_and(#1)", NULL, "Snowflake", AGGREGATE},
    {"sum", 1, "sum(CASE WHEN #1 THEN 1 WHEN NOT @1 THEN 0 END)", NULL, "MySQL, SQLite with a condition", 0},
    {"avg", 1, "avg(CASE WHEN #1 THEN 1e0 WHEN NOT @1 THEN 0e0 END)", NULL, "MySQL, SQLite with a condition", 0},

    {"curdate", 0, "current_date", NULL, "MySQL", 0},
    {"curtime", 0, "localtime", NULL, "MySQL", 0},
    {"getdate", 0, "localtimestamp", NULL, "SQL Server, Snowflake", 0},
    {"sysdatetime", 0, "localtimestamp", NULL, "SQL Server", 0},
    {"sysdate", 0, "localtimestamp", NULL, "MySQL", 0},
    {"current_datetime", 0, "localtimestamp", NULL, "BigQuery", 0},
    {"unix_timestamp", 0, "CAST(to_unixtime(now()) AS bigint)", NULL, "MySQL", 0},

    /* Parts of a date that is a text. */
    {"year", 1, "year(CAST(#1 AS timestamp))", NULL, "MySQL, SQLite with a text", 0},
    {"month", 1, "month(CAST(#1 AS timestamp))", NULL, "MySQL, SQLite with a text", 0},
    {"day", 1, "day(CAST(#1 AS timestamp))", NULL, "MySQL, SQLite with a text", 0},
    {"quarter", 1, "quarter(CAST(#1 AS timestamp))", NULL, "MySQL, SQLite with a text", 0},
    {"hour", 1, "hour(CAST(#1 AS timestamp))", NULL, "MySQL, SQLite with a text", 0},
    {"date_format", 2, "date_format(CAST(#1 AS timestamp), #2)", NULL, "MySQL with a text", 0},

    {"dayofmonth", 1, "day_of_month(#1)", NULL, "MySQL", 0},
    {"dayofyear", 1, "day_of_year(#1)", NULL, "MySQL", 0},
    {"dayofweek", 1, "(day_of_week(#1) % 7 + 1)", NULL, "MySQL", 0},
    {"weekday", 1, "(day_of_week(#1) - 1)", NULL, "MySQL", 0},
    {"weekofyear", 1, "week_of_year(#1)", NULL, "MySQL", 0},
    {"monthname", 1, "date_format(#1, '%M')", NULL, "MySQL", 0},
    {"dayname", 1, "date_format(#1, '%W')", NULL, "MySQL", 0},
    {"last_day", 1, "last_day_of_month(#1)", NULL, "MySQL, Oracle, Snowflake", 0},
    {"eomonth", 1, "last_day_of_month(#1)", NULL, "SQL Server", 0},
    {"datepart", 2, NULL, part, "SQL Server", UNIT},
    {"date_part", 2, NULL, part, "PostgreSQL, Snowflake", UNIT},

    {"datediff", 2, "date_diff('day', CAST(#2 AS date), CAST(#1 AS date))", NULL, "MySQL", 0},
    {"datediff", 3, NULL, boundaries, "SQL Server, Snowflake, Redshift", UNIT},
    {"timestampdiff", 3, NULL, elapsed, "MySQL", UNIT},
    {"date_diff", 3, NULL, elapsed, "BigQuery with a unit that is no text", UNIT},
    {"dateadd", 3, NULL, add, "SQL Server, Snowflake, Redshift", UNIT},
    {"timestampadd", 3, NULL, add, "MySQL", UNIT},
    {"date_add", 3, NULL, add, "Presto with a unit that is no text", UNIT},
    {"date_add", 2, NULL, shifted, "MySQL, BigQuery", 0},
    {"date_sub", 2, NULL, shifted, "MySQL, BigQuery", 0},
    {"adddate", 2, NULL, shifted, "MySQL", 0},
    {"subdate", 2, NULL, shifted, "MySQL", 0},
    {"date_trunc", 2, NULL, truncated, "BigQuery", UNIT},
    {"datetime", 1, "CAST(#1 AS timestamp)", NULL, "SQLite", 0},
    {"strftime", 2, NULL, strftime_format, "SQLite", 0},
    {"str_to_date", 2, "CAST(date_parse(#1, #2) AS date)", NULL, "MySQL", 0},
    {"to_char", 2, NULL, to_char, "PostgreSQL, Oracle", 0},
    {"to_date", 2, NULL, to_date, "PostgreSQL, Oracle", 0},
};

const t2s__idiom *t2s__presto_idioms(size_t *ret_count)
{
    *ret_count = sizeof(idioms) / sizeof(*idioms);
    return idioms;
}
