/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Editors write by rename, in place or with a backup file, often in several steps. An edit has come to rest when nothing has happened for
 * REST_MS; someone who saves without end is not waited for longer than PATIENCE_MS. All watches are set anew after each rest, for a
 * folder that was replaced is another folder.
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
        watch->missing = !there;
        if (!there)
                watch->timer.at_ms = clock_ms() + MISSING_MS;
        if (edited)
                watch->on_rest(watch->arg);
}

static void
on_inotify(void *arg, int fd, short events)
{
        struct watch *watch = arg;
        char buffer[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
        int64_t now = clock_ms();
        int64_t at = now + REST_MS;

        (void)events;
        while (read(fd, buffer, sizeof buffer) > 0)
                ; /* which file it was does not matter: the whole folder is loaded */
        if (watch->first_event_ms == 0)
                watch->first_event_ms = now;
        if (at > watch->first_event_ms + PATIENCE_MS)
                at = watch->first_event_ms + PATIENCE_MS;
        watch->timer.at_ms = at;
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
