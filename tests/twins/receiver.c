/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Starts a receiver, and its honest peers.
 */
#include "receiver.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "engine/engine.h"
#include "gsup/gsup.h"
#include "http/http.h"
#include "ledger/ledger.h"
#include "modem/journal.h"
#include "modem/modem.h"

#define HONEST 0                        /* the number of the honest front */

static unsigned
free_port(void)
{
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof address;
        int fd = socket(AF_INET, SOCK_STREAM, 0);

        assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof address), 0);
        assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
        close(fd);
        return ntohs(address.sin_port);
}

static int
live_as_engine(int parent_fd)
{
        struct engine_birth birth = {.parent_fd = parent_fd, .pulse = pulse_map(1), .country = code_pack("RO"),
                                     .languages = {code_pack("en"), code_pack("uk")}, .nlanguages = 2,
                                     .limits = {.replies_per_hour = 100000, .replies_per_day = 100000, .parts_per_day = 1000000,
                                                .answer_within_h = 12, .validity_h = 6}};

        snprintf(birth.messages, sizeof birth.messages, "messages");
        return engine_main(&birth);
}

static int
live_as_ledger(const struct rig *rig, int parent_fd)
{
        struct ledger_birth birth = {.parent_fd = parent_fd, .pulse = pulse_map(1), .fold_minutes = 15};

        snprintf(birth.state, sizeof birth.state, "%s/state", rig->folder);
        snprintf(birth.runtime, sizeof birth.runtime, "%s/run", rig->folder);
        (void)mkdir(birth.state, 0700);
        (void)mkdir(birth.runtime, 0700);
        return ledger_main(&birth);
}

static int
live_as_modem(const struct rig *rig, int parent_fd)
{
        struct modem_birth birth = {.parent_fd = parent_fd, .pulse = pulse_map(1), .port_fd = -1, .tap_fd = -1};
        char path[128];

        snprintf(path, sizeof path, "%s/journal", rig->folder);
        birth.journal_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (birth.journal_fd < 0 || ftruncate(birth.journal_fd, JOURNAL_BYTES) < 0)
                return 1;
        snprintf(birth.config.name, sizeof birth.config.name, "sim1");
        snprintf(birth.config.device, sizeof birth.config.device, "%s/sim1", rig->folder);
        snprintf(birth.config.connection, sizeof birth.config.connection, "at115200");
        birth.config.poll_s = 1;
        birth.guard.answer_within_h = 12;
        return modem_main(&birth);
}

static int
live_as_gsup(int parent_fd)
{
        struct gsup_birth birth = {.parent_fd = parent_fd, .pulse = pulse_map(1), .name = "waymark", .session_s = 60};

        snprintf(birth.hlr, sizeof birth.hlr, "127.0.0.1:%u", free_port());
        return gsup_main(&birth);
}

static int
live_as_http(int parent_fd)
{
        struct http_birth birth = {.parent_fd = parent_fd, .pulse = pulse_map(1)};

        snprintf(birth.config.listen, sizeof birth.config.listen, "127.0.0.1:%u", free_port());
        return http_main(&birth);
}

static int
live(const struct receiver *receiver, int parent_fd)
{
        switch (receiver->role) {
        case WIRE_ENGINE: return live_as_engine(parent_fd);
        case WIRE_LEDGER: return live_as_ledger(receiver->rig, parent_fd);
        case WIRE_MODEM:  return live_as_modem(receiver->rig, parent_fd);
        case WIRE_GSUP:   return live_as_gsup(parent_fd);
        case WIRE_HTTP:   return live_as_http(parent_fd);
        case WIRE_PARENT:
        case WIRE_WEB:    break;
        }
        return 1;
}

int
receiver_link(const struct receiver *receiver, enum wire_role role, uint8_t front)
{
        struct wire_peer peer = {.role = (uint8_t)role, .front = front};
        int fds[2];

        assert_int_equal(wire_pair(fds), 0);
        assert_int_equal(wire_send(receiver->parent, WIRE_PEER, &peer, fds[1]), 0);
        close(fds[1]);
        return fds[0];
}

bool
receiver_await(int fd, enum wire_role from, enum wire_role me, enum wire_type type, struct wire_message *message)
{
        int64_t until = clock_ms() + RIG_MS;

        while (clock_ms() < until) {
                struct pollfd one = {.fd = fd, .events = POLLIN};
                int passed, rc = wire_receive(fd, from, me, message, &passed);

                if (rc < 0)
                        return false;
                if (rc == 1 && passed >= 0)
                        close(passed);
                if (rc == 1 && message->header.type == (uint16_t)type)
                        return true;
                if (rc == 0)
                        (void)poll(&one, 1, 1000);
        }
        return false;
}

static void
make_honest_peers(struct receiver *receiver)
{
        bool is_front = (receiver->role & WIRE_FRONTS) != 0;

        receiver->engine = receiver->role != WIRE_ENGINE ? receiver_link(receiver, WIRE_ENGINE, 0) : -1;
        receiver->ledger = receiver->role != WIRE_LEDGER ? receiver_link(receiver, WIRE_LEDGER, 0) : -1;
        receiver->front = is_front ? -1 : receiver_link(receiver, WIRE_MODEM, HONEST);
}

void
receiver_open(struct receiver *receiver)
{
        static const struct rig_options no_daemon = {.no_start = true};
        struct wire_message message;
        int fds[2];

        receiver->rig = rig_open(&no_daemon);
        assert_int_equal(wire_pair(fds), 0);
        fflush(stdout);
        receiver->pid = fork();
        assert_true(receiver->pid >= 0);
        if (receiver->pid == 0) {
                close(fds[0]);
                signal(SIGXFSZ, SIG_IGN); /* as birth.c does */
                if (getenv("WAYMARK_DEBUG") == NULL)
                        (void)!freopen("/dev/null", "w", stderr); /* what it logs of all that */
                _exit(live(receiver, fds[1]));
        }
        close(fds[1]);
        receiver->parent = fds[0];
        if (!receiver_await(receiver->parent, receiver->role, WIRE_PARENT, WIRE_READY, &message))
                rig_fail(receiver->rig, "%s is not ready", receiver->name);
        make_honest_peers(receiver);
}

static void
close_honest_peers(const struct receiver *receiver)
{
        const int fds[] = {receiver->engine, receiver->ledger, receiver->front};

        for (int i = 0; i < 3; i++)
                if (fds[i] >= 0)
                        close(fds[i]);
}

void
receiver_close(struct receiver *receiver)
{
        struct wire_stop stop = {.reserved = {0}};
        int status;

        close_honest_peers(receiver); /* nobody to say farewell to */
        assert_int_equal(wire_send(receiver->parent, WIRE_STOP, &stop, -1), 0);
        assert_int_equal(waitpid(receiver->pid, &status, 0), receiver->pid);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
                rig_fail(receiver->rig, "%s ended with %x", receiver->name, status);
        close(receiver->parent);
        rig_close(receiver->rig);
}

void
receiver_expect_alive(const struct receiver *receiver, const char *after)
{
        int status;

        if (waitpid(receiver->pid, &status, WNOHANG) != 0)
                rig_fail(receiver->rig, "%s died (%x) of %s", receiver->name, status, after);
}
