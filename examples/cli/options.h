/* SPDX-License-Identifier: MIT */
/* The command line, read: which options there are, which command takes which, and what was given. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include <text2sql/options.h>

enum {
    COMMAND_ASK = 1 << 0,
    COMMAND_CHECK = 1 << 1,
    COMMAND_SCHEMA = 1 << 2,
    COMMAND_PROMPT = 1 << 3,
    COMMAND_TEMPLATE = 1 << 4,
    COMMAND_KNOWLEDGE = 1 << 5
};

enum { FORMAT_TABLE, FORMAT_TEXT, FORMAT_DETAILS, FORMAT_JSON, FORMAT_JSONL, FORMAT_CSV };

/* What --policy sets options of. */
#define POLICY_NAMES {"functions", "catalogs", "access", "limits"}
enum { POLICY_COUNT = 4 };

/* PROGRESS_AUTO: where somebody looks on. */
enum { PROGRESS_AUTO, PROGRESS_ON, PROGRESS_OFF };

struct settings {
    const char *database;
    const char **schemas; /* files, in the order given */
    size_t schema_count;
    const char *dialect;
    const char *provider;
    const char *record;
    const char *prices;
    const char *caller;
    const char *question;
    const char *template_path;
    const char *knowledge_path;
    t2s_options *options; /* what --set gave; NULL when it was not used */
    t2s_options *policies[POLICY_COUNT]; /* what --policy gave, in the order of POLICY_NAMES; NULL: nothing */
    size_t budget;
    int format;
    int progress; /* PROGRESS_* */
    bool execute;
    bool values;
    bool notify_sql;
    bool verbose;
    bool help;
    char **arguments; /* what is left: no options */
    size_t argument_count;
};

/**
 * Read the arguments of one command; argv[0] is the command's name.
 * @return STATUS_DONE, or STATUS_USAGE after an error that was printed. settings_dispose() in either case.
 */
int settings_read(struct settings *settings, int command, int argc, char **argv);

void settings_dispose(struct settings *settings);

/** Print the help of a command, or of the program when it is 0, to standard output. */
void print_help(int command);

#endif
