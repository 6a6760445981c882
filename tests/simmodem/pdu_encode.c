/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Encoding of short message PDUs, TS 23.040 section 9: what the network delivers to a modem. See pdu.h.
 */
#include "pdu.h"

#include <errno.h>
#include <string.h>

#include "alphabet.h"

static void
put(struct text *out, unsigned octet)
{
        uint8_t byte = (uint8_t)octet;

        text_add(out, &byte, 1);
}

/* UTF-8 to at most max septets; -1 if a character is foreign or there are too many. */
static int
septets_from_text(const char *text, size_t len, uint8_t *septets, size_t max)
{
        uint16_t units[PDU_SEPTETS_MAX];
        int nunits, i;
        size_t n = 0;

        nunits = alphabet_units_from_utf8(text, len, units, ARRAY_LEN(units));
        if (nunits < 0)
                return -1;
        for (i = 0; i < nunits; i++) {
                uint8_t pair[2];
                int step = alphabet_septets_from_unit(units[i], pair);

                if (step == 0 || n + (size_t)step > max)
                        return -1;
                memcpy(septets + n, pair, (size_t)step);
                n += (size_t)step;
        }
        return (int)n;
}

/* 9.1.2.5. The length counts semi-octets for TP addresses, octets with the type for the SMSC. */
static int
put_address(struct text *out, const struct pdu_address *address, bool is_smsc)
{
        const char *digits = address->digits;
        uint8_t octets[16] = { 0 };
        size_t i, ndigits;
        unsigned type = 0x81;

        if (is_smsc && *digits == '\0') {
                put(out, 0);
                return 0;
        }
        if (address->alphanumeric) {
                uint8_t septets[11];
                int n = septets_from_text(digits, strlen(digits), septets, sizeof septets);

                if (n < 0 || is_smsc)
                        return -EINVAL;
                put(out, ((unsigned)n * 7 + 3) / 4);
                put(out, 0xd0);
                text_add(out, octets, alphabet_pack(septets, (size_t)n, 0, octets));
                return 0;
        }
        if (*digits == '+') {
                type = 0x91;
                digits++;
        }
        ndigits = strlen(digits);
        if (ndigits > 20)
                return -EINVAL;
        for (i = 0; i < (ndigits + 1) / 2 * 2; i++) {
                const char *digit = i < ndigits ? strchr(pdu_semi_octets, digits[i]) : NULL;
                unsigned value = i < ndigits ? (unsigned)(digit - pdu_semi_octets) : 15;

                if (i < ndigits && digit == NULL)
                        return -EINVAL;
                octets[i / 2] |= (uint8_t)(i % 2 == 0 ? value : value << 4);
        }
        put(out, (unsigned)(is_smsc ? (ndigits + 1) / 2 + 1 : ndigits));
        put(out, type);
        text_add(out, octets, (ndigits + 1) / 2);
        return 0;
}

static unsigned
swapped(unsigned value)
{
        return (value % 10) << 4 | (value / 10 % 10);
}

/* 9.2.3.11: the sign is bit 3 of the zone's octet. */
static void
put_time(struct text *out, const struct pdu_time *time)
{
        unsigned quarters = (unsigned)(time->quarters < 0 ? -time->quarters : time->quarters);

        put(out, swapped(time->year));
        put(out, swapped(time->month));
        put(out, swapped(time->day));
        put(out, swapped(time->hour));
        put(out, swapped(time->minute));
        put(out, swapped(time->second));
        put(out, swapped(quarters) | (time->quarters < 0 ? 0x08u : 0));
}

static unsigned
dcs_of(const struct pdu *pdu)
{
        unsigned dcs = pdu->coding == PDU_GSM7 ? 0x00 : pdu->coding == PDU_8BIT ? 0x04 : 0x08;

        if (pdu->dcs_set)
                return pdu->dcs;
        return pdu->class < 0 ? dcs : dcs | 0x10 | (unsigned)pdu->class;        /* 23.038, 4 */
}

/* 9.2.3.24: UDHL, elements, fill bits up to a septet boundary, text. */
static int
put_user_data(struct text *out, const struct pdu *pdu)
{
        uint8_t octets[PDU_USER_DATA_MAX + 2] = { 0 }, septets[PDU_SEPTETS_MAX];
        uint16_t units[PDU_USER_DATA_MAX / 2];
        struct text header = { 0 };
        size_t header_len;
        int n, i, rc = 0;

        if (pdu->ref_bits == 8)                 /* 9.2.3.24.1 */
                text_add(&header, (uint8_t[]){ 0x00, 3, (uint8_t)pdu->ref, (uint8_t)pdu->total, (uint8_t)pdu->part }, 5);
        else if (pdu->ref_bits == 16)           /* 9.2.3.24.8 */
                text_add(&header, (uint8_t[]){ 0x08, 4, (uint8_t)(pdu->ref >> 8), (uint8_t)pdu->ref, (uint8_t)pdu->total,
                                               (uint8_t)pdu->part }, 6);
        text_add(&header, pdu->header, pdu->header_len);
        header_len = header.len == 0 ? 0 : header.len + 1;
        if (header_len > PDU_USER_DATA_MAX) {
                rc = -EINVAL;
                goto out;
        }
        if (header_len > 0) {
                octets[0] = (uint8_t)header.len;
                memcpy(octets + 1, header.bytes, header.len);
        }

        switch (pdu->coding) {
        case PDU_GSM7: {
                size_t header_septets = (header_len * 8 + 6) / 7;
                unsigned fill = (unsigned)(header_septets * 7 - header_len * 8);

                n = septets_from_text(pdu->text, pdu->text_len, septets, PDU_SEPTETS_MAX - header_septets);
                if (n < 0) {
                        rc = -EINVAL;
                        break;
                }
                put(out, (unsigned)(header_septets + (size_t)n));
                text_add(out, octets, header_len);
                text_add(out, octets, alphabet_pack(septets, (size_t)n, fill, octets));
                break;
        }
        case PDU_UCS2:
                n = alphabet_units_from_utf8(pdu->text, pdu->text_len, units, (PDU_USER_DATA_MAX - header_len) / 2);
                if (n < 0) {
                        rc = -EINVAL;
                        break;
                }
                put(out, (unsigned)(header_len + 2 * (size_t)n));
                text_add(out, octets, header_len);
                for (i = 0; i < n; i++) {
                        put(out, units[i] >> 8);
                        put(out, units[i] & 0xff);
                }
                break;
        case PDU_8BIT:
                if (header_len + pdu->data_len > PDU_USER_DATA_MAX) {
                        rc = -EINVAL;
                        break;
                }
                put(out, (unsigned)(header_len + pdu->data_len));
                text_add(out, octets, header_len);
                text_add(out, pdu->data, pdu->data_len);
                break;
        }
out:
        text_free(&header);
        return rc;
}

static int
put_deliver(struct text *out, const struct pdu *pdu)
{
        bool udhi = pdu->ref_bits != 0 || pdu->header_len > 0;
        int rc;

        put(out, 0x00 | (pdu->more_to_send ? 0 : 0x04u) | (pdu->report ? 0x20u : 0) | (udhi ? 0x40u : 0) |
                 (pdu->reply_path ? 0x80u : 0));                                /* 9.2.2.1; TP-MMS 0 = more */
        rc = put_address(out, &pdu->number, false);
        put(out, pdu->pid);
        put(out, dcs_of(pdu));
        put_time(out, &pdu->stamp);
        return rc < 0 ? rc : put_user_data(out, pdu);
}

static int
put_report(struct text *out, const struct pdu *pdu)
{
        int rc;

        put(out, 0x06);                         /* 9.2.2.3: MTI 10, no more messages */
        put(out, pdu->mr);
        rc = put_address(out, &pdu->number, false);
        put_time(out, &pdu->stamp);
        put_time(out, &pdu->discharge);
        put(out, pdu->status);
        return rc;
}

int
pdu_encode(const struct pdu *pdu, uint8_t out[PDU_OCTETS_MAX], size_t *tpdu_len)
{
        struct text octets = { 0 };
        size_t smsc_len;
        int rc;

        rc = put_address(&octets, &pdu->smsc, true);
        smsc_len = octets.len;
        if (rc == 0)
                rc = pdu->type == PDU_DELIVER ? put_deliver(&octets, pdu) : pdu->type == PDU_REPORT ? put_report(&octets, pdu)
                                                                                                   : -EINVAL;
        if (rc == 0) {
                memcpy(out, octets.bytes, octets.len);
                *tpdu_len = octets.len - smsc_len;
                rc = (int)octets.len;
        }
        text_free(&octets);
        return rc;
}
