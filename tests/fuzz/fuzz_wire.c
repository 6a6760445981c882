/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whatever a process that was taken over may send to any other: raw datagrams into wire_receive(), for every pair of roles, first as
 * they are, then under a header that the table allows, so that the checks of the fields are reached too.
 */
#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const enum wire_role roles[] = {WIRE_PARENT, WIRE_MODEM, WIRE_ENGINE, WIRE_LEDGER, WIRE_GSUP, WIRE_HTTP, WIRE_WEB};
#define NROLES (sizeof roles / sizeof roles[0])

static void
must(int true_or_bug)
{
        if (!true_or_bug)
                abort();
}

/* What a receiver relies on without looking again. */
static void
check_promise(const struct wire_message *message, enum wire_role from, enum wire_role to)
{
        const struct wire_row *row = wire_row((enum wire_type)message->header.type);

        must(row != NULL && message->header.size == row->size);
        must((row->from & (unsigned)from) != 0 && (row->to & (unsigned)to) != 0);
        if (message->header.type == WIRE_ASK)
                must(strlen(message->as.ASK.text) == message->as.ASK.text_len);
        if (message->header.type == WIRE_ANSWER)
                must(strlen(message->as.ANSWER.text) == message->as.ANSWER.text_len);
        if (message->header.type == WIRE_MODEM_STATE)
                must(memchr(message->as.MODEM_STATE.problem, '\0', sizeof message->as.MODEM_STATE.problem) != NULL);
        if (message->header.type == WIRE_COUNT)
                must(message->as.COUNT.topic < TOPIC_COUNT && message->as.COUNT.outcome < OUTCOME_COUNT &&
                     message->as.COUNT.channel < CHANNEL_COUNT && message->as.COUNT.day >= 0);
}

static void
deliver(const int fds[2], const void *bytes, size_t len, enum wire_role from, enum wire_role to)
{
        struct wire_message message;
        int rc;

        if (send(fds[0], bytes, len, MSG_DONTWAIT) < 0)
                return; /* longer than a socket takes */
        rc = wire_receive(fds[1], from, to, &message, NULL);
        must(rc == 1 || rc == -EPROTO || rc == -EPIPE); /* an empty datagram reads as the end of the peer */
        if (rc == 1)
                check_promise(&message, from, to);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct wire_message dressed = {.header = {.type = 0}};
        int fds[2];

        if (wire_pair(fds) < 0)
                return 0;
        for (size_t from = 0; from < NROLES; from++)
                for (size_t to = 0; to < NROLES; to++)
                        deliver(fds, data, size, roles[from], roles[to]);
        if (size > 0) {
                enum wire_type type = (enum wire_type)(1 + data[0] % (WIRE_TYPE_COUNT - 1));
                uint16_t row_size = wire_row(type)->size;

                dressed.header.type = (uint16_t)type;
                dressed.header.size = row_size;
                memcpy(&dressed.as, data + 1, size - 1 < row_size ? size - 1 : row_size);
                for (size_t from = 0; from < NROLES; from++)
                        for (size_t to = 0; to < NROLES; to++)
                                deliver(fds, &dressed, sizeof dressed.header + row_size, roles[from], roles[to]);
        }
        close(fds[0]);
        close(fds[1]);
        return 0;
}
