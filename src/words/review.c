/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The review of a catalogue: a row for each message file, a state for each topic in each language. What replies cost is measured in
 * review_cost.c; what is wrong with texts, days and keywords is looked for in review_style.c, review_dates.c and review_keywords.c.
 * What makes a catalogue unusable is not looked for at all: then there is none to review. Library; allocates, reads nothing but the
 * catalogue.
 */
#include "review_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/clock.h"
#include "common/code.h"
#include "words/render_priv.h"

/* --- places ---------------------------------------------------------------------------------------------- */

void
review_set_place(struct review *review, const char *path)
{
        const char *label = pool_text(&review->catalogue->pool, review->catalogue->label);

        snprintf(review->place, sizeof review->place, "%s%s%s", label, *path != '\0' ? "/" : "", path);
}

const char *
review_path(const struct catalogue *catalogue, int language, enum topic topic, enum variant variant, char path[static REVIEW_FILE])
{
        char name[CATALOGUE_FILE_NAME], code[CODE_TEXT];

        snprintf(path, REVIEW_FILE, "%s/%s", code_language(catalogue->languages[language], code), catalogue_file_name(topic, variant, name));
        return path;
}

void
review_set_reply_place(struct review *review, int language, enum topic topic, enum variant variant)
{
        char path[REVIEW_FILE];

        review_set_place(review, review_path(review->catalogue, language, topic, variant, path));
}

int
review_line(const struct reply *reply, size_t offset)
{
        int line = reply->line;

        for (int i = 0; i < reply->nstarts; i++)
                if (reply->starts[i].offset <= offset)
                        line = reply->starts[i].line;
        return line;
}

bool
review_uses(const struct catalogue *catalogue, enum topic topic, enum variant variant, int country)
{
        int32_t expires = catalogue->topics[topic].expires;

        return render_variant(catalogue, topic, country, DAY_UNKNOWN) == variant ||
               (expires != DAY_UNKNOWN && render_variant(catalogue, topic, country, expires) == variant);
}

/* --- the whole --------------------------------------------------------------------------------------------- */

static bool
measure_all(struct review *review)
{
        const struct catalogue *catalogue = review->catalogue;
        size_t room = 0;

        for (int language = 0; language < catalogue->nlanguages; language++)
                for (int topic = 1; topic < TOPIC_COUNT; topic++)
                        for (int variant = 0; variant < VARIANT_COUNT; variant++) {
                                struct review_reply *replies;

                                if (catalogue->replies[language][topic][variant].text == 0)
                                        continue;
                                replies = array_grow(review->replies, review->nreplies, &room, sizeof *replies);
                                if (replies == NULL)
                                        return false;
                                review->replies = replies;
                                review_measure(catalogue, language, (enum topic)topic, (enum variant)variant, &replies[review->nreplies++]);
                        }
        return true;
}

/* The worst of its wordings; a wording that some country needs and that is not there counts. */
static enum review_state
state_of(const struct catalogue *catalogue, int language, enum topic topic)
{
        enum review_state state = REVIEW_STATE_SOUND;

        if (catalogue->replies[language][topic][VARIANT_PLAIN].text == 0)
                return REVIEW_STATE_MISSING;
        for (int i = 0; i < VARIANT_COUNT; i++) {
                enum variant variant = (enum variant)i;
                const struct reply *reply = &catalogue->replies[language][topic][variant];

                for (int country = 0; reply->text == 0 && country < catalogue->ncountries; country++)
                        if (review_uses(catalogue, topic, variant, country))
                                return REVIEW_STATE_MISSING;
                if (reply->text == 0)
                        continue;
                if (review_is_stale(catalogue, language, topic, variant))
                        state = REVIEW_STATE_STALE;
                else if (!reply->reviewed && state == REVIEW_STATE_SOUND)
                        state = REVIEW_STATE_UNREVIEWED;
        }
        return state;
}

struct review *
review_new(const struct catalogue *catalogue, int32_t today, struct findings *findings)
{
        struct review *review = calloc(1, sizeof *review);

        if (review == NULL)
                return NULL;
        review->catalogue = catalogue;
        review->today = today;
        review->findings = findings;
        if (!measure_all(review)) {
                review_free(review);
                return NULL;
        }
        for (int language = 0; language < catalogue->nlanguages; language++)
                for (int topic = 1; topic < TOPIC_COUNT; topic++)
                        review->states[language][topic] = state_of(catalogue, language, (enum topic)topic);
        review_check_dates(review);
        review_check_cost(review);
        review_check_keywords(review);
        review_check_style(review);
        review->findings = NULL;
        return review;
}

void
review_free(struct review *review)
{
        if (review == NULL)
                return;
        free(review->replies);
        free(review);
}

size_t
review_nreplies(const struct review *review)
{
        return review->nreplies;
}

const struct review_reply *
review_reply(const struct review *review, size_t i)
{
        return i < review->nreplies ? &review->replies[i] : NULL;
}

enum review_state
review_state(const struct review *review, uint16_t language, enum topic topic)
{
        int i = catalogue_language_index(review->catalogue, language);

        return i >= 0 && topic > TOPIC_NONE && topic < TOPIC_COUNT ? review->states[i][topic] : REVIEW_STATE_MISSING;
}

size_t
review_nkeywords(const struct review *review, uint16_t language, enum topic topic)
{
        const struct catalogue *catalogue = review->catalogue;
        int own = catalogue_language_index(catalogue, language);
        size_t n = 0;

        for (size_t i = 0; own >= 0 && i < catalogue->nkeywords; i++) {
                const struct keyword *keyword = &catalogue->keywords[i];

                n += (keyword->kind == KEYWORD_KIND_WORD || keyword->kind == KEYWORD_KIND_DANGER) && keyword->language == own &&
                     keyword->topic == (uint8_t)topic;
        }
        return n;
}
