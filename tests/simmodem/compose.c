/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cutting texts into SMS-DELIVER PDUs. A character is never cut: neither a surrogate pair nor an extension pair (TS 23.038,
 * 6.2.1). See compose.h.
 */
#include "compose.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static size_t
character_len(const char *at, size_t left)
{
        size_t len = 1;

        while (len < left && ((unsigned char)at[len] & 0xc0) == 0x80)
                len++;
        return len;
}

/* Length in bytes of what goes into one part with this much room. */
static size_t
piece_len(enum pdu_coding coding, const char *text, size_t left, size_t room)
{
        size_t len = 0, used = 0;

        while (len < left) {
                size_t step = coding == PDU_8BIT ? 1 : character_len(text + len, left - len);
                int units = coding == PDU_8BIT ? 1 : pdu_units(coding, text + len, step);

                if (units < 0 || used + (size_t)units > room)
                        break;
                used += (size_t)units;
                len += step;
        }
        return len;
}

static int
set_piece(struct pdu *pdu, const char *text, size_t len)
{
        if (pdu->coding == PDU_8BIT) {
                if (len > sizeof pdu->data)
                        return -EINVAL;
                memcpy(pdu->data, text, len);
                pdu->data_len = len;
                return 0;
        }
        if (len >= sizeof pdu->text)
                return -EINVAL;
        memcpy(pdu->text, text, len);
        pdu->text_len = len;
        return 0;
}

int
compose_deliver(const struct compose *compose, void (*each)(void *context, const uint8_t *octets, size_t len), void *context)
{
        size_t starts[COMPOSE_PARTS_MAX + 1] = { 0 }, room, at = 0, header = compose->base.header_len;
        enum pdu_coding coding = compose->base.coding;
        bool explicit_part = compose->base.ref_bits != 0;
        int nunits, nparts = 0, i, n;

        if (compose->coding_auto)
                coding = pdu_units(PDU_GSM7, compose->text, compose->text_len) >= 0 ? PDU_GSM7 : PDU_UCS2;
        nunits = pdu_units(coding, compose->text, compose->text_len);
        if (nunits < 0)
                return -EINVAL;
        room = pdu_room(coding, explicit_part ? compose->base.ref_bits : 0, header);
        if ((size_t)nunits > room && !explicit_part)
                room = pdu_room(coding, compose->bits, header);
        do {
                size_t len = piece_len(coding, compose->text + at, compose->text_len - at, room);

                if (nparts == COMPOSE_PARTS_MAX || (len == 0 && compose->text_len > 0))
                        return -EINVAL;
                at += len;
                starts[++nparts] = at;
        } while (at < compose->text_len);
        if (explicit_part && nparts > 1)
                return -EINVAL;

        n = compose->norder > 0 ? compose->norder : nparts;
        for (i = 0; i < n; i++) {
                int part = compose->norder > 0 ? compose->order[i] : i + 1;
                struct pdu pdu = compose->base;
                uint8_t octets[PDU_OCTETS_MAX];
                size_t tpdu_len;
                int len;

                if (part < 1 || part > nparts)
                        return -EINVAL;
                pdu.type = PDU_DELIVER;
                pdu.coding = coding;
                if (nparts > 1) {
                        pdu.ref_bits = compose->bits;
                        pdu.ref = compose->ref;
                        pdu.total = nparts;
                        pdu.part = part;
                }
                if (set_piece(&pdu, compose->text + starts[part - 1], starts[part] - starts[part - 1]) < 0)
                        return -EINVAL;
                len = pdu_encode(&pdu, octets, &tpdu_len);
                if (len < 0)
                        return len;
                each(context, octets, (size_t)len);
        }
        return n;
}

bool
compose_time(const char *text, struct pdu_time *time)
{
        unsigned year, month, day, hour, minute, second;
        int quarters = 0;

        if (sscanf(text, "%2u/%2u/%2u,%2u:%2u:%2u%d", &year, &month, &day, &hour, &minute, &second, &quarters) < 6 ||
            quarters < -79 || quarters > 79)
                return false;
        *time = (struct pdu_time){ (uint8_t)year, (uint8_t)month, (uint8_t)day, (uint8_t)hour, (uint8_t)minute,
                                   (uint8_t)second, (int8_t)quarters };
        return true;
}

struct pdu_time
compose_now(void)
{
        time_t now = time(NULL);
        struct tm utc;

        gmtime_r(&now, &utc);
        return (struct pdu_time){ (uint8_t)(utc.tm_year % 100), (uint8_t)(utc.tm_mon + 1), (uint8_t)utc.tm_mday,
                                  (uint8_t)utc.tm_hour, (uint8_t)utc.tm_min, (uint8_t)utc.tm_sec, 0 };
}
