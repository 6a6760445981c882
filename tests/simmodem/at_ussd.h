/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the control socket needs of USSD: the forms in which a text goes out, and a push by the network.
 */
#ifndef SIMMODEM_AT_USSD_H
#define SIMMODEM_AT_USSD_H

#include "modem.h"

enum ussd_form { USSD_CHARSET, USSD_UCS2, USSD_PACKED, USSD_RAW, USSD_FORM_COUNT };

extern const char *const ussd_form_names[USSD_FORM_COUNT];

void ussd_tell(struct modem *modem, int status, int dcs, int form, const char *text);

#endif
