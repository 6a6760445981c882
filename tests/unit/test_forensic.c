/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The search of the forensic tests: one trace of each coding is planted, by hand and not by the code that looks for it, and found. A
 * search that finds nothing proves something only because of this.
 */
#include "forensic/places.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define NUMBER "+999123456789"
#define TEXT "kestrelbay"

static int
set_up(void **state)
{
        struct traces *traces = traces_new();

        traces_add_number(traces, 1, NUMBER);
        traces_add_text(traces, 2, TEXT);
        traces_add_tag(traces, 3, UINT64_C(0x1122334455667788));
        *state = traces;
        return 0;
}

static int
tear_down(void **state)
{
        traces_free(*state);
        return 0;
}

/* What is planted comes out of a shell command, so that not the code that looks for it has made it. */
struct plant {
        const char *coding;             /* as traces_last() names it */
        const char *command;
};

#define SWAP "sed 's/\\(.\\)\\(.\\)/\\2\\1/g'"
#define UNHEX "sed 's/../\\\\x&/g' | xargs -0 printf '%b'"

static const struct plant plants[] = {
        {"ASCII, as it is", "printf 'from 00999123456789 at noon'"},
        {"ASCII, as it is", "printf 'JOB kestrelbay'"},
        {"ASCII, as it is", "printf 'JOB KESTRELBAY'"},
        {"ASCII, hex", "printf +999123456789 | od -An -tx1 | tr -d ' \\n'"},
        {"ASCII, HEX", "printf 'job kestrelbay' | od -An -tx1 | tr -d ' \\n' | tr a-f A-F"},
        {"ASCII, base64", "printf +999123456789 | base64"},
        {"ASCII, base64", "printf 'a +999123456789' | base64"},
        {"ASCII, base64", "printf 'ab +999123456789' | base64"},
        {"ASCII, base64", "printf 'please kestrelbay' | base64"},
        {"swapped BCD, hex", "printf 079140700000F0040C9199193254769800"},
        {"swapped BCD, as it is", "printf 0C91%s01 $(printf 999123456789 | " SWAP ") | " UNHEX},
        {"swapped BCD, base64", "printf 0C91%s01 $(printf 999123456789 | " SWAP ") | " UNHEX " | base64"},
        {"BCD, as it is", "printf 999123456789 | " UNHEX},
        {"UCS-2, as it is", "printf +999123456789 | iconv -t UTF-16BE"},
        {"UCS-2, HEX", "printf 'JOB kestrelbay' | iconv -t UTF-16BE | od -An -tx1 | tr -d ' \\n' | tr a-f A-F"},
        {"UCS-2, base64", "printf +999123456789 | iconv -t UTF-16BE | base64 -w 0"},
        {"UCS-2, as it is", "printf +999123456789 | iconv -t UTF-16LE"},
        {"UCS-2, as it is", "printf 'job kestrelbay' | iconv -t UTF-16LE"},
        {"UTF-32, as it is", "printf +999123456789 | iconv -t UTF-32BE"},
        {"UTF-32, as it is", "printf 'JOB KESTRELBAY' | iconv -t UTF-32LE"},
        /* the texts "JOB kestrelbay please", and "job KESTRELBAY" after a header of three bits, as phones pack them */
        {"packed septets, HEX", "printf CAA710B42ECFE9F2325B1CCE83E0EC72785E06"},
        {"packed septets, as it is", "printf 50BFC5A065714A951699C26016 | " UNHEX},
        {"MD5, hex", "printf +999123456789 | md5sum"},
        {"MD5, as it is", "printf 999123456789 | md5sum | cut -c1-32 | tr -d '\\n' | " UNHEX},
        {"MD5, base64", "printf 00999123456789 | md5sum | cut -c1-32 | tr -d '\\n' | " UNHEX " | base64"},
        {"SHA-1, hex", "printf +999123456789 | sha1sum"},
        {"SHA-1, as it is", "printf 999123456789 | sha1sum | cut -c1-40 | tr -d '\\n' | " UNHEX},
        {"SHA-256, HEX", "printf 00999123456789 | sha256sum | tr a-f A-F"},
        {"SHA-256, base64", "printf +999123456789 | sha256sum | cut -c1-64 | tr -d '\\n' | " UNHEX " | base64 -w 0"},
        {"tag, as it is", "printf '\\210\\167\\146\\125\\104\\063\\042\\021'"},
        {"tag, the other byte order, hex", "printf 1122334455667788"},
        {"tag, decimal", "printf '{\"tag\": 1234605616436508552}'"},
};

static size_t
output_of(const char *command, unsigned char *bytes, size_t room)
{
        FILE *pipe = popen(command, "r");
        size_t n;

        assert_non_null(pipe);
        n = fread(bytes, 1, room, pipe);
        assert_int_equal(pclose(pipe), 0);
        return n;
}

static void
finds_one_of_every_coding(void **state)
{
        struct traces *traces = *state;
        unsigned char bytes[1024];

        for (size_t i = 0; i < sizeof plants / sizeof plants[0]; i++) {
                size_t n = output_of(plants[i].command, bytes, sizeof bytes);

                if (traces_search(traces, "a plant", bytes, n) == 0)
                        fail_msg("not found: %s (%s)", plants[i].coding, plants[i].command);
                assert_string_equal(traces_last(traces), plants[i].coding);
        }
}

static void
finds_it_at_every_place_of_a_heap(void **state)
{
        static unsigned char heap[3000];

        for (size_t at = 0; at + strlen(NUMBER) <= sizeof heap; at++) {
                memset(heap, '9', sizeof heap);
                memcpy(heap + at, NUMBER, strlen(NUMBER));
                assert_true(traces_search(*state, "a heap", heap, sizeof heap) >= 1);
        }
}

static void
finds_nothing_where_nothing_is(void **state)
{
        static unsigned char heap[1 << 20];
        uint32_t random = 1;

        assert_int_equal(traces_search(*state, "zeros", heap, sizeof heap), 0);
        for (size_t i = 0; i < sizeof heap; i++)
                heap[i] = (unsigned char)((random = random * 1103515245u + 12345u) >> 16);
        assert_int_equal(traces_search(*state, "noise", heap, sizeof heap), 0);
        assert_int_equal(traces_search(*state, "a neighbour", "+999123456788 kestrelba", 23), 0);
        assert_int_equal(traces_search(*state, "a piece", "123456789", 9), 0);
}

static void
tells_people_apart(void **state)
{
        char text[64];

        for (int i = 0; i < 500; i++) {
                snprintf(text, sizeof text, "+9995550%05d", i);
                traces_add_number(*state, 100 + i, text);
        }
        assert_true(traces_count(*state) > 20000);
        for (int i = 0; i < 500; i++) {
                int n = snprintf(text, sizeof text, "<9995550%05d>", i);

                assert_in_range(traces_search(*state, "one of many", text, (size_t)n), 1, 2); /* digits are also the hexadecimal of BCD */
        }
}

/* --- places --- */

static void
make(const char *format, const char *folder)
{
        char command[512];

        snprintf(command, sizeof command, format, folder);
        assert_int_equal(system(command), 0);
}

static void
finds_it_anywhere_below_a_folder(void **state)
{
        static const char *const hiding[] = {
                "printf 999123456789 > %s/a/b/content",
                "touch %s/a/999123456789",
                "mkdir %s/a/kestrelbay",
                "ln -s /nowhere/kestrelbay %s/a/link",
                /* across the pieces in which a large file is read */
                "{ head -c 8388602 /dev/zero; printf 999123456789; } > %s/a/large",
                "{ head -c 20000000 /dev/zero; printf 999123456789; } > %s/a/larger",
        };
        const char *root = getenv("TMPDIR");
        char folder[128];

        snprintf(folder, sizeof folder, "%s/waymark-forensic-XXXXXX", root != NULL ? root : "/tmp");
        assert_non_null(mkdtemp(folder));
        for (size_t i = 0; i < sizeof hiding / sizeof hiding[0]; i++) {
                make("rm -rf %s/a", folder);
                make("mkdir -p %s/a/b", folder);
                assert_int_equal(places_search_tree(*state, folder), 0);
                make(hiding[i], folder);
                assert_true(places_search_tree(*state, folder) >= 1);
        }
        make("rm -rf %s", folder);
        assert_int_equal(places_search_tree(*state, folder), 0);
}

/* A process with a number on its heap, its stack or in a variable of its own; it tells when it is there, and waits to be ended. */
static pid_t
hide_in_memory(int where, int *done)
{
        static volatile char variable[64];
        int ready[2], end[2];
        char byte;
        pid_t pid;

        assert_int_equal(pipe(ready), 0);
        assert_int_equal(pipe(end), 0);
        pid = fork();
        assert_true(pid >= 0);
        if (pid == 0) {
                volatile char stack[64] = {0};
                volatile char *heap = malloc(64);
                volatile char *at = where == 0 ? heap : where == 1 ? stack : variable;

                close(end[1]);
                for (unsigned i = 0; where < 3 && i < 12; i++)
                        at[i] = (char)("9991234" "56789"[i]);
                (void)!write(ready[1], "r", 1);
                (void)!read(end[0], &byte, 1);
                _exit(0);
        }
        close(ready[1]);
        close(end[0]);
        assert_int_equal(read(ready[0], &byte, 1), 1);
        close(ready[0]);
        *done = end[1];
        return pid;
}

/* The child is a copy of this program, whose own needles lie on its heap: they are not in `traces`' number of findings at the start. */
static void
finds_it_in_the_memory_of_a_process(void **state)
{
        size_t clean = 0;

        if (!places_may_read(getpid()))
                skip();
        for (int where = 3; where >= 0; where--) {
                int done;
                pid_t pid = hide_in_memory(where, &done);
                size_t found = places_search_process(*state, pid);

                if (where == 3)
                        clean = found;
                else
                        assert_true(found > clean);
                close(done);
                assert_int_equal(waitpid(pid, NULL, 0), pid);
        }
}

static void
finds_it_in_memory_without_a_name(void **state)
{
        int fd = memfd_create("tap", MFD_CLOEXEC);

        assert_true(fd >= 0);
        assert_int_equal(places_search_nameless(*state, getpid()), 0);
        assert_int_equal(write(fd, "+999123456789", 13), 13);
        assert_true(places_search_nameless(*state, getpid()) >= 1);
        close(fd);
}

static void
finds_it_in_arguments_and_environment(void **state)
{
        static const char *const commands[] = {"exec sleep 100 & echo $!", "exec sleep 999123456789 >&- & echo $!",
                                               "MARK=kestrelbay exec sleep 100 >&- & echo $!"};

        for (size_t i = 0; i < 3; i++) {
                char command[128], text[32] = "";
                FILE *pipe;
                pid_t pid;
                char path[64], comm[32] = "";

                snprintf(command, sizeof command, "%s", i == 0 ? "sleep 100 >&- & echo $!" : commands[i]);
                pipe = popen(command, "r");
                assert_non_null(pipe);
                assert_non_null(fgets(text, sizeof text, pipe));
                pclose(pipe);
                pid = (pid_t)strtol(text, NULL, 10);
                snprintf(path, sizeof path, "/proc/%d/comm", (int)pid);
                while (strncmp(comm, "sleep", 5) != 0) {
                        FILE *file = fopen(path, "r");

                        assert_non_null(file);
                        (void)!fgets(comm, sizeof comm, file);
                        fclose(file);
                }
                assert_true((places_search_process(*state, pid) > 0) == (i > 0));
                kill(pid, SIGKILL);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_setup_teardown(finds_one_of_every_coding, set_up, tear_down),
                cmocka_unit_test_setup_teardown(finds_it_at_every_place_of_a_heap, set_up, tear_down),
                cmocka_unit_test_setup_teardown(finds_nothing_where_nothing_is, set_up, tear_down),
                cmocka_unit_test_setup_teardown(tells_people_apart, set_up, tear_down),
                cmocka_unit_test_setup_teardown(finds_it_anywhere_below_a_folder, set_up, tear_down),
                cmocka_unit_test_setup_teardown(finds_it_in_the_memory_of_a_process, set_up, tear_down),
                cmocka_unit_test_setup_teardown(finds_it_in_memory_without_a_name, set_up, tear_down),
                cmocka_unit_test_setup_teardown(finds_it_in_arguments_and_environment, set_up, tear_down),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
