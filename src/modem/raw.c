/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A very small AT client: write a line, read until OK or ERROR, with a deadline. What the modem says besides is thrown away.
 */
#include "raw.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "common/clock.h"

#define FOLDER 100000                   /* GSM_PHONE_MAXSMSINFOLDER */
#define COMMAND_MS 5000

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
                tail->bytes[tail->len++] = bytes[i] != '\0' ? bytes[i] : '?';
        tail->bytes[tail->len] = '\0';
}

static int
command(int fd, const char *line)
{
        struct tail tail = {.len = 0};
        int64_t deadline = clock_ms() + COMMAND_MS;
        char bytes[256];
        ssize_t n;

        if (write(fd, line, strlen(line)) != (ssize_t)strlen(line))
                return -EIO;
        for (;;) {
                struct pollfd port = {.fd = fd, .events = POLLIN};
                int64_t left = deadline - clock_ms();

                if (left <= 0 || poll(&port, 1, (int)left) <= 0)
                        return -ETIMEDOUT;
                n = read(fd, bytes, sizeof bytes);
                if (n <= 0)
                        return -EIO;
                tail_add(&tail, bytes, (size_t)n);
                if (strstr(tail.bytes, "\nOK\r") != NULL)
                        return 0;
                if (strstr(tail.bytes, "ERROR") != NULL)
                        return -EIO;
        }
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

int
raw_delete(const char *device, int32_t location, struct pulse *pulse)
{
        char line[48];
        int fd, rc;

        pulse_busy(pulse, INT64_C(4) * COMMAND_MS);
        fd = open_port(device);
        rc = fd;
        if (fd >= 0) {
                /* ESC leaves a text entry that was cut short; its answer, if any, does not matter */
                (void)command(fd, "\033AT\r");
                snprintf(line, sizeof line, "AT+CPMS=\"%s\"\r", location >= FOLDER ? "ME" : "SM");
                rc = command(fd, line);
                if (rc == 0) {
                        snprintf(line, sizeof line, "AT+CMGD=%d\r", (int)(location % FOLDER));
                        rc = command(fd, line);
                }
                close(fd);
        }
        pulse_idle(pulse);
        return rc;
}
