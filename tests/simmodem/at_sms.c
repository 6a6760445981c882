/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The commands about messages, in PDU mode: TS 27.005 sections 3 and 4. Here a part goes through its life: command, prompt,
 * PDU, network, answer; each step is a point where trouble can be ordered (orders.h).
 */
#include "at.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"

enum {                                  /* TS 27.005, 3.2.5 */
        CMS_NOT_ALLOWED = 302,
        CMS_INVALID_PDU = 304,
        CMS_INVALID_INDEX = 321,
        CMS_MEMORY_FULL = 322,
        CMS_NO_NETWORK = 331,
};

static struct store *
memory(struct modem *modem, int which)
{
        return &modem->stores[modem->memories[which]];
}

/* ---- settings of the session ---- */

static struct at_result
cmgf(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        long mode = 0;

        if (form == AT_READ)
                at_line(out, "+CMGF: %d", modem->cmgf);
        else if (form == AT_TEST)
                at_line(out, "+CMGF: (0)");
        else if (form == AT_SET && (!at_number(at_argument(&args), &mode) || mode != 0))
                return AT_RESULT_CMS(303);      /* text mode is not supported: nobody should need it */
        return AT_RESULT(AT_OK);
}

static void
tell_memories(struct modem *modem, bool named, struct text *out)
{
        struct text line = { 0 };
        int i;

        for (i = 0; i < 3; i++) {
                const struct store *store = memory(modem, i);

                if (named)
                        text_printf(&line, "%s\"%s\",%d,%d", i == 0 ? "" : ",", modem_memory_name(modem->memories[i]),
                                    store_used(store), store->size);
                else
                        text_printf(&line, "%s%d,%d", i == 0 ? "" : ",", store_used(store), store->size);
        }
        at_line(out, "+CPMS: %s", line.bytes);
        text_free(&line);
}

static struct at_result
set_memories(struct modem *modem, char *args, struct text *out)
{
        enum modem_memory wanted[3] = { modem->memories[0], modem->memories[1], modem->memories[2] };
        const char *name;
        int i;

        for (i = 0; i < 3 && (name = at_argument(&args)) != NULL; i++) {
                struct text decoded = { 0 };

                at_decode(modem, name, &decoded);
                if (strcmp(decoded.bytes, "SM") == 0)
                        wanted[i] = MODEM_SM;
                else if ((strcmp(decoded.bytes, "ME") == 0 || strcmp(decoded.bytes, "MT") == 0) && modem->set.size_me > 0)
                        wanted[i] = MODEM_ME;
                else
                        i = 4;
                text_free(&decoded);
        }
        if (i == 0 || i > 3)
                return AT_RESULT_CMS(CMS_NOT_ALLOWED);
        memcpy(modem->memories, wanted, sizeof wanted);
        modem_serve_queue_soon(modem);
        tell_memories(modem, false, out);
        return AT_RESULT(AT_OK);
}

static struct at_result
cpms(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        const char *all = modem->set.size_me > 0 ? "(\"SM\",\"ME\")" : "(\"SM\")";

        switch (form) {
        case AT_READ:
                tell_memories(modem, true, out);
                break;
        case AT_TEST:
                at_line(out, "+CPMS: %s,%s,%s", all, all, all);
                break;
        case AT_SET:
                return set_memories(modem, args, out);
        case AT_DO:
                return AT_RESULT(AT_ERROR);
        }
        return AT_RESULT(AT_OK);
}

static struct at_result
csca(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        struct text number = { 0 };

        if (form == AT_SET) {
                const char *wanted = at_argument(&args);

                if (wanted == NULL)
                        return AT_RESULT_CMS(CMS_NOT_ALLOWED);
                at_decode(modem, wanted, &number);
                if (number.len < sizeof modem->set.smsc)
                        strcpy(modem->set.smsc, number.bytes);
        } else if (form == AT_READ) {
                at_quote(modem, &number, modem->set.smsc);
                at_line(out, "+CSCA: %s,%d", number.bytes, modem->set.smsc[0] == '+' ? 145 : 129);
        }
        text_free(&number);
        return AT_RESULT(AT_OK);
}

static struct at_result
cnmi(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        static const long most[5] = { 2, 2, 2, 2, 1 };
        int wanted[5], i;
        const char *argument;
        long value;

        switch (form) {
        case AT_READ:
                at_line(out, "+CNMI: %d,%d,%d,%d,%d", modem->cnmi[0], modem->cnmi[1], modem->cnmi[2], modem->cnmi[3],
                        modem->cnmi[4]);
                return AT_RESULT(AT_OK);
        case AT_TEST:
                at_line(out, "+CNMI: (0-2),(0-2),(0,2),(0-2),(0,1)");
                return AT_RESULT(AT_OK);
        case AT_SET:
        case AT_DO:
                break;
        }
        memcpy(wanted, modem->cnmi, sizeof wanted);
        for (i = 0; i < 5 && (argument = at_argument(&args)) != NULL; i++) {
                if (*argument == '\0')
                        continue;
                if (!at_number(argument, &value) || value < 0 || value > most[i])
                        return AT_RESULT_CMS(CMS_NOT_ALLOWED);
                wanted[i] = (int)value;
        }
        memcpy(modem->cnmi, wanted, sizeof wanted);
        return AT_RESULT(AT_OK);
}

static struct at_result
csms(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        long service = 0;

        if (form == AT_TEST)
                at_line(out, "+CSMS: (0,1)");
        else if (form == AT_READ)
                at_line(out, "+CSMS: %d,1,1,1", modem->csms);
        else if (!at_number(at_argument(&args), &service) || service < 0 || service > 1)
                return AT_RESULT_CMS(CMS_NOT_ALLOWED);
        else {
                modem->csms = (int)service;
                at_line(out, "+CSMS: 1,1,1");
        }
        return AT_RESULT(AT_OK);
}

/* Accepted and without effect in PDU mode. */
static struct at_result
accepted(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)modem;
        (void)args;
        (void)out;
        return form == AT_READ ? AT_RESULT_CMS(CMS_NOT_ALLOWED) : AT_RESULT(AT_OK);
}

static struct at_result
csmp(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)modem;
        (void)args;
        if (form == AT_READ)
                at_line(out, "+CSMP: 17,167,0,0");
        return AT_RESULT(AT_OK);
}

/* ---- the store ---- */

static void
tell_slot(struct modem *modem, const char *head, const struct store_slot *slot, struct text *out)
{
        struct text hex = { 0 };

        (void)modem;
        text_hex(&hex, slot->octets, slot->len);
        at_line(out, "%s%d,,%zu\r\n%s", head, (int)slot->status, slot->tpdu_len, hex.bytes);
        text_free(&hex);
}

static struct at_result
cmgl(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        struct store *store = memory(modem, 0);
        long wanted = 0;
        int number;

        if (form == AT_TEST) {
                at_line(out, "+CMGL: (0-4)");
                return AT_RESULT(AT_OK);
        }
        if (form == AT_SET && (!at_number(at_argument(&args), &wanted) || wanted < 0 || wanted > 4))
                return AT_RESULT_CMS(CMS_NOT_ALLOWED);
        for (number = 1; number <= store->size; number++) {
                struct store_slot *slot = store_slot(store, number);
                char head[32];

                if (!slot->used || (wanted != 4 && (long)slot->status != wanted))
                        continue;
                snprintf(head, sizeof head, "+CMGL: %d,", modem_slot_number(modem, number));
                tell_slot(modem, head, slot, out);
                if (slot->status == STORE_UNREAD)
                        slot->status = STORE_READ;
        }
        return AT_RESULT(AT_OK);
}

/* The slot that an argument names, NULL if it is none. */
static struct store_slot *
named_slot(struct modem *modem, const char *argument)
{
        long number;

        if (!at_number(argument, &number))
                return NULL;
        return store_slot(memory(modem, 0), (int)number + (modem->set.slot0 ? 1 : 0));
}

static struct at_result
cmgr(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        struct store_slot *slot;

        if (form == AT_TEST)
                return AT_RESULT(AT_OK);
        slot = form == AT_SET ? named_slot(modem, at_argument(&args)) : NULL;
        if (slot == NULL || !slot->used)
                return AT_RESULT_CMS(CMS_INVALID_INDEX);
        tell_slot(modem, "+CMGR: ", slot, out);
        if (slot->status == STORE_UNREAD)
                slot->status = STORE_READ;
        return AT_RESULT(AT_OK);
}

/* 3.5.4: the flag says which others go as well. */
static bool
flag_covers(long flag, enum store_status status)
{
        switch (status) {
        case STORE_READ: return flag >= 1;
        case STORE_SENT: return flag >= 2;
        case STORE_UNSENT: return flag >= 3;
        case STORE_UNREAD: break;
        }
        return flag >= 4;
}

static struct at_result
cmgd(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        struct store *store = memory(modem, 0);
        struct store_slot *slot;
        const char *argument;
        long flag = 0;
        int number;

        if (form == AT_TEST) {
                at_line(out, "+CMGD: (%d-%d),(0-4)", modem_slot_number(modem, 1), modem_slot_number(modem, store->size));
                return AT_RESULT(AT_OK);
        }
        argument = form == AT_SET ? at_argument(&args) : NULL;
        slot = named_slot(modem, argument);
        at_number(at_argument(&args), &flag);
        if (slot == NULL && flag == 0)
                return AT_RESULT_CMS(CMS_INVALID_INDEX);
        if (flag == 0)
                slot->used = false;
        for (number = 1; number <= store->size; number++)
                if (flag_covers(flag, store_slot(store, number)->status))
                        store_slot(store, number)->used = false;
        modem_serve_queue_soon(modem);
        return AT_RESULT(AT_OK);
}

/* ---- sending ---- */

static struct at_result
cmgs(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)out;
        if (form == AT_TEST)
                return AT_RESULT(AT_OK);
        if (form != AT_SET || !at_number(at_argument(&args), &modem->pdu_len) || modem->pdu_len < 1 || modem->pdu_len > 255)
                return AT_RESULT_CMS(CMS_INVALID_PDU);
        modem->writing = false;
        return AT_RESULT(AT_PROMPT);
}

static struct at_result
cmgw(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        long status = STORE_UNSENT;

        (void)out;
        if (form == AT_TEST)
                return AT_RESULT(AT_OK);
        if (form != AT_SET || !at_number(at_argument(&args), &modem->pdu_len) || modem->pdu_len < 1 || modem->pdu_len > 255)
                return AT_RESULT_CMS(CMS_INVALID_PDU);
        at_number(at_argument(&args), &status);
        modem->write_status = status >= STORE_UNREAD && status <= STORE_SENT ? (enum store_status)status : STORE_UNSENT;
        modem->writing = true;
        return AT_RESULT(AT_PROMPT);
}

static void
give_result(struct modem *modem, struct effect *effect, struct at_result result, const char *line)
{
        struct text out = { 0 };
        size_t first_line;

        if (line != NULL)
                at_line(&out, "%s", line);
        first_line = out.len;
        at_final(modem, result, &out);
        at_give(modem, effect, &out, first_line, MODEM_COMMAND);
        text_free(&out);
}

struct report {
        struct modem *modem;
        struct pdu pdu;
};

static void
deliver_report(void *context)
{
        struct report *report = context;
        uint8_t octets[PDU_OCTETS_MAX];
        size_t tpdu_len;
        int len;

        len = pdu_encode(&report->pdu, octets, &tpdu_len);
        if (len > 0)
                modem_deliver(report->modem, octets, (size_t)len);
        free(report);
}

static void
order_report(struct modem *modem, int mr)
{
        struct report *report = allocate(sizeof *report);

        report->modem = modem;
        report->pdu.type = PDU_REPORT;
        report->pdu.mr = (uint8_t)mr;
        report->pdu.number = modem->submit.number;
        report->pdu.stamp = report->pdu.discharge = compose_now();
        agenda_add(modem->agenda, agenda_now_us() + (uint64_t)modem->set.reports_ms * 1000, deliver_report, report);
}

/* The network has taken it: from here on it is sent, whatever becomes of the answer. */
static void
accept_part(struct modem *modem)
{
        struct effect effect = { 0 };
        char line[32];
        int mr = (int)modem->set.next_mr;

        modem->set.next_mr = (mr + 1) & 255;
        modem->submitted = false;
        modem->naccepted++;
        network_settle(modem->network, modem->sent_id, SENT_ACCEPTED, 0, mr);
        if (modem->submit.report && modem->set.reports_ms >= 0)
                order_report(modem, mr);
        orders_collect(&modem->orders, "cmgs-accepted", &effect);
        if (effect.fail) {
                give_result(modem, &effect, at_ordered_failure(&effect), NULL);
                return;
        }
        snprintf(line, sizeof line, "+CMGS: %d", mr);
        give_result(modem, &effect, AT_RESULT(AT_OK), line);
}

static void
refuse_part(struct modem *modem, struct effect *effect, struct at_result result)
{
        modem->submitted = false;
        network_settle(modem->network, modem->sent_id, SENT_REFUSED, result.code, -1);
        give_result(modem, effect, result, NULL);
}

static void
network_answers(struct modem *modem)
{
        struct effect effect = { 0 };

        modem->resume = NULL;
        if (modem->refusal.outcome != AT_OK)
                refuse_part(modem, &effect, (struct at_result){ (enum at_outcome)modem->refusal.outcome, modem->refusal.code });
        else if (!modem_is_registered(modem))
                refuse_part(modem, &effect, AT_RESULT_CMS(CMS_NO_NETWORK));
        else
                accept_part(modem);
}

static void
network_is_due(void *context)
{
        at_release(context);
}

static void
submit(struct modem *modem, const uint8_t *octets, size_t len)
{
        struct effect effect = { 0 };
        long ms = modem->set.delay_ms;

        modem->sent_id = network_note(modem->network, modem->name, octets, len);
        modem->submitted = true;
        orders_collect(&modem->orders, "cmgs-pdu", &effect);
        modem->refusal.outcome = AT_OK;
        if (effect.fail) {
                struct at_result result = at_ordered_failure(&effect);

                modem->refusal.outcome = (int)result.outcome;
                modem->refusal.code = result.code;
        }
        ms += effect.ms;
        if (effect.before.len > 0)
                modem_say(modem, effect.before.bytes, effect.before.len);
        if (effect.silence || effect.lose || effect.pretend) {
                modem->submitted = false;
                network_settle(modem->network, modem->sent_id, SENT_SWALLOWED, 0, -1);
                modem->state = MODEM_COMMAND;
        } else if (effect.unplug) {
                modem->state = MODEM_WAITING;
                line_unplug_after(modem->line, 0);
        } else if (effect.hold) {
                modem->state = MODEM_HELD;
                modem->held = true;
                modem->resume = network_answers;
        } else if (ms > 0) {
                modem->state = MODEM_WAITING;
                modem->resume = network_answers;
                agenda_add(modem->agenda, agenda_now_us() + (uint64_t)ms * 1000, network_is_due, modem);
        } else {
                network_answers(modem);
        }
        effect_clear(&effect);
}

static void
write_to_memory(struct modem *modem, const uint8_t *octets, size_t len)
{
        struct store *store = memory(modem, 1);
        struct effect effect = { 0 };
        int slot = store_free_slot(store);
        char line[32];

        if (slot == 0) {
                give_result(modem, &effect, AT_RESULT_CMS(CMS_MEMORY_FULL), NULL);
                return;
        }
        store_put(store, slot, modem->write_status, octets, len);
        snprintf(line, sizeof line, "+CMGW: %d", modem_slot_number(modem, slot));
        give_result(modem, &effect, AT_RESULT(AT_OK), line);
}

static void
refuse_pdu(struct modem *modem, const uint8_t *octets, size_t len)
{
        struct effect nothing = { 0 };

        network_settle(modem->network, network_note(modem->network, modem->name, octets, len), SENT_REFUSED, CMS_INVALID_PDU, -1);
        give_result(modem, &nothing, AT_RESULT_CMS(CMS_INVALID_PDU), NULL);
}

void
at_text_entered(struct modem *modem)
{
        uint8_t octets[PDU_OCTETS_MAX];
        struct effect nothing = { 0 };
        int len;

        modem->state = MODEM_COMMAND;
        len = text_unhex(modem->typed.bytes == NULL ? "" : modem->typed.bytes, modem->typed.len, octets, sizeof octets);
        if (len <= 0 || octets[0] + 1 > len || len - 1 - octets[0] != modem->pdu_len)
                give_result(modem, &nothing, AT_RESULT_CMS(CMS_INVALID_PDU), NULL);
        else if (modem->writing)
                write_to_memory(modem, octets, (size_t)len);
        else if (pdu_decode(octets, (size_t)len, PDU_TO_NETWORK, &modem->submit) < 0)
                refuse_pdu(modem, octets, (size_t)len);
        else
                submit(modem, octets, (size_t)len);
}

void
at_text_cancelled(struct modem *modem)
{
        struct effect nothing = { 0 };

        give_result(modem, &nothing, AT_RESULT(AT_OK), NULL);
}

const struct at_command at_sms_commands[] = {
        { "+CMGF", AT_ANY_TIME, cmgf },          { "+CPMS", AT_NEEDS_SIM_SMS, cpms },
        { "+CSCA", AT_NEEDS_SIM_SMS, csca },     { "+CNMI", AT_NEEDS_SIM_SMS, cnmi },
        { "+CMGL", AT_NEEDS_SIM_SMS, cmgl },     { "+CMGR", AT_NEEDS_SIM_SMS, cmgr },
        { "+CMGD", AT_NEEDS_SIM_SMS, cmgd },     { "+CMGS", AT_NEEDS_SIM_SMS, cmgs },
        { "+CMGW", AT_NEEDS_SIM_SMS, cmgw },     { "+CSMS", AT_ANY_TIME, csms },
        { "+CSMP", AT_ANY_TIME, csmp },          { "+CSDH", AT_ANY_TIME, accepted },
        { "+CMMS", AT_ANY_TIME, accepted },      { "+CNMA", AT_ANY_TIME, accepted },
        { NULL, AT_ANY_TIME, NULL },
};
