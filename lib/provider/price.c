/* SPDX-License-Identifier: MIT */
#include <text2sql/price.h>

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "provider/json.h"
#include "util/error.h"
#include "util/memory.h"
#include "util/utf8.h"

enum { MODEL_MAX = 256 /* bytes of a name */ };

static const double PRICE_MAX = 1e6;

/* For a million tokens, in the currency; so for one token in millionths of it. */
struct price {
    char *model; /* without its star */
    size_t length;
    int is_prefix;
    double input;
    double cached_input;
    double output;
};

struct t2s_price_list {
    atomic_uint references;
    pthread_rwlock_t lock;
    struct price *prices;
    size_t count;
    size_t capacity;
};

int t2s_price_list_new(t2s_price_list **ret_list)
{
    t2s_price_list *list;

    if (ret_list == NULL)
        return T2S_E_INVALID;
    list = t2s__calloc(1, sizeof(*list));
    if (list == NULL)
        return T2S_E_NOMEM;
    if (pthread_rwlock_init(&list->lock, NULL) != 0) {
        t2s__free(list);
        return T2S_E_NOMEM;
    }
    atomic_init(&list->references, 1);
    *ret_list = list;
    return 0;
}

t2s_price_list *t2s_price_list_ref(t2s_price_list *list)
{
    if (list != NULL)
        atomic_fetch_add_explicit(&list->references, 1, memory_order_relaxed);
    return list;
}

static void prices_free(struct price *prices, size_t count)
{
    for (size_t i = 0; i < count; i++)
        t2s__free(prices[i].model);
    t2s__free(prices);
}

void t2s_price_list_unref(t2s_price_list *list)
{
    if (list == NULL || atomic_fetch_sub_explicit(&list->references, 1, memory_order_acq_rel) != 1)
        return;
    prices_free(list->prices, list->count);
    pthread_rwlock_destroy(&list->lock);
    t2s__free(list);
}

static int is_price(double value)
{
    return isfinite(value) && value >= 0 && value <= PRICE_MAX;
}

static int is_model(const char *model)
{
    size_t length = strnlen(model, MODEL_MAX + 1);

    return length != 0 && length <= MODEL_MAX && t2s__utf8_check(model, length) == length;
}

/* 0; T2S_E_INVALID, T2S_E_NOMEM. */
static int price_init(struct price *price, const char *model, double input, double cached_input, double output)
{
    if (!is_model(model) || !is_price(input) || !is_price(cached_input) || !is_price(output))
        return T2S_E_INVALID;
    *price = (struct price){.length = strlen(model), .input = input, .cached_input = cached_input, .output = output};
    if (model[price->length - 1] == '*') {
        price->is_prefix = 1;
        price->length--;
    }
    price->model = t2s__strndup(model, price->length);
    return price->model != NULL ? 0 : T2S_E_NOMEM;
}

/* With the lock held and room for one more. `price` is taken over. */
static void put(t2s_price_list *list, const struct price *price)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->prices[i].is_prefix != price->is_prefix || strcmp(list->prices[i].model, price->model) != 0)
            continue;
        t2s__free(list->prices[i].model);
        list->prices[i] = *price;
        return;
    }
    list->prices[list->count++] = *price;
}

/* All of them or none; the array stays the caller's, its models do not after success. 0; T2S_E_NOMEM. */
static int put_all(t2s_price_list *list, const struct price *prices, size_t count)
{
    int code;

    pthread_rwlock_wrlock(&list->lock);
    code = t2s__grow((void **)&list->prices, &list->capacity, list->count + count, sizeof(*list->prices));
    for (size_t i = 0; code == 0 && i < count; i++)
        put(list, &prices[i]);
    pthread_rwlock_unlock(&list->lock);
    return code;
}

int t2s_price_list_set(t2s_price_list *list, const char *model, double input, double cached_input, double output)
{
    struct price price;
    int code;

    if (list == NULL || model == NULL)
        return T2S_E_INVALID;
    code = price_init(&price, model, input, cached_input, output);
    if (code != 0)
        return code;
    code = put_all(list, &price, 1);
    if (code != 0)
        t2s__free(price.model);
    return code;
}

/* One member of a model's prices. 0; T2S_E_INVALID. */
static int read_member(const char *model, const char *name, json_object *value, double *input, double *cached_input,
                       double *output, t2s_error **reterr_error)
{
    double *where = strcmp(name, "input") == 0          ? input
                    : strcmp(name, "cached_input") == 0 ? cached_input
                    : strcmp(name, "output") == 0       ? output
                                                        : NULL;

    if (where == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID,
                         "prices: \"%.64s\" has a member \"%.64s\"; input, cached_input and output are known", model, name);
    if (!json_object_is_type(value, json_type_double) && !json_object_is_type(value, json_type_int))
        return t2s__fail(reterr_error, T2S_E_INVALID, "prices: \"%.64s\": %s is not a number", model, name);
    *where = json_object_get_double(value);
    if (!is_price(*where))
        return t2s__fail(reterr_error, T2S_E_INVALID, "prices: \"%.64s\": %s lies outside of 0 to 1000000", model, name);
    return 0;
}

static int read_price(struct price *price, const char *model, json_object *members, t2s_error **reterr_error)
{
    double input = -1;
    double cached_input = -1;
    double output = -1;
    struct json_object_iterator at;
    struct json_object_iterator end;
    int code = 0;

    if (!json_object_is_type(members, json_type_object))
        return t2s__fail(reterr_error, T2S_E_INVALID, "prices: \"%.64s\" is not an object", model);
    at = json_object_iter_begin(members);
    end = json_object_iter_end(members);
    for (; code == 0 && !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
        code = read_member(model, json_object_iter_peek_name(&at), json_object_iter_peek_value(&at), &input, &cached_input,
                           &output, reterr_error);
    if (code != 0)
        return code;
    if (input < 0 || output < 0)
        return t2s__fail(reterr_error, T2S_E_INVALID, "prices: \"%.64s\" lacks %s", model, input < 0 ? "input" : "output");
    code = price_init(price, model, input, cached_input < 0 ? input : cached_input, output);
    if (code == T2S_E_INVALID)
        return t2s__fail(reterr_error, code, "prices: \"%.64s\" is no name of a model", model);
    return code != 0 ? t2s__fail_nomem(reterr_error) : 0;
}

static int read_all(t2s_price_list *list, json_object *root, t2s_error **reterr_error)
{
    size_t size = (size_t)json_object_object_length(root);
    struct price *prices = t2s__calloc(size + 1, sizeof(*prices));
    struct json_object_iterator at = json_object_iter_begin(root);
    struct json_object_iterator end = json_object_iter_end(root);
    size_t count = 0;
    int code = 0;

    if (prices == NULL)
        return t2s__fail_nomem(reterr_error);
    for (; code == 0 && !json_object_iter_equal(&at, &end); json_object_iter_next(&at)) {
        code = read_price(&prices[count], json_object_iter_peek_name(&at), json_object_iter_peek_value(&at), reterr_error);
        count += code == 0;
    }
    if (code == 0) {
        code = put_all(list, prices, count);
        if (code == 0)
            count = 0; /* their names are the list's now */
        else
            t2s__fail_nomem(reterr_error);
    }
    prices_free(prices, count);
    return code;
}

int t2s_price_list_set_json(t2s_price_list *list, const char *json, size_t length, t2s_error **reterr_error)
{
    json_object *root = NULL;
    const char *what = NULL;
    size_t offset = 0;
    int code;

    if (list == NULL || json == NULL)
        return t2s__fail(reterr_error, T2S_E_INVALID, "a price list and a text are needed");
    code = t2s__json_parse(json, length, &root, &what, &offset);
    if (code == T2S_E_SYNTAX)
        return t2s__fail(reterr_error, code, "prices: %s, at byte %zu", what, offset);
    if (code != 0)
        return t2s__fail_nomem(reterr_error);
    code = read_all(list, root, reterr_error);
    json_object_put(root);
    return code;
}

static int fits(const struct price *price, const char *model)
{
    return price->is_prefix ? strncmp(price->model, model, price->length) == 0 : strcmp(price->model, model) == 0;
}

static int is_better(const struct price *price, const struct price *best)
{
    return best == NULL || (best->is_prefix && (!price->is_prefix || price->length > best->length));
}

/* A sum like 0.1 + 0.2 must not cost one more than it says. */
static uint64_t round_up(double billionths)
{
    uint64_t whole;

    if (billionths >= 1.8e19)
        return UINT64_MAX;
    whole = (uint64_t)billionths;
    return whole + (billionths - (double)whole > 1e-4);
}

/* With the lock held. NULL: the list has none. */
static const struct price *find(const t2s_price_list *list, const char *model)
{
    const struct price *best = NULL;

    for (size_t i = 0; i < list->count; i++)
        if (fits(&list->prices[i], model != NULL ? model : "") && is_better(&list->prices[i], best))
            best = &list->prices[i];
    return best;
}

/* A list's content is const, its lock is not. */
static void lock(const t2s_price_list *list)
{
    pthread_rwlock_rdlock(&((t2s_price_list *)list)->lock);
}

static void unlock(const t2s_price_list *list)
{
    pthread_rwlock_unlock(&((t2s_price_list *)list)->lock);
}

uint64_t t2s_price_list_cost(const t2s_price_list *list, const char *model, uint64_t input_tokens, uint64_t cached_tokens,
                             uint64_t output_tokens)
{
    const struct price *price;
    double millionths = 0;

    if (list == NULL)
        return 0;
    if (cached_tokens > input_tokens)
        cached_tokens = input_tokens;
    lock(list);
    price = find(list, model);
    if (price != NULL)
        millionths = (double)(input_tokens - cached_tokens) * price->input + (double)cached_tokens * price->cached_input +
                     (double)output_tokens * price->output;
    unlock(list);
    return round_up(millionths * 1000);
}

int t2s_price_list_has(const t2s_price_list *list, const char *model)
{
    int has;

    if (list == NULL)
        return 0;
    lock(list);
    has = find(list, model) != NULL;
    unlock(list);
    return has;
}

static double greater(double one, double other)
{
    return one > other ? one : other;
}

uint64_t t2s_price_list_dearest(const t2s_price_list *list, uint64_t input_tokens, uint64_t output_tokens)
{
    double input = -1;
    double output = -1;

    if (list == NULL)
        return UINT64_MAX;
    lock(list);
    for (size_t i = 0; i < list->count; i++) {
        const struct price *price = &list->prices[i];

        input = greater(input, greater(price->input, price->cached_input));
        output = greater(output, price->output);
    }
    unlock(list);
    return input < 0 ? UINT64_MAX : round_up(((double)input_tokens * input + (double)output_tokens * output) * 1000);
}
