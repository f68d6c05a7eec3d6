#!/bin/sh
# SPDX-License-Identifier: MIT
# Every public header, whichever there are, compiles alone: as strict C11 and as C++17. And the list of the headers that are
# installed leaves none out.
set -u

top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
status=0
count=0

for header in $(cd "$top/include" && find . -name '*.h' | sed 's@^\./@@' | sort); do
    count=$((count + 1))
    # Twice, so that its guard is right too.
    printf '#include <%s>\n#include <%s>\nextern int t2s_header_test;\n' "$header" "$header" >"$work/header.c"
    cp "$work/header.c" "$work/header.cpp"
    # shellcheck disable=SC2086 # a compiler may come with arguments
    ${CC:-cc} -std=c11 -Wall -Wextra -pedantic -Werror -I"$top/include" -fsyntax-only "$work/header.c" ||
        { echo "$header: not C11 by itself"; status=1; }
    # shellcheck disable=SC2086
    ${CXX:-c++} -std=c++17 -Wall -Wextra -pedantic -Werror -I"$top/include" -fsyntax-only "$work/header.cpp" ||
        { echo "$header: not C++17 by itself"; status=1; }
    grep -q "^[^#]*include/$header\\( \\|\$\\)" "$top/include/local.mk" ||
        { echo "$header: not installed, it is missing in include/local.mk"; status=1; }
done

echo "$count headers"
[ "$count" -gt 0 ] || status=1
exit $status
