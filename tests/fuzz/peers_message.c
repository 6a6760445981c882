/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a peer says that was taken over: sound messages with changes.
 */
#include "peers_message.h"

#include <stdlib.h>

#include "wire/check.h"

#define HEAD 48                         /* where the numbers of most messages are; texts lie behind */

unsigned
peers_choose(struct fuzz_input *input, unsigned n)
{
        return (uint8_t)(fuzz_next(input) - '0') % n;
}

/* The text of a message, and where its length stands; NULL if it has none. */
static char *
text_of(struct wire_message *message, size_t *room, uint16_t **len)
{
        switch ((int)message->header.type) {
        case WIRE_ASK:
                *room = sizeof message->as.ASK.text;
                *len = &message->as.ASK.text_len;
                return message->as.ASK.text;
        case WIRE_STEP:
                *room = message->as.STEP.kind == WIRE_STEP_KIND_PATH ? WIRE_PATH : WIRE_INPUT;
                *len = &message->as.STEP.text_len;
                return message->as.STEP.text;
        case WIRE_ANSWER:
                *room = sizeof message->as.ANSWER.text;
                *len = &message->as.ANSWER.text_len;
                return message->as.ANSWER.text;
        case WIRE_PAGE:
                *room = sizeof message->as.PAGE.text;
                *len = &message->as.PAGE.text_len;
                return message->as.PAGE.text;
        default:
                return NULL;
        }
}

/* What is shown to operators. */
static char *
problem_of(struct wire_message *message)
{
        switch ((int)message->header.type) {
        case WIRE_MODEM_STATE:  return message->as.MODEM_STATE.problem;
        case WIRE_ENGINE_STATE: return message->as.ENGINE_STATE.problem;
        case WIRE_FRONT_STATE:  return message->as.FRONT_STATE.problem;
        default:                return NULL;
        }
}

uint32_t *
peers_sequence_of(struct wire_message *message)
{
        switch ((int)message->header.type) {
        case WIRE_ASK:     return &message->as.ASK.sequence;
        case WIRE_STEP:    return &message->as.STEP.sequence;
        case WIRE_ANSWER:  return &message->as.ANSWER.sequence;
        case WIRE_PAGE:    return &message->as.PAGE.sequence;
        case WIRE_COUNT:   return &message->as.COUNT.sequence;
        case WIRE_COUNTED: return &message->as.COUNTED.sequence;
        default:           return NULL;
        }
}

/* A second opinion on what every receiver relies on: strings end where they should. */
static bool
strings_end(const struct wire_message *message)
{
        struct wire_message copy = *message;
        const char *problem = problem_of(&copy), *text;
        size_t room = 0;
        uint16_t *len = NULL;

        if (problem != NULL)
                return memchr(problem, '\0', WIRE_PROBLEM) != NULL &&
                       (message->header.type != WIRE_MODEM_STATE || memchr(message->as.MODEM_STATE.operator_name, '\0', WIRE_NAME) != NULL);
        text = text_of(&copy, &room, &len);
        return text == NULL || (*len < room && strnlen(text, room) == *len);
}

bool
peers_is_sound(const struct wire_message *message)
{
        return wire_fields_are_sound(message) && strings_end(message);
}

/* The length of a text is what it is. */
static void
mend(struct wire_message *message)
{
        size_t room;
        uint16_t *len;
        const char *text = text_of(message, &room, &len);

        if (text != NULL)
                *len = (uint16_t)strnlen(text, room - 1);
        if (text != NULL)
                text_of(message, &room, &len)[*len] = '\0';
}

void
peers_fill(const struct peers_template *template, struct wire_message *message)
{
        *message = template->message;
        message->header.size = wire_row((enum wire_type)message->header.type)->size;
        mend(message);
}

/* A text of any length out of a few octets, repeated; sound UTF-8 or not. */
static void
write_text(char *text, size_t room, struct fuzz_input *input)
{
        static const char *const words[] = {"1", "0", "help", "STOP", "робота", "\xf0\x9f\x98\x80", "mieszkanie ", "1*2*0*",
                                            "\xd0", "€", "\r\n", "{HELP}", "\xed\xa0\x80", "\x1b[2J", "\xff", "*******"};
        unsigned how = fuzz_next(input);
        const char *word = words[how % (sizeof words / sizeof words[0])];
        size_t at = strnlen(text, room - 1) * (how >> 7), len = (size_t)fuzz_next(input) * (how >> 4 & 7 ? 1 : 17);

        if (how % 32 == 31) { /* no end at all */
                memset(text, 'x', room);
                return;
        }
        for (size_t i = 0; i < len && at + i < room - 1; i++)
                text[at + i] = word[i % strlen(word)];
        text[at + len < room ? at + len : room - 1] = '\0';
}

static void
change_words(struct wire_message *message, struct fuzz_input *input)
{
        char *problem = problem_of(message), *text;
        size_t room;
        uint16_t *len;

        if (problem != NULL) {
                write_text(problem, WIRE_PROBLEM, input);
                return;
        }
        text = text_of(message, &room, &len);
        if (text == NULL)
                return;
        write_text(text, room, input);
        *len = (uint16_t)strnlen(text, room);
}

static void
change_once(struct wire_message *message, const uint32_t *open, unsigned nopen, struct fuzz_input *input)
{
        uint8_t *payload = (uint8_t *)&message->as;
        size_t size = message->header.size, head = size < HEAD ? size : HEAD, at;
        uint32_t *sequence = peers_sequence_of(message);

        switch (fuzz_next(input) % 8) {
        case 0: /* a small number of 16 bits */
                at = (size_t)fuzz_next(input) * 2 % head;
                payload[at] = fuzz_next(input);
                payload[at + 1] = 0;
                break;
        case 1: /* any octet of the head */
                at = fuzz_next(input) % head;
                payload[at] = fuzz_next(input);
                break;
        case 2: /* one more or less */
                at = fuzz_next(input) % head;
                payload[at] = (uint8_t)(payload[at] + (fuzz_next(input) & 1 ? 1 : -1));
                break;
        case 3:
        case 4: /* something that it waits for, or almost */
                if (sequence != NULL && nopen > 0)
                        *sequence = open[peers_choose(input, nopen)] + (fuzz_next(input) == 0xff);
                break;
        case 5:
        case 6:
                change_words(message, input);
                break;
        default: /* any octets anywhere */
                at = (size_t)fuzz_next(input) << 8 | fuzz_next(input);
                for (size_t len = fuzz_next(input) % 16; len > 0; len--)
                        payload[at++ % size] = fuzz_next(input);
                break;
        }
}

void
peers_prolong(const uint8_t *data, size_t size, uint8_t octets[static PEERS_OCTETS])
{
        uint64_t state = 0xcbf29ce484222325U; /* FNV-1a of the input, then splitmix64 */

        for (size_t i = 0; i < size; i++)
                state = (state ^ data[i]) * 0x100000001b3U;
        for (size_t i = 0; i < PEERS_OCTETS; i++) {
                uint64_t z = (state += 0x9e3779b97f4a7c15U);

                z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
                octets[i] = i < size ? data[i] : (uint8_t)((z ^ z >> 27) * 0x94d049bb133111ebU >> 56);
        }
}

void
peers_change(struct wire_message *message, const uint32_t *open, unsigned nopen, struct fuzz_input *input)
{
        uint32_t *sequence = peers_sequence_of(message);

        if (sequence != NULL && nopen > 0 && (message->header.type == WIRE_ANSWER || message->header.type == WIRE_PAGE ||
                                              message->header.type == WIRE_COUNTED))
                *sequence = open[nopen - 1];
        for (unsigned changes = peers_choose(input, 6); changes > 0; changes--) {
                struct wire_message before = *message;

                change_once(message, open, nopen, input);
                if (!peers_is_sound(message) && fuzz_next(input) % 8 != 7)
                        *message = before; /* or hardly any would come through */
        }
}
