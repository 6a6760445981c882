/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Editors write by rename, in place or with a backup file, often in several steps. An edit has come to rest when nothing has happened for
 * REST_MS and every file that was written to is closed; but nobody is waited for without end. All watches are set anew after each
 * rest, for a folder that was replaced is another folder.
 */
#include "watch.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/log.h"

#define REST_MS 150
#define PATIENCE_MS 700
#define OPEN_PATIENCE_MS 10000          /* for a program that writes and does not close the file */
#define MISSING_MS 1000                 /* how often a folder that is gone is looked for */
#define EVENTS (IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | \
                IN_DELETE_SELF | IN_MOVE_SELF | IN_ATTRIB)
#define FOLDERS 64                      /* languages at most, and a few that are none */

static bool
add_watches(struct watch *watch)
{
        char path[CONFIG_PATH + 256];
        struct dirent *entry;
        int n = 0;
        DIR *dir;

        if (inotify_add_watch(watch->fd, watch->folder, EVENTS | IN_ONLYDIR) < 0)
                return false;
        dir = opendir(watch->folder);
        if (dir == NULL)
                return false;
        while ((entry = readdir(dir)) != NULL && n < FOLDERS) {
                if (entry->d_name[0] == '.' || (entry->d_type != DT_DIR && entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN))
                        continue;
                snprintf(path, sizeof path, "%s/%s", watch->folder, entry->d_name);
                if (inotify_add_watch(watch->fd, path, EVENTS | IN_ONLYDIR) >= 0)
                        n++;
        }
        closedir(dir);
        return true;
}

static void
on_timer(void *arg)
{
        struct watch *watch = arg;
        bool there = add_watches(watch);
        bool edited = watch->first_event_ms != 0 || (there && watch->missing); /* its coming back is an edit too */

        watch->first_event_ms = 0;
        watch->nopen = 0;
        watch->missing = !there;
        if (!there)
                watch->timer.at_ms = clock_ms() + MISSING_MS;
        if (edited)
                watch->on_rest(watch->arg);
}

/* Which file it was does not matter, for the whole folder is loaded; but a file that is written to and not closed yet is half of one. */
static void
take_event(struct watch *watch, const struct inotify_event *event)
{
        uint32_t file = (uint32_t)event->wd * 2654435761U;
        int i;

        for (const char *c = event->name; event->len > 0 && *c != '\0'; c++)
                file = (file ^ (unsigned char)*c) * 16777619U;
        for (i = 0; i < watch->nopen; i++)
                if (watch->open_files[i] == file)
                        break;
        if ((event->mask & IN_MODIFY) != 0 && i == watch->nopen && i < WATCH_OPEN_FILES)
                watch->open_files[watch->nopen++] = file;
        else if ((event->mask & (IN_CLOSE_WRITE | IN_DELETE | IN_MOVED_FROM)) != 0 && i < watch->nopen)
                watch->open_files[i] = watch->open_files[--watch->nopen];
}

static void
on_inotify(void *arg, int fd, short events)
{
        struct watch *watch = arg;
        char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
        int64_t now = clock_ms();
        int64_t at = now + REST_MS;
        int64_t latest;
        ssize_t n;

        (void)events;
        while ((n = read(fd, buffer, sizeof buffer)) > 0)
                for (const char *at_event = buffer; at_event < buffer + n;) {
                        const struct inotify_event *event = (const struct inotify_event *)(const void *)at_event;

                        take_event(watch, event);
                        at_event += sizeof *event + event->len;
                }
        if (watch->first_event_ms == 0)
                watch->first_event_ms = now;
        latest = watch->first_event_ms + (watch->nopen > 0 ? OPEN_PATIENCE_MS : PATIENCE_MS);
        if (watch->nopen > 0 || at > latest)
                at = latest;
        watch->timer.at_ms = at > now ? at : now;
}

void
watch_open(struct watch *watch, struct loop *loop, const char *folder, void (*on_rest)(void *arg), void *arg)
{
        memset(watch, 0, sizeof *watch);
        watch->loop = loop;
        watch->on_rest = on_rest;
        watch->arg = arg;
        snprintf(watch->folder, sizeof watch->folder, "%s", folder);
        loop_add_timer(loop, &watch->timer, on_timer, watch);
        watch->fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        if (watch->fd < 0) {
                log_warning("edits are not noticed by themselves (inotify: %s); send SIGHUP after an edit", strerror(errno));
                return;
        }
        loop_add(loop, watch->fd, POLLIN, on_inotify, watch);
        watch->missing = !add_watches(watch);
        if (watch->missing)
                watch->timer.at_ms = clock_ms() + MISSING_MS;
}

void
watch_close(struct watch *watch)
{
        if (watch->fd < 0)
                return;
        loop_remove(watch->loop, watch->fd);
        close(watch->fd);
        watch->fd = -1;
        watch->timer.at_ms = LOOP_NEVER;
}
