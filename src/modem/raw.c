/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A very small AT client: write a line, read until OK or ERROR, with a deadline. What the modem says besides is thrown away, but for a
 * listing, whose lines are picked out as they come.
 */
#include "raw.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "common/clock.h"

#define FOLDER 100000                   /* GSM_PHONE_MAXSMSINFOLDER */
#define COMMAND_MS 5000
#define RESTART_MS 15000
#define LIST_MS 30000                   /* 255 messages at 9,600 baud take longer; then it is listed again */

/* The last bytes that came, enough to see a final result code (TS 27.007, and V.250) at a line's end. */
struct tail {
        char bytes[512];
        size_t len;
};

static void
tail_add(struct tail *tail, const char *bytes, size_t n)
{
        if (n > sizeof tail->bytes - 1)
                return;
        if (tail->len + n > sizeof tail->bytes - 1) {
                size_t drop = tail->len + n - (sizeof tail->bytes - 1);

                memmove(tail->bytes, tail->bytes + drop, tail->len - drop);
                tail->len -= drop;
        }
        for (size_t i = 0; i < n; i++) /* a stick that wakes up says NUL, which would hide what follows */
                tail->bytes[tail->len++] = (char)(bytes[i] != '\0' ? bytes[i] : '?');
        tail->bytes[tail->len] = '\0';
}

/* --- a listing --- */

struct listing {
        struct raw_message *messages;
        int n, room;
        int32_t base;                   /* of this store's slots */
        bool in_message;                /* its head was the line before */
        size_t len;
        bool cut;
        char line[RAW_PDU + 1];
};

static void
listing_take_line(struct listing *listing)
{
        struct raw_message *message = &listing->messages[listing->n];
        const char *head = strstr(listing->line, "+CMGL:");

        if (head != NULL && listing->n < listing->room) {
                message->location = listing->base + (int32_t)strtol(head + 6, NULL, 10);
                listing->in_message = true;
        } else if (listing->in_message) {
                message->cut = listing->cut;
                memcpy(message->hex, listing->line, listing->len + 1);
                listing->n++;
                listing->in_message = false;
        }
}

static void
listing_add(struct listing *listing, const char *bytes, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (bytes[i] != '\r' && bytes[i] != '\n') {
                        if (listing->len < RAW_PDU)
                                listing->line[listing->len++] = bytes[i];
                        else
                                listing->cut = true;
                        continue;
                }
                listing->line[listing->len] = '\0';
                if (listing->len > 0)
                        listing_take_line(listing);
                listing->len = 0;
                listing->cut = false;
        }
}

/* --- commands --- */

/* 0 when the final result is OK, -EINPROGRESS while there is none. */
static int
result(const struct tail *tail)
{
        if (strstr(tail->bytes, "\nOK\r") != NULL)
                return 0;
        return strstr(tail->bytes, "ERROR") != NULL ? -EIO : -EINPROGRESS;
}

static int
command(int fd, const char *line, int wait_ms, struct listing *listing)
{
        struct tail tail = {.len = 0};
        int64_t deadline = clock_ms() + wait_ms;
        char bytes[256];
        ssize_t n;
        int rc = write(fd, line, strlen(line)) == (ssize_t)strlen(line) ? -EINPROGRESS : -EIO;

        while (rc == -EINPROGRESS) {
                struct pollfd port = {.fd = fd, .events = POLLIN};
                int64_t left = deadline - clock_ms();

                if (left <= 0 || poll(&port, 1, (int)left) <= 0) {
                        rc = -ETIMEDOUT;
                        break;
                }
                n = read(fd, bytes, sizeof bytes);
                if (n <= 0) {
                        rc = -EIO;
                        break;
                }
                tail_add(&tail, bytes, (size_t)n);
                if (listing != NULL)
                        listing_add(listing, bytes, (size_t)n);
                rc = result(&tail);
        }
        explicit_bzero(bytes, sizeof bytes);
        explicit_bzero(tail.bytes, sizeof tail.bytes);
        return rc;
}

static int
open_port(const char *device)
{
        int fd = open(device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        struct termios t;

        if (fd < 0)
                return -errno;
        if (tcgetattr(fd, &t) == 0) {
                cfmakeraw(&t);
                t.c_cflag |= CLOCAL | CREAD;
                (void)tcsetattr(fd, TCSANOW, &t);
        }
        return fd;
}

/* ESC leaves a text entry that was cut short; its answer, if any, does not matter. */
static int
begin(const char *device)
{
        int fd = open_port(device);

        if (fd >= 0)
                (void)command(fd, "\033AT\r", COMMAND_MS, NULL);
        return fd;
}

static int
select_store(int fd, bool is_me)
{
        return command(fd, is_me ? "AT+CPMS=\"ME\"\r" : "AT+CPMS=\"SM\"\r", COMMAND_MS, NULL);
}

int
raw_list(const char *device, struct raw_message *messages, int room, struct pulse *pulse)
{
        struct listing listing = {.messages = messages, .room = room};
        bool any = false;
        int fd, rc;

        pulse_busy(pulse, INT64_C(6) * COMMAND_MS + INT64_C(2) * LIST_MS);
        fd = begin(device);
        rc = fd;
        if (fd >= 0) {
                rc = command(fd, "AT+CMGF=0\r", COMMAND_MS, NULL);
                for (int is_me = 0; is_me < 2 && rc != -ETIMEDOUT; is_me++) {
                        rc = select_store(fd, is_me);
                        listing.base = is_me ? FOLDER : 0;
                        listing.in_message = false;
                        if (rc == 0)
                                rc = command(fd, "AT+CMGL=4\r", LIST_MS, &listing);
                        any = any || rc == 0;
                }
                close(fd);
        }
        pulse_idle(pulse);
        explicit_bzero(listing.line, sizeof listing.line);
        return any ? listing.n : rc;
}

int
raw_delete(const char *device, int32_t location, struct pulse *pulse)
{
        char line[48];
        int fd, rc;

        pulse_busy(pulse, INT64_C(4) * COMMAND_MS);
        fd = begin(device);
        rc = fd;
        if (fd >= 0) {
                rc = select_store(fd, location >= FOLDER);
                if (rc == 0) {
                        snprintf(line, sizeof line, "AT+CMGD=%d\r", (int)(location % FOLDER));
                        rc = command(fd, line, COMMAND_MS, NULL);
                }
                close(fd);
        }
        pulse_idle(pulse);
        return rc;
}

int
raw_restart(const char *device, struct pulse *pulse)
{
        int fd, rc;

        pulse_busy(pulse, 2 * COMMAND_MS + 3 * RESTART_MS);
        fd = begin(device);
        rc = fd;
        if (fd >= 0) {
                rc = command(fd, "AT+CFUN=1,1\r", RESTART_MS, NULL);
                if (rc == -EIO && command(fd, "AT+CFUN=0\r", RESTART_MS, NULL) == 0)
                        rc = command(fd, "AT+CFUN=1\r", RESTART_MS, NULL);
                close(fd);
        }
        pulse_idle(pulse);
        return rc;
}
