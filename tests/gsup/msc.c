/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The small MSC. It blocks where a test wants to wait.
 */
#include "msc.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/clock.h"
#include "gsup/ipa.h"

#define IN (1 << 16)
#define GREETING_MS 20000

struct msc {
        int fd;
        char name[IPA_NAME_MAX];
        bool is_known;
        uint8_t in[IN];
        size_t len;
};

static void
send_all(struct msc *msc, const uint8_t *bytes, size_t len)
{
        while (len > 0) {
                ssize_t n = send(msc->fd, bytes, len, MSG_NOSIGNAL);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return; /* the test sees that nothing comes back */
                bytes += n;
                len -= (size_t)n;
        }
}

static void
send_message(struct msc *msc, const struct gsup_message *message)
{
        uint8_t bytes[GSUP_MESSAGE_MAX], frame[IPA_FRAME_MAX];
        size_t len = gsup_message_write(message, bytes, sizeof bytes);

        send_all(msc, frame, ipa_write_gsup(bytes, len, frame, sizeof frame));
}

void
msc_send(struct msc *msc, const struct phone *phone, enum gsup_state state, const void *component, size_t len)
{
        struct gsup_message message = {
                .type = GSUP_TYPE_SS_REQUEST, .state = state, .session = phone->session, .component = component, .component_len = len};

        if (!imsi_from_digits(phone->imsi, &message.imsi))
                abort();
        send_message(msc, &message);
}

static void
send_text(struct msc *msc, const struct phone *phone, enum gsup_state state, enum ss_kind kind, uint8_t id, const struct coded *coded)
{
        const struct ss_component component = {
                .kind = kind,
                .operation = kind == SS_KIND_INVOKE ? SS_OPERATION_PROCESS : SS_OPERATION_ASK,
                .invoke_id = id,
                .coding = coded->scheme,
                .text = coded->octets,
                .text_len = coded->len,
        };
        uint8_t bytes[SS_COMPONENT_MAX];

        msc_send(msc, phone, state, bytes, ss_write(&component, bytes, sizeof bytes));
}

static struct coded
code_raw(uint8_t scheme, const void *octets, size_t len)
{
        struct coded coded = {.scheme = scheme, .len = (uint8_t)len};

        if (len > sizeof coded.octets)
                abort();
        memcpy(coded.octets, octets, len);
        return coded;
}

static struct coded
code(const char *text)
{
        struct coded coded;

        if (coding_write(text, &coded) < 0)
                abort();
        return coded;
}

void
msc_dial(struct msc *msc, struct phone *phone, const char *text)
{
        const struct coded coded = code(text);

        send_text(msc, phone, GSUP_STATE_BEGIN, SS_KIND_INVOKE, phone->invoke_id, &coded);
}

void
msc_dial_raw(struct msc *msc, struct phone *phone, uint8_t scheme, const void *octets, size_t len)
{
        const struct coded coded = code_raw(scheme, octets, len);

        send_text(msc, phone, GSUP_STATE_BEGIN, SS_KIND_INVOKE, phone->invoke_id, &coded);
}

void
msc_type(struct msc *msc, const struct phone *phone, const char *text)
{
        const struct coded coded = code(text);

        send_text(msc, phone, GSUP_STATE_CONTINUE, SS_KIND_RESULT, phone->asked_id, &coded);
}

void
msc_type_raw(struct msc *msc, const struct phone *phone, uint8_t scheme, const void *octets, size_t len)
{
        const struct coded coded = code_raw(scheme, octets, len);

        send_text(msc, phone, GSUP_STATE_CONTINUE, SS_KIND_RESULT, phone->asked_id, &coded);
}

void
msc_abort(struct msc *msc, const struct phone *phone)
{
        msc_send(msc, phone, GSUP_STATE_END, NULL, 0);
}

/* --- in --- */

static void
digits_of(const struct imsi *imsi, char digits[static 20])
{
        size_t n = 0;

        for (size_t i = 0; i < imsi->len; i++) {
                digits[n++] = (char)('0' + (imsi->secret[i] & 0xf));
                if (imsi->secret[i] >> 4 <= 9)
                        digits[n++] = (char)('0' + (imsi->secret[i] >> 4));
        }
        digits[n] = '\0';
}

static bool
take_gsup(struct msc *msc, const struct ipa_frame *frame, struct heard *heard)
{
        struct gsup_message message;

        if (gsup_message_read(frame->content, frame->content_len, &message) < 0)
                return false;
        if (message.type == GSUP_TYPE_SS_RESULT && message.component == NULL) {
                msc->is_known = true; /* our echo */
                return false;
        }
        memset(heard, 0, sizeof *heard);
        digits_of(&message.imsi, heard->imsi);
        heard->session = message.session;
        heard->type = message.type;
        heard->state = message.state;
        heard->cause = message.cause;
        heard->has_component =
                message.component != NULL && ss_read(message.component, message.component_len, &heard->component) == 0;
        if (heard->has_component && heard->component.text != NULL) {
                heard->scheme = heard->component.coding;
                heard->octets = heard->component.text_len;
                coding_read(heard->scheme, heard->component.text, heard->octets, heard->text);
                heard->component.text = NULL;
        }
        return true;
}

/* Who we are, and a message to ourselves: when it comes back the HLR knows our name. */
static void
introduce(struct msc *msc)
{
        struct gsup_message echo = {.type = GSUP_TYPE_SS_RESULT, .state = GSUP_STATE_END, .peer = msc->name};
        uint8_t frame[IPA_FRAME_MAX];

        send_all(msc, frame, ipa_write_identity(msc->name, frame, sizeof frame));
        (void)imsi_from_digits("001010000000000", &echo.imsi);
        send_message(msc, &echo);
}

/* True if `heard` was filled from what is here already. */
static bool
take_frame(struct msc *msc, struct heard *heard)
{
        struct ipa_frame frame;
        bool found = false;

        while (!found && ipa_read(msc->in, msc->len, &frame) == 1) {
                uint8_t pong[8];

                if (frame.kind == IPA_KIND_IDENTITY_REQUEST)
                        introduce(msc);
                else if (frame.kind == IPA_KIND_PING)
                        send_all(msc, pong, ipa_write_plain(IPA_KIND_PONG, pong, sizeof pong));
                else if (frame.kind == IPA_KIND_GSUP)
                        found = take_gsup(msc, &frame, heard);
                memmove(msc->in, msc->in + frame.size, msc->len - frame.size);
                msc->len -= frame.size;
        }
        return found;
}

static bool
receive(struct msc *msc, int64_t deadline_ms)
{
        struct pollfd poll_one = {.fd = msc->fd, .events = POLLIN};
        int64_t left = deadline_ms - clock_ms();
        ssize_t n;

        if (poll(&poll_one, 1, left > 0 ? (int)left : 0) <= 0)
                return false;
        n = recv(msc->fd, msc->in + msc->len, sizeof msc->in - msc->len, 0);
        if (n <= 0)
                return false;
        msc->len += (size_t)n;
        return true;
}

bool
msc_hear(struct msc *msc, struct heard *heard, int patience_ms)
{
        int64_t deadline_ms = clock_ms() + patience_ms;

        while (!take_frame(msc, heard))
                if (!receive(msc, deadline_ms))
                        return false;
        return true;
}

bool
msc_hear_for(struct msc *msc, struct phone *phone, struct heard *heard, int patience_ms)
{
        int64_t deadline_ms = clock_ms() + patience_ms;

        do {
                int64_t left = deadline_ms - clock_ms();

                if (!msc_hear(msc, heard, left > 0 ? (int)left : 0))
                        return false;
        } while (heard->session != phone->session || strcmp(heard->imsi, phone->imsi) != 0);
        if (heard->has_component && heard->component.kind == SS_KIND_INVOKE)
                phone->asked_id = heard->component.invoke_id;
        return true;
}

int
msc_fd(const struct msc *msc)
{
        return msc->fd;
}

/* --- the whole --- */

struct msc *
msc_open(const char *address, const char *name)
{
        struct sockaddr_in to = {.sin_family = AF_INET};
        struct msc *msc = calloc(1, sizeof *msc);
        int64_t deadline_ms = clock_ms() + GREETING_MS;
        char host[32];
        int on = 1;
        struct heard heard;

        if (msc == NULL || sscanf(address, "%31[^:]:%hu", host, &to.sin_port) != 2)
                abort();
        to.sin_port = htons(to.sin_port);
        inet_pton(AF_INET, host, &to.sin_addr);
        snprintf(msc->name, sizeof msc->name, "%s", name);
        msc->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        (void)setsockopt(msc->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(msc->fd, (struct sockaddr *)&to, sizeof to) < 0)
                goto fail;
        while (!msc->is_known) {
                (void)take_frame(msc, &heard);
                if (!msc->is_known && !receive(msc, deadline_ms))
                        goto fail;
        }
        return msc;
fail:
        msc_close(msc);
        return NULL;
}

void
msc_close(struct msc *msc)
{
        if (msc == NULL)
                return;
        close(msc->fd);
        free(msc);
}
