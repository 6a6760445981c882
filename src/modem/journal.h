/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The journal of a modem: what has been done with which message, step by step, in a small file on tmpfs that outlives the process and
 * not the power. Opened by the parent, mapped by the modem process. It holds no number and no text: a slot, a 16-bit check, small codes.
 *
 * One record a stored short message (a slot of the SIM). The parts of a long message share a sequence; the record with `lead` set speaks
 * for all of them.
 *
 *   FREE --take--> TAKEN --answer--> SENDING --last part--> DECIDED --slots empty--> DELETED --COUNTED--> FREE
 *                    |                                         ^
 *                    +------------- nothing to send -----------+
 */
#ifndef WAYMARK_MODEM_JOURNAL_H
#define WAYMARK_MODEM_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JOURNAL_RECORDS 1024
#define JOURNAL_BYTES (64 + JOURNAL_RECORDS * 32)

/* Read by the process that comes after a crash, also of another build: never renumber. */
enum journal_step {
        JOURNAL_STEP_FREE = 0,
        JOURNAL_STEP_TAKEN = 1,
        JOURNAL_STEP_SENDING = 2,
        JOURNAL_STEP_DECIDED = 3,       /* the outcome is certain; the slots are to be emptied */
        JOURNAL_STEP_DELETED = 4,       /* to be counted */
};

/* What libgammu had in its hands; a process that died of it cannot say so any more. */
enum journal_reading {
        JOURNAL_READING_NOTHING = 0,
        JOURNAL_READING_STORE = 1,      /* a whole listing, or a message again before it is deleted */
        JOURNAL_READING_ONE = 2,        /* that one message, alone */
};

struct journal_record {
        uint32_t sequence;              /* 0: free */
        int32_t location;               /* as libgammu numbers it; -1 once the slot is empty */
        int32_t day;
        uint16_t check;                 /* of what lies in the slot */
        uint16_t language;
        uint16_t reply_check;           /* of the text being sent: a resumed reply must be the same */
        uint8_t step;                   /* enum journal_step, of the lead */
        uint8_t lead;
        uint8_t topic;
        uint8_t outcome;
        uint8_t parts_done;             /* accepted by the network */
        uint8_t in_flight;              /* the part, from 1, that was handed to the modem and whose fate is not noted; 0: none */
        uint8_t reference;              /* of the concatenated reply (TS 23.040, 9.2.3.24.1) */
        uint8_t tries;                  /* of the part that comes next */
        uint8_t unknowns;               /* how often its fate stayed unknown, in a row */
        uint8_t reserved;
        uint32_t handed_over_s;         /* clock_ms() / 1000 of the part in flight: the network's time runs from there */
};

struct journal_file {
        uint32_t magic;
        uint32_t version;
        uint32_t next_sequence;
        uint8_t next_reference;
        uint8_t reading;                /* enum journal_reading */
        uint16_t reading_check;         /* of JOURNAL_READING_ONE: which message, as raw.h numbers slots */
        int32_t reading_location;
        uint8_t reserved[44];
        struct journal_record records[JOURNAL_RECORDS];
};
_Static_assert(sizeof(struct journal_file) == JOURNAL_BYTES, "the journal's layout");

struct journal {
        struct journal_file *file;
        int used_until;                 /* records at and past it are free: keeps the walks short */
};

/*
 * Maps the file (JOURNAL_BYTES long) and closes `fd`. A file of another kind is begun anew; records that a crash tore, or that hold what
 * we never write, are forgotten. 0 or -errno.
 */
int journal_open(struct journal *journal, int fd);
void journal_close(struct journal *journal);

/* Stores before it are in the file before those after it: the compiler keeps to it, and the reader is another life of one thread. */
void journal_in_order(void);

/* Says what is about to be decoded; slot and check only count for JOURNAL_READING_ONE. */
void journal_note_reading(struct journal *journal, enum journal_reading reading, int32_t location, uint16_t check);

/* A new sequence number; never 0, never one in use, and all others have their turn before one comes back. */
uint32_t journal_new_sequence(struct journal *journal);

/* A new reference for a reply of several parts. */
uint8_t journal_new_reference(struct journal *journal);

/*
 * A record for one slot, NULL if all are in use. `lead`: it will carry the step of its message; it is taken last, for until it is there
 * the others speak for nothing.
 */
struct journal_record *journal_take(struct journal *journal, uint32_t sequence, int32_t location, uint16_t check, bool lead);

/* The record of what lies in a slot, NULL if it is new to us. */
struct journal_record *journal_find(struct journal *journal, int32_t location, uint16_t check);

/* The record that speaks for a sequence, NULL if there is none. */
struct journal_record *journal_lead(struct journal *journal, uint32_t sequence);

/* The i-th record for walking, up to used_until; may be free. */
struct journal_record *journal_at(struct journal *journal, int i);

/* The record whose part is in flight, NULL if none is; there is at most one. */
struct journal_record *journal_in_flight(struct journal *journal);

/* True if no slot of that sequence is still occupied. */
bool journal_slots_are_empty(struct journal *journal, uint32_t sequence);

/* Frees all records of a sequence: it has been counted. */
void journal_free(struct journal *journal, uint32_t sequence);

/* The smallest sequence in use, the next one if none is. */
uint32_t journal_oldest(const struct journal *journal);

#endif
