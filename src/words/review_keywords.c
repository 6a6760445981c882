/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keywords that are missing, double, or pull two ways. Two keywords are the same if nothing but capitals, marks and look-alikes tells
 * them apart (fold.h), since that is all that a text shows. Typing mistakes and Latin writing of Cyrillic words are left out: there
 * nearly everything is near something, and the matcher weighs it. Library; allocates.
 */
#include "review_priv.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "common/code.h"
#include "words/fold.h"

#define FEW_SHARE 4                     /* a language with less than a quarter of the usual number of keywords */

/* A keyword and what it looks like to the matcher. */
struct looked {
        uint32_t offset;                /* in the pool of looks */
        const char *look;
        uint32_t index;                 /* of the keyword */
};

struct looks {
        struct pool pool;
        struct looked *list;
        size_t n;
};

static const struct keyword *
keyword_at(const struct review *review, const struct looked *looked)
{
        return &review->catalogue->keywords[looked->index];
}

/* --- the look of a keyword --- */

/* Its words, folded, with the stars of its stems. Returns the length, 0 if nothing is left. */
static size_t
look_of(const char *text, struct folded *folded, char *look, size_t room)
{
        const char *star = strchr(text, '*');
        size_t len = 0;

        fold_text(text, strlen(text), folded);
        for (int i = 0; i < folded->nwords - folded->njoined; i++) {
                const struct fold_word *word = &folded->words[i];

                if (len + (size_t)word->len * 4 + 3 >= room)
                        break;
                if (len > 0)
                        look[len++] = ' ';
                for (int letter = 0; letter < word->len; letter++)
                        len += (size_t)utf8proc_encode_char(folded->letters[word->start + letter], (utf8proc_uint8_t *)look + len);
        }
        if (star != NULL && len > 0)
                look[len++] = star[1] == '\0' ? '*' : '+';
        return len;
}

static int
look_order(const void *a, const void *b)
{
        const struct looked *one = a, *two = b;
        int order = strcmp(one->look, two->look);

        if (order != 0)
                return order;
        return one->index < two->index ? -1 : one->index > two->index;
}

static void
looks_clear(struct looks *looks)
{
        pool_clear(&looks->pool);
        free(looks->list);
}

/* All keywords that people wrote, those that look alike side by side. False without memory. */
static bool
looks_init(struct looks *looks, const struct catalogue *catalogue)
{
        struct folded *folded = malloc(sizeof *folded);
        char look[1024];

        looks->list = calloc(catalogue->nown + 1, sizeof *looks->list);
        for (size_t i = 0; folded != NULL && looks->list != NULL && i < catalogue->nown; i++) {
                size_t len = look_of(pool_text(&catalogue->pool, catalogue->keywords[i].text), folded, look, sizeof look);

                if (len > 0)
                        looks->list[looks->n++] = (struct looked){ .offset = pool_add(&looks->pool, look, len), .index = (uint32_t)i };
        }
        free(folded);
        if (folded == NULL || looks->list == NULL || looks->pool.failed)
                return false;
        for (size_t i = 0; i < looks->n; i++)
                looks->list[i].look = pool_text(&looks->pool, looks->list[i].offset);
        if (looks->n > 0)
                qsort(looks->list, looks->n, sizeof *looks->list, look_order);
        return true;
}

/* --- two that look alike --- */

static bool
brings_topic(const struct keyword *keyword)
{
        return keyword->kind == KEYWORD_KIND_WORD || keyword->kind == KEYWORD_KIND_DANGER;
}

/* The file it stands in, below the folder. */
static const char *
file_of(const struct catalogue *catalogue, const struct keyword *keyword, char path[static REVIEW_FILE])
{
        if (keyword->kind == KEYWORD_KIND_COUNTRY)
                return "helplines.cfg";
        return review_path(catalogue, keyword->language, (enum topic)keyword->topic, VARIANT_PLAIN, path);
}

/* "stands twice": the same in the same list, so that one of them does nothing. */
static bool
is_double(const struct keyword *one, const struct keyword *two)
{
        return one->kind != KEYWORD_KIND_COUNTRY && one->language == two->language && one->topic == two->topic &&
               (one->kind == two->kind || (brings_topic(one) && brings_topic(two)));
}

static bool
contradicts(const struct keyword *one, const struct keyword *two)
{
        return one->language == two->language && one->topic == two->topic &&
               ((one->kind == KEYWORD_KIND_EXCLUDED && brings_topic(two)) || (two->kind == KEYWORD_KIND_EXCLUDED && brings_topic(one)));
}

/* They lead to different answers. */
static bool
clashes(const struct keyword *one, const struct keyword *two)
{
        if (one->kind == KEYWORD_KIND_EXCLUDED || two->kind == KEYWORD_KIND_EXCLUDED)
                return false;
        if (one->kind == KEYWORD_KIND_HINT || two->kind == KEYWORD_KIND_HINT)
                return false;   /* it brings nothing alone */
        if (brings_topic(one) && brings_topic(two))
                return one->topic != two->topic;
        if (one->kind != two->kind)
                return true;
        return one->kind == KEYWORD_KIND_COUNTRY ? one->country != two->country : one->language != two->language;
}

/* A weight of its own, or a danger word, says which one is meant; equals are decided by the priority of the topics. */
static bool
is_undecided(const struct keyword *one, const struct keyword *two)
{
        if (brings_topic(one) && brings_topic(two))
                return one->language == two->language && one->kind == two->kind && one->weight == two->weight && one->weight > 1;
        return one->kind == two->kind;
}

static void
tell_pair(struct review *review, const struct keyword *one, const struct keyword *two)
{
        const struct catalogue *catalogue = review->catalogue;
        const char *text = pool_text(&catalogue->pool, two->text);
        char here[REVIEW_FILE], path[REVIEW_FILE];
        const char *there = file_of(catalogue, one, path);

        review_set_place(review, file_of(catalogue, two, here));
        if (contradicts(one, two))
                review_warn(review, two->line, "\"%s\" is a keyword here and, with - in front, also none (line %d); take one out", text, one->line);
        else if (is_double(one, two))
                review_hint(review, two->line, "\"%s\" already stands in line %d; one of them can go", text, one->line);
        else if (one->kind == KEYWORD_KIND_DANGER || two->kind == KEYWORD_KIND_DANGER)
                review_hint(review, two->line, "\"%s\" also stands in %s:%d, and the danger word always wins; is that meant?", text,
                            there, one->line);
        else if (is_undecided(one, two))
                review_warn(review, two->line, "\"%s\" also stands in %s:%d; take it out there or here, or make one of them weaker (=1)", text,
                            there, one->line);
        else
                review_hint(review, two->line, "\"%s\" also stands in %s:%d; is that meant?", text, there, one->line);
}

/* Keywords that all look alike: each is told of with the first one before it that it does not go with. */
static void
check_group(struct review *review, const struct looked *group, size_t n)
{
        for (size_t i = 1; i < n; i++) {
                const struct keyword *two = keyword_at(review, &group[i]);

                for (size_t j = 0; j < i; j++) {
                        const struct keyword *one = keyword_at(review, &group[j]);

                        if (!is_double(one, two) && !contradicts(one, two) && !clashes(one, two))
                                continue;
                        tell_pair(review, one, two);
                        break;
                }
        }
}

static void
check_pairs(struct review *review)
{
        struct looks looks = { 0 };

        if (looks_init(&looks, review->catalogue)) {
                for (size_t i = 0, end; i < looks.n; i = end) {
                        for (end = i + 1; end < looks.n && strcmp(looks.list[end].look, looks.list[i].look) == 0;)
                                end++;
                        check_group(review, looks.list + i, end - i);
                }
        }
        looks_clear(&looks);
}

/* --- too few --- */

static bool
wants_keywords(const struct catalogue *catalogue, enum topic topic)
{
        if (topic_is_service(topic))
                return topic == TOPIC_MENU || topic == TOPIC_COUNTRY || topic == TOPIC_STOP || topic == TOPIC_PRIVACY;
        return catalogue->topics[topic].listed;
}

static void
check_number(struct review *review, int language, enum topic topic)
{
        const struct catalogue *catalogue = review->catalogue;
        size_t own = review_nkeywords(review, catalogue->languages[language], topic), all = 0;

        for (int i = 0; i < catalogue->nlanguages; i++)
                all += review_nkeywords(review, catalogue->languages[i], topic);
        review_set_reply_place(review, language, topic, VARIANT_PLAIN);
        if (own == 0)
                review_warn(review, 0, "it has no keywords, so nobody who writes in %s gets it; add Keywords: and the words people use",
                            catalogue_language_name(catalogue, catalogue->languages[language]));
        else if (own * FEW_SHARE < all / (size_t)catalogue->nlanguages)
                review_hint(review, 0, "it has %zu keyword%s, the languages have %zu on average; which words are missing?", own, own == 1 ? "" : "s",
                            all / (size_t)catalogue->nlanguages);
}

static void
check_danger(struct review *review, int language)
{
        const struct catalogue *catalogue = review->catalogue;

        for (size_t i = 0; i < catalogue->nown; i++)
                if (catalogue->keywords[i].kind == KEYWORD_KIND_DANGER && catalogue->keywords[i].language == language)
                        return;
        review_set_reply_place(review, language, TOPIC_HELP, VARIANT_PLAIN);
        review_warn(review, 0, "it has no danger words, so a cry for help may be taken for something else; add some with ! in front");
}

void
review_check_keywords(struct review *review)
{
        const struct catalogue *catalogue = review->catalogue;

        for (int language = 0; language < catalogue->nlanguages; language++) {
                for (int topic = 1; topic < TOPIC_COUNT; topic++)
                        if (catalogue->replies[language][topic][VARIANT_PLAIN].text != 0 && wants_keywords(catalogue, (enum topic)topic))
                                check_number(review, language, (enum topic)topic);
                if (catalogue->replies[language][TOPIC_HELP][VARIANT_PLAIN].text != 0)
                        check_danger(review, language);
        }
        check_pairs(review);
}
