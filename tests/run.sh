#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the test programs given, one after the other, and adds up what they report (TAP). Prints the failures with their output, and last
# "N passed, N failed". A program that dies or reports nothing counts as one failure.
passed=0
failed=0
skipped=0
out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT
export CMOCKA_MESSAGE_OUTPUT=TAP

for program in "$@"; do
        name=${program##*/}
        printf '%-40s' "$name" >&2
        start=$(date +%s)
        timeout -k 10 600 "$program" >"$out" 2>&1 </dev/null
        status=$?
        took=$(($(date +%s) - start))
        # cmocka 1.1.5 calls a skipped test "not ok N # SKIP name"
        skip=$(grep -cE '^(not )?ok .*# SKIP' "$out")
        ok=$(($(grep -c '^ok ' "$out") + $(grep -c '^not ok .*# SKIP' "$out")))
        not=$(($(grep -c '^not ok ' "$out") - $(grep -c '^not ok .*# SKIP' "$out")))
        # dead, or silent: a failure of its own
        if [ "$not" = 0 ] && { [ "$status" != 0 ] || [ "$ok" = 0 ]; }; then
                not=1
        fi
        passed=$((passed + ok - skip))
        failed=$((failed + not))
        skipped=$((skipped + skip))
        if [ "$not" = 0 ]; then
                printf '%4d passed%s  %ds\n' "$ok" "$([ "$skip" = 0 ] || echo " ($skip skipped)")" "$took" >&2
                [ "$skip" = 0 ] || grep -B1 -E '^(not )?ok .*# SKIP' "$out" >&2 # the line before it says why
        else
                printf '%4d passed %d FAILED (exit %d)  %ds\n' "$ok" "$not" "$status" "$took" >&2
                tail -n 60 "$out" | sed 's/^/    /' >&2
        fi
done

if [ "$skipped" = 0 ]; then
        echo "$passed passed, $failed failed"
else
        echo "$passed passed, $failed failed, $skipped skipped"
fi
[ "$failed" = 0 ]
