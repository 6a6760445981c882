#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# pieces.sh MAKE PIECE...: runs each target check-PIECE, goes on when one fails, and says at the end which did, after how long.
make=$1
shift
table=''
failed=''
for piece in "$@"; do
        echo "=== $piece" >&2
        start=$(date +%s)
        verdict=passed
        $make "check-$piece" || { verdict=FAILED; failed="$failed $piece"; }
        table="$table$(printf '%-12s %s  %ds' "$piece" "$verdict" $(($(date +%s) - start)))
"
done
printf '\n%s' "$table"
if [ -n "$failed" ]; then
        echo "check-all: failed:$failed"
        exit 1
fi
echo "check-all: all passed"
