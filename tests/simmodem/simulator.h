/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The whole simulator: its modems, the network they share, the time. One of these exists, made in main.c.
 */
#ifndef SIMMODEM_SIMULATOR_H
#define SIMMODEM_SIMULATOR_H

#include <stdbool.h>

#include "agenda.h"
#include "modem.h"
#include "network.h"

struct simulator {
        struct agenda *agenda;
        struct network network;
        struct modem *modems;
        bool stop;
};

#endif
