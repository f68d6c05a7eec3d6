#!/bin/sh
# SPDX-License-Identifier: MIT
# The OpenAI provider held against OpenAI's published specification; see openapi/test_openapi.py. What serves the specification,
# Prism, is installed below the build directory by npm, in the versions of openapi/package-lock.json.
top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
build=${top_builddir:-.}/tests/integration/openapi
here=$top/tests/integration/openapi
T2S_DATA=${T2S_DATA:-$top/../shared/data}
OPENAPI_CLIENT=$build/client
installed=$build/npm
PRISM=$installed/node_modules/.bin/prism
PYTHONDONTWRITEBYTECODE=1
export T2S_DATA OPENAPI_CLIENT PRISM PYTHONDONTWRITEBYTECODE

skip()
{
    echo "SKIP: the requests to OpenAI were NOT held against the specification: $1"
    exit 77
}

[ -r "$T2S_DATA/openai/openapi.json" ] || skip "openai/openapi.json is not here; T2S_DATA says where it is"
command -v python3 >/dev/null || skip "there is no python3"
command -v npm >/dev/null || skip "there is no npm"
node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 18 || (a === 18 && b >= 20) ? 0 : 1)' 2>/dev/null ||
    skip "there is no Node.js of version 18.20 or newer"

# What is there is used again, unless the list has changed; the list is put there last.
if ! cmp -s "$here/package-lock.json" "$installed/installed.json"; then
    rm -rf "$installed" && mkdir -p "$installed" && cp "$here/package.json" "$here/package-lock.json" "$installed/" || exit 1
    (cd "$installed" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier) >"$build/npm.log" 2>&1 </dev/null || {
        cat "$build/npm.log"
        # A machine that is there to check must not pass because it could not.
        [ "${CI-}" != true ] || exit 1
        skip "npm could not install Prism"
    }
    cp "$here/package-lock.json" "$installed/installed.json" || exit 1
fi
exec python3 "$here/test_openapi.py"
