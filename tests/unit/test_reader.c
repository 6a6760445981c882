/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The configuration is read in a process of its own: what is brought along is the same, what is left behind is nothing, and its death is
 * not ours.
 */
#include "parent/reader.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#ifndef WAYMARK_NO_SECCOMP
#include <seccomp.h>
#endif

/* Written backwards here, so that this program's own text is not found in its memory. */
#define PIN_BACKWARDS "73591846"
#define STAFF_BACKWARDS "3174900704+"

struct fixture {
        char path[64];
        struct config config;
        struct findings *findings;
};

static void
put_backwards(FILE *file, const char *text)
{
        for (size_t i = strlen(text); i > 0; i--)
                putc(text[i - 1], file);
}

static void
write_config(struct fixture *fixture, const char *more)
{
        FILE *file = fopen(fixture->path, "w");

        assert_non_null(file);
        setvbuf(file, NULL, _IONBF, 0);
        fputs("country = \"RO\"; languages = [ \"uk\", \"en\" ]; state = \"s\"; runtime = \"r\"; messages = \"m\";\n"
              "modems = ( { name = \"sim1\"; device = \"/dev/ttyS99\"; pin = \"", file);
        put_backwards(file, PIN_BACKWARDS);
        fputs("\"; } );\nalerts = { numbers = [ \"", file);
        put_backwards(file, STAFF_BACKWARDS);
        fprintf(file, "\" ]; };\n%s\n", more);
        fclose(file);
}

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);
        int fd;

        snprintf(fixture->path, sizeof fixture->path, "/tmp/waymark-reader-XXXXXX");
        fd = mkostemp(fixture->path, O_CLOEXEC);
        assert_true(fd >= 0);
        close(fd);
        fixture->findings = findings_new();
        *state = fixture;
        return 0;
}

static int
tear_down(void **state)
{
        struct fixture *fixture = *state;

        unlink(fixture->path);
        findings_free(fixture->findings);
        free(fixture);
        return 0;
}

/* How often the reverse of `text` stands in what this process can write. */
static int
times_in_memory(const char *text)
{
        const size_t len = strlen(text);
        unsigned long from, to;
        char line[512], mode[8];
        FILE *maps = fopen("/proc/self/maps", "r");
        int mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC), n = 0;
        static unsigned char bytes[1 << 16];

        assert_non_null(maps);
        assert_true(mem >= 0);
        while (fgets(line, sizeof line, maps) != NULL) {
                if (sscanf(line, "%lx-%lx %7s", &from, &to, mode) != 3 || mode[1] != 'w')
                        continue;
                for (unsigned long at = from; at < to; at += sizeof bytes - 32) {
                        ssize_t got = at >= (unsigned long)(uintptr_t)bytes && at < (unsigned long)(uintptr_t)bytes + sizeof bytes
                                              ? 0
                                              : pread(mem, bytes, to - at < sizeof bytes ? to - at : sizeof bytes, (off_t)at);

                        for (ssize_t i = 0; i + (ssize_t)len <= got; i++) {
                                size_t k = 0;

                                while (k < len && bytes[i + (ssize_t)k] == (unsigned char)text[len - 1 - k])
                                        k++;
                                n += k == len && (size_t)i < sizeof bytes - 32;
                        }
                        memset(bytes, 0, sizeof bytes);
                }
        }
        close(mem);
        fclose(maps);
        return n;
}

static void
brings_along_what_config_load_reads(void **state)
{
        struct fixture *fixture = *state;
        struct config *expected = calloc(1, sizeof *expected);

        write_config(fixture, "");
        assert_int_equal(config_load(fixture->path, expected, fixture->findings), 0);
        assert_int_equal(reader_load(fixture->path, &fixture->config, fixture->findings), 0);
        assert_memory_equal(&fixture->config, expected, sizeof *expected);
        assert_int_equal(fixture->config.nmodems, 1);
        free(expected);
}

static void
brings_along_what_is_wrong(void **state)
{
        struct fixture *fixture = *state;

        write_config(fixture, "countri = \"UA\";");
        assert_int_equal(reader_load(fixture->path, &fixture->config, fixture->findings), -EINVAL);
        assert_true(findings_count(fixture->findings, FINDING_SEVERITY_ERROR) > 0);
        assert_non_null(strstr(findings_first_error(fixture->findings), ":4: "));
        assert_non_null(strstr(findings_first_error(fixture->findings), "countri"));
}

static void
tells_of_a_file_that_is_not_there(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(reader_load("/nowhere/waymark.cfg", &fixture->config, fixture->findings), -ENOENT);
        assert_non_null(strstr(findings_first_error(fixture->findings), "/nowhere/waymark.cfg"));
}

static void
leaves_nothing_behind(void **state)
{
        struct fixture *fixture = *state;

#ifdef __SANITIZE_ADDRESS__
        skip(); /* its shadow of the memory takes hours to search */
#endif
        write_config(fixture, "");
        assert_int_equal(times_in_memory(PIN_BACKWARDS), 0);
        assert_int_equal(reader_load(fixture->path, &fixture->config, fixture->findings), 0);
        assert_int_equal(times_in_memory(PIN_BACKWARDS), 1); /* in the struct, and the search can find it */
        assert_int_equal(times_in_memory(STAFF_BACKWARDS), 1);
        config_wipe(&fixture->config);
        assert_int_equal(times_in_memory(PIN_BACKWARDS), 0);
        assert_int_equal(times_in_memory(STAFF_BACKWARDS), 0);
}

#ifndef WAYMARK_NO_SECCOMP
/* In a process of its own, in which opening a file is deadly. */
static int
outlive_it(struct fixture *fixture)
{
        scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);

        (void)prctl(PR_SET_DUMPABLE, 0);
        if (filter == NULL || seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, seccomp_syscall_resolve_name("openat"), 0) < 0 ||
            seccomp_load(filter) < 0)
                return 77;
        seccomp_release(filter);
        if (reader_load(fixture->path, &fixture->config, fixture->findings) != -EIO)
                return 1;
        return strstr(findings_first_error(fixture->findings), "reading it failed") != NULL ? 0 : 2;
}

static void
outlives_the_death_of_the_reader(void **state)
{
        struct fixture *fixture = *state;
        int status;
        pid_t pid;

        write_config(fixture, "");
        pid = fork();
        if (pid == 0)
                _exit(outlive_it(fixture));
        assert_int_equal(waitpid(pid, &status, 0), pid);
        if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
                skip(); /* this kernel has no seccomp */
        assert_int_equal(status, 0);
}
#endif

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(leaves_nothing_behind), /* first: config_load(), which the next one calls, does */
                CASE(brings_along_what_config_load_reads),
                CASE(brings_along_what_is_wrong),
                CASE(tells_of_a_file_that_is_not_there),
#ifndef WAYMARK_NO_SECCOMP
                CASE(outlives_the_death_of_the_reader),
#endif
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
