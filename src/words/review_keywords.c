/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keywords that are missing, double, or pull two ways. Library.
 */
#include "review_priv.h"

void
review_check_keywords(struct review *review)
{
        (void)review;
}
