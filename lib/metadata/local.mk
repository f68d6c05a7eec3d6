libt2s_la_SOURCES += \
	lib/metadata/store.c lib/metadata/store.h
