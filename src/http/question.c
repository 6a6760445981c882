/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a number in a request to tag, country and kind. The number is wiped before the functions return.
 */
#include "question.h"

#include <string.h>

/*
 * Bare digits that do not begin with a 0 are an international number when there are this many: few countries have national numbers of
 * more than 10 digits, and providers leave the "+" away. Without it neither prefix lists nor the country would see them.
 */
#define INTERNATIONAL_LEAST 11

static void
read_number(const char *text, size_t len, struct number *number)
{
        size_t ndigits;

        memset(number, 0, sizeof *number);
        if (len >= sizeof number->secret - 1 || memchr(text, '\0', len) != NULL) {
                number->secret[0] = '?'; /* no number: a name, which is never answered */
                return;
        }
        if (len > 0 && text[0] == ' ') {
                text++; /* a "+" that nobody escaped */
                len--;
                number->secret[0] = '+';
        }
        memcpy(number->secret + strlen(number->secret), text, len);
        ndigits = strspn(number->secret, "0123456789");
        if (ndigits == len && ndigits >= INTERNATIONAL_LEAST && number->secret[0] != '0') {
                memmove(number->secret + 1, number->secret, len);
                number->secret[0] = '+';
        }
}

void
question_set_caller(struct question *question, struct callers *callers, const char *from, size_t from_len, const char *to, size_t to_len)
{
        struct number number;
        int nown = callers->nown;

        read_number(from, from_len, &number);
        if (to != NULL)
                read_number(to, to_len, &callers->own[nown++]);
        question->tag = sender_tag(&number, callers->tag_key);
        question->country = sender_country(&number);
        question->sender = (uint8_t)sender_kind(&number, callers->guard, callers->own, nown);
        number_wipe(&number);
        if (to != NULL)
                number_wipe(&callers->own[nown - 1]);
}
