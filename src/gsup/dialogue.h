/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is said between a phone and the engine: GSUP messages in, steps through the menu out; pages in, GSUP messages out. Every session
 * that is not ended by the network ends with a text. Part of the gsup process; opens nothing, never blocks: the HLR, the engine, the
 * ledger and the time come through the context, so that tests and fuzzers stand in for them.
 *
 * Our questions carry the invoke id of what she dialled (ids of the two sides are counted apart, TS 24.080, 3.6.3, so it may be the
 * same). Her answers repeat it. So when this process dies in mid-session, the next one knows from any answer all that it takes to go on:
 * she is shown the first page instead of an error.
 */
#ifndef WAYMARK_GSUP_DIALOGUE_H
#define WAYMARK_GSUP_DIALOGUE_H

#include "call.h"

#include "common/sender.h"
#include "wire/wire.h"

/* One page in the END of a session: what SS_TEXT_MAX holds. */
#define DIALOGUE_GSM7_CHARACTERS 128
#define DIALOGUE_UCS2_CHARACTERS 56

struct dialogue_ends {
        /* A GSUP message to the HLR. False if that is not there. */
        bool (*send)(void *context, const uint8_t *message, size_t len);
        /* Is there room towards the HLR for the pages of a few more questions? */
        bool (*has_room)(void *context);
        /* A step to the engine. False if that is not there. */
        bool (*step)(void *context, const struct wire_step *step);
        void (*count)(void *context, const struct wire_count *count);
        void *context;
};

struct dialogue {
        struct dialogue_ends ends;
        unsigned char tag_key[TAG_KEY_SIZE];
        struct calls *calls;
        struct {
                uint64_t number;
                uint32_t sequence;
                uint32_t ends_before;   /* how many ENDs the engine was told before it */
                uint16_t place;
        } open[WIRE_ASKS_OPEN];         /* questions that the engine has not answered */
        int nopen;
        uint32_t next_sequence;
        uint32_t ends_told, ends_read;  /* ENDs have no answer: few enough may be under way */
        struct coded first;             /* the last first page: for those whose first step the engine does not answer */
        bool long_page_told;
        uint32_t requests, refused;
};

/* `show_s`: how long she may take to answer a page. 0, -ENOMEM. */
int dialogue_init(struct dialogue *dialogue, const struct dialogue_ends *ends, const unsigned char tag_key[static TAG_KEY_SIZE], int show_s);

/* Overwrites everything. */
void dialogue_clear(struct dialogue *dialogue);

/* A GSUP message came, of any content. */
void dialogue_on_message(struct dialogue *dialogue, const uint8_t *bytes, size_t len, int64_t now_ms);

/* The engine's answer to a step. */
void dialogue_on_page(struct dialogue *dialogue, const struct wire_page *page, int64_t now_ms);

/* There is a new engine: what the old one did not answer is asked again. */
void dialogue_on_engine(struct dialogue *dialogue, int64_t now_ms);

/* The HLR is back, or has room again. */
void dialogue_on_line(struct dialogue *dialogue, int64_t now_ms);

/* To be called when the time that dialogue_deadline() names (LOOP_NEVER if none) has come. */
void dialogue_on_time(struct dialogue *dialogue, int64_t now_ms);
int64_t dialogue_deadline(const struct dialogue *dialogue);

/* Ends all sessions that can be ended, with text. `send` may refuse some. */
void dialogue_end_all(struct dialogue *dialogue);

#endif
