#!/bin/sh
# SPDX-License-Identifier: MIT
# A Java for tests.
#
#   java.sh N [M]   prints the home of the newest JDK here whose version is at least N, and at most M
#
# Looked for in $JAVA_HOME, where `java` is, and among what packages install. Exit status 77: there is none.
set -u

least=${1:?a version}
most=${2:-999}
best=0
best_home=

version_of() # a home
{
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

path=$(readlink -f "$(command -v java || echo /nowhere/bin/java)")
for home in "${JAVA_HOME:-}" "${path%/bin/java}" /usr/lib/jvm/*; do
    if [ -n "$home" ] && [ -x "$home/bin/java" ] && [ -x "$home/bin/javac" ]; then
        version=$(version_of "$home")
        if [ "${version:-0}" -ge "$least" ] && [ "$version" -le "$most" ] && [ "$version" -gt "$best" ]; then
            best=$version
            best_home=$home
        fi
    fi
done
if [ -z "$best_home" ]; then
    echo "$0: there is no JDK $least here (Debian: openjdk-17-jdk-headless)" >&2
    exit 77
fi
echo "$best_home"
