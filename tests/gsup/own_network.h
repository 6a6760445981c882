/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An own network for a scenario: a real osmo-hlr, the real waymarkd as its entity (no modem), and an MSC. What is waited for has RIG_MS; a
 * missing answer fails the test with the daemon's log.
 */
#ifndef WAYMARK_TESTS_OWN_NETWORK_H
#define WAYMARK_TESTS_OWN_NETWORK_H

#include "msc.h"
#include "osmo_hlr.h"
#include "scenario/harness.h"

struct own_network {
        char folder[64];                /* of the HLR */
        struct osmo_hlr hlr;
        struct rig *rig;
        struct msc *msc;
        struct heard heard;             /* the last message */
};

struct own_network_options {
        int guard_s;                    /* the HLR's ncss-guard-timeout; 0: 60 */
        int session_s;                  /* ours; 0: 25 */
        const char *config;             /* more of waymark.cfg */
        const char *hlr_level;          /* of the HLR's log; NULL as shipped */
};

/* All of it, connected. Where osmo-hlr cannot run it prints why, and skips the test. */
struct own_network *own_network_open(const struct own_network_options *options);
void own_network_close(struct own_network *net);

/* The phone with that number of the test network; each number one session at a time. */
struct phone own_network_phone(int number);

/* She dials *123# and gets the first page. Returns its text. */
const char *own_network_dial(struct own_network *net, struct phone *phone);

/* She types and gets the next page. */
const char *own_network_type(struct own_network *net, struct phone *phone, const char *text);

/* The next message for her, or the test fails. */
const struct heard *own_network_hear(struct own_network *net, struct phone *phone);

/* Fails the test unless `text` contains `wanted`. */
void own_network_expect(struct own_network *net, const char *text, const char *wanted);

/* Memory of the gsup process that nobody shares with it, in kB (Private of smaps_rollup). */
long own_network_memory_kb(struct own_network *net);

#endif
