libt2s_la_SOURCES += \
	lib/engine/answer.c lib/engine/answer.h \
	lib/engine/asking.c \
	lib/engine/binding.c \
	lib/engine/context.c lib/engine/context.h \
	lib/engine/database.c \
	lib/engine/event.c lib/engine/event.h \
	lib/engine/execution.c \
	lib/engine/flight.c lib/engine/flight.h \
	lib/engine/judge.c lib/engine/judge.h \
	lib/engine/judgement.c \
	lib/engine/memo.c lib/engine/memo.h \
	lib/engine/parts.c \
	lib/engine/policy.c lib/engine/policy.h \
	lib/engine/recall.c lib/engine/recall.h \
	lib/engine/recheck.c \
	lib/engine/repair.c \
	lib/engine/request.c lib/engine/request.h \
	lib/engine/schema.c \
	lib/engine/search_path.c lib/engine/search_path.h \
	lib/engine/settings.c lib/engine/settings.h \
	lib/engine/snapshot.c lib/engine/snapshot.h \
	lib/engine/step.c lib/engine/step.h \
	lib/engine/sync.c \
	lib/engine/verdict.c lib/engine/verdict.h
