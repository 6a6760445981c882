/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The card behind the state folder, as a power cut finds it: everything that is written below one folder, synced, truncated, made, renamed
 * and removed is kept in a log; cut_restore() makes of any beginning of that log what a card may hold after the power went at that instant.
 *
 * card.c takes the place of the C library's calls, so it is linked into a program (tests/unit/test_ledger_power.c) or into the daemon
 * of the fault build, which records when WAYMARK_CARD names a folder and WAYMARK_CARD_LOG a file of CARD_LOG_BYTES. One folder, no
 * subfolders, one writer at a time.
 */
#ifndef WAYMARK_POWER_CARD_H
#define WAYMARK_POWER_CARD_H

#include <stdatomic.h>
#include <stdint.h>

#define CARD_LOG_BYTES (INT64_C(256) << 20)     /* of address space; what is not used costs nothing */
#define CARD_NAME 40

enum card_op {
        CARD_OP_NONE = 0,       /* its writer was killed over it */
        CARD_OP_FOUND,          /* a file that was there before, with its content */
        CARD_OP_CREATE,         /* name, file */
        CARD_OP_UNLINK,         /* name */
        CARD_OP_RENAME,         /* name; the content is the new name */
        CARD_OP_WRITE,          /* file, at, content */
        CARD_OP_TRUNCATE,       /* file, at: the new size */
        CARD_OP_SYNC,           /* file */
        CARD_OP_SYNC_FOLDER,
        CARD_OP_MARK,           /* at: what the test wants to find again */
};

struct card_record {
        uint32_t size;                  /* of the record and its content, a multiple of 8; written first */
        _Atomic uint32_t op;            /* enum card_op; written last */
        uint64_t file;                  /* its number on the card */
        int64_t at;
        uint32_t len;
        char name[CARD_NAME];
        char content[];
};

struct card_log {
        _Atomic uint64_t used;
        char records[];
};

/* Makes a log and returns its descriptor in `fd`, if that is not NULL. Ends the program if it cannot. */
struct card_log *card_log_new(int *fd);
void card_log_free(struct card_log *log);

/* Records from now on; what lies in the folder already counts as safe. */
void card_begin(struct card_log *log, const char *folder);
void card_end(void);
void card_mark(int64_t value);

/* True: syncing is noted down and not done, which is all that a test needs and much faster. */
void card_pretend(int pretend);

#endif
