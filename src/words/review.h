/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What `waymark check` tells about a catalogue that could be loaded: what every reply costs, what is missing, out of date, double or
 * hard to read. Library; used by `waymark` (and the staff page), never by the engine. Pure, but allocates.
 */
#ifndef WAYMARK_WORDS_REVIEW_H
#define WAYMARK_WORDS_REVIEW_H

#include "catalogue.h"
#include "common/finding.h"
#include "segment.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define REVIEW_FILE 64                  /* "uk/help-noline.txt" */
#define REVIEW_NUMBER_DAYS 180          /* a number that nobody has checked for so long is reported */

/* One message file, filled in for the country where it comes out longest. */
struct review_reply {
        uint16_t language;              /* code.h */
        enum topic topic;
        char file[REVIEW_FILE];         /* below messages/ */
        int line;                       /* where its text begins */
        uint16_t country;               /* where it is longest; 0 if it is the same everywhere */
        enum segment_coding coding;
        int characters;
        int units;                      /* septets or 16-bit units, without headers */
        int parts;
        int room;                       /* how many units more fit into these parts */
        char forcing[8];                /* the first character that forces UCS-2, in UTF-8; "" if it is GSM-7 */
        int forcing_line;               /* where it stands; 0 if it comes from a helpline or country name */
        char cheaper[8];                /* what could be written for it ("" also if nothing is known) */
        int saves_parts;                /* parts saved if all such characters were written cheaper; 0 if it would stay UCS-2 */
        int reading_grade;              /* school years needed to read it (from word and sentence lengths) */
        bool reviewed;                  /* a native speaker has looked: "Reviewed: yes" or a date */
        bool stale;                     /* the English text was changed after the translation */
};

/* A cell of the table of languages by topics. */
enum review_state {
        REVIEW_STATE_MISSING = 0,       /* no file: the default language answers */
        REVIEW_STATE_STALE = 1,         /* older than the English text */
        REVIEW_STATE_UNREVIEWED = 2,
        REVIEW_STATE_SOUND = 3,
};

struct review;

/*
 * Looks the catalogue over; it must have been loaded with options.for_review, and must outlive the review. `today`: day_parse() or
 * DAY_UNKNOWN, which leaves out what depends on the date. Adds warnings and notes to `findings`, never errors: those came from
 * catalogue_load. NULL without memory.
 */
struct review *review_new(const struct catalogue *catalogue, int32_t today, struct findings *findings);
void review_free(struct review *review);

/* One per message file, by language in the order of configuration, then by topic. NULL past the last. Owned by the review. */
size_t review_nreplies(const struct review *review);
const struct review_reply *review_reply(const struct review *review, size_t i);

/* The text of the i-th as it was measured: filled in for the country where it is longest. "" past the last. */
void review_text(const struct review *review, size_t i, char text[static CATALOGUE_REPLY_TEXT]);

enum review_state review_state(const struct review *review, uint16_t language, enum topic topic);

/* How many keywords a language has for a topic. */
size_t review_nkeywords(const struct review *review, uint16_t language, enum topic topic);

#endif
