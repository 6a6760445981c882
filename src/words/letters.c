/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Code points to letters; see letters.h. ASCII and the Cyrillic block are answered from small rules, all others by utf8proc.
 */
#include "letters.h"

#include <stddef.h>

#include <utf8proc.h>

struct pair {
        uint16_t from;
        uint16_t to;
};

/* Letters without a decomposition in Unicode, and letters that only look like one: small capitals, Armenian, Cherokee ... */
static const struct pair special[] = {
        { 0x0131, 'i' },    { 0x0142, 'l' },    { 0x0111, 'd' },    { 0x00f8, 'o' },    { 0x0127, 'h' },    { 0x0167, 't' },
        { 0x0250, 'a' },    { 0x0251, 'a' },    { 0x0252, 'a' },    { 0x0253, 'b' },    { 0x0254, 'o' },    { 0x0256, 'd' },
        { 0x0257, 'd' },    { 0x0259, 'e' },    { 0x025b, 'e' },    { 0x0261, 'g' },    { 0x0262, 'g' },    { 0x0266, 'h' },
        { 0x0268, 'i' },    { 0x026a, 'i' },    { 0x029f, 'l' },    { 0x0271, 'm' },    { 0x0274, 'n' },    { 0x0272, 'n' },
        { 0x0275, 'o' },    { 0x0280, 'r' },    { 0x0283, 's' },    { 0x0288, 't' },    { 0x0289, 'u' },    { 0x028b, 'v' },
        { 0x028f, 'y' },    { 0x0290, 'z' },    { 0x0299, 'b' },    { 0x029c, 'h' },    { 0x1d00, 'a' },    { 0x1d04, 'c' },
        { 0x1d05, 'd' },    { 0x1d07, 'e' },    { 0x1d0a, 'j' },    { 0x1d0b, 'k' },    { 0x1d0d, 'm' },    { 0x1d0f, 'o' },
        { 0x1d18, 'p' },    { 0x1d1b, 't' },    { 0x1d1c, 'u' },    { 0x1d20, 'v' },    { 0x1d21, 'w' },    { 0x1d22, 'z' },
        { 0xa730, 'f' },    { 0xa731, 's' },    { 0xa7af, 'q' },    { 0x0585, 'o' },    { 0x0561, 'w' },    { 0x057d, 'u' },
        { 0x0578, 'n' },    { 0x0570, 'h' },    { 0x0581, 'g' },    { 0x0563, 'q' },    { 0x0491, 0x0433 }, { 0x0493, 0x0433 },
        { 0x049b, 0x043a }, { 0x04a3, 0x043d }, { 0x04af, 0x0443 }, { 0x04b1, 0x0443 }, { 0x04b3, 0x0445 }, { 0x04bb, 'h' },
        { 0x04cf, 'l' },    { 0x0501, 'd' },    { 0x051b, 'q' },    { 0x051d, 'w' },    { 0x0463, 0x0435 },
        { 0x2c61, 'l' },    { 0x2c65, 'a' },    { 0x2c66, 't' },    { 0x0180, 'b' },    { 0x0199, 'k' },
        { 0x01ba, 'z' },    { 0x01b6, 'z' },    { 0x0221, 'd' },    { 0x0234, 'l' },    { 0x0235, 'n' },    { 0x0236, 't' },
};

/* Nobody sees a difference, in capitals or small letters: Latin, Cyrillic. */
static const struct pair twins[] = {
        { 'a', 0x0430 }, { 'b', 0x0432 }, { 'c', 0x0441 }, { 'e', 0x0435 }, { 'h', 0x043d }, { 'i', 0x0456 }, { 'j', 0x0458 },
        { 'k', 0x043a }, { 'm', 0x043c }, { 'o', 0x043e }, { 'p', 0x0440 }, { 's', 0x0455 }, { 't', 0x0442 }, { 'x', 0x0445 },
        { 'y', 0x0443 },
};

/* Like enough that people use one for the other, or the next best by sound: Latin, Cyrillic. The first row of a letter counts. */
static const struct pair cousins[] = {
        { 'r', 0x0433 }, { 'n', 0x043f }, { 'u', 0x0438 }, { 'w', 0x0448 }, { 'd', 0x0434 }, { 'b', 0x044c }, { 'b', 0x0431 },
        { 'l', 0x043b }, { 'f', 0x0444 }, { 'z', 0x0437 }, { 'v', 0x0432 }, { 'g', 0x0433 }, { 's', 0x0441 }, { 'q', 0x044f },
        { 'e', 0x0454 }, { 'e', 0x044d }, { 'b', 0x044a }, { 'w', 0x0449 }, { 'y', 0x044b }, { 'y', 0x0447 }, { 'j', 0x0439 },
};

/* Greek capitals that are Latin ones to the eye, from Alpha on; a blank looks like none. */
static const char greek_capitals[] = "AB  EZH IK MN O P  TY X  ";

/* Greek small letters: as Latin, as Cyrillic. */
static const struct {
        uint16_t greek;
        uint16_t latin;
        uint16_t cyrillic;
} greek[] = {
        { 0x03b1, 'a', 0x0430 }, { 0x03b2, 'b', 0x0432 }, { 0x03b3, 'y', 0x0433 }, { 0x03b4, 'd', 0x0434 }, { 0x03b5, 'e', 0x0435 },
        { 0x03b6, 'z', 0x0437 }, { 0x03b7, 'n', 0x043d }, { 0x03b8, 'o', 0x043e }, { 0x03b9, 'i', 0x0456 }, { 0x03ba, 'k', 0x043a },
        { 0x03bb, 'l', 0x043b }, { 0x03bc, 'm', 0x043c }, { 0x03bd, 'v', 0x0432 }, { 0x03be, 'e', 0x0437 }, { 0x03bf, 'o', 0x043e },
        { 0x03c0, 'n', 0x043f }, { 0x03c1, 'p', 0x0440 }, { 0x03c2, 's', 0x0441 }, { 0x03c3, 's', 0x0441 }, { 0x03c4, 't', 0x0442 },
        { 0x03c5, 'u', 0x0438 }, { 0x03c6, 'f', 0x0444 }, { 0x03c7, 'x', 0x0445 }, { 0x03c8, 'u', 0x0448 }, { 0x03c9, 'w', 0x0448 },
        { 0x03f2, 'c', 0x0441 }, { 0x03f3, 'j', 0x0458 },
};

static enum letter_kind
ascii_kind(uint32_t c, uint16_t *letter)
{
        *letter = (uint16_t)c;
        if (c >= 'a' && c <= 'z')
                return LETTER_KIND_LETTER;
        if (c >= 'A' && c <= 'Z') {
                *letter = (uint16_t)(c + 32);
                return LETTER_KIND_LETTER;
        }
        if (c >= '0' && c <= '9')
                return LETTER_KIND_DIGIT;
        if (c == '\'' || c == '`' || c == '"' || c == '*')
                return LETTER_KIND_APOSTROPHE;
        return LETTER_KIND_BREAK;
}

/* The letters of Russian and Ukrainian; marks are gone: short i is i, io is ie. */
static bool
cyrillic_letter(uint32_t c, uint16_t *letter)
{
        if (c >= 0x0410 && c <= 0x042f)
                c += 0x20;
        else if (c >= 0x0400 && c <= 0x040f)
                c += 0x50;
        if (c < 0x0430 || c > 0x045f)
                return false;
        switch (c) {
        case 0x0439:            /* short i */
                c = 0x0438;
                break;
        case 0x0450:
        case 0x0451:            /* io */
                c = 0x0435;
                break;
        case 0x0457:            /* yi */
                c = 0x0456;
                break;
        case 0x045d:
                c = 0x0438;
                break;
        case 0x045e:            /* short u */
                c = 0x0443;
                break;
        default:
                break;
        }
        *letter = (uint16_t)c;
        return true;
}

static bool
is_apostrophe(uint32_t c)
{
        return c == 0x2019 || c == 0x2018 || c == 0x02bc || c == 0x02bb || c == 0x02b9 || c == 0x00b4 || c == 0x2032 || c == 0x201b ||
               c == 0x02c8 || c == 0xff07 || c == 0x2033 || c == 0x201d || c == 0x0374 || c == 0x02ee;
}

/* Kept with their mark; both cases. */
static uint16_t
kept_with_mark(uint32_t c)
{
        switch (c) {
        case 0x00c4:
        case 0x00e4:
                return 0x00e4;
        case 0x00d6:
        case 0x00f6:
                return 0x00f6;
        case 0x00dc:
        case 0x00fc:
                return 0x00fc;
        case 0x0160:
        case 0x0161:
                return 0x0161;
        case 0x017b:
        case 0x017c:
        case 0x017d:
        case 0x017e:
                return 0x017e;
        case 0x010c:
        case 0x010d:
                return 0x010d;
        default:
                return 0;
        }
}

static uint16_t
special_letter(uint32_t c)
{
        for (size_t i = 0; i < sizeof special / sizeof *special; i++)
                if (special[i].from == c)
                        return special[i].to;
        return 0;
}

/* Capitals look like other letters than the small ones. */
static uint16_t
greek_capital(uint32_t c)
{
        if (c < 0x0391 || c >= 0x0391 + sizeof greek_capitals - 1 || greek_capitals[c - 0x0391] == ' ')
                return 0;
        return (uint16_t)(greek_capitals[c - 0x0391] + ('a' - 'A'));
}

/* White letters on black and regional indicators have no compatibility form. */
static uint16_t
boxed_letter(uint32_t c)
{
        if (c >= 0x1f150 && c <= 0x1f169)
                return (uint16_t)('a' + (c - 0x1f150));
        if (c >= 0x1f170 && c <= 0x1f189)
                return (uint16_t)('a' + (c - 0x1f170));
        return 0;
}

static enum letter_kind
kind_of_category(utf8proc_category_t category)
{
        switch ((int)category) {
        case UTF8PROC_CATEGORY_LU:
        case UTF8PROC_CATEGORY_LL:
        case UTF8PROC_CATEGORY_LT:
        case UTF8PROC_CATEGORY_LM:
        case UTF8PROC_CATEGORY_LO:
                return LETTER_KIND_LETTER;
        case UTF8PROC_CATEGORY_ND:
                return LETTER_KIND_DIGIT;
        case UTF8PROC_CATEGORY_MN:
        case UTF8PROC_CATEGORY_MC:
        case UTF8PROC_CATEGORY_ME:
        case UTF8PROC_CATEGORY_CF:
                return LETTER_KIND_NOTHING;
        default:
                return LETTER_KIND_BREAK;
        }
}

/* The zeros of the scripts' digits; the other nine follow each. */
static int
digit_value(uint32_t c)
{
        static const uint32_t zeros[] = { 0x0660, 0x06f0, 0x0966, 0x09e6, 0x0ae6, 0x0be6, 0x0c66, 0x0e50, 0x1040, 0xff10 };

        for (size_t i = 0; i < sizeof zeros / sizeof *zeros; i++)
                if (c >= zeros[i] && c <= zeros[i] + 9)
                        return (int)(c - zeros[i]);
        return 0;
}

/* One code point that has no compatibility form any more. */
static enum letter_kind
plain_kind(uint32_t c, uint16_t *letter)
{
        enum letter_kind kind;

        if (c < 0x80)
                return ascii_kind(c, letter);
        if (cyrillic_letter(c, letter))
                return LETTER_KIND_LETTER;
        if (is_apostrophe(c))
                return LETTER_KIND_APOSTROPHE;
        kind = kind_of_category(utf8proc_category((utf8proc_int32_t)c));
        if (kind == LETTER_KIND_DIGIT) {
                *letter = (uint16_t)('0' + digit_value(c));
                return kind;
        }
        if (kind != LETTER_KIND_LETTER)
                return kind;
        c = (uint32_t)utf8proc_tolower((utf8proc_int32_t)c);
        *letter = special_letter(c);
        if (*letter == 0)
                *letter = c <= 0xffff ? (uint16_t)c : 0xfffd;
        return kind;
}

static enum letter_kind
decomposed(uint32_t c, uint16_t letters[static LETTERS_MOST], int *n)
{
        utf8proc_int32_t codes[32];
        int boundary = 0;
        utf8proc_ssize_t count = utf8proc_decompose_char((utf8proc_int32_t)c, codes, 32,
                                                         UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK | UTF8PROC_STABLE, &boundary);
        enum letter_kind kind = LETTER_KIND_NOTHING;

        if (count > 32)
                return LETTER_KIND_BREAK;
        for (utf8proc_ssize_t i = 0; i < count && *n < LETTERS_MOST; i++) {
                uint16_t letter = 0;
                enum letter_kind one = plain_kind((uint32_t)codes[i], &letter);

                if (one == LETTER_KIND_LETTER || one == LETTER_KIND_DIGIT) {
                        letters[(*n)++] = letter;
                        kind = one;
                } else if (*n == 0) {
                        kind = one;
                }
        }
        return kind;
}

static enum letter_kind
one_letter(uint16_t letter, uint16_t letters[static LETTERS_MOST], int *n)
{
        letters[0] = letter;
        *n = 1;
        return LETTER_KIND_LETTER;
}

enum letter_kind
letters_of(uint32_t c, uint16_t letters[static LETTERS_MOST], int *n)
{
        uint16_t letter = 0;
        enum letter_kind kind;

        *n = 0;
        if (c < 0x80 || cyrillic_letter(c, &letter)) {
                kind = c < 0x80 ? ascii_kind(c, &letter) : LETTER_KIND_LETTER;
                letters[0] = letter;
                *n = kind == LETTER_KIND_LETTER || kind == LETTER_KIND_DIGIT;
                return kind;
        }
        letter = kept_with_mark(c);
        if (letter == 0)
                letter = boxed_letter(c);
        if (letter == 0)
                letter = greek_capital(c);
        if (letter != 0)
                return one_letter(letter, letters, n);
        if (c == 0x00df || c == 0x1e9e || c == 0x00e6 || c == 0x00c6 || c == 0x0153 || c == 0x0152) {
                letters[0] = c == 0x00df || c == 0x1e9e ? 's' : c == 0x00e6 || c == 0x00c6 ? 'a' : 'o';
                letters[1] = letters[0] == 's' ? 's' : 'e';
                *n = 2;
                return LETTER_KIND_LETTER;
        }
        return is_apostrophe(c) ? LETTER_KIND_APOSTROPHE : decomposed(c, letters, n);
}

enum script
letters_script(uint16_t letter)
{
        if (letter < 0x0250)
                return letter >= 'a' ? SCRIPT_LATIN : SCRIPT_NONE;
        if (letter >= 0x0370 && letter < 0x0400)
                return SCRIPT_GREEK;
        if (letter >= 0x0400 && letter < 0x0530)
                return SCRIPT_CYRILLIC;
        return SCRIPT_OTHER;
}

static uint16_t
other_of_pair(const struct pair *pairs, size_t n, uint16_t letter, enum script target)
{
        for (size_t i = 0; i < n; i++) {
                if (target == SCRIPT_CYRILLIC && pairs[i].from == letter)
                        return pairs[i].to;
                if (target == SCRIPT_LATIN && pairs[i].to == letter)
                        return pairs[i].from;
        }
        return 0;
}

uint16_t
letters_lookalike(uint16_t letter, enum script target, bool *close)
{
        uint16_t other;

        *close = true;
        for (size_t i = 0; i < sizeof greek / sizeof *greek; i++)
                if (greek[i].greek == letter)
                        return target == SCRIPT_LATIN ? greek[i].latin : greek[i].cyrillic;
        /* Dze and je, twins of s and j, are no letters of our languages: they stand for Latin ones, never the other way round. */
        other = target == SCRIPT_CYRILLIC && (letter == 's' || letter == 'j') ? 0 : other_of_pair(twins, sizeof twins / sizeof *twins, letter, target);
        if (other != 0)
                return other;
        *close = false;
        return other_of_pair(cousins, sizeof cousins / sizeof *cousins, letter, target);
}
