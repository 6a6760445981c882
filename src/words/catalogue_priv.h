/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The inside of a catalogue, shared by the files that build it (builder.c, reply_file.c, helplines.c, topics.c) and those that read
 * it (catalogue.c, render.c, match.c, answer.c, review.c). Nobody else includes this. Once builder_finish() has returned it,
 * nothing in it changes.
 */
#ifndef WAYMARK_WORDS_CATALOGUE_PRIV_H
#define WAYMARK_WORDS_CATALOGUE_PRIV_H

#include "catalogue.h"
#include "pool.h"
#include "segment.h"

#define CATALOGUE_LANGUAGES 32
#define CATALOGUE_COUNTRIES 128
#define CATALOGUE_KEYWORDS 100000
#define CATALOGUE_FILES 4096
#define CATALOGUE_LINES 8               /* helplines of one country */
#define REPLY_LINES 16                  /* lines of a message file whose places are remembered */

/* A second wording of the same topic, in its own file. */
enum variant {
        VARIANT_PLAIN = 0,
        VARIANT_NONEU = 1,              /* rights-noneu.txt: countries outside the EU, or past the day of expiry */
        VARIANT_NOLINE = 2,             /* help-noline.txt: countries without a verified line */
        VARIANT_COUNT
};

struct reply {
        uint32_t text;                  /* in the pool, with placeholders; 0: there is no such reply */
        uint32_t menu;                  /* line for the numbered menu */
        uint32_t word;                  /* its first keyword, which stands for it where there is no room for that */
        int32_t changed;                /* day, of an English text */
        int32_t english;                /* day of the English text that was translated */
        uint16_t line;                  /* where the text begins */
        bool reviewed;
        uint8_t nstarts;                /* lines of the text: offset in it, line of the file */
        struct {
                uint16_t offset;
                uint16_t line;
        } starts[REPLY_LINES];
};

enum keyword_kind {
        KEYWORD_KIND_WORD = 0,
        KEYWORD_KIND_DANGER = 1,        /* "!": the help reply, whatever else is said */
        KEYWORD_KIND_EXCLUDED = 2,      /* "-": an ordinary word or phrase that is not this topic */
        KEYWORD_KIND_LANGUAGE = 3,      /* a name of the language */
        KEYWORD_KIND_COUNTRY = 4,       /* a name of a country or a city in it */
        KEYWORD_KIND_NOISE = 5,         /* a phrase of machines (noise.c) */
        KEYWORD_KIND_HINT = 6,          /* "!" and =1: two of them in one text are danger (hints.c) */
};

#define KEYWORD_ANY_LANGUAGE 0xff

struct keyword {
        uint32_t text;                  /* in the pool, as it was written, without its signs */
        uint16_t line;
        uint8_t kind;
        uint8_t topic;
        uint8_t language;               /* index; KEYWORD_ANY_LANGUAGE for a country */
        uint8_t weight;                 /* 1 to 3 */
        uint8_t country;                /* index */
};

struct helpline {
        uint32_t number;
        uint32_t name;
        int32_t checked_on;             /* day, DAY_UNKNOWN if it says nothing */
        uint16_t line;
        bool free;
        bool police;
        bool verified;                  /* mark A or A-: may be sent */
};

struct country {
        uint16_t code;
        uint16_t line;
        bool eu;
        uint32_t emergency;
        uint32_t child;                 /* 0: the emergency number takes its place */
        uint32_t kids;
        uint32_t names[CATALOGUE_LANGUAGES];
        int nlines;
        struct helpline lines[CATALOGUE_LINES];
};

struct topic_settings {
        bool listed;                    /* stands in topics.cfg, or is a service reply */
        bool flash;
        int priority;
        int menu;                       /* its number, 0 none */
        int32_t expires;                /* day, DAY_UNKNOWN never */
        uint16_t line;
};

/* The words for the keys of the USSD menu, one set per language; 0 where there is none (render.h). */
struct key_words {
        uint32_t more, back, start;
};

/* Words that {HELP} is made with, one per language. */
struct help_words {
        uint32_t free[CATALOGUE_LANGUAGES];
        uint32_t police[CATALOGUE_LANGUAGES];
        uint32_t noline[CATALOGUE_LANGUAGES];
};

struct lexicon;
struct sense;

struct catalogue {
        struct pool pool;
        uint32_t label;                 /* the folder, as findings name it; for review.h only */
        int nlanguages;
        uint16_t languages[CATALOGUE_LANGUAGES];
        uint32_t language_names[CATALOGUE_LANGUAGES];
        struct key_words keys[CATALOGUE_LANGUAGES];
        uint32_t danger;                /* for "help" where no language is known: "SOS" */
        struct reply (*replies)[TOPIC_COUNT][VARIANT_COUNT]; /* [language] */
        struct topic_settings topics[TOPIC_COUNT];
        struct country *countries;
        int ncountries;
        int home;                       /* index of the country where the gateway stands */
        struct help_words words;
        struct keyword *keywords;
        size_t nkeywords;
        size_t nown;                    /* those from the folder, without the built-in ones */
        struct lexicon *lexicon;
        struct sense *sense;            /* learned from the examples */
        bool for_review;
};

/* Index of a language or a country by its code, -1 if there is none. */
int catalogue_language_index(const struct catalogue *catalogue, uint16_t code);
int catalogue_country_index(const struct catalogue *catalogue, uint16_t code);

/* "help-noline.txt" of a topic and variant. Returns `name`. */
#define CATALOGUE_FILE_NAME 40
const char *catalogue_file_name(enum topic topic, enum variant variant, char name[static CATALOGUE_FILE_NAME]);

#endif
