libt2s_la_SOURCES += \
	lib/metadata/store.c lib/metadata/store.h
libt2s_la_SOURCES += \
	lib/metadata/metadata_source.c \
	lib/metadata/postgres.c \
	lib/metadata/postgres_queries.c lib/metadata/postgres_queries.h \
	lib/metadata/postgres_reader.c lib/metadata/postgres_reader.h
