#!/bin/sh
# The exports: what the public headers declare, what lib/libtext2sql.sym lists and what the built library exports are the same.
#
#   check_exports.sh [LIBRARY]   compare; without a library, the headers with the list only
#   check_exports.sh --print     print the list as the headers have it, to be put into lib/libtext2sql.sym
set -eu
export LC_ALL=C

top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}

# Comments out, declarations on one line each; what is marked T2S_EXTERN is exported, and its name is the word before the bracket.
declared()
{
    find "$top/include" -name '*.h' -exec cat {} + |
        tr '\n' ' ' | sed -e 's@/\*@\n\a@g' -e 's@\*/@\n@g' | grep -v "^$(printf '\a')" | tr '\n' ' ' | tr ';' '\n' |
        sed -n 's/.*T2S_EXTERN[^(]*[ *]\(t2s_[a-z0-9_]*\) *(.*/\1/p' | sort -u
}

if [ "${1-}" = --print ]; then
    declared
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0

compare() # what one side is, its list, what the other side is, its list
{
    if ! diff "$2" "$4" >"$work/diff"; then
        awk -v here="$1" -v there="$3" '
            $1 == "<" { print $2 ": in " here ", but not in " there }
            $1 == ">" { print $2 ": in " there ", but not in " here }' "$work/diff"
        status=1
    fi
}

declared >"$work/headers"
grep -v '^ *#' "$top/lib/libtext2sql.sym" | sort -u >"$work/list"
compare "the headers" "$work/headers" "lib/libtext2sql.sym" "$work/list"

library=${1:-${T2S_LIBRARY-}}
if [ -n "$library" ]; then
    # A sanitizer's or the compiler's own symbols are not ours to list; everything else counts, whatever its name.
    nm -D --defined-only "$library" | awk '{ sub(/@.*/, "", $NF); print $NF }' | grep -Ev '^(__asan|__ubsan|__tsan|__odr_asan|_init$|_fini$)' |
        sort -u >"$work/library"
    compare "lib/libtext2sql.sym" "$work/list" "the built library" "$work/library"
fi
[ "$status" -eq 0 ] || echo "mend it with: tests/abi/check_exports.sh --print >lib/libtext2sql.sym"
exit $status
