#!/bin/sh
# SPDX-License-Identifier: MIT
# A question answered by a provider in Go, by cgo; then the Go package's own tests. No network: there are no dependencies.
here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
. "$here/skip.sh"
skip_unless_command go
skip_unless_library

work=$(mktemp -d) || exit 99
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
library=$(dirname "$T2S_LIBRARY")
cat >"$work/text2sql.pc" <<PC
Name: text2sql
Description: the library as it lies in its build directory
Version: 0
Cflags: -I$top/include
Libs: -L$library -ltext2sql
PC
export PKG_CONFIG_PATH="$work" LD_LIBRARY_PATH="$library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export CGO_ENABLED=1 CGO_CFLAGS="-I$top/include" CGO_LDFLAGS="-L$library"
GOCACHE=$(go env GOCACHE 2>/dev/null) # what the standard library was compiled to, once a machine and not once a build
if [ -z "$GOCACHE" ] || ! mkdir -p "$GOCACHE" 2>/dev/null || ! [ -w "$GOCACHE" ]; then
    GOCACHE=$work/cache
fi
export GOCACHE
export GOFLAGS=-mod=mod GOTOOLCHAIN=local GOPROXY=off GOWORK=off GOPATH="$work/go" HOME="$work"

(cd "$here/ask_cgo" && go build -buildvcs=false -o "$work/ask_cgo" .) || exit 1
"$work/ask_cgo" "$top/examples/shop/schema.sql" || exit 1
cd "$top/bindings/go" || exit 99
go vet ./... || exit 1
"$here/../shop.sh" go test -buildvcs=false -count=1 ./...
