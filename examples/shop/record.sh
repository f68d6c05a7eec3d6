#!/bin/sh
# SPDX-License-Identifier: MIT
# Make recorded.jsonl anew: ask every question of questions.txt with the replies of replies.json, which tests/support/llm_server.py
# gives in a model's place, and record that. To be run when the prompt has changed; needs a build.
#
#   examples/shop/record.sh BUILD-DIRECTORY
set -eu

shop=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$shop/../.." && pwd)
text2sql=$(cd "$1" && pwd)/examples/cli/text2sql

work=$(mktemp -d)
server=
cleanup()
{
    [ -z "$server" ] || kill "$server" 2>/dev/null || :
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM HUP

python3 "$top/tests/support/llm_server.py" --script "$shop/replies.json" --port-file "$work/port" >"$work/log" 2>&1 </dev/null &
server=$!
tries=0
until [ -s "$work/port" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] && kill -0 "$server" || { cat "$work/log" >&2; exit 1; }
    sleep 0.1
done

# A refused or unanswerable question is recorded like any other: its exit status is 1.
while read -r question; do
    OPENAI_BASE_URL=http://127.0.0.1:$(cat "$work/port")/v1 OPENAI_API_KEY=none OPENAI_MODEL=sample "$text2sql" ask --no-execute \
        --schema "$shop/schema.sql" --record "$work/recorded.jsonl" "$question" </dev/null >"$work/answer" 2>&1 ||
        [ $? -eq 1 ] || { cat "$work/answer" >&2; exit 1; }
done <"$shop/questions.txt"
mv "$work/recorded.jsonl" "$shop/recorded.jsonl"
chmod 644 "$shop/recorded.jsonl"
wc -l "$shop/recorded.jsonl"
