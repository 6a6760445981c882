/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * MD5 (RFC 1321) and SHA-1 (RFC 3174), for the forensic tests alone: who would store hashes of numbers would have used these. SHA-256 is
 * libsodium's.
 */
#ifndef WAYMARK_FORENSIC_DIGEST_H
#define WAYMARK_FORENSIC_DIGEST_H

#include <stddef.h>

#define DIGEST_MD5 16
#define DIGEST_SHA1 20

/* Of at most 55 bytes: one block is enough for a number. */
void digest_md5(const void *bytes, size_t len, unsigned char out[static DIGEST_MD5]);
void digest_sha1(const void *bytes, size_t len, unsigned char out[static DIGEST_SHA1]);

#endif
