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
        case WAIT_UNPLUGGED:
                over = !line_is_plugged(modem->line);
                break;
        case WAIT_PLUGGED:
                over = line_is_plugged(modem->line);
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
wait_unplugged(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        wait_for(WAIT_UNPLUGGED, modem, 0, commands_word(&args), reply);
}

static void
wait_plugged(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        wait_for(WAIT_PLUGGED, modem, 0, commands_word(&args), reply);
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
        { "set", true, trouble_set, "MODEM NAME VALUE" },
        { "order", true, trouble_order, "MODEM POINT ACTION [cms|cme|plain [CODE]] [count=N|always] [skip=N] [ms=MS] [bytes=N] [text=BYTES]" },
        { "play", true, capture_play, "MODEM FILE" },
        { "orders", true, trouble_orders, "MODEM" },
        { "forget", true, trouble_forget, "MODEM" },
        { "release", true, trouble_release, "MODEM" },
        { "say", true, trouble_say, "MODEM BYTES" },
        { "urc", true, trouble_urc, "MODEM LINE" },
        { "chatter", true, trouble_chatter, "MODEM MS BYTES" },
        { "unplug", true, trouble_unplug, "MODEM [bytes=N] [replug-ms=MS]" },
        { "replug", true, trouble_replug, "MODEM [other] [link=PATH]" },
        { "reset", true, trouble_reset, "MODEM" },
        { "clear", false, trouble_clear, "[all|sent|store|queue|orders|commands]" },
        { "ussd", true, trouble_ussd, "MODEM [CODE [status=0..5] [dcs=N] [ms=MS] [form=charset|ucs2|packed|raw] [never] [text=TEXT]]" },
        { "ussd-push", true, trouble_ussd_push, "MODEM [status=0..5] [dcs=N] [form=...] [text=TEXT]" },
        { "wait-sent", false, wait_sent, "COUNT MS [MODEM]" },
        { "wait-tried", false, wait_tried, "COUNT MS" },
        { "wait-empty", true, wait_empty, "MODEM MS" },
        { "wait-held", true, wait_held, "MODEM MS" },
        { "wait-attached", true, wait_attached, "MODEM MS" },
        { "wait-detached", true, wait_detached, "MODEM MS" },
        { "wait-unplugged", true, wait_unplugged, "MODEM MS" },
        { "wait-plugged", true, wait_plugged, "MODEM MS" },
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
