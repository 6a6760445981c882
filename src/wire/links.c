/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Links of a child. A peer that breaks the table is dropped and the parent will notice that we no longer listen to it; the others live.
 */
#include "links.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "common/log.h"
#include "common/scrub.h"

/* How many messages of one link are handled before the others get their turn. */
#define TURN_MESSAGES 64

static void
link_down(struct link *link)
{
        if (link->fd < 0)
                return;
        loop_remove(link->links->loop, link->fd);
        close(link->fd);
        link->fd = -1;
        if (link->role == WIRE_PARENT)
                exit(0);
        if (link->links->missing.at_ms == LOOP_NEVER)
                link->links->missing.at_ms = clock_ms() + LINKS_PATIENCE_MS;
}

static void
on_missing(void *arg)
{
        (void)arg;
        fatal("a peer did not come back; starting anew with new links");
}

/* All that ever were up are up again. */
static void
stop_missing(struct links *links)
{
        if (links->engine.was_up && links->engine.fd < 0)
                return;
        if (links->ledger.was_up && links->ledger.fd < 0)
                return;
        for (int i = 0; i < WIRE_FRONTS_MAX; i++)
                if (links->fronts[i].was_up && links->fronts[i].fd < 0)
                        return;
        links->missing.at_ms = LOOP_NEVER;
}

static void on_readable(void *arg, int fd, short events);

static void
link_up(struct link *link, int fd)
{
        link_down(link);
        link->fd = fd;
        link->was_up = true;
        stop_missing(link->links);
        loop_add(link->links->loop, fd, POLLIN, on_readable, link);
        if (link->links->handlers.on_up != NULL)
                link->links->handlers.on_up(link->links->context, link);
}

static struct link *
link_of(struct links *links, unsigned role, uint8_t front)
{
        if (role == WIRE_ENGINE)
                return &links->engine;
        if (role == WIRE_LEDGER)
                return &links->ledger;
        if ((role & WIRE_FRONTS) != 0 && front < WIRE_FRONTS_MAX)
                return &links->fronts[front];
        return NULL;
}

static void
handle_peer(struct links *links, const struct wire_peer *peer, int fd)
{
        struct link *link = link_of(links, peer->role, peer->front);

        if (fd < 0)
                return;
        if (link == NULL) {
                close(fd);
                return;
        }
        link->role = (enum wire_role)peer->role;
        link->front = peer->front;
        link_up(link, fd);
}

static void
receive_turn(struct link *link, int fd)
{
        struct links *links = link->links;
        struct wire_message message;
        bool is_parent = link->role == WIRE_PARENT;
        int rc, passed = -1;

        for (int i = 0; i < TURN_MESSAGES && link->fd == fd; i++) {
                rc = wire_receive(fd, link->role, links->me, &message, is_parent ? &passed : NULL);
                if (rc == 0)
                        return;
                if (rc < 0) {
                        if (rc == -EPROTO)
                                log_error("%s sent what the table does not allow; dropped", wire_role_name(link->role));
                        link_down(link);
                        return;
                }
                if (message.header.type == WIRE_PEER) {
                        handle_peer(links, &message.as.PEER, passed);
                        continue;
                }
                if (passed >= 0)
                        close(passed); /* no other message brings one */
                links->handlers.handle(links->context, link, &message);
        }
}

/* What came may have been a text, and what was done with it lies on the stack; the ledger is never told one. */
static void
on_readable(void *arg, int fd, short events)
{
        const struct link *link = arg;
        bool may_be_text = link->links->me != WIRE_LEDGER;

        (void)events;
        receive_turn(arg, fd);
        if (may_be_text)
                scrub_stack();
}

void
links_init(struct links *links, struct loop *loop, enum wire_role me, int parent_fd,
           const struct links_handlers *handlers, void *context)
{
        memset(links, 0, sizeof *links);
        links->loop = loop;
        links->me = me;
        links->handlers = *handlers;
        links->context = context;
        links->parent = (struct link){.links = links, .role = WIRE_PARENT, .fd = parent_fd};
        links->engine = (struct link){.links = links, .role = WIRE_ENGINE, .fd = -1};
        links->ledger = (struct link){.links = links, .role = WIRE_LEDGER, .fd = -1};
        for (uint8_t i = 0; i < WIRE_FRONTS_MAX; i++)
                links->fronts[i] = (struct link){.links = links, .role = WIRE_MODEM, .front = i, .fd = -1};
        loop_add_timer(loop, &links->missing, on_missing, links);
        loop_add(loop, parent_fd, POLLIN, on_readable, &links->parent);
}

int
link_send(struct link *link, enum wire_type type, const void *payload)
{
        return link_send_fd(link, type, payload, -1);
}

int
link_send_fd(struct link *link, enum wire_type type, const void *payload, int pass_fd)
{
        int rc;

        if (link->fd < 0)
                return -ENOTCONN;
        rc = wire_send(link->fd, type, payload, pass_fd);
        if (rc < 0) {
                log_warning("cannot reach %s: %s", wire_role_name(link->role), strerror(-rc));
                link_down(link);
        }
        return rc;
}
