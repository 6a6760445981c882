/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What speaks for which topic in a text: the weights of its keywords, each counted once, less what they cost. Library; pure.
 */
#include "match_priv.h"

#include "words/index.h"

#define POINTS 10                       /* of one step of weight */
#define POINTS_LONG 15                  /* what a text of many words must reach: weak words alone do not make a topic */
#define LONG_TEXT 5                     /* words */

bool
support_is_excluded(const struct understanding *u, const struct found *found, unsigned topic)
{
        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *other = &u->phrases.list[i];
                const struct keyword *keyword = match_keyword(u, other);

                if (keyword->kind == KEYWORD_KIND_EXCLUDED && keyword->topic == topic && other->how <= HIT_HOW_LATIN && other->cost <= MATCH_EXACT_COST &&
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
                const struct keyword *keyword = match_keyword(u, other);

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
        int points = keyword->weight * POINTS + (found->nwords - 1) * 2 - (found->how == HIT_HOW_TYPO && found->nwords == 1 ? found->cost : found->cost / 2);

        if (points < 1)
                points = 1;
        u->points[topic] += points;
        if (points > u->best_points[topic]) {
                u->best_points[topic] = points;
                u->best_keyword[topic] = found->keyword + 1;
                u->best_how[topic] = found->how;
        }
}

void
support_add(struct understanding *u)
{
        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *found = &u->phrases.list[i];
                const struct keyword *keyword = match_keyword(u, found);

                if (!found->kept || keyword->kind > KEYWORD_KIND_DANGER || keyword->topic == TOPIC_STOP)
                        continue;
                if (!support_is_excluded(u, found, keyword->topic) && !is_counted(u, i, keyword->topic))
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

enum topic
support_best(const struct understanding *u)
{
        enum topic best = TOPIC_NONE;

        for (int topic = 1; topic < TOPIC_COUNT; topic++)
                if (u->catalogue->topics[topic].listed && topic_is_better(u, (enum topic)topic, best))
                        best = (enum topic)topic;
        if (best != TOPIC_NONE && u->points[best] < POINTS_LONG && u->phrases.nwords >= LONG_TEXT)
                return TOPIC_NONE;
        return best;
}

bool
support_is_weak(enum topic topic)
{
        return rank(topic) == 0;
}
