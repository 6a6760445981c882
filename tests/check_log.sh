#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# No person in the log. Every argument of a call that ends in a log line (log_*, fatal, what fills a "problem") must be of a kind that
# cannot come from outside: a literal, a number, a name out of the configuration, an error's words. Anything else is refused unless the
# line says /* allowed: why */. Nothing else may write to standard output or error in the daemon's folders, and libgammu's own
# debug output stays off but in a build for debugging (modem/trace.h): it holds numbers and texts. Prints what is wrong and ends with 1.
#
#   check_log.sh [FOLDER]     below which src/ is; this one's
cd "${1:-$(dirname "$0")/..}" || exit 1
bad=0
complain() {
        echo "check-log: $1" >&2
        bad=1
}
# All but src/cli, which talks to the operator's terminal and never sees a message.
files=$(find src -name '*.[ch]' ! -path 'src/cli/*' ! -path 'src/common/log.[ch]' | sort)
[ -n "$files" ] || { complain "nothing to look at"; exit 1; }

lines=$(awk '
# The text of a call from its name on: the place after its last bracket, and its arguments in arg[0..].
function parse_call(text, at,    depth, c, quoted, n) {
        depth = 0; n = 0; arg[0] = ""
        for (; at <= length(text); at++) {
                c = substr(text, at, 1)
                if (c == "\"" || c == "\047") {
                        quoted = c
                        arg[n] = arg[n] c
                        for (at++; at <= length(text) && substr(text, at, 1) != quoted; at++) {
                                if (substr(text, at, 1) == "\\") { arg[n] = arg[n] substr(text, at, 1); at++ }
                                arg[n] = arg[n] substr(text, at, 1)
                        }
                        arg[n] = arg[n] quoted
                        continue
                }
                if (substr(text, at, 2) == "/*") {
                        at += index(substr(text, at), "*/")
                        continue
                }
                if (c == "(" || c == "[" || c == "{") { if (depth++ > 0) arg[n] = arg[n] c; continue }
                if (c == ")" || c == "]" || c == "}") {
                        if (--depth == 0) { nargs = n + 1; return at + 1 }
                        arg[n] = arg[n] c
                        continue
                }
                if (c == "," && depth == 1) { arg[++n] = ""; continue }
                arg[n] = arg[n] c
        }
        nargs = n + 1
        return at
}
function squeeze(text) {
        gsub(/[ \t\n]+/, " ", text)
        sub(/^ /, "", text)
        sub(/ $/, "", text)
        return text
}
function complain(what) { printf "%s:%d: %s\n", FILENAME_, line, what }

# One value, no choice between several.
function is_harmless(value) {
        value = squeeze(value)
        gsub(/"([^"\\]|\\.)*"/, "\"\"", value)
        while (value ~ /^\(.*\)$/) value = squeeze(substr(value, 2, length(value) - 2))
        if (value ~ /^""( "")*$/) return 1
        if (value ~ /^(strerror|GSM_ErrorString|wire_role_name|child_name|phase_name|listener_cure|day_text)\(/) return 1
        # names, folders and addresses out of the configuration; an edited file, and what is wrong in it
        if (value ~ /^[a-z_]+(->[a-z_]+|\.[a-z_]+)*(->|\.)(device|connection|user|runtime|state|messages|folder|listen|hlr|where|name|file)$/) return 1
        if (value ~ /^(finding->text|findings_first_error\(findings\))$/ || value ~ /^states\[[a-z>-]+\]\.name$/) return 1
        # a "problem" is filled by calls that are looked at here themselves
        if (value ~ /^([a-z_]+(->|\.))*problem$/) return 1
        return 0
}
# "condition ? value : value", nested to the right.
function is_harmless_choice(value,    at, rest) {
        gsub(/"([^"\\]|\\.)*"/, "\"\"", value)
        at = index(value, "?")
        if (at == 0) return is_harmless(value)
        rest = substr(value, at + 1)
        at = index(rest, ":")
        return at > 0 && is_harmless(substr(rest, 1, at - 1)) && is_harmless_choice(substr(rest, at + 1))
}
function is_harmless_number(value) {
        return tolower(value) !~ /(^|[^a-z])(secret|sender|tag|fingerprint|hash|key|session|msisdn|imsi|sequence|location|check|reference)([^a-z]|$)/
}
# The format and what belongs to its conversions.
function check_format(at,    format, conversion, next_arg) {
        format = squeeze(arg[at])
        if (format !~ /^"/) { complain("a format that is no literal: " format); return }
        next_arg = at + 1
        gsub(/%%/, "", format)
        while (match(format, /%[-+ #0]*([0-9]+|\*)?(\.([0-9]+|\*))?(hh|h|ll|l|z|j|t)?([a-zA-Z]|" *PRI)/)) {
                conversion = substr(format, RSTART, RLENGTH)
                format = substr(format, RSTART + RLENGTH)
                if (conversion ~ /[*np]/ && conversion !~ /PRI$/) complain("a conversion that is not for logs: " conversion)
                if (conversion ~ /s$/) {
                        if (!is_harmless_choice(arg[next_arg])) complain("may hold what somebody sent: " squeeze(arg[next_arg]))
                } else if (!is_harmless_number(arg[next_arg])) {
                        complain("a number that may point at somebody: " squeeze(arg[next_arg]))
                }
                next_arg++
        }
}
function check_call(name) {
        if (name ~ /^(log_(error|warning|notice|debug)|fatal)$/) check_format(0)
        else if (name == "fail") check_format(1)
        else if (name == "snprintf") { if (squeeze(arg[0]) ~ /problem$/) check_format(2) }
        else if (name == "modem_set_phase") { if (!is_harmless_choice(arg[2])) complain("may hold what somebody sent: " squeeze(arg[2])) }
        else if (!is_harmless_choice(arg[1])) complain("may hold what somebody sent: " squeeze(arg[1]))
}
function check_file(text,    start, bracket, after, name, tail, end_of_line, head) {
        done = 0
        while (match(substr(text, done + 1), /(^|[^a-zA-Z0-9_])(log_(error|warning|notice|debug)|fatal|fail|snprintf|modem_set_phase|connection_lose|note_problem)\(/)) {
                start = done + RSTART
                bracket = start + RLENGTH - 1
                name = substr(text, start, RLENGTH - 1)
                sub(/^[^a-z]/, "", name)
                after = parse_call(text, bracket)
                tail = substr(text, after, 400)
                end_of_line = index(tail, "\n")
                head = substr(text, 1, start)
                line = gsub(/\n/, "\n", head) + 1
                # a declaration or definition has types in its brackets; a mention in a comment has nothing
                if (arg[0] !~ /^(struct|const|enum) |^$/ && index(substr(text, start, after - start) substr(tail, 1, end_of_line), "/* allowed: ") == 0)
                        check_call(name)
                done = bracket
        }
}
FNR == 1 { if (text != "") check_file(text); text = ""; FILENAME_ = FILENAME }
{ text = text $0 "\n" }
END { check_file(text) }
' $files)
[ -z "$lines" ] || complain "in the log must be no person
$lines"

lines=$(grep -nE '\b(v?[fd]?printf|f?puts|f?putc|putchar|perror|v?syslog|fwrite|err|warnx?|errx)\(' $files /dev/null |
        grep -vE '/\* allowed: |^src/parent/main\.c:.*(fputs\("usage|puts\("waymarkd )')
[ -z "$lines" ] || complain "said past the log
$lines"

lines=$(grep -nE 'format\(printf' $files /dev/null | grep -vE '^src/(parent/report\.c|common/finding\.h|common/config_read\.h|menu/screen\.c|gsup/hlr\.c):')
[ -z "$lines" ] || complain "speaks like printf: does it end in the log? Then teach tests/check_log.sh its name
$lines"

lines=$(grep -nE 'DebugLevel|DebugFile|GSM_Set(Global)?Debug|GSM_InitConnection' $files /dev/null |
        grep -vE 'DebugLevel, "%s", trace_level\(\)\)|DebugFile = strdup\(""\)|DebugFile == NULL|UseGlobalDebugFile = FALSE|GSM_InitConnection_Log\([a-z>-]+, 1, trace_function\(\), NULL\)')
[ -z "$lines" ] || complain "libgammu's debug output holds numbers and texts: it is on in no build
$lines"
exit $bad
