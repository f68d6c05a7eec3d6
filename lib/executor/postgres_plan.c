/* SPDX-License-Identifier: MIT */
#include "executor/postgres_plan.h"

#include <json-c/json.h>
#include <limits.h>

#include <text2sql/error.h>

enum { DEPTH_MAX = 4000 /* a plan is as deep as its query, and each of its nodes two levels of JSON */ };

static double number(json_object *plan, const char *name)
{
    json_object *value = NULL;

    if (!json_object_object_get_ex(plan, name, &value) ||
        (!json_object_is_type(value, json_type_double) && !json_object_is_type(value, json_type_int)))
        return -1;
    return json_object_get_double(value);
}

int t2s__pg_plan_read(const char *json, size_t length, double *ret_cost, double *ret_rows)
{
    struct json_tokener *tokener = length <= INT_MAX ? json_tokener_new_ex(DEPTH_MAX) : NULL;
    json_object *root = NULL;
    json_object *plan = NULL;
    int code = 0;

    *ret_cost = -1;
    *ret_rows = -1;
    if (tokener == NULL)
        return T2S_E_NOMEM;
    root = json_tokener_parse_ex(tokener, json, (int)length);
    if (json_tokener_get_error(tokener) != json_tokener_success)
        code = T2S_E_PROTOCOL;
    else if (json_object_is_type(root, json_type_array) &&
             json_object_object_get_ex(json_object_array_get_idx(root, 0), "Plan", &plan)) { /* else it is no query: SHOW, say */
        *ret_cost = number(plan, "Total Cost");
        *ret_rows = number(plan, "Plan Rows");
    }
    json_object_put(root);
    json_tokener_free(tokener);
    return code;
}
