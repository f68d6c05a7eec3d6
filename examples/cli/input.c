/* SPDX-License-Identifier: MIT */
#include "input.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

static FILE *open_input(const char *path)
{
    FILE *stream;

    if (path == NULL || strcmp(path, "-") == 0)
        return stdin;
    stream = fopen(path, "rbe");
    if (stream == NULL)
        usage_error(NULL, "%s: %s", path, strerror(errno));
    return stream;
}

static void close_input(FILE *stream)
{
    if (stream != stdin)
        fclose(stream);
}

static const char *name_of(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0 ? "standard input" : path;
}

int read_file(const char *path, char **ret_text, size_t *ret_length)
{
    FILE *stream = open_input(path);
    char *text = NULL;
    size_t capacity = 0;
    size_t length = 0;
    int status = STATUS_USAGE;

    if (stream == NULL)
        return STATUS_USAGE;
    do {
        if (length + 1 >= capacity) {
            char *larger;

            capacity = capacity == 0 ? 16384 : capacity * 2;
            larger = realloc(text, capacity);
            if (larger == NULL)
                out_of_memory();
            text = larger;
        }
        length += fread(text + length, 1, capacity - length - 1, stream);
    } while (!feof(stream) && !ferror(stream) && length <= INPUT_MAX);

    if (ferror(stream)) {
        usage_error(NULL, "%s: %s", name_of(path), strerror(errno));
        goto out;
    }
    if (length > INPUT_MAX) {
        usage_error(NULL, "%s: larger than %d MiB", name_of(path), INPUT_MAX / 1024 / 1024);
        goto out;
    }
    text[length] = '\0';
    *ret_text = text;
    *ret_length = length;
    text = NULL;
    status = STATUS_DONE;
out:
    free(text);
    close_input(stream);
    return status;
}

/* The character at `text` and how many bytes it has; 0 when they are not UTF-8. */
static size_t read_character(const unsigned char *text, size_t length, unsigned *ret_character)
{
    static const unsigned LEAST[] = {0, 0, 0x80, 0x800, 0x10000}; /* by the number of bytes */
    size_t count = text[0] < 0x80 ? 1 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;
    unsigned character = count == 1 ? text[0] : text[0] & (0xffu >> (count + 1));

    if (count > length || (text[0] >= 0x80 && text[0] < 0xc0) || text[0] > 0xf4)
        return 0;
    for (size_t i = 1; i < count; i++) {
        if ((text[i] & 0xc0) != 0x80)
            return 0;
        character = character << 6 | (text[i] & 0x3fu);
    }
    if (character < LEAST[count] || (character >= 0xd800 && character < 0xe000) || character > 0x10ffff)
        return 0;
    *ret_character = character;
    return count;
}

/* The same JSON in ASCII, every other character as \uXXXX: json-c 0.18 in strict mode takes all others for control characters.
 * @return NULL when the text is not UTF-8; release with free() */
static char *in_ascii(const char *text, size_t length, size_t *ret_length)
{
    char *ascii = malloc(3 * length + 1); /* the worst: two bytes become six, four become twelve */
    char *end = ascii;
    unsigned character = 0;

    if (ascii == NULL)
        out_of_memory();
    for (size_t at = 0, step; at < length; at += step) {
        step = read_character((const unsigned char *)text + at, length - at, &character);
        if (step == 0) {
            free(ascii);
            return NULL;
        }
        if (step == 1)
            *end++ = text[at];
        else if (step < 4)
            end += sprintf(end, "\\u%04x", character);
        else
            end += sprintf(end, "\\u%04x\\u%04x", 0xd800 + ((character - 0x10000) >> 10), 0xdc00 + ((character - 0x10000) & 0x3ff));
    }
    *ret_length = (size_t)(end - ascii);
    return ascii;
}

static json_object *parse_ascii(json_tokener *tokener, const char *text, size_t length, const char **ret_problem)
{
    json_object *value;
    enum json_tokener_error error;

    json_tokener_reset(tokener);
    value = json_tokener_parse_ex(tokener, text, (int)length);
    error = json_tokener_get_error(tokener);
    if (error != json_tokener_success) {
        *ret_problem = error == json_tokener_continue ? "the JSON is cut off" : json_tokener_error_desc(error);
        json_object_put(value);
        return NULL;
    }
    /* The tokener stops where a value ends; only blanks may follow it. */
    for (size_t end = json_tokener_get_parse_end(tokener); end < length; end++)
        if (strchr(" \t\r\n", text[end]) == NULL || text[end] == '\0') {
            *ret_problem = "something follows the JSON object";
            json_object_put(value);
            return NULL;
        }
    return value;
}

/* The JSON value of a whole line. @return NULL, and why */
static json_object *parse_line(json_tokener *tokener, const char *text, size_t length, const char **ret_problem)
{
    json_object *value;
    size_t ascii_length = 0;
    char *ascii;

    if (length > INPUT_MAX) {
        *ret_problem = "the line is too long";
        return NULL;
    }
    ascii = in_ascii(text, length, &ascii_length);
    if (ascii == NULL) {
        *ret_problem = "the line is not UTF-8";
        return NULL;
    }
    value = parse_ascii(tokener, ascii, ascii_length, ret_problem);
    free(ascii);
    return value;
}

static bool is_blank(const char *text, size_t length)
{
    return strspn(text, " \t\r\n") >= length;
}

static int take_line(input_line *line, json_object *value, const char *field, const char *problem, line_fn callback,
                     void *user_data)
{
    static const char PROBLEM[] = "the line must be a JSON object with a string \"%s\"";
    char missing[sizeof(PROBLEM) + 16];
    json_object *text = NULL;

    if (problem == NULL && json_object_is_type(value, json_type_object)) {
        json_object_object_get_ex(value, "id", &line->id);
        json_object_object_get_ex(value, field, &text);
    }
    if (problem == NULL && !json_object_is_type(text, json_type_string)) {
        snprintf(missing, sizeof(missing), "the line must be a JSON object with a string \"%s\"", field);
        problem = missing;
    } else if (problem == NULL) {
        line->text = json_object_get_string(text);
        line->length = (size_t)json_object_get_string_len(text);
    }
    return callback(line, problem, user_data);
}

int read_lines(const char *path, const char *field, line_fn callback, void *user_data)
{
    FILE *stream = open_input(path);
    json_tokener *tokener = json_tokener_new_ex(32);
    char *buffer = NULL;
    size_t capacity = 0;
    size_t number = 0;
    ssize_t length;
    int status = STATUS_DONE;

    if (tokener == NULL)
        out_of_memory();
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    if (stream == NULL) {
        status = STATUS_USAGE;
        goto out;
    }
    while (status <= STATUS_REJECTED && (errno = 0, length = getline(&buffer, &capacity, stream)) >= 0) {
        input_line line = {.number = ++number};
        const char *problem = NULL;
        json_object *value;
        int line_status;

        if (is_blank(buffer, (size_t)length))
            continue;
        value = parse_line(tokener, buffer, (size_t)length, &problem);
        line_status = take_line(&line, value, field, problem, callback, user_data);
        json_object_put(value);
        status = line_status > status ? line_status : status;
    }
    if (ferror(stream) || errno == ENOMEM)
        status = usage_error(NULL, "%s: line %zu: %s", name_of(path), number + 1, strerror(errno));
out:
    free(buffer);
    json_tokener_free(tokener);
    if (stream != NULL)
        close_input(stream);
    return status;
}
