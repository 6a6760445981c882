/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What of the file system and of the network a process can still reach (landlock). Its own descriptors are not touched by it. A kernel
 * without landlock (Raspberry Pi OS) or with an old one gives less; what it gives is taken. Used by sandbox.c alone; the processes
 * only name their folders.
 *
 * A rule holds for the folder that is there now. When another takes its place (moved, mounted over), it is out of reach: fence_is_moved()
 * tells, and the process ends itself to be born again with a fence around the new one.
 */
#ifndef WAYMARK_COMMON_FENCE_H
#define WAYMARK_COMMON_FENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define FENCE_PATH 256
#define FENCE_PLACES 48

enum fence_access {
        FENCE_ACCESS_READ = 1,          /* files and folders below it */
        FENCE_ACCESS_DEVICE = 2,        /* read, write and set what is there; make and remove nothing */
        FENCE_ACCESS_STORE = 3,         /* read, write, make and remove regular files */
};

struct fence_place {
        char path[FENCE_PATH];
        enum fence_access access;
        dev_t device;                   /* what it was when the fence was put up, 0: not there */
        ino_t inode;
};

struct fence {
        struct fence_place places[FENCE_PLACES];
        int n;
        uint16_t connect_port;          /* the only TCP port it may connect to, 0: none */
        uint16_t listen_port;           /* the only one it may listen at */
        bool only_parent;               /* of all children: takes only what none of them needs (see fence.c) */
        bool stands;                    /* set by fence_enter() */
};

/* A folder or a file, before fence_enter(). One that does not fit or is not there is out of reach; a store may come later. */
void fence_add(struct fence *fence, const char *path, enum fence_access access);

/*
 * From here on everything else is out of reach, for good. `*ports_out`: whether ports are held back too. 0, or -errno if this kernel
 * has no landlock (-ENOSYS, -EOPNOTSUPP) or refuses it.
 */
int fence_enter(struct fence *fence, bool *ports_out);

/* The fence stands, and one of its places is another one now. */
bool fence_is_moved(const struct fence *fence);

#endif
