libt2s_la_SOURCES += \
	lib/provider/breaker.c \
	lib/provider/bucket.c lib/provider/bucket.h \
	lib/provider/budget.c \
	lib/provider/call.c lib/provider/call.h \
	lib/provider/chain.c \
	lib/provider/hedge.c \
	lib/provider/jitter.c lib/provider/jitter.h \
	lib/provider/json.c lib/provider/json.h \
	lib/provider/limit.c \
	lib/provider/money.c lib/provider/money.h \
	lib/provider/nested.c lib/provider/nested.h \
	lib/provider/openai.c lib/provider/openai.h \
	lib/provider/openai_reply.c \
	lib/provider/openai_request.c \
	lib/provider/price.c \
	lib/provider/provider.c lib/provider/provider.h \
	lib/provider/queue.c lib/provider/queue.h \
	lib/provider/recording.c \
	lib/provider/recording_file.c lib/provider/recording_file.h \
	lib/provider/replay.c \
	lib/provider/reply.c \
	lib/provider/retry.c \
	lib/provider/role.h \
	lib/provider/scan.c lib/provider/scan.h
