/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For ties between languages: how oddly the words of a text would be written, if it were this language. What was typed is held against the
 * keywords that were meant: "mashina" is how Russians write it in Latin letters, "mashyna" how Ukrainians do; "докуметни" is nearer to the
 * Ukrainian word for documents than to the Russian one. And a language that knows fewer of the words is less likely. Library; pure.
 */
#include "match_priv.h"

#include <string.h>

#include "common/code.h"
#include "words/distance.h"
#include "words/index.h"
#include "words/keys.h"

#define FAR 40                          /* tenths of edits */
#define YI 8                            /* Ukrainian has a letter for it, Russian none */
#define WEIGHT 3
#define UNKNOWN 24                      /* a word that only other languages know */
#define KEYWORDS 16                     /* that are held against what was typed */
#define WORDS 60                        /* of a text that are looked at */

/* The words of a phrase as they were typed, without the spaces. */
struct typed {
        const uint16_t *letters;
        int len;                        /* 0 if something stands between them */
        enum script script;
};

static struct typed
typed_words(const struct understanding *u, const struct found *found)
{
        const struct fold_word *first = &u->folded.words[found->first];
        struct typed typed = { .letters = &u->folded.letters[first->start], .script = (enum script)first->script };

        if (found->last - found->first + 1 != found->nwords)
                return typed;
        for (int i = found->first; i <= found->last; i++)
                typed.len += u->folded.words[i].len;
        if (typed.len >= FOLD_LETTERS)
                typed.len = 0;
        return typed;
}

/* Folds the keyword's text; how many letters it has if it is all Cyrillic, else 0. */
static int
fold_cyrillic(struct understanding *u, const struct keyword *keyword)
{
        const char *text = match_keyword_text(u, keyword);
        int len = 0;

        fold_text(text, strlen(text), &u->keyword);
        for (int i = 0; i < u->keyword.nwords; i++) {
                if (u->keyword.words[i].script != SCRIPT_CYRILLIC)
                        return 0;
                len = u->keyword.words[i].start + u->keyword.words[i].len;
        }
        return len < FOLD_LETTERS ? len : 0;
}

/* How far a Cyrillic keyword is from what was typed, in tenths of edits. */
static int
far_from(struct understanding *u, const struct typed *typed, const struct keyword *keyword, int len)
{
        bool russian = u->catalogue->languages[keyword->language] == code_pack("ru");
        char one[KEY_TEXT], two[KEY_TEXT];
        int one_len, far;

        if (typed->script == SCRIPT_CYRILLIC) {
                one_len = key_letters(typed->letters, typed->len, one);
                len = key_letters(u->keyword.letters, len, two);
        } else {
                one_len = key_spelling(typed->letters, typed->len, one);
                len = key_transliterated(u->keyword.letters, len, russian, two);
        }
        far = distance_keys(one, one_len, two, len, KEY_SPACE_SPELLING, false, FAR);
        if (far > FAR)
                far = FAR;
        return far + (russian && typed->script == SCRIPT_LATIN && strstr(one, "yi") != NULL ? YI : 0);
}

/* Countries count in all their forms: her own language's may be the better one, even if another form is nearer to what she wrote. */
static bool
speaks(const struct understanding *u, const struct found *found)
{
        return match_keyword(u, found)->kind == KEYWORD_KIND_COUNTRY || evidence_has_language(u, found);
}

static bool
is_same_span(const struct found *a, const struct found *b)
{
        return a->first == b->first && a->last == b->last;
}

/* What the keywords of one span of words tell. */
struct span {
        struct typed typed;
        int cost[CATALOGUE_LANGUAGES];  /* of the cheapest keyword; -1 none */
        int far[CATALOGUE_LANGUAGES];   /* the same for Cyrillic ones, letter by letter */
};

static void
take_least(int *least, int value)
{
        if (*least < 0 || value < *least)
                *least = value;
}

static void
look_at(struct understanding *u, const struct found *found, struct span *span)
{
        const struct keyword *keyword = match_keyword(u, found);
        int len = fold_cyrillic(u, keyword);

        take_least(&span->cost[keyword->language], found->cost);
        if (len > 0)
                take_least(&span->far[keyword->language], far_from(u, &span->typed, keyword, len));
}

/* Of two languages that sound alike the nearer one counts, by how much it is nearer. */
static void
add_to_scores(struct understanding *u, const struct span *span)
{
        int least = -1;

        for (int i = 0; i < u->catalogue->nlanguages; i++)
                if (span->far[i] >= 0)
                        take_least(&least, span->far[i]);
        for (int i = 0; i < u->catalogue->nlanguages; i++) {
                if (span->cost[i] > 0)
                        u->scores.oddity[i] += span->cost[i] * WEIGHT;
                if (span->far[i] > least)
                        u->scores.oddity[i] += (span->far[i] - least) * WEIGHT;
        }
}

/* The span of the first-th phrase; `left` keywords more are looked at. */
static void
add_span(struct understanding *u, int first, int *left)
{
        const struct found *one = &u->phrases.list[first];
        struct span span = { .typed = typed_words(u, one) };

        for (int i = 0; i < u->catalogue->nlanguages; i++)
                span.cost[i] = span.far[i] = -1;
        for (int i = first; i < u->phrases.n && *left > 0 && span.typed.len > 0; i++) {
                const struct found *found = &u->phrases.list[i];

                if (!speaks(u, found) || !is_same_span(found, one) ||
                    match_keyword(u, found)->language >= u->catalogue->nlanguages)
                        continue;
                (*left)--;
                look_at(u, found, &span);
        }
        add_to_scores(u, &span);
}

static bool
was_added(const struct understanding *u, int i)
{
        for (int k = 0; k < i; k++)
                if (speaks(u, &u->phrases.list[k]) && is_same_span(&u->phrases.list[k], &u->phrases.list[i]))
                        return true;
        return false;
}

/* Words that some languages know and others do not. */
static void
add_unknown(struct understanding *u)
{
        uint32_t known[WORDS];
        int n = match_words(u) < WORDS ? match_words(u) : WORDS;

        for (int i = 0; i < n; i++)
                known[i] = u->phrases.ordinary[i] & ~ORDINARY_KNOWN;
        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *found = &u->phrases.list[i];

                for (int k = found->first; k <= found->last && k < n; k++)
                        known[k] |= evidence_has_language(u, found) ? evidence_bit(match_keyword(u, found)) : 0;
        }
        for (int i = 0; i < n; i++)
                for (int k = 0; k < u->catalogue->nlanguages; k++)
                        u->scores.oddity[k] += known[i] != 0 && (known[i] >> k & 1) == 0 ? UNKNOWN : 0;
}

void
style_add(struct understanding *u)
{
        int left = KEYWORDS;

        for (int i = 0; i < u->phrases.n && left > 0; i++)
                if (speaks(u, &u->phrases.list[i]) && !was_added(u, i))
                        add_span(u, i, &left);
        add_unknown(u);
}
