/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a tree of settings to struct config, key by key. Used by config.c alone; pure.
 */
#ifndef WAYMARK_COMMON_CONFIG_READ_H
#define WAYMARK_COMMON_CONFIG_READ_H

#include "config.h"
#include "finding.h"

#include <libconfig.h>

struct config_reading {
        const char *file;
        struct config *config;
        struct findings *findings;
        int errors;
};

/* An error at the line of `at`, or about the file as a whole if it is NULL: "problem; cure". */
void config_complain(struct config_reading *reading, const config_setting_t *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Fills reading->config with what is there and with defaults, and complains of all that is wrong. */
void config_read_root(struct config_reading *reading, const config_setting_t *root);

#endif
