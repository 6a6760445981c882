/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The gsup process among an engine and a ledger that were taken over, and an honest HLR: people dial and type, and the pages and
 * acknowledgements that come are of any kind, for them or for nobody. Whatever comes, each of them hears something in the end.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "gsup/gsup.h"
#include "gsup/gsup_message.h"
#include "gsup/ipa.h"
#include "gsup/ss.h"
#include "peers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const long fuzz_cost = 10;

enum { ENGINE, LEDGER };
#define PEOPLE 4

static const struct peers_template templates[] = {
        {ENGINE, {.header = {.type = WIRE_PAGE}, .as.PAGE = {.day = PEERS_DAY, .outcome = OUTCOME_ANSWERED, .topic = 1, .text = "1 Help 112\n2 Job"}}},
        {ENGINE, {.header = {.type = WIRE_PAGE}, .as.PAGE = {.day = PEERS_DAY, .ends = 1, .outcome = OUTCOME_ANSWERED, .topic = 1, .text = "Допомога 112"}}},
        {ENGINE, {.header = {.type = WIRE_PAGE}, .as.PAGE = {.outcome = OUTCOME_IGNORED}}},
        {ENGINE, {.header = {.type = WIRE_PAGE}, .as.PAGE = {.text = "1 Help 112"}}},
        {LEDGER, {.header = {.type = WIRE_COUNTED}, .as.COUNTED = {.sequence = 1}}},
};

/* A session: *123# dialled, "1" typed (TS 24.080). */
static const uint8_t dialled[] = {0xa1, 0x12, 0x02, 0x01, 0x05, 0x02, 0x01, 0x3b, 0x30, 0x0a, 0x04, 0x01, 0x0f, 0x04, 0x05, 0xaa, 0x98, 0x6c, 0x36, 0x02};
static const uint8_t typed[] = {0xa2, 0x10, 0x02, 0x01, 0x05, 0x30, 0x0b, 0x02, 0x01, 0x3c, 0x30, 0x06, 0x04, 0x01, 0x0f, 0x04, 0x01, 0x31};

static struct {
        unsigned port;
        int listener, fd;
        uint8_t bytes[1 << 16];         /* what came and was not looked at */
        size_t len;
        bool knows_it;                  /* by the name, and the echo went back */
        uint32_t first;                 /* session of the four of this input */
        int said[PEOPLE];               /* how often each was told something */
        bool over[PEOPLE];
} hlr = {.fd = -1};

static int
live(int parent_fd)
{
        struct gsup_birth birth = {.parent_fd = parent_fd, .pulse = pulse_map(1), .name = "waymark", .session_s = 60};

        close(hlr.listener);
        snprintf(birth.hlr, sizeof birth.hlr, "127.0.0.1:%u", hlr.port);
        return gsup_main(&birth);
}

/* --- the HLR ---------------------------------------------------------------------------------------------- */

static void
listen_now(void)
{
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof address;

        hlr.listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        peers_must(bind(hlr.listener, (const struct sockaddr *)&address, sizeof address) == 0 && listen(hlr.listener, 1) == 0 &&
                   getsockname(hlr.listener, (struct sockaddr *)&address, &len) == 0, "no port");
        hlr.port = ntohs(address.sin_port);
}

static void
send_frame(const uint8_t *message, size_t len)
{
        uint8_t frame[IPA_FRAME_MAX];
        size_t size = ipa_write_gsup(message, len, frame, sizeof frame);

        peers_must(size > 0 && send(hlr.fd, frame, size, MSG_NOSIGNAL) == (ssize_t)size, "gsup has hung up on the HLR");
}

/* What is for a phone. The echo, which is for nobody, goes back: the HLR knows who it is. */
static void
take_gsup(const struct ipa_frame *frame)
{
        struct gsup_message message;
        struct ss_component component;
        uint32_t who;

        peers_must(gsup_message_read(frame->content, frame->content_len, &message) == 0, "a GSUP message that is none");
        if (message.component == NULL) {
                hlr.knows_it = true;
                send_frame(frame->content, frame->content_len);
                return;
        }
        peers_must(ss_read(message.component, message.component_len, &component) == 0 && component.text_len <= SS_TEXT_MAX,
                   "a component that is none");
        who = message.session - hlr.first;
        if (who >= PEOPLE)
                return; /* a session of an earlier input */
        peers_must(!hlr.over[who], "something is said in a session that is over");
        hlr.said[who]++;
        hlr.over[who] = message.state == GSUP_STATE_END;
}

static void
take_frames(void)
{
        struct ipa_frame frame;
        size_t used = 0;
        int rc;

        while ((rc = ipa_read(hlr.bytes + used, hlr.len - used, &frame)) == 1) {
                if (frame.kind == IPA_KIND_GSUP)
                        take_gsup(&frame);
                used += frame.size;
        }
        peers_must(rc == 0, "no frame begins so");
        memmove(hlr.bytes, hlr.bytes + used, hlr.len - used);
        hlr.len -= used;
}

/* Reads until there is nothing, waiting for something if `patience_ms` says so. */
static bool
hear_line(int patience_ms)
{
        struct pollfd one = {.fd = hlr.fd, .events = POLLIN};
        ssize_t n;

        if (poll(&one, 1, patience_ms) != 1)
                return false;
        n = recv(hlr.fd, hlr.bytes + hlr.len, sizeof hlr.bytes - hlr.len, MSG_DONTWAIT);
        peers_must(n > 0, "gsup has hung up on the HLR");
        hlr.len += (size_t)n;
        take_frames();
        return true;
}

static void
greet(void)
{
        static const uint8_t who_are_you[] = {0x00, 0x03, 0xfe, 0x04, 0x01, 0x08};
        struct pollfd one = {.fd = hlr.listener, .events = POLLIN};
        int on = 1;

        peers_must(poll(&one, 1, PEERS_WAIT_MS) == 1, "gsup does not call the HLR");
        hlr.fd = accept4(hlr.listener, NULL, NULL, SOCK_CLOEXEC);
        peers_must(hlr.fd >= 0 && send(hlr.fd, who_are_you, sizeof who_are_you, MSG_NOSIGNAL) == (ssize_t)sizeof who_are_you, "gsup hangs up");
        (void)setsockopt(hlr.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        while (!hlr.knows_it)
                peers_must(hear_line(PEERS_WAIT_MS), "gsup does not say who it is");
}

static void
of_a_phone(int who, enum gsup_type type, enum gsup_state state, const uint8_t *component, size_t len)
{
        struct gsup_message message = {.type = type, .state = state, .session = hlr.first + (uint32_t)who, .component = component, .component_len = len};
        uint8_t bytes[GSUP_MESSAGE_MAX];
        char digits[16];

        snprintf(digits, sizeof digits, "00101%010u", message.session % 1000000000);
        peers_must(imsi_from_digits(digits, &message.imsi), "no IMSI");
        send_frame(bytes, gsup_message_write(&message, bytes, sizeof bytes));
}

/* --- one input ---------------------------------------------------------------------------------------------- */

/* People dial, until the engine has heard of them. */
static void
dial(struct peers *peers, struct fuzz_input *input)
{
        unsigned long before = peers->nheard;

        (void)input;
        if (hlr.fd < 0)
                greet();
        hlr.first += PEOPLE;
        memset(hlr.said, 0, sizeof hlr.said);
        memset(hlr.over, 0, sizeof hlr.over);
        for (int i = 0; i < PEOPLE; i++)
                of_a_phone(i, GSUP_TYPE_SS_REQUEST, GSUP_STATE_BEGIN, dialled, sizeof dialled);
        while (peers->nheard < before + PEOPLE)
                peers_must(peers_wait(peers, PEERS_WAIT_MS), "gsup does not ask for somebody");
}

/* Whatever was said, who was not told anything is when an honest engine comes; some type on, and all hang up. */
static void
hear_all(struct peers *peers)
{
        int64_t until = clock_ms() + PEERS_WAIT_MS;

        for (int i = 0; i < PEOPLE; i++)
                while (hlr.said[i] == 0) {
                        peers_must(clock_ms() < until, "somebody is told nothing");
                        peers_hear(peers);
                        peers_settle(peers);
                        (void)hear_line(1);
                }
        for (int i = 0; i < PEOPLE; i++)
                if (!hlr.over[i])
                        of_a_phone(i, GSUP_TYPE_SS_REQUEST, GSUP_STATE_CONTINUE, typed, sizeof typed);
        for (int i = 0; i < PEOPLE; i++)
                if (!hlr.over[i])
                        of_a_phone(i, GSUP_TYPE_SS_REQUEST, GSUP_STATE_END, NULL, 0);
        peers_hear(peers);
        peers_settle(peers);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct peers peers = {.name = "gsup", .role = WIRE_GSUP, .state = WIRE_FRONT_STATE, .n = 2,
                                     .list = {{WIRE_ENGINE, 0, 0}, {WIRE_LEDGER, 0, 0}},
                                     .templates = templates, .ntemplates = sizeof templates / sizeof templates[0], .live = live,
                                     .before = dial, .after = hear_all};

        if (hlr.port == 0)
                listen_now();
        peers_try(&peers, data, size);
        return 0;
}
