/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages between processes: SOCK_SEQPACKET pairs, one datagram a message: a header and the payload of its row in messages.def, always
 * whole and of fixed size. Payloads have fixed-width fields, no pointers, no paths. Library; used by every process.
 */
#ifndef WAYMARK_WIRE_WIRE_H
#define WAYMARK_WIRE_WIRE_H

#include "common/code.h"
#include "common/kinds.h"

#include <stdbool.h>
#include <stdint.h>

/* Roles are bits, so that a row can name several. */
enum wire_role {
        WIRE_PARENT = 1,
        WIRE_MODEM = 2,
        WIRE_ENGINE = 4,
        WIRE_LEDGER = 8,
        WIRE_GSUP = 16,
        WIRE_HTTP = 32,
        WIRE_WEB = 64,
};
#define WIRE_CHILDREN (WIRE_MODEM | WIRE_ENGINE | WIRE_LEDGER | WIRE_GSUP | WIRE_HTTP | WIRE_WEB)
#define WIRE_FRONTS (WIRE_MODEM | WIRE_GSUP | WIRE_HTTP)
#define WIRE_MENU_FRONTS (WIRE_GSUP | WIRE_HTTP)

/* Fronts are numbered: modems in the order of the configuration, the others have a fixed number, for the ledger counts by it. */
#define WIRE_FRONTS_MAX 32
#define WIRE_FRONT_GSUP 30
#define WIRE_FRONT_HTTP 31
#define WIRE_TEXT 4096                  /* UTF-8 of an incoming text: 1,600 characters of any script but the rarest, longer is cut */
#define WIRE_REPLY 2048
#define WIRE_INPUT 256                  /* what is typed on one page of a USSD session: 182 characters are the most (TS 23.038, 5) */
#define WIRE_PATH 1024                  /* all that was typed in one: a few sentences in Cyrillic, and the numbers that led there */
#define WIRE_PAGE_TEXT 576              /* 182 characters of 3 octets in UTF-8, and the NUL */
#define WIRE_NAME 32
#define WIRE_PROBLEM 512
#define WIRE_ASKS_OPEN 32               /* questions a front may have open at the engine, counts at the ledger: fits a socket buffer */

struct wire_peer {
        uint8_t role;                   /* the other end's */
        uint8_t front;                  /* its number, if it is a front */
        uint8_t reserved[6];
};

struct wire_stop {
        uint8_t reserved[8];
};

struct wire_ready {
        uint32_t in_force;              /* bits of enum sandbox_protection */
        uint32_t refused;               /* what it should have and the kernel or the build does not give */
};

struct wire_state_ask {
        uint32_t serial;
        uint32_t reserved;
};

struct wire_reload {
        uint32_t serial;
        uint32_t reserved;
};

enum wire_modem_phase {
        WIRE_MODEM_PHASE_WAITING = 1,   /* the device is not there, or cannot be opened */
        WIRE_MODEM_PHASE_CONNECTING = 2,
        WIRE_MODEM_PHASE_READY = 3,
        WIRE_MODEM_PHASE_BLOCKED = 4,   /* a person must act: PIN, SIM, permission */
        WIRE_MODEM_PHASE_COUNT
};

/* Cures for a modem that does not work, from the mildest to the strongest (src/modem/ladder.h). */
enum wire_modem_rung {
        WIRE_MODEM_RUNG_WELL = 0,
        WIRE_MODEM_RUNG_RECONNECT = 1,
        WIRE_MODEM_RUNG_REOPEN = 2,
        WIRE_MODEM_RUNG_RESET = 3,
        WIRE_MODEM_RUNG_REBIND = 4,
        WIRE_MODEM_RUNG_REST = 5,
        WIRE_MODEM_RUNG_COUNT
};

/* What became of resetting the USB port. */
enum wire_usb {
        WIRE_USB_UNKNOWN = 0,           /* not tried */
        WIRE_USB_DONE = 1,
        WIRE_USB_NOT_PERMITTED = 2,
        WIRE_USB_NONE = 3,              /* the modem is on no USB port */
        WIRE_USB_FAILED = 4,
        WIRE_USB_COUNT
};

struct wire_ladder {
        uint8_t rung;                   /* enum wire_modem_rung */
        uint8_t tries;                  /* on this rung */
        uint8_t climbs;                 /* how often all rungs were of no use, in a row */
        uint8_t usb;                    /* enum wire_usb, of this climb */
        uint8_t network_resets;         /* restarts because there is no network, in a row */
        uint8_t reserved[3];
        int64_t failed_ms;              /* clock_ms() of the last failure, and so on */
        int64_t without_network_since_ms; /* 0: there is one */
        int64_t network_reset_ms;
};

struct wire_modem_state {
        uint32_t serial;                /* of the STATE_ASK it answers, 0 if told unasked */
        uint8_t phase;                  /* enum wire_modem_phase */
        int8_t signal_percent;          /* -1 unknown */
        uint8_t registered;             /* 0 no, 1 home, 2 roaming, 3 searching, 4 denied, 5 unknown */
        uint8_t pending;                /* messages on the SIM that still wait for their answer, at most 255 */
        uint32_t received;              /* since the start of this process: messages, not parts */
        uint32_t sent_parts;
        uint32_t reconnects;
        int64_t network_utc;            /* seconds, 0 unknown */
        int64_t network_offset_ms;      /* and exactly, for the next life of this process: UTC minus clock_ms() */
        int32_t network_zone_s;
        uint8_t network_witnesses;      /* how many stamps agree on it */
        uint8_t reserved[3];
        struct wire_ladder ladder;
        char operator_name[WIRE_NAME];  /* as the network calls itself: printable ASCII only */
        char problem[WIRE_PROBLEM];     /* "problem; cure" in words, "" if all is well */
};

struct wire_port {
        uint8_t reserved[8];
};

enum wire_repair_kind {
        WIRE_REPAIR_KIND_LET_GO = 1,    /* of the port: it is to be closed for once */
        WIRE_REPAIR_KIND_REBIND = 2,    /* reset the USB port that the modem's port belonged to; REPAIRED answers */
        WIRE_REPAIR_KIND_COUNT
};

struct wire_repair {
        uint8_t kind;                   /* enum wire_repair_kind */
        uint8_t reserved[7];
};

struct wire_repaired {
        uint8_t usb;                    /* enum wire_usb */
        uint8_t reserved[7];
};

struct wire_pin_refused {
        uint8_t reserved[8];
};

struct wire_engine_state {
        uint32_t serial;
        uint32_t generation;            /* how often a catalogue was taken into use */
        uint32_t keywords;
        uint32_t answered;
        int32_t budget_day;
        uint32_t budget_parts;          /* used that day */
        uint32_t budget_limit;
        uint16_t languages[16];
        uint32_t warnings;              /* findings of the catalogue in use */
        char problem[WIRE_PROBLEM];     /* why the newest edit was not taken, "" if it was */
};

/* Today's sums, and nothing finer. */
struct wire_ledger_state {
        uint32_t serial;
        int32_t day;
        uint32_t messages;
        uint32_t answered;
        uint32_t parts;
        uint32_t folds;
        uint32_t unfolded;              /* messages counted since the last fold */
        uint32_t failed_folds;          /* in a row */
};

enum wire_front_phase {
        WIRE_FRONT_PHASE_CONNECTING = 1, /* the HLR or the address to listen at is not there yet; tried again by itself */
        WIRE_FRONT_PHASE_READY = 2,
        WIRE_FRONT_PHASE_COUNT
};

/* Of a front that is no modem. Sums since the start of the process. */
struct wire_front_state {
        uint32_t serial;                /* of the STATE_ASK it answers, 0 if told unasked */
        uint8_t phase;                  /* enum wire_front_phase */
        uint8_t reserved[3];
        uint32_t sessions;              /* USSD sessions, or open connections, now */
        uint32_t requests;              /* taken */
        uint32_t refused;               /* what was broken, not allowed or too much */
        uint32_t reconnects;
        char problem[WIRE_PROBLEM];     /* "problem; cure" in words, "" if all is well */
};

struct wire_ask {
        uint64_t tag;
        uint32_t sequence;              /* of the front: comes back in the answer */
        int32_t day;                    /* the network's, DAY_UNKNOWN */
        int32_t age_s;                  /* of the message, -1 unknown */
        uint16_t country;               /* of the number (code.h), 0 unknown */
        uint8_t channel;                /* enum channel */
        uint8_t sender;                 /* enum sender_kind */
        uint8_t again;                  /* 1: was asked before (the front or the engine died in between): limits are not counted twice */
        uint8_t unreadable;             /* 1: no text could be made of it (8-bit data) */
        uint16_t text_len;
        uint32_t day_left_s;            /* until the network's midnight, 0 unknown */
        char text[WIRE_TEXT];           /* UTF-8, digits masked, NUL-terminated */
};

struct wire_answer {
        uint32_t sequence;
        uint8_t outcome;                /* enum outcome: ANSWERED if there is a text to send, else why not */
        uint8_t topic;
        uint16_t language;
        uint8_t flash;
        uint8_t priority;               /* lower goes first; help is 0 */
        uint8_t parts;                  /* as the engine counted them into the budget */
        uint8_t reserved;
        int32_t day;                    /* as the engine knows it: for a front that has no time stamps of its own */
        uint16_t validity_h;
        uint16_t text_len;              /* 0 if nothing is sent */
        char text[WIRE_REPLY];          /* UTF-8, NUL-terminated */
};

enum wire_step_kind {
        WIRE_STEP_KIND_BEGIN = 1,       /* a new session; what she dialled is no input */
        WIRE_STEP_KIND_INPUT = 2,       /* what she typed in the session */
        WIRE_STEP_KIND_PATH = 3,        /* all she typed since it began, with "*" between: no session is kept */
        WIRE_STEP_KIND_END = 4,         /* she is gone: the session is forgotten, no PAGE comes */
        WIRE_STEP_KIND_COUNT
};

struct wire_step {
        uint64_t tag;
        uint64_t session;               /* with the tag it names a session of this front; 0 for a path */
        uint32_t sequence;              /* of the front: comes back in the page */
        int32_t day;                    /* as the front knows it, DAY_UNKNOWN */
        uint16_t country;               /* of the number (code.h), 0 unknown */
        uint8_t kind;                   /* enum wire_step_kind */
        uint8_t sender;                 /* enum sender_kind */
        uint8_t again;                  /* 1: was asked before: limits are not counted twice */
        uint8_t gsm7_characters;        /* a page in the GSM 7-bit alphabet, at most 182 */
        uint8_t ucs2_characters;        /* a page in UCS-2, at most 91 */
        uint8_t reserved;
        uint16_t text_len;
        uint8_t reserved2[6];
        char text[WIRE_PATH];           /* UTF-8, digit runs of 7 and more masked, NUL-terminated; shorter than WIRE_INPUT unless a path */
};

struct wire_page {
        uint32_t sequence;
        int32_t day;                    /* as the engine knows it, for the count */
        uint16_t language;
        uint8_t ends;                   /* 1: the session is over after this text */
        uint8_t outcome;                /* enum outcome of what is to be counted with this page, 0: nothing */
        uint8_t topic;
        uint8_t reserved;
        uint16_t text_len;              /* 0 only if the sender is one that is never answered */
        char text[WIRE_PAGE_TEXT];      /* UTF-8, fits the page that was asked for, NUL-terminated */
};

/* Small numbers only: this row reaches the disk. */
struct wire_count {
        uint32_t sequence;
        uint32_t oldest_open;           /* every smaller sequence of this front is acknowledged: the ledger may forget those */
        int32_t day;
        uint16_t language;
        uint8_t channel;
        uint8_t topic;
        uint8_t outcome;
        uint8_t parts;                  /* accepted by the network */
        uint8_t reserved[6];
};

struct wire_counted {
        uint32_t sequence;
        uint32_t reserved;
};

struct wire_spent_ask {
        int32_t day;
        uint32_t reserved;
};

struct wire_spent {
        int32_t day;
        uint32_t parts;
};

/* Small numbers only: this row reaches the disk. */
struct wire_reach {
        int32_t day;
        uint32_t people;                /* rounded */
};

enum wire_type {
        WIRE_NONE = 0,
#define MSG(name, from, to, payload) WIRE_##name,
#include "messages.def"
#undef MSG
        WIRE_TYPE_COUNT
};

struct wire_header {
        uint16_t type;
        uint16_t size;                  /* of the payload */
        uint32_t reserved;
};

struct wire_message {
        struct wire_header header;
        union {
#define MSG(name, from, to, payload) payload name;
#include "messages.def"
#undef MSG
        } as;
};

/* One row of the table, for tests and for the switchboard. */
struct wire_row {
        const char *name;
        unsigned from, to;              /* bits of enum wire_role */
        uint16_t size;
};
const struct wire_row *wire_row(enum wire_type type);   /* NULL if there is no such type */
const char *wire_role_name(unsigned role);

/* A connected pair, both ends non-blocking and close-on-exec. 0 or -errno. */
int wire_pair(int fds[2]);

/*
 * Sends one message; `payload` has the size of its row. `pass_fd` is given along (SCM_RIGHTS) if it is >= 0; the caller keeps its own.
 * Never blocks: -EAGAIN if the peer's buffer is full (with WIRE_ASKS_OPEN kept: the peer hangs), -EPIPE if it is gone.
 */
int wire_send(int fd, enum wire_type type, const void *payload, int pass_fd);

/*
 * Receives one message that `peer` may send to `me`. Returns 1 and fills `message` (and `*fd_out`, which is then the caller's, -1 if none
 * came; fd_out may be NULL, then none is accepted); 0 if nothing is there; -EPIPE if the peer is gone; -EPROTO if what came breaks the
 * table: wrong length, type, direction, an unterminated text, a number out of range. Drop such a peer. Never blocks.
 */
int wire_receive(int fd, enum wire_role peer, enum wire_role me, struct wire_message *message, int *fd_out);

#endif
