/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Watches a gateway on a real modem: its log as it grows, and its state (control socket) whenever that changes.
 */
#include "real.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define LOOK_EVERY_MS 1000
#define STATUS_BYTES 65536

struct watch {
        struct bench *bench;
        FILE *log;
        char shown[1024];               /* the state as it was told last */
};

/* Everything new in the log, without the priorities. */
static void
print_new_log(struct watch *watch)
{
        char line[1024];

        if (watch->log == NULL)
                return;
        clearerr(watch->log);
        while (fgets(line, sizeof line, watch->log) != NULL)
                fputs(line[0] == '<' && line[2] == '>' ? line + 3 : line, stdout);
        fflush(stdout);
}

static size_t
fetch_status(const struct bench *bench, char *text)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        struct timeval wait = {.tv_sec = 3};
        size_t len = 0;
        ssize_t n;
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

        snprintf(address.sun_path, sizeof address.sun_path, "%.90s/run/control.sock", bench->folder);
        (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
        if (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 && send(fd, "status\n", 7, MSG_NOSIGNAL) == 7)
                while (len < STATUS_BYTES - 1 && (n = recv(fd, text + len, STATUS_BYTES - 1 - len, 0)) > 0)
                        len += (size_t)n;
        close(fd);
        text[len] = '\0';
        return len;
}

static const char *
value_of(const char *text, const char *key, char *value, size_t room)
{
        char word[64];
        const char *found;

        snprintf(word, sizeof word, "modem.sim1.%s=", key);
        found = strstr(text, word);
        value[0] = '\0';
        if (found != NULL)
                snprintf(value, room, "%.*s", (int)strcspn(found + strlen(word), "\n"), found + strlen(word));
        return value;
}

static void
print_changed_state(struct watch *watch)
{
        char *text = malloc(STATUS_BYTES);
        char now[sizeof watch->shown], phase[32], network[64], registered[32], received[32], sent[32], problem[600];

        if (text == NULL || fetch_status(watch->bench, text) == 0) {
                free(text);
                return;
        }
        value_of(text, "phase", phase, sizeof phase);
        value_of(text, "operator", network, sizeof network);
        value_of(text, "registered", registered, sizeof registered);
        value_of(text, "received", received, sizeof received);
        value_of(text, "sent_parts", sent, sizeof sent);
        value_of(text, "problem", problem, sizeof problem);
        free(text);
        snprintf(now, sizeof now, "modem %s%s%s (network: %s); %s received, %s parts sent%s%s", phase, network[0] != '\0' ? ", " : "", network,
                 registered, received, sent, problem[0] != '\0' ? "\n    " : "", problem);
        if (strcmp(now, watch->shown) != 0) {
                printf(">>> %s\n", now);
                fflush(stdout);
                memcpy(watch->shown, now, sizeof now);
        }
}

static void
print_introduction(const char *device)
{
        printf("The gateway runs on %s: text JOB to the number of its SIM. Each reply costs what your operator takes for it.\n"
               "Helplines are those of Romania; counts go when this ends. Ctrl-C ends it.\n"
               "A SIM with a PIN: WAYMARK_PIN=... make run MODEM=%s\n\n",
               device, device);
        if (access(device, F_OK) != 0)
                printf("There is no %s yet; plug the modem in. ls /dev/ttyUSB* /dev/ttyACM* shows what there is.\n", device);
        else if (access(device, R_OK | W_OK) != 0)
                printf("You may not use %s: sudo usermod -aG dialout $USER, then log in anew; or sudo make run ...\n", device);
        fflush(stdout);
}

/* Waits a while; false if the person wants an end. What is typed otherwise is of no use here. */
static bool
may_go_on(struct input *input)
{
        struct pollfd poll_in = {.fd = input->terminal ? STDIN_FILENO : -1, .events = POLLIN};

        if (poll(&poll_in, 1, LOOK_EVERY_MS) > 0)
                input_read_more(input);
        return !input_is_interrupted() && !(input->terminal && input->ended);
}

int
real_run(struct bench *bench, struct input *input, const char *device)
{
        struct watch watch = {.bench = bench};
        bool lives;
        int looks = 0;

        print_introduction(device);
        if (bench_write_config(bench, device) < 0 || bench_start_gateway(bench) < 0)
                return 1;
        watch.log = fopen(bench->log, "r");
        do {
                print_new_log(&watch);
                if (looks++ % 2 == 0)
                        print_changed_state(&watch);
                lives = bench_gateway_lives(bench);
        } while (lives && may_go_on(input));
        print_new_log(&watch);
        if (watch.log != NULL)
                fclose(watch.log);
        return lives ? 0 : 1;
}
