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
 *   a language's name, little else    LANGUAGE
 *   keywords                          TOPIC: the best supported one
 *   a country's name, little else     COUNTRY
 *   none of these                     NOTHING
 */
#include "match.h"

#include <stdio.h>
#include <string.h>

#include "common/code.h"
#include "words/fold.h"
#include "words/index.h"
#include "words/language.h"
#include "words/noise.h"
#include "words/phrases.h"

#define POINTS 10                       /* of one step of weight */
#define POINTS_LONG 15                  /* what a text of many words must reach: weak words alone do not make a topic */
#define LONG_TEXT 5                     /* words */
#define SHORT_COUNTRY 5                 /* words of a text that is about a country and nothing else */
#define FOREIGN_WORDS 3                 /* of a text whose language is told by its other words */
#define NAME_WORDS 4                    /* words of a text that asks for a language */
#define EXACT_COST 3                    /* still exact: another alphabet, an unusual reading */
#define COUNTRY_LETTERS 6               /* of a misspelt country */
#define COUNTRY_TYPO 13

struct understanding {
        const struct catalogue *catalogue;
        struct folded folded;
        struct phrases phrases;
        struct language_scores scores;
        int points[TOPIC_COUNT];
        uint32_t best_keyword[TOPIC_COUNT]; /* + 1; the strongest one, for `why` */
        int best_points[TOPIC_COUNT];
        uint8_t best_how[TOPIC_COUNT];
};

static const struct keyword *
keyword_of(const struct understanding *u, const struct found *found)
{
        return &u->catalogue->keywords[found->keyword];
}

static const char *
keyword_text(const struct understanding *u, const struct keyword *keyword)
{
        return pool_text(&u->catalogue->pool, keyword->text);
}

static uint32_t
language_bit(const struct keyword *keyword)
{
        return keyword->language < 32 ? 1U << keyword->language : 0;
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

        snprintf(match->why, sizeof match->why, "%s%s%.40s%s%s", what, *word != '\0' ? " \"" : "", word, *word != '\0' ? "\"" : "", ways[how]);
}

/* --- language ---------------------------------------------------------------------------------- */

static bool
has_language(const struct understanding *u, const struct found *found)
{
        const struct keyword *keyword = keyword_of(u, found);

        return found->kept && keyword->kind != KEYWORD_KIND_NOISE && keyword->kind != KEYWORD_KIND_LANGUAGE;
}

/* The languages of all keywords for the very words of the i-th; 0 if an earlier one stands for them. */
static uint32_t
languages_of_words(const struct understanding *u, int i)
{
        const struct found *one = &u->phrases.list[i];
        uint32_t mask = 0;

        for (int k = 0; k < u->phrases.n; k++) {
                const struct found *other = &u->phrases.list[k];

                if (!has_language(u, other) || other->first != one->first || other->last != one->last || other->nwords != one->nwords)
                        continue;
                if (k < i)
                        return 0;
                if (other->cost == one->cost || other->how == HIT_HOW_LATIN)
                        mask |= language_bit(keyword_of(u, other));
        }
        return mask;
}

/* A single misspelt word in a sentence of another language is not a keyword. */
static bool
is_foreign(const struct understanding *u, const struct found *found, uint32_t mask)
{
        int32_t best = 0, own = 0;

        if (found->how != HIT_HOW_TYPO || found->nwords > 1 || u->phrases.nwords < FOREIGN_WORDS)
                return false;
        for (int i = 0; i < u->catalogue->nlanguages; i++) {
                if (u->scores.points[i] > best)
                        best = u->scores.points[i];
                if (mask >> i & 1 && u->scores.points[i] > own)
                        own = u->scores.points[i];
        }
        return own * 2 < best;
}

/* What is sure speaks first: ordinary words, letters, keywords as they are written; then misspelt ones that agree. */
static void
add_language_evidence(struct understanding *u)
{
        for (int i = 0; i < u->folded.nwords; i++)
                language_add(&u->scores, u->phrases.ordinary[i] & ~ORDINARY_KNOWN, LANGUAGE_ORDINARY);
        language_add_letters(&u->scores, u->catalogue, &u->folded);
        for (int pass = 0; pass < 2; pass++)
                for (int i = 0; i < u->phrases.n; i++) {
                        struct found *one = &u->phrases.list[i];
                        bool typo = one->how == HIT_HOW_TYPO;
                        uint32_t mask = has_language(u, one) && typo == (pass == 1) ? languages_of_words(u, i) : 0;

                        if (mask != 0 && is_foreign(u, one, mask))
                                one->kept = false;
                        else
                                language_add(&u->scores, mask, LANGUAGE_KEYWORD * one->nwords);
                }
}

/* --- topics ------------------------------------------------------------------------------------ */

static bool
is_excluded(const struct understanding *u, const struct found *found, unsigned topic)
{
        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *other = &u->phrases.list[i];
                const struct keyword *keyword = keyword_of(u, other);

                if (keyword->kind == KEYWORD_KIND_EXCLUDED && keyword->topic == topic && other->how <= HIT_HOW_LATIN && other->cost <= EXACT_COST &&
                    other->first <= found->first && found->last <= other->last)
                        return true;
        }
        return false;
}

/* A keyword that was already counted for the topic, or that another of the same words stands for. */
static bool
is_counted(const struct understanding *u, int i, unsigned topic)
{
        const struct found *one = &u->phrases.list[i];

        for (int k = 0; k < i; k++) {
                const struct found *other = &u->phrases.list[k];
                const struct keyword *keyword = keyword_of(u, other);

                if (!other->kept || keyword->topic != topic || keyword->kind > KEYWORD_KIND_DANGER)
                        continue;
                if (other->keyword == one->keyword || (other->first == one->first && other->last == one->last))
                        return true;
        }
        return false;
}

static void
add_points(struct understanding *u, const struct found *found, const struct keyword *keyword)
{
        unsigned topic = keyword->topic;
        int points = keyword->weight * POINTS + (found->nwords - 1) * 2 - found->cost / 2;

        if (points < 1)
                points = 1;
        u->points[topic] += points;
        if (points > u->best_points[topic]) {
                u->best_points[topic] = points;
                u->best_keyword[topic] = found->keyword + 1;
                u->best_how[topic] = found->how;
        }
}

static void
add_topics(struct understanding *u)
{
        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *found = &u->phrases.list[i];
                const struct keyword *keyword = keyword_of(u, found);

                if (!found->kept || keyword->kind > KEYWORD_KIND_DANGER || keyword->topic == TOPIC_STOP)
                        continue;
                if (!is_excluded(u, found, keyword->topic) && !is_counted(u, i, keyword->topic))
                        add_points(u, found, keyword);
        }
}

/* Greetings and the like give way to every real topic, a general call for help to a particular one. */
static int
rank(enum topic topic)
{
        if (topic == TOPIC_MENU || topic == TOPIC_COUNTRY || topic == TOPIC_PRIVACY)
                return 0;
        return topic == TOPIC_HELP ? 1 : 2;
}

static bool
topic_is_better(const struct understanding *u, enum topic a, enum topic b)
{
        if (b == TOPIC_NONE || u->points[a] == 0 || u->points[b] == 0)
                return u->points[a] > u->points[b];
        if (rank(a) == 0 || rank(b) == 0)
                return rank(a) != rank(b) ? rank(a) > rank(b) && u->points[a] * 2 > u->points[b] : u->points[a] > u->points[b];
        if (rank(a) != rank(b))
                return rank(a) > rank(b) ? u->points[a] + POINTS > u->points[b] : u->points[a] > u->points[b] + POINTS;
        if (u->points[a] != u->points[b])
                return u->points[a] > u->points[b];
        return catalogue_priority(u->catalogue, a) < catalogue_priority(u->catalogue, b);
}

static enum topic
best_topic(const struct understanding *u)
{
        enum topic best = TOPIC_NONE;

        for (int topic = 1; topic < TOPIC_COUNT; topic++)
                if (u->catalogue->topics[topic].listed && topic_is_better(u, (enum topic)topic, best))
                        best = (enum topic)topic;
        if (best != TOPIC_NONE && u->points[best] < POINTS_LONG && u->phrases.nwords >= LONG_TEXT)
                return TOPIC_NONE;
        return best;
}

/* --- single rules ------------------------------------------------------------------------------ */

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

static bool
match_number(const struct understanding *u, struct match *match)
{
        long number = lone_number(u);

        if (number < 0)
                return false;
        match->topic = number < CATALOGUE_MENU ? catalogue_menu_topic(u->catalogue, (int)number) : TOPIC_NONE;
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
        int n = u->folded.nwords - u->folded.njoined;

        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *found = &u->phrases.list[i];

                if (keyword_of(u, found)->kind == kind && (topic == TOPIC_NONE || keyword_of(u, found)->topic == topic) && found->cost <= cost &&
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
        explain(match, "keyword", keyword_text(u, keyword_of(u, found)), HIT_HOW_SAME);
        return true;
}

static bool
match_danger(const struct understanding *u, struct match *match)
{
        if (!u->phrases.has_danger || is_excluded(u, &u->phrases.danger, TOPIC_HELP))
                return false;
        match->kind = MATCH_KIND_TOPIC;
        match->topic = TOPIC_HELP;
        match->danger = true;
        explain(match, "danger phrase", keyword_text(u, keyword_of(u, &u->phrases.danger)), (enum hit_how)u->phrases.danger.how);
        return true;
}

static bool
match_noise(const struct understanding *u, struct match *match)
{
        int weight = noise_of_signs(&u->folded, u->phrases.link);
        const char *phrase = "";

        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *found = &u->phrases.list[i];

                if (keyword_of(u, found)->kind != KEYWORD_KIND_NOISE || !found->kept || found->cost > EXACT_COST + 1)
                        continue;
                weight += keyword_of(u, found)->weight;
                phrase = keyword_text(u, keyword_of(u, found));
        }
        if (*phrase == '\0' || weight < NOISE_ENOUGH || u->folded.nwords < 2)
                return false;
        match->kind = MATCH_KIND_NOISE;
        explain(match, "a text of machines:", phrase, HIT_HOW_SAME);
        return true;
}

static int
find_language(const struct understanding *u, const struct found **found)
{
        int n = u->folded.nwords - u->folded.njoined;

        for (int i = 0; n <= NAME_WORDS && i < u->phrases.n; i++) {
                const struct found *one = &u->phrases.list[i];
                bool alone = one->nwords == n;
                int letters = u->folded.words[one->first].len;

                if (keyword_of(u, one)->kind != KEYWORD_KIND_LANGUAGE || !one->kept)
                        continue;
                if (one->cost > EXACT_COST && !(alone && letters >= COUNTRY_LETTERS && one->cost <= COUNTRY_TYPO))
                        continue;
                if (!alone && letters < 4 && one->nwords == 1)
                        continue;
                *found = one;
                return keyword_of(u, one)->language;
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
        if (best_topic(u) != TOPIC_NONE && rank(best_topic(u)) > 0)
                return false;
        match->kind = MATCH_KIND_LANGUAGE;
        match->topic = TOPIC_MENU;
        explain(match, "name of a language", keyword_text(u, keyword_of(u, found)), (enum hit_how)found->how);
        return true;
}

static bool
match_topic(const struct understanding *u, struct match *match)
{
        enum topic topic = best_topic(u);

        if (topic == TOPIC_NONE)
                return false;
        match->kind = MATCH_KIND_TOPIC;
        match->topic = topic;
        explain(match, "keyword", keyword_text(u, &u->catalogue->keywords[u->best_keyword[topic] - 1]), (enum hit_how)u->best_how[topic]);
        return true;
}

/* "from Ukraine", "z Ukrainy": where somebody comes from, not where she is. */
static bool
comes_from(const struct understanding *u, const struct found *found)
{
        static const char *const words[] = { "from", "z", "ze", "din", "aus", "uit", "van" };
        const struct fold_word *word;

        if (found->first == 0 || u->folded.words[found->first].breaks)
                return false;
        word = &u->folded.words[found->first - 1];
        if (word->script == SCRIPT_CYRILLIC) {
                const uint16_t *c = &u->folded.letters[word->start];

                /* z, iz, zi */
                return (word->len == 1 && c[0] == 0x0437) || (word->len == 2 && ((c[0] == 0x0438 && c[1] == 0x0437) || (c[0] == 0x0437 && c[1] == 0x0456)));
        }
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
                int k = 0;

                while (k < word->len && words[i][k] != '\0' && u->folded.letters[word->start + k] == (uint16_t)words[i][k])
                        k++;
                if (k == word->len && words[i][k] == '\0')
                        return true;
        }
        return false;
}

static bool
country_is_sound(const struct understanding *u, const struct found *found)
{
        int n = u->folded.nwords - u->folded.njoined;
        int letters = u->folded.words[found->first].len;

        if (!found->kept || keyword_of(u, found)->kind != KEYWORD_KIND_COUNTRY)
                return false;
        if (found->how == HIT_HOW_TYPO || found->cost > EXACT_COST + 1)
                return n == found->nwords && letters >= COUNTRY_LETTERS && found->cost <= COUNTRY_TYPO;
        return true;
}

/* The country that is named, the last one if there are several; not the one that most have fled from, unless it stands alone. */
static const struct found *
find_country(const struct understanding *u, bool only)
{
        const struct found *best = NULL;
        uint16_t origin = code_pack("ua");

        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *found = &u->phrases.list[i];

                if (!country_is_sound(u, found) || comes_from(u, found))
                        continue;
                if (!only && u->catalogue->countries[keyword_of(u, found)->country].code == origin)
                        continue;
                if (best == NULL || found->cost < best->cost || (found->cost == best->cost && found->last > best->last))
                        best = found;
        }
        return best;
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
        int n = u->folded.nwords - u->folded.njoined;
        bool only = match->kind == MATCH_KIND_NOTHING && n <= SHORT_COUNTRY;
        const struct found *found = find_country(u, only);

        if (is_uk(u) && match->kind == MATCH_KIND_NOTHING) {
                match->kind = MATCH_KIND_TOPIC;
                match->topic = TOPIC_COUNTRY;
                explain(match, "a language or a country", "", HIT_HOW_SAME);
                return;
        }
        if (found == NULL)
                return;
        match->country = u->catalogue->countries[keyword_of(u, found)->country].code;
        if (!only)
                return;
        match->kind = MATCH_KIND_COUNTRY;
        match->topic = TOPIC_COUNTRY;
        explain(match, "name of a country or city", keyword_text(u, keyword_of(u, found)), (enum hit_how)found->how);
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
        add_topics(u);
        if (match_stop(u, match) || match_danger(u, match) || match_noise(u, match))
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
        add_language_evidence(&u);
        decide(&u, match);
        if (match->kind == MATCH_KIND_NOTHING || match->kind == MATCH_KIND_TOPIC)
                match_country(&u, match);
        language_decide(&u.scores, catalogue, &u.folded, context, match);
}
