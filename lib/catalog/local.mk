libt2s_la_SOURCES += \
	lib/catalog/build_type.c \
	lib/catalog/builder.c lib/catalog/builder.h \
	lib/catalog/catalog.c lib/catalog/catalog.h \
	lib/catalog/check_values.c lib/catalog/check_values.h \
	lib/catalog/derive.c lib/catalog/derive.h \
	lib/catalog/derive_keys.c lib/catalog/derive_keys.h \
	lib/catalog/fingerprint.c lib/catalog/fingerprint.h \
	lib/catalog/infer.c lib/catalog/infer.h \
	lib/catalog/infer_composite.c lib/catalog/infer_composite.h \
	lib/catalog/infer_name.c lib/catalog/infer_name.h \
	lib/catalog/infer_target.c lib/catalog/infer_target.h lib/catalog/infer_type.c \
	lib/catalog/names.c lib/catalog/names.h \
	lib/catalog/phrase.h \
	lib/catalog/resolve_types.c \
	lib/catalog/type.c lib/catalog/type.h \
	lib/catalog/type_text.c lib/catalog/type_text.h
