#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# The lint of log calls refuses what it is for. Each claim plants one line into a small tree and looks what check_log.sh says. Prints TAP.
cd "$(dirname "$0")/../.." || exit 1
tree=$(mktemp -d) || exit 1
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree/src/modem"
number=0
failed=0

claim() { # name, what must be said ("" if nothing), the planted line
        number=$((number + 1))
        printf 'static void\nplanted(void)\n{\n        %s\n}\n' "$3" >"$tree/src/modem/planted.c"
        said=$(sh tests/check_log.sh "$tree" 2>&1)
        case $said in
        "") found=$([ -z "$2" ] && echo yes) ;;
        *) found=$([ -n "$2" ] && printf '%s' "$said" | grep -qF "$2" && echo yes) ;;
        esac
        if [ "$found" = yes ]; then
                echo "ok $number - $1"
        else
                echo "not ok $number - $1"
                printf '%s\n' "# $3" "# said: $said"
                failed=1
        fi
}
refuses() { claim "refuses $1" "$2" "$3"; }
allows() { claim "allows $1" "" "$2"; }

refuses 'the text of a message' 'sms->text' 'log_notice("%s", sms->text);'
refuses 'a number' 'letter->sender.secret' 'log_debug("from %s", letter->sender.secret);'
refuses 'a number in a long call' 'to' 'log_warning("cannot send %s of %d to %s",
                    wire_role_name(role), n, to);'
refuses 'a number behind brackets and a string with brackets' 'who' 'log_error("(%s) %s", strerror(f(1, ")")), who);'
refuses 'a choice of which one is a text' 'ask->text' 'fatal("%s", rc < 0 ? "nothing" : ask->text);'
refuses 'a choice hidden in a choice' 'x->body' 'fatal("%s", a ? "one" : b ? x->body : "two");'
refuses 'a tag as a number' 'ask->tag' 'log_notice("asked by %llx", (unsigned long long)ask->tag);'
refuses 'a pointer' '%p' 'log_notice("at %p", (void *)problem);'
refuses 'a string with its length' '%.*s' 'log_notice("%.*s", n, problem);'
refuses 'a format from elsewhere' 'format that is no literal' 'log_notice(format);'
refuses 'a text as the problem that status and log tell' 'sms.text' 'snprintf(state->problem, sizeof state->problem, "bad: %s", sms.text);'
refuses 'a text as the reason of a lost connection' 'answer' 'connection_lose(modem, answer);'
refuses 'a text as the reason of a phase' 'line' 'modem_set_phase(modem, WIRE_MODEM_PHASE_READY, line);'
refuses 'printf' 'past the log' 'printf("%d\n", n);'
refuses 'fprintf' 'past the log' 'fprintf(stderr, "x");'
refuses 'syslog' 'past the log' 'syslog(LOG_INFO, "x");'
refuses 'dprintf' 'past the log' 'dprintf(2, "x");'
refuses 'perror' 'past the log' 'perror("x");'
refuses 'the debug output of libgammu' 'debug output' 'snprintf(gammu->DebugLevel, 50, "%s", debug ? "textall" : "nothing");'
refuses 'a callback for the log of libgammu' 'debug output' 'GSM_InitConnection_Log(machine, 1, on_log, NULL);'
refuses 'a new function that speaks like printf' 'teach' 'void tell(const char *format, ...) __attribute__((format(printf, 1, 2)));'

allows 'a literal' 'log_notice("ready");'
allows 'numbers and errors' 'log_error("%d of %zu: %s", n, len, strerror(-rc));'
allows 'names of the configuration' 'log_warning("%s: %s", birth->config.name, config->device);'
allows 'a choice of literals' 'log_notice("%s", a ? "one" : b == 2 ? "two, (x)" : "three");'
allows 'literals over several lines' 'log_notice("one "
                   "two %d", n);'
allows 'a percent sign' 'log_notice("100 %% of %d", n);'
allows 'a problem that was put together here' 'log_warning("%s", state->problem);'
allows 'what says why' 'log_notice("%s", name); /* allowed: made here */'
allows 'other uses of snprintf' 'snprintf(path, sizeof path, "%s/x", folder_of(x));'
allows 'libgammu without debug output' 'snprintf(gammu->DebugLevel, sizeof gammu->DebugLevel, "%s", trace_level());'

number=$((number + 1))
if sh tests/check_log.sh; then
        echo "ok $number - the source itself passes"
else
        echo "not ok $number - the source itself passes"
        failed=1
fi
exit $failed
