/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a sender's number and as a text: no run of seven digits is left over, nothing grows, and masking twice changes nothing.
 */
#include "common/sender.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_number(const uint8_t *data, size_t size)
{
        static const unsigned char key[TAG_KEY_SIZE] = {7};
        struct config_guard guard = {.deny = {.list = {"+881"}, .count = 1}};
        struct number number;
        enum sender_kind kind;

        memset(&number, 0, sizeof number);
        memcpy(number.secret, data, size < sizeof number ? size : sizeof number);
        kind = sender_kind(&number, &guard, &number, 1);
        if (kind != SENDER_KIND_OWN && kind != SENDER_KIND_ALPHANUMERIC)
                abort();
        (void)sender_kind(&number, &guard, NULL, 0);
        (void)sender_tag(&number, key);
        (void)sender_country(&number);
}

static void
check_masked(const char *text)
{
        int run = 0;

        for (; *text != '\0'; text++) {
                run = *text >= '0' && *text <= '9' ? run + 1 : 0;
                if (run == 7)
                        abort();
        }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        char *text = malloc(size + 1), *again = malloc(size + 1);

        if (text == NULL || again == NULL)
                abort();
        check_number(data, size);
        memcpy(text, data, size);
        text[size] = '\0';
        sender_mask_digits(text);
        if (strlen(text) > size)
                abort();
        check_masked(text);
        memcpy(again, text, strlen(text) + 1);
        sender_mask_digits(again);
        if (strcmp(text, again) != 0)
                abort();
        free(text);
        free(again);
        return 0;
}
