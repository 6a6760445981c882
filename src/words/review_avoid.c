/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Words that a text on somebody's screen should not hold, since whoever looks over her shoulder would know what it is about: slavery,
 * trafficking, escape, hotlines; the police only where the advice needs it. One table for all languages; to add one, write the
 * beginnings that all forms of the word share, in lower case, and look that no harmless word begins like them ("flucht", but
 * "Flüchtling"). Library; pure.
 */
#include "review_priv.h"

static const struct avoided avoided[] = {
        { "", "hotline", "an everyday word like \"advice\"", false },
        { "", "la strada", "{HELP} alone", false },

        { "en", "slave", "", false },
        { "en", "traffick", "", false },
        { "en", "escap", "", false },
        { "en", "run away", "", false },
        { "en", "flee", "", false },
        { "en", "helpline", "\"advice\"", false },
        { "en", "police", "", true },

        { "uk", "рабств", "", false },
        { "uk", "рабин", "", false },
        { "uk", "работорг", "", false },
        { "uk", "торгівл люд", "", false },
        { "uk", "втекти", "", false },
        { "uk", "втеч", "", false },
        { "uk", "втік", "", false },
        { "uk", "утекти", "", false },
        { "uk", "тікай", "", false },
        { "uk", "гаряч ліні", "\"порада\"", false },
        { "uk", "поліці", "", true },

        { "ru", "рабств", "", false },
        { "ru", "рабын", "", false },
        { "ru", "работорг", "", false },
        { "ru", "торговл люд", "", false },
        { "ru", "побег", "", false },
        { "ru", "сбеж", "", false },
        { "ru", "сбег", "", false },
        { "ru", "убежать", "", false },
        { "ru", "убеги", "", false },
        { "ru", "горяч лини", "\"совет\"", false },
        { "ru", "полици", "", true },

        { "ro", "sclav", "", false },
        { "ro", "trafic de", "", false },
        { "ro", "traficant", "", false },
        { "ro", "evad", "", false },
        { "ro", "fugi", "", false },
        { "ro", "linie fierbinte", "\"sfat\"", false },
        { "ro", "politi", "", true },

        { "pl", "niewoln", "", false },
        { "pl", "handel ludźmi", "", false },
        { "pl", "handlu ludźmi", "", false },
        { "pl", "handlem ludźmi", "", false },
        { "pl", "handlarz", "", false },
        { "pl", "uciec", "", false },
        { "pl", "uciek", "", false },
        { "pl", "gorąca lini", "\"porada\"", false },
        { "pl", "infolini", "\"porada\"", false },
        { "pl", "policj", "", true },

        { "de", "sklav", "", false },
        { "de", "menschenh", "", false },
        { "de", "fliehen", "", false },
        { "de", "flieh", "", false },
        { "de", "entkomm", "", false },
        { "de", "weglauf", "", false },
        { "de", "hilfetelefon", "\"Rat\"", false },
        { "de", "polizei", "", true },

        { "nl", "slaver", "", false },
        { "nl", "slaaf", "", false },
        { "nl", "slaven", "", false },
        { "nl", "mensenhand", "", false },
        { "nl", "ontsnap", "", false },
        { "nl", "wegloop", "", false },
        { "nl", "weglop", "", false },
        { "nl", "vluchten", "", false },
        { "nl", "hulplijn", "\"advies\"", false },
        { "nl", "politie", "", true },
};

const struct avoided *
review_avoided(size_t i)
{
        return i < sizeof avoided / sizeof *avoided ? &avoided[i] : NULL;
}
