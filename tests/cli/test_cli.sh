#!/bin/sh
# SPDX-License-Identifier: MIT
# The program text2sql as its users see it; the tests are in test_cli.py.
command -v python3 >/dev/null 2>&1 || {
    echo "SKIP: there is no python3"
    exit 77
}
here=$(cd "$(dirname "$0")" && pwd)
export PYTHONDONTWRITEBYTECODE=1
exec "$here/../shop.sh" python3 "$here/test_cli.py"
