/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Watches the folder that staff edit and says when it has come to rest. Part of the engine; uses inotify(7).
 */
#ifndef WAYMARK_ENGINE_WATCH_H
#define WAYMARK_ENGINE_WATCH_H

#include "common/config.h"
#include "common/loop.h"

#define WATCH_OPEN_FILES 16

struct watch {
        struct loop *loop;
        char folder[CONFIG_PATH];
        int fd;                         /* inotify, -1 if the system has none to give */
        int64_t first_event_ms;         /* of the edit in progress, 0 if all is quiet */
        bool missing;                   /* the folder is not there; it is looked for from time to time */
        uint32_t open_files[WATCH_OPEN_FILES]; /* hashes of those written to and not closed yet */
        int nopen;
        struct loop_timer timer;
        void (*on_rest)(void *arg);
        void *arg;
};

/* Watches `folder` and its sub-folders; calls `on_rest` soon after every change, also after the folder went away and came back. */
void watch_open(struct watch *watch, struct loop *loop, const char *folder, void (*on_rest)(void *arg), void *arg);
void watch_close(struct watch *watch);

#endif
