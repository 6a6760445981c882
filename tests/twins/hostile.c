/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a peer does that was taken over.
 */
#include "hostile.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"

#define TWIN 1                          /* the number of a front that was taken over */
#define FLOOD 20000

/* --- what breaks the table ---------------------------------------------------------------------------- */

static bool
is_hung_up(int fd)
{
        int64_t until = clock_ms() + RIG_MS;
        char bytes[16384];

        while (clock_ms() < until) {
                struct pollfd one = {.fd = fd, .events = POLLIN};
                ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);

                if (n == 0 || (n < 0 && errno != EAGAIN))
                        return true;
                if (n < 0)
                        (void)poll(&one, 1, 1000);
        }
        return false;
}

/* On a link of its own, which must go down; only the first message counts, the next one may find nobody. */
static void
attack_with(struct receiver *receiver, enum wire_role twin, const char *what, const void *bytes, size_t len, int pass_fd)
{
        struct iovec iov = {(void *)(uintptr_t)bytes, len};
        union {
                struct cmsghdr align;
                char bytes[CMSG_SPACE(sizeof(int))];
        } control = {.bytes = {0}};
        struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
        int fd = receiver_link(receiver, twin, TWIN);
        char name[96];

        if (pass_fd >= 0) {
                msg.msg_control = control.bytes;
                msg.msg_controllen = sizeof control.bytes;
                struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
                cmsg->cmsg_level = SOL_SOCKET;
                cmsg->cmsg_type = SCM_RIGHTS;
                cmsg->cmsg_len = CMSG_LEN(sizeof pass_fd);
                memcpy(CMSG_DATA(cmsg), &pass_fd, sizeof pass_fd);
        }
        snprintf(name, sizeof name, "%s of a hostile %s", what, wire_role_name(twin));
        assert_int_equal(sendmsg(fd, &msg, MSG_NOSIGNAL), (ssize_t)len);
        if (!is_hung_up(fd))
                rig_fail(receiver->rig, "%s does not drop who sends %s", receiver->name, name);
        close(fd);
        receiver_expect_alive(receiver, name);
}

static bool
may_send(enum wire_role from, enum wire_role to, enum wire_type type)
{
        const struct wire_row *row = wire_row(type);

        return (row->from & (unsigned)from) != 0 && (row->to & (unsigned)to) != 0;
}

/* All ones but for the bytes without a meaning: or those alone would give it away, and the fields would not be looked at. */
static void
fill_with_ones(struct wire_message *message)
{
        memset(&message->as, 0xff, message->header.size);
        switch ((int)message->header.type) {
        case WIRE_ANSWER:    message->as.ANSWER.reserved = 0; break;
        case WIRE_PAGE:      message->as.PAGE.reserved = 0; break;
        case WIRE_SPENT_ASK: message->as.SPENT_ASK.reserved = 0; break;
        case WIRE_COUNT:     memset(message->as.COUNT.reserved, 0, sizeof message->as.COUNT.reserved); break;
        default:             break;
        }
}

/* Every row of the table: what is not for it, and what is, but spoilt. */
static void
attack_by_row(struct receiver *receiver, enum wire_role twin, enum wire_type type)
{
        const struct wire_row *row = wire_row(type);
        struct wire_message message = {.header = {.type = (uint16_t)type, .size = row->size}};
        size_t len = sizeof message.header + row->size;
        char what[64];

        if (!may_send(twin, receiver->role, type)) {
                snprintf(what, sizeof what, "%s, which is not its row,", row->name);
                attack_with(receiver, twin, what, &message, len, -1);
                return;
        }
        snprintf(what, sizeof what, "a short %s", row->name);
        attack_with(receiver, twin, what, &message, len - 1, -1);
        snprintf(what, sizeof what, "a long %s", row->name);
        attack_with(receiver, twin, what, &message, len + 1 <= sizeof message ? len + 1 : len - 2, -1);
        snprintf(what, sizeof what, "a %s with a descriptor", row->name);
        attack_with(receiver, twin, what, &message, len, STDERR_FILENO);
        fill_with_ones(&message);
        snprintf(what, sizeof what, "a %s of ones", row->name);
        attack_with(receiver, twin, what, &message, len, -1);
}

void
hostile_break_the_table(struct receiver *receiver, enum wire_role twin)
{
        static unsigned char rubbish[12000];

        memset(rubbish, 0x5a, sizeof rubbish);
        attack_with(receiver, twin, "an empty message", "", 0, -1);
        attack_with(receiver, twin, "one byte", "x", 1, -1);
        attack_with(receiver, twin, "rubbish", rubbish, 4000, -1);
        attack_with(receiver, twin, "more than the largest message", rubbish, sizeof rubbish, -1);
        for (int type = 1; type < WIRE_TYPE_COUNT; type++)
                attack_by_row(receiver, twin, (enum wire_type)type);
}

/* --- lies within it ------------------------------------------------------------------------------------- */

/* What is sound in itself, but was not asked for, is for nobody, or comes again and again. */
static int
tell_lie(int fd, enum wire_role twin, enum wire_role receiver, uint32_t n)
{
        struct wire_ask ask;
        struct wire_answer answer = {.sequence = n, .outcome = OUTCOME_ANSWERED, .topic = 1, .parts = 1, .text_len = 4, .text = "Lies"};
        struct wire_page page = {.sequence = n, .ends = 1, .outcome = OUTCOME_ANSWERED, .topic = 1, .text_len = 4, .text = "Lies"};
        struct wire_count count = {.sequence = n, .oldest_open = n, .day = RECEIVER_DAY + (int32_t)(n % 3), .channel = CHANNEL_SMS,
                                   .outcome = OUTCOME_ANSWERED, .parts = 255};
        struct wire_counted counted = {.sequence = n};
        struct wire_spent spent = {.day = RECEIVER_DAY + (int32_t)(n % 2), .parts = n % 2 == 0 ? UINT32_MAX : 1};
        struct wire_reach reach = {.day = RECEIVER_DAY + (int32_t)(n % 400), .people = n % 10000};
        struct wire_spent_ask spent_ask = {.day = RECEIVER_DAY + (int32_t)(n % 9)};

        if (receiver == WIRE_ENGINE && twin == WIRE_LEDGER)
                return wire_send(fd, WIRE_SPENT, &spent, -1);
        if (receiver == WIRE_ENGINE) {
                receiver_fill_ask(&ask, n % 50);
                return wire_send(fd, WIRE_ASK, &ask, -1);
        }
        if (receiver == WIRE_LEDGER && twin == WIRE_ENGINE)
                return n % 2 == 0 ? wire_send(fd, WIRE_REACH, &reach, -1) : wire_send(fd, WIRE_SPENT_ASK, &spent_ask, -1);
        if (receiver == WIRE_LEDGER)
                return wire_send(fd, WIRE_COUNT, &count, -1);
        if (twin == WIRE_LEDGER)
                return wire_send(fd, WIRE_COUNTED, &counted, -1);
        return receiver != WIRE_MODEM && n % 2 == 0 ? wire_send(fd, WIRE_PAGE, &page, -1) : wire_send(fd, WIRE_ANSWER, &answer, -1);
}

/* Hears nothing of what is said to it, and says as much as it can until it is dropped or has said enough. */
void
hostile_flood(struct receiver *receiver, enum wire_role twin, bool listens)
{
        int fd = receiver_link(receiver, twin, TWIN);
        int64_t until = clock_ms() + RIG_MS;
        char what[64], bytes[16384];

        for (uint32_t n = 0; n < FLOOD && clock_ms() < until;) {
                struct pollfd one = {.fd = fd, .events = POLLOUT};
                int rc = tell_lie(fd, twin, receiver->role, n);

                if (rc < 0 && rc != -EAGAIN)
                        break;
                n += rc == 0;
                if (listens)
                        while (recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0)
                                ; /* it listens, so that it is not dropped for that */
                if (rc == -EAGAIN)
                        (void)poll(&one, 1, 10);
                if (n == FLOOD / 2) /* in the middle of it */
                        receiver_expect_alive(receiver, "a flood");
        }
        snprintf(what, sizeof what, "the %s of a hostile %s", listens ? "lies" : "flood", wire_role_name(twin));
        receiver_expect_alive(receiver, what);
        close(fd);
}
