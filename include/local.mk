include_HEADERS = include/text2sql.h

text2sqlincludedir = $(includedir)/text2sql
text2sqlinclude_HEADERS = \
	include/text2sql/answer.h \
	include/text2sql/cache.h \
	include/text2sql/call.h \
	include/text2sql/catalog.h \
	include/text2sql/context.h \
	include/text2sql/diagnostic.h \
	include/text2sql/dialect.h \
	include/text2sql/error.h \
	include/text2sql/event.h \
	include/text2sql/executor.h \
	include/text2sql/export.h \
	include/text2sql/facts.h \
	include/text2sql/fix.h \
	include/text2sql/knowledge.h \
	include/text2sql/log.h \
	include/text2sql/loop.h \
	include/text2sql/memory.h \
	include/text2sql/mend.h \
	include/text2sql/metadata.h \
	include/text2sql/metrics.h \
	include/text2sql/options.h \
	include/text2sql/price.h \
	include/text2sql/prompt.h \
	include/text2sql/provider.h \
	include/text2sql/request.h \
	include/text2sql/result.h \
	include/text2sql/retrieval.h \
	include/text2sql/statement.h \
	include/text2sql/token.h \
	include/text2sql/validator.h \
	include/text2sql/version.h

text2sqlsysincludedir = $(includedir)/text2sql/sys
text2sqlsysinclude_HEADERS = \
	include/text2sql/sys/cache.h \
	include/text2sql/sys/catalog.h \
	include/text2sql/sys/connector.h \
	include/text2sql/sys/dialect.h \
	include/text2sql/sys/error.h \
	include/text2sql/sys/executor.h \
	include/text2sql/sys/loop.h \
	include/text2sql/sys/metadata.h \
	include/text2sql/sys/provider.h \
	include/text2sql/sys/validator.h
