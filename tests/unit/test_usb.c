/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Resetting a USB port in a sysfs of our own: folders and files as the kernel shows them, which remember what was last written.
 */
#include "parent/usb.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char root[64];

/* Makes the folders of a path below root, and the file if it has contents. */
static void
make(const char *path, const char *contents)
{
        char full[512];

        snprintf(full, sizeof full, "%s/%s", root, path);
        for (char *slash = full + strlen(root) + 1; (slash = strchr(slash, '/')) != NULL; slash++) {
                *slash = '\0';
                (void)mkdir(full, 0700);
                *slash = '/';
        }
        if (contents != NULL) {
                FILE *file = fopen(full, "w");

                assert_non_null(file);
                fputs(contents, file);
                fclose(file);
        } else {
                (void)mkdir(full, 0700);
        }
}

static const char *
read_back(const char *path)
{
        static char text[64];
        char full[512];
        FILE *file;

        snprintf(full, sizeof full, "%s/%s", root, path);
        file = fopen(full, "r");
        assert_non_null(file);
        text[fread(text, 1, sizeof text - 1, file)] = '\0';
        fclose(file);
        return text;
}

#define DEVICE "devices/platform/soc/usb1/1-1/1-1.4"
#define TTY DEVICE "/1-1.4:1.2/ttyUSB2/tty/ttyUSB2"

static int
set_up(void **state)
{
        char link[128], target[128];

        (void)state;
        snprintf(root, sizeof root, "/tmp/waymark-usb-XXXXXX");
        if (mkdtemp(root) == NULL)
                return -1;
        make(TTY, NULL);
        make(DEVICE "/devnum", "7");
        make(DEVICE "/idVendor", "12d1");
        make("devices/platform/soc/usb1/1-1/devnum", "2");
        make("devices/platform/soc/usb1/1-1/idVendor", "0424");
        make("devices/platform/serial/tty/ttyAMA0", NULL);
        make("dev/char", NULL);
        make("bus/usb/devices/1-1.4", NULL);
        snprintf(link, sizeof link, "%s/dev/char/188:2", root);
        snprintf(target, sizeof target, "../../%s", TTY);
        if (symlink(target, link) < 0)
                return -1;
        snprintf(link, sizeof link, "%s/dev/char/204:64", root);
        return symlink("../../devices/platform/serial/tty/ttyAMA0", link);
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
        (void)st;
        (void)kind;
        (void)ftw;
        return remove(path);
}

static int
tear_down(void **state)
{
        (void)state;
        return nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void
a_tty_leads_to_its_usb_device_and_not_to_the_hub(void **state)
{
        char name[USB_NAME];

        (void)state;
        usb_find(root, makedev(188, 2), name);
        assert_string_equal(name, "1-1.4");
}

static void
a_tty_that_is_on_no_usb_port_leads_nowhere(void **state)
{
        char name[USB_NAME] = "old";

        (void)state;
        usb_find(root, makedev(204, 64), name);
        assert_string_equal(name, "");
        usb_find(root, makedev(136, 5), name);
        assert_string_equal(name, "");
        usb_find("/nonexistent", makedev(188, 2), name);
        assert_string_equal(name, "");
}

static void
the_driver_is_taken_off_and_put_on_again(void **state)
{
        (void)state;
        make("bus/usb/drivers/usb/unbind", "");
        make("bus/usb/drivers/usb/bind", "");
        make("bus/usb/devices/1-1.4/authorized", "1");
        assert_int_equal(usb_rebind(root, "1-1.4", 0), WIRE_USB_DONE);
        assert_string_equal(read_back("bus/usb/drivers/usb/unbind"), "1-1.4");
        assert_string_equal(read_back("bus/usb/drivers/usb/bind"), "1-1.4");
        assert_string_equal(read_back("bus/usb/devices/1-1.4/authorized"), "1");
}

/* Where only the device's own file is ours to write; what is written last puts it on. */
static void
else_it_is_switched_off_and_on_by_its_own_file(void **state)
{
        (void)state;
        make("bus/usb/devices/1-1.4/authorized", "");
        assert_int_equal(usb_rebind(root, "1-1.4", 0), WIRE_USB_DONE);
        assert_string_equal(read_back("bus/usb/devices/1-1.4/authorized"), "1");
}

static void
without_a_file_to_write_it_is_not_permitted(void **state)
{
        (void)state;
        assert_int_equal(usb_rebind(root, "1-1.4", 0), WIRE_USB_NOT_PERMITTED);
}

static void
a_device_that_is_gone_is_none(void **state)
{
        (void)state;
        assert_int_equal(usb_rebind(root, "2-2", 0), WIRE_USB_NONE);
        assert_int_equal(usb_rebind(root, "", 0), WIRE_USB_NONE);
        assert_int_equal(usb_rebind(root, "../devices", 0), WIRE_USB_NONE);
}

/* A device that could not be taken off is put on all the same: whoever did the first half must not leave it without the second. */
static void
the_second_half_is_always_done(void **state)
{
        (void)state;
        make("bus/usb/drivers/usb/unbind/x", ""); /* a folder: may be entered, cannot be written */
        make("bus/usb/drivers/usb/bind", "");
        assert_int_equal(usb_rebind(root, "1-1.4", 0), WIRE_USB_FAILED);
        assert_string_equal(read_back("bus/usb/drivers/usb/bind"), "1-1.4");
}

static void
a_process_of_its_own_does_it_and_keeps_nothing_open(void **state)
{
        int pipe_fds[2], status;
        char byte;
        pid_t pid;

        (void)state;
        make("bus/usb/devices/1-1.4/authorized", "");
        assert_int_equal(pipe(pipe_fds), 0);
        pid = usb_fork(root, "1-1.4");
        assert_true(pid > 0);
        close(pipe_fds[1]);
        assert_int_equal(read(pipe_fds[0], &byte, 1), 0); /* the end of file does not wait for it */
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), WIRE_USB_DONE);
        close(pipe_fds[0]);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(a_tty_leads_to_its_usb_device_and_not_to_the_hub),
                CASE(a_tty_that_is_on_no_usb_port_leads_nowhere),
                CASE(the_driver_is_taken_off_and_put_on_again),
                CASE(else_it_is_switched_off_and_on_by_its_own_file),
                CASE(without_a_file_to_write_it_is_not_permitted),
                CASE(a_device_that_is_gone_is_none),
                CASE(the_second_half_is_always_done),
                CASE(a_process_of_its_own_does_it_and_keeps_nothing_open),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
