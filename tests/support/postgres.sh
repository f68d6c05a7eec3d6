#!/bin/sh
# A throw-away PostgreSQL, on a Unix socket in a directory of its own.
#
#   postgres.sh start DIR      make DIR, a cluster in it, and start it; prints its connection URI
#   postgres.sh stop DIR       stop it and remove DIR
#   postgres.sh restart DIR    stop it (fast) and start it again
#   postgres.sh supervise DIR  start, and stop when standard input ends: whoever holds the other end cannot leave a server behind
#
# The superuser is postgres, without a password; a role scram_user, if one is created, must give its password. Exit status 77: there
# is no PostgreSQL here.
set -eu

command=${1:?start, stop, restart or supervise}
dir=${2:?a directory}

bin=
for candidate in ${PG_BIN:-} /usr/lib/postgresql/*/bin /usr/pgsql-*/bin "$(dirname "$(command -v initdb || echo /)")"; do
    if test -x "$candidate/initdb"; then bin=$candidate; fi
done
if test -z "$bin"; then
    echo "no PostgreSQL server programs found" >&2
    exit 77
fi

# initdb and postgres refuse to run as root.
owner=
if test "$(id -u)" = 0; then
    if id postgres >/dev/null 2>&1; then owner=postgres; else owner=nobody; fi
fi

as_owner() {
    if test -n "$owner"; then
        (cd / && exec setpriv --reuid="$owner" --regid="$(id -g "$owner")" --clear-groups "$@")
    else
        "$@"
    fi
}

start() {
    mkdir -p "$dir"
    dir=$(cd "$dir" && pwd)
    if test -n "$owner"; then chown "$owner" "$dir"; fi
    chmod 755 "$dir"
    as_owner "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir.log" 2>&1 || {
        cat "$dir.log" >&2
        exit 1
    }
    rm -f "$dir.log"
    cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$dir'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 40
autovacuum = off
password_encryption = 'scram-sha-256'
CONF
    printf 'local all scram_user scram-sha-256\nlocal all all trust\n' >"$dir/data/pg_hba.conf"
    as_owner "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 600 start >/dev/null || {
        cat "$dir/log" >&2
        exit 1
    }
}

stop() {
    as_owner "$bin/pg_ctl" -D "$dir/data" -m immediate -w -t 600 stop >/dev/null 2>&1 || true
    rm -rf "$dir"
}

uri() {
    echo "postgresql:///postgres?host=$dir&user=postgres"
}

case $command in
start)
    start
    uri
    ;;
stop)
    stop
    ;;
restart)
    as_owner "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -m fast -w -t 600 restart >/dev/null
    ;;
supervise)
    trap 'stop' EXIT
    trap '' INT TERM HUP
    start
    uri
    exec >/dev/null
    cat >/dev/null
    ;;
*)
    echo "unknown command $command" >&2
    exit 2
    ;;
esac
