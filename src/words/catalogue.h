/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The catalogue: everything that staff edit in messages/, loaded whole into an immutable snapshot. Library; used by the engine and by
 * `waymark`. Loading reads the disk; everything else is pure and does not block.
 */
#ifndef WAYMARK_WORDS_CATALOGUE_H
#define WAYMARK_WORDS_CATALOGUE_H

#include "common/finding.h"
#include "common/kinds.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CATALOGUE_REPLY_TEXT 2048       /* UTF-8 bytes of a filled-in reply with its NUL; six parts are at most 918 characters */

struct catalogue;

struct catalogue_options {
        uint16_t country;               /* where the gateway stands */
        const uint16_t *languages;      /* offered, in this order; the first is the default (code.h) */
        int nlanguages;
        int32_t today;                  /* days since 1970 for the dates of expiry, DAY_UNKNOWN (0) if not known */
        bool for_review;                /* also keeps what only review.h asks for; the engine leaves it false */
};

/*
 * Loads the folder. Returns a snapshot that the caller frees, or NULL if anything in it is unsound (an error among `findings`) or
 * memory is short. Bounded: refuses a file over 64 kB, more than 4096 files, more than 100,000 keywords.
 */
struct catalogue *catalogue_load(const char *folder, const struct catalogue_options *options, struct findings *findings);
void catalogue_free(struct catalogue *catalogue);

/*
 * Gives up the index of keywords, which can be made of the rest again and is most of its memory: for a snapshot that is only kept.
 * Until it is unpacked no text may be looked up in it. NULL is fine; packing what is packed does nothing, nor the other way round.
 */
void catalogue_pack(struct catalogue *catalogue);

/* False without memory: it stays packed. */
bool catalogue_unpack(struct catalogue *catalogue);

/* The languages in order of configuration, and their own names ("українська"). */
int catalogue_nlanguages(const struct catalogue *catalogue);
uint16_t catalogue_language(const struct catalogue *catalogue, int i);
const char *catalogue_language_name(const struct catalogue *catalogue, uint16_t language);

#define CATALOGUE_MENU 20               /* the numbers of the menu are smaller */
#define CATALOGUE_BACK 9                /* no topic has this number: in the USSD menu it leads back */

/* The topic with that number in the menu, TOPIC_NONE if there is none. */
enum topic catalogue_menu_topic(const struct catalogue *catalogue, int number);

/* Lower is more urgent; help is 0. */
int catalogue_priority(const struct catalogue *catalogue, enum topic topic);

/* Class 0 (TS 23.038, 4): shown at once, not stored by the phone. */
bool catalogue_is_flash(const struct catalogue *catalogue, enum topic topic);

/* How many keywords, for status. */
size_t catalogue_nkeywords(const struct catalogue *catalogue);

/* How many bytes it takes, for the budget of memory. */
size_t catalogue_size(const struct catalogue *catalogue);

#endif
