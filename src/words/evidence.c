/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What speaks for which language in a text: ordinary words, letters, the keywords themselves, and how Cyrillic words are written in Latin
 * letters. Library; pure.
 */
#include "match_priv.h"

#include <string.h>

#include "common/code.h"
#include "words/distance.h"
#include "words/index.h"
#include "words/keys.h"

#define STYLE_FAR 40                    /* tenths of edits */
#define STYLE_YI 8                      /* Ukrainian has a letter for it, Russian none */
#define STYLE_WEIGHT 3
#define STYLES_MOST 8                   /* keywords that are held against what was typed */
#define FOREIGN_WORDS 3                 /* of a text whose language is told by its other words */

static uint32_t
language_bit(const struct keyword *keyword)
{
        return keyword->language < 32 ? 1U << keyword->language : 0;
}

static bool
has_language(const struct understanding *u, const struct found *found)
{
        const struct keyword *keyword = match_keyword(u, found);

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
                if (other->cost == one->cost || one->how != HIT_HOW_SAME)
                        mask |= language_bit(match_keyword(u, other));
        }
        return mask;
}

/* The words of a found phrase as they were typed, in Latin letters; 0 if something stands between them. */
static int
typed_latin(const struct understanding *u, const struct found *found, char key[static KEY_TEXT])
{
        const struct fold_word *first = &u->folded.words[found->first];
        int len = 0;

        if (found->last - found->first + 1 != found->nwords || first->script != SCRIPT_LATIN)
                return 0;
        for (int i = found->first; i <= found->last; i++)
                len += u->folded.words[i].len;
        return len < FOLD_LETTERS ? key_spelling(&u->folded.letters[first->start], len, key) : 0;
}

/* "mashina" is how Russians write it, "mashyna" how Ukrainians do: what was typed is held against both. */
static void
add_spelling_style(struct understanding *u, const struct found *found)
{
        const struct keyword *keyword = match_keyword(u, found);
        bool russian = u->catalogue->languages[keyword->language] == code_pack("ru");
        char typed[KEY_TEXT], meant[KEY_TEXT];
        int typed_len = typed_latin(u, found, typed), meant_len = 0, far;

        fold_text(match_keyword_text(u, keyword), strlen(match_keyword_text(u, keyword)), &u->keyword);
        for (int i = 0; i < u->keyword.nwords; i++)
                if (u->keyword.words[i].script == SCRIPT_CYRILLIC)
                        meant_len = u->keyword.words[i].start + u->keyword.words[i].len;
        if (typed_len == 0 || meant_len == 0 || meant_len > FOLD_LETTERS)
                return;
        meant_len = key_transliterated(u->keyword.letters, meant_len, russian, meant);
        far = distance_keys(typed, typed_len, meant, meant_len, KEY_SPACE_SPELLING, false, STYLE_FAR);
        if (far > STYLE_FAR)
                far = STYLE_FAR;
        if (russian && strstr(typed, "yi") != NULL)
                far += STYLE_YI;
        u->scores.oddity[keyword->language] += far * STYLE_WEIGHT;
}

/* Only where it matters: in Latin letters, with more than one Cyrillic language to choose from. */
static void
add_spelling_styles(struct understanding *u)
{
        int left = STYLES_MOST;

        if (u->folded.cyrillic > 0)
                return;
        for (int i = 0; i < u->phrases.n && left > 0; i++) {
                const struct found *found = &u->phrases.list[i];

                if (!has_language(u, found) || found->how != HIT_HOW_LATIN || match_keyword(u, found)->language >= u->catalogue->nlanguages)
                        continue;
                add_spelling_style(u, found);
                left--;
        }
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

/* A word that only sounds like the keyword's says nothing about the language. */
static int
exact_words(const struct found *found)
{
        int words = found->how == HIT_HOW_SAME ? found->nwords - found->cost : found->nwords;

        return words > 1 ? words : 1;
}

/* What is sure speaks first: ordinary words, letters, keywords as they are written; then misspelt ones that agree. */
void
evidence_add(struct understanding *u)
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
                                language_add(&u->scores, mask, LANGUAGE_KEYWORD * exact_words(one));
                }
        add_spelling_styles(u);
}
