/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lists of endings, longest first; see inflection.h. Group 1 is written in the alphabet of sounds (keys.c): "ou" is the ending -oju,
 * "ca" is -tsja.
 */
#include "inflection.h"

#include <stddef.h>
#include <string.h>

#include "common/code.h"

#define CORE_LEAST 4

static const char *const cyrillic[] = {
        "uvatisa", "uvati", "uvala", "uvali", "uvav", "ovati", "ovat", "ovala", "ovali", "uemo", "uete", "auca", "uuca", "aemo", "aete",
        "iami", "oiu", "oho", "eho", "omu", "emu", "imi", "ami", "oui", "ahi", "ati", "iti", "uti", "eti", "aut", "uut", "uet", "aet",
        "iat", "ala", "ali", "ila", "ili", "ula", "uli", "aca", "ica", "eca", "ite", "ete", "ou", "eu", "ah", "am", "ov", "iv", "ev",
        "ei", "oi", "ai", "em", "om", "im", "ih", "at", "it", "ut", "et", "ue", "ae", "av", "al", "il", "ti", "te", "la", "li", "sa",
        "a", "e", "i", "o", "u", "v", "t",
};
static const char *const english[] = { "ments", "ings", "ment", "ing", "ers", "ies", "ed", "er", "es", "ly", "s", "e", "y" };
static const char *const romanian[] = {
        "urilor", "urile", "ului", "ilor", "elor", "uri", "lor", "ile", "ele", "ului", "iei", "easca", "esc", "este", "eaza", "ez", "ati",
        "eti", "iti", "ul", "ii", "ei", "ea", "ia", "ii", "am", "at", "a", "e", "i", "u",
};
static const char *const polish[] = {
        "owaniem", "owanie", "owania", "owac", "ujemy", "ujesz", "ujecie", "ujac", "uje", "uja", "aniem", "ania", "anie", "alem", "alam",
        "ilem", "ilam", "iego", "iemu", "iami", "ego", "emu", "ymi", "imi", "ami", "ych", "ich", "ach", "iem", "iej", "acy", "aja", "amy",
        "asz", "acie", "ala", "ali", "ila", "ili", "owi", "ow", "om", "em", "ej", "ia", "ie", "ym", "im", "ac", "ec", "ic", "yc", "al",
        "il", "am", "a", "e", "i", "o", "u", "y",
};
static const char *const german[] = { "erinnen", "innen", "ungen", "ung", "ern", "ens", "ten", "test", "tet", "en", "er", "em", "es", "st", "te",
                                      "e", "n", "s", "t" };
static const char *const dutch[] = { "ingen", "tjes", "ing", "tje", "den", "ten", "jes", "ers", "en", "er", "je", "de", "te", "s", "t", "e" };

static const struct {
        const char *language;
        const char *const *endings;
        size_t n;
} groups[INFLECTION_GROUPS + 1] = {
        [1] = { "", cyrillic, sizeof cyrillic / sizeof *cyrillic }, [2] = { "en", english, sizeof english / sizeof *english },
        [3] = { "ro", romanian, sizeof romanian / sizeof *romanian }, [4] = { "pl", polish, sizeof polish / sizeof *polish },
        [5] = { "de", german, sizeof german / sizeof *german }, [6] = { "nl", dutch, sizeof dutch / sizeof *dutch },
};

int
inflection_group(uint16_t language, enum key_space space)
{
        if (space == KEY_SPACE_SOUND)
                return 1;
        for (int i = 2; i <= INFLECTION_GROUPS; i++)
                if (code_pack(groups[i].language) == language)
                        return i;
        return 0;
}

int
inflection_core(const char *key, int len, int group)
{
        if (group < 1 || group > INFLECTION_GROUPS || len < CORE_LEAST)
                return 0;
        for (size_t i = 0; i < groups[group].n; i++) {
                int ending = (int)strlen(groups[group].endings[i]);

                if (len - ending >= CORE_LEAST && memcmp(key + len - ending, groups[group].endings[i], (size_t)ending) == 0)
                        return len - ending;
        }
        return len;
}
