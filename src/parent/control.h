/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The control socket, runtime/control.sock: a client writes one line ("status" or "reload"), gets lines back and the end of the stream.
 * Only root and the daemon's own user are heard. Part of the parent.
 */
#ifndef WAYMARK_PARENT_CONTROL_H
#define WAYMARK_PARENT_CONTROL_H

#include <stdint.h>

#include "common/config.h"
#include "common/loop.h"

#define CONTROL_CLIENTS 8
#define CONTROL_LINE 64

struct control;

struct control_client {
        struct control *control;
        int fd;                         /* -1: free */
        char line[CONTROL_LINE];
        size_t len;
        uint32_t serial;                /* of the STATE_ASK that it waits for */
        int waiting;                    /* answers still to come; 0: none asked */
        struct loop_timer timer;
};

struct control_events {
        /* Asks the children for their states; returns how many will answer with that serial. */
        int (*ask)(void *arg, uint32_t serial);
        /* Writes the report, returns its length. */
        size_t (*report)(void *arg, char *text);
        void (*reload)(void *arg);
};

struct control {
        struct loop *loop;
        struct control_events events;
        void *arg;
        char path[CONFIG_PATH + 32];
        int fd;
        uint32_t serial;
        struct control_client clients[CONTROL_CLIENTS];
};

/* 0 or -errno. A socket left by a dead gateway is replaced: the lock of storage.h says it is dead. */
int control_open(struct control *control, struct loop *loop, const char *runtime, const struct control_events *events, void *arg);
void control_close(struct control *control);

/* A child has answered STATE_ASK `serial`. */
void control_on_state(struct control *control, uint32_t serial);

#endif
