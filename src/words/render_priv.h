/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rendering by index, for the checks at load and for review.c, which try every country and variant.
 */
#ifndef WAYMARK_WORDS_RENDER_PRIV_H
#define WAYMARK_WORDS_RENDER_PRIV_H

#include "catalogue_priv.h"
#include "render.h"

/* Which wording a country gets on a day. */
enum variant render_variant(const struct catalogue *catalogue, enum topic topic, int country, int32_t today);

/*
 * Fills `reply` for a language and a country (both by index) into `text`. False if it did not fit; `text` is then cut off at a
 * whole character.
 */
bool render_fill(const struct catalogue *catalogue, const struct reply *reply, int language, int country,
                 char text[static CATALOGUE_REPLY_TEXT]);

#endif
