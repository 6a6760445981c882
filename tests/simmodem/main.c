/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * simmodem: simulated GSM modems on ptys, for tests, `make run` and `make bench`. One process, one loop, no threads and
 * no sleeps: what happens later is in the agenda. README.md beside this file is its manual.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "agenda.h"
#include "control.h"
#include "line.h"
#include "modem.h"
#include "simulator.h"

static const char usage[] =
        "Usage: simmodem --modem NAME=LINK [--modem NAME=LINK ...] [options]\n"
        "Simulated GSM modems on ptys; each is reached through its symbolic link LINK.\n"
        "\n"
        "  --modem NAME=LINK   a modem (up to 64)\n"
        "  --control PATH      control socket (see tests/simmodem/README.md)\n"
        "  --set NAME=VALUE    a setting of all modems, as the control command `set`;\n"
        "                      MODEM:NAME=VALUE for one\n"
        "  --pin PIN           the SIMs ask for this PIN: --set pin=PIN\n"
        "  --size SLOTS        slots of the SIMs: --set size-sm=SLOTS\n"
        "  --delay MS          time the network takes for a part: --set delay=MS\n"
        "  --unplugged         the modems are not there at the start\n"
        "  --trace FILE        append what goes over all lines to FILE\n"
        "  --ready-fd FD       write `ready` there instead of to standard output\n"
        "  --die-with-parent   end when the process that started it ends\n"
        "  --help\n";

enum { MODEMS_MAX = 64, SETTINGS_MAX = 64 };

struct options {
        const char *control, *trace;
        int ready_fd;
        bool die_with_parent, unplugged;
        char *settings[SETTINGS_MAX];   /* [MODEM:]NAME=VALUE */
        int nsettings;
        const char *modems[MODEMS_MAX]; /* NAME=LINK */
        int nmodems;
};

static void
refuse(const char *what, const char *why)
{
        fprintf(stderr, "simmodem: %s: %s\n", what, why);
        exit(2);
}

/* Returns whether the setting was meant for this modem. */
static bool
apply_setting(struct modem *modem, const char *setting)
{
        size_t len = strlen(modem->name);
        const char *colon = strchr(setting, ':'), *equals = strchr(setting, '=');
        char *name, *value;
        bool named = colon != NULL && equals != NULL && colon < equals;

        if (named && (strncmp(setting, modem->name, len) != 0 || setting + len != colon))
                return false;
        name = strdup(named ? colon + 1 : setting);
        value = strchr(name, '=');
        if (value == NULL)
                refuse(setting, "NAME=VALUE is wanted");
        *value++ = '\0';
        if (settings_set(&modem->set, name, value) < 0)
                refuse(setting, "no such setting or bad value");
        modem_settings_changed(modem, name);
        free(name);
        return true;
}

static struct modem *
make_modem(struct simulator *simulator, const char *argument)
{
        struct modem **last = &simulator->modems, *modem;
        char *name = strdup(argument), *link = strchr(name, '=');

        if (link == NULL || link == name || link[1] == '\0' || link - name >= (long)sizeof modem->name)
                refuse(argument, "NAME=LINK is wanted");
        *link++ = '\0';
        for (; *last != NULL; last = &(*last)->next)
                if (strcmp((*last)->name, name) == 0)
                        refuse(argument, "this name is taken");
        modem = modem_new(name, link, simulator->agenda, &simulator->network);
        *last = modem;
        free(name);
        return modem;
}

static void
open_modems(struct simulator *simulator, const struct options *options)
{
        bool used[SETTINGS_MAX] = { false };
        int i, j, rc, trace = -1;

        if (options->trace != NULL) {
                trace = open(options->trace, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
                if (trace < 0)
                        refuse(options->trace, strerror(errno));
        }
        for (i = 0; i < options->nmodems; i++) {
                struct modem *modem = make_modem(simulator, options->modems[i]);

                modem->trace = trace;
                for (j = 0; j < options->nsettings; j++)
                        used[j] |= apply_setting(modem, options->settings[j]);
                rc = options->unplugged ? 0 : modem_plug(modem, false);
                if (rc < 0)
                        refuse(options->modems[i], strerror(-rc));
        }
        for (j = 0; j < options->nsettings; j++)
                if (!used[j])
                        refuse(options->settings[j], "no such modem");
}

static void
keep_setting(struct options *options, const char *name, const char *value)
{
        if (options->nsettings == SETTINGS_MAX ||
            asprintf(&options->settings[options->nsettings++], "%s%s", name, value) < 0)
                refuse(value, "too many settings");
}

static void
read_options(struct options *options, int argc, char **argv)
{
        static const struct option known[] = {
                { "modem", required_argument, NULL, 'm' },   { "control", required_argument, NULL, 'c' },
                { "set", required_argument, NULL, 's' },     { "pin", required_argument, NULL, 'p' },
                { "size", required_argument, NULL, 'z' },    { "delay", required_argument, NULL, 'd' },
                { "unplugged", no_argument, NULL, 'u' },     { "trace", required_argument, NULL, 't' },
                { "ready-fd", required_argument, NULL, 'r' }, { "die-with-parent", no_argument, NULL, 'D' },
                { "help", no_argument, NULL, 'h' },          { NULL, 0, NULL, 0 },
        };
        int option;

        while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
                switch (option) {
                case 'm':
                        if (options->nmodems == MODEMS_MAX)
                                refuse(optarg, "too many modems");
                        options->modems[options->nmodems++] = optarg;
                        break;
                case 'c': options->control = optarg; break;
                case 's': keep_setting(options, "", optarg); break;
                case 'p': keep_setting(options, "pin=", optarg); break;
                case 'z': keep_setting(options, "size-sm=", optarg); break;
                case 'd': keep_setting(options, "delay=", optarg); break;
                case 'u': options->unplugged = true; break;
                case 't': options->trace = optarg; break;
                case 'r': options->ready_fd = atoi(optarg); break;
                case 'D': options->die_with_parent = true; break;
                case 'h': fputs(usage, stdout); exit(0);
                default: fputs(usage, stderr); exit(2);
                }
        }
        if (optind < argc)
                refuse(argv[optind], "what is this?");
        if (options->nmodems == 0)
                refuse("--modem", "at least one is wanted; see --help");
}

static int
open_signals(void)
{
        sigset_t signals;

        sigemptyset(&signals);
        sigaddset(&signals, SIGTERM);
        sigaddset(&signals, SIGINT);
        sigaddset(&signals, SIGHUP);
        sigprocmask(SIG_BLOCK, &signals, NULL);
        signal(SIGPIPE, SIG_IGN);
        return signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void
tell_ready(const struct options *options)
{
        if (write(options->ready_fd, "ready\n", 6) != 6)
                refuse("--ready-fd", strerror(errno));
        if (options->ready_fd > 2)
                close(options->ready_fd);
}

static uint64_t
earlier(uint64_t one, uint64_t other)
{
        return one < other ? one : other;
}

static void
loop(struct simulator *simulator, struct control *control, int signals)
{
        struct pollfd fds[1 + CONTROL_POLLFDS + LINE_POLLFDS * MODEMS_MAX];

        while (!simulator->stop) {
                uint64_t next_us = agenda_next_us(simulator->agenda), now_us;
                struct timespec wait = { 0, 0 };
                struct modem *modem;
                nfds_t nfds = 0, at;

                fds[nfds++] = (struct pollfd){ .fd = signals, .events = POLLIN };
                if (control != NULL) {
                        control_fill_pollfds(control, &fds[nfds]);
                        nfds += CONTROL_POLLFDS;
                        next_us = earlier(next_us, control_next_us(control));
                }
                for (modem = simulator->modems; modem != NULL; modem = modem->next) {
                        line_fill_pollfds(modem->line, &fds[nfds]);
                        nfds += LINE_POLLFDS;
                        next_us = earlier(next_us, line_next_us(modem->line));
                }
                now_us = agenda_now_us();
                if (next_us != AGENDA_NEVER && next_us > now_us) {
                        wait.tv_sec = (time_t)((next_us - now_us) / 1000000);
                        wait.tv_nsec = (long)((next_us - now_us) % 1000000 * 1000);
                }
                if (ppoll(fds, nfds, next_us == AGENDA_NEVER ? NULL : &wait, NULL) < 0 && errno != EINTR)
                        return;

                if (fds[0].revents & POLLIN)
                        return;
                at = 1 + (control != NULL ? (nfds_t)CONTROL_POLLFDS : 0);
                for (modem = simulator->modems; modem != NULL; modem = modem->next, at += LINE_POLLFDS)
                        line_serve(modem->line, &fds[at]);
                agenda_run(simulator->agenda);
                if (control != NULL) {
                        control_serve(control, &fds[1]);
                        control_check_waits(control);
                }
        }
}

int
main(int argc, char **argv)
{
        struct options options = { .ready_fd = 1 };
        struct simulator simulator = { 0 };
        struct control *control = NULL;
        pid_t parent = getppid();
        int signals, i;

        signals = open_signals();
        simulator.agenda = agenda_new();
        network_init(&simulator.network);
        read_options(&options, argc, argv);
        if (options.die_with_parent) {
                prctl(PR_SET_PDEATHSIG, SIGTERM);
                simulator.stop = getppid() != parent;   /* it went before we asked */
        }
        open_modems(&simulator, &options);
        if (options.control != NULL) {
                control = control_open(options.control, &simulator);
                if (control == NULL)
                        refuse(options.control, strerror(errno));
        }
        tell_ready(&options);

        loop(&simulator, control, signals);

        if (control != NULL)
                control_close(control);
        while (simulator.modems != NULL) {
                struct modem *modem = simulator.modems;

                simulator.modems = modem->next;
                modem_free(modem);
        }
        network_clear_sent(&simulator.network);
        agenda_free(simulator.agenda);
        for (i = 0; i < options.nsettings; i++)
                free(options.settings[i]);
        close(signals);
        return 0;
}
