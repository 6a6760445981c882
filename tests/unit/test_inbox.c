/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Slots and the joining of long messages. The time is a number that the test sets.
 */
#include "modem/inbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ALICE "+40700000001"
#define BOB "+40700000002"

struct fixture {
        struct inbox inbox;
        struct inbox_slot *slots[INBOX_SLOTS];
        int64_t now;
        uint32_t sequence;
        int gone;
};

static int
set_up(void **state)
{
        struct fixture *fixture = calloc(1, sizeof *fixture);

        fixture->now = 1000;
        *state = fixture;
        return fixture == NULL;
}

static int
tear_down(void **state)
{
        free(*state);
        return 0;
}

static struct phone_sms
sms_of(const char *from, int location, const char *text)
{
        struct phone_sms sms = {.location = location, .kind = PHONE_SMS_KIND_TEXT, .reference = -1, .part = 1, .total = 1};

        sms.fingerprint = 14695981039346656037U;
        for (const char *c = text; *c != '\0'; c++)
                sms.fingerprint = (sms.fingerprint ^ (unsigned char)*c) * 1099511628211U;
        snprintf(sms.sender.secret, sizeof sms.sender.secret, "%s", from);
        snprintf(sms.text, sizeof sms.text, "%s", text);
        return sms;
}

static struct phone_sms
part_of(const char *from, int reference, int part, int total, int location, const char *text)
{
        struct phone_sms sms = sms_of(from, location, text);

        sms.reference = reference;
        sms.part = part;
        sms.total = total;
        return sms;
}

static struct inbox_slot *
add(struct fixture *fixture, struct phone_sms sms)
{
        return inbox_add(&fixture->inbox, &sms, fixture->now);
}

static void
on_gone(void *arg, struct inbox_slot *slot)
{
        struct fixture *fixture = arg;

        (void)slot;
        fixture->gone++;
}

static void
end(struct fixture *fixture)
{
        inbox_end(&fixture->inbox, on_gone, fixture);
}

/* The next message that is ready, joined; NULL if none is. It is then taken, as by a letter. */
static const char *
next(struct fixture *fixture)
{
        static char text[8192];
        int n = inbox_next_ready(&fixture->inbox, fixture->now, fixture->slots);

        if (n == 0)
                return NULL;
        fixture->sequence++;
        for (int i = 0; i < n; i++)
                fixture->slots[i]->sequence = fixture->sequence;
        inbox_join(&fixture->inbox, fixture->sequence, text, sizeof text);
        return text;
}

static void
a_whole_message_is_ready_at_once_and_once(void **state)
{
        struct fixture *fixture = *state;

        add(fixture, sms_of(ALICE, 3, "job"));
        assert_string_equal(next(fixture), "job");
        assert_null(next(fixture));
}

static void
parts_are_joined_in_any_order(void **state)
{
        static const int orders[6][3] = {{1, 2, 3}, {1, 3, 2}, {2, 1, 3}, {2, 3, 1}, {3, 1, 2}, {3, 2, 1}};
        static const char *const texts[] = {"", "one ", "two ", "three"};
        struct fixture *fixture = *state;

        for (int i = 0; i < 6; i++) {
                inbox_clear(&fixture->inbox);
                for (int j = 0; j < 3; j++) {
                        int part = orders[i][j];

                        assert_null(next(fixture));
                        add(fixture, part_of(ALICE, 7, part, 3, j, texts[part]));
                }
                assert_string_equal(next(fixture), "one two three");
                assert_null(next(fixture));
        }
}

static void
a_repeated_part_is_taken_along_and_not_read_twice(void **state)
{
        struct fixture *fixture = *state;

        add(fixture, part_of(ALICE, 7, 1, 2, 0, "jo"));
        add(fixture, part_of(ALICE, 7, 1, 2, 1, "jo"));
        add(fixture, part_of(ALICE, 7, 1, 2, 2, "jo"));
        assert_null(next(fixture));
        add(fixture, part_of(ALICE, 7, 2, 2, 3, "b"));
        assert_string_equal(next(fixture), "job");
        for (int i = 0; i < 4; i++)
                assert_int_equal(fixture->inbox.slots[i].sequence, 1);
        assert_null(next(fixture));
}

static void
two_senders_with_one_reference_are_two_messages(void **state)
{
        struct fixture *fixture = *state;

        add(fixture, part_of(ALICE, 7, 1, 2, 0, "ali"));
        add(fixture, part_of(BOB, 7, 2, 2, 1, "bob 2"));
        assert_null(next(fixture));
        add(fixture, part_of(ALICE, 7, 2, 2, 2, "ce"));
        assert_string_equal(next(fixture), "alice");
        assert_null(next(fixture));
        add(fixture, part_of(BOB, 7, 1, 2, 3, "bob 1 "));
        assert_string_equal(next(fixture), "bob 1 bob 2");
}

static void
references_of_8_and_of_16_bits_are_different(void **state)
{
        struct fixture *fixture = *state;
        struct phone_sms wide = part_of(ALICE, 7, 2, 2, 1, "wide");

        wide.reference_is_16bit = true;
        add(fixture, part_of(ALICE, 7, 1, 2, 0, "narrow"));
        add(fixture, wide);
        assert_null(next(fixture));
        wide.part = 1;
        wide.location = 2;
        add(fixture, wide);
        assert_string_equal(next(fixture), "widewide");
        assert_null(next(fixture));
}

static void
totals_that_differ_are_two_messages(void **state)
{
        struct fixture *fixture = *state;

        add(fixture, part_of(ALICE, 7, 1, 2, 0, "a"));
        add(fixture, part_of(ALICE, 7, 2, 3, 1, "b"));
        assert_null(next(fixture));
}

/* A phone that uses one reference for all, or a backlog of more than 256 messages. */
static void
two_messages_of_one_sender_under_one_reference_are_both_read(void **state)
{
        struct fixture *fixture = *state;
        struct phone_sms parts[4] = {
                part_of(ALICE, 7, 1, 2, 0, "first "), part_of(ALICE, 7, 2, 2, 3, "question"),
                part_of(ALICE, 7, 1, 2, 2, "second "), part_of(ALICE, 7, 2, 2, 1, "matter")};

        parts[0].stamp_utc = 1800000000;
        parts[1].stamp_utc = 1800000002;
        parts[2].stamp_utc = 1800000100;
        parts[3].stamp_utc = 1800000103;
        add(fixture, parts[0]);
        add(fixture, parts[3]);
        add(fixture, parts[2]);
        add(fixture, parts[1]);
        assert_string_equal(next(fixture), "first question");
        assert_string_equal(next(fixture), "second matter");
        assert_null(next(fixture));
}

static void
a_missing_part_is_waited_for_60_s_after_the_last_that_came(void **state)
{
        struct fixture *fixture = *state;

        add(fixture, part_of(ALICE, 7, 1, 3, 0, "one "));
        fixture->now += 30000;
        add(fixture, part_of(ALICE, 7, 3, 3, 1, "three"));
        fixture->now += 59999;
        assert_null(next(fixture));
        fixture->now++;
        assert_string_equal(next(fixture), "one three");
        assert_null(next(fixture));
}

/* It is a loop's time-out: one in the past would make it spin. */
/* A full SIM takes nothing more: then a missing part is not worth a minute. */
static void
on_a_full_sim_a_missing_part_is_waited_for_less(void **state)
{
        struct fixture *fixture = *state;

        add(fixture, part_of(ALICE, 7, 1, 2, 0, "half"));
        assert_true(inbox_waits(&fixture->inbox));
        fixture->inbox.hurry = true;
        fixture->now += INBOX_HURRY_MS - 1;
        assert_null(next(fixture));
        assert_true(inbox_next_deadline(&fixture->inbox, fixture->now) == fixture->now + 1);
        fixture->now++;
        assert_string_equal(next(fixture), "half");
        assert_false(inbox_waits(&fixture->inbox));
}

static void
what_a_listing_misses_is_seen_before_its_end(void **state)
{
        struct fixture *fixture = *state;

        add(fixture, sms_of(ALICE, 3, "job"));
        add(fixture, sms_of(BOB, 4, "job"));
        inbox_begin(&fixture->inbox);
        add(fixture, sms_of(ALICE, 3, "job"));
        assert_true(inbox_misses_one(&fixture->inbox));
        add(fixture, sms_of(BOB, 4, "job"));
        assert_false(inbox_misses_one(&fixture->inbox));
        assert_string_equal(next(fixture), "job");
        inbox_delete(fixture->slots[0]);
        inbox_begin(&fixture->inbox);
        add(fixture, sms_of(BOB, 4, "job"));
        assert_false(inbox_misses_one(&fixture->inbox)); /* what we deleted ourselves is not missed */
}

static void
the_deadline_is_never_past_and_never_missed(void **state)
{
        struct fixture *fixture = *state;

        assert_int_equal(inbox_next_deadline(&fixture->inbox, fixture->now), INT64_MAX);
        add(fixture, part_of(ALICE, 7, 1, 3, 0, "one "));
        assert_int_equal(inbox_next_deadline(&fixture->inbox, 1000), 61000);
        fixture->now += 30000;
        add(fixture, part_of(ALICE, 7, 3, 3, 1, "three"));
        assert_int_equal(inbox_next_deadline(&fixture->inbox, 31000), 61000);
        fixture->now = 61000;
        assert_null(next(fixture));
        assert_int_equal(inbox_next_deadline(&fixture->inbox, 61000), 91000);
        fixture->now = 91000;
        assert_non_null(next(fixture));
        assert_int_equal(inbox_next_deadline(&fixture->inbox, 61000), INT64_MAX);
}

static void
nobody_waits_for_whole_messages_or_for_those_of_a_letter(void **state)
{
        struct fixture *fixture = *state;

        add(fixture, sms_of(ALICE, 0, "job"));
        add(fixture, part_of(ALICE, 7, 1, 1, 1, "x"))->sequence = 9;
        assert_int_equal(inbox_next_deadline(&fixture->inbox, 0), INT64_MAX);
}

static void
the_same_part_listed_again_does_not_prolong_the_wait(void **state)
{
        struct fixture *fixture = *state;

        for (int i = 0; i < 5; i++) {
                inbox_begin(&fixture->inbox);
                add(fixture, part_of(ALICE, 7, 1, 2, 0, "one"));
                end(fixture);
                fixture->now += 15000;
        }
        assert_string_equal(next(fixture), "one");
}

static void
joins_messages_of_50_and_of_255_parts(void **state)
{
        static const int totals[] = {50, 255};
        struct fixture *fixture = *state;

        for (size_t t = 0; t < 2; t++) {
                char expected[8192] = "";
                size_t len = 0;

                inbox_clear(&fixture->inbox);
                for (int part = totals[t]; part >= 1; part--) {
                        char text[16];

                        snprintf(text, sizeof text, "%d,", part);
                        assert_null(next(fixture));
                        assert_non_null(add(fixture, part_of(ALICE, 9, part, totals[t], part, text)));
                }
                for (int part = 1; part <= totals[t]; part++)
                        len += (size_t)snprintf(expected + len, sizeof expected - len, "%d,", part);
                assert_string_equal(next(fixture), expected);
                assert_null(next(fixture));
        }
}

static void
a_joined_text_is_cut_at_a_character(void **state)
{
        struct fixture *fixture = *state;
        char text[16];

        add(fixture, part_of(ALICE, 7, 1, 2, 0, "aaaa"));
        add(fixture, part_of(ALICE, 7, 2, 2, 1, "\xd1\x96\xf0\x9f\x98\x80z"));
        assert_non_null(next(fixture));
        for (size_t room = 1; room <= sizeof text; room++) {
                inbox_join(&fixture->inbox, 1, text, room);
                assert_true(strlen(text) < room);
                if (room >= 5 && room < 7)
                        assert_string_equal(text, "aaaa");
                if (room >= 7 && room < 11)
                        assert_string_equal(text, "aaaa\xd1\x96");
        }
        assert_string_equal(text, "aaaa\xd1\x96\xf0\x9f\x98\x80z");
}

static void
data_with_a_reference_is_not_waited_for(void **state)
{
        struct fixture *fixture = *state;
        struct phone_sms data = part_of(ALICE, 7, 1, 3, 0, "");

        data.kind = PHONE_SMS_KIND_DATA;
        add(fixture, data);
        assert_non_null(next(fixture));
}

static void
a_broken_message_is_ready_when_three_listings_showed_it(void **state)
{
        struct fixture *fixture = *state;
        struct phone_sms broken = {.location = 5, .kind = PHONE_SMS_KIND_BROKEN, .reference = -1};

        for (int i = 1; i <= INBOX_BROKEN_TIMES; i++) {
                assert_null(next(fixture));
                inbox_begin(&fixture->inbox);
                add(fixture, broken);
                add(fixture, broken); /* twice in one listing is once */
                end(fixture);
        }
        assert_non_null(next(fixture));
}

static void
what_a_listing_does_not_show_is_forgotten(void **state)
{
        struct fixture *fixture = *state;

        inbox_begin(&fixture->inbox);
        add(fixture, sms_of(ALICE, 1, "a"));
        add(fixture, sms_of(ALICE, 2, "b"));
        end(fixture);
        assert_string_equal(next(fixture), "a");
        inbox_begin(&fixture->inbox);
        end(fixture);
        assert_int_equal(fixture->gone, 1); /* of the letter; nobody knew of the other */
        for (int i = 0; i < INBOX_SLOTS; i++)
                assert_false(fixture->inbox.slots[i].used);
}

static void
another_message_in_the_same_slot_is_another_message(void **state)
{
        struct fixture *fixture = *state;

        inbox_begin(&fixture->inbox);
        add(fixture, sms_of(ALICE, 1, "a"));
        end(fixture);
        assert_string_equal(next(fixture), "a");
        inbox_begin(&fixture->inbox);
        add(fixture, sms_of(ALICE, 1, "b"));
        end(fixture);
        assert_int_equal(fixture->gone, 1);
        assert_string_equal(next(fixture), "b");
}

static void
a_deleted_slot_shown_again_is_a_zombie_and_never_ready(void **state)
{
        struct fixture *fixture = *state;
        struct inbox_slot *slot;

        inbox_begin(&fixture->inbox);
        slot = add(fixture, sms_of(ALICE, 1, "a"));
        end(fixture);
        assert_string_equal(next(fixture), "a");
        inbox_delete(slot);
        assert_false(slot->zombie);
        assert_string_equal(slot->sms.text, "");
        assert_string_equal(slot->sms.sender.secret, "");
        inbox_begin(&fixture->inbox);
        assert_ptr_equal(add(fixture, sms_of(ALICE, 1, "a")), slot);
        end(fixture);
        assert_true(slot->zombie);
        assert_null(next(fixture));
        inbox_delete(slot);
        assert_false(slot->zombie);
        inbox_begin(&fixture->inbox);
        end(fixture);
        assert_false(slot->used);
        assert_int_equal(fixture->gone, 0);
        /* and now it is a new message */
        add(fixture, sms_of(ALICE, 1, "a"));
        assert_string_equal(next(fixture), "a");
}

static void
a_deleted_part_is_not_missed_nor_joined(void **state)
{
        struct fixture *fixture = *state;

        add(fixture, part_of(ALICE, 7, 1, 2, 0, "old"))->sequence = 5;
        inbox_delete(&fixture->inbox.slots[0]);
        add(fixture, part_of(ALICE, 7, 2, 2, 1, "new"));
        assert_null(next(fixture));
        fixture->now += INBOX_PATIENCE_MS;
        assert_string_equal(next(fixture), "new");
}

static void
more_than_there_is_room_for_stays_in_the_modem(void **state)
{
        struct fixture *fixture = *state;

        inbox_begin(&fixture->inbox);
        for (int i = 0; i < INBOX_SLOTS; i++)
                assert_non_null(add(fixture, sms_of(ALICE, i, "x")));
        assert_false(fixture->inbox.overflowed);
        assert_null(add(fixture, sms_of(ALICE, INBOX_SLOTS, "x")));
        end(fixture);
        assert_true(fixture->inbox.overflowed);
        for (int i = 0; i < INBOX_SLOTS; i++)
                assert_non_null(next(fixture));
        assert_null(next(fixture));
        inbox_begin(&fixture->inbox);
        assert_false(fixture->inbox.overflowed);
        end(fixture);
        assert_int_equal(fixture->gone, INBOX_SLOTS);
}

static void
a_message_already_known_needs_no_room(void **state)
{
        struct fixture *fixture = *state;

        for (int i = 0; i < INBOX_SLOTS; i++)
                add(fixture, sms_of(ALICE, i, "x"));
        inbox_begin(&fixture->inbox);
        for (int i = 0; i < INBOX_SLOTS; i++)
                assert_non_null(add(fixture, sms_of(ALICE, i, "x")));
        end(fixture);
        assert_false(fixture->inbox.overflowed);
}

static void
clearing_leaves_nothing_of_anyone(void **state)
{
        static const struct inbox empty;
        struct fixture *fixture = *state;

        add(fixture, sms_of(ALICE, 1, "secret"));
        inbox_clear(&fixture->inbox);
        assert_memory_equal(&fixture->inbox, &empty, sizeof empty);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(a_whole_message_is_ready_at_once_and_once),
                CASE(parts_are_joined_in_any_order),
                CASE(a_repeated_part_is_taken_along_and_not_read_twice),
                CASE(two_senders_with_one_reference_are_two_messages),
                CASE(references_of_8_and_of_16_bits_are_different),
                CASE(totals_that_differ_are_two_messages),
                CASE(two_messages_of_one_sender_under_one_reference_are_both_read),
                CASE(a_missing_part_is_waited_for_60_s_after_the_last_that_came),
                CASE(the_deadline_is_never_past_and_never_missed),
                CASE(on_a_full_sim_a_missing_part_is_waited_for_less),
                CASE(what_a_listing_misses_is_seen_before_its_end),
                CASE(nobody_waits_for_whole_messages_or_for_those_of_a_letter),
                CASE(the_same_part_listed_again_does_not_prolong_the_wait),
                CASE(joins_messages_of_50_and_of_255_parts),
                CASE(a_joined_text_is_cut_at_a_character),
                CASE(data_with_a_reference_is_not_waited_for),
                CASE(a_broken_message_is_ready_when_three_listings_showed_it),
                CASE(what_a_listing_does_not_show_is_forgotten),
                CASE(another_message_in_the_same_slot_is_another_message),
                CASE(a_deleted_slot_shown_again_is_a_zombie_and_never_ready),
                CASE(a_deleted_part_is_not_missed_nor_joined),
                CASE(more_than_there_is_room_for_stays_in_the_modem),
                CASE(a_message_already_known_needs_no_room),
                CASE(clearing_leaves_nothing_of_anyone),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
