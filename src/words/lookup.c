/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a typed word to the words of the lexicon that it may be, the surest ways first: as it stands, in the other alphabet, inflected,
 * with typing errors. Library; pure.
 */
#include "lexicon_priv.h"

#include <string.h>

#include "words/inflection.h"

#define COST_LATIN 2                    /* Latin writing of a Cyrillic word */
#define COST_DOUBLE 2                   /* on top: a double letter, which the sound does not know */
#define COST_READING 1                  /* on top: an unusual reading of it */
#define COST_STEM 1
#define COST_INFLECTED 3
#define COST_CYRILLIC 6                 /* a Latin word typed in Cyrillic */
#define COST_SLIP 7
#define COST_OTHER_SCRIPT 2             /* all letters are look-alikes of another script */
#define COST_GOOD 4                     /* no look-alikes of another script are tried any more */
#define COST_SURE 2                     /* no typing errors are looked for any more */
#define SLIP_LETTERS 4                  /* of a word that is looked for so */
#define SOUND_LETTERS 5                 /* shorter Latin words are not taken for misspelt Cyrillic ones */

/* One way to read a typed word. */
struct reading {
        const uint16_t *letters;
        int len;
        enum script script;
        int cost;                       /* of reading it so */
        bool plain;                     /* an ordinary word: neither inflected nor misspelt */
        bool marked;                    /* Latin beyond doubt: not read as Cyrillic */
};

static void
find_cores(const struct lexicon *lexicon, struct query *query, struct hits *hits)
{
        bool asked[INFLECTION_GROUPS + 1] = { false };
        int cost = query->cost;

        query->cost = cost + COST_INFLECTED;
        for (int i = 0; i < lexicon->nlanguages; i++) {
                int group = inflection_group(lexicon->languages[i], query->space);
                int len = query->len, core;

                if (group == 0 || asked[group])
                        continue;
                asked[group] = true;
                core = inflection_core(query->key, query->len, group);
                query->len = core;
                if (core > 0)
                        index_find_cores(lexicon->index, query, group, hits);
                query->len = len;
        }
        query->cost = cost;
}

static void
find_key(const struct lexicon *lexicon, struct query *query, struct hits *hits)
{
        enum hit_how how = query->how;

        index_find(lexicon->index, query, hits);
        query->how = how == HIT_HOW_SAME ? HIT_HOW_INFLECTED : how;
        query->cost += COST_STEM;
        index_find_stems(lexicon->index, query, hits);
        query->cost -= COST_STEM;
        if (query->len >= 4 && !query->plain)
                find_cores(lexicon, query, hits);
        query->how = how;
}

static bool
has_double(const struct reading *reading)
{
        for (int i = 1; i < reading->len; i++)
                if (reading->letters[i] == reading->letters[i - 1])
                        return true;
        return false;
}

static void
find_as_latin(const struct lexicon *lexicon, const struct reading *reading, struct hits *hits)
{
        char key[KEY_TEXT];
        struct query query = { .key = key, .letters = reading->len, .plain = reading->plain, .space = KEY_SPACE_SPELLING, .cost = reading->cost };

        query.form = key_form(reading->letters, reading->len);
        query.len = key_spelling(reading->letters, reading->len, key);
        if (query.len > 0)
                find_key(lexicon, &query, hits);
        query.space = KEY_SPACE_SOUND;
        query.how = HIT_HOW_LATIN;
        for (int i = 0; i < KEY_READINGS && !reading->marked; i++) {
                query.len = key_sound_of_latin(reading->letters, reading->len, i, key);
                if (i > 0 && query.len == 0)
                        break;
                query.cost = reading->cost + COST_LATIN + (i > 0 ? COST_READING : 0) + (has_double(reading) ? COST_DOUBLE : 0);
                if (query.len > 0)
                        find_key(lexicon, &query, hits);
        }
}

static void
find_as_cyrillic(const struct lexicon *lexicon, const struct reading *reading, struct hits *hits)
{
        char key[KEY_TEXT];
        struct query query = { .key = key, .letters = reading->len, .plain = reading->plain, .space = KEY_SPACE_SOUND, .cost = reading->cost };

        query.form = key_form(reading->letters, reading->len);
        query.len = key_sound(reading->letters, reading->len, key);
        if (query.len > 0)
                find_key(lexicon, &query, hits);
        query.space = KEY_SPACE_SPELLING;
        query.how = HIT_HOW_LATIN;
        query.cost = reading->cost + COST_CYRILLIC;
        query.len = key_spelling_of_cyrillic(reading->letters, reading->len, key);
        if (query.len > 0)
                index_find(lexicon->index, &query, hits);
}

/* A slip that the sound hides: swapped s and t sound like one letter; the soft sign, the key beside b, is not heard. */
static bool
mend_slip(uint16_t *letters, int i)
{
        if (letters[i] == 0x0442 && letters[i + 1] == 0x0441) {
                letters[i] = 0x0441;
                letters[i + 1] = 0x0442;
                return true;
        }
        if (letters[i + 1] == 0x044c) {
                letters[i + 1] = 0x0431;
                return true;
        }
        return false;
}

static void
find_slips(const struct lexicon *lexicon, const struct reading *reading, const struct query *typed, struct hits *hits)
{
        uint16_t letters[FOLD_LETTERS];
        struct query query = *typed;
        char key[KEY_TEXT];

        query.key = key;
        query.cost += COST_SLIP;
        for (int i = 0; i + 1 < reading->len; i++) {
                memcpy(letters, reading->letters, (size_t)reading->len * sizeof *letters);
                if (!mend_slip(letters, i))
                        continue;
                query.len = key_sound(letters, reading->len, key);
                if (query.len >= SLIP_LETTERS)
                        index_find(lexicon->index, &query, hits);
        }
}

static void
find_typos(const struct lexicon *lexicon, const struct reading *reading, bool sounds, struct hits *hits)
{
        char key[KEY_TEXT];
        struct query query = { .key = key, .letters = reading->len, .plain = reading->plain, .how = HIT_HOW_TYPO, .cost = reading->cost };

        if (reading->script == SCRIPT_CYRILLIC) {
                query.space = KEY_SPACE_SOUND;
                find_slips(lexicon, reading, &query, hits);
                query.len = key_sound(reading->letters, reading->len, key);
                index_find_typos(lexicon->index, &query, hits);
                return;
        }
        query.space = KEY_SPACE_SPELLING;
        query.len = key_spelling(reading->letters, reading->len, key);
        index_find_typos(lexicon->index, &query, hits);
        if (!sounds || reading->marked || reading->len < SOUND_LETTERS)
                return;
        query.space = KEY_SPACE_SOUND;
        query.cost = reading->cost + COST_LATIN + (has_double(reading) ? COST_DOUBLE : 0);
        query.len = key_sound_of_latin(reading->letters, reading->len, 0, key);
        index_find_typos(lexicon->index, &query, hits);
}

/* A word as it stands; a stem may belong to a phrase that does not go on. */
static bool
is_sure(const struct hits *hits, enum hit_how how)
{
        for (int i = 0; i < hits->n; i++)
                if (hits->list[i].cost <= COST_SURE && hits->list[i].how <= how)
                        return true;
        return false;
}

static void
find_reading(const struct lexicon *lexicon, const struct reading *reading, struct hits *hits)
{
        if (reading->script == SCRIPT_CYRILLIC)
                find_as_cyrillic(lexicon, reading, hits);
        else
                find_as_latin(lexicon, reading, hits);
}

void
lexicon_find(const struct lexicon *lexicon, const struct folded *folded, const struct fold_word *word, bool fuzzy, struct hits *hits)
{
        struct reading reading = { .letters = &folded->letters[word->start], .len = word->len, .plain = !fuzzy, .marked = word->marked };
        uint16_t letters[FOLD_LETTERS];

        hits->n = 0;
        if (word->script == SCRIPT_OTHER)
                return;
        reading.script = word->script == SCRIPT_CYRILLIC ? SCRIPT_CYRILLIC : SCRIPT_LATIN;
        find_reading(lexicon, &reading, hits);
        if (hits_best(hits) > COST_GOOD && !word->number) {
                struct reading twin = { .letters = letters, .plain = !fuzzy, .cost = COST_OTHER_SCRIPT };

                twin.script = reading.script == SCRIPT_CYRILLIC ? SCRIPT_LATIN : SCRIPT_CYRILLIC;
                twin.len = fold_other_script(folded, word, letters);
                if (twin.len > 0)
                        find_reading(lexicon, &twin, hits);
        }
        if (fuzzy && !word->number && !is_sure(hits, HIT_HOW_SAME))
                find_typos(lexicon, &reading, !is_sure(hits, HIT_HOW_LATIN), hits);
}

void
lexicon_find_exact(const struct lexicon *lexicon, const struct folded *folded, const struct fold_word *word, struct hits *hits)
{
        const uint16_t *letters = &folded->letters[word->start];
        bool cyrillic = word->script == SCRIPT_CYRILLIC;
        char key[KEY_TEXT];
        struct query query = { .key = key, .letters = word->len, .form = key_form(letters, word->len) };

        hits->n = 0;
        query.space = cyrillic ? KEY_SPACE_SOUND : KEY_SPACE_SPELLING;
        query.len = cyrillic ? key_sound(letters, word->len, key) : key_spelling(letters, word->len, key);
        if (query.len > 0)
                index_find(lexicon->index, &query, hits);
}
