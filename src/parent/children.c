/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Children of the parent. Any of them may die at any instruction: it is started again after a pause that grows with each short life, and
 * all its peers get new links. A child that misses the deadline it has set for itself is killed, for only a killed libgammu gives up.
 */
#include "children.h"

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "birth.h"
#include "common/clock.h"
#include "common/fault.h"
#include "common/filter.h"
#include "common/log.h"
#include "common/offence.h"
#include "storage.h"
#include "tty.h"

#define WATCH_MS 5000                   /* how often the deadlines are looked at */
#define SHORT_LIFE_MS FAULT_OR(60000, 0) /* who dies sooner than this failed */
#define RENEWAL_MS 500                  /* who ends of itself sooner than this has not done it to be forgotten */
#define PAUSE_FIRST_MS 50
#define PAUSE_MOST_MS 60000
#define TURN_MESSAGES 64                /* of one child, before the others get their turn */
#define PATIENCE_MS 30000               /* for a part that is in flight when everything is to end */

static const char *
child_name(const struct child *child)
{
        return child->role == WIRE_MODEM ? child->children->config->modems[child->front].name
                                         : wire_role_name(child->role);
}

static void
drop_link(struct child *child)
{
        if (child->fd < 0)
                return;
        loop_remove(child->children->loop, child->fd);
        close(child->fd);
        child->fd = -1;
}

static void
kill_child(struct child *child)
{
        if (child->pid > 0)
                (void)kill(child->pid, SIGKILL);
}

/* --- messages from a child --- */

/* Noted on the card; where that cannot be, at least as long as we live. */
static void
note_pin_refused(struct child *child)
{
        int rc;

        if (child->pin_refused)
                return; /* each time would be a write to the card */
        rc = storage_mark_pin(child->children->config, child_name(child));
        child->pin_refused = true;
        if (rc < 0)
                log_error("that the PIN of %s was refused cannot be noted down (%s); correct it before the next start, or the SIM locks",
                          child_name(child), strerror(-rc));
}

static void
take_message(struct child *child, const struct wire_message *message, int fd)
{
        struct children *children = child->children;

        switch ((enum wire_type)message->header.type) {
        case WIRE_READY:
                if (child->phase == CHILD_PHASE_STARTING)
                        child->phase = CHILD_PHASE_RUNNING;
                child->renewing = false;
                child->in_force = message->as.READY.in_force;
                child->refused = message->as.READY.refused;
                children->events.on_ready(children->arg, child);
                return;
        case WIRE_MODEM_STATE:
                child->state.modem = message->as.MODEM_STATE;
                break;
        case WIRE_ENGINE_STATE:
                child->state.engine = message->as.ENGINE_STATE;
                break;
        case WIRE_LEDGER_STATE:
                child->state.ledger = message->as.LEDGER_STATE;
                break;
        case WIRE_FRONT_STATE:
                child->state.front = message->as.FRONT_STATE;
                break;
        case WIRE_PORT:
                tty_hold(child, fd);
                return;
        case WIRE_PIN_REFUSED:
                note_pin_refused(child);
                return;
        case WIRE_REPAIR:
                tty_repair(child, (enum wire_repair_kind)message->as.REPAIR.kind);
                return;
        case WIRE_NONE:
        case WIRE_PEER:
        case WIRE_STOP:
        case WIRE_STATE_ASK:
        case WIRE_RELOAD:
        case WIRE_REPAIRED:
        case WIRE_ASK:
        case WIRE_ANSWER:
        case WIRE_STEP:
        case WIRE_PAGE:
        case WIRE_COUNT:
        case WIRE_COUNTED:
        case WIRE_SPENT_ASK:
        case WIRE_REACH:
        case WIRE_SPENT:
        case WIRE_TYPE_COUNT:
                return; /* wire_receive() lets none of these through to a parent */
        }
        children->events.on_state(children->arg, child);
}

static void
on_link(void *arg, int fd, short events)
{
        struct child *child = arg;
        struct wire_message message;
        int rc, passed;

        (void)events;
        for (int i = 0; i < TURN_MESSAGES && child->fd == fd; i++) {
                rc = wire_receive(fd, child->role, WIRE_PARENT, &message, &passed);
                if (rc == 0)
                        return;
                if (rc > 0) {
                        if (passed >= 0 && message.header.type != WIRE_PORT) {
                                close(passed);
                                passed = -1;
                        }
                        take_message(child, &message, passed);
                        continue;
                }
                if (rc == -EPROTO)
                        log_error("%s sent what the table does not allow; it is ended", child_name(child));
                kill_child(child); /* who has closed its link is ending already, or only says so */
                drop_link(child);
        }
}

/* A child that lives reads what it is told, always. */
static int
tell(struct child *child, enum wire_type type, const void *payload, int pass_fd)
{
        int rc = wire_send(child->fd, type, payload, pass_fd);

        if (rc == -EAGAIN) {
                log_error("%s does not read what it is told; it is ended", child_name(child));
                kill_child(child);
        }
        return rc; /* the death of one that is gone is seen elsewhere */
}

/* --- links between children --- */

static bool
are_peers(const struct child *a, const struct child *b)
{
        unsigned both = (unsigned)a->role | (unsigned)b->role;

        if ((a->role & WIRE_FRONTS) != 0 && (b->role & WIRE_FRONTS) != 0)
                return false;
        return both == (WIRE_ENGINE | WIRE_LEDGER) || ((both & WIRE_FRONTS) != 0 && (both & (WIRE_ENGINE | WIRE_LEDGER)) != 0);
}

static void
connect_peers(struct child *a, struct child *b)
{
        struct wire_peer of_a = {.role = (uint8_t)a->role, .front = a->front};
        struct wire_peer of_b = {.role = (uint8_t)b->role, .front = b->front};
        int fds[2];
        int rc = wire_pair(fds);

        if (rc < 0)
                fatal("no socket pair: %s", strerror(-rc));
        (void)tell(a, WIRE_PEER, &of_b, fds[0]);
        (void)tell(b, WIRE_PEER, &of_a, fds[1]);
        close(fds[0]);
        close(fds[1]);
}

/* --- life and death --- */

/* But for what a modem process cannot ask for: the network's time, and what was tried with a modem that does not work. */
static void
forget_state(struct child *child)
{
        const struct wire_modem_state before = child->state.modem;

        memset(&child->state, 0, sizeof child->state);
        if (child->role != WIRE_MODEM)
                return;
        child->state.modem.network_utc = before.network_utc;
        child->state.modem.network_offset_ms = before.network_offset_ms;
        child->state.modem.network_zone_s = before.network_zone_s;
        child->state.modem.network_witnesses = before.network_witnesses;
        child->state.modem.ladder = before.ladder;
}

/* The next engine looks whether the folder was edited. Until then nobody but this one needs what is most of the memory of all. */
static void
rest_catalogue(struct children *children)
{
        children->catalogue_is_fresh = false;
        catalogue_pack(children->catalogue);
        (void)malloc_trim(0);
}

static void
on_start(void *arg)
{
        struct child *child = arg;
        struct children *children = child->children;
        int fds[2];
        int rc = wire_pair(fds);

        if (rc < 0)
                fatal("no socket pair: %s", strerror(-rc));
        if (!child->renewing)
                forget_state(child);
        pulse_idle(child->pulse);
        (void)offence_take(child->pulse);
        child->pid = birth_fork(children, child, fds[1]);
        close(fds[1]);
        if (child->role == WIRE_ENGINE)
                rest_catalogue(children);
        if (child->pid < 0) {
                log_error("cannot start %s: %s", child_name(child), strerror(errno));
                close(fds[0]);
                child->start.at_ms = clock_ms() + PAUSE_MOST_MS;
                return;
        }
        FAULT(CHILD_BORN);
        child->fd = fds[0];
        child->phase = CHILD_PHASE_STARTING;
        child->started_ms = clock_ms();
        loop_add(children->loop, child->fd, POLLIN, on_link, child);
        for (int i = 0; i < children->n; i++)
                if (children->list[i].fd >= 0 && are_peers(child, &children->list[i]))
                        connect_peers(child, &children->list[i]);
        FAULT(CHILD_LINKED);
}

static int64_t
pause_ms(struct child *child)
{
        int64_t pause = PAUSE_FIRST_MS;

        if (clock_ms() - child->started_ms >= SHORT_LIFE_MS)
                child->failures = 0;
        for (int i = 0; i < child->failures && pause < PAUSE_MOST_MS; i++)
                pause *= 2;
        child->failures++;
        return pause < PAUSE_MOST_MS ? pause : PAUSE_MOST_MS;
}

static void stop_next(struct children *children);

/* Either its list lacks something, which an operator should report, or somebody else was at work in it. */
static void
tell_offence(const struct child *child)
{
        int number = offence_take(child->pulse);
        char name[FILTER_CALL];

        filter_name_call(number, name);
        if (number >= 0)
                log_error("%s was ended by signal %d: it tried system call %d (%s), which is forbidden to it; it is started again",
                          child_name(child), SIGSYS, number, name); /* allowed: out of libseccomp's list, by a number */
        else
                log_error("%s was ended by signal %d: it tried a system call that is forbidden to it; it is started again",
                          child_name(child), SIGSYS);
}

static void
bury(struct child *child, int status)
{
        struct children *children = child->children;
        bool clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;

        child->pid = 0;
        drop_link(child);
        pulse_idle(child->pulse);
        if (children->stopping) {
                tty_let_go(child);
                tty_let_go_of_tap(child);
                child->phase = CHILD_PHASE_GONE;
                stop_next(children);
                return;
        }
        if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
                tell_offence(child);
        else if (WIFSIGNALED(status))
                log_warning("%s was ended by signal %d; it is started again", child_name(child), WTERMSIG(status));
        else if (!clean)
                log_warning("%s ended with %d; it is started again", child_name(child), WEXITSTATUS(status));
        /* a SIGKILL that is not ours says nothing about what it was doing: the kernel was short of memory, or somebody tests us */
        child->crashed = WIFSIGNALED(status) && (child->hung || WTERMSIG(status) != SIGKILL);
        child->was_hung = child->hung;
        child->hung = false;
        FAULT(CHILD_BURIED);
        child->phase = CHILD_PHASE_RESTING;
        child->renewing = clean && clock_ms() - child->started_ms >= RENEWAL_MS;
        if (child->renewing) {
                child->start.at_ms = clock_ms();
                return;
        }
        child->restarts++;
        child->start.at_ms = clock_ms() + pause_ms(child);
}

void
children_reap(struct children *children)
{
        int status;
        pid_t pid;

        while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
                if (tty_reap(children, pid, status))
                        continue;
                for (int i = 0; i < children->n; i++)
                        if (children->list[i].pid == pid) {
                                bury(&children->list[i], status);
                                break;
                        }
        }
}

static void
on_watch(void *arg)
{
        struct children *children = arg;
        int64_t now = clock_ms();

        for (int i = 0; i < children->n; i++) {
                struct child *child = &children->list[i];
                int64_t deadline = atomic_load_explicit(&child->pulse->deadline_ms, memory_order_relaxed);

                if (child->pid > 0 && deadline != 0 && now > deadline) {
                        log_error("%s hangs; it is ended and started again", child_name(child));
                        child->hung = true;
                        kill_child(child);
                }
        }
        children->watch.at_ms = now + WATCH_MS;
}

/* --- the end --- */

static bool
is_alive(const struct child *child)
{
        return child->pid > 0;
}

static void
stop_child(struct child *child)
{
        struct wire_stop stop = {.reserved = {0}};

        child->start.at_ms = LOOP_NEVER;
        if (!is_alive(child)) {
                child->phase = CHILD_PHASE_GONE;
                return;
        }
        if (child->phase == CHILD_PHASE_STOPPING)
                return;
        child->phase = CHILD_PHASE_STOPPING;
        if (child->fd < 0 || wire_send(child->fd, WIRE_STOP, &stop, -1) < 0)
                kill_child(child);
}

/* Fronts first, so that nobody asks an engine that is gone; the ledger last, for it folds what they still counted. */
static void
stop_next(struct children *children)
{
        static const unsigned order[] = {WIRE_FRONTS, WIRE_ENGINE, WIRE_LEDGER};

        for (size_t step = 0; step < sizeof order / sizeof order[0]; step++) {
                bool waiting = false;

                for (int i = 0; i < children->n; i++) {
                        struct child *child = &children->list[i];

                        if ((child->role & order[step]) == 0)
                                continue;
                        stop_child(child);
                        waiting = waiting || is_alive(child);
                }
                if (waiting)
                        return;
        }
        children->patience.at_ms = LOOP_NEVER;
        children->watch.at_ms = LOOP_NEVER;
        children->events.on_all_gone(children->arg);
}

static void
on_patience(void *arg)
{
        struct children *children = arg;

        log_warning("a process did not end in time; it is killed");
        for (int i = 0; i < children->n; i++)
                if (children->list[i].phase == CHILD_PHASE_STOPPING)
                        kill_child(&children->list[i]);
        children->patience.at_ms = clock_ms() + PATIENCE_MS;
}

void
children_stop(struct children *children)
{
        struct child *ledger = children_find(children, WIRE_LEDGER);

        if (children->stopping)
                return;
        if (ledger->phase == CHILD_PHASE_RESTING) {
                ledger->start.at_ms = LOOP_NEVER;
                on_start(ledger); /* what the fronts still count is to be folded */
        }
        children->stopping = true;
        children->patience.at_ms = clock_ms() + PATIENCE_MS;
        stop_next(children);
}

/* --- the list --- */

static void
add(struct children *children, enum wire_role role, uint8_t front)
{
        struct child *child = &children->list[children->n];
        struct loop_timer timer = child->start; /* registered with the loop once, for every list */

        memset(child, 0, sizeof *child);
        child->children = children;
        child->role = role;
        child->front = front;
        child->fd = child->port_fd = child->tap_fd = -1;
        child->pulse = pulse_at(children->pulses, children->n);
        child->start = timer;
        child->start.at_ms = 0;
        children->n++;
}

unsigned
children_roles(const struct config *config)
{
        unsigned roles = WIRE_LEDGER | WIRE_ENGINE | WIRE_MODEM;

        if (config->gsup.hlr[0] != '\0')
                roles |= WIRE_GSUP;
        if (config->http.listen[0] != '\0')
                roles |= WIRE_HTTP;
        return roles;
}

void
children_restart(struct children *children, struct catalogue *catalogue)
{
        catalogue_free(children->catalogue);
        children->catalogue = catalogue;
        children->catalogue_is_fresh = true;
        children->n = 0;
        children->stopping = false;
        add(children, WIRE_LEDGER, 0);
        add(children, WIRE_ENGINE, 0);
        for (int i = 0; i < children->config->nmodems; i++)
                add(children, WIRE_MODEM, (uint8_t)i);
        if (children->config->gsup.hlr[0] != '\0')
                add(children, WIRE_GSUP, WIRE_FRONT_GSUP);
        if (children->config->http.listen[0] != '\0')
                add(children, WIRE_HTTP, WIRE_FRONT_HTTP);
        children->watch.at_ms = clock_ms() + WATCH_MS;
}

int
children_open(struct children *children, struct loop *loop, const struct config *config, struct catalogue *catalogue,
              const struct children_events *events, void *arg)
{
        memset(children, 0, sizeof *children);
        children->loop = loop;
        children->config = config;
        children->sysfs = "/sys";
        if (FAULT_OR(NULL, getenv("WAYMARK_SYSFS")) != NULL)
                children->sysfs = getenv("WAYMARK_SYSFS"); /* a test's own */
        children->events = *events;
        children->arg = arg;
        children->pulses = pulse_map(CHILDREN_MAX);
        if (children->pulses == NULL)
                return -ENOMEM;
        birth_make_key(children->tag_key);
        relay_open(&children->relay, loop);
        for (int i = 0; i < CHILDREN_MAX; i++)
                loop_add_timer(loop, &children->list[i].start, on_start, &children->list[i]);
        loop_add_timer(loop, &children->watch, on_watch, children);
        loop_add_timer(loop, &children->patience, on_patience, children);
        children_restart(children, catalogue);
        return 0;
}

int
children_ask_state(struct children *children, uint32_t serial)
{
        struct wire_state_ask ask = {.serial = serial};
        int n = 0;

        for (int i = 0; i < children->n; i++) {
                struct child *child = &children->list[i];

                if (child->phase == CHILD_PHASE_RUNNING && child->fd >= 0 && child->role != WIRE_MODEM &&
                    tell(child, WIRE_STATE_ASK, &ask, -1) == 0)
                        n++;
        }
        return n;
}

void
children_reload(struct children *children)
{
        struct child *engine = children_find(children, WIRE_ENGINE);
        struct wire_reload reload = {.serial = 1};

        if (engine != NULL && engine->fd >= 0)
                (void)tell(engine, WIRE_RELOAD, &reload, -1);
}

struct child *
children_find(struct children *children, enum wire_role role)
{
        for (int i = 0; i < children->n; i++)
                if (children->list[i].role == role)
                        return &children->list[i];
        return NULL;
}
