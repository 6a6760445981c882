/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a PO file for the Ukrainian messages: refused with at least one error, or every changed file is below the size that the
 * gateway reads and reads back as a message file. Nothing is written. Runs where messages/ is.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/merge.h"
#include "cli/po_read.h"
#include "common/code.h"
#include "words/textfile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* libgettextpo 0.21 forgets the strings of every entry, and its copy of the header. A process reads one PO file, so it stays at that. */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
        return "leak:libgettextpo.so\n";
}

static void
check(int holds)
{
        if (!holds)
                abort();
}

/* A mistake is always told; without one, what will be written names the text once and is not empty. */
static void
merge(const struct po *po, struct findings *findings)
{
        struct translation *translation = NULL;
        static struct merge merged;
        int rc = translation_load("messages", po->language, &translation, findings);

        check(rc == 0 || rc == -EINVAL);
        if (rc < 0)
                return;
        rc = merge_make(&merged, "fuzz.po", po, translation, findings);
        check((rc < 0) == (findings_count(findings, FINDING_SEVERITY_ERROR) > 0));
        for (size_t i = 0; i < translation->npages && rc == 0; i++)
                check(merged.pages[i].text == NULL || (*merged.pages[i].text != '\0' && strlen(merged.pages[i].text) <= TEXTFILE_SIZE));
        merge_clear(&merged);
        translation_free(translation);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct findings *findings = findings_new();
        struct po po;
        int rc;

        if (findings == NULL)
                return 0;
        rc = po_parse("fuzz.po", (const char *)data, size, &po, findings);
        check(rc == 0 || rc == -EINVAL);
        check((rc < 0) == (findings_count(findings, FINDING_SEVERITY_ERROR) > 0));
        if (rc == 0)
                merge(&po, findings);
        po_clear(&po);
        findings_free(findings);
        return 0;
}
