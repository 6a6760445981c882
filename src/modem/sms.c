/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Conversion of short messages. libgammu passes on what the sender wrote into the headers ("part 200 of 2"); here it is refused or made
 * harmless.
 */
#include "sms.h"

#include <stdint.h>
#include <string.h>

#include "common/clock.h"

#define TEXT_UNITS ((PHONE_SMS_TEXT - 1) / 3)   /* a unit of UTF-16 is at most three bytes of UTF-8; far more than a message holds */
#define PARTS_MOST 255                  /* TS 23.040, 9.2.3.24.1 */
#define DAY_S 86400

/* --- from libgammu --- */

#define FNV_START UINT64_C(14695981039346656037)

static uint64_t
fnv1a(uint64_t hash, const void *data, size_t len)
{
        const unsigned char *bytes = data;

        for (size_t i = 0; i < len; i++)
                hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
        return hash;
}

static size_t
utf16_bytes(const unsigned char *utf16be, size_t most)
{
        size_t n = 0;

        while (n + 1 < most && (utf16be[n] != 0 || utf16be[n + 1] != 0))
                n += 2;
        return n;
}

static bool
is_surrogate(const unsigned char *unit, unsigned char first)
{
        return (unit[0] & 0xfc) == first;
}

/*
 * UTF-8 of at most `most` units (TEXT_UNITS at most). libgammu's decoder has been seen to run over the end of a field, so no NUL is relied
 * on; half a surrogate pair becomes U+FFFD, for EncodeUTF8() would make of it what is not UTF-8.
 */
static void
encode(const unsigned char *utf16be, size_t most, char *out)
{
        unsigned char sound[2 * (TEXT_UNITS + 1)];
        size_t n = utf16_bytes(utf16be, 2 * most);

        memcpy(sound, utf16be, n);
        sound[n] = sound[n + 1] = 0;
        for (size_t i = 0; i < n; i += 2) {
                if (is_surrogate(&sound[i], 0xd8) && is_surrogate(&sound[i + 2], 0xdc)) {
                        i += 2;
                } else if (is_surrogate(&sound[i], 0xd8) || is_surrogate(&sound[i], 0xdc)) {
                        sound[i] = 0xff;
                        sound[i + 1] = 0xfd;
                }
        }
        EncodeUTF8(out, sound);
        explicit_bzero(sound, sizeof sound);
}

static void
set_stamp(const GSM_DateTime *at, struct phone_sms *out)
{
        if (at->Year < 2000 || at->Year > 2099 || at->Month < 1 || at->Month > 12 || at->Day < 1 || at->Day > 31)
                return;
        if (at->Hour < 0 || at->Hour > 23 || at->Minute < 0 || at->Minute > 59 || at->Second < 0 || at->Second > 60 ||
            at->Timezone < -DAY_S || at->Timezone > DAY_S)
                return;
        out->stamp_zone_s = at->Timezone;
        out->stamp_utc = clock_from_civil(at->Year, at->Month, at->Day, at->Hour, at->Minute, at->Second) - at->Timezone;
}

/* A part of a long message, or whole: a header that cannot be true is no header. */
static void
set_part(const GSM_UDHHeader *udh, struct phone_sms *out)
{
        out->reference = -1;
        out->part = out->total = 1;
        if (udh->AllParts < 2 || udh->AllParts > PARTS_MOST || udh->PartNumber < 1 || udh->PartNumber > udh->AllParts)
                return;
        if (udh->ID16bit >= 0) {
                out->reference = udh->ID16bit & 0xffff;
                out->reference_is_16bit = true;
        } else if (udh->ID8bit >= 0) {
                out->reference = udh->ID8bit & 0xff;
        } else {
                return;
        }
        out->part = udh->PartNumber;
        out->total = udh->AllParts;
}

static bool
header_is_for_people(GSM_UDH type)
{
        return type == UDH_NoUDH || type == UDH_ConcatenatedMessages || type == UDH_ConcatenatedMessages16bit ||
               type == UDH_UserUDH;
}

/* Some phones and services send plain ASCII as 8-bit data: then it is a text. */
static bool
bytes_are_text(const unsigned char *bytes, size_t len)
{
        for (size_t i = 0; i < len; i++)
                if ((bytes[i] < 0x20 && bytes[i] != '\n' && bytes[i] != '\r') || bytes[i] > 0x7e)
                        return false;
        return len > 0;
}

static void
set_text(const GSM_SMSMessage *sms, struct phone_sms *out)
{
        if (sms->Coding != SMS_Coding_8bit) {
                encode(sms->Text, TEXT_UNITS, out->text);
                out->kind = header_is_for_people(sms->UDH.Type) ? PHONE_SMS_KIND_TEXT : PHONE_SMS_KIND_DATA;
                return;
        }
        out->kind = PHONE_SMS_KIND_DATA;
        if (sms->Length > 0 && sms->Length < PHONE_SMS_TEXT && header_is_for_people(sms->UDH.Type) &&
            bytes_are_text(sms->Text, (size_t)sms->Length)) {
                memcpy(out->text, sms->Text, (size_t)sms->Length);
                out->text[sms->Length] = '\0';
                out->kind = PHONE_SMS_KIND_TEXT;
        }
}

static uint64_t
fingerprint_of(const GSM_SMSMessage *sms, const struct phone_sms *out)
{
        int header[4] = {out->reference, out->part, out->total, (int)sms->PDU};
        bool is_8bit = sms->Coding == SMS_Coding_8bit && sms->Length > 0 && (size_t)sms->Length < sizeof sms->Text;
        uint64_t hash = FNV_START;

        hash = fnv1a(hash, sms->Number, utf16_bytes(sms->Number, sizeof sms->Number));
        hash = fnv1a(hash, &out->stamp_utc, sizeof out->stamp_utc);
        hash = fnv1a(hash, header, sizeof header);
        return fnv1a(hash, sms->Text, is_8bit ? (size_t)sms->Length : utf16_bytes(sms->Text, sizeof sms->Text));
}

void
sms_from_gammu(const GSM_SMSMessage *sms, struct phone_sms *out)
{
        char number[4 * (GSM_MAX_NUMBER_LENGTH + 1)];

        memset(out, 0, sizeof *out);
        out->location = sms->Location;
        encode(sms->Number, GSM_MAX_NUMBER_LENGTH, number);
        memcpy(out->sender.secret, number, strnlen(number, sizeof out->sender.secret - 1));
        explicit_bzero(number, sizeof number);
        set_part(&sms->UDH, out);
        if (sms->PDU == SMS_Status_Report) {
                out->kind = PHONE_SMS_KIND_REPORT;
        } else {
                set_stamp(&sms->DateTime, out);
                set_text(sms, out);
        }
        out->fingerprint = fingerprint_of(sms, out);
        out->check = (uint16_t)(out->fingerprint >> 48 ^ out->fingerprint >> 32 ^ out->fingerprint >> 16 ^ out->fingerprint);
}

/* --- to libgammu --- */

/* Relative validity (TS 23.040, 9.2.3.12.1): the shortest that is not under `hours`. */
static int
validity(int hours)
{
        if (hours <= 12)
                return hours < 1 ? 0 : hours * 12 - 1;          /* steps of 5 minutes */
        if (hours <= 24)
                return 143 + (hours - 12) * 2;                  /* of 30 minutes */
        if (hours <= 30 * 24)
                return 166 + (hours + 23) / 24;                 /* of a day */
        return hours > 63 * 7 * 24 ? 255 : 192 + (hours + 167) / 168;
}

void
sms_to_gammu(const struct phone_part *part, const GSM_SMSC *smsc, GSM_SMSMessage *out)
{
        size_t len = strnlen(part->to->secret, sizeof part->to->secret);

        memset(out, 0, sizeof *out);
        GSM_SetDefaultSMSData(out);
        out->SMSC = *smsc;
        out->SMSC.Location = 0;
        out->SMSC.Validity.Format = SMS_Validity_RelativeFormat;
        out->SMSC.Validity.Relative = (GSM_ValidityPeriod)validity(part->validity_h);
        out->PDU = SMS_Submit;
        out->Class = part->flash ? GSM_SMS_Flash : GSM_SMS_None;
        out->Coding = part->ucs2 ? SMS_Coding_Unicode_No_Compression : SMS_Coding_Default_No_Compression;
        EncodeUnicode(out->Number, part->to->secret, len);
        DecodeUTF8(out->Text, part->text, (size_t)part->len);
        out->Length = (int)UnicodeLength(out->Text);
        out->UDH.Type = part->total > 1 ? UDH_ConcatenatedMessages : UDH_NoUDH;
        out->UDH.ID8bit = part->reference;
        out->UDH.PartNumber = part->part;
        out->UDH.AllParts = part->total;
        GSM_EncodeUDHHeader(GSM_GetGlobalDebug(), &out->UDH);
}

void
sms_printable(const unsigned char *utf16be, char *text, size_t room)
{
        size_t n = 0;

        while (n + 1 < room && (utf16be[2 * n] != 0 || utf16be[2 * n + 1] != 0)) {
                unsigned char low = utf16be[2 * n + 1];

                text[n] = (char)(utf16be[2 * n] == 0 && low >= 0x20 && low < 0x7f ? low : '?');
                n++;
        }
        text[n] = '\0';
}
