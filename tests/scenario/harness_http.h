/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Being a provider of call-backs: curl, a client that sends any bytes at any speed, and a flood of requests over kept connections. For the
 * scenarios of the http front and the bench.
 */
#ifndef WAYMARK_SCENARIO_HARNESS_HTTP_H
#define WAYMARK_SCENARIO_HARNESS_HTTP_H

#include "harness.h"

struct http_reply {
        int status;                     /* 0: the connection ended without an answer */
        size_t head_len, len;
        char head[2048];                /* status line and header */
        char body[8192];                /* terminated */
};

/* A port of 127.0.0.1 that nobody listens on, most likely. */
int http_free_port(void);

/* Runs curl with these words (the shell takes them apart; no apostrophes within words) and waits. */
const struct http_reply *http_curl(struct rig *rig, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A step of a USSD session as an aggregator sends it. Path NULL: no field "text" at all. */
const struct http_reply *http_ussd(struct rig *rig, int port, const char *session, const char *number, const char *path);

/* A connection to 127.0.0.1 of our own, -1 if it is refused. Sending: false once the other side has ended it. */
int http_connect(int port);
bool http_send(int fd, const char *bytes, size_t len);

/* Reads one answer. Waits RIG_MS for it; status 0 if the other side ended the connection instead. */
const struct http_reply *http_read(struct rig *rig, int fd);

/* Takes one answer from the beginning of `bytes`. Returns its length, 0 if it is not whole yet. */
size_t http_parse(const char *bytes, size_t len, struct http_reply *reply);

/* Requests 0 to n-1, over as many connections, each sending the next when its answer came. */
struct http_flood {
        int port, connections;
        long n;
        size_t (*write)(long i, char *out, size_t room);        /* request i */
        bool (*is_right)(long i, const struct http_reply *reply);
        void (*on_tick)(struct rig *rig, long nanswered);       /* every thousand answers; may be NULL */
        long nright, nwrong, nbroken;                           /* broken: the connection ended; the request is sent again */
        double seconds;
};
void http_flood(struct rig *rig, struct http_flood *flood);

#endif
