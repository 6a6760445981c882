/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The modem process: one per modem, the only kind that sees numbers, and the only one that may block, for libgammu does. It writes
 * nothing but its journal, which the parent has opened for it.
 */
#ifndef WAYMARK_MODEM_MODEM_H
#define WAYMARK_MODEM_MODEM_H

#include <stdbool.h>
#include <stdint.h>

#include "common/config.h"
#include "common/pulse.h"
#include "common/sender.h"
#include "wire/wire.h"

struct modem_birth {
        int parent_fd;                  /* the link to the parent; taken over */
        int journal_fd;                 /* JOURNAL_BYTES long, taken over */
        int port_fd;                    /* the port, held open since an earlier life of this process; -1; taken over */
        int tap_fd;                     /* tap_make()'s; -1; taken over */
        struct pulse *pulse;
        uint8_t front;                  /* its number on the wire */
        bool crashed;                   /* the life before this one ended by a fault of its own or hung, and was not simply killed */
        bool hung;                      /* it hung, and the parent ended it */
        bool pin_refused;               /* the PIN was refused once and nobody has confirmed it since: do not try it */
        char user[33];
        struct config_modem config;
        struct config_guard guard;      /* the prefixes: who is never answered */
        struct number own[CONFIG_MODEMS];
        int nown;
        unsigned char tag_key[TAG_KEY_SIZE];
        struct wire_modem_state before; /* as an earlier life of this process told it: after a death the time alone */
        bool renewed;                   /* that life ended of itself, to be forgotten (forget.h): nobody is to notice */
};

/* The whole life of the process; returns its exit status. */
int modem_main(struct modem_birth *birth);

#endif
