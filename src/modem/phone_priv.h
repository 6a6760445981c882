/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What phone.c and phone_store.c share; no other file includes it.
 */
#ifndef WAYMARK_MODEM_PHONE_PRIV_H
#define WAYMARK_MODEM_PHONE_PRIV_H

#include <gammu.h>

#include "phone.h"

#define STATUS_MS 90000

struct phone {
        GSM_StateMachine *machine;
        struct pulse *pulse;
        int fd, held_fd;
        char device[CONFIG_PATH];
        bool aborted;                   /* the port hung up inside a call */
        bool event;
        bool by_slot;                   /* how the store is listed */
        int listed, others;             /* by the last listing: all; those that did not come in */
        bool sent_done;
        int sent_status, sent_reference;
        void (*on_handing_over)(void *arg);
        void *handing_arg;
        GSM_SMSC smsc;
        GSM_MultiSMSMessage messages;   /* 266 kB: too large for a stack */
        struct phone_sms sms;
};

#endif
