/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A journal that somebody damaged: any bytes as the file, then records whose fields are random but near the truth. Whatever it says, the
 * desk must come to its end: every message removed, every record freed, nothing told to the ledger that the table does not allow, and
 * no part that the reply does not have.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/code.h"
#include "modem/desk.h"

#define SLOTS 12
#define ROUNDS 400                      /* far more than it takes */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct world {
        struct modem_birth birth;
        struct loop loop;
        struct links links;
        struct inbox inbox;
        struct desk desk;
        struct journal journal;
        struct netclock clock;
        int parent_fd, engine_fd, ledger_fd;
        int64_t now;
        bool full[SLOTS];
} world;

static void
must(int true_or_bug)
{
        if (!true_or_bug)
                abort();
}

static void
handle(void *context, struct link *from, const struct wire_message *message)
{
        (void)context;
        (void)from;
        if (message->header.type == WIRE_ANSWER)
                desk_on_answer(&world.desk, &message->as.ANSWER, world.now);
        else if (message->header.type == WIRE_COUNTED)
                desk_on_counted(&world.desk, message->as.COUNTED.sequence);
}

static int
connect_peer(enum wire_role role)
{
        const struct wire_peer peer = {.role = (uint8_t)role};
        int fds[2];

        must(wire_pair(fds) == 0);
        must(wire_send(world.parent_fd, WIRE_PEER, &peer, fds[0]) == 0);
        close(fds[0]);
        loop_turn(&world.loop, 0);
        return fds[1];
}

static void
begin(const struct journal_file *file)
{
        static const struct links_handlers handlers = {.handle = handle};
        int fd = memfd_create("journal", MFD_CLOEXEC), fds[2];

        memset(&world, 0, sizeof world);
        world.now = 1000000;
        world.birth.guard.answer_within_h = 12;
        must(fd >= 0 && write(fd, file, sizeof *file) == (ssize_t)sizeof *file);
        must(journal_open(&world.journal, fd) == 0);
        must(wire_pair(fds) == 0);
        loop_init(&world.loop);
        links_init(&world.links, &world.loop, WIRE_MODEM, fds[0], &handlers, NULL);
        world.parent_fd = fds[1];
        world.engine_fd = connect_peer(WIRE_ENGINE);
        world.ledger_fd = connect_peer(WIRE_LEDGER);
        desk_init(&world.desk, &world.birth, &world.links, &world.inbox, &world.journal, &world.clock);
        for (int i = 0; i < SLOTS; i++)
                world.full[i] = i % 3 != 0;
}

static void
end(void)
{
        close(world.links.parent.fd);
        close(world.links.engine.fd);
        close(world.links.ledger.fd);
        close(world.parent_fd);
        close(world.engine_fd);
        close(world.ledger_fd);
        journal_close(&world.journal);
}

static void
list(void)
{
        inbox_begin(&world.inbox);
        for (int i = 0; i < SLOTS; i++) {
                struct phone_sms sms = {.location = i, .check = (uint16_t)i, .fingerprint = (uint64_t)i, .kind = PHONE_SMS_KIND_TEXT,
                                        .reference = -1, .part = 1, .total = 1, .sender = {.secret = "+40700000001"}};

                if (i % 4 == 1) {
                        sms.reference = 7;
                        sms.total = 3;
                        sms.part = 1 + i / 4;
                }
                snprintf(sms.text, sizeof sms.text, "text %d", i);
                if (world.full[i])
                        (void)inbox_add(&world.inbox, &sms, world.now);
        }
        inbox_end(&world.inbox, desk_on_slot_gone, &world.desk);
        desk_settle(&world.desk);
}

static void
answer_all(void)
{
        static const char text[] =
                "a text of two parts a text of two parts a text of two parts a text of two parts a text of two parts a text of two "
                "parts a text of two parts a text of two parts a text of two parts";
        struct wire_message message;
        int rc;

        while ((rc = wire_receive(world.engine_fd, WIRE_MODEM, WIRE_ENGINE, &message, NULL)) == 1) {
                struct wire_answer answer = {.sequence = message.as.ASK.sequence, .outcome = OUTCOME_ANSWERED, .topic = TOPIC_JOB,
                                             .language = code_pack("en")};

                answer.text_len = (uint16_t)snprintf(answer.text, sizeof answer.text, "%s", text);
                must(wire_send(world.engine_fd, WIRE_ANSWER, &answer, -1) == 0);
        }
        must(rc == 0);
        while ((rc = wire_receive(world.ledger_fd, WIRE_MODEM, WIRE_LEDGER, &message, NULL)) == 1) {
                struct wire_counted counted = {.sequence = message.as.COUNT.sequence};

                must(wire_send(world.ledger_fd, WIRE_COUNTED, &counted, -1) == 0);
        }
        must(rc == 0);
        loop_turn(&world.loop, 0);
}

static bool
all_is_done(void)
{
        for (int i = 0; i < SLOTS; i++)
                if (world.full[i])
                        return false;
        for (int i = 0; i < JOURNAL_RECORDS; i++)
                if (journal_at(&world.journal, i)->sequence != 0)
                        return false;
        return desk_pending(&world.desk) == 0;
}

static void
work_off(unsigned words)
{
        struct journal_record *record = journal_in_flight(&world.journal);
        struct inbox_slot *slot;
        struct phone_part part;
        struct letter *letter;

        if (record != NULL)
                desk_note_heard(record, words % 2 == 0 ? PHONE_SENT_ACCEPTED : PHONE_SENT_UNKNOWN);
        for (int round = 0; !all_is_done(); round++) {
                must(round < ROUNDS);
                if (round % 8 == 0) {
                        list();
                        world.now += 15000;
                }
                desk_take_up(&world.desk, world.now);
                desk_ask(&world.desk, world.now);
                answer_all();
                letter = desk_next_to_send(&world.desk, world.now, &part);
                if (letter != NULL) {
                        must(part.part >= 1 && part.part <= part.total && part.total <= SEGMENT_PARTS);
                        must(part.len > 0 && part.text >= letter->reply && part.text + part.len <= letter->reply + sizeof letter->reply);
                        desk_note_handed_over(letter);
                        desk_note_sent(letter, PHONE_SENT_ACCEPTED, world.now);
                }
                slot = desk_next_to_clear(&world.desk, world.now);
                if (slot != NULL) {
                        world.full[slot->sms.location] = false;
                        desk_note_cleared(&world.desk, slot);
                }
                desk_count(&world.desk);
                (void)desk_next_time(&world.desk, 0);
        }
}

static void
run(const struct journal_file *file, unsigned words)
{
        begin(file);
        work_off(words);
        end();
}

/* Records that look like ours, with fields that contradict each other. */
static void
fill_near_the_truth(struct journal_file *file, const uint8_t *data, size_t size)
{
        size_t n = size / 8 < 40 ? size / 8 : 40;

        for (size_t i = 0; i < n; i++, data += 8)
                file->records[i * (data[0] % 3 + 1)] = (struct journal_record){
                        .sequence = data[0] % 8,
                        .location = data[1] % 16 - 2,
                        .check = (uint16_t)(data[1] % 16 - 2),
                        .lead = data[2] % 2,
                        .step = data[2] / 2 % 7,
                        .outcome = data[3] % (OUTCOME_COUNT + 2),
                        .topic = data[4] % (TOPIC_COUNT + 2),
                        .language = data[4] % 5 == 0 ? (uint16_t)(data[5] * 256 + data[6]) : code_pack("en"),
                        .day = data[5] % 7 == 0 ? -1 : data[5] * 300,
                        .parts_done = data[6] % 5,
                        .in_flight = data[6] / 8 % 6,
                        .unknowns = data[7] % 5,
                        .tries = data[7],
                };
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct journal_file file;
        unsigned char *bytes = (unsigned char *)&file;

        if (size == 0)
                return 0;
        for (size_t i = 0; i < sizeof file; i++)
                bytes[i] = data[i % size];
        run(&file, data[0]);
        file.magic = 0x574d4a31U;
        file.version = 1;
        run(&file, data[0]);
        memset(file.records, 0, sizeof file.records);
        file.next_sequence = data[0] % 4;
        fill_near_the_truth(&file, data, size);
        run(&file, data[0]);
        return 0;
}
