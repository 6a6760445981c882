/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The control commands that bring messages in: inject, inject-pdu, inject-report, put.
 */
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compose.h"

static void
deliver(void *context, const uint8_t *octets, size_t len)
{
        modem_deliver(context, octets, len);
}

static bool
set_address(struct pdu_address *address, char *word)
{
        if (text_unescape(word) >= sizeof address->digits)
                return false;
        if (strcmp(word, "-") == 0)
                *word = '\0';
        strcpy(address->digits, word);
        address->alphanumeric = *word != '\0' && !pdu_number_is_numeric(word);
        return true;
}

static bool
set_coding(struct compose *compose, const char *word)
{
        compose->coding_auto = strcmp(word, "auto") == 0;
        if (strcmp(word, "gsm7") == 0)
                compose->base.coding = PDU_GSM7;
        else if (strcmp(word, "ucs2") == 0)
                compose->base.coding = PDU_UCS2;
        else if (strcmp(word, "8bit") == 0)
                compose->base.coding = PDU_8BIT;
        else
                return compose->coding_auto;
        return true;
}

static bool
set_order(struct compose *compose, char *word)
{
        char *part, *rest = word;
        long number;

        while ((part = strsep(&rest, ",")) != NULL) {
                if (compose->norder == COMPOSE_PARTS_MAX || !commands_number(part, 1, COMPOSE_PARTS_MAX, &number))
                        return false;
                compose->order[compose->norder++] = (int)number;
        }
        return true;
}

struct request {
        struct compose compose;
        long count, spread;
        long ref, bits, part, total, class, pid, dcs, tz;
        char *text;
};

static bool
read_option(struct request *request, const char *key, char *value)
{
        struct compose *compose = &request->compose;
        int len;

        if (strcmp(key, "from") == 0)
                return set_address(&compose->base.number, value);
        if (strcmp(key, "smsc") == 0)
                return set_address(&compose->base.smsc, value);
        if (strcmp(key, "coding") == 0)
                return set_coding(compose, value);
        if (strcmp(key, "order") == 0)
                return set_order(compose, value);
        if (strcmp(key, "ts") == 0)
                return compose_time(value, &compose->base.stamp);
        if (strcmp(key, "tz") == 0)
                return commands_number(value, -79, 79, &request->tz);
        if (strcmp(key, "ref") == 0)
                return commands_number(value, 0, 65535, &request->ref);
        if (strcmp(key, "bits") == 0)
                return commands_number(value, 8, 16, &request->bits) && request->bits % 8 == 0;
        if (strcmp(key, "part") == 0)
                return commands_number(value, 0, 255, &request->part);
        if (strcmp(key, "total") == 0)
                return commands_number(value, 0, 255, &request->total);
        if (strcmp(key, "class") == 0)
                return commands_number(value, 0, 3, &request->class);
        if (strcmp(key, "pid") == 0)
                return commands_number(value, 0, 255, &request->pid);
        if (strcmp(key, "dcs") == 0)
                return commands_number(value, 0, 255, &request->dcs);
        if (strcmp(key, "count") == 0)
                return commands_number(value, 1, 1000000, &request->count);
        if (strcmp(key, "spread") == 0)
                return commands_number(value, 0, 1000000, &request->spread);
        if (strcmp(key, "udh") == 0) {
                len = text_unhex(value, strlen(value), compose->base.header, sizeof compose->base.header - 1);
                compose->base.header_len = len < 0 ? 0 : (size_t)len;
                return len >= 0;
        }
        if (strcmp(key, "hex") == 0) {
                len = text_unhex(value, strlen(value), (uint8_t *)value, strlen(value));
                compose->text = value;
                compose->text_len = len < 0 ? 0 : (size_t)len;
                compose->coding_auto = false;
                compose->base.coding = PDU_8BIT;
                return len >= 0;
        }
        if (strcmp(key, "text") == 0) {
                compose->text_len = text_unescape(value);
                compose->text = value;
                return true;
        }
        return false;
}

/* +15550100 becomes +15550101 and so on, the length kept. */
static void
next_number(char *digits)
{
        size_t at = strlen(digits);

        while (at > 0 && digits[at - 1] >= '0' && digits[at - 1] <= '9') {
                at--;
                if (digits[at]++ != '9')
                        return;
                digits[at] = '0';
        }
}

void
inject_text(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        struct request request = { .count = 1, .bits = 8, .ref = 1, .part = -1, .total = -1, .class = -1, .dcs = -1,
                                   .tz = 1000 };
        struct compose *compose = &request.compose;
        char *key, *value;
        long i, spread;
        int nparts = 0;

        (void)simulator;
        compose->coding_auto = true;
        compose->text = "";
        compose->base.class = -1;
        compose->base.stamp = compose_now();
        snprintf(compose->base.smsc.digits, sizeof compose->base.smsc.digits, "%.20s", modem->set.smsc);
        while (commands_option(&args, &key, &value)) {
                if (value == NULL || !read_option(&request, key, value)) {
                        reply->error = "unknown option or bad value";
                        return;
                }
        }
        if (compose->base.number.digits[0] == '\0') {
                reply->error = "from= is missing";
                return;
        }
        compose->ref = (int)request.ref;
        compose->bits = (int)request.bits;
        compose->base.class = (int)request.class;
        compose->base.pid = (uint8_t)request.pid;
        compose->base.dcs_set = request.dcs >= 0;
        compose->base.dcs = (uint8_t)request.dcs;
        if (request.tz != 1000)
                compose->base.stamp.quarters = (int8_t)request.tz;
        if (request.part >= 0 || request.total >= 0) {
                compose->base.ref_bits = (int)request.bits;
                compose->base.ref = (int)request.ref;
                compose->base.part = request.part < 0 ? 0 : (int)request.part;
                compose->base.total = request.total < 0 ? 0 : (int)request.total;
        }
        for (i = 0; i < request.count; i++) {
                int n = compose_deliver(compose, deliver, modem);

                if (n < 0) {
                        reply->error = "the text does not go into this coding, or the number or order is impossible";
                        return;
                }
                nparts += n;
                for (spread = 0; spread < request.spread; spread++)
                        next_number(compose->base.number.digits);
        }
        text_printf(&reply->ok, " parts=%d", nparts);
}

void
inject_pdu(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        uint8_t octets[PDU_OCTETS_MAX];
        const char *hex = commands_word(&args);
        int len = hex == NULL ? -1 : text_unhex(hex, strlen(hex), octets, sizeof octets);

        (void)simulator;
        if (len <= 0) {
                reply->error = "hexadecimal digits of the PDU, SMSC in front, are wanted";
                return;
        }
        modem_deliver(modem, octets, (size_t)len);
}

void
inject_report(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        struct pdu pdu = { .type = PDU_REPORT };
        uint8_t octets[PDU_OCTETS_MAX];
        long mr = 0, status = 0;
        char *key, *value;
        size_t tpdu_len;
        bool good = true;
        int len;

        (void)simulator;
        pdu.stamp = pdu.discharge = compose_now();
        while (good && commands_option(&args, &key, &value)) {
                if (value == NULL)
                        good = false;
                else if (strcmp(key, "to") == 0)
                        good = set_address(&pdu.number, value);
                else if (strcmp(key, "mr") == 0)
                        good = commands_number(value, 0, 255, &mr);
                else if (strcmp(key, "status") == 0)
                        good = commands_number(value, 0, 255, &status);
                else if (strcmp(key, "ts") == 0)
                        good = compose_time(value, &pdu.stamp);
                else
                        good = strcmp(key, "discharge") == 0 && compose_time(value, &pdu.discharge);
        }
        pdu.mr = (uint8_t)mr;
        pdu.status = (uint8_t)status;
        len = good ? pdu_encode(&pdu, octets, &tpdu_len) : -EINVAL;
        if (len < 0) {
                reply->error = "unknown option or bad value";
                return;
        }
        modem_deliver(modem, octets, (size_t)len);
}

/* put MODEM SM|ME SLOT STATUS HEX: straight into the store, as if it had been there before. */
void
inject_put(struct simulator *simulator, struct modem *modem, char *args, struct reply *reply)
{
        const char *memory = commands_word(&args), *slot_word = commands_word(&args), *status_word = commands_word(&args),
                   *hex = commands_word(&args);
        uint8_t octets[PDU_OCTETS_MAX];
        struct store *store;
        long slot, status;
        int len;

        (void)simulator;
        len = hex == NULL ? -1 : text_unhex(hex, strlen(hex), octets, sizeof octets);
        if (len <= 0 || !commands_number(slot_word, 1, STORE_SLOTS_MAX, &slot) ||
            !commands_number(status_word, STORE_UNREAD, STORE_SENT, &status)) {
                reply->error = "usage: put MODEM SM|ME SLOT STATUS HEX";
                return;
        }
        store = &modem->stores[strcmp(memory, "ME") == 0 ? MODEM_ME : MODEM_SM];
        if (store_slot(store, (int)slot) == NULL) {
                reply->error = "no such slot";
                return;
        }
        store_put(store, (int)slot, (enum store_status)status, octets, (size_t)len);
}
