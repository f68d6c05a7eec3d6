#!/bin/sh
# Make ./configure, in a checkout. Release archives have it already.
set -e
cd "$(dirname "$0")"
mkdir -p m4 build-aux
exec autoreconf --install --force
