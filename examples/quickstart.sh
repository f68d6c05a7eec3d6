#!/bin/sh
# SPDX-License-Identifier: MIT
# From a fresh checkout to an answer: installs what is missing on Debian, builds, starts a throw-away PostgreSQL with the sample
# shop, asks, and prints SQL, explanation and rows. Nothing is left running.
#
#   examples/quickstart.sh               ask the first of the sample questions, and list the others
#   examples/quickstart.sh "QUESTION"    ask this one
#
# With OPENAI_API_KEY or OPENAI_BASE_URL in the environment that server is asked, and any question will do; without, the sample
# questions are answered from a recording. The exit status is that of text2sql ask; 4 when it did not come so far.
set -u

top=$(cd "$(dirname "$0")/.." && pwd) || exit 4
shop=$top/examples/shop
build=$top/build-quickstart
. "$top/examples/packages.sh"

if [ $# -gt 1 ] || [ "${1-}" = --help ]; then
    sed -n '3,10s/^# \{0,1\}//p' "$0"
    [ "${1-}" = --help ] && exit 0
    echo "$0: one question at most; put it into quotes" >&2
    exit 2
fi

# The server lives as long as descriptor 8 is open, so that it ends with this script even when that is killed.
work=
server=
cleanup()
{
    trap '' INT TERM HUP
    exec 8>&-
    [ -z "$server" ] || wait "$server"
    [ -z "$work" ] || rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

give_up() # message, log
{
    [ -z "${2-}" ] || tail -n 20 "$2" >&2
    echo "quickstart: $1" >&2
    exit 4
}

need_build_packages
need postgresql has_postgres
need postgresql-client command -v psql
install_missing || exit 4

mkdir -p "$build" || give_up "the checkout must be writable: it is built in $build"
echo "building in ${build#"$PWD/"} ..." >&2
(
    flock 9
    { [ -x "$top/configure" ] && [ -e "$top/build-aux/ltmain.sh" ] || "$top/autogen.sh"; } &&
        cd "$build" &&
        { [ -e Makefile ] || "$top/configure" --disable-static; } &&
        make -j"$(nproc)" examples/cli/text2sql
) 9>"$build/.lock" >"$build/quickstart.log" 2>&1 </dev/null || give_up "the build failed; all of it is in $build/quickstart.log" "$build/quickstart.log"

echo "starting a PostgreSQL with the sample shop ..." >&2
work=$(mktemp -d /tmp/text2sql-quickstart.XXXXXX) || give_up "no temporary directory could be made"
mkfifo "$work/hold" || give_up "no pipe could be made in $work"
if [ "$(id -u)" -eq 0 ]; then # the server refuses to be root; the directory stays closed to all others
    chown postgres "$work" || give_up "there is no user postgres"
fi
"$top/tests/support/postgres.sh" supervise "$work/postgres" <"$work/hold" >"$work/uri" 2>"$work/log" &
server=$!
exec 8>"$work/hold"
until [ -s "$work/uri" ]; do
    kill -0 "$server" 2>/dev/null || give_up "PostgreSQL did not start" "$work/log"
    sleep 0.1
done

# As administrator to load it, and to ask as somebody who may only read.
host=$work/postgres
psql -X -q -d "$(cat "$work/uri")" -v ON_ERROR_STOP=1 -c "CREATE DATABASE shop" -c "ALTER DATABASE shop SET timezone = 'UTC'" \
    -c "CREATE ROLE analyst LOGIN" >"$work/log" 2>&1 </dev/null &&
    psql -X -q -d "postgresql:///shop?host=$host&user=postgres" -v ON_ERROR_STOP=1 -f "$shop/schema.sql" -f "$shop/data.sql" \
        -c "GRANT USAGE ON SCHEMA shop, warehouse TO analyst" \
        -c "GRANT SELECT ON ALL TABLES IN SCHEMA shop, warehouse TO analyst" >"$work/log" 2>&1 </dev/null ||
    give_up "the sample shop could not be loaded" "$work/log"
uri="postgresql:///shop?host=$host&user=analyst"

if [ -n "${OPENAI_API_KEY-}${OPENAI_BASE_URL-}" ]; then
    provider=openai
else
    provider=replay:$shop/recorded.jsonl
fi
question=${1-$(head -n 1 "$shop/questions.txt")}

printf '\n%s\n\n' "$question"
"$build/examples/cli/text2sql" ask --database "$uri" --provider "$provider" "$question"
status=$?

if [ "$provider" != openai ] && { [ $# -eq 0 ] || ! grep -qxF -e "$question" "$shop/questions.txt"; }; then
    printf '\nWithout a key, these are answered from a recording:\n' >&2
    sed 's/^/  /' "$shop/questions.txt" >&2
    printf 'With OPENAI_API_KEY set (or OPENAI_BASE_URL, for another server of that protocol), any question is.\n' >&2
fi
exit $status
