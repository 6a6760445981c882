/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The desk between a pretended SIM, network, engine and ledger. The links are real socket pairs; what outlives a process (SIM, journal
 * file, what the network took, what the ledger has seen) lives in the world, and a crash is a new desk in the same world.
 */
#include "modem/desk.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/code.h"

#define ALICE "+40700000001"
#define BOB "+40700000002"
#define SIM_SLOTS 300
#define SENT 64
#define SEEN 512
#define HOUR_MS INT64_C(3600000)

/* One life of the modem process. */
struct life {
        struct loop loop;
        struct links links;
        struct inbox inbox;
        struct desk desk;
        struct journal journal;
        struct netclock clock;
        int parent_fd, engine_fd, ledger_fd;    /* the others' ends */
};

struct sent {
        char to[NUMBER_TEXT];
        char text[256];
        int part, total;
        uint8_t reference;
};

struct world {
        char path[64];
        int64_t now;
        struct modem_birth birth;
        struct life *life;
        struct phone_sms sim[SIM_SLOTS];        /* location -1: an empty slot */
        struct sent sent[SENT];
        int nsent;
        enum phone_sent words[8];               /* of the network, ACCEPTED if not set */
        int nwords;
        uint32_t seen[SEEN];                    /* sequences that the ledger has counted */
        struct wire_count counts[SEEN];
        int nseen;
        const char *reply;
        enum outcome outcome;                   /* of every question */
        int steps_left;                         /* until the crash; -1: never */
        bool network_took;                      /* the part in flight was accepted when the crash came */
        struct wire_ask last_ask;
        int nasks;
};

/* --- lives --- */

static void
handle(void *context, struct link *from, const struct wire_message *message)
{
        struct world *world = context;

        (void)from;
        if (message->header.type == WIRE_ANSWER)
                desk_on_answer(&world->life->desk, &message->as.ANSWER, world->now);
        else if (message->header.type == WIRE_COUNTED)
                desk_on_counted(&world->life->desk, message->as.COUNTED.sequence);
}

static void
on_up(void *context, struct link *link)
{
        struct world *world = context;

        if (link->role == WIRE_ENGINE)
                desk_on_engine_up(&world->life->desk);
        else
                desk_on_ledger_up(&world->life->desk);
}

static void
turn(struct world *world)
{
        loop_turn(&world->life->loop, 0);
}

/* A new engine or ledger takes the place of the old one. */
static void
join_peer(struct world *world, enum wire_role role, int *end)
{
        const struct wire_peer peer = {.role = (uint8_t)role};
        int fds[2];

        if (*end >= 0)
                close(*end);
        assert_int_equal(wire_pair(fds), 0);
        assert_int_equal(wire_send(world->life->parent_fd, WIRE_PEER, &peer, fds[0]), 0);
        close(fds[0]);
        *end = fds[1];
        turn(world);
        turn(world);
}

static void
be_born(struct world *world)
{
        static const struct links_handlers handlers = {.handle = handle, .on_up = on_up};
        struct life *life = calloc(1, sizeof *life);
        int fds[2], fd = open(world->path, O_RDWR | O_CLOEXEC);

        assert_non_null(life);
        assert_int_equal(journal_open(&life->journal, fd), 0);
        assert_int_equal(wire_pair(fds), 0);
        world->life = life;
        loop_init(&life->loop);
        links_init(&life->links, &life->loop, WIRE_MODEM, fds[0], &handlers, world);
        life->parent_fd = fds[1];
        life->engine_fd = life->ledger_fd = -1;
        desk_init(&life->desk, &world->birth, &life->links, &life->inbox, &life->journal, &life->clock);
        join_peer(world, WIRE_ENGINE, &life->engine_fd);
        join_peer(world, WIRE_LEDGER, &life->ledger_fd);
}

static void
die(struct world *world)
{
        struct life *life = world->life;
        const struct link *const links[] = {&life->links.parent, &life->links.engine, &life->links.ledger};

        for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
                if (links[i]->fd >= 0)
                        close(links[i]->fd);
        close(life->parent_fd);
        close(life->engine_fd);
        close(life->ledger_fd);
        journal_close(&life->journal);
        free(life);
        world->life = NULL;
}

/* The next life hears out the part in flight, as modem.c does. */
static void
crash(struct world *world)
{
        struct journal_record *record;

        die(world);
        be_born(world);
        record = journal_in_flight(&world->life->journal);
        if (record != NULL)
                desk_note_heard(record, world->network_took ? PHONE_SENT_ACCEPTED : PHONE_SENT_UNKNOWN);
        world->network_took = false;
}

static int
set_up(void **state)
{
        struct world *world = calloc(1, sizeof *world);
        int fd;

        snprintf(world->path, sizeof world->path, "/tmp/waymark-desk-XXXXXX");
        fd = mkostemp(world->path, O_CLOEXEC);
        if (fd < 0 || ftruncate(fd, JOURNAL_BYTES) < 0)
                return -1;
        close(fd);
        world->now = 1000000;
        world->birth.guard.answer_within_h = 12;
        memset(world->birth.tag_key, 7, sizeof world->birth.tag_key);
        world->reply = "Advice";
        world->outcome = OUTCOME_ANSWERED;
        world->steps_left = -1;
        for (int i = 0; i < SIM_SLOTS; i++)
                world->sim[i].location = -1;
        be_born(world);
        *state = world;
        return 0;
}

static int
tear_down(void **state)
{
        struct world *world = *state;

        die(world);
        unlink(world->path);
        free(world);
        return 0;
}

/* --- the world --- */

static struct phone_sms *
arrive(struct world *world, int location, const char *from, const char *text)
{
        struct phone_sms *sms = &world->sim[location];

        memset(sms, 0, sizeof *sms);
        sms->location = location;
        sms->fingerprint = (uint64_t)location * 1000 + (uint64_t)world->now;
        sms->check = (uint16_t)(location * 31 + 5);
        sms->kind = PHONE_SMS_KIND_TEXT;
        sms->reference = -1;
        sms->part = sms->total = 1;
        snprintf(sms->sender.secret, sizeof sms->sender.secret, "%s", from);
        snprintf(sms->text, sizeof sms->text, "%s", text);
        return sms;
}

static void
arrive_part(struct world *world, int location, const char *from, int reference, int part, int total, const char *text)
{
        struct phone_sms *sms = arrive(world, location, from, text);

        sms->reference = reference;
        sms->part = part;
        sms->total = total;
}

static int
on_sim(const struct world *world)
{
        int n = 0;

        for (int i = 0; i < SIM_SLOTS; i++)
                n += world->sim[i].location >= 0;
        return n;
}

static void
list(struct world *world)
{
        struct life *life = world->life;

        inbox_begin(&life->inbox);
        for (int i = 0; i < SIM_SLOTS; i++)
                if (world->sim[i].location >= 0)
                        (void)inbox_add(&life->inbox, &world->sim[i], world->now);
        inbox_end(&life->inbox, desk_on_slot_gone, &life->desk);
        desk_settle(&life->desk);
}

static void
answer(struct world *world, uint32_t sequence)
{
        struct wire_answer reply = {.sequence = sequence, .outcome = (uint8_t)world->outcome, .topic = TOPIC_JOB,
                                    .language = code_pack("en"), .priority = 5, .validity_h = 6};

        if (world->outcome == OUTCOME_ANSWERED)
                reply.text_len = (uint16_t)snprintf(reply.text, sizeof reply.text, "%s", world->reply);
        assert_int_equal(wire_send(world->life->engine_fd, WIRE_ANSWER, &reply, -1), 0);
}

/* The engine answers everything that lies there; returns how many it was asked. */
static int
run_engine(struct world *world)
{
        struct wire_message message;
        int n = 0;

        while (wire_receive(world->life->engine_fd, WIRE_MODEM, WIRE_ENGINE, &message, NULL) == 1) {
                assert_int_equal(message.header.type, WIRE_ASK);
                world->last_ask = message.as.ASK;
                world->nasks++;
                answer(world, message.as.ASK.sequence);
                n++;
        }
        turn(world);
        return n;
}

static bool
has_seen(const struct world *world, uint32_t sequence)
{
        for (int i = 0; i < world->nseen; i++)
                if (world->seen[i] == sequence)
                        return true;
        return false;
}

/* Counts a sequence once and acknowledges it always, as the real one. */
static int
run_ledger(struct world *world)
{
        struct wire_message message;
        int n = 0, rc;

        while ((rc = wire_receive(world->life->ledger_fd, WIRE_MODEM, WIRE_LEDGER, &message, NULL)) == 1) {
                struct wire_counted counted = {.sequence = message.as.COUNT.sequence};

                if (!has_seen(world, counted.sequence)) {
                        world->counts[world->nseen] = message.as.COUNT;
                        world->seen[world->nseen++] = counted.sequence;
                }
                assert_int_equal(wire_send(world->life->ledger_fd, WIRE_COUNTED, &counted, -1), 0);
                n++;
        }
        assert_int_equal(rc, 0); /* -EPROTO would be the end of all counting */
        turn(world);
        return n;
}

static void
network_takes(struct world *world, const struct phone_part *part)
{
        struct sent *sent = &world->sent[world->nsent];

        assert_in_range(world->nsent, 0, SENT - 1);
        snprintf(sent->to, sizeof sent->to, "%s", part->to->secret);
        snprintf(sent->text, sizeof sent->text, "%.*s", part->len, part->text);
        sent->part = part->part;
        sent->total = part->total;
        sent->reference = part->reference;
        world->nsent++;
}

static enum phone_sent
word_of_network(struct world *world)
{
        enum phone_sent word = world->nwords > 0 ? world->words[0] : PHONE_SENT_ACCEPTED;

        if (world->nwords > 0) {
                world->nwords--;
                memmove(world->words, world->words + 1, sizeof world->words - sizeof world->words[0]);
        }
        return word;
}

/* False: the process was killed just now. */
static bool
step(struct world *world)
{
        if (world->steps_left < 0)
                return true;
        return world->steps_left-- > 0;
}

/* One part. False: killed. `*did` says if there was something to do. */
static bool
send_one(struct world *world, bool *did)
{
        struct phone_part part;
        struct letter *letter = desk_next_to_send(&world->life->desk, world->now, &part);
        enum phone_sent word;

        if (letter == NULL)
                return true;
        *did = true;
        desk_note_handed_over(letter);
        if (!step(world))
                return false; /* the modem never got the Ctrl-Z */
        word = word_of_network(world);
        if (word == PHONE_SENT_ACCEPTED)
                network_takes(world, &part);
        world->network_took = word == PHONE_SENT_ACCEPTED;
        if (!step(world))
                return false;
        desk_note_sent(letter, word, world->now);
        world->network_took = false;
        if (word == PHONE_SENT_UNKNOWN && journal_in_flight(&world->life->journal) != NULL)
                desk_note_heard(journal_in_flight(&world->life->journal), PHONE_SENT_UNKNOWN);
        return step(world);
}

static bool
clear_one(struct world *world, bool *did)
{
        struct inbox_slot *slot = desk_next_to_clear(&world->life->desk, world->now);

        if (slot == NULL)
                return true;
        *did = true;
        if (!step(world))
                return false;
        world->sim[slot->sms.location].location = -1;
        if (!step(world))
                return false;
        desk_note_cleared(&world->life->desk, slot);
        return step(world);
}

/* Until nothing is left to do at this time. False: killed on the way. */
static bool
work_off(struct world *world)
{
        bool did = true;

        list(world);
        for (int rounds = 0; did; rounds++) {
                assert_in_range(rounds, 0, 5000); /* or it spins */
                did = desk_take_up(&world->life->desk, world->now);
                if (!step(world))
                        return false;
                did = desk_ask(&world->life->desk, world->now) || did;
                if (!step(world))
                        return false;
                did = run_engine(world) > 0 || did;
                if (!step(world) || !send_one(world, &did) || !clear_one(world, &did))
                        return false;
                desk_count(&world->life->desk);
                if (!step(world))
                        return false;
                did = run_ledger(world) > 0 || did;
                if (!step(world))
                        return false;
        }
        return true;
}

static int
records_in_use(struct world *world)
{
        int n = 0;

        for (int i = 0; i < JOURNAL_RECORDS; i++)
                n += journal_at(&world->life->journal, i)->sequence != 0;
        return n;
}

static void
assert_all_done(struct world *world)
{
        assert_int_equal(on_sim(world), 0);
        assert_int_equal(desk_pending(&world->life->desk), 0);
        assert_int_equal(records_in_use(world), 0);
        assert_int_equal(desk_next_time(&world->life->desk, 0), INT64_MAX);
        assert_false(desk_is_counting(&world->life->desk));
}

/* 200 characters of GSM: two parts. */
static const char two_parts[] =
        "one 789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 "
        "123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 123456789 end";

/* --- from SIM to count --- */

static void
a_text_is_asked_answered_deleted_and_counted_once(void **state)
{
        struct world *world = *state;

        arrive(world, 3, ALICE, "job");
        assert_true(work_off(world));
        assert_int_equal(world->nasks, 1);
        assert_string_equal(world->last_ask.text, "job");
        assert_int_equal(world->last_ask.sender, SENDER_KIND_PERSON);
        assert_int_equal(world->last_ask.again, 0);
        assert_int_equal(world->nsent, 1);
        assert_string_equal(world->sent[0].to, ALICE);
        assert_string_equal(world->sent[0].text, "Advice");
        assert_int_equal(world->sent[0].total, 1);
        assert_int_equal(world->nseen, 1);
        assert_int_equal(world->counts[0].topic, TOPIC_JOB);
        assert_int_equal(world->counts[0].outcome, OUTCOME_ANSWERED);
        assert_int_equal(world->counts[0].parts, 1);
        assert_all_done(world);
}

static void
no_number_goes_to_the_engine(void **state)
{
        struct world *world = *state;
        const char *bytes = (const char *)&world->last_ask;

        arrive(world, 3, ALICE, "call me +40 700 000 002 please");
        assert_true(work_off(world));
        for (size_t i = 0; i + 9 < sizeof world->last_ask; i++)
                assert_false(memcmp(bytes + i, "700000001", 9) == 0 || memcmp(bytes + i, "700 000 0", 9) == 0);
        assert_non_null(strstr(world->last_ask.text, "#"));
}

static void
a_long_reply_goes_out_in_order_under_one_reference(void **state)
{
        struct world *world = *state;

        world->reply = two_parts;
        arrive(world, 3, ALICE, "job");
        arrive(world, 4, BOB, "job");
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 4);
        for (int i = 0; i < 4; i++) {
                assert_int_equal(world->sent[i].part, i % 2 + 1);
                assert_int_equal(world->sent[i].total, 2);
        }
        assert_int_equal(world->sent[0].reference, world->sent[1].reference);
        assert_int_equal(world->sent[2].reference, world->sent[3].reference);
        assert_int_not_equal(world->sent[0].reference, world->sent[2].reference);
        assert_int_equal(world->counts[0].parts, 2);
        assert_all_done(world);
}

static void
silence_is_deleted_and_counted_and_nothing_is_sent(void **state)
{
        struct world *world = *state;

        world->outcome = OUTCOME_SILENT;
        arrive(world, 3, ALICE, "you have won");
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 0);
        assert_int_equal(world->nseen, 1);
        assert_int_equal(world->counts[0].outcome, OUTCOME_SILENT);
        assert_int_equal(world->counts[0].parts, 0);
        assert_all_done(world);
}

static void
reports_and_broken_messages_are_not_asked_about(void **state)
{
        struct world *world = *state;

        arrive(world, 3, ALICE, "")->kind = PHONE_SMS_KIND_REPORT;
        assert_true(work_off(world));
        assert_int_equal(world->counts[0].outcome, OUTCOME_REPORT);
        arrive(world, 4, "", "")->kind = PHONE_SMS_KIND_BROKEN;
        for (int i = 0; i < INBOX_BROKEN_TIMES; i++)
                assert_true(work_off(world));
        assert_int_equal(world->counts[1].outcome, OUTCOME_UNREADABLE);
        assert_int_equal(world->nasks, 0);
        assert_int_equal(world->nsent, 0);
        assert_all_done(world);
}

static void
parts_of_a_long_question_are_one_letter(void **state)
{
        struct world *world = *state;

        arrive_part(world, 7, ALICE, 9, 2, 2, "ob");
        arrive_part(world, 3, ALICE, 9, 1, 2, "j");
        assert_true(work_off(world));
        assert_string_equal(world->last_ask.text, "job");
        assert_int_equal(world->nsent, 1);
        assert_int_equal(world->nseen, 1);
        assert_all_done(world);
}

static void
a_backlog_of_256_slots_and_more_is_worked_off(void **state)
{
        struct world *world = *state;

        world->outcome = OUTCOME_SILENT;
        for (int i = 0; i < SIM_SLOTS; i++)
                arrive(world, i, i % 2 == 0 ? ALICE : BOB, "x");
        assert_true(work_off(world));
        assert_true(world->life->inbox.overflowed);
        assert_int_equal(desk_next_time(&world->life->desk, 0), INT64_MAX);
        assert_true(work_off(world));
        assert_true(work_off(world));
        assert_int_equal(world->nseen, SIM_SLOTS);
        assert_all_done(world);
}

/* --- whose turn it is --- */

static void
answer_all(struct world *world, uint8_t priority_of_third)
{
        struct wire_message message;
        int n = 0;

        while (wire_receive(world->life->engine_fd, WIRE_MODEM, WIRE_ENGINE, &message, NULL) == 1) {
                struct wire_answer reply = {.sequence = message.as.ASK.sequence, .outcome = OUTCOME_ANSWERED, .topic = TOPIC_JOB,
                                            .language = code_pack("en"), .priority = n++ == 2 ? priority_of_third : 5};

                reply.text_len = (uint16_t)snprintf(reply.text, sizeof reply.text, "%s", message.as.ASK.text);
                assert_int_equal(wire_send(world->life->engine_fd, WIRE_ANSWER, &reply, -1), 0);
        }
        turn(world);
}

static void
send_all(struct world *world)
{
        bool did = true;

        while (did) {
                did = false;
                assert_true(send_one(world, &did));
        }
}

static void
help_goes_before_all_others(void **state)
{
        struct world *world = *state;

        arrive(world, 1, ALICE, "first");
        arrive(world, 2, BOB, "second");
        arrive(world, 3, "+40700000003", "help");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        answer_all(world, 0);
        send_all(world);
        assert_string_equal(world->sent[0].text, "help");
        assert_string_equal(world->sent[1].text, "first");
        assert_string_equal(world->sent[2].text, "second");
}

static void
who_sends_many_waits_for_the_others(void **state)
{
        struct world *world = *state;

        for (int i = 0; i < 10; i++)
                arrive(world, i, ALICE, "many");
        arrive(world, 10, BOB, "bob");
        arrive(world, 11, "+40700000003", "eve");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        answer_all(world, 5);
        send_all(world);
        assert_int_equal(world->nsent, 12);
        assert_string_equal(world->sent[0].text, "many");
        assert_string_equal(world->sent[1].text, "bob");
        assert_string_equal(world->sent[2].text, "eve");
}

/* The slots of a SIM are in no order. Help still goes first, and many texts of one person still wait. */
static void
who_has_waited_longest_is_answered_first(void **state)
{
        struct world *world = *state;

        arrive(world, 1, ALICE, "today")->stamp_utc = 1800000000;
        arrive(world, 2, BOB, "yesterday")->stamp_utc = 1800000000 - 86400;
        arrive(world, 3, "+40700000003", "help")->stamp_utc = 1800000000 + 60;
        arrive(world, 4, "+40700000004", "before")->stamp_utc = 1800000000 - 90000;
        arrive(world, 5, "+40700000004", "before, again")->stamp_utc = 1800000000 - 89000;
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        answer_all(world, 0);
        send_all(world);
        assert_int_equal(world->nsent, 5);
        assert_string_equal(world->sent[0].text, "help");
        assert_string_equal(world->sent[1].text, "before");
        assert_string_equal(world->sent[2].text, "yesterday");
        assert_string_equal(world->sent[3].text, "today");
        assert_string_equal(world->sent[4].text, "before, again");
}

static void
a_reply_that_has_begun_is_finished_first(void **state)
{
        struct world *world = *state;
        struct phone_part part;
        struct letter *letter;

        world->reply = two_parts;
        arrive(world, 1, ALICE, "a");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        run_engine(world);
        letter = desk_next_to_send(&world->life->desk, world->now, &part);
        desk_note_handed_over(letter);
        desk_note_sent(letter, PHONE_SENT_ACCEPTED, world->now);
        arrive(world, 2, BOB, "x");
        arrive(world, 3, BOB, "y");
        arrive(world, 4, BOB, "help");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        answer_all(world, 0);
        assert_ptr_equal(desk_next_to_send(&world->life->desk, world->now, &part), letter);
        assert_int_equal(part.part, 2);
}

static void
the_engine_is_never_asked_more_than_fits(void **state)
{
        struct world *world = *state;
        struct wire_message message;
        int n = 0;

        for (int i = 0; i < 50; i++)
                arrive(world, i, ALICE, "x");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        assert_false(desk_ask(&world->life->desk, world->now));
        while (wire_receive(world->life->engine_fd, WIRE_MODEM, WIRE_ENGINE, &message, NULL) == 1)
                n++;
        assert_int_equal(n, WIRE_ASKS_OPEN);
        assert_true(link_is_up(&world->life->links.engine));
}

/* --- what the network refuses --- */

static void
tell_words(struct world *world, int n, ...)
{
        va_list args;

        va_start(args, n);
        for (world->nwords = 0; world->nwords < n; world->nwords++)
                world->words[world->nwords] = (enum phone_sent)va_arg(args, int);
        va_end(args);
}

static void
what_is_refused_for_good_is_counted_and_not_tried_again(void **state)
{
        struct world *world = *state;

        tell_words(world, 1, PHONE_SENT_REFUSED);
        arrive(world, 3, ALICE, "job");
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 0);
        assert_int_equal(world->counts[0].outcome, OUTCOME_REFUSED);
        assert_int_equal(world->counts[0].parts, 0);
        assert_all_done(world);
}

static void
what_is_refused_for_now_waits_longer_each_time_and_stays_on_the_sim(void **state)
{
        struct world *world = *state;
        int64_t last = 0;

        tell_words(world, 8, PHONE_SENT_LATER, PHONE_SENT_LATER, PHONE_SENT_BLOCKED, PHONE_SENT_LATER, PHONE_SENT_LATER,
                   PHONE_SENT_LATER, PHONE_SENT_LATER, PHONE_SENT_LATER);
        arrive(world, 3, ALICE, "job");
        for (int i = 0; i < 8; i++) {
                int64_t next;

                assert_true(work_off(world));
                assert_int_equal(world->nsent, 0);
                assert_int_equal(on_sim(world), 1);
                next = desk_next_time(&world->life->desk, 0);
                assert_true(next > world->now);
                assert_true(next - world->now >= last);
                assert_in_range(next - world->now, 5000, 300000);
                last = next - world->now;
                world->now = next;
        }
        assert_int_equal(last, 300000);
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 1);
        assert_int_equal(world->nasks, 1);
        assert_all_done(world);
}

static void
while_one_waits_others_are_served(void **state)
{
        struct world *world = *state;

        tell_words(world, 1, PHONE_SENT_LATER);
        arrive(world, 3, ALICE, "job");
        arrive(world, 4, BOB, "job");
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 1);
        assert_string_equal(world->sent[0].to, BOB);
}

static void
too_late_is_not_sent_any_more(void **state)
{
        struct world *world = *state;

        tell_words(world, 1, PHONE_SENT_LATER);
        arrive(world, 3, ALICE, "job");
        assert_true(work_off(world));
        world->now += 12 * HOUR_MS;
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 0);
        assert_int_equal(world->counts[0].outcome, OUTCOME_EXPIRED);
        assert_all_done(world);
}

static void
the_age_of_a_text_shortens_its_time(void **state)
{
        struct world *world = *state;

        assert_true(netclock_learn(&world->life->clock, 1, 1800000000, 7200, world->now));
        arrive(world, 3, ALICE, "job")->stamp_utc = 1800000000 - 11 * 3600;
        tell_words(world, 1, PHONE_SENT_LATER);
        assert_true(work_off(world));
        assert_int_equal(world->last_ask.age_s, 11 * 3600);
        world->now += HOUR_MS;
        assert_true(work_off(world));
        assert_int_equal(world->counts[0].outcome, OUTCOME_EXPIRED);
}

static void
not_sent_is_tried_at_once_and_then_with_pauses(void **state)
{
        struct world *world = *state;

        tell_words(world, 2, PHONE_SENT_NOT_SENT, PHONE_SENT_NOT_SENT);
        arrive(world, 3, ALICE, "job");
        assert_true(work_off(world));
        assert_int_equal(world->nwords, 0);
        assert_int_equal(world->nsent, 0);
        assert_true(desk_next_time(&world->life->desk, 0) > world->now);
        world->now = desk_next_time(&world->life->desk, 0);
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 1);
        assert_all_done(world);
}

static void
a_part_whose_fate_stays_unknown_is_given_up(void **state)
{
        struct world *world = *state;

        tell_words(world, 3, PHONE_SENT_UNKNOWN, PHONE_SENT_UNKNOWN, PHONE_SENT_UNKNOWN);
        arrive(world, 3, ALICE, "job");
        assert_true(work_off(world));
        assert_int_equal(world->nwords, 0);
        assert_int_equal(world->nsent, 0);
        assert_int_equal(world->counts[0].outcome, OUTCOME_REFUSED);
        assert_all_done(world);
}

static void
refusals_for_now_do_not_use_up_the_tries_of_a_lost_word(void **state)
{
        struct world *world = *state;

        tell_words(world, 4, PHONE_SENT_LATER, PHONE_SENT_LATER, PHONE_SENT_LATER, PHONE_SENT_UNKNOWN);
        arrive(world, 3, ALICE, "job");
        for (int i = 0; i < 4; i++) {
                assert_true(work_off(world));
                if (world->nsent == 0)
                        world->now = desk_next_time(&world->life->desk, 0);
        }
        assert_int_equal(world->nsent, 1);
        assert_int_equal(world->counts[0].outcome, OUTCOME_ANSWERED);
}

static void
a_part_that_kills_the_process_each_time_is_given_up(void **state)
{
        struct world *world = *state;
        struct phone_part part;

        arrive(world, 3, ALICE, "job");
        for (int deaths = 0; deaths < 3; deaths++) {
                struct letter *letter;

                list(world);
                desk_take_up(&world->life->desk, world->now);
                desk_ask(&world->life->desk, world->now);
                run_engine(world);
                letter = desk_next_to_send(&world->life->desk, world->now, &part);
                assert_non_null(letter);
                desk_note_handed_over(letter);
                crash(world);
        }
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 0);
        assert_int_equal(world->counts[0].outcome, OUTCOME_REFUSED);
        assert_all_done(world);
}

static void
what_was_heard_after_a_reconnect_ends_the_reply(void **state)
{
        struct world *world = *state;
        struct phone_part part;
        struct letter *letter;

        arrive(world, 3, ALICE, "job");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        run_engine(world);
        letter = desk_next_to_send(&world->life->desk, world->now, &part);
        desk_note_handed_over(letter);
        desk_note_sent(letter, PHONE_SENT_UNKNOWN, world->now);
        desk_note_heard(journal_in_flight(&world->life->journal), PHONE_SENT_ACCEPTED);
        assert_null(desk_next_to_send(&world->life->desk, world->now, &part));
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 0);
        assert_int_equal(world->counts[0].outcome, OUTCOME_ANSWERED);
        assert_int_equal(world->counts[0].parts, 1);
        assert_all_done(world);
}

/* --- deleting --- */

static void
a_slot_that_cannot_be_cleared_is_tried_again_later_and_answered_once(void **state)
{
        struct world *world = *state;
        struct inbox_slot *slot;
        int64_t next;

        arrive(world, 3, ALICE, "job");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        run_engine(world);
        send_all(world);
        slot = desk_next_to_clear(&world->life->desk, world->now);
        assert_non_null(slot);
        desk_note_not_cleared(&world->life->desk, slot, world->now);
        assert_null(desk_next_to_clear(&world->life->desk, world->now));
        next = desk_next_time(&world->life->desk, 0);
        assert_in_range(next - world->now, 5000, 60000);
        assert_true(work_off(world));
        world->now = next;
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 1);
        assert_int_equal(world->nseen, 1);
        assert_all_done(world);
}

static void
a_deleted_message_that_is_shown_again_is_deleted_again_and_not_answered(void **state)
{
        struct world *world = *state;

        arrive(world, 3, ALICE, "job");
        assert_true(work_off(world));
        world->sim[3].location = 3; /* "OK", said the modem, and kept it */
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 1);
        assert_int_equal(world->nseen, 1);
        assert_int_equal(on_sim(world), 0);
}

static void
what_somebody_else_removed_before_its_answer_is_forgotten(void **state)
{
        struct world *world = *state;

        arrive(world, 3, ALICE, "job");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        world->sim[3].location = -1;
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 0);
        assert_int_equal(world->nseen, 0);
        assert_all_done(world);
}

static void
questions_about_removed_messages_do_not_use_up_the_engines_room(void **state)
{
        struct world *world = *state;

        for (int i = 0; i < 2 * WIRE_ASKS_OPEN; i++) {
                arrive(world, i, ALICE, "x");
                list(world);
                desk_take_up(&world->life->desk, world->now);
                desk_ask(&world->life->desk, world->now);
                world->sim[i].location = -1;
                list(world);
                run_engine(world);
        }
        arrive(world, 299, BOB, "job");
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 1);
        assert_all_done(world);
}

static void
a_letter_whose_slot_was_not_listed_does_not_keep_us_awake(void **state)
{
        struct world *world = *state;
        struct journal_record *lead;

        /* an earlier life decided a message of two slots; this listing had no room for the second */
        assert_non_null(journal_take(&world->life->journal, 1, 8, 253, false));
        lead = journal_take(&world->life->journal, 1, 7, 222, true);
        lead->outcome = OUTCOME_SILENT;
        lead->step = JOURNAL_STEP_DECIDED;
        arrive(world, 7, ALICE, "x");
        for (int i = 0; i < INBOX_SLOTS + 5; i++)
                if (i != 7 && i != 8)
                        arrive(world, i, BOB, "y");
        world->outcome = OUTCOME_SILENT;
        assert_true(work_off(world));
        assert_int_equal(desk_next_time(&world->life->desk, 0), INT64_MAX);
}

/* --- deaths --- */

static void
an_engine_that_dies_is_asked_again_and_says_so(void **state)
{
        struct world *world = *state;

        arrive(world, 3, ALICE, "job");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        assert_true(desk_ask(&world->life->desk, world->now));
        join_peer(world, WIRE_ENGINE, &world->life->engine_fd);
        assert_true(work_off(world));
        assert_int_equal(world->nasks, 1);
        assert_int_equal(world->last_ask.again, 1);
        assert_int_equal(world->nsent, 1);
        assert_all_done(world);
}

static void
a_ledger_that_dies_is_told_again_and_counts_once(void **state)
{
        struct world *world = *state;
        struct wire_message message;

        arrive(world, 3, ALICE, "job");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        run_engine(world);
        send_all(world);
        world->sim[3].location = -1;
        desk_note_cleared(&world->life->desk, desk_next_to_clear(&world->life->desk, world->now));
        desk_count(&world->life->desk);
        assert_true(desk_is_counting(&world->life->desk));
        /* it had counted, and died before it said so */
        assert_int_equal(wire_receive(world->life->ledger_fd, WIRE_MODEM, WIRE_LEDGER, &message, NULL), 1);
        world->counts[world->nseen] = message.as.COUNT;
        world->seen[world->nseen++] = message.as.COUNT.sequence;
        join_peer(world, WIRE_LEDGER, &world->life->ledger_fd);
        assert_true(work_off(world));
        assert_int_equal(world->nseen, 1);
        assert_all_done(world);
}

static void
without_a_ledger_answers_go_on_until_the_journal_is_full(void **state)
{
        struct world *world = *state;

        close(world->life->ledger_fd);
        turn(world);
        assert_false(link_is_up(&world->life->links.ledger));
        world->life->ledger_fd = dup(STDIN_FILENO);
        world->outcome = OUTCOME_SILENT;
        for (int i = 0; i < JOURNAL_RECORDS + 5; i++) {
                bool did = false;

                arrive(world, i % 200, ALICE, "x")->fingerprint = (uint64_t)i + 1;
                list(world);
                desk_take_up(&world->life->desk, world->now);
                desk_ask(&world->life->desk, world->now);
                run_engine(world);
                assert_true(clear_one(world, &did));
                assert_int_equal(did, i < JOURNAL_RECORDS);
        }
        assert_int_equal(on_sim(world), 5);
        assert_int_equal(desk_next_time(&world->life->desk, 0), INT64_MAX);
        join_peer(world, WIRE_LEDGER, &world->life->ledger_fd);
        for (int i = 0; i < JOURNAL_RECORDS; i += WIRE_ASKS_OPEN) {
                struct wire_message message;

                desk_count(&world->life->desk);
                while (wire_receive(world->life->ledger_fd, WIRE_MODEM, WIRE_LEDGER, &message, NULL) == 1)
                        desk_on_counted(&world->life->desk, message.as.COUNT.sequence);
        }
        assert_int_equal(records_in_use(world), 0);
        assert_true(work_off(world));
        assert_int_equal(on_sim(world), 0);
}

/* Two people, one of them with a long question, replies of two parts: killed after every single step, the next life ends it. */
static void
killed_at_any_step_all_is_answered_once_and_counted_once(void **state)
{
        struct world *world = *state;
        bool finished = false;
        int kills = 0;

        world->reply = two_parts;
        for (int steps = 0; !finished; steps++) {
                world->nsent = world->nseen = 0;
                arrive(world, 1, ALICE, "job");
                arrive_part(world, 2, BOB, 9, 2, 2, "ob");
                arrive_part(world, 3, BOB, 9, 1, 2, "j");
                world->steps_left = steps;
                finished = work_off(world);
                world->steps_left = -1;
                if (!finished) {
                        kills++;
                        crash(world);
                        assert_true(work_off(world));
                }
                assert_int_equal(world->nsent, 4);
                assert_int_equal(world->nseen, 2);
                for (int i = 0; i < 2; i++) {
                        assert_int_equal(world->counts[i].outcome, OUTCOME_ANSWERED);
                        assert_int_equal(world->counts[i].parts, 2);
                }
                assert_all_done(world);
                world->now += 100000;
        }
        assert_true(kills > 30);
}

static void
killed_at_every_second_step_it_still_gets_through(void **state)
{
        struct world *world = *state;
        int lives = 1;

        world->reply = two_parts;
        arrive(world, 1, ALICE, "job");
        arrive_part(world, 2, BOB, 9, 2, 2, "ob");
        arrive_part(world, 3, BOB, 9, 1, 2, "j");
        for (world->steps_left = 8; !work_off(world); lives++) {
                crash(world);
                world->steps_left = 4 + lives % 5;
                assert_in_range(lives, 1, 200);
        }
        assert_int_equal(world->nsent, 4);
        assert_int_equal(world->nseen, 2);
        assert_all_done(world);
}

/* What a kill between two stores leaves. */

static void
killed_while_taking_up_a_long_question_it_stays_one_letter(void **state)
{
        struct world *world = *state;
        struct journal_record before[3];

        for (int torn = 0; torn < 3; torn++) {
                world->nsent = world->nseen = 0;
                for (int part = 1; part <= 3; part++)
                        arrive_part(world, part, ALICE, 9 + torn, part, 3, "x");
                list(world);
                assert_true(desk_take_up(&world->life->desk, world->now));
                /* of the records in the order in which they are written only the first `torn` are there */
                for (int i = 0; i < 3; i++)
                        before[i] = *journal_at(&world->life->journal, i);
                for (int i = torn; i < 3; i++)
                        journal_at(&world->life->journal, i)->sequence = 0;
                assert_true(before[2].lead);
                crash(world);
                assert_true(work_off(world));
                assert_int_equal(world->nsent, 1);
                assert_int_equal(world->nseen, 1);
                assert_string_equal(world->last_ask.text, "xxx");
                assert_all_done(world);
                world->now += 100000;
        }
}

static void
killed_between_the_last_part_and_the_decision_nothing_is_sent_again(void **state)
{
        struct world *world = *state;
        struct journal_record *lead;

        world->reply = two_parts;
        arrive(world, 1, ALICE, "job");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        run_engine(world);
        send_all(world);
        lead = journal_find(&world->life->journal, 1, 36);
        assert_int_equal(lead->step, JOURNAL_STEP_DECIDED);
        lead->step = JOURNAL_STEP_SENDING;
        lead->outcome = OUTCOME_NONE;
        lead->in_flight = 1;
        crash(world);
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 2);
        assert_int_equal(world->nseen, 1);
        assert_int_equal(world->counts[0].parts, 2);
        assert_all_done(world);
}

static void
killed_between_the_empty_slot_and_the_next_step_it_is_counted(void **state)
{
        struct world *world = *state;
        struct journal_record *lead = journal_take(&world->life->journal, journal_new_sequence(&world->life->journal), -1, 36, true);

        lead->outcome = OUTCOME_SILENT;
        lead->step = JOURNAL_STEP_DECIDED;
        crash(world);
        assert_true(work_off(world));
        assert_int_equal(world->nseen, 1);
        assert_int_equal(world->counts[0].outcome, OUTCOME_SILENT);
        assert_all_done(world);
}

static void
killed_with_half_a_reply_out_the_other_half_follows(void **state)
{
        struct world *world = *state;
        struct phone_part part;
        struct letter *letter;

        world->reply = two_parts;
        arrive(world, 1, ALICE, "job");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        run_engine(world);
        letter = desk_next_to_send(&world->life->desk, world->now, &part);
        desk_note_handed_over(letter);
        network_takes(world, &part);
        desk_note_sent(letter, PHONE_SENT_ACCEPTED, world->now);
        crash(world);
        assert_true(work_off(world));
        assert_int_equal(world->last_ask.again, 1);
        assert_int_equal(world->nsent, 2);
        assert_int_equal(world->sent[1].part, 2);
        assert_int_equal(world->sent[0].reference, world->sent[1].reference);
        assert_all_done(world);
}

static void
a_reply_that_was_edited_meanwhile_begins_anew(void **state)
{
        struct world *world = *state;
        struct phone_part part;
        struct letter *letter;

        world->reply = two_parts;
        arrive(world, 1, ALICE, "job");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        desk_ask(&world->life->desk, world->now);
        run_engine(world);
        letter = desk_next_to_send(&world->life->desk, world->now, &part);
        desk_note_handed_over(letter);
        network_takes(world, &part);
        desk_note_sent(letter, PHONE_SENT_ACCEPTED, world->now);
        world->reply = "edited";
        crash(world);
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 2);
        assert_string_equal(world->sent[1].text, "edited");
        assert_int_equal(world->counts[0].parts, 1);
        assert_all_done(world);
}

static void
a_text_that_cannot_be_cut_is_not_sent(void **state)
{
        struct world *world = *state;

        world->reply = "\xff\xfe";
        arrive(world, 1, ALICE, "job");
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 0);
        assert_int_equal(world->nseen, 1);
        assert_all_done(world);
}

static void
answers_and_acknowledgements_nobody_asked_for_change_nothing(void **state)
{
        struct world *world = *state;

        answer(world, 77);
        turn(world);
        desk_on_counted(&world->life->desk, 77);
        arrive(world, 1, ALICE, "job");
        list(world);
        desk_take_up(&world->life->desk, world->now);
        answer(world, 1); /* taken up, not asked about yet */
        turn(world);
        desk_on_counted(&world->life->desk, 1);
        assert_true(work_off(world));
        assert_int_equal(world->nsent, 1);
        assert_int_equal(world->nseen, 1);
        assert_all_done(world);
}

static void
nothing_of_a_letter_stays_on_the_desk(void **state)
{
        struct world *world = *state;
        const char *bytes = (const char *)&world->life->desk;

        arrive(world, 1, ALICE, "secret words");
        assert_true(work_off(world));
        for (size_t i = 0; i + 12 < sizeof world->life->desk; i++)
                assert_false(memcmp(bytes + i, ALICE, 12) == 0 || memcmp(bytes + i, "secret words", 12) == 0);
        bytes = (const char *)&world->life->inbox;
        for (size_t i = 0; i + 12 < sizeof world->life->inbox; i++)
                assert_false(memcmp(bytes + i, ALICE, 12) == 0 || memcmp(bytes + i, "secret words", 12) == 0);
        bytes = (const char *)world->life->journal.file;
        for (size_t i = 0; i + 9 < JOURNAL_BYTES; i++)
                assert_false(memcmp(bytes + i, "700000001", 9) == 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
        const struct CMUnitTest tests[] = {
                CASE(a_text_is_asked_answered_deleted_and_counted_once),
                CASE(no_number_goes_to_the_engine),
                CASE(a_long_reply_goes_out_in_order_under_one_reference),
                CASE(silence_is_deleted_and_counted_and_nothing_is_sent),
                CASE(reports_and_broken_messages_are_not_asked_about),
                CASE(parts_of_a_long_question_are_one_letter),
                CASE(a_backlog_of_256_slots_and_more_is_worked_off),
                CASE(help_goes_before_all_others),
                CASE(who_sends_many_waits_for_the_others),
                CASE(who_has_waited_longest_is_answered_first),
                CASE(a_reply_that_has_begun_is_finished_first),
                CASE(the_engine_is_never_asked_more_than_fits),
                CASE(what_is_refused_for_good_is_counted_and_not_tried_again),
                CASE(what_is_refused_for_now_waits_longer_each_time_and_stays_on_the_sim),
                CASE(while_one_waits_others_are_served),
                CASE(too_late_is_not_sent_any_more),
                CASE(the_age_of_a_text_shortens_its_time),
                CASE(not_sent_is_tried_at_once_and_then_with_pauses),
                CASE(a_part_whose_fate_stays_unknown_is_given_up),
                CASE(refusals_for_now_do_not_use_up_the_tries_of_a_lost_word),
                CASE(a_part_that_kills_the_process_each_time_is_given_up),
                CASE(what_was_heard_after_a_reconnect_ends_the_reply),
                CASE(a_slot_that_cannot_be_cleared_is_tried_again_later_and_answered_once),
                CASE(a_deleted_message_that_is_shown_again_is_deleted_again_and_not_answered),
                CASE(what_somebody_else_removed_before_its_answer_is_forgotten),
                CASE(questions_about_removed_messages_do_not_use_up_the_engines_room),
                CASE(a_letter_whose_slot_was_not_listed_does_not_keep_us_awake),
                CASE(an_engine_that_dies_is_asked_again_and_says_so),
                CASE(a_ledger_that_dies_is_told_again_and_counts_once),
                CASE(without_a_ledger_answers_go_on_until_the_journal_is_full),
                CASE(killed_at_any_step_all_is_answered_once_and_counted_once),
                CASE(killed_at_every_second_step_it_still_gets_through),
                CASE(killed_while_taking_up_a_long_question_it_stays_one_letter),
                CASE(killed_between_the_last_part_and_the_decision_nothing_is_sent_again),
                CASE(killed_between_the_empty_slot_and_the_next_step_it_is_counted),
                CASE(killed_with_half_a_reply_out_the_other_half_follows),
                CASE(a_reply_that_was_edited_meanwhile_begins_anew),
                CASE(a_text_that_cannot_be_cut_is_not_sent),
                CASE(answers_and_acknowledgements_nobody_asked_for_change_nothing),
                CASE(nothing_of_a_letter_stays_on_the_desk),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
