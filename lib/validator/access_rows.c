/* SPDX-License-Identifier: MIT */
/*
 * A condition `column = value` in the WHERE of the very query that reads the table, alone or joined by AND, proves that no other row of
 * that table comes out of that query. Nothing else is taken for a proof.
 */
#include "validator/access_rows.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <text2sql/facts.h>

#include "util/error.h"
#include "util/memory.h"
#include "validator/policy.h"

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static char *skip_blanks(char *at)
{
    while (is_blank(*at))
        at++;
    return at;
}

/* 'it''s', unquoted in place. Where it ends; NULL: it does not. */
static char *read_quoted(char *at)
{
    char *to = at - 1;

    for (;; at++) {
        if (*at == '\0')
            return NULL;
        if (*at == '\'' && *++at != '\'')
            break;
        *to++ = *at;
    }
    *to = '\0';
    return at;
}

/* One rule. What stands behind it; NULL: it is none. */
static char *read_rule(char *at, t2s__row_rule *rule)
{
    char *equals = strchr(at, '=');
    char *dot;
    char *end;

    if (equals == NULL)
        return NULL;
    *equals = '\0';
    for (end = equals; end > at && is_blank(end[-1]);)
        *--end = '\0';
    dot = strrchr(at, '.');
    if (dot == NULL || dot == at || dot[1] == '\0')
        return NULL;
    *dot = '\0';
    rule->table = at;
    rule->column = dot + 1;
    at = skip_blanks(equals + 1);
    if (*at == '\'') {
        rule->value = at;
        end = read_quoted(at + 1);
        if (end == NULL)
            return NULL;
        end = skip_blanks(end);
        return *end == ',' ? end + 1 : *end == '\0' ? end : NULL;
    }
    rule->value = at;
    end = at + strcspn(at, ",");
    at = end;
    if (*end == ',')
        at++;
    while (end > rule->value && is_blank(end[-1]))
        end--;
    *end = '\0';
    return end == rule->value ? NULL : at;
}

int t2s__row_rules_read(const char *text, t2s__row_rules *rules, t2s_error **reterr_error)
{
    size_t capacity = 0;
    char *at;

    *rules = (t2s__row_rules){0};
    if (text == NULL)
        return 0;
    rules->text = t2s__strdup(text);
    if (rules->text == NULL)
        return t2s__fail_nomem(reterr_error);
    for (at = skip_blanks(rules->text); *at != '\0'; at = skip_blanks(at)) {
        t2s__row_rule rule;

        at = read_rule(at, &rule);
        if (at == NULL) {
            t2s__row_rules_dispose(rules);
            return t2s__fail(reterr_error, T2S_E_INVALID, "the option \"rows\" must be table.column = value, ..., not \"%.64s\"", text);
        }
        if (t2s__grow((void **)&rules->items, &capacity, rules->count + 1, sizeof(rule)) != 0) {
            t2s__row_rules_dispose(rules);
            return t2s__fail_nomem(reterr_error);
        }
        rules->items[rules->count++] = rule;
    }
    return 0;
}

void t2s__row_rules_dispose(t2s__row_rules *rules)
{
    t2s__free(rules->text);
    t2s__free(rules->items);
    *rules = (t2s__row_rules){0};
}

static int is_for(const t2s__row_rule *rule, const t2s_relation *relation)
{
    const t2s__patterns pattern = {.items = (const char **)(uintptr_t)&rule->table, .count = 1};

    for (; relation != NULL; relation = t2s_relation_parent(relation)) {
        const char *parts[] = {t2s_relation_schema(relation), t2s_relation_name(relation)};

        if (t2s__patterns_fit(&pattern, parts, 2))
            return 1;
    }
    return 0;
}

/* Does the query ask for the rule's column with this value, or with that of another rule for the same column of the same table? */
static int is_proved(const t2s__row_rules *rules, const t2s__row_rule *rule, const t2s_relation *relation, const t2s_statement *statement,
                     size_t source)
{
    for (size_t i = 0; i < t2s_statement_source_filter_count(statement, source); i++) {
        const char *value;
        const t2s_column *column = t2s_statement_source_filter(statement, source, i, &value);

        if (strcmp(t2s_column_name(column), rule->column) != 0)
            continue;
        for (size_t j = 0; j < rules->count; j++)
            if (strcmp(rules->items[j].column, rule->column) == 0 && strcmp(rules->items[j].value, value) == 0 &&
                is_for(&rules->items[j], relation))
                return 1;
    }
    return 0;
}

static int refuse(t2s_report *report, const t2s__row_rule *rule, const t2s_relation *relation, int position, const t2s_relation *view)
{
    char hint[240];

    snprintf(hint, sizeof(hint), "Write %.64s.%.64s = '...' into the WHERE of the query that reads the table, joined by AND with the rest.",
             t2s_relation_name(relation), rule->column);
    return t2s__policy_refuse(report, "rows_not_allowed", view != NULL ? -1 : position, hint,
                       "not all rows of %s.%s may be read, but those with the %s that the policy \"access\" gives%s%s",
                       t2s_relation_schema(relation), t2s_relation_name(relation), rule->column,
                       view != NULL ? "; the table is behind the view " : "", view != NULL ? t2s_relation_name(view) : "");
}

static int check_sources(const t2s__row_rules *rules, const t2s__row_rule *rule, const t2s_relation *relation,
                         const t2s_statement *statement, t2s_report *report, const t2s_relation *view)
{
    size_t places = 0;

    for (size_t i = 0; i < t2s_statement_source_count(statement); i++) {
        int position;

        if (t2s_statement_source(statement, i, &position) != relation)
            continue;
        places++;
        if (!is_proved(rules, rule, relation, statement, i))
            return refuse(report, rule, relation, position, view);
    }
    return places == 0 ? refuse(report, rule, relation, -1, view) : 0;
}

int t2s__row_rules_check(const t2s__row_rules *rules, const t2s_statement *statement, t2s_report *report, const t2s_relation *view)
{
    int code = 0;

    for (size_t i = 0; rules->count != 0 && i < t2s_statement_relation_count(statement); i++) {
        const t2s_relation *relation = t2s_statement_relation(statement, i);

        for (size_t j = 0; j < rules->count && code == 0; j++)
            if (is_for(&rules->items[j], relation))
                code = check_sources(rules, &rules->items[j], relation, statement, report, view);
    }
    return code;
}
