/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files by reading them whole, processes by /proc.
 */
#include "places.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define CHUNK ((size_t)8 << 20)
#define OVERLAP ((size_t)4096)          /* more than the longest trace */
#define PATH 4096

/* --- files --- */

static size_t
search_open_file(struct traces *traces, const char *path, int fd)
{
        unsigned char *chunk = malloc(OVERLAP + CHUNK);
        size_t found = 0, kept = 0;
        ssize_t n;

        if (chunk == NULL)
                abort();
        while ((n = read(fd, chunk + kept, CHUNK)) > 0) {
                size_t len = kept + (size_t)n;

                found += traces_search(traces, path, chunk, len);
                if ((size_t)n < CHUNK) {
                        /* all of it, or a short read of a /proc file: what straddles two reads is seen again whole */
                        kept = len < OVERLAP ? len : OVERLAP;
                        memmove(chunk, chunk + len - kept, kept);
                        continue;
                }
                kept = OVERLAP;
                memmove(chunk, chunk + len - kept, kept);
        }
        free(chunk);
        return found;
}

static size_t
search_attributes(struct traces *traces, const char *path)
{
        char names[4096], value[65536];
        ssize_t len = llistxattr(path, names, sizeof names);
        size_t found = 0;

        for (ssize_t at = 0; at < len; at += (ssize_t)strlen(names + at) + 1) {
                ssize_t n = lgetxattr(path, names + at, value, sizeof value);

                found += traces_search(traces, path, names + at, strlen(names + at));
                if (n > 0)
                        found += traces_search(traces, path, value, (size_t)n);
        }
        return found;
}

size_t
places_search_file(struct traces *traces, const char *path)
{
        struct stat st;
        size_t found = 0;
        int fd;

        if (lstat(path, &st) < 0)
                return 0;
        found += search_attributes(traces, path);
        if (S_ISLNK(st.st_mode)) {
                char target[PATH];
                ssize_t n = readlink(path, target, sizeof target);

                return found + (n > 0 ? traces_search(traces, path, target, (size_t)n) : 0);
        }
        if (!S_ISREG(st.st_mode))
                return found;
        fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0)
                return found;
        found += search_open_file(traces, path, fd);
        close(fd);
        return found;
}

size_t
places_search_changed(struct traces *traces, const char *root, time_t since)
{
        struct dirent *entry;
        char path[PATH];
        struct stat st;
        size_t found = 0;
        DIR *folder;

        if (lstat(root, &st) < 0)
                return 0;
        if (st.st_ctime >= since)
                found += places_search_file(traces, root);
        if (!S_ISDIR(st.st_mode) || (folder = opendir(root)) == NULL)
                return found;
        while ((entry = readdir(folder)) != NULL) {
                if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                        continue;
                if ((size_t)snprintf(path, sizeof path, "%s/%s", root, entry->d_name) >= sizeof path)
                        continue;
                found += traces_search(traces, path, entry->d_name, strlen(entry->d_name));
                found += places_search_changed(traces, path, since);
        }
        closedir(folder);
        return found;
}

size_t
places_search_tree(struct traces *traces, const char *root)
{
        return places_search_changed(traces, root, 0);
}

/* --- processes --- */

/* "start-end perms offset dev inode path": what can be written to and is no regular file. */
static bool
is_memory(const char *line, unsigned long *start, unsigned long *end)
{
        char perms[5], path[PATH] = "";
        unsigned long inode;

        if (sscanf(line, "%lx-%lx %4s %*x %*s %lu %4095s", start, end, perms, &inode, path) < 4)
                return false;
        if (perms[0] != 'r' || perms[1] != 'w' || path[0] == '/')
                return inode != 0 && perms[0] == 'r' && perms[1] == 'w' && perms[3] == 'p'; /* a library's own variables, or deleted */
        return true;
}

void
places_read_memory(pid_t pid, void (*each)(void *arg, const char *where, const unsigned char *bytes, size_t len), void *arg)
{
        unsigned char *chunk = malloc(CHUNK + OVERLAP);
        char path[64], line[PATH + 200];
        FILE *maps;
        int mem;

        snprintf(path, sizeof path, "/proc/%d/mem", (int)pid);
        mem = open(path, O_RDONLY | O_CLOEXEC);
        snprintf(path, sizeof path, "/proc/%d/maps", (int)pid);
        maps = fopen(path, "re");
        while (mem >= 0 && maps != NULL && chunk != NULL && fgets(line, sizeof line, maps) != NULL) {
                unsigned long start, end;

                if (!is_memory(line, &start, &end))
                        continue;
                line[strcspn(line, "\n")] = '\0';
                for (unsigned long at = start; at < end; at += CHUNK) {
                        size_t want = end - at < CHUNK + OVERLAP ? end - at : CHUNK + OVERLAP;
                        ssize_t n = pread(mem, chunk, want, (off_t)at);

                        if (n > 0)
                                each(arg, line, chunk, (size_t)n);
                }
        }
        if (maps != NULL)
                fclose(maps);
        if (mem >= 0)
                close(mem);
        free(chunk);
}

bool
places_may_read(pid_t pid)
{
        char path[64];
        int fd;

#ifdef __SANITIZE_ADDRESS__
        return false;
#endif
        snprintf(path, sizeof path, "/proc/%d/mem", (int)pid);
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd >= 0)
                close(fd);
        return fd >= 0;
}

struct search {
        struct traces *traces;
        size_t found;
};

static void
search_piece(void *arg, const char *where, const unsigned char *bytes, size_t len)
{
        struct search *search = arg;

        search->found += traces_search(search->traces, where, bytes, len);
}

/* memfd_create(2): "/memfd:tap (deleted)". */
size_t
places_search_nameless(struct traces *traces, pid_t pid)
{
        char path[PATH], target[PATH];
        struct dirent *entry;
        size_t found = 0;
        DIR *folder;

        snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
        folder = opendir(path);
        while (folder != NULL && (entry = readdir(folder)) != NULL) {
                ssize_t n;
                int fd;

                snprintf(path, sizeof path, "/proc/%d/fd/%.20s", (int)pid, entry->d_name);
                n = readlink(path, target, sizeof target - 1);
                target[n > 0 ? n : 0] = '\0';
                if (strncmp(target, "/memfd:", 7) != 0 && strstr(target, " (deleted)") == NULL)
                        continue;
                fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
                if (fd < 0)
                        continue;
                found += search_open_file(traces, target, fd);
                close(fd);
        }
        if (folder != NULL)
                closedir(folder);
        return found;
}

size_t
places_search_process(struct traces *traces, pid_t pid)
{
        static const char *const files[] = {"cmdline", "environ", "comm", "stat"};
        struct search search = {.traces = traces, .found = 0};
        char path[64];

        places_read_memory(pid, search_piece, &search);
        for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
                snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, files[i]);
                search.found += places_search_file(traces, path);
        }
        return search.found;
}

long
places_swapped_kb(pid_t pid)
{
        char path[64], line[256];
        long kb = -1;
        FILE *file;

        snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
        file = fopen(path, "re");
        if (file == NULL)
                return -1;
        while (fgets(line, sizeof line, file) != NULL)
                if (sscanf(line, "VmSwap: %ld", &kb) == 1)
                        break;
        fclose(file);
        return kb;
}
