/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the HLR says, octets that a phone or a hostile network chose: read strictly, refused or made into an event of a call.
 */
#include "dialogue_priv.h"

#include <sodium.h>
#include <string.h>

/* SipHash-2-4 of "imsi:" and the digits, as sender_tag() does with numbers. */
static uint64_t
tag_of(const struct dialogue *dialogue, const struct imsi *imsi)
{
        unsigned char text[5 + 2 * IMSI_OCTETS] = "imsi:";
        size_t len = 5;
        uint64_t tag;

        _Static_assert(sizeof tag == crypto_shorthash_BYTES, "a tag is one SipHash");
        for (size_t i = 0; i < imsi->len; i++) {
                text[len++] = (unsigned char)('0' + (imsi->secret[i] & 0xf));
                if (imsi->secret[i] >> 4 <= 9)
                        text[len++] = (unsigned char)('0' + (imsi->secret[i] >> 4));
        }
        crypto_shorthash((unsigned char *)&tag, text, len, dialogue->tag_key);
        sodium_memzero(text, sizeof text);
        return tag;
}

/* Nothing that we keep: she is told that it did not work. */
static void
refuse(struct dialogue *dialogue, const struct gsup_message *message, uint8_t invoke_id, enum ss_error error)
{
        struct call nobody = {.imsi = message->imsi, .id = message->session, .invoke_id = invoke_id};

        dialogue->refused++;
        dialogue_send_error(dialogue, &nobody, error);
        sodium_memzero(&nobody, sizeof nobody);
}

static void
begin(struct dialogue *dialogue, const struct gsup_message *message, uint8_t invoke_id, int64_t now_ms)
{
        struct call *call = call_open(dialogue->calls, &message->imsi, message->session, now_ms);

        if (call == NULL) {
                refuse(dialogue, message, invoke_id, SS_ERROR_SYSTEM_FAILURE);
                return;
        }
        dialogue->requests++;
        call->tag = tag_of(dialogue, &message->imsi);
        call->invoke_id = invoke_id;
        dialogue_make_step(dialogue, call, WIRE_STEP_KIND_BEGIN);
}

static void
on_begin(struct dialogue *dialogue, const struct gsup_message *message, struct call *known, int64_t now_ms)
{
        struct ss_component component;

        if (known != NULL)
                dialogue_drop(dialogue, known); /* an id comes back only after the network has forgotten that session */
        if (message->component == NULL || ss_read(message->component, message->component_len, &component) < 0 ||
            component.kind != SS_KIND_INVOKE || component.operation != SS_OPERATION_PROCESS)
                refuse(dialogue, message, 0, SS_ERROR_UNEXPECTED_DATA);
        else
                begin(dialogue, message, component.invoke_id, now_ms);
}

static void
on_typed(struct dialogue *dialogue, struct call *call, const struct ss_component *component, int64_t now_ms)
{
        char text[CODING_TEXT];
        const struct dialogue_event event = {.kind = DIALOGUE_EVENT_TYPED, .now_ms = now_ms, .text = text};
        size_t len = WIRE_INPUT - 1;

        coding_read(component->coding, component->text, component->text_len, text);
        sender_mask_digits(text);
        if (strlen(text) > len) {
                while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
                        len--; /* not in the middle of a character */
                text[len] = '\0';
        }
        dialogue_happen(dialogue, call, &event);
        sodium_memzero(text, sizeof text);
}

/* An answer to a page that we know nothing of: the last process had that call, so she begins anew. Somebody else's is refused. */
static void
on_unknown(struct dialogue *dialogue, const struct gsup_message *message, const struct ss_component *component, bool is_anothers, int64_t now_ms)
{
        if (is_anothers || component->kind != SS_KIND_RESULT)
                refuse(dialogue, message, component->invoke_id, SS_ERROR_UNEXPECTED_DATA);
        else
                begin(dialogue, message, component->invoke_id, now_ms);
}

static void
on_continue(struct dialogue *dialogue, const struct gsup_message *message, struct call *known, bool is_anothers, int64_t now_ms)
{
        struct ss_component component;
        bool is_sound = message->component != NULL && ss_read(message->component, message->component_len, &component) == 0;

        if (!is_sound && known == NULL) {
                refuse(dialogue, message, 0, SS_ERROR_UNEXPECTED_DATA);
        } else if (!is_sound) {
                dialogue->refused++;
                dialogue_end(dialogue, known);
        } else if (known == NULL) {
                on_unknown(dialogue, message, &component, is_anothers, now_ms);
        } else if (component.kind == SS_KIND_ERROR || component.kind == SS_KIND_REJECT) {
                dialogue_end(dialogue, known); /* her phone cannot, or she does not want to */
        } else if (component.kind == SS_KIND_RESULT && component.operation != SS_OPERATION_PROCESS &&
                   component.invoke_id == known->invoke_id) {
                on_typed(dialogue, known, &component, now_ms);
        } else {
                dialogue->refused++; /* an answer to nothing that was asked */
        }
}

void
dialogue_on_message(struct dialogue *dialogue, const uint8_t *bytes, size_t len, int64_t now_ms)
{
        struct gsup_message message;
        struct call *known;
        bool is_anothers;

        if (gsup_message_read(bytes, len, &message) < 0 || message.type == GSUP_TYPE_SS_RESULT) {
                dialogue->refused++;
                goto out;
        }
        known = call_find(dialogue->calls, &message.imsi, message.session, &is_anothers);
        if (message.type == GSUP_TYPE_SS_ERROR || message.state == GSUP_STATE_END) {
                if (known != NULL)
                        dialogue_drop(dialogue, known);
        } else if (message.state == GSUP_STATE_BEGIN) {
                on_begin(dialogue, &message, known, now_ms);
        } else {
                on_continue(dialogue, &message, known, is_anothers, now_ms);
        }
        dialogue_pump(dialogue, now_ms);
out:
        sodium_memzero(&message, sizeof message);
}
