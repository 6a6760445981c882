/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Looking at processes through /proc, at a card through the loop device below it.
 */
#include "peers_look.h"

#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PIDS_MOST 256

double
look_now_ms(void)
{
        struct timespec ts;

        clock_gettime(CLOCK_MONOTONIC, &ts);
        return (double)ts.tv_sec * 1000 + (double)ts.tv_nsec / 1e6;
}

/* --- processes --- */

struct stat_line {
        pid_t parent;
        double children_ms;             /* CPU of children that were waited for */
};

static int
read_stat(pid_t pid, struct stat_line *line)
{
        char path[64], text[1024] = "";
        long child_user, child_system;
        int parent;
        const char *at;
        FILE *file;

        snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
        file = fopen(path, "r");
        if (file == NULL)
                return -1;
        at = fgets(text, sizeof text, file) != NULL ? strrchr(text, ')') : NULL;
        fclose(file);
        if (at == NULL || sscanf(at + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %ld %ld", &parent, &child_user,
                                 &child_system) != 3)
                return -1;
        line->parent = parent;
        line->children_ms = ((double)child_user + (double)child_system) * 1000 / (double)sysconf(_SC_CLK_TCK);
        return 0;
}

static int
is_below(pid_t pid, pid_t root, pid_t but)
{
        struct stat_line line;

        while (pid > 1 && pid != but && read_stat(pid, &line) == 0) {
                if (line.parent == root)
                        return 1;
                pid = line.parent;
        }
        return 0;
}

static int
descendants(pid_t root, pid_t but, pid_t pids[static PIDS_MOST])
{
        DIR *proc = opendir("/proc");
        struct dirent *entry;
        int n = 0;

        while (proc != NULL && (entry = readdir(proc)) != NULL && n < PIDS_MOST) {
                pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);

                if (pid > 1 && is_below(pid, root, but))
                        pids[n++] = pid;
        }
        if (proc != NULL)
                closedir(proc);
        return n;
}

static double
sum(pid_t root, pid_t but, double (*value)(pid_t pid))
{
        pid_t pids[PIDS_MOST];
        int n = descendants(root, but, pids);
        double total = 0;

        for (int i = 0; i < n; i++)
                total += value(pids[i]);
        return total;
}

/* The sum of the numbers behind every line of a file that holds `key`. */
static double
file_value(const char *path, const char *key)
{
        char line[256];
        double total = 0;
        FILE *file = fopen(path, "r");

        while (file != NULL && fgets(line, sizeof line, file) != NULL)
                if (strstr(line, key) != NULL && strchr(line, ':') != NULL)
                        total += strtod(strchr(line, ':') + 1, NULL);
        if (file != NULL)
                fclose(file);
        return total;
}

static double
pss_of(pid_t pid)
{
        char path[64];

        snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)pid);
        return file_value(path, "Pss:");
}

/* The sum over all threads. */
static double
sum_threads(pid_t pid, const char *name, double (*value)(const char *path))
{
        char folder[64], path[384];
        struct dirent *entry;
        double total = 0;
        DIR *tasks;

        snprintf(folder, sizeof folder, "/proc/%d/task", (int)pid);
        tasks = opendir(folder);
        while (tasks != NULL && (entry = readdir(tasks)) != NULL) {
                if (entry->d_name[0] == '.')
                        continue;
                snprintf(path, sizeof path, "%s/%s/%s", folder, entry->d_name, name);
                total += value(path);
        }
        if (tasks != NULL)
                closedir(tasks);
        return total;
}

static double
thread_switches(const char *path)
{
        return file_value(path, "ctxt_switches");
}

static double
switches_of(pid_t pid)
{
        return sum_threads(pid, "status", thread_switches);
}

static double
thread_cpu_ms(const char *path)
{
        double ns = 0;
        FILE *file = fopen(path, "r");

        if (file != NULL && fscanf(file, "%lf", &ns) != 1)
                ns = 0;
        if (file != NULL)
                fclose(file);
        return ns / 1e6;
}

/* Of the living to the nanosecond; of children that were waited for in hundredths of a second, as the kernel tells it. */
static double
cpu_of(pid_t pid)
{
        struct stat_line line;

        if (read_stat(pid, &line) < 0)
                return 0;
        return sum_threads(pid, "schedstat", thread_cpu_ms) + line.children_ms;
}

double
look_cpu_ms(pid_t root, pid_t but)
{
        return sum(root, but, cpu_of);
}

double
look_pss_kb(pid_t root, pid_t but)
{
        return sum(root, but, pss_of);
}

double
look_switches_a_minute(pid_t root, pid_t but, int seconds)
{
        double before = sum(root, but, switches_of);

        (void)poll(NULL, 0, seconds * 1000);
        return (sum(root, but, switches_of) - before) * 60 / seconds;
}

void
look_kill(pid_t root, pid_t but)
{
        pid_t pids[PIDS_MOST];
        int n;

        while ((n = descendants(root, but, pids)) > 0) {
                for (int i = 0; i < n; i++)
                        (void)kill(pids[i], SIGKILL);
                for (int i = 0; i < n; i++)
                        (void)waitpid(pids[i], NULL, 0); /* the grandchildren among them are ours a moment later */
        }
}

/* --- the card --- */

static int
run(const char *format, const char *folder)
{
        char command[512];

        snprintf(command, sizeof command, format, folder, folder); /* allowed: the formats stand below */
        return system(command); /* allowed: a bench, with words of its own */
}

void
look_mount_card(const char *folder)
{
        char path[256];

        snprintf(path, sizeof path, "%s/state", folder);
        (void)mkdir(path, 0700);
        if (run("truncate -s 64M %s/card && mkfs.ext4 -q -F %s/card 2>/dev/null", folder) != 0 ||
            run("mount -o loop %s/card %s/state 2>/dev/null", folder) != 0)
                fprintf(stderr, "no card can be mounted here (root and loop devices are needed); what is written is not counted\n");
}

void
look_unmount_card(const char *folder)
{
        (void)run("umount %s/state 2>/dev/null", folder);
}

double
look_card_kb(const char *folder)
{
        char path[320];
        unsigned long long sectors = 0;
        struct stat st, outer;
        FILE *file;

        snprintf(path, sizeof path, "%s/state", folder);
        if (stat(path, &st) < 0 || stat(folder, &outer) < 0 || st.st_dev == outer.st_dev)
                return -1;
        sync();
        snprintf(path, sizeof path, "/sys/dev/block/%u:%u/stat", major(st.st_dev), minor(st.st_dev));
        file = fopen(path, "r");
        if (file == NULL)
                return -1;
        if (fscanf(file, "%*u %*u %*u %*u %*u %*u %llu", &sectors) != 1)
                sectors = 0;
        fclose(file);
        return (double)sectors / 2;
}
