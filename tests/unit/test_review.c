/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What `waymark check` tells about a catalogue: a small one made here, each case with one file worded differently, and the real
 * messages/. The small one is clean: a case sees what its own file brings.
 * covers: review
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/code.h"
#include "words/builder.h"
#include "words/catalogue.h"
#include "words/review.h"

#define TODAY "2026-11-23"

struct file {
        const char *path;
        const char *text;
};

static const char topics_cfg[] =
        "topics = (\n"
        "  { id = \"help\"; priority = 0; menu = 1; },\n"
        "  { id = \"job\"; priority = 5; menu = 2; },\n"
        "  { id = \"signs\"; priority = 1; menu = 3; }\n"
        ");\n";

#define HELPLINES(romanian_name, lines) \
        "words = { free = { en = \"free\"; uk = \"x\"; }; police = { en = \"police\"; uk = \"x\"; }; noline = { en = \"staff\"; uk = \"x\"; }; };\n" \
        "countries = (\n" \
        "  { code = \"PL\"; eu = true; emergency = \"112\"; names = { en = \"Poland\"; uk = \"Poland\"; };\n" \
        "    lines = ( { number = \"22 628 01 20\"; mark = \"A\"; checked_on = \"2026-11-01\"; } ); },\n" \
        "  { code = \"RO\"; eu = true; emergency = \"112\"; names = { en = \"" romanian_name "\"; uk = \"Romania\"; };\n" \
        "    lines = ( " lines " ); }\n" \
        ");\n"
#define LINE(number, day) "{ number = \"" number "\"; free = true; mark = \"A\"; checked_on = \"" day "\"; }"

static const struct file clean[] = {
        { "topics.cfg", topics_cfg },
        { "helplines.cfg", HELPLINES("Romania", LINE("0800 800 678", "2026-11-01")) },
        { "en/help.txt", "Keywords: help, !locked in\nMenu: Help\nReviewed: yes\nChanged: 2026-11-01\n\nCall 112. Advice: {HELP}.\n" },
        { "en/job.txt", "Keywords: job\nMenu: Jobs\nReviewed: yes\nChanged: 2026-11-01\n\nNew job? Ask first. {HELP}\n" },
        { "en/signs.txt", "Keywords: signs\nMenu: Signs\nReviewed: yes\nChanged: 2026-11-01\n\nDo they keep your papers? {HELP}\n" },
        { "en/menu.txt", "Keywords: menu\nLanguage: English\nNames: english\nKeys: a, b, c\nReviewed: yes\nChanged: 2026-11-01\n\nWrite: {TOPICS}.\n" },
        { "en/country.txt", "Keywords: country\nReviewed: yes\nChanged: 2026-11-01\n\nWhich country?\n" },
        { "en/stop.txt", "Keywords: stop\nReviewed: yes\nChanged: 2026-11-01\n\nNo more texts.\n" },
        { "en/privacy.txt", "Keywords: privacy\nReviewed: yes\nChanged: 2026-11-01\n\nNobody reads this.\n" },
        { "en/limit.txt", "Reviewed: yes\nChanged: 2026-11-01\n\nNo more today.\n" },
        { "en/unknown.txt", "Reviewed: yes\nChanged: 2026-11-01\n\nWrite menu.\n" },
        { "uk/help.txt", "Keywords: допомога, !замкнули\nMenu: Допомога\nReviewed: yes\nEnglish: 2026-11-01\n\nДзвоніть 112. {HELP}\n" },
        { "uk/job.txt", "Keywords: робота\nMenu: Робота\nReviewed: yes\nEnglish: 2026-11-01\n\nРобота? {HELP}\n" },
        { "uk/signs.txt", "Keywords: ознаки\nMenu: Ознаки\nReviewed: yes\nEnglish: 2026-11-01\n\nПаспорт у Вас? {HELP}\n" },
        { "uk/menu.txt", "Keywords: меню\nLanguage: uk\nNames: мова\nKeys: a, b, c\nReviewed: yes\nEnglish: 2026-11-01\n\nПишіть: {TOPICS}.\n" },
        { "uk/country.txt", "Keywords: країна\nReviewed: yes\nEnglish: 2026-11-01\n\nЯка країна?\n" },
        { "uk/stop.txt", "Keywords: стоп\nReviewed: yes\nEnglish: 2026-11-01\n\nБільше нічого.\n" },
        { "uk/privacy.txt", "Keywords: хто читає\nReviewed: yes\nEnglish: 2026-11-01\n\nНіхто не читає.\n" },
        { "uk/limit.txt", "Reviewed: yes\nEnglish: 2026-11-01\n\nЗавтра.\n" },
        { "uk/unknown.txt", "Reviewed: yes\nEnglish: 2026-11-01\n\nПишіть меню.\n" },
};

struct bench {
        struct findings *findings;
        struct catalogue *catalogue;
        struct review *review;
};

/* --- making it ----------------------------------------------------------------------------------------------- */

/* The clean catalogue with `changes` (a path and its text, "" takes the file away), ended by a NULL path. */
static void
open_bench(struct bench *bench, const char *languages[], const char *today, const struct file *changes)
{
        uint16_t codes[4] = { 0 };
        struct catalogue_options options = { .country = code_pack("RO"), .languages = codes, .for_review = true };
        struct builder *builder;

        for (; languages[options.nlanguages] != NULL; options.nlanguages++)
                codes[options.nlanguages] = code_pack(languages[options.nlanguages]);
        options.today = today != NULL ? day_parse(today) : DAY_UNKNOWN;
        bench->findings = findings_new();
        builder = builder_new("messages", &options, bench->findings);
        assert_non_null(builder);
        for (size_t i = 0; i < sizeof clean / sizeof *clean; i++) {
                const char *text = clean[i].text;

                for (const struct file *change = changes; change->path != NULL; change++)
                        if (strcmp(change->path, clean[i].path) == 0)
                                text = change->text;
                if (*text != '\0')
                        builder_add(builder, clean[i].path, text, strlen(text));
        }
        bench->catalogue = builder_finish(builder);
        builder_free(builder);
        assert_string_equal(findings_first_error(bench->findings), "");
        assert_non_null(bench->catalogue);
        bench->review = review_new(bench->catalogue, options.today, bench->findings);
        assert_non_null(bench->review);
        assert_int_equal(findings_count(bench->findings, FINDING_SEVERITY_ERROR), 0);
}

static void
open_with(struct bench *bench, const char *path, const char *text)
{
        const char *languages[] = { "en", "uk", NULL };
        const struct file changes[] = { { path, text }, { NULL, NULL } };

        open_bench(bench, languages, TODAY, changes);
}

static void
close_bench(struct bench *bench)
{
        review_free(bench->review);
        catalogue_free(bench->catalogue);
        findings_free(bench->findings);
}

/* --- asking it ----------------------------------------------------------------------------------------------- */

static const struct review_reply *
reply_of(const struct bench *bench, const char *file)
{
        const struct review_reply *reply;

        for (size_t i = 0; (reply = review_reply(bench->review, i)) != NULL; i++)
                if (strcmp(reply->file, file) == 0)
                        return reply;
        fail_msg("%s has no row", file);
        return NULL;
}

static void
print_all(const struct bench *bench)
{
        const struct finding *finding;

        for (size_t i = 0; (finding = findings_at(bench->findings, i)) != NULL; i++)
                print_error("%d %s\n", finding->severity, finding->text);
}

/* One finding of that severity begins with `place` and holds `words`; nothing else was found. */
static void
expect_only(const struct bench *bench, enum finding_severity severity, const char *place, const char *words)
{
        const struct finding *finding = findings_at(bench->findings, 0);

        if (finding == NULL || findings_at(bench->findings, 1) != NULL)
                print_all(bench);
        assert_non_null(finding);
        assert_null(findings_at(bench->findings, 1));
        assert_int_equal(finding->severity, severity);
        if (strncmp(finding->text, place, strlen(place)) != 0 || strstr(finding->text, words) == NULL)
                fail_msg("\"%s\" is not about %s, %s", finding->text, place, words);
}

static void
expect_nothing(const struct bench *bench)
{
        if (findings_at(bench->findings, 0) != NULL)
                print_all(bench);
        assert_null(findings_at(bench->findings, 0));
}

/* The whole of a case: one file worded like this brings this one finding. */
static void
finds(const char *path, const char *text, enum finding_severity severity, const char *place, const char *words)
{
        struct bench bench;

        open_with(&bench, path, text);
        expect_only(&bench, severity, place, words);
        close_bench(&bench);
}

/* Among others, for what they say of the same day. */
static void
tells(const char *path, const char *text, const char *words)
{
        const struct finding *finding;
        struct bench bench;
        bool told = false;

        open_with(&bench, path, text);
        for (size_t i = 0; (finding = findings_at(bench.findings, i)) != NULL; i++)
                told = told || (finding->severity == FINDING_SEVERITY_WARNING && strncmp(finding->text, words, strlen(words)) == 0);
        if (!told)
                print_all(&bench);
        assert_true(told);
        close_bench(&bench);
}

static void
finds_nothing(const char *path, const char *text)
{
        struct bench bench;

        open_with(&bench, path, text);
        expect_nothing(&bench);
        close_bench(&bench);
}

#define HINT FINDING_SEVERITY_NOTE
#define WARNING FINDING_SEVERITY_WARNING
#define JOB(keywords, text) "Keywords: " keywords "\nMenu: Jobs\nReviewed: yes\nChanged: 2026-11-01\n\n" text " {HELP}\n"
#define X40 "Ask for it. Ask for it. Ask for it. Ok. " /* 40 septets */

/* --- rows ----------------------------------------------------------------------------------------------------- */

static void
a_clean_catalogue_has_no_findings(void **state)
{
        struct bench bench;

        (void)state;
        open_with(&bench, "", "");
        expect_nothing(&bench);
        assert_int_equal(review_nreplies(bench.review), 18);
        assert_null(review_reply(bench.review, 18));
        assert_string_equal(review_reply(bench.review, 0)->file, "en/help.txt");
        assert_string_equal(review_reply(bench.review, 9)->file, "uk/help.txt");
        assert_int_equal(review_state(bench.review, code_pack("uk"), TOPIC_JOB), REVIEW_STATE_SOUND);
        assert_int_equal(review_nkeywords(bench.review, code_pack("en"), TOPIC_HELP), 2);
        assert_int_equal(review_nkeywords(bench.review, code_pack("de"), TOPIC_HELP), 0);
        close_bench(&bench);
}

static void
a_reply_is_measured_where_it_is_longest(void **state)
{
        struct bench bench;
        const struct review_reply *reply;

        (void)state;
        open_with(&bench, "", "");
        reply = reply_of(&bench, "en/help.txt"); /* Call 112. Advice: 0800 800 678 (free). */
        assert_int_equal(reply->country, code_pack("RO"));
        assert_int_equal(reply->characters, 38);
        assert_int_equal(reply->units, 38);
        assert_int_equal(reply->parts, 1);
        assert_int_equal(reply->room, 122);
        assert_int_equal(reply->line, 6);
        assert_int_equal(reply->coding, SEGMENT_CODING_GSM7);
        assert_string_equal(reply->forcing, "");
        assert_true(reply->reviewed);
        assert_int_equal(reply_of(&bench, "en/stop.txt")->country, 0);
        close_bench(&bench);
}

static void
a_dear_letter_is_told_with_its_line_and_a_cheaper_one(void **state)
{
        struct bench bench;
        const struct review_reply *reply;

        (void)state;
        open_with(&bench, "en/job.txt", JOB("job", X40 "\n" X40 "Cas\xc4\x83?"));
        reply = reply_of(&bench, "en/job.txt");
        assert_int_equal(reply->coding, SEGMENT_CODING_UCS2);
        assert_string_equal(reply->forcing, "\xc4\x83");
        assert_string_equal(reply->cheaper, "a");
        assert_int_equal(reply->forcing_line, 7);
        assert_int_equal(reply->parts, 2);
        assert_int_equal(reply->saves_parts, 1);
        assert_int_equal(reply->room, 134 - 105);
        expect_only(&bench, HINT, "messages/en/job.txt:7:", "write \"a\"");
        close_bench(&bench);
}

static void
an_emoji_that_costs_a_message_is_to_be_taken_out(void **state)
{
        struct bench bench;

        (void)state;
        open_with(&bench, "en/job.txt", JOB("job", X40 X40 "\xf0\x9f\x98\x80"));
        assert_int_equal(reply_of(&bench, "en/job.txt")->saves_parts, 0);
        assert_string_equal(reply_of(&bench, "en/job.txt")->cheaper, "");
        expect_only(&bench, HINT, "messages/en/job.txt:6:", "take them out");
        close_bench(&bench);
}

static void
a_dear_letter_of_a_country_name_has_no_line(void **state)
{
        struct bench bench;
        const char *languages[] = { "en", "uk", NULL };
        const struct file changes[] = {
                { "helplines.cfg", HELPLINES("Rom\xc3\xa2nia", LINE("0800 800 678", "2026-11-01")) },
                { "en/job.txt", JOB("job", X40 X40 "{COUNTRY}") },
                { NULL, NULL },
        };

        (void)state;
        open_bench(&bench, languages, TODAY, changes);
        assert_string_equal(reply_of(&bench, "en/job.txt")->forcing, "\xc3\xa2");
        assert_int_equal(reply_of(&bench, "en/job.txt")->forcing_line, 0);
        assert_int_equal(reply_of(&bench, "en/job.txt")->country, code_pack("RO"));
        expect_only(&bench, HINT, "messages/en/job.txt:", "filled in from helplines.cfg");
        close_bench(&bench);
}

static void
a_dear_letter_of_a_menu_line_is_told_with_its_file(void **state)
{
        struct bench bench;
        const char *languages[] = { "en", "uk", NULL };
        const struct file changes[] = {
                { "en/job.txt", "Keywords: job\nMenu: J\xc3\xb4" "bs\nReviewed: yes\nChanged: 2026-11-01\n\nNew job? {HELP}\n" },
                { "en/menu.txt", "Keywords: menu\nLanguage: English\nNames: english\nKeys: a, b, c\nReviewed: yes\nChanged: 2026-11-01\n\n" X40 X40 "{TOPICS}\n" },
                { NULL, NULL },
        };

        (void)state;
        open_bench(&bench, languages, TODAY, changes);
        expect_only(&bench, HINT, "messages/en/menu.txt:", "filled in from en/job.txt");
        close_bench(&bench);
}

static void
a_cyrillic_text_is_not_asked_to_be_cheaper(void **state)
{
        struct bench bench;

        (void)state;
        open_with(&bench, "", "");
        assert_int_equal(reply_of(&bench, "uk/job.txt")->coding, SEGMENT_CODING_UCS2);
        assert_int_equal(reply_of(&bench, "uk/job.txt")->saves_parts, 0);
        close_bench(&bench);
}

/* --- days ----------------------------------------------------------------------------------------------------- */

static void
a_translation_older_than_the_english_text_is_stale(void **state)
{
        struct bench bench;

        (void)state;
        open_with(&bench, "uk/job.txt", "Keywords: робота\nMenu: Робота\nReviewed: yes\nEnglish: 2026-10-31\n\nРобота? {HELP}\n");
        assert_true(reply_of(&bench, "uk/job.txt")->stale);
        assert_int_equal(review_state(bench.review, code_pack("uk"), TOPIC_JOB), REVIEW_STATE_STALE);
        expect_only(&bench, WARNING, "messages/uk/job.txt:", "changed on 2026-11-01");
        close_bench(&bench);
}

static void
days_that_are_missing_or_in_the_future_are_told(void **state)
{
        (void)state;
        finds("uk/limit.txt", "Reviewed: yes\n\nЗавтра.\n", WARNING, "messages/uk/limit.txt:", "add English: 2026-11-01");
        finds("en/job.txt", "Keywords: job\nMenu: Jobs\nReviewed: yes\n\nNew job? {HELP}\n", WARNING, "messages/en/job.txt:", "add Changed:");
        finds("uk/limit.txt", "Reviewed: yes\nEnglish: 2026-11-20\n\nЗавтра.\n", HINT, "messages/uk/limit.txt:", "was Changed: forgotten");
        tells("uk/limit.txt", "Reviewed: yes\nEnglish: 2026-11-24\n\nЗавтра.\n", "messages/uk/limit.txt: English: 2026-11-24 lies in the future; correct");
        tells("en/limit.txt", "Reviewed: yes\nChanged: 2026-11-24\n\nSorry.\n", "messages/en/limit.txt: Changed: 2026-11-24 lies in the future; correct");
}

static void
a_missing_file_is_a_gap_and_an_unreviewed_one_is_told_once(void **state)
{
        struct bench bench;

        (void)state;
        open_with(&bench, "uk/job.txt", "");
        assert_int_equal(review_state(bench.review, code_pack("uk"), TOPIC_JOB), REVIEW_STATE_MISSING);
        expect_only(&bench, WARNING, "messages/uk/job.txt:", "is missing");
        close_bench(&bench);
        open_with(&bench, "en/limit.txt", "Reviewed: no\nChanged: 2026-11-01\n\nNo more today.\n");
        assert_int_equal(review_state(bench.review, code_pack("en"), TOPIC_LIMIT), REVIEW_STATE_UNREVIEWED);
        expect_only(&bench, HINT, "messages/en:", "1 of 9 texts");
        close_bench(&bench);
}

static void
without_english_nothing_is_stale_and_that_is_told(void **state)
{
        const char *languages[] = { "uk", NULL };
        const struct file changes[] = { { NULL, NULL } };
        struct bench bench;

        (void)state;
        open_bench(&bench, languages, TODAY, changes);
        expect_only(&bench, HINT, "messages:", "English is not among");
        close_bench(&bench);
}

static void
a_number_is_good_for_180_days(void **state)
{
        (void)state;
        finds_nothing("helplines.cfg", HELPLINES("Romania", LINE("0800 800 678", "2026-05-27")));
        finds("helplines.cfg", HELPLINES("Romania", LINE("0800 800 678", "2026-05-26")), WARNING, "messages/helplines.cfg:6:",
              "0800 800 678 (Romania) was last checked 6 months ago");
        finds("helplines.cfg", HELPLINES("Romania", LINE("0800 800 678", "2022")), WARNING, "messages/helplines.cfg:6:", "4 years ago");
        finds("helplines.cfg", HELPLINES("Romania", LINE("0800 800 678", "")), WARNING, "messages/helplines.cfg:6:", "nobody knows when");
        finds("helplines.cfg", HELPLINES("Romania", LINE("0800 800 678", "2027-01-01")), WARNING, "messages/helplines.cfg:6:", "future");
}

static void
a_number_in_reserve_is_only_a_hint(void **state)
{
        (void)state;
        finds("helplines.cfg", HELPLINES("Romania", LINE("0800 800 678", "2026-11-01") ", " LINE("0800 1", "2022")), HINT,
              "messages/helplines.cfg:6:", "0800 1 (Romania)");
}

static void
without_a_day_no_number_is_old(void **state)
{
        const char *languages[] = { "en", "uk", NULL };
        const struct file changes[] = { { "helplines.cfg", HELPLINES("Romania", LINE("0800 800 678", "2022")) }, { NULL, NULL } };
        struct bench bench;

        (void)state;
        open_bench(&bench, languages, NULL, changes);
        expect_nothing(&bench);
        close_bench(&bench);
}

#define TOPICS(expires) \
        "topics = ( { id = \"help\"; priority = 0; menu = 1; }, { id = \"job\"; priority = 5; menu = 2; expires = \"" expires "\"; },\n" \
        "{ id = \"signs\"; priority = 1; menu = 3; } );\n"

static void
a_text_is_told_of_before_and_after_it_expires(void **state)
{
        (void)state;
        finds_nothing("topics.cfg", TOPICS("2027-03-04"));
        finds("topics.cfg", TOPICS("2026-12-01"), WARNING, "messages/topics.cfg:1:", "8 days from now");
        finds("topics.cfg", TOPICS("2026-11-23"), WARNING, "messages/topics.cfg:1:", "has expired");
}

/* --- keywords --------------------------------------------------------------------------------------------------- */

static void
a_keyword_of_two_topics_is_told(void **state)
{
        (void)state;
        finds("en/job.txt", JOB("job, SIGNS", "New job?"), WARNING, "messages/en/signs.txt:1:", "also stands in en/job.txt:1");
        finds("en/job.txt", JOB("job, signs=1", "New job?"), HINT, "messages/en/signs.txt:1:", "is that meant?");
        finds("en/job.txt", JOB("job, locked in", "New job?"), HINT, "messages/en/job.txt:1:", "danger word always wins");
        finds("en/job.txt", JOB("job, english", "New job?"), HINT, "messages/en/menu.txt:3:", "en/job.txt:1");
        finds_nothing("en/job.txt", JOB("job, sign, signs*", "New job?"));
}

static void
a_keyword_of_two_languages_is_told(void **state)
{
        (void)state;
        finds("en/job.txt", JOB("job, ознаки", "New job?"), HINT, "messages/uk/signs.txt:1:", "en/job.txt:1");
        finds_nothing("en/job.txt", JOB("job, робота", "New job?"));
        finds("uk/menu.txt", "Keywords: меню\nLanguage: uk\nNames: English\nKeys: a, b, c\nReviewed: yes\nEnglish: 2026-11-01\n\nПишіть: {TOPICS}.\n", WARNING,
              "messages/uk/menu.txt:3:", "en/menu.txt:3");
}

static void
a_keyword_that_is_the_name_of_a_country_is_told(void **state)
{
        (void)state;
        finds("en/job.txt", JOB("job, poland", "New job?"), HINT, "messages/en/job.txt:1:", "helplines.cfg:3");
}

static void
a_double_and_a_contradiction_are_told(void **state)
{
        (void)state;
        finds("en/job.txt", JOB("job, J\xc3\xb3" "b", "New job?"), HINT, "messages/en/job.txt:1:", "already stands in line 1");
        finds("en/job.txt", JOB("job,\n  -job", "New job?"), WARNING, "messages/en/job.txt:2:", "take one out");
}

static void
missing_keywords_and_danger_words_are_told(void **state)
{
        (void)state;
        finds("en/job.txt", "Menu: Jobs\nReviewed: yes\nChanged: 2026-11-01\n\nNew job? {HELP}\n", WARNING, "messages/en/job.txt:", "nobody who writes in English");
        finds("en/help.txt", "Keywords: help\nMenu: Help\nReviewed: yes\nChanged: 2026-11-01\n\nCall 112. {HELP}\n", WARNING, "messages/en/help.txt:",
              "no danger words");
        finds("en/job.txt", JOB("job, work, boss, factory, farm, wage, salary, picking, cleaning", "New job?"), HINT, "messages/uk/job.txt:",
              "it has 1 keyword,");
}

/* --- wording ---------------------------------------------------------------------------------------------------- */

static void
words_that_betray_are_told(void **state)
{
        (void)state;
        finds("en/job.txt", JOB("job", "New job?\nBeware of TRAFFICKERS."), WARNING, "messages/en/job.txt:7:", "everyday words");
        finds("en/job.txt", JOB("job", "Our hotline is free."), WARNING, "messages/en/job.txt:6:", "\"hotline\"");
        finds("en/job.txt", JOB("job", "Ask the police."), HINT, "messages/en/job.txt:6:", "is it needed");
        finds("uk/job.txt", "Keywords: робота\nMenu: Втеча\nReviewed: yes\nEnglish: 2026-11-01\n\nРобота? {HELP}\n", WARNING, "messages/uk/job.txt:",
              "in the menu line");
        finds("uk/job.txt", "Keywords: робота\nMenu: Робота\nReviewed: yes\nEnglish: 2026-11-01\n\nЦе торгівля людьми. {HELP}\n", WARNING,
              "messages/uk/job.txt:6:", "торгівля");
}

static void
who_asks_for_the_signs_asked_for_the_words(void **state)
{
        (void)state;
        finds_nothing("en/signs.txt", "Keywords: signs\nMenu: Signs\nReviewed: yes\nChanged: 2026-11-01\n\nThis is slavery. {HELP}\n");
}

static void
typed_numbers_and_links_are_told(void **state)
{
        (void)state;
        finds("en/job.txt", JOB("job", "Call 0800 800 678."), WARNING, "messages/en/job.txt:6:", "the number 0800 800 678 is typed");
        finds_nothing("en/job.txt", JOB("job", "Call 112. It holds until 2027."));
        finds("en/job.txt", JOB("job", "See www.example.org"), WARNING, "messages/en/job.txt:6:", "a link");
}

static void
numbers_that_are_missing_or_not_everywhere_the_same_are_told(void **state)
{
        struct bench bench;
        const char *languages[] = { "en", "uk", NULL };
        char helplines[] = HELPLINES("Romania", LINE("0800 800 678", "2026-11-01"));
        const struct file changes[] = {
                { "helplines.cfg", helplines },
                { "uk/help.txt", "Keywords: допомога, !замкнули\nMenu: Допомога\nReviewed: yes\nEnglish: 2026-11-01\n\n{EMERGENCY}. {HELP}\n" },
                { NULL, NULL },
        };

        (void)state;
        finds("en/job.txt", "Keywords: job\nMenu: Jobs\nReviewed: yes\nChanged: 2026-11-01\n\nNew job?\n", WARNING, "messages/en/job.txt:6:",
              "it gives no number to call; write {HELP}");
        finds("en/help.txt", "Keywords: help, !locked in\nMenu: Help\nReviewed: yes\nChanged: 2026-11-01\n\nAdvice: {HELP}.\n", WARNING,
              "messages/en/help.txt:6:", "whom to call in danger; write {EMERGENCY}");
        memcpy(strstr(helplines, "112"), "999", 3);     /* Poland's */
        open_bench(&bench, languages, TODAY, changes);
        expect_only(&bench, HINT, "messages/en/help.txt:6:", "112 is typed into the text, but in Poland it is 999; write {EMERGENCY}");
        close_bench(&bench);
}

static void
hard_texts_and_long_sentences_are_told(void **state)
{
        struct bench bench;

        (void)state;
        finds("en/job.txt", JOB("job", "Employment agencies occasionally misrepresent contractual obligations concerning accommodation arrangements."),
              HINT, "messages/en/job.txt:6:", "years of school");
        finds("en/job.txt", JOB("job", "Do not go if he or she or they do not tell you who you are to be with, or if you do not get it all."), HINT,
              "messages/en/job.txt:6:", "\"Do not go\" has 27 words");
        open_with(&bench, "", "");
        assert_in_range(reply_of(&bench, "en/job.txt")->reading_grade, 1, 3);
        close_bench(&bench);
}

/* --- the real ones ------------------------------------------------------------------------------------------------ */

static void
the_real_messages_are_sound_and_within_their_parts(void **state)
{
        static const char *const names[] = { "en", "uk", "ru", "ro", "pl", "de", "nl" };
        uint16_t codes[7];
        struct catalogue_options options = { .country = code_pack("RO"), .languages = codes, .nlanguages = 7, .today = day_parse(TODAY),
                                             .for_review = true };
        struct findings *findings = findings_new();
        const struct review_reply *reply;
        struct catalogue *catalogue;
        struct review *review;

        (void)state;
        for (int i = 0; i < 7; i++)
                codes[i] = code_pack(names[i]);
        catalogue = catalogue_load("messages", &options, findings);
        assert_string_equal(findings_first_error(findings), "");
        assert_non_null(catalogue);
        review = review_new(catalogue, options.today, findings);
        assert_non_null(review);
        assert_int_equal(review_nreplies(review), 7 * 17);
        for (size_t i = 0; (reply = review_reply(review, i)) != NULL; i++) {
                assert_in_range(reply->parts, 1, reply->topic == TOPIC_HELP || reply->coding == SEGMENT_CODING_GSM7 ? 2 : 3);
                assert_true(reply->room >= 0);
                assert_int_equal(reply->saves_parts, 0);
                assert_false(reply->stale);
                assert_in_range(reply->reading_grade, 1, 8);
        }
        for (int i = 0; i < 7; i++)
                for (int topic = TOPIC_HELP; topic <= TOPIC_RIGHTS; topic++) {
                        assert_int_not_equal(review_state(review, codes[i], (enum topic)topic), REVIEW_STATE_MISSING);
                        assert_true(review_nkeywords(review, codes[i], (enum topic)topic) > 10);
                }
        review_free(review);
        catalogue_free(catalogue);
        findings_free(findings);
}

static void
nothing_is_freed_twice(void **state)
{
        (void)state;
        review_free(NULL);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_clean_catalogue_has_no_findings),
                cmocka_unit_test(a_reply_is_measured_where_it_is_longest),
                cmocka_unit_test(a_dear_letter_is_told_with_its_line_and_a_cheaper_one),
                cmocka_unit_test(an_emoji_that_costs_a_message_is_to_be_taken_out),
                cmocka_unit_test(a_dear_letter_of_a_country_name_has_no_line),
                cmocka_unit_test(a_dear_letter_of_a_menu_line_is_told_with_its_file),
                cmocka_unit_test(a_cyrillic_text_is_not_asked_to_be_cheaper),
                cmocka_unit_test(a_translation_older_than_the_english_text_is_stale),
                cmocka_unit_test(days_that_are_missing_or_in_the_future_are_told),
                cmocka_unit_test(a_missing_file_is_a_gap_and_an_unreviewed_one_is_told_once),
                cmocka_unit_test(without_english_nothing_is_stale_and_that_is_told),
                cmocka_unit_test(a_number_is_good_for_180_days),
                cmocka_unit_test(a_number_in_reserve_is_only_a_hint),
                cmocka_unit_test(without_a_day_no_number_is_old),
                cmocka_unit_test(a_text_is_told_of_before_and_after_it_expires),
                cmocka_unit_test(a_keyword_of_two_topics_is_told),
                cmocka_unit_test(a_keyword_of_two_languages_is_told),
                cmocka_unit_test(a_keyword_that_is_the_name_of_a_country_is_told),
                cmocka_unit_test(a_double_and_a_contradiction_are_told),
                cmocka_unit_test(missing_keywords_and_danger_words_are_told),
                cmocka_unit_test(words_that_betray_are_told),
                cmocka_unit_test(who_asks_for_the_signs_asked_for_the_words),
                cmocka_unit_test(typed_numbers_and_links_are_told),
                cmocka_unit_test(numbers_that_are_missing_or_not_everywhere_the_same_are_told),
                cmocka_unit_test(hard_texts_and_long_sentences_are_told),
                cmocka_unit_test(the_real_messages_are_sound_and_within_their_parts),
                cmocka_unit_test(nothing_is_freed_twice),
        };

        return cmocka_run_group_tests_name("review", tests, NULL, NULL);
}
