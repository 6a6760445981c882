/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Standard input of the phone. The terminal keeps its own line editing.
 */
#include "input.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define CTRL_C 0x03

static volatile sig_atomic_t interrupted; /* set by the handler alone */

static void
on_signal(int number)
{
        (void)number;
        interrupted = 1;
}

bool
input_is_interrupted(void)
{
        return interrupted != 0;
}

/* Ctrl-C ends a line instead of raising SIGINT for the whole foreground group. */
static void
take_ctrl_c(struct input *input)
{
        struct termios termios;

        if (tcgetattr(STDIN_FILENO, &input->before) < 0) {
                input->terminal = false;
                return;
        }
        termios = input->before;
        termios.c_iflag |= IUTF8; /* a backspace takes a whole character */
        termios.c_cc[VINTR] = _POSIX_VDISABLE;
        termios.c_cc[VEOL] = CTRL_C;
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &termios);
}

void
input_open(struct input *input)
{
        struct sigaction action = {.sa_handler = on_signal};

        memset(input, 0, sizeof *input);
        sigaction(SIGINT, &action, NULL);
        sigaction(SIGTERM, &action, NULL);
        sigaction(SIGHUP, &action, NULL);
        signal(SIGPIPE, SIG_IGN);
        input->terminal = isatty(STDIN_FILENO) == 1;
        if (input->terminal)
                take_ctrl_c(input);
}

void
input_close(struct input *input)
{
        if (input->terminal)
                (void)tcsetattr(STDIN_FILENO, TCSANOW, &input->before);
}

void
input_read_more(struct input *input)
{
        ssize_t n;

        if (input->len == sizeof input->bytes)
                input->len = 0; /* no text is that long: dropped */
        n = read(STDIN_FILENO, input->bytes + input->len, sizeof input->bytes - input->len);
        if (n < 0 && (errno == EINTR || errno == EAGAIN))
                return;
        if (n <= 0) {
                input->ended = true;
                return;
        }
        input->len += (size_t)n;
        if (input->terminal && memchr(input->bytes, CTRL_C, input->len) != NULL)
                input->ended = true;
}

static bool
take_line(struct input *input, char *line, size_t room)
{
        char *end = memchr(input->bytes, '\n', input->len);
        size_t len = end != NULL ? (size_t)(end - input->bytes) : input->len;
        size_t taken = end != NULL ? len + 1 : len;

        if (end == NULL && !(input->ended && !input->terminal && len > 0))
                return false;
        if (len > 0 && input->bytes[len - 1] == '\r')
                len--;
        if (len >= room)
                len = room - 1;
        memcpy(line, input->bytes, len);
        line[len] = '\0';
        memmove(input->bytes, input->bytes + taken, input->len - taken);
        input->len -= taken;
        return true;
}

bool
input_line(struct input *input, char *line, size_t room)
{
        for (;;) {
                if (interrupted || (input->terminal && input->ended))
                        return false;
                if (take_line(input, line, room))
                        return true;
                if (input->ended)
                        return false;
                struct pollfd poll_in = {.fd = STDIN_FILENO, .events = POLLIN};

                /* regular files and /dev/null are always ready; a signal only ends the wait */
                if (poll(&poll_in, 1, 500) > 0)
                        input_read_more(input);
        }
}
