#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests, by one command: installs what is missing on Debian, builds out of tree with warnings as errors, runs them, and ends
# with the line "N passed, N failed, N skipped".
#
#   tests/run.sh                       the suite
#   tests/run.sh --sanitizer=address   ... under AddressSanitizer and UndefinedBehaviorSanitizer
#   tests/run.sh --sanitizer=thread    ... under ThreadSanitizer
#   tests/run.sh --valgrind            ... its unit tests under valgrind
#   tests/run.sh --distcheck           the release archive: made, unpacked, built, tested, installed, removed
#   tests/run.sh --all                 all of these, one after the other
#
# Works as root, and as an ordinary user (with sudo, when something is to be installed). Builds are kept in build-tests*/ of the
# checkout and used again.
set -u

top=$(cd "$(dirname "$0")/.." && pwd)
. "$top/examples/packages.sh"

usage()
{
    sed -n '3,14s/^# \{0,1\}//p' "$0"
}

jobs=$(nproc 2>/dev/null || echo 2)
runs=
while [ $# -gt 0 ]; do
    case $1 in
    --sanitizer=address | --sanitizer=thread) runs="$runs ${1#--sanitizer=}" ;;
    --valgrind | --distcheck) runs="$runs ${1#--}" ;;
    --all) runs="plain address thread valgrind distcheck" ;;
    --help)
        usage
        exit 0
        ;;
    *)
        echo "$0: unknown option \"$1\"" >&2
        usage >&2
        exit 2
        ;;
    esac
    shift
done
[ -n "$runs" ] || runs=plain

need_build_packages
need check pkg-config --exists check
need python3 command -v python3
need postgresql has_postgres
need postgresql-client command -v psql
need openssl command -v openssl
# What Trino's and PrestoDB's own parsers run on, and what fetches them.
need openjdk-17-jdk-headless "$top/tests/support/java.sh" 17
need maven command -v mvn
# What serves OpenAI's specification to the provider, where the specification is.
if [ -r "${T2S_DATA:-$top/../shared/data}/openai/openapi.json" ]; then
    need nodejs command -v node
    need npm command -v npm
fi
# The servers want just that version.
case " $runs " in *" plain "*) need openjdk-17-jdk-headless "$top/tests/support/java.sh" 17 17 ;; esac
case " $runs " in *" valgrind "*) need valgrind command -v valgrind ;; esac
case " $runs " in *" distcheck "*) need xz-utils command -v xz ;; esac
install_missing || exit 1

# The sum over all tests: a Check program and a Python suite count each of their tests, everything else is one test.
count_results() # build directory
{
    find "$1" -name '*.trs' | while read -r trs; do
        [ -e "${trs%.trs}.log" ] && cat "$trs" "${trs%.trs}.log" || cat "$trs"
        echo ":end-of-test:"
    done | awk '
        /^:test-result:/ { result = $2 }
        /^[0-9]+%: Checks: / { gsub(",", ""); n += $3; bad += $5 + $7 }
        /^Ran [0-9]+ tests? in / { n += $2 }
        /^(OK|FAILED) \(/ {
            line = $0
            gsub("[(),]", " ", line)
            count = split(line, words, " ")
            for (i = 1; i <= count; i++) {
                if (words[i] ~ /^(failures|errors)=/) { sub(".*=", "", words[i]); bad += words[i] }
                else if (words[i] ~ /^skipped=/) { sub(".*=", "", words[i]); gone += words[i] }
            }
        }
        /^:end-of-test:/ {
            if (result == "SKIP") { n = 1; bad = 0; gone = 1 }
            else if (n == 0) n = 1
            if (result != "PASS" && result != "SKIP" && result != "XFAIL" && bad == 0) { bad = 1 }
            passed += n - bad - gone; failed += bad; skipped += gone
            n = bad = gone = 0; result = ""
        }
        END { printf "%d %d %d\n", passed, failed, skipped }'
}

passed=0
failed=0
skipped=0
add_results()
{
    set -- $(count_results "$1")
    passed=$((passed + $1))
    failed=$((failed + $2))
    skipped=$((skipped + $3))
}

# With ccache, where it is, a build that was made before costs next to nothing.
compilers()
{
    command -v ccache >/dev/null 2>&1 || return 0
    CCACHE_BASEDIR=$top
    CCACHE_NOHASHDIR=1
    CC="ccache ${CC:-gcc}"
    CXX="ccache ${CXX:-g++}"
    export CCACHE_BASEDIR CCACHE_NOHASHDIR CC CXX
}
compilers

# Build and configure; says what went wrong by the end of the log.
prepare() # directory, configure's options...
{
    prepare_dir=$1
    shift
    mkdir -p "$prepare_dir"
    {
        { [ -x "$top/configure" ] && [ -e "$top/build-aux/ltmain.sh" ] || "$top/autogen.sh"; } &&
            cd "$prepare_dir" &&
            { [ -e Makefile ] || "$top/configure" --enable-werror "$@"; } &&
            make -j"$jobs"
    } >"$prepare_dir/build.log" 2>&1 </dev/null || {
        tail -n 30 "$prepare_dir/build.log" >&2
        echo "$0: the build failed; all of it is in $prepare_dir/build.log" >&2
        return 1
    }
}

# make check, its summary and the logs of what failed. Most of a test's time is waiting, for servers that are slow on purpose: more of
# them run at a time than there are processors.
check() # directory, how many at a time, make's arguments...
{
    check_dir=$1
    check_jobs=$2
    shift 2
    find "$check_dir" -name '*.trs' -exec rm -f {} +
    check_status=0
    make -C "$check_dir" -j"$check_jobs" check "$@" >"$check_dir/check.log" 2>&1 </dev/null || check_status=1
    grep -E '^(PASS|FAIL|SKIP|XFAIL|XPASS|ERROR):' "$check_dir/check.log"
    if [ "$check_status" -ne 0 ]; then
        if [ -s "$check_dir/test-suite.log" ]; then
            cat "$check_dir/test-suite.log"
        else
            tail -n 30 "$check_dir/check.log"
        fi
    fi
    add_results "$check_dir"
    [ "$check_status" -eq 0 ] || [ "$failed" -gt 0 ] || failed=$((failed + 1))
    return "$check_status"
}

# The tests of a build, without those that match, in one line.
tests_but() # directory, extended regular expression
{
    make -s -C "$1" list-tests | tr ' ' '\n' | grep -Ev "$2" | tr '\n' ' '
}

# Of the programs in C, those in which more than one thread can be at work.
without_threads()
{
    (cd "$top" && grep -LE 'loop_new|context_new|pthread|support/(ask|connectors|fakes|http_client|llm_server|scripted)\.h' tests/unit/*.c) |
        sed 's/\.c$//' | tr '\n' '|'
}

# What each kind runs, and why. Everything runs in the plain build. A sanitizer has nothing to say of texts (headers, exports, the
# specification of an API), of what other languages do, of a server's ten thousand tables, and little beside Trino and PrestoDB, where
# the servers do the work; that of threads nothing of what has one thread alone, which is most of the analysis, nor of where keys are
# written. valgrind sees what those two do not, memory that is read before it is written: the unit tests go everywhere, and one question
# goes from a server to another; the rest would take a quarter of an hour more. All tests of a program are in one process there, since a
# process for each would spend most of its time in starting. The archive is
# complete when it can be built and installed and its tests are all there; those beside servers, which have run three times, are
# represented by the one from question to answer.
NO_SANITIZER='^tests/(headers|abi/.*\.sh|integration/test_(openapi|many_tables|gold|presto)\.sh)'

run() # kind
{
    build=$top/build-tests-$1
    echo "== $1 =="
    case $1 in
    plain)
        prepare "$build" && check "$build" "$((jobs * 2))"
        ;;
    address)
        prepare "$build" --disable-static --with-sanitizer=address CFLAGS="-O1 -g" &&
            check "$build" "$((jobs * 2))" TESTS="$(tests_but "$build" "$NO_SANITIZER")"
        ;;
    thread)
        left_out="$NO_SANITIZER|^($(without_threads)tests/fuzz/.*|tests/presto/.*|tests/integration/test_keys)\$"
        prepare "$build" --disable-static --with-sanitizer=thread CFLAGS="-O1 -g" &&
            check "$build" "$((jobs * 2))" TESTS="$(tests_but "$build" "$left_out")" \
                check_PROGRAMS="$(tests_but "$build" "$left_out|\.sh\$")"
        ;;
    valgrind)
        build=$top/build-tests-plain # which has the programs
        prepare "$build" &&
            CK_FORK=no CK_TIMEOUT_MULTIPLIER=4 check "$build" "$((jobs * 2))" \
                TESTS="$(make -s -C "$build" list-tests | tr ' ' '\n' | grep -E '^tests/(unit/|integration/test_end_to_end$)' | tr '\n' ' ')" \
                LOG_COMPILER="valgrind --quiet --fair-sched=yes --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite --num-callers=30"
        ;;
    distcheck)
        build=$top/build-tests-plain
        prepare "$build" &&
            if make -C "$build" -j"$((jobs * 2))" distcheck \
                DISTCHECK_CONFIGURE_FLAGS=--disable-static \
                TESTS="$(tests_but "$build" '^tests/(conformance|integration|oom)/') tests/integration/test_end_to_end" >"$build/distcheck.log" 2>&1 </dev/null; then
                echo "PASS: make distcheck"
                passed=$((passed + 1))
            else
                tail -n 60 "$build/distcheck.log"
                echo "FAIL: make distcheck; all of it is in $build/distcheck.log"
                failed=$((failed + 1))
                false
            fi
        ;;
    esac
}

status=0
for kind in $runs; do
    before=$failed
    run "$kind" || {
        status=1
        [ "$failed" -gt "$before" ] || failed=$((failed + 1))
    }
done
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
