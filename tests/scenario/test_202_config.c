/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A configuration that cannot be used: exit 78 with file, line and cure; a bad edit of a running gateway's configuration changes nothing.
 *
 * covers: storage control notify relay
 */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "harness.h"

static const struct rig_options idle = {.no_start = true, .no_sim = true};

static char *
read_config(struct rig *rig)
{
        static char text[16384];
        FILE *file = fopen(rig->config, "r");
        size_t n = fread(text, 1, sizeof text - 1, file);

        text[n] = '\0';
        fclose(file);
        return text;
}

static void
expect_78(struct rig *rig, const char *wanted)
{
        rig_spawn_daemon(rig);
        if (rig_wait_daemon(rig) != 78)
                rig_fail(rig, "it did not exit with 78");
        if (strstr(rig_log(rig), wanted) == NULL)
                rig_fail(rig, "the log does not say \"%s\"", wanted);
        if (strchr(strstr(rig_log(rig), wanted), ';') == NULL)
                rig_fail(rig, "no cure is named");
}

/* Starts with a line more in the configuration. */
static void
expect_refusal(const char *more, const char *wanted)
{
        struct rig *rig = rig_open(&idle);
        char text[20000];

        snprintf(text, sizeof text, "%s%s\n", read_config(rig), more);
        rig_write(rig, "waymark.cfg", text, strlen(text));
        expect_78(rig, wanted);
        rig_close(rig);
}

static void
refuses_an_unknown_key(void **state)
{
        (void)state;
        expect_refusal("countri = \"RO\";", "countri");
}

static void
refuses_a_wrong_type(void **state)
{
        (void)state;
        expect_refusal("guard = { replies_per_hour = \"ten\"; };", "replies_per_hour");
}

static void
refuses_a_value_out_of_range(void **state)
{
        (void)state;
        expect_refusal("counts = { fold_minutes = -3; };", "fold_minutes");
}

static void
refuses_broken_syntax_naming_the_line(void **state)
{
        (void)state;
        expect_refusal("guard = {", "waymark.cfg:");
}

static void
refuses_a_missing_file(void **state)
{
        struct rig *rig = rig_open(&idle);

        (void)state;
        unlink(rig->config);
        expect_78(rig, "waymark.cfg");
        rig_close(rig);
}

static void
refuses_two_modems_on_one_device(void **state)
{
        struct rig *rig = rig_open(&idle);
        char text[4096];

        (void)state;
        snprintf(text, sizeof text, "country = \"RO\"; languages = [ \"en\" ]; messages = \"messages\"; state = \"state\"; runtime = \"run\";\n"
                 "modems = ( { name = \"a\"; device = \"/dev/ttyUSB0\"; },\n { name = \"b\"; device = \"/dev/ttyUSB0\"; } );\n");
        rig_write(rig, "waymark.cfg", text, strlen(text));
        expect_78(rig, "/dev/ttyUSB0");
        rig_close(rig);
}

static void
refuses_a_state_folder_that_cannot_be_made(void **state)
{
        struct rig *rig = rig_open(&idle);

        (void)state;
        rig_write(rig, "state", "a file, not a folder", 20);
        expect_78(rig, "state");
        rig_close(rig);
}

static void
refuses_broken_messages_at_the_start(void **state)
{
        const struct rig_options options = {.no_start = true, .no_sim = true, .own_messages = true};
        struct rig *rig = rig_open(&options);

        (void)state;
        rig_write(rig, "messages/uk/job.txt", "\n", 1);
        expect_78(rig, "uk/job.txt");
        rig_close(rig);
}

static void
refuses_a_second_gateway_in_the_same_folders(void **state)
{
        struct rig *rig = rig_open(NULL);
        pid_t first = rig->daemon;

        (void)state;
        expect_78(rig, "another waymarkd");
        rig->daemon = first;
        assert_true(strlen(rig_ask(rig, "+40700000001", "JOB")) > 0);
        rig_close(rig);
}

static void
keeps_the_old_configuration_when_the_new_one_is_bad(void **state)
{
        struct rig *rig = rig_open(NULL);
        char good[16384];

        (void)state;
        snprintf(good, sizeof good, "%s", read_config(rig));
        rig_write(rig, "waymark.cfg", "nonsense", 8);
        kill(rig->daemon, SIGHUP);
        assert_true(strlen(rig_ask(rig, "+40700000001", "JOB")) > 0);
        rig_write(rig, "waymark.cfg", good, strlen(good));
        assert_int_equal(rig_stop_daemon(rig), 0);
        rig_close(rig);
}

static void
takes_a_changed_configuration_into_use(void **state)
{
        struct rig *rig = rig_open(NULL);
        char text[20000];

        (void)state;
        assert_true(strlen(rig_ask(rig, "+40700000001", "JOB")) > 0);
        assert_string_equal(rig_status(rig, "budget.limit"), "500");
        snprintf(text, sizeof text, "%sguard = { parts_per_day = 77; };\n", read_config(rig));
        rig_write(rig, "waymark.cfg", text, strlen(text));
        kill(rig->daemon, SIGHUP);
        rig_wait_status(rig, "budget.limit", "77");
        assert_true(strlen(rig_ask(rig, "+40700000002", "JOB")) > 0);
        assert_int_equal(rig_stop_daemon(rig), 0);
        assert_int_equal(rig_count(rig, "SELECT sum(messages) FROM outcomes"), 2);
        rig_close(rig);
}

static void
opens_its_control_socket_to_its_own_user_alone(void **state)
{
        struct rig *rig = rig_open(NULL);
        char path[RIG_PATH];
        struct stat st;

        (void)state;
        snprintf(path, sizeof path, "%s/run/control.sock", rig->folder);
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        if (geteuid() == 0) {
                struct sockaddr_un address = {.sun_family = AF_UNIX};
                char byte;
                int fd;

                /* even with the file wide open, somebody else hears nothing */
                chmod(path, 0777);
                snprintf(path, sizeof path, "%s/run", rig->folder);
                chmod(path, 0777);
                chmod(rig->folder, 0777);
                snprintf(address.sun_path, sizeof address.sun_path, "%s/run/control.sock", rig->folder);
                assert_int_equal(seteuid(65534), 0);
                fd = socket(AF_UNIX, SOCK_STREAM, 0);
                assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
                (void)send(fd, "status\n", 7, MSG_NOSIGNAL);
                assert_true(read(fd, &byte, 1) <= 0);
                close(fd);
                assert_int_equal(seteuid(0), 0);
        }
        rig_close(rig);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(refuses_an_unknown_key),
                cmocka_unit_test(refuses_a_wrong_type),
                cmocka_unit_test(refuses_a_value_out_of_range),
                cmocka_unit_test(refuses_broken_syntax_naming_the_line),
                cmocka_unit_test(refuses_a_missing_file),
                cmocka_unit_test(refuses_two_modems_on_one_device),
                cmocka_unit_test(refuses_a_state_folder_that_cannot_be_made),
                cmocka_unit_test(refuses_broken_messages_at_the_start),
                cmocka_unit_test(refuses_a_second_gateway_in_the_same_folders),
                cmocka_unit_test(keeps_the_old_configuration_when_the_new_one_is_bad),
                cmocka_unit_test(takes_a_changed_configuration_into_use),
                cmocka_unit_test(opens_its_control_socket_to_its_own_user_alone),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
