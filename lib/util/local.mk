libt2s_la_SOURCES += \
	lib/util/arena.c lib/util/arena.h \
	lib/util/base64.c lib/util/base64.h \
	lib/util/buffer.c lib/util/buffer.h \
	lib/util/character.c lib/util/character.h \
	lib/util/distance.c lib/util/distance.h \
	lib/util/error.c lib/util/error.h \
	lib/util/map.c lib/util/map.h \
	lib/util/memory.c lib/util/memory.h \
	lib/util/model.c lib/util/model.h \
	lib/util/ops.c lib/util/ops.h \
	lib/util/options.c lib/util/options.h \
	lib/util/utf8.c lib/util/utf8.h \
	lib/util/version.c \
	lib/util/words.c lib/util/words.h
