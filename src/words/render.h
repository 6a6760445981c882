/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Filling a reply: from a topic, a language and a country to the text that is sent. {HELP} is never left empty: a country without a
 * verified line gets help-noline.txt, and elsewhere the words for it. Library; pure, allocates nothing.
 */
#ifndef WAYMARK_WORDS_RENDER_H
#define WAYMARK_WORDS_RENDER_H

#include "catalogue.h"

#include <stdint.h>

struct render_options {
        uint16_t language;              /* one that is not offered: the default language */
        uint16_t country;               /* one without an entry: the country where the gateway stands */
        int32_t today;                  /* DAY_UNKNOWN: nothing has expired */
};

/*
 * The reply of a topic. A language that lacks it answers in the default language. Returns the language that it speaks (code.h).
 * Never fails for a catalogue that was loaded.
 */
uint16_t render_reply(const struct catalogue *catalogue, enum topic topic, const struct render_options *options,
                      char text[static CATALOGUE_REPLY_TEXT]);

/*
 * The menu in two languages, options->language first, as long as the parts allow: whole texts if they fit into 2 parts (GSM-7) or
 * 3 (UCS-2), else the lists, in lines or, where these are too long, in the first keyword of each topic; else one language. `second` 0: one language.
 */
uint16_t render_menu(const struct catalogue *catalogue, const struct render_options *options, uint16_t second,
                     char text[static CATALOGUE_REPLY_TEXT]);

/* The topic's line in the numbered menu, in that language. Owned by the catalogue; never empty for a topic of the menu. */
const char *render_menu_line(const struct catalogue *catalogue, enum topic topic, uint16_t language);

/* The word for a key of the USSD menu in that language (from the default language if it lacks it; "" if that lacks it, too). */
enum render_key {
        RENDER_KEY_MORE,
        RENDER_KEY_BACK,
        RENDER_KEY_START,
};
const char *render_key(const struct catalogue *catalogue, enum render_key key, uint16_t language);

/* "SOS": the word for help on a screen of no language, and the emergency number of a country. Owned by the catalogue. */
const char *render_danger(const struct catalogue *catalogue);
const char *render_emergency(const struct catalogue *catalogue, uint16_t country);

/* The country's short name in that language ("" if it is unknown). Owned by the catalogue. */
const char *render_country_name(const struct catalogue *catalogue, uint16_t country, uint16_t language);

#endif
