#!/bin/sh
# SPDX-License-Identifier: MIT
# The command "knowledge" of the program text2sql, and the option --knowledge; the tests are in test_knowledge.py.
command -v python3 >/dev/null 2>&1 || {
    echo "SKIP: there is no python3"
    exit 77
}
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONDONTWRITEBYTECODE=1
exec python3 "$here/test_knowledge.py"
