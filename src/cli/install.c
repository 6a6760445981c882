/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Replacing message files so that a reader always sees a whole one, old or new, whenever the power goes: write beside it, fsync, rename.
 * The names beside them begin with a dot, so the gateway does not look at them (words/builder.h).
 */
#include "install.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_TEXT (TRANSLATION_ID + 16)

struct installing {
        const struct merge *merge;
        int folder;
        bool made_folder;
};

static void
final_name(const struct installing *installing, size_t page, char name[static NAME_TEXT])
{
        snprintf(name, NAME_TEXT, "%s.txt", installing->merge->translation->pages[page].id);
}

static void
temporary_name(const struct installing *installing, size_t page, char name[static NAME_TEXT])
{
        snprintf(name, NAME_TEXT, ".%s.txt.import", installing->merge->translation->pages[page].id);
}

static int
tell(const struct merge *merge, size_t page, int error)
{
        char path[TRANSLATION_PATH];

        translation_path(merge->translation->code, merge->translation->pages[page].id, path);
        findings_add(merge->findings, FINDING_SEVERITY_ERROR, path, 0, "it cannot be written (%s); look at space and permissions",
                     strerror(error));
        return -error;
}

/* As the file that it replaces, or as the folder: colleagues who could edit it still can. */
static void
copy_owner(const struct installing *installing, const char *name, int fd)
{
        struct stat facts;

        if (fstatat(installing->folder, name, &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(facts.st_mode))
                (void)!fchmod(fd, facts.st_mode & 0777);
        else if (fstat(installing->folder, &facts) < 0)
                return;
        (void)!fchown(fd, facts.st_uid, facts.st_gid); /* only root may: then it stays ours */
}

static int
write_whole(int fd, const char *text)
{
        size_t len = strlen(text);

        while (len > 0) {
                ssize_t n = write(fd, text, len);

                if (n < 0 && errno != EINTR)
                        return -errno;
                if (n > 0) {
                        text += n;
                        len -= (size_t)n;
                }
        }
        return fsync(fd) < 0 ? -errno : 0;
}

static int
write_page(const struct installing *installing, size_t page)
{
        char name[NAME_TEXT], temporary[NAME_TEXT];
        int fd, rc;

        final_name(installing, page, name);
        temporary_name(installing, page, temporary);
        (void)unlinkat(installing->folder, temporary, 0);       /* of an import that was killed */
        fd = openat(installing->folder, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
        if (fd < 0)
                return -errno;
        copy_owner(installing, name, fd);
        rc = write_whole(fd, installing->merge->pages[page].text);
        close(fd);
        return rc;
}

static int
open_folder(struct installing *installing, const char *messages)
{
        const char *code = installing->merge->translation->code;
        int parent = open(messages, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = 0;

        if (parent < 0)
                return -errno;
        installing->made_folder = mkdirat(parent, code, 0755) == 0;
        if (!installing->made_folder && errno != EEXIST)
                rc = -errno;
        if (rc == 0)
                installing->folder = openat(parent, code, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (rc == 0 && installing->folder < 0)
                rc = -errno;
        close(parent);
        return rc;
}

static void
remove_temporary(const struct installing *installing)
{
        for (size_t page = 0; page < installing->merge->translation->npages; page++) {
                char temporary[NAME_TEXT];

                temporary_name(installing, page, temporary);
                if (installing->merge->pages[page].text != NULL)
                        (void)unlinkat(installing->folder, temporary, 0);
        }
}

static int
write_pages(const struct installing *installing)
{
        for (size_t page = 0; page < installing->merge->translation->npages; page++) {
                int rc = installing->merge->pages[page].text != NULL ? write_page(installing, page) : 0;

                if (rc < 0)
                        return tell(installing->merge, page, -rc);
        }
        return 0;
}

static int
rename_pages(const struct installing *installing)
{
        for (size_t page = 0; page < installing->merge->translation->npages; page++) {
                char name[NAME_TEXT], temporary[NAME_TEXT];

                if (installing->merge->pages[page].text == NULL)
                        continue;
                final_name(installing, page, name);
                temporary_name(installing, page, temporary);
                if (renameat(installing->folder, temporary, installing->folder, name) < 0)
                        return tell(installing->merge, page, errno);
        }
        return fsync(installing->folder) < 0 ? -errno : 0;
}

int
install_pages(const struct merge *merge, const char *messages)
{
        struct installing installing = {.merge = merge, .folder = -1};
        int rc = open_folder(&installing, messages);

        if (rc < 0) {
                findings_add(merge->findings, FINDING_SEVERITY_ERROR, messages, 0,
                             "the folder %s in it cannot be opened or made (%s); it must be a folder, not a link", merge->translation->code,
                             strerror(-rc));
                return rc;
        }
        rc = write_pages(&installing);
        if (rc == 0)
                rc = rename_pages(&installing);
        if (rc < 0) {
                remove_temporary(&installing);
                if (installing.made_folder) {
                        int parent = open(messages, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

                        (void)unlinkat(parent, merge->translation->code, AT_REMOVEDIR);
                        close(parent);
                }
        }
        close(installing.folder);
        return rc;
}
