/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The whole catalogue, loaded from the files as they are and, in their place, the changed ones from memory: the same builder, so the
 * same judgement as the gateway's. Errors refuse, wherever they stand; warnings (a reply too long, a menu line too long) refuse only if
 * they are about something that the import changes, for the others the translator cannot help.
 */
#include "trial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command.h"
#include "words/builder.h"
#include "words/textfile.h"

/* The changed page of that path, npages if there is none. */
static size_t
changed_page(const struct merge *merge, const char *path)
{
        const struct translation *translation = merge->translation;
        char expected[TRANSLATION_PATH];

        for (size_t i = 0; i < translation->npages; i++)
                if (merge->pages[i].text != NULL && strcmp(translation_path(translation->code, translation->pages[i].id, expected), path) == 0)
                        return i;
        return translation->npages;
}

static void
add_file(struct builder *builder, const struct merge *merge, int fd, const char *path)
{
        size_t page = changed_page(merge, path);
        struct textfile file;

        if (page < merge->translation->npages) {
                builder_add(builder, path, merge->pages[page].text, strlen(merge->pages[page].text));
                return;
        }
        textfile_read(fd, path, &file);
        if (file.fault != TEXTFILE_FAULT_UNREADABLE || file.error != ENOENT)
                builder_add_file(builder, path, &file);
        textfile_clear(&file);
}

static void
add_files(struct builder *builder, const struct merge *merge, const struct config *config, int fd)
{
        add_file(builder, merge, fd, "topics.cfg");
        add_file(builder, merge, fd, "helplines.cfg");
        for (int i = 0; i < config->nlanguages; i++) {
                char code[CODE_TEXT], id[TRANSLATION_ID], path[TRANSLATION_PATH];

                code_language(config->languages[i], code);
                for (size_t page = 0; *translation_page_id(page, id) != '\0'; page++)
                        add_file(builder, merge, fd, translation_path(code, id, path));
        }
}

/* --- what it says ---------------------------------------------------------------------------------------------- */

/* "messages/uk/job.txt:3: problem; cure" about a changed file: its page, line and the rest; else npages. */
static size_t
split_finding(const struct merge *merge, const char *messages, const char *text, int *line, const char **rest)
{
        size_t len = strlen(messages), path_len;
        char path[TRANSLATION_PATH];

        *line = 0;
        if (strncmp(text, messages, len) != 0 || text[len] != '/')
                return merge->translation->npages;
        text += len + 1;
        path_len = strcspn(text, ":");
        if (path_len >= sizeof path || text[path_len] == '\0')
                return merge->translation->npages;
        memcpy(path, text, path_len);
        path[path_len] = '\0';
        text += path_len + 1;
        if (*text != ' ') {
                *line = (int)strtol(text, NULL, 10);
                text += strcspn(text, " ");
        }
        *rest = text + (*text == ' ');
        return changed_page(merge, path);
}

static bool
finding_counts(const struct merge *merge, const struct finding *finding, size_t page, enum message_part part)
{
        if (finding->severity == FINDING_SEVERITY_ERROR)
                return true;
        return finding->severity == FINDING_SEVERITY_WARNING && page < merge->translation->npages && merge->pages[page].parts[part];
}

static int
tell_findings(const struct merge *merge, const char *messages, const struct findings *found)
{
        const struct finding *finding;
        int rc = 0;

        for (size_t i = 0; (finding = findings_at(found, i)) != NULL; i++) {
                const char *rest = finding->text;
                enum message_part part = MESSAGE_PART_NONE;
                int line;
                size_t page = split_finding(merge, messages, finding->text, &line, &rest);

                if (page < merge->translation->npages)
                        part = message_file_part_at(merge->translation->pages[page].own, line);
                if (!finding_counts(merge, finding, page, part))
                        continue;
                rc = -EINVAL;
                if (page < merge->translation->npages)
                        findings_add(merge->findings, FINDING_SEVERITY_ERROR, merge->name,
                                     merge_line(merge, page, part != MESSAGE_PART_NONE ? part : MESSAGE_PART_TEXT), "%s: %s",
                                     merge->translation->pages[page].id, rest);
                else
                        findings_add(merge->findings, FINDING_SEVERITY_ERROR, NULL, 0, "%s", finding->text);
        }
        return rc;
}

int
trial_run(const struct merge *merge, const struct config *config)
{
        const struct catalogue_options options = {.country = config->country, .languages = config->languages,
                                                  .nlanguages = config->nlanguages, .today = command_today()};
        int fd = open(config->messages, O_RDONLY | O_DIRECTORY | O_CLOEXEC), rc = -ENOMEM;
        struct findings *found = findings_new();
        struct builder *builder = found != NULL ? builder_new(config->messages, &options, found) : NULL;
        struct catalogue *catalogue = NULL;

        if (fd < 0)
                rc = -errno;
        if (fd >= 0 && builder != NULL) {
                add_files(builder, merge, config, fd);
                catalogue = builder_finish(builder);
                rc = tell_findings(merge, config->messages, found);
                if (catalogue == NULL && rc == 0)
                        rc = -ENOMEM;
        }
        catalogue_free(catalogue);
        builder_free(builder);
        findings_free(found);
        if (fd >= 0)
                close(fd);
        return rc;
}
