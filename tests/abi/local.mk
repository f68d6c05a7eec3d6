# The ABI as strangers use it: its exports, and callers and providers in other languages.
ABI_TESTS = \
	tests/abi/check_exports.sh \
	tests/abi/test_cgo.sh \
	tests/abi/test_ctypes.sh
TESTS += $(ABI_TESTS)

check_PROGRAMS += tests/abi/test_cpp
TESTS += tests/abi/test_cpp
tests_abi_test_cpp_SOURCES = tests/abi/test_cpp.cpp
tests_abi_test_cpp_CPPFLAGS = -I$(top_srcdir)/include -I$(top_srcdir)/bindings/cpp
tests_abi_test_cpp_CXXFLAGS = $(AM_CXXFLAGS) -std=c++17 -Wall -Wextra -Wpedantic -Wshadow -Wconversion
tests_abi_test_cpp_LDADD = libtext2sql.la

EXTRA_DIST += \
	$(ABI_TESTS) \
	tests/abi/ask_cgo/go.mod \
	tests/abi/ask_cgo/main.go \
	tests/abi/ask_ctypes.py \
	tests/abi/skip.sh
