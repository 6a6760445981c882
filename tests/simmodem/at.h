/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Between at.c, which reads command lines, and the files that answer them: how an answer is given and the tables of
 * commands. Private to the at*.c files.
 */
#ifndef SIMMODEM_AT_H
#define SIMMODEM_AT_H

#include "modem.h"

/* What the client asked of a command: AT+X, AT+X?, AT+X=?, AT+X=... */
enum at_form { AT_DO, AT_READ, AT_TEST, AT_SET };

enum at_outcome {
        AT_OK,
        AT_ERROR,
        AT_CME,                         /* with a code: TS 27.007, 9.2 */
        AT_CMS,                         /* with a code: TS 27.005, 3.2.5 */
        AT_NO_CARRIER,
        AT_PROMPT,                      /* text entry follows */
        AT_GONE,                        /* the stick goes away after OK */
};

struct at_result {
        enum at_outcome outcome;
        int code;
};

#define AT_RESULT(outcome) ((struct at_result){ outcome, 0 })
#define AT_RESULT_CME(code) ((struct at_result){ AT_CME, code })
#define AT_RESULT_CMS(code) ((struct at_result){ AT_CMS, code })

/* args is what stands behind the '=' and may be changed; information lines go to out through at_line. */
struct at_command {
        const char *name;
        enum {
                AT_ANY_TIME,
                AT_NEEDS_SIM,           /* CME 10, 11, 12 without */
                AT_NEEDS_SIM_SMS,       /* CMS 310, 311, 316 */
        } needs;
        struct at_result (*answer)(struct modem *modem, enum at_form form, char *args, struct text *out);
};

extern const struct at_command at_device_commands[];    /* end with a NULL name */
extern const struct at_command at_sms_commands[];
extern const struct at_command at_ussd_commands[];

void at_line(struct text *out, const char *format, ...) __attribute__((format(printf, 2, 3)));  /* CR LF line CR LF */

/* The next argument, without quotes, cut out of *args; NULL at the end. */
char *at_argument(char **args);
bool at_number(const char *argument, long *number);

/* A quoted string in the character set of +CSCS, and back into UTF-8. */
void at_quote(const struct modem *modem, struct text *out, const char *utf8);
void at_decode(const struct modem *modem, const char *argument, struct text *utf8);

/* The final line for a result. */
void at_final(const struct modem *modem, struct at_result result, struct text *out);

struct at_result at_ordered_failure(const struct effect *effect);

/* Gives an answer as the effect orders it: now, later, on release, never, or with the stick pulled. `after` is the state
 * afterwards. Clears the effect. first_line is where `inside` goes. */
void at_give(struct modem *modem, struct effect *effect, const struct text *answer, size_t first_line, enum modem_state after);

/* at_sms.c: the PDU is typed. */
void at_text_entered(struct modem *modem);
void at_text_cancelled(struct modem *modem);

#endif
