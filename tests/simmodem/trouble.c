/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The control commands that change a modem or order trouble for it: settings, orders, unasked lines, unplugging, USSD answers.
 */
#include "commands.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "at_ussd.h"

void
trouble_set(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
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

void
trouble_order(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
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

void
trouble_orders(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        (void)args;
        orders_describe(modem->orders, modem->name, &reply->lines);
}

void
trouble_forget(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        (void)args;
        (void)reply;
        orders_clear(&modem->orders);
}

void
trouble_release(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        (void)args;
        if (!modem->held)
                reply->error = "nothing is held";
        else
                at_release(modem);
}

void
trouble_say(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        size_t len = text_unescape(args);

        (void)simulator;
        (void)reply;
        modem_say(modem, args, len);
}

void
trouble_urc(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        (void)simulator;
        (void)reply;
        text_unescape(args);
        modem_tell(modem, "%s", args);
}

void
trouble_chatter(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
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

void
trouble_unplug(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
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

void
trouble_replug(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
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

void
trouble_reset(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
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

void
trouble_clear(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
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
                if (all || strcmp(what, "commands") == 0)
                        modem_forget_commands(modem);
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
void
trouble_ussd(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
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

void
trouble_ussd_push(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
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
