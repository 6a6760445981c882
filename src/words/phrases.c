/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keywords in a text; see phrases.h. One pass over the words with a small set of open phrases, each a node of the lexicon's tree; what
 * does not fit into the set any more is dropped, so that no text costs more than its length.
 */
#include "phrases.h"

#include <string.h>

#include "words/distance.h"
#include "words/glued.h"
#include "words/lexicon.h"
#include "words/ordinary.h"

#define OPEN 64                         /* phrases that are under way */
#define GAP 2                           /* words that may stand in between */
#define GAP_DANGER 4                    /* the same in a danger phrase, as long as its words keep their order */
#define TURNED_COST 3
#define STANDIN_COST 2
#define GLUED_COST 2
#define STANDINS_MOST 24                /* that are tried for a word */
#define FUZZY_MOST 80                   /* words of a text that are taken for misspelt: a text of nonsense costs no more */
#define GLUED_MOST 8                    /* words of a text that are taken apart */
#define STANDIN_NEAR 3                  /* how surely a word must be known to stand in for another */
#define ALTERNATIVE 2                   /* per word, how much dearer another keyword for the same words may be */
#define ALTERNATIVE_LATIN 4
#define ALTERNATIVE_TYPO 8              /* than Latin writing of a Cyrillic word */
#define GAP_COST 2
#define COST_PER_WORD 12                /* what a word of a phrase may cost on the average */
#define WORD_WORTH 10                   /* a word more outweighs this cost */
#define WEIGHT_WORTH 3                  /* and a step of weight this */
#define SHORT_TEXT 2                    /* words: more is forgiven */
#define JOIN_LETTERS 24
#define ALONE_LETTERS 3                 /* so short a word is taken for misspelt only if it is the whole text */
#define DANGER_COST 7                   /* per word of a danger phrase */
#define DANGER_SURE 3                   /* a single word that is hardly changed */
#define DANGER_STEM 1                   /* a stem as staff wrote it */
#define DANGER_LETTERS 7                /* of a single misspelt or inflected one */
#define DANGER_TYPO 10

struct open {
        uint32_t node;
        uint16_t first;
        uint16_t last;
        uint8_t nwords;
        uint8_t cost;
        uint8_t how;
        bool doubtful;                  /* all its words are ordinary in Latin, and this is Latin */
        bool far;                       /* a single word, misspelt worse than single words may be */
        bool danger_only;               /* told of somebody else, or with many words in between: nothing but danger is meant */
        bool in_order;                  /* then: the words must come in their order */
};

struct scan {
        const struct catalogue *catalogue;
        const struct folded *folded;
        struct phrases *out;
        struct open open[OPEN];
        int nopen;
        int nglued;
        int nfuzzy;
        bool alone;
        bool doubtful;                  /* the word at hand, see struct open */
};

/* A single word that is misspelt or inflected is danger only if it is long: a phrase is hard to hit by chance. */
static bool
is_danger(const struct scan *scan, const struct found *found)
{
        const struct fold_word *word = &scan->folded->words[found->first];

        if (found->nwords > 1)
                return found->cost <= DANGER_COST * found->nwords;
        if (found->how <= HIT_HOW_LATIN ? found->cost <= DANGER_SURE : found->cost <= DANGER_STEM)
                return true;
        return word->len >= DANGER_LETTERS && found->cost <= (found->how == HIT_HOW_TYPO && scan->folded->nwords == 1 ? DANGER_TYPO : DANGER_COST);
}

/* How far from what staff wrote a keyword may be depends on what it does. */
static bool
is_near_enough(const struct scan *scan, const struct keyword *keyword, const struct found *found)
{
        switch ((enum keyword_kind)keyword->kind) {
        case KEYWORD_KIND_WORD:
        case KEYWORD_KIND_DANGER:
                return true;
        case KEYWORD_KIND_EXCLUDED:
                return found->how <= HIT_HOW_LATIN;
        case KEYWORD_KIND_LANGUAGE:
                return found->how <= HIT_HOW_LATIN || (found->how == HIT_HOW_TYPO && scan->alone);
        case KEYWORD_KIND_COUNTRY:
                return found->how <= HIT_HOW_INFLECTED || scan->alone;
        case KEYWORD_KIND_NOISE:
                return found->how <= HIT_HOW_INFLECTED;
        case KEYWORD_KIND_HINT:
                return is_danger(scan, found);
        }
        return false;
}

static void
add_found(struct scan *scan, const struct open *open)
{
        struct phrases *out = scan->out;
        const struct lexicon *lexicon = scan->catalogue->lexicon;

        /* In an English sentence, "but" is not the Ukrainian for "they beat". */
        if (open->far || (open->doubtful && open->how == HIT_HOW_LATIN))
                return;
        for (const struct ending *end = lexicon_ending(lexicon, open->node); end != NULL; end = lexicon_next_ending(lexicon, end)) {
                const struct found found = {
                        .keyword = end->keyword,
                        .first = open->first,
                        .last = open->last,
                        .nwords = open->nwords,
                        .cost = (uint8_t)(open->cost + (end->turned && open->cost < 250 ? TURNED_COST : 0)),
                        .how = open->how,
                };

                if (!is_near_enough(scan, &scan->catalogue->keywords[end->keyword], &found) || (open->in_order && end->turned))
                        continue;
                /* "he looks for me", but not "I look for a room for me" */
                if (open->danger_only && (scan->catalogue->keywords[end->keyword].kind != KEYWORD_KIND_DANGER || found.how > HIT_HOW_LATIN))
                        continue;
                if (out->n < PHRASES_FOUND)
                        out->list[out->n++] = found;
                if (scan->catalogue->keywords[end->keyword].kind == KEYWORD_KIND_DANGER && is_danger(scan, &found) &&
                    (!out->has_danger || found.cost < out->danger.cost)) {
                        out->danger = found;
                        out->has_danger = true;
                }
        }
}

static void
open_phrase(struct scan *scan, const struct open *open)
{
        add_found(scan, open);
        if (!lexicon_goes_on(scan->catalogue->lexicon, open->node))
                return;
        for (int i = 0; i < scan->nopen; i++)
                if (scan->open[i].node == open->node && scan->open[i].last == open->last && scan->open[i].danger_only == open->danger_only) {
                        if (open->cost < scan->open[i].cost)
                                scan->open[i] = *open;
                        return;
                }
        if (scan->nopen < OPEN)
                scan->open[scan->nopen++] = *open;
}

/* Forgets phrases that are too far back, or all of them behind a full stop. */
static void
close_old(struct scan *scan, int word, bool all)
{
        int kept = 0;

        for (int i = 0; i < scan->nopen; i++)
                if (!all && scan->open[i].last + GAP_DANGER + 1 >= word)
                        scan->open[kept++] = scan->open[i];
        scan->nopen = kept;
}

static bool
is_far(const struct scan *scan, const struct hit *hit, int word)
{
        int letters = scan->folded->words[word].len, meant = lexicon_letters(scan->catalogue->lexicon, hit->word);

        if (!scan->alone && meant < letters)
                letters = meant;
        if (letters <= ALONE_LETTERS && scan->folded->nwords > 1)
                return hit->how == HIT_HOW_TYPO;
        return hit->how == HIT_HOW_TYPO && hit->cost > distance_budget(scan->alone ? letters + 1 : letters, scan->alone);
}

/* One word of the lexicon that the word at hand may be, or stand in for: open phrases go on with it, and it begins new ones. */
static void
take_hit(struct scan *scan, int word, int nopen, const struct hit *hit, const struct standin *standin)
{
        bool told = standin != NULL && standin->told, in_order = standin != NULL && standin->in_order;
        struct open first = {
                .node = lexicon_step(scan->catalogue->lexicon, 0, hit->word),
                .first = (uint16_t)word,
                .last = (uint16_t)word,
                .nwords = 1,
                .cost = hit->cost,
                .how = hit->how,
                .doubtful = scan->doubtful,
                .far = standin != NULL || is_far(scan, hit, word),
                .danger_only = told,
                .in_order = in_order,
        };

        for (int i = 0; i < nopen; i++) {
                struct open next = scan->open[i];
                int gap = word - next.last - 1;
                int cost = next.cost + hit->cost + gap * GAP_COST;

                if (next.last >= word)
                        continue;
                next.node = lexicon_step(scan->catalogue->lexicon, next.node, hit->word);
                next.last = (uint16_t)word;
                next.nwords++;
                next.cost = (uint8_t)(cost < 255 ? cost : 255);
                next.how = hit->how > next.how ? hit->how : next.how;
                next.far = false;
                next.danger_only = next.danger_only || told || gap > GAP;
                next.in_order = next.in_order || in_order || gap > GAP;
                next.doubtful = next.doubtful && scan->doubtful;
                if (next.node != 0 && cost <= COST_PER_WORD * next.nwords)
                        open_phrase(scan, &next);
        }
        open_phrase(scan, &first);
}

/* A word that is far off, or only stands in for another, is taken where a phrase holds it, not alone. */
static void
take_hits(struct scan *scan, int word, const struct hits *hits)
{
        int nopen = scan->nopen, left = STANDINS_MOST;

        for (int h = 0; h < hits->n; h++) {
                const struct standin *standin;
                struct hit other = hits->list[h];

                take_hit(scan, word, nopen, &hits->list[h], NULL);
                if (hits->list[h].cost > STANDIN_NEAR)
                        continue;
                other.cost = (uint8_t)(other.cost + STANDIN_COST);
                for (size_t i = 0; left > 0 && (standin = lexicon_standin(scan->catalogue->lexicon, hits->list[h].word, i)) != NULL; i++, left--) {
                        other.word = standin->other;
                        take_hit(scan, word, nopen, &other, standin);
                }
        }
}

static bool
is_link_word(const struct folded *folded, const struct fold_word *word)
{
        static const char *const links[] = { "http", "https", "www" };

        for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
                size_t len = strlen(links[i]), k = 0;

                while (k < len && word->len == len && folded->letters[word->start + k] == (uint16_t)links[i][k])
                        k++;
                if (k == len)
                        return true;
        }
        return false;
}

/* "pass port": two words that nobody knows, as one. */
static void
try_joined(struct scan *scan, int word)
{
        struct fold_word joined = scan->folded->words[word - 1];
        const struct fold_word *second = &scan->folded->words[word];
        struct hits hits;

        if (joined.script != second->script || joined.number || second->number || joined.len + second->len > JOIN_LETTERS ||
            joined.start + joined.len != second->start)
                return;
        joined.len = (uint8_t)(joined.len + second->len);
        lexicon_find(scan->catalogue->lexicon, scan->folded, &joined, false, &hits);
        for (int h = 0; h < hits.n; h++) {
                const struct open one = {
                        .node = lexicon_step(scan->catalogue->lexicon, 0, hits.list[h].word),
                        .first = (uint16_t)(word - 1),
                        .last = (uint16_t)word,
                        .nwords = 1,
                        .cost = hits.list[h].cost,
                        .how = HIT_HOW_TYPO,
                };

                add_found(scan, &one);
        }
}

/* "locdemunca": a phrase without spaces. */
static void
try_glued(struct scan *scan, int word)
{
        int nwords = 0;
        const struct open one = {
                .node = glued_find(scan->catalogue->lexicon, scan->folded, &scan->folded->words[word], &nwords),
                .first = (uint16_t)word,
                .last = (uint16_t)word,
                .nwords = (uint8_t)nwords,
                .cost = GLUED_COST,
        };

        if (nwords > 0)
                add_found(scan, &one);
}

/* Longer phrases come first, unless they are too far from what was typed, and heavier ones of about the same length. */
static int
worth_of(const struct catalogue *catalogue, const struct found *found)
{
        const struct keyword *keyword = &catalogue->keywords[found->keyword];

        return found->nwords * WORD_WORTH - found->cost + (found->nwords > 1 ? keyword->weight * WEIGHT_WORTH : 0);
}

static bool
is_better(const struct catalogue *catalogue, const struct found *a, const struct found *b)
{
        int worth_a = worth_of(catalogue, a), worth_b = worth_of(catalogue, b);

        return worth_a != worth_b ? worth_a > worth_b : a->cost < b->cost;
}

static bool
overlap(const struct found *a, const struct found *b)
{
        return a->first <= b->last && b->first <= a->last;
}

/*
 * For the very same words, about as good. Latin writing of a Cyrillic word is dearer, but not less likely; and where it is the better one,
 * it may as well be a Latin word with a mistake ("boyfrend").
 */
static bool
is_alternative(const struct found *one, const struct found *other)
{
        int more = one->how == HIT_HOW_LATIN ? ALTERNATIVE_LATIN : ALTERNATIVE;

        if (one->how == HIT_HOW_TYPO && other->how == HIT_HOW_LATIN)
                more = ALTERNATIVE_TYPO;

        return one->first == other->first && one->last == other->last && one->nwords == other->nwords &&
               one->cost <= other->cost + more * one->nwords;
}

static bool
is_hint(const struct catalogue *catalogue, const struct found *found)
{
        return catalogue->keywords[found->keyword].kind == KEYWORD_KIND_HINT;
}

/* Keeps what no better one overlaps, but for hints of danger, which stand beside what else is said; alternatives for the very same words stay if they are about as good. */
static void
choose(const struct catalogue *catalogue, struct phrases *phrases)
{
        for (int i = 1; i < phrases->n; i++) {
                struct found one = phrases->list[i];
                int k = i;

                for (; k > 0 && is_better(catalogue, &one, &phrases->list[k - 1]); k--)
                        phrases->list[k] = phrases->list[k - 1];
                phrases->list[k] = one;
        }
        for (int i = 0; i < phrases->n; i++) {
                struct found *one = &phrases->list[i];

                one->kept = true;
                for (int k = 0; k < i && one->kept && !is_hint(catalogue, one); k++) {
                        const struct found *other = &phrases->list[k];

                        if (other->kept && !is_hint(catalogue, other) && overlap(one, other) && !is_alternative(one, other))
                                one->kept = false;
                }
        }
}

static void
count_votes(uint32_t languages, int *votes, int *most)
{
        for (int i = 0; i < ORDINARY_LANGUAGES; i++)
                if (languages >> i & 1 && ++votes[i] > *most)
                        *most = votes[i];
}

/* What is ordinary, word by word; then which kind of language most of them speak for. */
static void
look_up_ordinary(struct scan *scan)
{
        struct phrases *out = scan->out;
        int votes[2][32] = { 0 }, most[2] = { 0 };

        for (int i = 0; i < scan->folded->nwords; i++) {
                struct ordinary_word one = ordinary_look_up(lexicon_ordinary(scan->catalogue->lexicon), scan->folded, &scan->folded->words[i]);
                uint32_t languages = one.languages != 0 ? one.languages : one.sounds;

                out->ordinary[i] = one.known ? languages | ORDINARY_KNOWN : 0;
                out->in_own[i] = one.known && one.sounds == 0;
                out->in_latin[i] = one.languages != 0 && scan->folded->words[i].script == SCRIPT_LATIN;
                count_votes(one.languages, votes[0], &most[0]);
                count_votes(one.sounds, votes[1], &most[1]);
        }
        out->is_latin = most[0] > most[1];
}

static void
scan_word(struct scan *scan, int i, bool *unknown_before)
{
        const struct fold_word *word = &scan->folded->words[i];
        bool known = scan->out->ordinary[i] != 0, by_sound = known && !scan->out->in_own[i];
        struct hits hits;
        bool unknown, fuzzy;

        close_old(scan, i, word->breaks);
        fuzzy = (!known || (scan->alone && by_sound)) && scan->nfuzzy < FUZZY_MOST;
        scan->nfuzzy += fuzzy;
        lexicon_find(scan->catalogue->lexicon, scan->folded, word, fuzzy, &hits);
        scan->doubtful = scan->out->is_latin && scan->out->in_latin[i];
        take_hits(scan, i, &hits);
        unknown = hits_best(&hits) > 2 && !known;
        if (unknown && *unknown_before && !word->breaks)
                try_joined(scan, i);
        if (unknown && scan->nglued++ < GLUED_MOST)
                try_glued(scan, i);
        *unknown_before = unknown;
        scan->out->nknown += !unknown;
        scan->out->nwords += !word->number && i < scan->folded->nwords - scan->folded->njoined;
        scan->out->link = scan->out->link || is_link_word(scan->folded, word);
}

void
phrases_find(const struct catalogue *catalogue, const struct folded *folded, struct phrases *phrases)
{
        struct scan scan = { .catalogue = catalogue, .folded = folded, .out = phrases };
        bool unknown_before = false;

        phrases->n = 0;
        phrases->nwords = 0;
        phrases->nknown = 0;
        phrases->link = false;
        phrases->has_danger = false;
        look_up_ordinary(&scan);
        scan.alone = folded->nwords <= SHORT_TEXT;
        for (int i = 0; i < folded->nwords; i++)
                scan_word(&scan, i, &unknown_before);
        choose(catalogue, phrases);
}
