/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * read() as libgammu gets it (it is called through the dynamic linker, as usleep() in pauses.c is). From the port that is followed it reads
 * into the shared memory first: the kernel takes the bytes out of the line and puts them there in one system call, and a SIGKILL comes
 * before it or after it. There is no length in the memory, which could not be kept in the same instant: it ends where the zeros
 * begin. (A NUL at the very end is forgotten then; no answer ends with one.) The state is global because the signature of read()
 * is not ours.
 */
#undef _FORTIFY_SOURCE /* it makes read() an inline function of its own */
#include "tap.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/fault.h"
#include "sieve.h"

static struct {
        char *memory;
        size_t len;
        int port_fd;
} tap = {.port_fd = -1};

/* What libgammu reads from the modem's port goes through the sieve; it opens the port by itself, so it is known by its device first. */
static struct {
        struct sieve sieve;
        dev_t device;                   /* 0: none */
        int not_fd;                     /* ours on the same device */
        int fd;                         /* libgammu's, -1 until it reads */
} sieved = {.not_fd = -1, .fd = -1};

int
tap_make(void)
{
        int fd = memfd_create("tap", MFD_CLOEXEC);

        if (fd < 0)
                return -errno;
        if (ftruncate(fd, TAP_BYTES) < 0) {
                close(fd);
                return -errno;
        }
        return fd;
}

int
tap_open(int fd)
{
        void *memory = mmap(NULL, TAP_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);

        if (fd >= 0)
                close(fd);
        if (memory == MAP_FAILED)
                return -errno;
        if (tap.memory != NULL)
                munmap(tap.memory, TAP_BYTES);
        tap.memory = memory;
        tap.port_fd = -1;
        tap.len = TAP_BYTES;
        while (tap.len > 0 && tap.memory[tap.len - 1] == '\0')
                tap.len--;
        return 0;
}

static void
wipe(void)
{
        if (tap.memory != NULL)
                explicit_bzero(tap.memory, TAP_BYTES); /* all of it: the pages are there when the kernel writes to them */
        tap.len = 0;
}

void
tap_follow(int port_fd)
{
        tap.port_fd = tap.memory != NULL ? port_fd : -1;
}

void
tap_begin(int port_fd)
{
        wipe();
        tap_follow(port_fd);
}

void
tap_end(void)
{
        tap.port_fd = -1;
        wipe();
}

const char *
tap_kept(size_t *len)
{
        *len = tap.len;
        return tap.memory;
}

ssize_t
tap_read(int fd, void *bytes, size_t room)
{
        ssize_t n;

        if (fd < 0 || fd != tap.port_fd)
                return syscall(SYS_read, fd, bytes, room);
        if (tap.len == TAP_BYTES)
                wipe(); /* chatter: the word is not in it, or nobody would be reading any more */
        if (room > TAP_BYTES - tap.len)
                room = TAP_BYTES - tap.len;
        n = syscall(SYS_read, fd, tap.memory + tap.len, room);
        if (n <= 0)
                return n;
        FAULT(WORD_READ);
        memcpy(bytes, tap.memory + tap.len, (size_t)n);
        tap.len += (size_t)n;
        return n;
}

void
tap_sieve(const char *device, int not_fd)
{
        struct stat st;

        memset(&sieved, 0, sizeof sieved);
        sieved.not_fd = not_fd;
        sieved.fd = -1;
        if (device != NULL && stat(device, &st) == 0)
                sieved.device = st.st_rdev;
}

static bool
is_sieved(int fd)
{
        struct stat st;

        if (sieved.device == 0 || fd < 0 || fd == sieved.not_fd)
                return false;
        if (sieved.fd < 0 && fstat(fd, &st) == 0 && S_ISCHR(st.st_mode) && st.st_rdev == sieved.device)
                sieved.fd = fd;
        return fd == sieved.fd;
}

ssize_t
read(int fd, void *bytes, size_t room)
{
        ssize_t n;

        if (!is_sieved(fd) || room <= (size_t)2 * SIEVE_HELD)
                return tap_read(fd, bytes, room);
        n = tap_read(fd, bytes, room - SIEVE_HELD);
        return n > 0 ? (ssize_t)sieve_pass(&sieved.sieve, bytes, (size_t)n) : n;
}
