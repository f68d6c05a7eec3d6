libt2s_la_SOURCES += \
	lib/dialect/dialect.c \
	lib/dialect/excerpt.c lib/dialect/excerpt.h \
	lib/dialect/postgres.c \
	lib/dialect/postgres_depth.c \
	lib/dialect/postgres_function_class.c lib/dialect/postgres_function_class.h \
	lib/dialect/postgres_functions.c lib/dialect/postgres_functions.h \
	lib/dialect/postgres_literal.c lib/dialect/postgres_literal.h \
	lib/dialect/postgres_literal_datetime.c \
	lib/dialect/postgres_literal_interval.c \
	lib/dialect/postgres_literal_json.c \
	lib/dialect/postgres_literal_number.c \
	lib/dialect/postgres_literal_text.c \
	lib/dialect/postgres_lower.h \
	lib/dialect/postgres_lower_command.c \
	lib/dialect/postgres_lower_expression.c \
	lib/dialect/postgres_lower_parts.c \
	lib/dialect/postgres_lower_query.c \
	lib/dialect/postgres_parse.c lib/dialect/postgres_parse.h \
	lib/dialect/postgres_relation_class.c \
	lib/dialect/postgres_scan.c lib/dialect/postgres_scan.h \
	lib/dialect/postgres_time.c lib/dialect/postgres_time.h \
	lib/dialect/postgres_time_words.c \
	lib/dialect/presto.c \
	lib/dialect/presto_call.c \
	lib/dialect/presto_class.c lib/dialect/presto_class.h \
	lib/dialect/presto_command.c \
	lib/dialect/presto_expression.c \
	lib/dialect/presto_from.c \
	lib/dialect/presto_json.c \
	lib/dialect/presto_names.c \
	lib/dialect/presto_parse.c \
	lib/dialect/presto_parser.h \
	lib/dialect/presto_pattern.c \
	lib/dialect/presto_primary.c \
	lib/dialect/presto_query.c \
	lib/dialect/presto_routine.c \
	lib/dialect/presto_scan.c lib/dialect/presto_scan.h \
	lib/dialect/presto_special.c \
	lib/dialect/presto_table.c \
	lib/dialect/presto_type.c \
	lib/dialect/presto_window.c \
	lib/dialect/presto_words.c lib/dialect/presto_words.h
