/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of settings with their defaults and limits. See settings.h.
 */
#include "settings.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store.h"

struct setting {
        const char *name;
        size_t offset;
        const char *word;               /* the default of a word; NULL: it is a number */
        long number, least, most;
};

#define NUMBER(name, field, start, least, most) { name, offsetof(struct settings, field), NULL, start, least, most }
#define SWITCH(name, field, start) NUMBER(name, field, start, 0, 1)
#define WORD(name, field, start) { name, offsetof(struct settings, field), start, 0, 0, 0 }

static const struct setting table[] = {
        NUMBER("baud", baud, 0, 0, 10000000),
        NUMBER("fragment", fragment, 0, 0, 4096),
        NUMBER("gap-us", gap_us, 0, 0, 10000000),
        SWITCH("keep-open", keep_open, 1),
        WORD("manufacturer", manufacturer, "Waymark"),
        WORD("model", model, "SIMMODEM"),
        WORD("firmware", firmware, "1.0"),
        WORD("imei", imei, "490154203237518"),          /* the example number of the GSMA, no device */
        WORD("boot", boot, ""),
        NUMBER("boot-ms", boot_ms, 300, 0, 600000),
        SWITCH("echo", echo, 1),
        SWITCH("cmti", cmti, 1),
        NUMBER("cmti-shift", cmti_shift, 0, -10, 10),
        SWITCH("slot0", slot0, 0),
        SWITCH("memfull", memfull, 0),
        SWITCH("defer-urc", defer_urc, 0),
        SWITCH("dead", dead, 0),
        SWITCH("stuck", stuck, 0),
        NUMBER("battery", battery, 100, 0, 100),
        SWITCH("sim", sim, 1),
        WORD("imsi", imsi, "001010123456789"),          /* test network 001/01 */
        WORD("pin", pin, ""),
        WORD("puk", puk, "12345678"),
        WORD("smsc", smsc, "+15550199"),
        NUMBER("attempts", attempts, 3, 0, 10),
        NUMBER("size-sm", size_sm, 20, 0, STORE_SLOTS_MAX),
        NUMBER("size-me", size_me, 100, 0, STORE_SLOTS_MAX),
        NUMBER("signal", signal, 20, 0, 99),
        NUMBER("registration", registration, 1, 0, 5),
        WORD("operator", operator_name, "Testnet"),
        WORD("operator-code", operator_code, "00101"),
        WORD("clock", clock, ""),
        NUMBER("delay", delay_ms, 0, 0, 3600000),
        NUMBER("deliver-ms", deliver_ms, 0, 0, 3600000),
        NUMBER("reports-ms", reports_ms, -1, -1, 3600000),
        NUMBER("next-mr", next_mr, 0, 0, 255),
};

static long *
number_of(const struct settings *settings, const struct setting *setting)
{
        return (long *)((char *)settings + setting->offset);
}

static char *
word_of(const struct settings *settings, const struct setting *setting)
{
        return (char *)settings + setting->offset;
}

void
settings_init(struct settings *settings)
{
        size_t i;

        memset(settings, 0, sizeof *settings);
        for (i = 0; i < ARRAY_LEN(table); i++) {
                if (table[i].word != NULL)
                        snprintf(word_of(settings, &table[i]), SETTING_WORD_MAX, "%s", table[i].word);
                else
                        *number_of(settings, &table[i]) = table[i].number;
        }
}

static int
set_number(const struct setting *setting, const char *value, long *number)
{
        char *end;
        long wanted;

        if (setting->least == 0 && setting->most == 1 && strcmp(value, "on") == 0)
                value = "1";
        else if (setting->least == 0 && setting->most == 1 && strcmp(value, "off") == 0)
                value = "0";
        errno = 0;
        wanted = strtol(value, &end, 10);
        if (errno != 0 || end == value || *end != '\0' || wanted < setting->least || wanted > setting->most)
                return -EINVAL;
        *number = wanted;
        return 0;
}

int
settings_set(struct settings *settings, const char *name, char *value)
{
        size_t i;

        for (i = 0; i < ARRAY_LEN(table); i++) {
                if (strcmp(table[i].name, name) != 0)
                        continue;
                if (table[i].word == NULL)
                        return set_number(&table[i], value, number_of(settings, &table[i]));
                if (text_unescape(value) >= SETTING_WORD_MAX)
                        return -EINVAL;
                strcpy(word_of(settings, &table[i]), value);
                return 0;
        }
        return -ENOENT;
}

void
settings_describe(const struct settings *settings, struct text *out)
{
        size_t i;

        for (i = 0; i < ARRAY_LEN(table); i++) {
                text_printf(out, " %s=", table[i].name);
                if (table[i].word != NULL)
                        text_escape_word(out, word_of(settings, &table[i]));
                else
                        text_printf(out, "%ld", *number_of(settings, &table[i]));
        }
}
