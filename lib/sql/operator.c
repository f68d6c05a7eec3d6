/* SPDX-License-Identifier: MIT */
/* Which operator is meant (manual, 10.2; PostgreSQL's parse_oper.c). */
#include "sql/coerce.h"

#include <string.h>

#include "sql/resolution_hint.h"

enum { CANDIDATES = 128 }; /* without memory; "=" has 65 of PostgreSQL's own */

/* What is asked for. `types` has one member for an operator that stands before its operand. */
struct wanted {
    const char *schema; /* NULL: the search path */
    const char *name;
    size_t count;
    const t2s__type *types[2];
};

enum outcome { FOUND, NONE, SEVERAL, OPEN };

static int is_visible(const t2s__analysis *analysis, const struct wanted *wanted, const t2s__operator *operator, int *ret_path)
{
    if (wanted->schema != NULL) {
        *ret_path = 0;
        return strcmp(wanted->schema, operator->schema) == 0;
    }
    *ret_path = t2s__schema_path(analysis, operator->schema);
    return *ret_path >= 0;
}

static int has_arity(const t2s__operator *operator, size_t count)
{
    return (operator->left != NULL) == (count == 2);
}

/* The operator for just these types, the first on the search path. */
static const t2s__operator *find_exactly(const t2s__analysis *analysis, const struct wanted *wanted, const t2s__operator *first,
                                         const t2s__type *left, const t2s__type *right)
{
    const t2s__operator *found = first != NULL ? t2s__catalog_operator(analysis->catalog, first, left, right) : NULL;
    int found_path = 0, path;

    if (found == NULL || (is_visible(analysis, wanted, found, &path) && path == 0))
        return found;
    found = NULL;
    for (const t2s__operator *operator = first; operator != NULL; operator = operator->next) {
        if (operator->left != left || operator->right != right || !is_visible(analysis, wanted, operator, &path))
            continue;
        if (found == NULL || path < found_path) {
            found = operator;
            found_path = path;
        }
    }
    return found;
}

/* A literal is taken to be what stands on the other side. */
static const t2s__operator *find_exact(const t2s__analysis *analysis, const struct wanted *wanted, const t2s__operator *first)
{
    const t2s__type *left = wanted->types[0], *right = wanted->types[1];
    const t2s__operator *found;
    int has_literal = 0;

    if (wanted->count == 1)
        return find_exactly(analysis, wanted, first, NULL, left);
    if (left->known == T2S__TYPE_UNKNOWN) {
        left = right;
        has_literal = 1;
    } else if (right->known == T2S__TYPE_UNKNOWN) {
        right = left;
        has_literal = 1;
    }
    found = find_exactly(analysis, wanted, first, left, right);
    if (found == NULL && has_literal && left->kind == T2S_TYPE_DOMAIN) {
        left = t2s__canonical_type(analysis, t2s__bare_type(left));
        found = left != NULL ? find_exactly(analysis, wanted, first, left, left) : NULL;
    }
    return found;
}

/* An operator of the same operands that comes earlier on the search path hides another. 1: it is hidden, or has taken its place. */
static int is_doubled(t2s__candidate *candidates, size_t count, const t2s__candidate *candidate)
{
    for (size_t i = 0; i < count; i++) {
        if (!t2s__same(candidates[i].pair[0], candidate->pair[0]) || !t2s__same(candidates[i].pair[1], candidate->pair[1]))
            continue;
        if (candidate->path < candidates[i].path)
            candidates[i] = *candidate;
        return 1;
    }
    return 0;
}

/* All that can take the operands. */
static size_t gather(t2s__analysis *analysis, const struct wanted *wanted, const t2s__operator *first, t2s__candidate **candidates)
{
    size_t count = 0, capacity = CANDIDATES;
    int has_paths = 0;

    for (const t2s__operator *operator = first; operator != NULL; operator = operator->next) {
        t2s__candidate candidate = {.meaning = operator, .count = 2};

        if (!has_arity(operator, wanted->count))
            continue;
        candidate.pair[0] = wanted->count == 2 ? operator->left : operator->right;
        candidate.pair[1] = wanted->count == 2 ? operator->right : NULL;
        if (!t2s__can_coerce_all(analysis, wanted->types, &candidate, wanted->count) ||
            !is_visible(analysis, wanted, operator, &candidate.path))
            continue;
        has_paths |= candidate.path != 0;
        if (has_paths && is_doubled(*candidates, count, &candidate))
            continue;
        if (count == capacity) {
            t2s__candidate *more = t2s__analysis_alloc(analysis, 2 * capacity * sizeof(*more));

            if (more == NULL)
                return 0;
            memcpy(more, *candidates, count * sizeof(*more));
            *candidates = more;
            capacity *= 2;
        }
        (*candidates)[count++] = candidate;
    }
    return count;
}

/* Of one operand nothing is known: there may be a result that all agree on. */
static const t2s__type *agreed_result(const t2s__candidate *candidates, size_t count)
{
    const t2s__type *result = NULL;

    for (size_t i = 0; i < count; i++) {
        const t2s__operator *operator = candidates[i].meaning;

        if (operator->result == NULL || t2s__is_polymorphic(operator->result) || (result != NULL && result != operator->result))
            return NULL;
        result = operator->result;
    }
    return result;
}

static int is_known(const struct wanted *wanted)
{
    for (size_t i = 0; i < wanted->count; i++)
        if (t2s__bare_type(wanted->types[i]) == NULL)
            return 0;
    return 1;
}

/* FOUND: *ret_operator; OPEN: *ret_result, where that is known all the same. */
static enum outcome find(t2s__analysis *analysis, struct wanted *wanted, const t2s__operator **ret_operator,
                         const t2s__type **ret_result)
{
    const t2s__operator *first;
    t2s__candidate few[CANDIDATES];
    t2s__candidate *candidates = few;
    const t2s__candidate *best;
    size_t count;

    *ret_result = NULL;
    *ret_operator = NULL;
    if (analysis->catalog == NULL || !t2s__catalog_has_conversions(analysis->catalog))
        return OPEN;
    first = t2s__catalog_operators(analysis->catalog, wanted->name, strlen(wanted->name));
    for (size_t i = 0; i < wanted->count; i++)
        wanted->types[i] = t2s__canonical_type(analysis, wanted->types[i]);
    if (!is_known(wanted)) {
        *ret_result = agreed_result(candidates, gather(analysis, wanted, first, &candidates));
        return OPEN;
    }
    *ret_operator = find_exact(analysis, wanted, first);
    if (*ret_operator != NULL)
        return FOUND;
    count = gather(analysis, wanted, first, &candidates);
    if (count == 0)
        return analysis->code != 0 ? OPEN : NONE;
    best = count == 1 ? candidates : t2s__best_candidate(analysis, wanted->types, wanted->count, candidates, count);
    if (best == NULL)
        return SEVERAL;
    *ret_operator = best->meaning;
    return FOUND;
}

static const char *signature(t2s__analysis *analysis, const struct wanted *wanted)
{
    const char *schema = wanted->schema != NULL ? wanted->schema : "";
    const char *dot = wanted->schema != NULL ? "." : "";
    const char *first = t2s__type_text(wanted->types[0]);
    const char *text = wanted->count == 2 ? t2s__arena_printf(analysis->arena, "%s %s%s%s %s", first, schema, dot, wanted->name,
                                                              t2s__type_text(wanted->types[1]))
                                          : t2s__arena_printf(analysis->arena, "%s%s%s %s", schema, dot, wanted->name, first);

    if (text == NULL)
        analysis->code = T2S_E_NOMEM;
    return text != NULL ? text : wanted->name;
}

/* It may be among what extensions brought, which leave those alone that every type has. */
static int may_be_unknown(const t2s__analysis *analysis, const struct wanted *wanted)
{
    static const char *const common[] = {"=", "<>", "<", ">", "<=", ">=", "+", "-", "*", "/", "||", "~~", "!~~", "~~*", "!~~*"};

    for (size_t i = 0; i < sizeof(common) / sizeof(common[0]); i++)
        if (strcmp(common[i], wanted->name) == 0)
            return 0;
    return analysis->catalog->is_open;
}

static void say(t2s__analysis *analysis, const struct wanted *wanted, enum outcome outcome, int position)
{
    if (analysis->quiet || may_be_unknown(analysis, wanted))
        return;
    if (wanted->schema != NULL && !t2s__schema_exists(analysis, wanted->schema))
        t2s__analysis_find(analysis, "3F000", position, NULL, "schema \"%s\" does not exist", wanted->schema);
    else if (outcome == SEVERAL)
        t2s__analysis_find(analysis, "42725", position,
                           "Could not choose a best candidate operator. You might need to add explicit type casts.",
                           "operator is not unique: %s", signature(analysis, wanted));
    else
        t2s__analysis_find(analysis, "42883", position, t2s__operator_hint(analysis, wanted->name, wanted->types, wanted->count),
                           "operator does not exist: %s", signature(analysis, wanted));
}

/* The types that the operands become, and the result's. -1: they do not agree, and that was said. */
static int settle(t2s__analysis *analysis, const t2s__operator *operator, const struct wanted *wanted, int position,
                  const t2s__type *takes[2], const t2s__type **ret_result)
{
    takes[0] = wanted->count == 2 ? operator->left : operator->right;
    takes[1] = operator->right;
    *ret_result = t2s__sound_type(operator->result);
    if (!t2s__is_polymorphic(takes[0]) && !t2s__is_polymorphic(takes[1]))
        return 1;
    return t2s__polymorphic_resolve(analysis, wanted->types, takes, wanted->count, ret_result, position);
}

/* Both sides are ROWs: each pair of their members is compared for itself. */
static const t2s__operator *compare_rows(t2s__analysis *analysis, const t2s_node *node, const char *schema, const char *name,
                                         const t2s_node *left, const t2s_node *right)
{
    const t2s_node *a = t2s__node_first(left, 0);
    const t2s_node *b = t2s__node_first(right, 0);
    size_t findings = analysis->findings.count;

    t2s__node_set_type(node, t2s__known(analysis, T2S__TYPE_BOOL));
    if (t2s__node_count(left, 0) != t2s__node_count(right, 0)) {
        t2s__analysis_find(analysis, "42601", node->position, NULL, "unequal number of entries in row expressions");
        return NULL;
    }
    if (a == NULL)
        t2s__analysis_find(analysis, "0A000", node->position, NULL, "cannot compare rows of zero length");
    for (; a != NULL && b != NULL && analysis->findings.count == findings; a = t2s__node_next(a), b = t2s__node_next(b)) {
        t2s_node pair = {.kind = T2S_NODE_OPERATOR, .position = node->position};

        t2s__resolve_operator(analysis, &pair, schema, name, a, b);
        if (pair.type != NULL && pair.type->known != T2S__TYPE_BOOL) {
            t2s__analysis_find(analysis, "42804", node->position, NULL, "row comparison operator must yield type boolean, not type %s",
                               t2s__type_text(pair.type));
            return NULL;
        }
    }
    return NULL;
}

static const t2s__operator *find_or_say(t2s__analysis *analysis, const t2s_node *node, struct wanted *wanted)
{
    const t2s__operator *operator;
    const t2s__type *result;
    enum outcome outcome = find(analysis, wanted, &operator, &result);

    if (outcome == OPEN)
        t2s__node_set_type(node, result);
    else if (outcome != FOUND)
        say(analysis, wanted, outcome, node->position);
    return outcome == FOUND ? operator : NULL;
}

const t2s__operator *t2s__resolve_operator(t2s__analysis *analysis, const t2s_node *node, const char *schema, const char *name,
                                           const t2s_node *left, const t2s_node *right)
{
    struct wanted wanted = {.schema = schema, .name = name, .count = left != NULL ? 2 : 1};
    const t2s__operator *operator;
    const t2s__type *takes[2];
    const t2s__type *result;

    if (right == NULL)
        return NULL;
    if (left != NULL && left->kind == T2S_NODE_ROW && right->kind == T2S_NODE_ROW && t2s__type_is(left->type, T2S__TYPE_RECORD) &&
        t2s__type_is(right->type, T2S__TYPE_RECORD))
        return compare_rows(analysis, node, schema, name, left, right);
    wanted.types[0] = left != NULL ? left->type : right->type;
    wanted.types[1] = right->type;
    operator = find_or_say(analysis, node, &wanted);
    if (operator == NULL || settle(analysis, operator, &wanted, node->position, takes, &result) < 0)
        return NULL;
    t2s__node_set_meaning(node, operator);
    t2s__node_set_type(node, result);
    t2s__coerce(analysis, left != NULL ? left : right, takes[0], T2S__COERCE_IMPLICIT);
    if (left != NULL)
        t2s__coerce(analysis, right, takes[1], T2S__COERCE_IMPLICIT);
    return operator;
}

static const t2s__type *element_of(const t2s__type *type)
{
    return t2s__is_array(type) ? type->element : NULL;
}

const t2s__operator *t2s__resolve_array_operator(t2s__analysis *analysis, const t2s_node *node, const char *schema, const char *name,
                                                 const t2s_node *left, const t2s_node *right)
{
    struct wanted wanted = {.schema = schema, .name = name, .count = 2};
    const t2s__type *bare = t2s__bare_type(right->type);
    const t2s__operator *operator;
    const t2s__type *takes[2];
    const t2s__type *result;

    if (bare != NULL && bare->known != T2S__TYPE_UNKNOWN && !t2s__is_array(bare)) {
        t2s__analysis_find(analysis, "42809", node->position, NULL, "op ANY/ALL (array) requires array on right side");
        return NULL;
    }
    wanted.types[0] = left->type;
    wanted.types[1] = t2s__type_is(bare, T2S__TYPE_UNKNOWN) ? bare : element_of(bare);
    operator = find_or_say(analysis, node, &wanted);
    if (operator == NULL || settle(analysis, operator, &wanted, node->position, takes, &result) < 0)
        return NULL;
    if (result != NULL && result->known != T2S__TYPE_BOOL) {
        t2s__analysis_find(analysis, "42809", node->position, NULL, "op ANY/ALL (array) requires operator to yield boolean");
        return NULL;
    }
    t2s__node_set_meaning(node, operator);
    t2s__node_set_type(node, result);
    t2s__coerce(analysis, left, takes[0], T2S__COERCE_IMPLICIT);
    t2s__coerce(analysis, right, t2s__array_of(analysis, takes[1]), T2S__COERCE_IMPLICIT);
    return operator;
}

int t2s__has_operator(t2s__analysis *analysis, int position, const char *schema, const char *name, const t2s__type *left,
                      const t2s__type *right, int quiet, const t2s__type **ret_result)
{
    struct wanted wanted = {.schema = schema, .name = name, .count = 2, .types = {left, right}};
    const t2s__operator *operator;
    const t2s__type *takes[2];
    const t2s__type *result = NULL;
    enum outcome outcome = find(analysis, &wanted, &operator, &result);
    int had = analysis->quiet;
    int done = 1;

    if (outcome == NONE || outcome == SEVERAL) {
        if (!quiet)
            say(analysis, &wanted, outcome, position);
        done = 0;
    } else if (outcome == FOUND) {
        analysis->quiet |= quiet;
        done = settle(analysis, operator, &wanted, position, takes, &result) > 0;
        if (quiet)
            analysis->quiet = had;
    }
    if (ret_result != NULL)
        *ret_result = done ? result : NULL;
    return done;
}
