/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A build for debugging shows what the modem says on a terminal and nowhere else; other builds have nothing to show it with.
 *
 * covers: trace
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pty.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#ifdef WAYMARK_GAMMU_TRACE
#define RELEASE_IS_TRACED
#else
#define WAYMARK_GAMMU_TRACE
#endif
#define trace_open debug_trace_open
#define trace_level debug_trace_level
#define trace_function debug_trace_function
#include "modem/trace.c"
#undef trace_open
#undef trace_level
#undef trace_function
void trace_open(void);
const char *trace_level(void);
GSM_Log_Function trace_function(void);

/* What the debug build's trace_open() says with `fd` as standard error. */
static void
open_on(int fd, int read_from, char *said, size_t room)
{
        int kept = dup(STDERR_FILENO);
        ssize_t len;

        assert_true(kept >= 0 && dup2(fd, STDERR_FILENO) == STDERR_FILENO);
        debug_trace_open();
        if (debug_trace_function() != NULL)
                debug_trace_function()("AT+CMGL", NULL);
        assert_true(dup2(kept, STDERR_FILENO) == STDERR_FILENO);
        close(kept);
        len = read(read_from, said, room - 1);
        said[len > 0 ? len : 0] = '\0';
}

static void
a_terminal_is_warned_first(void **state)
{
        char said[1024], *warning, *words;
        int ours, theirs;

        (void)state;
        assert_int_equal(openpty(&ours, &theirs, NULL, NULL, NULL), 0);
        open_on(theirs, ours, said, sizeof said);
        warning = strstr(said, "numbers and the texts of people");
        words = strstr(said, "AT+CMGL");
        assert_non_null(warning);
        assert_non_null(words);
        assert_true(warning < words);
        assert_string_equal(debug_trace_level(), "textall");
        close(ours);
        close(theirs);
}

static void
nothing_else_is_told_anything(void **state)
{
        char said[1024];
        int ends[2];

        (void)state;
        assert_int_equal(pipe(ends), 0);
        open_on(ends[1], ends[0], said, sizeof said);
        assert_non_null(strstr(said, "no terminal"));
        assert_null(strstr(said, "AT+CMGL"));
        assert_null(debug_trace_function());
        assert_string_equal(debug_trace_level(), "nothing");
        close(ends[0]);
        close(ends[1]);
}

static void
a_release_cannot_show_anything(void **state)
{
        (void)state;
#ifdef RELEASE_IS_TRACED
        print_message("skipped: this is a build for debugging\n");
        skip();
#endif
        trace_open();
        assert_null(trace_function());
        assert_string_equal(trace_level(), "nothing");
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(a_terminal_is_warned_first),
                cmocka_unit_test(nothing_else_is_told_anything),
                cmocka_unit_test(a_release_cannot_show_anything),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
