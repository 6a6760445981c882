/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sending and receiving the rows of messages.def. The receiver trusts nothing: length, type and direction are checked here against the
 * table, every field in check.c.
 */
#include "wire.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "check.h"

/* An answer is about 2 kB, a question 4 kB: WIRE_ASKS_OPEN of them and the kernel's own book-keeping. */
#define BUFFER_BYTES (WIRE_ASKS_OPEN * 2 * (int)sizeof(struct wire_message))

static const struct wire_row rows[WIRE_TYPE_COUNT] = {
#define MSG(name, from, to, payload) [WIRE_##name] = {#name, (from), (to), sizeof(payload)},
#include "messages.def"
#undef MSG
};

const struct wire_row *
wire_row(enum wire_type type)
{
        return type > WIRE_NONE && type < WIRE_TYPE_COUNT ? &rows[type] : NULL;
}

const char *
wire_role_name(unsigned role)
{
        switch (role) {
        case WIRE_PARENT: return "parent";
        case WIRE_MODEM:  return "modem";
        case WIRE_ENGINE: return "engine";
        case WIRE_LEDGER: return "ledger";
        case WIRE_GSUP:   return "gsup";
        case WIRE_HTTP:   return "http";
        case WIRE_WEB:    return "web";
        }
        return "nobody";
}

int
wire_pair(int fds[2])
{
        int bytes = BUFFER_BYTES;

        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) < 0)
                return -errno;
        for (int i = 0; i < 2; i++) {
                /* FORCE needs a capability and may fail; the plain one is capped by the system, which is enough for most */
                if (setsockopt(fds[i], SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof bytes) < 0)
                        (void)setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
        }
        return 0;
}

/* The room for exactly one descriptor beside a message. */
union control {
        struct cmsghdr align;
        char bytes[CMSG_SPACE(sizeof(int))];
};

int
wire_send(int fd, enum wire_type type, const void *payload, int pass_fd)
{
        const struct wire_row *row = wire_row(type);
        struct wire_header header = {.type = (uint16_t)type};
        struct iovec iov[2] = {{&header, sizeof header}, {NULL, 0}};
        union control control;
        struct msghdr msg = {.msg_iov = iov, .msg_iovlen = 2};
        ssize_t sent;

        if (row == NULL)
                return -EINVAL;
        header.size = row->size;
        iov[1].iov_base = (void *)(uintptr_t)payload; /* sendmsg only reads it */
        iov[1].iov_len = row->size;
        if (pass_fd >= 0) {
                memset(&control, 0, sizeof control);
                msg.msg_control = control.bytes;
                msg.msg_controllen = sizeof control.bytes;
                struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
                cmsg->cmsg_level = SOL_SOCKET;
                cmsg->cmsg_type = SCM_RIGHTS;
                cmsg->cmsg_len = CMSG_LEN(sizeof pass_fd);
                memcpy(CMSG_DATA(cmsg), &pass_fd, sizeof pass_fd);
        }
        do {
                sent = sendmsg(fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT);
        } while (sent < 0 && errno == EINTR);
        if (sent >= 0)
                return 0;
        return errno == ECONNRESET || errno == ENOTCONN ? -EPIPE : -errno;
}

/* The descriptor that came along, -1 if none. All but the first are closed by the kernel, for there is room for one only. */
static int
passed_fd(struct msghdr *msg)
{
        int fd = -1;

        for (struct cmsghdr *cmsg = CMSG_FIRSTHDR(msg); cmsg != NULL; cmsg = CMSG_NXTHDR(msg, cmsg))
                if (cmsg->cmsg_level == SOL_SOCKET && cmsg->cmsg_type == SCM_RIGHTS &&
                    cmsg->cmsg_len == CMSG_LEN(sizeof fd))
                        memcpy(&fd, CMSG_DATA(cmsg), sizeof fd);
        return fd;
}

static int
check_message(const struct wire_message *message, size_t len, unsigned peer, unsigned me)
{
        const struct wire_row *row;

        if (len < sizeof message->header)
                return -EPROTO;
        row = wire_row(message->header.type);
        if (row == NULL || row->size != message->header.size || len != sizeof message->header + row->size)
                return -EPROTO;
        if ((row->from & peer) == 0 || (row->to & me) == 0)
                return -EPROTO;
        return wire_fields_are_sound(message) ? 0 : -EPROTO;
}

int
wire_receive(int fd, enum wire_role peer, enum wire_role me, struct wire_message *message, int *fd_out)
{
        struct iovec iov = {message, sizeof *message};
        union control control;
        struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1,
                             .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
        ssize_t len;
        int passed, rc;

        if (fd_out != NULL)
                *fd_out = -1;
        do {
                len = recvmsg(fd, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        } while (len < 0 && errno == EINTR);
        if (len < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
                return 0;
        if (len <= 0)
                return -EPIPE;
        passed = passed_fd(&msg);
        rc = (msg.msg_flags & MSG_TRUNC) != 0 ? -EPROTO : check_message(message, (size_t)len, peer, me);
        if (rc == 0 && passed >= 0 && fd_out == NULL)
                rc = -EPROTO;
        if (rc == 0 && fd_out != NULL) {
                *fd_out = passed;
                passed = -1;
        }
        if (passed >= 0)
                close(passed);
        return rc < 0 ? rc : 1;
}
