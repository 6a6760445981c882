/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From which country a SIM is, by the first three digits of its IMSI (mobile country code, ITU-T E.212): what leaves this process of an
 * IMSI, beside the tag, so that who asks for help at once gets it in a language that she is likely to read. Part of the gsup process; pure.
 */
#ifndef WAYMARK_GSUP_MCC_H
#define WAYMARK_GSUP_MCC_H

#include "gsup_message.h"

/* code.h; 0 for test networks, international ones, codes that two countries share and those that are not in the table. */
uint16_t mcc_country(const struct imsi *imsi);

#endif
