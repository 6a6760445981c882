/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a text that somebody sends: it is answered or passed over in silence, in bounded time, and never with an empty reply. The
 * real messages are used if they can be read, else the small catalogue of the unit tests.
 */
#include <stdint.h>
#include <stdlib.h>

#include "unit/test_catalogue_fixture.h"
#include "words/answer.h"
#include "words/segment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct catalogue *
load(void)
{
        static const char *const codes[] = { "uk", "ru", "ro", "en", "pl", "de", "nl" };
        uint16_t languages[7];
        const struct catalogue_options options = { .country = code_pack("RO"), .languages = languages, .nlanguages = 7 };
        struct findings *findings = findings_new();
        struct catalogue *catalogue;

        for (int i = 0; i < 7; i++)
                languages[i] = code_pack(codes[i]);
        catalogue = catalogue_load("messages", &options, findings);
        findings_free(findings);
        findings = findings_new();
        if (catalogue == NULL)
                catalogue = fixture_load(NULL, 0, 0, findings);
        findings_free(findings);
        return catalogue;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct catalogue *catalogue;
        static char text[6000];
        struct question question = { .text = text };
        struct talk talk = { 0 };
        struct answer answer;
        struct segments segments;

        if (catalogue == NULL)
                catalogue = load();
        if (catalogue == NULL)
                abort();
        if (size > sizeof text - 1)
                size = sizeof text - 1;
        memcpy(text, data, size);
        text[size] = '\0';
        for (int round = 0; round < 2; round++) {
                answer_make(catalogue, &question, &talk, &answer);
                if (answer.kind == ANSWER_KIND_SILENCE)
                        continue;
                if (answer.topic == TOPIC_NONE || answer.language == 0 || answer.text[0] == '\0' || segment_text(answer.text, &segments) < 0)
                        abort();
                question.number_country = code_pack("UA");
        }
        return 0;
}
