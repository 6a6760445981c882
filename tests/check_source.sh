#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What grep can hold: foreign libraries in their directory, licence lines, guards, banned calls, untested modules, file names in documents
# that are gone. Prints what is wrong and ends with 1.
cd "$(dirname "$0")/.." || exit 1
bad=0
complain() {
        echo "check-source: $1" >&2
        bad=1
}
found() { # pattern, what is wrong, files...
        pattern=$1
        what=$2
        shift 2
        [ $# -gt 0 ] || return 0
        lines=$(grep -nE "$pattern" "$@" /dev/null | grep -v '/\* allowed: ')
        [ -z "$lines" ] || complain "$what
$lines"
}
c_files=$(find src tests -name '*.[ch]' | sort)

outside() { # header, the directories it may be in
        lines=$(grep -nE "#include [<\"]$1" $(find src -name '*.[ch]' | grep -vE "$2") /dev/null)
        [ -z "$lines" ] || complain "$1 outside $2
$lines"
}
outside 'gammu' '^src/modem/'
outside 'sqlite3\.h' '^src/(ledger|cli)/'
outside 'microhttpd\.h' '^src/(http|web)/'
outside 'seccomp\.h' '^src/common/'
outside 'landlock\.h' '^src/common/'
outside 'gettext-po\.h' '^src/cli/'

for f in $c_files; do
        head -n 1 "$f" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' || complain "$f: no SPDX line on top"
done
for f in $(find src -name '*.h'); do
        guard=WAYMARK_$(echo "${f#src/}" | tr 'a-z/.' 'A-Z__')
        grep -q "#ifndef $guard" "$f" || complain "$f: its guard should be $guard"
done
for f in $(find src -name '*.c' ! -name main.c); do
        own=${f##*/}
        [ -f "${f%.c}.h" ] || continue
        first=$(grep -m1 '^#include' "$f")
        case $first in
        "#include \"${own%.c}.h\"" | "#include \"${own%.c}_priv.h\"") ;;
        *) complain "$f: includes $first before its own header" ;;
        esac
done
found '\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|strtok|system|popen|localtime|mktime|sleep)\(' 'a banned call' \
        $(find src -name '*.[ch]')
# The machine's clock is wrong on a Pi, and jumps: timers and days are not made of it.
found 'CLOCK_REALTIME|CLOCK_TAI|\bgettimeofday\(|\badjtimex\(|\btime\((NULL|0|&)|\b(pthread_cond|sem)_timedwait\(' 'the machine'\''s clock' \
        $(find src -name '*.[ch]' ! -path "src/common/clock.[ch]" ! -path src/cli/command.c)
found '#if 0|\bTODO\b|\bXXX\b' 'unfinished work' $c_files
for f in $(find src -name '*.[ch]'); do
        n=$(wc -l < "$f")
        [ "$n" -le 600 ] || complain "$f: $n lines; is there a second noun in it?"
done
# A module that others use must be named by a test; what only its own folder uses is tested through those.
for f in src/*/*.h; do
        dir=${f%/*}
        name=${f#src/}
        base=${f##*/}
        base=${base%.h}
        [ -f "${f%.h}.c" ] || continue
        case $dir in src/parent | src/modem | src/engine | src/ledger | src/gsup | src/http) used=yes ;;
        *) used=$(grep -rlE "#include \"$name\"" src --include='*.[ch]' | grep -v "^$dir/" | head -n 1) ;;
        esac
        [ -n "$used" ] || continue
        [ -f "tests/unit/test_$base.c" ] || [ -f "tests/unit/test_${base%%_*}.c" ] ||
                grep -rqE "\"$name\"|covers: .*\b$base\b" tests/unit tests/scenario tests/fuzz ||
                complain "$f: no test names it"
done
for doc in README.md src/README.md tests/simmodem/README.md; do
        [ -f "$doc" ] || continue
        for path in $(grep -oE '`(src|tests|conf|messages)/[A-Za-z0-9_./-]+`' "$doc" | tr -d '\140'); do
                [ -e "$path" ] || complain "$doc names $path, which is gone"
        done
done
sh tests/check_log.sh || bad=1
exit $bad
