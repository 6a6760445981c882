/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keywords in a text; see phrases.h. One pass over the words with a small set of open phrases, each a node of the lexicon's tree; what
 * does not fit into the set any more is dropped, so that no text costs more than its length.
 */
#include "phrases.h"

#include <string.h>

#include "words/lexicon.h"
#include "words/ordinary.h"

#define OPEN 64                         /* phrases that are under way */
#define GAP 2                           /* words that may stand in between */
#define TURNED_COST 3
#define GAP_COST 2
#define COST_PER_WORD 12                /* what a word of a phrase may cost on the average */
#define WORD_WORTH 10                   /* a word more outweighs this cost */
#define SHORT_TEXT 2                    /* words: more is forgiven */
#define JOIN_LETTERS 24
#define DANGER_COST 7                   /* per word of a danger phrase */
#define DANGER_LETTERS 6                /* of a single misspelt one */
#define DANGER_TYPO 13

struct open {
        uint32_t node;
        uint16_t first;
        uint16_t last;
        uint8_t nwords;
        uint8_t cost;
        uint8_t how;
};

struct scan {
        const struct catalogue *catalogue;
        const struct folded *folded;
        struct phrases *out;
        struct open open[OPEN];
        int nopen;
        bool alone;
};

/* A single misspelt word is danger only if it is long: a phrase is hard to hit by chance. */
static bool
is_danger(const struct scan *scan, const struct found *found)
{
        const struct fold_word *word = &scan->folded->words[found->first];

        if (found->nwords > 1)
                return found->cost <= DANGER_COST * found->nwords;
        return found->how != HIT_HOW_TYPO ? found->cost <= DANGER_COST : word->len >= DANGER_LETTERS && found->cost <= DANGER_TYPO;
}

static void
add_found(struct scan *scan, const struct open *open)
{
        struct phrases *out = scan->out;
        const struct lexicon *lexicon = scan->catalogue->lexicon;

        for (const struct ending *end = lexicon_ending(lexicon, open->node); end != NULL; end = lexicon_next_ending(lexicon, end)) {
                const struct found found = {
                        .keyword = end->keyword,
                        .first = open->first,
                        .last = open->last,
                        .nwords = open->nwords,
                        .cost = (uint8_t)(open->cost + (end->turned && open->cost < 250 ? TURNED_COST : 0)),
                        .how = open->how,
                };

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
        for (int i = 0; i < scan->nopen; i++)
                if (scan->open[i].node == open->node && scan->open[i].last == open->last) {
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
                if (!all && scan->open[i].last + GAP + 1 >= word)
                        scan->open[kept++] = scan->open[i];
        scan->nopen = kept;
}

static void
take_hits(struct scan *scan, int word, const struct hits *hits)
{
        int nopen = scan->nopen;

        for (int h = 0; h < hits->n; h++) {
                const struct hit *hit = &hits->list[h];

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
                        if (next.node != 0 && cost <= COST_PER_WORD * next.nwords)
                                open_phrase(scan, &next);
                }
                open_phrase(scan, &(struct open){
                        .node = lexicon_step(scan->catalogue->lexicon, 0, hit->word),
                        .first = (uint16_t)word,
                        .last = (uint16_t)word,
                        .nwords = 1,
                        .cost = hit->cost,
                        .how = hit->how,
                });
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
        lexicon_find(scan->catalogue->lexicon, scan->folded, &joined, false, false, &hits);
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

/* Longer phrases come first, unless they are too far from what was typed. */
static bool
is_better(const struct found *a, const struct found *b)
{
        int worth_a = a->nwords * WORD_WORTH - a->cost, worth_b = b->nwords * WORD_WORTH - b->cost;

        return worth_a != worth_b ? worth_a > worth_b : a->cost < b->cost;
}

static bool
overlap(const struct found *a, const struct found *b)
{
        return a->first <= b->last && b->first <= a->last;
}

static bool
same_words(const struct found *a, const struct found *b)
{
        return a->first == b->first && a->last == b->last && a->nwords == b->nwords;
}

/* Keeps what no better one overlaps; alternatives for the very same words stay if they are about as good. */
static void
choose(struct phrases *phrases)
{
        for (int i = 1; i < phrases->n; i++) {
                struct found one = phrases->list[i];
                int k = i;

                for (; k > 0 && is_better(&one, &phrases->list[k - 1]); k--)
                        phrases->list[k] = phrases->list[k - 1];
                phrases->list[k] = one;
        }
        for (int i = 0; i < phrases->n; i++) {
                struct found *one = &phrases->list[i];

                one->kept = true;
                for (int k = 0; k < i && one->kept; k++) {
                        const struct found *other = &phrases->list[k];

                        if (other->kept && overlap(one, other) && !(same_words(one, other) && one->cost <= other->cost + 2))
                                one->kept = false;
                }
        }
}

/* In an English sentence, "but" is not the Ukrainian for "they beat". */
static void
drop_latin(struct hits *hits)
{
        int kept = 0;

        for (int h = 0; h < hits->n; h++)
                if (hits->list[h].how != HIT_HOW_LATIN)
                        hits->list[kept++] = hits->list[h];
        hits->n = kept;
}

/* What is ordinary, word by word; then which kind of language most of them speak for. */
static void
look_up_ordinary(struct scan *scan)
{
        struct phrases *out = scan->out;
        int votes[2][32] = { 0 }, most[2] = { 0 };

        for (int i = 0; i < scan->folded->nwords; i++) {
                struct ordinary_word one = ordinary_look_up(lexicon_ordinary(scan->catalogue->lexicon), scan->folded, &scan->folded->words[i]);

                out->ordinary[i] = one.known ? one.languages | ORDINARY_KNOWN : 0;
                out->latin[i] = one.latin;
                for (int language = 0; language < ORDINARY_LANGUAGES; language++)
                        if (one.languages >> language & 1 && ++votes[one.latin][language] > most[one.latin])
                                most[one.latin] = votes[one.latin][language];
        }
        out->is_latin = most[0] > most[1];
}

static void
scan_word(struct scan *scan, int i, bool *unknown_before)
{
        const struct fold_word *word = &scan->folded->words[i];
        bool known = scan->out->ordinary[i] != 0;
        struct hits hits;
        bool unknown;

        close_old(scan, i, word->breaks);
        lexicon_find(scan->catalogue->lexicon, scan->folded, word, scan->alone, !known, &hits);
        if (known && !scan->out->latin[i] && scan->out->is_latin && word->script == SCRIPT_LATIN)
                drop_latin(&hits);
        take_hits(scan, i, &hits);
        unknown = hits_best(&hits) > 2 && !known;
        if (unknown && *unknown_before && !word->breaks)
                try_joined(scan, i);
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
        choose(phrases);
}
