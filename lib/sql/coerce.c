/* SPDX-License-Identifier: MIT */
/* What can become what. After the rules that PostgreSQL publishes (manual, 10.2 to 10.4) and those of its parse_coerce.c. */
#include "sql/coerce.h"

#include <string.h>

enum { DOMAINS_MAX = 64 }; /* on top of each other; a schema file may have a ring of them */

int t2s__type_is(const t2s__type *type, t2s__known_type which)
{
    return type != NULL && type->known == which;
}

int t2s__same_type_slowly(const t2s__type *a, const t2s__type *b)
{
    while (a->is_array && b->is_array && a->element != NULL && b->element != NULL) {
        a = a->element;
        b = b->element;
        if (a == b)
            return 1;
    }
    if (a->known != T2S__TYPE_OTHER)
        return a->known == b->known;
    /* A derived catalog has relations of its own, with the names of those that they were made from. */
    return a->relation != NULL && b->relation != NULL && a->schema == b->schema && a->name == b->name;
}

int t2s__same_type(const t2s__type *a, const t2s__type *b)
{
    return a != NULL && b != NULL && t2s__same(a, b);
}

const t2s__type *t2s__bare_type(const t2s__type *type)
{
    for (int i = 0; i < DOMAINS_MAX; i++) {
        if (type == NULL || type->kind != T2S_TYPE_DOMAIN)
            return type;
        type = type->base;
    }
    return NULL;
}

const t2s__type *t2s__sound_type(const t2s__type *type)
{
    return type == NULL || type->kind != T2S_TYPE_DOMAIN || t2s__bare_type(type) != NULL ? type : NULL;
}

const t2s__type *t2s__known(const t2s__analysis *analysis, t2s__known_type which)
{
    return analysis->catalog != NULL ? t2s__catalog_known_type(analysis->catalog, which) : NULL;
}

const t2s__type *t2s__canonical_type(const t2s__analysis *analysis, const t2s__type *type)
{
    const t2s__type *own;

    if (type == NULL || type->known == T2S__TYPE_OTHER)
        return type;
    own = analysis->catalog->known_types[type->known];
    return own != NULL ? own : type;
}

const t2s__type *t2s__array_of(t2s__analysis *analysis, const t2s__type *element)
{
    t2s__type *array;

    if (element == NULL)
        return NULL;
    if (element->array != NULL)
        return element->array;
    if (element->is_array || element->kind == T2S_TYPE_PSEUDO)
        return NULL;
    array = t2s__analysis_alloc(analysis, sizeof(*array));
    if (array == NULL)
        return NULL;
    *array = (t2s__type){.schema = element->schema, .is_array = 1, .category = 'A', .element = element};
    array->written = t2s__arena_printf(analysis->arena, "%s[]", t2s__type_text(element));
    array->name = t2s__arena_printf(analysis->arena, "_%s", element->name);
    if (array->written == NULL || array->name == NULL)
        analysis->code = T2S_E_NOMEM;
    return array;
}

char t2s__type_category(const t2s__type *type)
{
    type = t2s__bare_type(type);
    if (type == NULL)
        return '\0';
    if (type->category != '\0')
        return type->category;
    if (type->is_array)
        return 'A';
    switch (type->kind) {
    case T2S_TYPE_ENUM:
        return 'E';
    case T2S_TYPE_COMPOSITE:
        return 'C';
    case T2S_TYPE_RANGE:
    case T2S_TYPE_MULTIRANGE:
        return 'R';
    case T2S_TYPE_PSEUDO:
        return 'P';
    default:
        return 'U';
    }
}

const char *t2s__type_text(const t2s__type *type)
{
    if (type == NULL)
        return "unknown";
    if (type->written != NULL)
        return type->written;
    return type->name != NULL ? type->name : "unknown";
}

/* Of an expression that begins further left than its node does: with its first operand. */
static const t2s_node *left_part(const t2s_node *node)
{
    switch (node->kind) {
    case T2S_NODE_OPERATOR:
    case T2S_NODE_BOOLEAN:
    case T2S_NODE_TEST:
    case T2S_NODE_IN:
    case T2S_NODE_BETWEEN:
    case T2S_NODE_LIKE:
    case T2S_NODE_CAST:
    case T2S_NODE_SUBSCRIPT:
    case T2S_NODE_FIELD:
    case T2S_NODE_COLLATE:
        return t2s__node_first(node, 0);
    case T2S_NODE_SUBQUERY:
        return t2s__node_first(node, T2S_SLOT_SUBQUERY_LEFT);
    default:
        return NULL;
    }
}

int t2s__expression_position(const t2s_node *node)
{
    int position = -1;

    for (; node != NULL; node = left_part(node))
        if (node->position >= 0 && (position < 0 || node->position < position))
            position = node->position;
    return position;
}

int t2s__is_composite(const t2s__type *type)
{
    type = t2s__bare_type(type);
    return type != NULL && (type->relation != NULL || type->kind == T2S_TYPE_COMPOSITE);
}

int t2s__is_array(const t2s__type *type)
{
    return type != NULL && (type->is_array || type->known == T2S__TYPE_INT2VECTOR || type->known == T2S__TYPE_OIDVECTOR);
}

int t2s__schema_path(const t2s__analysis *analysis, const char *schema)
{
    const t2s_catalog *catalog = analysis->catalog;

    for (size_t i = 0; i < catalog->search_path_count; i++)
        if (strcmp(catalog->search_path[i], schema) == 0)
            return (int)i + 1;
    return strcmp(schema, "pg_catalog") == 0 ? 0 : -1;
}

static int allows(t2s__coercion coercion, char context)
{
    return context == 'i' || (context == 'a' && coercion != T2S__COERCE_IMPLICIT) || coercion == T2S__COERCE_EXPLICIT;
}

char t2s__conversion(const t2s__analysis *analysis, const t2s__type *from, const t2s__type *to, t2s__coercion coercion)
{
    char found = 'b';

    for (;;) {
        const t2s__cast *cast;

        from = t2s__canonical_type(analysis, t2s__bare_type(from));
        to = t2s__canonical_type(analysis, t2s__bare_type(to));
        if (from == NULL || to == NULL || t2s__same(from, to))
            return found;
        cast = t2s__catalog_cast(analysis->catalog, from, to);
        if (cast != NULL)
            return !allows(coercion, cast->context) ? '\0' : found == 'a' ? 'a' : cast->method;
        if (!t2s__is_array(from) || !to->is_array)
            break;
        from = from->element;
        to = to->element;
        found = 'a';
    }
    if (coercion != T2S__COERCE_IMPLICIT && t2s__type_category(to) == 'S')
        return found == 'a' ? 'a' : 'i';
    if (coercion == T2S__COERCE_EXPLICIT && t2s__type_category(from) == 'S')
        return found == 'a' ? 'a' : 'i';
    return '\0';
}

static int same_text(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* CREATE TABLE OF a composite type, of which the catalog has only the same columns. */
static int is_typed_table(const t2s_relation *relation, const t2s__type *type)
{
    if (type->relation != NULL || type->label_count != relation->column_count)
        return 0;
    for (size_t i = 0; i < type->label_count; i++)
        if (!same_text(type->labels[i], relation->columns[i].name))
            return 0;
    return 1;
}

/* A row of what inherits from a relation is one of its rows, too. Of several parents the catalog knows one. */
static int inherits(const t2s__type *from, const t2s__type *to)
{
    from = t2s__bare_type(from);
    if (from == NULL || to == NULL)
        return 1;
    if (from->relation == NULL || !t2s__is_composite(to))
        return 0;
    return to->relation == NULL ? is_typed_table(from->relation, to) : from->relation->parent != NULL;
}

/* By itself a value becomes what a cast leads to, and nothing else, where neither domains nor two arrays are involved. */
static int becomes_by_cast(const t2s__type *from, const t2s__type *to)
{
    for (const t2s__cast *cast = from->casts; cast != NULL && cast->context == 'i'; cast = cast->next)
        if (cast->target == to)
            return 1;
    return t2s__same(from, to);
}

static int takes_casts_alone(const t2s__type *from, const t2s__type *to, t2s__coercion coercion)
{
    return coercion == T2S__COERCE_IMPLICIT && from->kind != T2S_TYPE_DOMAIN && to->kind != T2S_TYPE_DOMAIN &&
           !(to->is_array && t2s__is_array(from));
}

/* Where `to` is not polymorphic. */
static int can_become(const t2s__analysis *analysis, const t2s__type *from, const t2s__type *to, t2s__coercion coercion)
{
    if (from == NULL || to == NULL || from == to || to->known == T2S__TYPE_ANY || from->known == T2S__TYPE_UNKNOWN)
        return 1;
    if (takes_casts_alone(from, to, coercion)) {
        if (becomes_by_cast(from, to))
            return 1;
        if (from->kind == T2S_TYPE_BASE)
            return 0;
    } else if (t2s__conversion(analysis, from, to, coercion) != '\0')
        return 1;
    if (from->known == T2S__TYPE_RECORD && t2s__is_composite(to))
        return 1;
    if (to->known == T2S__TYPE_RECORD && t2s__is_composite(from))
        return 1;
    if (to->is_array && t2s__type_is(to->element, T2S__TYPE_RECORD) && from->is_array && t2s__is_composite(from->element))
        return 1;
    return inherits(from, to);
}

int t2s__can_coerce_all(const t2s__analysis *analysis, const t2s__type *const *from, const t2s__candidate *to, size_t count)
{
    int has_polymorphic = 0;

    for (size_t i = 0; i < count; i++) {
        const t2s__type *type = t2s__candidate_type(to, i);

        if (t2s__is_polymorphic(type))
            has_polymorphic = 1;
        else if (!can_become(analysis, from[i], type, T2S__COERCE_IMPLICIT))
            return 0;
    }
    return !has_polymorphic || t2s__polymorphic_fits(analysis, from, to, count);
}

int t2s__can_coerce(const t2s__analysis *analysis, const t2s__type *from, const t2s__type *to, t2s__coercion coercion)
{
    if (from == NULL || to == NULL || analysis->catalog == NULL)
        return 1;
    if (t2s__is_polymorphic(to)) {
        t2s__candidate candidate = {.pair = {to, NULL}, .count = 1};

        return t2s__polymorphic_fits(analysis, &from, &candidate, 1);
    }
    return can_become(analysis, from, to, coercion);
}

/* The literal under what changes nothing of it. */
static int literal_becomes(t2s__analysis *analysis, const t2s_node *node, const t2s__type *to)
{
    if (to->known == T2S__TYPE_ANY || to->known == T2S__TYPE_UNKNOWN || t2s__is_polymorphic(to))
        return 1;
    while (node != NULL && (node->kind == T2S_NODE_COLLATE || node->kind == T2S_NODE_NAMED_ARGUMENT || node->kind == T2S_NODE_CAST)) {
        if (node->kind != T2S_NODE_CAST)
            t2s__node_set_type(node, to);
        node = t2s__node_first(node, 0);
    }
    if (node == NULL || node->kind != T2S_NODE_LITERAL)
        return 1;
    t2s__node_set_type(node, to);
    if ((node->flags & T2S_NODE_F_NULL) != 0 || node->text == NULL)
        return 1;
    return t2s__check_literal(analysis, node->text, node->text_length, to, node->position) ? 1 : -1;
}

static size_t member_count(const t2s__type *type)
{
    return type->relation != NULL ? type->relation->column_count : type->label_count;
}

static const t2s__type *member(const t2s__type *type, size_t index)
{
    if (type->relation != NULL)
        return type->relation->columns[index].data_type;
    return type->attributes != NULL ? type->attributes[index] : NULL;
}

static int no_such_row(t2s__analysis *analysis, const t2s_node *node, const t2s__type *to, const char *why)
{
    t2s__analysis_find(analysis, "42846", node->position, why, "cannot cast type record to %s", t2s__type_text(to));
    return -1;
}

/* ROW(...) becomes a composite type member by member; of any other record it is not known how. */
static int row_becomes(t2s__analysis *analysis, const t2s_node *node, const t2s__type *to, t2s__coercion coercion)
{
    const t2s__type *composite = t2s__bare_type(to);
    size_t count, i = 0;

    if (node->kind != T2S_NODE_ROW)
        return node->kind == T2S_NODE_CALL ? no_such_row(analysis, node, to, NULL) : 1;
    count = member_count(composite);
    if (count == 0)
        return 1;
    T2S__FOR_SLOT (value, node, 0) {
        const t2s__type *wanted = i < count ? member(composite, i) : NULL;
        const t2s__type *had = value->type;
        int done;

        if (i++ >= count)
            return no_such_row(analysis, node, to, "Input has too many columns.");
        done = t2s__coerce(analysis, value, wanted, coercion);
        if (done < 0)
            return -1;
        if (done == 0) {
            const char *why = t2s__arena_printf(analysis->arena, "Cannot cast type %s to %s in column %zu.", t2s__type_text(had),
                                                t2s__type_text(wanted), i);

            if (why == NULL)
                analysis->code = T2S_E_NOMEM;
            return no_such_row(analysis, node, to, why);
        }
    }
    if (i < count)
        return no_such_row(analysis, node, to, "Input has too few columns.");
    t2s__node_set_type(node, to);
    return 1;
}

/* ARRAY[...] under a cast: each element is cast. */
static int elements_become(t2s__analysis *analysis, const t2s_node *node, const t2s__type *array)
{
    T2S__FOR_SLOT (value, node, 0) {
        const t2s__type *had = value->type;
        const t2s__type *wanted = value->kind == T2S_NODE_ARRAY ? array : array->element;
        int done = t2s__coerce(analysis, value, wanted, T2S__COERCE_EXPLICIT);

        if (done < 0)
            return -1;
        if (done == 0) {
            t2s__analysis_find(analysis, "42846", t2s__expression_position(value), NULL, "cannot cast type %s to %s",
                               t2s__type_text(had), t2s__type_text(wanted));
            return -1;
        }
    }
    t2s__node_set_type(node, array);
    return 1;
}

int t2s__coerce(t2s__analysis *analysis, const t2s_node *node, const t2s__type *to, t2s__coercion coercion)
{
    const t2s__type *bare = t2s__bare_type(to);

    if (node == NULL || bare == NULL || analysis->catalog == NULL)
        return 1;
    if (node->kind == T2S_NODE_ARRAY && coercion == T2S__COERCE_EXPLICIT && bare->is_array && bare->element != NULL &&
        !t2s__same(node->type, bare))
        return elements_become(analysis, node, bare);
    if (node->type == NULL || t2s__same(node->type, to))
        return 1;
    if (node->type->known == T2S__TYPE_UNKNOWN)
        return literal_becomes(analysis, node, to);
    if (!t2s__can_coerce(analysis, node->type, to, coercion))
        return 0;
    if (node->type->known == T2S__TYPE_RECORD && t2s__is_composite(bare))
        return row_becomes(analysis, node, to, coercion);
    return 1;
}

void t2s__coerce_boolean(t2s__analysis *analysis, const t2s_node *node, const char *clause)
{
    const t2s__type *had = node != NULL ? node->type : NULL;

    if (node != NULL && t2s__coerce(analysis, node, t2s__known(analysis, T2S__TYPE_BOOL), T2S__COERCE_ASSIGNMENT) == 0)
        t2s__analysis_find(analysis, "42804", t2s__expression_position(node), NULL,
                           "argument of %s must be type boolean, not type %s", clause, t2s__type_text(had));
}
