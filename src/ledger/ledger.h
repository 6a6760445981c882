/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The ledger process: adds up what the fronts count (COUNT, acknowledged by COUNTED) in pending.db on tmpfs and folds it into
 * ledger.db on the card. It knows no number and no text.
 */
#ifndef WAYMARK_LEDGER_LEDGER_H
#define WAYMARK_LEDGER_LEDGER_H

#include "common/config.h"
#include "common/pulse.h"

struct ledger_birth {
        int parent_fd;                  /* the link to the parent; taken over */
        struct pulse *pulse;
        char state[CONFIG_PATH];        /* folder of ledger.db: exists, writable */
        char runtime[CONFIG_PATH];      /* folder of pending.db */
        char user[33];
        int fold_minutes;
};

/*
 * When the counts that came at `now_ms` are folded: at the next whole multiple of fold_minutes since the boot. Counted from the first text
 * they would tell, by the time of the file, the minute in which it came.
 */
int64_t ledger_fold_due_ms(int64_t now_ms, int fold_minutes);

/* The whole life of the process; returns its exit status. */
int ledger_main(const struct ledger_birth *birth);

#endif
