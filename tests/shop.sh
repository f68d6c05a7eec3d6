#!/bin/sh
# SPDX-License-Identifier: MIT
# Run a command with the sample shop at hand, in a throw-away PostgreSQL: its URI is in T2S_TEST_DATABASE. Where there is no
# PostgreSQL the command runs without that variable. Nothing is left behind.
#
#   shop.sh COMMAND...
set -u

top=$(cd "$(dirname "$0")/.." && pwd)
unset T2S_TEST_DATABASE

work=$(mktemp -d /tmp/text2sql-test.XXXXXX) || exit 99
server=
cleanup()
{
    exec 8>&-
    [ -z "$server" ] || wait "$server"
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 99' HUP INT TERM

# The server ends when descriptor 8 is closed, so with this script, however that ends.
mkfifo "$work/hold" || exit 99
[ "$(id -u)" -ne 0 ] || chown postgres "$work" 2>/dev/null || chmod 755 "$work"
"$top/tests/support/postgres.sh" supervise "$work/postgres" <"$work/hold" >"$work/uri" 2>"$work/log" &
server=$!
exec 8>"$work/hold"
while [ ! -s "$work/uri" ] && kill -0 "$server" 2>/dev/null; do
    sleep 0.1
done

if [ -s "$work/uri" ]; then
    psql -X -q -d "$(cat "$work/uri")" -v ON_ERROR_STOP=1 -c "SET timezone = 'UTC'" -f "$top/examples/shop/schema.sql" \
        -f "$top/examples/shop/data.sql" >"$work/log" 2>&1 </dev/null || {
        cat "$work/log"
        exit 99
    }
    T2S_TEST_DATABASE=$(cat "$work/uri")
    export T2S_TEST_DATABASE
else
    wait "$server"
    started=$?
    server=
    [ "$started" -eq 77 ] || {
        cat "$work/log"
        exit 99
    }
    echo "there is no PostgreSQL here: what needs one is left out"
fi
"$@" 8>&-
