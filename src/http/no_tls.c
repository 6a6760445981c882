/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * We speak plain HTTP, to a proxy or on loopback, but Debian's libmicrohttpd is linked with GnuTLS, and both prepare it when they are
 * loaded: 0.6 MB in the parent, before it is known whether there is an http process at all, and a start that takes longer. These
 * functions take the places of GnuTLS's own (the first is its way of asking for that: GNUTLS_SKIP_GLOBAL_INIT).
 */
#include "no_tls.h"

int
_gnutls_global_init_skip(void)
{
        return 1;
}

int
gnutls_global_init(void)
{
        return 0;
}

void
gnutls_global_deinit(void)
{
}
