/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whoever asks for GnuTLS's preparation by name finds ours, which does nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dlfcn.h>
#include <microhttpd.h>
#include <string.h>

#include "http/no_tls.h"

/* In which file is the function that libraries find under this name? */
static const char *
file_of(const char *name)
{
        void *found = dlsym(RTLD_DEFAULT, name);
        Dl_info info;

        assert_non_null(found);
        assert_int_not_equal(dladdr(found, &info), 0);
        return info.dli_fname;
}

static void
libraries_find_ours(void **state)
{
        static const char *const names[] = {"_gnutls_global_init_skip", "gnutls_global_init", "gnutls_global_deinit"};

        (void)state;
        assert_non_null(MHD_get_version()); /* so that the library is there */
        assert_string_equal(strrchr(file_of("gnutls_check_version"), '/'), "/libgnutls.so.30"); /* and what it brings along */
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
                assert_non_null(strstr(file_of(names[i]), "test_no_tls"));
}

static void
it_says_done_and_does_nothing(void **state)
{
        (void)state;
        assert_int_equal(_gnutls_global_init_skip(), 1);
        assert_int_equal(gnutls_global_init(), 0);
        gnutls_global_deinit();
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(libraries_find_ours),
                cmocka_unit_test(it_says_done_and_does_nothing),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
