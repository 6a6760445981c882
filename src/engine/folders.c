/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two levels are walked, as the catalogue does: messages/ and messages/<language>/. Links are rare; what there is no place for is not read.
 */
#include "folders.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool
has_place(const struct fence *fence, const char *path)
{
        for (int i = 0; i < fence->n; i++)
                if (strcmp(fence->places[i].path, path) == 0)
                        return true;
        return false;
}

static void
add_links(struct fence *fence, const char *folder, bool has_folders)
{
        char path[FENCE_PATH + 256], real[PATH_MAX];
        struct dirent *entry;
        struct stat st;
        DIR *dir = opendir(folder);

        if (dir == NULL)
                return;
        while ((entry = readdir(dir)) != NULL) {
                if (entry->d_name[0] == '.')
                        continue;
                if (snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) >= (int)sizeof path || lstat(path, &st) < 0)
                        continue;
                if (S_ISLNK(st.st_mode) && realpath(path, real) != NULL && !has_place(fence, real))
                        fence_add(fence, real, FENCE_ACCESS_READ);
                if (has_folders && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
                        add_links(fence, path, false);
        }
        closedir(dir);
}

void
folders_fence(struct fence *fence, const char *messages)
{
        fence_add(fence, messages, FENCE_ACCESS_READ);
        add_links(fence, messages, true);
}

bool
folders_are_moved(const struct fence *fence, const char *messages)
{
        struct fence now = {.n = 0};

        if (!fence->stands)
                return false;
        if (fence_is_moved(fence))
                return true;
        folders_fence(&now, messages);
        for (int i = 0; i < now.n; i++)
                if (!has_place(fence, now.places[i].path))
                        return true;
        return false;
}
