libt2s_la_SOURCES += \
	lib/loop/loop.c lib/loop/loop.h \
	lib/loop/operation.c lib/loop/operation.h \
	lib/loop/service.c lib/loop/service.h \
	lib/loop/worker.c lib/loop/worker.h
