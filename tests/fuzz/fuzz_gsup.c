/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any octets as a GSUP message; then a whole conversation out of one input: messages of the HLR, sound and broken, of several people and
 * sessions, pages of the engine, engines that die, an HLR that goes and comes, time. Whatever happens, no limit is passed, nothing is said
 * that the HLR could not read, every page is counted once at most, and in the end every session is over.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "gsup/dialogue.h"
#include "template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t dialled[] = {0x20, 0x01, 0x08, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0xf1, 0x30, 0x04, 0x00, 0x00,
                                  0x00, 0x07, 0x31, 0x01, 0x01, 0x35, 0x14, 0xa1, 0x12, 0x02, 0x01, 0x05, 0x02, 0x01, 0x3b,
                                  0x30, 0x0a, 0x04, 0x01, 0x0f, 0x04, 0x05, 0xaa, 0x98, 0x6c, 0x36, 0x02, 0x0a, 0x01, 0x03};
static const uint8_t typed[] = {0x20, 0x01, 0x08, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0xf1, 0x30, 0x04, 0x00, 0x00, 0x00, 0x07, 0x31, 0x01, 0x02,
                                0x35, 0x12, 0xa2, 0x10, 0x02, 0x01, 0x05, 0x30, 0x0b, 0x02, 0x01, 0x3c, 0x30, 0x06, 0x04, 0x01, 0x0f, 0x04, 0x01, 0x31};
static const uint8_t error[] = {0x21, 0x01, 0x08, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0xf1, 0x02, 0x01, 0x60,
                                0x30, 0x04, 0x00, 0x00, 0x00, 0x07, 0x31, 0x01, 0x03, 0x0a, 0x01, 0x03};
static const uint8_t over[] = {0x20, 0x01, 0x08, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0xf1, 0x30, 0x04, 0x00, 0x00, 0x00, 0x07, 0x31, 0x01, 0x03};

static const struct {
        const uint8_t *bytes;
        size_t len;
} templates[] = {{dialled, sizeof dialled}, {typed, sizeof typed}, {error, sizeof error}, {over, sizeof over}};

#define LAST_DIGIT 10                   /* where an IMSI and a session differ from another */
#define LAST_OCTET 16
#define KEPT 64

struct world {
        struct dialogue dialogue;
        int64_t now_ms;
        bool line_is_up, engine_is_up;
        uint32_t asked[KEPT];           /* sequences of steps, as far as an answer may still come */
        unsigned nasked;
        uint32_t unread_ends;
        long pages, counts;
};

static struct world world;

static void
must(int true_or_bug)
{
        if (!true_or_bug)
                abort();
}

static bool
take_message(void *context, const uint8_t *bytes, size_t len)
{
        struct world *w = context;
        struct gsup_message message;
        struct ss_component component;

        if (!w->line_is_up)
                return false;
        must(gsup_message_read(bytes, len, &message) == 0 && message.state != GSUP_STATE_BEGIN);
        must((message.type == GSUP_TYPE_SS_RESULT) == (message.state == GSUP_STATE_END));
        must(message.component != NULL && message.component[1] < 0x80);
        must(ss_read(message.component, message.component_len, &component) == 0);
        must(component.kind == SS_KIND_ERROR || component.text_len > 0);
        return true;
}

static bool
has_room(void *context)
{
        return ((struct world *)context)->line_is_up;
}

static bool
take_step(void *context, const struct wire_step *step)
{
        struct world *w = context;

        if (!w->engine_is_up)
                return false;
        must(step->session != 0 && step->kind > 0 && step->kind < WIRE_STEP_KIND_COUNT && step->kind != WIRE_STEP_KIND_PATH);
        must(step->text_len < WIRE_INPUT && strlen(step->text) == step->text_len);
        if (step->kind == WIRE_STEP_KIND_END) {
                must(++w->unread_ends <= WIRE_ASKS_OPEN);
                return true;
        }
        must(w->nasked < WIRE_ASKS_OPEN);
        w->asked[w->nasked++] = step->sequence;
        return true;
}

static void
take_count(void *context, const struct wire_count *count)
{
        struct world *w = context;

        must(count->channel == CHANNEL_USSD && count->outcome > OUTCOME_NONE && count->outcome < OUTCOME_COUNT && count->parts == 0);
        must(++w->counts <= w->pages);
}

static void
begin_world(void)
{
        static const unsigned char key[TAG_KEY_SIZE];
        const struct dialogue_ends ends = {
                .send = take_message, .has_room = has_room, .step = take_step, .count = take_count, .context = &world};

        memset(&world, 0, sizeof world);
        must(dialogue_init(&world.dialogue, &ends, key, 25) == 0);
}

/* The HLR speaks: a template with changes, of one of four people in one of four sessions. */
static void
hear(struct fuzz_input *input)
{
        uint8_t which = fuzz_next(input), bytes[TEMPLATE_ROOM], sound[64], *exact;
        size_t n = which & 3, len = templates[n].len;

        memcpy(sound, templates[n].bytes, len);
        sound[LAST_DIGIT] = (uint8_t)(0xf0 | (which >> 2 & 3));
        if (n != 2)
                sound[LAST_OCTET] = which >> 4 & 3;
        else
                sound[LAST_OCTET + 3] = which >> 4 & 3;
        len = (which & 0x80) != 0 ? fuzz_template(bytes, sound, len, input) : (memcpy(bytes, sound, len), len);
        exact = malloc(len > 0 ? len : 1);
        must(exact != NULL);
        memcpy(exact, bytes, len);
        dialogue_on_message(&world.dialogue, exact, len, world.now_ms);
        free(exact);
}

/* The engine answers one of its questions, or says something of its own. */
static void
answer(struct fuzz_input *input)
{
        static const char *const texts[] = {"1 Help 112", "Допомога 112", "", "x"};
        uint8_t which = fuzz_next(input);
        struct wire_page page = {.sequence = which, .ends = which >> 2 & 1, .outcome = which >> 3 & 1};

        if (world.nasked > 0) {
                unsigned i = which % world.nasked;

                page.sequence = world.asked[i];
                world.asked[i] = world.asked[--world.nasked];
        }
        strcpy(page.text, texts[which >> 4 & 3]);
        if (which >> 6 == 3)
                memset(page.text, 'x', 200);
        page.text_len = (uint16_t)strlen(page.text);
        world.pages += page.outcome != 0;
        world.unread_ends = 0;
        dialogue_on_page(&world.dialogue, &page, world.now_ms);
}

static void
happen(struct fuzz_input *input)
{
        uint8_t what = fuzz_next(input);

        switch (what & 7) {
        case 0:
        case 1:
        case 2:
                hear(input);
                break;
        case 3:
        case 4:
                answer(input);
                break;
        case 5:
                world.now_ms += (int64_t)(what >> 3) * 1000;
                dialogue_on_time(&world.dialogue, world.now_ms);
                break;
        case 6: /* the engine is dead, or a new one is there */
                world.engine_is_up = (what & 8) != 0;
                if (world.engine_is_up) {
                        world.nasked = 0;
                        world.unread_ends = 0;
                        dialogue_on_engine(&world.dialogue, world.now_ms);
                }
                break;
        default:
                world.line_is_up = (what & 8) != 0;
                if (world.line_is_up)
                        dialogue_on_line(&world.dialogue, world.now_ms);
                break;
        }
        must(world.dialogue.nopen <= WIRE_ASKS_OPEN);
}

static void
check_message(const uint8_t *data, size_t size)
{
        struct gsup_message message, again;
        uint8_t out[GSUP_MESSAGE_MAX], *exact = malloc(size > 0 ? size : 1);
        int rc;

        must(exact != NULL);
        if (size > 0)
                memcpy(exact, data, size);
        rc = gsup_message_read(exact, size, &message);
        must(rc == 0 || rc == -EPROTO || rc == -ENOMSG);
        if (rc == 0) {
                must(message.component == NULL ||
                     (message.component >= exact && message.component + message.component_len <= exact + size));
                must(gsup_message_read(out, gsup_message_write(&message, out, sizeof out), &again) == 0);
                must(again.session == message.session && again.state == message.state && imsi_is_same(&again.imsi, &message.imsi));
                must(again.component_len == message.component_len);
        }
        free(exact);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static unsigned long inputs;
        struct fuzz_input input = {data, size};

        check_message(data, size);
        if (inputs++ % 4096 == 0) {
                if (inputs > 1)
                        dialogue_clear(&world.dialogue);
                begin_world();
        }
        world.line_is_up = world.engine_is_up = true;
        world.nasked = world.unread_ends = 0;
        dialogue_on_engine(&world.dialogue, world.now_ms);
        for (int i = 0; i < 64 && input.left > 0; i++)
                happen(&input);
        for (int i = 0; i < 4; i++) {
                world.now_ms += 60000;
                dialogue_on_time(&world.dialogue, world.now_ms);
        }
        must(calls_count(world.dialogue.calls) == 0);
        return 0;
}
