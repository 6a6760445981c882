/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How a reply reads: whether someone with few years of school, or a tired one, can follow it. Library; pure.
 */
#include "review_priv.h"

#include <ctype.h>
#include <string.h>

#include <utf8proc.h>

#include "common/code.h"

#define GRADE_MOST 13

/*
 * How hard a text reads, language by language: long words per sentence (Anderson's RIX, 1983, made for school books). "Long" is
 * what is long in that language: 7 letters in English, 9 where words carry endings or are put together.
 */
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

static int
grade_of(double per_sentence)
{
        static const double steps[GRADE_MOST - 1] = { 0.2, 0.5, 0.8, 1.3, 1.8, 2.4, 3.0, 3.7, 4.5, 5.3, 6.2, 7.2 };
        int grade = 1;

        while (grade < GRADE_MOST && per_sentence >= steps[grade - 1])
                grade++;
        return grade;
}

static bool
is_letter(utf8proc_int32_t code)
{
        utf8proc_category_t category = utf8proc_category(code);

        return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

int
review_grade(const char *text, uint16_t language)
{
        int letters = 0, words = 0, sentences = 0, longs = 0, least = long_letters(language);
        utf8proc_int32_t code;
        utf8proc_ssize_t step;

        for (const char *at = text;; at += step) {
                if (*at == '{' && strchr(at, '}') != NULL)
                        at = strchr(at, '}') + 1;
                step = utf8proc_iterate((const utf8proc_uint8_t *)at, -1, &code);
                if (step <= 0 || code < 0)
                        break;
                if (*at != '\0' && is_letter(code)) {
                        letters++;
                        continue;
                }
                words += letters > 0;
                longs += letters >= least;
                letters = 0;
                if (words > 0 && (*at == '\0' || strchr(".!?:;", *at) != NULL)) {
                        sentences++;
                        words = 0;
                }
                if (*at == '\0')
                        break;
        }
        return grade_of((double)longs / (sentences > 0 ? sentences : 1));
}

void
review_check_style(struct review *review)
{
        (void)review;
}
