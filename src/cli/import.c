/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark import`: read the PO file (po_read.c), put it into the message files in memory (merge.c), ask whether the gateway would take
 * them (trial.c), only then write (install.c). The one command that changes what lies in messages/.
 */
#include "import.h"

#include <errno.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "install.h"
#include "merge.h"
#include "po_read.h"
#include "translation.h"
#include "trial.h"

#define FINDINGS_SHOWN 50               /* a file that is no PO file at all has one a line */

struct importing {
        const char *file;
        bool dry_run;
        struct config config;
        struct findings *findings;
        struct po po;
        struct translation *translation;
        struct merge merge;
};

static int
read_options(const struct command_call *call, struct importing *importing)
{
        static const struct option options[] = {{"dry-run", no_argument, NULL, 'n'}, {NULL, 0, NULL, 0}};
        int option;

        while ((option = getopt_long(call->argc, call->argv, "", options, NULL)) != -1) {
                if (option != 'n')
                        return command_misused(call, "unknown option");
                importing->dry_run = true;
        }
        if (optind + 1 != call->argc)
                return command_misused(call, optind == call->argc ? "no PO file is given" : "one PO file at a time");
        importing->file = call->argv[optind];
        return 0;
}

static int
check_language(struct importing *importing)
{
        const struct config *config = &importing->config;
        char code[CODE_TEXT];

        code_language(importing->po.language, code);
        if (importing->po.language == code_pack("en")) {
                findings_add(importing->findings, FINDING_SEVERITY_ERROR, importing->file, 0,
                             "its header says \"Language: en\", but English is what the others are translated from; change the files in the "
                             "folder en instead");
                return -EINVAL;
        }
        for (int i = 0; i < config->nlanguages; i++)
                if (config->languages[i] == importing->po.language)
                        return 0;
        findings_add(importing->findings, FINDING_SEVERITY_ERROR, importing->file, 0,
                     "its language \"%s\" is not among `languages` in waymark.cfg; add it there, or correct \"Language:\" in its header", code);
        return -EINVAL;
}

static int
prepare(struct importing *importing)
{
        int rc = po_read(importing->file, &importing->po, importing->findings);

        if (rc == 0)
                rc = check_language(importing);
        if (rc == 0)
                rc = translation_load(importing->config.messages, importing->po.language, &importing->translation, importing->findings);
        if (rc == 0)
                rc = merge_make(&importing->merge, importing->file, &importing->po, importing->translation, importing->findings);
        return rc;
}

static bool
anything_changes(const struct importing *importing)
{
        for (size_t i = 0; i < importing->translation->npages; i++)
                if (importing->merge.pages[i].text != NULL)
                        return true;
        return false;
}

static void
print_changes(const struct importing *importing)
{
        const struct translation *translation = importing->translation;

        for (size_t i = 0; i < translation->npages; i++) {
                const struct merge_page *page = &importing->merge.pages[i];
                char path[TRANSLATION_PATH];

                translation_path(translation->code, translation->pages[i].id, path);
                for (int part = MESSAGE_PART_COUNT - 1; part > 0 && page->text != NULL; part--)
                        if (page->parts[part] && translation_part_name((enum message_part)part) != NULL)
                                printf("%s: %s%s\n", path, translation_part_name((enum message_part)part), page->is_new ? " (new)" : "");
                if (page->text != NULL && page->parts[MESSAGE_PART_ENGLISH] && !page->parts[MESSAGE_PART_TEXT])
                        printf("%s: date of the English text\n", path);
        }
}

/* Notes too: the translator wants to know what was left out. */
static void
print_findings(const struct findings *findings)
{
        size_t all = findings_count(findings, FINDING_SEVERITY_ERROR) + findings_count(findings, FINDING_SEVERITY_NOTE), i;
        const struct finding *finding;

        for (i = 0; i < FINDINGS_SHOWN && (finding = findings_at(findings, i)) != NULL; i++)
                fprintf(stderr, "%s\n", finding->text);
        if (i < all)
                fprintf(stderr, "... and %zu more\n", all - i);
}

static int
run(struct importing *importing)
{
        int rc = prepare(importing);
        bool changes;

        if (rc < 0)
                return rc;
        changes = anything_changes(importing);
        if (changes)
                rc = trial_run(&importing->merge, &importing->config);
        if (rc == 0 && changes && !importing->dry_run)
                rc = install_pages(&importing->merge, importing->config.messages);
        if (rc == 0 && changes)
                print_changes(importing);
        if (rc == 0 && (!changes || importing->dry_run))
                puts(changes ? "Nothing was written (--dry-run)." : "Nothing changes.");
        return rc;
}

static int
import_file(struct importing *importing)
{
        int rc;

        importing->findings = findings_new();
        if (importing->findings == NULL)
                return COMMAND_EXIT_TROUBLE;
        rc = run(importing);
        print_findings(importing->findings);
        if (rc < 0 && findings_count(importing->findings, FINDING_SEVERITY_ERROR) == 0)
                fprintf(stderr, "waymark import: %s\n", strerror(-rc));
        merge_clear(&importing->merge);
        translation_free(importing->translation);
        po_clear(&importing->po);
        findings_free(importing->findings);
        if (rc == -ENOMEM)
                return COMMAND_EXIT_TROUBLE;
        return rc == 0 ? COMMAND_EXIT_OK : COMMAND_EXIT_UNSOUND;
}

int
import_command(const struct command_call *call)
{
        struct importing *importing = calloc(1, sizeof *importing);
        int rc;

        if (importing == NULL)
                return COMMAND_EXIT_TROUBLE;
        rc = read_options(call, importing);
        if (rc == 0)
                rc = command_load_config(call, &importing->config);
        if (rc == 0)
                rc = import_file(importing);
        config_wipe(&importing->config);
        free(importing);
        return rc;
}
