/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The commands of the control socket, as functions of one line. Nothing here touches a descriptor; control.c does.
 */
#ifndef SIMMODEM_COMMANDS_H
#define SIMMODEM_COMMANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "simulator.h"

enum wait_kind { WAIT_NONE, WAIT_SENT, WAIT_TRIED, WAIT_EMPTY, WAIT_HELD, WAIT_ATTACHED, WAIT_DETACHED, WAIT_UNPLUGGED, WAIT_PLUGGED,
                 WAIT_COMMAND };

struct wait {
        enum wait_kind kind;
        struct modem *modem;            /* NULL: any */
        unsigned long count;
        char command[64];
        uint64_t deadline_us;
};

struct reply {
        struct text lines;              /* data, each with its newline */
        struct text ok;                 /* behind "ok" */
        const char *error;              /* NULL: it went well */
        struct wait wait;               /* kind WAIT_NONE: nothing to wait for */
};

/* Obeys one line, which may be changed. */
void commands_obey(struct simulator *simulator, char *line, struct reply *reply);

/* True once what was waited for is so; adds to *ok what is to be told, even if not. */
bool wait_is_over(const struct simulator *simulator, const struct wait *wait, struct text *ok);

/* Helpers of commands.c, inject.c and trouble.c: the next word (NULL: none), the next key=value of an argument list ("text=" takes the rest
 * of the line), numbers. */
char *commands_word(char **args);
bool commands_option(char **args, char **key, char **value);
bool commands_number(const char *word, long least, long most, long *number);

/* inject.c */
void inject_text(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void inject_pdu(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void inject_report(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void inject_put(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);

/* capture.c */
void capture_play(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);

/* trouble.c */
void trouble_set(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_order(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_orders(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_forget(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_release(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_say(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_urc(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_chatter(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_unplug(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_replug(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_reset(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_clear(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_ussd(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);
void trouble_ussd_push(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply);

#endif
