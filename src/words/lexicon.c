/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lexicon; see lexicon.h. A word is what a keyword is made of; words that are written alike (after folding) are one, whatever
 * their language. Nodes of the phrase tree: word w alone is node w + 1, longer beginnings follow; edges stand in a hash table.
 */
#include "lexicon_priv.h"

#include <stdlib.h>
#include <string.h>

#include "common/code.h"
#include "words/digrams.h"
#include "words/inflection.h"
#include "words/ordinary.h"
#include "words/standins.h"

#define GROUP_MOST 24                   /* words of a group of stand-ins */

/* The words of one keyword, or of one group of stand-ins, while it is taken in. */
struct phrase {
        uint32_t words[GROUP_MOST];
        int n;
        int most;
};

static bool
word_slots_grow(struct lexicon *lexicon)
{
        uint32_t mask = lexicon->word_mask * 2 + 1;
        uint32_t *slots = calloc((size_t)mask + 1, sizeof *slots);

        if (slots == NULL)
                return false;
        for (uint32_t w = 0; w < lexicon->nwords; w++) {
                uint32_t at = lexicon->words[w].form & mask;

                while (slots[at] != 0)
                        at = (at + 1) & mask;
                slots[at] = w + 1;
        }
        free(lexicon->word_slots);
        lexicon->word_slots = slots;
        lexicon->word_mask = mask;
        return true;
}

/* The number of a word, a new one if it was not there; `added` tells. */
static uint32_t
word_number(struct lexicon *lexicon, const struct word *word, bool *added)
{
        uint32_t at;
        struct word *words;

        *added = false;
        if (lexicon->nwords * 2 >= lexicon->word_mask && !word_slots_grow(lexicon)) {
                lexicon->failed = true;
                return 0;
        }
        for (at = word->form & lexicon->word_mask; lexicon->word_slots[at] != 0; at = (at + 1) & lexicon->word_mask) {
                const struct word *other = &lexicon->words[lexicon->word_slots[at] - 1];

                if (other->form == word->form && other->script == word->script && other->stem == word->stem && other->letters == word->letters)
                        return lexicon->word_slots[at] - 1;
        }
        words = array_grow(lexicon->words, lexicon->nwords, &lexicon->words_room, sizeof *words);
        if (words == NULL) {
                lexicon->failed = true;
                return 0;
        }
        lexicon->words = words;
        words[lexicon->nwords] = *word;
        lexicon->word_slots[at] = lexicon->nwords + 1;
        *added = true;
        return lexicon->nwords++;
}

static void
add_core(struct lexicon *lexicon, const char *key, int len, enum key_space space, uint16_t language, const struct word *word, uint32_t number)
{
        int group = inflection_group(language, space);
        int core = word->letters >= 4 && !word->stem ? inflection_core(key, len, group) : 0;

        if (core > 0)
                index_add(lexicon->index, key, core, space, INDEX_KIND_CORE, group, word->letters, word->form, number);
}

/* All keys under which a new word is found. */
static void
add_keys(struct lexicon *lexicon, const uint16_t *letters, const struct word *word, uint32_t number)
{
        enum index_kind kind = word->stem ? INDEX_KIND_STEM : INDEX_KIND_WHOLE;
        char key[KEY_TEXT];
        int len;

        if (word->script == SCRIPT_CYRILLIC) {
                len = key_sound(letters, word->letters, key);
                index_add(lexicon->index, key, len, KEY_SPACE_SOUND, kind, 0, word->letters, word->form, number);
                add_core(lexicon, key, len, KEY_SPACE_SOUND, 0, word, number);
                if (key_as_heard(key, len))
                        index_add(lexicon->index, key, len, KEY_SPACE_SOUND, kind, 0, word->letters, word->form, number);
                return;
        }
        len = key_spelling(letters, word->letters, key);
        index_add(lexicon->index, key, len, KEY_SPACE_SPELLING, kind, 0, word->letters, word->form, number);
        len = key_spelling_umlauts(letters, word->letters, key);
        index_add(lexicon->index, key, len, KEY_SPACE_SPELLING, kind, 0, len, word->form, number);
}

/* A Latin word is inflected differently in every language that has it. */
static void
add_latin_core(struct lexicon *lexicon, const uint16_t *letters, const struct word *word, uint16_t language, uint32_t number)
{
        char key[KEY_TEXT];
        int len = key_spelling(letters, word->letters, key);

        add_core(lexicon, key, len, KEY_SPACE_SPELLING, language, word, number);
}

static void
add_word(struct lexicon *lexicon, const struct folded *folded, const struct fold_word *folded_word, bool stem, uint16_t language,
         struct phrase *phrase)
{
        const uint16_t *letters = &folded->letters[folded_word->start];
        struct word word = { .letters = folded_word->len, .script = folded_word->script, .stem = stem };
        uint32_t number;
        bool added;

        if (folded_word->number)
                word.script = SCRIPT_LATIN;
        word.form = key_form(letters, folded_word->len);
        number = word_number(lexicon, &word, &added);
        if (lexicon->failed)
                return;
        if (added)
                add_keys(lexicon, letters, &word, number);
        if (word.script == SCRIPT_LATIN && language != 0)
                add_latin_core(lexicon, letters, &word, language, number);
        if (phrase->n < phrase->most)
                phrase->words[phrase->n++] = number;
}

/* "!not let* me" -> words; a * makes its word a stem. */
static void
read_phrase(struct lexicon *lexicon, struct folded *folded, const char *text, uint16_t language, struct phrase *phrase)
{
        phrase->n = 0;
        while (*text != '\0') {
                size_t len = strcspn(text, " *");
                bool stem = text[len] == '*';

                fold_text(text, len, folded);
                for (int i = 0; i < folded->nwords - folded->njoined; i++)
                        add_word(lexicon, folded, &folded->words[i], stem && i + 1 == folded->nwords, language, phrase);
                text += len;
                text += strspn(text, " *");
        }
}

static uint32_t
edge_slot(const struct lexicon *lexicon, uint32_t node, uint32_t word)
{
        uint32_t hash = (node * 0x9e3779b9U) ^ (word * 0x85ebca6bU);
        uint32_t at = (hash ^ hash >> 15) & lexicon->edge_mask;

        while (lexicon->edges[at].node != 0 && (lexicon->edges[at].node != node || lexicon->edges[at].word != word))
                at = (at + 1) & lexicon->edge_mask;
        return at;
}

static bool
edges_grow(struct lexicon *lexicon)
{
        struct edge *old = lexicon->edges;
        uint32_t size = old != NULL ? lexicon->edge_mask + 1 : 0;
        uint32_t larger = size > 0 ? size * 2 : 4096;

        lexicon->edges = calloc(larger, sizeof *lexicon->edges);
        if (lexicon->edges == NULL) {
                lexicon->edges = old;
                return false;
        }
        lexicon->edge_mask = larger - 1;
        for (uint32_t i = 0; i < size; i++)
                if (old[i].node != 0)
                        lexicon->edges[edge_slot(lexicon, old[i].node, old[i].word)] = old[i];
        free(old);
        return true;
}

static uint32_t
make_step(struct lexicon *lexicon, uint32_t node, uint32_t word)
{
        uint32_t at;

        if (node == 0)
                return word + 1;
        if ((lexicon->edges == NULL || lexicon->nedges * 2 > lexicon->edge_mask) && !edges_grow(lexicon)) {
                lexicon->failed = true;
                return 0;
        }
        at = edge_slot(lexicon, node, word);
        if (lexicon->edges[at].node == 0) {
                lexicon->edges[at] = (struct edge){ node, word, ++lexicon->nnodes };
                lexicon->nedges++;
        }
        return lexicon->edges[at].to;
}

static uint16_t
language_of(const struct catalogue *catalogue, const struct keyword *keyword)
{
        return keyword->language < catalogue->nlanguages ? catalogue->languages[keyword->language] : 0;
}

/* All phrases as word numbers, one after the other; the words must all be known before nodes get their numbers. */
static uint32_t *
read_phrases(struct lexicon *lexicon, const struct catalogue *catalogue, struct folded *folded, uint8_t *lengths)
{
        uint32_t *all = NULL;
        size_t n = 0, room = 0;

        for (size_t k = 0; k < catalogue->nkeywords && !lexicon->failed; k++) {
                struct phrase phrase = { .most = LEXICON_PHRASE };

                read_phrase(lexicon, folded, pool_text(&catalogue->pool, catalogue->keywords[k].text),
                            language_of(catalogue, &catalogue->keywords[k]), &phrase);
                lengths[k] = (uint8_t)phrase.n;
                for (int i = 0; i < phrase.n && !lexicon->failed; i++) {
                        uint32_t *grown = array_grow(all, n, &room, sizeof *all);

                        lexicon->failed = grown == NULL;
                        all = grown != NULL ? grown : all;
                        if (grown != NULL)
                                all[n++] = phrase.words[i];
                }
        }
        return all;
}

static void
nodes_grow(struct lexicon *lexicon)
{
        size_t room = lexicon->nnodes + lexicon->nnodes / 2 + 64;
        uint32_t *first = realloc(lexicon->first, room * sizeof *first);

        if (first == NULL) {
                lexicon->failed = true;
                return;
        }
        memset(first + lexicon->nodes_room, 0, (room - lexicon->nodes_room) * sizeof *first);
        lexicon->first = first;
        lexicon->nodes_room = room;
}

/* In all languages but English, whose word order carries the meaning; names keep theirs. */
static bool
order_is_free(const struct catalogue *catalogue, const struct keyword *keyword)
{
        static const char *const fixed[] = { "en" };

        if ((keyword->kind > KEYWORD_KIND_DANGER && keyword->kind != KEYWORD_KIND_HINT) || keyword->topic == TOPIC_STOP)
                return false;
        for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
                if (language_of(catalogue, keyword) == code_pack(fixed[i]))
                        return false;
        return true;
}

/* Adds a keyword at the end of a row of words. */
static void
link_row(struct lexicon *lexicon, const uint32_t *words, int n, uint32_t keyword, bool turned)
{
        struct ending *endings = array_grow(lexicon->endings, lexicon->nendings, &lexicon->endings_room, sizeof *endings);
        uint32_t node = 0;

        lexicon->failed = lexicon->failed || endings == NULL;
        if (endings != NULL)
                lexicon->endings = endings;
        for (int i = 0; i < n && !lexicon->failed; i++)
                node = make_step(lexicon, node, words[i]);
        if (!lexicon->failed && lexicon->nnodes + 1 > lexicon->nodes_room)
                nodes_grow(lexicon);
        if (lexicon->failed || node == 0)
                return;
        endings[lexicon->nendings] = (struct ending){ keyword, lexicon->first[node], turned };
        lexicon->first[node] = (uint32_t)++lexicon->nendings;
}

/* Word order is free in many of our languages: short phrases are also found with their words turned round. */
static void
link_turned(struct lexicon *lexicon, const uint32_t *words, int n, uint32_t keyword)
{
        static const uint8_t orders[5][3] = { { 0, 2, 1 }, { 1, 0, 2 }, { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };

        if (n == 2)
                link_row(lexicon, (const uint32_t[]){ words[1], words[0] }, 2, keyword, true);
        for (int i = 0; n == 3 && i < 5; i++)
                link_row(lexicon, (const uint32_t[]){ words[orders[i][0]], words[orders[i][1]], words[orders[i][2]] }, 3, keyword, true);
}

static void
link_phrases(struct lexicon *lexicon, const struct catalogue *catalogue, const uint32_t *all, const uint8_t *lengths)
{
        lexicon->nnodes = lexicon->nwords;
        nodes_grow(lexicon);
        for (size_t k = 0; k < lexicon->nkeywords && !lexicon->failed; all += lengths[k++]) {
                link_row(lexicon, all, lengths[k], (uint32_t)k, false);
                if (order_is_free(catalogue, &catalogue->keywords[k]))
                        link_turned(lexicon, all, lengths[k], (uint32_t)k);
        }
}

static int
step_order(const void *a, const void *b)
{
        const struct step *one = a, *two = b;

        return (one->word > two->word) - (one->word < two->word);
}

/* From the hash table to steps in order, which take half the memory. */
static void
lay_out_steps(struct lexicon *lexicon)
{
        uint32_t size = lexicon->edges != NULL ? lexicon->edge_mask + 1 : 0;

        lexicon->steps = calloc((size_t)lexicon->nedges + 1, sizeof *lexicon->steps);
        lexicon->step_starts = calloc((size_t)lexicon->nnodes + 3, sizeof *lexicon->step_starts);
        if (lexicon->steps == NULL || lexicon->step_starts == NULL) {
                lexicon->failed = true;
                return;
        }
        for (uint32_t i = 0; i < size; i++)
                if (lexicon->edges[i].node != 0)
                        lexicon->step_starts[lexicon->edges[i].node + 2]++;
        for (uint32_t n = 2; n < lexicon->nnodes + 3; n++)
                lexicon->step_starts[n] += lexicon->step_starts[n - 1];
        for (uint32_t i = 0; i < size; i++)
                if (lexicon->edges[i].node != 0)
                        lexicon->steps[lexicon->step_starts[lexicon->edges[i].node + 1]++] =
                            (struct step){ lexicon->edges[i].word, lexicon->edges[i].to };
        for (uint32_t n = 1; n <= lexicon->nnodes; n++) {
                uint32_t start = lexicon->step_starts[n];

                qsort(lexicon->steps + start, lexicon->step_starts[n + 1] - start, sizeof *lexicon->steps, step_order);
        }
        free(lexicon->edges);
        lexicon->edges = NULL;
}

static int
standin_order(const void *a, const void *b)
{
        const struct standin *one = a, *two = b;

        if (one->word != two->word)
                return one->word < two->word ? -1 : 1;
        return (one->other > two->other) - (one->other < two->other);
}

static void
add_standin(struct lexicon *lexicon, uint32_t word, uint32_t other, const struct standins *group)
{
        struct standin *grown = array_grow(lexicon->standins, lexicon->nstandins, &lexicon->standins_room, sizeof *grown);

        lexicon->failed = lexicon->failed || grown == NULL;
        if (grown == NULL)
                return;
        lexicon->standins = grown;
        grown[lexicon->nstandins++] = (struct standin){
                .word = word,
                .other = other,
                .told = group->person != NULL,
                .in_order = group->in_order,
        };
}

/* Their words are put among the others, so that they are known when somebody types them. */
static void
read_group(struct lexicon *lexicon, const struct standins *group, struct folded *folded)
{
        uint16_t language = code_pack(group->language);
        struct phrase typed = { .most = GROUP_MOST }, meant = { .most = 1 };

        read_phrase(lexicon, folded, group->words, language, &typed);
        if (group->person != NULL)
                read_phrase(lexicon, folded, group->person, language, &meant);
        else
                meant = typed;
        for (int a = 0; a < typed.n && !lexicon->failed; a++)
                for (int b = 0; b < meant.n && !lexicon->failed; b++)
                        if (typed.words[a] != meant.words[b])
                                add_standin(lexicon, typed.words[a], meant.words[b], group);
}

static void
read_standins(struct lexicon *lexicon, const struct catalogue *catalogue, struct folded *folded)
{
        const struct standins *group;

        for (size_t i = 0; (group = standins_at(i)) != NULL && !lexicon->failed; i++)
                if (catalogue_language_index(catalogue, code_pack(group->language)) >= 0)
                        read_group(lexicon, group, folded);
        if (lexicon->nstandins > 0)
                qsort(lexicon->standins, lexicon->nstandins, sizeof *lexicon->standins, standin_order);
}

/* Gives back what the arrays grew too far. */
static void
trim(struct lexicon *lexicon)
{
        struct word *words = realloc(lexicon->words, ((size_t)lexicon->nwords + 1) * sizeof *words);
        struct ending *endings = realloc(lexicon->endings, (lexicon->nendings + 1) * sizeof *endings);
        uint32_t *first = realloc(lexicon->first, ((size_t)lexicon->nnodes + 1) * sizeof *first);

        if (words != NULL) {
                lexicon->words = words;
                lexicon->words_room = (size_t)lexicon->nwords + 1;
        }
        if (endings != NULL) {
                lexicon->endings = endings;
                lexicon->endings_room = lexicon->nendings + 1;
        }
        if (first != NULL) {
                lexicon->first = first;
                lexicon->nodes_room = (size_t)lexicon->nnodes + 1;
        }
}

static void
build(struct lexicon *lexicon, const struct catalogue *catalogue)
{
        struct folded *folded = malloc(sizeof *folded);
        uint8_t *lengths = calloc(catalogue->nkeywords + 1, 1);
        uint32_t *all = NULL;

        lexicon->failed = folded == NULL || lengths == NULL || !word_slots_grow(lexicon);
        if (!lexicon->failed)
                read_standins(lexicon, catalogue, folded);
        if (!lexicon->failed)
                all = read_phrases(lexicon, catalogue, folded, lengths);
        if (!lexicon->failed && (all != NULL || lexicon->nkeywords == 0))
                link_phrases(lexicon, catalogue, all, lengths);
        if (!lexicon->failed)
                lay_out_steps(lexicon);
        trim(lexicon);
        lexicon->failed = lexicon->failed || !index_finish(lexicon->index);
        free(lexicon->word_slots);
        lexicon->word_slots = NULL;
        free(all);
        free(lengths);
        free(folded);
}

struct lexicon *
lexicon_new(const struct catalogue *catalogue)
{
        struct lexicon *lexicon = calloc(1, sizeof *lexicon);

        if (lexicon == NULL)
                return NULL;
        lexicon->word_mask = 511;
        lexicon->nkeywords = catalogue->nkeywords;
        lexicon->nlanguages = catalogue->nlanguages;
        memcpy(lexicon->languages, catalogue->languages, sizeof lexicon->languages);
        lexicon->index = index_new();
        lexicon->ordinary = ordinary_new(catalogue);
        lexicon->digrams = digrams_new(catalogue);
        if (lexicon->index == NULL || lexicon->ordinary == NULL || lexicon->digrams == NULL) {
                lexicon_free(lexicon);
                return NULL;
        }
        build(lexicon, catalogue);
        if (lexicon->failed) {
                lexicon_free(lexicon);
                return NULL;
        }
        return lexicon;
}

void
lexicon_free(struct lexicon *lexicon)
{
        if (lexicon == NULL)
                return;
        index_free(lexicon->index);
        ordinary_free(lexicon->ordinary);
        digrams_free(lexicon->digrams);
        free(lexicon->words);
        free(lexicon->word_slots);
        free(lexicon->edges);
        free(lexicon->steps);
        free(lexicon->step_starts);
        free(lexicon->standins);
        free(lexicon->first);
        free(lexicon->endings);
        free(lexicon);
}

uint32_t
lexicon_step(const struct lexicon *lexicon, uint32_t node, uint32_t word)
{
        uint32_t low, high;

        if (node == 0)
                return word < lexicon->nwords ? word + 1 : 0;
        if (node > lexicon->nnodes)
                return 0;
        low = lexicon->step_starts[node];
        high = lexicon->step_starts[node + 1];
        while (low < high) {
                uint32_t middle = low + (high - low) / 2;

                if (lexicon->steps[middle].word == word)
                        return lexicon->steps[middle].to;
                if (lexicon->steps[middle].word < word)
                        low = middle + 1;
                else
                        high = middle;
        }
        return 0;
}

bool
lexicon_goes_on(const struct lexicon *lexicon, uint32_t node)
{
        return node != 0 && node <= lexicon->nnodes && lexicon->step_starts[node] < lexicon->step_starts[node + 1];
}

const struct ending *
lexicon_ending(const struct lexicon *lexicon, uint32_t node)
{
        return node <= lexicon->nnodes && lexicon->first[node] != 0 ? &lexicon->endings[lexicon->first[node] - 1] : NULL;
}

const struct ending *
lexicon_next_ending(const struct lexicon *lexicon, const struct ending *ending)
{
        return ending->next != 0 ? &lexicon->endings[ending->next - 1] : NULL;
}

int
lexicon_letters(const struct lexicon *lexicon, uint32_t word)
{
        return word < lexicon->nwords ? lexicon->words[word].letters : 0;
}

const struct ordinary *
lexicon_ordinary(const struct lexicon *lexicon)
{
        return lexicon->ordinary;
}

const struct digrams *
lexicon_digrams(const struct lexicon *lexicon)
{
        return lexicon->digrams;
}

const struct standin *
lexicon_standin(const struct lexicon *lexicon, uint32_t word, size_t at)
{
        size_t low = 0, high = lexicon->nstandins;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (lexicon->standins[middle].word < word)
                        low = middle + 1;
                else
                        high = middle;
        }
        if (low + at >= lexicon->nstandins || lexicon->standins[low + at].word != word)
                return NULL;
        return &lexicon->standins[low + at];
}

size_t
lexicon_size(const struct lexicon *lexicon)
{
        return sizeof *lexicon + lexicon->words_room * sizeof *lexicon->words + ((size_t)lexicon->nedges + 1) * sizeof *lexicon->steps +
               ((size_t)lexicon->nnodes + 3) * sizeof *lexicon->step_starts + lexicon->standins_room * sizeof *lexicon->standins +
               lexicon->nodes_room * sizeof *lexicon->first + lexicon->endings_room * sizeof *lexicon->endings + index_size(lexicon->index) +
               ordinary_size(lexicon->ordinary) + digrams_size(lexicon->digrams);
}
