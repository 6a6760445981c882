/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The test bench of the scenarios: the simulated modem and the real waymarkd in a folder of their own. Everything is waited for by an event
 * with a deadline; nothing sleeps. A failing expectation prints the daemon's log.
 */
#ifndef WAYMARK_SCENARIO_HARNESS_H
#define WAYMARK_SCENARIO_HARNESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RIG_PATH 256
#define RIG_ANSWER (1 << 24)
#define RIG_MS 20000                    /* how long a thing may take before it counts as missing; machines are slow and noisy */

struct rig_options {
        int nmodems;                    /* 0: one */
        bool no_modems;                 /* none at all, and no simulator: another front is configured */
        const char *simmodem;           /* more words for the simulator's command line, or NULL */
        const char *modem;              /* more settings inside each modem, "pin = \"1234\";" */
        const char *config;             /* more settings of the whole file, or instead of the defaults of `guard` ... */
        const char *languages;          /* "\"uk\", \"ru\", \"ro\", \"en\"" */
        const char *program;            /* of the build, or NULL: "waymarkd" */
        bool runtime_in_memory;         /* the runtime folder is on /dev/shm, as on a Pi: what is written below the folder is for the card */
        int valgrind_fd;                /* the daemon runs under valgrind, which reports there; 0: it does not */
        bool own_messages;              /* a copy of messages/ in the folder, to be edited */
        bool no_start;                  /* the daemon is not started yet */
        bool no_sim;                    /* nor is the simulator */
};

struct rig {
        char folder[64];                /* short: socket names have 108 bytes */
        char runtime[80];               /* the daemon's runtime folder */
        char control[RIG_PATH];         /* of the simulator */
        char config[RIG_PATH];
        char program[64];
        int valgrind_fd;
        pid_t sim, daemon;
        int sim_fd;                     /* connection to its control socket */
        int notify_fd;
        int log_fd;
        char *answer;                   /* of the last command */
};

/* A fresh folder, simulator and daemon, READY. Never fails: it ends the test program with a reason. */
struct rig *rig_open(const struct rig_options *options);

/* Ends what it started, by pid, and removes the folder. */
void rig_close(struct rig *rig);

void rig_start_sim(struct rig *rig, const struct rig_options *options);
void rig_start_daemon(struct rig *rig);         /* and waits for READY */
pid_t rig_spawn_daemon(struct rig *rig);        /* does not wait */
int rig_wait_daemon(struct rig *rig);           /* its exit status, -signal if it was killed */
int rig_stop_daemon(struct rig *rig);           /* SIGTERM, then as above */
pid_t rig_child(struct rig *rig, const char *name); /* its process of that name ("engine", "sim1"), 0 if there is none now */
pid_t rig_signal(struct rig *rig, const char *name, int with); /* to that process, as soon as there is one; its id */
void rig_wait_notify(struct rig *rig, const char *word);

/* A command to the simulator; returns all lines of the answer (valid until the next); fails the test unless it ends with "ok". */
const char *rig_sim(struct rig *rig, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Somebody texts, and the reply is waited for: its text, all parts joined (valid until the next call). */
const char *rig_ask(struct rig *rig, const char *from, const char *text);

/* How many parts the network has accepted in all; waits until there are `n`. */
void rig_wait_parts(struct rig *rig, int n);
int rig_accepted(struct rig *rig);

/* Joined text of all accepted parts to this number since the last `clear sent`. */
const char *rig_sent_to(struct rig *rig, const char *to);

/* What a phone of this number can make of the parts that it was sent since the last `clear sent`. */
struct rig_reply {
        int parts;                      /* that the network accepted */
        int whole;                      /* replies that are complete: all parts under one reference */
        int repeated;                   /* parts that it had already */
};
struct rig_reply rig_reply_to(struct rig *rig, const char *to);

/* Waits until the SIM and the network's queue of a modem are empty. */
void rig_wait_empty(struct rig *rig, const char *modem);

/* The value of a key of the status report, "" if it is not there; asks until it is `value` (RIG_MS). */
const char *rig_status(struct rig *rig, const char *key);
void rig_wait_status(struct rig *rig, const char *key, const char *value);

/* The first column of the first row of an SQL query in state/ledger.db, or -1; runs the sqlite3 program. */
long rig_count(struct rig *rig, const char *sql);

/* Writes a file below the folder. */
void rig_write(struct rig *rig, const char *path, const char *text, size_t len);

/* The daemon's log so far; for showing, not for checking what happened. */
const char *rig_log(struct rig *rig);

/* Runs a program of the build with its output in `out`; returns the exit status. `arguments` are separated by single spaces. */
int rig_run(struct rig *rig, char *out, size_t room, const char *input, const char *format, ...)
        __attribute__((format(printf, 5, 6)));

/* Waits for a condition that has no event of its own, asking again and again until RIG_MS. */
void rig_until(struct rig *rig, bool (*is_so)(struct rig *rig, void *arg), void *arg, const char *what);

_Noreturn void rig_fail(struct rig *rig, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
