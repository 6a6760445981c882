#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# grow.sh FROM TO N [KEEP]: a copy of the messages folder in which every text with keywords has only its first KEEP ones, if that is given, and
# N invented ones more, the same every time. For measuring what many keywords cost; the answers must stay as good.
from=$1
to=$2
n=$3
keep=${4:-0}
rm -rf "$to"
cp -r "$from" "$to" || exit 1
seed=1
for file in "$to"/*/*.txt; do
        seed=$((seed + 1))
        awk -v n="$n" -v keep="$keep" -v seed="$seed" '
        BEGIN { srand(seed); c = "bcdfghjklmnprstvxzq"; v = "aeiouy" }
        function word(   w, i) {
                w = ""
                for (i = 0; i < 4; i++)
                        w = w substr(c, int(rand() * 19) + 1, 1) substr(v, int(rand() * 6) + 1, 1) substr(c, int(rand() * 19) + 1, 1)
                return w
        }
        function print_keywords(   own, nown, i, line, most) {
                sub(/^Keywords: */, "", keywords)
                nown = split(keywords, own, / *, */)
                most = keep > 0 && keep < nown ? keep : nown
                line = "Keywords: "
                for (i = 1; i <= most + n; i++) {
                        line = line (i <= most ? own[i] : word()) (i < most + n ? ", " : "")
                        if (i % 8 == 0) { print line; line = "  " }
                }
                if (line != "  ") print line
                inside = 0
        }
        inside && /^  / { sub(/^ */, " "); keywords = keywords $0; next }
        inside { print_keywords() }
        /^Keywords:/ { inside = 1; keywords = $0; next }
        { print }' "$file" > "$file.tmp" && mv "$file.tmp" "$file"
done
