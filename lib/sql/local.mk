libt2s_la_SOURCES += \
	lib/sql/aggregate.c \
	lib/sql/analysis.c lib/sql/analysis.h \
	lib/sql/attribute.c \
	lib/sql/call.c \
	lib/sql/candidate.c \
	lib/sql/cast.c \
	lib/sql/chain.c \
	lib/sql/choice.c \
	lib/sql/clause.c \
	lib/sql/clauses.c lib/sql/clauses.h \
	lib/sql/coerce.c lib/sql/coerce.h \
	lib/sql/columns.c \
	lib/sql/common_type.c \
	lib/sql/container.c \
	lib/sql/deep.c lib/sql/deep.h \
	lib/sql/diagnostic.c lib/sql/diagnostic.h \
	lib/sql/expression.c lib/sql/expression.h \
	lib/sql/facts.c \
	lib/sql/fix.c lib/sql/fix.h \
	lib/sql/fix_column.c lib/sql/fix_column.h \
	lib/sql/fix_name.c lib/sql/fix_name.h \
	lib/sql/fix_table.c \
	lib/sql/from.c lib/sql/from.h \
	lib/sql/from_function.c \
	lib/sql/from_guess.c \
	lib/sql/from_join.c \
	lib/sql/from_table.c \
	lib/sql/function.c lib/sql/function_call.h \
	lib/sql/function_candidates.c \
	lib/sql/group.c \
	lib/sql/grouping_sets.c \
	lib/sql/in.c \
	lib/sql/limit.c \
	lib/sql/literal.c \
	lib/sql/lock.c \
	lib/sql/names.c \
	lib/sql/operation.c \
	lib/sql/operator.c \
	lib/sql/ordering.c \
	lib/sql/outputs.c \
	lib/sql/placement.c \
	lib/sql/polymorphic.c \
	lib/sql/postgres_rules.c \
	lib/sql/presto.h \
	lib/sql/presto_aggregate.c \
	lib/sql/presto_call.c \
	lib/sql/presto_container.c \
	lib/sql/presto_expression.c \
	lib/sql/presto_from.c \
	lib/sql/presto_function.c \
	lib/sql/presto_name.c \
	lib/sql/presto_no_type.c \
	lib/sql/presto_operator.c \
	lib/sql/presto_query.c \
	lib/sql/presto_rules.c \
	lib/sql/presto_signature.c \
	lib/sql/presto_words.c \
	lib/sql/ptype.c lib/sql/ptype.h \
	lib/sql/ptype_coerce.c \
	lib/sql/ptype_text.c \
	lib/sql/query.c \
	lib/sql/quote.c lib/sql/quote.h \
	lib/sql/reach.c \
	lib/sql/recursion.c \
	lib/sql/resolution_hint.c lib/sql/resolution_hint.h \
	lib/sql/same.c \
	lib/sql/scope.c \
	lib/sql/special.c \
	lib/sql/statement.c lib/sql/statement.h \
	lib/sql/statement_facts.c \
	lib/sql/subquery.c \
	lib/sql/suggest.c \
	lib/sql/survey.c lib/sql/survey.h \
	lib/sql/table_name.c lib/sql/table_name.h \
	lib/sql/tree.c lib/sql/tree.h \
	lib/sql/type_name.c \
	lib/sql/type_rules.h \
	lib/sql/types.h \
	lib/sql/views.c \
	lib/sql/window.c \
	lib/sql/with.c
