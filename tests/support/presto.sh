#!/bin/sh
# SPDX-License-Identifier: MIT
# A throw-away Trino or PrestoDB, a single node with a small heap, on a free port of 127.0.0.1. Catalogs: tpch (made-up data of the
# TPC-H benchmark), memory (tables and views of one's own), and system.
#
#   presto.sh fetch KIND          have its artifacts (KIND: trino or presto), and nothing else
#   presto.sh start KIND DIR      make DIR and start it; prints its address, http://127.0.0.1:PORT
#   presto.sh stop KIND DIR       stop it and remove DIR
#   presto.sh supervise KIND DIR  start, and stop when standard input ends: whoever holds the other end cannot leave a server behind
#
# Any user is let in, without a password. The artifacts are those of KIND.artifacts, fetched by maven.sh. They run on Java 17. Exit
# status 77: there is no Java 17, or no Maven, here.
set -eu

command=${1:?fetch, start, stop or supervise}
kind=${2:?trino or presto}
support=$(cd "$(dirname "$0")" && pwd)

java=$(sh "$support/java.sh" 17 17)/bin

# Sets `server` and `memory`: where the artifacts are. All of a list are in one directory.
fetch() {
    server=$(sh "$support/maven.sh" "$support/$kind.artifacts")
    memory=$server
    if test "$kind" = presto; then memory=$(sh "$support/maven.sh" "$support/presto-memory.artifacts"); fi
}

# A directory of links, because a server takes each directory for one plugin. Trino's artifacts do not name their plugin: their
# bundles add that, as is done here. What is compiled goes before the artifacts, in the order of names.
plugin() { # name, directory of artifacts, Trino's class
    mkdir -p "$dir/plugin/$1"
    ln -s "$2"/*.jar "$dir/plugin/$1/"
    if test "$kind" = trino; then
        mkdir -p "$dir/plugin/$1/0/META-INF/services"
        echo "$3" >"$dir/plugin/$1/0/META-INF/services/io.trino.spi.Plugin"
    fi
}

compile() { # class path, directory, source
    "$java/javac" -proc:none -nowarn -cp "$1" -d "$2" "$support/java/$3" >"$dir/log" 2>&1 || {
        cat "$dir/log" >&2
        exit 1
    }
}

prepare() {
    mkdir -p "$dir/catalog"
    dir=$(cd "$dir" && pwd)
    plugin tpch "$server" io.trino.plugin.tpch.TpchPlugin
    plugin memory "$memory" io.trino.plugin.memory.MemoryPlugin
    echo 'connector.name=tpch' >"$dir/catalog/tpch.properties"
    echo 'connector.name=memory' >"$dir/catalog/memory.properties"
    classes=$server/'*'
    if test "$kind" = trino; then
        main='TrinoMain test'
        compile "$classes" "$dir" TrinoMain.java
        classes=$dir:$classes
    else
        main=com.facebook.presto.server.PrestoServer
        compile "$classes:$memory/*" "$dir/plugin/memory/0" MemoryColumnHandle.java
    fi
}

# A server has the name of its environment in what it says of itself: so nobody else's server is taken for it.
configure() { # port, environment
    cat >"$dir/config.properties" <<CONFIG
node.id=test
node.environment=$2
coordinator=true
node-scheduler.include-coordinator=true
http-server.http.port=$1
discovery.uri=http://127.0.0.1:$1
plugin.dir=$dir/plugin
catalog.config-dir=$dir/catalog
query.max-memory=300MB
query.max-memory-per-node=200MB
memory.heap-headroom-per-node=100MB
CONFIG
    if test "$kind" = presto; then echo 'discovery-server.enabled=true' >>"$dir/config.properties"; fi
}

# What is compiled in the background costs more than it gives in so short a life.
launch() {
    (
        cd "$dir"
        exec "$@" "$java/java" -Xmx1G -Xms256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -Dconfig="$dir/config.properties" \
            -Duser.timezone=UTC -Djdk.attach.allowAttachSelf=true --add-modules=jdk.incubator.vector \
            --add-opens=java.base/java.nio=ALL-UNNAMED --add-opens=java.base/java.lang=ALL-UNNAMED \
            -cp "$classes" $main >"$dir/log" 2>&1 </dev/null
    ) &
    pid=$!
    echo "$pid" >"$dir/pid"
}

# Ports below those that the kernel gives to clients, so that there are few to collide with; who collides tries another.
start() { # what to run it under
    fetch
    prepare
    for attempt in 1 2 3 4 5; do
        random=$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')
        port=$((20000 + random % 12000))
        configure "$port" "test_$random"
        launch "$@"
        if python3 "$support/presto_ready.py" "$kind" "$port" "test_$random" "$pid"; then
            echo "http://127.0.0.1:$port"
            return 0
        fi
        grep -qi 'address already in use\|failed to bind' "$dir/log" || break
    done
    tail -n 40 "$dir/log" >&2
    echo "$0: $kind did not start" >&2
    return 1
}

stop() {
    if test -s "$dir/pid"; then kill -9 "$(cat "$dir/pid")" 2>/dev/null || :; fi
    rm -rf "$dir"
}

dir=${3:-}
if test "$command" != fetch && test -z "$dir"; then
    echo "$0: no directory given" >&2
    exit 2
fi
case $command in
fetch)
    fetch
    ;;
start)
    start setsid
    ;;
stop)
    stop
    ;;
supervise)
    trap 'stop' EXIT
    trap '' INT TERM HUP
    start setpriv --pdeathsig KILL
    exec >/dev/null
    cat >/dev/null
    ;;
*)
    echo "unknown command $command" >&2
    exit 2
    ;;
esac
