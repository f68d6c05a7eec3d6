libt2s_la_SOURCES += \
	lib/provider/call.c lib/provider/call.h \
	lib/provider/json.c lib/provider/json.h \
	lib/provider/openai.c lib/provider/openai.h \
	lib/provider/openai_reply.c \
	lib/provider/openai_request.c \
	lib/provider/price.c \
	lib/provider/provider.c lib/provider/provider.h \
	lib/provider/recording.c \
	lib/provider/recording_file.c lib/provider/recording_file.h \
	lib/provider/replay.c \
	lib/provider/reply.c \
	lib/provider/role.h \
	lib/provider/scan.c lib/provider/scan.h
