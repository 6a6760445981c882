/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading the configuration: libconfig makes a tree of the text, config_read.c holds it against the table of keys. Parent and `waymark`
 * only. Every mistake is found in one go, and a file with one mistake is not used at all. One file is the whole
 * configuration: @include is refused, so that "file:line" is always in the file that was named and reading it opens nothing else.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <libconfig.h>

#include "config_read.h"
#include "config_text.h"

#define FILE_BYTES_MAX ((size_t)1024 * 1024)

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
check_modem_pairs(struct config_reading *reading, const config_setting_t *modems)
{
        const struct config *config = reading->config;

        for (int i = 1; i < config->nmodems; i++)
                for (int j = 0; j < i; j++) {
                        const struct config_modem *a = &config->modems[j], *b = &config->modems[i];
                        const config_setting_t *at = config_setting_get_elem(modems, (unsigned)i);

                        if (b->name[0] != '\0' && strcmp(a->name, b->name) == 0)
                                config_complain(reading, at, "two modems are called \"%s\"; give each its own name", b->name);
                        if (b->device[0] != '\0' && paths_are_one(a->device, b->device))
                                config_complain(reading, at, "two modems are on one device, \"%s\"; give each its own, or remove one",
                                         b->device);
                }
}

/* Whoever reaches the call-backs can spend the day's budget. */
static void
check_http(struct config_reading *reading, const config_setting_t *root)
{
        const struct config_http *http = &reading->config->http;
        struct address address;

        if (http->secret[0] != '\0' || http->allow.count > 0 || address_parse(http->listen, &address) < 0 ||
            address_is_loopback((const struct sockaddr *)&address.at))
                return;
        config_complain(reading, config_setting_get_member(root, "http"), "other machines can call %s, and anybody there may; add "
                        "secret = \"...\" or allow = [ \"address of the one that calls\" ], or listen at \"127.0.0.1:8080\"", http->listen);
}

static void
check_whole(struct config_reading *reading, const config_setting_t *root)
{
        const struct config *config = reading->config;
        const config_setting_t *modems = config_setting_get_member(root, "modems");

        if (modems != NULL)
                check_modem_pairs(reading, modems);
        if (config->nmodems == 0 && config->gsup.hlr[0] == '\0' && config->http.listen[0] == '\0' && reading->errors == 0)
                config_complain(reading, modems, "no modem is configured; add modems = ( { name = \"sim1\"; device = "
                         "\"/dev/waymark-sim1\"; } );");
        check_http(reading, root);
        if (config->state[0] != '\0' && strcmp(config->state, config->runtime) == 0)
                config_complain(reading, config_setting_get_member(root, "runtime"),
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
read_tree(struct config_reading *reading, const char *text)
{
        config_t tree;

        config_init(&tree);
        if (config_read_string(&tree, text) != CONFIG_TRUE) {
                findings_add(reading->findings, FINDING_SEVERITY_ERROR, reading->file, config_error_line(&tree),
                             "%s; look in this line and the one before for a missing semicolon, quote or bracket, or a key "
                             "that stands there twice", config_error_text(&tree) != NULL ? config_error_text(&tree) : "syntax error");
                reading->errors++;
        } else {
                config_read_root(reading, config_root_setting(&tree));
                check_whole(reading, config_root_setting(&tree));
        }
        wipe_strings(config_root_setting(&tree));
        config_destroy(&tree);
}

static void
read_text(struct config_reading *reading, const char *text, size_t len)
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
        struct config_reading reading = {.file = file, .config = config, .findings = findings};
        char *copy;

        memset(config, 0, sizeof *config);
        if (len > FILE_BYTES_MAX) {
                config_complain(&reading, NULL, "is larger than 1 MB; this is not a configuration of waymark, name another file with -c");
                return -EINVAL;
        }
        if (strlen(file) >= sizeof config->file) {
                config_complain(&reading, NULL, "has too long a path; move it to a folder with a shorter one");
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
        case EACCES: return "use sudo, for it may hold a PIN and is not for everyone";
        case EISDIR: return "name the file in it with -c";
        default:     return "see whether the disk is sound";
        }
}

/* FNV-1a: an edit is to be noticed, nobody is to be kept from forging one. */
static uint64_t
digest_of(const char *text, size_t len)
{
        uint64_t hash = UINT64_C(14695981039346656037);

        for (size_t i = 0; i < len; i++)
                hash = (hash ^ (unsigned char)text[i]) * UINT64_C(1099511628211);
        return hash;
}

int
config_load(const char *file, struct config *config, struct findings *findings)
{
        const size_t room = FILE_BYTES_MAX + 1;
        char *text = calloc(1, room);
        ssize_t len;
        int rc;

        memset(config, 0, sizeof *config);
        if (text == NULL)
                return -ENOMEM;
        len = read_whole(file, text, room);
        if (len >= 0) {
                rc = config_parse(file, text, (size_t)len, config, findings);
                config->digest = digest_of(text, (size_t)len);
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
