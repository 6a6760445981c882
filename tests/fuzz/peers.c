/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A receiver, and all its peers.
 */
#include "peers.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static struct peers *ours;              /* for the end */
static pid_t owner;
static int log_fd = -1;                 /* what the receiver logs: shown if it dies, its end only */
static char log_end[16384];
static size_t log_len;

static void
read_log(void)
{
        char bytes[4096];
        ssize_t n;

        while (log_fd >= 0 && (n = recv(log_fd, bytes, sizeof bytes, MSG_DONTWAIT)) > 0) {
                if (log_len + (size_t)n > sizeof log_end) {
                        memmove(log_end, log_end + sizeof log_end / 2, log_len - sizeof log_end / 2);
                        log_len -= sizeof log_end / 2;
                }
                memcpy(log_end + log_len, bytes, (size_t)n);
                log_len += (size_t)n;
        }
}

void
peers_must(bool holds, const char *what)
{
        int status = 0;

        if (holds)
                return;
        read_log();
        fprintf(stderr, "%.*s\n%s\n", (int)log_len, log_end, what);
        if (ours != NULL && waitpid(ours->pid, &status, WNOHANG) == ours->pid)
                fprintf(stderr, "%s died: %s %d\n", ours->name, WIFSIGNALED(status) ? "signal" : "exit",
                        WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
        abort();
}

unsigned
peers_free_port(void)
{
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof address;
        int fd = socket(AF_INET, SOCK_STREAM, 0);

        peers_must(bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 &&
                   getsockname(fd, (struct sockaddr *)&address, &len) == 0, "no port");
        close(fd);
        return ntohs(address.sin_port);
}

/* --- links --------------------------------------------------------------------------------------------- */

static void
link_to(struct peers *peers, struct peer *peer)
{
        struct wire_peer told = {.role = (uint8_t)peer->role, .front = peer->front};
        int fds[2];

        if (peer->fd >= 0)
                close(peer->fd);
        peers_must(wire_pair(fds) == 0 && wire_send(peers->parent_fd, WIRE_PEER, &told, fds[1]) == 0, "no link");
        close(fds[1]);
        peer->fd = fds[0];
}

static void
note_open(struct peers *peers, struct wire_message *message)
{
        const uint32_t *sequence = peers_sequence_of(message);

        if (sequence == NULL)
                return;
        if (peers->nopen == PEERS_OPEN) { /* the older half */
                memmove(peers->open, peers->open + PEERS_OPEN / 2, sizeof peers->open / 2);
                memmove(peers->kinds, peers->kinds + PEERS_OPEN / 2, sizeof peers->kinds / 2);
                peers->nopen = PEERS_OPEN / 2;
        }
        peers->kinds[peers->nopen] = message->header.type;
        peers->open[peers->nopen++] = *sequence;
}

/* All that lies there; false if the receiver has hung up. */
static bool
hear(struct peers *peers, struct peer *peer)
{
        struct wire_message message;
        int rc;

        while ((rc = wire_receive(peer->fd, peers->role, peer->role, &message, NULL)) == 1) {
                peers->nheard++;
                note_open(peers, &message);
        }
        peers_must(rc != -EPROTO, "the receiver breaks the table");
        return rc == 0;
}

void
peers_hear(struct peers *peers)
{
        for (int i = 0; i < peers->n; i++)
                peers_must(hear(peers, &peers->list[i]), "the receiver has dropped who kept to the table, or is dead");
}

bool
peers_wait(struct peers *peers, int patience_ms)
{
        struct pollfd polls[3];

        for (int i = 0; i < peers->n; i++)
                polls[i] = (struct pollfd){.fd = peers->list[i].fd, .events = POLLIN};
        if (poll(polls, (nfds_t)peers->n, patience_ms) <= 0)
                return false;
        peers_hear(peers);
        return true;
}

static void
settle_one(const struct peers *peers, enum wire_type type, uint32_t sequence)
{
        struct wire_answer answer = {.sequence = sequence, .outcome = OUTCOME_IGNORED};
        struct wire_page page = {.sequence = sequence, .outcome = OUTCOME_IGNORED};
        struct wire_counted counted = {.sequence = sequence};
        int rc = 0;

        if (type == WIRE_ASK)
                rc = wire_send(peers->list[0].fd, WIRE_ANSWER, &answer, -1);
        else if (type == WIRE_STEP)
                rc = wire_send(peers->list[0].fd, WIRE_PAGE, &page, -1);
        else if (type == WIRE_COUNT)
                rc = wire_send(peers->list[1].fd, WIRE_COUNTED, &counted, -1);
        peers_must(rc == 0, "the receiver does not hear an honest answer");
}

void
peers_settle(struct peers *peers)
{
        for (unsigned i = 0; i < peers->nopen; i++)
                settle_one(peers, (enum wire_type)peers->kinds[i], peers->open[i]);
        peers->nopen = 0;
}

/* Who broke the table loses its link, in which what was said before is still heard, and gets a new one, as the parent would see to. */
static void
expect_dropped(struct peers *peers, struct peer *peer)
{
        struct pollfd one = {.fd = peer->fd, .events = POLLIN};

        while (hear(peers, peer))
                peers_must(poll(&one, 1, PEERS_WAIT_MS) == 1, "the receiver does not drop who breaks the table");
        (void)hear(peers, peer); /* the error of a link that was closed comes before what lies in it */
        link_to(peers, peer);
}

/* --- the receiver -------------------------------------------------------------------------------------- */

static void
sum_up(void)
{
        bool is_hollow = ours->nsound * 2 < ours->nsent || ours->nsound == ours->nsent || ours->nheard * 20 < ours->nsound;

        if (getpid() != owner)
                return;
        printf("# %s: %lu messages, %lu came past the checks (%lu %%), it said %lu to them\n", ours->name, ours->nsent, ours->nsound,
               ours->nsent > 0 ? ours->nsound * 100 / ours->nsent : 0, ours->nheard);
        kill(ours->pid, SIGKILL);
        if (ours->ninputs < 20 || !is_hollow)
                return;
        printf("not ok 2 - too little came through to it\n");
        fflush(stdout);
        _exit(1);
}

static void
be_receiver(const struct peers *peers, int parent_fd, int stderr_fd)
{
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
        signal(SIGXFSZ, SIG_IGN); /* as birth.c does */
        (void)dup2(stderr_fd, STDERR_FILENO);
        _exit(peers->live(parent_fd));
}

static void
start(struct peers *peers)
{
        int fds[2], log[2];

        peers_must(wire_pair(fds) == 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, log) == 0, "no link to the receiver");
        owner = getpid();
        fflush(stdout);
        peers->pid = fork();
        peers_must(peers->pid >= 0, "no process");
        if (peers->pid == 0) {
                close(fds[0]);
                close(log[0]);
                be_receiver(peers, fds[1], log[1]);
        }
        ours = peers;
        close(fds[1]);
        close(log[1]);
        log_fd = log[0];
        peers->parent_fd = fds[0];
        for (int i = 0; i < peers->n; i++) {
                peers->list[i].fd = -1;
                link_to(peers, &peers->list[i]);
        }
        (void)atexit(sum_up);
}

/* Waits for the state; READY and what else it tells is passed over. */
static void
expect_alive(struct peers *peers)
{
        static uint32_t serial;
        struct wire_state_ask ask = {.serial = ++serial};
        struct wire_message message;
        int passed, rc;

        peers_must(wire_send(peers->parent_fd, WIRE_STATE_ASK, &ask, -1) == 0, "the receiver is dead");
        for (;;) {
                struct pollfd one = {.fd = peers->parent_fd, .events = POLLIN};

                rc = wire_receive(peers->parent_fd, peers->role, WIRE_PARENT, &message, &passed);
                peers_must(rc >= 0, "the receiver is dead");
                if (rc == 1 && passed >= 0)
                        close(passed);
                if (rc == 1 && message.header.type == (uint16_t)peers->state)
                        return;
                if (rc == 0)
                        peers_must(poll(&one, 1, PEERS_WAIT_MS) == 1, "the receiver hangs");
        }
}

/* What it tells its parent of itself is not wanted, but must be taken. */
static void
pass_over(const struct peers *peers)
{
        struct wire_message message;
        int passed, rc;

        while ((rc = wire_receive(peers->parent_fd, peers->role, WIRE_PARENT, &message, &passed)) == 1)
                if (passed >= 0)
                        close(passed);
        peers_must(rc == 0, "the receiver is dead");
}

/* One message of a peer. */
static void
say(struct peers *peers, struct fuzz_input *input)
{
        const struct peers_template *template = &peers->templates[peers_choose(input, (unsigned)peers->ntemplates)];
        struct peer *peer = &peers->list[template->peer];
        struct wire_message message;

        peers_fill(template, &message);
        peers_change(&message, peers->open, peers->nopen, input);
        if (send(peer->fd, &message, sizeof message.header + message.header.size, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
                peers_must(errno == EAGAIN, "the receiver has dropped who kept to the table, or is dead");
                return;
        }
        peers->nsent++;
        if (peers_is_sound(&message))
                peers->nsound++;
        else
                expect_dropped(peers, peer);
}

void
peers_try(struct peers *peers, const uint8_t *data, size_t size)
{
        uint8_t octets[PEERS_OCTETS];
        struct fuzz_input input = {octets, PEERS_OCTETS};

        peers_prolong(data, size, octets);
        if (peers->pid == 0)
                start(peers);
        peers->ninputs++;
        if (peers->before != NULL)
                peers->before(peers, &input);
        for (int i = 0; i < PEERS_MESSAGES && input.left > 0; i++)
                say(peers, &input);
        if (peers->state != WIRE_NONE) {
                expect_alive(peers); /* the parent is heard first, */
                expect_alive(peers); /* so that the second answer comes after all of them */
        } else {
                pass_over(peers);
        }
        peers_hear(peers);
        read_log();
        if (peers->after != NULL)
                peers->after(peers);
}
