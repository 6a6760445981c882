/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How well texts are understood: answers each line of tests/accuracy/texts.tsv with the real catalogue and prints, for each kind, how many
 * got the right topic and the right language, and how long one text takes.
 *
 *     build/accuracy [--misses] [--messages FOLDER] [FILE]
 *
 * Lines: id, kind, languages, topics, text; alternatives separated by |. Topic "-": no topic reply may go out.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common/code.h"
#include "words/answer.h"
#include "words/match.h"

#define KINDS 24
#define LINE_TEXT 6000
#define TEXTS_MOST 20000

struct tally {
        char kind[24];
        int n;
        int topic;
        int language;
        int nlanguage;
};

struct measure {
        const struct catalogue *catalogue;
        struct tally tallies[KINDS];
        int nkinds;
        bool misses;
        double times[TEXTS_MOST];
        int n;
};

static struct tally *
tally_of(struct measure *measure, const char *kind)
{
        for (int i = 0; i < measure->nkinds; i++)
                if (strcmp(measure->tallies[i].kind, kind) == 0)
                        return &measure->tallies[i];
        if (measure->nkinds == KINDS)
                return &measure->tallies[KINDS - 1];
        snprintf(measure->tallies[measure->nkinds].kind, sizeof measure->tallies->kind, "%s", kind);
        return &measure->tallies[measure->nkinds++];
}

/* Whether `one` is among the alternatives of `list`. */
static bool
among(const char *one, const char *list)
{
        size_t len = strlen(one);

        for (const char *at = list; at != NULL; at = strchr(at, '|') != NULL ? strchr(at, '|') + 1 : NULL)
                if (strncmp(at, one, len) == 0 && (at[len] == '\0' || at[len] == '|'))
                        return true;
        return false;
}

static bool
topic_is_right(const struct answer *answer, const char *topics)
{
        if (strcmp(topics, "-") != 0)
                return answer->kind == ANSWER_KIND_REPLY && among(topic_name(answer->topic), topics);
        return answer->kind == ANSWER_KIND_SILENCE || answer->topic == TOPIC_MENU || answer->topic == TOPIC_UNKNOWN;
}

static double
seconds(void)
{
        struct timespec now;

        clock_gettime(CLOCK_MONOTONIC, &now);
        return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
measure_text(struct measure *measure, const char *id, const char *kind, const char *languages, const char *topics, const char *text)
{
        struct question question = { .text = text };
        struct tally *tally = tally_of(measure, kind);
        struct talk talk = { 0 };
        struct match_context context = { 0 };
        struct answer answer;
        struct match match;
        char language[CODE_TEXT];
        bool topic_right, language_right;
        double start = seconds();

        answer_make(measure->catalogue, &question, &talk, &answer);
        measure->times[measure->n++] = seconds() - start;
        code_language(answer.language, language);
        topic_right = topic_is_right(&answer, topics);
        language_right = among("*", languages) || among("-", languages) || among(language, languages);
        tally->n++;
        tally->topic += topic_right;
        if (!among("*", languages) && !among("-", languages)) {
                tally->nlanguage++;
                tally->language += language_right;
        }
        if (!measure->misses || (topic_right && language_right))
                return;
        match_text(measure->catalogue, text, &context, &match);
        printf("%s\t%s%s\twant %s %s\tgot %s %s\t[%s]\t%s\n", id, topic_right ? "" : "TOPIC ", language_right ? "" : "LANG", languages, topics,
               language, answer.kind == ANSWER_KIND_REPLY ? topic_name(answer.topic) : "silence", match.why, text);
}

static void
measure_line(struct measure *measure, char *line)
{
        char *fields[5] = { line };
        int n = 1;

        line[strcspn(line, "\r\n")] = '\0';
        if (*line == '#' || *line == '\0')
                return;
        for (char *tab = line; n < 5 && (tab = strchr(tab, '\t')) != NULL; n++) {
                *tab++ = '\0';
                fields[n] = tab;
        }
        if (n == 5 && measure->n < TEXTS_MOST)
                measure_text(measure, fields[0], fields[1], fields[2], fields[3], fields[4]);
}

static int
by_time(const void *a, const void *b)
{
        double one = *(const double *)a, two = *(const double *)b;

        return (one > two) - (one < two);
}

static void
print_tallies(struct measure *measure)
{
        struct tally sum = { .kind = "all" };

        for (int i = 0; i <= measure->nkinds; i++) {
                const struct tally *tally = i < measure->nkinds ? &measure->tallies[i] : &sum;

                printf("%-10s %5d texts  topic %6.2f %%", tally->kind, tally->n, 100.0 * tally->topic / (tally->n > 0 ? tally->n : 1));
                if (tally->nlanguage > 0)
                        printf("  language %6.2f %%", 100.0 * tally->language / tally->nlanguage);
                printf("\n");
                sum.n += tally->n;
                sum.topic += tally->topic;
                sum.language += tally->language;
                sum.nlanguage += tally->nlanguage;
        }
        if (measure->n == 0)
                return;
        qsort(measure->times, (size_t)measure->n, sizeof *measure->times, by_time);
        printf("time per text: median %.1f us, p99 %.1f us, worst %.1f us\n", measure->times[measure->n / 2] * 1e6,
               measure->times[measure->n * 99 / 100] * 1e6, measure->times[measure->n - 1] * 1e6);
        printf("%zu keywords, %zu kB\n", catalogue_nkeywords(measure->catalogue), catalogue_size(measure->catalogue) / 1024);
}

static struct catalogue *
load(const char *messages)
{
        static const char *const codes[] = { "uk", "ru", "ro", "en", "pl", "de", "nl" };
        uint16_t languages[7];
        struct catalogue_options options = { .country = code_pack("RO"), .languages = languages, .nlanguages = 7 };
        struct findings *findings = findings_new();
        struct catalogue *catalogue = NULL;

        for (int i = 0; i < 7; i++)
                languages[i] = code_pack(codes[i]);
        if (findings != NULL)
                catalogue = catalogue_load(messages, &options, findings);
        if (findings != NULL && catalogue == NULL)
                fprintf(stderr, "%s\n", findings_first_error(findings));
        findings_free(findings);
        return catalogue;
}

int
main(int argc, char **argv)
{
        static struct measure measure;
        static char line[LINE_TEXT];
        const char *file = "tests/accuracy/texts.tsv", *messages = "messages";
        struct catalogue *catalogue;
        FILE *texts;

        for (int i = 1; i < argc; i++) {
                if (strcmp(argv[i], "--misses") == 0)
                        measure.misses = true;
                else if (strcmp(argv[i], "--messages") == 0 && i + 1 < argc)
                        messages = argv[++i];
                else
                        file = argv[i];
        }
        catalogue = load(messages);
        texts = fopen(file, "r");
        if (catalogue == NULL || texts == NULL) {
                fprintf(stderr, "%s\n", texts == NULL ? "the texts cannot be opened" : "the catalogue cannot be used");
                return 1;
        }
        measure.catalogue = catalogue;
        while (fgets(line, sizeof line, texts) != NULL)
                measure_line(&measure, line);
        print_tallies(&measure);
        fclose(texts);
        catalogue_free(catalogue);
        return 0;
}
