/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Learning from examples (covers: sense examples): what carries over to words that no example has as a whole, what does not, and that
 * nobody's examples can make it grow or fail.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/clock.h"
#include "test_catalogue_fixture.h"
#include "words/match.h"
#include "words/sense.h"

static const char *const dangers[] = {
        "he locks me in the cellar",       "my boss locks us in at night",    "he keeps me in the cellar", "she will not let me out",
        "they will not let us call home",  "he hides my phone and shouts",    "мене замикають на ніч",     "він замикає мене в хаті",
        "вона не пускає мене додому",      "нас не пускають на вулицю",
};
static const char *const harmless[] = {
        "the shop is in the cellar",       "my boss is nice and pays well",   "come home at night",        "we will call you at home",
        "where is my phone",               "she let me drive the car",        "буду вдома на ніч",         "він в хаті з мамою",
        "вона прийшла додому",             "діти пішли на вулицю",
};

static struct sense *
add_all(struct sense *sense, const char *const *texts, size_t n, enum sense_kind kind)
{
        struct folded folded;

        for (size_t i = 0; i < n; i++) {
                fold_text(texts[i], strlen(texts[i]), &folded);
                assert_true(sense_add(sense, &folded, kind));
        }
        return sense;
}

static struct sense *
learned(void)
{
        struct sense *sense = sense_new();

        assert_non_null(sense);
        add_all(sense, dangers, sizeof dangers / sizeof *dangers, SENSE_KIND_DANGER);
        add_all(sense, harmless, sizeof harmless / sizeof *harmless, SENSE_KIND_UNRELATED);
        assert_true(sense_learn(sense));
        return sense;
}

static double
sure(const struct sense *sense, const char *text)
{
        struct folded folded;

        fold_text(text, strlen(text), &folded);
        return sense_of(sense, &folded, SENSE_KIND_DANGER);
}

static void
examples_themselves_are_told_apart(void **state)
{
        struct sense *sense = learned();

        (void)state;
        for (size_t i = 0; i < sizeof dangers / sizeof *dangers; i++) {
                assert_true(sure(sense, dangers[i]) > 0);
                assert_true(sure(sense, harmless[i]) < 0);
        }
        sense_free(sense);
}

static void
new_sentences_of_known_words_are_understood(void **state)
{
        struct sense *sense = learned();

        (void)state;
        assert_true(sure(sense, "my uncle locks us in the cellar") > 0);
        assert_true(sure(sense, "THE LADY WILL NOT LET US OUT!!") > 0);
        assert_true(sure(sense, "they shop and drive home") < 0);
        sense_free(sense);
}

static void
endings_and_alphabets_do_not_matter(void **state)
{
        struct sense *sense = learned();

        (void)state;
        assert_true(sure(sense, "нас замикали") > 0);
        assert_true(sure(sense, "mene zamykayut na nich") > 0);
        assert_true(sure(sense, "дітям вдома") < 0);
        sense_free(sense);
}

static void
it_learns_the_same_every_time(void **state)
{
        struct sense *one = learned(), *other = learned();

        (void)state;
        for (size_t i = 0; i < sizeof dangers / sizeof *dangers; i++)
                assert_true(sure(one, dangers[i]) == sure(other, dangers[i]));
        sense_free(one);
        sense_free(other);
}

static void
nothing_learned_says_nothing(void **state)
{
        struct sense *sense = sense_new();

        (void)state;
        assert_true(sure(sense, dangers[0]) == 0);
        assert_true(sense_learn(sense));
        assert_true(sure(sense, dangers[0]) == 0);
        assert_true(sure(NULL, dangers[0]) == 0);
        sense_free(sense);
        sense_free(NULL);
}

/* One kind alone would make everything that kind. */
static void
one_kind_alone_teaches_nothing(void **state)
{
        struct sense *sense = add_all(sense_new(), dangers, sizeof dangers / sizeof *dangers, SENSE_KIND_DANGER);

        (void)state;
        assert_true(sense_learn(sense));
        assert_true(sure(sense, dangers[0]) == 0);
        sense_free(sense);
}

static void
too_many_examples_are_refused(void **state)
{
        struct sense *sense = sense_new();
        struct folded folded;

        (void)state;
        fold_text("word word word", 14, &folded);
        for (int i = 0; i < SENSE_EXAMPLES; i++)
                assert_true(sense_add(sense, &folded, i % 2 == 0 ? SENSE_KIND_DANGER : SENSE_KIND_QUESTION));
        assert_false(sense_add(sense, &folded, SENSE_KIND_DANGER));
        assert_int_equal(sense_count(sense, SENSE_KIND_DANGER), SENSE_EXAMPLES / 2);
        assert_true(sense_learn(sense));
        sense_free(sense);
}

static void
the_longest_text_stays_in_bounds(void **state)
{
        struct sense *sense = sense_new();
        struct folded folded;
        char text[FOLD_TEXT];

        (void)state;
        for (size_t i = 0; i < sizeof text; i++)
                text[i] = i % 2 == 0 ? 'a' : ' ';
        fold_text(text, sizeof text, &folded);
        assert_true(sense_add(sense, &folded, SENSE_KIND_DANGER));
        assert_true(sense_add(sense, &folded, SENSE_KIND_UNRELATED));
        assert_true(sense_learn(sense));
        assert_true(sense_of(sense, &folded, SENSE_KIND_DANGER) > -10 && sense_of(sense, &folded, SENSE_KIND_DANGER) < 10);
        sense_free(sense);
}

/* The three files as staff write them. */
static struct catalogue *
load_examples(char *danger, char *question, char *unrelated, struct findings *findings)
{
        const struct fixture_file files[] = {
                { "en/examples-danger.txt", danger, 0 },
                { "en/examples-question.txt", question, 0 },
                { "en/examples-unrelated.txt", unrelated, 0 },
        };
        struct catalogue *catalogue = fixture_load(files, 3, DAY_UNKNOWN, findings);

        if (catalogue == NULL)
                fixture_print(findings);
        assert_non_null(catalogue);
        return catalogue;
}

static void
write_lines(const char *const *texts, size_t n, char *file)
{
        strcpy(file, "\xef\xbb\xbf# Notes are not examples: locked cellar.\r\n\r\n");
        for (size_t i = 0; i < n; i++)
                strcat(strcat(file, texts[i]), i + 1 < n ? "\r\n" : "");
}

static void
match_alone(const struct catalogue *catalogue, const char *text, struct match *match)
{
        const struct match_context context = { 0 };

        match_text(catalogue, text, &context, match);
}

static void
files_of_examples_bring_the_help_text(void **state)
{
        struct findings *findings = findings_new();
        char danger[2048], question[] = "is there work in the shop\nwhere can i find work\n", unrelated[2048];
        struct catalogue *catalogue;
        struct match match;

        (void)state;
        write_lines(dangers, sizeof dangers / sizeof *dangers, danger);
        write_lines(harmless, sizeof harmless / sizeof *harmless, unrelated);
        catalogue = load_examples(danger, question, unrelated, findings);
        match_alone(catalogue, "the lady will not let us out", &match);
        assert_int_equal(match.topic, TOPIC_HELP);
        assert_true(match.danger);
        assert_non_null(strstr(match.why, "examples of danger"));
        match_alone(catalogue, "where can i find work", &match);
        assert_int_equal(match.topic, TOPIC_JOB);
        match_alone(catalogue, "cellar", &match);
        assert_int_equal(match.kind, MATCH_KIND_NOTHING);
        assert_true(catalogue_size(catalogue) > sense_size(NULL));
        catalogue_free(catalogue);
        findings_free(findings);
}

/* Only the index is made anew. */
static void
a_packed_catalogue_keeps_what_it_learned(void **state)
{
        struct findings *findings = findings_new();
        char danger[2048], question[] = "where can i find work\n", unrelated[2048];
        struct catalogue *catalogue;
        struct match match;

        (void)state;
        write_lines(dangers, sizeof dangers / sizeof *dangers, danger);
        write_lines(harmless, sizeof harmless / sizeof *harmless, unrelated);
        catalogue = load_examples(danger, question, unrelated, findings);
        catalogue_pack(catalogue);
        assert_true(catalogue_unpack(catalogue));
        match_alone(catalogue, "the lady will not let us out", &match);
        assert_int_equal(match.topic, TOPIC_HELP);
        catalogue_free(catalogue);
        findings_free(findings);
}

static void
a_keyword_in_chatter_brings_nothing(void **state)
{
        struct findings *findings = findings_new();
        char danger[2048], question[] = "is there work in the shop\nwhere can i find work\nis this offer of work true\n";
        char unrelated[] = "we drink beer after work\nbeer and football after work tonight\nsee you at the football after work\n"
                           "bring beer to the party\nbeer tonight\nthe football was great\nafter work we drink\n";
        struct catalogue *catalogue;
        struct match match;

        (void)state;
        write_lines(dangers, sizeof dangers / sizeof *dangers, danger);
        catalogue = load_examples(danger, question, unrelated, findings);
        match_alone(catalogue, "beer and football after work", &match);
        assert_int_not_equal(match.kind, MATCH_KIND_TOPIC);
        match_alone(catalogue, "work", &match);
        assert_int_equal(match.topic, TOPIC_JOB);
        match_alone(catalogue, "where can i find work", &match);
        assert_int_equal(match.topic, TOPIC_JOB);
        catalogue_free(catalogue);
        findings_free(findings);
}

static void
one_file_alone_is_warned_of(void **state)
{
        const struct fixture_file file = { "en/examples-danger.txt", "he locks me in\n", 0 };
        struct findings *findings = findings_new();
        struct catalogue *catalogue = fixture_load(&file, 1, DAY_UNKNOWN, findings);

        (void)state;
        assert_non_null(catalogue);
        assert_true(fixture_found(findings, "no language has a file examples-unrelated.txt"));
        catalogue_free(catalogue);
        findings_free(findings);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(examples_themselves_are_told_apart),
                cmocka_unit_test(new_sentences_of_known_words_are_understood),
                cmocka_unit_test(endings_and_alphabets_do_not_matter),
                cmocka_unit_test(it_learns_the_same_every_time),
                cmocka_unit_test(nothing_learned_says_nothing),
                cmocka_unit_test(one_kind_alone_teaches_nothing),
                cmocka_unit_test(too_many_examples_are_refused),
                cmocka_unit_test(the_longest_text_stays_in_bounds),
                cmocka_unit_test(files_of_examples_bring_the_help_text),
                cmocka_unit_test(a_packed_catalogue_keeps_what_it_learned),
                cmocka_unit_test(a_keyword_in_chatter_brings_nothing),
                cmocka_unit_test(one_file_alone_is_warned_of),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
