/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pairs of letters; see digrams.h. Letters are numbered: 0 is the edge of a word, then a to z and three more, or the Cyrillic letters.
 * Counts are turned into surprise, -log2 of the probability of the second letter after the first, once all is learnt.
 */
#include "digrams.h"

#include <stdlib.h>
#include <string.h>

#include "common/code.h"
#include "words/keys.h"
#include "words/ordinary.h"

#define LETTERS 36
#define SURPRISE_MOST 80                /* ten bits: a pair that was never seen */
#define SURPRISE_WORDS 60               /* of a text that are looked at */

enum table {
        TABLE_LATIN = 0,
        TABLE_CYRILLIC = 1,
        TABLE_COUNT
};

struct language_digrams {
        uint8_t surprise[TABLE_COUNT][LETTERS][LETTERS];
        bool cyrillic;
};

struct digrams {
        int nlanguages;
        struct language_digrams *languages;
};

/* What is being learnt. */
struct counts {
        uint32_t pairs[TABLE_COUNT][LETTERS][LETTERS];
        uint32_t words[TABLE_COUNT];
        bool russian;
        struct folded folded;
};

static int
latin_number(uint16_t c)
{
        if (c >= 'a' && c <= 'z')
                return c - 'a' + 1;
        switch (c) {
        case 0x00e4:
                return 27;
        case 0x00f6:
                return 28;
        case 0x00fc:
                return 29;
        case 0x0161:
                return 's' - 'a' + 1;
        case 0x017e:
                return 'z' - 'a' + 1;
        case 0x010d:
                return 'c' - 'a' + 1;
        default:
                return 0;
        }
}

static int
cyrillic_number(uint16_t c)
{
        if (c >= 0x0430 && c <= 0x044f)
                return c - 0x0430 + 1;
        return c == 0x0454 ? 33 : c == 0x0456 ? 34 : 35;
}

static void
learn_letters(struct counts *counts, enum table table, const uint16_t *letters, int len)
{
        int before = 0;

        for (int i = 0; i <= len; i++) {
                int number = i == len ? 0 : table == TABLE_LATIN ? latin_number(letters[i]) : cyrillic_number(letters[i]);

                counts->pairs[table][before][number]++;
                before = number;
        }
        counts->words[table]++;
}

static void
learn_latin(struct counts *counts, const char *key, int len)
{
        uint16_t letters[KEY_TEXT];

        for (int i = 0; i < len; i++)
                letters[i] = (uint16_t)key[i];
        learn_letters(counts, TABLE_LATIN, letters, len);
}

static void
learn_text(struct counts *counts, const char *text)
{
        char key[KEY_TEXT];

        fold_text(text, strlen(text), &counts->folded);
        for (int i = 0; i < counts->folded.nwords - counts->folded.njoined; i++) {
                const struct fold_word *word = &counts->folded.words[i];
                const uint16_t *letters = &counts->folded.letters[word->start];

                if (word->script == SCRIPT_LATIN)
                        learn_letters(counts, TABLE_LATIN, letters, word->len);
                if (word->script != SCRIPT_CYRILLIC)
                        continue;
                learn_letters(counts, TABLE_CYRILLIC, letters, word->len);
                learn_latin(counts, key, key_transliterated(letters, word->len, counts->russian, key));
        }
}

/* log2 of n in eighths, n at least 1. */
static int
log_eighths(uint32_t n)
{
        static const uint16_t eighths[] = { 256, 279, 304, 332, 362, 395, 431, 470 };
        int whole = 31 - __builtin_clz(n);
        uint32_t scaled = (uint32_t)(((uint64_t)n << 8) >> whole);
        int part = 7;

        while (part > 0 && scaled < eighths[part])
                part--;
        return whole * 8 + part;
}

static void
finish_language(const struct counts *counts, struct language_digrams *language)
{
        language->cyrillic = counts->words[TABLE_CYRILLIC] > 0 && counts->words[TABLE_CYRILLIC] * 2 > counts->words[TABLE_LATIN];
        for (int table = 0; table < TABLE_COUNT; table++)
                for (int a = 0; a < LETTERS; a++) {
                        uint32_t sum = LETTERS;

                        for (int b = 0; b < LETTERS; b++)
                                sum += 4 * counts->pairs[table][a][b];
                        for (int b = 0; b < LETTERS; b++) {
                                int surprise = log_eighths(sum) - log_eighths(4 * counts->pairs[table][a][b] + 1);

                                language->surprise[table][a][b] = (uint8_t)(surprise < SURPRISE_MOST ? surprise : SURPRISE_MOST);
                        }
                }
}

static void
learn_language(struct counts *counts, const struct catalogue *catalogue, int language)
{
        const char *const *list = ordinary_list(catalogue->languages[language]);
        bool unlisted = list == NULL;   /* then keywords must do, though they hold misspellings */

        memset(counts, 0, offsetof(struct counts, folded));
        counts->russian = catalogue->languages[language] == code_pack("ru");
        for (; list != NULL && *list != NULL; list++)
                learn_text(counts, *list);
        for (int topic = 1; topic < TOPIC_COUNT; topic++)
                learn_text(counts, pool_text(&catalogue->pool, catalogue->replies[language][topic][VARIANT_PLAIN].text));
        for (size_t i = 0; unlisted && i < catalogue->nown; i++)
                if (catalogue->keywords[i].language == language && catalogue->keywords[i].kind <= KEYWORD_KIND_DANGER)
                        learn_text(counts, pool_text(&catalogue->pool, catalogue->keywords[i].text));
}

struct digrams *
digrams_new(const struct catalogue *catalogue)
{
        struct digrams *digrams = calloc(1, sizeof *digrams);
        struct counts *counts = malloc(sizeof *counts);

        if (digrams != NULL)
                digrams->languages = calloc((size_t)catalogue->nlanguages + 1, sizeof *digrams->languages);
        if (digrams == NULL || counts == NULL || digrams->languages == NULL) {
                free(counts);
                digrams_free(digrams);
                return NULL;
        }
        digrams->nlanguages = catalogue->nlanguages;
        for (int i = 0; i < catalogue->nlanguages; i++) {
                learn_language(counts, catalogue, i);
                finish_language(counts, &digrams->languages[i]);
        }
        free(counts);
        return digrams;
}

void
digrams_free(struct digrams *digrams)
{
        if (digrams == NULL)
                return;
        free(digrams->languages);
        free(digrams);
}

int
digrams_surprise(const struct digrams *digrams, const struct folded *folded, int language)
{
        int sum = 0;

        for (int i = 0; i < folded->nwords && i < SURPRISE_WORDS; i++) {
                const struct fold_word *word = &folded->words[i];
                const uint16_t *letters = &folded->letters[word->start];
                enum table table = word->script == SCRIPT_CYRILLIC ? TABLE_CYRILLIC : TABLE_LATIN;
                int before = 0;

                if (word->script != SCRIPT_LATIN && word->script != SCRIPT_CYRILLIC)
                        continue;
                for (int k = 0; k <= word->len; k++) {
                        int number = k == word->len ? 0 : table == TABLE_LATIN ? latin_number(letters[k]) : cyrillic_number(letters[k]);

                        sum += digrams->languages[language].surprise[table][before][number];
                        before = number;
                }
        }
        return sum;
}

bool
digrams_is_cyrillic(const struct digrams *digrams, int language)
{
        return digrams->languages[language].cyrillic;
}

size_t
digrams_size(const struct digrams *digrams)
{
        return sizeof *digrams + ((size_t)digrams->nlanguages + 1) * sizeof *digrams->languages;
}
