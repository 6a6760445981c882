/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The keys of the configuration file as one table: name, type, bounds, default, place in struct config. Used by config.c alone; pure.
 * A new key is a new row here and a field in config.h.
 */
#ifndef WAYMARK_COMMON_CONFIG_KEYS_H
#define WAYMARK_COMMON_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>

enum config_key_type {
        CONFIG_KEY_TEXT = 1,            /* char[room] */
        CONFIG_KEY_PATH,                /* char[room], resolved against the folder of the file */
        CONFIG_KEY_WHOLE,               /* int */
        CONFIG_KEY_DECIMAL,             /* double */
        CONFIG_KEY_COUNTRY,             /* uint16_t */
        CONFIG_KEY_LANGUAGES,           /* uint16_t[places], and their number */
        CONFIG_KEY_NUMBERS,             /* texts: char[places][room / places], and their number */
        CONFIG_KEY_GROUP,               /* { } with `keys` of its own */
        CONFIG_KEY_GROUPS,              /* ( { }, { } ): structs of `room` bytes, and their number */
};

struct config_key {
        const char *name;               /* NULL ends a table */
        enum config_key_type type;
        size_t offset;                  /* in the struct of its group */
        size_t room;                    /* bytes */
        int places;
        size_t count_offset;            /* of the int that says how many places are used */
        double least, most;             /* WHOLE, DECIMAL */
        double number;                  /* their default */
        const char *text;               /* default of a text, of all NUMBERS separated by spaces; NULL: the key must be given */
        const char *example;            /* of a key that must be given; of a list of other texts than numbers */
        const char *(*refuse)(const char *value); /* "is wrong; cure" about a value, or NULL if it is sound; may itself be NULL */
        const struct config_key *keys;  /* of a group */
        bool optional;                  /* GROUP: without it its fields stay empty */
        bool secret;                    /* the value is never quoted in a finding */
};

/* The table of the whole file. */
const struct config_key *config_keys_root(void);

#endif
