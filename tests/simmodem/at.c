/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads what the client types (TS 27.007 section 4, V.250 section 5) and gives the answers, with the ordered troubles on the way.
 * Commands are rows of tables in at_device.c, at_sms.c and at_ussd.c.
 */
#include "at.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "alphabet.h"

enum {
        COMMAND_MAX = 4096,
        CTRL_Z = 0x1a,
        ESC = 0x1b,
};

static void pump(struct modem *modem);

/* ---- answers ---- */

void
at_line(struct text *out, const char *format, ...)
{
        char line[2048];
        va_list args;

        va_start(args, format);
        vsnprintf(line, sizeof line, format, args);
        va_end(args);
        text_printf(out, "\r\n%s\r\n", line);
}

static const char *
cme_words(int code)
{
        static const struct {
                int code;
                const char *words;
        } known[] = {
                { 3, "operation not allowed" }, { 4, "operation not supported" }, { 10, "SIM not inserted" },
                { 11, "SIM PIN required" }, { 12, "SIM PUK required" }, { 13, "SIM failure" }, { 14, "SIM busy" },
                { 16, "incorrect password" }, { 21, "invalid index" }, { 30, "no network service" },
                { 50, "incorrect parameters" },
        };
        size_t i;

        for (i = 0; i < ARRAY_LEN(known); i++)
                if (known[i].code == code)
                        return known[i].words;
        return "unknown";
}

void
at_final(const struct modem *modem, struct at_result result, struct text *out)
{
        switch (result.outcome) {
        case AT_OK:
        case AT_GONE:
                at_line(out, "OK");
                break;
        case AT_ERROR:
                at_line(out, "ERROR");
                break;
        case AT_CME:
                if (modem->cmee == 0)
                        at_line(out, "ERROR");
                else if (modem->cmee == 1)
                        at_line(out, "+CME ERROR: %d", result.code);
                else
                        at_line(out, "+CME ERROR: %s", cme_words(result.code));
                break;
        case AT_CMS:
                at_line(out, "+CMS ERROR: %d", result.code);
                break;
        case AT_NO_CARRIER:
                at_line(out, "NO CARRIER");
                break;
        case AT_PROMPT:
                text_puts(out, "\r\n> ");
                break;
        }
}

static void
write_answer(struct modem *modem)
{
        long unplug = modem->answer_unplug;

        modem->resume = NULL;
        modem->state = modem->after;
        if (unplug >= 0) {
                line_unplug_after(modem->line, (size_t)unplug < modem->answer.len ? unplug : (long)modem->answer.len);
                modem_write(modem, modem->answer.bytes, modem->answer.len);
                text_clear(&modem->answer);
                modem->state = MODEM_WAITING;   /* nothing is read any more */
                return;
        }
        modem_write(modem, modem->answer.bytes, modem->answer.len);
        text_clear(&modem->answer);
        if (modem->state == MODEM_COMMAND)
                modem_flush_deferred(modem);
}

static void
go_on(void *context)
{
        struct modem *modem = context;

        if (modem->resume != NULL)
                modem->resume(modem);
        pump(modem);
}

void
at_give(struct modem *modem, struct effect *effect, const struct text *answer, size_t first_line, enum modem_state after)
{
        text_clear(&modem->answer);
        if (!effect->lose && !effect->silence) {
                text_add(&modem->answer, effect->before.bytes, effect->before.len);
                text_add(&modem->answer, answer->bytes, first_line);
                text_add(&modem->answer, effect->inside.bytes, effect->inside.len);
                text_add(&modem->answer, answer->bytes + first_line, answer->len - first_line);
                text_add(&modem->answer, effect->after.bytes, effect->after.len);
        }
        modem->after = after;
        modem->answer_unplug = effect->unplug ? effect->unplug_bytes : -1;
        modem->resume = write_answer;
        if (after == MODEM_TEXT && effect->before.len > 0 && effect->ms > 0) {
                /* the prompt race: the unsolicited line at once, the prompt later */
                modem_write(modem, effect->before.bytes, effect->before.len);
                text_drop(&modem->answer, effect->before.len);
        }
        if (effect->hold) {
                modem->state = after == MODEM_TEXT ? MODEM_PROMPTING : MODEM_HELD;
        } else if (effect->ms > 0) {
                modem->state = after == MODEM_TEXT ? MODEM_PROMPTING : MODEM_WAITING;
                agenda_add(modem->agenda, agenda_now_us() + (uint64_t)effect->ms * 1000, go_on, modem);
        } else {
                write_answer(modem);
        }
        modem->held = effect->hold;
        effect_clear(effect);
}

void
at_release(struct modem *modem)
{
        modem->held = false;
        go_on(modem);
}

/* ---- arguments ---- */

char *
at_argument(char **args)
{
        char *argument = *args, *end;

        if (argument == NULL)
                return NULL;
        while (*argument == ' ')
                argument++;
        if (*argument == '"') {
                argument++;
                end = strchr(argument, '"');
                if (end != NULL)
                        *end++ = '\0';
                else
                        end = argument + strlen(argument);
        } else {
                end = argument;
        }
        end += strcspn(end, ",");
        *args = *end == ',' ? end + 1 : NULL;
        *end = '\0';
        return argument;
}

bool
at_number(const char *argument, long *number)
{
        char *end;

        if (argument == NULL || *argument == '\0')
                return false;
        *number = strtol(argument, &end, 10);
        return *end == '\0';
}

void
at_quote(const struct modem *modem, struct text *out, const char *utf8)
{
        uint16_t units[1024];
        int nunits, i;

        text_puts(out, "\"");
        nunits = alphabet_units_from_utf8(utf8, strlen(utf8), units, ARRAY_LEN(units));
        switch (modem->charset) {
        case MODEM_UCS2:
                for (i = 0; i < nunits; i++)
                        text_printf(out, "%04X", units[i]);
                break;
        case MODEM_HEX:
                for (i = 0; i < nunits; i++)
                        text_printf(out, "%02X", units[i] & 0xff);
                break;
        case MODEM_GSM:
        case MODEM_IRA:
        case MODEM_NCHARSETS:
                text_puts(out, utf8);
                break;
        }
        text_puts(out, "\"");
}

void
at_decode(const struct modem *modem, const char *argument, struct text *utf8)
{
        uint8_t octets[1024];
        uint16_t units[512];
        int noctets = text_unhex(argument, strlen(argument), octets, sizeof octets), i;

        text_clear(utf8);
        if (modem->charset == MODEM_UCS2 && noctets > 0 && noctets % 2 == 0) {
                for (i = 0; i < noctets / 2; i++)
                        units[i] = (uint16_t)(octets[2 * i] << 8 | octets[2 * i + 1]);
                alphabet_utf8_from_units(utf8, units, (size_t)noctets / 2);
        } else if (modem->charset == MODEM_HEX && noctets > 0) {
                text_add(utf8, octets, (size_t)noctets);
        } else {
                text_puts(utf8, argument);
        }
}

/* ---- command lines ---- */

static void
count_command(struct modem *modem, const char *name, size_t len)
{
        struct command_count *count;

        for (count = modem->commands; count != NULL; count = count->next)
                if (strlen(count->name) == len && strncasecmp(count->name, name, len) == 0)
                        break;
        if (count == NULL) {
                count = allocate(sizeof *count + len + 1);
                memcpy(count->name, name, len);
                count->next = modem->commands;
                modem->commands = count;
        }
        count->count++;
}

static const struct at_command *
find_command(const char *name, size_t len)
{
        static const struct at_command *const tables[] = { at_sms_commands, at_device_commands, at_ussd_commands };
        const struct at_command *command;
        size_t i;

        for (i = 0; i < ARRAY_LEN(tables); i++)
                for (command = tables[i]; command->name != NULL; command++)
                        if (strlen(command->name) == len && strncasecmp(command->name, name, len) == 0)
                                return command;
        return NULL;
}

static struct at_result
check_sim(const struct modem *modem, const struct at_command *command)
{
        static const int cme[] = { [MODEM_SIM_NONE] = 10, [MODEM_SIM_PIN] = 11, [MODEM_SIM_PUK] = 12 };
        static const int cms[] = { [MODEM_SIM_NONE] = 310, [MODEM_SIM_PIN] = 311, [MODEM_SIM_PUK] = 316 };
        enum modem_sim sim = modem_sim(modem);

        if (sim == MODEM_SIM_READY || command->needs == AT_ANY_TIME)
                return AT_RESULT(AT_OK);
        return command->needs == AT_NEEDS_SIM ? AT_RESULT_CME(cme[sim]) : AT_RESULT_CMS(cms[sim]);
}

/* One extended command: name, then "", "?", "=?" or "=arguments". */
static struct at_result
run_extended(struct modem *modem, char *text, struct text *out)
{
        size_t len = 1 + strcspn(text + 1, "=?");
        const struct at_command *command = find_command(text, len);
        char *rest = text + len;
        struct at_result result;
        enum at_form form;

        if (command == NULL)
                return AT_RESULT_CME(4);
        form = *rest == '\0' ? AT_DO : *rest == '?' ? AT_READ : rest[1] == '?' ? AT_TEST : AT_SET;
        result = check_sim(modem, command);
        if (result.outcome != AT_OK && form != AT_TEST)
                return result;
        return command->answer(modem, form, form == AT_SET ? rest + 1 : rest, out);
}

/* The basic commands of V.250: a letter, or '&' and a letter, with a number. Returns its length. */
static size_t
run_basic(struct modem *modem, const char *text, struct text *out, struct at_result *result)
{
        size_t len = *text == '&' && text[1] != '\0' ? 2 : 1;
        int letter = toupper((unsigned char)text[len - 1]);
        long number = strtol(text + len, NULL, 10);

        *result = AT_RESULT(AT_OK);
        if (letter == 'S' || letter == 'D')
                len = strlen(text);
        else
                len += strspn(text + len, "0123456789");
        if (*text == '&')
                return len;
        switch (letter) {
        case 'E':
                modem->echo = number != 0;
                break;
        case 'Z':
                at_start(modem);
                break;
        case 'D':
                *result = AT_RESULT(AT_NO_CARRIER);
                break;
        case 'I':
                at_line(out, "Manufacturer: %s\r\nModel: %s\r\nRevision: %s\r\nIMEI: %s", modem->set.manufacturer,
                        modem->set.model, modem->set.firmware, modem->set.imei);
                break;
        case 'A': case 'H': case 'L': case 'M': case 'P': case 'Q': case 'S': case 'T': case 'V': case 'X':
                break;
        default:
                *result = AT_RESULT(AT_ERROR);
        }
        return len;
}

/* All commands of one line; the first that fails ends it (V.250, 5.2.3). */
static struct at_result
run_line(struct modem *modem, char *text, struct text *out)
{
        struct at_result result = AT_RESULT(AT_OK);

        while (*text != '\0' && result.outcome == AT_OK) {
                if (*text == ';' || *text == ' ') {
                        text++;
                } else if (isalpha((unsigned char)*text) || *text == '&') {
                        text += run_basic(modem, text, out, &result);
                } else {
                        char *end = text;
                        bool quoted = false, more;

                        for (; *end != '\0' && (quoted || *end != ';'); end++)
                                if (*end == '"')
                                        quoted = !quoted;
                        more = *end == ';';
                        *end = '\0';
                        result = run_extended(modem, text, out);
                        text = more ? end + 1 : end;
                }
        }
        return result;
}

struct at_result
at_ordered_failure(const struct effect *effect)
{
        return effect->error == ORDER_ERROR_CME   ? AT_RESULT_CME(effect->code)
               : effect->error == ORDER_ERROR_CMS ? AT_RESULT_CMS(effect->code)
                                                  : AT_RESULT(AT_ERROR);
}

static void
reset_soon(void *context)
{
        modem_reset(context);
}

static void
execute(struct modem *modem, char *text)
{
        struct text out = { 0 };
        struct effect effect = { 0 };
        enum modem_state after = MODEM_COMMAND;
        struct at_result result;
        size_t first_line = 0;

        while (*text == ' ')
                text++;
        if (*text == '\0')
                count_command(modem, "AT", 2);
        else
                count_command(modem, text, isalpha((unsigned char)*text) ? 1 : 1 + strcspn(text + 1, "=?;"));
        orders_collect(&modem->orders, text, &effect);
        if (effect.silence) {
                effect_clear(&effect);
                return;
        }
        if (effect.answered) {
                at_give(modem, &effect, &effect.answer, 0, MODEM_COMMAND);
                return;
        }
        if (effect.fail)
                result = at_ordered_failure(&effect);
        else if (effect.pretend)
                result = AT_RESULT(AT_OK);
        else
                result = run_line(modem, text, &out);

        if (result.outcome == AT_PROMPT) {
                orders_collect(&modem->orders, "cmgs-prompt", &effect);
                if (effect.fail)
                        result = at_ordered_failure(&effect);
                else if (!effect.silence && !effect.lose)
                        after = MODEM_TEXT;
        }
        if (result.outcome == AT_GONE)
                agenda_add(modem->agenda, agenda_now_us() + 20000, reset_soon, modem);
        if (out.len > 2) {
                const char *end = strstr(out.bytes + 2, "\r\n");

                first_line = end == NULL ? out.len : (size_t)(end - out.bytes) + 2;
        }
        at_final(modem, result, &out);
        at_give(modem, &effect, &out, first_line, after);
        text_free(&out);
}

/* Anything before "AT" is noise on the line; a line without it is none of ours. */
static void
command_entered(struct modem *modem)
{
        struct text line = modem->typed;
        char *at = line.bytes;

        memset(&modem->typed, 0, sizeof modem->typed);
        while (at != NULL && *at != '\0' && strncasecmp(at, "AT", 2) != 0)
                at++;
        if (at != NULL && *at != '\0')
                execute(modem, at + 2);
        text_free(&line);
}

/* ---- characters ---- */

static void
echo(struct modem *modem, char byte)
{
        if (modem->echo)
                text_add(&modem->echoed, &byte, 1);
}

static void
flush_echo(struct modem *modem)
{
        if (modem->echoed.len > 0)
                modem_write(modem, modem->echoed.bytes, modem->echoed.len);
        text_clear(&modem->echoed);
}

static void
read_command_byte(struct modem *modem, char byte)
{
        if (byte == '\n' || byte == ESC || byte == CTRL_Z || byte == '\0')
                return;
        echo(modem, byte);
        if (byte == '\r') {
                flush_echo(modem);
                command_entered(modem);
        } else if ((byte == '\b' || byte == 0x7f) && modem->typed.len > 0) {
                modem->typed.bytes[--modem->typed.len] = '\0';
        } else if (modem->typed.len < COMMAND_MAX) {
                text_add(&modem->typed, &byte, 1);
        }
}

static void
read_text_byte(struct modem *modem, char byte)
{
        if (byte == CTRL_Z) {
                flush_echo(modem);
                at_text_entered(modem);
                text_clear(&modem->typed);
        } else if (byte == ESC) {
                flush_echo(modem);
                text_clear(&modem->typed);
                at_text_cancelled(modem);
        } else {
                echo(modem, byte);
                if (modem->typed.len < COMMAND_MAX && !isspace((unsigned char)byte))
                        text_add(&modem->typed, &byte, 1);
        }
}

/* Looks at the bytes that came, as far as the state allows. */
static void
pump(struct modem *modem)
{
        size_t at = 0;

        while (at < modem->in.len && modem->powered) {
                char byte = modem->in.bytes[at];

                if (modem->state == MODEM_WAITING || modem->state == MODEM_HELD)
                        break;
                at++;
                if (modem->state == MODEM_COMMAND)
                        read_command_byte(modem, byte);
                else if (modem->state == MODEM_TEXT)
                        read_text_byte(modem, byte);
                /* else PROMPTING: lost */
        }
        if (modem->powered) {
                text_drop(&modem->in, at);
                flush_echo(modem);
        }
}

void
at_feed(struct modem *modem, const char *bytes, size_t len)
{
        text_add(&modem->in, bytes, len);
        pump(modem);
}

void
at_start(struct modem *modem)
{
        modem->echo = modem->set.echo;
        modem->cmee = 0;
        modem->cmgf = 0;
        memset(modem->cnmi, 0, sizeof modem->cnmi);
        modem->creg = modem->cgreg = modem->csms = modem->cops_format = modem->cusd = 0;
        modem->charset = MODEM_IRA;
        modem->memories[0] = modem->memories[1] = modem->memories[2] = MODEM_SM;
        modem->full_told = false;
}
