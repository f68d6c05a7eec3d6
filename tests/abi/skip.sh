# SPDX-License-Identifier: MIT
# For the ABI's tests to source: exit status 77, and why, where a test cannot be made.

skip()
{
    echo "SKIP: $1"
    exit 77
}

skip_unless_command()
{
    command -v "$1" >/dev/null 2>&1 || skip "there is no $1"
}

# An interpreter that was not built with a sanitizer cannot load a library that was.
skip_unless_library()
{
    [ -z "${T2S_SANITIZE-}" ] || skip "the library is built with a sanitizer"
    [ -e "${T2S_LIBRARY-}" ] || skip "there is no shared library; T2S_LIBRARY names it"
}
