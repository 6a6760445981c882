/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The walk through libconfig's tree with the table of config_keys.c in hand. Part of config.c; pure.
 */
#include "config_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "code.h"
#include "config_hint.h"
#include "config_keys.h"

#define NAME_MAX_QUOTED 40

void
config_complain(struct config_reading *reading, const config_setting_t *at, const char *format, ...)
{
        char text[FINDING_TEXT];
        va_list args;

        va_start(args, format);
        vsnprintf(text, sizeof text, format, args);
        va_end(args);
        findings_add(reading->findings, FINDING_SEVERITY_ERROR, reading->file,
                     at != NULL ? (int)config_setting_source_line(at) : 0, "%s", text);
        reading->errors++;
}

/* --- texts ------------------------------------------------------------------------------------ */

/* A value that is shown in messages and handed to others: UTF-8 without control characters. */
static bool
text_is_clean(const char *text)
{
        const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
        utf8proc_int32_t codepoint;
        utf8proc_ssize_t len;

        for (; *at != '\0'; at += len) {
                len = utf8proc_iterate(at, -1, &codepoint);
                if (len <= 0 || codepoint < 0x20 || (codepoint >= 0x7f && codepoint < 0xa0))
                        return false;
        }
        return true;
}

/* Copies a sound text to `out`. PINs and numbers are not repeated in complaints: those reach the log. */
static bool
take_text(struct config_reading *reading, const config_setting_t *at, const struct config_key *key, const char *value,
          char *out, size_t room)
{
        const char *refused;

        if (!text_is_clean(value)) {
                config_complain(reading, at, "\"%s\" holds control characters or is not UTF-8; write it anew", key->name);
                return false;
        }
        if (strlen(value) >= room) {
                config_complain(reading, at, "\"%s\" is too long; use at most %zu bytes", key->name, room - 1);
                return false;
        }
        refused = key->refuse != NULL ? key->refuse(value) : NULL;
        if (refused != NULL) {
                if (key->secret)
                        config_complain(reading, at, "\"%s\" %s", key->name, refused);
                else
                        config_complain(reading, at, "\"%s\": \"%.*s\" %s", key->name, NAME_MAX_QUOTED, value, refused);
                return false;
        }
        snprintf(out, room, "%s", value);
        return true;
}

/* A path as it must be opened: relative ones begin in the folder of the configuration file. */
static void
take_path(struct config_reading *reading, const config_setting_t *at, const struct config_key *key, const char *value,
          char *out)
{
        const char *slash = strrchr(reading->file, '/');
        char path[CONFIG_PATH * 2];
        int len;

        if (value[0] == '/' || value[0] == '\0' || slash == NULL)
                len = snprintf(path, sizeof path, "%s", value);
        else
                len = snprintf(path, sizeof path, "%.*s/%s", (int)(slash - reading->file), reading->file, value);
        if (len < 0 || (size_t)len >= key->room) {
                config_complain(reading, at, "the path of \"%s\" is too long; use at most %zu bytes, the folder included",
                         key->name, key->room - 1);
                return;
        }
        take_text(reading, at, key, path, out, key->room);
}

/* --- what each type wants ---------------------------------------------------------------------- */

static const char *
type_wanted(enum config_key_type type)
{
        switch (type) {
        case CONFIG_KEY_TEXT:
        case CONFIG_KEY_PATH:      return "must be a text in quotes, as in name = \"...\";";
        case CONFIG_KEY_WHOLE:     return "must be a whole number without quotes";
        case CONFIG_KEY_DECIMAL:   return "must be a number without quotes, as in 2.5";
        case CONFIG_KEY_COUNTRY:   return "must be a country's two letters in quotes, as in \"RO\"";
        case CONFIG_KEY_LANGUAGES: return "must be a list of languages, as in [ \"uk\", \"en\" ]";
        case CONFIG_KEY_NUMBERS:   return "must be a list of texts, as in [ \"+40\", \"+380\" ] or [ ]";
        case CONFIG_KEY_GROUP:     return "must be a group in curly brackets, as in { key = value; }";
        case CONFIG_KEY_GROUPS:    return "must be a list of groups, as in ( { name = \"sim1\"; ... }, { ... } )";
        }
        return "is wrong";
}

static void
complain_of_type(struct config_reading *reading, const config_setting_t *at, const struct config_key *key)
{
        if (key->type == CONFIG_KEY_NUMBERS && key->example != NULL)
                config_complain(reading, at, "\"%s\" has the wrong type; it must be a list of texts, as in %s", key->name, key->example);
        else
                config_complain(reading, at, "\"%s\" has the wrong type; it %s", key->name, type_wanted(key->type));
}

static void
take_whole(struct config_reading *reading, const config_setting_t *at, const struct config_key *key, int *out)
{
        long long value;

        if (config_setting_type(at) != CONFIG_TYPE_INT && config_setting_type(at) != CONFIG_TYPE_INT64) {
                complain_of_type(reading, at, key);
                return;
        }
        value = config_setting_get_int64(at);
        if (config_setting_type(at) == CONFIG_TYPE_INT)
                value = config_setting_get_int(at);
        if (value < (long long)key->least || value > (long long)key->most)
                config_complain(reading, at, "\"%s\" is %lld; use a number from %.0f to %.0f", key->name, value, key->least,
                         key->most);
        else
                *out = (int)value;
}

static void
take_decimal(struct config_reading *reading, const config_setting_t *at, const struct config_key *key, double *out)
{
        double value;

        switch (config_setting_type(at)) {
        case CONFIG_TYPE_INT:   value = config_setting_get_int(at); break;
        case CONFIG_TYPE_INT64: value = (double)config_setting_get_int64(at); break;
        case CONFIG_TYPE_FLOAT: value = config_setting_get_float(at); break;
        default:                complain_of_type(reading, at, key); return;
        }
        if (!(value >= key->least && value <= key->most))
                config_complain(reading, at, "\"%s\" is out of range; use a number from %.0f to %.0f", key->name, key->least,
                         key->most);
        else
                *out = value;
}

static void
take_country(struct config_reading *reading, const config_setting_t *at, const struct config_key *key, uint16_t *out)
{
        const char *value = config_setting_get_string(at);

        if (value == NULL)
                complain_of_type(reading, at, key);
        else if (strlen(value) != 2 || code_pack(value) == 0)
                config_complain(reading, at, "\"%s\" is not the code of a country; write its two letters (ISO 3166), as in \"RO\"",
                         key->name);
        else
                *out = code_pack(value);
}

static int
list_length(const config_setting_t *at)
{
        return config_setting_is_array(at) || config_setting_is_list(at) ? config_setting_length(at) : -1;
}

static void
take_languages(struct config_reading *reading, const config_setting_t *at, const struct config_key *key, uint16_t *out,
               int *count)
{
        int n = list_length(at);

        if (n < 1) {
                complain_of_type(reading, at, key);
                return;
        }
        for (int i = 0; i < n && *count < key->places; i++) {
                const config_setting_t *element = config_setting_get_elem(at, (unsigned)i);
                const char *value = config_setting_get_string(element);
                uint16_t code = value != NULL ? code_pack(value) : 0;
                bool twice = false;

                for (int other = 0; other < *count; other++)
                        twice = twice || out[other] == code;
                if (value == NULL)
                        complain_of_type(reading, element, key);
                else if (code == 0)
                        config_complain(reading, element, "language %d is no code; write the two or three letters (ISO 639) that its "
                                 "folder in messages has, as in \"uk\"", i + 1);
                else if (twice)
                        config_complain(reading, element, "language \"%s\" stands here twice; remove one", value);
                else
                        out[(*count)++] = code;
        }
        if (n > key->places)
                config_complain(reading, at, "\"%s\" has %d entries; use at most %d", key->name, n, key->places);
}

static void
take_numbers(struct config_reading *reading, const config_setting_t *at, const struct config_key *key,
             char *out, int *count)
{
        const size_t row = key->room / (size_t)key->places;
        int n = list_length(at);

        if (n < 0) {
                complain_of_type(reading, at, key);
                return;
        }
        for (int i = 0; i < n && *count < key->places; i++) {
                const config_setting_t *element = config_setting_get_elem(at, (unsigned)i);
                const char *value = config_setting_get_string(element);

                if (value == NULL)
                        complain_of_type(reading, element, key);
                else if (take_text(reading, element, key, value, out + (size_t)*count * row, row))
                        ++*count;
        }
        if (n > key->places)
                config_complain(reading, at, "\"%s\" has %d entries; use at most %d", key->name, n, key->places);
}

/* --- keys that are not there, keys that should not be there ------------------------------------- */

static void read_group(struct config_reading *reading, const config_setting_t *group, const struct config_key *keys, char *base);

static void
take_default_numbers(const struct config_key *key, char *base)
{
        const size_t row = key->room / (size_t)key->places;
        char *out = base + key->offset;
        int *count = (void *)(base + key->count_offset);

        for (const char *at = key->text; *at != '\0'; at += strspn(at, " ")) {
                size_t len = strcspn(at, " ");

                snprintf(out + (size_t)(*count)++ * row, row, "%.*s", (int)len, at);
                at += len;
        }
}

static void
take_default(struct config_reading *reading, const config_setting_t *group, const struct config_key *key, char *base)
{
        switch (key->type) {
        case CONFIG_KEY_WHOLE:
                *(int *)(void *)(base + key->offset) = (int)key->number;
                return;
        case CONFIG_KEY_DECIMAL:
                *(double *)(void *)(base + key->offset) = key->number;
                return;
        case CONFIG_KEY_NUMBERS:
                take_default_numbers(key, base);
                return;
        case CONFIG_KEY_GROUP:
                if (!key->optional)
                        read_group(reading, NULL, key->keys, base + key->offset);
                return;
        case CONFIG_KEY_GROUPS:
                return;
        case CONFIG_KEY_TEXT:
        case CONFIG_KEY_PATH:
                if (key->text != NULL) {
                        snprintf(base + key->offset, key->room, "%s", key->text);
                        return;
                }
                break;
        case CONFIG_KEY_COUNTRY:
        case CONFIG_KEY_LANGUAGES:
                break;
        }
        config_complain(reading, group == NULL || config_setting_is_root(group) ? NULL : group, "\"%s\" is missing; add %s", key->name, key->example);
}

static void
complain_of_unknown(struct config_reading *reading, const config_setting_t *at, const struct config_key *keys)
{
        const char *name = config_setting_name(at);
        const char *meant = config_hint_meant(keys, name);
        const char *group = config_hint_group(name);
        char list[256];

        if (meant == NULL && config_hint_key(config_keys_root(), name) != NULL) {
                config_complain(reading, at, "\"%s\" is out of place here; move it out of the curly brackets", name);
                return;
        }
        if (meant == NULL && group != NULL) {
                config_complain(reading, at, "\"%s\" is out of place here; move it into \"%s\"", name, group);
                return;
        }
        if (meant != NULL) {
                config_complain(reading, at, "unknown key \"%.*s\"; did you mean \"%s\"?", NAME_MAX_QUOTED, name, meant);
                return;
        }
        config_hint_list(keys, list, sizeof list);
        config_complain(reading, at, "unknown key \"%.*s\"; remove it, known here are: %s", NAME_MAX_QUOTED, name, list);
}

/* --- the walk ----------------------------------------------------------------------------------- */

static void
take_groups(struct config_reading *reading, const config_setting_t *at, const struct config_key *key, char *base)
{
        int *count = (void *)(base + key->count_offset);
        int n = config_setting_is_list(at) ? config_setting_length(at) : -1;

        if (n < 0) {
                complain_of_type(reading, at, key);
                return;
        }
        for (int i = 0; i < n && *count < key->places; i++) {
                const config_setting_t *element = config_setting_get_elem(at, (unsigned)i);

                if (!config_setting_is_group(element)) {
                        complain_of_type(reading, element, key);
                        continue;
                }
                read_group(reading, element, key->keys, base + key->offset + (size_t)*count * key->room);
                ++*count;
        }
        if (n > key->places)
                config_complain(reading, at, "\"%s\" has %d entries; use at most %d", key->name, n, key->places);
}

static void
read_key(struct config_reading *reading, const config_setting_t *at, const struct config_key *key, char *base)
{
        void *out = base + key->offset;
        int *count = (void *)(base + key->count_offset);
        const char *text = config_setting_get_string(at);

        switch (key->type) {
        case CONFIG_KEY_WHOLE:     take_whole(reading, at, key, out); return;
        case CONFIG_KEY_DECIMAL:   take_decimal(reading, at, key, out); return;
        case CONFIG_KEY_COUNTRY:   take_country(reading, at, key, out); return;
        case CONFIG_KEY_LANGUAGES: take_languages(reading, at, key, out, count); return;
        case CONFIG_KEY_NUMBERS:   take_numbers(reading, at, key, out, count); return;
        case CONFIG_KEY_GROUPS:    take_groups(reading, at, key, base); return;
        case CONFIG_KEY_GROUP:
                if (config_setting_is_group(at))
                        read_group(reading, at, key->keys, out);
                else
                        complain_of_type(reading, at, key);
                return;
        case CONFIG_KEY_TEXT:
        case CONFIG_KEY_PATH:
                if (text == NULL)
                        complain_of_type(reading, at, key);
                else if (key->type == CONFIG_KEY_PATH)
                        take_path(reading, at, key, text, out);
                else
                        take_text(reading, at, key, text, out, key->room);
                return;
        }
}

/* `group` NULL: the whole group is left out, everything in it has its default. */
static void
read_group(struct config_reading *reading, const config_setting_t *group, const struct config_key *keys, char *base)
{
        for (const struct config_key *key = keys; key->name != NULL; key++) {
                const config_setting_t *at = group != NULL ? config_setting_get_member(group, key->name) : NULL;

                if (at != NULL)
                        read_key(reading, at, key, base);
                else
                        take_default(reading, group, key, base);
        }
        for (int i = 0; group != NULL && i < config_setting_length(group); i++) {
                const config_setting_t *at = config_setting_get_elem(group, (unsigned)i);

                if (config_hint_key(keys, config_setting_name(at)) == NULL)
                        complain_of_unknown(reading, at, keys);
        }
}

void
config_read_root(struct config_reading *reading, const config_setting_t *root)
{
        read_group(reading, root, config_keys_root(), (char *)reading->config);
}
