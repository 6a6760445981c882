#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# grow.sh FROM TO N: a copy of the messages folder in which every topic of every language has N invented keywords more, the same ones every
# time. For measuring what ten times the keywords cost; the answers must stay as good.
from=$1
to=$2
n=$3
rm -rf "$to"
cp -r "$from" "$to" || exit 1
seed=1
for file in "$to"/*/*.txt; do
        seed=$((seed + 1))
        awk -v n="$n" -v seed="$seed" '
        BEGIN { srand(seed); c = "bcdfghjklmnprstvxzq"; v = "aeiouy" }
        function word(   w, i) {
                w = ""
                for (i = 0; i < 4; i++)
                        w = w substr(c, int(rand() * 19) + 1, 1) substr(v, int(rand() * 6) + 1, 1) substr(c, int(rand() * 19) + 1, 1)
                return w
        }
        /^Keywords:/ && !done {
                done = 1
                line = "Keywords:"
                for (i = 0; i < n; i++) {
                        line = line " " word() ","
                        if (i % 8 == 7) { print line; line = " " }
                }
                if (line != " ") print line
                sub(/^Keywords:/, " ")
                if ($0 ~ /^ *$/) next
        }
        { print }' "$file" > "$file.tmp" && mv "$file.tmp" "$file"
done
