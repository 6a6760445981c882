/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Danger that nobody has put into these words before: "he grabbed my throat and locked it". Each hint ("!throat=1" in help.txt) may be
 * harmless alone; two different ones near each other are not taken for chance. Library; pure.
 */
#include "match_priv.h"

#include <string.h>

#define NEAR 30                         /* words */

static bool
is_another(const struct understanding *u, const struct found *one, const struct found *other)
{
        bool apart = one->last < other->first || other->last < one->first;
        int way = one->first < other->first ? other->first - one->last : one->first - other->last;

        return apart && way <= NEAR && strcmp(match_keyword_text(u, match_keyword(u, one)), match_keyword_text(u, match_keyword(u, other))) != 0;
}

static bool
is_hint(const struct understanding *u, const struct found *found)
{
        return match_keyword(u, found)->kind == KEYWORD_KIND_HINT && !support_is_excluded(u, found, TOPIC_HELP);
}

bool
hints_find(const struct understanding *u, const struct found **one, const struct found **other)
{
        for (int i = 0; i < u->phrases.n; i++)
                for (int k = 0; is_hint(u, &u->phrases.list[i]) && k < i; k++) {
                        if (!is_hint(u, &u->phrases.list[k]) || !is_another(u, &u->phrases.list[i], &u->phrases.list[k]))
                                continue;
                        *one = &u->phrases.list[k];
                        *other = &u->phrases.list[i];
                        return true;
                }
        return false;
}
