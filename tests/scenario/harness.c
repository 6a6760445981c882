/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The test bench: folder, processes, waiting. What is said to the simulator and to the daemon stands in harness_talk.c.
 */
#include "harness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/clock.h"

#define DEFAULT_LANGUAGES "\"uk\", \"ru\", \"ro\", \"en\""

void
rig_fail(struct rig *rig, const char *format, ...)
{
        va_list args;

        printf("not ok - ");
        va_start(args, format);
        vprintf(format, args);
        va_end(args);
        printf("\n--- log of the daemon\n%s\n---\n", rig_log(rig));
        fflush(stdout);
        rig_close(rig);
        _exit(1);
}

static const char *
build_folder(void)
{
        const char *build = getenv("WAYMARK_BUILD");

        return build != NULL ? build : "build";
}

static void
program_path(char *path, size_t room, const char *name)
{
        snprintf(path, room, "%s/%s", build_folder(), name);
}

/* Starts argv[0] of the build; its output goes to `out_fd`. The child dies with us. */
static pid_t
spawn(char *const argv[], int in_fd, int out_fd, int err_fd)
{
        pid_t parent = getpid();
        pid_t pid = fork();

        if (pid != 0)
                return pid;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
                _exit(127);
        dup2(in_fd, STDIN_FILENO);
        dup2(out_fd, STDOUT_FILENO);
        dup2(err_fd, STDERR_FILENO);
        execv(argv[0], argv);
        _exit(127);
}

/* --- files --- */

void
rig_write(struct rig *rig, const char *path, const char *text, size_t len)
{
        char full[RIG_PATH * 2];
        FILE *file;

        snprintf(full, sizeof full, "%s/%s", rig->folder, path);
        file = fopen(full, "wb");
        if (file == NULL || fwrite(text, 1, len, file) != len || fclose(file) != 0)
                rig_fail(rig, "cannot write %s", full);
}

static void
write_config(struct rig *rig, const struct rig_options *options)
{
        char text[8192], here[RIG_PATH], messages[RIG_PATH + 16] = "messages";
        size_t len;
        int n = options->no_modems ? 0 : options->nmodems > 0 ? options->nmodems : 1;

        if (getcwd(here, sizeof here) == NULL)
                rig_fail(rig, "no working directory");
        if (!options->own_messages)
                snprintf(messages, sizeof messages, "%s/messages", here);
        len = (size_t)snprintf(text, sizeof text,
                               "country = \"RO\";\nlanguages = [ %s ];\nmessages = \"%s\";\nstate = \"state\";\nruntime = \"%s\";\n%s\nmodems = (\n",
                               options->languages != NULL ? options->languages : DEFAULT_LANGUAGES, messages,
                               rig->runtime,
                               options->config != NULL ? options->config : "");
        for (int i = 1; i <= n; i++)
                len += (size_t)snprintf(text + len, sizeof text - len,
                                        "  { name = \"sim%d\"; device = \"%s/sim%d\"; connection = \"at115200\"; "
                                        "pauses_percent = 0; %s }%s\n", i, rig->folder, i,
                                        options->modem != NULL ? options->modem : "", i < n ? "," : "");
        len += (size_t)snprintf(text + len, sizeof text - len, ");\n");
        rig_write(rig, "waymark.cfg", text, len);
        snprintf(rig->config, sizeof rig->config, "%s/waymark.cfg", rig->folder);
}

static void
copy_messages(struct rig *rig)
{
        char command[RIG_PATH + 64];
        int status;
        pid_t pid;

        snprintf(command, sizeof command, "%s/messages", rig->folder);
        pid = spawn((char *[]){(char *)"/bin/cp", (char *)"-r", (char *)"messages", command, NULL}, STDIN_FILENO, STDERR_FILENO, STDERR_FILENO);
        if (waitpid(pid, &status, 0) != pid || status != 0)
                rig_fail(rig, "cannot copy messages/");
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
        (void)st;
        (void)kind;
        (void)ftw;
        return remove(path);
}

/* --- processes --- */

static void
connect_sim(struct rig *rig)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};

        snprintf(address.sun_path, sizeof address.sun_path, "%s/ctl", rig->folder);
        rig->sim_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (rig->sim_fd < 0 || connect(rig->sim_fd, (struct sockaddr *)&address, sizeof address) < 0)
                rig_fail(rig, "cannot reach the simulator");
}

void
rig_start_sim(struct rig *rig, const struct rig_options *options)
{
        char program[RIG_PATH], control[RIG_PATH + 8], more[512];
        char modems[16][RIG_PATH + 16];
        char *argv[64];
        int argc = 0, ready[2];
        int n = options->nmodems > 0 ? options->nmodems : 1;
        char byte;

        program_path(program, sizeof program, "simmodem");
        snprintf(control, sizeof control, "%s/ctl", rig->folder);
        argv[argc++] = program;
        argv[argc++] = (char *)"--die-with-parent";
        argv[argc++] = (char *)"--control";
        argv[argc++] = control;
        for (int i = 0; i < n; i++) {
                snprintf(modems[i], sizeof modems[i], "sim%d=%s/sim%d", i + 1, rig->folder, i + 1);
                argv[argc++] = (char *)"--modem";
                argv[argc++] = modems[i];
        }
        snprintf(more, sizeof more, "%s", options->simmodem != NULL ? options->simmodem : "");
        for (char *word = strtok(more, " "); word != NULL && argc < 62; word = strtok(NULL, " "))
                argv[argc++] = word;
        argv[argc] = NULL;
        if (pipe2(ready, O_CLOEXEC) < 0)
                rig_fail(rig, "no pipe");
        rig->sim = spawn(argv, STDIN_FILENO, ready[1], STDERR_FILENO);
        close(ready[1]);
        if (read(ready[0], &byte, 1) != 1)
                rig_fail(rig, "the simulator did not start");
        close(ready[0]);
        connect_sim(rig);
}

static void
open_notify(struct rig *rig)
{
        struct sockaddr_un address = {.sun_family = AF_UNIX};

        snprintf(address.sun_path, sizeof address.sun_path, "%s/notify", rig->folder);
        rig->notify_fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (rig->notify_fd < 0 || bind(rig->notify_fd, (struct sockaddr *)&address, sizeof address) < 0)
                rig_fail(rig, "no notify socket");
        setenv("NOTIFY_SOCKET", address.sun_path, 1);
}

pid_t
rig_spawn_daemon(struct rig *rig)
{
        char program[RIG_PATH], option[] = "-c", valgrind[] = "/usr/bin/valgrind", quiet[] = "-q", leaks[] = "--leak-check=full";
        char kinds[] = "--show-leak-kinds=definite", ioctls[] = "--sim-hints=lax-ioctls", report[32];
        char *argv[] = {valgrind, quiet, leaks, kinds, ioctls, report, program, option, rig->config, NULL};

        snprintf(report, sizeof report, "--log-fd=%d", rig->valgrind_fd);
        program_path(program, sizeof program, rig->program);
        rig->daemon = spawn(argv + (rig->valgrind_fd > 0 ? 0 : 6), STDIN_FILENO, rig->log_fd, rig->log_fd);
        return rig->daemon;
}

void
rig_wait_notify(struct rig *rig, const char *word)
{
        int64_t deadline = clock_ms() + RIG_MS;
        char text[512];

        for (;;) {
                struct pollfd fd = {.fd = rig->notify_fd, .events = POLLIN};
                int64_t left = deadline - clock_ms();
                ssize_t n;

                if (left <= 0 || poll(&fd, 1, (int)left) <= 0)
                        rig_fail(rig, "the daemon never said %s", word);
                n = recv(rig->notify_fd, text, sizeof text - 1, 0);
                if (n < 0)
                        continue;
                text[n] = '\0';
                if (strstr(text, word) != NULL)
                        return;
        }
}

void
rig_start_daemon(struct rig *rig)
{
        rig_spawn_daemon(rig);
        rig_wait_notify(rig, "READY=1");
}

pid_t
rig_child(struct rig *rig, const char *name)
{
        char path[128], line[4096] = "", comm[64];
        FILE *file;
        char *next;
        long pid;

        snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)rig->daemon, (int)rig->daemon);
        file = fopen(path, "r");
        if (file == NULL)
                return 0;
        if (fgets(line, sizeof line, file) == NULL)
                line[0] = '\0';
        fclose(file);
        for (char *at = line; (pid = strtol(at, &next, 10)) > 0; at = next) {
                snprintf(path, sizeof path, "/proc/%ld/comm", pid);
                file = fopen(path, "r");
                if (file == NULL)
                        continue;
                if (fgets(comm, sizeof comm, file) != NULL && strncmp(comm, name, strlen(name)) == 0) {
                        fclose(file);
                        return (pid_t)pid;
                }
                fclose(file);
        }
        return 0;
}

int
rig_wait_daemon(struct rig *rig)
{
        int64_t deadline = clock_ms() + 3 * RIG_MS;
        int status;

        /* a process that ends has no descriptor to wait for without pidfd; SIGCHLD would disturb cmocka */
        int pidfd = pidfd_open(rig->daemon, 0);
        struct pollfd fd = {.fd = pidfd, .events = POLLIN};

        if (pidfd < 0 || poll(&fd, 1, (int)(deadline - clock_ms())) <= 0)
                rig_fail(rig, "the daemon does not end");
        close(pidfd);
        if (waitpid(rig->daemon, &status, 0) != rig->daemon)
                rig_fail(rig, "the daemon was not ours");
        rig->daemon = 0;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int
rig_stop_daemon(struct rig *rig)
{
        kill(rig->daemon, SIGTERM);
        return rig_wait_daemon(rig);
}

int
rig_run(struct rig *rig, char *out, size_t room, const char *input, const char *format, ...)
{
        char line[4096], program[RIG_PATH];
        char *argv[32];
        int argc = 0, status, in[2], pipe_fd[2];
        size_t len = 0;
        va_list args;
        ssize_t n;
        pid_t pid;

        va_start(args, format);
        vsnprintf(line, sizeof line, format, args);
        va_end(args);
        for (char *word = strtok(line, " "); word != NULL && argc < 31; word = strtok(NULL, " "))
                argv[argc++] = word;
        argv[argc] = NULL;
        program_path(program, sizeof program, argv[0]);
        argv[0] = program;
        if (pipe2(in, O_CLOEXEC) < 0 || pipe2(pipe_fd, O_CLOEXEC) < 0)
                rig_fail(rig, "no pipe");
        pid = spawn(argv, in[0], pipe_fd[1], pipe_fd[1]);
        close(in[0]);
        close(pipe_fd[1]);
        if (input != NULL && write(in[1], input, strlen(input)) < 0)
                rig_fail(rig, "%s does not read", argv[0]);
        close(in[1]);
        while (len + 1 < room && (n = read(pipe_fd[0], out + len, room - 1 - len)) > 0)
                len += (size_t)n;
        out[len] = '\0';
        close(pipe_fd[0]);
        if (waitpid(pid, &status, 0) != pid)
                rig_fail(rig, "%s was not ours", argv[0]);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* --- the whole --- */

struct rig *
rig_open(const struct rig_options *options)
{
        static const struct rig_options defaults = {.nmodems = 1};
        const char *tmp = getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp";
        struct rig *rig = calloc(1, sizeof *rig);
        char path[RIG_PATH + 16];

        if (options == NULL)
                options = &defaults;
        if (rig == NULL || (rig->answer = malloc(RIG_ANSWER)) == NULL)
                abort();
        rig->sim_fd = rig->notify_fd = rig->log_fd = -1;
        signal(SIGPIPE, SIG_IGN);
        snprintf(rig->folder, sizeof rig->folder, "%s/waymark-test-XXXXXX", tmp);
        if (mkdtemp(rig->folder) == NULL)
                abort();
        snprintf(path, sizeof path, "%s/log", rig->folder);
        rig->log_fd = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        snprintf(rig->program, sizeof rig->program, "%s", options->program != NULL ? options->program : "waymarkd");
        snprintf(rig->runtime, sizeof rig->runtime, "%s/run", rig->folder);
        if (options->runtime_in_memory) {
                snprintf(rig->runtime, sizeof rig->runtime, "/dev/shm/waymark-run-XXXXXX");
                if (mkdtemp(rig->runtime) == NULL)
                        abort();
        }
        rig->valgrind_fd = options->valgrind_fd;
        write_config(rig, options);
        if (options->own_messages)
                copy_messages(rig);
        open_notify(rig);
        if (!options->no_sim && !options->no_modems)
                rig_start_sim(rig, options);
        if (!options->no_start)
                rig_start_daemon(rig);
        return rig;
}

static void
end(pid_t pid)
{
        if (pid <= 0)
                return;
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
}

void
rig_close(struct rig *rig)
{
        end(rig->daemon);
        end(rig->sim);
        close(rig->sim_fd);
        close(rig->notify_fd);
        close(rig->log_fd);
        (void)nftw(rig->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
        (void)nftw(rig->runtime, remove_one, 16, FTW_DEPTH | FTW_PHYS);
        free(rig->answer);
        free(rig);
}
