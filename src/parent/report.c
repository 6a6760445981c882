/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The status report. Its keys are relied on by `waymark status` and by scripts: add, never rename.
 */
#include "report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/code.h"
#include "common/sandbox.h"
#include "common/version.h"

struct page {
        char *text;
        size_t len;
};

static void line(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
line(struct page *page, const char *format, ...)
{
        size_t room = REPORT_TEXT - page->len;
        va_list args;
        int len;

        va_start(args, format);
        len = vsnprintf(page->text + page->len, room, format, args);
        va_end(args);
        if (len < 0 || (size_t)len + 1 >= room) {
                page->text[page->len] = '\0'; /* a cut line would be read as a wrong value */
                return;
        }
        for (char *c = page->text + page->len; *c != '\0'; c++)
                if ((unsigned char)*c < 0x20 || *c == 0x7f)
                        *c = ' '; /* a line end in a name would begin a line of its own */
        page->len += (size_t)len;
        page->text[page->len++] = '\n';
        page->text[page->len] = '\0';
}

static const char *
phase_name(unsigned phase)
{
        static const char *const names[WIRE_MODEM_PHASE_COUNT] = {
                [0] = "connecting",
                [WIRE_MODEM_PHASE_WAITING] = "waiting",
                [WIRE_MODEM_PHASE_CONNECTING] = "connecting",
                [WIRE_MODEM_PHASE_READY] = "ready",
                [WIRE_MODEM_PHASE_BLOCKED] = "blocked",
        };

        return names[phase < WIRE_MODEM_PHASE_COUNT ? phase : 0];
}

/* What is being done about a modem that does not work. */
static const char *
repair_name(unsigned rung)
{
        static const char *const names[WIRE_MODEM_RUNG_COUNT] = {
                [WIRE_MODEM_RUNG_WELL] = "none",           [WIRE_MODEM_RUNG_RECONNECT] = "reconnect",
                [WIRE_MODEM_RUNG_REOPEN] = "reopen",       [WIRE_MODEM_RUNG_RESET] = "reset",
                [WIRE_MODEM_RUNG_REBIND] = "usb",          [WIRE_MODEM_RUNG_REST] = "rest",
        };

        return names[rung < WIRE_MODEM_RUNG_COUNT ? rung : 0];
}

static const char *
registered_name(unsigned registered)
{
        static const char *const names[] = {"no", "home", "roaming", "searching", "denied", "unknown"};

        return names[registered < sizeof names / sizeof names[0] ? registered : 5];
}

static bool
child_is_up(const struct child *child)
{
        return child->phase == CHILD_PHASE_RUNNING || child->renewing;
}

static bool
modem_is_well(const struct child *child)
{
        return child_is_up(child) && child->state.modem.phase == WIRE_MODEM_PHASE_READY &&
               child->state.modem.problem[0] == '\0';
}

static bool
child_is_well(const struct child *child)
{
        switch (child->role) {
        case WIRE_MODEM:
                return modem_is_well(child);
        case WIRE_ENGINE:
                return child_is_up(child) && child->state.engine.generation > 0 && child->state.engine.problem[0] == '\0';
        case WIRE_LEDGER:
                return child_is_up(child) && child->state.ledger.failed_folds == 0;
        case WIRE_GSUP:
        case WIRE_HTTP:
                return child_is_up(child) && child->state.front.phase == WIRE_FRONT_PHASE_READY && child->state.front.problem[0] == '\0';
        case WIRE_PARENT:
        case WIRE_WEB:
                break;
        }
        return true;
}

bool
report_is_well(const struct children *children)
{
        for (int i = 0; i < children->n; i++)
                if (!child_is_well(&children->list[i]))
                        return false;
        return true;
}

static void
write_modem(struct page *page, const struct children *children, const struct child *child)
{
        const struct config_modem *modem = &children->config->modems[child->front];
        const struct wire_modem_state *state = &child->state.modem;

        line(page, "modem.%s.device=%s", modem->name, modem->device);
        line(page, "modem.%s.phase=%s", modem->name, phase_name(state->phase));
        line(page, "modem.%s.signal_percent=%d", modem->name, state->phase == 0 ? -1 : state->signal_percent);
        line(page, "modem.%s.registered=%s", modem->name, registered_name(state->phase == 0 ? 5 : state->registered));
        line(page, "modem.%s.operator=%s", modem->name, state->operator_name);
        line(page, "modem.%s.pending=%u", modem->name, state->pending);
        line(page, "modem.%s.received=%u", modem->name, state->received);
        line(page, "modem.%s.sent_parts=%u", modem->name, state->sent_parts);
        line(page, "modem.%s.reconnects=%u", modem->name, state->reconnects);
        line(page, "modem.%s.restarts=%u", modem->name, child->restarts);
        line(page, "modem.%s.repair=%s", modem->name, repair_name(state->ladder.rung));
        line(page, "modem.%s.problem=%s", modem->name, state->problem);
}

static void
write_engine(struct page *page, const struct child *child)
{
        const struct wire_engine_state *state = &child->state.engine;
        char languages[sizeof state->languages / sizeof state->languages[0] * CODE_TEXT + 1] = "";
        char day[DAY_TEXT], code[CODE_TEXT];
        size_t len = 0;

        for (size_t i = 0; i < sizeof state->languages / sizeof state->languages[0] && state->languages[i] != 0; i++)
                len += (size_t)snprintf(languages + len, sizeof languages - len, "%s%s", i > 0 ? " " : "",
                                        code_language(state->languages[i], code));
        line(page, "engine.up=%s", child_is_up(child) ? "yes" : "no");
        line(page, "engine.restarts=%u", child->restarts);
        line(page, "catalogue.generation=%u", state->generation);
        line(page, "catalogue.keywords=%u", state->keywords);
        line(page, "catalogue.languages=%s", languages);
        line(page, "catalogue.warnings=%u", state->warnings);
        line(page, "catalogue.problem=%s", state->problem);
        line(page, "budget.day=%s", day_text(state->budget_day, day));
        line(page, "budget.parts=%u", state->budget_parts);
        line(page, "budget.limit=%u", state->budget_limit);
}

static void
write_ledger(struct page *page, const struct child *child)
{
        const struct wire_ledger_state *state = &child->state.ledger;
        char day[DAY_TEXT];

        line(page, "ledger.up=%s", child_is_up(child) ? "yes" : "no");
        line(page, "ledger.restarts=%u", child->restarts);
        line(page, "ledger.failed_folds=%u", state->failed_folds);
        line(page, "ledger.unfolded=%u", state->unfolded);
        line(page, "today.day=%s", day_text(state->day, day));
        line(page, "today.messages=%u", state->messages);
        line(page, "today.answered=%u", state->answered);
        line(page, "today.parts=%u", state->parts);
}

/* A front that is no modem: "front.gsup", "front.http". */
static void
write_front(struct page *page, const struct child *child)
{
        const struct wire_front_state *state = &child->state.front;
        const char *name = wire_role_name(child->role);

        line(page, "front.%s.phase=%s", name, state->phase == WIRE_FRONT_PHASE_READY ? "ready" : "connecting");
        line(page, "front.%s.sessions=%u", name, state->sessions);
        line(page, "front.%s.requests=%u", name, state->requests);
        line(page, "front.%s.refused=%u", name, state->refused);
        line(page, "front.%s.reconnects=%u", name, state->reconnects);
        line(page, "front.%s.restarts=%u", name, child->restarts);
        line(page, "front.%s.problem=%s", name, state->problem);
}

/* The day of the modem that knows it best. */
static int32_t
network_day(const struct children *children)
{
        int64_t utc = 0;

        for (int i = 0; i < children->n; i++)
                if (children->list[i].role == WIRE_MODEM && children->list[i].state.modem.network_utc > utc)
                        utc = children->list[i].state.modem.network_utc;
        return (int32_t)(utc / 86400);
}

/* What each process has given up, and what it should have and the kernel does not give. */
static void
write_protection(struct page *page, const char *name, uint32_t in_force, uint32_t refused)
{
        char text[SANDBOX_TEXT];

        line(page, "protection.%s.in_force=%s", name, sandbox_text(in_force, text));
        line(page, "protection.%s.missing=%s", name, sandbox_text(refused, text));
}

static void
write_protections(struct page *page, const struct children *children)
{
        char name[32];

        write_protection(page, "parent", children->in_force, children->refused);
        for (int i = 0; i < children->n; i++) {
                const struct child *child = &children->list[i];

                if (child->role == WIRE_MODEM)
                        snprintf(name, sizeof name, "modem.%s", children->config->modems[child->front].name);
                else
                        snprintf(name, sizeof name, "%s", wire_role_name(child->role));
                write_protection(page, name, child->in_force, child->refused);
        }
}

size_t
report_write(const struct children *children, int64_t started_ms, char text[static REPORT_TEXT])
{
        struct page page = {.text = text, .len = 0};
        char day[DAY_TEXT];

        text[0] = '\0';
        line(&page, "gateway.version=%s", WAYMARK_VERSION);
        line(&page, "gateway.uptime_s=%lld", (long long)(clock_ms() - started_ms) / 1000);
        line(&page, "gateway.health=%s", report_is_well(children) ? "ok" : "degraded");
        line(&page, "clock.day=%s", day_text(network_day(children), day));
        for (int i = 0; i < children->n; i++) {
                const struct child *child = &children->list[i];

                if (child->role == WIRE_MODEM)
                        write_modem(&page, children, child);
                else if (child->role == WIRE_ENGINE)
                        write_engine(&page, child);
                else if (child->role == WIRE_LEDGER)
                        write_ledger(&page, child);
                else
                        write_front(&page, child);
        }
        write_protections(&page, children);
        return page.len;
}

void
report_summary(const struct children *children, char *text, size_t room)
{
        int ready = 0, all = 0;

        for (int i = 0; i < children->n; i++)
                if (children->list[i].role == WIRE_MODEM) {
                        all++;
                        ready += modem_is_well(&children->list[i]);
                }
        snprintf(text, room, "%d of %d modems ready%s", ready, all,
                 report_is_well(children) ? "" : "; see `waymark status`");
}
