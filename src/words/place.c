/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which country a text names: her helplines are asked for, so where somebody comes from does not count. Library; pure.
 */
#include "match_priv.h"

#include "common/code.h"
#include "words/index.h"

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
        int n = match_words(u);
        int letters = u->folded.words[found->first].len;

        if (!found->kept || match_keyword(u, found)->kind != KEYWORD_KIND_COUNTRY)
                return false;
        if (found->how == HIT_HOW_TYPO || found->cost > MATCH_EXACT_COST + 1)
                return n == found->nwords && letters >= MATCH_NAME_LETTERS && found->cost <= MATCH_NAME_TYPO;
        return true;
}

const struct found *
place_find(const struct understanding *u, bool only)
{
        const struct found *best = NULL;
        uint16_t origin = code_pack("ua");

        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *found = &u->phrases.list[i];

                if (!country_is_sound(u, found) || comes_from(u, found))
                        continue;
                if (!only && u->catalogue->countries[match_keyword(u, found)->country].code == origin)
                        continue;
                if (best == NULL || found->cost < best->cost || (found->cost == best->cost && found->last > best->last))
                        best = found;
        }
        return best;
}
