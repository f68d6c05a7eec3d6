libt2s_la_SOURCES += \
	lib/retrieval/family.c lib/retrieval/family.h \
	lib/retrieval/index.c lib/retrieval/index.h \
	lib/retrieval/match.c lib/retrieval/match.h \
	lib/retrieval/quote.c lib/retrieval/quote.h \
	lib/retrieval/render.c lib/retrieval/render.h \
	lib/retrieval/retrieve.c \
	lib/retrieval/subset.c lib/retrieval/subset.h \
	lib/retrieval/values.c lib/retrieval/values.h
