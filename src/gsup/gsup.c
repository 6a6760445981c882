/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The gsup process, from birth to end: hlr.c brings messages, dialogue.c makes steps of them, the engine's pages go the way back. What is
 * counted goes to the ledger.
 */
#include "gsup.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/address.h"
#include "common/clock.h"
#include "common/log.h"
#include "common/loop.h"
#include "common/sandbox.h"
#include "dialogue.h"
#include "hlr.h"
#include "wire/links.h"
#include "wire/tally.h"

#define HANDLER_MS 10000                /* longer than any handler may take: then the parent ends us */
#define FAREWELL_MS 1000                /* for the last words of all sessions, when we are told to stop */
#define COUNTING_MS 2000                /* then for the ledger */

struct gsup {
        const struct gsup_birth *birth;
        struct loop loop;
        struct loop_timer deadline;     /* of the dialogues */
        struct loop_timer patience;     /* on the way out, with the ledger */
        bool stopping;
        struct links links;
        struct tally tally;
        struct hlr hlr;
        struct dialogue dialogue;
};

static void
tell_state(struct gsup *gsup, uint32_t serial)
{
        const struct hlr *hlr = &gsup->hlr;
        struct wire_front_state state = {
                .serial = serial,
                .phase = hlr->state >= HLR_STATE_READY ? WIRE_FRONT_PHASE_READY : WIRE_FRONT_PHASE_CONNECTING,
                .sessions = calls_count(gsup->dialogue.calls),
                .requests = gsup->dialogue.requests,
                .refused = gsup->dialogue.refused,
                .reconnects = hlr->connections > 0 ? hlr->connections - 1 : 0,
        };

        snprintf(state.problem, sizeof state.problem, "%s", hlr->problem);
        link_send(&gsup->links.parent, WIRE_FRONT_STATE, &state);
}

/* Around everything that happens: the parent sees that we are at work, and the timer follows the dialogues. */
static void
begin_work(struct gsup *gsup)
{
        pulse_busy(gsup->birth->pulse, HANDLER_MS);
}

static void
end_work(struct gsup *gsup)
{
        gsup->deadline.at_ms = dialogue_deadline(&gsup->dialogue);
        pulse_idle(gsup->birth->pulse);
}

/* --- what the dialogues need --- */

static bool
send_to_hlr(void *context, const uint8_t *message, size_t len)
{
        struct gsup *gsup = context;

        return hlr_send(&gsup->hlr, message, len);
}

static bool
has_room(void *context)
{
        const struct gsup *gsup = context;

        return hlr_has_room(&gsup->hlr);
}

static bool
send_step(void *context, const struct wire_step *step)
{
        struct gsup *gsup = context;

        return link_is_up(&gsup->links.engine) && link_send(&gsup->links.engine, WIRE_STEP, step) == 0;
}

static void
add_count(void *context, const struct wire_count *count)
{
        struct gsup *gsup = context;

        tally_add(&gsup->tally, count);
}

/* --- what the HLR and the time bring --- */

static void
on_message(void *context, const uint8_t *message, size_t len)
{
        struct gsup *gsup = context;

        begin_work(gsup);
        dialogue_on_message(&gsup->dialogue, message, len, clock_ms());
        end_work(gsup);
}

static void
on_room(void *context)
{
        struct gsup *gsup = context;

        begin_work(gsup);
        dialogue_on_line(&gsup->dialogue, clock_ms());
        end_work(gsup);
}

static void
on_change(void *context)
{
        tell_state(context, 0);
}

static void
on_deadline(void *arg)
{
        struct gsup *gsup = arg;

        begin_work(gsup);
        dialogue_on_time(&gsup->dialogue, clock_ms());
        end_work(gsup);
}

/* --- what the other processes say --- */

static void
on_patience(void *arg)
{
        struct gsup *gsup = arg;

        loop_stop(&gsup->loop);
}

/* All sessions end with their last word, then the connection; we go when the ledger has all counts. */
static void
stop(struct gsup *gsup)
{
        gsup->stopping = true;
        dialogue_end_all(&gsup->dialogue);
        hlr_drain(&gsup->hlr, FAREWELL_MS);
        hlr_close(&gsup->hlr);
        gsup->patience.at_ms = clock_ms() + COUNTING_MS;
        if (tally_open(&gsup->tally) == 0)
                loop_stop(&gsup->loop);
}

static void
handle(void *context, struct link *from, const struct wire_message *message)
{
        struct gsup *gsup = context;

        (void)from;
        begin_work(gsup);
        switch ((enum wire_type)message->header.type) {
        case WIRE_PAGE:
                dialogue_on_page(&gsup->dialogue, &message->as.PAGE, clock_ms());
                break;
        case WIRE_COUNTED:
                tally_on_counted(&gsup->tally, message->as.COUNTED.sequence);
                if (gsup->stopping && tally_open(&gsup->tally) == 0)
                        loop_stop(&gsup->loop);
                break;
        case WIRE_STATE_ASK:
                tell_state(gsup, message->as.STATE_ASK.serial);
                break;
        case WIRE_STOP:
                stop(gsup);
                break;
        case WIRE_ANSWER:
        case WIRE_NONE:
        case WIRE_PEER:
        case WIRE_READY:
        case WIRE_RELOAD:
        case WIRE_MODEM_STATE:
        case WIRE_PIN_REFUSED:
        case WIRE_PORT:
        case WIRE_REPAIR:
        case WIRE_REPAIRED:
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
        end_work(gsup);
}

static void
on_up(void *context, struct link *link)
{
        struct gsup *gsup = context;

        begin_work(gsup);
        if (link->role == WIRE_LEDGER)
                tally_on_up(&gsup->tally);
        if (link->role == WIRE_ENGINE)
                dialogue_on_engine(&gsup->dialogue, clock_ms());
        end_work(gsup);
}

static void
begin_dialogues(struct gsup *gsup)
{
        const struct dialogue_ends ends = {
                .send = send_to_hlr, .has_room = has_room, .step = send_step, .count = add_count, .context = gsup};
        struct gsup_birth *birth = (struct gsup_birth *)(uintptr_t)gsup->birth; /* const to everyone but its last reader */

        if (dialogue_init(&gsup->dialogue, &ends, birth->tag_key, birth->session_s) < 0)
                fatal("no memory");
        sodium_memzero(birth->tag_key, sizeof birth->tag_key);
        loop_add_timer(&gsup->loop, &gsup->deadline, on_deadline, gsup);
        loop_add_timer(&gsup->loop, &gsup->patience, on_patience, gsup);
}

int
gsup_main(struct gsup_birth *birth)
{
        static const struct links_handlers handlers = {.handle = handle, .on_up = on_up};
        static const struct hlr_handlers hlr_handlers = {.on_message = on_message, .on_room = on_room, .on_change = on_change};
        struct sandbox sandbox = {.role = FILTER_ROLE_GSUP, .title = "waymarkd: gsup", .user = birth->user, .pulse = birth->pulse};
        struct wire_ready ready;
        struct address hlr;
        struct gsup *gsup = calloc(1, sizeof *gsup);
        int rc;

        log_open("gsup");
        if (gsup == NULL)
                fatal("no memory");
        gsup->birth = birth;
        loop_init(&gsup->loop);
        if (address_parse(birth->hlr, &hlr) == 0)
                sandbox.fence.connect_port = address_port(&hlr);
        rc = sandbox_enter(&sandbox);
        if (rc < 0)
                fatal("cannot give up rights: %s", strerror(-rc));
        links_init(&gsup->links, &gsup->loop, WIRE_GSUP, birth->parent_fd, &handlers, gsup);
        tally_init(&gsup->tally, &gsup->links.ledger, randombytes_random());
        begin_dialogues(gsup);
        if (hlr_open(&gsup->hlr, &gsup->loop, birth->hlr, birth->name, &hlr_handlers, gsup) < 0)
                fatal("%s is no address of an HLR, or %s no name", birth->hlr, birth->name);
        ready = (struct wire_ready){.in_force = sandbox.in_force, .refused = sandbox.refused};
        link_send(&gsup->links.parent, WIRE_READY, &ready);

        loop_run(&gsup->loop);

        dialogue_clear(&gsup->dialogue);
        free(gsup);
        return 0;
}
