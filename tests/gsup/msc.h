/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The network side of a test: a small MSC that speaks GSUP to the HLR for any number of phones. It writes what phones write; all that
 * comes back is read octet for octet and kept as text, so that a test compares what a person would see.
 */
#ifndef WAYMARK_TESTS_MSC_H
#define WAYMARK_TESTS_MSC_H

#include "gsup/coding.h"
#include "gsup/gsup_message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct msc;

/* A phone in one session. Ids of components are what phones use: small and her own. */
struct phone {
        char imsi[20];
        uint32_t session;
        uint8_t invoke_id;
        uint8_t asked_id;               /* of the network's last question */
};

struct heard {
        char imsi[20];                  /* as digits */
        uint32_t session;
        enum gsup_type type;
        enum gsup_state state;
        uint8_t cause;
        bool has_component;
        struct ss_component component;  /* its text is not valid any more */
        uint8_t scheme;
        size_t octets;                  /* of the text, as it came */
        char text[CODING_TEXT];
};

/* Connects ("127.0.0.1:4222"), tells its name and waits until the HLR routes by it. NULL if that does not work. */
struct msc *msc_open(const char *address, const char *name);
void msc_close(struct msc *msc);

/* A phone dials: BEGIN with the code in GSM 7-bit. */
void msc_dial(struct msc *msc, struct phone *phone, const char *code);

/* The same with octets under any data coding scheme. */
void msc_dial_raw(struct msc *msc, struct phone *phone, uint8_t scheme, const void *octets, size_t len);

/* She types an answer to the last question; the coding is as coding_write() has it. */
void msc_type(struct msc *msc, const struct phone *phone, const char *text);
void msc_type_raw(struct msc *msc, const struct phone *phone, uint8_t scheme, const void *octets, size_t len);

/* She presses the red key: END without a component. */
void msc_abort(struct msc *msc, const struct phone *phone);

/* Any component in any state. */
void msc_send(struct msc *msc, const struct phone *phone, enum gsup_state state, const void *component, size_t len);

/* The next message for any phone: true; false after `patience_ms` or when the HLR is gone. Answers PINGs on the way. */
bool msc_hear(struct msc *msc, struct heard *heard, int patience_ms);

/* The same for this phone, others are passed over; remembers the id of a question. */
bool msc_hear_for(struct msc *msc, struct phone *phone, struct heard *heard, int patience_ms);

/* For many phones in one poll(). */
int msc_fd(const struct msc *msc);

#endif
