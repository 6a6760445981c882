/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark status`. The gateway is asked even if its configuration has been spoilt since it started: that is when one asks.
 */
#include "status.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "paint.h"

/* --- JSON: the keys' dots make the objects -------------------------------------------------------- */

/* Values that are numbers wherever they stand; everything that is not known here stays a text. */
static bool
is_number_key(const char *last)
{
        static const char *const names[] = {"uptime_s", "signal_percent", "pending", "received", "sent_parts", "reconnects",
                                            "restarts", "generation", "keywords", "warnings", "parts", "limit",
                                            "messages", "answered", "failed_folds", "unfolded", "sessions", "requests", "refused"};

        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
                if (strcmp(last, names[i]) == 0)
                        return true;
        return false;
}

static void
print_words(struct json *json, const char *name, const char *words)
{
        json_open(json, name, '[');
        for (words += strspn(words, " "); *words != '\0'; words += strspn(words, " ")) {
                size_t len = strcspn(words, " ");
                char word[64];

                snprintf(word, sizeof word, "%.*s", (int)len, words);
                json_text(json, NULL, word);
                words += len;
        }
        json_close(json, ']');
}

static void
print_value(struct json *json, const char *name, const char *value)
{
        const int64_t none = INT64_MIN;

        if (is_number_key(name) && gateway_number(value, none) != none)
                json_number(json, name, gateway_number(value, none));
        else if (strcmp(name, "up") == 0)
                json_bool(json, name, strcmp(value, "yes") == 0);
        else if (strcmp(name, "languages") == 0 || strcmp(name, "in_force") == 0 || strcmp(name, "missing") == 0)
                print_words(json, name, value);
        else
                json_text(json, name, value);
}

static bool
is_within(const char *key, const char *prefix, size_t len)
{
        return strncmp(key, prefix, len) == 0;
}

/* Whether an earlier line has begun the same object ("modem." or "modem.sim1." of this key's first `len` bytes). */
static bool
is_begun(const struct gateway_report *report, int before, size_t len)
{
        for (int i = 0; i < before; i++)
                if (is_within(report->lines[i].key, report->lines[before].key, len))
                        return true;
        return false;
}

/* All members of the object whose keys begin with the first `len` bytes of `prefix`. Depth is bounded by the dots of one key. */
static void
print_members(struct json *json, const struct gateway_report *report, const char *prefix, size_t len)
{
        for (int i = 0; i < report->nlines; i++) {
                const char *key = report->lines[i].key;
                const char *dot;
                char name[128];
                size_t inner;

                if (!is_within(key, prefix, len))
                        continue;
                dot = strchr(key + len, '.');
                if (dot == NULL || json->depth > 8) {
                        print_value(json, key + len, report->lines[i].value);
                        continue;
                }
                inner = (size_t)(dot - key) + 1;
                if (is_begun(report, i, inner))
                        continue;
                snprintf(name, sizeof name, "%.*s", (int)(inner - len - 1), key + len);
                json_open(json, name, '{');
                print_members(json, report, key, inner);
                json_close(json, '}');
        }
}

void
status_print_json(FILE *out, const struct gateway_report *report)
{
        struct json json = {.out = out};

        json_open(&json, NULL, '{');
        print_members(&json, report, "", 0);
        json_close(&json, '}');
}

/* --- the table -------------------------------------------------------------------------------------- */

#define LABEL_COLUMNS 14

static void
print_label(FILE *out, bool colours, const char *label)
{
        paint_text(out, colours, PAINT_STRONG, label);
        fprintf(out, "%*s", LABEL_COLUMNS > paint_width(label) ? LABEL_COLUMNS - paint_width(label) : 1, "");
}

/* "problem; cure" on lines of its own. */
static void
print_problem(FILE *out, bool colours, const char *problem)
{
        if (problem[0] == '\0')
                return;
        fprintf(out, "%*s", LABEL_COLUMNS, "");
        paint_text(out, colours, PAINT_BAD, problem);
        putc('\n', out);
}

static void
print_duration(FILE *out, int64_t seconds)
{
        long long s = seconds < 0 ? 0 : (long long)seconds;

        if (s < 60)
                fprintf(out, "%lld s", s);
        else if (s < 3600)
                fprintf(out, "%lld min", s / 60);
        else if (s < 2LL * 86400)
                fprintf(out, "%lld h %lld min", s / 3600, s / 60 % 60);
        else
                fprintf(out, "%lld days", s / 86400);
}

static void
print_header(FILE *out, bool colours, const struct gateway_report *report)
{
        bool well = strcmp(gateway_value(report, "gateway.health"), "ok") == 0;

        fputs("Waymark ", out);
        paint_text(out, false, PAINT_PLAIN, gateway_value(report, "gateway.version"));
        fputs(": ", out);
        paint_text(out, colours, well ? PAINT_GOOD : PAINT_BAD, well ? "all is well" : "something is wrong, see below");
        fputs(", running for ", out);
        print_duration(out, gateway_number(gateway_value(report, "gateway.uptime_s"), 0));
        fputs("\n\n", out);
}

static const char *
words_of_registration(const char *registered)
{
        static const char *const words[][2] = {
                {"home", ""},
                {"roaming", ", roaming (replies cost more)"},
                {"searching", ", searches for a network"},
                {"denied", ", refused by the network"},
                {"no", ", not in a network"},
        };

        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
                if (strcmp(registered, words[i][0]) == 0)
                        return words[i][1];
        return "";
}

static enum paint
paint_of_phase(const char *phase)
{
        if (strcmp(phase, "ready") == 0)
                return PAINT_GOOD;
        return strcmp(phase, "blocked") == 0 ? PAINT_BAD : PAINT_CARE;
}

static const char *
words_of_phase(const char *phase)
{
        static const char *const words[][2] = {
                {"ready", "ready"},
                {"waiting", "waits for the modem"},
                {"connecting", "connects"},
                {"blocked", "needs you"},
        };

        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
                if (strcmp(phase, words[i][0]) == 0)
                        return words[i][1];
        return phase;
}

static void
print_modem(FILE *out, bool colours, const struct gateway_report *report, const char *name)
{
        const char *phase = gateway_member(report, "modem", name, "phase");
        const char *network = gateway_member(report, "modem", name, "operator");
        int64_t signal = gateway_number(gateway_member(report, "modem", name, "signal_percent"), -1);
        int64_t pending = gateway_number(gateway_member(report, "modem", name, "pending"), 0);
        char label[80];

        snprintf(label, sizeof label, "Modem %s", name);
        print_label(out, colours, label);
        paint_text(out, colours, paint_of_phase(phase), words_of_phase(phase));
        if (strcmp(phase, "waiting") == 0) {
                fputs(" at ", out);
                paint_text(out, false, PAINT_PLAIN, gateway_member(report, "modem", name, "device"));
        }
        if (signal >= 0)
                fprintf(out, ", signal %lld %%", (long long)signal);
        if (network[0] != '\0') {
                fputs(", ", out);
                paint_text(out, false, PAINT_PLAIN, network);
        }
        fputs(words_of_registration(gateway_member(report, "modem", name, "registered")), out);
        fprintf(out, "; %s received, %s parts sent", gateway_member(report, "modem", name, "received"),
                gateway_member(report, "modem", name, "sent_parts"));
        if (pending > 0)
                fprintf(out, ", %lld in hand", (long long)pending);
        putc('\n', out);
        print_problem(out, colours, gateway_member(report, "modem", name, "problem"));
}

static void
print_modems(FILE *out, bool colours, const struct gateway_report *report)
{
        static const char prefix[] = "modem.", last[] = ".phase";

        for (int i = 0; i < report->nlines; i++) {
                const char *key = report->lines[i].key;
                size_t len = strlen(key);
                char name[64];

                if (len <= strlen(prefix) + strlen(last) || strncmp(key, prefix, strlen(prefix)) != 0 ||
                    strcmp(key + len - strlen(last), last) != 0)
                        continue;
                snprintf(name, sizeof name, "%.*s", (int)(len - strlen(prefix) - strlen(last)), key + strlen(prefix));
                print_modem(out, colours, report, name);
        }
}

/* A front that is no modem. */
static void
print_front(FILE *out, bool colours, const struct gateway_report *report, const char *name, const char *label, const char *waits)
{
        const char *phase = gateway_member(report, "front", name, "phase");

        if (phase[0] == '\0')
                return;
        print_label(out, colours, label);
        if (strcmp(phase, "ready") == 0)
                paint_text(out, colours, PAINT_GOOD, "ready");
        else
                paint_text(out, colours, PAINT_CARE, waits);
        fprintf(out, "; %s sessions, %s requests, %s refused\n", gateway_member(report, "front", name, "sessions"),
                gateway_member(report, "front", name, "requests"), gateway_member(report, "front", name, "refused"));
        print_problem(out, colours, gateway_member(report, "front", name, "problem"));
}

static void
print_fronts(FILE *out, bool colours, const struct gateway_report *report)
{
        print_front(out, colours, report, "gsup", "USSD", "waits for the HLR");
        print_front(out, colours, report, "http", "Call-backs", "waits for its address");
}

static void
print_catalogue(FILE *out, bool colours, const struct gateway_report *report)
{
        int64_t warnings = gateway_number(gateway_value(report, "catalogue.warnings"), 0);

        print_label(out, colours, "Messages");
        if (gateway_number(gateway_value(report, "catalogue.generation"), 0) == 0) {
                paint_text(out, colours, PAINT_BAD, "not loaded\n");
        } else {
                fprintf(out, "%s keywords; ", gateway_value(report, "catalogue.keywords"));
                paint_text(out, false, PAINT_PLAIN, gateway_value(report, "catalogue.languages"));
                if (warnings > 0) {
                        char text[64];

                        snprintf(text, sizeof text, "; %lld warnings, see \"waymark check\"", (long long)warnings);
                        paint_text(out, colours, PAINT_CARE, text);
                }
                putc('\n', out);
        }
        if (gateway_value(report, "catalogue.problem")[0] != '\0')
                print_problem(out, colours, "the newest edit is not in use, the texts before it are:");
        print_problem(out, colours, gateway_value(report, "catalogue.problem"));
}

static void
print_day(FILE *out, const char *day)
{
        if (day[0] != '\0' && strcmp(day, "unknown") != 0)
                paint_text(out, false, PAINT_PLAIN, day);
        else
                fputs("day not known yet", out);
}

static void
print_sums(FILE *out, bool colours, const struct gateway_report *report)
{
        int64_t parts = gateway_number(gateway_value(report, "budget.parts"), 0);
        int64_t limit = gateway_number(gateway_value(report, "budget.limit"), 0);
        char text[96];

        print_label(out, colours, "Today");
        fprintf(out, "%s messages, %s answered, %s parts sent (", gateway_value(report, "today.messages"),
                gateway_value(report, "today.answered"), gateway_value(report, "today.parts"));
        print_day(out, gateway_value(report, "today.day"));
        fputs(")\n", out);
        print_label(out, colours, "Budget");
        snprintf(text, sizeof text, "%lld of %lld parts used", (long long)parts, (long long)limit);
        paint_text(out, colours, limit > 0 && parts >= limit - limit / 5 ? PAINT_CARE : PAINT_PLAIN, text);
        if (limit > 0 && parts >= limit)
                fputs("; nobody is answered any more today", out);
        else if (limit > 0 && parts >= limit - limit / 5)
                fputs("; the rest is kept for calls for help", out);
        putc('\n', out);
}

static void
print_insides(FILE *out, bool colours, const struct gateway_report *report)
{
        int64_t failed = gateway_number(gateway_value(report, "ledger.failed_folds"), 0);
        char text[160];

        print_label(out, colours, "Counts");
        fprintf(out, "%s since the last time they were written to the card\n", gateway_value(report, "ledger.unfolded"));
        if (failed > 0) {
                snprintf(text, sizeof text, "the counts could not be written %lld times; see whether the card is full or broken",
                         (long long)failed);
                print_problem(out, colours, text);
        }
        if (strcmp(gateway_value(report, "engine.up"), "no") == 0)
                print_problem(out, colours, "the engine is being started anew; if this stays so, read the log: journalctl -u waymark");
        if (strcmp(gateway_value(report, "ledger.up"), "no") == 0)
                print_problem(out, colours, "the ledger is being started anew; if this stays so, read the log: journalctl -u waymark");
}

/* Whether a process lacks this protection, by any line that ends in ".missing". */
static bool
is_missing(const struct gateway_report *report, const char *protection)
{
        static const char prefix[] = "protection.", last[] = ".missing";

        for (int i = 0; i < report->nlines; i++) {
                const struct gateway_line *line = &report->lines[i];
                size_t len = strlen(line->key);
                const char *at = strstr(line->value, protection);

                if (len > strlen(prefix) + strlen(last) && strncmp(line->key, prefix, strlen(prefix)) == 0 &&
                    strcmp(line->key + len - strlen(last), last) == 0 && at != NULL)
                        return true;
        }
        return false;
}

/* One line if all is in force: this is no problem that someone at the gateway can have caused. */
static void
print_protections(FILE *out, bool colours, const struct gateway_report *report)
{
        static const char *const words[][2] = {
                {"seccomp", "every system call is allowed: this kernel or this build has no seccomp"},
                {"landlock", "files are guarded by their owner and mode alone: this kernel has no landlock (that of a Raspberry Pi has none)"},
                {"ports", "gsup may connect to any port: this kernel's landlock does not know ports yet"},
                {"locked", "numbers in memory can reach swap: switch swap off, or give the service LimitMEMLOCK=infinity"},
        };
        bool all = true;

        if (gateway_value(report, "protection.parent.in_force")[0] == '\0')
                return; /* an older gateway */
        print_label(out, colours, "Protection");
        for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
                if (is_missing(report, words[i][0])) {
                        if (!all)
                                fprintf(out, "%*s", LABEL_COLUMNS, "");
                        paint_text(out, colours, PAINT_CARE, words[i][1]);
                        putc('\n', out);
                        all = false;
                }
        if (all)
                fputs("all in force\n", out);
}

void
status_print_table(FILE *out, bool colours, const struct gateway_report *report)
{
        print_header(out, colours, report);
        print_modems(out, colours, report);
        print_fronts(out, colours, report);
        print_catalogue(out, colours, report);
        print_sums(out, colours, report);
        print_insides(out, colours, report);
        print_protections(out, colours, report);
}

/* --- the command -------------------------------------------------------------------------------------- */

static int
tell_why_not(const struct command_call *call, const char *runtime, int error, bool as_json)
{
        const char *text;
        int rc = COMMAND_EXIT_NOT_RUNNING;

        switch (-error) {
        case EACCES:
        case EPERM:
                text = "the gateway may run, but tells only its own user and root; use: sudo waymark status";
                rc = COMMAND_EXIT_NO_PERMISSION;
                break;
        case ETIMEDOUT:
                text = "the gateway runs, but does not answer; if this stays so: systemctl restart waymark";
                rc = COMMAND_EXIT_UNSOUND;
                break;
        default:
                text = "the gateway is not running; start it: systemctl start waymark, and if it ends at once: waymark check";
                break;
        }
        if (as_json) {
                struct json json = {.out = stdout};

                json_open(&json, NULL, '{');
                json_open(&json, "gateway", '{');
                json_text(&json, "health", rc == COMMAND_EXIT_NOT_RUNNING ? "not running" : "unknown");
                json_text(&json, "problem", text);
                json_close(&json, '}');
                json_close(&json, '}');
        } else {
                fprintf(stderr, "waymark %s: %s\n(asked at %s/control.sock)\n", call->argv[0], text, runtime);
        }
        return rc;
}

static int
print_status(const struct command_call *call, bool as_json, const char *runtime, struct gateway_report *report)
{
        int rc = gateway_ask(runtime, report);

        if (rc < 0)
                return tell_why_not(call, runtime, rc, as_json);
        if (as_json)
                status_print_json(stdout, report);
        else
                status_print_table(stdout, paint_wanted(stdout), report);
        return strcmp(gateway_value(report, "gateway.health"), "ok") == 0 ? COMMAND_EXIT_OK : COMMAND_EXIT_UNSOUND;
}

int
status_command(const struct command_call *call)
{
        static const struct option options[] = {{"json", no_argument, NULL, 'j'}, {NULL, 0, NULL, 0}};
        struct gateway_report *report;
        struct config *config;
        bool as_json = false;
        int option, rc;

        while ((option = getopt_long(call->argc, call->argv, "", options, NULL)) != -1) {
                if (option != 'j')
                        return command_misused(call, "unknown option");
                as_json = true;
        }
        if (optind < call->argc)
                return command_misused(call, "\"%s\" is too much", call->argv[optind]);
        report = malloc(sizeof *report);
        config = malloc(sizeof *config);
        rc = report != NULL && config != NULL ? command_load_config(call, config) : COMMAND_EXIT_TROUBLE;
        if (rc == 0 || (rc == COMMAND_EXIT_CONFIG && config->runtime[0] != '\0'))
                rc = print_status(call, as_json, config->runtime, report);
        if (config != NULL)
                config_wipe(config);
        free(config);
        free(report);
        return rc;
}
