libt2s_la_SOURCES += \
	lib/prompt/layout.c lib/prompt/layout.h \
	lib/prompt/prompt.c lib/prompt/prompt.h \
	lib/prompt/reply.c lib/prompt/reply.h
