/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text to words; see fold.h. One pass over the code points, then one over each word that mixes scripts.
 */
#include "fold.h"

#include <string.h>

#include <utf8proc.h>

/* The word being collected. */
struct folder {
        struct folded *out;
        uint16_t start;
        bool open;
        bool waiting;                   /* an apostrophe: dropped if a letter follows, else it ended the word */
        bool breaks;                    /* a full stop stood before the next word */
        bool marked;                    /* see struct fold_word */
        bool full;
};

static bool
is_letter(uint16_t c)
{
        return c >= 'a';
}

/* A Latin letter for a digit inside a Latin word ("p0m0c", "h3lp"), and a Cyrillic one. In a Latin word 4 and 6 stay: keys.c reads them
 * as the Cyrillic che and sha. */
static uint16_t
letter_of_digit(uint16_t digit, enum script script)
{
        static const uint16_t latin[10] = { 'o', 'i', 0, 'e', 0, 's', 0, 0, 0, 0 };
        static const uint16_t cyrillic[10] = { 0x043e, 0x0456, 0, 0x0437, 0x0447, 0, 0x0431, 0, 0x0432, 0x044f };

        if (digit < '0' || digit > '9')
                return 0;
        return script == SCRIPT_CYRILLIC ? cyrillic[digit - '0'] : latin[digit - '0'];
}

/* Which script the word is meant in: what it has letters of that the other lacks; then what it has more of. */
static enum script
choose_script(const uint16_t *letters, int len, bool *mixed)
{
        int own[2] = { 0 }, all[2] = { 0 }, other = 0, foreign = 0;

        for (int i = 0; i < len; i++) {
                enum script script = letters_script(letters[i]);

                all[0] += script == SCRIPT_CYRILLIC;
                all[1] += script == SCRIPT_LATIN;
                foreign += script == SCRIPT_GREEK;
                other += script == SCRIPT_OTHER;
        }
        *mixed = (all[0] > 0 && all[1] > 0) || foreign > 0;
        for (int i = 0; i < len && all[0] > 0 && all[1] > 0; i++) {
                bool latin = letters_script(letters[i]) == SCRIPT_LATIN, close;

                if (letters_lookalike(letters[i], latin ? SCRIPT_CYRILLIC : SCRIPT_LATIN, &close) == 0 || !close)
                        own[latin] += latin || letters_script(letters[i]) == SCRIPT_CYRILLIC;
        }
        if (all[0] + all[1] + foreign == 0)
                return other > 0 ? SCRIPT_OTHER : SCRIPT_NONE;
        if (own[0] != own[1])
                return own[1] > own[0] ? SCRIPT_LATIN : SCRIPT_CYRILLIC;
        return all[1] >= all[0] ? SCRIPT_LATIN : SCRIPT_CYRILLIC;
}

static void
unify(uint16_t *letters, int len, enum script target)
{
        for (int i = 0; i < len; i++) {
                enum script script = letters_script(letters[i]);
                uint16_t other = 0;
                bool close;

                if (script == SCRIPT_NONE)
                        other = len > 1 ? letter_of_digit(letters[i], target) : 0;
                else if (script != target)
                        other = letters_lookalike(letters[i], target, &close);
                if (other != 0)
                        letters[i] = other;
        }
}

/* "heeeelp": three of the same in a row are written by nobody in earnest; "zzzz" as a whole stays the nonsense it is. */
static int
squeeze(uint16_t *letters, int len)
{
        int out = 0;

        for (int i = 0; i < len;) {
                int run = 1;

                while (i + run < len && letters[i + run] == letters[i])
                        run++;
                if (run == len)
                        return len;
                for (int k = 0; k < (run >= 3 && is_letter(letters[i]) ? 1 : run); k++)
                        letters[out++] = letters[i];
                i += run;
        }
        return out;
}

static void
count_word(struct folded *out, const struct fold_word *word)
{
        out->cyrillic += word->script == SCRIPT_CYRILLIC;
        out->latin += word->script == SCRIPT_LATIN;
        out->other += word->script == SCRIPT_OTHER;
        out->nnumbers += word->number && word->len >= 4;
}

static void
end_word(struct folder *folder)
{
        struct folded *out = folder->out;
        uint16_t *letters = &out->letters[folder->start];
        int len = out->nletters - folder->start;
        struct fold_word *word;

        folder->waiting = false;
        if (!folder->open)
                return;
        folder->open = false;
        if (out->nwords >= FOLD_WORDS - 2) {
                folder->full = true;
                out->nletters = folder->start;
                return;
        }
        word = &out->words[out->nwords++];
        *word = (struct fold_word){ .start = folder->start, .breaks = folder->breaks, .marked = folder->marked, .number = true };
        folder->marked = false;
        for (int i = 0; i < len; i++)
                word->number = word->number && !is_letter(letters[i]);
        if (!word->number) {
                word->script = (uint8_t)choose_script(letters, len, &word->mixed);
                unify(letters, len, (enum script)word->script);
                len = squeeze(letters, len);
        }
        if (len > FOLD_LETTERS)
                len = FOLD_LETTERS;
        word->len = (uint8_t)len;
        out->nletters = folder->start + len;
        folder->breaks = false;
        count_word(out, word);
}

static void
add_letter(struct folder *folder, uint16_t letter)
{
        struct folded *out = folder->out;

        /* An apostrophe counts only between letters: '112' and 5*5 are no words of one piece. */
        if (folder->waiting && !is_letter(letter))
                end_word(folder);
        folder->waiting = false;
        if (!folder->open) {
                folder->open = true;
                folder->start = (uint16_t)out->nletters;
        }
        if (out->nletters < FOLD_TOTAL - 200 && out->nletters - folder->start < 4 * FOLD_LETTERS)
                out->letters[out->nletters++] = letter;
}

/* Returns whether it is a Latin one. */
static bool
note_trait(struct folded *out, uint32_t c)
{

        switch (c) {
        case 0x0404:
        case 0x0406:
        case 0x0407:
        case 0x0454:
        case 0x0456:
        case 0x0457:
        case 0x0490:
        case 0x0491:
                out->traits[FOLD_TRAIT_UKRAINIAN]++;
                return false;
        case 0x0401:
        case 0x042a:
        case 0x042b:
        case 0x042d:
        case 0x044a:
        case 0x044b:
        case 0x044d:
        case 0x0451:
                out->traits[FOLD_TRAIT_RUSSIAN]++;
                return false;
        case 0x0102:
        case 0x0103:
        case 0x00c2:
        case 0x00e2:
        case 0x00ce:
        case 0x00ee:
        case 0x015e:
        case 0x015f:
        case 0x0162:
        case 0x0163:
        case 0x0218:
        case 0x0219:
        case 0x021a:
        case 0x021b:
                out->traits[FOLD_TRAIT_ROMANIAN]++;
                return true;
        case 0x0104:
        case 0x0105:
        case 0x0106:
        case 0x0107:
        case 0x0118:
        case 0x0119:
        case 0x0141:
        case 0x0142:
        case 0x0143:
        case 0x0144:
        case 0x015a:
        case 0x015b:
        case 0x0179:
        case 0x017a:
        case 0x017b:
        case 0x017c:
                out->traits[FOLD_TRAIT_POLISH]++;
                return true;
        case 0x00c4:
        case 0x00d6:
        case 0x00dc:
        case 0x00df:
        case 0x00e4:
        case 0x00f6:
        case 0x00fc:
                out->traits[FOLD_TRAIT_GERMAN]++;
                return true;
        case 0x00cb:
        case 0x00eb:
        case 0x00cf:
        case 0x00ef:
        case 0x0132:
        case 0x0133:
                out->traits[FOLD_TRAIT_DUTCH]++;
                return true;
        default:
                return false;
        }
}

/* A sign that belongs to no word. */
static void
on_break(struct folder *folder, uint32_t c)
{
        struct folded *out = folder->out;

        end_word(folder);
        if (c == '.' || c == '!' || c == '?' || c == ';' || c == '\n')
                folder->breaks = true;
        out->nexclamations += c == '!';
        out->nnumbers += c == '#';
        out->nmoney += c == '%' || c == '$' || c == 0xa3 || c == 0x20ac || c == 0x20b4 || c == 0x20bd;
        out->sos = out->sos || c == 0x1f198;
        out->visible = out->visible || c > ' ';
}

static void
on_codepoint(struct folder *folder, uint32_t c)
{
        struct folded *out = folder->out;
        uint16_t letters[LETTERS_MOST] = { 0 };
        bool latin;
        int n;

        switch (letters_of(c, letters, &n)) {
        case LETTER_KIND_LETTER:
        case LETTER_KIND_DIGIT:
                out->visible = true;
                latin = c >= 0x80 && note_trait(out, c);
                for (int i = 0; i < n; i++) {
                        out->ndigits += !is_letter(letters[i]);
                        add_letter(folder, letters[i]);
                }
                folder->marked = folder->marked || latin;
                break;
        case LETTER_KIND_APOSTROPHE:
                out->visible = true;
                if (folder->open && !folder->waiting && is_letter(out->letters[out->nletters - 1]))
                        folder->waiting = true;
                else
                        end_word(folder);
                break;
        case LETTER_KIND_BREAK:
                if (c == '@' && folder->open && is_letter(out->letters[out->nletters - 1]))
                        add_letter(folder, 'a');
                else
                        on_break(folder, c);
                break;
        case LETTER_KIND_NOTHING:
                break;
        }
}

/* "h e l p", "s.o.s": three single letters or more are also tried as one word. */
static void
join_single_letters(struct folder *folder)
{
        struct folded *out = folder->out;
        int nwords = out->nwords;

        for (int i = 0; i < nwords && out->nwords < FOLD_WORDS - 1; i++) {
                int run = 0;

                while (i + run < nwords && run < FOLD_LETTERS && out->words[i + run].len == 1 && !out->words[i + run].number)
                        run++;
                if (run < 3)
                        continue;
                folder->breaks = true;
                for (int k = 0; k < run && out->nletters < FOLD_TOTAL - 1; k++) {
                        if (k == 0) {
                                folder->open = true;
                                folder->start = (uint16_t)out->nletters;
                        }
                        out->letters[out->nletters++] = out->letters[out->words[i + k].start];
                }
                end_word(folder);
                i += run - 1;
        }
        out->njoined = out->nwords - nwords;
}

void
fold_text(const char *text, size_t len, struct folded *out)
{
        struct folder folder = { .out = out };
        size_t step;

        memset(out, 0, offsetof(struct folded, words));
        memset(&out->nletters, 0, sizeof out->nletters);
        memset(out->traits, 0, sizeof *out - offsetof(struct folded, traits));
        if (len > FOLD_TEXT)
                len = FOLD_TEXT;
        for (size_t at = 0; at < len && !folder.full; at += step) {
                utf8proc_int32_t code = (unsigned char)text[at];
                utf8proc_ssize_t n = 1;

                if (code >= 0x80)
                        n = utf8proc_iterate((const utf8proc_uint8_t *)text + at, (utf8proc_ssize_t)(len - at), &code);
                step = n > 0 ? (size_t)n : 1;
                on_codepoint(&folder, n > 0 ? (uint32_t)code : 0xfffd);
        }
        end_word(&folder);
        join_single_letters(&folder);
}

int
fold_other_script(const struct folded *folded, const struct fold_word *word, uint16_t letters[static FOLD_LETTERS])
{
        enum script target = word->script == SCRIPT_LATIN ? SCRIPT_CYRILLIC : SCRIPT_LATIN;

        if (word->script != SCRIPT_LATIN && word->script != SCRIPT_CYRILLIC)
                return 0;
        for (int i = 0; i < word->len; i++) {
                uint16_t letter = folded->letters[word->start + i];
                bool close = true;
                uint16_t other = is_letter(letter) ? letters_lookalike(letter, target, &close) : letter_of_digit(letter, target);

                if (other == 0 || !close)
                        return 0;
                letters[i] = other;
        }
        return word->len;
}
