/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The parent among children that were taken over: its real code in this process, and children that are only the other ends of their links.
 * What they say is of any kind, with and without descriptors; they die in any way. Who breaks the table is ended, the others are who they
 * were, no descriptor is left over, and the report has the lines that it always has.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"
#include "parent/birth.h"
#include "parent/children.h"
#include "parent/report.h"
#include "parent/usb.h"
#include "peers_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const long fuzz_cost = 4;

enum { LEDGER, ENGINE, SIM1, SIM2, GSUP, HTTP, NCHILDREN };
#define PID_FIRST (1 << 28)             /* numbers that no kernel gives */

static const struct peers_template templates[] = {
        {SIM1, {.header = {.type = WIRE_MODEM_STATE}, .as.MODEM_STATE = {.phase = WIRE_MODEM_PHASE_READY, .signal_percent = 60, .registered = 1,
                .network_utc = (int64_t)PEERS_DAY * 86400, .network_witnesses = 2, .operator_name = "Net", .problem = ""}}},
        {SIM2, {.header = {.type = WIRE_MODEM_STATE}, .as.MODEM_STATE = {.phase = WIRE_MODEM_PHASE_CONNECTING, .signal_percent = -1, .registered = 5,
                .ladder = {.rung = WIRE_MODEM_RUNG_RESET, .tries = 1}, .problem = "the modem does not answer; it is reconnected"}}},
        {SIM1, {.header = {.type = WIRE_PORT}, .as = {{0}}}},
        {SIM1, {.header = {.type = WIRE_REPAIR}, .as.REPAIR = {.kind = WIRE_REPAIR_KIND_REBIND}}},
        {SIM2, {.header = {.type = WIRE_REPAIR}, .as.REPAIR = {.kind = WIRE_REPAIR_KIND_LET_GO}}},
        {SIM2, {.header = {.type = WIRE_PIN_REFUSED}, .as = {{0}}}},
        {ENGINE, {.header = {.type = WIRE_ENGINE_STATE}, .as.ENGINE_STATE = {.serial = 7, .generation = 1, .keywords = 900, .budget_day = PEERS_DAY,
                .languages = {0x0265}, .problem = ""}}},
        {LEDGER, {.header = {.type = WIRE_LEDGER_STATE}, .as.LEDGER_STATE = {.serial = 7, .day = PEERS_DAY, .messages = 12, .answered = 10, .parts = 14}}},
        {GSUP, {.header = {.type = WIRE_FRONT_STATE}, .as.FRONT_STATE = {.serial = 7, .phase = WIRE_FRONT_PHASE_READY, .sessions = 3, .problem = ""}}},
        {HTTP, {.header = {.type = WIRE_FRONT_STATE}, .as.FRONT_STATE = {.serial = 7, .phase = WIRE_FRONT_PHASE_CONNECTING, .problem = "in use; free it"}}},
        {ENGINE, {.header = {.type = WIRE_READY}, .as.READY = {.in_force = 9, .refused = 16}}},
        {SIM1, {.header = {.type = WIRE_READY}, .as.READY = {.in_force = 15}}},
};
#define NTEMPLATES (sizeof templates / sizeof templates[0])

static struct {
        struct loop loop;
        struct config config;
        struct children children;
        int ends[NCHILDREN];            /* the children's, -1: dead */
        pid_t pids[NCHILDREN];
        int statuses[NCHILDREN];        /* as waitpid() will tell; -1: nothing to tell */
        pid_t repair_pid;
        int repair_status;
        pid_t next_pid;
        int nlines, nfds;               /* of a report, of this process when nothing is held */
        unsigned long ninputs, nsent, nsound, nstates;
        char folder[64];
        pid_t owner;
} world;
static int told_fd = STDERR_FILENO;

static void
must(bool holds, const char *what)
{
        if (holds)
                return;
        dprintf(told_fd, "%s\n", what);
        abort();
}

/* --- in place of the system: birth, death, USB ------------------------------------------------------------ */

pid_t
birth_fork(struct children *children, struct child *child, int parent_fd)
{
        long i = child - children->list;

        must(i < NCHILDREN && world.ends[i] < 0 && world.statuses[i] < 0, "a child is born that lives");
        world.ends[i] = fcntl(parent_fd, F_DUPFD_CLOEXEC, 0);
        world.pids[i] = world.next_pid++;
        return world.pids[i];
}

void
birth_make_key(unsigned char key[static TAG_KEY_SIZE])
{
        memset(key, 1, TAG_KEY_SIZE);
}

static void
die(int i, int status)
{
        if (world.ends[i] < 0)
                return;
        close(world.ends[i]);
        world.ends[i] = -1;
        world.statuses[i] = status;
}

int
kill(pid_t pid, int with)
{
        for (int i = 0; i < NCHILDREN; i++)
                if (world.pids[i] == pid) {
                        must(with == SIGKILL, "a signal that is no end");
                        die(i, SIGKILL);
                        return 0;
                }
        must(false, "somebody else is to be killed");
        return -1;
}

pid_t
waitpid(pid_t pid, int *status, int options)
{
        must(pid == -1 && options == WNOHANG, "the parent waits");
        for (int i = 0; i < NCHILDREN; i++)
                if (world.statuses[i] >= 0) {
                        *status = world.statuses[i];
                        world.statuses[i] = -1;
                        return world.pids[i];
                }
        if (world.repair_pid != 0) {
                pid = world.repair_pid;
                *status = world.repair_status;
                world.repair_pid = 0;
                return pid;
        }
        return 0;
}

void
usb_find(const char *sysfs, dev_t tty, char name[static USB_NAME])
{
        (void)sysfs;
        (void)tty;
        snprintf(name, USB_NAME, "1-1.4");
}

pid_t
usb_fork(const char *sysfs, const char *name)
{
        (void)sysfs;
        must(strcmp(name, "1-1.4") == 0 && world.repair_pid == 0, "a device that is none of the modem's");
        world.repair_pid = world.next_pid++;
        return world.repair_pid;
}

/* --- the parent --------------------------------------------------------------------------------------------- */

static void
on_state(void *arg, struct child *child)
{
        (void)arg;
        (void)child;
        world.nstates++;
}

static void
on_ready(void *arg, struct child *child)
{
        (void)arg;
        (void)child;
}

static void
on_nothing(void *arg)
{
        (void)arg;
}

static void
turn(void)
{
        for (int i = 0; i < 3; i++)
                loop_turn(&world.loop, 0);
}

/* Children take what they are told, with the descriptors in it; it must be what the table allows. */
static void
listen_all(void)
{
        static const enum wire_role roles[] = {WIRE_LEDGER, WIRE_ENGINE, WIRE_MODEM, WIRE_MODEM, WIRE_GSUP, WIRE_HTTP};
        struct wire_message message;
        int passed, rc;

        for (int i = 0; i < NCHILDREN; i++) {
                while (world.ends[i] >= 0 && (rc = wire_receive(world.ends[i], WIRE_PARENT, roles[i], &message, &passed)) == 1)
                        if (passed >= 0)
                                close(passed);
                must(world.ends[i] < 0 || rc != -EPROTO, "the parent breaks the table");
        }
}

/* Who died is buried and, without the pause, born again. */
static void
renew(void)
{
        children_reap(&world.children);
        for (int i = 0; i < NCHILDREN; i++)
                if (world.children.list[i].phase == CHILD_PHASE_RESTING)
                        world.children.list[i].start.at_ms = 0;
        turn();
        listen_all();
        for (int i = 0; i < NCHILDREN; i++)
                must(world.ends[i] >= 0 && world.children.list[i].fd >= 0 && world.children.list[i].pid == world.pids[i], "a child does not come back");
}

static int
count_lines(void)
{
        static char text[REPORT_TEXT];
        size_t len = report_write(&world.children, 0, text);
        int n = 0;

        must(len == strlen(text) && len > 0 && text[len - 1] == '\n', "a report that is cut");
        for (const char *line = text, *end; *line != '\0'; line = end + 1, n++) {
                const char *sign = strchr(line, '=');

                end = strchr(line, '\n');
                must(sign != NULL && sign < end, "a line without a value");
                for (const char *c = line; c < end; c++)
                        must((unsigned char)*c >= 0x20 && *c != 0x7f, "a control character in the report");
        }
        return n;
}

static int
open_fds(void)
{
        int n = 0;

        for (int fd = 0; fd < 256; fd++)
                n += fcntl(fd, F_GETFD) >= 0;
        for (int i = 0; i < world.children.n; i++)
                n -= world.children.list[i].port_fd >= 0;
        return n;
}

static void
sum_up(void)
{
        char command[96];

        if (getpid() != world.owner)
                return;
        snprintf(command, sizeof command, "rm -rf %s", world.folder);
        (void)!system(command);
        printf("# the parent: %lu messages, %lu came past the checks (%lu %%), %lu states were taken\n", world.nsent, world.nsound,
               world.nsent > 0 ? world.nsound * 100 / world.nsent : 0, world.nstates);
        if (world.ninputs < 20 || (world.nsound * 2 > world.nsent && world.nsound < world.nsent && world.nstates * 3 > world.nsound))
                return;
        printf("not ok 2 - too little came through to it\n");
        fflush(stdout);
        _exit(1);
}

static void
begin(void)
{
        static const struct children_events events = {.on_state = on_state, .on_ready = on_ready, .on_born = on_nothing, .on_all_gone = on_nothing};
        int null_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

        world.owner = getpid();
        world.next_pid = PID_FIRST;
        told_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
        must(null_fd >= 0 && dup2(null_fd, STDERR_FILENO) >= 0, "no log"); /* what is logged of all that */
        snprintf(world.folder, sizeof world.folder, "/tmp/waymark-fuzz-XXXXXX");
        must(mkdtemp(world.folder) != NULL, "no folder");
        (void)atexit(sum_up);
        snprintf(world.config.state, sizeof world.config.state, "%s", world.folder);
        snprintf(world.config.modems[0].name, sizeof world.config.modems[0].name, "sim1");
        snprintf(world.config.modems[1].name, sizeof world.config.modems[1].name, "sim2");
        snprintf(world.config.gsup.hlr, sizeof world.config.gsup.hlr, "127.0.0.1:4222");
        snprintf(world.config.http.listen, sizeof world.config.http.listen, "127.0.0.1:8080");
        world.config.nmodems = 2;
        for (int i = 0; i < NCHILDREN; i++)
                world.ends[i] = world.statuses[i] = -1;
        loop_init(&world.loop);
        must(children_open(&world.children, &world.loop, &world.config, NULL, &events, NULL) == 0, "no children");
        renew();
        world.nlines = count_lines();
        world.nfds = open_fds();
}

/* --- one input ------------------------------------------------------------------------------------------------ */

static bool
send_with(int fd, const struct wire_message *message, bool brings_one)
{
        struct iovec iov = {(void *)(uintptr_t)message, sizeof message->header + message->header.size};
        union {
                struct cmsghdr align;
                char bytes[CMSG_SPACE(sizeof(int))];
        } control = {.bytes = {0}};
        struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
        int pipes[2] = {-1, -1};
        ssize_t sent;

        if (brings_one && pipe(pipes) == 0) {
                msg.msg_control = control.bytes;
                msg.msg_controllen = sizeof control.bytes;
                struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
                cmsg->cmsg_level = SOL_SOCKET;
                cmsg->cmsg_type = SCM_RIGHTS;
                cmsg->cmsg_len = CMSG_LEN(sizeof(int));
                memcpy(CMSG_DATA(cmsg), &pipes[0], sizeof(int));
        }
        sent = sendmsg(fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (pipes[0] >= 0) {
                close(pipes[0]);
                close(pipes[1]); /* a port that hangs up at once */
        }
        return sent >= 0;
}

static void
say(struct fuzz_input *input)
{
        const struct peers_template *template = &templates[peers_choose(input, NTEMPLATES)];
        unsigned bringing = fuzz_next(input) % 4;
        struct wire_message message;
        pid_t before[NCHILDREN];
        bool is_sound;

        memcpy(before, world.pids, sizeof before);
        peers_fill(template, &message);
        peers_change(&message, NULL, 0, input);
        is_sound = peers_is_sound(&message);
        must(send_with(world.ends[template->peer], &message, bringing == (message.header.type == WIRE_PORT ? 0 : 1)), "a link that is down");
        world.nsent++;
        world.nsound += is_sound;
        turn();
        listen_all();
        must((world.ends[template->peer] >= 0) == is_sound, is_sound ? "who keeps to the table is ended" : "who breaks the table is not ended");
        renew();
        for (int i = 0; i < NCHILDREN; i++)
                must(before[i] == world.pids[i] || (i == template->peer && !is_sound), "another child is ended");
}

/* Dies by itself: of any signal, with any word, or of its filter. */
static void
end_one(struct fuzz_input *input)
{
        int i = fuzz_next(input) % NCHILDREN, how = fuzz_next(input);

        world.children.list[i].pulse->offence = how % 5 == 0 ? how << 4 : 0;
        die(i, how % 3 == 0 ? SIGSYS : how % 3 == 1 ? how % 32 : (how & 0xff) << 8);
        world.repair_status = (how & 0xf) << 8;
        turn();
        renew();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        uint8_t octets[PEERS_OCTETS];
        struct fuzz_input input = {octets, PEERS_OCTETS};

        peers_prolong(data, size, octets);
        if (world.owner == 0)
                begin();
        world.ninputs++;
        for (int i = 0; i < PEERS_MESSAGES && input.left > 0; i++)
                if (fuzz_next(&input) % 16 == 0)
                        end_one(&input);
                else
                        say(&input);
        (void)children_ask_state(&world.children, (uint32_t)world.ninputs);
        listen_all();
        turn();
        must(count_lines() == world.nlines, "a line more or less in the report");
        must(open_fds() == world.nfds, "descriptors are left over");
        return 0;
}
