/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The review of a catalogue: every reply is filled in for every country that gets it, and the dearest one is told. What is wrong with
 * texts, days and keywords is looked for in review_style.c, review_dates.c and review_keywords.c. What makes a catalogue unusable is
 * not looked for at all: then there is none to review. Library; allocates, reads nothing but the catalogue.
 */
#include "review_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "common/clock.h"
#include "common/code.h"
#include "words/gsm7.h"
#include "words/render_priv.h"

/* --- places ---------------------------------------------------------------------------------------------- */

void
review_set_place(struct review *review, const char *path)
{
        const char *label = pool_text(&review->catalogue->pool, review->catalogue->label);

        snprintf(review->place, sizeof review->place, "%s%s%s", label, *label != '\0' ? "/" : "", path);
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

/* --- what a reply costs ------------------------------------------------------------------------------------ */

struct filled {
        struct segments segments;
        int country;                    /* index */
        char text[CATALOGUE_REPLY_TEXT];
};

static bool
is_dearer(const struct segments *one, const struct segments *than)
{
        return one->nparts != than->nparts ? one->nparts > than->nparts : one->units > than->units;
}

/* Fills the reply for the countries that get it, all if none does; keeps the dearest. False if it costs the same everywhere. */
static bool
fill_dearest(const struct catalogue *catalogue, const struct reply *reply, int language, enum topic topic, enum variant variant,
             struct filled *worst)
{
        struct filled filled;
        bool used = false, differs = false, first = true;

        for (int country = 0; country < catalogue->ncountries && !used; country++)
                used = review_uses(catalogue, topic, variant, country);
        for (int country = 0; country < catalogue->ncountries; country++) {
                if (used && !review_uses(catalogue, topic, variant, country))
                        continue;
                filled.country = country;
                render_fill(catalogue, reply, language, country, filled.text);
                (void)segment_text(filled.text, &filled.segments);
                differs = differs || (!first && strcmp(filled.text, worst->text) != 0);
                if (first || is_dearer(&filled.segments, &worst->segments))
                        *worst = filled;
                first = false;
        }
        return differs;
}

/* How many units the last part still holds. */
static int
room_left(const struct segments *segments)
{
        bool alone = segments->nparts == 1;
        int last = segments->nparts >= 1 && segments->nparts <= SEGMENT_PARTS ? segments->parts[segments->nparts - 1].units : 0;
        int holds = 0;

        switch (segments->coding) {
        case SEGMENT_CODING_GSM7:
                holds = alone ? 160 : 153; /* TS 23.040, 9.2.3.24.1 */
                break;
        case SEGMENT_CODING_UCS2:
                holds = alone ? 70 : 67;
                break;
        }
        return holds - last;
}

/* The length in bytes of the character at `at`, at least 1 before the end. */
static size_t
character_at(const char *at, uint32_t *codepoint)
{
        utf8proc_int32_t code = 0;
        utf8proc_ssize_t len = utf8proc_iterate((const utf8proc_uint8_t *)at, -1, &code);

        *codepoint = len > 0 && code >= 0 ? (uint32_t)code : '?';
        return len > 0 ? (size_t)len : 1;
}

/* The first character of a text that GSM-7 has not; NULL if there is none. Placeholders are plain letters. */
static const char *
first_forcing(const char *text)
{
        uint32_t codepoint;
        size_t step;

        for (const char *at = text; *at != '\0'; at += step) {
                step = character_at(at, &codepoint);
                if (gsm7_septets(codepoint) == 0)
                        return at;
        }
        return NULL;
}

/* Every character that forces UCS-2 written cheaper: never longer in bytes. False if one of them has no other spelling. */
static bool
spell_cheaper(const char *text, char cheaper[static CATALOGUE_REPLY_TEXT])
{
        size_t len = 0, step;
        uint32_t codepoint;

        for (const char *at = text; *at != '\0'; at += step) {
                const char *instead;
                size_t n;

                step = character_at(at, &codepoint);
                instead = gsm7_septets(codepoint) == 0 ? gsm7_cheaper(codepoint) : NULL;
                if (instead == NULL && gsm7_septets(codepoint) == 0)
                        return false;
                n = instead != NULL ? strlen(instead) : step;
                if (len + n >= CATALOGUE_REPLY_TEXT)
                        return false;
                memcpy(cheaper + len, instead != NULL ? instead : at, n);
                len += n;
        }
        cheaper[len] = '\0';
        return true;
}

/* What a reply written out pays for a character: the staff's own first, since they can change it, else one from a name. */
static void
tell_forcing(const struct catalogue *catalogue, const struct reply *reply, const struct filled *filled, struct review_reply *told)
{
        const char *source = pool_text(&catalogue->pool, reply->text);
        const char *at = first_forcing(source), *instead;
        char cheaper[CATALOGUE_REPLY_TEXT];
        struct segments segments;
        uint32_t codepoint;
        size_t len;

        if (filled->segments.coding != SEGMENT_CODING_UCS2)
                return;
        told->forcing_line = at != NULL ? review_line(reply, (size_t)(at - source)) : 0;
        if (at == NULL)
                at = filled->text + filled->segments.forcing;
        len = character_at(at, &codepoint);
        memcpy(told->forcing, at, len);
        instead = gsm7_cheaper(codepoint);
        if (instead != NULL)
                snprintf(told->cheaper, sizeof told->cheaper, "%s", instead);
        if (spell_cheaper(filled->text, cheaper) && segment_text(cheaper, &segments) == 0)
                told->saves_parts = filled->segments.nparts - segments.nparts;
}

static void
measure(const struct catalogue *catalogue, int language, enum topic topic, enum variant variant, struct review_reply *told)
{
        const struct reply *reply = &catalogue->replies[language][topic][variant];
        struct filled worst;
        bool differs;

        memset(&worst, 0, sizeof worst);
        differs = fill_dearest(catalogue, reply, language, topic, variant, &worst);
        *told = (struct review_reply){
                .language = catalogue->languages[language],
                .topic = topic,
                .line = reply->line,
                .country = differs ? catalogue->countries[worst.country].code : 0,
                .coding = worst.segments.coding,
                .characters = worst.segments.characters,
                .units = worst.segments.units,
                .parts = worst.segments.nparts,
                .room = room_left(&worst.segments),
                .reading_grade = review_grade(pool_text(&catalogue->pool, reply->text), catalogue->languages[language]),
                .reviewed = reply->reviewed,
                .stale = review_is_stale(catalogue, language, topic, variant),
        };
        review_path(catalogue, language, topic, variant, told->file);
        tell_forcing(catalogue, reply, &worst, told);
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
                                measure(catalogue, language, (enum topic)topic, (enum variant)variant, &replies[review->nreplies++]);
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
