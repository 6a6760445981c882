/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Draws short messages as a phone shows them. Part of build/phone.
 */
#ifndef WAYMARK_PHONE_SCREEN_H
#define WAYMARK_PHONE_SCREEN_H

#include <stdio.h>

/* One message in a bubble, wrapped to a phone's width; `label` ("1/2") stands at its foot. */
void screen_bubble(FILE *out, const char *text, const char *label);

/* Unicode characters of a UTF-8 text. */
int screen_characters(const char *text);

#endif
