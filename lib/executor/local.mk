# libt2s_la_SOURCES += ...
libt2s_la_SOURCES += \
	lib/executor/executor.c \
	lib/executor/json_check.c lib/executor/json_check.h \
	lib/executor/postgres.c \
	lib/executor/postgres_plan.c lib/executor/postgres_plan.h \
	lib/executor/postgres_pool.c lib/executor/postgres_pool.h \
	lib/executor/postgres_query.c lib/executor/postgres_query.h \
	lib/executor/postgres_session.c lib/executor/postgres_session.h \
	lib/executor/postgres_types.c lib/executor/postgres_types.h \
	lib/executor/presto.c \
	lib/executor/presto_plan.c lib/executor/presto_plan.h \
	lib/executor/presto_query.c lib/executor/presto_query.h \
	lib/executor/presto_type.c lib/executor/presto_type.h \
	lib/executor/presto_value.c lib/executor/presto_value.h \
	lib/executor/query.c lib/executor/query.h \
	lib/executor/result.c lib/executor/result.h \
	lib/executor/result_csv.c \
	lib/executor/result_json.c \
	lib/executor/result_table.c \
	lib/executor/width.c
