libt2s_la_SOURCES += \
	lib/engine/answer.c lib/engine/answer.h \
	lib/engine/context.c lib/engine/context.h \
	lib/engine/judge.c lib/engine/judge.h \
	lib/engine/parts.c \
	lib/engine/pipeline.c \
	lib/engine/request.c lib/engine/request.h \
	lib/engine/settings.c lib/engine/settings.h \
	lib/engine/snapshot.c lib/engine/snapshot.h \
	lib/engine/sync.c
