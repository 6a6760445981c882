/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The book: ledger.db on the card, all that is ever kept. It is opened for one fold or one look and closed again, so that nothing is
 * written, and no file is held, while nobody texts. Ledger process only; blocks on the card.
 */
#ifndef WAYMARK_LEDGER_BOOK_H
#define WAYMARK_LEDGER_BOOK_H

#include <stdint.h>

#include "batch.h"

#define BOOK_NAME 64

struct book_glance {
        int64_t batch;                  /* the last that was folded, 0 if none */
        struct day_sums newest;         /* of the newest known day; its day is DAY_UNKNOWN if none is known */
};

/*
 * Reads what the book knows; all zero if there is none yet. Writes nothing, except that it takes back a fold that was cut off.
 * 0; -EUCLEAN if it is damaged; -EPROTONOSUPPORT if a newer waymark wrote it; or what hindered it.
 */
int book_glance(const char *folder, struct book_glance *glance);

/*
 * Takes the batch, in one transaction that stores its number too, and makes the file if there is none; does nothing if it has that
 * number already. Then 0 and `glance` as it is now; or -errno, and nothing has changed, but for -EIO and the like after which only
 * book_glance() can tell.
 */
int book_fold(const char *folder, const struct batch *batch, struct book_glance *glance);

/* Renames a damaged book to "ledger.db.corrupt-N" and tells that name. 0 or -errno. */
int book_move_aside(const char *folder, char name[static BOOK_NAME]);

#endif
