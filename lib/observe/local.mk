libt2s_la_SOURCES += \
	lib/observe/log.c lib/observe/log.h \
	lib/observe/metrics.c
