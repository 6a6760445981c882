/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Short messages between libgammu's form and ours. Part of the modem process, used by phone.c alone. Pure.
 */
#ifndef WAYMARK_MODEM_SMS_H
#define WAYMARK_MODEM_SMS_H

#include <gammu.h>
#include <stddef.h>

#include "phone.h"

/* A message that libgammu has decoded, with everything checked that its sender could have chosen. */
void sms_from_gammu(const GSM_SMSMessage *sms, struct phone_sms *out);

/* A part of a reply, ready for GSM_SendSMS(). */
void sms_to_gammu(const struct phone_part *part, const GSM_SMSC *smsc, GSM_SMSMessage *out);

/* Text of the network (UTF-16BE) as printable ASCII; everything else becomes "?". */
void sms_printable(const unsigned char *utf16be, char *text, size_t room);

#endif
