/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Processes and files of the phone. Whatever is started is ended by its own pid; should the phone be killed, the kernel ends them (PDEATHSIG).
 */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "input.h"

#define READY_MS 30000
#define END_MS 10000
#define LOG_TAIL 8192

static int
trouble(const char *what, int error)
{
        fprintf(stderr, "phone: %s%s%s\n", what, error != 0 ? ": " : "", error != 0 ? strerror(error) : "");
        return -1;
}

/* --- folder and configuration -------------------------------------------------------------------------- */

int
bench_open(struct bench *bench, const char *build)
{
        const char *tmp = getenv("TMPDIR");
        char folder[BENCH_PATH];

        memset(bench, 0, sizeof *bench);
        bench->notify_fd = -1;
        snprintf(bench->build, sizeof bench->build, "%s", build);
        /* names of sockets have 108 bytes */
        snprintf(folder, sizeof folder, "%s/waymark-phone-XXXXXX", tmp != NULL && tmp[0] == '/' && strlen(tmp) < 48 ? tmp : "/tmp");
        if (mkdtemp(folder) == NULL)
                return trouble(folder, errno);
        memcpy(bench->folder, folder, sizeof folder);
        snprintf(bench->config, sizeof bench->config, "%s/waymark.cfg", bench->folder);
        snprintf(bench->log, sizeof bench->log, "%s/log", bench->folder);
        snprintf(bench->control, sizeof bench->control, "%s/control", bench->folder);
        return 0;
}

static void
write_quoted(FILE *out, const char *key, const char *value)
{
        fprintf(out, "%s = \"", key);
        for (; *value != '\0'; value++) {
                if (*value == '"' || *value == '\\')
                        putc('\\', out);
                putc(*value, out);
        }
        fputs("\";\n", out);
}

/* The languages that there are folders for, those of the neighbourhood first. */
static void
write_languages(FILE *out, const char *messages)
{
        static const char *const languages[] = {"uk", "ru", "ro", "en", "pl", "de", "nl"};
        const char *comma = "";

        fputs("languages = [ ", out);
        for (size_t i = 0; i < sizeof languages / sizeof languages[0]; i++) {
                char path[BENCH_PATH + 8];
                struct stat st;

                snprintf(path, sizeof path, "%s/%s", messages, languages[i]);
                if (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))
                        continue;
                fprintf(out, "%s\"%s\"", comma, languages[i]);
                comma = ", ";
        }
        fputs(" ];\n", out);
}

static void
write_modem(FILE *out, const struct bench *bench, const char *device)
{
        const char *pin = getenv("WAYMARK_PIN");
        char simulated[BENCH_PATH + 8];

        snprintf(simulated, sizeof simulated, "%s/sim1", bench->folder);
        fputs("modems = ( { name = \"sim1\"; ", out);
        write_quoted(out, "device", device != NULL ? device : simulated);
        if (device != NULL && pin != NULL)
                write_quoted(out, "pin", pin);
        fprintf(out, "pauses_percent = %d; } );\n", device != NULL ? 10 : 0);
        /* one person tries everything: her limit would only be in the way; a real modem keeps it, it costs money */
        if (device == NULL)
                fputs("guard = { replies_per_hour = 1000; replies_per_day = 10000; parts_per_day = 100000; };\n", out);
}

int
bench_write_config(struct bench *bench, const char *device)
{
        char messages[BENCH_PATH], *real = realpath("messages", NULL);
        FILE *out;
        int fd;

        if (real == NULL || strlen(real) >= sizeof messages) {
                free(real);
                return trouble("messages/ is not here; start this in the folder of the sources", 0);
        }
        snprintf(messages, sizeof messages, "%s", real);
        free(real);
        fd = open(bench->config, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        out = fd >= 0 ? fdopen(fd, "w") : NULL;
        if (out == NULL)
                return trouble(bench->config, errno);
        fputs("# made by `make run`; goes when it ends\ncountry = \"RO\";\n", out);
        write_languages(out, messages);
        write_quoted(out, "messages", messages);
        fputs("state = \"state\";\nruntime = \"run\";\n", out);
        write_modem(out, bench, device);
        return fclose(out) == 0 ? 0 : trouble(bench->config, errno);
}

/* --- processes -------------------------------------------------------------------------------------------- */

/* In a group of its own, so that the terminal's signals are for the phone alone; ends if the phone dies. */
static pid_t
start(const char *program, const char *const argv[], int log_fd, const char *notify)
{
        pid_t parent = getpid(), pid = fork();

        if (pid != 0)
                return pid;
        setpgid(0, 0);
        (void)prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != parent)
                _exit(0);
        (void)dup2(open("/dev/null", O_RDONLY), STDIN_FILENO);
        if (log_fd >= 0) {
                (void)dup2(log_fd, STDOUT_FILENO);
                (void)dup2(log_fd, STDERR_FILENO);
        }
        if (notify != NULL)
                setenv("NOTIFY_SOCKET", notify, 1);
        unsetenv("WATCHDOG_USEC");
        unsetenv("WAYMARK_PIN");
        execv(program, (char *const *)(uintptr_t)argv); /* exec changes nothing in it */
        fprintf(stderr, "phone: %s: %s\n", program, strerror(errno));
        _exit(127);
}

/* Waits for a descriptor to become readable; false after READY_MS, a signal to end, or the death of `pid`. */
static bool
wait_readable(int fd, pid_t *pid)
{
        struct pollfd poll_in = {.fd = fd, .events = POLLIN};

        for (int waited = 0; waited < READY_MS && !input_is_interrupted(); waited += 100) {
                int n = poll(&poll_in, 1, 100);

                if (n > 0)
                        return true;
                if (waitpid(*pid, NULL, WNOHANG) == *pid) {
                        *pid = 0;
                        return false;
                }
        }
        return false;
}

int
bench_start_simulator(struct bench *bench)
{
        char program[BENCH_PATH + 16], modem[BENCH_PATH + 16], ready_fd[16], word[16];
        int ready[2], log_fd;

        snprintf(program, sizeof program, "%s/simmodem", bench->build);
        snprintf(modem, sizeof modem, "sim1=%s/sim1", bench->folder);
        if (pipe(ready) < 0)
                return trouble("pipe", errno);
        (void)fcntl(ready[0], F_SETFD, FD_CLOEXEC);
        snprintf(ready_fd, sizeof ready_fd, "%d", ready[1]);
        log_fd = open(bench->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        const char *const argv[] = {program, "--modem", modem, "--control", bench->control, "--ready-fd", ready_fd, "--die-with-parent", NULL};

        bench->simulator = start(program, argv, log_fd, NULL);
        close(ready[1]);
        if (log_fd >= 0)
                close(log_fd);
        bool is_ready = bench->simulator > 0 && wait_readable(ready[0], &bench->simulator) && read(ready[0], word, sizeof word) > 0;

        close(ready[0]);
        if (is_ready)
                return 0;
        if (!input_is_interrupted())
                bench_print_log(bench, stderr, 20);
        return trouble("the simulated modem does not start", 0);
}

static int
open_notify(struct bench *bench, char *path, size_t room)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};

        snprintf(path, room, "%s/notify", bench->folder);
        if (strlen(path) >= sizeof address.sun_path)
                return trouble("the name of the folder is too long", 0);
        memcpy(address.sun_path, path, strlen(path) + 1);
        bench->notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (bench->notify_fd < 0 || bind(bench->notify_fd, (const struct sockaddr *)&address, sizeof address) < 0)
                return trouble(path, errno);
        return 0;
}

int
bench_start_gateway(struct bench *bench)
{
        char program[BENCH_PATH + 16], notify[BENCH_PATH + 16], text[256];
        int log_fd;

        snprintf(program, sizeof program, "%s/waymarkd", bench->build);
        if (open_notify(bench, notify, sizeof notify) < 0)
                return -1;
        log_fd = open(bench->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (log_fd < 0)
                return trouble(bench->log, errno);
        const char *const argv[] = {program, "-c", bench->config, NULL};

        bench->gateway = start(program, argv, log_fd, notify);
        close(log_fd);
        while (bench->gateway > 0 && wait_readable(bench->notify_fd, &bench->gateway)) {
                ssize_t n = recv(bench->notify_fd, text, sizeof text - 1, MSG_DONTWAIT);

                text[n > 0 ? n : 0] = '\0';
                if (strstr(text, "READY=1") != NULL)
                        return 0;
        }
        if (input_is_interrupted())
                return -1;
        bench_print_log(bench, stderr, 20);
        return trouble("the gateway does not start; its last words are above", 0);
}

bool
bench_gateway_lives(struct bench *bench)
{
        int status;

        if (bench->gateway > 0 && waitpid(bench->gateway, &status, WNOHANG) == bench->gateway) {
                bench->gateway = 0;
                if (WIFSIGNALED(status))
                        fprintf(stderr, "phone: the gateway was ended by signal %d (%s)\n", WTERMSIG(status), strsignal(WTERMSIG(status)));
                else
                        fprintf(stderr, "phone: the gateway has ended with %d\n", WEXITSTATUS(status));
        }
        return bench->gateway > 0;
}

void
bench_run_waymark(const struct bench *bench, const char *command)
{
        char program[BENCH_PATH + 16];
        pid_t pid;

        snprintf(program, sizeof program, "%s/waymark", bench->build);
        fflush(stdout);
        pid = fork();
        if (pid == 0) {
                execl(program, program, "-c", bench->config, command, (char *)NULL);
                fprintf(stderr, "phone: %s: %s\n", program, strerror(errno));
                _exit(127);
        }
        while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
                ;
}

void
bench_print_log(const struct bench *bench, FILE *out, int lines)
{
        char text[LOG_TAIL + 1];
        FILE *log = fopen(bench->log, "r");
        char *at, *end;
        size_t len;

        if (log == NULL)
                return;
        if (fseek(log, -LOG_TAIL, SEEK_END) < 0)
                rewind(log);
        len = fread(text, 1, LOG_TAIL, log);
        fclose(log);
        text[len] = '\0';
        for (at = text + len; at > text && lines >= 0; at--)
                lines -= at[-1] == '\n';
        at += lines < 0 ? 1 : 0;
        for (; (end = strchr(at, '\n')) != NULL; at = end + 1) {
                *end = '\0';
                if (at[0] == '<' && at[1] != '\0' && at[2] == '>')
                        at += 3;
                fprintf(out, "  | %s\n", at);
        }
}

/* --- the end ------------------------------------------------------------------------------------------------ */

static void
end_process(pid_t *pid)
{
        if (*pid <= 0)
                return;
        kill(*pid, SIGTERM);
        for (int waited = 0; waited < END_MS; waited += 20) {
                if (waitpid(*pid, NULL, WNOHANG) != 0) {
                        *pid = 0;
                        return;
                }
                poll(NULL, 0, 20);
        }
        kill(*pid, SIGKILL);
        (void)waitpid(*pid, NULL, 0);
        *pid = 0;
}

static int
remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
        (void)st;
        (void)flag;
        (void)ftw;
        (void)remove(path);
        return 0;
}

void
bench_close(struct bench *bench)
{
        end_process(&bench->gateway);
        end_process(&bench->simulator);
        if (bench->notify_fd >= 0)
                close(bench->notify_fd);
        if (bench->folder[0] != '\0')
                (void)nftw(bench->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
        bench->folder[0] = '\0';
}
