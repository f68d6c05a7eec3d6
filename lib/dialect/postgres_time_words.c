/* SPDX-License-Identifier: MIT */
/*
 * The words of times and intervals, cut off at ten letters as PostgreSQL cuts them off, and the zones that are called by one word:
 * the abbreviations of all the sets that a server comes with, and those of the time zone database.
 */
#include <string.h>

#include "dialect/postgres_time.h"

static const t2s__time_word time_words[] = {
    {"-infinity", T2S__WORD_ALWAYS, 0}, {"ad", T2S__WORD_ERA, 0}, {"allballs", T2S__WORD_MIDNIGHT, 0},
    {"am", T2S__WORD_HALF, 0}, {"apr", T2S__WORD_MONTH, 4}, {"april", T2S__WORD_MONTH, 4},
    {"at", T2S__WORD_IGNORED, 0}, {"aug", T2S__WORD_MONTH, 8}, {"august", T2S__WORD_MONTH, 8},
    {"bc", T2S__WORD_ERA, 1}, {"d", T2S__WORD_LABEL, T2S__UNIT_DAY}, {"dec", T2S__WORD_MONTH, 12},
    {"december", T2S__WORD_MONTH, 12}, {"dow", T2S__WORD_LABEL, T2S__UNIT_OTHER},
    {"doy", T2S__WORD_LABEL, T2S__UNIT_OTHER}, {"dst", T2S__WORD_SUMMER, 0}, {"epoch", T2S__WORD_ALWAYS, 0},
    {"feb", T2S__WORD_MONTH, 2}, {"february", T2S__WORD_MONTH, 2}, {"fri", T2S__WORD_WEEKDAY, 0},
    {"friday", T2S__WORD_WEEKDAY, 0}, {"h", T2S__WORD_LABEL, T2S__UNIT_HOUR}, {"infinity", T2S__WORD_ALWAYS, 0},
    {"isodow", T2S__WORD_LABEL, T2S__UNIT_OTHER}, {"isoyear", T2S__WORD_LABEL, T2S__UNIT_OTHER},
    {"j", T2S__WORD_LABEL, T2S__UNIT_JULIAN}, {"jan", T2S__WORD_MONTH, 1}, {"january", T2S__WORD_MONTH, 1},
    {"jd", T2S__WORD_LABEL, T2S__UNIT_JULIAN}, {"jul", T2S__WORD_MONTH, 7},
    {"julian", T2S__WORD_LABEL, T2S__UNIT_JULIAN}, {"july", T2S__WORD_MONTH, 7}, {"jun", T2S__WORD_MONTH, 6},
    {"june", T2S__WORD_MONTH, 6}, {"m", T2S__WORD_LABEL, T2S__UNIT_MONTH}, {"mar", T2S__WORD_MONTH, 3},
    {"march", T2S__WORD_MONTH, 3}, {"may", T2S__WORD_MONTH, 5}, {"mm", T2S__WORD_LABEL, T2S__UNIT_MINUTE},
    {"mon", T2S__WORD_WEEKDAY, 0}, {"monday", T2S__WORD_WEEKDAY, 0}, {"nov", T2S__WORD_MONTH, 11},
    {"november", T2S__WORD_MONTH, 11}, {"now", T2S__WORD_NOW, 0}, {"oct", T2S__WORD_MONTH, 10},
    {"october", T2S__WORD_MONTH, 10}, {"on", T2S__WORD_IGNORED, 0}, {"pm", T2S__WORD_HALF, 1},
    {"s", T2S__WORD_LABEL, T2S__UNIT_SECOND}, {"sat", T2S__WORD_WEEKDAY, 0}, {"saturday", T2S__WORD_WEEKDAY, 0},
    {"sep", T2S__WORD_MONTH, 9}, {"sept", T2S__WORD_MONTH, 9}, {"september", T2S__WORD_MONTH, 9},
    {"sun", T2S__WORD_WEEKDAY, 0}, {"sunday", T2S__WORD_WEEKDAY, 0}, {"t", T2S__WORD_TIME_NEXT, T2S__UNIT_TIME},
    {"thu", T2S__WORD_WEEKDAY, 0}, {"thur", T2S__WORD_WEEKDAY, 0}, {"thurs", T2S__WORD_WEEKDAY, 0},
    {"thursday", T2S__WORD_WEEKDAY, 0}, {"today", T2S__WORD_DATE, 0}, {"tomorrow", T2S__WORD_DATE, 0},
    {"tue", T2S__WORD_WEEKDAY, 0}, {"tues", T2S__WORD_WEEKDAY, 0}, {"tuesday", T2S__WORD_WEEKDAY, 0},
    {"wed", T2S__WORD_WEEKDAY, 0}, {"wednesday", T2S__WORD_WEEKDAY, 0}, {"weds", T2S__WORD_WEEKDAY, 0},
    {"y", T2S__WORD_LABEL, T2S__UNIT_YEAR}, {"yesterday", T2S__WORD_DATE, 0},
};

static const t2s__time_word interval_words[] = {
    {"@", T2S__WORD_IGNORED, 0}, {"ago", T2S__WORD_AGO, 0}, {"c", T2S__WORD_LABEL, T2S__UNIT_CENTURY},
    {"cent", T2S__WORD_LABEL, T2S__UNIT_CENTURY}, {"centuries", T2S__WORD_LABEL, T2S__UNIT_CENTURY},
    {"century", T2S__WORD_LABEL, T2S__UNIT_CENTURY}, {"d", T2S__WORD_LABEL, T2S__UNIT_DAY},
    {"day", T2S__WORD_LABEL, T2S__UNIT_DAY}, {"days", T2S__WORD_LABEL, T2S__UNIT_DAY},
    {"dec", T2S__WORD_LABEL, T2S__UNIT_DECADE}, {"decade", T2S__WORD_LABEL, T2S__UNIT_DECADE},
    {"decades", T2S__WORD_LABEL, T2S__UNIT_DECADE}, {"decs", T2S__WORD_LABEL, T2S__UNIT_DECADE},
    {"h", T2S__WORD_LABEL, T2S__UNIT_HOUR}, {"hour", T2S__WORD_LABEL, T2S__UNIT_HOUR},
    {"hours", T2S__WORD_LABEL, T2S__UNIT_HOUR}, {"hr", T2S__WORD_LABEL, T2S__UNIT_HOUR},
    {"hrs", T2S__WORD_LABEL, T2S__UNIT_HOUR}, {"m", T2S__WORD_LABEL, T2S__UNIT_MINUTE},
    {"microsecon", T2S__WORD_LABEL, T2S__UNIT_MICROSECOND}, {"mil", T2S__WORD_LABEL, T2S__UNIT_MILLENNIUM},
    {"millennia", T2S__WORD_LABEL, T2S__UNIT_MILLENNIUM}, {"millennium", T2S__WORD_LABEL, T2S__UNIT_MILLENNIUM},
    {"millisecon", T2S__WORD_LABEL, T2S__UNIT_MILLISECOND}, {"mils", T2S__WORD_LABEL, T2S__UNIT_MILLENNIUM},
    {"min", T2S__WORD_LABEL, T2S__UNIT_MINUTE}, {"mins", T2S__WORD_LABEL, T2S__UNIT_MINUTE},
    {"minute", T2S__WORD_LABEL, T2S__UNIT_MINUTE}, {"minutes", T2S__WORD_LABEL, T2S__UNIT_MINUTE},
    {"mon", T2S__WORD_LABEL, T2S__UNIT_MONTH}, {"mons", T2S__WORD_LABEL, T2S__UNIT_MONTH},
    {"month", T2S__WORD_LABEL, T2S__UNIT_MONTH}, {"months", T2S__WORD_LABEL, T2S__UNIT_MONTH},
    {"ms", T2S__WORD_LABEL, T2S__UNIT_MILLISECOND}, {"msec", T2S__WORD_LABEL, T2S__UNIT_MILLISECOND},
    {"mseconds", T2S__WORD_LABEL, T2S__UNIT_MILLISECOND}, {"msecs", T2S__WORD_LABEL, T2S__UNIT_MILLISECOND},
    {"qtr", T2S__WORD_LABEL, T2S__UNIT_OTHER}, {"quarter", T2S__WORD_LABEL, T2S__UNIT_OTHER},
    {"s", T2S__WORD_LABEL, T2S__UNIT_SECOND}, {"sec", T2S__WORD_LABEL, T2S__UNIT_SECOND},
    {"second", T2S__WORD_LABEL, T2S__UNIT_SECOND}, {"seconds", T2S__WORD_LABEL, T2S__UNIT_SECOND},
    {"secs", T2S__WORD_LABEL, T2S__UNIT_SECOND}, {"timezone", T2S__WORD_LABEL, T2S__UNIT_OTHER},
    {"timezone_h", T2S__WORD_LABEL, T2S__UNIT_OTHER}, {"timezone_m", T2S__WORD_LABEL, T2S__UNIT_OTHER},
    {"us", T2S__WORD_LABEL, T2S__UNIT_MICROSECOND}, {"usec", T2S__WORD_LABEL, T2S__UNIT_MICROSECOND},
    {"useconds", T2S__WORD_LABEL, T2S__UNIT_MICROSECOND}, {"usecs", T2S__WORD_LABEL, T2S__UNIT_MICROSECOND},
    {"w", T2S__WORD_LABEL, T2S__UNIT_WEEK}, {"week", T2S__WORD_LABEL, T2S__UNIT_WEEK},
    {"weeks", T2S__WORD_LABEL, T2S__UNIT_WEEK}, {"y", T2S__WORD_LABEL, T2S__UNIT_YEAR},
    {"year", T2S__WORD_LABEL, T2S__UNIT_YEAR}, {"years", T2S__WORD_LABEL, T2S__UNIT_YEAR},
    {"yr", T2S__WORD_LABEL, T2S__UNIT_YEAR}, {"yrs", T2S__WORD_LABEL, T2S__UNIT_YEAR},
};

static const char zones[][11] = {
    "acdt", "acsst", "acst", "act", "acwst", "adt", "aedt", "aesst", "aest", "aft", "akdt", "akst", "almst", "almt",
    "amst", "amt", "anast", "anat", "aqtst", "aqtt", "arst", "art", "ast", "awsst", "awst", "azost", "azot", "azst",
    "azt", "bdst", "bdt", "bnt", "bort", "bot", "bra", "brst", "brt", "bst", "btt", "cadt", "cast", "cat", "cct",
    "cdt", "cest", "cet", "cetdst", "chadt", "chast", "chost", "chot", "chst", "chut", "cit", "ckt", "clst", "clt",
    "cot", "cst", "cuba", "cvt", "cwst", "cxt", "davt", "ddut", "easst", "east", "eat", "ect", "edt", "eest", "eet",
    "eetdst", "egst", "egt", "egypt", "eire", "eit", "est", "factory", "fet", "fjst", "fjt", "fkst", "fkt", "fnst",
    "fnt", "galt", "gamt", "gb", "gest", "get", "gft", "gilt", "gmt", "greenwich", "gst", "gyt", "hadt", "hast",
    "hdt", "hkt", "hongkong", "hovst", "hovt", "hst", "iceland", "ict", "idt", "iot", "iran", "irdt", "irkst", "irkt",
    "irst", "irt", "israel", "ist", "jamaica", "japan", "jayt", "jst", "kdt", "kgst", "kgt", "kost", "krast", "krat",
    "kst", "kwajalein", "lhdt", "lhst", "libya", "ligt", "lint", "lkt", "localtime", "magst", "magt", "mart", "mawt",
    "mdt", "mest", "mesz", "met", "metdst", "mez", "mht", "mist", "mmt", "mpt", "msd", "msk", "mst", "must", "mut",
    "mvt", "myt", "navajo", "nct", "ndt", "nft", "novst", "novt", "npt", "nrt", "nst", "nut", "nz", "nzdt", "nzst",
    "nzt", "omsst", "omst", "orat", "pdt", "pet", "petst", "pett", "pgt", "phot", "pht", "pkst", "pkt", "pmdt",
    "pmst", "poland", "pont", "portugal", "posixrules", "prc", "pst", "pwt", "pyst", "pyt", "qyzt", "ret", "roc",
    "rok", "rott", "sadt", "sakst", "sakt", "samst", "samt", "sast", "sbt", "sct", "sgt", "singapore", "sret", "srt",
    "sst", "syot", "taht", "tft", "tjt", "tkt", "tlt", "tmt", "tot", "trut", "turkey", "tvt", "uct", "ulast", "ulat",
    "universal", "ut", "utc", "uyst", "uyt", "uzst", "uzt", "vet", "vlast", "vlat", "volt", "vost", "vut", "wadt",
    "wakt", "wast", "wat", "wdt", "west", "wet", "wetdst", "wft", "wgst", "wgt", "wib", "wit", "wita", "wsdt", "wsst",
    "wst", "xjt", "yakst", "yakt", "yapt", "yekst", "yekt", "z", "zulu",
};

enum { WORD_MAX = 10 };

static const t2s__time_word *find(const t2s__time_word *words, size_t count, const char *text)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strncmp(text, words[middle].text, WORD_MAX);

        if (order == 0)
            return &words[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const t2s__time_word *t2s__time_word_find(const char *text)
{
    return find(time_words, sizeof(time_words) / sizeof(time_words[0]), text);
}

const t2s__time_word *t2s__interval_word_find(const char *text)
{
    return find(interval_words, sizeof(interval_words) / sizeof(interval_words[0]), text);
}

int t2s__is_time_zone(const char *text)
{
    size_t low = 0, high = sizeof(zones) / sizeof(zones[0]);

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strncmp(text, zones[middle], WORD_MAX);

        if (order == 0)
            return 1;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return 0;
}
