/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Weighted edit distance; see distance.h. Three rows of the usual table, cut to a band; keys have at most KEY_TEXT bytes.
 */
#include "distance.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DOUBLED 4                       /* a letter doubled, or a double letter written once */
#define SWAPPED 7                       /* two neighbours in the wrong order */
#define NEAR 7                          /* the key beside the right one, or on the same key of a number pad */
#define VOWEL 7                         /* one vowel for another */
#define KIN 6                           /* sounds that are confused: z and zh, s and ts, b and p */
#define BAND 3                          /* how far typed and meant letters may lie apart */
#define FIRST 4                         /* on top, for the first letter: it is seldom wrong */

/* For a to z: the letters around it on a QWERTY keyboard (QWERTZ differs in y and z). */
static const char *const neighbours[26] = {
        "qwsz", "vghn", "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko", "huikmn", "jiolm", "kop", "njk",
        "bhjm", "iklp", "ol", "wa", "edft", "awedxz", "rfgy", "yhji", "cfgb", "qase", "zsdc", "tghuz", "asxy",
};

/* Where the letters from a (0x0430) on stand on a Cyrillic keyboard: row, and place in it in half keys. */
#define AT(row, place) ((row) * 32 + 2 * (place) + (row) + ((row) == 2))
static const uint8_t cyrillic_keys[48] = {
        AT(1, 3), AT(2, 7), AT(1, 2), AT(0, 6), AT(1, 8), AT(0, 4), AT(1, 9), AT(0, 9),  AT(2, 4), AT(2, 4), AT(0, 3), AT(1, 7),
        AT(2, 3), AT(0, 5), AT(1, 6), AT(1, 4), AT(1, 5), AT(2, 2), AT(2, 5), AT(0, 2),  AT(1, 0), AT(0, 10), AT(0, 1), AT(2, 1),
        AT(0, 7), AT(0, 8), AT(0, 11), AT(1, 1), AT(2, 6), AT(1, 10), AT(2, 8), AT(2, 0),
        /* from 0x0450: of these Ukrainian has ye (54), i (56) and yi (57) */
        [32] = AT(0, 4), [33] = AT(0, 4), [36] = AT(1, 10), [38] = AT(1, 1), [39] = AT(0, 11),
};

/* The key of a number pad. */
static const char pad[] = "22233344455566677778889999";

/* Pairs of sounds, and of Latin letters, that are confused. */
static const char *const kin_sounds[] = { "zj", "cs", "cq", "wq", "hk", "vf", "dt", "bp", "zs", "wj", "vu", "mn", "jd", "wc" };
static const char *const kin_letters[] = { "bp", "dt", "gk", "vf", "sz", "vw", "ck", "mn", "cs", "fh" };

static bool
is_vowel(char c)
{
        return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

static bool
is_small_letter(char c)
{
        return c >= 'a' && c <= 'z';
}

static bool
are_kin(const char *const *pairs, size_t n, char a, char b)
{
        for (size_t i = 0; i < n; i++)
                if ((pairs[i][0] == a && pairs[i][1] == b) || (pairs[i][0] == b && pairs[i][1] == a))
                        return true;
        return false;
}

/* Two Cyrillic letters, see key_letters(). */
static bool
are_beside(unsigned char a, unsigned char b)
{
        int one = a - KEY_CYRILLIC, two = b - KEY_CYRILLIC, dx, dy;

        if (one < 0 || two < 0 || one >= 48 || two >= 48)
                return false;
        dx = cyrillic_keys[one] % 32 - cyrillic_keys[two] % 32;
        dy = cyrillic_keys[one] / 32 - cyrillic_keys[two] / 32;
        return dx >= -2 && dx <= 2 && dy >= -1 && dy <= 1;
}

static int
substitution(char a, char b, enum key_space space)
{
        if (a == b)
                return 0;
        if (are_beside((unsigned char)a, (unsigned char)b))
                return NEAR;
        if (!is_small_letter(a) || !is_small_letter(b))
                return DISTANCE_EDIT;
        if (is_vowel(a) && is_vowel(b))
                return VOWEL;
        if (space == KEY_SPACE_SOUND)
                return are_kin(kin_sounds, sizeof kin_sounds / sizeof *kin_sounds, a, b) ? KIN : DISTANCE_EDIT;
        if (are_kin(kin_letters, sizeof kin_letters / sizeof *kin_letters, a, b))
                return KIN;
        if (strchr(neighbours[a - 'a'], b) != NULL || pad[a - 'a'] == pad[b - 'a'])
                return NEAR;
        return DISTANCE_EDIT;
}

/* The price of a letter too many (or too few) at `i`. */
static int
insertion(const char *key, int i)
{
        if (i > 0 && key[i] == key[i - 1])
                return DOUBLED;
        return DISTANCE_EDIT;
}

static int
at_start(int i, int j)
{
        return i == 1 || j == 1 ? FIRST : 0;
}

static int
least(int a, int b)
{
        return a < b ? a : b;
}

/* One row of the table, as far as it lies in the band; returns its least value. */
static int
fill_row(const char *typed, const char *meant, int meant_len, enum key_space space, int i, const int *before, const int *above, int *row)
{
        int from = i > BAND ? i - BAND : 1, to = least(i + BAND, meant_len), best;

        row[from - 1] = from == 1 ? above[0] + insertion(typed, i - 1) + (i == 1 ? FIRST : 0) : DISTANCE_FAR;
        best = row[from - 1];
        if (to < meant_len)
                row[to + 1] = DISTANCE_FAR;
        for (int j = from; j <= to; j++) {
                int price = above[j - 1];

                if (typed[i - 1] != meant[j - 1])
                        price += substitution(typed[i - 1], meant[j - 1], space) + at_start(i, j);
                price = least(price, above[j] + insertion(typed, i - 1));
                price = least(price, row[j - 1] + insertion(meant, j - 1));
                if (i > 1 && j > 1 && typed[i - 1] == meant[j - 2] && typed[i - 2] == meant[j - 1] && typed[i - 1] != typed[i - 2])
                        price = least(price, before[j - 2] + SWAPPED);
                row[j] = price;
                best = least(best, price);
        }
        return best;
}

int
distance_keys(const char *typed, int typed_len, const char *meant, int meant_len, enum key_space space, bool stem, int limit)
{
        int rows[3][KEY_TEXT];
        int result = DISTANCE_FAR, best_before = 0;

        if (meant_len >= KEY_TEXT || typed_len >= KEY_TEXT || meant_len - typed_len > 2 || (!stem && typed_len - meant_len > 3))
                return DISTANCE_FAR;
        for (int k = 0; k < 3; k++)
                for (int j = 0; j <= meant_len; j++)
                        rows[k][j] = DISTANCE_FAR;
        rows[0][0] = 0;
        for (int j = 1; j <= meant_len; j++)
                rows[0][j] = rows[0][j - 1] + insertion(meant, j - 1) + (j == 1 ? FIRST : 0);
        if (stem)
                result = least(result, rows[0][meant_len]);
        for (int i = 1; i <= typed_len; i++) {
                int best = fill_row(typed, meant, meant_len, space, i, rows[(i + 1) % 3], rows[(i + 2) % 3], rows[i % 3]);

                if (stem && meant_len - i <= BAND && i - meant_len <= BAND)
                        result = least(result, rows[i % 3][meant_len]);
                /* Swapped letters reach over one row. */
                if (best > limit && best_before > limit)
                        return result <= limit ? result : DISTANCE_FAR;
                best_before = best;
        }
        if (meant_len - typed_len <= BAND && typed_len - meant_len <= BAND)
                result = least(result, rows[typed_len % 3][meant_len]);
        return result <= limit ? result : DISTANCE_FAR;
}

int
distance_budget(int letters, bool alone)
{
        if (letters <= 2)
                return 0;
        if (letters == 3)
                return alone ? SWAPPED : 0;
        if (letters == 4)
                return alone ? DISTANCE_EDIT : DOUBLED;
        if (letters <= 5)
                return DISTANCE_EDIT + (alone ? FIRST : 0);
        if (letters <= 7)
                return DISTANCE_EDIT + FIRST + (alone ? 1 : 0);
        if (letters <= 9)
                return alone ? 2 * DISTANCE_EDIT : 17;
        return 2 * DISTANCE_EDIT + FIRST;
}
