/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The modem as the rest of the process sees it: the only interface to libgammu, and its types do not cross it. Every call but
 * phone_pump() may block for as long as the modem pleases; each sets the pulse before, so that the parent ends us when it lasts too long.
 */
#ifndef WAYMARK_MODEM_PHONE_H
#define WAYMARK_MODEM_PHONE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/config.h"
#include "common/fault.h"
#include "common/pulse.h"
#include "common/sender.h"

#define PHONE_SMS_TEXT 1024             /* UTF-8 of one short message: 160 characters (TS 23.040), up to 4 bytes each, NUL */
#define PHONE_PROBLEM 480
#define PHONE_WORD_MS FAULT_OR(60000, 3000) /* how long the network may take for a part */

struct phone;

enum phone_sms_kind {
        PHONE_SMS_KIND_TEXT = 1,
        PHONE_SMS_KIND_DATA = 2,        /* 8-bit data or a port: no text for a person */
        PHONE_SMS_KIND_REPORT = 3,      /* status report (TS 23.040, 9.2.2.3) */
        PHONE_SMS_KIND_BROKEN = 4,      /* lies in the store and cannot be decoded */
};

/* One short message as it lies in the store. */
struct phone_sms {
        int32_t location;
        uint64_t fingerprint;           /* of all that identifies it; stays in this process */
        uint16_t check;                 /* the same cut to 16 bits, for the journal */
        enum phone_sms_kind kind;
        struct number sender;
        int64_t stamp_utc;              /* time stamp of the service centre, 0 if it has none that can be true */
        int32_t stamp_zone_s;
        int reference;                  /* of a part of a long message: 8 or 16 bits, -1 if it is whole */
        bool reference_is_16bit;
        int part, total;
        char text[PHONE_SMS_TEXT];
};

/* One part of a reply. */
struct phone_part {
        const struct number *to;
        const char *text;               /* UTF-8, `len` bytes of it */
        int len;
        bool ucs2;
        bool flash;                     /* class 0 */
        int part, total;                /* total 1: no header */
        uint8_t reference;
        int validity_h;
};

enum phone_sent {
        PHONE_SENT_ACCEPTED = 1,        /* the network took it */
        PHONE_SENT_LATER,               /* refused for now: network, congestion */
        PHONE_SENT_REFUSED,             /* refused for good: this number cannot be reached */
        PHONE_SENT_BLOCKED,             /* SIM or PIN: nothing can be sent */
        PHONE_SENT_NOT_SENT,            /* the modem did not take it; reconnect, then again */
        PHONE_SENT_UNKNOWN,             /* handed over, no word came back; reconnect */
};

/* What an error code of CMS or CME means for a part (TS 24.011, Annex E-2; TS 27.005, 3.2.5); 0 is acceptance, -1 a plain ERROR. */
enum phone_sent phone_sort_refusal(int status);

struct phone_status {
        int signal_percent;             /* -1 unknown */
        int registered;                 /* as in wire_modem_state */
        char operator_name[32];         /* printable ASCII */
};

/*
 * Connects: 0; -ENODEV no such device (yet), -EACCES no permission, -EBUSY another program has it, -ETIMEDOUT no modem answers there,
 * -ENOKEY a PIN is asked for and there is none to give, -EKEYREJECTED the PIN was refused just now, -EIO anything else. `problem` is
 * filled with "problem; cure" then. `try_pin` false keeps the PIN back. `held_fd` is the other descriptor on the port (port.h).
 */
int phone_open(struct phone **phone_out, const struct config_modem *config, struct pulse *pulse, int held_fd, bool try_pin,
               char problem[static PHONE_PROBLEM]);

/* Ends the connection; NULL is fine. */
void phone_close(struct phone *phone);

/* The port, for poll(): readable means phone_pump(). */
int phone_fd(const struct phone *phone);

/* Lets libgammu read what has come; never blocks for longer than 50 ms. -EIO: the port is gone. */
int phone_pump(struct phone *phone);

/* True once after each announcement of a new message (+CMTI). */
bool phone_take_event(struct phone *phone);

/*
 * Goes through the store once and calls `on_sms` for every message in it; the struct is only valid during the call and wiped afterwards.
 * 0, or -EIO: reconnect.
 */
int phone_list(struct phone *phone, void (*on_sms)(void *arg, const struct phone_sms *sms), void *arg);

/* How many messages the modem counts; -1: it does not say, or every slot is asked for and it need not. */
int phone_count(struct phone *phone);

/*
 * Whether the modem counts more messages than the last phone_list() showed; if so, phone_list_by_slot() makes the following ones ask for each
 * slot, which is slow and finds them. `counted` is phone_count() from before that listing. -1: it is asked now, and a message that came in
 * between is taken for a hidden one.
 */
bool phone_hides_messages(struct phone *phone, int counted);
void phone_list_by_slot(struct phone *phone);

/* How many messages of the last listing were none that came in; whether the SIM or the modem's own memory is full now. */
int phone_others(const struct phone *phone);
bool phone_is_full(struct phone *phone);

/*
 * Sends a part and waits for the network's word. `on_handing_over` is called at the one instant that counts: the modem has the whole part,
 * and the very next thing it gets is the Ctrl-Z that sends it. What the modem says from then on is kept in the tap (tap.h), until the
 * caller has noted the word.
 */
enum phone_sent phone_send(struct phone *phone, const struct phone_part *part, void (*on_handing_over)(void *arg), void *arg);

/* Empties a slot: 0 (also if it was empty), -EIO: reconnect, -EBADMSG: libgammu cannot, raw_delete() can. */
int phone_delete(struct phone *phone, int32_t location);

/* Decodes one message (octets in hexadecimal) and throws it away: for the taster, who wants to know whether one survives it. */
void phone_taste(const char *hex);

/* The slot as the modem itself counts it, for raw_delete(): libgammu adds one where they begin at 0. */
int32_t phone_raw_location(const struct phone *phone, int32_t location);

/* Signal, registration, operator: 0, or -EIO. What a modem does not know stays unknown. */
int phone_status(struct phone *phone, struct phone_status *status);

#endif
