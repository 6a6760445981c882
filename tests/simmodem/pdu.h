/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Short message PDUs (TS 23.040) as the simulated network sees them: SMS-SUBMIT comes from the modem,
 * SMS-DELIVER and SMS-STATUS-REPORT go to it. A second, strict implementation beside the daemon's: what it refuses,
 * a network would have refused or mangled. Plain values, no side effects.
 */
#ifndef SIMMODEM_PDU_H
#define SIMMODEM_PDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
        PDU_OCTETS_MAX = 512,           /* of one PDU with its SMSC; larger than any lawful one, for forged ones */
        PDU_USER_DATA_MAX = 140,        /* octets, TS 23.040, 9.2.3.24 */
        PDU_SEPTETS_MAX = 160,
        PDU_TEXT_MAX = 3 * PDU_SEPTETS_MAX + 1, /* UTF-8: at most 3 octets for a septet or a UCS-2 unit */
        PDU_ADDRESS_MAX = 3 * 11 + 8,   /* 20 digits, or 11 characters in UTF-8 */
};

enum pdu_type { PDU_DELIVER, PDU_SUBMIT, PDU_REPORT };

enum pdu_direction { PDU_TO_NETWORK, PDU_FROM_NETWORK };

enum pdu_coding { PDU_GSM7, PDU_8BIT, PDU_UCS2 };

enum pdu_validity { PDU_VALIDITY_NONE, PDU_VALIDITY_ENHANCED, PDU_VALIDITY_RELATIVE, PDU_VALIDITY_ABSOLUTE };

struct pdu_address {
        char digits[PDU_ADDRESS_MAX];   /* "+15550100", "*100#", or the text of an alphanumeric sender in UTF-8 */
        bool alphanumeric;
};

struct pdu_time {
        uint8_t year, month, day, hour, minute, second;         /* year of the century */
        int8_t quarters;                                        /* of an hour, east of Greenwich */
};

struct pdu {
        enum pdu_type type;
        struct pdu_address smsc;        /* empty: the one of the SIM */
        struct pdu_address number;      /* destination, sender or recipient */

        bool more_to_send;              /* DELIVER: TP-MMS */
        bool report;                    /* TP-SRR, TP-SRI, TP-SRQ */
        bool reply_path;
        bool reject_duplicates;         /* SUBMIT */

        uint8_t mr;                     /* TP-MR: SUBMIT, REPORT */
        uint8_t pid;
        uint8_t dcs;                    /* as on the wire; encoding derives it from coding and class unless dcs_set */
        bool dcs_set;
        enum pdu_coding coding;
        int class;                      /* -1: none */

        enum pdu_validity validity;     /* SUBMIT */
        uint8_t validity_octets[7];

        struct pdu_time stamp;          /* DELIVER, REPORT */
        struct pdu_time discharge;      /* REPORT */
        uint8_t status;                 /* REPORT: TP-ST */

        uint8_t header[PDU_USER_DATA_MAX];      /* information elements, without UDHL */
        size_t header_len;
        bool has_header;

        int ref_bits;                   /* concatenation: 8 or 16; 0: not a part. Encoding adds it before header[] */
        int ref, total, part;

        uint8_t data[PDU_USER_DATA_MAX];        /* 8-bit coding: the user data after the header */
        size_t data_len;
        char text[PDU_TEXT_MAX];        /* the others, in UTF-8; may hold NUL */
        size_t text_len;
};

/* Room for text in one part, in units of the coding (septets, octets, UCS-2 units), after concatenation of ref_bits
 * (0: none) and more_header further octets of header. */
size_t pdu_room(enum pdu_coding coding, int ref_bits, size_t more_header);

/* Units of the coding that the text takes, or -1 if the coding has not all its characters. */
int pdu_units(enum pdu_coding coding, const char *text, size_t len);

/* Encodes PDU_DELIVER and PDU_REPORT, with the SMSC's address in front. Returns the number of octets, or -EINVAL for what
 * does not fit. *tpdu_len is what AT commands call the length: without the SMSC. */
int pdu_encode(const struct pdu *pdu, uint8_t out[PDU_OCTETS_MAX], size_t *tpdu_len);

/* Decodes a PDU with the SMSC's address in front. Returns 0, or -EBADMSG for anything against the standard: octets
 * missing or left over, lengths over the limit, a header longer than the user data. */
int pdu_decode(const uint8_t *octets, size_t len, enum pdu_direction direction, struct pdu *pdu);

/* Seconds of validity, -1 if none is given or it is not relative. */
long pdu_validity_s(const struct pdu *pdu);

extern const char pdu_semi_octets[16];  /* 9.1.2.3: the digits of an address; 15 is the filler */

bool pdu_number_is_numeric(const char *number);

const char *pdu_coding_name(enum pdu_coding coding);    /* "gsm7" "8bit" "ucs2" */

#endif
