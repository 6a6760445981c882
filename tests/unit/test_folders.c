/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where the texts lie: the engine's fence stands around the messages folder and around what links in it lead to, and a change of either is
 * noticed.
 */
#include "engine/folders.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
        char folder[64], messages[96];
        struct fence fence;
};

static const char *
in(const struct place *place, const char *name)
{
        static char path[2][128];
        static int turn;

        turn = !turn;
        snprintf(path[turn], sizeof path[turn], "%s/%s", place->folder, name);
        return path[turn];
}

static void
make_file(const char *path)
{
        FILE *file = fopen(path, "w");

        assert_non_null(file);
        fclose(file);
}

static int
set_up(void **state)
{
        struct place *place = calloc(1, sizeof *place);

        snprintf(place->folder, sizeof place->folder, "/tmp/waymark-folders-XXXXXX");
        assert_non_null(mkdtemp(place->folder));
        snprintf(place->messages, sizeof place->messages, "%s/messages", place->folder);
        assert_int_equal(mkdir(place->messages, 0700), 0);
        assert_int_equal(mkdir(in(place, "messages/en"), 0700), 0);
        assert_int_equal(mkdir(in(place, "shared"), 0700), 0);
        make_file(in(place, "messages/en/job.txt"));
        make_file(in(place, "shared/house.txt"));
        *state = place;
        return 0;
}

static int
tear_down(void **state)
{
        struct place *place = *state;
        char command[128];

        snprintf(command, sizeof command, "rm -rf %s", place->folder);
        free(place);
        return system(command); /* allowed: a folder of our own */
}

static bool
has(const struct fence *fence, const char *path)
{
        char real[PATH_MAX];

        assert_non_null(realpath(path, real));
        for (int i = 0; i < fence->n; i++)
                if (strcmp(fence->places[i].path, path) == 0 || strcmp(fence->places[i].path, real) == 0)
                        return fence->places[i].access == FENCE_ACCESS_READ;
        return false;
}

/* As fence_enter() leaves it, without giving anything up. */
static void
put_up(struct place *place)
{
        struct stat st;

        folders_fence(&place->fence, place->messages);
        for (int i = 0; i < place->fence.n; i++) {
                assert_int_equal(stat(place->fence.places[i].path, &st), 0);
                place->fence.places[i].device = st.st_dev;
                place->fence.places[i].inode = st.st_ino;
        }
        place->fence.stands = true;
}

static void
without_links_it_is_one_folder(void **state)
{
        struct place *place = *state;

        put_up(place);
        assert_int_equal(place->fence.n, 1);
        assert_true(has(&place->fence, place->messages));
        assert_false(folders_are_moved(&place->fence, place->messages));
}

static void
links_of_both_levels_are_followed(void **state)
{
        struct place *place = *state;

        assert_int_equal(symlink("../shared", in(place, "messages/uk")), 0);
        assert_int_equal(symlink("../../shared/house.txt", in(place, "messages/en/house.txt")), 0);
        assert_int_equal(symlink("nowhere", in(place, "messages/en/gone.txt")), 0);
        put_up(place);
        assert_int_equal(place->fence.n, 3);
        assert_true(has(&place->fence, in(place, "shared")));
        assert_true(has(&place->fence, in(place, "shared/house.txt")));
        assert_false(folders_are_moved(&place->fence, place->messages));
}

static void
an_edit_is_no_move(void **state)
{
        struct place *place = *state;

        put_up(place);
        make_file(in(place, "messages/en/new"));
        assert_int_equal(rename(in(place, "messages/en/new"), in(place, "messages/en/job.txt")), 0);
        assert_int_equal(mkdir(in(place, "messages/ro"), 0700), 0);
        assert_false(folders_are_moved(&place->fence, place->messages));
}

static void
another_folder_in_its_place_is(void **state)
{
        struct place *place = *state;

        put_up(place);
        assert_int_equal(rename(place->messages, in(place, "old")), 0);
        assert_false(folders_are_moved(&place->fence, place->messages)); /* gone is not moved: it may come back */
        assert_int_equal(mkdir(place->messages, 0700), 0);
        assert_true(folders_are_moved(&place->fence, place->messages));
}

static void
a_new_link_is_one(void **state)
{
        struct place *place = *state;

        put_up(place);
        assert_int_equal(symlink("../shared", in(place, "messages/uk")), 0);
        assert_true(folders_are_moved(&place->fence, place->messages));
}

static void
without_a_fence_nothing_is(void **state)
{
        struct place *place = *state;

        folders_fence(&place->fence, place->messages);
        assert_int_equal(symlink("../shared", in(place, "messages/uk")), 0);
        assert_false(folders_are_moved(&place->fence, place->messages)); /* everything is within reach */
}

static void
more_links_than_places_do_no_harm(void **state)
{
        struct place *place = *state;
        char name[64];

        for (int i = 0; i < FENCE_PLACES * 2; i++) {
                snprintf(name, sizeof name, "messages/en/t%d.txt", i);
                assert_int_equal(symlink("../../shared/house.txt", in(place, name)), 0);
        }
        put_up(place);
        assert_true(place->fence.n <= FENCE_PLACES);
        assert_false(folders_are_moved(&place->fence, place->messages));
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(without_links_it_is_one_folder),
                CASE(links_of_both_levels_are_followed),
                CASE(an_edit_is_no_move),
                CASE(another_folder_in_its_place_is),
                CASE(a_new_link_is_one),
                CASE(without_a_fence_nothing_is),
                CASE(more_links_than_places_do_no_harm),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
