# libt2s_la_SOURCES += ...
libt2s_la_SOURCES += \
	lib/net/pq.c lib/net/pq.h lib/net/pq_internal.h \
	lib/net/pq_cancel.c \
	lib/net/pq_config.c \
	lib/net/pq_error.c
