/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines from standard input. On a terminal Ctrl-C arrives as a byte instead of a signal, so that neither make nor the gateway is interrupted
 * and everything ends in its order. Part of build/phone.
 */
#ifndef WAYMARK_PHONE_INPUT_H
#define WAYMARK_PHONE_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

#define INPUT_BYTES 16384

struct input {
        char bytes[INPUT_BYTES];
        size_t len;
        bool terminal;
        bool ended;                     /* end of file, Ctrl-C, or a signal to end */
        struct termios before;
};

void input_open(struct input *input);
void input_close(struct input *input);

/* The next line without its end, in `line`. False at the end. Blocks. */
bool input_line(struct input *input, char *line, size_t room);

/* Reads what is there, so that a Ctrl-C typed in the meantime is noticed. Does not block if poll() said that something is there. */
void input_read_more(struct input *input);

/* SIGTERM, SIGINT, SIGHUP came. */
bool input_is_interrupted(void);

#endif
