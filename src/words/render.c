/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Filling replies; see render.h. The text is built in the caller's buffer of CATALOGUE_REPLY_TEXT bytes, which holds more than six
 * parts of any alphabet: checks.c refuses a catalogue in which a reply could be longer.
 */
#include "render_priv.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"

struct output {
        char *text;
        size_t len;
        bool full;
        bool words;                     /* the menu in single words, not in lines */
};

static void
put(struct output *out, const char *text, size_t len)
{
        if (out->full || len >= CATALOGUE_REPLY_TEXT - out->len) {
                out->full = true;
                return;
        }
        memcpy(out->text + out->len, text, len);
        out->len += len;
        out->text[out->len] = '\0';
}

static void
put_text(struct output *out, const char *text)
{
        put(out, text, strlen(text));
}

static const char *
string_at(const struct catalogue *catalogue, uint32_t offset)
{
        return pool_text(&catalogue->pool, offset);
}

/* The first line that may be sent, NULL if the country has none. */
static const struct helpline *
verified_line(const struct country *country)
{
        for (int i = 0; i < country->nlines; i++)
                if (country->lines[i].verified)
                        return &country->lines[i];
        return NULL;
}

static void
put_help(struct output *out, const struct catalogue *catalogue, int language, const struct country *country)
{
        const struct helpline *line = verified_line(country);

        if (line == NULL) {
                put_text(out, string_at(catalogue, catalogue->words.noline[language]));
                return;
        }
        put_text(out, string_at(catalogue, line->number));
        if (line->police) {
                put_text(out, " ");
                put_text(out, string_at(catalogue, catalogue->words.police[language]));
        }
        if (line->free) {
                put_text(out, " (");
                put_text(out, string_at(catalogue, catalogue->words.free[language]));
                put_text(out, ")");
        }
}

static const char *
menu_line(const struct catalogue *catalogue, enum topic topic, int language)
{
        uint32_t line = catalogue->replies[language][topic][VARIANT_PLAIN].menu;

        if (line == 0)
                line = catalogue->replies[0][topic][VARIANT_PLAIN].menu;
        return line != 0 ? string_at(catalogue, line) : topic_name(topic);
}

/* The keyword that brings the topic, as short as it gets; "" if there is none. */
static const char *
menu_word(const struct catalogue *catalogue, enum topic topic, int language)
{
        return string_at(catalogue, catalogue->replies[language][topic][VARIANT_PLAIN].word);
}

/* "1 Get help 2 Job offers ...", or "1 help 2 job ..." */
static void
put_topics(struct output *out, const struct catalogue *catalogue, int language)
{
        bool first = true;

        for (int number = 1; number < CATALOGUE_MENU; number++) {
                enum topic topic = catalogue_menu_topic(catalogue, number);
                char digits[16];

                if (topic == TOPIC_NONE)
                        continue;
                snprintf(digits, sizeof digits, "%s%d ", first ? "" : " ", number);
                put_text(out, digits);
                if (out->words && *menu_word(catalogue, topic, language) != '\0')
                        put_text(out, menu_word(catalogue, topic, language));
                else
                        put_text(out, menu_line(catalogue, topic, language));
                first = false;
        }
}

static void
put_placeholder(struct output *out, const struct catalogue *catalogue, const char *name, size_t len, int language,
                const struct country *country)
{
        if (len == 6 && memcmp(name, "{HELP}", 6) == 0)
                put_help(out, catalogue, language, country);
        else if (len == 9 && memcmp(name, "{COUNTRY}", 9) == 0)
                put_text(out, string_at(catalogue, country->names[language]));
        else if (len == 7 && memcmp(name, "{CHILD}", 7) == 0)
                put_text(out, string_at(catalogue, country->child != 0 ? country->child : country->emergency));
        else if (len == 6 && memcmp(name, "{KIDS}", 6) == 0)
                put_text(out, string_at(catalogue, country->kids != 0 ? country->kids : country->emergency));
        else if (len == 11 && memcmp(name, "{EMERGENCY}", 11) == 0)
                put_text(out, string_at(catalogue, country->emergency));
        else if (len == 8 && memcmp(name, "{TOPICS}", 8) == 0)
                put_topics(out, catalogue, language);
}

/* Fills `len` bytes of a text with placeholders. */
static void
put_filled(struct output *out, const struct catalogue *catalogue, const char *text, size_t len, int language,
           const struct country *country)
{
        const char *end = text + len;

        while (text < end) {
                const char *open = memchr(text, '{', (size_t)(end - text));
                const char *close = open != NULL ? memchr(open, '}', (size_t)(end - open)) : NULL;

                if (close == NULL) {
                        put(out, text, (size_t)(end - text));
                        return;
                }
                put(out, text, (size_t)(open - text));
                put_placeholder(out, catalogue, open, (size_t)(close - open) + 1, language, country);
                text = close + 1;
        }
}

enum variant
render_variant(const struct catalogue *catalogue, enum topic topic, int country, int32_t today)
{
        const struct country *place = &catalogue->countries[country];
        int32_t expires = catalogue->topics[topic].expires;

        if (topic == TOPIC_HELP && verified_line(place) == NULL)
                return VARIANT_NOLINE;
        if (topic == TOPIC_RIGHTS && !place->eu)
                return VARIANT_NONEU;
        if (topic == TOPIC_RIGHTS && expires != DAY_UNKNOWN && today != DAY_UNKNOWN && today >= expires)
                return VARIANT_NONEU;
        return VARIANT_PLAIN;
}

bool
render_fill(const struct catalogue *catalogue, const struct reply *reply, int language, int country,
            char text[static CATALOGUE_REPLY_TEXT])
{
        struct output out = { .text = text };
        const char *source = string_at(catalogue, reply->text);

        text[0] = '\0';
        put_filled(&out, catalogue, source, strlen(source), language, &catalogue->countries[country]);
        return !out.full;
}

static int
language_or_default(const struct catalogue *catalogue, uint16_t code)
{
        int language = catalogue_language_index(catalogue, code);

        return language >= 0 ? language : 0;
}

static int
country_or_home(const struct catalogue *catalogue, uint16_t code)
{
        int country = catalogue_country_index(catalogue, code);

        return country >= 0 ? country : catalogue->home;
}

uint16_t
render_reply(const struct catalogue *catalogue, enum topic topic, const struct render_options *options,
             char text[static CATALOGUE_REPLY_TEXT])
{
        int language = language_or_default(catalogue, options->language);
        int country = country_or_home(catalogue, options->country);
        enum variant variant = render_variant(catalogue, topic, country, options->today);

        if (catalogue->replies[language][topic][variant].text == 0)
                language = 0;
        render_fill(catalogue, &catalogue->replies[language][topic][variant], language, country, text);
        return catalogue->languages[language];
}

/* How much of a menu text a half of a menu in two languages holds. */
enum half {
        HALF_WHOLE,                     /* the text */
        HALF_SENTENCE,                  /* up to the end of the sentence that holds {TOPICS} */
        HALF_LIST,                      /* the list alone */
};

static void
put_half(struct output *out, const struct catalogue *catalogue, int language, int country, enum half half)
{
        const char *text = string_at(catalogue, catalogue->replies[language][TOPIC_MENU][VARIANT_PLAIN].text);
        const char *topics = strstr(text, "{TOPICS}");
        size_t len = strlen(text);

        if (topics == NULL || half == HALF_WHOLE) {
                put_filled(out, catalogue, text, len, language, &catalogue->countries[country]);
                return;
        }
        if (half == HALF_LIST) {
                put_topics(out, catalogue, language);
                put_text(out, ".");
                return;
        }
        len = (size_t)(topics - text) + strlen("{TOPICS}");
        put_filled(out, catalogue, text, len + strcspn(text + len, ".!?"), language, &catalogue->countries[country]);
        put_text(out, ".");
}

/* "112" must not be missing where the menu was cut. */
static void
put_emergency(struct output *out, const struct catalogue *catalogue, int country)
{
        put_text(out, " ");
        put_text(out, string_at(catalogue, catalogue->danger));
        put_text(out, ": ");
        put_text(out, string_at(catalogue, catalogue->countries[country].emergency));
}

/* Into 2 parts of GSM-7 or 3 of UCS-2, and `more`. */
static bool
fits(const char *text, int more)
{
        struct segments segments;

        if (segment_text(text, &segments) < 0)
                return false;
        return segments.nparts <= (segments.coding == SEGMENT_CODING_GSM7 ? 2 : 3) + more;
}

uint16_t
render_menu(const struct catalogue *catalogue, const struct render_options *options, uint16_t second,
            char text[static CATALOGUE_REPLY_TEXT])
{
        static const struct {
                enum half one, two;
                bool words;
                int more;               /* two lists may take a part more: better than a language that she cannot read */
        } tries[] = {
                { HALF_WHOLE, HALF_WHOLE, false, 0 },
                { HALF_WHOLE, HALF_SENTENCE, false, 0 },
                { HALF_SENTENCE, HALF_SENTENCE, false, 0 },
                { HALF_SENTENCE, HALF_LIST, false, 0 },
                { HALF_SENTENCE, HALF_SENTENCE, true, 0 },
                { HALF_SENTENCE, HALF_LIST, true, 0 },
                { HALF_LIST, HALF_LIST, true, 0 },
                { HALF_LIST, HALF_LIST, true, 1 },
        };
        int one = language_or_default(catalogue, options->language);
        int two = catalogue_language_index(catalogue, second);
        int country = country_or_home(catalogue, options->country);

        for (size_t i = 0; two >= 0 && two != one && i < sizeof tries / sizeof *tries; i++) {
                struct output out = { .text = text, .words = tries[i].words };

                put_half(&out, catalogue, one, country, tries[i].one);
                put_text(&out, " ");
                put_half(&out, catalogue, two, country, tries[i].two);
                if (tries[i].one != HALF_WHOLE)
                        put_emergency(&out, catalogue, country);
                if (!out.full && fits(text, tries[i].more))
                        return catalogue->languages[one];
        }
        return render_reply(catalogue, TOPIC_MENU, options, text);
}

const char *
render_menu_line(const struct catalogue *catalogue, enum topic topic, uint16_t language)
{
        if (topic <= TOPIC_NONE || topic >= TOPIC_COUNT)
                return "";
        return menu_line(catalogue, topic, language_or_default(catalogue, language));
}

static uint32_t
key_word(const struct key_words *words, enum render_key key)
{
        switch (key) {
        case RENDER_KEY_MORE:  return words->more;
        case RENDER_KEY_BACK:  return words->back;
        case RENDER_KEY_START: return words->start;
        }
        return 0;
}

const char *
render_key(const struct catalogue *catalogue, enum render_key key, uint16_t language)
{
        uint32_t word = key_word(&catalogue->keys[language_or_default(catalogue, language)], key);

        if (word == 0)
                word = key_word(&catalogue->keys[0], key);
        return string_at(catalogue, word);
}

const char *
render_danger(const struct catalogue *catalogue)
{
        return string_at(catalogue, catalogue->danger);
}

const char *
render_emergency(const struct catalogue *catalogue, uint16_t country)
{
        return string_at(catalogue, catalogue->countries[country_or_home(catalogue, country)].emergency);
}

const char *
render_country_name(const struct catalogue *catalogue, uint16_t country, uint16_t language)
{
        int place = catalogue_country_index(catalogue, country);

        return place < 0 ? "" : string_at(catalogue, catalogue->countries[place].names[language_or_default(catalogue, language)]);
}
