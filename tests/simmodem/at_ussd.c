/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * USSD from the modem's side (TS 27.007, 7.15): the operator's menu is a table of answers that the control socket fills.
 * The text goes out in the forms that real sticks use: in the character set of +CSCS, as UCS-2 digits, as packed septets in
 * hexadecimal (Huawei), or raw.
 */
#include "at_ussd.h"

#include <stdlib.h>
#include <string.h>

#include "alphabet.h"
#include "at.h"

const char *const ussd_form_names[USSD_FORM_COUNT] = { "charset", "ucs2", "packed", "raw" };

/* What an operator says to a code it does not know: +CUSD: 4, "operation not supported". */
static const struct ussd_answer ussd_unknown = { .status = 4, .text = (char *)"" };

static void
quote_ucs2(struct text *out, const char *utf8)
{
        uint16_t units[1024];
        int nunits = alphabet_units_from_utf8(utf8, strlen(utf8), units, ARRAY_LEN(units)), i;

        text_puts(out, "\"");
        for (i = 0; i < nunits; i++)
                text_printf(out, "%04X", units[i]);
        text_puts(out, "\"");
}

static void
quote_packed(struct text *out, const char *utf8)
{
        uint16_t units[182];            /* TS 23.038, 6.1.2.3: 160 octets */
        uint8_t septets[2 * 182], octets[2 * 182];
        int nunits = alphabet_units_from_utf8(utf8, strlen(utf8), units, ARRAY_LEN(units)), i;
        size_t n = 0;

        for (i = 0; i < nunits; i++)
                n += (size_t)alphabet_septets_from_unit(units[i], septets + n);
        if (n % 8 == 7)
                septets[n++] = '\r';    /* 6.1.2.3.1: else the rest would read as '@' */
        text_puts(out, "\"");
        text_hex(out, octets, alphabet_pack(septets, n, 0, octets));
        text_puts(out, "\"");
}

void
ussd_tell(struct modem *modem, int status, int dcs, int form, const char *text)
{
        struct text quoted = { 0 };

        switch ((enum ussd_form)form) {
        case USSD_CHARSET:
        case USSD_FORM_COUNT:
                at_quote(modem, &quoted, text);
                break;
        case USSD_UCS2:
                quote_ucs2(&quoted, text);
                break;
        case USSD_PACKED:
                quote_packed(&quoted, text);
                break;
        case USSD_RAW:
                text_printf(&quoted, "\"%s\"", text);
                break;
        }
        if (*text == '\0')
                modem_tell(modem, "+CUSD: %d", status);
        else
                modem_tell(modem, "+CUSD: %d,%s,%d", status, quoted.bytes, dcs);
        text_free(&quoted);
}

static void
answer_due(void *context)
{
        struct modem *modem = context;
        const struct ussd_answer *answer = modem->ussd_due;

        modem->ussd_due = NULL;
        if (answer != NULL)
                ussd_tell(modem, answer->status, answer->dcs, answer->form, answer->text);
}

static const struct ussd_answer *
find_answer(const struct modem *modem, const char *code)
{
        const struct ussd_answer *answer;

        for (answer = modem->ussd; answer != NULL; answer = answer->next)
                if (strcmp(answer->code, code) == 0 || strcmp(answer->code, "*") == 0)
                        return answer;
        return NULL;
}

/* Digits may come in the character set, or as packed septets in hexadecimal whatever the set is. */
static const struct ussd_answer *
understand(const struct modem *modem, const char *argument)
{
        const struct ussd_answer *answer;
        struct text code = { 0 };
        uint8_t octets[160], septets[182];
        int noctets;

        at_decode(modem, argument, &code);
        answer = find_answer(modem, code.bytes);
        noctets = text_unhex(argument, strlen(argument), octets, sizeof octets);
        if ((answer == NULL || strcmp(answer->code, "*") == 0) && noctets > 0) {
                const struct ussd_answer *packed;

                text_clear(&code);
                alphabet_unpack(octets, (size_t)noctets * 8 / 7, 0, septets);
                alphabet_utf8_from_septets(&code, septets, (size_t)noctets * 8 / 7);
                code.bytes[strcspn(code.bytes, "\r")] = '\0';
                packed = find_answer(modem, code.bytes);
                if (packed != NULL)
                        answer = packed;
        }
        text_free(&code);
        return answer;
}

static struct at_result
cusd(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        const struct ussd_answer *answer;
        const char *code;
        long mode;

        if (form == AT_READ)
                at_line(out, "+CUSD: %d", modem->cusd);
        if (form == AT_TEST)
                at_line(out, "+CUSD: (0-2)");
        if (form != AT_SET)
                return AT_RESULT(AT_OK);
        if (!at_number(at_argument(&args), &mode) || mode < 0 || mode > 2)
                return AT_RESULT_CME(50);
        if (mode == 2) {
                agenda_cancel(modem->agenda, answer_due, modem);
                return AT_RESULT(AT_OK);
        }
        modem->cusd = (int)mode;
        code = at_argument(&args);
        if (code == NULL || *code == '\0')
                return AT_RESULT(AT_OK);
        if (!modem_is_registered(modem))
                return AT_RESULT_CME(30);
        answer = understand(modem, code);
        if (answer == NULL) {
                agenda_cancel(modem->agenda, answer_due, modem);
                modem->ussd_due = &ussd_unknown;
                agenda_add(modem->agenda, 0, answer_due, modem);
        } else if (answer->status >= 0) {
                agenda_cancel(modem->agenda, answer_due, modem);
                modem->ussd_due = answer;
                agenda_add(modem->agenda, agenda_now_us() + (uint64_t)answer->ms * 1000, answer_due, modem);
        }
        return AT_RESULT(AT_OK);
}

const struct at_command at_ussd_commands[] = {
        { "+CUSD", AT_NEEDS_SIM, cusd },
        { NULL, AT_ANY_TIME, NULL },
};
