/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The parent among hostile twins: its real code, and children that this test plays, each in a process of its own. One of them was taken
 * over; it is ended and started anew, and the others notice nothing.
 *
 * covers: children tty pulse
 */
#include "parent/children.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/clock.h"
#include "common/sandbox.h"
#include "parent/birth.h"

#define PATIENCE_MS 20000

/* What the twin does in its first life; in all others it is honest. */
static void (*attack)(int fd);
static enum wire_role attacker = WIRE_MODEM;
static struct pulse *twin_pulse;
static struct {
        _Atomic int lives;              /* of the twin */
} *shared;

struct world {
        struct loop loop;
        struct config config;
        struct children children;
        char folder[64];
        unsigned states[CHILDREN_MAX];  /* how often each told its state */
};

/* --- children ------------------------------------------------------------------------------------------ */

static void
tell_state(enum wire_role role, int fd, uint32_t serial)
{
        struct wire_modem_state modem = {.serial = serial, .phase = WIRE_MODEM_PHASE_READY};
        struct wire_engine_state engine = {.serial = serial, .generation = 1};
        struct wire_ledger_state ledger = {.serial = serial};

        if (role == WIRE_MODEM)
                (void)wire_send(fd, WIRE_MODEM_STATE, &modem, -1);
        else if (role == WIRE_ENGINE)
                (void)wire_send(fd, WIRE_ENGINE_STATE, &engine, -1);
        else
                (void)wire_send(fd, WIRE_LEDGER_STATE, &ledger, -1);
}

static _Noreturn void
live_honestly(enum wire_role role, int fd)
{
        struct wire_message message;
        int passed, rc;

        for (;;) {
                struct pollfd one = {.fd = fd, .events = POLLIN};

                rc = wire_receive(fd, WIRE_PARENT, role, &message, &passed);
                if (rc < 0 || (rc == 1 && message.header.type == WIRE_STOP))
                        _exit(0);
                if (rc == 1 && message.header.type == WIRE_STATE_ASK)
                        tell_state(role, fd, message.as.STATE_ASK.serial);
                if (rc == 1 && passed >= 0)
                        close(passed);
                if (rc == 0)
                        (void)poll(&one, 1, -1);
        }
}

/* Takes the place of the parent's own, which would start the real processes. */
pid_t
birth_fork(struct children *children, struct child *child, int parent_fd)
{
        struct wire_ready ready = {.in_force = 0};
        pid_t pid = fork();
        bool is_twin;

        (void)children;
        if (pid != 0)
                return pid;
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        for (int fd = 3; fd < 200; fd++)
                if (fd != parent_fd)
                        (void)close(fd);
        is_twin = child->role == attacker && child->front == 0 && atomic_fetch_add(&shared->lives, 1) == 0;
        (void)wire_send(parent_fd, WIRE_READY, &ready, -1);
        twin_pulse = child->pulse;
        if (is_twin)
                attack(parent_fd);
        live_honestly(child->role, parent_fd);
}

void
birth_make_key(unsigned char key[static TAG_KEY_SIZE])
{
        memset(key, 1, TAG_KEY_SIZE);
}

/* --- attacks -------------------------------------------------------------------------------------------- */

static void
say(int fd, const void *bytes, size_t len)
{
        (void)!send(fd, bytes, len, MSG_NOSIGNAL);
}

static void
say_nothing_in_a_message(int fd)
{
        say(fd, "", 0);
}

static void
say_one_byte(int fd)
{
        say(fd, "x", 1);
}

static void
say_rubbish(int fd)
{
        char bytes[8192];

        memset(bytes, 0xa5, sizeof bytes);
        say(fd, bytes, sizeof bytes);
}

static void
say_a_row_with_another_size(int fd)
{
        struct wire_message message = {.header = {.type = WIRE_MODEM_STATE, .size = sizeof message.as.MODEM_STATE}};

        message.as.MODEM_STATE.phase = WIRE_MODEM_PHASE_READY;
        say(fd, &message, sizeof message.header + sizeof message.as.MODEM_STATE - 1);
}

static void
say_a_longer_row(int fd)
{
        struct wire_message message = {.header = {.type = WIRE_MODEM_STATE, .size = sizeof message.as.MODEM_STATE}};

        message.as.MODEM_STATE.phase = WIRE_MODEM_PHASE_READY;
        say(fd, &message, sizeof message.header + sizeof message.as.MODEM_STATE + 1);
}

static void
say_an_engines_row(int fd)
{
        struct wire_engine_state state = {.generation = 1};

        (void)wire_send(fd, WIRE_ENGINE_STATE, &state, -1);
}

static void
say_a_parents_row(int fd)
{
        struct wire_stop stop = {.reserved = {0}};

        (void)wire_send(fd, WIRE_STOP, &stop, -1);
}

static void
say_a_problem_without_end(int fd)
{
        struct wire_modem_state state = {.phase = WIRE_MODEM_PHASE_READY};

        memset(state.problem, 'x', sizeof state.problem);
        (void)wire_send(fd, WIRE_MODEM_STATE, &state, -1);
}

static void
say_a_problem_of_two_lines(int fd)
{
        struct wire_modem_state state = {.phase = WIRE_MODEM_PHASE_READY, .problem = "all is well\ngateway.health=ok"};

        (void)wire_send(fd, WIRE_MODEM_STATE, &state, -1);
}

static void
say_a_phase_that_is_none(int fd)
{
        struct wire_modem_state state = {.phase = 77};

        (void)wire_send(fd, WIRE_MODEM_STATE, &state, -1);
}

static void
say_protections_that_are_none(int fd)
{
        struct wire_ready ready = {.in_force = UINT32_MAX};

        (void)wire_send(fd, WIRE_READY, &ready, -1);
}

static void
never_read(int fd)
{
        (void)fd;
        for (;;)
                (void)poll(NULL, 0, -1);
}

/* For ever, as fast as it can. */
static void
flood_with_states(int fd)
{
        for (uint32_t i = 0;; i++) {
                struct pollfd one = {.fd = fd, .events = POLLOUT};
                struct wire_modem_state state = {.phase = WIRE_MODEM_PHASE_READY, .received = i};

                if (wire_send(fd, WIRE_MODEM_STATE, &state, -1) == -EAGAIN)
                        (void)poll(&one, 1, 1);
        }
}

static void
flood_with_descriptors(int fd)
{
        struct wire_port port = {.reserved = {0}};
        struct wire_ready ready = {.in_force = 0};
        int pipes[2];

        if (pipe(pipes) < 0)
                _exit(1);
        for (int i = 0; i < 300; i++) {
                struct pollfd one = {.fd = fd, .events = POLLOUT};

                while (wire_send(fd, i % 2 == 0 ? WIRE_PORT : WIRE_READY, i % 2 == 0 ? (void *)&port : (void *)&ready, pipes[0]) == -EAGAIN)
                        (void)poll(&one, 1, 10);
        }
}

static void
refuse_the_pin_again_and_again(int fd)
{
        struct wire_pin_refused refused = {.reserved = {0}};

        for (int i = 0; i < 100; i++)
                while (wire_send(fd, WIRE_PIN_REFUSED, &refused, -1) == -EAGAIN)
                        (void)poll(NULL, 0, 1);
}

/* Its own sandbox, as every child has it; then what its filter forbids. */
static void
run_a_program(int fd)
{
        struct sandbox sandbox = {.role = FILTER_ROLE_MODEM, .title = "waymarkd: test", .user = "", .pulse = twin_pulse};
        char *words[] = {(char *)"/bin/true", NULL};

        (void)fd;
        if (sandbox_enter(&sandbox) == 0)
                (void)execve("/bin/true", words, NULL);
        _exit(1);
}

/* --- the parent ------------------------------------------------------------------------------------------ */

static void
on_state(void *arg, struct child *child)
{
        struct world *world = arg;

        world->states[child - child->children->list]++;
}

static void
on_ready(void *arg, struct child *child)
{
        (void)arg;
        (void)child;
}

static void
on_born(void *arg)
{
        (void)arg;
}

static void
on_all_gone(void *arg)
{
        struct world *world = arg;

        loop_stop(&world->loop);
}

static struct world *
begin(void (*first_life)(int fd))
{
        static const struct children_events events = {
                .on_state = on_state, .on_ready = on_ready, .on_born = on_born, .on_all_gone = on_all_gone};
        struct world *world = calloc(1, sizeof *world);

        attack = first_life;
        shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        assert_true(shared != MAP_FAILED);
        snprintf(world->folder, sizeof world->folder, "/tmp/waymark-children-XXXXXX");
        assert_non_null(mkdtemp(world->folder));
        snprintf(world->config.state, sizeof world->config.state, "%s", world->folder);
        snprintf(world->config.modems[0].name, sizeof world->config.modems[0].name, "sim1");
        snprintf(world->config.modems[1].name, sizeof world->config.modems[1].name, "sim2");
        world->config.nmodems = 2;
        loop_init(&world->loop);
        assert_int_equal(children_open(&world->children, &world->loop, &world->config, NULL, &events, world), 0);
        return world;
}

static struct child *
child_of(struct world *world, enum wire_role role, uint8_t front)
{
        for (int i = 0; i < world->children.n; i++)
                if (world->children.list[i].role == role && world->children.list[i].front == front)
                        return &world->children.list[i];
        return NULL;
}

static bool
all_are_up(struct world *world)
{
        for (int i = 0; i < world->children.n; i++)
                if (world->children.list[i].phase != CHILD_PHASE_RUNNING)
                        return false;
        return true;
}

/* Turns the parent's loop and reaps, as SIGCHLD would have it, until it is so. */
#define TURN_UNTIL(world, condition)                                         \
        do {                                                                 \
                int64_t until_ms = clock_ms() + PATIENCE_MS;                 \
                while (!(condition)) {                                       \
                        assert_true(clock_ms() < until_ms);                  \
                        loop_turn(&(world)->loop, clock_ms() + 5);           \
                        children_reap(&(world)->children);                   \
                }                                                            \
        } while (0)

static int
open_descriptors(void)
{
        int n = 0;

        for (int fd = 0; fd < 1024; fd++)
                n += fcntl(fd, F_GETFD) >= 0;
        return n;
}

static void
end(struct world *world)
{
        char command[128];

        children_stop(&world->children);
        TURN_UNTIL(world, world->loop.stopping);
        relay_close(&world->children.relay);
        snprintf(command, sizeof command, "rm -rf %s", world->folder);
        assert_int_equal(system(command), 0);
        munmap(shared, sizeof *shared);
        free(world);
}

/* The others are who they were, and answer. */
static void
expect_the_others_live(struct world *world, const pid_t before[3])
{
        struct child *others[] = {child_of(world, WIRE_ENGINE, 0), child_of(world, WIRE_LEDGER, 0), child_of(world, WIRE_MODEM, 1)};

        for (int i = 0; i < 3; i++) {
                assert_int_equal(others[i]->pid, before[i]);
                assert_int_equal(others[i]->restarts, 0);
        }
        memset(world->states, 0, sizeof world->states);
        assert_true(children_ask_state(&world->children, 7) >= 2);
        TURN_UNTIL(world, child_of(world, WIRE_ENGINE, 0)->state.engine.serial == 7 && child_of(world, WIRE_LEDGER, 0)->state.ledger.serial == 7);
}

static void
note_the_others(struct world *world, pid_t pids[3])
{
        pids[0] = child_of(world, WIRE_ENGINE, 0)->pid;
        pids[1] = child_of(world, WIRE_LEDGER, 0)->pid;
        pids[2] = child_of(world, WIRE_MODEM, 1)->pid;
}

/* What was logged since standard error was put aside; it is back afterwards. */
static void
read_log(int log_fd, int stderr_fd, char *text, size_t size)
{
        ssize_t n = pread(log_fd, text, size - 1, 0);

        text[n > 0 ? n : 0] = '\0';
        assert_true(dup2(stderr_fd, STDERR_FILENO) >= 0);
        close(stderr_fd);
        close(log_fd);
}

/* --- the cases --------------------------------------------------------------------------------------------- */

static void
who_breaks_the_table_is_ended_and_the_others_live(void **state)
{
        static const struct {
                const char *name;
                void (*first_life)(int fd);
        } attacks[] = {
                {"an empty message", say_nothing_in_a_message},
                {"one byte", say_one_byte},
                {"rubbish", say_rubbish},
                {"a row cut short", say_a_row_with_another_size},
                {"a row too long", say_a_longer_row},
                {"an engine's row", say_an_engines_row},
                {"a parent's row", say_a_parents_row},
                {"a problem without end", say_a_problem_without_end},
                {"a problem of two lines", say_a_problem_of_two_lines},
                {"a phase that is none", say_a_phase_that_is_none},
                {"protections that are none", say_protections_that_are_none},
        };

        (void)state;
        for (size_t i = 0; i < sizeof attacks / sizeof attacks[0]; i++) {
                struct world *world = begin(attacks[i].first_life);
                struct child *twin = child_of(world, WIRE_MODEM, 0);
                pid_t before[3];

                TURN_UNTIL(world, child_of(world, WIRE_ENGINE, 0)->phase == CHILD_PHASE_RUNNING &&
                                  child_of(world, WIRE_LEDGER, 0)->phase == CHILD_PHASE_RUNNING &&
                                  child_of(world, WIRE_MODEM, 1)->phase == CHILD_PHASE_RUNNING);
                note_the_others(world, before);
                TURN_UNTIL(world, twin->restarts == 1 && all_are_up(world));
                if (atomic_load(&shared->lives) != 2)
                        fail_msg("after %s it lived %d times", attacks[i].name, atomic_load(&shared->lives));
                expect_the_others_live(world, before);
                end(world);
        }
}

static void
who_floods_does_not_keep_the_others_waiting(void **state)
{
        struct world *world = begin(flood_with_states);
        unsigned *told = &world->states[child_of(world, WIRE_MODEM, 0) - world->children.list];
        pid_t before[3];

        (void)state;
        TURN_UNTIL(world, all_are_up(world));
        note_the_others(world, before);
        TURN_UNTIL(world, *told > 1000);
        for (int i = 0; i < 10; i++) { /* its buffer is full again each time */
                unsigned before_turn = *told;

                (void)poll(NULL, 0, 2);
                loop_turn(&world->loop, 0);
                assert_in_range(*told - before_turn, 0, 128);
        }
        expect_the_others_live(world, before);
        kill(child_of(world, WIRE_MODEM, 0)->pid, SIGKILL);
        TURN_UNTIL(world, child_of(world, WIRE_MODEM, 0)->restarts == 1 && all_are_up(world));
        end(world);
}

static void
who_does_not_read_is_ended(void **state)
{
        struct world *world;
        struct child *engine;
        pid_t ledger, modem;

        (void)state;
        attacker = WIRE_ENGINE;
        world = begin(never_read);
        engine = child_of(world, WIRE_ENGINE, 0);
        TURN_UNTIL(world, all_are_up(world));
        ledger = child_of(world, WIRE_LEDGER, 0)->pid;
        modem = child_of(world, WIRE_MODEM, 1)->pid;
        TURN_UNTIL(world, children_ask_state(&world->children, 3) >= 0 && engine->restarts == 1);
        TURN_UNTIL(world, all_are_up(world));
        assert_int_equal(child_of(world, WIRE_LEDGER, 0)->pid, ledger);
        assert_int_equal(child_of(world, WIRE_MODEM, 1)->pid, modem);
        end(world);
        attacker = WIRE_MODEM;
}

static void
descriptors_do_not_pile_up(void **state)
{
        struct world *world = begin(flood_with_descriptors);
        struct child *twin = child_of(world, WIRE_MODEM, 0);
        pid_t before[3];
        int first, most = 0;

        (void)state;
        TURN_UNTIL(world, all_are_up(world));
        note_the_others(world, before);
        first = open_descriptors();
        children_ask_state(&world->children, 5);
        for (int i = 0; i < 50; i++) {
                loop_turn(&world->loop, clock_ms() + 5);
                most = open_descriptors() > most ? open_descriptors() : most;
        }
        assert_true(most <= first + 2);
        assert_int_equal(twin->restarts, 0);
        expect_the_others_live(world, before);
        end(world);
}

/* A taken modem process must not wear out the card, nor take back what a person has decided. */
static void
a_refused_pin_is_noted_once(void **state)
{
        struct world *world = begin(refuse_the_pin_again_and_again);
        char mark[128];

        (void)state;
        snprintf(mark, sizeof mark, "%s/pin-refused-sim1", world->folder);
        TURN_UNTIL(world, all_are_up(world) && access(mark, F_OK) == 0);
        assert_int_equal(unlink(mark), 0);
        for (int i = 0; i < 20; i++)
                loop_turn(&world->loop, clock_ms() + 5);
        assert_int_equal(access(mark, F_OK), -1);
        end(world);
}

static void
each_pulse_is_a_page_that_others_do_not_have(void **state)
{
        struct pulse *map = pulse_map(4);
        int status;
        pid_t pid;

        (void)state;
        for (int i = 0; i < 4; i++)
                pulse_busy(pulse_at(map, i), 100000);
        pid = fork();
        if (pid == 0) {
                signal(SIGSEGV, SIG_DFL);
                pulse_keep_one(map, 4, pulse_at(map, 1));
                pulse_idle(pulse_at(map, 1));
                pulse_idle(pulse_at(map, 2)); /* dies of it */
                _exit(0);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_true(WIFSIGNALED(status));
        assert_true(atomic_load(&pulse_at(map, 0)->deadline_ms) != 0);
        assert_true(atomic_load(&pulse_at(map, 1)->deadline_ms) == 0);
        assert_true(atomic_load(&pulse_at(map, 2)->deadline_ms) != 0);
}

#ifndef WAYMARK_NO_SECCOMP
/* Whoever looks for the cause needs the call: a list may lack what a new C library does. */
static void
the_log_names_the_call_that_was_forbidden(void **state)
{
        char path[] = "/tmp/waymark-log-XXXXXX", log[4096], expected[200];
        int stderr_fd = dup(STDERR_FILENO), log_fd = mkstemp(path);
        struct world *world;

        (void)state;
        assert_true(stderr_fd >= 0 && log_fd >= 0 && dup2(log_fd, STDERR_FILENO) >= 0);
        unlink(path);
        world = begin(run_a_program);
        TURN_UNTIL(world, child_of(world, WIRE_MODEM, 0)->restarts == 1 && all_are_up(world));
        read_log(log_fd, stderr_fd, log, sizeof log);
        snprintf(expected, sizeof expected, "sim1 was ended by signal 31: it tried system call %d (execve), which is forbidden to it",
                 (int)SYS_execve);
        if (strstr(log, expected) == NULL)
                print_error("%s", log);
        assert_non_null(strstr(log, expected));
        end(world);
}
#endif

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(who_breaks_the_table_is_ended_and_the_others_live),
#ifndef WAYMARK_NO_SECCOMP
                cmocka_unit_test(the_log_names_the_call_that_was_forbidden),
#endif
                cmocka_unit_test(who_floods_does_not_keep_the_others_waiting),
                cmocka_unit_test(who_does_not_read_is_ended),
                cmocka_unit_test(descriptors_do_not_pile_up),
                cmocka_unit_test(a_refused_pin_is_noted_once),
                cmocka_unit_test(each_pulse_is_a_page_that_others_do_not_have),
        };

        if (getenv("WAYMARK_DEBUG") == NULL)
                (void)!freopen("/dev/null", "w", stderr);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
