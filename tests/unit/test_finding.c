/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The list of findings: bounded, in order, harmless to a terminal.
 */
#include "common/finding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int
set_up(void **state)
{
        *state = findings_new();
        return *state == NULL;
}

static int
tear_down(void **state)
{
        findings_free(*state);
        return 0;
}

static void
names_file_and_line_where_they_are_known(void **state)
{
        findings_add(*state, FINDING_SEVERITY_ERROR, "a.txt", 3, "is %s; do %d", "wrong", 7);
        findings_add(*state, FINDING_SEVERITY_WARNING, "a.txt", 0, "is old; look");
        findings_add(*state, FINDING_SEVERITY_NOTE, NULL, 9, "hint; take it");
        assert_string_equal(findings_at(*state, 0)->text, "a.txt:3: is wrong; do 7");
        assert_string_equal(findings_at(*state, 1)->text, "a.txt: is old; look");
        assert_string_equal(findings_at(*state, 2)->text, "hint; take it");
        assert_null(findings_at(*state, 3));
        assert_null(findings_at(*state, SIZE_MAX));
}

static void
counts_by_severity(void **state)
{
        findings_add(*state, FINDING_SEVERITY_NOTE, NULL, 0, "n");
        findings_add(*state, FINDING_SEVERITY_ERROR, NULL, 0, "e1");
        findings_add(*state, FINDING_SEVERITY_ERROR, NULL, 0, "e2");
        assert_int_equal(findings_count(*state, FINDING_SEVERITY_NOTE), 1);
        assert_int_equal(findings_count(*state, FINDING_SEVERITY_WARNING), 0);
        assert_int_equal(findings_count(*state, FINDING_SEVERITY_ERROR), 2);
        assert_string_equal(findings_first_error(*state), "e1");
}

static void
without_an_error_there_is_no_first(void **state)
{
        findings_add(*state, FINDING_SEVERITY_WARNING, NULL, 0, "w");
        assert_string_equal(findings_first_error(*state), "");
}

static void
what_finds_no_place_is_only_counted(void **state)
{
        for (int i = 0; i < FINDINGS_KEPT + 500; i++)
                findings_add(*state, FINDING_SEVERITY_NOTE, "f", i + 1, "n");
        assert_non_null(findings_at(*state, FINDINGS_KEPT - 1));
        assert_null(findings_at(*state, FINDINGS_KEPT));
        assert_int_equal(findings_count(*state, FINDING_SEVERITY_NOTE), FINDINGS_KEPT + 500);
        findings_add(*state, FINDING_SEVERITY_ERROR, "f", 1, "e");
        assert_int_equal(findings_count(*state, FINDING_SEVERITY_ERROR), 1);
}

/* Otherwise a file full of hints hides why it is refused. */
static void
an_error_always_finds_a_place(void **state)
{
        for (int i = 0; i < FINDINGS_KEPT; i++)
                findings_add(*state, FINDING_SEVERITY_NOTE, "f", i + 1, "n");
        findings_add(*state, FINDING_SEVERITY_ERROR, "f", 1, "e; cure");
        assert_string_equal(findings_first_error(*state), "f:1: e; cure");
        findings_add(*state, FINDING_SEVERITY_ERROR, "f", 2, "e; cure");
        assert_string_equal(findings_at(*state, FINDINGS_KEPT - 2)->text, "f:2: e; cure");
        for (int i = 0; i < FINDINGS_KEPT + 10; i++)
                findings_add(*state, FINDING_SEVERITY_ERROR, "g", i + 1, "e; cure");
        assert_string_equal(findings_at(*state, 0)->text, "g:998: e; cure");
        assert_null(findings_at(*state, FINDINGS_KEPT));
        assert_int_equal(findings_count(*state, FINDING_SEVERITY_ERROR), FINDINGS_KEPT + 12);
}

static void
nothing_in_it_steers_a_terminal(void **state)
{
        findings_add(*state, FINDING_SEVERITY_ERROR, "f\x1b[2J", 1, "key \"%s\"; remove", "\x1b]0;x\x07\n\r\x7f");
        for (const char *c = findings_at(*state, 0)->text; *c != '\0'; c++)
                assert_true((unsigned char)*c >= 0x20 && *c != 0x7f);
}

static void
control_characters_of_eight_bits_are_defused_too(void **state)
{
        findings_add(*state, FINDING_SEVERITY_ERROR, "f", 1, "\"%s\"", "a\xc2\x9b" "31mb");
        assert_null(strstr(findings_at(*state, 0)->text, "\xc2\x9b"));
        assert_non_null(strstr(findings_at(*state, 0)->text, "31mb"));
}

static void
long_ones_are_cut_between_characters(void **state)
{
        char longer[1500];
        const char *text;
        size_t len;

        memset(longer, 'x', sizeof longer);
        for (size_t i = 0; i + 2 < sizeof longer; i += 2)
                memcpy(longer + i, "\xd0\xb0", 2);
        longer[sizeof longer - 1] = '\0';
        for (int shift = 0; shift < 2; shift++) {
                findings_add(*state, FINDING_SEVERITY_ERROR, shift ? "f" : "ff", 1, "%.1498s", longer);
                text = findings_at(*state, (size_t)shift)->text;
                len = strlen(text);
                assert_true(len < FINDING_TEXT && len > FINDING_TEXT - 4);
                assert_int_equal((unsigned char)text[len - 1], 0xb0);
        }
}

static void
free_takes_null(void **state)
{
        (void)state;
        findings_free(NULL);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(names_file_and_line_where_they_are_known),
                CASE(counts_by_severity),
                CASE(without_an_error_there_is_no_first),
                CASE(what_finds_no_place_is_only_counted),
                CASE(an_error_always_finds_a_place),
                CASE(nothing_in_it_steers_a_terminal),
                CASE(control_characters_of_eight_bits_are_defused_too),
                CASE(long_ones_are_cut_between_characters),
                cmocka_unit_test(free_takes_null),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
