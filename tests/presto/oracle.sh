#!/bin/sh
# SPDX-License-Identifier: MIT
# Oracle.java beside an engine's published parser: the newest that the Java here runs.
#
#   oracle.sh trino|presto [an option of Java...]
#
# T2S_TRINO_PARSER names another version of Trino's, whose list is here. Exit status 77: there is no JDK here, or nothing to fetch the parser with.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
support=$here/../support
engine=${1:?trino or presto}
shift

case $engine in
trino)
    if java=$("$support/java.sh" 25 2>/dev/null); then name=trino-parser-484; else name=trino-parser-435; fi
    name=${T2S_TRINO_PARSER:-$name}
    ;;
presto) name=presto-parser-0.296 ;;
*)
    echo "$0: what is \"$engine\"?" >&2
    exit 2
    ;;
esac
[ -n "${java:-}" ] || java=$("$support/java.sh" 17) || exit 77
jars=$("$support/maven.sh" "$here/$name.artifacts") || exit $?
exec "$java/bin/java" -XX:+UseSerialGC -Xmx1g "$@" -cp "$jars/*" "$here/Oracle.java" "$name"
