/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Starting and ending osmo-hlr.
 */
#include "osmo_hlr.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"

#define PROGRAM "/usr/bin/osmo-hlr"
#define GSUP_PORT 4222
#define START_MS 20000

const char *
osmo_hlr_missing(void)
{
        return access(PROGRAM, X_OK) == 0 ? NULL : "osmo-hlr is not installed (Debian package osmo-hlr)";
}

static bool
listens(const char *host)
{
        struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(GSUP_PORT)};
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        bool connected;

        inet_pton(AF_INET, host, &address.sin_addr);
        connected = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
        close(fd);
        return connected;
}

static void
config_path(const struct osmo_hlr *hlr, char *path, size_t room)
{
        snprintf(path, room, "%s/osmo-hlr.cfg", hlr->folder);
}

/* The shipped file, with another address, guard and, if asked for, level of the log. */
static void
write_config(const struct osmo_hlr *hlr)
{
        char path[OSMO_HLR_PATH + 32], line[512];
        FILE *from = fopen("conf/osmo-hlr.cfg", "r"), *to;

        config_path(hlr, path, sizeof path);
        to = fopen(path, "w");
        if (from == NULL || to == NULL)
                abort();
        while (fgets(line, sizeof line, from) != NULL) {
                if (strncmp(line, " bind 127.0.0.1", 15) == 0)
                        fprintf(to, " bind %s\n", hlr->host);
                else if (strncmp(line, "  bind ip 127.0.0.1", 19) == 0)
                        fprintf(to, "  bind ip %s\n", hlr->host);
                else if (strncmp(line, " ncss-guard-timeout ", 20) == 0)
                        fprintf(to, " ncss-guard-timeout %d\n", hlr->guard_s);
                else if (strncmp(line, " logging level ", 15) != 0 || hlr->level == NULL)
                        fputs(line, to);
                else if (strncmp(line, " logging level set-all", 22) == 0)
                        fprintf(to, " logging level set-all %s\n", hlr->level);
        }
        fclose(from);
        fclose(to);
}

void
osmo_hlr_init(struct osmo_hlr *hlr, const char *folder, int guard_s)
{
        memset(hlr, 0, sizeof *hlr);
        snprintf(hlr->folder, sizeof hlr->folder, "%s", folder);
        hlr->guard_s = guard_s;
        /* another test run at the same time has another process id */
        for (int i = 0; i < 200; i++) {
                snprintf(hlr->host, sizeof hlr->host, "127.%d.%d.%d", 20 + i, (int)getpid() >> 8 & 0xff, ((int)getpid() & 0xff) % 254 + 1);
                if (!listens(hlr->host))
                        break;
        }
        snprintf(hlr->address, sizeof hlr->address, "%s:%d", hlr->host, GSUP_PORT);
}

static void
run(const struct osmo_hlr *hlr, pid_t parent)
{
        char config[OSMO_HLR_PATH + 32], log[OSMO_HLR_PATH + 32], database[OSMO_HLR_PATH + 32];
        int fd;

        config_path(hlr, config, sizeof config);
        snprintf(log, sizeof log, "%s/osmo-hlr.log", hlr->folder);
        snprintf(database, sizeof database, "%s/hlr.db", hlr->folder);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
                _exit(127);
        fd = open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(fd, STDOUT_FILENO);
        dup2(fd, STDERR_FILENO);
        execl(PROGRAM, PROGRAM, "-c", config, "-l", database, (char *)NULL);
        _exit(127);
}

bool
osmo_hlr_start(struct osmo_hlr *hlr)
{
        int64_t deadline_ms = clock_ms() + START_MS;
        pid_t parent = getpid();
        int status;

        write_config(hlr);
        hlr->pid = fork();
        if (hlr->pid == 0)
                run(hlr, parent);
        while (!listens(hlr->host)) {
                if (waitpid(hlr->pid, &status, WNOHANG) == hlr->pid) {
                        printf("# osmo-hlr ended with status %d\n", status);
                        hlr->pid = 0;
                        return false;
                }
                if (clock_ms() > deadline_ms) {
                        printf("# osmo-hlr does not listen on %s\n", hlr->address);
                        return false;
                }
                (void)poll(NULL, 0, 5);
        }
        return true;
}

void
osmo_hlr_stop(struct osmo_hlr *hlr)
{
        if (hlr->pid <= 0)
                return;
        kill(hlr->pid, SIGKILL);
        waitpid(hlr->pid, NULL, 0);
        hlr->pid = 0;
}

void
osmo_hlr_clear(const struct osmo_hlr *hlr)
{
        static const char *const files[] = {"osmo-hlr.cfg", "osmo-hlr.log", "hlr.db", "hlr.db-wal", "hlr.db-shm"};
        char path[OSMO_HLR_PATH + 32];

        for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
                snprintf(path, sizeof path, "%s/%s", hlr->folder, files[i]);
                (void)unlink(path);
        }
        (void)rmdir(hlr->folder);
}

bool
osmo_hlr_logged(const struct osmo_hlr *hlr, const char *text)
{
        char path[OSMO_HLR_PATH + 32], line[4096];
        bool found = false;
        FILE *file;

        snprintf(path, sizeof path, "%s/osmo-hlr.log", hlr->folder);
        file = fopen(path, "r");
        while (file != NULL && !found && fgets(line, sizeof line, file) != NULL)
                found = strstr(line, text) != NULL;
        if (file != NULL)
                fclose(file);
        return found;
}
