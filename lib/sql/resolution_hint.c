/* SPDX-License-Identifier: MIT */
#include "sql/resolution_hint.h"

#include <string.h>

#include "sql/coerce.h"
#include "util/buffer.h"

enum { LISTED = 4, LOOKED_AT = 200 };

int t2s__schema_exists(const t2s__analysis *analysis, const char *schema)
{
    return strncmp(schema, "pg_", 3) == 0 || strcmp(schema, "information_schema") == 0 ||
           t2s__catalog_schema(analysis->catalog, schema, strlen(schema)) != NULL;
}

static const char *take(t2s__analysis *analysis, t2s__buffer *buffer)
{
    const char *text = buffer->failed ? NULL : t2s__arena_strndup(analysis->arena, t2s__buffer_string(buffer), buffer->length);

    if (text == NULL)
        analysis->code = T2S_E_NOMEM;
    t2s__buffer_dispose(buffer);
    return text;
}

static int is_readable(const t2s__type *type)
{
    return type != NULL && type->known != T2S__TYPE_UNKNOWN;
}

/* Is there an operator for two values of this type, to which the other can be cast? */
static int cast_helps(t2s__analysis *analysis, const char *name, const t2s__type *other, const t2s__type *type)
{
    return is_readable(type) && is_readable(other) && t2s__can_coerce(analysis, other, type, T2S__COERCE_EXPLICIT) &&
           t2s__has_operator(analysis, -1, NULL, name, type, type, 1, NULL);
}

const char *t2s__operator_hint(t2s__analysis *analysis, const char *name, const t2s__type *const *types, size_t count)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    int left, right;

    if (count == 1)
        return "No operator matches the given name and argument type. You might need to add an explicit type cast.";
    t2s__buffer_text(&buffer,
                     "No operator matches the given name and argument types. You might need to add explicit type casts.");
    left = cast_helps(analysis, name, types[0], types[1]);
    right = cast_helps(analysis, name, types[1], types[0]);
    if (left && right)
        t2s__buffer_printf(&buffer, " Cast one side: the left to %s, or the right to %s.", t2s__type_text(types[1]),
                           t2s__type_text(types[0]));
    else if (left || right)
        t2s__buffer_printf(&buffer, " Cast the %s side to %s.", left ? "left" : "right", t2s__type_text(types[left ? 1 : 0]));
    return take(analysis, &buffer);
}

static void write_function(t2s__buffer *buffer, const t2s__function *function)
{
    t2s__buffer_printf(buffer, "%s(", function->name);
    for (size_t i = 0; i < function->argument_count; i++) {
        int is_last = i + 1 == function->argument_count;

        t2s__buffer_printf(buffer, "%s%s%s", i != 0 ? ", " : "",
                           is_last && (function->flags & T2S_FUNCTION_VARIADIC) != 0 ? "VARIADIC " : "",
                           function->argument_types[i]);
    }
    t2s__buffer_char(buffer, ')');
}

static int is_meant(const t2s__analysis *analysis, const t2s__function *function, const char *schema)
{
    if (function->kind == T2S_FUNCTION_PROCEDURE)
        return 0;
    return schema != NULL ? strcmp(function->schema, schema) == 0 : t2s__schema_path(analysis, function->schema) >= 0;
}

/* How many casts it takes; -1: none help. */
static int casts_needed(const t2s__analysis *analysis, const t2s__function *function, const t2s__type *const *types, size_t count)
{
    int casts = 0;

    if (function->argument_count != count || function->arguments == NULL)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (t2s__is_polymorphic(function->arguments[i]) ||
            !t2s__can_coerce(analysis, types[i], function->arguments[i], T2S__COERCE_EXPLICIT))
            return -1;
        casts += !t2s__can_coerce(analysis, types[i], function->arguments[i], T2S__COERCE_IMPLICIT);
    }
    return casts;
}

/* The overload that the fewest casts lead to. */
static const t2s__function *nearest(const t2s__analysis *analysis, const t2s__function *first, const char *schema,
                                    const t2s__type *const *types, size_t count)
{
    const t2s__function *best = NULL;
    int fewest = 0, left = LOOKED_AT;

    for (const t2s__function *function = first; function != NULL && left-- > 0; function = function->next) {
        int casts = is_meant(analysis, function, schema) ? casts_needed(analysis, function, types, count) : -1;

        if (casts > 0 && (best == NULL || casts < fewest)) {
            best = function;
            fewest = casts;
        }
    }
    return best;
}

static void write_casts(const t2s__analysis *analysis, t2s__buffer *buffer, const t2s__function *function,
                        const t2s__type *const *types, size_t count)
{
    int written = 0;

    t2s__buffer_text(buffer, " There is ");
    write_function(buffer, function);
    t2s__buffer_text(buffer, ": cast");
    for (size_t i = 0; i < count; i++)
        if (!t2s__can_coerce(analysis, types[i], function->arguments[i], T2S__COERCE_IMPLICIT))
            t2s__buffer_printf(buffer, "%s argument %zu to %s", written++ != 0 ? "," : "", i + 1,
                               t2s__type_text(function->arguments[i]));
    t2s__buffer_char(buffer, '.');
}

/* With so many arguments, if there are any; otherwise with any number. */
static void write_overloads(const t2s__analysis *analysis, t2s__buffer *buffer, const t2s__function *first, const char *schema,
                            size_t count)
{
    for (int any_count = 0; any_count < 2; any_count++) {
        int written = 0, left = LOOKED_AT;

        for (const t2s__function *function = first; function != NULL && written < LISTED && left-- > 0; function = function->next)
            if (is_meant(analysis, function, schema) && (any_count || function->argument_count == count)) {
                t2s__buffer_text(buffer, written++ != 0 ? ", " : " There is: ");
                write_function(buffer, function);
            }
        if (written != 0) {
            t2s__buffer_char(buffer, '.');
            return;
        }
    }
}

const char *t2s__function_hint(t2s__analysis *analysis, const char *schema, const char *name, const t2s__type *const *types,
                               size_t count)
{
    const t2s__function *first = t2s__catalog_functions(analysis->catalog, name, strlen(name));
    const t2s__function *near = nearest(analysis, first, schema, types, count);
    t2s__buffer buffer = T2S__BUFFER_INIT;

    t2s__buffer_text(&buffer,
                     "No function matches the given name and argument types. You might need to add explicit type casts.");
    if (near != NULL)
        write_casts(analysis, &buffer, near, types, count);
    else
        write_overloads(analysis, &buffer, first, schema, count);
    return take(analysis, &buffer);
}
