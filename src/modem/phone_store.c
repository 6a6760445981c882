/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The store of the phone: listing it, by libgammu's way and by a slower one for modems whose way of listing does not work; emptying slots.
 */
#include "phone_priv.h"

#include <errno.h>
#include <string.h>

#include "sms.h"

/* Deadlines, as in phone.c. */
#define LIST_MS 120000
#define DELETE_MS 60000

#define SLOTS_MOST 1000                 /* of one memory; what a modem says may be anything */

/* Errors that say something about one message, not about the line. */
static bool
error_is_of_message(GSM_Error error)
{
        switch ((int)error) { /* a foreign enum: only what is told apart */
        case ERR_UNKNOWN:
        case ERR_CORRUPTED:
        case ERR_NOTSUPPORTED:
        case ERR_NOTIMPLEMENTED:
        case ERR_BUG:
        case ERR_INVALIDLOCATION:
        case ERR_INVALIDDATETIME:
                return true;
        default:
                return false;
        }
}

static void
give_broken(struct phone *phone, int32_t location, void (*on_sms)(void *arg, const struct phone_sms *sms), void *arg)
{
        memset(&phone->sms, 0, sizeof phone->sms);
        phone->sms.kind = PHONE_SMS_KIND_BROKEN;
        phone->sms.location = location;
        phone->sms.reference = -1;
        on_sms(arg, &phone->sms);
}

/* One message in hand: told. */
static void
give(struct phone *phone, const GSM_SMSMessage *slot, void (*on_sms)(void *arg, const struct phone_sms *sms), void *arg)
{
        phone->listed++;
        if (!slot->InboxFolder) {
                phone->others++; /* our own, or somebody's draft */
                return;
        }
        sms_from_gammu(slot, &phone->sms);
        on_sms(arg, &phone->sms);
}

/*
 * By AT+CMGL and libgammu's cache of it. Where AT+CMGL is refused libgammu tries slot after slot, and goes on saying that there are no more
 * with a location that grows: that is the end, and not a slot emptied meanwhile.
 */
static int
list_by_command(struct phone *phone, void (*on_sms)(void *arg, const struct phone_sms *sms), void *arg)
{
        GSM_SMSMessage *slot = &phone->messages.SMS[0];
        GSM_Error error;
        int32_t before = -1;
        bool start = true, was_empty = false;

        memset(slot, 0, sizeof *slot);
        for (;;) {
                slot->Folder = 0;
                error = GSM_GetNextSMS(phone->machine, &phone->messages, start);
                if (error == ERR_EMPTY && (start || was_empty || slot->Location == before))
                        return 0;
                was_empty = error == ERR_EMPTY;
                if (error == ERR_NONE) {
                        give(phone, slot, on_sms, arg);
                } else if (error != ERR_EMPTY) {
                        /* no progress: the line is at fault, not a message */
                        if (!error_is_of_message(error) || slot->Location == before || slot->Location == 0)
                                return -EIO;
                        phone->listed++;
                        give_broken(phone, slot->Location, on_sms, arg);
                }
                start = false;
                before = slot->Location;
        }
}

/* How many messages are in the memory; -1: the modem does not say. */
static int
count_memory(struct phone *phone, bool is_sim, int *size)
{
        GSM_SMSMemoryStatus status = {0};

        if (GSM_GetSMSStatus(phone->machine, &status) != ERR_NONE)
                return -1;
        *size = is_sim ? status.SIMSize : status.PhoneSize;
        return is_sim ? status.SIMUsed : status.PhoneUsed;
}

/*
 * One memory, slot by slot, until as many are found as it counts, then: a message that came meanwhile into one of the first slots is one of
 * those found, and the last one would be taken for removed by somebody, while its answer is on the way.
 */
static int
list_memory(struct phone *phone, bool is_sim, void (*on_sms)(void *arg, const struct phone_sms *sms), void *arg)
{
        GSM_SMSMessage *slot = &phone->messages.SMS[0];
        int32_t base = is_sim ? 0 : GSM_PHONE_MAXSMSINFOLDER;
        int found = 0, size = 0, used = count_memory(phone, is_sim, &size);

        for (int number = 1; number <= size && number <= SLOTS_MOST; number++) {
                GSM_Error error;

                if (found >= used && (used = count_memory(phone, is_sim, &size)) <= found)
                        break;
                memset(slot, 0, sizeof *slot);
                slot->Location = base + number;
                error = GSM_GetSMS(phone->machine, &phone->messages);
                if (error == ERR_EMPTY || error == ERR_INVALIDLOCATION)
                        continue;
                if (error != ERR_NONE && (!error_is_of_message(error) || phone->aborted))
                        return -EIO;
                found++;
                if (error == ERR_NONE) {
                        give(phone, slot, on_sms, arg);
                } else {
                        phone->listed++;
                        give_broken(phone, base + number, on_sms, arg);
                }
        }
        return used < 0 ? -EIO : 0;
}

static int
list_by_slot(struct phone *phone, void (*on_sms)(void *arg, const struct phone_sms *sms), void *arg)
{
        int rc = list_memory(phone, true, on_sms, arg);

        return rc < 0 ? rc : list_memory(phone, false, on_sms, arg);
}

int
phone_list(struct phone *phone, void (*on_sms)(void *arg, const struct phone_sms *sms), void *arg)
{
        int rc;

        pulse_busy(phone->pulse, LIST_MS);
        phone->listed = phone->others = 0;
        rc = (phone->by_slot ? list_by_slot : list_by_command)(phone, on_sms, arg);
        pulse_idle(phone->pulse);
        explicit_bzero(&phone->sms, sizeof phone->sms);
        explicit_bzero(&phone->messages.SMS[0], sizeof phone->messages.SMS[0]);
        return phone->aborted ? -EIO : rc;
}

static bool
read_room(struct phone *phone, GSM_SMSMemoryStatus *status)
{
        GSM_Error error;

        memset(status, 0, sizeof *status);
        pulse_busy(phone->pulse, STATUS_MS);
        error = GSM_GetSMSStatus(phone->machine, status);
        pulse_idle(phone->pulse);
        return error == ERR_NONE;
}

int
phone_count(struct phone *phone)
{
        GSM_SMSMemoryStatus status;

        /* when every slot was asked for, more cannot be done */
        return !phone->by_slot && read_room(phone, &status) ? status.SIMUsed + status.PhoneUsed : -1;
}

bool
phone_hides_messages(struct phone *phone, int counted)
{
        return (counted < 0 ? phone_count(phone) : counted) > phone->listed;
}

int
phone_others(const struct phone *phone)
{
        return phone->others;
}

bool
phone_is_full(struct phone *phone)
{
        GSM_SMSMemoryStatus status;

        if (!read_room(phone, &status))
                return false;
        return (status.SIMSize > 0 && status.SIMUsed >= status.SIMSize) || (status.PhoneSize > 0 && status.PhoneUsed >= status.PhoneSize);
}

void
phone_list_by_slot(struct phone *phone)
{
        phone->by_slot = true;
}

void
phone_taste(const char *hex)
{
        static GSM_SMSMessage message;
        static struct phone_sms sms;
        unsigned char octets[256];
        size_t len = strlen(hex) / 2, end = 0;

        if (len <= sizeof octets && DecodeHexBin(octets, (const unsigned char *)hex, 2 * len)) {
                GSM_SetDefaultReceivedSMSData(&message);
                (void)GSM_DecodePDUFrame(GSM_GetGlobalDebug(), &message, octets, len, &end, TRUE);
                sms_from_gammu(&message, &sms);
        }
        explicit_bzero(octets, sizeof octets);
        explicit_bzero(&message, sizeof message);
        explicit_bzero(&sms, sizeof sms);
}

int
phone_delete(struct phone *phone, int32_t location)
{
        GSM_SMSMessage *sms = &phone->messages.SMS[0];
        GSM_Error error;

        memset(sms, 0, sizeof *sms);
        sms->Location = location;
        pulse_busy(phone->pulse, DELETE_MS);
        error = GSM_DeleteSMS(phone->machine, sms);
        pulse_idle(phone->pulse);
        explicit_bzero(sms, sizeof *sms);
        if (error == ERR_NONE || error == ERR_EMPTY)
                return 0;
        return error_is_of_message(error) && !phone->aborted ? -EBADMSG : -EIO;
}

int32_t
phone_raw_location(const struct phone *phone, int32_t location)
{
        return GSM_IsPhoneFeatureAvailable(GSM_GetModelInfo(phone->machine), F_SMS_LOCATION_0) ? location - 1 : location;
}
