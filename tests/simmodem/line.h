/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The line between a simulated modem and its client: a pty with a symlink to it, as a USB stick is a ttyUSB with a udev
 * link. It can be slow (a baud rate), torn (small writes), and pulled out.
 *
 * Who has the port open. The simulator keeps a descriptor of the slave side itself, so the line never sees a hang-up when
 * the client dies: what was written to it stays there for the next one, exactly as on a tty that another process keeps
 * open. An inotify watch tells when a client (anyone who opens for writing) comes and goes. When the last one went,
 * TIOCEXCL is taken off, as the kernel does at the last close of a real port; with keep false, what waits in the line is
 * thrown away then, and what the modem says while nobody has it open is lost, as on a real port nobody has open.
 */
#ifndef SIMMODEM_LINE_H
#define SIMMODEM_LINE_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agenda.h"

enum { LINE_POLLFDS = 2 };

struct line;

struct line_pace {
        long baud;                      /* 10 bits a byte, both ways; 0: as fast as it goes */
        long fragment;                  /* most bytes of one write; 0: no limit */
        long gap_us;                    /* pause after each such write */
        bool keep;                      /* see above */
};

/* on_bytes gets what the client wrote, on_unplug is told when the line ended by line_unplug_after. */
struct line *line_new(const char *link, struct agenda *agenda, void (*on_bytes)(void *context, const char *bytes, size_t len),
                      void (*on_unplug)(void *context), void *context);
void line_free(struct line *line);      /* unplugs */

/* Makes pty and symlink; other: another pty than the lowest free one. Returns 0 or -errno. */
int line_plug(struct line *line, bool other);
void line_unplug(struct line *line);    /* the reader sees a hang-up at once; the link goes */
void line_unplug_after(struct line *line, long nbytes); /* after so many more bytes, once the client has read them */

void line_set_pace(struct line *line, const struct line_pace *pace);
void line_set_link(struct line *line, const char *link);        /* valid from the next plug on */
void line_write(struct line *line, const char *bytes, size_t len);
void line_pause_reading(struct line *line, bool pause);

bool line_is_plugged(const struct line *line);
bool line_is_attached(const struct line *line); /* a client has it open */
const char *line_link(const struct line *line);
const char *line_pty(const struct line *line);
uint64_t line_nattached(const struct line *line);       /* how many times a client came, ever */

/* For the loop: what to poll, when to look again without an event, and what to do then. */
void line_fill_pollfds(struct line *line, struct pollfd fds[LINE_POLLFDS]);
uint64_t line_next_us(const struct line *line);
void line_serve(struct line *line, const struct pollfd fds[LINE_POLLFDS]);

#endif
