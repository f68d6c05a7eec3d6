# libt2s_la_SOURCES += ...
libt2s_la_SOURCES += \
	lib/net/pq.c lib/net/pq.h lib/net/pq_internal.h \
	lib/net/pq_cancel.c \
	lib/net/pq_config.c \
	lib/net/pq_error.c
libt2s_la_SOURCES += \
	lib/net/http.c lib/net/http.h lib/net/http_internal.h \
	lib/net/http_curl.c lib/net/http_curl.h \
	lib/net/http_error.c \
	lib/net/http_lane.c \
	lib/net/http_limit.c \
	lib/net/http_request.c lib/net/http_request.h \
	lib/net/http_response.c \
	lib/net/presto.c lib/net/presto.h lib/net/presto_internal.h lib/net/presto_run.h \
	lib/net/presto_cause.c \
	lib/net/presto_config.c \
	lib/net/presto_exchange.c \
	lib/net/presto_json.c lib/net/presto_json.h \
	lib/net/presto_page.c \
	lib/net/presto_request.c \
	lib/net/presto_rows.c \
	lib/net/presto_stop.c \
	lib/net/presto_token.c \
	lib/net/presto_uri.c \
	lib/net/sigpipe.c lib/net/sigpipe.h
