/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The children of the parent: starting, connecting, watching, restarting and stopping them. Part of the parent.
 *
 *   RESTING --start--> STARTING --READY--> RUNNING --STOP--> STOPPING --exit--> GONE
 *      ^                   |                  |
 *      +------ exit -------+------- exit -----+      (with a growing pause)
 */
#ifndef WAYMARK_PARENT_CHILDREN_H
#define WAYMARK_PARENT_CHILDREN_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "common/config.h"
#include "common/loop.h"
#include "common/pulse.h"
#include "common/sender.h"
#include "relay.h"
#include "usb.h"
#include "wire/wire.h"
#include "words/catalogue.h"

#define CHILDREN_MAX (CONFIG_MODEMS + 4)

enum child_phase {
        CHILD_PHASE_RESTING = 0,        /* not running; `start` fires when it may */
        CHILD_PHASE_STARTING,
        CHILD_PHASE_RUNNING,
        CHILD_PHASE_STOPPING,
        CHILD_PHASE_GONE,               /* stopped, and not to be started again */
};

struct children;

struct child {
        struct children *children;
        enum wire_role role;
        uint8_t front;                  /* for a front: its number; a modem's is its place in the configuration */
        enum child_phase phase;
        pid_t pid;
        int fd;                         /* the link, -1 if down */
        int port_fd;                    /* a modem's tty, held open over its deaths and never read; -1 */
        int tap_fd;                     /* the memory of its tap (modem/tap.h), likewise; -1 */
        struct pulse *pulse;
        int64_t started_ms;
        int failures;                   /* short lives in a row */
        bool renewing;                  /* it ended of itself and is coming back: not down, and not restarted */
        bool pin_refused;               /* a modem's, since we started or read a new configuration */
        bool hung, was_hung;            /* it, or its last life, was ended because it missed its deadline */
        bool crashed;                   /* its last life ended by a fault of its own, or hung */
        char usb[USB_NAME];             /* the USB device that a modem's tty belonged to, "" if to none */
        pid_t repair_pid;               /* who resets it just now, 0 if nobody */
        unsigned restarts;
        uint32_t in_force, refused;     /* its protections (sandbox.h), as it told with READY */
        struct loop_timer start;
        union {                         /* the newest that it told; all zero if nothing */
                struct wire_modem_state modem;
                struct wire_engine_state engine;
                struct wire_ledger_state ledger;
                struct wire_front_state front;
        } state;
};

struct children_events {
        void (*on_state)(void *arg, struct child *child);       /* it told its state */
        void (*on_ready)(void *arg, struct child *child);
        void (*on_born)(void *arg);                             /* in the child, when it has what it needs: wipe the rest */
        void (*on_all_gone)(void *arg);                         /* after children_stop() */
};

struct children {
        struct loop *loop;
        const struct config *config;
        const char *sysfs;
        struct catalogue *catalogue;            /* sound when it was loaded; every new engine is born with it */
        bool catalogue_is_fresh;
        unsigned char tag_key[TAG_KEY_SIZE];    /* born with the gateway, kept in RAM, known to the fronts alone */
        struct pulse *pulses;
        struct child list[CHILDREN_MAX];
        int n;
        struct children_events events;
        void *arg;
        struct loop_timer watch, patience;
        struct relay relay;
        uint32_t in_force, refused;             /* protections of the parent itself */
        bool stopping;
};

/* Makes the list from the configuration (which must outlive it) and starts all. Takes over the catalogue that belongs to it. */
int children_open(struct children *children, struct loop *loop, const struct config *config, struct catalogue *catalogue,
                  const struct children_events *events, void *arg);

/* Replaces the list by that of a new configuration and starts all; only after on_all_gone. Takes over its catalogue. */
void children_restart(struct children *children, struct catalogue *catalogue);

/* SIGCHLD came: buries the dead and plans their return. */
void children_reap(struct children *children);

/* Ends them in order: fronts, engine, ledger; who does not end in time is killed. Then on_all_gone. */
void children_stop(struct children *children);

/* Asks every running child for its state; returns how many will answer. */
int children_ask_state(struct children *children, uint32_t serial);

/* Tells the engine to read the catalogue again. */
void children_reload(struct children *children);

/* The roles of all children that this configuration asks for: bits of enum wire_role. */
unsigned children_roles(const struct config *config);

/* The only child of that role, NULL if there is none. */
struct child *children_find(struct children *children, enum wire_role role);

#endif
