/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The http process: from birth to end.
 */
#include "http.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/sandbox.h"
#include "wire/links.h"
#include "wire/tally.h"

struct http {
        const struct http_birth *birth;
        struct loop loop;
        struct links links;
        struct tally tally;
        struct wire_front_state state;
};

static void
tell_state(struct http *http, uint32_t serial)
{
        http->state.serial = serial;
        link_send(&http->links.parent, WIRE_FRONT_STATE, &http->state);
}

static void
handle(void *context, struct link *from, const struct wire_message *message)
{
        struct http *http = context;

        (void)from;
        switch ((enum wire_type)message->header.type) {
        case WIRE_COUNTED:
                tally_on_counted(&http->tally, message->as.COUNTED.sequence);
                break;
        case WIRE_STATE_ASK:
                tell_state(http, message->as.STATE_ASK.serial);
                break;
        case WIRE_STOP:
                loop_stop(&http->loop);
                break;
        case WIRE_PAGE:
        case WIRE_ANSWER:
        case WIRE_NONE:
        case WIRE_PEER:
        case WIRE_READY:
        case WIRE_RELOAD:
        case WIRE_MODEM_STATE:
        case WIRE_PIN_REFUSED:
        case WIRE_PORT:
        case WIRE_ENGINE_STATE:
        case WIRE_LEDGER_STATE:
        case WIRE_FRONT_STATE:
        case WIRE_STEP:
        case WIRE_ASK:
        case WIRE_COUNT:
        case WIRE_SPENT_ASK:
        case WIRE_REACH:
        case WIRE_SPENT:
        case WIRE_TYPE_COUNT:
                break; /* wire_receive() lets none of the others through to this front */
        }
}

static void
on_up(void *context, struct link *link)
{
        struct http *http = context;

        if (link->role == WIRE_LEDGER)
                tally_on_up(&http->tally);
}

int
http_main(struct http_birth *birth)
{
        static const struct links_handlers handlers = {.handle = handle, .on_up = on_up};
        const struct sandbox sandbox = {.title = "waymarkd: http", .user = birth->user, .may_write = false};
        struct wire_ready ready = {.reserved = {0}};
        struct http *http = calloc(1, sizeof *http);
        int rc;

        log_open("http");
        if (http == NULL)
                fatal("no memory");
        http->birth = birth;
        http->state.phase = WIRE_FRONT_PHASE_CONNECTING;
        loop_init(&http->loop);
        rc = sandbox_enter(&sandbox);
        if (rc < 0)
                fatal("cannot give up rights: %s", strerror(-rc));
        links_init(&http->links, &http->loop, WIRE_HTTP, birth->parent_fd, &handlers, http);
        tally_init(&http->tally, &http->links.ledger, randombytes_random());
        link_send(&http->links.parent, WIRE_READY, &ready);

        loop_run(&http->loop);

        sodium_memzero(birth->tag_key, sizeof birth->tag_key);
        free(http);
        return 0;
}
