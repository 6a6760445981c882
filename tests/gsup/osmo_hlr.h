/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A real osmo-hlr of Debian's for a test: on a loopback address of its own (its ports are fixed), with its database and log in the folder
 * of the test, with the configuration that we give to operators (conf/osmo-hlr.cfg). Ended by its process id.
 */
#ifndef WAYMARK_TESTS_OSMO_HLR_H
#define WAYMARK_TESTS_OSMO_HLR_H

#include <stdbool.h>
#include <sys/types.h>

#define OSMO_HLR_PATH 256

struct osmo_hlr {
        char folder[OSMO_HLR_PATH];
        char host[32];                  /* "127.77.1.2" */
        char address[40];               /* "127.77.1.2:4222" */
        const char *level;              /* of its log, NULL: as in conf/osmo-hlr.cfg */
        int guard_s;
        pid_t pid;
};

/* Why it cannot run here ("osmo-hlr is not installed"), NULL if it can. */
const char *osmo_hlr_missing(void);

/* Finds an address, writes the configuration into `folder`; nothing runs yet. `guard_s`: ncss-guard-timeout. */
void osmo_hlr_init(struct osmo_hlr *hlr, const char *folder, int guard_s);

/* Starts it and waits until it listens. False with a reason on standard output. */
bool osmo_hlr_start(struct osmo_hlr *hlr);

/* Ends it, if it runs. */
void osmo_hlr_stop(struct osmo_hlr *hlr);

/* Removes what it has written, and its folder. */
void osmo_hlr_clear(const struct osmo_hlr *hlr);

/* True if its log has that text. */
bool osmo_hlr_logged(const struct osmo_hlr *hlr, const char *text);

#endif
