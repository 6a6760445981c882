/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SMS through a real Kannel: words in four scripts and the longest replies arrive as we gave them; while we are down, killed or restarted,
 * messages wait and nobody is sent an error; every message is answered and counted once. WAYMARK_KANNEL_MESSAGES says how many (500).
 * covers: listener
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "harness_http.h"
#include "harness_kannel.h"
#include "http/charset.h"
#include "words/segment.h"

#define GUARD "guard = { replies_per_hour = 1000; replies_per_day = 10000; parts_per_day = 1000000; };"
#define GET_URL "get-url = \"http://127.0.0.1:8080/kannel?from=%p&to=%P&text=%a&coding=%c&charset=%C&id=%I&time=%T\""

static const char *skipped;             /* why there is no namespace */
static long nmessages = 500;

static struct rig *
open_rig(void)
{
        static const struct rig_options options = {
                .no_modems = true,
                .languages = "\"en\", \"uk\", \"ru\", \"ro\", \"pl\"",
                .own_messages = true,
                .config = "http = { listen = \"127.0.0.1:8080\"; };" GUARD,
        };
        struct rig *rig;

        if (skipped != NULL) {
                printf("# %s: nothing was tried with Kannel\n", skipped);
                skip();
        }
        rig = rig_open(&options);
        rig_wait_status(rig, "front.http.phase", "ready");
        return rig;
}

static long
counted(struct rig *rig, int outcome)
{
        char sql[160];

        snprintf(sql, sizeof sql, "select coalesce(sum(messages), 0) from outcomes where channel = 3 and outcome = %d", outcome);
        return rig_count(rig, sql);
}

/* --- words --- */

struct word {
        const char *escaped;            /* UTF-16BE or UTF-8, as fakesmsc wants it */
        const char *utf8;
        bool is_ucs2;
        int nparts;                     /* of the reply, 0: as many as it needs */
};

/* Latin, Cyrillic, Latin with Romanian signs, and a script that no language here has: the menu. */
static const struct word words[] = {
        {"text job", "job", false, 6},
        {"ucs2 %04%40%04%3e%04%31%04%3e%04%42%04%30", "робота", true, 6},
        {"ucs2 %00l%00o%00c%00u%00i%00n%02%1b%01%03", "locuință", true, 0},
        {"ucs2 %06%39%06%45%06%44", "عمل", true, 0},
};

/* What we answer to the same word of another person, asked directly. */
static void
expected(struct rig *rig, const char *utf8, char *text, size_t room)
{
        const struct http_reply *reply = http_curl(rig, "-G 'http://127.0.0.1:%d/kannel' --data-urlencode 'from=+40700000002' --data-urlencode 'text=%s'",
                                                   KANNEL_HTTP, utf8);

        if (reply->status != 200 || reply->len == 0)
                rig_fail(rig, "no answer to %s: %d", utf8, reply->status);
        snprintf(text, room, "%.*s", (int)room - 1, reply->body);
}

static void
expect_word(struct kannel_rig *kannel, const struct word *word)
{
        char wanted[2048], got[8192], utf8[8192];
        struct segments segments;
        size_t len;
        int nparts = 0;

        expected(kannel->rig, word->utf8, wanted, sizeof wanted);
        assert_int_equal(segment_text(wanted, &segments), 0);
        kannel_send(kannel, 1, 100, false, "+40700000001", word->escaped);
        kannel_wait_replies(kannel, 1, RIG_MS / 1000);
        len = kannel_first_reply(kannel, got, sizeof got, &nparts);
        charset_to_utf8(segments.coding == SEGMENT_CODING_UCS2 ? CHARSET_UTF16BE : CHARSET_UTF8, got, len, utf8, sizeof utf8);
        if (strcmp(utf8, wanted) != 0 || nparts != segments.nparts || (word->nparts > 0 && nparts != word->nparts))
                rig_fail(kannel->rig, "%s: %d parts of \"%s\" instead of %d parts of \"%s\"", word->utf8, nparts, utf8, segments.nparts, wanted);
}

/* Six parts: the most that is ever sent. */
static void
write_long_reply(struct rig *rig, const char *path, const char *head, const char *word, int characters)
{
        char text[8192];
        size_t len = (size_t)snprintf(text, sizeof text, "%s", head);

        for (int n = 0; n < characters; n += 5)
                len += (size_t)snprintf(text + len, sizeof text - len, "%s", word);
        snprintf(text + len - 1, sizeof text - len, "\n");
        rig_write(rig, path, text, len);
}

static bool
long_replies_are_in_use(struct rig *rig, void *arg)
{
        char text[4096];

        (void)arg;
        expected(rig, "робота", text, sizeof text);
        return strstr(text, "щоб. щоб.") != NULL;
}

static void
words_and_long_replies_arrive_as_they_were_given(void **state)
{
        static const char *const services[] = {NULL, GET_URL};
        struct rig *rig = open_rig();

        (void)state;
        write_long_reply(rig, "messages/en/job.txt", "Keywords: job\nMenu: Job\nReviewed: no\n\n", "abc. ", 6 * 153 - 10);
        write_long_reply(rig, "messages/uk/job.txt", "Keywords: робота\nMenu: Робота\nReviewed: no\n\n", "щоб. ", 6 * 67 - 7);
        rig_until(rig, long_replies_are_in_use, NULL, "the long replies in use");
        for (size_t i = 0; i < 2; i++) {
                struct kannel_rig *kannel = kannel_open(rig, services[i]);

                for (size_t j = 0; j < sizeof words / sizeof words[0]; j++)
                        if (services[i] == NULL || !words[j].is_ucs2) /* get-url wants mo-recode for those */
                                expect_word(kannel, &words[j]);
                kannel_close(kannel);
        }
        assert_int_equal(rig_stop_daemon(rig), 0);
        rig_close(rig);
}

static bool
log_has(struct rig *rig, const char *name, const char *what)
{
        char command[RIG_PATH + 128];

        snprintf(command, sizeof command, "grep -qF -e '%s' %s/%s 2>/dev/null", what, rig->folder, name);
        return system(command) == 0;
}

static bool
unreadable_is_counted(struct rig *rig, void *arg)
{
        (void)arg;
        return strcmp(rig_status(rig, "today.messages"), "3") == 0;
}

/* Adverts, names and binary data: Kannel sends nothing, not even an empty message. */
static void
silence_stays_silence(void **state)
{
        struct rig *rig = open_rig();
        struct kannel_rig *kannel = kannel_open(rig, NULL);

        (void)state;
        kannel_send(kannel, 1, 100, false, "MyBank", "text Your code is 1234");
        rig_wait_status(rig, "today.messages", "1");
        kannel_send(kannel, 1, 100, false, "+881600000001", "text job");
        rig_wait_status(rig, "today.messages", "2");
        kannel_send(kannel, 1, 100, false, "+40700000001", "data %01%02%03");
        rig_until(rig, unreadable_is_counted, NULL, "three messages counted");
        kannel_send(kannel, 1, 100, false, "+40700000001", "text job"); /* what comes after it came through as well */
        kannel_wait_replies(kannel, 1, RIG_MS / 1000);
        assert_int_equal(kannel_replies(kannel), 1);
        kannel_close(kannel);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(counted(rig, 1), 1);
        assert_int_equal(counted(rig, 3), 2);
        assert_int_equal(counted(rig, 8), 1);
        rig_close(rig);
}

/* --- many, and nobody is forgotten --- */

static void
expect_no_error(struct rig *rig)
{
        if (log_has(rig, "fakesmsc.log", "sorry") || log_has(rig, "fakesmsc.log", "could not") || log_has(rig, "fakesmsc.log", "Empty reply"))
                rig_fail(rig, "somebody was sent an error");
        if (log_has(rig, "kannel.log", "+407000") || log_has(rig, "kannel.log", "job"))
                rig_fail(rig, "numbers or texts in the log of Kannel");
}

static void
every_message_is_answered_and_counted_once(void **state)
{
        struct rig *rig = open_rig();
        struct kannel_rig *kannel = kannel_open(rig, NULL);

        (void)state;
        kannel_send(kannel, nmessages, 2000, true, "+407000", "text job");
        kannel_wait_replies(kannel, nmessages / 2, 120);
        assert_int_equal(rig_stop_daemon(rig), 0); /* an update in between: what was taken is answered and counted */
        rig_start_daemon(rig);
        kannel_wait_replies(kannel, nmessages, 120);
        expect_no_error(rig);
        kannel_close(kannel);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(counted(rig, 1), nmessages);
        assert_int_equal(rig_count(rig, "select sum(parts) / sum(messages) from outcomes where channel = 3"), 2);
        rig_close(rig);
}

/* Killed with all its processes: what was on its way is asked again, so that a few may be counted twice or not at all, but all are answered. */
static void
whoever_is_killed_every_message_is_answered(void **state)
{
        struct rig *rig = open_rig();
        struct kannel_rig *kannel = kannel_open(rig, NULL);

        (void)state;
        kannel_send(kannel, nmessages, 2000, true, "+407000", "text job");
        kannel_wait_replies(kannel, nmessages / 4, 120);
        kill(rig->daemon, SIGKILL);
        (void)rig_wait_daemon(rig);
        rig_start_daemon(rig);
        kannel_wait_replies(kannel, nmessages / 2, 120);
        rig_signal(rig, "http", SIGKILL);
        kannel_wait_replies(kannel, nmessages * 3 / 4, 120);
        rig_signal(rig, "engine", SIGKILL);
        kannel_wait_replies(kannel, nmessages, 120);
        assert_int_equal(kannel_replies(kannel), nmessages);
        expect_no_error(rig);
        kannel_close(kannel);
        assert_int_equal(rig_stop_daemon(rig), 0);
        if (labs(counted(rig, 1) - nmessages) > 128)
                rig_fail(rig, "%ld counted of %ld", counted(rig, 1), nmessages);
        rig_close(rig);
}

/* --- an address that comes later --- */

static void
listens_as_soon_as_the_address_is_there(void **state)
{
        static const struct rig_options options = {.no_modems = true, .config = "http = { listen = \"10.9.8.7:8080\"; allow = [ \"127.0.0.0/8\" ]; };"};
        struct rig *rig;

        (void)state;
        if (skipped != NULL)
                skip();
        rig = rig_open(&options);
        rig_wait_status(rig, "front.http.phase", "connecting");
        assert_non_null(strstr(rig_status(rig, "front.http.problem"), "cannot listen at 10.9.8.7:8080: Cannot assign requested address; this machine"));
        kannel_add_address(rig, "10.9.8.7");
        rig_wait_status(rig, "front.http.phase", "ready");
        assert_string_equal(rig_status(rig, "front.http.problem"), "");
        assert_int_equal(http_curl(rig, "--interface 127.0.0.1 http://10.9.8.7:8080/health")->status, 200);
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(words_and_long_replies_arrive_as_they_were_given),
                cmocka_unit_test(silence_stays_silence),
                cmocka_unit_test(every_message_is_answered_and_counted_once),
                cmocka_unit_test(whoever_is_killed_every_message_is_answered),
                cmocka_unit_test(listens_as_soon_as_the_address_is_there),
        };
        const char *text = getenv("WAYMARK_KANNEL_MESSAGES");

        if (text != NULL)
                nmessages = strtol(text, NULL, 10);
        skipped = kannel_enter_namespace();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
