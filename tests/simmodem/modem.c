/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a simulated modem does by itself: come and go, receive messages from the network, speak unasked. See modem.h.
 */
#include "modem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum {
        INPUT_MAX = 65536,              /* typed ahead; then the line stops being read */
        PUK_ATTEMPTS = 10,
};

static void
on_bytes(void *context, const char *bytes, size_t len)
{
        struct modem *modem = context;

        modem_trace(modem, "<", bytes, len);
        if (modem->set.dead)
                return;
        at_feed(modem, bytes, len);
        if (line_is_plugged(modem->line))
                line_pause_reading(modem->line, modem->in.len > INPUT_MAX || modem->set.stuck);
}

static void
power_off(struct modem *modem)
{
        modem_trace(modem, "!", "unplugged", 9);
        if (modem->submitted)
                network_settle(modem->network, modem->sent_id, SENT_LOST, 0, -1);
        modem->submitted = false;
        modem->powered = false;
        agenda_cancel(modem->agenda, NULL, modem);
        text_clear(&modem->in);
        text_clear(&modem->echoed);
        text_clear(&modem->typed);
        text_clear(&modem->answer);
        text_clear(&modem->deferred);
        modem->state = MODEM_COMMAND;
        modem->resume = NULL;
        modem->held = false;
        if (modem->replug_ms >= 0)
                modem_plug_after(modem, modem->replug_ms);
        modem->replug_ms = -1;
}

static void
on_line_unplugged(void *context)
{
        power_off(context);
}

struct modem *
modem_new(const char *name, const char *link, struct agenda *agenda, struct network *network)
{
        struct modem *modem = allocate(sizeof *modem);

        snprintf(modem->name, sizeof modem->name, "%s", name);
        settings_init(&modem->set);
        modem->agenda = agenda;
        modem->network = network;
        modem->line = line_new(link, agenda, on_bytes, on_line_unplugged, modem);
        modem->trace = -1;
        modem->replug_ms = -1;
        store_init(&modem->stores[MODEM_SM], (int)modem->set.size_sm);
        store_init(&modem->stores[MODEM_ME], (int)modem->set.size_me);
        queue_init(&modem->queue);
        modem->attempts_left = modem->set.attempts;
        modem->puk_attempts_left = PUK_ATTEMPTS;
        return modem;
}

void
modem_free(struct modem *modem)
{
        modem_unplug(modem);
        agenda_cancel(modem->agenda, NULL, modem);
        line_free(modem->line);
        store_clear(&modem->stores[MODEM_SM]);
        store_clear(&modem->stores[MODEM_ME]);
        queue_clear(&modem->queue);
        orders_clear(&modem->orders);
        while (modem->ussd != NULL) {
                struct ussd_answer *answer = modem->ussd;

                modem->ussd = answer->next;
                free(answer->code);
                free(answer->text);
                free(answer);
        }
        modem_forget_commands(modem);
        text_free(&modem->in);
        text_free(&modem->echoed);
        text_free(&modem->typed);
        text_free(&modem->answer);
        text_free(&modem->deferred);
        text_free(&modem->chatter);
        free(modem);
}

/* ---- power ---- */

static void
apply_pace(struct modem *modem)
{
        line_set_pace(modem->line, &(struct line_pace){ .baud = modem->set.baud, .fragment = modem->set.fragment,
                                                        .gap_us = modem->set.gap_us, .keep = modem->set.keep_open });
}

static void
chatter(void *context)
{
        struct modem *modem = context;

        modem_say(modem, modem->chatter.bytes, modem->chatter.len);
        agenda_add(modem->agenda, agenda_now_us() + (uint64_t)modem->chatter_ms * 1000, chatter, modem);
}

void
modem_set_chatter(struct modem *modem, long ms, const struct text *text)
{
        agenda_cancel(modem->agenda, chatter, modem);
        modem->chatter_ms = ms;
        text_clear(&modem->chatter);
        text_add(&modem->chatter, text->bytes, text->len);
        if (ms > 0 && modem->powered)
                agenda_add(modem->agenda, agenda_now_us() + (uint64_t)ms * 1000, chatter, modem);
}

int
modem_plug(struct modem *modem, bool other)
{
        int rc;

        apply_pace(modem);
        rc = line_plug(modem->line, other);
        if (rc < 0)
                return rc;
        modem->set.dead = modem->set.stuck = 0;
        agenda_cancel(modem->agenda, NULL, modem);
        modem->powered = true;
        modem->unlocked = false;
        modem->deliver_free_us = 0;
        at_start(modem);
        modem_trace(modem, "!", "plugged", 7);
        if (modem->set.boot[0] != '\0')
                modem_say(modem, modem->set.boot, strlen(modem->set.boot));
        if (modem->chatter_ms > 0)
                agenda_add(modem->agenda, agenda_now_us() + (uint64_t)modem->chatter_ms * 1000, chatter, modem);
        modem_serve_queue_soon(modem);
        return 0;
}

void
modem_unplug(struct modem *modem)
{
        if (line_is_plugged(modem->line))
                line_unplug(modem->line);
        power_off(modem);
}

static void
plug_again(void *context)
{
        struct modem *modem = context;
        int rc;

        rc = modem_plug(modem, false);
        if (rc < 0 && rc != -EALREADY)
                fprintf(stderr, "simmodem: %s: %s: %s\n", modem->name, line_link(modem->line), strerror(-rc));
}

void
modem_plug_after(struct modem *modem, long ms)
{
        agenda_add(modem->agenda, agenda_now_us() + (uint64_t)ms * 1000, plug_again, modem);
}

void
modem_reset(struct modem *modem)
{
        modem->replug_ms = modem->set.boot_ms;
        modem_unplug(modem);
}

/* ---- state others ask for ---- */

enum modem_sim
modem_sim(const struct modem *modem)
{
        if (!modem->set.sim)
                return MODEM_SIM_NONE;
        if (modem->set.pin[0] == '\0' || modem->unlocked)
                return MODEM_SIM_READY;
        return modem->attempts_left > 0 ? MODEM_SIM_PIN : MODEM_SIM_PUK;
}

bool
modem_is_registered(const struct modem *modem)
{
        return modem_sim(modem) == MODEM_SIM_READY && (modem->set.registration == 1 || modem->set.registration == 5);
}

const char *
modem_memory_name(enum modem_memory memory)
{
        return memory == MODEM_SM ? "SM" : "ME";
}

int
modem_slot_number(const struct modem *modem, int slot)
{
        return modem->set.slot0 ? slot - 1 : slot;
}

void
modem_forget_commands(struct modem *modem)
{
        while (modem->commands != NULL) {
                struct command_count *count = modem->commands;

                modem->commands = count->next;
                free(count);
        }
}

unsigned long
modem_command_count(const struct modem *modem, const char *prefix)
{
        const struct command_count *count;
        unsigned long sum = 0;

        for (count = modem->commands; count != NULL; count = count->next)
                if (strcmp(prefix, "*") == 0 || strcasecmp(count->name, prefix) == 0)
                        sum += count->count;
        return sum;
}

void
modem_settings_changed(struct modem *modem, const char *name)
{
        apply_pace(modem);
        store_resize(&modem->stores[MODEM_SM], (int)modem->set.size_sm);
        store_resize(&modem->stores[MODEM_ME], (int)modem->set.size_me);
        line_pause_reading(modem->line, modem->set.stuck);
        if (strcmp(name, "pin") == 0 || strcmp(name, "sim") == 0)
                modem->unlocked = false;
        if (strcmp(name, "attempts") == 0)
                modem->attempts_left = modem->set.attempts;
        if (strcmp(name, "echo") == 0)
                modem->echo = modem->set.echo;
        if (strcmp(name, "registration") == 0 && modem->creg > 0)
                modem_tell(modem, "+CREG: %ld", modem->set.registration);
        if (strcmp(name, "delay") != 0)
                modem_serve_queue_soon(modem);
}

/* ---- speaking ---- */

void
modem_trace(struct modem *modem, const char *what, const char *bytes, size_t len)
{
        struct text line = { 0 };
        uint64_t now_us;

        if (modem->trace < 0)
                return;
        now_us = agenda_now_us();
        text_printf(&line, "%llu.%06llu %s %s ", (unsigned long long)(now_us / 1000000),
                    (unsigned long long)(now_us % 1000000), modem->name, what);
        text_escape(&line, bytes, len, true);
        text_puts(&line, "\n");
        if (write(modem->trace, line.bytes, line.len) < 0)
                modem->trace = -1;
        text_free(&line);
}

void
modem_write(struct modem *modem, const char *bytes, size_t len)
{
        if (len == 0 || !line_is_plugged(modem->line) || modem->set.dead || modem->set.stuck)
                return;
        modem_trace(modem, ">", bytes, len);
        line_write(modem->line, bytes, len);
}

void
modem_say(struct modem *modem, const char *bytes, size_t len)
{
        modem_write(modem, bytes, len);
}

/* During text entry modems keep quiet until the PDU is in, and with defer-urc until the command is done. */
void
modem_tell(struct modem *modem, const char *format, ...)
{
        struct text line = { 0 };
        char said[2048];
        va_list args;

        va_start(args, format);
        vsnprintf(said, sizeof said, format, args);
        va_end(args);
        text_printf(&line, "\r\n%s\r\n", said);
        if (modem->state == MODEM_TEXT || modem->state == MODEM_PROMPTING ||
            (modem->set.defer_urc && modem->state != MODEM_COMMAND))
                text_add(&modem->deferred, line.bytes, line.len);
        else
                modem_write(modem, line.bytes, line.len);
        text_free(&line);
}

void
modem_flush_deferred(struct modem *modem)
{
        if (modem->deferred.len == 0)
                return;
        modem_write(modem, modem->deferred.bytes, modem->deferred.len);
        text_clear(&modem->deferred);
}

/* ---- messages from the network ---- */

static void
tell_pdu(struct modem *modem, const char *code, const struct message *message)
{
        struct text hex = { 0 };

        text_hex(&hex, message->octets, message->len);
        modem_tell(modem, "%s%zu\r\n%s", code, store_tpdu_len(message->octets, message->len), hex.bytes);
        text_free(&hex);
}

static bool
is_report(const struct message *message)
{
        size_t at = message->len > 0 ? message->octets[0] + 1u : 0;

        return at < message->len && (message->octets[at] & 3) == 2;
}

/* TS 27.005, 3.4.1. Returns false if there is no room for it now. */
static bool
deliver(struct modem *modem, const struct message *message)
{
        enum modem_memory memory = modem->memories[2];
        bool report = is_report(message);
        int slot;

        if (report && modem->cnmi[3] == 0) {
                modem->nreports_dropped++;
                return true;
        }
        if (report && modem->cnmi[3] == 1) {
                tell_pdu(modem, "+CDS: ", message);
                return true;
        }
        if (!report && modem->cnmi[1] == 2) {
                tell_pdu(modem, "+CMT: ,", message);
                return true;
        }
        slot = store_free_slot(&modem->stores[memory]);
        if (slot == 0) {
                if (modem->set.memfull && !modem->full_told)
                        modem_tell(modem, "^SMMEMFULL: \"%s\"", modem_memory_name(memory));
                modem->full_told = true;
                return false;
        }
        store_put(&modem->stores[memory], slot, STORE_UNREAD, message->octets, message->len);
        modem->full_told = false;
        if (modem->set.cmti && (report || modem->cnmi[1] == 1 || modem->cnmi[1] == 3))
                modem_tell(modem, "%s: \"%s\",%ld", report ? "+CDSI" : "+CMTI", modem_memory_name(memory),
                           modem_slot_number(modem, slot) + modem->set.cmti_shift);
        return true;
}

static void
serve_queue(void *context)
{
        modem_serve_queue(context);
}

void
modem_serve_queue_soon(struct modem *modem)
{
        agenda_cancel(modem->agenda, serve_queue, modem);
        agenda_add(modem->agenda, 0, serve_queue, modem);
}

void
modem_serve_queue(struct modem *modem)
{
        while (modem->queue.first != NULL && modem->powered && modem_is_registered(modem)) {
                uint64_t now_us = agenda_now_us();

                if (now_us < modem->deliver_free_us) {
                        agenda_cancel(modem->agenda, serve_queue, modem);
                        agenda_add(modem->agenda, modem->deliver_free_us, serve_queue, modem);
                        return;
                }
                if (!deliver(modem, modem->queue.first))
                        return;
                modem->deliver_free_us = now_us + (uint64_t)modem->set.deliver_ms * 1000;
                queue_drop_first(&modem->queue);
        }
}

void
modem_deliver(struct modem *modem, const uint8_t *octets, size_t len)
{
        queue_add(&modem->queue, octets, len);
        modem_serve_queue(modem);
}
