#!/bin/sh
# SPDX-License-Identifier: MIT
# docs/writing-a-provider.md walks through lib/provider/anthropic.c: every line of its code blocks is a line of that file.
top=${top_srcdir:-.}
doc=$top/docs/writing-a-provider.md
source=$top/lib/provider/anthropic.c

lines=$(awk '/^```c$/ { code = 1; next } /^```$/ { code = 0 } code' "$doc" | sed 's/^ *//')
if [ "$(printf '%s\n' "$lines" | wc -l)" -lt 20 ]; then
    echo "$doc: there is no code in it"
    exit 1
fi
printf '%s\n' "$lines" | {
    wrong=0
    while IFS= read -r line; do
        if [ -n "$line" ] && ! sed 's/^ *//' "$source" | grep -qxF -- "$line"; then
            printf '%s: not in %s: %s\n' "$doc" "$source" "$line"
            wrong=1
        fi
    done
    exit "$wrong"
}
