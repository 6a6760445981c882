/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The power cut: what a card holds when it went after so many records of a log (card.h). What was synced is there. Of the rest anything may
 * be there or not, in any order, cut at any sector: that is what a page cache and a card promise. Names are made, changed and removed in
 * order, as every file system with a journal keeps them, and are safe once the folder was synced.
 */
#ifndef WAYMARK_POWER_CUT_H
#define WAYMARK_POWER_CUT_H

#include <stdint.h>

#include "card.h"

enum cut_mode {
        CUT_MODE_NOTHING,       /* what was not synced is gone */
        CUT_MODE_ALL,           /* all of it is there after all */
        CUT_MODE_SOME,          /* each write is there or not */
        CUT_MODE_TORN,          /* each sector of it */
        CUT_MODE_COUNT
};

/* Records in the log; the i-th one. */
int cut_records(const struct card_log *log);
const struct card_record *cut_record(const struct card_log *log, int i);

/* Empties the folder and fills it with what is left after the first `n` records. `random` is a state that goes on. */
void cut_restore(const struct card_log *log, int n, enum cut_mode mode, uint64_t *random, const char *folder);

#endif
