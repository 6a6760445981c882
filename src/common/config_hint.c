/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Guessing what was meant by a key that is not in the table. Used by config.c alone; pure.
 */
#include "config_hint.h"

#include <stdio.h>
#include <string.h>

const struct config_key *
config_hint_key(const struct config_key *keys, const char *name)
{
        for (; keys->name != NULL; keys++)
                if (strcmp(keys->name, name) == 0)
                        return keys;
        return NULL;
}

#define TYPO_LEN 24

/* How many letters were mistyped, two swapped neighbours counting once (optimal string alignment); 99 for long names. */
static int
typos_between(const char *a, const char *b)
{
        int rows[TYPO_LEN + 1][TYPO_LEN + 1];
        int m = (int)strnlen(a, TYPO_LEN + 1), n = (int)strnlen(b, TYPO_LEN + 1);

        if (m > TYPO_LEN || n > TYPO_LEN)
                return 99;
        for (int i = 0; i <= m; i++)
                for (int j = 0; j <= n; j++) {
                        int best = i + j;

                        if (i > 0 && j > 0) {
                                best = rows[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
                                best = rows[i - 1][j] + 1 < best ? rows[i - 1][j] + 1 : best;
                                best = rows[i][j - 1] + 1 < best ? rows[i][j - 1] + 1 : best;
                        }
                        if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && rows[i - 2][j - 2] + 1 < best)
                                best = rows[i - 2][j - 2] + 1;
                        rows[i][j] = best;
                }
        return rows[m][n];
}

const char *
config_hint_meant(const struct config_key *keys, const char *name)
{
        int allowed = strlen(name) < 5 ? 1 : 2;
        const char *meant = NULL;

        for (; keys->name != NULL; keys++) {
                size_t len = strlen(name);
                int typos = typos_between(keys->name, name);

                /* "replies" for replies_per_day, "modem" for modems */
                if (len >= 4 && strncmp(keys->name, name, len) == 0 && meant == NULL)
                        meant = keys->name;
                if (typos <= allowed) {
                        allowed = typos - 1;
                        meant = keys->name;
                }
        }
        return meant;
}

/* The name of the group, anywhere in the file, where a key of this name belongs. */
static const char *
group_with(const struct config_key *keys, const char *group, const char *name)
{
        const char *found;

        for (; keys->name != NULL; keys++) {
                if (group != NULL && strcmp(keys->name, name) == 0)
                        return group;
                found = keys->keys != NULL ? group_with(keys->keys, keys->name, name) : NULL;
                if (found != NULL)
                        return found;
        }
        return NULL;
}

const char *
config_hint_group(const char *name)
{
        return group_with(config_keys_root(), NULL, name);
}

void
config_hint_list(const struct config_key *keys, char *list, size_t room)
{
        size_t len = 0;

        list[0] = '\0';
        for (; keys->name != NULL && len < room; keys++)
                len += (size_t)snprintf(list + len, room - len, "%s%s", len > 0 ? ", " : "", keys->name);
}
