/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What speaks for which topic in a text: the weights of its keywords, each counted once, less what they cost. Library; pure.
 */
#include "match_priv.h"

#include "words/index.h"

#define POINTS 10                       /* of one step of weight */
#define POINTS_LONG 15                  /* what a text of many words must reach: weak words alone do not make a topic */
#define LONG_TEXT 5                     /* words */
#define SHORT_TEXT 2
#define CHANCE_LETTERS 8                /* a longer word is not like another by chance */

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

static int
points_of(const struct understanding *u, const struct found *found)
{
        bool misspelt = found->how == HIT_HOW_TYPO && found->nwords == 1;
        int points = match_keyword(u, found)->weight * POINTS + (found->nwords - 1) * 2 - (misspelt ? found->cost : found->cost / 2);

        return points > 1 ? points : 1;
}

/* The strongest keyword of the topic within these words: a phrase is never weaker than what it holds. */
static const struct found *
strongest_within(const struct understanding *u, const struct found *span)
{
        unsigned topic = match_keyword(u, span)->topic;
        const struct found *best = span;

        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *found = &u->phrases.list[i];
                const struct keyword *keyword = match_keyword(u, found);

                if (keyword->topic == topic && keyword->kind <= KEYWORD_KIND_DANGER && found->first >= span->first && found->last <= span->last &&
                    points_of(u, found) > points_of(u, best))
                        best = found;
        }
        return best;
}

static void
add_points(struct understanding *u, const struct found *span)
{
        const struct found *found = strongest_within(u, span);
        unsigned topic = match_keyword(u, found)->topic;
        int points = points_of(u, found);

        u->points[topic] += points;
        if (points > u->best_points[topic]) {
                u->best_points[topic] = points;
                u->best_keyword[topic] = found->keyword + 1;
                u->best_how[topic] = found->how;
        }
}

/* A single short word of a sentence that is like a word of danger, but not near enough to be one. */
static bool
is_chance(const struct understanding *u, const struct found *found)
{
        return match_keyword(u, found)->kind == KEYWORD_KIND_DANGER && found->how == HIT_HOW_TYPO && found->nwords == 1 &&
               u->phrases.nwords > SHORT_TEXT && u->folded.words[found->first].len < CHANCE_LETTERS;
}

void
support_add(struct understanding *u)
{
        for (int i = 0; i < u->phrases.n; i++) {
                const struct found *found = &u->phrases.list[i];
                const struct keyword *keyword = match_keyword(u, found);

                if (!found->kept || keyword->kind > KEYWORD_KIND_DANGER || keyword->topic == TOPIC_STOP || is_chance(u, found))
                        continue;
                if (!support_is_excluded(u, found, keyword->topic) && !is_counted(u, i, keyword->topic))
                        add_points(u, found);
        }
}

/* Greetings and the like. */
static bool
is_weak(enum topic topic)
{
        return topic == TOPIC_MENU || topic == TOPIC_COUNTRY || topic == TOPIC_PRIVACY;
}

/*
 * What gives way to another topic unless it is a good deal stronger: a general call for help to anything particular, and the children
 * that somebody has with her to the roof, the work or the papers that she asks for.
 */
static bool
gives_way(enum topic topic, enum topic other)
{
        if (topic == TOPIC_HELP)
                return other != TOPIC_HELP;
        return topic == TOPIC_CHILD && (other == TOPIC_HOUSE || other == TOPIC_JOB || other == TOPIC_RIGHTS);
}

static bool
topic_is_better(const struct understanding *u, enum topic a, enum topic b)
{
        int points_a = u->points[a], points_b = b != TOPIC_NONE ? u->points[b] : 0;

        if (points_a == 0 || points_b == 0)
                return points_a > points_b;
        if (is_weak(a) != is_weak(b))
                return is_weak(b) ? points_a * 2 > points_b : points_a >= points_b * 2;
        if (gives_way(a, b))
                return points_a > points_b + POINTS;
        if (gives_way(b, a))
                return points_a + POINTS >= points_b;
        if (points_a != points_b)
                return points_a > points_b;
        return catalogue_priority(u->catalogue, a) < catalogue_priority(u->catalogue, b);
}

enum topic
support_best(const struct understanding *u)
{
        enum topic best = TOPIC_NONE;
        int least = u->phrases.nwords >= LONG_TEXT ? POINTS_LONG : 1;

        for (int topic = 1; topic < TOPIC_COUNT; topic++)
                if (u->catalogue->topics[topic].listed && u->points[topic] >= least && topic_is_better(u, (enum topic)topic, best))
                        best = (enum topic)topic;
        return best;
}

bool
support_is_weak(enum topic topic)
{
        return is_weak(topic);
}
