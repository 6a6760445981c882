/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Loading messages (covers: catalogue builder textfile reply_file helplines topics checks pool): what is tolerated, what is refused, and
 * that each refusal names file, line and cure.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"
#include "test_catalogue_fixture.h"
#include "words/render.h"

static void
assert_sound(const struct fixture_file *changes, size_t n)
{
        struct findings *findings = findings_new();
        struct catalogue *catalogue = fixture_load(changes, n, DAY_UNKNOWN, findings);

        if (catalogue == NULL)
                fixture_print(findings);
        assert_non_null(catalogue);
        catalogue_free(catalogue);
        findings_free(findings);
}

static void
assert_refused(const char *path, const void *bytes, size_t len, const char *finding)
{
        const struct fixture_file change = { path, bytes, len };
        struct findings *findings = findings_new();

        assert_null(fixture_load(&change, 1, DAY_UNKNOWN, findings));
        if (!fixture_found(findings, finding))
                fixture_print(findings);
        assert_true(fixture_found(findings, finding));
        findings_free(findings);
}

static void
assert_warned(const char *path, const void *bytes, const char *finding)
{
        const struct fixture_file change = { path, bytes, 0 };
        struct findings *findings = findings_new();
        struct catalogue *catalogue = fixture_load(&change, 1, DAY_UNKNOWN, findings);

        if (catalogue == NULL || !fixture_found(findings, finding))
                fixture_print(findings);
        assert_non_null(catalogue);
        assert_true(fixture_found(findings, finding));
        catalogue_free(catalogue);
        findings_free(findings);
}

/* The English job reply of a catalogue in which job.txt is `bytes`. */
static void
assert_job_reply(const void *bytes, size_t len, const char *reply)
{
        const struct fixture_file change = { "en/job.txt", bytes, len };
        const struct render_options options = { .language = code_pack("en") };
        struct findings *findings = findings_new();
        struct catalogue *catalogue = fixture_load(&change, 1, DAY_UNKNOWN, findings);
        char text[CATALOGUE_REPLY_TEXT];

        if (catalogue == NULL)
                fixture_print(findings);
        assert_non_null(catalogue);
        render_reply(catalogue, TOPIC_JOB, &options, text);
        assert_string_equal(text, reply);
        catalogue_free(catalogue);
        findings_free(findings);
}

static void
a_sound_catalogue_loads_without_errors(void **state)
{
        (void)state;
        assert_sound(NULL, 0);
}

static void
lines_of_a_reply_are_joined_and_notes_left_out(void **state)
{
        (void)state;
        assert_job_reply("# note\nKeywords: job,\n  work\nMenu: Job\n\nOne  \n# another note\n  two.\n\nThree: {HELP}\n", 0,
                         "One two. Three: 0800 800 678 (free)");
}

static void
editors_of_all_systems_are_understood(void **state)
{
        static const char little[] = "\xff\xfeK\0e\0y\0w\0o\0r\0d\0s\0:\0 \0j\0o\0b\0\r\0\n\0\r\0\n\0H\0i\0.\0\r\0\n\0";
        static const char big[] = "\xfe\xff\0K\0e\0y\0w\0o\0r\0d\0s\0:\0 \0j\0o\0b\0\r\0\n\0\r\0\n\0H\0i\0.";
        static const char no_mark[] = "K\0e\0y\0w\0o\0r\0d\0s\0:\0 \0j\0o\0b\0\n\0\n\0H\0i\0.\0";

        (void)state;
        assert_job_reply("\xef\xbb\xbfKeywords: job\r\n\r\nHi.\r\n", 0, "Hi.");
        assert_job_reply("Keywords: job\r\rHi.\r", 0, "Hi.");
        assert_job_reply(little, sizeof little - 1, "Hi.");
        assert_job_reply(big, sizeof big - 1, "Hi.");
        assert_job_reply(no_mark, sizeof no_mark - 1, "Hi.");
        assert_job_reply("Keywords: job  \n \t \nHi. \t\n\n\n", 0, "Hi.");
        assert_job_reply("Keywords: job\n\ncafe\u0301", 0, "caf\u00e9");
}

static void
refuses_what_is_not_utf8_and_says_which_line(void **state)
{
        (void)state;
        assert_refused("en/job.txt", "Keywords: job\n\nHi\nb\xe9" "b\n", 0, "messages/en/job.txt:4: this line is not UTF-8");
        assert_refused("helplines.cfg", "words = \n\xff", 0, "messages/helplines.cfg:2: this line is not UTF-8");
}

static void
refuses_control_characters(void **state)
{
        (void)state;
        assert_refused("en/job.txt", "Keywords: job\n\nHi \x1b[31m\n", 0, "messages/en/job.txt:3: this line holds a control character");
        assert_refused("en/job.txt", "Keywords: job\n\nHi \xc2\x85\n", 0, "control character");
}

static void
refuses_a_file_over_64_kb(void **state)
{
        static char large[70000];

        (void)state;
        memset(large, 'a', sizeof large - 1);
        assert_refused("en/job.txt", large, sizeof large - 1, "messages/en/job.txt: the file is larger than 64 kB");
}

static void
refuses_a_reply_over_the_part_limit(void **state)
{
        char text[1200] = "Keywords: job\n\n";
        size_t len = strlen(text);

        (void)state;
        memset(text + len, 'x', 919);
        text[len + 919] = '\0';
        assert_refused("en/job.txt", text, 0, "messages/en/job.txt:3: the reply needs more than 6 messages");
        text[len + 918] = '\0';
        assert_warned("en/job.txt", text, "messages/en/job.txt:3: the reply takes 6 messages");
}

static void
counts_the_longest_country_against_the_part_limit(void **state)
{
        char text[1200] = "Keywords: job\n\n";
        size_t len = strlen(text);

        (void)state;
        memset(text + len, 'x', 895);
        memcpy(text + len + 895, "{HELP}", 7);
        assert_refused("en/job.txt", text, 0, "needs more than 6 messages (country ES)");
}

static void
refuses_unknown_placeholders(void **state)
{
        (void)state;
        assert_refused("en/job.txt", "Keywords: job\n\nHi\n{PHONE}", 0, "messages/en/job.txt:4: \"{PHONE}\" is no placeholder");
        assert_refused("en/job.txt", "Keywords: job\n\n{help}", 0, "\"{help}\" is no placeholder");
        assert_refused("en/job.txt", "Keywords: job\n\n{TOPICS}", 0, "\"{TOPICS}\" is no placeholder");
        assert_refused("en/job.txt", "Keywords: job\n\nHi }", 0, "\"}\" is no placeholder");
        assert_refused("en/job.txt", "Keywords: job\n\nHi {HELP", 0, "\"{\" is no placeholder");
}

static void
refuses_unknown_and_double_headers(void **state)
{
        (void)state;
        assert_refused("en/job.txt", "Keyword: job\n\nHi", 0, "messages/en/job.txt:1: \"Keyword: job\" is not one of");
        assert_refused("en/job.txt", "Keywords: job\nMenu: Job\nMenu: Work\n\nHi", 0, "messages/en/job.txt:3: a second \"Menu:\"");
        assert_refused("en/job.txt", "Keywords: job\nJob tips: keep it.", 0, "put an empty line before the text");
        assert_refused("en/job.txt", "Keywords: job\n\nMenu: Job\nHi", 0, "messages/en/job.txt:3: this line looks like a header");
        assert_refused("en/job.txt", "Names: job\n\nHi", 0, "belongs in menu.txt only");
        assert_refused("en/help-noline.txt", "Keywords: job\n\nHi", 0, "this file is a second wording");
}

static void
refuses_an_empty_reply(void **state)
{
        (void)state;
        assert_refused("en/job.txt", "Keywords: job\n\n# only a note\n", 0, "messages/en/job.txt: the reply is empty");
        assert_refused("en/job.txt", "", 0, "messages/en/job.txt: the reply is empty");
}

static void
refuses_unsound_keywords(void **state)
{
        (void)state;
        assert_refused("en/job.txt", "Keywords: job=4\n\nHi", 0, "the weight of the keyword");
        assert_refused("en/job.txt", "Keywords: !locked\n\nHi", 0, "a danger phrase (with ! in front) stands outside help.txt");
        assert_refused("en/job.txt", "Keywords: wo*\n\nHi", 0, "the stem \"wo*\" is too short");
        assert_refused("en/job.txt", "Keywords: wor*k\n\nHi", 0, "stands inside a word");
        assert_refused("en/job.txt", "Keywords: job, 123\n\nHi", 0, "has no letter in it");
}

static void
refuses_a_missing_reply_of_the_default_language_only(void **state)
{
        (void)state;
        assert_refused("en/job.txt", FIXTURE_ABSENT, 0, "messages/en/job.txt: this file is missing in the default language");
        assert_refused("en/help-noline.txt", FIXTURE_ABSENT, 0, "messages/en/help-noline.txt: this file is missing");
        assert_refused("en/rights-noneu.txt", FIXTURE_ABSENT, 0, "messages/en/rights-noneu.txt: this file is missing");
        assert_warned("uk/job.txt", FIXTURE_ABSENT, "messages/uk/job.txt: this file is missing, so the answer comes in the default language (en)");
}

static void
refuses_broken_settings_with_their_line(void **state)
{
        (void)state;
        assert_refused("topics.cfg", "topics = (\n { id = \"help\" ;\n", 0, "messages/topics.cfg:");
        assert_refused("topics.cfg", "topics = ( { id = \"help\"; }, \n{ id = \"jobs\"; } );", 0, "messages/topics.cfg:2: there is no topic \"jobs\"");
        assert_refused("topics.cfg", "topics = ( { id = \"job\"; } );", 0, "the topic \"help\" is missing");
        assert_refused("topics.cfg", "topics = ( { id = \"help\"; color = 1; } );", 0, "\"color\" is not known here");
        assert_refused("topics.cfg", "topics = ( { id = \"help\"; expires = \"soon\"; } );", 0, "\"soon\" is not a date");
        assert_refused("topics.cfg", "@include \"/etc/passwd\"\n", 0, "@include is not allowed");
        assert_refused("topics.cfg", FIXTURE_ABSENT, 0, "topics.cfg is missing");
        assert_refused("helplines.cfg", "countries = ( );", 0, "words that go with a number are missing");
        assert_refused("helplines.cfg", FIXTURE_ABSENT, 0, "helplines.cfg is missing");
}

static void
refuses_a_country_that_is_not_in_the_list(void **state)
{
        (void)state;
        assert_refused("helplines.cfg",
                       "words = { free = { en = \"f\"; }; police = { en = \"p\"; }; noline = { en = \"n\"; }; };\n"
                       "countries = ( { code = \"ES\"; emergency = \"112\"; names = { en = \"Spain\"; }; } );",
                       0, "the country RO, where the gateway stands, is not in the list");
}

static void
a_country_without_an_emergency_number_has_112(void **state)
{
        (void)state;
        assert_warned("helplines.cfg",
                      "words = { free = { en = \"f\"; }; police = { en = \"p\"; }; noline = { en = \"n\"; }; };\n"
                      "countries = ( { code = \"RO\"; names = { en = \"Rom\"; }; } );",
                      "messages/helplines.cfg:2: the emergency number is missing, people get 112");
}

static void
refuses_numbers_that_are_none(void **state)
{
        (void)state;
        assert_refused("helplines.cfg",
                       "words = { free = { en = \"f\"; }; police = { en = \"p\"; }; noline = { en = \"n\"; }; };\n"
                       "countries = ( { code = \"RO\"; emergency = \"112\"; names = { en = \"R\"; };\n lines = ( { number = \"0800 CALL\"; mark = \"A\"; } ); } );",
                       0, "messages/helplines.cfg:3: \"0800 CALL\" is not a telephone number");
}

static void
warns_of_files_that_nothing_uses(void **state)
{
        (void)state;
        assert_warned("en/jobs.txt", "Keywords: job\n\nHi", "messages/en/jobs.txt: no topic has this name");
        assert_warned("en/job-noneu.txt", "Reviewed: no\n\nHi", "no topic has this name");
}

static void
refuses_what_libgammu_cannot_send(void **state)
{
        (void)state;
        assert_refused("en/job.txt", "Keywords: job\n\n5 m\u00b9", 0, "messages/en/job.txt:3: the character \u00b9 cannot be sent");
}

static void
editors_backups_are_ignored(void **state)
{
        static const char *const ignored[] = { "job.txt~", ".job.txt.swp", ".#job.txt", "#job.txt#", "job.txt.bak", "job.swp", "job.txt.tmp",
                                               ".DS_Store", "README.md", "readme.txt", "4913" };

        (void)state;
        for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
                assert_true(builder_ignores(ignored[i]));
        assert_false(builder_ignores("job.txt"));
        assert_false(builder_ignores("topics.cfg"));
}

static void
write_file(const char *folder, const char *path, const void *bytes, size_t len)
{
        char full[300];
        int fd;

        snprintf(full, sizeof full, "%s/%s", folder, path);
        fd = open(full, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        assert_true(fd >= 0);
        assert_int_equal(write(fd, bytes, len), (ssize_t)len);
        close(fd);
}

static struct catalogue *
load_folder(const char *folder, struct findings *findings)
{
        const uint16_t languages[] = { code_pack("en"), code_pack("uk") };
        const struct catalogue_options options = { .country = code_pack("RO"), .languages = languages, .nlanguages = 2 };

        return catalogue_load(folder, &options, findings);
}

static void
make_folder(char *folder)
{
        char path[300];

        assert_non_null(mkdtemp(folder));
        write_file(folder, "topics.cfg", fixture_topics, strlen(fixture_topics));
        write_file(folder, "helplines.cfg", fixture_helplines, strlen(fixture_helplines));
        snprintf(path, sizeof path, "%s/en", folder);
        mkdir(path, 0700);
        snprintf(path, sizeof path, "%s/uk", folder);
        mkdir(path, 0700);
        for (size_t i = 0; i < FIXTURE_FILES; i++)
                write_file(folder, fixture_files[i].path, fixture_files[i].bytes, strlen(fixture_files[i].bytes));
}

static void
remove_folder(const char *folder)
{
        char command[300];

        snprintf(command, sizeof command, "rm -r '%s'", folder);
        assert_int_equal(system(command), 0); /* allowed: a test cleans up after itself */
}

static void
a_folder_loads_and_a_10_mb_file_in_it_is_refused_unread(void **state)
{
        char folder[] = "/tmp/waymark-catalogue-XXXXXX", path[300];
        struct findings *findings = findings_new();
        struct catalogue *catalogue;

        (void)state;
        make_folder(folder);
        write_file(folder, "en/job.txt~", "\xff\xff", 2);
        write_file(folder, "en/.job.txt.swp", "\xff\xff", 2);
        catalogue = load_folder(folder, findings);
        if (catalogue == NULL)
                fixture_print(findings);
        assert_non_null(catalogue);
        assert_true(catalogue_nkeywords(catalogue) > 50);
        catalogue_free(catalogue);

        snprintf(path, sizeof path, "%s/en/job.txt", folder);
        assert_int_equal(truncate(path, 10 << 20), 0);
        assert_null(load_folder(folder, findings));
        assert_true(fixture_found(findings, "en/job.txt: the file is larger than 64 kB"));
        findings_free(findings);
        remove_folder(folder);
}

static void
a_deleted_language_folder_is_an_error(void **state)
{
        char folder[] = "/tmp/waymark-catalogue-XXXXXX", command[300];
        struct findings *findings = findings_new();

        (void)state;
        make_folder(folder);
        snprintf(command, sizeof command, "rm -r '%s/uk'", folder);
        assert_int_equal(system(command), 0); /* allowed: a test */
        assert_null(load_folder(folder, findings));
        assert_true(fixture_found(findings, "/uk: the folder cannot be read"));
        remove_folder(folder);
        assert_null(load_folder(folder, findings));
        findings_free(findings);
}

static void
names_that_are_no_files_are_refused(void **state)
{
        char folder[] = "/tmp/waymark-catalogue-XXXXXX", path[300];
        struct findings *findings = findings_new();

        (void)state;
        make_folder(folder);
        snprintf(path, sizeof path, "%s/en/love.txt", folder);
        assert_int_equal(mkfifo(path, 0600), 0);
        assert_null(load_folder(folder, findings));
        assert_true(fixture_found(findings, "en/love.txt: the file cannot be read"));
        findings_free(findings);
        remove_folder(folder);
}

static void
the_real_messages_are_sound(void **state)
{
        static const char *const codes[] = { "uk", "ru", "ro", "en", "pl", "de", "nl" };
        uint16_t languages[7];
        const struct catalogue_options options = { .country = code_pack("RO"), .languages = languages, .nlanguages = 7 };
        struct findings *findings = findings_new();
        struct catalogue *catalogue;

        (void)state;
        for (int i = 0; i < 7; i++)
                languages[i] = code_pack(codes[i]);
        catalogue = catalogue_load("messages", &options, findings);
        if (catalogue == NULL)
                fixture_print(findings);
        assert_non_null(catalogue);
        assert_int_equal(catalogue_nlanguages(catalogue), 7);
        assert_int_equal(catalogue_menu_topic(catalogue, 1), TOPIC_HELP);
        assert_int_equal(catalogue_priority(catalogue, TOPIC_HELP), 0);
        assert_true(catalogue_size(catalogue) < 4 << 20);
        catalogue_free(catalogue);
        findings_free(findings);
}

static void
settings_can_be_asked_for(void **state)
{
        struct findings *findings = findings_new();
        struct catalogue *catalogue = fixture_load(NULL, 0, DAY_UNKNOWN, findings);

        (void)state;
        assert_int_equal(catalogue_nlanguages(catalogue), 2);
        assert_int_equal(catalogue_language(catalogue, 1), code_pack("uk"));
        assert_int_equal(catalogue_language(catalogue, 2), 0);
        assert_string_equal(catalogue_language_name(catalogue, code_pack("uk")), "українська");
        assert_int_equal(catalogue_menu_topic(catalogue, 2), TOPIC_JOB);
        assert_int_equal(catalogue_menu_topic(catalogue, 5), TOPIC_NONE);
        assert_int_equal(catalogue_menu_topic(catalogue, 0), TOPIC_NONE);
        assert_true(catalogue_is_flash(catalogue, TOPIC_HOUSE));
        assert_false(catalogue_is_flash(catalogue, TOPIC_JOB));
        catalogue_free(catalogue);
        findings_free(findings);
}

/* 9 is the key that leads back by USSD: whoever gives it to a topic is told, and the topic gets the next free number. */
static void
no_topic_keeps_the_number_9(void **state)
{
        const struct fixture_file changes[] = {
                { "topics.cfg", "topics = ( { id = \"help\"; menu = 1; }, { id = \"job\"; menu = 10; },\n  { id = \"house\"; menu = 9; } );\n", 0 },
        };
        struct findings *findings = findings_new();
        struct catalogue *catalogue = fixture_load(changes, 1, DAY_UNKNOWN, findings);

        (void)state;
        assert_non_null(catalogue);
        assert_int_equal(catalogue_menu_topic(catalogue, 9), TOPIC_NONE);
        assert_int_equal(catalogue_menu_topic(catalogue, 10), TOPIC_JOB);
        assert_int_equal(catalogue_menu_topic(catalogue, 11), TOPIC_HOUSE);
        assert_true(fixture_found(findings, "topics.cfg:2: menu = 9 is the key that leads back; \"house\" has got 11, write menu = 11"));
        catalogue_free(catalogue);
        findings_free(findings);
}

static void
the_words_for_keys_are_three(void **state)
{
        static const struct {
                const char *header, *finding;
        } cases[] = {
                { "Keys: more, back", "en/menu.txt:2: \"Keys:\" needs three words: more, back, menu; write them with two commas between" },
                { "Keys: a, b, c, d", "en/menu.txt:2: \"Keys:\" needs three words" },
                { "Keys: continue reading, go back again, beginning", "en/menu.txt:2: the words for keys have 35 characters; shorten them to 24" },
                { "Reviewed: no", "en/menu.txt: the keys of the menu by USSD have no words; add Keys: and three" },
        };

        (void)state;
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                struct findings *findings = findings_new();
                struct fixture_file change = { "en/menu.txt", NULL, 0 };
                struct catalogue *catalogue;
                char text[256];

                snprintf(text, sizeof text, "Language: English\n%s\nNames: english\n\n{TOPICS} 112\n", cases[i].header);
                change.bytes = text;
                catalogue = fixture_load(&change, 1, DAY_UNKNOWN, findings);
                assert_non_null(catalogue);
                if (!fixture_found(findings, cases[i].finding))
                        fixture_print(findings);
                assert_true(fixture_found(findings, cases[i].finding));
                catalogue_free(catalogue);
                findings_free(findings);
        }
}

static void
an_expired_text_is_reported(void **state)
{
        struct findings *findings = findings_new();
        struct catalogue *catalogue = fixture_load(NULL, 0, day_parse("2027-03-04"), findings);

        (void)state;
        assert_non_null(catalogue);
        assert_true(fixture_found(findings, "messages/topics.cfg:5: the text of \"rights\" has expired"));
        catalogue_free(catalogue);
        findings_free(findings);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_sound_catalogue_loads_without_errors),
                cmocka_unit_test(lines_of_a_reply_are_joined_and_notes_left_out),
                cmocka_unit_test(editors_of_all_systems_are_understood),
                cmocka_unit_test(refuses_what_is_not_utf8_and_says_which_line),
                cmocka_unit_test(refuses_control_characters),
                cmocka_unit_test(refuses_a_file_over_64_kb),
                cmocka_unit_test(refuses_a_reply_over_the_part_limit),
                cmocka_unit_test(counts_the_longest_country_against_the_part_limit),
                cmocka_unit_test(refuses_unknown_placeholders),
                cmocka_unit_test(refuses_unknown_and_double_headers),
                cmocka_unit_test(refuses_an_empty_reply),
                cmocka_unit_test(refuses_unsound_keywords),
                cmocka_unit_test(refuses_a_missing_reply_of_the_default_language_only),
                cmocka_unit_test(refuses_broken_settings_with_their_line),
                cmocka_unit_test(refuses_a_country_that_is_not_in_the_list),
                cmocka_unit_test(a_country_without_an_emergency_number_has_112),
                cmocka_unit_test(refuses_numbers_that_are_none),
                cmocka_unit_test(warns_of_files_that_nothing_uses),
                cmocka_unit_test(refuses_what_libgammu_cannot_send),
                cmocka_unit_test(editors_backups_are_ignored),
                cmocka_unit_test(a_folder_loads_and_a_10_mb_file_in_it_is_refused_unread),
                cmocka_unit_test(a_deleted_language_folder_is_an_error),
                cmocka_unit_test(names_that_are_no_files_are_refused),
                cmocka_unit_test(the_real_messages_are_sound),
                cmocka_unit_test(settings_can_be_asked_for),
                cmocka_unit_test(no_topic_keeps_the_number_9),
                cmocka_unit_test(the_words_for_keys_are_three),
                cmocka_unit_test(an_expired_text_is_reported),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
