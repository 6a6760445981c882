/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Holding, letting go, resetting.
 */
#include "tty.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/log.h"
#include "usb.h"

void
tty_let_go(struct child *child)
{
        if (child->port_fd < 0)
                return;
        loop_remove(child->children->loop, child->port_fd);
        close(child->port_fd);
        child->port_fd = -1;
}

/* Unplugged: a held descriptor would keep the old device's name in use. */
static void
on_hangup(void *arg, int fd, short events)
{
        (void)fd;
        (void)events;
        tty_let_go(arg);
}

void
tty_hold(struct child *child, int fd)
{
        struct stat st;

        tty_let_go(child);
        child->port_fd = fd;
        if (fd < 0)
                return;
        loop_add(child->children->loop, fd, 0, on_hangup, child);
        if (fstat(fd, &st) == 0)
                usb_find(child->children->sysfs, st.st_rdev, child->usb); /* now: a stick that has gone deaf may lose its tty */
}

/* At the end of the list, not of a life: what the tap keeps is for the next one. */
void
tty_let_go_of_tap(struct child *child)
{
        if (child->tap_fd >= 0)
                close(child->tap_fd);
        child->tap_fd = -1;
}

static void
tell_repaired(struct child *child, enum wire_usb usb)
{
        struct wire_repaired repaired = {.usb = (uint8_t)usb};

        if (child->fd >= 0)
                (void)wire_send(child->fd, WIRE_REPAIRED, &repaired, -1);
}

static void
rebind(struct child *child)
{
        if (child->repair_pid > 0)
                return; /* it is being done, and will be told */
        if (child->usb[0] == '\0') {
                tell_repaired(child, WIRE_USB_NONE);
                return;
        }
        child->repair_pid = usb_fork(child->children->sysfs, child->usb);
        if (child->repair_pid < 0)
                tell_repaired(child, WIRE_USB_FAILED);
}

void
tty_repair(struct child *child, enum wire_repair_kind kind)
{
        tty_let_go(child);
        switch (kind) {
        case WIRE_REPAIR_KIND_REBIND:
                rebind(child);
                break;
        case WIRE_REPAIR_KIND_LET_GO:
        case WIRE_REPAIR_KIND_COUNT:
                break;
        }
}

bool
tty_reap(struct children *children, pid_t pid, int status)
{
        for (int i = 0; i < children->n; i++) {
                struct child *child = &children->list[i];
                int result = WIFEXITED(status) ? WEXITSTATUS(status) : WIRE_USB_FAILED;

                if (child->repair_pid != pid)
                        continue;
                child->repair_pid = 0;
                log_notice("USB port %s: %s", child->usb /* allowed: a place on the bus */, result == WIRE_USB_DONE ? "reset" :
                           result == WIRE_USB_NOT_PERMITTED ? "resetting it is not permitted" : "resetting it failed");
                tell_repaired(child, result < WIRE_USB_COUNT ? (enum wire_usb)result : WIRE_USB_FAILED);
                return true;
        }
        return false;
}
