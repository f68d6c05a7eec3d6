/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <text2sql/event.h>

#include "message.h"

#define USUAL_COLUMNS 80
#define CLEAR_LINE    "\r\033[K"

static bool is_terminal(void)
{
    const char *kind = getenv("TERM");

    return isatty(STDERR_FILENO) && kind != NULL && strcmp(kind, "dumb") != 0;
}

static size_t terminal_columns(void)
{
    struct winsize size;

    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : USUAL_COLUMNS;
}

static bool continues_character(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Columns that a character takes, at most: what is not ASCII may be wide, and put_text() writes controls as \xNN. */
static size_t columns_of(char first_byte)
{
    unsigned char byte = (unsigned char)first_byte;

    if (byte < 0x20 || byte == 0x7f || byte == 0xc2)
        return 4;
    return byte < 0x80 ? 1 : 2;
}

/* The longest end of the tail that fits. */
static const char *end_that_fits(const struct progress *progress, size_t columns)
{
    const char *begin = progress->tail + progress->length;
    const char *fits = begin;

    while (begin > progress->tail) {
        begin--;
        if (continues_character(*begin))
            continue;
        if (columns_of(*begin) > columns)
            break;
        columns -= columns_of(*begin);
        fits = begin;
    }
    return fits;
}

static void draw(struct progress *progress)
{
    const char *stage = t2s_stage_name(progress->stage);
    size_t taken =
        strlen(stage) + 4; /* two for ": ", one for a column that stays free, since some terminals break the line there */

    fprintf(stderr, CLEAR_LINE "%s", stage);
    if (progress->length > 0 && progress->columns > taken) {
        fputs(": ", stderr);
        put_text(stderr, end_that_fits(progress, progress->columns - taken), 0);
    }
    fflush(stderr);
    progress->open = true;
}

static void end_line(struct progress *progress)
{
    if (progress->open)
        fputs(progress->drawn ? CLEAR_LINE : "\n", stderr);
    fflush(stderr);
    progress->open = false;
}

/* Keep the end of a text that grows, in whole characters and in one line. */
static void keep(struct progress *progress, const char *text, size_t length)
{
    size_t drop = 0;

    if (length > PROGRESS_TAIL) {
        text += length - PROGRESS_TAIL;
        length = PROGRESS_TAIL;
    }
    if (progress->length + length > PROGRESS_TAIL)
        drop = progress->length + length - PROGRESS_TAIL;
    memmove(progress->tail, progress->tail + drop, progress->length - drop);
    progress->length -= drop;
    for (size_t i = 0; i < length; i++)
        progress->tail[progress->length++] = text[i] == '\n' || text[i] == '\r' || text[i] == '\t' ? ' ' : text[i];
    progress->tail[progress->length] = '\0';
}

/* put_text() takes a text with an end. A NUL character would be one: a reply that holds it is none, so that it is left out. */
static void write_text(const char *text, size_t length)
{
    char *copy = malloc(length + 1);
    size_t kept = 0;

    if (copy == NULL)
        out_of_memory();
    for (size_t i = 0; i < length; i++)
        if (text[i] != '\0')
            copy[kept++] = text[i];
    copy[kept] = '\0';
    put_text(stderr, copy, 2);
    free(copy);
}

static void on_stage(struct progress *progress, int stage)
{
    progress->stage = stage;
    progress->length = 0;
    if (progress->drawn) {
        draw(progress);
        return;
    }
    end_line(progress);
    fprintf(stderr, "text2sql: at: %s\n", t2s_stage_name(stage));
}

static void on_text(struct progress *progress, const t2s_event *event)
{
    size_t length = 0;
    size_t offset = 0;
    const char *text = t2s_event_text(event, &length, &offset);

    if (progress->drawn) {
        if (offset == 0)
            progress->length = 0;
        keep(progress, text, length);
        draw(progress);
        return;
    }
    if (offset == 0) {
        end_line(progress);
        fputs("text2sql: reply: ", stderr);
        progress->open = true;
    }
    write_text(text, length);
    fflush(stderr);
}

static void on_event(const t2s_event *event, void *user_data)
{
    if (t2s_event_kind(event) == T2S_EVENT_STAGE)
        on_stage(user_data, t2s_event_stage(event));
    else if (t2s_event_kind(event) == T2S_EVENT_TEXT)
        on_text(user_data, event);
}

static bool is_wanted(const struct settings *settings)
{
    if (settings->progress == PROGRESS_AUTO)
        return is_terminal() && !settings->verbose;
    return settings->progress == PROGRESS_ON;
}

int progress_begin(struct progress *progress, const struct settings *settings, t2s_context *context)
{
    int code;

    *progress = (struct progress){.drawn = is_terminal() && !settings->verbose, .columns = terminal_columns()};
    if (!is_wanted(settings))
        return STATUS_DONE;
    code = t2s_context_set_event_callback(context, on_event, progress);
    return code == 0 ? STATUS_DONE : report_error(code, NULL);
}

void progress_end(struct progress *progress)
{
    end_line(progress);
}
