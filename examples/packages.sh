# SPDX-License-Identifier: MIT
# Installing what is missing on Debian, for scripts to source. Nothing is installed, and no rights are asked for, when nothing is.
#
#   need PACKAGE COMMAND...   PACKAGE is missing when COMMAND fails
#   install_missing           install what is missing

missing=

need()
{
    need_package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $need_package"
}

has_header()
{
    [ -e "/usr/include/$1" ] || [ -e "/usr/local/include/$1" ]
}

has_postgres()
{
    command -v initdb || ls /usr/lib/postgresql/*/bin/initdb
}

# What the library is built of.
need_build_packages()
{
    need gcc command -v gcc
    need g++ command -v g++
    need make command -v make
    need autoconf command -v autoreconf
    need automake command -v automake
    need libtool command -v libtoolize
    need pkg-config command -v pkg-config
    need libuv1-dev pkg-config --exists libuv
    need libcurl4-openssl-dev pkg-config --exists libcurl
    need libpq-dev pkg-config --exists libpq
    need libjson-c-dev pkg-config --exists json-c
    need libprotobuf-c-dev pkg-config --exists libprotobuf-c
    need libpg-query-dev has_header pg_query.h
}

# Run as root: as who we are, or by sudo. Without a terminal sudo must not ask for a password.
as_root()
{
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

# Debian's postgresql package makes a database cluster and starts it when it is installed. Nobody asked for that one, so it is
# told not to, for as long as this takes.
NO_CLUSTER=/etc/postgresql-common/createcluster.d/libtext2sql.conf

install_missing()
{
    [ -n "$missing" ] || return 0
    echo "installing:$missing" >&2
    if ! command -v apt-get >/dev/null 2>&1 || { [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; }; then
        echo "$0: these Debian packages are missing, and only root can install them:$missing" >&2
        echo "  hint: as root, run: apt-get install$missing" >&2
        return 1
    fi
    install_log=$(mktemp)
    install_status=0
    case " $missing " in *" postgresql "*)
        as_root mkdir -p "${NO_CLUSTER%/*}"
        echo "create_main_cluster = false" | as_root tee "$NO_CLUSTER" >/dev/null
        ;;
    esac
    # shellcheck disable=SC2086 # one word a package
    { as_root apt-get update && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $missing; } \
        >"$install_log" 2>&1 </dev/null || install_status=1
    [ ! -e "$NO_CLUSTER" ] || as_root rm -f "$NO_CLUSTER"
    if [ "$install_status" -ne 0 ]; then
        tail -n 20 "$install_log" >&2
        echo "$0: the packages could not be installed:$missing" >&2
    fi
    rm -f "$install_log"
    missing=
    return "$install_status"
}
