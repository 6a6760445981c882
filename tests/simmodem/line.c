/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The pty of a simulated modem. The descriptors live from plug to unplug; everything in here may find the line unplugged
 * after any callback. See line.h.
 */
#include "line.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "text.h"

enum {
        BACKLOG_MAX = 1 << 20,          /* bytes nobody reads; later ones are lost, as in a stick's own buffer */
        DRAIN_STEP_US = 1000,
        DRAIN_STEPS = 200,
        LOOK_AGAIN_US = 1000,           /* after a close; grows fourfold */
        LOOKS = 4,
};

struct line {
        char *link;                     /* of the next plug */
        char *made_link;                /* NULL: none made */
        char pty[64];
        struct agenda *agenda;
        void (*on_bytes)(void *context, const char *bytes, size_t len);
        void (*on_unplug)(void *context);
        void *context;

        int master, slave, inotify;     /* -1 when unplugged */
        struct text out;
        struct line_pace pace;
        uint64_t write_free_us, read_free_us;
        bool paused;
        bool attached;
        uint64_t nattached;
        long unplug_after;              /* bytes; -1: not ordered */
        int drain_steps;
        int looks;                      /* done since the last close */
};

struct line *
line_new(const char *link, struct agenda *agenda, void (*on_bytes)(void *context, const char *bytes, size_t len),
         void (*on_unplug)(void *context), void *context)
{
        struct line *line = allocate(sizeof *line);

        line->link = strdup(link);
        line->agenda = agenda;
        line->on_bytes = on_bytes;
        line->on_unplug = on_unplug;
        line->context = context;
        line->master = line->slave = line->inotify = -1;
        line->unplug_after = -1;
        line->pace.keep = true;
        return line;
}

void
line_free(struct line *line)
{
        line_unplug(line);
        text_free(&line->out);
        free(line->link);
        free(line);
}

/* ---- plug and unplug ---- */

static int
make_link(struct line *line)
{
        struct stat old;
        char *fresh;
        int rc = 0;

        if (lstat(line->link, &old) == 0 && !S_ISLNK(old.st_mode))
                return -EEXIST;
        if (asprintf(&fresh, "%s.new", line->link) < 0)
                return -ENOMEM;
        unlink(fresh);
        if (symlink(line->pty, fresh) < 0 || rename(fresh, line->link) < 0)
                rc = -errno;
        else
                line->made_link = strdup(line->link);
        free(fresh);
        return rc;
}

static void
remove_link(struct line *line)
{
        char target[sizeof line->pty];
        ssize_t len;

        if (line->made_link == NULL)
                return;
        len = readlink(line->made_link, target, sizeof target);
        if (len == (ssize_t)strlen(line->pty) && memcmp(target, line->pty, (size_t)len) == 0)
                unlink(line->made_link);
        free(line->made_link);
        line->made_link = NULL;
}

static int
watch(struct line *line, uint32_t events)
{
        return inotify_add_watch(line->inotify, line->pty, events) < 0 ? -errno : 0;
}

static int
open_pty(struct line *line)
{
        struct termios settings;

        line->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        if (line->master < 0 || grantpt(line->master) < 0 || unlockpt(line->master) < 0 ||
            ptsname_r(line->master, line->pty, sizeof line->pty) != 0)
                return -errno;
        /* Read only, so that our own coming and going is IN_CLOSE_NOWRITE and a client's IN_CLOSE_WRITE. */
        line->slave = open(line->pty, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        if (line->slave < 0 || tcgetattr(line->slave, &settings) < 0)
                return -errno;
        cfmakeraw(&settings);
        if (tcsetattr(line->slave, TCSANOW, &settings) < 0)
                return -errno;
        line->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        if (line->inotify < 0 || watch(line, IN_OPEN | IN_CLOSE_WRITE) < 0)
                return -errno;
        return 0;
}

int
line_plug(struct line *line, bool other)
{
        int occupied = -1, rc;

        if (line_is_plugged(line))
                return -EALREADY;
        if (other)
                occupied = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
        rc = open_pty(line);
        if (occupied >= 0)
                close(occupied);
        if (rc == 0)
                rc = make_link(line);
        if (rc < 0)
                line_unplug(line);
        return rc;
}

void
line_unplug(struct line *line)
{
        agenda_cancel(line->agenda, NULL, line);
        remove_link(line);
        if (line->inotify >= 0)
                close(line->inotify);
        if (line->master >= 0)
                close(line->master);            /* first: the client's side hangs up */
        if (line->slave >= 0)
                close(line->slave);
        line->master = line->slave = line->inotify = -1;
        text_clear(&line->out);
        line->attached = line->paused = false;
        line->unplug_after = -1;
        line->drain_steps = 0;
        line->write_free_us = line->read_free_us = 0;
}

static void
unplug_when_read(void *context)
{
        struct line *line = context;
        int unread = 0;

        if (line->drain_steps-- > 0 && ioctl(line->slave, FIONREAD, &unread) == 0 && unread > 0) {
                agenda_add(line->agenda, agenda_now_us() + DRAIN_STEP_US, unplug_when_read, line);
                return;
        }
        line_unplug(line);
        line->on_unplug(line->context);
}

static void
unplug_soon(struct line *line)
{
        line->unplug_after = -1;
        text_clear(&line->out);
        line->paused = true;
        line->drain_steps = DRAIN_STEPS;
        /* A first step at once would look before the tty layer has handed the bytes over to the slave. */
        agenda_add(line->agenda, agenda_now_us() + DRAIN_STEP_US, unplug_when_read, line);
}

void
line_unplug_after(struct line *line, long nbytes)
{
        line->unplug_after = nbytes;
        if (nbytes == 0 && line_is_plugged(line))
                unplug_soon(line);
}

/* ---- who has it open ---- */

/* To see whether a client has it open, our own descriptor has to go for a moment: then the master shows POLLHUP. TIOCEXCL would keep
 * us (unless root) from coming back, so it is lifted and restored. Our own coming back is not watched for. */
static void
look_who_is_there(struct line *line)
{
        struct pollfd master = { .fd = line->master };
        bool was_attached = line->attached;
        int exclusive = 0;

        ioctl(line->slave, TIOCGEXCL, &exclusive);
        ioctl(line->slave, TIOCNXCL);
        watch(line, IN_CLOSE_WRITE);
        close(line->slave);
        poll(&master, 1, 0);
        line->slave = open(line->pty, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        watch(line, IN_OPEN | IN_CLOSE_WRITE);
        line->attached = !(master.revents & POLLHUP);
        line->nattached += line->attached && !was_attached;
        if (line->attached && exclusive)
                ioctl(line->slave, TIOCEXCL);
        if (!line->attached && !line->pace.keep) {
                tcflush(line->slave, TCIFLUSH);
                text_clear(&line->out);
        }
}

/* The kernel tells of a close before it does it, and someone may come while we look: so look again a little later, too. */
static void
look_again(void *context)
{
        struct line *line = context;

        look_who_is_there(line);
        if (line->looks++ < LOOKS)
                agenda_add(line->agenda, agenda_now_us() + ((uint64_t)LOOK_AGAIN_US << 2 * (line->looks - 1)), look_again, line);
}

static void
read_inotify(struct line *line)
{
        _Alignas(struct inotify_event) char events[4096];
        bool closed = false;
        ssize_t len, at;

        while ((len = read(line->inotify, events, sizeof events)) > 0) {
                for (at = 0; at < len;) {
                        const struct inotify_event *event = (const struct inotify_event *)(events + at);

                        if (event->mask & IN_CLOSE_WRITE) {
                                closed = true;
                        } else if ((event->mask & IN_OPEN) && !line->attached) {
                                line->attached = true;
                                line->nattached++;
                        }
                        at += (ssize_t)(sizeof *event + event->len);
                }
        }
        if (closed) {
                agenda_cancel(line->agenda, look_again, line);
                line->looks = 0;
                look_again(line);
        }
}

/* ---- bytes ---- */

/* Bytes that may pass in one go: about 2 ms of a paced line. */
static size_t
slice(const struct line *line)
{
        size_t most = SIZE_MAX;

        if (line->pace.baud > 0)
                most = line->pace.baud < 5000 ? 1 : (size_t)line->pace.baud / 5000;
        return most;
}

static uint64_t
duration_us(const struct line *line, size_t nbytes)
{
        return line->pace.baud > 0 ? nbytes * 10000000 / (uint64_t)line->pace.baud : 0;
}

static void
flush_out(struct line *line)
{
        while (line->out.len > 0 && line_is_plugged(line)) {
                uint64_t now_us = agenda_now_us();
                size_t len = line->out.len;
                ssize_t written;

                if (now_us < line->write_free_us)
                        return;
                if (len > slice(line))
                        len = slice(line);
                if (line->pace.fragment > 0 && len > (size_t)line->pace.fragment)
                        len = (size_t)line->pace.fragment;
                if (line->unplug_after >= 0 && len > (size_t)line->unplug_after)
                        len = (size_t)line->unplug_after;
                written = write(line->master, line->out.bytes, len);
                if (written <= 0)
                        return;
                text_drop(&line->out, (size_t)written);
                line->write_free_us = now_us + duration_us(line, (size_t)written);
                if (line->unplug_after >= 0) {
                        line->unplug_after -= written;
                        if (line->unplug_after <= 0) {
                                unplug_soon(line);
                                return;
                        }
                }
                if (line->pace.fragment > 0) {
                        line->write_free_us += (uint64_t)line->pace.gap_us;
                        return;                 /* the rest in the next turn of the loop */
                }
        }
}

void
line_write(struct line *line, const char *bytes, size_t len)
{
        if (!line_is_plugged(line) || line->drain_steps > 0 || line->out.len + len > BACKLOG_MAX)
                return;
        if (!line->attached && !line->pace.keep)
                return;
        text_add(&line->out, bytes, len);
        flush_out(line);
}

static void
read_in(struct line *line)
{
        char bytes[4096];
        size_t most = slice(line) < sizeof bytes ? slice(line) : sizeof bytes;
        ssize_t len;

        len = read(line->master, bytes, most);
        if (len <= 0)
                return;
        if (!line->attached)            /* unless these are the last words of one who has gone */
                look_who_is_there(line);
        line->read_free_us = agenda_now_us() + duration_us(line, (size_t)len);
        line->on_bytes(line->context, bytes, (size_t)len);
}

void
line_set_pace(struct line *line, const struct line_pace *pace)
{
        line->pace = *pace;
}

void
line_set_link(struct line *line, const char *link)
{
        free(line->link);
        line->link = strdup(link);
}

void
line_pause_reading(struct line *line, bool pause)
{
        line->paused = pause;
}

bool
line_is_plugged(const struct line *line)
{
        return line->master >= 0;
}

bool
line_is_attached(const struct line *line)
{
        return line->attached;
}

const char *
line_link(const struct line *line)
{
        return line->link;
}

const char *
line_pty(const struct line *line)
{
        return line_is_plugged(line) ? line->pty : "-";
}

uint64_t
line_nattached(const struct line *line)
{
        return line->nattached;
}

/* ---- the loop's side ---- */

void
line_fill_pollfds(struct line *line, struct pollfd fds[LINE_POLLFDS])
{
        uint64_t now_us = agenda_now_us();

        fds[0] = (struct pollfd){ .fd = line->master };
        fds[1] = (struct pollfd){ .fd = line->inotify, .events = POLLIN };
        if (!line->paused && now_us >= line->read_free_us)
                fds[0].events |= POLLIN;
        if (line->out.len > 0 && now_us >= line->write_free_us)
                fds[0].events |= POLLOUT;
}

uint64_t
line_next_us(const struct line *line)
{
        uint64_t now_us = agenda_now_us(), next_us = AGENDA_NEVER;

        if (!line_is_plugged(line))
                return AGENDA_NEVER;
        if (line->out.len > 0 && line->write_free_us > now_us)
                next_us = line->write_free_us;
        if (line->read_free_us > now_us && line->read_free_us < next_us)
                next_us = line->read_free_us;
        return next_us;
}

void
line_serve(struct line *line, const struct pollfd fds[LINE_POLLFDS])
{
        if (fds[1].fd == line->inotify && line->inotify >= 0 && (fds[1].revents & POLLIN))
                read_inotify(line);
        if (fds[0].fd != line->master || line->master < 0)
                return;
        if (fds[0].revents & POLLOUT)
                flush_out(line);
        if (line_is_plugged(line) && (fds[0].revents & POLLIN))
                read_in(line);
}
