/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The list of system calls, made by watching all scenarios with strace and kept short. Rows are names: libseccomp knows their numbers on
 * each architecture, and what an architecture does not have (the _time64 calls of 32-bit ARM, fstat64, mmap2) is passed over.
 *
 * Three answers, chosen so that a wrong list in the field costs as little as can be:
 *   - not in the table: ENOSYS. It keeps out as well as death does, but a C library that was updated and tries a newer call first falls
 *     back to the old one, as it does on an older kernel; EPERM would be believed. So people are still answered.
 *   - REFUSE: EPERM. Where an honest program may knock by a detour that we have not seen (a plug-in that a library would like to load).
 *   - KILL: the process ends at once and the parent starts a clean one. Only for what none of our code does by any detour: running
 *     programs, looking into other processes, sockets in a process that has none, opening files for writing in one that writes nothing.
 *     It is a signal whose handler notes the number of the call and dies (offence.h): the log says what was forbidden.
 *
 * A filter is inherited and the strictest answer of all counts. The parent is therefore allowed what its children are, and no row of the
 * parent may refuse what a child needs. Files and ports, which a filter cannot tell apart, are held back by fence.c.
 *
 * Built with sanitizers, or for valgrind (make SECCOMP=no), there is no filter: both need calls of their own.
 */
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>

#ifdef WAYMARK_NO_SECCOMP

int
filter_enter(enum filter_role role, unsigned children)
{
        (void)role;
        (void)children;
        return -ENOTSUP;
}

void
filter_name_call(int number, char name[static FILTER_CALL])
{
        (void)number;
        snprintf(name, FILTER_CALL, "unknown");
}

#else

#include <seccomp.h>

#define P FILTER_ROLE_PARENT
#define M FILTER_ROLE_MODEM
#define E FILTER_ROLE_ENGINE
#define L FILTER_ROLE_LEDGER
#define G FILTER_ROLE_GSUP
#define H FILTER_ROLE_HTTP
#define W FILTER_ROLE_WEB
#define R FILTER_ROLE_READER
#define CHILDREN (M | E | L | G | H | W | R)
#define ALL (P | CHILDREN)
#define BIRTH(role) ((unsigned)(role) << 8) /* until its own sandbox stands: the parent is allowed it if it has such children */

enum answer { ALLOW, REFUSE, KILL };

struct look {
        unsigned arg;
        uint32_t mask, value;           /* (argument & mask) == value; 32 bits, for the rest of a register may hold anything */
};

struct row {
        unsigned roles;
        enum answer answer;
        const char *names;
        unsigned nlooks;                /* only if all of these hold */
        struct look looks[2];
};

#define CALLS(roles, answer, names) {roles, answer, names, 0, {{0, 0, 0}, {0, 0, 0}}}
#define CALLS_IF(roles, answer, names, arg, mask, value) \
        {roles, answer, names, 1, {{arg, (uint32_t)(mask), (uint32_t)(value)}, {0, 0, 0}}}
#define TCP_SOCKET(roles, family) {roles, ALLOW, "socket", 2, {{0, UINT32_MAX, family}, {1, 0xf, SOCK_STREAM}}}
#define IOCTL(roles, request) CALLS_IF(roles, ALLOW, "ioctl", 1, UINT32_MAX, request)
#define PRCTL(roles, option) CALLS_IF(roles, ALLOW, "prctl", 0, UINT32_MAX, option)
#define HANDLER(bit, value) CALLS_IF(ALL, ALLOW, "rt_sigaction", 0, bit, value)
#define OWN_PID UINT32_MAX              /* as a value: the number of the process itself */

#define WRITES (O_ACCMODE | O_CREAT | O_TRUNC)
#define WRITES_NOTHING (E | G | H | R)
#define CREATES_NOTHING (M | WRITES_NOTHING)
#define SHARES (CLONE_VM | CLONE_THREAD | CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWPID)
#define EXIT_SIGNAL 0xff
_Static_assert(SIGSYS == 31, "HANDLER counts its bits");

/* What newer C libraries make of tcgetattr() and tcsetattr(). The header that has them cannot stand beside termios.h. */
#define GET_TERMIOS2 0x802c542aU
#define SET_TERMIOS2 0x402c542bU
#define SET_TERMIOS2_W 0x402c542cU
#define SET_TERMIOS2_F 0x402c542dU

static const struct row rows[] = {
        /* Memory. Nothing that was written can be executed. qsort() asks sysinfo how much memory there is. */
        CALLS(ALL, ALLOW, "brk munmap mremap madvise cacheflush sysinfo"),
        CALLS_IF(ALL, ALLOW, "mmap mmap2 mprotect", 2, PROT_EXEC, 0),
        CALLS_IF(ALL, REFUSE, "mmap mmap2 mprotect", 2, PROT_EXEC, PROT_EXEC),

        /* Time, where the vDSO has to ask the kernel, and waiting. */
        CALLS(ALL, ALLOW, "clock_gettime clock_gettime64 clock_getres clock_getres_time64 gettimeofday time"),
        CALLS(ALL, ALLOW, "nanosleep clock_nanosleep clock_nanosleep_time64 restart_syscall sched_yield futex futex_time64"),
        CALLS(ALL, ALLOW, "poll ppoll ppoll_time64"),

        /* Descriptors that are there already: the links, the log. What a file is may be asked of any. */
        CALLS(ALL, ALLOW, "read write readv writev close recvmsg sendmsg fcntl fcntl64 lseek _llseek"),
        CALLS(ALL, ALLOW, "fstat fstat64 newfstatat fstatat64 statx stat stat64 lstat lstat64"),

        /* Itself, randomness, and the end: abort() sends a signal to its own process. */
        CALLS(ALL, ALLOW, "getpid gettid getppid getuid getuid32 geteuid geteuid32 getgid getgid32 getegid getegid32 getrandom"),
        CALLS(ALL, ALLOW, "rt_sigprocmask rt_sigreturn sigreturn exit exit_group"),
        /* Any signal's handler but SIGSYS's, which is 31: one of the five lowest bits is missing, or a higher one is there. */
        HANDLER(1, 0), HANDLER(2, 0), HANDLER(4, 0), HANDLER(8, 0), HANDLER(16, 0), HANDLER(32, 32),
        CALLS_IF(CHILDREN, ALLOW, "tgkill", 0, UINT32_MAX, OWN_PID),
        CALLS(P, ALLOW, "tgkill"),

        /* Opening. The device is opened for both, which on a file does no harm: it cannot grow. */
        CALLS_IF(E | M | R, ALLOW, "openat", 2, WRITES, O_RDONLY),
        CALLS_IF(M, ALLOW, "openat", 2, WRITES, O_RDWR),
        CALLS(P | L | W, ALLOW, "openat"),
        CALLS_IF(WRITES_NOTHING, KILL, "openat", 2, O_ACCMODE, O_WRONLY),
        CALLS_IF(WRITES_NOTHING, KILL, "openat", 2, O_ACCMODE, O_RDWR),
        CALLS_IF(CREATES_NOTHING, KILL, "openat", 2, O_CREAT, O_CREAT),
        CALLS_IF(CREATES_NOTHING, KILL, "openat", 2, O_TRUNC, O_TRUNC),
        CALLS(CREATES_NOTHING, KILL, "creat"),
        CALLS(P | M | L | W, ALLOW, "access faccessat faccessat2"),
        CALLS(P | E | L | W, ALLOW, "getdents64"),
        CALLS(P | E | L | W | R, ALLOW, "readlink readlinkat"),
        CALLS(E, ALLOW, "inotify_init1 inotify_add_watch inotify_rm_watch"),

        /* The modem's line: settings and wires, and whose it is. Nothing that types into a terminal (TIOCSTI) or takes one over. */
        CALLS(M, ALLOW, "select _newselect pselect6 pselect6_time64 flock uname"),
        IOCTL(M, TCGETS), IOCTL(M, TCSETS), IOCTL(M, TCSETSW), IOCTL(M, TCSETSF),
        IOCTL(M, GET_TERMIOS2), IOCTL(M, SET_TERMIOS2), IOCTL(M, SET_TERMIOS2_W), IOCTL(M, SET_TERMIOS2_F),
        IOCTL(M, TCFLSH), IOCTL(M, TCSBRK), IOCTL(M, TCSBRKP), IOCTL(M, TCXONC), IOCTL(M, FIONREAD), IOCTL(M, TIOCOUTQ),
        IOCTL(M, TIOCEXCL), IOCTL(M, TIOCNXCL),
        IOCTL(M, TIOCMGET), IOCTL(M, TIOCMSET), IOCTL(M, TIOCMBIS), IOCTL(M, TIOCMBIC),

        /* SQLite, and the parent's journals and marks. */
        CALLS(P | L | W, ALLOW, "fsync unlink unlinkat umask ftruncate ftruncate64 fallocate"),
        CALLS(P | L | W | R, ALLOW, "getcwd"),
        CALLS(L | W, ALLOW, "fdatasync rename renameat renameat2 fchmod"),
        CALLS(L, ALLOW, "pread64 pwrite64 fchown fchown32"),

        /* TCP: gsup connects; http listens on the socket it was born with, if need be later. fence.c names both ports. */
        TCP_SOCKET(G, AF_INET), TCP_SOCKET(G, AF_INET6),
        CALLS(G, ALLOW, "connect"),
        CALLS(H, ALLOW, "bind listen"),
        CALLS(H | W, ALLOW, "accept4 epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd2 getsockname getpeername"),
        CALLS(G | H | W, ALLOW, "shutdown getsockopt setsockopt send sendto recv recvfrom"),

        /* The parent: `waymark` and systemd, on local sockets; signals; a fork that shares nothing with the newborn. */
        CALLS_IF(P, ALLOW, "socket", 0, UINT32_MAX, AF_UNIX),
        CALLS(P, ALLOW, "bind listen accept4 socketpair pipe2 memfd_create getsockopt setsockopt send sendto recv recvfrom signalfd4"),
        CALLS_IF(P, ALLOW, "clone", 0, SHARES | EXIT_SIGNAL, SIGCHLD),
        CALLS_IF(P, ALLOW, "kill", 1, UINT32_MAX, SIGKILL),
        CALLS(P, ALLOW, "fork wait4 waitid"),

        /* What a newborn does until its own sandbox stands. */
        CALLS(P, ALLOW, "set_robust_list set_tid_address rseq close_range dup2 dup3 prlimit64 setrlimit getrlimit ugetrlimit"),
        CALLS(P, ALLOW, "mlock mlock2 mlockall seccomp landlock_create_ruleset landlock_add_rule landlock_restrict_self"),
        CALLS(P, ALLOW, "setgroups setgroups32 setresuid setresuid32 setresgid setresgid32"),
        PRCTL(P, PR_SET_NAME), PRCTL(P, PR_SET_DUMPABLE), PRCTL(P, PR_SET_NO_NEW_PRIVS), PRCTL(P, PR_SET_PDEATHSIG),
        PRCTL(P, PR_SET_SECCOMP),
        TCP_SOCKET(BIRTH(H | W), AF_INET), TCP_SOCKET(BIRTH(H | W), AF_INET6),

        /* What only someone does who has taken a process over. */
        CALLS(ALL, KILL, "execve execveat ptrace process_vm_readv process_vm_writev pidfd_getfd io_uring_setup bpf"),
        CALLS(ALL, KILL, "mount unshare setns"),
        CALLS(CHILDREN, KILL, "clone clone3 fork vfork kill tkill pidfd_open pidfd_send_signal socketpair"),
        CALLS(CHILDREN & ~G, KILL, "socket connect"),
        CALLS(CHILDREN & ~H, KILL, "bind listen"),
};

#define NROWS (sizeof rows / sizeof rows[0])
#define NAME 32

static int
add_call(scmp_filter_ctx filter, const struct row *row, const char *name)
{
        static const uint32_t actions[] = {[ALLOW] = SCMP_ACT_ALLOW, [REFUSE] = SCMP_ACT_ERRNO(EPERM), [KILL] = SCMP_ACT_TRAP};
        struct scmp_arg_cmp looks[2];
        int number = seccomp_syscall_resolve_name(name);
        int rc;

        if (number == __NR_SCMP_ERROR)
                return 0; /* too new for this libseccomp */
        for (unsigned i = 0; i < row->nlooks; i++) {
                uint32_t value = row->looks[i].value;

                looks[i] = (struct scmp_arg_cmp){.arg = row->looks[i].arg, .op = SCMP_CMP_MASKED_EQ, .datum_a = row->looks[i].mask,
                                                 .datum_b = value == OWN_PID ? (scmp_datum_t)getpid() : value};
        }
        rc = seccomp_rule_add_array(filter, actions[row->answer], number, row->nlooks, looks);
        return rc == -EEXIST || rc == -EDOM ? 0 : rc; /* named twice; not on this architecture */
}

static int
add_row(scmp_filter_ctx filter, const struct row *row)
{
        char name[NAME];
        int rc = 0;

        for (const char *at = row->names; *at != '\0' && rc == 0; at += strspn(at, " ")) {
                size_t len = strcspn(at, " ");

                snprintf(name, sizeof name, "%.*s", (int)len, at);
                rc = add_call(filter, row, name);
                at += len;
        }
        return rc;
}

/* Exceptions only for what is the role's own; what it is allowed may be a child's, too. */
static bool
is_row_of(const struct row *row, unsigned role, unsigned children)
{
        return (row->roles & (row->answer == ALLOW ? role | children | BIRTH(children) : role)) != 0;
}

int
filter_enter(enum filter_role role, unsigned children)
{
        scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
        int rc = filter != NULL ? 0 : -ENOMEM;

        if (rc == 0)
                rc = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
        if (rc == 0)
                (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a tree: tens of comparisons become a handful */
        for (size_t i = 0; i < NROWS && rc == 0; i++)
                if (is_row_of(&rows[i], role, children))
                        rc = add_row(filter, &rows[i]);
        if (rc == 0)
                rc = seccomp_load(filter);
        seccomp_release(filter);
        return rc;
}

void
filter_name_call(int number, char name[static FILTER_CALL])
{
        char *known = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number);

        snprintf(name, FILTER_CALL, "%s", known != NULL ? known : "unknown");
        free(known);
}

#endif
