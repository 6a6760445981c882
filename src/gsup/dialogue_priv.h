/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What dialogue.c (states, engine) and dialogue_hear.c (the HLR's messages) share. No other file includes this.
 */
#ifndef WAYMARK_GSUP_DIALOGUE_PRIV_H
#define WAYMARK_GSUP_DIALOGUE_PRIV_H

#include "dialogue.h"

enum dialogue_event_kind {
        DIALOGUE_EVENT_TYPED,           /* she answered; `text` */
        DIALOGUE_EVENT_PAGE,            /* the engine answered; `page` */
        DIALOGUE_EVENT_ENGINE,          /* a new engine */
        DIALOGUE_EVENT_LINE,            /* the HLR is there again */
        DIALOGUE_EVENT_TIME,            /* the state's time-out */
};

struct dialogue_event {
        enum dialogue_event_kind kind;
        int64_t now_ms;
        const char *text;               /* shorter than WIRE_INPUT */
        const struct wire_page *page;
};

/* One thing that happens to a call: its state's function decides. The call may be gone afterwards. */
void dialogue_happen(struct dialogue *dialogue, struct call *call, const struct dialogue_event *event);

/* The next step of a call, under a new sequence. */
void dialogue_make_step(struct dialogue *dialogue, struct call *call, enum wire_step_kind kind);

/* Tells the engine as many steps as it may have at once. */
void dialogue_pump(struct dialogue *dialogue, int64_t now_ms);

/*
 * Without any text: osmo-hlr makes an END of its own of it, and the phone says in its own language that it did not work. The call stays
 * what it is.
 */
void dialogue_send_error(struct dialogue *dialogue, const struct call *call, enum ss_error error);

/* Forgets a call: by the network's word, so nothing is said to her; or because it cannot go on, with a last text. */
void dialogue_drop(struct dialogue *dialogue, struct call *call);
void dialogue_end(struct dialogue *dialogue, struct call *call);

#endif
