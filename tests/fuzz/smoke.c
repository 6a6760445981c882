/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A driver for the fuzz_*.c programs where no fuzzing engine is linked: runs every seed of tests/fuzz/seeds/<name>/, then mutations of
 * them, the same ones every time. A crash names the input by its number; `fuzz_x FILE` runs one file. `WAYMARK_FUZZ_RUNS` sets how many,
 * `WAYMARK_FUZZ_SEED` which: a number for other ones, so that long runs can be cut into slices that do not repeat each other.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SEEDS 512
#define INPUT 65536
#define RUNS 4000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A fuzzer whose inputs take long says how many others one of its own is worth. */
extern const long fuzz_cost __attribute__((weak));

struct seed {
        uint8_t *data;
        size_t size;
};

static uint64_t
next_random(uint64_t *state)
{
        uint64_t z = (*state += 0x9e3779b97f4a7c15U); /* splitmix64 */

        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
        z = (z ^ z >> 27) * 0x94d049bb133111ebU;
        return z ^ z >> 31;
}

static int
read_seed(const char *path, struct seed *seed)
{
        FILE *file = fopen(path, "rb");

        if (file == NULL)
                return -1;
        seed->data = malloc(INPUT);
        seed->size = seed->data != NULL ? fread(seed->data, 1, INPUT, file) : 0;
        fclose(file);
        return seed->data != NULL ? 0 : -1;
}

static int
read_seeds(const char *folder, struct seed seeds[SEEDS])
{
        char path[2048];
        struct dirent *entry;
        int n = 0;
        DIR *dir = opendir(folder);

        if (dir == NULL)
                return 0;
        while (n < SEEDS && (entry = readdir(dir)) != NULL) {
                if (entry->d_name[0] == '.')
                        continue;
                snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
                if (read_seed(path, &seeds[n]) == 0)
                        n++;
        }
        closedir(dir);
        return n;
}

/* A few changes of the usual kinds: flip, set, cut, repeat, splice with another seed. */
static size_t
mutate(uint8_t *data, size_t size, const struct seed *other, uint64_t *random)
{
        static const uint8_t telling[] = {0, 1, 0x7f, 0x80, 0xff, '\n', '"', '{', '=', ',', '*', '!', 0xc3, 0xf0, 0xef};
        int changes = 1 + (int)(next_random(random) % 8);

        while (changes-- > 0) {
                size_t at = size > 0 ? next_random(random) % size : 0;
                size_t len = next_random(random) % 16;

                switch (next_random(random) % 6) {
                case 0:
                        if (size > 0)
                                data[at] ^= (uint8_t)(1U << next_random(random) % 8);
                        break;
                case 1:
                        if (size > 0)
                                data[at] = telling[next_random(random) % sizeof telling];
                        break;
                case 2:
                        size = at;
                        break;
                case 3:
                        if (at + len <= size && size + len <= INPUT) {
                                memmove(data + at + len, data + at, size - at);
                                size += len;
                        }
                        break;
                case 4:
                        if (at + len <= size) {
                                memmove(data + at, data + at + len, size - at - len);
                                size -= len;
                        }
                        break;
                default:
                        if (other != NULL && other->size > 0) {
                                size_t from = next_random(random) % other->size;
                                size_t most = other->size - from;

                                most = most < INPUT - at ? most : INPUT - at;
                                memcpy(data + at, other->data + from, most);
                                size = at + most > size ? at + most : size;
                        }
                        break;
                }
        }
        return size;
}

int
main(int argc, char **argv)
{
        static struct seed seeds[SEEDS];
        static uint8_t data[INPUT];
        const char *name = strrchr(argv[0], '/') != NULL ? strrchr(argv[0], '/') + 1 : argv[0];
        const char *runs_text = getenv("WAYMARK_FUZZ_RUNS");
        const char *seed_text = getenv("WAYMARK_FUZZ_SEED");
        long runs = runs_text != NULL ? strtol(runs_text, NULL, 10) : RUNS;
        char folder[1024];
        uint64_t random = seed_text != NULL ? strtoull(seed_text, NULL, 10) << 40 : 1; /* far apart: each input takes a few steps of it */
        int nseeds;

        if (&fuzz_cost != NULL)
                runs /= fuzz_cost;
        if (argc > 1) {
                struct seed one;

                if (read_seed(argv[1], &one) < 0)
                        return 1;
                return LLVMFuzzerTestOneInput(one.data, one.size);
        }
        snprintf(folder, sizeof folder, "tests/fuzz/seeds/%s", strncmp(name, "fuzz_", 5) == 0 ? name + 5 : name);
        nseeds = read_seeds(folder, seeds);
        for (int i = 0; i < nseeds; i++)
                LLVMFuzzerTestOneInput(seeds[i].data, seeds[i].size);
        for (long run = 0; run < runs; run++) {
                const struct seed *seed = nseeds > 0 ? &seeds[next_random(&random) % (uint64_t)nseeds] : NULL;
                const struct seed *other = nseeds > 0 ? &seeds[next_random(&random) % (uint64_t)nseeds] : NULL;
                size_t size = 0;

                if (seed != NULL) {
                        memcpy(data, seed->data, seed->size);
                        size = seed->size;
                } else {
                        size = next_random(&random) % 300;
                        for (size_t i = 0; i < size; i++)
                                data[i] = (uint8_t)next_random(&random);
                }
                size = mutate(data, size, other, &random);
                LLVMFuzzerTestOneInput(data, size);
        }
        for (int i = 0; i < nseeds; i++)
                free(seeds[i].data);
        printf("ok 1 - %s survives %d seeds and %ld mutations\n1..1\n", name, nseeds, runs);
        return 0;
}
