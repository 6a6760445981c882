/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What libconfig would swallow without a word. Used by config.c alone, before libconfig sees the text; pure.
 */
#ifndef WAYMARK_COMMON_CONFIG_TEXT_H
#define WAYMARK_COMMON_CONFIG_TEXT_H

#include <stddef.h>

/*
 * "problem; cure" (static) and its line (0: the whole file) if the text holds a zero byte, an @include, a text without its second quotation mark,
 * or a whole number that does not fit an int; NULL if it holds none. `text` is terminated at `len`.
 */
const char *config_text_refuse(const char *text, size_t len, int *line);

#endif
