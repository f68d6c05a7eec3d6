libt2s_la_SOURCES += \
	lib/validator/access.c \
	lib/validator/access_rows.c lib/validator/access_rows.h \
	lib/validator/catalogs.c \
	lib/validator/functions.c \
	lib/validator/limits.c \
	lib/validator/names.c \
	lib/validator/policy.c lib/validator/policy.h \
	lib/validator/read_only.c \
	lib/validator/single_statement.c \
	lib/validator/validator.c
