/* SPDX-License-Identifier: MIT */
/*
 * What the dialect says of texts as values of types against what a throw-away PostgreSQL says: texts that are right, such texts with
 * something changed, and texts at random, the same ones for the same seed. For each type: how many the server refuses, how many of
 * these are refused here with the same SQLSTATE, and the texts that are refused here alone, of which there must be none. A text that
 * the server takes under another DateStyle is one that it takes.
 *
 *   bench_literals [texts of each type [seed [type ...]]]     default 20000, 1, all
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <text2sql/sys/dialect.h>

#include "support/postgres.h"

enum { TEXT_MAX = 200, BATCH = 500 };

static const char *const integers[] = {"0", "1", "-1", "+42", " 7 ", "32767", "32768", "-32768", "-32769", "2147483647",
                                       "2147483648", "-2147483648", "9223372036854775807", "9223372036854775808",
                                       "-9223372036854775808", "12345678901234567890123", "1.5", "1e5", "abc", "", " ", "0x1F",
                                       "1_000", "1,000", "4294967295", "4294967296", "١", NULL};
static const char *const numbers[] = {"0", "1.5", "-1.5", ".5", "5.", ".", "1e10", "1E-10", "1e", "1e+", "1e 5", "NaN", "nan ",
                                      "Infinity", "-inf", "+Infinity", "infinit", "1.2.3", "1,000.50", "$5", "1e131071",
                                      "1e131072", "1e-16383", "1e-16384", "1e308", "1.8e308", "1.7976931348623157e308",
                                      "1.7976931348623159e308", "1e309", "4.9e-324", "2e-324", "1e-400", "3.4028235e38",
                                      "3.5e38", "1e-45", "1e-46", "0e999999", "1e2000000000", "00012", "0x1p3", "12abc", "",
                                      "1e5000x", "0.000000000000000000000000001e30", NULL};
static const char *const booleans[] = {"true", "false", "t", "f", "yes", "no", "y", "n", "on", "off", "of", "o", "1", "0", " TRUE ",
                                       "tru", "truex", "2", "10", "", "active", "ja", "null", NULL};
static const char *const moments[] = {"2023-01-15", "2023-02-30", "2023-13-01", "1999-12-31 23:59:59", "2020-02-29", "2021-02-29",
                                      "2023-01-15T10:20:30Z", "2023-01-15 10:20:30.123456+02", "2023-01-15 10:20:30 PST",
                                      "2023-01-15 25:00:00", "2023-01-15 24:00:00", "2023-01-15 10:61", "13/02/2023", "02/13/2023",
                                      "13/13/2023", "Jan 5 2023", "5 January 2023", "January 5, 2023", "2023 Jan 5", "Feb 30 2023",
                                      "Monday, January 5 2023 10:00 pm", "20230115", "20230115T101500", "101500", "1015",
                                      "10:15", "10:15:30", "10:15:30.5", "10:15 am", "13:15 pm", "10:15 PM", "now", "today",
                                      "tomorrow", "yesterday", "infinity", "-infinity", "epoch", "allballs", "2023", "2023-01",
                                      "2023-Q1", "Q1 2023", "abc", "", "44 BC", "0044-03-15 BC", "2023-01-15 America/New_York",
                                      "2023-01-15 10:00 Europe/Berlin", "J2451187", "2023.015", "2023-366", "2024-366", "0000-01-01",
                                      "5874897-12-31", "5874898-01-01", "294276-12-31", "294278-01-01", "4713-01-01 BC",
                                      "4715-01-01 BC", "y2023m01d15", "2023-01-15 10:00 +16", "2023-01-15 10:00-07:30",
                                      "15.01.2023", "1/2/03", "1-2-3", "99-01-08", "2023-01-15 ago", "1 day", "last month",
                                      "2023-01-15 MET DST", "2023/01/15", "2023/1/5 1:2:3", "2023--01-15", "2023-01-15T", NULL};
static const char *const intervals[] = {"1 day", "1 year 2 months", "3 days 04:05:06", "1-2", "1-13", "P1Y2M3DT4H5M6S",
                                        "P0001-02-03T04:05:06", "PT1H", "P", "P1", "1 week ago", "-1 day +02:03", "@ 1 minute",
                                        "1.5 hours", "1 mon", "1 month", "1 fortnight", "day", "1", "1.5", "10:20", "10:20:30.5",
                                        "10:61", "abc", "", "1 day 1 day", "100000000000 days", "2147483648 days",
                                        "2147483647 years", "178956970 years 8 months", "1 quarter", "1 d 2 h 3 m 4 s 5 ms 6 us",
                                        "1 century 2 decades 1 millennium", "infinity", "1 day ago ago", "P1YT", "P1W", "PT1.5S",
                                        "P20200101T101010", "1 2", "1 2:3", "2 1:2:3", "-1-2 +3 -4:05:06", "1 year-", "30days",
                                        "1 month 30days", "6 hrs 5 mins", "1y", "90 minutes", NULL};
static const char *const uuids[] = {"123e4567-e89b-12d3-a456-426614174000", "{123e4567-e89b-12d3-a456-426614174000}",
                                    "123e4567e89b12d3a456426614174000", "123e-4567-e89b-12d3-a456-4266-1417-4000",
                                    "123E4567-E89B-12D3-A456-426614174000", "123e4567-e89b-12d3-a456-42661417400", "abc", "",
                                    "{123e4567-e89b-12d3-a456-426614174000", NULL};
static const char *const jsons[] = {"{}", "[]", "null", "true", "1", "-1.5e3", "\"a\"", "{\"a\":1}", "{\"a\":[1,2,{\"b\":null}]}",
                                    " [1 , 2 ] ", "{a:1}", "{'a':1}", "[1,]", "{\"a\":}", "01", "1.", ".5", "+1", "\"\\u0041\"",
                                    "\"\\u00\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\x\"", "tru", "truex", "[1 2]", "", " ",
                                    "{\"a\":1}}", "\"a", "NaN", "[[[[[[]]]]]]", "\"\\u0000\"", "{\"a\" 1}", "nul", "\"\t\"",
                                    "{\"a\":1,}", "{1:2}", "[-]", "1e", "\"é\"", NULL};
static const char *const bits[] = {"0101", "", "b01", "x1F", "012", "X", "B", "abc", " 01", NULL};
static const char *const bytes[] = {"\\xDEADBEEF", "\\x", "\\xA", "\\xGG", "abc", "a\\\\b", "a\\001", "a\\400", "a\\x", "\\x DE AD",
                                    "", "\\", NULL};
static const char *const addresses[] = {"192.168.0.1", "192.168.0.1/24", "192.168.0.0/24", "10", "10/8", "256.1.1.1", "1.2.3.4.5",
                                        "::1", "fe80::1/64", "2001:db8::", "abc", "", "1.2.3", "192.168.0.1/33", "::g", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "1::8/64", "::ffff:1.2.3.4", "2001:db8/32", "1::2::3", "12345::",
                                        "08:00:2b:01:02:03", "08-00-2b-01-02-03", "08002b:010203", "08002b010203",
                                        "0800.2b01.0203", "08:00:2b:01:02:03:04:05", "08:00:2b:01:02", "8:0:2b:1:2:3", NULL};
static const char *const amounts[] = {"$1.50", "1", "-$1", "($1)", "abc", "", "$1,000.00", "1.234567", "€5", "$", NULL};

static const char *const shapes[] = {"(1,2)", "1,2", "((1,2),(3,4))", "<(1,2),3>", "{1,2,3}", "San Diego", "", "(inf,nan)", "[(0,0),(1,1)]", "x", NULL};

static const struct kind {
    const char *stored; /* the type's name in pg_type */
    const char *const *texts;
    const char *alphabet; /* what is put in */
} kinds[] = {
    {"int2", integers, "0123456789+- .eabx_"},
    {"int4", integers, "0123456789+- .eabx_"},
    {"int8", integers, "0123456789+- .eabx_"},
    {"oid", integers, "0123456789+- .eabx_"},
    {"numeric", numbers, "0123456789+- .eEainf_x"},
    {"float4", numbers, "0123456789+- .eEainfpx"},
    {"float8", numbers, "0123456789+- .eEainfpx"},
    {"bool", booleans, "truefalsyno10 "},
    {"date", moments, "0123456789-/.:+ TZjanfebpmyhdt,"},
    {"timestamp", moments, "0123456789-/.:+ TZjanfebpmyhdt,"},
    {"timestamptz", moments, "0123456789-/.:+ TZjanfebpmyhdt,"},
    {"time", moments, "0123456789-/.:+ TZjanfebpmyhdt,"},
    {"timetz", moments, "0123456789-/.:+ TZjanfebpmyhdt,"},
    {"interval", intervals, "0123456789-/.:+ PTYMDHSdayhourmins@go"},
    {"uuid", uuids, "0123456789abcdefg-{}"},
    {"json", jsons, "{}[]\":,0123456789.eE+-\\utrfalsn "},
    {"jsonb", jsons, "{}[]\":,0123456789.eE+-\\utrfalsn "},
    {"varbit", bits, "01bxBXaf2 "},
    {"bytea", bytes, "\\xX0123456789abg "},
    {"inet", addresses, "0123456789.:/abcdefgx- "},
    {"cidr", addresses, "0123456789.:/abcdefgx- "},
    {"macaddr", addresses, "0123456789.:/abcdefgx- "},
    {"macaddr8", addresses, "0123456789.:/abcdefgx- "},
    {"point", shapes, "0123456789.,()<>[]{}infa "},
    {"polygon", shapes, "0123456789.,()<>[]{}infa "},
    {"line", shapes, "0123456789.,()<>[]{}infa "},
    {"circle", shapes, "0123456789.,()<>[]{}infa "},
    {"money", amounts, "0123456789.,-$()ab "},
};

static uint64_t state;

static unsigned draw(unsigned below)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (unsigned)(state >> 33) % below;
}

static size_t count_of(const char *const *texts)
{
    size_t count = 0;

    while (texts[count] != NULL)
        count++;
    return count;
}

/* One character put in, taken out, changed, or a piece repeated or of another text. */
static void mutate(const struct kind *kind, char *text)
{
    size_t length = strlen(text), at = length != 0 ? draw((unsigned)length) : 0;
    char with = kind->alphabet[draw((unsigned)strlen(kind->alphabet))];
    const char *other = kind->texts[draw((unsigned)count_of(kind->texts))];

    switch (draw(5)) {
    case 0:
        if (length + 1 < TEXT_MAX) {
            memmove(text + at + 1, text + at, length - at + 1);
            text[at] = with;
        }
        break;
    case 1:
        if (length != 0)
            memmove(text + at, text + at + 1, length - at);
        break;
    case 2:
        if (length != 0)
            text[at] = with;
        break;
    case 3:
        if (length + strlen(other) + 2 < TEXT_MAX) {
            text[length] = ' ';
            strcpy(text + length + draw(2), other);
        }
        break;
    default:
        if (length != 0 && length + 1 < TEXT_MAX) {
            size_t from = draw((unsigned)length);

            memmove(text + at + 1, text + at, length - at + 1);
            text[at] = text[from];
        }
        break;
    }
}

/* Bytes that were cut are no UTF-8, and no literal. */
static int is_sound(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= 0x80)
            return 0;
    return 1;
}

static void make(const struct kind *kind, char *text)
{
    size_t count = count_of(kind->texts), changes;

    do {
        if (draw(20) == 0) {
            size_t length = draw(16);

            for (size_t i = 0; i < length; i++)
                text[i] = kind->alphabet[draw((unsigned)strlen(kind->alphabet))];
            text[length] = '\0';
        } else {
            strcpy(text, kind->texts[draw((unsigned)count)]);
            changes = draw(4);
            while (changes-- != 0)
                mutate(kind, text);
        }
    } while (!is_sound(text));
}

static PGconn *server;
static t2s_dialect *dialect;

struct tally {
    size_t texts, refused, same, other_code, let_through, alone;
};

static double seconds;

static void compare(const struct kind *kind, const char *text, const char *sqlstate, struct tally *tally)
{
    char message[300];
    const char *code;
    struct timespec before, after;
    int may_be, refused = strcmp(sqlstate, "") != 0;

    clock_gettime(CLOCK_MONOTONIC, &before);
    may_be = t2s_dialect_literal(dialect, kind->stored, text, strlen(text), &code, message, sizeof(message));
    clock_gettime(CLOCK_MONOTONIC, &after);
    seconds += (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) / 1e9;
    tally->texts++;
    tally->refused += (size_t)refused;
    if (!refused && !may_be) {
        if (tally->alone++ < 5)
            printf("  %s: refused here alone: <%s> %s %s\n", kind->stored, text, code, message);
    } else if (refused && may_be) {
        if (tally->let_through++ < 3)
            printf("  %s: let through: <%s> %s\n", kind->stored, text, sqlstate);
    } else if (refused && strcmp(code, sqlstate) != 0) {
        if (tally->other_code++ < 3)
            printf("  %s: <%s> %s there, %s here\n", kind->stored, text, sqlstate, code);
    } else {
        tally->same += (size_t)refused;
    }
}

/* Ask the server for many at once. */
static void judge(const struct kind *kind, char (*texts)[TEXT_MAX], int count, struct tally *tally)
{
    const char *values[BATCH + 1];
    char *list = malloc((size_t)count * (TEXT_MAX * 2 + 4) + 3), *to = list;
    PGresult *result;

    *to++ = '{';
    for (int i = 0; i < count; i++) {
        *to++ = '"';
        for (const char *c = texts[i]; *c != '\0'; c++) {
            if (*c == '"' || *c == '\\')
                *to++ = '\\';
            *to++ = *c;
        }
        *to++ = '"';
        *to++ = i + 1 < count ? ',' : '}';
    }
    *to = '\0';
    values[0] = kind->stored;
    values[1] = list;
    result = PQexecParams(server, "SELECT verdict($1, t) FROM unnest($2::text[]) WITH ORDINALITY AS u(t, n) ORDER BY n", 2, NULL,
                          values, NULL, NULL, 0);
    if (PQntuples(result) != count) {
        fprintf(stderr, "%s\n", PQerrorMessage(server));
        exit(1);
    }
    for (int i = 0; i < count; i++)
        compare(kind, texts[i], PQgetvalue(result, i, 0), tally);
    PQclear(result);
    free(list);
}

static size_t run(const struct kind *kind, size_t texts_wanted)
{
    static char texts[BATCH][TEXT_MAX];
    struct tally tally = {0};
    size_t given = count_of(kind->texts);

    for (size_t done = 0; done < texts_wanted; done += BATCH) {
        for (size_t i = 0; i < BATCH; i++) {
            if (done + i < given)
                strcpy(texts[i], kind->texts[done + i]);
            else
                make(kind, texts[i]);
        }
        judge(kind, texts, BATCH, &tally);
    }
    printf("%-12s %7zu texts, %7zu refused there, of these here with the same SQLSTATE %zu (%.2f%%), with another %zu, let through "
           "%zu; refused here alone %zu\n",
           kind->stored, tally.texts, tally.refused, tally.same, tally.refused != 0 ? 100.0 * (double)tally.same / (double)tally.refused : 100.0,
           tally.other_code, tally.let_through, tally.alone);
    return tally.alone;
}

static int wanted(const char *name, int argc, char **argv)
{
    for (int i = 3; i < argc; i++)
        if (strcmp(argv[i], name) == 0)
            return 1;
    return argc <= 3;
}

int main(int argc, char **argv)
{
    size_t texts = argc > 1 ? (size_t)atol(argv[1]) : 20000, alone = 0, all = 0;
    unsigned long long seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    const char *uri = t2s_test_postgres_start();

    if (uri == NULL)
        return 77;
    server = PQconnectdb(uri);
    PQclear(PQexec(server, "CREATE FUNCTION try(type text, value text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN "
                           "EXECUTE format('SELECT %L::%s', value, type); RETURN ''; "
                           "EXCEPTION WHEN OTHERS THEN RETURN sqlstate; END $$;"
                           "CREATE FUNCTION verdict(type text, value text) RETURNS text LANGUAGE plpgsql AS $$ DECLARE first text; BEGIN "
                           "SET LOCAL datestyle = 'ISO, MDY'; first := try(type, value); "
                           "IF first = '' OR type !~ 'date|time' THEN RETURN first; END IF; "
                           "SET LOCAL datestyle = 'ISO, DMY'; IF try(type, value) = '' THEN RETURN ''; END IF; "
                           "SET LOCAL datestyle = 'ISO, YMD'; IF try(type, value) = '' THEN RETURN ''; END IF; "
                           "RETURN first; END $$"));
    if (t2s_postgres_dialect_new(&dialect) != 0)
        return 1;
    printf("seed %llu\n", seed);
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (wanted(kinds[i].stored, argc, argv)) {
            state = seed * 2654435761u + i + 1;
            alone += run(&kinds[i], texts);
            all += texts;
        }
    printf("refused here alone: %zu of %zu; %.2f microseconds a text\n", alone, all, all != 0 ? seconds * 1e6 / (double)all : 0);
    t2s_dialect_unref(dialect);
    PQfinish(server);
    return alone != 0;
}
