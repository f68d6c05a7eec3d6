libt2s_la_SOURCES += \
	lib/metadata/ddl.c \
	lib/metadata/ddl.h \
	lib/metadata/ddl_alter.c \
	lib/metadata/ddl_expression.c \
	lib/metadata/ddl_function.c \
	lib/metadata/ddl_key.c \
	lib/metadata/ddl_model.c \
	lib/metadata/ddl_model.h \
	lib/metadata/ddl_name.c \
	lib/metadata/ddl_newer.c \
	lib/metadata/ddl_object.c \
	lib/metadata/ddl_query.c \
	lib/metadata/ddl_query.h \
	lib/metadata/ddl_read.c \
	lib/metadata/ddl_statement.c \
	lib/metadata/ddl_table.c \
	lib/metadata/ddl_type.c \
	lib/metadata/ddl_view.c \
	lib/metadata/filter.c \
	lib/metadata/filter.h \
	lib/metadata/metadata_source.c \
	lib/metadata/postgres.c \
	lib/metadata/postgres_builtins.c \
	lib/metadata/postgres_builtins.h \
	lib/metadata/postgres_builtins_list.c \
	lib/metadata/postgres_queries.c \
	lib/metadata/postgres_queries.h \
	lib/metadata/postgres_reader.c \
	lib/metadata/postgres_reader.h \
	lib/metadata/store.c \
	lib/metadata/store.h
EXTRA_DIST += lib/metadata/postgres_builtins_list.py
