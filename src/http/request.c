/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One HTTP request: its line, its header, its body, its answer. libmicrohttpd hands over pointers into its own buffer of the connection,
 * which lives on until the next request: numbers and texts are overwritten there as soon as they were read.
 */
#include "server_priv.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/clock.h"

#define PASSED_OVER ((size_t)128 * 1024) /* of a body that is too long: read and dropped up to here, so that the answer gets through */

static const char type_text[] = "text/plain; charset=utf-8";
static const char type_form[] = "application/x-www-form-urlencoded";

/* --- fixed answers --- */

static struct MHD_Response *
fixed_reply(const char *words)
{
        struct MHD_Response *response =
                MHD_create_response_from_buffer(strlen(words), (void *)(uintptr_t)words, MHD_RESPMEM_PERSISTENT);

        if (response == NULL || MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type_text) != MHD_YES ||
            MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store") != MHD_YES)
                return NULL;
        return response;
}

bool
request_make_replies(struct server *server)
{
        for (enum refusal i = REFUSAL_NONE; i < REFUSAL_COUNT; i++) {
                server->refused[i] = fixed_reply(refusal_words(i));
                if (server->refused[i] == NULL)
                        return false;
                if (refusal_status(i) == MHD_HTTP_SERVICE_UNAVAILABLE)
                        (void)MHD_add_response_header(server->refused[i], MHD_HTTP_HEADER_RETRY_AFTER, "1");
                if (refusal_status(i) == MHD_HTTP_METHOD_NOT_ALLOWED)
                        (void)MHD_add_response_header(server->refused[i], MHD_HTTP_HEADER_ALLOW, "POST");
        }
        server->well = fixed_reply("ok\n");
        server->unwell = fixed_reply("not ready\n");
        if (server->unwell != NULL)
                (void)MHD_add_response_header(server->unwell, MHD_HTTP_HEADER_RETRY_AFTER, "1");
        return server->well != NULL && server->unwell != NULL;
}

/* --- the first line --- */

/* In a time that does not depend on how much of it is right. */
static bool
secret_is(const struct server *server, const char *given, size_t len)
{
        char padded[CONFIG_SECRET] = {0};

        if (len >= sizeof padded)
                return false;
        memcpy(padded, given, len);
        return sodium_memcmp(padded, server->secret, sizeof padded) == 0;
}

static enum refusal
find_route(const struct server *server, const char *path, size_t len, enum route *route)
{
        static const struct {
                const char *path;
                enum route route;
        } routes[] = {{"/ussd", ROUTE_USSD}, {"/kannel", ROUTE_KANNEL}, {"/health", ROUTE_HEALTH}};

        for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
                size_t n = strlen(routes[i].path);
                bool has_more = len > n && path[n] == '/';

                if (len < n || strncmp(path, routes[i].path, n) != 0 || (len > n && !has_more))
                        continue;
                if (server->secret[0] == '\0' || routes[i].route == ROUTE_HEALTH) {
                        if (has_more)
                                return REFUSAL_PATH;
                } else if (!has_more || !secret_is(server, path + n + 1, len - n - 1)) {
                        return REFUSAL_SECRET;
                }
                *route = routes[i].route;
                return REFUSAL_NONE;
        }
        return REFUSAL_PATH;
}

void *
request_on_line(void *cls, const char *uri, struct MHD_Connection *connection)
{
        struct server *server = cls;
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
        struct place *place = info != NULL ? info->socket_context : NULL;
        const char *query;
        size_t len;

        if (place == NULL)
                return NULL;
        if (uri == NULL)
                uri = "";
        query = strchr(uri, '?');
        len = query != NULL ? (size_t)(query - uri) : strlen(uri);
        place->route = ROUTE_NONE;
        place->received = place->body_len = 0;
        place->kannel = (struct kannel){.id_key = REPEATS_NONE};
        place->refusal = find_route(server, uri, len, &place->route);
        place_enter(place, PLACE_PHASE_LINE);
        if (query != NULL) {
                char *at = (char *)(uintptr_t)(query + 1); /* writable: libmicrohttpd decodes it in place behind us */

                len = strlen(at);
                if (place->route == ROUTE_KANNEL)
                        place->refusal = kannel_read_query(&place->kannel, at, len, server->callers, server->repeats, &place->exchange.question);
                else
                        explicit_bzero(at, len);
        }
        return place;
}

/* --- header and body --- */

static const char *
header(struct place *place, const char *name)
{
        return MHD_lookup_connection_value(place->connection, MHD_HEADER_KIND, name);
}

static bool
type_is_form(const char *type)
{
        return type != NULL && strncasecmp(type, type_form, strlen(type_form)) == 0 && strchr("; ", type[strlen(type_form)]) != NULL;
}

static enum refusal
refuse_header(struct place *place, const char *method)
{
        bool is_post = strcmp(method, MHD_HTTP_METHOD_POST) == 0, is_get = strcmp(method, MHD_HTTP_METHOD_GET) == 0;

        switch (place->route) {
        case ROUTE_USSD:
                if (!is_post)
                        return REFUSAL_METHOD;
                return type_is_form(header(place, MHD_HTTP_HEADER_CONTENT_TYPE)) ? REFUSAL_NONE : REFUSAL_TYPE;
        case ROUTE_KANNEL:
                return is_post || is_get ? REFUSAL_NONE : REFUSAL_METHOD;
        case ROUTE_HEALTH:
                return is_get ? REFUSAL_NONE : REFUSAL_METHOD;
        case ROUTE_NONE:
                break;
        }
        return REFUSAL_PATH;
}

/* A body that is too long for a form is refused; a message is cut, for she waits for an answer. */
static void
take_body(struct place *place, const char *data, size_t size)
{
        size_t most = place->route == ROUTE_KANNEL ? KANNEL_BODY : USSD_FORM;
        size_t room = most - place->body_len, kept = size < room ? size : room;

        place->received += size;
        if (place->refusal == REFUSAL_NONE && place->route != ROUTE_HEALTH) {
                memcpy(place->body + place->body_len, data, kept);
                place->body_len += kept;
                if (size > room && place->route == ROUTE_USSD)
                        place->refusal = REFUSAL_LARGE;
        }
        explicit_bzero((char *)(uintptr_t)data, size); /* libmicrohttpd's buffer, which it overwrites with the next bytes itself */
}

static void
wipe_header(const char *value)
{
        if (value != NULL)
                explicit_bzero((char *)(uintptr_t)value, strlen(value));
}

static enum refusal
read_kannel(struct place *place, const char *method)
{
        struct server *server = place->server;

        if (strcmp(method, MHD_HTTP_METHOD_POST) == 0) {
                const struct kannel_post post = {
                        .from = header(place, "X-Kannel-From"),
                        .to = header(place, "X-Kannel-To"),
                        .type = header(place, MHD_HTTP_HEADER_CONTENT_TYPE),
                        .body = place->body,
                        .len = place->body_len,
                };

                kannel_read_post(&place->kannel, &post, server->callers, &place->exchange.question);
                wipe_header(post.from);
                wipe_header(post.to);
                explicit_bzero(place->body, place->body_len);
        }
        return kannel_finish(&place->kannel, server->repeats, server->handlers.utc(server->context), &place->exchange.question);
}

static enum refusal
read_whole(struct place *place, const char *method)
{
        struct server *server = place->server;

        if (place->refusal != REFUSAL_NONE)
                return place->refusal;
        if (place->route == ROUTE_USSD)
                return ussd_read(place->body, place->body_len, server->callers, server->repeats, &place->exchange.question);
        return place->route == ROUTE_KANNEL ? read_kannel(place, method) : REFUSAL_NONE;
}

/* --- the answer --- */

static enum MHD_Result
refuse(struct place *place, enum refusal refusal)
{
        struct server *server = place->server;

        refusals_add(server->refusals, refusal, clock_ms());
        place_enter(place, PLACE_PHASE_REPLYING);
        return MHD_queue_response(place->connection, refusal_status(refusal), server->refused[refusal]);
}

static bool
add_number(struct MHD_Response *response, const char *name, int value)
{
        char text[16];

        snprintf(text, sizeof text, "%d", value);
        return MHD_add_response_header(response, name, text) == MHD_YES;
}

/* Kannel keeps the rest as it was: sender, receiver and the link the message came by are turned round by itself. */
static bool
add_kannel_headers(struct MHD_Response *response, const struct reply *reply)
{
        if (reply->len == 0)
                return true; /* omit-empty: nothing is sent */
        return add_number(response, "X-Kannel-Coding", kannel_coding(reply->text)) &&
               (!reply->flash || add_number(response, "X-Kannel-MClass", 0)) &&
               (reply->validity_h == 0 || add_number(response, "X-Kannel-Validity", reply->validity_h * 60));
}

static enum MHD_Result
reply(struct place *place)
{
        struct exchange *exchange = &place->exchange;
        struct MHD_Response *response;
        enum MHD_Result rc = MHD_NO;

        response = MHD_create_response_from_buffer(exchange->reply.len, exchange->reply.text, MHD_RESPMEM_MUST_COPY);
        if (response == NULL)
                return MHD_NO;
        refusals_add(place->server->refusals, REFUSAL_NONE, clock_ms());
        place_enter(place, PLACE_PHASE_REPLYING);
        if (MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type_text) == MHD_YES &&
            MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store") == MHD_YES &&
            (place->route != ROUTE_KANNEL || add_kannel_headers(response, &exchange->reply)))
                rc = MHD_queue_response(place->connection, MHD_HTTP_OK, response);
        MHD_destroy_response(response);
        return rc;
}

/* All of it is here. */
static enum MHD_Result
answer(struct place *place, const char *method)
{
        struct server *server = place->server;
        enum refusal refusal = read_whole(place, method);

        if (refusal != REFUSAL_NONE)
                return refuse(place, refusal);
        if (place->route == ROUTE_HEALTH) {
                bool is_well = server->handlers.is_well(server->context);

                place_enter(place, PLACE_PHASE_REPLYING);
                return MHD_queue_response(place->connection, is_well ? MHD_HTTP_OK : MHD_HTTP_SERVICE_UNAVAILABLE,
                                          is_well ? server->well : server->unwell);
        }
        place_enter(place, PLACE_PHASE_ASKING);
        MHD_suspend_connection(place->connection);
        refusal = server->handlers.on_question(server->context, &place->exchange);
        if (refusal != REFUSAL_NONE) {
                place->exchange.refusal = refusal;
                place->exchange.phase = EXCHANGE_PHASE_DONE;
                server_answer(server, &place->exchange);
        }
        return MHD_YES;
}

enum MHD_Result
request_on_part(void *cls, struct MHD_Connection *connection, const char *url, const char *method, const char *version, const char *data,
                size_t *size, void **context)
{
        struct place *place = *context;
        const char *length;

        (void)cls;
        (void)connection;
        (void)url;
        (void)version;
        if (place == NULL)
                return MHD_NO;
        if (place->phase == PLACE_PHASE_LINE) {
                place_enter(place, PLACE_PHASE_READING);
                if (place->refusal == REFUSAL_NONE)
                        place->refusal = refuse_header(place, method);
                length = header(place, MHD_HTTP_HEADER_CONTENT_LENGTH);
                if (length != NULL && strtoull(length, NULL, 10) > PASSED_OVER)
                        return refuse(place, place->refusal != REFUSAL_NONE ? place->refusal : REFUSAL_LARGE); /* and it is closed */
                return MHD_YES;
        }
        if (*size > 0) {
                take_body(place, data, *size);
                *size = 0;
                return place->received <= PASSED_OVER ? MHD_YES : MHD_NO;
        }
        if (place->exchange.phase != EXCHANGE_PHASE_DONE)
                return answer(place, method);
        return place->exchange.refusal != REFUSAL_NONE ? refuse(place, place->exchange.refusal) : reply(place);
}

void
request_on_completed(void *cls, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode how)
{
        struct place *place = *context;

        (void)connection;
        if (place == NULL)
                return;
        if (how != MHD_REQUEST_TERMINATED_COMPLETED_OK && (place->phase == PLACE_PHASE_LINE || place->phase == PLACE_PHASE_READING))
                refusals_add(((struct server *)cls)->refusals, REFUSAL_BROKEN, clock_ms());
        explicit_bzero(place->body, place->body_len);
        explicit_bzero(place->exchange.question.text, place->exchange.question.text_len);
        explicit_bzero(place->exchange.reply.text, place->exchange.reply.len);
        place->exchange.phase = EXCHANGE_PHASE_NONE;
        place->used = true;
        place_enter(place, PLACE_PHASE_IDLE);
}
