#!/bin/sh
# SPDX-License-Identifier: MIT
# The example programs do what their heads say. EXAMPLES is the directory that they are built in.
set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
shop=$top/examples/shop

# Once more by way of shop.sh, for the database.
if [ -z "${EXAMPLES_INSIDE-}" ]; then
    EXAMPLES_INSIDE=1 exec "$here/../shop.sh" "$here/test_examples.sh"
fi

status=0
expect() # the exit status, a part of the output, the command...
{
    expected_status=$1
    expected_output=$2
    shift 2
    output=$("$@" 2>&1)
    got=$?
    case $output in
    *"$expected_output"*) [ "$got" -eq "$expected_status" ] && return ;;
    esac
    printf 'FAILED: %s\nexit status %s, not %s, or no "%s" in:\n%s\n' "$*" "$got" "$expected_status" "$expected_output" "$output"
    status=1
}

expect 0 'counting: SELECT count(*) FROM shop.orders' "$EXAMPLES/custom_provider" "$shop/schema.sql" "How many rows are in shop.orders?"
expect 1 'nothing_like_it' "$EXAMPLES/custom_provider" "$shop/schema.sql" "How many rows are in shop.nothing_like_it?"
expect 2 'usage' "$EXAMPLES/custom_provider"

expect 0 'valid' "$EXAMPLES/custom_validator" "$shop/schema.sql" "SELECT id FROM shop.orders LIMIT 5"
expect 1 'no_limit' "$EXAMPLES/custom_validator" "$shop/schema.sql" "SELECT id FROM shop.orders"
expect 1 'forbidden_table' "$EXAMPLES/custom_validator" "$shop/schema.sql" "WITH p AS (SELECT * FROM shop.payments) SELECT * FROM p LIMIT 5"
expect 2 'usage' "$EXAMPLES/custom_validator"

expect 2 'usage' "$EXAMPLES/ask_async"
expect 2 'usage' "$EXAMPLES/fallback"

# What docs/embedding.md shows is what is built: each line of its blocks of C is one of an example's.
shown=$(awk '/^```c$/ { code = 1; next } /^```$/ { code = 0 } code' "$top/docs/embedding.md" | sed 's/^ *//' | grep .)
[ "$(printf '%s\n' "$shown" | wc -l)" -ge 20 ] || {
    echo "FAILED: there is no C in docs/embedding.md"
    status=1
}
lines=$(mktemp) || exit 99
sed 's/^ *//' "$top"/examples/*.c >"$lines"
missing=$(printf '%s\n' "$shown" | grep -vxF -f "$lines")
rm -f "$lines"
[ -z "$missing" ] || {
    printf 'FAILED: docs/embedding.md shows what no example has:\n%s\n' "$missing"
    status=1
}
if [ -n "${T2S_TEST_DATABASE-}" ]; then
    questions=$(head -n 3 "$shop/questions.txt")
    output=$(printf '%s\n' "$questions" | "$EXAMPLES/ask_async" "$T2S_TEST_DATABASE" "$shop/recorded.jsonl" 2>&1)
    [ "$(printf '%s\n' "$output" | grep -c 'answered: SELECT')" -eq 3 ] || {
        printf 'FAILED: ask_async did not answer three questions:\n%s\n' "$output"
        status=1
    }

    if command -v python3 >/dev/null 2>&1; then
        work=$(mktemp -d) || exit 99
        python3 "$top/tests/support/llm_server.py" --script "$shop/replies.json" --port-file "$work/port" >/dev/null </dev/null &
        server=$!
        tries=0
        until [ -s "$work/port" ] || [ "$tries" -ge 100 ]; do
            tries=$((tries + 1))
            sleep 0.1
        done
        export OPENAI_API_KEY=none OPENAI_BASE_URL="http://127.0.0.1:$(cat "$work/port")/v1"
        expect 0 'EuroSprint' "$EXAMPLES/ask" "$T2S_TEST_DATABASE" "How long does each carrier take from dispatch to delivery?"
        expect 0 'clarify' "$EXAMPLES/ask" "$T2S_TEST_DATABASE" "Who are our best customers?"
        expect 1 'ask: ' "$EXAMPLES/ask" "$T2S_TEST_DATABASE" ""

        # OpenAI's server is overloaded, and Anthropic's is not; what is asked again is asked of neither.
        echo '{"default": {"status": 503, "error": {"message": "overloaded"}}}' >"$work/overloaded.json"
        python3 "$top/tests/support/llm_server.py" --script "$work/overloaded.json" --port-file "$work/overloaded" >/dev/null </dev/null &
        overloaded=$!
        tries=0
        until [ -s "$work/overloaded" ] || [ "$tries" -ge 100 ]; do
            tries=$((tries + 1))
            sleep 0.1
        done
        export ANTHROPIC_API_KEY=none ANTHROPIC_BASE_URL="$OPENAI_BASE_URL"
        export OPENAI_BASE_URL="http://127.0.0.1:$(cat "$work/overloaded")/v1"
        question="How long does each carrier take from dispatch to delivery?"
        expect 0 'call: anthropic, fallback: done' "$EXAMPLES/fallback" "$T2S_TEST_DATABASE" "$question"
        expect 0 'call: openai, retry: T2S_E_SERVER' "$EXAMPLES/fallback" "$T2S_TEST_DATABASE" "$question"
        expect 0 'no call: it was asked before' "$EXAMPLES/fallback" "$T2S_TEST_DATABASE" "$question" "$question"
        kill "$server" "$overloaded"
        wait "$server" "$overloaded" 2>/dev/null
        rm -rf "$work"
    fi
fi
exit $status
