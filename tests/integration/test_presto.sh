#!/bin/sh
# SPDX-License-Identifier: MIT
# The programs tests/integration/presto_*, beside a Trino and a PrestoDB, of which one each is started for all of them. Both are
# skipped where there is no Java, or where their artifacts can neither be found nor fetched; in CI that is a failure.
#
#   test_presto.sh [PROGRAM...]   by default all; the last one kills its server
#
# With T2S_TEST_TRINO or T2S_TEST_PRESTO (http://127.0.0.1:PORT) set, that server is taken, and none killed.
set -u

srcdir=${srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
export srcdir
# Check's own limit is for a machine that has nothing else to do.
export CK_TIMEOUT_MULTIPLIER="${CK_TIMEOUT_MULTIPLIER:-5}"
support=$srcdir/tests/support
programs=${*:-presto_tpch presto_metadata presto_ask presto_types presto_death}
work=$(mktemp -d "${TMPDIR:-/tmp}/t2s-presto-XXXXXX") || exit 99
trino=
presto=
trap 'rm -rf "$work"' EXIT
trap 'kill $trino $presto; exit 99' INT TERM HUP

# What one program says goes into a file, so that those of both servers are not mixed.
run() # kind, its address
{
    kind=$1
    status=0
    for program in $programs; do
        [ -n "${3:-}" ] && [ "$program" = presto_death ] && continue
        echo "== $program beside $kind"
        T2S_TEST_SERVER_KIND=$kind T2S_TEST_SERVER=$2 T2S_TEST_SERVER_PID=$(cat "$work/$kind/pid" 2>/dev/null || :) \
            "tests/integration/$program" || status=1
    done >"$work/$kind.output" 2>&1 9>&- </dev/null
    echo "$status" >"$work/$kind.status"
}

# The server lives as long as the pipe is open, and only the shell that runs this has it open.
beside() # kind, an address that is given
{
    if [ -n "$2" ]; then
        run "$1" "$2" given
        return
    fi
    mkfifo "$work/$1.hold"
    exec 9<>"$work/$1.hold"
    sh "$support/presto.sh" supervise "$1" "$work/$1" <"$work/$1.hold" >"$work/$1.address" 2>"$work/$1.error" 9>&- &
    supervisor=$!
    while [ ! -s "$work/$1.address" ] && kill -0 "$supervisor" 2>/dev/null; do
        sleep 0.3
    done
    if [ -s "$work/$1.address" ]; then
        run "$1" "$(cat "$work/$1.address")"
        exec 9>&-
        wait "$supervisor"
    else
        wait "$supervisor"
        echo $? >"$work/$1.status"
        cat "$work/$1.error" >"$work/$1.output"
    fi
}

beside trino "${T2S_TEST_TRINO:-}" &
trino=$!
beside presto "${T2S_TEST_PRESTO:-}" &
presto=$!
wait "$trino" "$presto"
result=0
for kind in trino presto; do
    cat "$work/$kind.output"
    status=$(cat "$work/$kind.status")
    if [ "$status" -eq 77 ] && [ "${CI:-}" != true ]; then
        [ "$result" -ne 0 ] || result=77
    elif [ "$status" -ne 0 ]; then
        echo "$0: beside $kind: $status" >&2
        result=1
    fi
done
exit "$result"
