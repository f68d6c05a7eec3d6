libt2s_la_SOURCES += \
	lib/retrieval/acronym.c lib/retrieval/acronym.h \
	lib/retrieval/brief.c lib/retrieval/brief.h \
	lib/retrieval/choose.c lib/retrieval/choose.h \
	lib/retrieval/columns.c lib/retrieval/columns.h \
	lib/retrieval/cost.c lib/retrieval/cost.h \
	lib/retrieval/family.c lib/retrieval/family.h \
	lib/retrieval/index.c lib/retrieval/index.h \
	lib/retrieval/join.c lib/retrieval/join.h \
	lib/retrieval/match.c lib/retrieval/match.h \
	lib/retrieval/rank.c lib/retrieval/rank.h \
	lib/retrieval/render.c lib/retrieval/render.h lib/retrieval/render_text.c \
	lib/retrieval/retrieve.c \
	lib/retrieval/root.c lib/retrieval/root.h \
	lib/retrieval/skeleton.c lib/retrieval/skeleton.h \
	lib/retrieval/subset.c lib/retrieval/subset.h \
	lib/retrieval/synonyms.c lib/retrieval/synonyms.h \
	lib/retrieval/token.c \
	lib/retrieval/type_name.c lib/retrieval/type_name.h \
	lib/retrieval/values.c lib/retrieval/values.h \
	lib/retrieval/values_allowed.c lib/retrieval/values_allowed.h \
	lib/retrieval/values_fold.c lib/retrieval/values_fold.h \
	lib/retrieval/values_forms.c \
	lib/retrieval/values_index.h \
	lib/retrieval/values_letter.c lib/retrieval/values_letter.h \
	lib/retrieval/values_match.c lib/retrieval/values_match.h \
	lib/retrieval/values_near.c \
	lib/retrieval/values_near_build.c \
	lib/retrieval/values_question.c \
	lib/retrieval/values_strength.c \
	lib/retrieval/values_table.c lib/retrieval/values_table.h \
	lib/retrieval/values_text.c lib/retrieval/values_text.h \
	lib/retrieval/vocabulary.c lib/retrieval/vocabulary.h
