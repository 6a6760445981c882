/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * libgammu's own words, on a terminal or nowhere; see trace.h. Invariant: without WAYMARK_GAMMU_TRACE there is no code here that shows
 * anything.
 */
#include "trace.h"

#ifdef WAYMARK_GAMMU_TRACE

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "common/log.h"

static bool to_terminal;

void
trace_open(void)
{
        to_terminal = isatty(STDERR_FILENO) == 1;
        if (to_terminal)
                log_warning("THIS IS A BUILD FOR DEBUGGING: it shows everything that the modem says, the numbers and the texts of people too. "
                            "Use it with nobody's messages, and close this terminal afterwards");
        else
                log_warning("this is a build for debugging, but standard error is no terminal: what the modem says is not shown");
}

static void
show(const char *text, void *data)
{
        (void)data;
        fputs(text, stderr); /* allowed: a terminal, in a build for debugging */
}

const char *
trace_level(void)
{
        return to_terminal ? "textall" : "nothing";
}

GSM_Log_Function
trace_function(void)
{
        return to_terminal ? show : NULL;
}

#else

void
trace_open(void)
{
}

const char *
trace_level(void)
{
        return "nothing";
}

GSM_Log_Function
trace_function(void)
{
        return NULL;
}

#endif
