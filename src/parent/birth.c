/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Birth. The child copies what it may know into a struct of its own, then the configuration (with PIN and numbers) and the tag key are
 * wiped from its memory and every descriptor but its own is closed, before it reads a byte from anyone.
 */
#include "birth.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/log.h"
#include "engine/engine.h"
#include "gsup/gsup.h"
#include "http/http.h"
#include "ledger/ledger.h"
#include "modem/modem.h"
#include "modem/tap.h"
#include "storage.h"

/* Descriptors of a newborn: standard ones, then these. */
#define FD_PARENT 3
#define FD_RESOURCE 4
#define FD_PORT 5
#define FD_TAP 6

union birth {
        struct modem_birth modem;
        struct engine_birth engine;
        struct ledger_birth ledger;
        struct gsup_birth gsup;
        struct http_birth http;
};

void
birth_make_key(unsigned char key[static TAG_KEY_SIZE])
{
        _Static_assert(TAG_KEY_SIZE == crypto_shorthash_KEYBYTES, "the tag is SipHash-2-4");
        crypto_shorthash_keygen(key);
}

/* Moves one descriptor out of the way of the fixed places; -1 stays -1. */
static int
lift(int fd)
{
        int high = fd >= 0 ? fcntl(fd, F_DUPFD_CLOEXEC, 10) : -1;

        if (fd >= 0 && high < 0)
                fatal("descriptors of a newborn: %s", strerror(errno));
        return high;
}

/* The child's own descriptors come to fixed places, all others are closed. */
static void
keep_descriptors(int parent_fd, int resource_fd, int port_fd, int tap_fd)
{
        int places[] = {lift(parent_fd), lift(resource_fd), lift(port_fd), lift(tap_fd)};

        for (int i = 0; i < (int)(sizeof places / sizeof places[0]); i++) {
                if (places[i] >= 0 && dup3(places[i], FD_PARENT + i, O_CLOEXEC) < 0)
                        fatal("descriptors of a newborn: %s", strerror(errno));
                if (places[i] < 0)
                        (void)close(FD_PARENT + i);
        }
        if (close_range(FD_TAP + 1, ~0U, 0) < 0)
                fatal("closing what is not ours: %s", strerror(errno));
}

/* The end comes by message from the parent; a Ctrl-C on the terminal goes to the whole group and must not reach us. */
static void
reset_signals(void)
{
        sigset_t none;

        signal(SIGINT, SIG_IGN);
        signal(SIGTERM, SIG_IGN);
        signal(SIGHUP, SIG_IGN);
        signal(SIGPIPE, SIG_IGN);
        signal(SIGXFSZ, SIG_IGN); /* RLIMIT_FSIZE is 0: a write to a file fails, it does not kill */
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Of all SIMs: a text from any of them is never answered by any front. */
static int
own_numbers(const struct config *config, struct number own[static CONFIG_MODEMS])
{
        int n = 0;

        for (int i = 0; i < config->nmodems; i++)
                if (config->modems[i].own_number[0] != '\0')
                        snprintf(own[n++].secret, NUMBER_TEXT, "%s", config->modems[i].own_number);
        return n;
}

static void
fill_modem(struct modem_birth *birth, const struct children *children, const struct child *child)
{
        const struct config *config = children->config;

        birth->parent_fd = FD_PARENT;
        birth->journal_fd = FD_RESOURCE;
        birth->port_fd = child->port_fd >= 0 ? FD_PORT : -1;
        birth->tap_fd = child->tap_fd >= 0 ? FD_TAP : -1;
        birth->pulse = child->pulse;
        birth->front = child->front;
        birth->config = config->modems[child->front];
        birth->guard = config->guard;
        birth->crashed = child->crashed;
        birth->hung = child->was_hung;
        birth->pin_refused = child->pin_refused || storage_pin_is_marked(config, birth->config.name);
        memcpy(birth->user, config->user, sizeof birth->user);
        memcpy(birth->tag_key, children->tag_key, sizeof birth->tag_key);
        birth->before = child->state.modem;
        birth->renewed = child->renewing;
        birth->nown = own_numbers(config, birth->own);
}

static void
fill_engine(struct engine_birth *birth, const struct children *children, const struct child *child)
{
        const struct config *config = children->config;

        birth->parent_fd = FD_PARENT;
        birth->pulse = child->pulse;
        birth->country = config->country;
        birth->catalogue = children->catalogue;
        birth->catalogue_is_fresh = children->catalogue_is_fresh;
        birth->nlanguages = config->nlanguages;
        memcpy(birth->languages, config->languages, sizeof birth->languages);
        memcpy(birth->messages, config->messages, sizeof birth->messages);
        memcpy(birth->user, config->user, sizeof birth->user);
        birth->publish_minimum = config->counts.publish_minimum;
        birth->limits = (struct guard_limits){
                .replies_per_hour = config->guard.replies_per_hour,
                .replies_per_day = config->guard.replies_per_day,
                .parts_per_day = config->guard.parts_per_day,
                .answer_within_h = config->guard.answer_within_h,
                .validity_h = config->guard.validity_h,
        };
}

static void
fill_ledger(struct ledger_birth *birth, const struct children *children, const struct child *child)
{
        const struct config *config = children->config;

        birth->parent_fd = FD_PARENT;
        birth->pulse = child->pulse;
        birth->fold_minutes = config->counts.fold_minutes;
        memcpy(birth->state, config->state, sizeof birth->state);
        memcpy(birth->runtime, config->runtime, sizeof birth->runtime);
        memcpy(birth->user, config->user, sizeof birth->user);
}

static void
fill_gsup(struct gsup_birth *birth, const struct children *children, const struct child *child)
{
        const struct config *config = children->config;

        birth->parent_fd = FD_PARENT;
        birth->pulse = child->pulse;
        memcpy(birth->hlr, config->gsup.hlr, sizeof birth->hlr);
        memcpy(birth->name, config->gsup.name, sizeof birth->name);
        birth->session_s = config->gsup.session_s;
        memcpy(birth->user, config->user, sizeof birth->user);
        memcpy(birth->tag_key, children->tag_key, sizeof birth->tag_key);
}

static void
fill_http(struct http_birth *birth, const struct children *children, const struct child *child)
{
        const struct config *config = children->config;

        birth->parent_fd = FD_PARENT;
        birth->pulse = child->pulse;
        birth->guard = config->guard;
        birth->config = config->http;
        birth->nown = own_numbers(config, birth->own);
        memcpy(birth->user, config->user, sizeof birth->user);
        memcpy(birth->tag_key, children->tag_key, sizeof birth->tag_key);
}

static void
fill(union birth *birth, const struct children *children, const struct child *child)
{
        switch (child->role) {
        case WIRE_MODEM:
                fill_modem(&birth->modem, children, child);
                break;
        case WIRE_ENGINE:
                fill_engine(&birth->engine, children, child);
                break;
        case WIRE_LEDGER:
                fill_ledger(&birth->ledger, children, child);
                break;
        case WIRE_GSUP:
                fill_gsup(&birth->gsup, children, child);
                break;
        case WIRE_HTTP:
                fill_http(&birth->http, children, child);
                break;
        case WIRE_PARENT:
        case WIRE_WEB:
                break;
        }
}

/* The rest of the process's life. */
static int
live(enum wire_role role, union birth *birth)
{
        switch (role) {
        case WIRE_MODEM:
                return modem_main(&birth->modem);
        case WIRE_ENGINE:
                return engine_main(&birth->engine);
        case WIRE_LEDGER:
                return ledger_main(&birth->ledger);
        case WIRE_GSUP:
                return gsup_main(&birth->gsup);
        case WIRE_HTTP:
                return http_main(&birth->http);
        case WIRE_PARENT:
        case WIRE_WEB:
                break;
        }
        return 1;
}

/* Else its pages, which the parent gives up for those of the engine, would live as long as the last of the others. */
static void
forget_catalogue(struct children *children)
{
        catalogue_free(children->catalogue);
        children->catalogue = NULL;
        (void)malloc_trim(0);
}

static void
be_born(struct children *children, const struct child *child, int parent_fd, int resource_fd)
{
        enum wire_role role = child->role;
        union birth *birth = calloc(1, sizeof *birth);

        if (birth == NULL)
                fatal("no memory");
        fill(birth, children, child);
        children->events.on_born(children->arg);
        if (child->role != WIRE_ENGINE)
                forget_catalogue(children);
        pulse_keep_one(children->pulses, CHILDREN_MAX, child->pulse);
        sodium_memzero(children->tag_key, sizeof children->tag_key);
        relay_enter(&children->relay);
        keep_descriptors(parent_fd, resource_fd, child->port_fd, child->tap_fd);
        reset_signals();
        exit(live(role, birth));
}

/* The journal; and the tap, which is made for the first life and is there for the others. */
static int
open_for_modem(const struct children *children, struct child *child)
{
        if (child->tap_fd < 0)
                child->tap_fd = tap_make();
        if (child->tap_fd < 0)
                return child->tap_fd;
        return storage_open_journal(children->config, children->config->modems[child->front].name);
}

pid_t
birth_fork(struct children *children, struct child *child, int parent_fd)
{
        int resource_fd = -1;
        pid_t pid;

        if (child->role == WIRE_MODEM) {
                resource_fd = open_for_modem(children, child);
                if (resource_fd < 0) {
                        errno = -resource_fd;
                        return -1;
                }
        }
        pid = fork();
        if (pid == 0)
                be_born(children, child, parent_fd, resource_fd);
        if (resource_fd >= 0)
                close(resource_fd);
        return pid;
}
