/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What speaks for which language in a text: ordinary words, letters, the keywords themselves. Library; pure.
 */
#include "match_priv.h"

#include "words/index.h"

#define FOREIGN_WORDS 3                 /* of a text whose language is told by its other words */
#define LATIN_COST 5                    /* per word of a phrase that is surely the writing in the other alphabet */

uint32_t
evidence_bit(const struct keyword *keyword)
{
        return keyword->language < 32 ? 1U << keyword->language : 0;
}

bool
evidence_has_language(const struct understanding *u, const struct found *found)
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

                if (!evidence_has_language(u, other) || other->first != one->first || other->last != one->last || other->nwords != one->nwords)
                        continue;
                if (k < i)
                        return 0;
                if (other->cost == one->cost || one->how != HIT_HOW_SAME)
                        mask |= evidence_bit(match_keyword(u, other));
        }
        return mask;
}

/* Misspelt, or only more or less what the writing in the other alphabet would be. */
static bool
is_uncertain(const struct found *found)
{
        return found->how == HIT_HOW_TYPO || (found->how == HIT_HOW_LATIN && found->cost > LATIN_COST * found->nwords);
}

/* An uncertain word in a sentence of another language is not a keyword. */
static bool
is_foreign(const struct understanding *u, const struct found *found, uint32_t mask)
{
        int32_t best = 0, own = 0;

        if (!is_uncertain(found) || (found->how == HIT_HOW_TYPO && found->nwords > 1) || u->phrases.nwords < FOREIGN_WORDS)
                return false;
        for (int i = 0; i < u->catalogue->nlanguages; i++) {
                if (u->scores.points[i] > best)
                        best = u->scores.points[i];
                if (mask >> i & 1 && u->scores.points[i] > own)
                        own = u->scores.points[i];
        }
        return own * 2 < best;
}

static bool
is_written_so(const struct understanding *u, const struct found *reading)
{
        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *other = &u->phrases.list[i];

                if (other->kept && other->how == HIT_HOW_SAME && other->first == reading->first && other->last == reading->last)
                        return true;
        }
        return false;
}

/* Not of the language of the sentence, and in that language something else. */
static bool
is_another_word(const struct understanding *u, const struct found *found, int best)
{
        if (found->how == HIT_HOW_LATIN)
                return is_written_so(u, found);
        return found->how == HIT_HOW_SAME && found->nwords == 1 && (u->phrases.ordinary[found->first] >> best & 1) != 0;
}

/* "E gata masa" is Romanian, where "gata" is not the Ukrainian for a house; to "pass the salt" takes no German passport. */
static void
drop_readings(struct understanding *u)
{
        int best = 0;

        for (int i = 0; i < u->catalogue->nlanguages; i++)
                if (u->scores.points[i] > u->scores.points[best])
                        best = i;
        for (int i = 0; i < u->phrases.n && u->phrases.nwords >= FOREIGN_WORDS; i++) {
                struct found *one = &u->phrases.list[i];
                unsigned language = match_keyword(u, one)->language;

                if (evidence_has_language(u, one) && (int)language < u->catalogue->nlanguages &&
                    u->scores.points[language] * 2 < u->scores.points[best] && is_another_word(u, one, best))
                        one->kept = false;
        }
}

/* A word that only sounds like the keyword's says nothing about the language. */
static int
exact_words(const struct found *found)
{
        int words = found->how == HIT_HOW_SAME ? found->nwords - found->cost : found->nwords;

        return words > 1 ? words : 1;
}

/* What is sure speaks first: ordinary words, letters, keywords as they are written; then uncertain ones that agree. */
void
evidence_add(struct understanding *u)
{
        for (int i = 0; i < u->folded.nwords; i++)
                language_add(&u->scores, u->phrases.ordinary[i] & ~ORDINARY_KNOWN, LANGUAGE_ORDINARY);
        language_add_letters(&u->scores, u->catalogue, &u->folded);
        for (int pass = 0; pass < 2; pass++)
                for (int i = 0; i < u->phrases.n; i++) {
                        struct found *one = &u->phrases.list[i];
                        uint32_t mask = evidence_has_language(u, one) && is_uncertain(one) == (pass == 1) ? languages_of_words(u, i) : 0;

                        if (mask != 0 && is_foreign(u, one, mask))
                                one->kept = false;
                        else
                                language_add(&u->scores, mask, LANGUAGE_KEYWORD * exact_words(one));
                }
        drop_readings(u);
        style_add(u);
}
