/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Codes of two or three letters in 15 bits: five bits a letter (1..26), the first letter highest, 0 for a missing third.
 */
#include "code.h"

#include <string.h>

static unsigned
letter_number(char c)
{
        if (c >= 'a' && c <= 'z')
                return (unsigned)(c - 'a') + 1;
        if (c >= 'A' && c <= 'Z')
                return (unsigned)(c - 'A') + 1;
        return 0;
}

uint16_t
code_pack(const char *letters)
{
        size_t len = strnlen(letters, 4);
        unsigned code = 0;

        if (len < 2 || len > 3)
                return 0;
        for (size_t i = 0; i < 3; i++) {
                unsigned number = i < len ? letter_number(letters[i]) : 0;

                if (i < len && number == 0)
                        return 0;
                code = code << 5 | number;
        }
        return (uint16_t)code;
}

static const char *
unpack(uint16_t code, char first, char text[static CODE_TEXT])
{
        size_t n = 0;

        for (int shift = 10; shift >= 0; shift -= 5) {
                unsigned number = code >> shift & 31U;

                if (number > 26 || (number == 0 && shift > 0)) {
                        n = 0;
                        break;
                }
                if (number != 0)
                        text[n++] = (char)(first + (char)(number - 1));
        }
        if (n == 0 || code > 0x7fff)
                return memcpy(text, "-", sizeof "-");
        text[n] = '\0';
        return text;
}

const char *
code_language(uint16_t code, char text[static CODE_TEXT])
{
        return unpack(code, 'a', text);
}

const char *
code_country(uint16_t code, char text[static CODE_TEXT])
{
        return unpack(code, 'A', text);
}
