/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Decoding of short message PDUs, TS 23.040 section 9, and what both directions share; pdu_encode.c has the other one. Clauses are
 * cited where the field is read. The decoder reads through a cursor that cannot run over the end: once it failed, it yields zeros and stays failed.
 */
#include "pdu.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "alphabet.h"

struct cursor {
        const uint8_t *at;
        size_t left;
        bool failed;
};

const char pdu_semi_octets[16] = "0123456789*#abc";

bool
pdu_number_is_numeric(const char *number)
{
        if (*number == '+')
                number++;
        return *number != '\0' && strspn(number, "0123456789*#") == strlen(number);
}

const char *
pdu_coding_name(enum pdu_coding coding)
{
        return coding == PDU_GSM7 ? "gsm7" : coding == PDU_8BIT ? "8bit" : "ucs2";
}

size_t
pdu_room(enum pdu_coding coding, int ref_bits, size_t more_header)
{
        size_t header = (ref_bits == 8 ? 5 : ref_bits == 16 ? 6 : 0) + more_header;
        size_t octets;

        if (header > 0)
                header++;                       /* UDHL */
        octets = header >= PDU_USER_DATA_MAX ? 0 : PDU_USER_DATA_MAX - header;
        switch (coding) {
        case PDU_GSM7:
                return octets * 8 / 7;
        case PDU_UCS2:
                return octets / 2;
        case PDU_8BIT:
                break;
        }
        return octets;
}

int
pdu_units(enum pdu_coding coding, const char *text, size_t len)
{
        uint16_t *units = allocate((len + 1) * sizeof *units);
        int nunits, i, sum = 0;

        nunits = alphabet_units_from_utf8(text, len, units, len);
        if (coding == PDU_8BIT) {
                sum = (int)len;
        } else if (nunits < 0 || coding == PDU_UCS2) {
                sum = nunits;
        } else {
                for (i = 0; i < nunits && sum >= 0; i++) {
                        uint8_t septets[2];
                        int step = alphabet_septets_from_unit(units[i], septets);

                        sum = step == 0 ? -1 : sum + step;
                }
        }
        free(units);
        return sum;
}

/* ---- decoding ---- */

static uint8_t
take(struct cursor *from)
{
        if (from->left == 0) {
                from->failed = true;
                return 0;
        }
        from->left--;
        return *from->at++;
}

static const uint8_t *
take_run(struct cursor *from, size_t len)
{
        static const uint8_t nothing[PDU_OCTETS_MAX];
        const uint8_t *run = from->at;

        if (len > from->left) {
                from->failed = true;
                return nothing;
        }
        from->at += len;
        from->left -= len;
        return run;
}

static void
read_digits(const uint8_t *octets, size_t ndigits, unsigned type, struct pdu_address *address)
{
        size_t i, n = 0;

        if ((type & 0x70) == 0x10)              /* 9.1.2.5: international */
                address->digits[n++] = '+';
        for (i = 0; i < ndigits; i++) {
                unsigned digit = i % 2 == 0 ? octets[i / 2] & 15u : octets[i / 2] >> 4u;

                if (digit == 15)
                        break;
                address->digits[n++] = pdu_semi_octets[digit];
        }
        address->digits[n] = '\0';
}

static void
take_address(struct cursor *from, struct pdu_address *address)
{
        unsigned len = take(from), type;
        uint8_t septets[11];
        struct text text = { 0 };
        const uint8_t *octets;
        size_t nseptets;

        type = take(from);
        if (len > 22) {                         /* 9.1.2.5: at most 20 semi-octets; 11 letters make 20 */
                from->failed = true;
                return;
        }
        octets = take_run(from, (len + 1) / 2);
        address->alphanumeric = (type & 0x70) == 0x50;
        if (!address->alphanumeric) {
                if (len > 20)
                        from->failed = true;
                else
                        read_digits(octets, len, type, address);
                return;
        }
        nseptets = len * 4 / 7;
        if (nseptets > sizeof septets)
                nseptets = sizeof septets;
        alphabet_unpack(octets, nseptets, 0, septets);
        alphabet_utf8_from_septets(&text, septets, nseptets);
        if (text.len > 0)
                memcpy(address->digits, text.bytes, text.len + 1);
        text_free(&text);
}

static void
take_smsc(struct cursor *from, struct pdu_address *address)
{
        unsigned len = take(from), type;

        if (len == 0)
                return;
        if (len > 11) {
                from->failed = true;
                return;
        }
        type = take(from);
        read_digits(take_run(from, len - 1), 2 * (len - 1), type, address);
}

static uint8_t
unswapped(uint8_t octet)
{
        return (uint8_t)((octet & 15) * 10 + (octet >> 4));
}

static void
take_time(struct cursor *from, struct pdu_time *time)
{
        uint8_t zone;

        time->year = unswapped(take(from));
        time->month = unswapped(take(from));
        time->day = unswapped(take(from));
        time->hour = unswapped(take(from));
        time->minute = unswapped(take(from));
        time->second = unswapped(take(from));
        zone = take(from);
        time->quarters = (int8_t)unswapped(zone & 0xf7);
        if (zone & 0x08)
                time->quarters = (int8_t)-time->quarters;
}

/* TS 23.038, section 4 */
static void
read_dcs(struct pdu *pdu)
{
        unsigned dcs = pdu->dcs;

        pdu->coding = PDU_GSM7;
        pdu->class = -1;
        if ((dcs & 0x80) == 0) {
                if ((dcs & 0x0c) == 0x04)
                        pdu->coding = PDU_8BIT;
                else if ((dcs & 0x0c) == 0x08)
                        pdu->coding = PDU_UCS2;
                if (dcs & 0x10)
                        pdu->class = (int)(dcs & 3);
                if (dcs & 0x20)                 /* compressed: nobody does; keep the octets */
                        pdu->coding = PDU_8BIT;
        } else if ((dcs & 0xf0) == 0xe0) {
                pdu->coding = PDU_UCS2;
        } else if ((dcs & 0xf0) == 0xf0) {
                pdu->coding = dcs & 0x04 ? PDU_8BIT : PDU_GSM7;
                pdu->class = (int)(dcs & 3);
        }
}

static void
read_header(struct pdu *pdu)
{
        size_t i = 0;

        while (i + 2 <= pdu->header_len && i + 2 + pdu->header[i + 1] <= pdu->header_len) {
                const uint8_t *element = pdu->header + i;

                if (element[0] == 0x00 && element[1] == 3) {
                        pdu->ref_bits = 8;
                        pdu->ref = element[2];
                        pdu->total = element[3];
                        pdu->part = element[4];
                } else if (element[0] == 0x08 && element[1] == 4) {
                        pdu->ref_bits = 16;
                        pdu->ref = element[2] << 8 | element[3];
                        pdu->total = element[4];
                        pdu->part = element[5];
                }
                i += 2u + element[1];
        }
}

static void
set_text(struct pdu *pdu, const struct text *text)
{
        pdu->text_len = text->len < sizeof pdu->text ? text->len : sizeof pdu->text - 1;
        if (pdu->text_len > 0)
                memcpy(pdu->text, text->bytes, pdu->text_len);
}

static void
take_user_data(struct cursor *from, struct pdu *pdu, bool udhi)
{
        size_t udl = take(from), noctets, header_len = 0, i;
        struct text text = { 0 };
        const uint8_t *octets;

        noctets = pdu->coding == PDU_GSM7 ? (udl * 7 + 7) / 8 : udl;
        if (noctets > PDU_USER_DATA_MAX || noctets != from->left) {
                from->failed = true;
                return;
        }
        octets = take_run(from, noctets);
        if (udhi) {
                header_len = noctets == 0 ? 1 : octets[0] + 1u;
                if (header_len > noctets) {
                        from->failed = true;
                        return;
                }
                pdu->has_header = true;
                pdu->header_len = header_len - 1;
                memcpy(pdu->header, octets + 1, pdu->header_len);
                read_header(pdu);
        }

        switch (pdu->coding) {
        case PDU_GSM7: {
                size_t header_septets = (header_len * 8 + 6) / 7;
                uint8_t septets[PDU_SEPTETS_MAX];

                if (udl < header_septets)
                        break;
                alphabet_unpack(octets + header_len, udl - header_septets, (unsigned)(header_septets * 7 - header_len * 8),
                                septets);
                alphabet_utf8_from_septets(&text, septets, udl - header_septets);
                break;
        }
        case PDU_UCS2: {
                uint16_t units[PDU_USER_DATA_MAX / 2];
                size_t nunits = (noctets - header_len) / 2;

                if ((noctets - header_len) % 2 != 0)
                        from->failed = true;
                for (i = 0; i < nunits; i++)
                        units[i] = (uint16_t)(octets[header_len + 2 * i] << 8 | octets[header_len + 2 * i + 1]);
                alphabet_utf8_from_units(&text, units, nunits);
                break;
        }
        case PDU_8BIT:
                pdu->data_len = noctets - header_len;
                memcpy(pdu->data, octets + header_len, pdu->data_len);
                break;
        }
        set_text(pdu, &text);
        text_free(&text);
}

static void
take_submit(struct cursor *from, struct pdu *pdu, unsigned first)
{
        size_t validity_len;

        pdu->type = PDU_SUBMIT;
        pdu->reject_duplicates = first & 0x04;
        pdu->mr = take(from);
        take_address(from, &pdu->number);
        pdu->pid = take(from);
        pdu->dcs = take(from);
        read_dcs(pdu);
        switch (first >> 3 & 3) {               /* 9.2.3.3 */
        case 1: pdu->validity = PDU_VALIDITY_ENHANCED; break;
        case 2: pdu->validity = PDU_VALIDITY_RELATIVE; break;
        case 3: pdu->validity = PDU_VALIDITY_ABSOLUTE; break;
        default: pdu->validity = PDU_VALIDITY_NONE;
        }
        validity_len = pdu->validity == PDU_VALIDITY_NONE ? 0 : pdu->validity == PDU_VALIDITY_RELATIVE ? 1 : 7;
        memcpy(pdu->validity_octets, take_run(from, validity_len), validity_len);
        take_user_data(from, pdu, first & 0x40);
}

static void
take_deliver(struct cursor *from, struct pdu *pdu, unsigned first)
{
        pdu->type = PDU_DELIVER;
        pdu->more_to_send = !(first & 0x04);
        take_address(from, &pdu->number);
        pdu->pid = take(from);
        pdu->dcs = take(from);
        read_dcs(pdu);
        take_time(from, &pdu->stamp);
        take_user_data(from, pdu, first & 0x40);
}

static void
take_report(struct cursor *from, struct pdu *pdu)
{
        pdu->type = PDU_REPORT;
        pdu->mr = take(from);
        take_address(from, &pdu->number);
        take_time(from, &pdu->stamp);
        take_time(from, &pdu->discharge);
        pdu->status = take(from);
        take_run(from, from->left);             /* 9.2.3.27: optional fields */
}

int
pdu_decode(const uint8_t *octets, size_t len, enum pdu_direction direction, struct pdu *pdu)
{
        struct cursor from = { .at = octets, .left = len };
        unsigned first;

        memset(pdu, 0, sizeof *pdu);
        pdu->class = -1;
        take_smsc(&from, &pdu->smsc);
        first = take(&from);
        pdu->report = first & 0x20;
        pdu->reply_path = first & 0x80;
        switch ((first & 3) | (direction == PDU_TO_NETWORK ? 4u : 0u)) {        /* 9.2.3.1 */
        case 0:
                take_deliver(&from, pdu, first);
                break;
        case 2:
                take_report(&from, pdu);
                break;
        case 4 + 1:
                take_submit(&from, pdu, first);
                break;
        default:
                return -EBADMSG;
        }
        return from.failed ? -EBADMSG : 0;
}

/* 9.2.3.12.1 */
long
pdu_validity_s(const struct pdu *pdu)
{
        long value = pdu->validity_octets[0];

        if (pdu->validity != PDU_VALIDITY_RELATIVE)
                return -1;
        if (value <= 143)
                return (value + 1) * 300;
        if (value <= 167)
                return 43200 + (value - 143) * 1800;
        if (value <= 196)
                return (value - 166) * 86400;
        return (value - 192) * 604800;
}
