/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the control socket understands: one table of commands, each a function of the rest of its line. README.md explains them to
 * those who write tests; `help` lists them.
 */
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "at_ussd.h"

struct command {
        const char *name;
        bool names_modem;               /* the first word is a modem */
        void (*obey)(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
        const char *usage;
};

static const struct command *table(size_t *ncommands);

/* ---- words ---- */

char *
commands_word(char **args)
{
        char *word;

        *args += strspn(*args, " ");
        if (**args == '\0')
                return NULL;
        word = *args;
        *args += strcspn(*args, " ");
        if (**args != '\0')
                *(*args)++ = '\0';
        return word;
}

bool
commands_option(char **args, char **key, char **value)
{
        *args += strspn(*args, " ");
        if (strncmp(*args, "text=", 5) == 0) {
                *key = *args;
                *value = *args + 5;
                (*key)[4] = '\0';
                *args += 5 + strlen(*value);
                return true;
        }
        *key = commands_word(args);
        if (*key == NULL)
                return false;
        *value = strchr(*key, '=');
        if (*value != NULL)
                *(*value)++ = '\0';
        return true;
}

bool
commands_number(const char *word, long least, long most, long *number)
{
        char *end;
        long value;

        if (word == NULL || *word == '\0')
                return false;
        errno = 0;
        value = strtol(word, &end, 10);
        if (errno != 0 || *end != '\0' || value < least || value > most)
                return false;
        *number = value;
        return true;
}

static struct modem *
find_modem(const struct simulator *simulator, const char *name)
{
        struct modem *modem;

        for (modem = simulator->modems; modem != NULL && name != NULL; modem = modem->next)
                if (strcmp(modem->name, name) == 0)
                        return modem;
        return NULL;
}

/* ---- looking ---- */

static void
describe_modem(const struct modem *modem, struct text *out)
{
        static const char *const sims[] = { "none", "ready", "pin", "puk" };
        static const char *const states[] = { "command", "prompting", "text", "waiting", "held" };

        text_printf(out, "modem name=%s link=", modem->name);
        text_escape_word(out, line_link(modem->line));
        text_printf(out, " pty=%s plugged=%d attached=%d opened=%llu state=%s held=%d sim=%s attempts=%ld sm=%d/%d me=%d/%d "
                         "queue=%zu accepted=%zu reports_dropped=%lu\n",
                    line_pty(modem->line), line_is_plugged(modem->line), line_is_attached(modem->line),
                    (unsigned long long)line_nattached(modem->line), states[modem->state], modem->held, sims[modem_sim(modem)],
                    modem->attempts_left, store_used(&modem->stores[MODEM_SM]), modem->stores[MODEM_SM].size,
                    store_used(&modem->stores[MODEM_ME]), modem->stores[MODEM_ME].size, modem->queue.count, modem->naccepted,
                    modem->nreports_dropped);
}

static void
list(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)args;
        for (modem = simulator->modems; modem != NULL; modem = modem->next)
                describe_modem(modem, &reply->lines);
}

static void
help(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        const struct command *commands;
        size_t i, ncommands;

        (void)simulator;
        (void)modem;
        (void)args;
        commands = table(&ncommands);
        for (i = 0; i < ncommands; i++)
                text_printf(&reply->lines, "help %s %s\n", commands[i].name, commands[i].usage);
}

static void
sent(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        const struct network *network = &simulator->network;
        long from = 0;
        size_t i, told = 0;
        const char *word;

        while ((word = commands_word(&args)) != NULL) {
                if (strncmp(word, "from=", 5) == 0 && commands_number(word + 5, 0, 1000000000, &from))
                        continue;
                modem = find_modem(simulator, word);
                if (modem == NULL) {
                        reply->error = "no such modem";
                        return;
                }
        }
        for (i = 0; i < network->nsent; i++) {
                if ((modem != NULL && network->sent[i].modem != modem->name) || network->first_id + i < (uint64_t)from)
                        continue;
                network_describe(network, i, &reply->lines);
                text_puts(&reply->lines, "\n");
                told++;
        }
        text_printf(&reply->ok, " count=%zu accepted=%zu next=%llu", told, modem != NULL ? modem->naccepted : network->naccepted,
                    (unsigned long long)(network->first_id + network->nsent));
}

static void
store(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        int i, number;

        (void)simulator;
        (void)args;
        for (i = 0; i < MODEM_NMEMORIES; i++) {
                for (number = 1; number <= modem->stores[i].size; number++) {
                        const struct store_slot *slot = store_slot(&modem->stores[i], number);

                        if (!slot->used)
                                continue;
                        text_printf(&reply->lines, "slot modem=%s memory=%s slot=%d status=%d", modem->name,
                                    modem_memory_name((enum modem_memory)i), number, (int)slot->status);
                        network_describe_pdu(slot->octets, slot->len,
                                             slot->status >= STORE_UNSENT ? PDU_TO_NETWORK : PDU_FROM_NETWORK, &reply->lines);
                        text_puts(&reply->lines, "\n");
                }
        }
        text_printf(&reply->ok, " sm=%d me=%d queue=%zu", store_used(&modem->stores[MODEM_SM]),
                    store_used(&modem->stores[MODEM_ME]), modem->queue.count);
}

static void
network(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        const struct message *message;

        (void)simulator;
        (void)args;
        for (message = modem->queue.first; message != NULL; message = message->next) {
                text_printf(&reply->lines, "queued modem=%s", modem->name);
                network_describe_pdu(message->octets, message->len, PDU_FROM_NETWORK, &reply->lines);
                text_puts(&reply->lines, "\n");
        }
        text_printf(&reply->ok, " queue=%zu", modem->queue.count);
}

static void
count_commands(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        const struct command_count *count;
        const char *prefix = commands_word(&args);

        (void)simulator;
        for (count = modem->commands; count != NULL && prefix == NULL; count = count->next)
                text_printf(&reply->lines, "command modem=%s name=%s count=%lu\n", modem->name, count->name, count->count);
        text_printf(&reply->ok, " count=%lu", modem_command_count(modem, prefix == NULL ? "*" : prefix));
}

static void
get(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        (void)args;
        text_printf(&reply->lines, "settings modem=%s", modem->name);
        settings_describe(&modem->set, &reply->lines);
        text_puts(&reply->lines, "\n");
}

/* ---- changing ---- */

static void
set(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        const char *name = commands_word(&args);
        int rc;

        (void)simulator;
        args += strspn(args, " ");
        rc = name == NULL ? -ENOENT : settings_set(&modem->set, name, args);
        if (rc == -ENOENT)
                reply->error = "no such setting";
        else if (rc < 0)
                reply->error = "bad value";
        else
                modem_settings_changed(modem, name);
}

static bool
read_failure(struct order *order, const char *word)
{
        long code;

        if (strcmp(word, "cme") == 0)
                order->error = ORDER_ERROR_CME;
        else if (strcmp(word, "cms") == 0)
                order->error = ORDER_ERROR_CMS;
        else if (strcmp(word, "plain") == 0)
                order->error = ORDER_ERROR_PLAIN;
        else if (commands_number(word, 0, 65535, &code))
                order->code = (int)code;
        else
                return false;
        return true;
}

static bool
read_order_option(struct order *order, const char *key, char *value)
{
        if (value == NULL)
                return order->action == ORDER_FAIL && read_failure(order, key);
        if (strcmp(key, "count") == 0 && strcmp(value, "always") == 0) {
                order->count = -1;
                return true;
        }
        if (strcmp(key, "count") == 0)
                return commands_number(value, 1, 1000000000, &order->count);
        if (strcmp(key, "skip") == 0)
                return commands_number(value, 0, 1000000000, &order->skip);
        if (strcmp(key, "ms") == 0 && order->action == ORDER_DELAY)
                return commands_number(value, 0, 3600000, &order->number);
        if (strcmp(key, "bytes") == 0 && order->action == ORDER_UNPLUG)
                return commands_number(value, 0, 1000000000, &order->number);
        if (strcmp(key, "text") == 0) {
                text_add(&order->text, value, text_unescape(value));
                return true;
        }
        return false;
}

static void
order(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        char *point = commands_word(&args), *action = commands_word(&args), *key, *value;
        struct order *fresh;
        bool good = false;
        int i;

        (void)simulator;
        for (i = 0; i < ORDER_COUNT && action != NULL; i++)
                if (strcmp(order_names[i], action) == 0)
                        break;
        if (action == NULL || i == ORDER_COUNT) {
                reply->error = "usage: order MODEM POINT ACTION [count=N|always] [skip=N] ...";
                return;
        }
        fresh = allocate(sizeof *fresh);
        text_unescape(point);
        fresh->point = strdup(point);
        fresh->action = (enum order_action)i;
        fresh->count = 1;
        good = true;
        while (good && commands_option(&args, &key, &value))
                good = read_order_option(fresh, key, value);
        if (good) {
                orders_take(&modem->orders, fresh);
                return;
        }
        reply->error = "unknown option or bad value";
        orders_clear(&fresh);
}

static void
orders(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        (void)args;
        orders_describe(modem->orders, modem->name, &reply->lines);
}

static void
forget(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        (void)args;
        (void)reply;
        orders_clear(&modem->orders);
}

static void
release(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        (void)args;
        if (!modem->held)
                reply->error = "nothing is held";
        else
                at_release(modem);
}

static void
say(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        size_t len = text_unescape(args);

        (void)simulator;
        (void)reply;
        modem_say(modem, args, len);
}

static void
urc(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        (void)reply;
        text_unescape(args);
        modem_tell(modem, "%s", args);
}

static void
chatter(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        struct text text = { 0 };
        long ms;

        (void)simulator;
        if (!commands_number(commands_word(&args), 0, 3600000, &ms)) {
                reply->error = "usage: chatter MODEM MS BYTES";
                return;
        }
        text_add(&text, args, text_unescape(args));
        modem_set_chatter(modem, ms, &text);
        text_free(&text);
}

static void
unplug(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        char *key, *value;
        long bytes = -1, again = -1;
        bool good = true;

        (void)simulator;
        while (good && commands_option(&args, &key, &value))
                good = value != NULL && ((strcmp(key, "bytes") == 0 && commands_number(value, 0, 1000000000, &bytes)) ||
                                         (strcmp(key, "replug-ms") == 0 && commands_number(value, 0, 3600000, &again)));
        if (!good) {
                reply->error = "usage: unplug MODEM [bytes=N] [replug-ms=MS]";
                return;
        }
        modem->replug_ms = again;
        if (bytes >= 0)
                line_unplug_after(modem->line, bytes);
        else
                modem_unplug(modem);
}

static void
replug(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        char *key, *value;
        bool other = false;
        int rc;

        (void)simulator;
        while (commands_option(&args, &key, &value)) {
                if (value == NULL && strcmp(key, "other") == 0) {
                        other = true;
                } else if (value != NULL && strcmp(key, "link") == 0) {
                        text_unescape(value);
                        line_set_link(modem->line, value);
                } else {
                        reply->error = "usage: replug MODEM [other] [link=PATH]";
                        return;
                }
        }
        rc = modem_plug(modem, other);
        if (rc < 0)
                reply->error = strerror(-rc);
        else
                text_printf(&reply->ok, " pty=%s", line_pty(modem->line));
}

static void
reset(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        (void)args;
        (void)reply;
        modem_reset(modem);
}

static void
clear_store(struct modem *modem)
{
        int i, number;

        for (i = 0; i < MODEM_NMEMORIES; i++)
                for (number = 1; number <= modem->stores[i].size; number++)
                        store_slot(&modem->stores[i], number)->used = false;
}

static void
clear(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        const char *what = commands_word(&args);
        bool all = what == NULL || strcmp(what, "all") == 0;

        (void)reply;
        if (all || strcmp(what, "sent") == 0) {
                network_clear_sent(&simulator->network);
                for (modem = simulator->modems; modem != NULL; modem = modem->next)
                        modem->naccepted = 0;
        }
        for (modem = simulator->modems; modem != NULL; modem = modem->next) {
                if (all || strcmp(what, "queue") == 0)
                        queue_clear(&modem->queue);
                if (all || strcmp(what, "store") == 0)
                        clear_store(modem);
                if (all || strcmp(what, "orders") == 0)
                        orders_clear(&modem->orders);
                modem_serve_queue_soon(modem);
        }
}

/* ---- USSD ---- */

static void
free_ussd(struct modem *modem)
{
        modem->ussd_due = NULL;
        while (modem->ussd != NULL) {
                struct ussd_answer *answer = modem->ussd;

                modem->ussd = answer->next;
                free(answer->code);
                free(answer->text);
                free(answer);
        }
}

static bool
read_ussd_option(struct ussd_answer *answer, const char *key, char *value)
{
        long number;
        int i;

        if (value == NULL) {
                answer->status = -1;
                return strcmp(key, "never") == 0;
        }
        if (strcmp(key, "status") == 0 && commands_number(value, 0, 5, &number)) {
                answer->status = (int)number;
                return true;
        }
        if (strcmp(key, "dcs") == 0 && commands_number(value, 0, 255, &number)) {
                answer->dcs = (int)number;
                return true;
        }
        if (strcmp(key, "ms") == 0)
                return commands_number(value, 0, 3600000, &answer->ms);
        if (strcmp(key, "form") == 0) {
                for (i = 0; i < USSD_FORM_COUNT; i++) {
                        if (strcmp(ussd_form_names[i], value) == 0) {
                                answer->form = i;
                                return true;
                        }
                }
        }
        if (strcmp(key, "text") != 0)
                return false;
        text_unescape(value);
        free(answer->text);
        answer->text = strdup(value);
        return true;
}

/* ussd MODEM CODE ...: a row of the table; without CODE the table is emptied. */
static void
ussd(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        struct ussd_answer *answer;
        char *code = commands_word(&args), *key, *value;
        bool good = true;

        (void)simulator;
        if (code == NULL) {
                free_ussd(modem);
                return;
        }
        answer = allocate(sizeof *answer);
        answer->code = strdup(code);
        answer->text = strdup("");
        answer->dcs = 15;
        while (good && commands_option(&args, &key, &value))
                good = read_ussd_option(answer, key, value);
        if (!good) {
                reply->error = "usage: ussd MODEM [CODE [status=0..5] [dcs=N] [ms=MS] [form=charset|ucs2|packed|raw] [never] [text=...]]";
                free(answer->code);
                free(answer->text);
                free(answer);
                return;
        }
        answer->next = modem->ussd;     /* a later row for the same code wins */
        modem->ussd = answer;
}

static void
ussd_push(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        struct ussd_answer answer = { .dcs = 15, .text = strdup("") };
        char *key, *value;
        bool good = true;

        (void)simulator;
        while (good && commands_option(&args, &key, &value))
                good = read_ussd_option(&answer, key, value);
        if (good)
                ussd_tell(modem, answer.status, answer.dcs, answer.form, answer.text);
        else
                reply->error = "unknown option or bad value";
        free(answer.text);
}

/* ---- waiting ---- */

bool
wait_is_over(const struct simulator *simulator, const struct wait *wait, struct text *ok)
{
        const struct modem *modem = wait->modem;
        unsigned long count = 0;
        bool over = true;

        switch (wait->kind) {
        case WAIT_NONE:
                return true;
        case WAIT_SENT:
                count = modem != NULL ? modem->naccepted : simulator->network.naccepted;
                break;
        case WAIT_TRIED:
                count = simulator->network.nsent;
                break;
        case WAIT_COMMAND:
                count = modem_command_count(modem, wait->command);
                break;
        case WAIT_EMPTY:
                over = modem->queue.count == 0 && store_used(&modem->stores[MODEM_SM]) == 0 &&
                       store_used(&modem->stores[MODEM_ME]) == 0;
                break;
        case WAIT_HELD:
                over = modem->held;
                break;
        case WAIT_ATTACHED:
                over = line_is_attached(modem->line);
                break;
        case WAIT_DETACHED:
                over = !line_is_attached(modem->line);
                break;
        }
        text_clear(ok);
        if (wait->kind == WAIT_SENT || wait->kind == WAIT_TRIED || wait->kind == WAIT_COMMAND) {
                text_printf(ok, " count=%lu", count);
                over = count >= wait->count;
        }
        return over;
}

static void
wait_for(enum wait_kind kind, struct modem *modem, unsigned long count, const char *ms_word, struct reply *reply)
{
        long ms;

        if (!commands_number(ms_word, 0, 3600000, &ms)) {
                reply->error = "a time-out in milliseconds is wanted";
                return;
        }
        reply->wait = (struct wait){ .kind = kind, .modem = modem, .count = count,
                                     .deadline_us = agenda_now_us() + (uint64_t)ms * 1000 };
}

static void
wait_count(enum wait_kind kind, struct simulator *simulator, char *args, struct reply *reply)
{
        const char *ms_word, *name;
        struct modem *modem = NULL;
        long count;

        if (!commands_number(commands_word(&args), 0, 1000000000, &count)) {
                reply->error = "a number is wanted";
                return;
        }
        ms_word = commands_word(&args);
        name = commands_word(&args);
        if (name != NULL && (modem = find_modem(simulator, name)) == NULL)
                reply->error = "no such modem";
        else
                wait_for(kind, modem, (unsigned long)count, ms_word, reply);
}

static void
wait_sent(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)modem;
        wait_count(WAIT_SENT, simulator, args, reply);
}

static void
wait_tried(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)modem;
        wait_count(WAIT_TRIED, simulator, args, reply);
}

static void
wait_empty(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        wait_for(WAIT_EMPTY, modem, 0, commands_word(&args), reply);
}

static void
wait_held(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        wait_for(WAIT_HELD, modem, 0, commands_word(&args), reply);
}

static void
wait_attached(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        wait_for(WAIT_ATTACHED, modem, 0, commands_word(&args), reply);
}

static void
wait_detached(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        wait_for(WAIT_DETACHED, modem, 0, commands_word(&args), reply);
}

static void
wait_command(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        const char *name = commands_word(&args), *count_word = commands_word(&args);
        long count;

        (void)simulator;
        if (name == NULL || strlen(name) >= sizeof reply->wait.command || !commands_number(count_word, 0, 1000000000, &count)) {
                reply->error = "usage: wait-command MODEM NAME COUNT MS";
                return;
        }
        wait_for(WAIT_COMMAND, modem, (unsigned long)count, commands_word(&args), reply);
        strcpy(reply->wait.command, name);
}

static void
quit(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)modem;
        (void)args;
        (void)reply;
        simulator->stop = true;
}

/* ---- the table ---- */

static const struct command all_commands[] = {
        { "list", false, list, "" },
        { "help", false, help, "" },
        { "inject", true, inject_text, "MODEM from=N [coding=auto|gsm7|ucs2|8bit] [class=0..3] [ref=N] [bits=8|16] [order=2,1] [part=N "
                                       "total=N] [ts=YY/MM/DD,hh:mm:ss+QQ] [tz=QQ] [smsc=N] [pid=N] [dcs=N] [udh=HEX] [hex=HEX] "
                                       "[count=N [spread=N]] text=TEXT" },
        { "inject-pdu", true, inject_pdu, "MODEM HEX" },
        { "inject-report", true, inject_report, "MODEM to=N [mr=N] [status=N] [ts=...] [discharge=...]" },
        { "put", true, inject_put, "MODEM SM|ME SLOT STATUS HEX" },
        { "sent", false, sent, "[MODEM] [from=ID]" },
        { "store", true, store, "MODEM" },
        { "network", true, network, "MODEM" },
        { "commands", true, count_commands, "MODEM [NAME]" },
        { "get", true, get, "MODEM" },
        { "set", true, set, "MODEM NAME VALUE" },
        { "order", true, order, "MODEM POINT ACTION [cms|cme|plain [CODE]] [count=N|always] [skip=N] [ms=MS] [bytes=N] [text=BYTES]" },
        { "orders", true, orders, "MODEM" },
        { "forget", true, forget, "MODEM" },
        { "release", true, release, "MODEM" },
        { "say", true, say, "MODEM BYTES" },
        { "urc", true, urc, "MODEM LINE" },
        { "chatter", true, chatter, "MODEM MS BYTES" },
        { "unplug", true, unplug, "MODEM [bytes=N] [replug-ms=MS]" },
        { "replug", true, replug, "MODEM [other] [link=PATH]" },
        { "reset", true, reset, "MODEM" },
        { "clear", false, clear, "[all|sent|store|queue|orders]" },
        { "ussd", true, ussd, "MODEM [CODE [status=0..5] [dcs=N] [ms=MS] [form=charset|ucs2|packed|raw] [never] [text=TEXT]]" },
        { "ussd-push", true, ussd_push, "MODEM [status=0..5] [dcs=N] [form=...] [text=TEXT]" },
        { "wait-sent", false, wait_sent, "COUNT MS [MODEM]" },
        { "wait-tried", false, wait_tried, "COUNT MS" },
        { "wait-empty", true, wait_empty, "MODEM MS" },
        { "wait-held", true, wait_held, "MODEM MS" },
        { "wait-attached", true, wait_attached, "MODEM MS" },
        { "wait-detached", true, wait_detached, "MODEM MS" },
        { "wait-command", true, wait_command, "MODEM NAME COUNT MS" },
        { "quit", false, quit, "" },
};

static const struct command *
table(size_t *ncommands)
{
        *ncommands = ARRAY_LEN(all_commands);
        return all_commands;
}

void
commands_obey(struct simulator *simulator, char *line, struct reply *reply)
{
        const char *name = commands_word(&line);
        const struct command *commands;
        struct modem *modem = NULL;
        size_t i, ncommands;

        commands = table(&ncommands);
        for (i = 0; i < ncommands && name != NULL; i++)
                if (strcmp(commands[i].name, name) == 0)
                        break;
        if (name == NULL || i == ncommands) {
                reply->error = "no such command; try help";
                return;
        }
        if (commands[i].names_modem) {
                modem = find_modem(simulator, commands_word(&line));
                if (modem == NULL) {
                        reply->error = "no such modem";
                        return;
                }
        }
        commands[i].obey(simulator, modem, line, reply);
}
