/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keeps GnuTLS, which libmicrohttpd brings along and nobody here uses, from being prepared at the start. Called by those libraries only.
 */
#ifndef WAYMARK_HTTP_NO_TLS_H
#define WAYMARK_HTTP_NO_TLS_H

int _gnutls_global_init_skip(void); /* 1: not when it is loaded */
int gnutls_global_init(void);       /* nor by libmicrohttpd; 0: done */
void gnutls_global_deinit(void);

#endif
