/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Plays a log back: each file has the content that is safe and the list of what was done to it since its last sync.
 */
#include "cut.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILES 64
#define NAMES 32
#define DOINGS 2048
#define SECTOR 512
#define PATH 512

struct file {
        uint64_t number;
        char *content;
        int64_t size;
        const struct card_record *doings[DOINGS];
        int ndoings;
};

struct name {
        char name[CARD_NAME];
        int file;                       /* -1: free */
};

struct disk {
        struct file files[FILES];
        int nfiles;
        struct name names[NAMES], safe_names[NAMES];    /* as the programs see it, as the card has it */
        struct {
                struct name names[NAMES];
        } steps[DOINGS];                                /* after each change since the folder's last sync */
        int nsteps;
};

static unsigned
pick(uint64_t *random, unsigned below)
{
        *random = *random * UINT64_C(6364136223846793005) + 1442695040888963407U;
        return (unsigned)(*random >> 33) % below;
}

/* --- the log --- */

int
cut_records(const struct card_log *log)
{
        uint64_t at = 0;
        int n = 0;

        while (at < atomic_load(&((struct card_log *)(uintptr_t)log)->used)) {
                const struct card_record *record = (const struct card_record *)(const void *)(log->records + at);

                if (record->size == 0)
                        break;
                at += record->size;
                n++;
        }
        return n;
}

const struct card_record *
cut_record(const struct card_log *log, int i)
{
        uint64_t at = 0;

        while (i-- > 0)
                at += ((const struct card_record *)(const void *)(log->records + at))->size;
        return (const struct card_record *)(const void *)(log->records + at);
}

/* --- files --- */

static struct file *
find_file(struct disk *disk, uint64_t number)
{
        for (int i = disk->nfiles - 1; i >= 0; i--) /* numbers are used again: the last is meant */
                if (disk->files[i].number == number)
                        return &disk->files[i];
        return NULL;
}

static int
add_file(struct disk *disk, uint64_t number)
{
        if (disk->nfiles == FILES)
                abort();
        disk->files[disk->nfiles].number = number;
        return disk->nfiles++;
}

static void
resize(struct file *file, int64_t size)
{
        file->content = realloc(file->content, (size_t)size + 1);
        if (file->content == NULL)
                abort();
        if (size > file->size)
                memset(file->content + file->size, 0, (size_t)(size - file->size));
        file->size = size;
}

static void
put(struct file *file, const char *bytes, int64_t at, int64_t len)
{
        if (at + len > file->size)
                resize(file, at + len);
        if (len > 0) /* else there may be no content yet */
                memcpy(file->content + at, bytes, (size_t)len);
}

static void
do_torn(struct file *file, const struct card_record *record, uint64_t *random)
{
        int64_t end = record->at + record->len;

        for (int64_t at = record->at, next; at < end; at = next) {
                next = (at / SECTOR + 1) * SECTOR;
                if (next > end)
                        next = end;
                if (pick(random, 2) == 0)
                        put(file, record->content + (at - record->at), at, next - at);
        }
}

static void
do_doing(struct file *file, const struct card_record *record, enum cut_mode mode, uint64_t *random)
{
        if (mode == CUT_MODE_NOTHING || (mode != CUT_MODE_ALL && mode != CUT_MODE_TORN && pick(random, 2) == 0))
                return;
        if (record->op == CARD_OP_TRUNCATE) {
                if (mode != CUT_MODE_TORN || pick(random, 2) == 0)
                        resize(file, record->at);
        } else if (mode == CUT_MODE_TORN) {
                do_torn(file, record, random);
        } else {
                put(file, record->content, record->at, record->len);
        }
}

static void
do_doings(struct file *file, enum cut_mode mode, uint64_t *random)
{
        for (int i = 0; i < file->ndoings; i++)
                do_doing(file, file->doings[i], mode, random);
        file->ndoings = 0;
}

/* --- names --- */

static struct name *
find_name(struct name names[static NAMES], const char *name)
{
        for (int i = 0; i < NAMES; i++)
                if (names[i].file >= 0 && strcmp(names[i].name, name) == 0)
                        return &names[i];
        return NULL;
}

static void
set_name(struct name names[static NAMES], const char *name, int file)
{
        struct name *place = find_name(names, name);

        for (int i = 0; place == NULL && i < NAMES; i++)
                if (names[i].file < 0)
                        place = &names[i];
        if (place == NULL)
                abort();
        snprintf(place->name, sizeof place->name, "%s", name);
        place->file = file;
}

static void
names_changed(struct disk *disk)
{
        if (disk->nsteps == DOINGS)
                abort();
        memcpy(disk->steps[disk->nsteps++].names, disk->names, sizeof disk->names);
}

static void
rename_one(struct disk *disk, const struct card_record *record)
{
        struct name *from = find_name(disk->names, record->name);
        int file = from != NULL ? from->file : -1;

        if (file < 0)
                return;
        from->file = -1;
        set_name(disk->names, record->content, file);
        names_changed(disk);
}

/* --- playing back --- */

static void
play(struct disk *disk, const struct card_record *record)
{
        struct file *file = find_file(disk, record->file);
        struct name *name;
        int added;

        switch ((enum card_op)record->op) {
        case CARD_OP_FOUND:
                added = add_file(disk, record->file);
                put(&disk->files[added], record->content, 0, record->len);
                set_name(disk->names, record->name, added);
                memcpy(disk->safe_names, disk->names, sizeof disk->names);
                break;
        case CARD_OP_CREATE:
                set_name(disk->names, record->name, add_file(disk, record->file));
                names_changed(disk);
                break;
        case CARD_OP_UNLINK:
                name = find_name(disk->names, record->name);
                if (name != NULL)
                        name->file = -1;
                names_changed(disk);
                break;
        case CARD_OP_RENAME:
                rename_one(disk, record);
                break;
        case CARD_OP_WRITE:
        case CARD_OP_TRUNCATE:
                if (file == NULL || file->ndoings == DOINGS)
                        abort();
                file->doings[file->ndoings++] = record;
                break;
        case CARD_OP_SYNC:
                if (file != NULL)
                        do_doings(file, CUT_MODE_ALL, NULL);
                break;
        case CARD_OP_SYNC_FOLDER:
                memcpy(disk->safe_names, disk->names, sizeof disk->names);
                disk->nsteps = 0;
                break;
        case CARD_OP_NONE:
        case CARD_OP_MARK:
                break;
        }
}

static void
empty_folder(const char *folder)
{
        char path[PATH];
        struct dirent *entry;
        DIR *dir = opendir(folder);

        if (dir == NULL)
                abort();
        while ((entry = readdir(dir)) != NULL) {
                snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
                (void)unlink(path); /* not "." and ".." */
        }
        closedir(dir);
}

static void
write_file(const char *folder, const char *name, const struct file *file)
{
        char path[PATH];
        int fd;

        snprintf(path, sizeof path, "%s/%s", folder, name);
        fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        if (fd < 0 || (file->size > 0 && write(fd, file->content, (size_t)file->size) != (ssize_t)file->size))
                abort();
        close(fd);
}

/* The names that are left: as they were safe, or after any number of the changes since. */
static const struct name *
names_left(struct disk *disk, enum cut_mode mode, uint64_t *random)
{
        int n = mode == CUT_MODE_ALL ? disk->nsteps : mode == CUT_MODE_NOTHING ? 0 : (int)pick(random, (unsigned)disk->nsteps + 1);

        return n == 0 ? disk->safe_names : disk->steps[n - 1].names;
}

void
cut_restore(const struct card_log *log, int n, enum cut_mode mode, uint64_t *random, const char *folder)
{
        struct disk *disk = calloc(1, sizeof *disk);
        const struct card_record *record = cut_record(log, 0);
        const struct name *names;

        if (disk == NULL)
                abort();
        for (int i = 0; i < NAMES; i++)
                disk->names[i].file = disk->safe_names[i].file = -1;
        for (int i = 0; i < n; i++) {
                play(disk, record);
                record = (const struct card_record *)(const void *)((const char *)record + record->size);
        }
        for (int i = 0; i < disk->nfiles; i++)
                do_doings(&disk->files[i], mode, random);
        empty_folder(folder);
        names = names_left(disk, mode, random);
        for (int i = 0; i < NAMES; i++)
                if (names[i].file >= 0)
                        write_file(folder, names[i].name, &disk->files[names[i].file]);
        for (int i = 0; i < disk->nfiles; i++)
                free(disk->files[i].content);
        free(disk);
}
