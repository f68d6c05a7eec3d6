libt2s_la_SOURCES += \
	lib/dialect/postgres_depth.c \
	lib/dialect/postgres_scan.c lib/dialect/postgres_scan.h
