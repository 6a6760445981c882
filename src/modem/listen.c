/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads lines and looks for the final one of AT+CMGS. Unsolicited lines, the echo of the PDU and garbage in between are passed over; a
 * line longer than any answer is cut.
 */
#include "listen.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/clock.h"
#include "tap.h"

#define LINE 64
#define GRACE_MS 5000                   /* of the pulse beyond what we mean to wait */
#define LINE_MS 50                      /* however late it is: what lies in the line is read */

struct listener {
        char line[LINE];
        size_t len;
        bool cmgs_seen;
        enum phone_sent word;           /* 0 until it is known */
};

/* A code of 0 ("phone failure" of CME), or words instead of a code, are an error all the same. */
static enum phone_sent
sort_code(const char *code)
{
        long status = strtol(code, NULL, 10);

        return status > 0 && status < 1000 ? phone_sort_refusal((int)status) : PHONE_SENT_LATER;
}

static void
take_line(struct listener *listener)
{
        const char *line = listener->line;

        if (strncmp(line, "+CMGS:", 6) == 0)
                listener->cmgs_seen = true;
        else if (strcmp(line, "OK") == 0 && listener->cmgs_seen)
                listener->word = PHONE_SENT_ACCEPTED;
        else if (strncmp(line, "+CMS ERROR:", 11) == 0 || strncmp(line, "+CME ERROR:", 11) == 0)
                listener->word = sort_code(line + 11);
        else if (strcmp(line, "ERROR") == 0)
                listener->word = PHONE_SENT_LATER;
}

static void
take_byte(struct listener *listener, char byte)
{
        if (byte == '\r' || byte == '\n' || byte == '\032') {
                listener->line[listener->len] = '\0';
                if (listener->len > 0)
                        take_line(listener);
                listener->len = 0;
        } else if (listener->len < LINE - 1) {
                listener->line[listener->len++] = byte;
        }
}

static void
take_bytes(struct listener *listener, const char *bytes, size_t n)
{
        for (size_t i = 0; i < n && listener->word == 0; i++)
                take_byte(listener, bytes[i]);
}

/* A modem that said +CMGS and died before its OK has sent it all the same. */
static enum phone_sent
what_was_heard(const struct listener *listener)
{
        if (listener->word == 0)
                return listener->cmgs_seen ? PHONE_SENT_ACCEPTED : PHONE_SENT_UNKNOWN;
        return listener->word;
}

enum phone_sent
listen_to_tap(void)
{
        struct listener listener = {.len = 0};
        const char *kept;
        size_t nkept;

        kept = tap_kept(&nkept);
        take_bytes(&listener, kept, nkept);
        explicit_bzero(listener.line, sizeof listener.line);
        return what_was_heard(&listener);
}

enum phone_sent
listen_for_word(int fd, int64_t until_ms, struct pulse *pulse)
{
        struct listener listener = {.len = 0};
        const char *kept;
        char bytes[256];
        size_t nkept;
        ssize_t n;

        if (until_ms < clock_ms() + LINE_MS)
                until_ms = clock_ms() + LINE_MS;
        kept = tap_kept(&nkept);
        take_bytes(&listener, kept, nkept);
        tap_follow(fd);
        pulse_busy(pulse, until_ms - clock_ms() + GRACE_MS);
        while (fd >= 0 && listener.word == 0) {
                struct pollfd port = {.fd = fd, .events = POLLIN};
                int64_t left = until_ms - clock_ms();

                if (left <= 0 || (poll(&port, 1, (int)left) <= 0 && errno != EINTR))
                        break;
                n = tap_read(fd, bytes, sizeof bytes);
                if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
                        break;
                take_bytes(&listener, bytes, n > 0 ? (size_t)n : 0);
        }
        pulse_idle(pulse);
        explicit_bzero(bytes, sizeof bytes); /* the echo of a PDU has the number in it */
        explicit_bzero(listener.line, sizeof listener.line);
        return what_was_heard(&listener);
}
