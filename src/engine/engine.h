/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The engine process: it holds the catalogue, the guard and what is remembered about a tag, and answers the questions of the fronts
 * (ASK, ANSWER). It sees tags instead of numbers and texts with their digits masked, and writes nothing.
 */
#ifndef WAYMARK_ENGINE_ENGINE_H
#define WAYMARK_ENGINE_ENGINE_H

#include "common/config.h"
#include "common/pulse.h"
#include "guard.h"
#include "words/catalogue.h"

struct engine_birth {
        int parent_fd;                  /* the link to the parent; taken over */
        struct pulse *pulse;
        char user[33];
        char messages[CONFIG_PATH];     /* the folder that staff edit */
        uint16_t country;
        uint16_t languages[CONFIG_LANGUAGES];
        int nlanguages;
        struct guard_limits limits;
        int publish_minimum;            /* a day that reached fewer people is told to nobody */
        struct catalogue *catalogue;    /* a sound one that the parent has loaded: used if the folder's is not; taken over */
        bool catalogue_is_fresh;        /* it was loaded just now: the folder need not be read again */
};

/* The whole life of the process; returns its exit status. */
int engine_main(const struct engine_birth *birth);

#endif
