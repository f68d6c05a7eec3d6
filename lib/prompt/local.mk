libt2s_la_SOURCES += \
	lib/prompt/prompt.c lib/prompt/prompt.h
