#!/bin/sh
# SPDX-License-Identifier: MIT
# The public questions' gold statements, checked from schema files and against a live server; see test_gold.py.
top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
T2S_DATA=${T2S_DATA:-$top/../shared/data}
export T2S_DATA
[ -r "$T2S_DATA/postgres/questions.jsonl" ] || {
    echo "SKIP: the public questions are not here; T2S_DATA says where they are"
    exit 77
}
command -v python3 >/dev/null && command -v psql >/dev/null || {
    echo "SKIP: there is no python3 or no psql"
    exit 77
}
directory=$(mktemp -d)/postgres
trap '"$top/tests/support/postgres.sh" stop "$directory" >/dev/null 2>&1; rm -rf "$(dirname "$directory")"' EXIT
trap 'exit 1' HUP INT TERM
[ "$(id -u)" != 0 ] || chmod 755 "$(dirname "$directory")"
uri=$("$top/tests/support/postgres.sh" start "$directory") || exit $?
python3 "$top/tests/integration/test_gold.py" "$uri"
