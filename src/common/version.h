/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The version, said by both programs and by `waymark status`.
 */
#ifndef WAYMARK_COMMON_VERSION_H
#define WAYMARK_COMMON_VERSION_H

#define WAYMARK_VERSION "0.1"

#endif
