/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A line is dropped with the empty line before it. Its end is a CR and an LF; an echoed command ends with a CR alone.
 *
 *   START --name begins like one of ours--> NAME --it is one--> DROP --CR--> DROP_CR --LF--> START
 *     |                                       |
 *     +---- anything else ---> PASS <---------+
 *                               +---CR---> PASS_CR ---LF---> START
 */
#include "sieve.h"

#include <stdbool.h>
#include <string.h>

enum place { START = 0, NAME, PASS, PASS_CR, DROP, DROP_CR };

/*
 * What such lines begin with; `whole`: the line is just this. "^": everything of Huawei, Siemens and Qualcomm, for no command that is used here has
 * an answer that begins so. What can be an answer, as "+CREG:" or "+CPIN:", passes.
 */
static const struct {
        const char *name;
        bool whole;
} unwanted[] = {
        {"^", false},
        {"+ZDONR", false},    {"+ZPASR", false},  {"+ZPSTM", false},   {"+ZUSIMR", false},  {"+ZEND", false},  /* ZTE */
        {"+QIND:", false},    {"+QUSIM:", false}, {"POWERED DOWN", true},                                      /* Quectel */
        {"RDY", true},        {"Call Ready", true}, {"SMS Ready", true}, {"NORMAL POWER DOWN", true},          /* SIMCom */
        {"SMS DONE", true},   {"PB DONE", true},  {"*PSUTTZ:", false}, {"*PSNWID:", false}, {"DST:", false},
        {"+STIN:", false},    {"+PACSP", false},  {"+CIEV:", false},   {"+CGEV:", false},   {"+CTZV:", false},
        {"+CTZE:", false},    {"+WIND:", false},  {"+KSUP:", false},   {"$QCRMCALL", false},
};

enum verdict { NONE_OF_THEM, PERHAPS, UNWANTED };

static enum verdict
judge(const char *name, size_t len, bool ended)
{
        enum verdict verdict = NONE_OF_THEM;

        for (size_t i = 0; i < sizeof unwanted / sizeof unwanted[0]; i++) {
                size_t whole = strlen(unwanted[i].name);

                if (strncmp(name, unwanted[i].name, len < whole ? len : whole) != 0)
                        continue;
                if (len >= whole && (!unwanted[i].whole || (ended && len == whole)))
                        return UNWANTED;
                if (!ended && len <= whole)
                        verdict = PERHAPS;
        }
        return verdict;
}

static void
hold(struct sieve *sieve, char byte)
{
        sieve->held[sieve->nheld++] = byte;
}

static size_t
let_go(struct sieve *sieve, char *out)
{
        size_t n = sieve->nheld;

        memcpy(out, sieve->held, n);
        sieve->nheld = 0;
        return n;
}

static bool
is_end(char byte)
{
        return byte == '\r' || byte == '\n';
}

/* What is held: an empty line, then the name so far. */
static enum verdict
judge_held(const struct sieve *sieve, bool ended)
{
        size_t blank = 0;

        while (blank < sieve->nheld && is_end(sieve->held[blank]))
                blank++;
        return judge(sieve->held + blank, sieve->nheld - blank, ended);
}

/* In a line whose fate is known. */
static void
follow(struct sieve *sieve, char byte, enum place in_it, enum place after_cr)
{
        sieve->at = byte == '\r' ? (int)after_cr : byte == '\n' ? START : (int)in_it;
}

static size_t
take_name(struct sieve *sieve, char byte, char *out)
{
        bool ended = is_end(byte);
        size_t n;

        if (!ended)
                hold(sieve, byte);
        switch (judge_held(sieve, ended)) {
        case UNWANTED:
                sieve->nheld = 0;
                follow(sieve, byte, DROP, DROP_CR);
                return 0;
        case PERHAPS:
                sieve->at = NAME;
                return 0;
        case NONE_OF_THEM:
                break;
        }
        n = let_go(sieve, out);
        if (ended)
                out[n++] = byte;
        follow(sieve, byte, PASS, PASS_CR);
        return n;
}

static size_t
take_start(struct sieve *sieve, char byte, char *out)
{
        size_t n = 0;

        if (!is_end(byte))
                return take_name(sieve, byte, out);
        if (sieve->nheld >= 2)
                n = let_go(sieve, out);
        hold(sieve, byte);
        return n;
}

static size_t
take_byte(struct sieve *sieve, char byte, char *out)
{
        switch ((enum place)sieve->at) {
        case PASS_CR:
        case PASS:
                if (sieve->at == PASS_CR && byte != '\n')
                        break; /* the end of an echo, without its LF */
                *out = byte;
                follow(sieve, byte, PASS, PASS_CR);
                return 1;
        case DROP_CR:
        case DROP:
                if (sieve->at == DROP_CR && byte != '\n')
                        break;
                follow(sieve, byte, DROP, DROP_CR);
                return 0;
        case NAME:
                return take_name(sieve, byte, out);
        case START:
                break;
        }
        sieve->at = START;
        return take_start(sieve, byte, out);
}

size_t
sieve_pass(struct sieve *sieve, char *bytes, size_t n)
{
        size_t out = 0;

        /* what came moves aside, so that what was held before can be put in front of it */
        memmove(bytes + SIEVE_HELD, bytes, n);
        for (size_t i = 0; i < n; i++)
                out += take_byte(sieve, bytes[SIEVE_HELD + i], bytes + out);
        return out;
}
