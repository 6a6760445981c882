/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a running gateway tells about itself: asked for over its control socket, kept as keys and values. `waymark` only.
 */
#ifndef WAYMARK_CLI_GATEWAY_H
#define WAYMARK_CLI_GATEWAY_H

#include <stddef.h>
#include <stdint.h>

#define GATEWAY_LINES 512
#define GATEWAY_BYTES 65536
#define GATEWAY_WAIT_S 5                 /* for the gateway to answer */

struct gateway_line {
        const char *key;                /* "modem.sim1.phase" */
        const char *value;
};

struct gateway_report {
        char bytes[GATEWAY_BYTES];
        size_t len;
        struct gateway_line lines[GATEWAY_LINES];
        int nlines;
};

/*
 * Asks the gateway whose control socket lies in `runtime`. 0; -ENOENT or -ECONNREFUSED: it does not run; -EACCES: it runs, but does not
 * talk to this user; -ETIMEDOUT: it hangs; another -errno. Blocks for GATEWAY_WAIT_S at most between two pieces.
 */
int gateway_ask(const char *runtime, struct gateway_report *report);

/* Splits report->bytes into lines; lines without "=" are dropped, and what comes after the last place. */
void gateway_split(struct gateway_report *report);

/* The value of a key, "" if it is not there. */
const char *gateway_value(const struct gateway_report *report, const char *key);

/* The same of "PREFIX.NAME.LAST". */
const char *gateway_member(const struct gateway_report *report, const char *prefix, const char *name, const char *last);

/* A whole number, `otherwise` if it is none. */
int64_t gateway_number(const char *value, int64_t otherwise);

#endif
