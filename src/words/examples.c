/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * examples-danger.txt, examples-question.txt and examples-unrelated.txt: sentences as people write them, one a line, that nobody is
 * ever sent. What the three kinds sound like is learned from them (sense.h). Lines that begin with # are notes. Library.
 */
#include "builder_priv.h"

#include <string.h>

#include "words/fold.h"
#include "words/sense.h"

static const char *const names[SENSE_KIND_COUNT] = {
        [SENSE_KIND_DANGER] = "examples-danger.txt",
        [SENSE_KIND_QUESTION] = "examples-question.txt",
        [SENSE_KIND_UNRELATED] = "examples-unrelated.txt",
};

bool
examples_name(const char *name, enum sense_kind *kind)
{
        for (int i = 0; i < SENSE_KIND_COUNT; i++)
                if (strcmp(name, names[i]) == 0) {
                        *kind = (enum sense_kind)i;
                        return true;
                }
        return false;
}

void
examples_read(struct builder *builder, enum sense_kind kind, const char *text)
{
        struct sense *sense = builder->catalogue->sense;
        struct folded folded;
        int line = 1;

        for (const char *at = text; *at != '\0'; line++) {
                size_t len = strcspn(at, "\n");

                fold_text(at, len, &folded);
                if (*at != '#' && folded.nwords > 0 && !sense_add(sense, &folded, kind)) {
                        builder_warning(builder, line, "more than %d examples cannot be used; take some out", SENSE_EXAMPLES);
                        return;
                }
                at += len + (at[len] == '\n');
        }
}

/* Examples of one kind alone tell it from nothing. */
void
examples_check(struct builder *builder)
{
        const struct sense *sense = builder->catalogue->sense;
        int kinds = 0;

        for (int kind = 0; kind < SENSE_KIND_COUNT; kind++)
                kinds += sense_count(sense, (enum sense_kind)kind) > 0;
        for (int kind = 0; kinds > 0 && kind < SENSE_KIND_COUNT; kind++)
                if (sense_count(sense, (enum sense_kind)kind) == 0)
                        builder_warning(builder, 0, "no language has a file %s, so the other examples teach less; write some sentences into one", names[kind]);
}
