libt2s_la_SOURCES += \
	lib/prompt/builtin.c lib/prompt/builtin.h \
	lib/prompt/fence.c lib/prompt/fence.h \
	lib/prompt/layout.c lib/prompt/layout.h \
	lib/prompt/message.c lib/prompt/message.h \
	lib/prompt/prompt.c lib/prompt/prompt.h \
	lib/prompt/reply.c lib/prompt/reply.h \
	lib/prompt/reply_json.c lib/prompt/reply_json.h \
	lib/prompt/template.c lib/prompt/template.h \
	lib/prompt/template_parse.c lib/prompt/template_parse.h
