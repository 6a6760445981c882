/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The folder messages/ as a snapshot; see catalogue.h. Walking the folder is here, reading the files in builder.c and its readers.
 */
#include "catalogue_priv.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/code.h"
#include "words/builder.h"
#include "words/lexicon.h"
#include "words/sense.h"
#include "words/textfile.h"

#define PATH_TEXT 300

struct walk {
        struct builder *builder;
        struct findings *findings;
        const char *folder;
        int fd;
        int nfiles;
};

static void
add_file(struct walk *walk, const char *path)
{
        struct textfile file;

        if (walk->nfiles++ == CATALOGUE_FILES)
                findings_add(walk->findings, FINDING_SEVERITY_ERROR, walk->folder, 0, "there are more than %d files; take some out",
                             CATALOGUE_FILES);
        if (walk->nfiles > CATALOGUE_FILES)
                return;
        textfile_read(walk->fd, path, &file);
        builder_add_file(walk->builder, path, &file);
        textfile_clear(&file);
}

static int
name_order(const void *a, const void *b)
{
        const char *const *one = a;
        const char *const *two = b;

        return strcmp(*one, *two);
}

static void
free_names(char **names, size_t n)
{
        for (size_t i = 0; names != NULL && i < n; i++)
                free(names[i]);
        free(names);
}

/* The names in a folder, sorted, so that findings come in the same order on every machine. -errno, or how many. */
static ssize_t
list_folder(int parent, const char *path, char ***names_out)
{
        size_t n = 0, room = 0;
        char **names = NULL;
        struct dirent *entry;
        DIR *dir;
        int fd = openat(parent, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (fd < 0)
                return -errno;
        dir = fdopendir(fd);
        if (dir == NULL) {
                close(fd);
                return -ENOMEM;
        }
        while (n <= CATALOGUE_FILES && (entry = readdir(dir)) != NULL) {
                char **grown;

                if (builder_ignores(entry->d_name))
                        continue;
                grown = array_grow(names, n, &room, sizeof *names);
                if (grown == NULL || (grown[n] = strdup(entry->d_name)) == NULL) {
                        free_names(grown != NULL ? grown : names, n);
                        closedir(dir);
                        return -ENOMEM;
                }
                names = grown;
                n++;
        }
        closedir(dir);
        if (n > 0)
                qsort(names, n, sizeof *names, name_order);
        *names_out = names;
        return (ssize_t)n;
}

static void
add_language(struct walk *walk, uint16_t language)
{
        char folder[CODE_TEXT], path[PATH_TEXT];
        char **names = NULL;
        ssize_t n = list_folder(walk->fd, code_language(language, folder), &names);

        if (n < 0) {
                snprintf(path, sizeof path, "%s/%s", walk->folder, folder);
                findings_add(walk->findings, FINDING_SEVERITY_ERROR, path, 0,
                             "the folder cannot be read (%s); put it back, or take the language out of `languages` in waymark.cfg",
                             strerror((int)-n));
                return;
        }
        for (ssize_t i = 0; names != NULL && i < n; i++) {
                const char *name = names[i];
                size_t len = strlen(name);

                snprintf(path, sizeof path, "%s/%s", folder, name);
                if (len > 4 && strcmp(name + len - 4, ".txt") == 0)
                        add_file(walk, path);
                else
                        findings_add(walk->findings, FINDING_SEVERITY_WARNING, walk->folder, 0,
                                     "%s is not a .txt file and is not used; save it as plain text, or take it away", path);
        }
        free_names(names, (size_t)n);
}

struct catalogue *
catalogue_load(const char *folder, const struct catalogue_options *options, struct findings *findings)
{
        struct catalogue *catalogue = NULL;
        struct walk walk = { .findings = findings, .folder = folder };

        walk.fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (walk.fd < 0) {
                findings_add(findings, FINDING_SEVERITY_ERROR, folder, 0, "the folder cannot be opened (%s); set `messages` in waymark.cfg",
                             strerror(errno));
                return NULL;
        }
        walk.builder = builder_new(folder, options, findings);
        if (walk.builder == NULL) {
                findings_add(findings, FINDING_SEVERITY_ERROR, folder, 0, "not enough memory; restart the gateway");
                goto out;
        }
        add_file(&walk, "topics.cfg");
        add_file(&walk, "helplines.cfg");
        for (int i = 0; i < options->nlanguages; i++)
                add_language(&walk, options->languages[i]);
        catalogue = builder_finish(walk.builder);
out:
        builder_free(walk.builder);
        close(walk.fd);
        return catalogue;
}

void
catalogue_free(struct catalogue *catalogue)
{
        if (catalogue == NULL)
                return;
        lexicon_free(catalogue->lexicon);
        sense_free(catalogue->sense);
        pool_clear(&catalogue->pool);
        free(catalogue->replies);
        free(catalogue->countries);
        free(catalogue->keywords);
        free(catalogue);
}

void
catalogue_pack(struct catalogue *catalogue)
{
        if (catalogue == NULL)
                return;
        lexicon_free(catalogue->lexicon);
        catalogue->lexicon = NULL;
}

bool
catalogue_unpack(struct catalogue *catalogue)
{
        if (catalogue->lexicon == NULL)
                catalogue->lexicon = lexicon_new(catalogue);
        return catalogue->lexicon != NULL;
}

int
catalogue_language_index(const struct catalogue *catalogue, uint16_t code)
{
        for (int i = 0; code != 0 && i < catalogue->nlanguages; i++)
                if (catalogue->languages[i] == code)
                        return i;
        return -1;
}

int
catalogue_country_index(const struct catalogue *catalogue, uint16_t code)
{
        for (int i = 0; code != 0 && i < catalogue->ncountries; i++)
                if (catalogue->countries[i].code == code)
                        return i;
        return -1;
}

const char *
catalogue_file_name(enum topic topic, enum variant variant, char name[static CATALOGUE_FILE_NAME])
{
        static const char *const endings[] = {
                [VARIANT_PLAIN] = "",
                [VARIANT_NONEU] = "-noneu",
                [VARIANT_NOLINE] = "-noline",
        };

        snprintf(name, CATALOGUE_FILE_NAME, "%s%s.txt", topic_name(topic), variant < VARIANT_COUNT ? endings[variant] : "");
        return name;
}

int
catalogue_nlanguages(const struct catalogue *catalogue)
{
        return catalogue->nlanguages;
}

uint16_t
catalogue_language(const struct catalogue *catalogue, int i)
{
        return i >= 0 && i < catalogue->nlanguages ? catalogue->languages[i] : 0;
}

const char *
catalogue_language_name(const struct catalogue *catalogue, uint16_t language)
{
        int i = catalogue_language_index(catalogue, language);

        return i < 0 ? "" : pool_text(&catalogue->pool, catalogue->language_names[i]);
}

enum topic
catalogue_menu_topic(const struct catalogue *catalogue, int number)
{
        for (int topic = 1; number > 0 && topic < TOPIC_COUNT; topic++)
                if (catalogue->topics[topic].menu == number)
                        return (enum topic)topic;
        return TOPIC_NONE;
}

int
catalogue_priority(const struct catalogue *catalogue, enum topic topic)
{
        return topic > TOPIC_NONE && topic < TOPIC_COUNT ? catalogue->topics[topic].priority : 50;
}

bool
catalogue_is_flash(const struct catalogue *catalogue, enum topic topic)
{
        return topic > TOPIC_NONE && topic < TOPIC_COUNT && catalogue->topics[topic].flash;
}

size_t
catalogue_nkeywords(const struct catalogue *catalogue)
{
        return catalogue->nown;
}

size_t
catalogue_size(const struct catalogue *catalogue)
{
        return sizeof *catalogue + catalogue->pool.room + (size_t)catalogue->nlanguages * sizeof *catalogue->replies +
               (size_t)catalogue->ncountries * sizeof *catalogue->countries + catalogue->nkeywords * sizeof *catalogue->keywords +
               (catalogue->lexicon != NULL ? lexicon_size(catalogue->lexicon) : 0) + sense_size(catalogue->sense);
}
