#!/bin/sh
# SPDX-License-Identifier: MIT
# Published Java artifacts that tests run beside: fetched once, by Maven, and held against their checksums.
#
#   maven.sh LIST      prints a directory with every artifact of LIST in it, under the names artifact-version[-classifier].type
#   maven.sh sum LIST  fetches them and prints the list anew with the checksums they have: for whoever changes it
#
# A line of LIST is "group:artifact:version[:type[:classifier]] SHA-256"; # starts a comment. All that is needed is in it: nothing is
# resolved transitively. They are kept in $T2S_MAVEN_CACHE, else in libtext2sql of $XDG_CACHE_HOME, else of ~/.cache, a directory for each
# list as it stands: one that changed is fetched anew. Exit status 77: there is no Maven here, and they were not fetched before.
set -eu

only_sum=
if [ "$1" = sum ]; then
    only_sum=1
    shift
fi
list=${1:?a list of artifacts}
cache=${T2S_MAVEN_CACHE:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/libtext2sql}
plugin=org.apache.maven.plugins:maven-dependency-plugin:2.10

fail()
{
    echo "$0: $*" >&2
    exit 1
}

lines()
{
    sed 's/#.*//; s/[[:space:]]*$//; /^$/d' "$list"
}

[ -r "$list" ] || fail "$list: there is no such list"
name=$(basename "$list")
key=$(lines | sha256sum | cut -c 1-16)
kept=$cache/${name%.*}-$key
if [ -z "$only_sum" ] && [ -d "$kept" ]; then
    echo "$kept"
    exit 0
fi

if ! command -v mvn >/dev/null 2>&1; then
    echo "$0: no Maven to fetch the artifacts of $name with (Debian: maven)" >&2
    exit 77
fi

mkdir -p "$cache"
# A run that was killed leaves its directory behind; nobody fetches for half a day.
find "$cache" -maxdepth 1 -name '.new-*' -mmin +720 -exec rm -rf {} + 2>/dev/null || :
new=$(mktemp -d "$cache/.new-XXXXXX")
trap 'rm -rf "$new"' EXIT
trap 'exit 1' INT TERM HUP

file_of() # group:artifact:version[:type[:classifier]]
{
    echo "$1" | awk -F: '{ print $2 "-" $3 ($5 != "" ? "-" $5 : "") "." ($4 != "" ? $4 : "jar") }'
}

# The artifacts are named one by one to the plugin: that needs no descriptions of them, whose parents may name what is nowhere.
{
    echo '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
    echo '<groupId>text2sql</groupId><artifactId>tests</artifactId><version>1</version><packaging>pom</packaging>'
    echo "<build><plugins><plugin><groupId>$(echo $plugin | cut -d: -f1)</groupId><artifactId>$(echo $plugin | cut -d: -f2)</artifactId>"
    echo "<version>$(echo $plugin | cut -d: -f3)</version><configuration><artifactItems>"
    lines | awk '{ print $1 }' | awk -F: '
        function element(name, value) { if (value != "") printf "<%s>%s</%s>", name, value, name }
        {
            printf "<artifactItem>"
            element("groupId", $1); element("artifactId", $2); element("version", $3); element("type", $4); element("classifier", $5)
            print "</artifactItem>"
        }'
    echo '</artifactItems></configuration></plugin></plugins></build></project>'
} >"$new/pom.xml"

# A mirror may stumble: it is asked a second time, and then what was said is shown.
fetch()
{
    mvn -q -B -U -f "$new/pom.xml" "$plugin:copy" -DoutputDirectory="$new/files" >"$new/log" 2>&1 </dev/null
}
fetch || fetch || {
    grep -v '^$' "$new/log" | head -n 12 >&2
    fail "the artifacts of $name could not be fetched. Is there a network? They would be kept in $cache"
}

lines >"$new/lines"
bad=
while read -r artifact sum; do
    file=$new/files/$(file_of "$artifact")
    [ -f "$file" ] || fail "$artifact: Maven did not bring it as $(basename "$file")"
    found=$(sha256sum "$file" | cut -d' ' -f1)
    if [ -n "$only_sum" ]; then
        echo "$artifact $found"
    elif [ "$found" != "$sum" ]; then
        echo "$0: $artifact: SHA-256 is $found, not $sum" >&2
        bad=1
    fi
done <"$new/lines"
[ -z "$bad" ] || fail "not what $name asks for"
[ -z "$only_sum" ] || exit 0

# Another run may have been quicker; its files are the same.
mv -T "$new/files" "$kept" 2>/dev/null || [ -d "$kept" ]
echo "$kept"
