#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Walks messages.def and wire.h: no row towards ledger or web has a field that could carry a number or a text, and every byte without a
# meaning is checked to be zero. Reads the sources, for a compiler does not tell what fields a struct has. Then it spoils a copy of them in
# each way that it should notice.
cd "$(dirname "$0")/../.." || exit 1

# table FOLDER: prints what is wrong in FOLDER/messages.def, wire.h and check.c
table() {
        awk '
        # members of each struct of wire.h: type, name, dimension
        FILENAME ~ /wire\.h$/ && /^struct wire_[a-z_]+ \{/ { struct = $2; next }
        FILENAME ~ /wire\.h$/ && /^\};/ { struct = ""; next }
        FILENAME ~ /wire\.h$/ && struct != "" {
                line = $0
                sub(/\/\*.*/, "", line)
                if (line !~ /;/)
                        next
                gsub(/[ \t]+/, " ", line)
                sub(/^ /, "", line)
                sub(/ *; *$/, "", line)
                members[struct] = members[struct] line "\n"
                next
        }
        FILENAME ~ /check\.c$/ && /SPARE\(/ { gsub(/[(),]/, " "); checked[$2 "." $4] = 1; next }
        FILENAME ~ /messages\.def$/ && /^MSG\(/ {
                text = $0
                gsub(/MSG\(|\)|,/, " ", text)
                n = split(text, word, " ")
                row = word[1]; to = ""; payload = word[n]
                for (i = 3; i <= n - 2; i++) to = to " " word[i]
                rows++
                if (!(payload in members)) { print row ": no struct " payload; next }
                risky = to ~ /WIRE_LEDGER|WIRE_WEB|WIRE_CHILDREN/
                towards += risky
                m = split(members[payload], member, "\n")
                bytes = 0
                for (i = 1; i < m; i++) {
                        split(member[i], part, " ")
                        type = part[1]; name = member[i]
                        sub(/^[a-z0-9_]+ /, "", name)
                        if (name ~ /^reserved/) {
                                bare = name; sub(/\[.*/, "", bare)
                                if (!((row "." bare) in checked)) print row ": nobody checks that " bare " is zero"
                                continue
                        }
                        if (!risky)
                                continue
                        if (type !~ /^u?int(8|16|32)_t$/ || name !~ /^[a-z_]+$/)
                                print row ": " member[i] " could carry a number or a text to the ledger or the web"
                        bits = type; gsub(/[^0-9]/, "", bits)
                        bytes += bits / 8
                }
                if (risky && bytes > 24)
                        print row ": " bytes " bytes of fields towards the ledger or the web are many"
        }
        END { if (rows < 15 || towards < 5) print "only " rows " rows were found, " towards " of them towards the ledger or the web" }
        ' "$1/wire.h" "$1/check.c" "$1/messages.def"
}

n=0
say() { # ok or not ok, what
        n=$((n + 1))
        echo "$1 $n - $2"
}

wrong=$(table src/wire)
if [ -z "$wrong" ]; then
        say ok no_row_towards_ledger_or_web_carries_a_number_or_a_text
else
        echo "$wrong"
        say 'not ok' no_row_towards_ledger_or_web_carries_a_number_or_a_text
fi

copy=$(mktemp -d) || exit 1
trap 'rm -rf "$copy"' EXIT
notices() { # name, file, sed script: the table spoilt so is refused
        cp src/wire/wire.h src/wire/check.c src/wire/messages.def "$copy/"
        sed -i "$3" "$copy/$2"
        if cmp -s "src/wire/$2" "$copy/$2"; then
                echo "the sources have changed: $3 spoils nothing"
                say 'not ok' "$1"
        elif [ -n "$(table "$copy")" ]; then
                say ok "$1"
        else
                say 'not ok' "$1"
        fi
}
notices notices_a_text wire.h '/^struct wire_count {/a\        char text[8];'
notices notices_a_number_of_64_bits wire.h '/^struct wire_reach {/a\        uint64_t number;'
notices notices_an_array_of_numbers wire.h '/^struct wire_spent_ask {/a\        uint8_t digits[15];'
notices notices_a_struct_within wire.h '/^struct wire_peer {/a\        struct wire_ladder ladder;'
notices notices_many_small_numbers wire.h '/^struct wire_count {/a\        uint32_t a;\n        uint32_t b;\n        uint32_t c;'
notices notices_a_text_on_its_way_to_the_web messages.def 's/^MSG(ANSWER, *WIRE_ENGINE, *WIRE_FRONTS,/MSG(ANSWER, WIRE_ENGINE, WIRE_FRONTS | WIRE_WEB,/'
notices notices_a_question_on_its_way_to_the_ledger messages.def 's/^MSG(ASK, *WIRE_FRONTS, *WIRE_ENGINE,/MSG(ASK, WIRE_FRONTS, WIRE_ENGINE | WIRE_LEDGER,/'
notices notices_spare_bytes_that_nobody_checks check.c '/SPARE(COUNT, /d'
notices notices_a_table_that_cannot_be_read messages.def 's/^MSG(/ROW(/'
echo "1..$n"
[ -z "$(table src/wire)" ]
