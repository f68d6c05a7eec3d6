/* SPDX-License-Identifier: MIT */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <text2sql/context.h>

#include "message.h"

#define DEFAULT_BUDGET 16000
#define LARGEST_BUDGET 100000000

enum {
    OPTION_DATABASE = 256,
    OPTION_SCHEMA,
    OPTION_DIALECT,
    OPTION_PROVIDER,
    OPTION_RECORD,
    OPTION_PRICES,
    OPTION_CALLER,
    OPTION_TEMPLATE,
    OPTION_KNOWLEDGE,
    OPTION_PROGRESS,
    OPTION_NO_PROGRESS,
    OPTION_NO_EXECUTE,
    OPTION_SET,
    OPTION_POLICY,
    OPTION_QUESTION,
    OPTION_BUDGET,
    OPTION_FORMAT,
    OPTION_VALUES,
    OPTION_NOTIFY_SQL,
    OPTION_VERBOSE,
    OPTION_HELP
};

typedef struct option_info {
    int id;
    const char *name;
    const char *value; /* what it takes, for the help; NULL: nothing */
    int commands;
    const char *help;
} option_info;

static const option_info OPTIONS[] = {
    {OPTION_DATABASE, "database", "URI", COMMAND_ASK | COMMAND_CHECK | COMMAND_SCHEMA | COMMAND_PROMPT | COMMAND_KNOWLEDGE,
     "a database: postgresql://user@host/name, trino://user@host:port/catalog/schema or presto://..."},
    {OPTION_SCHEMA, "schema", "FILE", COMMAND_ASK | COMMAND_CHECK | COMMAND_SCHEMA | COMMAND_PROMPT | COMMAND_KNOWLEDGE,
     "read the schema from a file of SQL, e.g. of pg_dump --schema-only; may be repeated"},
    {OPTION_PROVIDER, "provider", "PROVIDER", COMMAND_ASK,
     "openai (default), anthropic, replay:FILE to answer from a recording, or FILE.json: providers made of providers"},
    {OPTION_RECORD, "record", "FILE", COMMAND_ASK, "add each prompt and its reply to a recording"},
    {OPTION_PRICES, "prices", "FILE", COMMAND_ASK, "what tokens cost, by model, as JSON; for --verbose, --format json, and budgets"},
    {OPTION_CALLER, "caller", "NAME", COMMAND_ASK, "who asks: where calls have to wait, callers take turns"},
    {OPTION_TEMPLATE, "template", "FILE", COMMAND_ASK | COMMAND_PROMPT,
     "the text that prompts are made of; \"text2sql template\" prints the built-in one"},
    {OPTION_KNOWLEDGE, "knowledge", "FILE", COMMAND_ASK | COMMAND_CHECK | COMMAND_SCHEMA | COMMAND_PROMPT,
     "what is known of the database beyond its schema, as JSON; \"text2sql knowledge check\" checks it"},
    {OPTION_NO_EXECUTE, "no-execute", NULL, COMMAND_ASK, "write and check the SQL, do not run it"},
    {OPTION_SET, "set", "NAME=VALUE", COMMAND_ASK | COMMAND_PROMPT, "set an option of the library, e.g. row_limit=50; may be repeated"},
    {OPTION_POLICY, "policy", "POLICY.NAME=VALUE", COMMAND_ASK | COMMAND_CHECK,
     "set what SQL may do, e.g. functions.allow=nextval or access.deny_tables=salaries; may be repeated"},
    {OPTION_DIALECT, "dialect", "NAME", COMMAND_ASK | COMMAND_CHECK | COMMAND_SCHEMA | COMMAND_PROMPT | COMMAND_KNOWLEDGE,
     "postgres, trino or presto; by default that of --database, and with --schema alone postgres"},
    {OPTION_DIALECT, "dialect", "NAME", COMMAND_TEMPLATE, "postgres (default), trino, presto; for any other name, the one for all dialects"},
    {OPTION_QUESTION, "question", "TEXT", COMMAND_SCHEMA, "show only what this question would have in its prompt"},
    {OPTION_BUDGET, "budget", "TOKENS", COMMAND_SCHEMA, "how much of the schema fits; 16000 by default"},
    {OPTION_FORMAT, "format", "FORMAT", COMMAND_ASK, "table (default), json, csv"},
    {OPTION_FORMAT, "format", "FORMAT", COMMAND_CHECK, "text (default), or jsonl: one statement a line in, one result a line out"},
    {OPTION_FORMAT, "format", "FORMAT", COMMAND_SCHEMA,
     "text (default), details, json, or jsonl: one question a line in, one result a line out"},
    {OPTION_VALUES, "values", NULL, COMMAND_SCHEMA, "with details and json, show also the values of columns that are known: data"},
    {OPTION_NOTIFY_SQL, "notify-sql", NULL, COMMAND_SCHEMA,
     "print only the SQL by which a PostgreSQL database notifies changes of its schema, for schema_freshness=notify"},
    {OPTION_FORMAT, "format", "FORMAT", COMMAND_PROMPT | COMMAND_KNOWLEDGE, "text (default), or json"},
    {OPTION_PROGRESS, "progress", NULL, COMMAND_ASK, "show on standard error how far it is, and the reply as it grows"},
    {OPTION_NO_PROGRESS, "no-progress", NULL, COMMAND_ASK, "do not, which is the default where that is no terminal"},
    {OPTION_VERBOSE, "verbose", NULL, COMMAND_ASK, "show on standard error what happens, and what each call took and cost"},
    {OPTION_HELP, "help", NULL, COMMAND_ASK | COMMAND_CHECK | COMMAND_SCHEMA | COMMAND_PROMPT | COMMAND_TEMPLATE | COMMAND_KNOWLEDGE,
     "show this help"},
};

enum { OPTION_COUNT = sizeof(OPTIONS) / sizeof(OPTIONS[0]) };

typedef struct command_info {
    int command;
    const char *name;
    const char *usage;
    const char *about;
    const char *formats[5]; /* the first is the default */
    int format_ids[5];
} command_info;

static const command_info COMMANDS[] = {
    {COMMAND_ASK,
     "ask",
     "text2sql ask [OPTION]... \"QUESTION\"",
     "Ask a question of a database: writes SQL, checks it, runs it read-only, and prints the rows.\n"
     "With --schema alone there is nothing to run: the SQL is written and checked.\n"
     "The provider openai reads OPENAI_API_KEY, OPENAI_BASE_URL and OPENAI_MODEL; anthropic, ANTHROPIC_API_KEY and so on.",
     {"table", "json", "csv", NULL},
     {FORMAT_TABLE, FORMAT_JSON, FORMAT_CSV, 0}},
    {COMMAND_CHECK,
     "check",
     "text2sql check [OPTION]... [FILE|-]",
     "Check SQL: its syntax, that it is one statement and only reads, and every name in it.\n"
     "With neither --schema nor --database, names are not looked up.",
     {"text", "jsonl", NULL, NULL},
     {FORMAT_TEXT, FORMAT_JSONL, 0, 0}},
    {COMMAND_SCHEMA,
     "schema",
     "text2sql schema (--schema FILE | --database URI) [OPTION]... [FILE|-]",
     "Show the schema as the library sees it, or the part of it that a question would have in its prompt.\n"
     "FILE holds the questions of --format jsonl.",
     {"text", "details", "json", "jsonl", NULL},
     {FORMAT_TEXT, FORMAT_DETAILS, FORMAT_JSON, FORMAT_JSONL, 0}},
    {COMMAND_PROMPT,
     "prompt",
     "text2sql prompt (--schema FILE | --database URI) [OPTION]... \"QUESTION\"",
     "Show the prompt that a question would be sent with. It is sent nowhere.",
     {"text", "json", NULL, NULL},
     {FORMAT_TEXT, FORMAT_JSON, 0, 0}},
    {COMMAND_TEMPLATE,
     "template",
     "text2sql template [--dialect NAME]",
     "Print the template that prompts are made of, to start one for --template from.",
     {"text", NULL, NULL, NULL},
     {FORMAT_TEXT, 0, 0, 0}},
    {COMMAND_KNOWLEDGE,
     "knowledge",
     "text2sql knowledge check (--schema FILE | --database URI) [OPTION]... FILE",
     "Check a file of knowledge: its form, every name in it, and the SQL of its metrics and examples.",
     {"text", "json", NULL, NULL},
     {FORMAT_TEXT, FORMAT_JSON, 0, 0}},
};

enum { COMMAND_COUNT = sizeof(COMMANDS) / sizeof(COMMANDS[0]) };

static const command_info *find_command(int command)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (COMMANDS[i].command == command)
            return &COMMANDS[i];
    return NULL;
}

static void print_option(const option_info *option)
{
    char left[40];

    snprintf(left, sizeof(left), "--%s%s%s", option->name, option->value != NULL ? " " : "",
             option->value != NULL ? option->value : "");
    printf("  %-24s %s\n", left, option->help);
}

void print_help(int command)
{
    const command_info *info = find_command(command);

    if (info == NULL) {
        puts("text2sql: questions in plain words, answered by SQL that was checked\n\nusage:");
        for (size_t i = 0; i < COMMAND_COUNT; i++)
            printf("  %s\n", COMMANDS[i].usage);
        puts("\ntext2sql COMMAND --help tells more; text2sql --version tells the version.");
    } else {
        printf("usage: %s\n\n%s\n\noptions:\n", info->usage, info->about);
        for (size_t i = 0; i < OPTION_COUNT; i++)
            if (OPTIONS[i].commands & command)
                print_option(&OPTIONS[i]);
    }
    puts("\nexit status: 0 done, 1 rejected or unanswerable, 2 wrong usage, 3 a server or provider failed");
}

/* getopt_long's table for one command. `ret` has room for OPTION_COUNT + 1. */
static void fill_long_options(int command, struct option *ret)
{
    size_t count = 0;

    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (OPTIONS[i].commands & command)
            ret[count++] = (struct option){.name = OPTIONS[i].name,
                                           .has_arg = OPTIONS[i].value != NULL ? required_argument : no_argument,
                                           .val = OPTIONS[i].id};
    ret[count] = (struct option){0};
}

/* The option was not taken: say why, and which one was probably meant. */
static int bad_option(const command_info *info, const char *argument)
{
    const char *names[OPTION_COUNT];
    const char *nearest;
    char hint[128];
    char name[64];
    size_t count = 0;

    snprintf(hint, sizeof(hint), "\"text2sql %s --help\" lists the options", info->name);
    snprintf(name, sizeof(name), "%.*s", (int)strcspn(argument + 2, "="), argument + 2);

    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (strcmp(OPTIONS[i].name, name) == 0 && (OPTIONS[i].commands & info->command))
            return usage_error(hint, "option --%s takes no value", name);
        if (strcmp(OPTIONS[i].name, name) == 0)
            return usage_error(hint, "option --%s is not one of \"text2sql %s\"", name, info->name);
        if (OPTIONS[i].commands & info->command)
            names[count++] = OPTIONS[i].name;
    }
    nearest = nearest_word(name, names, count);
    if (nearest != NULL)
        snprintf(hint, sizeof(hint), "did you mean --%s?", nearest);
    return usage_error(hint, "unknown or ambiguous option \"%.80s\"", argument);
}

static int read_format(struct settings *settings, const command_info *info, const char *value)
{
    const char *nearest;
    char hint[96];
    size_t count = 0;

    for (; count < 4 && info->formats[count] != NULL; count++)
        if (strcmp(info->formats[count], value) == 0) {
            settings->format = info->format_ids[count];
            return STATUS_DONE;
        }
    nearest = nearest_word(value, info->formats, count);
    if (nearest != NULL)
        snprintf(hint, sizeof(hint), "did you mean \"%s\"?", nearest);
    else {
        size_t length = (size_t)snprintf(hint, sizeof(hint), "\"text2sql %s\" writes", info->name);

        for (size_t i = 0; i < count && length < sizeof(hint); i++)
            length += (size_t)snprintf(hint + length, sizeof(hint) - length, "%s %s", i != 0 ? "," : "", info->formats[i]);
    }
    return usage_error(hint, "--format: unknown format \"%.40s\"", value);
}

static int read_budget(struct settings *settings, const char *value)
{
    char *end;
    unsigned long long number;

    errno = 0;
    number = strtoull(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || value[0] == '-' || number < 1 || number > LARGEST_BUDGET)
        return usage_error(NULL, "--budget takes a number of tokens from 1 to %d, not \"%.40s\"", LARGEST_BUDGET, value);
    settings->budget = (size_t)number;
    return STATUS_DONE;
}

/* NAME=VALUE. Whether the library knows the name, it says itself. */
static int read_set(struct settings *settings, const char *value)
{
    const char *equals = strchr(value, '=');
    char name[64];
    int code = 0;

    if (equals == NULL || equals == value || (size_t)(equals - value) >= sizeof(name))
        return usage_error("for example --set row_limit=50", "--set takes NAME=VALUE, not \"%.40s\"", value);
    snprintf(name, sizeof(name), "%.*s", (int)(equals - value), value);
    if (settings->options == NULL)
        code = t2s_options_new(&settings->options);
    if (code == 0)
        code = t2s_options_set(settings->options, name, equals + 1);
    if (code != 0)
        return report_error(code, NULL);
    return STATUS_DONE;
}

/* POLICY.NAME=VALUE. Whether the policy knows the name, it says itself. */
static int read_policy(struct settings *settings, const char *value)
{
    static const char *const names[] = POLICY_NAMES;
    const char *dot = strchr(value, '.');
    const char *equals = dot != NULL ? strchr(dot, '=') : NULL;
    char name[64];
    int code = 0;
    size_t i;

    if (equals == NULL || equals == dot + 1 || (size_t)(equals - dot) > sizeof(name))
        return usage_error("for example --policy functions.allow=nextval", "--policy takes POLICY.NAME=VALUE, not \"%.40s\"", value);
    snprintf(name, sizeof(name), "%.*s", (int)(equals - dot - 1), dot + 1);
    for (i = 0; i < POLICY_COUNT; i++)
        if (strlen(names[i]) == (size_t)(dot - value) && strncmp(names[i], value, (size_t)(dot - value)) == 0)
            break;
    if (i == POLICY_COUNT)
        return usage_error("there are functions, catalogs, access and limits", "--policy: no policy is called \"%.*s\"",
                           (int)(dot - value < 40 ? dot - value : 40), value);
    if (settings->policies[i] == NULL)
        code = t2s_options_new(&settings->policies[i]);
    if (code == 0)
        code = t2s_options_set(settings->policies[i], name, equals + 1);
    return code != 0 ? report_error(code, NULL) : STATUS_DONE;
}

static int take_option(struct settings *settings, const command_info *info, int id, const char *value)
{
    switch (id) {
    case OPTION_DATABASE:
        settings->database = value;
        return STATUS_DONE;
    case OPTION_SCHEMA:
        settings->schemas[settings->schema_count++] = value;
        return STATUS_DONE;
    case OPTION_DIALECT:
        settings->dialect = value;
        return STATUS_DONE;
    case OPTION_PROVIDER:
        settings->provider = value;
        return STATUS_DONE;
    case OPTION_RECORD:
        settings->record = value;
        return STATUS_DONE;
    case OPTION_PRICES:
        settings->prices = value;
        return STATUS_DONE;
    case OPTION_CALLER:
        settings->caller = value;
        return STATUS_DONE;
    case OPTION_PROGRESS:
        settings->progress = PROGRESS_ON;
        return STATUS_DONE;
    case OPTION_NO_PROGRESS:
        settings->progress = PROGRESS_OFF;
        return STATUS_DONE;
    case OPTION_TEMPLATE:
        settings->template_path = value;
        return STATUS_DONE;
    case OPTION_KNOWLEDGE:
        settings->knowledge_path = value;
        return STATUS_DONE;
    case OPTION_NO_EXECUTE:
        settings->execute = false;
        return STATUS_DONE;
    case OPTION_SET:
        return read_set(settings, value);
    case OPTION_POLICY:
        return read_policy(settings, value);
    case OPTION_QUESTION:
        settings->question = value;
        return STATUS_DONE;
    case OPTION_BUDGET:
        return read_budget(settings, value);
    case OPTION_FORMAT:
        return read_format(settings, info, value);
    case OPTION_NOTIFY_SQL:
        settings->notify_sql = true;
        return STATUS_DONE;
    case OPTION_VALUES:
        settings->values = true;
        return STATUS_DONE;
    case OPTION_VERBOSE:
        settings->verbose = true;
        return STATUS_DONE;
    default:
        settings->help = true;
        return STATUS_DONE;
    }
}

/* What was not said follows from the database; what was must fit it. */
static int choose_dialect(struct settings *settings, int command)
{
    const char *spoken = settings->database != NULL ? t2s_database_dialect(settings->database) : NULL;

    if (settings->dialect == NULL)
        settings->dialect = spoken != NULL ? spoken : "postgres";
    else if (command != COMMAND_TEMPLATE && strcmp(settings->dialect, "postgres") != 0 && strcmp(settings->dialect, "trino") != 0 &&
             strcmp(settings->dialect, "presto") != 0)
        return usage_error("the dialects are postgres, trino and presto", "--dialect: unknown dialect \"%.40s\"", settings->dialect);
    else if (spoken != NULL && strcmp(settings->dialect, spoken) != 0)
        return usage_error("leave --dialect out", "--dialect %s: the database of --database speaks %s", settings->dialect, spoken);
    return STATUS_DONE;
}

int settings_read(struct settings *settings, int command, int argc, char **argv)
{
    const command_info *info = find_command(command);
    struct option long_options[OPTION_COUNT + 1];
    int id;

    *settings = (struct settings){
        .provider = "openai", .budget = DEFAULT_BUDGET, .execute = true, .format = info->format_ids[0]};
    settings->schemas = calloc((size_t)argc + 1, sizeof(*settings->schemas));
    if (settings->schemas == NULL)
        out_of_memory();

    fill_long_options(command, long_options);
    opterr = 0;
    optind = 1;
    while ((id = getopt_long(argc, argv, ":", long_options, NULL)) != -1) {
        int status = STATUS_DONE;

        if (id == ':')
            return usage_error(NULL, "option %s needs a value", argv[optind - 1]);
        if (id == '?' && optopt > 0 && optopt < OPTION_DATABASE)
            return usage_error("options are words: --help lists them", "unknown option \"-%c\"", optopt);
        if (id == '?')
            return bad_option(info, argv[optind - 1]);
        status = take_option(settings, info, id, optarg);
        if (status != STATUS_DONE)
            return status;
    }
    settings->arguments = argv + optind;
    settings->argument_count = (size_t)(argc - optind);
    return choose_dialect(settings, command);
}

void settings_dispose(struct settings *settings)
{
    free(settings->schemas);
    t2s_options_free(settings->options);
    for (size_t i = 0; i < POLICY_COUNT; i++)
        t2s_options_free(settings->policies[i]);
}
