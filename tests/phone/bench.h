/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Starts and ends what the phone needs: a folder of its own, the simulated modem, the real gateway. Part of build/phone.
 */
#ifndef WAYMARK_PHONE_BENCH_H
#define WAYMARK_PHONE_BENCH_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#define BENCH_PATH 256

struct bench {
        char build[BENCH_PATH];         /* where the programs are */
        char folder[BENCH_PATH];        /* "" before it is made */
        char config[BENCH_PATH + 32];
        char log[BENCH_PATH + 32];
        char control[BENCH_PATH + 32];  /* of the simulator */
        pid_t simulator, gateway;       /* 0: not running */
        int notify_fd;
};

/* The folder. 0, or -1 told on stderr, as all here. */
int bench_open(struct bench *bench, const char *build);

/* The configuration: for the simulated modem (`device` NULL) or for a real one. */
int bench_write_config(struct bench *bench, const char *device);

int bench_start_simulator(struct bench *bench);

/* Starts waymarkd and waits for READY; its log goes to bench->log. */
int bench_start_gateway(struct bench *bench);

/* Tells on stderr how it ended, once. */
bool bench_gateway_lives(struct bench *bench);

/* Runs `waymark COMMAND` on this terminal. */
void bench_run_waymark(const struct bench *bench, const char *command);

/* The last lines of the log, without the priorities. */
void bench_print_log(const struct bench *bench, FILE *out, int lines);

/* Ends what runs, gateway first, and removes the folder. */
void bench_close(struct bench *bench);

#endif
