/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The commands about stick, SIM and network: identification, PIN, signal, registration, clock (TS 27.007). Everything is
 * told from the settings; what a gateway does not need is the ERROR that a modem gives for unknown commands.
 */
#include "at.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* CGMI and the like: a bare line, for AT+X; OK for AT+X=? */
static struct at_result
tell_word(enum at_form form, const char *word, struct text *out)
{
        if (form == AT_DO)
                at_line(out, "%s", word);
        return form == AT_DO || form == AT_TEST ? AT_RESULT(AT_OK) : AT_RESULT_CME(3);
}

static struct at_result
cgmi(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)args;
        return tell_word(form, modem->set.manufacturer, out);
}

static struct at_result
cgmm(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)args;
        return tell_word(form, modem->set.model, out);
}

static struct at_result
cgmr(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)args;
        return tell_word(form, modem->set.firmware, out);
}

static struct at_result
cgsn(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)args;
        return tell_word(form, modem->set.imei, out);
}

static struct at_result
cimi(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)args;
        return tell_word(form, modem->set.imsi, out);
}

static struct at_result
enter_pin(struct modem *modem, char *args)
{
        const char *code = at_argument(&args), *fresh = at_argument(&args);

        switch (modem_sim(modem)) {
        case MODEM_SIM_NONE:
                return AT_RESULT_CME(10);
        case MODEM_SIM_READY:
                return AT_RESULT_CME(3);
        case MODEM_SIM_PIN:
                if (code != NULL && strcmp(code, modem->set.pin) == 0) {
                        modem->attempts_left = modem->set.attempts;
                        break;
                }
                modem->attempts_left--;
                return modem->attempts_left > 0 ? AT_RESULT_CME(16) : AT_RESULT_CME(12);
        case MODEM_SIM_PUK:
                if (code != NULL && fresh != NULL && strlen(fresh) >= 4 && modem->puk_attempts_left > 0 &&
                    strcmp(code, modem->set.puk) == 0) {
                        snprintf(modem->set.pin, sizeof modem->set.pin, "%s", fresh);
                        modem->attempts_left = modem->set.attempts;
                        break;
                }
                if (modem->puk_attempts_left > 0)
                        modem->puk_attempts_left--;
                return modem->puk_attempts_left > 0 ? AT_RESULT_CME(16) : AT_RESULT_CME(13);
        }
        modem->unlocked = true;
        modem_serve_queue_soon(modem);
        return AT_RESULT(AT_OK);
}

static struct at_result
cpin(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        static const char *const words[] = { [MODEM_SIM_READY] = "READY", [MODEM_SIM_PIN] = "SIM PIN",
                                             [MODEM_SIM_PUK] = "SIM PUK" };

        if (form == AT_SET)
                return enter_pin(modem, args);
        if (form == AT_TEST)
                return AT_RESULT(AT_OK);
        if (modem_sim(modem) == MODEM_SIM_NONE)
                return AT_RESULT_CME(10);
        at_line(out, "+CPIN: %s", words[modem_sim(modem)]);
        return AT_RESULT(AT_OK);
}

/* AT+CLCK="SC",2 asks whether the PIN is on. */
static struct at_result
clck(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        const char *facility;
        long mode;

        if (form == AT_TEST) {
                at_line(out, "+CLCK: (\"SC\")");
                return AT_RESULT(AT_OK);
        }
        if (form != AT_SET)
                return AT_RESULT_CME(3);
        facility = at_argument(&args);
        if (facility == NULL || strcmp(facility, "SC") != 0 || !at_number(at_argument(&args), &mode) || mode != 2)
                return AT_RESULT_CME(3);
        at_line(out, "+CLCK: %d", modem->set.pin[0] != '\0');
        return AT_RESULT(AT_OK);
}

static struct at_result
csq(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)args;
        if (form == AT_TEST)
                at_line(out, "+CSQ: (0-31,99),(0-7,99)");
        else
                at_line(out, "+CSQ: %ld,99", modem->set.signal);
        return AT_RESULT(AT_OK);
}

static struct at_result
registration(struct modem *modem, const char *name, int *mode, enum at_form form, char *args, struct text *out)
{
        long wanted;

        switch (form) {
        case AT_READ:
                at_line(out, "+%s: %d,%ld%s", name, *mode, modem->set.registration,
                        *mode == 2 && modem_is_registered(modem) ? ",\"00A1\",\"01F3\"" : "");
                return AT_RESULT(AT_OK);
        case AT_TEST:
                at_line(out, "+%s: (0-2)", name);
                return AT_RESULT(AT_OK);
        case AT_SET:
                if (!at_number(at_argument(&args), &wanted) || wanted < 0 || wanted > 2)
                        return AT_RESULT_CME(50);
                *mode = (int)wanted;
                return AT_RESULT(AT_OK);
        case AT_DO:
                break;
        }
        return AT_RESULT_CME(3);
}

static struct at_result
creg(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        return registration(modem, "CREG", &modem->creg, form, args, out);
}

static struct at_result
cgreg(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        return registration(modem, "CGREG", &modem->cgreg, form, args, out);
}

static struct at_result
cgatt(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)args;
        if (form == AT_READ)
                at_line(out, "+CGATT: %d", modem_is_registered(modem));
        return AT_RESULT(AT_OK);
}

static struct at_result
cops(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        struct text name = { 0 };
        long mode, format;

        switch (form) {
        case AT_READ:
                if (!modem_is_registered(modem)) {
                        at_line(out, "+COPS: 0");
                        break;
                }
                if (modem->cops_format == 2)
                        text_printf(&name, "\"%s\"", modem->set.operator_code);
                else
                        at_quote(modem, &name, modem->set.operator_name);
                at_line(out, "+COPS: 0,%d,%s,0", modem->cops_format, name.bytes);
                break;
        case AT_SET:
                if (!at_number(at_argument(&args), &mode))
                        return AT_RESULT_CME(50);
                if (at_number(at_argument(&args), &format) && format >= 0 && format <= 2)
                        modem->cops_format = (int)format;
                break;
        case AT_TEST:
                at_quote(modem, &name, modem->set.operator_name);
                at_line(out, "+COPS: (2,%s,,\"%s\",0),,(0-4),(0-2)", name.bytes, modem->set.operator_code);
                break;
        case AT_DO:
                break;
        }
        text_free(&name);
        return AT_RESULT(AT_OK);
}

static struct at_result
cclk(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        struct tm utc;
        time_t now;

        if (form == AT_SET) {
                const char *clock = at_argument(&args);

                if (clock == NULL || strlen(clock) < 17)
                        return AT_RESULT_CME(50);
                return AT_RESULT(AT_OK);        /* the network knows better */
        }
        if (form == AT_TEST)
                return AT_RESULT(AT_OK);
        if (modem->set.clock[0] != '\0') {
                at_line(out, "+CCLK: \"%s\"", modem->set.clock);
                return AT_RESULT(AT_OK);
        }
        now = time(NULL);
        gmtime_r(&now, &utc);
        at_line(out, "+CCLK: \"%02d/%02d/%02d,%02d:%02d:%02d+00\"", utc.tm_year % 100, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
                utc.tm_min, utc.tm_sec);
        return AT_RESULT(AT_OK);
}

static struct at_result
cfun(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        long level, reset = 0;

        switch (form) {
        case AT_READ:
                at_line(out, "+CFUN: %d", 1);
                break;
        case AT_TEST:
                at_line(out, "+CFUN: (0,1,4),(0,1)");
                break;
        case AT_SET:
                if (!at_number(at_argument(&args), &level))
                        return AT_RESULT_CME(50);
                at_number(at_argument(&args), &reset);
                return AT_RESULT(reset == 1 ? AT_GONE : AT_OK);
        case AT_DO:
                break;
        }
        (void)modem;
        return AT_RESULT(AT_OK);
}

static struct at_result
cmee(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        long mode = 0;

        if (form == AT_READ)
                at_line(out, "+CMEE: %d", modem->cmee);
        else if (form == AT_TEST)
                at_line(out, "+CMEE: (0-2)");
        else if (form == AT_SET && (!at_number(at_argument(&args), &mode) || mode < 0 || mode > 2))
                return AT_RESULT(AT_ERROR);
        else
                modem->cmee = (int)mode;
        return AT_RESULT(AT_OK);
}

static struct at_result
cscs(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        static const char *const names[MODEM_NCHARSETS] = { "GSM", "IRA", "UCS2", "HEX" };
        const char *wanted;
        int i;

        if (form == AT_TEST)
                at_line(out, "+CSCS: (\"GSM\",\"IRA\",\"UCS2\",\"HEX\")");
        if (form == AT_READ)
                at_line(out, "+CSCS: \"%s\"", names[modem->charset]);
        if (form != AT_SET)
                return AT_RESULT(AT_OK);
        wanted = at_argument(&args);
        for (i = 0; i < MODEM_NCHARSETS; i++) {
                if (wanted != NULL && strcmp(wanted, names[i]) == 0) {
                        modem->charset = (enum modem_charset)i;
                        return AT_RESULT(AT_OK);
                }
        }
        return AT_RESULT_CME(50);
}

static struct at_result
cbc(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)args;
        if (form == AT_TEST)
                at_line(out, "+CBC: (0-3),(0-100)");
        else
                at_line(out, "+CBC: 1,%ld", modem->set.battery);
        return AT_RESULT(AT_OK);
}

/* Commands that a client may give and that change nothing here. */
static struct at_result
accepted(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)modem;
        (void)args;
        (void)out;
        return form == AT_READ ? AT_RESULT_CME(3) : AT_RESULT(AT_OK);
}

static struct at_result
gcap(struct modem *modem, enum at_form form, char *args, struct text *out)
{
        (void)modem;
        (void)form;
        (void)args;
        at_line(out, "+GCAP: +CGSM");
        return AT_RESULT(AT_OK);
}

const struct at_command at_device_commands[] = {
        { "+CGMI", AT_ANY_TIME, cgmi },     { "+GMI", AT_ANY_TIME, cgmi },
        { "+CGMM", AT_ANY_TIME, cgmm },     { "+GMM", AT_ANY_TIME, cgmm },
        { "+CGMR", AT_ANY_TIME, cgmr },     { "+GMR", AT_ANY_TIME, cgmr },
        { "+CGSN", AT_ANY_TIME, cgsn },     { "+GSN", AT_ANY_TIME, cgsn },
        { "+CIMI", AT_NEEDS_SIM, cimi },    { "+GCAP", AT_ANY_TIME, gcap },
        { "+CPIN", AT_ANY_TIME, cpin },     { "+CLCK", AT_NEEDS_SIM, clck },
        { "+CSQ", AT_ANY_TIME, csq },       { "+CBC", AT_ANY_TIME, cbc },
        { "+CREG", AT_ANY_TIME, creg },     { "+CGREG", AT_ANY_TIME, cgreg },
        { "+CGATT", AT_NEEDS_SIM, cgatt },  { "+COPS", AT_NEEDS_SIM, cops },
        { "+CCLK", AT_ANY_TIME, cclk },     { "+CFUN", AT_ANY_TIME, cfun },
        { "+CMEE", AT_ANY_TIME, cmee },     { "+CSCS", AT_ANY_TIME, cscs },
        { "+CHUP", AT_ANY_TIME, accepted }, { "+CLIP", AT_ANY_TIME, accepted },
        { "^CURC", AT_ANY_TIME, accepted }, { "+CRC", AT_ANY_TIME, accepted },
        { NULL, AT_ANY_TIME, NULL },
};
