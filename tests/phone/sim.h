/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The other end of the simulator's control socket (tests/simmodem/README.md): a person who texts, and what the network was handed for her.
 * Part of build/phone.
 */
#ifndef WAYMARK_PHONE_SIM_H
#define WAYMARK_PHONE_SIM_H

#include <stdbool.h>
#include <stddef.h>

#include "input.h"

#define SIM_ANSWER (256 * 1024)
#define SIM_TEXT 2048

struct sim {
        int fd;
        struct input *input;            /* watched while we wait, for Ctrl-C; NULL: not */
        char answer[SIM_ANSWER];
        long long next_id;              /* of the first part that was not looked at yet */
};

struct sim_part {
        char to[64];
        char text[SIM_TEXT];
        char coding[16];
        bool accepted, flash;
        int part, total;
};

int sim_open(struct sim *sim, const char *path);
void sim_close(struct sim *sim);

/* A command; its data lines and its last line are in sim->answer. 0: ok; -1: error; -2: the person wants to end. */
int sim_command(struct sim *sim, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A text comes in. As sim_command(). */
int sim_inject(struct sim *sim, const char *from, const char *text);

/* The parts handed to the network since the last call: how many were put into `parts`, -1 on trouble. */
int sim_new_parts(struct sim *sim, struct sim_part *parts, int room);

#endif
