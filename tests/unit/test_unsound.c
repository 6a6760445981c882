/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What can be wrong in a folder of messages, each thing once: the finding names file and line, says what is wrong and what to do. What a
 * review of a sound catalogue finds is in test_review.c, files and encodings are in test_catalogue.c. And edits at random: they leave a sound
 * catalogue, or findings. WAYMARK_EDITS of these are done to the real messages.
 * covers: helplines topics reply_file checks
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
#include "words/answer.h"
#include "words/render.h"
#include "words/review.h"
#include "words/segment.h"

#define ERROR FINDING_SEVERITY_ERROR
#define WARNING FINDING_SEVERITY_WARNING
#define COUNT(list) (sizeof(list) / sizeof *(list))

struct wrong {
        const char *path, *text;
        enum finding_severity severity;
        const char *place, *problem, *cure;
};

/* The finding that begins with the place and holds both; NULL if there is none. */
static const struct finding *
find(const struct findings *findings, const struct wrong *wrong)
{
        const struct finding *finding;

        for (size_t i = 0; (finding = findings_at(findings, i)) != NULL; i++) {
                const char *cure = strstr(finding->text, "; ");

                if (strncmp(finding->text, wrong->place, strlen(wrong->place)) == 0 && strstr(finding->text, wrong->problem) != NULL &&
                    cure != NULL && strstr(cure, wrong->cure) != NULL)
                        return finding;
        }
        return NULL;
}

static void
check_one(const struct wrong *wrong)
{
        const struct fixture_file change = { wrong->path, wrong->text, 0 };
        struct findings *findings = findings_new();
        struct catalogue *catalogue = fixture_load(&change, 1, DAY_UNKNOWN, findings);
        const struct finding *finding = find(findings, wrong);

        if (finding == NULL || finding->severity != wrong->severity) {
                fixture_print(findings);
                fail_msg("not found: %s: %s; %s", wrong->place, wrong->problem, wrong->cure);
        }
        if ((catalogue != NULL) != (wrong->severity != ERROR)) {
                fixture_print(findings);
                fail_msg("%s: used or not, against what it says", wrong->problem);
        }
        catalogue_free(catalogue);
        findings_free(findings);
}

static void
check_all(const struct wrong *wrong, size_t n)
{
        for (size_t i = 0; i < n; i++)
                check_one(&wrong[i]);
}

/* --- replies ---------------------------------------------------------------------------------------------------- */

#define X20 "xxxxxxxxxxxxxxxxxxxx"
#define X100 X20 X20 X20 X20 X20
#define X1000 X100 X100 X100 X100 X100 X100 X100 X100 X100 X100

static void
a_reply_file(void **state)
{
        static const struct wrong cases[] = {
                { "en/job.txt", "Keywords: job\n\nHi {PHONE}\n", ERROR, "messages/en/job.txt:3:", "\"{PHONE}\" is no placeholder", "known are {HELP}" },
                { "en/job.txt", "Keywords: job\n\n", ERROR, "messages/en/job.txt:", "the reply is empty", "write its text" },
                { "en/job.txt", "Keywords: job\n\n" X1000 X1000 "\n", ERROR, "messages/en/job.txt:3:", "more than 6 messages", "shorten it" },
                { "en/job.txt", "Keywords: job\n\n" X1000 X1000 X1000 "\n", ERROR, "messages/en/job.txt:3:", "far over the limit of 6", "shorten" },
                { "en/job.txt", "Keywords: job\n\n" X100 X100 X100 X20 "\n", WARNING, "messages/en/job.txt:3:", "takes 3 messages", "shorten it" },
                { "en/help.txt", "Keywords: help\n\n" X100 X100 X100 X20 "\n", WARNING, "messages/en/help.txt:3:", "takes 3 messages", "shorten it" },
                { "en/job.txt", "Keywords: job\n\n5 m\u00b2 or \u00b9\n", ERROR, "messages/en/job.txt:3:", "\u00b9 cannot be sent", "write 1" },
                { "en/job.txt", "Keyword: job\n\nHi\n", ERROR, "messages/en/job.txt:1:", "\"Keyword: job\" is not one of Keywords:", "correct it" },
                { "en/job.txt", "Keywords: job\nMenu: a\nMenu: b\n\nHi\n", ERROR, "messages/en/job.txt:3:", "a second \"Menu:\"", "put both" },
                { "en/job.txt", "Keywords: job\nNames: job\n\nHi\n", ERROR, "messages/en/job.txt:2:", "\"Names:\" belongs in menu.txt only", "move it" },
                { "en/job.txt", "Keywords: job\n\nMenu: Job\nHi\n", ERROR, "messages/en/job.txt:3:", "looks like a header", "move it above" },
                { "en/job.txt", "Keywords: job\nMenu: Job\n  offers\n\nHi\n", ERROR, "messages/en/job.txt:3:", "only Keywords: and Names:", "one line" },
                { "en/rights-noneu.txt", "Keywords: law\n\nHi\n", ERROR, "messages/en/rights-noneu.txt:1:", "a second wording", "move them to rights.txt" },
                { "en/job.txt", "Keywords: job\nMenu: " X20 "\n\nHi\n", WARNING, "messages/en/job.txt:2:", "the menu line has 20", "shorten it to 18" },
                { "en/job.txt", "Keywords: job\nMenu: {HELP}\n\nHi\n", ERROR, "messages/en/job.txt:2:", "placeholder in the menu line", "take it out" },
                { "en/job.txt", "Keywords: job\nChanged: soon\nMenu: Job\n\nHi\n", WARNING, "messages/en/job.txt:2:", "\"soon\" is not a date", "2026-11-23" },
                { "en/job.txt", "Keywords: job\n\nHi\n", WARNING, "messages/en/job.txt:", "no line for the numbered menu", "add Menu:" },
                { "en/jobs.txt", "Keywords: job\n\nHi\n", WARNING, "messages/en/jobs.txt:", "no topic has this name", "rename it" },
                { "en/job.txt", FIXTURE_ABSENT, ERROR, "messages/en/job.txt:", "missing in the default language", "write it" },
                { "uk/job.txt", FIXTURE_ABSENT, WARNING, "messages/uk/job.txt:", "comes in the default language (en)", "write it" },
        };

        (void)state;
        check_all(cases, COUNT(cases));
}

static void
keywords(void **state)
{
        static const struct wrong cases[] = {
                { "en/job.txt", "Keywords: job=4\n\nHi\n", ERROR, "messages/en/job.txt:1:", "the weight of the keyword \"job=4\"", "write =1, =2 or =3" },
                { "en/job.txt", "Keywords: job,\n  wo*\n\nHi\n", ERROR, "messages/en/job.txt:2:", "the stem \"wo*\" is too short", "three letters" },
                { "en/job.txt", "Keywords: wor*ker\n\nHi\n", ERROR, "messages/en/job.txt:1:", "\"wor*ker\" stands inside a word", "only end one" },
                { "en/job.txt", "Keywords: !locked\n\nHi\n", ERROR, "messages/en/job.txt:1:", "stands outside help.txt", "move \"!locked\" to help.txt" },
                { "en/job.txt", "Keywords: 123\n\nHi\n", ERROR, "messages/en/job.txt:1:", "\"123\" has no letter", "take it out" },
                { "en/job.txt", "Keywords: " X100 X100 "\n\nHi\n", ERROR, "messages/en/job.txt:1:", "is too long", "is a comma missing" },
        };

        (void)state;
        check_all(cases, COUNT(cases));
}

static void
the_menu_file(void **state)
{
        static const struct wrong cases[] = {
                { "en/menu.txt", "Language: E\nNames: english\nKeys: a, b\n\n{TOPICS} 112\n", WARNING, "messages/en/menu.txt:3:", "needs three words", "two commas" },
                { "en/menu.txt", "Language: E\nNames: english\nKeys: " X20 ", b, cdefg\n\n{TOPICS} 112\n", WARNING, "messages/en/menu.txt:3:",
                  "have 26 characters", "shorten them to 24" },
                { "en/menu.txt", "Language: E\nNames: english\n\n{TOPICS} 112\n", WARNING, "messages/en/menu.txt:", "keys of the menu by USSD have no words", "add Keys:" },
                { "en/menu.txt", "Language: E\nKeys: a, b, c\n\n{TOPICS} 112\n", WARNING, "messages/en/menu.txt:", "the language has no names", "add Names:" },
                { "en/menu.txt", "Names: english\nKeys: a, b, c\n\n{TOPICS} 112\n", WARNING, "messages/en/menu.txt:", "does not name itself", "add Language:" },
        };

        (void)state;
        check_all(cases, COUNT(cases));
}

/* --- settings --------------------------------------------------------------------------------------------------- */

static void
topics_cfg(void **state)
{
        static const struct wrong cases[] = {
                { "topics.cfg", FIXTURE_ABSENT, ERROR, "messages:", "topics.cfg is missing", "put it back" },
                { "topics.cfg", "topics = (\n{ id = \"help\" ]\n", ERROR, "messages/topics.cfg:2:", "cannot be read (syntax error)", "look for a missing ;" },
                { "topics.cfg", "@include \"/etc/passwd\"\n", ERROR, "messages/topics.cfg:", "@include is not allowed", "into this file" },
                { "topics.cfg", "topic = ( );", ERROR, "messages/topics.cfg:", "the list of topics is missing", "write topics = (" },
                { "topics.cfg", "topics = ( { id = \"job\"; } );", ERROR, "messages/topics.cfg:", "the topic \"help\" is missing", "add { id = \"help\"" },
                { "topics.cfg", "topics = ( { id = \"help\"; },\n \"job\" );", ERROR, "messages/topics.cfg:2:", "this is not a topic", "write { id" },
                { "topics.cfg", "topics = ( { id = \"help\"; },\n { id = \"jobs\"; } );", ERROR, "messages/topics.cfg:2:", "there is no topic \"jobs\"", "job" },
                { "topics.cfg", "topics = ( { id = \"help\"; },\n { id = \"help\"; } );", ERROR, "messages/topics.cfg:2:", "\"help\" stands here twice", "remove one" },
                { "topics.cfg", "topics = ( { id = \"help\";\n color = 1; } );", ERROR, "messages/topics.cfg:2:", "\"color\" is not known here", "known are id" },
                { "topics.cfg", "topics = ( { id = \"help\"; menu = 20; } );", ERROR, "messages/topics.cfg:1:", "20 is not between 1 and 19", "0 leaves" },
                { "topics.cfg", "topics = ( { id = \"help\"; menu = 2; },\n { id = \"job\"; menu = 2; } );", ERROR, "messages/topics.cfg:2:",
                  "the menu number 2 is given twice", "its own" },
                { "topics.cfg", "topics = ( { id = \"help\"; expires = \"soon\"; } );", ERROR, "messages/topics.cfg:1:", "\"soon\" is not a date", "2027-03-04" },
                { "topics.cfg", "topics = ( { id = \"help\"; menu = 9; } );", WARNING, "messages/topics.cfg:1:", "menu = 9 is the key that leads back", "write menu = 10" },
        };

        (void)state;
        check_all(cases, COUNT(cases));
}

#define WORDS "words = { free = { en = \"f\"; uk = \"f\"; }; police = { en = \"p\"; uk = \"p\"; }; noline = { en = \"n\"; uk = \"n\"; }; };\n"
#define NAMES "names = { en = \"Romania\"; uk = \"Rumunija\"; };"
#define COUNTRY(inside) WORDS "countries = (\n { code = \"RO\"; eu = true; emergency = \"112\"; " NAMES "\n" inside " } );\n"
#define LINE(inside) COUNTRY("lines = (\n { number = \"0800 1\"; mark = \"A\"; " inside " } );")

static void
helplines_cfg(void **state)
{
        static const struct wrong cases[] = {
                { "helplines.cfg", FIXTURE_ABSENT, ERROR, "messages:", "helplines.cfg is missing", "put it back" },
                { "helplines.cfg", WORDS "countries = (\n{ code = \"RO\" ]\n", ERROR, "messages/helplines.cfg:3:", "cannot be read (syntax error)", "look for" },
                { "helplines.cfg", WORDS, ERROR, "messages/helplines.cfg:", "the list of countries is missing", "write countries = (" },
                { "helplines.cfg", "countries = ( );", ERROR, "messages/helplines.cfg:", "words that go with a number are missing", "write words = {" },
                { "helplines.cfg", "words = { free = { en = 5; }; };\n", ERROR, "messages/helplines.cfg:1:", "this is not a text", "quotation marks" },
                { "helplines.cfg", WORDS "countries = ( \"RO\" );", ERROR, "messages/helplines.cfg:2:", "this is not a country", "write { code" },
                { "helplines.cfg", WORDS "countries = ( { code = \"ROU\"; } );", ERROR, "messages/helplines.cfg:2:", "no code of two letters", "write code =" },
                { "helplines.cfg", WORDS "countries = ( { code = \"RO\"; " NAMES " },\n{ code = \"RO\"; " NAMES " } );", ERROR, "messages/helplines.cfg:3:",
                  "the country RO stands here twice", "put both together" },
                { "helplines.cfg", WORDS "countries = ( { code = \"ES\"; " NAMES " } );", ERROR, "messages/helplines.cfg:", "where the gateway stands, is not in", "add it" },
                { "helplines.cfg", WORDS "countries = ( { code = \"RO\"; eu = true; } );", ERROR, "messages/helplines.cfg:2:", "the country has no name", "add names" },
                { "helplines.cfg", WORDS "countries = ( { code = \"RO\"; names = { en = \"Romania\"; }; } );", WARNING, "messages/helplines.cfg:2:", "no \"uk\"", "add it" },
                { "helplines.cfg", WORDS "countries = ( { code = \"RO\"; " NAMES " } );", WARNING, "messages/helplines.cfg:2:", "rights-noneu.txt", "add eu = true" },
                { "helplines.cfg", WORDS "countries = ( { code = \"RO\"; eu = true; " NAMES " } );", WARNING, "messages/helplines.cfg:2:",
                  "the emergency number is missing, people get 112", "add emergency" },
                { "helplines.cfg", COUNTRY("child = \"help\";"), ERROR, "messages/helplines.cfg:3:", "\"help\" is not a telephone number", "write digits" },
                { "helplines.cfg", COUNTRY("kids = 116111;"), ERROR, "messages/helplines.cfg:4:", "\"kids\" cannot be read so", "in quotation marks" },
                { "helplines.cfg", COUNTRY("kid = \"116 111\";"), WARNING, "messages/helplines.cfg:4:", "\"kid\" is not known here", "correct it" },
                { "helplines.cfg", COUNTRY("lines = \"0800\";"), ERROR, "messages/helplines.cfg:4:", "\"lines\" cannot be read so", "write it in ( )" },
                { "helplines.cfg", COUNTRY("also = [ \"ro\" ];"), ERROR, "messages/helplines.cfg:4:", "\"ro\" cannot be a spelling", "three letters or more" },
                { "helplines.cfg", COUNTRY("also = [ 5 ];"), ERROR, "messages/helplines.cfg:4:", "this is not a text", "quotation marks" },
                { "helplines.cfg", COUNTRY("lines = ( \"0800\" );"), ERROR, "messages/helplines.cfg:4:", "cannot be taken in", "write { number" },
                { "helplines.cfg", COUNTRY("lines = (\n { mark = \"A\"; } );"), ERROR, "messages/helplines.cfg:5:", "this line has no number", "add number" },
                { "helplines.cfg", COUNTRY("lines = (\n { number = \"0800 CALL\"; mark = \"A\"; } );"), ERROR, "messages/helplines.cfg:5:", "\"0800 CALL\" is not a", "write digits" },
                { "helplines.cfg", COUNTRY("lines = (\n { number = \"0800 1\"; mark = \"B\"; } );"), WARNING, "messages/helplines.cfg:5:", "is not sent", "verify it" },
                { "helplines.cfg", LINE("checked_on = \"soon\";"), WARNING, "messages/helplines.cfg:5:", "\"soon\" is not a date", "write checked_on" },
                { "helplines.cfg", LINE("polce = true;"), WARNING, "messages/helplines.cfg:5:", "\"polce\" is not known here", "correct it" },
                { "helplines.cfg", LINE("police = \"true\";"), ERROR, "messages/helplines.cfg:5:", "\"police\" cannot be read so", "true or false" },
                { "helplines.cfg", LINE("free = 1;"), ERROR, "messages/helplines.cfg:5:", "\"free\" cannot be read so", "true or false" },
        };

        (void)state;
        check_all(cases, COUNT(cases));
}

/* A name may be a list: its first form is sent, all forms bring the country, and tell the language of the answer. */
static void
names_in_several_forms(void **state)
{
        static const char several[] =
                WORDS "countries = ( { code = \"RO\"; eu = true; emergency = \"112\";\n"
                      "names = { en = \"Romania\"; uk = [ \"Rumunija\", \"Rumunii\" ]; }; } );";
        static const struct wrong wrong = {
                "helplines.cfg", WORDS "countries = ( { code = \"RO\"; eu = true;\n names = { en = ( \"Romania\", 5 ); uk = \"Rum\"; }; } );", ERROR,
                "messages/helplines.cfg:3:", "this is not a text", "quotation marks"
        };
        const struct fixture_file change = { "helplines.cfg", several, 0 };
        const struct question question = { .text = "rumunii" };
        struct findings *findings = findings_new();
        struct catalogue *catalogue = fixture_load(&change, 1, DAY_UNKNOWN, findings);
        struct talk talk = { 0 };
        struct answer answer;

        (void)state;
        check_one(&wrong);
        assert_non_null(catalogue);
        assert_string_equal(render_country_name(catalogue, code_pack("RO"), code_pack("uk")), "Rumunija");
        answer_make(catalogue, &question, &talk, &answer);
        assert_int_equal(answer.language, code_pack("uk"));
        assert_int_equal(answer.topic, TOPIC_COUNTRY);
        assert_int_equal(talk.country, code_pack("RO"));
        catalogue_free(catalogue);
        findings_free(findings);
}

/* --- limits, and the folder ------------------------------------------------------------------------------------- */

static void
too_many_countries(void **state)
{
        static char text[16000];
        size_t len = (size_t)snprintf(text, sizeof text, "%scountries = (\n", WORDS);
        const struct wrong wrong = { "helplines.cfg", text, ERROR, "messages/helplines.cfg:2:", "more than 128 countries", "take some out" };

        (void)state;
        for (int i = 0; i < 129; i++)
                len += (size_t)snprintf(text + len, sizeof text - len, "{ code = \"%c%c\"; names = { en = \"X\"; }; },\n", 'A' + i / 26, 'A' + i % 26);
        snprintf(text + len - 2, sizeof text - len + 2, " );\n");
        check_one(&wrong);
}

static void
too_many_keywords(void **state)
{
        static const char *const paths[] = { "en/job.txt", "en/house.txt", "en/rights.txt", "uk/job.txt", "uk/house.txt", "uk/rights.txt", "en/stop.txt" };
        static const struct wrong wrong = { .place = "messages/en/stop.txt:", .problem = "more than 100000 keywords", .cure = "take some out" };
        static char text[65000];
        struct fixture_file changes[COUNT(paths)];
        struct findings *findings = findings_new();
        size_t len = (size_t)snprintf(text, sizeof text, "Keywords: ");

        (void)state;
        for (int i = 0; i < 16000; i++)
                len += (size_t)snprintf(text + len, sizeof text - len, "%c%c%c,", 'a' + i % 26, 'a' + i / 26 % 26, 'a' + i / 676);
        snprintf(text + len, sizeof text - len, "\n\nHi\n");
        for (size_t i = 0; i < COUNT(paths); i++)
                changes[i] = (struct fixture_file){ paths[i], text, 0 };
        assert_null(fixture_load(changes, COUNT(paths), DAY_UNKNOWN, findings));
        assert_int_equal(findings_count(findings, ERROR), 1);
        assert_true(fixture_found(findings, wrong.problem));
        findings_free(findings);
}

static void
no_language(void **state)
{
        const struct catalogue_options options = { .country = code_pack("RO") };
        const struct wrong wrong = { .place = "messages:", .problem = "no language is configured", .cure = "set `languages`" };
        struct findings *findings = findings_new();
        struct builder *builder = builder_new("messages", &options, findings);

        (void)state;
        assert_null(builder_finish(builder));
        assert_non_null(find(findings, &wrong));
        builder_free(builder);
        findings_free(findings);
}

static void
touch(const char *folder, const char *name)
{
        char path[300];
        int fd;

        snprintf(path, sizeof path, "%s/%s", folder, name);
        fd = open(path, O_WRONLY | O_CREAT, 0600);
        assert_true(fd >= 0);
        close(fd);
}

/* A Word document beside the texts, more files than anybody writes, and no folder at all. */
static void
the_folder(void **state)
{
        char folder[] = "/tmp/waymark-unsound-XXXXXX", path[300], place[300];
        const uint16_t languages[] = { code_pack("en") };
        const struct catalogue_options options = { .country = code_pack("RO"), .languages = languages, .nlanguages = 1 };
        struct wrong document = { .place = place, .problem = "en/job.docx is not a .txt file", .cure = "save it as plain text" };
        struct wrong many = { .place = place, .problem = "there are more than 4096 files", .cure = "take some out" };
        struct wrong gone = { .place = place, .problem = "the folder cannot be opened", .cure = "set `messages`" };
        struct findings *findings = findings_new();

        (void)state;
        assert_non_null(mkdtemp(folder));
        snprintf(place, sizeof place, "%s:", folder);
        snprintf(path, sizeof path, "%s/en", folder);
        assert_int_equal(mkdir(path, 0700), 0);
        touch(folder, "en/job.docx");
        assert_null(catalogue_load(folder, &options, findings));
        assert_int_equal(find(findings, &document)->severity, WARNING);
        for (int i = 0; i < 4100; i++) {
                snprintf(path, sizeof path, "en/%d.txt", i);
                touch(folder, path);
        }
        findings_free(findings);
        findings = findings_new();
        assert_null(catalogue_load(folder, &options, findings));
        assert_non_null(find(findings, &many));
        snprintf(path, sizeof path, "rm -r '%s'", folder);
        assert_int_equal(system(path), 0); /* allowed: a test cleans up after itself */
        assert_null(catalogue_load(folder, &options, findings));
        assert_non_null(find(findings, &gone));
        findings_free(findings);
}

/* --- edits at random -------------------------------------------------------------------------------------------- */

#define FILES 160
#define ROOM 60000                      /* of an edited file */

struct loaded {
        char path[64];
        char *text;
        size_t len;
};

static uint64_t
next_random(uint64_t *state)
{
        uint64_t z = (*state += 0x9e3779b97f4a7c15U); /* splitmix64 */

        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
        z = (z ^ z >> 27) * 0x94d049bb133111ebU;
        return z ^ z >> 31;
}

/* Puts `len` bytes in the place of `out` bytes. */
static size_t
put_in(char *text, size_t size, size_t at, size_t out, const char *in, size_t len)
{
        if (out > size - at)
                out = size - at;
        if (size - out + len > ROOM)
                return size;
        memmove(text + at + len, text + at + out, size - at - out);
        memcpy(text + at, in, len);
        return size - out + len;
}

/* What a slip of the hand, a bad editor or a cut cable does. */
static size_t
edit(char *text, size_t size, uint64_t *random)
{
        static const char *const typed[] = { "{", "}", "{HELP}", "{help}", "*", "=", "=9", "!", "-", ",", ";", ":", "\"", "(", ")", "[", "]", "#", "\n", "\n\n", "\r\n",
                                             "\t", " ", "  ", "Keywords:", "\nMenu: x\n", "\nReviewed:", "\nEnglish: 2026-13-99\n", "\nNames: a, b\n", "0800 1",
                                             "\xff", "\xc3", "\xef\xbb\xbf", "\xe2\x80\x8b", "\xf0\x9f\x98\x80", "\xc2\xb9", "\x1b", "\xc8\x99", "@include \"x\"\n",
                                             "true", "false", "99999999999", "{TOPICS}", "{EMERGENCY}", "{KIDS}", "{COUNTRY}", "{CHILD}", "\xc3\xbf\xc3\xbe" };
        size_t at = size > 0 ? next_random(random) % size : 0, len = next_random(random) % 40;
        const char *in = typed[next_random(random) % COUNT(typed)];
        char again[40];

        memcpy(again, text, sizeof again); /* the file has room for more */
        switch (next_random(random) % 8) {
        case 0: return put_in(text, size, at, len, "", 0);
        case 1: return put_in(text, size, at, 1, in, strlen(in));
        case 2: return put_in(text, size, at, 0, again, len < size ? len : size);
        case 3: return next_random(random) % 4 == 0 ? at : size;
        case 4: return put_in(text, size, at, 0, "\0", next_random(random) % 8 == 0);
        default: return put_in(text, size, at, 0, in, strlen(in));
        }
}

/* Whatever was loaded answers, in all that it offers. */
static void
use(const struct catalogue *catalogue)
{
        static const char *const texts[] = { "help", "job", "2", "Romania", "zzzz", "робота", "he beats me", "english", "stop" };
        static const char *const countries[] = { "RO", "UA", "ES", "XX" };
        struct segments segments;
        struct answer answer;

        for (size_t i = 0; i < COUNT(texts); i++) {
                const struct question question = { .text = texts[i], .today = 20000 };
                struct talk talk = { 0 };

                answer_make(catalogue, &question, &talk, &answer);
                if (answer.kind == ANSWER_KIND_REPLY)
                        assert_true(answer.text[0] != '\0' && segment_text(answer.text, &segments) == 0);
        }
        for (int l = 0; l < catalogue_nlanguages(catalogue); l++)
                for (size_t c = 0; c < COUNT(countries); c++) {
                        const struct render_options options = { .language = catalogue_language(catalogue, l), .country = code_pack(countries[c]) };

                        render_reply(catalogue, TOPIC_HELP, &options, answer.text);
                        assert_true(answer.text[0] != '\0' && segment_text(answer.text, &segments) == 0);
                }
}

/* Every finding names the folder or a file in it, and has a cure behind a semicolon. */
static void
judge(struct catalogue *catalogue, struct findings *findings)
{
        const struct finding *finding;
        struct review *review = NULL;

        assert_int_equal(catalogue == NULL, findings_count(findings, ERROR) > 0);
        if (catalogue != NULL) {
                use(catalogue);
                review = review_new(catalogue, 20000, findings);
                assert_non_null(review);
        }
        for (size_t i = 0; (finding = findings_at(findings, i)) != NULL; i++)
                if (strncmp(finding->text, "messages", 8) != 0 || (strstr(finding->text, "; ") == NULL && strlen(finding->text) < FINDING_TEXT - 1))
                        fail_msg("no place or no cure: %s", finding->text);
        review_free(review);
        catalogue_free(catalogue);
}

static void
edits_of_small_messages(void **state)
{
        static char text[ROOM];
        uint64_t random = 1;
        int sound = 0;

        (void)state;
        for (int i = 0; i < 1000; i++) {
                size_t place = next_random(&random) % (FIXTURE_FILES + 2);
                struct fixture_file change = { place == FIXTURE_FILES ? "topics.cfg" : place > FIXTURE_FILES ? "helplines.cfg" : fixture_files[place].path, text, 0 };
                const char *from = place == FIXTURE_FILES ? fixture_topics : place > FIXTURE_FILES ? fixture_helplines : fixture_files[place].bytes;
                struct findings *findings = findings_new();
                struct catalogue *catalogue;
                size_t len = strlen(from);

                memcpy(text, from, len);
                for (int n = 1 + (int)(next_random(&random) % 3); n > 0; n--)
                        len = edit(text, len, &random);
                text[len] = '\0';
                change.len = len;
                if (len == 0)
                        change.bytes = FIXTURE_ABSENT;
                catalogue = fixture_load(&change, 1, 20000, findings);
                sound += catalogue != NULL;
                judge(catalogue, findings);
                findings_free(findings);
        }
        assert_in_range(sound, 100, 900); /* else the edits are too wild, or too tame */
}

static size_t
read_folder(struct loaded files[static FILES])
{
        static const char *const folders[] = { "", "en/", "uk/", "ru/", "ro/", "pl/", "de/", "nl/" };
        size_t n = 0;

        for (size_t f = 0; f < COUNT(folders); f++) {
                char command[64], name[64], path[128];
                FILE *list;

                snprintf(command, sizeof command, "ls messages/%s", folders[f]);
                list = popen(command, "r"); /* allowed: a test */
                while (list != NULL && n < FILES && fgets(name, sizeof name, list) != NULL) {
                        FILE *file;

                        name[strcspn(name, "\n")] = '\0';
                        if (strstr(name, ".txt") == NULL && strstr(name, ".cfg") == NULL)
                                continue;
                        snprintf(files[n].path, sizeof files[n].path, "%.8s%.50s", folders[f], name);
                        snprintf(path, sizeof path, "messages/%s", files[n].path);
                        file = fopen(path, "rb");
                        files[n].text = malloc(ROOM);
                        assert_true(file != NULL && files[n].text != NULL);
                        files[n].len = fread(files[n].text, 1, ROOM, file);
                        fclose(file);
                        n++;
                }
                pclose(list);
        }
        return n;
}

static struct catalogue *
load_edited(const struct loaded *files, size_t n, size_t edited, const char *text, size_t len, struct findings *findings)
{
        static const char *const codes[] = { "uk", "ru", "ro", "en", "pl", "de", "nl" };
        uint16_t languages[COUNT(codes)];
        const struct catalogue_options options = { .country = code_pack("RO"), .languages = languages, .nlanguages = COUNT(codes), .today = 20000,
                                                   .for_review = true };
        struct builder *builder;
        struct catalogue *catalogue;

        for (size_t i = 0; i < COUNT(codes); i++)
                languages[i] = code_pack(codes[i]);
        builder = builder_new("messages", &options, findings);
        for (size_t i = 0; i < n; i++)
                builder_add(builder, files[i].path, i == edited ? text : files[i].text, i == edited ? len : files[i].len);
        catalogue = builder_finish(builder);
        builder_free(builder);
        return catalogue;
}

static void
edits_of_the_real_messages(void **state)
{
        static char text[ROOM];
        struct loaded files[FILES];
        const char *wanted = getenv("WAYMARK_EDITS");
        long edits = wanted != NULL ? strtol(wanted, NULL, 10) : 25;
        size_t n = read_folder(files);
        uint64_t random = 2;

        (void)state;
        assert_true(n > 7 * 17);
        for (long i = 0; i < edits; i++) {
                struct findings *findings = findings_new();
                size_t edited = next_random(&random) % n, len = files[edited].len;

                memcpy(text, files[edited].text, len);
                for (int k = 1 + (int)(next_random(&random) % 3); k > 0; k--)
                        len = edit(text, len, &random);
                judge(load_edited(files, n, edited, text, len, findings), findings);
                findings_free(findings);
        }
        for (size_t i = 0; i < n; i++)
                free(files[i].text);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_reply_file),
                cmocka_unit_test(keywords),
                cmocka_unit_test(the_menu_file),
                cmocka_unit_test(topics_cfg),
                cmocka_unit_test(helplines_cfg),
                cmocka_unit_test(names_in_several_forms),
                cmocka_unit_test(too_many_countries),
                cmocka_unit_test(too_many_keywords),
                cmocka_unit_test(no_language),
                cmocka_unit_test(the_folder),
                cmocka_unit_test(edits_of_small_messages),
                cmocka_unit_test(edits_of_the_real_messages),
        };

        return cmocka_run_group_tests_name("unsound", tests, NULL, NULL);
}
