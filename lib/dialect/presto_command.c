/* SPDX-License-Identifier: MIT */
#include <string.h>
#include "dialect/presto_parser.h"
t2s_node *t2s__presto_json(t2s__presto *p){(void)p;return NULL;}
t2s_node *t2s__presto_json_table(t2s__presto *p){t2s__presto_mismatch(p);return NULL;}
t2s_node *t2s__presto_match_recognize(t2s__presto *p,t2s_node *i){t2s__presto_mismatch(p);return i;}
void t2s__presto_measures(t2s__presto *p,t2s_node *i,int s){(void)i;(void)s;t2s__presto_mismatch(p);}
void t2s__presto_pattern_clauses(t2s__presto *p,t2s_node *i,int s,int d,int m){(void)p;(void)i;(void)s;(void)d;(void)m;}
t2s_node *t2s__presto_table_function(t2s__presto *p){t2s__presto_mismatch(p);return NULL;}
t2s_node *t2s__presto_nearest(t2s__presto *p){t2s__presto_mismatch(p);return NULL;}
t2s_node *t2s__presto_pivot(t2s__presto *p,t2s_node *i){t2s__presto_mismatch(p);return i;}
t2s_node *t2s__presto_function_specification(t2s__presto *p){t2s__presto_mismatch(p);return NULL;}
t2s_node *t2s__presto_statement(t2s__presto *p){ if(t2s__presto_begins_query(p,0)) return t2s__presto_root_query(p);
 if (p->kind>=T2S__PRESTO_FIRST_WORD && p->kind<T2S__PRESTO_KINDS) { const char *n=t2s__presto_kind_name(p->kind); t2s_node *c=t2s__presto_node(p,T2S_NODE_COMMAND,p->at,NULL); t2s_node_set_text(p->tree,c,n+1,strlen(n)-2); while(p->kind!=T2S__PRESTO_END&&p->kind!=T2S__PRESTO_SEMICOLON) t2s__presto_next(p); return c;}
 t2s__presto_mismatch(p); return NULL;}
