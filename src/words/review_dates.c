/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the days in the catalogue tell: translations that are older than the English text, helpline numbers that nobody has checked for
 * long, texts that will soon be wrong. (What has expired already is told at load: checks.c.) A number that people are sent is a
 * warning; one that stands in reserve is a hint. Library.
 */
#include "review_priv.h"

#include <stdio.h>

#include "common/clock.h"
#include "common/code.h"

#define EXPIRES_SOON_DAYS 60            /* time to ask a lawyer, translate and review */
#define AGO_TEXT 24

/* English is what the others are translated from; -1 if it is not offered. */
static int
english_index(const struct catalogue *catalogue)
{
        return catalogue_language_index(catalogue, code_pack("en"));
}

bool
review_is_stale(const struct catalogue *catalogue, int language, enum topic topic, enum variant variant)
{
        int source = english_index(catalogue);
        int32_t translated = catalogue->replies[language][topic][variant].english, changed;

        if (source < 0 || source == language)
                return false;
        changed = catalogue->replies[source][topic][variant].changed;
        return changed != DAY_UNKNOWN && translated != DAY_UNKNOWN && translated < changed;
}

/* --- texts --- */

static void
check_day(struct review *review, const char *header, int32_t day)
{
        char text[DAY_TEXT];

        if (day != DAY_UNKNOWN && review->today != DAY_UNKNOWN && day > review->today)
                review_warn(review, 0, "%s: %s lies in the future; correct the day", header, day_text(day, text));
}

static void
check_translation(struct review *review, const struct reply *reply, const struct reply *english)
{
        char changed[DAY_TEXT], translated[DAY_TEXT];

        check_day(review, "English", reply->english);
        if (english->text == 0 || english->changed == DAY_UNKNOWN)
                return;
        day_text(english->changed, changed);
        if (reply->english == DAY_UNKNOWN)
                review_warn(review, 0, "it does not say which English text it was translated from; compare the two and add English: %s",
                            changed);
        else if (reply->english < english->changed)
                review_warn(review, 0, "the English text was changed on %s, this is the translation of the one of %s; bring it up to date, "
                            "then write English: %s", changed, day_text(reply->english, translated), changed);
        else if (reply->english > english->changed)
                review_hint(review, 0, "it says English: %s, but the English text is of %s; was Changed: forgotten there?",
                            day_text(reply->english, translated), changed);
}

static void
check_english(struct review *review, const struct reply *reply)
{
        check_day(review, "Changed", reply->changed);
        if (reply->changed == DAY_UNKNOWN && review->catalogue->nlanguages > 1)
                review_warn(review, 0, "it does not say when it was last changed, so nobody sees which translations are out of date; "
                            "add Changed: and the day");
}

static void
check_texts(struct review *review, int language, int source)
{
        const struct catalogue *catalogue = review->catalogue;

        for (int topic = 1; topic < TOPIC_COUNT; topic++)
                for (int variant = 0; variant < VARIANT_COUNT; variant++) {
                        const struct reply *reply = &catalogue->replies[language][topic][variant];

                        if (reply->text == 0)
                                continue;
                        review_set_reply_place(review, language, (enum topic)topic, (enum variant)variant);
                        if (language == source)
                                check_english(review, reply);
                        else
                                check_translation(review, reply, &catalogue->replies[source][topic][variant]);
                }
}

/* One line for a language: nobody reads the same remark 17 times. */
static void
count_unreviewed(struct review *review, int language)
{
        const struct catalogue *catalogue = review->catalogue;
        int all = 0, unreviewed = 0;
        char code[CODE_TEXT];

        for (size_t i = 0; i < review->nreplies; i++)
                if (review->replies[i].language == catalogue->languages[language]) {
                        all++;
                        unreviewed += !review->replies[i].reviewed;
                }
        review_set_place(review, code_language(catalogue->languages[language], code));
        if (unreviewed > 0)
                review_hint(review, 0, "%d of %d texts have not been reviewed by a native speaker; find one, then write Reviewed: and a name",
                            unreviewed, all);
}

/* --- numbers --- */

/* Its name for the reader of findings, which are in English. */
static const char *
country_name(const struct catalogue *catalogue, const struct country *country)
{
        int source = english_index(catalogue);

        return pool_text(&catalogue->pool, country->names[source >= 0 ? source : 0]);
}

static const char *
ago_text(int days, char text[static AGO_TEXT])
{
        if (days >= 2 * 365)
                snprintf(text, AGO_TEXT, "%d years", days / 365);
        else
                snprintf(text, AGO_TEXT, "%d months", days / 30);
        return text;
}

/* `sent`: this is the number that people get. */
static void
check_number(struct review *review, const struct country *country, const struct helpline *line, bool sent)
{
        enum finding_severity severity = sent ? FINDING_SEVERITY_WARNING : FINDING_SEVERITY_NOTE;
        const char *number = pool_text(&review->catalogue->pool, line->number);
        const char *name = country_name(review->catalogue, country);
        int days = review->today - line->checked_on;
        char ago[AGO_TEXT];

        if (line->checked_on == DAY_UNKNOWN)
                findings_add(review->findings, severity, review->place, line->line,
                             "nobody knows when %s (%s) was last checked; call it and write the day into checked_on", number, name);
        else if (review->today != DAY_UNKNOWN && days > REVIEW_NUMBER_DAYS)
                findings_add(review->findings, severity, review->place, line->line,
                             "%s (%s) was last checked %s ago; call it and write the day into checked_on", number, name, ago_text(days, ago));
        else if (review->today != DAY_UNKNOWN && days < 0)
                findings_add(review->findings, FINDING_SEVERITY_WARNING, review->place, line->line,
                             "checked_on of %s (%s) lies in the future; correct the day", number, name);
}

static void
check_country(struct review *review, const struct country *country)
{
        bool sent = false;

        for (int i = 0; i < country->nlines; i++) {
                const struct helpline *line = &country->lines[i];

                if (!line->verified)
                        continue;
                check_number(review, country, line, !sent);
                sent = true;
        }
        if (!sent)
                review_hint(review, country->line, "there is no sure number for %s, people get the emergency number and advice whom to ask; "
                            "find two sources for one", country_name(review->catalogue, country));
}

static void
check_expiry(struct review *review)
{
        char day[DAY_TEXT];

        review_set_place(review, "topics.cfg");
        for (int topic = 1; topic < TOPIC_COUNT; topic++) {
                const struct topic_settings *settings = &review->catalogue->topics[topic];
                int left = settings->expires - review->today;

                if (settings->expires != DAY_UNKNOWN && review->today != DAY_UNKNOWN && left > 0 && left <= EXPIRES_SOON_DAYS)
                        review_warn(review, settings->line, "the text of \"%s\" holds until %s only, %d day%s from now; renew it in time",
                                    topic_name((unsigned)topic), day_text(settings->expires, day), left, left == 1 ? "" : "s");
        }
}

void
review_check_dates(struct review *review)
{
        const struct catalogue *catalogue = review->catalogue;
        int source = english_index(catalogue);

        review_set_place(review, "helplines.cfg"); /* first: they may be many, and texts should stand near the verdict */
        for (int country = 0; country < catalogue->ncountries; country++)
                check_country(review, &catalogue->countries[country]);
        check_expiry(review);
        review_set_place(review, "");
        if (source < 0)
                review_hint(review, 0, "English is not among `languages`, so nobody sees which translations are out of date; add \"en\" to look");
        for (int language = 0; language < catalogue->nlanguages; language++) {
                if (source >= 0)
                        check_texts(review, language, source);
                count_unreviewed(review, language);
        }
}
