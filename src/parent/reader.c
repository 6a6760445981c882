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
#include <sys/wait.h>
#include <unistd.h>

#include "common/sandbox.h"

struct told {
        int rc;
        int nfindings;
        struct config config;
        struct finding findings[READER_FINDINGS];
};

static _Noreturn void
read_and_tell(const char *file, struct told *told)
{
        struct sandbox sandbox = {.role = FILTER_ROLE_READER, .title = "waymarkd: reader", .user = ""};
        struct findings *findings = findings_new();
        const struct finding *finding;

        fence_add(&sandbox.fence, file, FENCE_ACCESS_READ);
        if (findings == NULL || sandbox_enter(&sandbox) < 0)
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

/* --- what the reader tells is checked: the file may have taken it over, and somebody that it left behind may still be writing ------------- */

static bool
ends(const char *text, size_t room)
{
        return memchr(text, '\0', room) != NULL;
}

#define ENDS(field) ends(field, sizeof(field))

static bool
prefixes_are_sound(const struct config_prefixes *prefixes)
{
        if (prefixes->count < 0 || prefixes->count > CONFIG_PREFIXES)
                return false;
        for (int i = 0; i < CONFIG_PREFIXES; i++)
                if (!ENDS(prefixes->list[i]))
                        return false;
        return true;
}

static bool
modems_are_sound(const struct config *config)
{
        if (config->nmodems < 0 || config->nmodems > CONFIG_MODEMS)
                return false;
        for (int i = 0; i < CONFIG_MODEMS; i++) {
                const struct config_modem *modem = &config->modems[i];

                if (!ENDS(modem->name) || !ENDS(modem->device) || !ENDS(modem->connection) || !ENDS(modem->pin) || !ENDS(modem->own_number) ||
                    !ENDS(modem->balance.code) || !ENDS(modem->balance.pattern))
                        return false;
        }
        return true;
}

static bool
lists_are_sound(const struct config *config)
{
        if (config->nlanguages < 0 || config->nlanguages > CONFIG_LANGUAGES || config->alerts.count < 0 || config->alerts.count > CONFIG_NUMBERS ||
            config->http.allow.count < 0 || config->http.allow.count > CONFIG_CALLERS)
                return false;
        for (int i = 0; i < CONFIG_NUMBERS; i++)
                if (!ENDS(config->alerts.numbers[i]))
                        return false;
        for (int i = 0; i < CONFIG_CALLERS; i++)
                if (!ENDS(config->http.allow.list[i]))
                        return false;
        return prefixes_are_sound(&config->guard.allow) && prefixes_are_sound(&config->guard.deny);
}

/* Nothing in it leads out of it: every string ends, no list is longer than its room. */
static bool
config_is_sound(const struct config *config)
{
        return ENDS(config->file) && ENDS(config->user) && ENDS(config->messages) && ENDS(config->state) && ENDS(config->runtime) &&
               ENDS(config->gsup.hlr) && ENDS(config->gsup.name) && ENDS(config->http.listen) && ENDS(config->http.secret) &&
               ENDS(config->web.listen) && ENDS(config->counts.publish) && modems_are_sound(config) && lists_are_sound(config);
}

static void
take_findings(const struct told *told, struct findings *findings)
{
        int n = told->nfindings;

        for (int i = 0; i < n && i < READER_FINDINGS; i++) {
                struct finding finding = told->findings[i];

                if (finding.severity != FINDING_SEVERITY_NOTE && finding.severity != FINDING_SEVERITY_WARNING)
                        finding.severity = FINDING_SEVERITY_ERROR;
                finding.text[sizeof finding.text - 1] = '\0';
                findings_add(findings, finding.severity, NULL, 0, "%s", finding.text);
        }
}

static int
refuse(const char *file, struct config *config, struct findings *findings)
{
        config_wipe(config);
        findings_add(findings, FINDING_SEVERITY_ERROR, file, 0,
                     "reading it failed; look for what is unusual in it, or take the example and fill it in anew");
        return -EIO;
}

/* All that is used is copied first. */
static int
take_over(const char *file, const struct told *told, struct config *config, struct findings *findings)
{
        int rc;

        if (told == NULL)
                return refuse(file, config, findings);
        rc = told->rc;
        *config = told->config;
        if (rc > 0 || !config_is_sound(config))
                return refuse(file, config, findings);
        take_findings(told, findings);
        return rc;
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
