/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The way from a tty to its USB device in sysfs, and the two files written there.
 */
#include "usb.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "common/fault.h"

#define PAUSE_MS FAULT_OR(1000, 50)     /* for the stick's own power to fall */

static bool
has_file(const char *folder, const char *file)
{
        char path[PATH_MAX];

        return snprintf(path, sizeof path, "%s/%s", folder, file) < (int)sizeof path && access(path, F_OK) == 0;
}

/* Up from the tty, past its interface, to the first folder that is a device of a bus: only these have a number on it. */
void
usb_find(const char *sysfs, dev_t tty, char name[static USB_NAME])
{
        char link[PATH_MAX], folder[PATH_MAX];
        char *slash;

        name[0] = '\0';
        snprintf(link, sizeof link, "%s/dev/char/%u:%u", sysfs, major(tty), minor(tty));
        if (realpath(link, folder) == NULL)
                return;
        while ((slash = strrchr(folder, '/')) != NULL && slash != folder) {
                if (has_file(folder, "devnum") && has_file(folder, "idVendor")) {
                        if (strlen(slash + 1) < USB_NAME)
                                memcpy(name, slash + 1, strlen(slash + 1) + 1);
                        return;
                }
                *slash = '\0';
        }
}

static int
write_word(const char *path, const char *word)
{
        int fd = open(path, O_WRONLY | O_CLOEXEC);
        int rc = 0;

        if (fd < 0)
                return -errno;
        if (write(fd, word, strlen(word)) < 0)
                rc = -errno;
        close(fd);
        return rc;
}

/* The second half is done whatever became of the first: a device must not stay off. */
static enum wire_usb
off_and_on(const char *off, const char *off_word, const char *on, const char *on_word, int pause_ms)
{
        int off_rc = write_word(off, off_word), on_rc;

        (void)poll(NULL, 0, pause_ms);
        on_rc = write_word(on, on_word);
        return off_rc < 0 || on_rc < 0 ? WIRE_USB_FAILED : WIRE_USB_DONE;
}

enum wire_usb
usb_rebind(const char *sysfs, const char *name, int pause_ms)
{
        char device[PATH_MAX], unbind[PATH_MAX], bind[PATH_MAX], authorized[PATH_MAX + 16];

        if (name[0] == '\0' || strchr(name, '/') != NULL)
                return WIRE_USB_NONE;
        snprintf(device, sizeof device, "%s/bus/usb/devices/%s", sysfs, name);
        snprintf(unbind, sizeof unbind, "%s/bus/usb/drivers/usb/unbind", sysfs);
        snprintf(bind, sizeof bind, "%s/bus/usb/drivers/usb/bind", sysfs);
        snprintf(authorized, sizeof authorized, "%s/authorized", device);
        if (access(device, F_OK) < 0)
                return WIRE_USB_NONE;
        if (access(unbind, W_OK) == 0 && access(bind, W_OK) == 0)
                return off_and_on(unbind, name, bind, name, pause_ms);
        if (access(authorized, W_OK) == 0)
                return off_and_on(authorized, "0", authorized, "1", pause_ms);
        return WIRE_USB_NOT_PERMITTED;
}

pid_t
usb_fork(const char *sysfs, const char *name)
{
        pid_t pid = fork();

        if (pid != 0)
                return pid;
        /* what we hold open is waited for by others to be closed */
        (void)close_range(STDERR_FILENO + 1, ~0U, 0);
        _exit((int)usb_rebind(sysfs, name, PAUSE_MS));
}
