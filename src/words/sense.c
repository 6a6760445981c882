/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Logistic regression by stochastic gradient descent; see sense.h. Features are slots in one table of weights, found by a hash
 * ("hashing trick"): two features that share a slot cost a little accuracy and nothing else.
 */
#include "sense.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "words/keys.h"

#define SLOT_BITS 16
#define SLOTS (1U << SLOT_BITS)
#define STEM 5                          /* letters of a sound that tell a word, whatever its ending */
#define PAIR_STEM 4
#define WORDS_MOST 60                   /* of a text; a long one says what it is about within these */
#define FEATURES_MOST (2 * WORDS_MOST)
#define ROUNDS 12
#define STEP 0.5F                       /* of the first round */
#define DECAY 1e-4F

struct example {
        uint32_t first;                 /* into features */
        uint16_t n;
        uint8_t kind;
};

/* One kind against all others. */
struct model {
        float bias;
        float scale;                    /* of a step of the weights */
        int8_t weights[SLOTS];
};

struct sense {
        struct model *models[SENSE_KIND_COUNT]; /* NULL where nothing was learned */
        int counts[SENSE_KIND_COUNT];
        struct example *examples;
        size_t nexamples;
        uint16_t *features;
        size_t nfeatures;
        size_t room;
};

struct sense *
sense_new(void)
{
        return calloc(1, sizeof(struct sense));
}

static void
forget_examples(struct sense *sense)
{
        free(sense->examples);
        free(sense->features);
        sense->examples = NULL;
        sense->features = NULL;
        sense->nexamples = sense->nfeatures = sense->room = 0;
}

void
sense_free(struct sense *sense)
{
        if (sense == NULL)
                return;
        forget_examples(sense);
        for (int kind = 0; kind < SENSE_KIND_COUNT; kind++)
                free(sense->models[kind]);
        free(sense);
}

/* How a word sounds; all numbers alike. */
static int
sound_of_word(const struct folded *text, const struct fold_word *word, char key[static KEY_TEXT])
{
        const uint16_t *letters = text->letters + word->start;

        if (word->number) {
                memcpy(key, "0", 2);
                return 1;
        }
        if (word->script == SCRIPT_CYRILLIC)
                return key_sound(letters, word->len, key);
        return key_sound_of_latin(letters, word->len, 0, key);
}

static int
shorter(int len, int most)
{
        return len < most ? len : most;
}

/* Each counts once. */
static int
add_feature(uint16_t features[static FEATURES_MOST], int n, uint32_t hash)
{
        uint16_t feature = (uint16_t)(hash >> (32 - SLOT_BITS));

        for (int i = 0; i < n; i++)
                if (features[i] == feature)
                        return n;
        features[n] = feature;
        return n + 1;
}

static int
features_of(const struct folded *text, uint16_t features[static FEATURES_MOST])
{
        uint32_t before = 0;
        int n = 0;

        for (int i = 0; i < text->nwords - text->njoined && i < WORDS_MOST; i++) {
                char key[KEY_TEXT];
                int len = sound_of_word(text, &text->words[i], key);
                uint32_t stem = key_hash(key, shorter(len, STEM), KEY_SPACE_SOUND);
                uint32_t half = key_hash(key, shorter(len, PAIR_STEM), KEY_SPACE_SPELLING);

                if (len == 0)
                        continue;
                n = add_feature(features, n, stem);
                if (before != 0)
                        n = add_feature(features, n, (before * 0x9e3779b1U ^ half) * 0x85ebca6bU);
                before = half;
        }
        return n;
}

static bool
make_room(struct sense *sense)
{
        size_t room = sense->room == 0 ? 4096 : sense->room * 2;
        uint16_t *features;

        if (sense->examples == NULL)
                sense->examples = calloc(SENSE_EXAMPLES, sizeof *sense->examples);
        if (sense->examples == NULL)
                return false;
        if (sense->nfeatures + FEATURES_MOST <= sense->room)
                return true;
        features = realloc(sense->features, room * sizeof *features);
        if (features == NULL)
                return false;
        sense->features = features;
        sense->room = room;
        return true;
}

bool
sense_add(struct sense *sense, const struct folded *example, enum sense_kind kind)
{
        int n;

        if (sense->nexamples == SENSE_EXAMPLES || !make_room(sense))
                return false;
        n = features_of(example, sense->features + sense->nfeatures);
        sense->examples[sense->nexamples++] = (struct example){ .first = (uint32_t)sense->nfeatures, .n = (uint16_t)n, .kind = (uint8_t)kind };
        sense->nfeatures += (size_t)n;
        sense->counts[kind]++;
        return true;
}

int
sense_count(const struct sense *sense, enum sense_kind kind)
{
        return sense->counts[kind];
}

/* The features of a text weigh together as much whether it is short or long. */
static float
share(int n)
{
        return 1.0F / sqrtf((float)(n > 0 ? n : 1));
}

/* What is learned, before it is made small. */
struct learner {
        float bias;
        float weights[SLOTS];
};

static void
learn_one(struct learner *learner, const uint16_t *features, int n, bool is_it)
{
        float sum = 0, expected, error;

        for (int i = 0; i < n; i++)
                sum += learner->weights[features[i]];
        expected = 1.0F / (1.0F + expf(-learner->bias - sum * share(n)));
        error = ((is_it ? 1.0F : 0.0F) - expected) * STEP;
        learner->bias += error * 0.1F;
        for (int i = 0; i < n; i++) {
                float *weight = &learner->weights[features[i]];

                *weight += error * share(n) - DECAY * *weight;
        }
}

/* An order without order, the same at every load. */
static void
shuffle(struct example *examples, size_t n, uint32_t *seed)
{
        for (size_t i = n; i > 1; i--) {
                struct example kept = examples[i - 1];
                size_t other;

                *seed = *seed * 1664525U + 1013904223U;
                other = (size_t)((uint64_t)*seed * i >> 32);
                examples[i - 1] = examples[other];
                examples[other] = kept;
        }
}

/* One byte a weight is enough. */
static void
make_small(const struct learner *learner, struct model *model)
{
        float most = 0;

        for (size_t i = 0; i < SLOTS; i++)
                most = fmaxf(most, fabsf(learner->weights[i]));
        model->bias = learner->bias;
        model->scale = most / 127;
        for (size_t i = 0; most > 0 && i < SLOTS; i++)
                model->weights[i] = (int8_t)lrintf(learner->weights[i] / model->scale);
}

static struct model *
learn_kind(const struct sense *sense, enum sense_kind kind)
{
        struct learner *learner = calloc(1, sizeof *learner);
        struct model *model = malloc(sizeof *model);
        uint32_t seed = 1;

        if (learner == NULL || model == NULL) {
                free(learner);
                free(model);
                return NULL;
        }
        for (int round = 0; round < ROUNDS; round++) {
                shuffle(sense->examples, sense->nexamples, &seed);
                for (size_t i = 0; i < sense->nexamples; i++)
                        learn_one(learner, sense->features + sense->examples[i].first, sense->examples[i].n, sense->examples[i].kind == kind);
        }
        make_small(learner, model);
        free(learner);
        return model;
}

bool
sense_learn(struct sense *sense)
{
        bool ok = true;

        for (int kind = 0; ok && kind < SENSE_KIND_COUNT; kind++) {
                bool can_tell = sense->counts[kind] > 0 && (size_t)sense->counts[kind] < sense->nexamples;

                if (kind == SENSE_KIND_QUESTION || !can_tell)
                        continue;
                sense->models[kind] = learn_kind(sense, (enum sense_kind)kind);
                ok = sense->models[kind] != NULL;
        }
        forget_examples(sense);
        return ok;
}

double
sense_of(const struct sense *sense, const struct folded *text, enum sense_kind kind)
{
        const struct model *model = sense != NULL ? sense->models[kind] : NULL;
        uint16_t features[FEATURES_MOST];
        int n, sum = 0;

        if (model == NULL)
                return 0;
        n = features_of(text, features);
        for (int i = 0; i < n; i++)
                sum += model->weights[features[i]];
        return (double)(model->bias + (float)sum * model->scale * share(n));
}

size_t
sense_size(const struct sense *sense)
{
        size_t size = 0;

        for (int kind = 0; sense != NULL && kind < SENSE_KIND_COUNT; kind++)
                size += sense->models[kind] != NULL ? sizeof *sense->models[kind] : 0;
        return size;
}
