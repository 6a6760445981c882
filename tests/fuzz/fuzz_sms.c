/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever a decoder that was led astray may leave in libgammu's struct: every field from the input, repeated until the struct is full, or
 * a plain message whose single fields are replaced. The result must be what the rest of the process relies on.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "modem/sms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int true_or_bug)
{
        if (!true_or_bug)
                abort();
}

static void
must_be_utf8(const char *text)
{
        const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
        utf8proc_int32_t codepoint;

        while (*at != '\0') {
                utf8proc_ssize_t n = utf8proc_iterate(at, -1, &codepoint);

                must(n > 0);
                at += n;
        }
}

static void
convert(const GSM_SMSMessage *in)
{
        static struct phone_sms out;

        sms_from_gammu(in, &out);
        must(out.kind >= PHONE_SMS_KIND_TEXT && out.kind <= PHONE_SMS_KIND_REPORT);
        must(memchr(out.text, '\0', sizeof out.text) != NULL);
        must(memchr(out.sender.secret, '\0', sizeof out.sender.secret) != NULL);
        must_be_utf8(out.text);
        must(out.total >= 1 && out.total <= 255 && out.part >= 1 && out.part <= out.total);
        must(out.reference >= -1 && out.reference <= (out.reference_is_16bit ? 0xffff : 0xff));
        must(out.reference >= 0 || out.total == 1);
        must(out.kind == PHONE_SMS_KIND_TEXT || out.text[0] == '\0' || out.kind == PHONE_SMS_KIND_DATA);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static GSM_SMSMessage sms;
        unsigned char *bytes = (unsigned char *)&sms;

        if (size == 0)
                return 0;
        for (size_t i = 0; i < sizeof sms; i++)
                bytes[i] = data[i % size];
        convert(&sms);
        sms.Coding = SMS_Coding_8bit;
        sms.Length = data[0] * 6;
        convert(&sms);

        /* the first bytes say which fields are kept from the input */
        GSM_SetDefaultReceivedSMSData(&sms);
        sms.Coding = (GSM_Coding_Type)(data[0] % 7);
        sms.UDH.Type = (GSM_UDH)(data[size / 2] % 40);
        sms.UDH.ID8bit = size > 3 ? data[3] - 1 : -1;
        sms.UDH.ID16bit = size > 5 ? data[4] * 256 + data[5] - 256 : -1;
        sms.UDH.PartNumber = size > 6 ? data[6] - 1 : 0;
        sms.UDH.AllParts = size > 7 ? data[7] - 1 : 0;
        sms.Length = (int)size;
        memcpy(sms.Text, data, size < sizeof sms.Text ? size : sizeof sms.Text);
        memcpy(sms.Number, data, size < sizeof sms.Number ? size : sizeof sms.Number);
        if (size >= sizeof sms.DateTime)
                memcpy(&sms.DateTime, data + size - sizeof sms.DateTime, sizeof sms.DateTime);
        convert(&sms);
        return 0;
}
