/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Queue towards a modem and the book of sent parts. PDUs are kept as they came and decoded only when someone asks. See
 * network.h.
 */
#include "network.h"

#include <stdlib.h>
#include <string.h>

#include "agenda.h"

void
queue_init(struct queue *queue)
{
        queue->first = NULL;
        queue->last = &queue->first;
        queue->count = 0;
}

void
queue_add(struct queue *queue, const uint8_t *octets, size_t len)
{
        struct message *message = allocate(sizeof *message + len);

        memcpy(message->octets, octets, len);
        message->len = len;
        *queue->last = message;
        queue->last = &message->next;
        queue->count++;
}

void
queue_drop_first(struct queue *queue)
{
        struct message *message = queue->first;

        if (message == NULL)
                return;
        queue->first = message->next;
        if (queue->first == NULL)
                queue->last = &queue->first;
        queue->count--;
        free(message);
}

void
queue_clear(struct queue *queue)
{
        while (queue->first != NULL)
                queue_drop_first(queue);
}

void
network_init(struct network *network)
{
        memset(network, 0, sizeof *network);
}

void
network_clear_sent(struct network *network)
{
        size_t i;

        for (i = 0; i < network->nsent; i++)
                free(network->sent[i].octets);
        free(network->sent);
        network->sent = NULL;
        network->first_id += network->nsent;
        network->nsent = network->cap = network->naccepted = 0;
}

uint64_t
network_note(struct network *network, const char *modem, const uint8_t *octets, size_t len)
{
        struct sent *sent;

        if (network->nsent == network->cap) {
                size_t cap = network->cap * 2 + 64;
                struct sent *grown = allocate(cap * sizeof *grown);

                if (network->nsent > 0)
                        memcpy(grown, network->sent, network->nsent * sizeof *grown);
                free(network->sent);
                network->sent = grown;
                network->cap = cap;
        }
        sent = &network->sent[network->nsent++];
        memset(sent, 0, sizeof *sent);
        sent->modem = modem;
        sent->received_us = agenda_now_us();
        sent->mr = -1;
        sent->octets = allocate(len + 1);
        memcpy(sent->octets, octets, len);
        sent->len = len;
        return network->first_id + network->nsent - 1;
}

struct sent *
network_sent(struct network *network, uint64_t id)
{
        if (id < network->first_id || id - network->first_id >= network->nsent)
                return NULL;
        return &network->sent[id - network->first_id];
}

void
network_settle(struct network *network, uint64_t id, enum sent_outcome outcome, int code, int mr)
{
        struct sent *sent = network_sent(network, id);

        if (sent == NULL || sent->outcome == outcome)
                return;
        sent->outcome = outcome;
        sent->code = code;
        sent->mr = mr;
        if (outcome == SENT_ACCEPTED) {
                sent->accepted_us = agenda_now_us();
                network->naccepted++;
        }
}

static void
describe_time(struct text *out, const char *key, const struct pdu_time *time)
{
        text_printf(out, " %s=%02u/%02u/%02u,%02u:%02u:%02u%+03d", key, time->year, time->month, time->day, time->hour,
                    time->minute, time->second, time->quarters);
}

static void
describe_user_data(const struct pdu *pdu, struct text *out)
{
        text_printf(out, " coding=%s", pdu_coding_name(pdu->coding));
        if (pdu->class < 0)
                text_puts(out, " class=-");
        else
                text_printf(out, " class=%d", pdu->class);
        if (pdu->ref_bits > 0)
                text_printf(out, " bits=%d ref=%d total=%d part=%d", pdu->ref_bits, pdu->ref, pdu->total, pdu->part);
        if (pdu->header_len > 0) {
                text_puts(out, " udh=");
                text_hex(out, pdu->header, pdu->header_len);
        }
        text_printf(out, " pid=%d dcs=%d", pdu->pid, pdu->dcs);
}

void
network_describe_pdu(const uint8_t *octets, size_t len, enum pdu_direction direction, struct text *out)
{
        static const char *const validity_names[] = { "none", "enhanced", "relative", "absolute" };
        struct pdu pdu;

        if (pdu_decode(octets, len, direction, &pdu) < 0) {
                text_puts(out, " type=undecodable pdu=");
                text_hex(out, octets, len);
                return;
        }
        text_printf(out, " type=%s %s=", pdu.type == PDU_SUBMIT ? "submit" : pdu.type == PDU_DELIVER ? "deliver" : "report",
                    pdu.type == PDU_DELIVER ? "from" : "to");
        text_escape_word(out, pdu.number.digits);
        if (pdu.type == PDU_REPORT) {
                text_printf(out, " tpmr=%d status=%d", pdu.mr, pdu.status);
                describe_time(out, "ts", &pdu.stamp);
                describe_time(out, "discharge", &pdu.discharge);
        } else {
                describe_user_data(&pdu, out);
                text_printf(out, " flags=%s%s%s", pdu.report ? "r" : "", pdu.reply_path ? "p" : "",
                            pdu.reject_duplicates ? "d" : "");
        }
        if (pdu.type == PDU_DELIVER)
                describe_time(out, "ts", &pdu.stamp);
        if (pdu.type == PDU_SUBMIT)
                text_printf(out, " tpmr=%d validity=%s validity_s=%ld", pdu.mr, validity_names[pdu.validity],
                            pdu_validity_s(&pdu));
        text_puts(out, " smsc=");
        text_escape_word(out, pdu.smsc.digits);
        text_puts(out, " pdu=");
        text_hex(out, octets, len);
        if (pdu.type == PDU_REPORT)
                return;
        text_puts(out, pdu.coding == PDU_8BIT ? " data=" : " text=");
        if (pdu.coding == PDU_8BIT)
                text_hex(out, pdu.data, pdu.data_len);
        else
                text_escape(out, pdu.text, pdu.text_len, true);
}

void
network_describe(const struct network *network, size_t index, struct text *out)
{
        static const char *const outcome_names[] = { "pending", "accepted", "refused", "swallowed", "lost" };
        const struct sent *sent = &network->sent[index];

        text_printf(out, "sent n=%llu modem=%s outcome=%s code=%d mr=%d received_us=%llu accepted_us=%llu",
                    (unsigned long long)(network->first_id + index), sent->modem, outcome_names[sent->outcome], sent->code,
                    sent->mr, (unsigned long long)sent->received_us, (unsigned long long)sent->accepted_us);
        network_describe_pdu(sent->octets, sent->len, PDU_TO_NETWORK, out);
}
