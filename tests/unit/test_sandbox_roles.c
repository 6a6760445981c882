/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A process of each role that was taken over tries what it must not do, from inside its sandbox, and is stopped; and what it must do still
 * works. Each try is a process of its own.
 *
 * covers: fence filter sandbox offence
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/offence.h"
#include "common/sandbox.h"
#include "modem/port.h"
#include "wire/wire.h"

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

static char folder[] = "/tmp/waymark-roles-XXXXXX";

/* What happened to a try: it worked, or the errno it got, or the signal that ended it. */
enum { WORKED = 0, KILLED = -SIGSYS };

struct world {
        pid_t sibling;                  /* a process beside it, which it must leave alone */
        int tcp_fd;                     /* an unconnected socket that it was born with */
        struct sockaddr_in there;       /* somebody listens here, and the fence of gsup is open for the port */
        struct sockaddr_in elsewhere;   /* and here, but this is not the HLR */
        char outside[80];               /* a file that is nobody's business */
        char own[80];                   /* a folder of its own */
};
static struct world world;              /* the same for all tries */
static struct pulse *pulse;             /* of the process that tries */

/* --- tries: 0 or the errno ------------------------------------------------------------------------ */

static int
result(long rc)
{
        return rc >= 0 ? WORKED : errno;
}

static int
open_for_writing(void)
{
        return result(open(world.outside, O_WRONLY | O_CLOEXEC));
}

static int
open_for_both(void)
{
        return result(open(world.outside, O_RDWR | O_CLOEXEC));
}

static int
truncate_by_opening(void)
{
        return result(open(world.outside, O_RDONLY | O_TRUNC | O_CLOEXEC));
}

static int
create(void)
{
        char path[128];

        snprintf(path, sizeof path, "%s/new", folder);
        return result(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static int
open_in_new_ways(void)
{
        struct {
                uint64_t flags, mode, resolve;
        } how = {.flags = O_WRONLY};

        return result(syscall(437, AT_FDCWD, world.outside, &how, sizeof how)); /* openat2 */
}

static int
read_passwords(void)
{
        return result(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
}

static int
remove_file(void)
{
        return result(unlink(world.outside));
}

static int
make_folder(void)
{
        char path[128];

        snprintf(path, sizeof path, "%s/folder", folder);
        return result(mkdir(path, 0700));
}

static int
memory_file(void)
{
        return result(memfd_create("x", MFD_CLOEXEC));
}

static int
tcp_socket(void)
{
        return result(socket(AF_INET, SOCK_STREAM, 0));
}

static int
udp_socket(void)
{
        return result(socket(AF_INET, SOCK_DGRAM, 0));
}

static int
local_socket(void)
{
        return result(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
connect_there(void)
{
        return result(connect(world.tcp_fd, (const struct sockaddr *)&world.there, sizeof world.there));
}

static int
connect_elsewhere(void)
{
        return result(connect(world.tcp_fd, (const struct sockaddr *)&world.elsewhere, sizeof world.elsewhere));
}

static int
bind_any_port(void)
{
        const struct sockaddr_in any = {.sin_family = AF_INET};

        return result(bind(world.tcp_fd, (const struct sockaddr *)&any, sizeof any));
}

static int
bind_there(void)
{
        return result(bind(world.tcp_fd, (const struct sockaddr *)&world.there, sizeof world.there));
}

static int
trace_a_sibling(void)
{
        return result(ptrace(PTRACE_SEIZE, world.sibling, NULL, NULL));
}

static int
read_a_sibling(void)
{
        char byte;
        struct iovec here = {&byte, 1}, there = {world.outside, 1};

        return result(process_vm_readv(world.sibling, &here, 1, &there, 1, 0));
}

static int
signal_a_sibling(void)
{
        return result(kill(world.sibling, SIGTERM));
}

static int
signal_a_thread_of_a_sibling(void)
{
        return result(syscall(SYS_tgkill, world.sibling, world.sibling, SIGTERM));
}

static int
fork_a_child(void)
{
        pid_t pid = fork();

        if (pid == 0)
                _exit(0);
        return result(pid);
}

static int
clone_in_a_new_way(void)
{
        uint64_t args[8] = {0};

        return result(syscall(435, args, sizeof args)); /* clone3 */
}

static void *
do_nothing(void *arg)
{
        return arg;
}

static int
start_a_thread(void)
{
        pthread_t thread;

        return pthread_create(&thread, NULL, do_nothing, NULL);
}

static int
run_a_program(void)
{
        char *words[] = {(char *)"/bin/true", NULL};

        return result(execve("/bin/true", words, NULL));
}

static int
make_memory_executable(void)
{
        void *memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        return memory == MAP_FAILED ? 1000 : result(mprotect(memory, 4096, PROT_READ | PROT_EXEC));
}

static int
map_executable_memory(void)
{
        return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : WORKED;
}

static int
queue_io(void)
{
        char parameters[256] = {0};

        return result(syscall(425, 4, parameters)); /* io_uring_setup: would do all of the above unseen by a filter */
}

static int
type_into_the_terminal(void)
{
        return result(ioctl(STDIN_FILENO, TIOCSTI, "x"));
}

static int
become_dumpable(void)
{
        return result(syscall(SYS_prctl, 4 /* PR_SET_DUMPABLE */, 1, 0, 0, 0));
}

static int
new_namespace(void)
{
        return result(syscall(SYS_unshare, 0x10000000)); /* CLONE_NEWUSER */
}

#if defined(__x86_64__) && defined(__LP64__)
static int
other_abi(void)
{
        return result(syscall(0x40000000L | SYS_getpid)); /* x32: other numbers, which a careless filter lets through */
}
#endif

/* --- what is expected ------------------------------------------------------------------------------- */

#define NEEDS_LANDLOCK 1000             /* added: without landlock it works */
#define NEEDS_PORTS 2000

struct expectation {
        const char *name;
        int (*try)(void);
        unsigned roles;
        int what;
};

#define IT(try, roles, what) {#try, try, roles, what}
static const struct expectation expectations[] = {
        IT(open_for_writing, E | G | H | R, KILLED), IT(open_for_writing, M, ENOSYS), IT(open_for_writing, L | W, EACCES + NEEDS_LANDLOCK),
        IT(open_for_both, E | G | H | R, KILLED), IT(open_for_both, M | L | W, EACCES + NEEDS_LANDLOCK),
        IT(truncate_by_opening, M | E | G | H | R, KILLED), IT(truncate_by_opening, L | W, EACCES + NEEDS_LANDLOCK),
        IT(create, M | E | G | H | R, KILLED), IT(create, L | W, EACCES + NEEDS_LANDLOCK),
        IT(open_in_new_ways, ALL, ENOSYS),
        IT(read_passwords, M | E | L | W | R, EACCES + NEEDS_LANDLOCK), IT(read_passwords, G | H, ENOSYS), IT(read_passwords, P, WORKED),
        IT(remove_file, M | E | G | H | R, ENOSYS), IT(remove_file, L | W, EACCES + NEEDS_LANDLOCK),
        IT(make_folder, ALL, ENOSYS),
        IT(memory_file, CHILDREN, ENOSYS),
        IT(tcp_socket, M | E | L | H | W | R, KILLED), IT(tcp_socket, G, WORKED), IT(tcp_socket, P, ENOSYS),
        IT(udp_socket, M | E | L | H | W | R, KILLED), IT(udp_socket, G | P, ENOSYS),
        IT(local_socket, M | E | L | H | W | R, KILLED), IT(local_socket, G, ENOSYS), IT(local_socket, P, WORKED),
        IT(connect_there, M | E | L | H | W | R, KILLED), IT(connect_there, G, WORKED), IT(connect_there, P, ENOSYS),
        IT(connect_elsewhere, M | E | L | H | W | R, KILLED), IT(connect_elsewhere, G, EACCES + NEEDS_PORTS),
        IT(bind_any_port, CHILDREN & ~H, KILLED), IT(bind_any_port, H, EACCES + NEEDS_PORTS),
        IT(bind_there, CHILDREN & ~H, KILLED), IT(bind_there, H, EADDRINUSE),
        IT(trace_a_sibling, ALL, KILLED), IT(read_a_sibling, ALL, KILLED),
        IT(signal_a_sibling, CHILDREN, KILLED), IT(signal_a_sibling, P, ENOSYS),
        IT(signal_a_thread_of_a_sibling, CHILDREN, ENOSYS),
        IT(fork_a_child, CHILDREN, KILLED), IT(fork_a_child, P, WORKED),
        IT(clone_in_a_new_way, CHILDREN, KILLED), IT(clone_in_a_new_way, P, ENOSYS),
        IT(start_a_thread, CHILDREN, KILLED),
        IT(run_a_program, ALL, KILLED),
        IT(make_memory_executable, ALL, EPERM), IT(map_executable_memory, ALL, EPERM),
        IT(queue_io, ALL, KILLED),
        IT(type_into_the_terminal, ALL, ENOSYS),
        IT(become_dumpable, CHILDREN, ENOSYS),
        IT(new_namespace, ALL, KILLED),
#if defined(__x86_64__) && defined(__LP64__)
        IT(other_abi, ALL, KILLED),
#endif
};
#define NEXPECTATIONS (sizeof expectations / sizeof expectations[0])

static const struct {
        enum filter_role role;
        const char *name;
} roles[] = {{P, "parent"}, {M, "modem"}, {E, "engine"}, {L, "ledger"}, {G, "gsup"}, {H, "http"}, {W, "web"}, {R, "reader"}};
#define NROLES (sizeof roles / sizeof roles[0])

/* The sandbox of each role as its main function makes it. */
static struct sandbox
sandbox_of(enum filter_role role)
{
        struct sandbox sandbox = {.role = role, .title = "waymarkd: test", .user = "", .pulse = pulse};

        if (role == P)
                sandbox.children = M | E | L;
        if (role == M)
                port_fence(&sandbox.fence, "/dev/waymark-sim1");
        if (role == E || role == R)
                fence_add(&sandbox.fence, world.own, FENCE_ACCESS_READ);
        if (role == L || role == W)
                fence_add(&sandbox.fence, world.own, FENCE_ACCESS_STORE);
        if (role == G)
                sandbox.fence.connect_port = ntohs(world.there.sin_port);
        if (role == H)
                sandbox.fence.listen_port = ntohs(world.there.sin_port);
        return sandbox;
}

static _Noreturn void
enter_and_try(enum filter_role role, int (*try)(void), int tell_fd)
{
        struct sandbox sandbox = sandbox_of(role);
        int what[2];

        if (sandbox_enter(&sandbox) != 0)
                _exit(1);
        what[0] = (int)sandbox.in_force;
        if (write(tell_fd, &what[0], sizeof what[0]) < 0)
                _exit(1);
        what[1] = try();
        if (write(tell_fd, &what[1], sizeof what[1]) < 0)
                _exit(1);
        _exit(0);
}

/* What became of it, and which protections were in force. */
static int
outcome_of(enum filter_role role, int (*try)(void), uint32_t *in_force)
{
        int tell[2], told[2] = {0, 0}, status;
        ssize_t n = 0;
        pid_t pid;

        assert_int_equal(pipe2(tell, O_CLOEXEC), 0);
        world.tcp_fd = socket(AF_INET, SOCK_STREAM, 0);
        fflush(stdout);
        pid = fork();
        if (pid == 0)
                enter_and_try(role, try, tell[1]);
        close(tell[1]);
        close(world.tcp_fd);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        while (n < (ssize_t)sizeof told) {
                ssize_t more = read(tell[0], (char *)told + n, sizeof told - (size_t)n);

                if (more <= 0)
                        break;
                n += more;
        }
        close(tell[0]);
        assert_true(n >= (ssize_t)sizeof told[0]);
        *in_force = (uint32_t)told[0];
        if (WIFSIGNALED(status))
                return -WTERMSIG(status);
        assert_int_equal(n, sizeof told);
        return told[1];
}

/* --- the world around the tries --------------------------------------------------------------------- */

static int
listen_at(struct sockaddr_in *address)
{
        socklen_t len = sizeof *address;
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

        *address = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        assert_int_equal(bind(fd, (const struct sockaddr *)address, sizeof *address), 0);
        assert_int_equal(listen(fd, 16), 0);
        assert_int_equal(getsockname(fd, (struct sockaddr *)address, &len), 0);
        return fd;
}

static int
set_up(void **state)
{
        int fd;

        (void)state;
        assert_non_null(mkdtemp(folder));
        pulse = pulse_map(1);
        assert_non_null(pulse);
        snprintf(world.outside, sizeof world.outside, "%s/outside", folder);
        snprintf(world.own, sizeof world.own, "%s/own", folder);
        assert_int_equal(mkdir(world.own, 0700), 0);
        fd = open(world.outside, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        assert_int_equal(write(fd, "kept", 4), 4);
        close(fd);
        (void)listen_at(&world.there);
        (void)listen_at(&world.elsewhere);
        world.sibling = fork();
        if (world.sibling == 0)
                for (;;)
                        (void)poll(NULL, 0, -1);
        return 0;
}

static int
tear_down(void **state)
{
        char path[128];

        (void)state;
        kill(world.sibling, SIGKILL);
        waitpid(world.sibling, NULL, 0);
        snprintf(path, sizeof path, "rm -rf %s", folder);
        return system(path); /* allowed: a folder of our own */
}

/* --- the cases --------------------------------------------------------------------------------------- */

static void
what_it_must_not_do_is_stopped(void **state)
{
        struct stat st;
        int wrong = 0;

        (void)state;
        for (size_t i = 0; i < NEXPECTATIONS; i++)
                for (size_t r = 0; r < NROLES; r++) {
                        const struct expectation *expected = &expectations[i];
                        int what = expected->what, got;
                        uint32_t in_force;

                        if ((expected->roles & roles[r].role) == 0)
                                continue;
                        got = outcome_of(roles[r].role, expected->try, &in_force);
                        if ((in_force & SANDBOX_PROTECTION_SECCOMP) == 0)
                                skip(); /* this build or this kernel has no seccomp: nothing to see here */
                        if (what >= NEEDS_PORTS)
                                what = (in_force & SANDBOX_PROTECTION_PORTS) != 0 ? what - NEEDS_PORTS : WORKED;
                        else if (what >= NEEDS_LANDLOCK)
                                what = (in_force & SANDBOX_PROTECTION_LANDLOCK) != 0 ? what - NEEDS_LANDLOCK : got;
                        if (got == what)
                                continue;
                        print_error("%s of %s: %d, not %d\n", expected->name, roles[r].name, got, what);
                        wrong++;
                }
        assert_int_equal(wrong, 0);
        assert_int_equal(stat(world.outside, &st), 0);
        assert_int_equal(st.st_size, 4);
        assert_int_equal(kill(world.sibling, 0), 0);
}

static int live_normally(void);

/* --- the last word ------------------------------------------------------------------------------------ */

/* Who is stopped leaves the number of the call, whatever it was and whoever it is. */
static void
what_stopped_it_is_told(void **state)
{
        static const struct {
                int (*try)(void);
                unsigned roles;
                int number;
        } tries[] = {{run_a_program, ALL, SYS_execve}, {queue_io, ALL, 425}, {trace_a_sibling, ALL, SYS_ptrace},
                     {open_for_both, E | G | H, SYS_openat}, {udp_socket, M | E | L | H | W, SYS_socket}, {signal_a_sibling, CHILDREN, SYS_kill}};

        (void)state;
        (void)offence_take(pulse);
        for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++)
                for (size_t r = 0; r < NROLES; r++) {
                        uint32_t in_force;

                        if ((tries[i].roles & roles[r].role) == 0)
                                continue;
                        assert_int_equal(offence_take(pulse), -1);
                        assert_int_equal(outcome_of(roles[r].role, live_normally, &in_force), 0);
                        assert_int_equal(offence_take(pulse), -1); /* who is not stopped says nothing */
                        if ((in_force & SANDBOX_PROTECTION_SECCOMP) == 0)
                                skip();
                        assert_int_equal(outcome_of(roles[r].role, tries[i].try, &in_force), KILLED);
                        assert_int_equal(offence_take(pulse), tries[i].number);
                }
}

static int kept_fd;                     /* somewhere for standard error */

static int
write_onto_a_pipe(void)
{
        (void)dup2(kept_fd, STDERR_FILENO);
        return run_a_program();
}

/* The parent has nobody to bury it. */
static void
who_has_no_parent_says_it_itself(void **state)
{
        struct pulse *kept = pulse;
        char line[128] = "", expected[128];
        uint32_t in_force;
        int ends[2], what;

        (void)state;
        assert_int_equal(outcome_of(P, live_normally, &in_force), 0);
        if ((in_force & SANDBOX_PROTECTION_SECCOMP) == 0)
                skip();
        assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
        kept_fd = ends[1];
        pulse = NULL;
        what = outcome_of(P, write_onto_a_pipe, &in_force);
        pulse = kept;
        close(ends[1]);
        assert_int_equal(what, KILLED);
        assert_true(read(ends[0], line, sizeof line - 1) > 0);
        close(ends[0]);
        snprintf(expected, sizeof expected, "<3>waymark: ended by its filter: it tried system call %d\n", (int)SYS_execve);
        assert_string_equal(line, expected);
}

static void
live_on(int signal)
{
        (void)signal;
        _exit(0);
}

/* A handler of its own in place of ours. */
static int
handle_it_oneself(void)
{
        struct sigaction action = {.sa_handler = live_on};

        return sigaction(SIGSYS, &action, NULL) == 0 || errno != ENOSYS ? 1000 : run_a_program();
}

static int
ignore_it(void)
{
        return signal(SIGSYS, SIG_IGN) != SIG_ERR || errno != ENOSYS ? 1000 : run_a_program();
}

static int
block_it(void)
{
        sigset_t all;

        sigfillset(&all);
        return sigprocmask(SIG_SETMASK, &all, NULL) < 0 ? 1000 : run_a_program();
}

/* Nothing that our handler does may lead into another one. */
static int
interrupt_it(void)
{
        struct sigaction action = {.sa_handler = live_on};

        for (int i = 1; i < NSIG; i++)
                if (i != SIGSYS && i != SIGKILL && i != SIGSTOP)
                        (void)sigaction(i, &action, NULL);
        return run_a_program();
}

static void
nobody_outlives_his_last_word(void **state)
{
        int (*const ways[])(void) = {handle_it_oneself, ignore_it, block_it, interrupt_it};
        uint32_t in_force;

        (void)state;
        for (size_t r = 0; r < NROLES; r++) {
                assert_int_equal(outcome_of(roles[r].role, live_normally, &in_force), 0);
                if ((in_force & SANDBOX_PROTECTION_SECCOMP) == 0)
                        skip();
                for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++)
                        assert_int_equal(outcome_of(roles[r].role, ways[i], &in_force), KILLED);
        }
}

static int
take_the_handlers_of_all_others(void)
{
        struct sigaction action = {.sa_handler = live_on};

        for (int i = 1; i <= SIGRTMAX; i++)
                if (i != SIGSYS && i != SIGKILL && i != SIGSTOP && (i < 32 || i >= SIGRTMIN) && sigaction(i, &action, NULL) < 0)
                        return i;
        return 0;
}

static void
all_other_handlers_are_its_own(void **state)
{
        uint32_t in_force;

        (void)state;
        for (size_t r = 0; r < NROLES; r++)
                assert_int_equal(outcome_of(roles[r].role, take_the_handlers_of_all_others, &in_force), 0);
}

/* --- what must still work ---------------------------------------------------------------------------- */

static int
live_normally(void)
{
        char bytes[16];
        struct timespec ts;
        void *memory;
        int fds[2] = {STDIN_FILENO, STDOUT_FILENO};

        for (size_t n = 16; n < (size_t)64 * 1024 * 1024; n *= 4) {
                memory = malloc(n);
                if (memory == NULL)
                        return 1;
                memset(memory, 1, n);
                memory = realloc(memory, n * 2);
                free(memory);
        }
        if (clock_gettime(CLOCK_REALTIME, &ts) < 0 || clock_ms() <= 0 || time(NULL) <= 0)
                return 2;
        /* past the vDSO, as where there is none */
        if (syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &ts) < 0)
                return 3;
        ts = (struct timespec){.tv_nsec = 1000};
        if (nanosleep(&ts, NULL) < 0 || poll(NULL, 0, 1) != 0)
                return 4;
        if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes || getpid() <= 0)
                return 5;
        if (fcntl(fds[0], F_GETFD) < 0)
                return 6;
        qsort(bytes, sizeof bytes, 1, (int (*)(const void *, const void *))strcmp);
        return gmtime(&ts.tv_sec) != NULL ? 0 : 7;
}

static void
every_role_lives_normally(void **state)
{
        uint32_t in_force;

        (void)state;
        for (size_t r = 0; r < NROLES; r++)
                assert_int_equal(outcome_of(roles[r].role, live_normally, &in_force), 0);
}

static int
abort_now(void)
{
        abort();
}

/* An assertion of malloc() must end the process as the log expects it, and not in a loop. */
static void
abort_ends_it(void **state)
{
        uint32_t in_force;

        (void)state;
        for (size_t r = 0; r < NROLES; r++)
                assert_int_equal(outcome_of(roles[r].role, abort_now, &in_force), -SIGABRT);
}

static int
keep_a_store(void)
{
        char path[128], other[128];
        int fd;

        snprintf(path, sizeof path, "%s/kept", world.own);
        snprintf(other, sizeof other, "%s/moved", world.own);
        fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
        if (fd < 0)
                return errno;
        if (pwrite(fd, "count", 5, 0) != 5 || fdatasync(fd) < 0 || ftruncate(fd, 3) < 0 || close(fd) < 0)
                return errno;
        if (access(path, F_OK) < 0 || rename(path, other) < 0 || unlink(other) < 0)
                return errno;
        fd = open(world.own, O_RDONLY | O_CLOEXEC);
        return fd >= 0 && fsync(fd) == 0 ? 0 : errno;
}

static void
the_ledger_keeps_its_store(void **state)
{
        uint32_t in_force;

        (void)state;
        assert_int_equal(outcome_of(L, keep_a_store, &in_force), 0);
}

/* Through a link out of its folder: into the file that is nobody's business. */
static int
follow_a_link(void)
{
        char path[128];

        snprintf(path, sizeof path, "%s/link", world.own);
        return result(open(path, O_RDONLY | O_CLOEXEC));
}

static int
climb_out(void)
{
        char path[128];

        snprintf(path, sizeof path, "%s/../outside", world.own);
        return result(open(path, O_RDONLY | O_CLOEXEC));
}

static int
read_own(void)
{
        char path[128];

        snprintf(path, sizeof path, "%s/text", world.own);
        return result(open(path, O_RDONLY | O_CLOEXEC));
}

static void
the_engine_reads_its_texts_and_nothing_else(void **state)
{
        char path[128];
        uint32_t in_force;
        int fd;

        (void)state;
        snprintf(path, sizeof path, "%s/link", world.own);
        assert_int_equal(symlink("../outside", path), 0);
        snprintf(path, sizeof path, "%s/text", world.own);
        fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        assert_true(fd >= 0);
        close(fd);
        assert_int_equal(outcome_of(E, read_own, &in_force), 0);
        if ((in_force & SANDBOX_PROTECTION_LANDLOCK) == 0)
                skip(); /* this kernel has no landlock */
        assert_int_equal(outcome_of(E, follow_a_link, &in_force), EACCES);
        assert_int_equal(outcome_of(E, climb_out, &in_force), EACCES);
}

/* A terminal under a link, which is pulled and plugged in again under another name while the process lives. */
static char device_link[96];

static int
plug(int *line_fd)
{
        int fd = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);

        if (fd < 0 || grantpt(fd) < 0 || unlockpt(fd) < 0)
                return -1;
        (void)unlink(device_link);
        *line_fd = fd;
        return symlink(ptsname(fd), device_link);
}

static int
use_the_line(void)
{
        int held_fd = -1, fd;
        struct termios t;

        if (port_hold(&held_fd, device_link) != 1)
                return 1;
        fd = open(device_link, O_RDWR | O_NOCTTY | O_NONBLOCK);
        if (fd < 0 || tcgetattr(fd, &t) < 0 || cfsetospeed(&t, B115200) < 0 || tcsetattr(fd, TCSANOW, &t) < 0 || tcflush(fd, TCIOFLUSH) < 0)
                return 2;
        if (ioctl(fd, TIOCEXCL) < 0 || ioctl(fd, TIOCNXCL) < 0 || write(fd, "AT\r", 3) != 3)
                return 3;
        return 0;
}

static void
the_modem_opens_what_is_plugged_in_again(void **state)
{
        struct sandbox sandbox = sandbox_of(M);
        int line_fd = -1, tell[2], go[2], status, verdict;
        char byte;
        pid_t pid;

        (void)state;
        snprintf(device_link, sizeof device_link, "%s/sim1", folder);
        assert_int_equal(plug(&line_fd), 0);
        assert_int_equal(pipe2(tell, O_CLOEXEC), 0);
        assert_int_equal(pipe2(go, O_CLOEXEC), 0);
        memset(&sandbox.fence, 0, sizeof sandbox.fence);
        port_fence(&sandbox.fence, device_link);
        pid = fork();
        if (pid == 0) {
                if (sandbox_enter(&sandbox) != 0)
                        _exit(100);
                for (int i = 0; i < 2; i++) {
                        verdict = use_the_line();
                        if (verdict != 0)
                                _exit(verdict + 10 * i);
                        if (write(tell[1], "x", 1) != 1 || read(go[0], &byte, 1) != 1)
                                _exit(101);
                }
                _exit(0);
        }
        close(tell[1]);
        if (read(tell[0], &byte, 1) == 1) {
                int old_fd = line_fd;

                assert_int_equal(plug(&line_fd), 0); /* before the old name is free, so that it is another one */
                close(old_fd);
                assert_int_equal(write(go[1], "x", 1), 1);
                if (read(tell[0], &byte, 1) == 1)
                        assert_int_equal(write(go[1], "x", 1), 1);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
        close(line_fd);
        close(tell[0]);
}

/* --- a folder that is replaced ----------------------------------------------------------------------- */

static void
a_fence_knows_when_its_folder_was_replaced(void **state)
{
        struct fence fence = {.n = 0};
        char path[128], aside[128], byte;
        int tell[2], go[2], status;
        bool ports;
        pid_t pid;

        (void)state;
        snprintf(path, sizeof path, "%s/texts", world.own);
        snprintf(aside, sizeof aside, "%s/aside", world.own);
        assert_int_equal(mkdir(path, 0700), 0);
        assert_int_equal(pipe2(tell, O_CLOEXEC), 0);
        assert_int_equal(pipe2(go, O_CLOEXEC), 0);
        fence_add(&fence, path, FENCE_ACCESS_READ);
        pid = fork();
        if (pid == 0) {
                if (fence_is_moved(&fence) || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
                        _exit(1);
                if (fence_enter(&fence, &ports) < 0)
                        _exit(77);
                if (fence_is_moved(&fence) || open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) < 0)
                        _exit(2);
                if (write(tell[1], "x", 1) != 1 || read(go[0], &byte, 1) != 1)
                        _exit(3);
                /* the new one is out of reach, and that is known */
                _exit(fence_is_moved(&fence) && open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) < 0 ? 0 : 4);
        }
        close(tell[1]);
        if (read(tell[0], &byte, 1) == 1) {
                assert_int_equal(rename(path, aside), 0);
                assert_int_equal(mkdir(path, 0700), 0);
                assert_int_equal(write(go[1], "x", 1), 1);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
                skip(); /* this kernel has no landlock */
        assert_int_equal(status, 0);
}

static void
a_store_that_was_away_is_no_other_one(void **state)
{
        struct fence fence = {.n = 0};
        char path[128];

        (void)state;
        snprintf(path, sizeof path, "%s/away", world.own);
        fence_add(&fence, path, FENCE_ACCESS_READ);
        fence.stands = true;
        assert_false(fence_is_moved(&fence)); /* was not there, is not there */
        assert_int_equal(mkdir(path, 0700), 0);
        assert_true(fence_is_moved(&fence)); /* is there now, beyond reach */
        fence.places[0].access = FENCE_ACCESS_STORE;
        assert_false(fence_is_moved(&fence)); /* a store that comes back is within reach */
}

static int
keep_a_store_that_comes_back(void)
{
        char path[128];

        snprintf(path, sizeof path, "%s/later/file", world.own);
        for (int i = 0; i < 1000; i++) { /* until the other side has made it */
                int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

                if (fd >= 0 || errno != ENOENT)
                        return result(fd);
                (void)poll(NULL, 0, 10);
        }
        return ENOENT;
}

static void
a_store_that_comes_back_is_within_reach(void **state)
{
        struct sandbox sandbox = {.role = L, .title = "waymarkd: test", .user = ""};
        char path[128];
        int status, tell[2];
        char byte;
        pid_t pid;

        (void)state;
        snprintf(path, sizeof path, "%s/later", world.own);
        fence_add(&sandbox.fence, path, FENCE_ACCESS_STORE);
        assert_int_equal(pipe2(tell, O_CLOEXEC), 0);
        pid = fork();
        if (pid == 0) {
                if (sandbox_enter(&sandbox) != 0 || write(tell[1], "x", 1) != 1)
                        _exit(100);
                _exit(keep_a_store_that_comes_back());
        }
        close(tell[1]);
        assert_int_equal(read(tell[0], &byte, 1), 1);
        close(tell[0]);
        assert_int_equal(mkdir(path, 0700), 0);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
}

static void
roles_have_the_numbers_of_the_wire(void **state)
{
        (void)state;
        assert_int_equal(P, WIRE_PARENT);
        assert_int_equal(M, WIRE_MODEM);
        assert_int_equal(E, WIRE_ENGINE);
        assert_int_equal(L, WIRE_LEDGER);
        assert_int_equal(G, WIRE_GSUP);
        assert_int_equal(H, WIRE_HTTP);
        assert_int_equal(W, WIRE_WEB);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(what_it_must_not_do_is_stopped),
                cmocka_unit_test(what_stopped_it_is_told),
                cmocka_unit_test(who_has_no_parent_says_it_itself),
                cmocka_unit_test(nobody_outlives_his_last_word),
                cmocka_unit_test(all_other_handlers_are_its_own),
                cmocka_unit_test(every_role_lives_normally),
                cmocka_unit_test(abort_ends_it),
                cmocka_unit_test(the_ledger_keeps_its_store),
                cmocka_unit_test(the_engine_reads_its_texts_and_nothing_else),
                cmocka_unit_test(the_modem_opens_what_is_plugged_in_again),
                cmocka_unit_test(a_fence_knows_when_its_folder_was_replaced),
                cmocka_unit_test(a_store_that_was_away_is_no_other_one),
                cmocka_unit_test(a_store_that_comes_back_is_within_reach),
                cmocka_unit_test(roles_have_the_numbers_of_the_wire),
        };

        return cmocka_run_group_tests(tests, set_up, tear_down);
}
