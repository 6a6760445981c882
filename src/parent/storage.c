/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Folders, lock, journals. The mark of a refused PIN is the one thing the parent keeps on the card; it holds the modem's name and nothing
 * else, and without it every restart would take one of the SIM's three tries.
 */
#include "storage.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "modem/journal.h"

static int
make_folder(const char *path, const char *user)
{
        struct passwd *pw;

        if (mkdir(path, 0700) < 0 && errno != EEXIST)
                return -errno;
        if (geteuid() == 0 && user[0] != '\0' && (pw = getpwnam(user)) != NULL &&
            chown(path, pw->pw_uid, pw->pw_gid) < 0)
                return -errno;
        return 0;
}

/* Made and removed again: access(2) would not see a full or read-only card. */
static int
try_writing(const char *folder)
{
        char path[CONFIG_PATH + 32];
        int fd;

        snprintf(path, sizeof path, "%s/.writable", folder);
        fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
                return -errno;
        close(fd);
        return unlink(path) < 0 ? -errno : 0;
}

static int
prepare(const struct config *config, const char *key, const char *folder, struct findings *findings)
{
        int rc = make_folder(folder, config->user);

        if (rc == 0)
                rc = try_writing(folder);
        if (rc < 0)
                findings_add(findings, FINDING_SEVERITY_ERROR, config->file, 0,
                             "%s = \"%s\" cannot be written (%s); make that folder, owned by the user that runs waymarkd",
                             key, folder, strerror(-rc));
        return rc;
}

int
storage_open(const struct config *config, struct findings *findings)
{
        char path[CONFIG_PATH + 32];
        int fd, rc;

        rc = prepare(config, "state", config->state, findings);
        if (rc == 0)
                rc = prepare(config, "runtime", config->runtime, findings);
        if (rc < 0)
                return rc;
        snprintf(path, sizeof path, "%s/lock", config->runtime);
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
                return -errno;
        if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
                rc = -errno;
                findings_add(findings, FINDING_SEVERITY_ERROR, config->file, 0,
                             "another waymarkd already uses runtime = \"%s\"; stop it first, or give this one its own folder",
                             config->runtime);
                close(fd);
                return rc;
        }
        return fd;
}

int
storage_open_journal(const struct config *config, const char *modem)
{
        char path[CONFIG_PATH + 64];
        int fd, rc;

        snprintf(path, sizeof path, "%s/journal-%s", config->runtime, modem);
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (fd < 0)
                return -errno;
        rc = ftruncate(fd, JOURNAL_BYTES) < 0 ? -errno : -posix_fallocate(fd, 0, JOURNAL_BYTES);
        if (rc < 0) {
                close(fd);
                return rc;
        }
        return fd;
}

static const char *
pin_mark(const struct config *config, const char *modem, char path[static CONFIG_PATH + 64])
{
        snprintf(path, CONFIG_PATH + 64, "%s/pin-refused-%s", config->state, modem);
        return path;
}

int
storage_mark_pin(const struct config *config, const char *modem)
{
        char path[CONFIG_PATH + 64];
        int fd = open(pin_mark(config, modem, path), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        int rc = fd < 0 || fsync(fd) < 0 ? -errno : 0;

        if (fd >= 0)
                close(fd);
        fd = open(config->state, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd >= 0) {
                (void)fsync(fd); /* its name is the mark */
                close(fd);
        }
        return rc;
}

bool
storage_pin_is_marked(const struct config *config, const char *modem)
{
        char path[CONFIG_PATH + 64];

        return access(pin_mark(config, modem, path), F_OK) == 0;
}
