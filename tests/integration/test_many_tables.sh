#!/bin/sh
# SPDX-License-Identifier: MIT
# The program beside a real server with 10,000 tables: what a question needs is found, in its budget; SQL is checked against all of them.
top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
program=./examples/cli/text2sql
command -v psql >/dev/null || {
    echo "SKIP: there is no psql"
    exit 77
}
directory=$(mktemp -d)/postgres
trap '"$top/tests/support/postgres.sh" stop "$directory" >/dev/null 2>&1; rm -rf "$(dirname "$directory")"' EXIT
trap 'exit 1' HUP INT TERM
[ "$(id -u)" != 0 ] || chmod 755 "$(dirname "$directory")"
uri=$("$top/tests/support/postgres.sh" start "$directory") || exit $?
status=0

fail()
{
    echo "FAIL: $1"
    [ ! -e "$directory.out" ] || head -n 20 "$directory.out"
    status=1
}

# Names that differ in letters: those that differ in digits would be shown as one. A transaction may not lock all of them at once.
for first in $(seq 0 500 9500); do
    echo "DO \$\$BEGIN FOR i IN $first..$((first + 499)) LOOP EXECUTE format('CREATE TABLE %I (id int, amount int, noted_on date, remark text)',
          'book_' || translate(lpad(i::text, 4, '0'), '0123456789', 'abcdefghij')); END LOOP; END\$\$;"
done | psql -X -q -v ON_ERROR_STOP=1 "$uri" || fail "the tables could not be made"
psql -X -q -v ON_ERROR_STOP=1 "$uri" <<'SQL' || fail "the last tables could not be made"
CREATE TABLE lighthouses (id int PRIMARY KEY, height_m int, harbour text);
CREATE TABLE keepers (id int PRIMARY KEY, full_name text, lighthouse_id int REFERENCES lighthouses);
SQL

"$program" schema --database "$uri" --budget 1000 --question "Which keepers work in a lighthouse?" >"$directory.out" 2>"$directory.err" ||
    fail "the schema could not be read: $(cat "$directory.err")"
for text in 'keepers' 'full_name' 'lighthouses' 'height_m'; do
    grep -q "$text" "$directory.out" || fail "\"$text\" is not in what the question needs"
done
[ "$(wc -m <"$directory.out")" -le 4000 ] || fail "the budget is exceeded"

echo "SELECT k.full_name FROM keepers k JOIN lighthouses l ON l.id = k.lighthouse_id JOIN book_jjjj b ON b.id = k.id" |
    "$program" check --database "$uri" >"$directory.out" 2>&1 || fail "good SQL is rejected"
echo "SELECT amount FROM book_jjjk" | "$program" check --database "$uri" >"$directory.out" 2>&1
[ $? -eq 1 ] || fail "a table that is not there is not rejected"
grep -q 42P01 "$directory.out" || fail "the reason is missing"
exit $status
