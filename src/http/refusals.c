/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of reasons, and an hour of counts in slices.
 */
#include "refusals.h"

#include <stdio.h>
#include <string.h>

#define SLICE_MS (INT64_C(10) * 60 * 1000)

struct reason {
        unsigned status;
        const char *words;              /* for the caller */
        const char *cure;               /* for the operator, if most were refused for it */
};

static const struct reason reasons[REFUSAL_COUNT] = {
        [REFUSAL_NONE] = {0, "", ""},
        [REFUSAL_ADDRESS] = {0, "", "they came from addresses that are not in http.allow; add the provider's, or see who calls"},
        [REFUSAL_PATH] = {404, "no such path\n", "the provider must call /ussd, Kannel /kannel, followed by / and http.secret if there is one"},
        [REFUSAL_SECRET] = {403, "wrong secret\n", "the path that is called must end in / and http.secret"},
        [REFUSAL_METHOD] = {405, "wrong method\n", "the provider must send its form by POST"},
        [REFUSAL_TYPE] = {415, "the body must be application/x-www-form-urlencoded\n",
                          "the provider must send a form (application/x-www-form-urlencoded)"},
        [REFUSAL_LARGE] = {413, "too large\n", "requests are too large; look what the provider sends"},
        [REFUSAL_BROKEN] = {0, "", "requests break off or take too long; look at the network between here and the provider"},
        [REFUSAL_FORM] = {400, "the fields are not in the form name=value&name=value\n", "the fields are broken; look what the provider sends"},
        [REFUSAL_TWICE] = {400, "a field stands there twice\n", "a field stands there twice; look what the provider sends"},
        [REFUSAL_NO_SESSION] = {400, "sessionId is missing\n", "the provider must send sessionId, phoneNumber and text"},
        [REFUSAL_NO_NUMBER] = {400, "phoneNumber is missing\n", "the provider must send sessionId, phoneNumber and text"},
        [REFUSAL_NO_PATH] = {400, "text is missing\n", "the provider must send sessionId, phoneNumber and text"},
        [REFUSAL_NUMBER] = {400, "phoneNumber is no number\n", "the provider must send the whole number in phoneNumber, as in +40..."},
        [REFUSAL_STEPS] = {400, "text is no list of inputs with * between them, or too long\n",
                           "the provider must send all inputs of a session in text, in UTF-8, with * between them"},
        [REFUSAL_NO_SENDER] = {400, "the sender is missing\n",
                               "Kannel does not say who wrote; take send-sender and the URL from the example kannel.conf"},
        [REFUSAL_BUSY] = {503, "busy\n", ""},
        [REFUSAL_LATE] = {503, "busy\n", ""},
};

unsigned
refusal_status(enum refusal refusal)
{
        return refusal < REFUSAL_COUNT ? reasons[refusal].status : 0;
}

const char *
refusal_words(enum refusal refusal)
{
        return refusal < REFUSAL_COUNT ? reasons[refusal].words : "";
}

/* Empties the slices that are more than an hour old. */
static uint32_t *
newest_slice(struct refusals *refusals, int64_t now_ms)
{
        int64_t slice = now_ms / SLICE_MS;

        if (slice - refusals->slice > REFUSALS_SLICES)
                refusals->slice = slice - REFUSALS_SLICES;
        while (refusals->slice < slice) {
                refusals->slice++;
                memset(refusals->counts[refusals->slice % REFUSALS_SLICES], 0, sizeof refusals->counts[0]);
        }
        return refusals->counts[slice % REFUSALS_SLICES];
}

void
refusals_add(struct refusals *refusals, enum refusal refusal, int64_t now_ms)
{
        if (refusal >= REFUSAL_COUNT)
                return;
        newest_slice(refusals, now_ms)[refusal]++;
        if (refusal == REFUSAL_NONE)
                refusals->taken++;
        else
                refusals->refused++;
}

static uint32_t
of_the_hour(const struct refusals *refusals, enum refusal refusal)
{
        uint32_t n = 0;

        for (int i = 0; i < REFUSALS_SLICES; i++)
                n += refusals->counts[i][refusal];
        return n;
}

void
refusals_tell(struct refusals *refusals, int64_t now_ms, char *text, size_t room)
{
        enum refusal most = REFUSAL_ADDRESS;
        uint32_t unserved, all = 0;

        text[0] = '\0';
        (void)newest_slice(refusals, now_ms);
        unserved = of_the_hour(refusals, REFUSAL_BUSY) + of_the_hour(refusals, REFUSAL_LATE);
        for (enum refusal i = REFUSAL_ADDRESS; i < REFUSAL_COUNT; i++) {
                all += of_the_hour(refusals, i);
                if (of_the_hour(refusals, i) > of_the_hour(refusals, most))
                        most = i;
        }
        if (unserved > 0)
                snprintf(text, room, "%u requests of the last hour were turned away, for there were too many at once or the engine did not answer "
                         "in time; see whether the log tells of restarts, or ask the provider to send fewer at once", unserved);
        else if (all > 0 && of_the_hour(refusals, REFUSAL_NONE) == 0)
                snprintf(text, room, "none of %u requests of the last hour was taken; %s", all, reasons[most].cure);
}
