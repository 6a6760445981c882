/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * For fuzzers of receivers: a sound message (a template, which stands in the fuzzer's source) with changes out of the input. Most changes
 * that make it unsound are taken back, so that most messages come through and the others fail for one field.
 */
#ifndef WAYMARK_TESTS_FUZZ_PEERS_MESSAGE_H
#define WAYMARK_TESTS_FUZZ_PEERS_MESSAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "template.h"
#include "wire/wire.h"

#define PEERS_DAY 20780
#define PEERS_MESSAGES 24               /* of one input: less than one turn of a link */
#define PEERS_OCTETS 600

struct peers_template {
        int peer;                       /* who says it: its place in a list of the fuzzer's */
        struct wire_message message;    /* size and length of the text are filled in */
};

/* A short input goes on with octets that depend on it: conversations are long, for most states need several messages. */
void peers_prolong(const uint8_t *data, size_t size, uint8_t octets[static PEERS_OCTETS]);

/* A template with the sizes filled in. */
void peers_fill(const struct peers_template *template, struct wire_message *message);

/* With changes out of the input. `open` are sequences worth naming. */
void peers_change(struct wire_message *message, const uint32_t *open, unsigned nopen, struct fuzz_input *input);

/* What must come through; anything else must cost the peer its link. Not only check.c is asked. */
bool peers_is_sound(const struct wire_message *message);

/* Where its sequence stands, NULL if it has none. */
uint32_t *peers_sequence_of(struct wire_message *message);

/* 0 to n - 1, counted from '0' on. */
unsigned peers_choose(struct fuzz_input *input, unsigned n);

#endif
