/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The gsup process: from birth to end.
 */
#include "gsup.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/loop.h"
#include "common/sandbox.h"
#include "wire/links.h"
#include "wire/tally.h"

struct gsup {
        const struct gsup_birth *birth;
        struct loop loop;
        struct links links;
        struct tally tally;
        struct wire_front_state state;
};

static void
tell_state(struct gsup *gsup, uint32_t serial)
{
        gsup->state.serial = serial;
        link_send(&gsup->links.parent, WIRE_FRONT_STATE, &gsup->state);
}

static void
handle(void *context, struct link *from, const struct wire_message *message)
{
        struct gsup *gsup = context;

        (void)from;
        switch ((enum wire_type)message->header.type) {
        case WIRE_COUNTED:
                tally_on_counted(&gsup->tally, message->as.COUNTED.sequence);
                break;
        case WIRE_STATE_ASK:
                tell_state(gsup, message->as.STATE_ASK.serial);
                break;
        case WIRE_STOP:
                loop_stop(&gsup->loop);
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
        struct gsup *gsup = context;

        if (link->role == WIRE_LEDGER)
                tally_on_up(&gsup->tally);
}

int
gsup_main(struct gsup_birth *birth)
{
        static const struct links_handlers handlers = {.handle = handle, .on_up = on_up};
        const struct sandbox sandbox = {.title = "waymarkd: gsup", .user = birth->user, .may_write = false};
        struct wire_ready ready = {.reserved = {0}};
        struct gsup *gsup = calloc(1, sizeof *gsup);
        int rc;

        log_open("gsup");
        if (gsup == NULL)
                fatal("no memory");
        gsup->birth = birth;
        gsup->state.phase = WIRE_FRONT_PHASE_CONNECTING;
        loop_init(&gsup->loop);
        rc = sandbox_enter(&sandbox);
        if (rc < 0)
                fatal("cannot give up rights: %s", strerror(-rc));
        links_init(&gsup->links, &gsup->loop, WIRE_GSUP, birth->parent_fd, &handlers, gsup);
        tally_init(&gsup->tally, &gsup->links.ledger, randombytes_random());
        link_send(&gsup->links.parent, WIRE_READY, &ready);

        loop_run(&gsup->loop);

        sodium_memzero(birth->tag_key, sizeof birth->tag_key);
        free(gsup);
        return 0;
}
