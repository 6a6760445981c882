/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The connections of a child: to its parent from birth, to the others as the parent hands them over (PEER). When a peer dies its link
 * goes down; when the parent has started it anew a new link comes in its place. A link that stays down although the peer may live (it was
 * dropped for what it said, or did not read) ends this process after LINKS_PATIENCE_MS: its next life gets new links to everybody. Every
 * child; used from its loop.
 */
#ifndef WAYMARK_WIRE_LINKS_H
#define WAYMARK_WIRE_LINKS_H

#include "common/loop.h"
#include "wire.h"

#define LINKS_PATIENCE_MS 150000        /* longer than the parent's longest pause between two lives of a peer */

struct links;

struct link {
        struct links *links;
        enum wire_role role;            /* of the other end */
        uint8_t front;                  /* its number, if it is a front */
        int fd;                         /* -1 while it is down */
        bool was_up;
};

struct links_handlers {
        /* A sound message came. PEER is handled here already; STOP, STATE_ASK and all others come through. */
        void (*handle)(void *context, struct link *from, const struct wire_message *message);
        /* A link came up (again): ask anew what was asked before. May be NULL. */
        void (*on_up)(void *context, struct link *link);
};

struct links {
        struct loop *loop;
        enum wire_role me;
        struct links_handlers handlers;
        void *context;
        struct link parent, engine, ledger;
        struct link fronts[WIRE_FRONTS_MAX];
        struct loop_timer missing;      /* runs while a link is down that was up */
};

/* Takes over `parent_fd`. The end of the parent is the end of the process: exit(0). */
void links_init(struct links *links, struct loop *loop, enum wire_role me, int parent_fd,
                const struct links_handlers *handlers, void *context);

/* Sends; a link that fails goes down. 0, -ENOTCONN while the link is down, or the error of wire_send(). */
int link_send(struct link *link, enum wire_type type, const void *payload);

/* The same with a descriptor given along; ours stays ours. */
int link_send_fd(struct link *link, enum wire_type type, const void *payload, int pass_fd);

static inline bool
link_is_up(const struct link *link)
{
        return link->fd >= 0;
}

#endif
