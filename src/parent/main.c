/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * waymarkd: reads the configuration, starts the processes, watches them, ends them. The parent sees no number and no text; it stays in
 * the foreground, logs to standard error and exits with 0 after SIGTERM, 78 on a bad configuration (sysexits EX_CONFIG).
 */
#include <errno.h>
#include <getopt.h>
#include <malloc.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "children.h"
#include "common/clock.h"
#include "common/finding.h"
#include "common/log.h"
#include "common/sandbox.h"
#include "common/version.h"
#include "control.h"
#include "notify.h"
#include "reader.h"
#include "report.h"
#include "storage.h"
#include "words/catalogue.h"

#define EXIT_CONFIG 78
#define DEFAULT_CONFIG "/etc/waymark/waymark.cfg"

struct parent {
        struct loop loop;
        struct config config;
        struct children children;
        struct control control;
        struct loop_timer watchdog;
        int64_t started_ms;
        bool ready_told;
        char summary[80];               /* as the service manager was told last */
        bool restarting;                /* the children end because the configuration changed */
        struct config next;             /* then this is the new one, with its catalogue */
        struct catalogue *next_catalogue;
};

static void
log_findings(const struct findings *findings)
{
        const struct finding *finding;

        for (size_t i = 0; (finding = findings_at(findings, i)) != NULL; i++) {
                if (finding->severity == FINDING_SEVERITY_ERROR)
                        log_error("%s", finding->text);
        }
}

/* 0, or -errno with every reason logged. */
static int
load_config(const char *file, struct config *config)
{
        struct findings *findings = findings_new();
        int rc = findings != NULL ? reader_load(file, config, findings) : -ENOMEM;

        if (findings != NULL)
                log_findings(findings);
        findings_free(findings);
        return rc;
}

/* The catalogue that it names: 0 and the catalogue, else -EINVAL with every reason logged. */
static int
load_texts(const struct config *config, struct catalogue **catalogue_out)
{
        const struct catalogue_options options = {
                .country = config->country, .languages = config->languages, .nlanguages = config->nlanguages};
        struct findings *findings = findings_new();

        *catalogue_out = findings != NULL ? catalogue_load(config->messages, &options, findings) : NULL;
        if (findings != NULL)
                log_findings(findings);
        findings_free(findings);
        (void)malloc_trim(0); /* what reading left free between the words would be a page of its own in every process that writes there */
        return *catalogue_out != NULL ? 0 : -EINVAL;
}

/* --- what the children and the clients tell --- */

static void
tell_manager(struct parent *parent)
{
        char summary[80], text[160];

        report_summary(&parent->children, summary, sizeof summary);
        if (parent->ready_told && strcmp(summary, parent->summary) == 0)
                return;
        memcpy(parent->summary, summary, sizeof summary);
        snprintf(text, sizeof text, "%sSTATUS=%s\n", parent->ready_told ? "" : "READY=1\n", summary);
        notify_send(text);
}

static void
on_child_ready(void *arg, struct child *child)
{
        struct parent *parent = arg;
        struct child *engine = children_find(&parent->children, WIRE_ENGINE);
        struct child *ledger = children_find(&parent->children, WIRE_LEDGER);

        (void)child;
        if (parent->ready_told || engine->phase != CHILD_PHASE_RUNNING || ledger->phase != CHILD_PHASE_RUNNING)
                return;
        tell_manager(parent);
        parent->ready_told = true;
        log_notice("READY");
}

static void
on_child_state(void *arg, struct child *child)
{
        struct parent *parent = arg;

        if (child->role == WIRE_ENGINE)
                control_on_state(&parent->control, child->state.engine.serial);
        else if (child->role == WIRE_LEDGER)
                control_on_state(&parent->control, child->state.ledger.serial);
        else if (child->role != WIRE_MODEM)
                control_on_state(&parent->control, child->state.front.serial);
        else if (parent->ready_told)
                tell_manager(parent);
}

static void
on_children_gone(void *arg)
{
        struct parent *parent = arg;

        if (!parent->restarting) {
                loop_stop(&parent->loop);
                return;
        }
        parent->restarting = false;
        parent->config = parent->next;
        config_wipe(&parent->next);
        log_notice("the new configuration is in use");
        children_restart(&parent->children, parent->next_catalogue);
        parent->next_catalogue = NULL;
}

/* In a newborn: what only the parent may know. */
static void
on_child_born(void *arg)
{
        struct parent *parent = arg;

        config_wipe(&parent->config);
        config_wipe(&parent->next); /* a child can be born while a new configuration waits for the others to end */
}

static int
ask_states(void *arg, uint32_t serial)
{
        struct parent *parent = arg;

        return children_ask_state(&parent->children, serial);
}

static size_t
write_report(void *arg, char *text)
{
        struct parent *parent = arg;

        return report_write(&parent->children, parent->started_ms, text);
}

/*
 * Nothing is lost when a process ends, so a changed configuration is taken into use by ending and starting all of them. What cannot
 * change while we run (folders, user) and what is not sound is refused, and the old configuration stays.
 */
static bool
take_next(struct parent *parent, struct catalogue **catalogue)
{
        const struct config *next = &parent->next, *now = &parent->config;

        *catalogue = NULL;
        if (load_config(now->file, &parent->next) < 0 || load_texts(next, catalogue) < 0) {
                log_error("%s is not used; the old configuration stays", now->file);
                children_reload(&parent->children);
                return false;
        }
        if (next->digest == now->digest) {
                children_reload(&parent->children);
                return false;
        }
        if (strcmp(next->runtime, now->runtime) != 0 || strcmp(next->state, now->state) != 0 || strcmp(next->user, now->user) != 0) {
                log_error("%s: state, runtime and user are only read at the start; restart waymarkd to change them", now->file);
                return false;
        }
        if (children_roles(next) != children_roles(now)) {
                log_error("%s: gsup and http are only begun or given up at the start, for who has no network gets none later; "
                          "restart waymarkd", now->file);
                return false;
        }
        return true;
}

static void
reload(void *arg)
{
        struct parent *parent = arg;
        struct catalogue *catalogue;

        if (parent->children.stopping)
                return;
        if (!take_next(parent, &catalogue)) {
                catalogue_free(catalogue);
                (void)malloc_trim(0);
                config_wipe(&parent->next); /* PIN and numbers: whoever is born from now on would inherit them */
                return;
        }
        catalogue_free(parent->next_catalogue);
        parent->next_catalogue = catalogue;
        parent->restarting = true;
        children_stop(&parent->children);
}

static void
on_signal(void *arg, int fd, short events)
{
        struct parent *parent = arg;
        struct signalfd_siginfo info;

        (void)events;
        while (read(fd, &info, sizeof info) == (ssize_t)sizeof info) {
                switch (info.ssi_signo) {
                case SIGCHLD:
                        children_reap(&parent->children);
                        break;
                case SIGHUP:
                        reload(parent);
                        break;
                default:
                        parent->restarting = false;
                        notify_send("STOPPING=1\n");
                        children_stop(&parent->children);
                        break;
                }
        }
}

static void
on_watchdog(void *arg)
{
        struct parent *parent = arg;

        notify_send("WATCHDOG=1\n");
        parent->watchdog.at_ms = clock_ms() + notify_watchdog_ms();
}

/* --- start and end --- */

static int
open_signals(struct parent *parent)
{
        sigset_t set;
        int fd;

        sigemptyset(&set);
        sigaddset(&set, SIGCHLD);
        sigaddset(&set, SIGHUP);
        sigaddset(&set, SIGINT);
        sigaddset(&set, SIGTERM);
        sigprocmask(SIG_BLOCK, &set, NULL);
        signal(SIGPIPE, SIG_IGN);
        fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
        if (fd < 0)
                fatal("signalfd: %s", strerror(errno));
        loop_add(&parent->loop, fd, POLLIN, on_signal, parent);
        return fd;
}

static int
open_storage(const struct config *config)
{
        struct findings *findings = findings_new();
        int fd;

        if (findings == NULL)
                return -ENOMEM;
        fd = storage_open(config, findings);
        log_findings(findings);
        findings_free(findings);
        return fd;
}

/* Texts are read when nothing more can be given up: whoever can edit them is not to become root by them. */
static int
run(struct parent *parent)
{
        static const struct children_events children_events = {
                .on_state = on_child_state, .on_ready = on_child_ready, .on_born = on_child_born, .on_all_gone = on_children_gone};
        static const struct control_events control_events = {.ask = ask_states, .report = write_report, .reload = reload};
        struct sandbox sandbox = {.role = FILTER_ROLE_PARENT, .children = children_roles(&parent->config), .title = "waymarkd",
                                  .user = parent->config.user};
        struct catalogue *catalogue;
        int lock_fd, signal_fd, rc;

        lock_fd = open_storage(&parent->config);
        if (lock_fd < 0)
                return EXIT_CONFIG;
        rc = sandbox_enter(&sandbox);
        if (rc < 0)
                fatal("cannot become user %s: %s", parent->config.user, strerror(-rc));
        if (load_texts(&parent->config, &catalogue) < 0)
                return EXIT_CONFIG;
        loop_init(&parent->loop);
        parent->started_ms = clock_ms();
        signal_fd = open_signals(parent);
        loop_add_timer(&parent->loop, &parent->watchdog, on_watchdog, parent);
        if (notify_watchdog_ms() > 0)
                parent->watchdog.at_ms = 0;
        rc = control_open(&parent->control, &parent->loop, parent->config.runtime, &control_events, parent);
        if (rc < 0)
                fatal("%s/control.sock: %s", parent->config.runtime, strerror(-rc));
        rc = children_open(&parent->children, &parent->loop, &parent->config, catalogue, &children_events, parent);
        if (rc < 0)
                fatal("no memory");
        parent->children.in_force = sandbox.in_force;
        parent->children.refused = sandbox.refused;

        loop_run(&parent->loop);

        relay_close(&parent->children.relay);
        control_close(&parent->control);
        close(signal_fd);
        close(lock_fd);
        log_notice("ended");
        return 0;
}

static void
usage(FILE *out)
{
        fputs("usage: waymarkd [-c FILE] [-h] [-V]\n"
              "The SMS gateway of Waymark; stays in the foreground and logs to standard error.\n"
              "  -c FILE   the configuration (" DEFAULT_CONFIG ")\n"
              "  -h        this help\n"
              "  -V        the version\n"
              "SIGHUP reads configuration and messages again, SIGTERM ends it. See waymarkd(8).\n", out);
}

int
main(int argc, char **argv)
{
        static struct parent parent; /* too large for a stack */
        const char *file = DEFAULT_CONFIG;
        int option;

        while ((option = getopt(argc, argv, "c:hV")) != -1) {
                switch (option) {
                case 'c':
                        file = optarg;
                        break;
                case 'h':
                        usage(stdout);
                        return 0;
                case 'V':
                        puts("waymarkd " WAYMARK_VERSION);
                        return 0;
                default:
                        usage(stderr);
                        return 64;
                }
        }
        if (optind < argc) {
                usage(stderr);
                return 64;
        }
        /* without it the C library reads /etc/localtime at the first text of a process, and the time of that is noted on the card */
        (void)setenv("TZ", "UTC0", 1);
        log_open("parent");
        if (sodium_init() < 0)
                fatal("no source of randomness");
        if (load_config(file, &parent.config) < 0)
                return EXIT_CONFIG;
        sandbox_keep_argv(argc, argv);
        return run(&parent);
}
