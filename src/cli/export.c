/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `waymark export`: reads the messages, writes one PO file. Never over a file that is there: it may hold somebody's work.
 */
#include "export.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "po_write.h"

struct exporting {
        uint16_t language;
        const char *output;             /* NULL: standard output */
        struct config config;
};

static int
read_options(const struct command_call *call, struct exporting *exporting)
{
        static const struct option options[] = {{"language", required_argument, NULL, 'l'},
                                                {"output", required_argument, NULL, 'o'},
                                                {NULL, 0, NULL, 0}};
        const char *language = NULL;
        int option;

        while ((option = getopt_long(call->argc, call->argv, "", options, NULL)) != -1) {
                if (option == 'l')
                        language = optarg;
                else if (option == 'o')
                        exporting->output = optarg;
                else
                        return command_misused(call, "unknown option");
        }
        if (optind < call->argc)
                return command_misused(call, "\"%s\" is too much", call->argv[optind]);
        if (language == NULL)
                return command_misused(call, "no language is given; write --language and its letters, as in --language uk");
        exporting->language = code_pack(language);
        if (exporting->language == 0)
                return command_misused(call, "\"%s\" is no language; write its letters, as in --language uk", language);
        if (exporting->language == code_pack("en"))
                return command_misused(call, "English is what the others are translated from; change the files in the folder en instead");
        return 0;
}

static int
write_output(const struct exporting *exporting, const struct translation *translation)
{
        int fd = STDOUT_FILENO, rc;

        if (exporting->output != NULL)
                fd = open(exporting->output, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
        if (fd < 0) {
                fprintf(stderr, "%s: it cannot be written (%s); give a name that is not taken\n", exporting->output, strerror(errno));
                return COMMAND_EXIT_UNSOUND;
        }
        rc = po_write(translation, fd);
        if (exporting->output != NULL && close(fd) < 0 && rc == 0)
                rc = -errno;
        if (rc < 0) {
                fprintf(stderr, "%s: it cannot be written (%s)\n", exporting->output != NULL ? exporting->output : "standard output",
                        strerror(-rc));
                if (exporting->output != NULL)
                        (void)unlink(exporting->output);
                return COMMAND_EXIT_TROUBLE;
        }
        return COMMAND_EXIT_OK;
}

static int
export_language(const struct exporting *exporting)
{
        struct translation *translation = NULL;
        struct findings *findings = findings_new();
        int rc;

        if (findings == NULL)
                return COMMAND_EXIT_TROUBLE;
        rc = translation_load(exporting->config.messages, exporting->language, &translation, findings);
        command_print_errors(findings);
        findings_free(findings);
        if (rc < 0)
                return rc == -EINVAL ? COMMAND_EXIT_UNSOUND : COMMAND_EXIT_TROUBLE;
        if (translation->is_new)
                fprintf(stderr, "waymark export: %s/%s does not exist yet, so nothing is translated\n", exporting->config.messages,
                        translation->code);
        rc = write_output(exporting, translation);
        translation_free(translation);
        return rc;
}

int
export_command(const struct command_call *call)
{
        struct exporting *exporting = calloc(1, sizeof *exporting);
        int rc;

        if (exporting == NULL)
                return COMMAND_EXIT_TROUBLE;
        rc = read_options(call, exporting);
        if (rc == 0)
                rc = command_load_config(call, &exporting->config);
        if (rc == 0)
                rc = export_language(exporting);
        config_wipe(&exporting->config);
        free(exporting);
        return rc;
}
