/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Overwriting what functions that have returned left on the stack. Every process; never blocks.
 */
#ifndef WAYMARK_COMMON_SCRUB_H
#define WAYMARK_COMMON_SCRUB_H

/* Call it where the stack is shallow, after something of a person was dealt with: as much as it may have used is overwritten. */
void scrub_stack(void);

#endif
