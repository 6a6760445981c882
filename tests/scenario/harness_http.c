/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The HTTP side of the test bench.
 */
#include "harness_http.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "common/clock.h"

#define CONNECTIONS_MOST 256
#define ANSWER_ROOM 16384

static struct http_reply last_reply;

int
http_free_port(void)
{
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        socklen_t len = sizeof at;
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) < 0 || getsockname(fd, (struct sockaddr *)&at, &len) < 0)
                abort();
        close(fd);
        return ntohs(at.sin_port);
}

size_t
http_parse(const char *bytes, size_t len, struct http_reply *reply)
{
        const char *end = memmem(bytes, len, "\r\n\r\n", 4);
        const char *length;
        size_t head_len, body_len = 0;

        if (end == NULL)
                return 0;
        head_len = (size_t)(end - bytes) + 4;
        memset(reply, 0, offsetof(struct http_reply, head));
        reply->head_len = head_len < sizeof reply->head ? head_len : sizeof reply->head - 1;
        memcpy(reply->head, bytes, reply->head_len);
        reply->head[reply->head_len] = '\0';
        if (strncmp(reply->head, "HTTP/1.1 100 ", 13) == 0) {
                size_t more = http_parse(bytes + head_len, len - head_len, reply);

                return more > 0 ? head_len + more : 0;
        }
        length = strcasestr(reply->head, "\r\nContent-Length: ");
        if (length != NULL)
                body_len = (size_t)strtoul(length + 18, NULL, 10);
        if (len - head_len < body_len)
                return 0;
        reply->status = (int)strtol(reply->head + 9, NULL, 10);
        reply->len = body_len < sizeof reply->body ? body_len : sizeof reply->body - 1;
        memcpy(reply->body, bytes + head_len, reply->len);
        reply->body[reply->len] = '\0';
        return head_len + body_len;
}

const struct http_reply *
http_curl(struct rig *rig, const char *format, ...)
{
        static char out[ANSWER_ROOM];
        char words[8192], command[8704];
        size_t len = 0, n;
        va_list args;
        FILE *pipe;

        va_start(args, format);
        vsnprintf(words, sizeof words, format, args);
        va_end(args);
        snprintf(command, sizeof command, "curl -q -s -i -m 60 --noproxy '*' %s", words);
        pipe = popen(command, "re");
        if (pipe == NULL)
                rig_fail(rig, "cannot run curl");
        while ((n = fread(out + len, 1, sizeof out - len, pipe)) > 0)
                len += n;
        if (pclose(pipe) == 127 << 8)
                rig_fail(rig, "curl is not installed");
        memset(&last_reply, 0, sizeof last_reply);
        /* an answer to HEAD has a length and no body */
        if (http_parse(out, len, &last_reply) == 0 && len > 9 && strncmp(out, "HTTP/1.1 ", 9) == 0)
                last_reply.status = (int)strtol(out + 9, NULL, 10);
        return &last_reply;
}

const struct http_reply *
http_ussd(struct rig *rig, int port, const char *session, const char *number, const char *path)
{
        char text[1024] = "";

        if (path != NULL)
                snprintf(text, sizeof text, " --data-urlencode 'text=%s'", path);
        return http_curl(rig, "http://127.0.0.1:%d/ussd --data-urlencode 'sessionId=%s' --data-urlencode 'serviceCode=*384#' "
                         "--data-urlencode 'phoneNumber=%s'%s", port, session, number, text);
}

int
http_connect(int port)
{
        struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
        const int on = 1;
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

        if (fd < 0)
                abort();
        if (connect(fd, (struct sockaddr *)&at, sizeof at) < 0) {
                close(fd);
                return -1;
        }
        (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return fd;
}

bool
http_send(int fd, const char *bytes, size_t len)
{
        while (len > 0) {
                ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

                if (n <= 0)
                        return false;
                bytes += n;
                len -= (size_t)n;
        }
        return true;
}

const struct http_reply *
http_read(struct rig *rig, int fd)
{
        int64_t deadline = clock_ms() + RIG_MS;
        char bytes[ANSWER_ROOM];
        size_t len = 0;

        memset(&last_reply, 0, sizeof last_reply);
        for (;;) {
                struct pollfd one = {.fd = fd, .events = POLLIN};
                int64_t left = deadline - clock_ms();
                ssize_t n;

                if (left <= 0 || poll(&one, 1, (int)left) <= 0)
                        rig_fail(rig, "neither an answer nor the end of the connection");
                n = recv(fd, bytes + len, sizeof bytes - len, 0);
                if (n <= 0)
                        return &last_reply;
                len += (size_t)n;
                if (http_parse(bytes, len, &last_reply) > 0)
                        return &last_reply;
        }
}

/* --- the flood --- */

struct stream {
        int fd;
        long request;                   /* that is under way, -1 if none */
        size_t len;
        char bytes[ANSWER_ROOM];
};

struct flooding {
        struct rig *rig;
        struct http_flood *flood;
        int epoll_fd;
        long next;
        struct stream streams[CONNECTIONS_MOST];
};

static void
open_stream(struct flooding *flooding, struct stream *stream)
{
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = stream};
        int64_t deadline = clock_ms() + RIG_MS;

        stream->len = 0;
        while ((stream->fd = http_connect(flooding->flood->port)) < 0) { /* it may be between two lives */
                if (clock_ms() > deadline)
                        rig_fail(flooding->rig, "nobody listens");
                (void)poll(NULL, 0, 2);
        }
        if (epoll_ctl(flooding->epoll_fd, EPOLL_CTL_ADD, stream->fd, &event) < 0)
                rig_fail(flooding->rig, "epoll");
}

static void
send_request(struct flooding *flooding, struct stream *stream)
{
        char request[4096];
        size_t len = flooding->flood->write(stream->request, request, sizeof request);

        (void)http_send(stream->fd, request, len); /* if it failed the end of the connection is read next */
}

static void
send_next(struct flooding *flooding, struct stream *stream)
{
        stream->request = flooding->next < flooding->flood->n ? flooding->next++ : -1;
        if (stream->request >= 0)
                send_request(flooding, stream);
}

static void
open_again(struct flooding *flooding, struct stream *stream)
{
        close(stream->fd);
        open_stream(flooding, stream);
        if (stream->request >= 0) {
                flooding->flood->nbroken++;
                send_request(flooding, stream);
        }
}

static void
take_answer(struct flooding *flooding, struct stream *stream)
{
        struct http_flood *flood = flooding->flood;
        size_t taken = http_parse(stream->bytes, stream->len, &last_reply);

        if (taken == 0)
                return;
        stream->len -= taken;
        memmove(stream->bytes, stream->bytes + taken, stream->len);
        if (flood->is_right(stream->request, &last_reply))
                flood->nright++;
        else
                flood->nwrong++;
        if (flood->on_tick != NULL && (flood->nright + flood->nwrong) % 1000 == 0)
                flood->on_tick(flooding->rig, flood->nright + flood->nwrong);
        send_next(flooding, stream);
}

static void
on_stream(struct flooding *flooding, struct stream *stream)
{
        ssize_t n = recv(stream->fd, stream->bytes + stream->len, sizeof stream->bytes - stream->len, MSG_DONTWAIT);

        if (n < 0 && (errno == EAGAIN || errno == EINTR))
                return;
        if (n <= 0) {
                open_again(flooding, stream);
                return;
        }
        stream->len += (size_t)n;
        take_answer(flooding, stream);
}

static double
now_s(void)
{
        struct timespec ts;

        clock_gettime(CLOCK_MONOTONIC, &ts);
        return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

void
http_flood(struct rig *rig, struct http_flood *flood)
{
        struct flooding *flooding = calloc(1, sizeof *flooding);
        struct epoll_event events[64];
        double began = now_s();

        flood->nright = flood->nwrong = flood->nbroken = 0;
        if (flooding == NULL || flood->connections > CONNECTIONS_MOST)
                abort();
        flooding->rig = rig;
        flooding->flood = flood;
        flooding->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
        for (int i = 0; i < flood->connections; i++) {
                open_stream(flooding, &flooding->streams[i]);
                send_next(flooding, &flooding->streams[i]);
        }
        while (flood->nright + flood->nwrong < flood->n) {
                int n = epoll_wait(flooding->epoll_fd, events, 64, RIG_MS);

                if (n <= 0)
                        rig_fail(rig, "%ld of %ld requests were never answered", flood->n - flood->nright - flood->nwrong, flood->n);
                for (int i = 0; i < n; i++)
                        on_stream(flooding, events[i].data.ptr);
        }
        flood->seconds = now_s() - began;
        for (int i = 0; i < flood->connections; i++)
                close(flooding->streams[i].fd);
        close(flooding->epoll_fd);
        free(flooding);
}
