/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Landlock by its three system calls; libc has no wrappers. Rights that the running kernel does not know are left out, so that one program
 * serves all kernels (linux/landlock.h names the version of each).
 *
 * The parent's fence is inherited by all its children, and folders and devices can change with a reload. So it takes away only what
 * nobody ever needs: to execute a file and to make device nodes and links. Who may reach which folder is decided in each child.
 */
#include "fence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/landlock.h>

/* Younger than Debian 12's headers. */
#define FS_TRUNCATE (UINT64_C(1) << 14)
#define FS_IOCTL_DEV (UINT64_C(1) << 15)
#define NET_BIND_TCP (UINT64_C(1) << 0)
#define NET_CONNECT_TCP (UINT64_C(1) << 1)
#define RULE_NET_PORT 2
#define SCOPE_ABSTRACT_SOCKETS (UINT64_C(1) << 0)
#define SCOPE_SIGNALS (UINT64_C(1) << 1)

#define ABI_REFER 2
#define ABI_TRUNCATE 3
#define ABI_PORTS 4
#define ABI_IOCTL_DEV 5
#define ABI_SCOPES 6

struct ruleset {
        uint64_t fs, net, scoped;
};

struct port_rule {
        uint64_t allowed, port;
};

#define FS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define FS_DEVICE (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_IOCTL_DEV)
#define FS_STORE (FS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE)
/* What a rule for a file, not for a folder, may hold. */
#define FS_OF_FILES (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE | FS_IOCTL_DEV)
#define FS_OF_NOBODY (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK | \
                      LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_SYM)

void
fence_add(struct fence *fence, const char *path, enum fence_access access)
{
        struct fence_place *place;

        if (fence->n == FENCE_PLACES || strlen(path) >= FENCE_PATH)
                return;
        place = &fence->places[fence->n++];
        memcpy(place->path, path, strlen(path) + 1);
        place->access = access;
}

static struct ruleset
handled(const struct fence *fence, long abi)
{
        struct ruleset set = {.fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};

        if (fence->only_parent)
                return (struct ruleset){.fs = FS_OF_NOBODY};
        if (abi >= ABI_REFER)
                set.fs |= LANDLOCK_ACCESS_FS_REFER;
        if (abi >= ABI_TRUNCATE)
                set.fs |= FS_TRUNCATE;
        if (abi >= ABI_PORTS)
                set.net = NET_BIND_TCP | NET_CONNECT_TCP;
        if (abi >= ABI_IOCTL_DEV)
                set.fs |= FS_IOCTL_DEV;
        if (abi >= ABI_SCOPES)
                set.scoped = SCOPE_ABSTRACT_SOCKETS | SCOPE_SIGNALS;
        return set;
}

/* A store that is away (a card that was pulled) may come back: then the folder that it will appear in. */
static int
open_place(const struct fence_place *place)
{
        int fd = open(place->path, O_PATH | O_CLOEXEC);
        char folder[FENCE_PATH], *slash;

        if (fd >= 0 || place->access != FENCE_ACCESS_STORE)
                return fd;
        memcpy(folder, place->path, sizeof folder);
        slash = strrchr(folder, '/');
        if (slash == NULL)
                return open(".", O_PATH | O_CLOEXEC);
        slash[slash == folder ? 1 : 0] = '\0';
        return open(folder, O_PATH | O_CLOEXEC);
}

static int
add_place(int ruleset_fd, struct fence_place *place, uint64_t known)
{
        static const uint64_t rights[] = {
                [FENCE_ACCESS_READ] = FS_READ, [FENCE_ACCESS_DEVICE] = FS_DEVICE, [FENCE_ACCESS_STORE] = FS_STORE};
        struct landlock_path_beneath_attr rule = {.allowed_access = rights[place->access] & known};
        struct stat st;
        int rc = 0;

        rule.parent_fd = open_place(place);
        if (rule.parent_fd < 0)
                return 0; /* what is not there is not reached */
        if (stat(place->path, &st) == 0) {
                place->device = st.st_dev;
                place->inode = st.st_ino;
        }
        if (fstat(rule.parent_fd, &st) == 0) {
                if (!S_ISDIR(st.st_mode))
                        rule.allowed_access &= FS_OF_FILES;
                if (syscall(SYS_landlock_add_rule, ruleset_fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) < 0)
                        rc = -errno;
        }
        close(rule.parent_fd);
        return rc;
}

static int
add_port(int ruleset_fd, uint64_t allowed, uint16_t port)
{
        const struct port_rule rule = {.allowed = allowed, .port = port};

        if (port == 0)
                return 0;
        return syscall(SYS_landlock_add_rule, ruleset_fd, RULE_NET_PORT, &rule, 0) < 0 ? -errno : 0;
}

int
fence_enter(struct fence *fence, bool *ports_out)
{
        long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0, LANDLOCK_CREATE_RULESET_VERSION);
        struct ruleset set;
        int fd, rc = 0;

        *ports_out = false;
        if (abi < 1)
                return abi < 0 ? -errno : -EOPNOTSUPP;
        set = handled(fence, abi);
        /* a kernel that knows fewer fields takes a longer struct if the rest of it is zero */
        fd = (int)syscall(SYS_landlock_create_ruleset, &set, sizeof set, 0);
        if (fd < 0)
                return -errno;
        for (int i = 0; i < fence->n && rc == 0 && !fence->only_parent; i++)
                rc = add_place(fd, &fence->places[i], set.fs);
        if (rc == 0 && set.net != 0)
                rc = add_port(fd, NET_CONNECT_TCP, fence->connect_port);
        if (rc == 0 && set.net != 0)
                rc = add_port(fd, NET_BIND_TCP, fence->listen_port);
        if (rc == 0 && syscall(SYS_landlock_restrict_self, fd, 0) < 0)
                rc = -errno;
        close(fd);
        fence->stands = rc == 0;
        *ports_out = rc == 0 && set.net != 0;
        return rc;
}

bool
fence_is_moved(const struct fence *fence)
{
        for (int i = 0; i < fence->n && fence->stands; i++) {
                const struct fence_place *place = &fence->places[i];
                struct stat st;

                if (place->access == FENCE_ACCESS_STORE && place->inode == 0)
                        continue; /* was away: may come back within the fence */
                if (stat(place->path, &st) == 0 && (st.st_dev != place->device || st.st_ino != place->inode))
                        return true;
        }
        return false;
}
