/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The list of ordered troubles of one modem. See orders.h.
 */
#include "orders.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const char *const order_names[ORDER_COUNT] = {
        [ORDER_FAIL] = "fail",       [ORDER_SILENCE] = "silence", [ORDER_LOSE] = "lose",     [ORDER_PRETEND] = "pretend",
        [ORDER_DELAY] = "delay",     [ORDER_BEFORE] = "before",   [ORDER_INSIDE] = "inside", [ORDER_AFTER] = "after",
        [ORDER_HOLD] = "hold",       [ORDER_ANSWER] = "answer",   [ORDER_UNPLUG] = "unplug",
};

static void
order_free(struct order *order)
{
        text_free(&order->text);
        free(order->point);
        free(order);
}

void
orders_take(struct order **orders, struct order *order)
{
        while (*orders != NULL)
                orders = &(*orders)->next;
        *orders = order;
}

void
orders_clear(struct order **orders)
{
        while (*orders != NULL) {
                struct order *order = *orders;

                *orders = order->next;
                order_free(order);
        }
}

void
orders_describe(const struct order *orders, const char *modem, struct text *out)
{
        for (; orders != NULL; orders = orders->next) {
                text_printf(out, "order modem=%s point=", modem);
                text_escape_word(out, orders->point);
                text_printf(out, " action=%s skip=%ld count=%ld error=%d code=%d number=%ld text=", order_names[orders->action],
                            orders->skip, orders->count, (int)orders->error, orders->code, orders->number);
                text_escape(out, orders->text.bytes, orders->text.len, true);
                text_puts(out, "\n");
        }
}

/* A command point is the beginning of a command; the named points of a send (lower case) must be equal. */
static bool
point_matches(const char *ordered, const char *point)
{
        bool named = strncmp(point, "cmgs-", 5) == 0;

        if (named || strncmp(ordered, "cmgs-", 5) == 0)
                return strcmp(ordered, point) == 0;
        return strcmp(ordered, "*") == 0 || strncasecmp(ordered, point, strlen(ordered)) == 0;
}

static void
add_effect(const struct order *order, struct effect *effect)
{
        switch (order->action) {
        case ORDER_FAIL:
                effect->fail = true;
                effect->error = order->error;
                effect->code = order->code;
                break;
        case ORDER_SILENCE:
                effect->silence = true;
                break;
        case ORDER_LOSE:
                effect->lose = true;
                break;
        case ORDER_PRETEND:
                effect->pretend = true;
                break;
        case ORDER_DELAY:
                effect->ms += order->number;
                break;
        case ORDER_BEFORE:
                text_add(&effect->before, order->text.bytes, order->text.len);
                break;
        case ORDER_INSIDE:
                text_add(&effect->inside, order->text.bytes, order->text.len);
                break;
        case ORDER_AFTER:
                text_add(&effect->after, order->text.bytes, order->text.len);
                break;
        case ORDER_HOLD:
                effect->hold = true;
                break;
        case ORDER_ANSWER:
                effect->answered = true;
                text_add(&effect->answer, order->text.bytes, order->text.len);
                break;
        case ORDER_UNPLUG:
                effect->unplug = true;
                effect->unplug_bytes = order->number;
                break;
        case ORDER_COUNT:
                break;
        }
}

void
orders_collect(struct order **orders, const char *point, struct effect *effect)
{
        while (*orders != NULL) {
                struct order *order = *orders;

                if (!point_matches(order->point, point)) {
                        orders = &order->next;
                        continue;
                }
                if (order->skip > 0) {
                        order->skip--;
                        orders = &order->next;
                        continue;
                }
                add_effect(order, effect);
                if (order->count > 0 && --order->count == 0) {
                        *orders = order->next;
                        order_free(order);
                } else {
                        orders = &order->next;
                }
        }
}

void
effect_clear(struct effect *effect)
{
        text_free(&effect->before);
        text_free(&effect->inside);
        text_free(&effect->after);
        text_free(&effect->answer);
        memset(effect, 0, sizeof *effect);
}
