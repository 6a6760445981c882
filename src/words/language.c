/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The language of the answer; see language.h.
 */
#include "language.h"

#include "common/code.h"
#include "words/digrams.h"
#include "words/lexicon.h"

#define TRAIT 160                       /* a letter that only one language has */
#define TRAITS_COUNTED 3
#define ALPHABET 20                     /* a word in Cyrillic */
#define LATIN 10                        /* a text in Latin: only the least, since many type Cyrillic languages so */
#define LOOK_TIE 4                      /* eighths of a bit: what the look of the words must tell to settle a tie */
#define OTHER_ALPHABET 24
#define LOOK_ALONE 48                   /* to decide alone, against the default language */
#define LOOK_SHORT 96                   /* the same for one word or two, which may be anything */
#define CLOSE_PERCENT 85                /* a language this near to the best is as good */

static const char *const trait_languages[FOLD_TRAIT_COUNT] = {
        [FOLD_TRAIT_UKRAINIAN] = "uk",
        [FOLD_TRAIT_RUSSIAN] = "ru",
        [FOLD_TRAIT_ROMANIAN] = "ro",
        [FOLD_TRAIT_POLISH] = "pl",
        [FOLD_TRAIT_GERMAN] = "de",
        [FOLD_TRAIT_DUTCH] = "nl",
};

/* Only where it is beyond doubt enough for a tie. */
static const struct {
        const char *country;
        const char *language;
} spoken[] = {
        { "ua", "uk" }, { "ru", "ru" }, { "by", "ru" }, { "kz", "ru" }, { "ro", "ro" }, { "md", "ro" }, { "pl", "pl" },
        { "de", "de" }, { "at", "de" }, { "ch", "de" }, { "nl", "nl" }, { "be", "nl" }, { "gb", "en" }, { "ie", "en" },
        { "us", "en" }, { "sk", "sk" }, { "cz", "cs" }, { "hu", "hu" }, { "bg", "bg" }, { "it", "it" }, { "es", "es" },
        { "fr", "fr" }, { "lt", "lt" }, { "lv", "lv" }, { "ee", "et" }, { "tr", "tr" },
};

uint16_t
language_of_country(uint16_t country)
{
        for (size_t i = 0; country != 0 && i < sizeof spoken / sizeof *spoken; i++)
                if (code_pack(spoken[i].country) == country)
                        return code_pack(spoken[i].language);
        return 0;
}

void
language_add(struct language_scores *scores, uint32_t mask, int points)
{
        int n = __builtin_popcount(mask);

        for (int i = 0; i < CATALOGUE_LANGUAGES && mask != 0; i++, mask >>= 1)
                if (mask & 1)
                        scores->points[i] += points / n;
}

static void
add_one(struct language_scores *scores, const struct catalogue *catalogue, const char *code, int points)
{
        int i = catalogue_language_index(catalogue, code_pack(code));

        if (i >= 0)
                scores->points[i] += points;
}

void
language_add_letters(struct language_scores *scores, const struct catalogue *catalogue, const struct folded *folded)
{
        for (int trait = 0; trait < FOLD_TRAIT_COUNT; trait++) {
                int n = folded->traits[trait] < TRAITS_COUNTED ? folded->traits[trait] : TRAITS_COUNTED;

                add_one(scores, catalogue, trait_languages[trait], n * TRAIT);
        }
        for (int i = 0; i < catalogue->nlanguages; i++)
                if (digrams_is_cyrillic(lexicon_digrams(catalogue->lexicon), i))
                        scores->points[i] += folded->cyrillic * ALPHABET;
                else if (folded->cyrillic == 0 && folded->latin > 0)
                        scores->points[i] += LATIN;
}

/* A text in Latin letters is rather in a language that is written so. */
static int
surprise_of(const struct language_scores *scores, const struct digrams *digrams, const struct folded *folded, int language)
{
        bool other = folded->cyrillic == 0 && digrams_is_cyrillic(digrams, language);

        return digrams_surprise(digrams, folded, language) + (other ? OTHER_ALPHABET : 0) + scores->oddity[language];
}

/* The likeliest of `mask` by the look of the words; `by` tells by how much it beats `instead`. */
static int
likeliest(const struct language_scores *scores, const struct catalogue *catalogue, const struct folded *folded, uint32_t mask, int instead, int *by)
{
        const struct digrams *digrams = lexicon_digrams(catalogue->lexicon);
        int best = instead, least = surprise_of(scores, digrams, folded, instead);
        int first = least;

        for (int i = 0; i < catalogue->nlanguages; i++) {
                int surprise = i != instead && mask >> i & 1 ? surprise_of(scores, digrams, folded, i) : first;

                if (surprise < least) {
                        least = surprise;
                        best = i;
                }
        }
        *by = first - least;
        return best;
}

/* Those of `mask` that are written in the alphabet of the text, or all if none is. */
static uint32_t
same_alphabet(const struct catalogue *catalogue, const struct folded *folded, uint32_t mask)
{
        uint32_t same = 0;

        for (int i = 0; i < catalogue->nlanguages; i++)
                if ((mask >> i & 1) && digrams_is_cyrillic(lexicon_digrams(catalogue->lexicon), i) == (folded->cyrillic > 0))
                        same |= 1U << i;
        return same != 0 ? same : mask;
}

static int
lowest(uint32_t mask)
{
        return mask != 0 ? __builtin_ctz(mask) : 0;
}

/* The best of `mask`: the one used last, that of the number's country, the one whose words look so, else the first configured. */
static int
settle(const struct language_scores *scores, const struct catalogue *catalogue, const struct match_context *context,
       const struct folded *folded, uint32_t mask, bool evidence, bool *settled)
{
        int remembered = catalogue_language_index(catalogue, context->remembered);
        int spoken_there = catalogue_language_index(catalogue, language_of_country(context->number_country));
        int by, look;

        *settled = true;
        if (remembered >= 0 && mask >> remembered & 1)
                return remembered;
        if (spoken_there >= 0 && mask >> spoken_there & 1)
                return spoken_there;
        if ((mask & (mask - 1)) == 0)
                return lowest(mask);
        look = likeliest(scores, catalogue, folded, mask, lowest(mask), &by);
        /* how one short word looks tells Latin typing of Cyrillic, and no more: HELP is as English as it is Dutch */
        if (evidence && folded->nwords == 1 && folded->cyrillic == 0 && !digrams_is_cyrillic(lexicon_digrams(catalogue->lexicon), look)) {
                *settled = by > 0;
                return lowest(same_alphabet(catalogue, folded, mask));
        }
        *settled = evidence && by > 0;
        return by >= (evidence ? LOOK_TIE : folded->nwords > 2 ? LOOK_ALONE : LOOK_SHORT) ? look : lowest(mask);
}

/* The languages within reach of the best; all of them if nothing speaks for any. */
static uint32_t
nearest(const struct language_scores *scores, const struct catalogue *catalogue, uint32_t among, bool *evidence)
{
        uint32_t mask = 0;
        int32_t best = 0;

        for (int i = 0; i < catalogue->nlanguages; i++)
                if (among >> i & 1 && scores->points[i] > best)
                        best = scores->points[i];
        *evidence = best > LATIN;
        if (!*evidence)
                return among;
        for (int i = 0; i < catalogue->nlanguages; i++)
                if (among >> i & 1 && (int64_t)scores->points[i] * 100 >= (int64_t)best * CLOSE_PERCENT)
                        mask |= 1U << i;
        return mask;
}

/* Who cannot read the first half may read another alphabet; English, if it is offered, is what most others know a little of. */
static uint32_t
other_alphabet(const struct catalogue *catalogue, int first, uint32_t among)
{
        const struct digrams *digrams = lexicon_digrams(catalogue->lexicon);
        int english = catalogue_language_index(catalogue, code_pack("en"));
        uint32_t mask = 0;

        for (int i = 0; i < catalogue->nlanguages; i++)
                if (among >> i & 1 && digrams_is_cyrillic(digrams, i) != digrams_is_cyrillic(digrams, first))
                        mask |= 1U << i;
        if (english >= 0 && mask >> english & 1)
                return 1U << english;
        return mask != 0 ? mask : among;
}

void
language_decide(const struct language_scores *scores, const struct catalogue *catalogue, const struct folded *folded,
                const struct match_context *context, struct match *match)
{
        uint32_t all = catalogue->nlanguages < 32 ? (1U << catalogue->nlanguages) - 1 : ~0U;
        bool evidence, settled;
        uint32_t mask = nearest(scores, catalogue, all, &evidence);
        int first = settle(scores, catalogue, context, folded, mask, evidence, &settled);
        uint32_t rest = all & ~(1U << first);

        match->language = catalogue->languages[first];
        match->language_is_sure = settled;
        match->second = 0;
        if (rest == 0 || settled)
                return;
        mask = nearest(scores, catalogue, rest, &evidence);
        if (!evidence)
                mask = other_alphabet(catalogue, first, rest);
        match->second = catalogue->languages[settle(scores, catalogue, context, folded, mask, evidence, &settled)];
}
