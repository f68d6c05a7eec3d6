#!/bin/sh
# SPDX-License-Identifier: MIT
# A question answered by a provider in Python, by ctypes; then the Python package's own tests. T2S_LIBRARY is the shared library.
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
. "$here/skip.sh"
skip_unless_command python3
skip_unless_library

export PYTHONDONTWRITEBYTECODE=1
python3 "$here/ask_ctypes.py" "$T2S_LIBRARY" "$top/examples/shop/schema.sql" || exit 1
TEXT2SQL_LIBRARY=$T2S_LIBRARY PYTHONPATH=$top/bindings/python "$here/../shop.sh" python3 "$top/bindings/python/tests/test_text2sql.py"
