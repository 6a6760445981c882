/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The handler of SIGSYS. Every process. Invariant: whoever comes here does not leave. All other signals wait meanwhile, and what it does is
 * a store and system calls, which are safe in a handler.
 */
#include "offence.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_SECCOMP
#define SYS_SECCOMP 1                   /* si_code; the C library's headers know it since 2.34 only */
#endif

static struct pulse *place; /* a handler has no other context */

/* "<3>waymark: it tried system call 59, which its filter forbids", without stdio. */
static void
tell(unsigned number)
{
        static const char begin[] = "<3>waymark: ended by its filter: it tried system call ";
        char line[sizeof begin + 16], digits[12];
        size_t len = sizeof begin - 1, n = 0;

        memcpy(line, begin, len);
        do
                digits[n++] = (char)('0' + number % 10);
        while ((number /= 10) > 0);
        while (n > 0)
                line[len++] = digits[--n];
        line[len++] = '\n';
        if (write(STDERR_FILENO, line, len) < 0)
                return; /* nobody listens */
}

/*
 * The end is a second forbidden call: SIGSYS is blocked in here, so the kernel itself ends the process by signal 31, whatever was done to its
 * handlers. (Of execve(NULL), where no filter stands and somebody only sent the signal, nothing comes.)
 */
static void
on_offence(int signal, siginfo_t *info, void *context)
{
        (void)signal;
        (void)context;
        if (info->si_code == SYS_SECCOMP && place != NULL)
                atomic_store_explicit(&place->offence, info->si_syscall + 1, memory_order_relaxed);
        else if (info->si_code == SYS_SECCOMP)
                tell((unsigned)info->si_syscall);
        (void)syscall(SYS_execve, NULL, NULL, NULL);
        _exit(1);
}

void
offence_watch(struct pulse *pulse)
{
        struct sigaction action;

        place = pulse;
        memset(&action, 0, sizeof action);
        action.sa_sigaction = on_offence;
        action.sa_flags = SA_SIGINFO;
        sigfillset(&action.sa_mask);
        (void)sigaction(SIGSYS, &action, NULL); /* refused under the parent's filter: then it is in place already */
}

int
offence_take(struct pulse *pulse)
{
        return atomic_exchange_explicit(&pulse->offence, 0, memory_order_relaxed) - 1;
}
