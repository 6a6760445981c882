/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What can be set on a simulated modem, before the start (--set NAME=VALUE) or while it runs (control: set MODEM NAME
 * VALUE): one table, of which README.md lists names and meanings. A new setting is one field and one row.
 */
#ifndef SIMMODEM_SETTINGS_H
#define SIMMODEM_SETTINGS_H

#include <stdbool.h>

#include "text.h"

enum { SETTING_WORD_MAX = 256 };

struct settings {
        /* the line */
        long baud, fragment, gap_us;
        long keep_open;
        /* the stick */
        char manufacturer[SETTING_WORD_MAX], model[SETTING_WORD_MAX], firmware[SETTING_WORD_MAX], imei[SETTING_WORD_MAX];
        char boot[SETTING_WORD_MAX];
        long boot_ms;
        long echo;
        long cmti, cmti_shift, slot0, memfull;
        long defer_urc;
        long dead, stuck;               /* ends with the power */
        long battery;
        /* the SIM */
        long sim;
        char imsi[SETTING_WORD_MAX], pin[SETTING_WORD_MAX], puk[SETTING_WORD_MAX], smsc[SETTING_WORD_MAX];
        long attempts;
        long size_sm, size_me;
        /* the network */
        long signal, registration;
        char operator_name[SETTING_WORD_MAX], operator_code[SETTING_WORD_MAX], clock[SETTING_WORD_MAX];
        long delay_ms, deliver_ms, reports_ms, next_mr;
};

void settings_init(struct settings *settings);

/* Returns 0, -ENOENT for an unknown name, -EINVAL for a value out of range. The value may be changed (escapes). */
int settings_set(struct settings *settings, const char *name, char *value);

/* " name=value" of all, values escaped. */
void settings_describe(const struct settings *settings, struct text *out);

#endif
