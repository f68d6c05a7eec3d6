libt2s_la_SOURCES += \
	lib/cache/cache.c \
	lib/cache/memory.c
