# The C++ wrapper is a header and is installed; the Python and Go packages are taken from here by their own tools.
include_HEADERS += bindings/cpp/text2sql.hpp

EXTRA_DIST += \
	bindings/go/README.md \
	bindings/go/answer.go \
	bindings/go/bridge.c \
	bindings/go/bridge.h \
	bindings/go/cache.go \
	bindings/go/call.go \
	bindings/go/context.go \
	bindings/go/doc.go \
	bindings/go/error.go \
	bindings/go/event.go \
	bindings/go/go.mod \
	bindings/go/handle.go \
	bindings/go/knowledge.go \
	bindings/go/nesting.go \
	bindings/go/options.go \
	bindings/go/price.go \
	bindings/go/policy.go \
	bindings/go/provider.go \
	bindings/go/statement.go \
	bindings/go/statement_test.go \
	bindings/go/template.go \
	bindings/go/text2sql_test.go \
	bindings/go/token.go \
	bindings/python/README.md \
	bindings/python/pyproject.toml \
	bindings/python/tests/test_text2sql.py \
	bindings/python/text2sql/__init__.py \
	bindings/python/text2sql/_abi.py \
	bindings/python/text2sql/answer.py \
	bindings/python/text2sql/cache.py \
	bindings/python/text2sql/call.py \
	bindings/python/text2sql/context.py \
	bindings/python/text2sql/dialect.py \
	bindings/python/text2sql/error.py \
	bindings/python/text2sql/event.py \
	bindings/python/text2sql/knowledge.py \
	bindings/python/text2sql/nesting.py \
	bindings/python/text2sql/options.py \
	bindings/python/text2sql/price.py \
	bindings/python/text2sql/provider.py \
	bindings/python/text2sql/statement.py \
	bindings/python/text2sql/template.py
