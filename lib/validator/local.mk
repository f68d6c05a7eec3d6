libt2s_la_SOURCES += \
	lib/validator/names.c \
	lib/validator/read_only.c \
	lib/validator/single_statement.c \
	lib/validator/validator.c
