libt2s_la_SOURCES += \
	lib/catalog/builder.c \
	lib/catalog/catalog.c lib/catalog/catalog.h \
	lib/catalog/fingerprint.c lib/catalog/fingerprint.h \
	lib/catalog/infer.c lib/catalog/infer.h \
	lib/catalog/phrase.h
