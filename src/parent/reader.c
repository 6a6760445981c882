/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One page of shared memory, a fork and a wait. The shared memory is wiped and given back before anyone else is born. The reader holds one
 * end of a pipe and says nothing through it: its end is the end of the pipe.
 */
#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

struct told {
        int rc;
        int nfindings;
        struct config config;
        struct finding findings[READER_FINDINGS];
};

static _Noreturn void
read_and_tell(const char *file, struct told *told)
{
        const struct rlimit none = {0, 0};
        struct findings *findings = findings_new();
        const struct finding *finding;

        (void)setrlimit(RLIMIT_CORE, &none); /* it may die of what is in the file, and all secrets are in its memory */
        if (findings == NULL)
                _exit(1);
        told->rc = config_load(file, &told->config, findings);
        for (size_t i = 0; i < READER_FINDINGS && (finding = findings_at(findings, i)) != NULL; i++)
                told->findings[told->nfindings++] = *finding;
        _exit(0);
}

/* True if it came to its end by itself. */
static bool
wait_for(pid_t pid, int end_fd)
{
        struct pollfd end = {.fd = end_fd, .events = POLLIN};
        int status;

        if (poll(&end, 1, READER_WAIT_MS) == 0)
                (void)kill(pid, SIGKILL);
        while (waitpid(pid, &status, 0) < 0)
                if (errno != EINTR)
                        return false;
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static int
take_over(const char *file, const struct told *told, struct config *config, struct findings *findings)
{
        memset(config, 0, sizeof *config);
        if (told == NULL) {
                findings_add(findings, FINDING_SEVERITY_ERROR, file, 0,
                             "reading it failed; look for what is unusual in it, or take the example and fill it in anew");
                return -EIO;
        }
        *config = told->config;
        for (int i = 0; i < told->nfindings; i++)
                findings_add(findings, told->findings[i].severity, NULL, 0, "%s", told->findings[i].text);
        return told->rc;
}

int
reader_load(const char *file, struct config *config, struct findings *findings)
{
        struct told *told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        int end[2], rc;
        pid_t pid;

        if (told == MAP_FAILED)
                return -ENOMEM;
        if (pipe2(end, O_CLOEXEC) < 0) {
                rc = -errno;
                goto out;
        }
        pid = fork();
        if (pid == 0)
                read_and_tell(file, told);
        rc = pid < 0 ? -errno : 0;
        close(end[1]);
        if (rc == 0)
                rc = take_over(file, wait_for(pid, end[0]) ? told : NULL, config, findings);
        close(end[0]);
out:
        explicit_bzero(told, sizeof *told);
        munmap(told, sizeof *told);
        return rc;
}
