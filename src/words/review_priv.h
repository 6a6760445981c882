/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The inside of a review, shared by review.c and the files that look for one kind of fault each: review_cost.c, review_dates.c,
 * review_keywords.c, review_style.c with its table review_avoid.c. Nobody else includes this.
 */
#ifndef WAYMARK_WORDS_REVIEW_PRIV_H
#define WAYMARK_WORDS_REVIEW_PRIV_H

#include "catalogue_priv.h"
#include "review.h"

#define REVIEW_PLACE 512

struct review {
        const struct catalogue *catalogue;
        int32_t today;
        struct findings *findings;      /* NULL once review_new() has returned */
        char place[REVIEW_PLACE];       /* the file that findings are about */
        struct review_reply *replies;
        size_t nreplies;
        enum review_state states[CATALOGUE_LANGUAGES][TOPIC_COUNT];
};

#define review_warn(review, line, ...) findings_add((review)->findings, FINDING_SEVERITY_WARNING, (review)->place, (line), __VA_ARGS__)
#define review_hint(review, line, ...) findings_add((review)->findings, FINDING_SEVERITY_NOTE, (review)->place, (line), __VA_ARGS__)

/* Names the file that findings are about from now on: "helplines.cfg", "uk/job.txt". */
void review_set_place(struct review *review, const char *path);
void review_set_reply_place(struct review *review, int language, enum topic topic, enum variant variant);

/* "uk/job.txt". Returns `path`. */
const char *review_path(const struct catalogue *catalogue, int language, enum topic topic, enum variant variant,
                        char path[static REVIEW_FILE]);

/* Whether any country gets this wording now or after the day of expiry. */
bool review_uses(const struct catalogue *catalogue, enum topic topic, enum variant variant, int country);

/* The line of the file in which the byte at `offset` of the reply's text stands. */
int review_line(const struct reply *reply, size_t offset);

/* Fills in a row of the review. (review_cost.c) */
void review_measure(const struct catalogue *catalogue, int language, enum topic topic, enum variant variant, struct review_reply *told);

/* The English text was changed after this one was translated; false also if either day is not known. (review_dates.c) */
bool review_is_stale(const struct catalogue *catalogue, int language, enum topic topic, enum variant variant);

/* School years that a text asks for. (review_style.c) */
int review_grade(const char *text, uint16_t language);

/* A word that may betray her. (review_avoid.c) */
struct avoided {
        const char *code;               /* language, "" for all */
        const char *stems;              /* beginnings of words that follow each other, one space between: "handel ludzmi" */
        const char *instead;            /* what to write; "" if only leaving it out helps */
        bool may_be_needed;             /* the advice may need it: a hint */
};

/* The i-th entry, NULL past the last. */
const struct avoided *review_avoided(size_t i);

/* Each looks for its kind of faults and adds what it finds. */
void review_check_cost(struct review *review);
void review_check_dates(struct review *review);
void review_check_keywords(struct review *review);
void review_check_style(struct review *review);

#endif
