libt2s_la_SOURCES += \
	lib/mend/aggregates.c \
	lib/mend/aliases.c \
	lib/mend/call.c lib/mend/call.h \
	lib/mend/casts.c \
	lib/mend/clauses.c lib/mend/foreign.h \
	lib/mend/common_name.c lib/mend/common_name.h \
	lib/mend/comparisons.c \
	lib/mend/double_quotes.c \
	lib/mend/equated.c \
	lib/mend/excerpt.c \
	lib/mend/grouping.c \
	lib/mend/grouping_closed.c \
	lib/mend/hints.c \
	lib/mend/joins.c \
	lib/mend/join_text.c lib/mend/join_text.h \
	lib/mend/idioms.c lib/mend/idiom.h \
	lib/mend/idioms_date.c \
	lib/mend/idioms_format.c \
	lib/mend/idioms_presto.c \
	lib/mend/idioms_table.c \
	lib/mend/idioms_text.c \
	lib/mend/keyed_table.c \
	lib/mend/lexis.c lib/mend/making.h \
	lib/mend/mend.c lib/mend/mend.h \
	lib/mend/no_from.c \
	lib/mend/outline.c lib/mend/outline.h \
	lib/mend/patient.c lib/mend/patient.h \
	lib/mend/pieces.c lib/mend/pieces.h \
	lib/mend/presto_join.c \
	lib/mend/presto_operand.c lib/mend/presto_operand.h \
	lib/mend/presto_syntax.c \
	lib/mend/presto_types.c \
	lib/mend/signature.c lib/mend/signature.h \
	lib/mend/spaced.c \
	lib/mend/spelling.c lib/mend/spelling.h \
	lib/mend/splice.c lib/mend/splice.h \
	lib/mend/syntax.c \
	lib/mend/tokens.c lib/mend/tokens.h \
	lib/mend/trial.c lib/mend/trial.h \
	lib/mend/vacuous.c lib/mend/vacuous.h \
	lib/mend/routes.c lib/mend/routes.h \
	lib/mend/words.c
