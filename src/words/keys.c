/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keys; see keys.h. The alphabet of sounds: vowels a e i o u (y, short i and yi are i; ye and yo are e), consonants b v h d j z k l m n
 * p r s t f c, with q for che, w for sha and shcha. g, h and kh are one sound h, since writers mix them. What is left out: the soft and
 * the hard sign, an i before a vowel (ya is a, yu is u), the second of two equal letters; t before s makes c.
 */
#include "keys.h"

#include <stddef.h>
#include <string.h>

/* Cyrillic letters 0x0430 to 0x044f; a blank is a letter that is not heard. */
static const char sounds[] = "abvhdejziiklmnoprstufhcqww i eua";

struct writer {
        char *key;
        int len;
};

static void
put(struct writer *out, char c)
{
        if (out->len < KEY_TEXT - 1)
                out->key[out->len++] = c;
}

static int
finish(struct writer *out)
{
        out->key[out->len] = '\0';
        return out->len;
}

static bool
is_vowel(char c)
{
        return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* The rules that hold whatever alphabet it was written in. In place. */
static int
settle(char *key, int len)
{
        int out = 0;

        for (int i = 0; i < len; i++) {
                char c = key[i];

                if (c == 'i' && i + 1 < len && is_vowel(key[i + 1])) {
                        if (key[i + 1] == 'o')
                                key[i + 1] = 'e';
                        continue;
                }
                if (c == 's' && out > 0 && key[out - 1] == 't') {
                        key[out - 1] = 'c';
                        continue;
                }
                if (out > 0 && key[out - 1] == c)
                        continue;
                key[out++] = c;
        }
        key[out] = '\0';
        return out;
}

int
key_spelling(const uint16_t *letters, int len, char key[static KEY_TEXT])
{
        struct writer out = { .key = key };

        for (int i = 0; i < len; i++) {
                uint16_t c = letters[i];

                if (c == 0x00e4)
                        c = 'a';
                else if (c == 0x00f6)
                        c = 'o';
                else if (c == 0x00fc)
                        c = 'u';
                else if (c == 0x0161)
                        c = 's';
                else if (c == 0x017e)
                        c = 'z';
                else if (c == 0x010d)
                        c = 'c';
                if (c < 0x80)
                        put(&out, (char)c);
        }
        return finish(&out);
}

int
key_spelling_umlauts(const uint16_t *letters, int len, char key[static KEY_TEXT])
{
        uint16_t spelt[KEY_TEXT];
        int n = 0;
        bool any = false;

        for (int i = 0; i < len && n < KEY_TEXT - 2; i++) {
                uint16_t c = letters[i];
                bool umlaut = c == 0x00e4 || c == 0x00f6 || c == 0x00fc;

                spelt[n++] = c;
                if (umlaut)
                        spelt[n++] = 'e';
                any = any || umlaut;
        }
        return any ? key_spelling(spelt, n, key) : 0;
}

static char
sound_of(uint16_t c)
{
        if (c >= 0x0430 && c <= 0x044f)
                return sounds[c - 0x0430];
        if (c == 0x0454)
                return 'e';
        if (c == 0x0456 || c == 0x0458)
                return 'i';
        if (c == 0x0455)
                return 's';
        if (c >= 0x80)
                return ' ';
        return (char)c;
}

int
key_sound(const uint16_t *letters, int len, char key[static KEY_TEXT])
{
        struct writer out = { .key = key };

        for (int i = 0; i < len; i++) {
                char c = sound_of(letters[i]);
                bool soft_o = (letters[i] == 0x044c || letters[i] == 0x0438) && i + 1 < len && letters[i + 1] == 0x043e;

                /* "yo" however it is written is e */
                if (soft_o)
                        put(&out, 'i');
                else if (c != ' ')
                        put(&out, c);
        }
        finish(&out);
        return settle(key, out.len);
}

bool
key_as_heard(char *key, int len)
{
        static const char voiced[] = "zdbj", voiceless[] = "stpw";
        bool changed = false;

        for (int i = len - 2; i >= 0; i--) {
                const char *which = strchr("kptsfcqw", key[i + 1]) != NULL ? strchr(voiced, key[i]) : NULL;

                if (which != NULL) {
                        key[i] = voiceless[which - voiced];
                        changed = true;
                }
        }
        return changed;
}

/* Latin groups, the longest first, and their sound. */
static const struct {
        const char *group;
        int len;
        const char *sound;
} groups[] = {
        { "schtsch", 7, "w" }, { "stsch", 5, "w" }, { "shch", 4, "w" }, { "szcz", 4, "w" }, { "schch", 5, "w" },
        { "tsch", 4, "q" }, { "sch", 3, "w" }, { "tch", 3, "q" }, { "sh", 2, "w" }, { "sz", 2, "w" },
        { "zh", 2, "j" }, { "kh", 2, "h" }, { "ch", 2, "q" }, { "cz", 2, "q" }, { "tz", 2, "c" },
        { "ph", 2, "f" }, { "ck", 2, "k" }, { "gh", 2, "h" },
};

/* Single Latin letters a to z: the usual reading, and the other one. A blank is left out. */
static const char usual[] = "abcdefhhiiklmnopkrstuvvhiz";
static const char other[] = "abkdefhhijklmnoparstuvwkiz";

#define AMBIGUOUS "cjqwx"

struct latin {
        char text[KEY_TEXT];
        int len;
};

/* Letters with a caron or dot are read as if an h followed. */
static char
hissing(uint16_t c)
{
        if (c == 0x0161)
                return 's';
        return c == 0x017e ? 'z' : 'c';
}

/* Into ASCII, letters that carry a mark already read: carons and dots. */
static void
latin_from_letters(const uint16_t *letters, int len, struct latin *latin)
{
        latin->len = 0;
        for (int i = 0; i < len && latin->len < KEY_TEXT - 3; i++) {
                uint16_t c = letters[i];

                if (c == 0x0161 || c == 0x017e || c == 0x010d) {
                        latin->text[latin->len++] = hissing(c);
                        c = 'h';
                } else if (c == 0x00e4) {
                        c = 'a';
                } else if (c == 0x00f6) {
                        c = 'o';
                } else if (c == 0x00fc) {
                        c = 'u';
                }
                if (c < 0x80)
                        latin->text[latin->len++] = (char)c;
        }
        latin->text[latin->len] = '\0';
}

static int
group_at(const char *at, const char **sound)
{
        /* Every group has one of these as its second letter. */
        if (*at == '\0' || (at[1] != 'h' && at[1] != 'z' && at[1] != 'c' && at[1] != 's' && at[1] != 't' && at[1] != 'k'))
                return 0;
        for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
                if (*at == *groups[i].group && strncmp(at, groups[i].group, (size_t)groups[i].len) == 0) {
                        *sound = groups[i].sound;
                        return groups[i].len;
                }
        return 0;
}

/* Which letters can be read in two ways, as bits: the letters of AMBIGUOUS, and "ch". */
static unsigned
ambiguities(const struct latin *latin)
{
        unsigned bits = 0;

        for (int i = 0; i < latin->len; i++) {
                const char *sound;
                int step = group_at(latin->text + i, &sound);
                const char *which = strchr(AMBIGUOUS, latin->text[i]);

                if (step == 2 && *sound == 'q' && latin->text[i] == 'c')
                        bits |= 1U << 5;
                else if (step == 0 && which != NULL && *which != '\0')
                        bits |= 1U << (which - AMBIGUOUS);
                i += step > 0 ? step - 1 : 0;
        }
        return bits;
}

/* The reading-th subset of the ambiguities; false if there are not so many. */
static bool
choose_reading(unsigned bits, int reading, unsigned *chosen)
{
        int nth = reading;

        *chosen = 0;
        for (unsigned bit = 1; bit != 0 && bit <= bits; bit <<= 1) {
                if ((bits & bit) == 0)
                        continue;
                if (nth & 1)
                        *chosen |= bit;
                nth >>= 1;
        }
        return nth == 0;
}

static void
put_latin_letter(struct writer *out, char c, unsigned chosen)
{
        const char *which = strchr(AMBIGUOUS, c);
        bool otherwise = which != NULL && *which != '\0' && (chosen & 1U << (which - AMBIGUOUS)) != 0;

        if (c == '4')
                put(out, 'q');
        else if (c == '6')
                put(out, 'w');
        else if (c < 'a' || c > 'z')
                put(out, c);
        else {
                const char *table = otherwise ? other : usual;

                put(out, table[c - 'a']);
                if (c == 'x' && otherwise)
                        put(out, 's');
        }
}

int
key_sound_of_latin(const uint16_t *letters, int len, int reading, char key[static KEY_TEXT])
{
        struct writer out = { .key = key };
        struct latin latin;
        unsigned chosen;

        latin_from_letters(letters, len, &latin);
        if (reading >= KEY_READINGS || !choose_reading(ambiguities(&latin), reading, &chosen))
                return 0;
        for (int i = 0; i < latin.len; i++) {
                const char *sound = "";
                int step = group_at(latin.text + i, &sound);

                if (step == 0) {
                        put_latin_letter(&out, latin.text[i], chosen);
                        continue;
                }
                if (*sound == 'q' && step == 2 && latin.text[i] == 'c' && (chosen & 1U << 5) != 0)
                        sound = "h";
                put(&out, *sound);
                i += step - 1;
        }
        finish(&out);
        return settle(key, out.len);
}

int
key_spelling_of_cyrillic(const uint16_t *letters, int len, char key[static KEY_TEXT])
{
        static const char *const plain[] = { "a", "b", "v", "g", "d", "e", "j", "z", "i", "i", "k", "l", "m", "n", "o", "p",
                                             "r", "s", "t", "u", "f", "h", "c", "ch", "sh", "sh", "", "y", "", "e", "iu", "ia" };
        struct writer out = { .key = key };

        for (int i = 0; i < len; i++) {
                uint16_t c = letters[i];
                const char *text = c == 0x0454 ? "e" : c == 0x0456 ? "i" : "";

                if (c >= 0x0430 && c <= 0x044f)
                        text = plain[c - 0x0430];
                for (; *text != '\0'; text++)
                        put(&out, *text);
        }
        return finish(&out);
}

int
key_transliterated(const uint16_t *letters, int len, bool russian, char key[static KEY_TEXT])
{
        static const char *const plain[] = { "a", "b", "v", "", "d", "e", "zh", "z", "", "", "k", "l", "m", "n", "o", "p",
                                             "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya" };
        struct writer out = { .key = key };

        for (int i = 0; i < len; i++) {
                uint16_t c = letters[i];
                const char *text = c == 0x0454 ? "ye" : c == 0x0456 ? "i" : "";

                if (c == 0x0433)
                        text = russian ? "g" : "h";
                else if (c == 0x0438)
                        text = russian ? "i" : "y";
                else if (c >= 0x0430 && c <= 0x044f)
                        text = plain[c - 0x0430];
                for (; *text != '\0'; text++)
                        put(&out, *text);
        }
        return finish(&out);
}

int
key_letters(const uint16_t *letters, int len, char key[static KEY_TEXT])
{
        struct writer out = { .key = key };

        for (int i = 0; i < len; i++)
                if (letters[i] >= 0x0430 && letters[i] < 0x0430 + KEY_CYRILLIC)
                        put(&out, (char)(KEY_CYRILLIC + letters[i] - 0x0430));
        return finish(&out);
}

uint32_t
key_form(const uint16_t *letters, int len)
{
        uint32_t hash = 2166136261U;

        for (int i = 0; i < len; i++)
                hash = (hash ^ letters[i]) * 16777619U;
        return hash ^ hash >> 15;
}

uint32_t
key_hash(const char *key, int len, enum key_space space)
{
        uint32_t hash = 2166136261U ^ (uint32_t)space * 0x9e3779b9U;

        for (int i = 0; i < len; i++)
                hash = (hash ^ (unsigned char)key[i]) * 16777619U;
        hash ^= hash >> 16;
        hash *= 0x7feb352dU;
        return hash ^ hash >> 15;
}
