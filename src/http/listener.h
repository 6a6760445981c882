/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The socket that listens. It is made before the process gives up its rights; an address that is not there yet (a network that comes up
 * later) or is taken is tried again and again on the same socket. Part of http.
 */
#ifndef WAYMARK_HTTP_LISTENER_H
#define WAYMARK_HTTP_LISTENER_H

#include "common/address.h"

/* A socket for that address, neither bound nor listening. Its descriptor or -errno. */
int listener_open(const struct address *address);

/* Binds it and listens. 0 or -errno: then it can be called again. */
int listener_bind(int fd, const struct address *address);

/* What an operator can do about an error of listener_bind(). */
const char *listener_cure(int error);

#endif
