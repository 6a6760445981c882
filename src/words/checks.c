/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What must hold for a catalogue as a whole before it may be used: every topic can be answered in the default language, and every
 * reply fits into its parts in every country. Library.
 */
#include "builder_priv.h"

#include <stdio.h>
#include <string.h>

#include "common/clock.h"
#include "common/code.h"
#include "words/render_priv.h"

#define PARTS_GSM7 2                    /* more is allowed, but costs and is not read */
#define PARTS_UCS2 3
#define PARTS_HELP 2                    /* the most important text is the shortest */

static void
set_reply_place(struct builder *builder, int language, enum topic topic, enum variant variant)
{
        char name[CATALOGUE_FILE_NAME], code[CODE_TEXT], path[CATALOGUE_FILE_NAME + CODE_TEXT + 1];

        snprintf(path, sizeof path, "%s/%s", code_language(builder->catalogue->languages[language], code),
                 catalogue_file_name(topic, variant, name));
        builder_set_place(builder, path);
}

/* Whether any country gets this wording, so that it must exist. */
static bool
variant_is_needed(const struct catalogue *catalogue, enum topic topic, enum variant variant)
{
        int32_t expires = catalogue->topics[topic].expires;

        if (!catalogue->topics[topic].listed)
                return false;
        for (int country = 0; country < catalogue->ncountries; country++)
                if (render_variant(catalogue, topic, country, DAY_UNKNOWN) == variant ||
                    render_variant(catalogue, topic, country, expires) == variant)
                        return true;
        return false;
}

static void
check_presence(struct builder *builder, int language, enum topic topic, enum variant variant)
{
        struct catalogue *catalogue = builder->catalogue;
        const struct reply *reply = &catalogue->replies[language][topic][variant];
        char code[CODE_TEXT];

        if (reply->text != 0 || !variant_is_needed(catalogue, topic, variant))
                return;
        set_reply_place(builder, language, topic, variant);
        if (language == 0)
                builder_error(builder, 0, "this file is missing in the default language; write it");
        else
                builder_warning(builder, 0, "this file is missing, so the answer comes in the default language (%s); write it",
                                code_language(catalogue->languages[0], code));
}

static int
parts_wanted(enum topic topic, enum segment_coding coding)
{
        if (topic == TOPIC_HELP)
                return PARTS_HELP;
        return coding == SEGMENT_CODING_GSM7 ? PARTS_GSM7 : PARTS_UCS2;
}

/* Every country fills it differently; the worst one counts. */
static void
check_length(struct builder *builder, int language, enum topic topic, enum variant variant)
{
        struct catalogue *catalogue = builder->catalogue;
        const struct reply *reply = &catalogue->replies[language][topic][variant];
        struct segments segments, worst = { 0 };
        char text[CATALOGUE_REPLY_TEXT], name[CODE_TEXT] = "";
        bool sendable = true;

        set_reply_place(builder, language, topic, variant);
        for (int country = 0; reply->text != 0 && country < catalogue->ncountries; country++) {
                bool whole = render_fill(catalogue, reply, language, country, text);
                int rc = segment_text(text, &segments);

                sendable = sendable && strstr(text, "\u00b9") == NULL;
                if (!whole)
                        segments.nparts = SEGMENT_PARTS + 1;
                if ((rc < 0 || !whole || segments.nparts > worst.nparts) && segments.nparts > worst.nparts) {
                        worst = segments;
                        code_country(catalogue->countries[country].code, name);
                }
        }
        /* libgammu sends the superscript one as a bare escape character, which eats the letter behind it. */
        if (!sendable)
                builder_error(builder, reply->line, "the character \u00b9 cannot be sent; write 1");
        if (worst.nparts > SEGMENT_PARTS)
                builder_error(builder, reply->line, "the reply needs more than %d messages (country %s); shorten it", SEGMENT_PARTS, name);
        else if (worst.nparts > 0 && worst.nparts > parts_wanted(topic, worst.coding))
                builder_warning(builder, reply->line, "the reply takes %d messages (country %s), more than %d; shorten it", worst.nparts, name,
                                parts_wanted(topic, worst.coding));
}

static void
check_menu(struct builder *builder, int language, enum topic topic)
{
        const struct catalogue *catalogue = builder->catalogue;
        const struct reply *reply = &catalogue->replies[language][topic][VARIANT_PLAIN];

        if (catalogue->topics[topic].menu == 0 || reply->text == 0 || reply->menu != 0)
                return;
        set_reply_place(builder, language, topic, VARIANT_PLAIN);
        builder_warning(builder, 0, "the topic has no line for the numbered menu; add Menu: and up to 18 characters");
}

/* Names, menu line and text of menu.txt: without them a language cannot be chosen. */
static void
check_language(struct builder *builder, int language)
{
        struct catalogue *catalogue = builder->catalogue;
        bool named = false;

        for (size_t i = 0; i < catalogue->nkeywords && !named; i++)
                named = catalogue->keywords[i].kind == KEYWORD_KIND_LANGUAGE && catalogue->keywords[i].language == language;
        set_reply_place(builder, language, TOPIC_MENU, VARIANT_PLAIN);
        if (!named)
                builder_warning(builder, 0, "the language has no names, so nobody can switch to it; add Names: and a list");
        if (catalogue->keys[language].more == 0 && catalogue->replies[language][TOPIC_MENU][VARIANT_PLAIN].text != 0)
                builder_warning(builder, 0, "the keys of the menu by USSD have no words; add Keys: and three, like \"more, back, menu\"");
        if (catalogue->language_names[language] == 0) {
                char code[CODE_TEXT];

                builder_warning(builder, 0, "the language does not name itself; add Language: and its own name");
                catalogue->language_names[language] = builder_add_text(builder, code_language(catalogue->languages[language], code));
        }
}

static void
check_expiry(struct builder *builder)
{
        builder_set_place(builder, "topics.cfg");
        for (int topic = 1; topic < TOPIC_COUNT; topic++) {
                const struct topic_settings *settings = &builder->catalogue->topics[topic];

                if (settings->expires != DAY_UNKNOWN && builder->today != DAY_UNKNOWN && builder->today >= settings->expires)
                        builder_warning(builder, settings->line, "the text of \"%s\" has expired; renew it and set a new day",
                                        topic_name((unsigned)topic));
        }
}

void
checks_run(struct builder *builder)
{
        struct catalogue *catalogue = builder->catalogue;

        for (int language = 0; language < catalogue->nlanguages; language++) {
                check_language(builder, language);
                for (int topic = 1; topic < TOPIC_COUNT; topic++) {
                        for (int variant = 0; variant < VARIANT_COUNT; variant++) {
                                check_presence(builder, language, (enum topic)topic, (enum variant)variant);
                                check_length(builder, language, (enum topic)topic, (enum variant)variant);
                        }
                        check_menu(builder, language, (enum topic)topic);
                }
        }
        check_expiry(builder);
}
