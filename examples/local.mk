# The program text2sql is installed; the rest is to be read, and built so that it stays right. All link to the shared library,
# by the public headers alone.
bin_PROGRAMS += examples/cli/text2sql
noinst_PROGRAMS += \
	examples/ask \
	examples/ask_async \
	examples/custom_provider \
	examples/custom_validator \
	examples/fallback

EXAMPLE_LIBS = libtext2sql.la
EXAMPLE_CFLAGS = $(T2S_CFLAGS)
EXAMPLE_CPPFLAGS = -D_GNU_SOURCE -I$(top_srcdir)/include

examples_cli_text2sql_SOURCES = \
	examples/cli/ask.c \
	examples/cli/ask.h \
	examples/cli/calls.c \
	examples/cli/calls.h \
	examples/cli/check.c \
	examples/cli/check.h \
	examples/cli/input.c \
	examples/cli/input.h \
	examples/cli/json.c \
	examples/cli/json.h \
	examples/cli/knowledge.c \
	examples/cli/knowledge.h \
	examples/cli/main.c \
	examples/cli/message.c \
	examples/cli/message.h \
	examples/cli/options.c \
	examples/cli/options.h \
	examples/cli/progress.c \
	examples/cli/progress.h \
	examples/cli/provider.c \
	examples/cli/provider.h \
	examples/cli/prompt.c \
	examples/cli/prompt.h \
	examples/cli/schema.c \
	examples/cli/schema.h \
	examples/cli/schema_details.c \
	examples/cli/schema_json.c \
	examples/cli/schema_view.c \
	examples/cli/schema_view.h \
	examples/cli/show_answer.c \
	examples/cli/show_answer.h \
	examples/cli/source.c \
	examples/cli/source.h \
	examples/cli/template.c \
	examples/cli/template.h
examples_cli_text2sql_CPPFLAGS = $(EXAMPLE_CPPFLAGS)
examples_cli_text2sql_CFLAGS = $(EXAMPLE_CFLAGS) $(JSONC_CFLAGS)
examples_cli_text2sql_LDADD = $(EXAMPLE_LIBS) $(JSONC_LIBS)

examples_ask_SOURCES = examples/ask.c
examples_ask_CPPFLAGS = $(EXAMPLE_CPPFLAGS)
examples_ask_CFLAGS = $(EXAMPLE_CFLAGS)
examples_ask_LDADD = $(EXAMPLE_LIBS)

examples_ask_async_SOURCES = examples/ask_async.c
examples_ask_async_CPPFLAGS = $(EXAMPLE_CPPFLAGS)
examples_ask_async_CFLAGS = $(EXAMPLE_CFLAGS)
examples_ask_async_LDADD = $(EXAMPLE_LIBS)

examples_custom_provider_SOURCES = examples/custom_provider.c
examples_custom_provider_CPPFLAGS = $(EXAMPLE_CPPFLAGS)
examples_custom_provider_CFLAGS = $(EXAMPLE_CFLAGS)
examples_custom_provider_LDADD = $(EXAMPLE_LIBS)

examples_custom_validator_SOURCES = examples/custom_validator.c
examples_custom_validator_CPPFLAGS = $(EXAMPLE_CPPFLAGS)
examples_custom_validator_CFLAGS = $(EXAMPLE_CFLAGS)
examples_custom_validator_LDADD = $(EXAMPLE_LIBS)

examples_fallback_SOURCES = examples/fallback.c
examples_fallback_CPPFLAGS = $(EXAMPLE_CPPFLAGS)
examples_fallback_CFLAGS = $(EXAMPLE_CFLAGS)
examples_fallback_LDADD = $(EXAMPLE_LIBS)

EXTRA_DIST += \
	examples/packages.sh \
	examples/quickstart.sh \
	examples/shop/README.md \
	examples/shop/data.sql \
	examples/shop/knowledge.json \
	examples/shop/questions.txt \
	examples/shop/record.sh \
	examples/shop/recorded.jsonl \
	examples/shop/replies.json \
	examples/shop/schema.sql
