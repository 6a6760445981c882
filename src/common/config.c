/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading the configuration: libconfig makes a tree of the text, the table of config_keys.c says what may stand in it. Parent and
 * `waymark` only. Every mistake is found in one go, and a file with one mistake is not used at all. One file is the whole
 * configuration: @include is refused, so that "file:line" is always in the file that was named and reading it opens nothing else.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libconfig.h>
#include <utf8proc.h>

#include "code.h"
#include "config_hint.h"
#include "config_keys.h"
#include "config_text.h"

#define FILE_BYTES_MAX (1024 * 1024)
#define NAME_MAX_QUOTED 40

struct reading {
        const char *file;
        struct config *config;
        struct findings *findings;
        int errors;
};

static void complain(struct reading *reading, const config_setting_t *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
complain(struct reading *reading, const config_setting_t *at, const char *format, ...)
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
take_text(struct reading *reading, const config_setting_t *at, const struct config_key *key, const char *value,
          char *out, size_t room)
{
        const char *refused;

        if (!text_is_clean(value)) {
                complain(reading, at, "\"%s\" holds control characters or is not UTF-8; write it anew", key->name);
                return false;
        }
        if (strlen(value) >= room) {
                complain(reading, at, "\"%s\" is too long; use at most %zu bytes", key->name, room - 1);
                return false;
        }
        refused = key->refuse != NULL ? key->refuse(value) : NULL;
        if (refused != NULL) {
                if (key->secret)
                        complain(reading, at, "\"%s\" %s", key->name, refused);
                else
                        complain(reading, at, "\"%s\": \"%.*s\" %s", key->name, NAME_MAX_QUOTED, value, refused);
                return false;
        }
        snprintf(out, room, "%s", value);
        return true;
}

/* A path as it must be opened: relative ones begin in the folder of the configuration file. */
static void
take_path(struct reading *reading, const config_setting_t *at, const struct config_key *key, const char *value,
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
                complain(reading, at, "the path of \"%s\" is too long; use at most %zu bytes, the folder included",
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
complain_of_type(struct reading *reading, const config_setting_t *at, const struct config_key *key)
{
        complain(reading, at, "\"%s\" has the wrong type; it %s", key->name, type_wanted(key->type));
}

static void
take_whole(struct reading *reading, const config_setting_t *at, const struct config_key *key, int *out)
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
                complain(reading, at, "\"%s\" is %lld; use a number from %.0f to %.0f", key->name, value, key->least,
                         key->most);
        else
                *out = (int)value;
}

static void
take_decimal(struct reading *reading, const config_setting_t *at, const struct config_key *key, double *out)
{
        double value;

        switch (config_setting_type(at)) {
        case CONFIG_TYPE_INT:   value = config_setting_get_int(at); break;
        case CONFIG_TYPE_INT64: value = (double)config_setting_get_int64(at); break;
        case CONFIG_TYPE_FLOAT: value = config_setting_get_float(at); break;
        default:                complain_of_type(reading, at, key); return;
        }
        if (!(value >= key->least && value <= key->most))
                complain(reading, at, "\"%s\" is out of range; use a number from %.0f to %.0f", key->name, key->least,
                         key->most);
        else
                *out = value;
}

static void
take_country(struct reading *reading, const config_setting_t *at, const struct config_key *key, uint16_t *out)
{
        const char *value = config_setting_get_string(at);

        if (value == NULL)
                complain_of_type(reading, at, key);
        else if (strlen(value) != 2 || code_pack(value) == 0)
                complain(reading, at, "\"%s\" is not the code of a country; write its two letters (ISO 3166), as in \"RO\"",
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
take_languages(struct reading *reading, const config_setting_t *at, const struct config_key *key, uint16_t *out,
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
                        complain(reading, element, "language %d is no code; write the two or three letters (ISO 639) that its "
                                 "folder in messages has, as in \"uk\"", i + 1);
                else if (twice)
                        complain(reading, element, "language \"%s\" stands here twice; remove one", value);
                else
                        out[(*count)++] = code;
        }
        if (n > key->places)
                complain(reading, at, "\"%s\" has %d entries; use at most %d", key->name, n, key->places);
}

static void
take_numbers(struct reading *reading, const config_setting_t *at, const struct config_key *key,
             char (*out)[CONFIG_NUMBER_TEXT], int *count)
{
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
                else if (take_text(reading, element, key, value, out[*count], CONFIG_NUMBER_TEXT))
                        ++*count;
        }
        if (n > key->places)
                complain(reading, at, "\"%s\" has %d entries; use at most %d", key->name, n, key->places);
}

/* --- keys that are not there, keys that should not be there ------------------------------------- */

static void read_group(struct reading *reading, const config_setting_t *group, const struct config_key *keys, char *base);

static void
take_default_numbers(const struct config_key *key, char *base)
{
        char (*out)[CONFIG_NUMBER_TEXT] = (void *)(base + key->offset);
        int *count = (void *)(base + key->count_offset);

        for (const char *at = key->text; *at != '\0'; at += strspn(at, " ")) {
                size_t len = strcspn(at, " ");

                snprintf(out[(*count)++], CONFIG_NUMBER_TEXT, "%.*s", (int)len, at);
                at += len;
        }
}

static void
take_default(struct reading *reading, const config_setting_t *group, const struct config_key *key, char *base)
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
        complain(reading, group == NULL || config_setting_is_root(group) ? NULL : group, "\"%s\" is missing; add %s", key->name, key->example);
}

static void
complain_of_unknown(struct reading *reading, const config_setting_t *at, const struct config_key *keys)
{
        const char *name = config_setting_name(at);
        const char *meant = config_hint_meant(keys, name);
        const char *group = config_hint_group(name);
        char list[256];

        if (meant == NULL && config_hint_key(config_keys_root(), name) != NULL) {
                complain(reading, at, "\"%s\" is out of place here; move it out of the curly brackets", name);
                return;
        }
        if (meant == NULL && group != NULL) {
                complain(reading, at, "\"%s\" is out of place here; move it into \"%s\"", name, group);
                return;
        }
        if (meant != NULL) {
                complain(reading, at, "unknown key \"%.*s\"; did you mean \"%s\"?", NAME_MAX_QUOTED, name, meant);
                return;
        }
        config_hint_list(keys, list, sizeof list);
        complain(reading, at, "unknown key \"%.*s\"; remove it, known here are: %s", NAME_MAX_QUOTED, name, list);
}

/* --- the walk ----------------------------------------------------------------------------------- */

static void
take_groups(struct reading *reading, const config_setting_t *at, const struct config_key *key, char *base)
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
                complain(reading, at, "\"%s\" has %d entries; use at most %d", key->name, n, key->places);
}

static void
read_key(struct reading *reading, const config_setting_t *at, const struct config_key *key, char *base)
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
read_group(struct reading *reading, const config_setting_t *group, const struct config_key *keys, char *base)
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

/* --- what no single key can tell ----------------------------------------------------------------- */

/* One device under two names ("/dev/ttyUSB2" and a udev symlink to it) is one device, if it is there to be looked at. */
static bool
paths_are_one(const char *a, const char *b)
{
        char real_a[PATH_MAX], real_b[PATH_MAX];

        if (strcmp(a, b) == 0)
                return true;
        return realpath(a, real_a) != NULL && realpath(b, real_b) != NULL && strcmp(real_a, real_b) == 0;
}

static void
check_modem_pairs(struct reading *reading, const config_setting_t *modems)
{
        const struct config *config = reading->config;

        for (int i = 1; i < config->nmodems; i++)
                for (int j = 0; j < i; j++) {
                        const struct config_modem *a = &config->modems[j], *b = &config->modems[i];
                        const config_setting_t *at = config_setting_get_elem(modems, (unsigned)i);

                        if (b->name[0] != '\0' && strcmp(a->name, b->name) == 0)
                                complain(reading, at, "two modems are called \"%s\"; give each its own name", b->name);
                        if (b->device[0] != '\0' && paths_are_one(a->device, b->device))
                                complain(reading, at, "two modems are on one device, \"%s\"; give each its own, or remove one",
                                         b->device);
                }
}

static void
check_whole(struct reading *reading, const config_setting_t *root)
{
        const struct config *config = reading->config;
        const config_setting_t *modems = config_setting_get_member(root, "modems");

        if (modems != NULL)
                check_modem_pairs(reading, modems);
        if (config->nmodems == 0 && config->gsup.hlr[0] == '\0' && config->http.listen[0] == '\0' && reading->errors == 0)
                complain(reading, modems, "no modem is configured; add modems = ( { name = \"sim1\"; device = "
                         "\"/dev/waymark-sim1\"; } );");
        if (config->state[0] != '\0' && strcmp(config->state, config->runtime) == 0)
                complain(reading, config_setting_get_member(root, "runtime"),
                         "\"state\" and \"runtime\" are one folder; \"runtime\" must be in memory (tmpfs), as in \"/run/waymark\"");
}

/* --- the file ------------------------------------------------------------------------------------- */

/* libconfig has its own copy of PIN and numbers; it frees it, but does not overwrite it. */
static void
wipe_strings(config_setting_t *at)
{
        const char *text = config_setting_get_string(at);

        if (text != NULL)
                explicit_bzero((char *)(uintptr_t)text, strlen(text));
        if (config_setting_is_group(at) || config_setting_is_array(at) || config_setting_is_list(at))
                for (int i = 0; i < config_setting_length(at); i++)
                        wipe_strings(config_setting_get_elem(at, (unsigned)i));
}

static void
read_tree(struct reading *reading, const char *text)
{
        config_t tree;

        config_init(&tree);
        if (config_read_string(&tree, text) != CONFIG_TRUE) {
                findings_add(reading->findings, FINDING_SEVERITY_ERROR, reading->file, config_error_line(&tree),
                             "%s; look in this line and the one before for a missing semicolon, quote or bracket, or a key "
                             "that stands there twice", config_error_text(&tree) != NULL ? config_error_text(&tree) : "syntax error");
                reading->errors++;
        } else {
                read_group(reading, config_root_setting(&tree), config_keys_root(), (char *)reading->config);
                check_whole(reading, config_root_setting(&tree));
        }
        wipe_strings(config_root_setting(&tree));
        config_destroy(&tree);
}

static void
read_text(struct reading *reading, const char *text, size_t len)
{
        const char *refused;
        int line;

        if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
                text += 3; /* Notepad's mark */
                len -= 3;
        }
        refused = config_text_refuse(text, len, &line);
        if (refused != NULL) {
                findings_add(reading->findings, FINDING_SEVERITY_ERROR, reading->file, line, "%s", refused);
                reading->errors++;
                return;
        }
        read_tree(reading, text);
}

int
config_parse(const char *file, const char *text, size_t len, struct config *config, struct findings *findings)
{
        struct reading reading = {.file = file, .config = config, .findings = findings};
        char *copy;

        memset(config, 0, sizeof *config);
        if (len > FILE_BYTES_MAX) {
                complain(&reading, NULL, "is larger than 1 MB; this is not a configuration of waymark, name another file with -c");
                return -EINVAL;
        }
        if (strlen(file) >= sizeof config->file) {
                complain(&reading, NULL, "has too long a path; move it to a folder with a shorter one");
                return -EINVAL;
        }
        snprintf(config->file, sizeof config->file, "%s", file);
        copy = malloc(len + 1);
        if (copy == NULL)
                return -ENOMEM;
        memcpy(copy, text, len);
        copy[len] = '\0';
        read_text(&reading, copy, len);
        explicit_bzero(copy, len);
        free(copy);
        return reading.errors == 0 ? 0 : -EINVAL;
}

/* Reads up to `room` bytes; one more than FILE_BYTES_MAX is enough to see that it is too large. */
static ssize_t
read_whole(const char *file, char *text, size_t room)
{
        int fd = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        struct stat st;
        size_t len = 0;
        ssize_t n = 1;

        if (fd < 0)
                return -errno;
        if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
                n = -1, errno = EISDIR;
        while (n > 0 && len < room) {
                n = read(fd, text + len, room - len);
                len += n > 0 ? (size_t)n : 0;
        }
        if (n < 0)
                n = -errno;
        close(fd);
        return n < 0 ? n : (ssize_t)len;
}

static const char *
cure_of_opening(int error)
{
        switch (error) {
        case ENOENT: return "name the right file with -c, or copy the example there";
        case EACCES: return "run this as root or as the user waymark, or change the rights of the file";
        case EISDIR: return "name the file in it with -c";
        default:     return "see whether the disk is sound";
        }
}

int
config_load(const char *file, struct config *config, struct findings *findings)
{
        const size_t room = FILE_BYTES_MAX + 1;
        char *text = malloc(room);
        ssize_t len;
        int rc;

        memset(config, 0, sizeof *config);
        if (text == NULL)
                return -ENOMEM;
        len = read_whole(file, text, room);
        if (len >= 0) {
                rc = config_parse(file, text, (size_t)len, config, findings);
                explicit_bzero(text, (size_t)len);
        } else {
                rc = (int)len;
                findings_add(findings, FINDING_SEVERITY_ERROR, file, 0, "cannot be read: %s; %s", strerror(-rc),
                             cure_of_opening(-rc));
        }
        free(text);
        return rc;
}

void
config_wipe(struct config *config)
{
        explicit_bzero(config, sizeof *config);
}
