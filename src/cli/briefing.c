/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The comments for translators; see briefing.h. The limits are those that words/checks.c holds every reply to.
 */
#include "briefing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct purpose {
        const char *id;
        const char *what;
};

static const struct purpose purposes[] = {
        {"help", "To someone who needs help now, perhaps in danger. The most important text of all."},
        {"help-noline", "The same for countries in which we have no verified number. Never put a number into it."},
        {"job", "To someone who was offered work."},
        {"house", "To someone who was offered a room or a flat."},
        {"ride", "To someone who was offered a lift, or looks for one."},
        {"papers", "To someone who asks about passport and documents."},
        {"child", "To someone who asks about children on the way."},
        {"love", "To someone who has a new friend, mostly from the internet."},
        {"signs", "Signs that something is wrong."},
        {"rights", "Rights and protection, for countries in the EU."},
        {"rights-noneu", "Rights and protection, for countries outside the EU."},
        {"menu", "Sent when someone says hello, asks for the topics or writes MENU."},
        {"country", "Asks in which country she is."},
        {"stop", "She wants no more texts. A promise: change nothing in what it says."},
        {"privacy", "She asks who reads along. A promise: change nothing in what it says."},
        {"limit", "Sent once when someone has had very many texts in a day."},
        {"unknown", "Sent when we did not understand."},
};

static const struct purpose placeholders[] = {
        {"{HELP}", "the helpline of her country, up to about 30 characters"},
        {"{COUNTRY}", "the name of the country"},
        {"{CHILD}", "the number for missing children, or the emergency number"},
        {"{KIDS}", "the helpline for children, or the emergency number"},
        {"{EMERGENCY}", "the emergency number of her country, mostly 112"},
        {"{TOPICS}", "the numbered list of the topics, from their menu lines"},
};

static void
put_purpose(FILE *out, const char *page_id)
{
        for (size_t i = 0; i < sizeof purposes / sizeof purposes[0]; i++)
                if (strcmp(purposes[i].id, page_id) == 0)
                        fprintf(out, "%s\n", purposes[i].what);
}

static void
put_limits(FILE *out, enum topic topic)
{
        if (topic == TOPIC_HELP)
                fputs("At most 134 characters in Cyrillic, or with any letter that GSM does not know = 2 messages; 306 in plain Latin letters = 2.\n",
                      out);
        else
                fputs("At most 201 characters in Cyrillic, or with any letter that GSM does not know = 3 messages; 306 in plain Latin letters "
                      "= 2.\n", out);
        if (topic_is_service(topic))
                fputs("Better half of that: it is a reply about the service.\n", out);
        fputs("Where a language can be read without its accents, leave them out: one accent can double the price. What is filled in counts too.\n",
              out);
}

static void
put_placeholders(FILE *out, const char *text)
{
        for (size_t i = 0; i < sizeof placeholders / sizeof placeholders[0]; i++)
                if (strstr(text, placeholders[i].id) != NULL)
                        fprintf(out, "Keep %s as it is: %s.\n", placeholders[i].id, placeholders[i].what);
}

/* What colleagues have noted in either file. */
static int
put_notes(FILE *out, const struct message_file *file, const char *code)
{
        char *notes = file != NULL ? message_file_notes(file) : NULL;

        if (notes == NULL)
                return file != NULL ? -1 : 0;
        for (char *rest = notes, *note; (note = strsep(&rest, "\n")) != NULL;)
                if (*note != '\0')
                        fprintf(out, "Note (%s): %s\n", code, note);
        free(notes);
        return 0;
}

static void
put_keywords(FILE *out, enum topic topic)
{
        fputs("The words that bring this text, with commas between. Do not translate them one by one: write what people would type, each word once,\n"
              "correctly, and slang in addition. robot* is every word that begins like this; =1 behind a word is a weak hint, =3 a strong one;\n"
              "- in front: not meant here.\n", out);
        if (topic == TOPIC_HELP)
                fputs("! in front: danger. It brings the help text whatever else is said, so never for words that are used without danger.\n", out);
}

static int
put_part(FILE *out, const struct translation_page *page, const struct translation_unit *unit, const char *code)
{
        switch (unit->part) {
        case MESSAGE_PART_TEXT:
                put_purpose(out, page->id);
                put_limits(out, page->topic);
                put_placeholders(out, unit->english);
                if (page->stale && *unit->own != '\0')
                        fputs("The English text was changed after it was translated: bring the translation up to date.\n", out);
                return put_notes(out, page->english, "en") < 0 || put_notes(out, page->own, code) < 0 ? -1 : 0;
        case MESSAGE_PART_MENU:
                fputs("Line in the numbered menu: at most 18 characters.\n", out);
                return 0;
        case MESSAGE_PART_KEYS:
                fputs("Three words for the keys of the menu on the telephone, with commas between: go on, go back, the beginning. Short: 24 letters.\n",
                      out);
                return 0;
        case MESSAGE_PART_KEYWORDS:
                put_keywords(out, page->topic);
                return 0;
        case MESSAGE_PART_NAMES:
                fputs("The words with which people of any language ask for yours, with commas between.\n", out);
                return 0;
        case MESSAGE_PART_LANGUAGE:
                fputs("The name of your language, as it calls itself.\n", out);
                return 0;
        case MESSAGE_PART_NONE:
        case MESSAGE_PART_REVIEWED:
        case MESSAGE_PART_CHANGED:
        case MESSAGE_PART_ENGLISH:
        case MESSAGE_PART_COUNT:
                break;
        }
        return 0;
}

char *
briefing_text(const struct translation *translation, const struct translation_unit *unit)
{
        char *text = NULL;
        size_t len;
        FILE *out = open_memstream(&text, &len);
        bool failed;

        if (out == NULL)
                return NULL;
        failed = put_part(out, &translation->pages[unit->page], unit, translation->code) < 0 || ferror(out) != 0;
        if (fclose(out) != 0 || failed) {
                free(text);
                return NULL;
        }
        return text;
}
