/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One simulated modem: stick, SIM and its connection to the network. modem.c holds what happens by itself (power, arriving
 * messages, unsolicited lines), at.c reads what the client types, at_device.c, at_sms.c and at_ussd.c answer it. The structure is open to
 * these files and to the control commands, which look into it; nobody else changes it.
 *
 * What the client's side is in:
 *
 *      COMMAND    reads a command line
 *      PROMPTING  AT+CMGS was taken, the prompt is delayed; what comes now is lost, as on real sticks
 *      TEXT       after the prompt: reads the PDU up to Ctrl-Z or ESC
 *      WAITING    an answer is delayed, or the network has a message in hand: input waits
 *      HELD       as WAITING, until the control command `release`
 */
#ifndef SIMMODEM_MODEM_H
#define SIMMODEM_MODEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agenda.h"
#include "line.h"
#include "network.h"
#include "orders.h"
#include "settings.h"
#include "store.h"

enum modem_state { MODEM_COMMAND, MODEM_PROMPTING, MODEM_TEXT, MODEM_WAITING, MODEM_HELD };

enum modem_memory { MODEM_SM, MODEM_ME, MODEM_NMEMORIES };

enum modem_sim { MODEM_SIM_NONE, MODEM_SIM_READY, MODEM_SIM_PIN, MODEM_SIM_PUK };

enum modem_charset { MODEM_GSM, MODEM_IRA, MODEM_UCS2, MODEM_HEX, MODEM_NCHARSETS };

struct ussd_answer {
        struct ussd_answer *next;
        char *code;                     /* "*100#"; "*": any */
        int status;                     /* +CUSD: <m>; -1: never answer */
        int dcs;
        long ms;
        int form;                       /* enum ussd_form of at_ussd.c */
        char *text;                     /* UTF-8 */
};

struct command_count {
        struct command_count *next;
        unsigned long count;
        char name[];                    /* "+CMGL" */
};

struct modem {
        struct modem *next;
        char name[32];
        struct settings set;
        struct agenda *agenda;
        struct network *network;
        struct line *line;
        int trace;                      /* descriptor of the transcript, -1: none */

        /* SIM and stick: survive a reset */
        struct store stores[MODEM_NMEMORIES];
        struct queue queue;             /* messages that wait in the network */
        struct order *orders;
        struct ussd_answer *ussd;
        const struct ussd_answer *ussd_due;     /* on its way */
        struct command_count *commands;
        bool unlocked;                  /* the PIN was given since power-on */
        long attempts_left, puk_attempts_left;
        size_t naccepted;               /* since the last `clear sent` */
        unsigned long nreports_dropped;
        long replug_ms;                 /* after the next unplug; -1: not by itself */
        long chatter_ms;                /* 0: quiet */
        struct text chatter;

        /* the session: gone with the power */
        bool powered;
        bool echo, quiet;
        int cmee, cmgf, cnmi[5], creg, cgreg, csms, cops_format, cusd;
        enum modem_charset charset;
        enum modem_memory memories[3];  /* CPMS: read, write, receive */
        bool full_told;                 /* ^SMMEMFULL was said */
        uint64_t deliver_free_us;

        enum modem_state state;
        bool held;                      /* an order to hold waits for `release` */
        struct text in;                 /* bytes not yet looked at */
        struct text echoed;             /* not yet written */
        struct text typed;              /* command line or PDU so far */
        struct text answer;             /* waits to be written */
        long answer_unplug;             /* bytes of it before the stick goes; -1: all and stay */
        enum modem_state after;         /* the state once it is written */
        void (*resume)(struct modem *modem);    /* what goes on after WAITING or HELD */
        struct text deferred;           /* unsolicited lines until the text entry ends */

        /* the send in hand */
        bool writing;                   /* it is AT+CMGW */
        long pdu_len;                   /* announced */
        enum store_status write_status;
        uint64_t sent_id;
        bool submitted;                 /* the network has sent_id in hand */
        struct pdu submit;
        struct {
                int outcome;            /* enum at_outcome; AT_OK: the network will take it */
                int code;
        } refusal;
};

/* modem.c */
struct modem *modem_new(const char *name, const char *link, struct agenda *agenda, struct network *network);
void modem_free(struct modem *modem);
int modem_plug(struct modem *modem, bool other);        /* power on; 0 or -errno */
void modem_unplug(struct modem *modem);                 /* power off */
void modem_plug_after(struct modem *modem, long ms);
void modem_reset(struct modem *modem);                  /* off, and on again after boot-ms */
void modem_settings_changed(struct modem *modem, const char *name);
void modem_say(struct modem *modem, const char *bytes, size_t len);             /* raw bytes, at once */
void modem_tell(struct modem *modem, const char *format, ...) __attribute__((format(printf, 2, 3)));  /* an unsolicited line */
void modem_write(struct modem *modem, const char *bytes, size_t len);           /* to the line and the transcript */
void modem_deliver(struct modem *modem, const uint8_t *octets, size_t len);     /* into the network's queue */
void modem_serve_queue(struct modem *modem);            /* delivers what can be */
void modem_serve_queue_soon(struct modem *modem);
void modem_set_chatter(struct modem *modem, long ms, const struct text *text);
void modem_trace(struct modem *modem, const char *what, const char *bytes, size_t len);
enum modem_sim modem_sim(const struct modem *modem);
bool modem_is_registered(const struct modem *modem);
void modem_forget_commands(struct modem *modem);        /* counts from 0 again */
unsigned long modem_command_count(const struct modem *modem, const char *prefix);
int modem_slot_number(const struct modem *modem, int slot);     /* as the client counts: slot0 */
const char *modem_memory_name(enum modem_memory memory);
void modem_flush_deferred(struct modem *modem);

/* at.c */
void at_start(struct modem *modem);                     /* a fresh session */
void at_feed(struct modem *modem, const char *bytes, size_t len);
void at_release(struct modem *modem);                   /* goes on from HELD */

#endif
