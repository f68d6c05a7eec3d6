/* SPDX-License-Identifier: MIT */
/* Which function a call means (manual, 10.3; PostgreSQL's parse_func.c). */
#include "sql/function_call.h"

#include <stdio.h>
#include <string.h>

#include "sql/resolution_hint.h"
#include "util/buffer.h"

enum outcome { FOUND, NONE, SEVERAL, IS_CAST, OPEN };

/* What a call was found to mean. */
struct meaning {
    t2s__candidate candidate;
    const t2s__function *function;
    const t2s__type *target; /* IS_CAST */
};

static const char *dotted_name(t2s__analysis *analysis, const t2s__call *call)
{
    const char *text = call->schema == NULL ? call->name : t2s__arena_printf(analysis->arena, "%s.%s", call->schema, call->name);

    if (text == NULL)
        analysis->code = T2S_E_NOMEM;
    return text != NULL ? text : call->name;
}

/* "round(double precision, integer)" */
static const char *signature(t2s__analysis *analysis, const t2s__call *call)
{
    t2s__buffer buffer = T2S__BUFFER_INIT;
    const char *text;

    t2s__buffer_text(&buffer, dotted_name(analysis, call));
    for (size_t i = 0; i < call->count; i++) {
        t2s__buffer_text(&buffer, i != 0 ? ", " : "(");
        if (call->names[i] != NULL)
            t2s__buffer_printf(&buffer, "%s => ", call->names[i]);
        t2s__buffer_text(&buffer, t2s__type_text(call->types[i]));
    }
    t2s__buffer_text(&buffer, call->count != 0 ? ")" : "()");
    text = buffer.failed ? NULL : t2s__arena_strndup(analysis->arena, t2s__buffer_string(&buffer), buffer.length);
    t2s__buffer_dispose(&buffer);
    if (text == NULL)
        analysis->code = T2S_E_NOMEM;
    return text != NULL ? text : call->name;
}

static int has_name(const t2s__call *call, const char *name)
{
    for (size_t i = 0; i < call->count; i++)
        if (call->names[i] != NULL && strcmp(call->names[i], name) == 0)
            return 1;
    return 0;
}

static int add_argument(t2s__analysis *analysis, t2s__call *call, const t2s_node *argument)
{
    const t2s_node *value = argument->kind == T2S_NODE_NAMED_ARGUMENT || argument->kind == T2S_NODE_SORT
                                ? t2s__node_first(argument, 0)
                                : argument;
    const char *name = argument->kind == T2S_NODE_NAMED_ARGUMENT ? argument->text : NULL;

    if (call->count == T2S__ARGUMENTS_MAX) {
        t2s__analysis_find(analysis, "54023", call->node->position, NULL, "cannot pass more than 100 arguments to a function");
        return -1;
    }
    if (name != NULL && has_name(call, name)) {
        t2s__analysis_find(analysis, "42601", argument->position, NULL, "argument name \"%s\" used more than once", name);
        return -1;
    }
    if (name == NULL && call->named != 0) {
        t2s__analysis_find(analysis, "42601", t2s__expression_position(argument), NULL,
                           "positional argument cannot follow named argument");
        return -1;
    }
    call->named += name != NULL;
    call->names[call->count] = name;
    call->arguments[call->count] = value;
    call->types[call->count] = value != NULL ? t2s__canonical_type(analysis, value->type) : NULL;
    call->has_gap |= t2s__bare_type(call->types[call->count]) == NULL;
    call->count++;
    return 0;
}

static int read_arguments(t2s__analysis *analysis, t2s__call *call)
{
    T2S__FOR_SLOT (argument, call->node, T2S_SLOT_CALL_ARGUMENTS)
        if (add_argument(analysis, call, argument) != 0)
            return -1;
    T2S__FOR_SLOT (argument, call->node, T2S_SLOT_CALL_WITHIN) {
        if (add_argument(analysis, call, argument) != 0)
            return -1;
        call->within++;
    }
    return 0;
}

/* "database.schema.name", of which the database can be only this one. */
static int read_name(t2s__analysis *analysis, t2s__call *call)
{
    const t2s_node *first = t2s__node_first(call->node, T2S_SLOT_CALL_NAME);
    size_t count = t2s__node_count(call->node, T2S_SLOT_CALL_NAME);
    const char *database = analysis->catalog->database;

    if (count == 0)
        return -1;
    call->name = call->node->last[T2S_SLOT_CALL_NAME]->text;
    call->schema = count == 1 ? NULL : count == 2 ? first->text : first->next->text;
    if (count > 3) {
        t2s__analysis_find(analysis, "42601", call->node->position, NULL, "improper qualified name (too many dotted names)");
        return -1;
    }
    if (count == 3 && database != NULL && database[0] != '\0' && strcmp(database, first->text) != 0) {
        t2s__analysis_find(analysis, "0A000", call->node->position, NULL, "cross-database references are not implemented: %s.%s.%s",
                           first->text, call->schema, call->name);
        return -1;
    }
    return 0;
}

/* There is something around the arguments that only an aggregate or a window function has. */
static int is_decorated(const t2s_node *node)
{
    return (node->flags & (T2S_NODE_F_STAR | T2S_NODE_F_DISTINCT | T2S_NODE_F_VARIADIC)) != 0 || node->last[T2S_SLOT_CALL_ORDER] != NULL ||
           node->last[T2S_SLOT_CALL_FILTER] != NULL || node->last[T2S_SLOT_CALL_OVER] != NULL || node->last[T2S_SLOT_CALL_WITHIN] != NULL;
}

/* The fields of ROW(...) are called f1, f2, ... */
static int is_projection_of_row(const t2s__call *call)
{
    char name[16];
    int number = 0;

    T2S__FOR_SLOT (field, call->arguments[0], 0) {
        snprintf(name, sizeof(name), "f%d", ++number);
        if (strcmp(name, call->name) == 0) {
            t2s__node_set_type(call->node, field->type);
            return 1;
        }
    }
    return 0;
}

/* name(row) may be row.name. 1: it is, and the call has its type. */
static int is_projection(const t2s__analysis *analysis, const t2s__call *call, const t2s__type *row)
{
    if (call->name[0] == 'f' && call->arguments[0]->kind == T2S_NODE_ROW && row->label_count == 0)
        return is_projection_of_row(call);
    if (row->relation != NULL) {
        const t2s_relation *relation = t2s__catalog_type_relation(analysis->catalog, row);
        const t2s_column *column = relation != NULL ? t2s__relation_column(relation, call->name, strlen(call->name)) : NULL;

        if (column != NULL)
            t2s__node_set_type(call->node, t2s__sound_type(column->data_type));
        return column != NULL;
    }
    for (size_t i = 0; i < row->label_count; i++)
        if (row->labels[i] != NULL && strcmp(row->labels[i], call->name) == 0) {
            t2s__node_set_type(call->node, row->attributes != NULL ? t2s__sound_type(row->attributes[i]) : NULL);
            return 1;
        }
    return 0;
}

static int can_be_projection(const t2s__call *call)
{
    const t2s__type *type = call->count == 1 ? t2s__bare_type(call->types[0]) : NULL;

    return type != NULL && call->schema == NULL && call->named == 0 && !is_decorated(call->node) &&
           (type->known == T2S__TYPE_RECORD || t2s__is_composite(type));
}

/* A record, or a row, of which it is not known what it holds. */
static int is_open_row(const t2s__call *call)
{
    const t2s__type *type = t2s__bare_type(call->types[0]);

    return type != NULL && type->relation == NULL && type->label_count == 0 && call->arguments[0]->kind != T2S_NODE_ROW;
}

/* name(value) may be a cast to the type of this name, where that takes no function. */
static int is_cast(t2s__analysis *analysis, const t2s__call *call, const t2s__type **ret_target)
{
    const t2s__type *from = call->types[0];
    const t2s__type *target;
    char how;

    if (call->count != 1 || call->named != 0 || call->within != 0 || from == NULL)
        return 0;
    target = t2s__catalog_find_type(analysis->catalog, call->schema, call->name);
    if (target == NULL || target->relation != NULL || target->kind == T2S_TYPE_COMPOSITE)
        return 0;
    *ret_target = target;
    if (from->known == T2S__TYPE_UNKNOWN && call->arguments[0]->kind == T2S_NODE_LITERAL)
        return 1;
    how = from->known == T2S__TYPE_UNKNOWN ? '\0' : t2s__conversion(analysis, from, target, T2S__COERCE_EXPLICIT);
    if (how == 'i')
        return !((from->known == T2S__TYPE_RECORD || t2s__is_composite(from)) && t2s__type_category(target) == 'S');
    return how == 'b';
}

static const t2s__candidate *find_exact(const t2s__call *call, const t2s__candidate *candidates, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;

        while (at < call->count && t2s__same_type(call->types[at], candidates[i].types[at]))
            at++;
        if (at == call->count)
            return &candidates[i];
    }
    return NULL;
}

/* Those that can take the arguments come to the front. */
static size_t keep_fitting(const t2s__analysis *analysis, const t2s__call *call, t2s__candidate *candidates, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (t2s__can_coerce_all(analysis, call->types, &candidates[i], call->count))
            candidates[kept++] = candidates[i];
    return kept;
}

/* The one result of all that it could be. */
static const t2s__type *agreed_result(const t2s__candidate *candidates, size_t count)
{
    const t2s__type *result = NULL;

    for (size_t i = 0; i < count; i++) {
        const t2s__function *function = candidates[i].meaning;

        if (function == NULL || function->result == NULL || t2s__is_polymorphic(function->result) ||
            (result != NULL && result != function->result))
            return NULL;
        result = function->result;
    }
    return result;
}

/* VARIADIC with named arguments is for the variadic parameter alone, which is the last. */
static int is_misplaced(const t2s__call *call, const t2s__function *function)
{
    return call->named != 0 && (call->node->flags & T2S_NODE_F_VARIADIC) != 0 && function->argument_count != call->count;
}

static enum outcome find(t2s__analysis *analysis, const t2s__call *call, struct meaning *meaning)
{
    t2s__candidate few[T2S__CALL_CANDIDATES];
    t2s__candidate *candidates = few;
    const t2s__candidate *best;
    size_t count = t2s__call_candidates(analysis, call, &candidates);

    best = find_exact(call, candidates, count);
    if (best == NULL) {
        if (is_cast(analysis, call, &meaning->target))
            return IS_CAST;
        count = keep_fitting(analysis, call, candidates, count);
        if (count == 0)
            return call->has_gap ? OPEN : NONE;
        if (call->has_gap && count > 1) {
            t2s__node_set_type(call->node, agreed_result(candidates, count));
            return OPEN;
        }
        best = count == 1 ? candidates : t2s__best_candidate(analysis, call->types, call->count, candidates, count);
    }
    if (best == NULL || best->meaning == NULL)
        return SEVERAL;
    meaning->candidate = *best;
    meaning->function = best->meaning;
    return is_misplaced(call, meaning->function) ? NONE : FOUND;
}

/* It may be among what extensions brought. */
static int may_be_unknown(const t2s__analysis *analysis, const t2s__call *call)
{
    return analysis->catalog->is_open && t2s__catalog_functions(analysis->catalog, call->name, strlen(call->name)) == NULL;
}

static void say_missing(t2s__analysis *analysis, const t2s__call *call, enum outcome outcome)
{
    const char *hint;

    if (analysis->quiet || may_be_unknown(analysis, call))
        return;
    if (call->schema != NULL && !t2s__schema_exists(analysis, call->schema)) {
        t2s__analysis_find(analysis, "3F000", call->node->position, NULL, "schema \"%s\" does not exist", call->schema);
        return;
    }
    if (outcome == SEVERAL) {
        t2s__analysis_find(analysis, "42725", call->node->position,
                           "Could not choose a best candidate function. You might need to add explicit type casts.",
                           "function %s is not unique", signature(analysis, call));
        return;
    }
    if (t2s__node_count(call->node, T2S_SLOT_CALL_ORDER) > 1)
        hint = "No aggregate function matches the given name and argument types. Perhaps you misplaced ORDER BY; ORDER BY must appear "
               "after all regular arguments of the aggregate.";
    else
        hint = t2s__function_hint(analysis, call->schema, call->name, call->types, call->count);
    t2s__analysis_find(analysis, "42883", call->node->position, hint, "function %s does not exist", signature(analysis, call));
}

/* What only an aggregate or a window function may have. 0: it has none of that. */
static int check_plain(t2s__analysis *analysis, const t2s__call *call)
{
    const t2s_node *node = call->node;
    const char *name = dotted_name(analysis, call);
    const char *what = (node->flags & T2S_NODE_F_DISTINCT) != 0         ? "DISTINCT"
                       : node->last[T2S_SLOT_CALL_WITHIN] != NULL ? "WITHIN GROUP"
                       : node->last[T2S_SLOT_CALL_ORDER] != NULL  ? "ORDER BY"
                       : node->last[T2S_SLOT_CALL_FILTER] != NULL ? "FILTER"
                                                                  : NULL;

    if ((node->flags & T2S_NODE_F_STAR) != 0)
        t2s__analysis_find(analysis, "42809", node->position, NULL, "%s(*) specified, but %s is not an aggregate function", name, name);
    else if (what != NULL)
        t2s__analysis_find(analysis, "42809", node->position, NULL, "%s specified, but %s is not an aggregate function", what, name);
    else if (node->last[T2S_SLOT_CALL_OVER] != NULL)
        t2s__analysis_find(analysis, "42809", node->position, NULL,
                           "OVER specified, but %s is not a window function nor an aggregate function", name);
    else
        return 0;
    return -1;
}

static int miss_direct(t2s__analysis *analysis, const t2s__call *call, const char *hint)
{
    if (hint == NULL)
        analysis->code = T2S_E_NOMEM;
    t2s__analysis_find(analysis, "42883", call->node->position, hint, "function %s does not exist", signature(analysis, call));
    return -1;
}

/* How the arguments are divided between the call's parentheses and WITHIN GROUP. */
static int check_division(t2s__analysis *analysis, const t2s__call *call, const struct meaning *meaning)
{
    const t2s__function *function = meaning->function;
    size_t direct = call->count - call->within, variadic = meaning->candidate.variadic;
    const char *name = dotted_name(analysis, call);

    if ((function->flags & T2S_FUNCTION_VARIADIC) == 0 || function->direct_count < function->argument_count) {
        if (direct == function->direct_count)
            return 0;
        return miss_direct(analysis, call,
                           t2s__arena_printf(analysis->arena,
                                             "There is an ordered-set aggregate %s, but it requires %d direct arguments, not %zu.",
                                             name, function->direct_count, direct));
    }
    if (function->aggregate_kind == 'h') {
        if (variadic == 2 * call->within)
            return 0;
        return miss_direct(analysis, call,
                           t2s__arena_printf(analysis->arena,
                                             "To use the hypothetical-set aggregate %s, the number of hypothetical direct arguments "
                                             "(here %zu) must match the number of ordering columns (here %zu).",
                                             name, direct, call->within));
    }
    if (variadic > call->within)
        return 0;
    return miss_direct(analysis, call,
                       t2s__arena_printf(analysis->arena,
                                         "There is an ordered-set aggregate %s, but it requires at least %d direct arguments.", name,
                                         function->direct_count));
}

/* rank(x) WITHIN GROUP (ORDER BY y): x and y become one type. */
static int unify_hypothetical(t2s__analysis *analysis, const t2s__call *call, const struct meaning *meaning)
{
    size_t direct = call->count - call->within;

    for (size_t i = 0; i < call->within && call->within <= direct; i++) {
        size_t at = direct - call->within + i;
        const t2s_node *pair[2] = {call->arguments[direct + i], call->arguments[at]};
        size_t findings = analysis->findings.count;
        const t2s__type *common;

        if (!t2s__type_is(meaning->candidate.types[at], T2S__TYPE_ANY))
            continue;
        common = t2s__common_type(analysis, pair, 2, "WITHIN GROUP");
        if (analysis->findings.count != findings)
            return -1;
        t2s__coerce(analysis, pair[1], common, T2S__COERCE_IMPLICIT);
        t2s__coerce(analysis, pair[0], common, T2S__COERCE_IMPLICIT);
    }
    return 0;
}

static int check_aggregate(t2s__analysis *analysis, const t2s__call *call, const struct meaning *meaning)
{
    const t2s_node *node = call->node;
    int is_within = node->last[T2S_SLOT_CALL_WITHIN] != NULL;
    char kind = meaning->function->aggregate_kind;

    if (kind == 'o' || kind == 'h') {
        if (!is_within)
            t2s__analysis_find(analysis, "42809", node->position, NULL, "WITHIN GROUP is required for ordered-set aggregate %s",
                               dotted_name(analysis, call));
        else if (node->last[T2S_SLOT_CALL_OVER] != NULL)
            t2s__analysis_find(analysis, "0A000", node->position, NULL, "OVER is not supported for ordered-set aggregate %s",
                               dotted_name(analysis, call));
        else
            return check_division(analysis, call, meaning) != 0 ? -1
                   : kind == 'h'                                ? unify_hypothetical(analysis, call, meaning)
                                                                : 0;
        return -1;
    }
    if (kind == 'n' && is_within) {
        t2s__analysis_find(analysis, "42809", node->position, NULL,
                           "%s is not an ordered-set aggregate, so it cannot have WITHIN GROUP", dotted_name(analysis, call));
        return -1;
    }
    return 0;
}

static int check_window(t2s__analysis *analysis, const t2s__call *call)
{
    const t2s_node *node = call->node;

    if (node->last[T2S_SLOT_CALL_OVER] == NULL)
        t2s__analysis_find(analysis, "42809", node->position, NULL, "window function %s requires an OVER clause",
                           dotted_name(analysis, call));
    else if (node->last[T2S_SLOT_CALL_WITHIN] != NULL)
        t2s__analysis_find(analysis, "42809", node->position, NULL, "window function %s cannot have WITHIN GROUP",
                           dotted_name(analysis, call));
    else
        return 0;
    return -1;
}

static int check_kind(t2s__analysis *analysis, const t2s__call *call, const struct meaning *meaning)
{
    switch (meaning->function->kind) {
    case T2S_FUNCTION_AGGREGATE:
        return check_aggregate(analysis, call, meaning);
    case T2S_FUNCTION_WINDOW:
        return check_window(analysis, call);
    case T2S_FUNCTION_PROCEDURE:
        t2s__analysis_find(analysis, "42809", call->node->position, "To call a procedure, use CALL.", "%s is a procedure",
                           signature(analysis, call));
        return -1;
    default:
        return check_plain(analysis, call);
    }
}

/* VARIADIC before the last argument of a function that takes anything. */
static int check_variadic(t2s__analysis *analysis, const t2s__call *call, const struct meaning *meaning)
{
    const t2s__function *function = meaning->function;
    const t2s__type *last = call->count != 0 ? t2s__bare_type(call->types[call->count - 1]) : NULL;

    if (last == NULL || (call->node->flags & T2S_NODE_F_VARIADIC) == 0 || (function->flags & T2S_FUNCTION_VARIADIC) == 0 ||
        function->arguments == NULL || !t2s__type_is(function->arguments[function->argument_count - 1], T2S__TYPE_ANY) ||
        t2s__is_array(last))
        return 0;
    t2s__analysis_find(analysis, "42804", t2s__expression_position(call->arguments[call->count - 1]), NULL,
                       "VARIADIC argument must be an array");
    return -1;
}

/* What is wrong with an aggregate only after its arguments are right. */
static int check_whole_aggregate(t2s__analysis *analysis, const t2s__call *call, const struct meaning *meaning)
{
    const t2s_node *node = call->node;

    if (meaning->function->kind != T2S_FUNCTION_AGGREGATE)
        return 0;
    if (call->count == 0 && (node->flags & T2S_NODE_F_STAR) == 0 && node->last[T2S_SLOT_CALL_WITHIN] == NULL)
        t2s__analysis_find(analysis, "42809", node->position, NULL,
                           "%s(*) must be used to call a parameterless aggregate function", dotted_name(analysis, call));
    else if (call->named != 0)
        t2s__analysis_find(analysis, "0A000", node->position, NULL, "aggregates cannot use named arguments");
    else
        return 0;
    return -1;
}

static int coerce_arguments(t2s__analysis *analysis, const t2s__call *call, const struct meaning *meaning)
{
    const t2s__type *actual[2 * T2S__ARGUMENTS_MAX];
    const t2s__type *declared[2 * T2S__ARGUMENTS_MAX];
    const t2s__type *result = meaning->function->result;
    size_t count = meaning->candidate.count;

    if (count > 2 * T2S__ARGUMENTS_MAX)
        return -1;
    for (size_t i = 0; i < count; i++) {
        actual[i] = i < call->count ? call->types[i] : NULL;
        declared[i] = meaning->candidate.types[i];
    }
    if (t2s__polymorphic_resolve(analysis, actual, declared, count, &result, call->node->position) < 0)
        return -1;
    t2s__node_set_type(call->node, t2s__sound_type(result));
    for (size_t i = 0; i < call->count; i++)
        t2s__coerce(analysis, call->arguments[i], declared[i], T2S__COERCE_IMPLICIT);
    return 0;
}

/* The function that was found, as far as the call is right. */
static const t2s__function *settle(t2s__analysis *analysis, const t2s__call *call, const struct meaning *meaning)
{
    t2s__node_set_meaning(call->node, meaning->function);
    if (check_kind(analysis, call, meaning) != 0 || coerce_arguments(analysis, call, meaning) != 0 ||
        check_variadic(analysis, call, meaning) != 0 || check_whole_aggregate(analysis, call, meaning) != 0)
        return NULL;
    return meaning->function;
}

const t2s__function *t2s__resolve_function(t2s__analysis *analysis, const t2s_node *node)
{
    t2s__call call = {.node = node};
    struct meaning meaning = {.function = NULL};
    enum outcome outcome;

    if (analysis->catalog == NULL || !t2s__catalog_has_conversions(analysis->catalog) || read_name(analysis, &call) != 0 ||
        read_arguments(analysis, &call) != 0)
        return NULL;
    if (can_be_projection(&call) && is_projection(analysis, &call, t2s__bare_type(call.types[0])))
        return NULL;
    outcome = find(analysis, &call, &meaning);
    if (outcome == NONE && can_be_projection(&call) && is_open_row(&call))
        return NULL;
    switch (outcome) {
    case FOUND:
        return settle(analysis, &call, &meaning);
    case IS_CAST:
        if (check_plain(analysis, &call) == 0) {
            t2s__coerce(analysis, call.arguments[0], meaning.target, T2S__COERCE_EXPLICIT);
            t2s__node_set_type(node, meaning.target);
        }
        return NULL;
    case NONE:
    case SEVERAL:
        say_missing(analysis, &call, outcome);
        return NULL;
    default:
        return NULL;
    }
}
