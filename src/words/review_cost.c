/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What replies cost: each is filled in for every country that gets it, the dearest one is told, and which character makes it dear: one
 * character outside GSM-7 and a part holds 67 characters instead of 153. Library; allocates nothing.
 */
#include "review_priv.h"

#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "words/gsm7.h"
#include "words/render_priv.h"

#define STRAY_SHARE 8                   /* fewer foreign characters than one in so many: the text is Latin, they strayed into it */

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

/*
 * Every character that forces UCS-2 written cheaper, those without another spelling left out: never longer in bytes. Returns how many
 * were left out, -1 if it does not fit.
 */
static int
spell_cheaper(const char *text, char cheaper[static CATALOGUE_REPLY_TEXT])
{
        size_t len = 0, step;
        uint32_t codepoint;
        int left_out = 0;

        for (const char *at = text; *at != '\0'; at += step) {
                const char *instead;
                size_t n;

                step = character_at(at, &codepoint);
                instead = gsm7_septets(codepoint) == 0 ? gsm7_cheaper(codepoint) : NULL;
                if (instead == NULL && gsm7_septets(codepoint) == 0) {
                        left_out++;
                        continue;
                }
                n = instead != NULL ? strlen(instead) : step;
                if (len + n >= CATALOGUE_REPLY_TEXT)
                        return -1;
                memcpy(cheaper + len, instead != NULL ? instead : at, n);
                len += n;
        }
        cheaper[len] = '\0';
        return left_out;
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
        if (spell_cheaper(filled->text, cheaper) == 0 && segment_text(cheaper, &segments) == 0)
                told->saves_parts = filled->segments.nparts - segments.nparts;
}

void
review_measure(const struct catalogue *catalogue, int language, enum topic topic, enum variant variant, struct review_reply *told)
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

void
review_text(const struct review *review, size_t i, char text[static CATALOGUE_REPLY_TEXT])
{
        const struct catalogue *catalogue = review->catalogue;
        size_t row = 0;

        text[0] = '\0';
        for (int language = 0; language < catalogue->nlanguages; language++)
                for (int topic = 1; topic < TOPIC_COUNT; topic++)
                        for (int variant = 0; variant < VARIANT_COUNT; variant++) {
                                const struct reply *reply = &catalogue->replies[language][topic][variant];
                                struct filled worst;

                                if (reply->text == 0 || row++ != i)
                                        continue;
                                memset(&worst, 0, sizeof worst);
                                fill_dearest(catalogue, reply, language, (enum topic)topic, (enum variant)variant, &worst);
                                memcpy(text, worst.text, sizeof worst.text);
                                return;
                        }
}

/* --- findings ---------------------------------------------------------------------------------------------- */

/* Parts saved if a few characters without another spelling (an emoji, a letter of another alphabet) were taken out; 0 if they are many. */
static int
strays_cost(const struct catalogue *catalogue, int language, enum topic topic, enum variant variant)
{
        const struct reply *reply = &catalogue->replies[language][topic][variant];
        char without[CATALOGUE_REPLY_TEXT];
        struct segments segments;
        struct filled worst;
        int strays;

        memset(&worst, 0, sizeof worst);
        fill_dearest(catalogue, reply, language, topic, variant, &worst);
        strays = spell_cheaper(worst.text, without);
        if (strays <= 0 || strays * STRAY_SHARE >= worst.segments.characters || segment_text(without, &segments) < 0)
                return 0;
        return worst.segments.nparts - segments.nparts;
}

/* Where a character comes from that is filled in: a topic's line in the menu (its own, or the default language's), else a name. */
static const char *
source_of(const struct catalogue *catalogue, int language, enum topic topic, const char *forcing, char path[static REVIEW_FILE])
{
        for (int listed = 1; topic == TOPIC_MENU && listed < TOPIC_COUNT; listed++) {
                int from = catalogue->replies[language][listed][VARIANT_PLAIN].menu != 0 ? language : 0;
                const char *line = pool_text(&catalogue->pool, catalogue->replies[from][listed][VARIANT_PLAIN].menu);

                if (catalogue->topics[listed].menu != 0 && strstr(line, forcing) != NULL)
                        return review_path(catalogue, from, (enum topic)listed, VARIANT_PLAIN, path);
        }
        return "helplines.cfg";
}

static void
check_reply(struct review *review, int language, enum topic topic, enum variant variant, const struct review_reply *told)
{
        int saves = told->saves_parts;
        const char *cure = told->cheaper;
        char path[REVIEW_FILE];

        if (told->coding != SEGMENT_CODING_UCS2)
                return;
        if (saves == 0) {
                saves = strays_cost(review->catalogue, language, topic, variant);
                cure = "";
        }
        if (saves <= 0)
                return;
        review_set_reply_place(review, language, topic, variant);
        if (told->forcing_line == 0)
                review_hint(review, 0, "\"%s\", filled in from %s, and the like make it cost %d message%s more; look there", told->forcing,
                            source_of(review->catalogue, language, topic, told->forcing, path), saves, saves == 1 ? "" : "s");
        else if (*cure != '\0')
                review_hint(review, told->forcing_line, "\"%s\" and the like make it cost %d message%s more; write \"%s\"", told->forcing, saves,
                            saves == 1 ? "" : "s", cure);
        else
                review_hint(review, told->forcing_line, "\"%s\" and the like make it cost %d message%s more; take them out", told->forcing, saves,
                            saves == 1 ? "" : "s");
}

void
review_check_cost(struct review *review)
{
        const struct catalogue *catalogue = review->catalogue;
        size_t row = 0;

        for (int language = 0; language < catalogue->nlanguages; language++)
                for (int topic = 1; topic < TOPIC_COUNT; topic++)
                        for (int variant = 0; variant < VARIANT_COUNT; variant++)
                                if (catalogue->replies[language][topic][variant].text != 0 && row < review->nreplies)
                                        check_reply(review, language, (enum topic)topic, (enum variant)variant, &review->replies[row++]);
}
