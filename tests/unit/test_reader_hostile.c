/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A file that has taken over the process that reads it: whatever that tells, the parent lives and uses nothing that leads out of what was
 * told. config_load() is this test's, and writes where the real one cannot.
 *
 * covers: reader
 */
#include "parent/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define FILLINGS 300

/* As in reader.c. */
struct told {
        int rc;
        int nfindings;
        struct config config;
        struct finding findings[READER_FINDINGS];
};

/* What the reader does once it is not ours any more. */
static void (*attack)(struct told *told);

int
config_load(const char *file, struct config *config, struct findings *findings)
{
        struct told *told = (struct told *)((char *)config - offsetof(struct told, config));

        (void)file;
        (void)findings;
        attack(told);
        _exit(0);
}

void
config_wipe(struct config *config)
{
        explicit_bzero(config, sizeof *config);
}

static int
read_with(void (*how)(struct told *told), struct config *config, struct findings *findings)
{
        attack = how;
        memset(config, 0x55, sizeof *config);
        return reader_load("/etc/waymark/waymark.cfg", config, findings);
}

static void
expect_refused(void (*how)(struct told *told))
{
        static struct config config;
        static const struct config nothing;
        struct findings *findings = findings_new();

        assert_int_equal(read_with(how, &config, findings), -EIO);
        assert_memory_equal(&config, &nothing, sizeof config);
        assert_int_equal(findings_count(findings, FINDING_SEVERITY_ERROR), 1);
        assert_non_null(strstr(findings_first_error(findings), "reading it failed"));
        findings_free(findings);
}

/* --- configurations that lead out ------------------------------------------------------------------------- */

#define FILL(field) memset(told->config.field, 'x', sizeof told->config.field)

static void fill_user(struct told *told) { FILL(user); }
static void fill_messages(struct told *told) { FILL(messages); }
static void fill_state(struct told *told) { FILL(state); }
static void fill_runtime(struct told *told) { FILL(runtime); }
static void fill_file(struct told *told) { FILL(file); }
static void fill_hlr(struct told *told) { FILL(gsup.hlr); }
static void fill_entity(struct told *told) { FILL(gsup.name); }
static void fill_listen(struct told *told) { FILL(http.listen); }
static void fill_secret(struct told *told) { FILL(http.secret); }
static void fill_web(struct told *told) { FILL(web.listen); }
static void fill_caller(struct told *told) { FILL(http.allow.list[CONFIG_CALLERS - 1]); }
static void fill_staff(struct told *told) { FILL(alerts.numbers[CONFIG_NUMBERS - 1]); }
static void fill_allowed(struct told *told) { FILL(guard.allow.list[0]); }
static void fill_denied(struct told *told) { FILL(guard.deny.list[CONFIG_PREFIXES - 1]); }
static void fill_name(struct told *told) { FILL(modems[0].name); }
static void fill_device(struct told *told) { FILL(modems[CONFIG_MODEMS - 1].device); }
static void fill_connection(struct told *told) { FILL(modems[1].connection); }
static void fill_pin(struct told *told) { FILL(modems[2].pin); }
static void fill_own(struct told *told) { FILL(modems[3].own_number); }
static void fill_code(struct told *told) { FILL(modems[4].balance.code); }
static void fill_pattern(struct told *told) { FILL(modems[5].balance.pattern); }
static void have_many_modems(struct told *told) { told->config.nmodems = CONFIG_MODEMS + 1; }
static void have_fewer_modems_than_none(struct told *told) { told->config.nmodems = -1; }
static void have_many_languages(struct told *told) { told->config.nlanguages = INT_MAX; }
static void have_many_staff(struct told *told) { told->config.alerts.count = CONFIG_NUMBERS + 1; }
static void have_many_callers(struct told *told) { told->config.http.allow.count = INT_MIN; }
static void allow_many(struct told *told) { told->config.guard.allow.count = CONFIG_PREFIXES + 1; }
static void deny_many(struct told *told) { told->config.guard.deny.count = -7; }
static void succeed_in_a_new_way(struct told *told) { told->rc = 1; }
static void say_only_ones(struct told *told) { memset(told, 0xff, sizeof *told); }

static void
what_leads_out_is_refused(void **state)
{
        void (*const ways[])(struct told *) = {
                fill_user, fill_messages, fill_state, fill_runtime, fill_file, fill_hlr, fill_entity, fill_listen, fill_secret, fill_web,
                fill_caller, fill_staff, fill_allowed, fill_denied, fill_name, fill_device, fill_connection, fill_pin, fill_own, fill_code,
                fill_pattern, have_many_modems, have_fewer_modems_than_none, have_many_languages, have_many_staff, have_many_callers,
                allow_many, deny_many, succeed_in_a_new_way, say_only_ones,
        };

        (void)state;
        for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
                expect_refused(ways[i]);
}

/* --- findings ------------------------------------------------------------------------------------------------ */

static void
find_without_end(struct told *told)
{
        told->rc = -EINVAL;
        told->nfindings = INT_MAX;
        for (int i = 0; i < READER_FINDINGS; i++) {
                told->findings[i].severity = (enum finding_severity)(i == 0 ? 0 : i % 2 == 0 ? INT_MAX - i : -i);
                memset(told->findings[i].text, '%', sizeof told->findings[i].text);
        }
}

static void
find_less_than_nothing(struct told *told)
{
        told->rc = -EINVAL;
        told->nfindings = INT_MIN;
}

static void
findings_are_as_many_and_as_long_as_there_is_room(void **state)
{
        static struct config config;
        struct findings *findings = findings_new();

        (void)state;
        assert_int_equal(read_with(find_without_end, &config, findings), -EINVAL);
        assert_int_equal(findings_count(findings, FINDING_SEVERITY_NOTE), 1); /* the first one's severity is 0 */
        assert_int_equal(findings_count(findings, FINDING_SEVERITY_ERROR), READER_FINDINGS - 1);
        for (size_t i = 0; i < READER_FINDINGS; i++)
                assert_int_equal(strlen(findings_at(findings, i)->text), FINDING_TEXT - 1);
        assert_int_equal(read_with(find_less_than_nothing, &config, findings), -EINVAL);
        assert_int_equal(findings_count(findings, FINDING_SEVERITY_ERROR), READER_FINDINGS - 1);
        findings_free(findings);
}

/* --- out of its sandbox ----------------------------------------------------------------------------------------- */

#ifndef WAYMARK_NO_SECCOMP
static char mark[] = "/tmp/waymark-escaped-XXXXXX";     /* is not there, unless somebody made it */

static void
run_a_program(struct told *told)
{
        char *words[] = {(char *)"/bin/touch", mark, NULL};

        told->rc = 0;
        (void)execve(words[0], words, NULL);
}

static void
write_a_file(struct told *told)
{
        told->rc = 0;
        (void)open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static void
leave_somebody_behind(struct told *told)
{
        told->rc = 0;
        if (fork() == 0)
                (void)open(mark, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
}

static void
call_somebody(struct told *told)
{
        told->rc = 0;
        (void)socket(AF_UNIX, SOCK_STREAM, 0);
}

static void
who_has_taken_it_over_stays_in_it(void **state)
{
        void (*const ways[])(struct told *) = {run_a_program, write_a_file, leave_somebody_behind, call_somebody};
        int fd = mkstemp(mark);

        (void)state;
        assert_true(fd >= 0);
        close(fd);
        assert_int_equal(unlink(mark), 0);
        for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
                expect_refused(ways[i]);
                assert_int_equal(access(mark, F_OK), -1);
        }
}
#endif

/* --- anything ------------------------------------------------------------------------------------------------- */

static unsigned filling;

static void
say_anything(struct told *told)
{
        uint8_t *bytes = (uint8_t *)told;
        uint64_t state = filling * UINT64_C(0x9e3779b97f4a7c15);

        for (unsigned n = 1U << filling % 17; n > 0; n--) {
                state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                bytes[(state >> 40) % sizeof *told] = (uint8_t)(state >> 33);
        }
}

static void
whatever_is_told_can_be_used(void **state)
{
        static struct config config;

        (void)state;
        for (filling = 0; filling < FILLINGS; filling++) {
                struct findings *findings = findings_new();

                assert_true(read_with(say_anything, &config, findings) <= 0);
                assert_true(strlen(config.file) < sizeof config.file && strlen(config.state) < sizeof config.state);
                assert_true(config.nmodems >= 0 && config.nmodems <= CONFIG_MODEMS);
                for (int i = 0; i < config.nmodems; i++)
                        assert_true(strlen(config.modems[i].name) < sizeof config.modems[i].name);
                assert_true(findings_at(findings, READER_FINDINGS) == NULL);
                findings_free(findings);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_leads_out_is_refused),
                cmocka_unit_test(findings_are_as_many_and_as_long_as_there_is_room),
                cmocka_unit_test(whatever_is_told_can_be_used),
#ifndef WAYMARK_NO_SECCOMP
                cmocka_unit_test(who_has_taken_it_over_stays_in_it),
#endif
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
