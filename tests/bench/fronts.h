/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How much the fronts that are no modem take: call-backs over HTTP, and Kannel.
 */
#ifndef WAYMARK_BENCH_FRONTS_H
#define WAYMARK_BENCH_FRONTS_H

/* Steps of USSD sessions a second, answered by the whole gateway over connections that are kept. */
double fronts_http(void);

/* Messages and their replies a second through bearerbox, one smsbox and us; below 0 if there can be no namespace for it (told). */
double fronts_kannel(void);

#endif
