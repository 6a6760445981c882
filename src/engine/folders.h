/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where the texts really lie: the messages folder, and what links in it lead to. The engine's fence stands around exactly that. Part of the
 * engine process.
 */
#ifndef WAYMARK_ENGINE_FOLDERS_H
#define WAYMARK_ENGINE_FOLDERS_H

#include <stdbool.h>

#include "common/fence.h"

/* Adds the places, before the fence is put up. Reads the folder. */
void folders_fence(struct fence *fence, const char *messages);

/*
 * After an edit: whether texts may lie outside the fence now, for the folder was replaced by another one or a link leads elsewhere. Then
 * this process cannot read them, but its next life can.
 */
bool folders_are_moved(const struct fence *fence, const char *messages);

#endif
