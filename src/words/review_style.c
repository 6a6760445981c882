/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How a reply reads, to her and to whoever holds her phone: long words and sentences, words that betray, and what has no place in a
 * text at all (typed numbers, links). The measure of reading is rough on purpose: it finds the text that needs a second look, it does
 * not mark the writer. Library; allocates nothing.
 */
#include "review_priv.h"

#include <string.h>

#include <utf8proc.h>

#include "common/code.h"
#include "words/fold.h"

#define TOKENS 512
#define GRADE_MOST 13
#define GRADE_WANTED 8                  /* six years of school, and two more that names and numbers cost */
#define SENTENCE_WORDS 20
#define NUMBER_DIGITS 5                 /* 112 and a year may stand in a text */

/* A word of a text, or a placeholder, which reads as one short word. */
struct token {
        const char *at;
        size_t len;
        int letters;                    /* 0: a number or a placeholder */
        bool ends_sentence;
};

struct reading {
        int ntokens;
        struct token tokens[TOKENS];
};

/* --- cutting it into words ---------------------------------------------------------------------------------- */

static bool
is_wordly(utf8proc_int32_t code, bool *letter)
{
        utf8proc_category_t category = utf8proc_category(code);

        *letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
        return *letter || category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_MN;
}

/* The word at `at`, its end in `len`; an apostrophe or hyphen inside belongs to it. */
static struct token
token_at(const char *at)
{
        struct token token = { .at = at };
        const char *close = *at == '{' ? strchr(at, '}') : NULL;
        utf8proc_int32_t code;
        bool letter;

        if (close != NULL) {
                token.len = (size_t)(close - at) + 1;
                return token;
        }
        while (at[token.len] != '\0') {
                utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)at + token.len, -1, &code);

                if (step <= 0 || (!is_wordly(code, &letter) && (token.len == 0 || (code != '\'' && code != 0x2019 && code != '-'))))
                        break;
                token.letters += is_wordly(code, &letter) && letter;
                token.len += (size_t)step;
        }
        return token;
}

static void
read_words(const char *text, struct reading *reading)
{
        reading->ntokens = 0;
        while (*text != '\0' && reading->ntokens < TOKENS) {
                struct token token = token_at(text);

                if (token.len > 0)
                        reading->tokens[reading->ntokens++] = token;
                else if (reading->ntokens > 0 && strchr(".!?:;", *text) != NULL)
                        reading->tokens[reading->ntokens - 1].ends_sentence = true;
                text += token.len > 0 ? token.len : 1;
        }
        if (reading->ntokens > 0)
                reading->tokens[reading->ntokens - 1].ends_sentence = true;
}

/* --- reading difficulty ------------------------------------------------------------------------------------- */

/* What is long in that language: 7 letters in English, 9 where words carry endings or are put together. */
static int
long_letters(uint16_t language)
{
        static const struct {
                const char *code;
                int letters;
        } known[] = { { "en", 7 }, { "nl", 8 }, { "ro", 8 }, { "pl", 9 }, { "de", 9 }, { "uk", 9 }, { "ru", 9 } };

        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
                if (code_pack(known[i].code) == language)
                        return known[i].letters;
        return 8;
}

/* Anderson's RIX (1983): long words per sentence, and the school year in which such texts are read. */
static int
grade_of(int longs, int sentences)
{
        static const double steps[GRADE_MOST - 1] = { 0.2, 0.5, 0.8, 1.3, 1.8, 2.4, 3.0, 3.7, 4.5, 5.3, 6.2, 7.2 };
        double per_sentence = (double)longs / (sentences > 0 ? sentences : 1);
        int grade = 1;

        while (grade < GRADE_MOST && per_sentence >= steps[grade - 1])
                grade++;
        return grade;
}

int
review_grade(const char *text, uint16_t language)
{
        int longs = 0, sentences = 0, least = long_letters(language);
        struct reading reading;

        read_words(text, &reading);
        for (int i = 0; i < reading.ntokens; i++) {
                longs += reading.tokens[i].letters >= least;
                sentences += reading.tokens[i].ends_sentence;
        }
        return grade_of(longs, sentences);
}

static void
check_sentences(struct review *review, const struct reply *reply, const char *text, const struct reading *reading)
{
        for (int first = 0, i = 0; i < reading->ntokens; i++) {
                const char *begins = reading->tokens[first].at;

                if (!reading->tokens[i].ends_sentence)
                        continue;
                if (i - first + 1 > SENTENCE_WORDS) {
                        const struct token *third = &reading->tokens[first + 2];

                        review_hint(review, review_line(reply, (size_t)(begins - text)),
                                    "the sentence that begins with \"%.*s\" has %d words; cut it in two",
                                    (int)(third->at + third->len - begins), begins, i - first + 1);
                }
                first = i + 1;
        }
}

/* --- words that betray -------------------------------------------------------------------------------------- */

/* The letters of one word as the matcher sees them. Returns how many. */
static int
letters_of_word(const char *at, size_t len, struct folded *folded, const uint16_t **letters)
{
        fold_text(at, len, folded);
        *letters = folded->letters;
        return folded->nwords > folded->njoined ? folded->words[0].len : 0;
}

static bool
begins_with(const struct token *token, const char *stem, size_t stem_len)
{
        uint16_t wanted[FOLD_LETTERS];
        const uint16_t *letters;
        struct folded folded;
        int n, nwanted = letters_of_word(stem, stem_len, &folded, &letters);

        memcpy(wanted, letters, (size_t)nwanted * sizeof *wanted);
        n = letters_of_word(token->at, token->len, &folded, &letters);
        return nwanted > 0 && n >= nwanted && memcmp(letters, wanted, (size_t)nwanted * sizeof *wanted) == 0;
}

static bool
stands_at(const struct reading *reading, int i, const char *stems)
{
        while (*stems != '\0') {
                size_t len = strcspn(stems, " ");

                if (i >= reading->ntokens || !begins_with(&reading->tokens[i], stems, len))
                        return false;
                i++;
                stems += len + (stems[len] == ' ');
        }
        return true;
}

/* `line` tells where a word stands: reply NULL means a menu line. */
static void
tell_avoided(struct review *review, const struct reply *reply, const char *text, const struct token *token, const struct avoided *avoided)
{
        int line = reply != NULL ? review_line(reply, (size_t)(token->at - text)) : 0;
        const char *where = reply != NULL ? "" : " in the menu line";

        if (avoided->may_be_needed)
                review_hint(review, line, "\"%.*s\"%s may betray her to someone who looks at the phone; is it needed here?", (int)token->len,
                            token->at, where);
        else if (*avoided->instead != '\0')
                review_warn(review, line, "\"%.*s\"%s may betray her to someone who looks at the phone; write %s", (int)token->len, token->at,
                            where, avoided->instead);
        else
                review_warn(review, line, "\"%.*s\"%s may betray her to someone who looks at the phone; say it with everyday words",
                            (int)token->len, token->at, where);
}

static void
check_avoided(struct review *review, int language, const struct reply *reply, const char *text, const struct reading *reading)
{
        const struct avoided *avoided;

        for (size_t i = 0; (avoided = review_avoided(i)) != NULL; i++) {
                if (*avoided->code != '\0' && code_pack(avoided->code) != review->catalogue->languages[language])
                        continue;
                for (int token = 0; token < reading->ntokens; token++)
                        if (stands_at(reading, token, avoided->stems)) {
                                tell_avoided(review, reply, text, &reading->tokens[token], avoided);
                                break;
                        }
        }
}

/* --- what has no place in a text ------------------------------------------------------------------------------ */

/* A number that is typed in is never checked again, and is the same in every country. */
static void
check_typed_numbers(struct review *review, const struct reply *reply, const char *text)
{
        for (const char *at = text; (at = strpbrk(at, "0123456789")) != NULL;) {
                size_t len = strspn(at, "0123456789 -/"), digits = 0;

                for (size_t i = 0; i < len; i++)
                        digits += at[i] >= '0' && at[i] <= '9';
                while (len > 0 && strchr(" -/", at[len - 1]) != NULL)
                        len--;
                if (digits >= NUMBER_DIGITS)
                        review_warn(review, review_line(reply, (size_t)(at - text)),
                                    "the number %.*s is typed into the text; write {HELP}, and the number into helplines.cfg", (int)len, at);
                at += len;
        }
}

/* --- numbers that should stand there --------------------------------------------------------------------------- */

static bool
holds(const char *text, const char *placeholder)
{
        return strstr(text, placeholder) != NULL;
}

/* A country whose emergency number is not this one; NULL if it is right everywhere. */
static const struct country *
country_with_another(const struct catalogue *catalogue, const char *number)
{
        for (int i = 0; i < catalogue->ncountries; i++)
                if (strcmp(pool_text(&catalogue->pool, catalogue->countries[i].emergency), number) != 0)
                        return &catalogue->countries[i];
        return NULL;
}

/* "112" in the words of the text: it is not what people dial in every country. */
static void
check_typed_emergency(struct review *review, const struct reply *reply, const char *text)
{
        const struct catalogue *catalogue = review->catalogue;
        const struct country *other = country_with_another(catalogue, "112");

        for (const char *at = text; other != NULL && (at = strpbrk(at, "0123456789")) != NULL;) {
                size_t len = strspn(at, "0123456789");

                if (len == 3 && memcmp(at, "112", len) == 0) {
                        review_hint(review, review_line(reply, (size_t)(at - text)), "112 is typed into the text, but in %s it is %s; write {EMERGENCY}",
                                    pool_text(&catalogue->pool, other->names[0]), pool_text(&catalogue->pool, other->emergency));
                        return;
                }
                at += len;
        }
}

/* Who reads only this one text should find a number in it. */
static void
check_numbers(struct review *review, enum topic topic, enum variant variant, const struct reply *reply, const char *text)
{
        check_typed_emergency(review, reply, text);
        if (topic == TOPIC_HELP && !holds(text, "{EMERGENCY}") && !holds(text, "112"))
                review_warn(review, reply->line, "it does not say whom to call in danger; write {EMERGENCY} where the number should stand");
        if (topic_is_service(topic) || variant == VARIANT_NOLINE)
                return;
        if (!holds(text, "{HELP}") && !holds(text, "{CHILD}") && !holds(text, "{KIDS}"))
                review_warn(review, reply->line, "it gives no number to call; write {HELP} where the number should stand");
}

static void
check_links(struct review *review, const struct reply *reply, const char *text)
{
        const char *at = strstr(text, "://");

        if (at == NULL)
                at = strstr(text, "www.");
        if (at != NULL)
                review_warn(review, review_line(reply, (size_t)(at - text)),
                            "a link looks like fraud and needs the internet; say it in words, or take it out");
}

static void
check_text(struct review *review, int language, enum topic topic, enum variant variant, const struct reply *reply)
{
        const struct catalogue *catalogue = review->catalogue;
        const char *text = pool_text(&catalogue->pool, reply->text), *menu = pool_text(&catalogue->pool, reply->menu);
        int grade = review_grade(text, catalogue->languages[language]);
        struct reading reading;

        read_words(menu, &reading);
        check_avoided(review, language, NULL, menu, &reading);
        read_words(text, &reading);
        if (topic != TOPIC_SIGNS) /* who asks for the signs asked for the words; even there they are mild */
                check_avoided(review, language, reply, text, &reading);
        check_typed_numbers(review, reply, text);
        check_numbers(review, topic, variant, reply, text);
        check_links(review, reply, text);
        if (topic == TOPIC_MENU)
                return;         /* a list, not sentences */
        check_sentences(review, reply, text, &reading);
        if (grade > GRADE_WANTED)
                review_hint(review, reply->line, "it takes about %d years of school to read this; use shorter words and sentences", grade);
}

void
review_check_style(struct review *review)
{
        const struct catalogue *catalogue = review->catalogue;

        for (int language = 0; language < catalogue->nlanguages; language++)
                for (int topic = 1; topic < TOPIC_COUNT; topic++)
                        for (int variant = 0; variant < VARIANT_COUNT; variant++) {
                                const struct reply *reply = &catalogue->replies[language][topic][variant];

                                if (reply->text == 0)
                                        continue;
                                review_set_reply_place(review, language, (enum topic)topic, (enum variant)variant);
                                check_text(review, language, (enum topic)topic, (enum variant)variant, reply);
                        }
}
