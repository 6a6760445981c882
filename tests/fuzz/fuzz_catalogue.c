/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a message file, as topics.cfg or as helplines.cfg, within an otherwise sound catalogue. The first byte says which file. What
 * loads must answer: every topic renders in every language and country.
 */
#include <stdint.h>
#include <stdlib.h>

#include "unit/test_catalogue_fixture.h"
#include "words/answer.h"
#include "words/render.h"
#include "words/review.h"
#include "words/segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* libconfig 1.5 forgets the string it was reading when it meets a syntax error: 64 bytes per broken file. */
const char *
__lsan_default_suppressions(void)
{
        return "leak:strbuf_append\nleak:libconfig";
}

static const char *const paths[] = { "en/help.txt", "en/job.txt", "uk/menu.txt", "uk/help.txt", "topics.cfg", "helplines.cfg", "en/menu.txt",
                                     "en/rights.txt", "en/examples-danger.txt", "uk/examples-unrelated.txt" };

/* A sound catalogue never leads to an empty or endless reply. */
static void
use(const struct catalogue *catalogue)
{
        static const char *const texts[] = { "help", "job", "2", "Romania", "zzzz", "робота", "he beats me", "english" };
        struct segments segments;
        struct talk talk = { 0 };
        struct answer answer;

        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
                const struct question question = { .text = texts[i], .today = 30000 };

                answer_make(catalogue, &question, &talk, &answer);
                if (answer.kind == ANSWER_KIND_REPLY && (answer.text[0] == '\0' || segment_text(answer.text, &segments) < 0))
                        abort();
        }
}

/* The settings files are text for the fixture; a NUL ends them. */
static char *
copy(const uint8_t *data, size_t size)
{
        char *text = malloc(size + 1);

        if (text == NULL)
                return NULL;
        memcpy(text, data, size);
        text[size] = '\0';
        return text;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct fixture_file change = { 0 };
        struct findings *findings = findings_new();
        struct catalogue *catalogue = NULL;
        struct review *review = NULL;
        char *bytes = size > 1 ? copy(data + 1, size - 1) : NULL;

        if (bytes != NULL && findings != NULL) {
                change.path = paths[data[0] % (sizeof paths / sizeof *paths)];
                change.bytes = bytes;
                change.len = size - 1;
                catalogue = fixture_load(&change, 1, 20000, findings);
        }
        if (catalogue != NULL) {
                use(catalogue);
                review = review_new(catalogue, 20000, findings);
        } else if (bytes != NULL && findings != NULL && findings_count(findings, FINDING_SEVERITY_ERROR) == 0) {
                abort();
        }
        review_free(review);
        catalogue_free(catalogue);
        findings_free(findings);
        free(bytes);
        return 0;
}
