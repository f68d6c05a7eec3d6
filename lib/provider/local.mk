libt2s_la_SOURCES += \
	lib/provider/anthropic.c \
	lib/provider/breaker.c \
	lib/provider/bucket.c lib/provider/bucket.h \
	lib/provider/budget.c \
	lib/provider/call.c lib/provider/call.h \
	lib/provider/chain.c \
	lib/provider/config.c \
	lib/provider/hedge.c \
	lib/provider/jitter.c lib/provider/jitter.h \
	lib/provider/connector.c lib/provider/connector.h \
	lib/provider/connector_features.c \
	lib/provider/connector_headers.c \
	lib/provider/connector_key.c lib/provider/connector_key.h \
	lib/provider/connector_options.c \
	lib/provider/connector_problem.c \
	lib/provider/connector_quote.c \
	lib/provider/connector_text.c \
	lib/provider/json.c lib/provider/json.h \
	lib/provider/limit.c \
	lib/provider/money.c lib/provider/money.h \
	lib/provider/nested.c lib/provider/nested.h \
	lib/provider/openai.c lib/provider/openai.h \
	lib/provider/openai_chat.c \
	lib/provider/openai_json.c \
	lib/provider/openai_responses.c \
	lib/provider/price.c \
	lib/provider/provider.c lib/provider/provider.h \
	lib/provider/queue.c lib/provider/queue.h \
	lib/provider/recording.c \
	lib/provider/recording_file.c lib/provider/recording_file.h \
	lib/provider/replay.c \
	lib/provider/reply.c lib/provider/reply.h \
	lib/provider/reply_fields.c \
	lib/provider/reply_spent.c \
	lib/provider/reply_text.c \
	lib/provider/retry.c \
	lib/provider/role.h \
	lib/provider/scan.c lib/provider/scan.h \
	lib/provider/sse.c lib/provider/sse.h
