/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a text is about; see match.h. In this order, the first that holds decides:
 *
 *   nothing to see                    EMPTY
 *   a number of the menu              DIGIT
 *   an emergency number, the SOS sign TOPIC help
 *   the word for stop, nothing else   TOPIC stop (exactly as a keyword: it is never guessed)
 *   a danger phrase                   TOPIC help, whatever else is said
 *   phrases of machines               NOISE
 *   two hints of danger               TOPIC help, whatever else is said
 *   what sounds like the examples     TOPIC help, whatever else is said
 *   a language's name, little else    LANGUAGE
 *   keywords                          TOPIC: the best supported one, unless it is a lone word in what sounds like the unrelated examples
 *   a country's name, little else     COUNTRY; misspelt: TOPIC country, which asks for it (it is never guessed)
 *   none of these                     NOTHING
 */
#include "match_priv.h"

#include <stdio.h>
#include <string.h>

#include "words/index.h"
#include "words/noise.h"
#include "words/sense.h"

#define SHORT_COUNTRY 5                 /* words of a text that is about a country and nothing else */
#define SENSE_WORDS 3                   /* that a text must have to be told by its sound; fewer are keywords or nothing */
#define SENSE_DOUBT 0.04                /* by how much more a text must sound like danger for each point of its topic, */
#define SENSE_DOUBTED 50                /* up to this many */
#define SENSE_UNRELATED 0.5
#define UNRELATED_POINTS 60             /* keywords that say more than this are believed, however unrelated a text sounds */
#define NAME_WORDS 4                    /* words of a text that asks for a language */

const struct keyword *
match_keyword(const struct understanding *u, const struct found *found)
{
        return &u->catalogue->keywords[found->keyword];
}

const char *
match_keyword_text(const struct understanding *u, const struct keyword *keyword)
{
        return pool_text(&u->catalogue->pool, keyword->text);
}

int
match_words(const struct understanding *u)
{
        return u->folded.nwords - u->folded.njoined;
}

/* How many bytes of a text are whole characters, at most so many. */
static int
whole_characters(const char *text, int most)
{
        int len = (int)strnlen(text, (size_t)most + 1);

        if (len <= most)
                return len;
        for (len = most; len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80;)
                len--;
        return len;
}

static void
explain(struct match *match, const char *what, const char *word, enum hit_how how)
{
        static const char *const ways[] = {
                [HIT_HOW_SAME] = "",
                [HIT_HOW_LATIN] = ", in the other alphabet",
                [HIT_HOW_INFLECTED] = ", inflected",
                [HIT_HOW_TYPO] = ", misspelt",
        };

        snprintf(match->why, sizeof match->why, "%s%s%.*s%s%s", what, *word != '\0' ? " \"" : "", whole_characters(word, 40), word, *word != '\0' ? "\"" : "", ways[how]);
}

/* The value of a text that is one number, -1 if it is more. */
static long
lone_number(const struct understanding *u)
{
        const struct fold_word *word = &u->folded.words[0];
        long value = 0;

        if (u->folded.nwords != 1 || !word->number || word->len > 3)
                return -1;
        for (int i = 0; i < word->len; i++)
                value = value * 10 + (u->folded.letters[word->start + i] - '0');
        return value;
}

static bool
is_emergency_number(const struct understanding *u, long number)
{
        if (number == 112 || number == 911 || number == 999)
                return true;
        for (int i = 0; i < u->catalogue->ncountries; i++) {
                const char *text = pool_text(&u->catalogue->pool, u->catalogue->countries[i].emergency);
                char digits[24];

                snprintf(digits, sizeof digits, "%ld", number);
                if (strcmp(text, digits) == 0)
                        return true;
        }
        return false;
}

/* No line has the number 9 (it leads back by USSD); who counts the lines instead of reading them means the ninth. */
static enum topic
topic_of_number(const struct catalogue *catalogue, long number)
{
        enum topic topic = number < CATALOGUE_MENU ? catalogue_menu_topic(catalogue, (int)number) : TOPIC_NONE;

        return topic == TOPIC_NONE && number == CATALOGUE_BACK ? catalogue_menu_topic(catalogue, CATALOGUE_BACK + 1) : topic;
}

static bool
match_number(const struct understanding *u, struct match *match)
{
        long number = lone_number(u);

        if (number < 0)
                return false;
        match->topic = topic_of_number(u->catalogue, number);
        match->kind = match->topic != TOPIC_NONE ? MATCH_KIND_DIGIT : MATCH_KIND_NOTHING;
        explain(match, "number of the menu", "", HIT_HOW_SAME);
        if (is_emergency_number(u, number)) {
                match->kind = MATCH_KIND_TOPIC;
                match->topic = TOPIC_HELP;
                explain(match, "an emergency number", "", HIT_HOW_SAME);
        }
        return match->kind != MATCH_KIND_NOTHING;
}

/* The found keyword spans the text: no word is left out, none but look-alikes and capitals is changed. */
static const struct found *
whole_text(const struct understanding *u, enum keyword_kind kind, unsigned topic, int cost)
{
        int n = match_words(u);

        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *found = &u->phrases.list[i];

                if (match_keyword(u, found)->kind == kind && (topic == TOPIC_NONE || match_keyword(u, found)->topic == topic) && found->cost <= cost &&
                    found->how <= HIT_HOW_LATIN && found->nwords == n)
                        return found;
        }
        return NULL;
}

static bool
match_stop(const struct understanding *u, struct match *match)
{
        const struct found *found = whole_text(u, KEYWORD_KIND_WORD, TOPIC_STOP, 1);

        if (found == NULL || found->how != HIT_HOW_SAME)
                return false;
        match->kind = MATCH_KIND_TOPIC;
        match->topic = TOPIC_STOP;
        explain(match, "keyword", match_keyword_text(u, match_keyword(u, found)), HIT_HOW_SAME);
        return true;
}

static bool
match_danger(const struct understanding *u, struct match *match)
{
        if (!u->phrases.has_danger || support_is_excluded(u, &u->phrases.danger, TOPIC_HELP))
                return false;
        match->kind = MATCH_KIND_TOPIC;
        match->topic = TOPIC_HELP;
        match->danger = true;
        explain(match, "danger phrase", match_keyword_text(u, match_keyword(u, &u->phrases.danger)), (enum hit_how)u->phrases.danger.how);
        return true;
}

static bool
match_hints(const struct understanding *u, struct match *match)
{
        const struct found *one, *other;
        const char *first, *second;

        if (!hints_find(u, &one, &other))
                return false;
        match->kind = MATCH_KIND_TOPIC;
        match->topic = TOPIC_HELP;
        match->danger = true;
        first = match_keyword_text(u, match_keyword(u, one));
        second = match_keyword_text(u, match_keyword(u, other));
        snprintf(match->why, sizeof match->why, "hints of danger \"%.*s\" and \"%.*s\"", whole_characters(first, 30), first,
                 whole_characters(second, 30), second);
        return true;
}

/* How much a text has to sound like danger: the more its keywords speak for a topic, the more. */
static double
sense_needed(const struct understanding *u)
{
        enum topic topic = support_best(u);
        int points = topic == TOPIC_NONE ? 0 : u->points[topic];

        return SENSE_DOUBT * (points < SENSE_DOUBTED ? points : SENSE_DOUBTED);
}

/* Said in words that are in no list, but like the examples of danger. */
static bool
match_sense(const struct understanding *u, struct match *match)
{
        double sure = match_words(u) >= SENSE_WORDS ? sense_of(u->catalogue->sense, &u->folded, SENSE_KIND_DANGER) : 0;

        if (sure <= sense_needed(u))
                return false;
        match->kind = MATCH_KIND_TOPIC;
        match->topic = TOPIC_HELP;
        match->danger = true;
        snprintf(match->why, sizeof match->why, "sounds like the examples of danger (%.1f)", sure);
        return true;
}

static bool
match_noise(const struct understanding *u, struct match *match)
{
        int weight = noise_of_signs(&u->folded, u->phrases.link);
        const char *phrase = "";

        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *found = &u->phrases.list[i];

                if (match_keyword(u, found)->kind != KEYWORD_KIND_NOISE || !found->kept || found->cost > MATCH_EXACT_COST + 1)
                        continue;
                weight += match_keyword(u, found)->weight;
                phrase = match_keyword_text(u, match_keyword(u, found));
        }
        if (*phrase == '\0' || weight < NOISE_ENOUGH || u->folded.nwords < 2)
                return false;
        match->kind = MATCH_KIND_NOISE;
        explain(match, "a text of machines:", phrase, HIT_HOW_SAME);
        return true;
}

static int
letters_of_words(const struct understanding *u, const struct found *found)
{
        int letters = 0;

        for (int i = found->first; i <= found->last; i++)
                letters += u->folded.words[i].len;
        return letters;
}

/* "Polska" is a country first, and only by its sound a language. */
static bool
is_rather_country(const struct understanding *u, const struct found *found)
{
        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *other = &u->phrases.list[i];

                if (other->kept && match_keyword(u, other)->kind == KEYWORD_KIND_COUNTRY && other->first <= found->last && found->first <= other->last &&
                    other->cost < found->cost)
                        return true;
        }
        return false;
}

static int
find_language(const struct understanding *u, const struct found **found)
{
        int n = match_words(u);

        for (int i = 0; n <= NAME_WORDS && i < u->phrases.n; i++) {
                const struct found *one = &u->phrases.list[i];
                bool alone = one->nwords == n;
                int letters = letters_of_words(u, one);

                if (match_keyword(u, one)->kind != KEYWORD_KIND_LANGUAGE || !one->kept || is_rather_country(u, one))
                        continue;
                if (one->cost > MATCH_EXACT_COST && !(alone && letters >= MATCH_NAME_LETTERS && one->cost <= MATCH_NAME_TYPO))
                        continue;
                if (!alone && letters < 4 && one->nwords == 1)
                        continue;
                *found = one;
                return match_keyword(u, one)->language;
        }
        return -1;
}

static bool
match_language(struct understanding *u, struct match *match)
{
        const struct found *found = NULL;
        int language = find_language(u, &found);

        if (language < 0)
                return false;
        u->scores.points[language] += LANGUAGE_NAMED;
        if (support_best(u) != TOPIC_NONE && !support_is_weak(support_best(u)))
                return false;
        match->kind = MATCH_KIND_LANGUAGE;
        match->topic = TOPIC_MENU;
        explain(match, "name of a language", match_keyword_text(u, match_keyword(u, found)), (enum hit_how)found->how);
        return true;
}

/* One keyword in chatter that came to the wrong number, or in an advert. */
static bool
is_unrelated(const struct understanding *u, enum topic topic)
{
        return match_words(u) >= SENSE_WORDS && u->points[topic] < UNRELATED_POINTS &&
               sense_of(u->catalogue->sense, &u->folded, SENSE_KIND_UNRELATED) > SENSE_UNRELATED;
}

static bool
match_topic(const struct understanding *u, struct match *match)
{
        enum topic topic = support_best(u);

        if (topic == TOPIC_NONE || is_unrelated(u, topic))
                return false;
        match->kind = MATCH_KIND_TOPIC;
        match->topic = topic;
        explain(match, "keyword", match_keyword_text(u, &u->catalogue->keywords[u->best_keyword[topic] - 1]), (enum hit_how)u->best_how[topic]);
        return true;
}

/* "UK" is the code of the Ukrainian language and a short name of a country: ask. */
static bool
is_uk(const struct understanding *u)
{
        const struct fold_word *word = &u->folded.words[0];

        return u->folded.nwords == 1 && word->len == 2 && u->folded.letters[word->start] == 'u' && u->folded.letters[word->start + 1] == 'k';
}

static void
match_country(struct understanding *u, struct match *match)
{
        int n = match_words(u);
        bool only = match->kind == MATCH_KIND_NOTHING && n <= SHORT_COUNTRY;
        const struct found *found = place_find(u, only);

        if (is_uk(u) && match->kind == MATCH_KIND_NOTHING) {
                match->kind = MATCH_KIND_TOPIC;
                match->topic = TOPIC_COUNTRY;
                explain(match, "a language or a country", "", HIT_HOW_SAME);
                return;
        }
        if (found == NULL)
                return;
        /* A wrong country is a number that nobody answers, in every text from now on. */
        if (found->how == HIT_HOW_TYPO) {
                match->kind = MATCH_KIND_TOPIC;
                match->topic = TOPIC_COUNTRY;
                explain(match, "asked again: like the country", match_keyword_text(u, match_keyword(u, found)), HIT_HOW_TYPO);
                return;
        }
        match->country = u->catalogue->countries[match_keyword(u, found)->country].code;
        if (!only)
                return;
        match->kind = MATCH_KIND_COUNTRY;
        match->topic = TOPIC_COUNTRY;
        explain(match, "name of a country or city", match_keyword_text(u, match_keyword(u, found)), (enum hit_how)found->how);
}

static void
decide(struct understanding *u, struct match *match)
{
        if (!u->folded.visible) {
                match->kind = MATCH_KIND_EMPTY;
                explain(match, "nothing to see", "", HIT_HOW_SAME);
                return;
        }
        if (match_number(u, match))
                return;
        support_add(u);
        if (match_stop(u, match) || match_danger(u, match) || match_noise(u, match) || match_hints(u, match) || match_sense(u, match))
                return;
        if (u->folded.sos) {
                match->kind = MATCH_KIND_TOPIC;
                match->topic = TOPIC_HELP;
                explain(match, "SOS sign", "", HIT_HOW_SAME);
                return;
        }
        if (match_language(u, match) || match_topic(u, match))
                return;
        explain(match, u->folded.nnumbers > 0 && u->phrases.nwords == 0 ? "only a number" : "no keyword", "", HIT_HOW_SAME);
}

void
match_text(const struct catalogue *catalogue, const char *text, const struct match_context *context, struct match *match)
{
        struct understanding u;

        u.catalogue = catalogue;
        memset(&u.scores, 0, sizeof u.scores);
        memset(u.points, 0, sizeof u.points);
        memset(u.best_keyword, 0, sizeof u.best_keyword);
        memset(u.best_points, 0, sizeof u.best_points);
        memset(u.best_how, 0, sizeof u.best_how);
        memset(match, 0, sizeof *match);
        fold_text(text, strnlen(text, MATCH_TEXT), &u.folded);
        phrases_find(catalogue, &u.folded, &u.phrases);
        evidence_add(&u);
        decide(&u, match);
        if (match->kind == MATCH_KIND_NOTHING || match->kind == MATCH_KIND_TOPIC)
                match_country(&u, match);
        language_decide(&u.scores, catalogue, &u.folded, context, match);
}
