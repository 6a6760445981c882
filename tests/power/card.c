/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The recorder: the C library's calls that change files, each followed by a note of what it did. A call that was made and not noted, for
 * its process was killed in between, counts as never made; a process that was killed was not told of its success either.
 */
#undef _FORTIFY_SOURCE /* these would rename the functions that are defined here, or make them inline */
#undef _FILE_OFFSET_BITS
#undef _TIME_BITS
#include "card.h"

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define FDS 256
#define PATH 512

static struct {
        struct card_log *log;           /* NULL: records nothing */
        dev_t device;                   /* of the folder */
        ino_t folder;
        bool pretend;
        struct {
                bool is_file, is_folder;
                uint64_t file;
        } fds[FDS];
} card;

#define REAL(name) ((__typeof__(&name))(uintptr_t)dlsym(RTLD_NEXT, #name))

/* --- the log --- */

struct card_log *
card_log_new(int *fd_out)
{
        int fd = memfd_create("card", MFD_CLOEXEC);
        void *memory = MAP_FAILED;

        if (fd >= 0 && REAL(ftruncate64)(fd, CARD_LOG_BYTES) == 0)
                memory = mmap(NULL, CARD_LOG_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
        if (memory == MAP_FAILED)
                abort();
        if (fd_out != NULL)
                *fd_out = fd;
        else
                REAL(close)(fd);
        return memory;
}

void
card_log_free(struct card_log *log)
{
        munmap(log, CARD_LOG_BYTES);
}

static void
note(enum card_op op, const char *name, uint64_t file, int64_t at, const void *content, size_t len)
{
        size_t size = (sizeof(struct card_record) + len + 7) / 8 * 8;
        uint64_t place;
        struct card_record *record;

        if (card.log == NULL)
                return;
        place = atomic_fetch_add(&card.log->used, size);
        if (place + size + sizeof *card.log > (uint64_t)CARD_LOG_BYTES)
                abort(); /* a test that writes that much wants another log */
        record = (struct card_record *)(void *)(card.log->records + place);
        record->size = (uint32_t)size;
        record->file = file;
        record->at = at;
        record->len = (uint32_t)len;
        snprintf(record->name, sizeof record->name, "%s", name);
        if (len > 0)
                memcpy(record->content, content, len);
        atomic_store(&record->op, op);
}

/* --- what lies on the card --- */

/* The last part of a path whose folder is the card's. */
static const char *
name_on_card(const char *path)
{
        const char *slash = strrchr(path, '/');
        char folder[PATH];
        struct stat st;

        if (card.log == NULL || slash == NULL || (size_t)(slash - path) >= sizeof folder)
                return NULL;
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
        if (stat(folder[0] != '\0' ? folder : "/", &st) < 0 || st.st_dev != card.device || st.st_ino != card.folder)
                return NULL;
        return slash + 1;
}

static bool
is_file(int fd)
{
        return card.log != NULL && fd >= 0 && fd < FDS && card.fds[fd].is_file;
}

static void
find(const char *folder, const char *name)
{
        char path[PATH], *content;
        struct stat st;
        int fd;

        snprintf(path, sizeof path, "%s/%s", folder, name);
        fd = REAL(open64)(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || (content = malloc((size_t)st.st_size + 1)) == NULL) {
                if (fd >= 0)
                        REAL(close)(fd);
                return;
        }
        if (pread(fd, content, (size_t)st.st_size, 0) == (ssize_t)st.st_size)
                note(CARD_OP_FOUND, name, st.st_ino, 0, content, (size_t)st.st_size);
        free(content);
        REAL(close)(fd);
}

void
card_begin(struct card_log *log, const char *folder)
{
        struct dirent *entry;
        struct stat st;
        DIR *dir = opendir(folder);

        if (dir == NULL || stat(folder, &st) < 0)
                abort();
        memset(card.fds, 0, sizeof card.fds);
        card.device = st.st_dev;
        card.folder = st.st_ino;
        card.log = log;
        while ((entry = readdir(dir)) != NULL)
                find(folder, entry->d_name);
        closedir(dir);
}

void
card_end(void)
{
        card.log = NULL;
}

void
card_mark(int64_t value)
{
        note(CARD_OP_MARK, "", 0, value, NULL, 0);
}

void
card_pretend(int pretend)
{
        card.pretend = pretend;
}

/* The daemon of the fault build: mapped before main(), inherited by every child. */
__attribute__((constructor)) static void
begin_by_environment(void)
{
        const char *folder = getenv("WAYMARK_CARD"), *path = getenv("WAYMARK_CARD_LOG");
        int fd = folder != NULL && path != NULL ? REAL(open64)(path, O_RDWR | O_CLOEXEC) : -1;
        void *memory;

        if (fd < 0)
                return;
        memory = mmap(NULL, CARD_LOG_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_NORESERVE, fd, 0);
        REAL(close)(fd);
        if (memory != MAP_FAILED)
                card_begin(memory, folder);
}

/* --- the calls --- */

static int
open_on_card(const char *path, int flags, mode_t mode)
{
        const char *name = name_on_card(path);
        bool was_there = name != NULL && access(path, F_OK) == 0;
        int fd = REAL(open64)(path, flags, mode);
        struct stat st;

        if (card.log == NULL || fd < 0 || fd >= FDS || fstat(fd, &st) < 0)
                return fd;
        memset(&card.fds[fd], 0, sizeof card.fds[fd]);
        card.fds[fd].is_folder = st.st_dev == card.device && st.st_ino == card.folder;
        if (name == NULL)
                return fd;
        card.fds[fd].is_file = true;
        card.fds[fd].file = st.st_ino;
        if (!was_there)
                note(CARD_OP_CREATE, name, st.st_ino, 0, NULL, 0);
        else if ((flags & O_TRUNC) != 0)
                note(CARD_OP_TRUNCATE, name, st.st_ino, 0, NULL, 0);
        return fd;
}

static mode_t
mode_of(int flags, va_list args)
{
        return (flags & (O_CREAT | O_TMPFILE)) != 0 ? (mode_t)va_arg(args, unsigned) : 0;
}

int
open64(const char *path, int flags, ...)
{
        va_list args;
        mode_t mode;

        va_start(args, flags);
        mode = mode_of(flags, args);
        va_end(args);
        return open_on_card(path, flags, mode);
}

int
open(const char *path, int flags, ...)
{
        va_list args;
        mode_t mode;

        va_start(args, flags);
        mode = mode_of(flags, args);
        va_end(args);
        return open_on_card(path, flags, mode);
}

int
close(int fd)
{
        if (fd >= 0 && fd < FDS)
                memset(&card.fds[fd], 0, sizeof card.fds[fd]);
        return REAL(close)(fd);
}

ssize_t
pwrite64(int fd, const void *bytes, size_t len, off64_t at)
{
        ssize_t n = REAL(pwrite64)(fd, bytes, len, at);

        if (n > 0 && is_file(fd))
                note(CARD_OP_WRITE, "", card.fds[fd].file, at, bytes, (size_t)n);
        return n;
}

ssize_t
write(int fd, const void *bytes, size_t len)
{
        off64_t at = is_file(fd) ? lseek64(fd, 0, SEEK_CUR) : 0;
        ssize_t n = REAL(write)(fd, bytes, len);

        if (n > 0 && is_file(fd))
                note(CARD_OP_WRITE, "", card.fds[fd].file, at, bytes, (size_t)n);
        return n;
}

int
ftruncate64(int fd, off64_t size)
{
        int rc = REAL(ftruncate64)(fd, size);

        if (rc == 0 && is_file(fd))
                note(CARD_OP_TRUNCATE, "", card.fds[fd].file, size, NULL, 0);
        return rc;
}

static int
synced(int fd, int rc)
{
        if (rc == 0 && is_file(fd))
                note(CARD_OP_SYNC, "", card.fds[fd].file, 0, NULL, 0);
        else if (rc == 0 && card.log != NULL && fd >= 0 && fd < FDS && card.fds[fd].is_folder)
                note(CARD_OP_SYNC_FOLDER, "", 0, 0, NULL, 0);
        return rc;
}

int
fdatasync(int fd)
{
        return synced(fd, card.pretend ? 0 : REAL(fdatasync)(fd));
}

int
fsync(int fd)
{
        return synced(fd, card.pretend ? 0 : REAL(fsync)(fd));
}

int
unlink(const char *path)
{
        const char *name = name_on_card(path);
        int rc = REAL(unlink)(path);

        if (rc == 0 && name != NULL)
                note(CARD_OP_UNLINK, name, 0, 0, NULL, 0);
        return rc;
}

int
rename(const char *from, const char *to)
{
        const char *name = name_on_card(from), *new_name = name_on_card(to);
        int rc = REAL(rename)(from, to);

        if (rc == 0 && name != NULL && new_name != NULL)
                note(CARD_OP_RENAME, name, 0, 0, new_name, strlen(new_name) + 1);
        return rc;
}
