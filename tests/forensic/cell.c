/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Namespace and mounts of the cell.
 */
#include "cell.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "places.h"

static const char *const places[] = {"/tmp", "/var", "/run", "/dev/shm", "/root", "/home"};
#define SPARE "/dev/shm"
#define NPLACES (sizeof places / sizeof places[0])

static struct {
        char here[512];
        bool mounted[NPLACES];
        time_t since;
} cell;

static bool
is_below(const char *path, const char *place)
{
        size_t len = strlen(place);

        return strncmp(path, place, len) == 0 && (path[len] == '/' || path[len] == '\0');
}

/* We stand there, or what is tested was built there. */
static bool
is_needed(const char *place)
{
        const char *build = getenv("WAYMARK_BUILD");

        return is_below(cell.here, place) || (build != NULL && is_below(build, place));
}

static bool
make_walls(void)
{
        if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
                return false;
        /* a mount of its own stays writable when the one around it is not */
        if (mount(cell.here, cell.here, NULL, MS_BIND | MS_REC, NULL) < 0 || chdir(cell.here) < 0)
                return false;
        for (size_t i = 0; i < NPLACES; i++) {
                if (is_needed(places[i]) || access(places[i], F_OK) < 0)
                        continue;
                if (mount("cell", places[i], "tmpfs", 0, "mode=1777") < 0)
                        return false;
                cell.mounted[i] = true;
        }
        if (!cell.mounted[0] && setenv("TMPDIR", SPARE, 1) < 0) /* we stand in /tmp, where nothing else can be written now */
                return false;
        return mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) == 0;
}

bool
cell_enter(void)
{
        cell.since = time(NULL);
        if (getcwd(cell.here, sizeof cell.here) == NULL)
                return false;
        if (make_walls())
                return true;
        printf("# no mounts of our own (%s): only the gateway's folders are searched, not the rest of the machine\n", strerror(errno));
        return false;
}

size_t
cell_search(struct traces *traces)
{
        size_t found = 0;

        for (size_t i = 0; i < NPLACES; i++)
                if (cell.mounted[i])
                        found += places_search_tree(traces, places[i]);
        return found + places_search_changed(traces, cell.here, cell.since);
}

bool
cell_has_core(void)
{
        DIR *folder = opendir(cell.here);
        struct dirent *entry;
        struct stat st;
        bool any = false;

        while (folder != NULL && (entry = readdir(folder)) != NULL)
                if (strncmp(entry->d_name, "core", 4) == 0 && fstatat(dirfd(folder), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
                    st.st_ctime >= cell.since)
                        any = true;
        if (folder != NULL)
                closedir(folder);
        return any;
}

int
cell_mount_small(const char *path, int kilobytes)
{
        char options[64];

        snprintf(options, sizeof options, "size=%dk,mode=0700", kilobytes);
        if ((mkdir(path, 0700) < 0 && errno != EEXIST) || mount("small", path, "tmpfs", 0, options) < 0)
                return -errno;
        return 0;
}
