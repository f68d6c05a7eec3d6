/* SPDX-License-Identifier: MIT */
/* The program text2sql: finds the command and hands over to it. */
#include <stdio.h>
#include <string.h>

#include <text2sql/version.h>

#include "ask.h"
#include "check.h"
#include "knowledge.h"
#include "message.h"
#include "options.h"
#include "prompt.h"
#include "schema.h"
#include "template.h"

typedef struct command_entry {
    const char *name;
    int command;
    int (*run)(const struct settings *settings);
} command_entry;

static const command_entry COMMANDS[] = {
    {"ask", COMMAND_ASK, command_ask},
    {"check", COMMAND_CHECK, command_check},
    {"schema", COMMAND_SCHEMA, command_schema},
    {"prompt", COMMAND_PROMPT, command_prompt},
    {"template", COMMAND_TEMPLATE, command_template},
    {"knowledge", COMMAND_KNOWLEDGE, command_knowledge},
};

static int unknown_command(const char *word)
{
    const char *names[] = {"ask", "check", "schema", "prompt", "template", "knowledge", "--help", "--version"};
    const char *nearest = nearest_word(word, names, sizeof(names) / sizeof(names[0]));
    char hint[64];

    if (nearest == NULL)
        return usage_error("text2sql --help lists the commands", "unknown command \"%.80s\"", word);
    snprintf(hint, sizeof(hint), "did you mean %s?", nearest);
    return usage_error(hint, "unknown command \"%.80s\"", word);
}

static int run(const command_entry *entry, int argc, char **argv)
{
    struct settings settings;
    int status = settings_read(&settings, entry->command, argc, argv);

    if (status == STATUS_DONE && settings.help)
        print_help(entry->command);
    else if (status == STATUS_DONE)
        status = entry->run(&settings);
    settings_dispose(&settings);
    return finish_output(status);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        usage_error("text2sql --help lists the commands", "no command was given");
        return STATUS_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(0);
        return finish_output(STATUS_DONE);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("text2sql %s\n", t2s_version());
        return finish_output(STATUS_DONE);
    }
    for (size_t i = 0; i < sizeof(COMMANDS) / sizeof(COMMANDS[0]); i++)
        if (strcmp(argv[1], COMMANDS[i].name) == 0)
            return run(&COMMANDS[i], argc - 1, argv + 1);
    return unknown_command(argv[1]);
}
